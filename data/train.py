"""Train the place recogniser and resolver on annotated corpora, and say how good they are on texts not trained on.

usage: python data/train.py CORPORA [-o FOLDER]

CORPORA is a folder in the EUPEG layout: ``corpora/NAME/0 …`` (texts), ``gold/NAME_gold.txt`` and,
if there, ``NAME.meta.jsonl`` (outlet and date of each text). Scores are cross-validated with folds by
outlet. Written: ``recognise.lightgbm.txt``, ``recognise.json``, ``resolve.json`` and ``scores.json``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import log
from pathlib import Path

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from spacy.tokens import Doc

from forms import altered, towns_of_the_world
from geo.articles import lay_out
from geo.evaluation import HIT_KM, Annotation, names, read_annotations, read_texts
from geo.gazetteer import Gazetteer, NameMatch
from geo.language import parse
from geo.model import Article, Mention, Place, Toponym
from geo.recognise import likeliest, ruled
from geo.recognise.features import CUES, FEATURES, SpanReader
from geo.recognise.roles import role_of
from geo.recognise.spans import CandidateSpan, Entities, candidate_spans
from geo.recognise.tokens import Tokens
from geo.resolve import PublisherVotes, evidence, resolve
from geo.resolve.weights import Weights

HERE = Path(__file__).parent
EXCERPT = ", excerpts"
RENAMED = ", renamed"
POST = ", as posts"
PART_WEIGHTS = {EXCERPT: 0.5, RENAMED: 0.25, POST: 0.25}
POST_FORMS = ("lower", "lower", "lower", "upper", "hashtag", "short", "short")
FOLDS = 5
ROUNDS = 300
BOOSTER = {
    "objective": "binary", "learning_rate": 0.05, "num_leaves": 31, "min_child_samples": 20, "feature_fraction": 0.3,
    "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5.0, "verbose": -1, "num_threads": 2, "seed": 1,
    "deterministic": True,
}  # fmt: skip
CUE_DOUBT = 3.0
LEAST_CUE = 5
WEIGHT_DECAY = 100.0
PUBLISHER_DECAY = 1.0
"""How strongly the resolver's weights are pulled towards `START`, and those of the publisher's numbers.

