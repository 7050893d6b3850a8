"""Fuzz the text path: bytes of strange documents through reading, understanding, every export and the page.

usage: python tests/bench/fuzz.py [--minutes 10] [--seed 1]

Documents are our own test texts, cut, spliced, repeated and sprinkled with what has bitten somebody: control
characters, lone surrogates, bidi marks, formulas, markup, impossible dates, very long words, wrong encodings. What
raises, or breaks what must hold of any story, is printed with its seed and kept in the folder given by --keep.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import tempfile
import time
import traceback
from pathlib import Path

from geo import Pipeline, Story
from geo.articles import read_all
from geo.export import FORMATS
from maps.page import render

ROOT = Path(__file__).parents[2]
STRANGE = [
    "\x00", "\x1b[31m", "\ud800", "\udfff", "\u202e", "\u200b", "\ufeff", "\u2028", "\r", "\r\n\r\n", "\f", "\t",
    "\xa0", "\U0001f4a5", "é", "ﷺ", "حلب", "北京", "{{7*7}}", "${7*7}", "<script>alert(1)</script>", "</script>",
    "]]>", "<!--", "&amp;", "=HYPERLINK(1)", "@SUM(1)", "C:\\2019", "\\u0000", "`", "'", '"', "“", "’", "--", "—",
    "...", "?!", "(", ")", "[", "%", "$1.2bn", "100,000", "February 31, 2019", "99 May 2020", "0000-00-00",
    "9999-12-31", "last Friday", "next year", "the 1990s", "two weeks ago", "between Aleppo and", "north of",
    "near the border of", "the U.S.", "St.", "Mt.", "a" * 3000, "A" * 500, " " * 2000, "\n" * 200, "1" * 400,
    "Aleppo " * 60, "said " * 50, "LONDON (AP) — ", "By John Smith\n", "Copyright Reuters 2031", "Headline: ",
]  # fmt: skip
ENCODINGS = [
    "utf-8",
    "utf-8",
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "cp1252",
    "latin-1",
    "utf-32",
    "cp1251",
    "shift-jis",
]


def texts() -> list[str]:
    files = [*(ROOT / "tests" / "quality" / "articles").rglob("*.txt"), *(ROOT / "data" / "articles").glob("*.txt")]
    return [path.read_text(encoding="utf-8") for path in sorted(files)]


def document(chance: random.Random, pool: list[str]) -> bytes:
    """Return the bytes of a strange document."""
    text = chance.choice(pool)[: chance.randrange(20, 3000)]
    for _ in range(chance.randrange(0, 12)):
        at, to = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
        what = chance.randrange(7)
        if what == 0:
            text = text[:at] + text[to:] if len(text) - (to - at) > 10 else text
        elif what == 1:
            text = text[:to] + text[at:to][:500] + text[to:]
        elif what == 2:
            other = chance.choice(pool)
            start = chance.randrange(len(other))
            text = text[:at] + other[start : start + chance.randrange(300)] + text[at:]
        elif what == 3:
            text = text[:at] + chance.choice([str.upper, str.lower, str.title, str.swapcase])(text[at:to]) + text[to:]
        elif what == 4:
            text = (
                text[:at]
                + chr(chance.choice([chance.randrange(128), chance.randrange(0x3000), chance.randrange(0x110000)]))
                + text[at:]
            )
        else:
            text = text[:at] + chance.choice(STRANGE) + text[at:]
    try:
        data = text.encode(chance.choice(ENCODINGS), chance.choice(["surrogatepass", "replace", "ignore"]))
    except UnicodeEncodeError:
        data = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.1:
        at = chance.randrange(len(data) + 1)
        data = data[:at] + chance.randbytes(chance.randrange(1, 30)) + data[at:]
    return data[: chance.randrange(len(data) + 1)] if chance.random() < 0.05 else data


def check(story: Story) -> None:
    """Assert what holds of any story, and that it can be written in every format and drawn."""
    text = story.article.text
    for toponym in story.toponym_records:
        assert text[toponym.start : toponym.end] == toponym.text
        assert 0 <= toponym.confidence <= 1
        assert toponym.place is None or (math.isfinite(toponym.place.lon) and math.isfinite(toponym.place.lat))
        assert toponym.place is None or toponym.why
    for event in story.event_records:
        assert text[event.trigger.start : event.trigger.end] == event.trigger.text
        assert 0 <= event.confidence <= 1
        for link in event.places:
            assert 0 <= link.toponym < len(story.toponym_records)
            assert link.lon is None or (-180 <= link.lon <= 180 and -90 <= (link.lat or 0) <= 90)
        assert event.date is None or event.date.start <= event.date.end
    with tempfile.TemporaryDirectory() as folder:
        for one in FORMATS.values():
            one.write([story], Path(folder) / f"story{one.suffix}")
        json.loads((Path(folder) / "story.geojson").read_text(encoding="utf-8"))
    render([story])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("out/fuzz"))
    options = parser.parse_args()
    pipeline, pool = Pipeline(), texts()
    ends = time.monotonic() + 60 * options.minutes
    seed, read, refused, events, slowest = options.seed, 0, 0, 0, 0.0
    finds: dict[str, int] = {}
    while time.monotonic() < ends:
        data = document(random.Random(seed), pool)  # noqa: S311
        began = time.process_time()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "document.txt"
            path.write_bytes(data)
            try:
                for found in read_all([path]):
                    if found.article is None:
                        refused += 1
                        assert "\n" not in str(found.error), "an error of several lines"
                        continue
                    story = pipeline.run(found.article)
                    check(story)
                    read += 1
                    events += len(story.event_records)
            except Exception as error:  # noqa: BLE001  (what is looked for)
                where = traceback.extract_tb(error.__traceback__)[-1]
                name = f"{type(error).__name__} {Path(where.filename).name}:{where.lineno}"
                if name not in finds:
                    options.keep.mkdir(parents=True, exist_ok=True)
                    (options.keep / f"{seed}.bin").write_bytes(data)
                    print(f"seed {seed}: {name}: {error}", flush=True)
                    traceback.print_exc(limit=-6)
                finds[name] = finds.get(name, 0) + 1
        slowest = max(slowest, time.process_time() - began)
        seed += 1
    counts = f"{seed - options.seed} documents: {read} read ({events} events), {refused} refused"
    print(f"{counts}, {len(finds)} kinds of failure; slowest {slowest:.1f} s")
    sys.exit(1 if finds else 0)


if __name__ == "__main__":
    main()
