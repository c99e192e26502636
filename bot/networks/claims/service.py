"""Claims as members make them: claimed, proven by a token, shown as a contact, confirmed, withdrawn.

What organisers decide is in `queue.py`, who left and what expires in `watch.py`.
"""

import asyncio
import datetime as dt
import secrets
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from bot.clock import to_epoch
from bot.errors import CrossconnectError, InvalidInputError, SourceDown, StaleError
from bot.guilds.conduct import service as conduct
from bot.language.safe_text import clean_name, clip
from bot.networks import known
from bot.networks.claims import promises, records, rules, store
from bot.networks.claims.records import Standing
from bot.networks.claims.rules import OPEN, PROOF_AT, Answer, Claim, ClaimRole, ClaimState, Look, Place
from bot.networks.claims.watch import Watch
from bot.networks.rules import NetworkFacts, Source, placeholder
from bot.networks.sources.rules import ProofTexts, RouteFacts, domain_of
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.ui.pages import Page, paged

T = TypeVar("T")
NAME_PATIENCE: Final = dt.timedelta(seconds=2)
"""How long the answer waits for a network's name."""
CHECK_PATIENCE: Final = dt.timedelta(seconds=25)
"""How long Check waits for all places together: PeeringDB wants two seconds between two requests."""
_LONGEST_NAME: Final = 100


