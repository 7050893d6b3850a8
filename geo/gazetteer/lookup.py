"""The look-up over one gazetteer file or several."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from geo._data import DATA
from geo.errors import GazetteerError
from geo.gazetteer.ids import ROWS
from geo.gazetteer.layer import MOST_MATCHES, Layer
from geo.gazetteer.names import (
    DESIGNATORS,
    OTHER_FORMS,
    SOUND_COUNTRIES,
    abbreviation_key,
    normalise,
    outlet_key,
    sound_key,
    without_article,
)
from geo.gazetteer.ranking import NAME_KINDS, NameKind, prominence, rank
from geo.model import Place

if TYPE_CHECKING:
    from shapely import STRtree
    from shapely.geometry.base import BaseGeometry

__all__ = ["Gazetteer", "NameMatch"]

_CACHE = 50_000
"""Names whose answer is kept, most of them unknown ones: 600 local news texts ask for 28,000."""

_HOME = re.compile(r"\((?P<town>[^(),]+),\s*(?P<unit>[^()]+)\)")
_FITS: dict[str, Callable[[Place], bool]] = {
    "unit": lambda place: place.feature_class == "A",
    "town": lambda place: place.feature_class == "P" or place.feature_code == "ADM3",
    "nature": lambda place: place.feature_class in "HT",
}


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A place that bears a name, and how the name belongs to it.

    ``used``: the periods in which it bore the name (first and last day, ISO dates, "" where open), if they are known.
    """

    place: Place
    kind: NameKind
    used: tuple[tuple[str, str], ...] = ()


