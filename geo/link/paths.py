"""How far a place stands from an event in the dependency tree, and in which relation.

A path runs up from the event's word to where it meets the place's path, then down to the place. Every step has a cost
(hand-set, see the tables); a place in a locative phrase of the event's own costs next to nothing, one in a relative
clause of a far participant is out of reach. `UNREACHABLE` and above is no link.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import exp
from typing import TYPE_CHECKING

from geo.actors import sector_of
from geo.events.lexicon import light_verbs
from geo.syntax import climb, is_finite

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.model import Relation

__all__ = ["LOCATIVE", "PLACE_NOUNS", "UNREACHABLE", "UNREACHABLE_UNREAL", "Path", "path_between"]

UNREACHABLE = 3.2
"""Total cost from which a place is not the event's; chosen on the development sentences (2.0 to 3.2 tried)."""

UNREACHABLE_UNREAL = 2.6
"""The same for events that may never be: what is planned in one place is often meant for another."""

LOCATIVE: dict[str, tuple[float, Relation]] = {
    "about": (1.8, "in"), "above": (0.2, "over"), "across": (0.1, "in"), "after": (1.2, "in"), "against": (1.2, "in"),
    "along": (0.1, "along"), "amid": (0.6, "in"), "around": (0.0, "near"), "at": (0.0, "in"), "before": (1.4, "in"),
    "behind": (0.6, "near"), "beside": (0.1, "near"), "between": (0.3, "between"), "beyond": (0.3, "near"),
    "by": (2.0, "near"), "during": (0.5, "in"), "east": (0.1, "near"), "for": (1.6, "in"), "from": (0.8, "in"),
    "in": (0.0, "in"), "including": (0.4, "in"), "inside": (0.0, "in"), "into": (0.3, "in"), "like": (2.0, "in"),
    "near": (0.0, "near"), "north": (0.1, "near"), "of": (0.3, "in"), "off": (0.1, "near"), "on": (0.2, "in"),
    "onto": (0.3, "in"), "outside": (0.1, "near"), "outskirts": (0.0, "near"), "over": (0.2, "over"),
    "past": (0.4, "near"), "south": (0.1, "near"), "through": (0.2, "in"), "throughout": (0.0, "in"),
    "to": (0.7, "in"), "toward": (0.5, "near"), "towards": (0.5, "near"), "under": (1.0, "in"), "upon": (0.4, "in"),
    "via": (1.0, "in"), "west": (0.1, "near"), "with": (1.8, "in"), "within": (0.1, "in"),
}  # fmt: skip
"""Preposition → (cost of the step, relation)."""

PLACE_NOUNS = frozenset(
    ["airport", "airspace", "area", "avenue", "bank", "base", "bay", "beach", "border", "bridge", "camp", "capital",
     "center", "centre", "checkpoint", "church", "city", "coast", "coastline", "countryside", "county", "court",
     "crossing", "desert", "district", "embassy", "enclave", "facility", "factory", "field", "fields", "frontier",
     "governorate", "hamlet", "harbor", "harbour", "headquarters", "hideout", "highlands", "hill", "hinterland",
     "home", "hospital", "hotel", "house", "island", "jungle", "market", "mine", "mosque", "mountain", "neighborhood",
     "neighbourhood", "nightclub", "outskirts", "palace", "parish", "park", "pass", "peninsula", "place", "plain",
     "plant", "port", "prefecture", "prison", "province", "quarter", "refinery", "region", "residence", "restaurant",
     "river", "road", "school", "section", "sector", "settlement", "shore", "side", "soil", "square", "state",
     "station", "street", "stronghold", "suburb", "territory", "theater", "theatre", "town", "township", "university",
     "valley", "village", "waters", "zone"]
)  # fmt: skip
"""Common nouns for places: a name that modifies one ("the Lyon suburb", "Turkish soil") is where it is."""

_WINDS = frozenset(
    ["north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest", "center", "centre", "middle"]
)
"""Directions as nouns: "the north of Mali", "Mali's north"."""

_MEASURES = frozenset(["kilometer", "kilometre", "km", "mile", "meter", "metre", "hour", "minute", "drive", "walk"])
"""Nouns whose "from" tells a distance, not an origin."""

_ROADS = frozenset(["road", "highway", "motorway", "route", "railway", "pipeline"])

