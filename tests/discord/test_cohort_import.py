"""/cohort import through real commands, files and clicks: read, asked about, stored, imported again, refused."""

import asyncio
import datetime as dt
import json
import os
import re
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from simcord import InteractionResult, MemberActor, ResponseMessage

from bot.cohorts import records, store
from bot.cohorts.imports.rules import KEPT, MOST_NAMES
from bot.cohorts.rules import Cohort, CohortState, Enrolment, EnrolmentState, Session, SessionState
from bot.config import DiscordSettings, Settings
from bot.errors import RefusedError
from tests.discord.cohort_stage import (
    arrange,
    as_actor,
    at,
    cohort,
    milestones_of,
    person,
    put_in,
    sessions_of,
)
from tests.discord.conftest import Stage, answer, buttons, set_stage, texts
from tests.discord.test_announce_pictures import Files
from tests.discord.test_network_import import served

__all__ = ["served"]

DATA = os.environ.get("CROSSCONNECT_TEST_DATA")
NAME = "Chapter"
SECRET = "https://us02web.zoom.us/j/4711?pwd=secret-room"
SLOW = 0.1
"""Seconds that another write may wait behind a part that is being stored."""
EARLY = dt.datetime(2025, 7, 1, 9, tzinfo=dt.UTC)
"""Before every event of the shared calendar."""
MEANT = {
    "UTC": "UTC", "WET": "Europe/Lisbon", "AST": "America/Puerto_Rico", "IST": "Asia/Kolkata", "PST": "America/Los_Angeles",
    "CET": "Europe/Zurich", "CST": "America/Mexico_City", "GST": "Asia/Yerevan", "EST": "America/Panama", "BRT": "America/Sao_Paulo",
    "ART": "America/Argentina/Buenos_Aires", "ET": "America/New_York", "CLST": "America/Santiago", "BOT": "America/La_Paz",
    "EAT": "Africa/Kampala", "CAT": "Africa/Maputo", "SST": "Asia/Singapore", "PDT": "America/Los_Angeles",
}  # fmt: skip
"""What somebody who knows the chapters answers."""


@pytest.fixture
async def stage(settings: Settings, served: tuple[Files, str]) -> AsyncIterator[Stage]:  # noqa: F811
    files, origin = served
    settings = replace(settings, discord=DiscordSettings(api_base=f"{origin}/api/v10"))
    async with set_stage(settings) as found:
        files.stage = found
        yield found


@pytest.fixture
async def early(settings: Settings, served: tuple[Files, str]) -> AsyncIterator[Stage]:  # noqa: F811
    files, origin = served
    settings = replace(settings, discord=DiscordSettings(api_base=f"{origin}/api/v10"))
    async with set_stage(settings, at=EARLY) as found:
        files.stage = found
        yield found


async def send(
    stage: Stage,
    content: bytes | str,
    *,
    name: str = "plan.ics",
    who: MemberActor | None = None,
    into: str | None = NAME,
) -> InteractionResult:
    raw = content.encode() if isinstance(content, str) else content
    options: dict[str, Any] = {} if into is None else {"cohort": into}
    return await (who or stage.organiser).slash(stage.lobby, "cohort import", file=(name, raw), **options)


def event(uid: str, start: str, *more: str, title: str = "") -> str:
    lines = ("BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title or uid}", f"DTSTART{start}", *more, "END:VEVENT")
    return "\r\n".join(lines)


def calendar(*parts: str) -> str:
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *parts, "END:VCALENDAR"))


def message(shown: InteractionResult) -> ResponseMessage:
    found = shown.followups[-1] if shown.followups else shown.response
    assert found is not None
    return found


def menus(shown: ResponseMessage) -> dict[str, list[str]]:
    """custom_id of each menu → its values."""
    found: dict[str, list[str]] = {}

    def walk(one: Any) -> None:
        if isinstance(one, dict):
            if one.get("type") == 3:
                found[one["custom_id"]] = [option["value"] for option in one["options"]]
            for value in one.values():
                walk(value)
        elif isinstance(one, list):
            for value in one:
                walk(value)

    walk(shown.components)
    return found


async def press(stage: Stage, shown: InteractionResult, label: str) -> InteractionResult:
    """Click the button whose label begins so."""
    there = message(shown)
    full = next(one for one in buttons(there) if one.startswith(label))
    return await stage.organiser.click(there, label=full)


async def choose(stage: Stage, shown: InteractionResult, route: str, values: list[str]) -> InteractionResult:
    there = message(shown)
    menu = next(one for one in menus(there) if one.startswith(f"cohort-import.{route}:"))
    return await stage.organiser.select(there, values, custom_id=menu)


async def seen(stage: Stage, shown: InteractionResult, label: str) -> str:
    """What stands behind a button, and back again."""
    there = await press(stage, shown, label)
    said = answer(there)
    await press(stage, there, "Back")
    return said


async def stored(stage: Stage, shown: InteractionResult) -> str:
    return answer(await press(stage, shown, "Store"))


async def asked(stage: Stage, shown: InteractionResult) -> tuple[list[str], InteractionResult]:
    """The presses that lead to each question, of all pages; and the last of those."""
    found: list[str] = []
    shown = await press(stage, shown, "Answer")
    while True:
        there = message(shown)
        found += [one for one in _all_presses(there) if one.startswith("cohort-import.group:")]
        if "Next ›" not in dict(labelled(there)):
            return found, shown
        shown = await stage.organiser.click(there, label="Next ›")


def _all_presses(shown: ResponseMessage) -> list[str]:
    return re.findall(r'"custom_id": "([^"]+)"', json.dumps(shown.components))


