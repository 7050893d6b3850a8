"""From bytes to text: which encoding a file is in, what is no text at all, and what was decoded wrongly before."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from geo.errors import ArticleError

__all__ = ["decode", "encoding_of", "repaired"]

_BINARY = (
    (b"%PDF-", "a PDF file", "end its name in .pdf, or give its text"),
    (b"PK\x03\x04", "a ZIP archive (as .docx, .odt and .epub are)", "unpack it, or save the document as plain text"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .xls)", "save it as plain text"),
    (b"{\\rtf", "a Rich Text file", "save it as plain text"),
    (b"\x89PNG", "a binary file (PNG image)", "give the article's text"),
    (b"\xff\xd8\xff", "a binary file (JPEG image)", "give the article's text"),
    (b"GIF8", "a binary file (GIF image)", "give the article's text"),
    (b"\x1f\x8b", "a binary file (gzip archive)", "unpack it"),
    (b"BZh", "a binary file (bzip2 archive)", "unpack it"),
    (b"\xfd7zXZ", "a binary file (xz archive)", "unpack it"),
    (b"7z\xbc\xaf", "a binary file (7-Zip archive)", "unpack it"),
    (b"(\xb5/\xfd", "a binary file (Zstandard archive)", "unpack it"),
    (b"PAR1", "a binary file (Parquet file)", "save it as CSV or JSON Lines"),
    (b"SQLite format 3", "a binary file (SQLite database)", "save the rows as CSV or JSON Lines"),
    (b"\x7fELF", "a binary file (program)", "give the article's text"),
)
"""How kinds of files that are no text begin, what they are called, and the remedy."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BLOCK = 1 << 16
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")


def decode(data: bytes, name: str) -> str:
    """Return the text of a file's bytes; ``name`` is what errors call it.

    Reads UTF-8, UTF-16 and UTF-32 with a byte order mark, UTF-16 without one where every second byte is
    NUL, and the single-byte encodings that charset-normalizer tells. A few bytes of an otherwise good
    UTF-8 text that are none become U+FFFD; a few NUL characters stay, so that offsets count them.

    Raises
    ------
    ArticleError
        If the bytes are empty, binary, or of no encoding that can be told.
    """
    encoding = encoding_of(data, name)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if not encoding.startswith("utf-8"):
            raise ArticleError(f"{name}: the {encoding} text is cut off or damaged; save it as UTF-8") from error
        text = data.decode(encoding, "replace")
    if not any(c.isalpha() for c in text):
        raise ArticleError(f"{name}: there are no words in the text; give an article's text")
    if len(_CONTROL.findall(text)) > len(text) / 50:
        raise ArticleError(f"{name}: this is a binary file, not text; give the article as plain text")
    return text


def encoding_of(data: bytes, name: str) -> str:
    """Return the Python name of the encoding that a file is in, told from its bytes or from its first ones.

    Raises
    ------
    ArticleError
        If the bytes are empty, those of a file that is no text, or of no encoding that can be told.
    """
    if not data.strip(b" \t\r\n\f\x00\xef\xbb\xbf\xfe\xff"):
        raise ArticleError(f"{name}: the file is empty; give an article's text")
    for beginning, kind, remedy in _BINARY:
        if data.startswith(beginning):
            raise ArticleError(f"{name}: this is {kind}, not text; {remedy}")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    if wide := _unmarked_utf_16(data[:_BLOCK]):
        return wide
    # A character may be cut at the end of a first block; bad bytes in between are damage, if most are good.
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(data)
    bad = text.count("\ufffd") - data.count("\ufffd".encode())  # some stood in the text already
    if not bad or bad * 10 < len(text) - len(text.encode("ascii", "ignore")):
        return "utf-8-sig"
    return _guess(data, name)


def repaired(text: str) -> str:
    """Return the text with what was once decoded by the wrong encoding put right ("cafÃ©" → "café").

    Only ftfy's `fix_encoding` is used, line by line; quotes, ligatures, widths and line breaks stay.
    What it returns *is* the article's text from there on: offsets index what is shown and exported, not the
    broken bytes of the file. Good text is returned as it is.
    """
    if text.isascii():
        return text
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    def fixed(line: str) -> str:
        if line.isascii() or not is_bad(line):
            return line
        better = fix_encoding(line)
        return line if "�" in better and "�" not in line else better

    return "\n".join(fixed(line) for line in text.split("\n"))


def _unmarked_utf_16(data: bytes) -> str | None:
    """Return which UTF-16 it is if nearly every second byte is NUL and hardly any other is, as in English text."""
    pairs = len(data) // 2
    if pairs < 2:
        return None
    even, odd = data[: 2 * pairs : 2].count(0) / pairs, data[1 : 2 * pairs : 2].count(0) / pairs
    if odd > 0.7 and even < 0.1:
        return "utf-16-le"
    if even > 0.7 and odd < 0.1:
        return "utf-16-be"
    return None


def _guess(data: bytes, name: str) -> str:
    """Return the encoding of what is not UTF-8; where Windows' Western code page fits as well as the best, that."""
    if data.count(0) > len(data) / 100:
        raise ArticleError(f"{name}: this is a binary file, not text; give the article as plain text")
    guesses = from_bytes(data.replace(b"\x00", b" "))
    best = guesses.best()
    if best is None:
        raise ArticleError(f"{name}: the text's encoding can't be told; save it as UTF-8")
    # A guess stands for all encodings that give the same text, of which it bears the name of the first.
    fits = any("cp1252" in guess.could_be_from_charset and guess.chaos <= best.chaos + 0.02 for guess in guesses)
    return "cp1252" if fits else best.encoding
