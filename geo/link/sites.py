"""Where an article's sentences could put an event: its names, known as places or not, "there", and borders.

A site is a word of the text that stands for a place.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.link.containers import PLACE_NOUNS
from geo.link.names import unknown_names
from geo.link.relations import ACROSS
from geo.link.tree import Tree
from geo.recognise.spans import Entities
from geo.syntax import climb, of_objects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Token

    from geo.model import Article, Place, Toponym

__all__ = ["Site", "Sites"]

_BORDERS = frozenset(["border", "frontier", "borderline"])
_PARTICIPLE = re.compile(r"-(?:backed|led|based|born|trained|made|supported|sponsored|funded|brokered|style|educated)")
"""After a name: it tells who or whence, not where ("U.S.-backed groups")."""

_GROUND = frozenset(["airspace", "coast", "coastline", "shore", "soil", "territory", "waters"])
"""Nouns that a people's name before them makes a place."""

_HERE = frozenset(["in", "at", "near", "inside", "around", "across", "throughout", "outside", "within", "of"])

_AROUND = 3
"""Words on either side of "border" that may name its countries."""

_ANTECEDENT = 60
"""Words before "there" within which the place it means is named."""

_MOST = 24
"""Names of one sentence that are asked about an event: bounds the work on sentences without end."""


@dataclass(frozen=True, slots=True)
class Border:
    """A border: its other country's toponym, if the text names it, and whether the first one's own side is meant."""

    other: int | None
    side: bool


@dataclass(frozen=True, slots=True)
class Site:
    """A word that stands for a place: a name, "there", or the noun of some ground ("border", "the Somali coast").

    ``start`` and ``end`` are tokens; ``toponym`` is None for a name that is no toponym; ``ground``: whether the noun
    of some ground stands for its toponym's name; ``border`` tells which border is meant.
    """

    token: Token
    start: int
    end: int
    toponym: int | None
    ground: bool = False
    border: Border | None = None


