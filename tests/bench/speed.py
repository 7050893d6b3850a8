"""Print what places, and places and events, cost beside spaCy's bare tagger and parser, in the same run.

usage: python tests/bench/speed.py CORPORA [-n TEXTS]      (../shared/bench/eupeg)

CPU seconds of one process with one thread, the least of three rounds that alternate; "places" is everything from the
article to its toponyms, tagging and parsing included, "stories" the whole pipeline. Peak memory is that of a process
that does nothing else.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path

os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")

import spacy

from geo import Pipeline, evaluation, language, recognise, resolve
from geo.articles import lay_out
from geo.gazetteer import Gazetteer

ROUNDS = 3


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("-n", type=int, default=588, metavar="TEXTS", help="how many texts of LGL (all 588)")
    options = parser.parse_args()
    articles = [lay_out(article) for article in evaluation.read_texts(options.corpora, "LGL")][: options.n]
    gazetteer = Gazetteer()

    pipeline = Pipeline(gazetteer=gazetteer)

    def stories() -> int:
        return sum(len(story.event_records) for story in pipeline.stream(articles))

    def places() -> int:
        found = 0
        for article, doc in language.parse(articles):
            mentions = recognise.recognise(article, doc, gazetteer)
            found += len(resolve.resolve(article.text, mentions, gazetteer))
        return found

    stories()
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    bare = spacy.load(language.MODEL, enable=["tok2vec", "tagger", "parser"])

    def bare_pass() -> int:
        return sum(len(doc) for doc in bare.pipe((article.text for article in articles), batch_size=32))

    works = (bare_pass, places, stories)
    times = [[seconds(work) for work in works] for _ in range(ROUNDS)]
    bare_least, places_least, stories_least = (min(column) for column in zip(*times, strict=True))
    print(f"{'texts':48} {len(articles):8}")
    print(f"{'bare tagger and parser, CPU s':48} {bare_least:8.2f}")
    print(f"{'places, CPU s':48} {places_least:8.2f}")
    print(f"{'  times the bare pass (owed: 1.5)':48} {places_least / bare_least:8.2f}")
    print(f"{'stories (places and events), CPU s':48} {stories_least:8.2f}")
    print(f"{'  texts a second, share of the bare pass (owed: .6)':48} {bare_least / stories_least:8.2f}")
    print(f"{'peak memory, MB (owed: 700)':48} {megabytes:8.0f}")


def seconds(work: Callable[[], int]) -> float:
    """Return the CPU seconds that some work takes."""
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    main()
