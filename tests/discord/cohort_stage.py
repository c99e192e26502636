"""A cohort for tests of what happens in one: stored as it is, without the commands that make one."""

import datetime as dt
from dataclasses import replace
from typing import Any

from simcord import ChannelHandle, MemberActor

from bot.cohorts import store
from bot.cohorts.rules import Cohort, CohortState, Enrolment, EnrolmentState, Milestone, Session
from bot.cohorts.sessions import milestone_store
from bot.cohorts.sessions import store as sessions
from bot.language.rules import folded
from bot.people.actor import Actor
from bot.storage.database import Transaction
from tests.discord.conftest import Stage

NAME = "Routing course"


async def cohort(
    stage: Stage,
    *,
    name: str = NAME,
    state: CohortState = CohortState.RUNNING,
    zone: str = "Asia/Beirut",
    channel: ChannelHandle | None = None,
    card: ChannelHandle | None = None,
    leads: tuple[MemberActor, ...] = (),
    members: tuple[MemberActor, ...] = (),
    **fields: Any,
) -> Cohort:
    """A cohort that meets in a channel, with people who lead it and people who are in it."""

    def operation(tx: Transaction) -> Cohort:
        made = store.insert(
            tx, stage.guild.id, name=name, folded=folded(name), course_id=None, language="en", zone=zone
        )
        found = store.get(tx, stage.guild.id, made)
        assert found is not None
        after = replace(
            found,
            state=state,
            channel_id=None if channel is None else channel.id,
            card_channel_id=None if card is None else card.id,
            **fields,
        )
        store.change(tx, after, folded=folded(name))
        store.set_facilitators(tx, after, [one.id for one in leads])
        for one in members:
            enrol(tx, after, one.id)
        again = store.get(tx, stage.guild.id, made)
        assert again is not None
        return again

    return await stage.app.database.write(operation)


def enrol(
    tx: Transaction,
    into: Cohort,
    user_id: int,
    state: EnrolmentState = EnrolmentState.ENROLLED,
    team: str = "",
) -> None:
    """Put a person into a cohort."""
    store.save_enrolment(
        tx,
        Enrolment(
            id=0,
            guild_id=into.guild_id,
            cohort_id=into.id,
            user_id=user_id,
            state=state,
            team=team,
            queued_at=tx.now,
            created_at=tx.now,
        ),
    )


async def put_in(
    stage: Stage,
    into: Cohort,
    who: MemberActor,
    state: EnrolmentState = EnrolmentState.ENROLLED,
    team: str = "",
) -> None:
    """Put a person into a cohort."""
    await stage.app.database.write(lambda tx: enrol(tx, into, who.id, state, team))


async def sessions_of(stage: Stage, of: Cohort) -> list[Session]:
    """A cohort's sessions by time."""
    return await stage.app.database.read(lambda tx: sessions.sessions(tx, of.id))


async def milestones_of(stage: Stage, of: Cohort) -> list[Milestone]:
    """A cohort's milestones by due date."""
    return await stage.app.database.read(lambda tx: milestone_store.milestones(tx, of.id))


def person(stage: Stage, name: str) -> MemberActor:
    """Another member."""
    return stage.guild.add_member(stage.env.create_user(name))


def as_actor(stage: Stage, who: MemberActor) -> Actor:
    """A member as services see them."""
    return replace(stage.actor(), user_id=who.id, manages=False)


async def arrange(stage: Stage) -> int:
    """What the scheduler does now and then for sessions."""
    materialise = stage.app.features["sessions"].materialise
    assert materialise is not None
    return await materialise()


def at(text: str) -> dt.datetime:
    """An instant, in UTC."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
