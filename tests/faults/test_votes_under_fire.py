"""Three hundred people vote while the bot is killed and answers are lost: what stands is what each of them was told."""

import asyncio
import datetime as dt
import random
import re
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import discord
import pytest

from bot.clock import MovableClock
from bot.guilds.service import GuildService
from bot.language.catalogue import Catalogue
from bot.local_discord.faults import Fault, FaultKind
from bot.local_discord.interaction import Interaction
from bot.local_discord.person import walk
from bot.local_discord.server import LocalDiscord
from bot.local_discord.world import World
from bot.people import audit
from bot.polls import chain, store
from bot.polls.closing.stored import outcome_of
from bot.polls.making.opening import open_poll
from bot.polls.rules import CLOSE_AFTER, Answer, Ballot, Kind, Method, Poll, PollState
from bot.polls.voting import votes
from bot.storage.database import Database, Transaction
from tests.faults.test_exactly_once import Scene

VOTERS: Final = 300
WITHIN: Final = 10.0
"""Seconds in which all of them begin."""
KILLED_AT: Final = (80, 180)
"""Ballots that were confirmed when the bot dies."""
LATE: Final = 10
"""People who press right before the deadline, and as many right after it."""
ANSWERS: Final = {"Yes": Answer.YES, "No": Answer.NO, "Abstain": Answer.ABSTAIN}
_TOLD: Final = re.compile(r"\*\*(Yes|No|Abstain)\*\*")
_CAST: Final = ("Your ballot is cast", "Your ballot is replaced")

BROKEN: Final = "Something broke on our side"
"""What is said where an answer was lost before it was shown: it tells nothing of the ballot, so they press again."""


@dataclass
class Voter:
    """`told`: the ballot that they were last told is cast; `pressed`: what they pressed since then, and heard nothing of."""

    id: int
    told: Answer | None = None
    pressed: list[Answer] = field(default_factory=list)
    ballot: int | None = None
    """The ephemeral message in which they vote."""

    @property
    def may_stand(self) -> set[Answer | None]:
        return {self.told, *self.pressed}


@dataclass
class Booth(Scene):
    """A scene with one open poll."""

    poll: int = 0
    card: int = 0
    confirmed: int = 0
    unconfirmed: int = 0

    @property
    def room(self) -> int:
        return self.channels[0]

    # What people do

    async def press(self, voter: Voter, message: int, route: str, last: int | None = None) -> Interaction:
        """Press a button and wait until the client shows an answer, or that there was none."""
        shown = self.server.world.message(self.room, message, voter.id)
        buttons = [str(one.get("custom_id", "")) for one in walk(shown["components"])]
        wanted = [
            one
            for one in buttons
            if one.startswith(f"{route}:") and (last is None or one.endswith(f":{last}"))
        ]
        assert wanted, (route, last, _text(shown))
        return await self.server.world.person(voter.id).click(self.room, message, wanted[0]).finished()

    async def sit(self, voter: Voter) -> bool:
        """Ask for a ballot. False: none came."""
        again = voter.ballot is not None and voter.told is not None
        at = voter.ballot if again else None
        shown = await self.press(voter, at or self.card, "vote.again" if at else "vote.open")
        if shown.failed or BROKEN in self.said(voter, shown):
            return False
        voter.ballot = shown.message_id
        return True

    async def cast(self, voter: Voter, answer: Answer) -> str:
        """Press an answer on the ballot; what was said, empty where nothing was."""
        assert voter.ballot is not None
        voter.pressed.append(answer)
        shown = await self.press(voter, voter.ballot, "vote.answer", list(Answer).index(answer))
        said = "" if shown.failed else self.said(voter, shown)
        self.unconfirmed += said == "" or BROKEN in said
        if any(one in said for one in _CAST):
            found = _TOLD.search(said)
            assert found is not None, said
            voter.told, voter.pressed = ANSWERS[found[1]], []
            self.confirmed += 1
        return said

    def said(self, voter: Voter, shown: Interaction) -> str:
        """What an answer shows."""
        assert shown.message_id is not None
        return _text(self.server.world.message(self.room, shown.message_id, voter.id))

    async def vote(self, voter: Voter, dice: random.Random) -> None:
        """Vote, and again with another answer where nobody said it was cast; a third changes it, a tenth gives up early."""
        await asyncio.sleep(dice.uniform(0, WITHIN))  # people come when they come: this is the load
        patient, changes = dice.random() < 0.9, dice.random() < 0.33
        for _ in range(1 + changes):
            while not await self.sit(voter):
                pass
            await self.cast(voter, dice.choice(list(ANSWERS.values())))
            while voter.pressed:
                if not patient and voter.told is None:
                    return
                said = await self.cast(voter, dice.choice(list(ANSWERS.values())))
                assert said == "" or BROKEN in said or not voter.pressed, said

    # What the bot has stored

    def look(self) -> tuple[Poll, dict[int, Ballot], list[chain.Event]]:
        """The poll, its ballots by person, its events."""
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        connection.row_factory = sqlite3.Row
        connection.execute("BEGIN")
        try:
            tx = Transaction(connection, now=self.clock.now())
            poll = store.get(tx, self.guild_id, self.poll)
            assert poll is not None
            ballots = store.ballots(tx, self.poll)
            people = [audit.user_of(tx, one.voter) for one in ballots]
            found = {user: one for user, one in zip(people, ballots, strict=True) if user is not None}
            assert len(found) == len(ballots), "two ballots of one person, or one of nobody"
            return poll, found, store.events(tx, self.poll)
        finally:
            connection.close()

    async def until_posted(self) -> None:
        """Wait for the card."""
        async with asyncio.timeout(60):
            while not (posted := self.server.world.messages(self.room)):
                await self.message_or(1.0)
        self.card = int(posted[0]["id"])

    async def until_confirmed(self, number: int) -> None:
        async with asyncio.timeout(120):
            while self.confirmed < number:
                await self.message_or(0.2)

    async def until_closed(self) -> None:
        async with asyncio.timeout(60):
            while self.look()[0].state is not PollState.CLOSED:
                await self.message_or(0.5)

    def set_discord(self, at: dt.datetime) -> None:
        """Discord's clock alone."""
        self.clock.advance(at - self.clock.now())

    async def set_bot(self, at: dt.datetime) -> None:
        """The bot's clock alone: what is pressed on Discord now arrives later than it was pressed."""
        assert self.process is not None
        assert self.process.stdin is not None
        offset = self.clock.offset + (at - self.clock.now())
        self.process.stdin.write(f"{offset.total_seconds()}\n".encode())
        await self.process.stdin.drain()


