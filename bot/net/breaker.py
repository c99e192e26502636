"""The circuit breaker of a source: one that fails again and again is left alone for a while, then one question tries the way.

Pure: time comes in, monotonic seconds. How long it is left alone is `bot.delivery.breaker`'s: a minute, each time twice as
long, a quarter of an hour at most, never less than the source asked for.
"""

from typing import Final

from bot.delivery.breaker import Breaker as Timing

FAILURES: Final = 3
"""So many in a row open it."""


class Breaker:
    """Each question: `enter`, and then one of `succeeded`, `failed`, `left`."""

    def __init__(self, *, failures: int = FAILURES) -> None:
        self._most = failures
        self._failures = 0
        self._timing = Timing()
        self._probing = False

    def wait(self, now: float) -> float:
        """Seconds until a question may go; 0 when it may, or when one is just trying the way."""
        return self._timing.wait(now)

    @property
    def is_closed(self) -> bool:
        """Whether the source is well, as far as is known."""
        return not self._timing.is_trying

    def enter(self, now: float) -> bool:
        """Whether a question may go. After the pause it is one alone, until that one is answered."""
        if self._timing.wait(now) > 0:
            return False
        if self._timing.is_trying:
            if self._probing:
                return False
            self._probing = True
        return True

    def succeeded(self, now: float) -> None:
        """The source answered as it should."""
        self._failures, self._probing = 0, False
        self._timing.succeeded(now)

    def failed(self, now: float) -> bool:
        """It did not; True when that opened the breaker."""
        self._failures += 1
        if self._failures < self._most and not self._probing:
            return False
        return self.rest(now, None)

    def rest(self, now: float, seconds: float | None) -> bool:
        """The source asked to be left alone, for `seconds` at least; True when that opened the breaker."""
        was_open = self._timing.wait(now) > 0
        self._failures, self._probing = 0, False
        self._timing.trip(now, asked=seconds)
        return not was_open

    def left(self) -> None:
        """The question was given up before it was answered: that says nothing about the source."""
        self._probing = False
