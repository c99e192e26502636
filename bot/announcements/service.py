"""Announcements: written, previewed, scheduled, changed, cancelled; delivered by the outbox.

A draft is what the preview shows; confirming it makes the promise. A change to a scheduled announcement is a draft
that revises it, so there is one way to write, preview and confirm.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Sequence

from bot.announcements import messages, rules, store
from bot.announcements.messages import Detail
from bot.announcements.rules import Announcement, AnnouncementState
from bot.clock import Clock
from bot.delivery import outbox
from bot.delivery.lateness import Promise, expires_at, is_late
from bot.delivery.model import Delivery, EffectKind, NewDelivery, Outcome, Rendered
from bot.delivery.recurrence import Occurrence, Plan
from bot.errors import InvalidInputError, NotFoundError, StaleError
from bot.feature import Feature, PersonalData
from bot.guilds.rules import GuildSettings
from bot.guilds.service import require_organiser, settings_in
from bot.language.catalogue import Catalogue
from bot.language.safe_text import clean_name, length, safe_body
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.ui.pages import Page, paged

FEATURE = "announcements"
POST, TRIAL = "post", "trial"
"""What is delivered: the announcement itself, and the author's look at it."""
LIVE = (AnnouncementState.SCHEDULED,)
_BEYOND = dt.datetime.max.replace(tzinfo=dt.UTC)
"""Where a date stands that lies beyond the horizon."""
PAST = (AnnouncementState.FINISHED, AnnouncementState.CANCELLED)
_SENT_SHOWN = 15
"""How many deliveries the detail names."""
_MOST_OWED = (rules.CATCH_UP + 100) * rules.MOST_CHANNELS
_AT_ONCE = 50
"""Announcements planned in one group: others write in between."""

_log = logging.getLogger(__name__)


