"""Which reader an input is for, and what is asked of every document whatever its kind."""

from __future__ import annotations

import gzip
import io
import re
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import cache, partial
from itertools import islice
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, BinaryIO

from geo.articles import exports, feeds, html, newsml, rows, warc
from geo.articles.decoding import decode, encoding_of, repaired
from geo.articles.document import MAX_CHARACTERS, Columns, Document, Reader
from geo.articles.languages import check_english
from geo.articles.layout import lay_out
from geo.articles.markup import beginning_of, reader_of
from geo.articles.streams import rejoined
from geo.errors import ArticleError, one_line
from geo.model import Article

if TYPE_CHECKING:
    from geo.articles.web import Web

__all__ = ["STDIN", "read", "read_all"]

STDIN = "-"
"""What stands for standard input among the inputs."""

_BLOCK = 1 << 20
"""Bytes from which the kind of an input is told: exports begin with covers and tables of contents."""

_ADDRESS = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://", re.I)
_GZIP = b"\x1f\x8b"
_ARCHIVES = (b"WARC/", b"filedesc://")
_MHTML = re.compile(rb"^content-type:\s*multipart/related", re.I | re.M)
_JSON = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*[{\]])")
_JSON_LINES = re.compile(rb"\s*\{[^\n]*\}[^\S\n]*+\n\s*+\{")
_PLAIN_TEXT = (".txt", ".text", ".md")


def read(
    path: Path | str,
    *,
    published: str | None = None,
    source: str | None = None,
    title: str | None = None,
    columns: Columns | None = None,
) -> Article:
    """Read the one article of a file, an address or standard input (see `read_all`).

    Raises
    ------
    ArticleError
        If there is no article, more than one, or one that can't be used.
    """
    found = list(islice(read_all([path], published=published, source=source, title=title, columns=columns), 2))
    if len(found) > 1:
        raise ArticleError(f"{path}: there are several documents in it; read them with read_all")
    for document in found:
        if document.article is not None:
            return document.article
        if document.error is not None:
            raise document.error
    raise ArticleError(f"{path}: there is no article in it; give a file that has one")


def read_all(
    inputs: Iterable[Path | str] | Path | str,
    *,
    published: str | None = None,
    source: str | None = None,
    title: str | None = None,
    columns: Columns | None = None,
) -> Iterator[Document]:
    """Yield the documents of inputs, in order: each an article laid out, or the reason why there is none.

    An input is a file, ``-`` for standard input, or an address (``https://…``), which is then fetched: the one thing
    that asks the network. What kind it is, is told by what it begins with and, where that leaves it open, by its
    name: plain text, HTML, MHTML, RSS and Atom, PDF, JSON, JSON Lines, CSV, exports of ProQuest and LexisNexis,
    NewsML-G2, NITF, WARC; each may be packed by gzip. Text once decoded wrongly is put right, and what is not in
    English is an error (`geo.articles.languages`).

    Parameters
    ----------
    inputs
        Paths and addresses, or one. Each is opened when its turn comes.
    published, source, title
        Stand instead of what each document says; ``published`` is an ISO date.
    columns
        What the fields of CSV and JSON are called.
    """
    web = cache(_web)
    for given in [inputs] if isinstance(inputs, Path | str) else inputs:
        name = "stdin" if str(given) == STDIN else one_line(str(given))
        try:
            for document in _documents(given, name, columns or Columns(), web):
                yield _finished(document, published, source, title)
        except ArticleError as error:
            yield Document(name, error=error)
        except Exception as error:  # noqa: BLE001  (a reader that stumbles must not cost the other inputs)
            cause = f"{type(error).__name__}: {str(error)[:200]}"
            yield Document(name, error=ArticleError(f"{name}: it can't be read ({cause}); please report it"))


def _web() -> Web:
    from geo.articles.web import Web

    return Web()


def _documents(given: Path | str, name: str, columns: Columns, web: Callable[[], Web]) -> Iterator[Document]:
    address = _ADDRESS.match(given) if isinstance(given, str) else None
    if address:
        if address["scheme"].lower() not in ("http", "https"):
            raise ArticleError(
                f"{name}: only http and https addresses are fetched; save the document and give its file"
            )
        yield from web().documents(str(given))
    else:
        with _opened(given, name) as file:
            yield from _of_file(file, name, "" if str(given) == STDIN else str(given), columns)


@contextmanager
def _opened(given: Path | str, name: str) -> Iterator[BinaryIO]:
    if str(given) == STDIN and sys.stdin is None:  # as after <&-
        raise ArticleError(f"{name}: there is no standard input; give the path of a document")
    try:
        file = sys.stdin.buffer if str(given) == STDIN else Path(given).open("rb")  # noqa: SIM115  (closed below)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise ArticleError(f"{name}: {reason}; give the path of a document") from error
    # Outside of the try: what a reader stumbles over is no fault of the path.
    with nullcontext(file) if str(given) == STDIN else file:
        yield file


