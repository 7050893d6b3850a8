"""Lines on the basemap's grid, and TopoJSON's arcs (https://github.com/topojson/topojson-specification)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate, pairwise
from typing import Any

import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

QUANTA = 100_000  # grid cells across the world: 0.0036 degrees of longitude, finer than 1:50m data
TRANSFORM = {"scale": [360 / QUANTA, 180 / QUANTA], "translate": [-180, -90]}

Point = tuple[int, int]
Json = dict[str, Any]


def decode(arc: list[list[int]], transform: Json) -> list[tuple[float, float]]:
    """Undo TopoJSON's delta encoding; lon, lat in degrees."""
    (kx, ky), (tx, ty) = transform["scale"], transform["translate"]
    xs, ys = accumulate(dx for dx, _ in arc), accumulate(dy for _, dy in arc)
    return [(kx * x + tx, ky * y + ty) for x, y in zip(xs, ys, strict=True)]


def encode(arc: list[Point]) -> list[list[int]]:
    """Delta-encode as TopoJSON does."""
    return [list(arc[0])] + [[b[0] - a[0], b[1] - a[1]] for a, b in pairwise(arc)]


def snap(points: Iterable[tuple[float, ...]]) -> list[Point]:
    """Snap lon, lat in degrees to the grid, dropping repeats but never below two points."""
    snapped = [(round((lon + 180) / 360 * QUANTA), round((lat + 90) / 180 * QUANTA)) for lon, lat, *_ in points]
    kept = [point for i, point in enumerate(snapped) if i == 0 or point != snapped[i - 1]]
    return kept if len(kept) > 1 else [snapped[0], snapped[-1]]


def degrees(x: float, y: float) -> list[float]:
    """Turn grid units into lon, lat in degrees."""
    return [round(x * 360 / QUANTA - 180, 2), round(y * 180 / QUANTA - 90, 2)]


def rings_of(geometry: Json) -> list[list[list[int]]]:
    """Return the polygons of a TopoJSON (multi)polygon, each a list of rings, each a list of arc numbers."""
    if geometry["type"] == "MultiPolygon":
        polygons: list[list[list[int]]] = geometry["arcs"]
        return polygons
    return [geometry["arcs"]] if geometry["type"] == "Polygon" else []


def outline(geometry: Json, arcs: list[list[Point]]) -> BaseGeometry:
    """Return the (multi)polygon in grid units, running on past the antimeridian where it crosses it."""

    def ring(indices: list[int]) -> list[Point]:
        points: list[Point] = []
        for index in indices:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            points.extend(arc[1:] if points else arc)
        points = points if len(points) > 3 else [*points, points[0], points[0]]
        turns = accumulate((round((a[0] - b[0]) / QUANTA) for a, b in pairwise(points)), initial=0)
        return [(x + QUANTA * turn, y) for (x, y), turn in zip(points, turns, strict=True)]

    polygons = [[ring(indices) for indices in rings] for rings in rings_of(geometry)]
    return shapely.make_valid(shapely.MultiPolygon([Polygon(outer, holes) for outer, *holes in polygons]))


def largest(area: BaseGeometry) -> Polygon:
    """Return the largest polygon of a geometry; a sliver's or dot's hull where nothing has an area."""
    parts = area.geoms if hasattr(area, "geoms") else [area]
    polygons = [part for part in parts if isinstance(part, Polygon) and part.area > 0]
    return max(polygons, key=lambda part: part.area) if polygons else area.centroid.buffer(1)
