"""The page's marks as matplotlib draws them: a sheet of pixels with shapes, glyphs, rings and text on it.

Everything is measured in CSS pixels from the top left corner, as on the page. Colours are the page's own light ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import shapely
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

__all__ = ["Sheet", "colours", "printable"]

PT = 0.72  # points in a px of 1/100 inch
FONTS = (  # the first ships with matplotlib; the others, where installed, for what it lacks
    "DejaVu Sans", "Noto Sans CJK SC", "Noto Sans CJK JP", "Source Han Sans", "WenQuanYi Zen Hei", "PingFang SC",
    "Hiragino Sans", "Microsoft YaHei", "Malgun Gothic", "Noto Sans Devanagari", "Noto Sans Bengali",
    "Noto Sans Thai", "Noto Sans Arabic", "Noto Sans Hebrew", "Arial Unicode MS",
)  # fmt: skip

Outline = tuple[tuple[float, float], ...]
_ROUND = tuple((14 + 11 * np.cos(a), 14 + 11 * np.sin(a)) for a in np.linspace(0, 2 * np.pi, 48, endpoint=False))
_WAVE = tuple((8.6 + x, -1.45 * np.sin(x / 5.4 * np.pi)) for x in np.linspace(0, 10.8, 25))
# On a square of 28 px; corners are rounded by the stroke.
SHAPES: dict[str, Outline] = {
    "fighting": ((4.5, 4.5), (23.5, 4.5), (23.5, 23.5), (4.5, 23.5)),
    "threats": ((14, 3.2), (25.4, 23.7), (2.6, 23.7)),
    "protest": _ROUND,
    "diplomacy": ((14, 2), (26, 14), (14, 26), (2, 14)),
    "aid": ((14, 2.6), (25.2, 11.2), (25.2, 24.5), (2.8, 24.5), (2.8, 11.2)),
    "disasters": ((14, 2.2), (24.2, 8.1), (24.2, 19.9), (14, 25.8), (3.8, 19.9), (3.8, 8.1)),
    "other": ((4.5, 4), (23.5, 4), (23.5, 15.2), (14, 25), (4.5, 15.2)),
    "mixed": _ROUND,
}
GLYPHS: dict[str, tuple[Outline, ...]] = {
    "fighting": (((9.8, 9.8), (18.2, 18.2)), ((18.2, 9.8), (9.8, 18.2))),
    "threats": (((14, 10.4), (14, 16)), ((14, 19.6), (14, 20.2))),
    "protest": (
        ((8.6, 12.4), (11.4, 12.4), (17.8, 9), (17.8, 19), (11.4, 15.6), (8.6, 15.6), (8.6, 12.4)),
        ((19.9, 12.2), (19.9, 15.8)),
    ),
    "diplomacy": (
        ((9.4, 9.8), (18.6, 9.8), (18.6, 16.2), (14.2, 16.2), (11.4, 18.8), (11.4, 16.2), (9.4, 16.2), (9.4, 9.8)),
    ),
    "aid": (((14, 11), (14, 20.4)), ((9.3, 15.7), (18.7, 15.7))),
    "disasters": tuple(tuple((x, y + level) for x, y in _WAVE) for level in (12.0, 16.4)),
    "other": tuple(((x - 0.3, 12.6), (x + 0.3, 12.6)) for x in (9.2, 14.0, 18.8)),
    "mixed": (),
}


@cache
def colours() -> dict[str, str]:
    """Return the page's light colours by name ("land", "fighting" …), from its style sheet, which states them first."""
    css = files("maps").joinpath("assets", "page.css").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for name, colour in re.findall(r"--([\w-]+): (#[0-9a-f]{6})\b", css):
        found.setdefault(name, colour)
    return found


@cache
def _fonts() -> tuple[str, ...]:
    installed = {font.name for font in font_manager.fontManager.ttflist}
    return tuple(name for name in FONTS if name in installed)


@cache
def _covered(weight: str) -> frozenset[int]:
    """Return the characters that the fonts can show."""
    paths = [font_manager.findfont(font_manager.FontProperties(family=name, weight=weight)) for name in _fonts()]
    return frozenset(code for path in paths for code in font_manager.get_font(path).get_charmap())


def printable(text: str, weight: str = "normal") -> str:
    """Return text on one line without what has no shape (controls, direction marks); U+FFFD for missing glyphs."""
    plain = "".join(
        " " if character.isspace() else "" if unicodedata.category(character) in ("Cc", "Cf") else character
        for character in text
    )
    known = _covered(weight)
    return "".join(character if ord(character) in known else "\ufffd" for character in " ".join(plain.split()))


