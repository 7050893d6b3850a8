"""The cast of an article: the codes of each participant, through what the article said of it elsewhere.

"Erdogan" is the president named three sentences before, "the army" the army last named, "they" the nearest plural
group, "their generals" are theirs. Where the article leaves it open there is no country: a blank beats a guess.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from geo.actors.names import listed_at, sector_of
from geo.actors.offices import holder
from geo.actors.pronouns import BODIES, PRONOUNS, antecedent
from geo.syntax import POINTING, QUANTIFIERS, agents, of_objects, phrase, prepositional

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Doc, Span, Token

__all__ = ["Cast", "Codes"]

_TITLES = frozenset(
    ["president", "minister", "chancellor", "premier", "king", "queen", "emir", "prince", "pope", "secretary",
     "secretary-general", "leader", "commander", "chief", "spokesman", "spokeswoman"]
)  # fmt: skip
"""Words of `data/lexicon/offices.csv` that stand before a name or for it ("the president")."""

_PAST = frozenset(["former", "ex", "ousted", "deposed", "late", "ex-president"])
_FOREIGN = frozenset(["foreign", "international", "multinational", "western", "allied", "regional", "other", "another"])
"""Modifiers that say a body is not the story's own country's ("foreign troops")."""

_NATIONAL = frozenset(["GOV", "MIL", "COP", "JUD", "LEG", "OPP", "REB", "PRM", "PTY", "SPY"])
"""Sectors that belong to a country even where the words don't say to which."""

_NONSTATE = frozenset(["IGO", "NGO", "REB", "PRM", "CRM", "OPP", "PTY", "BUS"])
"""Sectors of listed groups that lend their codes to whoever is of them."""

_MEMBERS = frozenset(["GOV", "REB", "UAF", "PRM", "MIL", "PTY", "CRM", "NGO", "OPP", "CVL"])
"""Sectors of nouns that give way to the group's ("Hamas leader", "Taliban troops"); "Hamas journalist" stays JRN."""

_SPEAKERS = frozenset(
    ["boss", "candidate", "chief", "coalition", "commander", "delegate", "faction", "group", "head", "leader", "member",
     "movement", "negotiator", "officer", "official", "organisation", "organization", "party", "politician",
     "representative", "source", "spokesman", "spokesperson", "spokeswoman", "unit"]
)  # fmt: skip
"""Nouns of those who are what they speak or stand for ("police spokesman", "opposition candidate")."""

_LOOSELY = frozenset(["supporter", "opponent", "civilian", "hostage", "prisoner", "resident", "victim"])
"""People beside a group, not of it ("Hamas supporters")."""

_GROUPS = frozenset(["group", "organisation", "organization"])
"""Nouns that mean the group named last, whatever it is ("the group said")."""

_STATELESS = frozenset(["IGO", "REB"])
"""Sectors of listed groups that may be of no country, so that none is looked for around them (Al Qaeda)."""

_ABOVE_TITLES = frozenset(["IGO", "REB", "MIL"])
"""Sectors of the table of offices that a title doesn't change ("Secretary-General Annan", "President Dudayev")."""

_POPULAR = frozenset(
    ["demonstration", "insurgency", "march", "protest", "rally", "rebellion", "resistance", "revolt", "riot", "rioting",
     "unrest", "uprising", "vigil", "walkout"]
)  # fmt: skip
"""Events that a people makes, not a state."""

_FIGHTING = frozenset(["MIL", "COP", "REB", "PRM", "OPP"])
"""Sectors whose people in the plural are a body ("soldiers")."""

_MASSES = frozenset(["authority", "force", "police"])
"""Bodies that are one in the plural, too ("the authorities"); "both governments" are two."""

_PLACED = frozenset(
    ["GOV", "COP", "JUD", "LEG", "OPP", "REB", "UAF", "PRM", "CVL", "EDU", "REL", "CRM", "LAB", "AGR", "JRN", "MED"]
)  # fmt: skip
"""Sectors whose people belong to where they are said to be ("rebels in Chad"); soldiers may be anyone's."""

_MOST_HOPS = 8
"""Pronouns of one chain ("he said … he added …"): bounds the walk back."""

_DEEPEST = 3
"""Appositions of appositions and owners of owners ("their leaders' aides"): bounds the walk."""

