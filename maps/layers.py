"""The map's layers as folium knows them: a name, a switch, a place in the layer control. They hold no data."""

from __future__ import annotations

from typing import TypeVar

import folium
from branca.element import Element, Figure
from folium.template import Template

from maps.vocabulary import LAYERS, Option

__all__ = ["DataLayer", "folium_parts"]

TILES = "https://tile.openstreetmap.org"
TILES_CREDIT = '<a href="https://www.openstreetmap.org/copyright">\u00a9 OpenStreetMap contributors</a>'

_E = TypeVar("_E", bound=Element)


class DataLayer(folium.map.Layer):
    """A layer that the page's own scripts fill from its data; folium makes its switch.

    No text of an article may ever pass through here: branca evaluates ``{{ }}`` in what it renders.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = Dateline.layer({{ this.key|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, layer: Option) -> None:
        super().__init__(name=layer.name, overlay=True, show=layer.shown)
        self._name = "DataLayer"
        self.key = layer.key


def folium_parts(*, online_tiles: bool) -> tuple[str, str]:
    """Return the map's element and the script that makes map, layers and layer control.

    Raises
    ------
    TypeError
        If folium is not the version this was written for.
    """
    chart = _named(
        folium.Map(
            location=[25, 15],
            zoom_start=2,
            tiles=None,
            control_scale=True,
            attributionControl=False,
            minZoom=1,
            maxZoom=14,
            zoomSnap=0.5,
            zoomDelta=1,
            fadeAnimation=False,
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
        _named(DataLayer(layer), layer.key).add_to(chart)
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
