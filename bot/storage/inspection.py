"""A look at a database file that changes nothing: while the bot runs, while it does not, and when it is damaged."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.storage.health import SMALLEST_BYTES, check_pages, unusable
from bot.storage.schema import check_known, load_migrations
from bot.storage.transaction import Transaction
from bot.storage.worker import connect_reader


@contextmanager
def looking_at(path: Path, *, now: dt.datetime) -> Iterator[Transaction]:
    """One consistent look. Raises DatabaseUnusableError when the file cannot be read, is another's or a newer one."""
    path = path.absolute().resolve()
    try:
        with closing(_connected(path)) as connection:
            check_known(connection, path, known_version())
            connection.execute("BEGIN")
            yield Transaction(connection, now=now)
    except (sqlite3.Error, OSError) as error:
        raise unusable(path, error) from error


def version(tx: Transaction) -> int:
    """Of the schema."""
    row = tx.one("PRAGMA user_version")
    return 0 if row is None else int(row[0])


def known_version() -> int:
    """Of the schema that this code makes."""
    return len(load_migrations())


def check_integrity(path: Path) -> int:
    """Read every page; the size in bytes. Raises DatabaseUnusableError. A minute for ten gigabytes."""
    path = path.absolute().resolve()
    try:
        size = path.stat().st_size
        if size < SMALLEST_BYTES:
            raise sqlite3.DatabaseError("the file is empty")
        with closing(_connected(path)) as connection:
            check_pages(connection, path)
    except (sqlite3.Error, OSError) as error:
        raise unusable(path, error) from error
    return size


def _connected(path: Path) -> sqlite3.Connection:
    connection = connect_reader(path)
    try:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        if path.with_name(f"{path.name}-wal").exists():
            raise
        # In a folder where nothing may be written, SQLite cannot make the write-ahead log's companions. Nobody has one
        # open, so the file is all there is.
        connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
        connection.row_factory = sqlite3.Row
    except BaseException:
        connection.close()
        raise
    return connection
