"""Countries and territories by their ISO 3166-1 code."""

from __future__ import annotations

import csv
from functools import cache

from geo._data import DATA

__all__ = ["country"]


def country(iso2: str | None) -> tuple[str | None, str | None]:
    """Return the alpha-3 code and the English name for an ISO 3166-1 alpha-2 code, None where there are none."""
    return _countries().get(iso2 or "", (None, None))


@cache
def _countries() -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for table in ("countries", "territories"):
        with (DATA / "lexicon" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            found |= {row["iso2"]: (row["iso3"], row["name"]) for row in csv.DictReader(file)}
    return found
