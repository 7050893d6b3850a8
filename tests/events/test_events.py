"""Events from text: types, status, dates and merging, on sentences of our own."""

from __future__ import annotations

import pytest

from geo import dates, events, language
from geo.events.lexicon import QUADS, Entry, entries, quad_of
from geo.model import Article, Event, Section

PUBLISHED = "2019-05-17"


def find(text: str, **more: object) -> tuple[Event, ...]:
    article, doc = next(language.parse([Article(text, published=PUBLISHED, **more)]))  # type: ignore[arg-type]
    return events.find(article, doc, dates.find(article, doc))


def event(text: str, trigger: str) -> Event:
    found = [e for e in find(text) if e.trigger.text == trigger]
    assert found, [e.trigger.text for e in find(text)]
    return found[0]


@pytest.fixture(scope="module")
def examples() -> dict[str, tuple[Event, ...]]:
    """The events of every example in the lexicon, parsed in one go."""
    articles = [Article(entry.example, published=PUBLISHED) for entry in entries()]
    return {a.text: events.find(a, doc, dates.find(a, doc)) for a, doc in language.parse(articles)}


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: f"{entry.lemmas[0]}-{entry.pos}-{entry.type}")
def test_every_entry_reads_its_example(entry: Entry, examples: dict[str, tuple[Event, ...]]) -> None:
    found = examples[entry.example]
    told = [e for e in found if (e.type, e.mode) == (entry.type, entry.mode)]
    if entry.type is None:
        assert not any(lemma[:4] in e.trigger.text.lower() for e in found for lemma in entry.lemmas), found
    else:
        assert told, found


def test_every_type_has_its_quad() -> None:
    assert len([kind for kinds in QUADS.values() for kind in kinds]) == 16
    assert quad_of("ASSAULT") == "MATERIAL CONFLICT"
    assert quad_of("HAZARD") is None


@pytest.mark.parametrize(
    "text",
    [
        "The results met all expectations.",
        "The film was shot in the desert.",
        "The minister said that prices were stable.",
        "Human Rights Watch published a report.",
        "The painter had a heart attack.",
        "The team won the battle for third place with ease in Summit County.",
        "The battle for the title went on until May.",
        "The Falcons beat the Rovers 21-14.",
        "Nadia Berg beat the champion in the final.",
        "A storm slammed into the coast.",
        "The crisis struck Greece in the spring.",
        "The two clubs struck a deal.",
        "Smoking kills millions of people every year.",
        "Firefighters battled a blaze at the mill.",
        "Six tourists were killed in a car crash.",
        "Forty people were killed by floods in the delta.",
        "",
    ],
)
def test_no_violence_here(text: str) -> None:
    assert [e for e in find(text) if e.type == "ASSAULT" or e.trigger.text in ("met", "Watch")] == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A typhoon hit the Philippines.", "HAZARD"),
        ("An earthquake struck Nepal.", "HAZARD"),
        ("Nepal was struck by an earthquake.", "HAZARD"),
        ("Floods killed 40 people.", "HAZARD"),
        ("Heat kills dozens of farmers.", "HAZARD"),
        ("An earthquake killed 300 villagers.", "HAZARD"),
        ("A fire killed ten.", "HAZARD"),
        ("A barn fire destroyed two stables.", "HAZARD"),
        ("Floods displaced thousands of people.", "HAZARD"),
        ("A bus crash killed 20.", "ACCIDENT"),
        ("A plane crashed near Lima, killing 40 people.", "ACCIDENT"),
        ("A gas explosion killed two cooks.", "ACCIDENT"),
        ("Cholera killed thirty miners.", "OUTBREAK"),
        ("Sniper fire killed two nurses.", "ASSAULT"),
        ("Soldiers killed four men in the rain.", "ASSAULT"),
        ("Missiles hit Kyiv.", "ASSAULT"),
        ("A wave of bombings hit the port.", "ASSAULT"),
        ("The battle for Aleppo lasted four years.", "ASSAULT"),
        ("Guards beat two prisoners.", "ASSAULT"),
        ("Warplanes resumed the strikes at dusk.", "ASSAULT"),
        ("Teachers began a strike over pay.", "PROTEST"),
        ("The senator slammed the mayor.", "ACCUSE"),
        ("The clubs struck a deal in May.", "AGREE"),
    ],
)
def test_what_does_it(text: str, kind: str) -> None:
    assert [e.type for e in find(text)] == [kind]


