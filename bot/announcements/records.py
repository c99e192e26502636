"""What every use case of announcements begins and ends with: the record, whether it may be touched, what is noted.

Functions of a transaction. They ask for an organiser again, and for the announcement in the actor's own guild.
"""

from bot.announcements import rules, store
from bot.announcements.rules import Announcement, AnnouncementState, Variant
from bot.errors import InvalidInputError, NotFoundError, StaleError
from bot.guilds.service import require_organiser, settings_in
from bot.language.safe_text import clean_name, length, safe_body
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Transaction


def own_draft(tx: Transaction, actor: Actor, draft_id: int) -> Announcement:
    """A draft of the actor's. Raises NotAllowedError, NotFoundError, and StaleError once it was confirmed."""
    require_organiser(settings_in(tx, actor.guild_id), actor)
    found = store.get(tx, actor.guild_id, draft_id)
    if found is None:
        raise NotFoundError("announce-draft-gone")
    if found.state is not AnnouncementState.DRAFT:
        raise StaleError("announce-already")
    if audit.user_of(tx, found.author) != actor.user_id:
        raise NotFoundError("announce-draft-gone")
    return found


def record(
    tx: Transaction,
    actor: Actor,
    action: str,
    after: Announcement,
    *,
    before: Announcement | None,
) -> None:
    """Note the change in the audit log; `action` has its line in the catalogue under audit-…"""
    audit.record(
        tx,
        guild_id=actor.guild_id,
        user_id=actor.user_id,
        action=action,
        subject=after.title,
        before=None if before is None else fields(before),
        after=fields(after),
    )


def existing(tx: Transaction, actor: Actor, announcement_id: int) -> Announcement:
    """An announcement of the actor's guild. Raises NotFoundError. Asks for no organiser."""
    found = store.get(tx, actor.guild_id, announcement_id)
    if found is None:
        raise NotFoundError("announce-not-found")
    return found


def scheduled(tx: Transaction, actor: Actor, announcement_id: int) -> Announcement:
    """One that still promises something. Raises NotFoundError or StaleError. Asks for no organiser."""
    found = existing(tx, actor, announcement_id)
    if found.state is AnnouncementState.CANCELLED:
        raise StaleError("announce-cancelled-already")
    if found.state is not AnnouncementState.SCHEDULED:
        raise StaleError("announce-over-already")
    return found


def require_text(draft: Announcement) -> None:
    """Raises InvalidInputError for a text that cannot be posted as it is."""
    if not draft.title and not draft.body:
        raise InvalidInputError("announce-no-text")
    reason = unfit(draft)
    if reason is not None:
        raise reason
    for language, variant in draft.variants.items():
        reason = unfit(variant)
        if reason is not None:
            raise InvalidInputError("variants-unfit", code=language, reason=reason)


def unfit(draft: Announcement | Variant) -> InvalidInputError | None:
    """Why a text cannot be posted as it is."""
    if not draft.title:
        return InvalidInputError("announce-title-empty")
    if clean_name(draft.body) is None:
        return InvalidInputError("announce-body-empty")
    if length(draft.title) > rules.TITLE_LIMIT:
        return InvalidInputError("announce-title-long", most=rules.TITLE_LIMIT)
    # As it is shown: the host of a masked link is told behind it, and an emoji counts twice.
    if length(safe_body(draft.body)) > rules.BODY_LIMIT:
        return InvalidInputError("announce-body-long", most=rules.BODY_LIMIT)
    return None


def fields(announcement: Announcement) -> dict[str, object]:
    """What the audit log keeps of an announcement."""
    plan = announcement.plan
    return {
        "id": announcement.id,
        "title": announcement.title,
        "body": announcement.body,
        "wall": plan.wall.isoformat(),
        "zone": plan.zone,
        "rule": None if plan.rule is None else plan.rule.to_text(),
        "not_on": sorted(day.isoformat() for day in plan.not_on),
        "skips_holidays": announcement.skips_holidays,
        "event": None if announcement.event_wall is None else announcement.event_wall.isoformat(),
        "channels": list(announcement.channels),
        "publish": sorted(announcement.publish),
        "languages": {str(channel): language for channel, language in announcement.languages.items()},
        "variants": {
            language: {"title": variant.title, "body": variant.body}
            for language, variant in announcement.variants.items()
        },
        "picture": None if announcement.picture is None else announcement.picture.alt,
        "ping": announcement.ping,
        "author": announcement.author,
        "approver": announcement.approver,
        "paused": announcement.paused_at is not None,
        "state": announcement.state.value,
    }
