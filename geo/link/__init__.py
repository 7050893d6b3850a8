"""Where each event happened: which of the article's toponyms, in which relation, how sure and how exactly.

A place must be tied to the event by grammar: its own locative phrase, an object or participant that is there, a border,
"there", or a verb it shares. Anything less is no place: an honest blank beats a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.geometry import displaced, middle, shared_border
from geo.link.paths import UNREACHABLE, UNREACHABLE_UNREAL, Path, path_between
from geo.link.sites import Site, Sites
from geo.model import Article, Event, Link, Place, Precision, Relation, Toponym

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Token

    from geo.gazetteer import Gazetteer

__all__ = ["link"]

_NEAR_KM = 30.0
"""Uncertainty of "near X", "outside X": a convention."""

_TOWN_KM = 5.0
_BORDER_KM = 60.0
_KM_PER_DEGREE = 111.0
_NEIGHBOURS = 4
"""Countries of the story tried as the other side of a border whose text names one side."""

_SAME_COST = 0.5
"""Places whose paths differ by no more than this compete by how exact they are."""

_OFFSET = re.compile(
    r"(?<![\d.,])(?P<figure>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)[ -](?P<unit>kilomet(?:er|re)s?|km|miles?)"
    r"(?: \([^)]*\))? "
    r"(?:to the )?(?P<way>north|south|east|west|northeast|northwest|southeast|southwest|north-east|north-west|south-"
    r"east|south-west) of (?:the (?:\w+ )?(?:city|town|village|capital|port) of |the |\w+ )?$",
    re.IGNORECASE,
)
_BEARINGS = {"north": 0.0, "northeast": 45.0, "east": 90.0, "southeast": 135.0, "south": 180.0, "southwest": 225.0,
             "west": 270.0, "northwest": 315.0}  # fmt: skip
_EXACTNESS: dict[Precision, int] = {
    "site": 0, "town": 1, "area": 1, "border": 1, "admin2": 2, "admin1": 3, "region": 4, "country": 5
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Choice:
    """A site that may be an event's place, with the path that ties it."""

    site: Site
    path: Path


def link(
    article: Article, doc: Doc, events: Sequence[Event], toponyms: Sequence[Toponym], gazetteer: Gazetteer
) -> tuple[tuple[Link, ...], ...]:
    """Return each event's places, in the events' order; an empty tuple where the article names none.

    ``Link.toponym`` indexes ``toponyms``; coordinates are lon, lat in degrees, uncertainties km.
    """
    sites = Sites(article, doc, toponyms)
    answers: list[tuple[Link, ...]] = []
    for event in events:
        heads = _heads(doc, event)
        if not heads:
            answers.append(())
            continue
        chosen = _best(_choices(event, heads, sites), sites)
        found = (_link(choice, sites, gazetteer, article) for choice in chosen)
        answers.append(tuple(one for one in found if one is not None))
    return tuple(answers)


def _heads(doc: Doc, event: Event) -> list[Token]:
    spans = [doc.char_span(start, end, alignment_mode="expand") for start, end in event.mentions]
    return [span.root for span in spans if span is not None and len(span)]


def _choices(event: Event, heads: Sequence[Token], sites: Sites) -> list[_Choice]:
    found: dict[tuple[int, int], _Choice] = {}
    limit = UNREACHABLE if event.modality == "asserted" else UNREACHABLE_UNREAL
    for head in heads:
        if found and head.sent.start != heads[0].sent.start:
            break
        for site in sites.of_sentence(head):
            place = sites.toponyms[site.toponym].place
            is_country = site.kind == "name" and place is not None and place.is_country
            path = path_between(head, site.token, event.type, is_country=is_country)
            key = (site.toponym, site.token.i)
            if path is not None and path.cost < limit and (key not in found or path.cost < found[key].path.cost):
                found[key] = _Choice(site, path)
    return list(found.values())


def _best(choices: list[_Choice], sites: Sites) -> list[_Choice]:
    """Return the nearest place, or a more exact one about as near, with the places it is listed with."""
    if not choices:
        return []
    nearest = min(choice.path.cost for choice in choices)
    close = [choice for choice in choices if choice.path.cost <= nearest + _SAME_COST]
    first = min(close, key=lambda choice: (_exactness(choice, sites), choice.path.cost, choice.site.token.i))
    listed = {token.i for token in _list_of(first.site.token)}
    return [first] + [
        choice for choice in choices
        if choice is not first and choice.site.token.i in listed and choice.site.toponym != first.site.toponym
        and choice.site.kind == "name"
    ]  # fmt: skip


