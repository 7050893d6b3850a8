"""Train the event classifier on weak labels, and say how good it is on documents not trained on.

usage: python data/train_events.py TEXTS [-o FOLDER]

TEXTS is a folder with ``data/muc4``, ``plover_gsr``, ``rams`` and ``wikievents`` (``*.docs.jsonl``, ``*.gold.jsonl``).
Labels, by source:

- MUC-4 (ASSAULT and abductions only): right is what the best alignment of told events and templates pairs; all else is
  wrong. MUC-4 owes acts of terror only, a reader battles too: what is dated to the last fortnight and placed more
  exactly than by country counts little as a mistake (`RELEVANCE`).
- PLOVER GSR: right if the type is one of the sentence's.
- RAMS and WikiEvents: right what overlaps a given trigger, nothing wrong; background in ordinary news counts, too.
- our own quality texts but the long stories, a hold-out: right what is owed, wrong what is nowhere in the gold.

Scores are cross-validated with folds by document. Written: ``events.lightgbm.txt``, ``events.json``.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from spacy.tokens import Doc

from geo import dates, events, link
from geo.articles import lay_out
from geo.events.classifier import THRESHOLD, cue_of
from geo.events.coreference import merge_retold
from geo.events.evidence import FEATURES, Telling
from geo.gazetteer import Gazetteer
from geo.language import parse
from geo.model import Article, Event, Toponym
from geo.recognise import recognise
from geo.resolve import resolve

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests" / "quality"))
import scoring  # noqa: E402  (beside the texts it reads)

FOLDS = 5
ROUNDS = 150
BOOSTER = {
    "objective": "binary", "learning_rate": 0.1, "num_leaves": 7, "min_child_samples": 20, "feature_fraction": 0.3,
    "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 10.0, "verbose": -1, "num_threads": 2, "seed": 1,
    "deterministic": True,
}  # fmt: skip
CUE_DOUBT = 10.0
"""Events that a word's share is mixed with, of the share of all words."""

RELEVANCE = 0.3
"""Weight of an event that is dated and placed and yet in no template: MUC-4's definition, hardly a mistake."""

PARTIAL = 0.5
"""Weight of an event paired with a template of another type, or with an optional one."""

NEWS = 2.0
"""Weight of an event that an annotator of ordinary news has marked. With 0 the classifier learns MUC-4's taste: it
drops half of what an analysis of a war tells."""

OWN = 3.0
"""Weight of an event of our own texts."""

STEMS = {
    "bomb": "BOMBING", "dynamit": "BOMBING", "explo": "BOMBING", "deton": "BOMBING", "grenade": "BOMBING",
    "kidnap": "KIDNAPPING", "abduct": "KIDNAPPING", "hostage": "KIDNAPPING", "arson": "ARSON", "burn": "ARSON",
    "rob": "ROBBERY", "loot": "ROBBERY", "stole": "ROBBERY",
}  # fmt: skip
"""How MUC-4 calls an incident, by how the trigger begins."""

Matrix = NDArray[np.float64]
Labels = Callable[[Sequence[Event], Sequence[Toponym], dict[str, Any]], list[tuple[float, float] | None]]
"""Gives each event of a document (label, weight) by the document's gold; None leaves it out."""


@dataclass(slots=True)
class Row:
    """A told event with its label: right (1.0) or wrong (0.0), and what the label is worth."""

    source: str
    document: str
    event: Event
    word: str
    numbers: list[float]
    label: float
    weight: float


def told(articles: Sequence[Article]) -> Iterator[tuple[Article, Doc, tuple[Event, ...], tuple[Toponym, ...]]]:
    """Yield articles with their merged, dated and placed events, before any is judged."""
    gazetteer = Gazetteer()
    for article, doc in parse([lay_out(article) for article in articles]):
        toponyms = resolve(article.text, recognise(article, doc, gazetteer), gazetteer)
        found = events.find(article, doc, dates.find(article, doc))
        placing = link.link(article, doc, found, toponyms, gazetteer)
        placed = [replace(event, places=places) for event, places in zip(found, placing.links, strict=True)]
        yield article, doc, merge_retold(article, doc, placed, placing.toponyms), placing.toponyms


def rows(source: str, articles: Sequence[Article], golds: Sequence[dict[str, Any]], labels: Any) -> Iterator[Row]:
    """Yield the labelled events of a source."""
    for number, (article, doc, found, toponyms) in enumerate(told(articles)):
        telling = Telling(article, doc, found)
        for event, label in zip(found, labels(found, toponyms, golds[number]), strict=True):
            if label is None:
                continue
            right, weight = label
            numbers = telling.row(event, 0.0)
            if source == "MUC-4" and not right and is_news(event, numbers):
                weight = RELEVANCE
            yield Row(source, f"{source} {number}", event, cue_of(doc, event), numbers, right, weight)


