"""Proxies: a voter of the roll lets another voter cast their ballot, until they vote themselves or take it back.

Taking it back ends the right to vote; a ballot that was cast by then stands, as every ballot does, until the giver votes.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleError
from bot.people import audit
from bot.people.actor import Actor
from bot.polls import chain, records
from bot.polls import store as polls
from bot.polls.rules import ON_A_ROLL, Manner, Poll, PollState, Unit, is_in_time
from bot.polls.voting import electorate, proxy_promises, roll_rules, store
from bot.polls.voting.packing import tag
from bot.polls.voting.roll_rules import Proxies
from bot.storage.database import Database, Transaction

MayView = Callable[[int], bool]
"""Whether the reader may view a channel now. Asked in the event loop, never inside a query."""


@dataclass(frozen=True, kw_only=True)
class Giving:
    """The votes that a member can give, or has given. `holders`: voter → who holds it."""

    poll: Poll
    units: tuple[Unit, ...]
    holders: dict[str, int]

    @property
    def tags(self) -> tuple[int, ...]:
        """How presses name the votes."""
        return tuple(tag(one) for one in self.units)

    @property
    def given_tags(self) -> tuple[int, ...]:
        """The same, of those that somebody holds."""
        return tuple(tag(one) for one in self.units if one.voter in self.holders)


@dataclass(frozen=True, kw_only=True)
class Given:
    """A proxy that was given, or taken back. `told`: the holder hears of it by direct message.

    `voted`: the holder has voted by it. `changed`: False where it was so already.
    """

    poll: Poll
    unit: Unit
    holder_id: int
    told: bool = False
    voted: bool = False
    changed: bool = True


class ProxyService:
    """Use cases of members. Each acts on the votes of whoever asks, and on no other."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open_with_proxies(self, actor: Actor, may_view: MayView) -> list[Poll]:
        """The open polls shown to the reader in which proxies may be given."""
        found = await self._database.read(lambda tx: polls.every(tx, actor.guild_id, (PollState.OPEN,)))
        return [one for one in found if one.proxies and may_view(one.channel_id)]

    async def mine(self, actor: Actor, may_view: MayView) -> list[Poll]:
        """The open polls in which the reader gave a proxy."""

        def operation(tx: Transaction) -> list[Poll]:
            found = polls.every(tx, actor.guild_id, (PollState.OPEN,))
            return [one for one in found if one.proxies and giving_of(tx, one, actor).holders]

        return [one for one in await self._database.read(operation) if may_view(one.channel_id)]

    async def giving(self, actor: Actor, poll_id: int, may_view: MayView) -> Giving:
        """The actor's votes. Raises NotFoundError, NotAllowedError, StaleError, InvalidInputError."""
        poll = await self._database.read(lambda tx: records.existing(tx, actor.guild_id, poll_id))
        _require_shown(poll, may_view)

        def operation(tx: Transaction) -> Giving:
            found = giving_of(tx, _usable(tx, actor, poll_id), actor)
            if not found.units:
                electorate.units(tx, found.poll, actor)  # says why not
                raise NotAllowedError("proxy-no-vote", question=found.poll.question)
            return found

        return await self._database.read(operation)

    async def give(
        self,
        actor: Actor,
        poll_id: int,
        vote: int,
        holder_id: int,
        may_view: MayView,
        *,
        is_bot: bool = False,
    ) -> Given:
        """Give one of the actor's votes, by its tag, to a member; in place of whoever held it before.

        Raises NotFoundError, NotAllowedError, StaleError, and InvalidInputError with why not.
        """
        poll = await self._database.read(lambda tx: records.existing(tx, actor.guild_id, poll_id))
        _require_shown(poll, may_view)
        if is_bot:
            raise InvalidInputError("proxy-bot")

        return await self._database.write(lambda tx: give(tx, actor, poll_id, vote, holder_id))

    async def withdraw(self, actor: Actor, poll_id: int, vote: int, may_view: MayView) -> Given:
        """Take one of the actor's votes back, by its tag. Raises StaleError where nobody holds it."""
        poll = await self._database.read(lambda tx: records.existing(tx, actor.guild_id, poll_id))
        _require_shown(poll, may_view)

        return await self._database.write(lambda tx: withdraw(tx, actor, poll_id, vote))


