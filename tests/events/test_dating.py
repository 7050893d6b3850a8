"""Which day an event happened on, and why, on articles of our own."""

from __future__ import annotations

import pytest

from geo import dates, events, language
from geo.model import Article, DateInterval

FRIDAY = "2019-05-17"


def date(text: str, words: str, published: str | None = FRIDAY) -> DateInterval | None:
    """The date of the event told by ``words``, which stand once in the text."""
    start = text.index(words)
    article, doc = next(language.parse([Article(text, published=published, triggers=((start, start + len(words)),))]))
    (event,) = events.find(article, doc, dates.find(article, doc))
    return event.date


@pytest.mark.parametrize(
    ("text", "words", "start", "end"),
    [
        # its own words
        ("Gunmen attacked a bank on Monday.", "attacked", "2019-05-13", "2019-05-13"),
        ("Gunmen attacked a bank on Monday, police said on Thursday.", "attacked", "2019-05-13", "2019-05-13"),
        ("The ships will be shown when the fleet arrives on June 2.", "shown", "2019-06-02", "2019-06-02"),
        # "since": what still goes on lasts, what was done to someone began then
        ("Soldiers have blockaded the port since Monday.", "blockaded", "2019-05-13", "2019-05-17"),
        ("The firm had been suspended since May 3.", "suspended", "2019-05-03", "2019-05-03"),
        # a day counted from another event
        ("Fighters laid down their arms on Monday, a day after troops attacked the town.", "attacked",
         "2019-05-12", "2019-05-12"),
        ("Gunmen raided a bank on Monday. The raid came three days after soldiers withdrew.", "withdrew",
         "2019-05-10", "2019-05-10"),
        # the same event told elsewhere
        ("Gunmen attacked a bank on Monday. The mayor spoke. The attack frightened the town.", "attack frightened",
         "2019-05-13", "2019-05-13"),
        ("A judge looked into the murder of two monks. The monks were murdered on May 3.", "murder of",
         "2019-05-03", "2019-05-03"),
        # the story's day
        ("Gunmen attacked a bank on Monday. They burned two cars.", "burned", "2019-05-13", "2019-05-13"),
        ("A jet bombed the port. The raid was over by dawn on Wednesday. A school was hit on Wednesday.", "bombed",
         "2019-05-15", "2019-05-15"),
        # the publication day
        ("A jet bombed the port.", "bombed", FRIDAY, FRIDAY),
        ("The firm has announced cuts over the next four years.", "announced", FRIDAY, FRIDAY),
        ("Gunmen attacked a bank on May 3. The mayor said that the town was calm.", "said", FRIDAY, FRIDAY),
    ],
)  # fmt: skip
def test_the_day_of_an_event(text: str, words: str, start: str, end: str) -> None:
    found = date(text, words)
    assert found is not None
    assert (found.start, found.end) == (start, end)
    assert found.why


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The generals may attack the port.", "attack"),
        ("The generals will attack the port.", "attack"),
        ("The mayor spoke. Gunmen had attacked a bank.", "attacked"),
    ],
)
def test_what_has_no_day(text: str, words: str) -> None:
    assert date(text, words) is None


def test_an_inferred_day_has_no_words() -> None:
    told = date("Gunmen attacked a bank on Monday.", "attacked")
    inferred = date("Gunmen attacked a bank on Monday. They burned two cars.", "burned")
    assert told is not None
    assert inferred is not None
    assert (told.text, inferred.text) == ("Monday", None)
    assert told.why == "“Monday” stands with “attacked”"
    assert inferred.why == "no day in the sentence: the story stays at 2019-05-13, told a sentence before"


def test_without_a_publication_day_only_words_date() -> None:
    assert date("A jet bombed the port.", "bombed", None) is None
    assert date("A jet bombed the port on May 3, 2019.", "bombed", None) == DateInterval(
        "2019-05-03", "2019-05-03", "day", "May 3, 2019"
    )


def test_the_reason_is_no_part_of_the_date() -> None:
    assert DateInterval(FRIDAY, FRIDAY, "day", None, "a reason") == DateInterval(FRIDAY, FRIDAY, "day")
