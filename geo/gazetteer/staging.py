"""What a compilation of a GeoNames dump has done so far, in a SQLite file of its own.

Places are referred to by their GeoNames id, the shipped gazetteer's that have none by `ONLY_SHIPPED` plus their row.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from geo.gazetteer.names import normalise

__all__ = ["ONLY_SHIPPED", "Joins", "Progress", "Shipped", "Staging"]

ONLY_SHIPPED = 1 << 40
"""Above all GeoNames ids."""

_MOST_TOLD = 20

Progress = Callable[[str, int, int], None]
"""Told the stage, and how much of how much of it is done (bytes read or rows written)."""

_TABLES = """
CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE raw (
    ref INTEGER, name TEXT, feature_class TEXT, feature_code TEXT, country_code TEXT, admin1_code TEXT,
    admin2 TEXT, lon_e5 INTEGER, lat_e5 INTEGER, population INTEGER, radius_hm INTEGER, note TEXT, cell INTEGER);
CREATE TABLE spelling (key TEXT, rank REAL, ref INTEGER, kind INTEGER);
CREATE TABLE used (key TEXT, ref INTEGER, used_from TEXT, used_to TEXT);
CREATE TABLE sound (key TEXT, rank REAL, ref INTEGER);
CREATE TABLE owner (row INTEGER, ref INTEGER);        -- which place each row of the shipped gazetteer became
CREATE TABLE joined (geonameid INTEGER, ref INTEGER); -- the dump's rows that a hand-made one stands for
CREATE TABLE set_aside (reason TEXT);
"""


@dataclass(frozen=True, slots=True)
class Shipped:
    """A row of the shipped gazetteer, as far as the dump's row of the same place takes it over."""

    geonameid: int | None
    row: int
    name: str
    feature_class: str
    country: str | None
    lon: float
    lat: float
    population: int
    radius_hm: int
    note: str | None


class Staging:
    """The file and its state; begun anew if it was made from other inputs."""

    def __init__(self, path: Path, fingerprint: str, shipped: Path) -> None:
        self.fingerprint = fingerprint
        self.shipped_path = shipped
        self.db = _open(path)
        if self.get("fingerprint") not in (fingerprint, None):
            self.db.close()
            path.unlink()
            path.with_name("gazetteer.part").unlink(missing_ok=True)
            self.db = _open(path)
        self.put("fingerprint", fingerprint)
        self.db.commit()

    def get(self, key: str) -> str | None:
        """Return what is recorded under a key."""
        row = self.db.execute("SELECT value FROM state WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def put(self, key: str, value: str) -> None:
        """Record a value, in the transaction that is open."""
        self.db.execute("INSERT OR REPLACE INTO state VALUES (?,?)", (key, value))

    def tell(self, reason: str) -> None:
        """Record why a row was set aside; the first few are kept in words, all are counted."""
        count = int(self.get("set aside") or 0) + 1
        self.put("set aside", f"{count}")
        if count <= _MOST_TOLD:
            self.db.execute("INSERT INTO set_aside VALUES (?)", (reason,))

    def set_aside(self) -> tuple[str, ...]:
        """Return what was set aside, each with its reason; the last line counts what is not listed."""
        told = [row[0] for row in self.db.execute("SELECT reason FROM set_aside ORDER BY rowid")]
        more = int(self.get("set aside") or 0) - len(told)
        return (*told, *([f"and {more:,} more rows"] if more else []))

    def shipped(self) -> Iterator[Shipped]:
        """Yield the shipped gazetteer's rows."""
        query = (
            "SELECT geonameid, id, name, feature_class, country_code, lon_e5 / 1e5, lat_e5 / 1e5, population,"
            " radius_hm, note FROM place"
        )
        db = sqlite3.connect(f"{self.shipped_path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        for record in db.execute(query):
            yield Shipped(*record)
        db.close()


class Joins:
    """Finds the shipped gazetteer's row of a dump's row: by GeoNames id, or by name, kind, country and nearness."""

    def __init__(self, staging: Staging) -> None:
        self._by_id: dict[int, Shipped] = {}
        self._by_key: dict[str, list[Shipped]] = defaultdict(list)
        for row in staging.shipped():
            if row.geonameid is not None:
                self._by_id[row.geonameid] = row
            else:
                self._by_key[normalise(row.name)].append(row)
        self._taken = {row for (row,) in staging.db.execute("SELECT row FROM owner")}

    def find(
        self, geonameid: int, key: str, feature_class: str, country: str | None, lon: float, lat: float
    ) -> Shipped | None:
        """Return the shipped row of the same place, or None."""
        found = self._by_id.get(geonameid)
        if found is not None or key not in self._by_key:
            return found
        from geo.geometry import distance_km

        for row in self._by_key[key]:
            alike = row.feature_class == feature_class and row.country in (country, None)
            reach = max(_LEAST_KM, min(row.radius_hm / 10, _MOST_KM))
            if alike and row.row not in self._taken and distance_km(lon, lat, row.lon, row.lat) <= reach:
                self._taken.add(row.row)
                return row
        return None


_LEAST_KM, _MOST_KM = 20.0, 300.0
"""Two rows of one name and kind no farther apart are the same place; what is larger may have its point farther off."""


def _open(path: Path) -> sqlite3.Connection:
    fresh = not path.exists()
    db = sqlite3.connect(path)
    db.execute("PRAGMA synchronous = OFF")  # a killed process loses nothing by it
    db.execute("PRAGMA cache_size = -100000")
    if fresh or not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'state'").fetchone():
        db.executescript(_TABLES)
    return db
