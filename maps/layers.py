"""Stories -> the plain data that the page draws: events by family, places, reporters' places, regions.

Nothing here is HTML. Coordinates are lon, lat in degrees (EPSG:4326), distances km. Text offsets
become UTF-16 code units, which is how JavaScript counts.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import shapely
from shapely.geometry.base import BaseGeometry

from geo.geometry import unwrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from geo.model import Event, EventType, Link, Place, Toponym
    from geo.story import Story

__all__ = ["FAMILIES", "LAYERS", "TYPE_WORDS", "Family", "Layer", "family_of", "layer_of", "page_data"]

Json = dict[str, Any]

AREAL_KM = 100.0  # a sea, range or region of this radius is named as an area, not drawn as a dot
SHAPE_TOLERANCE = 0.01  # degrees; the basemap is no finer
SHAPE_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Family:
    """Event types that share a colour, a shape and a layer."""

    key: str
    name: str
    types: tuple[EventType, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """A switch of the map: its key, its fixed name, and whether it is on at first."""

    key: str
    name: str
    shown: bool = True


FAMILIES = (
    Family("fighting", "Fighting & violence", ("ASSAULT", "COERCE")),
    Family("threats", "Threats & demands", ("THREATEN", "REJECT", "ACCUSE", "REQUEST", "SANCTION", "MOBILIZE")),
    Family("protest", "Protest", ("PROTEST",)),
    Family("diplomacy", "Diplomacy & agreements", ("CONSULT", "AGREE", "COOPERATE", "SUPPORT", "CONCEDE")),
    Family("aid", "Aid & relief", ("AID", "RETREAT")),
    Family("disasters", "Disasters & health", ("HAZARD", "ACCIDENT", "OUTBREAK")),
    Family("other", "Other events", ("OTHER",)),
)
LAYERS = (
    *(Layer(family.key, family.name) for family in FAMILIES),
    Layer("denied", "Did not happen", shown=False),
    Layer("places", "Places mentioned"),
    Layer("reporters", "Reporters\u2019 places"),
    Layer("regions", "Regions & borders"),
)
TYPE_WORDS: dict[EventType, str] = {
    "AGREE": "Agreement",
    "CONSULT": "Talks",
    "SUPPORT": "Support",
    "CONCEDE": "Concession",
    "COOPERATE": "Cooperation",
    "AID": "Aid",
    "RETREAT": "Withdrawal or release",
    "REQUEST": "Demand or appeal",
    "ACCUSE": "Accusation",
    "REJECT": "Rejection",
    "THREATEN": "Threat",
    "PROTEST": "Protest",
    "SANCTION": "Sanction",
    "MOBILIZE": "Mobilization",
    "COERCE": "Coercion",
    "ASSAULT": "Attack",
    "HAZARD": "Natural hazard",
    "ACCIDENT": "Accident",
    "OUTBREAK": "Outbreak of disease",
    "OTHER": "Other event",
}
_FAMILY_OF = {kind: family.key for family in FAMILIES for kind in family.types}
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def family_of(event: Event) -> str:
    """Return the key of the event's family."""
    return _FAMILY_OF[event.type]


def layer_of(event: Event) -> str:
    """Return the key of the layer that shows the event: its family, or "denied" if it did not happen."""
    return "denied" if event.polarity == "negative" else family_of(event)


def page_data(stories: Sequence[Story], *, title: str | None = None) -> Json:
    """Return everything the page shows, as JSON-ready data.

    Every list is referred to by index: ``events[].places[].toponym`` and ``events[].unknown[]`` (names that the
    gazetteer does not know) -> ``toponyms``, ``toponyms[].place``
    and ``candidates[][0]`` -> ``places``, ``places[].shape`` of a link -> ``shapes`` (GeoJSON geometries).
    """
    places, shapes = _Index(_place), _Index(_geometry)
    articles: list[Json] = []
    events: list[Json] = []
    toponyms: list[Json] = []
    for number, story in enumerate(stories):
        units = _Units(story.article.text)
        first_toponym = len(toponyms)
        articles.append(_article(story))
        toponyms.extend(_toponym(toponym, number, units, places) for toponym in story.toponym_records)
        events.extend(_event(event, number, units, first_toponym, shapes) for event in story.event_records)
    data: Json = {
        "title": _title(stories, title),
        "families": [{"key": family.key, "name": family.name} for family in FAMILIES],
        "articles": articles,
        "events": events,
        "toponyms": toponyms,
        "places": places.rows,
        "shapes": shapes.rows,
    }
    data["layers"] = _layers(events, toponyms)
    for number, label in _labels(toponyms).items():
        places.rows[number]["label"] = label
    well_formed: Json = _well_formed(data)
    return well_formed


def _title(stories: Sequence[Story], title: str | None) -> str:
    if title is None and len(stories) == 1:
        title = stories[0].article.title
    return title or "Events in the news"


def _article(story: Story) -> Json:
    article = story.article
    return {
        "title": article.title,
        "source": article.source,
        "published": article.published,
        "byline": list(article.byline),
        "text": article.text,
    }


