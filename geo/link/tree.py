"""A parse as plain lists: reading it from spaCy token by token costs more than all that is asked of it here."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from spacy.attrs import DEP, HEAD, LEMMA, LOWER, POS, SENT_START, TAG

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["NO_WORD", "Tree"]

NO_WORD = "<>"
"""Stands for the word before the first and after the last."""

_DEEPEST = 30
_MODIFYING = frozenset(["compound", "nmod", "amod", "poss", "appos", "nummod", "npadvmod", "dep"])
_LONGEST_CHAIN = 8


class Tree:
    """Heads, labels, parts of speech, tags, lemmas and lower-case words of a document's tokens, by token number.

    ``sentence``: the number of each token's sentence; ``bounds``: first and beyond token of each sentence.
    """

    def __init__(self, doc: Doc) -> None:
        rows = doc.to_array([LOWER, LEMMA, POS, TAG, DEP, HEAD, SENT_START]).reshape(len(doc), 7)
        strings = doc.vocab.strings
        known: dict[int, str] = {number: strings[number] for number in np.unique(rows[:, :5]).tolist()}
        self.words, lemmas, self.pos, self.tags, self.labels = (
            [known[number] for number in rows[:, column].tolist()] for column in range(5)
        )
        self.lemmas = [lemma.lower() for lemma in lemmas]
        offsets = rows[:, 5].astype(np.int64).tolist()
        self.heads = [i + offset for i, offset in enumerate(offsets)]
        self.children: list[list[int]] = [[] for _ in self.heads]
        for i, head in enumerate(self.heads):
            if head != i:
                self.children[head].append(i)
        begins = [i for i, mark in enumerate(rows[:, 6].astype(np.int64).tolist()) if mark == 1 or not i]
        self.bounds = list(pairwise([*begins, len(doc)]))
        self.sentence = [number for number, (begin, beyond) in enumerate(self.bounds) for _ in range(begin, beyond)]

    def word(self, i: int) -> str:
        """Return a token's lower-case form, or `NO_WORD` outside the document."""
        return self.words[i] if 0 <= i < len(self.words) else NO_WORD

    def up(self, i: int) -> list[int]:
        """Return a token and its ancestors, nearest first, at most 30."""
        found = [i]
        while self.heads[i] != i and len(found) < _DEEPEST:
            i = self.heads[i]
            found.append(i)
        return found

    def path(self, low: int, other: int) -> tuple[list[int], list[int]]:
        """Return the ways from two tokens up to where they meet; the meeting token ends both."""
        up, down = self.up(low), self.up(other)
        depths = {token: depth for depth, token in enumerate(up)}
        for depth, token in enumerate(down):
            if token in depths:
                return up[: depths[token] + 1], down[: depth + 1]
        return up, down  # deeper than can be told apart

    def phrase(self, i: int) -> tuple[int, list[str]]:
        """Return the head of the noun phrase that a token modifies or is listed in, and the labels on the way to it."""
        labels: list[str] = []
        for _ in range(_LONGEST_CHAIN):
            label, head = self.labels[i], self.heads[i]
            noun = self.pos[head] in ("NOUN", "PROPN")
            verbal = self.pos[head] in ("VERB", "AUX")
            if head == i or not ((label in _MODIFYING and not verbal) or (label == "conj" and noun)):
                break
            labels.append(label)
            i = head
        return i, labels

    def is_verb(self, i: int) -> bool:
        """Whether a token is a verb or auxiliary."""
        return self.pos[i] in ("VERB", "AUX")

    def is_infinitive(self, i: int) -> bool:
        """Whether a token is a verb with "to"."""
        return any(self.words[child] == "to" and self.labels[child] == "aux" for child in self.children[i])