def _text(message: Mapping[str, Any]) -> str:
    return "\n".join(str(one["content"]) for one in walk(message["components"]) if "content" in one)


@asynccontextmanager
async def booth(folder: Path) -> AsyncIterator[tuple[Booth, list[Voter]]]:
    """An open yes/no poll of everybody that ends in an hour, and the people."""
    clock = MovableClock()
    world = World(clock)
    owner = world.add_person("nadia")
    guild = world.add_guild("Beirut NOG", owner_id=owner)
    people = [world.add_person(f"voter{number}") for number in range(VOTERS + 2 * LATE)]
    for one in people:
        world.add_member(guild, one)
    channel = world.add_channel(guild, "votes")
    path = folder / "bot.sqlite3"
    closes_at = clock.now().replace(microsecond=0) + dt.timedelta(hours=1)

    def operation(tx: Transaction) -> Poll:
        draft = Poll(
            id=0,
            guild_id=guild,
            kind=Kind.YES_NO,
            method=Method.YES_NO,
            state=PollState.DRAFT,
            question="Shall we hold the spring meeting in Tripoli?",
            zone="UTC",
            channel_id=channel,
            closes_at=closes_at,
            closes_wall=closes_at.replace(tzinfo=None),
            created_by="0" * 24,
        )
        made = store.get(tx, guild, store.insert(tx, draft))
        assert made is not None
        return open_poll(tx, made, None)

    async with await Database.open(path, clock=clock) as database:
        await GuildService(database, Catalogue.load()).joined(guild, post_in=None)
        poll = await database.write(operation)
    async with LocalDiscord(world) as server:
        found = Booth(server, clock, path, guild, [channel], closes_at, poll=poll.id)
        try:
            yield found, [Voter(one) for one in people]
        finally:
            if found.process is not None and found.process.returncode is None:
                await found.kill_bot()


