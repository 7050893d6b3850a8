"""The two stages that read GeoNames' files: places with their names, and alternate names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from math import pi, sqrt
from pathlib import Path
from typing import Any

import numpy as np

from geo.gazetteer.cells import cell_of
from geo.gazetteer.dump import lines, size
from geo.gazetteer.limits import LARGEST
from geo.gazetteer.names import abbreviation_key, normalise, sound_key, usable
from geo.gazetteer.ranking import NAME_KINDS, NameKind, prominence, rank
from geo.gazetteer.staging import ONLY_SHIPPED, Joins, Progress, Shipped, Staging
from geo.gazetteer.writing import FAMILY_OF_COUNTRY, LEAST_HEARD

__all__ = ["alternate_names", "period", "places", "ranked"]

_CHUNK = 200_000
"""Lines a transaction: what is done again at most when a stopped run goes on."""

_TOWN_DENSITY = 4000.0
"""People per km² of built-up area (Demographia World Urban Areas: 3,000 to 6,000): gives a town's radius."""

_RADIUS_KM = {"A": 10.0, "H": 5.0, "L": 10.0, "P": 1.0, "R": 1.0, "S": 0.5, "T": 5.0, "U": 20.0, "V": 5.0}
"""By feature class, for places whose extent nothing tells: the dump has points only."""

_NO_LANGUAGE = frozenset("link wkdt post iata icao faac unlc tcid phon".split())
"""What stands in the column of languages for codes and links."""

_MOST_DIGITS = len(str(ONLY_SHIPPED))

_PLACE = "INSERT INTO raw VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"
_SPELLING = "INSERT INTO spelling VALUES (?,?,?,?)"


def ranked(key: str, strength: float, ref: int, kind: NameKind) -> tuple[str, float, int, int]:
    """Return the row of a name: places with it come in the order of its second number."""
    alternate, place = rank(strength, kind)
    return key, place + 1000.0 * alternate, ref, NAME_KINDS.index(kind)


def places(staging: Staging, dump: Path, *, own_names: bool, tell: Progress) -> None:
    """Read the dump's places into the staging file; from where a stopped run had come to."""
    joins = Joins(staging)
    total = size(dump)
    number = int(staging.get("places") or 0)
    for chunk in _chunks(dump, 19, number):
        batch = _Batch()
        for _, row in chunk:
            number += 1
            try:
                batch.add(row, joins, own_names=own_names)
            except ValueError as error:
                staging.tell(f"{dump.name} line {number}: {error}")
        batch.write(staging)
        staging.put("places", f"{number}")
        staging.db.commit()
        tell("places", chunk[-1][0], total)
    _only_shipped(staging)


def _chunks(path: Path, columns: int, done: int) -> Iterator[list[tuple[int, list[str]]]]:
    """Yield a dump's lines some thousand at a time (`lines`), without the first ``done`` of them."""
    reader = islice(lines(path, columns), done, None)
    while chunk := list(islice(reader, _CHUNK)):
        yield chunk


