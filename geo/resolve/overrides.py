"""A user's corrections: what a name means in this corpus, and names that are never mapped.

They stand in a TOML file::

    [[place]]                       # where this name stands, this place is meant
    name = "Springfield"
    within = "Illinois"             # or geonameid = 4250542, or lon and lat
    source = "sj-r.com"             # optional: only in this outlet's articles

    [[never]]                       # where this name stands, no place is given
    name = "Turkey"
    case = true                     # optional: only in exactly these letters

Beside ``lon`` and ``lat`` (degrees, EPSG:4326) may stand ``feature_class``, ``feature_code`` (GeoNames'; a populated
place if omitted), ``country_code`` (ISO 3166-1 alpha-2), ``admin1`` (a name) and ``radius_km``. Names are compared like
the gazetteer's (`geo.gazetteer.normalise`). A rule for an outlet goes before one for all, an earlier before a later.
A rule holds wherever its name stands, whatever stands beside it; a longer name is another name. A name that is never
mapped stays a toponym without a place wherever it may be read as a place name, so that its reason can be read.
"""

from __future__ import annotations

import hashlib
import re
import reprlib
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path
from typing import Any

from geo.errors import GazetteerError
from geo.gazetteer import Gazetteer, normalise, outlet_key
from geo.gazetteer.ids import ANSWERS
from geo.gazetteer.limits import LARGEST, check_feature_class, check_radius
from geo.model import Article, Mention, Place, Provenance, Role

__all__ = ["SURE", "Overrides", "Ruling"]

SURE = 0.99
"""Confidence of an answer that the user gave."""

