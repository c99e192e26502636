"""How an announcement's plan becomes deliveries: functions of a transaction, for whoever changes an announcement."""

import datetime as dt
from collections.abc import Sequence

from bot.announcements import rules, series_rules, store
from bot.announcements.rules import Announcement, AnnouncementState
from bot.delivery import outbox
from bot.delivery.lateness import Promise, expires_at
from bot.delivery.model import EffectKind, NewDelivery
from bot.delivery.recurrence import Occurrence
from bot.storage.database import Transaction

FEATURE = "announcements"
POST, TRIAL = "post", "trial"
"""What is delivered: the announcement itself, and the author's look at it."""
CORRECTION, PUBLISH = "correction", "publish"
"""What happens to a post that stands: it is changed, and published to the servers that follow."""
_MOST_OWED = (rules.CATCH_UP + 100) * rules.MOST_CHANNELS


def anew(tx: Transaction, announcement: Announcement, *, since: dt.datetime) -> int:
    """Take back what was not sent and promise anew what is owed and what comes after `since`.

    What was sent keeps its occurrence key, so nothing is sent twice.
    """
    kept = owed(tx, announcement)
    outbox.cancel(
        tx, guild_id=announcement.guild_id, feature=FEATURE, subject_id=announcement.id, template=POST
    )
    found, until = rules.to_promise_anew(announcement.calendar, owed=kept, since=since, now=tx.now)
    return _promise(tx, announcement, found, until)


def make(tx: Transaction, announcement: Announcement, *, since: dt.datetime) -> int:
    """Promise what comes after `since`, up to the horizon; returns how many deliveries."""
    return _promise(tx, announcement, *rules.to_plan(announcement.calendar, since=since, now=tx.now))


def _promise(
    tx: Transaction, announcement: Announcement, found: Sequence[Occurrence], until: dt.datetime
) -> int:
    if announcement.paused_at is not None:
        found = ()
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


def finish_if_over(tx: Transaction, announcement: Announcement) -> None:
    """Nothing comes any more and nothing is owed: it belongs to the past."""
    if rules.is_over(announcement.calendar, now=tx.now) and not owed(tx, announcement):
        store.set_state(tx, announcement.id, AnnouncementState.FINISHED)


def finish_if_past(tx: Transaction, announcement: Announcement) -> None:
    """Also those of its dates are over that were left out: until then they can be taken back."""
    if rules.is_over(series_rules.bare(announcement.plan), now=tx.now):
        finish_if_over(tx, announcement)


def owed(tx: Transaction, announcement: Announcement) -> dict[dt.datetime, dt.datetime]:
    """The promises of it that are still to be kept: wall time → instant."""
    rows = outbox.upcoming(tx, announcement.guild_id, FEATURE, announcement.id, _MOST_OWED)
    return {
        dt.datetime.fromisoformat(str(row.details["planned"])): row.due_at
        for row in rows
        if row.template == POST
    }
