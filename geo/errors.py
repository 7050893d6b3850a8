"""Every error Dateline raises on purpose, as one tree.

::

    DatelineError                 anything below; catch this to catch them all
    ├── ArticleError              a document can't be read or used (also ValueError)
    ├── GazetteerError            the gazetteer is missing, damaged or too old (also OSError)
    ├── ModelError                the language model is missing or does not fit (also ImportError)
    ├── OutputError               a result can't be written (also OSError)
    └── SettingsError             an option or a file of settings can't be used (also ValueError)

A message names the thing, the cause and the remedy, in that order and on one line.
"""

from __future__ import annotations

__all__ = [
    "ArticleError",
    "DatelineError",
    "GazetteerError",
    "ModelError",
    "OutputError",
    "SettingsError",
    "one_line",
]


def one_line(text: str) -> str:
    r"""Return the text with what can't be printed escaped, as ``\n`` and ``\x1b``: file names may hold line breaks.

    So may what a message quotes of a document, and commands to the terminal too.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


class DatelineError(Exception):
    """The root: every error that Dateline raises on purpose. Its text is one line (`one_line`)."""

    def __str__(self) -> str:  # noqa: D105
        return one_line(super().__str__())


class ArticleError(DatelineError, ValueError):
    """Raised when a document is empty, binary, too large or otherwise no article."""


class GazetteerError(DatelineError, OSError):
    """Raised when the gazetteer file is missing, damaged or of another version."""


class ModelError(DatelineError, ImportError):
    """Raised when the language model is not installed or does not fit this version."""


class OutputError(DatelineError, OSError):
    """Raised when a result can't be written; nothing half-written is left behind."""


class SettingsError(DatelineError, ValueError):
    """Raised when an option or a file of settings names what is not there, contradicts itself or lacks something."""
