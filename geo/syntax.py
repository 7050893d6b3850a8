"""Questions asked of a dependency parse: who does it, to whom, under which preposition, in which clause.

The labels are those of spaCy's English models (ClearNLP). Every function is safe on odd parses: climbs are bounded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

__all__ = [
    "POINTING",
    "QUANTIFIERS",
    "agents",
    "climb",
    "conjuncts",
    "governor",
    "is_definite",
    "is_finite",
    "is_passive",
    "modifiers",
    "noun_phrase",
    "objects",
    "of_objects",
    "particles",
    "phrase",
    "prepositional",
    "singular",
    "subjects",
    "word",
    "word_before",
]

_DEEPEST = 24

POINTING = frozenset(["the", "this", "that", "these", "those"])
"""Determiners of what is known already."""

QUANTIFIERS = frozenset(
    ["all", "any", "both", "couple", "dozen", "dozens", "each", "few", "group", "half", "handful", "hundreds", "lot",
     "majority", "many", "millions", "more", "most", "none", "number", "one", "part", "pair", "scores", "several",
     "some", "tens", "thousands", "third", "two"]
)  # fmt: skip
"""Words whose "of" complement is what is really meant ("dozens of civilians")."""

_SERIES = frozenset(
    ["series", "wave", "string", "spate", "round", "campaign", "act", "spree", "flurry", "host", "kind", "sort", "form",
     "threat", "number", "set", "start", "end", "beginning", "outbreak", "use", "session", "day", "week", "month",
     "hour", "night"]
)  # fmt: skip
"""Nouns that only count or shape the event their "of" complement names ("a wave of bombings")."""


def climb(token: Token) -> Iterator[Token]:
    """Yield the token's ancestors, nearest first, at most 24."""
    for _ in range(_DEEPEST):
        if token.head == token:
            return
        token = token.head
        yield token


def conjuncts(token: Token) -> list[Token]:
    """Return the token and the conjuncts hanging below it, in text order ("Idlib and Hama" from "Idlib")."""
    found, queue = [token], [token]
    while queue and len(found) < _DEEPEST:
        below = [child for child in queue.pop().children if child.dep_ == "conj"]
        found += below
        queue += below
    return found


def word(token: Token) -> str:
    """Return the token's lemma in lower case, joined with what a hyphen ties to its front ("cease-fire")."""
    lemma = token.lemma_.lower()
    if (
        token.i >= 2
        and token.nbor(-1).text == "-"
        and not token.nbor(-1).whitespace_
        and not token.nbor(-2).whitespace_
    ):
        return f"{token.nbor(-2).lower_}-{lemma}"
    return lemma


def singular(token: Token) -> str:
    """Return the word without the plural "s" that the lemma of a supposed name keeps ("Rockets fell on the town")."""
    return token.lower_.removesuffix("s") if token.pos_ == "PROPN" else token.lemma_.lower()


def word_before(token: Token) -> str:
    """Return the lower-case form of the word before a token, or an empty string."""
    return token.nbor(-1).lower_ if token.i else ""


def is_definite(noun: Token) -> bool:
    """Whether a noun phrase points to something known: "the", "this", or a possessor."""
    return any(c.dep_ == "poss" or (c.dep_ == "det" and c.lower_ in POINTING) for c in noun.children)


def is_passive(verb: Token) -> bool:
    """Whether the verb's subject suffers the action ("was bombed", "the man shot by police")."""
    if any(child.dep_ in ("auxpass", "nsubjpass", "agent") for child in verb.children):
        return True
    return verb.tag_ == "VBN" and verb.dep_ in ("acl", "amod") and not any(c.dep_ == "dobj" for c in verb.children)


def is_finite(verb: Token) -> bool:
    """Whether the verb heads a clause with a tense of its own (not an infinitive or a participle)."""
    if verb.tag_ in ("VBD", "VBZ", "VBP", "MD"):
        return True
    return any(
        child.dep_ in ("aux", "auxpass") and child.tag_ in ("VBD", "VBZ", "VBP", "MD") for child in verb.children
    )


def _antecedent(token: Token) -> Token:
    """Return what a relative pronoun stands for, or the token itself."""
    if token.lower_ in ("who", "which", "that", "whom") and token.head.dep_ == "relcl":
        return token.head.head
    return token


def subjects(token: Token) -> list[Token]:
    """Return who acts: subjects of an active verb, "by" agents of a passive one, possessors of a noun.

    Subjects are inherited by infinitives, participles and conjoined verbs that have none of their own.
    """
    if token.pos_ not in ("VERB", "AUX"):
        return [c for child in token.children if child.dep_ == "poss" for c in conjuncts(child)] + agents(token)
    if is_passive(token):
        return agents(token)
    found: list[Token] = []
    verb = token
    for _ in range(6):
        own = _own_subjects(verb, token)
        if own is not None:
            found = own
            break
        if verb.dep_ not in ("xcomp", "conj", "advcl", "pcomp", "ccomp") or verb.head == verb:
            break
        verb = verb.head if verb.head.pos_ in ("VERB", "AUX") else verb.head.head
    return [c for child in found for c in conjuncts(_antecedent(child))]