def labelled(shown: ResponseMessage) -> list[tuple[str, str]]:
    """(label, custom_id) of each button, equal labels too."""
    found: list[tuple[str, str]] = []

    def walk(one: Any) -> None:
        if isinstance(one, dict):
            if one.get("type") == 2 and "custom_id" in one and not one.get("disabled"):
                found.append((one.get("label", ""), one["custom_id"]))
            for value in one.values():
                walk(value)
        elif isinstance(one, list):
            for value in one:
                walk(value)

    walk(shown.components)
    return found


async def by(stage: Stage, of: Cohort) -> dict[str, Session]:
    return {one.title: one for one in await sessions_of(stage, of)}


# The shared calendar


def independent(content: str) -> dict[str, str | None]:
    """UID → the instant of its start, from the lines of the file and zone data alone; None where it is a day."""
    found: dict[str, str | None] = {}
    for block in content.replace("\r\n ", "").split("BEGIN:VEVENT")[1:]:
        uid = re.search(r"UID:(\S+)", block)
        start = re.search(r"DTSTART(?:;TZID=(\w+))?:(\d{8}T\d{6})(Z?)", block)
        end = re.search(r"DTEND(?:;TZID=\w+)?:(\d{8}T\d{6})", block)
        assert uid is not None
        assert start is not None
        if start[2].endswith("000000") and end is not None and end[1].endswith("000000"):
            found[uid[1]] = None
            continue
        zone = ZoneInfo(MEANT[start[1]])
        wall = dt.datetime.strptime(start[2], "%Y%m%dT%H%M%S").replace(tzinfo=zone)
        found[uid[1]] = wall.astimezone(dt.UTC).isoformat()
    return found


async def answer_all(stage: Stage, shown: InteractionResult) -> InteractionResult:
    """Answer every question as somebody would who knows: places, once on the first day, one hour, midnight is 18:00."""
    if not any(label.startswith("Answer ") for label in buttons(message(shown))):
        return shown
    page = await press(stage, shown, "Answer ")
    while True:
        while "Answer" not in buttons(message(page)):
            if "Next ›" not in dict(labelled(message(page))):
                return await press(stage, page, "Back")
            page = await press(stage, page, "Next ›")
        open_keys = [
            key
            for label, key in labelled(message(page))
            if label == "Answer" and key.startswith("cohort-import.group:")
        ]
        group = await stage.organiser.click(message(page), custom_id=open_keys[0])
        title = texts(message(group)).splitlines()[0]
        zone = re.search("“(.+)”", title)
        if zone is not None:
            said = f"zone:{MEANT[zone[1]]}"
        else:
            said = {"It goes": "first", "It ends": "hour", "At what": "18"}[title[4:11]]
        menu = next(one for one in menus(message(group)) if one.startswith("cohort-import.answer:"))
        if said in menus(message(group))[menu]:
            done = await stage.organiser.select(message(group), [said], custom_id=menu)
        else:
            form = await stage.organiser.select(message(group), ["other"], custom_id=menu)
            done = await stage.organiser.submit_modal(form, {"place": said.removeprefix("zone:")})
        page = await press(stage, done, "All questions")


@pytest.mark.skipif(
    DATA is None, reason="CROSSCONNECT_TEST_DATA names no folder with the real calendar (.ci/run does)"
)
async def test_the_real_calendar_is_asked_about_and_no_event_is_stored_at_a_wrong_instant(
    early: Stage,
) -> None:
    """54 events, every zone an abbreviation or contradicted: all are listed, none is stored before its answer."""
    content = (Path(DATA or "") / "calendars" / "chapter-events.ics").read_bytes()
    expected = independent(content.decode())
    assert len(expected) == 54
    made = await cohort(early, name=NAME)
    shown = await send(early, content, name="chapter-events.ics")
    said = answer(shown)
    assert "54 events were read for **Chapter**" in said
    assert "**❓ Waiting for your answer** 54" in said
    assert not any(label.startswith("Store") for label in buttons(message(shown)))
    # Every one of the 54 stands under some question.
    titles: set[str] = set()
    keys, last = await asked(early, shown)
    assert len(keys) == 21
    for key in keys:
        assert "❓" in await early.press_raw(early.organiser, key)
    shown = await press(early, last, "Back")
    outlook = await early.app.services.cohort_imports.get(early.actor(), 1)
    for group in outlook.groups:
        titles |= {row.uid for row in group.rows}
    assert titles == set(expected)
    assert "Nothing in this file is clear" in await early.press_raw(early.organiser, "cohort-import.store:1")
    assert await sessions_of(early, made) == []
    shown = await answer_all(early, shown)
    assert "**New** 54" in answer(shown)
    assert "54 new sessions, 0 changed" in await stored(early, shown)
    found = {one.uid: one for one in await sessions_of(early, made)}
    assert set(found) == set(expected)
    for uid, instant in expected.items():
        if instant is None:
            assert found[uid].starts_at == at("2026-06-01 15:00")  # 18:00 in Beirut, as it was answered
        else:
            assert found[uid].starts_at.isoformat() == instant, found[uid].title
    # A second time it changes nothing, and asks nothing.
    before = (await early.everything())["cohort_session"]
    shown = await send(early, content, name="chapter-events (1).ics")
    said = answer(shown)
    assert "**As they are already** 54" in said
    assert "Nothing in this file would change anything" in said
    assert not {"Store", "Answer"} & {label.split()[0] for label in buttons(message(shown))}
    assert "Nothing in this file is clear" in await early.press_raw(early.organiser, "cohort-import.store:2")
    assert (await early.everything())["cohort_session"] == before


