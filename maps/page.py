"""The page: one HTML document with the map, the source text and the lists, that opens offline.

folium makes the map, its layers and their control, from fixed names only. Whatever comes from an
article or a gazetteer travels as JSON in an inert script element, added after folium and branca
have rendered (branca evaluates ``{{ }}`` in text, folium runs ``${ }``), and reaches the page by
``textContent`` alone. A Content-Security-Policy with script hashes stops the rest.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import folium
from branca.element import Element, Figure

from geo.export import write_text
from maps.layers import LAYERS, page_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.story import Story

__all__ = ["render", "save", "story_html"]

LIBRARIES = ("leaflet.js", "topojson-client.js", "geojson-vt.js")
SCRIPTS = (
    "words.js",
    "symbols.js",
    "basemap.js",
    "details.js",
    "placing.js",
    "extents.js",
    "marks.js",
    "panel.js",
    "page.js",
)
STYLES = ("leaflet.css", "page.css")
TILES = "https://tile.openstreetmap.org"
TILES_CREDIT = '<a href="https://www.openstreetmap.org/copyright">\u00a9 OpenStreetMap contributors</a>'
FRAME_HEIGHT = 640  # px, in a notebook

_E = TypeVar("_E", bound=Element)


def render(stories: Sequence[Story], *, title: str | None = None, online_tiles: bool = False) -> str:
    """Return one self-contained HTML document that opens from ``file://`` without any request.

    The same stories give the same characters. ``title`` defaults to the article's own, if there is
    one article. ``online_tiles`` adds OpenStreetMap's tiles as a layer that is off at first: the one
    thing that then needs the network (and, by OpenStreetMap's rules, a page served over HTTP).
    """
    data = page_data(stories, title=title)
    figure_html, figure_script = _folium_parts(online_tiles=online_tiles)
    scripts = [*(_asset(name) for name in LIBRARIES), figure_script, *(_asset(name) for name in SCRIPTS)]
    style = "\n".join(_asset(name) for name in STYLES)
    before_map, after_map = _asset("page.html").split("<!-- map -->")
    parts = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(scripts, style, online_tiles=online_tiles)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{html.escape(data['title'])}</title>",
        f"<style>{style}</style>\n</head>\n<body>",
        before_map + figure_html + after_map,
        f'<script type="application/json" id="dateline-data">{_inert(data)}</script>',
        f'<script type="application/gzip" id="dateline-world">{_world()}</script>',
        *(f"<script>{script}</script>" for script in scripts),
        "</body>\n</html>\n",
    ]
    return "\n".join(parts)


def save(stories: Sequence[Story], path: Path | str, *, title: str | None = None, online_tiles: bool = False) -> Path:
    """Write the page of `render` to ``path`` in UTF-8, whole or not at all, and return the path.

    Raises
    ------
    OutputError
        If the file can't be written.
    """
    target = Path(path)
    write_text(target, render(stories, title=title, online_tiles=online_tiles))
    return target


def story_html(story: Story) -> str:
    """Return the story's page as a sandboxed frame, for notebooks."""
    return (
        f'<iframe title="Map of the story" sandbox="allow-scripts allow-popups" width="100%" height="{FRAME_HEIGHT}" '
        f'style="border:0" srcdoc="{html.escape(render([story]))}"></iframe>'
    )


def _folium_parts(*, online_tiles: bool) -> tuple[str, str]:
    """Return the map's element and the script that makes map, layers and layer control."""
    chart = _named(
        folium.Map(
            location=[25, 15],
            zoom_start=2,
            tiles=None,
            control_scale=True,
            attributionControl=False,
            minZoom=1,
            maxZoom=12,
            zoomSnap=0.5,
            zoomDelta=1,
        ),
        "dateline",
    )
    if online_tiles:
        tiles = folium.TileLayer(
            f"{TILES}/{{z}}/{{x}}/{{y}}.png",
            attr=TILES_CREDIT,
            name="OpenStreetMap (online)",
            max_zoom=19,
            overlay=True,
            show=False,
        )
        _named(tiles, "online").add_to(chart)
    for layer in LAYERS:
        _named(folium.FeatureGroup(name=layer.name, show=layer.shown), layer.key).add_to(chart)
    _named(folium.LayerControl(collapsed=False, autoZIndex=False), "dateline").add_to(chart)
    figure = chart.get_root()
    if not isinstance(figure, Figure):
        raise TypeError(f"folium's map sits in a {type(figure).__name__}, not in a Figure; use folium 0.20")
    figure.render()
    return figure.html.render(), figure.script.render()


def _named(element: _E, name: str) -> _E:
    """Give a folium element a fixed id in place of its random one, so that pages are reproducible."""
    element._id = name  # noqa: SLF001 - branca offers no other way to name an element
    return element


def _policy(scripts: Sequence[str], style: str, *, online_tiles: bool) -> str:
    """Return the Content-Security-Policy: nothing but these scripts, this style and inline images."""
    hashes = " ".join(_hash(script) for script in scripts)
    images = f"data: {TILES}" if online_tiles else "data:"
    return (
        f"default-src 'none'; script-src {hashes}; style-src {_hash(style)}; img-src {images}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(source: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode('utf-8')).digest()).decode('ascii')}'"


def _inert(data: dict[str, Any]) -> str:
    """Return the data as JSON in ASCII that no HTML parser can mistake for markup."""
    text = json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


@cache
def _asset(name: str) -> str:
    """Return a text file of ``maps/assets``."""
    return files("maps").joinpath("assets", name).read_text(encoding="utf-8")


@cache
def _world() -> str:
    """Return the basemap, gzip as base64."""
    return base64.b64encode(files("maps").joinpath("assets", "world.json.gz").read_bytes()).decode("ascii")
