"""The walk through cohorts for test_pseudo_locale.py: made, joined, waited for, led from step to step; and what goes wrong."""

from typing import TYPE_CHECKING

import discord
from simcord import ChannelHandle, InteractionResult, MemberActor, ResponseMessage

from bot.cohorts import store
from bot.cohorts.leading import Wanted
from bot.cohorts.rules import Cohort, CohortState, EnrolmentState
from bot.guilds.rules import RolePurpose
from bot.language.catalogue import PSEUDO
from tests.discord.cohort_stage import as_actor, put_in
from tests.discord.test_reminders import as_user, close_dms, dms

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk

TITLE, BODY = "Peering day", "Bring your AS number."
"""Nothing that the pseudo language would mark."""
ALIKE = "Pееring day"  # noqa: RUF001 - two Cyrillic letters
TEXTS = {"name": TITLE, "course": TITLE, "url": "https://learn.example", "description": BODY, "capacity": "1"}
COHORT_WORDS = (BODY, "https://learn.example", "1w 1d 1h 0", "3d 1d", "1w 2d 3h 4m 0")
"""What people typed, and times before as they are typed in any language."""
_STATES = tuple(CohortState)


async def walk_cohorts(walk: "Walk") -> None:
    """Every command, press and form of cohorts and enrolment."""
    nadia, omar = walk.stage.organiser, walk.stage.member

    for who in (omar, nadia):
        await walk.slash(who, "cohort list")
    for command in ("join", "leave", "card", "edit", "applicants", "people"):
        await walk.slash(omar, f"cohort {command}", cohort="99")
        await walk.slash(nadia, f"cohort {command}", cohort="99")
    await walk.slash(omar, "cohort create")
    await _made(walk)
    await _set_up(walk)
    one = await _newest(walk)
    await _opened(walk, one)
    for command in ("join", "card"):
        await walk.complete(omar, f"cohort {command}", "cohort", "")
    for command in ("edit", "applicants", "people"):
        await walk.complete(nadia, f"cohort {command}", "cohort", "")
    await _waited(walk, one)
    await _applied(walk, one)
    await _people(walk, one)
    await _stepped(walk, one)


async def _made(walk: "Walk") -> None:
    stage, nadia = walk.stage, walk.stage.organiser
    form = await walk.slash(nadia, "cohort create")
    await walk.submit(nadia, form, **TEXTS)
    await walk.press(nadia, f"cohort.move:{(await _newest(walk)).id}:1")
    for wrong in (
        {"name": "\u200b"},
        {"name": TITLE},
        {"name": ALIKE},
        {"name": BODY, "url": "x"},
        {"name": BODY, "course": ""},
        {"name": BODY, "capacity": "x"},
    ):
        form = await walk.slash(nadia, "cohort create")
        await walk.submit(nadia, form, **(TEXTS | wrong))
    await stage.app.database.write(
        lambda tx: tx.execute("DELETE FROM cohort WHERE guild_id = ? AND name = ?", (stage.guild.id, ALIKE))
    )


