"""Materials and recording of a session, posted to its cohort once it is over, and edited there when they change.

Functions of a transaction.
"""

from typing import Final

from bot.cohorts.rules import Cohort, CohortState, Session, SessionState
from bot.cohorts.sessions import store
from bot.cohorts.sessions.events import FEATURE
from bot.delivery import outbox
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery, Outcome
from bot.storage.database import Transaction

MATERIALS: Final = "materials"
MATERIALS_EDIT: Final = "materials-edit"


def has_any(session: Session) -> bool:
    """Whether there is something to post."""
    return bool(session.materials or session.recording)


def changed(tx: Transaction, cohort: Cohort, before: Session, after: Session) -> None:
    """A session is another now: promise the post of its materials, or its edit, or take the promise back."""
    if after.state is SessionState.CANCELLED or not has_any(after):
        outbox.cancel(tx, guild_id=after.guild_id, feature=FEATURE, subject_id=after.id, template=MATERIALS)
    same = (before.materials, before.recording) == (after.materials, after.recording)
    posted = posted_as(tx, after)
    if posted is not None:
        if not same:
            _edit(tx, after, posted)
        return
    if cohort.channel_id is None or not has_any(after) or after.state is SessionState.CANCELLED:
        return
    if same and before.ends_at == after.ends_at:
        return
    _post(tx, after, cohort.channel_id)


def cohort_changed(tx: Transaction, before: Cohort, after: Cohort) -> None:
    """What waits is posted where the cohort meets by then; nowhere, once it is cancelled."""
    if (before.channel_id, before.state) == (after.channel_id, after.state):
        return
    where = None if after.state is CohortState.CANCELLED else after.channel_id
    for one in store.sessions(tx, after.id):
        if not has_any(one) or one.state is SessionState.CANCELLED:
            continue
        waited = outbox.cancel(
            tx, guild_id=one.guild_id, feature=FEATURE, subject_id=one.id, template=MATERIALS
        )
        if where is not None and (waited or one.ends_at > tx.now) and posted_as(tx, one) is None:
            _post(tx, one, where)


def is_wanted(cohort: Cohort, session: Session, delivery: Delivery) -> bool:
    """Whether a post that is due is still to be made, and made there."""
    here = cohort.channel_id == delivery.target_id and cohort.state is not CohortState.CANCELLED
    return here and has_any(session) and session.state is not SessionState.CANCELLED


def posted_as(tx: Transaction, session: Session) -> Delivery | None:
    """The post of a session's materials, where it stands; None: it was not posted yet."""
    sent = outbox.last_sent(tx, session.guild_id, FEATURE, session.id, template=MATERIALS, limit=1)
    return sent[0] if sent else None


def settled(tx: Transaction, session: Session, delivery: Delivery, outcome: Outcome) -> None:
    """A post that was on its way while the materials changed is brought up to date."""
    if delivery.template != MATERIALS or outcome.state is not DeliveryState.SENT:
        return
    posted = posted_as(tx, session)
    if posted is not None and delivery.details.get("version") != session.version:
        _edit(tx, session, posted)


def _post(tx: Transaction, session: Session, channel_id: int) -> None:
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=session.guild_id,
            kind=EffectKind.MESSAGE,
            feature=FEATURE,
            template=MATERIALS,
            subject_id=session.id,
            target_id=channel_id,
            occurrence=f"session:{session.id}:materials:{channel_id}",
            details={"version": session.version},
            due_at=max(session.ends_at, tx.now),
        ),
    )


def _edit(tx: Transaction, session: Session, posted: Delivery) -> None:
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=session.guild_id,
            kind=EffectKind.EDIT,
            feature=FEATURE,
            template=MATERIALS_EDIT,
            subject_id=session.id,
            target_id=posted.target_id,
            occurrence=f"session:{session.id}:materials:{posted.target_id}:v{session.version}",
            details={"message_id": posted.result_id, "mark": posted.mark},
            due_at=tx.now,
        ),
    )
