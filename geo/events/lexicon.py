"""The event lexicon: which words tell which PLOVER event, and under which syntactic conditions.

``data/lexicon/triggers.csv`` holds one set of synonyms a row: lemmas (``;`` between them), part of speech
(V, N, A), PLOVER type and mode ("-": no event), conditions, and an example of our own. The first row of a word whose
conditions hold wins, so special readings stand above general ones. Conditions, all of which must hold::

    obj  obj:a|b       has an object (a passive verb's subject is its object); one whose lemma or class is listed
    subj:a|b           a subject, "by" agent or possessor that is listed
    prep:a|b           one of these prepositions hangs below
    of:a|b             an "of" complement that is listed
    mod:a|b            an adjective or compound before the noun is listed
    objmod:a|b         the same, of its object or "of" complement
    cause:a|b          a subject or agent, or what hangs below by "in", "from", "by" or "of", is listed
    causemod:a|b       the same, of the adjectives and compounds before it
    in:a|b  for:a|b    what hangs below by this preposition is listed; also at, on, over, into, from, by, with, under,
                       against, between, and toward (which reads "to" as well)
    via:a|b            the noun itself hangs below one of these prepositions
    near:a|b           a listed word stands within 40 words
    gov:a|b            the verb above the noun is listed
    doer:a|b           a subject or "by" agent of that verb is listed
    to  to:a|b         an infinitive (whose verb is listed)
    that  that:a|b     a finite complement clause (with a listed auxiliary)
    dep:a|b  child:a|b the token's own label is listed; a word right below it is
    prt:a|b  aux:a|b   a particle, an auxiliary; lemma:a|b the word itself; plural; poss: has a possessor
    score              the sentence goes on with the score of a game ("21-14")
    !x                 x does not hold;  x/y  one of them holds

Classes among the listed words: @any, @human, @person, @entity, @place, @force, @official by what is known of the
word; any other "@name" stands for the words of that class in ``data/lexicon/classes.csv``.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, get_args

from spacy.attrs import LEMMA, LOWER, POS
from spacy.parts_of_speech import IDS

from geo import actors
from geo._data import DATA
from geo.model import EventType, Quad
from geo.syntax import (
    QUANTIFIERS,
    governor,
    modifiers,
    objects,
    of_objects,
    particles,
    prepositional,
    singular,
    subjects,
    word,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from spacy.tokens import Doc, Token

__all__ = ["QUADS", "Entry", "attitudes", "entries", "entry_for", "light_verbs", "listed_words", "quad_of"]

QUADS: dict[Quad, tuple[str, ...]] = {
    "VERBAL COOPERATION": ("AGREE", "CONSULT", "SUPPORT", "CONCEDE"),
    "MATERIAL COOPERATION": ("COOPERATE", "AID", "RETREAT"),
    "VERBAL CONFLICT": ("REQUEST", "ACCUSE", "REJECT", "THREATEN"),
    "MATERIAL CONFLICT": ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
"""PLOVER's quad classes and their types."""

_POS_LETTERS = {IDS["VERB"]: "V", IDS["AUX"]: "V", IDS["NOUN"]: "N", IDS["PROPN"]: "N", IDS["ADJ"]: "A"}
"""spaCy's number of a part of speech → the lexicon's letter."""

_PREPOSITIONS = {
    **{
        name: frozenset([name])
        for name in ("against", "at", "between", "by", "for", "from", "in", "on", "over", "under")
    },
    "into": frozenset(["into", "onto"]),
    "toward": frozenset(["to", "toward", "towards"]),
    "with": frozenset(["with"]),
}
"""Condition name → the prepositions below which it looks."""

_NEAR = 40
"""Words to each side within which `near` looks: about the sentences before and after."""

_TITLES = frozenset(["cyclone", "hurricane", "mount", "storm", "typhoon", "volcano"])
"""Words before a name that say what the name is ("Storm Ada hit the coast")."""

_PARTICLES = frozenset(["in", "up"])
"""A phrase's words that must stand alone: "gave in", not "gave blankets in the camp"."""

_UNTYPED_PREFIXES = frozenset(["anti", "ex", "non", "post", "pre", "pro"])
"""What a hyphen may tie to the front of a word so that it no longer tells the same ("post-election")."""

