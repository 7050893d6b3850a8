"""CSV: ACLED's columns, read by csv, pandas and DuckDB, and by spreadsheets without harm."""

from __future__ import annotations

import csv
from dataclasses import replace

import duckdb
import pandas as pd
import pytest

from geo.export.acled import COLUMNS, csv_text, harmless
from geo.export.countries import country
from geo.model import DateInterval
from geo.record import legible

from .stories import HOSTILE, NAMES, hostile, sample


def table(*those):
    text = "".join(csv_text(those))
    assert text.startswith("\ufeffevent_date,time_precision,event_type,")
    return list(csv.DictReader(text[1:].splitlines(keepends=True), strict=True))


def test_acleds_columns_come_first():
    assert ",".join(COLUMNS[:15]) == (
        "event_date,time_precision,event_type,sub_event_type,actor1,actor2,country,admin1,admin2,"
        "location,latitude,longitude,geo_precision,source,notes"
    )
    first, second, third, fourth = table(sample())
    assert list(first.values())[:16] == [
        "2016-07-15", "1", "ASSAULT", "heavy-weapons", "Shells", "Aleppo", "Syria", "Ḩalab", "", "Aleppo", "36.20124",
        "37.16117", "1", "Example Herald", "Shells fell on Aleppo on Friday.", "e1",
    ]  # fmt: skip
    assert (first["iso3"], first["geonameid"], first["article_title"]) == ("SYR", "170063", "Shells fall")
    assert [second[name] for name in ("event_date", "time_precision", "location", "latitude", "geo_precision")] == [
        ""
    ] * 5
    assert (second["event_id"], second["modality"]) == ("e2", "other")
    assert (third["event_date"], third["event_date_end"], third["time_precision"]) == ("2016-07-08", "2016-07-15", "2")
    assert (third["location"], third["geo_precision"], third["precision"]) == ("northern Syria", "3", "region")
    assert (fourth["event_id"], fourth["location"], fourth["longitude"]) == ("e3", "Zorbeltown", "")


@pytest.mark.parametrize(
    ("start", "end", "granularity", "code"),
    [
        ("2016-07-15", "2016-07-15", "day", "1"),
        ("2016-07-15", "2016-07-16", "day", "2"),
        ("2016-07-11", "2016-07-17", "week", "2"),
        ("2016-07-01", "2016-07-31", "month", "3"),
        ("2016-01-01", "2016-12-31", "year", "3"),
        ("2016-07-01", "2016-07-16", "vague", "3"),
        ("summer", "summer", "season", ""),
    ],
)
def test_time_precision(start, end, granularity, code):
    story = sample()
    event = replace(story.event_records[0], date=DateInterval(start, end, granularity))
    assert table(replace(story, event_records=(event,)))[0]["time_precision"] == code


@pytest.mark.parametrize(
    ("precision", "code"),
    [("site", "1"), ("town", "1"), ("area", "2"), ("border", "2"), ("admin2", "2"), ("admin1", "3"), ("country", "3")],
)
def test_geo_precision(precision, code):
    story = sample()
    event = story.event_records[0]
    event = replace(event, places=(replace(event.places[0], precision=precision),))
    assert table(replace(story, event_records=(event,)))[0]["geo_precision"] == code


RISKY = [
    "=1",
    "+1",
    "-1",
    "@x",
    "\t1",
    "\r1",
    "\n1",
    ' "=1',
    "'=1",
    "\u200b=1",
    "\uff1d1",
    "\uff0b1",
    "\uff0d1",
    "\uff201",
    "\u00a0=1",
    "\ufe631",
]
SAFE = ["", " ", "1=1", "a-b", "“=1”", "Aleppo", "\U0001f600"]


@pytest.mark.parametrize("text", RISKY, ids=ascii)
def test_formulas_become_text(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", SAFE, ids=ascii)
def test_other_text_stays(text):
    assert harmless(text) == text


@pytest.mark.parametrize("text", HOSTILE, ids=NAMES)
def test_hostile_text_comes_back(tmp_path, text):
    path = tmp_path / "x.csv"
    path.write_text("".join(csv_text([hostile(text)])), encoding="utf-8", newline="")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    assert {row["trigger"] for row in rows} == {harmless(legible(text))}
    assert not any(cell[:1] in tuple("=+@\t\r") for row in rows for cell in row.values())


def test_numbers_stay_numbers(tmp_path):
    story = sample()
    event = story.event_records[0]
    west = replace(event, places=(replace(event.places[0], lon=-0.5, lat=-33.25),))
    path = tmp_path / "x.csv"
    path.write_text("".join(csv_text([replace(story, event_records=(west,))])), encoding="utf-8", newline="")
    assert path.read_bytes().count(b"\r\n") == 2
    assert pd.read_csv(path).longitude[0] == -0.5
    read = duckdb.read_csv(str(path)).project("event_date, latitude, longitude, uncertainty_km")
    assert [str(kind) for kind in read.types] == ["DATE", "DOUBLE", "DOUBLE", "DOUBLE"]
    assert read.project("latitude, longitude, uncertainty_km").fetchall() == [(-33.25, -0.5, 12.9)]


def test_every_country_of_the_gazetteer_has_a_name_and_code(gazetteer):
    codes = {place.country_code for place in gazetteer.countries() if place.country_code}
    assert len(codes) > 240
    assert [code for code in sorted(codes) if None in country(code)] == []
    assert country("GF") == ("GUF", "French Guiana")
    assert country(None) == country("??") == (None, None)
