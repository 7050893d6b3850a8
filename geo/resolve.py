"""Which place each mention means: mentions in, toponyms with reasons and a confidence out.

Every place of the name is a candidate. Evidence (prominence, the kind of name, "Paris, Texas",
the countries and first-level units the rest of the text speaks of, what lies near) is added up
with few, stable weights; a softmax over the candidates gives the probability of the best one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import exp, log10

from geo.gazetteer import Gazetteer, NameMatch
from geo.geometry import distance_km
from geo.model import Article, Candidate, Mention, Place, Toponym

__all__ = ["resolve"]

_KEPT_CANDIDATES = 5
_SAME_PLACE_KM = 50.0
_LEAST_CONFIDENCE = 0.25

_CONTAINER = 5.0
_SAME_NAME_CONTAINER = 3.5
_COUNTRY_MASS = 3.0
_ADMIN1_MASS = 2.5
_NEARBY = 1.5
_SEAT_OF_GOVERNMENT = 1.0
_UNIT_NAMED_LIKE_ITS_TOWN = -1.5
_KIND = {"primary": 0.0, "alias": 0.0, "alternate": -1.5, "demonym": 0.0}
_CODE = {"PCLI": 2.5, "PCLD": 1.5, "PCLS": 1.5, "CONT": 2.0, "ADM1": 1.0, "ADM2": -0.8, "ADM3": -1.5, "PPLC": 1.2, "PPLA": 0.4}


@dataclass(slots=True)
class _Case:
    """A mention with its candidates and what is known about each so far."""

    mention: Mention
    matches: tuple[NameMatch, ...]
    priors: list[float]
    container: int | None = None
    scores: list[float] = field(default_factory=list)
    reasons: list[list[tuple[str, float]]] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.mention.text.lower()


def resolve(article: Article, mentions: Sequence[Mention], gazetteer: Gazetteer) -> tuple[Toponym, ...]:
    """Return one toponym for each mention, in order; its place is None when no candidate is good enough."""
    cases = [_case(mention, gazetteer) for mention in mentions]
    _find_containers(article.text, cases)
    for case in cases:
        case.scores = list(case.priors)
    for _ in range(2):
        _score(cases, gazetteer)
    return tuple(_answer(case) for case in cases)


def _case(mention: Mention, gazetteer: Gazetteer) -> _Case:
    demonym = mention.role == "demonym"
    matches = tuple(m for m in gazetteer.matches(mention.text) if (m.kind == "demonym") == demonym)
    political = mention.role == "metonym" or gazetteer.metonym(mention.text) is not None
    towns = {(m.place.country_code, m.place.admin1_code) for m in matches if m.place.feature_class == "P"}
    return _Case(mention, matches, [_prior(match, towns, political=political) for match in matches])


def _prior(match: NameMatch, towns: Collection[tuple[str | None, str | None]], *, political: bool) -> float:
    """Return how likely the bare name means this place; ``towns``: the units in which a town bears the name too."""
    place = match.place
    if place.feature_class in "LHTSR" and place.geonameid is None:
        base = 2.5 if place.feature_code in ("AIRP", "AIRB") else 4.5
    else:
        base = 0.6 * log10(place.population + 10) + _CODE.get(place.feature_code, 0.0)
        base += 1.5 if place.feature_class == "L" and place.feature_code != "CONT" else 0.0
    if place.feature_code == "ADM1" and (place.country_code, place.admin1_code) in towns:
        base += _UNIT_NAMED_LIKE_ITS_TOWN
    if political and place.feature_code == "PPLC":
        base += _SEAT_OF_GOVERNMENT
    return base + _KIND[match.kind]


def _find_containers(text: str, cases: Sequence[_Case]) -> None:
    """Mark "Paris, Texas" and "Beirut, Lebanon": the next mention, after a comma, is a unit the first can lie in."""
    for number, (case, following) in enumerate(zip(cases, cases[1:], strict=False)):
        between = text[case.mention.end : following.mention.start]
        if between.strip(" \n") == "," and len(between) <= 3:
            inside = any(_lies_in(a.place, b.place) for a in case.matches for b in following.matches)
            if inside:
                case.container = number + 1


def _lies_in(place: Place, unit: Place) -> bool:
    """Return whether ``unit`` is a country or an administrative unit that holds ``place``."""
    if place.id == unit.id or place.country_code is None or place.country_code != unit.country_code:
        return False
    if unit.is_country:
        return not place.is_country
    if unit.feature_code == "ADM1":
        return place.admin1_code == unit.admin1_code and place.feature_code not in ("ADM1",)
    if unit.feature_code in ("ADM2", "RGN") and place.feature_class == "P":
        return distance_km(place.lon, place.lat, unit.lon, unit.lat) <= unit.radius_km
    return False


def _score(cases: Sequence[_Case], gazetteer: Gazetteer) -> None:
    """Score every candidate afresh, given what the other names of the document mean as of now."""
    countries, units = _mass(cases)
    anchors = _anchors(cases)
    contained = _contained_names(cases)
    new_scores = []
    for case in cases:
        scores, reasons = [], []
        own_countries, own_units = _own_mass(case)
        country_total = sum(countries.values()) - sum(own_countries.values())
        for match, prior in zip(case.matches, case.priors, strict=True):
            place = match.place
            why = [(_prominence_words(match), prior)]
            if place.country_code and country_total > 0:
                share = max(0.0, countries[place.country_code] - own_countries.get(place.country_code, 0.0)) / country_total
                name = getattr(gazetteer.country(place.country_code), "name", place.country_code)
                why.append((f"country of the story: {name}", _COUNTRY_MASS * share))
                unit = (place.country_code, place.admin1_code or "")
                if place.admin1_code and not place.is_country:
                    other = max(0.0, units[unit] - own_units.get(unit, 0.0)) / country_total
                    why.append((f"the story speaks of {place.admin1 or 'its province'}", _ADMIN1_MASS * min(1.0, 2 * other)))
            why.append(_nearness(place, anchors, case.key))
            why.append(_containment(case, cases, place, contained))
            scores.append(sum(weight for _, weight in why))
            reasons.append([item for item in why if item[1]])
        new_scores.append((scores, reasons))
    for case, (scores, reasons) in zip(cases, new_scores, strict=True):
        case.scores, case.reasons = scores, reasons


def _mass(cases: Sequence[_Case]) -> tuple[Mapping[str, float], Mapping[tuple[str, str], float]]:
    """Return how much the document speaks of each country and first-level unit: every distinct name votes once."""
    countries: dict[str, float] = defaultdict(float)
    units: dict[tuple[str, str], float] = defaultdict(float)
    for case in {c.key: c for c in cases}.values():
        own_countries, own_units = _own_mass(case)
        for country, mass in own_countries.items():
            countries[country] += mass
        for unit, mass in own_units.items():
            units[unit] += mass
    return countries, units


def _own_mass(case: _Case) -> tuple[dict[str, float], dict[tuple[str, str], float]]:
    countries: dict[str, float] = defaultdict(float)
    units: dict[tuple[str, str], float] = defaultdict(float)
    for match, share in zip(case.matches, _softmax(case.scores), strict=True):
        if match.place.country_code:
            countries[match.place.country_code] += share
            if match.place.admin1_code and not match.place.is_country:
                units[match.place.country_code, match.place.admin1_code] += share
    return countries, units


def _anchors(cases: Sequence[_Case]) -> list[tuple[str, Place]]:
    """Return the towns and units that are certain by now, by name."""
    anchors = {}
    for case in cases:
        shares = _softmax(case.scores)
        if shares and max(shares) > 0.8:
            place = case.matches[shares.index(max(shares))].place
            if not place.is_country and place.radius_km < 500:
                anchors[case.key] = place
    return list(anchors.items())


def _nearness(place: Place, anchors: list[tuple[str, Place]], key: str) -> tuple[str, float]:
    """Weigh how near the closest other certain place is: full weight within 30 km, none beyond 300."""
    if place.is_country:
        return "", 0.0
    distances = [(distance_km(place.lon, place.lat, p.lon, p.lat), p.name) for name, p in anchors if name != key]
    if not distances:
        return "", 0.0
    nearest, name = min(distances)
    return f"{round(nearest)} km from {name}", _NEARBY * max(0.0, min(1.0, 1 - log10(max(nearest, 30.0) / 30.0)))


def _contained_names(cases: Sequence[_Case]) -> dict[str, _Case]:
    """Return, for names that once stand with their container, the unit that follows them."""
    return {case.key: cases[case.container] for case in cases if case.container is not None}


def _containment(case: _Case, cases: Sequence[_Case], place: Place, contained: Mapping[str, _Case]) -> tuple[str, float]:
    if case.container is not None:
        unit = cases[case.container]
        if any(_lies_in(place, match.place) for match in unit.matches):
            return f"followed by “{unit.mention.text}”", _CONTAINER
    elif case.key in contained:
        unit = contained[case.key]
        if any(_lies_in(place, match.place) for match in unit.matches):
            return f"elsewhere followed by “{unit.mention.text}”", _SAME_NAME_CONTAINER
    for other in cases:
        if other.container is not None and cases[other.container] is case:
            if any(_lies_in(match.place, place) for match in other.matches):
                return f"“{other.mention.text}” lies in it", _CONTAINER
    return "", 0.0


def _is_about(place: Place, other: Place) -> bool:
    """Return whether two entries are one place to a reader: a town and the unit named after it."""
    return distance_km(place.lon, place.lat, other.lon, other.lat) <= _SAME_PLACE_KM


def _softmax(scores: Sequence[float]) -> list[float]:
    if not scores:
        return []
    top = max(scores)
    powers = [exp(score - top) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def _prominence_words(match: NameMatch) -> str:
    place = match.place
    if place.population:
        return f"{place.feature_code}, population {place.population:,}"
    return f"{place.feature_code}, {match.kind} name"


def _answer(case: _Case) -> Toponym:
    mention = case.mention
    shares = _softmax(case.scores)
    ranked = sorted(range(len(shares)), key=lambda i: -shares[i])
    candidates = tuple(Candidate(case.matches[i].place, round(shares[i], 4)) for i in ranked[:_KEPT_CANDIDATES])
    toponym = Toponym(mention.text, mention.start, mention.end, mention.role, 0.0, None, candidates, mention.evidence)
    if not ranked:
        return replace(toponym, why=(*mention.evidence, ("no place of this name is known", 0.0)))
    best = ranked[0]
    pooled = sum(shares[i] for i in ranked if _is_about(case.matches[i].place, case.matches[best].place))
    confidence = round(pooled * mention.confidence, 4)
    if confidence < _LEAST_CONFIDENCE:
        return replace(toponym, confidence=confidence, why=(*mention.evidence, ("no candidate is likely enough", 0.0)))
    why = sorted((*case.reasons[best], *mention.evidence), key=lambda item: -abs(item[1]))
    rounded = tuple((words, round(weight, 2)) for words, weight in why)
    return replace(toponym, confidence=confidence, place=case.matches[best].place, why=rounded)
