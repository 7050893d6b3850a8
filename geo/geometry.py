"""Geometry on the globe: pure helpers, lon, lat in degrees (EPSG:4326), distances in km.

Areas that cross the antimeridian come and go cut there, as RFC 7946 (3.1.9) wants; inside, `unwrapped` joins them.
"""

from __future__ import annotations

from bisect import bisect
from functools import lru_cache, reduce
from itertools import chain
from math import asin, cos, hypot, radians, sin, sqrt
from typing import TYPE_CHECKING, Any

import geopy.distance
import numpy as np
import shapely
from shapely import affinity
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon, box

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    Transform = Callable[[NDArray[np.float64]], NDArray[np.float64]]

__all__ = [
    "BEARINGS",
    "EARTH_RADIUS_KM",
    "SNAP_KM",
    "Area",
    "NamedPoints",
    "beside",
    "compass_part",
    "cut_at_antimeridian",
    "displaced",
    "distance_km",
    "inner_point",
    "mainland",
    "merged",
    "middle",
    "offshore",
    "reach_km",
    "shared_border",
    "unwrapped",
    "way_between",
]

Area = Polygon | MultiPolygon

EARTH_RADIUS_KM = 6371.0088
"""Mean Earth radius (IUGG)."""

SNAP_KM = 3.0
"""Gap between two outlines that still counts as touching. At 3 km the lengths of the borders of 22 pairs of countries
stop growing with the gap; beyond 5 km the coasts beside a border's ends begin to count."""

BEARINGS = {
    "north": 0.0, "northnortheast": 22.5, "northeast": 45.0, "eastnortheast": 67.5, "east": 90.0,
    "eastsoutheast": 112.5, "southeast": 135.0, "southsoutheast": 157.5, "south": 180.0, "southsouthwest": 202.5,
    "southwest": 225.0, "westsouthwest": 247.5, "west": 270.0, "westnorthwest": 292.5, "northwest": 315.0,
    "northnorthwest": 337.5,
}  # fmt: skip
"""The 16 winds → degrees clockwise from north."""

_HALF = 1 / 2
_THIRD = 1 / 3
_FAR = 1 / 4

_CHAIN_KM = 300.0
"""Islands no farther from each other than this belong together: Tasmania (240) does, Svalbard and Alaska do not."""

_WORTH = 0.25
"""A group of islands of this share of the main one's area counts, however far: both halves of Malaysia."""

_SLIVER = 0.05
"""Share of an area below which a piece of it is an artefact of outlines drawn one by one."""

_KM_PER_DEGREE = 111.195
"""Of latitude, on the sphere of `EARTH_RADIUS_KM`."""

_ROUNDING_KM = 1.0
"""What `_KM_PER_DEGREE` is rounded by, over half the globe, and more."""


