"""The digest: configured by organisers, shown to everybody, posted by the outbox."""

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.clock import Clock
from bot.delivery import problems
from bot.delivery.lateness import is_late
from bot.delivery.model import Delivery, DeliveryState, Outcome, Rendered
from bot.delivery.recurrence import Plan, next_occurrence
from bot.delivery.verdict import CHANNEL_GONE
from bot.errors import InvalidInputError, StaleError
from bot.feature import DigestSection, Feature, Named, Table
from bot.guilds.rules import GuildSettings, is_organiser
from bot.guilds.service import require_organiser, settings_in
from bot.language.catalogue import Catalogue
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.topics.digest import messages, promises, rules, sections, store
from bot.topics.digest.promises import DIGEST, FEATURE, NOW
from bot.topics.digest.rules import Digest
from bot.topics.pings import service as pings
from bot.topics.pings.rules import after_quiet
from bot.ui.routes import press

Audience = Callable[[int, int], Callable[[int], bool] | None]
"""(guild, channel) → whether everybody who may view that channel may view another one, as the gateway has told.

None: the channel is gone. Raises UnreachableError where nobody can say now.
"""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A guild's digest as one reader sees it. `next_at`: when it is posted next; `delayed`: quiet hours put that off."""

    digest: Digest
    organises: bool
    sections: tuple[DigestSection, ...] = ()
    next_at: dt.datetime | None = None
    delayed: bool = False


