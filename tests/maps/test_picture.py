"""Stills of the map: taken by a browser, or drawn by matplotlib; whole or not at all."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest
import shapely
from PIL import Image

from geo.errors import OutputError
from geo.model import Article, Event, Link, Place, Toponym, Trigger
from geo.story import Story
from maps import picture
from maps.picture import browser, still
from maps.picture.atlas import View, atlas, circle
from maps.picture.signs import GLYPHS, SHAPES, Sheet, colours, printable
from maps.vocabulary import FAMILIES

SIZE = (2560, 1600)
HOSTILE = [
    "$x$ \\frac{1}{2}",
    "{{7*7}}",
    "\u202eevil",
    "東京 \U0001f4a5",
    "lone \ud83d",
    "null\x00 \x1b[31m",
    "long " * 2000,
    "",
]


@pytest.fixture
def chromium(monkeypatch):
    """The browser that is found. Where tests must not be skipped (CI=true), a missing one is a failure."""
    monkeypatch.delenv("DATELINE_BROWSER", raising=False)
    found = browser.find()
    if found is None:
        reason = "no Chromium: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture
def no_browser(monkeypatch):
    monkeypatch.setenv("DATELINE_BROWSER", "none")


def pixels(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), dtype=int)


def share(image, name, tolerance=3):
    """Return the share of pixels in one of the page's colours."""
    colour = [int(colours()[name][i : i + 2], 16) for i in (1, 3, 5)]
    return float((abs(image - colour).max(axis=2) <= tolerance).mean())


def story(*spots, title=None, **changes):
    """Return a story with an event at each (name, lon, lat, precision, km, country)."""
    toponyms, events = [], []
    for number, (name, lon, lat, precision, km, country) in enumerate(spots):
        here = Place(number, name, None, "P", "PPL", country, None, None, lon, lat, 0)
        toponyms.append(Toponym(name, 0, 1, "event", 0.9, here))
        facts = {"modality": "asserted", "polarity": "positive", "genericity": "specific", **changes}
        events.append(
            Event(
                f"e{number}", "ASSAULT", None, None, Trigger("x", 0, 1), ((0, 1),), (0, 1), (), None, tense="past",
                confidence=0.9, places=(Link(number, "in", lon, lat, precision, km, 0.9),), **facts,
            )
        )  # fmt: skip
    return Story(Article("x", title=title), tuple(toponyms), tuple(events))


ALEPPO = ("Aleppo", 37.16, 36.2, "town", 5.0, "SY")


# -- by a browser


def test_a_browser_takes_the_picture(chromium, sample, tmp_path):
    path = picture.save_picture([sample], tmp_path / "new" / "map.png")
    image = pixels(path.read_bytes())
    assert image.shape == (1600, 2560, 3)
    assert share(image, "land") > 0.05
    assert share(image, "water") > 0.05
    assert share(image, "fighting") > 0.0001
    assert [one.name for one in path.parent.iterdir()] == ["map.png"]


