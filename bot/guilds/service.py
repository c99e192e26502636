"""What organisers configure for their guild. Each change is one transaction with its audit event."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from bot.delivery import outbox, problems
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery, Outcome, Rendered
from bot.delivery.problems import OpenProblem
from bot.errors import InvalidInputError, NotAllowedError
from bot.feature import Feature, Named, Table
from bot.guilds import history_file, messages, rules, store
from bot.guilds.history_file import HistoryFile, Words
from bot.guilds.rules import ChannelPurpose, GuildSettings, GuildView, Holidays, RolePurpose
from bot.language.catalogue import Catalogue
from bot.people import audit
from bot.people import service as people
from bot.people.actor import Actor
from bot.people.audit import AuditEvent
from bot.people.rules import MemberSettings, read_quiet
from bot.storage.database import Database, Transaction
from bot.ui.pages import Page, paged

FEATURE = "guilds"
CHANNEL = "channel"
"""The template of a channel that is being made."""
_NEW = dt.timedelta(minutes=1)
"""So long a channel that was made may be unknown to the gateway."""

RoleListener = Callable[[Transaction, int, RolePurpose, str], None]
"""Told of a guild and the purpose whose role was chosen anew, in the transaction that does it; and a key of that choice."""
Change = Callable[[Transaction, GuildSettings], tuple[str, object, object]]
"""Makes one change; returns its subject, and the values before and after."""


class GuildService:
    """Use cases of a guild's configuration. Every method that changes something asks for an organiser.

    `features`: which say what a notice is about. `role_chosen`: who hands the roles out.
    """

    def __init__(
        self,
        database: Database,
        catalogue: Catalogue,
        features: Mapping[str, Feature] | None = None,
        *,
        role_chosen: Sequence[RoleListener] = (),
    ) -> None:
        self._role_chosen = tuple(role_chosen)
        self._database = database
        self._catalogue = catalogue
        self._features = {} if features is None else features

    async def settings(self, guild_id: int) -> GuildSettings:
        """What the guild configured."""
        return await self._database.read(lambda tx: store.settings(tx, guild_id))

    def settings_and_member(self, guild_id: int, user_id: int) -> tuple[GuildSettings, MemberSettings]:
        """What every interaction needs, in one look: what the guild and what the person configured."""
        return self._database.glance(
            lambda tx: (store.settings(tx, guild_id), people.settings_in(tx, user_id))
        )

    async def open(self, actor: Actor) -> GuildSettings:
        """The settings, for an organiser. Raises NotAllowedError for anybody else."""
        settings = await self.settings(actor.guild_id)
        require_organiser(settings, actor)
        return settings

    async def failures(self, actor: Actor) -> tuple[OpenProblem, ...]:
        """What could not be delivered and has not worked since, the oldest first; at most ten."""
        return await self._database.read(lambda tx: tuple(problems.of_guild(tx, actor.guild_id)[:10]))

    def allows(self, settings: GuildSettings, actor: Actor) -> bool:
        """Whether the actor is an organiser."""
        return rules.is_organiser(
            settings, role_ids=actor.role_ids, administers=actor.administers, manages=actor.manages
        )

    async def joined(self, guild_id: int, *, post_in: int | None) -> bool:
        """The bot came to a guild: greet once, where it may write. True when it was new."""

        def operation(tx: Transaction) -> bool:
            new = store.ensure(tx, guild_id)
            if new and post_in is not None:
                outbox.enqueue(
                    tx,
                    NewDelivery(
                        guild_id=guild_id,
                        kind=EffectKind.MESSAGE,
                        feature=FEATURE,
                        template="welcome",
                        target_id=post_in,
                        occurrence=f"guilds:welcome:{guild_id}:{int(tx.now.timestamp())}",
                        due_at=tx.now,
                        expires_at=tx.now + dt.timedelta(hours=1),
                    ),
                )
            return new

        return await self._database.write(operation)

    async def known(self) -> frozenset[int]:
        """The guilds that the bot has greeted and not left."""
        return await self._database.read(lambda tx: frozenset(store.present(tx)))

    async def left(self, guild_id: int) -> None:
        """The bot was removed from a guild."""
        await self._database.write(lambda tx: store.leave(tx, guild_id))

    async def set_zone(self, actor: Actor, name: str) -> GuildSettings:
        """Set the guild's zone. Raises InvalidInputError for an unknown one."""
        zone = people.known_zone(name)

        def change(tx: Transaction, now: GuildSettings) -> tuple[str, object, object]:
            store.set_zone(tx, actor.guild_id, zone)
            return "", now.zone, zone

        return await self._change(actor, "setup.zone", change)

    async def set_language(self, actor: Actor, language: str) -> GuildSettings:
        """Set the language of what is posted. Raises InvalidInputError for one we do not speak."""
        if language not in self._catalogue.locales:
            raise InvalidInputError("people-language-unknown", language=language)

        def change(tx: Transaction, now: GuildSettings) -> tuple[str, object, object]:
            store.set_language(tx, actor.guild_id, language)
            return "", now.language, language

        return await self._change(actor, "setup.language", change)

    async def set_quiet(self, actor: Actor, start: str, end: str) -> GuildSettings:
        """Set quiet hours from two typed wall times, or clear them. Raises InvalidInputError."""
        try:
            quiet = read_quiet(start, end)
        except ValueError:
            raise InvalidInputError("setup-quiet-invalid") from None

        def change(tx: Transaction, now: GuildSettings) -> tuple[str, object, object]:
            store.set_quiet(tx, actor.guild_id, quiet)
            return "", _hours(now.quiet), _hours(quiet)

        return await self._change(actor, "setup.quiet", change)

    async def set_approval(
        self, actor: Actor, *, everything: bool | None = None, role_size: str | None = None
    ) -> GuildSettings:
        """Choose when another organiser has to agree to an announcement; None leaves a part as it is.

        `role_size` as typed: so many members may be pinged without. Raises InvalidInputError for what is no such number,
        and NotAllowedError for an organiser without Manage Server who wants less to be agreed to: nobody lifts a rule
        that binds themselves.
        """
        try:
            most = None if role_size is None else rules.read_role_size(role_size)
        except ValueError:
            raise InvalidInputError("setup-approval-size-invalid", most=rules.MOST_ROLE_SIZE) from None

        def change(tx: Transaction, now: GuildSettings) -> tuple[str, object, object]:
            before = {"all": now.approve_all, "size": now.approve_role_size}
            after = {
                "all": now.approve_all if everything is None else everything,
                "size": now.approve_role_size if most is None else most,
            }
            looser = (now.approve_all and not after["all"]) or after["size"] > now.approve_role_size
            if looser and not (actor.manages or actor.administers):
                raise NotAllowedError("setup-approval-not-looser")
            store.set_approval(
                tx, actor.guild_id, everything=bool(after["all"]), role_size=int(after["size"])
            )
            return "", before, after

        return await self._change(actor, "setup.approval", change)

    async def set_channel(
        self, actor: Actor, purpose: ChannelPurpose, channel_id: int | None
    ) -> GuildSettings:
        """Choose the channel for a purpose; None clears it."""

        def change(tx: Transaction, now: GuildSettings) -> tuple[str, object, object]:
            store.set_channel(tx, actor.guild_id, purpose, channel_id)
            return purpose, now.channels.get(purpose), channel_id

        return await self._change(actor, "setup.channel", change)

    async def set_role(self, actor: Actor, purpose: RolePurpose, role_id: int | None) -> GuildSettings:
        """Choose the role for a purpose; None clears it. Owner and administrators stay organisers either way."""

        def change(tx: Transaction, now: GuildSettings) -> tuple[str, object, object]:
            store.set_role(tx, actor.guild_id, purpose, role_id)
            for listener in self._role_chosen:
                listener(tx, actor.guild_id, purpose, str(actor.interaction_id))
            return purpose, now.roles.get(purpose), role_id

        return await self._change(actor, "setup.role", change)

    async def set_paused(self, actor: Actor, *, paused: bool) -> GuildSettings:
        """Stop or resume all sending in the guild."""

        def change(tx: Transaction, now: GuildSettings) -> tuple[str, object, object]:
            store.set_paused(tx, actor.guild_id, paused=paused)
            return "", now.paused_at is not None, paused

        return await self._change(actor, "setup.pause", change)

    async def create_missing(self, actor: Actor, view: GuildView) -> tuple[ChannelPurpose, ...]:
        """Promise a channel for each purpose that has none; they are made by the outbox and then chosen."""

        def operation(tx: Transaction) -> tuple[ChannelPurpose, ...]:
            store.ensure(tx, actor.guild_id)
            settings = store.settings(tx, actor.guild_id)
            require_organiser(settings, actor)
            wanted = tuple(
                purpose
                for purpose in rules.unconfigured(settings, view)
                if not _is_being_made(tx, actor.guild_id, purpose)
            )
            if rules.to_create(wanted) & view.missing:
                raise InvalidInputError("setup-create-not-permitted")
            organiser = settings.roles.get(RolePurpose.ORGANISER)
            for purpose in wanted:
                outbox.enqueue(
                    tx,
                    NewDelivery(
                        guild_id=actor.guild_id,
                        kind=EffectKind.CHANNEL,
                        feature=FEATURE,
                        template=CHANNEL,
                        target_id=actor.guild_id,
                        subject_id=_number(purpose),
                        occurrence=f"guilds:channel:{actor.guild_id}:{purpose}:{actor.interaction_id}",
                        details={
                            "purpose": purpose.value,
                            "user_id": actor.user_id,
                            "role_id": organiser if organiser in view.role_ids else None,
                        },
                        due_at=tx.now,
                        expires_at=tx.now + dt.timedelta(hours=1),
                    ),
                )
            return wanted

        return await self._database.write(operation)

    async def history(self, actor: Actor, *, number: int, per_page: int) -> Page[AuditEvent]:
        """Who changed what, newest first. Organisers only."""

        def operation(tx: Transaction) -> Page[AuditEvent]:
            require_organiser(store.settings(tx, actor.guild_id), actor)
            places = paged(range(audit.count(tx, actor.guild_id)), number, per_page)
            offset = places.items[0] if places.items else 0
            events = tuple(audit.history(tx, actor.guild_id, limit=per_page, offset=offset))
            return Page(items=events, number=places.number, count=places.count)

        return await self._database.read(operation)

    async def history_file(self, actor: Actor, words: Words) -> HistoryFile:
        """Everything that was changed, as a file for spreadsheets; noted in the log. Organisers only."""

        def note(tx: Transaction) -> None:
            require_organiser(store.settings(tx, actor.guild_id), actor)
            audit.record(
                tx, guild_id=actor.guild_id, user_id=actor.user_id, action="setup.history-file", subject=""
            )

        def operation(tx: Transaction) -> HistoryFile:
            count = audit.count(tx, actor.guild_id)
            return history_file.to_csv(audit.every(tx, actor.guild_id), words, count=count)

        await self._database.write(note)
        return await self._database.read(operation)

    async def _change(self, actor: Actor, action: str, change: Change) -> GuildSettings:
        def operation(tx: Transaction) -> GuildSettings:
            store.ensure(tx, actor.guild_id)
            now = store.settings(tx, actor.guild_id)
            require_organiser(now, actor)
            subject, before, after = change(tx, now)
            if before != after:
                audit.record(
                    tx,
                    guild_id=actor.guild_id,
                    user_id=actor.user_id,
                    action=action,
                    subject=subject,
                    before={"value": before},
                    after={"value": after},
                )
            return store.settings(tx, actor.guild_id)

        return await self._database.write(operation)

    # Deliveries

    def feature(self) -> Feature:
        """How guilds join in."""
        return Feature(
            name=FEATURE,
            renderers={
                "welcome": self._render_welcome,
                "problem": self._render_problem,
                CHANNEL: self._render_channel,
            },
            settled=self._settled,
            tables=tuple(
                Table(name=name) for name in ("guild", "guild_channel", "guild_role", "guild_holiday")
            ),
            permissions=rules.POSTS | {rules.CREATE_CHANNELS, "manage_roles"},
        )

    async def _render_welcome(self, delivery: Delivery) -> Rendered | None:
        settings = await self.settings(delivery.guild_id)
        return Rendered(card=messages.welcome(self._catalogue.translator(settings.language)))

    async def _render_problem(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[GuildSettings, Named | None]:
            return store.settings(tx, delivery.guild_id), self._named(tx, delivery)

        settings, about = await self._database.read(operation)
        t = self._catalogue.translator(settings.language)
        return Rendered(card=messages.notice(delivery, t, about=about))

    def _named(self, tx: Transaction, notice: Delivery) -> Named | None:
        feature = self._features.get(str(notice.details.get("feature")))
        subject = notice.details.get("subject_id")
        if feature is None or feature.named is None or not isinstance(subject, int):
            return None
        return feature.named(tx, notice.guild_id, subject)

    async def _render_channel(self, delivery: Delivery) -> Rendered | None:
        settings = await self.settings(delivery.guild_id)
        purpose = ChannelPurpose(str(delivery.details["purpose"]))
        t = self._catalogue.translator(settings.language)
        return Rendered(
            fields=messages.channel_fields(
                purpose, t, asked_by=_asker(delivery), organiser=_detail(delivery, "role_id")
            )
        )

    def _settled(self, tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
        made = outcome.result_id
        if delivery.template != CHANNEL or outcome.state is not DeliveryState.SENT or made is None:
            return
        purpose = ChannelPurpose(str(delivery.details["purpose"]))
        stored = outbox.get(tx, delivery.id)  # whoever asked may have been erased while it was made
        before = store.settings(tx, delivery.guild_id).channels.get(purpose)
        store.set_channel(tx, delivery.guild_id, purpose, made)
        audit.record(
            tx,
            guild_id=delivery.guild_id,
            user_id=None if stored is None else _asker(stored),
            action="setup.channel",
            subject=purpose,
            before={"value": before},
            after={"value": made},
        )


def _asker(delivery: Delivery) -> int | None:
    return _detail(delivery, "user_id")


def _detail(delivery: Delivery, key: str) -> int | None:
    value = delivery.details.get(key)
    return value if isinstance(value, int) else None


def require_organiser(settings: GuildSettings, actor: Actor) -> None:
    """Raises NotAllowedError, which names the role that may, unless the actor is an organiser."""
    if not rules.is_organiser(
        settings, role_ids=actor.role_ids, administers=actor.administers, manages=actor.manages
    ):
        raise NotAllowedError("not-allowed-organiser")


def may(settings: GuildSettings, actor: Actor, purpose: RolePurpose) -> bool:
    """Whether the actor holds the role of a purpose, or is an organiser."""
    return rules.holds(
        settings, purpose, role_ids=actor.role_ids, administers=actor.administers, manages=actor.manages
    )


def present_in(tx: Transaction) -> list[int]:
    """The ids of the guilds that the bot is in, as far as it was told."""
    return store.present(tx)


def settings_in(tx: Transaction, guild_id: int) -> GuildSettings:
    """A guild's settings inside another feature's transaction."""
    return store.settings(tx, guild_id)


def holidays_in(tx: Transaction, guild_id: int) -> Holidays:
    """A guild's holidays inside another feature's transaction."""
    return store.holidays(tx, guild_id)


def _is_being_made(tx: Transaction, guild_id: int, purpose: ChannelPurpose) -> bool:
    """Whether a channel for the purpose is promised, or was made a moment ago: Create may be pressed twice."""
    waiting = outbox.upcoming(tx, guild_id, FEATURE, _number(purpose))
    if any(row.template == CHANNEL for row in waiting):
        return True
    last = outbox.begun(tx, guild_id, FEATURE, _number(purpose), template=CHANNEL, limit=1)
    return any(
        row.state is DeliveryState.SENT and row.settled_at is not None and tx.now - row.settled_at < _NEW
        for row in last
    )


def _number(purpose: ChannelPurpose) -> int:
    return tuple(ChannelPurpose).index(purpose)


def _hours(quiet: tuple[dt.time, dt.time] | None) -> str | None:
    return None if quiet is None else f"{quiet[0]:%H:%M}–{quiet[1]:%H:%M}"