class DigestService:
    """`features` may still be filled when this is made: each is asked for its sections at each digest."""

    def __init__(
        self,
        database: Database,
        catalogue: Catalogue,
        clock: Clock,
        features: Mapping[str, Feature],
        *,
        audience: Audience,
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._clock = clock
        self._features = features
        self._audience = audience
        self._held: set[int] = set()
        """Deliveries that quiet hours hold back: `settled` promises them again, also where these end in that moment."""
        self._gone: set[int] = set()
        """Deliveries being given up because their channel is gone: `settled` tells the organisers."""

    # Looking

    async def look(self, actor: Actor, channel_id: int, may_view: Callable[[int], bool]) -> Standing:
        """What a digest would tell this reader now: only of channels that they may view."""
        found = await sections.gather(self._database, self._features, actor.guild_id, channel_id, may_view)

        def operation(tx: Transaction) -> Standing:
            settings = settings_in(tx, actor.guild_id)
            organises = is_organiser(
                settings, role_ids=actor.role_ids, administers=actor.administers, manages=actor.manages
            )
            return _standing(tx, settings, organises=organises, found=found)

        return await self._database.read(operation)

    async def preview(self, actor: Actor, channel_id: int) -> tuple[DigestSection, ...]:
        """What would be posted in a channel now. Organisers only."""
        await self._database.read(lambda tx: require_organiser(settings_in(tx, actor.guild_id), actor))
        return await self._sections(actor.guild_id, channel_id) or ()

    async def configured(self, actor: Actor) -> Digest:
        """The guild's digest, for an organiser. Raises NotAllowedError for anybody else."""

        def operation(tx: Transaction) -> Digest:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            return store.get(tx, actor.guild_id)

        return await self._database.read(operation)

    # Changing

    async def schedule(self, actor: Actor, channel_id: int, plan: Plan) -> Standing:
        """Post the digest there from now on. Raises InvalidInputError for a plan that does not repeat."""
        if plan.rule is None:
            raise InvalidInputError("digest-when-once")

        def operation(tx: Transaction) -> Standing:
            settings = settings_in(tx, actor.guild_id)
            require_organiser(settings, actor)
            before = store.get(tx, actor.guild_id)
            if (before.channel_id, before.plan) != (channel_id, plan):
                store.set_plan(tx, actor.guild_id, channel_id, plan)
                promises.take_back(tx, actor.guild_id)
                after = store.get(tx, actor.guild_id)
                _record(tx, actor, "digest.schedule", before, after)
                promises.make(tx, after, since=tx.now)
            return _standing(tx, settings, organises=True)

        return await self._database.write(operation)

    async def off(self, actor: Actor, version: int | None = None) -> Digest:
        """Post no digest any more; returns what there was. Raises StaleError when none is scheduled.

        `version`: of the digest as it was shown; it is stale when the digest has changed since.
        """

        def operation(tx: Transaction) -> Digest:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            before = store.get(tx, actor.guild_id)
            if not before.is_set:
                raise StaleError("digest-off-already")
            if version not in (None, before.version):
                raise StaleError("digest-stale")
            store.set_plan(tx, actor.guild_id, None, None)
            promises.take_back(tx, actor.guild_id)
            _record(tx, actor, "digest.off", before, store.get(tx, actor.guild_id))
            return before

        return await self._database.write(operation)

    async def set_nudge(self, actor: Actor, hours: int) -> Digest:
        """Ask followers about a question after so many hours without a reply; those that wait are moved.

        Raises InvalidInputError for fewer than 1 or more than 168.
        """
        if not rules.LEAST_NUDGE <= hours <= rules.MOST_NUDGE:
            raise InvalidInputError("digest-nudge-hours", least=rules.LEAST_NUDGE, most=rules.MOST_NUDGE)

        def operation(tx: Transaction) -> Digest:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            before = store.get(tx, actor.guild_id)
            if before.nudge_hours != hours:
                store.set_nudge(tx, actor.guild_id, hours)
                pings.nudge_hours_changed(tx, actor.guild_id, hours)
                audit.record(
                    tx,
                    guild_id=actor.guild_id,
                    user_id=actor.user_id,
                    action="digest.nudge",
                    subject="",
                    before={"value": before.nudge_hours},
                    after={"value": hours},
                )
            return store.get(tx, actor.guild_id)

        return await self._database.write(operation)

    async def post(self, actor: Actor, channel_id: int, request_id: int) -> None:
        """Post a digest now. `request_id` names the wish. Raises StaleError when it was posted, or would be empty."""
        found = await self.preview(actor, channel_id)
        if not found:
            raise StaleError("digest-nothing")

        def operation(tx: Transaction) -> None:
            settings = settings_in(tx, actor.guild_id)
            require_organiser(settings, actor)
            if settings.paused_at is not None:
                raise InvalidInputError("digest-paused")
            if not promises.now(tx, actor.guild_id, channel_id, request_id):
                raise StaleError("digest-posted-already")
            audit.record(
                tx,
                guild_id=actor.guild_id,
                user_id=actor.user_id,
                action="digest.post",
                subject="",
                after={"value": channel_id},
            )

        await self._database.write(operation)

    # Deliveries

    def feature(self) -> Feature:
        """How the digest joins in."""
        return Feature(
            name=FEATURE,
            renderers={DIGEST: self._render, NOW: self._render_now},
            settled=self._settled,
            materialise=self.materialise,
            replan=self.replan,
            digest=sections.of_threads,
            named=self._named,
            tables=(Table(name="topic_digest"),),
            permissions=frozenset({"view_channel", "send_messages", "read_message_history"}),
        )

    async def materialise(self) -> int:
        """Turn plans into deliveries up to the horizon; returns how many were added."""
        before = self._clock.now() + rules.HORIZON - dt.timedelta(days=1)

        def more(tx: Transaction, found: Digest) -> int:
            return promises.make(tx, found, since=found.planned_until or tx.now)

        return await self._for_each(more, planned_before=before)

    async def replan(self) -> int:
        """Compute every digest to come anew, after time-zone data changed. The wall time is what was promised."""
        return await self._for_each(promises.anew)

    async def _for_each(
        self, work: Callable[[Transaction, Digest], int], *, planned_before: dt.datetime | None = None
    ) -> int:
        """Do `work` for every guild with a digest, each by itself: one that fails keeps no other from its turn."""
        total = 0
        for guild_id in await self._database.read(lambda tx: store.scheduled(tx, planned_before)):
            try:
                total += await self._database.write(
                    lambda tx, guild_id=guild_id: work(tx, store.get(tx, guild_id))  # type: ignore[misc]
                )
            except Exception:  # noqa: BLE001 - whatever it was, the other guilds have their turn
                _log.exception("the digest of guild %d could not be planned", guild_id)
        return total

    async def _render(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[Digest, GuildSettings]:
            return store.get(tx, delivery.guild_id), settings_in(tx, delivery.guild_id)

        digest, settings = await self._database.read(operation)
        now = self._clock.now()
        planned = dt.datetime.fromisoformat(str(delivery.details["planned"]))
        if digest.plan is None or digest.channel_id != delivery.target_id:
            return None
        if after_quiet(settings, now) > now:
            self._held.add(delivery.id)
            return None
        if not rules.still_planned(digest.plan, planned, delivery.due_at):
            return None
        weekly = rules.is_weekly(digest.plan, planned, delivery.due_at)
        return await self._rendered(delivery, settings, now, scheduled=True, weekly=weekly)

    async def _render_now(self, delivery: Delivery) -> Rendered | None:
        settings = await self._database.read(lambda tx: settings_in(tx, delivery.guild_id))
        return await self._rendered(delivery, settings, self._clock.now())

    async def _rendered(
        self,
        delivery: Delivery,
        settings: GuildSettings,
        now: dt.datetime,
        *,
        scheduled: bool = False,
        weekly: bool = True,
    ) -> Rendered | None:
        found = await self._sections(
            delivery.guild_id, delivery.target_id, scheduled=scheduled, weekly=weekly
        )
        if found is None:
            self._gone.add(delivery.id)
        if not found:
            return None  # nobody wants to read that there is nothing to read
        t = self._catalogue.translator(settings.language)
        was_due = delivery.due_at if is_late(delivery, now) else None
        return Rendered(card=messages.digest(found, t, now=now, was_due=was_due))

    async def _sections(
        self, guild_id: int, channel_id: int, *, scheduled: bool = False, weekly: bool = True
    ) -> tuple[DigestSection, ...] | None:
        """What everybody who may view a channel may read; None: it is gone."""
        may_show = self._audience(guild_id, channel_id)
        if may_show is None:
            return None
        return await sections.gather(
            self._database,
            self._features,
            guild_id,
            channel_id,
            may_show,
            scheduled=scheduled,
            weekly=weekly,
        )

    def _settled(self, tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
        """One that quiet hours held back is posted when they end; of a channel that is gone organisers hear."""
        if outcome.state is not DeliveryState.CANCELLED:
            return
        if delivery.id in self._gone:
            self._gone.discard(delivery.id)
            problems.tell(tx, delivery, CHANNEL_GONE)
        elif (
            delivery.template == DIGEST and store.get(tx, delivery.guild_id).channel_id == delivery.target_id
        ):
            promises.put_off(tx, delivery, held=delivery.id in self._held)
        self._held.discard(delivery.id)

    def _named(self, tx: Transaction, guild_id: int, subject_id: int) -> Named | None:
        del subject_id
        t = self._catalogue.translator(settings_in(tx, guild_id).language)
        return Named(title=t.plain("digest-title"), show=press("digest.show"))


def _standing(
    tx: Transaction,
    settings: GuildSettings,
    *,
    organises: bool,
    found: tuple[DigestSection, ...] = (),
) -> Standing:
    digest = store.get(tx, settings.guild_id)
    if digest.plan is None:
        return Standing(digest=digest, organises=organises, sections=found)
    first = next_occurrence(digest.plan, tx.now)
    at = None if first is None else after_quiet(settings, first.instant)
    return Standing(
        digest=digest,
        organises=organises,
        sections=found,
        next_at=at,
        delayed=first is not None and at != first.instant,
    )


def _record(tx: Transaction, actor: Actor, action: str, before: Digest, after: Digest) -> None:
    audit.record(
        tx,
        guild_id=actor.guild_id,
        user_id=actor.user_id,
        action=action,
        subject="",
        before=_fields(before),
        after=_fields(after),
    )


def _fields(digest: Digest) -> dict[str, object]:
    plan = digest.plan
    return {
        "channel": digest.channel_id,
        "wall": None if plan is None else plan.wall.isoformat(),
        "zone": None if plan is None else plan.zone,
        "rule": None if plan is None or plan.rule is None else plan.rule.to_text(),
        "not_on": [] if plan is None else sorted(day.isoformat() for day in plan.not_on),
    }
