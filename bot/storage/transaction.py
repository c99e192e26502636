"""What an operation is handed: SQL in, rows out, on the thread of the connection it runs on.

An operation is a plain synchronous function `Callable[[Transaction], T]`. It must be quick, must not keep the
transaction after it returns, and must not begin, commit or roll back: the writer does that.
"""

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

SqlValue: TypeAlias = str | int | float | bytes | None
"""What SQLite stores. An int outside 64 bits raises OverflowError, a lone surrogate UnicodeEncodeError."""

Parameters: TypeAlias = Sequence[SqlValue] | Mapping[str, SqlValue]
"""For `?` or for `:name`."""


class Transaction:
    """One operation's view of the database. Errors of SQLite are raised as `sqlite3.Error`."""

    __slots__ = ("_after_commit", "_connection", "now", "promised")

    now: dt.datetime
    """The clock's instant when the operation was asked for: aware, UTC, the same for the whole operation."""
    promised: bool
    """Something became due at once: whoever sends it is told after the commit (`Database.on_promise`)."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        *,
        now: dt.datetime,
        after_commit: list[Callable[[], object]] | None = None,
    ) -> None:
        self._connection = connection
        self._after_commit = after_commit
        self.now = now
        self.promised = False

    def execute(self, sql: str, params: Parameters = ()) -> int:
        """Run one statement; the number of rows it changed, 0 for one that changes none."""
        cursor = self._connection.execute(sql, params)
        try:
            return max(cursor.rowcount, 0)
        finally:
            cursor.close()

    def insert(self, sql: str, params: Parameters = ()) -> int:
        """Insert one row; its id.

        Raises sqlite3.IntegrityError when nothing was inserted (ON CONFLICT DO NOTHING). SQLite does not tell the
        id of a row that ON CONFLICT DO UPDATE changed: ask `one` with RETURNING for both.
        """
        cursor = self._connection.execute(sql, params)
        try:
            if cursor.rowcount < 1 or cursor.lastrowid is None:
                raise sqlite3.IntegrityError("nothing was inserted")
            return cursor.lastrowid
        finally:
            cursor.close()

    def one(self, sql: str, params: Parameters = ()) -> sqlite3.Row | None:
        """The first row, or None."""
        cursor = self._connection.execute(sql, params)
        try:
            row: sqlite3.Row | None = cursor.fetchone()
            return row
        finally:
            # An open statement would stand in the way of the commit.
            cursor.close()

    def all(self, sql: str, params: Parameters = ()) -> list[sqlite3.Row]:
        """Every row."""
        cursor = self._connection.execute(sql, params)
        try:
            return cursor.fetchall()
        finally:
            cursor.close()

    def many(self, sql: str, rows: Iterable[Parameters]) -> int:
        """Run one statement once a row; the number of rows changed in all."""
        cursor = self._connection.executemany(sql, rows)
        try:
            return max(cursor.rowcount, 0)
        finally:
            cursor.close()

    def after_commit(self, callback: Callable[[], object]) -> None:
        """Call `callback` in the loop's thread once this is stored, before the caller resumes; never if it is not.

        What the callback raises goes to the loop's exception handler: the row is stored all the same.
        Raises RuntimeError in a read.
        """
        if self._after_commit is None:
            raise RuntimeError("a read commits nothing, so nothing comes after its commit")
        self._after_commit.append(callback)
