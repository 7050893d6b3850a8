"""The lexicon's files are sound, and its conditions read what they say they read; sentences of our own."""

from __future__ import annotations

import pytest

from geo.events import lexicon
from geo.events.lexicon import entries

KNOWN_CLASSES = {"@any", "@human", "@person", "@entity", "@place", "@force", "@official"}


def test_every_condition_is_known() -> None:
    known = set(lexicon._TESTS) | set(lexicon._PREPOSITIONS)
    for entry in entries():
        conditions = [condition for every in entry.when for condition in every]
        assert {c.name for c in conditions} <= known, entry
        classes = {value for c in conditions for value in c.values if value.startswith("@")}
        assert classes <= KNOWN_CLASSES, entry


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.example)
def test_no_entry_lists_a_word_twice(entry: lexicon.Entry) -> None:
    assert len(set(entry.lemmas)) == len(entry.lemmas)
