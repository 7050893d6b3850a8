"""Stories out of Dateline: the JSON object of the contract, GeoJSON (RFC 7946), files written whole or not at all."""

from __future__ import annotations

import json
import math
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import OutputError
from geo.model import Actor, Candidate, DateInterval, Event, Link, Place, Toponym

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo.story import Story

__all__ = ["geojson", "story_dict", "to_json", "write_text"]

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_COORDINATE_DIGITS = 5


def story_dict(story: Story) -> dict[str, Any]:
    """Return a story as plain dicts, lists, strings and numbers: the record of DESIGN.md."""
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


def geojson(stories: Iterable[Story]) -> dict[str, Any]:
    """Return stories as one GeoJSON FeatureCollection (RFC 7946: WGS 84 lon, lat; null geometry for what has no place).

    Each event and each toponym is a Feature with ``properties.kind``. An event's geometry is a
    Point (MultiPoint for several places), or what the words name where that is a line or an
    area: a border, a province, the northern part of a country (right-hand rule, cut at the
    antimeridian; a GeometryCollection beside other places). Whole countries stay points, as
    their code says more; every place's point is in ``properties.places``.
    """
    features = [feature for story in stories for feature in _features(story)]
    return {"type": "FeatureCollection", "features": features}


def to_json(value: Any, *, indent: int | None = None) -> str:
    """Return JSON text that any reader takes: no NaN, lone surrogates replaced by U+FFFD."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    return _SURROGATE.sub("\ufffd", text)


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 file whole or not at all: to a temporary name in the same folder, then renamed.

    Raises
    ------
    OutputError
        If the folder can't be written; an earlier file of this name is left as it was.
    """
    path = path.resolve()  # what a link points at is written, not the link
    if path.exists() and not path.is_file() and not path.is_dir():  # a pipe or a device can't be renamed over
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise _not_written(path, error) from error
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise _not_written(path, error) from error
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(part).chmod(0o666 & ~_umask())
        Path(part).replace(path)
    except BaseException as error:
        Path(part).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _not_written(path, error) from error
        raise


def _not_written(path: Path, error: OSError) -> OutputError:
    reason = (error.strerror or str(error)).lower()
    return OutputError(f"{path}: can't be written ({reason}); choose another place with -o")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _toponym(toponym: Toponym) -> dict[str, Any]:
    return {
        "text": toponym.text,
        "start": toponym.start,
        "end": toponym.end,
        "role": toponym.role,
        "confidence": round(toponym.confidence, 4),
        "place": _place(toponym.place) if toponym.place else None,
        "candidates": [_candidate(candidate) for candidate in toponym.candidates],
        "why": [list(reason) for reason in toponym.why],
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "name": place.name,
        "geonameid": place.geonameid,
        "feature_class": place.feature_class,
        "feature_code": place.feature_code,
        "country_code": place.country_code,
        "admin1": place.admin1,
        "lon": place.lon,
        "lat": place.lat,
        "population": place.population,
    }


def _candidate(candidate: Candidate) -> dict[str, Any]:
    place = candidate.place
    return {
        "geonameid": place.geonameid,
        "name": place.name,
        "lon": place.lon,
        "lat": place.lat,
        "score": candidate.score,
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
        "confidence": round(event.confidence, 4),
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
        "lon": _rounded(link.lon, _COORDINATE_DIGITS),
        "lat": _rounded(link.lat, _COORDINATE_DIGITS),
        "precision": link.precision,
        "uncertainty_km": _rounded(link.uncertainty_km, 1),
        "confidence": round(link.confidence, 4),
    }


def _rounded(number: float | None, digits: int) -> float | None:
    return None if number is None else round(number, digits)


def _features(story: Story) -> Iterator[dict[str, Any]]:
    record = story_dict(story)
    article = {f"article_{key}": record["article"][key] for key in ("id", "title", "source", "published")}
    for event, links in zip(record["events"], (event.places for event in story.event_records), strict=True):
        yield {
            "type": "Feature",
            "geometry": _ground(links, event["places"]),
            "properties": _flat_event(event, story) | article,
        }
    for toponym in record["toponyms"]:
        place = toponym["place"]
        properties = {k: v for k, v in toponym.items() if k != "place"} | _prefixed("place", place) | article
        geometry = _points([place]) if place else None
        yield {"type": "Feature", "geometry": geometry, "properties": {"kind": "toponym", **properties}}


def _flat_event(event: dict[str, Any], story: Story) -> dict[str, Any]:
    sentence = event["sentence"]
    nested = ("trigger", "sentence", "date", "places")
    return {
        "kind": "event",
        **{key: value for key, value in event.items() if key not in nested},
        **_prefixed("trigger", event["trigger"]),
        **(
            _prefixed("date", event["date"])
            or dict.fromkeys(("date_start", "date_end", "date_granularity", "date_text"))
        ),
        "evidence": story.article.text[sentence["start"] : sentence["end"]].strip(),
        "places": [{**p, "name": _place_name(story, p["toponym"])} for p in event["places"]],
    }


def _place_name(story: Story, toponym: int) -> str:
    return story.toponym_records[toponym].text


def _prefixed(prefix: str, value: dict[str, Any] | None) -> dict[str, Any]:
    return {f"{prefix}_{key}": item for key, item in (value or {}).items()}


def _ground(links: Sequence[Link], places: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the shapes of an event's places, points for those without one, or None where there is no finite place."""
    parts = [
        _points([place]) if link.shape is None or link.shape.is_empty or link.precision == "country"
        else _geometry(link.shape)
        for link, place in zip(links, places, strict=True)
    ]  # fmt: skip
    found = [part for part in parts if part is not None]
    if all(part["type"] == "Point" for part in found):
        return _points(places)
    return found[0] if len(found) == 1 else {"type": "GeometryCollection", "geometries": found}


def _geometry(shape: BaseGeometry) -> dict[str, Any]:
    """Return a line or area as a GeoJSON geometry: rounded, right-hand rule, cut at the antimeridian."""
    import shapely

    from geo.geometry import cut_at_antimeridian

    rounded = shapely.set_precision(cut_at_antimeridian(shape), 10**-_COORDINATE_DIGITS)
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(shapely.orient_polygons(rounded)))
    return geometry


def _points(places: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return a Point or MultiPoint in lon, lat, or None where there is no finite place."""
    points = ((place["lon"], place["lat"]) for place in places)
    found = [[lon, lat] for lon, lat in points if None not in (lon, lat) and math.isfinite(lon) and math.isfinite(lat)]
    if not found:
        return None
    return (
        {"type": "Point", "coordinates": found[0]} if len(found) == 1 else {"type": "MultiPoint", "coordinates": found}
    )
