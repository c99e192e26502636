"""A cohort that is reminded: for the tests of reminders, nudges and clocks."""

import datetime as dt
from dataclasses import dataclass, replace

import discord
from simcord import ChannelHandle, MemberActor, RoleHandle

from bot.cohorts import records, store
from bot.cohorts.reminding import rules
from bot.cohorts.rules import Cohort, Enrolment, EnrolmentState, Milestone, MilestoneKind, Session
from bot.cohorts.sessions import changes
from bot.cohorts.sessions import records as sessions
from bot.delivery import outbox
from bot.people import store as people
from bot.people.rules import MemberSettings
from bot.storage.database import Transaction
from tests.discord import cohort_stage
from tests.discord.conftest import Stage, buttons, texts
from tests.discord.test_reminders import as_user, dms, pressed_in_dm

LINK = "https://meet.example/secret-room-4711"
STEP = rules.HORIZON - dt.timedelta(minutes=10)


@dataclass
class Course:
    """A running cohort with a role, of Omar and those who are put in; it meets in #course."""

    stage: Stage
    cohort: Cohort
    room: ChannelHandle
    role: RoleHandle

    async def now(self) -> Cohort:
        """The cohort as it is stored."""
        found = await self.stage.app.database.read(
            lambda tx: store.get(tx, self.cohort.guild_id, self.cohort.id)
        )
        assert found is not None
        return found

    async def session(
        self, wall: str, *, title: str = "BGP basics", zone: str = "Asia/Beirut", link: str = LINK
    ) -> Session:
        """A session of an hour at a wall time."""

        def operation(tx: Transaction) -> Session:
            made = changes.add_session(
                tx, self.cohort, title=title, wall=dt.datetime.fromisoformat(wall), zone=zone, minutes=60
            )
            return changes.update_session(tx, self.cohort, made, replace(made, link=link))

        return await self.stage.app.database.write(operation)

    async def milestone(self, wall: str, *, title: str = "Quiz 1", zone: str = "Asia/Beirut") -> Milestone:
        """Something due at a wall time."""
        return await self.stage.app.database.write(
            lambda tx: changes.add_milestone(
                tx,
                self.cohort,
                kind=MilestoneKind.QUIZ,
                title=title,
                wall=dt.datetime.fromisoformat(wall),
                zone=zone,
            )
        )

    async def change(self, session: Session, **fields: object) -> Session:
        """Change a session, as whoever leads does."""

        def operation(tx: Transaction) -> Session:
            before = sessions.session(tx, session.guild_id, session.id)
            return changes.update_session(tx, self.cohort, before, replace(before, **fields))  # type: ignore[arg-type]

        return await self.stage.app.database.write(operation)

    async def person(self, who: MemberActor, **fields: object) -> None:
        """Change what somebody is in the cohort; put them in where they are not."""

        def operation(tx: Transaction) -> None:
            if records.enrolment(tx, self.cohort.id, who.id) is None:
                cohort_stage.enrol(tx, self.cohort, who.id)
            before = records.enrolment(tx, self.cohort.id, who.id)
            assert before is not None
            store.save_enrolment(tx, replace(before, **fields))  # type: ignore[arg-type]

        await self.stage.app.database.write(operation)

    async def enrolment(self, who: MemberActor) -> Enrolment:
        """What somebody is in the cohort."""
        found = await self.stage.app.database.read(lambda tx: records.enrolment(tx, self.cohort.id, who.id))
        assert found is not None
        return found

    async def settings(self, who: MemberActor, **fields: object) -> None:
        """What somebody set for themselves."""
        made = MemberSettings(user_id=who.id, **fields)  # type: ignore[arg-type]
        await self.stage.app.database.write(lambda tx: people.save(tx, made))

    async def until(self, instant: dt.datetime) -> None:
        """Let the time pass as a process that runs sees it: from one thing that is due to the next."""
        goal = instant + dt.timedelta(seconds=1)
        while (now := self.stage.clock.now()) < goal:
            due = await self.stage.app.database.read(outbox.next_due)
            soonest = goal if due is None else max(due + dt.timedelta(seconds=1), now)
            self.stage.clock.advance(min(STEP, goal - now, soonest - now))
            await self.look()

    async def absent_until(self, instant: dt.datetime) -> None:
        """Let the time pass while nothing runs; then one look."""
        self.stage.clock.advance(instant - self.stage.clock.now() + dt.timedelta(seconds=1))
        await self.look()

    async def look(self) -> None:
        """Plan ahead and send what is due, as the scheduler does."""
        await plan_ahead(self.stage)
        await self.stage.deliver()

    async def presses(self, who: MemberActor, label: str) -> str:
        """Press a button of the newest direct message; what the presser is answered."""
        custom_id = buttons(dms(self.stage, who)[-1])[label]
        return await pressed_in_dm(self.stage, as_user(self.stage, who), custom_id)

    def said(self) -> list[str]:
        """Every message in the cohort's room, the oldest first."""
        return [texts(one) for one in self.room.history()]

    def messages(self) -> list[discord.Message]:
        """The messages themselves."""
        return self.room.history()

    def told(self, who: MemberActor) -> list[str]:
        """Every direct message to somebody, the oldest first; not those that a test made to press their buttons."""
        return [text for one in dms(self.stage, who) if len(text := texts(one)) > 1]


async def plan_ahead(stage: Stage) -> int:
    """What the scheduler does now and then for reminders."""
    materialise = stage.app.features["reminding"].materialise
    assert materialise is not None
    return await materialise()


async def begin(stage: Stage, *, leads: tuple[MemberActor, ...] = (), **fields: object) -> Course:
    """A course that runs, with Omar in it. Nobody is nudged unless `nudge_days` says so."""
    role = stage.guild.create_role("Course", mentionable=True)
    room = stage.guild.create_text_channel("course")
    made = await cohort_stage.cohort(
        stage,
        channel=room,
        members=(stage.member,),
        leads=leads,
        **{"nudge_days": (), "role_id": role.id, **fields},
    )
    await plan_ahead(stage)
    return Course(stage=stage, cohort=made, room=room, role=role)


COMPLETED, WITHDRAWN = EnrolmentState.COMPLETED, EnrolmentState.WITHDRAWN
