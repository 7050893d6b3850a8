"""Asking a geocoder: at most once the same, with patience, and not at all once it has refused."""

from __future__ import annotations

import inspect
import json
import logging
import sqlite3
from dataclasses import replace
from email.utils import formatdate

import geopy.exc
import pytest
from geopy.geocoders import Nominatim, OpenCage
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from werkzeug import Response

from geo import GazetteerGeocoder
from geo.geocoders import OnlineGeocoder, online

CLASSES = [c for _, c in inspect.getmembers(geopy.exc, inspect.isclass) if issubclass(c, geopy.exc.GeopyError)]
STOPPING = {
    "ConfigurationError", "GeocoderAuthenticationFailure", "GeocoderInsufficientPrivileges", "GeocoderNotFound",
    "GeocoderQuotaExceeded",
}  # fmt: skip
ONE_NAME = {"GeocoderParseError", "GeocoderQueryError"}
TRIED_AGAIN = {
    "GeocoderRateLimited", "GeocoderServiceError", "GeocoderTimedOut", "GeocoderUnavailable", "GeopyError",
}  # fmt: skip


class Scripted(Geocoder):
    """A geocoder that does what a list says: raises errors, gives values."""

    def __init__(self, *script):
        super().__init__(user_agent="Dateline's tests")
        self.script, self.calls = list(script), 0
        self.api_key = "sesame/sesame"

    def geocode(self, query, *, exactly_one=True):  # noqa: ARG002
        self.calls += 1
        done = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if isinstance(done, BaseException):
            raise done
        return done


@pytest.fixture
def asked(tmp_path, clock):
    def make(*script, **options):
        return OnlineGeocoder(Scripted(*script), cache=tmp_path / "answers", **options)

    return make


HERE = Location("Kuvandira, Malawi", (-15.3, 35.2), {"name": "Kuvandira"})


def test_every_error_of_geopys_is_expected_here():
    assert {c.__name__ for c in CLASSES} == STOPPING | ONE_NAME | TRIED_AGAIN


@pytest.mark.parametrize("kind", CLASSES)
def test_no_error_of_geopys_comes_through(asked, caplog, kind):
    geocoder = asked(kind("refused,\nhttp://h/?key=sesame/sesame&q=x, key sesame/sesame, sesame%2Fsesame"))
    with caplog.at_level(logging.WARNING, "dateline"):
        replies = [geocoder.ask(name) for name in ("A", "B", "C", "D")]
    told = " ".join(str(reply.failure) for reply in replies) + caplog.text
    assert "sesame" not in told
    assert all(reply.answers == () and reply.failure and "\n" not in reply.failure for reply in replies)
    name = kind.__name__
    calls = geocoder.geocoder.calls
    assert calls == (1 if name in STOPPING else 4 if name in ONE_NAME else 9)
    assert len(caplog.records) == (2 if name in TRIED_AGAIN else 1)
    assert (geocoder.stopped is None) == (name in ONE_NAME)


@pytest.mark.parametrize(
    "error",
    [KeyError("features"), TypeError("x"), AttributeError("y"), IndexError(), RecursionError(), OverflowError()],
)
def test_a_reply_of_another_shape_costs_one_name(asked, error):
    geocoder = asked(error, HERE)
    assert "could not be asked for “A”" in geocoder.ask("A").failure
    assert geocoder.ask("B").answers[0]["lon"] == 35.2


def test_failures_in_between_are_waited_for(asked, clock):
    geocoder = asked(geopy.exc.GeocoderTimedOut(), geopy.exc.GeocoderUnavailable(), [HERE])
    reply = geocoder.ask("Kuvandira")
    assert (reply.failure, reply.answers[0]["address"]) == (None, "Kuvandira, Malawi")
    assert clock.slept == [1.0, 2.0]


def test_failures_that_are_not_in_a_row_stop_nothing(asked):
    down = [geopy.exc.GeocoderUnavailable()] * 3
    geocoder = asked(*down, *down, HERE, *down, HERE)
    assert [geocoder.ask(name).failure is None for name in "ABCDE"] == [False, False, True, False, True]


