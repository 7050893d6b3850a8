"""The trained judge of pairs: how probably a name of the sentence is where the event happened.

A LightGBM model and a table of cue words, both plain text files, trained by ``data/train_links.py``; data, digests and
cross-validated scores stand in data/README.md.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from geo import _models
from geo.link.features import CUES, FEATURES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.link.features import Row

__all__ = ["LEAST", "PairJudge", "chosen"]

_CLASSES = {
    "P": "a town",
    "country": "a country",
    "first-level unit": "a province or the like",
    "unit": "a district or the like",
    "H": "a water",
    "L": "a region",
    "T": "some land",
    "S": "a site",
    "V": "a forest",
}
_STEPS = {
    "dobj": "object", "nsubj": "subject", "nsubjpass": "subject", "compound": "part of the noun", "poss": "owner",
    "conj": "and", "appos": "apposition", "amod": "adjective", "advcl": "clause", "relcl": "clause", "acl": "clause",
    "ccomp": "clause", "xcomp": "clause",
}  # fmt: skip

_IN_WORDS: dict[str, Callable[[str], str]] = {
    "preposition and governor": lambda word: "“{}” after “{}”".format(*word.split("|", 1)),
    "way down": lambda word: f"from the event down to the name: {_steps(word)}",
    "noun of name": lambda word: f"the name stands with “{word.split('|')[0]}”",
    "noun before of": lambda word: f"“{word} of” the name",
    "word before": lambda word: f"“{word}” before the name",
    "words after": lambda word: f"“{word}” after the name",
    "kind of place": lambda word: f"the name of {_CLASSES.get(word.split('|')[0], 'no known place')}",
    "kind of name": lambda word: f"the tagger reads the name as {word.split('|')[0]}",
    "event": lambda word: f"the event's word “{word}”",
    "name's verb": lambda word: "the name's verb is the event's" if word == "=" else f"the name's verb is “{word}”",
}
"""Cues that a reader understands, and how they are told."""

_MOST_TOLD = 4

LEAST = 0.15
"""Probability from which the likeliest name is the event's place: 0.1 to 0.6 tried.

On evloc, cross-validated, 0.3 is best by a little (F 82.1; 81.3 at 0.15); longer texts ask for less (RAMS F 35.3 at
0.2, 37.4 at 0.15), and their pins are no more often wrong for it.
"""

_LEAST_FURTHER = 0.5
"""Probability from which names listed with the likeliest are places of the event, too (0.5 to 0.9 tried on evloc)."""

_LEAST_UNKNOWN = 0.6
"""The same for a name without a known place: a wrong one hides a place that can be drawn.

0.2 to 0.9 tried on evloc (cross-validated 81.8 at 0.5, 81.4 at 0.6, 79.7 at 0.8), RAMS and MUC-4, which ask for more.
"""


def chosen(judged: Sequence[tuple[float, Row]]) -> list[int]:
    """Return the numbers of the names to take as an event's places, likeliest first; none where none is likely.

    ``judged``: each name with its probability. Further places are those listed with the first ("in Homs and Hama").
    """
    likely = [i for i, (p, row) in enumerate(judged) if row.possible and p >= (LEAST if row.known else _LEAST_UNKNOWN)]
    ranked = sorted(likely, key=lambda i: (-judged[i][0], i))
    return ranked[:1] + [
        i for i in ranked[1:] if judged[i][0] >= _LEAST_FURTHER and judged[i][1].phrase == judged[ranked[0]][1].phrase
    ]


class PairJudge:
    """Tells how probably a name is an event's place.

    Raises
    ------
    ModelError
        If the model's files are missing or were trained for other features.
    """

    def __init__(self, folder: Path = _models.FOLDER) -> None:
        self._booster, (cues,) = _models.read(folder, "links", [*FEATURES, *CUES], ["cues"], "make train")
        self._cues: list[dict[str, float]] = [cues[cue] for cue in CUES]

    @classmethod
    @cache
    def shipped(cls) -> PairJudge:
        """Return the judge that comes with Dateline; loaded once a process."""
        return cls()

    def probabilities(self, rows: Sequence[Row]) -> list[float]:
        """Return the probability of each row's name being its event's place, in order."""
        if not rows:
            return []
        import numpy as np

        numbers = [
            [*row.numbers, *(table.get(word, 0.0) for table, word in zip(self._cues, row.words, strict=True))]
            for row in rows
        ]
        found = self._booster.predict(np.array(numbers, dtype=np.float64), num_threads=1)
        return [float(p) for p in found]

    def reasons(self, row: Row) -> list[tuple[str, float]]:
        """Return the words that spoke most for and against a name, each with its log-odds alone, strongest first."""
        told = [
            (_IN_WORDS[cue](word), round(table.get(word, 0.0), 2))
            for cue, table, word in zip(CUES, self._cues, row.words, strict=True)
            if cue in _IN_WORDS and not word.startswith(("-", "<>"))
        ]
        return sorted((one for one in told if one[1]), key=lambda one: -abs(one[1]))[:_MOST_TOLD]


def _steps(way: str) -> str:
    """Return a way of dependency labels in words: "dobj<prep:of<pobj" is "object, of"."""
    labels = [label.rpartition(":")[2] for label in way.split("<") if label not in ("pobj", "*")]
    return ", ".join(_STEPS.get(label, label) for label in labels)
