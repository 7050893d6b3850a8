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
    ("text", "code"),
    [
        ("Syria", "SYR"),
        ("Jordanian", "JOR"),
        ("Russians", "RUS"),
        ("the Netherlands", "NLD"),
        ("U.S.", "USA"),
        ("Nowhere", None),
    ],
)
def test_country_of(text: str, code: str | None) -> None:
    assert actors.country_of(text) == code


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


def test_joint_forces_have_all_their_countries() -> None:
    found = found_in("Danish and Polish jets struck a bunker on Monday.", "struck")
    assert {(actor.role, actor.country) for actor in found} == {("actor", "DNK"), ("actor", "POL")}


def test_a_pronoun_stands_for_the_name_before_it() -> None:
    found = found_in("Angela Weber arrived on Monday. She met the Polish president.", "met")
    assert any("Weber" in actor.text and actor.role == "actor" for actor in found), found


@pytest.mark.parametrize(
    ("text", "trigger", "words"),
    [
        ("The shelling killed eight villagers.", "shelling", "villagers"),
        ("Shelling in the north killed a nurse, a doctor said.", "Shelling", "nurse"),
        ("Dozens of villagers were killed.", "killed", "villagers"),
        ("Dozens were killed.", "killed", "Dozens"),
        ("Twenty villagers died in an airstrike.", "airstrike", "villagers"),
        ("The attack left three Turkish soldiers dead.", "attack", "soldiers"),
        ("A Turkish soldier killed in the bombing was buried.", "bombing", "soldier"),
    ],
)
def test_who_is_killed_is_no_actor(text: str, trigger: str, words: str) -> None:
    found = found_in(text, trigger)
    assert [actor.role for actor in found] == ["recipient"]
    assert words in found[0].text
