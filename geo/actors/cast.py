"""The cast of an article: the codes of each participant, through what the article said of it elsewhere.

"Erdogan" is the president named three sentences before, "the army" the army last named, "they" the nearest plural
group, "their generals" are theirs. Where the article leaves it open there is no country: a blank beats a guess.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from geo.actors.names import listed_at, sector_of
from geo.actors.offices import holder
from geo.syntax import QUANTIFIERS, climb, conjuncts, of_objects, phrase, prepositional

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token

__all__ = ["PRONOUNS", "Cast", "Codes"]

_MASCULINE = frozenset(["he", "him", "his"])
_FEMININE = frozenset(["she", "her", "hers"])
_PLURAL = frozenset(["they", "them", "their", "both"])
_NEUTER = frozenset(["it", "its"])
_KINDS = (_MASCULINE, _FEMININE, _PLURAL, _NEUTER)
PRONOUNS = frozenset().union(*_KINDS)
"""Pronouns that are traced to a name before them."""

_MEN = frozenset(
    ["boy", "brother", "businessman", "congressman", "father", "gunman", "husband", "king", "man", "mr", "mr.", "policeman",
     "prince", "sheikh", "sir", "son", "spokesman"]
)  # fmt: skip
_WOMEN = frozenset(
    ["businesswoman", "congresswoman", "daughter", "girl", "miss", "mother", "mrs", "mrs.", "ms", "ms.", "nun",
     "policewoman", "princess", "queen", "sister", "spokeswoman", "wife", "woman"]
)  # fmt: skip

_BODIES = frozenset(
    ["administration", "agency", "air", "airline", "army", "artillery", "assembly", "authority", "bank", "battalion",
     "brigade", "cabinet", "charity", "clan", "club", "coalition", "column", "community", "company", "congress",
     "consulate", "convoy", "corporation", "council", "court", "crowd", "delegation", "embassy", "family", "firm",
     "force", "gang", "garrison", "gendarmerie", "government", "group", "guard", "hospital", "industry", "infantry",
     "insurgency", "judiciary", "junta", "legislature", "militia", "military", "ministry", "mosque", "navy",
     "newspaper", "opposition", "parliament", "party", "police", "population", "presidency", "regime", "regiment",
     "school", "senate", "service", "state", "tribe", "tribunal", "union", "unit", "university"]
)  # fmt: skip
"""Nouns of the tables that mean a body, not a person: "it", never "he"."""

_TITLES = frozenset(
    ["president", "minister", "chancellor", "premier", "king", "queen", "emir", "prince", "pope", "secretary",
     "secretary-general", "leader", "commander", "chief", "spokesman", "spokeswoman"]
)  # fmt: skip
"""Words of `data/lexicon/offices.csv` that stand before a name or for it ("the president")."""

_PAST = frozenset(["former", "ex", "ousted", "deposed", "late", "ex-president"])
_FOREIGN = frozenset(["foreign", "international", "multinational", "western", "allied", "regional", "unidentified"])
"""Modifiers that say a body is not the story's own country's ("foreign troops")."""

_NATIONAL = frozenset(["GOV", "MIL", "COP", "JUD", "LEG", "OPP", "REB", "PRM", "PTY", "SPY"])
"""Sectors that belong to a country even where the words don't say to which."""

_NONSTATE = frozenset(["IGO", "NGO", "REB", "PRM", "CRM", "OPP", "PTY", "BUS"])
_MEMBERS = frozenset(["GOV", "REB", "UAF", "PRM", "MIL", "PTY", "CRM", "NGO", "OPP", "CVL"])
_SPEAKERS = frozenset(
    ["boss", "chief", "commander", "delegate", "head", "leader", "member", "negotiator", "official", "representative",
     "source", "spokesman", "spokesperson", "spokeswoman", "candidate", "coalition", "party", "politician"]
)  # fmt: skip
"""Nouns of people who are what they speak for ("police spokesman", "the rebels' leader")."""

_LOOSELY = frozenset(["supporter", "opponent", "civilian", "hostage", "prisoner", "resident", "victim"])
"""People beside a group, not of it ("Hamas supporters")."""

_FIGHTING = frozenset(["MIL", "COP", "REB", "PRM", "OPP"])