_REPORTING = frozenset(
    ["say", "tell", "report", "announce", "add", "state", "claim", "confirm", "warn", "accuse", "deny", "declare",
     "insist", "believe", "think", "show", "note", "argue", "allege", "acknowledge", "write"]
)  # fmt: skip

_CONTROLLING = frozenset(
    ["begin", "start", "continue", "manage", "try", "attempt", "come", "go", "help", "threaten", "plan", "want",
     "refuse",
     "fail", "agree", "vow", "promise", "force", "order", "proceed", "seek", "intend", "prepare", "decide", "use"]
)  # fmt: skip
"""Verbs whose infinitive happens where they do; other infinitives tell a purpose, which may lie elsewhere."""

_ENTERING = frozenset(["enter", "invade", "leave", "reach", "visit", "cross", "tour", "flee", "occupy", "shake", "hit"])
"""Verbs whose object is a place even where it is a country."""

_DIRECTIONS = frozenset(["from", "to", "into", "toward", "towards", "with", "for", "about", "against"])

_VERBAL = frozenset(
    ["ACCUSE", "REQUEST", "SUPPORT", "REJECT", "THREATEN", "SANCTION", "AGREE", "COOPERATE", "CONCEDE", "AID"]
)
"""Types whose object is an addressee, not the place of action."""


@dataclass(frozen=True, slots=True)
class Path:
    """The way from an event's word to a place: its cost, the relation its preposition tells, and words for it."""

    cost: float
    relation: Relation
    words: str

    @property
    def weight(self) -> float:
        """The path's worth between 0 and 1."""
        return exp(-self.cost / 2)


@dataclass(frozen=True, slots=True)
class _Question:
    """What a path is asked for: the event's word and type, and whether the place is a country named as a whole."""

    event: Token
    kind: str
    is_country: bool


def path_between(event: Token, place: Token, kind: str, *, is_country: bool) -> Path | None:
    """Return the path from an event's word to a place's head word, or None if they share no sentence or reach.

    ``kind`` is the event's type, which decides whether an object is a place of action ("bombed the town") or an
    addressee ("accused the town"). ``is_country``: countries as possessors and modifiers are actors, not places.
    """
    up = [event, *climb(event)]
    depths = {node.i: depth for depth, node in enumerate(up)}
    down = [place]
    for node in climb(place):
        if down[-1].i in depths:
            break
        down.append(node)
    if down[-1].i not in depths or place == event:
        return None
    asked = _Question(event, kind, is_country)
    cost = sum(_step_up(below, above, kind) for below, above in pairwise(up[: depths[down[-1].i] + 1]))
    relation: Relation = "in"
    words = ""
    innermost = True
    for below, above in pairwise(down):
        step, told = _step_down(below, above, asked, innermost=innermost)
        innermost = innermost and below.dep_ == "conj"
        cost += step
        if told is not None and not words:
            relation, words = told, below.lower_
        if cost >= UNREACHABLE:
            return None
    return Path(cost, relation, words or "same clause") if cost < UNREACHABLE else None


_UP = {"compound": 0.2, "amod": 0.2, "nmod": 0.2, "appos": 0.2, "pobj": 0.1, "prep": 0.3, "relcl": 0.9, "pcomp": 0.3}
"""Label → cost of leaving a word of that label for its governor; `_step_up` weighs the rest."""


def _step_up(below: Token, above: Token, kind: str) -> float:
    """Cost of leaving the event's word, or a word above it, for its governor."""
    label = below.dep_
    if below.pos_ == "ADP" or label in _UP:
        return _UP.get(label, 0.3)
    if label == "conj":
        return 0.2 if below.pos_ in ("NOUN", "PROPN") else 1.4 if _has_subject(below) else 0.7
    if label == "nsubj" and kind in _VERBAL and above.lemma_.lower() not in light_verbs():
        return 2.4
    return _leave_clause(below, above) if label in ("ccomp", "xcomp", "advcl", "acl") else 0.3


def _leave_clause(verb: Token, above: Token) -> float:
    """Cost of leaving a subordinate clause; a purpose may well lie elsewhere."""
    purpose = any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)
    if verb.dep_ == "ccomp" and is_finite(verb):
        return 2.0 if above.lemma_.lower() in _REPORTING else 1.2
    if verb.dep_ in ("advcl", "acl"):
        return 2.4 if purpose and verb.dep_ == "advcl" else 0.7
    free = purpose and verb.dep_ == "xcomp" and above.lemma_.lower() not in _CONTROLLING
    return 2.4 if free else 0.3


