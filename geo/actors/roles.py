"""Who takes part in an event, as the sentence has it: the words that act and the words that are acted upon.

Reciprocal events have actors only, as PLOVER wants it ("compound and reciprocal actors"): who meets, talks, signs or
clashes with whom. A visit keeps its direction: the visitor acts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.actors.names import listed_at, sector_of
from geo.syntax import agents, governor, modifiers, objects, of_objects, prepositional, subjects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

__all__ = ["acting", "suffering"]

_AGAINST = frozenset(["on", "against", "upon", "to", "toward", "towards", "into"])
_FIRING = frozenset(["aim", "fire", "hurl", "point", "shell", "shoot", "shooting", "shout", "shot", "throw"])
"""Words whose "at" has a target; elsewhere it has a place ("met at the ministry")."""

_AIMED = frozenset(["on", "against", "upon", "at", "toward", "towards", "over"])
"""Prepositions under a light verb that aim the event its object tells ("imposed sanctions on the port")."""

_OWNING = frozenset(["of", "from", "by", "against", "on", "for", "between", "among", "with", "to", "toward", "towards"])
"""Prepositions that tie a thing acted upon to whom it concerns ("confiscated the weapons of the rebels")."""

_TOGETHER = frozenset(["with", "between", "among", "by"])
_PERISHING = frozenset(["die", "drown", "perish", "suffer", "suffocate"])
_HARMING = frozenset(["hurt", "injure", "kill", "maim", "wound"])
_HARMED = frozenset(["dead", "hurt", "injure", "injured", "kill", "wound", "wounded"])
_RECIPROCAL_VERBS = frozenset(
    ["agree", "clash", "collaborate", "confer", "cooperate", "coordinate", "discuss", "exchange", "meet", "negotiate",
     "share", "sign", "speak", "talk", "trade"]
)  # fmt: skip
_RECIPROCAL_NOUNS = frozenset(
    ["accord", "agreement", "alliance", "battle", "ceasefire", "cease-fire", "clash", "conference", "conversation",
     "cooperation", "deal", "dialogue", "discussion", "exchange", "fight", "fighting", "firefight", "gunfight",
     "meeting", "negotiation", "pact", "shootout", "skirmish", "summit", "talk", "treaty", "truce", "war"]
)  # fmt: skip
_TAKING = frozenset(
    ["capture", "confiscate", "demand", "free", "pull", "recapture", "recover", "retake", "retreat", "seize", "take",
     "withdraw", "wrest"]
)  # fmt: skip
"""Verbs that do to someone what they take "from" them; PLOVER counts whom troops leave as a recipient, too."""

_ATTRIBUTING = frozenset(["according", "due", "owing", "prior", "thanks"])
"""Words whose "to" leads to no one the event aims at ("according to the army")."""

_FROM_ITS_DOER = frozenset(
    ["aid", "appeal", "assistance", "call", "complaint", "condemnation", "criticism", "demand", "fire", "help",
     "invitation", "message", "offer", "order", "plea", "pressure", "proposal", "protest", "request", "statement",
     "support", "threat", "warning"]
)  # fmt: skip
"""Nouns of events that come "from" whoever does them."""

_ADDRESSING = frozenset(
    ["accuse", "allege", "ask", "charge", "claim", "complain", "demand", "insist", "order", "propose", "recommend",
     "reiterate", "request", "require", "suggest", "urge"]
)  # fmt: skip
"""Verbs (and nouns) whose clause begins with whom they address ("demanded that the rebels withdraw")."""

_WARNING = frozenset(["threaten", "vow", "warn"])

_ACTIVE = frozenset(["GPE", "LOC", "NORP", "ORG", "PERSON"])
_DEEPEST = 3


def acting(token: Token) -> Iterator[Token]:
    """Yield the heads of those who do what the token tells."""
    if token.pos_ in ("VERB", "AUX"):
        if not any(child.dep_ == "csubj" for child in token.children):
            yield from _doers(token)
        if token.lemma_.lower() in _RECIPROCAL_VERBS:
            yield from _partners(token)
        return
    if token.pos_ == "ADJ" and token.dep_ in ("acomp", "oprd") and token.head.pos_ in ("VERB", "AUX"):
        yield from subjects(token.head)
    yield from subjects(token)
    yield from (agent for obj in of_objects(token) for agent in agents(obj))  # "the arrest of a Cuban by Mexico"
    lemma = token.lemma_.lower()
    for modifier in modifiers(token):
        if listed_at(modifier) or modifier.ent_type_ in ("NORP", "ORG"):
            yield modifier
    reciprocal = lemma in _RECIPROCAL_NOUNS
    for preposition, obj in prepositional(token):
        of_both = reciprocal and preposition.lower_ in ("of", "among")
        from_doer = preposition.lower_ == "from" and lemma in _FROM_ITS_DOER
        if preposition.lower_ in _TOGETHER or of_both or from_doer:
            yield obj
    above = governor(token)
    if above is None:
        return
    verb, label = above
    carried = verb.pos_ in ("VERB", "AUX") and label in ("dobj", "in", "to", "for")
    if carried and verb.lemma_.lower() not in _PERISHING:
        yield from subjects(verb)
    if reciprocal and label in ("dobj", "nsubj") and verb.pos_ == "VERB":
        yield from (obj for preposition, obj in prepositional(verb) if preposition.lower_ in ("with", "between"))
    if label == "nsubjpass":
        yield from agents(verb)


def _doers(verb: Token) -> list[Token]:
    """Return a verb's subjects, or those of what it complements ("a plan to attack", "guilty of attacking")."""
    found = subjects(verb)
    if found:
        return found
    if verb.dep_ == "acl" and verb.tag_ == "VB":
        above = governor(verb.head)
        return subjects(verb.head) or (subjects(above[0]) if above is not None and above[1] == "dobj" else [])
    if verb.dep_ == "pcomp" and verb.head.head.pos_ == "ADJ":
        return subjects(verb.head.head.head)
    return []


