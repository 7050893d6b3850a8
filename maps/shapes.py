"""Shapes -> GeoJSON for the page: no finer than its base map, without a seam at the antimeridian."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely

from geo.geometry import unwrapped

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["geojson"]

TOLERANCE = 0.01  # degrees; the basemap is no finer
DECIMALS = 3


def geojson(shape: BaseGeometry) -> dict[str, Any]:
    """Return the shape as a GeoJSON geometry; lon, lat in degrees, lon beyond 180 past the antimeridian."""
    plain = shapely.simplify(unwrapped(shape), TOLERANCE)
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(plain))
    geometry["coordinates"] = _rounded(geometry["coordinates"])
    return geometry


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, list):
        return [_rounded(item) for item in coordinates]
    return round(coordinates, DECIMALS)
