"""Actors: who is found, in which role, with which PLOVER codes."""

from __future__ import annotations

import pytest

from geo import actors, dates, events, language
from geo.model import Actor, Article


def found_in(text: str, trigger: str) -> list[Actor]:
    article, doc = next(language.parse([Article(text, published="2019-05-17")]))
    told = events.find(article, doc, dates.find(article, doc))
    return [actor for event in told if event.trigger.text == trigger for actor in event.actors]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Syria", ("SYR", "SY")),
        ("Jordanian", ("JOR", "JO")),
        ("Russians", ("RUS", "RU")),
        ("the Netherlands", ("NLD", "NL")),
        ("U.S.", ("USA", "US")),
        ("Nowhere", None),
    ],
)
def test_country_of(text: str, codes: tuple[str, str] | None) -> None:
    assert actors.country_of(text) == codes


def test_every_alpha3_has_its_alpha2() -> None:
    assert actors.alpha2("UKR") == "UA"
    assert actors.alpha2("ZZZ") is None


@pytest.mark.parametrize(
    ("text", "trigger", "role", "words", "codes"),
    [
        ("The Turkish army shelled the ridge.", "shelled", "actor", "army", ("TUR", "MIL")),
        ("The ridge was shelled by the Turkish army.", "shelled", "actor", "army", ("TUR", "MIL")),
        ("Troops attacked the Taliban near the pass.", "attacked", "recipient", "Taliban", ("AFG", "REB")),
        ("Russia's annexation of the islands angered fishermen.", "annexation", "actor", "Russia", ("RUS", "GOV")),
        ("U.S. strikes against Boko Haram began on Monday.", "strikes", "recipient", "Boko Haram", ("NGA", "REB")),
        ("The United Nations condemned the coup.", "condemned", "actor", "Nations", (None, "IGO")),
        ("Dozens of civilians were killed in the blast.", "blast", "recipient", "civilians", (None, "CVL")),
    ],
)
def test_codes(text: str, trigger: str, role: str, words: str, codes: tuple[str | None, str]) -> None:
    found = found_in(text, trigger)
    assert any(a.role == role and words in a.text and (a.country, a.sector) == codes for a in found), found
    for actor in found:
        assert text[actor.start : actor.end] == actor.text


def test_a_pronoun_stands_for_the_name_before_it() -> None:
    found = found_in("Angela Weber arrived on Monday. She met the Polish president.", "met")
    assert any("Weber" in actor.text and actor.role == "actor" for actor in found), found
