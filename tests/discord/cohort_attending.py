"""A cohort in which people are there, or not: for the tests of attendance, progress and the dashboard."""

import datetime as dt
from dataclasses import dataclass, field

from simcord import InteractionResult, MemberActor

from bot.cohorts import records
from bot.cohorts.attending import records as attending
from bot.cohorts.rules import Cohort, Enrolment, Milestone, MilestoneKind, Session
from bot.cohorts.sessions import changes
from bot.cohorts.sessions import records as sessions
from bot.storage.database import Transaction
from tests.discord import cohort_stage
from tests.discord.conftest import Stage, buttons

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


@dataclass
class Course:
    """A running cohort: Karim leads it, Omar and those who are put in are in it. It meets in #news."""

    stage: Stage
    cohort: Cohort
    karim: MemberActor
    people: dict[str, MemberActor] = field(default_factory=dict)

    async def session(
        self, *, after: dt.timedelta = dt.timedelta(0), title: str = "BGP basics", code: str = ""
    ) -> Session:
        """A session of an hour that starts so long after now."""
        start = (self.stage.clock.now() + after).replace(tzinfo=None, microsecond=0)

        def operation(tx: Transaction) -> Session:
            made = changes.add_session(tx, self.cohort, title=title, wall=start, zone="UTC", minutes=60)
            if not code:
                return made
            tx.execute("UPDATE cohort_session SET code = ? WHERE id = ?", (code, made.id))
            return sessions.session(tx, made.guild_id, made.id)

        return await self.stage.app.database.write(operation)

    async def milestone(self, *, after: dt.timedelta = 7 * DAY, title: str = "Quiz 1") -> Milestone:
        """Something due so long after now."""
        due = (self.stage.clock.now() + after).replace(tzinfo=None, microsecond=0)
        return await self.stage.app.database.write(
            lambda tx: changes.add_milestone(
                tx, self.cohort, kind=MilestoneKind.QUIZ, title=title, wall=due, zone="UTC"
            )
        )

    async def person(self, name: str) -> MemberActor:
        """Somebody else in the cohort."""
        who = cohort_stage.person(self.stage, name)
        await cohort_stage.put_in(self.stage, self.cohort, who)
        self.people[name] = who
        return who

    async def marks(self, session: Session) -> dict[int, str]:
        """Person → what they were in a session."""
        found = await self.stage.app.database.read(lambda tx: attending.marks(tx, session.id))
        return {user_id: state.value for user_id, state in found.items()}

    async def done(self, milestone: Milestone) -> frozenset[int]:
        """Who completed a milestone."""
        return await self.stage.app.database.read(lambda tx: attending.done(tx, milestone.id))

    async def enrolment(self, who: MemberActor) -> Enrolment:
        """What somebody is in the cohort."""
        found = await self.stage.app.database.read(lambda tx: records.enrolment(tx, self.cohort.id, who.id))
        assert found is not None
        return found

    async def held(self, title: str, *, there: tuple[MemberActor, ...] = ()) -> Session:
        """A session that took place: these were there, everybody else was not. An hour and a half passes."""
        one = await self.session(title=title)
        for who in there:
            await self.stage.press_raw(who, f"attend.here:{one.id}")
        self.stage.pass_time(minutes=90)
        await self.close(one)
        return one

    async def close(self, session: Session) -> InteractionResult:
        """Close a session, as its facilitator does."""
        asked = await self.karim.slash(self.stage.lobby, "cohort session close", session=str(session.id))
        return await click(self.karim, asked, "Close it")

    async def log(self) -> list[str]:
        """The actions in the audit log, the newest first."""
        found = await self.stage.app.services.guilds.history(self.stage.actor(), number=1, per_page=50)
        return [one.action for one in found.items]


async def begin(stage: Stage, **fields: object) -> Course:
    """A course that runs."""
    karim = cohort_stage.person(stage, "karim")
    made = await cohort_stage.cohort(
        stage, channel=stage.news, leads=(karim,), members=(stage.member,), **fields
    )
    stage.pass_time(minutes=1)
    return Course(stage=stage, cohort=made, karim=karim)


async def click(who: MemberActor, shown: InteractionResult, label: str) -> InteractionResult:
    """Press a button of what somebody was shown."""
    message = shown.followups[-1] if shown.followups else shown.response
    assert message is not None
    return await who.click(message, label=label)


def labels(shown: InteractionResult) -> set[str]:
    """The buttons of what somebody was shown."""
    message = shown.followups[-1] if shown.followups else shown.response
    assert message is not None
    return set(buttons(message))
