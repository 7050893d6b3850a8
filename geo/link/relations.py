"""What the words around a place's name make of the place: a part of it, a spot some way off, its edge, its sea.

"northern Syria" is a part, "30 km north of Mosul" an offset, "5 km from Mosul" and "a two-hour drive from Mosul" a
ring, "east of Mosul" a side, "the outskirts of Mosul" an edge, "off the coast of Somalia" the sea, "between Mosul and
Kirkuk" and "the road from Mosul to Kirkuk" a way, "across the border in Turkey" the far side of a border.

Words inside a toponym's span belong to the name ("South Sudan") and are never read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from geo.dates.vocabulary import NUMBERS
from geo.geometry import BEARINGS
from geo.syntax import climb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from geo.model import Relation, Toponym

__all__ = ["ACROSS", "Reading", "read", "relation_of"]

_RELATIONS: dict[str, Relation] = {
    "above": "over", "along": "along", "around": "near", "behind": "near", "beside": "near", "between": "between",
    "beyond": "near", "by": "near", "east": "near", "near": "near", "north": "near", "off": "near", "outside": "near",
    "over": "over", "past": "near", "south": "near", "toward": "near", "towards": "near", "west": "near",
}  # fmt: skip
"""Preposition → relation; any other is "in"."""

_WINDOW = 110
"""Characters before and after a name that are read."""

_FIGURES = {**NUMBERS, "half an": 0.5, "a few": 5, "several": 5}
"""Number words → numbers; "a few" and "several" by convention."""

_KM = {"mi": 1.609344, "me": 0.001}
"""First letters of a unit → km; any other unit is the kilometre."""

_SPEED = {"walk": 5.0, "hike": 4.0}
"""Journey → km an hour as the crow flies: conventions. Any other journey is a drive."""

_DRIVE = 50.0

_ABBREVIATED = {"N": "north", "E": "east", "S": "south", "W": "west"}

_WIND = r"(?:(?:north|south|east|west)-)?(?:(?:north|south)[- ]?(?:east|west)|north|south|east|west)"
_WAY = rf"(?:(?:(?:north|south|east|west)-)?central|{_WIND}(?:ern(?:most)?|erly)?)"
_WAYS = rf"(?P<ways>{_WAY}(?:(?:, and |, | and (?:the )?|/){_WAY})*)"
_MIDDLE = r"(?:cent(?:er|re)|middle|heart|interior)"
_SORT = r"(?:(?:restive|troubled|volatile|remote|mountainous|rural|arid) )?"
_FAR = r"(?:(?P<far>far|extreme|furthest|farthest)[- ])?"
_NAME = (
    r"(?:(?:the |its |nearby )?(?:[\w-]+ )?(?:city|town|village|capital|port|suburb|settlement)(?: of|,)? "
    r"|the |[\w-]+ )?$"
)
"""What may stand between "of" and the name: "the port city of ", "the capital, ", "nearby "."""

_DISTANCE = (
    rf"(?<![\w.,])(?P<figure>(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?|{'|'.join(sorted(_FIGURES, key=len)[::-1])})"
    r"[ -]?(?:(?P<unit>(?:kilomet(?:er|re)|km|mile|mi|met(?:er|re))s?)\b\.?(?: \([^)]*\))?"
    r"|(?P<time>hour|minute)s?['’]?s?[ -](?:(?:car|bus|train|boat) )?(?P<by>drive|walk|ride|hike|journey))"
)
_AREAS = (
    r"(?:half|third|parts?|areas?|regions?|portions?|sections?|corners?|tip|ends?|reaches|stretch|provinces|districts"
    r"|countryside|highlands|desert|territory|territories|coast|coastline)"
)
_ROADS = r"(?:roads?|highway|motorway|route|railway|pipeline)"
_COAST = r"(?:coasts?|coastlines?|shores?)"
_EDGES = r"(?:outskirts|fringes?|(?:outer )?edges?|periphery|suburbs)"


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words, re.IGNORECASE)


_PART = _pattern(rf"(?<![\w-]){_FAR}{_WAYS}(?P<of> {_AREAS} of)? (?:the )?$")
_PART_NOUN = _pattern(
    rf"(?<!\bto )\b(?:the|in|across|throughout) {_SORT}{_FAR}"
    rf"(?P<ways>(?:{_WAY}|{_MIDDLE})(?:(?:, | and )(?:the )?{_WAY})*) of {_NAME}"
)
_PART_AFTER = _pattern(rf"['’]s {_SORT}{_FAR}{_WAYS}(?: {_AREAS})?\b")
_OFFSET = _pattern(
    rf"{_DISTANCE}(?: away)?,? (?:to the |due )?(?P<way>{_WIND}|[NS][NSEW]?[EW]|[EW][NS][EW]|[NSEW]) of {_NAME}"
)
_RING = _pattern(rf"{_DISTANCE}(?: away)? (?:from|outside(?: of)?|of|out of) {_NAME}")
_SIDE = _pattern(rf"(?<![\w-])(?P<way>{_WIND}) of {_NAME}")
_EDGE = _pattern(rf"\b(?:{_WAYS} )?{_EDGES} of {_NAME}")
_EDGE_AFTER = _pattern(rf"['’]s (?:{_WAYS} )?{_EDGES}\b")
_SEA = _pattern(rf"\boff (?:the )?(?:{_WAYS} )?{_COAST} of {_NAME}")
_OFF = _pattern(rf"\boff (?:the )?(?:{_WAYS} )?(?:(?:port|island|port city) of )?$")
_COAST_AFTER = _pattern(rf"(?:['’]s)? (?:{_WAYS} )?{_COAST}\b")
ACROSS = _pattern(r"\bacross the (?:[\w-]+ )?(?:border|frontier) (?:in|into|inside|from) $")
"""Before a name: it is the far side of the border, not one of the two countries that meet there."""

_WAY_BETWEEN = _pattern(rf"\b(?P<half>(?:half|mid)way )?(?:between|{_ROADS}(?: \w+ing)? (?:from|between)) {_NAME}")
_WAY_LINKING = _pattern(rf"\b{_ROADS} (?:linking|connecting|that (?:links|connects)) {_NAME}")
_AND = _pattern(rf" (?:and|to|with) {_NAME}")
_DESIGNATOR = _pattern(r" (?:province|state|region|governorate|county|district|oblast|department|prefecture"
                       r"|peninsula|valley|island)\b")  # fmt: skip
_RURAL = _pattern(r" (?:countryside|desert|hinterland)\b")
_OWNER = re.compile(r"(?:['’]s|\b[A-Z]\w+(?:an|ish|ese|i)) $")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words around a name say about where it is meant.

    ``words`` tell it again ("northern part of Syria"). ``winds``: directions as `geo.geometry.compass_part` takes
    them. ``km``: a distance from the place. ``partner``: the toponym at the way's other end. ``attributed``: the
    direction may as well tell where the place lies ("Syria's northern Idlib province").
    """

    kind: Literal["part", "offset", "ring", "side", "edge", "sea", "way", "midway", "across"]
    words: str
    winds: tuple[str, ...] = ()
    far: bool = False
    km: float = 0.0
    partner: int | None = None
    attributed: bool = False


