"""The walk through what projects say by themselves, for test_pseudo_locale.py: card, threads, lines, dates, direct messages."""

import datetime as dt
from typing import TYPE_CHECKING

from bot.exchanges import records
from bot.exchanges.model import Project
from bot.exchanges.register import deciding
from bot.exchanges.telling import promises
from bot.language.catalogue import PSEUDO
from bot.storage.database import Transaction
from tests.discord.cohort_stage import as_actor, person
from tests.discord.exchange_papers import cleared
from tests.discord.exchange_stage import action, again, organisation, project, signs, speaks, sweep
from tests.discord.test_reminders import close_dms, dms
from tests.discord.walk_cohort_attending import pressed

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk

TELLING_WORDS = ("Walked IX", "Walked Telecom", "Lebanon", *(f"Walked task {number}" for number in range(20)))
"""What people typed."""


async def walk_exchange_telling(walk: "Walk") -> None:
    """A project with dates of every kind, told in every way; and the way into its private thread."""
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member

    async def at_once(_seconds: float) -> None:
        return None

    stage.dispatcher._pace._sleep = at_once
    room, other = stage.guild.create_text_channel("project"), stage.guild.create_text_channel("moved")
    made = await project(stage, name="Walked IX", channel=room)
    await walk.press(nadia, f"told.join:{made.id}")  # not there yet
    await stage.deliver()
    made = await again(stage, made)
    walk.posted("the card of a project", room)
    walk.note("the threads of a project", [{"label": _thread_name(walk, one)} for one in _threads(made)])
    await pressed(walk, nadia, f"told.join:{made.id}")
    await walk.press(omar, f"told.join:{made.id}")
    await walk.press(nadia, "told.join:999")
    for route, more in (("remind", ""), ("remind-form", ":0"), ("remind-other", ":0"), ("remind-at", ":0")):
        await pressed(walk, omar, f"{route}.exchanges:{made.id}{more}")
    listening, deaf = person(stage, "hani"), person(stage, "hind")
    for who in (listening, deaf):
        await stage.app.services.people.set_dm(as_actor(stage, who), allowed=True)
        await stage.app.services.people.set_language(as_actor(stage, who), PSEUDO)
    close_dms(stage, deaf)
    await _dates(walk, made, listening.id, deaf.id)
    await speaks(stage, listening, 2_000)
    stage.clock.advance(_morning(walk, 1) - stage.clock.now())
    await sweep(stage)
    await stage.deliver()
    _told(walk, made)
    walk.note(
        "dates by direct message", [one.to_dict() for m in dms(stage, listening) for one in m.components]
    )
    assert dms(stage, listening), "nobody was written to"
    await stage.app.services.exchanges.set_channel(stage.actor(), made.id, other.id)
    await stage.deliver()
    walk.posted("what is left of a card", room)
    await cleared(stage)


def _morning(walk: "Walk", days: int) -> dt.datetime:
    day = (walk.stage.clock.now() + dt.timedelta(days=days)).date()
    return dt.datetime.combine(day, dt.time(8), tzinfo=dt.UTC)


async def _dates(walk: "Walk", made: Project, listening: int, deaf: int) -> None:
    """Dates that are told tomorrow: for one who listens, one who does not, and for organisers; and a line of the minutes."""
    stage = walk.stage
    today = stage.clock.now().date()
    who = await organisation(stage, "Walked Telecom", 2_000)
    await signs(stage, made, who, until=today + dt.timedelta(days=31))
    in_four = today + dt.timedelta(days=4)
    for number, owner in enumerate((listening, deaf, stage.organiser.id, stage.member.id, None)):
        await action(stage, made, f"Walked task {number}", owner_id=owner, due_on=in_four)
    await action(stage, made, "Walked task 6", due_on=today + dt.timedelta(days=1))
    await action(stage, made, "Walked task 7", due_on=today - dt.timedelta(days=8))
    for number in range(8, 20):
        await action(stage, made, f"Walked task {number}", due_on=in_four)

    def operation(tx: Transaction) -> None:
        now = records.existing(tx, made.guild_id, made.id)
        deciding.adopt(
            tx,
            now,
            stage.actor(),
            topic="fees",
            title="Walked task 5",
            review_on=today + dt.timedelta(days=8),
        )
        promises.inside(tx, now, records.happened(tx, now, None, "mass-lost", count="2", wanted="3"))

    await stage.app.database.write(operation)
    await stage.deliver()


def _threads(made: Project) -> tuple[int, int]:
    assert made.thread_id is not None
    assert made.public_thread_id is not None
    return made.thread_id, made.public_thread_id


def _thread_name(walk: "Walk", thread_id: int) -> str:
    return str(walk.stage.env.backend.get_thread(thread_id).name)


def _told(walk: "Walk", made: Project) -> None:
    for thread_id in _threads(made):
        for message in walk.stage.env.backend.messages[thread_id].values():
            walk.note("a word in a thread of a project", message.components)
