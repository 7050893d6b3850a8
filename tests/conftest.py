"""What many tests share: the gazetteer and the pipeline, opened once a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo import Gazetteer, Pipeline

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer()


@pytest.fixture(scope="session")
def pipeline(gazetteer: Gazetteer) -> Pipeline:
    return Pipeline(gazetteer=gazetteer)


@pytest.fixture(scope="session")
def example(root: Path) -> Path:
    return root / "data" / "articles" / "grain-corridor.txt"