def test_the_first_failure_of_a_kind_is_told_at_once_and_the_next_is_not(asked, caplog):
    down = [geopy.exc.GeocoderUnavailable("gone\naway")] * 3
    geocoder = asked(*down, KeyError("features"), KeyError("features"), *down, HERE)
    told = []
    for name in "ABCDE":
        geocoder.ask(name)
        told.append(len(caplog.records))
    assert told == [1, 2, 2, 2, 2]
    first = caplog.records[0].getMessage()
    assert first == "scripted: 3 tries failed: GeocoderUnavailable: gone away; names without an answer have no place"
    assert "“B”" in caplog.records[1].getMessage()


@pytest.mark.parametrize(("after", "slept"), [(7, 7.0), (None, 1.0), (0, 0.5)])
def test_retry_after_is_honoured(asked, clock, after, slept):
    geocoder = asked(geopy.exc.GeocoderRateLimited("slow down", retry_after=after), HERE, interval_s=0.5)
    assert geocoder.ask("Kuvandira").failure is None
    assert clock.slept == [slept]


def test_a_geocoder_that_wants_to_be_left_alone_is(asked, clock, caplog):
    geocoder = asked(geopy.exc.GeocoderRateLimited("slow down", retry_after=3600), HERE)
    with caplog.at_level(logging.WARNING, "dateline"):
        assert "left alone for 3600 seconds" in geocoder.ask("A").failure
        assert geocoder.ask("B").failure == geocoder.ask("A").failure
    assert (geocoder.geocoder.calls, clock.slept, len(caplog.records)) == (1, [], 1)


@pytest.mark.parametrize("found", [None, []])
def test_no_such_place_is_an_answer_and_kept(asked, found):
    geocoder = asked(found)
    first, second = geocoder.ask("Xyzzy"), geocoder.ask("Xyzzy")
    assert first == second
    assert first.answers == ()
    assert first.failure is None
    assert geocoder.geocoder.calls == 1


def test_answers_are_kept_for_other_runs_but_not_for_other_data(asked, clock):
    first = asked(HERE).ask("Kuvandira")
    clock.now += 86400
    again = asked(geopy.exc.GeocoderAuthenticationFailure())
    assert again.ask("Kuvandira") == first
    assert again.geocoder.calls == 0
    assert asked(None, version="2").ask("Kuvandira").answers == ()


def test_what_is_kept_helps_although_the_geocoder_has_stopped(asked):
    geocoder = asked(HERE, geopy.exc.GeocoderQuotaExceeded("enough"))
    geocoder.ask("Kuvandira")
    assert geocoder.ask("B").failure == "GeocoderQuotaExceeded: enough"
    assert geocoder.ask("Kuvandira").answers


def test_a_cache_that_cant_be_written_stops_it(asked, monkeypatch):
    geocoder = asked(HERE)

    def full(*arguments):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(geocoder._store, "keep", full)
    assert "can't be used (OperationalError: database or disk is full)" in geocoder.ask("A").failure
    assert geocoder.ask("B").failure == geocoder.stopped


@pytest.mark.parametrize("raw", ["text", {"a": {1, 2}}, {"n": float("nan")}])
def test_whatever_raw_record_is_kept(asked, raw):
    geocoder = asked(Location("X", (1.0, 2.0), raw))
    assert geocoder.ask("X").answers[0]["lat"] == 1.0
    assert geocoder.ask("X").answers[0]["lon"] == 2.0


