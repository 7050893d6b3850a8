"""Time expressions: an article's dates, times and durations with their TIMEX3 values.

Relative wordings are read against the publication day: "Friday" printed on a Friday is that day, in a clause that looks
back it is the last Friday, in one that looks ahead the next. Without a publication day the value keeps TIMEX3's X.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from geo.dates.calendar import interval_of
from geo.dates.rules import rules
from geo.model import Article, DateInterval, TimeExpression
from geo.syntax import climb

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from spacy.tokens import Doc, Span, Token

    from geo.dates.readers import Reading
    from geo.dates.rules import Rule

__all__ = ["find"]

_FUTURE_AUXILIARIES = {"will", "shall", "'ll", "wo"}
_FUTURE_HEADS = {
    "due", "schedule", "plan", "expect", "set", "slate", "aim", "intend", "hope", "promise", "vow", "agree", "threaten",
}  # fmt: skip
_FUTURE_PREPOSITIONS = {"until", "till", "by", "starting", "beginning"}
_COUNTING = {"", "has", "have", "had", "with", "of", "all", "some", "about", "are", "were", "nearly", "by", "to", "and"}
_YEAR_CUES = {
    "in", "since", "by", "of", "from", "until", "till", "to", "and", "between", "before", "after", "during", "through",
    "around", "early", "late", "mid", "for", "or", "the", "a", "its", "their", "his", "circa", "than", "season",
}  # fmt: skip


def find(article: Article, doc: Doc) -> tuple[TimeExpression, ...]:
    """Return the article's time expressions in text order, none overlapping another.

    ``doc`` is the article's parse (`geo.language.parse`). Values are TIMEX3; an expression's ``interval`` holds the
    days it covers, None for durations, repeated times and bare references ("now").
    """
    text = doc.text
    if len(text) != len(article.text):
        text = article.text
    published = dt.date.fromisoformat(article.published) if article.published else None
    found: list[TimeExpression] = []
    for start, end, reading in _readings(text, doc, published):
        words = article.text[start:end]
        days = reading.days or interval_of(reading.value)
        interval = days and DateInterval(days.start, days.end, days.granularity, words)
        found.append(TimeExpression(words, start, end, reading.value, interval))
    return tuple(_with_days(found, article.published))


def _readings(text: str, doc: Doc, published: dt.date | None) -> Iterator[tuple[int, int, Reading]]:
    matches = sorted(
        ((match.start(), -match.end(), number, match) for number, rule in enumerate(rules())
         for match in rule.pattern.finditer(text)),
        key=lambda item: item[:3],
    )  # fmt: skip
    reached = 0
    for start, minus_end, number, match in matches:
        if start < reached:
            continue
        span = doc.char_span(start, -minus_end, alignment_mode="expand")
        if span is not None and not _is_time(span, match[0]):
            continue
        reading = _read(rules()[number], match, published, _direction(span))
        if reading is not None:
            yield start, -minus_end, reading
            reached = -minus_end


def _read(rule: Rule, match: re.Match[str], published: dt.date | None, direction: str) -> Reading | None:
    """Read a wording; where the reckoning leaves the years 1 to 9999, as if no publication day were known."""
    try:
        return rule.read(match, published, direction)
    except (ValueError, OverflowError):
        return rule.read(match, None, direction)


def _is_time(span: Span, words: str) -> bool:
    """Tell times from their doubles: years from plain numbers, months from verbs and people, "second" from seconds."""
    first, last = span[0], span[-1]
    if words in ("May", "March", "MAY", "MARCH", "April", "June", "August"):
        return first.pos_ == "PROPN" and first.ent_type_ not in ("PERSON", "ORG", "GPE")
    if len(words) == 4 and words.isdigit():
        return _is_year(first)
    lowered = words.lower()
    if lowered in ("second", "fall", "spring", "the fall") and first.ent_type_ not in ("DATE", "TIME"):
        return False
    if lowered in ("now", "soon"):
        return first.pos_ == "ADV"
    if lowered in ("a second", "one second", "a minute", "a day") and last.pos_ != "NOUN":
        return False
    return lowered not in ("a second", "one second", "the second half", "first half", "the first half")


def _is_year(token: Token) -> bool:
    if (
        token.dep_ == "nummod"
        and token.head.tag_ == "NNS"
        and token.head.i == token.i + 1
        and _before(token) in _COUNTING
    ):
        return False
    if token.ent_type_ in ("DATE", "EVENT"):
        return True
    if token.ent_type_ in ("MONEY", "QUANTITY", "PERCENT", "CARDINAL"):
        follows = token.nbor(1) if token.i + 1 < len(token.doc) else None
        if follows is not None and follows.pos_ in ("NOUN", "ADJ"):
            return False
    before = _before(token)
    return before in _YEAR_CUES or (
        token.dep_ in ("nummod", "npadvmod", "pobj", "compound") and before not in ("$", "#")
    )


def _before(token: Token) -> str:
    return token.nbor(-1).lower_ if token.i else ""


def _direction(span: Span | None) -> str:
    """Return where the clause around a time expression looks: "past", "future", or "present" if it does not show."""
    if span is None or not len(span):
        return "past"
    root = span.root
    if span.start and span.doc[span.start - 1].lower_ in _FUTURE_PREPOSITIONS:
        return "past" if _is_past(root) else "future"
    return next((way for token in (root, *climb(root)) if (way := _tense(token)) is not None), "past")


def _tense(token: Token) -> str | None:
    """Return where a verb looks; None for other words and for verbs that leave it to what governs them."""
    if token.pos_ not in ("VERB", "AUX"):
        return None
    auxiliaries = {child.lower_ for child in token.children if child.dep_ in ("aux", "auxpass")}
    if "to" in auxiliaries:
        planned = token.head.lemma_ in _FUTURE_HEADS or token.head.tag_ in ("VBZ", "VBP")
        return "future" if planned or token.dep_ in ("acl", "relcl") else "past"
    if auxiliaries & _FUTURE_AUXILIARIES:
        return "future"
    return {"VBD": "past", "VBN": "past", "VBZ": "present", "VBP": "present"}.get(token.tag_)


def _is_past(token: Token) -> bool:
    for ancestor in token.ancestors:
        if ancestor.pos_ in ("VERB", "AUX"):
            return ancestor.tag_ in ("VBD", "VBN") and not any(
                child.lower_ in _FUTURE_AUXILIARIES | {"to"} for child in ancestor.children
            )
    return False


def _with_days(found: list[TimeExpression], published: str | None) -> Iterator[TimeExpression]:
    """Put a day before bare times of day: one told beside it, the last before it, or the publication's."""
    for number, time in enumerate(found):
        if not time.value.startswith("T"):
            yield time
            continue
        day = published or "XXXX-XX-XX"
        neighbours = [found[k] for k in (number + 1, number - 1) if 0 <= k < len(found)]
        for other in neighbours:
            if other.interval and other.interval.granularity == "day" and abs(other.start - time.start) < 60:
                day = other.interval.start
                break
        else:
            for other in reversed(found[:number]):
                if other.interval and other.interval.granularity == "day":
                    day = other.interval.start
                    break
        days = interval_of(day)
        interval = days and DateInterval(days.start, days.end, "day", time.text)
        yield TimeExpression(time.text, time.start, time.end, day + time.value, interval)
