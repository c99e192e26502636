"""Announcements: written, previewed, scheduled, changed, cancelled. What is promised is in `promises`.

A draft is what the preview shows; confirming it makes the promise. A change to a scheduled announcement is a draft
that revises it, so there is one way to write, preview and confirm.
"""

import datetime as dt
from collections.abc import Sequence

from bot.announcements import corrections, promises, reminding, requests, rules, series_rules, store
from bot.announcements.approval_rules import Ending
from bot.announcements.messages import Detail
from bot.announcements.promises import FEATURE, POST, PUBLISH, TRIAL
from bot.announcements.records import existing, own_draft, record, require_text, scheduled, unfit
from bot.announcements.rules import Announcement, AnnouncementState
from bot.announcements.series_rules import nothing_comes
from bot.announcements.variants import kept_body, kept_title
from bot.clock import Clock
from bot.delivery import outbox
from bot.delivery.model import EffectKind, NewDelivery
from bot.delivery.recurrence import Plan
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleError
from bot.guilds.service import require_organiser, settings_in
from bot.language.catalogue import Catalogue
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.ui.pages import Page, paged

LIVE = (AnnouncementState.SCHEDULED,)
_BEYOND = dt.datetime.max.replace(tzinfo=dt.UTC)
"""Where a date stands that lies beyond the horizon."""
PAST = (AnnouncementState.FINISHED, AnnouncementState.CANCELLED)
_SENT_SHOWN = 15
"""How many deliveries the detail names."""


