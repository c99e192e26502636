"""The nightly backups: one a night, the newest kept, the rest of its own making removed.

It holds no truth: whether tonight's is there is read from the folder, so a night that was missed is made up at the next
start. A failure is told and counted, tried again an hour later, and stops nothing else.
"""

import asyncio
import datetime as dt
import logging
import re
from contextlib import suppress
from pathlib import Path
from typing import Final

from bot.clock import Clock
from bot.errors import OperatorError
from bot.storage.backup import back_up

AGAIN_AFTER: Final = dt.timedelta(hours=1)
_STAMP: Final = "%Y%m%dT%H%M%SZ"

_log = logging.getLogger(__name__)


class NightlyBackups:
    """Copies `database` into `folder` at `at` (UTC) and keeps `keep` of these copies; 0: makes none."""

    def __init__(self, database: Path, folder: Path, *, keep: int, at: dt.time, clock: Clock) -> None:
        self.folder = folder
        self.failures = 0
        """Since the start."""
        self._database = database
        self._keep = keep
        self._at = at
        self._clock = clock
        self._not_before: dt.datetime | None = None
        self._name = re.compile(
            rf"{re.escape(database.stem)}\.nightly\.(\d{{8}}T\d{{6}}Z){re.escape(database.suffix)}"
        )

    async def make_if_due(self) -> Path | None:
        """Make tonight's backup if it is not there yet, and remove the oldest; the new one. Raises OperatorError."""
        now = self._clock.now()
        if self._keep == 0 or (self._not_before is not None and now < self._not_before):
            return None
        newest = await asyncio.to_thread(self.newest)
        if newest is not None and newest >= self._last_time(now):
            return None
        self._not_before = now + AGAIN_AFTER
        try:
            made = await asyncio.to_thread(self._make, now)
        except (OSError, OperatorError) as error:
            self.failures += 1
            raise OperatorError(
                f"The nightly backup failed: {error} It is tried again in an hour."
            ) from error
        self._not_before = None
        _log.info("the nightly backup is %s", made)
        return made

    def newest(self) -> dt.datetime | None:
        """When the newest nightly backup was begun; None when there is none."""
        kept = self._kept()
        return kept[-1][0] if kept else None

    async def forget_between(self, since: dt.datetime, until: dt.datetime) -> bool:
        """Remove the copies begun in a span, once there is a newer one; True when none of them is left.

        For what must not be kept: while a sealed poll is open, a copy shows the order in which its ballots came. Where no
        copies are made any more, one is made now, so that what is removed is replaced.
        """
        return await asyncio.to_thread(self._forget_between, since, until)

    def _forget_between(self, since: dt.datetime, until: dt.datetime) -> bool:
        kept = self._kept()
        # The name holds whole seconds.
        doomed = [path for begun, path in kept if since.replace(microsecond=0) <= begun < until]
        if not doomed:
            return True
        if kept[-1][0] < until:
            if self._keep:
                return False
            self._make(self._clock.now())
        for path in doomed:
            path.unlink(missing_ok=True)
            _log.info("%s is removed: it was made while a sealed poll was open", path)
        return True

    def _make(self, now: dt.datetime) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = self.folder / f"{self._database.stem}.nightly.{now:{_STAMP}}{self._database.suffix}"
        back_up(self._database, target, now=now)
        for _, path in self._kept()[: -self._keep]:
            path.unlink(missing_ok=True)
        # What a killed process left half done.
        for path in self.folder.glob(f".{self._database.stem}.nightly.*.unfinished-*"):
            path.unlink(missing_ok=True)
        return target

    def _kept(self) -> list[tuple[dt.datetime, Path]]:
        """Ours, oldest first. A name that only looks like one of ours is nobody's to delete."""
        if not self.folder.is_dir():
            return []
        found = []
        for path in self.folder.iterdir():
            match = self._name.fullmatch(path.name)
            if match is not None and path.is_file() and not path.is_symlink():
                with suppress(ValueError):  # digits that are no date
                    found.append((dt.datetime.strptime(match[1], _STAMP).replace(tzinfo=dt.UTC), path))
        return sorted(found)

    def _last_time(self, now: dt.datetime) -> dt.datetime:
        """The latest instant at or before `now` at which a backup was to be made."""
        today = dt.datetime.combine(now.date(), self._at, dt.UTC)
        return today if today <= now else today - dt.timedelta(days=1)
