"""Who acts and who is acted upon, with PLOVER country and sector codes.

Codes come from two readable tables: ``data/lexicon/countries.csv`` (names and adjectives → ISO 3166-1 alpha-3) and
``data/lexicon/actors.csv`` (organisations, armed groups, capitals that stand for governments, common nouns → PLOVER
sector). Pronouns are traced to the nearest fitting name before them, no farther than two sentences.
"""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING, Literal

from geo._data import DATA
from geo.model import Actor, Article
from geo.syntax import (
    QUANTIFIERS,
    agents,
    climb,
    conjuncts,
    governor,
    modifiers,
    noun_phrase,
    objects,
    of_objects,
    prepositional,
    subjects,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spacy.tokens import Doc, Span, Token

__all__ = ["country_of", "find", "sector_of"]

_MOST = 6
"""Actors kept for one event and role; longer lists are enumerations, not participants."""

_LONGEST_NAME = 6

_AGAINST = frozenset(["on", "against", "upon", "at", "to", "toward", "towards", "into"])
_PERISHING = frozenset(["die", "drown", "perish", "suffer", "suffocate"])
_HARMING = frozenset(["hurt", "injure", "kill", "maim", "wound"])
_HARMED = frozenset(["dead", "hurt", "injure", "injured", "kill", "wound", "wounded"])
_TOGETHER = frozenset(["with", "between", "among", "by"])
_PERSONAL = frozenset(["he", "she", "him", "her", "his"])
_PLURAL = frozenset(["they", "them", "their", "both"])
_NEUTER = frozenset(["it", "its"])


@cache
def _countries() -> dict[str, str]:
    """Return lower-case name, alias or adjective → alpha-3."""
    found: dict[str, str] = {}
    with (DATA / "lexicon" / "countries.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for name in (row["name"], *row["adjectives"].split(";"), *row["aliases"].split(";")):
                if name:
                    found.setdefault(name.lower(), row["iso3"])
    return found


@cache
def _actors() -> tuple[dict[str, tuple[str, str | None]], dict[str, str]]:
    """Return (name → (sector, alpha-3 or None), common noun → sector), keys in lower case."""
    names: dict[str, tuple[str, str | None]] = {}
    nouns: dict[str, str] = {}
    with (DATA / "lexicon" / "actors.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for words in row["words"].split(";"):
                if row["kind"] == "noun":
                    nouns.setdefault(words.lower(), row["sector"])
                else:
                    names.setdefault(words.lower(), (row["sector"], row["country"] or None))
    return names, nouns


def country_of(text: str) -> str | None:
    """Return the alpha-3 code of a country's name, alias or adjective ("Syria", "Jordanian"); None if it is none."""
    text = text.lower().removeprefix("the ").removesuffix("'s")
    found = _countries().get(text)
    if found is None and text.endswith("s"):
        found = _countries().get(text[:-1])
    return found


def _named(token: Token) -> tuple[str, str, str | None] | None:
    """Return (name as listed, sector, alpha-3) of the longest listed name that ends at or spans the token."""
    names = _actors()[0]
    doc = token.doc
    for length in range(_LONGEST_NAME, 0, -1):
        for start in range(max(0, token.i - length + 1), token.i + 1):
            if start + length > len(doc):
                continue
            words = doc[start : start + length].text
            if words.lower() in names and words[0].isupper():
                return (words.lower(), *names[words.lower()])
    return None


def sector_of(token: Token) -> str | None:
    """Return the PLOVER sector of an actor's head word: a listed name or common noun; None if it tells none."""
    if token.pos_ == "PROPN" or token.ent_type_:
        named = _named(token)
        if named:
            return named[1]
    nouns = _actors()[1]
    lemma = token.lemma_.lower()
    if token.i and f"{token.nbor(-1).lower_} {lemma}" in nouns:
        return nouns[f"{token.nbor(-1).lower_} {lemma}"]
    return nouns.get(lemma)


def find(article: Article, doc: Doc, tokens: Sequence[Token]) -> tuple[Actor, ...]:
    """Return the actors and recipients of the event told by ``tokens`` (the trigger's head first).

    Spans are offsets into ``article.text``. A pronoun is replaced by the name it stands for, where one is found.
    """
    found: dict[tuple[int, int], Actor] = {}
    taking = [(head, "actor") for token in tokens for head in _acting(token)]
    taking += [(head, "recipient") for token in tokens for head in _suffering(token)]
    taking = [(one, role) for head, role in taking for one in (head, *_co_owners(head))]
    for head, role in taking:
        meant = _meant(head, doc)
        if meant is None:
            continue
        start, end = noun_phrase(meant) if meant.pos_ != "ADJ" else (meant.idx, meant.idx + len(meant))
        country, sector = _codes(meant)
        if country is None and sector is None and meant.ent_type_ not in ("PERSON", "ORG", "NORP"):
            continue
        kept: Literal["actor", "recipient"] = "actor" if role == "actor" else "recipient"
        if sum(actor.role == kept for actor in found.values()) < _MOST:
            found.setdefault((start, end), Actor(article.text[start:end], start, end, kept, country, sector))
    return tuple(found.values())


def _co_owners(head: Token) -> list[Token]:
    """Return the further countries of a participant: "British" in "American and British jets"."""
    return [word for word in modifiers(head) if word.dep_ == "conj" and country_of(word.text)]


def _acting(token: Token) -> Iterator[Token]:
    if token.pos_ in ("VERB", "AUX"):
        if not any(child.dep_ == "csubj" for child in token.children):
            yield from subjects(token)
        return
    yield from subjects(token)
    for modifier in modifiers(token):
        if country_of(modifier.text) or modifier.ent_type_ in ("NORP", "ORG"):
            yield modifier
    yield from (obj for preposition, obj in prepositional(token) if preposition.lower_ in _TOGETHER)
    above = governor(token)
    if above is None:
        return
    carried = above[0].pos_ in ("VERB", "AUX") and above[1] in ("dobj", "in", "to", "for")
    if carried and above[0].lemma_.lower() not in _PERISHING:
        yield from subjects(above[0])
    if above[1] == "nsubjpass":
        yield from agents(above[0])


def _suffering(token: Token) -> Iterator[Token]:
    if token.pos_ in ("VERB", "AUX"):
        yield from objects(token)
    else:
        yield from of_objects(token)
        yield from _victims(token)
    for preposition, obj in prepositional(token):
        if preposition.lower_ in _AGAINST or (token.pos_ == "VERB" and preposition.lower_ == "with"):
            yield obj


def _victims(noun: Token) -> Iterator[Token]:
    """Yield who dies in or of an event that a noun tells: "ten men died in the raid", "the raid left ten men dead"."""
    above = governor(noun)
    if above is None:
        return
    verb, label = above
    lemma = verb.lemma_.lower()
    if lemma in _PERISHING and label in ("in", "from", "of", "during", "dobj"):
        yield from subjects(verb)
    elif label == "nsubj" and lemma in _HARMING:
        yield from objects(verb)
    elif label == "nsubj" and lemma == "leave":
        for state in verb.children:
            if state.dep_ in ("ccomp", "oprd", "acomp") and state.lemma_.lower() in _HARMED:
                yield from (child for child in state.children if child.dep_ in ("nsubj", "nsubjpass"))
                yield from objects(verb)


def _meant(head: Token, doc: Doc) -> Token | None:
    """Return the word that names the participant: behind counting words ("dozens of civilians") and pronouns."""
    lowered = head.lower_
    if lowered in QUANTIFIERS:
        counted = of_objects(head)
        if counted:
            return counted[0]
    if lowered in _PERSONAL | _PLURAL | _NEUTER or (lowered in QUANTIFIERS and head.pos_ == "PRON"):
        return _antecedent(head, doc)
    return head if head.pos_ in ("NOUN", "PROPN", "ADJ", "NUM") or head.ent_type_ else None


def _antecedent(pronoun: Token, doc: Doc) -> Token | None:
    lowered = pronoun.lower_
    for sentence in _before(pronoun, doc):
        for token in reversed(sentence):
            if token.i >= pronoun.i or token.dep_ not in ("nsubj", "nsubjpass", "dobj", "pobj", "poss", "ROOT", "conj"):
                continue
            if any(above == pronoun.head for above in climb(token)) and token.dep_ != "nsubj":
                continue
            person = token.ent_type_ == "PERSON"
            plural = token.tag_ in ("NNS", "NNPS") or token.ent_type_ == "NORP" or len(conjuncts(token)) > 1
            fits = (
                person if lowered in _PERSONAL
                else plural and sector_of(token) is not None if lowered in _PLURAL
                else token.ent_type_ in ("GPE", "ORG") and not plural
            )  # fmt: skip
            if fits and (token.dep_ in ("nsubj", "nsubjpass", "poss") or person):
                return token
    return None


def _before(token: Token, doc: Doc) -> Iterator[Span]:
    sentence = token.sent
    for _ in range(3):
        yield sentence
        if sentence.start == 0:
            return
        sentence = doc[sentence.start - 1].sent


def _codes(head: Token) -> tuple[str | None, str | None]:
    """Return (alpha-3, sector) of a participant, from its own words, its modifiers and its possessor."""
    named = _named(head)
    if named:
        return named[2], named[1]
    sector = sector_of(head)
    country = _country_in([head])
    if country is not None and head.pos_ == "PROPN" and head.ent_type_ in ("GPE", "LOC", "ORG"):
        return country, sector or "GOV"
    start, end = noun_phrase(head)
    span = head.doc.char_span(start, end)
    country = country or _country_in(span or [head])
    if country is None:
        country = _country_in(obj for obj in of_objects(head)) or _country_in(
            below for child in head.children if child.dep_ in ("poss", "appos") for below in child.subtree
        )
    if sector is None and span is not None:
        sector = next((found for token in span if (found := sector_of(token))), None)
    return country, sector


def _country_in(tokens: Iterable[Token]) -> str | None:
    for token in tokens:
        names = [token.text]
        if token.i:
            names.insert(0, f"{token.nbor(-1).text} {token.text}")
        if token.i + 1 < len(token.doc):
            names.insert(0, f"{token.text} {token.nbor(1).text}")
        for name in names:
            country = country_of(name)
            if country and name[0].isupper():
                return country
        named = _named(token)
        if named and named[2]:
            return named[2]
    return None
