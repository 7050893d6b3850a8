"""Where an article's sentences could put an event: named places, "there", borders, and what holds what.

A site is a word of the text that stands for a place, with the toponym it goes back to.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from geo.link.paths import LOCATIVE, PLACE_NOUNS
from geo.link.relations import ACROSS
from geo.syntax import climb, of_objects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Token

    from geo.model import Article, Toponym

__all__ = ["Site", "Sites"]

_BORDERS = frozenset(["border", "frontier", "borderline"])
_COMMA = re.compile(r",\s*(?:the\s+)?$|\s*\(\s*$")
_PARTICIPLE = re.compile(r"-(?:backed|led|based|born|trained|made|supported|sponsored|funded|brokered|style|educated)")
"""After a name: it tells who or whence, not where ("U.S.-backed groups")."""

_HERE = frozenset(["in", "at", "near", "inside", "around", "across", "throughout", "outside", "within", "of"])

_AROUND = 3
"""Words on either side of "border" that may name its countries."""


@dataclass(frozen=True, slots=True)
class Site:
    """A word that stands for a place.

    ``others``: the toponym of a border's second country, if the text names it. ``side``: whether the toponym's own
    side of the border is meant.
    """

    token: Token
    toponym: int
    kind: str
    others: tuple[int, ...] = ()
    side: bool = False


class Sites:
    """The sites of one article by sentence, and the countries its story plays in."""

    def __init__(self, article: Article, doc: Doc, toponyms: Sequence[Toponym]) -> None:
        self.toponyms = toponyms
        self._tokens: dict[int, Token] = {}
        for number, toponym in enumerate(toponyms):
            span = doc.char_span(toponym.start, toponym.end, alignment_mode="expand")
            if span is not None and len(span) and toponym.place is not None:
                self._tokens[number] = span.root
        self.countries = self._countries()
        self.containers = self._containers(article)
        self._by_sentence: dict[int, list[Site]] = {}
        for site in self._all(article, doc):
            self._by_sentence.setdefault(site.token.sent.start, []).append(site)

    def of_sentence(self, token: Token) -> list[Site]:
        """Return the sites of a token's sentence, in text order."""
        return self._by_sentence.get(token.sent.start, [])

    def token_of(self, toponym: int) -> Token:
        """Return the head word of a toponym that has a place."""
        return self._tokens[toponym]

    def _countries(self) -> list[str]:
        """Return the countries (ISO alpha-2) that the story may play in, likeliest first.

        Those of places in locative phrases come first, most often named first; then those of other names.
        """
        votes: Counter[str] = Counter()
        others: Counter[str] = Counter()
        for number, token in self._tokens.items():
            place = self.toponyms[number].place
            located = token.dep_ == "pobj" and token.head.lower_ in _HERE
            if place is not None and place.country_code and self.toponyms[number].role != "byline":
                (votes if located else others)[place.country_code] += 1
        return list(dict.fromkeys(code for code, _ in votes.most_common() + others.most_common()))

    def _containers(self, article: Article) -> set[int]:
        """Return toponyms that only say where another one is.

        "Spain" in "Burgos, Spain", "Lyon" in "the Lyon suburb of Bron".
        """
        found: set[int] = set()
        numbers = sorted(self._tokens, key=lambda number: self.toponyms[number].start)
        for first, second in pairwise(numbers):
            one, other = self.toponyms[first], self.toponyms[second]
            between = article.text[one.end : other.start]
            if len(between) <= 6 and _COMMA.match(between) and _holds(other, one):
                found.add(second)
        for number, token in self._tokens.items():
            head = token.head
            if token.dep_ in ("compound", "nmod", "amod", "poss") and head.lemma_.lower() in PLACE_NOUNS:
                inside = {t.i for t in of_objects(head)}
                for inner, word in self._tokens.items():
                    if inner != number and word.i in inside:
                        found.add(inner if self._is_around(inner, number) else number)
        return found

    def _is_around(self, outer: int, inner: int) -> bool:
        """Whether one toponym holds another that is a unit or town ("the Helmand province of Afghanistan")."""
        place = self.toponyms[inner].place
        return place is not None and place.feature_class in "AP" and _holds(self.toponyms[outer], self.toponyms[inner])

    def _all(self, article: Article, doc: Doc) -> list[Site]:
        borders = [site for token in doc if token.lemma_.lower() in _BORDERS for site in self._border(article, token)]
        taken = {number for site in borders for number in (site.toponym, *site.others)}
        sites = borders
        for number, token in self._tokens.items():
            role = self.toponyms[number].role
            if number in taken or number in self.containers or role in ("byline", "dateline"):
                continue
            if _PARTICIPLE.match(article.text, self.toponyms[number].end):
                continue
            if role == "demonym" and not _is_territory(token):
                continue
            if role == "metonym" and not _is_located(token):
                continue
            sites.append(Site(token, number, "name"))
        for token in doc:
            if token.lower_ == "there" and token.dep_ == "advmod":
                before = [n for n, t in self._tokens.items() if t.i < token.i and token.i - t.i < 60
                          and self.toponyms[n].role not in ("metonym", "demonym", "byline", "dateline")
                          and n not in self.containers]  # fmt: skip
                if before:
                    sites.append(Site(token, max(before, key=lambda n: self._tokens[n].i), "there"))
        return sorted(sites, key=lambda site: site.token.i)

    def _border(self, article: Article, token: Token) -> list[Site]:
        """Return the site of a border with the toponyms of its countries, nearest name first."""
        named: list[int] = []
        sided = False
        first = max(token.sent.start, token.i - _AROUND - 2)
        last = min(token.sent.end - 1, token.i + _AROUND + 3)
        for number, word in self._tokens.items():
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
        return [Site(token, named[0], "border", tuple(named[1:2]), side=sided)]


def _holds(outer: Toponym, inner: Toponym) -> bool:
    """Whether one toponym's place is a country or first-level unit around the other's."""
    if outer.place is None or inner.place is None or outer.place.country_code != inner.place.country_code:
        return False
    if outer.place.is_country:
        return not inner.place.is_country
    return outer.place.feature_class == "A" and inner.place.feature_class != "A"


def _is_territory(token: Token) -> bool:
    """Whether a demonym names ground: "Turkish soil", "the Syrian city"."""
    return token.dep_ in ("amod", "compound", "nmod") and token.head.lemma_.lower() in PLACE_NOUNS


def _is_located(token: Token) -> bool:
    """Whether a seat of power stands in a locative phrase all the same ("talks in Washington")."""
    above = token.head
    return (
        token.dep_ == "pobj" and above.lower_ in ("in", "at", "near", "outside", "inside") and above.lower_ in LOCATIVE
    )