_MOST_MENTIONS = 8
_MOST_BODIES = 40
_WIDEST = 16
_ENOUGH_MENTIONS = 2
"""A country named once may be anywhere ("a tourist from Peru"); named twice, and alone, it is the story's."""


class Codes(NamedTuple):
    """A participant's country (alpha-3) and sector (PLOVER); each None where nothing tells it."""

    country: str | None
    sector: str | None

    def or_else(self, others: Codes) -> Codes:
        """Return these codes with each gap filled from ``others``."""
        return Codes(self.country or others.country, self.sector or others.sector)


class _Body(NamedTuple):
    """A body named with its country; ``at`` is where the country's name stands."""

    at: int
    lemma: str
    sector: str
    country: str | None


class Cast:
    """Codes of an article's participants; ``published`` is its ISO date, which chooses among holders of an office."""

    def __init__(self, doc: Doc, published: str | None) -> None:
        self._doc = doc
        self._published = published
        self._known: dict[int, Codes] = {}
        self._persons: dict[str, list[Token]] = {}
        self._titled: dict[str, list[Token]] = {}
        self._bodies: list[_Body] = []
        named: Counter[str] = Counter()
        for entity in doc.ents:
            last = doc[entity.end - 1]
            country = self._meet(entity, last) if entity.label_ == "PERSON" else self._note(last)
            if country is not None:
                named[country] += 1
        (country, mentions), *others = named.most_common(2) or [("", 0)]
        self._main = country
        self._only = country if mentions >= _ENOUGH_MENTIONS and not others else None

    def _meet(self, name: Span, last: Token) -> str | None:
        """Remember a person by last name and title; return the country of an office held."""
        self._persons.setdefault(last.lower_, []).append(last)
        for word in self._doc[max(0, name.start - 1) : name.start + 1]:
            if word.lower_ in _TITLES:
                self._titled.setdefault(word.lower_, []).append(last)
        held = holder([word.lower_ for word in name], None, self._published)
        return held[0] if held is not None else None

    def _note(self, last: Token) -> str | None:
        """Remember the body a name belongs to or is; return its country."""
        listed = listed_at(last)
        if listed is None:
            return None
        body = _owned(last)
        sector = listed.sector or (sector_of(body) if body is not None else "GOV" if last.dep_ == "nsubj" else None)
        if sector is not None:
            lemma = last.lower_ if body is None else body.lemma_.lower()
            self._bodies.append(_Body(last.i, lemma, sector, listed.country))
        return listed.country

    def meant(self, head: Token) -> Token | None:
        """Return the word that names the participant ``head`` stands for.

        That is behind counting words ("dozens of civilians") and behind pronouns; None if no one is named.
        """
        token: Token | None = head
        for _ in range(_MOST_HOPS):
            if token is not None and token.lower_ in QUANTIFIERS and (counted := of_objects(token)):
                token = counted[0]
            elif token is not None and token.lower_ in PRONOUNS:
                token = antecedent(token)
            else:
                break
        if token is None or token.lower_ in PRONOUNS:
            return None
        return token if token.pos_ in ("NOUN", "PROPN", "ADJ", "NUM") or token.ent_type_ else None

    def codes(self, head: Token, depth: int = 0) -> Codes:
        """Return the codes of the participant that ``head`` names (no pronoun: see `meant`)."""
        if head.i in self._known:
            return self._known[head.i]
        codes = self._told_elsewhere(head, self._own(head), depth)
        if depth == 0:
            self._known[head.i] = codes
        return codes

    def _told_elsewhere(self, head: Token, own: Codes, depth: int) -> Codes:
        """Fill in what a participant's own words leave open from the rest of the article."""
        if self.is_person(head):
            last = _last(head)
            others = (token for token in self._persons.get(last.lower_, ()) if token.i != last.i)
            for other in islice(others, _MOST_MENTIONS):
                if None not in own:
                    break
                own = own.or_else(self._own(other))
            return own
        if own.country is not None or depth >= _DEEPEST:
            return own
        owner = next((child for child in head.lefts if child.dep_ == "poss" and child.lower_ in PRONOUNS), None)
        named = self.meant(owner) if owner is not None else None
        if named is not None and named.i < head.i:
            return Codes(self.codes(named, depth + 1).country, own.sector)
        if own.sector in _NATIONAL and listed_at(head) is None:
            return self._bare(head, own.sector)
        if own.sector == "CVL" and head.lemma_.lower() in _GROUPS and _is_pointed_at(head):
            return next(
                (Codes(body.country, body.sector) for body in self._before(head) if body.sector in _NONSTATE), own
            )
        return own

    def _own(self, head: Token, depth: int = 0) -> Codes:
        """Return what a participant's own words tell: its head, modifiers, possessor, complements and apposition."""
        words = self._phrase(head)
        listed = listed_at(head)
        if listed is not None and listed.sector is not None:
            searched = listed.country is None and listed.sector in _NATIONAL - {"REB"}
            return Codes(self._country(head, words, depth) if searched else listed.country, listed.sector)
        if listed is not None and listed.kind == "country":
            return Codes(listed.country, "GOV")
        sector = self._sector(head, words)
        group = self._group(head, words, sector)
        own = group or Codes(None, sector)
        if own.country is None and (group is None or group.sector not in _STATELESS):
            own = Codes(self._country(head, words, depth), own.sector)
        if head.pos_ == "PROPN":
            held = self._held(head, words)
            own = Codes(own.country, None if held.sector in _ABOVE_TITLES else own.sector).or_else(held)
        apposed = next((child for child in head.rights if child.dep_ == "appos"), None)
        if apposed is not None and None in own and depth < _DEEPEST and apposed.lower_ not in PRONOUNS:
            own = own.or_else(self._own(apposed, depth + 1))
        if own.sector is None and listed is not None and listed.kind == "demonym" and _is_act_of_state(head):
            return Codes(own.country, "GOV")
        if own.sector == "GOV" and any(word.lower_ in _PAST for word in words):
            return Codes(own.country, "ELI")
        if own.sector is None and listed is not None and head.tag_ in ("NNS", "NNPS") and not _is_pointed_at(head):
            return Codes(own.country, "CVL")  # "thousands of Nigerians"; "the Russians" may be an army
        return own

    def _sector(self, head: Token, words: list[Token]) -> str | None:
        """Return the sector of a head noun; of whom it speaks for ("police spokesman"); or of its title."""
        sector = sector_of(head)
        speaks = head.lemma_.lower() in _SPEAKERS
        if sector is not None and not speaks:
            return sector
        behind: Iterable[Token] = (word for word in reversed(words) if word != head and not _is_hyphenated(word))
        nouns = (word for word in behind if word.pos_ in ("NOUN", "PROPN"))
        behind = (*behind, *of_objects(head)) if speaks else nouns
        return next((one for one in map(sector_of, behind) if one not in (None, "CVL")), sector)

    def is_person(self, head: Token) -> bool:
        """Whether a word is a person's name: marked as one, or like the last word of one so marked elsewhere."""
        if head.ent_type_:
            return head.ent_type_ == "PERSON"
        return head.pos_ == "PROPN" and head.lower_ in self._persons

    def _held(self, head: Token, words: list[Token]) -> Codes:
        """Return the codes of a name that the table of offices knows; of a title before it, which one is meant."""
        title = next((word.lower_ for word in reversed(words) if word.lower_ in _TITLES), None)
        name = [word.lower_ for word in words if word.ent_type_ == "PERSON" and word.lower_ not in _TITLES]
        return Codes(*(holder(name or [head.lower_], title, self._published) or (None, None)))

    def _phrase(self, head: Token) -> list[Token]:
        first, end = phrase(head)
        return list(self._doc[max(first, end - _WIDEST) : end])

    def _group(self, head: Token, words: list[Token], sector: str | None) -> Codes | None:
        """Return the codes of the group a participant belongs to ("Hamas fighters", "U.N. spokesman"), if any."""
        loosely = sector is not None and (sector not in _MEMBERS or head.lemma_.lower() in _LOOSELY)
        for word in (*words, *of_objects(head)):
            listed = listed_at(word) if word != head else None
            if listed is not None and listed.sector == "IGO":
                return Codes(None, sector if sector == "MIL" else "IGO")
            if listed is not None and listed.sector in _NONSTATE and not loosely:
                return Codes(listed.country, listed.sector)
        return None

    def _country(self, head: Token, words: list[Token], depth: int) -> str | None:
        """Return the country a participant's words name; modifiers go before the head ("Bosnian Serbs")."""
        for word in words:
            listed = listed_at(word)
            ethnic = word.i > 0 and self._doc[word.i - 1].lower_ == "ethnic"
            if listed is not None and listed.country is not None and not ethnic:
                return listed.country
        for word in words:  # "the Assad government"
            if word.pos_ == "PROPN" and word != head and word.ent_type_ != "GPE":
                held = holder([word.lower_], None, self._published)
                if held is not None:
                    return held[0]
        complements = of_objects(head)
        for word in (*complements, *_around(head)):
            listed = listed_at(word)
            if listed is not None and listed.country is not None:
                return listed.country
        person = next((word for word in complements if word.ent_type_ == "PERSON"), None)
        if person is not None and depth < _DEEPEST:  # "supporters of President Mubarak"
            return self._own(person, depth + 1).country
        return None

    def _bare(self, head: Token, sector: str) -> Codes:
        """Return the codes of a body whose country its own words leave open ("the army", "rebels")."""
        named = any(child.pos_ == "PROPN" and child.dep_ in ("amod", "compound", "nmod") for child in head.lefts)
        if named or any(child.lower_ in _FOREIGN for child in head.lefts):
            return Codes(None, sector)
        lemma = head.lemma_.lower()
        if _is_pointed_at(head) and head.tag_ not in ("NNS", "NNPS") and lemma in self._titled:
            persons = self._titled[lemma]
            before = bisect_left(persons, head.i, key=lambda person: person.i)
            if before:
                person = persons[before - 1]
                return self._told_elsewhere(person, self._own(person), _DEEPEST).or_else(Codes(self._only, sector))
        return Codes(self._alike(head, sector) or self._only, sector)

    def _alike(self, head: Token, sector: str) -> str | None:
        """Return the country of the body named last that the same noun tells, or the story's if one of its is alike."""
        before = self._before(head)
        lemma = head.lemma_.lower()
        plural = head.tag_ in ("NNS", "NNPS")
        collective = lemma in (_MASSES if plural else BODIES) or (
            plural and sector in _FIGHTING and lemma not in BODIES
        )
        if not collective and (plural or not _is_pointed_at(head)):
            return None
        same = next((body.country for body in before if body.lemma == lemma), None)
        if same is None and collective and any((body.sector, body.country) == (sector, self._main) for body in before):
            return self._main
        return same

    def _before(self, head: Token) -> list[_Body]:
        """Return the bodies named before a word, the last first."""
        end = bisect_left(self._bodies, head.i, key=lambda body: body.at)
        return self._bodies[max(0, end - _MOST_BODIES) : end][::-1]


