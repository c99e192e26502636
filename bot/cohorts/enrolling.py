"""How people come into a cohort and leave it: functions of a transaction, each with everything that follows from it.

Who sits, the role, the thread, the waiting list, the card. Nobody's authority is asked here.
"""

from dataclasses import dataclass, replace

from bot.cohorts import meeting, promises, roles, store
from bot.cohorts.enrolling_rules import HERE, is_in, is_lapsed, joining, may_step, offered_until
from bot.cohorts.reminding.planning import promise_soon
from bot.cohorts.roles import ADD, REMOVE
from bot.cohorts.rules import (
    JOINABLE,
    LIVE,
    SEATS,
    Cohort,
    Enrolment,
    EnrolmentState,
    moving_up,
)
from bot.errors import InvalidInputError, StaleError
from bot.storage.database import Transaction
from bot.topics.rules import TopicView, Ungrantable, held_back


@dataclass(frozen=True, kw_only=True)
class Place:
    """What somebody is in a cohort after they did something. `changed`: False where it was so before.

    `ahead`: how many wait before them. `held`: why the bot does not give the cohort's role; None: it does, or there is none.
    """

    cohort: Cohort
    enrolment: Enrolment
    changed: bool = True
    ahead: int = 0
    held: Ungrantable | None = None


def join(tx: Transaction, cohort: Cohort, user_id: int, *, key: str, view: TopicView | None = None) -> Place:
    """Take a seat, a place on the waiting list, or apply. Twice is once.

    `view`: what is known of the cohort's role. Raises StaleError where nobody can join.
    """
    sweep(tx, cohort)
    before = store.enrolment(tx, cohort.id, user_id)
    if before is not None and is_in(before):
        return _place(tx, cohort, before, view, changed=False)
    if cohort.state not in JOINABLE:
        raise StaleError(f"cohort-closed-{cohort.state}", name=cohort.name)
    to = joining(
        cohort,
        before,
        seats_taken=store.count(tx, cohort.id, SEATS),
        waiting=store.count(tx, cohort.id, {EnrolmentState.WAITLISTED}),
    )
    after = _come(tx, cohort, before, user_id, to, key=key)
    promises.card(tx, cohort)
    return _place(tx, cohort, after, view)


def enrol(tx: Transaction, cohort: Cohort, user_id: int, *, key: str) -> Place:
    """A facilitator, or a list, puts somebody in at once, whoever waits. Raises InvalidInputError where no seat is left."""
    sweep(tx, cohort)
    before = store.enrolment(tx, cohort.id, user_id)
    if before is not None and before.state in HERE:
        return Place(cohort=cohort, enrolment=before, changed=False)
    if cohort.state not in LIVE:
        raise StaleError(f"cohort-closed-{cohort.state}", name=cohort.name)
    takes_one = before is None or before.state not in SEATS
    if takes_one and cohort.capacity and store.count(tx, cohort.id, SEATS) >= cohort.capacity:
        raise InvalidInputError("cohort-full", name=cohort.name)
    after = _come(tx, cohort, before, user_id, EnrolmentState.ENROLLED, key=key)
    promises.card(tx, cohort)
    return Place(cohort=cohort, enrolment=after)


def apply(tx: Transaction, cohort: Cohort, user_id: int, *, key: str) -> Place:
    """A list says that somebody applied: a facilitator decides about them. Nothing for who is in it, or waits."""
    before = store.enrolment(tx, cohort.id, user_id)
    if before is not None and is_in(before):
        return Place(cohort=cohort, enrolment=before, changed=False)
    if cohort.state not in LIVE:
        raise StaleError(f"cohort-closed-{cohort.state}", name=cohort.name)
    after = _come(tx, cohort, before, user_id, EnrolmentState.APPLIED, key=key)
    promises.card(tx, cohort)
    return Place(cohort=cohort, enrolment=after)


def leave(tx: Transaction, cohort: Cohort, user_id: int, *, key: str) -> Place:
    """Leave, or take back the wish to be in it; the seat goes to the next. Raises StaleError where there is nothing to leave."""
    before = require_leavable(tx, cohort, user_id)
    after = step(tx, cohort, before, EnrolmentState.WITHDRAWN, key=key)
    fill(tx, cohort)
    return Place(cohort=cohort, enrolment=after)