class Sheet:
    """A picture being drawn, ``width`` × ``height`` px at ``scale`` dots each; what is drawn later lies on top."""

    def __init__(self, width: int, height: int, scale: float) -> None:
        self.width, self.height = width, height
        self._scale = scale
        self.figure = Figure(figsize=(width / 100, height / 100), dpi=100 * scale, facecolor=colours()["paper"])
        self._canvas = FigureCanvasAgg(self.figure)
        self._axes = self.figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0), autoscale_on=False)
        self._axes.axis("off")
        self._order = 0
        self._frame: Any = None

    def clip(self, box: tuple[float, float, float, float] | None) -> None:
        """Keep what is drawn from now on within left, top, right, bottom; None for the whole sheet."""
        self._frame = None if box is None else Path(_corners(*box), closed=True)

    def _add(self, artist: Any) -> None:
        self._order += 1
        artist.set_zorder(self._order)
        self._axes.add_artist(artist)
        if self._frame is not None:
            artist.set_clip_path(self._frame, self._axes.transData)

    def lines(
        self,
        lines: Iterable[Any],
        *,
        fill: str | None = None,
        stroke: str | None = None,
        width: float = 1.0,
        dash: Sequence[float] = (),
        alpha: float = 1.0,
        closed: bool = False,
    ) -> None:
        """Draw lines or rings (sequences of x, y) as one path; dashes of length 0 are dots."""
        paths = [Path(np.vstack((line, line[:1])) if closed else np.asarray(line), closed=closed) for line in lines]
        if not paths:
            return
        style = (0, tuple(part / width for part in dash)) if dash else "-"
        ends = "round" if not dash or dash[0] < width else "butt"
        self._add(
            PathPatch(
                Path.make_compound_path(*paths), facecolor=fill or "none", edgecolor=stroke or "none", alpha=alpha,
                linewidth=width * PT if stroke else 0, linestyle=style, joinstyle="round", capstyle=ends,
            )
        )  # fmt: skip

    def outline(self, shape: BaseGeometry, **style: Any) -> None:
        """Draw the lines of a shape, or the boundaries of its polygons."""
        edges = shapely.get_parts(shape.boundary if shape.area else shape)
        self.lines([shapely.get_coordinates(line) for line in edges if line.length], **style)

    def hatch(self, shape: BaseGeometry, colour: str) -> None:
        """Hatch polygons at 45°, a stroke every 10 px."""
        if shape.is_empty:
            return
        left, top, right, bottom = shape.bounds
        first = np.floor((left + top) / 10) * 10
        sums = np.arange(first, right + bottom, 10.0)  # lines x + y = sum, the same ones for neighbours
        strokes = shapely.multilinestrings([[(s - top, top), (s - bottom, bottom)] for s in sums])
        parts = shapely.get_parts(shapely.intersection(strokes, shape))
        self.lines([shapely.get_coordinates(one) for one in parts if one.length], stroke=colour, width=2.0, alpha=0.4)

    def symbol(
        self,
        x: float,
        y: float,
        family: str,
        *,
        hollow: bool = False,
        dotted: bool = False,
        repeated: bool = False,
        denied: bool = False,
        size: float = 36.0,
    ) -> None:
        """Draw an event's mark around x, y; ``size`` px with its halo."""
        unit = size / 36
        ink = colours()
        colour, paper = ink.get(family, ink["mixed"]), ink["paper"]

        def place(points: Outline, dx: float = 0.0, dy: float = 0.0) -> Any:
            return (np.asarray(points) + np.array((dx - 14, dy - 14))) * unit + np.array((x, y))

        shape = SHAPES.get(family, SHAPES["mixed"])
        if repeated:
            self.lines([place(shape, 5, -3.5)], fill=paper, stroke=colour, width=2 * unit, closed=True)
        self.lines([place(shape)], stroke=paper, width=5.5 * unit, closed=True)
        dash: tuple[float, ...]
        width, dash = (2.8, (0.01, 4.3)) if dotted else (2.4, (4.2, 2.6)) if hollow else (1.6, ())
        if denied:
            width, dash = 2.0, ()
        dash = tuple(part * unit for part in dash)
        self.lines(
            [place(shape)], fill=paper if hollow or dotted or denied else colour, stroke=colour, width=width * unit,
            dash=dash, closed=True,
        )  # fmt: skip
        light = colour if hollow or dotted or denied else ink["on-mark"]
        solid = light if family == "protest" else None
        for line in GLYPHS.get(family, ()):
            self.lines([place(line)], fill=solid, stroke=light, width=2.2 * unit)
        if denied:
            for width, stroke in ((6.5, paper), (2.8, ink["ink"])):
                self.lines([place(((-1, 29), (29, -1)))], stroke=stroke, width=width * unit)

    def ring(self, x: float, y: float, parts: Sequence[tuple[str, bool]], *, size: float = 36.0) -> None:
        """Draw several events, (family, hollow) each, as a ring with their number; arcs clockwise from the top."""
        unit = size / 36
        ink = colours()
        disc = np.array([(np.cos(a), np.sin(a)) for a in np.linspace(0, 2 * np.pi, 72, endpoint=False)])
        self.lines([disc * 17 * unit + (x, y)], fill=ink["paper"], closed=True)
        runs = [(part, 1) for part in parts] if len(parts) < 13 else list(Counter(parts).items())  # then as shares
        step, gap = 2 * np.pi / len(parts), 0.16 if len(runs) > 1 else 0.0
        start = -np.pi / 2
        for (family, hollow), number in runs:
            stop = start + number * step
            angles = np.linspace(start + min(gap, stop - start) / 2, stop - min(gap, stop - start) / 2, 48)
            arc = np.column_stack((np.cos(angles), np.sin(angles))) * 13 * unit + (x, y)
            self.lines([arc], stroke=ink.get(family, ink["mixed"]), width=6 * unit, dash=(1e6, 1))  # butt ends
            if hollow:
                self.lines([arc], stroke=ink["paper"], width=2.6 * unit, dash=(1e6, 1))
            start = stop
        self.text(x, y, str(len(parts)), size=13 * unit, weight="bold", align="center")

    def dot(self, x: float, y: float, radius: float, *, fill: str, stroke: str | None = None) -> None:
        """Draw a disc."""
        angles = np.linspace(0, 2 * np.pi, 40, endpoint=False)
        ring = np.column_stack((np.cos(angles), np.sin(angles))) * radius + (x, y)
        self.lines([ring], fill=fill, stroke=stroke, width=2.2, closed=True)

    def box(self, box: tuple[float, float, float, float], *, stroke: str, dashed: bool, fill: str) -> None:
        """Draw a rounded rectangle from left, top, right, bottom."""
        left, top, right, bottom = box
        self._add(
            FancyBboxPatch(
                (left, top), right - left, bottom - top, boxstyle="round,pad=0,rounding_size=6", facecolor=fill,
                edgecolor=stroke, linewidth=1.5 * PT, linestyle=(0, (2.6, 1.8)) if dashed else "-",
            )
        )  # fmt: skip

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 12.5,
        weight: str = "normal",
        colour: str | None = None,
        align: Literal["left", "center", "right"] = "left",
        halo: str | None = None,
    ) -> None:
        """Write one line, its middle at height y. No character has a meaning of its own (no mathtext)."""
        artist = Text(
            x, y, printable(text, weight), fontproperties=_font(size, weight), color=colour or colours()["ink"],
            horizontalalignment=align, verticalalignment="center_baseline", parse_math=False,
        )  # fmt: skip
        if halo:
            artist.set_path_effects([withStroke(linewidth=3.2 * PT, foreground=halo)])
        self._add(artist)

    def measure(self, text: str, *, size: float = 12.5, weight: str = "normal") -> float:
        """Return the width of a line of text in px."""
        shown = printable(text, weight)
        renderer = self._canvas.get_renderer()  # type: ignore[no-untyped-call]
        width, _, _ = renderer.get_text_width_height_descent(shown, _font(size, weight), ismath=False)
        return float(width) / self._scale

    def cut(self, text: str, room: float, *, size: float, weight: str = "normal") -> str:
        """Return text shortened with an ellipsis to ``room`` px."""
        shown = printable(text, weight)[:500]
        if self.measure(shown, size=size, weight=weight) <= room:
            return shown
        low, high = 0, len(shown)
        while low < high:
            middle = (low + high + 1) // 2
            fits = self.measure(f"{shown[:middle].rstrip()}…", size=size, weight=weight) <= room
            low, high = (middle, high) if fits else (low, middle - 1)
        return f"{shown[:low].rstrip()}…"

    def wrapped(self, text: str, room: float, lines: int, *, size: float, weight: str = "normal") -> list[str]:
        """Return text as at most so many lines of ``room`` px, broken between words; the last one is cut."""
        found = [""]
        words = printable(text, weight)[:2000].split()
        for number, word in enumerate(words):
            longer = f"{found[-1]} {word}".strip()
            if self.measure(longer, size=size, weight=weight) <= room or not found[-1]:
                found[-1] = longer
            elif len(found) < lines:
                found.append(word)
            else:
                found[-1] = " ".join([found[-1], *words[number:]])
                break
        return [self.cut(line, room, size=size, weight=weight) for line in found]


def _font(size: float, weight: str) -> font_manager.FontProperties:
    return font_manager.FontProperties(family=list(_fonts()), size=size * PT, weight=weight)


def _corners(left: float, top: float, right: float, bottom: float) -> list[tuple[float, float]]:
    return [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
