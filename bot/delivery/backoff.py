"""When to try again. Pure: the attempt, the dice and the clock come from outside.

A fault of the network or of Discord is waited out for as long as the promise is worth keeping; what ends it is its
expiry. The cap on attempts only keeps a row from circling for ever. A fault of our own (a renderer that raises)
gets fewer: nobody is served by trying it all day.
"""

import datetime as dt

FIRST = dt.timedelta(seconds=2)
LONGEST = dt.timedelta(minutes=5)

MOST_ATTEMPTS = 400
"""About 33 hours at the longest pause: more than any late rule allows, except for what is always sent."""
MOST_OWN_FAULTS = 40
"""About three hours: time for an operator to put the old version back."""


def pause(attempt: int, dice: float, *, asked: dt.timedelta | None = None) -> dt.timedelta:
    """How long to wait after failed attempt number `attempt` (from 1); `dice` is in [0, 1).

    Doubles from 2 s up to 5 min; half of it is fixed and half is by chance, so that rows that failed together do
    not come back together. Never less than what Discord `asked` for.
    """
    if attempt < 1:
        raise ValueError("attempts are counted from 1")
    # 2 s · 2^8 is above the longest pause already; a larger exponent would only overflow.
    full = min(FIRST * (1 << min(attempt - 1, 8)), LONGEST)
    chosen = full / 2 + full / 2 * dice
    if asked is not None and asked > chosen:
        return asked + full / 2 * dice
    return chosen


def gives_up(attempt: int, *, own_fault: bool = False) -> bool:
    """Whether attempt number `attempt` was the last one."""
    return attempt >= (MOST_OWN_FAULTS if own_fault else MOST_ATTEMPTS)