def require_leavable(tx: Transaction, cohort: Cohort, user_id: int) -> Enrolment:
    """What somebody can leave. Raises StaleError where there is nothing."""
    found = store.enrolment(tx, cohort.id, user_id)
    if found is None or not is_in(found):
        raise StaleError("cohort-not-in", name=cohort.name)
    if found.state is EnrolmentState.COMPLETED:
        raise StaleError("cohort-completed-already", name=cohort.name)
    return found


def decline(tx: Transaction, cohort: Cohort, user_id: int, *, key: str) -> Place:
    """Say no to a seat that was offered; it goes to the next. Raises StaleError where there is none."""
    before = store.enrolment(tx, cohort.id, user_id)
    if before is None or before.state is not EnrolmentState.SELECTED:
        raise StaleError("cohort-no-offer", name=cohort.name)
    after = step(tx, cohort, before, EnrolmentState.WITHDRAWN, key=key)
    fill(tx, cohort)
    return Place(cohort=cohort, enrolment=after)


def accept(
    tx: Transaction, cohort: Cohort, user_id: int, *, key: str, view: TopicView | None = None
) -> Place:
    """Say yes to a seat that was offered. Raises StaleError where there is none, or no longer."""
    before = store.enrolment(tx, cohort.id, user_id)
    late = before is not None and is_lapsed(before, tx.now)
    if late:
        # Not swept here: a refused request stores nothing.
        raise StaleError("cohort-offer-over", name=cohort.name)
    if before is not None and before.state in HERE:
        return _place(tx, cohort, before, view, changed=False)
    if before is None or before.state is not EnrolmentState.SELECTED or cohort.state not in LIVE:
        raise StaleError("cohort-no-offer", name=cohort.name)
    after = step(tx, cohort, before, EnrolmentState.ENROLLED, key=key)
    return _place(tx, cohort, after, view)


def select(tx: Transaction, cohort: Cohort, one: Enrolment, *, key: str) -> Enrolment:
    """A facilitator wants somebody who applied: they are offered a seat, or wait for the next one, and are told."""
    if one.state is not EnrolmentState.APPLIED:
        raise StaleError("cohort-applicants-changed", name=cohort.name)
    full = cohort.capacity and store.count(tx, cohort.id, SEATS) >= cohort.capacity
    waits = store.count(tx, cohort.id, {EnrolmentState.WAITLISTED})
    if full or waits:
        after = step(tx, cohort, one, EnrolmentState.WAITLISTED, key=key)
        promises.tell(tx, cohort, one.user_id, "waits", key=key)
        fill(tx, cohort)
        return after
    return _offer(tx, cohort, one)


def drop(tx: Transaction, cohort: Cohort, one: Enrolment, *, key: str, what: str) -> Enrolment:
    """A facilitator refuses somebody, or takes them out, and they are told; the seat goes to the next."""
    after = step(tx, cohort, one, EnrolmentState.DROPPED, key=key)
    promises.tell(tx, cohort, one.user_id, what, key=key)
    fill(tx, cohort)
    return after


def fill(tx: Transaction, cohort: Cohort) -> int:
    """Offer what seats are free to those who wait, in their order; returns to how many."""
    waiting = store.enrolments(tx, cohort.id, {EnrolmentState.WAITLISTED})
    up = moving_up(cohort, waiting, store.count(tx, cohort.id, SEATS))
    for one in up:
        _offer(tx, cohort, one)
    return len(up)


def sweep(tx: Transaction, cohort: Cohort) -> int:
    """Seats whose time to say yes is over go to the next; returns how many."""
    late = [
        one for one in store.enrolments(tx, cohort.id, {EnrolmentState.SELECTED}) if is_lapsed(one, tx.now)
    ]
    for one in late:
        step(tx, cohort, one, EnrolmentState.WITHDRAWN, key=f"lapsed{one.version}")
        if cohort.state in LIVE:
            promises.tell(tx, cohort, one.user_id, "lapsed", key=str(one.version))
    if late:
        fill(tx, cohort)
    return len(late)


