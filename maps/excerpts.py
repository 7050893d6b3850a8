"""How much of an article's text the page holds, and where its spans lie in that, in UTF-16 code units."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from geo.story import Story

__all__ = ["EVIDENCE", "Evidence", "Excerpt", "excerpt"]

Evidence = Literal["full", "quotes", "none"]
EVIDENCE: tuple[Evidence, ...] = ("full", "quotes", "none")


class Excerpt:
    """Stretches of a text, one a line.

    ``stretches`` are Python string offsets, end exclusive, in order and apart; ``text`` is what they hold and ``units``
    its length in UTF-16 code units, which is how JavaScript counts.
    """

    def __init__(self, text: str, stretches: list[tuple[int, int]]) -> None:
        self._starts = [start for start, _ in stretches]
        self._ends = [end for _, end in stretches]
        self._bases = []
        at = 0
        for start, end in stretches:
            self._bases.append(at)
            at += end - start + 1
        self.text = "\n".join(text[start:end] for start, end in stretches)
        astral = [] if self.text.isascii() else [i for i, character in enumerate(self.text) if character > "\uffff"]
        self._astral = astral
        self.units = len(self.text) + len(astral)

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where a span of the whole text lies in ``text``, in UTF-16 code units; None if it is not all there."""
        i = bisect_right(self._starts, start) - 1
        if i < 0 or end > self._ends[i]:
            return None
        shift = self._bases[i] - self._starts[i]
        start, end = start + shift, end + shift
        return start + bisect_left(self._astral, start), end + bisect_left(self._astral, end)


def excerpt(story: Story, evidence: Evidence) -> Excerpt:
    """Return what of the story's text is kept: all of it, the sentences that tell events, or nothing."""
    text = story.article.text
    if evidence == "full":
        return Excerpt(text, [(0, len(text))])
    if evidence == "none":
        return Excerpt("", [])
    stretches: list[tuple[int, int]] = []
    for start, end in sorted(event.sentence for event in story.event_records):
        if stretches and start < stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(end, stretches[-1][1]))
        elif start < end:
            stretches.append((start, end))
    return Excerpt(text, stretches)
