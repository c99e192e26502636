"""What every use case of cohorts begins and ends with: the record, whether it may be touched, what is noted.

Functions of a transaction, for each room of cohorts.
"""

import datetime as dt
from dataclasses import replace

from bot.cohorts import store
from bot.cohorts.reminding import records as nudged
from bot.cohorts.rules import GONE, LIVE, REMINDING, SEATED, SEATS, Cohort, Enrolment, EnrolmentState
from bot.errors import NotAllowedError, NotFoundError, StaleError
from bot.guilds.rules import RolePurpose
from bot.guilds.service import may, settings_in
from bot.people.actor import Actor
from bot.storage.database import Transaction


def leads(tx: Transaction, actor: Actor, cohort: Cohort) -> bool:
    """Whether the actor leads a cohort: its facilitators, holders of the facilitator role, and organisers."""
    settings = settings_in(tx, actor.guild_id)
    return may(settings, actor, RolePurpose.FACILITATOR) or actor.user_id in store.facilitators(tx, cohort.id)


def may_start(tx: Transaction, actor: Actor) -> bool:
    """Whether the actor may make a cohort: holders of the facilitator role, and organisers."""
    return may(settings_in(tx, actor.guild_id), actor, RolePurpose.FACILITATOR)


def find(tx: Transaction, guild_id: int, cohort_id: int) -> Cohort | None:
    """A cohort of this guild; None: there is none (any more)."""
    return store.get(tx, guild_id, cohort_id)


def existing(tx: Transaction, guild_id: int, cohort_id: int) -> Cohort:
    """A cohort of this guild. Raises NotFoundError."""
    found = store.get(tx, guild_id, cohort_id)
    if found is None:
        raise NotFoundError("cohort-not-found")
    return found


def led(tx: Transaction, actor: Actor, cohort_id: int, *, version: int | None = None) -> Cohort:
    """A cohort that the actor leads. Raises NotFoundError, NotAllowedError, and StaleError when it moved on since."""
    found = existing(tx, actor.guild_id, cohort_id)
    if not leads(tx, actor, found):
        raise NotAllowedError("cohort-not-leading", name=found.name)
    if version is not None and version != found.version:
        raise StaleError("cohort-changed", name=found.name)
    return found


def seated(tx: Transaction, cohort_id: int) -> list[Enrolment]:
    """Who is in a cohort now."""
    return store.enrolments(tx, cohort_id, SEATED)


def gone(tx: Transaction, cohort_id: int) -> list[Enrolment]:
    """Who left a cohort, or was taken out."""
    return store.enrolments(tx, cohort_id, GONE)


def seats_taken(tx: Transaction, cohort_id: int) -> int:
    """How many seats of a cohort are taken or offered."""
    return store.count(tx, cohort_id, SEATS)


def enrolment(tx: Transaction, cohort_id: int, user_id: int) -> Enrolment | None:
    """What a person is in a cohort; None: nothing."""
    return store.enrolment(tx, cohort_id, user_id)


def touch(tx: Transaction, cohort_id: int, user_id: int) -> Enrolment | None:
    """The person did something (attendance, progress, a press): they are active. Returns how they are enrolled now."""
    one = store.enrolment(tx, cohort_id, user_id)
    if one is None or not one.is_seated:
        return one
    after = replace(one, state=EnrolmentState.ACTIVE, active_at=tx.now)
    store.save_enrolment(tx, after)
    nudged.followed(tx, cohort_id, user_id)
    return after


def live(tx: Transaction, guild_id: int) -> list[Cohort]:
    """A guild's cohorts that are neither closed nor cancelled, by name."""
    return store.every(tx, guild_id, LIVE)


def enrolments_of(tx: Transaction, guild_id: int, user_id: int) -> dict[int, Enrolment]:
    """What a person is in each cohort of a guild, by the cohort's id."""
    return {one.cohort_id: one for one in store.of_person(tx, guild_id, user_id)}


def facilitates(tx: Transaction, cohort_id: int, user_id: int) -> bool:
    """Whether a person is one of the facilitators of a cohort."""
    return user_id in store.facilitators(tx, cohort_id)


def complete(tx: Transaction, cohort_id: int, user_id: int) -> Enrolment | None:
    """The person finished: no reminder and no nudge from here on; role and seat stay theirs. How they are enrolled now.

    For a rule, or a facilitator who says so. Nothing happens to who is not in the cohort, or completed it already.
    """
    one = store.enrolment(tx, cohort_id, user_id)
    if one is None or not one.is_seated:
        return one
    after = replace(one, state=EnrolmentState.COMPLETED, completed_at=tx.now)
    store.save_enrolment(tx, after)
    return after


def save(tx: Transaction, one: Enrolment) -> None:
    """Store what a person decided about their own place: whether they are reminded and nudged."""
    store.save_enrolment(tx, one)


def live_everywhere(tx: Transaction) -> list[tuple[int, int]]:
    """(guild, cohort) of every cohort of all guilds of which sessions and milestones are reminded of."""
    return store.in_states(tx, REMINDING)


def note_measured(
    tx: Transaction, one: Enrolment, *, state: EnrolmentState, warned_at: dt.datetime | None
) -> Enrolment:
    """What was measured of somebody in the cohort: whether they are at risk, and since when they know it."""
    after = replace(one, state=state, warned_at=warned_at)
    if after != one:
        store.save_enrolment(tx, after)
    return after


def everybody(tx: Transaction, cohort_id: int) -> list[Enrolment]:
    """Everybody who has, or had, to do with a cohort."""
    return store.enrolments(tx, cohort_id)