class AnnouncementService:
    """Use cases of announcements; every one asks for an organiser of the guild, again at each step."""

    def __init__(self, database: Database, catalogue: Catalogue, clock: Clock) -> None:
        self._database = database
        self._catalogue = catalogue
        self._clock = clock

    # Writing

    async def draft(
        self, actor: Actor, plan: Plan, channels: Sequence[int], *, event_wall: dt.datetime | None = None
    ) -> Announcement:
        """Begin an announcement; its text comes with `write`. `event_wall`: the date it is about, in the plan's zone."""

        def operation(tx: Transaction) -> Announcement:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            author = audit.actor_key(tx, actor.user_id)
            found = store.insert(
                tx, guild_id=actor.guild_id, author=author, title="", body="", plan=plan, channels=channels
            )
            if event_wall is not None:
                store.set_event(tx, found, event_wall)
            return existing(tx, actor, found)

        return await self._database.write(operation)

    async def revise(self, actor: Actor, announcement_id: int, plan: Plan | None) -> Announcement:
        """Begin a change to a scheduled announcement: a draft with its text, channels and plan, or a new plan.

        The actor's own draft is taken up again as it is, or with a new plan. A new plan keeps the dates that were
        skipped where they are dates of it, too.
        """

        def operation(tx: Transaction) -> Announcement:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            if existing(tx, actor, announcement_id).state is AnnouncementState.DRAFT:
                draft = own_draft(tx, actor, announcement_id)
                if plan is not None:
                    store.set_plan(tx, draft.id, series_rules.carried(draft.plan, plan, now=tx.now))
                return existing(tx, actor, draft.id)
            original = scheduled(tx, actor, announcement_id)
            found = store.insert(
                tx,
                guild_id=actor.guild_id,
                author=audit.actor_key(tx, actor.user_id),
                title=original.title,
                body=original.body,
                plan=original.plan if plan is None else series_rules.carried(original.plan, plan, now=tx.now),
                channels=original.channels,
                revises=original,
            )
            store.copy_content(tx, original.id, found)
            return existing(tx, actor, found)

        return await self._database.write(operation)

    async def write(
        self, actor: Actor, draft_id: int, title: str, body: str
    ) -> tuple[Announcement, InvalidInputError | None]:
        """Keep a draft's text as it was typed, and say what stands in the way of scheduling it.

        It is kept even then: whoever typed three thousand characters corrects them and does not type them again.
        """
        kept = kept_title(title), kept_body(body)

        def operation(tx: Transaction) -> Announcement:
            own_draft(tx, actor, draft_id)
            store.set_text(tx, draft_id, *kept)
            return existing(tx, actor, draft_id)

        draft = await self._database.write(operation)
        return draft, unfit(draft)

    async def choose_channels(self, actor: Actor, draft_id: int, channels: Sequence[int]) -> Announcement:
        """Set where a draft goes. Raises InvalidInputError for none or too many."""
        if not channels:
            raise InvalidInputError("announce-channel-none")
        if len(channels) > rules.MOST_CHANNELS:
            raise InvalidInputError("announce-channel-many", most=rules.MOST_CHANNELS)

        def operation(tx: Transaction) -> Announcement:
            own_draft(tx, actor, draft_id)
            store.set_channels(tx, draft_id, tuple(dict.fromkeys(channels)))
            return existing(tx, actor, draft_id)

        return await self._database.write(operation)

    async def look(self, actor: Actor, draft_id: int) -> Announcement:
        """The actor's own draft, as it is now."""

        def operation(tx: Transaction) -> Announcement:
            return own_draft(tx, actor, draft_id)

        return await self._database.read(operation)

    async def send_to_me(self, actor: Actor, draft_id: int) -> Announcement:
        """Promise the draft as direct messages to its author, exactly as it would be posted: one for each text."""

        def operation(tx: Transaction) -> Announcement:
            draft = own_draft(tx, actor, draft_id)
            require_text(draft)
            if settings_in(tx, actor.guild_id).paused_at is not None:
                raise InvalidInputError("announce-paused")
            for language in draft.heard:
                outbox.enqueue(
                    tx,
                    NewDelivery(
                        guild_id=actor.guild_id,
                        kind=EffectKind.DIRECT_MESSAGE,
                        feature=FEATURE,
                        template=TRIAL,
                        subject_id=draft.id,
                        target_id=actor.user_id,
                        occurrence=f"announcement:{draft.id}:trial:{actor.interaction_id}:{language}",
                        details={"language": language},
                        due_at=tx.now,
                        expires_at=tx.now + dt.timedelta(minutes=15),
                    ),
                )
            return draft

        return await self._database.write(operation)

    async def discard(self, actor: Actor, draft_id: int) -> None:
        """Throw a draft away; what it would have changed stays as it was."""

        def operation(tx: Transaction) -> None:
            draft = own_draft(tx, actor, draft_id)
            request = store.request(tx, actor.guild_id, draft_id)
            if request is not None:
                requests.close(tx, request, draft.title, Ending.WITHDRAWN)
            store.delete_draft(tx, draft_id)

        await self._database.write(operation)

    # Promising

    async def confirm(
        self, actor: Actor, draft_id: int, version: int, *, role_size: int | None = None
    ) -> Announcement:
        """Make the promise, or change it. `version` is the draft's as the preview showed it.

        `role_size`: how many members the pinged role has; None: nobody knows. Raises NotAllowedError where another
        organiser has to agree: `ApprovalService` asks and makes the promise then.
        """

        def operation(tx: Transaction) -> Announcement:
            draft = own_draft(tx, actor, draft_id)
            if draft.version != version:
                raise StaleError("announce-stale-draft")
            require_text(draft)
            if requests.need(settings_in(tx, actor.guild_id), draft, role_size) is not None:
                raise NotAllowedError("announce-needs-approval")
            request = store.request(tx, actor.guild_id, draft.id)
            if request is not None:
                requests.close(tx, request, draft.title, Ending.OVERTAKEN)
            return promise(tx, actor, draft)

        return await self._database.write(operation)

    async def cancel(self, actor: Actor, announcement_id: int, version: int) -> Announcement:
        """Cancel what was not sent yet."""

        def operation(tx: Transaction) -> Announcement:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            before = scheduled(tx, actor, announcement_id)
            if before.version != version:
                raise StaleError("announce-stale")
            store.set_state(tx, before.id, AnnouncementState.CANCELLED)
            # A correction of what stands on Discord goes on: the announcement says already what the posts do not yet.
            for template in (POST, PUBLISH):
                outbox.cancel(
                    tx, guild_id=actor.guild_id, feature=FEATURE, subject_id=before.id, template=template
                )
            after = existing(tx, actor, before.id)
            record(tx, actor, "announce.cancel", after, before=before)
            reminding.moved(tx, after)
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
                due = outbox.next_due_by_subject(tx, actor.guild_id, FEATURE, template=POST)
                ids.sort(key=lambda one: (due.get(one, _BEYOND), one))
            page = paged(ids, number, per_page)
            items = tuple(existing(tx, actor, one) for one in page.items)
            return Page(items=items, number=page.number, count=page.count)

        return await self._database.read(operation)

    async def detail(self, actor: Actor, announcement_id: int) -> Detail:
        """One announcement with what was sent where."""

        def operation(tx: Transaction) -> Detail:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            found = existing(tx, actor, announcement_id)
            if found.state is AnnouncementState.DRAFT:
                raise NotFoundError("announce-not-found")
            return Detail(
                announcement=found,
                deliveries=tuple(
                    outbox.begun(
                        tx, actor.guild_id, FEATURE, announcement_id, template=POST, limit=_SENT_SHOWN
                    )
                ),
                author_id=audit.user_of(tx, found.author),
                corrections=corrections.last(tx, found),
                published=corrections.published(tx, found, 2 * _SENT_SHOWN),
                correctable=corrections.correctable(tx, found),
                approver_id=None if found.approver is None else audit.user_of(tx, found.approver),
            )

        return await self._database.read(operation)

    async def cancellable(self, actor: Actor, announcement_id: int) -> Announcement:
        """An announcement that can still be cancelled. Raises NotFoundError or StaleError."""

        def operation(tx: Transaction) -> Announcement:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            return scheduled(tx, actor, announcement_id)

        return await self._database.read(operation)

    async def find(
        self, actor: Actor, typed: str, states: Sequence[AnnouncementState]
    ) -> tuple[Announcement, ...]:
        """At most 25 announcements in these states whose title holds what was typed, the newest first.

        Of drafts only the actor's own, those that have a title.
        """

        def operation(tx: Transaction) -> tuple[Announcement, ...]:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            own = audit.known_key(tx, actor.user_id)
            return tuple(store.find(tx, actor.guild_id, states, typed[:100], 25, drafts_of=own))

        return await self._database.read(operation)


