"""The page: one HTML document with the map, the source text and the lists, that opens offline.

folium makes the map, its layers and their control, from fixed names only. Whatever comes from an
article or a gazetteer travels packed (`maps.packing`) in inert script elements, added after folium
and branca have rendered (branca evaluates ``{{ }}`` in text, folium runs ``${ }``), and reaches the
page by ``textContent`` alone. A Content-Security-Policy with script hashes stops the rest.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from geo.export import write_text
from geo.model import Precision, Relation, Tense
from maps.ground import admin1_lines
from maps.layers import TILES, folium_parts
from maps.packing import packed, packed_json, shuffled, well_formed
from maps.tables import tables
from maps.vocabulary import FAMILIES, LAYERS, PRECISION_OF, PRECISIONS, STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.story import Story
    from maps.excerpts import Evidence
    from maps.tables import Tables

__all__ = ["render", "save"]

LIBRARIES = ("leaflet.js", "topojson-client.js", "geojson-vt.js")
EARLY_SCRIPT = "theme.js"  # runs before anything is drawn
BOOT_SCRIPT = "boot.js"  # unpacks and runs all others
FIRST_SCRIPTS = ("core.js",)  # what folium's script calls
SCRIPTS = (
    "store.js",
    "search.js",
    "filter.js",
    "state.js",
    "words.js",
    "symbols.js",
    "icons.js",
    "legend.js",
    "filters.js",
    "header.js",
    "printing.js",
    "exporting.js",
    "timeline.js",
    "controls.js",
    "basemap.js",
    "extents.js",  # what is drawn on the map: extents.js to marks.js
    "placing.js",
    "tally.js",
    "fan.js",
    "grid.js",
    "pies.js",
    "wholes.js",
    "named.js",
    "links.js",
    "hints.js",
    "opening.js",
    "marks.js",
    "virtual.js",
    "list.js",
    "details.js",
    "cards.js",
    "story.js",
    "text.js",
    "page.js",
)
STYLES = ("leaflet.css", "page.css", "filters.css", "timeline.css", "marks.css", "reading.css", "paper.css")
DEFAULT_TITLE = "Events in the news"


def render(
    stories: Iterable[Story],
    *,
    title: str | None = None,
    online_tiles: bool = False,
    evidence: Evidence | None = None,
) -> str:
    """Return one self-contained HTML document that opens from ``file://`` without any request.

    The same stories give the same characters; they are read once, so a generator will do. ``title``
    defaults to the article's own, if there is one article. ``evidence`` says how much of the articles
    the page holds: "full", "quotes" or "none" (`maps.tables.tables`; None: full unless that is too
    much). ``online_tiles`` adds OpenStreetMap's tiles as a layer that is off at first: the one thing
    that then needs the network (and, by OpenStreetMap's rules, a page served over HTTP).
    """
    data = tables(stories, evidence=evidence)
    title = title or data.only_title or DEFAULT_TITLE
    manifest, columns = shuffled(data.columns)
    head = {
        "title": well_formed(title),
        "evidence": data.evidence,
        "credits": [well_formed(words) for words in data.credits],
        "columns": manifest,
        "blocks": len(data.details),
        "families": [{"key": family.key, "name": family.name} for family in FAMILIES],
        "statuses": [asdict(option) for option in STATUSES],
        "precisions": [asdict(option) for option in PRECISIONS],
        "layers": [asdict(layer) for layer in LAYERS],
        "precisionOf": [[kind, PRECISION_OF[kind]] for kind in get_args(Precision)],
        "relations": get_args(Relation),
        "tenses": get_args(Tense),
    }
    figure_html, figure_script = folium_parts(online_tiles=online_tiles)
    scripts = [
        *(_asset(name) for name in (*LIBRARIES, *FIRST_SCRIPTS)),
        figure_script,
        *(_asset(name) for name in SCRIPTS),
    ]
    early, boot = _asset(EARLY_SCRIPT), _asset(BOOT_SCRIPT)
    style = "\n".join(_asset(name) for name in STYLES)
    policy = _policy([early, boot, *scripts], style, online_tiles=online_tiles)
    before_map, after_map = _asset("page.html").split("<!-- map -->")
    parts = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{html.escape(well_formed(title))}</title>",
        f"<style>{style}</style>\n<script>{early}</script>\n</head>\n<body>",
        before_map + figure_html + after_map,
        f'<script type="application/json" id="dateline-data">{_inert(head)}</script>',
        _packed("columns", packed(columns)),
        _packed("names", packed_json(data.names)),
        *(_packed(f"details-{i}", block) for i, block in enumerate(data.details)),
        *(_packed(f"texts-{i}", block) for i, block in enumerate(data.texts)),
        _packed("world", _world()),
        _packed("admin1", packed_json(admin1_lines(_countries(data)))),
        _packed("scripts", packed_json(scripts)),
        f"<script>{boot}</script>",
        "</body>\n</html>\n",
    ]
    return "\n".join(parts)


def save(
    stories: Iterable[Story],
    path: Path | str,
    *,
    title: str | None = None,
    online_tiles: bool = False,
    evidence: Evidence | None = None,
) -> Path:
    """Write the page of `render` to ``path`` in UTF-8, whole or not at all, and return the path.

    Raises
    ------
    OutputError
        If the file can't be written.
    """
    target = Path(path)
    write_text(target, render(stories, title=title, online_tiles=online_tiles, evidence=evidence))
    return target


def _countries(data: Tables) -> set[str]:
    """Return the ISO alpha-2 codes of the countries that events lie in."""
    of_place, countries = data.columns["place_country"], data.names["countries"]
    rows = {int(of_place[row]) for row in set(data.columns["spot_place"].tolist()) if row >= 0}
    return {countries[row] for row in rows if countries[row]}


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


def _inert(head: dict[str, Any]) -> str:
    """Return what the page reads first as JSON in ASCII that no HTML parser can mistake for markup."""
    text = json.dumps(head, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _packed(name: str, content: str) -> str:
    return f'<script type="application/gzip" id="dateline-{name}">{content}</script>'


@cache
def _asset(name: str) -> str:
    """Return a text file of ``maps/assets``."""
    return files("maps").joinpath("assets", name).read_text(encoding="utf-8")


@cache
def _world() -> str:
    """Return the basemap, gzip as base64."""
    return base64.b64encode(files("maps").joinpath("assets", "world.json.gz").read_bytes()).decode("ascii")