def _list_of(token: Token) -> list[Token]:
    """Return the conjuncts of a token above and below ("Idlib and Hama" from either)."""
    top = token
    while top.dep_ == "conj" and top.head != top:
        top = top.head
    found, queue = [top], [top]
    while queue and len(found) < 12:
        below = [child for child in queue.pop().children if child.dep_ == "conj"]
        found += below
        queue += below
    return found


def _exactness(choice: _Choice, sites: Sites) -> int:
    if choice.site.kind == "border":
        return _EXACTNESS["border"]
    place = sites.toponyms[choice.site.toponym].place
    return _EXACTNESS[_precision(place)] if place is not None else 9


def _precision(place: Place) -> Precision:
    if place.is_country:
        return "country"
    if place.feature_class == "S":
        return "site"
    if place.feature_class == "P":
        return "town"
    if place.feature_code.startswith("ADM1"):
        return "admin1"
    if place.feature_class == "A":
        return "admin2"
    return "region"


def _link(choice: _Choice, sites: Sites, gazetteer: Gazetteer, article: Article) -> Link | None:
    toponym = sites.toponyms[choice.site.toponym]
    place = toponym.place
    if place is None:
        return None
    confidence = round(choice.path.weight * (0.4 + 0.6 * toponym.confidence), 2)
    why: tuple[tuple[str, float], ...] = ((choice.path.words, round(choice.path.weight, 2)),)
    if choice.site.kind == "border":
        return _border_link(choice, place, sites, gazetteer, confidence)
    relation: Relation = choice.path.relation
    precision = _precision(place)
    lon, lat = place.lon, place.lat
    offset = _OFFSET.search(article.text[max(0, toponym.start - 90) : toponym.start])
    shape = None
    if offset and precision in ("town", "site"):
        km = float(offset["figure"].replace(",", "")) * (1.609344 if offset["unit"].lower().startswith("mile") else 1.0)
        lon, lat = displaced(lon, lat, _BEARINGS[offset["way"].lower().replace("-", "")], km)
        relation, precision, uncertainty = "near", "area", max(_TOWN_KM, km / 4)
        why += ((offset[0].strip(), 1.0),)
    elif precision == "site":
        uncertainty = 1.0 if relation == "in" else _NEAR_KM
    elif precision == "town":
        near = relation in ("near", "over", "along", "between")
        uncertainty = _NEAR_KM if near else max(_TOWN_KM, place.radius_km)
        precision = "area" if near else "town"
    else:
        uncertainty = max(_NEAR_KM, place.radius_km)
        shape = gazetteer.shape(place)
    return Link(choice.site.toponym, relation, lon, lat, precision, round(uncertainty, 1), confidence, why, shape)


def _border_link(choice: _Choice, place: Place, sites: Sites, gazetteer: Gazetteer, confidence: float) -> Link:
    """Place an event at a border: between the two countries named, or the one named and the story's own."""
    why: tuple[tuple[str, float], ...] = ((choice.path.words, round(choice.path.weight, 2)),)
    one = gazetteer.country(place.country_code) if place.country_code else None
    second = sites.toponyms[choice.site.others[0]].place if choice.site.others else None
    codes = [second.country_code] if second is not None else sites.countries[:_NEIGHBOURS]
    others = [gazetteer.country(code) for code in codes if code and code != place.country_code]
    relation: Relation = "near" if choice.path.relation == "near" else "at_border"
    lon, lat, shape = place.lon, place.lat, None
    uncertainty = max(_BORDER_KM, place.radius_km)
    outline = gazetteer.shape(one) if one is not None else None
    for other in others:
        across = gazetteer.shape(other) if other is not None else None
        line = shared_border(outline, across) if outline is not None and across is not None else None
        if line is not None and one is not None and other is not None:
            (lon, lat), shape = middle(line), line
            uncertainty = max(_BORDER_KM, line.length * _KM_PER_DEGREE / 2)
            why += ((f"the border of {one.name} and {other.name}", 1.0),)
            break
    return Link(choice.site.toponym, relation, lon, lat, "border", round(uncertainty, 1), confidence, why, shape)
