"""Maps of stories: one HTML page each, made with folium and Leaflet, that opens offline."""

from maps.notebook import Map
from maps.page import render, save

__all__ = ["Map", "render", "save"]
