"""Which names in the text are places: article and parse in, mentions out.

Every run of capitalised words that the gazetteer knows, and every place that spaCy's entity
recogniser sees, is a candidate span. Evidence for and against reading it as a place is added
up as log-odds (the weights below, set by hand on the development corpora); overlapping spans
compete, and those above even odds become mentions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import exp

from spacy.tokens import Doc, Span, Token

from geo.gazetteer import Gazetteer, NameMatch
from geo.model import Article, Mention, Role

__all__ = ["recognise"]

_LONGEST_NAME = 6
_THRESHOLD = 0.0

_PLACE_LABELS = {"GPE": 2.6, "LOC": 2.2, "FAC": 1.0}
_NESTING_LABELS = frozenset({"ORG", "PERSON", "PRODUCT", "WORK_OF_ART", "EVENT", "LAW"})
_CONNECTORS = frozenset({"-", "'", "of", "de", "del", "la", "le", "los", "las", "al", "el", "the", "and", "en", "sur"} | set(
    "da di do dos ez az ar as ash an at et ed es upon on in le du des i bin ibn ul".split()))  # fmt: skip
_ARTICLES = frozenset("al el ar as ash an at ad az ez ul".split())
_LOCATIVES = frozenset(
    "in at near outside around across throughout inside into from to toward towards via through between off along"
    " within beyond above over north south east west northeast northwest southeast southwest surrounding".split()
)
_DIRECTIONS = frozenset(
    "northern southern eastern western central northeastern northwestern southeastern southwestern north south east west"
    " upper lower downtown suburban rural coastal nearby neighboring neighbouring mainland war-torn rebel-held".split()
)
_TITLES = frozenset(
    "mr mrs ms dr prof sen rep gov gen col lt sgt capt maj adm rev fr judge justice king queen prince princess sir lady"
    " pope president chancellor secretary minister coach detective officer deputy".split()
)
_PUBLIC_BODIES = frozenset(
    "police sheriff mayor county parish city council school schools hospital airport court courthouse port station fire"
    " department district township village high jail prison university college governor borough residents native".split()
)
_GOVERNMENT = frozenset(
    "army government navy parliament embassy air police military forces force troops president ministry coast guard"
    " senate congress marines supreme foreign defense defence national interior prime".split()
)
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec"
    " easter christmas ramadan".split()
)
_GENERIC = frozenset(
    "north south east west northeast northwest southeast southwest center centre central island islands coast valley"
    " gulf sea river lake mountain mountains bay city town village county state states union district region province"
    " capital hills park street avenue road highway downtown midtown uptown university college school church court"
    " airport station earth man titan"
    .split()
)
"""Words that are some place's alternate name somewhere, and in a news text hardly ever that."""
_CREDIT_SECTIONS = frozenset({"byline", "credit"})


@dataclass(slots=True)
class _Reading:
    """A candidate span with the evidence for reading it as a place."""

    start: int
    end: int
    matches: tuple[NameMatch, ...]
    demonym: bool
    evidence: list[tuple[str, float]]

    @property
    def score(self) -> float:
        return sum(weight for _, weight in self.evidence)


def recognise(article: Article, doc: Doc, gazetteer: Gazetteer, *, demonyms: bool = True) -> tuple[Mention, ...]:
    """Return the mentions of places in text order, without overlaps.

    Parameters
    ----------
    article, doc
        The laid-out article and its parse (`geo.language.parse`).
    gazetteer
        Says which names are known.
    demonyms
        Whether "Syrian" and "Russians" count (role ``demonym``).
    """
    reader = _Reader(article, doc, gazetteer)
    readings = _without_overlaps([r for r in reader.readings() if demonyms or not r.demonym])
    accepted = {doc[r.start : r.end].text.lower() for r in readings if r.score > 1.5}
    mentions = []
    for reading in readings:
        text = doc[reading.start : reading.end].text.lower()
        if text in accepted and reading.score <= 1.5 and not reader.nested(reading.start, reading.end):
            reading.evidence.append(("a place elsewhere in the text", 1.0))
        if reading.score > _THRESHOLD:
            mentions.append(reader.mention(reading))
    return tuple(mentions)


def _without_overlaps(readings: list[_Reading]) -> list[_Reading]:
    """Keep the best of readings that overlap: by score, longer names having the benefit."""
    taken: set[int] = set()
    kept = []
    for reading in sorted(readings, key=lambda r: (-(r.score + 1.2 * (r.end - r.start)), r.start)):
        tokens = set(range(reading.start, reading.end))
        if not tokens & taken:
            taken |= tokens
            kept.append(reading)
    return sorted(kept, key=lambda r: r.start)


