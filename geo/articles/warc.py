"""Web archives: the pages, texts and PDF files in WARC and ARC files, packed or not.

ISO 28500 (WARC 1.1); read by warcio.
"""

from __future__ import annotations

import contextlib
import io
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from geo.articles.decoding import decode
from geo.articles.document import Document
from geo.errors import ArticleError
from geo.model import Article

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

__all__ = ["documents"]

_LIMIT = 20_000_000
"""Bytes of one record's content, unpacked: more is no article, or a bomb."""

_HTML = {"text/html", "application/xhtml+xml"}
_PDF = {"application/pdf", "application/x-pdf"}


def documents(file: BinaryIO, name: str) -> Iterator[Document]:
    """Yield the articles of a web archive, named "NAME record 3 (URL)".

    Responses with status 200 and resources are read if they are HTML, plain text or PDF; records that are no
    documents (requests, images, redirects, look-ups) are passed over. The day on which a page was archived is not
    taken for its day of publication.

    Raises
    ------
    ArticleError
        If the file is no web archive, breaks off (what stood before has been yielded), or holds no document.
    """
    found = False
    number = 0
    for record in _records(file, name):
        number += 1
        for document in _of_record(record, name, number):
            found = True
            yield document
    if not found:
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


def _of_record(record: ArcWarcRecord, name: str, number: int) -> Iterator[Document]:
    """Yield what documents a record holds: mostly one, or none if it is of another kind."""
    kind, charset = _kind(record)
    if kind is None:
        return
    # In angle brackets in WARC 1.0 as wget writes it; a damaged header may have line breaks in it.
    url = "".join((record.rec_headers.get_header("WARC-Target-URI") or "").split()).strip("<>")
    where = f"{name} record {number} ({url[:200]})" if url else f"{name} record {number}"
    try:
        yield from _documents(_body(record), kind, charset, where, url)
    except ArticleError as error:
        message = str(error)
        yield Document(where, error=error if message.startswith(where) else ArticleError(f"{where}: {message}"))


def _kind(record: ArcWarcRecord) -> tuple[str | None, str | None]:
    """Return a record's media type and charset; (None, None) for a record that is no document."""
    if record.rec_type == "response" and record.http_headers is not None:
        headers = record.http_headers
        if headers.get_statuscode() != "200":
            return None, None
    elif record.rec_type == "resource":
        headers = record.rec_headers
    else:
        return None, None
    kind, *parameters = (headers.get_header("Content-Type") or "").split(";")
    kind = kind.strip().lower()
    if kind not in _HTML | _PDF | {"text/plain"}:
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
    if kind in _HTML:
        from geo.articles import html

        yield from html.documents(io.BytesIO(body), where, url=url or None, charset=charset)
    elif kind in _PDF:
        from geo.articles import pdf

        yield from pdf.documents(io.BytesIO(body), where)
    else:
        yield Document(where, Article(decode(body, where)))
