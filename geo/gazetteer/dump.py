"""GeoNames' files as streams of rows: zipped or plain, checked for their columns."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from geo.errors import GazetteerError

__all__ = ["lines", "size"]

_AGAIN = "download it again from https://download.geonames.org/export/dump/"


def size(path: Path) -> int:
    """Return how many bytes `lines` will read."""
    if not zipfile.is_zipfile(path):
        return path.stat().st_size
    with zipfile.ZipFile(path) as archive:
        return _member(archive, path).file_size


def lines(path: Path, columns: int) -> Iterator[tuple[int, list[str]]]:
    """Yield (bytes read so far, the columns) of every line of a tab-separated file, zipped or not.

    Raises
    ------
    GazetteerError
        If the file is truncated, no UTF-8, or has another number of columns.
    """
    done = 0
    number = 0
    try:
        with ExitStack() as stack:
            for number, line in enumerate(_open(path, stack), start=1):
                done += len(line)
                row = line.decode().rstrip("\r\n").split("\t")
                if len(row) != columns:
                    cause = f"line {number} has {len(row)} columns, not {columns}"
                    raise GazetteerError(f"{path}: {cause}; give GeoNames' own file, see its readme.txt")
                yield done, row
            if number == 0:
                raise GazetteerError(f"{path} holds no line; {_AGAIN}")
    except UnicodeDecodeError as error:
        raise GazetteerError(f"{path}: line {number} is no UTF-8; {_AGAIN}") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise GazetteerError(f"{path} is truncated or damaged after line {number} ({error}); {_AGAIN}") from error


def _open(path: Path, stack: ExitStack) -> IO[bytes]:
    with path.open("rb") as file:
        zipped = file.read(2) == b"PK"
    if not zipped:
        return stack.enter_context(path.open("rb"))
    archive = stack.enter_context(zipfile.ZipFile(path))
    return stack.enter_context(archive.open(_member(archive, path)))


def _member(archive: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    """Return the table in GeoNames' archive: the one called like it, or the largest (others hold language codes)."""
    tables = [member for member in archive.infolist() if member.filename.endswith(".txt")]
    named = [member for member in tables if Path(member.filename).stem == path.stem]
    if not tables:
        raise GazetteerError(f"{path} holds no .txt table; give GeoNames' own file")
    return named[0] if named else max(tables, key=lambda member: member.file_size)
