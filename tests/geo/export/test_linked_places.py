"""Linked Places Format: what its specification requires, for any story."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pyogrio
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from geo.export.linked_places import linked_places_text
from geo.model import DateInterval

from .stories import sample, stories

SCHEMA = Draft202012Validator(
    json.loads(Path(__file__).with_name("linked_places.schema.json").read_text(encoding="utf-8"))
)


def collection(*those):
    text = "".join(linked_places_text(those))
    text.encode("utf-8")
    found = json.loads(text)
    SCHEMA.validate(found)
    return found


@settings(deadline=None)
@given(stories())
def test_any_story_has_what_the_format_requires(story):
    features = collection(story, story)["features"]
    ids = [feature["@id"] for feature in features]
    assert len(ids) == len(set(ids))
    placed = [toponym for toponym in story.toponym_records if toponym.place]
    assert bool(features) == bool(placed)
    assert features == collection(story)["features"]  # an article twice attests nothing new


def test_the_schema_refuses_what_lacks_something():
    good = collection(sample())
    for key in ("@id", "names", "geometry", "properties"):
        feature = {name: value for name, value in good["features"][0].items() if name != key}
        assert not SCHEMA.is_valid({**good, "features": [feature]})
    assert not SCHEMA.is_valid({key: value for key, value in good.items() if key != "@context"})


def test_places_have_names_days_and_credit():
    aleppo, syria, quay = collection(sample())["features"]
    assert aleppo["@id"] == aleppo["links"][0]["identifier"] == "https://sws.geonames.org/170063/"
    assert aleppo["properties"] == {"title": "Aleppo (Ḩalab, SY)", "ccodes": ["SY"], "fclasses": ["P"]}
    assert aleppo["names"] == [
        {"toponym": "Aleppo", "lang": "en", "citations": [{"label": "Shells fall, Example Herald, 2016-07-16"}]}
    ]
    assert aleppo["when"] == {"timespans": [{"start": {"in": "2016-07-15"}}]}
    [point] = aleppo["geometry"]["geometries"]
    assert (point["coordinates"], point["citations"]) == ([37.16117, 36.20124], [{"label": "GeoNames"}])
    assert syria["when"] == {"timespans": [{"start": {"earliest": "2016-07-08", "latest": "2016-07-15"}}]}
    assert quay["when"] == {"timespans": [{"start": {"in": "2016-07-16"}}]}  # no event there: the article's day
    assert (quay["links"], quay["geometry"]["geometries"][0]["citations"]) == ([], [{"label": "© our archive"}])


def test_a_place_is_one_feature_whatever_it_is_called():
    story = sample()
    article = replace(story.article, id="https://example.org/1", published="2016-07-20")
    told = replace(story.event_records[0], date=DateInterval("2016-07-19", "2016-07-19", "day"))
    other = replace(
        story,
        article=article,
        toponym_records=(replace(story.toponym_records[0], text="Halab"),),
        event_records=(told,),
    )
    [aleppo, *_] = collection(story, other)["features"]
    assert [name["toponym"] for name in aleppo["names"]] == ["Aleppo", "Halab"]
    assert aleppo["names"][1]["citations"] == [
        {"label": "Shells fall, Example Herald, 2016-07-20", "@id": "https://example.org/1"}
    ]
    assert [span["start"]["in"] for span in aleppo["when"]["timespans"]] == ["2016-07-15", "2016-07-19"]


def test_it_is_geojson_to_gdal(tmp_path):
    path = tmp_path / "x.geojson"
    path.write_text("".join(linked_places_text([sample()])), encoding="utf-8")
    frame = pyogrio.read_dataframe(path)
    assert list(frame.title) == ["Aleppo (Ḩalab, SY)", "Syria (SY)", "Old Quay (Harbour district)"]
    assert frame.geometry[0].geoms[0].coords[0] == (37.16117, 36.20124)
