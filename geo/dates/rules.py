"""The wordings of time in English news, each with the reader that gives its TIMEX3 value (`geo.dates.readers`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from geo.dates.calendar import holiday_names
from geo.dates.readers import (
    Reader,
    ago,
    anchored_duration,
    century,
    clock,
    day_range,
    decade,
    duration,
    full_date,
    holiday,
    hours,
    iso_date,
    later,
    month_only,
    named_day,
    numeric_date,
    open_duration,
    quarter,
    recent,
    reference,
    relative_unit,
    repeated,
    same_day,
    season,
    weekday,
    weekdays,
    year_only,
    year_span,
)
from geo.dates.vocabulary import (
    BEFORE_DATE,
    DAY,
    DECADES,
    FULL_MONTH,
    LETTERS,
    MONTH,
    MONTHS,
    NUMBER,
    PART,
    PART_NAMES,
    PHASE,
    RELATIVE,
    SEASONS,
    SETS,
    TO_DAY,
    UNIT,
    UNITS,
    UP_TO,
    WEEKDAY,
    YEAR,
    ZONE,
)

__all__ = ["Rule", "present", "rules"]

_DIGIT = re.compile(r"\d")
_ANY_DIGIT = "a digit"
_NUMBERED_MONTH = "a month beside a number"
_DAY_PARTS = ("day", *PART_NAMES.split("|"))
_STEMS = tuple(month[:3] for month in MONTHS)
_MONTH_AND_NUMBER = re.compile(
    r"\d(?:st|nd|rd|th)? (?:of )?(?:{0})|(?:{0})[a-z]*\.?(?: of|,)? \d".format("|".join(_STEMS))
)
_PERIODS = ("week", "month", "year", "decade", "century")
_AHEAD_OR_BACK = ("last", "next", "past", "coming", "previous", "following")


@dataclass(frozen=True, slots=True)
class Rule:
    """A wording, how it is read, and the cues (see `present`) of which it holds at least one."""

    pattern: re.Pattern[str]
    read: Reader
    cues: frozenset[str]


def _rule(pattern: str, read: Reader, *cues: str, ignore_case: bool = True) -> Rule:
    bounded = rf"(?<![\w$])(?:{pattern})(?!\w)"
    return Rule(re.compile(bounded, re.IGNORECASE if ignore_case else 0), read, frozenset(cues))


def present(text: str) -> frozenset[str]:
    """Return which rules' cues a text holds: words in lower case, `_ANY_DIGIT`, `_NUMBERED_MONTH`.

    Most wordings are in few texts, and looking for a word is far cheaper than for its wording.
    """
    lowered = text.lower()
    found = {cue for cue in _cues() if cue in lowered}
    if _DIGIT.search(text):
        found.add(_ANY_DIGIT)
        if _MONTH_AND_NUMBER.search(lowered):
            found.add(_NUMBERED_MONTH)
    return frozenset(found)


@cache
def _cues() -> frozenset[str]:
    return frozenset().union(*(rule.cues for rule in rules())) - {_ANY_DIGIT, _NUMBERED_MONTH}


@cache
def rules() -> tuple[Rule, ...]:
    """Return every wording, all tried at every position: the longest match wins, the earlier rule among equals."""
    holidays = "|".join(re.escape(name) for name in holiday_names())
    return (
        _rule(r"\d{4}-\d\d-\d\d", iso_date, _ANY_DIGIT),
        _rule(r"(?P<first>\d{1,2})(?P<mark>[/.])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4}|\d\d)",
              numeric_date, _ANY_DIGIT),
        _rule(rf"{MONTH} {DAY}{UP_TO}{TO_DAY}(?:,? {YEAR})?", day_range, _NUMBERED_MONTH),
        _rule(rf"{DAY}{UP_TO}{TO_DAY} (?:of )?{MONTH}(?:,? {YEAR})?", day_range, _NUMBERED_MONTH),
        _rule(rf"{BEFORE_DATE}{MONTH} {DAY}(?:,? {YEAR})?", full_date, _NUMBERED_MONTH),
        _rule(rf"{BEFORE_DATE}(?:the )?{DAY} (?:of )?{MONTH}(?:,? {YEAR})?", full_date, _NUMBERED_MONTH),
        _rule(rf"(?:{PHASE}[- ])?{MONTH}(?: of|,)? {YEAR}", month_only, _NUMBERED_MONTH),
        _rule(rf"(?:(?:{PHASE}|{RELATIVE})[- ])?{FULL_MONTH}", month_only, *_STEMS, ignore_case=False),
        _rule(r"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?: hours)?(?:,? (?:(?P<zone>GMT|UTC)|local time))?",
              hours, _ANY_DIGIT),
        _rule(rf"(?:{RELATIVE} )?(?:(?:early|late) (?:on )?)?{WEEKDAY}(?: {PART})?"
              r"(?: (?:of )?(?P<week>last|next) week)?", weekday, "day", ignore_case=False),
        _rule(rf"{WEEKDAY}(?: {PART})?s", weekdays, "day", ignore_case=False),
        _rule(rf"(?:(?:early|late|earlier|later) )?(?P<name>today|yesterday|tomorrow)(?: {PART})?", named_day,
              "today", "yesterday", "tomorrow"),
        _rule(r"(?:(?:early|late) )?(?P<name>tonight|last (?:night|evening)|overnight)", named_day,
              "tonight", "last night", "last evening", "overnight"),
        _rule(rf"(?P<name>this) {PART}", named_day, *(f"this {part}" for part in _DAY_PARTS)),
        _rule(r"(?:(?:earlier|later) )?(?:(?:that|the) (?:very )?same|that(?: very)?) "
              rf"(?P<part>day|{PART_NAMES})", same_day, "same", "that very", *(f"that {part}" for part in _DAY_PARTS)),
        _rule(r"(?:earlier|later) in the (?P<part>day)", same_day, "in the day"),
        _rule(rf"the (?P<way>previous|preceding|next|following) (?P<part>day|{PART_NAMES})", same_day,
              "previous", "preceding", "next", "following"),
        _rule(rf"the (?P<part>day|{PART_NAMES}) (?P<way>before|after)"
              r"(?=\s*[.,;:)]|\s+(?:in|at|near|outside)\b)", same_day, *(f"the {part}" for part in _DAY_PARTS)),
        _rule(rf"(?:(?P<exactly>exactly|just) |(?:about|almost|nearly|some|only) )?{NUMBER} {UNITS}s? "
              r"(?P<way>earlier|later)(?! than)", later, "earlier", "later"),
        _rule(r"(?:(?:earlier|later|early|late) )?(?P<relative>last|next|this|past|coming|previous|following) "
              r"(?P<unit>week|weekend|month|quarter|year|decade|century|spring|summer|autumn|fall|winter)",
              relative_unit, "this", *_AHEAD_OR_BACK),
        _rule(r"the (?P<relative>last|next|past|previous|coming) (?P<unit>quarter|weekend)",
              relative_unit, "quarter", "weekend"),
        _rule(r"(?:the|this|these|just the) (?P<relative>past|last|next|coming|following|previous) "
              rf"(?:{NUMBER} )?{UNITS}s?", anchored_duration, *_AHEAD_OR_BACK),
        _rule(rf"(?P<relative>past|last|next) {NUMBER} {UNITS}s?", anchored_duration, "past", "last", "next"),
        _rule(rf"(?:(?:the|these) )?(?:more |most )?(?P<relative>recent|coming|past|last|next) {UNITS}s", recent,
              "recent", "coming", "past", "last", "next"),
        _rule(rf"(?:(?:about|almost|nearly|some|more than|over) )?{NUMBER} {UNITS}s? (?P<way>ago|from now)", ago,
              " ago", " from now"),
        _rule(r"(?:(?:about|almost|nearly|at least|more than|less than|over|up to) )?"
              rf"{NUMBER}[- ]{UNITS}s?(?!-old|s? old)", duration, *LETTERS, "centur"),
        _rule(r"(?:for |over the |many )?(?P<unit>year|decade|centurie|month|week|day|hour)s"
              r"(?=-long| of | after | before |,|\.|;| as )", open_duration,
              "years", "decades", "centuries", "months", "weeks", "days", "hours"),
        _rule(rf"(?:{PHASE}[- ])?{YEAR}", year_only, _ANY_DIGIT),
        _rule(rf"{PHASE} (?P<relative>the) (?P<unit>week|month|year|decade|century)", relative_unit,
              *(f"the {period}" for period in _PERIODS)),
        _rule(rf"{YEAR}[-–/](?P<to>\d\d)", year_span, _ANY_DIGIT),
        _rule(r"(?:the )?(?:(?:early|late|mid)[- ])?(?:(?:'|’)?(?P<digits>\d{3}0|[2-9]0)s"
              r"|(?P<word>twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties))",
              decade, "0s", *DECADES),
        _rule(r"(?:the )?(?P<century>1[5-9]th|2[01](?:th|st)|sixteenth|seventeenth|eighteenth|nineteenth|twentieth"
              r"|twenty-first)[- ]century", century, "century"),
        _rule(r"(?:(?:early|late|mid)[- ])?(?:the |in )?(?P<season>spring|summer|autumn|fall|winter)"
              rf"(?: of)? {YEAR}", season, *SEASONS),
        _rule(r"the (?P<season>spring|summer|autumn|fall|winter)", season, *(f"the {name}" for name in SEASONS)),
        _rule(r"(?:the )?(?P<number>first|second|third|fourth|last)[- ](?P<kind>quarter|half)"
              rf"(?: (?:of )?{YEAR})?", quarter, "quarter", "half"),
        _rule(rf"(?P<kind>Q)(?P<number>[1-4])(?: {YEAR})?", quarter, "q1", "q2", "q3", "q4", ignore_case=False),
        _rule(rf"(?:every|each) (?P<other>other )?(?:{UNIT}|{WEEKDAY})", repeated, "every", "each"),
        _rule(r"(?P<adverb>" + "|".join(SETS) + ")", repeated, *SETS),
        _rule(r"(?:more |most )?(?:recently|lately)|long ago|(?:in|from) the (?:recent )?past"
              r"(?! (?:\w+ )?(?:day|week|month|year|decade|centur|hour|quarter))", reference("PAST_REF"),
              "recently", "lately", "long ago", "past"),
        _rule(r"now(?!-)|currently|presently|nowadays|at present|at the moment|these days|to date",
              reference("PRESENT_REF"),
              "now", "currently", "presently", "at present", "at the moment", "these days", "to date"),
        _rule(r"in the (?:near |foreseeable )?future|soon(?!-)|shortly",
              reference("FUTURE_REF"), "future", "soon", "shortly"),
        _rule(rf"(?P<hour>\d{{1,2}})[:.](?P<minute>\d\d) ?(?P<half_day>a\.?m\.?|p\.?m\.?){ZONE}", clock, _ANY_DIGIT),
        _rule(rf"(?P<hour>\d{{1,2}}):(?P<minute>\d\d){ZONE}", clock, _ANY_DIGIT),
        _rule(r"(?P<hour>\d{1,2}) ?(?P<half_day>a\.m\.|p\.m\.|am|pm)(?: ?(?P<zone>GMT|UTC))?", clock, _ANY_DIGIT),
        _rule(r"(?P<word>noon|midday|midnight)", clock, "noon", "midday", "midnight"),
        _rule(rf"(?:(?P<relative>last|next) )?(?P<holiday>{holidays})(?:,? {YEAR})?", holiday, *holiday_names()),
    )  # fmt: skip
