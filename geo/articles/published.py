"""The day on which an article was published, from the many ways in which files write it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate

from dateutil import parser as date_parser

from geo.errors import ArticleError

__all__ = ["day_if_any", "day_of"]

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_IN_WORDS = re.compile(
    rf"\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}\b|\b\d{{1,2}}(?:st|nd|rd|th)?[\s-]{_MONTH}[\s,-]+\d{{4}}\b|"
    rf"\b\d{{4}}\s+{_MONTH}\s+\d{{1,2}}\b|\b{_MONTH}\s+\d{{1,2}}\s+\d\d:\d\d:\d\d\s+(?:[A-Z+-][A-Z\d:]+\s+)?\d{{4}}\b",
    re.I,
)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?=$|[T\s])")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?=$|[,\s])")
_YEAR_OF_TWO_DIGITS = re.compile(rf"(?:[a-z]+,?\s+)?\d{{1,2}}[\s-]{_MONTH}[\s-]\d\d\s+\d\d:\d\d", re.I)  # RFC 822
_COMPACT = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{2,6}")
_HOURS = re.compile(r"\d{8}(?:[01]\d|2[0-3])(?:[0-5]\d){0,2}")
_LONGEST = 500
"""Characters: the line of a ProQuest export in which outlet, place, day and page stand has up to some 200."""

_FIRST_YEAR = 1605
"""The first newspaper's, Relation of Strasbourg; programs write days of 0001 or 1601 where they have none."""

_SECONDS = range(10**8, 10**10)  # 1973 to 2286
_MILLISECONDS = range(10**11, 10**13)  # the same


def day_of(value: object) -> str | None:
    """Return the day, YYYY-MM-DD, that a value means; None for an empty one.

    Reads ISO 8601 dates and dates with times, RFC 2822, "July 15, 2016", "15 July 2016", 20160715, 201607151030,
    25/12/2016, and seconds or milliseconds since 1970 (the day in UTC). Where a time zone is written, the day stays
    the one that is written: it is the outlet's, in whose zone "on Friday" is meant.

    Raises
    ------
    ArticleError
        If the value is no such date, names more than one day or none (a month), lies before 1605 (the first
        newspaper), or day and month could be either (03/04/2016).
        The message names the value and the remedy; it is for the caller to say where it stands.
    """
    if value is None or value != value:  # noqa: PLR0124 (NaN: a table's empty cell)
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        raise _unreadable(value)
    text = str(value).strip()
    if not text:
        return None
    try:
        found = _day(text) if len(text) <= _LONGEST else None
    except (ValueError, OverflowError, OSError) as error:  # no such day, or beyond what a date can hold
        raise _unreadable(value) from error
    if found is None or found.year < _FIRST_YEAR:
        raise _unreadable(value)
    return found.isoformat()


def day_if_any(value: object) -> str | None:
    """Return the day as `day_of` does, but None where that refuses the value.

    For formats in which a date is often a month, a season or a program's default: the text is worth more than it.
    """
    try:
        return day_of(value)
    except ArticleError:
        return None


def _day(text: str) -> date | None:
    """Return the day that a text means, or None; ValueError if there is no such day."""
    if text.isascii() and text.isdigit():
        return _from_digits(text)
    if numbers := _YEAR_FIRST.match(text):
        return date(*map(int, numbers.groups()))
    if numbers := _YEAR_LAST.match(text):
        first, second, year = map(int, numbers.groups())
        if first != second and first <= 12 and second <= 12:
            return None
        return date(year, second, first) if first > 12 else date(year, first, second)
    if days := {date_parser.parse(found, ignoretz=True).date() for found in _IN_WORDS.findall(text)}:
        return days.pop() if len(days) == 1 else None
    moment = parsedate(text) if _YEAR_OF_TWO_DIGITS.match(text) else None
    return date(*moment[:3]) if moment else datetime.fromisoformat(text).date()


def _from_digits(text: str) -> date | None:
    if len(text) == 8:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    if _COMPACT.fullmatch(text):  # never seconds: those of such digits lie after 2030
        return _from_digits(text[:8]) if _HOURS.fullmatch(text) else None
    number = int(text) if len(text) < 14 else 0
    if number in _MILLISECONDS:
        number //= 1000
    return datetime.fromtimestamp(number, UTC).date() if number in _SECONDS else None


def _unreadable(value: object) -> ArticleError:
    return ArticleError(f"published {repr(value)[:60]} is no date, or could be two; write it as YYYY-MM-DD")
