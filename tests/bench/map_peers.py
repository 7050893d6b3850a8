"""The same events drawn by folium, geopandas and pydeck, as their manuals show it, for `map.py` to compare with.

Each map shows every event as a mark with a popup of type, date and quote, without a base map. The pages load their
scripts from content delivery networks and are blank offline; here they are given these files at once from a cache
(all but icon fonts), so what is measured is the best case of a perfect connection.
"""

from __future__ import annotations

import html
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
from folium.plugins import FastMarkerCluster, MarkerCluster

from geo._data import DATA
from geo.story import Story

sys.path.insert(0, str(DATA))
import fetch

CACHE = Path("out/bench/npm")
PACKAGES = {
    "leaflet": ("1.9.3", "10d016716b56048661eaf9cde004dc82e80bd3613b52c4f53cf5aec73088006c"),
    "jquery": ("3.7.1", "68a9f787516da47c680e09c187bcbac4536b6f85d90eb882844e12919e583f53"),
    "bootstrap": ("5.2.2", "6ae3403f9085283be866fd9bca04f3034ffc755e466e6a1ff9836e8c0a1340d4"),
    "leaflet.awesome-markers": ("2.0.5", "b0180e6ae1c9bce3a212bb0b4f3a8c484cf8c15725958e930c68b7e3f7693aa7"),
    "leaflet.markercluster": ("1.1.0", "47219016d91e524b329a0fb2365961bf8228109bb58e370ad0b1ab6299288b91"),
    "mapbox-gl": ("1.13.0", "302095ca250a5b58b9c973e2217ad44bc9ec383675da70faefad4e128dcf8e68"),
}  # name -> version and SHA-256 of the npm package
FILES = {
    "leaflet@1.9.3/dist/leaflet.js": ("leaflet", "dist/leaflet.js"),
    "leaflet@1.9.3/dist/leaflet.css": ("leaflet", "dist/leaflet.css"),
    "images/marker-icon.png": ("leaflet", "dist/images/marker-icon.png"),
    "images/marker-shadow.png": ("leaflet", "dist/images/marker-shadow.png"),
    "jquery-3.7.1.min.js": ("jquery", "dist/jquery.min.js"),
    "bootstrap.bundle.min.js": ("bootstrap", "dist/js/bootstrap.bundle.min.js"),
    "bootstrap@5.2.2/dist/css/bootstrap.min.css": ("bootstrap", "dist/css/bootstrap.min.css"),
    "leaflet.awesome-markers.js": ("leaflet.awesome-markers", "dist/leaflet.awesome-markers.js"),
    "leaflet.awesome-markers.css": ("leaflet.awesome-markers", "dist/leaflet.awesome-markers.css"),
    "leaflet.markercluster.js": ("leaflet.markercluster", "dist/leaflet.markercluster.js"),
    "MarkerCluster.css": ("leaflet.markercluster", "dist/MarkerCluster.css"),
    "MarkerCluster.Default.css": ("leaflet.markercluster", "dist/MarkerCluster.Default.css"),
    "mapbox-gl.js": ("mapbox-gl", "dist/mapbox-gl.js"),
}  # how an address ends -> package and file
KINDS = {".js": "text/javascript", ".css": "text/css", ".png": "image/png"}
LEAFLET_READY = (
    'document.readyState === "complete" && '
    '!!document.querySelector(".leaflet-marker-icon, .leaflet-overlay-pane canvas, path.leaflet-interactive")'
)
DECK_READY = "deckInstance.isInitialized && deckInstance.layerManager.getLayers().every((layer) => layer.isLoaded)"


@dataclass(frozen=True)
class Mark:
    """An event as every peer draws it: lon, lat in degrees (EPSG:4326), type, first day, and its sentence."""

    lon: float
    lat: float
    title: str
    date: str
    quote: str

    @property
    def popup(self) -> str:
        """The words of its popup, as HTML."""
        return f"<b>{html.escape(self.title)}</b> {self.date}<br>{html.escape(self.quote)}"


def marks(stories: Iterable[Story]) -> list[Mark]:
    """Return a mark for every event that has a place."""
    return [
        Mark(
            event.places[0].lon,
            event.places[0].lat,
            event.type,
            event.date.start if event.date else "",
            story.article.text[slice(*event.sentence)],
        )
        for story in stories
        for event in story.event_records
        if event.places and event.places[0].lon is not None and event.places[0].lat is not None
    ]


