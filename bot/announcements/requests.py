"""How a draft asks for another organiser's agreement: what the outbox posts of it, and how it ends.

Functions of a transaction. In the organisers' notices channel stands one card for each request, with the texts before it
when there are several; when the request ends, the card says how and loses its buttons.
"""

from bot.announcements import approval_rules, promises, rules, store
from bot.announcements.approval_rules import Ending, Request, Standing
from bot.announcements.rules import Announcement, AnnouncementState
from bot.clock import to_epoch
from bot.delivery import outbox
from bot.delivery.lateness import Promise, expires_at
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery, mark_of
from bot.guilds.rules import ChannelPurpose, GuildSettings
from bot.people import audit
from bot.storage.database import Transaction

FEATURE = "approvals"
TEXT, CARD, CLOSED, ANSWER = "text", "card", "closed", "answer"
"""What is delivered: a text of several, the card with the buttons, the card without them, the author's answer."""


def need(settings: GuildSettings, draft: Announcement, role_size: int | None) -> approval_rules.Need | None:
    """Why another organiser has to agree to a draft; `role_size` is the pinged role's, None where nobody knows."""
    return approval_rules.need(
        ping=draft.ping,
        guild_id=draft.guild_id,
        role_size=role_size,
        approve_all=settings.approve_all,
        most=settings.approve_role_size,
    )


def standing(
    tx: Transaction, settings: GuildSettings, draft: Announcement, role_size: int | None
) -> Standing:
    """Where a draft stands."""
    request = waiting(tx, draft)
    return Standing(
        need=need(settings, draft, role_size),
        most=settings.approve_role_size,
        role_size=role_size,
        asked_at=None if request is None else request.asked_at,
    )


def waiting(tx: Transaction, draft: Announcement) -> Request | None:
    """The request of a draft as it is now; one for an earlier version counts no longer."""
    found = store.request(tx, draft.guild_id, draft.id)
    return found if found is not None and found.version == draft.version else None


def ask(tx: Transaction, settings: GuildSettings, draft: Announcement, asked_by: str) -> None:
    """Store the request and show it to the organisers. What was asked before about the same draft ends."""
    before = store.request(tx, draft.guild_id, draft.id)
    if before is not None:
        close(tx, before, draft.title, Ending.CHANGED)
    store.ask_approval(tx, draft, asked_by)
    request = store.request(tx, draft.guild_id, draft.id)
    channel_id = settings.channels.get(ChannelPurpose.NOTICES)
    if channel_id is None or request is None:
        return
    texts = [(TEXT, language) for language in draft.heard] if len(draft.heard) > 1 else []
    for template, language in (*texts, (CARD, "")):
        outbox.enqueue(
            tx,
            NewDelivery(
                guild_id=draft.guild_id,
                kind=EffectKind.MESSAGE,
                feature=FEATURE,
                template=template,
                subject_id=draft.id,
                target_id=channel_id,
                occurrence=_occurrence(request, template, language),
                details={
                    "version": request.version,
                    "asked_at": to_epoch(request.asked_at),
                    "language": language,
                },
                due_at=tx.now,
                expires_at=expires_at(Promise.NOTICE, tx.now),
            ),
        )


def close(
    tx: Transaction,
    request: Request,
    title: str,
    ending: Ending,
    *,
    by: str | None = None,
    reason: str = "",
) -> None:
    """End a request: it waits no longer, and its card says how it ended. `by` is an actor key.

    A card that is on its way at this moment is caught when it has arrived: see `arrived`.
    """
    store.delete_request(tx, request.draft_id)
    occurrence = _occurrence(request, CARD)
    for row in outbox.for_subject(tx, request.guild_id, FEATURE, request.draft_id):
        if row.occurrence == occurrence and row.state is DeliveryState.SENT and row.result_id is not None:
            _edit(tx, row, row.result_id, title, ending, asked_by=request.asked_by, by=by, reason=reason)


