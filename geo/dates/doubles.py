"""Telling times from their doubles: years from plain numbers, months from verbs and people, hours from years."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.dates.readers import full_date, hours, month_only
from geo.syntax import word_before

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from geo.dates.readers import Reader

__all__ = ["is_time"]

_COUNTING = {"", "has", "have", "had", "with", "of", "all", "some", "about", "are", "were", "nearly", "by", "to", "and"}
_YEAR_CUES = {
    "in", "since", "by", "of", "from", "until", "till", "to", "and", "between", "before", "after", "during", "through",
    "around", "early", "late", "mid", "for", "or", "the", "a", "its", "their", "his", "circa", "than", "season",
}  # fmt: skip
_LOWER_MONTH = re.compile(r"\b(?:mar|may|march)\b")
_BEFORE_DAYS = {
    "on",
    "of",
    "since",
    "until",
    "by",
    "from",
    "between",
    "after",
    "before",
    "the",
    "to",
    "and",
    "late",
    "early",
}
"""Words before which a month in lower case that is also a verb stands: "on 24 may"."""

_ABOUT = {"about", "around", "approximately", "nearly", "exactly", "by", "from", "until", "since", "between"}
_AFTER_HOURS = {"today", "yesterday", "tomorrow", "this", "on", "last", "local", "gmt", "utc", "(", "["}
_NAMED_AFTER_DAYS = {
    "movement", "group", "front", "brigade", "battalion", "commando", "revolution", "street", "avenue", "avenues",
    "road", "bridge", "square", "park", "plaza", "stadium", "airport", "hospital", "university", "neighborhood",
    "district", "colony", "camp", "alliance", "coalition",
}  # fmt: skip
"""Words before which a day of the year is a name: "the 19 April movement", "25 May Square"."""


def is_time(span: Span, words: str, read: Reader) -> bool:
    """Tell times from their doubles: years from plain numbers, months from verbs and people, "second" from seconds."""
    first = span[0]
    if read is hours:
        return _is_hour(span)
    if words.islower() and _LOWER_MONTH.search(words) and word_before(first) not in _BEFORE_DAYS:
        return False
    if read in (full_date, month_only) and span.end < len(span.doc) and span.doc[span.end].lower_ in _NAMED_AFTER_DAYS:
        return False
    if len(words) == 4 and words.isdigit():
        return not _is_hour(span) and _is_year(first)
    return _is_word_of_time(span, words)


def _is_word_of_time(span: Span, words: str) -> bool:
    first, last, lowered = span[0], span[-1], words.lower()
    if words in ("May", "March", "MAY", "MARCH", "April", "June", "August"):
        return first.pos_ == "PROPN" and first.ent_type_ not in ("PERSON", "ORG", "GPE")
    if lowered in ("second", "fall", "spring", "the fall"):
        return first.ent_type_ in ("DATE", "TIME")
    if lowered in ("now", "soon"):
        return first.pos_ == "ADV"
    if lowered in ("a minute", "a day"):
        return last.pos_ == "NOUN"
    return lowered not in ("a second", "one second", "the second half", "first half", "the first half")


def _is_hour(span: Span) -> bool:
    """Whether four figures are a time of day: "at 1830", "around 0930 on Monday", "0930 GMT"."""
    first, after = span[0], span[-1].nbor(1).lower_ if span[-1].i + 1 < len(span.doc) else ""
    if len(span) > 1 and span[-1].lower_ in ("gmt", "utc"):
        return True
    if first.dep_ == "nummod" and first.head.pos_ == "NOUN" and first.head.i == span.end:
        return False
    if word_before(first) == "at" or (word_before(first) in _ABOUT and first.i > 1 and first.nbor(-2).lower_ == "at"):
        return True
    return word_before(first) in _ABOUT and (len(span) > 1 or after in _AFTER_HOURS)


def _is_year(token: Token) -> bool:
    if (
        token.dep_ == "nummod"
        and token.head.tag_ == "NNS"
        and token.head.i == token.i + 1
        and word_before(token) in _COUNTING
    ):
        return False
    if token.ent_type_ in ("DATE", "EVENT"):
        return True
    if token.ent_type_ in ("MONEY", "QUANTITY", "PERCENT", "CARDINAL"):
        follows = token.nbor(1) if token.i + 1 < len(token.doc) else None
        if follows is not None and follows.pos_ in ("NOUN", "ADJ"):
            return False
    before = word_before(token)
    return before in _YEAR_CUES or (
        token.dep_ in ("nummod", "npadvmod", "pobj", "compound") and before not in ("$", "#")
    )