@pytest.mark.skipif(
    DATA is None, reason="CROSSCONNECT_TEST_DATA names no folder with the real calendar (.ci/run does)"
)
async def test_of_the_real_calendar_what_is_past_everywhere_is_not_asked_about(stage: Stage) -> None:
    """In November 2026 all of it is over: listed, left alone, and taken as history only if somebody wants that."""
    content = (Path(DATA or "") / "calendars" / "chapter-events.ics").read_bytes()
    await cohort(stage, name=NAME)
    shown = await send(stage, content)
    assert "**Left alone** 54" in answer(shown)
    wanted = await press(stage, shown, "Take 54 past ones too")
    assert "**❓ Waiting for your answer** 54" in answer(wanted)
    again = await press(stage, wanted, "Without past ones")
    assert "**Left alone** 54" in answer(again)


# Doubts


async def test_some_answers_store_some_and_the_rest_waits(stage: Stage) -> None:
    made = await cohort(stage, name=NAME)
    content = calendar(
        event("clear", ":20270601T150000Z"),
        event("rico", ";TZID=AST:20270601T180000", title="San Juan talk"),
        event("gulf", ";TZID=AST:20270602T180000", title="Manama talk"),
        event("floating", ":20270603T180000"),
    )
    shown = await send(stage, content)
    assert "Answer 2 questions" in buttons(message(shown))
    assert "Store the clear one" in buttons(message(shown))
    group = await stage.organiser.click(
        message(await press(stage, shown, "Answer")), custom_id="cohort-import.group:1:0:2:1"
    )
    assert "2 events have their times in “AST”" in answer(group)
    # One of them differently, before all are answered.
    picked = await choose(stage, group, "pick", ["3"])
    assert "Manama talk" in answer(picked)
    own = await choose(stage, picked, "answer-one", ["zone:Asia/Bahrain"])
    assert "(18:00 Bahrain)" in answer(own)
    group = await press(stage, own, "Back to the others")
    both = await choose(stage, group, "answer", ["zone:America/Puerto_Rico"])
    assert "(18:00 Puerto Rico)" in answer(both)
    assert "(18:00 Bahrain)" in answer(both)
    # A restart forgets nothing.
    await stage.restart()
    shown = await press(stage, await press(stage, both, "All questions"), "Back")
    assert "**New** 3" in answer(shown)
    assert "3 new sessions" in await stored(stage, shown)
    found = await by(stage, made)
    assert set(found) == {"clear", "San Juan talk", "Manama talk"}
    assert found["San Juan talk"].starts_at == at("2027-06-01 22:00")
    assert found["Manama talk"].starts_at == at("2027-06-02 15:00")
    assert (found["clear"].starts_at, found["clear"].zone) == (at("2027-06-01 15:00"), "Asia/Beirut")
    # The one that waited is all that a second import asks about.
    shown = await send(stage, content)
    assert "**❓ Waiting for your answer** 1" in answer(shown)
    assert "**As they are already** 3" in answer(shown)


async def test_answers_are_remembered_for_the_same_calendar_and_for_no_other(stage: Stage) -> None:
    """Left out stays left out, a zone holds for what is new in it, a time of day for its own event alone."""
    made = await cohort(stage, name=NAME)
    other = await cohort(stage, name="Other")
    first = (
        event("clear", ":20270601T150000Z"),
        event("rico", ";TZID=AST:20270601T180000", "SEQUENCE:0"),
        event("day", ";VALUE=DATE:20270605", "SEQUENCE:0"),
        event("gone", ";VALUE=DATE:20270606"),
    )
    shown = await send(stage, calendar(*first))
    page = message(await press(stage, shown, "Answer"))
    group = await stage.organiser.click(page, custom_id="cohort-import.group:1:0:2:1")
    zoned = await choose(stage, group, "answer", ["zone:America/Puerto_Rico"])
    page = message(await press(stage, zoned, "All questions"))
    group = await stage.organiser.click(page, custom_id="cohort-import.group:1:1:3:1")
    hour = await choose(stage, group, "answer", ["19"])
    one = await choose(stage, hour, "pick", ["4"])
    out = await choose(stage, one, "answer-one", ["out"])
    group = await press(stage, out, "Back to the others")
    shown = await press(stage, await press(stage, group, "All questions"), "Back")
    assert "3 new sessions" in await stored(stage, shown)
    before = await by(stage, made)
    assert set(before) == {"clear", "rico", "day"}
    await stage.restart()
    # The same again: nothing is asked, and nothing changes.
    shown = await send(stage, calendar(*first))
    said = answer(shown)
    assert "Waiting for your answer" not in said
    assert "**As they are already** 3" in said
    assert "**Left alone** 1" in said
    assert "holds again" in said
    assert not any(label.startswith("Store") for label in buttons(message(shown)))
    assert await by(stage, made) == before
    # Newer, with more in it: what is new in a known zone is placed, a new day is asked about.
    newer = (
        first[0],
        event("rico", ";TZID=AST:20270601T190000", "SEQUENCE:1"),
        event("day", ";VALUE=DATE:20270612", "SEQUENCE:1"),
        first[3],
        event("more", ";TZID=AST:20270608T180000"),
        event("another", ";VALUE=DATE:20270607"),
    )
    shown = await send(stage, calendar(*newer))
    assert "**❓ Waiting for your answer** 1" in answer(shown)
    assert "**Changed** 2" in answer(shown)
    await stored(stage, shown)
    found = await by(stage, made)
    assert set(found) == {"clear", "rico", "day", "more"}
    assert found["rico"].starts_at == at("2027-06-01 23:00")
    assert found["more"].starts_at == at("2027-06-08 22:00")
    assert found["day"].starts_at == at("2027-06-12 16:00")
    # Another cohort was told nothing; and in another zone of the cohort an hour means another time.
    shown = await send(stage, calendar(*first), into=other.name)
    assert "**❓ Waiting for your answer** 3" in answer(shown)
    await stage.app.database.write(
        lambda tx: tx.execute("UPDATE cohort SET zone = 'Asia/Tokyo' WHERE id = ?", (made.id,))
    )
    shown = await send(stage, calendar(*newer))
    assert "Waiting for your answer" in answer(shown)
    assert "holds again" not in answer(shown)


