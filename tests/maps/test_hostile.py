"""Hostile text in every field of article, event and place: nothing runs, and it is shown as it was written."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import fields, is_dataclass, replace

import pytest

from geo.model import Actor, Article, Candidate, DateInterval, Event, Link, Place, Provenance, Toponym, Trigger
from geo.story import Story
from maps import render

HOSTILE = [
    "{{7*7}}",
    "{{ ''.__class__.__mro__ }}",
    "{% raw %}{% endraw %}",
    "{% for x in (1,2) %}x{% endfor %}",
    "{# gone? #}",
    "${window.pwned=1}",
    "`;window.pwned=1;`",
    "</script><script>window.pwned=1</script>",
    "</SCRIPT ><script>window.pwned=1//",
    "<!--<script>",
    "-->]]>",
    "<img src=x onerror=window.pwned=1>",
    "<svg/onload=window.pwned=1>",
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "<a href=javascript:window.pwned=1>click</a>",
    "javascript:window.pwned=1",
    "</title><script>window.pwned=1</script>",
    "</textarea></style></noscript><b>bold</b>",
    '\'" onmouseover=window.pwned=1 x="',
    "&lt;script&gt;window.pwned=1&lt;/script&gt;",
    "\\u003cscript\\u003ewindow.pwned=1\\u003c/script\\u003e",
    "line\u2028and\u2029paragraph",
    "lone \ud83d surrogate",
    "\u202eright to left override",
    "C:\\20190221\\n\\x41",
    "null\x00byte \x1b[31m",
    "<!-- map -->",
    "__proto__",
    "%s %(a)s {0} {a}",
    "\U0001f5fa astral \U0001f4a5 <b>",
    "<%= 7*7 %> #{7*7} [[7*7]]",
    "{{this.get_root().render()}}",
    "data:text/html,<script>window.pwned=1</script>",
    "vbscript:msgbox(1)",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>*{background:url(//evil.example/x)}</style>",
    "&#x3c;script&#x3e;window.pwned=1&#x3c;/script&#x3e;",
    "';window.pwned=1;//",
    '=HYPERLINK("//evil.example")',
    "line\r\nbroken\rtwice\n",
    "\u2066isolate \u2069 \ufeffmark \u200bnothing",
    "a\u0301\u0302\u0303\u0304\u0305 z\u0335algo",
    "constructor",
    "\ufefffirst of all",
    "%0d%0a%3Cscript%3E",
    "   ",
    "<template><img src=x onerror=window.pwned=1></template>",
]
CARDS = """async () => {
    const { events } = Dateline.store;
    const cards = [];
    for (let row = 0; row < events.count; row += 1) {
        const event = await Dateline.store.event(row);
        const first = events.firstLink[row];
        const link = first < events.firstLink[row + 1] ? first : null;
        cards.push({ article: event.article.number, id: event.id, text: Dateline.eventCard(event, link).textContent });
    }
    return cards;
}"""
PLACES = """async () => Promise.all(Array.from({ length: Dateline.store.named.count },
    async (_, row) => (await Dateline.placeCard([row])).textContent))"""
EVERYTHING = """async () => {
    for (let row = 0; row < Dateline.store.events.count; row += 1) await Dateline.select(row, { from: "list" });
    for (let row = 0; row < Dateline.store.named.count; row += 1)
        await Dateline.openPlace({ named: [row], latlng: map_dateline.getCenter(), opener: null });
    await Dateline.update({ statuses: [], precisions: [], query: "bombed" });
    await Dateline.update({ actors: [0, 1, 2], outlets: [0, 1, 2], query: "" });
    await Dateline.clear();
    return [await Dateline.exporting.geojson(), await Dateline.exporting.csv()];
}"""
TEXTS = """async () => Promise.all(Array.from({ length: Dateline.store.articles.count },
    async (_, number) => (await Dateline.store.article(number)).text))"""
ALONE = (
    "{{7*7}}",
    "</script><script>window.pwned=1</script>",
    "line\r\nbroken\rtwice\n",
    "lone \ud83d surrogate",
    "   ",
)
SHOWN = [text.replace("\ud83d", "\ufffd") for text in HOSTILE]


def poisoned(text):
    """Return a story with ``text`` in every field that holds text from outside."""
    body = f"{text} happened. {text} was bombed, {text} said."
    here = Place(1, text, 1, text, text, text, text, text, 36.0, 34.0, 10, 5.0)
    here = replace(here, admin2=text, provenance=Provenance(text, text, text, text, text))
    size = len(text)
    bomb = body.index("bombed")
    toponym = Toponym(
        text,
        0,
        size,
        "event",
        0.9,
        here,
        (Candidate(here, 0.6), Candidate(replace(here, id=2, name=f"other {text}"), 0.4)),
        ((text, 1.0),),
    )
    event = Event(
        id=text, type="ASSAULT", mode=text, quad=None, trigger=Trigger("bombed", bomb, bomb + 6),
        mentions=((bomb, bomb + 6),), sentence=(body.index(". ") + 2, len(body)),
        actors=(Actor(text, 0, size, "actor", text, text),), date=DateInterval(text, text, "day", text),
        modality="asserted", polarity="positive", genericity="specific", tense="past", confidence=0.9,
        places=(Link(0, "in", 36.0, 34.0, "town", 5.0, 0.9, ((text, 1.0),)),),
    )  # fmt: skip
    whole = replace(event, id=f"{text} 2", places=(Link(0, "in", 36.0, 34.0, "country", 300.0, 0.9),))
    lost = replace(event, id=f"{text} 3", places=())
    article = Article(body, published=text, title=text, source=text, id=text, byline=(text,))
    return Story(article, (toponym,), (event, whole, lost))


@pytest.fixture(scope="module")
def page_text():
    return render([poisoned(text) for text in HOSTILE], title=" ".join(HOSTILE))


def test_every_text_field_is_poisoned():
    text = "<poison>"
    story = poisoned(text)
    clean = {
        "feature_class",
        "type",
        "quad",
        "role",
        "granularity",
        "modality",
        "polarity",
        "genericity",
        "tense",
        "relation",
        "precision",
    }

    def strings(record):
        for one in fields(record):
            value = getattr(record, one.name)
            for item in value if isinstance(value, tuple) else (value,):
                if is_dataclass(item):
                    yield from strings(item)
                elif isinstance(item, str) and one.name not in clean:
                    yield one.name, item

    for record in (story.article, *story.toponym_records, *story.event_records):
        for name, value in strings(record):
            assert text in value or (name, value) == ("text", "bombed"), name


def test_hostile_text_neither_runs_nor_changes(page_text, visit):
    seen = visit(page_text)
    page = seen.page
    assert page.evaluate("document.title.includes('{{7*7}}')")
    assert page.locator("#title").text_content() == " ".join(SHOWN)
    words = [f"{text} happened. {text} was bombed, {text} said." for text in SHOWN]
    assert page.evaluate(TEXTS) == words
    cards = page.evaluate(CARDS)
    assert len(cards) == 3 * len(HOSTILE)
    for card in cards:
        text = SHOWN[card["article"]]
        assert f"Attack: {text.replace('-', ' ')}" in card["text"]
        assert card["text"].count(text) >= 6, (text, card)
    places = page.evaluate(PLACES)
    for text in SHOWN:
        assert any(f"other {text}" in place for place in places)
    geojson, table = page.evaluate(EVERYTHING)
    told = [one["properties"] for one in json.loads(geojson)["features"]]
    assert {one["article_title"] for one in told} == set(SHOWN)
    assert {one["evidence"] for one in told} == {
        f"{text} was bombed, {text} said.".strip(" \n\r\ufeff") for text in SHOWN
    }
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"), newline="")))
    assert {row["article_source"].removeprefix("'") for row in rows} == {text.removeprefix("'") for text in SHOWN}
    page.wait_for_timeout(300)
    assert page.evaluate("window.pwned") is None
    assert (
        page.locator("img, iframe, base, [onerror], [onload], [onmouseover], #text b, a[href^='javascript']").count()
        == 0
    )
    assert page.locator("link, meta[http-equiv='refresh'], style").count() == 1, "ours alone"
    assert seen.complaints == []
    assert len(seen.requests) == 1


def test_every_hostile_text_shows_in_the_source_text_of_its_article(visit):
    for text, shown in zip(HOSTILE, SHOWN, strict=True):
        if text in ALONE:
            page = visit(render([poisoned(text)])).page
            words = page.locator("#text .story").evaluate("node => node.textContent")
            assert words == f"{shown} happened. {shown} was bombed, {shown} said."


def test_hostile_text_cannot_add_a_script_to_the_document(page_text):
    clean = render([poisoned("plain")])
    assert page_text.lower().count("<script") == clean.lower().count("<script")
    assert page_text.lower().count("</script") == clean.lower().count("</script")


@pytest.mark.parametrize("field", ["text", "everywhere"])
def test_a_megabyte_is_kept_and_opens(visit, field):
    size = 1_000_000 if field == "text" else 100_000
    story = poisoned("x" * 2_000)
    if field == "text":
        story = replace(story, article=replace(story.article, text=story.article.text + " y" * (size // 2)))
    else:
        story = poisoned("x" * size)
    seen = visit(render([story]))
    assert seen.page.evaluate(TEXTS) == [story.article.text]
    assert seen.page.locator("#text .story").evaluate("node => node.textContent.length") == len(story.article.text)
    assert seen.complaints == []
    assert len(render([story])) < len(render([poisoned("x")])) + 400_000, "what repeats costs little"
