"""Web archives: the pages, texts and PDF files in WARC and ARC files, packed or not.

ISO 28500 (WARC 1.1); read by warcio.
"""

from __future__ import annotations

import contextlib
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from geo.articles import html, pdf
from geo.articles.decoding import decode
from geo.articles.document import Document
from geo.articles.markup import reader_of
from geo.errors import ArticleError
from geo.model import Article

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

__all__ = ["documents"]

_LIMIT = 20_000_000
"""Bytes of one record's content, unpacked: more is no article, or a bomb."""

_BEGINNING = 1 << 20
"""Bytes that tell of what kind a record's content is."""

_HTML = {"text/html", "application/xhtml+xml"}
_PDF = {"application/pdf", "application/x-pdf"}
_UNKNOWN = {"", "application/octet-stream", "binary/octet-stream", "application/x-unknown-content-type"}
_XML = re.compile(r"(?:text|application)/(?:[\w.-]+\+)?xml")
_NO_DOCUMENT = re.compile(
    r"(?:image|audio|video|font|model)/.*|text/(?:css|dns|(?:java|ecma)script.*)|application/(?:x-)?(?:(?:java|ecma)script|"
    r"font.*|shockwave-flash|wasm|manifest\+json|http|warc-fields)|application/vnd\.ms-fontobject"
)
"""Types of what belongs to pages or to their fetching, and is passed over without a word."""


def documents(file: BinaryIO, name: str) -> Iterator[Document]:
    """Yield the articles of a web archive, named "NAME record 3 (URL)".

    Responses with status 200, resources and conversions (the text that a crawler took from a page, as in WET files)
    are read if they are HTML, plain text, PDF, feeds, NewsML or NITF; where no type is told, their first bytes tell
    it. Records that are no documents (requests, images, scripts, redirects, look-ups) are passed over; how many of
    other types were passed over is told as an error at the end. The day on which a page was archived is not taken
    for its day of publication.

    Raises
    ------
    ArticleError
        If the file is no web archive, breaks off (what stood before has been yielded), or holds no document.
    """
    found = False
    number = 0
    passed: Counter[str] = Counter()
    for record in _records(file, name):
        number += 1
        kind, charset = _kind(record)
        if kind is None:
            continue
        documents = _of_record(record, kind, charset, name, number)
        if documents is None:
            passed[kind[:60] or "unknown"] += 1
            continue
        for document in documents:
            found = True
            yield document
    if passed:
        types = ", ".join(f"{count} of type {kind}" for kind, count in passed.most_common(5))
        more = f" and {len(passed) - 5} other types" if len(passed) > 5 else ""
        count = f"{passed.total()} record{'s' if passed.total() > 1 else ''}"
        remedy = "if there are articles in them, give these as files"
        yield Document(name, error=ArticleError(f"{name}: {count} passed over ({types}{more}); {remedy}"))
    elif not found:
        raise ArticleError(f"{name}: there is no page, text or PDF in its {number} records; give a WARC file of pages")


def _records(file: BinaryIO, name: str) -> Iterator[ArcWarcRecord]:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    archive = ArchiveIterator(file, arc2warc=True)
    record = None
    number = 0
    while True:
        try:
            with contextlib.redirect_stderr(io.StringIO()):  # warcio writes its warnings there
                archive.read_to_end()
                # Within a record, its header or a gzip member that breaks off, warcio itself ends quietly.
                broken = archive.err_count or getattr(getattr(record, "raw_stream", None), "limit", 0) > 0
                if not broken:
                    number, end = number + 1, archive.offset
                    record = next(archive, None)
                    broken = _is_broken(record) if record else archive.fh.tell() > end
        # AttributeError: what warcio meets where a damaged record has no address.
        except (ArchiveLoadFailed, zlib.error, AttributeError, EOFError, ValueError, OSError) as error:
            reason = "one gzip member for all records" if "non-chunked" in str(error) else "damaged, or no such file"
            remedy = "give a whole WARC or ARC file, or mend it with `warcio recompress`"
            raise ArticleError(f"{name}: record {number} can't be read ({reason}); {remedy}") from error
        if broken:
            raise ArticleError(
                f"{name}: record {number} is damaged or breaks off, nothing after it is read; get it anew"
            )
        if record is None:
            return
        yield record


