"""Whether a file can be the bot's database, said in one sentence with its cure.

Opening looks at the place, the header and the schema, which cost nothing; every page is read only while the file is
small, because a start must not take longer with every year of use. A backup is always read in full.
"""

import os
import sqlite3
from pathlib import Path

from bot.errors import DatabaseUnusableError

SMALL_BYTES = 32 * 1024 * 1024
"""Up to here every page is checked at the start (about a tenth of a second)."""

SMALLEST_BYTES = 512
"""The smallest page of SQLite: a shorter file holds no database."""

APPLICATION_ID = 0x43524F53
"""Marks a database as ours in its header: "CROS"."""


def check_place(path: Path) -> None:
    """Raises DatabaseUnusableError when the database cannot lie at `path`."""
    directory = path.parent
    if not directory.is_dir():
        raise DatabaseUnusableError(
            f"The directory {directory} does not exist. Create it and let the bot's account write there."
        )
    if not _may(directory, os.W_OK | os.X_OK):
        raise DatabaseUnusableError(
            f"The bot cannot write in {directory}. Let its account write there, or name another place."
        )
    if not path.exists():
        return
    if not path.is_file():
        raise DatabaseUnusableError(f"{path} is not a file. Name a file for the database.")
    if not _may(path, os.R_OK | os.W_OK):
        raise DatabaseUnusableError(f"The bot cannot read and write {path}. Give the file to its account.")
    if path.stat().st_size < SMALLEST_BYTES:
        # SQLite would take it for a new database, and everybody's settings would silently be gone.
        raise DatabaseUnusableError(
            f"{path} is empty, so what it held is lost. Restore a backup, or delete the file to start anew."
        )


def check_content(connection: sqlite3.Connection, path: Path) -> None:
    """Raises DatabaseUnusableError or sqlite3.Error when the file is damaged or another program's."""
    schema_version = connection.execute("PRAGMA schema_version").fetchone()[0]
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if schema_version and application != APPLICATION_ID:
        raise DatabaseUnusableError(
            f"{path} belongs to another program. Name another file for the bot's database."
        )
    # Fails here and now when another program holds the file, or the disk refuses.
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("ROLLBACK")
    if path.stat().st_size <= SMALL_BYTES:
        check_pages(connection, path)


def check_pages(connection: sqlite3.Connection, path: Path) -> None:
    """Read every page. Raises DatabaseUnusableError or sqlite3.Error when one is wrong."""
    finding = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if finding != "ok":
        raise damaged(path, finding)


def damaged(path: Path, detail: object) -> DatabaseUnusableError:
    first_line = " ".join(str(detail).split())
    return DatabaseUnusableError(
        f"{path} is damaged ({first_line}). Keep it aside and restore the newest backup in its place."
    )


def unusable(path: Path, error: sqlite3.Error | OSError) -> DatabaseUnusableError:
    """What SQLite or the system answered, as a sentence for the operator."""
    code = error.sqlite_errorcode & 0xFF if isinstance(error, sqlite3.Error) and _has_code(error) else None
    if code == sqlite3.SQLITE_NOTADB:
        return DatabaseUnusableError(
            f"{path} is not a database. Name another file, or restore a backup in its place."
        )
    if code == sqlite3.SQLITE_CORRUPT:
        return damaged(path, error)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DatabaseUnusableError(
            f"Another program holds {path} locked. Close it (a database browser, a copy that runs), then start again."
        )
    if code == sqlite3.SQLITE_FULL:
        return DatabaseUnusableError(f"There is no room left for {path}. Free some space, then start again.")
    return DatabaseUnusableError(
        f"{path} cannot be used ({error}). Check the disk and who may read and write the file."
    )


def _may(path: Path, mode: int) -> bool:
    """As the account the process acts for, where the system tells it from the one that started it."""
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)


def _has_code(error: sqlite3.Error) -> bool:
    """Errors of the Python module itself carry no code of SQLite."""
    return hasattr(error, "sqlite_errorcode")