def _around(head: Token) -> Iterator[Token]:
    """Yield the words about a head that may tell its country: where it is, whose, what else it is, who leads it."""
    if (sector_of(head) or "") in _PLACED:
        yield from (
            obj for preposition, obj in prepositional(head) if preposition.lower_ in ("in", "from", "throughout")
        )
    for child in head.children:
        if child.dep_ in ("poss", "appos"):
            yield from islice(child.subtree, _WIDEST)
        elif child.dep_ == "acl" and child.lemma_ in ("lead", "command"):
            yield from agents(child)


def _is_act_of_state(demonym: Token) -> bool:
    """Whether a nation's adjective before an event means the state ("Russian shelling", not "Russian protests")."""
    above = demonym.head
    return demonym.dep_ in ("amod", "compound", "nmod") and above.lemma_.lower() not in _POPULAR


def _is_hyphenated(word: Token) -> bool:
    """Whether a word is the second half of another: there is no general in "Secretary-General"."""
    return word.i > 0 and word.nbor(-1).text == "-"


def _last(head: Token) -> Token:
    """Return the last word of the name a word begins or is part of."""
    doc = head.doc
    i = head.i
    while i + 1 < len(doc) and doc[i + 1].ent_iob_ == "I":
        i += 1
    return doc[i]


def _owned(name: Token) -> Token | None:
    """Return the noun a country's name modifies or owns ("Syrian army", "army of Syria")."""
    token = name
    for _ in range(3):
        if token.dep_ in ("amod", "compound", "nmod", "poss") and token.head.pos_ in ("NOUN", "PROPN"):
            return token.head
        if token.dep_ == "pobj" and token.head.lower_ == "of":
            return token.head.head
        if token.dep_ != "conj":
            return None
        token = token.head
    return None


def _is_pointed_at(head: Token) -> bool:
    return any(child.dep_ == "det" and child.lower_ in POINTING for child in head.lefts)
