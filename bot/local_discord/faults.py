"""What can go wrong with a REST request on purpose: errors, lost answers, latency, limits, a ban.

A fault is a value, added while it lasts; each matching request asks `Faults.strike` which ones hit it.
"""

import fnmatch
import random
from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    ERROR = "error"
    """The answer is `status` (a 5xx); with `after_work` what was asked has been done all the same."""
    LOST = "lost"
    """The work is done, the connection is closed, no answer is given."""
    LATENCY = "latency"
    """The answer takes `seconds` longer."""
    RATE_LIMIT = "rate_limit"
    """429 with `Via`: to be retried after `seconds`."""
    BAN = "ban"
    """429 without `Via`, as Discord's edge answers a banned address."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """`method` and `path` are shell patterns; `path` is what follows /api/v10, such as "/channels/*/messages".

    `times`: how many requests it hits (None: until it is cleared). `probability` from 0 to 1.
    """

    kind: FaultKind
    method: str = "*"
    path: str = "*"
    status: int = 503
    times: int | None = None
    probability: float = 1.0
    seconds: float = 0.0
    after_work: bool = False


@dataclass
class _Lasting:
    fault: Fault
    left: int | None


class Faults:
    """The faults that are switched on. `seed` makes chances repeatable."""

    def __init__(self, *, seed: int = 0) -> None:
        self._random = random.Random(seed)
        self._lasting: list[_Lasting] = []

    def add(self, fault: Fault) -> None:
        self._lasting.append(_Lasting(fault, fault.times))

    def clear(self) -> None:
        self._lasting.clear()

    def strike(self, method: str, path: str) -> list[Fault]:
        """The faults that hit this request; those with a count are used up by one."""
        hits = []
        for lasting in tuple(self._lasting):
            fault = lasting.fault
            if not (fnmatch.fnmatchcase(method, fault.method) and fnmatch.fnmatchcase(path, fault.path)):
                continue
            if fault.probability < 1.0 and self._random.random() >= fault.probability:
                continue
            hits.append(fault)
            if lasting.left is not None:
                lasting.left -= 1
                if lasting.left <= 0:
                    self._lasting.remove(lasting)
        return hits
