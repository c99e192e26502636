"""After the close of a sealed poll: wipe out whatever could still pair a voter with a ballot.

In the tables nothing does: a ballot stands under a random id, without voter and time. But pages, the write-ahead log and
copies keep the order in which rows were written, and whoever reads both tables in that order has the pairs. So the database
is rewritten, in the order of its keys, its log is emptied, and the nightly copies that were made while the poll was open
are removed as soon as there is a newer one.
"""

import datetime as dt
import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Final

from bot.clock import Clock, from_epoch, to_epoch
from bot.polls.closing import store
from bot.storage.database import Database, Transaction
from bot.storage.nightly import NightlyBackups

PATIENCE: Final = dt.timedelta(hours=1)
"""So long it waits for an hour in which nobody writes; then it does it anyway."""
_QUIET: Final = dt.timedelta(seconds=10)

_log = logging.getLogger(__name__)


class Cleaning:
    """Does what `poll.cleaning` says is left to do. Called now and then; what fails is tried again."""

    def __init__(self, database: Database, clock: Clock, backups: Callable[[], NightlyBackups]) -> None:
        self._database = database
        self._clock = clock
        self._backups = backups
        self._waiting_since: dt.datetime | None = None
        self._seen = (-1, dt.datetime.min.replace(tzinfo=dt.UTC))

    async def run(self) -> int:
        """Clean up after every sealed poll that was closed; returns after how many something was done."""
        left = await self._database.read(store.cleaning)
        if not left:
            return 0
        done = 0
        dirty = [poll_id for poll_id, _, state in left if state == store.TO_CLEAN]
        if dirty and self._is_time():
            done += await self._rewrite(dirty)
            left = await self._database.read(store.cleaning)
        for poll_id, opened_at, state in left:
            if state != store.TO_CLEAN and await self._backups().forget_between(
                from_epoch(opened_at), from_epoch(state)
            ):
                await self._database.write(partial(_set, poll_ids=[poll_id], value=store.CLEAN))
                done += 1
        return done

    async def _rewrite(self, poll_ids: list[int]) -> int:
        began = time.perf_counter()
        if not await self._database.compact():
            _log.info("the write-ahead log is being read; the database is rewritten the next time")
            return 0
        _log.info("after a sealed poll the database was rewritten in %.1f s", time.perf_counter() - began)
        # A copy that was begun before this second is one of the open phase.
        at = to_epoch(self._clock.now()) + 1
        await self._database.write(partial(_set, poll_ids=poll_ids, value=at))
        self._waiting_since = None
        return len(poll_ids)

    def _is_time(self) -> bool:
        """Whether nobody has written anything between two looks, or it has waited long enough."""
        now, written = self._clock.now(), self._database.statistics.operations
        before, looked = self._seen
        self._seen = (written, now)
        if self._waiting_since is None:
            self._waiting_since = now
        is_quiet = written == before and now - looked >= _QUIET
        return is_quiet or now - self._waiting_since >= PATIENCE


def _set(tx: Transaction, *, poll_ids: list[int], value: int) -> None:
    store.set_cleaning(tx, poll_ids, value)
