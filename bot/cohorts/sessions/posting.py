"""How sessions join in: what the outbox asks of them, which plans are looked at again, and what is kept."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from bot.clock import Clock
from bot.cohorts import records as cohorts
from bot.cohorts.reminding import promises
from bot.cohorts.rules import Cohort, Session
from bot.cohorts.sessions import agenda, events, materials, messages, milestone_store, rules, store
from bot.cohorts.sessions.events import EVENT, FEATURE
from bot.cohorts.sessions.materials import MATERIALS, MATERIALS_EDIT
from bot.delivery.model import Delivery, Outcome, Rendered
from bot.delivery.recurrence import resolve
from bot.feature import Erasure, Feature, PersonalData, Table
from bot.guilds.service import settings_in
from bot.language.catalogue import Catalogue
from bot.storage.database import Database, Transaction

MayHold = Callable[[int], bool]
"""Guild → whether the bot may make events there, as far as the gateway has told."""
PublicName = Callable[[int, int], str | None]
"""(guild, channel) → its name, where everybody in the guild may view it; None where not."""
_FORGOTTEN_AT_ONCE = 500


class SessionPosting:
    """What `app.py` registers. `may_hold` and `public_name` answer from what the gateway has told."""

    def __init__(
        self,
        database: Database,
        catalogue: Catalogue,
        clock: Clock,
        *,
        may_hold: MayHold = lambda _guild: True,
        public_name: PublicName = lambda _guild, _channel: None,
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._clock = clock
        self._may_hold = may_hold
        self._public_name = public_name

    def feature(self) -> Feature:
        """How sessions and milestones join in."""
        return Feature(
            name=FEATURE,
            renderers={
                EVENT: self._render_event,
                MATERIALS: self._render_materials,
                MATERIALS_EDIT: self._render_materials,
            },
            settled=_settled,
            materialise=self.materialise,
            replan=self.replan,
            agenda=agenda.items,
            remindable=agenda.remindable,
            named=agenda.named,
            digest=agenda.digest,
            tables=(
                Table(name="cohort_session", private=frozenset({"link", "code"})),
                Table(
                    name="cohort_session_draft",
                    people=(
                        PersonalData(
                            column="user_id",
                            what="cohort-session-data-draft",
                            erasure=Erasure.DELETE,
                            kept=rules.DRAFTS_KEPT,
                        ),
                    ),
                ),
                Table(name="cohort_milestone"),
                Table(
                    name="cohort_extension",
                    people=(
                        PersonalData(
                            column="user_id",
                            what="cohort-session-data-extension",
                            erasure=Erasure.DELETE,
                        ),
                    ),
                ),
            ),
            forget=_forget,
            permissions=frozenset(
                {
                    "view_channel",
                    "send_messages",
                    "send_messages_in_threads",
                    "read_message_history",
                    "attach_files",
                    "create_events",
                    "manage_events",
                }
            ),
        )

    async def materialise(self) -> int:
        """Events for what came near, was made public, or found no room before; and without for what is not any more."""
        done = 0
        for guild_id in await self._database.read(store.event_guilds):
            may_hold = self._may_hold(guild_id)
            if await self._database.read(_asking(guild_id, may_hold=may_hold)):
                done += await self._database.write(_arranging(guild_id, may_hold=may_hold))
        return done

    async def replan(self) -> int:
        """Place what is still to come anew, after time-zone data changed: the wall time is what was agreed."""

        def operation(tx: Transaction) -> int:
            return _replan_sessions(tx) + _replan_milestones(tx)

        return await self._database.write(operation)

    async def _render_event(self, delivery: Delivery) -> Rendered | None:
        found = await self._database.read(lambda tx: _session(tx, delivery))
        if found is None:
            return None
        session, cohort, language, may_have = found
        action = delivery.details.get("action")
        if action == "delete":
            return Rendered() if session.event_id is not None else None
        if not may_have or (action == "create") != (session.event_id is None):
            return None
        met = cohort.channel_id
        channel = None if met is None else self._public_name(session.guild_id, met)
        t = self._catalogue.translator(language)
        return Rendered(fields=messages.event_fields(session, cohort, t, channel=channel))

    async def _render_materials(self, delivery: Delivery) -> Rendered | None:
        found = await self._database.read(lambda tx: _session(tx, delivery))
        if found is None:
            return None
        session, cohort, language, _ = found
        if delivery.template == MATERIALS and not materials.is_wanted(cohort, session, delivery):
            return None
        t = self._catalogue.translator(language)
        return Rendered(card=messages.materials_post(session, cohort, t))


def _session(tx: Transaction, delivery: Delivery) -> tuple[Session, Cohort, str, bool] | None:
    session = store.session(tx, delivery.guild_id, delivery.subject_id)
    if session is None:
        return None
    cohort = cohorts.existing(tx, session.guild_id, session.cohort_id)
    language = cohort.language or settings_in(tx, session.guild_id).language
    if delivery.template == EVENT:
        language = settings_in(tx, session.guild_id).language
    return session, cohort, language, events.may_have(tx, cohort, session)


def _settled(tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
    if delivery.template == EVENT:
        events.settled(tx, delivery, outcome)
        return
    session = store.session(tx, delivery.guild_id, delivery.subject_id)
    if session is not None:
        materials.settled(tx, session, delivery, outcome)


def _asking(guild_id: int, *, may_hold: bool) -> Callable[[Transaction], bool]:
    return lambda tx: events.needs_arranging(tx, guild_id, may_hold=may_hold)


def _arranging(guild_id: int, *, may_hold: bool) -> Callable[[Transaction], int]:
    return lambda tx: events.arrange(tx, guild_id, may_hold=may_hold)


def _replan_sessions(tx: Transaction) -> int:
    moved = 0
    for before in store.planned(tx):
        after = replace(before, starts_at=resolve(before.wall, before.zone).instant)
        if after == before:
            continue
        store.set_starts_at(tx, after)
        cohort = cohorts.existing(tx, before.guild_id, before.cohort_id)
        events.changed(tx, cohort, after)
        materials.changed(tx, cohort, before, after)
        promises.session_changed(tx, cohort, before, after)
        moved += 1
    return moved


def _replan_milestones(tx: Transaction) -> int:
    moved = 0
    for before in milestone_store.due_in_future(tx):
        after = replace(before, due_at=resolve(before.wall, before.zone).instant)
        extended = [
            replace(one, due_at=resolve(one.wall, before.zone).instant)
            for one in milestone_store.extensions(tx, before.id)
        ]
        if after == before and extended == milestone_store.extensions(tx, before.id):
            continue
        milestone_store.set_due_at(tx, after)
        for one in extended:
            milestone_store.set_extended_to(tx, one)
        cohort = cohorts.existing(tx, before.guild_id, before.cohort_id)
        promises.milestone_changed(tx, cohort, before, after)
        moved += 1
    return moved


def _forget(tx: Transaction, now: dt.datetime) -> int:
    return store.forget_drafts(tx, now - rules.DRAFTS_KEPT, _FORGOTTEN_AT_ONCE)
