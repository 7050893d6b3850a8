"""How each wording of time is read: regular expression match in, TIMEX3 value out.

A reader gets the match, the publication day (None if unknown) and the direction in which the clause looks ("past",
"present", "future"); it returns a `Reading`, or None where the words turn out to be no time. Where the publication day
is needed and unknown, values keep TIMEX3's X for what is open.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from geo.dates import calendar
from geo.dates.calendar import in_calendar, interval_of, near, shift, unit_value
from geo.dates.vocabulary import CENTURIES, DECADES, LETTERS, MONTHS, NUMBERS, ORDINALS, PARTS, SEASONS, SETS, WEEKDAYS
from geo.model import DateInterval, Granularity

__all__ = [
    "Reader",
    "Reading",
    "ago",
    "anchored_duration",
    "century",
    "clock",
    "day_range",
    "decade",
    "duration",
    "full_date",
    "holiday",
    "hours",
    "iso_date",
    "later",
    "month_only",
    "named_day",
    "numeric_date",
    "open_duration",
    "quarter",
    "recent",
    "reference",
    "relative_unit",
    "repeated",
    "same_day",
    "season",
    "weekday",
    "weekdays",
    "year_only",
    "year_span",
]

_RECENT_DAYS = {"day": 7, "week": 28, "month": 182, "year": 1096}
"""How far "in recent days / weeks / months / years" reaches back, in days: a convention of ours."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A TIMEX3 value and the days it covers; without ``days`` they follow from the value.

    ``offset``, a unit and a count, is set where the words reckon from the day told before them ("two days later"):
    the value then follows from that day, and ``value`` holds only what is put behind it ("TMO").
    """

    value: str
    days: DateInterval | None = None
    offset: tuple[str, float] | None = None


Reader = Callable[[re.Match[str], dt.date | None, str], Reading | None]


def _number(text: str) -> float | None:
    """Return the number a word or figure means; None for "several" and its like."""
    text = text.lower()
    if text[0].isdigit():
        return float(text)
    if "-" in text:
        tens, ones = text.split("-", 1)
        return float(NUMBERS[tens] + NUMBERS[ones])
    found = NUMBERS.get({"half a": "half a", "half an": "half a", "couple of": "a couple of"}.get(text, text))
    return None if found is None else float(found)


def _month(match: re.Match[str]) -> int:
    return next(number for number, name in enumerate(MONTHS, 1) if name.startswith(match["month"].lower()[:3]))


def _unit(match: re.Match[str]) -> str:
    unit = match["unit"].lower()
    return "century" if unit.startswith("centur") else unit


def _year(text: str, reference: dt.date | None) -> int:
    """Return a year written with four or two digits; two digits mean the century that brings it nearest."""
    year = int(text)
    if len(text) > 2:
        return year
    now = reference.year if reference else 2000
    return min((year + century for century in (1800, 1900, 2000, 2100)), key=lambda full: abs(full - now))


def _group(match: re.Match[str], name: str) -> str | None:
    return match.groupdict().get(name)


def _calendar_day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _day_reading(day: dt.date | None) -> Reading | None:
    return None if day is None else Reading(day.isoformat())


def full_date(match: re.Match[str], published: dt.date | None, direction: str) -> Reading | None:
    """Read "July 14, 2016", "14 July": a day of the year."""
    month, day, year = _month(match), int(match["day"]), _group(match, "year")
    if year is None and published is None:
        return Reading(f"XXXX-{month:02d}-{day:02d}")
    full = int(year) if year else near(published, month, day, direction) if published else 0
    return _day_reading(_calendar_day(full, month, day))


def day_range(match: re.Match[str], published: dt.date | None, direction: str) -> Reading | None:
    """Read "3 to 5 March": an interval of days."""
    first = full_date(match, published, direction)
    last = int(match["to"])
    if first is None or last <= int(match["day"]) or last > 31:
        return None
    return Reading(f"{first.value}/{first.value[:-2]}{last:02d}")


def numeric_date(match: re.Match[str], published: dt.date | None, _: str) -> Reading | None:
    """Read "7/14/2016" (month first unless that is no month) and "14.7.2016" (day first)."""
    first, second, year = int(match["first"]), int(match["second"]), _year(match["year"], published)
    month, day = (second, first) if first > 12 or match["mark"] == "." else (first, second)
    return _day_reading(_calendar_day(year, month, day))


def iso_date(match: re.Match[str], _published: dt.date | None, _: str) -> Reading | None:
    """Read "2016-07-14"."""
    return Reading(match[0]) if interval_of(match[0]) else None


def month_only(match: re.Match[str], published: dt.date | None, direction: str) -> Reading | None:
    """Read "July 2016", "last July", "July"."""
    month, year, shifted = _month(match), _group(match, "year"), (_group(match, "relative") or "").lower()
    if year:
        return Reading(f"{int(year):04d}-{month:02d}")
    if published is None:
        return Reading(f"XXXX-{month:02d}")
    if shifted in ("last", "past"):
        full = near(published, month, None, "past")
        full -= (full, month) == (published.year, published.month)
    elif shifted in ("next", "coming"):
        full = near(published, month, None, "future")
        full += (full, month) == (published.year, published.month)
    elif shifted == "this":
        full = published.year
    else:
        full = near(published, month, None, direction)
    return Reading(f"{in_calendar(full):04d}-{month:02d}")


def weekday(match: re.Match[str], published: dt.date | None, direction: str) -> Reading:
    """Read "Friday", "last Friday", "Friday night", "Friday last week"."""
    number = next(n for n, name in enumerate(WEEKDAYS) if name == match["weekday"].lower())
    part = _group(match, "part")
    suffix = f"T{PARTS[part.lower()]}" if part else ""
    if published is None:
        return Reading(f"XXXX-WXX-{number + 1}{suffix}")
    back, relative = (published.weekday() - number) % 7, (_group(match, "relative") or "").lower()
    week = (_group(match, "week") or "").lower()
    if week:
        monday = published - dt.timedelta(published.weekday())
        day = monday + dt.timedelta(number + (7 if week == "next" else -7))
    elif relative in ("next", "coming") or (direction == "future" and relative not in ("last", "past")):
        ahead = (number - published.weekday()) % 7
        day = published + dt.timedelta(ahead or (7 if relative in ("next", "coming") else 0))
    else:
        day = published - dt.timedelta(back or (7 if relative in ("last", "past") else 0))
    return Reading(day.isoformat() + suffix)


def weekdays(match: re.Match[str], _published: dt.date | None, _: str) -> Reading:
    """Read "Fridays", a repeated day."""
    number = next(n for n, name in enumerate(WEEKDAYS) if name == match["weekday"].lower())
    return Reading(f"XXXX-WXX-{number + 1}")


def named_day(match: re.Match[str], published: dt.date | None, _: str) -> Reading:
    """Read "today", "yesterday", "tonight", "this morning", "last night"."""
    name, part = match["name"].lower(), (_group(match, "part") or "").lower()
    step = {"yesterday": -1, "tomorrow": 1, "last night": -1, "last evening": -1}.get(name, 0)
    whole = {"tonight": "TNI", "last night": "TNI", "overnight": "TNI", "last evening": "TEV"}
    suffix = whole.get(name) or (f"T{PARTS[part]}" if part else "")
    if published is None:
        return Reading({-1: "PAST_REF", 0: "PRESENT_REF", 1: "FUTURE_REF"}[step])
    return Reading((published + dt.timedelta(step)).isoformat() + suffix)


def relative_unit(match: re.Match[str], published: dt.date | None, _: str) -> Reading | None:
    """Read "last week", "this month", "next year": the calendar unit before, around or after the publication day."""
    relative, unit = match["relative"].lower(), match["unit"].lower()
    step = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1, "following": 1}.get(relative, 0)
    if published is None:
        return Reading({-1: "PAST_REF", 0: "PRESENT_REF", 1: "FUTURE_REF"}[step])
    if unit in SEASONS:
        return Reading(f"{_season_year(published, unit, step):04d}-{SEASONS[unit]}")
    if unit == "weekend":
        # "last weekend" is the one that ended; on weekdays "this weekend" may lie on either side, news means the past.
        back = 7 if step < 0 and published.weekday() >= 5 else 0
        days = -back if step <= 0 and published.weekday() >= 5 else 7 * step if step > 0 else -7
        moved = published + dt.timedelta(days)
    else:
        moved = shift(published, unit, step)
    return Reading(unit_value(moved, "week") + "-WE" if unit == "weekend" else unit_value(moved, unit))


def _season_year(published: dt.date, season: str, step: int) -> int:
    month = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}[season]
    year = near(published, month, None, "future" if step > 0 else "past" if step < 0 else "present")
    inside = interval_of(f"{year}-{SEASONS[season]}")
    if step < 0 and inside and inside.start <= published.isoformat() <= inside.end:
        year -= 1
    return in_calendar(year)


def season(match: re.Match[str], published: dt.date | None, direction: str) -> Reading:
    """Read "the summer of 2016", "the summer"."""
    season, year = match["season"].lower(), _group(match, "year")
    if year:
        return Reading(f"{int(year):04d}-{SEASONS[season]}")
    if published is None:
        return Reading(f"XXXX-{SEASONS[season]}")
    return Reading(
        f"{_season_year(published, season, {'past': 0, 'future': 1}.get(direction, 0)):04d}-{SEASONS[season]}"
    )


def _stretch(published: dt.date, unit: str, count: float, *, ahead: bool) -> DateInterval | None:
    if unit in ("second", "minute"):
        return None
    other = shift(published, unit, count if ahead else -count)
    first, last = (published, other) if ahead else (other, published)
    granularity: Granularity = "week" if unit in ("hour", "day", "week") else "month" if unit == "month" else "year"
    return DateInterval(first.isoformat(), last.isoformat(), granularity)


def _period(unit: str, count: float | None, *, half: bool = False) -> str:
    if count is not None and half:
        count += 0.5
    letter = LETTERS[unit]
    figure = "X" if count is None else f"{count:g}"
    return f"PT{figure}{letter[1]}" if letter[0] == "T" else f"P{figure}{letter}"


def anchored_duration(match: re.Match[str], published: dt.date | None, _: str) -> Reading:
    """Read "the past two weeks", "the next month": a duration that ends or begins on the publication day."""
    unit, word = _unit(match), _group(match, "number")
    count = _number(word) if word else 1.0
    days = None
    if published is not None:
        ahead = match["relative"].lower() in ("next", "coming", "following")
        days = _stretch(published, unit, count if count is not None else 5.0, ahead=ahead)
    return Reading(_period(unit, count, half=bool(_group(match, "half"))), days)


def recent(match: re.Match[str], published: dt.date | None, _: str) -> Reading:
    """Read "in recent days", "the coming weeks": vague, near the publication day."""
    ahead = match["relative"].lower() in ("coming", "next")
    value = "FUTURE_REF" if ahead else "PAST_REF"
    reach = _RECENT_DAYS.get(_unit(match))
    if published is None or reach is None:
        return Reading(value)
    other = published + dt.timedelta(reach if ahead else -reach)
    first, last = (published, other) if ahead else (other, published)
    return Reading(value, DateInterval(first.isoformat(), last.isoformat(), "week" if reach == 7 else "vague"))


def ago(match: re.Match[str], published: dt.date | None, _: str) -> Reading | None:
    """Read "three days ago": the day, week, month or year at that distance."""
    unit, count = _unit(match), _number(match["number"])
    if count is None or published is None:
        return Reading("PAST_REF" if match["way"].lower() != "from now" else "FUTURE_REF")
    count += 0.5 if _group(match, "half") else 0.0
    if unit in ("second", "minute", "hour"):
        return Reading(published.isoformat())
    moved = shift(published, unit, count if match["way"].lower() == "from now" else -count)
    return Reading(unit_value(moved, unit))


def later(match: re.Match[str], _published: dt.date | None, _: str) -> Reading | None:
    """Read "two days later", "a year earlier": at a distance from the day told before."""
    unit, count = _unit(match), _number(match["number"])
    if count is None or unit in ("second", "minute", "hour"):
        return None
    count += 0.5 if _group(match, "half") else 0.0
    exact = unit == "day" or _group(match, "exactly") is not None
    return Reading("" if exact else unit, None, (unit, -count if match["way"].lower() == "earlier" else count))


def same_day(match: re.Match[str], _published: dt.date | None, _: str) -> Reading:
    """Read "the same day", "that night", "the day before", "the following morning"."""
    way, part = (_group(match, "way") or "").lower(), (_group(match, "part") or "day").lower()
    step = {"previous": -1, "preceding": -1, "before": -1, "next": 1, "following": 1, "after": 1}.get(way, 0)
    return Reading("" if part == "day" else f"T{PARTS[part]}", None, ("day", step))


def duration(match: re.Match[str], _published: dt.date | None, _: str) -> Reading:
    """Read "two and a half years", "12-hour"."""
    return Reading(_period(_unit(match), _number(match["number"]), half=bool(_group(match, "half"))))


def open_duration(match: re.Match[str], _published: dt.date | None, _: str) -> Reading:
    """Read "for years", "decades": a duration without a number."""
    return Reading(_period(_unit(match), None))


def year_only(match: re.Match[str], _published: dt.date | None, _: str) -> Reading:
    """Read "2016"."""
    return Reading(f"{int(match['year']):04d}")


def year_span(match: re.Match[str], _published: dt.date | None, _: str) -> Reading | None:
    """Read "2010-11"."""
    first = int(match["year"])
    last = first // 100 * 100 + int(match["to"])
    return Reading(f"{first:04d}/{last:04d}") if first < last <= first + 20 else None


def decade(match: re.Match[str], published: dt.date | None, _: str) -> Reading:
    """Read "the 1990s", "the '90s", "the nineties"."""
    if match["word"]:
        return Reading(f"{(published.year if published and published.year < 2000 else 1999) // 100:02d}"
                       f"{DECADES[match['word'].lower()]}")  # fmt: skip
    digits = match["digits"]
    return Reading(digits[:3] if len(digits) == 4 else f"{_year(digits, published) // 10:03d}")


def century(match: re.Match[str], _published: dt.date | None, _: str) -> Reading:
    """Read "the 19th century"."""
    word = match["century"].lower()
    number = CENTURIES.get(word) or int(word[:2])
    return Reading(f"{number - 1:02d}")


def quarter(match: re.Match[str], published: dt.date | None, direction: str) -> Reading | None:
    """Read "the third quarter of 2016", "Q3", "the first half of 2016"."""
    word, year = match["number"].lower(), _group(match, "year")
    number = ORDINALS.get(word) or int(word[-1])
    letter = "H" if match["kind"].lower() == "half" else "Q"
    if letter == "H" and number > 2:
        return None
    if year:
        return Reading(f"{int(year):04d}-{letter}{number}")
    if published is None:
        return Reading(f"XXXX-{letter}{number}")
    full = near(published, number * (6 if letter == "H" else 3), None, direction)
    return Reading(f"{full:04d}-{letter}{number}")


def repeated(match: re.Match[str], _published: dt.date | None, _: str) -> Reading:
    """Read "every Friday", "every other week", "daily"."""
    if _group(match, "adverb"):
        return Reading(SETS[match["adverb"].lower()])
    if _group(match, "weekday"):
        return Reading(f"XXXX-WXX-{WEEKDAYS.index(match['weekday'].lower()) + 1}")
    return Reading(_period(_unit(match), 2.0 if _group(match, "other") else 1.0))


def reference(value: str) -> Reader:
    """Return a reader for words that only point to the past, the present or the future."""

    def read(_match: re.Match[str], published: dt.date | None, _: str) -> Reading:
        days = None
        if published is not None and value == "PAST_REF" and _match[0].lower() in ("recently", "lately"):
            days = DateInterval((published - dt.timedelta(60)).isoformat(), published.isoformat(), "vague")
        return Reading(value, days)

    return read


def clock(match: re.Match[str], _published: dt.date | None, _: str) -> Reading | None:
    """Read a time of day as "T18:00"; the day is put before it when the whole text has been read."""
    word = (_group(match, "word") or "").lower()
    if word:
        return Reading({"noon": "T12:00", "midday": "T12:00", "midnight": "T24:00"}[word])
    hour, minute, half = (
        int(match["hour"]),
        int(_group(match, "minute") or 0),
        (_group(match, "half_day") or "").lower(),
    )
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour > 24 or minute > 59:
        return None
    zone = "Z" if (_group(match, "zone") or "") in ("GMT", "UTC") else ""
    return Reading(f"T{hour:02d}:{minute:02d}{zone}")


def hours(match: re.Match[str], published: dt.date | None, direction: str) -> Reading | None:
    """Read "1830" and "0930 GMT", the four figures of a day's 24 hours."""
    return clock(match, published, direction)


def holiday(match: re.Match[str], published: dt.date | None, direction: str) -> Reading | None:
    """Read "Easter", "last Christmas", "Thanksgiving 2015", by data/lexicon/holidays.csv."""
    name, year = match["holiday"].lower(), _group(match, "year")
    relative = (_group(match, "relative") or "").lower()
    if year:
        return _day_reading(calendar.holiday(name, int(year)))
    if published is None:
        return None
    days = [day for step in (-1, 0, 1) if (day := calendar.holiday(name, published.year + step)) is not None]
    if relative == "last":
        days = [day for day in days if day < published]
    elif relative == "next" or direction == "future":
        days = [day for day in days if day >= published]
    elif direction == "past":
        days = [day for day in days if day <= published]
    return Reading(min(days, key=lambda day: abs(day - published)).isoformat()) if days else None
