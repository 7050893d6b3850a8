"""Print what recognising and resolving places costs beside spaCy's bare tagger and parser, in the same run.

usage: python tests/bench/speed.py CORPORA [-n TEXTS]      (../shared/bench/eupeg)

CPU seconds of one process with one thread, the least of three rounds that alternate; "ours" is everything from the
article to its toponyms, tagging and parsing included. Peak memory is that of a process that does nothing else.
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

from geo import evaluation, language, recognise, resolve
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

    def ours() -> int:
        found = 0
        for article, doc in language.parse(articles):
            mentions = recognise.recognise(article, doc, gazetteer)
            found += len(resolve.resolve(article.text, mentions, gazetteer))
        return found

    ours()
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    bare = spacy.load(language.MODEL, enable=["tok2vec", "tagger", "parser"])

    def bare_pass() -> int:
        return sum(len(doc) for doc in bare.pipe((article.text for article in articles), batch_size=32))

    times = [(seconds(bare_pass), seconds(ours)) for _ in range(ROUNDS)]
    theirs, mine = (min(column) for column in zip(*times, strict=True))
    print(f"{'texts':34} {len(articles):8}")
    print(f"{'bare tagger and parser, CPU s':34} {theirs:8.2f}")
    print(f"{'recognising and resolving, CPU s':34} {mine:8.2f}")
    print(f"{'ratio (owed: 1.5)':34} {mine / theirs:8.2f}")
    print(f"{'peak memory, MB (owed: 700)':34} {megabytes:8.0f}")


def seconds(work: Callable[[], int]) -> float:
    """Return the CPU seconds that some work takes."""
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    main()
