"""Candidate spans: every stretch of text that could be a place name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from geo.gazetteer import Gazetteer, NameMatch
from geo.recognise.tokens import POS_NUMBERS, Tokens
from geo.recognise.words import ARTICLES, CALENDAR, CONNECTORS, NEVER_FIRST, TITLES

__all__ = ["LONGEST_NAME", "CandidateSpan", "Entities", "candidate_spans"]

LONGEST_NAME = 6
"""Words of the longest name looked up."""

_NO_NAMES = CALENDAR | TITLES
_LONGEST_LOWER = 3
_SHORTEST_LOWER = 4
_LARGE = 15_000
_INFORMAL = 0.25
"""Share of sentences that begin in lower case from which a text counts as written without care for capitals."""

_NO_NOUNS = {POS_NUMBERS[pos] for pos in ("VERB", "AUX", "ADP", "CCONJ", "DET", "NUM", "PART", "PRON", "SCONJ")}
"""Parts of speech of single words that are no names, though a place be called so ("Reading", "Of", "Most")."""

_OFFERED_LABELS = frozenset({"GPE", "LOC", "FAC", "NORP", "ORG"})


@dataclass(frozen=True, slots=True)
class CandidateSpan:
    """Tokens ``start`` to ``end`` (exclusive) with the gazetteer's answer (empty for an unknown name)."""

    start: int
    end: int
    text: str
    matches: tuple[NameMatch, ...]


class Entities:
    """The tagger's names, by token, without "the" and possessive "'s"."""

    def __init__(self, doc: Doc) -> None:
        self.spans: list[tuple[int, int, str]] = []
        self._number: dict[int, int] = {}
        for number, ent in enumerate(doc.ents):
            start, end = _trimmed(doc, ent)
            self.spans.append((start, end, ent.label_))
            for i in range(ent.start, ent.end):
                self._number[i] = number

    def at(self, token: int) -> tuple[int, int, str] | None:
        """Return (start, end, label) of the name that holds a token, or None."""
        number = self._number.get(token)
        return None if number is None else self.spans[number]

    def is_place(self, token: int) -> bool:
        """Return whether a token is part of a place or a people."""
        found = self.at(token)
        return found is not None and found[2] in ("GPE", "LOC", "NORP")


def candidate_spans(tokens: Tokens, entities: Entities, gazetteer: Gazetteer) -> list[CandidateSpan]:
    """Return all candidates in text order; they may overlap.

    They are runs of capitalised words that the gazetteer knows, and the name tagger's places,
    peoples and organisations; in posts and other texts that care little for capitals, also
    well-known names in lower case.
    """
    found = {(span.start, span.end): span for span in _known_runs(tokens, gazetteer)}
    found |= {(span.start, span.end): span for span in _lower_case_runs(tokens, gazetteer)}
    for start, end, label in entities.spans:
        if label in _OFFERED_LABELS and start < end and (start, end) not in found and tokens.case[start]:
            found[start, end] = CandidateSpan(start, end, tokens.text(start, end), ())
    return [found[key] for key in sorted(found)]


def _known_runs(tokens: Tokens, gazetteer: Gazetteer) -> Iterator[CandidateSpan]:
    texts, starts, case = tokens.texts, tokens.starts, tokens.case
    for start, first in enumerate(texts):
        if not (case[start] or first in ARTICLES) or not _may_start(texts, start):
            continue
        for end in range(start + 1, min(start + LONGEST_NAME, len(texts)) + 1):
            last = texts[end - 1]
            if not (last[:1].isupper() or last.lower() in CONNECTORS or last[:1].isdigit() or last == "."):
                break
            if not (last[:1].isupper() or last[:1].isdigit()):
                continue
            name = tokens.text(start, end)
            if end - start == 1 and (tokens.pos[start] in _NO_NOUNS or first.lower().rstrip(".") in _NO_NAMES):
                continue
            matches = gazetteer.matches(name)
            if matches:
                yield CandidateSpan(start, end, name, matches)
            if end < len(texts) and texts[end] == "." and starts[end] == starts[end - 1] + len(last):
                abbreviation = gazetteer.abbreviated(f"{name}.")  # "Ont" and "." at a sentence's end
                if abbreviation:
                    yield CandidateSpan(start, end + 1, f"{name}.", abbreviation)


def _lower_case_runs(tokens: Tokens, gazetteer: Gazetteer) -> Iterator[CandidateSpan]:
    doc, texts = tokens.doc, tokens.texts
    openings = [next((texts[i] for i in range(*s) if texts[i].isalpha()), "") for s in tokens.sentences]
    informal = sum(word.islower() for word in openings) >= _INFORMAL * len(openings)
    for first, beyond in tokens.sentences if informal else ():
        for start in range(first, beyond):
            if not texts[start].islower() or doc[start].is_stop:
                continue
            for end in range(start + 1, min(start + _LONGEST_LOWER, beyond) + 1):
                last = texts[end - 1]
                if not (last.islower() or last in CONNECTORS):
                    break
                name = tokens.text(start, end)
                if doc[end - 1].is_stop or last in CONNECTORS or len(name) < _SHORTEST_LOWER or name in _NO_NAMES:
                    continue
                matches = gazetteer.matches(name)
                if any(_well_known(match) for match in matches[:3]):
                    yield CandidateSpan(start, end, name, matches)


def _well_known(match: NameMatch) -> bool:
    place = match.place
    named = match.kind in ("primary", "alias")
    return named and (place.population >= _LARGE or place.feature_class in "LHT" or place.feature_code == "ADM1")


def _may_start(texts: list[str], start: int) -> bool:
    word = texts[start]
    if word[:1].isupper():
        return word.lower() not in NEVER_FIRST
    return word in ARTICLES and start + 1 < len(texts) and texts[start + 1] == "-"


def _trimmed(doc: Doc, ent: Span) -> tuple[int, int]:
    start, end = ent.start, ent.end
    while start < end and (doc[start].lower_ in ("the", "a") or doc[start].is_punct):
        start += 1
    while start < end and (doc[end - 1].text in ("'s", "'") or doc[end - 1].is_space):
        end -= 1
    return start, end
