"""Copies of a database that can be trusted.

SQLite's backup API, because a plain copy of a live WAL file loses what the WAL holds. The copy is one file without
siblings, is read in full before it gets its name, and never takes the place of another file. It says inside when it was
taken, so that a start on it knows what may have been sent since: see `App.open`.
"""

import datetime as dt
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from itertools import count
from pathlib import Path

from bot.clock import to_epoch
from bot.errors import OperatorError
from bot.storage import installation
from bot.storage.health import check_pages
from bot.storage.worker import connect_reader

Progress = Callable[[int, int], object]
"""(pages copied, pages in all), on the copying thread."""

_PAGES_AT_ONCE = 2_000
"""8 MB between two words about the progress."""


def back_up(source: Path, target: Path, *, now: dt.datetime, progress: Progress | None = None) -> None:
    """Copy the database at `source`, in use or not, to the new file `target`. Blocks: call it on a thread.

    `now` is noted in the copy. Raises OperatorError when `target` exists, cannot be written or would not be sound; no
    half copy is left.
    """
    try:
        # Opened only to read, so that a mistyped source is never created.
        with closing(connect_reader(source.resolve())) as connection:
            copy(connection, target, now=now, progress=progress)
    except (sqlite3.Error, OSError) as error:
        raise OperatorError(
            f"The backup {target} failed ({error}). Check the disk and who may write there."
        ) from error


def copy(
    connection: sqlite3.Connection, target: Path, *, now: dt.datetime, progress: Progress | None = None
) -> None:
    """Copy what `connection` sees to the new file `target`. Raises OperatorError or sqlite3.Error."""
    if target.exists() or target.is_symlink():
        raise _taken(target)
    unfinished = target.with_name(f".{target.name}.unfinished-{os.getpid()}")
    try:
        unfinished.touch(mode=0o600, exist_ok=False)
    except OSError as error:
        raise OperatorError(
            f"{target} cannot be written ({error.strerror}). Choose a directory that the bot may write in."
        ) from error
    try:
        with closing(sqlite3.connect(unfinished, isolation_level=None)) as destination:
            _copy_pages(connection, destination, progress)
            destination.execute("PRAGMA journal_mode = DELETE")
            installation.mark_copy(destination, to_epoch(now))
            check_pages(destination, unfinished)
        _name(unfinished, target)
    finally:
        for leftover in (unfinished, unfinished.with_name(f"{unfinished.name}-journal")):
            with suppress(OSError):  # the error that brought us here says more
                leftover.unlink(missing_ok=True)


def _copy_pages(
    connection: sqlite3.Connection, destination: sqlite3.Connection, progress: Progress | None
) -> None:
    if progress is None:
        connection.backup(destination)
        return
    # Between two steps the bot may write, which makes SQLite begin again, for ever in a busy database: unless the
    # source stands in a transaction of its own, which goes on seeing the state of its beginning.
    connection.execute("BEGIN")
    try:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        connection.backup(
            destination,
            pages=_PAGES_AT_ONCE,
            progress=lambda _, remaining, total: progress(total - remaining, total),
            sleep=0,
        )
    finally:
        connection.execute("ROLLBACK")


def _name(unfinished: Path, target: Path) -> None:
    """Give the finished copy its name, if nobody took it meanwhile. Raises OperatorError and OSError."""
    try:
        os.link(unfinished, target)
    except FileExistsError as error:
        raise _taken(target) from error
    except OSError as error:
        # Some file systems know no second name for a file.
        if target.exists():
            raise _taken(target) from error
        unfinished.replace(target)


def _taken(target: Path) -> OperatorError:
    return OperatorError(f"{target} exists already, and a backup overwrites nothing. Choose another name.")


def name_before_migration(database: Path, version: int, now: dt.datetime) -> Path:
    """A free name beside the database: `bot.v3.20260102T030405Z.db`."""
    return free_name(database, f"v{version}", now)


def free_name(database: Path, what: str, now: dt.datetime) -> Path:
    """A free name beside the database: `bot.<what>.20260102T030405Z.db`."""
    stamp = f"{database.stem}.{what}.{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    names = (f"{stamp}{'' if turn == 0 else f'-{turn}'}{database.suffix}" for turn in count())
    return next(path for path in map(database.with_name, names) if not path.exists())
