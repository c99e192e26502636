"""What is posted already is corrected: a draft that, once confirmed, also changes the posts of the latest occurrence.

The posts before stay as they are. Nobody is pinged again, and a post that was deleted is not posted anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.announcements import store
from bot.announcements.correction_rules import Correcting, latest
from bot.announcements.promises import CORRECTION, FEATURE, POST, PUBLISH
from bot.announcements.records import existing, own_draft
from bot.announcements.rules import MOST_CHANNELS, Announcement, AnnouncementState
from bot.clock import to_epoch
from bot.delivery import outbox
from bot.delivery.lateness import Promise, expires_at, is_late
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery, Outcome
from bot.errors import InvalidInputError, NotFoundError, StaleError
from bot.guilds.service import require_organiser, settings_in
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction

_LOOKED_AT = 2 * MOST_CHANNELS
"""Posts: those of the latest occurrence, and whether there is one before it."""


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """An announcement and its last correction, in the order of its posts; none where there was no correction."""

    announcement: Announcement
    rows: tuple[Delivery, ...]
    paused: bool


class CorrectionService:
    """Use cases of correcting; every one asks for an organiser."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, actor: Actor, announcement_id: int) -> Announcement:
        """A draft that begins with the announcement as it is. Raises InvalidInputError when nothing of it is posted."""

        def operation(tx: Transaction) -> Announcement:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            original = existing(tx, actor, announcement_id)
            if original.state is AnnouncementState.DRAFT:
                raise NotFoundError("announce-not-found")
            if not _posted(tx, original):
                raise InvalidInputError("correct-nothing")
            found = store.insert(
                tx,
                guild_id=actor.guild_id,
                author=audit.actor_key(tx, actor.user_id),
                title=original.title,
                body=original.body,
                plan=original.plan,
                channels=original.channels,
                revises=original,
            )
            store.copy_content(tx, original.id, found)
            store.set_corrects(tx, found, corrects=True)
            return existing(tx, actor, found)

        return await self._database.write(operation)

    async def outlook(self, actor: Actor, draft: Announcement) -> Correcting | None:
        """What the draft would correct; None for one that corrects nothing."""
        original_id = draft.revises
        if not draft.corrects or original_id is None:
            return None
        return await self._database.read(lambda tx: outlook(tx, existing(tx, actor, original_id)))

    async def only_future(self, actor: Actor, draft_id: int, version: int) -> Announcement:
        """Let the draft leave what is posted alone. Raises StaleError."""

        def operation(tx: Transaction) -> Announcement:
            draft = own_draft(tx, actor, draft_id)
            if draft.version != version:
                raise StaleError("announce-stale-draft")
            store.set_corrects(tx, draft.id, corrects=False)
            return existing(tx, actor, draft.id)

        return await self._database.write(operation)

    async def progress(self, actor: Actor, announcement_id: int) -> Corrected:
        """How far the last correction has come."""

        def operation(tx: Transaction) -> Corrected:
            settings = settings_in(tx, actor.guild_id)
            require_organiser(settings, actor)
            found = existing(tx, actor, announcement_id)
            return Corrected(announcement=found, rows=last(tx, found), paused=settings.paused_at is not None)

        return await self._database.read(operation)


def outlook(tx: Transaction, original: Announcement) -> Correcting:
    """What a correction of an announcement would change."""
    sent = _posted(tx, original)
    posts = latest(sent)
    return Correcting(
        posts=posts,
        earlier=len(sent) > len(posts),
        over=original.state is not AnnouncementState.SCHEDULED,
    )


def correctable(tx: Transaction, announcement: Announcement) -> bool:
    """Whether something of it is posted."""
    return bool(_posted(tx, announcement))


def last(tx: Transaction, announcement: Announcement) -> tuple[Delivery, ...]:
    """What became of its last correction."""
    rows = outbox.of_template(
        tx, announcement.guild_id, FEATURE, announcement.id, template=CORRECTION, limit=MOST_CHANNELS
    )
    version = rows[0].details.get("version") if rows else None
    return tuple(reversed([row for row in rows if row.details.get("version") == version]))


def published(tx: Transaction, announcement: Announcement, limit: int) -> Mapping[int, Delivery]:
    """Message → how it is published, the latest ones."""
    rows = outbox.of_template(
        tx, announcement.guild_id, FEATURE, announcement.id, template=PUBLISH, limit=limit
    )
    return {row.details["message_id"]: row for row in rows if isinstance(row.details["message_id"], int)}


def promise(tx: Transaction, before: Announcement, announcement: Announcement) -> int:
    """In the transaction that changes an announcement: promise that its latest posts become as it is now; returns how many.

    `before`: as it was; a post in a channel that it goes to no more keeps the language it has. A correction that is still under way is taken back: this one says the same and more.
    """
    outbox.cancel(
        tx, guild_id=announcement.guild_id, feature=FEATURE, subject_id=announcement.id, template=CORRECTION
    )
    posts = outlook(tx, announcement).posts
    for post in posts:
        still = announcement if post.target_id in announcement.channels else before
        _edit(
            tx, announcement, post, version=announcement.version, language=still.language_in(post.target_id)
        )
    return len(posts)


def catch_up(
    tx: Transaction, announcement: Announcement, post: Delivery, outcome: Outcome, *, rendered: int | None
) -> None:
    """In the transaction that settles a post: one that was on its way while a change was saved is brought up to date.

    `rendered`: the announcement's version whose text was sent; None: not known. After more than one attempt nobody knows
    which text stands there: the first may have been on Discord before, and only its answer was lost.
    """
    row = outbox.get(tx, post.id) if outcome.state is DeliveryState.SENT else None
    if row is None or row.result_id is None or row.first_attempt_at is None:
        return
    if post.attempt > 1:
        is_older = store.is_changed(tx, announcement.id, row.first_attempt_at)
    else:
        is_older = rendered is not None and rendered != announcement.version
    if not is_older or announcement.state is AnnouncementState.CANCELLED:
        return
    rows = outbox.of_template(
        tx, announcement.guild_id, FEATURE, announcement.id, template=CORRECTION, limit=1
    )
    # Beside a correction of the other posts it is a part of that one.
    beside = bool(rows) and rows[0].due_at >= row.first_attempt_at
    version = rows[0].details.get("version") if beside else announcement.version
    _edit(tx, announcement, row, version=version, language=announcement.language_in(row.target_id))


def _edit(
    tx: Transaction, announcement: Announcement, post: Delivery, *, version: object, language: str
) -> None:
    details: dict[str, object] = {
        "message_id": post.result_id,
        "mark": post.mark,
        "version": version,
        "language": language,
    }
    if post.settled_at is not None and is_late(post, post.settled_at):
        details["was_due"] = to_epoch(post.due_at)
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=announcement.guild_id,
            kind=EffectKind.EDIT,
            feature=FEATURE,
            template=CORRECTION,
            subject_id=announcement.id,
            target_id=post.target_id,
            occurrence=f"announcement:{announcement.id}:edit:{version}:{post.result_id}",
            details=details,
            due_at=tx.now,
            expires_at=expires_at(Promise.ALWAYS, tx.now),
        ),
    )


def _posted(tx: Transaction, announcement: Announcement) -> list[Delivery]:
    return outbox.last_sent(
        tx, announcement.guild_id, FEATURE, announcement.id, template=POST, limit=_LOOKED_AT
    )