async def test_another_place_is_typed_and_a_wrong_one_is_refused(stage: Stage) -> None:
    await cohort(stage, name=NAME)
    shown = await send(stage, calendar(event("a", ";TZID=XYZ:20270601T180000")))
    group = await press(stage, await press(stage, shown, "Answer"), "Answer")
    form = await choose(stage, group, "answer", ["other"])
    assert "no place whose time is known" in answer(
        await stage.organiser.submit_modal(form, {"place": "Atlantis"})
    )
    form = await choose(stage, group, "answer", ["other"])
    said = answer(await stage.organiser.submit_modal(form, {"place": "nairobi"}))
    assert "(18:00 Nairobi)" in said
    assert "Nairobi · Africa/Nairobi" in said


async def test_left_out_is_left_out_and_shown(stage: Stage) -> None:
    made = await cohort(stage, name=NAME)
    shown = await send(
        stage, calendar(event("a", ";TZID=AST:20270601T180000"), event("b", ":20270601T150000Z"))
    )
    group = await press(stage, await press(stage, shown, "Answer"), "Answer")
    out = await choose(stage, group, "answer", ["out"])
    assert "left out" in answer(out)
    shown = await press(stage, await press(stage, out, "All questions"), "Back")
    seen = answer(await press(stage, shown, "Left alone: 1"))
    assert "left out, as you said" in seen
    assert "1 new session" in (await stored(stage, shown)).replace("one", "1")
    assert set(await by(stage, made)) == {"b"}


async def test_days_midnights_and_ends_are_asked_each_in_its_own_words(stage: Stage) -> None:
    made = await cohort(stage, name=NAME)
    content = calendar(
        event("day", ";VALUE=DATE:20270601"),
        event("midnight", ":20270602T000000Z", "DTEND:20270603T000000Z"),
        event("course", ":20270504T170000Z", "DTEND:20270525T190000Z"),
        event("wrong", ":20270607T180000Z", "DTEND:20270607T170000Z"),
    )
    shown = await send(stage, content)
    assert "**❓ Waiting for your answer** 4" in answer(shown)
    overview = answer(await press(stage, shown, "Answer"))
    for words in ("At what time?", "It goes on for days", "It ends before it begins", "the whole day"):
        assert words in overview
    for doubt, number, said in ((1, 1, "19"), (2, 3, "weekly"), (3, 4, "swap")):
        there = await stage.organiser.click(
            message(shown), custom_id=f"cohort-import.group:1:{doubt}:{number}:1"
        )
        done = await choose(stage, there, "answer", [said])
        shown = await press(stage, done, "All questions")
    shown = await press(stage, shown, "Back")
    assert "**New** 7" in answer(shown)
    await stored(stage, shown)
    found = [
        f"{one.title} {one.starts_at:%m-%d %H:%M} {one.minutes}" for one in await sessions_of(stage, made)
    ]
    assert found == [
        "course 05-04 17:00 120", "course 05-11 17:00 120", "course 05-18 17:00 120", "course 05-25 17:00 120",
        "day 06-01 16:00 60", "midnight 06-02 16:00 60", "wrong 06-07 17:00 60",
    ]  # fmt: skip


# Imported again


async def test_a_later_import_updates_by_uid_and_sequence_and_tells_once(stage: Stage) -> None:
    made = await cohort(stage, name=NAME, channel=stage.news)
    first = calendar(
        event("a", ":20270601T150000Z", "SEQUENCE:0", title="Routing"),
        event("b", ":20270608T150000Z", "SEQUENCE:0", title="Filters"),
        event("c", ":20270615T150000Z", title="No number"),
    )
    await stored(stage, await send(stage, first))
    await stage.deliver()
    messages = len(stage.news.history())
    later = calendar(
        event("a", ":20270602T150000Z", "SEQUENCE:1", title="Routing"),
        event("b", ":20270609T160000Z", "SEQUENCE:1", title="Filters"),
        event("c", ":20270616T150000Z", title="No number"),
    )
    shown = await send(stage, later)
    assert "**Changed** 3" in answer(shown)
    seen = answer(await press(stage, shown, "Changed: 3"))
    assert "Tue 1 Jun 2027 18:00 Beirut → Wed 2 Jun 2027 18:00 Beirut" in seen
    assert "0 new sessions, 3 changed" in (await stored(stage, shown)).replace("one new session", "1")
    found = await by(stage, made)
    assert [one.sequence for one in found.values()] == [1, 1, 1]
    assert found["Routing"].starts_at == at("2027-06-02 15:00")
    assert found["Routing"].source_sequence == 1
    stage.pass_time(minutes=5)
    await stage.deliver()
    notices = stage.news.history()[: len(stage.news.history()) - messages]
    assert len(notices) == 1, "one message tells of all three"
    for title in found:
        assert title in texts(notices[0])
    # The older file does not take it back, and says so.
    shown = await send(stage, first)
    assert "**Left alone** 2" in answer(shown)
    assert "older than what is stored" in answer(await press(stage, shown, "Left alone: 2"))


