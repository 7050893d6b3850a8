"""A story as plain data: the JSON object of the contract, and what every way out of Dateline writes alike.

Coordinates are lon, lat in degrees, WGS 84 (EPSG:4326), distances km. Whatever a gazetteer or geocoder gave, nothing
here is NaN or infinite, and no position lies off the globe.
"""

from __future__ import annotations

import json
import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geo.model import Actor, Candidate, DateInterval, Event, Link, Place, Provenance, Toponym

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo.story import Story

__all__ = ["COORDINATE_DIGITS", "ground", "legible", "position", "story_dict", "to_json"]

COORDINATE_DIGITS = 5
"""Decimals of a degree that are written: a metre."""

_DETAIL = 2000
"""A line or area is written no finer than its larger side over this: outlines of provinces have thousands of corners,
and "northern Russia" has no border known to the metre."""

_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ILLEGIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def story_dict(story: Story) -> dict[str, Any]:
    """Return a story as plain dicts, lists, strings and numbers: the object of `dateline export --format json`."""
    article = story.article
    return {
        "article": {
            "id": article.id,
            "title": article.title,
            "source": article.source,
            "published": article.published,
            "byline": list(article.byline),
            "text": article.text,
        },
        "toponyms": [_toponym(toponym) for toponym in story.toponym_records],
        "events": [_event(event) for event in story.event_records],
        "times": [{"text": t.text, "start": t.start, "end": t.end, "value": t.value} for t in story.times],
    }


def to_json(value: Any, *, indent: int | None = None) -> str:
    """Return JSON text that any reader takes: no NaN (ValueError), lone surrogates replaced by U+FFFD."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    return _LONE_SURROGATE.sub("\ufffd", text)


def legible(text: str) -> str:
    """Return text as tables and XML can hold it, of the same length.

    Lone surrogates, control characters other than tab and line ends, and noncharacters become U+FFFD: XML 1.0 (2.2)
    forbids or discourages them, UTF-8 has no lone surrogates, and a NUL ends the text for SQLite and GDAL.
    """
    return _ILLEGIBLE.sub("\ufffd", text)


def position(lon: float | None, lat: float | None) -> tuple[float, float] | None:
    """Return lon, lat in degrees rounded to a metre, lon within ±180; None where that is no point on the globe."""
    if lon is None or lat is None or not (math.isfinite(lon) and math.isfinite(lat)) or abs(lat) > 90:
        return None
    if abs(lon) > 180:
        lon = (lon + 180) % 360 - 180
    return round(lon, COORDINATE_DIGITS), round(lat, COORDINATE_DIGITS)


def ground(link: Link) -> BaseGeometry | None:
    """Return the line or area that an event's words name, as RFC 7946 wants it; None where that is a point or nothing.

    Lines and polygons in lon, lat: cut at the antimeridian (3.1.9), outer rings counterclockwise (3.1.6), rounded to a
    metre, no finer than 1/2000 of their larger side. A whole country is None: its code says more than its outline.
    """
    if link.shape is None or link.precision == "country":
        return None
    return _ground(link.shape)


@lru_cache(maxsize=256)  # one province is the ground of many events
def _ground(shape: BaseGeometry) -> BaseGeometry | None:
    import numpy as np
    import shapely

    from geo.geometry import cut_at_antimeridian

    if shape.is_empty or not np.isfinite(shapely.get_coordinates(shape)).all():
        return None
    west, south, east, north = shape.bounds
    near = shapely.transform(shape, lambda lonlat: np.round(lonlat, COORDINATE_DIGITS + 2))  # GEOS stumbles over 1e-166
    plain = shapely.simplify(shapely.make_valid(near), max(east - west, north - south) / _DETAIL)
    if south < -90 or north > 90:
        plain = plain.intersection(shapely.box(west - 1, -90, east + 1, 90))
    cut = cut_at_antimeridian(plain)
    if cut is None:
        return None
    rounded = shapely.set_precision(cut, 10**-COORDINATE_DIGITS)
    parts = [part for part in shapely.get_parts(rounded) if part.length]
    areas = [part for part in parts if part.area]
    if not parts:
        return None
    return shapely.orient_polygons(parts[0] if len(parts) == 1 else shapely.union_all(areas or parts))


def _toponym(toponym: Toponym) -> dict[str, Any]:
    return {
        "text": toponym.text,
        "start": toponym.start,
        "end": toponym.end,
        "role": toponym.role,
        "confidence": _number(toponym.confidence, 4),
        "place": _place(toponym.place) if toponym.place else None,
        "candidates": [_candidate(candidate) for candidate in toponym.candidates],
        "why": [[reason, _number(weight, 4)] for reason, weight in toponym.why],
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "name": place.name,
        "geonameid": place.geonameid,
        "feature_class": place.feature_class,
        "feature_code": place.feature_code,
        "country_code": place.country_code,
        "admin1": place.admin1,
        "admin2": place.admin2,
        "lon": _number(place.lon),
        "lat": _number(place.lat),
        "population": place.population,
        "provenance": _provenance(place.provenance) if place.provenance else None,
    }


def _provenance(provenance: Provenance) -> dict[str, Any]:
    return {
        "provider": provenance.provider,
        "version": provenance.version,
        "query": provenance.query,
        "retrieved": provenance.retrieved,
        "attribution": provenance.attribution,
    }


def _candidate(candidate: Candidate) -> dict[str, Any]:
    place = candidate.place
    return {
        "geonameid": place.geonameid,
        "name": place.name,
        "country_code": place.country_code,
        "admin1": place.admin1,
        "lon": _number(place.lon),
        "lat": _number(place.lat),
        "score": _number(candidate.score, 4),
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "type": event.type,
        "mode": event.mode,
        "quad": event.quad,
        "trigger": {"text": event.trigger.text, "start": event.trigger.start, "end": event.trigger.end},
        "mentions": [list(span) for span in event.mentions],
        "sentence": {"start": event.sentence[0], "end": event.sentence[1]},
        "actors": [_actor(actor) for actor in event.actors],
        "date": _date(event.date) if event.date else None,
        "modality": event.modality,
        "polarity": event.polarity,
        "genericity": event.genericity,
        "tense": event.tense,
        "places": [_link(link) for link in event.places],
        "confidence": _number(event.confidence, 4),
    }


def _actor(actor: Actor) -> dict[str, Any]:
    return {
        "text": actor.text,
        "start": actor.start,
        "end": actor.end,
        "role": actor.role,
        "country": actor.country,
        "sector": actor.sector,
    }


def _date(interval: DateInterval) -> dict[str, Any]:
    return {"start": interval.start, "end": interval.end, "granularity": interval.granularity, "text": interval.text}


def _link(link: Link) -> dict[str, Any]:
    return {
        "toponym": link.toponym,
        "relation": link.relation,
        "lon": _number(link.lon, COORDINATE_DIGITS),
        "lat": _number(link.lat, COORDINATE_DIGITS),
        "precision": link.precision,
        "uncertainty_km": _number(link.uncertainty_km, 1),
        "confidence": _number(link.confidence, 4),
    }


def _number(number: float | None, digits: int | None = None) -> float | None:
    """Return a number that JSON has: rounded, None for NaN and infinity."""
    if number is None or not math.isfinite(number):
        return None
    return number if digits is None else round(number, digits)
