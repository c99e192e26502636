"""Numbered migrations: `migrations/NNNN_name.sql`, without gaps, each in one transaction with its version number.

A released migration is never edited. Foreign keys are off while one runs (SQLite needs that to rebuild a table) and
checked before it commits. Before an existing database is touched, a backup is laid beside it.
No DEFERRABLE foreign key: it would fail at COMMIT and take a whole group of operations with it.
"""

import datetime as dt
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from bot.errors import DatabaseUnusableError, OperatorError
from bot.storage.backup import copy, name_before_migration
from bot.storage.health import APPLICATION_ID

_FILE_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


@dataclass(frozen=True, kw_only=True)
class Migration:
    """One step of the schema. `version` is what `PRAGMA user_version` says once it is done."""

    version: int
    name: str
    sql: str


def load_migrations(folder: Traversable | None = None) -> tuple[Migration, ...]:
    """The packaged migrations in order, or those of `folder`. Raises ValueError for a gap or a stray name."""
    folder = resources.files("bot.storage") / "migrations" if folder is None else folder
    found: list[Migration] = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not entry.name.endswith(".sql"):
            continue
        match = _FILE_NAME.fullmatch(entry.name)
        if match is None or int(match[1]) != len(found) + 1:
            raise ValueError(f"{entry.name}: expected a migration named {len(found) + 1:04d}_name.sql")
        found.append(Migration(version=int(match[1]), name=entry.name, sql=entry.read_text("utf-8")))
    return tuple(found)


def migrate(
    connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration], now: dt.datetime
) -> Path | None:
    """Bring the database to the last migration; the backup that was made, if one was.

    Raises DatabaseUnusableError when it is newer than the migrations, or when one fails: that one is then undone.
    """
    version = check_version(connection, path, len(migrations))
    pending = migrations[version:]
    if not pending:
        return None
    backup = _back_up(connection, path, version, now) if version else None
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        for migration in pending:
            _apply(connection, path, migration)
    finally:
        connection.execute("PRAGMA foreign_keys = ON")
    return backup


def check_version(connection: sqlite3.Connection, path: Path, known: int) -> int:
    """The schema's version. Raises DatabaseUnusableError when it is newer than this code, which knows `known`."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > known:
        raise DatabaseUnusableError(
            f"{path} has schema version {version}, and this release knows {known}. "
            "Install the newer release again, or restore a backup made before the upgrade."
        )
    return version


def check_known(connection: sqlite3.Connection, path: Path, known: int) -> int:
    """The schema's version of a file that is ours. Raises DatabaseUnusableError for another program's or a newer one."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise DatabaseUnusableError(f"{path} is no database of this bot. Name another file.")
    return check_version(connection, path, known)


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one. A semicolon inside a trigger, a string or a comment ends nothing."""
    # Not executescript: it commits before it starts, and a half-done migration would stay.
    start = 0
    for match in re.finditer(";", script):
        statement = script[start : match.end()]
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            start = match.end()
    rest = script[start:].strip()
    if rest:
        yield rest


def _back_up(connection: sqlite3.Connection, path: Path, version: int, now: dt.datetime) -> Path:
    target = name_before_migration(path, version, now)
    try:
        copy(connection, target, now=now)
    except (sqlite3.Error, OperatorError) as error:
        raise DatabaseUnusableError(
            f"{path} has to be upgraded, and the backup before that failed ({error}). "
            "Nothing was changed. Make room beside the database, then start again."
        ) from error
    return target


def _apply(connection: sqlite3.Connection, path: Path, migration: Migration) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in statements(migration.sql):
            connection.execute(statement)
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
        if broken is not None:
            raise sqlite3.IntegrityError(f"a row of {broken[0]} points to a row that is not there")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {migration.version}")
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise DatabaseUnusableError(
            f"{path} could not be upgraded by {migration.name} ({error}). It stays at version "
            f"{migration.version - 1}: run the earlier release, and report this."
        ) from error
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
