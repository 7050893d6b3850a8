"""A user's own places, in a CSV file, compiled to a gazetteer that lies over the shipped one.

Columns: ``name``, ``lon``, ``lat`` (degrees, EPSG:4326) are needed; ``alternate_names`` (separated by ``|``),
``country_code`` (ISO 3166-1 alpha-2), ``admin1`` and ``admin2`` (names, the first also as GeoNames' code),
``feature_class`` and ``feature_code`` (GeoNames'; a populated place if empty), ``population``, ``radius_km``,
``used_from`` and ``used_to`` (years or ISO dates, inclusive: when the names of the row were in use), ``note``,
``geonameid`` may be there. A ``geonameid`` that the gazetteer knows adds the row's names, dates and note to that place:
every other column may then be empty. Names of one place from different times stand in rows of their own. What such a
row says otherwise than the gazetteer, or than the first row of its place, is not used, and that is told.
"""

from __future__ import annotations

import csv
import hashlib
import io
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path

from geo.errors import GazetteerError, OutputError
from geo.gazetteer.dumped import period
from geo.gazetteer.layer import GEONAMES
from geo.gazetteer.limits import LARGEST, check_feature_class, check_radius
from geo.gazetteer.lookup import Gazetteer
from geo.gazetteer.names import normalise
from geo.gazetteer.writing import Entry, write
from geo.model import Place

__all__ = ["COLUMNS", "OwnPlaces", "compile_csv"]

COLUMNS = (
    "name", "lon", "lat", "alternate_names", "country_code", "admin1", "admin2", "feature_class", "feature_code",
    "population", "radius_km", "used_from", "used_to", "note", "geonameid",
)  # fmt: skip
"""What the table may hold; the first three it must."""

_BEYOND = "beyond the header"
_LEFT_OUT = "; left out"
_ALREADY = "the gazetteer, or a row above, says otherwise of this place; for one of your own leave out geonameid"
_EXACT = 1e-5
"""Degrees or km below which numbers count as the same: gazetteer files hold five decimals of a degree."""


@dataclass(frozen=True, slots=True)
class OwnPlaces:
    """What came of it: the file and the number of its places; in words the rows refused, and what of others is unused.

    ``refused`` holds a line with the reason for each row that was left out, ``unused`` one for each row of which only
    names, dates and note were taken although it says something else of its place.
    """

    path: Path
    places: int
    refused: tuple[str, ...]
    unused: tuple[str, ...]


def compile_csv(table: Path, folder: Path, *, ground: Gazetteer | None = None) -> OwnPlaces:
    """Compile a table of places to ``folder``/gazetteer.sqlite.

    ``ground`` is where GeoNames ids and units are looked up: the shipped gazetteer if omitted.

    Raises
    ------
    GazetteerError
        If the table can't be read, lacks a column, or none of its rows can be used.
    OutputError
        If the folder can't be written.
    """
    try:
        content = table.read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise GazetteerError(f"{table} can't be read ({error.strerror}); give a CSV file") from error
    except UnicodeDecodeError as error:
        raise GazetteerError(f"{table} is no UTF-8 text (byte {error.start}); save it as CSV in UTF-8") from error
    gathered = _Gathered(ground or Gazetteer())
    refused, unused = [], []
    for line, row in _rows(text, table):
        try:
            columns = gathered.add(row)
            if columns:
                unused.append(f"{table} line {line}: {', '.join(columns)} not used: {_ALREADY}")
        except ValueError as error:
            refused.append(f"{table} line {line}: {error}{_LEFT_OUT}")
    entries = list(gathered.entries.values())
    if not entries:
        first = f"; the first: {refused[0].removesuffix(_LEFT_OUT)}" if refused else ""
        raise GazetteerError(f"{table}: none of its {len(refused)} rows can be used{first}; nothing is written")
    output = folder / "gazetteer.sqlite"
    digest = hashlib.sha256(content).hexdigest()
    total = len(entries)
    info = {"source": table.name, "digest": digest, f"sha256 {table.name}": digest, "rows places": f"{total}"}
    if gathered.of_geonames:
        info["attribution"] = GEONAMES
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write(
            entries,
            output,
            countries={},
            units=gathered.units,
            info=info,
        )
    except (OSError, sqlite3.Error) as error:
        raise OutputError(f"{output} can't be written ({error}); give another folder with -o") from error
    return OwnPlaces(output, total, tuple(refused), tuple(unused))


