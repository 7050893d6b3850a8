"""Which time expression belongs to which event, by the dependency tree between them."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from geo.events.lexicon import light_verbs
from geo.syntax import climb, is_finite

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["CLOSE", "REPORTING", "TOO_FAR", "cost", "moves_story", "path", "stem"]

REPORTING = frozenset(
    ["say", "tell", "report", "announce", "add", "state", "claim", "confirm", "note", "write", "explain", "comment",
     "reply", "respond", "acknowledge", "according", "declare", "disclose", "reveal", "estimate"]
)  # fmt: skip

CLOSE = 1.9
"""Cost up to which an expression dates an event whatever other sentences say: its own phrase, clause or light verb."""

TOO_FAR = 6.0
"""Cost from which an expression does not date an event. Both set by hand on the timeline corpus and MUC-4."""

_NOT_YET = frozenset(["will", "would", "to", "had", "may", "might", "could", "should"])
_STEM = 5


def moves_story(root: Token) -> bool:
    """Whether a time expression moves the story to its day: it places what happened, no report, plan or background."""
    verb = next((node for node in path(root)[1:6] if node.pos_ in ("VERB", "AUX")), None)
    if verb is None or verb.lemma_.lower() in REPORTING:
        return False
    above = verb.head if verb.dep_ == "conj" and not is_finite(verb) else verb
    if any(child.lower_ in _NOT_YET for node in (verb, above) for child in node.children if child.dep_ == "aux"):
        return False
    return verb.tag_ in ("VBN", "VBD")


def stem(token: Token) -> str:
    """Return what verb and noun of one event share: "explo" for "explode" and "explosion", "attac" for "attack"."""
    lemma = token.lemma_.lower()
    return lemma.removesuffix("ing")[:_STEM] if len(lemma) > _STEM + 1 else lemma[:_STEM]


def path(token: Token) -> list[Token]:
    """Return the token and its ancestors, nearest first, at most 25 in all."""
    return [token, *climb(token)]


def cost(token: Token, root: Token) -> float:
    """Return how far a time expression stands from an event in the tree; above `TOO_FAR` it does not date it."""
    up, down = path(token), path(root)
    positions = {node.i: depth for depth, node in enumerate(up)}
    meeting = next((depth for depth, node in enumerate(down) if node.i in positions), None)
    if meeting is None:
        return TOO_FAR
    met = positions[down[meeting].i]
    down_cost = sum(_step_down(below, above) for below, above in itertools.pairwise(down[: meeting + 1]))
    return down_cost + sum(_step_up(below, above) for below, above in itertools.pairwise(up[: met + 1]))


def _step_down(below: Token, above: Token) -> float:
    """Cost of one step from the time expression towards what it modifies."""
    if below.dep_ == "advcl" and any(child.lower_ in _MEANWHILE and child.dep_ in ("advmod", "mark")
                                     for child in below.children):  # fmt: skip
        return 1.0
    if below.pos_ in ("VERB", "AUX") and above.pos_ != "ADP":
        return TOO_FAR if is_finite(below) else 2.0
    if above.pos_ in ("ADP", "SCONJ") or below.dep_ in _MODIFYING:
        return 0.2
    return 0.6 if below.pos_ == "ADP" and above.pos_ in ("NOUN", "PROPN") else 0.5


_MEANWHILE = frozenset(["when", "as", "while", "once"])
"""Words that tie a clause's time to the clause above it: "will be shown when it arrives on Monday"."""

_MODIFYING = frozenset(["poss", "npadvmod", "advmod", "compound", "amod", "nmod", "tmod"])


def _step_up(below: Token, above: Token) -> float:
    """Cost of one step from the event up to the verb that carries its time."""
    label = below.dep_
    if below.pos_ in ("ADP", "SCONJ"):
        return 0.6
    if below.pos_ in ("NOUN", "PROPN", "PRON", "ADJ"):
        near = label in ("compound", "amod", "nmod", "appos", "conj") or above.lemma_.lower() in light_verbs()
        return 0.3 if near else 1.0 if label in ("dobj", "nsubj", "nsubjpass", "attr") else 1.2
    return _step_out(below, above)


def _step_out(verb: Token, above: Token) -> float:
    """Cost of leaving a clause: a report's, a relative clause's and a purpose's time is not that of what is above."""
    label, reporting = verb.dep_, above.lemma_.lower() in REPORTING
    purpose = any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)
    if label == "relcl" or (label == "advcl" and purpose) or (label == "ccomp" and reporting and not purpose):
        return TOO_FAR
    if label == "ccomp":
        return 0.8 if purpose else 2.0
    if label in ("xcomp", "pcomp"):
        return 3.0 if reporting else 0.5
    return 2.0 if label in ("conj", "advcl", "acl") and is_finite(verb) else 1.5