def heard(tx: Transaction, cohort: Cohort, one: Enrolment) -> None:
    """Somebody was told of their seat, or cannot be: the time to say yes begins."""
    if one.state is EnrolmentState.SELECTED and one.offered_until is None:
        store.save_enrolment(tx, replace(one, offered_until=offered_until(cohort, tx.now)))


def gone(tx: Transaction, cohort: Cohort, user_id: int) -> bool:
    """The person is not in this server any more, as Discord says: their seat goes to the next."""
    before = store.enrolment(tx, cohort.id, user_id)
    if before is None or not may_step(before.state, EnrolmentState.WITHDRAWN):
        return False
    _save(tx, replace(before, state=EnrolmentState.WITHDRAWN, offered_until=None, has_role=False))
    fill(tx, cohort)
    promises.card(tx, cohort)
    return True


def step(tx: Transaction, cohort: Cohort, one: Enrolment, to: EnrolmentState, *, key: str) -> Enrolment:
    """One step of somebody's way. Raises StaleError for one that their state does not allow."""
    if not may_step(one.state, to):
        raise StaleError("cohort-person-changed", name=cohort.name)
    after = _save(tx, replace(one, state=to, offered_until=None))
    _follow(tx, cohort, one, after, key=key)
    promises.card(tx, cohort)
    return after


def _offer(tx: Transaction, cohort: Cohort, one: Enrolment) -> Enrolment:
    after = _save(tx, replace(one, state=EnrolmentState.SELECTED, offered_until=None))
    promises.offer(tx, cohort, after)
    promises.card(tx, cohort)
    return after


def _come(
    tx: Transaction,
    cohort: Cohort,
    before: Enrolment | None,
    user_id: int,
    to: EnrolmentState,
    *,
    key: str,
) -> Enrolment:
    """Somebody new, or back: what they did the last time does not count against them."""
    if before is not None and not may_step(before.state, to):
        raise StaleError("cohort-person-changed", name=cohort.name)
    new = Enrolment(
        id=0,
        guild_id=cohort.guild_id,
        cohort_id=cohort.id,
        user_id=user_id,
        state=to,
        queued_at=tx.now,
        created_at=tx.now,
    )
    if before is not None:
        new = replace(
            new,
            team=before.team,
            personal=before.personal,
            nudges=before.nudges,
            has_role=before.has_role,
        )
    after = _save(tx, new)
    _follow(tx, cohort, before, after, key=key)
    return after


def _save(tx: Transaction, one: Enrolment) -> Enrolment:
    store.save_enrolment(tx, one)
    stored = store.enrolment(tx, one.cohort_id, one.user_id)
    assert stored is not None  # noqa: S101 - it was stored just now
    return stored


def _follow(tx: Transaction, cohort: Cohort, before: Enrolment | None, after: Enrolment, *, key: str) -> None:
    """The role, the thread, and the reminders that were wanted before follow."""
    was, is_ = before is not None and before.state in HERE, after.state in HERE
    if was == is_:
        return
    if is_ and after.personal:
        promise_soon(tx, cohort)
    action = ADD if is_ else REMOVE
    if cohort.role_id is not None and (
        is_ or not store.holds_role(tx, cohort.guild_id, after.user_id, cohort.role_id)
    ):
        roles.promise(tx, cohort, after.user_id, action, cohort.role_id, key=key)
    if is_ or after.user_id not in store.facilitators(tx, cohort.id):
        meeting.change(tx, cohort, after.user_id, action, key=key)


def _place(
    tx: Transaction, cohort: Cohort, one: Enrolment, view: TopicView | None, *, changed: bool = True
) -> Place:
    ahead = 0
    if one.state is EnrolmentState.WAITLISTED:
        waiting = store.enrolments(tx, cohort.id, {EnrolmentState.WAITLISTED})
        ahead = [other.user_id for other in waiting].index(one.user_id)
    held = None
    if cohort.role_id is not None and view is not None and one.state in HERE:
        held = held_back(cohort.role_id, view)
    return Place(cohort=cohort, enrolment=one, changed=changed, ahead=ahead, held=held)