def _own_subjects(verb: Token, asker: Token) -> list[Token] | None:
    """Return the subjects that a verb has or is lent by its place in the sentence; None if they are to be inherited."""
    own = [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")]
    if own:
        suffers = verb != asker and own[0].dep_ == "nsubjpass" and verb.dep_ != "xcomp" and asker.dep_ == "conj"
        return [] if suffers else own
    if verb.dep_ in ("acl", "relcl") and verb.head.pos_ in ("NOUN", "PROPN", "PRON"):
        return [verb.head] if verb.tag_ == "VBG" or verb.dep_ == "relcl" else []
    if verb.dep_ == "xcomp" and any(child.lower_ == "to" for child in verb.children if child.dep_ == "aux"):
        return [child for child in verb.head.children if child.dep_ == "dobj"][:1] or None
    return None


def agents(token: Token) -> list[Token]:
    """Return the objects of "by" under a verb or noun."""
    return [
        c
        for child in token.children
        if child.dep_ in ("agent", "prep") and child.lower_ == "by"
        for obj in child.children
        if obj.dep_ == "pobj"
        for c in conjuncts(obj)
    ]


def objects(verb: Token) -> list[Token]:
    """Return who is acted upon: direct objects of an active verb, the subject of a passive one."""
    if is_passive(verb):
        own = [child for child in verb.children if child.dep_ in ("nsubjpass", "nsubj")]
        if not own and verb.dep_ in ("acl", "amod"):
            own = [verb.head]
        if not own and verb.dep_ == "conj":
            own = [child for child in verb.head.children if child.dep_ == "nsubjpass"]
        return [c for child in own for c in conjuncts(_antecedent(child))]
    own = [child for child in verb.children if child.dep_ in ("dobj", "dative") and child.pos_ != "ADP"]
    if not own and verb.dep_ == "relcl":
        own = [child for child in verb.children if child.lower_ in ("that", "which", "whom") and child.dep_ == "dobj"]
    if not own and verb.dep_ == "conj" and verb.head.pos_ == "VERB":
        return []
    if not own:
        # "shot and killed two men": a conjoined verb's object belongs to both.
        own = [
            child
            for other in verb.children
            if other.dep_ == "conj" and other.pos_ == "VERB" and not any(c.dep_ == "nsubj" for c in other.children)
            and other.i - verb.i <= 3
            for child in other.children
            if child.dep_ == "dobj"
        ]  # fmt: skip
    return [c for child in own for c in conjuncts(_antecedent(child))]


def of_objects(noun: Token) -> list[Token]:
    """Return the noun's "of" complements ("the bombing of the bridge and the port" from "bombing")."""
    return [obj for preposition, obj in prepositional(noun) if preposition.lower_ == "of"]


def prepositional(token: Token) -> list[tuple[Token, Token]]:
    """Return (preposition, object) pairs under a token, conjoined objects and chained prepositions included."""
    found = []
    for child in token.children:
        if child.dep_ not in ("prep", "agent", "dative") or child.pos_ not in ("ADP", "SCONJ", "VERB", "ADV", "PART"):
            continue
        for preposition in (child, *(below for below in child.children if below.dep_ in ("prep", "conj"))):
            found += [
                (preposition, c)
                for obj in preposition.children
                if obj.dep_ in ("pobj", "pcomp")
                for c in conjuncts(obj)
            ]
    return found


def particles(verb: Token) -> set[str]:
    """Return the verb's particles in lower case ("out" in "carry out")."""
    return {child.lower_ for child in verb.children if child.dep_ in ("prt", "advmod") and child.i > verb.i}


def modifiers(noun: Token) -> list[Token]:
    """Return the noun's adjectives, compounds and participles, and their own compounds; at most 24."""
    found: list[Token] = []
    for child in noun.lefts:
        if child.dep_ in ("amod", "compound", "nmod", "nummod"):
            found.append(child)
            found += [below for below in child.children if below.dep_ in ("compound", "amod", "conj")]
        if len(found) >= _DEEPEST:
            break
    return found[:_DEEPEST]


def governor(noun: Token) -> tuple[Token, str] | None:
    """Return the verb (or noun) above an event noun and how it stands to it: the label, or the preposition's word.

    Looks through conjuncts, appositions, compounds and counting nouns ("a wave of bombings").
    """
    token = noun
    for _ in range(8):
        if token.head == token:
            return None
        head = token.head
        if token.dep_ in ("conj", "appos", "compound", "amod", "nmod"):
            token = head
            continue
        if token.dep_ == "pobj" and head.lower_ == "of" and head.head.lemma_.lower() in _SERIES | QUANTIFIERS:
            token = head.head
            continue
        if token.dep_ == "pobj" and head.head != head:
            above = head.head
            while above.dep_ == "prep" and above.head != above:
                above = above.head
            return above, head.lower_
        return head, token.dep_
    return None


def noun_phrase(token: Token) -> tuple[int, int]:
    """Return the character span of a noun phrase's core: the head with its modifiers, without clauses or "of" parts."""
    first, last = phrase(token)
    doc = token.doc
    return doc[first].idx, doc[last - 1].idx + len(doc[last - 1])


def phrase(token: Token) -> tuple[int, int]:
    """Return the same as token indices, the end exclusive; an article before it is left out."""
    first, last = token.i, token.i + 1
    for child in token.lefts:
        if child.dep_ in ("compound", "amod", "nmod", "nummod", "det", "poss", "quantmod"):
            first = min(first, child.left_edge.i)
    doc = token.doc
    if token.ent_type_:
        while last < len(doc) and doc[last].ent_iob_ == "I":
            last += 1
    if doc[first].dep_ == "det" and first < token.i:
        first += 1
    return first, last
