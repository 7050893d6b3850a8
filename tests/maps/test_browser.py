"""The page in a real browser: what a reader sees, clicks, switches and reaches by keyboard."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from shapely.geometry import LineString, box

from geo.model import Link
from maps import render, story_html

STYLES = """node => [...node.querySelectorAll('.shape')].map(shape => {
    const style = getComputedStyle(shape);
    return [style.fill, style.strokeDasharray, style.strokeLinecap];
}).concat([[...node.querySelectorAll('.strike, .echo')].map(part => part.getAttribute('class')).join()])"""

COLOURS = """Math.max(...[...document.querySelectorAll('canvas')].map(
    tile => new Set(tile.getContext('2d').getImageData(0, 0, tile.width, tile.height).data).size))"""
FOCUS = "(node => node.className + '|' + (node.dataset.entries ?? node.id))(document.activeElement)"
SHOWN = "[...document.querySelectorAll('#map [data-entries]')].flatMap(node => node.dataset.entries.split(' ')).length"


@pytest.fixture
def seen(sample, visit):
    return visit(render([sample]))


@pytest.fixture
def page(seen):
    return seen.page


def entry(page, number):
    return page.locator(f"#events [data-event='{number}']")


def number_of(sample, words):
    return next(i for i, event in enumerate(sample.event_records) if event.trigger.text == words)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_opens_from_a_file_without_requests_or_complaints(sample, visit, scheme):
    seen = visit(render([sample]), scheme=scheme)
    seen.page.wait_for_timeout(300)
    assert [url for url in seen.requests if not url.startswith("file://")] == []
    assert len(seen.requests) == 1
    assert seen.complaints == []
    assert seen.page.title() == sample.article.title
    assert seen.page.locator("html").get_attribute("lang") == "en"
    assert seen.page.evaluate(COLOURS) > 8, "the basemap is blank"


def test_the_text_is_there_character_for_character(sample, page):
    assert page.locator("#text .story").evaluate("node => node.textContent") == sample.article.text


def test_the_view_holds_the_places_of_events_but_not_a_far_metonym(page):
    bounds = page.evaluate("(() => { const b = map_dateline.getBounds(); return [b.getWest(), b.getEast()]; })()")
    assert bounds[0] < 6.1
    assert bounds[1] > 38.2
    assert bounds[0] > -60


def test_proposed_denied_and_general_events_look_different(sample, page):
    page.click("#tab-events")
    looks = {}
    for name, words in {
        "real": "hit",
        "denied": "had shelled",
        "general": "routinely shelled",
        "proposed": "open",
        "area": "struck",
    }.items():
        looks[name] = repr(entry(page, number_of(sample, words)).locator(".symbol").evaluate(STYLES))
    assert len(set(looks.values())) == len(looks)
    assert "strike" in looks["denied"]
    assert "echo" in looks["general"]
    assert "round" in looks["proposed"]


def test_denied_events_are_off_until_switched_on(page):
    before = page.evaluate(SHOWN)
    page.get_by_role("checkbox", name="Did not happen").check()
    assert page.evaluate(SHOWN) == before + 1


def test_a_layer_switch_takes_its_events_off_the_map(page):
    before = page.evaluate(SHOWN)
    page.get_by_role("checkbox", name="Fighting & violence").uncheck()
    assert page.evaluate(SHOWN) == before - 4
    page.get_by_role("checkbox", name="Fighting & violence").check()
    assert page.evaluate(SHOWN) == before
    page.get_by_role("checkbox", name="Regions & borders").uncheck()
    assert page.locator(".chip").count() == 0


def test_layers_show_symbol_and_count(page):
    row = page.locator(".leaflet-control-layers-overlays label", has_text="Fighting & violence")
    assert row.locator(".count").text_content() == "4"
    assert row.locator("svg.fam-fighting").count() == 1


def test_a_country_gets_a_label_and_an_outline_but_no_mark(page):
    pill = page.locator(".pill")
    assert pill.count() == 1
    assert "Syria" in pill.text_content()
    assert "2 events" in pill.text_content()
    marked = page.evaluate("[...document.querySelectorAll('.mark')].flatMap(node => node.dataset.entries.split(' '))")
    assert not set(marked) & set(pill.get_attribute("data-entries").split())
    assert page.locator("path.extent.plain:not(.mention)").count() == 1
    assert page.locator("path.leader").count() == 1


def test_vague_places_are_dashed(page):
    dashes = page.locator("path.extent:not(.mention)").evaluate_all(
        "nodes => nodes.map(node => getComputedStyle(node).strokeDasharray)"
    )
    assert len(dashes) == 4
    assert "none" not in dashes


def test_a_part_of_a_country_is_hatched_and_a_border_is_a_line(sample, visit):
    clashes = sample.event_records[number_of(sample, "Clashes")]
    [link] = clashes.places
    north = replace(link, precision="region", shape=box(35.9, 35.2, 42.3, 37.2), spot="north of it")
    border = replace(link, precision="border", shape=LineString([(36, 33), (37, 32.5), (38.8, 33.4)]))
    page = visit(
        render([replace(sample, event_records=tuple(replace(clashes, places=(one,)) for one in (north, border)))])
    ).page
    looks = page.eval_on_selector_all(
        "path.extent.fam-fighting",
        "paths => paths.map(path => [getComputedStyle(path).fill, getComputedStyle(path).strokeDasharray])",
    )
    fills = sorted(fill for fill, _ in looks)
    assert len(looks) == 2
    assert fills[0] == "none"
    assert "hatch-fighting" in fills[1]
    assert all(dashes != "none" for _, dashes in looks)
    assert page.locator(".pill strong").all_inner_texts() == ["north of it"]


def test_unplaced_events_have_their_own_list_with_their_sentences(sample, page):
    page.click("#unplaced-link")
    section = page.locator("#unplaced")
    assert section.is_visible()
    assert section.locator("li").count() == 2
    assert "Cholera was reported, officials said, without saying where." in section.text_content()
    section.locator("button").first.click()
    card = page.locator("#card")
    assert "No place was found in the text" in card.text_content()
    page.keyboard.press("Escape")
    assert card.is_hidden()


def test_from_sentence_to_popup_and_from_mark_to_sentence(sample, page):
    number = number_of(sample, "struck")
    page.locator(f"#text .text-mark[data-event='{number}']").click()
    popup = page.locator(".leaflet-popup")
    words = popup.text_content()
    expected = """Attack: aerial|near Palmyra|26 Feb – 5 Mar 2031|“in recent days”|Aircraft acts|a convoy acted upon
        |area; the spot lies within about 30 km|84 %|nearest to the others|Damascus, Syria 10 %|Sample Wire"""
    for part in expected.split("|"):
        assert part.strip() in words
    assert popup.locator("blockquote mark").text_content() == "struck"
    page.keyboard.press("Escape")
    popup.wait_for(state="detached")
    page.locator("#text").evaluate("node => { node.scrollTop = node.scrollHeight; }")
    page.locator(".mark[aria-label*='Palmyra']").click()
    assert page.locator(".mark.selected").count() == 1
    lit = page.locator("#text .lit")
    assert "struck" in "".join(lit.all_text_contents())
    assert lit.first.is_visible()


def test_a_ring_opens_a_list_and_the_list_its_events(page):
    page.locator(".mark[aria-label^='2 events: Geneva']").click()
    entries = page.locator(".leaflet-popup .entry")
    assert entries.count() == 2
    entries.nth(1).click()
    assert page.locator(".leaflet-popup blockquote mark").text_content() == "talks"
    page.get_by_text("All events here").click()
    assert page.locator(".leaflet-popup .entry").count() == 2


def test_a_place_tells_why_and_what_else(page):
    page.locator("#text .toponym", has_text="Palmyra").click()
    words = page.locator(".leaflet-popup").text_content()
    for part in ("Homs, Syria", "1 mention", "place of an event", "nearest to the others", "Damascus, Syria", "51,015"):
        assert part in words


def test_keyboard_alone_reaches_marks_and_gets_out_again(page):
    page.locator("#map_dateline").focus()
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUS))
        if seen[-1].endswith("tab-text"):
            break
    assert seen[-1].endswith("tab-text"), "Tab never leaves the map"
    assert any(one.startswith("mark") for one in seen)
    assert any(one.startswith("pill") for one in seen)
    page.locator(".mark").first.focus()
    page.keyboard.press("Enter")
    assert page.locator(".leaflet-popup").count() == 1
    page.keyboard.press("Escape")
    page.locator(".leaflet-popup").wait_for(state="detached")
    assert page.evaluate("document.activeElement.classList.contains('mark')")


def test_focus_stays_on_a_mark_when_the_map_is_redrawn(page):
    page.locator(".mark[aria-label*='Palmyra']").focus()
    page.evaluate("map_dateline.setZoom(2, {animate: false})")
    assert page.evaluate("document.activeElement.dataset.entries?.split(' ').includes('3.0')")


def test_a_phone_has_map_tabs_and_a_sheet(sample, visit):
    page = visit(render([sample]), width=390, height=844).page
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.locator("#map_dateline").bounding_box()["height"] > 250
    page.click("#tab-layers")
    assert page.get_by_role("checkbox", name="Protest").is_visible()
    page.locator(".mark").last.click()
    assert page.locator("#card").is_visible()
    assert page.locator(".leaflet-popup").count() == 0
    page.get_by_role("button", name="Close").click()
    assert page.locator("#card").is_hidden()


def test_places_on_both_sides_of_the_antimeridian_lie_side_by_side(sample, visit):
    link = Link(0, "in", 178.4, -18.1, "town", 5.0, 0.9)
    events = (
        replace(sample.event_records[0], places=(link,)),
        replace(sample.event_records[4], places=(replace(link, lon=-175.2, lat=-21.1),)),
    )
    page = visit(render([replace(sample, event_records=events)])).page
    bounds = page.evaluate("(() => { const b = map_dateline.getBounds(); return b.getEast() - b.getWest(); })()")
    assert bounds < 60
    boxes = [page.locator(".mark").nth(i).bounding_box() for i in range(2)]
    assert all(272 < box["x"] < 900 for box in boxes)


def test_an_article_without_events_still_opens(sample, visit):
    seen = visit(render([replace(sample, event_records=(), toponym_records=())]))
    assert seen.complaints == []
    assert re.match("0 events", seen.page.locator("#summary").text_content())
    seen = visit(render([]))
    assert seen.complaints == []


def test_a_notebook_frame_draws_the_map(sample, browser):
    page = browser.new_page()
    page.set_content(f"<!DOCTYPE html><p>cell</p>{story_html(sample)}")
    frame = page.frame_locator("iframe")
    frame.locator("html[data-ready]").wait_for()
    assert frame.locator(".mark").count() > 2
    page.close()
