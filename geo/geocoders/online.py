"""Any geopy geocoder, asked politely: at its pace, never twice the same, and never again once it has refused.

What goes wrong ends in a reason, not in an error: the article is read and mapped without the geocoder's help.
"""

from __future__ import annotations

import inspect
import json
import logging
import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from geopy.adapters import BaseAsyncAdapter
from geopy.exc import (
    ConfigurationError,
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderNotFound,
    GeocoderParseError,
    GeocoderQueryError,
    GeocoderQuotaExceeded,
    GeocoderRateLimited,
    GeocoderServiceError,
    GeopyError,
)
from geopy.geocoders import Nominatim
from geopy.geocoders.base import Geocoder

from geo.errors import SettingsError
from geo.geocoders.store import Store

__all__ = ["PUBLIC_NOMINATIM", "OnlineGeocoder", "Reply", "check_agent", "servers_words"]

PUBLIC_NOMINATIM = "nominatim.openstreetmap.org"
"""Its policy (operations.osmfoundation.org/policies/nominatim) asks for at most one request a second of a whole
application, a user agent that names it, kept results, and the attribution to be shown."""

_MOST_ANSWERS = 5
"""Answers asked for: enough to see whether a name is that of several places."""

_TRIES = 3
_FIRST_WAIT_S = 1.0
"""Wait after the first failure; twice that after the second."""

_LONGEST_WAIT_S = 60.0
"""A geocoder that asks to be left alone for longer is not asked again in this run."""

_MOST_FAILURES = 3
"""Names in a row that got no answer after all tries; then the geocoder is taken to be down."""

_STOPPING = (
    GeocoderAuthenticationFailure, GeocoderInsufficientPrivileges, GeocoderQuotaExceeded, GeocoderNotFound,
    ConfigurationError,
)  # fmt: skip
"""Errors that every other name would meet, too."""

_THIS_NAME_ONLY = (
    GeocoderQueryError, GeocoderParseError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError,
    RecursionError,
)  # fmt: skip
"""Errors that one query or one reply makes; the built-in ones come from geopy's readers at replies of another shape."""

_GENERIC = re.compile(
    r"(?:geopy|python|curl|wget|mozilla|my[-_ ]?(?:app|application|user[-_ ]?agent)|user[-_ ]?agent|app|application"
    r"|test|example|specify_your_app_name_here)?(?:/[\w.]*)?(?:-urllib.*)?",
    re.I,
)
_SECRET = re.compile(r"key|token|secret|password|auth_id|app_id|app_code|username", re.I)

_QUERY = re.compile(r"\?[^\s=]+=\S*")
"""Of an address: where keys stand."""

