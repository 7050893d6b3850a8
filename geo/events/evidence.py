"""What speaks for a told event being one that a reader would look for on the map, as numbers for the classifier.

Grammar, status, what is known of when and where, the place in the article, and how the article is written: a speech
tells few events, however often it says "killed". No words of any region or outlet, no sectors (a clash of armies is as
good an event as a murder), no length of the article.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from spacy.attrs import LOWER, TAG

from geo.syntax import climb, governor, is_definite, is_finite, objects, of_objects, subjects, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Token

    from geo.model import Article, Event, Precision

__all__ = ["FEATURES", "LONGEST_AGO", "Telling", "trigger_head"]

_FIRST_PERSON = frozenset(["i", "we", "us", "our", "my", "me"])
_QUOTES = frozenset(['"', "“", "”"])
_PROBING = frozenset(
    ["accuse", "arrest", "blame", "case", "charge", "claim", "clarify", "condemn", "connection", "convict", "denounce",
     "deplore", "implicate", "investigate", "investigation", "involve", "link", "mourn", "probe", "regard", "relate",
     "responsibility", "responsible", "sentence", "solve", "suspect", "try"]
)  # fmt: skip
"""Words above a trigger whose clause is about an event that is known already."""

_EFFECTS = ("kill", "wound", "injur", "destroy", "damag", "die", "dead")
_NAMES = frozenset(["PERSON", "ORG", "GPE", "FAC"])
_EXACTNESS: dict[Precision, float] = {
    "site": 4, "town": 4, "area": 3, "border": 3, "admin2": 3, "admin1": 2, "region": 2, "country": 1
}  # fmt: skip
_FORTNIGHT = 14
LONGEST_AGO = 4000
"""Days: what is older, or covers more, is equally old or vague."""

_HIGHEST = 6

FEATURES = (
    "the trigger's word",
    "type ASSAULT", "type COERCE", "has a mode", "mode explosives", "other modality", "past tense",
    "tells an effect", "definite", "bare singular", "main verb", "finite verb", "has a subject", "subject is a name",
    "object is a name", "object is counted", "under a preposition", "looked into, claimed or condemned",
    "exactness of the place", "date is told", "told to be of the last fortnight", "days before publication",
    "mentions", "sentences that tell it", "number of its sentence", "share of the article before it",
    "number among the events of its type", "events of its type", "words in the sentence",
    "article: events a sentence", "article: past tense", "article: first person", "article: quotes",
    "article: questions", "article: dated events", "article: placed events",
)  # fmt: skip
"""Names of the numbers in a row, in order; the first is a table's, see `geo.events.classifier`."""


class Telling:
    """Reads the numbers of an article's events; ``events`` are merged, dated and placed."""

    def __init__(self, article: Article, doc: Doc, events: Sequence[Event]) -> None:
        self._article, self._doc, self._events = article, doc, events
        self._alike: dict[tuple[str, str], list[int]] = defaultdict(list)
        for start, kind in sorted((e.trigger.start, (e.type, e.modality)) for e in events):
            self._alike[kind].append(start)

    @cached_property
    def _sentences(self) -> dict[int, int]:
        """Return the number of the sentence that begins at a token."""
        return {sentence.start: number for number, sentence in enumerate(self._doc.sents)}

    @cached_property
    def _style(self) -> tuple[float, ...]:
        """Return the last seven numbers, the same for all events of the article."""
        sentences, strings = len(self._sentences), self._doc.vocab.strings
        table = self._doc.to_array([TAG, LOWER])  # counting in an array: a loop over tokens is ten times slower
        tags, words = Counter(table[:, 0].tolist()), Counter(table[:, 1].tolist())
        past, present = tags[strings["VBD"]], tags[strings["VBZ"]] + tags[strings["VBP"]]
        return (
            len(self._events) / sentences,
            past / max(1, past + present),
            sum(words[strings[one]] for one in _FIRST_PERSON) / sentences,
            sum(words[strings[one]] for one in _QUOTES) / sentences,
            words[strings["?"]] / sentences,
            sum(bool(event.date and event.date.text) for event in self._events) / len(self._events),
            sum(bool(event.places) for event in self._events) / len(self._events),
        )

    def row(self, event: Event, cue: float) -> list[float]:
        """Return the numbers of one of the events in the order of `FEATURES`; ``cue`` is its trigger word's."""
        head = trigger_head(self._doc, event)
        row = [
            cue, event.type == "ASSAULT", event.type == "COERCE", event.mode is not None, event.mode == "explosives",
            event.modality == "other", event.tense == "past", event.trigger.text.lower().startswith(_EFFECTS),
            *_grammar(head), *self._known(event), *self._position(event, head), *self._style,
        ]  # fmt: skip
        return [float(number) for number in row]

    def _known(self, event: Event) -> tuple[float, ...]:
        """Return how exactly place and date are known."""
        exactness = max((_EXACTNESS[link.precision] for link in event.places if link.precision), default=0.0)
        when, published = event.date, self._article.published
        if when is None or published is None:
            return exactness, when is not None and when.text is not None, False, -LONGEST_AGO
        last = date.fromisoformat(when.end)
        ago = (date.fromisoformat(published) - last).days
        short = (last - date.fromisoformat(when.start)).days <= _FORTNIGHT // 4
        told = when.text is not None
        return exactness, told, told and short and -1 <= ago <= _FORTNIGHT, max(-LONGEST_AGO, min(ago, LONGEST_AGO))

    def _position(self, event: Event, head: Token) -> tuple[float, ...]:
        number = self._sentences[head.sent.start]
        alike = self._alike[event.type, event.modality]
        spans = [self._doc.char_span(*mention, alignment_mode="expand") for mention in event.mentions]
        return (
            len(event.mentions),
            len({span.sent.start for span in spans if span is not None and len(span)}),
            min(number, 40),
            number / len(self._sentences),
            bisect_left(alike, event.trigger.start),
            len(alike),
            len(head.sent),
        )


def trigger_head(doc: Doc, event: Event) -> Token:
    """Return the head of the trigger's words."""
    span = doc.char_span(event.trigger.start, event.trigger.end, alignment_mode="expand")
    return doc[0] if span is None or not len(span) else span.root


def _grammar(head: Token) -> tuple[float, ...]:
    noun = head.pos_ in ("NOUN", "PROPN")
    determiners = {child.lower_ for child in head.lefts if child.dep_ == "det"}
    definite = noun and is_definite(head)
    suffering = of_objects(head) if noun else objects(head)
    acting = [] if noun else subjects(head)
    above = governor(head) if noun else None
    return (
        definite,
        noun and not definite and not determiners and head.tag_ not in ("NNS", "NNPS"),
        head.dep_ == "ROOT",
        not noun and is_finite(head),
        bool(acting),
        any(one.pos_ == "PROPN" for one in acting),
        any(one.ent_type_ in _NAMES or one.pos_ == "PROPN" for one in suffering),
        any(child.dep_ == "nummod" for one in suffering for child in one.children),
        above is not None and above[1] not in ("nsubj", "nsubjpass", "dobj", "ROOT", "attr"),
        any(word(one) in _PROBING for one, _ in zip(climb(head), range(_HIGHEST), strict=False)),
    )
