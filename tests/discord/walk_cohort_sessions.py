"""The walk through sessions, milestones and one's own schedule, for test_pseudo_locale.py."""

import datetime as dt
from typing import TYPE_CHECKING

from bot.cohorts.rules import Cohort, CohortState
from bot.cohorts.sessions.rules import group_number
from bot.language.catalogue import PSEUDO
from tests.discord.cohort_stage import as_actor, cohort, put_in, sessions_of

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk

TITLE, NAME = "Peering day", "Dakar NOG"
"""Nothing that the pseudo language would mark."""
LINK = "https://meet.example/x"
NORTH = f"team:{group_number('North')}"
SESSION_WORDS = (LINK, "New York", "https://video.example/x", "2027-03-28 00:30", "North")


async def walk_cohort_sessions(walk: "Walk") -> None:
    """Every command, press and form of sessions and milestones."""
    stage = walk.stage
    nadia, omar = stage.organiser, stage.member
    room = stage.guild.create_text_channel("course")
    await walk.slash(omar, "cohort schedule")
    one = await cohort(
        stage,
        name=NAME,
        channel=room,
        leads=(nadia,),
        state=CohortState.ENROLLING,
        language=PSEUDO,
        zone="Asia/Beirut",
    )
    await put_in(stage, one, omar, team="North")
    await stage.app.services.people.set_zone(as_actor(stage, omar), "America/New_York")
    await _sessions(walk, one)
    await _milestones(walk, one)
    await _schedule(walk, one)
    await stage.deliver()
    walk.posted("the materials", room)
    for event in stage.env.backend.get_guild(stage.guild.id).scheduled_events.values():
        walk.note(
            "an event", {"title": event.name, "description": str(event.description).rpartition("\n")[0]}
        )


async def _sessions(walk: "Walk", one: Cohort) -> None:
    stage, nadia, omar, which = walk.stage, walk.stage.organiser, walk.stage.member, str(one.id)
    await walk.slash(omar, "cohort session list", cohort=which)
    await walk.slash(nadia, "cohort session list", cohort=which)
    for wrong in (
        {"when": "every Tuesday 18:00"},
        {"when": "every day 18:00 for 61 days"},
        {"title": "\u200b"},
        {"title": LINK},
        {"place": LINK},
    ):
        await walk.slash(
            nadia,
            "cohort session add",
            **({"cohort": which, "when": "tomorrow 18:00", "title": TITLE} | wrong),
        )
    for option, typed in (("cohort", ""), ("when", "every Tuesday 18:00 for 3 weeks"), ("when", "soon")):
        await walk.complete(nadia, "cohort session add", option, typed, cohort=which)
    shown = await walk.slash(nadia, "cohort session add", cohort=which, when="in 2h", title=TITLE)
    await walk.click(nadia, shown.response, "cohort-session.discard")
    # Through the clocks' changes of New York and of Beirut.
    for phrase in ("every day 00:30 starting 2027-03-12 for 18 days", "2027-10-30 23:30"):
        shown = await walk.slash(
            nadia, "cohort session add", cohort=which, when=phrase, title=TITLE, place=TITLE
        )
        await walk.click(nadia, shown.response, "cohort-session.add")
        await walk.press(nadia, "cohort-session.add:1")
    shown = await walk.slash(nadia, "cohort session add", cohort=which, when="2027-03-13 00:30", title=TITLE)
    await walk.click(nadia, shown.response, "cohort-session.add")
    listed = await walk.slash(omar, "cohort session list", cohort=which)
    await walk.click(omar, listed.response, "cohort-session.list")
    ids = [str(found.id) for found in await sessions_of(stage, one)]
    first, second, third = ids[:3]
    await walk.complete(nadia, "cohort session list", "cohort", "")
    for command in ("move", "cancel", "link", "materials", "show"):
        await walk.complete(nadia, f"cohort session {command}", "session", "")
        for what in ("x", "999"):
            more = {"when": "tomorrow 18:00"} if command == "move" else {}
            await walk.slash(nadia, f"cohort session {command}", session=what, **more)
    await walk.complete(nadia, "cohort session move", "when", "every Tuesday 18:00", session=first)
    for phrase in ("every day 18:00 for 2 days", "2027-03-12 00:30", "2027-03-28 00:30 Beirut"):
        await walk.slash(nadia, "cohort session move", session=first, when=phrase)
    await walk.slash(omar, "cohort session show", session=first)
    card = await walk.slash(nadia, "cohort session show", session=first)
    form = await walk.click(nadia, card.response, "cohort-session.move")
    asked = await walk.submit(nadia, form, when="2027-10-30 23:30")
    await walk.click(nadia, asked.response, "cohort-session.move-confirm")
    for route, fields in (
        ("edit", {"title": TITLE, "minutes": "x", "place": ""}),
        ("edit", {"title": TITLE, "minutes": "90", "place": ""}),
        ("link", {"link": "x", "code": ""}),
        ("link", {"link": LINK, "code": TITLE}),
        ("edit", {"title": TITLE, "minutes": "90", "place": TITLE}),
        ("materials", {"materials": LINK, "recording": ""}),
        ("materials", {"materials": "", "recording": "x"}),
        ("materials", {"materials": "", "recording": ""}),
        ("materials", {"materials": TITLE, "recording": "https://video.example/x"}),
    ):
        card = await walk.slash(nadia, "cohort session show", session=first)
        form = await walk.click(nadia, card.response, f"cohort-session.{route}")
        await walk.submit(nadia, form, **fields)
    card = await walk.slash(nadia, "cohort session show", session=first)
    card = await walk.click(nadia, card.response, "cohort-session.link-all")
    form = await walk.slash(nadia, "cohort session link", session=second)
    late = await walk.slash(nadia, "cohort session link", session=second)
    await walk.submit(nadia, form, link=LINK, code="")
    await walk.submit(nadia, late, link=LINK, code="")
    await walk.slash(nadia, "cohort session materials", session=second)
    asked = await walk.slash(nadia, "cohort session cancel", session=third)
    await walk.click(nadia, asked.response, "cohort-session.cancel-confirm")
    await walk.slash(nadia, "cohort session cancel", session=third)
    await walk.slash(nadia, "cohort session show", session=third)
    card = await walk.slash(nadia, "cohort session show", session=first)
    asked = await walk.click(nadia, card.response, "cohort-session.cancel")
    await walk.click(nadia, asked.response, "cohort-session.show")
    await walk.slash(nadia, "cohort session list", cohort=which)
    await _near(walk, one)


