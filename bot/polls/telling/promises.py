"""What a poll promises through the outbox. Functions of a transaction; whatever is sent is made from the record as of then.

The opening and the close are promises too: the card of a poll that opens by itself is due when it opens, its result some
seconds after the deadline, and what renders them opens or closes the poll first. Both are always sent, however late.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.clock import to_epoch
from bot.delivery import outbox
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery
from bot.feature import Remindable
from bot.polls import store
from bot.polls.rules import CLOSE_AFTER, Poll, PollState
from bot.reminders import promises as asked
from bot.storage.database import Transaction

FEATURE: Final = "polls"
CARD, EDIT, THREAD = "card", "edit", "discussion"
"""The public card (it opens the poll where that is due), an edit of it, the thread on it."""
RESULT, RESULT_EDIT = "result", "result-edit"
"""The result (it closes the poll where that is due), and an edit of it."""
WORD, MENTION, DIRECT = "word", "mention", "direct"
"""The first message of an occasion, which gathers everybody who is to hear; further mentions; direct messages."""
MOVED: Final = 0
"""The occasion on which the deadline moved; the others are so many minutes before the close."""
PERSONAL: Final = frozenset({DIRECT})
CARD_PAUSE: Final = dt.timedelta(seconds=10)
"""So long the card is left alone after an edit: many ballots are one edit."""
MOST_CARDS: Final = 2
"""A card that somebody deleted is posted once more; the second time they mean it."""
GATHERED: Final = dt.timedelta(seconds=30)
"""So long direct messages that did not arrive are gathered for one mention."""
_WAITS: Final = frozenset({DeliveryState.PENDING, DeliveryState.RETRY, DeliveryState.CLAIMED})
_ENDED: Final = frozenset({DeliveryState.DEAD, DeliveryState.DROPPED})
_SPOKEN: Final = (WORD, MENTION, DIRECT)


def planned(tx: Transaction, poll: Poll) -> None:
    """A draft was confirmed, changed or taken back: promise its opening for when it opens by itself, or take that back."""
    outbox.cancel(tx, guild_id=poll.guild_id, feature=FEATURE, subject_id=poll.id, template=CARD)
    if poll.state is PollState.DRAFT and poll.confirmed and poll.opens_at is not None:
        _card(tx, poll, 1, due_at=poll.opens_at, planned=True)


def opened(tx: Transaction, poll: Poll) -> None:
    """The poll is open from now on: promise its card, its thread, its reminders and its close."""
    post(tx, poll)
    result(tx, poll)
    reminders(tx, poll)


def card(tx: Transaction, poll: Poll, *, at_once: bool = False) -> None:
    """Promise that the card shows the poll as it is. Not `at_once`: with others that come within some seconds."""
    if not at_once and outbox.waits(tx, poll.guild_id, FEATURE, poll.id, template=EDIT):
        return  # that one will show it
    now = store.get(tx, poll.guild_id, poll.id)
    if now is None or (now.card_message_id is None and not waiting(tx, now, CARD)):
        return
    # A new number in any case: a card that is being sent at this moment is brought up to date when it has arrived.
    changes = now.changes + 1
    store.note(tx, now, changes=changes)
    if now.card_message_id is None:
        return
    if at_once:
        outbox.cancel(tx, guild_id=now.guild_id, feature=FEATURE, subject_id=now.id, template=EDIT)
    _enqueue(
        tx,
        now,
        EffectKind.EDIT,
        EDIT,
        target_id=now.channel_id,
        occurrence=f"edit:{changes}",
        details={"message_id": now.card_message_id, "mark": _mark(tx, now)},
        due_at=tx.now if at_once else _next_edit(tx, now),
    )


def extended(tx: Transaction, poll: Poll) -> None:
    """The deadline moved: the close and the reminders move with it, and whoever was told of the old one hears of it once."""
    result(tx, poll)
    for template in (MENTION, DIRECT):
        outbox.cancel(tx, guild_id=poll.guild_id, feature=FEATURE, subject_id=poll.id, template=template)
    reminders(tx, poll)
    if poll.roll is not None and poll.closes_at is not None:
        _word(tx, poll, MOVED, tx.now)
    card(tx, poll, at_once=True)
    _reminded(tx, poll)


def closed(tx: Transaction, poll: Poll) -> None:
    """The poll is closed, certified or void: promise its result, edit its card, take back what is left."""
    store.forget_marks(tx, poll.id)
    for template in _SPOKEN:
        outbox.cancel(tx, guild_id=poll.guild_id, feature=FEATURE, subject_id=poll.id, template=template)
    if poll.state is PollState.VOID:
        for template in (RESULT, THREAD):
            outbox.cancel(tx, guild_id=poll.guild_id, feature=FEATURE, subject_id=poll.id, template=template)
        if poll.card_message_id is None:
            outbox.cancel(tx, guild_id=poll.guild_id, feature=FEATURE, subject_id=poll.id, template=CARD)
    else:
        result(tx, poll)
    result_changed(tx, poll)
    card(tx, poll, at_once=True)
    _reminded(tx, poll)


# Parts, for the other files of this room


def post(tx: Transaction, poll: Poll) -> None:
    """Promise the card in its channel, in place of one that waits; at once."""
    number = max(poll.cards, 1) if waiting(tx, poll, CARD) else poll.cards + 1
    store.note(tx, poll, cards=number)
    _card(tx, replace(poll, cards=number), number, due_at=tx.now)


def lost_card(tx: Transaction, poll: Poll) -> None:
    """Somebody deleted the card: post it once more while people can vote; the second time they mean it."""
    store.note(tx, poll, card_message_id=None)
    if poll.cards < MOST_CARDS and poll.state is PollState.OPEN:
        post(tx, replace(poll, card_message_id=None))


def result(tx: Transaction, poll: Poll) -> None:
    """Promise the result for when the poll is closed: by its deadline, or now. Harmless twice."""
    if poll.state is PollState.OPEN and poll.closes_at is None:
        outbox.cancel(tx, guild_id=poll.guild_id, feature=FEATURE, subject_id=poll.id, template=RESULT)
        return
    due_at = tx.now
    if poll.closes_at is not None and (poll.state is PollState.OPEN or poll.closes_at < tx.now):
        due_at = poll.closes_at + CLOSE_AFTER
    # What was given up is not tried again under its name; whatever happens to the poll next is a reason to.
    failed = sum(one.state in _ENDED for one in _results(tx, poll))
    _result(tx, poll, failed, due_at)


def result_again(tx: Transaction, poll: Poll) -> None:
    """Promise the result of a closed poll once more: somebody deleted it, or it never arrived."""
    _result(tx, poll, len(_results(tx, poll)), tx.now)


def result_changed(tx: Transaction, poll: Poll) -> None:
    """A lot was drawn, the outcome recorded, or the poll cancelled after its close: what was posted of its result says so."""
    if poll.result_message_id is None:
        return
    sent = outbox.last_sent(tx, poll.guild_id, FEATURE, poll.id, template=RESULT)
    mark = next((one.mark for one in sent if one.result_id == poll.result_message_id), None)
    _enqueue(
        tx,
        poll,
        EffectKind.EDIT,
        RESULT_EDIT,
        target_id=poll.channel_id,
        occurrence=f"result-edit:{poll.version}",
        details={"message_id": poll.result_message_id, "mark": mark},
    )


def discussion(tx: Transaction, poll: Poll, message_id: int) -> None:
    """Promise the one thread, on the card; nothing where it is not wanted, or there is one."""
    if not poll.thread_wanted or poll.thread_id is not None or poll.state is not PollState.OPEN:
        return
    _enqueue(
        tx,
        poll,
        EffectKind.THREAD,
        THREAD,
        target_id=poll.channel_id,
        occurrence=f"thread:{message_id}",
        details={"message_id": message_id},
    )


def reminders(tx: Transaction, poll: Poll) -> None:
    """Promise the words before the close, where it is known who may vote; in place of what waits."""
    outbox.cancel(tx, guild_id=poll.guild_id, feature=FEATURE, subject_id=poll.id, template=WORD)
    if poll.state is not PollState.OPEN or poll.roll is None or poll.closes_at is None:
        return
    for minutes in poll.reminders:
        due_at = poll.closes_at - dt.timedelta(minutes=minutes)
        if due_at > tx.now:
            _word(tx, poll, minutes, due_at)


def mention(
    tx: Transaction, poll: Poll, details: Mapping[str, object], *, batch: int, at: dt.datetime
) -> None:
    """Promise one more message of an occasion, with the mentions of a batch."""
    where = place(poll)
    _enqueue(
        tx,
        poll,
        EffectKind.MESSAGE,
        MENTION,
        target_id=where,
        occurrence=f"mention:{details['key']}:{batch}:{to_epoch(tx.now)}",
        details={**details, "batch": batch, "place": poll.channel_id},
        due_at=at,
    )


def direct(
    tx: Transaction, poll: Poll, details: Mapping[str, object], *, user_id: int, at: dt.datetime
) -> None:
    """Promise the word of an occasion to one person."""
    told = {key: value for key, value in details.items() if key != "place"}
    _enqueue(
        tx,
        poll,
        EffectKind.DIRECT_MESSAGE,
        DIRECT,
        target_id=user_id,
        # The id stands between colons: so erasing the person finds it.
        occurrence=f"direct:{details['key']}:{user_id}:",
        details=told,
        due_at=at,
        expires_at=poll.closes_at,
    )


def place(poll: Poll) -> int:
    """Where people are reminded: in the discussion, or in the channel."""
    return poll.thread_id if poll.thread_id is not None else poll.channel_id


def waiting(tx: Transaction, poll: Poll, template: str) -> list[Delivery]:
    """What is still to be sent of a template of which one waits at a time."""
    found = outbox.of_template(tx, poll.guild_id, FEATURE, poll.id, template=template, limit=5)
    return [one for one in found if one.state in _WAITS]


def _results(tx: Transaction, poll: Poll) -> list[Delivery]:
    return outbox.of_template(tx, poll.guild_id, FEATURE, poll.id, template=RESULT)


def _result(tx: Transaction, poll: Poll, number: int, due_at: dt.datetime) -> None:
    _enqueue(
        tx,
        poll,
        EffectKind.MESSAGE,
        RESULT,
        target_id=poll.channel_id,
        occurrence=f"result:{number}" if number else "result",
        details={},
        due_at=due_at,
    )


def again(tx: Transaction, poll: Poll, delivery: Delivery) -> None:
    """Promise a word once more, where words go now."""
    batch = delivery.details.get("batch", 1)
    if isinstance(batch, int):
        details = {key: value for key, value in delivery.details.items() if key not in ("batch", "place")}
        mention(tx, poll, details, batch=batch, at=tx.now)


def _reminded(tx: Transaction, poll: Poll) -> None:
    """What members asked to be reminded of moves with the deadline, and ends with the poll."""
    what = None
    if poll.state is PollState.OPEN and poll.closes_at is not None:
        what = Remindable(
            title=poll.question, at=poll.closes_at, wall=poll.closes_wall, zone=poll.zone, channels=None
        )
    asked.moved(tx, poll.guild_id, FEATURE, poll.id, what)


def _card(tx: Transaction, poll: Poll, number: int, *, due_at: dt.datetime, planned: bool = False) -> None:
    _enqueue(
        tx,
        poll,
        EffectKind.MESSAGE,
        CARD,
        target_id=poll.channel_id,
        # A draft may be given another channel; what was promised here is then not sent.
        occurrence=f"card:{number}:{poll.channel_id}",
        details={"changes": poll.changes, "planned": planned},
        due_at=due_at,
    )


def _word(tx: Transaction, poll: Poll, occasion: int, due_at: dt.datetime) -> None:
    """One promise for an occasion; whom it reaches is decided when it is due: after the close nobody, and nobody misses it."""
    closes_at = poll.closes_at
    if closes_at is None:
        return
    # Another deadline is another occasion: who heard of the old one may have relied on it.
    key = f"{occasion}:{to_epoch(closes_at)}"
    _enqueue(
        tx,
        poll,
        EffectKind.MESSAGE,
        WORD,
        target_id=place(poll),
        occurrence=f"word:{key}:{place(poll)}",
        details={"occasion": occasion, "closes": to_epoch(closes_at), "key": key, "place": poll.channel_id},
        due_at=due_at,
    )


def _enqueue(
    tx: Transaction,
    poll: Poll,
    kind: EffectKind,
    template: str,
    *,
    target_id: int,
    occurrence: str,
    details: dict[str, object],
    due_at: dt.datetime | None = None,
    expires_at: dt.datetime | None = None,
) -> None:
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=poll.guild_id,
            kind=kind,
            feature=FEATURE,
            template=template,
            subject_id=poll.id,
            target_id=target_id,
            occurrence=f"poll:{poll.id}:{occurrence}",
            details=details,
            due_at=due_at or tx.now,
            expires_at=expires_at,
        ),
    )


def _next_edit(tx: Transaction, poll: Poll) -> dt.datetime:
    """At once where the card was left alone for a while; else so that one edit serves many."""
    if waiting(tx, poll, EDIT):  # it is being sent at this moment
        return tx.now + CARD_PAUSE
    last = outbox.last_sent(tx, poll.guild_id, FEATURE, poll.id, template=EDIT, limit=1)
    settled = last[0].settled_at if last else None
    return tx.now if settled is None else max(tx.now, settled + CARD_PAUSE)


def _mark(tx: Transaction, poll: Poll) -> str | None:
    """The mark that the card which stands was sent with."""
    sent = outbox.last_sent(tx, poll.guild_id, FEATURE, poll.id, template=CARD)
    return next((one.mark for one in sent if one.result_id == poll.card_message_id), None)
