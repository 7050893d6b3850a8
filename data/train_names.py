"""Teach the name tagger to repeat the answers of spaCy's entity recogniser, at a fraction of its cost.

usage: python data/train_names.py TEXTS [-o FILE]

TEXTS is a folder with unlabelled news: corpora in the EUPEG layout (``eupeg/corpora/NAME/0 …``) and JSON Lines
(``data/*/*.docs.jsonl``, one ``{"text": …}`` a line). No annotation is read: the recogniser's answers are the labels.
Some sentences are added in capitals, in lower case, with hashtags, and with their places called otherwise, under the
labels of the original, so that the tagger learns what the recogniser gets wrong there.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.tokens import Doc
from thinc.api import Adam, Model, fix_random_seed

from forms import altered, towns_of_the_world
from geo import evaluation, language
from geo.articles import lay_out
from geo.gazetteer import Gazetteer
from geo.model import Article
from geo.tagger import KINDS, inputs, network, save, to_spans

HERE = Path(__file__).parent
EPOCHS = 10
BATCH = 3_000
RATE = 0.002
WARM_UP = 200
HELD_OUT = 10
"""One document in so many is kept to measure the agreement."""

FORMS = {"upper": 0.06, "lower": 0.05, "hashtag": 0.03, "short": 0.02, "renamed": 0.25}
"""Share of sentences that are added in another form."""

Name = tuple[int, int, str]
"""Start and end character, kind."""

Example = tuple[tuple[NDArray[np.float32], NDArray[np.uint64]], NDArray[np.int64]]


def main() -> None:
    """Parse, train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=HERE / "models" / "names.json")
    options = parser.parse_args()
    fix_random_seed(0)
    chance = random.Random(0)
    towns = towns_of_the_world(Gazetteer())
    train: list[Example] = []
    held: list[Example] = []
    altered: list[tuple[str, list[Name]]] = []
    nlp = language.load()
    teacher = spacy.load(language.MODEL, enable=["ner"]).get_pipe("ner")
    for number, doc in enumerate(nlp.pipe(read(options.texts), batch_size=64)):
        teacher(doc)
        (train if number % HELD_OUT else held).append(
            example(doc, [(e.start_char, e.end_char, e.label_) for e in doc.ents])
        )
        if number % HELD_OUT:
            altered.extend(variants(doc, towns, chance))
    for doc, names in nlp.pipe(altered, as_tuples=True, batch_size=256):
        train.append(example(doc, names))
    model = fit(train, chance)
    agreed = agreement(held, [model.predict(x).argmax(axis=1) for x, _ in held])
    save(model, options.output)
    print(json.dumps({"tokens": sum(len(y) for _, y in train), "agreement F on held-out texts": agreed}))


def read(folder: Path) -> Iterator[str]:
    """Yield every distinct text once, cut and cleaned as the pipeline does."""
    seen: set[str] = set()
    for text in texts(folder):
        for piece in language.pieces(lay_out(Article(text))):
            if piece not in seen:
                seen.add(piece)
                yield piece


def texts(folder: Path) -> Iterator[str]:
    """Yield the texts of a folder."""
    for name in evaluation.names(folder / "eupeg"):
        yield from (article.text for article in evaluation.read_texts(folder / "eupeg", name))
    for path in sorted(folder.glob("data/*/*.docs.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)["text"]


def example(doc: Doc, names: Iterable[Name]) -> Example:
    """Return the network's input and the tags of one document."""
    tags = np.zeros(len(doc), dtype=np.int64)
    for start, end, kind in names:
        span = doc.char_span(start, end, alignment_mode="expand")
        if kind in KINDS and span is not None:
            tags[span.start] = 1 + 2 * KINDS.index(kind)
            tags[span.start + 1 : span.end] = 2 + 2 * KINDS.index(kind)
    vectors, looks = inputs(doc)
    return (vectors.astype(np.float16), looks), tags


def variants(doc: Doc, towns: list[str], chance: random.Random) -> Iterator[tuple[str, list[Name]]]:
    """Yield some of the sentences in other forms, with their names; of those only places are renamed or tagged."""
    for sentence in doc.sents:
        form = chance.choices([*FORMS, ""], [*FORMS.values(), 1 - sum(FORMS.values())])[0]
        if not form:
            continue
        names = [
            (e.start_char - sentence.start_char, e.end_char - sentence.start_char, e.label_) for e in sentence.ents
        ]
        places = [name for name in names if name[2] == "GPE" or form in ("upper", "lower")]
        changed = altered(sentence.text, [name[:2] for name in places], form, towns, chance)
        if changed is not None:
            text, spans = changed
            moved = dict(zip(places, spans, strict=True))
            yield text, [(*shifted(name[:2], moved), name[2]) for name in names]


def shifted(span: tuple[int, int], moved: dict[Name, tuple[int, int]]) -> tuple[int, int]:
    """Return where a name stands after others have changed their lengths."""
    before = [(old, new) for old, new in moved.items() if old[0] <= span[0]]
    if not before:
        return span
    old, new = max(before)
    if old[:2] == span:
        return new
    return span[0] + new[1] - old[1], span[1] + new[1] - old[1]


def fit(examples: list[Example], chance: random.Random) -> Model[Any, Any]:
    """Train the network: cross-entropy, Adam, the rate warmed up and then falling to nothing."""
    model = network()
    optimizer = Adam(RATE)
    steps = EPOCHS * (sum(len(tags) for _, tags in examples) // BATCH + 1)
    step = 0
    for epoch in range(EPOCHS):
        chance.shuffle(examples)
        loss = 0.0
        for batch in batches(examples):
            vectors = np.concatenate([x[0] for x, _ in batch]).astype(np.float32)
            looks = np.concatenate([x[1] for x, _ in batch])
            tags = np.concatenate([tags for _, tags in batch])
            told, backprop = model.begin_update((vectors, looks))
            gradient = told.copy()
            gradient[np.arange(len(tags)), tags] -= 1
            backprop(gradient / len(tags))
            optimizer.learn_rate = RATE * min(1.0, step / WARM_UP) * max(0.01, 1 - step / steps)
            model.finish_update(optimizer)
            loss -= float(np.log(told[np.arange(len(tags)), tags] + 1e-9).mean())
            step += 1
        print(f"epoch {epoch + 1}: loss {loss / (steps / EPOCHS):.4f}", flush=True)
    return model


def batches(examples: list[Example]) -> Iterator[list[Example]]:
    """Yield groups of examples of about `BATCH` tokens."""
    batch: list[Example] = []
    for one in examples:
        batch.append(one)
        if sum(len(tags) for _, tags in batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def agreement(held: list[Example], answers: list[NDArray[np.int64]]) -> float:
    """Return the F1 of names (span and kind) against the recogniser's."""
    wanted = [set(to_spans(tags.tolist())) for _, tags in held]
    told = [set(to_spans(tags.tolist())) for tags in answers]
    common = sum(len(a & b) for a, b in zip(wanted, told, strict=True))
    return round(2 * common / (sum(map(len, wanted)) + sum(map(len, told))), 4)


if __name__ == "__main__":
    main()
