"""Claims as organisers decide them: the queue, who is verified, approved, refused, ended. Authority is asked for each time."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.errors import InvalidInputError, StaleError
from bot.guilds.rules import RolePurpose
from bot.guilds.service import require_organiser, settings_in
from bot.language.safe_text import clean_name, length
from bot.networks.claims import promises, records, rules, store
from bot.networks.claims.records import Standing
from bot.networks.claims.rules import Claim, ClaimState, Proof
from bot.networks.claims.watch import Watch
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.ui.pages import Page


@dataclass(frozen=True, kw_only=True)
class Queue:
    """A page of a guild's claims in one state. `waiting` and `verified`: how many there are. `role_id`: what is given."""

    page: Page[Standing]
    waiting: int
    verified: int
    role_id: int | None


class QueueService:
    """Use cases of organisers. `watch` knows who is still there."""

    def __init__(self, database: Database, watch: Watch) -> None:
        self._database = database
        self._watch = watch

    async def waiting(self, actor: Actor, *, number: int, per_page: int) -> Queue:
        """A page of what waits, the oldest first; claims of members who left end with the look."""
        return await self._queue(actor, ClaimState.WAITING, number=number, per_page=per_page)

    async def verified(self, actor: Actor, *, number: int, per_page: int) -> Queue:
        """A page of who speaks for a network, the oldest first; the same for those who left."""
        return await self._queue(actor, ClaimState.VERIFIED, number=number, per_page=per_page)

    async def get(self, actor: Actor, state: ClaimState, claim_id: int, version: int) -> Standing:
        """A claim that is to be decided. Raises StaleError for one that somebody else decided meanwhile."""

        def operation(tx: Transaction) -> Standing:
            _organiser(tx, actor)
            return records.standing(tx, _undecided(tx, actor, claim_id, version, state))

        return await self._database.read(operation)

    async def approve(self, actor: Actor, claim_id: int, version: int) -> Claim:
        """The member speaks for the network. Raises StaleError for what was decided meanwhile, or whose member left."""
        found = await self.get(actor, ClaimState.WAITING, claim_id, version)
        await self._watch.require_still_here(actor.guild_id, found.claim.user_id)

        def operation(tx: Transaction) -> Claim:
            _organiser(tx, actor)
            claim = _undecided(tx, actor, claim_id, version, ClaimState.WAITING)
            after = records.verify(
                tx, claim, claim.proof or Proof.ORGANISER, by=actor.user_id, place=claim.token_place
            )
            promises.answer(tx, after)
            return after

        return await self._database.write(operation)

    async def refuse(self, actor: Actor, claim_id: int, version: int, *, reason: str) -> Claim:
        """The member does not, as far as can be seen; `reason` is told to them. Raises StaleError and InvalidInputError."""
        note = _read_reason(reason)

        def operation(tx: Transaction) -> Claim:
            _organiser(tx, actor)
            claim = _undecided(tx, actor, claim_id, version, ClaimState.WAITING)
            after = records.end(tx, claim, ClaimState.REFUSED, by=actor.user_id, note=note)
            promises.answer(tx, after)
            return after

        return await self._database.write(operation)

    async def end(self, actor: Actor, claim_id: int, version: int, *, reason: str) -> Claim:
        """A verified claim is over. Raises StaleError and InvalidInputError."""
        note = _read_reason(reason)

        def operation(tx: Transaction) -> Claim:
            _organiser(tx, actor)
            claim = _undecided(tx, actor, claim_id, version, ClaimState.VERIFIED)
            after = records.end(tx, claim, ClaimState.ENDED, by=actor.user_id, note=note)
            promises.answer(tx, after, asked=False)
            return after

        return await self._database.write(operation)

    async def _queue(self, actor: Actor, state: ClaimState, *, number: int, per_page: int) -> Queue:
        found = await self._database.read(_page(actor, state, number, per_page))
        people = {one.claim.user_id for one in found.page.items}
        if await self._watch.look(actor.guild_id, people):
            found = await self._database.read(_page(actor, state, number, per_page))
        return found


def _page(actor: Actor, state: ClaimState, number: int, per_page: int) -> Callable[[Transaction], Queue]:
    def operation(tx: Transaction) -> Queue:
        _organiser(tx, actor)
        total = {
            one: store.count(tx, actor.guild_id, one) for one in (ClaimState.WAITING, ClaimState.VERIFIED)
        }
        count = max(1, -(-total[state] // per_page))
        at = min(max(number, 1), count)
        claims = store.in_state(tx, actor.guild_id, state, limit=per_page, offset=(at - 1) * per_page)
        return Queue(
            page=Page(items=tuple(records.standing(tx, one) for one in claims), number=at, count=count),
            waiting=total[ClaimState.WAITING],
            verified=total[ClaimState.VERIFIED],
            role_id=settings_in(tx, actor.guild_id).roles.get(RolePurpose.VERIFIED),
        )

    return operation


def _organiser(tx: Transaction, actor: Actor) -> None:
    require_organiser(settings_in(tx, actor.guild_id), actor)


def _undecided(tx: Transaction, actor: Actor, claim_id: int, version: int, state: ClaimState) -> Claim:
    claim = records.existing(tx, actor.guild_id, claim_id)
    if claim.state is not state:
        raise StaleError("claims-decided")
    if claim.version != version:
        raise StaleError("claims-changed")
    return claim


def _read_reason(typed: str) -> str:
    note = clean_name(typed) or ""
    if length(note) > rules.NOTE_LIMIT:
        raise InvalidInputError("claims-reason-long", most=rules.NOTE_LIMIT)
    return note
