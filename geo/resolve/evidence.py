"""The numbers by which candidates are rated, and the document they are rated in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log, log10
from operator import mul

from geo.gazetteer import Gazetteer, NameMatch
from geo.geometry import NamedPoints, distance_km
from geo.model import Mention, Place
from geo.resolve.overrides import Ruling
from geo.resolve.use import weight_of_use

__all__ = ["CERTAINTY", "FEATURES", "Case", "Document", "Profile", "lies_in", "softmax"]

FEATURES = (
    "population", "country", "first-level unit", "second-level unit", "third-level unit", "capital", "unit's seat",
    "district's seat", "continent", "hand-made region", "hand-made water or terrain", "hand-made site", "airport",
    "seat of power", "region", "alternate name",
    "called a unit", "called a town", "capital, not the unit of its name", "unit named like its town",
    "country of the story", "unit of the story", "near another place", "lies in the unit named with it",
    "named with its unit elsewhere", "what is named with it lies in it", "publisher's country", "publisher's unit",
    "near the publisher's places", "publisher's own town",
)  # fmt: skip
"""Names of a candidate's numbers, in order. All but the first lie between 0 and 1."""

CERTAINTY = (
    "any", "reads as a place name", "reads as a place name elsewhere in the text", "share of the place",
    "score of the place", "names in the text", "candidates", "times named", "demonym", "dateline",
)  # fmt: skip
"""Names of the numbers from which an answer's confidence is computed, in order."""

_SAME_PLACE_KM = 100.0
"""Candidates this near the best one are the same to a reader: a town, and the unit named after it."""

_STATIC = FEATURES.index("country of the story")
_CALLED_UNIT, _CALLED_TOWN = FEATURES.index("called a unit"), FEATURES.index("called a town")
_SEAT = FEATURES.index("seat of power")
_CLASS_FEATURE = {
    "ADM1": "first-level unit", "ADM2": "second-level unit", "ADM3": "third-level unit", "PPLC": "capital",
    "PPLA": "unit's seat", "PPLA2": "district's seat", "CONT": "continent",
}  # fmt: skip
_UNIT = r"(?:province|governorate|state|oblast|county|district|prefecture|department|emirate|canton|region)"
_UNIT_AFTER = re.compile(rf"\s{_UNIT}\b")
_UNIT_BEFORE = re.compile(rf"\b{_UNIT} of (?:the )?$")
_TOWN_AFTER = re.compile(r"\s(?:city|town)\b")
_TOWN_BEFORE = re.compile(r"\b(?:city|town|village|municipality|hamlet|suburb) of $", re.IGNORECASE)
_BEFORE_ITS_UNIT = re.compile(r"\s?,\s{1,2}(?:in )?(?:the )?|\s|\s\(|,?\s(?:in|of) (?:the )?")
_AFTER_ITS_UNIT = re.compile(
    r"(?:['’]s)?\s(?:[\w-]+\s){0,2}(?:capital|city|town|township|village|suburb|port|district|province|county|region|"
    r"municipality|community|hamlet|neighbou?rhood|resort|island|borough|area)(?:\sof)?\s(?:the\s)?"
)
_MOST_CANDIDATES = 60
_BIG = 300_000
_LARGE = 100_000
_CERTAIN = 0.8
_NEAR_KM = 30.0
_NEAR_END_KM = 300.0
"""Where `nearness` ends."""
_NEAR_DEGREES = 2.7
"""Of latitude: places farther apart than this are as far apart as that."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a publisher writes about: shares (0 to 1) of countries and units, its commonest towns, and its home."""

    countries: Mapping[str, float]
    units: Mapping[tuple[str, str], float]
    towns: Sequence[tuple[Place, float]]
    home: Place | None = None


