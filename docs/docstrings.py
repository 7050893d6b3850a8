"""An extension of griffe: what docstrings have of reStructuredText, as Markdown, which the reference is made of.

That is: ``::`` before a block of text as it stands, simple tables between lines of ``=``, and names of ours in single
backticks, which become links where the reference has them.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import griffe

_RULE = re.compile(r"=+(?: +=+)+")
_LITERAL = re.compile(r"^::\n|(?<=\S)::$", re.MULTILINE)
_NAME = re.compile(r"(?<!`)`((?:geo|maps)(?:\.\w+)+)`(?!`)")


class Markdown(griffe.Extension):
    """Rewrites each docstring once, as it is read."""

    def on_instance(self, *, obj: griffe.Object, **_: Any) -> None:
        """Rewrite an object's docstring."""
        if obj.docstring is not None:
            obj.docstring.value = markdown(obj.docstring.value)


def markdown(text: str) -> str:
    """Return a docstring as Markdown."""
    text = _LITERAL.sub(lambda found: "" if "\n" in found[0] else ":", text)
    text = _NAME.sub(r'<autoref optional identifier="\1">`\1`</autoref>', text)
    lines = text.split("\n")
    rules = [number for number, line in enumerate(lines) if _RULE.fullmatch(line.strip())]
    for first, middle, last in reversed(list(zip(rules[::3], rules[1::3], rules[2::3], strict=True))):
        head, body = lines[first + 1 : middle], lines[middle + 1 : last]
        lines[first : last + 1] = _table(lines[first], head, body)
    return "\n".join(lines)


def _table(rule: str, head: list[str], body: list[str]) -> list[str]:
    """Return the lines of a table; a line goes on with the row before if nothing stands in one of its first columns."""
    starts = [found.start() for found in re.finditer("=+", rule)]
    rows: list[list[str]] = []
    for line in [*head, *body]:
        cells = [
            line[start:end].strip().replace("|", "\\|") for start, end in pairwise([*starts, len(line) + len(rule)])
        ]
        if rows and "" in cells[:-1]:
            rows[-1] = [f"{above} {cell}".strip() for above, cell in zip(rows[-1], cells, strict=True)]
        else:
            rows.append(cells)
    written = [f"| {' | '.join(row)} |" for row in rows]
    return ["", written[0], "|---" * len(starts) + "|", *written[1:], ""]