def test_an_unfinished_page_is_waited_for_and_nothing_is_left_running(chromium, tmp_path):
    page = tmp_path / "a page.html"
    page.write_text(
        "<body style='margin:0'><canvas id=c width=200 height=100></canvas><script>setTimeout(() => {"
        "const pen = c.getContext('2d'); for (let y = 0; y < 100; y += 1) {"
        "pen.fillStyle = `rgb(${y} ${location.hash === '#still' ? 200 : 0} 0)`;"
        "pen.fillRect(0, y, 100 + (y * 37) % 100, 1); }"
        "document.documentElement.dataset.ready = 'true'; }, 700)</script>"
    )
    image = pixels(browser.photograph(chromium, page, width=200, height=100, scale=1, seconds=30))
    assert image.shape == (100, 200, 3)
    assert image[50, 50].tolist() == [50, 200, 0]
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert "dateline-browser-" not in running


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<p>never drawn", "not done in 4 s"),
        ("<script>document.documentElement.dataset.ready = 'true'</script>", "blank"),
        (None, "can't be opened"),
    ],
)
def test_a_page_that_cannot_be_pictured_is_an_error(chromium, tmp_path, page, words):
    path = tmp_path / "page.html"
    if page is not None:
        path.write_text(page)
    with pytest.raises(OutputError, match=words) as caught:
        browser.photograph(chromium, path, width=200, height=100, seconds=4)
    assert "DATELINE_BROWSER" in str(caught.value)


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("exit 3", "ended before"),
        ("sleep 600 & sleep 600", "not done in 1 s"),
        ("printf 'no protocol\\0' >&4; sleep 600", "Expecting value"),
        ('printf \'{"id":1,"error":{"message":"refused"}}\\0\' >&4; sleep 600', "refused"),
    ],
)
def test_a_browser_that_hangs_or_crashes_is_an_error_and_leaves_nothing(monkeypatch, tmp_path, sample, script, words):
    fake = tmp_path / "browser"
    fake.write_text(f"#!/bin/sh\n{script}\n")
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("DATELINE_BROWSER", str(fake))
    take = browser.photograph
    monkeypatch.setattr(browser, "photograph", lambda *args, **options: take(*args, **options, seconds=1))
    began = time.monotonic()
    with pytest.raises(OutputError, match=words) as caught:
        picture.save_picture([sample], tmp_path / "map.png")
    assert time.monotonic() - began < 10
    assert len(str(caught.value).splitlines()) == 1
    assert [one.name for one in tmp_path.iterdir()] == ["browser"]
    assert "sleep 600" not in subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout


def test_a_browser_that_is_named_must_be_there(monkeypatch):
    monkeypatch.setenv("DATELINE_BROWSER", "/no/such/browser")
    with pytest.raises(OutputError, match="no such browser"):
        browser.find()


def test_pictures_in_one_colour_are_blank_and_others_are_not():
    def png(image):
        out = io.BytesIO()
        image.save(out, "PNG")
        return out.getvalue()

    plain = Image.new("RGB", (300, 200), "#dae6ef")
    assert browser._blank(png(plain))
    assert browser._blank(b"<html>")
    assert not browser._blank(png(Image.effect_noise((300, 200), 20).convert("RGB")))


# -- by matplotlib


def test_matplotlib_draws_where_there_is_no_browser(no_browser, sample, tmp_path):
    first = picture.save_picture([sample], tmp_path / "map.png").read_bytes()
    image = pixels(first)
    assert image.shape == (1600, 2560, 3)
    assert share(image, "land") > 0.2
    assert share(image, "water") > 0.1
    for family in ("fighting", "protest", "diplomacy", "aid"):
        assert share(image, family) > 0.0001, family
    assert picture.save_picture([sample], tmp_path / "map.png").read_bytes() == first
    assert b"Software" not in first
    assert [one.name for one in tmp_path.iterdir()] == ["map.png"]


def test_every_family_has_a_shape_a_glyph_and_a_colour():
    for family in FAMILIES:
        assert family.key in colours()
        assert GLYPHS[family.key]
    assert len({SHAPES[family.key] for family in FAMILIES}) == len(FAMILIES)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_drawn(text):
    told = story((text, 37.16, 36.2, "town", 5.0, text), (text, 40.0, 38.0, "country", 90.0, text), title=text or None)
    assert share(pixels(still.draw([told])), "land") > 0.2


def test_text_is_text():
    assert printable("$x$ {{7*7}}") == "$x$ {{7*7}}"
    assert printable("\u202eab\x00\n c") == "ab c"
    assert printable("\U0010ffff") == "\ufffd"
    sheet = Sheet(400, 100, 1)
    assert sheet.measure("$x^2$") > sheet.measure("x2") * 1.5
    assert sheet.cut("word " * 100, 200, size=12).endswith("…")
    assert len(sheet.wrapped("word " * 100, 200, 2, size=12)) == 2


