"""What the pages of docs/ show is run: files, commands and Python, in order, in a folder of the page's own.

A block with ``title="NAME"`` is a file, written first. In a ``console`` block each line after "$ dateline" is run; the
lines below it are what it says ("…" stands for anything). Python blocks of a page share their names. A block below the
comment ``<!-- not run: REASON -->`` is only shown; ``<!-- exits 1 -->`` tells the exit status of the one below.
"""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from dataclasses import dataclass
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE, OutputChecker
from pathlib import Path

import pytest

from maps.cli import main

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
FENCE = re.compile(
    r"(?:^<!-- (?P<note>not run: [^\n]+|exits \d) -->\n+)?^```(?P<language>\w+)(?: title=\"(?P<title>[^\"]+)\")?\n"
    r"(?P<body>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
REASONS = ("asks the network", "needs files of yours", "is typed into a shell", "is a program of its own")


@dataclass(frozen=True)
class Block:
    language: str
    title: str | None
    body: str
    note: str

    @property
    def status(self):
        return int(self.note.removeprefix("exits ")) if self.note.startswith("exits") else 0


def blocks(page):
    found = FENCE.finditer(page.read_text(encoding="utf-8"))
    return [Block(m["language"], m["title"], m["body"], m["note"] or "") for m in found]


def commands(block):
    """Return (command, what it says) for each line after a "$"."""
    for part in re.split(r"^\$ ", block.body, flags=re.MULTILINE)[1:]:
        command, _, said = part.replace("\\\n", " ").partition("\n")
        yield command, said


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_fence_is_read(page):
    text = page.read_text(encoding="utf-8")
    assert len(re.findall(r"^```", text, re.MULTILINE)) == 2 * len(blocks(page))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_is_not_run_has_a_reason_of_few(page):
    reasons = {block.note.removeprefix("not run: ") for block in blocks(page) if block.note.startswith("not run")}
    assert reasons <= {*REASONS, "check after the merge"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_the_page_shows_is_so(page, root, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    shutil.copy(root / "data" / "articles" / "grain-corridor.txt", "grain.txt")
    for block in blocks(page):
        if block.title:
            Path(block.title).parent.mkdir(parents=True, exist_ok=True)
            Path(block.title).write_text(block.body, encoding="utf-8")
    names = {"__name__": "page"}
    for block in blocks(page):
        if block.title or block.note.startswith("not run"):
            continue
        if block.language == "python":
            exec(compile(block.body, str(page), "exec"), names)  # noqa: S102  (the page is ours)
        if block.language == "console":
            for command, said in commands(block):
                check(command, said, block.status, monkeypatch, capsys)


def check(command, said, status, monkeypatch, capsys):
    program, *arguments = shlex.split(command, comments=True)
    assert program == "dateline", f"only dateline is run, not: {command}"
    capsys.readouterr()
    monkeypatch.setattr(sys, "argv", ["dateline", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    told = "".join(capsys.readouterr())
    assert (ended.value.code or 0) == status, told
    if said.strip():
        wanted, got = said.replace("…", "..."), told.replace("…", "...")
        checker = OutputChecker()
        assert checker.check_output(wanted, got, ELLIPSIS | NORMALIZE_WHITESPACE), f"$ {command}\n{told}"