def muc_type(event: Event) -> str | None:
    """Return MUC-4's name for a told event, None if it has none."""
    if event.type not in ("ASSAULT", "COERCE") or event.polarity == "negative" or event.genericity == "generic":
        return None
    stem = next((kind for stem, kind in STEMS.items() if event.trigger.text.lower().startswith(stem)), None)
    return stem or ("KIDNAPPING" if event.mode == "abduct" else "ATTACK" if event.type == "ASSAULT" else None)


def muc_labels(
    found: Sequence[Event], toponyms: Sequence[Toponym], gold: dict[str, Any]
) -> list[tuple[float, float] | None]:
    kinds = [muc_type(event) for event in found]
    told_ = [i for i, kind in enumerate(kinds) if kind is not None]
    paired = align([found[i] for i in told_], [kinds[i] for i in told_], toponyms, gold["events"])
    answers: list[tuple[float, float] | None] = [None] * len(found)
    for place, i in enumerate(told_):
        template = paired.get(place)
        if template is not None:
            exact = kinds[i] in template["types"] and not template["optional"]
            answers[i] = 1.0, 1.0 if exact else PARTIAL
        else:
            answers[i] = 0.0, 1.0
    return answers


def is_news(event: Event, numbers: Sequence[float]) -> bool:
    """Whether an event is asserted, dated to the last fortnight, and placed more exactly than by country."""
    row = dict(zip(FEATURES, numbers, strict=True))
    recent, exact = row["told to be of the last fortnight"], row["exactness of the place"]
    return bool(recent) and exact > 1 and event.modality == "asserted"


def align(
    found: Sequence[Event],
    kinds: Sequence[str | None],
    toponyms: Sequence[Toponym],
    templates: Sequence[dict[str, Any]],
) -> dict[int, dict[str, Any]]:
    """Return told event → template of the best alignment: type first, then place name, country and day."""
    if not found or not templates:
        return {}
    likeness = np.array(
        [[_likeness(event, kind, toponyms, one) for one in templates] for event, kind in zip(found, kinds, strict=True)]
    )
    pairs = zip(*linear_sum_assignment(-likeness), strict=True)
    return {int(i): templates[j] for i, j in pairs if likeness[i, j] > 0}


def _likeness(event: Event, kind: str | None, toponyms: Sequence[Toponym], template: dict[str, Any]) -> float:
    types = template["types"]
    kinship = 1.0 if kind in types else 0.5 if kind == "ATTACK" or "ATTACK" in types else 0.0
    if not kinship:
        return 0.0
    places = [(toponyms[one.toponym].text, toponyms[one.toponym].place) for one in event.places]
    said = {_plain(name) for text, place in places for name in (text, place.name if place else "") if name}
    owed = {_plain(name) for one in template["locs"] for name, _ in one["parts"]}
    countries = {place.country_code for _, place in places if place}
    same_country = bool(countries & {one.get("iso") for one in template["locs"]})
    day = event.date is not None and any(
        (first or last) <= event.date.end and event.date.start <= last for _, first, last in template["dates"]
    )
    return kinship + 0.3 * bool(said & owed) + 0.1 * same_country + 0.1 * day


def _plain(name: str) -> str:
    return re.sub(r" (city|department|province|neighborhood|municipality|town)$", "", name.lower().strip())


def plover_labels(
    found: Sequence[Event], _: Sequence[Toponym], gold: dict[str, Any]
) -> list[tuple[float, float] | None]:
    types = {one["type"] for one in gold["events"]}
    return [(float(event.type in types), 1.0) for event in found]


def trigger_labels(
    found: Sequence[Event], _: Sequence[Toponym], document: dict[str, Any]
) -> list[tuple[float, float] | None]:
    given = [(trigger["start"], trigger["end"]) for trigger in document["triggers"]]
    return [(1.0, NEWS) if _overlap(event, given) else None for event in found]


def _overlap(event: Event, spans: Iterable[Sequence[int]]) -> bool:
    return any(a < d and c < b for a, b in event.mentions for c, d in spans)


def own_labels(found: Sequence[Event], _: Sequence[Toponym], gold: dict[str, Any]) -> list[tuple[float, float] | None]:
    answers: list[tuple[float, float] | None] = []
    for event in found:
        same = [owed["must"] for owed in gold["events"] if _overlap(event, owed["triggers"])]
        answers.append(None if same and not any(same) else (float(bool(same)), OWN))
    return answers


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def labelled(texts: Path) -> list[Row]:
    """Return all labelled events."""
    found: list[Row] = []
    for source, name, labels in SOURCES:
        docs = read(texts / "data" / f"{name}.docs.jsonl")
        gold = texts / "data" / f"{name.removesuffix('.truecased')}.gold.jsonl"
        golds = docs if labels is trigger_labels else read(gold)
        found += rows(source, [Article(doc["text"], published=doc.get("dct")) for doc in docs], golds, labels)
    golds = [scoring.read(path) for path in scoring.articles() if scoring.group_of(path.stem) != scoring.HOLD_OUT]
    articles = [Article(gold["text"], published=gold["published"], source=gold["source"]) for gold in golds]
    return found + list(rows("own", articles, golds, own_labels))


