"""The command line: a thin shell over the library. Data goes to stdout, everything said to stderr.

Exit status: 0 done; 1 done, but some inputs were set aside with a reason; 2 wrong usage or nothing could be done;
128 and the signal's number if it was stopped by one.
"""

from __future__ import annotations

import signal
from importlib.metadata import version
from types import FrameType
from typing import Annotated

import typer

from maps.cli import articles, evaluation, gazetteer
from maps.cli.terminal import fail, to_stdout

__all__ = ["app", "main"]

app = typer.Typer(
    name="dateline",
    help="Read news articles, find what happened where, draw it on a map. Works offline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("map")(articles.draw_map)
app.command(help=articles.export_help())(articles.export)
app.command()(articles.explain)
app.command()(evaluation.evaluate)
app.add_typer(gazetteer.app, name="gazetteer")


def _version(asked: bool) -> None:  # noqa: FBT001  (as typer calls it)
    if asked:
        to_stdout([f"dateline {version('dateline')}\n"])
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Stand for the options that need no command."""


def main() -> None:
    """Run the command line and exit with its status."""
    from geo.errors import DatelineError

    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):  # Windows has no SIGHUP
        if signal.getsignal(number) is signal.SIG_DFL:  # not so under nohup
            signal.signal(number, _stop)
    try:
        app()
    except DatelineError as error:
        fail(str(error))


def _stop(number: int, _frame: FrameType | None) -> None:
    """Leave as an interrupt does, so that half-written files are taken away; the default would just end the process."""
    raise SystemExit(128 + number)
