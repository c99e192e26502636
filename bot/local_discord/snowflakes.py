"""Snowflakes that are spread like Discord's own.

discord.py hashes `id >> 22`; consecutive ids of one millisecond make its caches collide. So each new thing gets a
millisecond of its own, and what was there before the start (guilds, people, roles) gets a random one of past years.
"""

import datetime as dt
import random
from collections.abc import Callable

EPOCH_MS = 1_420_070_400_000
"""Milliseconds since 1970 of Discord's first millisecond, 2015-01-01 UTC."""

_PAST_FROM = dt.datetime(2017, 1, 1, tzinfo=dt.UTC)


def milliseconds_of(snowflake: int) -> int:
    """Milliseconds since 1970 at which the id was made."""
    return (snowflake >> 22) + EPOCH_MS


class Snowflakes:
    """Hands out ids: strictly growing for new things, random and unique for old ones."""

    def __init__(self, now: Callable[[], dt.datetime], *, seed: int = 0) -> None:
        self._now = now
        self._random = random.Random(seed)
        self._last = 0
        self._given: set[int] = set()

    def new(self) -> int:
        """The id of something made now."""
        present = int(self._now().timestamp() * 1000) - EPOCH_MS
        self._last = max(present, self._last + 1)
        return (self._last << 22) | self._random.getrandbits(22)

    def old(self) -> int:
        """The id of something made between 2017 and a day ago."""
        first = int(_PAST_FROM.timestamp() * 1000) - EPOCH_MS
        last = int(self._now().timestamp() * 1000) - EPOCH_MS - 86_400_000
        while True:
            moment = self._random.randint(first, max(first, last))
            if moment not in self._given:
                self._given.add(moment)
                return (moment << 22) | self._random.getrandbits(22)