def _rows(text: str, table: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows with their line numbers; every column is there, stripped."""
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        head = [(name or "").strip().lower() for name in reader.fieldnames or ()]
        missing = [name for name in COLUMNS[:3] if name not in head]
        unknown = [name for name in head if name not in COLUMNS]
        if missing or unknown:
            cause = f"lacks the column {missing[0]!r}" if missing else f"has an unknown column {unknown[0]!r}"
            raise GazetteerError(f"{table} {cause}; the columns are {', '.join(COLUMNS)}")
        reader.fieldnames = head
        for row in reader:
            fields = {name: (row.get(name) or "").strip() for name in COLUMNS}
            yield reader.line_num, fields | ({_BEYOND: "there"} if None in row else {})
    except csv.Error as error:
        raise GazetteerError(f"{table} line {reader.line_num}: no CSV ({error}); mend that line") from error


@dataclass(slots=True)
class _Gathered:
    """The entries so far, by GeoNames id or by name and point, and the first-level units they lie in.

    ``of_geonames``: whether any is a copy of a place that GeoNames is to be named for.
    """

    ground: Gazetteer
    entries: dict[object, Entry] = field(default_factory=dict)
    units: dict[tuple[str, str], str] = field(default_factory=dict)
    of_geonames: bool = False

    def add(self, row: Mapping[str, str]) -> list[str]:
        """Add a row and return the columns that are not used; raises ValueError with the reason if none can be."""
        if _BEYOND in row:
            raise ValueError("it has more fields than the header")
        if not normalise(row["name"]):
            raise ValueError(f"name {row['name']!r} has no letter or digit")
        used = _period(row["used_from"], row["used_to"])
        geonameid = _whole(row, "geonameid")
        known = self.ground.by_geonameid(geonameid) if geonameid is not None else None
        key = geonameid if geonameid is not None else (normalise(row["name"]), row["lon"], row["lat"])
        entry = self.entries.get(key)
        if entry is None:
            if geonameid is not None and known is None and not row["lon"]:
                raise ValueError(f"geonameid {geonameid} is not in the gazetteer; give lon and lat, too")
            entry = self._new(row, geonameid) if known is None else self._copy(known, row)
            unused = [] if known is None else self._unlike(entry, row)
            self.entries[key] = entry
        else:
            unused = self._unlike(entry, row)
        for name in (row["name"], *filter(None, map(str.strip, row["alternate_names"].split("|")))):
            entry.call(name, "alias")
            if used is not None:
                entry.used.setdefault(name, set()).add(used)
        return unused

    def _unlike(self, entry: Entry, row: Mapping[str, str]) -> list[str]:
        """Return the columns in which a row says something else than the entry of its place."""
        unit = self._known_unit(entry.country, row["admin1"])
        also = row["admin1"] if unit is not None and unit.admin1_code == entry.admin1 else None
        held: dict[str, tuple[str | float | None, ...]] = {
            "lon": (entry.lon,), "lat": (entry.lat,), "country_code": (entry.country,), "admin1": (entry.admin1, also),
            "admin2": (entry.admin2,), "feature_class": (entry.feature_class,), "feature_code": (entry.feature_code,),
            "population": (entry.population,), "radius_km": (entry.radius_km,), "note": (entry.note,),
        }  # fmt: skip
        return [column for column, values in held.items() if row[column] and not _is_one_of(row[column], values)]

    def _copy(self, place: Place, row: Mapping[str, str]) -> Entry:
        """Return an entry like a place of the gazetteer's, polygon and all."""
        entry = Entry(
            place.name, place.feature_class, place.feature_code, place.country_code, place.lon, place.lat, "",
            place.geonameid, place.admin1_code, place.population, place.radius_km, place.bbox,
        )  # fmt: skip
        self.of_geonames |= place.provenance is None or place.provenance.attribution == GEONAMES
        entry.admin2 = place.admin2
        entry.shape = self.ground.shape(place) if place.bbox else None
        entry.note = row["note"] or self.ground.note(place) or ""
        if place.country_code and place.admin1_code and place.admin1:
            self.units[place.country_code, place.admin1_code] = place.admin1
        return entry

    def _new(self, row: Mapping[str, str], geonameid: int | None) -> Entry:
        lon, lat = _degrees(row, "lon", 180.0), _degrees(row, "lat", 90.0)
        country = row["country_code"].upper() or None
        if country is not None and self.ground.country(country) is None:
            raise ValueError(f"country_code {row['country_code']!r} is no ISO 3166-1 alpha-2 code")
        feature_class = row["feature_class"].upper() or "P"
        check_feature_class(feature_class)
        code = row["feature_code"].upper() or ("PPL" if feature_class == "P" else "")
        entry = Entry(row["name"], feature_class, code, country, lon, lat, "", geonameid)
        entry.population = _whole(row, "population") or 0
        radius = _number(row, "radius_km")
        entry.radius_km = radius if radius is not None else 1.0 if feature_class == "P" else 0.0
        check_radius(entry.radius_km)
        entry.admin2, entry.note = row["admin2"] or None, row["note"]
        entry.admin1 = self._unit(country, row["admin1"])
        entry.call(entry.name, "primary")
        return entry

    def _unit(self, country: str | None, admin1: str) -> str | None:
        """Return the code of a first-level unit given by name or code; one that nobody knows is its own code."""
        if not admin1:
            return None
        if country is None:
            raise ValueError(f"admin1 {admin1!r} without country_code; say in which country it lies")
        known = self._known_unit(country, admin1)
        code, name = (known.admin1_code or admin1, known.name) if known is not None else (admin1, admin1)
        self.units[country, code] = name
        return code

    def _known_unit(self, country: str | None, admin1: str) -> Place | None:
        """Return the first-level unit that the gazetteer knows by this name, or None."""
        units = (place for place in self.ground.lookup(admin1) if place.feature_code == "ADM1" and place.admin1_code)
        return next((place for place in units if place.country_code == country), None)


def _period(first: str, last: str) -> tuple[str, str] | None:
    if not first and not last:
        return None
    for column, value in (("used_from", first), ("used_to", last)):
        if value and period(value, "") is None:
            raise ValueError(f"{column} {value!r} is no year or ISO date")
    found = period(first, last)
    if found is not None and found[0] and found[1] and found[0] > found[1]:
        raise ValueError(f"used_from {first!r} is after used_to {last!r}")
    return found


def _is_one_of(words: str, values: tuple[str | float | None, ...]) -> bool:
    """Whether a field says one of the values: of numbers the same to `_EXACT`, of words the same name."""
    for value in values:
        if isinstance(value, str):
            if words == value or (normalise(words) and normalise(words) == normalise(value)):
                return True
        elif value is not None:
            try:
                if abs(float(words) - value) <= _EXACT:
                    return True
            except ValueError:
                continue
    return False


def _number(row: Mapping[str, str], column: str) -> float | None:
    if not row[column]:
        return None
    try:
        number = float(row[column])
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        raise ValueError(f"{column} {row[column]!r} is no number")
    return number


def _whole(row: Mapping[str, str], column: str) -> int | None:
    number = _number(row, column)
    if number is not None and not (number.is_integer() and 0 <= number <= LARGEST):
        raise ValueError(f"{column} {row[column]!r} is no whole number")
    return None if number is None else int(number)


def _degrees(row: Mapping[str, str], column: str, most: float) -> float:
    number = _number(row, column)
    if number is None or not -most <= number <= most:
        raise ValueError(f"{column} {row[column]!r} is not between -{most:.0f} and {most:.0f} degrees")
    return number
