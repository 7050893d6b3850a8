"""A map to look at in a notebook and to save: what `Story.map` gives."""

from __future__ import annotations

import html
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from geo.export import write_text
from maps.page import render

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.story import Story
    from maps.excerpts import Evidence

__all__ = ["Map", "story_map"]

FRAME_HEIGHT = 640  # px, in a notebook


class Map:
    """One map of any number of stories, drawn when it is first asked for.

    In Jupyter it shows itself in a sandboxed frame, as the last line of a cell; ``str(map)`` is the same as ``html``.

    Parameters
    ----------
    stories
        The stories, read once; a generator will do.
    title
        The page's title; the article's own, if there is one article, when omitted.
    online_tiles
        Whether to offer OpenStreetMap's tiles as a layer that is off at first: all that then needs the network.
    evidence
        How much of the articles the page holds: "full", "quotes" or "none". None: full, or quotes where
        the articles have more than 8 million characters together.
    """

    def __init__(
        self,
        stories: Iterable[Story],
        *,
        title: str | None = None,
        online_tiles: bool = False,
        evidence: Evidence | None = None,
    ) -> None:
        self._stories, self._title = tuple(stories), title
        self._online_tiles, self._evidence = online_tiles, evidence

    @cached_property
    def html(self) -> str:
        """The page: one self-contained HTML document that opens from ``file://`` without any request."""
        return render(self._stories, title=self._title, online_tiles=self._online_tiles, evidence=self._evidence)

    def save(self, path: Path | str) -> Path:
        """Write the page to ``path`` in UTF-8, whole or not at all, and return the path.

        Raises
        ------
        OutputError
            If the file can't be written.
        """
        target = Path(path)
        write_text(target, self.html)
        return target

    def __str__(self) -> str:
        """Return the page's HTML."""
        return self.html

    def _repr_html_(self) -> str:
        """Return the page as a sandboxed frame: what is in it can reach neither the notebook nor the network."""
        return (
            '<iframe title="Map of the story" sandbox="allow-scripts allow-popups allow-downloads allow-modals" '
            f'width="100%" height="{FRAME_HEIGHT}" style="border:0" srcdoc="{html.escape(self.html)}"></iframe>'
        )


def story_map(
    story: Story, *, title: str | None = None, online_tiles: bool = False, evidence: Evidence | None = None
) -> Map:
    """Return the map of one story; registered as the entry point by which `Story.map` finds it."""
    return Map([story], title=title, online_tiles=online_tiles, evidence=evidence)
