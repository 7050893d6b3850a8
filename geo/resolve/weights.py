"""The resolver's trained weights and calibration: one small JSON file (``data/train.py`` writes it)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from math import exp, log
from pathlib import Path

from geo._data import DATA
from geo.errors import ModelError
from geo.resolve.evidence import FEATURES

__all__ = ["Weights"]


@dataclass(frozen=True, slots=True)
class Weights:
    """One weight per number of a candidate, and how a confidence comes from the two probabilities.

    ``alone`` is used where nothing is known of the publisher, ``published`` where its other
    articles are: local papers make a small Paris likely, which must not spill over to others.
    ``calibration`` is (intercept, weight of the span's log-odds, weight of the place's
    log-odds) of a logistic regression on whether span and place were both right.
    """

    alone: tuple[float, ...]
    published: tuple[float, ...]
    calibration: tuple[float, float, float]

    @classmethod
    @cache
    def shipped(cls, folder: Path = DATA / "models") -> Weights:
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
        if list(table["alone"]) != list(FEATURES):
            raise ModelError(f"place resolver in {folder} was trained for other features; {remedy}")
        return cls(tuple(table["alone"].values()), tuple(table["published"].values()), tuple(table["calibration"]))

    def confidence(self, span: float, place: float) -> float:
        """Return the probability that both are right, from the probability of each."""
        intercept, of_span, of_place = self.calibration
        return 1 / (1 + exp(-(intercept + of_span * log_odds(span) + of_place * log_odds(place))))


def log_odds(probability: float) -> float:
    """Return ln(p / (1 − p)), with p kept off 0 and 1 by 0.001."""
    p = min(0.999, max(0.001, probability))
    return log(p / (1 - p))
