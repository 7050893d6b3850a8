"""Headless Chromium, offline, as the measuring instrument of `map.py`: what a page costs until it can be used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, CDPSession, Error, Page, Playwright

CHROMIUM = "/usr/bin/chromium"
# SwiftShader: WebGL without a graphics card, for deck.gl; the others do not use it.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
NEVER = 240  # seconds after which nobody waits any more
FAMILIES = ("fighting", "threats", "protest", "diplomacy", "aid", "disasters", "other")
PAIRS = [[one, other] for n, one in enumerate(FAMILIES) for other in FAMILIES[n + 1 :]]
FILTERS = [*PAIRS[:13], *([one] for one in FAMILIES)]  # 20 sets of families to switch off
READY = 'document.documentElement.dataset.ready === "true"'
# Seconds from the start of navigation to the second frame after `ready` held, as an attribute of the page.
_CLOCK = """(() => {
  const ready = () => { try { return %s; } catch { return false; } };
  const frame = (next) => requestAnimationFrame(next);
  const stop = () => document.documentElement.setAttribute("data-bench", performance.now() / 1000);
  const look = () => ready() ? frame(() => frame(stop)) : frame(look);
  frame(look);
})()"""
# In a task of its own: script that the protocol calls is not counted as script.
_TIMED = """(argument) => new Promise((done, fail) => setTimeout(() => {
  const start = performance.now();
  Promise.resolve(%s).then(() => done(performance.now() - start), fail);
}))"""
_SELECT = _TIMED % "Dateline.select(argument, {})"
_UPDATE = _TIMED % "Dateline.update(argument)"

Figures = dict[str, float]


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Open a browser of its own, so that one page that dies takes nothing else with it."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    try:
        yield browser
    finally:
        browser.close()


def load(
    browser: Browser,
    file: Path,
    *,
    ready: str = READY,
    serve: Callable[[Any], None] | None = None,
    use: Callable[[Page, CDPSession], Figures] | None = None,
    picture: Path | None = None,
) -> Figures | None:
    """Open a page once in a fresh context; return what it cost, or None if it never became interactive.

    ``ready``: JavaScript that is true once the page is drawn. ``serve`` answers requests to the web, which
    nothing else does. ``use`` tries the page out afterwards. Figures: ``interactive`` and ``cpu`` (of the main thread)
    in seconds, ``heap`` and ``buffers`` in MB (10^6 bytes) after a collection of garbage; those of ``use``.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=serve is None)
    try:
        if serve is not None:
            context.route(lambda url: url.startswith("http"), serve)
        page = context.new_page()
        page.set_default_timeout(1000 * NEVER)
        page.on("pageerror", lambda error: print(f"{file.name}: {error}", flush=True))
        page.add_init_script(_CLOCK % ready)
        tools = context.new_cdp_session(page)
        tools.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto(file.absolute().as_uri(), wait_until="commit")
        page.wait_for_selector("html[data-bench]", state="attached")
        figures = {
            "interactive": float(page.get_attribute("html", "data-bench") or "nan"),
            "cpu": metric(tools, "TaskDuration"),
        }
        tools.send("HeapProfiler.collectGarbage")
        heap = tools.send("Runtime.getHeapUsage")
        figures |= {"heap": heap["usedSize"] / 1e6, "buffers": heap["backingStorageSize"] / 1e6}
        if picture is not None:
            page.screenshot(path=picture)
        return figures | (use(page, tools) if use else {})
    except Error as error:
        print(f"{file.name}: {str(error).splitlines()[0]}", flush=True)
        return None
    finally:
        context.close()


def metric(tools: CDPSession, name: str) -> float:
    """Return one of the page's Performance metrics; durations are seconds of CPU of the main thread."""
    return float(next(one["value"] for one in tools.send("Performance.getMetrics")["metrics"] if one["name"] == name))


def use_ours(words: tuple[str, str]) -> Callable[[Page, CDPSession], Figures]:
    """Return a function that opens an event, filters and searches our page.

    ``words``: one that a hundredth of the quotes holds, and one that none holds. Figures, in milliseconds from the
    call until its result is drawn: ``popup`` (the first), ``filter`` (the median of 20) and ``filter_script`` (the CPU
    time of script in it), ``found`` and ``absent`` (searches).
    """

    def tried(page: Page, tools: CDPSession) -> Figures:
        count = page.evaluate("Dateline.store.events.count")
        figures = {"popup": page.evaluate(_SELECT, count // 2)}
        drawn, script = [], []
        for families in FILTERS:
            before = metric(tools, "ScriptDuration")
            drawn.append(page.evaluate(_UPDATE, {"families": families}))
            script.append(1000 * (metric(tools, "ScriptDuration") - before))
        figures |= {"filter": median(drawn), "filter_script": median(script)}
        page.evaluate(_UPDATE, {"families": []})
        for key, word in zip(("found", "absent"), words, strict=True):
            figures[key] = page.evaluate(_UPDATE, {"query": word})
            page.evaluate(_UPDATE, {"query": ""})
        return figures

    return tried
