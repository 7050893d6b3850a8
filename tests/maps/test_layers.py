"""Stories become plain data: every event on one layer, places without repeats, offsets as JavaScript counts them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import get_args

import pytest
from shapely.geometry import Polygon

from geo.model import EventType
from maps.layers import FAMILIES, LAYERS, TYPE_WORDS, family_of, layer_of, page_data


def test_every_event_type_has_one_family_and_words():
    types = [kind for family in FAMILIES for kind in family.types]
    assert sorted(types) == sorted(get_args(EventType))
    assert set(TYPE_WORDS) == set(types)


def test_layers_are_the_families_and_what_stands_beside_them():
    assert [layer.key for layer in LAYERS] == [
        *(family.key for family in FAMILIES),
        "denied",
        "places",
        "reporters",
        "regions",
    ]
    assert [layer.key for layer in LAYERS if not layer.shown] == ["denied"]


def test_an_event_that_did_not_happen_leaves_its_family_layer(sample):
    [denied] = [event for event in sample.event_records if event.polarity == "negative"]
    assert (family_of(denied), layer_of(denied)) == ("fighting", "denied")


def test_data_is_json_and_counts_what_each_layer_can_show(sample):
    data = page_data([sample])
    json.dumps(data, allow_nan=False)
    counts = {layer["key"]: layer["count"] for layer in data["layers"]}
    assert counts == {
        "fighting": 4, "threats": 1, "protest": 1, "diplomacy": 4, "aid": 1, "disasters": 0, "other": 1, "denied": 1,
        "places": 9, "reporters": 1, "regions": 4,
    }  # fmt: skip
    assert sum(not event["places"] for event in data["events"]) == 2


def test_several_articles_share_places_and_keep_their_own_toponyms(sample):
    one, two = page_data([sample]), page_data([sample, sample])
    assert two["places"] == one["places"]
    assert two["shapes"] == one["shapes"]
    events = two["events"][len(one["events"]) :]
    assert {event["article"] for event in events} == {1}
    first = len(one["toponyms"])
    assert all(link["toponym"] >= first for event in events for link in event["places"])


@pytest.mark.parametrize("prefix", ["", "\U0001f5fa ", "\U0001f5fa\U0001f5fa\u00e9 "])
def test_offsets_count_utf16_units(sample, prefix):
    shift = len(prefix)
    event = sample.event_records[0]
    moved = replace(
        event,
        trigger=replace(event.trigger, start=event.trigger.start + shift, end=event.trigger.end + shift),
        mentions=tuple((start + shift, end + shift) for start, end in event.mentions),
        sentence=(event.sentence[0] + shift, event.sentence[1] + shift),
    )
    story = replace(
        sample,
        article=replace(sample.article, text=prefix + sample.article.text),
        event_records=(moved,),
        toponym_records=sample.toponym_records,
    )
    [row] = page_data([story])["events"]
    text = story.article.text.encode("utf-16-le")
    start, end = row["trigger"]
    assert text[2 * start : 2 * end].decode("utf-16-le") == event.trigger.text


def test_shapes_are_rounded_geojson_without_repeats(sample):
    [shape] = page_data([sample])["shapes"]
    assert shape["type"] == "Polygon"
    west, south, east, north = Polygon(shape["coordinates"][0]).bounds
    assert (west, south, east, north) == (36.1, 35.3, 37.2, 36.4)


def test_a_spot_off_its_place_is_called_by_its_words(sample):
    story = sample
    link = story.event_records[6].places[0]
    moved = replace(link, spot="northern part of Idlib")
    events = [replace(story.event_records[6], places=(one,)) for one in (link, moved)]
    rows = page_data([replace(story, event_records=tuple(events))])["events"]
    assert [row["places"][0]["label"] for row in rows] == [None, "northern part of Idlib"]


def test_a_place_that_nobody_can_draw_is_named_but_not_on_the_map(sample):
    event = sample.event_records[6]
    unknown = replace(event.places[0], lon=None, lat=None, precision=None, uncertainty_km=None, shape=None)
    data = page_data([replace(sample, event_records=(replace(event, places=(unknown,)),))])
    [row] = data["events"]
    assert (row["places"], row["unknown"]) == ([], [unknown.toponym])
    assert sum(layer["count"] for layer in data["layers"] if layer["key"] == row["layer"]) == 0


def test_lone_surrogates_become_replacement_characters(sample):
    story = replace(sample, article=replace(sample.article, title="half \ud83d of a pair"))
    assert page_data([story])["title"] == "half \ufffd of a pair"


def test_the_title_is_the_callers_or_the_only_articles(sample):
    assert page_data([sample])["title"] == sample.article.title
    assert page_data([sample], title="March")["title"] == "March"
    assert page_data([sample, sample])["title"] == "Events in the news"


def test_places_are_called_what_the_text_calls_them(sample):
    rows = page_data([sample])["places"]
    assert {"Beirut", "Turkey", "Idlib"} <= {row["label"] for row in rows}
    spelled = replace(sample.toponym_records[3], text="Seraqeb")
    shouted = replace(sample.toponym_records[0], text="GENEVA")
    rows = page_data(
        [replace(sample, toponym_records=(shouted, *sample.toponym_records[1:3], spelled, *sample.toponym_records[4:]))]
    )["places"]
    assert [row["label"] for row in rows if row["name"] in ("Geneva", "Saraqib")] == ["Geneva", "Seraqeb"]
