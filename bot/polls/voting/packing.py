"""A ballot being made, as numbers: it travels in the custom_ids of its buttons and is stored nowhere. Pure.

Options are numbered 0 to 24. A ballot becomes at most two numbers below 2⁶³, whatever it says, so that a custom_id of
100 characters holds it beside the poll, the voter, what was seen of the options, and the step that is pressed.
"""

import hashlib
from collections.abc import Iterable
from typing import Final

from bot.polls.rules import MOST_OPTIONS, MOST_SCORE, Answer, Manner, Method, Unit
from bot.polls.voting.votes import Vote

NUMBERS: Final = MOST_OPTIONS + 1
"""How many options there can be, with "none of these"."""
OWN: Final = 0
"""In place of a voter's tag: the person themselves, who may have no key yet."""
ADVISORY: Final = 1
"""The person themselves, counted apart."""
_PART: Final = 1 << 63
_SCORES: Final = MOST_SCORE + 2
"""Not scored, 0, 1 …"""
_ANSWERS: Final = tuple(Answer)
_CHOSEN: Final = NUMBERS + 1

Packed = tuple[int, int]
EMPTY: Final = (0, 0)


class UnreadableBallotError(ValueError):
    """No ballot packs into these numbers: an altered client sent them."""


def tag(unit: Unit) -> int:
    """A unit among those for whom one person may vote: under 2³²."""
    if not unit.is_organisation and unit.manner is Manner.OWN:
        return ADVISORY if unit.advisory else OWN
    return max(2, int(hashlib.sha256(unit.voter.encode()).hexdigest()[:8], 16))


def pack(method: Method, vote: Vote) -> Packed:
    """A vote as two numbers. Pledges have text, and do not travel."""
    match method:
        case Method.YES_NO:
            return (0 if vote.answer is None else 1 + _ANSWERS.index(vote.answer), 0)
        case Method.APPROVAL:
            return (_mask(one for group in vote.groups for one in group), 0)
        case Method.DATE:
            return (_mask(vote.yes), _mask(vote.maybe))
        case Method.SCORE:
            scores = dict(vote.scores)
            total = 0
            for number in reversed(range(NUMBERS)):
                total = total * _SCORES + scores.get(number, -1) + 1
            return _parts(total)
        case _:
            return _parts(_ranked(vote.groups))


def unpack(method: Method, packed: Packed) -> Vote:
    """The vote that was packed. Raises UnreadableBallotError."""
    first, second = packed
    match method:
        case Method.YES_NO:
            if first > len(_ANSWERS) or second:
                raise UnreadableBallotError
            return Vote(answer=None if first == 0 else _ANSWERS[first - 1])
        case Method.APPROVAL:
            if second:
                raise UnreadableBallotError
            group = _numbers(first)
            return Vote(groups=(group,) if group else ())
        case Method.DATE:
            return Vote(yes=_numbers(first), maybe=_numbers(second))
        case Method.SCORE:
            total = _whole(packed)
            scores: list[tuple[int, int]] = []
            for number in range(NUMBERS):
                total, score = divmod(total, _SCORES)
                if score:
                    scores.append((number, score - 1))
            if total:
                raise UnreadableBallotError
            return Vote(scores=tuple(scores))
        case _:
            return Vote(groups=_groups(_whole(packed)))


def pack_step(action: int, number: int | None) -> int:
    """What is pressed, and the option that is chosen."""
    return action * _CHOSEN + (0 if number is None else number + 1)


def unpack_step(step: int) -> tuple[int, int | None]:
    """(action, chosen option) of a step."""
    action, number = divmod(step, _CHOSEN)
    return action, None if number == 0 else number - 1


# Parts


def _ranked(groups: tuple[tuple[int, ...], ...]) -> int:
    """The options in order, each as its place among those that are left, with a bit for "equal to the one before"."""
    left = list(range(NUMBERS))
    steps: list[tuple[int, int]] = []
    for group in groups:
        for place, number in enumerate(sorted(group)):
            at = left.index(number)
            steps.append((2 * at + (place > 0), 2 * len(left)))
            left.remove(number)
    total = 0
    for digit, base in reversed(steps):
        total = total * base + digit
    return total * (NUMBERS + 1) + len(steps)


def _groups(total: int) -> tuple[tuple[int, ...], ...]:
    total, count = divmod(total, NUMBERS + 1)
    left = list(range(NUMBERS))
    groups: list[list[int]] = []
    for _ in range(count):
        total, digit = divmod(total, 2 * len(left))
        number, is_equal = left.pop(digit // 2), digit % 2
        if is_equal and not groups:
            raise UnreadableBallotError
        if is_equal:
            groups[-1].append(number)
        else:
            groups.append([number])
    if total:
        raise UnreadableBallotError
    return tuple(tuple(sorted(group)) for group in groups)


def _mask(numbers: Iterable[int]) -> int:
    return sum(1 << number for number in set(numbers))


def _numbers(mask: int) -> tuple[int, ...]:
    if mask >= 1 << NUMBERS:
        raise UnreadableBallotError
    return tuple(number for number in range(NUMBERS) if mask >> number & 1)


def _parts(total: int) -> Packed:
    return divmod(total, _PART)


def _whole(packed: Packed) -> int:
    return packed[0] * _PART + packed[1]
