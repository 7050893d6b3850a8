"""Events: who did what to whom, when, and whether it happened; where is `geo.link`'s question.

`find`: triggers come from a lexicon over the dependency parse (`geo.events.lexicon`); what grammar ties together is
merged (`geo.events.merging`); each event gets its status (`geo.events.factuality`), its date (`geo.events.dating`) and
its actors (`geo.actors`). `settle`, once places are known: incidents told again become one (`geo.events.coreference`),
and what is hardly an event to look for is dropped (`geo.events.classifier`).
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

from geo import actors
from geo.events.classifier import EventClassifier
from geo.events.coreference import merge_retold
from geo.events.dating import Dater
from geo.events.factuality import Factuality, factuality
from geo.events.lexicon import Entry, entry_for, listed_words, quad_of
from geo.events.merging import Found, merge, refers_back
from geo.model import Article, Event, TimeExpression, Toponym, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Doc, Span, Token

__all__ = ["find", "settle"]

_SILENT = frozenset(["credit", "notice", "byline", "dateline"])
_NAMES = frozenset(["ORG", "PERSON", "PRODUCT", "WORK_OF_ART", "LAW", "FAC", "GPE", "LOC", "NORP"])
_LOOK_BACK = 4
"""Sentences within which "the attack" may mean an attack told before; the same noun reaches `_FAR_BACK`."""

_FAR_BACK = 12
_MOST_BEFORE = 40
"""Events looked back at: bounds the work on texts without end."""

_MOST_HEADS = 8
"""Words of one event that are asked for its actors and date."""


_REFERABLE = frozenset(["ASSAULT", "CONSULT", "HAZARD", "ACCIDENT", "OUTBREAK", "PROTEST", "AGREE", "COERCE"])
_GIVEN = Entry((), "", "OTHER", None, (), "")


def find(article: Article, doc: Doc, times: Sequence[TimeExpression]) -> tuple[Event, ...]:
    """Return the article's events in text order, undated where nothing dates them, with no places yet, and unjudged.

    ``doc`` is the article's parse, ``times`` its time expressions. If ``article.triggers`` is set, exactly these spans
    become events, in the order given; their type is OTHER where the lexicon has none.
    """
    dater, cast = Dater(article, doc, times), actors.Cast(doc, article.published)
    if article.triggers is not None:
        given = [_given(doc, start, end) for start, end in article.triggers]
        return tuple(
            _event(article, dater, cast, found, number, span) if found is not None else _unread(article, number, span)
            for number, (found, span) in enumerate(zip(given, article.triggers, strict=True), 1)
        )
    told: list[Found] = []
    listed = listed_words(doc)
    for sentence in doc.sents:
        told += merge(list(_triggers(article, sentence, listed)))
    kept = _merged_across(doc, told)
    return tuple(_event(article, dater, cast, found, number) for number, found in enumerate(kept, 1))


def settle(article: Article, doc: Doc, events: Sequence[Event], toponyms: Sequence[Toponym]) -> tuple[Event, ...]:
    """Return each incident once, of events that are dated and placed; all as they are if triggers were given.

    ``Link.toponym`` of the events' places indexes ``toponyms``.

    Raises
    ------
    ModelError
        If the event classifier is missing or does not fit.
    """
    if article.triggers is not None:
        return tuple(events)
    incidents = merge_retold(article, doc, events, toponyms)
    probable = EventClassifier.shipped().judged(article, doc, incidents)
    return tuple(replace(event, id=f"e{number}") for number, event in enumerate(probable, 1))


def _triggers(article: Article, sentence: Span, listed: Sequence[int]) -> Iterator[Found]:
    """Yield what the lexicon finds in a sentence; ``listed`` are the tokens of the document that it knows, in order."""
    if article.section_at(sentence.start_char) in _SILENT:
        return
    for number in listed[bisect_left(listed, sentence.start) : bisect_left(listed, sentence.end)]:
        token = sentence.doc[number]
        if _is_name(token) or (token.dep_ in ("amod", "compound") and token.pos_ == "VERB"):
            continue
        found = entry_for(token)
        if found is not None and found[0].type is not None and article.section_at(token.idx) not in _SILENT:
            yield Found(token, found[1], found[0])


def _is_name(token: Token) -> bool:
    """Whether a token is part of a name that is no event's ("Army of Islam", "World War II")."""
    if token.pos_ not in ("NOUN", "PROPN"):
        return False
    if token.ent_type_ in _NAMES:  # "Looting followed": a capital that only begins the sentence makes no name
        alone = token.ent_iob_ == "B" and (token.i + 1 == len(token.doc) or token.nbor(1).ent_iob_ != "I")
        return token.pos_ == "PROPN" or not alone
    if token.ent_type_ in ("DATE", "TIME"):
        return token.pos_ == "PROPN"
    return token.ent_type_ == "EVENT" and token.i > 0 and token.nbor(-1).lower_ == "world"