@dataclass(slots=True)
class Case:
    """A mention with its candidates, their numbers (parallel to `FEATURES`) and, once rated, their scores.

    ``use`` is what the names' dates of use say of each candidate, ``ruling`` what the user says of the name.
    """

    mention: Mention
    matches: tuple[NameMatch, ...]
    static: list[list[float]]
    use: list[float]
    called: str | None = None
    ruling: Ruling | None = None
    container: int | None = None
    rows: list[list[float]] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    names: int = 1
    times: int = 1
    reading: float = 0.0

    @property
    def key(self) -> str:
        """The name, as compared within the document."""
        return self.mention.text.lower()

    def certainty(self, shares: Sequence[float], best: int) -> tuple[float, ...]:
        """Return the numbers of `CERTAINTY` for the candidate ``best``, given all candidates' probabilities."""
        place = self.matches[best].place
        near = (distance_km(place.lon, place.lat, m.place.lon, m.place.lat) <= _SAME_PLACE_KM for m in self.matches)
        pooled = sum(share for share, same in zip(shares, near, strict=True) if same)
        role = self.mention.role
        return (
            1.0, log_odds(self.mention.confidence), log_odds(self.reading), log_odds(pooled), self.scores[best] / 5,
            log(self.names), log(len(self.matches)), log(self.times), float(role == "demonym"),
            float(role == "dateline"),
        )  # fmt: skip


class Document:
    """All mentions of one article, rated together.

    ``published`` is the article's day (ISO date), ``rulings`` what the user says of each mention's name.
    """

    def __init__(
        self,
        text: str,
        mentions: Sequence[Mention],
        gazetteer: Gazetteer,
        published: str | None = None,
        rulings: Sequence[Ruling | None] = (),
    ) -> None:
        said = rulings or [None] * len(mentions)
        self.cases = [
            _case(mention, _called(text, mention), gazetteer, published, ruling)
            for mention, ruling in zip(mentions, said, strict=True)
        ]
        by_name = defaultdict(list)
        for case in self.cases:
            by_name[case.key].append(case.mention.confidence)
        for case in self.cases:
            case.names = len(by_name)
            case.times, case.reading = len(by_name[case.key]), max(by_name[case.key])
        self._find_containers(text)

    def rate(self, weights: Sequence[float], profile: Profile | None) -> None:
        """Rate every candidate afresh, given what the other names of the document mean as of now."""
        for case in self.cases:
            if not case.scores:
                case.scores = _scores(case.static, weights, case.use)
        self.describe(profile)
        for case in self.cases:
            case.scores = _scores(case.rows, weights, case.use)

    def describe(self, profile: Profile | None) -> None:
        """Compute every candidate's numbers from the present scores."""
        geography = _Geography(self.cases)
        contained = {case.key: self.cases[case.container] for case in self.cases if case.container is not None}
        holds = defaultdict(list)
        for case in self.cases:
            if case.container is not None:
                holds[case.container].append(case)
        alike: dict[tuple[str, str, str | None], list[list[float]]] = {}
        for number, case in enumerate(self.cases):
            unit = self.cases[case.container] if case.container is not None else None
            elsewhere = contained.get(case.key) if unit is None else None
            plain = unit is None and not holds[number]
            kind = (case.mention.text, case.mention.role, case.called)  # "MO" has other places than "Mo"
            if plain and kind in alike:
                case.rows = alike[kind]
                continue
            case.rows = [
                [
                    *static,
                    *geography.of(case.key, match.place),
                    float(unit is not None and _lies_in_any(match.place, unit)),
                    float(elsewhere is not None and _lies_in_any(match.place, elsewhere)),
                    float(any(lies_in(m.place, match.place) for inner in holds[number] for m in inner.matches)),
                    *_of_profile(match.place, profile),
                ]
                for match, static in zip(case.matches, case.static, strict=True)
            ]
            if plain:
                alike[kind] = case.rows

    def _find_containers(self, text: str) -> None:
        """Mark names that stand beside the unit they lie in: "Paris, Texas", "Conroe TX", "the Texas town of Paris"."""
        for number, (case, following) in enumerate(zip(self.cases, self.cases[1:], strict=False)):
            between = text[case.mention.end : following.mention.start]
            if _BEFORE_ITS_UNIT.fullmatch(between) and any(_lies_in_any(m.place, following) for m in case.matches):
                case.container = number + 1
            elif _AFTER_ITS_UNIT.fullmatch(between) and any(_lies_in_any(m.place, case) for m in following.matches):
                following.container = number


