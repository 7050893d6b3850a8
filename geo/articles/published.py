"""The day on which an article was published, from the many ways in which files write it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from dateutil import parser as date_parser

from geo.errors import ArticleError

__all__ = ["day_of"]

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_IN_WORDS = re.compile(
    rf"\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}\b|\b\d{{1,2}}(?:st|nd|rd|th)?[\s-]{_MONTH}[\s,-]+\d{{4}}\b|"
    rf"\b\d{{4}}\s+{_MONTH}\s+\d{{1,2}}\b",
    re.I,
)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?=$|[T\s])")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?=$|[,\s])")
_SECONDS = range(10**8, 10**10)  # 1973 to 2286
_MILLISECONDS = range(10**11, 10**13)  # the same


def day_of(value: object) -> str | None:
    """Return the day, YYYY-MM-DD, that a value means; None for an empty one.

    Reads ISO 8601 dates and dates with times (the day as written, in whatever time zone), RFC 2822, "July 15, 2016",
    "15 July 2016", 20160715, 25/12/2016, and seconds or milliseconds since 1970 (the day in UTC).

    Raises
    ------
    ArticleError
        If the value is no such date, names more than one day, or day and month could be either (03/04/2016).
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
        found = _day(text)
    except (ValueError, OverflowError, OSError) as error:  # no such day, or beyond what a date can hold
        raise _unreadable(value) from error
    if found is None:
        raise _unreadable(value)
    return found.isoformat()


def _day(text: str) -> date | None:
    """Return the day that a text means, or None; ValueError if there is no such day."""
    if text.isascii() and text.isdigit():
        return _from_digits(text)
    if numbers := _YEAR_FIRST.match(text):
        year, month, day = map(int, numbers.groups())
        return date(year, month, day)
    if numbers := _YEAR_LAST.match(text):
        first, second, year = map(int, numbers.groups())
        if first != second and first <= 12 and second <= 12:
            return None
        return date(year, second, first) if first > 12 else date(year, first, second)
    if days := {date_parser.parse(found).date() for found in _IN_WORDS.findall(text)}:
        return days.pop() if len(days) == 1 else None
    return datetime.fromisoformat(text).date()


def _from_digits(text: str) -> date | None:
    if len(text) == 8:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    number = int(text) if len(text) < 14 else 0
    if number in _MILLISECONDS:
        number //= 1000
    return datetime.fromtimestamp(number, UTC).date() if number in _SECONDS else None


def _unreadable(value: object) -> ArticleError:
    return ArticleError(f"published {repr(value)[:60]} is no date, or could be two; write it as YYYY-MM-DD")
