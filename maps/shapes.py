"""Shapes -> GeoJSON for the page: no finer than its base map, without a seam at the antimeridian."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.geometry import unwrapped

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["DEGREE", "packed_shape"]

TOLERANCE = 0.01  # degrees; the basemap is no finer
DEGREE = 1000  # whole numbers a degree


def packed_shape(shape: BaseGeometry) -> dict[str, Any]:
    """Return a line or area like a GeoJSON geometry, each of its lines as flat whole numbers: lon, lat, then steps.

    Numbers are thousandths of a degree (EPSG:4326); lon lies beyond 180 past the antimeridian.
    """
    plain = shapely.simplify(unwrapped(_main(shape)), TOLERANCE)
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(plain))
    geometry["coordinates"] = _steps(geometry["coordinates"])
    return geometry


def _main(shape: BaseGeometry) -> BaseGeometry:
    """Return the areas of a collection, its lines if it has none; any other shape as it is."""
    if shape.geom_type != "GeometryCollection":
        return shape
    parts = shapely.get_parts(shape)
    return shapely.union_all([one for one in parts if one.area] or [one for one in parts if one.length])


def _steps(coordinates: Any) -> Any:
    """Return a list of positions as steps, a list of such lists as a list of them."""
    if not isinstance(coordinates[0][0], float | int):
        return [_steps(part) for part in coordinates]
    points = np.rint(np.array(coordinates)[:, :2] * DEGREE).astype(int)
    return np.diff(points, axis=0, prepend=0).ravel().tolist()
