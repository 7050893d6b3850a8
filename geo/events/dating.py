"""When an event happened, and why we say so.

In this order, the first that answers:

1. a time expression close by in the tree: on the event's own words or on the verb that carries it; a reporting verb's
   time stays its own ("police said on Monday");
2. a distance counted from another event ("a day after gunmen attacked the post");
3. for "the attack", and for headline and lead, the day told with the same word in another sentence;
4. an expression farther off in the sentence;
5. the same word's day for any other event;
6. the day the story is at: the last one told, the publication day at the head. In the lead that is the day the next
   sentences tell.

What is not said to have happened (proposed, feared, future, before the story's past) is dated by words only.
An interval's ``text`` is None where the day is inferred (3, 5 and 6); ``why`` says in words what it rests on.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.dates.calendar import interval_of, shift, unit_value
from geo.events.reach import CLOSE, REPORTING, TOO_FAR, cost, moves_story, path, stem
from geo.model import Article, DateInterval, TimeExpression
from geo.syntax import is_finite, is_passive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Token

    from geo.events.factuality import Factuality

__all__ = ["Dater"]

_SENTENCES_ON = 10
"""Sentences through which a story stays at the day told last; more change nothing on the timeline corpus and MUC-4."""

_SENTENCES_AHEAD = 3
_DAYS_BACK = 7
"""A lead without a day takes the one told within so many sentences, if it is at most a week before publication."""

_MOST_KIN = 40
"""Words of one stem that are remembered: bounds the work on texts without end."""

_REACH = 100
"""Tokens beyond which an expression in the same sentence is not asked: bounds the work on sentences without end."""

_HEAD_OF_TEXT = 300
"""Characters within which a full date that is the publication day is the text's date line."""

_STAMP_COST = 5.5
_SAID_BACK = 2
"""Days from publication within which what was said is said on the story's day; beyond, on the publication day."""

_RANGE = re.compile(r"\s*(?:to|and|until|till|through|-|–)\s*(?:the\s+)?$", re.IGNORECASE)
_COUNT = re.compile(r"P(\d+)([DWMY])$")
_UNITS = {"D": "day", "W": "week", "M": "month", "Y": "year"}
_PERFECT = frozenset(["has", "have", "'ve"])
_PAST_PERFECT = frozenset(["had", "'d"])
_INDEFINITE = frozenset(["a", "an", "another", "any", "some", "no"])

_Hit = tuple[float, TimeExpression, "Token"]


