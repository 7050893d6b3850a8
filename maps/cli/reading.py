"""What map, export and explain have in common: the inputs, the options about them, and reading them into stories."""

from __future__ import annotations

import inspect
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import wraps
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from maps.cli.gazetteer import GazetteerFiles, OverridesFile, open_gazetteer
from maps.cli.terminal import count, fail, say

if TYPE_CHECKING:
    from geo.articles import Columns, Document
    from geo.model import Article
    from geo.pipeline import Pipeline
    from geo.story import Story

__all__ = ["Reading", "reads_articles"]

_TOGETHER = 256
"""Articles read at a time: so many tell what their publisher writes about (`geo.pipeline`)."""


@dataclass
class Reading:
    """The inputs and what the command line says about them; read by `stories`."""

    inputs: list[str]
    published: str | None
    source: str | None
    title: str | None
    column: list[str] | None
    gazetteer: list[Path] | None
    overrides: Path | None
    geocoder: str | None
    user_agent: str | None
    no_demonyms: bool
    set_aside: int = field(default=0, init=False)
    """How many documents could not be used, each of them told on stderr."""

    def stories(self) -> Iterator[Story]:
        """Return the stories of all documents that can be used, as they are read; exit with status 2 if none can."""
        stories = self._read()
        first = next(stories, None)
        if first is None:
            raise typer.Exit(2)
        return chain([first], stories)

    def _read(self) -> Iterator[Story]:
        from geo.articles import read_all

        if self.inputs.count("-") > 1:
            fail("-: standard input can be read only once; give - once")
        documents = read_all(
            self.inputs, published=self.published, source=self.source, title=self.title, columns=_columns(self.column)
        )
        articles = self._usable(documents)
        names: dict[str | None, str] = {}  # by the article's id
        pipeline: Pipeline | None = None
        while together := list(islice(articles, _TOGETHER)):
            pipeline = pipeline or self._pipeline()  # takes seconds, which an input that can't be read need not wait
            for name, story in self._told(pipeline, together):
                say(f"{name}: {_summary(story)}")
                if story.article.id in names:
                    same = names[story.article.id]
                    say(f"{name}: it has the id of {same}, so that its events are told twice; give each article once")
                names.setdefault(story.article.id, name)
                yield story

    def refuse_output(self, path: Path, option: str) -> None:
        """Exit with status 2 if a file to be written is a folder, or one of the inputs, which would be lost."""
        if os.path.isdir(path):  # noqa: PTH112  (Path's own raises for a name that is too long)
            fail(f"{path}: this is a folder; choose another name with {option}")
        if os.path.isfile(path):  # noqa: PTH113
            there = os.stat(path)  # noqa: PTH116
            for given in filter(os.path.isfile, self.inputs):
                if os.path.samestat(there, os.stat(given)):  # noqa: PTH116
                    fail(f"{path}: this is one of the articles and would be lost; choose another name with {option}")

    def _usable(self, documents: Iterable[Document]) -> Iterator[tuple[str, Article]]:
        for document in documents:
            if document.article is None:
                self.set_aside += 1
                say(str(document.error))
            else:
                yield document.name, document.article

    def _pipeline(self) -> Pipeline:
        from geo.geocoders import GeocoderSettings
        from geo.pipeline import Pipeline

        geocoder = None
        if self.geocoder is not None:
            file = Path(self.geocoder)
            settings = (
                GeocoderSettings.from_toml(file) if file.suffix == ".toml" else GeocoderSettings(service=self.geocoder)
            )
            if self.user_agent is not None:
                settings = replace(settings, user_agent=self.user_agent)
            geocoder = settings.geocoder()
            _show_warnings()
        elif self.user_agent is not None:
            fail("--user-agent: it says who asks a geocoder, and none is asked; add --geocoder, or leave it out")
        return Pipeline(
            gazetteer=open_gazetteer(self.gazetteer),
            overrides=self.overrides,
            demonyms=not self.no_demonyms,
            geocoder=geocoder,
        )

    def _told(self, pipeline: Pipeline, articles: Sequence[tuple[str, Article]]) -> Iterator[tuple[str, Story]]:
        """Yield the stories of articles read together; if one of them breaks that, each by itself."""
        from geo.errors import DatelineError

        try:
            stories = list(pipeline.stream(article for _, article in articles))
        except DatelineError:  # no document's fault
            raise
        except Exception:  # noqa: BLE001  (one strange document must not cost the others)
            for name, article in articles:
                try:
                    yield name, pipeline.run(article)
                except Exception as error:  # noqa: BLE001
                    self.set_aside += 1
                    say(f"{name}: not understood ({type(error).__name__}: {error}); set aside, please report it")
        else:
            yield from zip((name for name, _ in articles), stories, strict=True)


