"""Geocoders: the gazetteer as one of geopy's, and any other of geopy's asked for what the gazetteer does not know."""

from geo.geocoders.asking import place_unknown
from geo.geocoders.offline import GazetteerGeocoder
from geo.geocoders.online import OnlineGeocoder
from geo.geocoders.settings import GeocoderSettings

__all__ = ["GazetteerGeocoder", "GeocoderSettings", "OnlineGeocoder", "place_unknown"]
