"""Articles in rows: JSON Lines, JSON, CSV and TSV, with columns of configurable names."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any, BinaryIO

from geo.articles.document import Columns, Document
from geo.articles.published import day_of
from geo.articles.streams import MAX_LINE, bad_bytes, lines, open_text
from geo.errors import ArticleError
from geo.model import Article

__all__ = ["csv_documents", "json_documents", "json_lines"]

_DELIMITERS = ",;\t|"
_SHOWN_COLUMNS = 12
_CHUNK = 1 << 20
_SPACE = re.compile(r"\s*")


def json_lines(file: BinaryIO, name: str, columns: Columns | None = None) -> Iterator[Document]:
    """Yield a document for each line of a JSON Lines file that is not blank, named "NAME line 7".

    A line is an object with the fields of ``columns``, or a story as Dateline writes it (whose "article" holds
    them). A line that is no such object, or whose text is empty or date can't be read, is a document with an error.

    Raises
    ------
    ArticleError
        If the file is empty, or no text.
    """
    for line in lines(open_text(file, name)):
        where = f"{name} line {line.number}"
        if line.fault:
            yield _refused(where, line.fault)
            continue
        if not line.text.strip():
            continue
        try:
            value = json.loads(line.text)
        except (ValueError, RecursionError) as error:
            yield _refused(where, _json_fault(error))
        else:
            yield _document(value, where, columns or Columns())


def json_documents(file: BinaryIO, name: str, columns: Columns | None = None) -> Iterator[Document]:
    """Yield the documents of a JSON file: one object, or an array of them, named "NAME item 3".

    Objects are as in `json_lines`. An array is read object by object, and may be larger than memory.

    Raises
    ------
    ArticleError
        If the file is empty or no text, or where its JSON is broken: what stood before has been yielded.
    """
    for number, value, fault in _values(open_text(file, name), name):
        where = f"{name} item {number}" if number else name
        yield _refused(where, fault) if fault else _document(value, where, columns or Columns())


def csv_documents(file: BinaryIO, name: str, columns: Columns | None = None) -> Iterator[Document]:
    """Yield a document for each row of a CSV or TSV file with a header, named by the line in which the row begins.

    The delimiter is whichever of comma, semicolon, tab and vertical bar gives a header with the text's column.
    Fields in quotation marks may hold line breaks. A row with more fields than the header has an error, as part of
    its text would be lost; so has the last row if the file ends inside quotation marks.

    Raises
    ------
    ArticleError
        If the file is empty or no text, the text's column is missing, or a quotation mark is never closed.
    """
    columns = columns or Columns()
    source = _Lines(open_text(file, name), name)
    first = next(source, "")
    delimiter = _delimiter(first, name, columns)
    reader = csv.reader(itertools.chain([first], source), delimiter=delimiter)
    header = _next_row(reader, name, 1) or []
    if columns.text.strip().lower() not in _keys(header):
        raise ArticleError(f"{name}: {_no_column(columns.text, header)}")
    found = False
    while (row := _next_row(reader, name, begins := source.number + 1)) is not None:
        where = f"{name} line {begins}"
        faults = source.faults
        if source.ended:
            faults.append("the file ends inside a field that begins here; close the quotation mark")
        elif any(cell.strip() for cell in row[len(header) :]):
            mark = "a tab" if delimiter == "\t" else f'"{delimiter}"'
            faults.append(f"{len(row)} fields, but {len(header)} columns; put quotation marks round fields with {mark}")
        if faults:
            yield _refused(where, faults[0])
        elif any(cell.strip() for cell in row):
            yield _document(
                dict(zip(reversed(header), reversed(_padded(row, len(header))), strict=True)), where, columns
            )
        found = found or bool(row)
        source.faults = []
    if not found:
        raise ArticleError(f"{name}: there is a header, but no row; give a row for each article")


class _Lines(Iterator[str]):
    """Lines for the CSV reader, which asks for one more at the end only if a quotation mark is still open."""

    def __init__(self, text: io.TextIOWrapper, name: str) -> None:
        self._lines, self._name = lines(text), name
        self.number = 0
        self.ended = False
        self.faults: list[str] = []

    def __next__(self) -> str:
        line = next(self._lines, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self.number = line.number
        if line.fault and not line.text:
            raise ArticleError(f"{self._name} line {line.number}: {line.fault}")
        if line.fault:
            self.faults.append(line.fault)
        return line.text


def _delimiter(header: str, name: str, columns: Columns) -> str:
    """Return the delimiter with which the header has the text's column, or else the one that stands in it most."""
    for delimiter in _DELIMITERS:
        if columns.text.strip().lower() in _keys(_next_row(csv.reader([header], delimiter=delimiter), name, 1) or []):
            return delimiter
    return max(_DELIMITERS, key=header.count)


