"""What the classifier sees of a candidate span: names, part of speech, neighbours, gazetteer, the document's geography.

A row holds the numbers named in `FEATURES`, in that order, then one number per cue in `CUES`
(how much the word in that position speaks for a place; looked up in the trained table).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from math import exp, log10

from geo.gazetteer import NAME_KINDS, Gazetteer, NameMatch
from geo.geometry import NamedPoints
from geo.model import Article, Place
from geo.recognise.spans import LONGEST_NAME, CandidateSpan, Entities
from geo.recognise.tokens import NO_WORD, POS_NUMBERS, Tokens
from geo.recognise.words import (
    DIRECTIONS,
    ENTERPRISES,
    FACILITIES,
    GOVERNMENT,
    LOCATIVES,
    PUBLIC_BODIES,
    SCHOOLS,
    TITLES,
    UNITS,
)

__all__ = ["CUES", "FEATURES", "SpanReader", "is_demonym", "prominence"]

_LABELS = ("GPE", "LOC", "FAC", "NORP", "ORG", "PERSON", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW")
_DEPENDENCIES = tuple("nsubj pobj compound dobj appos conj poss amod attr nsubjpass nmod npadvmod ROOT dep".split())
_DEPENDENCY_NUMBER = {name: float(number) for number, name in enumerate(_DEPENDENCIES)}
_SECTIONS = ("title", "byline", "dateline", "story", "caption", "credit", "notice")
_CODES = ("PCL", "ADM1", "ADM2", "ADM3", "PPLC", "PPLA", "PPLA2", "PPL", "CONT", "L", "H", "T", "S")

_NEIGHBOURS = ("first", "last", "before", "before2", "after", "after2")
_ENTITY = (
    *(f"is {label}" for label in _LABELS), *(f"in {label}" for label in _LABELS),
    "covers a name", "no name", "tokens", "name tokens", "tokens before in name", "tokens after in name",
)  # fmt: skip
_TOKENS = (
    *(f"pos {where}" for where in _NEIGHBOURS), *(f"case {where}" for where in _NEIGHBOURS),
    "all proper nouns", "upper case", "has a dot", "characters", "dependency", "pos of head",
    "begins sentence", "section",
)  # fmt: skip
_DOCUMENT = (
    "share read as place",
    "times read as place",
    "occurrences",
    "also in lower case",
    "inside longer",
    "holds shorter",
)
_GAZETTEER = (
    "known", "places of the name", "only demonym", "also demonym", "prominence", "class", "population", "kind of name",
    "countries of the name", "country mass", "unit mass", "distance", "prominence in context", "score in context",
    "class in context", "population in context", "kind in context", "hand-made",
)  # fmt: skip
_CONTEXT = (
    "before its unit", "after a place and comma", "before a comma", "after locative", "after direction", "after title",
    "before public body", "in public body", "in enterprise", "before organ of state",
    "before unit word", "after place", "before place", "possessive",
)  # fmt: skip
FEATURES: tuple[str, ...] = (*_ENTITY, *_TOKENS, *_DOCUMENT, *_GAZETTEER, *_CONTEXT)
"""Names of a row's numbers, in order."""

CUES = ("before", "two before", "after", "two after", "head", "last", "first")
"""Positions whose words are looked up in the trained cue table."""

_UNKNOWN_NAME = (0.0,) * 4 + (-1.0,) * (len(_GAZETTEER) - 4)
_MOST_CANDIDATES = 30


def prominence(match: NameMatch) -> float:
    """Return how likely a bare name means this place, on a log scale: population, class, kind of name."""
    place = match.place
    if place.geonameid is None and place.feature_class in "LHTSRV":
        base = 2.5 if place.feature_code in ("AIRP", "AIRB") else 4.5
    else:
        bonus = {"PCL": 2.5, "ADM1": 1.0, "PPLC": 1.2, "PPLA": 0.4, "ADM2": -0.8, "ADM3": -1.5, "CONT": 2.0}
        base = 0.6 * log10(place.population + 10) + bonus.get(_code(place), 0.0)
    return base - (1.5 if match.kind == "alternate" else 0.0)


def is_demonym(matches: Sequence[NameMatch]) -> bool:
    """Return whether a name is known as a demonym only."""
    return bool(matches) and all(match.kind == "demonym" for match in matches)