class Sources(Protocol):
    """What claims ask of public sources. Each raises a CrossconnectError for what cannot be reached."""

    def network(self, asn: int) -> Awaitable[NetworkFacts | None]:
        """What is known of a network, from the cache where it is there."""
        ...

    def holder(self, asn: int) -> Awaitable[RouteFacts]:
        """Who got an AS number."""
        ...

    def proof_texts(self, asn: int) -> Awaitable[ProofTexts]:
        """What a network wrote on PeeringDB, asked for now."""
        ...

    def txt(self, domain: str) -> Awaitable[Sequence[str]]:
        """The TXT records of a name, asked for now; none where there is no such name."""
        ...


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """What a claim came to. `new`: it was not there before."""

    standing: Standing
    new: bool


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What a look for the token found. `found`: None: nowhere. `vouched`: the network itself names that place now."""

    standing: Standing
    looks: tuple[Look, ...]
    found: Place | None
    vouched: bool = True


class ClaimService:
    """Use cases of members. `watch` knows who is still there; `documentation`: documentation's ASNs may be claimed (the demo)."""

    def __init__(self, database: Database, sources: Sources, watch: Watch, *, documentation: bool) -> None:
        self._database = database
        self._sources = sources
        self._watch = watch
        self._documentation = documentation
        self.name_patience = NAME_PATIENCE
        self.check_patience = CHECK_PATIENCE

    def read(self, asn: str) -> int:
        """The AS number as typed. Raises InvalidInputError with what is wrong and what to do."""
        return known.asn(asn, documentation=self._documentation)

    async def claim(self, actor: Actor, asn: str, role: str, *, channel_id: int | None) -> Claimed:
        """Record that the actor speaks for a network, or change what they are there. Asks a source for its name first.

        Raises InvalidInputError, and RefusedError for whoever is blocked or claims too often.
        """
        number, wanted = self.read(asn), read_role(role)
        facts = None
        if not await self._database.read(lambda tx: known.names(tx, actor.guild_id, [number])):
            facts = await self._facts(number)

        def operation(tx: Transaction) -> Claimed:
            network = known.names(tx, actor.guild_id, [number]).get(number)
            before = None if network is None else store.open_of(tx, actor.guild_id, network.id, actor.user_id)
            if before is not None and (before.state is ClaimState.WAITING or before.holds(tx.now)):
                return Claimed(standing=_as_role(tx, before, wanted), new=False)
            conduct.require(tx, actor, "claim", most=rules.MOST_CLAIMED, within=rules.CLAIMED_WITHIN)
            if before is not None:
                records.end(tx, before, ClaimState.EXPIRED)
            if store.count_open(tx, actor.guild_id, actor.user_id) >= rules.MOST_OPEN:
                raise InvalidInputError("claims-many", most=rules.MOST_OPEN)
            if network is None:
                network = known.remember(tx, actor.guild_id, facts or _unknown(number, tx.now))
            made = store.insert(
                tx,
                guild_id=actor.guild_id,
                network_id=network.id,
                user_id=actor.user_id,
                role=wanted,
                channel_id=channel_id,
            )
            promises.notice(tx, actor.guild_id)
            return Claimed(
                standing=records.standing(tx, records.existing(tx, actor.guild_id, made)), new=True
            )

        return await self._database.write(operation)

    async def get(self, actor: Actor, claim_id: int) -> Standing:
        """A claim of the actor's own. Raises NotFoundError."""
        return await self._database.read(lambda tx: records.standing(tx, records.own(tx, actor, claim_id)))

    async def mine(self, actor: Actor, *, number: int, per_page: int) -> Page[Standing]:
        """The actor's own claims: those that are open, then those that ended a short while ago."""

        def operation(tx: Transaction) -> Page[Standing]:
            shown = [
                one
                for one in store.of_person(tx, actor.guild_id, actor.user_id)
                if one.state in OPEN or tx.now - one.updated_at < rules.ENDED_SHOWN
            ]
            page = paged(shown, number, per_page)
            items = tuple(records.standing(tx, one) for one in page.items)
            return Page(items=items, number=page.number, count=page.count)

        return await self._database.read(operation)

    async def set_role(self, actor: Actor, claim_id: int, role: str) -> Standing:
        """Say what the actor is at the network."""
        wanted = read_role(role)
        return await self._database.write(
            lambda tx: _as_role(tx, records.own_open(tx, actor, claim_id), wanted)
        )

    async def set_contact(self, actor: Actor, claim_id: int, *, contact: bool) -> Standing:
        """Agree to be shown to others as the contact, or not any more."""

        def operation(tx: Transaction) -> Standing:
            claim = records.own_open(tx, actor, claim_id)
            store.note(tx, claim, contact=int(contact))
            return records.standing(tx, records.existing(tx, actor.guild_id, claim_id))

        return await self._database.write(operation)

    async def withdraw(self, actor: Actor, claim_id: int, version: int) -> Claim:
        """Take a claim back. Raises StaleError for one that changed, or is over."""

        def operation(tx: Transaction) -> Claim:
            claim = records.own_open(tx, actor, claim_id)
            if claim.version != version:
                raise StaleError("claims-changed")
            return records.end(tx, claim, ClaimState.WITHDRAWN, by=actor.user_id)

        return await self._database.write(operation)

    async def renew(self, actor: Actor, claim_id: int, *, here: bool) -> Standing:
        """Confirm that the actor still speaks for the network: it holds for another year. Raises StaleError.

        `here`: they are known to be in the guild, where they pressed.
        """
        if not here:
            await self._watch.require_here(actor.guild_id, actor.user_id)

        def operation(tx: Transaction) -> Standing:
            claim = records.own_open(tx, actor, claim_id)
            if claim.state is not ClaimState.VERIFIED:
                raise StaleError("claims-waits")
            if here:
                store.set_seen(tx, actor.guild_id, actor.user_id)
            promises.withdraw(tx, claim)
            if not store.change(tx, claim, expires_at=to_epoch(tx.now + rules.VALID), asked_at=None):
                raise StaleError("claims-changed")
            return records.standing(tx, records.existing(tx, actor.guild_id, claim_id))

        return await self._database.write(operation)

    # The token

    async def token(self, actor: Actor, claim_id: int) -> Standing:
        """The claim with a token that counts: the one it has, or a new one."""

        def operation(tx: Transaction) -> Standing:
            claim = records.own_open(tx, actor, claim_id)
            if claim.state is not ClaimState.WAITING:
                raise StaleError("claims-holds-already")
            conduct.require_allowed(tx, actor)
            if not rules.is_token_good(claim, tx.now):
                # What was found with the one before is no proof any more.
                store.note(
                    tx,
                    claim,
                    token=_new_token(),
                    token_at=to_epoch(tx.now),
                    token_place=None,
                    proof=None,
                    vouched=1,
                )
            return records.standing(tx, records.existing(tx, actor.guild_id, claim_id))

        return await self._database.write(operation)

    async def check(self, actor: Actor, claim_id: int, *, here: bool) -> Checked:
        """Look for the token where only the network can put it, past every cache.

        Found, the claim holds; unless somebody else speaks for the network, or only what is stored names its website: then
        an organiser decides.
        Raises StaleError for a token that counts no more, SourceDown where the bot asks no sources, and RefusedError for
        whoever looks too often.
        """

        def begin(tx: Transaction) -> Claim:
            claim = records.own_open(tx, actor, claim_id)
            if claim.state is not ClaimState.WAITING:
                raise StaleError("claims-holds-already")
            if claim.token is None or not rules.is_token_good(claim, tx.now):
                raise StaleError("claims-token-old")
            conduct.require(tx, actor, "check", most=rules.MOST_CHECKED, within=rules.CHECKED_WITHIN)
            return claim

        asked = await self._database.write(begin)
        if not here:
            await self._watch.require_here(actor.guild_id, actor.user_id)
        looks = await self._look(asked)
        # What the network itself names comes before what is only stored.
        look = next((one for one in looks if one.answer is Answer.FOUND), None)
        found, vouched = (None, True) if look is None else (look.place, look.vouched)

        def decide(tx: Transaction) -> Checked:
            claim = records.own_open(tx, actor, claim_id)
            standing = records.standing(tx, claim)
            if claim.state is not ClaimState.WAITING or claim.token != asked.token:
                raise StaleError("claims-changed")
            if found is None:
                return Checked(standing=standing, looks=looks, found=None)
            conduct.require_allowed(tx, actor)
            if standing.conflicts or not vouched:
                store.note(tx, claim, token_place=found, proof=PROOF_AT[found], vouched=int(vouched))
                promises.notice(tx, actor.guild_id)
            else:
                records.verify(tx, claim, PROOF_AT[found], by=None, place=found)
            after = records.standing(tx, records.existing(tx, actor.guild_id, claim_id))
            return Checked(standing=after, looks=looks, found=found, vouched=vouched)

        return await self._database.write(decide)

    async def _look(self, claim: Claim) -> tuple[Look, ...]:
        """What each place answers, all within the patience."""
        token = claim.token or ""
        texts = await self._within(self._sources.proof_texts(claim.asn))
        looks: list[Look] = []
        for place in (Place.NOTES, Place.WEBSITE):
            said = None if texts is None else texts.notes if place is Place.NOTES else texts.website
            looks.append(
                Look(place=place, answer=_answer(said, token, known_there=texts is None or texts.known))
            )
        # A website that is only stored may be old, or from a file, and its domain somebody else's by now: what stands there
        # is a hint for an organiser. Where the network has a record, that alone says what its website is.
        vouched = texts is not None and texts.known
        domain = None if texts is None else texts.domain
        if not vouched and claim.website is not None:
            domain = domain_of(claim.website)
        if domain is None:
            return (
                *looks,
                Look(place=Place.LABEL, answer=Answer.UNKNOWN),
                Look(place=Place.DOMAIN, answer=Answer.UNKNOWN),
            )
        names = {Place.LABEL: f"{rules.DNS_LABEL}.{domain}", Place.DOMAIN: domain}
        found = await asyncio.gather(*(self._within(self._sources.txt(name)) for name in names.values()))
        for (place, name), records_there in zip(names.items(), found, strict=True):
            if records_there is None:
                answer = Answer.UNREACHABLE
            else:
                answer = Answer.FOUND if rules.holds_token(records_there, token) else Answer.MISSING
            looks.append(Look(place=place, answer=answer, where=name, vouched=vouched))
        return tuple(looks)

    async def _within(self, asked: Awaitable[T]) -> T | None:
        """What a source answers; None where it does not, or not in time. Raises SourceDown where none is ever asked."""
        try:
            async with asyncio.timeout(self.check_patience.total_seconds() / 2):
                return await asked
        except (CrossconnectError, TimeoutError) as error:
            if isinstance(error, SourceDown) and error.key.startswith("sources-off"):
                raise SourceDown("claims-check-off") from error
            return None

    async def _facts(self, asn: int) -> NetworkFacts | None:
        """What a source says of a network, or at least who got its number; None where nobody says it in time."""
        try:
            async with asyncio.timeout(self.name_patience.total_seconds()):
                try:
                    found = await self._sources.network(asn)
                except CrossconnectError:
                    found = None
                return found or _held(await self._sources.holder(asn))
        except (CrossconnectError, TimeoutError):
            return None


