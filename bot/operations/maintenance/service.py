"""Maintenance as those who may announce it: typed, looked at, announced, changed, cancelled."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.clock import to_epoch
from bot.errors import InvalidInputError, StaleError
from bot.guilds.conduct import service as conduct
from bot.guilds.rules import ChannelPurpose
from bot.guilds.service import settings_in
from bot.language.rules import folded
from bot.language.safe_text import clean_name, clip
from bot.networks import known
from bot.networks.rules import parts
from bot.operations.maintenance import records, rules, store, window
from bot.operations.maintenance.records import Standing
from bot.operations.maintenance.rules import (
    ENDED,
    MOST_BODY,
    MOST_NETWORKS,
    MOST_THING,
    MOST_THINGS,
    MOST_TITLE,
    Impact,
    Maintenance,
    Source,
    Status,
    Thing,
    ThingKind,
    Window,
)
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction

ADD, CHANGE = "maintenance.add", "maintenance.change"


@dataclass(frozen=True, kw_only=True)
class Texts:
    """What a form takes. `facilities` and `objects` as typed, one a line."""

    title: str
    body: str
    facilities: str
    objects: str


class MaintenanceService:
    """Use cases of organisers, the NOC and whoever speaks for a network.

    `documentation_asns`: numbers that are nobody's are taken for networks (the demo's).
    """

    def __init__(self, database: Database, *, documentation_asns: bool = False) -> None:
        self._database = database
        self._documentation = documentation_asns

    # A draft

    async def draft(self, actor: Actor, when: Window, networks: str, impact: Impact) -> Maintenance:
        """Begin a new one. Raises InvalidInputError for what is no list of networks, and NotAllowedError."""
        asns = self._asns(networks)
        if not asns:
            raise InvalidInputError("maintenance-no-network")

        def operation(tx: Transaction) -> Maintenance:
            records.require_may_add(tx, actor, asns)
            window.check(when, tx.now)
            made = store.insert(
                tx,
                guild_id=actor.guild_id,
                uid=uuid.uuid4().hex,
                source=Source.MEMBER,
                status=Status.CONFIRMED,
                impact=impact,
                window=when,
                user_id=actor.user_id,
            )
            store.drop_drafts(tx, actor.guild_id, actor.user_id, but=made)
            mine = known.speaks_for(tx, actor.guild_id, actor.user_id)
            store.set_networks(tx, made, asns, [asn for asn in asns if asn in mine])
            return records.own_draft(tx, actor, made)

        return await self._database.write(operation)

    async def revise(
        self,
        actor: Actor,
        id_: int,
        *,
        when: Window | None = None,
        networks: str | None = None,
        impact: Impact | None = None,
    ) -> Standing:
        """Begin a draft that changes one which was announced. Raises NotAllowedError, NotFoundError and StaleError."""
        asns = None if networks is None else self._asns(networks)
        if asns is not None and not asns:
            raise InvalidInputError("maintenance-no-network")

        def operation(tx: Transaction) -> Standing:
            one = records.existing(tx, actor.guild_id, id_)
            records.require_may_change(tx, actor, one)
            _require_open(tx, one)
            if when is not None:
                window.check(when, tx.now)
            named = one.networks if asns is None else asns
            works = set(one.works)
            if asns is not None:
                records.require_may_add(tx, actor, asns)
                if one.source is Source.MEMBER:
                    works |= set(known.speaks_for(tx, actor.guild_id, actor.user_id))
            made = store.insert(
                tx,
                guild_id=one.guild_id,
                uid=uuid.uuid4().hex,
                source=one.source,
                status=one.status,
                impact=impact or one.impact,
                window=when or one.window,
                user_id=actor.user_id,
                revises=(one.id, one.version),
                title=one.title,
                body=one.body,
                provider=one.provider,
                account=one.account,
                reference=one.reference,
                channel_id=one.channel_id,
            )
            store.drop_drafts(tx, actor.guild_id, actor.user_id, but=made)
            store.set_networks(tx, made, named, works & set(named))
            store.set_things(tx, made, one.things)
            return records.standing(tx, records.own_draft(tx, actor, made), actor)

        return await self._database.write(operation)

    async def own_draft(self, actor: Actor, id_: int) -> Standing:
        """The actor's draft as it will be announced. Raises NotFoundError and StaleError."""
        return await self._database.read(
            lambda tx: records.standing(tx, records.own_draft(tx, actor, id_), actor)
        )

    async def write(self, actor: Actor, id_: int, texts: Texts) -> Standing:
        """Put texts into a draft. Raises InvalidInputError, NotFoundError and StaleError."""
        title = clean_name(texts.title)
        if title is None:
            raise InvalidInputError("maintenance-title-empty")
        facilities = _listed(texts.facilities, ThingKind.FACILITY)
        objects = _listed(texts.objects, ThingKind.OBJECT)

        def operation(tx: Transaction) -> Standing:
            draft = records.own_draft(tx, actor, id_)
            before = {(one.kind, one.folded): one.impact for one in draft.things}
            things = [
                replace(one, impact=before.get((one.kind, one.folded), draft.impact))
                for one in (*facilities, *objects)
            ]
            store.change(tx, draft, title=clip(title, MOST_TITLE), body=clip(texts.body.strip(), MOST_BODY))
            store.set_things(tx, draft.id, things)
            return records.standing(tx, records.own_draft(tx, actor, id_), actor)

        return await self._database.write(operation)

    async def discard(self, actor: Actor, id_: int) -> None:
        """Let a draft be. Raises NotFoundError and StaleError."""
        await self._database.write(lambda tx: store.delete(tx, records.own_draft(tx, actor, id_)))

    # Announced

    async def confirm(self, actor: Actor, id_: int, version: int) -> Standing:
        """Announce a draft, or apply it to what it revises.

        Raises InvalidInputError, NotAllowedError, NotFoundError, StaleError where it was changed since it was shown, and
        RefusedError when the actor announced too many just now.
        """

        def operation(tx: Transaction) -> Standing:
            draft = records.own_draft(tx, actor, id_)
            if draft.version != version:
                raise StaleError("maintenance-moved-on")
            if not draft.title:
                raise InvalidInputError("maintenance-title-empty")
            after = self._post(tx, actor, draft) if draft.revises is None else _apply(tx, actor, draft)
            return records.standing(tx, after, actor)

        return await self._database.write(operation)

    async def form(self, actor: Actor, id_: int) -> Standing:
        """One that may be cancelled or changed, for those who may. Raises NotAllowedError, NotFoundError and StaleError."""

        def operation(tx: Transaction) -> Standing:
            one = records.existing(tx, actor.guild_id, id_)
            records.require_may_change(tx, actor, one)
            _require_open(tx, one)
            return records.standing(tx, one, actor)

        return await self._database.read(operation)

    async def cancel(self, actor: Actor, id_: int, version: int) -> Standing:
        """It does not take place: the card says so, nobody is reminded. Raises as `form` does."""

        def operation(tx: Transaction) -> Standing:
            one = records.existing(tx, actor.guild_id, id_)
            records.require_may_change(tx, actor, one)
            _require_open(tx, one)
            _, partners = records.overlaps_of(tx, one)
            if one.version != version or not store.change(tx, one, status=Status.CANCELLED.value):
                raise StaleError("maintenance-moved-on")
            after = records.changed(tx, one, partners=partners.keys())
            records.record(tx, actor, "maintenance.cancel", after, before=one)
            return records.standing(tx, after, actor)

        return await self._database.write(operation)

    def _post(self, tx: Transaction, actor: Actor, draft: Maintenance) -> Maintenance:
        records.require_may_add(tx, actor, draft.networks)
        window.check(draft.window, tx.now)
        channel_id = settings_in(tx, actor.guild_id).channels.get(ChannelPurpose.OUTAGES)
        if channel_id is None:
            raise InvalidInputError("maintenance-no-channel")
        conduct.require(tx, actor, ADD, most=rules.MOST_ADDED, within=rules.ADDED_WITHIN)
        store.change(tx, draft, state="announced", moved_at=to_epoch(tx.now), channel_id=channel_id)
        after = records.existing(tx, draft.guild_id, draft.id)
        records.announce(tx, after)
        records.record(tx, actor, ADD, after, before=None)
        return records.existing(tx, draft.guild_id, draft.id)

    def _asns(self, typed: str) -> tuple[int, ...]:
        found = {known.asn(part, documentation=self._documentation): None for part in parts(typed)}
        if len(found) > MOST_NETWORKS:
            raise InvalidInputError("maintenance-many-networks", most=MOST_NETWORKS)
        return tuple(found)


