"""The commands that read articles: map, export, explain."""

from __future__ import annotations

import os
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from geo.export import FORMATS
from geo.export.files import whole
from geo.export.layers import beside
from maps.cli.reading import Reading, reads_articles
from maps.cli.terminal import fail, say, to_stdout

__all__ = ["FormatName", "draw_map", "explain", "export", "export_help"]

FormatName = Literal["json", "geojson", "geojsonl", "geoparquet", "gpkg", "flatgeobuf", "csv", "kml", "lpf"]
"""The names of `FORMATS`, which a test compares."""


@reads_articles
def draw_map(
    reading: Reading,
    output: Annotated[Path, typer.Option("-o", "--output", help="The page; GeoJSON goes beside it.")] = Path(
        "map.html"
    ),
    online_tiles: Annotated[
        bool, typer.Option("--online-tiles", help="Offer OpenStreetMap's tiles as a layer (off until switched on).")
    ] = False,
    evidence: Annotated[
        Literal["full", "quotes", "none"] | None,
        typer.Option(
            help="What the page holds of the articles: their full text, the quotes that tell events, or none. "
            "Default: full, or quotes if they have more than 8 million characters."
        ),
    ] = None,
    png: Annotated[
        Path | None,
        typer.Option(
            "--png",
            help="Also write a picture of the map; taken by Chromium, Chrome or Edge ($DATELINE_BROWSER), "
            "or else drawn by matplotlib.",
        ),
    ] = None,
) -> None:
    """Draw the events of articles: a map that opens offline, and the same as GeoJSON beside it."""
    if output.suffix.lower() not in (".html", ".htm"):
        fail(f"{output}: a map is an HTML file; give a name that ends in .html")
    if png is not None and png.suffix.lower() != ".png":
        fail(f"{png}: a picture is a PNG file; give a name that ends in .png")
    data = output.with_suffix(".geojson")
    for path, option in ((output, "-o"), (data, "-o"), (png, "--png")):
        if path is not None:
            reading.refuse_output(path, option)
    from maps.page import save

    title, reading.title = reading.title, None
    stories = list(reading.stories())
    if len(stories) == 1 and title is not None:
        stories = [replace(stories[0], article=replace(stories[0].article, title=title))]
    with whole(output, data) as (page, features):
        save(stories, page, title=title, online_tiles=online_tiles, evidence=evidence)
        FORMATS["geojson"].write(stories, features)
    say(f"wrote {output} and {data}; open {output.absolute().as_uri()} in a browser")
    if png is not None:
        from maps.picture import save_picture

        save_picture(stories, png, title=title, page=output if output.is_file() else None)
        say(f"wrote {png}")
    raise typer.Exit(1 if reading.set_aside else 0)


@reads_articles
def export(
    reading: Reading,
    format_: Annotated[
        FormatName | None,
        typer.Option(
            "--format",
            help="What to write. Default: what the file's name says, or json.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[str, typer.Option("-o", "--output", help="A file, or - for stdout.")] = "-",
) -> None:
    """Write what the articles tell as data, in a format that other tools read."""
    chosen = FORMATS[_format_of(output, format_)]
    if output == "-":
        if chosen.text is None:
            fail(f"--format {chosen.name}: this can't be written to stdout; name a file with -o FILE{chosen.suffix}")
        to_stdout(chosen.text(reading.stories()))
    else:
        path = Path(output)
        for one in (path, beside(path)) if chosen.name == "geoparquet" else (path,):
            reading.refuse_output(one, "-o")
        written = chosen.write(reading.stories(), path)
        for note in written.notes:
            say(note)
        say(f"wrote {' and '.join(map(str, written.files))}")
    raise typer.Exit(1 if reading.set_aside else 0)


def _format_of(output: str, given: FormatName | None) -> str:
    """Return the format that is asked for, by name or by the file's suffix; exit with status 2 if that is not clear."""
    suffix = "".join(Path(output).suffixes).lower()
    suffixes = {one.suffix: one.name for one in FORMATS.values()} | {".json": "json"}
    fits = [suffixes[one] for one in sorted(suffixes, key=len, reverse=True) if suffix.endswith(one)]
    meant = fits[0] if fits else None
    if given is not None and meant not in (None, given):
        fail(f"{output}: its name says {meant}, --format says {given}; give one that fits the other")
    if given is None and meant is None and Path(output).suffix and not os.path.exists(output):  # noqa: PTH110
        fail(f"{output}: no format has names like this; end it in {', '.join(suffixes)}, or say --format")
    return given or meant or "json"


def export_help() -> str:
    """Return the help of `export`: what each format holds and loses."""
    lines = [
        f"\b\n{one.name} ({one.suffix})\n{_indented(one.holds)}\n{_indented(one.loses)}" for one in FORMATS.values()
    ]
    return "\n\n".join([export.__doc__ or "", *lines])


def _indented(sentence: str) -> str:
    return textwrap.fill(sentence, 76, initial_indent="  ", subsequent_indent="  ")


@reads_articles
def explain(
    reading: Reading,
    event: Annotated[str | None, typer.Option(help="Only this event, by its id (e3).")] = None,
) -> None:
    """Say why each event is told as it is: trigger and rule, whether it happened, who, when, and where."""
    from geo.explanation import explain as reasons

    stories = list(reading.stories())
    if event is not None and len(stories) > 1:
        fail(f"--event {event}: there are {len(stories)} articles; give one article, or leave out --event")
    to_stdout(["\n\n".join(reasons(story, event) for story in stories), "\n"])
    raise typer.Exit(1 if reading.set_aside else 0)