class Gazetteer:
    """The compiled gazetteer, open for reading.

    ``close()`` closes the files, which otherwise happens when the object is gone.

    Parameters
    ----------
    path
        The SQLite file or the folder that holds ``gazetteer.sqlite``; the one shipped with Dateline if omitted.
        Several lie over each other, a later one over those before it: a place that two of them have (by its GeoNames
        id) is as the later says. Files of a user's own places lie over the shipped gazetteer; a file that holds the
        world (a GeoNames dump compiled by `geo.gazetteer.geonames`) is the ground itself. ``path`` is the ground's
        file afterwards, ``paths`` all of them, the ground first.

    Raises
    ------
    GazetteerError
        If a file is missing, is no gazetteer, or was compiled for another version; if two hold the world.
    """

    def __init__(self, path: Path | str | Sequence[Path | str] | None = None) -> None:
        given = [path] if isinstance(path, Path | str) else list(path or ())
        layers = [Layer(Path(one), number) for number, one in enumerate(given, start=1)]
        worlds = [layer for layer in layers if layer.complete]
        if len(worlds) > 1:
            names = " and ".join(str(layer.path) for layer in worlds)
            raise GazetteerError(f"gazetteers {names} each hold the whole world; give one of them, and your own places")
        ground = Layer(worlds[0].path if worlds else DATA / "gazetteer.sqlite")
        self._layers = (*reversed([layer for layer in layers if not layer.complete]), ground)
        self._by_number = {layer.number: layer for layer in self._layers}
        self.paths = tuple(layer.path for layer in reversed(self._layers))
        self.path = self.paths[0]
        self._replaced = _replaced(self._layers)
        self.matches = lru_cache(_CACHE)(self._matches)
        self.shape = lru_cache(1024)(self._shape)
        self.country = lru_cache(512)(self._country)
        self._outlines = lru_cache(1)(self._read_outlines)

    def close(self) -> None:
        """Close the files."""
        for layer in self._layers:
            layer.close()

    def lookup(self, name: str) -> tuple[Place, ...]:
        """Return the places called ``name``, likeliest first: by kind of name, then by prominence. May be empty."""
        return tuple(match.place for match in self.matches(name))

    def abbreviated(self, name: str) -> tuple[NameMatch, ...]:
        """Return the places that "U.S.", "Calif." or "UAE" abbreviates; empty for anything not written like that."""
        key = abbreviation_key(name)
        return self._named(key) if key else ()

    def place(self, place_id: int) -> Place:
        """Return the place with this id; raises KeyError if there is none."""
        found = self._places([place_id])
        if not found:
            raise KeyError(place_id)
        return found[place_id]

    def by_geonameid(self, geonameid: int) -> Place | None:
        """Return the place with this GeoNames id, or None."""
        for layer in self._layers:
            for place_id in layer.by_geonameid([geonameid]).values():
                return self.place(place_id)
        return None

    def metonym(self, name: str) -> tuple[str, str] | None:
        """Return (ISO 3166-1 alpha-3 country, PLOVER sector) that news writers mean by ``name``, or None."""
        key = normalise(name)
        return next((found for layer in self._layers if (found := layer.metonym(key))), None)

    def outlet(self, source: str) -> Place | None:
        """Return where a news outlet is at home, or None: a town, or the country of a national one.

        ``source`` is its domain or name; a name may say it itself: "The Palladium (Richmond, Indiana)".
        """
        told = _HOME.search(source)
        if told:
            for match in self.within(told["town"], told["unit"]):
                return match.place
        key = outlet_key(source)
        while key:
            for layer in self._layers:
                home = layer.outlet(key)
                if home is not None:
                    return self.place(self._replaced.get(home, home))
            key = key.partition(".")[2]
        return None

    def within(self, name: str, unit: str) -> tuple[NameMatch, ...]:
        """Return the places called ``name`` in the countries and first-level units called ``unit``, likeliest first."""
        units = (match.place for match in self.matches(unit))
        codes = {(u.country_code, u.admin1_code) for u in units if u.is_country or u.feature_code == "ADM1"}
        return tuple(
            match
            for match in self.matches(name)
            if not codes.isdisjoint(
                ((match.place.country_code, None), (match.place.country_code, match.place.admin1_code))
            )
        )

    def note(self, place: Place) -> str | None:
        """Return how a disputed area is treated, or what the user noted of a place, or None."""
        layer = self._layer(place.id)
        return layer.note(place.id) if layer else None

    def near(self, lon: float, lat: float, within_km: float = 100.0) -> tuple[tuple[Place, float], ...]:
        """Return the populated places around a point (degrees) with their distances in km, nearest first."""
        from geo.geometry import distance_km

        found: list[tuple[Place, float]] = []
        for layer in self._layers:
            for place in layer.towns_near(lon, lat, within_km):
                distance = distance_km(lon, lat, place.lon, place.lat)
                if distance <= within_km and place.id not in self._replaced:
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
        """Return what the builder recorded: versions, digests, row counts by kind; of files on top with their name."""
        *own, ground = self._layers
        above = {f"{layer.path}: {key}": value for layer in reversed(own) for key, value in layer.info.items()}
        return {**ground.info, **above}

    def countries(self) -> Iterator[Place]:
        """Yield every country and dependency."""
        for layer in reversed(self._layers):
            yield from (place for place in layer.countries() if place.id not in self._replaced)

    def _matches(self, name: str) -> tuple[NameMatch, ...]:
        key = normalise(name)
        abbreviation = abbreviation_key(name)
        matches = self._named(key) if abbreviation is None else self._named(abbreviation, key)
        bare = without_article(name)
        if not matches and bare is not None:
            matches = self._named(normalise(bare))
        if not matches:
            return self._by_designator(key) or self._by_sound(name)
        if matches[0].kind == "primary":  # "St. Louis" is not "Saint-Louis"
            other = {m.place.id for m in matches if m.kind == "primary" and m.place.name != name}
            return tuple(sorted(matches, key=lambda m: (m.kind == "alternate", m.place.id in other)))
        return matches

    def _by_designator(self, key: str) -> tuple[NameMatch, ...]:
        """Find "Idlib province" under "idlib" among the units, "Gaza City" among towns, "Loudon Co." as a county."""
        for form, other in OTHER_FORMS:
            rewritten = form.sub(other, key)
            if rewritten != key and self._named(rewritten):
                return self.matches(rewritten)
        for pattern, kind in DESIGNATORS:
            found = pattern.match(key)
            matches = self.matches(found["head"] or found["tail"]) if found else ()
            fits = tuple(match for match in matches if _FITS[kind](match.place))
            if fits:
                return fits
        return ()

    def _by_sound(self, name: str) -> tuple[NameMatch, ...]:
        """Find a name transcribed in another way than the gazetteer's: "Hassakeh", "Kharkov"."""
        if not name[:1].isupper():
            return ()
        keys = [sound_key(name, family) for family in SOUND_COUNTRIES]
        found = [place_id for key in keys for layer in self._layers for place_id in layer.sounding(key)]
        ids = list(dict.fromkeys(self._replaced.get(i, i) for i in found))
        places = self._places(ids)
        return tuple(NameMatch(places[i], "alternate") for i in ids if i in places)

    def _named(self, *keys: str) -> tuple[NameMatch, ...]:
        """Return the places with these keys; one that several keys or files have is as the first of them says."""
        found: dict[int, tuple[int, str, Layer, int]] = {}
        for key in keys:
            for layer in self._layers:
                for place_id, kind in islice(layer.entries(key), MOST_MATCHES):
                    found.setdefault(self._replaced.get(place_id, place_id), (kind, key, layer, place_id))
        if not found:
            return ()
        found = dict(islice(found.items(), MOST_MATCHES))
        places = self._places(found)
        matches = [
            NameMatch(places[i], NAME_KINDS[kind], layer.used(key, row)) for i, (kind, key, layer, row) in found.items()
        ]
        if len(self._layers) > 1 and len({i // ROWS for i in found}) > 1:  # each file has its own order
            matches.sort(key=lambda m: rank(_prominence(m.place), m.kind))
        return tuple(matches)

    def _places(self, ids: Iterable[int]) -> dict[int, Place]:
        if len(self._layers) == 1:
            return self._layers[0].places(ids)
        wanted = list(ids)
        return {
            place_id: place
            for layer in self._layers
            for place_id, place in layer.places(i for i in wanted if i // ROWS == layer.number).items()
        }

    def _layer(self, place_id: int) -> Layer | None:
        """Return the file that a place is from; None for a place that is from none of these."""
        return self._by_number.get(place_id // ROWS)

    def _shape(self, place: Place) -> BaseGeometry | None:
        """Return the polygon (lon, lat) of a country, first-level unit or sea, or None where none is known."""
        import shapely

        layer = self._layer(place.id)
        wkb = layer.wkb(place.id) if layer else None
        return shapely.from_wkb(wkb) if wkb else None

    def _read_outlines(self) -> tuple[list[int], STRtree]:
        """Return the ids of the places with a polygon, and an index of the polygons in that order."""
        import shapely

        rows = [row for layer in self._layers for row in layer.outlines() if row[0] not in self._replaced]
        return [i for i, _ in rows], shapely.STRtree(shapely.from_wkb([wkb for _, wkb in rows]))

    def _country(self, code: str) -> Place | None:
        """Return the country with this ISO 3166-1 alpha-2 code, or None."""
        for layer in self._layers:
            found = layer.country(code)
            if found is not None:
                return self.place(self._replaced.get(found, found))
        return None


def _replaced(layers: Sequence[Layer]) -> dict[int, int]:
    """Return the ids of places that a file further up has, too, each with its id there."""
    replaced: dict[int, int] = {}
    above: dict[int, int] = {}
    for layer, below in pairwise(layers):
        above = layer.geonameids() | above
        for geonameid, place_id in below.by_geonameid(above).items():
            replaced[place_id] = above[geonameid]
    return replaced


def _prominence(place: Place) -> float:
    return prominence(place.feature_class, place.feature_code, place.population)
