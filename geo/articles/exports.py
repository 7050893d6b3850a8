"""Text exports of ProQuest, LexisNexis and Nexis Uni: many articles in a file, each with labelled fields.

None of the three documents its layout. What is known of them comes from exports as they are, and from what the
public readers look for (LexisNexisTools and tm.plugin.lexisnexis in R; pq_parser and metaknowledge in Python).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Literal

from geo.articles.composing import composed, people
from geo.articles.document import MAX_CHARACTERS, Document
from geo.articles.published import day_if_any
from geo.articles.streams import lines, open_text
from geo.errors import ArticleError
from geo.model import Article

__all__ = ["documents", "is_export"]

Kind = Literal["ProQuest", "LexisNexis", "Nexis Uni"]

_RULE = re.compile(r"\s*_{20,}\s*$")
_NUMBER = re.compile(r"\s*\d+ of \d+ DOCUMENTS?\s*$")
_END = re.compile(r"\s*End of Document\s*$")

_PROQUEST_FIELDS = (
    "Abstract|Author|Authors|Classification|Column|Company / organization|Copyright|Country of publication|"
    "Credit line|Database|Dateline|Document feature|Document type|Document URL|DOI|Edition|First page|"
    "Full text availability|Identifier / keyword|ISBN|ISSN|Issue|Journal subject|Language|Language of publication|"
    "Last updated|Links|Location|Number of pages|Page|Pages|People|Place of publication|ProQuest document ID|"
    "Publication date|Publication info|Publication subject|Publication title|Publication year|Publisher|Section|"
    "Series|Source|Source type|Subject|Title|Volume|Year"
)
_PROQUEST_FIELD = re.compile(rf"(?P<label>{_PROQUEST_FIELDS}) ?:(?: +|$)(?P<value>.*)", re.I)
_FULL_TEXT = re.compile(r"Full text ?:(?: +|$)", re.I)

_LEXIS_HEAD = re.compile(
    r"(?P<label>ANCHORS?|BODY|BYLINE|CORRESPONDENTS?|DATELINE|GUESTS?|HEADLINE|HIGHLIGHT|LENGTH|SECTION|SERIES|TYPE|"
    r"Body|Byline|Dateline|Headline|Highlight|Length|Section|Series):(?: +|$)(?P<value>.*)"
)
_LEXIS_TAIL = re.compile(
    r"\s*(?P<label>CITY|CLASSIFICATION|COMPANY|CORRECTION-DATE|COUNTRY|DOCUMENT-TYPE|GEOGRAPHIC|GRAPHIC|INDUSTRY|ISSN|"
    r"JOURNAL-CODE|LANGUAGE|LOAD-DATE|NOTES|ORGANIZATION|PERSON|PUBLICATION-TYPE|STATE|SUBJECT|TICKER|TRANSCRIPT|UPDATE|"
    r"URL|Load-Date|Language|Publication-Type|Journal Code|Subject|Graphic):(?: +|$)(?P<value>.*)|"
    r"\s*(?P<heading>Graphic|Classification|Notes)\s*$"
)
_BODY = re.compile(r"\s*Body:?\s*$")
_PAGE = re.compile(r"\s*Page \d+ of \d+\s*$")
_COPYRIGHT = re.compile(r"\s*(?:copyright\b|©|\(c\)|all rights reserved)", re.I)
_COVER_END = re.compile(r".*\|\s*About LexisNexis|\s*About LexisNexis\s*\|")
_DAY = re.compile(r"\b[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}\b|\b\d{1,2} [A-Z][a-z]{2,8} \d{4}\b")
_EDITION = re.compile(r"\bedition\b|^(?:national|regional|correction appended)\b", re.I)
_SENTENCE_END = re.compile(r"[^\W\d_]{3}[.!?][\"”’')]*$")
_NUMBERED = re.compile(r"\s*Document \d+ of \d+\s*$")
_KNOWN = re.compile(
    r"\A\s*(?:table of contents|contents|bibliography|works cited|references|citation style|report information from|"
    r"contact us|database copyright|terms and conditions|user name:|documents? \(\d+\)|copyright|©)",
    re.I,
)
"""How covers, tables of contents, bibliographies and imprints begin."""

_FEW_WORDS = 20
_CENTRED = " " * 8
_CONTINUED = 3  # lines in which a field's value may go on
_BEGINNING = 1_000_000
_ENOUGH = 3000  # lines in which an export is known, whatever cover and table of contents stand before


def is_export(text: str) -> Kind | None:
    """Return which export a text is, or begins like; None for any other text, as a single article with a credit."""
    rows = text[:_BEGINNING].splitlines()[:_ENOUGH]
    beginning = "\n".join(rows)
    if any(map(_NUMBER.match, rows)) and re.search(r"^(?:LENGTH|LOAD-DATE): ", beginning, re.M):
        return "LexisNexis"
    if any(map(_BODY.match, rows)) and re.search(r"^[^\S\n]*(?:Load-Date|Length): ", beginning, re.M):
        return "Nexis Uni"
    ruled = sum(1 for row in rows if _RULE.match(row))
    known = r"^(?:ProQuest document ID|Document URL|Publication title|Full text) ?:"
    if ruled and len(set(re.findall(known, beginning, re.M | re.I))) > 1:
        return "ProQuest"
    return None


def documents(file: BinaryIO, name: str) -> Iterator[Document]:
    """Yield the articles of an export, named "NAME document 3".

    An article's text is its headline, body and picture captions ("GRAPHIC"), a paragraph each; LexisNexis' dateline,
    which stands in a field, is put back before the first sentence. Title, source, day of publication, byline and
    ProQuest's document number come from the fields; a date that is no day (a month) is left out. Covers, tables of
    contents and bibliographies are no documents; one that has no body (a citation, an abstract) has an error, and so
    has other text of more than some words.

    Raises
    ------
    ArticleError
        If the file is empty, no text, or no such export.
    """
    rows = _rows(file, name)
    beginning: list[str] = []
    for row in rows:
        beginning.append(row)
        if len(beginning) > _ENOUGH:
            break
    kind = is_export("\n".join(beginning))
    if kind is None:
        raise ArticleError(f"{name}: this is no text export of ProQuest, LexisNexis or Nexis Uni")
    number = 0
    for part in _joined(_parts(itertools.chain(beginning, rows), kind), kind):
        lost = part is not None and not _is_document(part, kind)
        if part is not None and lost and (_KNOWN.search("\n".join(part)) or _words(part) <= _FEW_WORDS):
            continue
        number += 1
        where = f"{name} document {number}"
        if part is None:
            reason = f"more than {MAX_CHARACTERS:,} characters without an end; is the file damaged?"
            yield Document(where, error=ArticleError(f"{where}: {reason}"))
            continue
        if lost:
            missing = "Body" if kind == "Nexis Uni" else "Full text:"
            reason = f'there is text without a line "{missing}" before it; export it anew'
            yield Document(where, error=ArticleError(f"{where}: {reason}"))
            continue
        try:
            yield Document(where, _proquest(part) if kind == "ProQuest" else _lexis(part, kind))
        except ArticleError as error:
            yield Document(where, error=ArticleError(f"{where}: {error}"))
    if not number:
        raise ArticleError(f"{name}: there is no article in this {kind} export; export full texts")


def _rows(file: BinaryIO, name: str) -> Iterator[str]:
    """Yield the lines without their breaks; a broken byte in them is shown as U+FFFD."""
    for line in lines(open_text(file, name)):
        if line.fault and not line.text:
            raise ArticleError(f"{name} line {line.number}: {line.fault}")
        text = line.text.encode("utf-8", "surrogateescape").decode("utf-8", "replace") if line.fault else line.text
        yield text.rstrip("\r\n")


def _parts(rows: Iterable[str], kind: Kind) -> Iterator[list[str] | None]:
    """Cut an export where its articles begin or end; None stands for a part longer than an article can be."""
    boundary = {"ProQuest": _RULE, "LexisNexis": _NUMBER, "Nexis Uni": _END}[kind]
    part: list[str] = []
    size = 0
    begun = kind != "LexisNexis"  # whose first part is a cover
    for row in rows:
        if boundary.match(row):
            if begun:
                yield part if size <= MAX_CHARACTERS else None
            part, size, begun = [], 0, True
        elif begun:
            size += len(row) + 1
            if size <= MAX_CHARACTERS:
                part.append(row)
    if begun:
        yield part if size <= MAX_CHARACTERS else None


def _joined(parts: Iterable[list[str] | None], kind: Kind) -> Iterator[list[str] | None]:
    """Yield the parts, those of a ProQuest article joined that a rule in its own text has cut in two.

    Then the fields that follow a body are missing in the one, and the other begins with prose.
    """
    if kind != "ProQuest":
        yield from parts
        return
    before: list[str] | None = []
    size = 0
    ends = True  # whether fields follow the body of the part before
    for part in parts:
        if before is not None and part is not None and not ends and size <= MAX_CHARACTERS and _goes_on(part):
            before += ["", *part]
            size += sum(map(len, part))
            ends = any(map(_PROQUEST_FIELD.match, part))
            continue
        yield before
        before = part
        size = sum(map(len, part or ()))
        start = next((n for n, row in enumerate(part or ()) if _FULL_TEXT.match(row)), None)
        ends = part is None or start is None or any(map(_PROQUEST_FIELD.match, part[start + 1 :]))
    yield before


def _goes_on(part: list[str]) -> bool:
    head = list(itertools.takewhile(lambda row: not _PROQUEST_FIELD.match(row), part))
    known = _KNOWN.search("\n".join(part)) or any(map(_NUMBERED.match, part)) or any(map(_FULL_TEXT.match, part))
    return _is_prose(head) and not known


def _words(part: list[str]) -> int:
    """Return how many words of a part stand in no field."""
    return sum(len(row.split()) for row in part if not _PROQUEST_FIELD.match(row) and not _LEXIS_HEAD.match(row))


def _is_document(part: list[str], kind: Kind) -> bool:
    """Return whether a part is an article, not a cover, a table of contents or a bibliography."""
    if kind == "LexisNexis":
        return any(row.strip() for row in part)
    if kind == "Nexis Uni":
        return any(_BODY.match(row) or _LEXIS_HEAD.match(row) for row in part)
    labels = {field["label"].lower() for field in map(_PROQUEST_FIELD.match, part) if field}
    return any(map(_FULL_TEXT.match, part)) or len(labels & {"title", "publication title", "proquest document id"}) > 1


def _proquest(part: list[str]) -> Article:
    """Return the article of one part of a ProQuest export."""
    start = next((n for n, row in enumerate(part) if _FULL_TEXT.match(row)), None)
    if start is None:
        raise ArticleError("there is no full text, only a citation or an abstract; export full texts")
    end = _end_of_body(((n, part[n : n + 1]) for n in range(start + 1, len(part))), _is_proquest_field, len(part))
    head = part[:start]
    fields = {**_fields(part[end:], _PROQUEST_FIELD), **_fields(head, _PROQUEST_FIELD)}
    body = [_FULL_TEXT.sub("", part[start], count=1), *part[start + 1 : end]]
    if not any(c.isalpha() for row in body for c in row) or re.fullmatch(r"\s*not available\W*", " ".join(body), re.I):
        raise ArticleError("the full text is empty; export full texts")
    unlabelled = (r.strip() for r in head if r.strip() and not _NUMBERED.match(r))
    first = next(unlabelled, "")
    title = fields.get("title") or (None if _PROQUEST_FIELD.match(first) else first) or None
    publication = fields.get("publication title") or fields.get("publication info", "")
    authors = people(fields.get("author") or fields.get("authors", ""))
    text = composed(_paragraphs(body), title=title)
    published = day_if_any(fields.get("publication date") or fields.get("publication info"))
    return Article(
        text,
        published,
        title,
        publication.split(";")[0].strip() or None,
        fields.get("proquest document id") or None,
        byline=authors,
    )


def _end_of_body(
    blocks: Iterable[tuple[int, list[str]]], is_field: Callable[[list[str], list[str]], bool], end: int
) -> int:
    """Return where the fields begin that follow a body: at the first after which few blocks in a row are none.

    So a line like "Location: Main Street" does not end a body that goes on. A block is the number of its first line,
    and its lines; ``is_field`` takes it and the lines between it and the fields found below it.
    """
    after: list[str] = []
    others = 0
    for at, rows in reversed(list(blocks)):
        if is_field(rows, after):
            end, after, others = at, [], 0
        elif any(row.strip() for row in rows):
            after, others = [*rows, *after], others + 1
            if others > _CONTINUED:
                break
    return end


def _is_proquest_field(rows: list[str], _after: list[str]) -> bool:
    return _PROQUEST_FIELD.match(rows[0]) is not None


def _fields(rows: list[str], pattern: re.Pattern[str]) -> dict[str, str]:
    """Return the fields by their labels in small letters; a value may go on in the following lines."""
    fields: dict[str, str] = {}
    label = None
    for row in rows:
        if field := pattern.match(row):
            found = field.groupdict()
            label = (found["label"] or found["heading"]).lower()
            if label in fields:
                label = None
            else:
                fields[label] = (found["value"] or "").strip()
        elif label and row.strip() and not _COPYRIGHT.match(row):
            fields[label] = f"{fields[label]} {row.strip()}".strip()
        elif not row.strip() and pattern is not _LEXIS_TAIL:
            label = None
    return fields


def _lexis(part: list[str], kind: Kind) -> Article:
    """Return the article of one part of a LexisNexis or Nexis Uni export."""
    cover = next((n for n, row in enumerate(part) if _COVER_END.match(row)), -1)
    part = [row for row in part[cover + 1 :] if not _PAGE.match(row) and not _END.match(row)]
    head = next((n for n, row in enumerate(part) if _LEXIS_HEAD.match(row) or _BODY.match(row)), None)
    if head is None:
        raise ArticleError('there is no line "LENGTH: … words" or "Body" before its text; export it anew')
    start = next((n + 1 for n, row in enumerate(part) if _BODY.match(row)), None) or _after_fields(part, head)
    is_field = _is_nexis_field if kind == "Nexis Uni" else _is_lexis_field
    tail = _end_of_body(_blocks(part, start), is_field, len(part))
    fields = _fields(part[head:start], _LEXIS_HEAD)
    body = part[start:tail]
    if not any(c.isalpha() for row in body for c in row):
        raise ArticleError("there is no text under its headline; export full texts")
    title, source, published = _heading(part[:head], kind)
    title = fields.get("headline") or title
    captions = [_fields(part[tail:], _LEXIS_TAIL).get("graphic", "")]
    text = composed(_paragraphs(body), title=title, dateline=fields.get("dateline"), captions=captions)
    return Article(text, published, title, source, byline=people(fields.get("byline", "")))


def _blocks(part: list[str], start: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the blocks of lines from ``start`` on, which end at blank lines and before what looks like a field."""
    begin = start
    for at in range(start, len(part)):
        if not part[at].strip() or _LEXIS_TAIL.match(part[at]):
            yield begin, part[begin:at]
            begin = at
    yield begin, part[begin:]


