"""What a poll does by itself: it opens, it closes, its wall times follow the clocks, and it goes when it is too old."""

import datetime as dt
import logging
from dataclasses import replace
from typing import Final

from bot.clock import to_epoch
from bot.delivery import outbox, problems
from bot.delivery.model import Delivery
from bot.delivery.recurrence import resolve
from bot.errors import RefusedError
from bot.people import audit
from bot.polls import chain, records, store
from bot.polls.making.opening import open_poll
from bot.polls.rules import CLOSE_AFTER, Poll, PollState
from bot.polls.telling import promises, rules
from bot.polls.telling import store as telling
from bot.polls.voting.votes import as_text, from_text
from bot.storage.database import Database, Transaction

NOT_OPENED: Final = "poll-not-opened"
"""The reason that organisers are told when a poll could not open by itself."""
_FORGOTTEN_AT_ONCE: Final = 20
_ROWS_AT_ONCE: Final = 500

_log = logging.getLogger(__name__)


def to_open(tx: Transaction, now: dt.datetime) -> list[tuple[int, int]]:
    """(guild, poll) of drafts that should be open by now; not where everything is paused: nobody would see their card."""
    held = telling.held(tx)
    return [one for one in store.to_open(tx, now) if one[0] not in held]


def to_close(tx: Transaction, now: dt.datetime) -> list[tuple[int, int]]:
    """(guild, poll) of polls that should be closed by now, wherever they are."""
    return store.to_close(tx, now - CLOSE_AFTER)


async def open_one(database: Database, guild_id: int, poll_id: int, delivery: Delivery | None = None) -> bool:
    """Open a draft whose time has come; True when it was opened here. Harmless for any other poll.

    One that cannot be opened is a draft that waits for somebody again, and the organisers are told.
    """

    def operation(tx: Transaction) -> bool:
        poll = store.get(tx, guild_id, poll_id)
        if poll is None or not _is_due(poll, tx.now):
            return False
        open_poll(tx, poll, None)
        return True

    try:
        return await database.write(operation)
    except RefusedError as error:
        reason = error.key

    def refused(tx: Transaction) -> None:
        poll = store.get(tx, guild_id, poll_id)
        if poll is None or not _is_due(poll, tx.now):
            return
        store.change(tx, replace(poll, confirmed=False))
        records.log(tx, poll, None, "poll.not-opened", after={"reason": reason})
        about = delivery
        if about is None:
            found = outbox.of_template(
                tx, guild_id, promises.FEATURE, poll_id, template=promises.CARD, limit=1
            )
            about = found[0] if found else None
        if about is not None:
            problems.tell(tx, about, NOT_OPENED)
        promises.planned(tx, replace(poll, confirmed=False))

    await database.write(refused)
    _log.warning("poll %d of guild %d could not be opened: %s", poll_id, guild_id, reason)
    return False


def replan(tx: Transaction) -> int:
    """`Feature.replan`: the wall times of drafts were agreed, their instants follow the zone data of now; how many changed.

    What is open was frozen with its instants, and stays.
    """
    changed = 0
    for guild_id, poll_id in telling.planned(tx):
        poll = store.get(tx, guild_id, poll_id)
        if poll is None:
            continue
        moved = 0
        for one in store.options(tx, poll.id):
            if one.wall is not None and (at := resolve(one.wall, poll.zone).instant) != one.starts_at:
                telling.move_option(tx, poll.id, one.number, at)
                moved += 1
        opens, closes = _instant(poll.opens_wall, poll), _instant(poll.closes_wall, poll)
        times = {"opens_at": opens or poll.opens_at, "closes_at": closes or poll.closes_at}
        if (times["opens_at"], times["closes_at"]) != (poll.opens_at, poll.closes_at):
            store.note(tx, poll, **{key: None if at is None else to_epoch(at) for key, at in times.items()})
            moved += 1
        if moved and (now := store.get(tx, guild_id, poll_id)) is not None:
            promises.planned(tx, now)
            changed += 1
    return changed


def erased(tx: Transaction, user_id: int) -> None:
    """`Feature.erased`: a pledge stays counted; what its author asked for in their own words goes, and the proof of it."""
    key = audit.known_key(tx, user_id)
    if key is None:
        return
    for guild_id, poll_id, voter in telling.pledges(tx, key):
        poll = store.get(tx, guild_id, poll_id)
        found = None if poll is None else store.ballot(tx, poll_id, voter)
        if poll is None or found is None or not found.vote:
            continue
        vote = from_text(poll, found.vote)
        if vote.conditions:
            # Without its salt nobody can hold the ballot against the chain any more, and no recount expects it.
            store.save_ballot(
                tx, poll, replace(found, vote=as_text(poll, replace(vote, conditions="")), salt="")
            )
    # Last: the mark stands in place of their key.
    for guild_id, poll_id in store.open_ballots_of(tx, key):
        if (open_one := store.get(tx, guild_id, poll_id)) is not None:
            store.mark_erased(tx, poll_id, key, chain.erased_mark(open_one.secret, user_id))


def forget(tx: Transaction, now: dt.datetime) -> int:
    """`Feature.forget`."""
    return (
        telling.forget(
            tx,
            drafts=now - rules.DRAFT_KEPT,
            undecided=now - rules.KEPT,
            certified=now - rules.CERTIFIED_KEPT,
            limit=_FORGOTTEN_AT_ONCE,
        )
        + telling.forget_told(tx, now - rules.TOLD_KEPT, _ROWS_AT_ONCE)
        + telling.forget_typed(tx, now - rules.TYPED_KEPT, _ROWS_AT_ONCE)
    )


def _is_due(poll: Poll, now: dt.datetime) -> bool:
    return (
        poll.state is PollState.DRAFT
        and poll.confirmed
        and poll.opens_at is not None
        and poll.opens_at <= now
    )


def _instant(wall: dt.datetime | None, poll: Poll) -> dt.datetime | None:
    return None if wall is None else resolve(wall, poll.zone).instant
