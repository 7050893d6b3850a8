"""Print the table of the places issue: Dateline cross-validated beside the best published geoparser.

usage: python tests/bench/places.py CORPORA      (../shared/bench/eupeg; the corpora are not part of the project)

Dateline's rows are the cross-validated scores of its shipped models (data/models/scores.json, written by `make train`
on the same annotations, which is checked); the peers' are their own outputs through the same scorer.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

from geo import evaluation
from geo._data import DATA

OWED = {"LGL": 0.87, "TR-News": 0.90}


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpora", type=Path)
    folder = options.parse_args().corpora
    trained = json.loads((DATA / "models" / "scores.json").read_text(encoding="utf-8"))
    print(f"{'F@161':10} {'owed':>6} {'with outlet':>12} {'without':>8} {'ECE':>6}  best peer")
    for name in evaluation.names(folder):
        path = folder / "gold" / f"{name}_gold.txt"
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if trained["sha256 of the annotations"].get(path.name) != digest:
            sys.exit(f"{path}: not what the shipped models were cross-validated on; run: make train CORPORA={folder}")
        ours, alone = (trained["cross-validated"][f"{name}, {known}"] for known in ("published", "alone"))
        gold = evaluation.read_annotations(path)
        rows = {
            p: evaluation.score(gold, evaluation.read_annotations(f)) for p, f in evaluation.peers(folder, name).items()
        }
        best = max(rows, key=lambda peer: rows[peer].f1_161)
        print(
            f"{name:10} {OWED.get(name, 0):6.3f} {ours['F@161']:12.3f} {alone['F@161']:8.3f} "
            f"{ours['calibration error']:6.3f}  {best} {rows[best].f1_161:.3f}"
        )


if __name__ == "__main__":
    main()
