"""What every reader takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from geo.errors import ArticleError
from geo.model import Article

__all__ = ["MAX_CHARACTERS", "Columns", "Document", "Reader"]

MAX_CHARACTERS = 1_000_000
"""The longest text taken for one article (180,000 words: a minute, 2 GB of memory); more is a corpus or a mistake."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document of an input: an article, or the reason why there is none.

    ``name`` says where it stands ("feed.xml", "corpus.jsonl line 3"); exactly one of ``article``
    (not yet laid out) and ``error`` is given. An error's message begins with the name.
    """

    name: str
    article: Article | None = None
    error: ArticleError | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """What the fields of rows and JSON objects are called: those that `Article` is made from.

    Case does not matter. A field that is missing is left out, but for the text.
    """

    text: str = "text"
    title: str = "title"
    published: str = "published"
    source: str = "source"
    id: str = "id"


Reader = Callable[[BinaryIO, str], Iterator[Document]]
"""Takes a file open for reading bytes (which may not be seekable) and what messages call it; yields its documents.

A reader raises `ArticleError` only if nothing more can be read; what it has yielded stands. It reads no other file,
asks no network, and holds no more than one document of a file that may have many.
"""
