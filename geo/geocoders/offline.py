"""The gazetteer as a geopy geocoder: code written for geopy works offline by changing the class it makes.

Like every geopy geocoder it takes and gives latitude before longitude.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any, Literal, overload

from geopy.exc import GeocoderQueryError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from geo.gazetteer import Gazetteer
from geo.model import Place
from geo.resolve.evidence import lies_in

__all__ = ["GazetteerGeocoder"]

_REACH_KM = 100.0
"""How far `GazetteerGeocoder.reverse` looks for the nearest town before it answers with the country or the sea."""


class GazetteerGeocoder(Geocoder):  # type: ignore[misc]
    """Geocode names and points with Dateline's gazetteer; no network, no rate limit.

    Parameters
    ----------
    gazetteer
        An open gazetteer; the one shipped with Dateline if omitted.
    of_geopy
        ``user_agent``, ``timeout`` and what else geopy's geocoders take; there is nothing here to use it for.
    """

    def __init__(self, gazetteer: Gazetteer | None = None, **of_geopy: Any) -> None:
        super().__init__(**of_geopy)
        self.gazetteer = gazetteer if gazetteer is not None else Gazetteer()

    @overload
    def geocode(
        self, query: str, *, exactly_one: Literal[True] = ..., limit: int | None = ...,
        country_codes: str | Iterable[str] | None = ..., timeout: Any = ...,
    ) -> Location | None: ...  # fmt: skip
    @overload
    def geocode(
        self, query: str, *, exactly_one: Literal[False], limit: int | None = ...,
        country_codes: str | Iterable[str] | None = ..., timeout: Any = ...,
    ) -> list[Location] | None: ...  # fmt: skip
    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        limit: int | None = None,
        country_codes: str | Iterable[str] | None = None,
        timeout: Any = DEFAULT_SENTINEL,  # noqa: ARG002  (geopy's interface; there is nothing to wait for)
    ) -> Location | list[Location] | None:
        """Return the place a name means: "Aleppo", "Paris, Texas", "Tripoli, Lebanon".

        Parameters
        ----------
        query
            A name, optionally followed by the units it lies in, parted by commas.
        exactly_one
            One location, or else a list of all, likeliest first.
        limit
            The longest list wanted.
        country_codes
            ISO 3166-1 alpha-2 codes to which answers are limited.

        Returns
        -------
        The location or locations; None where nothing is known by that name, as in geopy.

        Raises
        ------
        geopy.exc.GeocoderQueryError
            If the query is no text or is empty.
        """
        if not isinstance(query, str) or not query.strip():
            raise GeocoderQueryError(f"{query!r} is no name to look up; give a place's name as text")
        _check(limit)
        codes = [country_codes] if isinstance(country_codes, str) else list(country_codes or ())
        wanted = {code.upper() for code in codes}
        found = [p for p in self._search(query) if not wanted or p.country_code in wanted]
        return self._answer(found[:limit], exactly_one=exactly_one)

    @overload
    def reverse(
        self, query: Any, *, exactly_one: Literal[True] = ..., limit: int | None = ..., timeout: Any = ...
    ) -> Location | None: ...
    @overload
    def reverse(
        self, query: Any, *, exactly_one: Literal[False], limit: int | None = ..., timeout: Any = ...
    ) -> list[Location] | None: ...
    def reverse(
        self,
        query: Any,
        *,
        exactly_one: bool = True,
        limit: int | None = None,
        timeout: Any = DEFAULT_SENTINEL,  # noqa: ARG002  (geopy's interface; there is nothing to wait for)
    ) -> Location | list[Location] | None:
        """Return the nearest town within 100 km of a point, or else the smallest unit, country or sea that holds it.

        Parameters
        ----------
        query
            ``(latitude, longitude)`` in degrees, a `geopy.Point` or a string of both.
        exactly_one, limit
            As in `geocode`.

        Raises
        ------
        geopy.exc.GeocoderQueryError
            If the query is no point on the globe.
        """
        if query is None or (not isinstance(query, Point) and len(query) == 0):  # geopy reads these as 0, 0
            raise GeocoderQueryError(f"{query!r} is no point; give (latitude, longitude)")
        try:
            with warnings.catch_warnings():  # geopy warns of a latitude beyond 90 degrees, then refuses it
                warnings.simplefilter("ignore", UserWarning)
                point = query if isinstance(query, Point) else Point(query)
        except (ValueError, TypeError) as error:
            raise GeocoderQueryError(f"{query!r} is no point ({error}); give (latitude, longitude)") from error
        _check(limit)
        near = self.gazetteer.near(point.longitude, point.latitude, _REACH_KM)
        found = [place for place, _ in near] or self._holders(point)
        return self._answer(found[:limit], exactly_one=exactly_one)

    def _search(self, query: str) -> list[Place]:
        """Find the whole query as one name, or else its first part inside the parts after it."""
        whole = list(self.gazetteer.lookup(query))
        parts = [part.strip() for part in query.split(",") if part.strip()]
        if whole or len(parts) < 2:
            return whole
        found = list(self.gazetteer.lookup(parts[0]))
        for name in parts[1:]:
            units = self.gazetteer.lookup(name)
            found = [place for place in found if any(lies_in(place, unit) for unit in units)]
        return found

    def _holders(self, point: Point) -> list[Place]:
        """Return the countries and seas whose polygons hold a point."""
        return self.gazetteer.holding(point.longitude, point.latitude)

    def _answer(self, places: list[Place], *, exactly_one: bool) -> Location | list[Location] | None:
        if not places:
            return None
        if exactly_one:
            return self._location(places[0])
        return [self._location(place) for place in places]

    def _location(self, place: Place) -> Location:
        country = self.gazetteer.country(place.country_code) if place.country_code else None
        parts = [place.name, place.admin1, country.name if country else None]
        address = ", ".join(dict.fromkeys(part for part in parts if part))
        raw = {name: getattr(place, name) for name in Place.__slots__}
        return Location(address, Point(place.lat, place.lon), raw)


def _check(limit: int | None) -> None:
    if limit is not None and limit < 1:
        raise GeocoderQueryError(f"limit {limit} leaves no answer; give 1 or more")
