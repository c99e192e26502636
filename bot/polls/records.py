"""What every use case of polls begins and ends with: the record, whether it may be touched, what is noted.

Functions of a transaction, for each room of polls.
"""

from collections.abc import Collection, Mapping

from bot.errors import NotAllowedError, NotFoundError, StaleError
from bot.guilds.rules import RolePurpose
from bot.guilds.service import may, settings_in
from bot.people import audit
from bot.people.actor import Actor
from bot.polls import chain, store
from bot.polls.rules import NONE, Option, Poll, PollState, Unit
from bot.storage.database import Transaction


def runs(tx: Transaction, actor: Actor) -> bool:
    """Whether the actor runs polls: holders of the poll officer role, and organisers."""
    return may(settings_in(tx, actor.guild_id), actor, RolePurpose.POLL_OFFICER)


def existing(tx: Transaction, guild_id: int, poll_id: int) -> Poll:
    """A poll of this guild. Raises NotFoundError."""
    found = store.get(tx, guild_id, poll_id)
    if found is None:
        raise NotFoundError("poll-not-found")
    return found


def run(
    tx: Transaction,
    actor: Actor,
    poll_id: int,
    *,
    version: int | None = None,
    states: Collection[PollState] | None = None,
) -> Poll:
    """A poll that the actor runs, in one of these states (None: any).

    Raises NotFoundError, NotAllowedError, and StaleError when it moved on since the version, or is in another state.
    """
    found = existing(tx, actor.guild_id, poll_id)
    if not runs(tx, actor):
        raise NotAllowedError("poll-officers-only")
    if version is not None and version != found.version:
        raise StaleError("poll-changed", question=found.question)
    if states is not None and found.state not in states:
        raise StaleError(f"poll-is-{found.state}", question=found.question)
    return found


def numbers(poll: Poll, options: Collection[Option]) -> tuple[int, ...]:
    """What may be voted for: the options, and 0 where there is "none of these"."""
    return (*(one.number for one in options), *((NONE,) if poll.none_option else ()))


def happened(tx: Transaction, poll: Poll, kind: str, body: Mapping[str, object]) -> str:
    """Append an event to the poll's chain; returns its hash, the new head. The poll is frozen: it has a definition."""
    last = store.last(tx, poll.id)
    number, before = (1, poll.definition_hash) if last is None else (last[0] + 1, last[1])
    at = int(tx.now.timestamp())
    hash_ = chain.link(before, number=number, at=at, kind=kind, body=body)
    store.append(tx, poll, chain.Event(number=number, at=at, kind=kind, body=body, hash=hash_))
    return hash_


def pseudonym(poll: Poll, unit: Unit) -> str:
    """How a voter is called in the chain."""
    return chain.pseudonym(poll.secret, unit.voter)


def log(
    tx: Transaction,
    poll: Poll,
    actor: Actor | None,
    action: str,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Note in the guild's log who did what to a poll. `actor` None: the bot, by itself. Never what somebody voted."""
    audit.record(
        tx,
        guild_id=poll.guild_id,
        user_id=None if actor is None else actor.user_id,
        action=action,
        subject=f"poll:{poll.id}",
        before=before,
        after=after,
    )
