"""Stories as GeoDataFrames: one of events, one of toponyms; lon, lat points in EPSG:4326."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from geo.export import story_dict

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.story import Story

__all__ = ["EVENT_COLUMNS", "TOPONYM_COLUMNS", "events", "toponyms"]

EVENT_COLUMNS = (
    "article_id", "id", "type", "mode", "quad", "trigger", "date_start", "date_end", "date_granularity", "modality",
    "polarity", "genericity", "tense", "actors", "recipients", "place", "relation", "precision", "uncertainty_km",
    "confidence", "place_confidence", "evidence",
)  # fmt: skip
"""Columns of `events`, geometry apart."""

TOPONYM_COLUMNS = (
    "article_id", "text", "start", "end", "role", "confidence", "name", "geonameid", "feature_class", "feature_code",
    "country_code", "admin1", "population",
)  # fmt: skip
"""Columns of `toponyms`, geometry apart."""


def events(stories: Iterable[Story]) -> gpd.GeoDataFrame:
    """Return one row per event and place; no geometry where an event has no place, or one nobody can draw."""
    rows: list[dict[str, Any]] = []
    points: list[tuple[float, float] | None] = []
    for story in stories:
        record = story_dict(story)
        for event in record["events"]:
            for place in event["places"] or [None]:
                rows.append(_event_row(record, event, place))
                points.append((place["lon"], place["lat"]) if place and place["lon"] is not None else None)
    return _frame(rows, points, EVENT_COLUMNS)


def toponyms(stories: Iterable[Story]) -> gpd.GeoDataFrame:
    """Return one row per toponym, in text order; no geometry where no place was found."""
    rows: list[dict[str, Any]] = []
    points: list[tuple[float, float] | None] = []
    for story in stories:
        record = story_dict(story)
        for toponym in record["toponyms"]:
            place = toponym["place"] or {}
            row = {**toponym, **place, "article_id": record["article"]["id"]}
            rows.append({column: row.get(column) for column in TOPONYM_COLUMNS})
            points.append((place["lon"], place["lat"]) if place else None)
    return _frame(rows, points, TOPONYM_COLUMNS)


def _event_row(record: dict[str, Any], event: dict[str, Any], place: dict[str, Any] | None) -> dict[str, Any]:
    when = event["date"] or {}
    where = place or {}
    sentence = event["sentence"]
    named = {
        role: "; ".join(a["text"] for a in event["actors"] if a["role"] == role) for role in ("actor", "recipient")
    }
    row = {
        **event,
        "article_id": record["article"]["id"],
        "trigger": event["trigger"]["text"],
        "date_start": when.get("start"),
        "date_end": when.get("end"),
        "date_granularity": when.get("granularity"),
        "actors": named["actor"],
        "recipients": named["recipient"],
        "place": record["toponyms"][place["toponym"]]["text"] if place else None,
        "relation": where.get("relation"),
        "precision": where.get("precision"),
        "uncertainty_km": where.get("uncertainty_km"),
        "place_confidence": where.get("confidence"),
        "evidence": record["article"]["text"][sentence["start"] : sentence["end"]].strip(),
    }
    return {column: row[column] for column in EVENT_COLUMNS}


def _frame(
    rows: list[dict[str, Any]], points: list[tuple[float, float] | None], columns: tuple[str, ...]
) -> gpd.GeoDataFrame:
    import geopandas as gpd
    from shapely.geometry import Point

    geometry: Any = [None if point is None else Point(point) for point in points]
    table = {column: [row[column] for row in rows] for column in columns}
    return gpd.GeoDataFrame(table, geometry=geometry, crs="EPSG:4326")
