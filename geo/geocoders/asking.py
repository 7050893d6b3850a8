"""Places that the gazetteer does not know, asked of a geocoder: which names, in which words, and which answer counts.

Asked are names without any candidate that read as places, and those where an event would be placed if anybody knew
where they are; of people, governments and reporters none. An answer must bear the name and lie in a country of the
story, or be the only one. The confidences below are conventions, not measured: a geocoder says of no answer how likely
it is meant.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from geo.gazetteer import normalise
from geo.geocoders.answers import bears_name, to_place
from geo.link import Placing, link
from geo.model import Article, Candidate, Event, Place, Provenance, Toponym

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from geo.gazetteer import Gazetteer
    from geo.geocoders.online import OnlineGeocoder, Reply
    from geo.resolve import Overrides

__all__ = ["place_unknown"]

_ASKED_ROLES = ("event", "dateline", "background")

_MOST_NAMES = 50
"""Names asked for of one article; a list of a thousand words in capitals is no reason to ask a thousand times."""

_LONGEST_NAME = 80
"""Characters; what is longer is no name."""

_IN_STORY = 0.7
"""Confidence of the only answer of the name that lies in a country the story names places of."""

_ONE_OF_SEVERAL = 0.5
"""Confidence of the first of several such answers."""

_ELSEWHERE = 0.45
"""Confidence of the only answer of the name, where it lies in no country of the story."""

_UNIT = re.compile(r",\s+")
"""Between a name and the unit it lies in: "Nthambwe, Malawi"."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What a name came to: a place with a confidence, or none, and the reasons."""

    place: Place | None
    confidence: float
    why: tuple[tuple[str, float], ...]
    candidates: tuple[Candidate, ...] = ()


def place_unknown(
    geocoder: OnlineGeocoder,
    article: Article,
    doc: Doc,
    events: Sequence[Event],
    toponyms: Sequence[Toponym],
    placing: Placing,
    gazetteer: Gazetteer,
    overrides: Overrides | None = None,
) -> Placing:
    """Return where events happened once a geocoder was asked for the names that the gazetteer does not know.

    Parameters
    ----------
    geocoder
        Whom to ask.
    article, doc, events, toponyms, gazetteer
        As `geo.link.link` took them.
    placing
        What it returned: what stays if the geocoder knows nothing.
    overrides
        The user's corrections: a name that they rule is not asked for.
    """
    undrawn = link(replace(article, triggers=()), doc, events, toponyms, gazetteer)  # names of unknown place, too
    ruled = {one.text for one in undrawn.toponyms if overrides and overrides.ruling(one.text, article.source)}
    found = _ask_all(geocoder, article.text, undrawn.toponyms, gazetteer, ruled)
    if not found:
        return placing
    if any(one.place for one in found.values()):
        resolved = {(one.start, one.end) for one in toponyms}
        named = [_with(one, found) for one in undrawn.toponyms]
        kept = [one for one in named if one.place is not None or (one.start, one.end) in resolved]
        placing = link(article, doc, events, kept, gazetteer)
    return replace(placing, toponyms=tuple(_with(one, found) for one in placing.toponyms))


def _ask_all(
    geocoder: OnlineGeocoder, text: str, toponyms: Sequence[Toponym], gazetteer: Gazetteer, ruled: Collection[str]
) -> dict[str, _Found]:
    """Return what each unknown name came to; each is asked for once, as it is first named with its unit if ever.

    Names in ``ruled`` are not asked for: the user has said what they mean, or that they are no places.
    """
    places = [one.place for one in toponyms if one.place is not None and one.role != "byline"]
    story = {place.country_code for place in places if place.country_code}
    asked: dict[str, Place | None] = {}
    for number, one in enumerate(toponyms):
        if one.text not in ruled and _is_asked(one):
            unit = _unit_after(text, toponyms, number)
            key = normalise(one.text)
            asked[key] = asked.get(key) or unit
    spelled = {normalise(one.text): one.text for one in reversed(toponyms)}
    found = {}
    for key, unit in list(asked.items())[:_MOST_NAMES]:
        name = " ".join(spelled[key].split())
        reply = geocoder.ask(f"{name}, {unit.name}" if unit else name)
        countries = {unit.country_code} if unit and unit.country_code else story
        found[key] = _chosen(geocoder, name, reply, countries, gazetteer)
    return found