class SpanReader:
    """Computes the rows of one document's candidate spans."""

    def __init__(
        self, article: Article, tokens: Tokens, spans: Sequence[CandidateSpan], entities: Entities, gazetteer: Gazetteer
    ) -> None:
        self.article = article
        self.tokens = tokens
        self.doc = tokens.doc
        self.spans = spans
        self.entities = entities
        self.gazetteer = gazetteer
        self._lower, self._pos, self._case = tokens.lower, tokens.pos, tokens.case
        self._ordinary = {text for text in tokens.texts if text.islower()}
        self._occurrences = Counter(span.text.lower() for span in spans)
        self._read_as_place = Counter(span.text.lower() for span in spans if self._is_place_name(span))
        self._geography = _Geography([s for s in spans if self._is_place_name(s) and s.matches])
        self._known = [(s.start, s.end) for s in spans if s.matches]
        self._gazetteer_numbers: dict[str, tuple[float, ...]] = {}

    def row(self, span: CandidateSpan) -> list[float]:
        """Return the numbers of `FEATURES` for one span."""
        key = span.text.lower()
        if key not in self._gazetteer_numbers:
            self._gazetteer_numbers[key] = self._of_gazetteer(key, span.matches)
        return [
            *self._of_entity(span),
            *self._of_tokens(span),
            *self._of_document(span, key),
            *self._gazetteer_numbers[key],
            *self._of_context(span),
        ]

    def cues(self, span: CandidateSpan) -> tuple[str, ...]:
        """Return the words in the positions of `CUES`."""
        start, end = span.start, span.end
        before, before2, after, after2 = (self.tokens.word(i) for i in (start - 1, start - 2, end, end + 1))
        head = self.doc[start:end].root.head
        head_word = NO_WORD if start <= head.i < end else head.lemma_.lower()
        first = self._lower[start] if end - start > 1 else NO_WORD
        return before, f"{before2} {before}", after, f"{after} {after2}", head_word, self._lower[end - 1], first

    def is_name(self, span: CandidateSpan) -> bool:
        """Return whether a span is used as a name of its own: proper nouns, after neither a title nor another name."""
        i = span.start - 1
        led = i >= 0 and (self._pos[i] == POS_NUMBERS["PROPN"] or self._lower[i].rstrip(".") in TITLES)
        return not led and all(
            self._pos[i] == POS_NUMBERS["PROPN"] or self._case[i] == 0.0 for i in range(span.start, span.end)
        )

    def begins_other_name(self, span: CandidateSpan) -> bool:
        """Return whether a longer name begins here that the entity recogniser may have missed.

        "Kyiv School of Economics", "Washington Post", "Lima Jackson, 44, of", "U.S. 68".
        """
        after, after2, after3, after4 = (self.tokens.word(span.end + i) for i in range(4))
        capital = span.end < len(self._case) and self._case[span.end] >= 1.0
        if capital and (after in ENTERPRISES or (after in SCHOOLS and after2 == "of")):
            return True
        aged = capital and after2 == "," and after3.isdigit() and len(after3) == 2 and after4 in (",", "and", "of")
        return aged or (span.text.endswith(".") and after.isdigit() and len(after) <= 3)

    def in_persons_name(self, span: CandidateSpan) -> bool:
        """Return whether a span is part of a person's name ("Austin Texas", read as one, is not)."""
        entity = self.entities.at(span.start)
        if entity is None or entity[2] != "PERSON" or entity[:2] == (span.start, span.end):
            return False
        return entity[0] <= span.start < span.end <= entity[1] and not self._unit_begins(span.end)

    def is_at_its_facility(self, span: CandidateSpan) -> bool:
        """Return whether a span begins the name of a facility at which something is ("at Cairo Stadium")."""
        before = span.start - 1 - (self.tokens.word(span.start - 1) == "the")
        ends = span.end + 1 >= len(self._case) or not self._case[span.end + 1]
        return self.tokens.word(span.end) in FACILITIES and ends and self.tokens.word(before) in LOCATIVES

    def rest_of_name(self, span: CandidateSpan) -> set[str]:
        """Return the other words of the longer name that a span is part of (none if it is no such part)."""
        entity = self.entities.at(span.start)
        if (
            entity is None
            or entity[:2] == (span.start, span.end)
            or not entity[0] <= span.start < span.end <= entity[1]
        ):
            return set()
        words = [*self._lower[entity[0] : span.start], *self._lower[span.end : entity[1]]]
        return {word.rstrip(".") for word in words}

    def _is_place_name(self, span: CandidateSpan) -> bool:
        entity = self.entities.at(span.start)
        return entity is not None and entity[2] in ("GPE", "LOC", "NORP") and entity[:2] == (span.start, span.end)

    def _of_entity(self, span: CandidateSpan) -> list[float]:
        entity = self.entities.at(span.start)
        if entity is None:
            return [0.0] * (2 * len(_LABELS) + 1) + [1.0, float(span.end - span.start), 0.0, -1.0, -1.0]
        start, end, label = entity
        exact = (start, end) == (span.start, span.end)
        nested = not exact and start <= span.start and span.end <= end
        numbers = [float(exact and label == name) for name in _LABELS]
        numbers += [float(nested and label == name) for name in _LABELS]
        numbers += [float(not exact and not nested), 0.0, float(span.end - span.start)]
        return [*numbers, float(end - start), float(span.start - start), float(end - span.end)]

    def _of_tokens(self, span: CandidateSpan) -> list[float]:
        start, end = span.start, span.end
        places = (start, end - 1, start - 1, start - 2, end, end + 1)
        size = len(self._pos)
        root = self.doc[start:end].root
        return [
            *(self._pos[i] if 0 <= i < size else -1.0 for i in places),
            *(self._case[i] if 0 <= i < size else -1.0 for i in places),
            float(all(pos == POS_NUMBERS["PROPN"] for pos in self._pos[start:end])),
            float(span.text.isupper()),
            float("." in span.text),
            float(len(span.text)),
            _DEPENDENCY_NUMBER.get(root.dep_, -1.0),
            self._pos[root.head.i],
            float(bool(self.doc[start].is_sent_start)),
            float(_SECTIONS.index(self.article.section_at(self.doc[start].idx))),
        ]

    def _of_document(self, span: CandidateSpan, key: str) -> list[float]:
        occurrences = self._occurrences[key]
        read = self._read_as_place[key]
        inside = holds = False
        first = min(span.start, span.end - LONGEST_NAME - 1)  # a name and the point of an abbreviation
        for number in range(bisect_left(self._known, (first, 0)), bisect_left(self._known, (span.end, 0))):
            start, end = self._known[number]
            if (start, end) != (span.start, span.end):
                inside = inside or (start <= span.start and span.end <= end)
                holds = holds or (span.start <= start and end <= span.end)
        ordinary = float(key in self._ordinary)
        return [read / occurrences, float(read), float(occurrences), ordinary, float(inside), float(holds)]

    def _of_gazetteer(self, key: str, matches: tuple[NameMatch, ...]) -> tuple[float, ...]:
        if not matches:
            return _UNKNOWN_NAME
        demonyms = [match for match in matches if match.kind == "demonym"]
        names = ([match for match in matches if match.kind != "demonym"] or list(matches))[:_MOST_CANDIDATES]
        best = max(names, key=prominence)
        in_context, country, unit, distance, score = self._geography.best(key, names)
        return (
            1.0,
            float(len(matches)),
            float(len(demonyms) == len(matches)),
            float(bool(demonyms)),
            prominence(best),
            float(_CODES.index(_code(best.place))),
            log10(max(match.place.population for match in names) + 1),
            float(min(NAME_KINDS.index(match.kind) for match in names)),
            float(len({match.place.country_code for match in names})),
            country,
            unit,
            distance,
            prominence(in_context),
            score,
            float(_CODES.index(_code(in_context.place))),
            log10(in_context.place.population + 1),
            float(NAME_KINDS.index(in_context.kind)),
            float(in_context.place.geonameid is None),
        )

    def _of_context(self, span: CandidateSpan) -> list[float]:
        start, end = span.start, span.end
        before, after = self.tokens.word(start - 1).rstrip("."), self.tokens.word(end).rstrip(".")
        comma = self.tokens.word(end) == ","
        rest = self.rest_of_name(span)
        return [
            float(comma and self._unit_begins(end + 1)),
            float(self.tokens.word(start - 1) == "," and self.entities.is_place(start - 2)),
            float(comma),
            float(before in LOCATIVES),
            float(before in DIRECTIONS),
            float(before in TITLES),
            float(after in PUBLIC_BODIES),
            float(not rest.isdisjoint(PUBLIC_BODIES)),
            float(not rest.isdisjoint(ENTERPRISES)),
            float(after in GOVERNMENT),
            float(after in UNITS),
            float(self.entities.is_place(start - 1)),
            float(self.entities.is_place(end)),
            float(after in ("'s", "'")),
        ]

    def _unit_begins(self, start: int) -> bool:
        """Return whether the name of a country or first-level unit begins at a token."""
        for end in range(start + 1, min(start + 3, len(self.doc)) + 1):
            if not self._case[end - 1]:
                return False
            for match in self.gazetteer.matches(self.tokens.text(start, end))[:4]:
                big = match.place.is_country or match.place.feature_code == "ADM1"
                if big and match.kind in ("primary", "alias"):
                    return True
        return False