def _of_file(file: BinaryIO, name: str, file_name: str, columns: Columns) -> Iterator[Document]:
    """Yield the documents of an open file, unpacked if it is packed; ``file_name`` is "" if nothing is known of it."""
    beginning = file.read(_BLOCK)
    whole = rejoined(beginning, file)
    if not beginning.startswith(_GZIP):
        yield from _reader(beginning, PurePath(file_name).suffix.lower(), columns)(whole, name)
        return
    try:
        with gzip.open(io.BytesIO(beginning)) as packed:
            if packed.read(16).startswith(_ARCHIVES):
                yield from warc.documents(whole, name)  # packed record by record, which warcio undoes
                return
        with gzip.open(whole) as packed:
            beginning = packed.read(_BLOCK)
            unpacked = rejoined(beginning, packed)  # type: ignore[arg-type]
            yield from _reader(beginning, PurePath(file_name.removesuffix(".gz")).suffix.lower(), columns)(
                unpacked, name
            )
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        remedy = "fetch it again, or unpack what can be saved of it"
        raise ArticleError(f"{name}: the gzip file is cut off or damaged; {remedy}") from error


def _reader(beginning: bytes, suffix: str, columns: Columns) -> Reader:
    """Return the reader for a file by its first bytes, and by its name's suffix where they could be several kinds."""
    head = beginning_of(beginning)
    told = reader_of(beginning)
    free = suffix not in _PLAIN_TEXT  # a file whose name says that it is plain text is no JSON or CSV
    if beginning.startswith(_ARCHIVES):
        return warc.documents
    if told and told is not html.documents:
        return told
    choices: tuple[tuple[object, Reader], ...] = (
        (suffix in (".mhtml", ".mht") or _MHTML.search(head), html.mhtml_documents),
        (suffix in (".html", ".htm", ".xhtml", ".xht") or told, html.documents),
        (suffix in (".rss", ".atom"), feeds.documents),
        (suffix in (".xml", ".nitf", ".newsml"), newsml.documents),
        (suffix in (".csv", ".tsv", ".tab"), partial(rows.csv_documents, columns=columns)),
        (
            suffix in (".jsonl", ".ndjson") or (free and _JSON_LINES.match(head)),
            partial(rows.json_lines, columns=columns),
        ),
        (suffix == ".json" or (free and _JSON.match(head)), partial(rows.json_documents, columns=columns)),
        (free and _is_header(head, columns), partial(rows.csv_documents, columns=columns)),
    )
    for fits, reader in choices:
        if fits:
            return reader
    return exports.documents if exports.is_export(_decoded(beginning)) else _text


def _is_header(head: bytes, columns: Columns) -> bool:
    """Return whether the first line names several columns, the text's among them."""
    names = [part.strip(' "\r').lower() for part in re.split(r"[,;|\t]", _decoded(head).partition("\n")[0])]
    return len(names) > 1 and columns.text.lower() in names


def _decoded(beginning: bytes) -> str:
    """Return the text that a file begins with; "" where it is none."""
    try:
        return beginning.decode(encoding_of(beginning, ""), "replace")
    except ArticleError:
        return ""


def _text(file: BinaryIO, name: str) -> Iterator[Document]:
    data = file.read(4 * MAX_CHARACTERS + 1)
    yield Document(name, Article(decode(data, name)))


def _finished(document: Document, published: str | None, source: str | None, title: str | None) -> Document:
    """Return the document with what the caller says of it, laid out; or with the reason why it can't be used."""
    article, name = document.article, one_line(document.name)  # records of an archive bear what addresses they like
    if article is None:
        return replace(document, name=name)
    try:
        _check(article.text, name)
        return Document(
            name,
            lay_out(
                replace(
                    article,
                    text=repaired(article.text),
                    published=article.published if published is None else published,
                    source=article.source if source is None else source,
                    title=(article.title and repaired(article.title)) if title is None else title,
                )
            ),
        )
    except ArticleError as error:
        message = str(error)
        return Document(name, error=error if message.startswith(name) else ArticleError(f"{name}: {message}"))


def _check(text: str, name: str) -> None:
    if len(text) > MAX_CHARACTERS:
        remedy = "split it into one file an article"
        raise ArticleError(f"{name}: more than the {MAX_CHARACTERS:,} characters of one article; {remedy}")
    if not any(c.isalpha() for c in text):
        raise ArticleError(f"{name}: there are no words in the text; give an article's text")
    check_english(text, name)
