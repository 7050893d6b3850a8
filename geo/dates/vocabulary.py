"""Words of time in English and the regular expressions that find them; `geo.dates.rules` puts them together."""

from __future__ import annotations

__all__ = [
    "BEFORE_DATE",
    "CENTURIES",
    "DAY",
    "DECADES",
    "FULL_MONTH",
    "LETTERS",
    "MONTH",
    "MONTHS",
    "NUMBER",
    "NUMBERS",
    "ORDINALS",
    "PART",
    "PARTS",
    "PART_NAMES",
    "PHASE",
    "RELATIVE",
    "SEASONS",
    "SETS",
    "TO_DAY",
    "UNIT",
    "UNITS",
    "UP_TO",
    "WEEKDAY",
    "WEEKDAYS",
    "YEAR",
    "ZONE",
]

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NUMBERS = {
    word: number
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
         "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"]
    )
} | {"a": 1, "an": 1, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
     "hundred": 100, "dozen": 12, "a dozen": 12, "a couple of": 2, "half a": 0.5, "a half": 0.5}  # fmt: skip
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
DECADES = {"twenties": 2, "thirties": 3, "forties": 4, "fifties": 5, "sixties": 6, "seventies": 7, "eighties": 8,
            "nineties": 9}  # fmt: skip
CENTURIES = {word: number for number, word in enumerate(
    ["sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth", "twenty-first"], 16)}  # fmt: skip
SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
PARTS = {"morning": "MO", "afternoon": "AF", "evening": "EV", "night": "NI", "midday": "MI", "dawn": "MO",
          "dusk": "EV"}  # fmt: skip
SETS = {"hourly": "PT1H", "daily": "P1D", "nightly": "P1D", "weekly": "P1W", "fortnightly": "P2W", "monthly": "P1M",
         "quarterly": "P1Q", "yearly": "P1Y", "annual": "P1Y", "annually": "P1Y", "biennial": "P2Y"}  # fmt: skip
LETTERS = {"second": "TS", "minute": "TM", "hour": "TH", "day": "D", "week": "W", "month": "M", "quarter": "Q",
            "year": "Y", "decade": "DE", "century": "CE"}  # fmt: skip

MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?"
    r"|JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER)(?![a-z])"
)
FULL_MONTH = MONTH.replace(r"|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?", "")
DAY = r"(?P<day>(?:0?[1-9]|[12]\d|3[01]))(?:st|nd|rd|th)?(?![\d%])"
TO_DAY = DAY.replace("<day>", "<to>")
YEAR = r"(?P<year>1[4-9]\d\d|20\d\d)(?!\d|,\d{3}|\.\d)"
WEEKDAY_NAME = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
WEEKDAY = rf"(?P<weekday>{WEEKDAY_NAME}|{WEEKDAY_NAME.upper()})"
BEFORE_DATE = rf"(?:(?:{WEEKDAY_NAME}|(?:Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Sat|Sun)\.?),? )?"
PART_NAMES = "morning|afternoon|evening|night|midday"
PART = rf"(?P<part>{PART_NAMES})"
UNIT = r"(?P<unit>second|minute|hour|day|week|month|quarter|year|decade)"
UNITS = r"(?P<unit>second|minute|hour|day|week|month|quarter|year|decade|centur(?:y|ie))"
PHASE = r"(?P<phase>early|late|mid|beginning of|start of|end of|middle of|the beginning of|the start of|the end of)"
NUMBER = (
    r"(?P<number>\d+(?:\.\d+)?|a couple of|a dozen|dozen|half an?|an?|zero|one|two|three|four|five|six|seven|eight|nine"
    r"|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-(?:one|two|three|four|five|six|seven|eight|nine))?"
    r"|hundred|several|a few|few|many|some|couple of)(?P<half> and a half)?"
)

RELATIVE = r"(?P<relative>last|next|this|past|coming)"
UP_TO = r" ?(?:-|–|to|through|until|and) ?"
ZONE = r"(?: ?\(?(?P<zone>GMT|UTC|EST|EDT|CET)(?: ?[+-]\d+)?\)?| local time)?"