Both corpora are full of local news. Where the publisher's own region is known, that is told by
its profile; the other weights must hold for any text.
"""

KNOWN = ("alone", "published")

START = {
    "population": 0.6, "country": 2.5, "first-level unit": 1.0, "second-level unit": -0.8, "third-level unit": -1.5,
    "capital": 1.2, "unit's seat": 0.4, "continent": 2.0, "hand-made region": 5.0, "hand-made water or terrain": 6.5,
    "hand-made site": 4.5, "airport": 2.5, "seat of power": 3.0, "region": 1.5, "alternate name": -1.5,
    "called a unit": 3.0, "called a town": 3.0,
    "capital, not the unit of its name": 3.0,
    "unit named like its town": -1.5, "country of the story": 3.0, "unit of the story": 2.5, "near another place": 1.5,
    "lies in the unit named with it": 8.0, "named with its unit elsewhere": 3.5,
    "what is named with it lies in it": 5.0,
    "publisher's country": 1.0, "publisher's unit": 2.0, "near the publisher's places": 1.0,
    "publisher's own town": 3.0,
}  # fmt: skip
"""What the weights are pulled towards: set by hand before any training, and kept where the data say nothing."""

UNFITTED = ("reads as a place name", "share of the place")
"""What the confidence is computed from before it is fitted: the two log-odds, added."""

Matrix = NDArray[np.float64]


@dataclass(slots=True)
class Text:
    """One annotated text on its way through training."""

    corpus: str
    article: Article
    gold: list[Annotation]
    spans: list[CandidateSpan]
    offsets: list[tuple[int, int]]
    mentions: list[Mention]
    rows: Matrix
    limits: list[tuple[float, float]]
    cues: list[tuple[str, ...]]
    truth: list[Annotation | None]
    probabilities: list[float] = field(default_factory=list)
    documents: dict[str, evidence.Document] = field(default_factory=dict)
    profiled: bool = False

    @property
    def outlet(self) -> str:
        return self.article.source or self.corpus

    def chosen(self) -> list[int]:
        return likeliest(self.spans, self.probabilities)

    def chosen_mentions(self) -> list[Mention]:
        return [replace(self.mentions[i], confidence=self.probabilities[i]) for i in self.chosen()]


def main() -> None:
    """Train, cross-validate, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=HERE / "models")
    options = parser.parse_args()
    gazetteer = Gazetteer()
    texts = [text for name in names(options.corpora) for text in load(options.corpora, name, gazetteer)]
    fold = folds(texts)
    for held_out in range(FOLDS):
        booster, tables = train_recogniser([t for t in texts if fold[t.outlet] != held_out])
        for text in (t for t in texts if fold[t.outlet] == held_out):
            text.probabilities = predict(booster, tables, text)
    scores: dict[str, dict[str, float]] = {}
    whole = [text for text in texts if not text.corpus.endswith(tuple(PART_WEIGHTS))]
    real = [text for text in texts if not text.corpus.endswith((RENAMED, POST))]
    weights = {known: [START.get(name, 0.0) for name in evidence.FEATURES] for known in KNOWN}
    for _ in range(2):  # the second time, what the texts speak of is judged with trained weights
        describe(real, weights, gazetteer)
        weights = {known: fit_weights(whole, known) for known in KNOWN}
    by_fold = {
        known: [fit_weights([t for t in whole if fold[t.outlet] != held_out], known) for held_out in range(FOLDS)]
        for known in KNOWN
    }
    calibrations: dict[str, tuple[float, ...]] = {}
    crossed: dict[str, list[tuple[float, ...]]] = {}
    for known in KNOWN:
        answers = {id(text): rate(text, by_fold[known_of(text, known)][fold[text.outlet]], known) for text in real}
        mine = [text for text in real if known_of(text, known) == known]
        calibrations[known] = calibrate(mine, answers)
        crossed[known] = [calibrate([t for t in mine if fold[t.outlet] != h], answers) for h in range(FOLDS)]
        for corpus in dict.fromkeys(text.corpus for text in real):
            mine = [t for t in real if t.corpus == corpus]
            scores[f"{corpus}, {known}"] = score(
                mine, answers, [Weights((), crossed[known_of(t, known)][fold[t.outlet]]) for t in mine]
            )
    booster, tables = train_recogniser(texts)
    write(options, booster, tables, weights, calibrations, scores)
    print(json.dumps(scores, indent=1))


def load(corpora: Path, name: str, gazetteer: Gazetteer) -> Iterator[Text]:
    """Read, parse and describe one corpus: its texts, pieces of them, and those with other names."""
    annotations = read_annotations(corpora / "gold" / f"{name}_gold.txt")
    articles = (lay_out(article) for article in read_texts(corpora, name))
    towns, chance = towns_of_the_world(gazetteer), random.Random(0)
    for (article, doc), gold in zip(parse(articles), annotations, strict=True):
        yield describe_spans(name, article, doc, gold, gazetteer)
        cut = [excerpt(article, sentences, gold) for sentences in excerpts(doc)]
        forms = [in_form(*pair, chance.choice(POST_FORMS), towns, chance) for pair in cut]
        renamed = [in_form(*pair, "renamed", towns, chance) for pair in cut]
        for kind, found in ((EXCERPT, cut), (RENAMED, renamed), (POST, forms)):
            made = [pair for pair in found if pair is not None]
            for (short, short_doc), (_, short_gold) in zip(parse(a for a, _ in made), made, strict=True):
                yield describe_spans(f"{name}{kind}", short, short_doc, short_gold, gazetteer)


def excerpts(doc: Doc) -> Iterator[tuple[int, int]]:
    """Yield the spans of every second stretch of one to three sentences: short texts to train on, too."""
    sentences = [(s.start_char, s.end_char) for s in doc.sents if s.text.strip()]
    start, length = 0, 1
    while start < len(sentences):
        part = sentences[start : start + length]
        yield part[0][0], part[-1][1]
        start, length = start + 2 * length, length % 3 + 1


def excerpt(article: Article, span: tuple[int, int], gold: Sequence[Annotation]) -> tuple[Article, list[Annotation]]:
    """Return a stretch of an article as an article of its own, with its annotations."""
    start, end = span
    inside = [g for g in gold if start <= g.start and g.end <= end]
    moved = [Annotation(g.text, g.start - start, g.end - start, g.lon, g.lat) for g in inside]
    return lay_out(Article(article.text[start:end], source=article.source)), moved


