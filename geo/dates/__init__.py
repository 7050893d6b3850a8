"""Time expressions: an article's dates, times and durations with their TIMEX3 values.

Relative wordings are read against the publication day: "Friday" printed on a Friday is that day, in a clause that looks
back it is the last Friday, in one that looks ahead the next. Without a publication day the value keeps TIMEX3's X.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from geo.dates.calendar import interval_of, shift, unit_value
from geo.dates.direction import direction
from geo.dates.doubles import is_time
from geo.dates.rules import present, rules
from geo.language import readable
from geo.model import Article, DateInterval, TimeExpression

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Doc

    from geo.dates.readers import Reading
    from geo.dates.rules import Rule

__all__ = ["find"]

_BESIDE = 60
"""Characters within which a day and a time of day belong together."""


def find(article: Article, doc: Doc) -> tuple[TimeExpression, ...]:
    """Return the article's time expressions in text order, none overlapping another.

    ``doc`` is the article's parse (`geo.language.parse`). Values are TIMEX3; an expression's ``interval`` holds the
    days it covers, None for durations, repeated times and bare references ("now").
    """
    published = dt.date.fromisoformat(article.published) if article.published else None
    found: list[tuple[TimeExpression, Reading]] = []
    for start, end, reading in _readings(readable(article.text), doc, published):
        words = article.text[start:end]
        days = reading.days or interval_of(reading.value)
        interval = days and DateInterval(days.start, days.end, days.granularity, words)
        found.append((TimeExpression(words, start, end, reading.value, interval), reading))
    return tuple(_with_days(found, article.published))


def _readings(text: str, doc: Doc, published: dt.date | None) -> Iterator[tuple[int, int, Reading]]:
    cues = present(text)
    matches = sorted(
        ((match.start(), -match.end(), number, match) for number, rule in enumerate(rules())
         if not rule.cues.isdisjoint(cues) for match in rule.pattern.finditer(text)),
        key=lambda item: item[:3],
    )  # fmt: skip
    reached = 0
    for start, minus_end, number, match in matches:
        if start < reached:
            continue
        span = doc.char_span(start, -minus_end, alignment_mode="expand")
        rule = rules()[number]
        if span is not None and not is_time(span, match[0], rule.read):
            continue
        reading = _read(rule, match, published, direction(span))
        if reading is not None:
            yield start, -minus_end, reading
            reached = -minus_end


def _read(rule: Rule, match: re.Match[str], published: dt.date | None, direction: str) -> Reading | None:
    """Read a wording; where the reckoning leaves the years 1 to 9999, as if no publication day were known."""
    try:
        return rule.read(match, published, direction)
    except (ValueError, OverflowError):
        return rule.read(match, None, direction)


def _with_days(found: Sequence[tuple[TimeExpression, Reading]], published: str | None) -> Iterator[TimeExpression]:
    """Give words that lean on a day told elsewhere that day: bare times of day, "the same day", "two days later"."""
    last = published
    for number, (time, reading) in enumerate(found):
        full = time
        if reading.offset is not None:
            full = _from_day(time, reading, last)
        elif time.value.startswith("T"):
            day = _neighbouring_day(found, number) or last or "XXXX-XX-XX"
            days = interval_of(day)
            interval = days and DateInterval(days.start, days.end, "day", time.text)
            full = TimeExpression(time.text, time.start, time.end, day + time.value, interval)
        if reading.offset is None or reading.offset[0] == "day":
            last = _day(full) or last
        yield full


def _from_day(time: TimeExpression, reading: Reading, day: str | None) -> TimeExpression:
    """Return an expression reckoned from a day ("two days later"); without one it only points back or ahead."""
    unit, count = reading.offset or ("day", 0)
    try:
        moved = shift(dt.date.fromisoformat(day), unit, count) if day else None
    except (ValueError, OverflowError):
        moved = None
    if moved is None:
        return TimeExpression(time.text, time.start, time.end, "FUTURE_REF" if count > 0 else "PAST_REF")
    suffix = reading.value if reading.value.startswith("T") else ""
    value = moved.isoformat() + suffix if suffix or not reading.value else unit_value(moved, reading.value)
    days = interval_of(value)
    interval = days and DateInterval(days.start, days.end, days.granularity, time.text)
    return TimeExpression(time.text, time.start, time.end, value, interval)


def _neighbouring_day(found: Sequence[tuple[TimeExpression, Reading]], number: int) -> str | None:
    """Return the day told beside a time of day, the one behind it first ("at 6 p.m. on Monday")."""
    time = found[number][0]
    for k in (number + 1, number - 1):
        if 0 <= k < len(found) and abs(found[k][0].start - time.start) < _BESIDE and (day := _day(found[k][0])):
            return day
    return None


def _day(time: TimeExpression) -> str | None:
    return time.interval.start if time.interval and time.interval.granularity == "day" else None
