"""Reading the page: one selection for map, text and list; cards; a list and a text of any length."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from geo.model import Actor, DateInterval
from maps import render

FOCUS = "document.activeElement.className + '#' + document.activeElement.id"
SELECT = "row => Dateline.select(row, { from: 'list' })"
GATED = """() => {
    const { event } = Dateline.store;
    window.answer = {};
    Dateline.store.event = async (row) => {
        await new Promise((done) => { window.answer[row] = done; });
        return event(row);
    };
}"""


def row_of(page, words):
    """Return the row of the event told by ``words``."""
    return page.evaluate(
        """async words => {
            for (let row = 0; row < Dateline.store.events.count; row += 1) {
                const event = await Dateline.store.event(row);
                if (event.article.text.slice(...event.mentions[0]) === words) return row;
            }
        }""",
        words,
    )


def events(sample, number):
    """Return the sample with ``number`` events, a day apart, of which every third has no place."""
    first = sample.event_records[2]
    made = (
        replace(
            first,
            id=f"e{i + 1}",
            date=DateInterval(f"20{i // 336:02d}-{i // 28 % 12 + 1:02d}-{i % 28 + 1:02d}", "2031-01-01", "day", None),
            places=first.places if i % 3 else (),
        )
        for i in range(number)
    )
    return replace(sample, event_records=tuple(made))


@pytest.fixture
def page(sample, visit):
    return visit(render([sample])).page


def test_the_text_is_there_character_for_character_and_its_headline_once(sample, visit):
    title = sample.article.title
    text = f"{title}\n\n\tTabs,  spaces \U0001f5fa and \n{'no space' * 3000}\n" + "One line. " * 3000
    page = visit(render([replace(sample, article=replace(sample.article, text=text), event_records=())])).page
    assert page.locator("#text .story").evaluate("node => node.textContent") == text
    headings = page.locator("#text").get_by_role("heading", name=title)
    assert headings.count() == 1
    page = visit(render([sample])).page
    assert page.locator("#text .story").evaluate("node => node.textContent") == sample.article.text
    assert page.locator("#text header h2").text_content() == title


def test_a_sentence_opens_the_popup_and_escape_gives_the_focus_back(page):
    row = row_of(page, "struck")
    mark = page.locator(f"#text .text-mark[data-event='{row}']")
    mark.click()
    popup = page.locator(".leaflet-popup")
    words = popup.text_content()
    expected = """Attack: aerial|near Palmyra|26 Feb – 5 Mar 2031|“in recent days”|Aircraft acts|a convoy acted upon
        |area; the spot lies within about 30 km|80 % place|nearest to the others|Damascus, Syria 10 %|Sample Wire"""
    for part in expected.split("|"):
        assert part.strip() in words
    assert popup.locator("blockquote mark").text_content() == "struck"
    assert popup.get_attribute("role") == "dialog"
    assert "leaflet-popup" in page.evaluate(FOCUS)
    assert page.locator("#text .lit").all_text_contents() == [
        "Aircraft struck a convoy near Palmyra in recent days, without giving a precise location."
    ]
    page.keyboard.press("Escape")
    popup.wait_for(state="detached")
    assert page.evaluate("Dateline.state.event") is None
    assert mark.evaluate("node => node === document.activeElement")


def test_an_event_without_a_place_has_its_card_in_the_corner(page):
    page.evaluate(SELECT, row_of(page, "Cholera"))
    card = page.locator("#card")
    assert "No place was found in the text" in card.text_content()
    assert "Cholera was reported, officials said, without saying where." in card.text_content()
    card.get_by_text("Show in text").click()
    assert page.locator("#text .text-mark:focus").count() == 1
    page.keyboard.press("Escape")
    assert card.is_hidden()


def test_the_latest_selection_wins_and_a_slow_one_opens_with_what_is_known(page):
    page.evaluate(GATED)
    popup = page.locator(".leaflet-popup")
    for row, words in ((0, "Attack: aerial"), (2, "Talks")):
        page.evaluate("row => { Dateline.select(row, { from: 'list' }); }", row)
        popup.locator("h2", has_text=words).wait_for()
        assert popup.locator("blockquote").count() == 0
    page.evaluate("window.answer[2]()")
    popup.locator("blockquote", has_text="Envoys from Damascus").wait_for()
    page.evaluate("window.answer[0]()")
    page.wait_for_timeout(100)
    assert popup.count() == 1
    assert popup.locator("h2").text_content() == "Talks"
    assert "leaflet-popup" in page.evaluate(FOCUS)


def test_several_events_are_a_list_with_a_way_back(page):
    page.evaluate("""() => {
        const links = [...Dateline.shown.links];
        const events = links.map((link) => Dateline.store.links.event[link]);
        Dateline.open({ events, links, latlng: map_dateline.getCenter(), opener: document.getElementById("tab-text") });
    }""")
    popup = page.locator(".leaflet-popup")
    assert popup.locator("h2").text_content() == "12 events"
    popup.locator(".entry", has_text="Saraqib").click()
    assert popup.locator("blockquote mark").text_content() == "hit"
    popup.get_by_text("All events here").click()
    assert popup.locator("h2").text_content() == "12 events"
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUS) == "#tab-text"


def test_what_a_card_says_of_people_dates_and_places(sample, visit):
    told = next(event for event in sample.event_records if event.trigger.text == "hit")
    other = next(event for event in sample.event_records if event.trigger.text == "marched")
    many = replace(
        told,
        actors=(Actor("She", 0, 3, "actor", None, None),),
        date=DateInterval("2031-03-08", "2031-03-08", "day", None, "the report's day"),
        places=(*told.places, *other.places),
        why=(("lexicon: hit", 1.5),),
    )
    page = visit(render([replace(sample, event_records=(many,))])).page
    page.evaluate(SELECT, 0)
    popup = page.locator(".leaflet-popup")
    words = popup.text_content()
    for part in ("“She” in the text acts", "inferred, not stated here: the report's day", "lexicon: hit +1.5"):
        assert part in words
    popup.get_by_role("button", name="Suwayda").click()
    page.wait_for_timeout(50)
    assert "Suwayda, As-Suwayda, Syria" in page.locator(".leaflet-popup").last.text_content()


@pytest.mark.parametrize(
    ("published", "words"), [("2031-03-09", "The text gives no date"), (None, "its day of publication is not known")]
)
def test_why_an_event_has_no_day_is_told(sample, visit, published, words):
    undated = replace(sample.event_records[0], date=None)
    article = replace(sample.article, published=published)
    page = visit(render([replace(sample, article=article, event_records=(undated,))])).page
    page.evaluate(SELECT, 0)
    assert words in page.locator(".leaflet-popup").text_content()


def test_a_place_tells_its_mentions_its_events_and_what_else_it_may_be(page):
    page.locator("#text .toponym", has_text="Palmyra").focus()
    page.keyboard.press("Enter")
    words = page.locator(".leaflet-popup").text_content()
    for part in ("Homs, Syria", "1 mention", "place of an event", "nearest to the others", "Damascus, Syria", "51,015"):
        assert part in words
    assert "Events here: 1" in words
    page.locator(".leaflet-popup").get_by_role("button", name=re.compile("Attack: aerial")).click()
    assert page.locator(".leaflet-popup blockquote mark").text_content() == "struck"


def test_a_long_list_has_only_the_rows_in_view_and_keys_reach_all(sample, visit):
    page = visit(render([events(sample, 3000)], evidence="quotes")).page
    page.click("#tab-events")
    assert page.locator("#tab-events .count").text_content() == "3,000"
    rows = page.locator("#events .row")
    assert 5 < rows.count() < 30
    page.locator("#events .entry[tabindex='0']").focus()
    page.keyboard.press("End")
    assert page.locator("#events .row:focus-within").get_attribute("aria-setsize") == "1000"
    last = page.locator("#events .row[aria-posinset='1000']")
    assert page.locator("#events .entry[tabindex='0']").count() == 1
    last.locator(".quote", has_text="Shells hit").wait_for()
    page.keyboard.press("Enter")
    page.locator("#card .card").wait_for()
    assert "lit" in last.locator(".entry").get_attribute("class")
    page.keyboard.press("Escape")
    assert last.locator(".entry:focus").count() == 1
    page.keyboard.press("Home")
    assert page.locator("#events .row:focus-within").get_attribute("aria-posinset") == "1"
    assert rows.count() < 30


def test_filters_take_underlines_marks_and_rows(page):
    told = page.locator("#text .told:not(.off)")
    before = told.count()
    assert page.locator("#text .off").count() == 1, "what did not happen is off at first"
    page.evaluate("Dateline.update({ families: ['fighting'] })")
    assert told.count() == before - 3
    assert page.locator("#text .trigger.fam-fighting, #text .text-mark:visible .fam-fighting").count() == 0
    page.evaluate("Dateline.update({ query: 'nowhere to be found' })")
    page.click("#tab-events")
    assert "Nothing matches the filters" in page.locator("#events").text_content()
    page.get_by_role("button", name="Clear all filters").click()
    assert page.locator("#events .row").count() > 5


def test_matches_are_highlighted_and_counted(page):
    page.evaluate("Dateline.update({ query: 'tRÜce' })")
    assert "Found 2 times" in page.locator("#text .found").text_content()
    found = "[...CSS.highlights.get('found')].map(range => range.toString())"
    assert page.evaluate(found) == ["truce", "truce"]


def test_many_articles_are_read_one_at_a_time(sample, visit):
    stories = [replace(sample, article=replace(sample.article, title=f"Number {i}")) for i in range(40)]
    stories[1] = replace(stories[1], event_records=())
    page = visit(render(stories)).page
    title = page.locator("#text header h2")
    place = page.locator(".pager span")
    assert (title.text_content(), place.text_content()) == ("Number 0", "Article 1 of 40")
    page.get_by_role("button", name="Next article").click()
    page.locator("#text h2", has_text="Number 2").wait_for()
    assert place.text_content() == "Article 3 of 40"
    row = page.evaluate("[...Dateline.store.events.article].lastIndexOf(39)")
    page.evaluate(SELECT, row)
    page.locator("#text h2", has_text="Number 39").wait_for()
    page.locator("#text .lit").first.wait_for()
    assert "Article 40" in page.locator(".facts").text_content()


@pytest.mark.parametrize("evidence", ["quotes", "none"])
def test_a_page_without_all_of_the_text_says_so(sample, visit, evidence):
    seen = visit(render([sample], evidence=evidence))
    page = seen.page
    page.evaluate(SELECT, row_of(page, "hit") if evidence == "quotes" else 1)
    assert "Saraqib" in page.locator(".leaflet-popup").text_content()
    if evidence == "quotes":
        assert "Only the sentences that tell events" in page.locator("#text").text_content()
        assert page.locator("#text .lit").text_content().startswith("Shells hit the southern edge")
        assert "Nadia Rahal reported" not in page.locator("#text .story").text_content()
    else:
        assert page.locator("#tab-text").is_hidden()
        assert page.locator("#events .row").count() > 5
        assert page.locator("blockquote").count() == 0
    assert seen.complaints == []


def test_a_link_pasted_into_the_same_tab_is_followed(page):
    page.evaluate("location.hash = 'event=1&tab=events&at=5,35.5,36.5'")
    page.locator(".leaflet-popup", has_text="Saraqib").wait_for()
    assert page.evaluate("document.body.dataset.tab") == "events"
    assert page.evaluate("map_dateline.getZoom()") == 5
    page.evaluate("location.hash = ''")
    page.locator(".leaflet-popup").wait_for(state="detached")
    assert page.evaluate("[Dateline.state.event, document.body.dataset.tab]") == [None, "text"]


def test_a_damaged_page_says_what_to_do(sample, browser, tmp_path):
    html = re.sub(r'(id="dateline-columns">.{40})[^<]{40}', r"\1" + "A" * 40, render([sample]))
    file = tmp_path / "damaged.html"
    file.write_text(html, encoding="utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert "damaged" in alert.text_content()
    page.close()


def test_arrows_go_through_the_text_and_tab_leaves_it(page):
    page.locator("#text").focus()
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert first == "Talks, Geneva"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "Damascus"
    page.keyboard.press("Tab")
    assert not page.evaluate("document.getElementById('text').contains(document.activeElement)")


def test_a_phone_has_a_sheet_and_shows_the_sentence_under_it(sample, visit):
    page = visit(render([sample]), width=390, height=844).page
    page.evaluate("row => Dateline.open({ events: [row], links: [null], latlng: null, opener: null })", 1)
    card = page.locator("#card")
    card.locator("blockquote").wait_for()
    assert page.locator(".leaflet-popup").count() == 0
    card.get_by_role("button", name="Show in text").click()
    assert card.is_hidden()
    assert page.locator("#text .lit").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
