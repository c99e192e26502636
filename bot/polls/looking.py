"""A poll as it is shown: how many voted, and what stands so far where it says so. Functions of a transaction."""

from bot.polls import store
from bot.polls.messages import Standing
from bot.polls.rules import Answer, Method, Poll, PollState, Secrecy
from bot.polls.voting.votes import Vote, from_text
from bot.storage.database import Transaction


def standing(tx: Transaction, poll: Poll) -> Standing:
    """How far a poll is. Of what was voted nothing unless its rules show that, and of a sealed one never before its close."""
    if poll.state is PollState.DRAFT:
        return Standing(eligible=poll.roll)
    turnout = store.cast(tx, poll.id)
    hidden = poll.secrecy is Secrecy.SEALED and poll.state is PollState.OPEN
    if not poll.standings or hidden or poll.state is PollState.VOID:
        return Standing(turnout=turnout, eligible=poll.roll)
    return _counted(poll, _votes(tx, poll), turnout)


def pledged(tx: Transaction, poll: Poll) -> dict[str, tuple[int, bool]]:
    """What each organisation pledged in an open pledge that has closed: (amount, whether under conditions), by voter ("org:7", "net:3").

    Empty for any other poll: of a confidential or sealed one, and before the close, nobody is told who pledged.
    """
    if (
        poll.method is not Method.PLEDGE
        or poll.secrecy is not Secrecy.OPEN
        or poll.state not in (PollState.CLOSED, PollState.CERTIFIED)
    ):
        return {}
    found: dict[str, tuple[int, bool]] = {}
    for one in store.ballots(tx, poll.id):
        if not one.advisory and ":" in one.voter:
            vote = from_text(poll, one.vote)
            found[one.voter] = (vote.amount or 0, bool(vote.conditions))
    return found


def _votes(tx: Transaction, poll: Poll) -> list[tuple[Vote, int]]:
    """Every vote that counts, with its weight."""
    if poll.secrecy is Secrecy.SEALED:
        found = [(vote, 1) for vote, _, advisory in store.sealed(tx, poll.id) if not advisory]
    else:
        found = [(one.vote, one.weight) for one in store.ballots(tx, poll.id) if not one.advisory]
    return [(from_text(poll, text), weight) for text, weight in found]


def _counted(poll: Poll, votes: list[tuple[Vote, int]], turnout: int) -> Standing:
    numbers: dict[int, int] = {}
    maybe: dict[int, int] = {}
    answers: dict[Answer, int] = {}
    amount = 0
    for vote, weight in votes:
        match poll.method:
            case Method.YES_NO if vote.answer is not None:
                answers[vote.answer] = answers.get(vote.answer, 0) + weight
            case Method.PLEDGE:
                amount += vote.amount or 0
            case Method.SCORE:
                for number, score in vote.scores:
                    numbers[number] = numbers.get(number, 0) + score * weight
            case Method.DATE:
                for number in vote.yes:
                    numbers[number] = numbers.get(number, 0) + weight
                for number in vote.maybe:
                    maybe[number] = maybe.get(number, 0) + weight
            case _:
                for number in vote.groups[0] if vote.groups else ():
                    numbers[number] = numbers.get(number, 0) + weight
    return Standing(
        turnout=turnout, eligible=poll.roll, votes=numbers, maybe=maybe, answers=answers, amount=amount
    )
