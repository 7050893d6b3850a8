"""What speaks for and against a name being where an event happened, as numbers and as words.

One row describes an event's word and one name of its sentence: how they are tied in the parse, which preposition
governs the name, what it belongs to, what kind of name it is, and which other names and verbs stand about.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.link.sites import Site, Sites
    from geo.model import Event, Place, Toponym

__all__ = ["CUES", "FEATURES", "PairReader", "Row"]

FEATURES = (
    "words from event to name", "words apart", "steps up", "steps down", "steps", "names between", "verbs between",
    "commas between", "rank by words", "rank by steps", "names in sentence", "place in sentence", "words in sentence",
    "toponym", "has a place", "toponym's confidence", "population", "words in name", "unnamed places of event",
    "named places of event", "clauses up", "clauses down", "verbs down", "verbs up", "event governs name",
    "under a subject", "under an object", "depth in phrase", "possessive", "lies in another name",
    "holds another name", "words from name before", "words to name after", "names in phrase", "after of",
    "depth of event", "event is passive", "event has object", "name first", "another verb nearer",
)  # fmt: skip
"""Names of a row's numbers, in order."""

CUES = (
    "path", "path, labels", "way down", "way up", "kinds of words up", "preposition", "preposition and governor",
    "governor", "preposition and event", "noun of name", "noun before of", "word before", "words before", "word after",
    "words after", "last word", "first word", "kind of place", "kind of name", "feature code", "event", "event's form",
    "event, direction", "meeting word", "way to name's verb", "name's verb", "type and preposition", "status", "shape",
)  # fmt: skip
"""Names of a row's words, in order."""

_CLAUSES = frozenset(["ccomp", "advcl", "relcl", "acl", "xcomp", "conj", "pcomp", "csubj"])
_STRUCTURE = _CLAUSES | {"prep", "pobj", "nsubj", "dobj"}
_INSIDE_PHRASE = frozenset(["compound", "nmod", "amod", "conj", "appos", "poss"])
_SCENE = frozenset(["in", "at", "near", "outside", "inside", "on"])
"""Prepositions of an event's own place."""

_DIRECTIONS = frozenset(["from", "to", "into", "toward", "towards", "with", "for", "about", "against", "on", "by"])
"""Prepositions before whom or what something said is meant for."""

_CONCERNING = frozenset(["about", "against", "like", "than", "with"])
"""Prepositions that lead to no ground, but from an event's own word ("an attack against Homs")."""

_CHARGE = ["pcomp", "prep"]
"""Labels from what somebody is accused of, or kept from, up to the verb that has him for its object."""

_TOPIC = frozenset(["about", "concerning", "on", "over", "regarding"])
"""Prepositions before what is talked about."""

_PLANNING = frozenset(
    ["consider", "debate", "demand", "discuss", "draft", "explore", "negotiate", "plan", "prepare", "propose", "weigh"]
)
"""Verbs of purpose under which an event is only talked of."""

_HARMING = frozenset(
    ["abduct", "arrest", "assassinate", "behead", "detain", "execute", "injure", "kidnap", "kill", "murder", "shoot",
     "wound"]
)  # fmt: skip
"""Verbs whose object is a person."""

_VERBAL = frozenset(
    ["ACCUSE", "REQUEST", "SUPPORT", "REJECT", "THREATEN", "SANCTION", "AGREE", "COOPERATE", "CONCEDE", "AID"]
)
"""Types whose object is an addressee, not the place of action: evloc, of violent sentences, does not teach that."""

_REPORTING = frozenset(
    ["say", "tell", "report", "announce", "add", "state", "claim", "confirm", "warn", "accuse", "deny", "declare",
     "insist", "believe", "think", "show", "note", "argue", "allege", "acknowledge", "write"]
)  # fmt: skip

_LONG = 400
"""Words of a sentence from which nothing between two words is counted any more."""

_FAR = 30
"""Words from a name to the next, at most; also where there is none."""


@dataclass(frozen=True, slots=True)
class Row:
    """A name beside an event's word, described by numbers (`FEATURES`) and words (`CUES`).

    ``phrase``: the head token of its noun phrase, which names of one list share. ``known``: whether its place is known.
    ``possible``: whether it may be the event's place at all.
    """

    site: Site
    numbers: list[float]
    words: list[str]
    phrase: int
    known: bool
    possible: bool


@dataclass(frozen=True, slots=True)
class _Pair:
    """A name beside an event's word: where they are in the tree."""

    site: Site
    event: int
    up: list[int]
    down: list[int]
    top: int
    labels: list[str]

    @property
    def name(self) -> int:
        return self.site.token.i


@dataclass(frozen=True, slots=True)
class _Scene:
    """An event's word with the names of its sentence."""

    event: int
    pairs: list[_Pair]
    verbs: list[int]
    counts: tuple[float, ...]