def test_nothing_is_drawn_of_what_did_not_happen():
    assert share(pixels(still.draw([story(ALEPPO)])), "fighting") > 0.0002
    assert share(pixels(still.draw([story(ALEPPO, polarity="negative")])), "fighting") == 0


def test_vague_places_are_hollow_and_countries_have_no_mark_on_the_ground():
    solid, hollow = (
        share(pixels(still.draw([story((*ALEPPO[:3], precision, 1.0, "SY"))])), "fighting")
        for precision in ("town", "area")
    )
    assert hollow < solid
    syria = story(("Syria", 38.0, 35.0, "country", 400.0, "SY"))
    view = View([circle(38.0, 35.0, 400.0)], 1280, 690, top=68)  # what the still shows, within a few px
    x, y = view.point(38.0, 35.0)
    image = pixels(still.draw([syria]))
    around = image[int(2 * y) - 30 : int(2 * y) + 30, int(2 * x) - 30 : int(2 * x) + 30]
    assert share(around, "land") > 0.95


def test_a_story_without_places_shows_the_world():
    image = pixels(still.draw([Story(Article("x"))]))
    assert share(image, "land") > 0.15


@pytest.mark.parametrize(("lon", "lat"), [(37.0, 36.0), (179.9, -17.0), (-179.9, 65.0), (0.0, 78.0)])
def test_circles_have_their_true_radius(lon, lat):
    from geopy.distance import geodesic

    for x, y in shapely.get_coordinates(circle(lon, lat, 80.0)):
        assert geodesic((lat, lon), (y, (x + 180) % 360 - 180)).km == pytest.approx(80, abs=0.01)
        assert abs(x - lon) < 180


@pytest.mark.parametrize("lons", [(178.4, -175.2), (177.5, -165.4), (-175.2, 178.4)])
def test_the_antimeridian_lies_within_the_map(lons):
    view = View([shapely.Point(lon, -18) for lon in lons], 1000, 600)
    xs = [view.point(lon, -18)[0] for lon in lons]
    assert min(xs) == pytest.approx(60, abs=200)
    assert max(xs) < 1000
    assert (xs[0] < xs[1]) == (lons[0] > 0)


@pytest.mark.parametrize("lat", [-90, 90])
def test_poles_stay_within_the_world(lat):
    view = View([shapely.Point(20, lat)], 1000, 600, top=50)
    _, north, _, south = view.frame.bounds
    world = view.project([(-180, 85.0511288), (180, -85.0511288)])
    assert world[0, 1] <= north + 1
    assert world[1, 1] >= south - 1


def test_the_atlas_has_no_line_that_crosses_the_world():
    world = atlas()
    for line in [*world.coasts, *world.borders, *world.disputed, *world.lakes]:
        assert abs(np.diff(line[:, 0])).max(initial=0) < 180
    assert shapely.Polygon(max(world.outlines["SY"], key=len)).contains(shapely.Point(38, 35))
    assert len(world.disputed) > 0


# -- what is missing, and where it goes


def test_without_browser_and_matplotlib_the_remedy_is_told(no_browser, monkeypatch, sample, tmp_path):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(OutputError, match=r"pip install 'dateline\[plot\]'"):
        picture.save_picture([sample], tmp_path / "map.png")
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_written_is_an_error(no_browser, monkeypatch, sample, tmp_path):
    monkeypatch.setattr(still, "draw", lambda *_, **__: b"picture")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="can't be written"):
        picture.save_picture([sample], tmp_path / "file" / "map.png")
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(OutputError, match="--png"):
        picture.save_picture([sample], tmp_path / "folder.png")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["file", "folder.png"]


def test_a_saved_page_is_what_the_browser_opens(monkeypatch, tmp_path):
    seen = []
    monkeypatch.setattr(browser, "find", lambda: "some-browser")
    monkeypatch.setattr(browser, "photograph", lambda found, page, **size: seen.append((found, page, size)) or b"png")
    picture.save_picture([], tmp_path / "map.png", page=Path("saved.html"))
    assert seen == [("some-browser", Path("saved.html"), {"width": 1280, "height": 800, "scale": 2})]
