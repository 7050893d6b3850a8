"""The site: built without a warning, complete, and at home without a network."""

from __future__ import annotations

import os
import subprocess
import sys
import zlib
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from threading import Thread

import lxml.html
import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder],
        cwd=ROOT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    complaints = [line for line in done.stderr.splitlines() if not line.startswith("INFO")]
    assert (done.returncode, complaints) == (0, []), done.stderr
    return folder


def hook(name):
    spec = spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def reference():
    return hook("reference")


TABLE = """Return rows::

    shown as it stands

========  ======  ==========
column    dtype   holds
========  ======  ==========
id, name  string  one | two,
                  see `geo.model`
size      float   km
========  ======  ==========
"""
AS_MARKDOWN = """Return rows:

    shown as it stands


| column | dtype | holds |
|---|---|---|
| id, name | string | one \\| two, see <autoref optional identifier="geo.model">`geo.model`</autoref> |
| size | float | km |

"""


def test_docstrings_become_markdown():
    assert hook("docstrings").markdown(TABLE) == AS_MARKDOWN


def test_no_docstring_shows_its_markup(site):
    for page in (site / "reference").glob("*.html"):
        tree = lxml.html.fromstring(page.read_text(encoding="utf-8"))
        assert tree.xpath("//autoref | //p[contains(., '====') or contains(., '::')]") == [], page
    story = (site / "reference" / "geo.story.html").read_text(encoding="utf-8")
    assert 'href="geo.model.html#geo.model"' in story


def test_every_public_name_is_in_the_reference(site, reference):
    *_, packed = (site / "objects.inv").read_bytes().split(b"\n", 4)
    told = {line.split(" ")[0] for line in zlib.decompress(packed).decode().splitlines()}
    public = {f"{module}.{name}" for module, names in reference.public_modules().items() for name in names}
    assert {"geo.Pipeline", "geo.frames.events", "maps.Map"} <= public
    assert public - told == set()


def test_every_command_is_in_the_reference(site, reference):
    page = lxml.html.fromstring((site / "reference" / "commands.html").read_text(encoding="utf-8")).text_content()
    told = dict(reference.commands())
    assert {"dateline map", "dateline export", "dateline gazetteer search"} <= set(told)
    for name, text in told.items():
        assert f"Usage: {name}" in text
        assert text.split("\n")[0] in page


def test_no_page_takes_anything_from_elsewhere(site):
    pages = list(site.rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        tree = lxml.html.fromstring(page.read_text(encoding="utf-8"))
        loaded = tree.xpath("//script/@src | //link[@rel!='canonical']/@href | //img/@src | //iframe/@src")
        assert [address for address in loaded if "//" in address] == [], page


def test_every_page_can_be_reached_from_the_first(site):
    tree = lxml.html.fromstring((site / "index.html").read_text(encoding="utf-8"))
    linked = {(site / href).resolve() for href in tree.xpath("//nav//a/@href") if href.endswith(".html")}
    assert {page.resolve() for page in site.rglob("*.html")} - linked == {(site / "404.html").resolve()}


def test_the_site_is_searched_without_network(site):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site))
    Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"http://127.0.0.1:{server.server_port}/index.html")
        page.locator("input[name=query]").press_sequentially("notebook")
        page.locator(".md-search-result__item").first.wait_for()
        browser.close()
    server.shutdown()
    server.server_close()
    assert [url for url in asked if not url.startswith((f"http://127.0.0.1:{server.server_port}/", "data:"))] == []


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *told):
        pass