_CAUSING = frozenset(["by", "from", "in", "of"])
_SCORE = re.compile(r"(?<![\w-])\d{1,3}\s?[-–]\s?\d{1,3}(?![\w-])")
_PEOPLE_PRONOUNS = frozenset(["he", "her", "him", "i", "she", "them", "they", "us", "we", "who", "you"])


@dataclass(frozen=True, slots=True)
class Condition:
    """One test on a token: ``name`` with the words or classes it looks for; ``wanted`` False negates it."""

    name: str
    values: frozenset[str]
    wanted: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the lexicon. ``type`` is None where it reads no event; of each of ``when`` one part must hold."""

    lemmas: tuple[str, ...]
    pos: str
    type: EventType | None
    mode: str | None
    when: tuple[tuple[Condition, ...], ...]
    example: str


def quad_of(kind: EventType) -> Quad | None:
    """Return the PLOVER quad class of a type; None for hazards, accidents, outbreaks and OTHER."""
    return next((quad for quad, kinds in QUADS.items() if kind in kinds), None)


@cache
def entries() -> tuple[Entry, ...]:
    """Return all rows of data/lexicon/triggers.csv, in order."""
    kinds: dict[str, EventType] = {kind: kind for kind in get_args(EventType)}
    with (DATA / "lexicon" / "triggers.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Entry(
                tuple(row["lemmas"].split(";")),
                row["pos"],
                None if row["type"] == "-" else kinds[row["type"]],
                row["mode"] or None,
                tuple(tuple(_condition(part) for part in every.split("/")) for every in row["when"].split()),
                row["example"],
            )
            for row in csv.DictReader(file)
        )


def _condition(text: str) -> Condition:
    name, _, values = text.removeprefix("!").partition(":")
    listed: set[str] = set()
    for value in values.split("|") if values else ():
        listed |= _word_classes().get(value.removeprefix("@"), frozenset([value])) if value[0] == "@" else {value}
    return Condition(name, frozenset(listed), not text.startswith("!"))


@cache
def _word_classes() -> dict[str, frozenset[str]]:
    """Return class → words of data/lexicon/classes.csv."""
    with (DATA / "lexicon" / "classes.csv").open(encoding="utf-8", newline="") as file:
        return {row["class"]: frozenset(row["words"].split(";")) for row in csv.DictReader(file)}


@cache
def _index() -> dict[tuple[str, str], tuple[tuple[tuple[str, ...], Entry], ...]]:
    """Return (key word, part of speech) → (all words, entry), longer phrases first, else in file order.

    A phrase's key is a verb's first word, a noun's last.
    """
    index: dict[tuple[str, str], list[tuple[tuple[str, ...], Entry]]] = {}
    for entry in entries():
        for lemma in entry.lemmas:
            words = tuple(lemma.split())
            key = words[-1] if entry.pos == "N" else words[0]
            index.setdefault((key, entry.pos), []).append((words, entry))
    return {key: tuple(sorted(rows, key=lambda row: -len(row[0]))) for key, rows in index.items()}


@cache
def light_verbs() -> frozenset[str]:
    """Return the verbs that only lend tense to an event noun ("carry out", "hold")."""
    with (DATA / "lexicon" / "light_verbs.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["lemma"] for row in csv.DictReader(file))


@cache
def attitudes() -> dict[str, frozenset[str]]:
    """Return effect → words of data/lexicon/attitudes.csv: what a verb, noun or adverb does to the event under it."""
    found: dict[str, set[str]] = {}
    with (DATA / "lexicon" / "attitudes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["effect"], set()).update(row["lemmas"].split(";"))
    return {effect: frozenset(words) for effect, words in found.items()}


def listed_words(doc: Doc) -> list[int]:
    """Return the numbers of the tokens whose word the lexicon may have: a sieve for `entry_for`, which looks closer."""
    strings = doc.vocab.strings
    hyphen = strings["-"]
    rows = doc.to_array([LEMMA, LOWER, POS]).tolist()
    after_hyphen = [False, *(lower == hyphen for _, lower, _ in rows)]
    return [
        number
        for number, (lemma, lower, pos) in enumerate(rows)
        if pos in _POS_LETTERS
        and (after_hyphen[number] or _may_tell(strings[lemma], strings[lower], _POS_LETTERS[pos]))
    ]


@lru_cache(maxsize=1 << 16)
def _may_tell(lemma: str, lower: str, pos: str) -> bool:
    lemma = lemma.lower()
    words = (lemma, lower.removesuffix("s"), lemma.rpartition("-")[2])
    return any((word, pos) in _index() for word in words)


def entry_for(token: Token) -> tuple[Entry, tuple[Token, ...]] | None:
    """Return the entry that a token's use satisfies and the tokens that make up the trigger; None if there is none."""
    pos = _POS_LETTERS.get(token.pos)
    if pos is None:
        return None
    for words, entry in _rows(token, pos):
        parts = _phrase(token, words, pos)
        if parts is not None and all(any(_holds(c, token) is c.wanted for c in every) for every in entry.when):
            return entry, parts
    return None


