"""Who was there, as those who lead a cohort mark it: page by page, corrected, closed and opened again."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from bot.cohorts import records as cohorts
from bot.cohorts.attending import records, rules, store
from bot.cohorts.attending.rules import PER_PAGE, How, Mark
from bot.cohorts.enrolling_rules import HERE
from bot.cohorts.rules import ATTENDED, AttendanceState, Cohort, Enrolment, Session, SessionState
from bot.cohorts.sessions import changes
from bot.cohorts.sessions import records as sessions
from bot.cohorts.sessions.using import open_cohort
from bot.errors import StaleError
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.ui.pages import Page, paged


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody on the roll. `mark` None: unmarked."""

    user_id: int
    mark: Mark | None


@dataclass(frozen=True, kw_only=True)
class Roll:
    """A page of the people who owed a session. `counts`: how many are what; `unmarked`: how many are nothing yet.

    `began`: it has begun, so that it can be closed. `changed`: so many were just marked; `others`: so many of those who
    were named are not in the cohort.
    """

    cohort: Cohort
    session: Session
    people: Page[Person]
    counts: Mapping[AttendanceState, int] = field(default_factory=dict)
    unmarked: int = 0
    began: bool = False
    changed: int = 0
    others: int = 0


@dataclass(frozen=True, kw_only=True)
class Closed:
    """What closing a session did. `absent`: so many became absent by it."""

    roll: Roll
    absent: int


