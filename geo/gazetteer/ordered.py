"""The two stages that write the gazetteer file: places by cell, names by key. SQLite sorts, within bounded memory."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np

from geo.gazetteer.layer import MOST_MATCHES
from geo.gazetteer.staging import ONLY_SHIPPED, Progress, Staging
from geo.gazetteer.writing import create

__all__ = ["write_keys", "write_places"]

_CHUNK = 200_000
_PLACE = "INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"


def write_places(staging: Staging, part: Path, tell: Progress) -> None:
    """Write the places in the order of their cells, towns first, and every table that refers to them but the names."""
    part.unlink(missing_ok=True)
    units = _second_level(staging.db)
    numbers = {unit: i for i, unit in enumerate(units, start=1)}
    total = staging.db.execute("SELECT count(*) FROM raw").fetchone()[0]
    refs = np.zeros(total, dtype=np.int64)
    cells: dict[int, tuple[int, int]] = {}
    with closing(create(part)) as db:
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA journal_mode = OFF")  # the stage begins anew if it is stopped
        db.executemany("INSERT INTO admin2 VALUES (?,?)", [(numbers[unit], name) for unit, name in units.items()])
        rows = staging.db.execute("SELECT * FROM raw ORDER BY cell, feature_class != 'P', ref")
        done = 0
        while chunk := rows.fetchmany(_CHUNK):
            placed = []
            for number, (ref, name, feature_class, code, country, admin1, admin2, *rest, cell) in enumerate(
                chunk, start=done + 1
            ):
                refs[number - 1] = ref
                geonameid = ref if ref < ONLY_SHIPPED else None
                placed.append(
                    (number, geonameid, name, feature_class, code, country, admin1, numbers.get(admin2), *rest)
                )
                if feature_class == "P":
                    cells[cell] = (cells[cell][0] if cell in cells else number, number)
            db.executemany(_PLACE, placed)
            done += len(chunk)
            tell("order", done, total)
        db.executemany("INSERT INTO cell VALUES (?,?,?)", [(cell, *ids) for cell, ids in sorted(cells.items())])
        _take_over(staging, db, _Numbers(refs))
        db.commit()
    _save(part.with_name("staging.sqlite.order.npy"), refs)
    staging.put("order", "done")
    staging.db.commit()


def _take_over(staging: Staging, db: sqlite3.Connection, numbers: _Numbers) -> None:
    """Write the shipped gazetteer's polygons, countries, units, metonyms and outlets for the places' new numbers."""
    owners = dict(staging.db.execute("SELECT row, ref FROM owner"))
    with closing(sqlite3.connect(f"{staging.shipped_path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as old:
        number = numbers.of(owners)
        extents = [(number[row], *rest) for row, *rest in old.execute("SELECT * FROM extent")]
        db.executemany("INSERT INTO extent VALUES (?,?,?,?,?,?)", sorted(extents))
        countries = [(code, number[row]) for code, row in old.execute("SELECT * FROM country")]
        db.executemany("INSERT INTO country VALUES (?,?)", countries)
        units = {tuple(unit): name for *unit, name in old.execute("SELECT * FROM admin1")}
        query = (
            "SELECT country_code, admin1_code, name FROM raw WHERE feature_code = 'ADM1' AND admin1_code IS NOT NULL"
        )
        units |= {tuple(unit): name for *unit, name in staging.db.execute(query) if unit[0]}
        db.executemany("INSERT INTO admin1 VALUES (?,?,?)", [(*unit, name) for unit, name in sorted(units.items())])
        db.executemany("INSERT INTO metonym VALUES (?,?,?)", old.execute("SELECT * FROM metonym"))
        outlets = [(key, number[row], scope) for key, row, scope in old.execute("SELECT * FROM outlet")]
        db.executemany("INSERT INTO outlet VALUES (?,?,?)", outlets)


def _second_level(staging: sqlite3.Connection) -> dict[str, str]:
    """Return the names of second-level units: by their code in the dump, by "=" and their name in the shipped file."""
    query = "SELECT admin2, name FROM raw WHERE feature_code = 'ADM2' AND admin2 IS NOT NULL ORDER BY ref"
    named = staging.execute("SELECT DISTINCT admin2, substr(admin2, 2) FROM raw WHERE admin2 LIKE '=%' ORDER BY 1")
    return dict([*named, *staging.execute(query)])


def write_keys(staging: Staging, part: Path, tell: Progress) -> int:
    """Write names, their dates of use and sounds by key; return the number of keys of names."""
    numbers = _Numbers(np.load(part.with_name("staging.sqlite.order.npy"), allow_pickle=False))
    total = staging.db.execute("SELECT count(*) FROM spelling").fetchone()[0]
    with closing(sqlite3.connect(part)) as db:  # one transaction: a stopped run leaves the file as it was
        db.execute("PRAGMA synchronous = OFF")
        for table in ("name", "name_use", "sound"):
            db.execute(f"DELETE FROM {table}")
        tell("keys", 0, total)
        names = staging.db.execute("SELECT key, ref, kind FROM spelling ORDER BY key, rank")
        count = 0
        done = 0
        for rows in _whole_keys(names):
            done += len(rows)
            ids = numbers.row_of([ref for _, ref, _ in rows])
            entries = ((key, i << 2 | kind) for (key, _, kind), i in zip(rows, ids, strict=True))
            packed = [(key, _packed(entry for _, entry in group)) for key, group in groupby(entries, itemgetter(0))]
            count += len(packed)
            db.executemany("INSERT INTO name VALUES (?,?)", packed)
            tell("keys", done, total)
        used = staging.db.execute("SELECT DISTINCT key, ref, used_from, used_to FROM used").fetchall()
        rows_of_used = numbers.row_of([ref for _, ref, _, _ in used])
        uses = sorted((key, i, first, last) for (key, _, first, last), i in zip(used, rows_of_used, strict=True))
        db.executemany("INSERT INTO name_use VALUES (?,?,?,?)", uses)
        sounds = staging.db.execute("SELECT key, ref FROM sound ORDER BY key, rank").fetchall()
        sounding = zip([key for key, _ in sounds], numbers.row_of([ref for _, ref in sounds]), strict=True)
        heard = [(key, list(dict.fromkeys(i for _, i in group))) for key, group in groupby(sounding, itemgetter(0))]
        db.executemany(
            "INSERT INTO sound VALUES (?,?)",
            [(key, struct.pack(f"<{len(ids[:MOST_MATCHES])}I", *ids[:MOST_MATCHES])) for key, ids in heard],
        )
        db.commit()
    return count


def _whole_keys(names: sqlite3.Cursor) -> Iterator[list[tuple[str, int, int]]]:
    """Yield rows some hundred thousand at a time, never cutting a key."""
    rest: list[tuple[str, int, int]] = []
    while chunk := names.fetchmany(_CHUNK):
        rest += chunk
        last = rest[-1][0]
        cut = len(rest)
        while cut and rest[cut - 1][0] == last:
            cut -= 1
        if cut:
            yield rest[:cut]
            rest = rest[cut:]
    if rest:
        yield rest


def _packed(entries: Iterable[int]) -> bytes:
    """Return a key's entries packed, a place once, the likeliest first and no more than are ever read."""
    kinds: dict[int, int] = {}
    for entry in entries:
        if len(kinds) == MOST_MATCHES:
            break
        kinds.setdefault(entry >> 2, entry)
    return struct.pack(f"<{len(kinds)}I", *kinds.values())


class _Numbers:
    """Row numbers of places in the output, by what refers to them in the staging file."""

    def __init__(self, refs: Any) -> None:
        self._order = np.argsort(refs, kind="stable")
        self._sorted = refs[self._order]

    def row_of(self, refs: list[int]) -> list[int]:
        """Return the row numbers of places."""
        at = np.searchsorted(self._sorted, np.array(refs, dtype=np.int64))
        rows: list[int] = (self._order[at] + 1).tolist()
        return rows

    def of(self, owners: dict[int, int]) -> dict[int, int]:
        """Return the row numbers of the places that the shipped gazetteer's rows became."""
        return dict(zip(owners, self.row_of(list(owners.values())), strict=True))


def _save(path: Path, refs: Any) -> None:
    with path.open("wb") as file:
        np.save(file, refs, allow_pickle=False)
