"""Actors: who is found, in which role, with which PLOVER codes."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pytest

from geo import dates, events, language
from geo.actors.offices import holder
from geo.model import Actor, Article

if TYPE_CHECKING:
    from pathlib import Path

SECTORS = frozenset(
    ["GOV", "JUD", "LEG", "MIL", "COP", "OPP", "PTY", "REB", "PRM", "SPY", "UAF", "CVL", "ELI", "BUS", "EDU", "MED",
     "LAB", "AGR", "JRN", "REF", "REL", "CRM", "IGO", "NGO"]
)  # fmt: skip


def found_in(text: str, trigger: str, published: str | None = "2019-05-17") -> list[Actor]:
    article, doc = next(language.parse([Article(text, published=published)]))
    told = events.find(article, doc, dates.find(article, doc))
    return [actor for event in told if event.trigger.text == trigger for actor in event.actors]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture(scope="module")
def lexicon(root: Path) -> Path:
    return root / "data" / "lexicon"


@pytest.mark.parametrize("table", ["actors.csv", "armed_groups.csv"])
def test_every_row_reads_its_example(lexicon: Path, table: str) -> None:
    listed = rows(lexicon / table)
    articles = [Article(row["example"], published="2019-05-17") for row in listed]
    for row, (article, doc) in zip(listed, language.parse(articles), strict=True):
        told = events.find(article, doc, dates.find(article, doc))
        codes = {(actor.country or "", actor.sector) for event in told for actor in event.actors}
        assert (row["country"], row["sector"]) in codes, (row["example"], codes)


def test_tables_hold_known_codes(lexicon: Path) -> None:
    countries = {row["iso3"] for row in rows(lexicon / "countries.csv")} | {""}
    for table in ("actors.csv", "armed_groups.csv", "offices.csv"):
        for row in rows(lexicon / table):
            assert None not in row.values(), row
            assert row["country"] in countries, row
            assert row["sector"] in SECTORS or (table == "offices.csv" and not row["sector"]), row


def test_terms_of_office_have_a_beginning_before_their_end(lexicon: Path) -> None:
    for row in rows(lexicon / "offices.csv"):
        assert re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", row["from"]), row
        assert not row["to"] or (re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", row["to"]) and row["from"] <= row["to"]), row


@pytest.mark.parametrize(
    ("name", "title", "published", "codes"),
    [
        (["vladimir", "putin"], None, "2023-02-01", ("RUS", "GOV")),
        (["putin"], None, "2023-02-01", ("RUS", "GOV")),
        (["ivan", "putin"], None, "2023-02-01", None),
        (["bush"], None, "2005-02-01", None),  # a family name of many
        (["bush"], "president", "2005-02-01", ("USA", "GOV")),
        (["bill", "clinton"], None, "2010-02-01", ("USA", "ELI")),  # out of office
        (["emmanuel", "macron"], None, "2001-02-01", ("FRA", None)),  # not yet in office
        (["aoun"], "president", "2018-02-01", ("LBN", "GOV")),
        (["kim"], "president", "1996-05-01", ("KOR", "GOV")),
        (["king", "abdullah"], "king", "2008-05-01", None),  # of Jordan or of Saudi Arabia
        (["king", "abdullah"], "king", "2018-05-01", ("JOR", "GOV")),
        (["antónio", "guterres"], None, "2018-05-01", (None, "IGO")),
        (["thatcher"], None, None, ("GBR", "GOV")),
    ],
)
def test_holders_of_office(
    name: list[str], title: str | None, published: str | None, codes: tuple[str | None, str | None] | None
) -> None:
    assert holder(name, title, published) == codes


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
        ("The Iranian-backed rebels of Yemen attacked a port.", "attacked", "actor", "rebels", ("YEM", "REB")),
        ("Hamas fighters attacked a kibbutz.", "attacked", "actor", "Hamas fighters", ("PSE", "REB")),
        ("A U.N. spokesman condemned the raid.", "condemned", "actor", "spokesman", (None, "IGO")),
        ("NATO troops attacked the bunker.", "attacked", "actor", "troops", (None, "MIL")),
        ("A police spokesman condemned the raid.", "condemned", "actor", "spokesman", (None, "COP")),
        ("A former Peruvian minister condemned the raid.", "condemned", "actor", "minister", ("PER", "ELI")),
        ("Moscow condemned the raid.", "condemned", "actor", "Moscow", ("RUS", "GOV")),
        ("The Pentagon condemned the raid.", "condemned", "actor", "Pentagon", ("USA", "MIL")),
        ("The president of Kenya condemned the raid.", "condemned", "actor", "president", ("KEN", "GOV")),
        ("Police in Chad arrested nine men.", "arrested", "actor", "Police", ("TCD", "COP")),
        ("Tony Blair condemned the raid.", "condemned", "actor", "Blair", ("GBR", "ELI")),
        ("Gunmen killed two policemen.", "killed", "recipient", "policemen", (None, "COP")),
    ],
)
def test_codes(text: str, trigger: str, role: str, words: str, codes: tuple[str | None, str]) -> None:
    found = found_in(text, trigger)
    assert any(a.role == role and words in a.text and (a.country, a.sector) == codes for a in found), found
    for actor in found:
        assert text[actor.start : actor.end] == actor.text


@pytest.mark.parametrize(
    ("text", "trigger", "words", "codes"),
    [
        (
            "Angela Weber, a German doctor, arrived on Monday. She condemned the raid.",
            "condemned",
            "She",
            ("DEU", "MED"),
        ),
        ("President Emmanuel Macron left Paris. Macron condemned the raid.", "condemned", "Macron", ("FRA", "GOV")),
        (
            "President Ana Soto of Chile spoke. The president condemned the raid.",
            "condemned",
            "president",
            ("CHL", "GOV"),
        ),
        ("The Syrian army left the town. The army shelled a ridge.", "shelled", "army", ("SYR", "MIL")),
        ("Syria's government said no. The government condemned the raid.", "condemned", "government", ("SYR", "GOV")),
        ("Burundi is tense. In Burundi's north, rebels attacked a town.", "attacked", "rebels", ("BDI", "REB")),
        ("Kenya spoke first. It condemned the raid.", "condemned", "It", ("KEN", "GOV")),
        ("Norwegian pilots took off. They bombed a depot.", "bombed", "They", ("NOR", "CVL")),
        ("Russia held the ridge. Its troops shelled the town.", "shelled", "Its troops", ("RUS", "MIL")),
    ],
)
def test_coreference(text: str, trigger: str, words: str, codes: tuple[str, str]) -> None:
    found = [actor for actor in found_in(text, trigger) if actor.role == "actor"]
    assert [(actor.text, actor.country, actor.sector) for actor in found] == [(words, *codes)]


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("A tourist from Peru was hurt. Police arrested nine men.", "arrested"),
        ("Mali and Niger sent aid. Police arrested nine men.", "arrested"),
        ("Mali mourned. In Mali, foreign troops arrested nine men.", "arrested"),
    ],
)
def test_no_country_is_guessed(text: str, trigger: str) -> None:
    assert [actor.country for actor in found_in(text, trigger) if actor.role == "actor"] == [None]


@pytest.mark.parametrize(
    ("text", "trigger", "actors", "recipients"),
    [
        ("Danish and Polish jets struck a bunker on Monday.", "struck", {"DNK", "POL"}, {None}),
        ("Kenya held talks with Uganda.", "talks", {"KEN", "UGA"}, set()),
        ("The Kenyan envoy met the Ugandan premier.", "met", {"KEN", "UGA"}, set()),
        ("Chilean troops clashed with Peruvian troops.", "clashed", {"CHL", "PER"}, set()),
        ("Japan imposed sanctions on Belarus.", "sanctions", {"JPN"}, {"BLR"}),
        ("Japan demanded that Belarus withdraw.", "demanded", {"JPN"}, {"BLR"}),
        ("Japan threatened to attack Belarus.", "threatened", {"JPN"}, {"BLR"}),
        ("Japan rejected the demands of Belarus.", "rejected", {"JPN"}, {"BLR"}),
        ("Japan launched strikes against Belarus.", "strikes", {"JPN"}, {"BLR"}),
        ("Russian bombing of Georgia went on.", "bombing", {"RUS"}, {"GEO"}),
        ("Kenyan troops who stormed the Somali base left.", "stormed", {"KEN"}, {"SOM"}),
        ("The arrest of a Cuban by Mexico angered many.", "arrest", {"MEX"}, {"CUB"}),
        ("Japan is ready to attack Belarus.", "ready", {"JPN"}, {"BLR"}),
    ],
)
def test_who_does_it_to_whom(text: str, trigger: str, actors: set[str], recipients: set[str]) -> None:
    found = found_in(text, trigger)
    assert {actor.country for actor in found if actor.role == "actor"} == actors, found
    assert {actor.country for actor in found if actor.role == "recipient"} <= recipients, found
    assert {actor.country for actor in found if actor.role == "recipient"} >= recipients - {None}, found


def test_whoever_fires_at_them_is_another() -> None:
    found = found_in("Chinese ships met two Philippine boats and fired at them.", "fired")
    assert {(actor.role, actor.country) for actor in found} == {("actor", "CHN"), ("recipient", "PHL")}


def test_the_group_is_the_one_named_last() -> None:
    found = found_in("Hamas lost two men. The group condemned the raid.", "condemned")
    assert [(actor.text, actor.country, actor.sector) for actor in found if actor.role == "actor"] == [
        ("group", "PSE", "REB")
    ]


def test_it_is_no_one_where_it_is_a_thing() -> None:
    found = found_in("Kenya bought a missile. The missile failed before it struck the port.", "struck")
    assert not [actor for actor in found if actor.role == "actor"]


def test_nobody_is_told_twice() -> None:
    found = found_in("Kenya, which signed the treaty, condemned the raid on its troops.", "condemned")
    assert len({(actor.start, actor.end) for actor in found}) == len(found)


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


def test_a_sentence_without_end_is_read_in_time() -> None:
    found_in("he said they told them that it attacked the army of " * 1_000, "attacked")
