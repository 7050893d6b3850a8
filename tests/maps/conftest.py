"""A story written for these tests (invented events at real places), and a browser to look at its page."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright
from shapely.geometry import box

from geo.model import Actor, Article, Candidate, DateInterval, Event, EventType, Link, Place, Role, Toponym, Trigger
from geo.story import Story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from playwright.sync_api import Browser, Page
    from shapely.geometry.base import BaseGeometry

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip

TEXT = """GENEVA (Sample Wire) - Envoys from Damascus and Ankara met in Geneva on Tuesday for talks on a truce in Syria.
Shells hit the southern edge of Saraqib on Monday, the provincial council said. Aircraft struck a convoy near Palmyra \
in recent days, without giving a precise location. Residents of Suwayda marched against the price of bread on Friday.
The army denied that it had shelled Aleppo. Clashes were reported across Idlib province last week, and the militia has \
routinely shelled villages there. Thirty lorries of flour crossed at the Turkish border.
Washington threatened new sanctions on Syria. The governments may open a joint command centre in Amman. A truce in all \
of Syria was agreed in principle, and fuel rationing was announced in Syria from Saturday.
Cholera was reported, officials said, without saying where. Donors promised more money.
Nadia Rahal reported from Beirut, Lebanon."""

PLACES = {
    "Geneva": ("P", "PPLA", "CH", "Geneva", 6.1457, 46.2022, 183_981, 5.0),
    "Damascus": ("P", "PPLC", "SY", "Damascus", 36.2913, 33.5102, 1_569_394, 10.0),
    "Ankara": ("P", "PPLC", "TR", "Ankara", 32.8543, 39.9199, 3_517_182, 15.0),
    "Syria": ("A", "PCLI", "SY", None, 38.0, 35.0, 16_906_283, 400.0),
    "Saraqib": ("P", "PPL", "SY", "Idlib", 36.8031, 35.8637, 37_527, 3.0),
    "Palmyra": ("P", "PPL", "SY", "Homs", 38.2840, 34.5624, 51_015, 4.0),
    "Suwayda": ("P", "PPLA", "SY", "As-Suwayda", 36.5694, 32.7090, 59_052, 3.0),
    "Aleppo": ("P", "PPLA", "SY", "Aleppo", 37.1612, 36.2012, 1_602_264, 10.0),
    "Idlib": ("A", "ADM1", "SY", "Idlib", 36.7, 35.8, 0, 60.0),
    "Turkish": ("A", "PCLI", "TR", None, 34.9, 39.1, 82_319_724, 800.0),
    "Washington": ("P", "PPLC", "US", "Washington, D.C.", -77.0365, 38.8951, 689_545, 12.0),
    "Amman": ("P", "PPLC", "JO", "Amman", 35.9450, 31.9552, 1_275_857, 12.0),
    "Beirut": ("P", "PPLC", "LB", "Beyrouth", 35.5016, 33.8933, 1_916_100, 8.0),
    "Lebanon": ("A", "PCLI", "LB", None, 35.8333, 33.8333, 6_848_925, 110.0),
}


def place(name: str) -> Place:
    """Return one of the places above."""
    kind, code, country, admin1, lon, lat, population, radius = PLACES[name]
    return Place(
        id=sorted(PLACES).index(name), name="Turkey" if name == "Turkish" else name, geonameid=1, feature_class=kind,
        feature_code=code, country_code=country, admin1_code=None, admin1=admin1, lon=lon, lat=lat,
        population=population, radius_km=radius,
    )  # fmt: skip


@dataclass
class Draft:
    """A story being written: finds spans by their words."""

    text: str
    toponyms: list[Toponym] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def name(self, words: str, role: Role = "event", *, nth: int = 0, **changes: Any) -> int:
        """Add the nth occurrence of a name as a toponym; return its index."""
        start = -1
        for _ in range(nth + 1):
            start = self.text.index(words, start + 1)
        here = place(words)
        facts = {
            "place": here,
            "candidates": (Candidate(here, 0.9),),
            "why": (("population", 1.9), ("country of the story", 1.2)),
        }
        self.toponyms.append(Toponym(words, start, start + len(words), role, 0.93, **{**facts, **changes}))
        return len(self.toponyms) - 1

    def tell(
        self,
        trigger: str,
        kind: EventType,
        at: Sequence[Link] = (),
        *,
        actors: Sequence[tuple[str, Any]] = (),
        **changes: Any,
    ) -> None:
        """Add an event told by the words ``trigger``."""
        start = self.text.index(trigger)
        end = start + len(trigger)
        stop = self.text.rfind(". ", 0, start)
        opening = max(stop + 2 if stop >= 0 else 0, self.text.rfind("\n", 0, start) + 1)
        closing = self.text.find(".", end) + 1 or len(self.text)
        facts: dict[str, Any] = {
            "mode": None, "quad": None, "date": None, "modality": "asserted", "polarity": "positive",
            "genericity": "specific", "tense": "past", "confidence": 0.84,
        }  # fmt: skip
        people = tuple(
            Actor(name, self.text.index(name), self.text.index(name) + len(name), role, "SYR", "MIL")
            for name, role in actors
        )
        self.events.append(
            Event(
                id=f"e{len(self.events) + 1}",
                type=kind,
                trigger=Trigger(trigger, start, end),
                mentions=((start, end),),
                sentence=(opening, closing),
                actors=people,
                places=tuple(at),
                **{**facts, **changes},
            )
        )

    def link(
        self,
        toponym: int,
        precision: Any = "town",
        *,
        km: float = 5.0,
        relation: Any = "in",
        shape: BaseGeometry | None = None,
        lon: float | None = None,
        lat: float | None = None,
    ) -> Link:
        """Return a link to a toponym's place."""
        here = self.toponyms[toponym].place
        if here is None:
            raise ValueError(f"toponym {toponym} has no place")
        return Link(
            toponym, relation, here.lon if lon is None else lon, here.lat if lat is None else lat, precision, km, 0.8,
            (("named in the trigger's sentence", 1.4),), shape,
        )  # fmt: skip


