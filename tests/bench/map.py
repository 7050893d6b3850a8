"""Measure the map with 100 to 1,000,000 events in headless Chromium, offline, beside other libraries' maps.

usage: python tests/bench/map.py [--sizes 100,10000] [--peers] [--json FILE]      (make bench-map: all of it)

Prints a Markdown table; figures in brackets are what is owed. HTML is the file's size. "build" is CPU seconds of Python
from stories (or rows of points, for the others) to HTML; "interactive" runs from the start of navigation to the second
frame after everything is drawn; CPU is that of the page's main thread until then; heap and buffers (typed arrays) are
measured after a collection of garbage. Filter, popup and search: milliseconds until the result is drawn; "script" is
the script's CPU part of a filter. Best of three loads, each in a fresh context. The other maps get the same events with
quotes, no base map, and the files that they would load from the web (they are blank offline); "never": not within 240
s, or the page died; "–": not measured (for a whole row: a tenth of the events took over a minute). There is no graphics
card: a page that moves much work to one is drawn slower here than on a desk. Events are invented: see `map_synthetic`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import map_browser
import map_words
from map_synthetic import stories
from playwright.sync_api import Playwright, sync_playwright

import maps
from geo.story import Story

CASES = ((100, True), (1_000, True), (10_000, True), (100_000, True), (100_000, False), (1_000_000, False))
PEER_SIZES = (1_000, 10_000, 100_000)
LOADS = 3
PATIENCE = 60  # seconds; a page slower than that is loaded once, and ten times as many events are not tried
WHOLE = 10_000  # below, the page chooses itself how much text it carries
COLUMNS = {
    "html": ("HTML MB", 2), "build": ("build s", 2), "interactive": ("interactive s", 2), "cpu": ("CPU s", 2),
    "heap": ("heap MB", 1), "buffers": ("buffers MB", 1), "filter": ("filter ms", 0), "filter_script": ("script ms", 1),
    "popup": ("popup ms", 0), "found": ("search ms", 0), "absent": ("absent ms", 0),
}  # fmt: skip
OWED = {
    (100, True): {"html": 0.55, "interactive": 0.5, "heap": 6},
    (1_000, True): {"html": 0.65, "interactive": 0.5, "heap": 6},
    (10_000, True): {"html": 1.6, "interactive": 0.6, "heap": 6},
    (100_000, True): {"html": 9.5, "build": 5, "interactive": 1, "heap": 8, "buffers": 25, "filter": 16, "popup": 50,
                      "found": 500, "absent": 500},
    (100_000, False): {"html": 3, "build": 5, "interactive": 1, "heap": 8, "buffers": 25, "filter": 16, "popup": 50,
                       "found": 500, "absent": 500},
    (1_000_000, False): {"html": 24, "interactive": 1.5, "heap": 12, "buffers": 75},
}  # fmt: skip

Row = dict[str, Any]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=_sizes, metavar="N,N…", help="only maps with so many events")
    parser.add_argument("--peers", action="store_true", help="other libraries' maps too")
    parser.add_argument("--only", nargs="+", metavar="MAP", help='only these maps ("Dateline", "pydeck" …)')
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="save a picture of every page there")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    options = parser.parse_args()
    for folder in (options.pictures, options.json and options.json.parent):
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    print(f"| map | events | quotes | {' | '.join(name for name, _ in COLUMNS.values())} |")
    print(f"|---|--:|---|{'--:|' * len(COLUMNS)}", flush=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        bench = Bench(playwright, Path(folder), options.pictures)
        for row in bench.rows(options.sizes, options.only, peers=options.peers):
            rows.append(row)
            print(line(row), flush=True)
            if options.json:
                facts = {"machine": machine(), "rows": rows}
                options.json.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


class Bench:
    """Builds pages in ``folder`` and loads them in browsers of their own."""

    def __init__(self, playwright: Playwright, folder: Path, pictures: Path | None) -> None:
        self.playwright, self.folder, self.pictures = playwright, folder, pictures

    def rows(self, sizes: list[int] | None, only: list[str] | None, *, peers: bool) -> Iterator[Row]:
        """Yield a row of figures for each map and size, ours first."""
        for count, quotes in CASES:
            if (not sizes or count in sizes) and (not only or "Dateline" in only):
                yield self.ours(count, quotes=quotes)
        if not peers:
            return
        import map_peers

        for name, (build, ready) in map_peers.PEERS.items():
            if only and name not in only:
                continue
            row: Row = {}
            for count in PEER_SIZES:
                if sizes and count not in sizes:
                    continue
                if row and (row["interactive"] is None or row["build wall"] + row["interactive"] > PATIENCE):
                    yield {"map": name, "events": count, "quotes": True, "tried": False}
                    continue
                marks = map_peers.marks(stories(count, quotes=True))
                row = {"map": name, "events": count, "quotes": True, **self.built(lambda: build(marks))}  # noqa: B023
                row |= self.loaded(name, ready=ready, serve=map_peers.serve)
                yield row

    def ours(self, count: int, *, quotes: bool) -> Row:
        """Return the figures of Dateline's page. The time that the stories take to be invented does not count."""
        source = Clocked(stories(count, quotes=quotes))
        evidence = None if count < WHOLE else "quotes" if quotes else "none"
        row = {"map": "Dateline", "events": count, "quotes": quotes}
        row |= self.built(lambda: maps.render(source, title=f"{count:,} events", evidence=evidence))
        row["build"] -= source.cpu
        row["build wall"] -= source.wall
        words = (map_words.RARE, map_words.ABSENT)
        return row | self.loaded("Dateline", ready=map_browser.READY, use=map_browser.use_ours(words))

    @property
    def page(self) -> Path:
        """The page being measured."""
        return self.folder / "map.html"

    def built(self, build: Callable[[], str]) -> Row:
        """Write a page; return its size in MB (10^6 bytes) and the CPU and wall seconds that making its HTML took."""
        wall, cpu = time.perf_counter(), time.process_time()
        text = build()
        figures = {"build": time.process_time() - cpu, "build wall": time.perf_counter() - wall}
        self.page.write_text(text, encoding="utf-8", newline="\n")
        return figures | {"html": self.page.stat().st_size / 1e6}

    def loaded(self, name: str, **how: Any) -> Row:
        """Load the page, again if it is quick; return the least of each figure, None for a page that never came up."""
        best: map_browser.Figures = {}
        with map_browser.chromium(self.playwright) as browser:
            for _ in range(LOADS):
                picture = self.pictures / f"{name}.{self.page.stat().st_size}.png" if self.pictures else None
                figures = map_browser.load(browser, self.page, picture=picture, **how)
                if figures is None:
                    return {"interactive": None, **best}
                best = {key: min(value, best.get(key, value)) for key, value in figures.items()}
                if figures["interactive"] > PATIENCE:
                    break
        return best