class _Batch:
    """Rows of some thousand lines, for the tables they go to."""

    def __init__(self) -> None:
        self.raw: list[tuple[Any, ...]] = []
        self.spellings: list[tuple[str, float, int, int]] = []
        self.sounds: list[tuple[str, float, int]] = []
        self.owners: list[tuple[int, int]] = []
        self.joined: list[tuple[int, int]] = []

    def write(self, staging: Staging) -> None:
        db = staging.db
        db.executemany(_PLACE, self.raw)
        db.executemany(_SPELLING, self.spellings)
        db.executemany("INSERT INTO sound VALUES (?,?,?)", self.sounds)
        db.executemany("INSERT INTO owner VALUES (?,?)", self.owners)
        db.executemany("INSERT INTO joined VALUES (?,?)", self.joined)

    def add(self, row: list[str], joins: Joins, *, own_names: bool) -> None:
        """Add a line of the dump; raises ValueError if a number in it is none or off the globe."""
        name, ascii_name, alternates, feature_class, code, country = row[1], row[2], row[3], row[6], row[7], row[8]
        ref, lat, lon, population = _numbers(row)
        key = normalise(name)
        if not key:
            raise ValueError("the place has no name")
        feature_class = feature_class or "S"  # a few thousand rows have none: a site, by which nothing is rated up
        shipped = joins.find(ref, key, feature_class, country or None, lon, lat)
        if shipped is not None and shipped.geonameid is None and feature_class not in "PA":
            ref = ONLY_SHIPPED + shipped.row  # which keeps its own fields; the dump adds names
            self.joined.append((int(row[0]), ref))
        else:
            self._place(ref, row, shipped, feature_class, lon, lat, population)
        strength = prominence(feature_class, code, population or (shipped.population if shipped else 0))
        self.spellings.append(ranked(key, strength, ref, "primary"))
        if not ascii_name.isascii() or ascii_name != name:
            other = normalise(ascii_name)
            if other and other != key:
                self.spellings.append(ranked(other, strength, ref, "alternate"))
        if own_names and alternates:
            for alternate in alternates.split(","):
                if usable(alternate):
                    other = normalise(alternate)
                    if other and other != key:
                        self.spellings.append(ranked(other, strength, ref, "alternate"))
        family = FAMILY_OF_COUNTRY.get(country)
        if family and (population >= LEAST_HEARD or code == "ADM1"):
            sound = sound_key(name, family)
            if sound:
                self.sounds.append((sound, -strength, ref))

    def _place(
        self, ref: int, row: list[str], shipped: Shipped | None, feature_class: str, lon: float, lat: float, people: int
    ) -> None:
        name, note = row[1], None
        radius_hm = round(10 * _RADIUS_KM.get(feature_class, 1.0))
        if feature_class == "P":
            radius_hm = max(radius_hm, round(10 * sqrt(people / _TOWN_DENSITY / pi)))
        if shipped is not None:
            name, note, radius_hm, people = shipped.name, shipped.note, shipped.radius_hm, people or shipped.population
            self.owners.append((shipped.row, ref))
        admin2 = f"{row[8]}.{row[10]}.{row[11]}" if row[11] else None
        self.raw.append(
            (ref, name, feature_class, row[7], row[8] or None, row[10] or None, admin2, round(lon * 1e5),
             round(lat * 1e5), people, radius_hm, note, cell_of(lon, lat))
        )  # fmt: skip


def _numbers(row: list[str]) -> tuple[int, float, float, int]:
    """Return a line's GeoNames id, latitude, longitude and population; raises ValueError if one can't be that."""
    ref, lat, lon, population = int(row[0]), float(row[4]), float(row[5]), max(0, int(row[14] or 0))
    if not 0 < ref < ONLY_SHIPPED or population > LARGEST:
        raise ValueError(f"geonameid {row[0]:.20} or population {row[14]:.20} is out of range")
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(f"latitude {lat}, longitude {lon} are not on the globe")
    return ref, lat, lon, population


def _only_shipped(staging: Staging) -> None:
    """Add the rows that only the shipped gazetteer has, and all its names, sounds and second-level units."""
    db = staging.db
    db.execute("ATTACH ? AS shipped", (str(staging.shipped_path),))
    db.create_function("cell_of", 2, cell_of, deterministic=True)
    db.execute("CREATE INDEX IF NOT EXISTS owner_row ON owner(row)")
    db.execute(
        "CREATE TEMP TABLE alone AS SELECT id, coalesce(geonameid, ? + id) AS ref FROM shipped.place"
        " WHERE id NOT IN (SELECT row FROM owner)",
        (ONLY_SHIPPED,),
    )
    db.execute(
        "INSERT INTO raw SELECT ref, p.name, feature_class, feature_code, country_code, admin1_code, '=' || b.name,"
        " lon_e5, lat_e5, population, radius_hm, note, cell_of(lon_e5 / 1e5, lat_e5 / 1e5)"
        " FROM alone JOIN shipped.place p USING (id) LEFT JOIN shipped.admin2 b ON b.id = admin2_id"
    )
    db.execute("INSERT INTO owner SELECT id, ref FROM alone")
    owner = dict(db.execute("SELECT row, ref FROM owner"))
    strength = {
        row: prominence(*fields)
        for row, *fields in db.execute("SELECT id, feature_class, feature_code, population FROM shipped.place")
    }
    for key, entries in db.execute("SELECT key, entries FROM shipped.name").fetchall():
        for packed in np.frombuffer(entries, "<u4").tolist():
            row = packed >> 2
            db.execute(_SPELLING, ranked(key, strength[row], owner[row], NAME_KINDS[packed & 3]))
    for key, ids in db.execute("SELECT key, ids FROM shipped.sound").fetchall():
        rows = np.frombuffer(ids, "<u4").tolist()
        db.executemany("INSERT INTO sound VALUES (?,?,?)", [(key, -strength[row], owner[row]) for row in rows])
    staging.put("places", "done")
    db.commit()
    db.execute("DETACH shipped")