def sample_story() -> Story:
    """Return a story with every kind of event, place and precision that the page draws."""
    draft = Draft(TEXT)
    day = lambda first, last, words: DateInterval(first, last, "day" if first == last else "week", words)  # noqa: E731
    geneva = draft.name("Geneva")
    draft.name("Damascus", "metonym")
    draft.name("Ankara", "metonym")
    saraqib, palmyra, suwayda, aleppo = (draft.name(one) for one in ("Saraqib", "Palmyra", "Suwayda", "Aleppo"))
    idlib, turkey, amman = draft.name("Idlib"), draft.name("Turkish", "demonym"), draft.name("Amman")
    syria = draft.name("Syria", nth=2)
    washington = draft.name("Washington", "metonym")
    draft.name("Beirut", "byline")
    draft.name("Lebanon", "byline")
    draft.toponyms[palmyra] = Toponym(
        "Palmyra", draft.toponyms[palmyra].start, draft.toponyms[palmyra].end, "event", 0.7, place("Palmyra"),
        (Candidate(place("Palmyra"), 0.9), Candidate(place("Damascus"), 0.1)), (("nearest to the others", 0.8),),
    )  # fmt: skip
    draft.tell(
        "met",
        "CONSULT",
        [draft.link(geneva)],
        date=day("2031-03-04", "2031-03-04", "on Tuesday"),
        actors=[("Envoys", "actor")],
    )
    draft.tell("talks", "CONSULT", [draft.link(geneva)])
    draft.tell(
        "hit", "ASSAULT", [draft.link(saraqib)], mode="heavy-weapons", date=day("2031-03-03", "2031-03-03", "on Monday")
    )
    draft.tell(
        "struck", "ASSAULT", [draft.link(palmyra, "area", km=30, relation="near")], mode="aerial",
        date=day("2031-02-26", "2031-03-05", "in recent days"),
        actors=[("Aircraft", "actor"), ("a convoy", "recipient")],
    )  # fmt: skip
    draft.tell("marched", "PROTEST", [draft.link(suwayda)], date=day("2031-03-07", "2031-03-07", "on Friday"))
    draft.tell("had shelled", "ASSAULT", [draft.link(aleppo)], polarity="negative")
    draft.tell("Clashes", "ASSAULT", [draft.link(idlib, "admin1", km=60, shape=box(36.1, 35.3, 37.2, 36.4))])
    draft.tell(
        "routinely shelled",
        "ASSAULT",
        [draft.link(idlib, "admin1", km=60, shape=box(36.1, 35.3, 37.2, 36.4))],
        genericity="generic",
    )
    draft.tell("crossed", "AID", [draft.link(turkey, "border", km=60, relation="at_border", lon=37.0, lat=36.7)])
    draft.tell("threatened", "THREATEN", [draft.link(washington)])
    draft.tell("open", "COOPERATE", [draft.link(amman)], modality="other", tense="future")
    draft.tell("agreed in principle", "AGREE", [draft.link(syria, "country", km=400)])
    draft.tell("rationing", "OTHER", [draft.link(syria, "country", km=400)])
    draft.tell("Cholera", "OUTBREAK")
    draft.tell("promised", "AID", modality="other")
    article = Article(
        TEXT,
        published="2031-03-08",
        title="Envoys meet in Geneva as shelling goes on",
        source="Sample Wire",
        byline=("Nadia Rahal",),
    )
    return Story(article, tuple(draft.toponyms), tuple(draft.events))


@pytest.fixture(scope="session")
def sample() -> Story:
    return sample_story()


@dataclass
class Visit:
    """A page that was opened, and what it did meanwhile."""

    page: Page
    requests: list[str]
    complaints: list[str]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Where tests must not be skipped (CI=true), a missing browser is a failure."""
    if not CHROMIUM.exists():
        reason = f"{CHROMIUM} is missing: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Visit]]:
    """Return a function that opens HTML from a file, offline, and waits until the map is drawn."""
    contexts = []

    def opened(html: str, *, width: int = 1280, height: int = 800, scheme: Any = "light", hash_: str = "") -> Visit:
        file = tmp_path / f"map{len(contexts)}.html"
        file.write_text(html, encoding="utf-8", newline="\n")
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, offline=True)
        contexts.append(context)
        page = context.new_page()
        seen = Visit(page, [], [])
        page.on("request", lambda request: seen.requests.append(request.url))
        page.on("console", lambda message: seen.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (seen.complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.goto(file.as_uri() + hash_)
        page.wait_for_selector("html[data-ready]", timeout=20_000)
        return seen

    yield opened
    for context in contexts:
        context.close()