def give(tx: Transaction, actor: Actor, poll_id: int, vote: int, holder_id: int) -> Given:
    """Give one of the actor's votes. Raises as `ProxyService.give`."""
    poll = _usable(tx, actor, poll_id)
    giving = giving_of(tx, poll, actor)
    unit = _chosen(giving, vote)
    _require_fit(tx, poll, unit, actor, holder_id)
    if giving.holders.get(unit.voter) == holder_id:
        return Given(poll=poll, unit=unit, holder_id=holder_id, changed=False)
    store.give(tx, poll, unit.voter, holder_id)
    _chain(tx, poll, unit, holder_id)
    records.log(tx, poll, actor, "poll.proxy-give")
    told = proxy_promises.tell(tx, poll, holder_id, key=actor.interaction_id)
    return Given(poll=poll, unit=unit, holder_id=holder_id, told=told)


def withdraw(tx: Transaction, actor: Actor, poll_id: int, vote: int) -> Given:
    """Take one of the actor's votes back. Raises as `ProxyService.withdraw`."""
    poll = _usable(tx, actor, poll_id)
    giving = giving_of(tx, poll, actor)
    unit = _chosen(giving, vote)
    holder = giving.holders.get(unit.voter)
    if holder is None:
        raise StaleError("proxy-none", question=poll.question)
    store.take_back(tx, poll.id, unit.voter)
    _chain(tx, poll, unit, None)
    records.log(tx, poll, actor, "poll.proxy-withdraw")
    ballot = polls.ballot(tx, poll.id, unit.voter)
    voted = ballot is not None and ballot.manner is Manner.PROXY
    return Given(poll=poll, unit=unit, holder_id=holder, voted=voted)


def _require_shown(poll: Poll, may_view: MayView) -> None:
    if poll.opened_at is None or not may_view(poll.channel_id):
        raise NotFoundError("poll-not-found")


def _usable(tx: Transaction, actor: Actor, poll_id: int) -> Poll:
    """An open poll with proxies. Raises StaleError and InvalidInputError."""
    poll = records.existing(tx, actor.guild_id, poll_id)
    if not is_in_time(poll, actor.at):
        raise StaleError("proxy-not-open", question=poll.question)
    if not poll.proxies or poll.electorate not in ON_A_ROLL:
        raise InvalidInputError("proxy-not-offered", question=poll.question)
    return poll


def giving_of(tx: Transaction, poll: Poll, actor: Actor) -> Giving:
    """The votes that are the actor's own: their entry, and organisations whose named voter they are."""
    own = tuple(
        one for one in electorate.rights_of(tx, poll, actor.user_id).units if one.manner is Manner.OWN
    )
    given = store.proxies(tx, poll.id)
    return Giving(
        poll=poll, units=own, holders={one.voter: given[one.voter] for one in own if one.voter in given}
    )


def _chosen(giving: Giving, vote: int) -> Unit:
    for one in giving.units:
        if tag(one) == vote:
            return one
    raise StaleError("proxy-not-yours", question=giving.poll.question)


def _require_fit(tx: Transaction, poll: Poll, unit: Unit, actor: Actor, holder_id: int) -> None:
    """Raises InvalidInputError with why a proxy may not be given."""
    ballot = polls.ballot(tx, poll.id, unit.voter)
    if ballot is not None and ballot.manner is not Manner.PROXY:
        raise InvalidInputError("proxy-voted", question=poll.question)
    theirs = electorate.rights_of(tx, poll, holder_id).units
    what = roll_rules.proxy_fault(
        poll,
        Proxies(given=store.proxies(tx, poll.id)),
        unit.voter,
        giver_id=actor.user_id,
        holder_id=holder_id,
        holder_votes_for=[one.voter for one in theirs if one.manner is not Manner.PROXY],
        holder_own=[one.voter for one in theirs if one.manner is Manner.OWN],
    )
    if what is not None:
        raise InvalidInputError(f"proxy-{what}", question=poll.question, most=poll.proxies)


def _chain(tx: Transaction, poll: Poll, unit: Unit, holder_id: int | None) -> None:
    """Who gave it and who holds it now, by pseudonyms; null: it was taken back."""
    holder = None
    if holder_id is not None:
        holder = chain.pseudonym(poll.secret, audit.actor_key(tx, holder_id))
    records.happened(tx, poll, chain.PROXY, {"giver": records.pseudonym(poll, unit), "holder": holder})
