"""Which known place a name stands in, where the words between them say so: "Obalende, Lagos", "Lima's Old Quarter"."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import takewhile
from typing import TYPE_CHECKING

from geo.recognise.words import DIRECTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model import Toponym

__all__ = ["PLACE_NOUNS", "container_of"]

PLACE_NOUNS = frozenset(
    ["airport", "area", "avenue", "base", "beach", "bridge", "camp", "capital", "checkpoint", "city", "coast",
     "countryside", "county", "crossing", "department", "desert", "district", "governorate", "hamlet", "headquarters",
     "highway", "hospital", "hotel", "island", "jail", "market", "mountains", "municipality", "neighborhood",
     "neighbourhood", "outskirts", "part", "parish", "port", "prison", "province", "region", "river", "road", "section",
     "sector", "square", "state", "street", "suburb", "town", "township", "university", "valley", "village", "zone"]
)  # fmt: skip
"""Common nouns for places, which may stand between a name and what it lies in."""

_BINDING = frozenset([",", "(", "in", "of", "within", "inside", "outside", "near"])
_AROUND = frozenset(["outside", "near", "outskirts"])
_FILLING = PLACE_NOUNS | DIRECTIONS | _BINDING | {"the", "located", "on", "what", "is", "now"}
_OWNING = re.compile(r"['’]s (?:[a-z]+ ){0,2}$")
_WORD = re.compile(r"\w[\w-]*|[^\w\s]")

_LONGEST = 70
"""Characters between a name and what it lies in, at most."""


def container_of(text: str, toponyms: Sequence[Toponym], start: int, end: int) -> tuple[int, bool] | None:
    """Return the placed toponym that holds the name at characters ``start`` to ``end``, and whether only roughly so.

    Roughly: the name lies near or outside the place. None where the words beside the name bind it to none.
    ``toponyms`` stand in text order.
    """
    following = bisect_left(toponyms, end, key=lambda one: one.start)
    near = takewhile(lambda n: toponyms[n].start - end <= _LONGEST, range(following, len(toponyms)))
    after = next((n for n in near if toponyms[n].place is not None), None)
    if after is not None:
        words = _WORD.findall(text[end : toponyms[after].start].lower())
        if not _BINDING.isdisjoint(words) and _FILLING.issuperset(words):
            return after, not _AROUND.isdisjoint(words)
    before = bisect_right(toponyms, start, key=lambda one: one.end) - 1
    if before < 0 or toponyms[before].place is None or start - toponyms[before].end > _LONGEST:
        return None
    between = text[toponyms[before].end : start]
    words = _WORD.findall(between.lower())
    described = words[-1:] == ["of"] and _FILLING.issuperset(words) and "," not in words
    if _OWNING.match(between) or (toponyms[before].role == "demonym" and described):
        return before, not _AROUND.isdisjoint(words)
    return None