def _is_broken(record: ArcWarcRecord) -> bool:
    """Return whether a record's header breaks off: it says no length, or none for an answer that has one."""
    return record.length is None or (record.rec_type == "response" and record.length <= 0)


def _of_record(
    record: ArcWarcRecord, kind: str, charset: str | None, name: str, number: int
) -> Iterator[Document] | None:
    """Return the documents that a record holds, mostly one; None if it is of a kind that is not read."""
    # In angle brackets in WARC 1.0 as wget writes it; a damaged header may have line breaks in it.
    url = "".join((record.rec_headers.get_header("WARC-Target-URI") or "").split()).strip("<>")
    where = f"{name} record {number} ({url[:200]})" if url else f"{name} record {number}"
    told = kind in _HTML | _PDF | {"text/plain"}
    if not told and kind not in _UNKNOWN and not _XML.fullmatch(kind):
        return None
    try:
        body = _body(record)
        sniffed = kind if told else _sniffed(body, kind)
    except ArticleError as error:
        return iter([Document(where, error=ArticleError(f"{where}: {error}"))])
    return _told(_documents(body, sniffed, charset, where, url), where) if sniffed else None


def _told(documents: Iterator[Document], where: str) -> Iterator[Document]:
    try:
        yield from documents
    except ArticleError as error:
        message = str(error)
        yield Document(where, error=error if message.startswith(where) else ArticleError(f"{where}: {message}"))


def _sniffed(body: bytes, kind: str) -> str | None:
    """Return "markup" for what says by its first bytes what it is, "text/plain" for text, None for neither."""
    if reader_of(body[:_BEGINNING]):
        return "markup"
    if kind not in _UNKNOWN:
        return None
    try:
        decode(body, "")
    except ArticleError:
        return None
    return "text/plain"


def _kind(record: ArcWarcRecord) -> tuple[str | None, str | None]:
    """Return a record's media type ("" if none is told) and charset; (None, None) for what is surely no document."""
    if record.rec_type not in ("response", "resource", "conversion"):
        return None, None
    headers = record.rec_headers
    if record.rec_type == "response" and record.http_headers is not None:
        headers = record.http_headers
        if headers.get_statuscode() != "200":
            return None, None
    kind, *parameters = (headers.get_header("Content-Type") or "").split(";")
    kind = kind.strip().lower()
    if record.rec_type == "conversion" and not kind:
        kind = "text/plain"
    if _NO_DOCUMENT.fullmatch(kind):
        return None, None
    charsets = (p.partition("=")[2].strip(" \"'") for p in parameters if p.strip().lower().startswith("charset="))
    return kind, next(charsets, None) or None


def _body(record: ArcWarcRecord) -> bytes:
    """Return a record's content, unpacked."""
    blocks: list[bytes] = []
    size = 0
    stream = record.content_stream()
    with contextlib.redirect_stderr(io.StringIO()) as complaints:  # warcio's, where the content can't be unpacked
        while size <= _LIMIT and (block := stream.read(1 << 16)):
            blocks.append(block)
            size += len(block)
    if size > _LIMIT:
        raise ArticleError(f"more than {_LIMIT:,} bytes when unpacked; is it an article?")
    if complaints.getvalue():
        raise ArticleError("its content is packed, and damaged; fetch it again")
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise ArticleError("the archive breaks off in it; fetch it again")
    return b"".join(blocks)


def _documents(body: bytes, kind: str, charset: str | None, where: str, url: str) -> Iterator[Document]:
    reader = pdf.documents if kind in _PDF else reader_of(body[:_BEGINNING]) if kind == "markup" else None
    if kind in _HTML or reader is html.documents:
        yield from html.documents(io.BytesIO(body), where, url=url or None, charset=charset)
    elif reader:
        yield from reader(io.BytesIO(body), where)
    else:
        yield Document(where, Article(decode(body, where)))
