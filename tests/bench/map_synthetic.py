"""Invented corpora of any size for `map.py`: events at real places of the gazetteer, skewed as news of conflict is.

    stories(100_000, quotes=True)    an iterator of Story records with exactly 100,000 events among them

The same arguments give the same stories. About five events an article; a few places have thousands of events, most
have one; three events in four are in towns, the others at sites, in provinces, countries, seas, at borders; one in
fifty is nowhere. With quotes, every event has a sentence of its own of about 110 characters in the article's text, and
the article a title; without, the text is empty, there is no title, all offsets are 0: a data base of coded events.
"""

from __future__ import annotations

import random
import sqlite3
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from typing import Any

import map_words as words

from geo._data import DATA
from geo.gazetteer import Gazetteer
from geo.model import Actor, Article, Candidate, DateInterval, Event, Link, Place, Toponym, Trigger
from geo.story import Story

TOWNS = 60_000
SPAN = 5 * 365  # days, from FIRST_DAY
FIRST_DAY = date(2021, 1, 1)
EVENTS_AN_ARTICLE = (2, 3, 4, 5, 5, 6, 7, 8)
HOT = {
    "SY": 60, "PS": 60, "UA": 50, "IQ": 40, "SD": 40, "AF": 40, "IL": 40, "LB": 40, "YE": 35, "CD": 30, "MM": 25,
    "ML": 25, "SO": 25, "LY": 25, "HT": 20, "NG": 15, "ET": 15, "CO": 8, "PK": 6, "TR": 5, "MX": 4, "RU": 4,
}  # how many times its towns' people weigh as news  # fmt: skip
PRECISIONS = (
    ("town", 74), ("admin1", 8), ("country", 7), ("area", 4), ("site", 3), ("admin2", 2), ("region", 1), ("border", 1),
    (None, 2),
)  # fmt: skip
TYPES = (
    ("ASSAULT", 30), ("CONSULT", 11), ("COERCE", 8), ("PROTEST", 8), ("ACCUSE", 6), ("REQUEST", 5), ("AID", 5),
    ("THREATEN", 4), ("AGREE", 3), ("SUPPORT", 3), ("REJECT", 3), ("HAZARD", 3), ("OTHER", 3), ("ACCIDENT", 2),
    ("COOPERATE", 2), ("CONCEDE", 1), ("SANCTION", 1), ("MOBILIZE", 1), ("RETREAT", 1), ("OUTBREAK", 1),
)  # fmt: skip
GRANULARITIES = (("day", 66), ("week", 12), ("month", 8), ("vague", 2), ("year", 2), (None, 10))
LENGTHS = {"day": 0, "week": 6, "month": 30, "vague": 20, "year": 364}  # days after the first
RARE_SHARE = 0.01


@dataclass(frozen=True)
class Drawer:
    """Draws from a list, the n-th item with a weight that is given or falls as 1 / n (Zipf)."""

    items: Sequence[Any]
    weights: Sequence[float] = ()
    sums: list[float] = field(init=False)

    def __post_init__(self) -> None:
        zipf = (1 / (rank + 3) for rank in range(len(self.items)))
        object.__setattr__(self, "sums", list(accumulate(self.weights or zipf)))

    def draw(self, rng: random.Random) -> Any:
        """Return an item."""
        return self.items[bisect(self.sums, rng.random() * self.sums[-1])]


def shares(table: Sequence[tuple[Any, float]]) -> Drawer:
    """Return a Drawer for (item, weight) pairs."""
    return Drawer([item for item, _ in table], [weight for _, weight in table])


