"""Incidents told again: one event with several mentions, on texts of our own."""

from __future__ import annotations

import pytest

from geo import Article
from geo.model import Event

PUBLISHED = "2019-05-17"


@pytest.fixture
def incidents(pipeline):
    def told(text: str, kind: str = "ASSAULT", **more: object) -> list[Event]:
        story = pipeline.run(Article(text, published=PUBLISHED, **more))
        return [event for event in story.event_records if event.type == kind]

    return told


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("Gunmen attacked a market in Mosul on Monday. The assault killed six traders.", {"attacked", "assault"}),
        (
            "A bomb exploded in Kabul on Tuesday. Nine people were killed. The blast broke windows.",
            {"exploded", "blast"},
        ),
        ("Jets bombed a bridge near Mosul on Friday. Two farmers were killed.", {"bombed", "killed"}),
    ],
)
def test_a_retelling_is_a_mention(incidents, text: str, mentions: set[str]) -> None:
    found = incidents(text)
    assert len(found) == 1
    assert mentions <= {text[start:end] for start, end in found[0].mentions}


@pytest.mark.parametrize(
    "text",
    [
        "Gunmen attacked a market in Mosul on Monday. Gunmen attacked a market in Basra on Monday.",
        "Gunmen attacked a market in Mosul on Monday. Gunmen attacked a school in Mosul on Wednesday.",
        "A bomb exploded in Kabul on Tuesday. Another explosion shook the city on Tuesday.",
        "Gunmen murdered Anna Lind in Mosul. Gunmen murdered Peter Holm in Mosul.",
        "Russian jets bombed a bridge in Mosul. Turkish jets bombed the bridge.",
    ],
)
def test_what_conflicts_stays_apart(incidents, text: str) -> None:
    assert len(incidents(text)) == 2


def test_a_feared_attack_is_not_the_one_that_happened(incidents) -> None:
    found = incidents("Gunmen attacked the market in Mosul on Monday. Traders fear that gunmen will attack the market.")
    assert [event.modality for event in found] == ["asserted", "other"]


def test_the_telling_word_the_told_day_and_the_exact_place_are_kept(incidents) -> None:
    text = "Six people were killed in Iraq. The car bomb had exploded at a checkpoint in Mosul on Monday."
    (event,) = incidents(text)
    assert event.trigger.text in ("bomb", "exploded")
    assert (event.date.start, event.date.text) == ("2019-05-13", "Monday")
    assert [link.precision for link in event.places] == ["town"]
    assert event.id == "e1"


def test_a_death_is_of_what_has_just_been_told(incidents) -> None:
    text = "A bus fell off a bridge near Cusco and crashed into the river on Monday. Twelve passengers were killed."
    assert incidents(text) == []
    (event,) = incidents(text, "ACCIDENT")
    assert "killed" in {text[start:end] for start, end in event.mentions}


def test_a_headline_is_told_again_by_the_lead(incidents) -> None:
    text = "Market attack kills six\n\nGunmen attacked a market in Mosul on Monday. Six traders died."
    assert len(incidents(text)) == 1


def test_set_off_bombs_are_told_by_the_bomb(incidents) -> None:
    (event,) = incidents("Gunmen set off a bomb at a market in Mosul on Monday.")
    assert (event.trigger.text, event.mode) == ("bomb", "explosives")


def test_given_triggers_are_never_merged(pipeline) -> None:
    text = "Gunmen attacked a market in Mosul. The attack killed six."
    spans = tuple((text.index(word), text.index(word) + len(word)) for word in ("attacked", "attack killed", "killed"))
    assert len(pipeline.run(Article(text, published=PUBLISHED, triggers=spans)).event_records) == 3


def test_two_discussions_are_two(incidents) -> None:
    text = "Ministers discussed trade in Lima on Monday. The president met teachers in Lima on Monday."
    assert len(incidents(text, "CONSULT")) == 2


def test_the_sentence_is_the_triggers(incidents) -> None:
    (found,) = incidents("Gunmen attacked the post in Mosul. The bombing killed two.")
    assert found.sentence[0] <= found.trigger.start < found.trigger.end <= found.sentence[1]


def test_what_also_happened_is_another(incidents) -> None:
    assert len(incidents("Soldiers attacked the village. They also attacked a camp.")) == 2
