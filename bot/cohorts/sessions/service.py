"""When a cohort meets: looking at sessions, moving and cancelling them, and what goes with them.

How they are added stands in `planning.py`, what a change takes with it in `changes.py`.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.cohorts import records as cohorts
from bot.cohorts.rules import Cohort, Session, SessionState
from bot.cohorts.sessions import agenda, changes, materials, records, rules, store
from bot.cohorts.sessions.reading import read_minutes, read_place, read_title
from bot.cohorts.sessions.rules import ClockChange
from bot.cohorts.sessions.using import note, open_cohort, zones_of
from bot.delivery.recurrence import Occurrence, resolve
from bot.errors import InvalidInputError, NotFoundError, StaleError
from bot.language.safe_text import clean_name, length
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A session as one person may see it. `leads`: it is theirs to change.

    `link`: the secret way in, where this person may have it now; "" otherwise. A session that is shown to somebody who
    does not lead holds no secrets. `refused`: Discord takes no events of this guild at the moment. `posted`: its materials.
    `people`: how many are in the cohort, for those who lead; `linkless`: how many other sessions to come lack a link.
    """

    cohort: Cohort
    session: Session
    leads: bool
    seated: bool = False
    link: str = ""
    refused: bool = False
    posted: bool = False
    people: int = 0
    linkless: int = 0


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A cohort's sessions by time. `leads`: who looks may change them; else none is cancelled or holds a secret."""

    cohort: Cohort
    sessions: tuple[Session, ...]
    leads: bool


@dataclass(frozen=True, kw_only=True)
class Move:
    """A session and the time it is to move to, before it is stored. `people` will be told."""

    cohort: Cohort
    session: Session
    to: Occurrence
    zone: str
    people: int
    changes: tuple[ClockChange, ...] = ()


