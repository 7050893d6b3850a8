"""A still picture of the map, for print: the page as a browser shows it, or the same symbols drawn by matplotlib."""

from __future__ import annotations

import importlib.util
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import OutputError
from geo.export.files import unwritable, whole
from maps.page import save
from maps.picture import browser

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.story import Story

__all__ = ["save_picture"]

WIDTH, HEIGHT, SCALE = 1280, 800, 2  # CSS pixels, and dots for each


def save_picture(
    stories: Sequence[Story], path: Path | str, *, title: str | None = None, page: Path | None = None
) -> Path:
    """Write a picture of 2560 × 1600 dots (PNG), whole or not at all, and return its path.

    A browser of the Chromium family takes it (`maps.picture.browser.find`) from ``page``, the stories' saved
    page, or from a temporary one; without a browser matplotlib draws it.

    Raises
    ------
    OutputError
        If there is neither browser nor matplotlib, if the browser fails, or if the file can't be written.
    """
    target = Path(path)
    found = browser.find()
    if found is not None:
        picture = _photograph(found, stories, title, page)
    elif importlib.util.find_spec("matplotlib") is not None:
        from maps.picture.still import draw

        picture = draw(stories, title=title, width=WIDTH, height=HEIGHT, scale=SCALE)
    else:
        raise OutputError(
            f"{target}: a picture needs a browser (Chromium, Chrome or Edge) or matplotlib; "
            "install one, for instance with: pip install 'dateline[plot]'"
        )
    with whole(target, option="--png") as [part], unwritable(target, "--png"):
        part.write_bytes(picture)
    return target


def _photograph(found: str, stories: Sequence[Story], title: str | None, page: Path | None) -> bytes:
    if page is not None:
        return browser.photograph(found, page, width=WIDTH, height=HEIGHT, scale=SCALE)
    with tempfile.TemporaryDirectory(prefix="dateline-page-") as folder:
        made = save(stories, Path(folder) / "map.html", title=title)
        return browser.photograph(found, made, width=WIDTH, height=HEIGHT, scale=SCALE)
