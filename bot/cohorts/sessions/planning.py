"""A series of sessions: understood, shown, and stored when it is confirmed."""

import datetime as dt
from dataclasses import dataclass, replace

from bot.cohorts import records as cohorts
from bot.cohorts.rules import Cohort, Session, SessionState
from bot.cohorts.sessions import changes, rules, store
from bot.cohorts.sessions.reading import read_minutes, read_place, read_title
from bot.cohorts.sessions.rules import ClockChange, Draft
from bot.cohorts.sessions.using import note, open_cohort, zones_of
from bot.delivery.recurrence import Occurrence, Plan, resolve
from bot.errors import InvalidInputError, StaleError
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A series before it is stored. `changes`: which members' local hours drift.

    `meanwhile`: sessions of the cohort that take place at the same time as one of its dates.
    """

    cohort: Cohort
    draft: Draft
    dates: tuple[Occurrence, ...]
    changes: tuple[ClockChange, ...] = ()
    meanwhile: tuple[Session, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Added:
    """What was stored."""

    cohort: Cohort
    sessions: tuple[Session, ...]


class PlanningService:
    """Use cases of facilitators, before there are sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def draft(
        self, actor: Actor, cohort_id: int, plan: Plan, *, title: str, minutes: int, place: str = ""
    ) -> Preview:
        """Keep the dates that were understood, for the actor to confirm. Raises InvalidInputError for what does not fit."""

        def operation(tx: Transaction) -> Preview:
            cohort = open_cohort(tx, actor, cohort_id)
            if rules.is_endless(plan):
                raise InvalidInputError("cohort-session-endless")
            dates = rules.dates(plan, tx.now)
            if len(dates) > rules.MOST_AT_ONCE:
                raise InvalidInputError("cohort-session-many", most=rules.MOST_AT_ONCE)
            _require_room(tx, cohort, len(dates))
            made = Draft(
                guild_id=actor.guild_id,
                cohort_id=cohort.id,
                user_id=actor.user_id,
                title=read_title(title),
                place=read_place(place),
                minutes=read_minutes(minutes),
                zone=plan.zone,
                walls=tuple(one.planned for one in dates),
            )
            return _preview(tx, cohort, replace(made, id=store.insert_draft(tx, made)))

        return await self._database.write(operation)

    async def confirm(self, actor: Actor, draft_id: int) -> Added:
        """Store the sessions of a draft, once. Raises StaleError when its first date has come meanwhile."""

        def operation(tx: Transaction) -> Added:
            draft = _own_draft(tx, actor, draft_id)
            cohort = open_cohort(tx, actor, draft.cohort_id)
            if any(resolve(wall, draft.zone).instant <= tx.now for wall in draft.walls):
                raise StaleError("cohort-session-draft-past")
            _require_room(tx, cohort, len(draft.walls))
            store.delete_draft(tx, draft.id)
            made = [
                changes.add_session(
                    tx,
                    cohort,
                    title=draft.title,
                    wall=wall,
                    zone=draft.zone,
                    minutes=draft.minutes,
                    place=draft.place,
                )
                for wall in draft.walls
            ]
            after: dict[str, object] = {
                "cohort": cohort.id,
                "sessions": [one.id for one in made],
                "walls": [wall.isoformat() for wall in draft.walls],
                "zone": draft.zone,
            }
            note(tx, actor, "cohort.session.add", f"{draft.title} · {cohort.name}", after=after)
            return Added(cohort=cohort, sessions=tuple(made))

        return await self._database.write(operation)

    async def discard(self, actor: Actor, draft_id: int) -> Cohort:
        """Throw a draft away."""

        def operation(tx: Transaction) -> Cohort:
            draft = _own_draft(tx, actor, draft_id)
            store.delete_draft(tx, draft.id)
            return cohorts.existing(tx, actor.guild_id, draft.cohort_id)

        return await self._database.write(operation)


def _own_draft(tx: Transaction, actor: Actor, draft_id: int) -> Draft:
    found = store.draft(tx, actor.guild_id, draft_id)
    if found is None or found.user_id != actor.user_id:
        raise StaleError("cohort-session-draft-gone")
    return found


def _require_room(tx: Transaction, cohort: Cohort, more: int) -> None:
    if store.count_sessions(tx, cohort.id) + more > rules.MOST_SESSIONS:
        raise InvalidInputError("cohort-session-full", most=rules.MOST_SESSIONS)


def _preview(tx: Transaction, cohort: Cohort, draft: Draft) -> Preview:
    dates = tuple(resolve(wall, draft.zone) for wall in draft.walls)
    length_ = dt.timedelta(minutes=draft.minutes)
    others = [one for one in store.sessions(tx, cohort.id) if one.state is SessionState.PLANNED]
    return Preview(
        cohort=cohort,
        draft=draft,
        dates=dates,
        changes=rules.clock_changes(dates, zones_of(tx, cohort)),
        meanwhile=tuple(
            one
            for one in others
            if any(one.starts_at < day.instant + length_ and day.instant < one.ends_at for day in dates)
        ),
    )
