"""A hundred thousand ballots, no two of them meant to be alike: how long they are counted, by us and by py-vote-core.

py-vote-core is what the tests hold our results against. It checks nothing, so counting alone is what is compared.
"""

import random
import time
from dataclasses import dataclass
from functools import partial
from typing import Final

from bot.polls.counting.ballots import Method, ballots
from bot.polls.counting.count import count

FEW: Final = 100
MANY: Final = 100_000
OPTIONS: Final = 10
METHODS: Final = (Method.SCHULZE, Method.RUNOFF)
_NAMES: Final = tuple(f"Option {number}" for number in range(1, OPTIONS + 1))
_Cast = list[tuple[int, list[list[str]]]]


@dataclass(frozen=True, kw_only=True)
class Timing:
    """Processor time in seconds: `count` of counting alone, `check` of checking and gathering equal ballots before it."""

    check: float
    count: float


def made(number: int) -> _Cast:
    """So many ballots, each of which ranks every option by chance; the same ones each time."""
    chance = random.Random(20261123)
    return [(1, [[one] for one in chance.sample(_NAMES, OPTIONS)]) for _ in range(number)]


def ours(method: Method, cast: _Cast, times: int) -> Timing:
    """The best of so many times."""
    checks, counts = [], []
    for _ in range(times):
        began = time.process_time()
        checked = ballots(method, _NAMES, cast)
        between = time.process_time()
        count(checked)
        counts.append(time.process_time() - between)
        checks.append(between - began)
    return Timing(check=min(checks), count=min(counts))


def theirs(method: Method, cast: _Cast) -> float:
    """How long py-vote-core counts, in seconds of processor time."""
    # Imported here: it is of the tests, and the bot does without.
    from py3votecore.condorcet import CondorcetHelper
    from py3votecore.irv import IRV
    from py3votecore.schulze_method import SchulzeMethod

    if method is Method.SCHULZE:
        said = [{"count": number, "ballot": [list(group) for group in groups]} for number, groups in cast]
        run = partial(SchulzeMethod, said, ballot_notation=CondorcetHelper.BALLOT_NOTATION_GROUPING)
    else:
        said = [{"count": number, "ballot": [group[0] for group in groups]} for number, groups in cast]
        run = partial(IRV, said)
    began = time.process_time()
    run().as_dict()
    return time.process_time() - began
