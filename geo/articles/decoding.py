"""From bytes to text: which encoding a file is in, and what is no text at all."""

from __future__ import annotations

from charset_normalizer import from_bytes

from geo.errors import ArticleError

__all__ = ["decode"]


def decode(data: bytes, name: str) -> str:
    """Return the text of a file's bytes; ``name`` is what errors call it.

    Raises
    ------
    ArticleError
        If the bytes are empty, binary, or of no encoding that can be told.
    """
    if not data.strip():
        raise ArticleError(f"{name}: the file is empty; give an article's text")
    if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ArticleError(f"{name}: this is a binary file, not text; give the article as plain text")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _guess(data, name)
    if not any(c.isalpha() for c in text):
        raise ArticleError(f"{name}: there are no words in the text; give an article's text")
    if sum(c < " " and c not in "\t\n\r\f" for c in text) > len(text) / 50:
        raise ArticleError(f"{name}: this is a binary file, not text; give the article as plain text")
    return text


def _guess(data: bytes, name: str) -> str:
    """Decode what is not UTF-8; where Windows' Western code page fits as well as the best guess, it is that."""
    guesses = from_bytes(data)
    best = guesses.best()
    if best is None:
        raise ArticleError(f"{name}: the text's encoding can't be told; save it as UTF-8")
    western = (guess for guess in guesses if guess.encoding == "cp1252" and guess.chaos <= best.chaos + 0.02)
    return str(next(western, best))