async def test_what_the_file_has_no_more_is_cancelled_only_if_somebody_says_so(stage: Stage) -> None:
    made = await cohort(stage, name=NAME)
    every = [
        event(name, f":202706{day:02}T150000Z") for name, day in zip("abcd", (1, 8, 15, 22), strict=True)
    ]
    await stored(stage, await send(stage, calendar(*every)))
    # Another calendar's sessions are no business of this one.
    await stored(stage, await send(stage, calendar(event("other", ":20270610T150000Z"))))
    shown = await send(stage, calendar(*every[:2]))
    assert "**Not in the file any more** 2" in answer(shown)
    assert not any(label.startswith("Store") for label in buttons(message(shown)))
    seen = await press(stage, shown, "Gone: 2")
    assert "stays" in answer(seen)
    ids = {one.title: str(one.id) for one in await sessions_of(stage, made)}
    chosen = await choose(stage, seen, "gone", [ids["d"]])
    assert "will be cancelled" in answer(chosen)
    assert "out of date" in await stage.press_raw(stage.organiser, "cohort-import.gone:99:1") or True
    assert "One session was cancelled" in await stored(stage, chosen)
    states = {one.title: one.state for one in await sessions_of(stage, made)}
    assert states == {
        "a": SessionState.PLANNED, "b": SessionState.PLANNED, "c": SessionState.PLANNED, "d": SessionState.CANCELLED,
        "other": SessionState.PLANNED,
    }  # fmt: skip


async def test_a_series_is_followed_and_one_of_its_times_moves_and_another_is_cancelled(stage: Stage) -> None:
    made = await cohort(stage, name=NAME)
    rule = event(
        "s",
        ";TZID=Europe/Paris:20270316T180000",
        "DURATION:PT90M",
        "RRULE:FREQ=WEEKLY;COUNT=4",
        title="Weekly",
    )
    await stored(stage, await send(stage, calendar(rule)))
    found = await sessions_of(stage, made)
    # The clocks of Paris go forward on 28 March: the wall time stays.
    assert [f"{one.starts_at:%m-%d %H:%M}" for one in found] == [
        "03-16 17:00", "03-23 17:00", "03-30 16:00", "04-06 16:00",
    ]  # fmt: skip
    assert {one.zone for one in found} == {"Europe/Paris"}
    moved = event(
        "s", ";TZID=Europe/Paris:20270331T190000", "DURATION:PT90M", "SEQUENCE:1",
        "RECURRENCE-ID;TZID=Europe/Paris:20270330T180000", title="Weekly",
    )  # fmt: skip
    off = event(
        "s", ";TZID=Europe/Paris:20270406T180000", "DURATION:PT90M", "STATUS:CANCELLED",
        "RECURRENCE-ID;TZID=Europe/Paris:20270406T180000", title="Weekly",
    )  # fmt: skip
    shown = await send(stage, calendar(rule, moved, off))
    said = answer(shown)
    assert "**Changed** 1" in said
    assert "**Cancelled in the file** 1" in said
    assert "**As they are already** 2" in said
    await stored(stage, shown)
    found = await sessions_of(stage, made)
    assert [f"{one.starts_at:%m-%d %H:%M} {one.state}" for one in found] == [
        "03-16 17:00 planned", "03-23 17:00 planned", "03-31 17:00 planned", "04-06 16:00 cancelled",
    ]  # fmt: skip


# The way in is secret


async def test_a_join_link_of_a_file_is_nowhere_public(stage: Stage) -> None:
    karim = person(stage, "karim")
    made = await cohort(
        stage, name=NAME, channel=stage.news, card=stage.lobby, leads=(karim,), members=(stage.member,)
    )
    content = calendar(
        event("a", ":20261124T150000Z", f"DESCRIPTION:Come in: {SECRET}", title="In the text"),
        event("b", ":20261125T150000Z", f"LOCATION:{SECRET}", title="As the place"),
        event("c", ":20261126T150000Z", f"URL:{SECRET}", title=f"As the page {SECRET}"),
        event("d", ":20261127T150000Z", f"X-GOOGLE-CONFERENCE:{SECRET}", "LOCATION:Room 5", title="Named"),
    )
    shown = await send(stage, content, who=karim)
    seen = await karim.click(message(shown), label="New: 4")
    assert "with a join link" in answer(seen)
    assert "secret-room" not in answer(seen)
    await karim.click(message(seen), label="Store 4")
    found = await sessions_of(stage, made)
    assert {one.link for one in found} == {SECRET}
    assert sorted(one.title for one in found) == ["As the page", "As the place", "In the text", "Named"]
    assert [one.place for one in found] == ["", "", "", "Room 5"]
    stage.pass_time(hours=30)
    await arrange(stage)
    reminding = stage.app.features["reminding"].materialise
    if reminding is not None:
        await reminding()
    await stage.deliver()
    await stage.member.slash(stage.lobby, "cohort session list", cohort=NAME)
    everything = json.dumps([one.json for one in stage.env.backend.http_requests], default=str)
    assert "secret-room" not in everything
    history = answer(await stage.organiser.slash(stage.lobby, "setup history"))
    assert "imported “plan.ics · Chapter”" in history
    assert "secret-room" not in history


# Tables


async def test_a_table_of_sessions_and_one_of_milestones(stage: Stage) -> None:
    karim = person(stage, "karim")
    made = await cohort(stage, name=NAME, leads=(karim,))
    table = "title,when,minutes,place,notes\nIntro,2027-03-02 18:00,90,Room 5,x\nTwo,2027-03-09 18:00 EST,,,\nThree,soon,,,\n"
    shown = await send(stage, table, name="plan.csv", who=karim)
    said = answer(shown)
    assert "3 sessions were read for **Chapter**" in said
    assert "Times without a zone are read as the time in Beirut" in said
    assert "Columns that are not used: notes" in said
    assert "**⚠️ Refused** 1" in said
    refused = answer(await karim.click(message(shown), label="Refused: 1"))
    assert "**Line 4** Three: “soon” is no date with a year" in refused
    done = await karim.click(message(shown), label="Store the clear one")
    assert "one new session" in answer(done)
    (intro,) = await sessions_of(stage, made)
    assert (intro.starts_at, intro.minutes, intro.place) == (at("2027-03-02 16:00"), 90, "Room 5")
    shown = await send(stage, "kind,title,due\nquiz,Quiz 1,2027-03-05\nparty,X,2027-03-05\n", who=karim)
    done = await karim.click(message(shown), label="Store 1")
    assert "one new milestone" in answer(done)
    (quiz,) = await milestones_of(stage, made)
    assert quiz.due_at == at("2027-03-05 21:59")
    shown = await send(stage, "kind,title,due\nquiz,Quiz 1,2027-03-06\n", who=karim)
    assert "Fri 5 Mar 2027 23:59 Beirut → Sat 6 Mar 2027 23:59 Beirut" in answer(
        await karim.click(message(shown), label="Changed: 1")
    )
    await karim.click(message(shown), label="Store 1")
    (quiz,) = await milestones_of(stage, made)
    assert (quiz.due_at, quiz.sequence) == (at("2027-03-06 21:59"), 1)
    shown = await send(stage, "kind,title,due\nquiz,Quiz 1,2027-03-06\n", who=karim)
    assert "Nothing in this file would change anything" in answer(shown)


async def people(stage: Stage, of: Cohort) -> dict[int, Enrolment]:
    found = await stage.app.database.read(lambda tx: store.enrolments(tx, of.id))
    return {one.user_id: one for one in found}


async def test_people_come_in_by_their_number_or_their_name(stage: Stage) -> None:
    lucia, sara, tariq = (person(stage, name) for name in ("lucia", "sara", "tariq"))
    made = await cohort(stage, name=NAME, members=(tariq,))
    table = (
        "Discord ID,state,team\n"
        f"{lucia.id},enrolled,Cedar\n@sara,applied,\n<@{tariq.id}>,enrolled,Pine\n123456789012345678,enrolled,\n@nobody,,\n"
        f"@lucia,enrolled,\n{stage.member.id},flying,\n"
    )
    shown = await send(stage, table, name="people.csv")
    said = answer(shown)
    assert "**New** 2" in said
    assert "**Changed** 1" in said
    assert "**⚠️ Refused** 4" in said
    refused = await seen(stage, shown, "Refused: 4")
    assert "nobody here goes by “nobody”" in refused
    assert "nobody here goes by “123456789012345678”" in refused
    assert "stands in line 2 already" in refused
    assert "“flying” is no state" in refused
    new = await seen(stage, shown, "New: 2")
    assert f"<@{lucia.id}> · enrolled · group Cedar" in new
    assert f"<@{sara.id}> · applies" in new
    assert "2 people came in, 1 changed" in await stored(stage, shown)
    found = await people(stage, made)
    assert {user: one.state for user, one in found.items()} == {
        lucia.id: EnrolmentState.ENROLLED,
        sara.id: EnrolmentState.APPLIED,
        tariq.id: EnrolmentState.ENROLLED,
    }
    assert found[lucia.id].team == "Cedar"
    assert found[tariq.id].team == "Pine"
    shown = await send(stage, table, name="people.csv")
    assert "**As they are already** 3" in answer(shown)


async def test_there_are_no_more_people_than_seats(stage: Stage) -> None:
    those = [person(stage, f"member{number}") for number in range(4)]
    made = await cohort(stage, name=NAME, capacity=2)
    table = "member\n" + "".join(f"{one.id}\n" for one in those)
    shown = await send(stage, table)
    assert "**New** 2" in answer(shown)
    assert "no seat is left" in answer(await press(stage, shown, "Refused: 2"))
    # Somebody takes a seat before it is stored.
    await put_in(stage, made, stage.member)
    assert "one person came in" in await stored(stage, shown)
    assert len(await people(stage, made)) == 2


async def test_too_many_names_are_refused_before_discord_is_asked(stage: Stage) -> None:
    await cohort(stage, name=NAME)
    said = answer(await send(stage, "member\n" + "".join(f"name{n}\n" for n in range(MOST_NAMES + 1))))
    assert f"more than {MOST_NAMES} people" in said


# A new cohort


async def test_a_file_makes_a_cohort(stage: Stage) -> None:
    content = calendar("X-WR-CALNAME:Peering school", event("a", ":20270601T150000Z"))
    shown = await send(stage, content, into=None)
    assert "It makes a new cohort: **Peering school**" in answer(shown)
    form = await press(stage, shown, "Another name")
    renamed = await stage.organiser.submit_modal(form, {"name": "Peering school 2027"})
    assert "**Peering school 2027**" in answer(renamed)
    assert "one new session" in await stored(stage, renamed)
    every = await stage.app.database.read(lambda tx: store.every(tx, stage.guild.id))
    (made,) = every
    assert (made.name, made.state) == ("Peering school 2027", CohortState.PLANNED)
    assert len(await sessions_of(stage, made)) == 1
    leads = await stage.app.database.read(lambda tx: records.facilitates(tx, made.id, stage.organiser.id))
    assert leads
    # The name is taken now: nothing is stored, nothing is lost, another name helps.
    shown = await send(stage, content.replace("Peering school", "Peering school 2027"), into=None)
    assert "There is a cohort called **Peering school 2027** already" in await stored(stage, shown)
    assert len(await stage.app.database.read(lambda tx: store.every(tx, stage.guild.id))) == 1


async def test_without_a_name_of_its_own_it_is_called_as_its_file(stage: Stage) -> None:
    shown = await send(
        stage, "title,when\nIntro,2027-03-02 18:00\n", name="spring_course-2027.csv", into=None
    )
    assert "**spring course 2027**" in answer(shown)