@pytest.mark.parametrize(
    ("text", "trigger", "modality", "polarity"),
    [
        ("Rebels attacked the airport on Friday.", "attacked", "asserted", "positive"),
        ("Rebels did not attack the airport.", "attack", "asserted", "negative"),
        ("Rebels may attack the airport.", "attack", "other", "positive"),
        ("Rebels plan to attack the airport.", "attack", "other", "positive"),
        ("If rebels attack the airport, flights will stop.", "attack", "other", "positive"),
        ("The planned bombing of the bridge shocked the town.", "bombing", "other", "positive"),
        ("Residents feared a massacre in the valley.", "massacre", "other", "positive"),
        ("Did the army bomb the market?", "bomb", "other", "positive"),
        ("Were soldiers killed in Mosul?", "killed", "other", "positive"),
        ("A massacre in the valley?", "massacre", "other", "positive"),
        ("Had the rebels attacked the town, the army would have answered.", "attacked", "other", "positive"),
        ("The army allegedly bombed the market.", "bombed", "other", "positive"),
        ("No one was killed on Monday.", "killed", "asserted", "negative"),
        ("None of the hostages was killed.", "killed", "asserted", "negative"),
        ("No rockets were fired from the valley.", "fired", "asserted", "negative"),
        ("Police killed no one.", "killed", "asserted", "negative"),
        ("Reports of a bombing in the valley were false.", "bombing", "asserted", "negative"),
        ("The army said it was not true that it had shelled the town.", "shelled", "asserted", "negative"),
        ("Without attacking the town, the rebels withdrew.", "attacking", "asserted", "negative"),
        ("Why did the army bomb the market?", "bomb", "asserted", "positive"),
        ("Who bombed the market?", "bombed", "asserted", "positive"),
        ("The pilots refrained from attacks on the harbour.", "attacks", "asserted", "negative"),
        ("The council condemned the bombing of the bridge.", "bombing", "asserted", "positive"),
        ("No attack was reported.", "attack", "asserted", "negative"),
        ("Soldiers continued to shell the suburb.", "shell", "asserted", "positive"),
        ("He fled after soldiers shelled the suburb.", "shelled", "asserted", "positive"),
        ("Fighting has not stopped.", "Fighting", "asserted", "positive"),
        ("Soldiers did not stop shelling the town.", "shelling", "asserted", "positive"),
        ("The plan would lead to strikes against the rebels.", "strikes", "other", "positive"),
    ],
)
def test_whether_it_happened(text: str, trigger: str, modality: str, polarity: str) -> None:
    found = event(text, trigger)
    assert (found.modality, found.polarity) == (modality, polarity)


def test_habits_are_generic() -> None:
    assert event("The army has routinely bombed the valley.", "bombed").genericity == "generic"
    assert event("The army bombed the valley.", "bombed").genericity == "specific"


@pytest.mark.parametrize(
    ("text", "trigger", "tense"),
    [
        ("Workers protested in the square.", "protested", "past"),
        ("Workers are protesting in the square.", "protesting", "present"),
        ("Workers will protest in the square.", "protest", "future"),
    ],
)
def test_tense(text: str, trigger: str, tense: str) -> None:
    assert event(text, trigger).tense == tense


def test_a_light_verb_and_its_noun_are_one_event() -> None:
    (found,) = find("The air force carried out strikes against the depot.")
    assert found.trigger.text == "strikes"
    assert len(found.mentions) == 2


def test_words_that_tell_the_same_are_one_event() -> None:
    (found,) = find("A car bomb exploded near the ministry, killing six people.")
    assert found.type == "ASSAULT"
    assert found.mode == "explosives"
    assert len(find("Police shot a man on Monday. Workers in the north protested.")) == 2


def test_the_attack_refers_back() -> None:
    found = find("Gunmen attacked a bank on Monday. The attack lasted an hour.")
    assert len(found) == 1
    assert len(found[0].mentions) == 2


def test_a_refusals_content_is_no_event_of_its_own() -> None:
    assert [e.type for e in find("The rebels refused to attend the peace talks.")] == ["REJECT"]


@pytest.mark.parametrize(
    ("text", "trigger", "start", "end"),
    [
        ("The two presidents met on the island late Tuesday night.", "met", "2019-05-14", "2019-05-14"),
        ("Last week's summit ended in silence.", "summit", "2019-05-06", "2019-05-12"),
        ("In recent days, the old camp was bombed.", "bombed", "2019-05-10", "2019-05-17"),
        ("The annexation of the islands five years ago angered fishermen.", "annexation", "2014-01-01", "2014-12-31"),
        ("Soldiers have blockaded the port since Monday.", "blockaded", "2019-05-13", "2019-05-17"),
        ("Gunmen attacked a bank, police said on Thursday.", "attacked", "2019-05-17", "2019-05-17"),
    ],
)
def test_dates(text: str, trigger: str, start: str, end: str) -> None:
    date = event(text, trigger).date
    assert date is not None
    assert (date.start, date.end) == (start, end)


def test_what_may_come_has_no_date() -> None:
    assert event("The generals may attack the port.", "attack").date is None


def test_given_triggers_become_events_in_their_order() -> None:
    text = "The rain was heavy when rebels bombed the port."
    spans = ((30, 36), (4, 8))
    found = find(text, triggers=spans)
    assert [(e.trigger.start, e.trigger.end) for e in found] == list(spans)
    assert [e.type for e in found] == ["ASSAULT", "OTHER"]
    assert [e.id for e in found] == ["e1", "e2"]


def test_credit_lines_tell_no_events() -> None:
    text = "Rebels bombed the port.\nOur man met the rebels."
    assert len(find(text, sections=(Section("story", 0, 24), Section("credit", 24, len(text))))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "REBELS BOMBED THE PORT ON FRIDAY",
        "attack " * 3000,
        "\n\n \t",
        "“‘’” — … \x00",
        "))((:;.,",
    ],
)
def test_odd_text_is_survived(text: str) -> None:
    for found in find(text):
        assert text[found.trigger.start : found.trigger.end] == found.trigger.text
