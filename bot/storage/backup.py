"""Copies of a database that can be trusted.

SQLite's backup API, because a plain copy of a live WAL file loses what the WAL holds. The copy is one file without
siblings, is read in full before it gets its name, and never takes the place of another file.
"""

import datetime as dt
import sqlite3
from contextlib import closing, suppress
from itertools import count
from pathlib import Path

from bot.errors import OperatorError
from bot.storage.health import check_pages
from bot.storage.worker import connect_reader


def back_up(source: Path, target: Path) -> None:
    """Copy the database at `source`, in use or not, to the new file `target`. Blocks: call it on a thread.

    Raises OperatorError when `target` exists, cannot be written or would not be sound; no half copy is left.
    """
    try:
        # Opened only to read, so that a mistyped source is never created.
        with closing(connect_reader(source.resolve())) as connection:
            copy(connection, target)
    except sqlite3.Error as error:
        raise OperatorError(
            f"The backup {target} failed ({error}). Check the disk and who may write there."
        ) from error


def copy(connection: sqlite3.Connection, target: Path) -> None:
    """Copy what `connection` sees to the new file `target`. Raises OperatorError or sqlite3.Error."""
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        target.touch(mode=0o600, exist_ok=False)
    except FileExistsError as error:
        raise OperatorError(
            f"{target} exists already, and a backup overwrites nothing. Choose another name."
        ) from error
    except OSError as error:
        raise OperatorError(
            f"{target} cannot be written ({error.strerror}). Choose a directory that the bot may write in."
        ) from error
    try:
        unfinished.touch(mode=0o600)
        with closing(sqlite3.connect(unfinished, isolation_level=None)) as destination:
            # In one step: in several, each write of the bot would make it start again.
            connection.backup(destination)
            destination.execute("PRAGMA journal_mode = DELETE")
            check_pages(destination, unfinished)
        unfinished.replace(target)
    except BaseException:
        for leftover in (target, unfinished, unfinished.with_name(f"{unfinished.name}-journal")):
            with suppress(OSError):  # the error that brought us here says more
                leftover.unlink(missing_ok=True)
        raise


def name_before_migration(database: Path, version: int, now: dt.datetime) -> Path:
    """A free name beside the database: `bot.v3.20260102T030405Z.db`."""
    stamp = f"{database.stem}.v{version}.{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    names = (f"{stamp}{'' if turn == 0 else f'-{turn}'}{database.suffix}" for turn in count())
    return next(path for path in map(database.with_name, names) if not path.exists())