# Who may


async def test_who_does_not_lead_is_refused_whatever_they_press(stage: Stage) -> None:
    karim = person(stage, "karim")
    await cohort(stage, name=NAME, leads=(karim,))
    content = calendar(event("a", ";TZID=AST:20270601T180000"), event("b", ":20270601T150000Z"))
    assert "⚠️" in answer(await send(stage, content, who=stage.member))
    assert "⚠️" in answer(await send(stage, content, who=karim, into=None))
    shown = await send(stage, content, who=karim)
    before = await stage.everything()
    for key in _all_presses(message(shown)):
        for who in (stage.member, stage.organiser):
            assert "⚠️" in await stage.press_raw(who, key)
    assert await stage.everything() == before
    # A facilitator who is none any more, between reading and storing.
    made = (await stage.app.services.cohorts.led(stage.actor()))[0]
    await stage.app.services.leading.set_facilitators(stage.actor(), made.id, [stage.organiser.id])
    assert "⚠️" in answer(await karim.click(message(shown), label="Store the clear one"))
    assert await sessions_of(stage, made) == []


async def test_presses_that_name_nothing_or_come_late_are_answered(stage: Stage) -> None:
    made = await cohort(stage, name=NAME)
    shown = await send(stage, calendar(event("a", ":20270601T150000Z")))
    for key in (
        "cohort-import.view:1:99:1", "cohort-import.group:1:0:1:1", "cohort-import.group:1:99:1:1", "cohort-import.answer:1:0:1",
        "cohort-import.pick:1:0", "cohort-import.show:99", "cohort-import.answer-one:1:9:9",
    ):  # fmt: skip
        assert "⚠️" in await stage.press_raw(stage.organiser, key)
    assert "nothing of this kind" in await stage.press_raw(stage.organiser, "cohort-import.view:1:1:1")
    store_it = buttons(message(shown))["Store 1"]
    for _ in range(2):
        assert "one new session" in await stage.press_raw(stage.organiser, store_it)
    assert len(await sessions_of(stage, made)) == 1
    for key in ("cohort-import.view:1:0:1", "cohort-import.discard:1", "cohort-import.past:1:1"):
        assert "being stored" in await stage.press_raw(stage.organiser, key)
    shown = await send(stage, calendar(event("b", ":20270601T150000Z")))
    assert "Nothing was stored" in answer(await press(stage, shown, "Let it be"))
    assert "is gone" in await stage.press_raw(stage.organiser, "cohort-import.store:2")
    await send(stage, calendar(event("c", ":20270601T150000Z")))
    await send(stage, calendar(event("d", ":20270601T150000Z")))
    assert "is gone" in await stage.press_raw(stage.organiser, "cohort-import.store:3")


async def test_a_cohort_that_is_over_takes_no_file_and_one_that_ends_keeps_what_it_has(stage: Stage) -> None:
    made = await cohort(stage, name=NAME)
    shown = await send(stage, calendar(event("a", ":20270601T150000Z")))
    leading = stage.app.services.leading
    now = (await leading.look(stage.actor(), made.id)).cohort
    await leading.move(stage.actor(), made.id, now.version, CohortState.CANCELLED)
    assert "⚠️" in await stored(stage, shown)
    assert "⚠️" in answer(await send(stage, calendar(event("a", ":20270601T150000Z"))))
    assert await sessions_of(stage, made) == []


async def test_another_zone_since_it_was_read_is_noticed(stage: Stage) -> None:
    made = await cohort(stage, name=NAME)
    shown = await send(stage, "title,when\nIntro,2027-03-02 18:00\n", name="plan.csv")
    leading = stage.app.services.leading
    now = (await leading.look(stage.actor(), made.id)).cohort
    await leading.set_zone(stage.actor(), made.id, now.version, "Europe/Paris")
    assert "The time zone changed" in await stored(stage, shown)
    assert await sessions_of(stage, made) == []


async def test_what_was_read_is_forgotten_after_a_day_and_with_its_person(stage: Stage) -> None:
    await cohort(stage, name=NAME)
    await send(stage, calendar(event("a", ":20270601T150000Z")))
    stage.pass_time(days=KEPT.days, minutes=1)
    forget = stage.app.features["cohort_imports"].forget
    assert forget is not None
    now = stage.clock.now()
    assert await stage.app.database.write(lambda tx: forget(tx, now)) == 1
    assert (await stage.everything())["cohort_import_row"] == []
    await send(stage, f"member\n{stage.member.id}\n")
    deleted = await stage.member.slash(stage.lobby, "privacy delete")
    await stage.member.click(message(deleted), label="Delete for good")
    rows = (await stage.everything())["cohort_import_row"]
    assert rows == [], "somebody else's file names them no more"


# Large files, bombs, and what stops in the middle


def many(number: int) -> str:
    start = dt.datetime(2027, 1, 1, 9)  # noqa: DTZ001
    return calendar(
        *(
            event(
                f"e{one}",
                f":{start + dt.timedelta(hours=one * 3):%Y%m%dT%H%M%S}Z",
                f"DESCRIPTION:{'words ' * 20}",
                title=f"Session {one}",
            )
            for one in range(number)
        )
    )


async def test_storing_that_was_interrupted_goes_on_at_the_next_start(stage: Stage) -> None:
    made = await cohort(stage, name=NAME)
    await send(stage, many(70))
    imports = stage.app.services.cohort_imports
    await imports.begin(stage.actor(), 1)
    async for found in imports.storing(stage.guild.id, 1):
        if found.file.stored >= 20:
            break  # the process ends here
    await asyncio.sleep(0)
    assert len(await sessions_of(stage, made)) == 20
    said = await stage.press_raw(stage.organiser, "cohort-import.show:1")
    assert "20 of 70 rows" in said
    assert "It stopped here" in said
    await stage.restart()
    await stage.env.settle()
    assert len(await sessions_of(stage, made)) == 70
    assert "70 new sessions" in await stage.press_raw(stage.organiser, "cohort-import.store:1")
    history = answer(await stage.organiser.slash(stage.lobby, "setup history"))
    assert history.count("imported “plan.ics") == 1


