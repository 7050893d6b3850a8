"""Whom a pronoun stands for: the nearest name or noun before it that fits in number, gender and kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.actors.names import listed_at, sector_of
from geo.syntax import QUANTIFIERS, climb, conjuncts, modifiers, of_objects, subjects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

__all__ = ["BODIES", "PRONOUNS", "antecedent"]

_MASCULINE = frozenset(["he", "him", "his"])
_FEMININE = frozenset(["she", "her", "hers"])
_PLURAL = frozenset(["they", "them", "their", "both"])
_NEUTER = frozenset(["it", "its"])
_KINDS = (_MASCULINE, _FEMININE, _PLURAL, _NEUTER)
PRONOUNS = _MASCULINE | _FEMININE | _PLURAL | _NEUTER
"""Pronouns that are traced to a name before them."""

_MEN = frozenset(
    ["boy", "brother", "businessman", "congressman", "father", "gunman", "husband", "king", "man", "mr", "mr.",
     "policeman", "prince", "sheikh", "sir", "son", "spokesman"]
)  # fmt: skip
_WOMEN = frozenset(
    ["businesswoman", "congresswoman", "daughter", "girl", "miss", "mother", "mrs", "mrs.", "ms", "ms.", "nun",
     "policewoman", "princess", "queen", "sister", "spokeswoman", "wife", "woman"]
)  # fmt: skip

BODIES = frozenset(
    ["administration", "agency", "airline", "army", "artillery", "assembly", "authority", "bank", "battalion",
     "brigade", "cabinet", "charity", "clan", "club", "coalition", "column", "community", "company", "congress",
     "consulate", "convoy", "corporation", "council", "court", "crowd", "delegation", "embassy", "family", "firm",
     "force", "gang", "garrison", "gendarmerie", "government", "group", "guard", "hospital", "industry", "infantry",
     "insurgency", "judiciary", "junta", "legislature", "military", "militia", "ministry", "mosque", "navy",
     "newspaper", "opposition", "organisation", "organization", "parliament", "party", "police", "population",
     "presidency", "regime", "regiment", "school", "senate", "service", "state", "tribe", "tribunal", "union", "unit",
     "university"]
)  # fmt: skip
"""Nouns of the tables that mean a body, not a person: "it", never "he"."""

_SUBJECTS = frozenset(["nsubj", "nsubjpass"])
_ROLES = _SUBJECTS | {"dobj", "pobj", "poss", "ROOT", "conj"}
_FAR = 120
"""Words a pronoun looks back over, and at most two sentence ends."""

_MOST_SENTENCES = 2


def antecedent(pronoun: Token) -> Token | None:
    """Return the head of what a pronoun stands for: subjects before others, near sentences before far ones.

    None if that is no one ("the missile … it") or not found.
    """
    own = True
    found: list[Token] = []
    doers = _doers_to(pronoun)
    for token in _before(pronoun):
        if token is None:
            chosen = _choose(found, own=own)
            if chosen is not None:
                return chosen if _is_someone(chosen) else None
            own, found = False, []
        elif token not in doers and _stands_for(pronoun, token):
            found.append(token)
    return None


def _before(pronoun: Token) -> Iterator[Token | None]:
    """Yield the words before a pronoun, nearest first, and None where a sentence begins."""
    sentences = 0
    token = pronoun
    for i in range(pronoun.i - 1, max(-1, pronoun.i - _FAR), -1):
        if token.is_sent_start:
            yield None
            sentences += 1
            if sentences > _MOST_SENTENCES:
                return
        token = pronoun.doc[i]
        yield token
    yield None


def _choose(found: list[Token], *, own: bool) -> Token | None:
    """Return the likeliest of the words that fit, nearest first: a subject; in a sentence before, its first one."""
    subjects = [token for token in found if token.dep_ in _SUBJECTS]
    if subjects:
        return subjects[0] if own else subjects[-1]
    return next((token for token in found if _is_prominent(token)), None)


def _is_prominent(token: Token) -> bool:
    """Whether a word that is no subject is likely to be spoken of again: a person, an owner, an object."""
    if token.dep_ == "dobj":
        return _is_someone(token)
    return token.ent_type_ == "PERSON" or (token.dep_ == "poss" and bool(token.ent_type_))


def _doers_to(pronoun: Token) -> list[Token]:
    """Return who does what is done to a pronoun, which then are others ("the ships fired at them")."""
    if pronoun.dep_ not in ("dobj", "pobj", "dative"):
        return []
    verb = next((above for above in climb(pronoun) if above.pos_ in ("VERB", "AUX")), None)
    return subjects(verb) if verb is not None else []


def _stands_for(pronoun: Token, token: Token) -> bool:
    """Whether a word before a pronoun can be what it stands for."""
    if token.lower_ in PRONOUNS:
        return token.dep_ in _SUBJECTS and any({token.lower_, pronoun.lower_} <= kind for kind in _KINDS)
    if token.dep_ not in _ROLES or token.pos_ == "PRON" or not _fits(pronoun.lower_, token):
        return False
    return token.dep_ == "nsubj" or pronoun.head not in climb(token)


def _fits(pronoun: str, token: Token) -> bool:
    """Whether a word is of the number, kind and, where known, gender that a pronoun asks for."""
    lemma = token.lemma_.lower()
    plural = token.tag_ in ("NNS", "NNPS") or lemma == "police"
    if pronoun in _PLURAL:
        return plural or len(conjuncts(token)) > 1 or (lemma in BODIES and _is_someone(token))
    if pronoun in _NEUTER:
        person = token.ent_type_ == "PERSON" or (lemma not in BODIES and sector_of(token) is not None)
        return not plural and not (person and token.ent_type_ not in ("GPE", "ORG", "NORP"))
    person = token.tag_ == "NN" and lemma not in BODIES and sector_of(token) is not None
    others = _WOMEN if pronoun in _MASCULINE else _MEN
    fits = not plural and (person or token.ent_type_ == "PERSON") and lemma not in others
    return fits and not any(child.lower_ in others for child in token.lefts)


def _is_someone(token: Token) -> bool:
    if token.lower_ in PRONOUNS or token.ent_type_ in ("PERSON", "NORP", "GPE", "ORG"):
        return True
    counts = token.lower_ in QUANTIFIERS and bool(of_objects(token))
    return counts or sector_of(token) is not None or any(listed_at(modifier) for modifier in modifiers(token))
