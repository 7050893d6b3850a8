"""The command line as people run it: outputs, messages, exit statuses, no network."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

DATELINE = Path(sys.executable).parent / "dateline"
NO_NETWORK = """
import socket, sys
def refuse(*args, **kwargs): raise AssertionError("network")
socket.socket.connect = socket.getaddrinfo = refuse
"""


def run(*arguments, cwd=None, **options):
    return subprocess.run([DATELINE, *arguments], cwd=cwd, capture_output=True, text=True, check=False, **options)


@pytest.fixture(scope="module")
def mapped(example, tmp_path_factory):
    folder = tmp_path_factory.mktemp("mapped")
    (folder / "site" / "usercustomize").mkdir(parents=True)
    (folder / "site" / "sitecustomize.py").write_text(NO_NETWORK)
    done = run("map", str(example), "-o", "out/map.html", cwd=folder, env={"PYTHONPATH": str(folder / "site")})
    return folder, done


def test_map_writes_page_and_geojson_without_network(mapped):
    folder, done = mapped
    assert done.returncode == 0, done.stderr
    assert sorted(p.name for p in (folder / "out").iterdir()) == ["map.geojson", "map.html"]
    assert done.stdout == ""
    for word in ("places", "events", "on the map", "without a place", "map.html"):
        assert word in done.stderr


def test_map_writes_a_picture_too_without_network(example, tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(NO_NETWORK)
    environment = {"PYTHONPATH": str(tmp_path / "site"), "DATELINE_BROWSER": "none"}
    done = run("map", str(example), "-o", "out/map.html", "--png", "out/map.png", cwd=tmp_path, env=environment)
    assert done.returncode == 0, done.stderr
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["map.geojson", "map.html", "map.png"]
    assert (tmp_path / "out" / "map.png").read_bytes().startswith(b"\x89PNG")
    assert "wrote out/map.png" in done.stderr


def test_a_picture_that_cannot_be_taken_costs_no_page(example, tmp_path):
    environment = {"DATELINE_BROWSER": "/no/such/browser"}
    done = run("map", str(example), "-o", "map.html", "--png", "map.png", cwd=tmp_path, env=environment)
    assert done.returncode == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == ["map.geojson", "map.html"]
    assert "/no/such/browser: no such browser" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_the_geojson_is_read_by_geopandas(mapped):
    import geopandas as gpd

    frame = gpd.read_file(mapped[0] / "out" / "map.geojson")
    assert {"event", "toponym"} == set(frame.kind)
    assert frame.crs.to_epsg() == 4326
    assert frame.geometry.isna().any()


def test_export_to_stdout_is_json_and_nothing_else(example):
    done = run("export", str(example), "--format", "json")
    record = json.loads(done.stdout)
    assert record["article"]["published"] == "2022-08-02"
    assert done.returncode == 0


def test_explain_prints_the_reasons_of_one_event(example):
    done = run("explain", str(example), "--event", "e1")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("e1  ")
    assert "\nwhere\n" in done.stdout


def test_explain_names_the_events_there_are(example):
    done = run("explain", str(example), "--event", "e9999")
    assert done.returncode == 2
    assert "no event e9999 in this article; it has e1 to e" in done.stderr
    assert done.stdout == ""


def test_export_geojson_to_a_file(example, tmp_path):
    done = run("export", str(example), "--format", "geojson", "-o", str(tmp_path / "x.geojson"))
    assert done.returncode == 0
    assert json.loads((tmp_path / "x.geojson").read_text())["type"] == "FeatureCollection"


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "empty"), (b"\x7fELF\x02\x01\x01\x00", "program"), (b"x" * 5_000_001, "more than"), (None, "no such file")],
)
def test_bad_input_is_one_line_and_writes_nothing(tmp_path, content, words):
    path = tmp_path / "bad.txt"
    if content is not None:
        path.write_bytes(content)
    done = run("map", str(path), "-o", str(tmp_path / "out" / "map.html"))
    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_one_bad_document_does_not_cost_the_others(tmp_path):
    (tmp_path / "good.txt").write_text("Protesters gathered in Oslo on Monday.")
    (tmp_path / "bad.txt").write_bytes(b"")
    done = run("export", str(tmp_path / "bad.txt"), str(tmp_path / "good.txt"))
    assert done.returncode == 1
    assert "bad.txt" in done.stderr
    assert json.loads(done.stdout)["toponyms"][0]["text"] == "Oslo"


@pytest.mark.parametrize(
    "arguments",
    [
        ["map", "ARTICLE", "-o", "map.png"],
        ["map", "ARTICLE", "--png", "map.jpg"],
        ["map", "ARTICLE", "--png", "."],
        ["map", "ARTICLE", "--published", "yesterday"],
        ["map", "ARTICLE", "-o", "/proc/none/map.html"],
        ["map"],
        ["export", "ARTICLE", "--format", "shapefile"],
        ["gazetteer", "search", "Xyzzyville"],
        ["nonsense"],
    ],
)
def test_wrong_usage_is_exit_2_without_a_traceback(example, tmp_path, arguments):
    done = run(*[str(example) if a == "ARTICLE" else a for a in arguments], cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()
    assert not list(tmp_path.iterdir())


def test_gazetteer_commands():
    assert "rows places" in run("gazetteer", "info").stdout
    found = run("gazetteer", "search", "Crimea").stdout
    assert "UA" in found
    assert "Paris" in run("gazetteer", "search", "Paris", "--limit", "3").stdout


def test_every_command_has_help():
    for command in (
        [],
        ["map"],
        ["export"],
        ["gazetteer"],
        ["gazetteer", "info"],
        ["gazetteer", "search"],
        ["gazetteer", "build"],
    ):
        done = run(*command, "--help")
        assert done.returncode == 0
        assert "Usage" in done.stdout