def _new_token() -> str:
    """128 random bits, in digits: nothing that a form could fold, wrap or correct."""
    return f"{secrets.randbits(128):039}"


def read_role(typed: str) -> ClaimRole:
    """Raises InvalidInputError for what was typed and not chosen."""
    try:
        return ClaimRole(typed)
    except ValueError as error:
        raise InvalidInputError("claims-role-unknown") from error


def _as_role(tx: Transaction, claim: Claim, role: ClaimRole) -> Standing:
    if claim.role is not role:
        store.note(tx, claim, role=role)
    return records.standing(tx, records.existing(tx, claim.guild_id, claim.id))


def _answer(said: str | None, token: str, *, known_there: bool) -> Answer:
    if said is None:
        return Answer.UNREACHABLE
    if not known_there:
        return Answer.UNKNOWN
    return Answer.FOUND if rules.holds_token([said], token) else Answer.MISSING


def _held(told: RouteFacts) -> NetworkFacts | None:
    if told.holder is None:
        return None
    name = clip(clean_name(told.holder) or placeholder(told.asn), _LONGEST_NAME)
    return NetworkFacts(asn=told.asn, name=name, source=Source.RIPESTAT, at=told.at, stale=told.stale)


def _unknown(asn: int, now: dt.datetime) -> NetworkFacts:
    """A network of which no source told anything in time."""
    return NetworkFacts(asn=asn, name=placeholder(asn), source=Source.MEMBER, at=now)
