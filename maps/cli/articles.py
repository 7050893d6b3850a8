"""The commands that read articles: map, export, explain."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from maps.cli.terminal import count, fail, say, to_stdout

__all__ = ["draw_map", "explain", "export"]

Articles = Annotated[list[Path], typer.Argument(help="Text files, one article each.", show_default=False)]
Published = Annotated[str | None, typer.Option(help="Publication date, YYYY-MM-DD, instead of the one in the text.")]
Source = Annotated[str | None, typer.Option(help="The outlet's name or domain.")]
Title = Annotated[str | None, typer.Option(help="The headline.")]
NoDemonyms = Annotated[bool, typer.Option("--no-demonyms", help="Leave out “Syrian”, “Russians” and the like.")]


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
        fail(f"{output}: a map is an HTML file; give a name that ends in .html")
    if png is not None and png.suffix.lower() != ".png":
        fail(f"{png}: a picture is a PNG file; give a name that ends in .png")
    data = output.with_suffix(".geojson")
    for path, option in ((output, "-o"), (data, "-o"), (png, "--png")):
        if path is not None and path.is_dir():
            fail(f"{path}: this is a folder; choose another name with {option}")
    from geo.export import geojson, to_json, write_text
    from maps.page import save

    stories, set_aside = _read_all(articles, published, source, title, demonyms=not no_demonyms)
    save(stories, output, title=title, online_tiles=online_tiles, evidence=evidence)
    write_text(data, to_json(geojson(stories), indent=1) + "\n")
    say.print(f"wrote {output} and {data}; open {output.absolute().as_uri()} in a browser")
    if png is not None:
        from maps.picture import save_picture

        save_picture(stories, png, title=title, page=output if output.is_file() else None)
        say.print(f"wrote {png}")
    raise typer.Exit(1 if set_aside else 0)


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
        to_stdout(text)
    else:
        write_text(Path(output), text)
    raise typer.Exit(1 if set_aside else 0)


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
    to_stdout(reasons(stories[0], event) + "\n")


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
            say.print(str(error))
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
            say.print(f"{path}: not understood ({type(error).__name__}: {error}); set aside, please report it")
            continue
        stories.append(story)
        say.print(f"{path}: {_summary(story)}")
    if not stories:
        raise typer.Exit(2)
    return stories, len(paths) - len(stories)


def _summary(story) -> str:  # type: ignore[no-untyped-def]  # noqa: ANN001
    places = {t.place for t in story.toponym_records if t.place}
    placed = sum(bool(event.places) for event in story.event_records)
    events = len(story.event_records)
    return (
        f"{count(len(places), 'place')}, named {count(len(story.toponym_records), 'time')}; "
        f"{count(events, 'event')}, {placed} on the map, {events - placed} without a place"
    )
