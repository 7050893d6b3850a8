"""GeoJSON (RFC 7946) and the same features one a line, written story by story."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from geo.record import ground, position, story_dict, to_json

if TYPE_CHECKING:
    from geo.model import Link
    from geo.story import Story

__all__ = ["geojson", "geojson_lines", "geojson_text"]


def geojson(stories: Iterable[Story]) -> dict[str, Any]:
    """Return stories as one GeoJSON FeatureCollection (RFC 7946: WGS 84 lon, lat; null geometry for what has no place).

    Each event and each toponym is a Feature with ``properties.kind``. An event's geometry is a
    Point (MultiPoint for several places), or what the words name where that is a line or an
    area: a border, a province, the northern part of a country (right-hand rule, cut at the
    antimeridian, no finer than 1/2000 of its size; a GeometryCollection beside other places). Whole
    countries stay points, as their code says more; every place's point is in ``properties.places``.
    """
    return {"type": "FeatureCollection", "features": [feature for story in stories for feature in _features(story)]}


def geojson_text(stories: Iterable[Story]) -> Iterator[str]:
    """Yield the text of `geojson`, a feature a line: no more than one story is held in memory."""
    features = (to_json(feature) for story in stories for feature in _features(story))
    first = next(features, "")
    yield f'{{"type": "FeatureCollection", "features": [\n{first}'
    yield from (f",\n{feature}" for feature in features)
    yield "\n]}\n"


def geojson_lines(stories: Iterable[Story]) -> Iterator[str]:
    """Yield the features of `geojson`, one JSON object a line, as GDAL, QGIS and tippecanoe read them.

    Newline-delimited, without the record separators (U+001E) of RFC 8142, which few readers want.
    """
    return (f"{to_json(feature)}\n" for story in stories for feature in _features(story))


def _features(story: Story) -> Iterator[dict[str, Any]]:
    record = story_dict(story)
    article = {f"article_{key}": record["article"][key] for key in ("id", "title", "source", "published")}
    for event, given in zip(record["events"], story.event_records, strict=True):
        yield {
            "type": "Feature",
            "geometry": _ground(given.places),
            "properties": _flat_event(event, record) | article,
        }
    for toponym in record["toponyms"]:
        place = toponym["place"]
        properties = {k: v for k, v in toponym.items() if k != "place"} | _prefixed("place", place) | article
        geometry = _points([position(place["lon"], place["lat"])]) if place else None
        yield {"type": "Feature", "geometry": geometry, "properties": {"kind": "toponym", **properties}}


def _flat_event(event: dict[str, Any], record: dict[str, Any]) -> dict[str, Any]:
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
        "evidence": record["article"]["text"][sentence["start"] : sentence["end"]].strip(),
        "places": [{**p, "name": record["toponyms"][p["toponym"]]["text"]} for p in event["places"]],
    }


def _prefixed(prefix: str, value: dict[str, Any] | None) -> dict[str, Any]:
    return {f"{prefix}_{key}": item for key, item in (value or {}).items()}


def _ground(links: Sequence[Link]) -> dict[str, Any] | None:
    """Return the shapes of an event's places, points for those without one, or None where there is no place."""
    import shapely

    shapes = [ground(link) for link in links]
    points = [position(link.lon, link.lat) for link in links]
    if all(shape is None for shape in shapes):
        return _points(points)
    parts = chain.from_iterable(
        [_points([point])] if shape is None else [json.loads(shapely.to_geojson(shape))]
        for shape, point in zip(shapes, points, strict=True)
    )
    found = [part for part in parts if part is not None]
    return found[0] if len(found) == 1 else {"type": "GeometryCollection", "geometries": found}


def _points(positions: Iterable[tuple[float, float] | None]) -> dict[str, Any] | None:
    """Return a Point or MultiPoint in lon, lat, or None where there is no position."""
    found = [list(one) for one in positions if one is not None]
    if not found:
        return None
    return (
        {"type": "Point", "coordinates": found[0]} if len(found) == 1 else {"type": "MultiPoint", "coordinates": found}
    )
