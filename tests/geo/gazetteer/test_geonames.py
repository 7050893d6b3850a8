"""A GeoNames dump compiled: joined with the shipped gazetteer, resumed where it was stopped, refused if damaged."""

from __future__ import annotations

import os
import sqlite3
import zipfile
from contextlib import closing

import pytest

from geo import Gazetteer, GazetteerError, OutputError
from geo.gazetteer import dumped, geonames
from geo.gazetteer.geonames import compile_geonames
from geo.gazetteer.writing import Entry, write


def line(geonameid, name, lon, lat, code="P.PPL", country="KE", admin1="", admin2="", population=0, alternates=""):
    feature_class, _, feature_code = code.partition(".")
    return "\t".join(
        [str(geonameid), name, name, alternates, str(lat), str(lon), feature_class, feature_code, country, "", admin1,
         admin2, "", "", str(population), "", "0", "Etc/UTC", "2024-01-01"]
    )  # fmt: skip


PLACES = [
    line(90_000_001, "Zetaville", 36.5, 2.25, admin1="99", admin2="991", population=4000, alternates="Zetopolis,ze"),
    line(90_000_002, "Zeta Province", 36.0, 2.0, "A.ADM1", admin1="99", population=9000),
    line(90_000_003, "Zeta District", 36.4, 2.2, "A.ADM2", admin1="99", admin2="991"),
    line(90_000_004, "Zeta Bridge", 36.51, 2.26, "S.BDG"),
    line(170063, "Ḩalab", 37.16, 36.2, "P.PPLA", "SY", "09", population=2_000_000),
    line(90_000_005, "Kremlin", 37.618, 55.751, "S.PAL", "RU"),
    line(90_000_006, "Kindless", 36.7, 2.5, "."),
]
NAMES = [
    "1\t90000001\ten\tZed City\t1\t\t\t\t\t",
    "2\t90000001\ten\tOld Zeta\t\t\t\t1\t1925\t1961",
    "3\t90000001\tlink\thttps://example.org\t\t\t\t\t\t",
    "4\t90000001\tru\tЗета\t\t\t\t\t\t",
    "5\t90000002\tabbr\tZ.P.\t\t\t\t\t\t",
    "6\t170063\tde\tAleppostadt\t\t\t\t\t\t",
    "7\t90000005\ten\tZar's Fortress\t\t\t\t\t\t",
    "8\t55\ten\tNobody's Name\t\t\t\t\t\t",
    f"9\t{2**70}\ten\tNobody's Other Name\t\t\t\t\t\t",
]