def _is_asked(toponym: Toponym) -> bool:
    unknown = toponym.place is None and not toponym.candidates and toponym.role in _ASKED_ROLES
    return unknown and toponym.text[:1].isupper() and 2 < len(normalise(toponym.text)) <= _LONGEST_NAME


def _unit_after(text: str, toponyms: Sequence[Toponym], number: int) -> Place | None:
    """Return the country or unit that a name is told to lie in: "Nthambwe, Malawi"."""
    if number + 1 == len(toponyms):
        return None
    one, following = toponyms[number], toponyms[number + 1]
    bound = _UNIT.fullmatch(text[one.end : following.start]) and following.place is not None
    return following.place if bound and following.place and following.place.feature_class == "A" else None


def _chosen(geocoder: OnlineGeocoder, name: str, reply: Reply, countries: set[str], gazetteer: Gazetteer) -> _Found:
    """Return the answer that is meant, if any."""
    who = geocoder.provider
    if reply.failure is not None:
        return _Found(None, 0.0, ((f"{who} could not be asked: {reply.failure}", 0.0),))
    provenance = Provenance(who, geocoder.version, reply.query, reply.retrieved)
    fits: list[tuple[Place, dict[str, Any]]] = []
    for answer in reply.answers:
        place = to_place(answer, provenance, geocoder.name, gazetteer) if bears_name(answer, name) else None
        if place is not None and all(not _is_same(place, other) for other, _ in fits):
            fits.append((place, answer))
    if not fits:
        return _Found(None, 0.0, ((f"{who} was asked for “{reply.query}” and knows no place of this name", 0.0),))
    inside = [(place, answer) for place, answer in fits if place.country_code in countries]
    candidates = tuple(Candidate(place, round(1 / len(fits), 4)) for place, _ in fits)
    if not inside and len(fits) > 1:
        words = f"{who} knows {len(fits)} places of this name, none in a country of the story"
        return _Found(None, 0.0, ((words, 0.0),), candidates)
    place, answer = (inside or fits)[0]
    confidence = _ELSEWHERE if not inside else _IN_STORY if len(inside) == 1 else _ONE_OF_SEVERAL
    why = [(f"{who} was asked for “{reply.query}” and answered: {answer['address']}", confidence)]
    country = gazetteer.country(place.country_code) if inside and place.country_code else None
    if country is not None:
        why.append((f"country of the story: {country.name}", 0.0))
    if len(inside) > 1:
        why.append((f"the first of {len(inside)} answers that fit", 0.0))
    return _Found(place, confidence, tuple(why), candidates)


def _is_same(one: Place, other: Place) -> bool:
    """Whether two answers are one place mapped twice: a town as a point and as its bounds."""
    from geo.geometry import distance_km

    apart = distance_km(one.lon, one.lat, other.lon, other.lat)
    return apart <= max(5.0, one.radius_km, other.radius_km)


def _with(toponym: Toponym, found: dict[str, _Found]) -> Toponym:
    """Return a toponym with what its name came to, if it was asked for."""
    one = found.get(normalise(toponym.text)) if _is_asked(toponym) else None
    if one is None:
        return toponym
    known = tuple(reason for reason in toponym.why if reason[1])  # "no place of this name is known" is no more true
    if one.place is None:
        return replace(toponym, candidates=one.candidates, why=(*toponym.why, *one.why))
    return replace(
        toponym, place=one.place, confidence=one.confidence, candidates=one.candidates, why=(*one.why, *known)
    )
