"""Answers as places: kind, country, extent, attribution."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo.geocoders import answers
from geo.geocoders.answers import bears_name, to_place
from geo.model import Provenance
from geo.resolve import Overrides

REPLIES = json.loads((Path(__file__).parent / "replies.json").read_text(encoding="utf-8"))
ASKED = Provenance("nominatim (http://127.0.0.1)", None, "X", "2026-11-24T18:00:00Z")


def answer(raw, *, lon=35.2, lat=-15.3, address=""):
    return {"address": address or raw.get("display_name", ""), "lon": lon, "lat": lat, "raw": raw}


def replied(name, number=0):
    raw = REPLIES[name][number]
    return answer(raw, lon=float(raw["lon"]), lat=float(raw["lat"]))


@pytest.fixture
def place(gazetteer):
    return lambda one, service="nominatim": to_place(one, ASKED, service, gazetteer)


@pytest.mark.parametrize(
    ("name", "kind", "radius_km"),
    [
        ("Kuvandira", "P.PPL", 6.2), ("Nthambwe", "P.PPL", 3.1), ("Kuvandira Airport", "S.AIRP", 0.0),
        ("Lusambazi", "H.STM", 28.1), ("Zomvwe", "A.ADM2", 39.6),
    ],
)  # fmt: skip
def test_a_real_nominatims_answers(place, name, kind, radius_km):
    found = place(replied(name))
    assert f"{found.feature_class}.{found.feature_code}" == kind
    assert found.radius_km == pytest.approx(radius_km, abs=0.3)
    assert (found.bbox is None) == (radius_km == 0)
    assert found.name == name
    assert found.id < 0
    assert found.provenance.attribution == "Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright"
    assert found.provenance.retrieved == ASKED.retrieved


def test_country_and_unit(place):
    assert (place(replied("Nthambwe", 0)).country_code, place(replied("Nthambwe", 1)).country_code) == ("PE", "MW")
    assert place(replied("Kuvandira")).admin1 == "Southern Region"
    bare = place(answer({"name": "Somewhere"}))
    assert (bare.country_code, bare.admin1) == ("MW", "Southern Region")
    assert place(answer({"name": "At sea"}, lon=-30.0, lat=-40.0)).country_code is None


def test_what_is_of_no_told_kind_is_no_exact_spot(place):
    found = place(answer({"name": "Somewhere"}))
    assert (found.feature_class, found.feature_code) == ("L", "LCTY")


def test_ids_are_the_same_each_time_and_differ_by_place(place):
    names = ["Kuvandira", "Nthambwe", "Kuvandira Airport", "Lusambazi", "Zomvwe"]
    first = [place(replied(name)).id for name in names]
    assert first == [place(replied(name)).id for name in names]
    assert len({*first, place(replied("Nthambwe", 1)).id}) == 6


def test_a_country_is_the_gazetteers(place, gazetteer):
    raw = {"addresstype": "country", "name": "Malaŵi", "address": {"country_code": "mw"}, "licence": "L"}
    found = place(answer(raw))
    assert (found.id, found.name, found.provenance.attribution) == (gazetteer.country("MW").id, "Malawi", "L")


def test_photons_answers(place):
    raw = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [35.2, -15.3]},
        "properties": {
            "osm_type": "N", "osm_id": 1, "osm_key": "place", "osm_value": "village", "type": "city",
            "countrycode": "MW", "name": "Kuvandira", "country": "Malawi", "extent": [35.1, -15.2, 35.3, -15.4],
        },
    }  # fmt: skip
    found = place(answer(raw, address="Kuvandira, Malawi"), "photon")
    assert (found.feature_code, found.country_code, found.bbox) == ("PPL", "MW", (35.1, -15.4, 35.3, -15.2))
    assert "OpenStreetMap" in found.provenance.attribution


def test_geonames_answers(place):
    raw = {"name": "Kuvandira", "geonameId": 7, "fcl": "P", "fcode": "PPLA3", "countryCode": "MW", "population": 900}
    found = place(answer(raw), "geonames")
    assert (found.geonameid, found.feature_code, found.population) == (7, "PPLA3", 900)
    assert "CC BY" in found.provenance.attribution


@pytest.mark.parametrize(
    "box",
    [
        [10**400] * 4,
        ["a", "b", "c", "d"],
        [1, 2],
        "box",
        ["-90", "90", "-180", "180"],
        [0, 1, 0, 1],
        [None] * 4,
        7,
        ["nan"] * 4,
    ],
)
def test_a_box_that_is_none_is_left_out(place, box):
    found = place(answer({"name": "X", "boundingbox": box}))
    assert (found.bbox, found.radius_km) == (None, 0.0)


@pytest.mark.parametrize(("lon", "lat"), [(200.0, 0.0), (0.0, 91.0), (float("nan"), 0.0), (0.0, float("inf"))])
def test_what_is_not_on_the_globe_is_no_place(place, lon, lat):
    assert place(answer({"name": "X"}, lon=lon, lat=lat)) is None


@pytest.mark.parametrize(
    "raw", [{"address": 7, "properties": [], "class": [], "type": {}, "fcl": 1, "name": 3, "namedetails": [1]}, {}]
)
def test_strange_records_are_read(place, raw):
    assert place(answer(raw, address="X")).name == "X"


@pytest.mark.parametrize(
    ("raw", "name", "bears"),
    [
        ({"name": "Kuvandira"}, "Kuvandira", True),
        ({"name": "Kuvándira"}, "kuvandira", True),
        ({"name": "Zomvwe"}, "Zomvwe District", True),
        ({"name": "Zomvwe District"}, "Zomvwe", True),
        ({"name": "Kuvandira"}, "Kuvandira Airport", False),
        ({"name": "Kuvandira Road"}, "Kuvandira", False),
        ({"name": "Кувандира", "namedetails": {"name:en": "Kuvandira"}}, "Kuvandira", True),
        ({"name": "X", "namedetails": {"alt_name": "Y;Kuvandira"}}, "Kuvandira", True),
        ({}, "Malawi", False),
    ],
)
def test_an_answer_must_bear_the_name(raw, name, bears):
    assert bears_name(answer(raw, address=f"{raw.get('name', 'Kuvandira')}, Malawi"), name) is bears


@pytest.mark.parametrize("digest", [b"\x00" * 32, b"\xff" * 32])
def test_no_answer_has_the_id_of_a_users_own_place(place, gazetteer, tmp_path, monkeypatch, digest):
    """The nearest ids there can be: the digest that gives the least and the one that gives the greatest."""

    class Digest:
        def __init__(self, _):
            pass

        def digest(self):
            return digest

    rules = tmp_path / "overrides.toml"
    rules.write_text('[[place]]\nname = "Camp Zeta"\nlon = 1\nlat = 2\n', encoding="utf-8")
    (ruling,) = Overrides.read(rules, gazetteer).rulings
    monkeypatch.setattr(answers.hashlib, "sha256", Digest)
    assert ruling.place.id < place(answer({"name": "Somewhere"})).id < 0


@pytest.mark.parametrize("told", ["9" * 30, "9" * 5000, 10**30, 2**53, -1, True, "x", 1.5, [1]])
def test_a_number_that_no_reader_holds_is_none(place, told):
    found = place(answer({"name": "X", "population": told, "geonameid": told}))
    assert (found.population, found.geonameid) == (0, None)
