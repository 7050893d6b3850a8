"""The document itself: one file, the same every time, small, and shut tight."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import maps
from maps import render, save, story_html

SIZE_CEILING = 700_000  # bytes, for one article
SCRIPTS_AND_DATA = 15


class _Document(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.scripts, self.tags, self._open = [], [], None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._open = (tag, dict(attrs))
        if tag == "script":
            self.scripts.append([dict(attrs), ""])

    def handle_endtag(self, _tag):
        self._open = None

    def handle_data(self, data):
        if self._open and self._open[0] == "script":
            self.scripts[-1][1] += data


@pytest.fixture(scope="module")
def page(sample):
    return render([sample])


def test_what_is_exported_is_what_is_documented():
    assert maps.__all__ == ["render", "save", "story_html"]


def test_the_same_story_gives_the_same_bytes(sample, page):
    assert render([sample]) == page
    assert not re.search(r"_[0-9a-f]{32}", page), "a random id of folium's is left"


def test_one_article_stays_under_the_ceiling(page):
    assert len(page.encode("utf-8")) < SIZE_CEILING


def test_nothing_is_loaded_from_elsewhere(page):
    document = _Document(page)
    for tag, attributes in document.tags:
        assert "src" not in attributes, tag
        assert tag != "link"
        assert not any(name.startswith("on") for name in attributes), tag
    assert "url(http" not in page
    for library in ("jquery", "bootstrap", "font-awesome", "fontawesome"):
        assert library not in page.lower().replace("dateline-world", "")[:200_000]


def test_every_script_is_named_by_the_policy_and_data_is_inert(page):
    document = _Document(page)
    policy = next(
        a["content"] for t, a in document.tags if t == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    code = [source for attributes, source in document.scripts if "type" not in attributes]
    assert len(document.scripts) == SCRIPTS_AND_DATA
    for source in code:
        digest = base64.b64encode(hashlib.sha256(source.encode("utf-8")).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    [data] = [source for attributes, source in document.scripts if attributes.get("id") == "dateline-data"]
    assert data.isascii()
    assert not set(data) & set("<>&\u2028\u2029")


def test_online_tiles_open_one_host_for_images_only(sample, page):
    assert "tile.openstreetmap.org" not in page
    online = render([sample], online_tiles=True)
    assert "img-src data: https://tile.openstreetmap.org;" in online
    assert "tile_layer_online.addTo(map_dateline)" not in online, "the online layer must be off at first"


def test_save_writes_utf8(sample, page, tmp_path):
    path = save([sample], tmp_path / "map.html")
    assert path.read_bytes() == page.encode("utf-8")


def test_a_notebook_frame_holds_the_whole_page(sample, page):
    frame = story_html(sample)
    assert re.fullmatch(r'<iframe [^<>]*srcdoc="[^"<>]*"></iframe>', frame)
    assert html.unescape(frame.split('srcdoc="')[1].split('"></iframe>')[0]) == page


def test_no_stories_make_an_empty_map():
    assert "dateline-data" in render([])


def test_vendored_files_are_those_of_the_readme():
    folder = Path(maps.__file__).parent / "assets"
    rows = re.findall(
        r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", (folder / "README.md").read_text("utf-8"), re.MULTILINE
    )
    assert len(rows) == 6
    for name, digest in rows:
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name
