"""Which trigger words tell the same event.

Within a sentence: compounds ("bombing campaign"), light verbs ("carried out strikes"), and words of one type that the
grammar ties together ("the blast killed two", "was shot and robbed"). Across sentences only what is plainly a
reference back: "the attack" without a place or day of its own, and a caption that retells the story's event.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.events.factuality import factuality
from geo.events.lexicon import Entry, light_verbs
from geo.syntax import climb, governor, is_finite, modifiers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

__all__ = ["Found", "merge", "refers_back"]

_TYING = frozenset(
    ["conj", "advcl", "xcomp", "acl", "relcl", "nsubj", "nsubjpass", "csubj", "dobj", "appos", "pcomp", "attr"]
)
_ABSORBING = frozenset(["AGREE", "REQUEST", "REJECT", "THREATEN"])
_COUNTS = frozenset(["kill", "wound", "injure", "destroy", "slay", "murder", "maim"])


@dataclass(slots=True)
class Found:
    """A trigger on its way to an event: its words, its head, the lexicon entry, and the heads it has taken in."""

    head: Token
    parts: tuple[Token, ...]
    entry: Entry
    others: list[tuple[Token, ...]] = field(default_factory=list)
    last: Token = field(init=False)
    """The word that told it last, in text order: what later sentences refer back to."""

    def __post_init__(self) -> None:
        """Begin with the head as the last word."""
        self.last = self.head

    @property
    def heads(self) -> list[Token]:
        """The trigger's head and the heads of all other mentions."""
        return [self.head, *(parts[-1] if parts[-1].pos_ != "PART" else parts[0] for parts in self.others)]


def merge(found: Sequence[Found]) -> list[Found]:
    """Return the events of one sentence: triggers merged where they tell the same, in text order."""
    by_token = {trigger.head.i: trigger for trigger in found}
    parent = {trigger.head.i: trigger.head.i for trigger in found}

    def root(i: int) -> int:
        while parent[i] != i:
            i = parent[i]
        return i

    dropped: set[int] = set()
    for trigger in found:
        above = _above(trigger.head)
        if above is None or above[0].i not in by_token or above[0].i == trigger.head.i:
            continue
        other, label = by_token[above[0].i], above[1]
        if _same(trigger, other, label):
            parent[root(trigger.head.i)] = root(other.head.i)
    for trigger in found:
        over = _absorber(trigger, by_token)
        if over is not None and root(over.head.i) != root(trigger.head.i):
            dropped.add(trigger.head.i)
    groups: dict[int, list[Found]] = {}
    for trigger in found:
        if trigger.head.i not in dropped:
            groups.setdefault(root(trigger.head.i), []).append(trigger)
    return sorted((_joined(group) for group in groups.values()), key=lambda event: event.head.i)


def _above(head: Token) -> tuple[Token, str] | None:
    """Return the word that governs a trigger and the label or preposition between them, counting nouns skipped."""
    if head.dep_ in ("compound", "amod", "nmod") and head.head != head:
        return head.head, "compound"
    if head.dep_ == "conj":
        return head.head, "conj"
    if head.pos_ in ("NOUN", "PROPN"):
        return governor(head)
    if head.dep_ == "pcomp" and head.head.head != head.head:
        return head.head.head, head.head.lower_
    return (head.head, head.dep_) if head.head != head else None


def _same(trigger: Found, other: Found, label: str) -> bool:
    if label == "compound":
        return True
    noun, verb = trigger.head.pos_ in ("NOUN", "PROPN"), other.head.pos_ in ("VERB", "AUX")
    if noun and verb and other.head.lemma_.lower() in light_verbs() and label in ("dobj", "nsubjpass", "nsubj", "in"):
        return True
    if trigger.entry.type != other.entry.type:
        return False
    if label == "conj" and trigger.entry.mode and other.entry.mode and trigger.entry.mode != other.entry.mode:
        return False
    return label in _TYING or label in ("in", "by", "for", "during", "at", "of")


def _absorber(trigger: Found, by_token: dict[int, Found]) -> Found | None:
    """Return the demand, promise, threat, refusal or protest whose mere content the trigger is; None if there is none.

    "They refused to attend the talks" tells a refusal; talks that may never be are no event beside it.
    """
    below = trigger.head
    for node in climb(below):
        if below.dep_ in ("relcl", "advcl") and is_finite(below):
            return None
        over = by_token.get(node.i)
        if over is not None and over.entry.type in _ABSORBING:
            status = factuality(trigger.head)
            return over if status.modality == "other" or status.polarity == "negative" else None
        if over is not None and over.entry.type == "PROTEST":
            return (
                over if trigger.entry.type in ("REQUEST", "ACCUSE", "REJECT") and not is_finite(trigger.head) else None
            )
        below = node
    return None


def _joined(group: list[Found]) -> Found:
    """Return one event for a group: told by its noun or most telling verb, the rest as further mentions."""
    best = min(group, key=_rank)
    others = [trigger.parts for trigger in group if trigger is not best]
    light = _light_verb(best.head)
    if light is not None and all(light not in parts for parts in others) and light not in best.parts:
        others.append((light,))
    return Found(best.head, best.parts, best.entry, others)


def _rank(trigger: Found) -> tuple[int, int, int]:
    head = trigger.head
    light = head.lemma_.lower() in light_verbs() and head.pos_ == "VERB"
    counting = head.lemma_.lower() in _COUNTS
    inside = head.dep_ in ("compound", "amod", "nmod")
    return int(light) * 2 + int(counting) + int(inside), 0 if trigger.entry.mode else 1, head.i


def _light_verb(head: Token) -> Token | None:
    if head.pos_ not in ("NOUN", "PROPN"):
        return None
    above = governor(head)
    if above is None or above[1] not in ("dobj", "nsubj", "nsubjpass", "in"):
        return None
    verb = above[0]
    phrases = {verb.lemma_.lower(), *(f"{verb.lemma_.lower()} {c.lower_}" for c in verb.children if c.dep_ == "prt")}
    return verb if phrases & light_verbs() and verb.pos_ == "VERB" else None


def refers_back(event: Found, earlier: Found) -> bool:
    """Whether a definite noun only points back to an event told before: "the attack", "the proposed agreement".

    It may describe the event no closer than before: by the same noun with some of its modifiers, or by the bare noun.
    """
    head = event.head
    if head.pos_ != "NOUN" or event.entry.type != earlier.entry.type:
        return False
    if not any(child.dep_ == "det" and child.lower_ in ("the", "this", "that") for child in head.children):
        return False
    told = {modifier.lower_ for other in earlier.heads for modifier in modifiers(other)}
    described = {modifier.lower_ for modifier in modifiers(head)} - told
    if described or any(child.dep_ in ("poss", "relcl", "nummod") for child in head.children):
        return False
    same_noun = any(head.lemma_.lower() == other.lemma_.lower() for other in earlier.heads)
    return same_noun or not any(child.dep_ in ("prep", "acl") for child in head.children)
