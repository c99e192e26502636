"""What fits together in a poll, and what does not. Decides from values; what it refuses says one sentence each."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from bot.errors import InvalidInputError, RefusedError
from bot.polls.rules import (
    LEAST_SEALED,
    MOST_OPTIONS,
    ON_A_ROLL,
    STRICTER,
    WITH_OPTIONS,
    Electorate,
    Kind,
    Method,
    Option,
    Poll,
    PollState,
    QuorumKind,
    Secrecy,
    ThresholdBase,
)

LEAST_OPTIONS = 2
MOST_HOURS = 14 * 24
"""So far a deadline may be moved at most."""
MOST_PROXIES = 20
MOST_PERCENT = 100
MOST_COUNT = 1_000_000
LONGEST = dt.timedelta(days=366)
"""So long a poll is open at most."""
MOST_TYPOS = 3
"""Words that may change in the description of an open poll; in a long one a twentieth of them."""
LIKE = 0.66
"""How much of its letters a word keeps that was mistyped: "teh" is like "the"."""
_NUMBER = re.compile(r"\d+")
WITH_THRESHOLD = frozenset(Method) - {Method.DATE, Method.PLEDGE, Method.STV}
WITH_NONE = frozenset({Kind.CHOICE, Kind.COMMITTEE, Kind.DATE})
WITH_EQUAL = frozenset({Method.RUNOFF, Method.STV})


def clashes(poll: Poll, *, eligible: int | None = None, required: int = 0) -> Iterator[RefusedError]:
    """What cannot be together in a poll, whatever is still missing in it.

    `eligible`: how many may vote now, None: nobody knows. `required`: how many people a date cannot do without.
    """
    if poll.secrecy is Secrecy.SEALED:
        yield from _sealed(poll, eligible, required)
    if poll.electorate not in ON_A_ROLL:
        if poll.quorum_kind in (QuorumKind.ROLL, QuorumKind.WEIGHT):
            yield InvalidInputError("poll-clash-quorum-roll")
        if poll.threshold is not None and poll.threshold_base is ThresholdBase.ROLL:
            yield InvalidInputError("poll-clash-threshold-roll")
        if poll.weighted:
            yield InvalidInputError("poll-clash-weights-roll")
        if poll.proxies:
            yield InvalidInputError("poll-clash-proxies-roll")
    if poll.quorum_kind is QuorumKind.WEIGHT and not poll.weighted:
        yield InvalidInputError("poll-clash-quorum-weight")
    if poll.threshold is not None and poll.method not in WITH_THRESHOLD:
        yield InvalidInputError("poll-clash-threshold-method")
    if poll.advisory and poll.electorate is Electorate.EVERYONE:
        yield InvalidInputError("poll-clash-advisory")


def _sealed(poll: Poll, eligible: int | None, required: int) -> Iterator[RefusedError]:
    if eligible is not None and 0 < eligible < LEAST_SEALED:
        yield InvalidInputError("poll-clash-sealed-few", least=LEAST_SEALED, count=eligible)
    if poll.standings:
        yield InvalidInputError("poll-clash-sealed-standings")
    if poll.weighted:
        yield InvalidInputError("poll-clash-sealed-weights")
    if poll.proxies:
        yield InvalidInputError("poll-clash-sealed-proxies")
    if required:
        yield InvalidInputError("poll-clash-sealed-required")


def loosened(before: Poll, after: Poll) -> RefusedError | None:
    """What went back on what was promised once: secrecy, and hidden standings, only get stricter after a confirmation."""
    if not before.bound:
        return None
    if STRICTER[after.secrecy] < STRICTER[before.secrecy]:
        return InvalidInputError("poll-one-way-secrecy")
    if after.standings and not before.standings:
        return InvalidInputError("poll-one-way-standings")
    return None


def lacking(
    poll: Poll, options: Sequence[Option], *, now: dt.datetime, eligible: int | None
) -> Iterator[RefusedError]:
    """What a draft still lacks before it can be opened at `now`."""
    if poll.kind in WITH_OPTIONS:
        if len(options) < LEAST_OPTIONS:
            yield InvalidInputError("poll-lacks-options", least=LEAST_OPTIONS)
        if poll.kind is Kind.COMMITTEE and len(options) < poll.seats:
            yield InvalidInputError("poll-lacks-candidates", seats=poll.seats)
    if poll.electorate is Electorate.ROLE and poll.electorate_id is None:
        yield InvalidInputError("poll-lacks-role")
    elif poll.electorate is Electorate.COHORT and poll.electorate_id is None:
        yield InvalidInputError("poll-lacks-cohort")
    elif eligible == 0:
        yield InvalidInputError("poll-lacks-voters")
    if poll.closes_at is None:
        yield InvalidInputError("poll-lacks-close")
        return
    opens = max(now, poll.opens_at or now)
    if poll.closes_at <= opens:
        yield InvalidInputError("poll-lacks-time")
    elif poll.closes_at - opens > LONGEST:
        yield InvalidInputError("poll-lacks-end", days=LONGEST.days)
    if any(one.starts_at is not None and one.starts_at <= poll.closes_at for one in options):
        yield InvalidInputError("poll-lacks-later-dates")
    if poll.quorum_kind is QuorumKind.COUNT and eligible is not None and poll.quorum > eligible > 0:
        yield InvalidInputError("poll-lacks-quorum", quorum=poll.quorum, count=eligible)


def faults(
    poll: Poll,
    options: Sequence[Option],
    *,
    now: dt.datetime,
    eligible: int | None,
    required: int = 0,
) -> tuple[RefusedError, ...]:
    """Why a poll cannot be opened at `now`; empty: it can."""
    return (
        *lacking(poll, options, now=now, eligible=eligible),
        *clashes(poll, eligible=eligible, required=required),
    )


def is_typo_fix(before: str, after: str) -> bool:
    """Whether so little of a text changed that its sense should not.

    A few words may be spelt otherwise: none may come or go, and no number changes.
    """
    old, new = before.split(), after.split()
    if not old or not new or _NUMBER.findall(before) != _NUMBER.findall(after):
        return False
    changed = 0
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        was, now = " ".join(old[a:b]), " ".join(new[c:d])
        if SequenceMatcher(None, was, now, autojunk=False).ratio() < LIKE:
            return False
        changed += max(b - a, d - c)
    return changed <= max(MOST_TYPOS, len(old) // 20)


def may_gain(poll: Poll, options: Sequence[Option]) -> bool:
    """Whether an option can be added to a poll that is open: only dates, which do not take votes from each other."""
    return poll.state is PollState.OPEN and poll.kind is Kind.DATE and len(options) < MOST_OPTIONS