def _options(
    inputs: Annotated[
        list[str],
        typer.Argument(
            help="Files (plain text, HTML, MHTML, PDF, RSS, Atom, JSON, JSON Lines, CSV, text exports of ProQuest and "
            "LexisNexis, NewsML-G2, NITF, WARC; each may be packed by gzip), addresses (https://…, the only thing "
            "that is fetched), or - for stdin.",
            show_default=False,
        ),
    ],
    published: Annotated[str | None, typer.Option(help="Publication date, YYYY-MM-DD, not the document's own.")] = None,
    source: Annotated[str | None, typer.Option(help="The outlet's name or domain, not the document's own.")] = None,
    title: Annotated[
        str | None, typer.Option(help="The headline, not the document's own; of several articles on a map, the map's.")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD=NAME",
            help="What a field of CSV or JSON is called; fields are text, title, published, source, id. Repeatable.",
        ),
    ] = None,
    gazetteer: GazetteerFiles = None,
    overrides: OverridesFile = None,
    geocoder: Annotated[
        str | None,
        typer.Option(
            metavar="SERVICE|FILE.toml",
            help="Ask this geocoder of geopy (nominatim, photon …) for places no gazetteer knows: their names are "
            "sent to it. Or a TOML file that says which and how.",
        ),
    ] = None,
    user_agent: Annotated[str | None, typer.Option(help="Who asks, for --geocoder: your project and address.")] = None,
    no_demonyms: Annotated[
        bool, typer.Option("--no-demonyms", help="Leave out “Syrian”, “Russians” and so on.")
    ] = False,
) -> None:
    """Stand for the options that `reads_articles` gives to a command; its parameters are `Reading`'s."""


def reads_articles(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the inputs and the options about them; its first parameter gets them as a `Reading`."""
    own = list(inspect.signature(command).parameters.values())[1:]
    shared = list(inspect.signature(_options).parameters.values())
    types = get_type_hints(_options, include_extras=True) | get_type_hints(command, include_extras=True)

    @wraps(command)
    def with_options(**given: Any) -> None:
        command(Reading(**{one.name: given.pop(one.name) for one in shared}), **given)

    parameters = [shared[0], *own, *shared[1:]]
    typed = [one.replace(annotation=types[one.name], kind=inspect.Parameter.KEYWORD_ONLY) for one in parameters]
    with_options.__signature__ = inspect.Signature(typed)  # type: ignore[attr-defined]
    with_options.__annotations__ = {one.name: one.annotation for one in typed}
    del with_options.__wrapped__  # or its signature would be taken
    return with_options


def _columns(given: Sequence[str] | None) -> Columns:
    from geo.articles import Columns

    names: dict[str, str] = {}
    for one in given or ():
        field_name, _, name = one.partition("=")
        if field_name not in Columns.__slots__ or not name:
            fail(f"--column {one}: give one of {', '.join(Columns.__slots__)}, “=” and its name: --column text=body")
        names[field_name] = name
    return Columns(**names)


def _show_warnings() -> None:
    """Show what the library warns of while it works: that a geocoder is not asked any more."""
    handler = logging.Handler()
    handler.emit = lambda record: say(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("dateline").addHandler(handler)


def _summary(story: Story) -> str:
    places = {t.place for t in story.toponym_records if t.place}
    placed = sum(bool(event.places) for event in story.event_records)
    events = len(story.event_records)
    no_day = story.article.published is None and any(event.date is None for event in story.event_records)
    undated = "; no day of publication known (--published), so “Monday” is no day" if no_day else ""
    return (
        f"{count(len(places), 'place')}, named {count(len(story.toponym_records), 'time')}; "
        f"{count(events, 'event')}, {placed} on the map, {events - placed} without a place{undated}"
    )
