"""The walk through reminders, changes, clocks and nudges of a cohort, for test_pseudo_locale.py."""

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from simcord import MemberActor

from bot.cohorts.reminding import drift_rules, messages, nudge_messages
from bot.cohorts.reminding.nudging import Due
from bot.cohorts.reminding.rules import NextSteps
from bot.cohorts.reminding.store import insert_nudge, nudge
from bot.cohorts.rules import ItemKind, Milestone, Session, SessionState
from bot.cohorts.sessions import changes
from bot.cohorts.sessions import records as sessions
from bot.language.catalogue import PSEUDO
from bot.storage.database import Transaction
from bot.ui import payload
from bot.ui.cards import Card
from tests.discord.cohort_reminding import Course, begin, plan_ahead
from tests.discord.cohort_stage import as_actor, cohort
from tests.discord.conftest import sending
from tests.discord.test_reminders import close_dms, dms, open_dms
from tests.discord.walk_cohort_attending import pressed

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk

TITLE, COURSE, OTHER = "Peering day", "klingon", "Nowhere"
"""Words that the walk types elsewhere, too."""
ROUTE = "cohort-remind"


async def walk_cohort_reminders(walk: "Walk") -> None:
    """Every command, press and message."""
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    outside = stage.guild.add_member(stage.env.create_user("outside"))
    await stage.app.services.people.set_language(as_actor(stage, outside), PSEUDO)
    sending(stage)
    await walk.slash(outside, "cohort reminders")
    course = await begin(stage, name=COURSE, leads=(nadia,), language=PSEUDO, nudge_days=(3, 7, 14))
    await cohort(stage, name=OTHER, members=(omar,))
    await walk.complete(omar, "cohort reminders", "cohort", "")
    await walk.complete(nadia, "cohort nudges", "cohort", "")
    await walk.slash(nadia, "cohort nudges", cohort=str(course.cohort.id))
    shown = await walk.slash(omar, "cohort reminders")
    await walk.select(omar, shown.response, f"{ROUTE}.choose", str(course.cohort.id))
    await _choices(walk, course)
    await _reminded(walk, course)
    await _nudged(walk, course)
    _cards(walk, course)
    walk.posted("the course", course.room)
    for who in (omar, outside):
        await pressed(walk, who, f"{ROUTE}.mine:{course.cohort.id}")


async def _choices(walk: "Walk", course: Course) -> None:
    omar, stage = walk.stage.member, walk.stage
    shown = await walk.slash(omar, "cohort reminders", cohort=str(course.cohort.id))
    shown = await walk.click(omar, shown.response, f"{ROUTE}.nudges")
    shown = await walk.click(omar, shown.response, f"{ROUTE}.nudges")
    await walk.click(omar, shown.response, f"{ROUTE}.personal")
    walk.note("the word ahead", _components(walk, omar))
    await pressed(walk, omar, f"{ROUTE}.stop:{stage.guild.id}:{course.cohort.id}", private=True)
    close_dms(stage, omar)
    await pressed(walk, omar, f"{ROUTE}.personal:{course.cohort.id}:1")
    open_dms(stage)
    await pressed(walk, omar, f"{ROUTE}.personal:{course.cohort.id}:0")
    await pressed(walk, omar, f"{ROUTE}.personal:{course.cohort.id}:1")


async def _reminded(walk: "Walk", course: Course) -> None:
    stage, omar = walk.stage, walk.stage.member
    stage.dispatcher.on_wake(None)
    wall = (stage.clock.now() + dt.timedelta(days=8)).replace(hour=12, minute=0, second=0, microsecond=0)
    text = f"{wall:%Y-%m-%d %H:%M}"
    session = await course.session(text, title=TITLE, zone="UTC")
    milestone = await course.milestone(text, title=TITLE, zone="UTC")
    ids = f"{stage.guild.id}:0:{session.id}"
    for before in (dt.timedelta(days=7), dt.timedelta(days=3), dt.timedelta(days=1)):
        await course.until(wall - before)
        walk.note("a reminder", _components(walk, omar))
    for route in ("mute", "unmute", "show"):
        await pressed(walk, omar, f"{ROUTE}.{route}:{ids}")
    await pressed(walk, omar, f"{ROUTE}.show:{stage.guild.id}:1:{milestone.id}")
    # No card leads there; the agenda's features all have these.
    for route, more in (("remind", ""), ("remind-at", ":0"), ("remind-other", ":0"), ("remind-form", ":0")):
        walk.routes.add(f"{route}.sessions")
        await walk.press(omar, f"{route}.sessions:{session.id}{more}")
    await _extended(walk, course, milestone)
    for route in ("done", "undone"):
        await pressed(walk, omar, f"attend.{route}:{milestone.id}", private=True)
    await pressed(walk, omar, f"attend.mine:{course.cohort.id}:1", private=True)
    await pressed(walk, omar, "attend.done:999", private=True)
    await pressed(walk, omar, "attend.mine:999:1", private=True)
    await pressed(walk, omar, f"{ROUTE}.mute:{stage.guild.id}:1:{milestone.id}", private=True)
    await walk.slash(omar, "cohort reminders", cohort=str(course.cohort.id))
    await pressed(walk, omar, f"{ROUTE}.snooze:{ids}:0", private=True)
    for wrong in (f"{ids}:9", f"{stage.guild.id}:7:1:1", f"{stage.guild.id}:0:999:1", "1:0:1:1"):
        await walk.press(omar, f"{ROUTE}.snooze:{wrong}")
    close_dms(stage, omar)
    await course.until(wall - dt.timedelta(minutes=50))
    open_dms(stage)
    await course.until(wall)
    walk.note("at the start", _components(walk, omar))
    await walk.press(omar, f"{ROUTE}.snooze:{ids}:1")
    other = await course.session(f"{wall + dt.timedelta(days=20):%Y-%m-%d %H:%M}", title=TITLE, zone="UTC")
    await course.change(other, wall=other.wall + dt.timedelta(days=1))
    await course.until(stage.clock.now() + dt.timedelta(minutes=5))
    await course.change(other, state=SessionState.CANCELLED)
    await course.until(stage.clock.now() + dt.timedelta(minutes=5))
    await course.change(other, state=SessionState.PLANNED)
    await course.until(stage.clock.now() + dt.timedelta(minutes=5))
    await course.until(wall + dt.timedelta(hours=2))
    for route in ("show", "mute"):
        await pressed(walk, omar, f"{ROUTE}.{route}:{ids}")


