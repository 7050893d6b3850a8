"""How a name belongs to a place, and which of several places of one name comes first."""

from __future__ import annotations

from math import log10
from typing import Literal

__all__ = ["NAME_KINDS", "STRENGTH", "NameKind", "prominence", "rank"]

NameKind = Literal["primary", "alias", "alternate", "demonym"]
NAME_KINDS: tuple[NameKind, ...] = ("primary", "alias", "alternate", "demonym")
"""How a name belongs to a place, best first. Alternates are GeoNames' untagged ones, in any language: noisy."""

STRENGTH: dict[NameKind, int] = {"primary": 0, "alias": 1, "demonym": 2, "alternate": 3}
"""Where a name is of several kinds for one place, the least of these stands: untagged alternates hold many demonyms."""

_BONUS_OF_CODE = {
    "PCLI": 4.0, "PCLD": 3.0, "PCLS": 3.0, "CONT": 6.0, "ADM1": 2.0, "PPLC": 1.5, "PPLA": 0.7, "ADM2": -0.5,
    "AIRP": 1.0,
}  # fmt: skip
_BONUS_OF_CLASS = {"A": -0.5, "P": 0.0, "L": 3.5, "H": 4.0, "T": 3.5, "S": 3.0, "R": 3.0, "V": 3.0}


def prominence(feature_class: str, feature_code: str, population: int) -> float:
    """Return how likely the bare name means a place of this kind and population; logarithmic."""
    bonus = _BONUS_OF_CODE.get(feature_code, _BONUS_OF_CLASS.get(feature_class, 0.0))
    return log10(max(0, population) + 1) + bonus


def rank(prominence: float, kind: NameKind) -> tuple[bool, float]:
    """Return the sort key of a place among those of one name: alternate names last, aliases a little behind."""
    return kind == "alternate", -prominence + (0.0 if kind == "primary" else 2.0)
