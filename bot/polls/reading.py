"""Polls as one reader meets them: the list, and one of them with what the reader may do."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from bot.errors import NotAllowedError, NotFoundError, StaleError
from bot.people.actor import Actor
from bot.polls import looking, records, store
from bot.polls.messages import Standing
from bot.polls.rules import Option, Poll, PollState, Unit
from bot.polls.telling import promises
from bot.polls.voting import electorate
from bot.storage.database import Database, Transaction

MayView = Callable[[int], bool]
"""Whether the reader may view a channel now. Asked in the event loop, never inside a query."""
_ORDER: Final = {
    PollState.OPEN: 0,
    PollState.DRAFT: 1,
    PollState.CLOSED: 2,
    PollState.CERTIFIED: 2,
    PollState.VOID: 3,
}
_POSTED: Final = frozenset({PollState.OPEN, PollState.CLOSED, PollState.CERTIFIED})


@dataclass(frozen=True, kw_only=True)
class Mine:
    """One of the reader's votes. `voted`: a ballot stands for it."""

    unit: Unit
    voted: bool


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A poll in the list. `mine`: for whom the reader may vote; empty: for nobody, or it is not open."""

    poll: Poll
    standing: Standing
    mine: tuple[Mine, ...] = ()

    @property
    def missing(self) -> int:
        """How many votes of the reader's are missing, those that only advise not counted."""
        return sum(not one.voted and not one.unit.advisory for one in self.mine)


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What the reader may see: open ones first, what closes first standing first. `runs`: they run polls."""

    entries: tuple[Entry, ...]
    runs: bool = False


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One poll for one reader. `refused`: why they may not vote, as a refusal says it; None: they may, or it is not open.

    `repost`: something of it should stand in its channel and does not.
    """

    entry: Entry
    options: tuple[Option, ...]
    runs: bool = False
    refused: NotAllowedError | None = None
    repost: bool = False

    @property
    def poll(self) -> Poll:
        """The poll itself."""
        return self.entry.poll


class PollReading:
    """Nothing of a channel that the reader may not view is told, unless they run polls; drafts to those alone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def listing(self, actor: Actor, may_view: MayView) -> Listing:
        """Every poll that is shown to the reader."""
        runs, viewable = await self._seen(actor, may_view)

        def operation(tx: Transaction) -> tuple[Entry, ...]:
            every = [one for one in store.every(tx, actor.guild_id) if _is_shown(one, runs, viewable)]
            return tuple(_entry(tx, one, actor) for one in sorted(every, key=_place))

        return Listing(entries=await self._database.read(operation), runs=runs)

    async def visible(self, actor: Actor, may_view: MayView) -> tuple[Poll, ...]:
        """The same without who voted: for what an option offers."""
        runs, viewable = await self._seen(actor, may_view)

        def operation(tx: Transaction) -> tuple[Poll, ...]:
            every = store.every(tx, actor.guild_id)
            return tuple(sorted((one for one in every if _is_shown(one, runs, viewable)), key=_place))

        return await self._database.read(operation)

    async def show(self, actor: Actor, poll_id: int, may_view: MayView) -> Shown:
        """One poll. Raises NotFoundError, in the same words for one that the reader may not see."""
        runs, viewable = await self._seen(actor, may_view)

        def operation(tx: Transaction) -> Shown:
            poll = records.existing(tx, actor.guild_id, poll_id)
            if not _is_shown(poll, runs, viewable):
                raise NotFoundError("poll-not-found")
            entry, refused = _entry(tx, poll, actor), None
            if poll.state is PollState.OPEN and not entry.mine:
                try:
                    electorate.units(tx, poll, actor)
                except NotAllowedError as error:
                    refused = error
            return Shown(
                entry=entry,
                options=store.options(tx, poll.id),
                runs=runs,
                refused=refused,
                repost=runs and _lacks(tx, poll),
            )

        return await self._database.read(operation)

    async def post_again(self, actor: Actor, poll_id: int) -> Poll:
        """Post the card of an open poll, or the result of a closed one, where it was deleted or never arrived.

        Raises StaleError where it stands, NotFoundError, NotAllowedError.
        """

        def operation(tx: Transaction) -> Poll:
            poll = records.run(tx, actor, poll_id, states=_POSTED)
            if not _lacks(tx, poll):
                raise StaleError("poll-post-again-stands")
            if poll.state is PollState.OPEN:
                promises.post(tx, poll)
            else:
                promises.result_again(tx, replace(poll, result_message_id=None))
            records.log(tx, poll, actor, "poll.post-again")
            return records.existing(tx, actor.guild_id, poll_id)

        return await self._database.write(operation)

    async def _seen(self, actor: Actor, may_view: MayView) -> tuple[bool, frozenset[int]]:
        def operation(tx: Transaction) -> tuple[bool, list[int]]:
            return records.runs(tx, actor), store.channels(tx, actor.guild_id)

        runs, channels = await self._database.read(operation)
        return runs, frozenset(one for one in channels if may_view(one))


def _is_shown(poll: Poll, runs: bool, viewable: frozenset[int]) -> bool:
    if runs:
        return True
    if poll.channel_id not in viewable or poll.state is PollState.DRAFT:
        return False
    # What was cancelled before it opened was never anybody's to see.
    return poll.opened_at is not None


def _place(poll: Poll) -> tuple[int, float, int]:
    """Open ones by when they close, drafts by when they open, the others the latest first."""
    if poll.state is PollState.OPEN:
        at = float("inf") if poll.closes_at is None else poll.closes_at.timestamp()
    elif poll.state is PollState.DRAFT:
        scheduled = poll.confirmed and poll.opens_at is not None
        at = poll.opens_at.timestamp() if scheduled and poll.opens_at is not None else float("inf")
    else:
        at = 0.0 if poll.closed_at is None else -poll.closed_at.timestamp()
    return _ORDER[poll.state], at, -poll.id


def _entry(tx: Transaction, poll: Poll, actor: Actor) -> Entry:
    mine: tuple[Mine, ...] = ()
    if poll.state is PollState.OPEN:
        try:
            units = electorate.units(tx, poll, actor)
        except NotAllowedError:
            units = ()
        mine = tuple(Mine(unit=one, voted=store.ballot(tx, poll.id, one.voter) is not None) for one in units)
    return Entry(poll=poll, standing=looking.standing(tx, poll), mine=mine)


def _lacks(tx: Transaction, poll: Poll) -> bool:
    """Whether something of a poll should stand in its channel, and neither stands nor is on its way."""
    if poll.state is PollState.OPEN:
        return poll.card_message_id is None and not promises.waiting(tx, poll, promises.CARD)
    if poll.state in (PollState.CLOSED, PollState.CERTIFIED):
        return poll.result_message_id is None and not promises.waiting(tx, poll, promises.RESULT)
    return False
