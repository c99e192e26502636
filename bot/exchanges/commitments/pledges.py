"""What a pledge poll says of the ladder: interest and intention, never more, and never down. Functions of a transaction."""

from typing import Final

from bot.exchanges import store as shared
from bot.exchanges.commitments import speaking, standing
from bot.exchanges.model import LinkedPoll, Project, Purpose
from bot.exchanges.rules import BY_POLL, HEIGHT, Rung
from bot.polls import looking
from bot.polls import records as polls
from bot.storage.database import Transaction

_LEFT_ALONE: Final = frozenset({Rung.DECLINED})
"""Who withdrew said so themselves, and later than they may have voted."""


def from_pledges(tx: Transaction, project: Project, linked: LinkedPoll) -> int:
    """Lift organisations to what they pledged in a closed poll: an amount intends, one under conditions is interested.

    Only a poll in which organisations vote and everybody may know who pledged moves anything: a rung is public. Returns how
    many were lifted; harmless twice.
    """
    if linked.purpose is not Purpose.PLEDGE:
        return 0
    poll = polls.existing(tx, project.guild_id, linked.poll_id)
    lifted = 0
    for voter, (amount, conditional) in looking.pledged(tx, poll).items():
        if amount <= 0:
            continue
        rung = Rung.INTERESTED if conditional else Rung.INTENDS
        organisation_id = speaking.of_voter(tx, project.guild_id, voter)
        if organisation_id is None or organisation_id == project.organisation_id or rung not in BY_POLL:
            continue
        now = shared.standing(tx, project.id, organisation_id)
        if now is not None and (now.rung in _LEFT_ALONE or HEIGHT[now.rung] >= HEIGHT[rung]):
            continue
        source = f"poll:{poll.id}"
        standing.say(tx, project, organisation_id, rung, None, evidence=source, source=source)
        lifted += 1
    return lifted
