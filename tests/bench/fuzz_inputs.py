"""Fuzz the readers: good files of every kind, damaged, packed and renamed, through `geo.articles.read_all`.

usage: python tests/bench/fuzz_inputs.py [--minutes 8] [--seed 1] [--keep FOLDER]

What must hold: documents with an article or an error, never both; messages of one line that begin with the file;
nothing raised, warned or written to stderr by a library; no reading that takes more than --seconds. What breaks one
of these is printed with its seed, once a kind, and its file kept.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import io
import random
import re
import resource
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "cli"))
from inputs import FILES

from geo.articles import read_all

STRANGE = [
    b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b"\x1b[31m", b"\r", b"\n", b"\n\n", b'"', b"'", b"<", b">", b"</", b"/>",
    b"]]>", b"<![CDATA[", b"<!--", b"-->", b"&", b"&amp;", b"&#0;", b"&#xD800;", b"&x;", b"{", b"}", b"[", b"]", b",", b":", b"null",
    b"1e999", b"9" * 400, b"\\u0000", b"\\ud800", b"\\", b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>", b"<?xml ",
    b" encoding='utf-16'", b" encoding='x-none'", b"charset=rot13", b"charset=utf-7", b"Content-Type: multipart/mixed; boundary=a\n\n--a\n",
    b"Content-Transfer-Encoding: base64\n", b"stream\n", b"endstream", b"endobj", b"/Length 99999999", b"/Filter /FlateDecode", b"1 0 R", b"obj",
    b"trailer", b"xref", b"WARC/1.0\r\n", b"Content-Length: -1\r\n", b"Content-Length: 99999999999\r\n", b"text", b"published", b"2019-13-45",
    b"0000-00-00", b"LENGTH: ", b"1 of 1 DOCUMENTS\n", b"_" * 60 + b"\n", b"Full text: ", b"End of Document\n", b"Body\n", b"<p>", b"<div>" * 400,
    b"<newsItem>", b"<nitf>", b"<rss>", b"<item>", b"<entry>", b"[" * 2000, b'{"a":' * 2000, b"a" * 20000, b" " * 20000, b"\n" * 5000,
    b"\x1f\x8b\x08\x00", b"PK\x03\x04", b"%PDF-1.4\n", "Ã©".encode(), "حلب".encode(), "\u2028".encode(), "\u0085".encode(),
]  # fmt: skip
ENCODINGS = ["utf-16", "utf-16-le", "utf-32", "cp1252", "cp1251", "shift-jis", "utf-7", "cp037"]


def damaged(chance: random.Random) -> tuple[str, bytes]:
    """Return the suffix and content of a strange file."""
    kind = chance.choice(sorted(FILES))
    suffix, data, _ = FILES[kind]
    if chance.random() < 0.1:  # a field that a file of the kind has, empty or doubled
        data = re.sub(
            rb"(?s)<(\w+)[^>]*>.*?</\1>",
            chance.choice([rb"", rb"<\1/>", rb"\g<0>\g<0>"]),
            data,
            count=chance.randrange(1, 4),
        )
    for _ in range(chance.choice([0, 1, 1, 1, 2, 3, 6, 20])):
        at, to = sorted((chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)))
        what = chance.randrange(8)
        if what == 0:
            data = data[:at] + data[to:]
        elif what == 1:
            data = data[:to] + data[at:to][:3000] * chance.choice([1, 1, 2, 30]) + data[to:]
        elif what == 2:
            other = FILES[chance.choice(sorted(FILES))][1]
            start = chance.randrange(len(other))
            data = data[:at] + other[start : start + chance.randrange(2000)] + data[at:]
        elif what == 3 and data:
            flipped = bytearray(data)
            for _ in range(chance.choice([1, 1, 5, 50])):
                flipped[chance.randrange(len(data))] = chance.randrange(256)
            data = bytes(flipped)
        elif what == 4:
            data = data[:at]
        else:
            data = data[:at] + chance.choice(STRANGE) + data[at:]
    if chance.random() < 0.05:
        with contextlib.suppress(UnicodeError):
            data = data.decode().encode(chance.choice(ENCODINGS), "replace")
    if chance.random() < 0.1:
        data, suffix = gzip.compress(data, 1), f"{suffix}.gz"
        if chance.random() < 0.3:
            at = chance.randrange(len(data))
            data = data[:at] + chance.randbytes(chance.randrange(3)) + data[at + chance.randrange(3) :]
    if chance.random() < 0.15:
        suffix = chance.choice(["", ".txt", *(suffix for suffix, _, _ in FILES.values())])
    return suffix, data


def check(path: Path, counts: Counter[str]) -> None:
    """Assert what holds of any file that is read."""
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()) as noise:
        warnings.simplefilter("error")
        for document in read_all([path]):
            assert (document.article is None) != (document.error is None), "article xor error"
            counts["articles" if document.article else "errors"] += 1
            if document.error is not None:
                message = str(document.error)
                assert len(message.splitlines()) == 1, f"lines: {message!r}"
                assert message.isprintable(), f"control characters: {message!r}"
                assert message.startswith(document.name), f"name: {message!r}"
                assert document.name.startswith(str(path)), f"name: {message!r}"
                assert "please report it" not in message, f"unforeseen: {message!r}"
                assert len(message) < 1000, f"length: {message!r}"
    assert not noise.getvalue(), f"stderr: {noise.getvalue()!r}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=10, help="the longest that one file may take, of CPU time")
    parser.add_argument("--keep", type=Path, default=Path("out/fuzz-inputs"))
    options = parser.parse_args()
    ends = time.monotonic() + 60 * options.minutes
    seed, slowest = options.seed, (0.0, 0)
    counts: Counter[str] = Counter()
    finds: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < ends:
            suffix, data = damaged(random.Random(seed))
            path = Path(folder) / f"file{suffix}"
            path.write_bytes(data)
            began = time.process_time()
            try:
                check(path, counts)
                took = time.process_time() - began
                assert took < options.seconds, f"time: {took:.1f} s"
            except Exception as error:
                where = traceback.extract_tb(error.__traceback__)[-1]
                name = f"{type(error).__name__} {Path(where.filename).name}:{where.lineno} {str(error)[:12] if isinstance(error, AssertionError) else ''}"
                if name not in finds:
                    options.keep.mkdir(parents=True, exist_ok=True)
                    (options.keep / f"{seed}{suffix}").write_bytes(data)
                    print(f"seed {seed}{suffix}: {name}: {str(error)[:600]}", flush=True)
                    if not isinstance(error, AssertionError):
                        traceback.print_exc(limit=-5)
                finds[name] += 1
            slowest = max(slowest, (time.process_time() - began, seed))
            path.unlink()
            assert not list(Path(folder).iterdir()), f"seed {seed}: left behind: {list(Path(folder).iterdir())}"
            seed += 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{seed - options.seed} files: {counts['articles']} articles, {counts['errors']} errors; {sum(finds.values())} failures of {len(finds)} kinds; slowest {slowest[0]:.1f} s (seed {slowest[1]}); peak {peak} MB"
    )
    sys.exit(1 if finds else 0)


if __name__ == "__main__":
    main()
