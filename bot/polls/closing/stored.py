"""An outcome as JSON: what `poll.result` holds, what is exported, and what a recount is held against. Pure.

Whole numbers are numbers, other fractions "3/2"; options by their numbers, pairs as "1>2". Keys with nothing to say are left
out of a tally; those of the outcome are always there.
"""

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from bot.polls.chain import canonical, sha256
from bot.polls.closing.tally_rules import DateCount, Outcome, Tally, Verdict
from bot.polls.rules import Answer, Poll


def as_document(outcome: Outcome) -> dict[str, object]:
    """An outcome as JSON holds it; the same outcome gives the same document."""
    return {
        "verdict": outcome.verdict.value,
        "cast": outcome.cast,
        "abstentions": outcome.abstentions,
        "weight": outcome.weight,
        "roll": outcome.roll,
        "roll_weight": outcome.roll_weight,
        "needed": outcome.needed,
        "reached": outcome.reached,
        "quorum_met": outcome.quorum_met,
        "winners": list(outcome.winners),
        "tied": list(outcome.tied),
        "lot": list(outcome.lot),
        "threshold": {str(one): _told(votes) for one, votes in outcome.threshold.items()},
        "base": outcome.base,
        "passed": outcome.passed,
        "tally": _tally(outcome.tally),
        "unweighted": None if outcome.unweighted is None else _tally(outcome.unweighted),
        "advisory": None if outcome.advisory is None else _tally(outcome.advisory),
    }


def as_text(outcome: Outcome) -> str:
    """What is stored: canonical JSON."""
    return canonical(as_document(outcome))


def digest(outcome: Outcome) -> str:
    """SHA-256 of the stored text."""
    return sha256(as_text(outcome))


def from_text(text: str) -> Outcome:
    """The outcome behind a stored text."""
    return from_document(json.loads(text))


def from_document(found: Mapping[str, Any]) -> Outcome:
    """The outcome that a JSON document tells. Raises KeyError, TypeError or ValueError for one that does not have the form."""
    return Outcome(
        verdict=Verdict(found["verdict"]),
        cast=found["cast"],
        abstentions=found["abstentions"],
        weight=found["weight"],
        roll=found["roll"],
        roll_weight=found["roll_weight"],
        needed=found["needed"],
        reached=found["reached"],
        quorum_met=found["quorum_met"],
        winners=tuple(found["winners"]),
        tied=tuple(found["tied"]),
        lot=tuple(found["lot"]),
        threshold={int(one): Fraction(votes) for one, votes in found["threshold"].items()},
        base=found["base"],
        passed=found["passed"],
        tally=_read(found["tally"]),
        unweighted=None if found["unweighted"] is None else _read(found["unweighted"]),
        advisory=None if found["advisory"] is None else _read(found["advisory"]),
    )


def outcome_of(poll: Poll) -> Outcome:
    """What a closed poll decided."""
    return from_text(poll.result)


def _tally(tally: Tally) -> dict[str, object]:
    told: dict[str, object] = {
        "ballots": tally.ballots,
        "votes": tally.votes,
        "abstentions": tally.abstentions,
        "winners": list(tally.winners),
    }
    rest: dict[str, object] = {
        "tied": list(tally.tied),
        "dropped": list(tally.dropped),
        "ranking": [list(group) for group in tally.ranking],
        "totals": {str(one): total for one, total in tally.totals.items()},
        "medians": {str(one): _told(middle) for one, middle in tally.medians.items()},
        "matrix": _pairs(tally.matrix),
        "paths": _pairs(tally.paths),
        "rounds": [{str(one): _told(votes) for one, votes in each.items()} for each in tally.rounds],
        "quota": tally.quota,
        "condorcet": tally.condorcet,
        "runoff": list(tally.runoff),
        "answers": {one.value: votes for one, votes in tally.answers.items()},
        "dates": {str(one.number): [one.yes, one.maybe, one.no, one.no_required] for one in tally.dates},
    }
    # 0 is an option ("none of these"), and an amount of its own.
    told |= {key: value for key, value in rest.items() if value not in ([], {}, None)}
    return told | ({"amount": tally.amount} if tally.amount else {})


def _read(found: Mapping[str, Any]) -> Tally:
    return Tally(
        ballots=found["ballots"],
        votes=found["votes"],
        abstentions=found["abstentions"],
        winners=tuple(found["winners"]),
        tied=tuple(found.get("tied", ())),
        dropped=tuple(found.get("dropped", ())),
        ranking=tuple(tuple(group) for group in found.get("ranking", ())),
        totals={int(one): total for one, total in found.get("totals", {}).items()},
        medians={int(one): Fraction(middle) for one, middle in found.get("medians", {}).items()},
        matrix=_read_pairs(found.get("matrix", {})),
        paths=_read_pairs(found.get("paths", {})),
        rounds=tuple(
            {int(one): Fraction(votes) for one, votes in each.items()} for each in found.get("rounds", ())
        ),
        quota=found.get("quota"),
        condorcet=found.get("condorcet"),
        runoff=tuple(found.get("runoff", ())),
        answers={Answer(one): votes for one, votes in found.get("answers", {}).items()},
        dates=tuple(
            DateCount(number=int(one), yes=yes, maybe=maybe, no=no, no_required=no_required)
            for one, (yes, maybe, no, no_required) in sorted(
                found.get("dates", {}).items(), key=lambda pair: int(pair[0])
            )
        ),
        amount=found.get("amount", 0),
    )


def _told(value: Fraction) -> int | str:
    return value.numerator if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def _pairs(votes: Mapping[tuple[int, int], int]) -> dict[str, int]:
    return {f"{a}>{b}": n for (a, b), n in votes.items()}


def _read_pairs(found: Mapping[str, int]) -> dict[tuple[int, int], int]:
    return {(int(one.partition(">")[0]), int(one.partition(">")[2])): n for one, n in found.items()}
