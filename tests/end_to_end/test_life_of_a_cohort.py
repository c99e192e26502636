"""Eight weeks of a cohort: forty people in nine zones, two changes of the clocks, three restarts, and an hour without Discord.

Everything that was sent is held against a table that knows zone data and nothing of the bot.
"""

import datetime as dt
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.local_discord.faults import Fault, FaultKind
from bot.local_discord.guest import Guest, until
from bot.local_discord.person import walk
from tests.contract.judging import judge_recorded
from tests.contract.openapi import contract
from tests.end_to_end.cohort_life import Weeks, weeks
from tests.end_to_end.cohort_table import (
    ALWAYS,
    ANCHOR,
    MILESTONE,
    SESSION,
    ZONES,
    Expected,
    Planned,
    Reader,
    clock,
    differences,
    drifts,
    instant,
    to_channel,
    to_person,
    utc,
)

PEOPLE = 40
PERSONAL = frozenset({*range(0, PEOPLE, 4), 1, 2, 3})
"""Who wants direct messages: somebody in each zone."""
QUIET = frozenset({16, 24, 32})
"""Who of them sleeps from 22:00 to 08:00: in Sydney, Kathmandu and Tonga."""
EXTENDED, MUTING, WITHDRAWING, COMPLETING, DONE = 0, 20, 4, 8, 12
QUIETLY_LEAVING = 5
SECRET = "https://meet.example/secret-room"
TUESDAYS = [f"{dt.date(2027, 3, 2) + dt.timedelta(weeks=week)} 18:00" for week in range(8)]

BEGIN, END = utc("2027-02-20 12:00"), utc("2027-04-21 12:00")
MOVED, MOVED_TO = utc("2027-03-10 12:00"), "2027-03-18 18:00"
TWICE, TWICE_TO = utc("2027-03-24 12:00"), ("2027-03-31 18:00", "2027-04-01 19:00")
CANCELLED = utc("2027-04-05 14:30")
MUTED, LEFT, COMPLETED = utc("2027-03-09 14:30"), utc("2027-03-25 15:00"), utc("2027-04-12 14:30")
REPORTED = utc("2027-03-25 22:50")
"""What ends a reminder comes when the reminder is promised already, an hour or two before it is due."""
OUTAGE = utc("2027-03-22 16:40"), utc("2027-03-22 17:40")
AWAY = utc("2027-04-12 15:50"), utc("2027-04-12 16:20")

PLANS = (
    *(Planned(name=f"s{n}", wall=TUESDAYS[n], offsets=SESSION) for n in (0, 1, 3, 6, 7)),
    Planned(name="s2", wall=TUESDAYS[2], offsets=SESSION, known=(BEGIN, MOVED)),
    Planned(name="s2", wall=MOVED_TO, offsets=SESSION, known=(MOVED, END)),
    Planned(name="s4", wall=TUESDAYS[4], offsets=SESSION, known=(BEGIN, TWICE)),
    Planned(name="s4", wall=TWICE_TO[1], offsets=SESSION, known=(TWICE, END)),
    Planned(name="s5", wall=TUESDAYS[5], offsets=SESSION, known=(BEGIN, CANCELLED)),
    Planned(name="quiz", wall="2027-03-14 23:30", offsets=MILESTONE),
    Planned(name="lab", wall="2027-03-29 02:30", offsets=MILESTONE),
    Planned(name="lab", wall="2027-04-03 20:00", offsets=MILESTONE, only=EXTENDED),
    Planned(name="capstone", wall="2027-04-18 20:00", offsets=MILESTONE),
)