async def _set_up(walk: "Walk") -> None:
    stage, nadia = walk.stage, walk.stage.organiser
    one = await _newest(walk)
    room, role = stage.guild.create_text_channel("cohorts"), stage.guild.create_role("r")
    strong = stage.guild.create_role("x", permissions=discord.Permissions(ban_members=True))
    facilitators = stage.guild.create_role("f")
    await stage.set_role(RolePurpose.FACILITATOR, facilitators)
    card = await walk.slash(nadia, "cohort edit", cohort=str(one.id))
    for route, fields in (
        ("form", {**TEXTS, "capacity": "1"}),
        ("form", {**TEXTS, "capacity": "x"}),
        ("zone", {"zone": "Beirut"}),
        ("zone", {"zone": "Bayrutt"}),
        ("zone", {"zone": "Nowhere"}),
        ("reminders", {"sessions": "1w 2d 3h 4m 0", "milestones": ""}),
        ("reminders", {"sessions": "x", "milestones": ""}),
        ("care", {"days": "3 7", "most": "2", "late": "10", "confirm": "1", "own": ["yes"]}),
        ("care", {"days": "x", "most": "2", "late": "10", "confirm": "1", "own": []}),
        ("care", {"days": "", "most": "99", "late": "10", "confirm": "1", "own": []}),
        ("care", {"days": "", "most": "2", "late": "999", "confirm": "1", "own": []}),
        ("care", {"days": "", "most": "2", "late": "10", "confirm": "0", "own": []}),
    ):
        card = await walk.slash(nadia, "cohort edit", cohort=str(one.id))
        form = await walk.click(nadia, card.response, f"cohort.{route}")
        await walk.submit(nadia, form, **fields)  # type: ignore[arg-type]
    card = await walk.slash(nadia, "cohort edit", cohort=str(one.id))
    old = await walk.click(nadia, card.response, "cohort.form")
    card = await walk.slash(nadia, "cohort edit", cohort=str(one.id))
    card = await walk.select(nadia, card.response, f"cohort.language:{one.id}", "fr")
    await walk.submit(nadia, old, **TEXTS)
    await _speak(walk, one)
    card = await walk.slash(nadia, "cohort edit", cohort=str(one.id))
    card = await walk.select(nadia, card.response, f"cohort.where:{one.id}", room)
    card = await walk.select(nadia, _last(card), f"cohort.place:{one.id}", room)
    for unfit in (strong, facilitators):
        await walk.select(nadia, card.response, f"cohort.role:{one.id}", unfit)
        card = await walk.slash(nadia, "cohort edit", cohort=str(one.id))
    card = await walk.select(nadia, card.response, f"cohort.role:{one.id}", role)
    card = await walk.select(nadia, _last(card), f"cohort.lead:{one.id}", nadia)
    card = await walk.click(nadia, _last(card), "cohort.thread")
    await walk.press(nadia, f"cohort.thread:{one.id}")
    await walk.press(nadia, "cohort.thread:99")
    await stage.deliver()
    await walk.slash(nadia, "cohort edit", cohort=str(one.id))
    await put_in(stage, one, stage.member)
    card = await walk.slash(nadia, "cohort edit", cohort=str(one.id))
    await walk.click(nadia, card.response, "cohort.give")
    await stage.app.database.write(lambda tx: store.delete_enrolment(tx, one.id, stage.member.id))
    await stage.deliver()
    await walk.press(stage.member, f"cohort.join:{one.id}")


async def _opened(walk: "Walk", one: Cohort) -> None:
    stage, nadia = walk.stage, walk.stage.organiser
    card = await walk.slash(nadia, "cohort edit", cohort=str(one.id))
    asked = await walk.click(nadia, card.response, "cohort.move", 1)
    await walk.click(nadia, asked.response, "cohort.move-confirm")
    await walk.press(nadia, f"cohort.move-confirm:{one.id}:1:1")
    await walk.press(nadia, f"cohort.move:{one.id}:99")
    await stage.deliver()
    await _posted(walk)
    await walk.press(nadia, f"cohort.post:{one.id}")
    now = await _newest(walk)
    for _ in range(2):
        message = (await _newest(walk)).card_message_id
        if message is not None:
            stage.env.backend.delete_message(now.card_channel_id or 0, message)
        await stage.app.services.leading.set_by_approval(stage.actor(), one.id, by_approval=True)
        await stage.app.services.leading.set_by_approval(stage.actor(), one.id, by_approval=False)
        stage.pass_time(minutes=1)
        await stage.deliver()
        await stage.deliver()
    card = await walk.slash(nadia, "cohort edit", cohort=str(one.id))
    await walk.click(nadia, card.response, "cohort.post")
    await stage.deliver()
    elsewhere = stage.guild.create_text_channel("room")
    card = await walk.slash(nadia, "cohort edit", cohort=str(one.id))
    await walk.select(nadia, card.response, f"cohort.where:{one.id}", elsewhere)
    await stage.deliver()
    await _posted(walk)


