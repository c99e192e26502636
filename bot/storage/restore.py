"""A backup takes the database's place; what was there is kept beside it, under another name.

The order is the rule: the backup is read in full and copied before anything that exists is touched, and the new file
takes its name in one step. The next start upgrades it where it has to, and looks for what was sent since (`App.open`).
"""

import datetime as dt
import os
import sqlite3
import sys
from contextlib import closing, suppress
from pathlib import Path

from bot.errors import OperatorError
from bot.storage.backup import Progress, copy, free_name
from bot.storage.health import check_pages, unusable
from bot.storage.installation import taken_at
from bot.storage.lock import DatabaseLock, lock_path
from bot.storage.schema import check_known, load_migrations
from bot.storage.worker import connect_reader, connect_writer

_SIBLINGS = ("-wal", "-shm")
_MAGIC = b"SQLite format 3\0"


def restore(
    source: Path, database: Path, *, now: dt.datetime, progress: Progress | None = None
) -> Path | None:
    """Put the backup `source` in the place of `database`; where the old one is kept, if there was one. Blocks.

    Raises DatabaseUnusableError when a bot uses the database, or the backup is damaged, another program's or newer than
    this code; OperatorError when a file is not there or cannot be written. Nothing is changed then.
    """
    source, database = source.absolute().resolve(), database.absolute().resolve()
    if not source.is_file():
        raise OperatorError(f"There is no file {source}. Name a backup.")
    if database.exists() and source.samefile(database):
        raise OperatorError(f"{source} is the database itself. Name a backup.")
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        lock = DatabaseLock.take(database)
        try:
            return _exchange(source, database, now, progress)
        finally:
            lock.release()
    except sqlite3.Error as error:
        raise unusable(source, error) from error
    except OSError as error:
        raise OperatorError(
            f"{database} could not be restored ({error}). Check the disk and who may write in {database.parent}."
        ) from error


def _exchange(source: Path, database: Path, now: dt.datetime, progress: Progress | None) -> Path | None:
    arriving = free_name(database, "restoring", now)
    with closing(connect_reader(source)) as connection:
        check_known(connection, source, len(load_migrations()))
        check_pages(connection, source)
        # Whoever copied the file by hand left no word in it of when that was; the last change of the file is.
        written = dt.datetime.fromtimestamp(source.stat().st_mtime, dt.UTC)
        copy(connection, arriving, now=taken_at(connection) or min(written, now), progress=progress)
    try:
        _give(database, arriving, lock_path(database))
        kept = _move_aside(database, now) if database.exists() else None
        arriving.replace(database)
    finally:
        arriving.unlink(missing_ok=True)
    return kept


def _move_aside(database: Path, now: dt.datetime) -> Path:
    """Keep the database under another name, together with what its write-ahead log holds."""
    kept = free_name(database, "replaced", now)
    if _is_sqlite(database):
        # Usually the log is gone after this: then no moment is left in which the file lacks it. Beside a file that is no
        # database any more SQLite would throw the log away.
        with suppress(sqlite3.Error), closing(connect_writer(database)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for sibling in _SIBLINGS:
        # A log that stayed beside the new file would be read into it.
        beside = database.with_name(f"{database.name}{sibling}")
        if beside.exists():
            beside.replace(kept.with_name(f"{kept.name}{sibling}"))
    try:
        # A second name, not another one: there is always a file where the bot looks for it.
        os.link(database, kept)
    except OSError:
        database.replace(kept)
    return kept


def _give(database: Path, *files: Path) -> None:
    """Root restores for the bot's account: give it what root made, or the bot could not open it."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return
    owner = (database if database.exists() else database.parent).stat()
    for file in files:
        os.chown(file, owner.st_uid, owner.st_gid)


def _is_sqlite(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC
