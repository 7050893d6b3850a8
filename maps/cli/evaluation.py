"""The command that scores places against annotated corpora."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from maps.cli.terminal import fail, say

if TYPE_CHECKING:
    from geo.evaluation import Score

__all__ = ["evaluate"]

NoDemonyms = Annotated[bool, typer.Option("--no-demonyms", help="Leave out “Syrian”, “Russians” and the like.")]


def evaluate(
    folder: Annotated[
        Path, typer.Argument(help="Corpora in EUPEG's layout: corpora/NAME/, gold/NAME_gold.txt, peers/.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Write the figures as JSON to stdout.")] = False,
    plot: Annotated[Path | None, typer.Option(help="Draw the curve of errors to this file (.png, .svg, .pdf).")] = None,
    no_demonyms: NoDemonyms = False,
) -> None:
    """Score Dateline's places against annotated corpora, beside other systems' answers found there."""
    from geo import evaluation
    from geo.export import to_json
    from geo.pipeline import Pipeline

    if plot is not None and importlib.util.find_spec("matplotlib") is None:
        fail("the curve of errors is drawn by matplotlib; install it with: pip install 'dateline[plot]'")
    pipeline = Pipeline(demonyms=not no_demonyms)
    scores: dict[str, dict[str, evaluation.Score]] = {}
    for name in evaluation.names(folder):
        gold = evaluation.read_annotations(folder / "gold" / f"{name}_gold.txt")
        told = [evaluation.answers(story) for story in pipeline.stream(evaluation.read_texts(folder, name))]
        others = {peer: evaluation.read_annotations(path) for peer, path in evaluation.peers(folder, name).items()}
        scores[name] = {system: evaluation.score(gold, a) for system, a in {"Dateline": told, **others}.items()}
    if as_json:
        print(
            to_json({name: {peer: s.to_dict() for peer, s in rows.items()} for name, rows in scores.items()}, indent=1)
        )
    else:
        for name, rows in scores.items():
            Console(width=None if sys.stdout.isatty() else 120).print(_score_table(name, rows))
    if plot is not None:
        from maps.curves import save_curves

        save_curves(scores, plot)
        say(f"wrote {plot}")
    say("Dateline's models were trained on LGL and TR-News; their cross-validated scores: data/README.md")


def _score_table(name: str, rows: Mapping[str, Score]) -> Table:
    """Return one corpus's scores as a table, best F@161 first."""
    title = f"{name}, {next(iter(rows.values())).toponyms} toponyms"
    table = Table("system", "P", "R", "F", "acc@161", "median km", "mean km", "AUC", "F@161", title=title, box=None)
    for system, s in sorted(rows.items(), key=lambda pair: -pair[1].f1_161):
        shares = (f"{x:.3f}" for x in (s.precision, s.recall, s.f1, s.accuracy_161))
        table.add_row(system, *shares, f"{s.median_km:.1f}", f"{s.mean_km:.0f}", f"{s.auc:.3f}", f"{s.f1_161:.3f}")
    return table
