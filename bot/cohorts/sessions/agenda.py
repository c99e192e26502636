"""What sessions and milestones tell other features: the agenda, the digest, reminders, notices. Functions of a transaction."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.cohorts import records as cohorts
from bot.cohorts.attending import records as attending
from bot.cohorts.rules import (
    REMINDING,
    SEATED,
    Cohort,
    CohortState,
    Enrolment,
    EnrolmentState,
    Milestone,
    Session,
    SessionState,
    due_for,
)
from bot.cohorts.sessions import milestone_store, records, store
from bot.delivery.recurrence import resolve
from bot.errors import NotFoundError
from bot.feature import AgendaItem, AgendaQuery, DigestLine, DigestQuery, DigestSection, Named, Remindable
from bot.language import markup
from bot.storage.database import Transaction
from bot.ui.routes import press

SESSION_ORDER = 20
"""Where the sessions stand among the digest's sections."""
_MOST_LINES = 10
INSIDE = SEATED | {EnrolmentState.SELECTED, EnrolmentState.COMPLETED}
"""Who may look at a cohort's plan whatever its state."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a person stands to a cohort. `leads`: it is theirs to run, by name. `seated`: they are in it now."""

    cohort: Cohort
    enrolment: Enrolment | None
    facilitates: bool

    @property
    def seated(self) -> bool:
        """Whether they are in the cohort now."""
        return self.enrolment is not None and self.enrolment.is_seated


def standings(tx: Transaction, guild_id: int, user_id: int) -> list[Standing]:
    """How a person stands to each live cohort of a guild, by its name."""
    mine = cohorts.enrolments_of(tx, guild_id, user_id)
    return [
        Standing(
            cohort=one,
            enrolment=mine.get(one.id),
            facilitates=cohorts.facilitates(tx, one.id, user_id),
        )
        for one in cohorts.live(tx, guild_id)
    ]


def places(cohort: Cohort) -> tuple[int, ...]:
    """The channels by which a cohort is known: where its card stands, and where it meets."""
    return tuple(one for one in (cohort.card_channel_id, cohort.channel_id) if one is not None)


def items(tx: Transaction, query: AgendaQuery) -> Sequence[AgendaItem]:
    """`Feature.agenda`: sessions and one's own due dates for whoever is in a cohort or leads it.

    Others see the sessions of a cohort that people can join, where they may view one of its channels.
    """
    found: list[AgendaItem] = []
    for one in standings(tx, query.guild_id, query.user_id):
        # Every channel is asked about: a list, so that none waits for the answer to another.
        seen = [channel for channel in places(one.cohort) if query.may_view(channel)]
        open_to_all = one.cohort.state is CohortState.ENROLLING and bool(seen)
        own = one.seated or one.facilitates
        if not own and (query.mine or not (open_to_all or query.organises)):
            continue
        met = one.cohort.channel_id
        channels = () if met is None or met not in seen else (met,)
        found += of_cohort(
            tx, one, since=query.since, until=query.until, kept=query.cancelled_since, channels=channels
        )
    return found


def of_cohort(
    tx: Transaction,
    standing: Standing,
    *,
    since: dt.datetime,
    until: dt.datetime,
    kept: dt.datetime,
    channels: tuple[int, ...] = (),
) -> list[AgendaItem]:
    """A cohort's sessions, and the due dates of whoever is in it, that begin or reach into the span.

    Cancelled ones are told from `kept` on.
    """
    cohort = standing.cohort
    found = [
        _session(one, cohort, channels)
        for one in store.sessions(tx, cohort.id)
        if one.starts_at < until
        and (one.starts_at >= kept if one.state is SessionState.CANCELLED else one.ends_at > since)
    ]
    if standing.enrolment is None or not standing.seated:
        return found
    done = attending.done_by(tx, cohort.id, standing.enrolment.user_id)
    for milestone in milestone_store.milestones(tx, cohort.id):
        item = _milestone(tx, milestone, cohort, standing.enrolment, channels, done=milestone.id in done)
        if (kept if milestone.cancelled else since) <= item.starts_at < until:
            found.append(item)
    return found