def _rows(token: Token, pos: str) -> tuple[tuple[tuple[str, ...], Entry], ...]:
    """Return the rows of a token's word, or of its last part where the lexicon does not know the hyphened word."""
    key = word(token)
    rows = _index().get((key, pos), ()) or _index().get((singular(token), pos), ())
    front, hyphen, last = key.partition("-")
    return rows if rows or not hyphen or front in _UNTYPED_PREFIXES else _index().get((last, pos), ())


def _phrase(token: Token, words: tuple[str, ...], pos: str) -> tuple[Token, ...] | None:
    parts = [token]
    if pos == "N":
        for back, expected in enumerate(reversed(words[:-1]), 1):
            if token.i < back or token.nbor(-back).lower_ != expected:
                return None
            parts.insert(0, token.nbor(-back))
    else:
        for expected in words[1:]:
            part = next((c for c in token.children if expected in (c.lower_, c.lemma_.lower())), None)
            if part is None or (expected in _PARTICLES and any(c.dep_ == "pobj" for c in part.children)):
                return None
            parts.append(part)
    if "-" in word(token) and token.i >= 2:
        parts = [token.nbor(-2), token.nbor(-1), *parts]
    return tuple(parts)


def _holds(condition: Condition, token: Token) -> bool:
    if condition.name in _PREPOSITIONS:
        return _listed(_below(token, _PREPOSITIONS[condition.name]), condition.values)
    return _TESTS[condition.name](token, condition.values)


def _acted_on(token: Token) -> list[Token]:
    return objects(token) if token.pos_ in ("VERB", "AUX") else of_objects(token)


def _below(token: Token, prepositions: frozenset[str]) -> list[Token]:
    """Return what hangs below by a preposition; below an object's verb too ("won the battle | for the cup")."""
    above = [token.head] if token.dep_ == "dobj" and token.pos_ == "NOUN" else []
    pairs = [pair for word_ in (token, *above) for pair in prepositional(word_)]
    return [obj for preposition, obj in pairs if preposition.lower_ in prepositions]


def _causes(token: Token) -> list[Token]:
    headline = token.dep_ == "acl" and any(child.dep_ == "dobj" for child in token.children)  # "Fire killed ten"
    return subjects(token) + _below(token, _CAUSING) + ([token.head] if headline else [])


def _doers(token: Token) -> list[Token]:
    above = governor(token)
    return subjects(above[0]) if above is not None else []


def _has_governor(token: Token, values: frozenset[str]) -> bool:
    above = governor(token)
    return above is not None and above[0].lemma_.lower() in values


def _has_child(token: Token, values: frozenset[str], labels: tuple[str, ...]) -> bool:
    return any(child.lower_ in values for child in token.children if child.dep_ in labels)


def _modified(tokens: Iterable[Token], values: frozenset[str]) -> bool:
    return any(m.lower_ in values or m.lemma_.lower() in values for token in tokens for m in modifiers(token))


def _is_near(token: Token, values: frozenset[str]) -> bool:
    window = token.doc[max(token.i - _NEAR, 0) : token.i + _NEAR]
    return any(t.lemma_.lower() in values or t.lower_ in values for t in window if t.i != token.i)


