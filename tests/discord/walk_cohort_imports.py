"""The walk through files for a cohort, for test_pseudo_locale.py."""

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from simcord import InteractionResult, ResponseMessage
from simcord.backend.models import Message

from bot.cohorts.imports import reading
from bot.cohorts.imports.abbreviations import places
from bot.cohorts.imports.people import Members
from bot.cohorts.imports.rules import Kind
from bot.cohorts.rules import Cohort, CohortState
from bot.errors import StaleError
from bot.language import zones
from bot.language.catalogue import PSEUDO
from tests.discord.cohort_stage import cohort, sessions_of
from tests.discord.test_cohort_import import calendar, event

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk

TITLE, NAME = "Peering day", "Peering day 7"
_AST = places("AST")
IMPORT_WORDS = (
    "plan.ics", "plan.csv", f"{TITLE}.ics", "x" * 39 + "…", "America/New_York", "AST", "XYZ", "Africa/Nairobi", "Nairobi", "nairobi", "Atlantis", "Afrika/Nairoby", "UTC+01:00", "foo", "North",
    *_AST, *(zones.city(zone) for zone in _AST),
)  # fmt: skip


async def nobody(ids: Sequence[int], names: Sequence[str]) -> Members:
    """Everybody by their number, nobody by a name."""
    del names
    return Members(ids=frozenset(ids), names={})


async def keep(walk: "Walk", content: str, name: str = "plan.ics", into: Cohort | None = None) -> int:
    """A file comes from a place that is not Discord's here, so what is read is put there by hand."""
    stage = walk.stage
    found = reading.read(content.encode(), stage.clock.now().isoformat())
    which = None if into is None else into.id
    one = await stage.app.services.cohort_imports.keep(stage.actor(), which, name, found, nobody)
    return one.file.id


DOUBTFUL = calendar(
    event("rico", ";TZID=AST:20270601T180000", title=TITLE),
    event("xyz", ";TZID=XYZ:20270602T180000", title=f"{TITLE} 2"),
    event("floating", ":20270603T180000", title=f"{TITLE} 3"),
    event("day", ";VALUE=DATE:20270604", title=f"{TITLE} 4"),
    event("days", ";VALUE=DATE:20270604", "DTEND;VALUE=DATE:20270608", title=f"{TITLE} 41"),
    event("midnight", ":20270605T000000Z", "DTEND:20270606T000000Z", title=f"{TITLE} 5"),
    event("course", ":20270504T170000Z", "DTEND:20270525T190000Z", title=f"{TITLE} 6"),
    event("wrong", ":20270607T180000Z", "DTEND:20270607T170000Z", title=f"{TITLE} 8"),
    event("gap", ";TZID=Asia/Beirut:20270328T003000", title=f"{TITLE} 9"),
    event(
        "twice",
        ";TZID=Asia/Beirut:20271030T233000",
        "LOCATION:North",
        "URL:https://meet.example/x",
        title=TITLE,
    ),
    event("old", ":20200607T180000Z", title=TITLE),
    event("off", ":20270607T180000Z", "STATUS:CANCELLED", title=TITLE),
    event("often", ":20270607T180000Z", "RRULE:FREQ=SECONDLY", title=TITLE),
    event("same", ":20270607T180000Z", title=TITLE),
    event("same", ":20270608T180000Z", title=TITLE),
    f"BEGIN:VEVENT\r\nUID:bare\r\nSUMMARY:{TITLE}\r\nEND:VEVENT",
    "BEGIN:VTIMEZONE\r\nTZID:AST\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE",
)


async def walk_cohort_imports(walk: "Walk") -> None:
    """Every kind of row, every question, every state of an import."""
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    one = await cohort(
        stage,
        name=NAME,
        leads=(nadia,),
        state=CohortState.ENROLLING,
        language=PSEUDO,
        zone="Asia/Beirut",
        capacity=1,
    )
    await walk.slash(nadia, "cohort import", file=("plan.ics", b"x"))
    await walk.slash(omar, "cohort import", file=("plan.ics", b"x"))
    await walk.complete(nadia, "cohort import", "cohort", "")
    await _questions(walk, one)
    await _again(walk, one)
    await _tables(walk, one)
    await _new(walk)


