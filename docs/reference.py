"""A hook of mkdocs: the reference, one page for each room with every public module in it, and the commands' help.

A module is public if no part of its name begins with "_" and it has an ``__all__``. The command line (`maps.cli`) is
told by what ``--help`` says.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File, Files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig

ROOT = Path(__file__).parent.parent
PACKAGES = ("geo", "maps")
COMMANDS = "maps.cli"
FOR_USERS = (
    "geo", "geo.pipeline", "geo.story", "geo.model", "geo.articles", "geo.frames", "geo.export", "geo.record",
    "geo.gazetteer", "geo.geocoders", "geo.explanation", "geo.evaluation", "geo.spacy_component", "geo.errors",
    "maps", "maps.notebook", "maps.page", "maps.picture",
)  # fmt: skip
"""Rooms that users call, in the order of the navigation; all others stand below "Inside"."""


def public_modules() -> dict[str, tuple[str, ...]]:
    """Return the names in ``__all__`` of each public module, by the module's dotted name, sorted."""
    found = {}
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            exported = _exported(ast.parse(path.read_text(encoding="utf-8")))
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            if exported and not any(part.startswith("_") for part in name.split(".")):
                found[name] = exported
    return {name: found[name] for name in sorted(found) if not name.startswith(COMMANDS)}


def pages() -> dict[str, list[str]]:
    """Return the public modules of each page, by the room that names the page ("geo", "geo.events", "maps" …)."""
    rooms: dict[str, list[str]] = {}
    for name in public_modules():
        rooms.setdefault(".".join(name.split(".")[:2]), []).append(name)
    return rooms


def commands() -> Iterator[tuple[str, str]]:
    """Yield each command of ``dateline`` with its help."""
    import typer
    from typer.testing import CliRunner

    from maps.cli import app

    def names(group: object, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield path
        for name, command in getattr(group, "commands", {}).items():
            yield from names(command, (*path, name))

    for path in names(typer.main.get_command(app), ()):
        told = CliRunner().invoke(app, [*path, "--help"], prog_name="dateline", terminal_width=100)
        yield " ".join(("dateline", *path)), told.stdout.strip()


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Enter the pages in the navigation."""
    rooms = pages()
    inside = [room for room in rooms if room not in FOR_USERS]
    for item in config.nav or []:
        if "Reference" in item:
            item["Reference"] = [
                {"The command line": "reference/commands.md"},
                *({room: f"reference/{room}.md"} for room in FOR_USERS if room in rooms),
                {"Inside": [{room: f"reference/{room}.md"} for room in inside]},
            ]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages."""
    for room, modules in pages().items():
        content = "\n\n".join(_section(module, level=min(number, 1) + 1) for number, module in enumerate(modules))
        files.append(File.generated(config, f"reference/{room}.md", content=content))
    told = "\n\n".join(f"## {command}\n\n```text\n{text}\n```" for command, text in commands())
    files.append(File.generated(config, "reference/commands.md", content=f"# The command line\n\n{told}\n"))
    return files


def _section(module: str, *, level: int) -> str:
    """Return a module's part of its page: what it defines itself, and links to what it takes from others."""
    path = ROOT.joinpath(*module.split("."))
    tree = ast.parse((path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text(encoding="utf-8"))
    taken = {
        alias.asname or alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    own = [name for name in _exported(tree) if name not in taken]
    options = f"::: {module}\n    options:\n      heading_level: {level}\n      members: {own}\n"
    links = "".join(f"- [`{module}.{name}`][{module}.{name}]\n" for name in _exported(tree) if name in taken)
    return f"{options}\n{links}"


def _exported(tree: ast.Module) -> tuple[str, ...]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["__all__"]:
            return tuple(ast.literal_eval(node.value))
    return ()
