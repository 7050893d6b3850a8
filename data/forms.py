"""Other forms of a sentence, with its names marked: what posts and headlines do to text, and other places' names."""

from __future__ import annotations

import csv
import random
import re
import sqlite3
import unicodedata
from collections.abc import Sequence
from contextlib import closing
from functools import cache
from pathlib import Path

from geo.gazetteer import Gazetteer

LEAST_POPULATION = 30_000

Span = tuple[int, int]
"""Start and end character of a name."""


def altered(
    text: str, names: Sequence[Span], form: str, towns: Sequence[str], chance: random.Random
) -> tuple[str, list[Span]] | None:
    """Return a text in another form with its names' new spans, or None where the form does not apply.

    ``names`` must be in order and apart. Forms: "upper", "lower"; "hashtag" (names written as #Name), "short" (names of
    units abbreviated, "Paris, Texas" → "Paris TX"), "renamed" (each name by one other throughout).
    """
    if form in ("upper", "lower"):
        changed = text.upper() if form == "upper" else text.lower()
        return (changed, list(names)) if len(changed) == len(text) else None
    others = {text[start:end]: chance.choice(towns) for start, end in names}
    made, moved, done = "", [], 0
    for start, end in names:
        name, gap = text[start:end], text[done:start]
        if form == "renamed":
            name = others[name]
        elif form == "short":
            name = short_names().get(name, name)
            gap = " " if gap == ", " and done else gap
        elif form == "hashtag":
            gap, name = gap + "#", name.replace(" ", "")
        made += gap
        moved.append((len(made), len(made) + len(name)))
        made, done = made + name, end
    made += text[done:]
    return (made, moved) if names and made != text else None


@cache
def short_names() -> dict[str, str]:
    """Return the abbreviations in capitals without dots ("TX", "UK", "NYC"), by full name."""
    with (Path(__file__).parent / "sources" / "abbreviations.csv").open(encoding="utf-8", newline="") as file:
        return {row["target"]: row["abbreviation"] for row in csv.DictReader(file) if row["abbreviation"].isupper()
                and "." not in row["abbreviation"]}  # fmt: skip


def towns_of_the_world(gazetteer: Gazetteer) -> list[str]:
    """Return names of towns of 30,000 people and more outside the United States, as English texts spell them."""
    query = "SELECT name FROM place WHERE feature_class = 'P' AND population >= ? AND country_code != 'US' ORDER BY id"
    with closing(sqlite3.connect(gazetteer.path)) as db:
        names = [row[0] for row in db.execute(query, (LEAST_POPULATION,))]
    plain = (unicodedata.normalize("NFKD", re.sub("[ʻʼʾʿ‘’]", "", name)) for name in names)
    ascii_names = ("".join(c for c in name if not unicodedata.combining(c)) for name in plain)
    return [name for name in ascii_names if name.isascii() and re.fullmatch(r"[A-Z][A-Za-z' -]{2,24}", name)]
