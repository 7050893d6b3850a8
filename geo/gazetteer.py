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
    from shapely import STRtree
    from shapely.geometry.base import BaseGeometry

__all__ = ["NAME_KINDS", "SCHEMA_VERSION", "Gazetteer", "NameKind", "NameMatch", "normalise", "outlet_key"]

SCHEMA_VERSION = 2
"""Written to the file as ``user_version``; another number means another layout."""

NameKind = Literal["primary", "alias", "alternate", "demonym"]
NAME_KINDS: tuple[NameKind, ...] = ("primary", "alias", "alternate", "demonym")
"""How a name belongs to a place, best first. Alternates are GeoNames' untagged ones, in any language: noisy."""

CELLS_PER_DEGREE = 2
"""Places are stored in the order of the half-degree cell they lie in; a table says which ids a cell holds."""

_MOST_MATCHES = 120
_CACHE = 50_000
"""Names whose answer is kept, most of them unknown ones: 600 local news texts ask for 28,000."""

_LATIN_FOLDS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ŋ": "n",
     "ə": "e", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ʻ": "", "ʼ": "", "ʾ": "", "ʿ": "", "ʹ": "", "ʺ": "", "'": "", "’": "",
     "‘": "", "`": "", "´": "", "&": " and "}
)  # fmt: skip
_WORD = re.compile(r"\w+")
_WHOLE_WORDS = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount", "mtn": "mountain", "twp": "township"}
_ARABIC_ARTICLE = re.compile(
    r"^(?:(?:al|el|ul)[ -]|(?:ar|as|ash|at|ad|adh|an|az|ath|es|esh|er|et|ed|en|ez)-)(?=\w{3})", re.I
)
_ARABIC_INNER = re.compile(r"[ -](?:al|el|ul|ar|as|ash|at|ad|adh|an|az|ath|es|esh|er|et|ed|en|ez)-(?=\w{3})", re.I)
_DESIGNATOR = re.compile(
    r"^(?:(?P<before>(?:governorate|province|state|region|district|county|oblast|republic|department|municipality) of )"
    r"(?P<tail>.+)|(?P<head>.+?) (?P<after>governorate|province|state|region|district|county|parish|oblast|krai|"
    r"prefecture|department|voivodeship|canton|republic|municipality|township|borough|wilayat|muhafazah|raion))$"
)
_TOWN_DESIGNATOR = re.compile(
    r"^(?:(?:city|town|village|borough|township) of (?P<tail>.+)|(?P<head>.+) (?:city|township|borough))$"
)
_NATURE_DESIGNATOR = re.compile(
    r"^(?:(?:river|lake|mount|mountain) (?P<tail>.+)|(?P<head>.+) (?:river|lake|mountains?))$"
)
_OTHER_FORMS = ((re.compile(r"^(.+) co$"), r"\1 county"), (re.compile(r"^n (.+)$"), r"north \1"),
          (re.compile(r"^s (.+)$"), r"south \1"), (re.compile(r"^e (.+)$"), r"east \1"),
          (re.compile(r"^w (.+)$"), r"west \1"), (re.compile(r"^(river|lake|mount) (.+)$"), r"\2 \1"),
          (re.compile(r"^(.+) (river|lake|mount)$"), r"\2 \1"))  # fmt: skip
"""Other forms of a name that is unknown as written: "Loudon Co.", "W. Columbia", "River Wabash"."""

SOUND_COUNTRIES = {
    "arabic": "AE BH DZ EG EH IQ JO KW LB LY MA OM PS QA SA SD SY TN YE IL IR AF".split(),
    "cyrillic": "RU UA BY BG MK KZ KG UZ TM TJ MD".split(),
}
"""Countries (ISO 3166-1 alpha-2) whose names are transcribed from Arabic or Cyrillic script, each writer in his way."""

_LEAST_SOUND = 6
"""A name with a shorter key is found as written only: short keys are those of English words and given names."""

_ARTICLES = frozenset("al el ul l ar as ash at ad adh an az ath es esh er et ed en ez".split())
_ARABIC_SOUNDS = tuple((re.compile(old), new) for old, new in (
    ("kh", "x"), ("gh", "G"), ("[sc]h", "S"), ("dh", "d"), ("th", "t"), ("ph", "f"), ("dj", "j"), ("ck|[qg]", "k"),
    ("oo|ou|o", "u"), (r"(?:[iy]+)[ae]h?$", "ya"), (r"(?<!^)[ae]h?$", "a"), ("uw+", "w"), ("a[iye]|e[iy]", "a"),
    ("[ei]", "a"), (r"(.)\1+", r"\1"),
))  # fmt: skip
_CYRILLIC_SOUNDS = tuple((re.compile(old), new) for old, new in (
    ("shch|sch|sh", "S"), ("zh", "Z"), ("kh", "x"), ("ch|tch", "C"), ("t[sz]", "c"), ("[gh]", "h"), ("w", "v"),
    (r"sk(?:iy|yi|yy|ii|yj|ij|i|y|aya|aia|a)$", "ski"), (r"[ieoy]+vk(?=a$)", "vk"), (r"[ieoy]+v[eo]$", "ve"),
    (r"[ieoy]+v$", "v"), (r"[oi]pil$|[oi]pol$", "pol"), (r"ci?y?a$", "ca"), (r"(?:iy|ii|yi|ij|[jiy])a", "ia"),
    ("[jy]e|ie|yo|jo", "e"), ("ks", "x"), ("Co", "Ce"), ("[yj]+", "i"), (r"(.)\1+", r"\1"),
))  # fmt: skip
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


