"""The half-degree cells in whose order places are stored, so that what lies near a point is a few ranges of rows."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, radians

__all__ = ["cell_of", "cells_around"]

_CELLS_PER_DEGREE = 2
"""Places are stored in the order of their cells, towns first in each; a table says which ids a cell's towns have."""


def cell_of(lon: float, lat: float) -> int:
    """Return the number of the cell that holds a point (degrees); cells run west to east, then south to north."""
    column = int((lon + 180) % 360 * _CELLS_PER_DEGREE)
    row = min(int((lat + 90) * _CELLS_PER_DEGREE), 180 * _CELLS_PER_DEGREE - 1)
    return row * 360 * _CELLS_PER_DEGREE + column


def cells_around(lon: float, lat: float, within_km: float) -> Iterator[tuple[int, int]]:
    """Yield the ranges of cells (first and last number) that lie within reach of a point (degrees)."""
    lower, upper = _rows(lat, within_km)
    for row in range(lower, upper + 1):
        yield from _columns(row, lon, lat, within_km)


def _rows(lat: float, within_km: float) -> tuple[int, int]:
    reach = within_km / 110.0
    last = 180 * _CELLS_PER_DEGREE - 1
    return (
        max(0, int((lat - reach + 90) * _CELLS_PER_DEGREE)),
        min(last, int((lat + reach + 90) * _CELLS_PER_DEGREE)),
    )


def _columns(row: int, lon: float, lat: float, within_km: float) -> Iterator[tuple[int, int]]:
    """Yield the ranges of cells in one row that lie within reach of a point, split at the antimeridian."""
    width = 360 * _CELLS_PER_DEGREE
    reach = within_km / (111.0 * max(0.01, cos(radians(min(89.0, abs(lat) + within_km / 111.0)))))
    if reach >= 180:
        yield row * width, row * width + width - 1
        return
    west = int((lon - reach + 180) // (1 / _CELLS_PER_DEGREE))
    east = int((lon + reach + 180) // (1 / _CELLS_PER_DEGREE))
    for lower, upper in ((west, min(east, -1)), (max(west, 0), min(east, width - 1)), (max(west, width), east)):
        if lower <= upper:
            yield row * width + lower % width, row * width + upper % width
