"""Which reader a document is for that says by its first bytes what it is: PDF, NewsML, feeds, web pages."""

from __future__ import annotations

import re

from geo.articles import feeds, html, newsml, pdf
from geo.articles.document import Reader

__all__ = ["beginning_of", "reader_of"]

_HEAD = 8192
# Possessive and atomic, so that what was taken is not tried again: many comments would take for ever.
_PROLOGUE = re.compile(rb"(?:\s++|<\?[^>]*+>|(?><!--.*?-->))*+", re.S)
_ROOT = re.compile(rb"<(?:!doctype\s++)?(?P<root>[a-z:]++)", re.I)
_WEB_PAGE = re.compile(rb"<(?:!doctype\s++html|html|head|body)\b", re.I)
_FEED_ROOTS = (b"rss", b"feed", b"rdf:rdf", b"channel")


def beginning_of(data: bytes) -> bytes:
    """Return the bytes with which a document begins, after marks of its encoding, declarations and comments."""
    data = data.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    prologue = _PROLOGUE.match(data)
    start = prologue.end() if prologue else 0
    return data[start : start + _HEAD]


def reader_of(data: bytes) -> Reader | None:
    """Return the reader for a document by its first bytes (up to some MB); None if they do not tell."""
    if b"%PDF-" in data[:1024]:
        return pdf.documents
    head = beginning_of(data)
    root = _ROOT.match(head)
    if newsml.is_newsml(head):
        return newsml.documents
    if root and root["root"].lower() in _FEED_ROOTS:
        return feeds.documents
    return html.documents if _WEB_PAGE.match(head) else None
