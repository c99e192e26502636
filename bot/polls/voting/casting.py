"""Casting a ballot: state, time, eligibility, ballot and event in one transaction."""

from dataclasses import dataclass

from bot.people.actor import Actor
from bot.polls.rules import Poll, Unit
from bot.polls.voting.votes import Vote
from bot.storage.database import Transaction


@dataclass(frozen=True, kw_only=True)
class Cast:
    """What came of it. `receipt`: the token, shown once; empty: the poll has none. `replaced`: an earlier ballot of theirs.

    `again`: the same press arrived twice, and nothing was stored the second time.
    """

    poll: Poll
    unit: Unit
    vote: Vote
    receipt: str = ""
    replaced: bool = False
    again: bool = False


def cast(tx: Transaction, actor: Actor, poll_id: int, voter: str, vote: Vote) -> Cast:
    """Cast a ballot for one of the actor's units. Idempotent by interaction; an older press never replaces a newer one.

    Raises NotFoundError, NotAllowedError, InvalidInputError, and StaleError: not open, too late, already cast in a sealed
    poll, the poll gained or lost what the ballot names, a stronger ballot stands.
    """
    raise NotImplementedError
