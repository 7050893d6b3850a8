"""Scores against annotated corpora in the layout of EUPEG (Wang and Hu 2019, doi:10.1111/tgis.12579).

A folder holds ``corpora/NAME/0, 1 …`` (one text a file), ``gold/NAME_gold.txt`` (line i: the places of text i) and,
if there, ``peers/NAME_SYSTEM.txt`` (other systems' answers in the same form) and ``NAME.meta.jsonl`` (outlet and
date of each text). A line: ``name,,text,,latitude,,longitude,,start,,end||`` for each place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from math import log
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import ArticleError
from geo.geometry import distance_km
from geo.model import Article

if TYPE_CHECKING:
    from geo.story import Story

__all__ = ["HIT_KM", "Annotation", "Score", "answers", "names", "peers", "read_annotations", "read_texts", "score"]

HIT_KM = 161.0
"""A place within 161 km (100 miles) counts as right."""

SPAN_SLACK = 10.0
"""A span of the same text whose middle lies within 10 characters is the same one."""

_FARTHEST_KM = 20039.0
"""Half the Earth's circumference: the greatest error there can be."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """A place in a text, annotated or answered: its words in lower case, their span, lon and lat in degrees."""

    text: str
    start: int
    end: int
    lon: float
    lat: float

    def same_span(self, text: str, start: int, end: int) -> bool:
        """Return whether these words at this span are the same mention."""
        return self.text == text.lower() and abs((self.start + self.end) / 2 - (start + end) / 2) < SPAN_SLACK

    def error_km(self, lon: float, lat: float) -> float:
        """Return the distance to a point (degrees) in km."""
        return distance_km(self.lon, self.lat, lon, lat)


@dataclass(frozen=True, slots=True)
class Score:
    """One system on one corpus.

    Precision, recall and F1 are of spans; accuracy, median, mean (km) and AUC of the points of right spans (AUC: area
    under the curve of log errors, 0 is best); ``f1_161`` asks for the right span and a point within 161 km.
    """

    toponyms: int
    precision: float
    recall: float
    f1: float
    accuracy_161: float
    median_km: float
    mean_km: float
    auc: float
    f1_161: float
    errors_km: tuple[float, ...] = ()

    def to_dict(self) -> dict[str, float]:
        """Return the figures without the single errors, rounded to four digits."""
        return {name: round(value, 4) for name, value in asdict(self).items() if name != "errors_km"}


def names(folder: Path) -> list[str]:
    """Return the names of the corpora in a folder.

    Raises
    ------
    ArticleError
        If it holds none in this layout.
    """
    found = sorted(path.name.removesuffix("_gold.txt") for path in (folder / "gold").glob("*_gold.txt"))
    found = [name for name in found if (folder / "corpora" / name).is_dir()]
    if not found:
        raise ArticleError(f"{folder}: no corpora there; give a folder with corpora/NAME/ and gold/NAME_gold.txt")
    return found


def read_texts(folder: Path, name: str) -> Iterator[Article]:
    """Yield a corpus's texts in order, with outlet and date where they are known."""
    files = sorted((folder / "corpora" / name).iterdir(), key=lambda path: int(path.name))
    meta_path = folder / f"{name}.meta.jsonl"
    lines = meta_path.read_text(encoding="utf-8").splitlines() if meta_path.is_file() else ["{}"] * len(files)
    for path, line in zip(files, lines, strict=True):
        meta = json.loads(line)
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        yield Article(text, published=meta.get("published"), source=meta.get("source"), id=f"{name}/{path.name}")


def read_annotations(path: Path) -> list[list[Annotation]]:
    """Return the places of each line of a file; cells that are none are passed over."""
    return [list(_cells(line)) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


def peers(folder: Path, name: str) -> dict[str, Path]:
    """Return the files of other systems' answers on a corpus, by system."""
    return {
        path.stem.removeprefix(f"{name}_"): path for path in sorted((folder / "peers").glob(f"{name}_*.txt"))
    }  # fmt: skip


def answers(story: Story) -> list[Annotation]:
    """Return a story's places as answers."""
    return [
        Annotation(t.text.lower().replace("\n", " "), t.start, t.end, t.place.lon, t.place.lat)
        for t in story.toponym_records
        if t.place
    ]


def score(gold: Sequence[Sequence[Annotation]], answered: Sequence[Sequence[Annotation]]) -> Score:
    """Score answers against annotations, text by text; each answer serves one annotation.

    Raises
    ------
    ArticleError
        If the numbers of texts differ.
    """
    if len(gold) != len(answered):
        raise ArticleError(f"{len(answered)} lines of answers for {len(gold)} texts; give one line a text")
    errors: list[float] = []
    for wanted, given in zip(gold, answered, strict=True):
        free = list(given)
        for annotation in wanted:
            match = next((a for a in free if annotation.same_span(a.text, a.start, a.end)), None)
            if match is not None:
                free.remove(match)
                errors.append(annotation.error_km(match.lon, match.lat))
    errors.sort()
    owed, told, right = sum(map(len, gold)), sum(map(len, answered)), len(errors)
    hits = sum(error < HIT_KM for error in errors)
    return Score(
        owed, _share(right, told), _share(right, owed), _share(2 * right, told + owed), _share(hits, right),
        errors[right // 2] if errors else 0.0, sum(errors) / right if errors else 0.0,
        sum(log(1 + error) / log(_FARTHEST_KM) for error in errors) / right if errors else 1.0,
        _share(2 * hits, told + owed), tuple(errors),
    )  # fmt: skip


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _cells(line: str) -> Iterable[Annotation]:
    for cell in line.split("||"):
        fields = cell.split(",,")
        try:
            _, text, lat, lon, start, end = fields[:6]
            yield Annotation(text.lower(), int(start), int(end), float(lon), float(lat))
        except ValueError:
            continue
