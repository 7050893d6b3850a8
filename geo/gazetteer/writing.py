"""Entries in, gazetteer file out: what the builders of small files share."""

from __future__ import annotations

import sqlite3
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo._data import DATA
from geo.gazetteer.cells import cell_of
from geo.gazetteer.layer import SCHEMA_VERSION
from geo.gazetteer.names import SOUND_COUNTRIES, normalise, sound_key
from geo.gazetteer.ranking import NAME_KINDS, STRENGTH, NameKind, prominence, rank

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["FAMILY_OF_COUNTRY", "LEAST_HEARD", "Entry", "create", "key_of", "write"]

LEAST_HEARD = 5000
"""Towns of fewer people are found by a name as written only."""

FAMILY_OF_COUNTRY = {code: family for family, codes in SOUND_COUNTRIES.items() for code in codes}


@dataclass(slots=True)
class Entry:
    """One place on its way into a file; ``names`` maps a spelling to the best kind of name it is.

    ``used``: the periods (first and last day, ISO dates, "" where open) in which it bore a name, by spelling.
    """

    name: str
    feature_class: str
    feature_code: str
    country: str | None
    lon: float
    lat: float
    source: str
    geonameid: int | None = None
    admin1: str | None = None
    population: int = 0
    radius_km: float = 0.0
    bbox: tuple[float, float, float, float] | None = None
    shape: BaseGeometry | None = None
    note: str = ""
    admin2: str | None = None
    names: dict[str, NameKind] = field(default_factory=dict)
    used: dict[str, set[tuple[str, str]]] = field(default_factory=dict)

    def call(self, name: str, kind: NameKind) -> None:
        """Add a name unless a better kind of it is there."""
        name = name.strip()
        if name and (name not in self.names or STRENGTH[kind] < STRENGTH[self.names[name]]):
            self.names[name] = kind

    @property
    def prominence(self) -> float:
        """How likely the bare name means this place; orders places of one name. Logarithmic."""
        return prominence(self.feature_class, self.feature_code, self.population)


def create(path: Path) -> sqlite3.Connection:
    """Return a new, empty gazetteer file, open for writing."""
    db = sqlite3.connect(path)
    db.executescript((DATA / "schema.sql").read_text(encoding="utf-8"))
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    return db


def write(
    entries: list[Entry],
    output: Path,
    *,
    countries: Mapping[str, Entry],
    units: Mapping[tuple[str, str], str],
    tables: Mapping[str, Iterable[tuple[str, ...]]] | None = None,
    outlets: Iterable[tuple[str, Entry, str]] = (),
    info: Mapping[str, str],
) -> None:
    """Write entries as a gazetteer file: to a temporary name, then renamed.

    Parameters
    ----------
    entries
        Sorted in place, into the order of the file.
    output
        The file; one that is there is replaced.
    countries, units
        The countries by ISO 3166-1 alpha-2 code, and the names of first-level units by that and their code.
    tables
        Rows of other tables, by the table's name.
    outlets
        (key, home, scope) of news outlets.
    info
        What the file says of itself.
    """
    import shapely

    entries.sort(key=lambda e: (cell_of(e.lon, e.lat), e.feature_class != "P", e.geonameid or 0, e.name))
    number = {id(entry): i for i, entry in enumerate(entries, start=1)}
    admin2 = {name: i for i, name in enumerate(sorted({e.admin2 for e in entries if e.admin2}), start=1)}
    part = output.with_suffix(".part")
    part.unlink(missing_ok=True)
    tables_of_file = (
        ("place", _place_rows(entries, admin2)),
        ("extent", _extent_rows(entries, shapely.to_wkb)),
        ("name", _name_rows(entries)),
        ("name_use", _use_rows(entries)),
        ("sound", _sound_rows(entries)),
        ("cell", _cell_rows(entries)),
        ("country", [(code, number[id(e)]) for code, e in sorted(countries.items())]),
        ("admin1", [(*unit, name) for unit, name in sorted(units.items())]),
        ("admin2", [(i, name) for name, i in admin2.items()]),
        ("outlet", [(key, number[id(home)], scope) for key, home, scope in outlets]),
        ("info", info.items()),
        *(tables or {}).items(),
    )
    try:
        with closing(create(part)) as db:
            for table, rows in tables_of_file:
                _insert(db, table, rows)
            db.commit()
            db.execute("VACUUM")
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)