class RollService:
    """Use cases of facilitators. Each asks again whether the actor leads the cohort."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def sessions(self, actor: Actor) -> tuple[tuple[Cohort, Session], ...]:
        """The sessions whose roll the actor may call: begun ones first, the latest first; then those to come."""

        def operation(tx: Transaction) -> tuple[tuple[Cohort, Session], ...]:
            found = [
                (cohort, one)
                for cohort in cohorts.live(tx, actor.guild_id)
                if cohorts.leads(tx, actor, cohort)
                for one in sessions.sessions(tx, cohort.id)
                if one.state is not SessionState.CANCELLED
            ]
            begun = [one for one in found if one[1].starts_at - rules.EARLY <= tx.now]
            ahead = [one for one in found if one not in begun]
            return (
                *sorted(begun, key=lambda one: (one[1].starts_at, one[1].id), reverse=True),
                *sorted(ahead, key=lambda one: (one[1].starts_at, one[1].id)),
            )

        return await self._database.read(operation)

    async def roll(self, actor: Actor, session_id: int, number: int) -> Roll:
        """A page of the roll. Raises NotFoundError, NotAllowedError, and StaleError for a session that is cancelled."""
        return await self._database.read(lambda tx: _roll(tx, *_led(tx, actor, session_id), number))

    async def mark(
        self, actor: Actor, session_id: int, user_ids: Collection[int], state: AttendanceState, number: int
    ) -> Roll:
        """Mark people. What was said of somebody before is corrected, and the correction noted.

        Raises StaleError for who is to be there before it begins.
        """

        def operation(tx: Transaction) -> Roll:
            cohort, session = _led(tx, actor, session_id)
            if state is not AttendanceState.EXCUSED and tx.now < session.starts_at - rules.EARLY:
                raise StaleError("attend-mark-early", title=session.title)
            owing = {one.user_id for one in _owing(tx, cohort, session)}
            wanted = [one for one in dict.fromkeys(user_ids) if one in owing]
            changed = [one for one in wanted if _mark(tx, actor, cohort, session, user_id=one, state=state)]
            if changed:
                records.note(
                    tx,
                    actor,
                    "cohort.attendance.mark",
                    _subject(cohort, session),
                    after={"session": session.id, "state": state.value, "people": len(changed)},
                )
            after = _roll(tx, cohort, session, number)
            return replace(after, changed=len(changed), others=len(set(user_ids)) - len(wanted))

        return await self._database.write(operation)

    async def closing(self, actor: Actor, session_id: int) -> Roll:
        """What closing would mean. Raises StaleError for one that is closed, or has not begun."""

        def operation(tx: Transaction) -> Roll:
            cohort, session = _led(tx, actor, session_id)
            _require_closable(tx, session)
            return _roll(tx, cohort, session, 1)

        return await self._database.read(operation)

    async def close(self, actor: Actor, session_id: int, version: int) -> Closed:
        """Whoever is unmarked was absent; nobody says "I'm here" any more. `version`: as the question showed it."""

        def operation(tx: Transaction) -> Closed:
            cohort, session = _led(tx, actor, session_id, version)
            _require_closable(tx, session)
            marks = store.marks(tx, session.id)
            absent = [one for one in _owing(tx, cohort, session) if one.user_id not in marks]
            for one in absent:
                store.set_mark(
                    tx,
                    actor.guild_id,
                    Mark(
                        session_id=session.id,
                        user_id=one.user_id,
                        state=AttendanceState.ABSENT,
                        how=How.CLOSING,
                        at=tx.now,
                        by=audit.actor_key(tx, actor.user_id),
                    ),
                )
            after = changes.update_session(
                tx, cohort, session, replace(session, state=SessionState.HELD, closed_at=tx.now)
            )
            _note(tx, actor, "cohort.session.close", cohort, after, absent=len(absent))
            records.refresh(tx, cohort)
            return Closed(roll=_roll(tx, cohort, after, 1), absent=len(absent))

        return await self._database.write(operation)

    async def reopen(self, actor: Actor, session_id: int, version: int) -> Roll:
        """Take closing back: who became absent by it is unmarked again; what facilitators marked stays."""

        def operation(tx: Transaction) -> Roll:
            cohort, session = _led(tx, actor, session_id, version)
            if session.state is not SessionState.HELD:
                raise StaleError("attend-not-closed", title=session.title)
            unmarked = store.drop_closing(tx, session.id)
            after = changes.update_session(
                tx, cohort, session, replace(session, state=SessionState.PLANNED, closed_at=None)
            )
            _note(tx, actor, "cohort.session.reopen", cohort, after, unmarked=unmarked)
            records.refresh(tx, cohort)
            return _roll(tx, cohort, after, 1)

        return await self._database.write(operation)


def _led(
    tx: Transaction, actor: Actor, session_id: int, version: int | None = None
) -> tuple[Cohort, Session]:
    session = sessions.session(tx, actor.guild_id, session_id)
    cohort = open_cohort(tx, actor, session.cohort_id)
    if session.state is SessionState.CANCELLED:
        raise StaleError("cohort-session-is-cancelled", title=session.title)
    if version is not None and session.version != version:
        raise StaleError("cohort-session-changed", title=session.title)
    return cohort, session


def _require_closable(tx: Transaction, session: Session) -> None:
    if session.state is SessionState.HELD:
        raise StaleError("attend-closed-already", title=session.title)
    if tx.now < session.starts_at:
        raise StaleError("attend-close-early", title=session.title)


def _owing(tx: Transaction, cohort: Cohort, session: Session) -> list[Enrolment]:
    """Who owed a session, or was in it all the same."""
    marks = store.marks(tx, session.id)
    return [
        one
        for one in cohorts.everybody(tx, cohort.id)
        if one.state in HERE and (one.user_id in marks or rules.counts_for(session, one))
    ]


def _roll(tx: Transaction, cohort: Cohort, session: Session, number: int) -> Roll:
    marks = store.marks(tx, session.id)
    people = [Person(user_id=one.user_id, mark=marks.get(one.user_id)) for one in _owing(tx, cohort, session)]
    states = Counter(one.mark.state for one in people if one.mark is not None)
    return Roll(
        cohort=cohort,
        session=session,
        people=paged(people, number, PER_PAGE),
        counts=dict(states),
        unmarked=len(people) - states.total(),
        began=tx.now >= session.starts_at,
    )


def _mark(
    tx: Transaction, actor: Actor, cohort: Cohort, session: Session, *, user_id: int, state: AttendanceState
) -> bool:
    before = store.mark(tx, session.id, user_id)
    if before is not None and before.state is state:
        if before.how in (
            How.MEMBER,
            How.CLOSING,
        ):  # a facilitator says so as well: it stays when it is opened again
            store.set_mark(tx, actor.guild_id, replace(before, how=How.FACILITATOR, by=_key(tx, actor)))
        return False
    store.set_mark(
        tx,
        actor.guild_id,
        Mark(
            session_id=session.id,
            user_id=user_id,
            state=state,
            how=How.FACILITATOR,
            at=tx.now,
            by=_key(tx, actor),
        ),
    )
    if state in ATTENDED:
        cohorts.touch(tx, cohort.id, user_id)
    records.follow(tx, cohort, user_id)
    if before is not None:
        member = audit.actor_key(tx, user_id)
        records.note(
            tx,
            actor,
            "cohort.attendance.correct",
            _subject(cohort, session),
            before={"session": session.id, "member": member, "state": before.state.value},
            after={"session": session.id, "member": member, "state": state.value},
        )
    return True


def _key(tx: Transaction, actor: Actor) -> str:
    return audit.actor_key(tx, actor.user_id)


def _subject(cohort: Cohort, session: Session) -> str:
    return f"{session.title} · {cohort.name}"


def _note(
    tx: Transaction, actor: Actor, action: str, cohort: Cohort, session: Session, **counts: int
) -> None:
    records.note(tx, actor, action, _subject(cohort, session), after={"session": session.id, **counts})
