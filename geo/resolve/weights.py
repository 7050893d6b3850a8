"""The resolver's trained weights and calibration: one small JSON file (``data/train.py`` writes it)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path

from geo._data import DATA
from geo.errors import ModelError
from geo.resolve.evidence import CERTAINTY, FEATURES

__all__ = ["Weights"]


@dataclass(frozen=True, slots=True)
class Weights:
    """How candidates are rated, and how sure an answer is.

    There is one set for articles of unknown publishers and one for those whose other articles
    are known: local papers make a small Paris likely, which must not spill over to others.
    ``candidate`` has a weight for each of `FEATURES`, ``certainty`` one for each of `CERTAINTY`:
    a logistic regression of span and place being both right.
    """

    candidate: tuple[float, ...]
    certainty: tuple[float, ...]

    @classmethod
    @cache
    def shipped(cls, folder: Path = DATA / "models", *, published: bool) -> Weights:
        """Return the weights that come with Dateline; read once a process.

        Raises
        ------
        ModelError
            If the file is missing or was trained for other features.
        """
        remedy = "train it with: make train"
        try:
            table = json.loads((folder / "resolve.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ModelError(f"place resolver in {folder} can't be read ({error}); {remedy}") from error
        candidate, certainty = table["published" if published else "alone"].values()
        if list(candidate) != list(FEATURES) or list(certainty) != list(CERTAINTY):
            raise ModelError(f"place resolver in {folder} was trained for other features; {remedy}")
        return cls(tuple(candidate.values()), tuple(certainty.values()))

    def confidence(self, certainty: Sequence[float]) -> float:
        """Return the probability that span and place are both right, from the numbers of `CERTAINTY`."""
        return 1 / (1 + exp(-sum(x * w for x, w in zip(certainty, self.certainty, strict=True))))
