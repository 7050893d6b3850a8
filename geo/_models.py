"""Reads the shipped models: trees as LightGBM's text, what goes with them as JSON; no pickle, nothing that runs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo._data import DATA
from geo.errors import ModelError

if TYPE_CHECKING:
    import lightgbm

__all__ = ["FOLDER", "read"]

FOLDER = DATA / "models"


def read(
    folder: Path, name: str, features: Sequence[str], tables: Sequence[str], trained_by: str
) -> tuple[lightgbm.Booster, list[Any]]:
    """Return the trees of ``NAME.lightgbm.txt`` and the named tables of ``NAME.json``.

    Raises
    ------
    ModelError
        If a file is missing or damaged, or the model was trained for other features.
    """
    import lightgbm

    remedy = f"train it with: {trained_by}"
    try:
        record = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        text = (folder / f"{name}.lightgbm.txt").read_text(encoding="utf-8")
        fits, found = record["features"] == [*features], [record.get(table) for table in tables]
        booster = lightgbm.Booster(model_str=text) if fits else None
    except (OSError, ValueError, KeyError, AttributeError, TypeError, lightgbm.basic.LightGBMError) as error:
        raise ModelError(f"model {folder / name} can't be read ({error!r}); {remedy}") from error
    if booster is None or None in found:
        raise ModelError(f"model {folder / name} was trained for other features; {remedy}")
    return booster, found
