"""News feeds: RSS and Atom in all their dialects, each entry an article."""

from __future__ import annotations

import logging
import re
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any, BinaryIO

import lxml.html

from geo.articles.document import Document
from geo.articles.html import clean
from geo.errors import ArticleError
from geo.model import Article

__all__ = ["documents"]

MAX_BYTES = 10_000_000
"""The largest feed taken; most have less than 1 MB."""

MAX_HEAD = 100_000
"""The most bytes before a feed's first element: declarations, comments."""

_BLOCKS = frozenset(
    "address article aside blockquote br caption center dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section table td th tr ul".split()
)
_NO_TEXT = ("script", "style", "template", "noscript", "iframe", "object", "form")
_BLANK = re.compile(rb"\s{100,}")
_BREAK = "\u2029"  # Unicode's paragraph separator


def documents(file: BinaryIO, name: str) -> Iterator[Document]:
    """Yield a feed's entries, called "NAME entry 1" and so on; no address in the feed is fetched.

    An entry's text is its title and the longest text that the feed gives of it, as paragraphs with blank lines
    between. The day is that of publication or else of the last change, in UTC; the source is the entry's own, or
    else the feed's title; the id is the entry's guid, or else its link. An entry without a text is told as an error.
    Where the XML is cut off or broken, the entries that can be read come first and an error that says so last.

    Raises
    ------
    ArticleError
        If this is no feed, has no entry, or is too large.
    """
    import feedparser

    logging.getLogger("feedparser").addHandler(logging.NullHandler())
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ArticleError(f"{name}: more than {MAX_BYTES / 1e6:.0f} MB for one feed; split it, or give the articles")
    if not data.strip():
        raise ArticleError(f"{name}: the file is empty; give a feed's RSS or Atom")
    data = _with_short_head(data, name)
    try:
        # Bytes, as feedparser would fetch a string; markup is turned to text here, so it need not be made safe there.
        feed = feedparser.parse(BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # broken feeds raise whatever its rules stumble over
        raise ArticleError(
            f"{name}: the feed can't be read ({type(error).__name__}); check that it is whole"
        ) from error
    if not feed.entries:
        what = "has no entries" if feed.version else "is no RSS or Atom feed, or is cut off"
        raise ArticleError(f"{name}: the file {what}; give a feed with entries")
    for number, entry in enumerate(feed.entries, 1):
        where = f"{name} entry {number}"
        try:
            yield Document(where, _article(entry, feed.feed, where))
        except ArticleError as error:
            yield Document(where, error=error)
    # A charset that differs from the one declared also counts as malformed with feedparser; that loses nothing.
    if feed.bozo and not isinstance(
        feed.bozo_exception, feedparser.CharacterEncodingOverride | feedparser.NonXMLContentType
    ):
        cause = " ".join(str(feed.bozo_exception).split())
        remedy = "fetch it again; its last entry may be cut short"
        yield Document(name, error=ArticleError(f"{name}: the feed is cut off or broken ({cause}); {remedy}"))


def _with_short_head(data: bytes, name: str) -> bytes:
    """Shorten blanks before the first element, where feedparser's time grows with the square of what is there."""
    start = re.search(rb"<\w", data)
    end = start.start() if start else len(data)
    head = _BLANK.sub(b"\n", data[:end])
    if len(head) > MAX_HEAD:
        raise ArticleError(f"{name}: more than {MAX_HEAD:,} bytes before the feed's first element; fetch it again")
    return head + data[end:]


def _article(entry: Any, feed: Any, name: str) -> Article:
    title = " ".join(_paragraphs(entry.get("title"), entry.get("title_detail")))
    told = [_paragraphs(part.get("value"), part) for part in _dicts(entry.get("content"))]
    told.append(_paragraphs(entry.get("summary"), entry.get("summary_detail")))
    body = max(told, key=lambda paragraphs: sum(map(len, paragraphs)))
    if not body and not title:
        raise ArticleError(f"{name}: the entry has no text; give the address or the page of its article")
    paragraphs = body if title in ("", *body[:1]) else [title, *body]
    sources = (entry.get("source"), feed)
    source = next((_line(s.get("title")) for s in sources if isinstance(s, dict) and _line(s.get("title"))), None)
    authors = [_line(author.get("name")) for author in _dicts(entry.get("authors"))]
    return Article(
        "\n\n".join(paragraphs),
        # dict's own get: feedparser's warns where it takes one of the two for the other
        published=_day(dict.get(entry, "published_parsed")) or _day(dict.get(entry, "updated_parsed")),
        title=title or None,
        source=source,
        id=_line(entry.get("id")) or _line(entry.get("link")),
        byline=tuple(author for author in authors if author),
    )


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _line(value: Any) -> str | None:
    return " ".join(clean(value).split()) or None if isinstance(value, str) else None


def _paragraphs(value: Any, detail: Any) -> list[str]:
    """Return the paragraphs of a text construct: markup, or plain text with blank lines between."""
    if not isinstance(value, str) or not value.strip():
        return []
    value = clean(value)
    plain = isinstance(detail, dict) and detail.get("type") == "text/plain"
    text = value.replace("\n\n", _BREAK) if plain else _shown(value)
    return [" ".join(part.split()) for part in text.split(_BREAK) if any(c.isalnum() for c in part)]


def _shown(markup: str) -> str:
    """Return the text that markup shows, with _BREAK between its blocks."""
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = lxml.html.document_fromstring(f"<div>{markup}</div>".encode(), parser=parser)
    except (lxml.etree.LxmlError, AssertionError):  # nothing but comments, or the like
        return ""
    for element in root.iter():
        if element.tag in _NO_TEXT:
            element.text = ""
            del element[:]
        elif element.tag in _BLOCKS:
            element.text = _BREAK + (element.text or "")
            element.tail = _BREAK + (element.tail or "")
    return str(root.text_content())


def _day(moment: Any) -> str | None:
    """Return the day (UTC, YYYY-MM-DD) of a time tuple in UTC; None if there is no such day."""
    try:
        day = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=timegm(moment))).date()
    except (TypeError, ValueError, OverflowError):
        return None
    return day.isoformat() if day.year >= 1800 else None  # year 1 is what programs write for "no date"