class Ground:
    """The places where events happen, by country, from the shipped gazetteer."""

    def __init__(self) -> None:
        self.gazetteer = Gazetteer()
        with sqlite3.connect(f"file:{DATA / 'gazetteer.sqlite'}?mode=ro", uri=True) as base:
            select = "SELECT id, country_code, population, name FROM place WHERE feature_class = 'P'"
            towns = base.execute(select).fetchall()
            select = (
                "SELECT id, feature_class, feature_code, country_code, admin1_code FROM place"
                " WHERE feature_class IN ('A', 'H', 'S') ORDER BY radius_hm DESC, id"
            )
            rest = base.execute(select).fetchall()
        towns.sort(key=lambda row: (-(row[2] + 500) * HOT.get(row[1], 1), row[0]))
        rng = random.Random(1)  # noqa: S311 - not for secrets
        chosen = [row[:2] for row in towns[:TOWNS]]
        head = chosen[:2000]
        rng.shuffle(head)  # the biggest cities are not those with the most news
        chosen[:2000] = head
        self.names = [row[3] for row in towns[:3000]]
        self.towns = Drawer([row[0] for row in chosen])
        by_country: dict[str, list[int]] = {}
        for number, country in chosen:
            by_country.setdefault(country, []).append(number)
        self.by_country = {country: Drawer(numbers) for country, numbers in by_country.items()}
        self.units = {(row[3], row[4]): row[0] for row in reversed(rest) if row[2] == "ADM1"}
        self.counties = self._group(row for row in rest if row[2].startswith("ADM2"))
        self.sites = self._group(row for row in rest if row[1] == "S")
        self.waters = Drawer([row[0] for row in rest if row[1] == "H"][:400])
        self.place = cache(self.gazetteer.place)
        self.shape = cache(self.gazetteer.shape)  # the gazetteer's own cache holds 1,024
        self.rivals = cache(self._rivals)

    @staticmethod
    def _group(rows: Iterator[tuple[Any, ...]]) -> dict[str, Drawer]:
        groups: dict[str, list[int]] = {}
        for row in rows:
            groups.setdefault(row[3], []).append(row[0])
        return {country: Drawer(numbers) for country, numbers in groups.items()}

    def _rivals(self, place: Place) -> tuple[Place, ...]:
        """Return one or two other places that the name may mean."""
        others = [one for one in self.gazetteer.lookup(place.name) if one.id != place.id][:2]
        return tuple(others) or (self.place(self.towns.items[place.id % TOWNS]),)

    def spot(self, rng: random.Random, precision: str, main: Place) -> Place:
        """Return a place for an event of this precision in a story about ``main``."""
        country = main.country_code or ""
        if precision == "region":
            return self.place(self.waters.draw(rng))
        if precision in ("country", "border"):
            return self.gazetteer.country(country) or main
        if precision == "admin1":
            unit = self.units.get((country, main.admin1_code))
            return main if unit is None else self.place(unit)
        group = {"site": self.sites, "admin2": self.counties}.get(precision, {}).get(country)
        if group is not None:
            return self.place(group.draw(rng))
        where = rng.random()
        if where < 0.45:
            return main
        return self.place((self.by_country[country] if where < 0.8 else self.towns).draw(rng))


