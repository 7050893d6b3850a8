"""What a place name does in its sentence: where reporters were, a government by the name of its seat, a people …"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from geo.gazetteer import Gazetteer
from geo.model import Article, Role
from geo.recognise.features import is_demonym
from geo.recognise.spans import CandidateSpan, Entities

__all__ = ["role_of"]


def role_of(span: CandidateSpan, article: Article, doc: Doc, entities: Entities, gazetteer: Gazetteer) -> Role:
    """Return the role that the text shows by itself; "event" stands for every place in the story proper."""
    section = article.section_at(doc[span.start].idx)
    if section == "dateline":
        return "dateline"
    if section in ("byline", "credit"):
        return "byline"
    if is_demonym(span.matches) or (_may_be_demonym(span) and _is_people(span, entities)):
        return "demonym"
    if any(match.place.feature_code == "RGNE" for match in span.matches[:1]):
        return "metonym"  # a bloc acts; it is no place where things happen
    political = gazetteer.metonym(span.text) is not None or any(m.place.is_country for m in span.matches[:1])
    return "metonym" if political and _acts(doc[span.start : span.end].root) else "event"


def _may_be_demonym(span: CandidateSpan) -> bool:
    return any(match.kind == "demonym" for match in span.matches)


def _is_people(span: CandidateSpan, entities: Entities) -> bool:
    """Return whether the entity recogniser reads "Canadian" as the people, not as the town in Texas."""
    entity = entities.at(span.start)
    return entity is not None and entity[2] not in ("GPE", "LOC", "FAC", "PERSON")


def _acts(head: Token) -> bool:
    """Return whether a name is the one who acts: "Washington argues", "backed by Moscow", "Paris and Berlin agreed"."""
    if head.dep_ == "nsubj" or (head.dep_ == "pobj" and head.head.dep_ == "agent"):
        return True
    if head.dep_ == "npadvmod" and head.head.pos_ in ("VERB", "ADJ"):
        return True
    return head.dep_ == "conj" and head.head.pos_ == "PROPN" and head.head.dep_ == "nsubj"