def archive(folder, rows, name):
    path = folder / f"{name}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("iso-languagecodes.txt", "x\n")
        file.writestr(f"{name}.txt", "".join(f"{row}\n" for row in rows))
    return path


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("geonames")
    told = []
    dump, names = archive(folder, PLACES, "allCountries"), archive(folder, NAMES, "alternateNamesV2")
    done = compile_geonames(dump, folder / "out", alternate=names, progress=lambda *step: told.append(step))
    return folder, done, told


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A gazetteer of two places to build on, so that a build takes no time."""
    path = tmp_path_factory.mktemp("small") / "gazetteer.sqlite"
    kenya = Entry("Kenya", "A", "PCLI", "KE", 38.0, 1.0, "", 192950, population=50_000_000)
    kremlin = Entry("Kremlin", "S", "PAL", "RU", 37.6175, 55.75, "", radius_km=0.5)
    for entry in (kenya, kremlin):
        entry.call(entry.name, "primary")
    write([kenya, kremlin], path, countries={"KE": kenya}, units={}, info={"complete": "1"})
    return path


@pytest.fixture(scope="module")
def full(built):
    return Gazetteer(built[0] / "out")


def test_what_is_built_takes_the_shipped_ones_place(built, full, gazetteer):
    folder, done, told = built
    assert full.paths == (folder / "out" / "gazetteer.sqlite",)
    assert done.set_aside == ()
    assert done.places == int(gazetteer.info()["rows places"]) + 5, "Aleppo and the Kremlin were there"
    assert {path.name for path in (folder / "out").iterdir()} == {"gazetteer.sqlite", "gazetteer.sha256"}
    assert list(dict.fromkeys(stage for stage, _, _ in told)) == ["places", "names", "order", "keys", "finish"]
    assert {"sha256 allCountries.zip", "sha256 alternateNamesV2.zip", "digest"} <= set(full.info())


def test_the_dumps_places_are_there(full):
    (town,) = full.lookup("Zetaville")
    assert (town.geonameid, town.lon, town.lat, town.population) == (90_000_001, 36.5, 2.25, 4000)
    assert (town.admin1, town.admin2, town.feature_code) == ("Zeta Province", "Zeta District", "PPL")
    assert town.provenance.provider == "allCountries.zip"
    assert town.provenance.attribution == "GeoNames (CC BY 4.0)"
    assert town in [place for place, _ in full.near(36.5, 2.25, 5)]
    assert full.by_geonameid(90_000_001) == town
    assert full.lookup("Kindless")[0].feature_class == "S"
    assert full.lookup("Zeta Bridge")[0].radius_km == 0.5


def test_alternate_names_by_language_and_dates(full):
    kinds = {name: full.matches(name)[0] for name in ("Zed City", "Old Zeta", "Aleppostadt", "Z.P.")}
    assert {name: match.kind for name, match in kinds.items()} == {
        "Zed City": "alias", "Old Zeta": "alias", "Aleppostadt": "alternate", "Z.P.": "alias"
    }  # fmt: skip
    assert kinds["Old Zeta"].used == (("1925-01-01", "1961-12-31"),)
    assert kinds["Z.P."].place.name == "Zeta Province"
    assert full.lookup("Зета") == ()
    assert full.lookup("Zetopolis") == (), "the dump's own untagged names are for when the file of names is missing"
    assert not any(place.name == "Zetaville" for place in full.lookup("Nobody's Name"))


def test_the_shipped_gazetteers_own_is_taken_over(full, gazetteer):
    aleppo = full.lookup("Aleppo")[0]
    assert (aleppo.name, aleppo.population, aleppo.geonameid) == ("Aleppo", 2_000_000, 170063)
    assert aleppo in full.lookup("Ḩalab")
    kremlin = full.lookup("Zar's Fortress")[0]
    assert kremlin.geonameid is None, "the hand-made row stands for the dump's"
    assert kremlin.provenance.attribution is None
    assert [place.name for place in full.lookup("Kremlin")].count("Kremlin") == [
        place.name for place in gazetteer.lookup("Kremlin")
    ].count("Kremlin")
    assert full.metonym("Kremlin") == ("RUS", "GOV")
    assert full.outlet("lfpress.com").name == "London"
    assert full.country("SY").bbox == gazetteer.country("SY").bbox
    assert [p.name for p in full.holding(37.16, 36.2)] == [p.name for p in gazetteer.holding(37.16, 36.2)]
    assert any(full.note(place) for place in full.lookup("Crimea"))
    for name in ("Paris", "Syrians", "Idlib province", "Al-Hassaka", "Calif.", "Black Sea", "Cook County"):
        one, other = full.lookup(name)[0], gazetteer.lookup(name)[0]
        fields = (
            "name",
            "geonameid",
            "feature_code",
            "lon",
            "lat",
            "population",
            "radius_km",
            "admin1",
            "admin2",
            "bbox",
        )
        assert [getattr(one, field) for field in fields] == [getattr(other, field) for field in fields]


def test_without_the_file_of_names_the_dumps_own_are_taken(tmp_path, small):
    (tmp_path / "KE.txt").write_text("\n".join(PLACES[:3]), encoding="utf-8")
    done = compile_geonames(tmp_path / "KE.txt", tmp_path / "out", base=small)
    assert Gazetteer(done.path).matches("Zetopolis")[0].kind == "alternate"


@pytest.mark.parametrize("stage", ["places", "names", "order", "keys"])
def test_a_stopped_build_goes_on_and_comes_to_the_same(built, small, tmp_path, monkeypatch, stage):
    folder, _, _ = built
    monkeypatch.setattr(dumped, "_CHUNK", 2)

    def build(where, progress=None):
        names = folder / "alternateNamesV2.zip"
        dump = folder / "allCountries.zip"
        return compile_geonames(dump, tmp_path / where, alternate=names, base=small, progress=progress)

    def stop(now, done, total):
        if now == stage:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build("out", stop)
    assert not (tmp_path / "out" / "gazetteer.sqlite").exists()
    told = []
    done = build("out", lambda *now: told.append(now))
    assert done.resumed
    earlier = {"places": [], "names": ["places"], "order": ["places", "names"], "keys": ["places", "names", "order"]}
    assert set(earlier[stage]).isdisjoint(now for now, _, _ in told), "what was finished is not done again"
    assert _rows(done.path) == _rows(build("whole").path)


def _rows(path):
    with closing(sqlite3.connect(path)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {table: db.execute(f"SELECT * FROM {table}").fetchall() for table in tables}


def test_other_inputs_begin_anew(built, small, tmp_path):
    folder, _, _ = built

    def stop(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compile_geonames(folder / "allCountries.zip", tmp_path, base=small, progress=stop)
    (tmp_path / "KE.txt").write_text(PLACES[0], encoding="utf-8")
    done = compile_geonames(tmp_path / "KE.txt", tmp_path, base=small)
    assert not done.resumed
    assert Gazetteer(done.path).lookup("Zeta Bridge") == ()


@pytest.mark.parametrize(
    ("row", "cause"),
    [
        (line(7, "Offglobe", 200, 2), "allCountries.txt line 1: latitude 2.0, longitude 200.0 are not on the globe"),
        (line("x", "Idless", 2, 2), "line 1: invalid literal"),
        (line(7, "Crowded", 2, 2, population=2**70), "line 1: geonameid 7 or population 11805916207174113034 is out"),
        (line(2**70, "Far", 2, 2), "line 1: geonameid 11805916207174113034 or population 0 is out of range"),
        (line(7, "", 2, 2), "line 1: the place has no name"),
    ],
)
def test_a_bad_row_is_set_aside_and_told(tmp_path, small, row, cause):
    (tmp_path / "allCountries.txt").write_text(f"{row}\n{PLACES[0]}\n", encoding="utf-8")
    done = compile_geonames(tmp_path / "allCountries.txt", tmp_path / "out", base=small)
    assert cause in done.set_aside[0]
    assert Gazetteer(done.path).lookup("Zetaville")


@pytest.mark.parametrize("before", [None, "/named/by/the/user"])
def test_where_sqlite_sorts_is_as_before_afterwards(tmp_path, small, monkeypatch, before):
    monkeypatch.delenv("SQLITE_TMPDIR", raising=False)
    if before:
        monkeypatch.setenv("SQLITE_TMPDIR", before)
    (tmp_path / "KE.txt").write_text(PLACES[0], encoding="utf-8")
    meanwhile = set()

    def look(*_):
        meanwhile.add(os.environ["SQLITE_TMPDIR"])

    compile_geonames(tmp_path / "KE.txt", tmp_path / "out", base=small, progress=look)
    assert meanwhile == {before or str(tmp_path / "out")}
    with pytest.raises(GazetteerError):
        compile_geonames(_text(tmp_path, ""), tmp_path / "out", base=small)
    assert os.environ.get("SQLITE_TMPDIR") == before


def _truncated(folder):
    whole = archive(folder, PLACES * 50, "allCountries").read_bytes()
    (folder / "cut.zip").write_bytes(whole[: len(whole) // 2])
    return folder / "cut.zip"


def _damaged(folder):
    path = archive(folder, [f"{row}{i}" for i, row in enumerate(PLACES * 50)], "allCountries")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("made", "cause"),
    [
        (_truncated, "truncated or damaged"),
        (_damaged, "truncated or damaged|columns, not 19|is no UTF-8"),
        (lambda folder: _text(folder, "a\tb\tc\n"), "line 1 has 3 columns, not 19"),
        (lambda folder: _text(folder, ""), "holds no line"),
        (lambda folder: _text(folder, b"\xff\xfe\t\n"), "line 1 is no UTF-8"),
        (lambda folder: folder / "none.zip", r"can't be read \(No such file"),
        (lambda folder: folder, r"can't be read \(Is a directory"),
    ],
)
def test_a_dump_of_no_use_is_refused_in_one_line(tmp_path, small, made, cause):
    with pytest.raises(GazetteerError, match=cause) as caught:
        compile_geonames(made(tmp_path), tmp_path / "out", base=small)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out" / "gazetteer.sqlite").exists()


def _text(folder, text):
    path = folder / "allCountries.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_an_unwritable_folder_and_a_full_disk_are_told(built, small, tmp_path, monkeypatch):
    dump = built[0] / "allCountries.zip"
    with pytest.raises(OutputError, match="can't be written"):
        compile_geonames(dump, dump, base=small)

    def full(*_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(geonames, "write_places", full)
    with pytest.raises(OutputError, match="the disk is full; free some space, then run the same command again"):
        compile_geonames(dump, tmp_path, base=small)
    monkeypatch.undo()
    assert compile_geonames(dump, tmp_path, base=small).resumed
