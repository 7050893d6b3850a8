"""PDF files that have text: pages as papers and ministries put them out."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import Any, BinaryIO

from geo.articles.document import MAX_CHARACTERS, Document
from geo.articles.html import clean
from geo.errors import ArticleError
from geo.model import Article

__all__ = ["documents"]

MAX_BYTES = 100_000_000
"""The largest file taken; pictures make a paper's page large."""

MAX_PAGES = 1_000
"""The most pages taken for one article."""

MAX_CONTENT = 20_000_000
"""The most bytes, as unpacked, of the commands that draw all pages: a page of text has some 50 kB."""

_LIMITS: dict[str, Any] = {
    "zlib_maximum_output_length": 20_000_000,
    "lzw_maximum_output_length": 20_000_000,
    "run_length_maximum_output_length": 20_000_000,
    "array_based_stream_maximum_output_length": 20_000_000,
    "stream_decoding_work_maximum_length": 60_000_000,
    "stream_parsing_work_maximum_count": 500_000,
    "xform_maximum_invocations_per_extraction": 100,
}
"""pypdf's limits, in bytes or in counts, tightened: a page of text has some 50 kB and 10,000 operands."""

_NO_TITLE = re.compile(
    r"^\W*(?:microsoft (?:word|powerpoint)|untitled|document\d*|layout \d+|page \d+|anonymous|unspecified|unknown|"
    r"title|print(?:ing)?|file:|https?:)|\.(?:docx?|odt|rtf|indd|qxp|pdf|html?|tmp|txt|pptx?)\W*$",
    re.I,
)
_NO_AUTHOR = re.compile(
    r"anonymous|unspecified|unknown|admin|user|owner|microsoft|adobe|acrobat|office|windows|[@\d_\\/]", re.I
)
_PERSON = re.compile(r"[A-Z][\w.'’-]*(?: [\w.'’-]+){0,3} [A-Z][\w.'’-]*")
_SENTENCE_END = re.compile(r"[.!?:][\"”’')\]]*$")
_PICTURES = 100  # of a page, among which one is looked for
_SCANNED = "no text layer; run OCR first, e.g. ocrmypdf"


def documents(file: BinaryIO, name: str) -> Iterator[Document]:
    """Yield the article of a PDF file; a page that can't be read, or only by OCR, is told as an error after it.

    The text is that of all pages. Lines are joined to paragraphs, with blank lines between, and words divided at a
    line's end are mended; page numbers and the running heads of three or more pages are left out. Title and author
    are taken from the file's properties only if they look like an article's. ``published`` is left open: the
    properties tell when the file was made, which for an article printed from an archive is years off.

    Raises
    ------
    ArticleError
        If this is no PDF, is cut off, locked or too large, or has no text.
    """
    from pypdf import apply_configuration

    logging.getLogger("pypdf").addHandler(logging.NullHandler())
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ArticleError(f"{name}: more than {MAX_BYTES / 1e6:.0f} MB for one PDF; give the article's pages alone")
    if b"%PDF-" not in data[:1024]:
        what = "is no PDF" if data.strip() else "is empty"
        raise ArticleError(f"{name}: the file {what}; give a PDF file or the article as text")
    with apply_configuration(**_LIMITS):
        pages, about, bad, scanned = _pages(data, name)
    text = "\n\n".join(_paragraphs(pages))
    if not any(c.isalnum() for c in text):
        if bad:
            raise bad[0]
        raise ArticleError(f"{name}: {_SCANNED}")
    title, author = (" ".join(clean(str(about.get(key) or "")).split()) for key in ("/Title", "/Author"))
    authors = re.split(r"\s*(?:;|,|&|\band\b)\s*", author) if not _NO_AUTHOR.search(author) else []
    looks_like_a_title = 8 <= len(title) <= 250 and " " in title and not _NO_TITLE.search(title)
    yield Document(
        name,
        Article(
            text,
            title=title if looks_like_a_title else None,
            byline=tuple(one for one in authors if _PERSON.fullmatch(one)),
        ),
    )
    if scanned:
        shown = ", ".join(map(str, scanned[:20])) + (f" and {len(scanned) - 20} more" if len(scanned) > 20 else "")
        which = f"page {shown} has" if len(scanned) == 1 else f"pages {shown} have"
        bad.append(ArticleError(f"{name}: {which} {_SCANNED}"))
    for error in bad:
        yield Document(name, error=error)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page: its baseline's height and the size of its type, in points."""

    text: str
    height: float
    size: float


