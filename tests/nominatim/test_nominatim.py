"""A real Nominatim, PostgreSQL and all, on 127.0.0.1, asked as users ask the public one: `make test-nominatim`.

Half a minute once installed; runs only where ``DATELINE_NOMINATIM`` names the folder that `install.sh` made.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from geo import Article, Pipeline
from geo.geocoders import GeocoderSettings

HERE = Path(__file__).parent
FOLDER = os.environ.get("DATELINE_NOMINATIM")
REPLIES = HERE.parent / "geo" / "geocoders" / "replies.json"

pytestmark = pytest.mark.skipif(not FOLDER, reason="needs a Nominatim: make test-nominatim")

TEXT = """ZOMBA, Malawi (Reuters) - Floods killed 14 people in the town of Kuvandira in southern Malawi on Tuesday.

Soldiers shelled the village of Nthambwe near Blantyre. A plane crashed at Kuvandira Airport.
"""


@pytest.fixture(scope="module")
def domain():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen([HERE / "serve.sh", str(port), FOLDER]) as server:
        try:
            for _ in range(240):
                assert server.poll() is None, f"the server did not start; its logs are in {FOLDER}"
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/status", timeout=5) as status:
                        assert status.read() == b"OK"
                        break
                except (urllib.error.URLError, ConnectionError):
                    time.sleep(0.5)
            yield f"127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=60)


@pytest.fixture
def settings(domain, tmp_path):
    return GeocoderSettings(
        "nominatim",
        user_agent="Dateline's tests, tests@example.org",
        domain=domain,
        scheme="http",
        interval_s=0.1,
        cache=str(tmp_path / "answers"),
    )


def test_an_article_is_placed(settings, gazetteer):
    story = Pipeline(gazetteer=gazetteer, geocoder=settings.geocoder()).run(Article(TEXT, published="2026-03-04"))
    found = {one.text: one.place for one in story.toponym_records if one.place and one.place.provenance}
    assert {name: (place.lon, place.lat, place.feature_code) for name, place in found.items()} == {
        "Kuvandira": (35.2, -15.3, "PPL"),
        "Nthambwe": (35.45, -15.95, "PPL"),
        "Kuvandira Airport": (35.31, -15.41, "AIRP"),
    }
    assert {place.provenance.attribution for place in found.values()} == {
        "Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright"
    }
    shelled = next(event for event in story.event_records if event.trigger.text == "shelled")
    assert [story.toponym_records[link.toponym].text for link in shelled.places] == ["Nthambwe"]


def test_the_replies_that_other_tests_repeat_are_this_servers(settings):
    geocoder = settings.geocoder()
    for query, recorded in json.loads(REPLIES.read_text(encoding="utf-8")).items():
        replied = [one["raw"] for one in geocoder.ask(query).answers]
        assert [told(one) for one in replied] == [told(one) for one in recorded]


def told(answer):
    """Return what does not depend on the order of the import and the day."""
    fields = "osm_type osm_id lat lon class type addresstype name display_name address namedetails boundingbox licence"
    return {field: answer.get(field) for field in fields.split()}


def test_what_it_refuses_costs_one_name(settings):
    geocoder = settings.geocoder()
    assert geocoder.ask("Xyzzy").answers == ()
    assert geocoder.ask("?").failure is None
    assert geocoder.stopped is None
