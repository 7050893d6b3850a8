"""Every format: all rows, whatever the text; one error and no rest where there is no room."""

from __future__ import annotations

import csv
import json
import os
import resource
import sqlite3
from contextlib import closing

import duckdb
import geopandas as gpd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from lxml import etree

from geo import OutputError
from geo.export import FORMATS
from geo.record import legible

from .stories import HOSTILE, hostile, rows, sample, stories

KML = "{http://www.opengis.net/kml/2.2}"


def in_json(path):
    records = [json.loads(line) for line in path.read_bytes().split(b"\n") if line]
    events = [max(1, len(event["places"])) for record in records for event in record["events"]]
    return sum(events), sum(len(record["toponyms"]) for record in records)


def in_features(features):
    events = [max(1, len(f["properties"]["places"])) for f in features if f["properties"]["kind"] == "event"]
    return sum(events), sum(f["properties"]["kind"] == "toponym" for f in features)


def in_geopackage(path):
    with closing(sqlite3.connect(path)) as base:
        assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return tuple(base.execute(f"SELECT count(*) FROM {layer}").fetchone()[0] for layer in ("events", "toponyms"))


def in_csv(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return len(list(csv.DictReader(file, strict=True))), None


READERS = {
    "json": in_json,
    "geojson": lambda path: in_features(json.loads(path.read_bytes())["features"]),
    "geojsonl": lambda path: in_features([json.loads(line) for line in path.read_bytes().split(b"\n") if line]),
    "geoparquet": lambda path: tuple(
        duckdb.read_parquet(str(file)).shape[0] for file in (path, path.with_name("x.toponyms.parquet"))
    ),
    "gpkg": in_geopackage,
    "flatgeobuf": lambda path: (pyogrio.read_info(path, force_feature_count=True)["features"], None),
    "csv": in_csv,
    "kml": lambda path: (len(etree.parse(path).findall(f".//{KML}Placemark")), None),
    "lpf": lambda path: (None, sum(len(place["names"]) for place in json.loads(path.read_bytes())["features"])),
}


def count(name, path):
    """Return the numbers of events' rows and of toponyms in a file, as a reader other than GeoPandas sees them."""
    return READERS[name](path)


def expected(name, those):
    events, toponyms = sum(map(rows, those)), sum(len(story.toponym_records) for story in those)
    if name == "flatgeobuf":
        return sum(len(story.events.geometry.dropna()) for story in those), None
    if name == "lpf":
        named = [toponym for story in those for toponym in story.toponym_records if toponym.place]
        return None, len({(one.place.geonameid or one.place, legible(one.text)) for one in named})
    return events, None if name in ("csv", "kml") else toponyms


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_text_costs_no_row(tmp_path, name):
    those = [hostile(text) for text in HOSTILE]
    path = tmp_path / f"x{FORMATS[name].suffix}"
    FORMATS[name].write(those, path)
    assert count(name, path) == expected(name, those)


def test_hostile_text_comes_back_from_tables(tmp_path):
    told = [legible(text) for text in HOSTILE]
    for name in ("gpkg", "flatgeobuf", "geoparquet"):
        path = tmp_path / f"x{FORMATS[name].suffix}"
        FORMATS[name].write([hostile(text) for text in HOSTILE], path)
        if name == "geoparquet":
            found = pq.read_table(path).column("trigger").to_pylist()
        else:
            found = pyogrio.read_dataframe(path, layer="events").trigger.fillna("").tolist()
        assert sorted(set(found)) == sorted(set(told))


@pytest.mark.parametrize("name", FORMATS)
def test_no_story_is_an_empty_file_of_the_kind(tmp_path, name):
    path = tmp_path / f"x{FORMATS[name].suffix}"
    FORMATS[name].write(iter([]), path)
    assert set(count(name, path)) <= {0, None}


@pytest.mark.parametrize("name", FORMATS)
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=stories())
def test_any_story_keeps_its_rows(tmp_path, name, story):
    path = tmp_path / f"x{FORMATS[name].suffix}"
    FORMATS[name].write(iter([story]), path)
    if name != "lpf":  # its places are merged, by rules of their own
        assert count(name, path) == expected(name, [story])


def test_the_registry_tells_what_the_help_needs():
    assert list(FORMATS) == ["json", "geojson", "geojsonl", "geoparquet", "gpkg", "flatgeobuf", "csv", "kml", "lpf"]
    for name, one in FORMATS.items():
        assert one.name == name
        assert one.suffix.startswith(".")
        assert one.holds.endswith(".")
        assert one.loses.startswith("Loses ")
        assert (one.text is None) != (one.binary is None)
        assert "\n" not in one.holds + one.loses


