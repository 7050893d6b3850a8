"""The lexicon's files are sound, and its conditions read what they say they read; sentences of our own."""

from __future__ import annotations

import pytest

from geo import language
from geo.events import lexicon
from geo.events.lexicon import entries, entry_for
from geo.model import Article

KNOWN_CLASSES = {"@any", *lexicon._KINDS}


def read(text: str, word: str) -> tuple[str | None, str | None] | None:
    """The type and mode that the lexicon reads at a word; None where no row holds."""
    _, doc = next(language.parse([Article(text)]))
    found = entry_for(next(token for token in doc if token.text == word))
    return (found[0].type, found[0].mode) if found is not None else None


def test_every_condition_is_known() -> None:
    known = set(lexicon._TESTS) | set(lexicon._PREPOSITIONS)
    for entry in entries():
        conditions = [condition for every in entry.when for condition in every]
        assert {c.name for c in conditions} <= known, entry
        classes = {value for c in conditions for value in c.values if value.startswith("@")}
        assert classes <= KNOWN_CLASSES, entry


def test_near_and_under_a_preposition_take_words_alone() -> None:
    """Classes that ask what a word is can only be asked where the word's role is known."""
    for entry in entries():
        for condition in (condition for every in entry.when for condition in every):
            if condition.name in ("near", "via", "mod", "gov", "child", "prep", "objmod", "causemod"):
                assert not any(value.startswith("@") for value in condition.values), entry


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.example)
def test_no_row_lists_a_word_twice(entry: lexicon.Entry) -> None:
    assert len(set(entry.lemmas)) == len(entry.lemmas)


@pytest.mark.parametrize(
    ("text", "word", "kind"),
    [
        # near
        ("Jets crossed the border, and the strikes closed the port.", "strikes", "ASSAULT"),
        ("The union spoke of pay, and the strikes closed the port.", "strikes", "PROTEST"),
        ("The tram derailed; nine people were injured.", "injured", "ACCIDENT"),
        ("Nine people were injured.", "injured", "ASSAULT"),
        # via
        ("Drones set a depot on fire in the port.", "fire", "ASSAULT"),
        ("The minister came under fire.", "fire", None),
        ("Half of the town lay under water after the flood.", "water", "HAZARD"),
        ("The water of the town was clean after the flood.", "water", None),
        # prepositions
        ("The army answered with artillery.", "answered", "ASSAULT"),
        ("The army answered with a letter.", "answered", None),
        ("The north fired a missile into the sea.", "fired", "MOBILIZE"),
        ("The north fired a missile at a village.", "fired", "ASSAULT"),
        ("A court condemned the spy to death.", "condemned", "SANCTION"),
        ("A court condemned the raid.", "condemned", "ACCUSE"),
        # that, with an auxiliary
        ("The premier declared that the clans must disarm.", "declared", "REQUEST"),
        ("The premier said that the clans will talk.", "said", None),
        # names that say what they are, plural names, phrases that stand alone
        ("Cyclone Ada tore the roofs from the school.", "tore", "HAZARD"),
        ("Rockets landed near the embassy.", "landed", "ASSAULT"),
        ("The landlord gave in on Monday.", "gave", "CONCEDE"),
        ("The landlord gave blankets in Lima.", "gave", "AID"),
        # titles
        ("Prime Minister Ada Kovac arrived in Berlin.", "arrived", "CONSULT"),
        ("Ada Kovac arrived in Berlin.", "arrived", None),
        # hyphens
        ("The army began a counter-attack.", "attack", "ASSAULT"),
        ("Crowds filled the post-election streets.", "election", None),
    ],
)
def test_conditions(text: str, word: str, kind: str | None) -> None:
    found = read(text, word)
    assert (found and found[0]) == kind


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The city will fight poverty.", "fight"),
        ("The two sides struck a balance.", "struck"),
        ("The charity launched a campaign.", "launched"),
        ("Ada's attack on the plan failed.", "attack"),
        ("The director fired an employee.", "fired"),
        ("He battled cancer for two years.", "battled"),
        ("The market crash ruined two banks.", "crash"),
        ("The club captured the title in May.", "captured"),
        ("The photographer captured the mood of the fair.", "captured"),
        ("Denmark beat Norway in the final.", "beat"),
        ("The committee killed the bill.", "killed"),
        ("The farmers won by a landslide.", "landslide"),
        ("The murder trial began.", "murder"),
        ("The remark caused a storm of protest.", "storm"),
        ("He declined to comment.", "declined"),
        ("Calls flooded the switchboard.", "flooded"),
        ("The team went on the attack in the second half of the game.", "half"),
        ("Smoking kills thousands.", "kills"),
        ("The results demonstrated that the cure works.", "demonstrated"),
    ],
)
def test_no_event_here(text: str, word: str) -> None:
    found = read(text, word)
    assert found is None or found[0] is None