def _event(event: Event, article: int, units: _Units, first_toponym: int, shapes: _Index) -> Json:
    words = TYPE_WORDS[event.type]
    return {
        "article": article,
        "id": event.id,
        "family": family_of(event),
        "layer": layer_of(event),
        "words": f"{words}: {event.mode.replace('-', ' ')}" if event.mode else words,
        "trigger": units.span(event.trigger.start, event.trigger.end),
        "mentions": [units.span(*mention) for mention in event.mentions],
        "sentence": units.span(*event.sentence),
        "actors": [
            {"text": actor.text, "role": actor.role, "country": actor.country, "sector": actor.sector}
            for actor in event.actors
        ],
        "date": None
        if event.date is None
        else {
            "start": event.date.start,
            "end": event.date.end,
            "granularity": event.date.granularity,
            "text": event.date.text,
        },
        "modality": event.modality,
        "polarity": event.polarity,
        "genericity": event.genericity,
        "tense": event.tense,
        "confidence": round(event.confidence, 2),
        "places": [_link(link, first_toponym, shapes) for link in event.places if link.lon is not None],
        "unknown": [first_toponym + link.toponym for link in event.places if link.lon is None],
    }


def _link(link: Link, first_toponym: int, shapes: _Index) -> Json:
    shape = None if link.precision == "country" else link.shape  # the basemap has the outlines of countries
    return {
        "toponym": first_toponym + link.toponym,
        "relation": link.relation,
        "lon": _number(link.lon, 5),
        "lat": _number(link.lat, 5),
        "precision": link.precision,
        "km": _number(link.uncertainty_km, 1),
        "confidence": round(link.confidence, 2),
        "label": link.spot,
        "why": _why(link.why),
        "shape": None if shape is None or shape.is_empty else shapes.number(shape),
    }


def _toponym(toponym: Toponym, article: int, units: _Units, places: _Index) -> Json:
    return {
        "article": article,
        "text": toponym.text,
        "span": units.span(toponym.start, toponym.end),
        "role": toponym.role,
        "layer": _toponym_layer(toponym),
        "confidence": round(toponym.confidence, 2),
        "place": None if toponym.place is None else places.number(toponym.place),
        "candidates": [[places.number(one.place), round(one.score, 2)] for one in toponym.candidates],
        "why": _why(toponym.why),
    }


def _toponym_layer(toponym: Toponym) -> Literal["places", "reporters", "regions"]:
    place = toponym.place
    if place is not None and (
        place.feature_class == "A" or (place.radius_km >= AREAL_KM and place.feature_class != "P")
    ):
        return "regions"
    return "reporters" if toponym.role in ("dateline", "byline") else "places"


def _labels(toponyms: list[Json]) -> dict[int, str]:
    """Return what to call each place mentioned: the texts' own word for it, where it is a proper one."""
    words: dict[int, Counter[str]] = {}
    for toponym in toponyms:
        if toponym["place"] is not None and toponym["role"] != "demonym" and not toponym["text"].isupper():
            words.setdefault(toponym["place"], Counter())[toponym["text"]] += 1
    return {place: counts.most_common(1)[0][0] for place, counts in words.items()}


def _place(place: Place) -> Json:
    return {
        "name": place.name,
        "label": place.name,
        "country": place.country_code,
        "admin1": place.admin1,
        "class": place.feature_class,
        "code": place.feature_code,
        "is_country": place.is_country,
        "lon": round(place.lon, 5),
        "lat": round(place.lat, 5),
        "population": place.population,
        "radius_km": round(place.radius_km, 1),
        "geonameid": place.geonameid,
    }


def _geometry(shape: BaseGeometry) -> Json:
    """Return the shape as a GeoJSON geometry, no finer than the basemap, without a seam at the antimeridian."""
    plain = shapely.simplify(unwrapped(shape), SHAPE_TOLERANCE)
    geometry: Json = json.loads(shapely.to_geojson(plain))
    geometry["coordinates"] = _rounded(geometry["coordinates"])
    return geometry


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, list):
        return [_rounded(item) for item in coordinates]
    return round(coordinates, SHAPE_DECIMALS)


def _number(number: float | None, digits: int) -> float | None:
    return None if number is None else round(number, digits)


def _why(reasons: Iterable[tuple[str, float]]) -> list[list[Any]]:
    return [[reason, round(weight, 2)] for reason, weight in reasons]


def _layers(events: list[Json], toponyms: list[Json]) -> list[Json]:
    """Return the layers with the number of events (or different places) that each can show."""
    counts = {layer.key: 0 for layer in LAYERS}
    for event in events:
        counts[event["layer"]] += bool(event["places"])
    for layer, _ in {(toponym["layer"], toponym["place"]) for toponym in toponyms if toponym["place"] is not None}:
        counts[layer] += 1
    return [{"key": layer.key, "name": layer.name, "count": counts[layer.key]} for layer in LAYERS]


def _well_formed(value: Any) -> Any:
    """Replace lone surrogates, which no UTF-8 file can hold, by U+FFFD in every string."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {key: _well_formed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_well_formed(item) for item in value]
    return value


class _Index:
    """Rows without repeats: the same record always gets the same number."""

    def __init__(self, to_row: Callable[[Any], Json]) -> None:
        self.rows: list[Json] = []
        self._to_row = to_row
        self._numbers: dict[Any, int] = {}

    def number(self, record: Place | BaseGeometry) -> int:
        key = record.wkb if isinstance(record, BaseGeometry) else record
        if key not in self._numbers:
            self._numbers[key] = len(self.rows)
            self.rows.append(self._to_row(record))
        return self._numbers[key]


class _Units:
    """Python string indices of one text -> UTF-16 code units."""

    def __init__(self, text: str) -> None:
        self._astral = [index for index, character in enumerate(text) if character > "\uffff"]

    def span(self, start: int, end: int) -> list[int]:
        return [start + bisect_left(self._astral, start), end + bisect_left(self._astral, end)]
