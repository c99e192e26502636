"""Being there, as members say it: "I'm here", "Can't make it", the code word. What facilitators mark is in `roll.py`."""

import datetime as dt
from dataclasses import dataclass

from bot.cohorts import records as cohorts
from bot.cohorts.attending import records, rules, store
from bot.cohorts.attending.records import Measured
from bot.cohorts.attending.rules import How, Mark
from bot.cohorts.enrolling_rules import HERE
from bot.cohorts.rules import ATTENDED, LIVE, AttendanceState, Cohort, Session, SessionState
from bot.cohorts.sessions import records as sessions
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError, RefusedError, StaleError
from bot.language import markup
from bot.language.rules import folded
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction

AHEAD = dt.timedelta(days=14)
"""Sessions so far ahead are offered to who cannot come."""
_MOST_AHEAD = 6


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody is in a session after they said something. `changed`: False where it was so before.

    `warning`: the attendance that is asked for is out of their reach, and nobody told them yet.
    """

    cohort: Cohort
    session: Session
    state: AttendanceState | None
    changed: bool = True
    warning: Measured | None = None
    threshold: int = rules.USUAL_THRESHOLD


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """A session of one's own that is open now, or comes up. `state`: what one is in it; None: nothing was said."""

    cohort: Cohort
    session: Session
    state: AttendanceState | None
    is_open: bool


