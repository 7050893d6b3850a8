"""The file of answers: private, shared by processes, set aside when damaged."""

from __future__ import annotations

import logging
import os
import sqlite3
import stat
import subprocess
import sys
import time
from itertools import pairwise

import pytest
from werkzeug import Response

from geo.errors import SettingsError
from geo.geocoders.store import Store

ASK = """
import sys
from geo.geocoders import GeocoderSettings
domain, folder, who, interval = sys.argv[1:]
one = GeocoderSettings("nominatim", user_agent="Dateline's tests, tests@example.org", domain=domain, scheme="http",
                       cache=folder, interval_s=float(interval)).geocoder()
for number in range(3):
    reply = one.ask(f"Town {who} {number}")
    assert reply.failure is None, reply.failure
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "answers"


def test_answers_are_kept_by_provider_query_and_version(folder, clock):
    Store(folder).keep("p", "q", "1", [{"address": "X"}])
    assert Store(folder).answers("p", "q", "1") == ([{"address": "X"}], clock.now)
    assert [Store(folder).answers(*key) for key in (("o", "q", "1"), ("p", "r", "1"), ("p", "q", "2"))] == [None] * 3


def test_no_such_place_is_forgotten_sooner_than_an_answer(folder, clock):
    store = Store(folder)
    store.keep("p", "none", "", [])
    store.keep("p", "some", "", [{}])
    clock.now += 29 * 86400
    assert store.answers("p", "none", "") == ([], pytest.approx(clock.now - 29 * 86400))
    clock.now += 2 * 86400
    assert store.answers("p", "none", "") is None
    assert store.answers("p", "some", "") is not None
    clock.now += 365 * 86400
    assert store.answers("p", "some", "") is None


def test_only_its_owner_may_read_it(folder):
    store = Store(folder)
    store.keep("p", "q", "", [])
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600


def test_a_folder_open_to_others_is_refused_unless_it_is_datelines_own(tmp_path, monkeypatch):
    tmp_path.chmod(0o755)
    with pytest.raises(SettingsError, match=r"others may enter .* chmod 700"):
        Store(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
    own = tmp_path / "dateline"
    own.mkdir(mode=0o755)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert Store().path == own / "geocoder.sqlite"
    assert stat.S_IMODE(own.stat().st_mode) == 0o700


def test_a_folder_of_another_user_is_refused(folder, monkeypatch):
    folder.mkdir(mode=0o700)
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    with pytest.raises(SettingsError, match="belongs to another user"):
        Store(folder)


def test_a_file_in_the_folders_place_is_told(folder):
    folder.write_text("")
    with pytest.raises(SettingsError, match=r"answers: the geocoder's cache folder can't be made \(file exists\)"):
        Store(folder)


@pytest.mark.parametrize("damage", [b"no database at all, but long enough to be read as one" * 20, None])
def test_a_damaged_file_is_set_aside(folder, caplog, damage):
    store = Store(folder)
    for number in range(200):
        store.keep("p", str(number), "", ["x" * 200])
    content = store.path.read_bytes()
    store.path.write_bytes(damage or content[:4096] + bytes(len(content) - 4096))
    with caplog.at_level(logging.WARNING, "dateline"):
        assert store.answers("p", "7", "") is None
    assert "damaged" in caplog.text
    assert len(list(folder.glob("geocoder.sqlite.damaged-*"))) == 1
    store.keep("p", "q", "", [1])
    assert store.answers("p", "q", "")[0] == [1]


def test_turns_come_an_interval_apart_and_wait_when_held_back(folder, clock):
    store, other = Store(folder), Store(folder)
    store.wait_for_turn("p", 1.0)
    other.wait_for_turn("p", 1.0)
    other.wait_for_turn("another provider", 1.0)
    assert clock.slept == [1.0]
    other.hold_back("p", 30.0)
    other.hold_back("p", 5.0)
    store.wait_for_turn("p", 1.0)
    assert clock.slept == [1.0, 30.0]


def test_a_clock_set_back_holds_nobody_up(folder, clock):
    Store(folder).wait_for_turn("p", 1.0)
    clock.now -= 86400
    Store(folder).wait_for_turn("p", 1.0)
    assert clock.slept == []


def test_a_file_in_use_for_too_long_is_an_error_not_a_loss(folder, monkeypatch):
    store = Store(folder)
    store.keep("p", "q", "", [1])
    monkeypatch.setattr("geo.geocoders.store._WAIT_S", 0.05)
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        store.answers("p", "q", "")
    other.close()
    assert store.answers("p", "q", "")[0] == [1]


def test_processes_keep_one_pace_together(httpserver, folder):
    """Three processes of three requests each: eight intervals at least lie between the first and the last."""
    arrivals, interval = [], 0.4

    def reply(request):
        arrivals.append(time.monotonic())
        return Response("[]", content_type="application/json")

    httpserver.expect_request("/search").respond_with_handler(reply)
    command = [sys.executable, "-c", ASK, f"127.0.0.1:{httpserver.port}", str(folder)]
    running = [subprocess.Popen([*command, who, str(interval)]) for who in "abc"]
    assert [one.wait(timeout=120) for one in running] == [0, 0, 0]
    assert len(arrivals) == 9
    assert arrivals[-1] - arrivals[0] >= 8 * interval - 0.2
    assert min(b - a for a, b in pairwise(arrivals)) >= interval / 2