_PLACED = frozenset(["GOV", "COP", "JUD", "LEG", "OPP", "REB", "UAF", "PRM", "CVL", "EDU", "REL", "CRM", "LAB", "AGR", "JRN", "MED"])
"""Sectors whose people belong to where they are said to be ("rebels in Chad"); soldiers may be anyone's."""

_FAR = 120
"""Words a pronoun looks back over, and at most two sentence ends."""

_MOST_SENTENCES = 2
_MOST_HOPS = 8
"""Pronouns of one chain ("he said … he added …"): bounds the walk back."""

_MOST_MENTIONS = 8
_MOST_BODIES = 40
_WIDEST = 16
_ENOUGH_MENTIONS = 2
"""A country named once may be anywhere ("a tourist from Peru"); named twice, and alone, it is the story's."""


class Codes(NamedTuple):
    """A participant's country (alpha-3) and sector (PLOVER); each None where nothing tells it."""

    country: str | None
    sector: str | None


class _Body(NamedTuple):
    at: int
    lemma: str
    sector: str
    country: str


class Cast:
    """Codes of an article's participants; ``published`` is its ISO date, which chooses among holders of an office."""

    def __init__(self, doc: Doc, published: str | None) -> None:
        self._doc = doc
        self._published = published
        self._known: dict[int, Codes] = {}
        self._persons: dict[str, list[Token]] = {}
        self._titled: list[tuple[str, Token]] = []
        self._bodies: list[_Body] = []
        countries: dict[str, int] = {}
        for entity in doc.ents:
            last = doc[entity.end - 1]
            if entity.label_ == "PERSON":
                self._persons.setdefault(last.lower_, []).append(last)
                words = [entity.start - 1, entity.start] if entity.start else [entity.start]
                self._titled += [(doc[i].lower_, last) for i in words if doc[i].lower_ in _TITLES]
                held = holder([token.lower_ for token in entity], None, published)
                if held is not None and held[0]:
                    countries[held[0]] = countries.get(held[0], 0) + 1
                continue
            listed = listed_at(last)
            if listed is None or listed.country is None:
                continue
            countries[listed.country] = countries.get(listed.country, 0) + 1
            if listed.sector is not None:
                self._bodies.append(_Body(last.i, last.lower_, listed.sector, listed.country))
                continue
            owned = _owned(last)
            sector = sector_of(owned) if owned is not None else "GOV" if last.dep_ == "nsubj" else None
            if sector is not None:
                body = owned or last
                self._bodies.append(_Body(body.i, body.lemma_.lower(), sector, listed.country))
        alone = len(countries) == 1 and max(countries.values()) >= _ENOUGH_MENTIONS
        self._only = next(iter(countries)) if alone else None

    def meant(self, head: Token) -> Token | None:
        """Return the word that names the participant ``head`` stands for.

        That is behind counting words ("dozens of civilians") and behind pronouns; None if no one is named.
        """
        token: Token | None = head
        for _ in range(_MOST_HOPS):
            if token is not None and token.lower_ in QUANTIFIERS and (counted := of_objects(token)):
                token = counted[0]
            elif token is not None and token.lower_ in PRONOUNS:
                token = self.antecedent(token)
            else:
                break
        if token is None or token.lower_ in PRONOUNS:
            return None
        return token if token.pos_ in ("NOUN", "PROPN", "ADJ", "NUM") or token.ent_type_ else None

    def codes(self, head: Token) -> Codes:
        """Return the codes of the participant that ``head`` names (no pronoun: see `meant`)."""
        known = self._known.get(head.i)
        if known is None:
            known = self._known[head.i] = self._told_elsewhere(head, self._own(head))
        return known

    def _told_elsewhere(self, head: Token, own: Codes) -> Codes:
        country, sector = own
        if head.ent_type_ == "PERSON":
            if country is None or sector is None:
                others = [token for token in self._persons.get(_last(head).lower_, ()) if token.i != _last(head).i]
                for other in others[:_MOST_MENTIONS]:
                    there = self._own(other)
                    country, sector = country or there.country, sector or there.sector
            return Codes(country, sector)
        if country is None:
            owner = next((child for child in head.lefts if child.dep_ == "poss" and child.lower_ in PRONOUNS), None)
            named = self.meant(owner) if owner is not None else None
            if named is not None and named.i < head.i:
                return Codes(self.codes(named).country, sector)
        if country is None and sector in _NATIONAL and listed_at(head) is None:
            return self._bare(head, sector)
        return own

    def _own(self, head: Token) -> Codes:
        """Return what a participant's own words tell: its head, modifiers, possessor, complements and apposition."""
        words = self._phrase(head)
        listed = listed_at(head)
        if listed is not None and listed.sector is not None:
            searched = listed.country is None and listed.sector in ("JUD", "LEG", "COP", "MIL", "GOV")
            return Codes(self._country(head, words) if searched else listed.country, listed.sector)
        if listed is not None and listed.kind == "country":
            return Codes(listed.country, "GOV")
        sector = sector_of(head)
        person = head.ent_type_ == "PERSON"
        held = None
        if person:
            titles = [word for word in words if word.lower_ in _TITLES]
            name = [word.lower_ for word in words if word.ent_type_ == "PERSON" and word.lower_ not in _TITLES]
            held = holder(name, titles[-1].lower_ if titles else None, self._published)
        if sector is None:
            told = (sector_of(word) for word in reversed(words) if word != head and word.pos_ in ("NOUN", "PROPN")
                    and not (word.i and self._doc[word.i - 1].text == "-"))  # no general in "Secretary-General"
            sector = next((one for one in told if one is not None), None)
        if head.lemma_.lower() in _SPEAKERS:
            behind = (*reversed(words[:-1]), *of_objects(head))
            sector = next((one for one in map(sector_of, behind) if one is not None), sector)
        group = self._group(head, words, sector)
        country = group[0] if group else None
        sector = group[1] if group else sector
        if not group or (country is None and sector not in ("IGO", "REB")):
            country = self._country(head, words)
        apposed = next((child for child in head.rights if child.dep_ == "appos"), None)
        if apposed is not None and (country is None or sector is None) and apposed.lower_ not in PRONOUNS:
            there = self._own(apposed) if apposed.i > head.i else Codes(None, None)
            country, sector = country or there.country, sector or there.sector
        if held is not None:
            country, sector = country or held[0], sector or held[1]
            sector = held[1] if sector == "GOV" and held[1] in ("IGO", "REB", "MIL") else sector
        if sector == "GOV" and any(word.lower_ in _PAST for word in words):
            sector = "ELI"
        if sector is None and listed is not None and head.tag_ in ("NNS", "NNPS") and not _is_definite(head):
            sector = "CVL"
        return Codes(country, sector)

    def _phrase(self, head: Token) -> list[Token]:
        first, end = phrase(head)
        return list(self._doc[max(first, end - _WIDEST) : end])

    def _group(self, head: Token, words: list[Token], sector: str | None) -> tuple[str | None, str] | None:
        """Return the codes of the group a participant belongs to ("Hamas fighters", "U.N. spokesman"), if any."""
        loosely = sector is not None and (sector not in _MEMBERS or head.lemma_.lower() in _LOOSELY)
        around = [*words, *of_objects(head)]
        for word in around:
            if word == head:
                continue
            listed = listed_at(word)
            if listed is None or listed.sector not in _NONSTATE:
                continue
            if listed.sector == "IGO":
                return None, "MIL" if sector == "MIL" else "IGO"
            if not loosely:
                return listed.country, listed.sector or ""
        return None

    def _country(self, head: Token, words: list[Token]) -> str | None:
        """Return the country a participant's words name; modifiers go before the head ("Bosnian Serbs")."""
        for word in words:
            listed = listed_at(word)
            if listed is not None and listed.country is not None:
                ethnic = word.i > 0 and self._doc[word.i - 1].lower_ == "ethnic"
                if not ethnic:
                    return listed.country
        around = of_objects(head)
        if (sector_of(head) or "") in _PLACED:
            around = around + [obj for prep, obj in prepositional(head) if prep.lower_ in ("in", "from", "throughout")]
        for child in head.children:
            if child.dep_ in ("poss", "appos"):
                around = [*around, *islice(child.subtree, _WIDEST)]
        for word in around:
            listed = listed_at(word)
            if listed is not None and listed.country is not None:
                return listed.country
        for word in of_objects(head):  # "supporters of President Mubarak"
            if word.ent_type_ == "PERSON":
                return self._own(word).country
        return None

    def _bare(self, head: Token, sector: str) -> Codes:
        """Return the codes of a body whose country its own words leave open ("the army", "rebels")."""
        named = any(child.pos_ == "PROPN" and child.dep_ in ("amod", "compound", "nmod") for child in head.lefts)
        if named or any(child.lower_ in _FOREIGN for child in head.lefts):
            return Codes(None, sector)
        lemma = head.lemma_.lower()
        definite = _is_definite(head)
        if definite and lemma in _TITLES:
            for title, person in islice(reversed(self._titled), _MOST_BODIES):
                if title == lemma and person.i < head.i:
                    codes = self._told_elsewhere(person, self._own(person))
                    return Codes(codes.country or self._only, codes.sector or sector)
        before = list(islice((body for body in reversed(self._bodies) if body.at < head.i), _MOST_BODIES))
        collective = lemma in _BODIES or (sector in _FIGHTING and head.tag_ == "NNS")
        alike = next((body for body in before if body.lemma == lemma), None) if definite or collective else None
        if alike is None and collective:
            alike = next((body for body in before if body.sector == sector), None)
        return Codes(alike.country if alike is not None else self._only, sector)

    def antecedent(self, pronoun: Token) -> Token | None:
        """Return the head of what a pronoun stands for: subjects before others, near sentences before far ones."""
        own = True
        found: list[Token] = []
        for token in self._before(pronoun):
            if token is None:
                chosen = _choose(found, own=own)
                if chosen is not None:
                    return chosen
                own, found = False, []
            elif _stands_for(pronoun, token):
                found.append(token)
        return None

    def _before(self, pronoun: Token) -> Iterator[Token | None]:
        """Yield the words before a pronoun, nearest first, and None where a sentence begins."""
        sentences = 0
        token = pronoun
        for i in range(pronoun.i - 1, max(-1, pronoun.i - _FAR), -1):
            if token.is_sent_start:
                yield None
                sentences += 1
                if sentences > _MOST_SENTENCES:
                    return
            token = self._doc[i]
            yield token
        yield None


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