def relation_of(token: Token) -> Relation:
    """Return the relation that the preposition before a name tells, looking through "of" ("near the town of X")."""
    for below, above in pairwise([token, *climb(token)]):
        if above.pos_ in ("VERB", "AUX"):
            break
        if below.dep_ == "pobj" and above.lower_ != "of":
            return _RELATIONS.get(above.lower_, "in")
    return "in"


def read(text: str, toponyms: Sequence[Toponym], number: int, token: Token) -> Reading | None:
    """Return what the words around a toponym make of its place; None if it is the place itself.

    ``toponyms`` stand in text order; ``token`` is the name's head word in the parse of ``text``.
    """
    toponym = toponyms[number]
    before = text[max(0, toponym.start - _WINDOW) : toponym.start].replace("\n", " ")
    after = text[toponym.end : toponym.end + _WINDOW].replace("\n", " ")
    demonym = toponym.role == "demonym" and toponym.place is not None
    name = toponym.place.name if demonym and toponym.place is not None else toponym.text
    if before.lower().endswith(" the ") and not demonym:
        name = f"the {name}"
    across = Reading("across", f"{name}, across the border") if ACROSS.search(before) else None
    return (
        _way(text, toponyms, number)
        or _measured(before, name)
        or _sea(before, after, name, token)
        or _edge(before, after, name)
        or across
        or _part(toponym, before, after, name)
        or _part_after(toponym, after, name, token)
        or _side(before, name)
    )


def _way(text: str, toponyms: Sequence[Toponym], number: int) -> Reading | None:
    """Read a way whose one end the name is: "between X and Y", "the road from X to Y"."""
    for first in (number, number - 1):
        if not 0 <= first < len(toponyms) - 1:
            continue
        one, other = toponyms[first], toponyms[first + 1]
        before = text[max(0, one.start - _WINDOW) : one.start].replace("\n", " ")
        found = _WAY_BETWEEN.search(before) or _WAY_LINKING.search(before)
        if found and _AND.fullmatch(text[one.end : other.start].replace("\n", " ")):
            half = "half" in found.groupdict() and found["half"]
            words = f"{'halfway ' if half else ''}between {one.text} and {other.text}"
            return Reading("midway" if half else "way", words, partner=2 * first + 1 - number)
    return None