async def _questions(walk: "Walk", one: Cohort) -> None:
    stage, nadia = walk.stage, walk.stage.organiser
    number = await keep(walk, DOUBTFUL, into=one)
    await walk.press(nadia, f"cohort-import.show:{number}")
    for kind in range(8):
        await walk.press(nadia, f"cohort-import.view:{number}:{kind}:1")
    for page in (1, 2):
        await walk.press(nadia, f"cohort-import.doubts:{number}:{page}")
    await walk.press(nadia, f"cohort-import.past:{number}:1")
    await walk.press(nadia, f"cohort-import.past:{number}:0")
    imports = stage.app.services.cohort_imports
    outlook = await imports.get(stage.actor(), number)
    for group in outlook.groups:
        doubt = list(type(group.doubt)).index(group.doubt)
        first = group.rows[0].number
        for row in group.rows:
            await walk.press(nadia, f"cohort-import.group:{number}:{doubt}:{row.number}:1")
        for said in (
            "zone:America/Halifax", "anchor", "file", "19", "as", "weekly", "daily", "first", "swap", "hour", "out",
        ):  # fmt: skip
            try:
                await imports.answer(stage.actor(), number, group.doubt, first, said, alone=False)
            except StaleError:  # it fits another question
                continue
            await walk.press(nadia, f"cohort-import.group:{number}:{doubt}:{first}:1")
        await imports.answer(stage.actor(), number, group.doubt, first, "out", alone=True)
        await walk.press(nadia, f"cohort-import.group:{number}:{doubt}:{first}:1")
    for wrong in ("Atlantis", "Afrika/Nairoby", "nairobi"):
        shown = await opened(walk, f"cohort-import.group:{number}:0:1:1")
        form = await choose(walk, shown, "cohort-import.answer", "other")
        await walk.submit(nadia, form, place=wrong)
    shown = await opened(walk, f"cohort-import.group:{number}:0:2:1")
    await choose(walk, shown, "cohort-import.answer", "anchor")
    shown = await opened(walk, f"cohort-import.group:{number}:1:4:1")
    picked = await choose(walk, shown, "cohort-import.pick", "5")
    form = await choose(walk, picked, "cohort-import.answer-one", "19")
    await opened(walk, f"cohort-import.doubts:{number}:1")
    await imports.answer(
        stage.actor(), number, outlook.groups[0].doubt, 1, "zone:America/Halifax", alone=True
    )
    await walk.press(nadia, f"cohort-import.view:{number}:5:1")
    await walk.press(nadia, f"cohort-import.view:{number}:0:1")
    await imports.begin(stage.actor(), number)
    await walk.press(nadia, f"cohort-import.show:{number}")
    await walk.press(nadia, f"cohort-import.doubts:{number}:1")
    await walk.press(nadia, f"cohort-import.store:{number}")
    await walk.press(nadia, f"cohort-import.show:{number}")
    await walk.slash(nadia, "setup history")


async def opened(walk: "Walk", custom_id: str) -> InteractionResult:
    """What a button shows, wherever it stands, as a message of its own."""
    stage = walk.stage
    backend = stage.env.backend
    button = {"type": 2, "style": 2, "label": "x", "custom_id": custom_id}
    carrier = backend.commit_message(
        Message(
            id=backend.snowflake(),
            channel_id=stage.lobby.id,
            author_id=backend.bot_user.id,
            content="",
            components=[{"type": 1, "components": [button]}],
        )
    )
    return await walk.click(stage.organiser, ResponseMessage(stage.env, carrier), custom_id.partition(":")[0])


async def choose(walk: "Walk", shown: InteractionResult, route: str, value: str) -> InteractionResult:
    """Choose in the first menu of a route."""
    assert shown.response is not None
    found = re.findall(rf'"custom_id": "({re.escape(route)}:[^"]+)"', json.dumps(shown.response.components))
    return await walk.select(walk.stage.organiser, shown.response, found[0], value)


