"""The whole page in a real browser: what it looks like, what it asks for, how it is reached without a mouse."""

from __future__ import annotations

import io
import os
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from matplotlib import image
from shapely.geometry import LineString, box

from geo.model import Link
from maps import Map, render

GOLDEN = Path(__file__).parent / "golden"
BLOCK = 20  # px: pictures are compared by the mean colours of such squares, which fonts hardly change
CLOSE, FAR = 4.0, 60.0  # of 255: the mean difference of all squares, the largest of one

STYLES = """node => [...node.querySelectorAll('.shape')].map(shape => {
    const style = getComputedStyle(shape);
    return [style.fill, style.strokeDasharray, style.strokeLinecap];
}).concat([[...node.querySelectorAll('.strike, .echo')].map(part => part.getAttribute('class')).join()])"""
TEXT_MARK = "#text .text-mark[data-event='%d'] .symbol"
COLOURS = """Math.max(...[...document.querySelectorAll('#map canvas')].map(
    tile => new Set(tile.getContext('2d').getImageData(0, 0, tile.width, tile.height).data).size))"""
FOCUS = """(() => {
    const node = document.activeElement;
    const place = node.closest('#search, #tools, #filters, #map, #timeline, #tabs, #text, #events, #card');
    return [place?.id ?? '', node.id || node.getAttribute('aria-label') || node.textContent.trim().slice(0, 40)];
})()"""
SPAN = "(() => { const b = map_dateline.getBounds(); return [b.getWest(), b.getEast()]; })()"


@pytest.fixture
def seen(sample, visit):
    return visit(render([sample]))


@pytest.fixture
def page(seen):
    return seen.page


def number_of(sample, page, words):
    """Return the row of the event that these words tell."""
    ordinal = next(i for i, event in enumerate(sample.event_records) if event.trigger.text == words)
    return page.evaluate("ordinal => Dateline.store.events.ordinal.indexOf(ordinal)", ordinal)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_opens_from_a_file_without_requests_or_complaints(sample, visit, scheme):
    seen = visit(render([sample]), scheme=scheme)
    seen.page.wait_for_timeout(300)
    assert len(seen.requests) == 1, "the file itself"
    assert seen.complaints == []
    assert seen.page.title() == sample.article.title
    assert seen.page.locator("html").get_attribute("lang") == "en"
    assert seen.page.evaluate(COLOURS) > 8, "the basemap is blank"
    paper = seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", paper))) > 384) == (scheme == "light")


@pytest.mark.parametrize(
    ("width", "height", "scheme", "act"),
    [
        (1280, 800, "light", None),
        (1280, 800, "dark", None),
        (390, 844, "light", None),
        (390, 844, "dark", None),
        (1280, 800, "light", "#text .text-mark >> nth=3"),
        (1280, 800, "dark", "#text .text-mark >> nth=3"),
        (390, 844, "light", "#text .text-mark >> nth=3"),
        (1280, 800, "light", "#tab-events"),
        (390, 844, "light", "#tab-filters"),
        (1280, 800, "light", ".pill"),
    ],
)
def test_axe_finds_nothing_to_complain_about(sample, visit, width, height, scheme, act):
    page = visit(render([sample]), width=width, height=height, scheme=scheme).page
    if act:
        page.click(act)
        page.wait_for_timeout(200)
    found = Axe().run(page).response
    assert [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found["violations"]] == []
    assert len(found["passes"]) > 15


