"""When an event happened: the time expression that dates it, or the publication day where its tense points there.

An expression dates an event when it hangs on the event's own words, on the verb that carries it, or on a verb above
that hands its time down (infinitives, participles, a fronted "in recent days"); a reporting verb's time stays its own
("police said on Monday"). Without one, news in the simple past or perfect at the head of an article is dated to the
publication day; everything else stays undated.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from geo.events.lexicon import light_verbs
from geo.model import Article, DateInterval, TimeExpression
from geo.syntax import is_finite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Token

    from geo.events.factuality import Factuality

__all__ = ["Dater"]

_REPORTING = frozenset(
    ["say", "tell", "report", "announce", "add", "state", "claim", "confirm", "note", "write", "explain", "comment",
     "reply", "respond", "acknowledge", "according", "declare", "disclose", "reveal", "estimate"]
)  # fmt: skip
_TOO_FAR = 6.0
_SENTENCES_ON = 4
"""Sentences through which a story stays at the day told last (on the timeline corpus more gains nothing sound)."""

_RANGE = re.compile(r"\s*(?:to|and|until|till|through|-|–)\s*(?:the\s+)?$", re.IGNORECASE)
_PERFECT = frozenset(["has", "have", "'ve"])
_AUXILIARIES_PAST_PERFECT = frozenset(["had", "'d"])


class Dater:
    """Dates the events of one article."""

    def __init__(self, article: Article, doc: Doc, times: Sequence[TimeExpression]) -> None:
        self._published = article.published
        self._article = article
        self._times: dict[int, list[tuple[Token, TimeExpression]]] = {}
        for number in range(len(times)):
            time = _joined(times, number, article.text)
            if time.interval is None:
                continue
            span = doc.char_span(time.start, time.end, alignment_mode="expand")
            if span is not None and len(span):
                self._times.setdefault(span[0].sent.start, []).append((span.root, time))
        self._story_days = self._follow(doc)

    def _follow(self, doc: Doc) -> dict[int, tuple[str, int]]:
        """Return sentence start → the day the story is at (the last told, the publication day at the head) and its age.

        A day is carried through `_SENTENCES_ON` sentences that tell none, and no farther.
        """
        days: dict[int, tuple[str, int]] = {}
        day, age = self._published, 0
        for sentence in doc.sents:
            told = [time.interval for root, time in self._times.get(sentence.start, ())
                    if time.interval and time.interval.granularity == "day" and time.interval.start == time.interval.end
                    and _tells_story(root)]  # fmt: skip
            if told:
                day, age = told[0].start, 0
            if day is not None and age <= _SENTENCES_ON:
                days[sentence.start] = day, age
            age += 1
        return days

    def date(self, tokens: Sequence[Token], status: Factuality) -> DateInterval | None:
        """Return when the event told by ``tokens`` (the trigger's head first) happened, or None."""
        best: tuple[float, TimeExpression, Token] | None = None
        for token in tokens:
            for root, time in self._times.get(token.sent.start, ()):
                cost = _cost(token, root)
                if cost < _TOO_FAR and (best is None or cost < best[0]):
                    best = (cost, time, root)
        if best is not None:
            return self._read(best[1], best[2])
        return self._from_tense(tokens, status)

    def _read(self, time: TimeExpression, root: Token) -> DateInterval | None:
        interval = time.interval
        if interval is None:
            return None
        before = _preposition(root)
        if before == "since" and self._published and interval.start <= self._published:
            return DateInterval(interval.start, self._published, "vague", f"since {time.text}")
        if before in ("before", "after") and root.head.dep_ == "prep" and root.dep_ == "pobj":
            return None
        return interval

    def _from_tense(self, tokens: Sequence[Token], status: Factuality) -> DateInterval | None:
        if self._published is None or status.modality == "other" or status.genericity == "generic":
            return None
        verb = _finite_verb(tokens)
        if verb is None:
            return None
        auxiliaries = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
        if auxiliaries & _AUXILIARIES_PAST_PERFECT or status.tense == "future":
            return None
        if tokens[0].lemma_.lower() in _REPORTING or self._article.section_at(tokens[0].idx) == "title":
            return DateInterval(self._published, self._published, "day")
        day, age = self._story_days.get(tokens[0].sent.start, (None, 0))
        if day is None or (age > 1 and auxiliaries & _PERFECT):
            return None
        return DateInterval(day, day, "day")


def _joined(times: Sequence[TimeExpression], number: int, text: str) -> TimeExpression:
    """Return the expression widened to a range where the words say one ("from 2009 to 2011")."""
    time = times[number]
    if number + 1 < len(times) and time.interval:
        following = times[number + 1]
        opening = text[max(0, time.start - 9) : time.start].lower().split()
        if (
            following.interval
            and _RANGE.match(text[time.end : following.start])
            and opening and opening[-1] in ("from", "between")
            and time.interval.start <= following.interval.end
        ):  # fmt: skip
            words = text[time.start : following.end]
            interval = DateInterval(time.interval.start, following.interval.end, following.interval.granularity, words)
            return TimeExpression(words, time.start, following.end, f"{time.value}/{following.value}", interval)
    return time


def _tells_story(root: Token) -> bool:
    """Whether a time expression places a past event of the story, not a report or a plan."""
    for node in _path(root)[1:6]:
        if node.pos_ in ("VERB", "AUX"):
            past = node.tag_ in ("VBD", "VBN") and is_finite(node)
            plan = any(child.lower_ in ("will", "would", "to", "had") for child in node.children if child.dep_ == "aux")
            return past and not plan and node.lemma_.lower() not in _REPORTING
    return False


def _preposition(root: Token) -> str:
    return root.head.lower_ if root.head.pos_ in ("ADP", "SCONJ") else ""


def _path(token: Token) -> list[Token]:
    path = [token]
    for _ in range(24):
        if path[-1].head == path[-1]:
            break
        path.append(path[-1].head)
    return path


def _cost(token: Token, root: Token) -> float:
    """Return how far a time expression stands from an event in the tree; above `_TOO_FAR` it does not date it."""
    up, down = _path(token), _path(root)
    positions = {node.i: depth for depth, node in enumerate(up)}
    meeting = next((depth for depth, node in enumerate(down) if node.i in positions), None)
    if meeting is None:
        return _TOO_FAR
    met = positions[down[meeting].i]
    down_cost = sum(_step_down(below, above) for below, above in itertools.pairwise(down[: meeting + 1]))
    return down_cost + sum(_step_up(below, above) for below, above in itertools.pairwise(up[: met + 1]))


def _step_down(below: Token, above: Token) -> float:
    """Cost of one step from the time expression towards what it modifies."""
    if below.pos_ in ("VERB", "AUX") and above.pos_ != "ADP":
        return _TOO_FAR if is_finite(below) else 2.0
    if above.pos_ in ("ADP", "SCONJ") or below.dep_ in _MODIFYING:
        return 0.2
    return 0.6 if below.pos_ == "ADP" and above.pos_ in ("NOUN", "PROPN") else 0.5


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
    label, reporting = verb.dep_, above.lemma_.lower() in _REPORTING
    purpose = any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)
    if label == "relcl" or (label == "advcl" and purpose) or (label == "ccomp" and reporting and not purpose):
        return _TOO_FAR
    if label == "ccomp":
        return 0.8 if purpose else 2.0
    if label in ("xcomp", "pcomp"):
        return 3.0 if reporting else 0.5
    return 2.0 if label in ("conj", "advcl", "acl") and is_finite(verb) else 1.5


def _finite_verb(tokens: Sequence[Token]) -> Token | None:
    """Return the finite verb that carries the event, if a past, perfect or headline present tense does."""
    for token in tokens:
        for node in _path(token)[:4]:
            if node.pos_ in ("VERB", "AUX") and is_finite(node):
                return node
    return None