def _next_row(reader: Iterator[list[str]], name: str, begins: int) -> list[str] | None:
    """Return the next row or None, with room for an article in a field; csv's limit is global, and put back."""
    before = csv.field_size_limit(MAX_LINE)
    try:
        return next(reader, None)
    except csv.Error as error:
        remedy = "is a quotation mark not closed?"
        raise ArticleError(f"{name}: can't be read from line {begins} on ({error}); {remedy}") from error
    finally:
        csv.field_size_limit(before)


def _padded(row: list[str], length: int) -> list[str | None]:
    return [*row[:length], *[None] * (length - len(row))]


def _values(text: io.TextIOWrapper, name: str) -> Iterator[tuple[int, Any, str | None]]:
    """Yield (number from 1, value, fault) for each item of an array; (0, value, fault) for what is no array."""
    buffer = text.read(_CHUNK)
    at = _space(buffer, 0)
    if buffer[at : at + 1] != "[":
        buffer += text.read(MAX_LINE)
        try:
            yield 0, json.loads(buffer), bad_bytes(buffer, text.encoding)
        except (ValueError, RecursionError) as error:
            raise ArticleError(f"{name}: {_json_fault(error)}") from error
        return
    at, number, ended = at + 1, 0, False
    while True:
        at = _space(buffer, at)
        if buffer[at : at + 1] == "]":
            break
        if number and buffer[at : at + 1] == ",":
            at = _space(buffer, at + 1)
        try:
            value, end = json.JSONDecoder().raw_decode(buffer, at)
        except (ValueError, RecursionError) as error:
            end, fault = None, _json_fault(error)
        if end is not None and (ended or _space(buffer, end) < len(buffer)):
            number += 1
            yield number, value, bad_bytes(buffer[at:end], text.encoding)
            at = end
            continue
        # Most likely the item goes on beyond what was read: twice as much, so that a long one is not tried often.
        if ended or len(buffer) - at > MAX_LINE:
            broken = "it ends before the array does; it is cut off" if at == len(buffer) else fault
            raise ArticleError(f"{name} item {number + 1}: {broken}")
        more = text.read(max(_CHUNK, len(buffer) - at))
        buffer, at, ended = buffer[at:] + more, 0, not more
    if (buffer[at + 1 :] + text.read(_CHUNK)).strip():
        raise ArticleError(f"{name}: there is more after the end of the array; give one array, or JSON Lines")
    if not number:
        raise ArticleError(f"{name}: the array is empty; give an object for each article")


def _space(text: str, at: int) -> int:
    """Return where the white space that begins at ``at`` ends."""
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _document(value: object, where: str, columns: Columns) -> Document:
    """Return the article of a row or object, or the reason why there is none."""
    if not isinstance(value, dict):
        kind = {list: "an array", str: "a text", bool: "true or false", type(None): "null"}.get(type(value), "a number")
        return _refused(where, f"this is {kind}, not an object; give an object with the article's fields")
    try:
        if isinstance(story := value.get("article"), dict):
            return Document(where, _article(story, Columns()))
        return Document(where, _article(value, columns))
    except ArticleError as error:
        return _refused(where, str(error))


def _article(row: Mapping[str, Any], columns: Columns) -> Article:
    named = {key.strip().lower(): value for key, value in row.items()}
    column = {field.name: getattr(columns, field.name).strip().lower() for field in fields(Columns)}
    if column["text"] not in named:
        raise ArticleError(_no_column(columns.text, list(row)))
    text = named[column["text"]]
    if text is not None and not isinstance(text, str):
        raise ArticleError(f'"{columns.text}" is no text; give the article\'s text as a string')
    if not text or not any(c.isalpha() for c in text):
        raise ArticleError(f'there are no words in "{columns.text}"; give the article\'s text')
    byline = named.get("byline")
    return Article(
        text,
        published=day_of(named.get(column["published"])),
        title=_string(named.get(column["title"])),
        source=_string(named.get(column["source"])),
        id=_string(named.get(column["id"])),
        byline=tuple(n for n in byline if isinstance(n, str)) if isinstance(byline, list) else (),
    )


def _string(value: object) -> str | None:
    """Return a text or number as a text; None for what is empty or neither."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return None
    return str(value).strip() or None


def _keys(header: list[str]) -> list[str]:
    return [column.strip().lower() for column in header]


def _no_column(column: str, there: list[str]) -> str:
    shown = ", ".join(f'"{" ".join(name.split())[:40]}"' for name in there[:_SHOWN_COLUMNS]) or "none"
    more = ", …" if len(there) > _SHOWN_COLUMNS else ""
    return f'there is no column "{column}", only {shown}{more}; say which holds the text, as in --column text=body'


def _json_fault(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"this is no valid JSON ({error.msg[:80].lower()} at character {error.pos + 1}); write it anew"
    if isinstance(error, RecursionError):
        return "the JSON is nested too deeply; give an object with the article's fields"
    return "there is a number in it with too many digits; give it as a string"


def _refused(where: str, reason: str) -> Document:
    return Document(where, error=ArticleError(f"{where}: {reason}"))
