"""The trained judge of candidate spans: a LightGBM model and a table of cue words, both plain text files.

Trained by ``data/train.py``; data, digests and cross-validated scores stand in data/README.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from geo import _models
from geo.recognise.features import CUES, FEATURES, SpanReader
from geo.recognise.spans import CandidateSpan

__all__ = ["SpanClassifier"]


class SpanClassifier:
    """Tells how probably a candidate span is a place.

    Raises
    ------
    ModelError
        If the model's files are missing or were trained for other features.
    """

    def __init__(self, folder: Path = _models.FOLDER) -> None:
        self._booster, (cues,) = _models.read(folder, "recognise", [*FEATURES, *CUES], ["cues"], "make train")
        self._cues: list[dict[str, float]] = [cues[cue] for cue in CUES]

    @classmethod
    @cache
    def shipped(cls) -> SpanClassifier:
        """Return the classifier that comes with Dateline; loaded once a process."""
        return cls()

    def probabilities(self, reader: SpanReader, spans: Sequence[CandidateSpan]) -> list[float]:
        """Return the probability of each span being a place, in order."""
        if not spans:
            return []
        import numpy as np

        rows = [[*reader.row(span), *self._cue_numbers(reader.cues(span))] for span in spans]
        found = self._booster.predict(np.array(rows, dtype=np.float64), num_threads=1)
        return [float(p) for p in found]

    def _cue_numbers(self, words: Sequence[str]) -> list[float]:
        return [table.get(word, 0.0) for table, word in zip(self._cues, words, strict=True)]
