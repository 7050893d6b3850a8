"""Which geocoder to ask, as a user says it: by its name in geopy, or in a TOML file.

::

    [geocoder]
    service = "nominatim"                # a name of geopy's
    user_agent = "Example Desk, maps@example.org"
    api_key_env = "EXAMPLE_KEY"          # the environment variable that holds the key; or api_key = "…"
    domain = "nominatim.example.org"     # an instance of your own; "localhost:8088/nominatim"
    scheme = "https"
    timeout_s = 10
    interval_s = 1.0                     # seconds between requests, of all processes together
    cache = "/home/me/answers"           # a folder for nothing else
    version = "2026-11"                  # of its data: answers of another version are not used
"""

from __future__ import annotations

import inspect
import os
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from geopy.adapters import URLLibAdapter
from geopy.exc import GeocoderNotFound, GeopyError
from geopy.geocoders import SERVICE_TO_GEOCODER, Nominatim, get_geocoder_for_service

from geo.errors import SettingsError
from geo.geocoders.online import OnlineGeocoder, check_agent

__all__ = ["GeocoderSettings"]

_KEYS = ("api_key", "apikey", "subscription_key", "username", "auth_token")
"""What geopy's geocoders call the key that most have one of."""

_LONGEST_TIMEOUT_S = 120.0


@dataclass(frozen=True, slots=True)
class GeocoderSettings:
    """A geocoder as configured; `geocoder` makes it. Made of plain values, it may be sent to other processes.

    ``service`` is geopy's name of the geocoder. ``api_key`` is the key, or ``api_key_env`` the environment variable
    that holds it, read when the geocoder is made. ``timeout_s`` and ``interval_s`` are seconds. `OnlineGeocoder`
    tells of ``interval_s``, ``cache`` and ``version``.
    """

    service: str
    user_agent: str | None = None
    api_key: str | None = field(default=None, repr=False)
    api_key_env: str | None = None
    domain: str | None = None
    scheme: str | None = None
    timeout_s: float = 10.0
    interval_s: float = 1.0
    cache: str | None = None
    version: str | None = None

    @classmethod
    def from_toml(cls, path: Path | str) -> GeocoderSettings:
        """Return the settings of a TOML file's ``[geocoder]``.

        Raises
        ------
        SettingsError
            If the file can't be read, has no such table, or names something else than this class's attributes.
        """
        try:
            with Path(path).open("rb") as file:
                table = tomllib.load(file).get("geocoder")
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise SettingsError(f"{path}: can't be read ({reason}); name a TOML file") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
            where = error if isinstance(error, tomllib.TOMLDecodeError) else "not UTF-8" if str(error) else "too deep"
            raise SettingsError(f"{path}: is no TOML ({where}); correct it") from error
        if not isinstance(table, dict) or "service" not in table:
            raise SettingsError(f'{path}: says no geocoder; write [geocoder] and service = "nominatim" below it')
        kinds = {one.name: float if one.name.endswith("_s") else str for one in fields(cls)}
        for name, value in table.items():
            if name not in kinds:
                raise SettingsError(f"{path}: geocoder.{name} is unknown; what there is: {', '.join(sorted(kinds))}")
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if not (number if kinds[name] is float else isinstance(value, str)):
                wanted = "a number" if kinds[name] is float else "text in quotation marks"
                raise SettingsError(f"{path}: geocoder.{name} must be {wanted}")
        return cls(**table)

    def geocoder(self) -> OnlineGeocoder:
        """Return the geocoder; nothing is asked yet.

        Raises
        ------
        SettingsError
            If geopy has no such geocoder, it lacks something (a key, a user agent) or takes no such setting.
        """
        try:
            kind = get_geocoder_for_service(self.service)
        except GeocoderNotFound:
            known = ", ".join(sorted(SERVICE_TO_GEOCODER))
            raise SettingsError(f"geocoder {self.service!r} is unknown; what geopy has: {known}") from None
        if not 0 < self.timeout_s <= _LONGEST_TIMEOUT_S:
            raise SettingsError(f"timeout_s {self.timeout_s:g} won't do; give up to {_LONGEST_TIMEOUT_S:g} seconds")
        takes = inspect.signature(kind).parameters
        told = {"user_agent": self.user_agent, "domain": self.domain, "scheme": self.scheme}
        options: dict[str, Any] = {name: value for name, value in told.items() if value is not None}
        key = self._key()
        if key is not None:
            options[next((name for name in _KEYS if name in takes), "api_key")] = key
        for name in options:
            if name not in takes:
                raise SettingsError(f"geocoder {self.service} takes no {name}; leave it out")
        for name, one in takes.items():
            if one.default is inspect.Parameter.empty and name not in options:
                where = "api_key_env or api_key" if name in _KEYS else "a geocoder object in Python"
                raise SettingsError(f"geocoder {self.service} needs {name}; give {where}")
        if kind is Nominatim:
            check_agent(self.user_agent)
        try:
            made = kind(**options, timeout=self.timeout_s, adapter_factory=URLLibAdapter)
        except (GeopyError, TypeError, ValueError) as error:
            words = " ".join(str(error).split())[:160]
            words = words.replace(key, "…") if key else words
            raise SettingsError(f"geocoder {self.service} can't be made ({words}); correct its settings") from None
        return OnlineGeocoder(
            made, name=self.service.lower(), interval_s=self.interval_s, cache=self.cache, version=self.version
        )

    def _key(self) -> str | None:
        if self.api_key_env is None:
            return self.api_key
        if self.api_key is not None:
            raise SettingsError("api_key and api_key_env are both given; keep one")
        key = os.environ.get(self.api_key_env)
        if not key:
            raise SettingsError(f"environment variable {self.api_key_env} holds no key; set it, or name another")
        return key
