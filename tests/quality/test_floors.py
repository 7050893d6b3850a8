"""The product on fifty articles of our own: no measure may fall below its floor (see README.md)."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def scoring():
    spec = importlib.util.spec_from_file_location("quality_scoring", Path(__file__).with_name("scoring.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.fixture(scope="module")
def golds(scoring):
    return {path.stem: scoring.read(path) for path in scoring.articles()}


def test_no_measure_is_worse_than_its_floor(scoring, pipeline):
    tallies, floors = scoring.measure(pipeline), scoring.read_floors()
    assert floors.keys() == tallies.keys()
    for group, tally in tallies.items():
        table = f"\n{group}\n{tally.table(floors[group])}"
        sys.stdout.write(f"{table}\n")  # shown by pytest -rP
        assert floors[group].keys() == tally.measures().keys()
        assert not scoring.broken(tally.measures(), floors[group]), table


def test_articles_are_many_and_short_but_for_the_long_stories(golds):
    assert len(golds) >= 104
    for slug, gold in golds.items():
        words = len(gold["text"].split())
        is_long = 89 <= int(slug.split("-")[0]) <= 99 or slug == "01-grain-corridor"
        least, most = (450, 800) if is_long else (80, 200)
        assert least <= words <= most, f"{slug}: {words} words"


def test_spans_of_the_gold_lie_on_words(golds):
    for slug, gold in golds.items():
        spans = [(t["start"], t["end"]) for t in gold["toponyms"] + gold["demonyms"]]
        spans += [tuple(s) for event in gold["events"] for s in event["triggers"]]
        spans += [tuple(s) for s in gold["not_places"] + gold["optional"]]
        for start, end in spans:
            span = gold["text"][start:end]
            assert span == span.strip(), slug
            assert span[0].isalpha(), slug
            assert not gold["text"][start - 1 : start].isalpha(), f"{slug}: {span}"
            assert not gold["text"][end : end + 1].isalpha(), f"{slug}: {span}"
        assert all(event["triggers"] for event in gold["events"]), slug


def test_gold_is_plain_json_in_the_shared_schema(golds):
    for gold in golds.values():
        assert json.loads(json.dumps(gold)) == gold
        assert {"places", "toponyms", "not_places", "events", "published", "dateline"} <= gold.keys()
        for event in gold["events"]:
            assert {"id", "triggers", "types", "places", "date", "modality", "polarity", "must"} <= event.keys()
            assert event["date"] is None or event["date"][0] <= event["date"][1]


def test_scoring_tells_right_from_wrong(scoring):
    gold = {
        "text": "Bombs fell on Homs, John Paris said.",
        "places": {"Homs": [34.73, 36.72, None, "PPL", 20]},
        "toponyms": [{"start": 14, "end": 18, "text": "Homs", "place": "Homs"}],
        "demonyms": [],
        "optional": [],
        "not_places": [[25, 30]],
        "events": [scoring._event("e1 ASSAULT by SYR at Homs on 2016-07-14 other", {"e1": [[6, 10]]})],
    }
    homs = {"name": "Homs", "country_code": "SY", "lon": 36.7, "lat": 34.7}
    toponym = {"text": "Homs", "start": 14, "end": 18, "role": "event", "place": homs}
    event = {
        "type": "ASSAULT",
        "trigger": {"text": "fell", "start": 6, "end": 10},
        "mentions": [],
        "date": {"start": "2016-07-14", "end": "2016-07-14"},
        "modality": "other",
        "polarity": "positive",
        "genericity": "specific",
        "actors": [{"country": "SYR"}],
        "places": [{"lon": 36.7, "lat": 34.7}],
    }
    right = scoring.Tally()
    right.add("good", gold, {"toponyms": [toponym], "events": [event]})
    assert all(share == (name not in scoring.CEILINGS) for name, share in right.measures().items())

    paris = toponym | {"text": "Paris", "start": 25, "end": 30, "place": homs | {"lon": 2.3, "lat": 48.9}}
    off = event | {
        "type": "AID",
        "date": None,
        "modality": "asserted",
        "polarity": "negative",
        "genericity": "generic",
        "actors": [],
        "places": [paris["place"]],
    }
    stray = off | {"trigger": {"text": "John", "start": 20, "end": 24}}
    wrong = scoring.Tally()
    wrong.add("bad", gold, {"toponyms": [paris], "events": [off, stray]})
    assert wrong.measures() == {
        "toponym recall": 0,
        "toponym precision": 0,
        "traps fallen into": 1,
        "events found": 1,
        "type right": 0,
        "place right": 0,
        "modality right": 0,
        "polarity right": 0,
        "genericity right": 0,
        "actors' countries right": 0,
        "events right": 0,
        "date right": 0,
        "told events that are in the text": 0.5,
        "wrong pins": 1,
    }


def test_floors_only_rise(scoring):
    floors = {"events found": 0.8, "wrong pins": 0.2}
    assert scoring.raised({"events found": 0.7, "wrong pins": 0.3}, floors) == floors
    assert scoring.raised({"events found": 0.9, "wrong pins": 0.1}, floors) == {"events found": 0.9, "wrong pins": 0.1}
    assert scoring.broken({"events found": 0.799, "wrong pins": 0.201}, floors) == ["events found", "wrong pins"]
    assert not scoring.broken({"events found": 0.8, "wrong pins": 0.2}, floors)