def _given(doc: Doc, start: int, end: int) -> Found | None:
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None or not len(span):
        return None
    found = entry_for(span.root)
    entry = found[0] if found is not None and found[0].type is not None else _GIVEN
    return Found(span.root, tuple(span), entry)


def _merged_across(doc: Doc, told: list[Found]) -> list[Found]:
    """Merge what later sentences plainly point back to ("the attack") into the event told first.

    Grammar alone says so, before dates and places, which the telling that points back seldom has; `merge_retold` weighs
    the rest.
    """
    numbers = [number for number, sentence in enumerate(doc.sents) for _ in range(len(sentence))]
    kept: list[Found] = []
    for event in told:
        earlier = None
        if event.entry.type in _REFERABLE:
            here = numbers[event.head.i]
            earlier = next(
                (e for e in reversed(kept[-_MOST_BEFORE:]) if _is_retold(e, event, here - numbers[e.last.i])), None
            )
        if earlier is not None:
            earlier.last = event.head
            earlier.others += [event.parts, *event.others]
        else:
            kept.append(event)
    return kept


def _is_retold(earlier: Found, event: Found, sentences: int) -> bool:
    if not 0 < sentences <= _FAR_BACK or not refers_back(event, earlier):
        return False
    if event.head.lemma_.lower() == earlier.head.lemma_.lower():
        return True
    status = factuality(earlier.head)
    return sentences <= _LOOK_BACK and status.modality == "asserted" and status.polarity == "positive"


def _event(
    article: Article,
    dater: Dater,
    cast: actors.Cast,
    found: Found,
    number: int,
    span: tuple[int, int] | None = None,
) -> Event:
    """Return the event of a merged trigger; ``span`` is the trigger's span where the caller has given it."""
    sentence = found.head.sent
    heads = [head for head in found.heads[:_MOST_HEADS] if head.sent == sentence]
    status = _status(found, heads)
    if article.section_at(found.head.idx) == "title":  # a headline's plural and present tense are no habit
        status = replace(status, genericity="specific")
    start, end = span or _span(found.parts)
    mentions = [(start, end), *(_span(parts) for parts in found.others)]
    kind = found.entry.type or "OTHER"
    return Event(
        id=f"e{number}",
        type=kind,
        mode=found.entry.mode,
        quad=quad_of(kind),
        trigger=Trigger(article.text[start:end], start, end),
        mentions=tuple(dict.fromkeys(mentions)),
        sentence=(sentence.start_char, sentence.end_char),
        actors=actors.find(article, cast, heads),
        date=dater.date(heads, status),
        modality=status.modality,
        polarity=status.polarity,
        genericity=status.genericity,
        tense=status.tense,
        confidence=1.0,
    )


def _unread(article: Article, number: int, span: tuple[int, int]) -> Event:
    """Return the bare event of a given trigger in which the parse has no words."""
    trigger = Trigger(article.text[span[0] : span[1]], *span)
    return Event(f"e{number}", "OTHER", None, None, trigger, (span,), span, (), None,
                 "asserted", "positive", "specific", "unspecified", 1.0)  # fmt: skip


def _span(parts: tuple[Token, ...]) -> tuple[int, int]:
    """Return the characters of a trigger's words; only the first where they stand apart ("set the camp on fire")."""
    ordered = sorted(parts, key=lambda token: token.i)
    if ordered[-1].i - ordered[0].i >= len(ordered):
        return parts[0].idx, parts[0].idx + len(parts[0])
    return ordered[0].idx, ordered[-1].idx + len(ordered[-1])


def _status(found: Found, heads: list[Token]) -> Factuality:
    """Return the trigger's status; a light verb's tense stands in where the noun shows none."""
    status = factuality(found.head)
    if status.tense != "unspecified":
        return status
    for head in heads[1:]:
        tense = factuality(head).tense
        if tense != "unspecified":
            return Factuality(status.modality, status.polarity, status.genericity, tense)
    return status
