"""Hostile text in every field of article, event and place: nothing runs, and it is shown as it was written."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace

import pytest

from geo.model import Actor, Article, Candidate, DateInterval, Event, Link, Place, Toponym, Trigger
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
]
CARD = """([number, placed]) =>
    Dateline.eventCard(number, placed ? Dateline.data.events[number].places[0] : null).textContent"""
SHOWN = [text.replace("\ud83d", "\ufffd") for text in HOSTILE]


def poisoned(text):
    """Return a story with ``text`` in every field that holds text from outside."""
    body = f"{text} happened. {text} was bombed, {text} said."
    here = Place(1, text, 1, text, text, text, text, text, 36.0, 34.0, 10, 5.0)
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
    stories = page.locator("#text .story").evaluate_all("nodes => nodes.map(node => node.textContent)")
    assert stories == [f"{text} happened. {text} was bombed, {text} said." for text in SHOWN]
    heads = page.locator("#text article > header").evaluate_all("nodes => nodes.map(node => node.textContent)")
    for text, head in zip(SHOWN, heads, strict=True):
        assert head.count(text) == 4
    for number, text in enumerate(SHOWN):
        for kind in range(3):
            card = page.evaluate(
                CARD,
                [3 * number + kind, kind < 2],
            )
            assert f"Attack: {text.replace('-', ' ')}" in card
            assert card.count(text) >= (9 if kind < 2 else 6), (text, card)
        place = page.evaluate(
            "number => Dateline.placeCard(Dateline.data.toponyms[number].place, [number]).textContent", number
        )
        assert f"other {text}" in place
    page.evaluate("for (let i = 0; i < Dateline.data.events.length; i += 1) Dateline.select(i, { from: 'list' })")
    page.evaluate("for (let i = 0; i < Dateline.data.toponyms.length; i += 1) Dateline.openToponym(i)")
    page.wait_for_timeout(300)
    assert page.evaluate("window.pwned") is None
    assert page.locator("img, iframe, [onerror], [onload], [onmouseover], #text b, a[href^='javascript']").count() == 0
    assert seen.complaints == []
    assert len(seen.requests) == 1


def test_hostile_text_cannot_add_a_script_to_the_document(page_text):
    clean = render([poisoned("plain")])
    assert page_text.lower().count("<script") == clean.lower().count("<script")
    assert page_text.lower().count("</script") == clean.lower().count("</script")


def test_a_megabyte_of_text_is_kept(visit):
    story = poisoned("x" * 20_000)
    long = replace(story, article=replace(story.article, text=story.article.text + " y" * 500_000))
    page = visit(render([long])).page
    assert page.locator("#text .story").evaluate("node => node.textContent.length") == len(long.article.text)
