"""The page stays small and quick: its bytes and its main thread's CPU as multiples of an empty Leaflet page's.

Both are measured in the same run with the same browser, so that the machine and its load cancel out. Bytes are exact.
CPU is the least of three loads and swings all the same: its ceilings are over twice the worst of four runs beside two
busy processes, and catch what makes the page three times as slow. To see the ratios: pytest --log-cli-level=INFO.
"""

from __future__ import annotations

import logging
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from maps import render

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))
import map_browser
from map_synthetic import stories

CEILINGS = {
    "one article": (3.7, 12.0),
    "2,500 events": (9.0, 18.0),
}
LOADS = 3
EVENTS = 2_500


@pytest.fixture(scope="module")
def cost(browser, tmp_path_factory):
    """Return a function that tells bytes and CPU seconds of a page until it is interactive."""
    folder = tmp_path_factory.mktemp("pages")

    def of(html):
        file = folder / "page.html"
        file.write_text(html, encoding="utf-8", newline="\n")
        loads = [map_browser.load(browser, file) for _ in range(LOADS)]
        assert all(loads), "the page never became interactive"
        return file.stat().st_size, min(load["cpu"] for load in loads)

    return of


@pytest.fixture(scope="module")
def empty(cost):
    assets = files("maps") / "assets"
    leaflet, style = ((assets / name).read_text("utf-8") for name in ("leaflet.js", "leaflet.css"))
    return cost(
        f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Empty</title><style>{style}'
        f'#map {{ height: 800px }}</style><div id="map"></div><script>{leaflet}</script>'
        '<script>L.map("map").setView([25, 15], 2); document.documentElement.dataset.ready = "true";</script></html>'
    )


@pytest.mark.parametrize("name", CEILINGS)
def test_page_costs_no_more_than_so_many_empty_pages(name, cost, empty, sample):
    page = render([sample] if name == "one article" else list(stories(EVENTS, quotes=True)))
    size, cpu = (one / none for one, none in zip(cost(page), empty, strict=True))
    logging.getLogger(__name__).info("%s: %.2f x the bytes, %.1f x the CPU of an empty page", name, size, cpu)
    most_bytes, most_cpu = CEILINGS[name]
    assert size <= most_bytes
    assert cpu <= most_cpu
