"""Calendar arithmetic in TIMEX3 values: which days a value covers, and which value a distance in time has.

Values follow TIMEX3 (ISO-TimeML, TimeML annotation guidelines 1.2.1): 2016-07-14, 2016-W28, 2016-W28-WE,
2016-07, 2016-Q3, 2016-H2, 2016-SU, 2016, 201 (a decade), 20 (a century), 2016-07-14TNI (part of a day),
P2W (a duration), a/b (an interval). Weeks are ISO weeks; winter is counted from December of its year.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from functools import cache

from dateutil.easter import EASTER_ORTHODOX, easter
from dateutil.relativedelta import relativedelta

from geo._data import DATA
from geo.model import DateInterval, Granularity

__all__ = ["holiday", "holiday_names", "in_calendar", "interval_of", "near", "shift", "unit_value"]

_SEASON_MONTH = {"SP": 3, "SU": 6, "FA": 9, "AU": 9, "WI": 12}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_SOON = 45
"""Days ahead within which "11 March" is the coming one in a clause in the past tense."""

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T.*)?$")
_WEEK = re.compile(r"(\d{4})-W(\d\d)(-WE)?$")
_PART_OF_YEAR = re.compile(r"(\d{4})-(?:(\d\d)|Q([1-4])|H([12])|(SP|SU|FA|AU|WI))$")
_WHOLE = re.compile(r"\d{2,4}$")


def interval_of(value: str, text: str | None = None) -> DateInterval | None:
    """Return the days a TIMEX3 value covers (both ends inclusive), or None if it names no calendar time.

    ``text`` is the wording kept in the interval.
    """
    if "/" in value:
        first, last = (interval_of(part) for part in value.split("/", 1))
        if first is None or last is None or first.start > last.end:
            return None
        return DateInterval(first.start, last.end, last.granularity, text)
    try:
        span = _days(value)
    except (ValueError, OverflowError):
        return None
    return span and DateInterval(span[0].isoformat(), span[1].isoformat(), span[2], text)


def _days(value: str) -> tuple[dt.date, dt.date, Granularity] | None:
    if match := _DAY.match(value):
        day = dt.date(*(int(part) for part in match.groups()))
        return day, day, "day"
    if match := _WEEK.match(value):
        monday = dt.date.fromisocalendar(int(match[1]), int(match[2]), 1)
        first = monday + dt.timedelta(5) if match[3] else monday
        return first, monday + dt.timedelta(6), "week"
    if match := _PART_OF_YEAR.match(value):
        month, count, granularity = _part_of_year(match)
        return _months(int(match[1]), month, count, granularity)
    if _WHOLE.match(value):
        years = 10 ** (4 - len(value))
        first_year = int(value) * years
        return dt.date(first_year, 1, 1), dt.date(first_year + years - 1, 12, 31), "year" if years == 1 else "decade"
    return None


def _part_of_year(match: re.Match[str]) -> tuple[int, int, Granularity]:
    """Return the first month and the number of months of "-07", "-Q3", "-H2" or "-SU"."""
    if match[2]:
        return int(match[2]), 1, "month"
    if match[3]:
        return 3 * int(match[3]) - 2, 3, "season"
    return (6 * int(match[4]) - 5, 6, "season") if match[4] else (_SEASON_MONTH[match[5]], 3, "season")


def _months(year: int, month: int, count: int, granularity: Granularity) -> tuple[dt.date, dt.date, Granularity]:
    first = dt.date(year, month, 1)
    return first, first + relativedelta(months=count, days=-1), granularity


def shift(day: dt.date, unit: str, count: float) -> dt.date:
    """Return ``day`` moved by ``count`` units (negative: back).

    Raises
    ------
    ValueError, OverflowError
        Where that is beyond the years 1 to 9999.
    """
    months = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
    if unit in months:
        return day + relativedelta(months=round(count * months[unit]))
    return day + dt.timedelta(days={"day": 1.0, "week": 7.0}.get(unit, 0.0) * count)


def unit_value(day: dt.date, unit: str) -> str:
    """Return the TIMEX3 value of the unit of time around ``day``: its week, month, quarter, year …"""
    if unit == "week":
        year, week, _ = day.isocalendar()
        return f"{year:04d}-W{week:02d}"
    formats = {
        "month": f"{day.year:04d}-{day.month:02d}",
        "quarter": f"{day.year:04d}-Q{(day.month + 2) // 3}",
        "year": f"{day.year:04d}",
        "decade": f"{day.year // 10:03d}",
        "century": f"{day.year // 100:02d}",
    }
    return formats.get(unit, day.isoformat())


def near(reference: dt.date, month: int, day: int | None, direction: str) -> int:
    """Return the year a month (and day) without a year means, seen from ``reference``.

    ``direction`` is "past" (the latest that is not after the reference), "future" (the earliest not before it)
    or "present" (the nearest). A day that comes within `_SOON` is meant even if the clause looks back: of one eleven
    months ago the writer would give the year. Without a day, the reference's own month is both past and future.

    Raises
    ------
    OverflowError
        Where that year is not among 1 to 9999.
    """

    def distance(year: int) -> int:
        if day is None:
            return (year - reference.year) * 12 + month - reference.month
        return (year - reference.year) * 372 + (month - reference.month) * 31 + day - reference.day

    years = [reference.year + step for step in (-1, 0, 1)]
    if direction == "past" and not (day and any(0 < distance(year) <= _SOON for year in years)):
        years = [year for year in years if distance(year) <= 0]
    elif direction == "future":
        years = [year for year in years if distance(year) >= 0]
    return in_calendar(min(years, key=lambda year: (abs(distance(year)), -year)))


def in_calendar(year: int) -> int:
    """Return the year.

    Raises
    ------
    OverflowError
        If it is not among 1 to 9999, the years that dates have.
    """
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise OverflowError(year)
    return year


@cache
def _holiday_rules() -> dict[str, str]:
    with (DATA / "lexicon" / "holidays.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"].lower(): row["rule"] for row in csv.DictReader(file)}


def holiday_names() -> tuple[str, ...]:
    """Return the names of all holidays in data/lexicon/holidays.csv, longest first, in lower case."""
    return tuple(sorted(_holiday_rules(), key=len, reverse=True))


def holiday(name: str, year: int) -> dt.date | None:
    """Return the day of a holiday in a year, by the rule in data/lexicon/holidays.csv.

    None for other names and beyond the years 1 to 9999.

    Rules: ``MM-DD``; ``easter+N`` and ``orthodox+N`` (days from Easter Sunday); ``M#N-Weekday`` (the N-th such
    weekday of month M, -1 the last).
    """
    rule = _holiday_rules().get(name.lower())
    try:
        return None if rule is None else _by_rule(rule, year)
    except (ValueError, OverflowError):
        return None


def _by_rule(rule: str, year: int) -> dt.date:
    if match := re.match(r"(easter|orthodox)([+-]\d+)$", rule):
        sunday = easter(year, EASTER_ORTHODOX) if match[1] == "orthodox" else easter(year)
        return sunday + dt.timedelta(int(match[2]))
    if match := re.match(r"(\d+)#(-?\d)-(\w+)$", rule):
        month, number, weekday = int(match[1]), int(match[2]), _WEEKDAYS.index(match[3])
        if number > 0:
            first = dt.date(year, month, 1)
            return first + dt.timedelta((weekday - first.weekday()) % 7 + 7 * (number - 1))
        last = dt.date(year, month, 1) + relativedelta(months=1, days=-1)
        return last - dt.timedelta((last.weekday() - weekday) % 7)
    month, day = map(int, rule.split("-"))
    return dt.date(year, month, day)
