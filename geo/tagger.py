"""Names of people, peoples, places and organisations, found by a small network on top of the parser's own vectors.

spaCy's entity recogniser reads the text with a network of its own, which costs as much as tagging and
parsing together. This one starts from the vectors that tagger and parser share (``Doc.tensor``) and adds the words'
looks, so it costs a fraction. It was taught by that recogniser (``data/train_names.py``) and agrees with it about
as well as spaCy's small and medium models agree with each other.
"""

from __future__ import annotations

import base64
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from spacy.tokens import Span

from geo._data import DATA
from geo.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.tokens import Doc
    from thinc.api import Model

__all__ = ["KINDS", "NameTagger", "inputs", "network", "save", "to_spans"]

KINDS = ("GPE", "LOC", "FAC", "NORP", "ORG", "PERSON", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "DATE", "TIME")
"""OntoNotes' kinds of names and times, without numbers. A token's tag: 0 none, 1 + 2k begins kind k, 2 + 2k goes on."""

LOOKS = ("NORM", "PREFIX", "SUFFIX", "SHAPE")
"""The token attributes that are embedded."""

_ROWS = (8000, 1000, 2000, 1000)
_WIDTHS = (32, 8, 16, 8)
_TENSOR = 96
_WIDTH = 64
_LAYERS = 2
_STEPS = 127
"""Weights are stored as whole numbers from -127 to 127 times a factor a row."""


class NameTagger:
    """Marks the names in a parsed document.

    Raises
    ------
    ModelError
        If the model's file is missing or was trained for another network.
    """

    def __init__(self, path: Path = DATA / "models" / "names.json") -> None:
        remedy = "train it with: make train"
        self._model = network()
        try:
            _load(self._model, json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"name tagger {path} can't be read ({error}); {remedy}") from error

    @classmethod
    @cache
    def shipped(cls) -> NameTagger:
        """Return the tagger that comes with Dateline; loaded once a process."""
        return cls()

    def annotate(self, doc: Doc) -> None:
        """Set ``doc.ents`` from the tags; ``doc`` must carry the tagger's and parser's vectors."""
        if len(doc):
            tags = self._model.predict(inputs(doc)).argmax(axis=1)
            doc.set_ents([Span(doc, start, end, label=KINDS[kind]) for start, end, kind in to_spans(tags.tolist())])


def inputs(doc: Doc) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return what the network sees of a document: vectors (tokens × 96) and hashed looks (tokens × 4)."""
    return doc.tensor, doc.to_array(list(LOOKS))


def network() -> Model[Any, Any]:
    """Return the untrained network: from `inputs` to the probabilities of each token's tags (tokens × 25)."""
    from thinc.api import HashEmbed, Maxout, Model, Softmax, chain, concatenate, expand_window, residual, with_getitem

    embeddings: list[Model[Any, Any]] = [
        HashEmbed(width, rows, column=column, seed=column)
        for column, (width, rows) in enumerate(zip(_WIDTHS, _ROWS, strict=True))
    ]
    joined: Model[Any, Any] = Model("joined", _join)
    layers = [
        residual(chain(expand_window(1), Maxout(_WIDTH, 3 * _WIDTH, nP=2, normalize=True, dropout=0.1)))
        for _ in range(_LAYERS)
    ]
    model: Model[Any, Any] = chain(
        with_getitem(1, concatenate(*embeddings)),
        joined,
        Maxout(_WIDTH, _TENSOR + sum(_WIDTHS), nP=2, normalize=True, dropout=0.1),
        *layers,
        Softmax(1 + 2 * len(KINDS), _WIDTH),
    )
    model.initialize()
    return model


def to_spans(tags: list[int]) -> list[tuple[int, int, int]]:
    """Return the names that tags spell, as (start, end, kind); a name that goes on without beginning begins there."""
    spans: list[tuple[int, int, int]] = []
    start = kind = -1
    for i, tag in enumerate([*tags, 0]):
        goes_on = tag > 0 and tag % 2 == 0 and (tag - 1) // 2 == kind
        if start >= 0 and not goes_on:
            spans.append((start, i, kind))
            start = kind = -1
        if tag > 0 and start < 0:
            start, kind = i, (tag - 1) // 2
    return spans


def save(model: Model[Any, Any], path: Path) -> None:
    """Write a network's weights as JSON."""
    weights = []
    for layer in model.walk():
        for name in layer.param_names:
            matrix = np.asarray(layer.get_param(name), dtype=np.float32)
            rows = matrix.reshape(len(matrix), -1)
            factors = np.maximum(np.abs(rows).max(axis=1), 1e-8) / _STEPS
            whole = np.rint(rows / factors[:, None]).astype(np.int8)
            weights.append(
                {"name": name, "shape": matrix.shape, "factors": _text(factors.astype("<f4")), "rows": _text(whole)}
            )
    path.write_text(json.dumps(weights, indent=0) + "\n", encoding="utf-8")


def _load(model: Model[Any, Any], weights: list[dict[str, Any]]) -> None:
    slots = [(layer, name) for layer in model.walk() for name in layer.param_names]
    for (layer, name), stored in zip(slots, weights, strict=True):
        if stored["name"] != name or tuple(stored["shape"]) != layer.get_param(name).shape:
            raise ValueError(f"{stored['name']} {stored['shape']} where {name} {layer.get_param(name).shape} belongs")
        factors = np.frombuffer(base64.b64decode(stored["factors"]), dtype="<f4")
        whole = np.frombuffer(base64.b64decode(stored["rows"]), dtype=np.int8).reshape(len(factors), -1)
        layer.set_param(name, (whole * factors[:, None]).reshape(stored["shape"]).astype(np.float32))


def _text(values: NDArray[Any]) -> str:
    return base64.b64encode(values.tobytes()).decode("ascii")


def _join(model: Model[Any, Any], pair: tuple[Any, Any], is_train: bool) -> tuple[Any, Any]:  # noqa: ARG001, FBT001
    """Put vectors and embedded looks side by side; only the looks are trained."""
    tensor, looks = pair
    width = tensor.shape[1]
    return model.ops.xp.hstack((tensor, looks)), lambda gradient: (
        gradient[:, :width],
        model.ops.as_contig(gradient[:, width:]),
    )