async def _waited(walk: "Walk", one: Cohort) -> None:
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    rami = await _somebody(walk, "rami")
    shown = await walk.slash(nadia, "cohort card", cohort=str(one.id))
    await walk.click(nadia, shown.response, "cohort.join")
    await walk.slash(nadia, "cohort join", cohort=str(one.id))
    await walk.press(nadia, f"cohort.join:{one.id}")
    for who in (omar, rami, omar):
        await walk.slash(who, "cohort join", cohort=str(one.id))
    shown = await walk.slash(omar, "cohort list")
    shown = await walk.click(omar, shown.response, "cohort.card")
    shown = await walk.click(omar, _last(shown), "cohort.list")
    await walk.press(omar, "cohort.list:9")
    await walk.complete(omar, "cohort leave", "cohort", "")
    await walk.slash(omar, "cohort leave", cohort=str(one.id))
    shown = await walk.slash(nadia, "cohort card", cohort=str(one.id))
    asked = await walk.click(nadia, shown.response, "cohort.leave")
    await walk.click(nadia, _last(asked), "cohort.leave-confirm")
    await walk.press(nadia, f"cohort.leave:{one.id}")
    close_dms(stage, omar, times=1)
    await stage.deliver()
    await _posted(walk)
    await walk.press(omar, f"cohort.mine:{one.id}")
    walk.routes.add("cohort.mine")
    await walk.press(nadia, f"cohort.accept:{stage.guild.id}:{one.id}")
    stage.pass_time(hours=2)
    await walk.press(omar, f"cohort.accept:{stage.guild.id}:{one.id}")
    await stage.app.services.cohorts.sweep()
    await stage.deliver()
    _told(walk, omar)
    _told(walk, rami)
    offer = dms(stage, rami)[-1]
    await _in_dm(walk, rami, offer, "cohort.accept")
    await walk.press(rami, f"cohort.accept:{stage.guild.id}:{one.id}")
    await walk.press(rami, f"cohort.decline:{stage.guild.id}:{one.id}")
    await walk.slash(omar, "cohort join", cohort=str(one.id))
    await walk.slash(rami, "cohort card", cohort=str(one.id))
    await stage.app.services.cohorts.leave(as_actor(stage, rami), one.id)
    await stage.deliver()
    await _in_dm(walk, omar, dms(stage, omar)[-1], "cohort.decline")
    stage.env.backend.delete_role(stage.guild.id, (await _newest(walk)).role_id or 0)
    await walk.slash(omar, "cohort join", cohort=str(one.id))
    await walk.slash(nadia, "cohort edit", cohort=str(one.id))
    await stage.deliver()


async def _applied(walk: "Walk", one: Cohort) -> None:
    stage, nadia = walk.stage, walk.stage.organiser
    await walk.slash(nadia, "cohort applicants", cohort=str(one.id))
    card = await walk.slash(nadia, "cohort edit", cohort=str(one.id))
    await walk.click(nadia, card.response, "cohort.approval")
    stage.pass_time(minutes=1)
    await stage.deliver()
    await _posted(walk)
    several = [await _somebody(walk, f"applicant{number}") for number in range(27)]
    for who in several:
        await stage.app.services.cohorts.join(as_actor(stage, who), one.id, lambda _: True)
    await walk.slash(several[0], "cohort join", cohort=str(one.id))
    card = await walk.slash(nadia, "cohort edit", cohort=str(one.id))
    shown = await walk.click(nadia, card.response, "cohort.applicants")
    shown = await walk.select(nadia, _last(shown), f"cohort.select:{one.id}", several[0], stage.member)
    shown = await walk.select(nadia, _last(shown), f"cohort.refuse:{one.id}", several[1])
    await stage.app.services.leading.write(
        stage.actor(), one.id, (await _newest(walk)).version, _more_seats()
    )
    card = await walk.slash(nadia, "cohort applicants", cohort=str(one.id))
    await walk.select(nadia, card.response, f"cohort.select:{one.id}", several[2])
    await stage.deliver()
    for who in several[:3]:
        _told(walk, who)


def _more_seats() -> Wanted:
    return Wanted(name=TITLE, course=TITLE, url="https://learn.example", description=BODY, capacity="9")