class Clocked(Iterable[Story]):
    """Stories that time their own making: ``cpu`` and ``wall`` seconds."""

    def __init__(self, source: Iterator[Story]) -> None:
        self.source, self.cpu, self.wall = source, 0.0, 0.0

    def __iter__(self) -> Iterator[Story]:
        while True:
            wall, cpu = time.perf_counter(), time.process_time()
            story = next(self.source, None)
            self.cpu += time.process_time() - cpu
            self.wall += time.perf_counter() - wall
            if story is None:
                return
            yield story


def line(row: Row) -> str:
    """Return a row of the table."""
    owed = OWED.get((row["events"], row["quotes"]), {}) if row["map"] == "Dateline" else {}
    cells = []
    for key, (_, digits) in COLUMNS.items():
        cell = f"{row[key]:.{digits}f}" if row.get(key) is not None else "never" if key in row else "\u2013"
        cells.append(f"{cell} ({owed[key]:g})" if key in owed else cell)
    return f"| {row['map']} | {row['events']:,} | {'yes' if row['quotes'] else 'no'} | {' | '.join(cells)} |"


def machine() -> Row:
    """Return what the figures were measured with."""
    packages = ("dateline", "folium", "geopandas", "playwright")
    return {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        **{name: version(name) for name in packages},
    }


def _sizes(text: str) -> list[int]:
    return [int(size) for size in text.split(",")]


if __name__ == "__main__":
    main()