def in_form(
    article: Article, gold: Sequence[Annotation], form: str, towns: Sequence[str], chance: random.Random
) -> tuple[Article, list[Annotation]] | None:
    """Return a text in another form (`forms.altered`) with its annotations, or None where the form does not apply.

    Both corpora tell of places that the entity recogniser mostly knows, in well-edited text; texts about
    Homs and Kherson do not, nor do posts. Points are left as they were: these texts train the recogniser only.
    """
    marked: list[Annotation] = []
    for g in sorted(gold, key=lambda g: g.start):
        if (not marked or g.start >= marked[-1].end) and article.text[g.start : g.end].lower() == g.text:
            marked.append(g)
    changed = altered(article.text, [(g.start, g.end) for g in marked], form, towns, chance)
    if changed is None:
        return None
    text, spans = changed
    made = [Annotation(text[a:b].lower(), a, b, g.lon, g.lat) for (a, b), g in zip(spans, marked, strict=True)]
    return lay_out(Article(text, source=article.source)), made


def describe_spans(corpus: str, article: Article, doc: Doc, gold: list[Annotation], gazetteer: Gazetteer) -> Text:
    """Compute the classifier's rows of one text and which of its spans are annotated."""
    entities = Entities(doc)
    tokens = Tokens(doc)
    spans = candidate_spans(tokens, entities, gazetteer)
    reader = SpanReader(article, tokens, spans, entities, gazetteer)
    offsets = [(doc[s.start].idx, doc[s.start].idx + len(s.text)) for s in spans]
    mentions = [
        Mention(article.text[a:b], a, b, role_of(s, article, doc, entities, gazetteer), 0.0)
        for s, (a, b) in zip(spans, offsets, strict=True)
    ]
    rows = np.array([reader.row(span) for span in spans], dtype=np.float64).reshape(-1, len(FEATURES))
    truth = [
        next((g for g in gold if g.same_span(span.text, *offset)), None)
        for span, offset in zip(spans, offsets, strict=True)
    ]
    cues = [reader.cues(span) for span in spans]
    limits = [(ruled(0.0, span, reader, gazetteer), ruled(1.0, span, reader, gazetteer)) for span in spans]
    return Text(corpus, article, gold, spans, offsets, mentions, rows, limits, cues, truth)


def folds(texts: Sequence[Text]) -> dict[str, int]:
    """Deal the outlets out to folds."""
    outlets = sorted({text.outlet for text in texts})
    random.Random(0).shuffle(outlets)
    return {outlet: number % FOLDS for number, outlet in enumerate(outlets)}


CueTables = list[dict[str, float]]


def cue_tables(texts: Sequence[Text]) -> CueTables:
    """Return, for each position, how much a word there speaks for a place: smoothed log-odds against the average."""
    counts = [defaultdict(lambda: [0, 0]) for _ in CUES]  # type: ignore[var-annotated]
    for text in texts:
        for words, gold in zip(text.cues, text.truth, strict=True):
            for table, word in zip(counts, words, strict=True):
                table[word][gold is None] += 1
    places = sum(gold is not None for text in texts for gold in text.truth)
    base = places / sum(len(text.truth) for text in texts)
    return [
        {
            word: round(log((yes + CUE_DOUBT * base) / (no + CUE_DOUBT * (1 - base))) - log(base / (1 - base)), 3)
            for word, (yes, no) in sorted(table.items())
            if yes + no >= LEAST_CUE
        }
        for table in counts
    ]


def with_cues(text: Text, tables: CueTables) -> Matrix:
    """Return a text's rows with the cue numbers added."""
    numbers = [[t.get(w, 0.0) for t, w in zip(tables, words, strict=True)] for words in text.cues]
    return np.hstack([text.rows, np.array(numbers, dtype=np.float64).reshape(-1, len(CUES))])