async def _people(walk: "Walk", one: Cohort) -> None:
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    await walk.slash(nadia, "cohort people", cohort=str(one.id))
    card = await walk.slash(nadia, "cohort edit", cohort=str(one.id))
    shown = await walk.click(nadia, card.response, "cohort.people")
    card = await walk.click(nadia, _last(shown), "cohort.edit")
    shown = await walk.click(nadia, _last(card), "cohort.people")
    stranger = await _somebody(walk, "stranger")
    found = await walk.select(nadia, _last(shown), f"cohort.person:{one.id}", stranger)
    found = await walk.click(nadia, _last(found), "cohort.put-in")
    await walk.press(nadia, f"cohort.put-in:{one.id}:{stranger.id}")
    form = await walk.click(nadia, _last(found), "cohort.team")
    found = await walk.submit(nadia, form, team=TITLE)
    await walk.press(nadia, f"cohort.people:{one.id}:1")
    found = await walk.click(nadia, _last(found), "cohort.done")
    await walk.slash(stranger, "cohort list")
    await walk.press(stranger, f"cohort.join:{one.id}")
    await walk.press(stranger, f"cohort.leave:{one.id}")
    found = await walk.click(nadia, _last(found), "cohort.done")
    asked = await walk.click(nadia, _last(found), "cohort.take-out")
    found = await walk.click(nadia, _last(asked), "cohort.take-out-confirm")
    await walk.press(nadia, f"cohort.take-out-confirm:{one.id}:{stranger.id}:1")
    await walk.press(nadia, f"cohort.take-out-confirm:{one.id}:1:1")
    await stage.deliver()
    _told(walk, stranger)
    for state in EnrolmentState:
        await put_in(stage, one, omar, state)
        await walk.press(nadia, f"cohort.people:{one.id}:1")
        await walk.press(nadia, f"cohort.people:{one.id}:2")
        await walk.press(omar, f"cohort.card:{one.id}")
    await put_in(stage, one, omar)


async def _stepped(walk: "Walk", one: Cohort) -> None:
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    for to in (CohortState.PLANNED, CohortState.ENROLLING, CohortState.RUNNING, CohortState.ENROLLING, CohortState.RUNNING,
               CohortState.CLOSING, CohortState.RUNNING, CohortState.CANCELLED):  # fmt: skip
        await _step(walk, one, to)
    await walk.slash(nadia, "cohort card", cohort=str(one.id))
    await walk.press(nadia, f"cohort.approval:{one.id}:1")
    form = await walk.slash(nadia, "cohort create")
    await walk.submit(nadia, form, **(TEXTS | {"name": BODY}))
    other = await _newest(walk)
    await _speak(walk, other)
    await stage.app.services.leading.set_card_channel(stage.actor(), other.id, one.card_channel_id or 0)
    for to in (CohortState.ENROLLING, CohortState.RUNNING, CohortState.CLOSING, CohortState.CLOSED):
        await _step(walk, other, to)
        await walk.press(omar, f"cohort.join:{other.id}")
    await walk.press(omar, f"cohort.join:{one.id}")


async def _step(walk: "Walk", one: Cohort, to: CohortState) -> None:
    stage, nadia = walk.stage, walk.stage.organiser
    card = await walk.slash(nadia, "cohort edit", cohort=str(one.id))
    asked = await walk.click(nadia, card.response, "cohort.move", _STATES.index(to))
    await walk.click(nadia, _last(asked), "cohort.move-confirm")
    stage.pass_time(minutes=1)
    await stage.deliver()
    await _posted(walk)


async def _posted(walk: "Walk") -> None:
    """What stands in the channel of a cohort's card."""
    stage, one = walk.stage, await _newest(walk)
    room = stage.env.backend.get_channel(one.card_channel_id or 0)
    walk.posted("the card", ChannelHandle(stage.env, stage.guild, room))


async def _in_dm(walk: "Walk", who: MemberActor, message: discord.Message, route: str) -> None:
    custom_id = f"{route}:{walk.stage.guild.id}:{(await _newest(walk)).id}"
    walk.routes.add(route)
    result = await as_user(walk.stage, who).click(message, custom_id=custom_id)
    walk.note(route, {"components": _last(result).components})


def _told(walk: "Walk", who: MemberActor) -> None:
    for message in dms(walk.stage, who):
        # What carries an old button (`Stage.press_raw`, `pressed`) is no card.
        if message.content == "x" or message.components[0].type is discord.ComponentType.action_row:
            continue
        walk.note("a direct message", [component.to_dict() for component in message.components])


async def _somebody(walk: "Walk", name: str) -> MemberActor:
    stage = walk.stage
    who = stage.guild.add_member(stage.env.create_user(name))
    await stage.app.services.people.set_language(as_actor(stage, who), PSEUDO)
    return who


async def _speak(walk: "Walk", one: Cohort) -> None:
    """A course in the tests' language."""
    await walk.stage.app.database.write(lambda tx: store.note(tx, one, language=PSEUDO))


async def _newest(walk: "Walk") -> Cohort:
    found = await walk.stage.app.database.read(lambda tx: store.every(tx, walk.stage.guild.id))
    return max(found, key=lambda one: one.id)


def _last(result: InteractionResult) -> ResponseMessage:
    found = result.followups[-1] if result.followups else result.response
    assert found is not None
    return found
