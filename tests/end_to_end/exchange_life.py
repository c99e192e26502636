"""Those who found an exchange on the local Discord, what each of them does there, and all that was told to whom."""

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.local_discord.guest import Guest, until
from bot.local_discord.interaction import Interaction
from bot.local_discord.person import walk
from bot.local_discord.world import Upload, World
from tests.end_to_end.cohort_life import Weeks

ZONE: Final = ZoneInfo("Asia/Beirut")
NAME: Final = "Cedar IX"
NETWORKS: Final = """asn,name,organisation,country,policy,website
AS64500,Cedar Cable,Cedar Cable SAL,LB,selective,https://cedar.example
AS64501,Sannine Fibre,Sannine Fibre SAL,LB,open,https://sannine.example
AS64502,Campus Beirut,Campus Association,LB,open,
AS64503,Harbour Transit,Harbour Transit SAL,LB,restrictive,
"""
SPEAKERS: Final = {"kofi": "AS64500", "lucia": "AS64501", "ines": "AS64502"}
"""Who speaks for which network; nobody of Harbour Transit is on the server."""
ORGANISERS: Final = ("nadia", "marc")
PEOPLE: Final = (*ORGANISERS, *SPEAKERS, "zoe")
DAILY: Final = dt.timedelta(days=1)


def instant(day: str, wall: str = "10:00") -> dt.datetime:
    """The instant of a wall time in Beirut."""
    return dt.datetime.fromisoformat(f"{day} {wall}").replace(tzinfo=ZONE).astimezone(dt.UTC)


def words(payload: Mapping[str, Any]) -> str:
    """What somebody reads of a message's components."""
    return "\n".join(
        str(one[key])
        for one in walk(payload["components"])
        for key in ("content", "label", "value")
        if one.get(key)
    )


@dataclass(frozen=True, kw_only=True)
class Told:
    """A message of the bot that stays: when it came, where, what it said."""

    at: dt.datetime
    channel: int
    text: str