def train_recogniser(texts: Sequence[Text]) -> tuple[lgb.Booster, CueTables]:
    """Train the span classifier; the cue numbers of its training rows come from other texts' tables."""
    parts = []
    for part in range(4):
        tables = cue_tables([t for n, t in enumerate(texts) if n % 4 != part])
        parts += [(with_cues(t, tables), t) for n, t in enumerate(texts) if n % 4 == part]
    rows = np.vstack([rows for rows, _ in parts])
    labels = np.array([gold is not None for _, text in parts for gold in text.truth])
    weights = np.concatenate([np.full(len(rows), weight_of(text)) for rows, text in parts])
    return lgb.train(BOOSTER, lgb.Dataset(rows, labels, weight=weights), num_boost_round=ROUNDS), cue_tables(texts)


def weight_of(text: Text) -> float:
    """Return how much a text's spans count in training: pieces and renamed pieces repeat what whole texts hold."""
    return next((weight for kind, weight in PART_WEIGHTS.items() if text.corpus.endswith(kind)), 1.0)


def predict(booster: lgb.Booster, tables: CueTables, text: Text) -> list[float]:
    """Return the probability of each span of a text."""
    if not text.spans:
        return []
    judged = booster.predict(with_cues(text, tables))
    return [min(most, max(least, float(p))) for p, (least, most) in zip(judged, text.limits, strict=True)]


def describe(texts: Sequence[Text], weights: dict[str, list[float]], gazetteer: Gazetteer) -> None:
    """Compute the resolver's rows of the chosen mentions, without and with the publisher's profile."""
    doubt = tuple(float(name in UNFITTED) for name in evidence.CERTAINTY)
    whole = [text for text in texts if not text.corpus.endswith(tuple(PART_WEIGHTS))]
    votes: dict[str, PublisherVotes] = {}
    answers: dict[int, tuple[Toponym, ...]] = {}
    for known in KNOWN:  # what a publisher writes about is counted twice, as in the pipeline
        earlier, votes = votes, {text.outlet: PublisherVotes(text.outlet, gazetteer) for text in texts}
        for text in whole:
            profile = earlier[text.outlet].profile_without(answers[id(text)]) if earlier else None
            if profile is not None or not earlier:
                fitted = Weights(tuple(weights[known]), doubt)
                mentions = text.chosen_mentions()
                answers[id(text)] = resolve(text.article.text, mentions, gazetteer, profile, weights=fitted)
        for text in whole:
            votes[text.outlet].add(answers[id(text)])
    for text in texts:
        mentions = text.chosen_mentions()
        profile = votes[text.outlet].profile_without(answers.get(id(text), ()))
        text.profiled = profile is not None
        for known, used in (("alone", None), ("published", profile)):
            document = evidence.Document(text.article.text, mentions, gazetteer)
            document.rate(weights[known if used else "alone"], used)
            document.describe(used)
            text.documents[known] = document


def known_of(text: Text, wanted: str) -> str:
    """Return which weights a text is rated with: the publisher's only where it has a profile."""
    return wanted if text.profiled else "alone"


def fit_weights(texts: Sequence[Text], known: str) -> list[float]:
    """Fit the resolver's weights: conditional logistic regression, pulled towards `START`."""
    sets = []
    for text in (t for t in texts if known_of(t, known) == known):
        for number, case in zip(text.chosen(), text.documents[known].cases, strict=True):
            gold = text.truth[number]
            if gold is not None and len(case.matches) > 1:
                right = nearest(case.matches, gold)
                if right.any() and not right.all():
                    sets.append((np.array(case.rows), right))
    start = np.array([START.get(name, 0.0) for name in evidence.FEATURES])
    decay = np.array([PUBLISHER_DECAY if "publisher" in name else WEIGHT_DECAY for name in evidence.FEATURES])

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        total, gradient = 0.0, np.zeros_like(weights)
        for rows, right in sets:
            scores = rows @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            won = shares[right].sum() + 1e-12
            total -= log(won)
            gradient -= rows.T @ (shares * right / won - shares)
        pull = weights - start
        return total + float(decay @ (pull * pull)), gradient + 2 * decay * pull

    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 100})
    return [round(float(weight), 3) for weight in found.x]


def nearest(matches: Sequence[NameMatch], gold: Annotation) -> NDArray[np.bool_]:
    """Return which candidates are the annotated place: of those that hit, the nearest (a town, not its unit)."""
    km = np.array([gold.error_km(m.place.lon, m.place.lat) for m in matches])
    right: NDArray[np.bool_] = (km < HIT_KM) & (km <= max(20.0, 1.5 * km.min()))
    return right


