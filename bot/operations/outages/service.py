"""Outages as those who may meet them: opened, updated, resolved, looked back at."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from bot.clock import to_epoch
from bot.errors import InvalidInputError, StaleError
from bot.guilds.conduct import service as conduct
from bot.guilds.rules import ChannelPurpose
from bot.language.safe_text import clean_name, clip
from bot.networks import known
from bot.networks.rules import parts
from bot.operations.outages import promises, records, rules, store
from bot.operations.outages.records import Standing
from bot.operations.outages.rules import (
    MOST_BODY,
    MOST_CAUSE,
    MOST_NETWORKS,
    MOST_REGION,
    MOST_REVIEW,
    MOST_TITLE,
    MOST_UPDATE,
    Kind,
    Move,
    Outage,
    Severity,
    State,
)
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """An outage as its opener wants it. `networks` as typed: "AS3333, 64500"."""

    title: str
    body: str
    severity: Severity
    started_at: dt.datetime
    networks: str = ""
    region: str = ""


@dataclass(frozen=True, kw_only=True)
class Change:
    """What an update says. `state`: open or watching."""

    text: str
    state: State
    severity: Severity
    networks: str = ""
    region: str = ""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """An outage that was opened; with `alike` ones it waits as a draft for a word."""

    outage: Outage
    alike: tuple[Outage, ...] = ()


class OutageService:
    """Use cases of the opener, the NOC and organisers.

    `documentation_asns`: numbers that are nobody's are taken for networks (the demo's).
    """

    def __init__(self, database: Database, *, documentation_asns: bool = False) -> None:
        self._database = database
        self._documentation = documentation_asns

    async def begin(self, actor: Actor, networks: str) -> str:
        """Before the form is opened: the networks as they are understood. Raises what `open` would refuse at once."""
        asns = self._asns(networks)

        def operation(tx: Transaction) -> None:
            records.require_opener(tx, actor)
            conduct.require_allowed(tx, actor)

        await self._database.read(operation)
        return ", ".join(f"AS{asn}" for asn in asns)

    async def open(
        self, actor: Actor, wanted: Wanted, may_view: Callable[[int], bool] | None = None
    ) -> Opened:
        """Open an outage; where one that goes on looks the same, keep it as a draft and show that.

        `may_view` tells in which channels the actor sees what looks the same; None: in all. Raises InvalidInputError, NotAllowedError, and RefusedError when the actor opened too many just now.
        """
        title = _title(wanted.title)
        body = clip(wanted.body.strip(), MOST_BODY)
        region = _region(wanted.region)
        asns = self._asns(wanted.networks)
        channels = await self._database.read(lambda tx: store.channels(tx, actor.guild_id))
        viewable = {one for one in channels if may_view is None or may_view(one)}

        def operation(tx: Transaction) -> Opened:
            settings = records.require_opener(tx, actor)
            channel_id = settings.channels.get(ChannelPurpose.OUTAGES)
            if channel_id is None:
                raise InvalidInputError("outages-no-channel")
            if wanted.started_at > tx.now or wanted.started_at < tx.now - _OLDEST:
                raise StaleError("stale-press")
            store.delete_drafts_of(tx, actor.guild_id, actor.user_id)
            made = store.insert(
                tx,
                guild_id=actor.guild_id,
                title=title,
                body=body,
                severity=wanted.severity,
                region=region,
                started_at=wanted.started_at,
                opener_id=actor.user_id,
                channel_id=channel_id,
                networks=asns,
                words="",
            )
            draft = records.own_draft(tx, actor, made)
            alike = [
                one
                for one in rules.alike(draft, store.going_on(tx, actor.guild_id))
                if one.channel_id in viewable
            ]
            if alike:
                conduct.require_allowed(tx, actor)
                return Opened(outage=draft, alike=tuple(alike))
            return Opened(outage=self._post(tx, actor, draft))

        return await self._database.write(operation)

    async def post(self, actor: Actor, id_: int) -> Opened:
        """Open a draft after all. Raises NotFoundError and StaleError, and as `open` does."""

        def operation(tx: Transaction) -> Opened:
            settings = records.require_opener(tx, actor)
            draft = records.own_draft(tx, actor, id_)
            channel_id = settings.channels.get(ChannelPurpose.OUTAGES)
            if channel_id is None:
                raise InvalidInputError("outages-no-channel")
            store.note(tx, draft, channel_id=channel_id)
            return Opened(outage=self._post(tx, actor, records.own_draft(tx, actor, id_)))

        return await self._database.write(operation)

    async def update(self, actor: Actor, id_: int, version: int, wanted: Change) -> Standing:
        """Add to the timeline, and change what the outage is. Raises InvalidInputError, NotAllowedError and StaleError."""
        text = clip(wanted.text.strip(), MOST_UPDATE)
        if not text:
            raise InvalidInputError("outages-update-empty")
        if wanted.state not in rules.GOING_ON:
            raise StaleError("stale-press")
        region = _region(wanted.region)
        asns = self._asns(wanted.networks)

        def operation(tx: Transaction) -> Standing:
            before = _as_shown(tx, actor, id_, version)
            after, _ = records.decide(
                tx,
                actor,
                before,
                Move.UPDATE,
                kind=Kind.UPDATE,
                text=text,
                networks=asns,
                state=wanted.state.value,
                severity=wanted.severity.value,
                region=region,
            )
            if rules.rises(before.severity, after.severity):
                promises.hush(tx, after)
                promises.pings(tx, after, but=actor.user_id)
            return records.standing(tx, after, actor)

        return await self._database.write(operation)

    async def resolve(
        self, actor: Actor, id_: int, version: int, *, cause: str, ended_at: dt.datetime
    ) -> Standing:
        """It is over: what it was, and when it ended. Raises as `update` does."""
        text = clip(cause.strip(), MOST_CAUSE)
        if not text:
            raise InvalidInputError("outages-cause-empty")

        def operation(tx: Transaction) -> Standing:
            before = _as_shown(tx, actor, id_, version)
            if ended_at < before.started_at:
                raise InvalidInputError("outages-ended-early")
            records.keep_witnesses(tx, before)
            after, _ = records.decide(
                tx,
                actor,
                before,
                Move.RESOLVE,
                kind=Kind.RESOLVED,
                text=text,
                state=State.RESOLVED.value,
                resolved_at=to_epoch(min(ended_at, tx.now)),
                cause=text,
            )
            promises.hush(tx, after)
            return records.standing(tx, after, actor)

        return await self._database.write(operation)

    async def reopen(self, actor: Actor, id_: int, version: int) -> Standing:
        """It is not over after all. Who was pinged is not pinged again. Raises as `update` does."""

        def operation(tx: Transaction) -> Standing:
            before = _as_shown(tx, actor, id_, version)
            after, _ = records.decide(
                tx,
                actor,
                before,
                Move.REOPEN,
                kind=Kind.REOPENED,
                text="",
                state=State.OPEN.value,
                resolved_at=None,
            )
            promises.pings(tx, after, but=actor.user_id)
            return records.standing(tx, after, actor)

        return await self._database.write(operation)

    async def review(
        self, actor: Actor, id_: int, version: int, *, cause: str, impact: str, learned: str
    ) -> Standing:
        """The post-mortem. Raises as `update` does."""
        why = clip(cause.strip(), MOST_CAUSE)
        what, learnt = clip(impact.strip(), MOST_REVIEW), clip(learned.strip(), MOST_REVIEW)
        if not why or not (what or learnt):
            raise InvalidInputError("outages-review-empty")

        def operation(tx: Transaction) -> Standing:
            before = _as_shown(tx, actor, id_, version)
            after, _ = records.decide(
                tx,
                actor,
                before,
                Move.REVIEW,
                kind=Kind.REVIEW,
                text="",
                cause=why,
                impact=what,
                learned=learnt,
            )
            return records.standing(tx, after, actor)

        return await self._database.write(operation)

    async def form(self, actor: Actor, id_: int, move: Move) -> Outage:
        """Before a form is opened: the outage, for those who may. Raises NotAllowedError, NotFoundError and StaleError."""

        def operation(tx: Transaction) -> Outage:
            found = records.existing(tx, actor.guild_id, id_)
            records.require_may(tx, actor, found)
            if not rules.may_move(found, move):
                raise StaleError("outages-over" if found.state is State.RESOLVED else "outages-not-over")
            return found

        return await self._database.read(operation)

    # Parts

    def _post(self, tx: Transaction, actor: Actor, draft: Outage) -> Outage:
        """Promise the head card of a draft."""
        conduct.require(tx, actor, "outage.open", most=rules.MOST_OPENED, within=rules.OPENED_WITHIN)
        if not store.change(tx, draft, state=State.OPEN.value):
            raise StaleError("outages-open-already")
        after = records.existing(tx, draft.guild_id, draft.id)
        records.begin_timeline(tx, actor, after)
        promises.head(tx, after)
        return after

    def _asns(self, typed: str) -> tuple[int, ...]:
        found = {known.asn(part, documentation=self._documentation): None for part in parts(typed)}
        if len(found) > MOST_NETWORKS:
            raise InvalidInputError("outages-many-networks", most=MOST_NETWORKS)
        return tuple(found)


_OLDEST = dt.timedelta(days=366)


def _as_shown(tx: Transaction, actor: Actor, id_: int, version: int) -> Outage:
    """The outage as the form showed it. Raises StaleError where it was changed since."""
    found = records.existing(tx, actor.guild_id, id_)
    records.require_may(tx, actor, found)
    if found.version != version:
        raise StaleError("outages-moved-on")
    return found


def _title(typed: str) -> str:
    name = clean_name(typed)
    if name is None:
        raise InvalidInputError("outages-title-empty")
    return clip(name, MOST_TITLE)


def _region(typed: str) -> str:
    return clip(clean_name(typed) or "", MOST_REGION)