def promise(
    tx: Transaction, actor: Actor, draft: Announcement, *, approver: str | None = None
) -> Announcement:
    """Promise a draft, or what it changes. `actor` is its author, also where another organiser agreed: `approver`, a key."""
    if draft.revises is not None:
        return _apply(tx, actor, draft, draft.revises, approver)
    if nothing_comes(draft, tx.now):
        raise InvalidInputError("series-nothing-left")
    if rules.is_over(draft.calendar, now=tx.now):
        raise InvalidInputError("announce-past")
    store.set_state(tx, draft.id, AnnouncementState.SCHEDULED)
    store.set_approver(tx, draft.id, approver)
    promised = existing(tx, actor, draft.id)
    record(tx, actor, "announce.schedule", promised, before=None)
    promises.make(tx, promised, since=tx.now)
    return promised


def _apply(
    tx: Transaction, actor: Actor, draft: Announcement, original: int, approver: str | None
) -> Announcement:
    # What is over promises nothing any more; its posts can still be corrected.
    before = existing(tx, actor, original) if draft.corrects else scheduled(tx, actor, original)
    if before.version != draft.revises_version:
        raise StaleError("announce-changed-meanwhile")
    moved = before.calendar != draft.calendar
    over = before.state is not AnnouncementState.SCHEDULED
    if not over and moved and nothing_comes(draft, tx.now):
        raise InvalidInputError("series-nothing-left")
    if over and before.plan != draft.plan:
        raise InvalidInputError("correct-no-time")
    if not over and rules.is_over(draft.calendar, now=tx.now) and (moved or not promises.owed(tx, before)):
        raise InvalidInputError("announce-past-change")
    store.set_text(tx, before.id, draft.title, draft.body)
    store.set_plan(tx, before.id, draft.plan)
    if not over:
        store.set_channels(tx, before.id, draft.channels)
    store.copy_content(tx, draft.id, before.id)
    if (
        draft.event_wall is not None
        and before.event_wall == draft.event_wall
        and before.plan.zone != draft.plan.zone
    ):
        store.set_event(tx, before.id, draft.event_wall)  # the same wall time elsewhere is another date
    store.set_approver(tx, before.id, approver)
    store.delete_draft(tx, draft.id)
    after = existing(tx, actor, before.id)
    record(tx, actor, "announce.correct" if draft.corrects else "announce.edit", after, before=before)
    reminding.moved(tx, after)
    if draft.corrects:
        corrections.promise(tx, before, after)
    if not over and (moved or before.channels != after.channels):
        promises.anew(tx, after, since=tx.now)
        promises.finish_if_past(tx, after)
    return after
