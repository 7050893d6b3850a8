"""Stories become tables: every event once, sorted by day, places without repeats, offsets as JavaScript counts them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import GeometryCollection, LineString, MultiLineString, MultiPolygon, Point, Polygon, box

from geo.model import Article, DateInterval, Event, EventType, Link, Place, Precision, Toponym, Trigger
from geo.story import Story
from maps import render
from maps import tables as module
from maps.excerpts import EVIDENCE, Excerpt
from maps.shapes import packed_shape
from maps.tables import UNDATED, tables
from maps.vocabulary import FAMILIES, LAYERS, PRECISION_OF, PRECISIONS, STATUSES, TYPE_WORDS, status_of

from .unpacking import told, unpacked


def event(ordinal, start, *, links=(), actors=(), sentence=(0, 0)):
    date = None if start is None else DateInterval(start, start, "day", "then")
    return Event(
        f"e{ordinal}", "OTHER", None, None, Trigger("", 0, 0), (), sentence, tuple(actors), date,
        "asserted", "positive", "specific", "past", 0.5, tuple(links),
    )  # fmt: skip


def test_every_event_type_has_one_family_and_words():
    types = [kind for family in FAMILIES for kind in family.types]
    assert sorted(types) == sorted(get_args(EventType))
    assert set(TYPE_WORDS) == set(types)


def test_what_is_drawn_alike_is_named():
    assert set(PRECISION_OF) == set(get_args(Precision))
    assert set(PRECISION_OF.values()) == {option.key for option in PRECISIONS} - {"none"}
    assert [option.key for option in STATUSES if not option.shown] == ["denied"]
    assert [layer.key for layer in LAYERS] == ["events", "links", "regions", "places", "reporters", "labels"]


@pytest.mark.parametrize(("population", "shown"), [(6_814_400_000, 2**32 - 1), (2**70, 2**32 - 1), (-5, 0), (7, 7)])
def test_more_people_than_the_column_holds_are_as_many_as_it_holds(population, shown):
    earth = Place(1, "Earth", 6295630, "L", "AREA", None, None, None, 0.0, 0.0, population)
    story = Story(Article("Earth."), (Toponym("Earth", 0, 5, "event", 0.9, earth),))
    assert tables([story]).columns["place_population"].tolist() == [shown]
    assert render([story]).startswith("<!DOCTYPE html>")


def test_what_did_not_happen_goes_before_what_may(sample):
    found = {event.trigger.text: status_of(event) for event in sample.event_records}
    assert {words: status for words, status in found.items() if status != "reported"} == {
        "had shelled": "denied", "routinely shelled": "generic", "open": "proposed", "promised": "proposed",
    }  # fmt: skip
    denied = next(one for one in sample.event_records if one.polarity == "negative")
    assert status_of(replace(denied, modality="other", genericity="generic")) == "denied"


@pytest.mark.parametrize("evidence", EVIDENCE)
def test_every_event_is_there_once_by_day_and_the_undated_come_last(sample, evidence):
    found = tables([sample, sample], evidence=evidence).columns
    size = len(sample.event_records)
    starts = found["event_start"].tolist()
    assert starts == sorted(starts)
    assert starts.count(UNDATED) == 2 * sum(one.date is None for one in sample.event_records)
    rows = set(zip(found["event_article"].tolist(), found["event_ordinal"].tolist(), strict=True))
    assert rows == {(article, ordinal) for article in (0, 1) for ordinal in range(size)}
    assert all(len(column) == 2 * size for name, column in found.items() if name.startswith("event_"))


@given(
    st.lists(
        st.tuples(st.sampled_from([None, "2031-01-02", "1999-12-31", "0001-01-01"]), st.integers(0, 3)), max_size=90
    )
)
def test_links_stay_with_their_events_however_these_are_sorted(drafts):
    """Each event's links lie at longitudes that name it."""
    events = [
        event(i + 1, start, links=[Link(0, "in", i, j, "town", 1.0, 0.5) for j in range(links)])
        for i, (start, links) in enumerate(drafts)
    ]
    named = Story(Article("Here."), (Toponym("Here", 0, 4, "event", 0.5, None),), tuple(events))
    columns = tables([named]).columns
    at = 0
    for row, ordinal in enumerate(columns["event_ordinal"].tolist()):
        count = int(columns["event_links"][row])
        assert count == drafts[ordinal][1]
        spots = columns["link_spot"][at : at + count]
        assert (columns["spot_lon"][spots] / module.DEGREE).tolist() == [ordinal] * count
        at += count


