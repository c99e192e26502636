"""The walk through who may vote and votes in other hands, for test_pseudo_locale.py."""

import datetime as dt
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from bot.language.catalogue import PSEUDO
from bot.polls.making.messages import VOTERS
from bot.polls.rules import Electorate, Method, Poll
from bot.polls.voting import electorate, roll_messages
from bot.polls.voting.electing import code
from bot.storage.database import Transaction
from bot.ui import payload
from tests.discord.cohort_stage import as_actor, cohort, person
from tests.discord.poll_closing import opened
from tests.discord.poll_voting import Times
from tests.discord.test_hostile_commands import send_raw
from tests.discord.test_polls_electorate import draft, speaks
from tests.discord.test_reminders import dms

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk

TITLE, FIRST, SECOND = "Peering day", "Français", "news"
"""Words that the walk types elsewhere, too."""


async def walk_polls_electorate(walk: "Walk") -> None:
    """Every command and press, and every reason why not."""
    stage = walk.stage
    await cohort(stage, name=FIRST, members=(stage.member,))
    await speaks(stage, stage.member, 64500, FIRST)
    await speaks(stage, stage.member, 64501, SECOND)
    await speaks(stage, stage.organiser, 64500, FIRST, place=5)
    await _setting(walk)
    backend = stage.env.backend
    with patch.object(
        backend, "snowflake", Times(stage).snowflake
    ):  # a poll counts what is pressed in its time
        await _reasons(walk)
        await _proxies(walk)


async def _setting(walk: "Walk") -> None:
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    voters = tuple(person(stage, f"voter{number}") for number in range(17))
    poll = await draft(
        stage, question=TITLE, method=Method.DATE, labels=("2026-12-01T10:00",), voters=voters, weighted=True
    )
    await walk.complete(nadia, "poll electorate", "poll", "")
    await walk.slash(omar, "poll electorate", poll=str(poll.id))
    await walk.slash(nadia, "poll electorate", poll=str(poll.id))
    await walk.press(nadia, f"{VOTERS}:{poll.id}")
    await walk.press(nadia, f"roll.page:{poll.id}:2")
    walk.routes |= {VOTERS, "roll.page"}
    for route, value in (
        ("add", str(omar.id)),
        ("required", str(omar.id)),
        ("person", str(voters[0].id)),
        ("person", "1"),
        ("remove", str(omar.id)),
        ("kind", "people"),
    ):
        await _chosen(walk, f"roll.{route}:{poll.id}", value)
    ids = f"{poll.id}:0:{voters[0].id}"
    await walk.press(nadia, f"roll.weight-form:{ids}")
    now = await stage.app.services.polls.look(stage.actor(), poll.id)
    for weight in ("0", "7"):
        said = await send_raw(
            stage,
            nadia,
            f"roll.weight:{poll.id}:{now.poll.version}:0:{voters[0].id}",
            fields={"weight": weight},
        )
        walk.note("a weight", {"content": said})
    walk.routes |= {"roll.weight-form", "roll.weight"}
    await stage.app.database.write(
        lambda tx: tx.execute("UPDATE poll SET weighted = 0 WHERE id = ?", (poll.id,))
    )
    await _chosen(walk, f"roll.kind:{poll.id}", "organisations")
    found = await stage.app.services.poll_electorate.look(stage.actor(), poll.id)
    number = next(code(one) for one in found.voters.items if one.name == FIRST)
    assert number is not None
    await _chosen(walk, f"roll.entry:{poll.id}", f"1:{number[1]}")
    await _chosen(walk, f"roll.name:{poll.id}:1:{number[1]}", str(nadia.id))
    await _chosen(walk, f"roll.name:{poll.id}:1:{number[1]}", str(voters[0].id))
    await _chosen(walk, f"roll.kind:{poll.id}", "role")
    await _chosen(walk, f"roll.role:{poll.id}", str(stage.guild.create_role("Members").id))
    await _chosen(walk, f"roll.role:{poll.id}", str(stage.guild.id))
    await _chosen(walk, f"roll.role:{poll.id}", "1")
    await _chosen(walk, f"roll.kind:{poll.id}", "cohort")
    await _chosen(walk, f"roll.cohort:{poll.id}", "99")
    cohorts = found.cohorts or (await stage.app.services.poll_electorate.look(stage.actor(), poll.id)).cohorts
    await _chosen(walk, f"roll.cohort:{poll.id}", str(cohorts[0].id))
    await _chosen(walk, f"roll.kind:{poll.id}", "everyone")