def _is_definite(head: Token) -> bool:
    return any(child.dep_ == "det" and child.lower_ in ("the", "this", "that", "these", "those") for child in head.lefts)


def _choose(found: list[Token], *, own: bool) -> Token | None:
    """Return the likeliest of the words that fit, nearest first: a subject; in a sentence before, its first one."""
    subjects = [token for token in found if token.dep_ in ("nsubj", "nsubjpass")]
    if subjects:
        return subjects[0] if own else subjects[-1]
    others = [token for token in found if token.dep_ == "poss" or token.ent_type_ == "PERSON"]
    return others[0] if others else None


def _stands_for(pronoun: Token, token: Token) -> bool:
    """Whether a word before a pronoun can be what it stands for."""
    if token.lower_ in PRONOUNS:
        return token.dep_ in ("nsubj", "nsubjpass") and any({token.lower_, pronoun.lower_} <= kind for kind in _KINDS)
    if token.dep_ not in ("nsubj", "nsubjpass", "dobj", "pobj", "poss", "ROOT", "conj") or token.pos_ == "PRON":
        return False
    if token.dep_ != "nsubj" and pronoun.head in climb(token):
        return False
    if pronoun.dep_ == "dobj" and token.head == pronoun.head:
        return False
    lowered = pronoun.lower_
    plural = token.tag_ in ("NNS", "NNPS") or token.lemma_.lower() == "police"
    lemma = token.lemma_.lower()
    if lowered in _PLURAL:
        return (plural or len(conjuncts(token)) > 1 or lemma in _BODIES) and _is_someone(token)
    if plural:
        return False
    if lowered in _NEUTER:
        return token.ent_type_ in ("GPE", "ORG", "NORP") or (lemma in _BODIES and sector_of(token) is not None)
    if token.ent_type_ != "PERSON" and (lemma in _BODIES or token.tag_ != "NN" or sector_of(token) is None):
        return False
    others = _WOMEN if lowered in _MASCULINE else _MEN
    return lemma not in others and not any(child.lower_ in others for child in token.lefts)


def _is_someone(token: Token) -> bool:
    return token.ent_type_ in ("PERSON", "NORP", "GPE", "ORG") or sector_of(token) is not None