async def _extended(walk: "Walk", course: Course, milestone: Milestone) -> None:
    """More time for one person, less again, and more for a group."""
    stage, omar = walk.stage, walk.stage.member
    later = milestone.wall + dt.timedelta(days=9)
    await course.person(omar, team=TITLE)
    for days, team in ((9, ""), (5, ""), (9, TITLE)):
        wall = later + dt.timedelta(days=days)
        user_id = 0 if team else omar.id

        def extend(
            tx: Transaction, wall: dt.datetime = wall, user_id: int = user_id, team: str = team
        ) -> None:
            before = sessions.milestone(tx, stage.guild.id, milestone.id)
            changes.extend(tx, course.cohort, before, wall=wall, user_id=user_id, team=team)

        await stage.app.database.write(extend)
        await course.until(stage.clock.now() + dt.timedelta(minutes=5))
        walk.note("more time", _components(walk, omar))

    def withdraw(tx: Transaction) -> None:
        before = sessions.milestone(tx, stage.guild.id, milestone.id)
        changes.withdraw_extension(tx, course.cohort, before, user_id=omar.id)

    await stage.app.database.write(withdraw)
    await course.until(stage.clock.now() + dt.timedelta(minutes=5))  # before the door closes


async def _nudged(walk: "Walk", course: Course) -> None:
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    await course.until(stage.clock.now() + dt.timedelta(days=5))
    walk.note("a nudge", _components(walk, omar))
    number = await stage.app.database.write(
        lambda tx: insert_nudge(tx, stage.guild.id, course.cohort.id, omar.id, days=9, since=tx.now)
    )
    listed = await walk.slash(nadia, "cohort nudges", cohort=str(course.cohort.id))
    assert listed.response is not None
    await pressed(walk, nadia, f"{ROUTE}.nudged:{course.cohort.id}:1")
    await pressed(walk, omar, f"{ROUTE}.back:{stage.guild.id}:{number}", private=True)
    await pressed(walk, omar, f"{ROUTE}.no-more:{stage.guild.id}:{course.cohort.id}", private=True)
    await walk.press(omar, f"{ROUTE}.back:{stage.guild.id}:999")
    assert await plan_ahead(stage) >= 0


def _cards(walk: "Walk", course: Course) -> None:
    """What takes months to come about."""
    stage = walk.stage
    t = stage.app.catalogue.translator(PSEUDO)
    with_sessions = [one for one in _read(walk, course) if one.state is SessionState.PLANNED]
    drift = drift_rules.Drift(
        zone="Asia/Beirut",
        anchor="UTC",
        at=stage.clock.now(),
        first=with_sessions[-1],
        before=dt.time(13),
        after=dt.time(12),
    )
    for personal in (True, False):
        _note(walk, "a drift", messages.drift(course.cohort, [drift] * 17, t, personal=personal))
    assert messages.kind_of(1) is ItemKind.MILESTONE
    for days in (3, 7, 14):
        _note(walk, "a nudge", nudge_messages.nudge(_due(walk, course, days), t))


def _due(walk: "Walk", course: Course, days: int) -> Due:
    found = walk.stage.app.database.glance(lambda tx: nudge(tx, course.cohort.guild_id, 1))
    assert found is not None
    return Due(
        nudge=replace(found, days=days),
        cohort=course.cohort,
        steps=NextSteps(session=_read(walk, course)[-1]),
        at=walk.stage.clock.now(),
    )


def _read(walk: "Walk", course: Course) -> list[Session]:
    return walk.stage.app.database.glance(lambda tx: sessions.sessions(tx, course.cohort.id))


def _note(walk: "Walk", where: str, card: Card) -> None:
    walk.note(where, payload.view(card).to_components())


def _components(walk: "Walk", who: MemberActor) -> object:
    return [component.to_dict() for component in dms(walk.stage, who)[-1].components]
