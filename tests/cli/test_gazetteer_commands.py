"""`dateline gazetteer …`: the three ways to build, search and info over a user's files, one line for each mistake."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from maps.cli import app

ROW = "9\tZetaville\tZetaville\t\t2.25\t36.5\tP\tPPL\tKE\t\t\t\t\t\t4000\t\t0\tEtc/UTC\t2024-01-01\n"


def run(*arguments):
    done = CliRunner().invoke(app, ["gazetteer", *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture(scope="module")
def mine(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("mine")
    assert run("build", "--csv", root / "data" / "examples" / "historic.csv", "-o", folder).exit_code == 0
    return folder


def test_search_over_a_users_file(mine):
    found = run("search", "Stalingrad", "--gazetteer", mine)
    assert "alias; name in use 1925–1961" in found.stdout
    assert "in use" not in run("search", "Stalingrad").stdout


def test_info_over_a_users_file(mine):
    told = run("info", "--gazetteer", mine / "gazetteer.sqlite").stdout
    assert f"file {mine / 'gazetteer.sqlite'}" in told
    assert f"{mine / 'gazetteer.sqlite'}: source historic.csv" in told
    assert "\nrows places" in told


def test_search_understands_the_unit_behind_a_comma():
    found = run("search", "Springfield, Illinois").stdout
    assert "Sangamon County" in found
    assert "Massachusetts" not in found


def test_search_says_how_many_more_there_are():
    assert "more; --limit" in run("search", "Springfield", "--limit", "2").stderr


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        (["search", ""], "'' is no name"),
        (["search", "  ,"], "is no name"),
        (["search", "حلب"], "names are known in Latin letters"),
        (["search", "Москва"], "names are known in Latin letters"),
        (["search", "Xyzzyville"], "no place of this name is known"),
        (["search", "Springfield, Bavaria"], "places of this name known, none in 'Bavaria'"),
        (["search", "Xyzzyville, Ohio"], "no place of this name is known in 'Ohio'"),
        (["build", "--csv", "a.csv", "--geonames", "b.zip", "-o", "x"], "make a gazetteer each"),
        (["build", "--alternate", "b.zip"], "--alternate goes with --geonames"),
        (["build", "--csv", "a.csv", "--cache", "c", "-o", "x"], "--cache is for building the shipped"),
        (["build", "--gazetteer", "x"], "--gazetteer goes with --csv"),
        (["build", "--csv", "a.csv"], "with -o DIR"),
        (["build", "--geonames", "b.zip"], "with -o DIR"),
    ],
)
def test_mistakes_are_one_line_with_a_remedy(arguments, cause):
    done = run(*arguments)
    assert done.exit_code == 2
    assert cause in done.stderr
    assert done.stderr.count("\n") == 1


def test_refused_rows_are_told_and_the_rest_is_built(tmp_path):
    table = tmp_path / "mine.csv"
    table.write_text("name,lon,lat\nZetaville,36.5,2.25\nNowhere,999,2\n", encoding="utf-8")
    done = run("build", "--csv", table, "-o", tmp_path / "out")
    assert done.exit_code == 1
    assert "mine.csv line 3: lon '999' is not between" in done.stderr
    assert "1 place; read them with --gazetteer" in done.stderr
    assert "Zetaville" in run("search", "Zetaville", "--gazetteer", tmp_path / "out").stdout


def test_what_a_row_says_otherwise_is_told_and_its_names_are_kept(tmp_path):
    table = tmp_path / "mine.csv"
    table.write_text("name,lon,lat,geonameid\nTsarzeta,1,2,472757\n", encoding="utf-8")
    done = run("build", "--csv", table, "-o", tmp_path / "out")
    assert done.exit_code == 1
    assert "mine.csv line 2: lon, lat not used: " in done.stderr
    assert "Volgograd" in run("search", "Tsarzeta", "--gazetteer", tmp_path / "out").stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a file that is always full")
@pytest.mark.parametrize("arguments", [["info"], ["search", "Aleppo"], ["search", "Crimea"]])
def test_a_full_disk_is_one_line(arguments):
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-c", "from maps.cli import main; main()", "gazetteer", *arguments]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert "stdout can't be written (No space left on device)" in done.stderr
    assert done.stderr.count("\n") == 1


def test_ids_are_looked_up_in_the_gazetteers_given(mine, tmp_path):
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text("name,lon,lat,geonameid\nZetaville,36.5,2.25,90000001\n", encoding="utf-8")
    two.write_text("name,lon,lat,geonameid\nZetopolis,,,90000001\nZetaborg,1,2,\n", encoding="utf-8")
    assert run("build", "--csv", one, "-o", tmp_path / "one").exit_code == 0
    assert "is not in the gazetteer" in run("build", "--csv", two, "-o", tmp_path / "two").stderr
    assert run("build", "--csv", two, "-o", tmp_path / "two", "--gazetteer", tmp_path / "one").exit_code == 0
    assert "Zetaville" in run("search", "Zetopolis", "--gazetteer", tmp_path / "two").stdout


def test_a_geonames_dump_is_built_and_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "KE.zip", "w") as archive:
        archive.writestr("KE.txt", ROW)
    done = run("build", "--geonames", tmp_path / "KE.zip", "-o", tmp_path / "out")
    assert done.exit_code == 0, done.stderr
    assert "read it with --gazetteer" in done.stderr
    assert done.stdout == ""
    assert "Zetaville" in run("search", "Zetaville", "--gazetteer", tmp_path / "out").stdout
