"""One gazetteer file, open for reading: the queries, and ids that are unique among the files opened together."""

from __future__ import annotations

import json
import sqlite3
import struct
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import cos, radians
from pathlib import Path
from typing import Any

from geo.errors import GazetteerError
from geo.gazetteer.cells import cells_around
from geo.gazetteer.ids import ROWS
from geo.model import Place, Provenance

__all__ = ["GEONAMES", "MOST_MATCHES", "SCHEMA_VERSION", "Layer"]

SCHEMA_VERSION = 3
"""Written to the file as ``user_version``; another number means another layout."""

GEONAMES = "GeoNames (CC BY 4.0)"
"""What GeoNames' licence asks to be shown of places that are from there."""

MOST_MATCHES = 120
"""Places of one name that are looked at, the likeliest first."""

_KM_OF_DEGREE = 110.0


class Layer:
    """A gazetteer file. ``number`` (0 for the lowest) makes its ids unique: id = row + number × `ROWS`.

    ``complete`` says whether it stands without another file: it holds the world, not a user's own places.

    Raises
    ------
    GazetteerError
        If the file is missing, is no gazetteer, or was compiled for another version.
    """

    def __init__(self, path: Path, number: int = 0) -> None:
        self.path = path / "gazetteer.sqlite" if path.is_dir() else path
        self.number = number
        self._first = number * ROWS
        remedy = "compile it with: dateline gazetteer build"
        if not self.path.is_file():
            raise GazetteerError(f"gazetteer {self.path} is missing; {remedy}")
        uri = f"{self.path.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            self._db = sqlite3.connect(uri, uri=True, check_same_thread=False)
            self.close = weakref.finalize(self, self._db.close)
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if version == SCHEMA_VERSION:
                self._db.execute(f"{_SELECT} LIMIT 1").fetchone()
                self.info = dict(self._db.execute("SELECT key, value FROM info ORDER BY key"))
                self._dated = self._db.execute("SELECT 1 FROM name_use LIMIT 1").fetchone() is not None
        except sqlite3.Error as error:
            raise GazetteerError(f"gazetteer {self.path} can't be read ({error}); {remedy}") from error
        if version != SCHEMA_VERSION:
            message = f"gazetteer {self.path} has layout {version}, this Dateline reads {SCHEMA_VERSION}; {remedy}"
            raise GazetteerError(message)
        self.complete = self.info.get("complete") == "1"
        source = self.info.get("source")
        self._own = Provenance(source, version=self.info.get("digest")) if source else None
        self._copied = replace(self._own, attribution=self.info.get("attribution")) if self._own else None

    def entries(self, key: str) -> Iterator[tuple[int, int]]:
        """Yield (id, number of the kind of name) of the places with this key, likeliest first."""
        row = self._db.execute("SELECT entries FROM name WHERE key = ?", (key,)).fetchone()
        for (packed,) in struct.iter_unpack("<I", row[0]) if row else ():
            yield self._first + (packed >> 2), packed & 3

    def sounding(self, key: str | None) -> list[int]:
        """Return the ids of the places that sound like this (`sound_key`), likeliest first."""
        row = self._db.execute("SELECT ids FROM sound WHERE key = ?", (key,)).fetchone()
        return [self._first + i for (i,) in struct.iter_unpack("<I", row[0])] if row else []

    def used(self, key: str, place_id: int) -> tuple[tuple[str, str], ...]:
        """Return the periods in which a place bore the name: (first day, last day), ISO dates, "" where open."""
        if not self._dated:
            return ()
        query = "SELECT used_from, used_to FROM name_use WHERE key = ? AND place_id = ? ORDER BY used_from"
        return tuple(self._db.execute(query, (key, place_id - self._first)))

    def places(self, ids: Iterable[int]) -> dict[int, Place]:
        """Return the places with these ids, by id; at most `MOST_MATCHES`."""
        wanted = [i - self._first for i in ids][:MOST_MATCHES]
        marks = ",".join("?" * len(wanted))
        records = self._db.execute(f"{_SELECT} WHERE p.id IN ({marks})", wanted)
        return {record[0] + self._first: self._place(record) for record in records}

    def metonym(self, key: str) -> tuple[str, str] | None:
        """Return (country, sector) of a name that stands for a government or institution."""
        row = self._db.execute("SELECT country, sector FROM metonym WHERE key = ?", (key,)).fetchone()
        return (row[0], row[1]) if row else None

    def outlet(self, key: str) -> int | None:
        """Return the id of a news outlet's home."""
        return self._id("SELECT place_id FROM outlet WHERE key = ?", key)

    def country(self, code: str) -> int | None:
        """Return the id of the country with this ISO 3166-1 alpha-2 code."""
        return self._id("SELECT place_id FROM country WHERE code = ?", code)

    def countries(self) -> Iterator[Place]:
        """Yield every country and dependency."""
        for record in self._db.execute(f"{_SELECT} WHERE p.feature_code LIKE 'PCL%' ORDER BY p.id"):
            yield self._place(record)

    def by_geonameid(self, geonameids: Iterable[int]) -> dict[int, int]:
        """Return the ids of the places with these GeoNames ids, by GeoNames id."""
        query = "SELECT geonameid, id FROM place WHERE geonameid IN (SELECT value FROM json_each(?))"
        found = self._db.execute(query, (json.dumps(list(geonameids)),))
        return {geonameid: i + self._first for geonameid, i in found}

    def geonameids(self) -> dict[int, int]:
        """Return the ids of all places that GeoNames has, too, by GeoNames id; for files of a user's own places."""
        found = self._db.execute("SELECT geonameid, id FROM place WHERE geonameid IS NOT NULL")
        return {geonameid: i + self._first for geonameid, i in found}

    def note(self, place_id: int) -> str | None:
        """Return how a disputed area is treated, or what the user noted."""
        row = self._db.execute("SELECT note FROM place WHERE id = ?", (place_id - self._first,)).fetchone()
        return row[0] if row else None

    def wkb(self, place_id: int) -> bytes | None:
        """Return the polygon of a place."""
        row = self._db.execute("SELECT wkb FROM extent WHERE place_id = ?", (place_id - self._first,)).fetchone()
        return row[0] if row else None

    def outlines(self) -> list[tuple[int, bytes]]:
        """Return (id, polygon) of all places that have one."""
        rows = self._db.execute("SELECT place_id, wkb FROM extent WHERE wkb IS NOT NULL ORDER BY place_id")
        return [(i + self._first, wkb) for i, wkb in rows]

    def towns_near(self, lon: float, lat: float, within_km: float) -> Iterator[Place]:
        """Yield the populated places in the cells around a point (degrees), those outside its box left out."""
        reach = within_km / _KM_OF_DEGREE
        wide = reach / max(0.01, cos(radians(min(89.0, abs(lat) + reach))))
        west, east = (lon - wide, lon + wide) if lon - wide >= -180 and lon + wide <= 180 else (-180.0, 180.0)
        box = [round(degrees * 1e5) for degrees in (lat - reach, lat + reach, west, east)]
        for lower, upper in cells_around(lon, lat, within_km):
            query = "SELECT first, last FROM cell WHERE cell BETWEEN ? AND ?"
            for ids in self._db.execute(query, (lower, upper)).fetchall():
                near = f"{_SELECT} WHERE p.id BETWEEN ? AND ? AND p.lat_e5 BETWEEN ? AND ? AND p.lon_e5 BETWEEN ? AND ?"
                for record in self._db.execute(near, (*ids, *box)):
                    yield self._place(record)

    def _id(self, query: str, key: str) -> int | None:
        row = self._db.execute(query, (key,)).fetchone()
        return row[0] + self._first if row else None

    def _place(self, record: tuple[Any, ...]) -> Place:
        row, *fields, admin2, west, south, east, north = record
        bbox = (west, south, east, north) if west is not None else None
        provenance = self._own if fields[1] is None else self._copied  # without a GeoNames id it is not from there
        values: tuple[Any, ...] = (row + self._first, *fields, bbox, admin2, provenance)
        return Place(*values)


_SELECT = (
    "SELECT p.id, p.name, p.geonameid, p.feature_class, p.feature_code, p.country_code, p.admin1_code, a.name,"
    " p.lon_e5 / 1e5, p.lat_e5 / 1e5, p.population, p.radius_hm / 1e1, b.name, e.west, e.south, e.east, e.north"
    " FROM place p LEFT JOIN admin1 a ON a.country_code = p.country_code AND a.admin1_code = p.admin1_code"
    " LEFT JOIN admin2 b ON b.id = p.admin2_id LEFT JOIN extent e ON e.place_id = p.id"
)
