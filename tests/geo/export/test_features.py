"""GeoJSON: RFC 7946 to the letter, for any story."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from shapely.geometry import LineString, Polygon, box, shape

from geo.export import geojson
from geo.export.features import geojson_lines, geojson_text

from .stories import HOSTILE, NAMES, hostile, sample, stories

SCHEMA = Draft202012Validator(json.loads(Path(__file__).with_name("geojson.schema.json").read_text(encoding="utf-8")))


def strict(text):
    """Return JSON read as RFC 8259 has it: no NaN, no lone surrogates."""
    text.encode("utf-8")

    def refuse(constant):
        raise ValueError(constant)

    return json.loads(text, parse_constant=refuse)


def rings(geometry):
    """Return the rings of all polygons in a geometry, outer first, as lists of positions."""
    kind = geometry["type"]
    if kind == "GeometryCollection":
        return [polygon for part in geometry["geometries"] for polygon in rings(part)]
    return {"Polygon": [geometry.get("coordinates")], "MultiPolygon": geometry.get("coordinates")}.get(kind, [])


def numbers(value):
    if isinstance(value, list):
        return [number for part in value for number in numbers(part)]
    return [value]


def check(collection):
    """Check what a schema can't: rings closed, counterclockwise outside and clockwise inside, at most 5 decimals."""
    SCHEMA.validate(collection)
    for feature in collection["features"]:
        geometry = feature["geometry"]
        if geometry is None:
            continue
        assert shape(geometry).is_valid
        for part in geometry.get("geometries", [geometry]):
            for number in numbers(part["coordinates"]):
                assert Decimal(repr(number)) == round(Decimal(repr(number)), 5)
        for outer, *inner in rings(geometry):
            assert all(ring[0] == ring[-1] for ring in (outer, *inner))
            assert shapely.LinearRing(outer).is_ccw
            assert not any(shapely.LinearRing(ring).is_ccw for ring in inner)


@settings(deadline=None)
@given(stories())
def test_any_story_is_valid_geojson(story):
    text = "".join(geojson_text([story, story]))
    collection = strict(text)
    check(collection)
    assert len(collection["features"]) == 2 * (len(story.event_records) + len(story.toponym_records))
    assert [strict(line) for line in geojson_lines([story, story])] == collection["features"]


def test_the_schema_and_the_checks_refuse_what_the_rfc_forbids():
    good = geojson([sample()])
    check(good)
    for change in (
        {"crs": {"type": "name"}},
        {"bbox": [0, 0, 1, 1]},
        {"features": [{**good["features"][0], "geometry": {"type": "Point", "coordinates": [181, 0]}}]},
        {"features": [{**good["features"][0], "geometry": {"type": "Point", "coordinates": []}}]},
        {"features": [{"type": "Feature", "properties": {"kind": "event"}}]},
    ):
        assert not SCHEMA.is_valid({**good, **change})
    clockwise = {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}
    with pytest.raises(AssertionError):
        check({**good, "features": [{**good["features"][0], "geometry": clockwise}]})


def test_no_stories_are_an_empty_collection():
    assert strict("".join(geojson_text([]))) == geojson([]) == {"type": "FeatureCollection", "features": []}
    assert list(geojson_lines([])) == []


def test_text_is_written_story_by_story():
    asked = []

    def source():
        for number in range(3):
            asked.append(number)
            yield sample()

    pieces = geojson_text(source())
    next(pieces)
    next(pieces)
    assert asked == [0]


def test_every_event_and_toponym_is_a_feature():
    features = geojson([sample()])["features"]
    assert [(f["properties"]["kind"], f["geometry"] and f["geometry"]["type"]) for f in features] == [
        ("event", "Point"), ("event", None), ("event", "Polygon"),
        ("toponym", "Point"), ("toponym", "Point"), ("toponym", None), ("toponym", "Point"),
    ]  # fmt: skip
    first, second, third, *_, last = (f["properties"] for f in features)
    assert first["evidence"] == "Shells fell on Aleppo on Friday."
    assert (first["date_start"], first["trigger_text"], first["article_id"]) == ("2016-07-15", "fell", "a1")
    assert second["date_start"] is None
    assert [place["name"] for place in third["places"]] == ["Syria", "Zorbeltown"]
    assert (last["place_admin2"], last["place_provenance"]["attribution"]) == ("Harbour district", "© our archive")


def at(*links):
    story = sample()
    event = replace(story.event_records[0], places=links)
    collection = geojson([replace(story, event_records=(event,))])
    check(collection)
    return collection["features"][0]["geometry"]


def test_an_events_geometry_is_what_the_words_name():
    point = sample().event_records[0].places[0]
    north = replace(point, precision="region", shape=box(36, 35, 42, 37).reverse())
    border = replace(point, precision="border", shape=LineString([(36, 33), (38.123456789, 34)]))
    area = at(north)
    assert area["type"] == "Polygon"
    assert Polygon(area["coordinates"][0]).exterior.is_ccw
    assert at(border) == {"type": "LineString", "coordinates": [[36, 33], [38.12346, 34]]}
    assert at(replace(north, precision="country"))["type"] == "Point"
    assert at(point, replace(point, lon=40))["type"] == "MultiPoint"
    assert [part["type"] for part in at(north, point)["geometries"]] == ["Polygon", "Point"]


def test_areas_across_the_antimeridian_are_cut_there():
    link = sample().event_records[0].places[0]
    geometry = at(replace(link, precision="region", shape=box(178, -18, 182, -16)))
    assert geometry["type"] == "MultiPolygon"
    assert sorted(min(x for x, _ in polygon[0]) for polygon in geometry["coordinates"]) == [-180, 178]


def test_what_lies_off_the_globe_is_brought_back_or_left_out():
    link = sample().event_records[0].places[0]
    assert at(replace(link, lon=190.0)) == {"type": "Point", "coordinates": [-170, 36.20124]}
    assert at(replace(link, lat=91.0)) is None
    polar = at(replace(link, precision="region", shape=box(0, 80, 10, 95)))
    assert max(lat for _, lat in polar["coordinates"][0]) == 90


def test_outlines_are_no_finer_than_one_can_see():
    link = sample().event_records[0].places[0]
    fine = shapely.Point(40, 35).buffer(5, quad_segs=5_000)
    coarse = shape(at(replace(link, precision="region", shape=fine)))
    assert shapely.get_num_coordinates(coarse) < 200
    assert coarse.symmetric_difference(fine).area < 0.001 * fine.area


@pytest.mark.parametrize("suffix", [".geojson", ".geojsonl"])
@pytest.mark.parametrize("text", HOSTILE, ids=NAMES)
def test_gdal_reads_the_same_features(tmp_path, suffix, text):
    story = hostile(text)
    path = tmp_path / f"x{suffix}"
    write = geojson_text if suffix == ".geojson" else geojson_lines
    path.write_text("".join(write([story])), encoding="utf-8")
    frame = pyogrio.read_dataframe(path)
    assert list(frame.kind) == ["event"] * 3 + ["toponym"] * 4
    assert [one and one.geom_type for one in frame.geometry] == [
        "Point", None, "Polygon", "Point", "Point", None, "Point",
    ]  # fmt: skip
