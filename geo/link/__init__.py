"""Where each event happened: which of the names in its sentence, in which relation, how sure and how exactly.

A trained model (`geo.link.judge`) says how probably each name beside the event's word is its place. None of them is
an answer, too: an honest blank beats a guess. A name that the gazetteer does not know may be the place as well; it is
drawn as the known place it stands in (`geo.link.containers`), and passed over where there is none. Where words around
a name mean more or less than the place ("northern Syria", "30 km north of Mosul"), `geo.link.relations` reads them and
`geo.link.ground` finds the ground.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.link.containers import container_of
from geo.link.features import PairReader
from geo.link.ground import NEAR_KM, TOWN_KM, at_border, refine
from geo.link.judge import LEAST, PairJudge, chosen
from geo.link.relations import read, relation_of
from geo.link.sites import Sites
from geo.model import Article, Event, Link, Place, Precision, Relation, Toponym

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spacy.tokens import Doc

    from geo.gazetteer import Gazetteer
    from geo.link.features import Row
    from geo.link.sites import Site

__all__ = ["Placing", "link"]

_NEIGHBOURS = 6
"""Countries of the story tried as the other side of a border whose text names one side."""

_LEAST_UNREAL = 0.35
"""Probability from which a name is the place of what may never be: planned in one place, often meant for another."""

_MOST_HEADS = 8
"""Words of one event that are asked for its place."""


@dataclass(frozen=True, slots=True)
class Placing:
    """The article's toponyms, with names now known to be places, and each event's places in the events' order."""

    toponyms: tuple[Toponym, ...]
    links: tuple[tuple[Link, ...], ...]


@dataclass(frozen=True, slots=True)
class _Choice:
    """The row of a site where an event happened, how probably, and why."""

    row: Row
    probability: float
    why: tuple[tuple[str, float], ...]

    @property
    def site(self) -> Site:
        return self.row.site


def link(
    article: Article, doc: Doc, events: Sequence[Event], toponyms: Sequence[Toponym], gazetteer: Gazetteer
) -> Placing:
    """Return each event's places; an empty tuple where the article names none.

    ``Link.toponym`` indexes `Placing.toponyms`: those given, in text order with names that became toponyms because
    something happened there. Coordinates are lon, lat in degrees, uncertainties km. An event is placed where a map can
    draw it; only if triggers were given ("where is this event?") is a name of unknown place an answer, too, with None.
    """
    if not events:
        return Placing(tuple(toponyms), ())
    sites = Sites(article, doc, toponyms)
    found = _choices(article, doc, events, sites)
    known = _with_names(article, sites, found)
    numbers = {(one.start, one.end): number for number, one in enumerate(known)}
    maker = _Maker(article, sites, gazetteer)
    links = [_distinct(maker.links(choices, numbers)) for choices in found]
    return Placing(known, tuple(links))


def _choices(article: Article, doc: Doc, events: Sequence[Event], sites: Sites) -> list[list[_Choice]]:
    """Return the sites of each event, likeliest first; all pairs of the article are judged at once."""
    reader = PairReader(sites)
    asked = [
        (number, row)
        for number, event in enumerate(events)
        for head in _heads(doc, event)
        for row in reader.rows(event, head)
        if row.possible
    ]
    judge = PairJudge.shipped()
    probabilities = judge.probabilities([row for _, row in asked])
    best: list[dict[tuple[int, int], tuple[float, Row]]] = [{} for _ in events]
    for (number, row), probability in zip(asked, probabilities, strict=True):
        if events[number].modality == "other" and probability < _LEAST_UNREAL:
            continue
        span = sites.span_of(row.site)
        if probability > best[number].get(span, (0.0, row))[0]:
            best[number][span] = probability, row
    if article.triggers is None:
        best = [
            {span: one for span, one in judged.items() if _is_drawn(article, sites, span, one[1])} for judged in best
        ]
    found = [_chosen(list(judged.values()), sites) for judged in best]
    return [[replace(choice, why=(*choice.why, *judge.reasons(choice.row))) for choice in choices] for choices in found]


def _is_drawn(article: Article, sites: Sites, span: tuple[int, int], row: Row) -> bool:
    """Whether a site's place, or one that holds it, is known."""
    return row.known or container_of(article.text, sites.toponyms, *span) is not None


def _chosen(judged: list[tuple[float, Row]], sites: Sites) -> list[_Choice]:
    """Return the sites to take, likeliest first; of a country and a border that is likely enough, the border."""
    taken = chosen(judged)
    others = [one for number, one in enumerate(judged) if number not in taken]
    next_best = max(others, key=lambda one: one[0], default=None)
    beside = (
        () if next_best is None else ((f"next likeliest: {sites.name_of(next_best[1].site)}", round(next_best[0], 2)),)
    )
    choices = [_Choice(judged[i][1], judged[i][0], beside) for i in taken]
    borders = [_Choice(row, p, beside) for p, row in judged if row.site.border is not None and p >= LEAST]
    place = sites.place_of(choices[0].row.site) if choices else None
    return borders[:1] if borders and place is not None and place.is_country else choices


