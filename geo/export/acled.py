"""CSV for spreadsheets and statistics: ACLED's columns first, Dateline's own after them; safe to open in Excel."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from geo.export.countries import country
from geo.frames import event_rows, iso_day
from geo.record import legible, position

if TYPE_CHECKING:
    from geo.model import Link
    from geo.story import Story

__all__ = ["COLUMNS", "csv_text", "harmless"]

COLUMNS = (
    "event_date", "time_precision", "event_type", "sub_event_type", "actor1", "actor2", "country", "admin1", "admin2",
    "location", "latitude", "longitude", "geo_precision", "source", "notes",
    "event_id", "article_id", "article_title", "article_published", "event_date_end", "date_granularity", "date_text",
    "quad", "trigger", "modality", "polarity", "genericity", "tense", "confidence", "place", "relation", "precision",
    "uncertainty_km", "place_confidence", "geonameid", "country_code", "iso3", "provider", "attribution",
)  # fmt: skip
"""The columns; up to ``notes`` they are named as in ACLED's data (ACLED Codebook, "Data columns")."""

_GEO_PRECISION = {
    "site": 1, "town": 1, "area": 2, "border": 2, "admin2": 2, "admin1": 3, "region": 3, "country": 3,
}  # fmt: skip
"""Precision of a place → ACLED's code: 1 the town or site, 2 a small part of a region, 3 a larger region. ACLED has no
code for "somewhere in the country"; ``precision`` tells it from 3."""

_HIDDEN = re.compile(r"^[\s\"'\x00-\x20\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd]+")


def csv_text(stories: Iterable[Story]) -> Iterator[str]:
    """Yield CSV (RFC 4180: comma, CRLF, quotes doubled) in UTF-8 with a byte order mark, by which Excel knows UTF-8.

    One row per event and place, one for an event without a place. Dates are YYYY-MM-DD: ``event_date`` is the first
    possible day. ``time_precision`` is ACLED's: 1 the day, 2 within a week, 3 within a month or longer. ``event_type``
    and ``sub_event_type`` are PLOVER's type and mode, not ACLED's. Text that a spreadsheet would take for a formula has
    an apostrophe before it (`harmless`); numbers stay numbers. lon, lat in degrees, EPSG:4326.
    """
    yield "\ufeff"
    yield _line(COLUMNS)
    for story in stories:
        for row, link in event_rows(story):
            values = _values(row, link)
            yield _line([_cell(values[column]) for column in COLUMNS])


def harmless(text: str) -> str:
    """Return text that no spreadsheet runs as a formula, with an apostrophe before it if need be.

    That is text which begins with = + - @ or their full-width forms, also after spaces, quotation marks or characters
    one can't see, or with a tab or line end (OWASP, "CSV Injection").
    """
    visible = _HIDDEN.sub("", text)
    risky = bool(visible) and unicodedata.normalize("NFKC", visible[0])[0] in "=+-@"
    return f"'{text}" if risky or text[:1] in ("\t", "\r", "\n") else text


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return harmless(legible(value)) if isinstance(value, str) else str(value)


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _values(row: dict[str, Any], link: Link | None) -> dict[str, Any]:
    start, end = iso_day(row["date_start"]), iso_day(row["date_end"])
    lon, lat = position(row["lon"], row["lat"]) or (None, None)
    iso3, name = country(row["country_code"])
    spot = link.spot if link is not None else None
    return {
        **row,
        "event_date": start,
        "event_date_end": end,
        "time_precision": _time_precision(start, end, row["date_granularity"]),
        "event_type": row["type"],
        "sub_event_type": row["mode"],
        "actor1": row["actors"],
        "actor2": row["recipients"],
        "country": name,
        "iso3": iso3,
        "location": spot or row["place_name"] or row["place"],
        "latitude": lat,
        "longitude": lon,
        "geo_precision": _GEO_PRECISION.get(row["precision"]),
        "source": row["article_source"],
        "notes": row["evidence"],
        "event_id": row["id"],
    }


def _time_precision(start: str | None, end: str | None, granularity: str | None) -> int | None:
    if start is None:
        return None
    if start == end:
        return 1
    return 2 if granularity in ("day", "week") else 3
