"""KML: of the structure that the OGC's schema demands, harmless, and the same to GDAL's reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import pyogrio
import pytest
from hypothesis import given, settings
from lxml import etree
from shapely.geometry import LineString, box

from geo.export.kml import kml_text
from geo.record import legible

from .stories import HOSTILE, NAMES, hostile, sample, stories

SCHEMA = etree.XMLSchema(file=Path(__file__).with_name("kml.xsd"))
KML = "{http://www.opengis.net/kml/2.2}"


def parsed(*those):
    document = etree.fromstring("".join(kml_text(those)).encode("utf-8"))
    SCHEMA.assertValid(document)
    return document


def marks(document):
    return document.findall(f".//{KML}Placemark")


def texts(document, tag):
    return [element.text for element in document.iter(f"{KML}{tag}")]


@settings(deadline=None)
@given(stories())
def test_any_story_has_the_structure_of_kml(story):
    document = parsed(story)
    styles = {f"#{style.get('id')}" for style in document.iter(f"{KML}Style")}
    assert set(texts(document, "styleUrl")) <= styles


def test_the_structure_is_checked():
    document = parsed(sample())
    mark = marks(document)[0]
    mark.append(mark.find(f"{KML}name"))  # out of its order
    assert not SCHEMA.validate(document)


def test_folders_are_types_and_what_has_no_place():
    document = parsed(sample())
    folders = {
        folder.find(f"{KML}name").text: [mark.find(f"{KML}name").text for mark in marks(folder)]
        for folder in document.iter(f"{KML}Folder")
    }
    assert folders == {
        "ASSAULT": ["assault, “fell”, Aleppo", "assault, “Clashes”, Syria"],
        "Not on the map": ["not certain: consult, “Talks”", "assault, “Clashes”, Zorbeltown"],
    }
    assert [len(mark.findall(f"{KML}MultiGeometry") + mark.findall(f"{KML}Point")) for mark in marks(document)] == [
        1, 1, 0, 0,
    ]  # fmt: skip


def test_days_and_spans_of_days():
    document = parsed(sample())
    assert texts(document, "when") == ["2016-07-15"]
    assert (texts(document, "begin"), texts(document, "end")) == (["2016-07-08"] * 2, ["2016-07-15"] * 2)


def test_what_did_not_happen_looks_and_reads_otherwise():
    story = sample()
    placed = story.event_records[0]
    told = (placed, replace(placed, modality="other"), replace(placed, polarity="negative"))
    document = parsed(replace(story, event_records=told))
    looks = [
        [f"material-conflict-{status}", name]
        for status, name in (
            ("reported", "assault, “fell”, Aleppo"),
            ("proposed", "not certain: assault, “fell”, Aleppo"),
            ("denied", "did not happen: assault, “fell”, Aleppo"),
        )
    ]
    assert [[mark.find(f"{KML}styleUrl").text[1:], mark.find(f"{KML}name").text] for mark in marks(document)] == looks
    opacity = {
        style.get("id"): [style.find(f"{KML}{part}/{KML}color").text[:2] for part in ("IconStyle", "PolyStyle")]
        for style in document.iter(f"{KML}Style")
    }
    assert [opacity[look] for look, _ in looks] == [["ff", "59"], ["80", "00"], ["40", "00"]]


def test_nothing_is_fetched():
    text = "".join(kml_text([sample()]))
    assert text.count("http") == 1  # the namespace
    assert "href" not in text


class Tags(HTMLParser):
    """The tags, and the text between them, that a balloon shows."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, attrs))

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("text", HOSTILE, ids=NAMES)
def test_the_balloon_shows_text_and_runs_none(text):
    document = parsed(hostile(text))
    for html in texts(document, "description"):
        shown = Tags(html)
        assert {tag for tag, _ in shown.tags} <= {"b", "br"}
        assert not any(attributes for _, attributes in shown.tags)
        assert "$[" not in html
        assert legible(text).strip().replace("\r\n", "\n").replace("\r", "\n") in shown.text.replace("\r", "\n")
    for name in texts(document, "name"):
        assert "<" not in name


def test_gdal_reads_the_same(tmp_path):
    story = sample()
    event = story.event_records[2]
    border = replace(event.places[0], precision="border", shape=LineString([(36, 33), (38, 34)]))
    hole = replace(event.places[0], shape=box(36, 35, 42, 37).difference(box(37, 36, 38, 36.5)))
    story = replace(story, event_records=(*story.event_records[:2], replace(event, places=(border, hole))))
    path = tmp_path / "x.kml"
    path.write_text("".join(kml_text([story])), encoding="utf-8")
    assert pyogrio.list_layers(path)[:, 0].tolist() == ["ASSAULT", "Not on the map"]
    frame = pyogrio.read_dataframe(path, layer="ASSAULT")
    assert frame.timestamp[0] == datetime(2016, 7, 15)  # noqa: DTZ001  (a day)
    assert (frame.begin[1], frame.end[1]) == (datetime(2016, 7, 8), datetime(2016, 7, 15))  # noqa: DTZ001
    assert list(frame.uncertainty_km) == [12.9, 150, 150]
    assert frame.evidence[0] == "Shells fell on Aleppo on Friday."
    assert [part.wkt for part in frame.geometry[1].geoms] == ["POINT (38 36)", "LINESTRING (36 33, 38 34)"]
    assert frame.geometry[2].geoms[1].equals(hole.shape)
