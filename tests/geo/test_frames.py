"""GeoDataFrames: documented columns, the same dtypes however few rows."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings

from geo import Article, Story, frames

from .export.stories import HOSTILE, NAMES, hostile, rows, sample, stories

KINDS = {
    "events": (frames.events, frames.EVENT_COLUMNS),
    "extents": (frames.extents, frames.EVENT_COLUMNS),
    "toponyms": (frames.toponyms, frames.TOPONYM_COLUMNS),
}


def bare():
    """Return a story in which every value is missing that may be."""
    story = sample()
    nothing = replace(story.event_records[1], mode=None, quad=None)
    return Story(Article("x"), (story.toponym_records[2],), (nothing,))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "those",
    [[], [Story(Article("x"))], [bare()], [sample()], [sample(), bare()]],
    ids=["none", "empty", "bare", "full", "both"],
)
def test_columns_and_dtypes_never_change(kind, those):
    function, columns = KINDS[kind]
    frame = function(iter(those))
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {**columns, "geometry": "geometry"}
    assert frame.crs.to_epsg() == 4326
    assert list(frame.index) == list(range(len(frame)))


def test_the_docstrings_tell_every_column():
    for function, columns in (KINDS["events"], KINDS["toponyms"]):
        told = set(re.findall(r"\w+", function.__doc__))
        assert set(columns) <= told


def test_events():
    frame = frames.events([sample()])
    assert list(frame.id) == ["e1", "e2", "e3", "e3"]
    assert frame.date_start[0] == pd.Timestamp("2016-07-15")
    assert frame.date_start.isna().tolist() == [False, True, False, False]
    assert (frame.date_end - frame.date_start).dt.days.tolist()[2:] == [7, 7]
    assert (frame.actors[0], frame.recipients[0], frame.actors[1]) == ("Shells", "Aleppo", "")
    assert frame.place.fillna("-").tolist() == ["Aleppo", "-", "Syria", "Zorbeltown"]
    assert [point and (point.x, point.y) for point in frame.geometry] == [(37.16117, 36.20124), None, (38, 36), None]
    assert (frame.geonameid[0], frame.country_code[0], frame.admin1[0]) == (170063, "SY", "Ḩalab")
    assert frame.geonameid.isna().tolist() == [False, True, False, True]
    assert frame.article_published[0] == pd.Timestamp("2016-07-16")
    assert frame[frame.date_start >= "2016-07-10"].id.tolist() == ["e1"]


def test_extents_are_the_events_in_lines_and_areas():
    [row] = frames.extents([sample()]).itertuples()
    assert (row.id, row.place, row.precision, row.geometry.bounds) == ("e3", "Syria", "region", (36, 35, 42, 37))
    event = sample().event_records[2]
    country = replace(event, places=(replace(event.places[0], precision="country"),))
    assert frames.extents([replace(sample(), event_records=(country,))]).empty


def test_toponyms():
    frame = frames.toponyms([sample()])
    assert frame.text.tolist() == ["Aleppo", "Syria", "Zorbeltown", "Quay"]
    assert frame.population.isna().tolist() == [False, False, True, False]
    assert frame.geometry.isna().tolist() == [False, False, True, False]
    assert frame.provider.fillna("").tolist() == ["", "", "", "mine.csv"]
    assert (frame.attribution[3], frame.admin2[3]) == ("© our archive", "Harbour district")


def test_a_storys_own_frames_are_these():
    story = sample()
    pd.testing.assert_frame_equal(pd.DataFrame(story.events), pd.DataFrame(frames.events([story])))
    pd.testing.assert_frame_equal(pd.DataFrame(story.toponyms), pd.DataFrame(frames.toponyms([story])))


def test_dates_from_the_first_to_the_last_year():
    story = sample()
    event = story.event_records[0]
    interval = replace(event.date, start="0001-01-01", end="9999-12-31")
    [row] = frames.events([replace(story, event_records=(replace(event, date=interval),))]).itertuples()
    assert (row.date_start.date(), row.date_end.date()) == (dt.date.min, dt.date.max)
    assert frames.iso_day("2016-02-30") is frames.iso_day("20160715") is frames.iso_day("summer") is None


@pytest.mark.parametrize("text", HOSTILE, ids=NAMES)
def test_hostile_text_is_a_cell_like_another(text):
    frame = frames.events([hostile(text)])
    assert frame.trigger.tolist() == [frames.legible(text)] * 4
    assert str(frame.trigger.dtype) == "string"


@settings(deadline=None)
@given(stories())
def test_every_row_is_there_and_every_point_on_the_globe(story):
    events, toponyms = frames.events([story]), frames.toponyms([story])
    assert (len(events), len(toponyms)) == (rows(story), len(story.toponym_records))
    for point in [*events.geometry.dropna(), *toponyms.geometry.dropna()]:
        assert abs(point.x) <= 180
        assert abs(point.y) <= 90
    for shape in frames.extents([story]).geometry:
        assert shape.is_valid
        assert shape.geom_type.removeprefix("Multi") in ("Polygon", "LineString")


def test_who_is_told_of_twice_is_named_once():
    story = sample()
    first = story.event_records[0]
    actor = next(one for one in first.actors if one.role == "actor")
    again = replace(first, actors=(*first.actors, replace(actor, text=actor.text.upper())))
    frame = frames.events([replace(story, event_records=(again,))])
    assert frame.actors[0] == actor.text
