"""Which message a nonce made, for as long as Discord remembers: "the past few minutes"."""

import datetime as dt
from collections import OrderedDict


class Nonces:
    """Remembers (author, nonce) → message for `window` of the world's time."""

    def __init__(self, window: dt.timedelta = dt.timedelta(minutes=5)) -> None:
        self.window = window
        self._made: OrderedDict[tuple[int, str], tuple[dt.datetime, int, int]] = OrderedDict()

    def find(self, author_id: int, nonce: str, now: dt.datetime) -> tuple[int, int] | None:
        """The channel and message that the nonce made inside the window, or None."""
        self._forget(now)
        made = self._made.get((author_id, nonce))
        return None if made is None else (made[1], made[2])

    def remember(
        self, author_id: int, nonce: str, now: dt.datetime, *, channel_id: int, message_id: int
    ) -> None:
        self._forget(now)
        self._made[author_id, nonce] = (now, channel_id, message_id)

    def _forget(self, now: dt.datetime) -> None:
        while self._made:
            key, (made_at, _, _) = next(iter(self._made.items()))
            if now - made_at < self.window:
                return
            del self._made[key]
