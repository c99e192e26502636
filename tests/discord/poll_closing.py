"""A poll for tests of how it ends: stored and opened as it is, with ballots of people, without the commands that make one."""

import datetime as dt
from dataclasses import replace
from typing import Any

from simcord import MemberActor

from bot.language.rules import folded
from bot.polls import store
from bot.polls.making.opening import open_poll
from bot.polls.rules import Electorate, Kind, Method, Option, Poll, PollState
from bot.polls.voting import casting
from bot.polls.voting.votes import Vote
from bot.storage.database import Transaction
from tests.discord.cohort_stage import as_actor, person
from tests.discord.conftest import START, Stage

QUESTION = "Where do we meet?"
CLOSES = START + dt.timedelta(days=3)
PLACES = ("Beirut", "Tripoli", "Tyre")
_KINDS = {
    Method.YES_NO: Kind.YES_NO,
    Method.STV: Kind.COMMITTEE,
    Method.DATE: Kind.DATE,
    Method.PLEDGE: Kind.PLEDGE,
}


async def opened(
    stage: Stage,
    *,
    method: Method = Method.SCHULZE,
    labels: tuple[str, ...] = PLACES,
    voters: tuple[MemberActor, ...] = (),
    question: str = QUESTION,
    **fields: Any,
) -> Poll:
    """An open poll in the news channel; among `voters`, where there are any."""

    def operation(tx: Transaction) -> Poll:
        draft = Poll(
            id=0,
            guild_id=stage.guild.id,
            kind=_KINDS.get(method, Kind.CHOICE),
            method=method,
            state=PollState.DRAFT,
            question=question,
            zone="Asia/Beirut",
            channel_id=stage.news.id,
            electorate=Electorate.PEOPLE if voters else Electorate.EVERYONE,
            closes_at=CLOSES,
            closes_wall=dt.datetime.fromisoformat("2026-11-26 11:00"),
            created_by="a" * 24,
        )
        poll_id = store.insert(tx, replace(draft, **fields))
        made = store.get(tx, stage.guild.id, poll_id)
        assert made is not None
        if method not in (Method.YES_NO, Method.PLEDGE):
            store.set_options(tx, poll_id, [(one, folded(one.label)) for one in options(method, labels)])
        if voters:
            store.set_people(tx, made, "voter", {one.id: 1 for one in voters})
        return open_poll(tx, made, None)

    return await stage.app.database.write(operation)


def options(method: Method, labels: tuple[str, ...]) -> list[Option]:
    if method is not Method.DATE:
        return [Option(number=number, label=label) for number, label in enumerate(labels, start=1)]
    found = []
    for number, label in enumerate(labels, start=1):
        wall = dt.datetime.fromisoformat(label)
        starts_at = (wall - dt.timedelta(hours=2)).replace(tzinfo=dt.UTC)
        found.append(Option(number=number, label=label, wall=wall, starts_at=starts_at, minutes=90))
    return found


async def cast(stage: Stage, who: MemberActor, poll: Poll, vote: Vote) -> None:
    """A ballot of a person, at this moment."""
    actor = as_actor(stage, who)

    def operation(tx: Transaction) -> None:
        voter = casting.units(tx, poll, actor, sees=True, making=True)[0].voter
        casting.cast(tx, actor, poll.id, voter, vote)

    await stage.app.database.write(operation)


def ranked(text: str) -> Vote:
    """ "2>1=3"."""
    return Vote(groups=tuple(tuple(int(one) for one in group.split("=")) for group in text.split(">")))


def people(stage: Stage, count: int) -> tuple[MemberActor, ...]:
    return tuple(person(stage, f"voter{number}") for number in range(count))


async def again(stage: Stage, poll: Poll) -> Poll:
    """The poll as it is now."""
    found = await stage.app.database.read(lambda tx: store.get(tx, stage.guild.id, poll.id))
    assert found is not None
    return found


async def at_the_deadline(stage: Stage, poll: Poll, *, later: dt.timedelta = dt.timedelta(seconds=6)) -> Poll:
    """Let the deadline pass, and the bot do what it does then."""
    assert poll.closes_at is not None
    stage.clock.advance(poll.closes_at + later - stage.clock.now())
    await stage.deliver()
    return await again(stage, poll)


async def results(stage: Stage) -> int:
    """What the scheduler does now and then for results."""
    materialise = stage.app.features["poll-results"].materialise
    assert materialise is not None
    return await materialise()
