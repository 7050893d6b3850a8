"""Web pages: HTML files, and pages as browsers save them (also in one MHTML file)."""

from __future__ import annotations

import codecs
import email
import email.policy
import json
import logging
import re
from collections.abc import Iterator
from email.message import Message
from typing import Any, BinaryIO
from urllib.parse import urljoin, urlsplit

import lxml.html

from geo.articles.decoding import decode
from geo.articles.document import Document
from geo.articles.published import day_if_any
from geo.errors import ArticleError
from geo.model import Article

__all__ = ["clean", "declared", "documents", "mhtml_documents"]

MAX_BYTES = 20_000_000
"""The largest page taken; the longest news pages, with their scripts, have some 5 MB."""

MAX_ELEMENTS = 30_000
"""The most elements taken (news pages have some 3,000): trafilatura's time grows with their square at worst."""

_LOGIN_WORDS = 60
"""A page with fewer words that asks one to log in is taken for a wall, not for an article."""

_LOGIN = re.compile(r"\b(?:log|sign)[ -]?(?:in|on)\b|\bsubscri(?:be|ption)", re.I)
_CONTROL = dict.fromkeys([*(c for c in range(32) if c not in (9, 10, 13)), 127, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)])
_META_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w:.-]{1,40})", re.I)
_XML_CHARSET = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w:.-]{1,40})", re.I)
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d+\)(\S+)")
_PUBLISHED = frozenset(
    "article.published article:published_time citation_publication_date cxenseparse:recs:publishtime date "
    "datepublished dc.date dc.date.issued dcterms.issued og:article:published_time og:published_time "
    "originalpublicationdate parsely-pub-date pubdate publication_date publish-date publishdate sailthru.date".split()
)
"""Names of <meta> elements that hold the day of publication, in lower case."""


def documents(file: BinaryIO, name: str, *, url: str | None = None, charset: str | None = None) -> Iterator[Document]:
    """Yield the article of a web page; nothing that the page refers to is fetched.

    The text is the headline and the paragraphs that trafilatura takes for the article (no comments; a table's row
    or a list's item is a paragraph), with blank lines between. ``url`` is where the page came from and ``charset``
    the encoding its server told.

    The date is the one that the page's own data give: JSON-LD ``datePublished``, a ``<meta>`` that names it, or a
    ``<time>`` (marked as the publication's, or the only day of the article's), as written in its own time zone. It is
    never guessed from addresses, copyright lines or dates in the text. The source is ``og:site_name``, the JSON-LD
    publisher's name, or else the domain; the id is the canonical address, or else the address the page came from.

    Raises
    ------
    ArticleError
        If the page is too large, or holds no article: empty, a login wall, filled in by scripts.
    """
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ArticleError(f"{name}: more than {MAX_BYTES / 1e6:.0f} MB for one page; give the article's page alone")
    yield Document(name, _article(_text(data, charset, name), name, url))


def mhtml_documents(file: BinaryIO, name: str) -> Iterator[Document]:
    """Yield the article of a page that a browser saved as one MHTML file (.mhtml, .mht; RFC 2557).

    Raises
    ------
    ArticleError
        If there is no page in the file, or for the reasons `documents` gives.
    """
    data = file.read(5 * MAX_BYTES + 1)  # its pictures are in it, too
    if len(data) > 5 * MAX_BYTES:
        raise ArticleError(f"{name}: more than {5 * MAX_BYTES / 1e6:.0f} MB for one page; save it as HTML only")
    whole = email.message_from_bytes(data, policy=email.policy.compat32)
    page = next((part for part in whole.walk() if part.get_content_type() in _PAGE_TYPES), None)
    content = page.get_payload(decode=True) if page else None
    if page is None or not isinstance(content, bytes) or not content.strip():
        raise ArticleError(f"{name}: there is no page in this MHTML file; save it again, as HTML")
    if len(content) > MAX_BYTES:
        raise ArticleError(f"{name}: more than {MAX_BYTES / 1e6:.0f} MB for one page; give the article's page alone")
    url = _header(page, "Content-Location") or _header(whole, "Snapshot-Content-Location")
    charset = page.get_content_charset(None)
    yield Document(name, _article(_text(content, charset, name), name, url))


