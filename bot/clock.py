"""The only source of "now". Everything that asks for the time is handed a Clock."""

import datetime as dt
from collections.abc import Callable
from typing import Protocol


class Clock(Protocol):
    """Tells the present instant."""

    def now(self) -> dt.datetime:
        """The present instant: aware, in UTC."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)


class MovableClock:
    """The machine's clock plus an offset that only grows: the demo's and the tests' clock."""

    def __init__(self, start: dt.datetime | None = None) -> None:
        self._offset = dt.timedelta(0) if start is None else start - dt.datetime.now(dt.UTC)
        self._listeners: list[Callable[[], None]] = []

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self._offset

    @property
    def offset(self) -> dt.timedelta:
        return self._offset

    def advance(self, by: dt.timedelta) -> None:
        """Move forward and tell the listeners. Raises ValueError for a step back: delivered is delivered."""
        if by < dt.timedelta(0):
            raise ValueError("a clock that moves back would deliver twice")
        self._offset += by
        for listener in tuple(self._listeners):
            listener()

    def on_move(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each move, in the loop of the one who moved it."""
        self._listeners.append(listener)


def to_epoch(instant: dt.datetime) -> int:
    """Whole seconds since 1970 UTC, as stored. Raises ValueError for a naive datetime."""
    if instant.tzinfo is None:
        raise ValueError("a naive datetime names no instant")
    return int(instant.timestamp())


def from_epoch(seconds: int) -> dt.datetime:
    """The aware UTC instant of a stored number of seconds."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
