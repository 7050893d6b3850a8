"""Geometry on the globe: pure helpers, lon, lat in degrees (EPSG:4326), distances in km."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING

import geopy.distance
from shapely import line_merge
from shapely.geometry import LineString, MultiLineString

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["EARTH_RADIUS_KM", "SNAP_DEGREES", "displaced", "distance_km", "middle", "shared_border"]

EARTH_RADIUS_KM = 6371.0088
"""Mean Earth radius (IUGG)."""

SNAP_DEGREES = 0.1
"""Gap between two countries' outlines that still counts as touching: polygons of one source are generalised apart."""


def distance_km(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Return the great-circle distance between two points in km (haversine)."""
    a, b, c, d = map(radians, (lat1, lon1, lat2, lon2))
    h = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(h)))


def displaced(lon: float, lat: float, bearing: float, km: float) -> tuple[float, float]:
    """Return the point ``km`` away along a bearing (degrees clockwise from north), as lon, lat (WGS 84 geodesic)."""
    point = geopy.distance.distance(kilometers=km).destination((lat, lon), bearing=bearing)
    return point.longitude, point.latitude


def shared_border(one: BaseGeometry, other: BaseGeometry) -> LineString | MultiLineString | None:
    """Return the line along which two areas meet, following the first one's outline; None if they lie apart.

    Outlines that run up to `SNAP_DEGREES` apart count as shared, as polygons of different sources never quite touch.
    """
    if not one.intersects(other.buffer(SNAP_DEGREES)):
        return None
    exact = _lines(one.boundary.intersection(other.boundary))
    close = _lines(one.boundary.intersection(other.buffer(SNAP_DEGREES)))
    if exact is not None and (close is None or exact.length > 0.6 * close.length):
        return exact
    return close if close is not None and close.length > 3 * SNAP_DEGREES else None


def _lines(shape: BaseGeometry) -> LineString | MultiLineString | None:
    parts = [part for part in getattr(shape, "geoms", [shape]) if isinstance(part, LineString) and part.length]
    if not parts:
        return None
    merged = line_merge(MultiLineString(parts)) if len(parts) > 1 else parts[0]
    return merged if isinstance(merged, LineString | MultiLineString) else None


def middle(line: LineString | MultiLineString) -> tuple[float, float]:
    """Return the point halfway along a line (along its longest part), as lon, lat."""
    part = max(line.geoms, key=lambda one: one.length) if isinstance(line, MultiLineString) else line
    point = part.interpolate(0.5, normalized=True)
    return point.x, point.y
