"""Which names in the text are places: article and parse in, mentions out.

`spans` collects every stretch that could be a place name, `features` describes it,
`classifier` (trained) says how probably it is one; of overlapping spans the likeliest stays.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

from geo.gazetteer import Gazetteer
from geo.model import Article, Mention
from geo.recognise.classifier import SpanClassifier
from geo.recognise.features import SpanReader, prominence
from geo.recognise.roles import role_of
from geo.recognise.spans import CandidateSpan, Entities, candidate_spans
from geo.recognise.tokens import Tokens
from geo.recognise.words import ENTERPRISES

__all__ = ["likeliest", "recognise", "ruled"]

_LEAST_PROBABILITY = 0.08
"""Doubtful names are kept for the resolver, which knows whether a place of that name fits the story."""

_ENTERPRISE = 0.02
_SEAT_OF_POWER = 0.7
_AT_ITS_FACILITY = 0.75
_ONLY_MEANING = 0.6
_WELL_KNOWN = 4.5
_DOUBTFUL = 0.3
_LARGE = 100_000
_BIG = 300_000


def recognise(article: Article, doc: Doc, gazetteer: Gazetteer, *, demonyms: bool = True) -> tuple[Mention, ...]:
    """Return the mentions of places in text order, without overlaps.

    Parameters
    ----------
    article, doc
        The laid-out article and its parse (`geo.language.parse`).
    gazetteer
        Says which names are known.
    demonyms
        Whether "Syrian" and "Russians" count (role ``demonym``).
    """
    entities = Entities(doc)
    tokens = Tokens(doc)
    spans = candidate_spans(tokens, entities, gazetteer)
    reader = SpanReader(article, tokens, spans, entities, gazetteer)
    judged = SpanClassifier.shipped().probabilities(reader, spans)
    probabilities = [ruled(p, span, reader, gazetteer) for p, span in zip(judged, spans, strict=True)]
    mentions = []
    for number in likeliest(spans, probabilities):
        span = spans[number]
        role = role_of(span, article, doc, entities, gazetteer)
        if demonyms or role != "demonym":
            start, end = doc[span.start].idx, doc[span.start].idx + len(span.text)
            evidence = tuple(_evidence(span, doc, entities, probabilities[number]))
            mentions.append(Mention(article.text[start:end], start, end, role, probabilities[number], evidence))
    return tuple(mentions)


def ruled(probability: float, span: CandidateSpan, reader: SpanReader, gazetteer: Gazetteer) -> float:
    """Return a span's probability after the rules that no corpus teaches.

    A place in the name of a paper, a company, a treaty or a person is not meant as one, although the
    same name elsewhere in the text is. The White House and the Kremlin are places, although
    annotators of place names mostly pass them over; and "Washington", where it reads as an
    institution, is the capital that stands for one. A name whose first meaning is a well-known sea,
    river, range or region needs no more evidence than to be used as a name; a city's name read as an organisation's
    is left to the resolver, which knows whether the story is about its country. The city in
    "at Cairo Stadium" is meant.
    """
    rest = reader.rest_of_name(span)
    if not rest.isdisjoint(ENTERPRISES) or reader.begins_other_name(span) or reader.in_persons_name(span):
        return min(probability, _ENTERPRISE)
    entity = reader.entities.at(span.start)
    institution = entity is not None and entity == (span.start, span.end, "ORG")
    if not rest and gazetteer.metonym(span.text) is not None:
        seat = any(match.place.feature_class == "S" for match in span.matches[:3])
        if seat or institution:
            return max(probability, _SEAT_OF_POWER)
    town = entity is not None and entity == (span.start, span.end, "GPE") and not rest
    if town and any(m.kind in ("primary", "alias") and m.place.population >= _LARGE for m in span.matches[:3]):
        return max(probability, _ONLY_MEANING)
    unnamed = entity is None or entity == (span.start, span.end, "ORG")
    big = any(m.kind in ("primary", "alias") and m.place.population >= _BIG for m in span.matches[:3])
    if big and reader.is_at_its_facility(span):
        return max(probability, _AT_ITS_FACILITY)
    if unnamed and big and not rest and reader.is_name(span):
        probability = max(probability, _DOUBTFUL)
    first = span.matches[0] if span.matches else None
    land = first is not None and first.place.feature_class in "HTL" and prominence(first) >= _WELL_KNOWN
    return max(probability, _ONLY_MEANING) if land and not rest and reader.is_name(span) else probability


def likeliest(spans: list[CandidateSpan], probabilities: list[float]) -> list[int]:
    """Return the numbers of the spans to keep, in text order: of overlapping ones the likeliest."""
    kept: list[int] = []
    taken: set[int] = set()
    for number in sorted(range(len(spans)), key=lambda i: (-probabilities[i], spans[i].start - spans[i].end)):
        if probabilities[number] < _LEAST_PROBABILITY:
            break
        span = spans[number]
        if taken.isdisjoint(range(span.start, span.end)):
            kept.append(number)
            taken.update(range(span.start, span.end))
    return sorted(kept)


def _evidence(span: CandidateSpan, doc: Doc, entities: Entities, probability: float) -> Iterator[tuple[str, float]]:
    """Say in words what spoke for a place."""
    yield "reads as a place name", round(probability, 2)
    entity = entities.at(span.start)
    if entity is not None and entity[:2] != (span.start, span.end):
        yield f"stands in “{doc[entity[0] : entity[1]].text}”", 0.0
