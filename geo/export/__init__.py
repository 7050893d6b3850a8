"""Stories out of Dateline: `FORMATS` are what `dateline export --format` writes, each file whole or not at all.

Text formats are also generators of text (`Format.text`), for stdout. Coordinates are lon, lat in degrees, WGS 84
(EPSG:4326), in all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from geo.export.acled import csv_text
from geo.export.features import geojson, geojson_lines, geojson_text
from geo.export.files import Written, write_text, write_texts
from geo.export.kml import kml_text
from geo.export.layers import write_flatgeobuf, write_geopackage, write_geoparquet
from geo.export.linked_places import linked_places_text
from geo.record import story_dict, to_json

if TYPE_CHECKING:
    from geo.story import Story

__all__ = ["FORMATS", "Format", "Written", "geojson", "to_json", "write_text", "write_texts"]


@dataclass(frozen=True, slots=True)
class Format:
    """A way out.

    ``holds`` and ``loses`` are a sentence each, for the help; ``suffix`` and ``media_type`` are the usual ones.
    ``text`` yields a text format's pieces, from stories that are read one at a time; None for a binary format.
    """

    name: str
    suffix: str
    media_type: str
    holds: str
    loses: str
    text: Callable[[Iterable[Story]], Iterator[str]] | None = None
    binary: Callable[[Iterable[Story], Path], Written] | None = None

    def write(self, stories: Iterable[Story], path: Path) -> Written:
        """Write the stories to a file; an earlier one is replaced only when all is written.

        Raises
        ------
        OutputError
            If the file can't be written; nothing half-written is left behind.
        """
        if self.binary is not None:
            return self.binary(stories, path)
        if self.text is None:
            raise TypeError(f"format {self.name} has no writer; give it text or binary")
        write_text(path, self.text(stories))
        return Written((path,))


def _json_lines(stories: Iterable[Story]) -> Iterator[str]:
    return (f"{to_json(story_dict(story))}\n" for story in stories)


_POINTS = "points only: a province or border is its middle, with precision and uncertainty_km in columns"
_FLAT = "no candidates or reasons, no spans of actors and further mentions, no time expressions"

FORMATS: Mapping[str, Format] = MappingProxyType({
    one.name: one for one in (
        Format(
            "json", ".jsonl", "application/jsonl", "One JSON object a story, a line each: everything.",
            "Loses lines and areas: places are points.", text=_json_lines,
        ),
        Format(
            "geojson", ".geojson", "application/geo+json",
            "Events and toponyms as features (RFC 7946), with the lines and areas that the words name.",
            "Loses the articles' text, time expressions and spans of sentences; areas are no finer than 1/2000 of "
            "their size.",
            text=geojson_text,
        ),
        Format(
            "geojsonl", ".geojsonl", "application/x-ndjson",
            "The features of geojson, one a line, without RFC 8142's record separators: for GDAL, QGIS, tippecanoe.",
            "Loses what geojson loses.", text=geojson_lines,
        ),
        Format(
            "geoparquet", ".parquet", "application/vnd.apache.parquet",
            "GeoParquet 1.1 with bbox covering: events in FILE.parquet, toponyms in FILE.toponyms.parquet.",
            f"Loses shapes ({_POINTS}); {_FLAT}.", binary=write_geoparquet,
        ),
        Format(
            "gpkg", ".gpkg", "application/geopackage+sqlite3",
            "GeoPackage with a layer a kind: events, toponyms (points), extents (lines and areas, if any).",
            f"Loses details: {_FLAT}.", binary=write_geopackage,
        ),
        Format(
            "flatgeobuf", ".fgb", "application/flatgeobuf", "FlatGeobuf with one layer: the events that have a place.",
            f"Loses toponyms, events without a place (it says how many), shapes ({_POINTS}); {_FLAT}.",
            binary=write_flatgeobuf,
        ),
        Format(
            "csv", ".csv", "text/csv",
            "A row per event and place under ACLED's column names, safe for spreadsheets; UTF-8 with byte order mark.",
            f"Loses toponyms, shapes ({_POINTS}); {_FLAT}. Types are PLOVER's, not ACLED's; text that could be a "
            "formula has an apostrophe before it.",
            text=csv_text,
        ),
        Format(
            "kml", ".kml", "application/vnd.google-earth.kml+xml",
            "KML 2.2 for Google Earth: events in folders by type, on a time line, with lines and areas.",
            f"Loses toponyms; {_FLAT}.", text=kml_text,
        ),
        Format(
            "lpf", ".lpf.json", "application/ld+json",
            "Linked Places Format: each place once, with its names as written, the articles and the days.",
            "Loses what the events are, toponyms without a place, and where in an article a name stands.",
            text=linked_places_text,
        ),
    )
})  # fmt: skip
"""What stories can be written as, by the name that `dateline export --format` takes."""