@dataclass
class Course:
    """The people, the places, and what they do."""

    life: Weeks
    guild: int
    lobby: int
    room: int
    role: int
    nadia: Guest
    ids: list[int]
    guests: list[Guest]
    dms: dict[int, int] = field(default_factory=dict)
    """Channel → person."""

    def zone(self, number: int) -> str:
        return ZONES[number % len(ZONES)]

    # What is done

    async def set_up(self) -> None:
        """The organiser makes it, people join it by its card, and some want to be written to."""
        nadia, lobby = self.nadia, self.lobby
        await nadia.run(lobby, "setup zone", {"zone": "Berlin"})
        form = await nadia.run(lobby, "cohort create")
        card = await nadia.fill(form, {"name": "Routing course"})
        card = await nadia.choose(card, "cohort.where", [lobby])
        card = await nadia.choose(card, "cohort.place", [self.room])
        card = await nadia.choose(card, "cohort.role", [self.role])
        card = await nadia.fill(await nadia.press(card, "cohort.care"), {"days": "14", "most": "2"})
        await nadia.press(await nadia.press(card, "cohort.move"), "cohort.move-confirm")
        await until(self.life.world, lambda: nadia.sees(lobby, "cohort.join"))
        for number, guest in enumerate(self.guests):
            await guest.run(lobby, "me zone", {"zone": self.zone(number)})
            await guest.press_posted(lobby, "cohort.join")
            if number in QUIET:
                form = await guest.press(await guest.run(lobby, "me show"), "me.quiet")
                await guest.fill(form, {"from": "22:00", "until": "08:00"})
            if number in PERSONAL:
                await guest.press(await guest.run(lobby, "cohort reminders"), "cohort-remind.personal")
        card = await nadia.run(lobby, "cohort edit", {"cohort": "Routing course"})
        await nadia.press(await nadia.press(card, "cohort.move"), "cohort.move-confirm")
        series = {
            "cohort": "Routing course",
            "when": "every Tuesday 18:00 for 9 weeks",
            "title": "Routing evening",
        }
        await nadia.press(await nadia.run(lobby, "cohort session add", series), "cohort-session.add")
        first = await nadia.find(lobby, "cohort session cancel", "session", "23 Feb")
        card = await nadia.run(lobby, "cohort session cancel", {"session": first})
        await nadia.press(card, "cohort-session.cancel-confirm")
        for number, wall in enumerate(TUESDAYS):
            form = await nadia.run(lobby, "cohort session link", {"session": await self.session(wall)})
            await nadia.fill(form, {"link": f"{SECRET}-{number}", "code": f"word-{number}-4711"})
        for title, kind, name in (
            ("Quiz", "quiz", "quiz"),
            ("Lab", "assignment", "lab"),
            ("Capstone", "capstone", "capstone"),
        ):
            wall = next(one.wall for one in PLANS if one.name == name)
            due = {"cohort": "Routing course", "kind": kind, "title": title, "due": wall}
            await nadia.run(lobby, "cohort milestone add", due)
        more = {
            "milestone": await nadia.find(lobby, "cohort milestone extend", "milestone", "Lab"),
            "due": next(one.wall for one in PLANS if one.only == EXTENDED),
            "member": self.ids[EXTENDED],
        }
        await nadia.run(lobby, "cohort milestone extend", more)
        self.dms = {self.life.world.dm_channel(one): one for one in self.ids}

    async def session(self, wall: str) -> str:
        """The picker's value for the session at a wall time."""
        day = dt.datetime.fromisoformat(wall)
        return await self.nadia.find(self.lobby, "cohort session link", "session", f"{day:%-d %b}")

    async def move(self, session: str, wall: str) -> None:
        card = await self.nadia.run(self.lobby, "cohort session move", {"session": session, "when": wall})
        await self.nadia.press(card, "cohort-session.move-confirm")

    # What was sent

    def messages(self) -> Iterator[tuple[dt.datetime, int, dict[str, Any]]]:
        """When and where a message arrived, ephemeral ones left out."""
        for one in self.life.seen:
            if one.change.event == "MESSAGE_CREATE" and one.change.reader_id is None:
                assert one.change.channel_id is not None
                yield one.at, one.change.channel_id, one.change.payload

    def reminders(self) -> list[tuple[int, dt.datetime, dt.datetime]]:
        """Where or to whom, of what instant, and when it came."""
        return [(place, about, at) for at, place, about, _ in self.told("cohort-remind.mute")]

    def told(self, route: str) -> list[tuple[dt.datetime, int, dt.datetime, str]]:
        """Messages with a button of a route: when, to whom or where, the instant they are about, their words."""
        found = []
        for at, channel, payload in self.messages():
            if any(
                str(one.get("custom_id", "")).split(":")[0] == route for one in walk(payload["components"])
            ):
                said = words(payload)
                found.append((at, self.dms.get(channel, channel), stamp(said), said))
        return found

    def titled(self, title: str, place: int) -> list[tuple[dt.datetime, str]]:
        """Messages of a title somewhere: when, and their words."""
        return [
            (at, words(payload))
            for at, channel, payload in self.messages()
            if self.dms.get(channel, channel) == place and title in words(payload)
        ]


def words(payload: dict[str, Any]) -> str:
    return "\n".join(
        str(one[key]) for one in walk(payload["components"]) for key in ("content", "label") if one.get(key)
    )


