"""Which lines are drawn as disputed, by the table ``disputed.csv`` beside this file.

A row names a line by its ``source``: "border", that between two countries of the atlas (Natural Earth's alpha-3
codes), as far as it lies in the row's box; "claim", a line of Natural Earth's boundary lines of breakaway and
disputed areas, by its name, country and box; or "unit", that between first-level units in the file of the first
country (FIPS 10-4) and the second country. ``gazetteer`` names the area's row in ``data/sources/disputed.csv``.
"""

from __future__ import annotations

import csv
import tempfile
from collections import defaultdict
from itertools import groupby, pairwise
from pathlib import Path

import geopandas
import shapely
from shapely.geometry import LineString, box

from maps.assets.make.grid import QUANTA, Json, Point, rings_of
from maps.assets.make.packages import CLAIMS, UNITS, read
from maps.assets.make.units import FOLDER, load

SIMPLIFY_DEGREES = 0.005
TOUCH_DEGREES = 0.02
ALL = (-180.0, -90.0, 180.0, 90.0)


def rows(source: str) -> list[dict[str, str]]:
    """Return the table's rows of a source."""
    with Path(__file__).with_name("disputed.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["source"] == source]


def extent(row: dict[str, str]) -> tuple[float, float, float, float]:
    """Return a row's box, west, south, east, north in degrees; the world's where it gives none."""
    return tuple(float(value) for value in row["box"].split()) or ALL  # type: ignore[return-value]


def cut(countries: list[Json], land: Json, arcs: list[list[Point]]) -> tuple[list[list[Point]], set[int]]:
    """Cut arcs where a disputed part of a border begins or ends.

    Returns all arcs, and the numbers of the disputed ones; ``countries`` and ``land`` are renumbered in place.

    Raises
    ------
    SystemExit
        If a row of the table finds no line.
    """
    users: dict[int, set[str]] = defaultdict(set)
    for geometry in countries:
        for number in (number for rings in rings_of(geometry) for ring in rings for number in ring):
            users[max(number, ~number)].add(geometry["properties"]["a3"])
    pairs = defaultdict(list)
    for number, names in users.items():
        pairs[frozenset(names)].append(number)
    doubtful: dict[int, list[bool]] = {}  # arc: for each of its segments
    for row in rows("border"):
        area = extent(row)
        found = False
        for number in pairs[frozenset((row["first"], row["second"]))]:
            inside = [_inside(a, b, area) for a, b in pairwise(arcs[number])]
            known = doubtful.get(number, [False] * len(inside))
            doubtful[number] = [a or b for a, b in zip(known, inside, strict=True)]
            found |= any(inside)
        if not found:
            raise SystemExit(f"disputed.csv: no border of {row['first']} and {row['second']} lies in {area}")
    whole: list[list[Point]] = []
    pieces: dict[int, list[int]] = {}
    marked = set()
    for number, arc in enumerate(arcs):
        flags = doubtful.get(number, [False] * (len(arc) - 1))
        pieces[number], start = [], 0
        for flag, run in groupby(flags):
            stop = start + len(list(run))
            pieces[number].append(len(whole))
            if flag:
                marked.add(len(whole))
            whole.append(arc[start : stop + 1])
            start = stop
    for geometry in (*countries, land):
        for rings in rings_of(geometry):
            for ring in rings:
                ring[:] = [piece for number in ring for piece in _renumbered(number, pieces)]
    return whole, marked


def claims() -> list[LineString]:
    """Return the lines of Natural Earth's disputed areas that the table names; lon, lat in degrees."""
    with tempfile.NamedTemporaryFile(suffix=".gpkg") as file:
        file.write(read(CLAIMS, "./usr/share/qgis/resources/data/world_map.gpkg")[0])
        file.flush()
        known = geopandas.read_file(file.name, layer="disputed_borders")
    lines: list[LineString] = []
    for row in rows("claim"):
        area = box(*extent(row))
        wanted = known[(known["name"] == row["line"]) & (known["adm0_a3_l"] == row["first"])]
        found = [shape for shape in wanted.geometry if area.contains(shape)]
        if not found:
            raise SystemExit(f"disputed.csv: Natural Earth has no {row['line']} on {row['first']} in {area.bounds}")
        lines.extend(shapely.get_parts(shapely.line_merge(shapely.union_all(found))))
    return [shapely.simplify(line, SIMPLIFY_DEGREES) for line in lines]


def between_units() -> list[LineString]:
    """Return the lines between units that the table names; lon, lat in degrees."""
    lines: list[LineString] = []
    for row in rows("unit"):
        wanted = row["line"].split()
        first, second = (load(read(UNITS, f"{FOLDER}{row[side]}.json")[0]) for side in ("first", "second"))
        if first is None or second is None:
            raise SystemExit(f"disputed.csv: no units in {row['first']} or {row['second']}")
        units = shapely.union_all([area for area, fips in zip(first.areas, first.fips, strict=True) if fips in wanted])
        near = shapely.buffer(shapely.union_all(second.areas), TOUCH_DEGREES)
        shared = shapely.line_merge(shapely.intersection(shapely.boundary(units), near))
        lines.extend(line for line in shapely.get_parts(shared) if line.length > TOUCH_DEGREES)
    return [shapely.simplify(line, SIMPLIFY_DEGREES) for line in lines]


def _inside(a: Point, b: Point, area: tuple[float, float, float, float]) -> bool:
    lon = (a[0] + b[0]) / 2 * 360 / QUANTA - 180
    lat = (a[1] + b[1]) / 2 * 180 / QUANTA - 90
    return area[0] <= lon <= area[2] and area[1] <= lat <= area[3]


def _renumbered(number: int, pieces: dict[int, list[int]]) -> list[int]:
    return pieces[number] if number >= 0 else [~piece for piece in reversed(pieces[~number])]
