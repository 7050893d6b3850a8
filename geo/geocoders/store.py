"""What geocoders answered, and when each may be asked again: one SQLite file that all processes of a user share.

Answers are JSON text, never anything that can run. A connection lives as long as one call, so that the file may be
used after a fork and from any thread.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from geo.errors import SettingsError

__all__ = ["Store"]

_T = TypeVar("_T")

_FILE = "geocoder.sqlite"

_WAIT_S = 30.0
"""How long a process waits for another to finish writing; each writes for milliseconds."""

_LIFE_S = {True: 365 * 86400.0, False: 30 * 86400.0}
"""How long an answer is good, and how long "no such place" is: mappers add places, and rarely move them."""

_LONGEST_S = 900.0
"""A request that may only be sent later than this was noted by a clock that has been set back since."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS answer (
  provider TEXT NOT NULL, query TEXT NOT NULL, version TEXT NOT NULL, retrieved REAL NOT NULL, answers TEXT NOT NULL,
  PRIMARY KEY (provider, query, version)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pace (provider TEXT PRIMARY KEY, free_at REAL NOT NULL) WITHOUT ROWID;
"""

_log = logging.getLogger("dateline")


class Store:
    """Answers of geocoders and the time each is free again, in ``geocoder.sqlite`` in a folder only its owner may read.

    Parameters
    ----------
    folder
        A folder for nothing else, made if it is not there; the user's cache folder for Dateline if omitted.

    Raises
    ------
    SettingsError
        If the folder can't be made or is open to others: what one asks for tells what one reads.
    """

    def __init__(self, folder: Path | str | None = None) -> None:
        own = folder is None
        if folder is None:
            from platformdirs import user_cache_path

            folder = user_cache_path("dateline")
        self.path = Path(folder).expanduser().absolute() / _FILE
        _make_private(self.path.parent, own=own)

    def answers(self, provider: str, query: str, version: str) -> tuple[list[Any], float] | None:
        """Return the answers kept and when they were retrieved (seconds since 1970, UTC); None for none or stale ones.

        An empty list of answers says that the geocoder knew no such place.
        """

        def read(db: sqlite3.Connection) -> tuple[str, float] | None:
            row: tuple[str, float] | None = db.execute(
                "SELECT answers, retrieved FROM answer WHERE (provider, query, version) = (?, ?, ?)",
                (provider, query, version),
            ).fetchone()
            return row

        row = self._using(read)
        if row is None:
            return None
        answers = json.loads(row[0])
        fresh = abs(time.time() - row[1]) < _LIFE_S[bool(answers)]
        return (answers, row[1]) if fresh else None

    def keep(self, provider: str, query: str, version: str, answers: list[Any]) -> float:
        """Keep the answers (anything that JSON can hold) to a query; return the time, seconds since 1970, UTC."""
        retrieved = time.time()
        row = (provider, query, version, retrieved, json.dumps(answers, default=str))
        self._using(lambda db: db.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?)", row))
        return retrieved

    def wait_for_turn(self, provider: str, interval_s: float) -> None:
        """Return when this process may send a request, ``interval_s`` seconds after the last of any process.

        The turn is taken at the moment of sending, not reserved ahead: a process that sleeps too long or dies
        takes nothing from the others, and no two requests come closer than the interval.
        """
        while (seconds := self._using(lambda db: _take_turn(db, provider, interval_s))) > 0:
            time.sleep(seconds)

    def hold_back(self, provider: str, seconds: float) -> None:
        """Let no process send a request for so long, as the geocoder asked."""
        row = (provider, time.time() + seconds)
        update = "INSERT INTO pace VALUES (?, ?) ON CONFLICT DO UPDATE SET free_at = max(free_at, excluded.free_at)"
        self._using(lambda db: db.execute(update, row))

    def _using(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        """Return what work on the open file gives; a damaged file is set aside and begun anew."""
        try:
            with self._open() as db:
                return work(db)
        except sqlite3.OperationalError:
            raise  # locked, full, read-only: the file itself is sound
        except sqlite3.DatabaseError as error:
            self._set_aside(error)
        with self._open() as db:
            return work(db)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        db = sqlite3.connect(self.path, timeout=_WAIT_S, isolation_level=None)
        try:
            if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] < 2:
                db.executescript(_SCHEMA)
            db.execute("BEGIN IMMEDIATE")
            yield db
            db.execute("COMMIT")
        finally:
            db.close()

    def _set_aside(self, error: sqlite3.DatabaseError) -> None:
        aside = self.path.with_name(f"{_FILE}.damaged-{os.getpid()}")
        _log.warning("%s: the cache of geocoders' answers is damaged (%s); set aside as %s", self.path, error, aside)
        try:
            self.path.replace(aside)
        except FileNotFoundError:  # another process was faster
            return


def _take_turn(db: sqlite3.Connection, provider: str, interval_s: float) -> float:
    """Take the next request's turn and return 0, or return how many seconds it is off."""
    now = time.time()
    row = db.execute("SELECT free_at FROM pace WHERE provider = ?", (provider,)).fetchone()
    wait = row[0] - now if row else 0.0
    if 0 < wait <= _LONGEST_S:
        return float(wait)
    db.execute("INSERT OR REPLACE INTO pace VALUES (?, ?)", (provider, now + interval_s))
    return 0.0


def _make_private(folder: Path, *, own: bool) -> None:
    """Make a folder that only its owner may enter; of an open one, Dateline's own is closed, any other refused."""
    remedy = "name another with cache"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
        if os.name != "posix":  # Windows keeps a user's folders from others by itself
            return
        if status.st_uid != os.geteuid():
            raise SettingsError(f"{folder}: the geocoder's cache folder belongs to another user; {remedy}")
        if status.st_mode & 0o077:
            if not own:
                raise SettingsError(
                    f"{folder}: others may enter the geocoder's cache folder; chmod 700 it, or {remedy}"
                )
            folder.chmod(0o700)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SettingsError(f"{folder}: the geocoder's cache folder can't be made ({reason}); {remedy}") from error
