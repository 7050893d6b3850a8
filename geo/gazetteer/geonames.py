"""A full GeoNames dump compiled to a gazetteer of the shipped one's layout, by the user who downloaded it.

The dump (``allCountries.zip``, 13 million places; https://download.geonames.org/export/dump/readme.txt) is read as a
stream in five stages. What is done stands in ``staging.sqlite`` beside the output, so that a run that was stopped goes
on where it was: within the two stages that read files at the last 200,000 lines, otherwise at the stage.

1. *places*: every row into the staging file, joined with the shipped gazetteer's row of the same place, if any;
2. *names*: alternate names, if their file is given;
3. *order*: places sorted by cell and written; what the shipped gazetteer has besides (polygons, metonyms, outlets);
4. *keys*: names sorted by key and written;
5. *finish*: index, record of inputs, rename.
"""

from __future__ import annotations

import errno
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from geo.errors import GazetteerError, OutputError
from geo.gazetteer.dumped import alternate_names, places
from geo.gazetteer.layer import GEONAMES, SCHEMA_VERSION, Layer
from geo.gazetteer.ordered import write_keys, write_places
from geo.gazetteer.staging import Progress, Staging

__all__ = ["Compiled", "compile_geonames"]


@dataclass(frozen=True, slots=True)
class Compiled:
    """What came of it: the file, the number of its places and names, and what was set aside with its reason."""

    path: Path
    places: int
    names: int
    set_aside: tuple[str, ...]
    resumed: bool


def compile_geonames(
    dump: Path,
    folder: Path,
    *,
    alternate: Path | None = None,
    base: Path | None = None,
    progress: Progress | None = None,
) -> Compiled:
    """Compile a GeoNames dump to ``folder``/gazetteer.sqlite.

    Parameters
    ----------
    dump
        ``allCountries.zip``, or any other dump of its 19 columns (``SY.zip``); the ``.txt`` in it will do.
    folder
        Where to write; made if missing. The full dump needs about 5 GB while at work, 1 to 2 GB afterwards.
    alternate
        ``alternateNamesV2.zip`` (10 columns); without it the dump's own untagged alternate names are taken.
    base
        The gazetteer whose hand-made rows, polygons, metonyms and outlets are taken over; the shipped one if omitted.
    progress
        Called now and then.

    Raises
    ------
    GazetteerError
        If an input is missing, truncated or of another layout.
    OutputError
        If the folder can't be written or the disk is full; the same call goes on from there.
    """
    from geo._data import DATA

    tell = progress or (lambda *_: None)
    inputs = {path.name: _digest(path) for path in (dump, alternate) if path is not None}
    with _written(folder), _sorting_in(folder):
        folder.mkdir(parents=True, exist_ok=True)
        shipped = base or DATA / "gazetteer.sqlite"
        Layer(shipped).close()  # tells a file of another layout in words
        staging = Staging(folder / "staging.sqlite", _fingerprint(inputs, shipped), shipped)
        with closing(staging.db):
            resumed = staging.get("places") is not None
            if staging.get("places") != "done":
                places(staging, dump, own_names=alternate is None, tell=tell)
            if alternate is not None and staging.get("names") != "done":
                alternate_names(staging, alternate, tell)
            part = folder / "gazetteer.part"
            if staging.get("order") != "done" or not part.exists():
                write_places(staging, part, tell)
            keys = write_keys(staging, part, tell)
            total = staging.db.execute("SELECT count(*) FROM raw").fetchone()[0]
            info = {
                "complete": "1", "source": dump.name, "digest": staging.fingerprint, "attribution": GEONAMES,
                "rows places": f"{total}", "rows names": f"{keys}",
                **{f"sha256 {name}": digest for name, digest in inputs.items()},
            }  # fmt: skip
            tell("finish", 0, 1)
            _finish(part, info)
            set_aside = staging.set_aside()
        output = folder / "gazetteer.sqlite"
        part.replace(output)
        (folder / "gazetteer.sha256").write_text(f"{_digest(output)}  {output.name}\n", encoding="ascii")
        for rest in folder.glob("staging.sqlite*"):
            rest.unlink()
        tell("finish", 1, 1)
    return Compiled(output, total, keys, set_aside, resumed)


def _finish(part: Path, info: dict[str, str]) -> None:
    with closing(sqlite3.connect(part)) as db:
        db.execute("CREATE INDEX IF NOT EXISTS place_geonameid ON place(geonameid) WHERE geonameid IS NOT NULL")
        db.execute("DELETE FROM info")
        db.executemany("INSERT INTO info VALUES (?,?)", sorted(info.items()))
        db.commit()


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        remedy = "download it from https://download.geonames.org/export/dump/"
        raise GazetteerError(f"{path} can't be read ({error.strerror}); {remedy}") from error


def _fingerprint(inputs: dict[str, str], shipped: Path) -> str:
    """Return one digest of all that the output depends on."""
    parts = [
        f"layout {SCHEMA_VERSION}",
        *sorted(f"{name} {digest}" for name, digest in inputs.items()),
        _digest(shipped),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@contextmanager
def _sorting_in(folder: Path) -> Iterator[None]:
    """Let SQLite sort in this folder (13 M rows take gigabytes) unless the user has named another; only meanwhile."""
    if "SQLITE_TMPDIR" in os.environ:
        yield
        return
    os.environ["SQLITE_TMPDIR"] = str(folder.absolute())
    try:
        yield
    finally:
        del os.environ["SQLITE_TMPDIR"]


@contextmanager
def _written(folder: Path) -> Iterator[None]:
    """Say in one line that the output can't be written."""
    again = "then run the same command again, it goes on from here"
    try:
        yield
    except sqlite3.OperationalError as error:
        if "full" in str(error) or "disk I/O" in str(error):
            raise OutputError(f"{folder}: the disk is full; free some space, {again}") from error
        raise OutputError(f"{folder} can't be written ({error}); give another folder with -o") from error
    except OSError as error:
        if isinstance(error, (GazetteerError, OutputError)):
            raise
        if error.errno == errno.ENOSPC:
            raise OutputError(f"{folder}: the disk is full; free some space, {again}") from error
        raise OutputError(f"{folder} can't be written ({error.strerror}); give another folder with -o") from error