def digest(tx: Transaction, query: DigestQuery) -> Sequence[DigestSection]:
    """`Feature.digest`: the sessions of the days to come, of cohorts whose channel everybody there may view."""
    shown = {
        one.id: one
        for one, seen in [
            (one, [query.may_show(channel) for channel in places(one)])
            for one in cohorts.live(tx, query.guild_id)
            if one.state in REMINDING
        ]
        if any(seen)
    }
    coming = [
        one
        for one in store.in_guild(tx, query.guild_id, query.now, query.until)
        if one.cohort_id in shown and one.state is SessionState.PLANNED and one.starts_at > query.now
    ]
    lines = tuple(
        DigestLine(title=_title(one.title, shown[one.cohort_id]), url=_url(one), at=one.starts_at)
        for one in coming[:_MOST_LINES]
    )
    return [
        DigestSection(
            heading="cohort-session-digest",
            order=SESSION_ORDER,
            lines=lines,
            more=len(coming) - len(lines),
        )
    ]


def remindable(tx: Transaction, guild_id: int, session_id: int) -> Remindable | None:
    """`Feature.remindable`: a planned session, asked for in one of its cohort's channels."""
    try:
        session = records.session(tx, guild_id, session_id)
        cohort = cohorts.existing(tx, guild_id, session.cohort_id)
    except NotFoundError:
        return None
    if session.state is not SessionState.PLANNED or cohort.state not in REMINDING:
        return None
    ahead = session.starts_at > tx.now
    at = resolve(session.wall, session.zone)
    return Remindable(
        title=_title(session.title, cohort),
        at=session.starts_at if ahead else None,
        wall=at.wall if ahead else None,
        zone=session.zone,
        url=_url(session),
        channels=frozenset(places(cohort)),
    )


def named(tx: Transaction, guild_id: int, session_id: int) -> Named | None:
    """`Feature.named`."""
    session = store.session(tx, guild_id, session_id)
    if session is None:
        return None
    return Named(title=session.title, show=press("cohort-session.show", session.id))


def own_due(
    tx: Transaction, milestone: Milestone, enrolment: Enrolment
) -> tuple[dt.datetime, dt.datetime, bool]:
    """When a milestone is due for a person: the instant, the wall time in its zone, and whether they got more time."""
    one = due_for(milestone, enrolment, milestone_store.extensions(tx, milestone.id))
    return one.due_at, resolve(one.wall, milestone.zone).wall, one is not milestone


def visible(standing: Standing, may_view: Callable[[int], bool]) -> bool:
    """Whether somebody who does not lead a cohort may look at its plan. Every channel is asked about."""
    if standing.enrolment is not None and standing.enrolment.state in INSIDE:
        return True
    seen = [may_view(channel) for channel in places(standing.cohort)]
    return standing.cohort.state is CohortState.ENROLLING and any(seen)


def _session(session: Session, cohort: Cohort, channels: tuple[int, ...]) -> AgendaItem:
    return AgendaItem(
        uid=f"cohort-session-{session.id}",
        sequence=session.version,
        kind="cohort-session-agenda",
        title=_title(session.title, cohort),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        wall=resolve(session.wall, session.zone).wall,
        zone=session.zone,
        url=_url(session),
        channels=channels,
        cancelled=session.state is SessionState.CANCELLED,
    )


def _milestone(
    tx: Transaction,
    milestone: Milestone,
    cohort: Cohort,
    enrolment: Enrolment,
    channels: tuple[int, ...],
    *,
    done: bool,
) -> AgendaItem:
    due_at, wall, extended = own_due(tx, milestone, enrolment)
    return AgendaItem(
        uid=f"cohort-milestone-{milestone.id}",
        sequence=milestone.version,
        kind="cohort-milestone-agenda",
        title=_title(milestone.title, cohort),
        starts_at=due_at,
        wall=wall,
        zone=milestone.zone,
        channels=channels,
        cancelled=milestone.cancelled,
        note="cohort-milestone-line-done" if done else "cohort-milestone-line-mine" if extended else None,
    )


def _title(title: str, cohort: Cohort) -> str:
    return f"{title} · {cohort.name}"


def _url(session: Session) -> str | None:
    """The event in Discord, which everybody in the guild may open; the session's link is a secret."""
    if session.event_id is None or session.state is not SessionState.PLANNED:
        return None
    return markup.event_url(session.guild_id, session.event_id)