@dataclass
class Founding:
    """The people, the places, and what they do. Each verb ends when the bot has answered."""

    life: Weeks
    guild: int
    lobby: int
    news: int
    polls: int
    ids: dict[str, int]
    guests: dict[str, Guest]
    dms: dict[int, str] = field(default_factory=dict)
    """Channel → person."""

    @property
    def world(self) -> World:
        return self.life.world

    def __getattr__(self, name: str) -> Guest:
        try:
            return self.__dict__["guests"][name]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(name) from None

    # Time

    async def day(self, day: str, wall: str = "10:00") -> None:
        """Let the days until then pass: each has its morning."""
        goal = instant(day, wall)
        now = self.life.clock.now().astimezone(ZONE)
        morning = dt.datetime.combine(now.date() + DAILY, dt.time(9, 5), ZONE)
        while morning.astimezone(dt.UTC) < goal:
            await self.life.pass_until(morning.astimezone(dt.UTC), step=DAILY)
            morning = dt.datetime.combine(morning.date() + DAILY, dt.time(9, 5), ZONE)
        await self.life.pass_until(goal, step=DAILY)

    async def restart(self) -> None:
        await self.life.stop()
        await self.life.start()

    # Reading

    def read(self, shown: Interaction, who: str = "nadia") -> str:
        """What an answer says."""
        assert shown.message_id is not None
        return words(self.world.message(shown.channel_id, shown.message_id, self.ids[who]))

    async def stands(self, stage: str, mass: int) -> None:
        """Its stage and critical mass, as a member reads them and as they stand on the card."""
        home = self.read(await self.kofi.run(self.lobby, "exchange show"), "kofi")
        wanted = f"{mass} of 3 independent networks"
        assert stage in home, (stage, home)
        assert wanted in home, (wanted, home)
        await self.life.pass_until(self.life.clock.now() + dt.timedelta(seconds=15))
        card = words(self.world.messages(self.news)[0])
        assert stage in card, (stage, card)
        assert wanted in card, (wanted, card)

    def posted(self) -> Iterator[Told]:
        """Everything of the bot that stays where it was sent, in order; answers to one person left out."""
        for one in self.life.seen:
            change = one.change
            if change.event != "MESSAGE_CREATE" or change.reader_id is not None or change.channel_id is None:
                continue
            if change.payload["author"].get("bot") and change.payload.get("components"):
                yield Told(at=one.at, channel=change.channel_id, text=words(change.payload))

    def threads(self) -> tuple[int, int]:
        """The public thread and the organisers' own."""
        made = [
            one.change.payload
            for one in self.life.seen
            if one.change.event == "THREAD_CREATE" and one.change.payload["parent_id"] == str(self.news)
        ]
        public = {int(one["id"]) for one in made if one["type"] == 11}
        private = {int(one["id"]) for one in made if one["type"] == 12}
        assert len(public) == len(private) == 1, made
        return public.pop(), private.pop()

    async def minutes(self) -> list[str]:
        """The whole history as its file has it."""
        shown = await self.kofi.run(self.lobby, "exchange history")
        file = await self.kofi.press(shown, "exchange.minutes")
        ((_, content),) = self.files(file, "kofi").items()
        return content.decode().splitlines()

    def files(self, shown: Interaction, who: str = "nadia") -> dict[str, bytes]:
        """The files of an answer, by name."""
        assert shown.message_id is not None
        message = self.world.message(shown.channel_id, shown.message_id, self.ids[who])
        found = {}
        for one in message["attachments"]:
            kept = self.world.file(one["url"].partition("/cdn/")[2])
            assert kept is not None
            found[one["filename"]] = kept[1]
        return found

    # What is done

    async def set_up(self) -> None:
        """The server is made ready: its zone, its organisers, four networks and who speaks for them."""
        nadia, lobby = self.nadia, self.lobby
        await nadia.run(lobby, "setup zone", {"zone": "Beirut"})
        role = self.world.add_role(self.guild, "organisers")
        self.world.give_role(self.guild, self.ids["marc"], role)
        shown = await nadia.press(await nadia.run(lobby, "setup show"), "setup.roles")
        await nadia.choose(shown, "setup.role", [role])
        read = await nadia.run(lobby, "network import", {"file": Upload("networks.csv", NETWORKS.encode())})
        await nadia.press(read, "import.store")
        for who, asn in SPEAKERS.items():
            await self.guests[who].run(lobby, "network claim", {"asn": asn, "role": "noc"})
            await nadia.press(await nadia.run(lobby, "network queue"), "network.approve")
        for who in ("ines", "nadia"):  # they want to hear of their dates
            guest = self.guests[who]
            await guest.press(await guest.press(await guest.run(lobby, "me show"), "me.dm"), "me.dm-set")
        self.dms = {self.world.dm_channel(one): name for name, one in self.ids.items()}

    async def advance(self, reason: str = "") -> Interaction:
        """Go on to the next stage; with a reason: past what the gate lacks."""
        step = await self.nadia.run(self.lobby, "exchange stage advance")
        if not reason:
            return await self.nadia.press(step, "exchange.go")
        return await self.nadia.fill(await self.nadia.press(step, "exchange.reason"), {"reason": reason})

    async def move(self, move: str, reason: str = "") -> Interaction:
        step = await self.nadia.run(self.lobby, f"exchange stage {move}")
        if not reason:
            return await self.nadia.press(step, "exchange.go")
        return await self.nadia.fill(await self.nadia.press(step, "exchange.reason"), {"reason": reason})

    async def sign(self, who: str, **fields: Any) -> Interaction:
        """A member's letter of intent, by the third button on the card."""
        card = next(
            one for one in reversed(self.world.messages(self.news)) if "commit.say" in json.dumps(one)
        )
        ids = re.findall(r'"(commit\.say:[^"]+)"', json.dumps(card))
        person = self.world.person(self.ids[who])
        form = person.click(self.news, int(card["id"]), ids[2])
        await form.finished()
        return await self.guests[who].fill(form, fields)

    async def waiting(self, who: str) -> Interaction:
        """The oldest word that waits for an organiser's confirmation, as one of them sees it."""
        guest = self.guests[who]
        shown = await guest.press(await guest.run(self.lobby, "exchange show"), "commit.waiting")
        assert shown.message_id is not None
        message = self.world.message(shown.channel_id, shown.message_id, self.ids[who])
        menu = next(
            one for one in walk(message["components"]) if one.get("custom_id", "").startswith("commit.one")
        )
        return await guest.choose(shown, "commit.one", [menu["options"][0]["value"]])

    async def confirm(self, who: str) -> Interaction:
        """An organiser confirms what waits longest."""
        return await self.guests[who].press(await self.waiting(who), "commit.confirm")

    async def record(self, organisation: str, rung: str, **more: Any) -> Interaction:
        """An organiser notes what somebody said."""
        options = {"organisation": organisation, "rung": rung, **more}
        return await self.nadia.run(self.lobby, "exchange commit", options)

    async def decide(self, title: str, topic: str, *, state: str = "adopted", **more: str) -> Interaction:
        form = await self.nadia.run(self.lobby, "exchange decision add", {"state": state})
        return await self.nadia.fill(form, {"title": title, "topic": [topic], **more})

    async def claim(self, ready: Interaction, target: int, link: str, note: str = "") -> Interaction:
        """An organiser says on the readiness card that a gate is met."""
        form = await self.nadia.choose(ready, "ready.set", [str(target)])
        return await self.nadia.fill(form, {"points": "4", "link": link, "note": note})

    async def open_poll(self, card: Interaction, closes: str) -> None:
        """A draft is given its end and opened."""
        form = await self.nadia.press(card, "poll.form", nth=1)
        card = await self.nadia.fill(form, {"closes": closes})
        await self.nadia.press(await self.nadia.press(card, "poll.open"), "poll.open-confirm")
        await self.life.quiet()
        await until(self.world, lambda: self.nadia.sees(self.polls, "vote.open"))
