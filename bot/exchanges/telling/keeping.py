"""What a project does by itself: commitments lapse, outcomes of its polls come back, each morning's dates are told."""

import datetime as dt
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from bot.errors import RefusedError
from bot.exchanges import records
from bot.exchanges import store as projects
from bot.exchanges.commitments import pledges, standing
from bot.exchanges.feature import TOLD_KEPT
from bot.exchanges.founding.service import forget as forget_typed
from bot.exchanges.importing.service import forget as forget_imports
from bot.exchanges.model import LinkedPoll, Project, Purpose
from bot.exchanges.register import deciding
from bot.exchanges.sites import linking
from bot.exchanges.telling import due, insiders, rules, store
from bot.polls import records as polls
from bot.polls.rules import PollState
from bot.storage.database import Database, Transaction

Runs = Callable[[int, int], Awaitable[bool | None]]
"""(guild, member) → whether Discord says that they are an organiser; None: it does not say."""
ASKED_AGAIN: Final = dt.timedelta(days=1)
"""So long it is relied on that somebody in an organisers' thread is an organiser."""
_ASKED_AT_ONCE: Final = 10
_FORGOTTEN_AT_ONCE: Final = 20
_ROWS_AT_ONCE: Final = 500

_log = logging.getLogger(__name__)


async def sweep(database: Database) -> int:
    """Do what is due by now in every project; returns how many promises and changes that made. Idempotent.

    One transaction for each project: what goes wrong in one keeps no other from its turn.
    """
    done = 0
    for guild_id, poll_id in await database.read(store.untaken):
        done += await _each(database, partial(take_in, guild_id=guild_id, poll_id=poll_id))
    tomorrow = await database.read(lambda tx: (tx.now + dt.timedelta(days=1)).date())
    for guild_id, exchange_id in await database.read(lambda tx: store.to_lapse(tx, tomorrow)):
        done += await _each(database, partial(_lapse, guild_id=guild_id, exchange_id=exchange_id))
    for guild_id, exchange_id in await database.read(store.going_on):
        done += await _each(database, partial(_gather, guild_id=guild_id, exchange_id=exchange_id))
    return done


async def _each(database: Database, operation: Callable[[Transaction], int]) -> int:
    try:
        return await database.write(operation)
    except RefusedError as error:
        _log.warning("a project was left as it is: %s", error.key)
        return 0


def take_in(tx: Transaction, guild_id: int, poll_id: int) -> int:
    """Take the outcome of a linked poll in, once there is one; whether there was."""
    linked = projects.linked(tx, guild_id, poll_id)
    project = None if linked is None else projects.get(tx, guild_id, linked.exchange_id)
    if linked is None or project is None or linked.taken:
        return 0
    poll = polls.existing(tx, guild_id, poll_id)
    if poll.state is PollState.VOID:
        projects.taken(tx, poll_id, linked.decision_id)
        return 1
    # What was pledged stands once voting is over; what was decided, once somebody recorded the outcome.
    settled = poll.state is PollState.CLOSED and linked.purpose is Purpose.PLEDGE
    if not settled and poll.state is not PollState.CERTIFIED:
        return 0
    _taken(tx, project, linked)
    return 1


def _taken(tx: Transaction, project: Project, linked: LinkedPoll) -> None:
    match linked.purpose:
        case Purpose.PLEDGE:
            pledges.from_pledges(tx, project, linked)
            projects.taken(tx, linked.poll_id, linked.decision_id)
        case Purpose.LOCATION:
            linking.from_location(tx, project, linked)
        case Purpose.DECISION:
            deciding.from_decision(tx, project, linked)


def _lapse(tx: Transaction, guild_id: int, exchange_id: int) -> int:
    project = projects.get(tx, guild_id, exchange_id)
    return 0 if project is None else len(standing.lapse(tx, project))


def _gather(tx: Transaction, guild_id: int, exchange_id: int) -> int:
    project = projects.get(tx, guild_id, exchange_id)
    return 0 if project is None else due.gather(tx, project)


async def look_inside(database: Database, runs: Runs) -> int:
    """Ask Discord about some who are in organisers' threads: who is no organiser any more goes out; how many. A job."""
    wanted = await database.read(lambda tx: store.unseen(tx, tx.now - ASKED_AGAIN, _ASKED_AT_ONCE))
    gone = 0
    for guild_id, user_id in wanted:
        still = await runs(guild_id, user_id)

        def operation(
            tx: Transaction, guild_id: int = guild_id, user_id: int = user_id, still: bool | None = still
        ) -> int:
            if still is not False:
                store.set_seen(tx, guild_id, user_id)  # also where nobody knows: the others have their turn
                return 0
            for exchange_id in store.inside_of(tx, guild_id, user_id):
                insiders.put_out(tx, records.existing(tx, guild_id, exchange_id), user_id)
            return 1

        gone += await database.write(operation)
    return gone


def forget(tx: Transaction, now: dt.datetime) -> int:
    """`Feature.forget`."""
    return (
        store.forget_told(tx, now - TOLD_KEPT, _ROWS_AT_ONCE)
        + store.forget_ended(tx, now - rules.ENDED_KEPT, _FORGOTTEN_AT_ONCE)
        + forget_imports(tx, now)
        + forget_typed(tx, now)
    )
