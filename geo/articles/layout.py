"""What is what in an article's text: title, byline, dateline, story, caption, credit and notice.

Nothing is removed from the text: `Article.sections` says which stretch is what, so that offsets
stay those of the file as decoded, and the story can be told from its credit lines.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from operator import index

from dateutil import parser as date_parser

from geo.errors import ArticleError
from geo.model import Article, Section, SectionKind

__all__ = ["lay_out"]

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DATE = re.compile(rf"\b{_MONTH}\s+\d{{1,2}},?\s+\d{{4}}|\d{{1,2}}\s+{_MONTH}\s+\d{{4}}|\d{{4}}-\d\d-\d\d")
_NOTICE = re.compile(
    r"\s*(?:copyright\b(?=.*(?:\d{4}|©|\(c\)))|\(c\)\s|©|all rights reserved|word count\s*:|length\s*:\s*\d+ words|"
    r"load-date\s*:|section\s*:|publication[ -](?:date|type|logo|title)\s*:|published\s*:|updated\s*:|language\s*:|"
    r"document type\s*:|graphic\s*:|illustration\s*(?::|$)|photographs?\s*$|photos?\s*$|document .{0,40}id\s*:|"
    r"https?://)",
    re.I,
)
_CREDIT = re.compile(
    r"\s*(?:credit|byline|author)s?\s*:|.{0,120}\bcontributed (?:reporting|to this (?:report|article|story))\b|"
    r"\s*(?:additional )?reporting (?:by|was contributed)\b",
    re.I,
)
_CAPTION = re.compile(
    r"\s*(?:photo(?:graph)?|caption|image|picture)s?\s*(?:by\b[^:]*)?:\s*\S|.{20,400}\([^()]{0,400}\bphoto\b[^()]{0,400}\)",
    re.I,
)
_HEADLINE = re.compile(r"\s*(?:headline|title)\s*:\s*(?P<title>.+)", re.I)
_BYLINE = re.compile(r"\s*(?:By|BY)\s+(?P<names>[A-Z][^\n]{3,100})\s*$")
_CAPITALS = r"(?:[A-Z][A-Z'’.-]+|[A-Z][a-z]{1,4}\.|de|al|el|of|the)"
_NAME = r"[A-Z][\w.'’-]*"
_DAY_OF_MONTH = rf"(?:{_MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTH})(?:,?\s+\d{{4}})?"
_UNIT_AND_DAY = rf"(?:,\s*{_NAME}(?: {_NAME}){{0,2}}){{0,2}}(?:,?\s*{_DAY_OF_MONTH})?"
_DASH = r"\s*(?:--+|—|–|-)(?=\s)\s*"
_DATELINE = re.compile(
    rf"\s*[\"“”']?{_CAPITALS}(?: {_CAPITALS}){{0,4}}{_UNIT_AND_DAY}(?:\s*\([A-Za-z .,/&-]{{2,30}}\))?{_DASH}"
)
"""A place in capitals and a dash: "TROY, N.C. (AP) — "."""

_MIXED_DATELINE = re.compile(
    rf"\s*[\"“”']?{_NAME}(?: {_NAME}){{0,3}}{_UNIT_AND_DAY}\s*\([A-Z][A-Za-z .,/&-]{{1,30}}\){_DASH}"
)
"""A place as written elsewhere, an agency and a dash: "Paris (CNN) -- "."""

_WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?"
_TIME = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?\s*(?:[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?"
_DATE_LINE = re.compile(
    rf"(?:(?:first |last )?(?:published|posted|updated|issued|modified|date)(?: on)?\s*:?\s*)?(?:{_WEEKDAY},?\s+)?"
    rf"(?:{_DATE.pattern})(?:,?\s*(?:at\s+|[-–|]\s*)?(?:{_TIME})(?:\s*\(?[A-Z]{{2,5}}\)?)?)?\.?",
    re.I,
)
"""A line above the story that is nothing but the day, and perhaps the hour: "Tuesday, March 12, 2024 10:30 AM EST"."""

_ABOVE_THE_STORY = 6
"""Among so many first paragraphs bylines and lines with the date are looked for."""

_DATELINE_LENGTH = 90
_TITLE_LENGTH = 160


def lay_out(article: Article) -> Article:
    """Return the article with its sections and byline, and with title, date and id where the text or a hash gives them.

    What the caller has set (``title``, ``published``, ``id``, ``sections``) is kept.

    Raises
    ------
    ArticleError
        If the text is none, ``published`` is no ISO date, or a trigger is no span of the text.
    """
    _check(article)
    published = _day(article.published) if article.published else None
    if article.sections:
        return replace(article, published=published)
    blocks = _label(article.text, list(_blocks(article.text)), article.title)
    title = article.title or next((b.title for b in blocks if b.title), None)
    return replace(
        article,
        sections=tuple(Section(b.kind, b.start, b.end) for b in blocks),
        byline=article.byline or tuple(name for block in blocks for name in block.names),
        title=title,
        published=published or _publication_date(article.text, blocks),
        id=article.id or hashlib.sha256(article.text.encode("utf-8", "replace")).hexdigest()[:16],
    )


def _check(article: Article) -> None:
    """Refuse what only an untyped caller can give: a text that is none, triggers that are no spans of it."""
    text: object = article.text
    if not isinstance(text, str):
        raise ArticleError(f"an article's text is a str, not {type(text).__name__}; give decoded text")
    for trigger in article.triggers or ():
        try:
            start, end = map(index, trigger)
        except (TypeError, ValueError) as error:
            raise ArticleError(f"trigger {trigger!r} is no span; give (start, end)") from error
        if not 0 <= start < end <= len(text):
            raise ArticleError(f"trigger ({start}, {end}) lies outside a text of {len(text)} characters")


def _day(published: str) -> str:
    """Return the day, YYYY-MM-DD, of an ISO 8601 date or date and time (or of a `datetime.date`, its ISO form)."""
    try:
        return datetime.fromisoformat(str(published)).date().isoformat()
    except ValueError as error:
        raise ArticleError(f"published {published!r} is no date; give it as YYYY-MM-DD") from error


@dataclass(slots=True)
class _Block:
    """A paragraph or line on its way to becoming a section."""

    start: int
    end: int
    kind: SectionKind = "story"
    title: str | None = None
    names: tuple[str, ...] = ()


def _blocks(text: str) -> Iterator[_Block]:
    """Cut the text into paragraphs; together they are the whole text.

    Paragraphs end at blank lines. Where single line breaks do not wrap sentences (a line
    mostly ends with one), each line is a paragraph.
    """
    lines = [m for m in re.finditer(r"[^\n]*\n?", text) if m.group().strip()]
    broken = sum(not re.search(r"[.!?:\"”')\]]\s*$", m.group()) and len(m.group()) > 40 for m in lines)
    wrapped = len(lines) > 3 and broken > len(lines) / 2
    start = 0
    for this, following in zip(lines, [*lines[1:], None], strict=False):
        end = following.start() if following else len(text)
        gap = text[this.end() : end]
        labelled = _NOTICE.match(this.group()) or (following and _NOTICE.match(following.group()))
        if not wrapped or following is None or gap.count("\n") or labelled:
            yield _Block(start, end)
            start = end


def _label(text: str, blocks: list[_Block], given_title: str | None) -> list[_Block]:
    """Say what each paragraph is, and split the dateline off the first paragraph of the story."""
    labelled: list[_Block] = []
    caption_next = False
    for number, block in enumerate(blocks):
        content = text[block.start : block.end]
        bare = content.strip().strip('"“”')
        first = all(b.kind == "notice" for b in labelled)
        headline = _HEADLINE.match(content)
        byline = _BYLINE.match(content) if number < _ABOVE_THE_STORY else None
        writers = _names(byline["names"]) if byline else ()
        if caption_next or _CAPTION.match(bare):
            block.kind, caption_next = "caption", False
        elif number < _ABOVE_THE_STORY and _DATE_LINE.fullmatch(bare):
            block.kind = "notice"
        elif _NOTICE.match(bare):
            block.kind, caption_next = "notice", bool(re.match(r"(?:photo|graphic|illustration)", bare, re.I))
        elif _CREDIT.match(bare):
            block.kind, block.names = "credit", _names(bare)
        elif headline:
            block.kind, block.title = "title", headline["title"].strip()
        elif writers:
            block.kind, block.names = "byline", writers
        elif first and (content.strip() == given_title or _is_title(bare, blocks)):
            block.kind, block.title = "title", bare
        elif not any(b.kind in ("story", "dateline") for b in labelled):
            labelled.extend(_without_dateline(text, block))
            continue
        labelled.append(block)
    return labelled


def _without_dateline(text: str, block: _Block) -> Iterator[_Block]:
    content = text[block.start : block.end]
    beginning = content[:_DATELINE_LENGTH]
    found = _DATELINE.match(beginning) or _MIXED_DATELINE.match(beginning)
    if found and content[found.end() :].strip():
        cut = block.start + found.end()
        yield _Block(block.start, cut, "dateline")
        yield _Block(cut, block.end)
    else:
        yield block


def _is_title(line: str, blocks: list[_Block]) -> bool:
    ends_like_a_sentence = line.endswith((".", "!", ":", ";", ",")) and not re.search(r"\b[A-Z]\.$", line)
    return len(blocks) > 1 and len(line) <= _TITLE_LENGTH and not ends_like_a_sentence and "\n" not in line


def _names(line: str) -> tuple[str, ...]:
    """Return the persons' names in a byline or credit line.

    Stricter than `composing.people`, which reads fields of nothing but names: "By Monday the rebels fled" is none.
    """
    line = re.sub(r"^(?:credit|byline|author)s? ?: ?|^by ", "", " ".join(line.split()), flags=re.I)
    first = re.split(r";|\. |\breport|\bcontribut", line, maxsplit=1)[0]
    names = (part.strip(" .,") for part in re.split(r", ?| and | AND |&", first))
    return tuple(
        n.title() if n.isupper() else n for n in names if re.fullmatch(r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){1,3}", n)
    )


def _publication_date(text: str, blocks: list[_Block]) -> str | None:
    """Return the date of the copyright, publication or date line, or else that of the dateline, or None."""
    for kind in ("notice", "dateline"):
        for block in blocks:
            if block.kind == kind:
                for found in _DATE.finditer(text, block.start, block.end):
                    try:
                        return date_parser.parse(found.group()).date().isoformat()
                    except (ValueError, OverflowError):  # "Feb 30, 2019": no such day
                        continue
    return None