_TESTS: dict[str, Callable[[Token, frozenset[str]], bool]] = {
    "obj": lambda token, values: _listed(_acted_on(token), values) if values else bool(_acted_on(token)),
    "subj": lambda token, values: _listed(subjects(token), values),
    "of": lambda token, values: _listed(of_objects(token), values),
    "mod": lambda token, values: _modified([token], values),
    "objmod": lambda token, values: _modified(_acted_on(token), values),
    "cause": lambda token, values: _listed(_causes(token), values),
    "causemod": lambda token, values: _modified(_causes(token), values),
    "via": lambda token, values: token.dep_ == "pobj" and token.head.lower_ in values,
    "near": _is_near,
    "doer": lambda token, values: _listed(_doers(token), values),
    "score": lambda token, _: bool(_SCORE.search(token.sent.text, token.idx - token.sent.start_char)),
    "prep": lambda token, values: _has_child(token, values, ("prep", "agent", "prt", "dative")),
    "gov": _has_governor,
    "to": lambda token, values: any(_complement(child, "to", values) for child in token.children),
    "that": lambda token, values: any(_complement(child, "that", values) for child in token.children),
    "dep": lambda token, values: token.dep_ in values,
    "child": lambda token, values: any(child.lemma_.lower() in values for child in token.children),
    "prt": lambda token, values: bool(particles(token) & values),
    "aux": lambda token, values: _has_child(token, values, ("aux",)),
    "poss": lambda token, _: any(child.dep_ == "poss" for child in token.children),
    "plural": lambda token, _: token.tag_ in ("NNS", "NNPS"),
    "lemma": lambda token, values: word(token) in values,
}
"""Condition name → its test on the token and the listed words, but for those of `_PREPOSITIONS`."""


def _complement(child: Token, name: str, values: frozenset[str]) -> bool:
    if child.dep_ not in ("xcomp", "ccomp", "advcl", "acl"):
        return False
    infinitive = any(c.lower_ == "to" and c.dep_ == "aux" for c in child.children)
    if name == "to":
        return infinitive and (not values or child.lemma_.lower() in values)
    if child.dep_ != "ccomp" or infinitive:
        return False
    return not values or any(c.dep_ == "aux" and c.lower_ in values for c in child.children)


def _listed(found: list[Token], values: frozenset[str]) -> bool:
    """Whether one of the tokens, or what a counting word among them counts, is listed by lemma or class."""
    meant = list(found)
    for token in found:
        if token.lower_ in QUANTIFIERS or token.lemma_.lower() in QUANTIFIERS:
            meant += of_objects(token)
    return any(_is_listed(token, values) for token in meant)


def _is_listed(token: Token, values: frozenset[str]) -> bool:
    if "@any" in values or {word(token), token.lower_, token.lemma_.lower(), singular(token)} & values:
        return True
    if any(title.lower_ in values for title in _titles(token) if title.lower_ in _TITLES):
        return True
    return any(name in values and belongs(token) for name, belongs in _KINDS.items())


def _titles(token: Token) -> list[Token]:
    return [child for child in token.lefts if child.dep_ == "compound"] if token.pos_ == "PROPN" else []


def _is_pronoun(token: Token) -> bool:
    return token.lower_ in _PEOPLE_PRONOUNS


_KINDS: dict[str, Callable[[Token], bool]] = {
    "@place": lambda token: token.ent_type_ in ("GPE", "LOC", "FAC"),
    "@person": lambda token: token.ent_type_ == "PERSON" or _is_pronoun(token),
    "@entity": lambda token: token.pos_ == "PROPN" or token.ent_type_ in ("GPE", "NORP", "ORG", "PERSON"),
    "@human": lambda token: (
        token.ent_type_ in ("PERSON", "NORP") or _is_pronoun(token) or actors.sector_of(token) is not None
    ),
    "@force": lambda token: actors.sector_of(token) in ("MIL", "REB", "COP", "PRM", "UAF"),
    "@official": lambda token: (
        any(title.lower_ in _word_classes()["dignitary"] for title in _titles(token))
        or actors.sector_of(token) == "GOV"
    ),
}
"""Class → whether a word belongs to it by what is known of the word."""
