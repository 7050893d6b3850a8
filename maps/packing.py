"""Data -> what an inert script element can hold: columns byte-shuffled, gzip, base64.

Base64 has no character that HTML, JavaScript or a template engine could take for markup, so
whatever an article says is shut in here until the page unpacks it and sets it as text.
"""

from __future__ import annotations

import base64
import gzip
import json
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["packed", "packed_json", "shuffled", "well_formed"]

LEVEL = 6  # of gzip: 9 would make pages one per cent smaller
SMALLEST = (np.uint8, np.uint16, np.uint32)


def packed(content: bytes) -> str:
    """Return bytes as gzip in base64, the same bytes always as the same characters."""
    return base64.b64encode(gzip.compress(content, LEVEL, mtime=0)).decode("ascii")


def packed_json(value: Any) -> str:
    """Return a value as JSON in UTF-8, gzip, base64; ValueError for a number that JSON can't hold."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return packed(well_formed(text).encode("utf-8"))


def well_formed(text: str) -> str:
    """Return the text with each lone surrogate, which UTF-8 can't hold, as U+FFFD; its UTF-16 length stays."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def shuffled(columns: Mapping[str, NDArray[Any]]) -> tuple[list[tuple[str, str, int]], bytes]:
    """Return a manifest of (name, dtype, rows) and all columns one after the other, little-endian.

    Whole numbers take the smallest of uint8, uint16, uint32 that holds them, or int32 if one is negative; ValueError
    if none does. Within a column all lowest bytes come first, then all second ones …: equal bytes side by side is what
    gzip is good at.
    """
    manifest, parts = [], []
    for name, column in columns.items():
        small = _smallest(name, column)
        manifest.append((name, small.dtype.name, len(small)))
        little = small.astype(small.dtype.newbyteorder("<"), copy=False)
        parts.append(little.view(np.uint8).reshape(-1, small.dtype.itemsize).T.tobytes())
    return manifest, b"".join(parts)


def _smallest(name: str, column: NDArray[Any]) -> NDArray[Any]:
    low, high = (int(column.min()), int(column.max())) if len(column) else (0, 0)
    for kind in SMALLEST if low >= 0 else (np.int32,):
        if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max:
            return column.astype(kind)
    raise ValueError(f"column {name} has numbers from {low} to {high}, more than 32 bits hold")