def test_several_articles_share_places_spots_and_shapes(sample):
    one, two = tables([sample]), tables([sample, sample])
    assert two.names == one.names
    assert len(two.columns["link_spot"]) == 2 * len(one.columns["link_spot"])
    assert len(two.columns["spot_lon"]) == len(one.columns["spot_lon"])


@pytest.mark.parametrize("prefix", ["", "\U0001f5fa ", "\U0001f5fa\U0001f5fa\u00e9 "])
@pytest.mark.parametrize("evidence", ["full", "quotes"])
def test_offsets_count_utf16_units(sample, prefix, evidence):
    shift = len(prefix)
    moved = tuple(
        replace(
            one,
            mentions=tuple((start + shift, end + shift) for start, end in one.mentions),
            sentence=(one.sentence[0] + shift, one.sentence[1] + shift),
        )
        for one in sample.event_records
    )
    story = replace(
        sample,
        article=replace(sample.article, text=prefix + sample.article.text),
        event_records=moved,
        toponym_records=(),
    )
    story = replace(story, event_records=tuple(replace(one, places=()) for one in moved))
    _, columns, _, _, [text] = told(render([story], evidence=evidence))
    units = text.encode("utf-16-le")
    assert len(units) // 2 == columns["article_length"][0]
    cut = lambda start, end: units[2 * start : 2 * end].decode("utf-16-le")  # noqa: E731
    for row, ordinal in enumerate(columns["event_ordinal"].tolist()):
        record = sample.event_records[ordinal]
        start, length = int(columns["event_sentence"][row]), int(columns["event_sentence_length"][row])
        assert cut(start, start + length) == sample.article.text[slice(*record.sentence)]
        assert columns["event_mentions"][row] == 1
        first = start + int(columns["mention_start"][row])
        assert cut(first, first + int(columns["mention_length"][row])) == record.trigger.text


def test_quotes_hold_the_sentences_of_events_and_nothing_else(sample):
    found = tables([sample], evidence="quotes")
    text = unpacked(found.texts[0]).decode()
    sentences = {sample.article.text[slice(*one.sentence)] for one in sample.event_records}
    assert set(text.split("\n")) == sentences
    assert "Nadia Rahal reported" not in text
    assert found.evidence == "quotes"


def test_no_evidence_means_no_words_of_the_articles(sample):
    found = tables([sample], evidence="none")
    assert (found.details, found.texts) == ([], [])
    assert "Shells hit" not in json.dumps(found.names)
    assert len(found.columns["event_start"]) == len(sample.event_records)


def test_too_much_text_leaves_the_quotes(sample, monkeypatch):
    monkeypatch.setattr(module, "FULL_CHARACTERS", 2 * len(sample.article.text))
    assert tables([sample] * 2).evidence == "full"
    assert tables(iter([sample] * 3)).evidence == "quotes"
    assert tables(iter([sample] * 3)).articles == 3


def test_blocks_begin_where_they_say(sample, monkeypatch):
    monkeypatch.setattr(module, "BLOCK_CHARACTERS", 1)
    found = tables([sample] * 3)
    assert found.columns["block_article"].tolist() == [0, 1, 2]
    assert len(found.details) == len(found.texts) == 3
    monkeypatch.setattr(module, "BLOCK_CHARACTERS", 10**9)
    found = tables([sample] * 3)
    assert found.columns["block_article"].tolist() == [0]
    assert len(json.loads(unpacked(found.details[0]))) == 3


def test_shapes_are_rounded_steps_without_repeats(sample):
    [shape] = tables([sample]).names["shapes"]
    assert shape["type"] == "Polygon"
    [ring] = shape["coordinates"]
    assert Polygon(np.cumsum(np.reshape(ring, (-1, 2)), axis=0)).bounds == (36_100, 35_300, 37_200, 36_400)


@pytest.mark.parametrize(
    ("shape", "coordinates"),
    [
        (LineString([(1, 2), (1.5, 2)]), [1000, 2000, 500, 0]),
        (MultiLineString([[(1, 2), (1.5, 2)], [(0, 0), (1, 1)]]), [[0, 0, 1000, 1000], [1000, 2000, 500, 0]]),
        (
            MultiPolygon([box(0, 0, 1, 1), box(5, 0, 6, 1)]),
            [
                [[1000, 0, 0, 1000, -1000, 0, 0, -1000, 1000, 0]],
                [[6000, 0, 0, 1000, -1000, 0, 0, -1000, 1000, 0]],
            ],
        ),
    ],
)
def test_lines_of_any_shape_become_steps(shape, coordinates):
    found = packed_shape(shape)
    assert found["type"] == shape.geom_type
    if shape.geom_type.startswith("Multi"):
        assert sorted(found["coordinates"]) == coordinates
    else:
        assert found["coordinates"] == coordinates


