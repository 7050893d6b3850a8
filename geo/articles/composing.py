"""An article's text from its parts, where a format keeps headline, dateline, body and captions apart."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["composed", "people"]

_NAME = re.compile(r"[^\W\d_a-z][\w.'’-]*(?: [\w.'’-]+){1,4}")
_ROLE = re.compile(
    r"\b(?:reporters?|correspondents?|editors?|staff|writers?|bureau|agency|news|press|columnists?)\b", re.I
)


def composed(
    body: Iterable[str], *, title: str | None = None, dateline: str | None = None, captions: Iterable[str] = ()
) -> str:
    """Return the text: headline, paragraphs of the body and captions, with a blank line between.

    A dateline that the body does not begin with is written as wire services do ("TROY, N.C. -- "), and a caption
    is introduced by "Caption: ", so that `lay_out` tells what they are. Empty parts are left out.
    """
    paragraphs = [p for p in (p.strip() for p in body) if p]
    if dateline and paragraphs:
        place, comma, rest = " ".join(dateline.split()).rstrip(" -–—").partition(",")
        if not any(p.lower().lstrip("\"“”'").startswith(place.lower()) for p in paragraphs[:3]):
            paragraphs[0] = f"{place.upper()}{comma}{rest} -- {paragraphs[0]}"
    if title and paragraphs and paragraphs[0] == title:
        paragraphs = paragraphs[1:]
    notes = [f"Caption: {c}" for c in (" ".join(c.split()) for c in captions) if c]
    return "\n\n".join([*([title] if title else []), *paragraphs, *notes])


def people(byline: str) -> tuple[str, ...]:
    """Return the persons' names in a byline: "By ANNA ROE and Marc Dupont", or "Roe, Anna; Dupont, Marc".

    A part that is no name (an agency, a title, an address) is left out.
    """
    line = re.sub(r"^\s*by[:\s]\s*", "", " ".join(byline.split()), flags=re.I)
    line = re.split(r"\s\|\s|\breport(?:ed|ing)\b|\bcontribut", line, maxsplit=1)[0]
    names: list[str] = []
    for part in re.split(r";|\s+and\s+|&", line, flags=re.I):
        halves = [half.strip(" .") for half in part.split(",")]
        if len(halves) == 2 and all(halves) and " " not in halves[0]:
            halves = [f"{halves[1]} {halves[0]}"]  # "Roe, Anna"
        names += [half.title() if half.isupper() else half for half in halves]
    return tuple(dict.fromkeys(name for name in names if _NAME.fullmatch(name) and not _ROLE.search(name)))
