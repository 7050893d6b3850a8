"""The geopy geocoder over the gazetteer: geopy's interface, order of coordinates and errors."""

from __future__ import annotations

import numpy as np
import pytest
from geopy.exc import GeocoderQueryError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from geopy.point import Point

from geo import GazetteerGeocoder


@pytest.fixture(scope="module")
def geocoder(gazetteer):
    return GazetteerGeocoder(gazetteer)


def test_it_is_a_geopy_geocoder(geocoder):
    assert isinstance(geocoder, Geocoder)
    with geocoder as entered:
        assert entered is geocoder


def test_geocode_gives_a_location_latitude_first(geocoder):
    location = geocoder.geocode("Aleppo")
    assert isinstance(location, Location)
    assert location.latitude == pytest.approx(36.2, abs=0.1)
    assert location.longitude == pytest.approx(37.16, abs=0.1)
    assert location.address.endswith("Syria")
    assert location.raw["geonameid"] == 170063


@pytest.mark.parametrize(
    ("query", "country", "latitude"),
    [
        ("Paris", "FR", 48.9),
        ("Paris, Texas", "US", 33.7),
        ("Tripoli, Lebanon", "LB", 34.4),
        ("Athens, GA, USA", "US", 34.0),
    ],
)
def test_names_inside_units(geocoder, query, country, latitude):
    location = geocoder.geocode(query)
    assert location.raw["country_code"] == country
    assert location.latitude == pytest.approx(latitude, abs=0.2)


def test_lists_limits_and_countries(geocoder):
    every = geocoder.geocode("Springfield", exactly_one=False)
    assert len(every) > 10
    assert geocoder.geocode("Springfield", exactly_one=False, limit=3) == every[:3]
    assert {x.raw["country_code"] for x in geocoder.geocode("Paris", exactly_one=False, country_codes="us")} == {"US"}
    assert geocoder.geocode("Paris", country_codes=["CA"]).raw["country_code"] == "CA"


def test_what_is_unknown_is_none(geocoder):
    assert geocoder.geocode("Xyzzyville") is None
    assert geocoder.geocode("Xyzzyville", exactly_one=False) is None
    assert geocoder.geocode("Aleppo, France") is None


@pytest.mark.parametrize("query", ["", "   ", None, 17])
def test_what_is_no_name_is_an_error_of_geopys(geocoder, query):
    with pytest.raises(GeocoderQueryError):
        geocoder.geocode(query)


@pytest.mark.parametrize("query", [(36.2, 37.16), Point(36.2, 37.16), "36.2, 37.16", "36 12m N, 37 9m36s E"])
def test_reverse_finds_the_nearest_town(geocoder, query):
    assert geocoder.reverse(query).raw["name"] == "Aleppo"


def test_reverse_at_sea_and_in_the_desert(geocoder):
    assert geocoder.reverse((43.0, 35.0)).address == "Black Sea"
    assert geocoder.reverse((20.5, 51.0)).raw["country_code"] == "SA"
    assert geocoder.reverse((36.2, 37.16), exactly_one=False, limit=2)[1].raw["country_code"] == "SY"


@pytest.mark.parametrize("query", [(95, 0), "nowhere", None, ()])
def test_reverse_of_no_point_is_an_error_of_geopys(geocoder, query):
    with pytest.raises(GeocoderQueryError):
        geocoder.reverse(query)


def test_geopys_rate_limiter_takes_it(geocoder):
    geocode = RateLimiter(geocoder.geocode, min_delay_seconds=0)
    assert [geocode(name).raw["country_code"] for name in ("Amman", "Moscow")] == ["JO", "RU"]


def test_geopys_options_are_taken(gazetteer):
    geocoder = GazetteerGeocoder(gazetteer, user_agent="a test", timeout=5)
    assert geocoder.geocode("Springfield, Sangamon County, Illinois").raw["admin1"] == "Illinois"
    with pytest.raises(GeocoderQueryError):
        geocoder.geocode("Paris", exactly_one=False, limit=0)


def test_reverse_of_an_array(geocoder):
    assert geocoder.reverse(np.array([36.2, 37.16])).raw["name"] == "Aleppo"


def test_reverse_far_from_a_countrys_main_body(gazetteer):
    assert gazetteer.holding(-155.5, 19.6)[0].country_code == "US"