def test_nominatim_is_asked_in_detail(nominatim, settings):
    reply = settings.geocoder().ask("Nthambwe")
    assert [one["raw"]["address"]["country_code"] for one in reply.answers] == ["pe", "mw"]
    asked = dict(nominatim.log[0][0].args)
    assert asked == {
        "q": "Nthambwe", "format": "json", "limit": "5", "addressdetails": "1", "namedetails": "1",
        "accept-language": "en",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "could not be asked for"), (401, "GeocoderAuthenticationFailure"), (402, "GeocoderQuotaExceeded"),
        (403, "GeocoderInsufficientPrivileges"), (404, "3 tries failed"), (408, "3 tries failed"),
        (429, "3 tries failed"), (500, "3 tries failed"), (502, "3 tries failed"), (503, "3 tries failed"),
        (504, "3 tries failed"),
    ],
)  # fmt: skip
def test_statuses_of_http(httpserver, settings, clock, status, words):
    httpserver.expect_request("/search").respond_with_data("no", status=status)
    assert words in settings.geocoder().ask("A").failure


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_429_with_retry_after_over_http(httpserver, settings, clock, form):
    import time

    after = "20" if form == "seconds" else formatdate(time.time() + 21, usegmt=True)
    busy = Response("busy", status=429, headers={"Retry-After": after})
    httpserver.expect_ordered_request("/search").respond_with_response(busy)
    httpserver.expect_ordered_request("/search").respond_with_json([])
    assert settings.geocoder().ask("A").failure is None
    assert sum(clock.slept) == pytest.approx(20, abs=5)


@pytest.mark.parametrize("body", [b"<html>", b"[", b"\xff\xfe", b'{"error": "bad"}', b"7", b"[7]", b"[" * 100_000])
def test_replies_that_are_none(httpserver, settings, body):
    httpserver.expect_request("/search").respond_with_data(body, content_type="application/json")
    geocoder = settings.geocoder()
    assert "could not be asked for “A”" in geocoder.ask("A").failure
    assert geocoder.stopped is None


def test_a_server_that_is_not_there(httpserver, settings, clock):
    geocoder = replace(settings, domain="127.0.0.1:9").geocoder()
    assert [bool(geocoder.ask(name).failure) for name in "ABC"] == [True] * 3
    assert "no answer to 3 names in a row" in geocoder.stopped


def test_no_key_stands_in_the_cache(httpserver, tmp_path, clock):
    httpserver.expect_request("/geocode/v1/json").respond_with_json(
        {"results": [], "status": {"code": 200, "message": "OK"}}
    )
    made = OpenCage("sesame-sesame", domain=f"127.0.0.1:{httpserver.port}", scheme="http")
    geocoder = OnlineGeocoder(made, cache=tmp_path / "answers")
    assert geocoder.ask("A").failure is None
    assert "sesame" in httpserver.log[0][0].url
    assert b"sesame" not in geocoder._store.path.read_bytes()
    assert "sesame" not in geocoder.provider


def test_no_password_of_an_address_is_told(tmp_path, clock):
    made = Nominatim(user_agent="Dateline's tests", domain="me:sesame@127.0.0.1:9", scheme="http")
    geocoder = OnlineGeocoder(made, cache=tmp_path / "answers")
    assert geocoder.provider == "nominatim (http://127.0.0.1:9)"
    assert "sesame" not in geocoder.ask("A").failure


def test_any_geocoder_of_geopys_will_do(gazetteer, tmp_path):
    geocoder = OnlineGeocoder(GazetteerGeocoder(gazetteer), name="offline", interval_s=0.0, cache=tmp_path / "answers")
    assert geocoder.ask("Aleppo").answers[0]["raw"]["geonameid"] == 170063
    assert json.dumps(geocoder.ask("Aleppo").answers)
    assert geocoder.provider == "offline"


def test_an_asynchronous_geocoder_is_refused(tmp_path):
    from geopy.adapters import BaseAsyncAdapter

    class Later(BaseAsyncAdapter):
        async def get_json(self, url, *, timeout, headers):  # noqa: ASYNC109
            raise NotImplementedError

        get_text = get_json

    made = OpenCage("k", adapter_factory=lambda **_: Later(proxies=None, ssl_context=None))
    with pytest.raises(online.SettingsError, match="opencage is no synchronous geocoder"):
        OnlineGeocoder(made, cache=tmp_path / "answers")