class AttendanceService:
    """Use cases of members. Each acts on the own record of whoever asks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def guild_of(self, user_id: int, session_id: int) -> int:
        """The guild of a session of a cohort that a person has to do with, for a press in a direct message.

        Raises NotFoundError.
        """
        found = await self._database.read(lambda tx: store.guild_of(tx, session_id, user_id))
        if found is None:
            raise NotFoundError("cohort-session-not-found")
        return found

    async def ahead(self, actor: Actor) -> tuple[Ahead, ...]:
        """The sessions that are open now, and the next ones, of the cohorts that the actor is in."""

        def operation(tx: Transaction) -> tuple[Ahead, ...]:
            found = [
                Ahead(
                    cohort=cohort,
                    session=session,
                    state=_state(store.mark(tx, session.id, actor.user_id)),
                    is_open=rules.is_open(session, tx.now),
                )
                for cohort in _mine(tx, actor)
                for session in sessions.sessions(tx, cohort.id)
                if session.state is SessionState.PLANNED
                and tx.now <= session.ends_at + rules.AFTER
                and session.starts_at <= tx.now + AHEAD
            ]
            return tuple(sorted(found, key=lambda one: (one.session.starts_at, one.session.id)))[:_MOST_AHEAD]

        return await self._database.read(operation)

    async def here(self, actor: Actor, session_id: int) -> Said:
        """ "I'm here": present, or late; twice is once. It takes back what one could not make.

        Raises StaleError before and after the time for it, and NotAllowedError for who is not in the cohort.
        """

        def operation(tx: Transaction) -> Said:
            cohort, session = _own(tx, actor, session_id)
            _require_open(tx, session)
            state = rules.arrived(cohort, session, tx.now)
            return _arrive(tx, actor, cohort, session, state=state, how=How.MEMBER)

        return await self._database.write(operation)

    async def excuse(self, actor: Actor, session_id: int) -> Said:
        """ "Can't make it": excused, when it is said before the start; twice is once. Raises StaleError afterwards."""

        def operation(tx: Transaction) -> Said:
            cohort, session = _own(tx, actor, session_id)
            if tx.now >= session.starts_at or session.state is SessionState.HELD:
                raise StaleError("attend-excuse-late", title=session.title)
            before = store.mark(tx, session.id, actor.user_id)
            if before is not None and before.state in ATTENDED:
                raise StaleError("attend-is-here", title=session.title)
            return _say(
                tx, actor, cohort, session, before=before, state=AttendanceState.EXCUSED, how=How.MEMBER
            )

        return await self._database.write(operation)

    async def come(self, actor: Actor, session_id: int) -> Said:
        """One can make it after all: what one said before is taken back, and no more than that."""

        def operation(tx: Transaction) -> Said:
            cohort, session = _own(tx, actor, session_id)
            if session.state is SessionState.HELD or tx.now > session.ends_at:
                raise StaleError("attend-over", title=session.title)
            before = store.mark(tx, session.id, actor.user_id)
            own = before is not None and (before.state, before.how) == (AttendanceState.EXCUSED, How.MEMBER)
            if not own:
                return Said(cohort=cohort, session=session, state=_state(before), changed=False)
            store.drop_mark(tx, session.id, actor.user_id)
            return _followed(tx, actor, cohort, session, None)

        return await self._database.write(operation)

    async def by_code(self, actor: Actor, typed: str) -> Said:
        """The word that was said in the session: present. Case and width of its letters do not matter.

        Raises StaleError where no session of theirs is open, InvalidInputError for another word, of which so many
        are counted, and RefusedError when they were too many.
        """

        def operation(tx: Transaction) -> Said | int:
            here = [
                (cohort, session)
                for cohort in _mine(tx, actor)
                for session in sessions.sessions(tx, cohort.id)
                if session.code and rules.is_open(session, tx.now)
            ]
            if not here:
                raise StaleError("attend-code-none")
            left = {
                session.id: rules.MOST_TRIES - store.tries(tx, session.id, actor.user_id)
                for _, session in here
            }
            tried = [(cohort, session) for cohort, session in here if left[session.id] > 0]
            if not tried:
                raise RefusedError("attend-code-tries")
            for cohort, session in tried:
                if _word(session.code) == _word(typed):
                    return _arrive(tx, actor, cohort, session, state=AttendanceState.PRESENT, how=How.CODE)
            for _, session in tried:
                store.add_try(tx, actor.guild_id, session.id, actor.user_id)
            return max(left.values()) - 1

        said = await self._database.write(operation)
        if isinstance(said, int):
            raise InvalidInputError("attend-code-wrong", left=said)  # after the commit: the try counts
        return said


def _word(typed: str) -> str:
    return " ".join(folded(typed).split())


def _state(mark: Mark | None) -> AttendanceState | None:
    return None if mark is None else mark.state


def _mine(tx: Transaction, actor: Actor) -> list[Cohort]:
    mine = cohorts.enrolments_of(tx, actor.guild_id, actor.user_id)
    here = {cohort_id for cohort_id, one in mine.items() if one.state in HERE}
    return [one for one in cohorts.live(tx, actor.guild_id) if one.id in here]


def _own(tx: Transaction, actor: Actor, session_id: int) -> tuple[Cohort, Session]:
    """A session of a cohort that the actor is in, or completed. Raises NotFoundError, NotAllowedError, StaleError."""
    session = sessions.session(tx, actor.guild_id, session_id)
    cohort = cohorts.existing(tx, actor.guild_id, session.cohort_id)
    mine = cohorts.enrolment(tx, cohort.id, actor.user_id)
    if mine is None or mine.state not in HERE:
        raise NotAllowedError("attend-not-in")
    if session.state is SessionState.CANCELLED:
        raise StaleError("cohort-session-is-cancelled", title=session.title)
    if cohort.state not in LIVE:
        raise StaleError("cohort-session-cohort-over", name=cohort.name)
    return cohort, session


def _require_open(tx: Transaction, session: Session) -> None:
    if session.state is SessionState.HELD:
        raise StaleError("attend-closed", title=session.title)
    if tx.now < session.starts_at - rules.EARLY:
        raise StaleError(
            "attend-early", title=session.title, at=markup.time(session.starts_at - rules.EARLY, "F")
        )
    if not rules.is_open(session, tx.now):
        raise StaleError("attend-over", title=session.title)


def _arrive(
    tx: Transaction, actor: Actor, cohort: Cohort, session: Session, *, state: AttendanceState, how: How
) -> Said:
    before = store.mark(tx, session.id, actor.user_id)
    if before is not None and before.state in ATTENDED:
        return Said(cohort=cohort, session=session, state=before.state, changed=False)
    if before is not None and before.state is AttendanceState.ABSENT:
        raise StaleError("attend-marked-absent", title=session.title)
    return _say(tx, actor, cohort, session, before=before, state=state, how=how)


def _say(
    tx: Transaction,
    actor: Actor,
    cohort: Cohort,
    session: Session,
    *,
    before: Mark | None,
    state: AttendanceState,
    how: How,
) -> Said:
    if before is not None and before.state is state:
        return Said(cohort=cohort, session=session, state=state, changed=False)
    if before is not None and state is AttendanceState.EXCUSED:
        raise StaleError("attend-marked-absent", title=session.title)
    one = Mark(session_id=session.id, user_id=actor.user_id, state=state, how=how, at=tx.now)
    store.set_mark(tx, actor.guild_id, one)
    return _followed(tx, actor, cohort, session, state)


def _followed(
    tx: Transaction, actor: Actor, cohort: Cohort, session: Session, state: AttendanceState | None
) -> Said:
    cohorts.touch(tx, cohort.id, actor.user_id)
    found = records.follow(tx, cohort, actor.user_id, present=True)
    warned = records.warn_now(tx, found)
    return Said(
        cohort=cohort,
        session=session,
        state=state,
        warning=found if warned else None,
        threshold=store.threshold(tx, cohort.id),
    )