def alternate_names(staging: Staging, path: Path, tell: Progress) -> None:
    """Read alternate names into the staging file; from where a stopped run had come to."""
    refs, strengths = _strengths(staging)
    total = size(path)
    number = int(staging.get("names") or 0)
    for chunk in _chunks(path, 10, number):
        number += len(chunk)
        kept = []
        for _, (_, geonameid, language, name, *_flags, used_from, used_to) in chunk:
            kind: NameKind = "alias" if language == "en" else "alternate"
            if language in _NO_LANGUAGE or not geonameid.isdecimal() or len(geonameid) > _MOST_DIGITS:
                continue
            abbreviation = abbreviation_key(name) if language == "abbr" else None
            key = abbreviation or (normalise(name) if usable(name) else "")
            if key:
                period_of_use = period(used_from, used_to) if used_from or used_to else None
                kept.append((key, int(geonameid), "alias" if abbreviation else kind, period_of_use))
        wanted = np.array([geonameid for _, geonameid, _, _ in kept], dtype=np.int64)
        at = np.minimum(np.searchsorted(refs["known"], wanted), len(refs) - 1)
        known = (refs["known"][at] == wanted).tolist()
        names = [
            (ranked(key, strength, ref, kind), used)
            for (key, _, kind, used), ref, strength, there in zip(
                kept, refs["ref"][at].tolist(), strengths[at].tolist(), known, strict=True
            )
            if there
        ]
        staging.db.executemany(_SPELLING, [row for row, _ in names])
        dated = [(row[0], row[2], *used) for row, used in names if used]
        staging.db.executemany("INSERT INTO used VALUES (?,?,?,?)", dated)
        staging.put("names", f"{number}")
        staging.db.commit()
        tell("names", chunk[-1][0], total)
    staging.put("names", "done")
    staging.db.commit()


def _strengths(staging: Staging) -> tuple[Any, Any]:
    """Return the GeoNames ids, sorted, with the place each refers to, and the places' prominences beside them."""
    query = "SELECT ref, feature_class, feature_code, population FROM raw"
    joined = staging.db.execute("SELECT geonameid, ref FROM joined").fetchall()
    count = staging.db.execute("SELECT count(*) FROM raw").fetchone()[0] + len(joined)
    refs = np.zeros(count, dtype=[("known", "i8"), ("ref", "i8")])
    strengths = np.zeros(count, dtype=np.float32)
    for i, (ref, *fields) in enumerate(staging.db.execute(query)):
        refs[i] = (ref, ref)
        strengths[i] = prominence(*fields)
    own = {ref: prominence(*fields) for ref, *fields in staging.db.execute(f"{query} WHERE ref >= {ONLY_SHIPPED}")}
    for i, (geonameid, ref) in enumerate(joined, start=count - len(joined)):
        refs[i], strengths[i] = (geonameid, ref), own[ref]
    order = np.argsort(refs["known"], kind="stable")
    return refs[order], strengths[order]


def period(used_from: str, used_to: str) -> tuple[str, str] | None:
    """Return the first and last day of a period given in years or ISO dates, "" where open; None if neither is one."""
    first, last = _day(used_from, "01-01"), _day(used_to, "12-31")
    return (first or "", last or "") if first or last else None


def _day(text: str, of_year: str) -> str | None:
    found = re.fullmatch(r"(\d{1,4})(?:-(\d\d)(?:-(\d\d))?)?", text.strip())
    if found is None:
        return None
    year, month, day = found[1].zfill(4), found[2], found[3]
    if month is None:
        return f"{year}-{of_year}"
    return f"{year}-{month}-{day or ('01' if of_year == '01-01' else '31')}"