def answers_get_lost(server: LocalDiscord) -> None:
    """Of a hundred answers to presses so many: lost on the way back, refused at first, too late to be shown, shown but denied."""
    answers: Mapping[str, Any] = {"method": "POST", "path": "/interactions/*/callback"}
    server.faults.add(Fault(kind=FaultKind.LOST, **answers, probability=0.05))
    server.faults.add(Fault(kind=FaultKind.ERROR, **answers, status=503, probability=0.03))
    server.faults.add(Fault(kind=FaultKind.LATENCY, **answers, seconds=3.3, probability=0.04))
    server.faults.add(Fault(kind=FaultKind.ERROR, **answers, status=500, probability=0.03, after_work=True))


@pytest.mark.hostile(60, 62)
async def test_what_stands_is_what_everybody_was_told_and_the_deadline_is_exact(tmp_path: Path) -> None:
    dice = random.Random(20261123)
    async with booth(tmp_path) as (here, people):
        crowd, early, late = people[:VOTERS], people[VOTERS:-LATE], people[-LATE:]
        await here.start_bot()
        await here.until_posted()
        answers_get_lost(here.server)
        voting = [asyncio.create_task(here.vote(one, random.Random(dice.random()))) for one in crowd]
        for number in KILLED_AT:
            await here.until_confirmed(number)
            await here.kill_bot()
            await here.start_bot()
        async with asyncio.timeout(120):
            await asyncio.gather(*voting)
        here.server.faults.clear()
        assert here.killed == len(KILLED_AT)
        assert here.unconfirmed > 10

        # Who presses before the deadline is counted though the bot's clock is past it; who presses after it never is.
        assert all(await asyncio.gather(*(here.sit(one) for one in (*early, *late))))
        await here.server.world.settled()
        here.set_discord(here.due - dt.timedelta(seconds=1))
        await here.set_bot(here.due + dt.timedelta(milliseconds=100))
        told = await asyncio.gather(*(here.cast(one, Answer.YES) for one in early))
        assert all(_CAST[0] in said for said in told)
        assert here.server.world.now() < here.due
        await here.server.world.settled()
        here.set_discord(here.due + dt.timedelta(milliseconds=1))
        told = await asyncio.gather(*(here.cast(one, Answer.NO) for one in late))
        assert all("is over, so nothing was cast" in said for said in told)
        poll, before, _ = here.look()
        assert poll.state is PollState.OPEN, "what is too late has arrived before the close"
        await here.server.world.settled()
        here.set_discord(here.due + CLOSE_AFTER + dt.timedelta(seconds=1))
        here.move_clock(dt.timedelta(0))
        await here.until_closed()
        poll, stands, events = here.look()
        assert await here.stop_bot() == 0

    assert stands == before
    assert_as_told(poll, people, stands)
    assert not {one.id for one in late} & stands.keys()
    assert_in_the_chain(poll, stands, events, {one.id for one in early})
    counted = outcome_of(poll)
    said = Counter(one.answer for one in (votes.from_text(poll, one.vote) for one in stands.values()))
    assert counted.cast == counted.tally.ballots == len(stands)
    assert {one: number for one, number in counted.tally.answers.items() if number} == said


def assert_as_told(poll: Poll, people: list[Voter], stands: Mapping[int, Ballot]) -> None:
    """Each ballot is the one its voter was last told; of who was never told one they pressed, or none."""
    for one in people:
        ballot = stands.get(one.id)
        assert (None if ballot is None else votes.from_text(poll, ballot.vote).answer) in one.may_stand
    assert sum(not one.pressed for one in people) > VOTERS * 0.9
    assert stands.keys() <= {one.id for one in people}


def assert_in_the_chain(
    poll: Poll, stands: Mapping[int, Ballot], events: list[chain.Event], late_arrivals: set[int]
) -> None:
    """The chain holds, and the last that it tells of each voter is the ballot that stands."""
    assert chain.broken(poll.definition_hash, events) is None
    assert poll.head == events[-1].hash
    assert [one.kind for one in events[1:]] == [chain.CAST] * (len(events) - 2) + [chain.CLOSED]
    last = {one.body["voter"]: one for one in events if one.kind == chain.CAST}
    assert len(last) == len(stands)
    assert poll.closes_at is not None
    for user, one in stands.items():
        told = last[chain.pseudonym(poll.secret, one.voter)]
        assert told.body["ballot"] == chain.commitment(one.salt, one.vote)
        assert discord.utils.snowflake_time(one.interaction_id) <= poll.closes_at
        if user in late_arrivals:
            assert told.at >= poll.closes_at.timestamp()
    assert events[-1].body["cast"] == len(stands)
