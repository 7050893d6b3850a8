"""What lies under the marks beside the world itself: lines between the first-level units of the countries in view."""

from __future__ import annotations

import gzip
import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["admin1_lines"]


def admin1_lines(countries: Iterable[str]) -> dict[str, Any]:
    """Return the lines between first-level units (states, provinces …) of some countries, ready for JSON.

    ``countries`` are ISO 3166-1 alpha-2 codes; those without such lines are left out (see ``maps/assets/README.md``),
    order and repeats make no difference. Coasts, national borders and lines drawn as disputed are not among the lines.

    ``quanta`` is the number of grid cells across the world; ``lines`` gives by code, sorted, lines as flat lists of
    whole numbers: x, y of the first point, then steps dx, dy. A point is lon = x * 360 / quanta - 180,
    lat = y * 180 / quanta - 90 degrees, EPSG:4326.
    """
    known = _all_lines()
    chosen = sorted(set(countries) & known["lines"].keys())
    return {"quanta": known["quanta"], "lines": {code: known["lines"][code] for code in chosen}}


@cache
def _all_lines() -> dict[str, Any]:
    """Return the lines of all countries."""
    packed = files("maps").joinpath("assets", "admin1.json.gz").read_bytes()
    lines: dict[str, Any] = json.loads(gzip.decompress(packed))
    return lines
