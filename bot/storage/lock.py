"""The operating system's lock that keeps a second bot away from a database.

It lies on a file beside the database, because SQLite's own locks come and go with each transaction. The system
drops it when the process dies, however it dies; the file stays and means nothing by itself.
A forked child would hold it too: start child processes afresh (`spawn`).
"""

import os
import sys
from pathlib import Path
from typing import Self

from bot.errors import DatabaseUnusableError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class DatabaseLock:
    """Held from `take` to `release`."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    @classmethod
    def take(cls, database: Path) -> Self:
        """Lock `database` for this process. Raises DatabaseUnusableError when it is locked, here or elsewhere."""
        file = lock_path(database)
        try:
            descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise DatabaseUnusableError(
                f"{file} cannot be opened ({error.strerror}). Let the bot's account write there, "
                "or name another place for the database."
            ) from error
        try:
            _lock(descriptor)
        except OSError as error:
            os.close(descriptor)
            raise DatabaseUnusableError(
                f"Another bot is using {database}. Stop it first, or give this bot a database file of its own."
            ) from error
        return cls(descriptor)

    def release(self) -> None:
        """Let go. Harmless the second time."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def lock_path(database: Path) -> Path:
    """Where the lock of a database lies."""
    return database.with_name(f"{database.name}.lock")


def _lock(descriptor: int) -> None:
    """Take the lock at once or raise OSError."""
    if sys.platform == "win32":
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        # Not lockf: its locks belong to the process, so a second opening in the same one would pass.
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
