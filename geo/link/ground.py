"""The ground that a link means: parts of places, spots away from them, borders and their sides, in lon, lat and km.

What words leave open is filled in by a convention, named here with its number; none of them is measured.
"""

from __future__ import annotations

from dataclasses import replace
from math import atan2, cos, degrees, radians
from typing import TYPE_CHECKING

from shapely.geometry import MultiPolygon, Point, Polygon

from geo.geometry import (
    BEARINGS,
    Area,
    beside,
    compass_part,
    displaced,
    distance_km,
    inner_point,
    mainland,
    merged,
    middle,
    offshore,
    reach_km,
    shared_border,
    way_between,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.gazetteer import Gazetteer
    from geo.link.relations import Reading
    from geo.model import Link, Place

__all__ = ["NEAR_KM", "TOWN_KM", "at_border", "refine"]

NEAR_KM = 30.0
"""Uncertainty of "near X", "outside X", "north of X"."""

TOWN_KM = 5.0
"""Least radius of a town: what is "in" it may lie just outside."""

_BESIDE = 1.5
"""How far "north of X" is from its point where no distance is told, in radii of the town (at least `TOWN_KM`)."""

_SIDE_KM = 25.0
"""Width of "the Lebanese side of the border"."""

_OFFSHORE_KM = 50.0
"""Width of "off the coast of X"."""

_BORDER_KM = 60.0
"""Uncertainty of a border whose line is not known."""

_LONGEST_WAY_KM = 500.0
"""Towns farther apart than this are not what "between X and Y" places something between."""

_HALF_DISC = 0.85
"""Radius, in radii of a disc, around the point halfway out that holds nine tenths of the disc's half there."""

_LINES = ("STM", "CNL", "WAD")
"""Feature codes of waters without a north and a south of their own."""

_ATTRIBUTED = 67.5
"""Degrees off a direction at which a province still counts as lying there in its country."""


def refine(link: Link, place: Place, reading: Reading, partner: Place | None, gazetteer: Gazetteer) -> Link:
    """Return the link to a whole place moved to where a reading says; as it is where that says nothing of such a place.

    ``partner`` is the place at a way's other end. A `Link.shape` is given where the ground has known outlines.
    """
    if reading.kind == "part":
        return _part(link, place, reading, gazetteer)
    if reading.kind == "sea":
        return _sea(link, place, reading, gazetteer)
    if place.feature_class not in ("P", "S"):
        return replace(link, relation="near") if reading.kind == "side" else link
    if reading.kind in ("way", "midway"):
        return _way(link, place, reading, partner) if partner is not None else link
    return _beside(link, place, reading)


def _part(link: Link, place: Place, reading: Reading, gazetteer: Gazetteer) -> Link:
    """Move a link to the part of its place in some direction: a polygon's part, else half the radius that way."""
    if (
        place.feature_class in ("S", "R")
        or place.feature_code in _LINES
        or (reading.attributed and _lies(place, reading.winds, gazetteer))
    ):
        return link
    outline = _outline(place, gazetteer)
    if outline is not None:
        parts = [compass_part(outline, wind, far=reading.far) for wind in reading.winds]
        shape = merged(parts)
        lon, lat = inner_point(shape)
        precision = "region" if link.precision == "country" else link.precision
        uncertainty = round(reach_km(lon, lat, shape), 1)
        return replace(
            link, lon=lon, lat=lat, precision=precision, uncertainty_km=uncertainty, spot=reading.words, shape=shape
        )
    radius = max(TOWN_KM, place.radius_km)
    if reading.winds == ("central",):
        return replace(link, uncertainty_km=max(TOWN_KM, round(radius / 2, 1)), spot=reading.words)
    if len(reading.winds) > 1 or reading.winds[0] not in BEARINGS:
        return link
    lon, lat = displaced(place.lon, place.lat, BEARINGS[reading.winds[0]], radius / 2)
    precision = "region" if link.precision == "country" else link.precision
    return replace(
        link,
        lon=lon,
        lat=lat,
        precision=precision,
        uncertainty_km=round(_HALF_DISC * radius, 1),
        spot=reading.words,
        shape=None,
    )


def _lies(place: Place, winds: Iterable[str], gazetteer: Gazetteer) -> bool:
    """Whether an administrative unit lies in that part of its country, which the direction may then be telling."""
    country = gazetteer.country(place.country_code) if place.country_code and not place.is_country else None
    outline = _outline(country, gazetteer) if country is not None else None
    if outline is None:
        return False
    lon, lat = inner_point(mainland(outline))
    east = ((place.lon - lon + 180) % 360 - 180) * cos(radians(lat))
    bearing = degrees(atan2(east, place.lat - lat))
    return any(
        abs((bearing - BEARINGS[wind] + 180) % 360 - 180) <= _ATTRIBUTED
        if wind in BEARINGS
        else compass_part(outline, wind).contains(Point(place.lon, place.lat))
        for wind in winds
    )


def _beside(link: Link, place: Place, reading: Reading) -> Link:
    """Move a link away from a town or site: by a distance, to a side, to its edge."""
    radius = place.radius_km
    km, uncertainty = 0.0, 0.0
    if reading.kind == "offset":
        km, uncertainty = reading.km, max(TOWN_KM, reading.km / 4)
    elif reading.kind == "ring":
        uncertainty = max(TOWN_KM, radius, reading.km)
    elif reading.kind == "side":
        km, uncertainty = _BESIDE * max(TOWN_KM, radius), NEAR_KM
    elif reading.kind == "edge":
        km, uncertainty = (radius, max(TOWN_KM, radius)) if reading.winds else (0.0, radius + TOWN_KM)
    else:
        return link
    lon, lat = place.lon, place.lat
    if km:
        if len(reading.winds) > 1 or reading.winds[0] not in BEARINGS:
            return link
        lon, lat = displaced(lon, lat, BEARINGS[reading.winds[0]], km)
    return replace(
        link, relation="near", lon=lon, lat=lat, precision="area", uncertainty_km=round(uncertainty, 1),
        spot=reading.words,
    )  # fmt: skip


def _way(link: Link, place: Place, reading: Reading, partner: Place) -> Link:
    """Put a link on the straight way between two towns, or at its middle."""
    km = distance_km(place.lon, place.lat, partner.lon, partner.lat)
    if partner.feature_class not in ("P", "S") or not 0 < km <= _LONGEST_WAY_KM:
        return link
    one, other = sorted((place, partner), key=lambda end: end.id)
    line, point = way_between(one.lon, one.lat, other.lon, other.lat)
    midway = reading.kind == "midway"
    return replace(
        link, relation="between", lon=point.x, lat=point.y, precision="area",
        uncertainty_km=round(max(TOWN_KM, km / 4 if midway else km / 2), 1), spot=reading.words,
        shape=None if midway else line,
    )  # fmt: skip


def _sea(link: Link, place: Place, reading: Reading, gazetteer: Gazetteer) -> Link:
    """Put a link on the water before a coast; near the place where no coastline can be told."""
    outline = _outline(place, gazetteer)
    base: Area | Point = Point(place.lon, place.lat)
    km = NEAR_KM + place.radius_km
    if outline is not None:
        base, km = mainland(outline), _OFFSHORE_KM
        if reading.winds:
            base = merged(compass_part(outline, wind) for wind in reading.winds)
    elif place.feature_class not in ("P", "S"):
        return replace(link, relation="near")
    shape = offshore(base, _land(gazetteer), km)
    if shape is None:
        return replace(link, relation="near")
    lon, lat = inner_point(shape)
    return replace(
        link, relation="near", lon=lon, lat=lat, precision="area" if outline is None else "region",
        uncertainty_km=round(reach_km(lon, lat, shape), 1), spot=reading.words, shape=shape,
    )  # fmt: skip


def at_border(link: Link, place: Place, others: Iterable[Place], gazetteer: Gazetteer, *, side: bool = False) -> Link:
    """Return the link moved to the border of a place's country with the first of the others that it touches.

    ``side``: to the strip of ground along it that is the place's own. A line that is not known leaves the place's
    point, with its whole extent as uncertainty.
    """
    one = gazetteer.country(place.country_code) if place.country_code else None
    outline = _outline(one, gazetteer) if one is not None else None
    for other in others:
        across = _outline(other, gazetteer)
        line = shared_border(outline, across) if outline is not None and across is not None else None
        if line is None or outline is None or one is None:
            continue
        strip = beside(line, outline, _SIDE_KM) if side else None
        shape = line if strip is None else strip
        lon, lat = middle(line) if strip is None else inner_point(strip)
        words = f"the border of {one.name} and {other.name}{f', on the side of {one.name}' if side else ''}"
        uncertainty = round(max(NEAR_KM, reach_km(lon, lat, shape)), 1)
        return replace(
            link, lon=lon, lat=lat, precision="border", uncertainty_km=uncertainty, spot=words,
            shape=shape,
        )  # fmt: skip
    return link if side else replace(
        link, precision="border", uncertainty_km=round(max(_BORDER_KM, place.radius_km), 1), shape=None
    )  # fmt: skip


def _outline(place: Place, gazetteer: Gazetteer) -> Area | None:
    shape = gazetteer.shape(place)
    return shape if isinstance(shape, Polygon | MultiPolygon) else None


def _land(gazetteer: Gazetteer) -> Iterator[Area]:
    outlines = (_outline(country, gazetteer) for country in gazetteer.countries())
    return (outline for outline in outlines if outline is not None)
