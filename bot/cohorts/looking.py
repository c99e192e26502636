"""A cohort as it is shown: with its numbers, its next session, and what the reader is in it. Functions of a transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.cohorts import meeting, promises, store
from bot.cohorts.enrolling_rules import HERE, WAITS, is_in
from bot.cohorts.rules import (
    LIVE,
    SEATED,
    SEATS,
    Cohort,
    CohortState,
    Enrolment,
    EnrolmentState,
    Session,
    SessionState,
)
from bot.cohorts.sessions import records as sessions
from bot.language.look_alikes import alike
from bot.storage.database import Transaction

SHOWN = LIVE - {CohortState.PLANNED}
"""States in which members see a cohort that they have nothing to do with."""


@dataclass(frozen=True, kw_only=True)
class Overview:
    """A cohort as members see it. `mine`: what the reader is in it. `ahead`: how many wait before them.

    `leads`: the reader leads it.
    """

    cohort: Cohort
    counts: Mapping[EnrolmentState, int] = field(default_factory=dict)
    facilitators: tuple[int, ...] = ()
    following: Session | None = None
    mine: Enrolment | None = None
    ahead: int = 0
    leads: bool = False

    @property
    def taken(self) -> int:
        """Seats that are taken: of who is in it, completed it, or was offered one."""
        return sum(self.counts.get(state, 0) for state in SEATS)

    @property
    def inside(self) -> int:
        """People who are in it now."""
        return sum(self.counts.get(state, 0) for state in SEATED)

    @property
    def waiting(self) -> int:
        """People on the waiting list."""
        return self.counts.get(EnrolmentState.WAITLISTED, 0)

    @property
    def applied(self) -> int:
        """People who applied and were not answered."""
        return self.counts.get(EnrolmentState.APPLIED, 0)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A cohort as those who lead it see it. `alike`: another one's name that looks like its own.

    `making`: its thread is still to be made. `posting`: its card is still to be posted. `lacking`: so many in it were not
    given the role yet.
    """

    overview: Overview
    alike: str | None = None
    making: bool = False
    posting: bool = False
    lacking: int = 0

    @property
    def cohort(self) -> Cohort:
        """The cohort itself."""
        return self.overview.cohort


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What a step of a cohort means. `told`: so many people hear of it, `privately` of them by direct message.

    `sessions` and `milestones`: so many to come fall away. `waiting`: so many wait for a place. `roles`: so many have its role.
    `card_channel`: where its card is posted with this step; None: it is not posted.
    """

    overview: Overview
    to: CohortState
    told: int = 0
    privately: int = 0
    sessions: int = 0
    milestones: int = 0
    reminders: int = 0
    waiting: int = 0
    roles: int = 0
    card_channel: int | None = None


def overview(tx: Transaction, cohort: Cohort, user_id: int | None = None, *, leads: bool = False) -> Overview:
    """How a cohort stands, for somebody or for everybody."""
    counts: dict[EnrolmentState, int] = {}
    for one in store.enrolments(tx, cohort.id):
        counts[one.state] = counts.get(one.state, 0) + 1
    mine = None if user_id is None else store.enrolment(tx, cohort.id, user_id)
    ahead = 0
    if mine is not None and mine.state is EnrolmentState.WAITLISTED:
        waiting = store.enrolments(tx, cohort.id, {EnrolmentState.WAITLISTED})
        ahead = [one.user_id for one in waiting].index(mine.user_id)
    planned = (one for one in sessions.sessions(tx, cohort.id) if one.state is SessionState.PLANNED)
    return Overview(
        cohort=cohort,
        counts=counts,
        facilitators=tuple(store.facilitators(tx, cohort.id)),
        following=next((one for one in planned if one.starts_at > tx.now), None),
        mine=mine,
        ahead=ahead,
        leads=leads,
    )


def standing(tx: Transaction, cohort: Cohort) -> Standing:
    """How a cohort stands, for those who lead it."""
    others = [one.name for one in store.every(tx, cohort.guild_id) if one.id != cohort.id]
    lacking = 0
    if cohort.role_id is not None:
        lacking = sum(not one.has_role for one in store.enrolments(tx, cohort.id, HERE))
    return Standing(
        overview=overview(tx, cohort, leads=True),
        alike=alike(cohort.name, others),
        making=meeting.is_underway(tx, cohort),
        posting=promises.is_posting(tx, cohort),
        lacking=lacking,
    )


def concerns(one: Overview) -> bool:
    """Whether a cohort is shown to its reader wherever its card stands: they lead it, or have something to do with it."""
    return one.leads or is_in(one.mine)


def is_waiting(one: Enrolment | None) -> bool:
    """Whether somebody is neither in nor out."""
    return one is not None and one.state in WAITS