async def _opened(walk: "Walk", **fields: Any) -> Poll:
    """An open poll in a channel of its own."""
    closes = walk.stage.clock.now() + dt.timedelta(days=4)
    room = walk.stage.guild.create_text_channel("electing")
    return await opened(
        walk.stage,
        question=TITLE,
        labels=(TITLE, SECOND),
        channel_id=room.id,
        closes_at=closes,
        closes_wall=(closes + dt.timedelta(hours=2)).replace(tzinfo=None),
        **fields,
    )


async def _chosen(walk: "Walk", custom_id: str, *values: str) -> None:
    said = await send_raw(walk.stage, walk.stage.organiser, custom_id, values=values)
    walk.routes.add(custom_id.partition(":")[0])
    walk.note(custom_id, {"content": said})


async def _reasons(walk: "Walk") -> None:
    stage, omar, rima = walk.stage, walk.stage.member, person(walk.stage, "rima")
    await stage.app.services.people.set_language(as_actor(stage, rima), PSEUDO)
    course = await cohort(stage, name=SECOND, members=(omar,))
    polls = [
        await _opened(walk, electorate=Electorate.ROLE, electorate_id=stage.guild.create_role("X").id),
        await _opened(walk, electorate=Electorate.COHORT, electorate_id=course.id),
        await _opened(walk, electorate=Electorate.ORGANISATIONS),
        await _opened(walk, voters=(omar,)),
    ]
    for poll in polls:
        await _pressed(walk, rima, f"vote.open:{poll.id}")
    await walk.slash(stage.organiser, "poll electorate", poll=str(polls[2].id))
    await _chosen(walk, f"roll.kind:{polls[2].id}", "people")
    await speaks(stage, rima, 64502, "FR-IX")
    await _pressed(walk, rima, f"vote.open:{polls[2].id}")
    await speaks(stage, rima, 64500, FIRST, place=9)
    await _pressed(walk, rima, f"vote.open:{polls[2].id}")


async def _pressed(walk: "Walk", who: object, custom_id: str) -> None:
    walk.note(custom_id, {"content": await walk.stage.press_raw(who, custom_id)})  # type: ignore[arg-type]


async def _proxies(walk: "Walk") -> None:
    stage, omar = walk.stage, walk.stage.member
    sami = person(stage, "sami")
    for one in (sami,):
        await stage.app.services.people.set_language(as_actor(stage, one), PSEUDO)
        await stage.app.services.people.set_dm(as_actor(stage, one), allowed=True)
    await speaks(stage, sami, 64503, "FR-IX")
    poll = await _opened(walk, electorate=Electorate.ORGANISATIONS, proxies=1)
    await stage.deliver()
    await walk.complete(omar, "poll proxy give", "poll", "")
    for to in (omar, stage.organiser):
        await walk.slash(omar, "poll proxy give", poll=str(poll.id), to=to)
    card = await walk.slash(omar, "poll proxy give", poll=str(poll.id), to=sami)
    await walk.click(omar, card.response, "roll.give")
    await walk.slash(sami, "poll proxy give", poll=str(poll.id), to=omar)
    card = await walk.slash(omar, "poll proxy give", poll=str(poll.id), to=sami)
    await stage.deliver()
    if dms(stage, sami):
        walk.note("a proxy", [one.to_dict() for one in dms(stage, sami)[-1].components])
    await _held(walk, poll)
    await walk.complete(omar, "poll proxy withdraw", "poll", "")
    await walk.press(omar, f"roll.withdraw:{poll.id}:5")
    await walk.slash(omar, "poll proxy withdraw", poll=str(poll.id))
    await walk.slash(omar, "poll proxy withdraw", poll=str(poll.id))
    await walk.press(omar, f"roll.give:{poll.id}:5:{sami.id}")
    walk.routes |= {"roll.give", "roll.withdraw"}
    await stage.app.database.write(_forget)


async def _held(walk: "Walk", poll: Poll) -> None:
    """To the holder, in the pseudo language."""
    entries = await walk.stage.app.database.read(lambda tx: electorate.entries(tx, poll))
    t = walk.stage.app.catalogue.translator(PSEUDO)
    shown = payload.view(roll_messages.held(poll, entries, t))
    walk.note("held", shown.to_components(), (FIRST, SECOND, "FR-IX"))


def _forget(tx: Transaction) -> None:
    """Nothing of it stands in the walks that follow."""
    tx.execute("DELETE FROM poll WHERE question = ?", (TITLE,))
    tx.execute("DELETE FROM network WHERE asn BETWEEN 64500 AND 64503")
