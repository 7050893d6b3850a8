"""Why a story says what it says of an event, in words: its trigger, its status, actors, date and places.

Nothing is worked out anew: every line stands in the story's records, as the stages noted it when they decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import shorten

from geo.errors import ArticleError
from geo.model import Actor, Event, Link, Toponym
from geo.story import Story

__all__ = ["explain"]

_LONGEST = 600
"""Characters of a sentence that are shown."""

_MOST_REASONS = 8
_WORTH_TELLING = 0.05
"""Weights nearer to zero than this decided nothing."""

_STATUS = {
    ("asserted", "positive"): "told as a fact",
    ("asserted", "negative"): "told as not having happened",
    ("other", "positive"): "told as proposed, planned, feared, demanded, asked or alleged",
    ("other", "negative"): "told as what may or should not happen",
}


def explain(story: Story, event_id: str | None = None) -> str:
    """Return the reasons for one event (``e3``), or for all, as plain text.

    Raises
    ------
    ArticleError
        If the story has no event of this id; the message names those it has.
    """
    chosen = [event for event in story.event_records if event_id is None or event_id.lower() == event.id]
    if event_id is not None and not chosen:
        last = len(story.event_records)
        known = f"e1 to e{last}" if last > 1 else "only e1" if last else "none at all"
        raise ArticleError(f"no event {event_id} in this article; it has {known} (leave --event out to see them all)")
    return "\n\n".join("\n".join(_lines(story, event)) for event in chosen) or "no event is told"


def _lines(story: Story, event: Event) -> Iterator[str]:
    mode = f", {event.mode}" if event.mode else ""
    yield f"{event.id}  {event.type}{mode}: “{event.trigger.text}”, confidence {event.confidence:.2f}"
    start, end = event.sentence
    yield f"  “{shorten(story.article.text[start:end], _LONGEST, placeholder=' …')}”"
    yield "what"
    yield from _reasons(event.why)
    others = [_line_of(story.article.text, *span) for span in event.mentions if span[0] != event.trigger.start]
    if others:
        yield f"  also told by {'; '.join(dict.fromkeys(others))}"
    yield "whether"
    yield f"  {_STATUS[event.modality, event.polarity]}; {event.genericity}, tense {event.tense}"
    yield "who"
    yield from dict.fromkeys(_actor(actor) for actor in event.actors)
    if not event.actors:
        yield "  nobody is named"
    yield "when"
    yield f"  {_date(event, story.article.published)}"
    yield "where"
    for link in event.places:
        yield from _place(link, story.toponym_records[link.toponym])
    if not event.places:
        yield "  the article ties no place to it"


def _actor(actor: Actor) -> str:
    codes = " ".join(code for code in (actor.country, actor.sector) if code)
    return f"  {actor.role}: “{' '.join(actor.text.split())}”{f' ({codes})' if codes else ''}"


def _date(event: Event, published: str | None) -> str:
    if event.date is None and published is None:
        return "the article gives no full date, and its day of publication is not known (--published says it)"
    if event.date is None:
        return "the article gives no date"
    days = event.date.start if event.date.start == event.date.end else f"{event.date.start} to {event.date.end}"
    return f"{days} ({event.date.granularity}): {event.date.why}"


def _place(link: Link, toponym: Toponym) -> Iterator[str]:
    exact = f", {link.precision}" if link.precision else ""
    within = f", within {link.uncertainty_km:g} km" if link.uncertainty_km else ""
    yield f"  {link.relation} “{toponym.text}”{exact}{within}, confidence {link.confidence:.2f}"
    yield from _reasons(link.why)
    if toponym.place is None:
        yield "  the gazetteer knows no likely place of this name"
        return
    place = toponym.place
    where = _named(place.name, place.admin1, place.country_code)
    yield f"  “{toponym.text}” is {where} ({place.lon:.3f}, {place.lat:.3f}), confidence {toponym.confidence:.2f}"
    yield from _reasons(toponym.why)
    rest = [candidate for candidate in toponym.candidates if candidate.place != place]
    if rest:
        names = "; ".join(f"{_named(c.place.name, c.place.admin1, c.place.country_code)} {c.score:.2f}" for c in rest)
        yield f"    rather than {names}"


def _named(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def _reasons(why: Sequence[tuple[str, float]]) -> Iterator[str]:
    told = [(words, weight) for words, weight in why if abs(weight) >= _WORTH_TELLING]
    for words, weight in told[:_MOST_REASONS] or why[:1]:
        yield f"    {weight:+.2f}  {words}"


def _line_of(text: str, start: int, end: int) -> str:
    return f"“{' '.join(text[start:end].split())}” (line {text.count(chr(10), 0, start) + 1})"
