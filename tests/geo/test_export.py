"""What leaves Dateline: the contract's object, GeoJSON, whole files."""

from __future__ import annotations

import json
import math
import os
import subprocess
from dataclasses import replace

import pytest
from shapely.geometry import LineString, Polygon, box

from geo import Article, OutputError, Story
from geo.export import geojson, to_json, write_text
from geo.model import Actor, DateInterval, Event, Link, Place, Toponym, Trigger

TEXT = "Shells fell on Aleppo on Friday. Talks were proposed."


@pytest.fixture
def story():
    aleppo = Place(7, "Aleppo", 170063, "P", "PPLA", "SY", "09", "Ḩalab", 37.16117, 36.20124, 2_098_210, 12.9)
    toponym = Toponym("Aleppo", 15, 21, "event", 0.97, aleppo, (), (("population", 1.9),))
    where = Link(0, "in", 37.16117, 36.20124, "town", 12.9, 0.8)
    shelling = Event(
        "e1", "ASSAULT", "heavy-weapons", "MATERIAL CONFLICT", Trigger("fell", 7, 11), ((7, 11),), (0, 32),
        (Actor("Shells", 0, 6, "actor"),), DateInterval("2016-07-15", "2016-07-15", "day", "Friday"),
        "asserted", "positive", "specific", "past", 0.9, (where,),
    )  # fmt: skip
    talks = Event(
        "e2", "CONSULT", None, "VERBAL COOPERATION", Trigger("Talks", 33, 38), ((33, 38),), (33, 53), (), None,
        "other", "positive", "specific", "past", 0.7,
    )  # fmt: skip
    return Story(Article(TEXT, published="2016-07-16", id="a1"), (toponym,), (shelling, talks))


def test_the_contracts_object(story):
    record = story.to_dict()
    assert list(record) == ["article", "toponyms", "events", "times"]
    assert record["article"]["text"] == TEXT
    assert record["toponyms"][0]["place"]["geonameid"] == 170063
    assert record["events"][0]["places"][0]["toponym"] == 0
    assert record["events"][1]["places"] == []
    assert record["events"][1]["date"] is None
    assert json.loads(to_json(record)) == record


def test_geojson_keeps_every_event_and_toponym(story):
    features = geojson([story])["features"]
    assert [(f["properties"]["kind"], f["geometry"] and f["geometry"]["type"]) for f in features] == [
        ("event", "Point"),
        ("event", None),
        ("toponym", "Point"),
    ]
    first, second, third = (f["properties"] for f in features)
    assert first["evidence"] == "Shells fell on Aleppo on Friday."
    assert (first["date_start"], first["trigger_text"], first["article_id"]) == ("2016-07-15", "fell", "a1")
    assert second["date_start"] is None
    assert third["place_name"] == "Aleppo"
    assert features[0]["geometry"]["coordinates"] == [37.16117, 36.20124]
    assert "crs" not in geojson([story])


def at(story, *links):
    events = (replace(story.event_records[0], places=links), *story.event_records[1:])
    return geojson([replace(story, event_records=events)])["features"][0]["geometry"]


def test_a_place_that_nobody_can_draw_has_no_geometry(story):
    unknown = Toponym("Zorbeltown", 15, 25, "event", 0.8, None)
    link = Link(0, "in", None, None, None, None, 0.8)
    undrawn = replace(
        story, toponym_records=(unknown,), event_records=(replace(story.event_records[0], places=(link,)),)
    )
    [event] = undrawn.to_dict()["events"]
    assert event["places"] == [
        {"toponym": 0, "relation": "in", "lon": None, "lat": None, "precision": None, "uncertainty_km": None,
         "confidence": 0.8}
    ]  # fmt: skip
    feature = geojson([undrawn])["features"][0]
    assert feature["geometry"] is None
    assert feature["properties"]["places"][0]["name"] == "Zorbeltown"
    [row] = undrawn.events.to_dict("records")
    assert (row["geometry"], row["place"]) == (None, "Zorbeltown")


def test_an_events_geometry_is_what_the_words_name(story):
    point = story.event_records[0].places[0]
    north = replace(point, precision="region", shape=box(36, 35, 42, 37).reverse())
    border = replace(point, precision="border", shape=LineString([(36, 33), (38.123456789, 34)]))
    area = at(story, north)
    assert area["type"] == "Polygon"
    assert Polygon(area["coordinates"][0]).exterior.is_ccw  # RFC 7946's right-hand rule
    assert at(story, border) == {"type": "LineString", "coordinates": [[36, 33], [38.12346, 34]]}
    assert at(story, replace(north, precision="country"))["type"] == "Point"
    assert at(story, point, replace(point, lon=40))["type"] == "MultiPoint"
    both = at(story, north, point)
    assert [part["type"] for part in both["geometries"]] == ["Polygon", "Point"]


def test_areas_across_the_antimeridian_are_cut_there(story):
    beyond = replace(story.event_records[0].places[0], precision="region", shape=box(178, -18, 182, -16))
    geometry = at(story, beyond)
    assert geometry["type"] == "MultiPolygon"
    assert sorted(min(x for x, _ in rings[0]) for rings in geometry["coordinates"]) == [-180, 178]


def test_json_has_no_nan_and_no_lone_surrogates():
    assert to_json({"a": "\ud800"}) == '{"a": "\ufffd"}'
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json({"a": math.nan})


def test_frames(story):
    events, toponyms = story.events, story.toponyms
    assert events.crs.to_epsg() == toponyms.crs.to_epsg() == 4326
    assert list(events.id) == ["e1", "e2"]
    assert events.geometry[0].x == pytest.approx(37.16117)
    assert events.geometry[1] is None
    assert events.date_start[0] == "2016-07-15"
    assert toponyms.name[0] == "Aleppo"


def test_frames_of_an_empty_story_have_their_columns():
    empty = Story(Article("Nothing."))
    assert "type" in empty.events.columns
    assert len(empty.toponyms) == 0
    assert empty.events.crs.to_epsg() == 4326


def test_a_file_is_written_whole(tmp_path):
    write_text(tmp_path / "new" / "a.txt", "one")
    write_text(tmp_path / "new" / "a.txt", "two")
    assert (tmp_path / "new" / "a.txt").read_text() == "two"
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["a.txt"]


def test_what_fails_leaves_the_old_file_and_no_rest(tmp_path):
    path = tmp_path / "a.txt"
    write_text(path, "one")
    with pytest.raises(UnicodeEncodeError):
        write_text(path, "\ud800")
    assert path.read_text() == "one"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match="choose another place"):
        write_text(tmp_path / "folder", "x")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.txt", "folder"]
    with pytest.raises(OutputError, match="can't be written"):
        write_text(path / "below-a-file.txt", "x")


def test_links_and_pipes_are_written_through(tmp_path):
    (tmp_path / "link.txt").symlink_to(tmp_path / "target.txt")
    write_text(tmp_path / "link.txt", "one")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "target.txt").read_text() == "one"
    os.mkfifo(tmp_path / "pipe")
    reader = subprocess.Popen(["cat", tmp_path / "pipe"], stdout=subprocess.PIPE)
    write_text(tmp_path / "pipe", "through")
    assert reader.communicate()[0] == b"through"
    assert (tmp_path / "pipe").is_fifo()
