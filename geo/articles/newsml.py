"""News agencies' XML: NewsML-G2 messages and items, and NITF.

Elements and qualified codes are those of the IPTC: NewsML-G2 2.x (https://iptc.org/std/NewsML-G2/) and NITF 3
(https://iptc.org/std/NITF/); `pubStatus` is of http://cv.iptc.org/newscodes/pubstatusg2/.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from geo.articles.composing import composed, people
from geo.articles.document import MAX_CHARACTERS, Document
from geo.articles.published import day_of
from geo.errors import ArticleError
from geo.model import Article

__all__ = ["documents", "is_newsml"]

_ROOT = re.compile(rb"<(?:\w+:)?(?:newsMessage|newsItem|packageItem|nitf|NewsML)[\s>/]")
_ITEMS = ("newsItem", "nitf")
_ASIDE = {
    "canceled": "it was retracted by its publisher",
    "cancelled": "it was retracted by its publisher",
    "withheld": "its publisher withholds it",
    "embargoed": "its publisher withholds it until a later time",
}
_BLOCKS = frozenset(
    "p h1 h2 h3 h4 h5 h6 hl1 hl2 hedline byline dateline li dt dd tr blockquote div section article pre br block ul ol "
    "dl table caption media media-caption body body.head body.content body.end tagline bq fn note".split()
)
_SKIPPED = frozenset("script style head title media-reference media-metadata media-object body.head".split())
_NAMES = ("literal", "name", "holder", "qcode")
_BUDGET = 8 * MAX_CHARACTERS
"""Bytes that one item may take of the file, markup and all."""


def is_newsml(beginning: bytes) -> bool:
    """Return whether a file's first bytes are those of NewsML or NITF."""
    return _ROOT.search(beginning[:8192].replace(b"\x00", b"")) is not None


def documents(file: BinaryIO, name: str) -> Iterator[Document]:
    """Yield the articles of a NewsML-G2 message, item or package, or of a NITF file, as they are read.

    An article's text is its headline, its paragraphs, and its pictures' captions ("Caption: …"), one each. The day of
    publication is the day on which the content was created, else that of the version. Of many items each is named
    "NAME item 3"; one that was retracted or withheld, or has no text (a picture, a video), has an error.

    Nothing outside the file is read: no DTD, no entity, no network.

    Raises
    ------
    ArticleError
        If the XML is broken or declares entities, or there is no item in it; what stood before has been yielded.
    """
    number = 0
    try:
        for item in _items(file, name):
            number += 1
            where = f"{name} item {number}"
            try:
                yield Document(where, _article(item))
            except ArticleError as error:
                yield Document(where, error=ArticleError(f"{where}: {error}"))
    except etree.XMLSyntaxError as error:
        reason = " ".join(str(error.msg or "it is empty").split())[:120]
        raise ArticleError(f"{name}: the XML can't be read ({reason}); is the file whole?") from error
    if not number:
        raise ArticleError(f"{name}: there is no newsItem and no nitf element in it; give NewsML-G2 or NITF")


class _Budgeted:
    """A file of which no single item may take more than a certain size."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file, self._name = file, name
        self.left = _BUDGET

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        self.left -= len(data)
        if self.left < 0:
            raise ArticleError(f"{self._name}: an item has more than {_BUDGET:,} bytes; is it text?")
        return data


def _items(file: BinaryIO, name: str) -> Iterator[etree._Element]:
    """Yield each newsItem, and each nitf that is in none; what has been read is let go."""
    source = _Budgeted(file, name)
    options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    checked = False
    for event, element in etree.iterparse(source, events=("start", "end"), **options):
        if not checked:
            _refuse_entities(element, name)
            checked = True
        if event == "start" or _tag(element) not in _ITEMS:
            continue
        if any(_tag(parent) == "newsItem" for parent in element.iterancestors()):
            continue
        yield element
        source.left = _BUDGET
        element.clear(keep_tail=True)
        parent = element.getparent()  # None for the root, though a comment may stand before it
        while parent is not None and element.getprevious() is not None:
            del parent[0]


def _refuse_entities(root: etree._Element, name: str) -> None:
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and next(iter(dtd.iterentities()), None) is not None:
        raise ArticleError(f"{name}: the XML declares entities, which may be an attack; resolve them first")
    if _tag(root) == "NewsML":
        raise ArticleError(f"{name}: this is NewsML 1, which is not read; give NewsML-G2 or NITF")


def _article(item: etree._Element) -> Article:
    """Return the article of a newsItem, or of a nitf element."""
    status = _code(item, "pubStatus") or next((d.get("management-status", "") for d in _all(item, "docdata")), "")
    if reason := _ASIDE.get(status.lower()):
        raise ArticleError(f"{reason} (status {status.lower()})")
    nitf = item if _tag(item) == "nitf" else next(_all(item, "nitf"), None)
    head = next(_all(nitf, "body.head"), None) if nitf is not None else None
    contents = list(_all(nitf, "body.content", "body.end")) if nitf is not None else list(_contents(item))
    body: list[str] = []
    captions: list[str] = []
    for content in contents:
        body += _paragraphs(content, captions)
    if not any(c.isalpha() for paragraph in body for c in paragraph):
        what = _code(item, "itemClass") or "no text"
        raise ArticleError(f"there is no text in it (item class: {what}); give items with inlineXML")
    title = _first(item, "headline") or _hedline(head) or _first(item, "title")
    dateline = _first(head, "dateline") or _first(item, "dateline")
    return Article(
        composed(body, title=title, dateline=dateline, captions=captions),
        published=_published(item),
        title=title,
        source=_source(item),
        id=item.get("guid") or next((d.get("id-string") for d in _all(item, "doc-id")), None),
        byline=_byline(item, head),
    )


def _hedline(head: etree._Element | None) -> str | None:
    """Return NITF's headline and the lines under it, as one line."""
    hedline = next(_all(head, "hedline"), None) if head is not None else None
    return " – ".join(_paragraphs(hedline, [])) or None if hedline is not None else None


