"""The curve of errors: which share of a system's right spans lies within how many km; a picture by matplotlib."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from geo.errors import OutputError
from geo.evaluation import HIT_KM, Score

__all__ = ["save_curves"]


def save_curves(scores: Mapping[str, Mapping[str, Score]], path: Path) -> None:
    """Draw one panel a corpus, one line a system, to a file whose name says the format (.png, .svg, .pdf).

    Raises
    ------
    OutputError
        If the file can't be written or its format is unknown.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7 * len(scores), 4.5), layout="constrained")
    for axes, (name, rows) in zip(figure.subplots(1, len(scores), squeeze=False)[0], scores.items(), strict=True):
        for system, score in sorted(rows.items(), key=lambda pair: -pair[1].f1_161):
            shares = [(i + 1) / score.toponyms for i in range(len(score.errors_km))]
            ours = system == "Dateline"
            style = {"linewidth": 2.5, "color": "black"} if ours else {"linewidth": 1.0, "alpha": 0.8}
            axes.step([error + 1 for error in score.errors_km], shares, where="post", label=system, **style)
        axes.axvline(HIT_KM + 1, color="grey", linestyle=":", linewidth=1)
        axes.set(xscale="log", xlim=(1, 2.1e4), ylim=(0, 1), title=name)
        axes.set(xlabel="error in km, plus 1", ylabel="share of all toponyms found within")
        axes.legend(fontsize="small", loc="upper left", bbox_to_anchor=(1.0, 1.0))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.stem}.part{path.suffix}")
        figure.savefig(part)
        part.replace(path)
    except (OSError, ValueError) as error:
        raise OutputError(f"{path}: can't be drawn ({error}); give a name that ends in .png, .svg or .pdf") from error
