"""The private thread that a cohort meets in: made by the bot, and who is in it. Promised through the outbox."""

from collections.abc import Collection
from typing import Final

from bot.cohorts import store
from bot.cohorts.enrolling_rules import HERE
from bot.cohorts.roles import ADD, REMOVE
from bot.cohorts.rules import Cohort, CohortState
from bot.delivery import outbox
from bot.delivery.model import Delivery, EffectKind, NewDelivery
from bot.storage.database import Transaction

FEATURE: Final = "cohorts"
THREAD, MEMBER = "thread", "member"
"""What is delivered: the thread itself, and somebody added to it or taken out."""


def make(tx: Transaction, cohort: Cohort, channel_id: int, *, key: str) -> None:
    """Promise a private thread in a text channel; one that was promised before and waits is taken back."""
    outbox.cancel(tx, guild_id=cohort.guild_id, feature=FEATURE, subject_id=cohort.id, template=THREAD)
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=cohort.guild_id,
            kind=EffectKind.PRIVATE_THREAD,
            feature=FEATURE,
            template=THREAD,
            subject_id=cohort.id,
            target_id=channel_id,
            occurrence=f"cohort:{cohort.id}:thread:{key}",
            due_at=tx.now,
        ),
    )


def is_underway(tx: Transaction, cohort: Cohort) -> bool:
    """Whether the thread is still to be made."""
    found = outbox.of_template(tx, cohort.guild_id, FEATURE, cohort.id, template=THREAD, limit=1)
    return any(one.settled_at is None for one in found)


def change(tx: Transaction, cohort: Cohort, user_id: int, action: str, *, key: str) -> None:
    """Promise that somebody is added to the thread, or taken out; nothing where it meets elsewhere."""
    if cohort.channel_id is None or not cohort.thread_made:
        return
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=cohort.guild_id,
            kind=EffectKind.THREAD_MEMBER,
            feature=FEATURE,
            template=MEMBER,
            subject_id=cohort.id,
            target_id=cohort.channel_id,
            # The id stands between colons: so erasing the person finds it.
            occurrence=f"cohort:{cohort.id}:member:{action}:{user_id}:{key}",
            details={"user_id": user_id, "action": action, "place": cohort.parent_id},
            due_at=tx.now,
        ),
    )


def fill(tx: Transaction, cohort: Cohort, *, key: str) -> None:
    """Promise that everybody who belongs there is added."""
    for user_id in sorted(belonging(tx, cohort)):
        change(tx, cohort, user_id, ADD, key=key)


def facilitators_changed(
    tx: Transaction, cohort: Cohort, before: Collection[int], after: Collection[int], *, key: str
) -> None:
    """Other people lead it: those who do come in, those who did go unless they are in the cohort."""
    inside = {one.user_id for one in store.enrolments(tx, cohort.id, HERE)}
    for user_id in sorted(set(after) - set(before) - inside):
        change(tx, cohort, user_id, ADD, key=key)
    for user_id in sorted(set(before) - set(after) - inside):
        change(tx, cohort, user_id, REMOVE, key=key)


def belonging(tx: Transaction, cohort: Cohort) -> set[int]:
    """Who belongs in the thread: the facilitators, and whoever is in the cohort or completed it."""
    inside = {one.user_id for one in store.enrolments(tx, cohort.id, HERE)}
    return inside | set(store.facilitators(tx, cohort.id))


def wanted(tx: Transaction, cohort: Cohort, delivery: Delivery) -> bool:
    """Whether a promise is still what is wanted."""
    if not cohort.thread_made or cohort.channel_id != delivery.target_id:
        return False
    there = delivery.details.get("user_id") in belonging(tx, cohort)
    adding = delivery.details.get("action") == ADD
    return there is adding and not (adding and cohort.state is CohortState.CANCELLED)
