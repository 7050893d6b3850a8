"""Stories as GeoDataFrames: events, toponyms, extents; lon, lat in EPSG:4326, with the same dtypes however few rows.

Columns and dtypes are those of `EVENT_COLUMNS` and `TOPONYM_COLUMNS`; dates are ``datetime64[s]`` (NaT where there is
none), numbers that may be missing ``Int64`` (NA) or ``float64`` (NaN), text ``string`` (NA). In text, characters that
tables can't hold (`geo.record.legible`) are U+FFFD.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from geo.record import ground, legible, position, story_dict

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo.model import Link
    from geo.story import Story

__all__ = ["EVENT_COLUMNS", "TOPONYM_COLUMNS", "event_rows", "events", "extents", "iso_day", "toponym_rows", "toponyms"]

_TEXT, _WHOLE, _REAL, _DAY = "string", "Int64", "float64", "datetime64[s]"

_ARTICLE_COLUMNS = {"article_title": _TEXT, "article_source": _TEXT, "article_published": _DAY}
_PLACE_COLUMNS = {
    "geonameid": _WHOLE, "country_code": _TEXT, "admin1": _TEXT, "admin2": _TEXT, "provider": _TEXT,
    "attribution": _TEXT,
}  # fmt: skip

_OF_PLACE = ("name", "feature_class", "feature_code", "population", "lon", "lat", *_PLACE_COLUMNS)

EVENT_COLUMNS: Mapping[str, str] = {
    "article_id": _TEXT, "id": _TEXT, "type": _TEXT, "mode": _TEXT, "quad": _TEXT, "trigger": _TEXT,
    "date_start": _DAY, "date_end": _DAY, "date_granularity": _TEXT, "date_text": _TEXT, "modality": _TEXT,
    "polarity": _TEXT, "genericity": _TEXT, "tense": _TEXT, "actors": _TEXT, "recipients": _TEXT, "place": _TEXT,
    "relation": _TEXT, "precision": _TEXT, "uncertainty_km": _REAL, "confidence": _REAL, "place_confidence": _REAL,
    "evidence": _TEXT, "place_name": _TEXT, **_PLACE_COLUMNS, **_ARTICLE_COLUMNS,
}  # fmt: skip
"""Columns of `events` and `extents` → their pandas dtypes, geometry apart."""

TOPONYM_COLUMNS: Mapping[str, str] = {
    "article_id": _TEXT, "text": _TEXT, "start": "int64", "end": "int64", "role": _TEXT, "confidence": _REAL,
    "name": _TEXT, "feature_class": _TEXT, "feature_code": _TEXT, "population": _WHOLE, **_PLACE_COLUMNS,
    **_ARTICLE_COLUMNS,
}  # fmt: skip
"""Columns of `toponyms` → their pandas dtypes, geometry apart."""


def events(stories: Iterable[Story]) -> gpd.GeoDataFrame:
    """Return one row per event and place, in the order of the stories; one for an event without a place.

    ========================================  =================  =====================================================
    column                                    dtype              holds
    ========================================  =================  =====================================================
    article_id, article_title,                string             the article; ``article_published`` is a
    article_source, article_published                            datetime64[s]
    id                                        string             the event's, unique in its article
    type, mode, quad                          string             PLOVER's codes
    trigger, evidence                         string             the words that tell the event, and their sentence
    date_start, date_end                      datetime64[s]      first and last possible day, both inclusive; NaT: none
    date_granularity, date_text               string             "day", "week" …; the text's own words, NA if inferred
    modality, polarity, genericity, tense     string             ACE's; asserted, positive, specific, past: it happened
    actors, recipients                        string             names, joined by "; ", empty where nobody is named
    confidence                                float64            0 to 1
    place                                     string             the toponym as written; NA for an event without one
    relation, precision                       string             in, near …; site, town, area … country
    uncertainty_km                            float64            radius around the point that holds the true spot, km
    place_confidence                          float64            0 to 1
    place_name, country_code, admin1, admin2  string             the gazetteer's; country_code is ISO 3166-1 alpha-2
    geonameid                                 Int64              GeoNames'
    provider, attribution                     string             of a place that the shipped gazetteer does not hold
    geometry                                  geometry           Point in lon, lat; None where nobody can draw it
    ========================================  =================  =====================================================
    """
    return _frame(((row, position(row["lon"], row["lat"])) for row, _ in _event_rows(stories)), EVENT_COLUMNS)


def extents(stories: Iterable[Story]) -> gpd.GeoDataFrame:
    """Return the rows of `events` whose place is no point: geometry is the line or area that the words name.

    Lines and polygons in lon, lat, cut at the antimeridian (`geo.record.ground`): a border, a province, the northern
    part of a country. Whole countries are left out.
    """
    rows = ((row, ground(link)) for row, link in _event_rows(stories) if link is not None)
    return _frame(((row, shape) for row, shape in rows if shape is not None), EVENT_COLUMNS)


def toponyms(stories: Iterable[Story]) -> gpd.GeoDataFrame:
    """Return one row per toponym, in text order.

    ====================================  =============  ============================================================
    column                                dtype          holds
    ====================================  =============  ============================================================
    article_id, article_title,            string         the article; ``article_published`` is a
    article_source, article_published                    datetime64[s]
    text                                  string         as written
    start, end                            int64          offsets of characters in the article's text, end exclusive
    role                                  string         event, dateline, byline, metonym, demonym, background
    confidence                            float64        0 to 1: span and place are both right
    name, country_code, admin1, admin2    string         the gazetteer's; NA where no candidate was good enough
    feature_class, feature_code           string         GeoNames'
    geonameid, population                 Int64          GeoNames'
    provider, attribution                 string         of a place that the shipped gazetteer does not hold
    geometry                              geometry       Point in lon, lat; None where no place was found
    ====================================  =============  ============================================================
    """
    rows = (row for story in stories for row in toponym_rows(story))
    return _frame(((row, position(row["lon"], row["lat"])) for row in rows), TOPONYM_COLUMNS)


def event_rows(story: Story) -> Iterator[tuple[dict[str, Any], Link | None]]:
    """Yield the rows of `events` with their links: plain values, dates as given, None for nothing, ``lon``, ``lat``."""
    record = story_dict(story)
    for event, given in zip(record["events"], story.event_records, strict=True):
        for place, link in zip(event["places"], given.places, strict=True):
            yield _event_row(record, event, place), link
        if not event["places"]:
            yield _event_row(record, event, None), None


def toponym_rows(story: Story) -> Iterator[dict[str, Any]]:
    """Yield the rows of `toponyms` as plain values (None for nothing, ``lon``, ``lat``)."""
    record = story_dict(story)
    article = _article(record)
    for toponym in record["toponyms"]:
        yield {**toponym, **_place(toponym["place"]), **article}


def _event_rows(stories: Iterable[Story]) -> Iterator[tuple[dict[str, Any], Link | None]]:
    return (row for story in stories for row in event_rows(story))


def _event_row(record: dict[str, Any], event: dict[str, Any], place: dict[str, Any] | None) -> dict[str, Any]:
    when = event["date"] or {}
    where = place or {}
    toponym = record["toponyms"][place["toponym"]] if place else {}
    found = _place(toponym.get("place"))
    sentence = event["sentence"]
    return {
        **event,
        **_article(record),
        "trigger": event["trigger"]["text"],
        "date_start": when.get("start"),
        "date_end": when.get("end"),
        "date_granularity": when.get("granularity"),
        "date_text": when.get("text"),
        "actors": _named(event, "actor"),
        "recipients": _named(event, "recipient"),
        "place": toponym.get("text"),
        "relation": where.get("relation"),
        "precision": where.get("precision"),
        "uncertainty_km": where.get("uncertainty_km"),
        "place_confidence": where.get("confidence"),
        "evidence": record["article"]["text"][sentence["start"] : sentence["end"]].strip(),
        "place_name": found["name"],
        **{column: found[column] for column in _PLACE_COLUMNS},
        "lon": where.get("lon"),
        "lat": where.get("lat"),
    }


def _named(event: dict[str, Any], role: str) -> str:
    """Return those of a role, each once: who is told of several times is there as each mention spells it."""
    told: dict[str, str] = {}
    for actor in event["actors"]:
        if actor["role"] == role:
            told.setdefault(actor["text"].casefold(), actor["text"])
    return "; ".join(told.values())


def _article(record: dict[str, Any]) -> dict[str, Any]:
    return {f"article_{key}": record["article"][key] for key in ("id", "title", "source", "published")}


def _place(place: dict[str, Any] | None) -> dict[str, Any]:
    """Return the columns of a place, all None where there is none."""
    found = place or {}
    return {column: found.get(column) for column in _OF_PLACE} | {
        column: (found.get("provenance") or {}).get(column) for column in ("provider", "attribution")
    }


def _frame(
    rows: Iterable[tuple[dict[str, Any], tuple[float, float] | BaseGeometry | None]], columns: Mapping[str, str]
) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pandas as pd
    from shapely.geometry import Point

    values: dict[str, list[Any]] = {column: [] for column in columns}
    shapes: list[BaseGeometry | None] = []
    for row, shape in rows:
        for column, cells in values.items():
            cells.append(row[column])
        shapes.append(Point(shape) if isinstance(shape, tuple) else shape)
    table: dict[str, Any] = {
        column: pd.Series(_cells(cells, columns[column]), dtype=columns[column]) for column, cells in values.items()
    }
    return gpd.GeoDataFrame(table, geometry=gpd.array.from_shapely(shapes, crs="EPSG:4326"))


def _cells(values: list[Any], dtype: str) -> list[Any]:
    if dtype == _TEXT:
        return [None if value is None else legible(value) for value in values]
    if dtype == _DAY:
        return [iso_day(value) for value in values]
    return values


@cache
def iso_day(text: str | None) -> str | None:
    """Return an ISO date (YYYY-MM-DD) as it is, None for anything else."""
    try:
        return text if text is not None and len(text) == 10 and str(date.fromisoformat(text)) == text else None
    except ValueError:
        return None
