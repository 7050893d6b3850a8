"""A geocoder's answer as a place: what it is called, what kind it is in GeoNames' terms, where, and whose word that is.

What OpenStreetMap's tags are in GeoNames' feature codes follows the definitions of both (wiki.openstreetmap.org/wiki/
Map_features, www.geonames.org/export/codes.html). What is of no told kind is L.LCTY, GeoNames' "place of unspecified
or mixed character and indefinite boundaries", so that nothing takes it for an exact spot.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geo.gazetteer import normalise
from geo.gazetteer.ids import ANSWERS
from geo.gazetteer.limits import LARGEST
from geo.geocoders.online import servers_words
from geo.geometry import distance_km
from geo.model import Place, Provenance

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer

__all__ = ["bears_name", "to_place"]

_UNITS = frozenset(
    "area canton city commune county department district division governorate hamlet municipality of oblast "
    "prefecture province raion region state territory town township village".split()
)
"""Words that a text or a map may add to a unit's or town's name and mean the same."""

_SETTLEMENTS = frozenset(
    "allotments borough city city_block hamlet isolated_dwelling municipality town village settlement".split()
)
_QUARTERS = frozenset("city_district neighbourhood quarter suburb".split())
_BY_KIND = {
    **dict.fromkeys(_SETTLEMENTS, ("P", "PPL")),
    **dict.fromkeys(_QUARTERS, ("P", "PPLX")),
    "state": ("A", "ADM1"), "province": ("A", "ADM1"), "region": ("A", "ADM1"), "county": ("A", "ADM2"),
    "state_district": ("A", "ADM2"), "district": ("A", "ADM2"),
    "island": ("T", "ISL"), "islet": ("T", "ISL"), "archipelago": ("T", "ISLS"), "peak": ("T", "PK"),
    "volcano": ("T", "VLC"), "mountain_range": ("T", "MTS"), "valley": ("T", "VAL"), "cape": ("T", "CAPE"),
    "peninsula": ("T", "PEN"), "beach": ("T", "BCH"), "desert": ("T", "DSRT"), "saddle": ("T", "PASS"),
    "river": ("H", "STM"), "stream": ("H", "STM"), "canal": ("H", "CNL"), "water": ("H", "LK"), "lake": ("H", "LK"),
    "reservoir": ("H", "RSV"), "sea": ("H", "SEA"), "ocean": ("H", "OCN"), "bay": ("H", "BAY"),
    "strait": ("H", "STRT"), "glacier": ("H", "GLCR"), "wetland": ("H", "WTLD"), "spring": ("H", "SPNG"),
    "aerodrome": ("S", "AIRP"), "dam": ("S", "DAM"), "hospital": ("S", "HSP"), "school": ("S", "SCH"),
    "university": ("S", "UNIV"), "prison": ("S", "PRN"), "station": ("S", "RSTN"), "bridge": ("S", "BDG"),
    "place_of_worship": ("S", "REL"), "border_control": ("S", "PSTB"), "military": ("L", "MILB"),
    "forest": ("V", "FRST"), "wood": ("V", "FRST"), "national_park": ("L", "PRK"), "park": ("L", "PRK"),
    "nature_reserve": ("L", "RESN"), "protected_area": ("L", "RES"),
}  # fmt: skip
"""Feature class and code by OpenStreetMap's type (Nominatim: ``addresstype`` or ``type``; Photon: ``osm_value``)."""

_BY_GROUP = {
    "highway": ("R", "RD"), "railway": ("R", "RR"), "landuse": ("L", "AREA"),
    **dict.fromkeys("aeroway amenity building craft emergency historic leisure man_made military office power shop "
                    "tourism".split(), ("S", "FCL")),
}  # fmt: skip
"""The same by the group a type belongs to (``class``, ``osm_key``), for types that `_BY_KIND` does not hold."""

_MOST_DIGITS = len(str(LARGEST))

_UNTOLD = ("L", "LCTY")

_OSM = "Data © OpenStreetMap contributors, ODbL 1.0. https://osm.org/copyright"
_ATTRIBUTIONS = {"photon": _OSM, "geonames": "GeoNames, CC BY 4.0. https://www.geonames.org"}
"""What geocoders ask to be shown that do not say it in each answer, by their names in geopy."""


def bears_name(answer: dict[str, Any], name: str) -> bool:
    """Whether an answer is for a place of this name: a reply to "Xyz" that is called otherwise is a guess."""
    wanted = _core(name)
    return any(wanted == _core(one) for one in _names(answer))


