"""Linked Places Format: the places that articles name, as World Historical Gazetteer, Recogito and Peripleo read them.

After https://github.com/LinkedPasts/linked-places-format (v1.1 with the ``fclasses`` that v1.3 requires): JSON-LD that
is GeoJSON, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from geo.frames import iso_day
from geo.record import legible, position, to_json

if TYPE_CHECKING:
    from geo.model import Article, Event, Place
    from geo.story import Story

__all__ = ["CONTEXT", "linked_places_text"]

CONTEXT = "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/linkedplaces-context-v1.1.jsonld"

_CLASSES = frozenset("AHLPRST")
"""GeoNames' feature classes that the format knows."""

_NEAREST_CLASS = {"U": "T", "V": "L"}
"""Its others: undersea forms are landforms, forests and fields landscape."""

Json = dict[str, Any]


@dataclass
class _Attested:
    """A place with the names that articles give it and the days of what happened there."""

    place: Place
    names: dict[str, dict[str, Json]] = field(default_factory=dict)
    days: set[tuple[str, str]] = field(default_factory=set)


def linked_places_text(stories: Iterable[Story]) -> Iterator[str]:
    """Yield a FeatureCollection, a feature a line: each distinct place once, in the order in which articles name them.

    A place has its names as written, with the articles that write them; ``when``, the days of the events there, or else
    the articles' own (an event on some day of a week has that week as earliest and latest start); its point in lon,
    lat. Toponyms without a place are left out, as they have no identifier.
    """
    found: dict[str, _Attested] = {}
    for story in stories:
        _attest(story, found)
    yield f'{{"type": "FeatureCollection", "@context": {to_json(CONTEXT)}, "features": [\n'
    for number, (uri, attested) in enumerate(found.items()):
        yield f"{',' if number else ''}{to_json(_feature(uri, attested))}\n"
    yield "]}\n"


def _attest(story: Story, found: dict[str, _Attested]) -> None:
    article = story.article
    told: dict[int, list[tuple[str, str]]] = {}
    for event in story.event_records:
        for link in event.places:
            told.setdefault(link.toponym, []).extend(_days(event))
    own = iso_day(article.published)
    for number, toponym in enumerate(story.toponym_records):
        if toponym.place is None:
            continue
        attested = found.setdefault(_uri(toponym.place), _Attested(toponym.place))
        citation = _citation(article)
        attested.names.setdefault(legible(toponym.text), {}).setdefault(to_json(citation), citation)
        days = told.get(number) or ([(own, own)] if own else [])
        attested.days.update(days)


def _days(event: Event) -> Iterator[tuple[str, str]]:
    if event.date is not None:
        start, end = iso_day(event.date.start), iso_day(event.date.end)
        if start and end:
            yield start, end


def _uri(place: Place) -> str:
    """Return GeoNames' URI, or for another's place a name that is the same in every export."""
    if place.geonameid is not None:
        return f"https://sws.geonames.org/{place.geonameid}/"
    provider = place.provenance.provider if place.provenance else "dateline"
    return uuid5(NAMESPACE_URL, ascii((provider, place.name, place.lon, place.lat))).urn


def _citation(article: Article) -> Json:
    """Return a label, which the format requires, and the article's identifier where that is an address."""
    label = ", ".join(filter(None, (article.title, article.source, article.published))) or article.id or "article"
    address = article.id if article.id and article.id.startswith(("http://", "https://")) else None
    return {"label": legible(label)} | ({"@id": legible(address)} if address else {})


def _feature(uri: str, attested: _Attested) -> Json:
    place = attested.place
    point = position(place.lon, place.lat)
    feature = place.feature_class
    credit = (place.provenance.attribution or place.provenance.provider) if place.provenance else "GeoNames"
    located = ", ".join(filter(None, (place.admin2, place.admin1, place.country_code)))
    return {
        "@id": uri,
        "type": "Feature",
        "properties": {
            "title": legible(f"{place.name} ({located})" if located else place.name),
            "ccodes": [place.country_code] if place.country_code else [],
            "fclasses": [feature if feature in _CLASSES else _NEAREST_CLASS.get(feature, "S")],
        },
        **({"when": {"timespans": [_timespan(*days) for days in sorted(attested.days)]}} if attested.days else {}),
        "names": [
            {"toponym": name, "lang": "en", "citations": list(citations.values())}
            for name, citations in attested.names.items()
        ],
        "types": [{"identifier": f"gn:{feature}.{place.feature_code}", "label": place.feature_code}],
        "geometry": {
            "type": "GeometryCollection",
            "geometries": [{"type": "Point", "coordinates": list(point), "citations": [{"label": legible(credit)}]}]
            if point
            else [],
        },
        "links": [{"type": "exactMatch", "identifier": uri}] if place.geonameid is not None else [],
    }


def _timespan(start: str, end: str) -> Json:
    """Return some time between two days: the format's earliest and latest start; one day is "in"."""
    return {"start": {"in": start}} if start == end else {"start": {"earliest": start, "latest": end}}