class Sites:
    """The sites of one article by sentence, the borders it names, and the countries its story plays in."""

    def __init__(self, article: Article, doc: Doc, toponyms: Sequence[Toponym]) -> None:
        self.doc = doc
        self.tree = Tree(doc)
        self.toponyms = toponyms
        self._entities = Entities(doc)
        self._spans: dict[int, tuple[int, int, Token]] = {}
        for number, toponym in enumerate(toponyms):
            span = doc.char_span(toponym.start, toponym.end, alignment_mode="expand")
            if span is not None and len(span):
                self._spans[number] = (span.start, span.end, span.root)
        self._countries = self._countries_of_story()
        self._by_sentence: dict[int, list[Site]] = {}
        for site in self._all(article):
            self._by_sentence.setdefault(self.tree.sentence[site.token.i], []).append(site)

    def beside(self, head: int) -> list[Site]:
        """Return the sites of a token's sentence in text order; of very many those nearest to it."""
        found = self._by_sentence.get(self.tree.sentence[head], [])
        if len(found) > _MOST:
            nearest = sorted(found, key=lambda site: abs(site.token.i - head))[:_MOST]
            return sorted(nearest, key=lambda site: site.start)
        return found

    def token_of(self, toponym: int) -> Token:
        """Return the head word of a toponym."""
        return self._spans[toponym][2]

    def toponym_of(self, site: Site) -> Toponym | None:
        """Return the toponym that a site goes back to, if it has one."""
        return self.toponyms[site.toponym] if site.toponym is not None else None

    def place_of(self, site: Site) -> Place | None:
        """Return the place of a site's toponym, if it has one."""
        toponym = self.toponym_of(site)
        return toponym.place if toponym is not None else None

    def name_of(self, site: Site) -> str:
        """Return the words of a site: its name, or the ground that stands for it."""
        return self.doc[site.start : site.end].text

    def span_of(self, site: Site) -> tuple[int, int]:
        """Return the characters of the name that a site goes back to."""
        toponym = self.toponym_of(site)
        if toponym is not None:
            return toponym.start, toponym.end
        last = self.doc[site.end - 1]
        return self.doc[site.start].idx, last.idx + len(last)

    def label_of(self, site: Site) -> str:
        """Return the label of the name that the tagger found at a site, with "+" where that is a longer one."""
        entity = self._entities.at(site.token.i)
        if entity is None:
            return "-"
        return entity[2] if site.toponym is None or entity[:2] == (site.start, site.end) else f"{entity[2]}+"

    def shape_of(self, site: Site) -> str:
        """Return which words of a site's name begin with a capital: "X", "Xx", "XC" for all capitals."""
        words = self.doc[site.start : site.end]
        return "".join("X" if word.text[0].isupper() else "x" for word in words)[:5] + "C" * words.text.isupper()

    def is_time(self, token: int) -> bool:
        """Whether a token is part of a date or time."""
        return self.doc[token].ent_type_ in ("DATE", "TIME")

    def holds(self, outer: Site, inner: Site) -> bool:
        """Whether a site's place is a country or first-level unit around the other's."""
        one, other = self.toponym_of(outer), self.toponym_of(inner)
        return one is not None and other is not None and one is not other and _holds(one, other)

    def _countries_of_story(self) -> list[str]:
        """Return the countries (ISO alpha-2) that the story may play in, likeliest first.

        Those of places in locative phrases come first, most often named first; then those of other names.
        """
        votes: Counter[str] = Counter()
        others: Counter[str] = Counter()
        for number, (_, _, token) in self._spans.items():
            place = self.toponyms[number].place
            located = token.dep_ == "pobj" and token.head.lower_ in _HERE
            if place is not None and place.country_code and self.toponyms[number].role != "byline":
                (votes if located else others)[place.country_code] += 1
        return list(dict.fromkeys(code for code, _ in votes.most_common() + others.most_common()))

    def countries(self, site: Site) -> list[str]:
        """Return the countries (ISO alpha-2) that may be about a site, those that its sentence names first."""
        sentence = self.tree.sentence[site.token.i]
        places = [
            self.toponyms[number].place
            for number, (start, _, _) in self._spans.items()
            if self.tree.sentence[start] == sentence
        ]
        near = [place.country_code for place in places if place is not None and place.country_code]
        return list(dict.fromkeys([*near, *self._countries]))

    def _all(self, article: Article) -> list[Site]:
        borders = [
            site for i, lemma in enumerate(self.tree.lemmas) if lemma in _BORDERS for site in self._border(article, i)
        ]
        taken = {number for site in borders for number in (site.toponym, site.border.other if site.border else None)}
        names = [
            self._site(number)
            for number in self._spans
            if number not in taken
            and self._is_offered(number)
            and not _PARTICIPLE.match(article.text, self.toponyms[number].end)
        ]
        found = borders + [site for site in names if not self._is_around_another(site, names)]
        found += [
            Site(self.doc[start:end].root, start, end, None)
            for start, end in unknown_names(self.doc, self.toponyms, self._entities)
        ]
        for i, word in enumerate(self.tree.words):
            if word == "there" and self.tree.labels[i] == "advmod":
                before = [site for site in found if site.border is None and 0 < i - site.token.i < _ANTECEDENT
                          and site.toponym is not None and self._is_ground(site.toponym)]  # fmt: skip
                if before:
                    meant = max(before, key=lambda site: site.token.i)
                    found.append(Site(self.doc[i], i, i + 1, meant.toponym))
        return sorted(found, key=lambda site: site.start)

    def _site(self, number: int) -> Site:
        """Return the site of a toponym: its name, or the ground that a people's name describes ("the Somali coast")."""
        start, end, token = self._spans[number]
        noun = token.head
        if self.toponyms[number].role == "demonym" and token.dep_ == "amod" and noun.lemma_.lower() in _GROUND:
            return Site(noun, noun.i, noun.i + 1, number, ground=True)
        return Site(token, start, end, number)

    def _is_around_another(self, site: Site, sites: Sequence[Site]) -> bool:
        """Whether a name only says where another one is ("the Lyon suburb of Bron")."""
        noun = site.token.head
        if site.token.dep_ not in ("compound", "nmod") or noun.lemma_.lower() not in PLACE_NOUNS:
            return False
        inner = {token.i for token in of_objects(noun)}
        return any(other.token.i in inner and not self.holds(other, site) for other in sites)

    def _is_offered(self, number: int) -> bool:
        """Whether a toponym may be where something happened: no reporters' place, no seat of power unless located."""
        role, token = self.toponyms[number].role, self.token_of(number)
        located = token.dep_ == "pobj" and token.head.lower_ in _HERE
        return role not in ("byline", "dateline") and (role != "metonym" or located)

    def _is_ground(self, number: int) -> bool:
        toponym = self.toponyms[number]
        return toponym.place is not None and toponym.role not in ("metonym", "demonym", "byline", "dateline")

    def _border(self, article: Article, i: int) -> list[Site]:
        """Return the site of the word "border" with its countries' toponyms, nearest first; none if unnamed."""
        token = self.doc[i]
        named: list[int] = []
        sided = False
        first = max(token.sent.start, token.i - _AROUND - 2)
        last = min(token.sent.end - 1, token.i + _AROUND + 3)
        for number, (_, _, word) in self._spans.items():
            place = self.toponyms[number].place
            if place is None or not place.country_code or not first <= word.i <= last:
                continue
            after = word.i > token.i and any(above == token for above in climb(word))
            before = token.i - _AROUND <= word.i < token.i and token in (word.head, word.head.head)
            side = word.i < token.i and word.head.lemma_.lower() == "side" and token in of_objects(word.head)
            if side:
                named.insert(0, number)
                sided = True
            elif (after and not ACROSS.search(article.text[: self.toponyms[number].start])) or before:
                named.append(number)
        if not named:
            return []
        return [Site(token, i, i + 1, named[0], True, Border(named[1] if len(named) > 1 else None, sided))]


def _holds(outer: Toponym, inner: Toponym) -> bool:
    """Whether one toponym's place is a country or first-level unit around the other's."""
    if outer.place is None or inner.place is None or outer.place.country_code != inner.place.country_code:
        return False
    if outer.place.is_country:
        return not inner.place.is_country
    return outer.place.feature_class == "A" and inner.place.feature_class != "A"
