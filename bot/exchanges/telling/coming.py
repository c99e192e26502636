"""What projects tell other features: the agenda, the digest, searches, reminders, notices. Functions of a transaction."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from bot.delivery.recurrence import resolve
from bot.exchanges import messages as shared
from bot.exchanges import store as projects
from bot.exchanges.model import Project
from bot.exchanges.rules import ENDED
from bot.exchanges.telling import messages, store
from bot.exchanges.telling.rules import What
from bot.exchanges.telling.store import Due
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
from bot.networks import known
from bot.polls.telling import rules as wording
from bot.storage.database import Transaction
from bot.ui.routes import press

DIGEST_ORDER: Final = 35
"""Where projects stand among the digest's sections."""
DECIDED_ORDER: Final = 36
_MOST_LINES: Final = 5
_EXCERPT: Final = 240
_LAST_MINUTE: Final = dt.time(23, 59)
"""What is due on a day is due until it ends."""
_COMING: Final = (What.LAPSE, What.ACTION, What.REVIEW)


def agenda(tx: Transaction, query: AgendaQuery) -> Sequence[AgendaItem]:
    """`Feature.agenda`: tasks of the reader and commitments of their networks; all dates for organisers, reviews for all.

    What organisers see of everybody's is left out of `mine`.
    """
    found: list[AgendaItem] = []
    every = [one for one in projects.every(tx, query.guild_id) if one.stage not in ENDED]
    # Each is asked about before any answer is used: see AgendaQuery.
    seen = {one.channel_id for one in every if one.channel_id is not None and query.may_view(one.channel_id)}
    spoken = known.represents(tx, query.guild_id, query.user_id) if every else frozenset()
    for project in every:
        for what in _COMING:
            since, until = query.since.date(), query.until.date() + dt.timedelta(days=1)
            dates = store.due(tx, project.id, what, since=since - dt.timedelta(days=1), until=until)
            for one in dates:
                if not _concerns(one, query, spoken):
                    continue
                item = _item(project, one, readable=project.channel_id in seen)
                if query.since <= item.starts_at < query.until:
                    found.append(item)
    return found


def _concerns(one: Due, query: AgendaQuery, spoken: frozenset[str]) -> bool:
    theirs = one.owner_id == query.user_id or (one.what is What.LAPSE and f"org:{one.id}" in spoken)
    if theirs:
        return True
    return not query.mine and (query.organises or one.what is What.REVIEW)


def _item(project: Project, one: Due, *, readable: bool) -> AgendaItem:
    wall = dt.datetime.combine(one.on, _LAST_MINUTE)
    return AgendaItem(
        # An organisation stands on the ladders of several projects.
        uid=f"exchange-{project.id}-{one.what}-{one.id}",
        sequence=one.version,
        kind=f"exchange-agenda-{one.what}",
        title=f"{project.name}: {one.title}",
        starts_at=resolve(wall, project.zone).instant,
        wall=wall,
        zone=project.zone,
        url=messages.url(project) if readable else None,
        channels=(project.channel_id,) if readable and project.channel_id is not None else (),
    )


def remindable(tx: Transaction, guild_id: int, exchange_id: int) -> Remindable | None:
    """`Feature.remindable`: a project that is not over; it has no date of its own, so that the reader chooses one."""
    project = projects.get(tx, guild_id, exchange_id)
    if project is None or project.stage in ENDED:
        return None
    # Every member may see it, wherever they ask for its home.
    return Remindable(title=project.name, url=messages.url(project), channels=None)


def named(tx: Transaction, guild_id: int, exchange_id: int) -> Named | None:
    """`Feature.named`."""
    project = projects.get(tx, guild_id, exchange_id)
    return None if project is None else Named(title=project.name, show=press(shared.SHOW, project.id))


def digest(tx: Transaction, query: DigestQuery) -> Sequence[DigestSection]:
    """`Feature.digest`: projects in which something happened, with their stage; and what they decided."""
    every = projects.every(tx, query.guild_id)
    shown = {one.channel_id for one in every if one.channel_id is not None and query.may_show(one.channel_id)}
    news: list[DigestLine] = []
    decided: list[DigestLine] = []
    for project in every:
        if project.channel_id not in shown:
            continue
        if (at := store.moved_since(tx, project.id, query.since)) is not None:
            news.append(
                DigestLine(
                    title=project.name,
                    url=messages.url(project),
                    at=at,
                    note=f"exchange-stage-{project.stage}",
                )
            )
        decided += [
            DigestLine(title=f"{project.name}: {one.title}", url=messages.url(project), at=one.at)
            for one in store.adopted(tx, project.id, query.since)
        ]
    return (
        _section("exchange-digest", DIGEST_ORDER, news),
        _section("exchange-digest-decisions", DECIDED_ORDER, decided),
    )


def _section(heading: str, order: int, lines: Sequence[DigestLine]) -> DigestSection:
    return DigestSection(
        heading=heading, order=order, lines=tuple(lines[:_MOST_LINES]), more=len(lines[_MOST_LINES:])
    )


def search(tx: Transaction, query: SearchQuery) -> Sequence[Found]:
    """`Feature.search`: projects and their adopted decisions that hold every word, as the beginning of one."""
    wanted = wording.terms(query.text)
    every = projects.every(tx, query.guild_id)
    # Each is asked about before any answer is used: see SearchQuery.
    viewable = {
        one.channel_id for one in every if one.channel_id is not None and query.may_view(one.channel_id)
    }
    if query.topic_id is not None or not wanted or not viewable:
        return ()
    found: list[Found] = []
    for project in every:
        where = messages.url(project)
        if project.channel_id not in viewable or where is None:
            continue
        if wording.holds(f"{project.name} {project.city}", wanted) and _is_new(
            project.created_at, query.since
        ):
            found.append(
                Found(kind="exchange-find-project", title=project.name, url=where, at=project.created_at)
            )
        found += [
            Found(
                kind="exchange-find-decision",
                title=one.title,
                url=where,
                at=one.at,
                text=wording.excerpt(one.text, _EXCERPT),
            )
            for one in store.adopted(tx, project.id, query.since)
            if wording.holds(f"{project.name} {one.title} {one.text}", wanted)
        ]
    return tuple(found[: query.most])


def _is_new(at: dt.datetime, since: dt.datetime | None) -> bool:
    return since is None or at >= since
