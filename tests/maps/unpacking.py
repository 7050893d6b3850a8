"""The way back from what a page holds to what was packed: what core.js and store.js do, in Python."""

from __future__ import annotations

import base64
import gzip
import json
import re

import numpy as np


def unpacked(content):
    """Return the bytes of a packed script element."""
    return gzip.decompress(base64.b64decode(content, validate=True))


def unshuffled(manifest, content):
    """Return the columns by name."""
    columns, at = {}, 0
    for name, kind, rows in manifest:
        width = np.dtype(kind).itemsize
        planes = np.frombuffer(content, np.uint8, rows * width, at).reshape(width, rows)
        columns[name] = np.ascontiguousarray(planes.T).view(np.dtype(kind).newbyteorder("<")).ravel()
        at += rows * width
    assert at == len(content)
    return columns


def elements(page):
    """Return the contents of a page's inert script elements by id."""
    return dict(re.findall(r'<script type="application/[a-z]+" id="dateline-([a-z0-9-]+)">(.*?)</script>', page))


def told(page):
    """Return a page's head, columns, names, and its blocks of details and texts."""
    found = elements(page)
    head = json.loads(found["data"])
    blocks = range(head["blocks"])
    return (
        head,
        unshuffled(head["columns"], unpacked(found["columns"])),
        json.loads(unpacked(found["names"])),
        [json.loads(unpacked(found[f"details-{i}"])) for i in blocks],
        [unpacked(found[f"texts-{i}"]).decode("utf-8") for i in blocks],
    )