def test_a_collection_is_drawn_by_its_areas_or_lines_and_a_point_not_at_all(sample):
    clashes = sample.event_records[6]
    shapes = (
        GeometryCollection([box(0, 0, 1, 1), LineString([(5, 5), (6, 6)])]),
        GeometryCollection([Point(1, 1), LineString([(5, 5), (6, 6)])]),
        Point(1, 1),
    )
    events = [replace(clashes, places=(replace(clashes.places[0], shape=shape),)) for shape in shapes]
    found = tables([replace(sample, event_records=tuple(events))])
    assert [shape["type"] for shape in found.names["shapes"]] == ["Polygon", "LineString"]
    assert sorted(found.columns["spot_shape"].tolist()) == [-1, 0, 1]


def test_a_spot_off_its_place_is_called_by_its_words(sample):
    clashes = sample.event_records[6]
    moved = replace(clashes.places[0], spot="northern part of Idlib")
    story = replace(sample, event_records=(clashes, replace(clashes, places=(moved,))))
    found = tables([story])
    assert found.columns["spot_place"].tolist() == [found.names["places"].index("Idlib")] * 2
    assert [row[1:] for row in found.names["spots"]] == [["northern part of Idlib", False]]


def test_a_place_that_nobody_can_draw_is_named_but_not_on_the_map(sample):
    clashes = sample.event_records[6]
    unknown = replace(clashes.places[0], lon=None, lat=None, precision=None, uncertainty_km=None, shape=None)
    _, columns, _, [details], _ = told(render([replace(sample, event_records=(replace(clashes, places=(unknown,)),))]))
    assert (columns["event_links"].tolist(), columns["event_unknown"].tolist()) == ([0], [1])
    assert details[0]["events"][0]["unknown"] == ["Idlib"]


def test_strange_days_are_shown_as_written_but_order_nothing(sample):
    one = sample.event_records[0]
    odd = [DateInterval(day, day, "day", None) for day in ("2031-02-30", "soon", "", "20310304", "2031-W10-2")]
    backwards = DateInterval("2031-03-05", "2031-03-04", "day", "then")
    found = tables([replace(sample, event_records=tuple(replace(one, date=day) for day in [*odd, backwards]))])
    assert found.columns["event_start"].tolist() == [UNDATED] * 6
    rows = json.loads(unpacked(found.details[0]))[0]["events"]
    assert [row["date"]["start"] for row in rows] == [*(day.start for day in odd), "2031-03-05"]


def test_places_are_called_what_the_text_calls_them(sample):
    def called(story):
        names = tables([story]).names
        return dict(enumerate(names["places"])) | dict(names["called"])

    assert {"Beirut", "Turkey", "Idlib"} <= set(called(sample).values())
    spelled = replace(sample.toponym_records[3], text="Seraqeb")
    shouted = replace(sample.toponym_records[0], text="GENEVA")
    story = replace(
        sample, toponym_records=(shouted, *sample.toponym_records[1:3], spelled, *sample.toponym_records[4:])
    )
    names = called(story)
    assert (names[0], names[3]) == ("Geneva", "Seraqeb")


def test_places_mentioned_are_counted_by_layer_and_sampled(sample):
    found = tables([sample] * 10)
    layers = [LAYERS[row].key for row in found.columns["named_layer"].tolist()]
    assert {key: layers.count(key) for key in set(layers)} == {"places": 9, "reporters": 1, "regions": 4}
    assert set(found.columns["named_count"].tolist()) == {10}
    assert set(found.columns["named_samples"].tolist()) == {module.SAMPLES}
    assert len(found.columns["sample_article"]) == module.SAMPLES * len(layers)


@given(st.text(alphabet="ab \n\U0001f5fa\u00e9", max_size=40), st.data())
def test_a_span_inside_a_kept_stretch_is_found_again_and_others_are_not(text, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    stretches = [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    kept = Excerpt(text, stretches)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = kept.span(start, end)
    inside = any(a <= start and end <= b for a, b in stretches)
    if start < end:
        assert (found is not None) == inside
    if found is not None:
        units = kept.text.encode("utf-16-le")
        assert len(units) == 2 * kept.units
        assert units[2 * found[0] : 2 * found[1]].decode("utf-16-le") == text[start:end]
