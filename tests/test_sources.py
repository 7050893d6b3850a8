"""Every row of the hand-made tables: complete, sourced, on the globe, in its country, pointing at something."""

from __future__ import annotations

import csv
from collections import Counter

import pytest
import shapely

PLACES = ("macro_regions", "conflict_areas", "waters", "terrain", "disputed", "landmarks")
NAMES = {"alternate_names": "name", "demonyms": "demonym", "abbreviations": "abbreviation"}
FAR_DEGREES = 1.5
NO_OUTLINE = {"Somaliland", "Enewetak Atoll", "Thitu Island", "Itu Aba", "Matsu Islands", "Pratas Island"}
"""Outside every outlined country: Natural Earth draws Somaliland apart and leaves the smallest islets out."""


@pytest.fixture(scope="module")
def tables(root):
    def load(name):
        with (root / "data" / "sources" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return load


def test_there_are_at_least_600_places(tables):
    assert sum(len(tables(name)) for name in PLACES) >= 600


@pytest.mark.parametrize("table", PLACES)
def test_places_are_complete_and_on_the_globe(tables, table):
    for row in tables(table):
        assert row["name"].strip() == row["name"] != ""
        assert row["source"]
        assert -180 <= float(row["lon"]) <= 180, row
        assert -90 <= float(row["lat"]) <= 90, row
        assert 0 < float(row["radius_km"]) < 12_000, row
        assert row["feature_class"] in set("AHLPRSTV"), row
        assert row["feature_code"].isupper(), row


@pytest.mark.parametrize("table", PLACES)
def test_places_lie_in_their_country(tables, gazetteer, table):
    astray = []
    for row in tables(table):
        country = gazetteer.country(row["country_code"]) if row["country_code"] else None
        shape = gazetteer.shape(country) if country else None
        point = shapely.Point(float(row["lon"]), float(row["lat"]))
        on_land = row["feature_class"] != "H" and row["name"] not in NO_OUTLINE
        if on_land and shape is not None and shape.distance(point) > FAR_DEGREES:
            astray.append(row["name"])
    assert astray == []


def test_no_name_stands_twice(tables):
    names = Counter(row["name"] for table in PLACES for row in tables(table))
    assert [name for name, count in names.items() if count > 1] == []


def test_disputed_rows_say_how_they_are_treated(tables):
    assert all(row["note"] for row in tables("disputed"))


@pytest.mark.parametrize("table", NAMES)
def test_names_point_at_a_place(tables, gazetteer, table):
    lost = []
    for row in tables(table):
        assert row["source"]
        kinds = ("primary", "alias", "demonym")
        found = [m.place for m in gazetteer.matches(row[NAMES[table]]) if m.kind in kinds]
        if not any(not row["target_country"] or place.country_code == row["target_country"] for place in found):
            lost.append(row[NAMES[table]])
    assert lost == []


def test_metonyms_name_a_country_and_a_sector(tables):
    for row in tables("metonyms"):
        assert len(row["country"]) == 3, row
        assert row["sector"].isupper(), row


def test_outlets_have_one_home_each(tables, gazetteer):
    rows = tables("outlets")
    assert len(rows) > 3000
    assert max(Counter(row["domain"] for row in rows).values()) == 1
    for row in rows:
        assert row["name"]
        assert row["scope"] in ("local", "national", "world")
        home = gazetteer.outlet(row["domain"])
        if row["scope"] == "world":
            assert home is None, row
        else:
            assert home.country_code == row["country"], row
            assert home.is_country or row["scope"] == "local", row