class AnnouncementService:
    """Use cases of announcements; every one asks for an organiser of the guild, again at each step."""

    def __init__(self, database: Database, catalogue: Catalogue, clock: Clock) -> None:
        self._database = database
        self._catalogue = catalogue
        self._clock = clock

    # Writing

    async def draft(self, actor: Actor, plan: Plan, channels: Sequence[int]) -> Announcement:
        """Begin an announcement; its text comes with `write`."""

        def operation(tx: Transaction) -> Announcement:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            author = audit.actor_key(tx, actor.user_id)
            found = store.insert(
                tx, guild_id=actor.guild_id, author=author, title="", body="", plan=plan, channels=channels
            )
            return _existing(tx, actor, found)

        return await self._database.write(operation)

    async def revise(self, actor: Actor, announcement_id: int, plan: Plan | None) -> Announcement:
        """Begin a change to a scheduled announcement: a draft with its text, channels and plan, or a new plan."""

        def operation(tx: Transaction) -> Announcement:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            original = _scheduled(tx, actor, announcement_id)
            found = store.insert(
                tx,
                guild_id=actor.guild_id,
                author=audit.actor_key(tx, actor.user_id),
                title=original.title,
                body=original.body,
                plan=plan or original.plan,
                channels=original.channels,
                revises=original,
            )
            return _existing(tx, actor, found)

        return await self._database.write(operation)

    async def write(self, actor: Actor, draft_id: int, title: str, body: str) -> Announcement:
        """Set a draft's text. Raises InvalidInputError when nothing readable is left of it, or it is too long."""
        cleaned = clean_name(title)
        if cleaned is None:
            raise InvalidInputError("announce-title-empty")
        if clean_name(body) is None:
            raise InvalidInputError("announce-body-empty")
        body = (
            body.replace("\0", "").encode(errors="ignore").decode()
        )  # half a surrogate pair cannot be stored
        if length(cleaned) > rules.TITLE_LIMIT:
            raise InvalidInputError("announce-title-long", most=rules.TITLE_LIMIT)
        # As it is shown: the host of a masked link is told behind it, and an emoji counts twice.
        if length(safe_body(body)) > rules.BODY_LIMIT:
            raise InvalidInputError("announce-body-long", most=rules.BODY_LIMIT)

        def operation(tx: Transaction) -> Announcement:
            self._own_draft(tx, actor, draft_id)
            store.set_text(tx, draft_id, cleaned, body)
            return _existing(tx, actor, draft_id)

        return await self._database.write(operation)

    async def choose_channels(self, actor: Actor, draft_id: int, channels: Sequence[int]) -> Announcement:
        """Set where a draft goes. Raises InvalidInputError for none or too many."""
        if not channels:
            raise InvalidInputError("announce-channel-none")
        if len(channels) > rules.MOST_CHANNELS:
            raise InvalidInputError("announce-channel-many", most=rules.MOST_CHANNELS)

        def operation(tx: Transaction) -> Announcement:
            self._own_draft(tx, actor, draft_id)
            store.set_channels(tx, draft_id, tuple(dict.fromkeys(channels)))
            return _existing(tx, actor, draft_id)

        return await self._database.write(operation)

    async def look(self, actor: Actor, draft_id: int) -> Announcement:
        """The actor's own draft, as it is now."""

        def operation(tx: Transaction) -> Announcement:
            return self._own_draft(tx, actor, draft_id)

        return await self._database.read(operation)

    async def send_to_me(self, actor: Actor, draft_id: int) -> Announcement:
        """Promise the draft as a direct message to its author, exactly as it would be posted."""

        def operation(tx: Transaction) -> Announcement:
            draft = self._own_draft(tx, actor, draft_id)
            _require_text(draft)
            if settings_in(tx, actor.guild_id).paused_at is not None:
                raise InvalidInputError("announce-paused")
            outbox.enqueue(
                tx,
                NewDelivery(
                    guild_id=actor.guild_id,
                    kind=EffectKind.DIRECT_MESSAGE,
                    feature=FEATURE,
                    template=TRIAL,
                    subject_id=draft.id,
                    target_id=actor.user_id,
                    occurrence=f"announcement:{draft.id}:trial:{actor.interaction_id}",
                    due_at=tx.now,
                    expires_at=tx.now + dt.timedelta(minutes=15),
                ),
            )
            return draft

        return await self._database.write(operation)

    async def discard(self, actor: Actor, draft_id: int) -> None:
        """Throw a draft away; what it would have changed stays as it was."""

        def operation(tx: Transaction) -> None:
            self._own_draft(tx, actor, draft_id)
            store.delete_draft(tx, draft_id)

        await self._database.write(operation)

    # Promising

    async def confirm(self, actor: Actor, draft_id: int, version: int) -> Announcement:
        """Make the promise, or change it. `version` is the draft's as the preview showed it."""

        def operation(tx: Transaction) -> Announcement:
            draft = self._own_draft(tx, actor, draft_id)
            if draft.version != version:
                raise StaleError("announce-stale-draft")
            _require_text(draft)
            if draft.revises is None:
                if rules.is_over(draft.plan, now=tx.now):
                    raise InvalidInputError("announce-past")
                store.set_state(tx, draft.id, AnnouncementState.SCHEDULED)
                promised = _existing(tx, actor, draft.id)
                self._record(tx, actor, "announce.schedule", promised, before=None)
                self._materialise(tx, promised, since=tx.now)
            else:
                promised = self._apply(tx, actor, draft, draft.revises)
            return promised

        return await self._database.write(operation)

    async def cancel(self, actor: Actor, announcement_id: int, version: int) -> Announcement:
        """Cancel what was not sent yet."""

        def operation(tx: Transaction) -> Announcement:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            before = _scheduled(tx, actor, announcement_id)
            if before.version != version:
                raise StaleError("announce-stale")
            store.set_state(tx, before.id, AnnouncementState.CANCELLED)
            outbox.cancel(tx, guild_id=actor.guild_id, feature=FEATURE, subject_id=before.id)
            after = _existing(tx, actor, before.id)
            self._record(tx, actor, "announce.cancel", after, before=before)
            return after

        return await self._database.write(operation)

    # Reading

    async def listing(self, actor: Actor, *, past: bool, number: int, per_page: int) -> Page[Announcement]:
        """A page of what is scheduled, the soonest first, or of what is over, the newest first."""
        states = PAST if past else LIVE

        def operation(tx: Transaction) -> Page[Announcement]:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            ids = store.ids(tx, actor.guild_id, states)
            if not past:
                due = outbox.next_due_by_subject(tx, actor.guild_id, FEATURE)
                ids.sort(key=lambda one: (due.get(one, _BEYOND), one))
            page = paged(ids, number, per_page)
            items = tuple(_existing(tx, actor, one) for one in page.items)
            return Page(items=items, number=page.number, count=page.count)

        return await self._database.read(operation)

    async def detail(self, actor: Actor, announcement_id: int) -> Detail:
        """One announcement with what was sent where."""

        def operation(tx: Transaction) -> Detail:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            found = _existing(tx, actor, announcement_id)
            return Detail(
                announcement=found,
                deliveries=tuple(
                    outbox.begun(
                        tx, actor.guild_id, FEATURE, announcement_id, template=POST, limit=_SENT_SHOWN
                    )
                ),
                author_id=audit.user_of(tx, found.author),
            )

        return await self._database.read(operation)

    async def cancellable(self, actor: Actor, announcement_id: int) -> Announcement:
        """An announcement that can still be cancelled. Raises NotFoundError or StaleError."""

        def operation(tx: Transaction) -> Announcement:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            return _scheduled(tx, actor, announcement_id)

        return await self._database.read(operation)

    async def find(self, actor: Actor, typed: str, *, live_only: bool) -> tuple[Announcement, ...]:
        """At most 25 announcements whose title holds what was typed, the newest first."""
        states = LIVE if live_only else (*LIVE, *PAST)

        def operation(tx: Transaction) -> tuple[Announcement, ...]:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            return tuple(store.find(tx, actor.guild_id, states, typed[:100], 25))

        return await self._database.read(operation)

    # Deliveries

    def feature(self) -> Feature:
        """How announcements join in."""
        return Feature(
            name=FEATURE,
            renderers={POST: self._render, TRIAL: self._render_trial},
            settled=self._settled,
            materialise=self.materialise,
            replan=self.replan,
            personal_data=(
                PersonalData(column="announcement.author", what="announce-data-author", erase="unlinked"),
            ),
            permissions=frozenset({"view_channel", "send_messages", "read_message_history"}),
        )

    async def materialise(self) -> int:
        """Turn plans into deliveries up to the horizon, and forget old drafts; returns how many were added."""
        now = self._clock.now()
        await self._database.write(lambda tx: store.delete_old_drafts(tx, now - rules.DRAFT_KEPT))

        def plan(tx: Transaction, found: Announcement) -> int:
            return self._materialise(tx, found, since=found.planned_until or tx.now)

        return await self._for_each(plan, planned_before=now + rules.HORIZON - dt.timedelta(days=1))

    async def replan(self) -> int:
        """Compute every pending occurrence anew, after time-zone data changed. The wall time is what was promised."""

        def anew(tx: Transaction, found: Announcement) -> int:
            return self._restart(tx, found, since=min(found.planned_until or tx.now, tx.now))

        return await self._for_each(anew)

    async def _for_each(
        self, work: Callable[[Transaction, Announcement], int], *, planned_before: dt.datetime | None = None
    ) -> int:
        """Do `work` for every scheduled announcement, each by itself: one that fails keeps no other from its turn."""

        def one(guild_id: int, announcement_id: int) -> Callable[[Transaction], int]:
            def operation(tx: Transaction) -> int:
                found = store.get(tx, guild_id, announcement_id)
                if found is None or found.state is not AnnouncementState.SCHEDULED:
                    return 0
                return work(tx, found)

            return operation

        def page(tx: Transaction) -> list[tuple[int, int]]:
            return store.scheduled_after(tx, last, _AT_ONCE, planned_before=planned_before)

        total = last = 0
        while ids := await self._database.read(page):
            done = await asyncio.gather(
                *(self._database.write(one(*which)) for which in ids), return_exceptions=True
            )
            for (_, last), result in zip(ids, done, strict=True):
                if isinstance(result, Exception):
                    _log.error("announcement %d could not be planned", last, exc_info=result)
                elif isinstance(result, BaseException):
                    raise result
                else:
                    total += result
        return total

    def _apply(self, tx: Transaction, actor: Actor, draft: Announcement, original: int) -> Announcement:
        before = _scheduled(tx, actor, original)
        if before.version != draft.revises_version:
            raise StaleError("announce-changed-meanwhile")
        moved = before.plan != draft.plan
        if rules.is_over(draft.plan, now=tx.now) and (moved or not _owed(tx, before)):
            raise InvalidInputError("announce-past-change")
        store.set_text(tx, before.id, draft.title, draft.body)
        store.set_plan(tx, before.id, draft.plan)
        store.set_channels(tx, before.id, draft.channels)
        store.delete_draft(tx, draft.id)
        after = _existing(tx, actor, before.id)
        self._record(tx, actor, "announce.edit", after, before=before)
        if moved or before.channels != after.channels:
            self._restart(tx, after, since=tx.now)
            self._finish_if_over(tx, after)
        return after

    def _restart(self, tx: Transaction, announcement: Announcement, *, since: dt.datetime) -> int:
        """Take back what was not sent and promise anew what is owed and what comes after `since`.

        What was sent keeps its occurrence key, so nothing is sent twice.
        """
        owed = _owed(tx, announcement)
        outbox.cancel(
            tx, guild_id=announcement.guild_id, feature=FEATURE, subject_id=announcement.id, template=POST
        )
        found, until = rules.to_promise_anew(announcement.plan, owed=owed, since=since, now=tx.now)
        return self._promise(tx, announcement, found, until)

    def _materialise(self, tx: Transaction, announcement: Announcement, *, since: dt.datetime) -> int:
        return self._promise(tx, announcement, *rules.to_plan(announcement.plan, since=since, now=tx.now))

    def _promise(
        self, tx: Transaction, announcement: Announcement, found: Sequence[Occurrence], until: dt.datetime
    ) -> int:
        for occurrence in found:
            for channel_id in announcement.channels:
                outbox.enqueue(
                    tx,
                    NewDelivery(
                        guild_id=announcement.guild_id,
                        kind=EffectKind.MESSAGE,
                        feature=FEATURE,
                        template=POST,
                        subject_id=announcement.id,
                        target_id=channel_id,
                        occurrence=rules.occurrence_key(announcement.id, occurrence, channel_id),
                        details={"planned": occurrence.planned.isoformat()},
                        due_at=occurrence.instant,
                        expires_at=expires_at(Promise.ANNOUNCEMENT, occurrence.instant),
                    ),
                )
        store.set_planned_until(tx, announcement.id, until)
        return len(found) * len(announcement.channels)

    async def _render(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[Announcement | None, GuildSettings]:
            found = store.get(tx, delivery.guild_id, delivery.subject_id)
            return found, settings_in(tx, delivery.guild_id)

        found, settings = await self._database.read(operation)
        if (
            found is None
            or found.state is not AnnouncementState.SCHEDULED
            or delivery.target_id not in found.channels
            or not rules.still_planned(
                found.plan, dt.datetime.fromisoformat(str(delivery.details["planned"])), delivery.due_at
            )
        ):
            return None
        t = self._catalogue.translator(settings.language)
        late = is_late(delivery, self._clock.now())
        return Rendered(card=messages.post(found, t, was_due=delivery.due_at if late else None))

    async def _render_trial(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[Announcement | None, GuildSettings]:
            found = store.get(tx, delivery.guild_id, delivery.subject_id)
            return found, settings_in(tx, delivery.guild_id)

        found, settings = await self._database.read(operation)
        if found is None:
            return None
        return Rendered(card=messages.post(found, self._catalogue.translator(settings.language)))

    def _settled(self, tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
        del outcome
        found = store.get(tx, delivery.guild_id, delivery.subject_id)
        if found is not None and found.state is AnnouncementState.SCHEDULED:
            self._finish_if_over(tx, found)

    def _finish_if_over(self, tx: Transaction, announcement: Announcement) -> None:
        if rules.is_over(announcement.plan, now=tx.now) and not _owed(tx, announcement):
            store.set_state(tx, announcement.id, AnnouncementState.FINISHED)

    # Authority and records

    def _own_draft(self, tx: Transaction, actor: Actor, draft_id: int) -> Announcement:
        require_organiser(settings_in(tx, actor.guild_id), actor)
        found = store.get(tx, actor.guild_id, draft_id)
        if found is None:
            raise NotFoundError("announce-draft-gone")
        if found.state is not AnnouncementState.DRAFT:
            raise StaleError("announce-already")
        if audit.user_of(tx, found.author) != actor.user_id:
            raise NotFoundError("announce-draft-gone")
        return found

    def _record(
        self,
        tx: Transaction,
        actor: Actor,
        action: str,
        after: Announcement,
        *,
        before: Announcement | None,
    ) -> None:
        audit.record(
            tx,
            guild_id=actor.guild_id,
            user_id=actor.user_id,
            action=action,
            subject=after.title,
            before=None if before is None else _fields(before),
            after=_fields(after),
        )


def _existing(tx: Transaction, actor: Actor, announcement_id: int) -> Announcement:
    found = store.get(tx, actor.guild_id, announcement_id)
    if found is None:
        raise NotFoundError("announce-not-found")
    return found


def _scheduled(tx: Transaction, actor: Actor, announcement_id: int) -> Announcement:
    found = _existing(tx, actor, announcement_id)
    if found.state is AnnouncementState.CANCELLED:
        raise StaleError("announce-cancelled-already")
    if found.state is not AnnouncementState.SCHEDULED:
        raise StaleError("announce-over-already")
    return found


def _require_text(draft: Announcement) -> None:
    if not draft.title or not draft.body:
        raise InvalidInputError("announce-no-text")


def _owed(tx: Transaction, announcement: Announcement) -> dict[dt.datetime, dt.datetime]:
    """The promises of it that are still to be kept: wall time → instant."""
    rows = outbox.upcoming(tx, announcement.guild_id, FEATURE, announcement.id, _MOST_OWED)
    return {
        dt.datetime.fromisoformat(str(row.details["planned"])): row.due_at
        for row in rows
        if row.template == POST
    }


def _fields(announcement: Announcement) -> dict[str, object]:
    plan = announcement.plan
    return {
        "id": announcement.id,
        "title": announcement.title,
        "body": announcement.body,
        "wall": plan.wall.isoformat(),
        "zone": plan.zone,
        "rule": None if plan.rule is None else plan.rule.to_text(),
        "channels": list(announcement.channels),
        "state": announcement.state.value,
    }