def test_stdout_gets_what_the_file_gets(tmp_path):
    for name, one in FORMATS.items():
        if one.text is not None:
            path = tmp_path / name
            assert one.write([sample()], path).files == (path,)
            assert "".join(one.text([sample()])).encode() == path.read_bytes()


@pytest.mark.parametrize("name", FORMATS)
def test_a_path_that_can_not_be_is_one_line(tmp_path, name):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    for path in (tmp_path / "folder", tmp_path / "file" / f"x{FORMATS[name].suffix}"):
        with pytest.raises(OutputError, match=r"^[^\n]*can't be written[^\n]*choose another place with -o$"):
            FORMATS[name].write([sample()], path)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "folder"]


def within(limit, name, path):
    """Write with no file larger than ``limit`` bytes, in a process of its own; return its error, or "" if it wrote."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            FORMATS[name].write([sample()] * 30, path)
            said = ""
        except OutputError as error:
            said = str(error)
        except BaseException as error:  # noqa: BLE001  (told to the parent)
            said = f"not an OutputError: {error!r}"
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        return pipe.read()


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("name", FORMATS)
def test_a_full_disk_is_told_and_leaves_the_old_file(tmp_path, name):
    one = FORMATS[name]
    path = tmp_path / f"x{one.suffix}"
    one.write([sample()] * 30, path)  # so that all libraries are loaded
    files = {file: file.read_bytes() for file in tmp_path.iterdir()}
    whole = count(name, path)
    largest = max(map(len, files.values()))
    for limit in (0, 1000, largest // 2, largest - 2000, largest - 1):
        said = within(max(0, limit), name, path)
        if not said:  # SQLite may find room in a file some pages smaller
            assert name == "gpkg"
            assert limit > largest // 2
            assert count(name, path) == whole
            continue
        assert said.startswith(f"{path}: can't be written ("), (limit, said)
        assert said.endswith("choose another place with -o")
        assert "\n" not in said
        assert {file: file.read_bytes() for file in tmp_path.iterdir()} == files


def test_geoparquet_is_1_1_with_covering_and_read_without_geopandas(tmp_path):
    path = tmp_path / "x.parquet"
    written = FORMATS["geoparquet"].write([sample()], path)
    assert written.files == (path, tmp_path / "x.toponyms.parquet")
    for file in written.files:
        table = pq.read_table(file)
        meta = json.loads(table.schema.metadata[b"geo"])
        assert meta["version"] == "1.1.0"
        column = meta["columns"][meta["primary_column"]]
        assert (column["encoding"], column["geometry_types"]) == ("WKB", ["Point"])
        assert column["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
        assert pq.ParquetFile(file).metadata.row_group(0).column(0).compression == "ZSTD"
    events = pq.read_table(path)
    assert str(events.schema.field("date_start").type) == "date32[day]"
    points = [cell and shapely.from_wkb(cell).coords[0] for cell in events.column("geometry").to_pylist()]
    assert points == [(37.16117, 36.20124), None, (38.0, 36.0), None]
    east = duckdb.read_parquet(str(path)).filter("bbox.xmin > 37.5").project("id, date_end - date_start")
    assert east.fetchall() == [("e3", 7)]
    assert gpd.read_parquet(path).crs.to_epsg() == 4326


def test_geopackage_has_a_layer_a_kind(tmp_path):
    path = tmp_path / "x.gpkg"
    FORMATS["gpkg"].write([sample()], path)
    assert pyogrio.list_layers(path).tolist() == [["events", "Point"], ["toponyms", "Point"], ["extents", "Unknown"]]
    info = pyogrio.read_info(path, layer="events")
    types = dict(zip(info["fields"], info["ogr_types"], strict=True))
    assert (types["date_start"], types["uncertainty_km"], types["geonameid"]) == ("OFTDate", "OFTReal", "OFTInteger64")
    [extent] = pyogrio.read_dataframe(path, layer="extents").itertuples()
    assert (extent.id, extent.geometry.bounds) == ("e3", (36, 35, 42, 37))
    with closing(sqlite3.connect(path)) as base:
        assert base.execute("SELECT id, date_start, geom IS NULL FROM events").fetchall() == [
            ("e1", "2016-07-15", 0), ("e2", None, 1), ("e3", "2016-07-08", 0), ("e3", "2016-07-08", 1),
        ]  # fmt: skip
        assert base.execute("PRAGMA application_id").fetchone() == (0x47504B47,)  # "GPKG"


def test_flatgeobuf_counts_what_it_can_not_hold(tmp_path):
    path = tmp_path / "any.name"
    written = FORMATS["flatgeobuf"].write([sample()], path)
    assert written.notes == ("FlatGeobuf holds no rows without a point: 2 of 4 left out",)
    assert path.read_bytes()[:3] == b"fgb"
    assert list(pyogrio.read_dataframe(path, bbox=(37, 36, 37.5, 37)).id) == ["e1"]
