"""The demo's decisions: one that stands, a date to be found by tonight, and a place that half have voted on."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.local_discord.guest import Guest, until
from bot.local_discord.interaction import Interaction
from bot.local_discord.world import World

DECIDED = "Who should own and run the exchange?"
MEETING = "When do we meet at the landing station?"
PLACE = "Where should the exchange stand?"
OUTCOME = "We found an association of the member networks. Nadia drafts its statutes."
_ANCHOR = "Asia/Beirut"
_TONIGHT = dt.timedelta(hours=4)
"""So far ahead, and up to half an hour more."""
_HALF_HOUR = dt.timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True)
class Voters:
    """The guests and their ids, in one order: Nadia, Inès, Lucía, Kofi, Mele."""

    guests: Sequence[Guest]
    ids: Sequence[int]


async def polls(world: World, clock: Clock, decisions: int, voters: Voters, place: Interaction) -> None:
    """Open two more: for a meeting, and for the `place`, a draft that was made of the exchange's sites."""
    await _meeting(world, clock, decisions, voters)
    await _place(world, clock, place, voters)


async def decided(world: World, decisions: int, voters: Voters) -> None:
    """Five networks' people ranked four models; closed. Some seconds before the others: a channel takes five in five."""
    nadia = voters.guests[0]
    card = await _drafted(nadia, decisions, "governance", {"question": DECIDED})
    await _opened(world, nadia, await _rules(nadia, await _named(nadia, card, voters.ids), "3"), DECIDED)
    for who, line in zip(
        voters.guests, ("A > C > B", "A = C > D", "B > A > D", "C > A", "A > B > Z"), strict=True
    ):
        await _ranked(who, decisions, line)
    found = await nadia.find(decisions, "poll close", "poll", DECIDED)
    await nadia.press(await nadia.run(decisions, "poll close", {"poll": found}), "result.close")
    await until(world, lambda: not nadia.sees(decisions, "vote.open"))


async def certified(world: World, decisions: int, nadia: Guest) -> None:
    """What follows from the one that is `decided` is recorded."""
    found = await nadia.find(decisions, "poll certify", "poll", DECIDED)
    form = await nadia.run(decisions, "poll certify", {"poll": found})
    await nadia.fill(form, {"outcome": OUTCOME, "option": ["1"], "review": ""})
    await until(world, lambda: OUTCOME in str(world.messages(decisions)))


async def _meeting(world: World, clock: Clock, decisions: int, voters: Voters) -> None:
    """Three evenings of next week; whoever sees the channel can say when."""
    _, ines, lucia, kofi, _ = voters.guests
    now = clock.now().astimezone(ZoneInfo(_ANCHOR))
    monday = now.date() + dt.timedelta(days=7 - now.weekday())
    days = "\n".join(f"{monday + dt.timedelta(days=one)} 17:00" for one in (1, 2, 3))
    card = await _drafted(ines, decisions, "meeting", {"question": MEETING, "options": days})
    card = await _closing(ines, card, now + _TONIGHT)
    await _opened(world, ines, card, MEETING)
    for who, yes, maybe in ((ines, "12", "3"), (lucia, "2", ""), (kofi, "23", "1")):
        shown = await who.press_posted(decisions, "vote.open")
        shown = await who.choose(shown, "vote.dates", list(yes))
        if maybe:
            shown = await who.choose(shown, "vote.dates", list(maybe), menu=1)
        await who.press(shown, "vote.cast")


async def _place(world: World, clock: Clock, card: Interaction, voters: Voters) -> None:
    """Ranked, and open for six days: two of five have voted, four must."""
    nadia, ines, _, kofi, _ = voters.guests
    card = await _rules(nadia, await _named(nadia, card, voters.ids), "4")
    closes = clock.now().astimezone(ZoneInfo(_ANCHOR)) + dt.timedelta(days=6)
    card = await _closing(nadia, card, closes.replace(hour=20, minute=0))
    await _opened(world, nadia, card, PLACE)
    await _ranked(ines, card.channel_id, "A > B = D")
    await _ranked(kofi, card.channel_id, "B > A > Z")


# Parts


async def _drafted(who: Guest, channel: int, template: str, texts: Mapping[str, str]) -> Interaction:
    return await who.fill(await who.run(channel, "poll create", {"template": template}), texts)


async def _named(who: Guest, card: Interaction, people: Sequence[int]) -> Interaction:
    card = await who.choose(card, "poll.electorate", ["people"])
    roll = await who.press(card, "roll.page")
    roll = await who.choose(roll, "roll.add", people)
    return await who.press(roll, "poll.draft")


async def _rules(who: Guest, card: Interaction, quorum: str) -> Interaction:
    form = await _form(who, card, "rules")
    return await who.fill(form, {"quorum_kind": "count", "quorum": quorum})


async def _closing(who: Guest, card: Interaction, at: dt.datetime) -> Interaction:
    wall = at.replace(second=0, microsecond=0)
    wall += _HALF_HOUR - dt.timedelta(minutes=wall.minute % 30) if wall.minute % 30 else dt.timedelta()
    return await who.fill(await _form(who, card, "times"), {"closes": f"{wall:%Y-%m-%d %H:%M}"})


async def _form(who: Guest, card: Interaction, name: str) -> Interaction:
    return await who.press(card, "poll.form", nth=_FORMS[name])


_FORMS = {"times": 1, "rules": 2}
"""Which form button of the draft card opens what."""


async def _opened(world: World, who: Guest, card: Interaction, question: str) -> None:
    await who.press(await who.press(card, "poll.open"), "poll.open-confirm")
    await until(world, lambda: question in str(world.messages(card.channel_id)[-1:]))


async def _ranked(who: Guest, channel: int, line: str) -> None:
    form = await who.press(await who.press_posted(channel, "vote.open"), "vote.write")
    await who.press(await who.fill(form, {"line": line}), "vote.cast")