_log = logging.getLogger("dateline")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a geocoder says of a query: answers, best first (none: it knows no such place), or why there is no reply.

    An answer holds ``address``, ``lon``, ``lat`` (degrees, EPSG:4326) and ``raw``, the geocoder's own record.
    ``retrieved``: when it answered (ISO 8601, UTC); None where it did not.
    """

    query: str
    answers: tuple[dict[str, Any], ...] = ()
    retrieved: str | None = None
    failure: str | None = None


class OnlineGeocoder:
    """A geopy geocoder with a pace that all processes keep together, patience, and a memory on disk.

    Parameters
    ----------
    geocoder
        Any geocoder of geopy that is not asynchronous. Make it with ``adapter_factory=geopy.adapters.URLLibAdapter``:
        where requests is installed geopy's other adapter connects three times at once, at no pace.
    name
        What it is called in reasons and provenance; its class's name in lower case if omitted.
    interval_s
        Least seconds between two requests, of all processes of this user together; at least 1 for the public Nominatim.
    cache
        A folder for `geo.geocoders.store.Store`; the user's cache folder if omitted.
    version
        Of the geocoder's data, if you know it: answers of another version are not used.

    Attributes
    ----------
    provider : str
        Name and address, as in provenance.
    stopped : str or None
        Why the geocoder is not asked any more in this run. It is also logged, once, as a warning of "dateline"; so is
        the first failure of each kind before that.

    Raises
    ------
    SettingsError
        If the geocoder is asynchronous, is a Nominatim that is not told who asks, or the pace or cache won't do.
    """

    def __init__(
        self,
        geocoder: Geocoder,
        *,
        name: str | None = None,
        interval_s: float = 1.0,
        cache: Path | str | None = None,
        version: str | None = None,
    ) -> None:
        self.name = name or type(geocoder).__name__.lower()
        if not isinstance(geocoder, Geocoder) or isinstance(geocoder.adapter, BaseAsyncAdapter):
            raise SettingsError(f"{self.name} is no synchronous geocoder of geopy; give one with URLLibAdapter")
        address = _address(geocoder)
        if type(geocoder) is Nominatim:
            check_agent(geocoder.headers.get("User-Agent"))
        least = 1.0 if urlsplit(address).hostname == PUBLIC_NOMINATIM else 0.0
        if not least <= interval_s <= _LONGEST_WAIT_S:
            raise SettingsError(
                f"interval_s {interval_s:g} won't do for {self.name}; give {least:g} to {_LONGEST_WAIT_S:g} seconds"
            )
        self.geocoder, self.interval_s, self.version = geocoder, interval_s, version
        self.provider = f"{self.name} ({address})" if address else self.name
        self.stopped: str | None = None
        self._store = Store(cache)
        self._options = _options(geocoder)
        self._secrets = _secrets(geocoder)
        self._failures = 0
        self._warned: set[str] = set()

    def ask(self, query: str) -> Reply:
        """Return the reply to a query, from the cache or else from the geocoder.

        Never raises for what geocoder, network or cache do; `Reply.failure` then says in words what it was.
        """
        key = json.dumps({"query": query, **self._options}, sort_keys=True)
        version = self.version or ""
        try:
            kept = self._store.answers(self.provider, key, version)
            if kept is not None:
                return Reply(query, tuple(kept[0]), _iso(kept[1]))
            if self.stopped:
                return Reply(query, failure=self.stopped)
            answers, failure = self._answers(query)
            if failure:
                return Reply(query, failure=failure)
            retrieved = self._store.keep(self.provider, key, version, answers)
        except (OSError, sqlite3.Error, ValueError) as error:  # without its file there is no pace to keep
            words = f"its cache {self._store.path} can't be used ({self._words(error)})"
            return Reply(query, failure=self._stop(words))
        return Reply(query, tuple(answers), _iso(retrieved))

    def _answers(self, query: str) -> tuple[list[dict[str, Any]], str]:
        """Return the geocoder's answers, or what kept it from answering."""
        words = ""
        for attempt in range(_TRIES):
            self._store.wait_for_turn(self.provider, self.interval_s)
            try:
                found = self.geocoder.geocode(query, **self._options)
                answers = [_record(one) for one in _listed(found)]
            except GeocoderRateLimited as error:
                wait = error.retry_after if error.retry_after is not None else _FIRST_WAIT_S * 2**attempt
                if wait > _LONGEST_WAIT_S:
                    return [], self._stop(f"it asks to be left alone for {wait:.0f} seconds")
                words = self._words(error)
                self._store.hold_back(self.provider, wait)
            except _STOPPING as error:
                return [], self._stop(self._words(error))
            except _THIS_NAME_ONLY as error:
                return [], self._warn(
                    type(error).__name__, f"it could not be asked for “{query}”: {self._words(error)}"
                )
            except (GeocoderServiceError, GeopyError, OSError) as error:
                words = self._words(error)
                self._store.hold_back(self.provider, _FIRST_WAIT_S * 2**attempt)
            else:
                self._failures = 0
                return answers, ""
        self._failures += 1
        if self._failures >= _MOST_FAILURES:
            return [], self._stop(f"no answer to {_MOST_FAILURES} names in a row, the last time: {words}")
        return [], self._warn("tries", f"{_TRIES} tries failed: {words}")

    def _warn(self, kind: str, words: str) -> str:
        """Say of the first failure of a kind what it was; the others stand in the reasons of the names asked for."""
        if kind not in self._warned:
            self._warned.add(kind)
            _log.warning("%s: %s; names without an answer have no place", self.provider, servers_words(words))
        return words

    def _stop(self, words: str) -> str:
        """Ask no more in this run; say so once."""
        if self.stopped is None:
            self.stopped = words
            _log.warning("%s is not asked any more: %s", self.provider, words)
        return self.stopped

    def _words(self, error: BaseException) -> str:
        """Return an error on one short line, with nothing in it that opens a door."""
        words = _QUERY.sub("?…", " ".join(str(error).split()))
        for secret in self._secrets:
            words = words.replace(secret, "…").replace(quote(secret, safe=""), "…")
        return f"{type(error).__name__}: {servers_words(words)}" if words else type(error).__name__


def check_agent(agent: str | None) -> None:
    """Raise SettingsError if a user agent does not tell Nominatim's operators who asks."""
    if agent is None or _GENERIC.fullmatch(agent.strip()):
        raise SettingsError(
            f"geocoder nominatim must be told who asks, not {agent!r}; give --user-agent (user_agent in TOML, "
            "in Python) that names you or your project and how to reach you, as its operators demand"
        )


def _options(geocoder: Geocoder) -> dict[str, Any]:
    """Return the options of geopy's ``geocode`` that this geocoder takes and that help: some answers, in detail."""
    known = inspect.signature(geocoder.geocode).parameters
    wanted: dict[str, Any] = {
        "exactly_one": False, "limit": _MOST_ANSWERS, "addressdetails": True, "namedetails": True,
    }  # fmt: skip
    if "namedetails" in known:
        wanted["language"] = "en"  # of Nominatims only: what tag others take for English differs
    return {option: value for option, value in wanted.items() if option in known}


def _address(geocoder: Any) -> str:
    """Return the scheme and host that a geocoder is at, or "" if it does not say."""
    domain = str(getattr(geocoder, "domain", "") or "")
    if not domain:
        api = next((str(v) for k, v in vars(geocoder).items() if "api" in k and str(v).startswith("http")), "")
        domain = urlsplit(api).netloc
    domain = domain.rpartition("@")[2].partition("?")[0]
    return f"{geocoder.scheme}://{domain}" if domain else ""


def _secrets(geocoder: Geocoder) -> list[str]:
    """Return what may not be told: values of attributes called like keys, who logs in at the address; longest first."""
    values = [value for name, value in vars(geocoder).items() if _SECRET.search(name)]
    values.append(str(getattr(geocoder, "domain", "")).rpartition("@")[0])
    return sorted({v for v in values if isinstance(v, str) and len(v) >= 3}, key=len, reverse=True)


def _listed(found: Any) -> list[Any]:
    if found is None:
        return []
    return list(found)[:_MOST_ANSWERS] if isinstance(found, list) else [found]


def _record(location: Any) -> dict[str, Any]:
    raw = location.raw if isinstance(location.raw, Mapping) else {}
    return {
        "address": servers_words(str(location.address or "")),
        "lon": float(location.longitude),
        "lat": float(location.latitude),
        "raw": json.loads(json.dumps(dict(raw), default=str)),
    }


def servers_words(words: str) -> str:
    """Return a server's words on one line of at most 200 printable characters."""
    return "".join(character for character in " ".join(words.split()) if character.isprintable())[:200]


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
