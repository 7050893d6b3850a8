"""What a publisher writes about, learned from its articles without labels: votes of the places they name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

from geo.gazetteer import Gazetteer
from geo.model import Place, Toponym
from geo.resolve.evidence import Profile

__all__ = ["PublisherVotes"]

_Key = TypeVar("_Key")

_DOUBT = 2.0
"""Votes for nothing at all that every publisher starts with: a few articles make no profile."""

_MOST_TOWNS = 12
_LEAST_ARTICLES = 2
_VOTES_OF_HOME = 3
_GENERIC_DOMAINS = frozenset({"AI", "CC", "CO", "EU", "FM", "GG", "IO", "LY", "ME", "SH", "TV", "WS"})
"""Country domains that outlets everywhere use."""


class PublisherVotes:
    """Counts, over a publisher's articles, which countries, units and towns are named (once an article and name).

    The home of an outlet that the gazetteer knows counts like three articles.
    """

    def __init__(self, source: str = "", gazetteer: Gazetteer | None = None) -> None:
        self._countries: Counter[str] = Counter()
        self._units: Counter[tuple[str, str]] = Counter()
        self._towns: Counter[int] = Counter()
        self._places: dict[int, Place] = {}
        self._articles = 0
        self._home = gazetteer.outlet(source) if gazetteer is not None else None
        country = _country_of_domain(source)
        if self._home is not None:
            self._vote(self._home, _VOTES_OF_HOME)
        elif country:
            self._countries[country] += _VOTES_OF_HOME

    def add(self, toponyms: Sequence[Toponym]) -> None:
        """Count the places of one article."""
        self._articles += 1
        for place in _places(toponyms):
            self._vote(place, 1)

    def profile_without(self, toponyms: Sequence[Toponym]) -> Profile | None:
        """Return the profile that the publisher's other articles give: one article's own places are left out.

        None where there are fewer than two others and no home is known: a lone source says nothing yet.
        """
        if self._home is None and self._articles < _LEAST_ARTICLES + 1:
            return None
        own = PublisherVotes()
        own.add(toponyms)
        countries = self._countries - own._countries
        units = self._units - own._units
        towns = (self._towns - own._towns).most_common(_MOST_TOWNS)
        all_towns = sum(votes for _, votes in towns) + 1.0
        return Profile(
            _shares(countries),
            _shares(units),
            [(self._places[number], votes / all_towns) for number, votes in towns],
            self._home,
        )

    def _vote(self, place: Place, votes: int) -> None:
        if place.country_code:
            self._countries[place.country_code] += votes
            if place.admin1_code and not place.is_country:
                self._units[place.country_code, place.admin1_code] += votes
        if place.feature_class == "P" or place.feature_code == "ADM2":
            self._towns[place.id] += votes
            self._places[place.id] = place


def _country_of_domain(source: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code in "example.co.uk" or "www.example.ca", or None for any other name."""
    found = re.fullmatch(r"(?:https?://)?[\w.-]+\.([a-z]{2})/?", source.strip().lower())
    code = found[1].upper() if found else ""
    if code in _GENERIC_DOMAINS:
        return None
    return {"UK": "GB"}.get(code, code) or None


def _places(toponyms: Iterable[Toponym]) -> Iterable[Place]:
    named = {toponym.text.lower(): toponym.place for toponym in toponyms if toponym.place and toponym.role != "demonym"}
    return [place for place in named.values() if place]


def _shares(votes: Counter[_Key]) -> dict[_Key, float]:
    total = votes.total() + _DOUBT
    return {key: number / total for key, number in votes.items()}