@pytest.mark.parametrize(
    ("name", "width", "height", "scheme", "hash_"),
    [
        ("wide-light", 1280, 800, "light", ""),
        ("wide-dark", 1280, 800, "dark", ""),
        ("phone-light", 390, 840, "light", ""),
        ("still-light", 1280, 800, "light", "#still"),
    ],
)
def test_the_page_looks_as_it_did(sample, visit, name, width, height, scheme, hash_):
    """Set DATELINE_GOLDEN=1 to take the pictures anew, and look at them before they are committed."""
    page = visit(render([sample]), width=width, height=height, scheme=scheme, hash_=hash_).page
    page.wait_for_timeout(600)
    now = _squares(image.imread(io.BytesIO(page.screenshot())))
    file = GOLDEN / f"{name}.png"
    if os.environ.get("DATELINE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        image.imsave(file, now / 255, metadata={"Software": None})
    difference = np.abs(now - 255 * image.imread(file)[:, :, :3])
    assert difference.mean() < CLOSE
    assert difference.mean(axis=2).max() < FAR


def _squares(picture):
    """Return the mean colours (0 to 255) of a picture's squares."""
    rows, columns = picture.shape[0] // BLOCK, picture.shape[1] // BLOCK
    cut = picture[: rows * BLOCK, : columns * BLOCK, :3] * 255
    return cut.reshape(rows, BLOCK, columns, BLOCK, 3).mean(axis=(1, 3))


def test_everything_is_reached_by_tab_and_left_again(page):
    page.evaluate("document.body.focus()")
    path = []
    for _ in range(200):
        page.keyboard.press("Tab")
        path.append(tuple(page.evaluate(FOCUS)))
        if path[-1] == ("", path[-1][1]) and page.evaluate("document.activeElement === document.body"):
            break
    assert page.evaluate("document.activeElement === document.body"), "Tab never leaves the page"
    places = [place for place, _ in path]
    assert list(dict.fromkeys(place for place in places if place)) == [
        "search", "tools", "filters", "map", "timeline", "tabs", "text",
    ]  # fmt: skip
    names = [name for _, name in path]
    for name in ("First day shown", "Last day shown", "Play through time", "tab-text"):
        assert name in names
    assert any("Palmyra" in name for name in names), "a mark of the map"
    assert any("Syria" in name for name in names), "a country's label"
    assert len([place for place in places if place == "filters"]) >= 20


def test_a_link_restores_everything_the_sender_saw(sample, visit, page):
    page.evaluate("Dateline.update({families: ['protest'], statuses: [], range: [22337, 22345], query: 'the'})")
    page.get_by_role("checkbox", name="Labels").uncheck()
    page.evaluate("map_dateline.setView([35, 37], 6, {animate: false})")
    page.evaluate("row => Dateline.select(row, {from: 'list'})", number_of(sample, page, "struck"))
    page.get_by_role("button", name=re.compile("dark", re.IGNORECASE)).click()
    page.wait_for_url(re.compile("event=.*theme=dark"))
    sent = page.url.split("#")[1]
    told = "({count: Dateline.shown.count, address: Dateline.address(), theme: document.documentElement.dataset.theme})"
    before = page.evaluate(told)
    other = visit(render([sample]), hash_=f"#{sent}").page
    assert other.evaluate(told) == before
    assert before["theme"] == "dark"
    assert other.locator(".leaflet-popup blockquote mark").text_content() == "struck"
    assert not other.get_by_role("checkbox", name="Labels").is_checked()
    assert other.locator("#search input").input_value() == "the"


@pytest.mark.parametrize(
    "address",
    [
        "#families=zzz&statuses=&precisions=,,",
        "#dates=a..b&at=x,y,z&event=99999&tab=none",
        "#%E0%A4%A&q=%00",
        "#event=-1",
    ],
)
def test_a_garbled_address_opens_the_page_all_the_same(sample, visit, address):
    seen = visit(render([sample]), hash_=address)
    assert seen.complaints == []
    assert seen.page.locator(".mark").count() > 0 or "q=" in address


def test_the_view_holds_the_places_of_events_but_not_a_far_metonym(page):
    west, east = page.evaluate(SPAN)
    assert -60 < west < 6.1
    assert east > 38.2
    hint = page.get_by_role("button", name=re.compile("1 event"))
    assert hint.count() >= 1, "what lies outside is told"


def test_proposed_denied_and_general_events_look_different(sample, page):
    looks = {
        name: repr(page.locator(TEXT_MARK % number_of(sample, page, words)).evaluate(STYLES))
        for name, words in {
            "real": "hit", "general": "routinely shelled", "proposed": "open", "area": "struck",
        }.items()
    }  # fmt: skip
    page.evaluate("Dateline.update({statuses: []})")
    denied = number_of(sample, page, "had shelled")
    looks["denied"] = repr(page.locator(TEXT_MARK % denied).evaluate(STYLES))
    assert len(set(looks.values())) == len(looks)
    assert "strike" in looks["denied"]
    assert "echo" in looks["general"]
    assert "round" in looks["proposed"]


def test_a_country_gets_a_label_and_an_outline_but_no_mark(page):
    pill = page.locator(".pill")
    assert pill.count() == 1
    assert "Syria" in pill.text_content()
    assert "2 events" in pill.text_content()
    inside = "({lat, lon}) => Math.abs(lat - 35) < 0.01 && Math.abs(lon - 38) < 0.01"
    spots = page.evaluate(
        "[...Dateline.shown.links].map(row => Dateline.store.link(row)).filter(link => link.class === 'country').length"
    )
    assert spots == 2
    assert not page.evaluate(
        f"""(() => {{
            const at = [];
            map_dateline.eachLayer(one => one.button?.matches('.mark') && at.push(one.getLatLng()));
            return at.map(({{lat, lng}}) => ({{lat, lon: lng}})).some({inside});
        }})()"""
    )


def test_a_part_of_a_country_is_hatched_and_a_border_is_a_line(sample, visit):
    clashes = next(event for event in sample.event_records if event.trigger.text == "Clashes")
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
    page = visit(render([replace(sample, event_records=(replace(clashes, places=(north,)),))])).page
    assert "north of it" in page.locator("#map").inner_text()


def test_places_on_both_sides_of_the_antimeridian_lie_side_by_side(sample, visit):
    link = Link(0, "in", 178.4, -18.1, "town", 5.0, 0.9)
    events = (
        replace(sample.event_records[0], places=(link,)),
        replace(sample.event_records[4], places=(replace(link, lon=-175.2, lat=-21.1),)),
    )
    page = visit(render([replace(sample, event_records=events, toponym_records=sample.toponym_records[:1])])).page
    west, east = page.evaluate(SPAN)
    assert east - west < 60
    boxes = [page.locator(".mark").nth(i).bounding_box() for i in range(2)]
    assert all(252 < box["x"] < 910 for box in boxes)


@pytest.mark.parametrize("lat", [90.0, 88.0, -90.0])
def test_a_pole_is_on_the_map(sample, visit, lat):
    link = Link(0, "in", 10.0, lat, "area", 300.0, 0.9)
    story = replace(sample, event_records=(replace(sample.event_records[0], places=(link,)),))
    seen = visit(render([story]))
    assert seen.complaints == []
    mark = seen.page.locator(".mark").bounding_box()
    assert 56 <= mark["y"] <= 800


def test_a_page_without_events_still_opens(sample, visit):
    seen = visit(render([replace(sample, event_records=(), toponym_records=())]))
    assert seen.complaints == []
    assert re.match("0 events", seen.page.locator("#summary").text_content())
    seen = visit(render([]))
    assert seen.complaints == []


def test_a_notebook_frame_draws_the_map(sample, browser):
    page = browser.new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_content(f"<!DOCTYPE html><p>cell</p>{Map([sample])._repr_html_()}")
    frame = page.frame_locator("iframe")
    frame.locator("html[data-ready]").wait_for()
    assert frame.locator(".mark").count() > 2
    frame.get_by_role("checkbox", name="Protest").uncheck()
    page.wait_for_timeout(400)
    assert complaints == []
    page.close()


@pytest.mark.parametrize(
    "query", [*"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", "al-Qaeda", "a\\", "(", "[a-", "\ud83d", "\u0130"]
)
def test_any_query_is_searched_and_stands_in_the_address(sample, visit, query, page):
    page.evaluate("query => Dateline.update({query})", query)
    before = page.evaluate("[Dateline.shown.count, Dateline.address()]")
    page.evaluate("address => Dateline.restore('#' + address)", before[1])
    assert page.evaluate("[Dateline.shown.count, Dateline.address()]") == before
    assert page.get_by_role("alert").count() == 0


def test_search_minds_neither_capitals_nor_accents_nor_where_articles_meet(sample, visit):
    halves = (
        replace(sample.article, text="They moved north in a car"),
        replace(sample.article, text="bomb squads came; S\u00e3o \u0141\u00f3d\u017a and Z\u00dcRICH were told"),
    )
    event = replace(sample.event_records[0], places=(), actors=(), mentions=())
    stories = [
        replace(sample, article=one, toponym_records=(), event_records=(replace(event, sentence=(0, len(one.text))),))
        for one in halves
    ]
    page = visit(render(stories)).page
    found = {}
    for query in ("carbomb", "bomb", "sao lodz", "zurich", "MOVED"):
        page.evaluate("query => Dateline.update({query})", query)
        found[query] = page.evaluate("Dateline.shown.count")
    assert found == {"carbomb": 0, "bomb": 1, "sao lodz": 1, "zurich": 1, "MOVED": 1}


def test_an_event_with_two_places_close_by_is_one_mark_and_one_line(sample, visit):
    one = sample.event_records[2]
    [link] = one.places
    twice = replace(one, places=(link, replace(link, relation="near", lon=link.lon + 0.001)))
    other = replace(sample.event_records[0], places=sample.event_records[4].places)
    page = visit(render([replace(sample, event_records=(twice, other))])).page
    assert page.locator("#map .mark").count() == 2
    assert page.locator("#map .mark .ring-number").count() == 0
    named = page.evaluate(
        "Array.from(Dateline.store.named.place, row => Dateline.store.places.name[row]).indexOf('Saraqib')"
    )
    card = page.evaluate("async row => (await Dateline.placeCard([row])).textContent", named)
    assert "Events here: 1" in card