def arrived(tx: Transaction, delivery: Delivery, message_id: int) -> None:
    """A card stands in its channel. If its request ended while it was sent, it loses its buttons at once."""
    draft = store.get(tx, delivery.guild_id, delivery.subject_id)
    if draft is not None and is_current(tx, draft, delivery):
        return
    approved = draft is not None and draft.state is not AnnouncementState.DRAFT
    _edit(
        tx,
        delivery,
        message_id,
        "" if draft is None else draft.title,
        Ending.APPROVED if approved else Ending.OVERTAKEN,
        asked_by=None,
        by=draft.approver if approved and draft is not None else None,
        reason="",
    )


def is_current(tx: Transaction, draft: Announcement, delivery: Delivery) -> bool:
    """Whether a delivery still shows what is asked."""
    request = waiting(tx, draft)
    return request is not None and (request.version, to_epoch(request.asked_at)) == (
        delivery.details.get("version"),
        delivery.details.get("asked_at"),
    )


def answer(
    tx: Transaction, request: Request, title: str, ending: Ending, *, by: str, reason: str = ""
) -> None:
    """Tell the author how it was decided. Closed direct messages are nobody's fault: the card says it as well."""
    author_id = audit.user_of(tx, request.asked_by)
    if author_id is None:
        return
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=request.guild_id,
            kind=EffectKind.DIRECT_MESSAGE,
            feature=FEATURE,
            template=ANSWER,
            subject_id=request.draft_id,
            target_id=author_id,
            occurrence=_occurrence(request, ANSWER),
            details={"ending": ending.value, "title": title, "by": by, "reason": reason},
            due_at=tx.now,
            expires_at=expires_at(Promise.NOTICE, tx.now),
        ),
    )


def is_past(tx: Transaction, draft: Announcement) -> bool:
    """Whether nothing of it would come any more. A change that keeps the times still matters while something is owed."""
    if draft.corrects or not rules.is_over(draft.calendar, now=tx.now):
        return False
    original = None if draft.revises is None else store.get(tx, draft.guild_id, draft.revises)
    return original is None or original.calendar != draft.calendar or not promises.owed(tx, original)


def ended(tx: Transaction, request: Request) -> tuple[Announcement, Ending] | None:
    """The draft and how its request has ended by itself; None: it still waits."""
    draft = store.get(tx, request.guild_id, request.draft_id)
    if draft is None:
        return None
    original = None if draft.revises is None else store.get(tx, draft.guild_id, draft.revises)
    overtaken = draft.state is not AnnouncementState.DRAFT or (
        draft.revises is not None
        and (
            original is None
            or (original.state is not AnnouncementState.SCHEDULED and not draft.corrects)
            or original.version != draft.revises_version
        )
    )
    ending = approval_rules.ending(
        request,
        version=draft.version,
        past=is_past(tx, draft),
        overtaken=overtaken,
        now=tx.now,
    )
    return None if ending is None else (draft, ending)


def sweep(tx: Transaction, guild_id: int, draft_id: int) -> bool:
    """End a request that has ended by itself; its draft is kept for as long as any other. True when it had ended."""
    request = store.request(tx, guild_id, draft_id)
    found = None if request is None else ended(tx, request)
    if request is None or found is None:
        return False
    draft, ending = found
    close(tx, request, draft.title, ending)
    store.keep_draft(tx, draft.id)
    return True


def _occurrence(request: Request, template: str, language: str = "") -> str:
    """The same draft may be asked about again, as it is, after it was declined."""
    asked = f"{request.draft_id}:{request.version}:{to_epoch(request.asked_at)}"
    return f"approval:{asked}:{template}:{language}"


def _edit(
    tx: Transaction,
    card: Delivery,
    message_id: int,
    title: str,
    ending: Ending,
    *,
    asked_by: str | None,
    by: str | None,
    reason: str,
) -> None:
    details: dict[str, object] = {
        "message_id": message_id,
        "mark": mark_of(card.occurrence),
        "ending": ending.value,
        "title": title,
        "asked_by": asked_by,
        "by": by,
        "reason": reason,
        "at": to_epoch(tx.now),
    }
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=card.guild_id,
            kind=EffectKind.EDIT,
            feature=FEATURE,
            template=CLOSED,
            subject_id=card.subject_id,
            target_id=card.target_id,
            occurrence=f"{card.occurrence}:closed",
            details=details,
            due_at=tx.now,
            expires_at=expires_at(Promise.ALWAYS, tx.now),
        ),
    )