class SessionService:
    """Use cases of sessions. Each asks again who is asking."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Looking

    async def led(self, actor: Actor, *, over: bool = False) -> tuple[tuple[Cohort, Session], ...]:
        """The sessions that the actor may change: planned ones to come; with `over` all but cancelled ones, the latest first."""

        def operation(tx: Transaction) -> tuple[tuple[Cohort, Session], ...]:
            found = [
                (cohort, one)
                for cohort in cohorts.live(tx, actor.guild_id)
                if cohorts.leads(tx, actor, cohort)
                for one in store.sessions(tx, cohort.id)
                if one.state is not SessionState.CANCELLED
                and (over or (one.state is SessionState.PLANNED and one.ends_at > tx.now))
            ]
            return tuple(sorted(found, key=lambda one: (one[1].starts_at, one[1].id), reverse=over))

        return await self._database.read(operation)

    async def coming(
        self, actor: Actor, may_view: Callable[[int], bool]
    ) -> tuple[tuple[Cohort, Session], ...]:
        """The sessions to come that the actor may look at. `may_view` is asked in the caller's thread."""
        found = await self._database.read(lambda tx: _of_everybody(tx, actor))
        seen = {one.cohort.id for one, leads, _ in found if leads or agenda.visible(one, may_view)}
        return tuple(
            (one.cohort, session)
            for one, _, sessions in found
            if one.cohort.id in seen
            for session in sessions
        )

    async def look(self, actor: Actor, session_id: int, may_view: Callable[[int], bool]) -> Shown:
        """A session, as the actor may see it. Raises NotFoundError, also for one that they may not."""
        shown, standing = await self._database.read(lambda tx: _shown(tx, actor, session_id))
        if not shown.leads and not agenda.visible(standing, may_view):
            raise NotFoundError("cohort-session-not-found")
        return shown

    async def listing(self, actor: Actor, cohort_id: int, may_view: Callable[[int], bool]) -> Listing:
        """A cohort's sessions, as the actor may see them. Raises NotFoundError."""

        def operation(tx: Transaction) -> tuple[Listing, agenda.Standing]:
            cohort = cohorts.existing(tx, actor.guild_id, cohort_id)
            leads = cohorts.leads(tx, actor, cohort)
            found = [
                one if leads else _bare(one)
                for one in store.sessions(tx, cohort.id)
                if leads or one.state is not SessionState.CANCELLED
            ]
            return Listing(cohort=cohort, sessions=tuple(found), leads=leads), _standing(tx, actor, cohort)

        listing, standing = await self._database.read(operation)
        if not listing.leads and not agenda.visible(standing, may_view):
            raise NotFoundError("cohort-not-found")
        return listing

    async def join_link(self, actor: Actor, session_id: int) -> Shown:
        """The secret way in, for somebody who is in the cohort, near the start. Their press counts as being there.

        Raises NotFoundError for everybody else; StaleError when it is too early, too late, or there is no link.
        """

        def operation(tx: Transaction) -> Shown:
            session = records.session(tx, actor.guild_id, session_id)
            cohort = cohorts.existing(tx, actor.guild_id, session.cohort_id)
            standing = _standing(tx, actor, cohort)
            if not standing.seated and not standing.facilitates:
                raise NotFoundError("cohort-session-not-found")
            cohorts.touch(tx, cohort.id, actor.user_id)
            if session.state is not SessionState.PLANNED or session.ends_at <= tx.now:
                raise StaleError("cohort-session-over", title=session.title)
            if not session.link:
                raise StaleError("cohort-session-no-link", title=session.title)
            if not standing.facilitates and not rules.link_is_open(session, tx.now):
                minutes = int(rules.LINK_BEFORE.total_seconds() // 60)
                raise StaleError("cohort-session-link-early", title=session.title, minutes=minutes)
            return Shown(cohort=cohort, session=_bare(session), leads=False, seated=True, link=session.link)

        return await self._database.write(operation)

    # Changing

    async def led_session(self, actor: Actor, session_id: int, *, planned: bool = False) -> Shown:
        """A session to be changed, with its secrets. Raises NotAllowedError for who does not lead its cohort.

        Raises StaleError for one that is cancelled; with `planned` also for one that is over.
        """

        def operation(tx: Transaction) -> Shown:
            session, _ = _led(tx, actor, session_id)
            if planned or session.state is SessionState.CANCELLED:
                _require_planned(tx, session)
            return _shown(tx, actor, session.id)[0]

        return await self._database.read(operation)

    async def consider(self, actor: Actor, session_id: int, wall: dt.datetime, zone: str) -> Move:
        """What moving a session means, before it is done. Raises InvalidInputError for where it is already."""

        def operation(tx: Transaction) -> Move:
            session, cohort = _led(tx, actor, session_id)
            _require_planned(tx, session)
            to = _ahead(tx, wall, zone)
            if (wall, zone) == (session.wall, session.zone):
                raise InvalidInputError("cohort-session-same-time", title=session.title)
            before = resolve(session.wall, session.zone)
            return Move(
                cohort=cohort,
                session=session,
                to=to,
                zone=zone,
                people=len(cohorts.seated(tx, cohort.id)),
                changes=rules.clock_changes((before, to), zones_of(tx, cohort))
                if zone == session.zone
                else (),
            )

        return await self._database.read(operation)

    async def move(self, actor: Actor, session_id: int, version: int, wall: dt.datetime, zone: str) -> Shown:
        """Another time. Raises StaleError when the session is not as the question showed it."""

        def change(tx: Transaction, before: Session) -> Session:
            _require_planned(tx, before)
            _ahead(tx, wall, zone)
            return replace(before, wall=wall, zone=zone)

        return await self._change(actor, session_id, version, "cohort.session.move", change)

    async def edit(
        self, actor: Actor, session_id: int, version: int, *, title: str, minutes: str, place: str
    ) -> Shown:
        """Another title, length or place."""

        def change(tx: Transaction, before: Session) -> Session:
            if not (minutes.strip().isascii() and minutes.strip().isdecimal() and len(minutes.strip()) < 5):
                raise InvalidInputError("cohort-session-minutes", least=rules.SHORTEST, most=rules.LONGEST)
            named = read_title(title)
            if any(rules.tells(named, one) or rules.tells(place, one) for one in _of_cohort(tx, before)):
                raise InvalidInputError("cohort-session-tells")
            return replace(before, title=named, minutes=read_minutes(int(minutes)), place=read_place(place))

        return await self._change(actor, session_id, version, "cohort.session.edit", change)

    async def set_secrets(
        self, actor: Actor, session_id: int, version: int, *, link: str, code: str
    ) -> Shown:
        """The secret link and the word that is said in the session; empty: none. Neither is noted anywhere else."""

        def change(tx: Transaction, before: Session) -> Session:
            try:
                address = rules.read_link(link)
            except ValueError as error:
                raise InvalidInputError("cohort-session-link-wrong", most=rules.LINK_LIMIT) from error
            word = clean_name(code) or ""
            if length(word) > rules.CODE_LIMIT:
                raise InvalidInputError("cohort-session-code-long", most=rules.CODE_LIMIT)
            after = replace(before, link=address, code=word)
            if any(rules.tells(text, after) for one in _of_cohort(tx, before) for text in _texts(one)):
                raise InvalidInputError("cohort-session-tells")
            return after

        return await self._change(actor, session_id, version, "cohort.session.link", change)

    async def spread_link(self, actor: Actor, session_id: int, version: int) -> tuple[Shown, int]:
        """Give a session's link to every session to come of its cohort that has none; returns to how many."""

        def operation(tx: Transaction) -> tuple[Shown, int]:
            session, cohort = _led(tx, actor, session_id)
            if session.version != version or not session.link:
                raise StaleError("cohort-session-changed", title=session.title)
            others = _linkless(tx, session)
            for one in others:
                changes.update_session(tx, cohort, one, replace(one, link=session.link))
            if others:
                after: dict[str, object] = {"cohort": cohort.id, "sessions": [one.id for one in others]}
                note(tx, actor, "cohort.session.link", f"{session.title} · {cohort.name}", after=after)
            return _shown(tx, actor, session_id)[0], len(others)

        return await self._database.write(operation)

    async def set_materials(
        self, actor: Actor, session_id: int, version: int, *, materials: str, recording: str
    ) -> Shown:
        """What the cohort gets after the session, once: a text, and the address of a recording."""

        def change(tx: Transaction, before: Session) -> Session:
            text = materials.strip()
            if length(text) > rules.MATERIALS_LIMIT:
                raise InvalidInputError("cohort-session-materials-long", most=rules.MATERIALS_LIMIT)
            try:
                address = rules.read_link(recording)
            except ValueError as error:
                raise InvalidInputError("cohort-session-recording-wrong", most=rules.LINK_LIMIT) from error
            if any(rules.tells(text, one) or rules.tells(address, one) for one in _of_cohort(tx, before)):
                raise InvalidInputError("cohort-session-tells")
            return replace(before, materials=text, recording=address)

        return await self._change(actor, session_id, version, "cohort.session.materials", change)

    async def cancel(self, actor: Actor, session_id: int, version: int) -> Shown:
        """It does not take place; the cohort is told."""

        def change(tx: Transaction, before: Session) -> Session:
            _require_planned(tx, before)
            return replace(before, state=SessionState.CANCELLED)

        return await self._change(actor, session_id, version, "cohort.session.cancel", change)

    async def _change(
        self,
        actor: Actor,
        session_id: int,
        version: int,
        action: str,
        change: Callable[[Transaction, Session], Session],
    ) -> Shown:
        def operation(tx: Transaction) -> Shown:
            before, cohort = _led(tx, actor, session_id)
            if before.version != version:
                raise StaleError("cohort-session-changed", title=before.title)
            if before.state is SessionState.CANCELLED:
                raise StaleError("cohort-session-is-cancelled", title=before.title)
            after = changes.update_session(tx, cohort, before, change(tx, before))
            if after != before:
                note(
                    tx,
                    actor,
                    action,
                    f"{after.title} · {cohort.name}",
                    before=_fields(before),
                    after=_fields(after),
                )
            return _shown(tx, actor, session_id)[0]

        return await self._database.write(operation)


# Parts


def _led(tx: Transaction, actor: Actor, session_id: int) -> tuple[Session, Cohort]:
    """Raises NotFoundError, and NotAllowedError for who does not lead its cohort; StaleError when that is over."""
    session = records.session(tx, actor.guild_id, session_id)
    return session, open_cohort(tx, actor, session.cohort_id)


def _require_planned(tx: Transaction, session: Session) -> None:
    if session.state is SessionState.CANCELLED:
        raise StaleError("cohort-session-is-cancelled", title=session.title)
    if session.state is not SessionState.PLANNED or session.ends_at <= tx.now:
        raise StaleError("cohort-session-over", title=session.title)


def _ahead(tx: Transaction, wall: dt.datetime, zone: str) -> Occurrence:
    to = resolve(wall, zone)
    if to.instant <= tx.now:
        raise StaleError("cohort-session-draft-past")
    return to


def _standing(tx: Transaction, actor: Actor, cohort: Cohort) -> agenda.Standing:
    return agenda.Standing(
        cohort=cohort,
        enrolment=cohorts.enrolment(tx, cohort.id, actor.user_id),
        facilitates=cohorts.facilitates(tx, cohort.id, actor.user_id) or cohorts.leads(tx, actor, cohort),
    )


def _of_everybody(tx: Transaction, actor: Actor) -> list[tuple[agenda.Standing, bool, tuple[Session, ...]]]:
    return [
        (
            one,
            cohorts.leads(tx, actor, one.cohort),
            tuple(
                session
                for session in store.sessions(tx, one.cohort.id)
                if session.state is SessionState.PLANNED and session.ends_at > tx.now
            ),
        )
        for one in agenda.standings(tx, actor.guild_id, actor.user_id)
    ]


def _shown(tx: Transaction, actor: Actor, session_id: int) -> tuple[Shown, agenda.Standing]:
    session = records.session(tx, actor.guild_id, session_id)
    cohort = cohorts.existing(tx, actor.guild_id, session.cohort_id)
    standing = _standing(tx, actor, cohort)
    leads = cohorts.leads(tx, actor, cohort)
    near = standing.seated and rules.link_is_open(session, tx.now)
    shown = Shown(
        cohort=cohort,
        session=session if leads else _bare(session),
        leads=leads,
        seated=standing.seated,
        link=session.link if leads or near else "",
        refused=leads and store.is_refused(tx, actor.guild_id),
        posted=materials.posted_as(tx, session) is not None,
        people=len(cohorts.seated(tx, cohort.id)) if leads else 0,
        linkless=len(_linkless(tx, session)) if leads else 0,
    )
    return shown, standing


def _of_cohort(tx: Transaction, session: Session) -> list[Session]:
    """All of its cohort: one way in mostly serves them all."""
    return store.sessions(tx, session.cohort_id)


def _texts(session: Session) -> tuple[str, ...]:
    """What others than those in the cohort may read of it."""
    return session.title, session.place, session.materials, session.recording


def _linkless(tx: Transaction, session: Session) -> list[Session]:
    """The other sessions to come of the cohort that have no link, and do not tell this one's."""
    return [
        one
        for one in store.sessions(tx, session.cohort_id)
        if one.id != session.id
        and one.state is SessionState.PLANNED
        and one.ends_at > tx.now
        and not one.link
        and not any(rules.tells(text, session) for text in (one.title, one.place, one.materials))
    ]


def _bare(session: Session) -> Session:
    """Without its secrets."""
    return replace(session, link="", code="")


def _fields(session: Session) -> dict[str, object]:
    """What the log keeps of a session: that there is a link and a code word, and neither of them."""
    return {
        "id": session.id,
        "cohort": session.cohort_id,
        "title": session.title,
        "wall": session.wall.isoformat(),
        "zone": session.zone,
        "minutes": session.minutes,
        "place": session.place,
        "state": session.state.value,
        "sequence": session.sequence,
        "link": bool(session.link),
        "code": bool(session.code),
        "materials": bool(session.materials),
        "recording": bool(session.recording),
    }