def _apply(tx: Transaction, actor: Actor, draft: Maintenance) -> Maintenance:
    """Put what a draft says onto what it revises."""
    if draft.revises is None or draft.revises_version is None:
        raise StaleError("maintenance-moved-on")
    one = records.existing(tx, actor.guild_id, draft.revises)
    records.require_may_change(tx, actor, one)
    _require_open(tx, one)
    conduct.require(tx, actor, CHANGE, most=rules.MOST_CHANGED, within=rules.ADDED_WITHIN)
    if (draft.starts_at, draft.ends_at) != (one.starts_at, one.ends_at):
        window.check(draft.window, tx.now)
    _, partners = records.overlaps_of(tx, one)
    if one.version != draft.revises_version or not store.change(
        tx,
        one,
        title=draft.title,
        body=draft.body,
        impact=draft.impact.value,
        **store.spans(draft.window),
    ):
        raise StaleError("maintenance-moved-on")
    store.set_networks(tx, one.id, draft.networks, draft.works)
    store.set_things(tx, one.id, draft.things)
    store.delete(tx, draft)
    after = records.changed(tx, one, partners=partners.keys())
    records.record(tx, actor, "maintenance.edit", after, before=one)
    return after


def _require_open(tx: Transaction, one: Maintenance) -> None:
    """Raises StaleError for what is over or was cancelled."""
    if one.status in ENDED or one.ends_at <= tx.now:
        raise StaleError(
            "maintenance-cancelled-already" if one.status is Status.CANCELLED else "maintenance-over-already"
        )


def _listed(typed: str, kind: ThingKind) -> Iterable[Thing]:
    """Things as typed, one a line. Raises InvalidInputError for too many."""
    found: dict[str, Thing] = {}
    for line in typed.splitlines():
        name = clean_name(line)
        if name is not None:
            name = clip(name, MOST_THING)
            found.setdefault(folded(name), Thing(kind=kind, name=name, folded=folded(name)))
    if len(found) > MOST_THINGS:
        raise InvalidInputError("maintenance-many-things", most=MOST_THINGS)
    return found.values()
