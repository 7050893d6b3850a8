"""The document itself: one file, the same every time, small, and shut tight."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

import maps
from maps import Map, render, save
from maps.page import FIRST_SCRIPTS, LIBRARIES, SCRIPTS

from .unpacking import elements, unpacked

SIZE_CEILING = 600_000  # bytes, for one article
INERT = ("application/json", "application/gzip")


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


def scripts_of(page):
    """Return the scripts that the page unpacks."""
    return json.loads(unpacked(elements(page)["scripts"]))


@pytest.fixture(scope="module")
def page(sample):
    return render([sample])


def test_what_is_exported_is_what_is_documented():
    assert maps.__all__ == ["Map", "render", "save"]


def test_the_same_story_gives_the_same_bytes(sample, page):
    assert render([sample]) == page
    assert not re.search(r"_[0-9a-f]{32}", "".join(scripts_of(page))), "a random id of folium's is left"


def test_one_article_stays_under_the_ceiling(page):
    assert len(page.encode("utf-8")) < SIZE_CEILING


def test_nothing_is_loaded_from_elsewhere(page):
    document = _Document(page)
    for tag, attributes in document.tags:
        assert "src" not in attributes, tag
        assert tag != "link"
        assert not any(name.startswith("on") for name in attributes), tag
    assert "url(http" not in page
    code = "".join(scripts_of(page)).lower()
    for library in ("jquery", "bootstrap", "font-awesome", "fontawesome"):
        assert library not in code


def test_every_script_is_named_by_the_policy_and_data_is_inert(page):
    document = _Document(page)
    policy = next(
        a["content"] for t, a in document.tags if t == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    plain = [source for attributes, source in document.scripts if "type" not in attributes]
    assert len(plain) == 2, "what sets the theme, what runs the rest"
    code = [*plain, *scripts_of(page)]
    assert len(code) == 2 + len(LIBRARIES) + len(FIRST_SCRIPTS) + 1 + len(SCRIPTS), "folium's is one"
    for source in code:
        digest = base64.b64encode(hashlib.sha256(source.encode("utf-8")).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    data = [(attributes, source) for attributes, source in document.scripts if "type" in attributes]
    assert {attributes["type"] for attributes, _ in data} == set(INERT)
    for attributes, source in data:
        allowed = r"[A-Za-z0-9+/=]+" if attributes["type"] == "application/gzip" else r"[ !-%'-;=?-~]+"
        assert re.fullmatch(allowed, source), attributes["id"]


def test_no_word_of_an_article_stands_in_the_document(sample):
    """All of it is packed; only the title is in the head, escaped."""
    page = render([replace(sample, article=replace(sample.article, title="Nowhere & <none>"))])
    for words in ("Shells hit", "Saraqib", "Sample Wire", "Nadia Rahal", "in recent days", "As-Suwayda"):
        assert words not in page, words
    assert page.count("Nowhere") == 2
    assert "<title>Nowhere &amp; &lt;none&gt;</title>" in page


def test_a_generator_of_stories_makes_the_same_page(sample, page):
    assert render(one for one in [sample]) == page


def test_less_evidence_makes_a_smaller_page(sample):
    full, quotes, none = (len(render([sample] * 200, evidence=how)) for how in ("full", "quotes", "none"))
    assert full > quotes > none


def test_online_tiles_open_one_host_for_images_only(sample, page):
    assert "tile.openstreetmap.org" not in page
    online = render([sample], online_tiles=True)
    assert "img-src data: https://tile.openstreetmap.org;" in online
    code = "".join(scripts_of(online))
    assert "tile_layer_online" in code
    assert "tile_layer_online.addTo(map_dateline)" not in code, "the online layer must be off at first"
    assert "tile.openstreetmap.org" not in "".join(scripts_of(page))


def test_save_writes_utf8(sample, page, tmp_path):
    path = save([sample], tmp_path / "map.html")
    assert path.read_bytes() == page.encode("utf-8")


def test_a_notebook_frame_holds_the_whole_page(sample, page):
    frame = Map([sample])._repr_html_()
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
