"""Where each event happened: which of the article's toponyms, in which relation, how sure and how exactly.

A place must be tied to the event by grammar: its own locative phrase, an object or participant that is there, a border,
"there", or a verb it shares. Anything less is no place: an honest blank beats a guess. Where words around the name mean
more or less than the place ("northern Syria", "30 km north of Mosul"), `geo.link.relations` reads them and
`geo.link.ground` finds the ground.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.link.ground import NEAR_KM, TOWN_KM, at_border, refine
from geo.link.paths import UNREACHABLE, UNREACHABLE_UNREAL, Path, path_between
from geo.link.relations import read
from geo.link.sites import Site, Sites
from geo.model import Article, Event, Link, Place, Precision, Relation, Toponym

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Doc, Token

    from geo.gazetteer import Gazetteer

__all__ = ["link"]

_NEIGHBOURS = 6
"""Countries of the story tried as the other side of a border whose text names one side."""

_WITHIN_COUNTRY = 1.0
"""The same where the nearest is a country: "In Syria, rebels attacked a post near the border"."""

_SAME_COST = 0.5
"""Places whose paths differ by no more than this compete by how exact they are."""

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
        answers.append(_distinct(one for one in found if one is not None))
    return tuple(answers)


def _distinct(links: Iterable[Link]) -> tuple[Link, ...]:
    """Return links without the second end of a way ("between X and Y" is one place)."""
    found: dict[tuple[float, float] | int, Link] = {}
    for one in links:
        found.setdefault((one.lon, one.lat) if one.relation == "between" else one.toponym, one)
    return tuple(found.values())


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
    nearest = min(choices, key=lambda choice: choice.path.cost)
    slack = _WITHIN_COUNTRY if _exactness(nearest, sites) == _EXACTNESS["country"] else _SAME_COST
    close = [choice for choice in choices if choice.path.cost <= nearest.path.cost + slack]
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
    """Return the link to a choice's place, moved to where the words around its name mean; None if it has no place."""
    number = choice.site.toponym
    place = sites.toponyms[number].place
    if place is None:
        return None
    confidence = round(choice.path.weight * (0.4 + 0.6 * sites.toponyms[number].confidence), 2)
    why = ((choice.path.words, round(choice.path.weight, 2)),)
    named = Link(number, choice.path.relation, place.lon, place.lat, _precision(place), 0.0, confidence, why)
    whole = _whole(named, place, gazetteer)
    if choice.site.kind == "border":
        relation: Relation = "near" if choice.path.relation == "near" or choice.site.side else "at_border"
        others = _neighbours(choice.site, place, sites, gazetteer)
        return at_border(replace(whole, relation=relation), place, others, gazetteer, side=choice.site.side)
    reading = read(article.text, sites.toponyms, number, sites.token_of(number))
    if reading is None:
        return whole
    if reading.kind == "across":
        return at_border(whole, place, _neighbours(choice.site, place, sites, gazetteer), gazetteer, side=True)
    partner = sites.toponyms[reading.partner].place if reading.partner is not None else None
    return refine(whole, place, reading, partner, gazetteer)


def _whole(link: Link, place: Place, gazetteer: Gazetteer) -> Link:
    """Return a link with the precision, uncertainty and outline of its place as a whole."""
    if link.precision == "site":
        return replace(link, uncertainty_km=1.0 if link.relation == "in" else NEAR_KM)
    if link.precision == "town":
        if link.relation in ("near", "over", "along", "between"):
            return replace(link, precision="area", uncertainty_km=NEAR_KM)
        return replace(link, uncertainty_km=round(max(TOWN_KM, place.radius_km), 1))
    return replace(link, uncertainty_km=round(max(NEAR_KM, place.radius_km), 1), shape=gazetteer.shape(place))


def _neighbours(site: Site, place: Place, sites: Sites, gazetteer: Gazetteer) -> list[Place]:
    """Return the countries that may be across a border: the one named with it, or those the story plays in."""
    named = [sites.toponyms[number].place for number in site.others]
    codes = [one.country_code for one in named if one is not None] or sites.countries[:_NEIGHBOURS]
    found = [gazetteer.country(code) for code in codes if code and code != place.country_code]
    return [country for country in found if country is not None]
