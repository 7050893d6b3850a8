"""Who holds which office when: heads of state and government, ministers, leaders of organisations and armed groups.

``data/lexicon/offices.csv``: a row a term of office. ``name``: spellings, parted by ";". ``alone``: "yes" where the
last name by itself is hardly anyone else's ("Putin"). ``sector``: GOV if empty. ``from``, ``to``: year or year-month,
the last included; ``to`` is empty where the term was running when the table was written (2025).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from geo._data import DATA
from geo.actors.names import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["holder"]

_NAMED_FIRST = frozenset(["CHN", "TWN", "KOR", "PRK"])
"""Countries whose people's family names come first."""

_PARTICLES = frozenset(["al", "el", "-", "de", "la", "der", "van", "von", "mr", "mr.", "mrs", "mrs.", "ms", "ms."])
"""What may stand before a family name alone."""


@dataclass(frozen=True, slots=True)
class _Term:
    office: frozenset[str]
    country: str | None
    sector: str
    start: str
    end: str
    alone: bool

    def runs_on(self, day: str) -> bool:
        return self.start <= day[: len(self.start)] and (not self.end or day[: len(self.end)] <= self.end)


@cache
def _terms() -> tuple[dict[tuple[str, ...], list[_Term]], dict[str, list[_Term]]]:
    """Return terms by full name and by family name, both in lower case."""
    full: dict[tuple[str, ...], list[_Term]] = {}
    family: dict[str, list[_Term]] = {}
    with (DATA / "lexicon" / "offices.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            office = frozenset(row["office"].split())
            sector, country = row["sector"] or "GOV", row["country"] or None
            term = _Term(office, country, sector, row["from"], row["to"], row["alone"] == "yes")
            names = [words_of(name) for name in row["name"].split(";")]
            for name in names:
                full.setdefault(name, []).append(term)
            for word in {name[0] if country in _NAMED_FIRST else name[-1] for name in names}:
                family.setdefault(word, []).append(term)
    return full, family


def holder(name: Sequence[str], title: str | None, published: str | None) -> tuple[str | None, str | None] | None:
    """Return (country, sector) of a person by name; None for a name not in the table, or one of two countries.

    Parameters
    ----------
    name
        The name's words in lower case; a family name alone needs a ``title`` ("president") of an office its bearer
        held, unless the table says it stands alone.
    published
        The article's ISO date: it chooses among namesakes who holds office, or who did before. Whoever's last term
        is over is ELI (PLOVER: former officials); whoever's first is yet to come has no sector. Undated: any holder.
    """
    full, family = _terms()
    terms = next((full[part] for start in range(len(name)) if (part := tuple(name[start:])) in full), None)
    if terms is None and name and _PARTICLES.issuperset(name[:-1]):
        terms = [term for term in family.get(name[-1], ()) if (title in term.office if title else term.alone)]
    if not terms:
        return None
    running = terms
    if published:
        running = [term for term in terms if term.runs_on(published)]
        terms = running or [term for term in terms if term.start <= published] or terms
    countries = {term.country for term in terms}
    if len(countries) > 1:
        return None
    if running:
        return terms[0].country, running[0].sector
    over = all(term.start <= (published or "") for term in terms)
    sectors = {term.sector for term in terms}
    return terms[0].country, (("ELI" if sectors == {"GOV"} else terms[0].sector) if over else None)