def _partners(verb: Token) -> Iterator[Token]:
    if verb.lemma_.lower() == "meet":
        yield from objects(verb)
    yield from (obj for preposition, obj in prepositional(verb) if preposition.lower_ == "with")


def suffering(token: Token) -> Iterator[Token]:
    """Yield the heads of those to whom is done what the token tells; those who act, too, in reciprocal events."""
    found = _done_to(token)
    together = token.lemma_.lower() in _RECIPROCAL_VERBS  # "coordinated strikes on": not the strikes' targets
    if not any(_is_someone(one) for one in found):
        found += _in_clause(token)
    for one in found:
        owners = [] if together or _is_someone(one) else list(_concerned(one))
        yield from owners or [one]


def _done_to(token: Token) -> list[Token]:
    verb = token.pos_ in ("VERB", "AUX")
    found = list(objects(token)) if verb else [*of_objects(token), *_victims(token), *_aimed_at(token)]
    taking = token.lemma_.lower() in _TAKING
    for preposition, obj in prepositional(token):
        word = preposition.lower_
        if preposition.head.lower_ in _ATTRIBUTING:
            continue
        aimed = word in _AGAINST or (word == "at" and token.lemma_.lower() in _FIRING)
        if aimed or (verb and (word == "with" or (word == "from" and taking))):
            found.append(obj)
    return found


def _is_someone(head: Token) -> bool:
    return (
        head.ent_type_ in _ACTIVE or sector_of(head) is not None or head.pos_ == "PRON" or listed_at(head) is not None
    )


def _concerned(thing: Token, depth: int = 0) -> Iterator[Token]:
    """Yield whom a thing acted upon belongs to or concerns ("lifted the ban on the party", "Turkey's efforts")."""
    if thing.pos_ not in ("NOUN", "PROPN"):
        return
    owners = [child for child in thing.children if child.dep_ == "poss"]
    owners += [obj for preposition, obj in prepositional(thing) if preposition.lower_ in _OWNING]
    for owner in owners:
        if _is_someone(owner) or any(listed_at(modifier) for modifier in modifiers(owner)):
            yield owner
        elif depth < _DEEPEST:
            yield from _concerned(owner, depth + 1)


def _in_clause(token: Token) -> Iterator[Token]:
    """Yield whom a clause below names.

    "demanded that the rebels withdraw", "threatened to attack the rebels", "warned of a strike unless the rebels left".
    """
    lemma = token.lemma_.lower()
    for child in token.children:
        if child.dep_ == "xcomp" and child.pos_ == "VERB":
            yield from _done_to(child)
        if child.dep_ in ("ccomp", "acl") and lemma in _ADDRESSING:
            yield from _subjects_of(child)
    if lemma in _WARNING:
        clauses = [token, *(child for child in token.children if child.dep_ == "xcomp")]
        for condition in (below for clause in clauses for below in clause.children if below.dep_ == "advcl"):
            if any(mark.dep_ == "mark" and mark.lower_ in ("if", "unless") for mark in condition.lefts):
                yield from _subjects_of(condition)


def _subjects_of(clause: Token) -> list[Token]:
    return [child for child in clause.lefts if child.dep_ in ("nsubj", "nsubjpass")]


def _aimed_at(noun: Token) -> Iterator[Token]:
    """Yield at whom a light verb aims the event ("launched strikes against the rebels")."""
    above = governor(noun)
    if above is not None and above[1] in ("dobj", "nsubjpass") and above[0].pos_ == "VERB":
        yield from (obj for preposition, obj in prepositional(above[0]) if preposition.lower_ in _AIMED)


def _victims(noun: Token) -> Iterator[Token]:
    """Yield who dies in or of an event that a noun tells: "ten men died in the raid", "the raid left ten men dead"."""
    above = governor(noun)
    if above is None:
        return
    verb, label = above
    lemma = verb.lemma_.lower()
    if lemma in _PERISHING and label in ("in", "from", "of", "during", "dobj"):
        yield from subjects(verb)
    elif label == "nsubj" and lemma in _HARMING:
        yield from objects(verb)
    elif label == "nsubj" and lemma == "leave":
        for state in verb.children:
            if state.dep_ in ("ccomp", "oprd", "acomp") and state.lemma_.lower() in _HARMED:
                yield from (child for child in state.children if child.dep_ in ("nsubj", "nsubjpass"))
                yield from objects(verb)
