"""The world under the marks as Python sees it: the page's basemap decoded, and the part of it that a map shows.

The basemap is Natural Earth's countries and lakes (1:50m) as TopoJSON: arcs, delta-encoded on a grid, that
geometries refer to by number (``~number`` for one run backwards). Coordinates are lon, lat in degrees (EPSG:4326);
on a map x, y in pixels, y downwards.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from geo.geometry import unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Atlas", "City", "Country", "View", "atlas", "circle", "near"]

Points = NDArray[np.float64]  # rows of x, y

LAT_MAX = 85.0511287798  # degrees, where Web Mercator's square ends
ZOOM_MAX = 8.0
TILE = 256  # px; the world's width at zoom 0


class Country(NamedTuple):
    """A name to write on the map: where, and how large the country is (basemap's own measure, squared degrees)."""

    code: str
    iso3: str
    name: str
    lon: float
    lat: float
    area: float


class City(NamedTuple):
    """A city of the basemap; ``capital`` is 1 for a country's."""

    name: str
    lon: float
    lat: float
    population: int
    capital: int


@dataclass(frozen=True)
class Atlas:
    """Rings of land and lakes, lines of coasts and borders; ``outlines`` are a country's rings by ISO alpha-2 code."""

    outlines: dict[str, list[Points]]
    lakes: list[Points]
    coasts: list[Points]
    borders: list[Points]
    disputed: list[Points]
    countries: tuple[Country, ...]
    cities: tuple[City, ...]


@cache
def atlas() -> Atlas:
    """Return the basemap that ships with the page."""
    world = json.loads(gzip.decompress(files("maps").joinpath("assets", "world.json.gz").read_bytes()))
    topology = world["topology"]
    scale, origin = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + origin for arc in topology["arcs"]]
    outlines: dict[str, list[Points]] = defaultdict(list)
    objects = topology["objects"]
    for geometry in objects["countries"]["geometries"]:
        outlines[geometry["id"]] += [_joined(ring, arcs) for ring in _rings(geometry)]
    return Atlas(
        outlines=dict(outlines),
        lakes=[_joined(ring, arcs) for one in objects["lakes"]["geometries"] for ring in _rings(one)],
        coasts=[_running(arcs[max(number, ~number)]) for ring in _rings(objects["land"]) for number in ring],
        borders=[_joined(line, arcs) for line in objects["borders"]["arcs"]],
        disputed=[_joined(line, arcs) for line in objects["disputed"]["arcs"]],
        countries=tuple(Country(*row) for row in world["countries"]),
        cities=tuple(City(*row) for row in world["cities"]),
    )


def _rings(geometry: dict[str, Any]) -> Iterable[list[int]]:
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry.get("arcs", [])
    return (ring for polygon in polygons for ring in polygon)


def _joined(ring: Sequence[int], arcs: Sequence[Points]) -> Points:
    """Return a ring as one run of points; across the antimeridian its longitudes run on past 180.

    Antarctica's ring goes once around the world and is closed at the pole.
    """
    parts = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in ring]
    points = _running(np.concatenate([parts[0], *(part[1:] for part in parts[1:])]))
    if abs(points[-1, 0] - points[0, 0]) > 180:
        points = np.concatenate([points, [[points[-1, 0], -90], [points[0, 0], -90]], points[:1]])
    return points


def _running(line: Points) -> Points:
    """Return a line whose longitudes run on past ±180 where it crosses the antimeridian."""
    return np.column_stack((np.unwrap(line[:, 0], period=360), line[:, 1]))


def near(lon: float, meridian: float) -> float:
    """Return the copy of a longitude (degrees, maybe beyond ±180) that lies nearest to a meridian."""
    return lon + 360 * round((meridian - lon) / 360)


def circle(lon: float, lat: float, km: float) -> shapely.Polygon:
    """Return the points ``km`` from a point on the WGS 84 ellipsoid, longitudes running on past ±180."""
    bearings = np.arange(0.0, 360.0, 5.0)
    flat = np.full_like(bearings, lon), np.full_like(bearings, lat)
    lons, lats, _ = Geod(ellps="WGS84").fwd(*flat, bearings, np.full_like(bearings, km * 1000))
    return shapely.Polygon(np.column_stack((lon + (np.asarray(lons) - lon + 180) % 360 - 180, lats)))