def _pages(data: bytes, name: str) -> tuple[list[list[_Line]], dict[str, Any], list[ArticleError], list[int]]:
    """Return the pages' lines, the file's properties, errors for pages that can't be read, and the scanned pages.

    pypdf raises whatever a broken file makes it stumble over (KeyError, AttributeError …), not its own errors only.
    """
    import pypdf

    try:
        reader = pypdf.PdfReader(BytesIO(data))
        locked = reader.is_encrypted and not reader.decrypt("")
        about = {} if locked else dict(reader.metadata or {})
        count = 0 if locked else len(reader.pages)
    except Exception as error:
        raise ArticleError(f"{name}: the PDF is broken or cut off ({_cause(error)}); get it again") from error
    if locked:
        raise ArticleError(f"{name}: the PDF is locked by a password; save a copy without one")
    if count > MAX_PAGES:
        raise ArticleError(f"{name}: {count} pages are too many for one article; give its pages alone")
    pages: list[list[_Line]] = []
    bad: list[ArticleError] = []
    scanned: list[int] = []
    characters = content = 0
    for number in range(count):
        try:
            page = reader.pages[number]
            content += _content(page)
            lines = _lines(page) if content <= MAX_CONTENT else []
            if not lines and _has_picture(page):
                scanned.append(number + 1)
        except Exception as error:  # noqa: BLE001
            why = f"page {number + 1} of the PDF is broken or too large ({_cause(error)}); get it again"
            bad.append(ArticleError(f"{name}: {why}"))
            continue
        if content > MAX_CONTENT:
            limit = f"{MAX_CONTENT / 1e6:.0f} MB of drawing commands"
            raise ArticleError(f"{name}: more than {limit} are too many for one article; give its pages alone")
        pages.append(lines)
        characters += sum(len(line.text) for line in lines)
        if characters > MAX_CHARACTERS:
            limit = f"{MAX_CHARACTERS / 1e6:.0f} million characters"
            raise ArticleError(f"{name}: more than the {limit} of one article; give its pages alone")
    return pages, about, bad, scanned


def _cause(error: Exception) -> str:
    return (" ".join(str(error).split()) or type(error).__name__)[:120]


def _content(page: Any) -> int:
    """Return how many bytes of commands draw a page."""
    from pypdf.generic import StreamObject

    reference = page.get("/Contents")
    content = reference.get_object() if reference is not None else []
    parts = [part.get_object() for part in (content if isinstance(content, list) else [content])]
    return sum(len(part.get_data()) for part in parts if isinstance(part, StreamObject))


def _has_picture(drawn: Any, depth: int = 0) -> bool:
    """Return whether a page, or a form drawn on it, has a picture: then one without text was scanned."""
    from pypdf.generic import DictionaryObject

    found: Any = drawn
    for key in ("/Resources", "/XObject"):
        found = found.get(key)
        found = found.get_object() if found is not None else None
        if not isinstance(found, DictionaryObject):
            return False
    for value in list(found.values())[:_PICTURES]:
        what = value.get_object()
        kind = what.get("/Subtype") if isinstance(what, DictionaryObject) else None
        if kind == "/Image" or (kind == "/Form" and depth < 2 and _has_picture(what, depth + 1)):
            return True
    return False


