"""Small gazetteers compiled from files written here."""

from __future__ import annotations

import pytest

from geo.gazetteer import Gazetteer
from geo.gazetteer.own import compile_csv


@pytest.fixture(scope="session")
def historic(root, tmp_path_factory):
    """The worked example of the documentation, compiled."""
    folder = tmp_path_factory.mktemp("historic")
    compile_csv(root / "data" / "examples" / "historic.csv", folder)
    return folder


@pytest.fixture(scope="session")
def layered(historic):
    return Gazetteer(historic)