def _map(*layers: Any, **options: Any) -> str:
    chart = folium.Map(location=[25, 15], zoom_start=2, tiles=None, maxZoom=18, **options)
    for layer in layers:
        layer.add_to(chart)
    return str(chart.get_root().render())


def _frame(rows: list[Mark]) -> gpd.GeoDataFrame:
    table = {key: [getattr(row, key) for row in rows] for key in ("title", "date", "quote")}
    points = gpd.points_from_xy([row.lon for row in rows], [row.lat for row in rows])
    return gpd.GeoDataFrame(table, geometry=points, crs="EPSG:4326")


def marker(rows: list[Mark]) -> str:
    """Return the HTML of one folium.Marker an event."""
    return _map(*(folium.Marker([row.lat, row.lon], popup=row.popup) for row in rows))


def marker_cluster(rows: list[Mark]) -> str:
    """Return the HTML of folium.plugins.MarkerCluster."""
    return _map(MarkerCluster([[row.lat, row.lon] for row in rows], [row.popup for row in rows]))


def fast_marker_cluster(rows: list[Mark]) -> str:
    """Return the HTML of folium.plugins.FastMarkerCluster, with a callback that makes the popups."""
    callback = "(row) => L.marker([row[0], row[1]]).bindPopup(row[2])"
    return _map(FastMarkerCluster([[row.lat, row.lon, row.popup] for row in rows], callback=callback))


def geojson(rows: list[Mark]) -> str:
    """Return the HTML of folium.GeoJson with circles on a canvas, its fastest way."""
    popup = folium.GeoJsonPopup(["title", "date", "quote"])
    return _map(folium.GeoJson(_frame(rows), marker=folium.CircleMarker(radius=4), popup=popup), prefer_canvas=True)


def explore(rows: list[Mark]) -> str:
    """Return the HTML of GeoDataFrame.explore()."""
    return str(_frame(rows).explore(tiles=None, popup=True).get_root().render())


def pydeck_scatter(rows: list[Mark]) -> str:
    """Return the HTML of a pydeck ScatterplotLayer with tooltips."""
    import pydeck

    table = [{"at": [row.lon, row.lat], "title": row.title, "date": row.date, "quote": row.quote} for row in rows]
    layer = pydeck.Layer("ScatterplotLayer", table, get_position="at", radius_min_pixels=4, pickable=True)
    view = pydeck.ViewState(longitude=15, latitude=25, zoom=1)
    tooltip = {"text": "{title} {date}\n{quote}"}
    deck = pydeck.Deck([layer], initial_view_state=view, map_provider=None, map_style=None, tooltip=tooltip)
    return str(deck.to_html(as_string=True))


PEERS: dict[str, tuple[Callable[[list[Mark]], str], str]] = {
    "folium.Marker": (marker, LEAFLET_READY),
    "MarkerCluster": (marker_cluster, LEAFLET_READY),
    "FastMarkerCluster": (fast_marker_cluster, LEAFLET_READY),
    "folium.GeoJson": (geojson, LEAFLET_READY),
    "GeoDataFrame.explore()": (explore, LEAFLET_READY),
    "pydeck": (pydeck_scatter, DECK_READY),
}  # name -> what makes its page, and JavaScript that is true once it is drawn


def serve(route: Any) -> None:
    """Answer a request of a page: a script, style or picture from the cache, an empty style for icon fonts."""
    address = route.request.url
    kind = KINDS.get(Path(address).suffix)
    if kind is None:
        route.abort()
    else:
        route.fulfill(body=_file(address), content_type=kind, headers={"Access-Control-Allow-Origin": "*"})


@cache
def _file(address: str) -> bytes:
    if "jupyter-widget" in address:  # pydeck brings deck.gl itself
        import pydeck

        return (Path(pydeck.__file__).parent / "nbextension/static/index.js").read_bytes()
    for ending, (name, path) in FILES.items():
        if address.endswith(ending):
            version, digest = PACKAGES[name]
            CACHE.mkdir(parents=True, exist_ok=True)
            folder = fetch._package(name, {"kind": "npm", "version": version, "sha256": digest}, CACHE)
            return (folder / "package" / path).read_bytes()
    return b""