def _measured(before: str, name: str) -> Reading | None:
    """Read a distance from the name: with a direction it is a spot, without one a ring."""
    offset = _OFFSET.search(before)
    if offset:
        wind = _wind(offset["way"])
        return Reading("offset", f"{_measure(offset)} {offset['way']} of {name}", (wind,), km=_km(offset))
    ring = _RING.search(before)
    return Reading("ring", f"{_measure(ring)} from {name}", km=_km(ring)) if ring else None


def _measure(found: re.Match[str]) -> str:
    """Return the words of a distance or journey, without what follows them."""
    return found[0][: found.end("by" if found["by"] else "unit") - found.start()]


def _km(found: re.Match[str]) -> float:
    """Return a distance in km: as told, or that of a journey at its usual speed."""
    figure = found["figure"].lower()
    number = _FIGURES[figure] if figure in _FIGURES else float(figure.replace(",", ""))
    if found["time"]:
        hours = number / 60 if found["time"].lower() == "minute" else number
        return hours * _SPEED.get(found["by"].lower(), _DRIVE)
    return number * _KM.get(found["unit"].lower()[:2], 1.0)


def _sea(before: str, after: str, name: str, token: Token) -> Reading | None:
    """Read waters before a coast: "off the coast of X", "off X's coast", "off X" but not "cut off X"."""
    found = _SEA.search(before)
    off = _OFF.search(before)
    if off and not found:
        coast = _COAST_AFTER.match(after)
        found = coast or (off if token.dep_ == "pobj" else None)
    return Reading("sea", f"off {name}", _winds(found["ways"])) if found else None


def _edge(before: str, after: str, name: str) -> Reading | None:
    found = _EDGE.search(before) or _EDGE_AFTER.match(after)
    if not found:
        return None
    winds = _winds(found["ways"])
    return Reading("edge", " ".join([*map(_adjective, winds), f"outskirts of {name}"]), winds)


def _part(toponym: Toponym, before: str, after: str, name: str) -> Reading | None:
    """Read a direction before the name: "western and northern X", "the southern half of X", "the north of X"."""
    noun = _PART_NOUN.search(before)
    found = noun or _PART.search(before)
    if not found:
        return None
    kind = "" if noun else found["of"] or ""
    if _RURAL.match(kind) or _RURAL.match(after):
        return _countryside(toponym, found, name)
    attributed = not (noun or kind) and bool(_DESIGNATOR.match(after) or _OWNER.search(before[: found.start()]))
    return _directed(found, name, attributed=attributed)


def _part_after(toponym: Toponym, after: str, name: str, token: Token) -> Reading | None:
    """Read a direction that the name owns: "X's north", "X's southern provinces"; not "X's northern neighbour"."""
    found = _PART_AFTER.match(after)
    owned = token.head.idx - toponym.end
    if not found or token.dep_ != "poss" or not 0 < owned < found.end():
        return None
    return _countryside(toponym, found, name) if _RURAL.search(found[0]) else _directed(found, name)


def _directed(found: re.Match[str], name: str, *, attributed: bool = False) -> Reading:
    winds = _winds(found["ways"])
    far = "far " if found["far"] else ""
    words = f"{far}{' and '.join(map(_adjective, winds))} part of {name}"
    return Reading("part", words, winds, far=bool(far), attributed=attributed)


def _countryside(toponym: Toponym, found: re.Match[str], name: str) -> Reading:
    """Return a part for an area, and the side of a town: its countryside lies outside it."""
    if toponym.place is None or toponym.place.feature_class != "P":
        return _directed(found, name)
    winds = _winds(found["ways"])
    return Reading("side", f"{' and '.join(map(_adjective, winds))} countryside of {name}", winds)


def _side(before: str, name: str) -> Reading | None:
    found = _SIDE.search(before)
    return Reading("side", f"{found['way'].lower()} of {name}", (_wind(found["way"]),)) if found else None


def _winds(ways: str | None) -> tuple[str, ...]:
    """Return the directions of a list of them ("north and north-eastern"), without repeats."""
    words = re.findall(rf"{_WAY}|{_MIDDLE}", (ways or "").lower())
    return tuple(dict.fromkeys(map(_wind, words)))


def _wind(way: str) -> str:
    """Return a direction as `geo.geometry.compass_part` takes it: "North-Western" → "northwest", "NNE", "centre"."""
    if len(way) <= 3:
        return "".join(_ABBREVIATED[letter] for letter in way.upper())
    way = re.sub(r"(?:ern(?:most)?|erly)$", "", way.lower())
    if re.fullmatch(_MIDDLE, way):
        return "central"
    return way if way.endswith("central") else re.sub(r"[- ]", "", way)


def _adjective(wind: str) -> str:
    return f"{wind}ern" if wind in BEARINGS else wind