Answer = tuple[int, Place, tuple[float, ...]]
"""Number of the span, its likeliest place, and the numbers of `evidence.CERTAINTY`."""


def rate(text: Text, weights: Sequence[float], known: str) -> list[Answer]:
    """Answer a text's chosen mentions with given weights."""
    answers = []
    for number, case in zip(text.chosen(), text.documents[known].cases, strict=True):
        case.scores = [sum(x * w for x, w in zip(row, weights, strict=True)) for row in case.rows]
        shares = evidence.softmax(case.scores)
        if shares:
            best = shares.index(max(shares))
            answers.append((number, case.matches[best].place, case.certainty(shares, best)))
    return answers


def hit(place: Place, gold: Annotation) -> bool:
    """Return whether a place is near enough to the annotated point."""
    return gold.error_km(place.lon, place.lat) < HIT_KM


def calibrate(texts: Sequence[Text], answers: dict[int, list[Answer]]) -> tuple[float, ...]:
    """Fit the confidence: logistic regression of "span and place right" on `evidence.CERTAINTY`."""
    rows, labels = [], []
    for text in texts:
        for number, place, certainty in answers[id(text)]:
            gold = text.truth[number]
            rows.append(certainty)
            labels.append(gold is not None and hit(place, gold))
    x, y = np.array(rows), np.array(labels, dtype=np.float64)

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        p = 1 / (1 + np.exp(-(x @ weights)))
        total = -float(np.sum(y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12)))
        return total + float(weights @ weights), x.T @ (p - y) + 2 * weights

    found = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x
    return tuple(round(float(weight), 3) for weight in found)


def score(texts: Sequence[Text], answers: dict[int, list[Answer]], weights: Sequence[Weights]) -> dict[str, float]:
    """Return P, R, F of the spans, accuracy within 161 km, F@161, and the expected calibration error."""
    from geo.resolve import LEAST_CONFIDENCE

    told = right = hits = owed = 0
    confidences: list[tuple[float, bool]] = []
    for text, own in zip(texts, weights, strict=True):
        owed += len(text.gold)
        for number, place, certainty in answers[id(text)]:
            confidence = own.confidence(certainty)
            gold = text.truth[number]
            good = gold is not None and hit(place, gold)
            confidences.append((confidence, good))
            if confidence >= LEAST_CONFIDENCE:
                told, right, hits = told + 1, right + (gold is not None), hits + good
    return {
        "texts": len(texts), "toponyms": owed, "P": round(right / told, 4), "R": round(right / owed, 4),
        "F": round(2 * right / (told + owed), 4), "accuracy@161": round(hits / right, 4),
        "F@161": round(2 * hits / (told + owed), 4), "calibration error": round(calibration_error(confidences), 4),
    }  # fmt: skip


def calibration_error(confidences: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Return the expected calibration error: mean gap between confidence and share right, over equal-width bins."""
    binned: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, good in confidences:
        binned[min(bins - 1, int(confidence * bins))].append((confidence, good))
    gaps = (abs(sum(c for c, _ in b) - sum(g for _, g in b)) for b in binned.values())
    return sum(gaps) / len(confidences)


def write(
    options: argparse.Namespace,
    booster: lgb.Booster,
    tables: CueTables,
    weights: dict[str, list[float]],
    calibrations: dict[str, tuple[float, ...]],
    scores: dict[str, dict[str, float]],
) -> None:
    """Write the model's files."""
    folder: Path = options.output
    folder.mkdir(parents=True, exist_ok=True)
    booster.save_model(str(folder / "recognise.lightgbm.txt"))
    cues = dict(zip(CUES, tables, strict=True))
    dump(folder / "recognise.json", {"features": [*FEATURES, *CUES], "cues": cues})
    resolver = {
        known: {
            "candidate": dict(zip(evidence.FEATURES, numbers, strict=True)),
            "certainty": dict(zip(evidence.CERTAINTY, calibrations[known], strict=True)),
        }
        for known, numbers in weights.items()
    }
    dump(folder / "resolve.json", resolver)
    gold = sorted((options.corpora / "gold").glob("*_gold.txt"))
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in gold}
    dump(folder / "scores.json", {"cross-validated": scores, "sha256 of the annotations": digests})


def dump(path: Path, value: object) -> None:
    """Write JSON, one line an entry of the top level."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
