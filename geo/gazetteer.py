"""What Dateline knows of the world's places: a read-only look-up from names to GeoNames-style entries.

The gazetteer is one SQLite file compiled by ``data/build.py``. Nothing is held in memory but
a cache of answers; opening it costs milliseconds, a look-up tens of microseconds.

`normalise` says which spellings count as the same name; the builder and the look-up share it.
"""

from __future__ import annotations

import re
import sqlite3
import struct
import unicodedata
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from geo._data import DATA
from geo.errors import GazetteerError
from geo.model import Place

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["NAME_KINDS", "SCHEMA_VERSION", "Gazetteer", "NameKind", "NameMatch", "normalise"]

SCHEMA_VERSION = 1
"""Written to the file as ``user_version``; another number means another layout."""

NameKind = Literal["primary", "alias", "alternate", "demonym"]
NAME_KINDS: tuple[NameKind, ...] = ("primary", "alias", "alternate", "demonym")
"""How a name belongs to a place, best first. Alternates are GeoNames' untagged ones, in any language: noisy."""

CELLS_PER_DEGREE = 2
"""Places are stored in the order of the half-degree cell they lie in; a table says which ids a cell holds."""

_MOST_MATCHES = 120
_CACHE = 20_000

_LATIN_FOLDS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ŋ": "n",
     "ə": "e", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ʻ": "", "ʼ": "", "ʾ": "", "ʿ": "", "ʹ": "", "ʺ": "", "'": "", "’": "",
     "‘": "", "`": "", "´": "", "&": " and "}
)  # fmt: skip
_WORD = re.compile(r"\w+")
_WHOLE_WORDS = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount", "mtn": "mountain"}
_ARABIC_ARTICLE = re.compile(
    r"^(?:(?:al|el|ul)[ -]|(?:ar|as|ash|at|ad|adh|an|az|ath|es|esh|er|et|ed|en|ez)-)(?=\w{3})", re.I
)
_ARABIC_INNER = re.compile(r"[ -](?:al|el|ul|ar|as|ash|at|ad|adh|an|az|ath|es|esh|er|et|ed|en|ez)-(?=\w{3})", re.I)
_DESIGNATOR = re.compile(
    r"^(?:(?P<before>(?:governorate|province|state|region|district|county|oblast|republic|department|municipality) of )"
    r"(?P<tail>.+)|(?P<head>.+?) (?P<after>governorate|province|state|region|district|county|parish|oblast|krai|"
    r"prefecture|department|voivodeship|canton|republic|municipality|township|borough|wilayat|muhafazah|raion))$"
)
_CITY_DESIGNATOR = re.compile(r"^(?:city of (?P<tail>.+)|(?P<head>.+) city)$")
_ABBREVIATED = re.compile(r"^(?:[A-Z]{2,5}|(?:[A-Z]\. ?){1,4}[A-Z]?\.?|[A-Z][A-Za-z]{1,5}\.|[A-Z]\. ?[A-Z][a-z]+\.?)$")


def normalise(name: str) -> str:
    """Return the key under which a name is looked up.

    Case, diacritics, hyphens and apostrophes are ignored; "St.", "Ft." and "Mt." are
    spelled out; a leading "the" and inner Arabic articles' hyphens are dropped.
    """
    if not name.isascii():
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    words = _WORD.findall(name.lower().translate(_LATIN_FOLDS))
    while len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(_WHOLE_WORDS.get(word, word) for word in words)


def abbreviation_key(name: str) -> str | None:
    """Return the key of an abbreviation ("U.S.", "Calif.", "UAE"), or None if ``name`` is not written like one."""
    return "." + re.sub(r"[. ]", "", name).lower() if _ABBREVIATED.match(name) else None


