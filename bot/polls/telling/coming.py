"""What polls tell other features: the agenda, the digest, searches, reminders, notices. Functions of a transaction."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from bot.feature import (
    AgendaItem,
    AgendaQuery,
    DigestLine,
    DigestQuery,
    DigestSection,
    Found,
    Named,
    Remindable,
    SearchQuery,
)
from bot.polls import store
from bot.polls.rules import Poll, PollState
from bot.polls.telling import messages, rules
from bot.polls.telling import store as telling
from bot.polls.voting import electorate
from bot.storage.database import Transaction
from bot.ui.routes import press

OPEN_ORDER: Final = 15
"""Where polls that people can still vote in stand among the digest's sections."""
RESULT_ORDER: Final = 40
_MOST_LINES: Final = 10
_EXCERPT: Final = 240


def agenda(tx: Transaction, query: AgendaQuery) -> Sequence[AgendaItem]:
    """`Feature.agenda`: when polls close, in channels that the reader may view."""
    # Each is asked about before any answer is used: see AgendaQuery.
    seen = {one for one in store.channels(tx, query.guild_id) if query.may_view(one)}
    found: list[AgendaItem] = []
    since = min(query.since, query.cancelled_since)
    for poll in telling.ending(tx, query.guild_id, since, query.until):
        if poll.channel_id not in seen or poll.closes_at is None:
            continue
        off = poll.state is not PollState.OPEN
        if poll.closes_at < (query.cancelled_since if off else query.since):
            continue
        if off and poll.state is not PollState.VOID and not _closed_early(poll):
            if poll.closes_at < query.since:
                continue
            off = False
        if query.mine and not concerns(tx, poll, query.user_id):
            continue
        wall = poll.closes_wall
        found.append(
            AgendaItem(
                uid=f"poll-{poll.id}",
                sequence=poll.version,
                kind="poll-agenda-kind",
                title=poll.question,
                starts_at=poll.closes_at,
                wall=poll.closes_at.replace(tzinfo=None) if wall is None else wall,
                zone="UTC" if wall is None else poll.zone,
                url=messages.url(poll),
                channels=(poll.channel_id,),
                cancelled=off,
            )
        )
    return found


def concerns(tx: Transaction, poll: Poll, user_id: int) -> bool:
    """Whether somebody may have a vote in it: they stand on the roll, or there is none."""
    return poll.roll is None or bool(electorate.rights_of(tx, poll, user_id).units)


def remindable(tx: Transaction, guild_id: int, poll_id: int) -> Remindable | None:
    """`Feature.remindable`: an open poll, asked for in its channel or its discussion."""
    poll = store.get(tx, guild_id, poll_id)
    if poll is None or poll.state is not PollState.OPEN:
        return None
    channels = frozenset(one for one in (poll.channel_id, poll.thread_id) if one is not None)
    if poll.closes_at is None or poll.closes_at <= tx.now:
        return Remindable(title=poll.question, url=messages.url(poll), channels=channels)
    return Remindable(
        title=poll.question,
        at=poll.closes_at,
        wall=poll.closes_wall,
        zone=poll.zone,
        url=messages.url(poll),
        channels=channels,
    )


def named(tx: Transaction, guild_id: int, poll_id: int) -> Named | None:
    """`Feature.named`."""
    poll = store.get(tx, guild_id, poll_id)
    return None if poll is None else Named(title=poll.question, show=press("poll.show", poll.id))


def digest(tx: Transaction, query: DigestQuery) -> Sequence[DigestSection]:
    """`Feature.digest`: what can still be voted in, what closes first standing first; and what came to an end."""
    shown = {one for one in store.channels(tx, query.guild_id) if query.may_show(one)}
    still = [
        one
        for one in store.every(tx, query.guild_id, {PollState.OPEN})
        if one.channel_id in shown and (one.closes_at is None or one.closes_at > query.now)
    ]
    still.sort(key=lambda one: (one.closes_at is None, one.closes_at or query.now, one.id))
    over = [one for one in telling.decided(tx, query.guild_id, query.since) if one.channel_id in shown]
    return (
        DigestSection(
            heading="poll-digest-open",
            order=OPEN_ORDER,
            lines=tuple(_open_line(one, query) for one in still[:_MOST_LINES]),
            more=len(still[_MOST_LINES:]),
        ),
        DigestSection(
            heading="poll-digest-results",
            order=RESULT_ORDER,
            lines=tuple(_closed_line(one) for one in over[:_MOST_LINES]),
            more=len(over[_MOST_LINES:]),
        ),
    )


def search(tx: Transaction, query: SearchQuery) -> Sequence[Found]:
    """`Feature.search`: closed polls that hold every word, each as the beginning of one. They stand in no topic."""
    wanted = rules.terms(query.text)
    # Each is asked about before any answer is used: see SearchQuery.
    viewable = [one for one in store.channels(tx, query.guild_id) if query.may_view(one)]
    if query.topic_id is not None or not wanted or not viewable:
        return ()
    found: list[Found] = []
    for poll, text in telling.over(tx, query.guild_id, viewable, query.since):
        if not rules.holds(text, wanted):
            continue
        found.append(
            Found(
                kind="poll-find-kind",
                title=poll.question,
                url=messages.result_url(poll) or messages.url(poll),
                at=_ended(poll),
                text=rules.excerpt(poll.outcome or poll.description, _EXCERPT),
            )
        )
        if len(found) >= query.most:
            break
    return found


def _open_line(poll: Poll, query: DigestQuery) -> DigestLine:
    line = DigestLine(title=poll.question, url=messages.url(poll), at=poll.closes_at)
    if poll.closes_at is None or poll.closes_at >= query.until:
        return line
    return DigestLine(title=line.title, url=line.url, at=line.at, note="poll-digest-closes")


def _closed_line(poll: Poll) -> DigestLine:
    line = DigestLine(
        title=poll.question, url=messages.result_url(poll) or messages.url(poll), at=_ended(poll)
    )
    if poll.state is not PollState.CERTIFIED:
        return line
    return DigestLine(title=line.title, url=line.url, at=line.at, note="poll-digest-certified")


def _ended(poll: Poll) -> dt.datetime:
    """When voting ended: at the deadline, or sooner by somebody's hand."""
    ends = [one for one in (poll.closes_at, poll.closed_at) if one is not None]
    return min(ends)


def _closed_early(poll: Poll) -> bool:
    return poll.closed_at is not None and poll.closes_at is not None and poll.closed_at < poll.closes_at