class _Geography:
    """Which countries and units the document speaks of, every distinct name counting once."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self._own: dict[str, tuple[dict[str, float], dict[tuple[str, str], float]]] = {}
        certain: dict[str, tuple[float, float]] = {}
        for case in cases:
            shares = softmax(case.scores)
            if case.key not in self._own or case.container is not None:
                self._own[case.key] = _masses(case, shares)
            if shares and case.mention.confidence * max(shares) > _CERTAIN:
                place = case.matches[shares.index(max(shares))].place
                if not place.is_country and place.radius_km < 500:
                    certain[case.key] = (place.lon, place.lat)
        self._anchors = NamedPoints(certain)
        self._countries: dict[str, float] = defaultdict(float)
        self._units: dict[tuple[str, str], float] = defaultdict(float)
        for countries, units in self._own.values():
            for country, share in countries.items():
                self._countries[country] += share
            for unit, share in units.items():
                self._units[unit] += share
        self._total = sum(self._countries.values())

    def of(self, key: str, place: Place) -> tuple[float, float, float]:
        """Return the shares of a place's country and unit among the other names, and its nearness to one of them."""
        own_countries, own_units = self._own[key]
        total = self._total - sum(own_countries.values())
        country_share = unit_share = 0.0
        if place.country_code and total > 0:
            country = place.country_code
            country_share = max(0.0, self._countries[country] - own_countries.get(country, 0.0)) / (total + 0.5)
            if place.admin1_code and not place.is_country:
                unit = (country, place.admin1_code)
                others = max(0.0, self._units[unit] - own_units.get(unit, 0.0))
                unit_share = min(1.0, 2 * others / (total + 0.5))
        if place.is_country:
            return country_share, unit_share, 0.0
        others_km = self._anchors.nearest_km(place.lon, place.lat, but=key, within_km=_NEAR_END_KM)
        return country_share, unit_share, nearness(others_km)


def nearness(km: float) -> float:
    """Return 1 within 30 km, falling with the logarithm of the distance to 0 at 300 km."""
    return max(0.0, 1 - log10(max(km, _NEAR_KM) / _NEAR_KM))


