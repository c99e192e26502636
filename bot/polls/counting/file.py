"""The file that `crossconnect count` reads, and what it prints. Pure: text in, values out.

{"method": "schulze", "seats": 1, "unranked": "last", "candidates": ["A", "B"], "ballots": [[8, [["B"], ["A"]]], [5, [["A", "B"]]]]}
A score ballot is [count, {"A": 5, "B": 0}]. `tie_order` lists the candidates in the order of a lot that was drawn.
"""

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final, TypeVar

from bot.polls.counting.ballots import BadBallotsError, Ballots, EqualRanks, Method, Result, Unranked, ballots

MOST_TEXT: Final = 64 * 1024 * 1024
"""Characters of a file."""
MOST_DIGITS: Final = 12
"""Of a number: more than there are people."""
_KEYS: Final = frozenset(
    {
        "method",
        "seats",
        "unranked",
        "equal_ranks",
        "candidates",
        "ballots",
        "tie_order",
    }
)

E = TypeVar("E", bound=StrEnum)


def document(text: str) -> Mapping[str, Any]:
    """The JSON object of a file. Raises BadBallotsError."""
    if len(text) > MOST_TEXT:
        raise BadBallotsError(f"the file is larger than {MOST_TEXT // 2**20} MB")
    try:
        found = json.loads(text, parse_constant=_no_number, parse_int=_number_of)
    except RecursionError:
        raise BadBallotsError("the file is nested too deeply") from None
    except ValueError as error:
        raise BadBallotsError(f"the file is no JSON: {error}") from None
    if not isinstance(found, dict):
        raise BadBallotsError("the file has to hold one JSON object")
    return found


def read(document: Mapping[str, object]) -> Ballots:
    """The ballots of a file. Raises BadBallotsError with the ballot and what is wrong."""
    if unknown := sorted(set(document) - _KEYS):
        raise BadBallotsError(f"unknown key {unknown[0]!r:.60}")
    method = _choice(document, "method", Method, None)
    seats = document.get("seats", 1)
    if type(seats) is not int:
        raise BadBallotsError("seats has to be a whole number")
    cast = _list(document, "ballots")
    return ballots(
        method,
        _names(document, "candidates"),
        (_ballot(one, number) for number, one in enumerate(cast, start=1)),
        seats=seats,
        unranked=_choice(document, "unranked", Unranked, Unranked.LAST),
        equal_ranks=_choice(document, "equal_ranks", EqualRanks, EqualRanks.SPLIT),
        tie_order=_names(document, "tie_order") if "tie_order" in document else (),
    )


def as_json(result: Result) -> dict[str, object]:
    """A result as the file format names its parts; fractions as numbers where they are whole, else as "3/2"."""
    told: dict[str, object] = {
        "winners": list(result.winners),
        "ranking": [list(group) for group in result.ranking],
        "tied": result.tied,
    }
    if result.pairwise:
        told["pairwise"] = {f"{a}>{b}": votes for (a, b), votes in result.pairwise.items()}
    if result.paths:
        told["strongest_paths"] = {f"{a}>{b}": strength for (a, b), strength in result.paths.items()}
    if result.rounds:
        told["rounds"] = [
            {one: _number(votes) for one, votes in votes_of.items()} for votes_of in result.rounds
        ]
    if result.quota is not None:
        told["quota"] = result.quota
    if result.totals:
        told["totals"] = dict(result.totals)
    if result.medians:
        told["medians"] = {one: _number(value) for one, value in result.medians.items()}
    if result.condorcet is not None:
        told["condorcet"] = result.condorcet
    return told


def as_text(counted: Ballots, result: Result) -> str:
    """A result for people, in lines."""
    lines = [f"{counted.method} · {counted.cast} ballots · {len(counted.options)} candidates"]
    if result.tied:
        seats = "one seat" if counted.seats == 1 else f"{counted.seats} seats"
        lines.append(f"Tied: {', '.join(result.winners)} for {seats}. A lot has to decide.")
    else:
        lines.append(f"{'Winner' if counted.seats == 1 else 'Elected'}: {', '.join(result.winners)}")
    lines.append("Order: " + " > ".join(" = ".join(group) for group in result.ranking))
    if result.totals:
        lines += [
            f"  {one}: {total}" for one, total in sorted(result.totals.items(), key=lambda found: -found[1])
        ]
    if result.quota is not None:
        lines.append(f"Quota: {result.quota}")
    for number, votes in enumerate(result.rounds, start=1):
        said = (
            f"{one} {_number(count_)}" for one, count_ in sorted(votes.items(), key=lambda found: -found[1])
        )
        lines.append(f"Round {number}: {', '.join(said)}")
    if result.pairwise:
        lines.append("How many prefer the first to the second:")
        lines += [
            f"  {a} > {b}: {votes}"
            for (a, b), votes in result.pairwise.items()
            if votes > result.pairwise[b, a]
        ]
        lines.append(f"Condorcet winner: {result.condorcet or 'none'}")
    return "\n".join(lines)


def _number(value: Fraction) -> int | str:
    return value.numerator if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def _number_of(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError(f"{digits[:10]}… has {len(digits)} digits")
    return int(digits)


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no number")


def _choice(document: Mapping[str, object], key: str, kind: type[E], default: E | None) -> E:
    value = document.get(key, default)
    try:
        return kind(value)  # type: ignore[arg-type]
    except ValueError:
        raise BadBallotsError(f"{key} has to be one of {', '.join(kind)}") from None


def _list(document: Mapping[str, object], key: str) -> Sequence[object]:
    value = document.get(key)
    if not isinstance(value, list):
        raise BadBallotsError(f"{key} has to be a list")
    return value


def _names(document: Mapping[str, object], key: str) -> list[str]:
    names: list[str] = []
    for one in _list(document, key):
        if not isinstance(one, str) or not one:
            raise BadBallotsError(f"{key} has to list names")
        names.append(one)
    return names


def _ballot(one: object, number: int) -> tuple[int, Any]:
    """As it stands; what is in it is checked by `ballots`."""
    if not isinstance(one, list) or len(one) != 2:
        raise BadBallotsError("has to be [count, what was voted]", number)
    return one[0], one[1]