class Dater:
    """Dates the events of one article."""

    def __init__(self, article: Article, doc: Doc, times: Sequence[TimeExpression]) -> None:
        self._published = article.published
        self._article = article
        self._starts = [sentence.start for sentence in doc.sents]
        self._number = {start: number for number, start in enumerate(self._starts)}
        self._counts: dict[int, list[tuple[Token, TimeExpression]]] = {}
        self._times: dict[int, list[tuple[Token, TimeExpression]]] = {}
        for number in range(len(times)):
            time = _joined(times, number, article.text)
            span = doc.char_span(time.start, time.end, alignment_mode="expand")
            if span is None or not len(span):
                continue
            if time.interval is not None:
                self._times.setdefault(span[0].sent.start, []).append((span.root, time))
            elif _COUNT.match(time.value) and span.end < len(doc) and doc[span.end].lower_ in ("after", "before"):
                self._counts.setdefault(span[0].sent.start, []).append((doc[span.end], time))
        self._hits: dict[int, _Hit | None] = {}
        self._kin: dict[str, list[Token]] = {}
        for start in self._times:
            for token in doc[start].sent:
                if token.pos_ in ("VERB", "NOUN"):
                    kin = self._kin.setdefault(stem(token), [])
                    if len(kin) < _MOST_KIN:
                        kin.append(token)
        self._days = self._follow()

    def date(self, tokens: Sequence[Token], status: Factuality) -> DateInterval | None:
        """Return when the event told by ``tokens`` (the trigger's head first) happened, with the reason, or None."""
        hit = self._in_sentence(tokens)
        if hit is not None and status.tense == "past" and status.modality == "asserted" and self._is_ahead(hit[1]):
            hit = None
        if hit is not None and hit[0] <= CLOSE:
            return self._read(hit, tokens[0])
        found = self._counted(tokens) or (self._told_elsewhere(tokens[0]) if self._refers(tokens[0]) else None)
        if found is None and hit is not None:
            return self._read(hit, tokens[0])
        return found or self._told_elsewhere(tokens[0]) or self._from_tense(tokens, status)

    def _in_sentence(self, tokens: Sequence[Token]) -> _Hit | None:
        hits = [hit for token in tokens if (hit := self._nearest(token)) is not None]
        return min(hits, key=lambda hit: hit[0], default=None)

    def _nearest(self, token: Token) -> _Hit | None:
        """Return the expression that stands nearest to a token in the tree of its sentence; asked once a token."""
        if token.i not in self._hits:
            best: _Hit | None = None
            for root, time in self._times.get(token.sent.start, ()):
                far = cost(token, root) if abs(token.i - root.i) <= _REACH else TOO_FAR
                if far < TOO_FAR and self._is_stamp(time):
                    far = _STAMP_COST
                if far < TOO_FAR and (best is None or far < best[0]):
                    best = far, time, root
            self._hits[token.i] = best
        return self._hits[token.i]

    def _is_stamp(self, time: TimeExpression) -> bool:
        """Whether an expression is the text's date line, which dates nothing that has a day of its own."""
        if self._article.section_at(time.start) in ("dateline", "byline", "credit", "notice"):
            return True
        interval = time.interval
        if self._published is None or interval is None or time.start >= _HEAD_OF_TEXT:
            return False
        return interval.start == interval.end == self._published and self._published[:4] in time.text

    def _is_ahead(self, time: TimeExpression) -> bool:
        """Whether an expression covers days from the publication on ("over the next four years")."""
        interval, day = time.interval, self._published
        return interval is not None and day is not None and day <= interval.start < interval.end

    def _read(self, hit: _Hit, head: Token) -> DateInterval | None:
        _, time, root = hit
        interval = time.interval
        before = root.head.lower_ if root.head.pos_ in ("ADP", "SCONJ") else ""
        if interval is None or (before in ("before", "after") and root.head.dep_ == "prep" and root.dep_ == "pobj"):
            return None
        near = "with" if hit[0] <= CLOSE else "in the sentence of"
        why = f"“{' '.join(time.text.split())}” stands {near} “{head.text}”"
        if before == "since" and self._published and interval.start <= self._published:
            verb = next((node for node in path(root)[1:] if node.pos_ == "VERB"), None)
            if verb is None or verb.tag_ != "VBN" or not is_passive(verb):
                return DateInterval(interval.start, self._published, "vague", f"since {time.text}", f"since: {why}")
        return replace(interval, why=why)

    def _counted(self, tokens: Sequence[Token]) -> DateInterval | None:
        """Return the day of an event told at a distance from another: "two days after gunmen attacked the post"."""
        for token in tokens:
            for marker, count in self._counts.get(token.sent.start, ()):
                below = marker.head if marker.dep_ == "mark" else marker
                if abs(marker.i - token.i) > _REACH or below == below.head or below not in path(token):
                    continue
                anchor = self._day_of(below.head)
                if anchor is not None:
                    return self._at_distance(anchor, count, marker)
        return None

    def _day_of(self, verb: Token) -> str | None:
        """Return the day of a verb: its own expression's, the one told with its subject, or the story's."""
        hit = self._nearest(verb)
        if hit is not None and hit[0] < _STAMP_COST and hit[1].interval and hit[1].interval.granularity == "day":
            return hit[1].interval.start
        for child in verb.children:
            if child.dep_ == "nsubj" and (told := self._told_elsewhere(child)) is not None:
                return told.start
        return self._days.get(verb.sent.start, (self._published, 0))[0]

    def _at_distance(self, anchor: str, count: TimeExpression, marker: Token) -> DateInterval | None:
        match = _COUNT.match(count.value)
        if match is None:
            return None
        number, unit = int(match[1]), _UNITS[match[2]]
        try:
            moved = shift(dt.date.fromisoformat(anchor), unit, -number if marker.lower_ == "after" else number)
        except (ValueError, OverflowError):
            return None
        days, words = interval_of(unit_value(moved, unit)), f"{count.text} {marker.lower_}"
        return days and replace(days, text=words, why=f"“{words}”, counted from {anchor}")

    def _refers(self, head: Token) -> bool:
        """Whether an event is told elsewhere too: "the attack", or a verb of the headline or lead."""
        if head.pos_ == "NOUN":
            return any(c.dep_ in ("det", "poss") and c.lower_ not in _INDEFINITE for c in head.children)
        return self._number[head.sent.start] <= 1

    def _told_elsewhere(self, head: Token) -> DateInterval | None:
        """Return the day told with the same word in the nearest other place of the text."""
        here, best = self._number[head.sent.start], None
        for token in self._kin.get(stem(head), ()):
            hit = self._nearest(token) if token != head else None
            interval = self._read(hit, token) if hit is not None and hit[0] <= CLOSE else None
            if interval is None or interval.start != interval.end:
                continue
            if self._published is not None and interval.start > self._published:
                continue
            gap = abs(self._number[token.sent.start] - here)
            if best is None or gap < best[0]:
                best = gap, interval, token
        if best is None:
            return None
        return replace(best[1], text=None, why=f"“{best[2].text}” is told elsewhere with “{best[1].text}”")

    def _from_tense(self, tokens: Sequence[Token], status: Factuality) -> DateInterval | None:
        """Return the day of what is told as having happened, without a word of time: the story's or the publication."""
        if self._published is None or status.modality == "other" or status.genericity == "generic":
            return None
        verb = _finite_verb(tokens)
        auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")} if verb is not None else set()
        if auxiliaries & _PAST_PERFECT or (verb is not None and status.tense == "future"):
            return None
        day, why = self._story_day(tokens[0], self._published, perfect=bool(auxiliaries & _PERFECT))
        return DateInterval(day, day, "day", None, why)

    def _story_day(self, head: Token, published: str, *, perfect: bool) -> tuple[str, str]:
        """Return the day the story is at, with the reason."""
        sentence = head.sent.start
        day, age = self._days.get(sentence, (None, 0))
        if self._article.section_at(head.idx) == "title":
            return published, "a headline: the publication day"
        if day is None or (age > 1 and perfect):
            return published, "no day told near: the publication day"
        if head.lemma_.lower() in REPORTING and _days_between(day, published) > _SAID_BACK:
            return published, "said: on the publication day"
        ahead = self._day_ahead(sentence) if day == published else None
        if ahead is not None:
            return ahead, f"no day in the lead: {ahead} is told in the next sentences"
        if day == published:
            return day, "no other day told so far: the publication day"
        return day, f"no day in the sentence: the story stays at {day}, {_ago(age)}"

    def _follow(self) -> dict[int, tuple[str, int]]:
        """Return sentence start → the day the story is at (the last told, the publication day at the head) and its age.

        A day is carried through `_SENTENCES_ON` sentences that tell none, and no farther.
        """
        days: dict[int, tuple[str, int]] = {}
        day, age = self._published, 0
        for start in self._starts:
            told = [time.interval.start for root, time in self._times.get(start, ())
                    if time.interval and time.interval.granularity == "day"
                    and time.interval.start == time.interval.end and moves_story(root)]  # fmt: skip
            if told:
                day, age = told[0], 0
            if day is not None and age <= _SENTENCES_ON:
                days[start] = day, age
            age += 1
        return days

    def _day_ahead(self, sentence: int) -> str | None:
        """Return, for the first two sentences, the first day before publication that the next ones tell."""
        here = self._number[sentence]
        if here > 1 or self._published is None:
            return None
        for start in self._starts[here + 1 : here + 1 + _SENTENCES_AHEAD]:
            day, age = self._days.get(start, (self._published, 1))
            if age == 0 and 0 < _days_between(day, self._published) <= _DAYS_BACK:
                return day
        return None


def _days_between(first: str, last: str) -> int:
    return (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days


def _ago(sentences: int) -> str:
    if sentences > 1:
        return f"told {sentences} sentences before"
    return "told a sentence before" if sentences else "told in it"


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


def _finite_verb(tokens: Sequence[Token]) -> Token | None:
    """Return the finite verb that carries the event, if a past, perfect or headline present tense does."""
    for token in tokens:
        for node in path(token)[:4]:
            if node.pos_ in ("VERB", "AUX") and is_finite(node):
                return node
    return None
