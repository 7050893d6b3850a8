"""Tells how probably a told event is one that a reader would look for on the map, and why: a LightGBM model.

Its files are text: trees over the numbers of `geo.events.evidence`, and a table of how often the events that a word
tells were looked for. Trained by ``data/train_events.py``; sources and cross-validated figures in data/README.md.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from geo import _models
from geo.events.evidence import FEATURES, LONGEST_AGO, Telling, trigger_head
from geo.events.lexicon import Entry, entry_for
from geo.syntax import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc

    from geo.model import Article, Event

__all__ = ["THRESHOLD", "EventClassifier", "cue_of"]

THRESHOLD = 0.25
"""Probability below which an event is not told. MUC-4 alone would have it at 0.35 (F .57 instead of .55 there, type);
but what ordinary news tells in passing is worth more than what MUC-4 does not owe."""

_NUMBERS = frozenset(
    ["the trigger's word", "exactness of the place", "days before publication", "mentions", "sentences that tell it",
     "number of its sentence", "share of the article before it", "number among the events of its type",
     "events of its type", "words in the sentence", *(name for name in FEATURES if name.startswith("article: "))]
)  # fmt: skip
"""Features that are not answered by yes or no."""

_REASONS = 5
"""Features named in `Event.why`."""


class EventClassifier:
    """Judges an article's events.

    Raises
    ------
    ModelError
        If the model's files are missing or were trained for other features.
    """

    def __init__(self, folder: Path = _models.FOLDER) -> None:
        self._booster, tables = _models.read(
            folder, "events", FEATURES, ["words", "other words"], "python data/train_events.py"
        )
        self._words: dict[str, float] = tables[0]
        self._other: float = tables[1]

    @classmethod
    @cache
    def shipped(cls) -> EventClassifier:
        """Return the classifier that comes with Dateline; loaded once a process."""
        return cls()

    def judged(self, article: Article, doc: Doc, events: Sequence[Event]) -> list[Event]:
        """Return the events that are probable enough, each with its probability as confidence and with its reasons.

        ``events`` are merged, dated and placed. `Event.why`: the lexicon's rule, with the share of its word's events
        that were looked for, then the strongest features with their log-odds.
        """
        if not events:
            return []
        import numpy as np

        telling = Telling(article, doc, events)
        cues = [self._words.get(cue_of(doc, event), self._other) for event in events]
        rows = np.array([telling.row(event, cue) for event, cue in zip(events, cues, strict=True)])
        odds = np.asarray(self._booster.predict(rows, pred_contrib=True, num_threads=1))
        probabilities = 1 / (1 + np.exp(-odds.sum(axis=1)))
        return [
            replace(
                event, confidence=round(float(p), 2), why=((_rule(doc, event), round(cue, 2)), *_reasons(row, part))
            )
            for event, cue, p, row, part in zip(events, cues, probabilities, rows, odds, strict=True)
            if p >= THRESHOLD
        ]


def cue_of(doc: Doc, event: Event) -> str:
    """Return what the table of words calls an event's trigger: its lemma and type."""
    return f"{word(trigger_head(doc, event))} {event.type}"


def _reasons(row: Sequence[float], parts: Sequence[float]) -> list[tuple[str, float]]:
    strongest = sorted(range(len(FEATURES)), key=lambda i: -abs(parts[i]))[:_REASONS]
    return [(f"{FEATURES[i]}: {_value(FEATURES[i], row[i])}", round(float(parts[i]), 2)) for i in strongest]


def _value(feature: str, number: float) -> str:
    if feature == "days before publication" and number <= -LONGEST_AGO:
        return "not known"
    return f"{number:.3g}" if feature in _NUMBERS or number not in (0, 1) else "yes" if number else "no"


def _rule(doc: Doc, event: Event) -> str:
    """Return the lexicon's rule for an event in words; a trigger that only names the means has another mention's."""
    for mention in event.mentions:
        span = doc.char_span(*mention, alignment_mode="expand")
        if span is None or not len(span):
            continue
        found = entry_for(span.root)
        if found is not None and found[0].type == event.type:
            return _in_words(found[0], word(span.root))
    return f"{event.trigger.text} is told with {event.type}"


def _in_words(entry: Entry, lemma: str) -> str:
    tests = " ".join("/".join(f"{'' if one.wanted else '!'}{one.name}" for one in every) for every in entry.when)
    kind = f"{entry.type} {entry.mode}" if entry.mode else entry.type
    return f"{lemma} ({entry.pos}) tells {kind}{f' if {tests}' if tests else ''}, as in: {entry.example}"