_PAGE_TYPES = ("text/html", "application/xhtml+xml")


def _header(message: Message, header: str) -> str | None:
    value = message.get(header)
    return "".join(str(value).split()) if value else None


def declared(data: bytes, charset: str | None) -> str | None:
    """Decode by what the bytes show or ``charset`` says; None where that does not fit or there is no such encoding.

    A byte order mark comes first, then UTF-8 if it fits (saved pages often still claim the old encoding), then the
    charset; as in browsers, ISO 8859-1 and ASCII mean Windows-1252. Bad bytes, as where a file is cut, are replaced
    by U+FFFD if they are fewer than the letters beyond ASCII that fit.
    """
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        if not data.isascii():
            return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        codec = codecs.lookup(charset or "")
        codec = codecs.lookup("cp1252") if codec.name in ("iso8859-1", "ascii") else codec
        text = data.decode(codec.name, "replace")
    except (LookupError, ValueError):  # no such encoding, or none of text (as "hex"); a name with NUL
        return None
    bad = text.count("�")
    return text if 2 * bad <= sum(c > "\x7f" for c in text) else None


def clean(text: str) -> str:
    """Drop what neither XML nor UTF-8 can hold: control characters (tabs and line breaks stay) and lone surrogates."""
    return text.translate(_CONTROL)


def _text(data: bytes, charset: str | None, name: str) -> str:
    """Decode a page. Browsers ignore NUL bytes, so they are dropped where the encoding has none of its own."""
    head = data[:4096]
    found = _META_CHARSET.search(head) or _XML_CHARSET.match(head)
    # A <meta> that can be read in bytes is in no 16-bit encoding, whatever it says.
    told = re.sub(r"(?i)utf-?(?:16|32).*", "utf-8", found[1].decode("ascii")) if found else None
    text = declared(data, charset or told)
    if text is None:
        text = decode(data.replace(b"\x00", b""), name)
    return clean(text)


def _article(page: str, name: str, url: str | None) -> Article:
    import trafilatura  # takes a third of a second

    for log in ("trafilatura", "htmldate"):  # what they can't read is told by an ArticleError
        logging.getLogger(log).addHandler(logging.NullHandler())
    tree = _tree(page, name)
    saved = _SAVED_FROM.search(page[:4096])
    url = url or (saved[1] if saved else None)
    try:
        # A given date format keeps htmldate from searching all of the text; its date is not used.
        about = trafilatura.extract_metadata(tree, date_config={"extensive_search": False, "original_date": True})
        body: Any = trafilatura.bare_extraction(tree, url=url, include_comments=False)
    except (ArithmeticError, AssertionError, LookupError, RecursionError, RuntimeError, lxml.etree.LxmlError) as error:
        raise ArticleError(f"{name}: the page is too broken to read; save it again from a browser") from error
    paragraphs = list(_paragraphs(body.text or "")) if body else []
    _check(tree, paragraphs, name)
    canonical = _canonical(tree, url)
    data = list(_articles_data(tree))
    domain = (urlsplit(canonical).hostname or "").removeprefix("www.") if canonical else ""
    source = _site_name(tree, data)
    title = _title(tree, paragraphs, about.title, source)
    if title and _key(title) not in map(_key, paragraphs[:3]):
        paragraphs.insert(0, title)
    return Article(
        "\n\n".join(paragraphs),
        published=_published(tree, data),
        title=title,
        source=source or domain or None,
        id=canonical,
        byline=tuple(author.strip() for author in (about.author or "").split(";") if author.strip()),
    )


def _tree(page: str, name: str) -> Any:
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(page.encode("utf-8"), parser=parser)
    except (lxml.etree.LxmlError, AssertionError) as error:  # lxml asserts that there is a root
        raise ArticleError(f"{name}: there is no page in it; save it again from a browser") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):  # the parser left something out
        raise ArticleError(f"{name}: the page is nested too deeply or has a text over 10 MB; save the article alone")
    if sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
        remedy = "save the article alone, as in the browser's reader view"
        raise ArticleError(f"{name}: more than {MAX_ELEMENTS:,} elements are too many for an article's page; {remedy}")
    return tree


