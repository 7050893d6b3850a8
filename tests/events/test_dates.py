"""Time expressions: TIMEX3 values against a publication day, on sentences of our own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import dates, language
from geo.dates.calendar import holiday, interval_of, near, shift, unit_value
from geo.dates.rules import present, rules
from geo.model import Article, TimeExpression

FRIDAY = "2019-05-17"


def find(text: str, published: str | None = FRIDAY) -> tuple[TimeExpression, ...]:
    article, doc = next(language.parse([Article(text, published=published)]))
    return dates.find(article, doc)


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("The mayor resigned on Friday.", "Friday", "2019-05-17"),
        ("The mayor resigned last Friday.", "last Friday", "2019-05-10"),
        ("The mayor resigned on Monday.", "Monday", "2019-05-13"),
        ("The mayor will resign on Monday.", "Monday", "2019-05-20"),
        ("The mayor will resign next Monday.", "next Monday", "2019-05-20"),
        ("The envoys met late Tuesday night.", "late Tuesday night", "2019-05-14TNI"),
        ("The envoys met on Tuesday evening.", "Tuesday evening", "2019-05-14TEV"),
        ("The envoys met Thursday last week.", "Thursday last week", "2019-05-09"),
        ("The envoys met yesterday.", "yesterday", "2019-05-16"),
        ("The envoys met on May 3.", "May 3", "2019-05-03"),
        ("The envoys met on 3 May.", "3 May", "2019-05-03"),
        ("The envoys met on December 30.", "December 30", "2018-12-30"),
        ("The envoys will meet on June 2.", "June 2", "2019-06-02"),
        ("The envoys met on Tuesday, March 5, 2013.", "March 5, 2013", "2013-03-05"),
        ("The envoys met on the 5th of March, 2013.", "5th of March, 2013", "2013-03-05"),
        ("The envoys met on 2013-03-05.", "2013-03-05", "2013-03-05"),
        ("The envoys met on 3/5/2013.", "3/5/2013", "2013-03-05"),
        ("The envoys met on 25/12/2013.", "25/12/2013", "2013-12-25"),
        ("The fair lasted from 3 to 5 March.", "3 to 5 March", "2019-03-03/2019-03-05"),
        ("The fair took place in March 2013.", "March 2013", "2013-03"),
        ("The fair took place in late March.", "late March", "2019-03"),
        ("The fair took place last October.", "last October", "2018-10"),
        ("The fair took place last week.", "last week", "2019-W19"),
        ("The fair took place last month.", "last month", "2019-04"),
        ("The fair took place last year.", "last year", "2018"),
        ("The fair took place last summer.", "last summer", "2018-SU"),
        ("The fair took place in the summer of 2013.", "summer of 2013", "2013-SU"),
        ("The fair took place in 1987.", "1987", "1987"),
        ("The fair took place in the 1980s.", "the 1980s", "198"),
        ("The fair took place in the early 19th century.", "19th century", "18"),
        ("The fair took place three days ago.", "three days ago", "2019-05-14"),
        ("The fair took place two years ago.", "two years ago", "2017"),
        ("The fair took place in the third quarter of 2013.", "third quarter of 2013", "2013-Q3"),
        ("The fair lasted thirty minutes.", "thirty minutes", "PT30M"),
        ("The fair lasted two and a half years.", "two and a half years", "P2.5Y"),
        ("The market opens every Friday.", "every Friday", "XXXX-WXX-5"),
        ("The market opens every other week.", "every other week", "P2W"),
        ("The market is held annually.", "annually", "P1Y"),
        ("The market opened at 6:30 p.m. on Monday.", "6:30 p.m", "2019-05-13T18:30"),
        ("The market opened on Good Friday.", "Good Friday", "2019-04-19"),
        ("The market opened on Christmas Eve.", "Christmas Eve", "2018-12-24"),
        ("The market opened on Thanksgiving 2015.", "Thanksgiving 2015", "2015-11-26"),
        ("The envoys met last evening.", "last evening", "2019-05-16TEV"),
        ("The envoys met at 1830 on Monday.", "1830", "2019-05-13T18:30"),
        ("The envoys met around 0930 GMT on Monday.", "0930", "2019-05-13T09:30Z"),
        ("The envoys met in 1830.", "1830", "1830"),
        ("The envoys met on 3 may.", "3 may", "2019-05-03"),
        ("The envoys met on Monday and left the same night.", "the same night", "2019-05-13TNI"),
        ("The envoys met on Monday and left two days later.", "two days later", "2019-05-15"),
        ("The envoys met on Monday. Their aides had met the day before.", "the day before", "2019-05-12"),
        ("The envoys met on Monday. They fell out a year earlier.", "a year earlier", "2018"),
        ("The envoys met on Monday, exactly a year earlier than now.", "Monday", "2019-05-13"),
        ("The mayor flies to Rome on Sunday to sign the pact.", "Sunday", "2019-05-19"),
        ("The mayor is flying to Rome on Sunday.", "Sunday", "2019-05-19"),
        ("The mayor may resign on Monday.", "Monday", "2019-05-20"),
        ("Unions called a strike for Monday.", "Monday", "2019-05-20"),
        ("A march planned for June 2 was called off.", "June 2", "2019-06-02"),
        ("Two men were jailed for Monday's robbery.", "Monday", "2019-05-13"),
        ("The market was once popular and has recently closed.", "recently", "PAST_REF"),
        ("The market is now closed.", "now", "PRESENT_REF"),
    ],
)  # fmt: skip
def test_value(text: str, words: str, value: str) -> None:
    found = find(text)
    matching = [time for time in found if words in time.text]
    assert matching, found
    assert matching[0].value == value
    assert text[matching[0].start : matching[0].end] == matching[0].text


def test_recent_days_reach_back_a_week() -> None:
    (time,) = find("In recent days, the harbour was closed.")
    assert time.value == "PAST_REF"
    assert time.interval is not None
    assert (time.interval.start, time.interval.end, time.interval.granularity) == ("2019-05-10", "2019-05-17", "week")


def test_the_past_month_is_an_anchored_duration() -> None:
    time = find("In just the past month, the harbour was closed twice.")[0]
    assert time.value == "P1M"
    assert time.interval is not None
    assert time.interval.start == "2019-04-17"


def test_without_publication_day_values_stay_open() -> None:
    values = [time.value for time in find("They met on Thursday, again on July 14 and in August.", None)]
    assert values == ["XXXX-WXX-4", "XXXX-07-14", "XXXX-08"]
    assert [time.interval for time in find("They met last week.", None)] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "May Thompson sang for the crowd.",
        "They may march to the square.",
        "The second man left the room.",
        "The tower has 1987 steps.",
        "It cost $1987.",
        "",
    ],
)  # fmt: skip
def test_no_time(text: str) -> None:
    assert find(text) == ()


def test_a_day_in_a_name_is_no_date() -> None:
    assert find("Two members of the 19 April movement spoke.") == ()
    assert find("The bus stopped at 25 May Square.") == ()


def test_offsets_are_the_articles_own() -> None:
    text = "The “king” left\non Friday.\u2028He\ufffdll return in\x00 2031."
    for time in find(text):
        assert text[time.start : time.end] == time.text


DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2090, 12, 31))


@given(DAYS)
def test_day_values_cover_themselves(day: dt.date) -> None:
    interval = interval_of(day.isoformat())
    assert interval is not None
    assert interval.start == interval.end == day.isoformat()


@given(DAYS, st.sampled_from(["week", "month", "quarter", "year", "decade", "century"]))
def test_a_units_value_covers_its_days(day: dt.date, unit: str) -> None:
    interval = interval_of(unit_value(day, unit))
    assert interval is not None
    assert interval.start <= day.isoformat() <= interval.end


@given(DAYS, st.integers(1, 12), st.integers(1, 28))
def test_near_looks_where_it_is_told(day: dt.date, month: int, number: int) -> None:
    # a day of the coming six weeks is meant whatever the tense
    assert dt.date(near(day, month, number, "past"), month, number) <= day + dt.timedelta(46)
    assert dt.date(near(day, month, number, "future"), month, number) >= day


@given(DAYS, st.sampled_from(["day", "week", "month", "year"]), st.integers(-40, 40))
def test_shift_moves_in_its_direction(day: dt.date, unit: str, count: int) -> None:
    moved = shift(day, unit, count)
    assert (moved > day) == (count > 0)
    assert (moved < day) == (count < 0)


@settings(max_examples=40, deadline=None)
@given(DAYS)
def test_every_weekday_is_found_within_a_week(day: dt.date) -> None:
    (time,) = find(f"The fair closed on {day.strftime('%A')}.", day.isoformat())
    assert time.value == day.isoformat()


EXTREMES = (
    st.sampled_from([dt.date.min, dt.date.max])
    | st.dates()
    | st.dates(max_value=dt.date(1, 12, 31))
    | st.dates(dt.date(9999, 1, 1))
)
WORDINGS = [
    "yesterday", "tomorrow", "last night", "on Friday", "next Friday", "last Monday", "Monday last week",
    "Monday next week", "last week", "next week", "last weekend", "next weekend", "last month", "next month",
    "last quarter", "last year", "next year", "last decade", "next century", "last winter", "next summer", "in July",
    "last July", "next July", "on July 14", "on December 31", "in the past two weeks", "in the next month",
    "in recent years", "in the coming weeks", "three days ago", "two centuries ago", "99999999999 years ago",
    "two weeks from now", "recently", "in the first quarter", "in the second half", "at noon", "on Easter",
    "last Christmas", "next Thanksgiving", "in the nineties", "on 1/2/03", "from 3 to 5 March",
    "two days later", "a year earlier", "the day before", "the same night", "9000 years later",
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(EXTREMES, st.booleans())
def test_the_calendars_ends_are_survived(day: dt.date, future: bool) -> None:  # noqa: FBT001
    verb = "will close" if future else "closed"
    for time in find(" ".join(f"The fair {verb} {words}." for words in WORDINGS), day.isoformat()):
        if time.interval is not None:
            assert dt.date.fromisoformat(time.interval.start) <= dt.date.fromisoformat(time.interval.end)


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("The fair closed yesterday.", "0001-01-01"),
        ("The fair closed last month.", "0001-01-01"),
        ("The fair closed two years ago.", "0001-01-01"),
        ("The fair will close tomorrow.", "9999-12-31"),
        ("The fair will close next year.", "9999-12-31"),
    ],
)
def test_what_lies_beyond_the_calendar_has_no_days(text: str, published: str) -> None:
    (time,) = find(text, published)
    assert time.interval is None


@given(st.text(max_size=12))
def test_interval_of_never_fails(value: str) -> None:
    interval_of(value)


def test_holidays_follow_the_calendar() -> None:
    assert holiday("Easter", 2024) == dt.date(2024, 3, 31)
    assert holiday("Labor Day", 2024) == dt.date(2024, 9, 2)
    assert holiday("Memorial Day", 2024) == dt.date(2024, 5, 27)
    assert holiday("no holiday", 2024) is None


def test_every_wording_holds_one_of_its_cues():
    texts = [path.read_text(encoding="utf-8") for path in Path("tests/quality/articles").glob("*.txt")]
    texts += ["Nowadays at the moment of the twenty-first century, 19:30 GMT, on Christmas Day and 2012-05-06."]
    found = [(rule, match[0]) for rule in rules() for text in texts for match in rule.pattern.finditer(text)]
    assert len({rule.pattern for rule, _ in found}) > len(rules()) // 2
    for rule, words in found:
        assert rule.cues & present(words), words


def test_words_that_only_begin_or_end_like_a_time_are_none():
    assert find("The monsoon came sooner than feared and led nowhere, that the moment may show.") == ()
