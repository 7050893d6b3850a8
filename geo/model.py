"""The records that flow through Dateline. Each is built once and never patched.

Character offsets are Python string indices into ``Article.text``, end exclusive.
Coordinates are lon, lat in degrees, WGS 84 (EPSG:4326); distances are km.
Terms: toponym, gazetteer, feature class and code (GeoNames); trigger, modality,
polarity, genericity, tense (ACE 2005 guidelines); event types, modes and quad classes
(PLOVER, https://github.com/openeventdata/PLOVER); time values (TIMEX3, ISO-TimeML).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = [
    "Actor",
    "Article",
    "Candidate",
    "DateInterval",
    "Event",
    "EventType",
    "Genericity",
    "Granularity",
    "Link",
    "Mention",
    "Modality",
    "Place",
    "Polarity",
    "Precision",
    "Provenance",
    "Quad",
    "Relation",
    "Role",
    "Section",
    "SectionKind",
    "Tense",
    "TimeExpression",
    "Toponym",
    "Trigger",
]

SectionKind = Literal["title", "byline", "dateline", "story", "caption", "credit", "notice"]
Role = Literal["event", "dateline", "byline", "metonym", "demonym", "background"]
EventType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT",
    "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "HAZARD", "ACCIDENT", "OUTBREAK", "OTHER",
]  # fmt: skip
Quad = Literal["VERBAL COOPERATION", "MATERIAL COOPERATION", "VERBAL CONFLICT", "MATERIAL CONFLICT"]
Modality = Literal["asserted", "other"]
Polarity = Literal["positive", "negative"]
Genericity = Literal["specific", "generic"]
Tense = Literal["past", "present", "future", "unspecified"]
Granularity = Literal["day", "week", "month", "season", "year", "decade", "vague"]
Relation = Literal["in", "near", "at_border", "between", "along", "over"]
Precision = Literal["site", "town", "area", "border", "admin2", "admin1", "region", "country"]


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of an article with one function: story text, dateline, credit line …"""

    kind: SectionKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """One document.

    ``published`` is an ISO 8601 date (YYYY-MM-DD) or None. ``source`` is the outlet's
    name or domain. ``triggers``: spans at which the caller says an event stands; exactly
    these become events. ``sections`` partition the text and ``byline`` holds reporters'
    names; both come from `geo.articles.lay_out` and are filled in by the pipeline if left empty.
    """

    text: str
    published: str | None = None
    title: str | None = None
    source: str | None = None
    id: str | None = None
    triggers: tuple[tuple[int, int], ...] | None = None
    sections: tuple[Section, ...] = ()
    byline: tuple[str, ...] = ()

    def section_at(self, offset: int) -> SectionKind:
        """Return the kind of the section that holds character ``offset`` ("story" where none does)."""
        for section in self.sections:
            if section.start <= offset < section.end:
                return section.kind
        return "story"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text that may be a place, before anything says which one.

    ``role`` is what the text shows by itself (dateline, byline, demonym …); ``evidence``
    holds (reason in words, weight) pairs that spoke for reading it as a place.
    """

    text: str
    start: int
    end: int
    role: Role
    confidence: float
    evidence: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a place comes from that the shipped gazetteer does not hold: a gazetteer of the user's, or a geocoder.

    ``provider`` is the gazetteer's file name or the geocoder's name and address; ``version`` the gazetteer's digest or
    what the geocoder says of its data, ``query`` what the geocoder was asked, ``retrieved`` when it answered (ISO 8601,
    UTC), ``attribution`` what its licence asks to be shown. None where there is no such thing.
    """

    provider: str
    version: str | None = None
    query: str | None = None
    retrieved: str | None = None
    attribution: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A gazetteer entry, or a geocoder's answer.

    ``id`` is the row in the gazetteer file, ``geonameid`` GeoNames' own (None for
    hand-made rows). ``radius_km`` is the radius around the point that holds the whole
    place (0.0 for a site); ``bbox`` is west, south, east, north (west > east across the
    antimeridian), or None for a place with no extent. ``admin2`` names the second-level unit,
    where that is known; ``provenance`` is None for what the shipped gazetteer holds.
    """

    id: int
    name: str
    geonameid: int | None
    feature_class: str
    feature_code: str
    country_code: str | None
    admin1_code: str | None
    admin1: str | None
    lon: float
    lat: float
    population: int
    radius_km: float = 0.0
    bbox: tuple[float, float, float, float] | None = None
    admin2: str | None = None
    provenance: Provenance | None = None

    @property
    def is_country(self) -> bool:
        """Whether this is a country, dependency or state-like territory (PCL*)."""
        return self.feature_code.startswith("PCL")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a mention may mean, with its probability (0 to 1) among the candidates."""

    place: Place
    score: float


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place name in the text with its answer.

    ``place`` is None when no candidate is good enough. ``confidence`` (0 to 1) is the
    probability that span and place are both right. ``candidates``: at most five, best
    first. ``why``: (evidence in words, weight) pairs, strongest first.
    """

    text: str
    start: int
    end: int
    role: Role
    confidence: float
    place: Place | None
    candidates: tuple[Candidate, ...] = ()
    why: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Trigger:
    """The words that tell an event."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts or is acted upon.

    ``role`` is "actor" or "recipient" (PLOVER); ``country`` an ISO 3166-1 alpha-3 code or
    None; ``sector`` a PLOVER sector code (GOV, MIL, REB, CVL, IGO …) or None.
    """

    text: str
    start: int
    end: int
    role: Literal["actor", "recipient"]
    country: str | None = None
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class DateInterval:
    """When: first and last possible day (ISO dates, both inclusive), and the words that say so.

    ``text`` is None exactly where an event's day is inferred: told elsewhere of the same event, the day the story is
    at, the publication day. ``why`` says what an event's date rests on and is no part of the date.
    """

    start: str
    end: str
    granularity: Granularity
    text: str | None = None
    why: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time expression with its TIMEX3 value, and the days it covers (None if it is no calendar time)."""

    text: str
    start: int
    end: int
    value: str
    interval: DateInterval | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Where an event happened.

    ``toponym`` indexes the story's toponyms. ``uncertainty_km`` is the radius around
    (lon, lat) that holds the true spot. Coordinates, ``precision`` and ``uncertainty_km`` are
    None where the article names a place that nobody can draw, as the gazetteer does not know it.
    ``why``: (evidence in words, weight) pairs, strongest first. ``spot`` is what the place is
    called where it is not the toponym's as a whole ("northern part of Syria"). ``shape`` is what
    the words really name where that is no point: a border's line, a country's polygon (lon, lat);
    None for a point.
    """

    toponym: int
    relation: Relation
    lon: float | None
    lat: float | None
    precision: Precision | None
    uncertainty_km: float | None
    confidence: float
    why: tuple[tuple[str, float], ...] = ()
    shape: BaseGeometry | None = None
    spot: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One event the article tells.

    ``mentions`` are the spans of all words that tell it, the trigger's first;
    ``sentence`` is the span of the trigger's sentence. ``date`` is None when the text
    gives none, ``places`` empty when it names no place for the event. ``confidence`` (0 to 1)
    is the probability that a reader would look for it; ``why``: the lexicon's rule, then
    (evidence in words, log-odds) pairs, strongest first.
    """

    id: str
    type: EventType
    mode: str | None
    quad: Quad | None
    trigger: Trigger
    mentions: tuple[tuple[int, int], ...]
    sentence: tuple[int, int]
    actors: tuple[Actor, ...]
    date: DateInterval | None
    modality: Modality
    polarity: Polarity
    genericity: Genericity
    tense: Tense
    confidence: float
    places: tuple[Link, ...] = ()
    why: tuple[tuple[str, float], ...] = ()