def distance_km(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Return the great-circle distance between two points in km (haversine)."""
    a, b, c, d = map(radians, (lat1, lon1, lat2, lon2))
    h = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(h)))


class NamedPoints:
    """Points, of which the nearest to another point is asked.

    Parameters
    ----------
    points
        By name: lon, lat in degrees.
    """

    def __init__(self, points: Mapping[str, tuple[float, float]]) -> None:
        self._points = sorted((lat, lon, name) for name, (lon, lat) in points.items())
        self._lats = [lat for lat, _, _ in self._points]

    def nearest_km(self, lon: float, lat: float, *, but: str, within_km: float) -> float:
        """Return the distance to the nearest point not called ``but``, or ``within_km`` if there is none so near.

        Looks north and south from the latitude asked for, and stops where that alone is farther than what was found.
        """
        middle = bisect(self._lats, lat)
        nearest = within_km
        for way in (range(middle, len(self._lats)), range(middle - 1, -1, -1)):
            for i in way:
                y, x, name = self._points[i]
                if abs(y - lat) * _KM_PER_DEGREE > nearest + _ROUNDING_KM:
                    break
                if name != but:
                    nearest = min(nearest, distance_km(lon, lat, x, y))
        return nearest


def reach_km(lon: float, lat: float, shape: BaseGeometry) -> float:
    """Return the great-circle distance in km from a point to the farthest vertex of a shape."""
    return max(distance_km(lon, lat, x, y) for x, y in shapely.get_coordinates(shape))


def displaced(lon: float, lat: float, bearing: float, km: float) -> tuple[float, float]:
    """Return the point ``km`` away along a bearing (degrees clockwise from north), as lon, lat (WGS 84 geodesic)."""
    point = geopy.distance.distance(kilometers=km).destination((lat, lon), bearing=bearing)
    return point.longitude, point.latitude


def way_between(lon1: float, lat1: float, lon2: float, lat2: float) -> tuple[LineString | MultiLineString, Point]:
    """Return the shortest line (WGS 84 geodesic, cut at the antimeridian) between two points, and its middle point."""
    from pyproj import Geod

    inner = Geod(ellps="WGS84").npts(lon1, lat1, lon2, lat2, 9)
    line = [(lon1 + (lon - lon1 + 180) % 360 - 180, lat) for lon, lat in [(lon1, lat1), *inner, (lon2, lat2)]]
    cut = cut_at_antimeridian(LineString(line))
    if not isinstance(cut, LineString | MultiLineString):
        raise TypeError(f"a line was cut into a {cut.geom_type}")
    return cut, Point(inner[4])


def shared_border(one: Area, other: Area) -> LineString | MultiLineString | None:
    """Return the line along which two areas meet, following the first one's outline; None if they lie apart.

    Outlines that run up to `SNAP_KM` apart count as shared, as polygons are generalised one by one. Measured in a
    Lambert azimuthal equal-area projection around where the areas' boxes overlap.
    """
    margin = 0.1  # degrees; more than SNAP_KM at any latitude where countries meet
    common = box(*one.bounds).buffer(margin).intersection(box(*other.bounds).buffer(margin))
    if common.is_empty or not shapely.dwithin(one, other, margin):
        return None
    to_plane, to_globe = _plane(common.centroid.x, common.centroid.y)
    outline = shapely.transform(shapely.clip_by_rect(one.boundary, *common.bounds), to_plane)
    ground = shapely.transform(shapely.clip_by_rect(other, *common.bounds), to_plane)
    line = _lines(outline.intersection(ground.buffer(SNAP_KM)))
    return shapely.transform(line, to_globe) if line is not None and line.length > 3 * SNAP_KM else None


def _lines(shape: BaseGeometry) -> LineString | MultiLineString | None:
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, LineString) and part.length]
    if not parts:
        return None
    merged = shapely.line_merge(MultiLineString(parts)) if len(parts) > 1 else parts[0]
    return merged if isinstance(merged, LineString | MultiLineString) else None


def middle(line: LineString | MultiLineString) -> tuple[float, float]:
    """Return the point of a line nearest to its centroid, as lon, lat."""
    part = shapely.shortest_line(line, line.centroid)
    lon, lat = shapely.get_coordinates(part)[0]
    return float(lon), float(lat)


def beside(line: BaseGeometry, area: Area, km: float) -> Area | None:
    """Return the strip of an area within ``km`` of a line; None if there is none."""
    here = line.centroid
    to_plane, to_globe = _plane(here.x, here.y)
    strip = shapely.transform(shapely.transform(line, to_plane).buffer(km), to_globe)
    return _polygons(strip.intersection(area))


def offshore(area: Area | Point, land: Iterable[Area], km: float) -> Area | None:
    """Return the ground within ``km`` of an area or point that no land covers; None if that is next to nothing."""
    near = unwrapped(area)
    lon = near.centroid.x
    to_plane, to_globe = _plane(lon, near.centroid.y)
    zone = _unwrapped_at(shapely.transform(shapely.transform(near, to_plane).buffer(km), to_globe), lon)
    around = shapely.make_valid(zone).difference(near)  # a pole inside makes a ring invalid
    dry = (unwrapped(one, lon) for one in land)
    water = _polygons(reduce(shapely.difference, (one for one in dry if one.intersects(around)), around))
    if water is None or water.area < _SLIVER * around.area:
        return None
    parts = shapely.get_parts(water)  # what is left between two countries' outlines is no water
    wide = [part for part in parts if part.area >= _SLIVER * shapely.area(parts).max()]
    return merged([cut_at_antimeridian(MultiPolygon(wide))])


@lru_cache(256)
def compass_part(area: Area, direction: str, *, far: bool = False) -> Area:
    """Return what a direction means of an area: "northern Syria", "southeast Turkey", "central Nigeria".

    The convention: "north", "south", "east" and "west" are the half of the area beyond a parallel or a meridian (a
    compass points along those, not along a map's edges). A diagonal is the third of the area nearest to that corner of
    its bounding box and "central" the third nearest to its centroid, distances measured with the box scaled to a
    square, so that "southeast Turkey" is a corner and not the country's east; in a slim area they may overlap.
    "North-central" is the middle third's northern half. Shares are of true area, weighed on Lambert's cylindrical
    equal-area projection.

    Parameters
    ----------
    area
        A polygon or polygons; the part is taken of its `mainland`.
    direction
        One of the eight main winds ("north", "southeast"), "central", or a wind of the middle ("north-central").
    far
        The outer quarter instead, beyond a line across the direction: "far north", "extreme south".
    """
    whole = unwrapped(mainland(area))
    west, south, east, north = whole.bounds
    wind, _, centre = direction.partition("-")
    if wind == "central" or centre:
        part = _nearest(whole, whole.centroid)
        part = _beyond(part, wind, _HALF) if centre else part
    elif far or wind in ("north", "east", "south", "west"):
        part = _beyond(whole, wind, _FAR if far else _HALF)
    else:
        bearing = radians(BEARINGS[wind])
        part = _nearest(whole, Point(east if sin(bearing) > 0 else west, north if cos(bearing) > 0 else south))
    return merged([cut_at_antimeridian(part)])


def _beyond(whole: Area, wind: str, share: float) -> Area:
    """Return the outer ``share`` of an area in the direction of a wind."""
    west, south, east, north = whole.bounds
    bearing = BEARINGS[wind]
    reach = 3.0  # half-extents; more than the corner of the square the area is scaled to

    def half_plane(inset: float) -> Polygon:
        square = affinity.rotate(box(-reach, reach - inset, reach, reach), -bearing, origin=(0, 0))
        return affinity.translate(
            affinity.scale(square, (east - west) / 2, (north - south) / 2, origin=(0, 0)),
            (west + east) / 2,
            (south + north) / 2,
        )

    return _grown(whole, half_plane, 2 * reach, share)


def _nearest(whole: Area, centre: Point) -> Area:
    """Return the third of an area nearest to a point, distances scaled by the area's extents."""
    west, south, east, north = whole.bounds

    def ellipse(radius: float) -> Polygon:
        return affinity.scale(centre.buffer(radius, quad_segs=32), east - west, north - south)

    return _grown(whole, ellipse, 2.0, _THIRD)


def _grown(whole: Area, cutter: Callable[[float], Polygon], largest: float, share: float) -> Area:
    """Return what the cutter leaves of an area at the size (0 to ``largest``) that gives it this share of the area."""
    west, south, east, north = whole.bounds
    rough = _polygons(whole.simplify(max(east - west, north - south) / 200)) or whole  # fine enough to weigh
    wanted = share * _true_area(rough)
    lower, upper = 0.0, largest
    for _ in range(20):
        size = (lower + upper) / 2
        if _true_area(rough.intersection(cutter(size))) < wanted:
            lower = size
        else:
            upper = size
    part = _polygons(whole.intersection(cutter(upper)))
    if part is None:
        raise ValueError(f"no part of {whole.geom_type} with bounds {whole.bounds} is a polygon; give a valid area")
    return part


def _true_area(shape: BaseGeometry) -> float:
    """Return the area of a shape on Lambert's cylindrical equal-area projection of the sphere (no unit).

    Its edges are straight in degrees, and so bend in the projection: they are cut to a degree first.
    """
    dense = shapely.segmentize(shape, 1.0)
    flat = shapely.transform(dense, lambda lonlat: np.column_stack((lonlat[:, 0], np.sin(np.radians(lonlat[:, 1])))))
    return float(flat.area)


def merged(areas: Iterable[Area]) -> Area:
    """Return areas as one, its outer rings counterclockwise (RFC 7946, 3.1.6)."""
    union = shapely.orient_polygons(shapely.union_all(list(areas)))
    if not isinstance(union, Polygon | MultiPolygon):
        raise TypeError(f"areas merged into a {union.geom_type}; give polygons that are not empty")
    return union


def inner_point(area: Area) -> tuple[float, float]:
    """Return a point inside an area, as lon, lat: its centroid, or the middle of what lies nearest to that."""
    whole = unwrapped(area)
    point = whole.centroid
    if not whole.contains(point):
        west, south, east, north = whole.bounds
        edge = Point(shapely.get_coordinates(shapely.shortest_line(whole, point))[0])
        near = _polygons(whole.intersection(edge.buffer(0.05 * hypot(east - west, north - south))))
        point = (whole if near is None else near).representative_point()
    return (point.x + 180) % 360 - 180, point.y


def mainland(area: Area) -> Area:
    """Return an area without what lies far off: the polygons that islands at most 300 km apart tie to the largest.

    Other groups of polygons stay if they have a quarter of the main one's area (both halves of Malaysia).
    """
    parts = list(shapely.get_parts(unwrapped(area)))
    if len(parts) == 1:
        return area
    parts.sort(key=_true_area, reverse=True)
    narrowing = cos(radians(parts[0].centroid.y))
    scaled = [affinity.scale(part, narrowing, 1, origin=(0, 0)) for part in parts]
    near = shapely.STRtree(scaled).query(scaled, predicate="dwithin", distance=_CHAIN_KM / _KM_PER_DEGREE)
    groups = _connected(len(parts), near.T.tolist())
    sizes = [sum(_true_area(parts[number]) for number in group) for group in groups]
    kept = [group for group, size in zip(groups, sizes, strict=True) if size >= _WORTH * sizes[0]]
    if len(kept) == len(groups):
        return area
    return merged([cut_at_antimeridian(MultiPolygon([parts[number] for number in chain(*kept)]))])


def _connected(count: int, pairs: Iterable[Iterable[int]]) -> list[list[int]]:
    """Return the groups of the numbers below ``count`` that pairs tie together, the first number's group first."""
    ties: dict[int, list[int]] = {}
    for one, other in pairs:
        ties.setdefault(one, []).append(other)
    groups: list[list[int]] = []
    seen: set[int] = set()
    for first in range(count):
        if first in seen:
            continue
        group = [first]
        seen.add(first)
        for number in group:  # grows while it is read
            fresh = set(ties[number]) - seen
            group += fresh
            seen |= fresh
        groups.append(group)
    return groups


def cut_at_antimeridian(shape: Any) -> Any:
    """Return a shape whose longitudes may run beyond ±180 as parts that do not; others as they are."""
    west, _, east, _ = shape.bounds
    if west >= -180 and east <= 180:
        return shape
    worlds = [(shift, box(shift - 180, -90, shift + 180, 90)) for shift in (-360, 0, 360)]
    pieces = [affinity.translate(shape.intersection(world), -shift) for shift, world in worlds]
    cut = shapely.union_all([piece for piece in pieces if not piece.is_empty])
    return _polygons(cut) if shape.area else _lines(cut)


def unwrapped(shape: Any, meridian: float | None = None) -> Any:
    """Return a shape cut at the antimeridian as one around a meridian (its largest part's own if none is given)."""
    parts = list(shapely.get_parts(shape))
    if meridian is None:
        meridian = max(parts, key=lambda part: float(part.area)).centroid.x
    shifts = [360 * round((meridian - part.centroid.x) / 360) for part in parts]
    if not any(shifts):
        return shape
    return shapely.union_all([affinity.translate(part, shift) for part, shift in zip(parts, shifts, strict=True)])


def _unwrapped_at(shape: Any, meridian: float) -> Any:
    """Return a shape with each vertex moved to the copy of its longitude nearest to a meridian."""
    return shapely.transform(
        shape, lambda xy: np.column_stack((meridian + (xy[:, 0] - meridian + 180) % 360 - 180, xy[:, 1]))
    )


def _polygons(shape: BaseGeometry) -> Area | None:
    """Return the polygons of what an intersection left, or None if it left none."""
    polygons = [part for part in shapely.get_parts(shape) if isinstance(part, Polygon) and part.area]
    return merged(polygons) if polygons else None


@lru_cache(maxsize=64)
def _plane(lon: float, lat: float) -> tuple[Transform, Transform]:
    """Return the ways from lon, lat to a plane in km around a point, and back (Lambert azimuthal equal-area)."""
    from pyproj import Transformer

    plane = Transformer.from_crs(
        "EPSG:4326", f"+proj=laea +lon_0={lon} +lat_0={lat} +ellps=WGS84 +units=km", always_xy=True
    )
    return (
        lambda xy: np.column_stack(plane.transform(xy[:, 0], xy[:, 1])),
        lambda xy: np.column_stack(plane.transform(xy[:, 0], xy[:, 1], direction="INVERSE")),
    )
