"""A geocoder as users configure it, and what they are told when it won't do."""

from __future__ import annotations

import pickle

import pytest
from geopy.adapters import URLLibAdapter

from geo.errors import SettingsError
from geo.geocoders import GeocoderSettings, online

AGENT = "Example Desk, maps@example.org"


@pytest.fixture(autouse=True)
def _cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def written(folder, text):
    path = folder / "dateline.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_says_all(tmp_path, monkeypatch):
    monkeypatch.setenv("EXAMPLE_KEY", "sesame-sesame")
    path = written(
        tmp_path,
        f"""
        [geocoder]
        service = "pelias"
        user_agent = "{AGENT}"
        api_key_env = "EXAMPLE_KEY"
        domain = "pelias.example.org"
        scheme = "https"
        timeout_s = 3
        interval_s = 0.5
        cache = "{tmp_path}/answers"
        version = "2026-11"
        """,
    )
    made = GeocoderSettings.from_toml(path).geocoder()
    assert made.provider == "pelias (https://pelias.example.org)"
    assert (made.geocoder.api_key, made.geocoder.timeout, made.geocoder.headers["User-Agent"]) == (
        "sesame-sesame", 3, AGENT,
    )  # fmt: skip
    assert isinstance(made.geocoder.adapter, URLLibAdapter)
    assert (made.interval_s, made.version) == (0.5, "2026-11")
    assert (tmp_path / "answers").is_dir()


def test_public_nominatim_takes_a_request_a_second():
    made = GeocoderSettings("nominatim", user_agent=AGENT).geocoder()
    assert (made.provider, made.interval_s) == ("nominatim (https://nominatim.openstreetmap.org)", 1.0)
    with pytest.raises(SettingsError, match=r"interval_s 0\.2 won't do for nominatim; give 1 to 60"):
        GeocoderSettings("nominatim", user_agent=AGENT, interval_s=0.2).geocoder()


@pytest.mark.parametrize(
    "agent",
    [None, "", "  ", "my-application", "geopy/2.5.0", "Python-urllib/3.11", "curl/8.1", "Mozilla/5.0", "my_app/1"],
)
@pytest.mark.parametrize("domain", [None, "nominatim.example.org"])
def test_a_nominatim_must_be_told_who_asks(agent, domain):
    with pytest.raises(SettingsError, match="must be told who asks"):
        GeocoderSettings("nominatim", user_agent=agent, domain=domain).geocoder()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"service": "nominatum"}, r"'nominatum' is unknown; what geopy has: arcgis, .*nominatim"),
        ({"service": "opencage"}, "opencage needs api_key; give api_key_env or api_key"),
        ({"service": "liveaddress", "api_key": "sesame"}, "needs auth_id; give a geocoder object in Python"),
        ({"service": "photon", "api_key": "sesame"}, "photon takes no api_key; leave it out"),
        ({"service": "what3words", "api_key": "sesame", "scheme": "http"}, "takes no scheme"),
        ({"service": "photon", "scheme": "ftp"}, r"photon can't be made \(Supported schemes"),
        ({"service": "photon", "timeout_s": 0.0}, "timeout_s 0 won't do"),
        ({"service": "photon", "timeout_s": float("nan")}, "timeout_s nan won't do"),
        ({"service": "photon", "interval_s": float("nan")}, "interval_s nan won't do"),
        ({"service": "opencage", "api_key": "sesame", "api_key_env": "X"}, "both given; keep one"),
        ({"service": "opencage", "api_key_env": "NO_SUCH_VARIABLE"}, "NO_SUCH_VARIABLE holds no key"),
    ],
)
def test_what_wont_do_is_told_in_one_line_without_the_key(settings, message):
    with pytest.raises(SettingsError, match=message) as told:
        GeocoderSettings(**settings).geocoder()
    assert "\n" not in str(told.value)
    assert "sesame" not in str(told.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[geocoder]\nservice = 'photon'\nuser-agent = 'x'", "geocoder.user-agent is unknown; what there is: api_key,"),
        ("[geocoder]\nservice = 1", "geocoder.service must be text"),
        ("[geocoder]\nservice = 'photon'\ntimeout_s = true", "geocoder.timeout_s must be a number"),
        ("[geocoder]\nuser_agent = 'x'", "says no geocoder"),
        ("geocoder = 'photon'", "says no geocoder"),
        ("", "says no geocoder"),
        ("[geocoder\n", "is no TOML"),
    ],
)
def test_a_file_that_wont_do(tmp_path, text, message):
    with pytest.raises(SettingsError, match=message):
        GeocoderSettings.from_toml(written(tmp_path, text))


def test_files_that_cant_be_read(tmp_path):
    with pytest.raises(SettingsError, match="no such file"):
        GeocoderSettings.from_toml(tmp_path / "none.toml")
    with pytest.raises(SettingsError, match="is a directory"):
        GeocoderSettings.from_toml(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b"[geocoder]\nservice = '\xe9'")
    with pytest.raises(SettingsError, match="not UTF-8"):
        GeocoderSettings.from_toml(tmp_path / "latin.toml")


def test_settings_travel_between_processes_and_hide_their_key():
    settings = GeocoderSettings("opencage", api_key="sesame-sesame")
    assert pickle.loads(pickle.dumps(settings)) == settings  # noqa: S301
    assert "sesame" not in repr(settings)


def test_only_geopys_synchronous_geocoders_are_taken(tmp_path):
    with pytest.raises(SettingsError, match="nonetype is no synchronous geocoder"):
        online.OnlineGeocoder(None, cache=tmp_path / "x")
