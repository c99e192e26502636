"""The circuit breaker: when Discord's edge bans this address, nothing goes out for a while. Pure: time comes in.

10,000 invalid answers (401, 403, 429) in ten minutes ban the address; a 429 without a `Via` header is that ban
speaking. Each further call would only prolong it.
"""

from collections import deque

FIRST_SECONDS = 60.0
LONGEST_SECONDS = 900.0
INVALID_MOST = 8_000
"""Of 10,000: stop before the ban."""
INVALID_SECONDS = 600.0


class Breaker:
    """Closed: everything goes. Open: nothing. After that one call tries; its success closes it."""

    def __init__(self) -> None:
        self._open_until = float("-inf")
        self._next_seconds = FIRST_SECONDS
        self._trying = False
        self._invalid: deque[float] = deque()

    def wait(self, now: float) -> float:
        """Seconds until a call may go; 0 when it may."""
        return max(0.0, self._open_until - now)

    @property
    def is_trying(self) -> bool:
        """Whether one call at a time is to try the way."""
        return self._trying

    def trip(self, now: float, *, asked: float | None = None) -> float:
        """Open; returns for how many seconds. Each time in a row twice as long, never less than `asked`."""
        if self.wait(now) > 0:
            # Calls that were on their way when it opened say nothing new.
            self._open_until = max(self._open_until, now + (asked or 0.0))
            return self.wait(now)
        seconds = max(self._next_seconds, asked or 0.0)
        self._open_until = now + seconds
        self._next_seconds = min(self._next_seconds * 2, LONGEST_SECONDS)
        self._trying = True
        return seconds

    def succeeded(self, now: float) -> None:
        """A call was answered as it should be. While it is open that is an old one, and says nothing."""
        if self.wait(now) > 0:
            return
        self._trying = False
        self._next_seconds = FIRST_SECONDS

    def invalid(self, now: float) -> bool:
        """Count an answer that Discord holds against the address; True when there are so many that it opened."""
        counted = self._invalid
        counted.append(now)
        while counted and counted[0] <= now - INVALID_SECONDS:
            counted.popleft()
        if len(counted) < INVALID_MOST:
            return False
        counted.clear()
        self.trip(now, asked=INVALID_SECONDS)
        return True
