"""Train the model of events' places on evloc, and say how good it is on sentences not trained on.

usage: python data/train_links.py BENCH [-o FOLDER]

BENCH holds ``data/evloc/dev.docs.jsonl`` and ``dev.gold.jsonl`` (A. Halterman, "Geolocating political events in
text", MIT licence): sentences with one verb marked and the places where what it tells happened. Folds keep sentences
together that share eight words in a row. Written: ``links.lightgbm.txt`` and ``links.json`` (cue words, scores).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import log
from pathlib import Path

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Token

from geo import dates, events
from geo.articles import lay_out
from geo.events.lexicon import entry_for
from geo.gazetteer import Gazetteer
from geo.language import parse
from geo.link.features import CUES, FEATURES, PairReader, Row
from geo.link.judge import chosen
from geo.link.sites import Sites
from geo.model import Article, Event, Toponym, Trigger
from geo.recognise import recognise
from geo.resolve import resolve

HERE = Path(__file__).parent
FOLDS = 5
ROUNDS = 250
BOOSTER = {
    "objective": "binary", "learning_rate": 0.05, "num_leaves": 31, "min_child_samples": 20, "feature_fraction": 0.3,
    "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5.0, "verbose": -1, "num_threads": 2, "seed": 1,
    "deterministic": True,
}  # fmt: skip
CUE_DOUBT = 5.0
LEAST_CUE = 3
SHARED_WORDS = 8
NOUN_WEIGHT = 0.5
"""Weight of a noun that takes the place of the verb it stands beside ("killed in an attack in X")."""

TIES = frozenset(["in", "by", "during", "after", "with", "from"])
"""Prepositions whose noun tells the same event as the verb above it."""

Span = tuple[int, int]
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """One event with the names of its sentence: their spans, rows and truth, and all its places."""

    group: int
    weight: float
    spans: list[Span]
    rows: list[Row]
    truth: list[bool]
    gold: list[Span]


def main() -> None:
    """Train, cross-validate, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=HERE / "models")
    options = parser.parse_args()
    source = options.bench / "data" / "evloc"
    lines = list(zip(read(source / "dev.docs.jsonl"), read(source / "dev.gold.jsonl"), strict=True))
    groups = alike([line["text"] for line, _ in lines])
    cases = [
        case
        for (article, doc, toponyms), (_, gold), group in zip(
            placed(line for line, _ in lines), lines, groups, strict=True
        )
        for case in cases_of(article, doc, toponyms, gold["events"], group)
    ]
    scores = evaluate(cases, cross_validated(cases))
    print(json.dumps(scores))
    booster, cues = fit(cases)
    (options.output / "links.lightgbm.txt").write_text(booster.model_to_string(), encoding="utf-8")
    digest = hashlib.sha256((source / "dev.gold.jsonl").read_bytes()).hexdigest()
    table = {"features": [*FEATURES, *CUES], "trained on": {"evloc/dev.gold.jsonl": digest},
             "cross-validated": scores, "cues": dict(zip(CUES, cues, strict=True))}  # fmt: skip
    (options.output / "links.json").write_text(json.dumps(table, ensure_ascii=False, indent=0), encoding="utf-8")


def read(path: Path) -> list[dict]:
    """Return the objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def placed(lines: Iterable[dict]) -> Iterator[tuple[Article, Doc, tuple[Toponym, ...]]]:
    """Yield each sentence as an article, with its parse and its toponyms."""
    gazetteer = Gazetteer()
    articles = (
        lay_out(Article(line["text"], triggers=tuple((t["start"], t["end"]) for t in line["triggers"])))
        for line in lines
    )
    for article, doc in parse(articles):
        yield article, doc, resolve(article.text, recognise(article, doc, gazetteer), gazetteer)


def alike(texts: Sequence[str]) -> list[int]:
    """Return a group for each text: those that share eight words in a row, with any text between, are in one."""
    parents = list(range(len(texts)))

    def root(i: int) -> int:
        while parents[i] != i:
            parents[i] = parents[parents[i]]
            i = parents[i]
        return i

    seen: dict[str, int] = {}
    for i, text in enumerate(texts):
        words = re.findall(r"\w+", text.lower())
        for start in range(max(1, len(words) - SHARED_WORDS + 1)):
            shingle = " ".join(words[start : start + SHARED_WORDS])
            parents[root(i)] = root(seen.setdefault(shingle, i))
    return [root(i) for i in range(len(texts))]


def cases_of(article: Article, doc: Doc, toponyms: tuple[Toponym, ...], gold: list[dict], group: int) -> Iterator[Case]:
    """Yield the case of each event told, and of each noun beside it that tells the same."""
    sites = Sites(article, doc, toponyms)
    reader = PairReader(sites)
    for event, truth in zip(events.find(article, doc, dates.find(article, doc)), gold, strict=True):
        head = doc.char_span(event.trigger.start, event.trigger.end, alignment_mode="expand").root
        places = [(place["start"], place["end"]) for place in truth["places"]]
        yield case_of(event, head, reader, places, group, 1.0)
        for noun in nouns_beside(head):
            found = entry_for(noun)
            if found is not None and found[0].type is not None:
                trigger = Trigger(noun.text, noun.idx, noun.idx + len(noun))
                told = replace(event, type=found[0].type, trigger=trigger)
                yield case_of(told, noun, reader, places, group, NOUN_WEIGHT)


def case_of(event: Event, head: Token, reader: PairReader, gold: list[Span], group: int, weight: float) -> Case:
    """Return the case of one event's word."""
    rows = reader.rows(event, head.i)
    spans = [reader.sites.span_of(row.site) for row in rows]
    truth = [any(overlap(span, place) for place in gold) for span in spans]
    return Case(group, weight, spans, rows, truth, gold)