def _byline(item: etree._Element, head: etree._Element | None) -> tuple[str, ...]:
    persons = [p for line in _all(head, "byline") for p in _all(line, "person")] if head is not None else []
    if persons:
        return tuple(" ".join(_paragraphs(person, [])) for person in persons)
    return people(_first(item, "by") or _first(head, "byline") or "")


def _contents(item: etree._Element) -> Iterator[etree._Element]:
    """Yield what holds the text in a newsItem that is no NITF: XHTML's body, or plain text."""
    for inline in _all(item, "inlineXML", "inlineData"):
        if _tag(inline) == "inlineData" and inline.get("contenttype", "text/plain").split(";")[0] != "text/plain":
            continue
        yield next(_all(inline, "body"), inline)


def _paragraphs(root: etree._Element, captions: list[str]) -> list[str]:
    """Return the paragraphs of an element; those of pictures' captions are added to ``captions`` instead."""
    plain = _tag(root) == "inlineData"
    found: list[str] = []
    pieces: list[str] = []

    def end() -> None:
        text = "".join(pieces)
        pieces.clear()
        found.extend(re.split(r"\n\s*\n", text) if plain else [" ".join(text.split())])

    def walk(element: etree._Element) -> None:
        tag = _tag(element)
        if element.tag is etree.Entity:
            pieces.append(_character(element.text or ""))
        elif tag == "media-caption" and element is not root:
            captions.extend(_paragraphs(element, captions))
        elif tag and (tag not in _SKIPPED or element is root):
            inside = tag in _BLOCKS
            if inside:
                end()
            pieces.append(element.text or "")
            for child in element:
                walk(child)
                pieces.append(child.tail or "")
            if inside:
                end()
            elif tag in {"td", "th"}:
                pieces.append(" ")

    walk(root)
    end()
    return [paragraph.strip() for paragraph in found if paragraph.strip()]


def _character(entity: str) -> str:
    """Return the character that an entity of HTML stands for, which NITF's DTD declares too."""
    character = html.unescape(entity)
    if character == entity:
        raise ArticleError(f"there is an entity {entity[:40]} that can't be read; write the character itself")
    return character


def _published(item: etree._Element) -> str | None:
    issued = next((d.get("norm") for d in _all(item, "date.issue")), None)
    for value in (_first(item, "contentCreated"), issued, _first(item, "versionCreated", "firstCreated")):
        if value:
            return day_of(value)
    return None


def _source(item: etree._Element) -> str | None:
    for element in _all(item, "provider", "infoSource", "creditline", "pubdata", "doc.copyright"):
        name = _first(element, "name") or next(filter(None, map(element.get, _NAMES)), None)
        if name := (name or element.text or "").strip():
            return name.rpartition(":")[2] if element.get("qcode") == name else name
    return None


def _code(item: etree._Element, tag: str) -> str:
    """Return the code of an element's qcode or uri, without its scheme: "stat:canceled" is "canceled"."""
    element = next(_all(item, tag), None)
    code = "" if element is None else element.get("qcode") or element.get("uri") or ""
    return re.split(r"[:/]", code)[-1]


def _first(element: etree._Element | None, *tags: str) -> str | None:
    """Return the text of the first element of these tags in or under one, its white space normalised; or None."""
    for found in _all(element, *tags) if element is not None else ():
        if text := " ".join(_paragraphs(found, [])):
            return text
    return None


def _all(element: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """Yield the elements of these tags, whatever their namespace, in the order of the file."""
    return (found for found in element.iter(etree.Element) if _tag(found) in tags)


def _tag(element: etree._Element) -> str:
    """Return an element's name without its namespace; "" for a comment, instruction or entity."""
    # Not by QName, which raises for the damaged names that the parser lets pass.
    return re.split("[}:]", element.tag)[-1] if isinstance(element.tag, str) else ""
