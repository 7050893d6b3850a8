"""The contract's object: what `dateline export --format json` writes."""

from __future__ import annotations

import json
import math
from dataclasses import replace

from hypothesis import given, settings

from geo.export import FORMATS
from geo.model import Candidate
from geo.record import position, to_json

from .export.stories import sample, stories


def test_the_contracts_object():
    story = sample()
    record = story.to_dict()
    assert list(record) == ["article", "toponyms", "events", "times"]
    assert record["article"]["text"] == story.article.text
    assert record["events"][0]["places"][0]["toponym"] == 0
    assert record["events"][1]["places"] == []
    assert record["events"][1]["date"] is None
    assert json.loads(to_json(record)) == record


def test_a_place_tells_where_it_comes_from():
    places = [toponym["place"] for toponym in sample().to_dict()["toponyms"]]
    assert places[0] == {
        "name": "Aleppo", "geonameid": 170063, "feature_class": "P", "feature_code": "PPLA", "country_code": "SY",
        "admin1": "Ḩalab", "admin2": None, "lon": 37.16117, "lat": 36.20124, "population": 2_098_210,
        "provenance": None,
    }  # fmt: skip
    assert places[2] is None
    assert places[3]["admin2"] == "Harbour district"
    assert places[3]["provenance"] == {
        "provider": "mine.csv", "version": "sha256:12", "query": "old quay", "retrieved": "2026-01-01T00:00:00Z",
        "attribution": "© our archive",
    }  # fmt: skip


def test_candidates_of_one_name_can_be_told_apart():
    [candidate] = sample().to_dict()["toponyms"][0]["candidates"]
    assert candidate == {
        "geonameid": 170063, "name": "Aleppo", "country_code": "SY", "admin1": "Ḩalab", "lon": 37.16117,
        "lat": 36.20124, "score": 0.99,
    }  # fmt: skip


def test_a_place_that_nobody_can_draw_has_no_coordinates():
    place = sample().to_dict()["events"][2]["places"][1]
    assert place == {
        "toponym": 2, "relation": "in", "lon": None, "lat": None, "precision": None, "uncertainty_km": None,
        "confidence": 0.8,
    }  # fmt: skip


def test_no_number_is_nan():
    story = sample()
    place = replace(story.toponym_records[0].place, lon=math.nan, lat=math.inf)
    toponym = replace(
        story.toponym_records[0], place=place, candidates=(Candidate(place, math.nan),), why=(("x", -math.inf),)
    )
    found = replace(story, toponym_records=(toponym, *story.toponym_records[1:])).to_dict()["toponyms"][0]
    assert (found["place"]["lon"], found["place"]["lat"]) == (None, None)
    assert (found["candidates"][0]["score"], found["why"]) == (None, [["x", None]])


@settings(deadline=None)
@given(stories())
def test_json_lines_hold_any_story(story):
    text = "".join(FORMATS["json"].text([story, story]))
    text.encode("utf-8")
    first, second, end = text.split("\n")
    assert first == second
    assert end == ""
    assert len(json.loads(first)["events"]) == len(story.event_records)


def test_positions():
    assert position(37.1611749, -36.2) == (37.16117, -36.2)
    assert position(181, 0) == (-179, 0)
    assert position(-540.5, 90) == (179.5, 90)
    assert position(180, -90) == (180, -90)
    for lon, lat in ((None, 1.0), (1.0, None), (math.nan, 0), (0, math.inf), (0, 90.1)):
        assert position(lon, lat) is None
