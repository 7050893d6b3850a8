"""What a word or name says of an actor: its country (ISO 3166-1 alpha-3) and its sector (PLOVER's codes).

Names come from readable tables: countries and their adjectives, the adjectives of their regions, cities and buildings
that stand for a government, armed groups, organisations. Common nouns ("soldier", "court") have a sector only.
The sectors are PLOVER's primary codes (manual 0.7b1, table "Sector Primary Codes": GOV JUD LEG MIL COP OPP PTY REB PRM
SPY UAF CVL ELI BUS EDU MED LAB AGR JRN REF REL CRM), and the non-state codes IGO and NGO.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from geo import language
from geo._data import DATA
from geo.syntax import singular

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

__all__ = ["Listed", "listed_at", "sector_of", "words_of"]

_BACKERS = frozenset(
    ["aligned", "allied", "armed", "backed", "based", "born", "built", "controlled", "dominated", "funded", "held",
     "linked", "made", "occupied", "owned", "ruled", "speaking", "sponsored", "supported", "trained"]
)  # fmt: skip
"""What follows the hyphen where the country before it is not the actor's ("Syrian-backed militia")."""

_GIVEN = frozenset(["albany", "chad", "georgia", "jordan", "kingston", "london", "paris", "santiago", "sofia"])
"""Places that are people, too, where the name is marked as a person's."""

_SIDES = frozenset(["anti", "pro", "non"])


Kind = Literal["country", "demonym", "region", "seat", "group"]
"""A country's name, its adjective, the adjective of a part of it, a place that stands for a government, a group."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A listed name: what kind of name, its sector (None for countries), its country (None if it has none)."""

    kind: Kind
    sector: str | None
    country: str | None
    style: Literal["any", "proper", "capitals"]
    """How it must be written to be meant: "contras"; "Hamas"; "WHO", unlike "Who"."""


@cache
def _names() -> tuple[dict[tuple[str, ...], Listed], dict[str, int]]:
    """Return (words in lower case → meaning, word → the most words of a name that has it)."""
    found: dict[tuple[str, ...], Listed] = {}
    for name, kind, sector, country in _rows():
        style: Literal["any", "proper", "capitals"] = (
            "any" if name.islower() else "capitals" if name.isupper() else "proper"
        )
        found.setdefault(words_of(name), Listed(kind, sector, country, style))
    longest: dict[str, int] = {}
    for words in found:
        for word in words:
            longest[word] = max(longest.get(word, 0), len(words))
    return found, longest


def _rows() -> Iterator[tuple[str, Kind, str | None, str | None]]:
    iso3: dict[str, str] = {}
    for row in _table("lexicon/armed_groups.csv"):
        for name in row["names"].split(";"):
            yield name, "group", row["sector"], row["country"] or None
    for row in _table("lexicon/actors.csv"):
        if row["kind"] == "name":
            for name in row["words"].split(";"):
                yield name, "group", row["sector"], row["country"] or None
    for row in _table("sources/metonyms.csv"):
        yield row["name"], "seat", row["sector"], None if row["sector"] == "IGO" else row["country"]
    for row in _table("lexicon/countries.csv"):
        iso3[row["iso2"]] = row["iso3"]
        for name in filter(None, (row["name"], *row["aliases"].split(";"))):
            yield name, "country", None, row["iso3"]
        for name in filter(None, row["adjectives"].split(";")):
            yield name, "demonym", None, row["iso3"]
            yield f"{name}s", "demonym", None, row["iso3"]
    for row in _table("sources/demonyms.csv"):
        if row["target_feature"] in ("ADM", "ADM1", "ADM2", "PCL", "PCLI") and row["target_country"] in iso3:
            yield row["demonym"], "region", None, iso3[row["target_country"]]


def _table(path: str) -> Iterator[dict[str, str]]:
    with (DATA / path).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def words_of(name: str) -> tuple[str, ...]:
    """Return a name's words in lower case, cut as the parser cuts text ("al-Qaeda" → al, -, qaeda)."""
    return tuple(token.lower_ for token in language.load().make_doc(name))


@cache
def _nouns() -> dict[str, str]:
    """Return common noun (one word or two, in the singular) → sector."""
    return {
        word: row["sector"]
        for row in reversed(list(_table("lexicon/actors.csv")))
        if row["kind"] == "noun"
        for word in row["words"].split(";")
    }


def listed_at(token: Token) -> Listed | None:
    """Return the meaning of the longest listed name the token is part of; None if it is part of none.

    A country that only backs or opposes the actor ("Syrian-backed", "anti-Soviet") is none of its names, nor is a
    place in a person's name ("Jordan Smith").
    """
    names, longest = _names()
    most = longest.get(token.lower_)
    if most is None:
        return None
    doc = token.doc
    first, beyond = max(0, token.i - most + 1), min(len(doc), token.i + most)
    around = [word.lower_ for word in doc[first:beyond]]
    for length in range(most, 0, -1):
        for start in range(max(0, token.i - length + 1), min(token.i, len(doc) - length) + 1):
            listed = names.get(tuple(around[start - first : start - first + length]))
            if listed is not None and _is_meant(list(doc[start : start + length]), listed):
                return listed
    return None


def _is_meant(words: list[Token], listed: Listed) -> bool:
    """Whether words that read like a listed name mean it here."""
    first, last = words[0], words[-1]
    if not _is_written_so(words, listed.style) or (listed.kind == "seat" and last.pos_ != "PROPN"):  # "male"
        return False
    doc = first.doc
    if last.i + 2 < len(doc) and doc[last.i + 1].text == "-" and doc[last.i + 2].lower_ in _BACKERS:
        return False
    if first.i >= 2 and doc[first.i - 1].text == "-" and doc[first.i - 2].lower_ in _SIDES:
        return False
    if listed.kind == "group" or first.ent_type_ != "PERSON":
        return True
    longer = first.ent_iob_ == "I" or (last.i + 1 < len(doc) and doc[last.i + 1].ent_iob_ == "I")
    return not longer and first.lower_ not in _GIVEN


def _is_written_so(words: list[Token], style: str) -> bool:
    if style == "capitals":
        return all(word.is_upper for word in words if word.is_alpha)
    return style == "any" or any(word.text[0].isupper() for word in words)


def sector_of(token: Token) -> str | None:
    """Return the PLOVER sector of an actor's head word: a listed name or common noun; None if it tells none."""
    listed = listed_at(token)
    if listed is not None and listed.sector is not None:
        return listed.sector
    nouns = _nouns()
    lemma = token.lemma_.lower()
    if lemma == "state" and token.i + 1 < len(token.doc) and token.nbor(1).lower_ == "of":
        return None  # "a state of emergency" is no one
    if token.i:
        found = nouns.get(f"{token.nbor(-1).lower_} {lemma}")
        if found is not None:
            return found
    return nouns.get(lemma) or nouns.get(singular(token))