def nouns_beside(verb: Token) -> Iterator[Token]:
    """Yield nouns that a verb has as subject, object or scene."""
    for child in verb.children:
        if child.dep_ in ("dobj", "nsubj", "nsubjpass") and child.pos_ == "NOUN":
            yield child
        if child.dep_ in ("prep", "agent") and child.lower_ in TIES:
            yield from (noun for noun in child.children if noun.dep_ == "pobj" and noun.pos_ == "NOUN")


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def fit(cases: Sequence[Case]) -> tuple[lgb.Booster, list[dict[str, float]]]:
    """Return the trees and the table of cues; each sentence's cues are weighed by other sentences when training."""
    pairs = [
        (case, row, told) for case in cases for row, told in zip(case.rows, case.truth, strict=True)
        if not row.site.ground  # annotators of evloc passed over borders and coasts
    ]  # fmt: skip
    rows = [row for _, row, _ in pairs]
    truth = np.array([told for _, _, told in pairs], dtype=np.float64)
    weights = np.array([case.weight for case, _, _ in pairs])
    parts = np.array([fold(case.group, 0) for case, _, _ in pairs])
    words = np.zeros((len(rows), len(CUES)))
    for part in range(FOLDS):
        inside = np.flatnonzero(parts == part)
        outside = np.flatnonzero(parts != part)
        tables = cue_tables([rows[i].words for i in outside], truth[outside])
        words[inside] = cue_numbers([rows[i].words for i in inside], tables)
    data = np.hstack([np.array([row.numbers for row in rows]), words])
    booster = lgb.train(BOOSTER, lgb.Dataset(data, truth, weight=weights), ROUNDS)
    tables = cue_tables([row.words for row in rows], truth)
    return booster, [{word: round(value, 2) for word, value in sorted(table.items())} for table in tables]


def cue_tables(rows: Sequence[list[str]], truth: Matrix) -> list[dict[str, float]]:
    """Return, for each cue, how much more often than usual its words go with a place, as log-odds."""
    usual = (truth.sum() + 1) / (len(truth) + 2)
    base = log(usual / (1 - usual))
    tables = []
    for k in range(len(CUES)):
        seen, right = (
            Counter(row[k] for row in rows),
            Counter(r[k] for r, told in zip(rows, truth, strict=True) if told),
        )
        tables.append({
            word: log((right[word] + CUE_DOUBT * usual) / (n - right[word] + CUE_DOUBT * (1 - usual))) - base
            for word, n in seen.items() if n >= LEAST_CUE
        })  # fmt: skip
    return tables


def cue_numbers(rows: Sequence[list[str]], tables: Sequence[dict[str, float]]) -> Matrix:
    numbers = [[table.get(word, 0.0) for table, word in zip(tables, row, strict=True)] for row in rows]
    return np.array(numbers, dtype=np.float64).reshape(-1, len(CUES))


def fold(group: int, salt: int) -> int:
    """Return the fold of a group: the same in every run, different for different salts."""
    return int(hashlib.sha256(f"{salt}:{group}".encode()).hexdigest(), 16) % FOLDS


def cross_validated(cases: Sequence[Case]) -> list[list[float]]:
    """Return the probabilities of each case's names by a model that saw no sentence like it."""
    answers: list[list[float]] = [[] for _ in cases]
    for part in range(FOLDS):
        booster, tables = fit([case for case in cases if fold(case.group, 1) != part])
        for i, case in enumerate(cases):
            if fold(case.group, 1) == part and case.rows:
                words = cue_numbers([row.words for row in case.rows], tables)
                found = booster.predict(np.hstack([np.array([row.numbers for row in case.rows]), words]), num_threads=2)
                answers[i] = [float(p) for p in found]
    return answers


def evaluate(cases: Sequence[Case], answers: Sequence[Sequence[float]]) -> dict[str, float]:
    """Return precision, recall and F of places that overlap, and how often no place is told where there is none."""
    told = owed = right = nowhere = quiet = 0
    for case, probabilities in zip(cases, answers, strict=True):
        if case.weight < 1:
            continue
        spans = [case.spans[i] for i in chosen(list(zip(probabilities, case.rows, strict=True)))]
        free = list(case.gold)
        for span in spans:
            hit = next((place for place in free if overlap(span, place)), None)
            if hit is not None:
                free.remove(hit)
        told, owed, right = told + len(spans), owed + len(case.gold), right + len(case.gold) - len(free)
        nowhere, quiet = nowhere + (not case.gold), quiet + (not case.gold and not spans)
    p, r = right / told, right / owed
    return {
        "events": sum(case.weight == 1 for case in cases), "places": owed, "P": round(p, 4), "R": round(r, 4),
        "F": round(2 * p * r / (p + r), 4), "blank where no place is": round(quiet / nowhere, 4),
    }  # fmt: skip


if __name__ == "__main__":
    main()