def softmax(scores: Sequence[float]) -> list[float]:
    """Return scores as probabilities that sum to 1 (an empty list for none)."""
    if not scores:
        return []
    top = max(scores)
    powers = [exp(score - top) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def log_odds(probability: float) -> float:
    """Return ln(p / (1 − p)), with p kept off 0 and 1 by 0.001."""
    p = min(0.999, max(0.001, probability))
    return log(p / (1 - p))


def lies_in(place: Place, unit: Place) -> bool:
    """Return whether ``unit`` is a country or an administrative unit that holds ``place``."""
    if place.id == unit.id or place.country_code is None or place.country_code != unit.country_code:
        return False
    if unit.is_country:
        return not place.is_country
    if unit.feature_code == "ADM1":
        return place.admin1_code == unit.admin1_code and place.feature_code != "ADM1"
    if unit.feature_code in ("ADM2", "RGN") and place.feature_class in "PS":
        return distance_km(place.lon, place.lat, unit.lon, unit.lat) <= unit.radius_km
    return False


def _called(text: str, mention: Mention) -> str | None:
    """Return "unit" or "town" if the text calls a name so: "Idlib province", "the city of Turkey"."""
    before, after = text[max(0, mention.start - 25) : mention.start], text[mention.end : mention.end + 15]
    if _UNIT_AFTER.match(after) or _UNIT_BEFORE.search(before):
        return "unit"
    return "town" if _TOWN_AFTER.match(after) or _TOWN_BEFORE.search(before) else None


def _case(
    mention: Mention, called: str | None, gazetteer: Gazetteer, published: str | None, ruling: Ruling | None
) -> Case:
    demonym = mention.role == "demonym"
    named = (m for m in gazetteer.matches(mention.text) if (m.kind == "demonym") == demonym)
    matches = tuple(named)[:_MOST_CANDIDATES]
    if ruling is not None:
        matches = () if ruling.place is None else (NameMatch(ruling.place, "primary"),)
    named_towns = [match.place for match in matches if match.place.feature_class == "P"]
    towns = {(place.country_code, place.admin1_code) for place in named_towns}
    towns |= {(place.country_code, None) for place in named_towns if place.population >= _BIG}
    units = {m.place.country_code for m in matches if m.place.feature_code == "ADM1" and m.kind == "primary"}
    rows = [_static(match, towns, units) for match in matches]
    for match, row in zip(matches, rows, strict=True):
        row[_CALLED_UNIT] = float(called == "unit" and match.place.feature_class == "A" and not match.place.is_country)
        row[_CALLED_TOWN] = float(called == "town" and match.place.feature_class == "P")
    if gazetteer.metonym(mention.text) is not None:
        for match, row in zip(matches, rows, strict=True):
            row[_SEAT] = float(match.place.feature_class == "S")
    return Case(mention, matches, rows, [weight_of_use(match, published) for match in matches], called, ruling)


def _static(match: NameMatch, towns: set[tuple[str | None, str | None]], units: set[str | None]) -> list[float]:
    """Return a candidate's numbers that do not depend on the rest of the document.

    ``towns``: the units in which a town bears the name, and (code, None) for countries in which a big one does;
    ``units``: the countries in which a first-level unit does.
    """
    place = match.place
    row = dict.fromkeys(FEATURES[:_STATIC], 0.0)
    if place.geonameid is None and place.feature_class in "LHTSRV":
        kinds = {
            "L": "hand-made region",
            "H": "hand-made water or terrain",
            "T": "hand-made water or terrain",
            "V": "hand-made water or terrain",
        }
        airport = place.feature_code in ("AIRP", "AIRB")
        row["airport" if airport else kinds.get(place.feature_class, "hand-made site")] = 1.0
    else:
        row["population"] = log10(place.population + 10)
        if place.is_country:
            row["country"] = 1.0
        elif place.feature_code in _CLASS_FEATURE:
            row[_CLASS_FEATURE[place.feature_code]] = 1.0
        elif place.feature_class in "LHTSV":
            row["region"] = 1.0
    row["alternate name"] = float(match.kind == "alternate")
    great_capital = place.feature_code == "PPLC" and place.population >= _LARGE
    row["capital, not the unit of its name"] = float(great_capital and place.country_code in units)
    beside = ((place.country_code, place.admin1_code), (place.country_code, None))
    row["unit named like its town"] = float(place.feature_code == "ADM1" and not towns.isdisjoint(beside))
    return list(row.values())


def _masses(case: Case, shares: Sequence[float]) -> tuple[dict[str, float], dict[tuple[str, str], float]]:
    countries: dict[str, float] = defaultdict(float)
    units: dict[tuple[str, str], float] = defaultdict(float)
    for match, probability in zip(case.matches, shares, strict=True):
        place = match.place
        share = probability * case.mention.confidence
        if place.country_code:
            countries[place.country_code] += share
            if place.admin1_code and not place.is_country:
                units[place.country_code, place.admin1_code] += share
    return countries, units


def _lies_in_any(place: Place, unit: Case) -> bool:
    return any(lies_in(place, match.place) for match in unit.matches)


def _of_profile(place: Place, profile: Profile | None) -> tuple[float, float, float, float]:
    if profile is None or not place.country_code:
        return 0.0, 0.0, 0.0, 0.0
    country = profile.countries.get(place.country_code, 0.0)
    if place.is_country:
        return country, 0.0, 0.0, 0.0
    near = sum(
        w * nearness(distance_km(place.lon, place.lat, town.lon, town.lat))
        for town, w in profile.towns
        if abs(place.lat - town.lat) < _NEAR_DEGREES
    )
    unit = profile.units.get((place.country_code, place.admin1_code or ""), 0.0)
    return country, unit, near, float(profile.home is not None and place.id == profile.home.id)


def _scores(rows: Sequence[Sequence[float]], weights: Sequence[float], use: Sequence[float]) -> list[float]:
    return [_dot(row, weights) + of_use for row, of_use in zip(rows, use, strict=True)]


def _dot(row: Sequence[float], weights: Sequence[float]) -> float:
    total: float = sum(map(mul, row, weights))
    return total