class PairReader:
    """Describes names beside an event's word, in one article."""

    def __init__(self, sites: Sites) -> None:
        self.sites = sites
        self.tree = sites.tree

    def rows(self, event: Event, head: int) -> list[Row]:
        """Return a row for each name of a head's sentence."""
        tree, names = self.tree, self.sites.beside(head)
        pairs = [_Pair(site, head, *tree.path(head, site.token.i), *tree.phrase(site.token.i)) for site in names]
        first, beyond = tree.bounds[tree.sentence[head]]
        verbs = [i for i in range(first, beyond) if tree.pos[i] == "VERB"] if beyond - first < _LONG else []
        scene = _Scene(head, pairs, verbs, self._own_places(head, {site.token.i for site in names}))
        return [
            Row(
                pair.site, self._numbers(scene, k), self._words(event, pair), pair.top,
                known=self.sites.place_of(pair.site) is not None, possible=self._is_possible(event, pair),
            )
            for k, pair in enumerate(pairs)
        ]  # fmt: skip

    def _is_possible(self, event: Event, pair: _Pair) -> bool:
        """Whether a name may be where something is done, whatever the model says.

        Of words it is not the speaker, the addressee or part of what is said; who is killed or arrested is no place,
        nor is who is accused of it; "the stance against Moscow" is not in Moscow, "talks on Syria" are not in Syria,
        and what one meets in Vienna to discuss is meant for elsewhere.
        """
        tree, above = self.tree, self.tree.heads[pair.top]
        preposition = tree.words[above] if tree.labels[pair.top] == "pobj" else ""
        if preposition in _CONCERNING and tree.heads[above] != pair.event:
            return False
        if event.type == "CONSULT" and preposition in _TOPIC:
            return False
        charged = tree.labels[pair.top] == "dobj" and above == pair.up[-1]
        if charged and [tree.labels[i] for i in pair.up[-3:-1]] == _CHARGE:
            return False
        talked_of = (i for i in pair.up[:-1] if tree.lemmas[i] in _PLANNING and tree.is_infinitive(i))
        if event.modality == "other" and any(talked_of):
            return False
        if event.type in _VERBAL:
            told = any(tree.labels[i] in ("ccomp", "xcomp", "advcl") for i in pair.down[:-1])
            return bool(preposition) and preposition not in _DIRECTIONS and not told
        suffers = tree.labels[pair.top] in ("dobj", "nsubjpass") and above == pair.event
        return not (suffers and pair.site.toponym is None and tree.lemmas[pair.event] in _HARMING)

    def _own_places(self, event: int, names: set[int]) -> tuple[float, float]:
        """Count the places in the event's own phrases that have no name, and those that have one."""
        tree, unnamed, named = self.tree, 0.0, 0.0
        for preposition in tree.children[event]:
            if tree.labels[preposition] != "prep" or tree.words[preposition] not in _SCENE:
                continue
            for noun in tree.children[preposition]:
                if tree.labels[noun] == "pobj" and not self.sites.is_time(noun):
                    is_named = not names.isdisjoint([noun, *tree.children[noun]])
                    named, unnamed = named + is_named, unnamed + (not is_named)
        return unnamed, named

    def _numbers(self, scene: _Scene, k: int) -> list[float]:
        tree, pair = self.tree, scene.pairs[k]
        site, name, event = pair.site, pair.name, scene.event
        first, beyond = tree.bounds[tree.sentence[event]]
        low, high = min(name, event), max(name, event)
        steps = [len(one.up) + len(one.down) - 2 for one in scene.pairs]
        apart = [abs(one.name - event) for one in scene.pairs]
        by_words = sum((apart[i], i) < (apart[k], k) for i in range(len(apart)))
        by_steps = sum((steps[i], apart[i], i) < (steps[k], apart[k], k) for i in range(len(steps)))
        top, labels = pair.top, pair.labels
        toponym = self.sites.toponym_of(site)
        place = toponym.place if toponym is not None else None
        population = place.population if place is not None and not site.ground else 0
        before = scene.pairs[k - 1].site.end if k else None
        after = scene.pairs[k + 1].site.start if k + 1 < len(scene.pairs) else None
        own = {tree.labels[child] for child in tree.children[event]}
        return [
            float(number)
            for number in (
                name - event, high - low, len(pair.up) - 1, len(pair.down) - 1, steps[k],
                sum(low < one.name < high for one in scene.pairs), sum(low < verb < high for verb in scene.verbs),
                tree.words[low:high].count(",") if high - low < _LONG else 99,
                by_words, by_steps, len(scene.pairs), (name - first) / max(1, beyond - first), beyond - first,
                toponym is not None, place is not None, toponym.confidence if toponym is not None else -1,
                log10(1 + population) if place is not None else -1, site.end - site.start, *scene.counts,
                self._clauses(pair.up), self._clauses(pair.down),
                sum(tree.is_verb(i) for i in pair.down[:-1]), sum(tree.is_verb(i) for i in pair.up[1:]),
                pair.up[-1] == event, self._passes(pair, "nsubj"), self._passes(pair, "dobj"),
                len(labels), tree.labels[name] == "poss",
                sum(self.sites.holds(one.site, site) for one in scene.pairs),
                sum(self.sites.holds(site, one.site) for one in scene.pairs),
                _FAR if before is None else min(_FAR, site.start - before),
                _FAR if after is None else min(_FAR, after - site.end),
                sum(one is not pair and one.top == top for one in scene.pairs),
                tree.labels[top] == "pobj" and tree.words[tree.heads[top]] == "of",
                len(tree.up(event)), bool(own & {"auxpass", "nsubjpass"}), "dobj" in own, name < event,
                any(abs(verb - name) < high - low for verb in scene.verbs if verb != event),
            )
        ]  # fmt: skip

    def _clauses(self, way: list[int]) -> int:
        return sum(self.tree.labels[i] in _CLAUSES and self.tree.is_verb(i) for i in way[:-1])

    def _passes(self, pair: _Pair, label: str) -> bool:
        return any(self.tree.labels[i] in (label, "nsubjpass") for i in pair.down[:-1])

    def _words(self, event: Event, pair: _Pair) -> list[str]:
        tree, site, head = self.tree, pair.site, pair.event
        entity, kind, code = self._kind(site)
        top, labels = pair.top, pair.labels
        governed = tree.labels[top] == "pobj"
        preposition = tree.words[tree.heads[top]] if governed else "-"
        governor = tree.heads[tree.heads[top]] if governed else tree.heads[top]
        verb = next((i for i in tree.up(pair.name)[1:] if tree.is_verb(i)), None)
        up = [tree.labels[i] for i in pair.up[:-1]]
        down = [self._label(i) for i in reversed(pair.down[:-1])]
        plain = [tree.labels[i] for i in reversed(pair.down[:-1])]
        lemma = tree.lemmas[head]
        before, after = tree.word(site.start - 1), tree.word(site.end)
        meeting = pair.up[-1]
        outline = [one for one in up if one in _STRUCTURE], [one for one in plain if one not in _INSIDE_PHRASE]
        return [
            f"{_capped(up, 4, '>')}|{_capped(down, 5, '<')}",
            f"{_capped(outline[0], 4, '>')}|{_capped(outline[1], 4, '<')}",
            _capped(down, 5, "<"),
            _capped(up, 5, ">"),
            _capped([self._sort(i) for i in pair.up], 8, ">"),
            f"{preposition}|{tree.labels[top]}|{''.join(label[0] for label in labels)}",
            f"{preposition}|{tree.lemmas[governor]}",
            tree.lemmas[governor],
            f"{preposition}|{'=' if governor == head else self._sort(governor)}|{lemma}",
            f"{tree.lemmas[top]}|{tree.labels[pair.name]}" if labels else "-",
            tree.lemmas[governor] if preposition == "of" else "-",
            before,
            f"{tree.word(site.start - 2)} {before}",
            after,
            f"{after} {tree.word(site.end + 1)}",
            tree.words[site.end - 1],
            tree.words[site.start],
            kind,
            f"{entity}|{site.toponym is None}",
            code,
            lemma,
            f"{tree.labels[head]}|{tree.tags[head]}",
            f"{lemma}{'<' if pair.name < head else '>'}{verb == head}",
            f"{tree.lemmas[meeting]}|{'=' if meeting == head else tree.pos[meeting]}",
            self._way(head, verb) if verb is not None else "-",
            "=" if verb in (None, head) else tree.lemmas[verb],
            f"{event.type}|{preposition}",
            f"{event.modality} {event.polarity} {event.genericity} {event.tense}",
            self.sites.shape_of(site),
        ]

    def _kind(self, site: Site) -> tuple[str, str, str]:
        """Return the tagger's label, class and role, and feature code; those of a region for some ground."""
        if site.ground:
            return "LOC", "L|event", "RGN"
        entity, toponym = self.sites.label_of(site), self.sites.toponym_of(site)
        place = toponym.place if toponym is not None else None
        role = toponym.role if toponym is not None else "-"
        return entity, f"{_class(place, toponym)}|{role}", place.feature_code if place is not None else entity

    def _label(self, i: int) -> str:
        label = self.tree.labels[i]
        return f"{label}:{self.tree.words[i]}" if label in ("prep", "agent") else label

    def _sort(self, i: int) -> str:
        tree = self.tree
        if not tree.is_verb(i):
            return tree.pos[i]
        return "SAY" if tree.lemmas[i] in _REPORTING else "BE" if tree.lemmas[i] == "be" else "V"

    def _way(self, head: int, verb: int) -> str:
        up, down = self.tree.path(head, verb)
        labels = self.tree.labels
        ways = [labels[i] for i in up[:-1]], [labels[i] for i in reversed(down[:-1])]
        return f"{_capped(ways[0], 3, '>')}|{_capped(ways[1], 3, '<')}"


def _capped(labels: list[str], most: int, mark: str) -> str:
    """Join labels, leaving out the middle of a long list."""
    if len(labels) > most:
        labels = [*labels[: most // 2], "*", *labels[-(most - most // 2) :]]
    return mark.join(labels)


def _class(place: Place | None, toponym: Toponym | None) -> str:
    if place is None:
        return "unknown" if toponym is None else "no place"
    if place.is_country:
        return "country"
    if place.feature_class == "A":
        return "first-level unit" if place.feature_code.startswith("ADM1") else "unit"
    return place.feature_class