class _Geography:
    """A first, rough picture of where the document plays: from the names that are read as places anyway."""

    def __init__(self, spans: Sequence[CandidateSpan]) -> None:
        self._own: dict[str, tuple[dict[str, float], dict[tuple[str, str], float]]] = {}
        self._countries: dict[str, float] = defaultdict(float)
        self._units: dict[tuple[str, str], float] = defaultdict(float)
        certain: dict[str, tuple[float, float]] = {}
        for span in spans:
            key = span.text.lower()
            if key not in self._own:
                self._add(key, span.matches[:_MOST_CANDIDATES], certain)
        self._anchors = NamedPoints(certain)
        self._total = sum(self._countries.values())

    def best(self, key: str, matches: Sequence[NameMatch]) -> tuple[NameMatch, float, float, float, float]:
        """Return the candidate that fits best, with its country's and unit's share, log10 distance in km, and score."""
        own_countries, own_units = self._own.get(key, ({}, {}))
        total = self._total - sum(own_countries.values()) + 0.5
        rated = []
        for match in matches:
            place = match.place
            country = place.country_code or ""
            unit = (country, place.admin1_code or "")
            country_share = max(0.0, self._countries.get(country, 0.0) - own_countries.get(country, 0.0)) / total
            unit_share = max(0.0, self._units.get(unit, 0.0) - own_units.get(unit, 0.0)) / total
            score = prominence(match) + 3.0 * country_share + 2.5 * min(1.0, 2 * unit_share)
            rated.append((score, match, country_share, unit_share))
        score, match, country_share, unit_share = max(rated, key=lambda item: item[0])
        place = match.place
        others_km = self._anchors.nearest_km(place.lon, place.lat, but=key, within_km=20_000.0)
        return match, country_share, unit_share, log10(max(others_km, 1.0) + 1), score

    def _add(self, key: str, matches: Sequence[NameMatch], certain: dict[str, tuple[float, float]]) -> None:
        """Count one name's places; a place that is hardly anything else goes to ``certain``."""
        scores = [prominence(match) for match in matches]
        powers = [exp(1.3 * (score - max(scores))) for score in scores]
        total = sum(powers)
        countries: dict[str, float] = defaultdict(float)
        units: dict[tuple[str, str], float] = defaultdict(float)
        for match, power in zip(matches, powers, strict=True):
            place = match.place
            if place.country_code:
                countries[place.country_code] += power / total
                if place.admin1_code and not place.is_country:
                    units[place.country_code, place.admin1_code] += power / total
        self._own[key] = (countries, units)
        for country, share in countries.items():
            self._countries[country] += share
        for unit, share in units.items():
            self._units[unit] += share
        if max(powers) / total > 0.75:
            place = matches[powers.index(max(powers))].place
            if not place.is_country and place.radius_km < 400:
                certain[key] = (place.lon, place.lat)


def _code(place: Place) -> str:
    code = place.feature_code
    if code.startswith("PCL"):
        return "PCL"
    if code in _CODES:
        return code
    return {"P": "PPL", "A": "ADM3", "R": "S", "V": "T"}.get(place.feature_class, place.feature_class)
