"""Who takes no direct messages at the moment, so that nobody can let us knock for ever. Pure: time comes in.

Each refusal counts towards the ban of the address that sends for every guild; a member with closed direct messages
can ask for one a second.
"""

from collections import OrderedDict, deque
from typing import Final

KNOCKS: Final = 3
SECONDS: Final = 60.0
"""So many refusals in so long a time, and the next ones are not even asked for."""
_REMEMBERED: Final = 10_000


class ClosedDoors:
    """Refusals by person."""

    def __init__(self) -> None:
        self._refused: OrderedDict[int, deque[float]] = OrderedDict()

    def is_closed(self, user_id: int, now: float) -> bool:
        """Whether it is not worth asking now."""
        times = self._refused.get(user_id)
        return times is not None and len(times) == KNOCKS and times[0] > now - SECONDS

    def refused(self, user_id: int, now: float) -> None:
        """Note that Discord refused."""
        self._refused.setdefault(user_id, deque(maxlen=KNOCKS)).append(now)
        self._refused.move_to_end(user_id)
        if len(self._refused) > _REMEMBERED:
            self._refused.popitem(last=False)

    def opened(self, user_id: int) -> None:
        """A message arrived."""
        self._refused.pop(user_id, None)
