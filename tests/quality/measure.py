"""Print every measure over the articles of this folder: python tests/quality/measure.py [--raise] [-v] [--export DIR].

--raise      write what is better than floors.json into it (nothing is ever lowered)
-v           list each miss as well
--export DIR write text, gold and story of each article as NN-slug.txt, .gold.json, .story.json (for other scorers)
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import scoring

from geo import Article, Pipeline


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--raise", action="store_true", dest="lift")
    options.add_argument("-v", action="store_true", dest="verbose")
    options.add_argument("--export", type=Path)
    chosen = options.parse_args()
    pipeline = Pipeline()
    tallies = scoring.measure(pipeline)
    floors = scoring.read_floors()
    for group, tally in tallies.items():
        if chosen.verbose:
            sys.stdout.write("\n".join(sorted(tally.log)) + "\n")
        sys.stdout.write(f"{group}\n{tally.table(floors.get(group, {}))}\n\n")
    if chosen.lift:
        better = {group: scoring.raised(t.measures(), floors.get(group, {})) for group, t in tallies.items()}
        scoring.FLOORS.write_text(json.dumps(better, indent=2) + "\n", encoding="utf-8")
    if chosen.export:
        export(pipeline, chosen.export)


def export(pipeline: Pipeline, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in scoring.articles():
        gold = scoring.read(path)
        article = Article(gold["text"], published=gold["published"], source=gold["source"], id=path.stem)
        story = pipeline.run(article).to_dict()
        (folder / f"{path.stem}.txt").write_text(gold.pop("text"), encoding="utf-8")
        for name, record in (("gold", gold), ("story", story)):
            text = json.dumps(record, ensure_ascii=False, indent=1, default=str)
            (folder / f"{path.stem}.{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
