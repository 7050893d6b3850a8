"""When: the histogram, the range chosen in it by mouse and keyboard, its playing; and what is shown as files."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from geo.model import DateInterval
from maps import render

RANGE = "Dateline.state.range && Dateline.state.range.map(Dateline.words.iso).join(' ')"
INK = """(() => {
    const canvas = document.querySelector('#timeline canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return data.reduce((sum, value, i) => sum + (i % 4 === 3 && value > 0), 0);
})()"""


@pytest.fixture
def page(sample, visit):
    return visit(render([sample])).page


def dated(sample, days, **changes):
    """Return the story with one event for each day."""
    one = sample.event_records[0]
    events = (replace(one, date=day and DateInterval(day, day, "day", None), **changes) for day in days)
    return replace(sample, event_records=tuple(events))


def test_bars_stand_for_dated_events_and_undated_ones_are_counted_beside(page):
    assert "events per day" in page.locator("#timeline").inner_text()
    assert "10 undated" in page.locator("#timeline").inner_text()
    before = page.evaluate(INK)
    assert before > 0
    page.evaluate("Dateline.update({families: ['diplomacy', 'fighting', 'protest']})")
    assert page.evaluate(INK) == 0
    page.locator(".when-undated input").uncheck()
    assert page.evaluate("Dateline.shown.count") == 0


def test_a_range_is_chosen_with_the_mouse_and_taken_back(page):
    box = page.locator("#timeline canvas").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.55, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.75, middle, steps=4)
    page.mouse.up()
    assert page.evaluate(RANGE) == "2031-03-03 2031-03-05"
    assert "3–5 Mar 2031" in page.locator("#timeline").inner_text()
    page.get_by_role("button", name="All dates").click()
    assert page.evaluate(RANGE) is None


def test_the_keyboard_moves_both_ends(page):
    first, last = page.get_by_role("slider").all()
    assert first.get_attribute("aria-valuetext") == "26 Feb 2031"
    first.press("ArrowRight")
    first.press("ArrowRight")
    last.press("ArrowLeft")
    assert page.evaluate(RANGE) == "2031-02-28 2031-03-06"
    assert last.get_attribute("aria-valuetext") == "6 Mar 2031"
    first.press("End")
    assert page.evaluate(RANGE) == "2031-03-06 2031-03-06"
    first.press("Home")
    last.press("End")
    assert page.evaluate(RANGE) is None


def test_chosen_days_leave_out_what_has_no_day_unless_the_reader_wants_it(page):
    undated = page.locator(".when-undated input")
    assert undated.is_checked()
    page.get_by_role("slider", name="First day shown").press("ArrowRight")
    assert not undated.is_checked()
    assert page.evaluate("Dateline.shown.count") == 4, "the dated ones that reach into these days"
    undated.check()
    assert page.evaluate("Dateline.shown.count") == 14
    page.get_by_role("button", name="All dates").click()
    assert undated.is_checked()


def test_playing_walks_through_time_and_can_be_paused(page):
    page.get_by_role("button", name="Play through time").click()
    began = page.evaluate(RANGE)
    for _ in range(40):
        page.wait_for_timeout(100)
        if page.evaluate(RANGE) != began:
            break
    assert page.evaluate(RANGE) > began
    page.get_by_role("button", name="Pause").click()
    held = page.evaluate(RANGE)
    page.wait_for_timeout(800)
    assert page.evaluate(RANGE) == held


@pytest.mark.parametrize(
    ("days", "unit"),
    [
        (["2031-03-01", "2031-03-01"], "day"),
        (["2031-01-01", "2031-06-01"], "week"),
        (["2026-01-01", "2031-06-01"], "month"),
        (["1969-12-31", "2031-06-01"], "year"),
        (["0001-01-01", "9999-12-31"], "500 years"),
    ],
)
def test_bars_hold_days_weeks_months_or_years(sample, visit, days, unit):
    seen = visit(render([dated(sample, days)]))
    assert f"events per {unit}" in seen.page.locator("#timeline").inner_text()
    assert seen.complaints == []
    seen.page.get_by_role("slider", name="First day shown").press("End")
    assert seen.page.evaluate("Dateline.shown.count") == (2 if days[0] == days[1] else 1)


def test_one_event_of_another_age_does_not_press_the_others_together(sample, visit):
    page = visit(render([dated(sample, ["1948-05-01", *(f"2031-03-{i:02}" for i in range(1, 31))])])).page
    assert "events per day" in page.locator("#timeline").inner_text()
    assert page.evaluate("Dateline.shown.count") == 31
    page.get_by_role("slider", name="Last day shown").press("Home")
    assert page.evaluate("Dateline.shown.count") == 2, "the first bar holds what lies before it"


def test_without_dates_there_is_a_line_instead(sample, visit):
    page = visit(render([dated(sample, [None, None])])).page
    assert page.locator("#timeline").inner_text() == "2 events, no dates in the text"


def test_what_is_shown_becomes_geojson(sample, page):
    page.evaluate("Dateline.update({families: ['diplomacy']})")
    data = json.loads(page.evaluate("Dateline.exporting.geojson()"))
    rows = {feature["properties"]["id"]: feature for feature in data["features"]}
    expected = {e.id: e for e in sample.event_records if e.type not in ("CONSULT", "AGREE", "COOPERATE")}
    denied = {e.id for e in sample.event_records if e.polarity == "negative"}
    assert set(rows) == set(expected) - denied
    for name, feature in rows.items():
        event = expected[name]
        assert feature["properties"]["evidence"] == sample.article.text[slice(*event.sentence)].strip()
        assert feature["properties"]["date_start"] == (event.date and event.date.start)
        if event.places:
            assert feature["geometry"] == {"type": "Point", "coordinates": [event.places[0].lon, event.places[0].lat]}
        else:
            assert feature["geometry"] is None


def test_csv_is_safe_for_spreadsheets(sample, visit):
    hostile = ["=1+1", "+1", "-1", "@x", "\ttab", 'say "so", he said', "two\nlines"]
    events = tuple(
        replace(sample.event_records[2], id=name, actors=(), mode=None, date=DateInterval(name, name, "day", name))
        for name in hostile
    )
    page = visit(render([replace(sample, event_records=events)])).page
    text = page.evaluate("Dateline.exporting.csv()")
    assert text.startswith("\ufeffid,")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert [row["id"].removeprefix("'") for row in rows] == hostile
    assert not any(row[name][:1] in "=+-@\t" for row in rows for name in ("id", "date_text") if row[name])
    assert {row["place_lat"] for row in rows} == {"35.8637"}


def test_a_file_is_offered_under_the_storys_name(page):
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download").click()
        page.get_by_role("menuitem", name="CSV").click()
    assert waiting.value.suggested_filename == "envoys-meet-in-geneva-as-shelling-goes-on.csv"