def stamp(said: str) -> dt.datetime:
    """The instant that a message tells in full."""
    number = next(part[3:].split(":")[0] for part in said.split() if part.startswith("<t:") and ":F>" in part)
    return dt.datetime.fromtimestamp(int(number), dt.UTC)


@pytest.fixture
async def course(tmp_path: Path) -> AsyncIterator[Course]:
    async with weeks(tmp_path, BEGIN) as life:
        world = life.world
        owner = world.add_person("nadia")
        guild = world.add_guild("Routing NOG", owner_id=owner)
        lobby, room = (world.add_channel(guild, name) for name in ("lobby", "course"))
        role = world.add_role(guild, "course", mentionable=True)
        ids = [world.add_person(f"member{number}") for number in range(PEOPLE)]
        for one in ids:
            world.add_member(guild, one)
        await life.start()
        await until(world, lambda: bool(world.all_commands()))
        yield Course(
            life=life,
            guild=guild,
            lobby=lobby,
            room=room,
            role=role,
            nadia=Guest(world, owner),
            ids=ids,
            guests=[Guest(world, one) for one in ids],
        )
    if contract() is not None:
        assert judge_recorded(life.requests) > 500


async def test_eight_weeks_of_forty_people(course: Course) -> None:
    await course.set_up()
    await live(course)
    told = course.reminders()
    assert differences(_expected(course), told, (OUTAGE, AWAY)) == []
    _right_clocks(course)
    _changes_are_told_once(course)
    _drifts_are_told_to_whom_they_concern(course)
    _nobody_is_written_to_at_night(course)
    _nothing_secret_in_public(course)
    assert course.life.starts == 4


async def live(course: Course) -> None:
    """The eight weeks."""
    life, faults = course.life, course.life.server.faults
    # Answers are lost on the way: what arrived is not sent again.
    await life.pass_until(instant(TUESDAYS[0]) - dt.timedelta(days=1, minutes=1))
    for _ in range(3):
        faults.add(Fault(kind=FaultKind.LOST, method="POST", path="/channels/*/messages", times=1))
    await life.pass_until(instant(TUESDAYS[0]) - dt.timedelta(minutes=20))
    await course.guests[3].press_posted(course.room, "cohort-session.join")
    await life.pass_until(instant(TUESDAYS[0]) + dt.timedelta(minutes=2))
    for number in (1, 2, 9, 10):
        await course.guests[number].press_posted(course.room, "attend.here")
    await life.pass_until(MUTED)
    dm = life.world.dm_channel(course.ids[MUTING])
    await course.guests[MUTING].press_posted(dm, "cohort-remind.mute")
    await life.pass_until(MOVED)
    await course.move(await course.session(TUESDAYS[2]), MOVED_TO)
    await life.pass_until(utc("2027-03-14 06:30"))
    await restart(life)
    await life.pass_until(OUTAGE[0])
    with life.outage():
        await life.pass_until(OUTAGE[1])
    await until(life.world, lambda: bool(life.server.gateway.connected))
    await life.pass_until(TWICE)
    session = await course.session(TUESDAYS[4])
    for wall in TWICE_TO:
        await course.move(session, wall)
    await life.pass_until(LEFT)
    for number in (WITHDRAWING, QUIETLY_LEAVING):
        guest = course.guests[number]
        card = await guest.run(course.lobby, "cohort leave", {"cohort": "Routing course"})
        await guest.press(card, "cohort.leave-confirm")
    await life.pass_until(REPORTED)
    done = course.guests[DONE]
    card = await done.run(course.lobby, "cohort progress", {"cohort": "Routing course"})
    for _ in ("Quiz", "Lab"):  # the one that was due first stands first
        card = await done.press(card, "attend.done")
    await life.pass_until(CANCELLED)
    card = await course.nadia.run(
        course.lobby, "cohort session cancel", {"session": await course.session(TUESDAYS[5])}
    )
    await course.nadia.press(card, "cohort-session.cancel-confirm")
    await life.pass_until(COMPLETED)
    card = await course.nadia.run(course.lobby, "cohort people", {"cohort": "Routing course"})
    card = await course.nadia.choose(card, "cohort.person", [course.ids[COMPLETING]])
    await course.nadia.press(card, "cohort.done")
    await life.pass_until(AWAY[0])
    await life.stop()
    life.leap_to(AWAY[1])
    await life.start()
    await life.pass_until(instant(TUESDAYS[7]) - dt.timedelta(days=1, seconds=2))
    # It is told to stop while a reminder is under way.
    faults.add(
        Fault(kind=FaultKind.LATENCY, method="POST", path="/channels/*/messages", seconds=0.3, times=5)
    )
    life.clock.advance(dt.timedelta(seconds=3))
    await restart(life)
    await life.pass_until(END)