def sound_key(name: str, family: str) -> str | None:
    """Return what stays of a name however it is transcribed from Arabic or Cyrillic script; None if that is too little.

    For Arabic, articles and word breaks go, short vowels count as two (a e i, o u), q k g as one, final -a, -ah and
    -eh too: "al-Hasakah", "Hassakeh". For Cyrillic, Russian and Ukrainian endings and g and h are one: "Kharkov",
    "Kharkiv". Rules are for whole classes of spellings, after the usual romanisations (ALA-LC, BGN/PCGN, French).
    """
    words = normalise(name).split()
    if family == "arabic":
        words = [w for i, w in enumerate(words) if w not in _ARTICLES or i + 1 == len(words)]
    key = "".join(words)
    if not key.isascii() or not key.isalpha():
        return None
    for old, new in _ARABIC_SOUNDS if family == "arabic" else _CYRILLIC_SOUNDS:
        key = old.sub(new, key)
    return f"{family[0]} {key}" if len(key) >= _LEAST_SOUND else None


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A place that bears a name, and how the name belongs to it."""

    place: Place
    kind: NameKind


class Gazetteer:
    """The compiled gazetteer, open for reading.

    ``close()`` closes the file, which otherwise happens when the object is gone.

    Parameters
    ----------
    path
        The SQLite file; the one shipped with Dateline if omitted.

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
        self._outlines = lru_cache(1)(self._read_outlines)

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

    def outlet(self, source: str) -> Place | None:
        """Return where a news outlet is at home, or None: a town, or the country of a national one.

        ``source`` is its domain or name; a name may say it itself: "The Palladium (Richmond, Indiana)".
        """
        told = _HOME.search(source)
        if told:
            units = (match.place for match in self.matches(told["unit"]))
            codes = {(u.country_code, u.admin1_code) for u in units if u.is_country or u.feature_code == "ADM1"}
            for match in self.matches(told["town"]):
                place = match.place
                if not codes.isdisjoint(((place.country_code, None), (place.country_code, place.admin1_code))):
                    return place
        key = outlet_key(source)
        while key:
            row = self._db.execute("SELECT place_id FROM outlet WHERE key = ?", (key,)).fetchone()
            if row:
                return self.place(row[0])
            key = key.partition(".")[2]
        return None

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
        """Return the first-level units, countries and seas whose polygons hold a point (degrees), the smallest first.

        The first call reads all polygons and indexes their boxes.
        """
        import shapely

        ids, tree = self._outlines()
        held = tree.query(shapely.Point(lon, lat), predicate="within")
        places = self._places([ids[i] for i in held.tolist()])
        return sorted(places.values(), key=lambda place: (place.radius_km, place.id))

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
            return self._by_designator(key) or self._by_sound(name)
        places = self._places(kinds)
        matches = [NameMatch(places[i], NAME_KINDS[kind]) for i, kind in kinds.items()]
        if matches[0].kind == "primary":  # "St. Louis" is not "Saint-Louis"
            matches.sort(key=lambda m: (m.kind == "alternate", m.kind == "primary" and m.place.name != name))
        return tuple(matches)

    def _by_designator(self, key: str) -> tuple[NameMatch, ...]:
        """Find "Idlib province" under "idlib" among the units, "Gaza City" among towns, "Loudon Co." as a county."""
        for form, other in _OTHER_FORMS:
            rewritten = form.sub(other, key)
            if rewritten != key and self._entries(rewritten):
                return self.matches(rewritten)
        for pattern, wanted in (
            (_DESIGNATOR, lambda place: place.feature_class == "A"),
            (_TOWN_DESIGNATOR, lambda place: place.feature_class == "P" or place.feature_code == "ADM3"),
            (_NATURE_DESIGNATOR, lambda place: place.feature_class in "HT"),
        ):
            found = pattern.match(key)
            matches = self.matches(found["head"] or found["tail"]) if found else ()
            fits = tuple(match for match in matches if wanted(match.place))
            if fits:
                return fits
        return ()

    def _by_sound(self, name: str) -> tuple[NameMatch, ...]:
        """Find a name transcribed in another way than the gazetteer's: "Hassakeh", "Kharkov"."""
        if not name[:1].isupper():
            return ()
        ids: list[int] = []
        for family in SOUND_COUNTRIES:
            key = sound_key(name, family)
            row = self._db.execute("SELECT ids FROM sound WHERE key = ?", (key,)).fetchone()
            ids += [i for (i,) in struct.iter_unpack("<I", row[0])] if row else []
        places = self._places(ids)
        return tuple(NameMatch(places[i], "alternate") for i in ids if i in places)

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
        """Return the polygon (lon, lat) of a country, first-level unit or sea, or None where none is known."""
        import shapely

        row = self._db.execute("SELECT wkb FROM extent WHERE place_id = ?", (place.id,)).fetchone()
        return shapely.from_wkb(row[0]) if row and row[0] else None

    def _read_outlines(self) -> tuple[list[int], STRtree]:
        """Return the row ids of the places with a polygon, and an index of the polygons in that order."""
        import shapely

        rows = self._db.execute("SELECT place_id, wkb FROM extent WHERE wkb IS NOT NULL ORDER BY place_id").fetchall()
        return [i for i, _ in rows], shapely.STRtree(shapely.from_wkb([wkb for _, wkb in rows]))

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


_HOME = re.compile(r"\((?P<town>[^(),]+),\s*(?P<unit>[^()]+)\)")


def outlet_key(source: str) -> str:
    """Return an outlet's name or domain as compared: lower case, without "https://", "www." and "The"."""
    key = re.sub(r"^(?:https?://)?(?:www\d?\.)?|/.*$", "", source.strip().lower())
    return key.removeprefix("the ").strip()


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
