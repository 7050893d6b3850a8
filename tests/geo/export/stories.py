"""Stories for the tests of what leaves Dateline: one by hand, and any that Hypothesis can think of."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, get_args

from hypothesis import strategies as st
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from geo import Article, Story
from geo.model import (
    Actor,
    Candidate,
    DateInterval,
    Event,
    EventType,
    Link,
    Place,
    Precision,
    Provenance,
    Relation,
    Toponym,
    Trigger,
)

TEXT = "Shells fell on Aleppo on Friday. Talks were proposed. Clashes went on in northern Syria and Zorbeltown."

HOSTILE = (
    "=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)", "\t=1", "\r=1", ' "=1', "\uff1d1+1", "\u200b=1",
    "<script>alert(1)</script>", "]]>", "&lt;b&gt;", "{{7*7}}", "$[name]", 'quote " and, comma; and\nline',
    "nul \x00 bell \x07 esc \x1b", "lone \ud800 half", "\udc80", "bidi \u202e\u2066 marks", "\ufffe", "\ufeff",
    "</description></Placemark>", "'; DROP TABLE events; --", "", " ", "x" * 40_000,
)  # fmt: skip

NAMES = [ascii(text)[:24] for text in HOSTILE]
"""What pytest calls them."""


def sample() -> Story:
    """Return a story with a placed event, one without a place, and one in an area and in a place nobody can draw."""
    aleppo = Place(7, "Aleppo", 170063, "P", "PPLA", "SY", "09", "Ḩalab", 37.16117, 36.20124, 2_098_210, 12.9)
    syria = Place(8, "Syria", 163843, "A", "PCLI", "SY", None, None, 38.0, 35.0, 16_906_283, 400.0)
    own = Place(
        9, "Old Quay", None, "S", "QUAY", None, None, None, 36.5, 35.5, 0, 0.1, None, "Harbour district",
        Provenance("mine.csv", "sha256:12", "old quay", "2026-01-01T00:00:00Z", "© our archive"),
    )  # fmt: skip
    toponyms = (
        Toponym("Aleppo", 15, 21, "event", 0.97, aleppo, (Candidate(aleppo, 0.99),), (("population", 1.9),)),
        Toponym("Syria", 82, 87, "event", 0.9, syria),
        Toponym("Zorbeltown", 92, 102, "event", 0.8, None),
        Toponym("Quay", 0, 4, "background", 0.5, own),
    )
    where = Link(0, "in", 37.16117, 36.20124, "town", 12.9, 0.8)
    north = Link(1, "in", 38.0, 36.0, "region", 150.0, 0.7, (), box(36, 35, 42, 37), "northern Syria")
    nowhere = Link(2, "in", None, None, None, None, 0.8)
    shelling = Event(
        "e1", "ASSAULT", "heavy-weapons", "MATERIAL CONFLICT", Trigger("fell", 7, 11), ((7, 11),), (0, 32),
        (Actor("Shells", 0, 6, "actor"), Actor("Aleppo", 15, 21, "recipient", "SYR", "CVL")),
        DateInterval("2016-07-15", "2016-07-15", "day", "Friday"), "asserted", "positive", "specific", "past", 0.9,
        (where,),
    )  # fmt: skip
    talks = replace(
        shelling, id="e2", type="CONSULT", mode=None, quad="VERBAL COOPERATION", trigger=Trigger("Talks", 33, 38),
        sentence=(33, 53), actors=(), date=None, modality="other", places=(),
    )  # fmt: skip
    clashes = replace(
        shelling, id="e3", trigger=Trigger("Clashes", 54, 61), sentence=(54, 103), actors=(),
        date=DateInterval("2016-07-08", "2016-07-15", "week"), places=(north, nowhere),
    )  # fmt: skip
    article = Article(TEXT, published="2016-07-16", id="a1", title="Shells fall", source="Example Herald")
    return Story(article, toponyms, (shelling, talks, clashes))


def rows(story: Story) -> int:
    """Return the number of events' rows: one per event and place, one for an event without."""
    return sum(max(1, len(event.places)) for event in story.event_records)


def hostile(text: str) -> Story:
    """Return the sample with a text in every field that comes from an article or a gazetteer."""
    story = sample()
    origin = Provenance(text, text, text, text, text)
    toponyms = []
    for one in story.toponym_records:
        place = one.place and replace(
            one.place, name=text, country_code=text, admin1=text, admin2=text, feature_code=text, provenance=origin
        )
        toponyms.append(replace(one, text=text, place=place, why=((text, 1.0),), candidates=()))
    events = tuple(
        replace(
            one, id=text, mode=text, trigger=replace(one.trigger, text=text), sentence=(0, len(text)),
            actors=(Actor(text, 0, 1, "actor", text, text), Actor(text, 0, 1, "recipient")),
            date=DateInterval(text, text, "day", text), places=tuple(replace(p, spot=text) for p in one.places),
        )
        for one in story.event_records
    )  # fmt: skip
    article = Article(text, published=text, id=text, title=text, source=text, byline=(text,))
    return Story(article, tuple(toponyms), events)


