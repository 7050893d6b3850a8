"""Who acts and who is acted upon, with PLOVER country and sector codes.

`geo.actors.roles` says which words take part, `geo.actors.names` and `geo.actors.offices` what names and nouns mean,
`geo.actors.cast` what the article said of them elsewhere. An actor's span stays the words in the event's sentence
("she", "the army"); its codes are those of whom the words stand for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from geo.actors.cast import Cast, Codes
from geo.actors.names import listed_at, sector_of
from geo.actors.pronouns import PRONOUNS
from geo.actors.roles import acting, suffering
from geo.model import Actor, Article
from geo.syntax import modifiers, noun_phrase, of_objects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from spacy.tokens import Token

__all__ = ["Cast", "find", "sector_of"]

_MOST = 6
"""Actors kept for one event and role; longer lists are enumerations, not participants."""

_NAMED = frozenset(["ORG", "NORP"])
"""Labels of names that are participants even if no table knows them."""


def find(article: Article, cast: Cast, tokens: Sequence[Token]) -> tuple[Actor, ...]:
    """Return the actors and recipients of the event told by ``tokens`` (the trigger's head first).

    ``cast`` is what the article says of them elsewhere, made once an article. Spans are offsets into ``article.text``.
    Whoever neither a table nor the article gives a country or a sector is left out, unless it is a name.
    """
    found: dict[int, Actor] = {}
    for head, role in _participants(tokens):
        meant = cast.meant(head)
        if meant is None or any(meant == token for token in tokens):
            continue
        codes = cast.codes(meant)
        if codes == (None, None) and meant.ent_type_ not in _NAMED and not cast.is_person(meant):
            continue
        word = head if head.lower_ in PRONOUNS else meant
        for one, its in ((word, codes), *_co_owners(word, codes)):
            told = meant.i if one == word else one.i
            if told not in found and sum(actor.role == role for actor in found.values()) < _MOST:
                start, end = _span(one, alone=one != word)
                found[told] = Actor(article.text[start:end], start, end, role, *its)
    return tuple(found.values())


def _participants(tokens: Sequence[Token]) -> Iterator[tuple[Token, Literal["actor", "recipient"]]]:
    """Yield the head of each participant with its role; actors first, nouns before the pronouns that mean them."""
    for role, ask in _ROLES:
        heads = [head for token in tokens for head in ask(token)]
        heads.sort(key=lambda head: head.lower_ in PRONOUNS)
        yield from ((head, role) for head in heads)


_ROLES: tuple[tuple[Literal["actor", "recipient"], Callable[[Token], Iterator[Token]]], ...] = (
    ("actor", acting),
    ("recipient", suffering),
)


def _span(head: Token, *, alone: bool) -> tuple[int, int]:
    """Return the characters of a participant: its noun phrase, or one word that shares another's phrase."""
    if alone or head.pos_ in ("ADJ", "PRON"):
        return head.idx, head.idx + len(head)
    return noun_phrase(head)


def _co_owners(head: Token, codes: Codes) -> Iterator[tuple[Token, Codes]]:
    """Yield a participant's further countries: "American and British jets", "the presidents of Mali and Niger"."""
    for word in (*modifiers(head), *of_objects(head)):
        listed = listed_at(word) if word.dep_ == "conj" else None
        if listed is not None and listed.country not in (None, codes.country):
            yield word, Codes(listed.country, codes.sector)
