"""The page's controls: header, search, filters, layers, theme, link, download, paper and still."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.model import Actor, Provenance
from maps import render

SHOWN = "[...Dateline.shown.fails].filter(fail => !fail).length"
THEME = "document.documentElement.dataset.theme"


@pytest.fixture
def page(sample, visit):
    return visit(render([sample])).page


def until(page, expression):
    """Wait until an expression holds. (Playwright's own way needs eval, which the page's policy forbids.)"""
    for _ in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(30)
    pytest.fail(f"never true: {expression}")


def row(page, name):
    return page.locator("#filters .option", has_text=name)


def count(page, name):
    return int(row(page, name).locator(".count").inner_text())


def test_the_header_says_what_the_page_is_about(sample, page):
    assert page.locator("#title").inner_text() == sample.article.title
    summary = page.locator("#summary")
    assert summary.inner_text() == (
        "14 of 15 events shown, 12 on the map, 2 without a place · Sample Wire · 8 Mar 2031"
    )
    page.get_by_role("checkbox", name="Did not happen").check()
    assert summary.inner_text().startswith("15 events, 13 on the map, 2 without a place")


def test_filters_count_what_they_would_show_and_are_cleared(page):
    assert [count(page, name) for name in ("Fighting", "Protest", "Did not happen", "Whole country")] == [4, 1, 1, 2]
    page.get_by_role("checkbox", name="Fighting & violence").uncheck()
    assert page.evaluate(SHOWN) == 10
    assert count(page, "Fighting") == 4, "what it would show if it were on"
    assert count(page, "Did not happen") == 0, "the shelling denied is fighting, which is off"
    page.get_by_role("button", name="Clear filters").click()
    assert page.evaluate(SHOWN) == 14
    assert page.get_by_role("checkbox", name="Fighting & violence").is_checked()
    assert not page.get_by_role("checkbox", name="Did not happen").is_checked()
    assert page.get_by_role("button", name="Clear filters").is_hidden()
    assert page.evaluate("document.activeElement.id") == "filters"


def test_only_one_kind_and_all_again(page):
    row(page, "Protest").hover()
    only = page.get_by_role("button", name="Only Protest")
    only.click()
    assert page.evaluate(SHOWN) == 1
    assert page.locator("#filters .option.off").count() == 7, "six kinds, and what did not happen"
    only.click()
    assert page.evaluate(SHOWN) == 14


def test_actors_are_found_by_typing_and_chosen(sample, visit):
    they = Actor("they", 0, 3, "actor")
    events = tuple(
        replace(event, actors=(Actor(f"Brigade {i} of {i % 3}", 0, 3, "actor"), they))
        for i, event in enumerate(sample.event_records)
    )
    page = visit(render([replace(sample, event_records=events)])).page
    page.locator("summary", has_text="Who").click()
    page.get_by_label("Find a person").fill("BRIGADE 1")
    rows = page.locator("details .option")
    assert [text.split(" of")[0] for text in rows.locator("bdi").all_inner_texts()] == [
        f"Brigade {i}" for i in (1, 10, 11, 12, 13, 14)
    ]
    rows.nth(1).locator("input").check()
    assert page.evaluate(SHOWN) == 1
    page.get_by_label("Find a person").fill("they")
    assert rows.locator("bdi").all_inner_texts() == ["Brigade 10 of 1"], "the chosen stay; a pronoun is nobody's name"
    page.evaluate("new Promise(done => setTimeout(done, 300))")
    assert "actor=Brigade+10+of+1" in page.evaluate("location.hash")


def test_outlets_are_a_filter_if_there_are_several(sample, visit):
    other = replace(sample, article=replace(sample.article, source="Other Herald"))
    page = visit(render([sample, other])).page
    page.locator("summary", has_text="Outlet").click()
    page.get_by_role("checkbox", name="Other Herald").check()
    assert page.evaluate(SHOWN) == 14
    assert page.locator("#summary").inner_text().startswith("14 of 30 events shown")
    assert page.locator("#summary").inner_text().endswith("from 2 articles")


def test_search_by_slash_and_escape_tells_what_it_found(page):
    page.keyboard.press("/")
    page.keyboard.type("ALÉPPO")
    until(page, "Dateline.state.query === 'ALÉPPO'")
    until(page, "document.getElementById('notice').textContent === '0 events found, 1 more filtered out'")
    assert "1 found but filtered out" in page.locator("#summary").inner_text()
    page.keyboard.press("Escape")
    until(page, f"{SHOWN} === 14")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.type("/")
    assert page.locator("#search input").input_value() == "/", "a slash that is typed is a slash"


def test_layers_are_switched_and_come_back_from_the_address(page):
    page.get_by_role("checkbox", name="Labels").uncheck()
    assert page.evaluate("map_dateline.hasLayer(Dateline.layers.labels)") is False
    address = page.evaluate("Dateline.address()")
    assert "switched=labels" in address
    page.get_by_role("checkbox", name="Labels").check()
    page.evaluate("address => Dateline.restore(address)", address)
    assert page.evaluate("map_dateline.hasLayer(Dateline.layers.labels)") is False
    assert not page.get_by_role("checkbox", name="Labels").is_checked()


def test_the_theme_follows_the_system_until_it_is_chosen(page):
    page.evaluate("window.themes = []; Dateline.on('theme', theme => themes.push(theme))")
    page.emulate_media(color_scheme="dark")
    until(page, f"{THEME} === 'dark'")
    page.get_by_role("button", name="Switch to light colours").click()
    assert page.evaluate(THEME) == "light"
    assert "theme=light" in page.evaluate("Dateline.address()")
    assert page.get_by_role("button", name="Switch to dark colours").is_visible()
    assert page.evaluate("themes") == ["dark", "light"]


def test_a_link_is_copied_or_laid_out(page):
    page.get_by_role("checkbox", name="Protest").uncheck()
    page.evaluate("navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); }; 0")
    page.get_by_role("button", name="Copy link").click()
    until(page, "window.copied")
    assert "#families=protest" in page.evaluate("copied")
    assert page.locator("#notice.seen").inner_text().startswith("Link copied")
    page.evaluate("navigator.clipboard.writeText = () => Promise.reject(new Error('denied')); 0")
    page.get_by_role("button", name="Copy link").click()
    box = page.get_by_label("Address of the map")
    assert box.input_value() == page.evaluate("copied")
    assert page.evaluate("document.activeElement.selectionEnd - document.activeElement.selectionStart") > 20
    page.keyboard.press("Escape")
    assert box.count() == 0
    assert page.evaluate("document.activeElement.id") == "tool-copy"


def test_the_download_menu_works_by_keyboard(page):
    page.evaluate("Dateline.exporting = { geojson: async () => 'g', csv: async () => 'a,b\\r\\n' }")
    page.locator("#tool-download").focus()
    page.keyboard.press("Enter")
    assert "14 events" in page.locator(".menu").inner_text()
    page.keyboard.press("ArrowDown")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert waiting.value.suggested_filename == "envoys-meet-in-geneva-as-shelling-goes-on.csv"
    assert waiting.value.path().read_bytes() == b"a,b\r\n"
    assert page.locator(".menu").count() == 0
    assert page.evaluate("document.activeElement.id") == "tool-download"


def test_paper_holds_title_map_legend_and_the_events_with_their_sentences(page):
    page.get_by_role("checkbox", name="Fighting & violence").uncheck()
    page.evaluate("window.print = () => { window.paper = document.body.innerText; window.shape = "
                  "document.getElementById('map_dateline').clientWidth; }; 0")  # fmt: skip
    view = page.evaluate("[map_dateline.getCenter().lng, map_dateline.getZoom()]")
    page.keyboard.press("Control+p")
    until(page, "window.paper")
    paper = page.evaluate("paper")
    assert "Residents of Suwayda marched against the price of bread on Friday." in paper
    assert "Cholera was reported" in paper
    assert "Shells hit" not in paper
    assert "Solid: a town or site that is known" in paper
    assert "Struck through" not in paper, "nothing is drawn so"
    assert "Layers" not in paper
    assert page.evaluate("shape") == pytest.approx(186 / 25.4 * 96, abs=4)
    assert page.locator("#printed").is_hidden()
    assert page.evaluate("[map_dateline.getCenter().lng, map_dateline.getZoom()]") == pytest.approx(view, abs=0.3)


def test_what_the_sources_of_places_ask_to_be_shown_is_shown(sample, visit):
    asked = Provenance("nominatim (http://127.0.0.1)", attribution="Data © OpenStreetMap contributors, ODbL 1.0")
    first, *rest = sample.toponym_records
    mapped = replace(first, place=replace(first.place, provenance=asked))
    page = visit(render([replace(sample, toponym_records=(mapped, *rest))])).page
    credit = page.locator(".leaflet-control-attribution").inner_text()
    assert credit.endswith("Leaflet · Data © OpenStreetMap contributors, ODbL 1.0")


def test_a_still_has_no_controls(sample, visit):
    page = visit(render([sample])).page
    page.evaluate("location.hash = 'still'")
    page.wait_for_selector("html[data-still]")
    controls = ":is(#top, #filters, #timeline, #tabs, .leaflet-control) :is(button, input, a[role=button]):visible"
    assert page.locator(controls).count() == 0
    assert page.locator("#legend").is_visible()
    assert page.locator(".legend").inner_text().count("Fighting") == 1
    assert page.evaluate("map_dateline.getSize().x") == 1280
    assert page.locator(".leaflet-control-attribution").is_visible()


def test_a_phone_has_a_search_behind_its_button_and_large_targets(sample, visit):
    page = visit(render([sample]), width=390, height=844).page
    assert page.locator("#search").is_hidden()
    page.get_by_role("button", name="Search").click()
    page.locator("#search input").fill("bread")
    until(page, f"{SHOWN} === 1")
    page.click("#tab-filters")
    targets = ".tool:visible, .leaflet-bar a, .option label, .leaflet-control-layers-overlays label, [role=tab]"
    sizes = page.locator(targets).evaluate_all(
        "nodes => nodes.map(node => node.getBoundingClientRect()).map(box => Math.min(box.width, box.height))"
    )
    assert min(sizes) >= 40
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_map_can_show_all_again(page):
    before = page.evaluate("map_dateline.getZoom()")
    page.evaluate("map_dateline.setView([0, 150], 6, { animate: false })")
    page.get_by_role("button", name="Show all events").click()
    assert page.evaluate("map_dateline.getZoom()") == before