class View:
    """A rectangle of a Web Mercator map in pixels, fitted to what it must show and filled with world to its edges.

    Parameters
    ----------
    extents
        Geometries in lon, lat that must be seen; the whole world if there are none. Their middle meridian is the
        map's, so that the antimeridian splits nothing.
    width, height
        Size in px. ``top`` is the y at which the rectangle starts, ``padding`` (px) is kept clear around the extents.
    """

    def __init__(
        self, extents: Sequence[BaseGeometry], width: float, height: float, *, top: float = 0, padding: float = 60
    ) -> None:
        self.width, self.height, self.top = width, height, top
        self.meridian = _middle([extent.centroid.x for extent in extents])
        world = shapely.box(self.meridian - 179, -56, self.meridian + 179, 76)  # without Antarctica
        seen = [unwrapped(extent, self.meridian) for extent in extents] or [world]
        corners = _mercator(np.concatenate([np.reshape(one.bounds, (2, 2)) for one in seen]))
        (west, north), (east, south) = corners.min(axis=0), corners.max(axis=0)
        room = (width - 2 * padding) / max(east - west, 1e-9), (height - 2 * padding) / max(south - north, 1e-9)
        self.size = max(min(*room, TILE * 2**ZOOM_MAX), width, height)  # px around the world
        middle = np.array([(west + east) / 2, (north + south) / 2]) * self.size
        half = height / 2
        middle[1] = min(max(middle[1], half), self.size - half)
        self._offset = middle - (width / 2, half + top)

    @property
    def zoom(self) -> float:
        """The zoom level of web maps at which the world has this size."""
        return float(np.log2(self.size / TILE))

    @property
    def frame(self) -> shapely.Polygon:
        """The rectangle itself, in px."""
        return shapely.box(0, self.top, self.width, self.top + self.height)

    def project(self, lonlat: Any) -> Points:
        """Return rows of lon, lat as rows of x, y in px; longitudes are taken as they are."""
        points: Points = _mercator(np.asarray(lonlat, dtype=float)) * self.size - self._offset
        return points

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """Return the x, y of a point (the copy nearest to the map's meridian)."""
        x, y = self.project([(near(lon, self.meridian), lat)])[0]
        return float(x), float(y)

    def shape(self, shape: BaseGeometry) -> BaseGeometry:
        """Return a shape in lon, lat (cut at the antimeridian or running past it) as a valid one in px."""
        flat: BaseGeometry = shapely.transform(unwrapped(shape, self.meridian), self.project)
        return shapely.make_valid(flat)

    def copies(self, lines: Iterable[Points]) -> list[Points]:
        """Return rings or lines of lon, lat in px, once for each repeated world in which they are seen."""
        found = []
        for line in lines:
            points = self.project(line)
            for shift in np.arange(-3, 4) * self.size:
                copy = points + np.array((shift, 0.0))
                (left, top), (right, bottom) = copy.min(axis=0), copy.max(axis=0)
                if right > 0 and left < self.width and bottom > self.top and top < self.top + self.height:
                    found.append(copy)
        return found

    def around(self, rings: Iterable[Points]) -> BaseGeometry:
        """Return a country's rings, holes filled, as one shape in px, each nearest to the map's meridian."""
        polygons = []
        for ring in rings:
            if len(ring) < 4:  # an islet that the grid has flattened
                continue
            middle = float(ring[:, 0].mean())
            shift = np.array((near(middle, self.meridian) - middle, 0.0))
            polygons.append(shapely.Polygon(self.project(ring + shift)))
        return shapely.union_all(shapely.make_valid(polygons))


def _mercator(lonlat: Points) -> Points:
    """Return lon, lat as x, y on Web Mercator's square, 0 to 1 from 180°W and from the north."""
    lat = np.radians(np.clip(lonlat[:, 1], -LAT_MAX, LAT_MAX))
    return np.column_stack((lonlat[:, 0] / 360 + 0.5, 0.5 - np.arctanh(np.sin(lat)) / (2 * np.pi)))


def _middle(lons: Sequence[float]) -> float:
    """Return the middle of the shortest arc that holds all longitudes (-180 to 180; 0 if there are none)."""
    if not lons:
        return 0.0
    ordered = np.sort((np.asarray(lons) + 180) % 360 - 180)
    gaps = np.diff(np.append(ordered, ordered[0] + 360))
    widest = int(gaps.argmax())
    start = ordered[(widest + 1) % len(ordered)]
    return float((start + (360 - gaps[widest]) / 2 + 180) % 360 - 180)
