"""Maps of stories: one HTML page each, made with folium and Leaflet, that opens offline."""

from maps.page import render, save, story_html

__all__ = ["render", "save", "story_html"]