def _heads(doc: Doc, event: Event) -> list[int]:
    spans = [doc.char_span(start, end, alignment_mode="expand") for start, end in event.mentions[:_MOST_HEADS]]
    return [span.root.i for span in spans if span is not None and len(span)]


def _with_names(article: Article, sites: Sites, found: Iterable[Iterable[_Choice]]) -> tuple[Toponym, ...]:
    """Return the toponyms in text order with the names that events are placed at."""
    new: dict[tuple[int, int], Toponym] = {}
    for choice in (choice for choices in found for choice in choices if choice.site.toponym is None):
        start, end = sites.span_of(choice.site)
        why = (("reads as an event's place", round(choice.probability, 2)), ("no place of this name is known", 0.0))
        new.setdefault(
            (start, end),
            Toponym(article.text[start:end], start, end, "event", round(choice.probability, 4), None, (), why),
        )
    return tuple(sorted([*sites.toponyms, *new.values()], key=lambda one: one.start))


def _distinct(links: Iterable[Link]) -> tuple[Link, ...]:
    """Return links without the second end of a way or side of a border ("between X and Y" is one place)."""
    found: dict[object, Link] = {}
    for one in links:
        whole = one.relation == "between" or one.precision == "border"
        found.setdefault((one.lon, one.lat) if whole else one.toponym, one)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes links to the sites of one article."""

    article: Article
    sites: Sites
    gazetteer: Gazetteer

    def links(self, choices: Sequence[_Choice], numbers: dict[tuple[int, int], int]) -> Iterator[Link]:
        """Yield the link of each choice; not of one that only says where another, unknown one is.

        ``numbers``: the toponym of each name's characters.
        """
        held = {choice.site: self._container(choice) for choice in choices}
        around = {number for number, _ in filter(None, held.values())}
        for choice in choices:
            if choice.site.toponym is None or choice.site.toponym not in around:
                yield self._link(choice, numbers[self.sites.span_of(choice.site)], held[choice.site])

    def _container(self, choice: _Choice) -> tuple[int, bool] | None:
        if self.sites.place_of(choice.site) is not None:
            return None
        return container_of(self.article.text, self.sites.toponyms, *self.sites.span_of(choice.site))

    def _link(self, choice: _Choice, toponym: int, held: tuple[int, bool] | None) -> Link:
        """Return the link to a choice's place, or what it is ``held`` in, moved to where the words around it mean."""
        name = self.sites.name_of(choice.site)
        why = ((f"“{name}” is where this happened", round(choice.probability, 2)), *choice.why)
        blank = Link(toponym, relation_of(choice.site.token), None, None, None, None, round(choice.probability, 2), why)
        if held is not None:
            link = self._ground(replace(blank, relation="near" if held[1] else "in"), held[0], choice.site)
            outer = link.spot or self.sites.toponyms[held[0]].text
            return replace(link, spot=f"{name}, drawn as {outer}")
        number = choice.site.toponym
        return blank if number is None else self._ground(blank, number, choice.site)

    def _ground(self, link: Link, number: int, site: Site) -> Link:
        """Return a link drawn at a toponym's place, as the words around its name mean it; as it is without a place."""
        known = self.sites.toponyms[number]
        place = known.place
        if place is None:
            return link
        confidence = round(link.confidence * known.confidence, 2)
        named = replace(link, lon=place.lon, lat=place.lat, precision=_precision(place), confidence=confidence)
        whole = _whole(named, place, self.gazetteer)
        if site.border is not None:
            near: Relation = "near" if link.relation == "near" or site.border.side else "at_border"
            others = self._neighbours(site, place, site.border.other)
            return at_border(replace(whole, relation=near), place, others, self.gazetteer, side=site.border.side)
        reading = read(self.article.text, self.sites.toponyms, number, self.sites.token_of(number))
        if reading is None:
            return whole
        if reading.kind == "across":
            return at_border(whole, place, self._neighbours(site, place), self.gazetteer, side=True)
        partner = self.sites.toponyms[reading.partner].place if reading.partner is not None else None
        return refine(whole, place, reading, partner, self.gazetteer)

    def _neighbours(self, site: Site, place: Place, other: int | None = None) -> list[Place]:
        """Return the countries that may be across a border: the one named with it, or those the story plays in."""
        named = self.sites.toponyms[other].place if other is not None else None
        codes = [named.country_code] if named is not None else self.sites.countries(site)[:_NEIGHBOURS]
        found = [self.gazetteer.country(code) for code in codes if code and code != place.country_code]
        return [country for country in found if country is not None]


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


def _whole(link: Link, place: Place, gazetteer: Gazetteer) -> Link:
    """Return a link with the precision, uncertainty and outline of its place as a whole."""
    if link.precision == "site":
        return replace(link, uncertainty_km=1.0 if link.relation == "in" else NEAR_KM)
    if link.precision == "town":
        if link.relation in ("near", "over", "along", "between"):
            return replace(link, precision="area", uncertainty_km=NEAR_KM)
        return replace(link, uncertainty_km=round(max(TOWN_KM, place.radius_km), 1))
    return replace(link, uncertainty_km=round(max(NEAR_KM, place.radius_km), 1), shape=gazetteer.shape(place))
