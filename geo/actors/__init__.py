"""Who acts and who is acted upon, with PLOVER country and sector codes.

`geo.actors.roles` says which words take part, `geo.actors.names` and `geo.actors.offices` what names and nouns mean,
`geo.actors.cast` what the article said of them elsewhere. An actor's span stays the words in the event's sentence
("she", "the army"); its codes are those of whom the words stand for.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from geo.actors.cast import PRONOUNS, Cast, Codes
from geo.actors.names import listed_at, sector_of
from geo.actors.roles import acting, suffering
from geo.model import Actor, Article
from geo.syntax import QUANTIFIERS, modifiers, noun_phrase, of_objects

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Doc, Token

__all__ = ["find", "sector_of"]

_MOST = 6
"""Actors kept for one event and role; longer lists are enumerations, not participants."""

_NAMED = frozenset(["PERSON", "ORG", "NORP"])
"""Labels of names that are participants even if no table knows them."""


@lru_cache(maxsize=2)
def _cast(doc: Doc, published: str | None) -> Cast:
    """Return the cast of an article; kept while its events are asked one by one."""
    return Cast(doc, published)


def find(article: Article, doc: Doc, tokens: Sequence[Token]) -> tuple[Actor, ...]:
    """Return the actors and recipients of the event told by ``tokens`` (the trigger's head first).

    Spans are offsets into ``article.text``. Whoever neither a table nor the article gives a country or a sector is
    left out, unless it is a name.
    """
    cast = _cast(doc, article.published)
    found: dict[tuple[int, int], Actor] = {}
    for head, role in _participants(tokens):
        codes = cast.codes(head)
        if codes is None or (codes == (None, None) and head.ent_type_ not in _NAMED and head.lower_ not in PRONOUNS):
            continue
        for word, its in ((head, codes), *_co_owners(head, codes)):
            whole = word == head and head.pos_ not in ("ADJ", "PRON")
            start, end = noun_phrase(word) if whole else (word.idx, word.idx + len(word))
            if sum(actor.role == role for actor in found.values()) < _MOST:
                found.setdefault((start, end), Actor(article.text[start:end], start, end, role, *its))
    return tuple(found.values())


def _participants(tokens: Sequence[Token]) -> Iterator[tuple[Token, Literal["actor", "recipient"]]]:
    """Yield the head of each participant with its role, actors first, the event's own words left out."""
    told = {token.i for token in tokens}
    for token in tokens:
        for head in map(_meant, acting(token)):
            if head is not None and head.i not in told:
                yield head, "actor"
    for token in tokens:
        for head in map(_meant, suffering(token)):
            if head is not None and head.i not in told:
                yield head, "recipient"


def _co_owners(head: Token, codes: Codes) -> Iterator[tuple[Token, Codes]]:
    """Yield a participant's further countries: "American and British jets", "the presidents of Mali and Niger"."""
    for word in (*modifiers(head), *of_objects(head)):
        listed = listed_at(word) if word.dep_ == "conj" else None
        if listed is not None and listed.country not in (None, codes.country):
            yield word, Codes(listed.country, codes.sector)


def _meant(head: Token) -> Token | None:
    """Return the word that names the participant: behind counting words ("dozens of civilians"); None if none does."""
    if head.lower_ in QUANTIFIERS:
        counted = of_objects(head)
        if counted:
            return counted[0]
        if head.pos_ == "PRON" and head.lower_ not in PRONOUNS:
            return None
    if head.lower_ in PRONOUNS:
        return head
    return head if head.pos_ in ("NOUN", "PROPN", "ADJ", "NUM") or head.ent_type_ else None