_TEXT = st.one_of(st.sampled_from(HOSTILE[:-1]), st.text(st.characters(exclude_categories=()), max_size=8))
_MAYBE = st.none() | _TEXT
_SHARE = st.floats(0, 1)
_LON = st.floats(-200, 200) | st.sampled_from([math.nan, math.inf, -180.0, 180.0, 359.9999999])
_LAT = st.floats(-95, 95) | st.sampled_from([math.nan, -math.inf, -90.0, 90.0])
_SHAPES = st.one_of(
    st.none(),
    st.builds(lambda x, y, w, h: box(x, y, x + w, y + h), st.floats(-200, 200), st.floats(-95, 85),
              st.floats(0, 60), st.floats(0, 40)),
    st.builds(lambda x, y: box(x, y, x + 9, y + 9, ccw=False).difference(box(x + 2, y + 2, x + 3, y + 3)),
              st.floats(-185, 185), st.floats(-90, 80)),
    st.lists(st.tuples(st.floats(-200, 200), st.floats(-90, 90)), min_size=2, max_size=9).map(LineString),
    st.lists(st.tuples(st.floats(-190, 190), st.floats(-90, 90)), min_size=3, max_size=9).map(Polygon),
    st.sampled_from([
        Polygon(), GeometryCollection([Point(1, 2), LineString([(0, 0), (1, 1)]), box(3, 3, 4, 4)]),
        MultiPolygon([box(170, -20, 190, -10), box(-170, 60, -160, 70)]), LineString([(5, 5), (5, 5)]),
        box(0, 0, 1e-7, 1e-7), LineString([(math.inf, 0), (1, 1)]),
        Polygon([(-180, -90), (180, -90), (180, -60), (-180, -60)]),
    ]),
)  # fmt: skip
_PLACES = st.builds(
    Place, id=st.just(1), name=_TEXT, geonameid=st.none() | st.integers(1, 2**31),
    feature_class=st.sampled_from("APHUV"), feature_code=_TEXT, country_code=st.sampled_from([None, "SY", "FJ", "??"]),
    admin1_code=st.none(), admin1=_MAYBE, lon=_LON, lat=_LAT, population=st.integers(0, 10**10), admin2=_MAYBE,
    provenance=st.none() | st.builds(Provenance, provider=_TEXT, attribution=_MAYBE),
)  # fmt: skip
_TOPONYMS = st.builds(
    Toponym, text=_TEXT, start=st.integers(0, 9), end=st.integers(0, 9), role=st.just("event"), confidence=_SHARE,
    place=st.none() | _PLACES, candidates=st.lists(st.builds(Candidate, _PLACES, _SHARE), max_size=2).map(tuple),
    why=st.lists(st.tuples(_TEXT, st.floats()), max_size=2).map(tuple),
)  # fmt: skip
_ACTORS = st.builds(Actor, _TEXT, st.just(0), st.just(1), st.sampled_from(["actor", "recipient"]))
_DATES = st.none() | st.builds(
    lambda start, days, words: DateInterval(str(start), str(start + timedelta(days)), "week", words),
    st.dates(max_value=date(9998, 1, 1)), st.integers(0, 300), _MAYBE,
)  # fmt: skip


def _links(toponyms: int) -> st.SearchStrategy[tuple[Link, ...]]:
    drawn = st.builds(
        Link, toponym=st.integers(0, max(0, toponyms - 1)), relation=st.sampled_from(get_args(Relation)), lon=_LON,
        lat=_LAT, precision=st.sampled_from(get_args(Precision)), uncertainty_km=st.floats(0, 9e3), confidence=_SHARE,
        shape=_SHAPES, spot=_MAYBE,
    )  # fmt: skip
    unknown = drawn.map(lambda link: replace(link, lon=None, lat=None, precision=None, uncertainty_km=None, shape=None))
    return st.lists(drawn | unknown, max_size=3 if toponyms else 0).map(tuple)


def _events(toponyms: int) -> st.SearchStrategy[Event]:
    kinds: dict[str, Any] = {
        "modality": ["asserted", "other"], "polarity": ["positive", "negative"], "genericity": ["specific", "generic"],
        "tense": ["past", "future"], "quad": [None, "MATERIAL CONFLICT", "VERBAL COOPERATION"],
    }  # fmt: skip
    return st.builds(
        Event, id=_TEXT, type=st.sampled_from(get_args(EventType)), mode=_MAYBE,
        trigger=st.builds(Trigger, _TEXT, st.just(0), st.just(1)), actors=st.lists(_ACTORS, max_size=2).map(tuple),
        mentions=st.just(((0, 1),)), sentence=st.just((0, 9)), date=_DATES, confidence=_SHARE, places=_links(toponyms),
        **{name: st.sampled_from(values) for name, values in kinds.items()},
    )  # fmt: skip


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Draw a story: any text in its fields, coordinates on and off the globe, shapes of all kinds, valid or not."""
    article = draw(
        st.builds(
            Article, text=_TEXT, title=_MAYBE, source=_MAYBE, id=_MAYBE, published=st.none() | st.dates().map(str)
        )
    )
    toponyms = draw(st.lists(_TOPONYMS, max_size=3))
    events = draw(st.lists(_events(len(toponyms)), max_size=3))
    return Story(article, tuple(toponyms), tuple(events))
