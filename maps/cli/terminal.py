"""What every command says and how: data to stdout, everything else to stderr, an error as one line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import NoReturn

from rich.console import Console

from geo.errors import one_line

__all__ = ["count", "fail", "say", "to_stdout"]

_stderr = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def say(message: str) -> None:
    """Say something on stderr, on one line whatever it quotes."""
    _stderr.print(one_line(message))


def to_stdout(pieces: Iterable[str]) -> None:
    """Write UTF-8 whatever the terminal's locale; whoever reads may stop at any time."""
    if sys.stdout is None:  # as after >&-
        fail("stdout is closed; write to a file with -o")
    try:
        for piece in pieces:
            sys.stdout.buffer.write(piece.encode(errors="replace"))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        fail(f"stdout can't be written ({error.strerror}); write to a file with -o")


def count(number: int, word: str) -> str:
    """Return "1 place", "2 places"."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def fail(message: str) -> NoReturn:
    """Say what is wrong and what helps, and exit with status 2."""
    say(message)
    raise SystemExit(2)
