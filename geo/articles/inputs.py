"""Which reader an input is for, and what is asked of every document whatever its kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from geo.articles.decoding import decode
from geo.articles.document import MAX_CHARACTERS, Document
from geo.articles.layout import lay_out
from geo.errors import ArticleError
from geo.model import Article

__all__ = ["read", "read_all"]


def read(
    path: Path | str, *, published: str | None = None, source: str | None = None, title: str | None = None
) -> Article:
    """Read a file that holds one article.

    ``published`` (an ISO date), ``source`` and ``title`` stand instead of what the file says.

    Raises
    ------
    ArticleError
        If the file can't be opened or holds no article, more than one, or one that can't be used.
    """
    documents = list(read_all([path], published=published, source=source, title=title))
    first = documents[0]
    if first.article is None:
        raise first.error or ArticleError(f"{path}: no article")
    if len(documents) > 1:
        raise ArticleError(f"{path}: there are {len(documents)} documents in it; read them with read_all")
    return first.article


def read_all(
    inputs: Iterable[Path | str],
    *,
    published: str | None = None,
    source: str | None = None,
    title: str | None = None,
) -> Iterator[Document]:
    """Yield the documents of inputs, in order: each an article laid out, or the reason why there is none.

    ``published`` (an ISO date), ``source`` and ``title`` stand instead of what each document says.
    """
    for given in inputs:
        name = str(given)
        try:
            for document in _documents(given, name):
                yield _finished(document, published, source, title)
        except ArticleError as error:
            yield Document(name, error=error)


def _documents(given: Path | str, name: str) -> Iterator[Document]:
    try:
        with Path(given).open("rb") as file:
            yield from _text(file, name)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ArticleError(f"{name}: {reason}; give the path of a text file") from error


def _text(file: BinaryIO, name: str) -> Iterator[Document]:
    data = file.read(4 * MAX_CHARACTERS + 1)
    yield Document(name, Article(decode(data, name)))


def _finished(document: Document, published: str | None, source: str | None, title: str | None) -> Document:
    """Return the document with what the caller says of it, laid out; or with the reason why it can't be used."""
    article, name = document.article, document.name
    if article is None:
        return document
    if len(article.text) > MAX_CHARACTERS:
        remedy = "split it into one file an article"
        too_long = f"{name}: more than the {MAX_CHARACTERS / 1e6:.0f} million characters of one article; {remedy}"
        return Document(name, error=ArticleError(too_long))
    article = replace(
        article,
        published=article.published if published is None else published,
        source=article.source if source is None else source,
        title=article.title if title is None else title,
    )
    try:
        return Document(name, lay_out(article))
    except ArticleError as error:
        message = str(error)
        return Document(name, error=error if message.startswith(name) else ArticleError(f"{name}: {message}"))
