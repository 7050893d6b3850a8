"""A document's tokens as plain lists: reading them from spaCy one by one costs more than all else that is done here."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from spacy.attrs import IDX, LOWER, ORTH, POS, SENT_START, SPACY
from spacy.parts_of_speech import IDS
from spacy.tokens import Doc

__all__ = ["NO_WORD", "POS_NUMBERS", "Tokens"]

_TAGS = "PROPN NOUN ADJ VERB ADP DET PUNCT PRON CCONJ NUM ADV AUX PART SCONJ X SPACE".split()
POS_NUMBERS = {name: float(number) for number, name in enumerate(_TAGS)}
"""Universal part of speech → the number it has as a feature."""

_NUMBER_OF_ID = {IDS[name]: number for name, number in POS_NUMBERS.items()}
NO_WORD = "<>"
"""Stands for the word before the first and after the last."""


class Tokens:
    """Texts, lower-case forms, start characters, parts of speech (`POS_NUMBERS`), case and sentences of a document.

    ``whole``: the document's text. ``case``: 2 all capitals, 1 a capital first, 0 neither. ``sentences``: (start, end)
    in tokens.
    """

    def __init__(self, doc: Doc) -> None:
        rows = doc.to_array([ORTH, LOWER, IDX, POS, SENT_START, SPACY]).reshape(len(doc), 6)
        strings = doc.vocab.strings
        self.doc = doc
        self.texts: list[str] = [strings[number] for number in rows[:, 0].tolist()]
        self.lower: list[str] = [strings[number] for number in rows[:, 1].tolist()]
        spaces = rows[:, 5].tolist()  # Doc.text makes an object of every token
        self.whole = "".join(f"{text} " if space else text for text, space in zip(self.texts, spaces, strict=True))
        self.starts: list[int] = [*rows[:, 2].tolist(), len(self.whole)]
        self.pos: list[float] = [_NUMBER_OF_ID.get(number, -1.0) for number in rows[:, 3].tolist()]
        self.case: list[float] = [2.0 if t.isupper() else 1.0 if t[:1].isupper() else 0.0 for t in self.texts]
        begins = np.flatnonzero(rows[:, 4] == 1).tolist()
        self.sentences = list(pairwise([*begins, len(doc)]))

    def word(self, i: int) -> str:
        """Return a token's lower-case form, or `NO_WORD` outside the document."""
        return self.lower[i] if 0 <= i < len(self.lower) else NO_WORD

    def text(self, start: int, end: int) -> str:
        """Return the document's text from one token to before another."""
        return self.whole[self.starts[start] : self.starts[end - 1] + len(self.texts[end - 1])]
