"""What announcements add to the agenda: the dates they told of, and for organisers what is going to be posted.

A member learns of nothing that was not posted where they may read: the date is kept as it was told, in a row of its own,
and a change that nobody has read yet does not touch it.
"""

import datetime as dt
from collections.abc import Callable, Iterator

from bot.announcements import store as announcements
from bot.announcements.agenda import store
from bot.announcements.agenda.store import Told
from bot.announcements.promises import FEATURE, POST
from bot.announcements.rules import Announcement, AnnouncementState
from bot.delivery import outbox
from bot.delivery.model import Delivery, DeliveryState, EffectKind, Outcome
from bot.delivery.recurrence import occurrences, resolve
from bot.feature import AgendaItem, AgendaQuery, DigestLine, DigestQuery, DigestSection
from bot.language import markup
from bot.storage.database import Transaction

_MOST_POSTS = 200
"""Of one announcement, within a window: one an hour would be too many to read."""
_ZONES_APART = dt.timedelta(hours=26)
_IN_DIGEST, _MOST_IN_DIGEST = 20, 10
"""Where the dates stand among a digest's sections, and how many are named."""


def told(tx: Transaction, announcement: Announcement, delivery: Delivery, outcome: Outcome) -> None:
    """Keep title and date as readers have them now, when something of the announcement was posted or corrected."""
    everybody_reads = delivery.template == POST or delivery.kind is EffectKind.EDIT
    if outcome.state is DeliveryState.SENT and everybody_reads:
        store.tell(tx, announcement)


def told_title(tx: Transaction, announcement_id: int) -> str | None:
    """The title as it was posted last; None where that is not known."""
    return store.title(tx, announcement_id)


def coming(tx: Transaction, query: AgendaQuery) -> list[AgendaItem]:
    """`Feature.agenda` of announcements. They concern everybody, so they add nothing to what is `mine`."""
    if query.mine:
        return []
    items = list(_dates(tx, query))
    if query.organises:
        items += _posts(tx, query)
    return items


def in_digest(tx: Transaction, query: DigestQuery) -> list[DigestSection]:
    """`Feature.digest` of announcements: the dates to come that stand in a post which every reader may read."""
    found = []
    for told_one in store.told_between(
        tx, query.guild_id, query.now - _ZONES_APART, query.until + _ZONES_APART
    ):
        at = resolve(told_one.wall, told_one.zone).instant
        if told_one.cancelled or not query.now <= at < query.until:
            continue
        post = _readable_post(tx, query.guild_id, told_one, query.may_show)
        if post is not None:
            found.append(DigestLine(title=told_one.title, url=post, at=at))
    lines = sorted(found, key=lambda line: (line.at or query.now, line.title))
    section = DigestSection(
        heading="digest-dates",
        order=_IN_DIGEST,
        lines=tuple(lines[:_MOST_IN_DIGEST]),
        more=len(lines[_MOST_IN_DIGEST:]),
    )
    return [section]


def _dates(tx: Transaction, query: AgendaQuery) -> Iterator[AgendaItem]:
    """Dates that stand in a post that the reader may read now."""
    for found in store.told_between(
        tx, query.guild_id, query.cancelled_since - _ZONES_APART, query.until + _ZONES_APART
    ):
        at = resolve(found.wall, found.zone)
        since = query.cancelled_since if found.cancelled else query.since
        if not since <= at.instant < query.until:
            continue
        post = _readable_post(tx, query.guild_id, found, query.may_view)
        if post is None:
            continue
        yield AgendaItem(
            uid=f"announcement-{found.announcement_id}",
            sequence=found.sequence,
            kind="announce-agenda-event",
            title=found.title,
            starts_at=at.instant,
            wall=at.wall,
            zone=found.zone,
            url=post,
            cancelled=found.cancelled,
        )


def _readable_post(
    tx: Transaction, guild_id: int, found: Told, may_view: Callable[[int], bool]
) -> str | None:
    """The address of the newest post about it in a channel that the reader may view."""
    newest: dict[int, int] = {}
    for sent in outbox.last_sent(tx, guild_id, FEATURE, found.announcement_id, template=POST):
        newest[sent.target_id] = max(newest.get(sent.target_id, 0), sent.result_id or 0)
    # Every channel is asked about: a list, so that none waits for the answer to another.
    visible = [message for channel, message in newest.items() if may_view(channel)]
    if not visible:
        return None
    message = max(visible)
    channel = next(channel for channel, one in newest.items() if one == message)
    return markup.message_url(guild_id, channel, message)


def _posts(tx: Transaction, query: AgendaQuery) -> Iterator[AgendaItem]:
    """What is going to be posted, in channels that the organiser may view."""
    for announcement_id in announcements.ids(tx, query.guild_id, (AnnouncementState.SCHEDULED,)):
        found = announcements.get(tx, query.guild_id, announcement_id)
        if found is None or found.paused_at is not None:
            continue
        channels = tuple(channel for channel in found.channels if query.may_view(channel))
        if not channels:
            continue
        for one in occurrences(found.calendar, query.since, query.until, _MOST_POSTS):
            yield AgendaItem(
                uid=f"announcement-{found.id}-{one.planned:%Y%m%dT%H%M%S}",
                sequence=found.version,
                kind="announce-agenda-post",
                title=found.title,
                starts_at=one.instant,
                wall=one.wall,
                zone=found.plan.zone,
                channels=channels,
            )