SOURCES: tuple[tuple[str, str, Labels], ...] = (
    ("MUC-4", "muc4/dev.truecased", muc_labels),
    ("MUC-4", "muc4/tst1.truecased", muc_labels),
    ("MUC-4", "muc4/tst2.truecased", muc_labels),
    ("PLOVER GSR", "plover_gsr/dev", plover_labels),
    ("RAMS", "rams/dev", trigger_labels),
    ("WikiEvents", "wikievents/dev", trigger_labels),
)


def shares(found: Iterable[Row]) -> tuple[dict[str, float], float]:
    """Return word → share of its events that are right, and the share of all."""
    right: Counter[str] = Counter()
    all_: Counter[str] = Counter()
    for row in found:
        right[row.word] += row.label  # type: ignore[assignment]
        all_[row.word] += 1
    mean = sum(right.values()) / sum(all_.values())
    return {word: (right[word] + CUE_DOUBT * mean) / (n + CUE_DOUBT) for word, n in all_.items()}, mean


def matrix(found: Sequence[Row], words: dict[str, float], other: float) -> Matrix:
    return np.array([[words.get(row.word, other), *row.numbers[1:]] for row in found])


def fold_of(document: str, salt: str = "") -> int:
    """Return the fold of a document, by its name ("MUC-4 7": the seventh of each part)."""
    return zlib.crc32(f"{salt}{document}".encode()) % FOLDS


def folds(found: Sequence[Row], salt: str = "") -> NDArray[np.int64]:
    return np.array([fold_of(row.document, salt) for row in found])


def train(found: Sequence[Row]) -> tuple[lgb.Booster, dict[str, float], float]:
    """Return trees, table of words and the share of all words; trees see shares of words from other documents only."""
    inner = folds(found, "inner ")
    numbers = np.empty((len(found), len(FEATURES)))
    for fold in range(FOLDS):
        words, other = shares(row for row, one in zip(found, inner, strict=True) if one != fold)
        mine = inner == fold
        numbers[mine] = matrix([row for row, one in zip(found, mine, strict=True) if one], words, other)
    data = lgb.Dataset(numbers, [row.label for row in found], weight=[row.weight for row in found],
                       feature_name=[f"f{i}" for i in range(len(FEATURES))])  # fmt: skip
    return lgb.train(BOOSTER, data, ROUNDS), *shares(found)


def cross_validated(found: Sequence[Row]) -> Matrix:
    """Return the probability of each event by a model that has not seen its document."""
    answers = np.empty(len(found))
    numbers = folds(found)
    for fold in range(FOLDS):
        booster, words, other = train([row for row, one in zip(found, numbers, strict=True) if one != fold])
        mine = numbers == fold
        answers[mine] = booster.predict(
            matrix([row for row, one in zip(found, mine, strict=True) if one], words, other)
        )
    return answers


def scores(found: Sequence[Row], answers: Matrix) -> dict[str, dict[str, float]]:
    """Return by source: events, share right, rank correlation (AUC), shares kept of right and wrong, mean answer."""
    table = {}
    for source in dict.fromkeys(row.source for row in found):
        mine = np.array([row.source == source for row in found])
        labels, p = np.array([row.label for row in found])[mine], answers[mine]
        right, wrong = p[labels == 1], p[labels == 0]
        table[source] = {
            "events": int(mine.sum()), "right": round(float(labels.mean()), 3),
            "mean answer": round(float(p.mean()), 3),
            "right kept": round(float(np.mean(right >= THRESHOLD)), 3),
        }  # fmt: skip
        if len(wrong):
            table[source] |= {
                "AUC": round(float(np.mean([np.mean(one > wrong) for one in right])), 3),
                "wrong kept": round(float(np.mean(wrong >= THRESHOLD)), 3),
            }
    return table


def save(folder: Path, booster: lgb.Booster, words: dict[str, float], other: float, table: dict[str, Any]) -> None:
    """Write a trained model and the table of its scores as the files that `geo.events.classifier` reads."""
    (folder / "events.lightgbm.txt").write_text(booster.model_to_string(), encoding="utf-8")
    common = {word: round(share, 3) for word, share in sorted(words.items())}
    record = {"features": FEATURES, "scores": table, "other words": round(other, 3), "words": common}
    (folder / "events.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("texts", type=Path)
    options.add_argument("-o", dest="folder", type=Path, default=HERE / "models")
    chosen = options.parse_args()
    found = labelled(chosen.texts)
    table = scores(found, cross_validated(found))
    save(chosen.folder, *train(found), table)
    sys.stdout.write(json.dumps(table, indent=1) + "\n")


if __name__ == "__main__":
    main()