class Writer:
    """Writes stories; one generator of random numbers decides everything."""

    def __init__(self, *, quotes: bool, seed: int) -> None:
        self.quotes = quotes
        self.rng = random.Random(seed)  # noqa: S311 - not for secrets
        self.ground = Ground()
        split = {name: value.split("|") for name, value in vars(words).items() if isinstance(value, str)}
        self.words = split
        self.verbs = {kind: Drawer(listed.split("|")) for kind, listed in words.VERBS.items()}
        groups = [f"{people} {body}" for people in split["PEOPLES"] for body in split["BODIES"]]
        self.rng.shuffle(groups)
        self.groups, self.outlets = Drawer(groups), Drawer(split["OUTLETS"])
        self.precisions, self.types, self.granularities = shares(PRECISIONS), shares(TYPES), shares(GRANULARITIES)

    def stories(self, count: int) -> Iterator[Story]:
        """Yield stories that hold ``count`` events together."""
        rng, number, left = self.rng, 0, count
        while left:
            number += 1
            size = min(left, rng.choice(EVENTS_AN_ARTICLE))
            left -= size
            yield self.story(f"a{number}", size)

    def story(self, name: str, size: int) -> Story:
        """Return a story with ``size`` events, most of them around one place."""
        rng = self.rng
        main = self.ground.place(self.ground.towns.draw(rng))
        day = int(SPAN * rng.random() ** 0.8)  # more in later years
        parts: list[str] = []
        toponyms: list[Toponym] = []
        events: list[Event] = []
        at = 0
        for number in range(1, size + 1):
            text = self.event(f"e{number}", main, day, at, toponyms, events)
            parts.append(text)
            at += len(text) + 1
        toponyms.append(self.toponym(main, 0, 0, "dateline" if rng.random() < 0.5 else "background"))
        article = Article(
            " ".join(parts) if self.quotes else "",
            published=iso(day),
            title=self.title(main) if self.quotes else None,
            source=self.outlets.draw(rng),
            id=name,
        )
        return Story(article, tuple(toponyms), tuple(events))

    def event(
        self, name: str, main: Place, day: int, at: int, toponyms: list[Toponym], events: list[Event]
    ) -> str:  # fmt: skip
        """Add an event, and the toponym of its place; return the sentence that tells it, which begins at ``at``."""
        rng = self.rng
        kind, precision = self.types.draw(rng), self.precisions.draw(rng)
        place = self.ground.spot(rng, precision, main) if precision else None
        verb = self.verbs[kind].draw(rng)
        who = (self.group(), self.group() if rng.random() < 0.25 else None)
        granularity = self.granularities.draw(rng)
        when = rng.choice(self.words["DAYS"]) if rng.random() < 0.75 else None
        spans: dict[str, tuple[int, int]] = {}
        text = self.sentence(verb, who, place, when, at, spans) if self.quotes else ""
        links = ()
        if place is not None:
            toponyms.append(self.toponym(place, *spans.get("place", (0, 0)), "event"))
            links = (self.link(len(toponyms) - 1, precision, place),)
        trigger = spans.get("verb", (0, 0))
        first = day - (0 if rng.random() < 0.5 else int(rng.expovariate(0.3)))
        last = first + LENGTHS.get(granularity, 0)
        events.append(
            Event(
                name, kind, "aerial" if kind == "ASSAULT" and rng.random() < 0.2 else None, None,
                Trigger(verb, *trigger), (trigger,), (at, at + len(text)) if self.quotes else (0, 0),
                tuple(
                    Actor(words_, *spans.get(role, (0, 0)), role, "SYR", "MIL")
                    for words_, role in zip(who, ("actor", "recipient"), strict=True)
                    if words_
                ),
                DateInterval(iso(first), iso(last), granularity, when) if granularity else None,
                "other" if rng.random() < 0.14 else "asserted", "negative" if rng.random() < 0.04 else "positive",
                "generic" if rng.random() < 0.05 else "specific", "past", round(rng.betavariate(6, 1.5), 2), links,
                self.reasons("EVENT_REASONS", 3),
            )
        )  # fmt: skip
        return text

    def toponym(self, place: Place, start: int, end: int, role: Any) -> Toponym:
        """Return a toponym with two or three candidates."""
        rng = self.rng
        sure = round(rng.betavariate(8, 1), 2)
        rivals = self.ground.rivals(place)
        share = (1 - sure) / len(rivals)
        candidates = (Candidate(place, sure), *(Candidate(one, round(share, 2)) for one in rivals))
        return Toponym(place.name, start, end, role, sure, place, candidates, self.reasons("REASONS", 3))

    def link(self, toponym: int, precision: Any, place: Place) -> Link:
        """Return where an event is: the place itself, or somewhere near it or on its border."""
        rng = self.rng
        lon, lat, km, relation = place.lon, place.lat, place.radius_km, "in"
        if precision in ("area", "border"):
            relation = "near" if precision == "area" else "at_border"
            lon, lat, km = lon + rng.uniform(-0.3, 0.3), lat + rng.uniform(-0.3, 0.3), rng.choice((10.0, 20.0, 30.0))
        shape = self.ground.shape(place) if precision in ("admin1", "country", "region") else None
        confidence = round(rng.betavariate(5, 1.5), 2)
        why = self.reasons("LINK_REASONS", 2)
        return Link(toponym, relation, round(lon, 5), round(lat, 5), precision, max(km, 1.0), confidence, why, shape)  # type: ignore[arg-type]

    def reasons(self, table: str, count: int) -> tuple[tuple[str, float], ...]:
        """Return reasons with weights, strongest first."""
        rng, listed = self.rng, self.words[table]
        first = int(rng.random() * (len(listed) - count + 1))
        weight = rng.random() * 3
        return tuple((reason, round(weight / (n + 1), 2)) for n, reason in enumerate(listed[first : first + count]))

    def sentence(
        self, verb: str, who: tuple[str, str | None], place: Place | None, when: str | None, at: int,
        spans: dict[str, tuple[int, int]],
    ) -> str:  # fmt: skip
        """Return a sentence of about 110 characters; ``spans`` gets where in the article its names stand."""
        rng, listed = self.rng, self.words
        thing = words.RARE if rng.random() < RARE_SHARE else rng.choice(listed["THINGS"])
        kind = f"{rng.choice(listed['KINDS'])} " if rng.random() < 0.5 else ""
        ground = f" {rng.choice(listed['SIDES'])} the {kind}{thing}"
        if thing != words.RARE and rng.random() < 0.6:
            ground = ""
        ending = rng.random()
        tail = f" {self.filled(rng.choice(listed['TAILS']))}" if ending < 0.75 else ""
        source = f", {self.filled(rng.choice(listed['SOURCES']))}" if ending > 0.55 else ""
        leads = when is not None and rng.random() < 0.3
        pieces = [
            ("", f"{when[0].upper()}{when[1:]} the " if leads and when else "The "),
            ("actor", who[0]),
            ("", " "),
            ("verb", verb),
            ("", f" {rng.choice(('the', 'some', rng.randint(2, 900)))} " if who[1] else " "),
            ("recipient", who[1] or self.person()),
            ("", ground),
        ]
        if place is not None:
            pieces += [("", " in "), ("place", place.name)]
        pieces.append(("", f"{'' if leads or not when else f' {when}'}{tail}{source}."))
        text = ""
        for role, piece in pieces:
            spans[role] = (at + len(text), at + len(text) + len(piece))
            text += piece
        return text

    def filled(self, phrase: str) -> str:
        """Fill the blanks: {n} number, {o} ordinal, {g} noun, {j} adjective, {v} verb, {w} name, {p} town."""
        if "{" not in phrase:
            return phrase
        rng, listed = self.rng, self.words
        return phrase.format(
            n=rng.randint(2, 99) if rng.random() < 0.8 else f"{rng.randint(1, 40)},{rng.randint(0, 9)}00",
            o=rng.choice(listed["ORDINALS"]), g=rng.choice(listed["NOUNS"]), j=rng.choice(listed["ADJECTIVES"]),
            v=rng.choice(listed["PARTICIPLES"]), w=self.person(), p=rng.choice(self.ground.names),
        )  # fmt: skip

    def group(self) -> str:
        """Return who acts: mostly one of the well-known; in news, three in ten have a name of their own."""
        rng = self.rng
        if not self.quotes or rng.random() < 0.7:
            return str(self.groups.draw(rng))
        return f"{rng.choice(self.ground.names)} {rng.choice(self.words['BODIES'])}"

    def person(self) -> str:
        """Return an invented name."""
        onsets, rhymes = self.words["ONSETS"], self.words["RHYMES"]
        draw = lambda n: "".join(map("".join, zip(self.rng.choices(onsets, k=n), self.rng.choices(rhymes, k=n))))  # noqa: E731, B905
        return f"{draw(2).capitalize()} {draw(3).capitalize()}"

    def title(self, main: Place) -> str:
        """Return a headline."""
        listed = self.words
        return f"{main.name}: {self.groups.draw(self.rng)} {self.filled(self.rng.choice(listed['TAILS']))}"


@cache
def iso(day: int) -> str:
    """Return the ISO date of a day counted from `FIRST_DAY`."""
    return (FIRST_DAY + timedelta(days=day)).isoformat()


def stories(count: int, *, quotes: bool, seed: int = 5) -> Iterator[Story]:
    """Yield stories that hold exactly ``count`` events together; the same arguments give the same stories."""
    return Writer(quotes=quotes, seed=seed).stories(count)
