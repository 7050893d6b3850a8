"""The command line's ways in and out: mixtures of inputs, formats, options about both."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import get_args

import geopandas as gpd
import pytest
from typer.testing import CliRunner

from geo import Pipeline
from geo.export import FORMATS
from maps.cli import app, main
from maps.cli.articles import FormatName

SHELLS = "Shells hit a market in Aleppo on Friday, and nine people were killed."
QUAKE = "An earthquake struck Kathmandu on Monday. Hundreds of houses collapsed, the police said."
PAGE = f"<!DOCTYPE html><html><head><title>Quake</title></head><body><article><p>{QUAKE}</p></article></body></html>"


@pytest.fixture
def run(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    def run(*arguments, stdin=None):
        return CliRunner().invoke(app, [str(one) for one in arguments], input=stdin)

    return run


@pytest.fixture
def articles(tmp_path):
    (tmp_path / "shells.txt").write_text(SHELLS)
    (tmp_path / "quake.html").write_text(PAGE)
    lines = [{"body": SHELLS, "day": "2016-07-15", "id": "a1"}, {"body": "", "id": "a2"}, {"body": QUAKE, "id": "a3"}]
    (tmp_path / "corpus.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return tmp_path


def stories(told):
    return [json.loads(line) for line in told.stdout.splitlines()]


def test_the_version_is_told(run):
    assert run("--version").stdout == f"dateline {version('dateline')}\n"


def test_the_formats_offered_are_those_there_are():
    assert get_args(FormatName) == tuple(FORMATS)


def test_the_help_says_what_each_format_loses(run):
    told = " ".join(run("export", "--help").stdout.split())
    for one in FORMATS.values():
        assert " ".join(one.holds.split()) in told
        assert " ".join(one.loses.split()) in told


def test_a_mixture_of_inputs_gives_a_story_each_and_tells_what_was_set_aside(run, articles):
    done = run(
        "export", "shells.txt", "corpus.jsonl", "missing.txt", "-", "quake.html",
        "--column", "text=body", "--column", "published=day", "--source", "Example Herald", stdin=QUAKE,
    )  # fmt: skip
    assert done.exit_code == 1
    told = stories(done)
    assert [one["article"]["text"].split()[0] for one in told] == ["Shells", "Shells", "An", "An", "Quake"]
    assert [one["article"]["published"] for one in told] == [None, "2016-07-15", None, None, None]
    assert {one["article"]["source"] for one in told} == {"Example Herald"}
    for one in told:
        assert all(one["article"]["text"][t["start"] : t["end"]] == t["text"] for t in one["toponyms"])
    set_aside = [line for line in done.stderr.splitlines() if "place" not in line or "no such file" in line]
    assert [line.split(":")[0] for line in set_aside] == ["corpus.jsonl line 2", "missing.txt"]


def test_a_map_is_made_of_standard_input(run):
    done = run("map", "-", "-o", "out/map.html", stdin=SHELLS)
    assert done.exit_code == 0, done.stderr
    frame = gpd.read_file("out/map.geojson")
    assert set(frame["kind"]) == {"event", "toponym"}


@pytest.mark.parametrize("name", [one.name for one in FORMATS.values()])
def test_the_files_name_says_the_format(run, articles, name):
    target = f"out/story{FORMATS[name].suffix}"
    done = run("export", "shells.txt", "-o", target)
    assert done.exit_code == 0, done.stderr
    assert f"wrote {target}" in done.stderr
    assert (articles / target).stat().st_size > 0
    if FORMATS[name].text:
        piped = run("export", "shells.txt", "--format", name)
        assert piped.stdout_bytes == (articles / target).read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("export", "shells.txt", "--format", "gpkg"), "-o FILE.gpkg"),
        (("export", "shells.txt", "-", "-"), "only once"),
        (("export", "shells.txt", "--column", "body"), "--column text=body"),
        (("export", "shells.txt", "--column", "body=text"), "one of text, title, published, source, id"),
        (("export", "shells.txt", "--user-agent", "Example Desk"), "add --geocoder"),
        (("export", "shells.txt", "--geocoder", "nowhere"), "what geopy has"),
        (("export", "shells.txt", "--geocoder", "nominatim"), "give --user-agent"),
        (("export", "shells.txt", "--geocoder", "none.toml"), "can't be read"),
        (("export", "shells.txt", "--gazetteer", "none"), "none"),
        (("export", "shells.txt", "--overrides", "none.toml"), "none.toml"),
        (("export", "shells.txt", "--published", "yesterday"), "YYYY-MM-DD"),
        (("export", "shells.txt", "-o", "."), "folder"),
    ],
)
def test_wrong_usage_is_one_line_with_a_remedy(articles, monkeypatch, capsys, arguments, words):
    monkeypatch.chdir(articles)
    monkeypatch.setattr("sys.argv", ["dateline", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert words in line


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-o", "story.shp"), "no format has names like this"),
        (("-o", "story.geojson.gz"), "no format has names like this"),
        (("-o", "story.csv", "--format", "kml"), "its name says csv"),
    ],
)
def test_a_name_that_fits_no_format_or_another_is_refused(run, articles, arguments, words):
    done = run("export", "shells.txt", *arguments)
    assert done.exit_code == 2
    assert words in done.stderr
    assert sorted(path.name for path in articles.iterdir()) == ["corpus.jsonl", "quake.html", "shells.txt"]


def test_capitals_in_a_files_name_are_none_of_its_business(run, articles):
    assert run("export", "shells.txt", "-o", "STORY.KML").exit_code == 0
    assert (articles / "STORY.KML").read_text().startswith("<?xml")


def test_the_title_of_a_map_of_many_names_the_map_only(run, articles):
    assert run("map", "shells.txt", "quake.html", "--title", "My pile", "-o", "pile.html").exit_code == 0
    assert "<title>My pile</title>" in (articles / "pile.html").read_text()
    titles = set(gpd.read_file("pile.geojson")["article_title"].dropna())
    assert titles == {"Quake"}
    assert run("map", "shells.txt", "--title", "My story", "-o", "one.html").exit_code == 0
    assert set(gpd.read_file("one.geojson")["article_title"]) == {"My story"}


def test_an_article_that_comes_twice_is_told(run, articles):
    assert "told twice" not in run("export", "shells.txt", "quake.html").stderr
    assert "shells.txt: it has the id of shells.txt" in run("export", "shells.txt", "shells.txt").stderr
    (articles / "copy.txt").write_text(SHELLS)
    assert "copy.txt: it has the id of shells.txt" in run("export", "shells.txt", "copy.txt").stderr


def test_a_missing_day_of_publication_is_told(run, articles):
    assert "no day of publication known" in run("export", "quake.html").stderr
    assert "no day of publication known" not in run("export", "quake.html", "--published", "2015-04-27").stderr


def test_one_article_that_breaks_the_pipeline_does_not_cost_the_others(run, articles, monkeypatch):
    story = Pipeline._story

    def breaks(self, article, doc, toponyms):
        if "Kathmandu" in article.text:
            raise ZeroDivisionError("strange document")
        return story(self, article, doc, toponyms)

    monkeypatch.setattr(Pipeline, "_story", breaks)
    done = run("export", "shells.txt", "quake.html", "shells.txt")
    assert done.exit_code == 1
    assert len(stories(done)) == 2
    assert "quake.html: not understood (ZeroDivisionError: strange document)" in done.stderr


def test_own_places_and_corrections_are_heeded(run, tmp_path):
    (tmp_path / "mine.csv").write_text("name,lon,lat,country_code\nKuvandira,35.1,-15.8,MW\n")
    (tmp_path / "rules.toml").write_text('[[never]]\nname = "Aleppo"\n')
    (tmp_path / "a.txt").write_text(f"{SHELLS} Floods destroyed the town of Kuvandira on Monday.")
    assert run("gazetteer", "build", "--csv", "mine.csv", "-o", "mine").exit_code == 0
    done = run("export", "a.txt", "--gazetteer", "mine", "--overrides", "rules.toml")
    assert done.exit_code == 0, done.stderr
    (story,) = stories(done)
    places = {one["text"]: one["place"] for one in story["toponyms"]}
    assert places["Aleppo"] is None
    assert places["Kuvandira"]["lon"] == pytest.approx(35.1)
    assert places["Kuvandira"]["provenance"]["provider"] == "mine.csv"


def test_several_articles_are_explained_one_after_the_other(run, articles):
    done = run("explain", "shells.txt", "quake.html")
    assert done.exit_code == 0
    assert "Aleppo" in done.stdout
    assert "Kathmandu" in done.stdout
    assert run("explain", "shells.txt", "quake.html", "--event", "e1").exit_code == 2
