"""A Nominatim on the loopback address that repeats what a real one (5.3.3, tests/nominatim) answered, and a clock."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from werkzeug import Response

from geo.geocoders import GeocoderSettings, store

REPLIES = json.loads((Path(__file__).parent / "replies.json").read_text(encoding="utf-8"))


class Clock:
    """Stands for the module time: sleeping passes at once, and is noted."""

    def __init__(self):
        self.now = 1_800_000_000.0
        self.slept = []

    def time(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(round(seconds, 3))
        self.now += seconds


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(store, "time", clock)
    return clock


@pytest.fixture
def nominatim(httpserver):
    """The server; ``asked`` holds its requests' queries in order."""
    httpserver.asked = []

    def reply(request):
        httpserver.asked.append(request.args["q"])
        assert request.args["format"] == "json"
        assert request.headers["User-Agent"] == "Dateline's tests, tests@example.org"
        return Response(json.dumps(REPLIES.get(request.args["q"], [])), content_type="application/json; charset=utf-8")

    httpserver.expect_request("/search").respond_with_handler(reply)
    return httpserver


@pytest.fixture
def settings(httpserver, tmp_path):
    return GeocoderSettings(
        "nominatim",
        user_agent="Dateline's tests, tests@example.org",
        domain=f"127.0.0.1:{httpserver.port}",
        scheme="http",
        interval_s=0.0,
        cache=str(tmp_path / "answers"),
    )
