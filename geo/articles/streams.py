"""Files of many documents, read line by line as text: one long or broken line does not take the rest with it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from geo.articles.decoding import encoding_of
from geo.articles.document import MAX_CHARACTERS

__all__ = ["MAX_LINE", "Line", "bad_bytes", "lines", "open_text", "rejoined"]

MAX_LINE = 6 * MAX_CHARACTERS + 1_000_000
"""The longest line in characters: JSON may write a character as six ("\\u00e9"), and there are other fields."""

_FIRST_BLOCK = 1 << 20
"""Bytes from which the encoding is told."""

_CHUNK = 1 << 16
_BAD_BYTE = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its line break, numbered from 1; ``fault`` is the reason why it can't be used (too long: no text)."""

    number: int
    text: str
    fault: str | None = None


def open_text(file: BinaryIO, name: str) -> io.TextIOWrapper:
    """Return the file as text, its encoding told from the first block; the file need not be seekable.

    Bytes that are not of that encoding become lone surrogates (PEP 383), which `lines` looks for.

    Raises
    ------
    ArticleError
        If the file is empty, or no text.
    """
    block = _read(file, _FIRST_BLOCK)
    encoding = encoding_of(block, name)
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    return io.TextIOWrapper(rejoined(block, file), encoding, errors, newline="")


def rejoined(beginning: bytes, rest: BinaryIO) -> io.BufferedReader:
    """Return a file whose beginning was read already as if it had not been: pipes can't be wound back."""
    return io.BufferedReader(_Rejoined(beginning, rest))


def lines(text: io.TextIOWrapper) -> Iterator[Line]:
    """Yield the lines, of which none is kept that is longer than `MAX_LINE`."""
    number = 0
    while line := text.readline(MAX_LINE):
        number += 1
        if not line.endswith(("\n", "\r")) and len(line) == MAX_LINE:
            while (rest := text.readline(_CHUNK)) and not rest.endswith(("\n", "\r")):
                pass
            yield Line(number, "", f"more than {MAX_LINE:,} characters; put one article in a line")
        else:
            yield Line(number, line, bad_bytes(line, text.encoding))


def bad_bytes(line: str, encoding: str) -> str | None:
    """Return why a stretch of a text from `open_text` can't be used, if it holds bytes of another encoding."""
    if _BAD_BYTE.search(line) is None:
        return None
    return f"there are bytes in it that are not {encoding.removesuffix('-sig').upper()}; save the file as UTF-8"


def _read(file: BinaryIO, size: int) -> bytes:
    """Return the next ``size`` bytes, or all there are: a pipe may give fewer at a time."""
    blocks: list[bytes] = []
    while size and (block := file.read(size)):
        blocks.append(block)
        size -= len(block)
    return b"".join(blocks)


class _Rejoined(io.RawIOBase):
    """The stream of a beginning and the rest."""

    def __init__(self, beginning: bytes, rest: BinaryIO) -> None:
        self._beginning, self._rest = io.BytesIO(beginning), rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        data = self._beginning.read(len(buffer)) or self._rest.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
