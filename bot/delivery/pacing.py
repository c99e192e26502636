"""How fast effects may go out: below Discord's limits, so that a 429 is an accident and not the plan.

Discord allows 50 requests a second for a token over all routes, and was seen to allow about 5 messages in 5 seconds
in a channel. discord.py has no limiter of its own for either. The windows are pure decisions on a monotonic
time; `Pace` waits for them. Real time, never the demo's clock: Discord counts real seconds.
"""

import asyncio
import datetime as dt
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from bot import limits

PER_SECOND: Final = 45
"""Of 50: the rest is for what people ask at the same time."""
PER_CHANNEL: Final = 5
CHANNEL_SECONDS: Final = 5.25
"""Discord's five, and a little: what leaves in time may arrive closer together."""
NEW_DM_SECONDS: Final = 1.0
"""One new DM channel a second: bots that open many at once are quarantined."""

CROSSPOST_HOUR: Final = dt.timedelta(hours=1, seconds=5)
"""Discord's hour, and a little for clocks that are apart."""

_MANY_CHANNELS = 2048


def crosspost_at(taken: Sequence[dt.datetime], now: dt.datetime) -> dt.datetime:
    """When the next message of a channel may be published: now, or once the tenth-last of `taken` is an hour old.

    `taken`: when others of the channel were published or will be, in any order. By the wall clock: an hour outlives the process.
    """
    if len(taken) < limits.CROSSPOSTS_PER_HOUR:
        return now
    return max(now, sorted(taken)[-limits.CROSSPOSTS_PER_HOUR] + CROSSPOST_HOUR)


class Window:
    """At most `count` in any `seconds`: a sliding window over instants already given away."""

    def __init__(self, count: int, seconds: float) -> None:
        self._seconds = seconds
        self._given: deque[float] = deque(maxlen=count)

    def reserve(self, now: float) -> float:
        """Take the next place: the instant, `now` or later, at which the call may go."""
        given = self._given
        at = now
        if given:
            # Never before a place given earlier, so that waiting is first come, first served.
            at = max(at, given[-1])
            if len(given) == given.maxlen:
                at = max(at, given[0] + self._seconds)
        given.append(at)
        return at

    def is_idle(self, now: float) -> bool:
        """Whether everything given lies outside the window: forgetting it changes nothing."""
        return not self._given or self._given[-1] + self._seconds <= now


class Pace:
    """The waiting part, one for the process."""

    def __init__(
        self,
        *,
        per_second: int = PER_SECOND,
        per_channel: int = PER_CHANNEL,
        channel_seconds: float = CHANNEL_SECONDS,
        new_dm_seconds: float = NEW_DM_SECONDS,
        monotonic: Callable[[], float] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        # One after the other and not a second's worth at once: bursts meet in Discord's window, and it answers 429.
        self._requests = Window(1, 1 / per_second)
        self._new_dms = Window(1, new_dm_seconds)
        self._per_channel = per_channel
        self._channel_seconds = channel_seconds
        self._channels: dict[int, Window] = {}

    async def send(self, target_id: int) -> None:
        """Wait for a place in the channel, then for one among all requests."""
        await self._wait(self._channel(target_id))
        await self.request()

    async def request(self) -> None:
        """Wait for a place among all requests."""
        await self._wait(self._requests)

    async def new_dm(self) -> None:
        """Wait until another DM channel may be opened."""
        await self._wait(self._new_dms)

    def _channel(self, target_id: int) -> Window:
        if len(self._channels) >= _MANY_CHANNELS:
            now = self._now()
            self._channels = {
                key: window for key, window in self._channels.items() if not window.is_idle(now)
            }
        return self._channels.setdefault(target_id, Window(self._per_channel, self._channel_seconds))

    async def _wait(self, window: Window) -> None:
        delay = window.reserve(now := self._now()) - now
        if delay > 0:
            await self._sleep(delay)

    def _now(self) -> float:
        return asyncio.get_running_loop().time() if self._monotonic is None else self._monotonic()