def _insert(db: sqlite3.Connection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    columns = len(db.execute(f"PRAGMA table_info({table})").fetchall())
    db.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * columns)})", rows)


def _place_rows(entries: list[Entry], admin2: Mapping[str, int]) -> Iterator[tuple[Any, ...]]:
    for i, e in enumerate(entries, start=1):
        yield (
            i, e.geonameid, e.name, e.feature_class, e.feature_code, e.country, e.admin1, admin2.get(e.admin2 or ""),
            round(round(e.lon, 5) * 1e5), round(round(e.lat, 5) * 1e5), e.population, round(e.radius_km * 10),
            e.note or None,
        )  # fmt: skip


def _extent_rows(entries: list[Entry], to_wkb: Any) -> Iterator[tuple[Any, ...]]:
    for i, e in enumerate(entries, start=1):
        if e.bbox is not None:
            yield (i, *(round(v, 3) for v in e.bbox), to_wkb(e.shape) if e.shape is not None else None)


def _name_rows(entries: list[Entry]) -> Iterator[tuple[str, bytes]]:
    """Yield each key with its packed entries (id × 4 + kind, little-endian uint32), likeliest first."""
    keys: dict[str, dict[int, NameKind]] = defaultdict(dict)
    for i, e in enumerate(entries, start=1):
        for name, kind in e.names.items():
            key = key_of(name)
            if key:
                keys[key][i] = min(kind, keys[key].get(i, kind), key=STRENGTH.__getitem__)
    for key in sorted(keys):
        ranked = sorted(keys[key].items(), key=lambda pair: (*rank(entries[pair[0] - 1].prominence, pair[1]), pair[0]))
        yield key, b"".join(struct.pack("<I", i << 2 | NAME_KINDS.index(kind)) for i, kind in ranked)


def key_of(name: str) -> str:
    """Return the key of a name, or of an abbreviation's key (".calif") itself."""
    return name if name.startswith(".") else normalise(name)


def _use_rows(entries: list[Entry]) -> list[tuple[str, int, str, str]]:
    return sorted(
        {
            (key_of(name), i, *period)
            for i, e in enumerate(entries, start=1)
            for name, periods in e.used.items()
            for period in periods
        }
    )


def _sound_rows(entries: list[Entry]) -> Iterator[tuple[str, bytes]]:
    """Yield each sound key with the ids of the towns and units that sound like it (uint32), likeliest first."""
    keys: dict[str, set[int]] = defaultdict(set)
    for i, e in enumerate(entries, start=1):
        family = FAMILY_OF_COUNTRY.get(e.country or "")
        if family and (e.population >= LEAST_HEARD or e.feature_code == "ADM1"):
            for name, kind in e.names.items():
                key = sound_key(name, family)
                if key and kind in ("primary", "alias"):
                    keys[key].add(i)
    for key in sorted(keys):
        ranked = sorted(keys[key], key=lambda i: (-entries[i - 1].prominence, i))
        yield key, struct.pack(f"<{len(ranked)}I", *ranked)


def _cell_rows(entries: list[Entry]) -> Iterator[tuple[int, int, int]]:
    cells: dict[int, list[int]] = defaultdict(list)
    for i, e in enumerate(entries, start=1):
        if e.feature_class == "P":
            cells[cell_of(e.lon, e.lat)].append(i)
    for cell, ids in sorted(cells.items()):
        yield cell, ids[0], ids[-1]