async def _near(walk: "Walk", one: Cohort) -> None:
    """Shortly before a session, during it and afterwards."""
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    shown = await walk.slash(nadia, "cohort session add", cohort=str(one.id), when="in 2h", title=TITLE)
    await walk.click(nadia, shown.response, "cohort-session.add")
    session = (await sessions_of(stage, one))[0]
    join = f"cohort-session.join:{stage.guild.id}:{session.id}"
    walk.routes.add("cohort-session.join")
    await walk.press(omar, join)
    form = await walk.slash(nadia, "cohort session link", session=str(session.id))
    await walk.submit(nadia, form, link=LINK, code="")
    await walk.press(omar, join)
    await walk.slash(omar, "cohort session show", session=str(session.id))
    stage.clock.advance(session.starts_at - stage.clock.now() - dt.timedelta(minutes=10))
    await walk.press(omar, join)
    await walk.slash(omar, "cohort session show", session=str(session.id))
    form = await walk.slash(nadia, "cohort session materials", session=str(session.id))
    await walk.submit(nadia, form, materials=TITLE, recording="https://video.example/x")
    stage.clock.advance(dt.timedelta(minutes=20))
    await walk.slash(nadia, "cohort session list", cohort=str(one.id))
    await walk.slash(nadia, "cohort session show", session=str(session.id))
    stage.clock.advance(dt.timedelta(hours=1))
    await walk.press(omar, join)
    await stage.deliver()
    for materials in (BETTER, ""):
        form = await walk.slash(nadia, "cohort session materials", session=str(session.id))
        await walk.submit(nadia, form, materials=materials, recording="")
        await stage.deliver()
    await walk.slash(nadia, "cohort session move", session=str(session.id), when="tomorrow 18:00")
    await walk.slash(nadia, "cohort session list", cohort=str(one.id))


BETTER = NAME


