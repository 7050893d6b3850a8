"""Which events of an article are one and the same, told again: headline, lead, caption, "the attack", a second verb.

Runs when dates and places are known. Each event is held against the incidents told before it. A conflict (another
status, kind, told day or place, another victim, "a second blast") keeps it apart, whatever speaks for it; without one,
`LIKENESS` weighs how it is worded and what it shares or adds. An incident is compared as a whole, so that no chain of
likenesses joins what conflicts.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from geo.geometry import distance_km
from geo.model import Trigger
from geo.syntax import agents, is_definite, modifiers, objects, of_objects, prepositional, subjects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Token

    from geo.model import Actor, Article, DateInterval, Event, Link, Toponym

__all__ = ["LIKENESS", "merge_retold"]

LIKENESS = {
    "same word": 1.5, "same place": 1.0, "same told day": 1.0, "shared participant": 1.0,
    "effect of what was just told": 1.5, "cause of what was just told": 1.0, "definite": 1.4, "same sentence": 1.0,
    "incident": 0.5, "headline of the lead": 2.0, "headline or caption": 1.0, "place of its own": -0.5,
    "told day of its own": -0.5, "indefinite": -0.7, "bare noun": -0.5,
    "participant brought in as new": -0.2, "other tense": -0.7, "each sentence in between": -0.05,
}  # fmt: skip
"""What speaks for two tellings being one incident. Set by hand, between two masters: MUC-4, whose long reports retell
one incident, and our own dense briefs, where each sentence is news. (Fitted to MUC-4's weak labels they merge more.)
"""

_ENOUGH = 0.3
"""Likeness above which two tellings are one incident."""

_MOST_BEFORE = 40
"""Incidents looked back at: bounds the work on texts without end."""

_MOST_TELLINGS = 12
"""Tellings of an incident that a further one is held against."""

_MOST_WORDS = 8
"""Words of one event that are asked for its participants."""

_MOST_SENTENCES = 10

_LEAD = 3
"""Sentences after the headline in which the lead tells it again; byline and dateline count as two."""


_INCIDENTS = frozenset(["ASSAULT", "HAZARD", "ACCIDENT", "OUTBREAK"])
_EFFECTS = ("kill", "wound", "injur", "destroy", "damag", "maim", "slay", "slain", "died", "dies", "dying", "hurt")
"""How words begin that tell what an incident did, not what it was: a merged event's trigger is another if it can be."""

_NAMING = frozenset(
    ["bomb", "bombing", "explosion", "explode", "detonation", "detonate", "dynamite", "arson", "burn", "assassination"]
)
"""Lemmas that name an attack by how it was done: the first of them is the trigger ("bomb", not "attack")."""

_EXPLOSIVES = frozenset(["bomb", "dynamite", "explosive", "grenade"])
_ARMED = frozenset(
    ["aerial", "explosives", "firearms", "heavy-weapons", "suicide-attack", "assassinate", "execute", "primitive"]
)
"""Modes that one attack may show together."""

_FURTHER = frozenset(
    ["another", "second", "third", "fourth", "separate", "other", "different", "similar", "new", "fresh"]
)
_AGAIN = frozenset(["also", "again", "elsewhere", "separately"])
_SLACK_DAYS = 7
"""Days by which a date inferred from tense may miss the told one: a weekday reaches back a week."""

_SAME_KM = 2.0
_EXACTNESS = {"site": 0, "town": 1, "area": 1, "border": 1, "admin2": 2, "admin1": 3, "region": 4, "country": 5}


@dataclass(slots=True)
class _Incident:
    """An incident with its tellings so far; parallel lists of events, trigger heads and sentence numbers."""

    events: list[Event]
    heads: list[Token] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    words: list[Token] = field(default_factory=list)
    """The heads of all mentions."""

    people: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    """Names of persons who suffer it, in lower case."""

    doers: set[str] = field(default_factory=set)
    """Countries of those who do it, alpha-3."""

    brings_in: bool = False
    """Whether its first telling introduces somebody ("two guards", "a judge")."""

    def take(self, telling: _Incident) -> None:
        self.events += telling.events
        self.heads += telling.heads
        self.sentences += telling.sentences
        self.words += telling.words
        self.people |= telling.people
        self.names |= telling.names
        self.doers |= telling.doers


def merge_retold(article: Article, doc: Doc, events: Sequence[Event], toponyms: Sequence[Toponym]) -> tuple[Event, ...]:
    """Return each incident once, in text order, with the mentions of all its tellings.

    It keeps its most telling trigger, the closest told date and the most exact places. ``Link.toponym`` indexes
    ``toponyms``.
    """
    numbers = {sentence.start: number for number, sentence in enumerate(doc.sents)}
    incidents: list[_Incident] = []
    for event in events:
        telling = _telling(doc, event, numbers)
        before = [one for one in incidents[-_MOST_BEFORE:] if one.heads] if telling.heads else []
        alike = [(_likeness(article, one, telling), number) for number, one in enumerate(before)
                 if not _conflict(article, one, telling, toponyms)]  # fmt: skip
        likeness, number = max(alike, default=(_ENOUGH, 0))
        if likeness > _ENOUGH:
            before[number].take(telling)
        else:
            incidents.append(telling)
    return tuple(sorted((_merged(incident) for incident in incidents), key=lambda event: event.trigger.start))


def _telling(doc: Doc, event: Event, numbers: dict[int, int]) -> _Incident:
    spans = [doc.char_span(*mention, alignment_mode="expand") for mention in event.mentions[:_MOST_WORDS]]
    words = [span.root for span in spans if span is not None and len(span)]
    if not words:
        return _Incident([event])
    telling = _Incident([event], words[:1], [numbers[words[0].sent.start]], words)
    telling.doers.update(one.country for one in event.actors if one.role == "actor" and one.country)
    for word in words:
        suffering = objects(word) if word.pos_ in ("VERB", "AUX") else of_objects(word)
        for one in (*suffering, *subjects(word)):
            telling.people.add(one.lemma_.lower())
            telling.brings_in |= one.pos_ == "NOUN" and not is_definite(one)
        telling.names.update(one.lower_ for one in suffering if one.ent_type_ == "PERSON")
    return telling


def _conflict(article: Article, incident: _Incident, telling: _Incident, toponyms: Sequence[Toponym]) -> bool:
    """Whether something keeps a telling apart from an incident told before."""
    event, head = telling.events[0], telling.heads[0]
    if _status(event) != _status(incident.events[0]):
        return True
    if head.pos_ == "NOUN" and any(modifier.lower_ in _FURTHER for modifier in (*modifiers(head), *head.lefts)):
        return True
    if head.pos_ == "VERB" and any(child.lower_ in _AGAIN for child in head.children if child.dep_ == "advmod"):
        return True
    if incident.names and telling.names and not incident.names & telling.names:
        return True
    if incident.doers and telling.doers and not incident.doers & telling.doers:
        return True
    just_told = telling.sentences[0] - incident.sentences[-1] <= 1
    return any(
        _are_other_kinds(event, other, just_told=just_told)
        or _are_other_days(event.date, other.date)
        or (not _share_ground(event, other, toponyms) and not _is_headline(article, other))
        for other in incident.events[:_MOST_TELLINGS]
    )


def _is_headline(article: Article, event: Event) -> bool:
    return article.section_at(event.trigger.start) == "title"


def _status(event: Event) -> tuple[str, str, str]:
    return event.modality, event.polarity, event.genericity


def _are_other_kinds(event: Event, other: Event, *, just_told: bool) -> bool:
    """Whether types or modes differ; "killed" is of the type of whatever has just been told."""
    effect = just_told and _is_effect(event) and {event.type, other.type} <= _INCIDENTS
    if event.type != other.type and not effect:
        return True
    modes = {event.mode, other.mode} - {None}
    return len(modes) > 1 and not modes <= _ARMED


def _is_effect(event: Event) -> bool:
    text = event.trigger.text.lower()
    return text.startswith(_EFFECTS) or text == "die"


def _are_other_days(one: DateInterval | None, other: DateInterval | None) -> bool:
    if one is None or other is None:
        return False
    first, last = sorted((one, other), key=lambda interval: interval.start)
    gap = (date.fromisoformat(last.start) - date.fromisoformat(first.end)).days
    return gap > (0 if one.text and other.text else _SLACK_DAYS)


def _share_ground(one: Event, other: Event, toponyms: Sequence[Toponym]) -> bool:
    """Whether the places of two events may be the same; so they may if one of them is not known."""
    if not one.places or not other.places:
        return True
    return any(_may_be_same(a, b, toponyms) for a in one.places for b in other.places)


def _may_be_same(a: Link, b: Link, toponyms: Sequence[Toponym]) -> bool:
    """Whether two places may be the same ground: one is the other, or holds it."""
    one, other = toponyms[a.toponym].place, toponyms[b.toponym].place
    if one is None or other is None or one.id == other.id:
        return True
    if one.is_country or other.is_country:
        return one.country_code == other.country_code
    if a.lon is None or a.lat is None or b.lon is None or b.lat is None:
        return True
    return distance_km(a.lon, a.lat, b.lon, b.lat) <= max(_SAME_KM, a.uncertainty_km or 0.0, b.uncertainty_km or 0.0)


def _likeness(article: Article, incident: _Incident, telling: _Incident) -> float:
    event, head = telling.events[0], telling.heads[0]
    sentences = telling.sentences[0] - incident.sentences[-1]
    told = incident.events[:_MOST_TELLINGS]
    noun = head.pos_ == "NOUN"
    definite = noun and is_definite(head)
    described = {one.lower_ for one in modifiers(head)} - {
        one.lower_ for word in incident.words[:_MOST_TELLINGS] for one in modifiers(word)
    }
    indefinite = noun and any(c.lower_ in ("a", "an") or (c.dep_ == "nummod" and head.tag_ == "NN") for c in head.lefts)
    grounds = {link.toponym for one in told for link in one.places}
    days = {one.date.start for one in told if one.date and one.date.text}
    its_day = event.date.start if event.date and event.date.text else None
    its_grounds = {link.toponym for link in event.places}
    shared = bool(telling.people & incident.people)
    tenses = {event.tense, incident.events[0].tense} - {"unspecified"}
    holds = {
        "same word": head.lemma_.lower()[:5] in {one.lemma_.lower()[:5] for one in incident.heads[:_MOST_TELLINGS]},
        "same place": bool(its_grounds & grounds),
        "place of its own": bool(its_grounds - grounds) and not its_grounds & grounds,
        "same told day": its_day in days,
        "told day of its own": its_day is not None and its_day not in days,
        "shared participant": shared,
        "participant brought in as new": telling.brings_in and not shared and sentences > 0,
        "effect of what was just told": event.type in _INCIDENTS and _is_effect(event) and sentences <= 1,
        "cause of what was just told": sentences <= 1 and not _is_effect(event) and all(map(_is_effect, told)),
        "incident": event.type in _INCIDENTS,
        "definite": definite and not described,
        "indefinite": indefinite,
        "bare noun": noun and not definite and not indefinite,
        "same sentence": sentences == 0,
        "other tense": len(tenses) > 1,
        "headline of the lead": len(told) == 1 and sentences <= _LEAD and _is_headline(article, told[0]),
        "headline or caption": article.section_at(incident.heads[0].idx) == "title"
        or article.section_at(head.idx) == "caption",
    }
    spoken = sum(LIKENESS[words] for words, hold in holds.items() if hold)
    return spoken + LIKENESS["each sentence in between"] * min(abs(sentences), _MOST_SENTENCES)


def _merged(incident: _Incident) -> Event:
    """Return one event for all tellings of an incident."""
    events = incident.events
    best = min(events, key=lambda event: (_is_effect(event), event.mode is None, event.trigger.start))
    dates = [event.date for event in events if event.date]
    told = [when for when in dates if when.text]
    where = [event.places for event in events if event.places]
    mentions = [*best.mentions, *(mention for event in events for mention in event.mentions)]
    actors: dict[tuple[int, int], Actor] = {}
    for actor in (actor for event in (best, *events) for actor in event.actors):
        actors.setdefault((actor.start, actor.end), actor)
    merged = replace(
        best,
        mentions=tuple(dict.fromkeys(mentions)),
        actors=tuple(actors.values()),
        date=min(told or dates, key=_days, default=None),
        places=min(where, key=lambda links: min(_EXACTNESS.get(link.precision or "", 9) for link in links), default=()),
    )
    return _named(merged, incident.words) if best.type == "ASSAULT" and best.mode in (None, *_ARMED) else merged


def _named(event: Event, words: Sequence[Token]) -> Event:
    """Return an attack with the word that names it best as its trigger: "bomb" in "set off a bomb"."""
    naming = next((word for word in words if word.lemma_.lower() in _NAMING), None)
    used = next((means for word in words if (means := _explosive(word)) is not None), None)
    word = naming or used
    if word is None:
        return event
    trigger = Trigger(word.text, word.idx, word.idx + len(word))
    mode = "explosives" if event.mode is None and used is not None else event.mode
    mentions = dict.fromkeys([(trigger.start, trigger.end), *event.mentions])
    sentence = (word.sent.start_char, word.sent.end_char)
    return replace(event, trigger=trigger, sentence=sentence, mentions=tuple(mentions), mode=mode)


def _explosive(word: Token) -> Token | None:
    """Return the explosive that a trigger's grammar says was used."""
    taking = subjects(word) + agents(word) + modifiers(word)
    taking += objects(word) if word.pos_ in ("VERB", "AUX") else of_objects(word)
    taking += [obj for preposition, obj in prepositional(word) if preposition.lower_ in ("with", "by")]
    return next((one for one in taking if one.pos_ == "NOUN" and one.lemma_.lower() in _EXPLOSIVES), None)


def _days(when: DateInterval) -> int:
    return (date.fromisoformat(when.end) - date.fromisoformat(when.start)).days