async def _again(walk: "Walk", one: Cohort) -> None:
    """The same calendar, changed: another time, title, length, place and link; one cancelled, one gone."""
    nadia = walk.stage.organiser
    first = [
        event(f"a{n}", f":2027060{n}T150000Z", f"DTEND:2027060{n}T160000Z", title=f"{TITLE} 1{n}")
        for n in range(1, 6)
    ]
    number = await keep(walk, calendar(*first), into=one)
    await walk.press(nadia, f"cohort-import.store:{number}")
    later = [
        event(
            "a1",
            ":20270611T150000Z",
            "DTEND:20270611T163000Z",
            "LOCATION:North",
            "URL:https://meet.example/x",
            title=TITLE,
        ),
        event("a2", ":20270602T150000Z", "STATUS:CANCELLED", title=f"{TITLE} 12"),
        *first[2:4],
    ]
    number = await keep(walk, calendar(*later), into=one)
    await walk.press(nadia, f"cohort-import.show:{number}")
    for kind in range(8):
        await walk.press(nadia, f"cohort-import.view:{number}:{kind}:1")
    last = next(found for found in await sessions_of(walk.stage, one) if found.title == f"{TITLE} 15")
    shown = await opened(walk, f"cohort-import.view:{number}:{list(Kind).index(Kind.GONE)}:1")
    await choose(walk, shown, "cohort-import.gone", str(last.id))
    await walk.press(nadia, f"cohort-import.store:{number}")
    await walk.press(nadia, f"cohort-import.discard:{number}")


async def _tables(walk: "Walk", one: Cohort) -> None:
    stage, nadia = walk.stage, walk.stage.organiser
    sessions = f"title,when,minutes,foo\n{TITLE} 21,2027-06-01 18:00,90,\n{TITLE} 22,soon,,\n{TITLE} 23,2027-06-01 18:00,9999,\n,2027-06-01 18:00,,\n"
    milestones = f"kind,title,due\nquiz,{TITLE} 31,2027-06-01\nfoo,{TITLE} 32,2027-06-01\n"
    other = f"kind,title,due\nmodule,{TITLE} 31,2027-06-02\n"
    people = (
        f"member,state,team\n{stage.member.id},enrolled,North\n{stage.organiser.id},applied,\n@foo,,\n{stage.member.id},,\n"
        f"{stage.env.backend.snowflake()},enrolled,\nfoo,foo,\n1,enrolled,{'x' * 50}\n"
    )
    more = f"member,state,team\n{stage.member.id},enrolled,\n{stage.organiser.id},enrolled,North\n"
    for content in (sessions, milestones, other, people, more):
        number = await keep(walk, content, "plan.csv", one)
        await walk.press(nadia, f"cohort-import.show:{number}")
        for kind in range(8):
            await walk.press(nadia, f"cohort-import.view:{number}:{kind}:1")
        await walk.press(nadia, f"cohort-import.store:{number}")


async def _new(walk: "Walk") -> None:
    """A file that makes a cohort, then nothing."""
    nadia = walk.stage.organiser
    contents = (
        calendar(event("a", ":20270601T150000Z", title=TITLE)),
        f"title,when\n{TITLE},2027-06-01 18:00\n",
        f"kind,title,due\nquiz,{TITLE},2027-06-01\n",
        f"member\n{nadia.id}\n",
    )
    for content in contents:
        number = await keep(walk, content, f"{TITLE}.ics")
        await walk.press(nadia, f"cohort-import.show:{number}")
    form = await opened(walk, f"cohort-import.name:{number}")
    await walk.submit(nadia, form, name=f"{TITLE} 51")
    for route, more in (("view", ":0:1"), ("past", ":0"), ("show", ""), ("discard", ""), ("store", "")):
        await opened(walk, f"cohort-import.{route}:{number}{more}")
