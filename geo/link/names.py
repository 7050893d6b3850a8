"""Names in the text that could be where an event happened although no place of that name is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.attrs import ORTH, POS
from spacy.parts_of_speech import IDS

from geo.language import is_common_word
from geo.recognise.words import CALENDAR, CONNECTORS, TITLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Doc

    from geo.model import Toponym
    from geo.recognise.spans import Entities

__all__ = ["unknown_names"]

_NO_NAMES = frozenset(["DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL", "LANGUAGE"])
_LONGEST = 8
_QUIET = CALENDAR | TITLES


def unknown_names(doc: Doc, toponyms: Sequence[Toponym], entities: Entities) -> list[tuple[int, int]]:
    """Return (first, beyond) tokens of names without a toponym, in text order and without overlaps.

    They are the name tagger's names of any label and runs of proper nouns, without titles, articles and possessive
    endings. A name that holds a toponym, or stands beside one in a run, is none: the toponym stands for it. A single
    word that English has as a common one is none: the text writes it with a capital for other reasons.
    """
    taken = [False] * len(doc)
    for toponym in toponyms:
        span = doc.char_span(toponym.start, toponym.end, alignment_mode="expand")
        for i in range(span.start, span.end) if span is not None else ():
            taken[i] = True
    found: list[tuple[int, int]] = []
    named = [False] * len(doc)
    for start, end, label in entities.spans:
        for i in range(start, end):
            named[i] = True
        if label not in _NO_NAMES and start < end and not any(taken[start:end]):
            found.append((start, end))
    found += [(start, end) for start, end in _runs(doc, named) if not any(taken[start:end])]
    return sorted((start, end) for start, end in found if end - start > 1 or not is_common_word(doc[start].lower_))


def _runs(doc: Doc, named: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield runs of capitalised proper nouns outside the tagger's names, at most eight words long."""
    strings = doc.vocab.strings
    rows = doc.to_array([ORTH, POS]).tolist()  # a loop over the tokens themselves costs ten times as much
    proper = [pos == IDS["PROPN"] and strings[orth][:1].isupper() for orth, pos in rows]
    start = 0
    while start < len(doc):
        if named[start] or not proper[start]:
            start += 1
            continue
        end = start + 1
        while end < len(doc) and not named[end] and end - start < _LONGEST:
            joined = doc[end].lower_ in CONNECTORS and end + 1 < len(doc) and proper[end + 1]
            if not (proper[end] or (joined and not named[end + 1])):
                break
            end += 1
        while end > start and doc[end - 1].lower_ in CONNECTORS:
            end -= 1
        first = start
        while first < end and doc[first].lower_.rstrip(".") in _QUIET:
            first += 1
        if first < end:
            yield first, end
        start = max(end, start + 1)