def without_article(name: str) -> str | None:
    """Return the name without its Arabic articles ("al-Hasakah" → "Hasakah"), or None if it has none."""
    bare = _ARABIC_INNER.sub(" ", _ARABIC_ARTICLE.sub("", name))
    return bare if bare != name else None


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A place that bears a name, and how the name belongs to it."""

    place: Place
    kind: NameKind


class Gazetteer:
    """The compiled gazetteer, open for reading.

    Parameters
    ----------
    path
        The SQLite file; the one shipped with Dateline if omitted.

    ``close()`` closes the file, which otherwise happens when the object is gone.

    Raises
    ------
    GazetteerError
        If the file is missing, is no gazetteer, or was compiled for another version.
    """

    def __init__(self, path: Path | str | None = None) -> None:
        self.path = Path(path) if path is not None else DATA / "gazetteer.sqlite"
        remedy = "compile it with: dateline gazetteer build"
        if not self.path.is_file():
            raise GazetteerError(f"gazetteer {self.path} is missing; {remedy}")
        uri = f"{self.path.absolute().as_uri()}?mode=ro&immutable=1"
        self._db = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self.close = weakref.finalize(self, self._db.close)
        try:
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if version == SCHEMA_VERSION:
                self._db.execute(f"{_SELECT} LIMIT 1").fetchone()
        except sqlite3.DatabaseError as error:
            raise GazetteerError(f"gazetteer {self.path} can't be read ({error}); {remedy}") from error
        if version != SCHEMA_VERSION:
            message = f"gazetteer {self.path} has layout {version}, this Dateline reads {SCHEMA_VERSION}; {remedy}"
            raise GazetteerError(message)
        self.matches = lru_cache(_CACHE)(self._matches)
        self.shape = lru_cache(1024)(self._shape)
        self.country = lru_cache(512)(self._country)

    def lookup(self, name: str) -> tuple[Place, ...]:
        """Return the places called ``name``, likeliest first: by kind of name, then by prominence. May be empty."""
        return tuple(match.place for match in self.matches(name))

    def abbreviated(self, name: str) -> tuple[NameMatch, ...]:
        """Return the places that "U.S.", "Calif." or "UAE" abbreviates; empty for anything not written like that."""
        key = abbreviation_key(name)
        kinds: dict[int, int] = {}
        _merge(kinds, self._entries(key) if key else None)
        places = self._places(kinds)
        return tuple(NameMatch(places[i], NAME_KINDS[kind]) for i, kind in kinds.items())

    def place(self, place_id: int) -> Place:
        """Return the place with this row id; raises KeyError if there is none."""
        found = self._places([place_id])
        if not found:
            raise KeyError(place_id)
        return found[place_id]

    def metonym(self, name: str) -> tuple[str, str] | None:
        """Return (ISO 3166-1 alpha-3 country, PLOVER sector) that news writers mean by ``name``, or None."""
        row = self._db.execute("SELECT country, sector FROM metonym WHERE key = ?", (normalise(name),)).fetchone()
        return (row[0], row[1]) if row else None

    def note(self, place: Place) -> str | None:
        """Return how a disputed area is treated, or None."""
        row = self._db.execute("SELECT note FROM place WHERE id = ?", (place.id,)).fetchone()
        return row[0] if row else None

    def near(self, lon: float, lat: float, within_km: float = 100.0) -> tuple[tuple[Place, float], ...]:
        """Return the populated places around a point (degrees) with their distances in km, nearest first."""
        from geo.geometry import distance_km

        lower, upper = _cell_rows(lat, within_km)
        found: list[tuple[Place, float]] = []
        for row in range(lower, upper + 1):
            for first, last in self._cell_ranges(row, lon, lat, within_km):
                query = f"{_SELECT} WHERE p.id BETWEEN ? AND ? AND p.feature_class = 'P'"
                for record in self._db.execute(query, (first, last)):
                    place = _to_place(record)
                    distance = distance_km(lon, lat, place.lon, place.lat)
                    if distance <= within_km:
                        found.append((place, distance))
        return tuple(sorted(found, key=lambda pair: pair[1]))

    def holding(self, lon: float, lat: float) -> list[Place]:
        """Return the countries and seas whose polygons hold a point (degrees), the smallest first."""
        import shapely

        point = shapely.Point(lon, lat)
        query = f"{_SELECT} WHERE e.wkb IS NOT NULL ORDER BY p.radius_km"
        outlined = [_to_place(record) for record in self._db.execute(query)]
        return [place for place in outlined if shapely.contains(self.shape(place), point)]

    def info(self) -> dict[str, str]:
        """Return what the builder recorded: versions, digests, row counts by kind."""
        return dict(self._db.execute("SELECT key, value FROM info ORDER BY key"))

    def countries(self) -> Iterator[Place]:
        """Yield every country and dependency."""
        for record in self._db.execute(f"{_SELECT} WHERE p.feature_code LIKE 'PCL%' ORDER BY p.id"):
            yield _to_place(record)

    def _matches(self, name: str) -> tuple[NameMatch, ...]:
        kinds: dict[int, int] = {}
        abbreviation = abbreviation_key(name)
        if abbreviation is not None:
            _merge(kinds, self._entries(abbreviation))
        key = normalise(name)
        _merge(kinds, self._entries(key))
        bare = without_article(name)
        if not kinds and bare is not None:
            _merge(kinds, self._entries(normalise(bare)))
        if not kinds:
            return self._by_designator(key)
        places = self._places(kinds)
        matches = [NameMatch(places[i], NAME_KINDS[kind]) for i, kind in kinds.items()]
        if matches[0].kind == "primary":  # "St. Louis" is not "Saint-Louis"
            matches.sort(key=lambda m: (m.kind == "alternate", m.kind == "primary" and m.place.name != name))
        return tuple(matches)

    def _by_designator(self, key: str) -> tuple[NameMatch, ...]:
        """Find "Idlib province" under "idlib" among the administrative units, "Gaza City" under "gaza" among towns."""
        for pattern, feature_class in ((_DESIGNATOR, "A"), (_CITY_DESIGNATOR, "P")):
            found = pattern.match(key)
            if found:
                bare = found["head"] or found["tail"]
                return tuple(match for match in self.matches(bare) if match.place.feature_class == feature_class)
        return ()

    def _entries(self, key: str) -> bytes | None:
        row = self._db.execute("SELECT entries FROM name WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def _places(self, ids: Iterable[int]) -> dict[int, Place]:
        wanted = list(ids)[:_MOST_MATCHES]
        marks = ",".join("?" * len(wanted))
        return {
            record[0]: _to_place(record) for record in self._db.execute(f"{_SELECT} WHERE p.id IN ({marks})", wanted)
        }

    def _shape(self, place: Place) -> BaseGeometry | None:
        """Return the polygon (lon, lat) of a country or sea, or None where none is known."""
        import shapely

        row = self._db.execute("SELECT wkb FROM extent WHERE place_id = ?", (place.id,)).fetchone()
        return shapely.from_wkb(row[0]) if row and row[0] else None

    def _country(self, code: str) -> Place | None:
        """Return the country with this ISO 3166-1 alpha-2 code, or None."""
        row = self._db.execute("SELECT place_id FROM country WHERE code = ?", (code,)).fetchone()
        return self.place(row[0]) if row else None

    def _cell_ranges(self, row: int, lon: float, lat: float, within_km: float) -> Iterator[tuple[int, int]]:
        for lower, upper in _cell_columns(row, lon, lat, within_km):
            query = "SELECT min(first), max(last) FROM cell WHERE cell BETWEEN ? AND ?"
            first, last = self._db.execute(query, (lower, upper)).fetchone()
            if first is not None:
                yield first, last


def cell_of(lon: float, lat: float) -> int:
    """Return the number of the cell that holds a point (degrees); cells run west to east, then south to north."""
    column = int((lon + 180) % 360 * CELLS_PER_DEGREE)
    row = min(int((lat + 90) * CELLS_PER_DEGREE), 180 * CELLS_PER_DEGREE - 1)
    return row * 360 * CELLS_PER_DEGREE + column


def _cell_rows(lat: float, within_km: float) -> tuple[int, int]:
    reach = within_km / 110.0
    last = 180 * CELLS_PER_DEGREE - 1
    return (
        max(0, int((lat - reach + 90) * CELLS_PER_DEGREE)),
        min(last, int((lat + reach + 90) * CELLS_PER_DEGREE)),
    )


def _cell_columns(row: int, lon: float, lat: float, within_km: float) -> Iterator[tuple[int, int]]:
    """Yield the ranges of cells in one row that lie within reach of a point, split at the antimeridian."""
    from math import cos, radians

    width = 360 * CELLS_PER_DEGREE
    reach = within_km / (111.0 * max(0.01, cos(radians(min(89.0, abs(lat) + within_km / 111.0)))))
    if reach >= 180:
        yield row * width, row * width + width - 1
        return
    west = int((lon - reach + 180) // (1 / CELLS_PER_DEGREE))
    east = int((lon + reach + 180) // (1 / CELLS_PER_DEGREE))
    for lower, upper in ((west, min(east, -1)), (max(west, 0), min(east, width - 1)), (max(west, width), east)):
        if lower <= upper:
            yield row * width + lower % width, row * width + upper % width


def _merge(kinds: dict[int, int], entries: bytes | None) -> None:
    """Add the packed (id, kind) entries of a name, in the stored order; a place that is there keeps its kind."""
    for (packed,) in struct.iter_unpack("<I", entries or b""):
        if len(kinds) >= _MOST_MATCHES:
            return
        kinds.setdefault(packed >> 2, packed & 3)


_SELECT = (
    "SELECT p.id, p.name, p.geonameid, p.feature_class, p.feature_code, p.country_code, p.admin1_code, a.name,"
    " p.lon, p.lat, p.population, p.radius_km, e.west, e.south, e.east, e.north"
    " FROM place p LEFT JOIN admin1 a ON a.country_code = p.country_code AND a.admin1_code = p.admin1_code"
    " LEFT JOIN extent e ON e.place_id = p.id"
)


def _to_place(record: tuple[Any, ...]) -> Place:
    *fields, west, south, east, north = record
    return Place(*fields, *((west, south, east, north),) if west is not None else ())