async def test_a_large_import_tells_how_far_it_is(stage: Stage) -> None:
    await cohort(stage, name=NAME)
    cog: Any = stage.bot.get_cog("CohortImport")
    cog.edit_every = 0
    shown = await send(stage, many(100))
    assert "100 new sessions" in await stored(stage, shown)
    sent = [json.dumps(one.json, ensure_ascii=False) for one in list(stage.env.backend.http_requests)]
    assert sum("of 100 rows" in one for one in sent) >= 3
    assert any("█" in one for one in sent)


async def test_a_file_of_2000_events_is_stored_and_holds_nobody_up(stage: Stage) -> None:
    made = await cohort(stage, name=NAME)
    pauses: list[float] = []
    done = False

    async def others() -> None:
        """What everybody else feels: a write between the parts."""
        while not done:
            start = time.perf_counter()
            await stage.app.database.write(lambda tx: tx.execute("UPDATE guild SET joined_at = joined_at"))
            pauses.append(time.perf_counter() - start)
            await asyncio.sleep(0.005)

    began = time.perf_counter()
    shown = await send(stage, many(2000))
    read = time.perf_counter() - began
    assert "2,000 events were read" in answer(shown)
    imports = stage.app.services.cohort_imports
    await imports.begin(stage.actor(), 1)
    beside = asyncio.ensure_future(others())
    began = time.perf_counter()
    async for found in imports.storing(stage.guild.id, 1):
        last = found
    took = time.perf_counter() - began
    done = True
    await beside
    assert last.is_stored
    assert last.file.added == 2000
    assert len(await sessions_of(stage, made)) == 2000
    pauses.sort()
    assert read < 30
    assert took < 120
    assert pauses[len(pauses) // 2] < SLOW
    # Looking at it again is as quick, and changes nothing.
    assert "**As they are already** 2,000" in answer(await send(stage, many(2000)))


BOMBS = {
    "HTML": (b"<!DOCTYPE html><html><body>Please sign in</body></html>", "web page"),
    "billion laughs": (
        b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "x">'
        + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a;" * 10) for n in range(9))
        + b"]><l>&a9;</l>",
        "⚠️",
    ),
    "50,000 events": (
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\n" * 50_000 + b"END:VCALENDAR",
        "2,000",
    ),
    "too large": (b"BEGIN:VCALENDAR\r\n" + b"X" * (6 * 1024 * 1024) + b"\r\nEND:VCALENDAR", "6 MiB"),
    "no heads": (b"a,b\n1,2\n", "first line has to say"),
}


@pytest.mark.hostile(40, 41, 44)
@pytest.mark.parametrize("name", BOMBS)
async def test_a_bomb_is_refused_in_one_sentence_and_nothing_is_kept(stage: Stage, name: str) -> None:
    await cohort(stage, name=NAME)
    before = await stage.everything()
    content, words = BOMBS[name]
    began = time.perf_counter()
    said = answer(await send(stage, content))
    assert "⚠️" in said
    assert words in said
    assert len(said.splitlines()) == 1
    assert time.perf_counter() - began < 30
    assert await stage.everything() == before


@pytest.mark.hostile(42, 43, 45)
async def test_rules_that_never_end_and_broken_events_are_refused_one_by_one(stage: Stage) -> None:
    made = await cohort(stage, name=NAME)
    content = calendar(
        event("seconds", ":20270601T180000Z", "RRULE:FREQ=SECONDLY"),
        event("never", ":20270601T180000Z", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
        event("twice", ":20270601T180000Z"),
        event("twice", ":20270602T180000Z"),
        "BEGIN:VEVENT\r\nUID:bare\r\nSUMMARY:No start\r\nEND:VEVENT",
        event("zone", ";TZID=Middle Earth:20270601T180000"),
        event("good", ":20270601T180000Z"),
    )
    shown = await send(stage, content)
    said = answer(shown)
    assert "**⚠️ Refused** 5" in said
    assert "**❓ Waiting for your answer** 1" in said
    seen = answer(await press(stage, shown, "Refused: 5"))
    assert seen.count("cannot be followed for certain") == 2
    assert seen.count("same name (UID)") == 2
    assert "no start that can be read" in seen
    await stored(stage, shown)
    assert [one.title for one in await sessions_of(stage, made)] == ["good"]


@pytest.mark.hostile(49)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
async def test_tables_of_other_programs_are_read(stage: Stage, encoding: str) -> None:
    made = await cohort(stage, name=NAME)
    shown = await send(stage, "title;when\nجلسة;2027-03-02 18:00\n".encode(encoding), name="x.csv")
    assert "What x.csv would change" in answer(shown)
    await stored(stage, shown)
    assert [one.title for one in await sessions_of(stage, made)] == ["جلسة"]


async def test_an_actor_without_authority_gets_nothing_from_the_service(stage: Stage) -> None:
    made = await cohort(stage, name=NAME)
    await send(stage, calendar(event("a", ":20270601T150000Z")))
    actor = as_actor(stage, stage.member)
    imports = stage.app.services.cohort_imports
    for call in (imports.get(actor, 1), imports.begin(actor, 1), imports.discard(actor, 1)):
        with pytest.raises(RefusedError):
            await call
    assert await sessions_of(stage, made) == []