async def _milestones(walk: "Walk", one: Cohort) -> None:
    stage, nadia, omar, which = walk.stage, walk.stage.organiser, walk.stage.member, str(one.id)
    for who in (nadia, omar):
        await walk.slash(who, "cohort milestone list", cohort=which)
    given = {"cohort": which, "kind": "quiz", "title": TITLE, "due": "2027-10-30 23:30"}
    for wrong in ({"kind": "x"}, {"due": "every day 18:00"}, {"title": "\u200b"}):
        await walk.slash(nadia, "cohort milestone add", **(given | wrong))
    for kind in ("module", "quiz", "assignment", "capstone"):
        await walk.slash(nadia, "cohort milestone add", **(given | {"kind": kind}))
    for option, typed in (
        ("cohort", ""),
        ("kind", ""),
        ("due", "every Tuesday 18:00"),
        ("due", "tomorrow 18:00"),
    ):
        await walk.complete(nadia, "cohort milestone add", option, typed, cohort=which)
    await walk.complete(nadia, "cohort milestone list", "cohort", "")
    for command in ("edit", "cancel", "extend"):
        await walk.complete(nadia, f"cohort milestone {command}", "milestone", "")
    for command in ("edit", "extend"):
        await walk.complete(nadia, f"cohort milestone {command}", "due", "tomorrow 18:00", milestone="1")
    await walk.complete(nadia, "cohort milestone edit", "kind", "", milestone="1")
    await walk.complete(nadia, "cohort milestone extend", "team", "", milestone="1", due="2027-11-30 18:00")
    for more in (
        {},
        {"team": "x"},
        {"team": "North"},
        {"member": omar},
        {"member": nadia},
        {"due": "tomorrow 18:00", "team": "North"},
    ):
        await walk.slash(
            nadia, "cohort milestone extend", **({"milestone": "1", "due": "2027-11-30 18:00"} | more)
        )
    for who in (nadia, omar):
        listed = await walk.slash(who, "cohort milestone list", cohort=which)
    listed = await walk.slash(nadia, "cohort milestone list", cohort=which)
    card = await walk.click(nadia, listed.response, "cohort-milestone.show", last=1)
    card = await walk.select(nadia, card.response, "cohort-milestone.withdraw:1", f"person:{omar.id}")
    await walk.select(nadia, card.response, "cohort-milestone.withdraw:1", NORTH)
    await walk.press(nadia, "cohort-milestone.withdraw:1")
    card = await walk.slash(nadia, "cohort milestone edit", milestone="1")
    form = await walk.click(nadia, card.response, "cohort-milestone.edit")
    late = await walk.click(nadia, card.response, "cohort-milestone.edit")
    fields = {"title": TITLE, "kind": ["module"], "due": "2027-10-30 23:30"}
    await walk.submit(nadia, form, **(fields | {"kind": ["capstone"]}))
    await walk.submit(nadia, late, **fields)
    await walk.slash(nadia, "cohort milestone edit", milestone="1", due="2027-10-30 23:30")
    asked = await walk.slash(nadia, "cohort milestone edit", milestone="1", due="2027-11-01 18:00")
    await walk.click(nadia, asked.response, "cohort-milestone.move-confirm")
    card = await walk.slash(nadia, "cohort milestone edit", milestone="1")
    listed = await walk.click(nadia, card.response, "cohort-milestone.list")
    card = await walk.click(nadia, listed.response, "cohort-milestone.show", last=1)
    asked = await walk.click(nadia, card.response, "cohort-milestone.cancel")
    await walk.click(nadia, asked.response, "cohort-milestone.cancel-confirm")
    for command, more in (("edit", {}), ("cancel", {}), ("extend", {"due": "tomorrow 18:00"})):
        for what in ("1", "x", "99"):
            await walk.slash(nadia, f"cohort milestone {command}", milestone=what, **more)
    del stage


async def _schedule(walk: "Walk", one: Cohort) -> None:
    omar = walk.stage.member
    await walk.complete(omar, "cohort schedule", "cohort", "")
    shown = await walk.slash(omar, "cohort schedule", cohort=str(one.id))
    shown = await walk.click(omar, shown.response, "cohort-schedule.show")
    await walk.click(omar, shown.response, "cohort-schedule.file")
    await walk.slash(omar, "cohort schedule")
    await walk.slash(omar, "agenda", days=90)
    for press in ("cohort-schedule.show:99:1", "cohort-schedule.file:99", "cohort-session.list:99:1"):
        await walk.press(omar, press)