class _Reader:
    """Collects and weighs the candidate spans of one document."""

    def __init__(self, article: Article, doc: Doc, gazetteer: Gazetteer) -> None:
        self.article = article
        self.doc = doc
        self.gazetteer = gazetteer

    @cached_property
    def entity_of(self) -> dict[int, Span]:
        """The entity each token belongs to."""
        return {token.i: ent for ent in self.doc.ents for token in ent}

    def readings(self) -> Iterator[_Reading]:
        """Yield every candidate span that the gazetteer or the entity recogniser offers."""
        seen = set()
        for start in range(len(self.doc)):
            if not self._may_start(self.doc[start]):
                continue
            for end in range(min(start + _LONGEST_NAME, len(self.doc)), start, -1):
                if not self._may_end(start, end):
                    continue
                matches = self._known(start, end)
                if matches:
                    seen.add((start, end))
                    yield self._weigh(start, end, matches)
        for ent in self.doc.ents:
            start, end = self._trimmed(ent)
            if ent.label_ in ("GPE", "LOC") and start < end and (start, end) not in seen:
                yield self._weigh(start, end, ())

    def nested(self, start: int, end: int) -> bool:
        """Return whether the span is part of a longer name of something else (an organisation, a person …)."""
        ent = self.entity_of.get(start)
        return ent is not None and ent.label_ in _NESTING_LABELS and self._trimmed(ent) != (start, end)

    def mention(self, reading: _Reading) -> Mention:
        """Return the mention a reading stands for."""
        span = self.doc[reading.start : reading.end]
        start, end = span.start_char, span.end_char
        confidence = 1 / (1 + exp(-reading.score))
        evidence = tuple((words, round(weight, 2)) for words, weight in reading.evidence)
        return Mention(self.article.text[start:end], start, end, self._role(reading), confidence, evidence)

    def _may_start(self, token: Token) -> bool:
        if token.text[:1].isupper():
            return token.text.lower() not in _CONNECTORS or token.text.lower() in _ARTICLES
        following = self.doc[token.i + 1] if token.i + 1 < len(self.doc) else None
        return token.text in _ARTICLES and following is not None and following.text == "-"

    def _may_end(self, start: int, end: int) -> bool:
        last = self.doc[end - 1]
        if not (last.text[:1].isupper() or last.text[:1].isdigit()) or (end - start > 1 and last.is_punct):
            return False
        inner = self.doc[start + 1 : end - 1]
        return all(t.text[:1].isupper() or t.text.lower() in _CONNECTORS or t.text == "." for t in inner)

    def _known(self, start: int, end: int) -> tuple[NameMatch, ...]:
        text = self.doc[start:end].text
        if end - start == 1 and text.lower().rstrip(".") in _CALENDAR | _GENERIC:
            return ()
        return self.gazetteer.matches(text)

    def _trimmed(self, ent: Span) -> tuple[int, int]:
        """Return an entity's token range without "the", possessive "'s" and surrounding punctuation."""
        start, end = ent.start, ent.end
        while start < end and (self.doc[start].lower_ in ("the", "a") or self.doc[start].is_punct):
            start += 1
        while start < end and (self.doc[end - 1].text in ("'s", "'") or self.doc[end - 1].is_space):
            end -= 1
        return start, end

    def _weigh(self, start: int, end: int, matches: tuple[NameMatch, ...]) -> _Reading:
        demonym = bool(matches) and all(match.kind == "demonym" for match in matches)
        evidence = [
            *self._entity_evidence(start, end, demonym),
            *self._gazetteer_evidence(matches, demonym),
            *self._context_evidence(start, end, demonym),
        ]
        return _Reading(start, end, matches, demonym, [item for item in evidence if item[1]])

    def _entity_evidence(self, start: int, end: int, demonym: bool) -> Iterator[tuple[str, float]]:
        ent = self.entity_of.get(start)
        if ent is None:
            yield "no name to the language model", -0.7
        elif self._trimmed(ent) == (start, end) or (ent.label_ in _PLACE_LABELS and ent.end <= end):
            if ent.label_ in _PLACE_LABELS:
                yield "a place to the language model", _PLACE_LABELS[ent.label_]
            elif ent.label_ == "NORP":
                yield "a people to the language model", 2.0 if demonym else 0.0
            else:
                yield f"{_LABEL_WORDS.get(ent.label_, 'something else')} to the language model", -1.0
        elif self.nested(start, end):
            yield "inside " + _LABEL_WORDS[ent.label_] + "'s name", self._nesting_weight(start, end, ent, demonym)
        else:
            yield "part of a longer place name", -0.5

    def _nesting_weight(self, start: int, end: int, ent: Span, demonym: bool) -> float:
        if ent.label_ == "PERSON":
            return -4.0
        rest = {token.lower_ for token in self.doc[end : ent.end]}
        if demonym:
            return -0.5 if rest & _GOVERNMENT else -3.0
        if ent.start == start or self.doc[ent.start].lower_ == "the":
            return -0.5 if rest & _PUBLIC_BODIES else -3.0
        return -1.5 if self.doc[start - 1].lower_ in ("of", "in", "at") else -3.0

    def _gazetteer_evidence(self, matches: tuple[NameMatch, ...], demonym: bool) -> Iterator[tuple[str, float]]:
        if not matches:
            yield "not in the gazetteer", -1.0
            return
        if demonym:
            yield "a demonym", 1.0
            return
        yield max((self._prior(match) for match in matches[:12]), key=lambda item: item[1])

    def _prior(self, match: NameMatch) -> tuple[str, float]:
        place = match.place
        if place.is_country or place.feature_code in ("ADM1", "CONT"):
            weight = 2.0
        elif place.feature_class in "LHTSR" and place.geonameid is None:
            weight = 1.2
        else:
            weight = 1.5 if place.population >= 500_000 else 0.6 if place.population >= 50_000 else 0.0
            weight -= 0.8 if place.population < 5_000 else 0.0
        if match.kind == "alternate":
            weight -= 1.2
        return f"known as {place.name} ({place.feature_code})", weight

    def _context_evidence(self, start: int, end: int, demonym: bool) -> Iterator[tuple[str, float]]:
        doc = self.doc
        before = doc[start - 1] if start else None
        after = doc[end] if end < len(doc) else None
        if not any(t.pos_ == "PROPN" for t in doc[start:end]) and not demonym:
            yield "not used as a name", -1.5
        if before is not None:
            word = before.lower_.rstrip(".")
            if word in _LOCATIVES:
                yield f"after “{word}”", 1.2
            elif word in _DIRECTIONS:
                yield f"after “{word}”", 1.0
            elif word in _TITLES and not demonym:
                yield "after a person's title", -3.0
            elif before.pos_ == "PROPN" and not before.is_punct and not demonym and not self._is_place(before):
                yield "after another name", -1.5
        if after is not None and not demonym:
            if after.text == "," and end + 1 < len(doc) and self._is_container(end + 1):
                yield "followed by the state or country it lies in", 2.0
            elif after.pos_ == "PROPN" and after.text[:1].isalpha() and not self._is_place(after):
                yield "before another name", -0.5 if after.lower_ in _PUBLIC_BODIES else -1.5
            elif after.lower_ in ("county", "parish", "province", "governorate", "district"):
                yield f"followed by “{after.lower_}”", 1.5

    def _is_place(self, token: Token) -> bool:
        ent = self.entity_of.get(token.i)
        return ent is not None and ent.label_ in ("GPE", "LOC", "NORP")

    def _is_container(self, start: int) -> bool:
        """Return whether a country or first-level unit begins at this token."""
        for end in range(min(start + 3, len(self.doc)), start, -1):
            if self.doc[start].text[:1].isupper():
                for match in self.gazetteer.matches(self.doc[start:end].text)[:4]:
                    big = match.place.is_country or match.place.feature_code == "ADM1"
                    if big and match.kind in ("primary", "alias"):
                        return True
        return False

    def _role(self, reading: _Reading) -> Role:
        section = self.article.section_at(self.doc[reading.start].idx)
        if section == "dateline":
            return "dateline"
        if section in _CREDIT_SECTIONS:
            return "byline"
        if reading.demonym:
            return "demonym"
        return "metonym" if self._stands_for_a_government(reading) else "event"

    def _stands_for_a_government(self, reading: _Reading) -> bool:
        """Return whether a seat of power or a country acts or speaks ("Washington argues", "Russia's stated position")."""
        span = self.doc[reading.start : reading.end]
        head = span.root
        name = re.sub(r"^the ", "", span.text, flags=re.I)
        political = self.gazetteer.metonym(name) or any(m.place.is_country for m in reading.matches[:1])
        if not political:
            return False
        if head.dep_ in ("nsubj", "agent") or (head.dep_ == "pobj" and head.head.dep_ == "agent"):
            return True
        if head.dep_ == "npadvmod" and head.head.pos_ in ("VERB", "ADJ"):
            return True
        return head.dep_ == "conj" and head.head.dep_ == "nsubj" and head.head.pos_ == "PROPN"


_LABEL_WORDS = {
    "ORG": "an organisation",
    "PERSON": "a person",
    "PRODUCT": "a product",
    "WORK_OF_ART": "a title",
    "EVENT": "an event",
    "LAW": "a law",
}
