"""What threads have to say in a digest, and how everybody's sections are gathered."""

from collections.abc import Callable, Mapping, Sequence

from bot.feature import DigestLine, DigestQuery, DigestSection, Feature
from bot.language import markup
from bot.storage.database import Database, Transaction
from bot.topics.digest import rules
from bot.topics.rules import Style
from bot.topics.service import topics_of
from bot.topics.threads.rules import Thread, Urgency
from bot.topics.threads.service import told

UNANSWERED, RESOLVED = 10, 30
"""Where they stand among the sections."""
_MOST_LOOKS = 5


def of_threads(tx: Transaction, query: DigestQuery) -> list[DigestSection]:
    """`Feature.digest` of threads: what nobody has answered, the oldest first, and what was solved, the latest first.

    Nothing of a thread whose label keeps it where it is, nor of a topic that is archived, nor in one that is posted by its
    plan of topics whose followers get no digest, or get it once a week and had it.
    """
    without = {one.id for one in topics_of(tx, query.guild_id, archived=True)}
    if query.scheduled:
        without |= {
            one.id
            for one in topics_of(tx, query.guild_id)
            if one.style is Style.NONE or (one.style is Style.WEEKLY and not query.weekly)
        }
    waiting = told(tx, query.guild_id, query.may_show, without=without, most=rules.MOST_OF_SECTION)
    solved = told(
        tx,
        query.guild_id,
        query.may_show,
        without=without,
        most=rules.MOST_OF_SECTION,
        answered_since=query.since,
    )
    return [
        DigestSection(
            heading="digest-unanswered",
            order=UNANSWERED,
            lines=tuple(_waiting(one) for one in waiting.threads),
            more=waiting.count - len(waiting.threads),
        ),
        DigestSection(
            heading="digest-resolved",
            order=RESOLVED,
            lines=tuple(
                DigestLine(title=one.title, url=_url(one), at=one.answered_at) for one in solved.threads
            ),
            more=solved.count - len(solved.threads),
        ),
    ]


def _waiting(thread: Thread) -> DigestLine:
    if thread.urgency is Urgency.HIGH:
        return DigestLine(
            title=thread.title, url=_url(thread), at=thread.opened_at, note="digest-note-urgent"
        )
    return DigestLine(title=thread.title, url=_url(thread), at=thread.opened_at)


async def gather(
    database: Database,
    features: Mapping[str, Feature],
    guild_id: int,
    channel_id: int,
    may_show: Callable[[int], bool],
    *,
    scheduled: bool = False,
    weekly: bool = True,
) -> tuple[DigestSection, ...]:
    """Everybody's sections with something in them, in order. `may_show` is asked in the caller's thread, once a channel.

    `scheduled` and `weekly`: see DigestQuery.
    Permissions live in the event loop's thread and queries run in another: so it is looked again, with answers.
    """
    known: dict[int, bool] = {}
    found: tuple[DigestSection, ...] = ()
    for _ in range(_MOST_LOOKS):
        found, unknown = await _look(
            database, features, guild_id, channel_id, dict(known), scheduled=scheduled, weekly=weekly
        )
        if not unknown:
            break
        known |= {channel: may_show(channel) for channel in unknown}
    return found


async def _look(
    database: Database,
    features: Mapping[str, Feature],
    guild_id: int,
    channel_id: int,
    known: Mapping[int, bool],
    *,
    scheduled: bool,
    weekly: bool,
) -> tuple[tuple[DigestSection, ...], set[int]]:
    """The sections as far as `known` allows, and the channels it does not know of: nothing of these is told."""
    unknown: set[int] = set()

    def may_show(channel: int) -> bool:
        if channel not in known:
            unknown.add(channel)
        return known.get(channel, False)

    def operation(tx: Transaction) -> tuple[DigestSection, ...]:
        query = DigestQuery(
            guild_id=guild_id,
            channel_id=channel_id,
            since=tx.now - rules.BACK,
            now=tx.now,
            until=tx.now + rules.AHEAD,
            may_show=may_show,
            scheduled=scheduled,
            weekly=weekly,
        )
        asked = [feature.digest for feature in features.values() if feature.digest is not None]
        return in_order([section for digest in asked for section in digest(tx, query)])

    return await database.read(operation), unknown


def in_order(sections: Sequence[DigestSection]) -> tuple[DigestSection, ...]:
    """Those with something in them, the lowest first."""
    filled = [one for one in sections if one.lines]
    return tuple(sorted(filled, key=lambda one: (one.order, one.heading)))


def _url(thread: Thread) -> str:
    return markup.channel_url(thread.guild_id, thread.thread_id)
