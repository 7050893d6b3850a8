"""Dates of use: a name that was in use on the day of the article speaks for its place, another speaks against it.

"Stalingrad" in an article of 1943 is what was called so then. In one of 2016 it may still be meant (histories use the
names of their time), so the candidate stays and only loses to others. The two weights are set by hand: no corpus has
dated names. With them a hamlet of a name outweighs a million-town that bore it at another time, and a name of the past
that no other place bears is placed still, with less confidence.
"""

from __future__ import annotations

from collections.abc import Iterable

from geo.gazetteer import NameMatch

__all__ = ["weight_of_use", "words_of_use"]

_IN_USE = 1.0
_OUT_OF_USE = -4.0


def weight_of_use(match: NameMatch, published: str | None) -> float:
    """Return what a name's dates of use say for its place in an article of that day; 0.0 where either is unknown."""
    if not match.used or not published:
        return 0.0
    return _IN_USE if _used(match.used, published) else _OUT_OF_USE


def words_of_use(match: NameMatch, published: str | None) -> str:
    """Return the dates of use in words: "name in use 1925–1961, not on 2016-05-01"."""
    periods = " and ".join(_words(first[:4].lstrip("0"), last[:4].lstrip("0")) for first, last in match.used)
    out = published and not _used(match.used, published)
    return f"name in use {periods}" + (f", not on {published}" if out else "")


def _used(periods: Iterable[tuple[str, str]], day: str) -> bool:
    return any(first <= day and (not last or day <= last) for first, last in periods)


def _words(first: str, last: str) -> str:
    if first and last:
        return f"{first}–{last}"
    return f"since {first}" if first else f"until {last}"