def _lines(page: Any) -> list[_Line]:
    """Return a page's lines in the order of the file, which goes down one column after the other."""
    lines: list[_Line] = []
    open_line: _Line | None = None

    def visit(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        nonlocal open_line
        scale = abs(cm[3] * tm[3]) or 1.0  # rotated type has 0 here
        for number, part in enumerate(re.split(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", text)):
            if number and open_line:
                lines.append(open_line)
                open_line = None
            if part and open_line:
                open_line = _Line(open_line.text + part, open_line.height, open_line.size)
            elif part:
                open_line = _Line(part, cm[1] * tm[4] + cm[3] * tm[5] + cm[5], size * scale)

    page.extract_text(visitor_text=visit)
    if open_line:
        lines.append(open_line)
    return [line for line in lines if line.text.strip()]


def _paragraphs(pages: list[list[_Line]]) -> Iterator[str]:
    lines = [line for page in _without_running_lines(pages) for line in page]
    drops = [above.height - below.height for above, below in pairwise(lines)]
    within = [drop for drop, line in zip(drops, lines, strict=False) if drop > 0.9 * line.size]
    usual = _share(within, 0.25)  # most paragraphs have more lines than one, so this is no gap between two
    length = _share([len(line.text) for line in lines], 0.8)
    paragraph: list[str] = []
    for line, above, drop in zip(lines, [None, *lines], [0.0, *drops], strict=False):
        if above and _begins(line, above, drop, usual, length):
            yield " ".join(paragraph)
            paragraph = []
        _append(paragraph, _clean(line.text))
    if paragraph:
        yield " ".join(paragraph)


def _share(values: Sequence[float], share: float) -> float:
    """Return the value under which this share of the values lies."""
    return sorted(values)[int(len(values) * share)] if values else 0.0


def _begins(line: _Line, above: _Line, drop: float, usual: float, length: float) -> bool:
    """Say whether a paragraph begins: other type, a gap, an indented line, or the line above ended early.

    From one page or column to the next, where no gap can be seen, one begins if the line above ends a sentence.
    """
    ended = bool(_SENTENCE_END.search(above.text.strip()))
    if abs(line.size - above.size) > 0.1 * max(line.size, above.size):
        return True
    if drop > max(1.25 * usual, 1.5 * line.size):  # lines of large type are set further apart
        return True
    return ended and (drop < 0 or line.text.startswith((" ", "\t")) or len(above.text) < 0.75 * length)


def _clean(line: str) -> str:
    """Undo ligatures, blanks and control characters of a line."""
    for ligature, letters in (("ﬀ", "ff"), ("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬃ", "ffi"), ("ﬄ", "ffl")):
        line = line.replace(ligature, letters)
    return clean(" ".join(line.split()))


def _append(paragraph: list[str], line: str) -> None:
    """Add a line; a word divided at the last line's end is one again, if this line goes on in lower case."""
    end = paragraph[-1][-3:] if paragraph else ""
    if re.search(r"[^\W\d_]\u00ad$", end) or (re.search(r"[a-z]{2}[-‐]$", end) and line[:1].islower()):
        paragraph[-1] = paragraph[-1][:-1] + line
    elif line:
        paragraph.append(line)


def _without_running_lines(pages: list[list[_Line]]) -> Iterator[list[_Line]]:
    """Leave out page numbers and short lines that stand, but for their digits, on most of three or more pages.

    Only a page's two first and two last lines are looked at, if it has others.
    """
    long = [page for page in pages if len(page) > 4]
    seen = Counter(key for page in long for key in {_running(line.text) for line in (*page[:2], *page[-2:])})
    often = {key for key, times in seen.items() if len(pages) >= 3 and times > len(pages) / 2 and len(key) < 80}
    for page in pages:
        edge = {0, 1, len(page) - 2, len(page) - 1} if len(page) > 4 else set()
        yield [
            line
            for number, line in enumerate(page)
            if not (number in edge and (_running(line.text) in often or _is_page_number(line.text)))
        ]


def _running(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split()))


def _is_page_number(text: str) -> bool:
    line = " ".join(text.split())
    return bool(re.fullmatch(r"(?:page )?[-–]? ?\d{1,4}(?: ?(?:/|of) ?\d{1,4})? ?[-–]?", line, re.I))
