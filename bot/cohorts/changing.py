"""What follows from a change of a cohort: the audit event, its reminders and events, and what a step sets off."""

from collections.abc import Collection
from dataclasses import replace

from bot.cohorts import enrolling, looking, promises, roles, store
from bot.cohorts.availability import promises as availability
from bot.cohorts.enrolling_rules import HERE, WAITS
from bot.cohorts.looking import Outlook
from bot.cohorts.reminding.planning import count_waiting
from bot.cohorts.reminding.promises import cohort_changed
from bot.cohorts.rules import JOINABLE, LIVE, REMINDING, SEATED, Cohort, CohortState, SessionState
from bot.cohorts.sessions import events, materials
from bot.cohorts.sessions import records as sessions
from bot.guilds.rules import ChannelPurpose
from bot.guilds.service import settings_in
from bot.people import audit
from bot.people.actor import Actor
from bot.people.service import settings_in as member_in
from bot.storage.database import Transaction


def changed(
    tx: Transaction,
    actor: Actor,
    before: Cohort | None,
    after: Cohort,
    action: str,
    *,
    people_before: Collection[int] = (),
    people_after: Collection[int] = (),
) -> None:
    """Note a change in the log, and let the other rooms follow."""
    audit.record(
        tx,
        guild_id=actor.guild_id,
        user_id=actor.user_id,
        action=action,
        subject=after.name,
        before=None if before is None else _fields(tx, before, people_before),
        after=_fields(tx, after, people_after),
    )
    if before is not None and before != after:
        follow(tx, before, after)


def note_person(tx: Transaction, actor: Actor, cohort: Cohort, user_id: int, action: str) -> None:
    """Note what a facilitator decided about somebody, who appears by their random key."""
    audit.record(
        tx,
        guild_id=actor.guild_id,
        user_id=actor.user_id,
        action=action,
        subject=cohort.name,
        after={"id": cohort.id, "member": audit.actor_key(tx, user_id)},
    )


def follow(tx: Transaction, before: Cohort, after: Cohort) -> None:
    """Reminders and scheduled events follow a cohort as it is now."""
    cohort_changed(tx, before, after)
    availability.cohort_changed(tx, before, after)
    materials.cohort_changed(tx, before, after)
    if (before.state, before.name) != (after.state, after.name):
        for one in sessions.sessions(tx, after.id):
            if one.state is SessionState.PLANNED and one.starts_at > tx.now:
                events.changed(tx, after, one)


def dropped_with(tx: Transaction, cohort: Cohort, to: CohortState) -> Outlook:
    """What a step means."""
    found = looking.overview(tx, cohort)
    waiting = store.enrolments(tx, cohort.id, WAITS)
    outlook = Outlook(
        overview=found,
        to=to,
        waiting=len(waiting),
        roles=sum(one.has_role for one in store.enrolments(tx, cohort.id, HERE)),
    )
    if to is CohortState.ENROLLING and cohort.card_message_id is None:
        chosen = cohort.card_channel_id or settings_in(tx, cohort.guild_id).channels.get(
            ChannelPurpose.COHORTS
        )
        return replace(outlook, card_channel=chosen)
    if to is not CohortState.CANCELLED:
        return outlook
    coming = [
        one
        for one in sessions.sessions(tx, cohort.id)
        if one.state is SessionState.PLANNED and one.starts_at > tx.now
    ]
    due = [one for one in sessions.milestones(tx, cohort.id) if not one.cancelled and one.due_at > tx.now]
    told = len(store.enrolments(tx, cohort.id, SEATED)) if _told_in(cohort) is not None else 0
    privately = sum(_may_write(tx, one.user_id) for one in waiting)
    return replace(
        outlook,
        told=told + privately,
        privately=privately,
        sessions=len(coming),
        milestones=len(due),
        reminders=count_waiting(tx, cohort) if cohort.state in REMINDING else 0,
    )


def moved(tx: Transaction, before: Cohort, after: Cohort, outlook: Outlook) -> None:
    """What a step sets off: the card, the waiting list, and who is told."""
    if after.state is CohortState.ENROLLING and outlook.card_channel is not None:
        if after.card_channel_id is None:
            after = replace(after, card_channel_id=outlook.card_channel)
            store.note(tx, after, card_channel_id=outlook.card_channel)
        if not promises.is_posting(tx, after):
            promises.post(tx, after)
    else:
        promises.card(tx, after, at_once=True)
    if after.state in JOINABLE and before.state not in JOINABLE:
        enrolling.fill(tx, after)
    if after.state not in LIVE:
        promises.hush(tx, after)
    if after.state is CohortState.CANCELLED:
        _call_off(tx, after)


def _call_off(tx: Transaction, cohort: Cohort) -> None:
    """Everybody who is in it hears of it in its channel, who waits for a place by direct message."""
    for one in store.enrolments(tx, cohort.id, WAITS):
        if _may_write(tx, one.user_id):
            promises.tell(tx, cohort, one.user_id, "called-off", key=f"v{cohort.version}")
    where = _told_in(cohort)
    if where is not None and store.count(tx, cohort.id, SEATED):
        promises.call_off(tx, cohort, where)  # the role goes after the message that mentions it
    elif cohort.role_id is not None:
        roles.take_all(tx, cohort, cohort.role_id, key=f"v{cohort.version}")


def _told_in(cohort: Cohort) -> int | None:
    """Where a cohort hears of something: where it meets, else where its card stands."""
    return cohort.channel_id or cohort.card_channel_id


def _may_write(tx: Transaction, user_id: int) -> bool:
    """Whether somebody who asked for a place may be told by direct message what became of it: unless they said no."""
    return member_in(tx, user_id).dm is not False


def _fields(tx: Transaction, cohort: Cohort, people: Collection[int]) -> dict[str, object]:
    return {
        "id": cohort.id,
        "name": cohort.name,
        "course": cohort.course,
        "language": cohort.language,
        "zone": cohort.zone,
        "capacity": cohort.capacity,
        "by_approval": cohort.by_approval,
        "state": cohort.state.value,
        "channel": cohort.channel_id,
        "role": cohort.role_id,
        "card_channel": cohort.card_channel_id,
        "session_offsets": list(cohort.session_offsets),
        "milestone_offsets": list(cohort.milestone_offsets),
        "nudge_days": list(cohort.nudge_days),
        "facilitators": [audit.actor_key(tx, one) for one in sorted(people)],
    }
