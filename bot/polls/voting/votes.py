"""What a ballot says, as a value and as the canonical JSON that is stored, hashed and exported. Pure.

{"groups": [[2], [1, 3]]} ranked, approval (one group), plurality (one option), committee · {"scores": {"1": 5}} ·
{"answer": "yes"} · {"yes": [1], "maybe": [2]} dates · {"amount": 3, "conditions": "…"} a pledge. Options by their numbers, 0 is
"none of these". An empty ballot ({"groups": []}, {"scores": {}}, {"yes": [], "maybe": []}) is an abstention.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.polls.chain import canonical
from bot.polls.rules import MOST_SCORE, Answer, EqualRanks, Method, Poll

MOST_AMOUNT: Final = 1_000_000_000
MOST_CONDITIONS: Final = 300


@dataclass(frozen=True, kw_only=True)
class Vote:
    """One of these is filled, as the poll's method asks. `groups`: the best first; `scores`: (option, 0 to 5)."""

    groups: tuple[tuple[int, ...], ...] = ()
    scores: tuple[tuple[int, int], ...] = ()
    answer: Answer | None = None
    yes: tuple[int, ...] = ()
    maybe: tuple[int, ...] = ()
    amount: int | None = None
    conditions: str = ""


class UnfitVoteError(ValueError):
    """The vote does not fit the poll. `fault` names what is wrong: a key of the catalogue follows from it."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


def as_text(poll: Poll, vote: Vote) -> str:
    """The canonical JSON of a vote that `checked` let through: the same vote gives the same text."""
    return canonical(_document(poll.method, vote))


def from_text(poll: Poll, text: str) -> Vote:
    """The vote behind a stored text."""
    return read(poll.method, json.loads(text))


def line(poll: Poll, vote: Vote, *, weight: int = 1, advisory: bool = False, required: bool = False) -> str:
    """A ballot as the close hashes it (`chain.ballots_hash`) and an export lists it: what counts of it, and nothing else.

    {"vote": {…}} with "weight" where that is not 1, "advisory" and "required" where they are true. The conditions of a pledge
    are not in it: nothing counts them.
    """
    said = Vote(amount=vote.amount) if poll.method is Method.PLEDGE else vote
    document: dict[str, object] = {"vote": _document(poll.method, said)}
    if weight != 1:
        document["weight"] = weight
    if advisory:
        document["advisory"] = True
    if required:
        document["required"] = True
    return canonical(document)


def is_abstention(poll: Poll, vote: Vote) -> bool:
    """Whether the vote counts for the quorum alone."""
    match poll.method:
        case Method.YES_NO:
            return vote.answer is Answer.ABSTAIN
        case Method.SCORE:
            return not vote.scores
        case Method.DATE:
            return not vote.yes and not vote.maybe
        case Method.PLEDGE:
            return not vote.amount
        case _:
            return not vote.groups


def checked(poll: Poll, options: Collection[int], vote: Vote) -> Vote:
    """The vote in its one form: groups sorted inside, scores and dates by number.

    `options`: the numbers that may be voted for, with 0 where there is "none of these". Raises UnfitVoteError:
    unknown-option, twice, one-option, equal-forbidden, score, answer, amount, conditions.
    """
    known = frozenset(options)
    match poll.method:
        case Method.YES_NO:
            if vote.answer is None or (vote.answer is Answer.BLOCK and not poll.may_block):
                raise UnfitVoteError("answer")
            return Vote(answer=vote.answer)
        case Method.SCORE:
            numbers = [number for number, _ in vote.scores]
            _known(numbers, known)
            if any(not 0 <= score <= MOST_SCORE for _, score in vote.scores):
                raise UnfitVoteError("score")
            return Vote(scores=tuple(sorted(vote.scores)))
        case Method.DATE:
            _known((*vote.yes, *vote.maybe), known)
            return Vote(yes=tuple(sorted(vote.yes)), maybe=tuple(sorted(vote.maybe)))
        case Method.PLEDGE:
            if vote.amount is None or not 0 <= vote.amount <= MOST_AMOUNT:
                raise UnfitVoteError("amount")
            if len(vote.conditions) > MOST_CONDITIONS:
                raise UnfitVoteError("conditions")
            return Vote(amount=vote.amount, conditions=vote.conditions)
        case _:
            return _ranked(poll, known, vote)


def read(method: Method, document: Mapping[str, Any]) -> Vote:
    """The vote that a JSON document tells. Raises UnfitVoteError("unreadable") for what does not have the form."""
    try:
        match method:
            case Method.YES_NO:
                return Vote(answer=Answer(document["answer"]))
            case Method.SCORE:
                return Vote(scores=tuple(sorted((int(one), int(n)) for one, n in document["scores"].items())))
            case Method.DATE:
                return Vote(yes=_numbers(document["yes"]), maybe=_numbers(document["maybe"]))
            case Method.PLEDGE:
                return Vote(amount=int(document["amount"]), conditions=str(document["conditions"]))
            case _:
                return Vote(groups=tuple(_numbers(group) for group in document["groups"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnfitVoteError("unreadable") from error


def _document(method: Method, vote: Vote) -> Mapping[str, object]:
    match method:
        case Method.YES_NO:
            return {"answer": vote.answer}
        case Method.SCORE:
            return {"scores": {str(number): score for number, score in vote.scores}}
        case Method.DATE:
            return {"yes": vote.yes, "maybe": vote.maybe}
        case Method.PLEDGE:
            return {"amount": vote.amount, "conditions": vote.conditions}
        case _:
            return {"groups": vote.groups}


def _ranked(poll: Poll, known: frozenset[int], vote: Vote) -> Vote:
    groups = tuple(tuple(sorted(group)) for group in vote.groups if group)
    _known([one for group in groups for one in group], known)
    if poll.method is Method.PLURALITY and (len(groups) > 1 or any(len(group) > 1 for group in groups)):
        raise UnfitVoteError("one-option")
    if poll.method is Method.APPROVAL and len(groups) > 1:
        raise UnfitVoteError("one-group")
    if (
        poll.method in (Method.RUNOFF, Method.STV)
        and poll.equal_ranks is EqualRanks.FORBIDDEN
        and any(len(group) > 1 for group in groups)
    ):
        raise UnfitVoteError("equal-forbidden")
    return Vote(groups=groups)


def _known(numbers: Sequence[int], known: frozenset[int]) -> None:
    if not known.issuperset(numbers):
        raise UnfitVoteError("unknown-option")
    if len(set(numbers)) != len(numbers):
        raise UnfitVoteError("twice")


def _numbers(value: Any) -> tuple[int, ...]:
    return tuple(int(one) for one in value)
