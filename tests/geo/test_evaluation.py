"""Scoring against corpora in EUPEG's layout, on a small one of our own with answers made by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from geo import ArticleError
from geo.evaluation import answers, names, peers, read_annotations, read_texts, score

TEXTS = ["Shells hit a market in Aleppo on Friday.", "Snow fell on Oslo and on Bergen."]
GOLD = [
    "Aleppo,,Aleppo,,36.2,,37.16,,23,,29||",
    "Oslo,,Oslo,,59.91,,10.74,,13,,17||Bergen,,Bergen,,60.39,,5.33,,25,,31||",
]
PEER = [
    "Aleppo,,Aleppo,,36.2,,37.16,,23,,29||Market,,market,,0,,0,,13,,19||",
    "Oslo,,Oslo,,49.0,,10.0,,13,,17||broken cell||",
]


@pytest.fixture
def folder(tmp_path):
    for name in ("corpora/Mini", "gold", "peers"):
        (tmp_path / name).mkdir(parents=True)
    for number, text in enumerate(TEXTS):
        (tmp_path / "corpora" / "Mini" / str(number)).write_text(text)
    (tmp_path / "gold" / "Mini_gold.txt").write_text("\n".join(GOLD) + "\n")
    (tmp_path / "peers" / "Mini_Other.txt").write_text("\n".join(PEER) + "\n")
    return tmp_path


def test_a_peers_figures_by_hand(folder):
    gold = read_annotations(folder / "gold" / "Mini_gold.txt")
    (path,) = peers(folder, "Mini").values()
    figures = score(gold, read_annotations(path))
    # two of three spans found, three told; Aleppo is right, Oslo 1,214 km off
    assert (figures.toponyms, figures.precision, figures.recall) == (3, 2 / 3, 2 / 3)
    assert figures.accuracy_161 == 0.5
    assert figures.f1_161 == pytest.approx(2 * 1 / (3 + 3))
    assert figures.median_km == pytest.approx(1214, abs=5)
    assert 0 < figures.auc < 1


def test_the_annotations_themselves_are_perfect(folder):
    gold = read_annotations(folder / "gold" / "Mini_gold.txt")
    figures = score(gold, gold)
    assert (figures.f1, figures.f1_161, figures.auc) == (1.0, 1.0, 0.0)


def test_dateline_is_scored_by_the_same_rules(folder, pipeline):
    told = [answers(story) for story in pipeline.stream(read_texts(folder, "Mini"))]
    assert score(read_annotations(folder / "gold" / "Mini_gold.txt"), told).f1_161 == 1.0


def test_nothing_told_is_nothing_right(folder):
    figures = score(read_annotations(folder / "gold" / "Mini_gold.txt"), [[], []])
    assert (figures.precision, figures.f1_161, figures.auc) == (0.0, 0.0, 1.0)


def test_what_is_no_corpus_is_refused(tmp_path, folder):
    with pytest.raises(ArticleError, match="corpora/NAME"):
        names(tmp_path / "none")
    with pytest.raises(ArticleError, match="one line a text"):
        score([[]], [])


def test_the_command_prints_a_table_json_and_a_curve(folder, tmp_path):
    command = [Path(sys.executable).parent / "dateline", "evaluate", str(folder)]
    table = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert table.index("Dateline") < table.index("Other")
    picture = tmp_path / "curve.svg"
    done = subprocess.run([*command, "--json", "--plot", str(picture)], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["Mini"]["Dateline"]["f1_161"] == 1.0
    assert picture.read_text().lstrip().startswith("<?xml")
    assert subprocess.run([*command[:2], str(tmp_path / "none")], capture_output=True, check=False).returncode == 2