def _paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs of trafilatura's text, without the marks it sets for list items and table cells."""
    for line in text.split("\n"):
        bare = line.strip()
        if bare.startswith("|") and bare.endswith("|"):
            bare = " | ".join(cell.strip() for cell in bare.strip("|").split("|"))
        bare = bare.removeprefix("- ")
        if any(c.isalnum() for c in bare):  # not so the rule under a table's head
            yield bare


def _check(tree: Any, paragraphs: list[str], name: str) -> None:
    """Refuse a page without an article's text."""
    words = sum(len(paragraph.split()) for paragraph in paragraphs)
    asks = tree.find('.//input[@type="password"]') is not None or _LOGIN.search(" ".join(paragraphs))
    if words < _LOGIN_WORDS and asks:
        raise ArticleError(f"{name}: the page asks for a login; log in with a browser, save the page and give the file")
    if not words:
        why = "its text is filled in by scripts" if tree.find(".//script") is not None else "it has no text"
        raise ArticleError(f"{name}: no article in the page: {why}; save it from a browser when it is fully shown")


def _canonical(tree: Any, url: str | None) -> str | None:
    """Return the page's own address if it is an absolute one for the web, or else ``url`` if it is."""
    links = tree.xpath(
        '//link[translate(@rel,"CANOIL","canoil")="canonical"]/@href | //meta[@property="og:url"]/@content'
    )
    for link in [*links[:2], url]:
        try:
            address: str = urljoin(url or "", (link or "").strip())
            if urlsplit(address).scheme in ("http", "https") and urlsplit(address).hostname:
                return address
        except ValueError:  # "http://[": no address
            continue
    return None


def _articles_data(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield what JSON-LD says of the page's article: objects on top, in ``@graph`` or as ``mainEntity``, not deeper."""
    for script in tree.iterfind('.//script[@type="application/ld+json"]'):
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):  # broken, or nested to break readers
            continue
        for top in _dicts(data):
            for item in (top, *_dicts(top.get("@graph")), *_dicts(top.get("mainEntity"))):
                if re.search(r"Article|Posting|Report", str(item.get("@type"))):
                    yield item


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)]


def _site_name(tree: Any, data: list[dict[str, Any]]) -> str | None:
    names = [*tree.xpath('//meta[@property="og:site_name"]/@content')]
    for item in data:
        publisher = item.get("publisher")
        names += [publisher] if isinstance(publisher, str) else [p.get("name") for p in _dicts(publisher)]
    clean = (" ".join(name.split()) for name in names if isinstance(name, str))
    return next((name for name in clean if 0 < len(name) < 100 and "://" not in name), None)


def _title(tree: Any, paragraphs: list[str], told: str | None, source: str | None) -> str | None:
    """Return the headline: the one that the article begins with, or else the page's title without its outlet."""
    headlines = {_key(headline.text_content()) for headline in tree.iterfind(".//h1")}
    if paragraphs and _key(paragraphs[0]) in headlines:
        return paragraphs[0]
    title = " ".join((told or "").split())
    if source:
        title = re.sub(rf"\s+[|:·•–—-]\s+{re.escape(source)}$", "", title, flags=re.IGNORECASE)
    return title if 0 < len(title) < 500 else None


def _key(line: str) -> str:
    """Return what of a line counts when lines are compared: letters and digits, case folded."""
    return "".join(c for c in line.casefold() if c.isalnum())


def _published(tree: Any, data: list[dict[str, Any]]) -> str | None:
    for item in data:
        if day := day_if_any(item.get("datePublished")):
            return day
    for meta in tree.iterfind(".//meta[@content]"):
        told = (meta.get(key, "").lower() for key in ("property", "name", "itemprop"))
        if _PUBLISHED.intersection(told) and (day := day_if_any(meta.get("content"))):
            return day
    days = set()
    for time in tree.iterfind(".//time[@datetime]"):
        day = day_if_any(time.get("datetime"))
        if day and (time.get("itemprop") == "datePublished" or time.get("pubdate") is not None):
            return day
        if day and any(above.tag in ("article", "main") for above in time.iterancestors()):
            days.add(day)
    return days.pop() if len(days) == 1 else None