_COMMON = {"name": str, "source": str, "case": bool}
_MEANING = {
    "geonameid": int, "within": str, "lon": float, "lat": float, "feature_class": str, "feature_code": str,
    "country_code": str, "admin1": str, "radius_km": float,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the user says of a name: the place it means, or None for a name that is never mapped."""

    name: str
    place: Place | None
    source: str | None
    case: bool
    reason: str


class Overrides:
    """The rules of a corrections file."""

    def __init__(self, rulings: Sequence[Ruling]) -> None:
        self.rulings = tuple(rulings)
        self._by_key: dict[str, list[Ruling]] = defaultdict(list)
        for ruling in sorted(rulings, key=lambda ruling: ruling.source is None):
            self._by_key[normalise(ruling.name)].append(ruling)
        names = sorted({ruling.name for ruling in rulings if ruling.place is not None}, key=len, reverse=True)
        self._names = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)") if names else None

    @classmethod
    def read(cls, path: Path | str, gazetteer: Gazetteer) -> Overrides:
        """Return the rules of a file.

        Raises
        ------
        GazetteerError
            If the file can't be read, holds something else, or names a place that the gazetteer does not know.
        """
        path = Path(path)
        try:
            content = path.read_bytes()
            table = tomllib.loads(content.decode("utf-8-sig"))
        except OSError as error:
            raise GazetteerError(f"{path} can't be read ({error.strerror}); give a TOML file of corrections") from error
        except (ValueError, RecursionError) as error:
            cause = "too deep" if isinstance(error, RecursionError) else error
            raise GazetteerError(f"{path} is no TOML ({cause}); mend that place") from error
        for key, rows in table.items():
            if key not in ("place", "never") or not (isinstance(rows, list) and all(isinstance(r, dict) for r in rows)):
                raise GazetteerError(f"{path}: {key!r} is no part of a corrections file; write [[place]] or [[never]]")
        provenance = Provenance(path.name, version=hashlib.sha256(content).hexdigest())
        rulings: list[Ruling] = []
        for kind, number, row in ((k, i, row) for k in table for i, row in enumerate(table[k], start=1)):
            where = f"{path}: [[{kind}]] number {number}"
            _check(row, where, _COMMON | (_MEANING if kind == "place" else {}))
            place = None
            if kind == "place":
                place = _place(row, where, gazetteer, -ANSWERS - 1 - len(rulings), provenance)
            said = f"is {_title(place)}" if place else "is never mapped"
            reason = f"{path.name}: {row['name']} {said}"
            source = outlet_key(row["source"]) if "source" in row else None
            rulings.append(Ruling(row["name"], place, source, row.get("case", False), reason))
        return cls(rulings)

    def ruling(self, name: str, source: str | None) -> Ruling | None:
        """Return what the user says of a name in an article of this outlet, or None."""
        own = outlet_key(source or "")
        for ruling in self._by_key.get(normalise(name), ()):
            outlet = ruling.source
            of_outlet = outlet in (None, own) or own.endswith(f".{outlet}")
            if of_outlet and (not ruling.case or ruling.name == name):
                return ruling
        return None

    def heed(self, article: Article, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
        """Return the mentions with those the rules are sure of, in text order.

        A name that a rule gives a place to counts as one wherever it stands as written in the rule, unless it is part
        of a longer mention.
        """
        sure = [self._sure(mention, article) for mention in mentions]
        taken = [(mention.start, mention.end) for mention in mentions]
        for found in self._names.finditer(article.text) if self._names else ():
            start, end = found.span()
            ruling = self.ruling(found[0], article.source)
            free = all(end <= first or last <= start for first, last in taken)
            if free and found[0][:1].isupper() and ruling is not None and ruling.place is not None:
                section = article.section_at(start)
                role: Role = "event"
                if section in ("byline", "credit", "dateline"):
                    role = "dateline" if section == "dateline" else "byline"
                sure.append(Mention(found[0], start, end, role, SURE))
        return tuple(sorted(sure, key=lambda mention: mention.start))

    def _sure(self, mention: Mention, article: Article) -> Mention:
        ruling = self.ruling(mention.text, article.source)
        if ruling is None or ruling.place is None:
            return mention
        return replace(mention, confidence=max(SURE, mention.confidence))


def _check(row: Mapping[str, Any], where: str, known: Mapping[str, type]) -> None:
    """Refuse what a rule can't hold."""
    for key, value in row.items():
        if key not in known:
            raise GazetteerError(f"{where}: unknown key {key!r}; it may have {', '.join(known)}")
        wanted = known[key]
        number = wanted in (int, float) and isinstance(value, (int, wanted)) and not isinstance(value, bool)
        if number and abs(value) > LARGEST:
            raise GazetteerError(f"{where}: {key} is out of range; write a number that a place can have")
        if not (number and isfinite(value)) and not (wanted in (str, bool) and isinstance(value, wanted)):
            kind = {str: "text in quotes", bool: "true or false", int: "a whole number", float: "a number"}[wanted]
            raise GazetteerError(f"{where}: {key} is {reprlib.repr(value)}; write {kind}")
    if not normalise(row.get("name", "")):
        raise GazetteerError(f'{where} has no name; write name = "…" with the name as the articles have it')


def _place(row: Mapping[str, Any], where: str, gazetteer: Gazetteer, own_id: int, provenance: Provenance) -> Place:
    """Return the place that a rule means."""
    name = row["name"]
    ways = [way for way in ("geonameid", "within", "lon") if way in row]
    if len(ways) != 1 or ("lon" in row) != ("lat" in row):
        raise GazetteerError(f"{where}: say which place {name!r} is by one of geonameid, within, or lon and lat")
    if "geonameid" in row:
        known = gazetteer.by_geonameid(row["geonameid"])
        if known is None:
            raise GazetteerError(
                f"{where}: geonameid {row['geonameid']} is not in the gazetteer; give lon and lat instead"
            )
        return known
    if "within" in row:
        found = gazetteer.within(name, row["within"])
        if not found:
            cause = f"no place called {name!r} is known in {row['within']!r}"
            raise GazetteerError(f"{where}: {cause}; give its geonameid, or lon and lat")
        return found[0].place
    lon, lat = float(row["lon"]), float(row["lat"])
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise GazetteerError(f"{where}: lon {lon}, lat {lat} is not on the globe; give degrees, longitude first")
    radius_km, feature_class = float(row.get("radius_km", 0.0)), row.get("feature_class", "P")
    try:
        check_radius(radius_km)
        check_feature_class(feature_class)
    except ValueError as error:
        raise GazetteerError(f"{where}: {error}; correct it or leave it out") from error
    code = row.get("country_code")
    if code is not None and gazetteer.country(code) is None:
        raise GazetteerError(f"{where}: country_code {code!r} is no ISO 3166-1 alpha-2 code")
    units = gazetteer.lookup(row.get("admin1", ""))
    unit = next((u.admin1_code for u in units if u.feature_code == "ADM1" and u.country_code == code), None)
    return Place(
        own_id, name, None, feature_class, row.get("feature_code", "PPL"), code, unit, row.get("admin1"), lon, lat, 0,
        radius_km, provenance=provenance,
    )  # fmt: skip


def _title(place: Place) -> str:
    """Return a place's name with what it lies in: "Springfield, Illinois"."""
    around = place.admin1 if place.admin1 != place.name else None
    return ", ".join(filter(None, (place.name, around or place.country_code)))
