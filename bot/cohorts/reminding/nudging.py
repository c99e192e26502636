"""Kind words to who went quiet: whom, after how long, with what next step. Functions of a transaction."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.cohorts import records as cohorts
from bot.cohorts.attending import records as attending
from bot.cohorts.reminding import rules, store
from bot.cohorts.reminding.promises import FEATURE, NUDGE
from bot.cohorts.reminding.rules import NextSteps, Nudge
from bot.cohorts.rules import Cohort, CohortState, Enrolment, Milestone, Session, SessionState, due_for
from bot.cohorts.sessions import records as sessions
from bot.delivery import outbox
from bot.delivery.model import Delivery, EffectKind, NewDelivery
from bot.guilds.service import settings_in
from bot.people.service import settings_in as member_in
from bot.storage.database import Transaction


@dataclass(frozen=True, kw_only=True)
class Due:
    """A nudge as it stands. `at`: when it may go out, which is later than now while the person sleeps."""

    nudge: Nudge
    cohort: Cohort
    steps: NextSteps
    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Silent:
    """Somebody who is to be written to: after so many days of silence, at an hour of theirs."""

    user_id: int
    days: int
    since: dt.datetime
    at: dt.datetime


def promise(tx: Transaction, cohort: Cohort) -> int:
    """Promise what is due in a cohort now; returns how many. Harmless twice."""
    made = 0
    for one in silent(tx, cohort):
        nudge_id = store.insert_nudge(
            tx, cohort.guild_id, cohort.id, one.user_id, days=one.days, since=one.since
        )
        if nudge_id is not None:
            _enqueue(tx, cohort, nudge_id, one.user_id, one.at)
            made += 1
    return made


def silent(tx: Transaction, cohort: Cohort) -> list[Silent]:
    """Who is to be nudged now, and was not yet."""
    if cohort.state is not CohortState.RUNNING or not cohort.nudge_days:
        return []
    least = dt.timedelta(days=min(cohort.nudge_days))
    planned = sessions.sessions(tx, cohort.id)
    quiet = [
        (one, since)
        for one in cohorts.seated(tx, cohort.id)
        if one.nudges and (since := rules.silent_since(one, planned)) is not None and since + least <= tx.now
    ]
    if not quiet:
        return []
    milestones = [one for one in sessions.milestones(tx, cohort.id) if not one.cancelled]
    earlier = store.nudges(tx, cohort.id)
    zone = settings_in(tx, cohort.guild_id).zone
    found: list[Silent] = []
    for one, since in quiet:
        theirs = [nudge for nudge in earlier if nudge.user_id == one.user_id]
        days = rules.nudge_days(
            cohort,
            since,
            tx.now,
            told=[nudge.days for nudge in theirs if nudge.since == since],
            total=sum(nudge.reason is None for nudge in theirs),
        )
        member = member_in(tx, one.user_id)
        if days is None or member.dm is False or not next_steps(tx, one, since, planned, milestones).any:
            continue
        at = rules.awake(member, tx.now, zone)
        found.append(Silent(user_id=one.user_id, days=days, since=since, at=at))
    return found


def due(tx: Transaction, delivery: Delivery) -> Due | None:
    """A nudge that is about to go out, as of now; None: it is not wanted any more."""
    nudge_id = delivery.details.get("nudge")
    nudge = store.nudge(tx, delivery.guild_id, nudge_id) if isinstance(nudge_id, int) else None
    if nudge is None or nudge.sent_at is not None:
        return None
    cohort = cohorts.existing(tx, nudge.guild_id, nudge.cohort_id)
    one = cohorts.enrolment(tx, cohort.id, nudge.user_id)
    member = member_in(tx, nudge.user_id)
    if cohort.state is not CohortState.RUNNING or one is None or not one.is_seated:
        return None
    planned = sessions.sessions(tx, cohort.id)
    if not one.nudges or member.dm is False or rules.silent_since(one, planned) != nudge.since:
        return None
    milestones = [one for one in sessions.milestones(tx, cohort.id) if not one.cancelled]
    steps = next_steps(tx, one, nudge.since, planned, milestones)
    if not steps.any:
        return None
    at = rules.awake(member, tx.now, settings_in(tx, cohort.guild_id).zone)
    return Due(nudge=nudge, cohort=cohort, steps=steps, at=at)


def again(tx: Transaction, delivery: Delivery, at: dt.datetime) -> None:
    """Put it off until the person is awake."""
    nudge_id = delivery.details.get("nudge")
    if isinstance(nudge_id, int):
        cohort = cohorts.existing(tx, delivery.guild_id, delivery.subject_id)
        _enqueue(tx, cohort, nudge_id, delivery.target_id, at)


def next_steps(
    tx: Transaction,
    one: Enrolment,
    since: dt.datetime,
    planned: Sequence[Session],
    milestones: Sequence[Milestone],
) -> NextSteps:
    """What somebody could do next."""
    coming = [s for s in planned if s.state is SessionState.PLANNED and s.starts_at > tx.now]
    missed = any(
        s.state is not SessionState.CANCELLED and since <= s.starts_at and s.ends_at <= tx.now
        for s in planned
    )
    open_: list[tuple[dt.datetime, Milestone]] = []
    for milestone in milestones:
        if one.user_id in attending.done(tx, milestone.id):
            continue
        due_at = due_for(milestone, one, sessions.extensions(tx, milestone.id)).due_at
        if due_at > tx.now:
            open_.append((due_at, milestone))
        else:
            missed = missed or due_at >= since
    first = min(open_, key=lambda pair: (pair[0], pair[1].id), default=None)
    return NextSteps(
        session=min(coming, key=lambda s: s.starts_at, default=None),
        milestone=None if first is None else first[1],
        due_at=None if first is None else first[0],
        missed=missed,
        soon=first is not None and first[0] <= tx.now + rules.SOON,
    )


def _enqueue(tx: Transaction, cohort: Cohort, nudge_id: int, user_id: int, at: dt.datetime) -> None:
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=cohort.guild_id,
            kind=EffectKind.DIRECT_MESSAGE,
            feature=FEATURE,
            template=NUDGE,
            subject_id=cohort.id,
            target_id=user_id,
            occurrence=f"cohort:{cohort.id}:nudge:{nudge_id}:{user_id}",
            details={"nudge": nudge_id},
            due_at=at,
            expires_at=at + rules.NUDGE_WORTH,
        ),
    )
