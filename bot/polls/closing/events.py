"""Discord's scheduled event of a date that a poll chose. Functions of a transaction.

A poll's date is decided once: its event is made once, and deleted where the poll is void before the date.
"""

import datetime as dt
from typing import Final

from bot.delivery import outbox
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery, Outcome
from bot.polls import store
from bot.polls.closing import store as closing
from bot.polls.closing.stored import outcome_of
from bot.polls.closing.tally_rules import Verdict
from bot.polls.rules import Kind, Option, Poll, PollState
from bot.storage.database import Transaction

FEATURE: Final = "poll-results"
EVENT: Final = "event"
USUAL: Final = 60
"""Minutes of a date that names none."""


def date_of(tx: Transaction, poll: Poll) -> Option | None:
    """The date that a closed poll chose; None: none, or it is about something else."""
    if (
        poll.kind is not Kind.DATE
        or not poll.result
        or poll.state not in (PollState.CLOSED, PollState.CERTIFIED)
    ):
        return None
    found = outcome_of(poll)
    if found.verdict is not Verdict.DECIDED:
        return None
    chosen = poll.outcome_option or found.winners[0]
    return next(
        (one for one in store.options(tx, poll.id) if one.number == chosen and one.starts_at is not None),
        None,
    )


def ends_at(option: Option) -> dt.datetime:
    """When a date is over."""
    if option.starts_at is None:
        raise ValueError("no date")
    return option.starts_at + dt.timedelta(minutes=option.minutes or USUAL)


def decided(tx: Transaction, poll: Poll) -> None:
    """A poll is closed, or its outcome recorded: promise the event of its date, if it chose one that is still to come."""
    option = date_of(tx, poll)
    if option is None or option.starts_at is None or option.starts_at <= tx.now:
        return
    wanted, shown = str(option.number), closing.event_shown(tx, poll.id)
    if shown == wanted:
        return
    store.note(tx, poll, event_shown=wanted)
    if not shown:
        _enqueue(tx, poll, {"action": "create", "shown": wanted}, "create")
    elif poll.event_id is not None:
        _edit(tx, poll, poll.event_id, wanted)


def withdraw(tx: Transaction, poll: Poll) -> None:
    """A poll is void: its event goes, also one that is on its way."""
    outbox.cancel(tx, guild_id=poll.guild_id, feature=FEATURE, subject_id=poll.id, template=EVENT)
    if poll.event_id is not None:
        _enqueue(tx, poll, {"action": "delete", "event_id": poll.event_id}, f"delete:{poll.event_id}")


def settled(tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
    """What became of a promise about an event."""
    poll = store.get(tx, delivery.guild_id, delivery.subject_id)
    if poll is None or outcome.state is not DeliveryState.SENT:
        return
    if delivery.details.get("action") == "delete":
        store.note(tx, poll, event_id=None)
        return
    store.note(tx, poll, event_id=outcome.result_id)
    if outcome.result_id is None:
        return
    if poll.state is PollState.VOID:
        details: dict[str, object] = {"action": "delete", "event_id": outcome.result_id}
        _enqueue(tx, poll, details, f"delete:{outcome.result_id}")
    elif (wanted := closing.event_shown(tx, poll.id)) != delivery.details.get("shown"):
        _edit(tx, poll, outcome.result_id, wanted)


def _edit(tx: Transaction, poll: Poll, event_id: int, wanted: str) -> None:
    details: dict[str, object] = {"action": "edit", "event_id": event_id, "shown": wanted}
    made = outbox.last_sent(tx, poll.guild_id, FEATURE, poll.id, template=EVENT)
    mark = next((one.mark for one in made if one.details.get("action") == "create"), None)
    _enqueue(tx, poll, details | ({} if mark is None else {"mark": mark}), f"edit:{event_id}:{wanted}")


def _enqueue(tx: Transaction, poll: Poll, details: dict[str, object], what: str) -> None:
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=poll.guild_id,
            kind=EffectKind.EVENT,
            feature=FEATURE,
            template=EVENT,
            subject_id=poll.id,
            target_id=poll.guild_id,
            occurrence=f"poll:{poll.id}:event:{what}",
            details=details,
            due_at=tx.now,
        ),
    )
