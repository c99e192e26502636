"""What announcements tell reminders: what there is to be reminded of, and when its date moves or it is cancelled."""

from bot.announcements import agenda, store
from bot.announcements.promises import FEATURE, POST
from bot.announcements.rules import Announcement, AnnouncementState
from bot.delivery import outbox
from bot.delivery.recurrence import resolve
from bot.feature import Remindable
from bot.reminders import promises as reminders
from bot.storage.database import Transaction


def remindable(tx: Transaction, guild_id: int, announcement_id: int) -> Remindable | None:
    """`Feature.remindable` of announcements: only what was posted, so that no button tells of one that was not."""
    found = store.get(tx, guild_id, announcement_id)
    if found is None or found.state in (AnnouncementState.DRAFT, AnnouncementState.CANCELLED):
        return None
    sent = outbox.last_sent(tx, guild_id, FEATURE, announcement_id, template=POST)
    if not sent:
        return None
    channels = frozenset(found.channels) | {post.target_id for post in sent}
    return _remindable(tx, found, channels)


def moved(tx: Transaction, announcement: Announcement) -> None:
    """It was changed or cancelled: its reminders follow."""
    what = remindable(tx, announcement.guild_id, announcement.id)
    reminders.moved(tx, announcement.guild_id, FEATURE, announcement.id, what)


def _remindable(tx: Transaction, found: Announcement, channels: frozenset[int]) -> Remindable:
    # A change that is not posted yet is told to nobody: an old post's button would say the next one's title.
    title = agenda.told_title(tx, found.id) or found.title
    if found.event_wall is None:
        return Remindable(title=title, channels=channels)
    at = resolve(found.event_wall, found.plan.zone)
    if at.instant <= tx.now:
        return Remindable(title=title, channels=channels)
    return Remindable(title=title, at=at.instant, wall=at.wall, zone=found.plan.zone, channels=channels)
