"""Files written whole or not at all: under another name in the same folder, then renamed."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from geo.errors import DatelineError, OutputError

__all__ = ["Written", "unwritable", "whole", "write_text"]


@dataclass(frozen=True, slots=True)
class Written:
    """What an export wrote: the files, and in a sentence each what of these stories it had to leave out."""

    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()


def write_text(path: Path, text: str | Iterable[str]) -> None:
    """Write a UTF-8 file whole or not at all; pieces of text are written as they come, lines end as they are given.

    Raises
    ------
    OutputError
        If the file can't be written; an earlier file of this name is left as it was.
    """
    with whole(path) as [part]:
        with unwritable(path):
            file = part.open("w", encoding="utf-8", newline="")
        try:
            for piece in (
                [text] if isinstance(text, str) else text
            ):  # what reads the articles may have errors of its own
                with unwritable(path):
                    file.write(piece)
            with unwritable(path):
                file.close()
        finally:
            with suppress(OSError):  # told already
                file.close()


@contextmanager
def whole(*paths: Path, suffix: str = "", option: str = "-o") -> Iterator[list[Path]]:
    """Give a name to write to for each path; when the block ends well, all these files take their places.

    The names end in ``suffix``, whatever the user's do, lie in a folder of their own (which takes what a library may
    leave beside its file) and go with it if the block fails. A link's target is written, not the link; a pipe or device
    is written through. ``option`` is what an error names as the remedy.

    Raises
    ------
    OutputError
        If a path is a folder or its folder can't be written. Earlier files are then left as they were.
    """
    with ExitStack() as stack:
        parts: list[tuple[Path, Path]] = []
        for path in paths:
            if "\0" in str(path):
                raise OutputError(f"{path}: no file can have this name; choose another with {option}")
            with unwritable(path, option):
                # Not what /dev/stdout leads to: "/proc/1/fd/pipe:[2]" says what is there, but is no path.
                target = path if _is_special(path) else path.resolve()
                if target.is_dir():
                    raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
                if _is_special(target):
                    folder = None  # the system's own for such files
                else:
                    folder = target.parent
                    folder.mkdir(parents=True, exist_ok=True)
                here = TemporaryDirectory(dir=folder, prefix=".dateline-", suffix=".part", ignore_cleanup_errors=True)
                parts.append((Path(stack.enter_context(here)) / f"part{suffix}", target))
        yield [part for part, _ in parts]
        for part, target in parts:
            with unwritable(target, option):
                _put(part, target)


def _put(part: Path, target: Path) -> None:
    if _is_special(target):
        with part.open("rb") as source, target.open("wb") as sink:
            shutil.copyfileobj(source, sink)
        return
    if target.exists():
        shutil.copymode(target, part)  # a file that is kept private stays so
    part.replace(target)


def _is_special(path: Path) -> bool:
    return path.exists() and not path.is_file() and not path.is_dir()


@contextmanager
def unwritable(path: Path, option: str = "-o") -> Iterator[None]:
    """Turn the system's errors into an OutputError that names the path, and the option that gives another.

    Raises
    ------
    OutputError
        For any OSError that is not Dateline's own.
    """
    try:
        yield
    except DatelineError:
        raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"{path}: can't be written ({reason}); choose another place with {option}") from error
