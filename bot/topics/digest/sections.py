"""What threads have to say in a digest, and how everybody's sections are gathered."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.feature import DigestLine, DigestQuery, DigestSection, Feature
from bot.language import markup
from bot.storage.database import Database, Transaction
from bot.topics.digest import rules
from bot.topics.service import topics_of
from bot.topics.threads.rules import Thread, Urgency, may_leave
from bot.topics.threads.service import open_questions, resolved_since

UNANSWERED, RESOLVED = 10, 30
"""Where they stand among the sections."""
_MOST_LOOKS = 5


def of_threads(tx: Transaction, query: DigestQuery) -> list[DigestSection]:
    """`Feature.digest` of threads: what nobody has answered, the oldest first, and what was solved, the latest first.

    Nothing of a thread whose label keeps it where it is, nor of a topic that is archived.
    """
    archived = {one.id for one in topics_of(tx, query.guild_id, archived=True)}

    def shown(threads: Iterable[Thread]) -> list[Thread]:
        there = [
            one
            for one in threads
            if one.thread_id and one.gone_at is None and one.topic_id not in archived and may_leave(one.label)
        ]
        # Every channel is asked about: a list, so that none waits for the answer to another.
        return [one for one, seen in [(one, query.may_show(one.channel_id)) for one in there] if seen]

    waiting = [
        DigestLine(title=one.title, url=_url(one), at=one.opened_at, note="digest-note-urgent")
        if one.urgency is Urgency.HIGH
        else DigestLine(title=one.title, url=_url(one), at=one.opened_at)
        for one in shown(open_questions(tx, query.guild_id))
    ]
    solved = [
        DigestLine(title=one.title, url=_url(one), at=one.answered_at)
        for one in shown(resolved_since(tx, query.guild_id, query.since))
    ]
    return [
        DigestSection(
            heading="digest-unanswered",
            order=UNANSWERED,
            lines=tuple(waiting[: rules.MOST_OF_SECTION]),
            more=len(waiting[rules.MOST_OF_SECTION :]),
        ),
        DigestSection(
            heading="digest-resolved",
            order=RESOLVED,
            lines=tuple(solved[: rules.MOST_OF_SECTION]),
            more=len(solved[rules.MOST_OF_SECTION :]),
        ),
    ]


async def gather(
    database: Database,
    features: Mapping[str, Feature],
    guild_id: int,
    channel_id: int,
    may_show: Callable[[int], bool],
) -> tuple[DigestSection, ...]:
    """Everybody's sections with something in them, in order. `may_show` is asked in the caller's thread, once a channel.

    Permissions live in the event loop's thread and queries run in another: so it is looked again, with answers.
    """
    known: dict[int, bool] = {}
    found: tuple[DigestSection, ...] = ()
    for _ in range(_MOST_LOOKS):
        found, unknown = await _look(database, features, guild_id, channel_id, dict(known))
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