async def restart(life: Weeks) -> None:
    await life.stop()
    await life.start()


def _expected(course: Course) -> list[Expected]:
    ids = course.ids
    found = to_channel(course.room, PLANS, (OUTAGE, AWAY))
    plans = [
        one
        if one.only is None
        else Planned(name=one.name, wall=one.wall, offsets=one.offsets, only=ids[one.only])
        for one in PLANS
    ]
    for number in sorted(PERSONAL):
        spared = {DONE: {"lab": REPORTED}, MUTING: {"s1": MUTED}}.get(number, {})
        left = {WITHDRAWING: LEFT, COMPLETING: COMPLETED}.get(number, ALWAYS[1])
        reader = Reader(
            user_id=ids[number],
            zone=course.zone(number),
            quiet=number in QUIET,
            until=left,
            spared=spared,
        )
        found += to_person(reader, plans, (OUTAGE, AWAY))
    return found


def _right_clocks(course: Course) -> None:
    """The anchor's hour beside each time, and the reader's own clock in their direct messages."""
    for _, place, about, said in course.told("cohort-remind.mute"):
        assert f"({clock(about, ANCHOR)} Berlin)" in said
        if place != course.room:
            zone = course.zone(course.ids.index(place))
            if zone != ANCHOR:
                assert clock(about, zone) in said.partition("Your clock")[2].partition("\n")[0]


def _changes_are_told_once(course: Course) -> None:
    notices = course.titled("Changes in Routing course", course.room)
    assert [at.date() for at, _ in notices if at > BEGIN + dt.timedelta(days=1)] == [
        MOVED.date(),
        TWICE.date(),
        CANCELLED.date(),
    ]
    moved, twice, cancelled = (said for _, said in notices[-3:])
    assert stamp(moved) == instant(MOVED_TO)
    assert f"<t:{int(instant(TWICE_TO[1]).timestamp())}" in twice
    assert f"<t:{int(instant(TWICE_TO[0]).timestamp())}" not in twice
    assert "is cancelled" in cancelled


def _drifts_are_told_to_whom_they_concern(course: Course) -> None:
    for number in sorted(PERSONAL):
        gone = {WITHDRAWING: LEFT, COMPLETING: COMPLETED}.get(number, ALWAYS[1])
        wanted = [at for at in drifts(course.zone(number)) if at < gone]
        came = [at for at, _ in course.titled("The clocks change", course.ids[number])]
        assert len(came) == len(wanted), (number, course.zone(number), came, wanted)
        for at, due in zip(came, wanted, strict=True):
            assert 0 <= (at - due).total_seconds() < 60, (number, at, due)
    news = course.titled("The clocks change", course.room)
    assert [at.date().isoformat() for at, _ in news] == ["2027-03-07", "2027-03-21", "2027-03-27"]
    assert "In New York" in news[0][1]
    assert "In Beirut" not in "".join(said for _, said in news)


def _nobody_is_written_to_at_night(course: Course) -> None:
    nudges = course.told("cohort-remind.back")
    assert nudges
    for number, one in enumerate(course.ids):
        hours = [int(clock(at, course.zone(number))[:2]) for at, place, _, _ in nudges if place == one]
        assert len(hours) <= 2
        assert all(8 <= hour < 22 for hour in hours)


def _nothing_secret_in_public(course: Course) -> None:
    """Whatever anybody else could read: every event, and every request of the bot."""
    privately = 0
    for one in course.life.seen:
        if "meet.example" in one.change.text or "-4711" in one.change.text:
            assert one.change.reader_id is not None or one.change.channel_id in course.dms, one.change
            privately += 1
    assert privately
    for line in course.life.requests.read_text(encoding="utf-8").splitlines():
        if "meet.example" in line or "-4711" in line:
            path = json.loads(line)["path"].split("/")
            assert path[1] in ("interactions", "webhooks") or int(path[2]) in course.dms, line
    away = {
        course.ids[WITHDRAWING]: LEFT,
        course.ids[QUIETLY_LEAVING]: LEFT,
        course.ids[COMPLETING]: COMPLETED,
    }
    for at, channel, _ in course.messages():
        left = away.get(course.dms.get(channel, 0))
        assert left is None or at < left + dt.timedelta(minutes=5)
