"""What the map tells apart, in fixed names: families of events, status, precision of places, layers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from geo.model import Event, EventType, Precision, Toponym

__all__ = [
    "FAMILIES",
    "LAYERS",
    "PRECISIONS",
    "PRECISION_OF",
    "STATUSES",
    "TYPE_WORDS",
    "Family",
    "Option",
    "family_of",
    "layer_of",
    "status_of",
    "words_of",
]

AREAL_KM = 100.0  # a sea, range or region of this radius is named as an area, not drawn as a dot


@dataclass(frozen=True, slots=True)
class Family:
    """Event types that share a colour and a shape."""

    key: str
    name: str
    types: tuple[EventType, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a filter, or a switch of the map: its key, what readers call it, whether it is shown at first."""

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
STATUSES = (
    Option("reported", "Reported as fact"),
    Option("proposed", "Proposed, feared, demanded"),
    Option("generic", "Repeated, in general"),
    Option("denied", "Did not happen", shown=False),
)
PRECISIONS = (
    Option("point", "Town or site"),
    Option("area", "Area, radius given"),
    Option("region", "Province, region, border"),
    Option("country", "Whole country"),
    Option("none", "Not on the map"),
)
LAYERS = (
    Option("events", "Events"),
    Option("links", "Links between places"),
    Option("regions", "Regions & borders"),
    Option("places", "Other places named"),
    Option("reporters", "Reporters\u2019 places"),
    Option("labels", "Labels"),
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
PRECISION_OF: dict[Precision, str] = {
    "site": "point",
    "town": "point",
    "area": "area",
    "border": "region",
    "admin2": "region",
    "admin1": "region",
    "region": "region",
    "country": "country",
}


def family_of(kind: EventType) -> str:
    """Return the key of the family an event type belongs to."""
    return _FAMILY_OF[kind]


def status_of(event: Event) -> str:
    """Return the key of the event's status; what did not happen goes before what may, and that before habits."""
    if event.polarity == "negative":
        return "denied"
    if event.modality == "other":
        return "proposed"
    return "generic" if event.genericity == "generic" else "reported"


def layer_of(toponym: Toponym) -> Literal["places", "reporters", "regions"]:
    """Return the key of the layer that shows a place mentioned."""
    place = toponym.place
    if place is not None and (
        place.feature_class == "A" or (place.radius_km >= AREAL_KM and place.feature_class != "P")
    ):
        return "regions"
    return "reporters" if toponym.role in ("dateline", "byline") else "places"


def words_of(kind: EventType, mode: str | None) -> str:
    """Return what readers call an event of this type and mode, as "Attack: aerial"."""
    return f"{TYPE_WORDS[kind]}: {mode.replace('-', ' ')}" if mode else TYPE_WORDS[kind]