def to_place(answer: dict[str, Any], provenance: Provenance, service: str, gazetteer: Gazetteer) -> Place | None:
    """Return an answer as a place, or None if its coordinates are none on the globe.

    The country, where the answer does not tell it, and the first-level unit are those whose polygons in the gazetteer
    hold the point. The id is the same each time (`geo.gazetteer.ids`). A country is the gazetteer's entry, which has
    an outline.
    """
    lon, lat, facts = answer["lon"], answer["lat"], _facts(answer)
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        return None
    licence = facts.get("licence")
    attribution = servers_words(licence) if isinstance(licence, str) else _ATTRIBUTIONS.get(service)
    provenance = replace(provenance, attribution=attribution)
    feature_class, feature_code = _feature(facts)
    held = gazetteer.holding(lon, lat)
    code = _country_code(facts) or next((unit.country_code for unit in held if unit.country_code), None)
    country = gazetteer.country(code) if code else None
    if country is not None and "country" in (facts.get("addresstype"), facts.get("type"), facts.get("osm_value")):
        return replace(country, provenance=provenance)
    units = (unit for unit in held if unit.feature_code == "ADM1" and unit.country_code == code)
    unit = next(units, None) if feature_class != "H" else None
    bbox = None if feature_class == "S" else _bbox(facts, lon, lat)
    return Place(
        id=_id(f"{provenance.provider}|{facts.get('osm_type')}|{facts.get('osm_id')}|{lon}|{lat}"),
        name=next(_names(answer), answer["address"]),
        geonameid=_whole(facts.get("geonameid") or facts.get("geonameId")),
        feature_class=feature_class,
        feature_code=feature_code,
        country_code=code,
        admin1_code=unit.admin1_code if unit else None,
        admin1=unit.name if unit else None,
        lon=lon,
        lat=lat,
        population=_whole(facts.get("population")) or 0,
        radius_km=_radius_km(bbox, lon, lat),
        bbox=bbox,
        provenance=provenance,
    )


def _facts(answer: dict[str, Any]) -> dict[str, Any]:
    """Return the geocoder's own record; of a GeoJSON feature (Photon, Pelias) its properties."""
    raw: dict[str, Any] = answer["raw"]
    inner = raw.get("properties")
    return raw | inner if isinstance(inner, dict) else raw


def _names(answer: dict[str, Any]) -> Iterator[str]:
    """Yield what the place is called, its usual name first."""
    facts = _facts(answer)
    for field in ("name", "toponymName"):
        if isinstance(facts.get(field), str) and facts[field]:
            yield servers_words(facts[field])
    first = answer["address"].partition(",")[0].strip()
    if first:
        yield first
    others = facts.get("namedetails")
    for tag, value in others.items() if isinstance(others, dict) else ():
        if isinstance(value, str) and not tag.startswith("ref"):
            yield from value.split(";")


def _core(name: str) -> list[str]:
    """Return a name's words as compared, without those that say what kind of unit it is."""
    words = normalise(name).split()
    return [word for word in words if word not in _UNITS] or words


def _feature(facts: dict[str, Any]) -> tuple[str, str]:
    if isinstance(facts.get("fcl"), str) and isinstance(facts.get("fcode"), str):  # GeoNames' own service
        return facts["fcl"], facts["fcode"]
    if facts.get("feature_class") and facts.get("feature_code"):  # the gazetteer's
        return str(facts["feature_class"]), str(facts["feature_code"])
    kinds = (facts.get(field) for field in ("addresstype", "type", "osm_value"))
    known = (_BY_KIND[kind] for kind in kinds if isinstance(kind, str) and kind in _BY_KIND)
    group = facts.get("class") or facts.get("category") or facts.get("osm_key")
    return next(known, None) or (_BY_GROUP.get(group, _UNTOLD) if isinstance(group, str) else _UNTOLD)


def _country_code(facts: dict[str, Any]) -> str | None:
    address = facts.get("address")
    inner = address.get("country_code") if isinstance(address, dict) else None
    found = inner or facts.get("country_code") or facts.get("countrycode") or facts.get("countryCode")
    return found.upper() if isinstance(found, str) and len(found) == 2 else None


def _bbox(facts: dict[str, Any], lon: float, lat: float) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north; Nominatim gives south, north, west, east, Photon west, north, east, south."""
    try:
        if facts.get("boundingbox"):
            south, north, west, east = (float(edge) for edge in facts["boundingbox"])
        elif facts.get("extent"):
            west, north, east, south = (float(edge) for edge in facts["extent"])
        else:
            return None
    except (TypeError, ValueError, OverflowError):
        return None
    sound = -180 <= west <= lon <= east <= 180 and -90 <= south <= lat <= north <= 90
    return (west, south, east, north) if sound and east - west < 180 else None  # wider: cut at the antimeridian


def _radius_km(bbox: tuple[float, float, float, float] | None, lon: float, lat: float) -> float:
    if bbox is None:
        return 0.0
    west, south, east, north = bbox
    return round(max(distance_km(lon, lat, x, y) for x in (west, east) for y in (south, north)), 1)


def _whole(value: Any) -> int | None:
    """Return a whole number, or None for anything else, a negative one and one that is too large to be told on."""
    if isinstance(value, str):
        value = int(value) if value.isdecimal() and len(value) <= _MOST_DIGITS else None
    sound = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST
    return value if sound else None


def _id(words: str) -> int:
    """Return an id from -1 to -`ANSWERS`, the same for the same words."""
    return -1 - int.from_bytes(hashlib.sha256(words.encode()).digest()) % ANSWERS
