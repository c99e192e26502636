"""How a draft of a poll begins, whichever room makes it. Functions of a transaction."""

from collections.abc import Mapping, Sequence

from bot.errors import NotAllowedError
from bot.people import audit
from bot.people.actor import Actor
from bot.polls import records, store
from bot.polls.making import reading
from bot.polls.making.changing import Draft, look
from bot.polls.making.starts import SHAPES, TEMPLATES, Start
from bot.polls.rules import Option, Poll, PollState
from bot.storage.database import Transaction


def create(
    tx: Transaction,
    actor: Actor,
    start: Start,
    fields: Mapping[str, str],
    *,
    zone: str,
    channel_id: int,
    options: Sequence[Option] | None = None,
) -> Draft:
    """Make a draft. `options`: in place of those in `fields`, for whoever has them as values.

    Raises NotAllowedError for somebody who runs no polls, and InvalidInputError for what does not fit.
    """
    if not records.runs(tx, actor):
        raise NotAllowedError("poll-officers-only")
    shape = SHAPES[start]
    texts = reading.texts(
        shape.kind, fields if options is None else {**fields, "options": ""}, zone=zone, now=tx.now
    )
    found = texts.options if options is None else reading.checked(options)
    close = reading.usual_close(zone, tx.now)
    early = any(one.starts_at is not None and one.starts_at <= close.instant for one, _ in found)
    made = Poll(
        id=0,
        guild_id=actor.guild_id,
        kind=shape.kind,
        method=shape.method,
        state=PollState.DRAFT,
        question=texts.question,
        description=texts.description,
        zone=zone,
        channel_id=channel_id,
        secrecy=shape.secrecy,
        electorate=shape.electorate,
        seats=texts.seats,
        goal=texts.goal,
        goal_unit=texts.goal_unit,
        none_option=shape.none_option,
        standings=shape.standings,
        thread_wanted=shape.thread,
        closes_wall=None if early else close.wall,
        closes_at=None if early else close.instant,
        template=start if start in TEMPLATES else "",
        created_by=audit.actor_key(tx, actor.user_id),
    )
    poll_id = store.insert(tx, made)
    store.set_options(tx, poll_id, found)
    poll = records.existing(tx, actor.guild_id, poll_id)
    records.log(tx, poll, actor, "poll.create", after={"question": poll.question})
    return look(tx, poll)
