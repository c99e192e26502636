"""The charter in channels and by role: posted now and by a plan, who gets a role for reading it, who is asked again."""

from dataclasses import dataclass

from bot.delivery.recurrence import Plan
from bot.errors import InvalidInputError, StaleError
from bot.guilds.service import require_organiser, settings_in
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.topics.charter import promises, records, store
from bot.topics.charter.rules import Charter, Setting


@dataclass(frozen=True, kw_only=True)
class Roles:
    """The role, and whom it concerns: `readers` have read what counts for it; `holders` only an earlier version."""

    setting: Setting
    charter: Charter | None
    readers: int
    holders: int
    given: int = 0


@dataclass(frozen=True, kw_only=True)
class Scheduled:
    """When the charter is posted again."""

    setting: Setting
    paused: bool


class CharterSharingService:
    """Use cases of organisers; every one asks for one, again at each step."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Posting

    async def post(self, actor: Actor, channel_id: int) -> bool:
        """Promise the version that applies in a channel; True while everything is paused. The bot may write there: ask before."""

        def operation(tx: Transaction) -> bool:
            settings = settings_in(tx, actor.guild_id)
            require_organiser(settings, actor)
            charter = records.current(tx, actor)
            promises.post(tx, charter, channel_id, key=actor.interaction_id)
            audit.record(
                tx,
                guild_id=actor.guild_id,
                user_id=actor.user_id,
                action="charter.post",
                subject=charter.title,
                after={"value": channel_id, "number": charter.number},
            )
            return settings.paused_at is not None

        return await self._database.write(operation)

    async def plan(self, actor: Actor) -> Scheduled:
        """When the charter is posted again."""

        def operation(tx: Transaction) -> Scheduled:
            settings = settings_in(tx, actor.guild_id)
            require_organiser(settings, actor)
            setting = store.setting(tx, actor.guild_id)
            return Scheduled(setting=setting, paused=settings.paused_at is not None)

        return await self._database.read(operation)

    async def place(self, actor: Actor) -> int:
        """Where it is posted again unless somebody says otherwise: as planned, or where it was posted last.

        Raises InvalidInputError where it was posted nowhere.
        """

        def operation(tx: Transaction) -> int:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            channel_id = store.setting(tx, actor.guild_id).channel_id
            if channel_id is not None:
                return channel_id
            cards = promises.posted(tx, actor.guild_id)
            if not cards:
                raise InvalidInputError("charter-schedule-where")
            return cards[0].target_id

        return await self._database.read(operation)

    async def schedule(self, actor: Actor, plan: Plan, channel_id: int) -> Scheduled:
        """Post the charter again by a plan. Raises InvalidInputError for one that does not repeat."""
        if plan.rule is None:
            raise InvalidInputError("charter-schedule-once")

        def operation(tx: Transaction) -> Scheduled:
            settings = settings_in(tx, actor.guild_id)
            require_organiser(settings, actor)
            charter = records.current(tx, actor)
            before = store.setting(tx, actor.guild_id)
            store.set_plan(tx, actor.guild_id, plan, channel_id)
            promises.withdraw(tx, actor.guild_id)
            after = store.setting(tx, actor.guild_id)
            promises.plan_from(tx, after, since=tx.now)
            _record_plan(tx, actor, "charter.schedule", charter.title, before=before, after=after)
            return Scheduled(setting=after, paused=settings.paused_at is not None)

        return await self._database.write(operation)

    async def unschedule(self, actor: Actor, version: int | None = None) -> Scheduled:
        """Post it no more by itself. `version`: of the settings as they were shown. Raises StaleError."""

        def operation(tx: Transaction) -> Scheduled:
            settings = settings_in(tx, actor.guild_id)
            require_organiser(settings, actor)
            before = store.setting(tx, actor.guild_id)
            if before.plan is None:
                raise StaleError("charter-schedule-none")
            if version is not None and before.version != version:
                raise StaleError("charter-stale")
            store.set_plan(tx, actor.guild_id, None, before.channel_id)
            promises.withdraw(tx, actor.guild_id)
            after = store.setting(tx, actor.guild_id)
            current = store.current(tx, actor.guild_id)
            title = "" if current is None else current.title
            _record_plan(tx, actor, "charter.unschedule", title, before=before, after=after)
            return Scheduled(setting=after, paused=settings.paused_at is not None)

        return await self._database.write(operation)

    # The role

    async def roles(self, actor: Actor) -> Roles:
        """Which role readers get, and whom it concerns."""

        def operation(tx: Transaction) -> Roles:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            return _roles(tx, actor)

        return await self._database.read(operation)

    async def set_role(self, actor: Actor, role_id: int) -> Roles:
        """Give readers a role, those who have read it already too. The bot can give it: ask before.

        Whoever holds the one before keeps it.
        """

        def operation(tx: Transaction) -> Roles:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            before = store.setting(tx, actor.guild_id).role_id
            if before == role_id:
                return _roles(tx, actor)
            _change_role(tx, actor, before, role_id)
            current = store.current(tx, actor.guild_id)
            readers = records.readers(tx, actor.guild_id)
            if current is not None:
                for user_id in readers:
                    promises.give(tx, current, role_id, user_id)
            return _roles(tx, actor, given=len(readers))

        return await self._database.write(operation)

    async def end_role(self, actor: Actor, version: int) -> Roles:
        """Give readers no role any more; whoever has it keeps it. `version`: of the settings as they were shown."""

        def operation(tx: Transaction) -> Roles:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            before = store.setting(tx, actor.guild_id)
            if before.role_id is not None:
                if before.version != version:
                    raise StaleError("charter-stale")
                _change_role(tx, actor, before.role_id, None)
            return _roles(tx, actor)

        return await self._database.write(operation)

    async def ask_again(self, actor: Actor, charter_id: int) -> Roles:
        """Let earlier versions count for nobody: who has read only these holds the role no more. Harmless twice."""

        def operation(tx: Transaction) -> Roles:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            charter = records.applying(tx, actor, charter_id)
            setting = store.setting(tx, actor.guild_id)
            holders = records.holders(tx, charter)
            if charter.asked_again_at is None:
                store.set_asked_again(tx, charter.id)
                if setting.role_id is not None:
                    for user_id in holders:
                        promises.take(tx, charter, setting.role_id, user_id)
                audit.record(
                    tx,
                    guild_id=actor.guild_id,
                    user_id=actor.user_id,
                    action="charter.ask-again",
                    subject=charter.title,
                    after={"number": charter.number, "people": len(holders)},
                )
            return _roles(tx, actor)

        return await self._database.write(operation)


# Parts


def _change_role(tx: Transaction, actor: Actor, before: int | None, after: int | None) -> None:
    store.set_role(tx, actor.guild_id, after)
    audit.record(
        tx,
        guild_id=actor.guild_id,
        user_id=actor.user_id,
        action="charter.role",
        subject="",
        before={"value": before},
        after={"value": after},
    )


def _roles(tx: Transaction, actor: Actor, *, given: int = 0) -> Roles:
    current = store.current(tx, actor.guild_id)
    return Roles(
        setting=store.setting(tx, actor.guild_id),
        charter=current,
        readers=len(records.readers(tx, actor.guild_id)),
        holders=0 if current is None else len(records.holders(tx, current)),
        given=given,
    )


def _record_plan(
    tx: Transaction, actor: Actor, action: str, title: str, *, before: Setting, after: Setting
) -> None:
    audit.record(
        tx,
        guild_id=actor.guild_id,
        user_id=actor.user_id,
        action=action,
        subject=title,
        before=_plan_fields(before),
        after=_plan_fields(after),
    )


def _plan_fields(setting: Setting) -> dict[str, object]:
    plan = setting.plan
    return {
        "channel": setting.channel_id,
        "wall": None if plan is None else plan.wall.isoformat(),
        "zone": None if plan is None else plan.zone,
        "rule": None if plan is None or plan.rule is None else plan.rule.to_text(),
    }