def _is_nexis_field(rows: list[str], after: list[str]) -> bool:
    """Return whether a block is a field below a body.

    "UPDATE: Rebels bombed the town on Friday." is none but part of the body, as sentences are in no field, other
    than in those of captions (which are kept) and in what follows them.
    """
    found = next(map(_LEXIS_TAIL.match, rows), None)
    if found is None:
        return False
    if (found["label"] or found["heading"]).lower() in ("graphic", "classification"):
        return True
    return found["label"] is not None and not _is_prose([found["value"], *rows[1:]]) and not _is_prose(after)


def _is_lexis_field(rows: list[str], after: list[str]) -> bool:
    found = next(map(_LEXIS_TAIL.match, rows), None)
    return found is not None and (found["label"] or "").isupper() and _is_nexis_field(rows, after)


def _is_prose(rows: list[str]) -> bool:
    """Return whether there is a sentence: some words in small letters, and one that ends in a full stop or the like."""
    words = " ".join(rows).split()
    return sum(word[0].islower() for word in words) >= 3 and any(map(_SENTENCE_END.search, words))


def _after_fields(part: list[str], at: int) -> int:
    """Return where the body begins, if no line says so: after the fields, of which LENGTH is one line."""
    while at < len(part):
        field = _LEXIS_HEAD.match(part[at])
        if field:
            at += 1
            while (
                field["label"].upper() != "LENGTH"
                and at < len(part)
                and part[at].strip()
                and not _LEXIS_HEAD.match(part[at])
            ):
                at += 1
        elif part[at].strip():
            break
        else:
            at += 1
    return at


def _heading(rows: list[str], kind: Kind) -> tuple[str | None, str | None, str | None]:
    """Return title, source and day from the lines above the fields.

    LexisNexis centres the outlet, the date and the edition, and puts the title below them on the left; Nexis Uni
    gives title, outlet and date, a line each.
    """
    filled = [row for row in rows if row.strip() and not _COPYRIGHT.match(row)]
    dated = next((n for n, row in enumerate(filled) if _DAY.search(row)), None)
    if dated is None:
        return (" ".join(filled[-1].split()) if filled else None), None, None
    above, below = filled[:dated], filled[dated + 1 :]
    if kind == "Nexis Uni":
        title, source = above[:-1], above[-1:]
    else:
        source = above[:1]
        title = [row for row in below if not row.startswith(_CENTRED) and not _EDITION.search(row)]
    return (
        " ".join(" ".join(title).split()) or None,
        source[0].strip() if source else None,
        day_if_any(filled[dated]),
    )


def _paragraphs(rows: list[str]) -> list[str]:
    """Return the paragraphs, which end at blank lines; line breaks in them stay, for `lay_out` to judge."""
    return re.split(r"\n\s*\n", "\n".join(rows))