_DOWN = {"pobj": 0.1, "appos": 0.1, "pcomp": 0.1, "npadvmod": 0.3, "advmod": 0.3, "relcl": 1.4, "acl": 1.4,
         "xcomp": 0.4, "attr": 0.4, "oprd": 0.4, "acomp": 0.4}  # fmt: skip
"""Label → cost of descending to a word of that label; `_step_down` weighs the rest."""


def _step_down(below: Token, above: Token, asked: _Question, *, innermost: bool) -> tuple[float, Relation | None]:
    """Cost of descending from ``above`` to ``below`` towards the place, and the relation if the step tells one."""
    label = below.dep_
    if label == "agent":
        return 0.5, "in"
    if label == "prep" or (below.pos_ == "ADP" and label not in ("pobj", "conj")):
        return _preposition(below, above, asked)
    cost = _DOWN.get(label, 0.8)
    if label == "conj":
        cost = 0.1 if below.pos_ in ("NOUN", "PROPN") else 2.2 if _has_subject(below) else 1.0
    elif label in ("compound", "nmod", "amod", "poss"):
        cost = _modifier(label, above, asked) if innermost else 0.3
    elif label in ("dobj", "nsubjpass"):
        cost = _object(above, asked) if innermost else 0.3
    elif label == "nsubj":
        cost = UNREACHABLE if innermost else 1.0
    elif label in ("advcl", "ccomp"):
        cost = UNREACHABLE if asked.kind in _VERBAL else _enter_clause(below)
    return cost, None


def _preposition(preposition: Token, above: Token, asked: _Question) -> tuple[float, Relation]:
    word = preposition.lower_
    cost, relation = LOCATIVE.get(word, (1.6, "in"))
    noun = above.pos_ in ("NOUN", "PROPN")
    beside = noun and above != asked.event
    lemma = above.lemma_.lower()
    if word == "of" and (lemma in PLACE_NOUNS or (lemma in _WINDS and _is_determined(above))):
        return 0.1, relation
    if word == "from" and noun and lemma in _MEASURES | _ROADS:
        return 0.8, relation
    if word in _DIRECTIONS and (asked.kind in _VERBAL or (beside and (asked.is_country or word != "to"))):
        return UNREACHABLE, relation
    if word == "of" and noun and not beside:
        cost = 0.1
    elif word == "of" and asked.is_country and sector_of(above) is not None:
        cost = 2.0
    if word in ("against", "on") and asked.kind == "ASSAULT" and not asked.is_country:
        cost = 0.3
    return cost + (0.3 if beside else 0.0), relation


def _is_determined(noun: Token) -> bool:
    """Whether a noun has an article: "the north of Mali" is a part of it, "north of Mali" is not."""
    return any(child.dep_ == "det" for child in noun.children)


def _object(verb: Token, asked: _Question) -> float:
    """Cost of a place as an object: ground for attacks, an addressee for words, a participant for other verbs."""
    entered = verb.lemma_.lower() in _ENTERING
    own = verb == asked.event
    if asked.kind in _VERBAL or (asked.is_country and not entered and (not own or asked.kind == "OTHER")):
        return UNREACHABLE
    return 0.2 if own else 0.6


def _has_subject(verb: Token) -> bool:
    return any(child.dep_ in ("nsubj", "nsubjpass") for child in verb.children)


def _enter_clause(verb: Token) -> float:
    """Cost of going down into another clause: a scene told with "when" or "as" is the event's own."""
    if not is_finite(verb):
        return 0.9
    opening = {child.lower_ for child in verb.lefts if child.dep_ in ("mark", "advmod")}
    if opening & {"when", "as", "while", "where"}:
        return 0.9
    return 1.6 if "after" in opening else 2.6


def _modifier(label: str, above: Token, asked: _Question) -> float:
    """Cost of a place that modifies a noun or owns it."""
    if above.lemma_.lower() in PLACE_NOUNS or (label == "poss" and above.lemma_.lower() in _WINDS):
        return 0.2
    if above == asked.event:
        return UNREACHABLE if asked.is_country or (label == "poss" and asked.kind in _VERBAL) else 0.5
    if not asked.is_country:
        return 1.0
    own = above.head == asked.event and above.dep_ in ("dobj", "nsubjpass")
    struck = label == "poss" and own and asked.kind not in _VERBAL
    return 0.8 if struck and sector_of(above) is None else UNREACHABLE
