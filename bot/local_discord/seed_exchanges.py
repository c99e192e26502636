"""The demo's exchange: two of three independent networks have signed, one of their letters soon ends, and its place is voted on."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from bot.clock import Clock
from bot.exchanges.answers.service import Target, number_of
from bot.exchanges.readiness_rules import Dimension, Gate
from bot.exchanges.sites.rules import CRITERIA, Criterion
from bot.local_discord.guest import Guest, until
from bot.local_discord.interaction import Interaction
from bot.local_discord.world import Upload, World

NAME = "Cedar IX (demo)"
DECISION = "An association of the member networks owns the exchange"
OPEN_DECISION = "Every network with an AS number of its own may join"
STATUTES = "Draft the statutes of the association"
LICENCE = "Ask the regulator whether an exchange needs a licence"
_PAPERS = "https://papers.example/cedar-ix"
_CEDAR, _UNIVERSITIES = "Cedar Cable SAL", "Association of the Universities"
_SOON: Final = dt.timedelta(days=8)
"""So far away is the end of the universities' letter."""
_LETTER = b"""Letter of intent

Cedar Cable SAL intends to connect AS64500 to the exchange in Beirut with one port of 10 Gbit/s,
within three months of its first day, under a policy that is open to every network.
"""
_SITES = (
    (
        "University data centre",
        "Two power feeds and neutral ground; engineers get in at night",
        ((Criterion.POWER, "4", "power"), (Criterion.NEUTRALITY, "4", "letter"), (Criterion.ACCESS, "3", "rules")),
    ),
    (
        "Harbour landing station",
        "Where the cable ends; a permit for each visit",
        ((Criterion.CARRIERS, "4", "carriers"), (Criterion.POWER, "3", "harbour"), (Criterion.ACCESS, "1", "")),
    ),
    (
        "Cedar Cable headquarters",
        "Free for two years, in the building of one member",
        ((Criterion.COST, "4", "offer"),),
    ),
    ("Byblos technology park", "New and cooled, with one fibre path so far", ((Criterion.COOLING, "4", ""),)),
)  # fmt: skip
"""Name, the sentence about it, and scores: criterion, points, the paper that shows it."""


@dataclass(frozen=True, kw_only=True)
class Founders:
    """Who founds: two organisers, and Kofi, who speaks for Cedar Cable. `ids` of the organisers, in this order."""

    guild_id: int
    nadia: Guest
    ines: Guest
    kofi: Guest
    ids: tuple[int, int]


async def founded(world: World, clock: Clock, room: int, who: Founders) -> None:
    """From its start to the stage of commitment, in the channel `room`, with four sites."""
    nadia, ines, kofi = who.nadia, who.ines, who.kofi
    form = await nadia.run(room, "exchange start", {"kind": "exchange"})
    card = await nadia.fill(form, {"name": NAME, "city": "Beirut", "country": "Lebanon"})
    await until(world, lambda: kofi.sees(room, "commit.say"))
    form = await nadia.press(card, "exchange.form", nth=1)
    await nadia.fill(form, {"servers": "2"})
    await kofi.press_posted(room, "commit.say", nth=0)
    await _recorded(ines, room, "Sannine Fibre SAL", "interested")
    await _recorded(ines, room, "Harbour Transit SAL", "interested")
    gate = await nadia.run(room, "exchange stage advance")
    form = await nadia.press(gate, "exchange.evidence")
    gate = await nadia.fill(form, {"evidence": f"{_PAPERS}/first-meeting"})
    await nadia.press(gate, "exchange.go")
    await nadia.press(await nadia.run(room, "exchange stage advance"), "exchange.go")
    await _signed(clock, room, who)
    for site in _SITES:
        await _site(ines, room, *site)


async def linked(nadia: Guest, room: int, question: str) -> None:
    """The poll of this question settles how the exchange is owned."""
    form = await nadia.run(room, "exchange decision add")
    text = "Whoever connects is a member; each has one vote. Nobody owns it alone."
    await nadia.fill(form, {"title": DECISION, "topic": ["legal-form"], "text": text})
    poll = await nadia.find(room, "exchange poll", "poll", question)
    decision = await nadia.find(room, "exchange poll", "decision", DECISION)
    await nadia.run(room, "exchange poll", {"poll": poll, "decision": decision})


async def asked(nadia: Guest, decisions: int) -> Interaction:
    """The draft of a poll about the sites, in the channel where it is to stand."""
    return await nadia.press(await nadia.run(decisions, "exchange site compare"), "site.poll")


async def registered(clock: Clock, room: int, who: Founders) -> None:
    """Who does what by when, who matters without a network, and what is discussed."""
    today = clock.now().date()
    for what, owner, days in ((STATUTES, who.ids[0], 10), (LICENCE, who.ids[1], 21)):
        due = f"{today + dt.timedelta(days=days)}"
        await who.ines.run(room, "exchange action add", {"what": what, "owner": owner, "due": due})
    for name, kind, position, owner in (
        ("Telecommunications regulator", "regulator", "neutral", who.ids[1]),
        ("Domain registry", "cctld", "supports", who.ids[0]),
        ("University data centre", "data_centre", "supports", who.ids[0]),
    ):
        options = {"organisation": name, "kind": kind, "position": position, "owner": owner}
        await who.ines.run(room, "exchange stakeholder add", options)
    form = await who.ines.run(room, "exchange decision add", {"state": "discussed"})
    text = "Nobody is asked for a licence, a size or a country."
    await who.ines.fill(form, {"title": OPEN_DECISION, "topic": ["participation"], "text": text})


async def proven(world: World, room: int, who: Founders) -> None:
    """Some of readiness has evidence, some is only said; and how many members are expected."""
    nadia = who.nadia
    await until(world, lambda: _is_told(world, who.guild_id, DECISION))
    ready = await nadia.run(room, "exchange readiness")
    ready = await _said(nadia, ready, Gate.GOVERNANCE, points="4", decision=DECISION)
    ready = await _said(nadia, ready, Gate.TWO_ENGINEERS, points="4", link=f"{_PAPERS}/engineers")
    ready = await _said(nadia, ready, Gate.NO_BLOCKER, points="4")
    ready = await _said(nadia, ready, Dimension.GOVERNANCE, points="3", decision=DECISION)
    await _said(nadia, ready, Dimension.PEOPLE, points="2", link=f"{_PAPERS}/engineers")
    plan = await nadia.run(room, "exchange plan")
    form = await nadia.press(plan, "ready.forecast")
    await nadia.fill(form, {"months-3": "5", "months-12": "14", "months-24": "30"})


# Parts


async def _recorded(ines: Guest, room: int, organisation: str, rung: str, **more: str) -> None:
    options = {"organisation": organisation, "rung": rung, **more}
    await ines.run(room, "exchange commit", options)


async def _signed(clock: Clock, room: int, who: Founders) -> None:
    """Kofi presses it, Inès records a letter that came on paper; Nadia, who said neither, confirms both."""
    await _recorded(who.ines, room, "Sannine Fibre SAL", "intends")
    form = await who.kofi.press_posted(room, "commit.say", nth=2)
    letter = Upload("letter-of-intent.txt", _LETTER)
    await who.kofi.fill(form, {"file": [letter], "port": "10G", "site": "University data centre"})
    await _recorded(
        who.ines,
        room,
        _UNIVERSITIES,
        "letter",
        evidence=f"{_PAPERS}/letter-universities",
        valid_until=f"{clock.now().date() + _SOON}",
        site="University data centre",
        port="1G",
    )
    waiting = await who.nadia.press(await who.nadia.run(room, "exchange ladder"), "commit.waiting")
    for organisation in (_CEDAR, _UNIVERSITIES):
        value = who.nadia.offered(waiting, "commit.one", organisation)
        confirmed = await who.nadia.press(
            await who.nadia.choose(waiting, "commit.one", [value]), "commit.confirm"
        )
        if organisation != _UNIVERSITIES:
            waiting = await who.nadia.press(confirmed, "commit.waiting")


async def _site(
    ines: Guest, room: int, name: str, about: str, scores: tuple[tuple[Criterion, str, str], ...]
) -> None:
    card = await ines.fill(await ines.run(room, "exchange site add"), {"name": name, "address": about})
    for criterion, points, paper in scores:
        form = await ines.choose(card, "site.score", [f"{CRITERIA.index(criterion)}"])
        link = f"{_PAPERS}/{paper}" if paper else ""
        card = await ines.fill(form, {"points": [points], "link": link})


async def _said(
    nadia: Guest, ready: Interaction, what: Target, *, points: str, link: str = "", decision: str = ""
) -> Interaction:
    form = await nadia.choose(ready, "ready.set", [f"{number_of(what)}"])
    chosen = [nadia.offered(form, "decision", decision)] if decision else []
    fields = {"points": points, "link": link, **({"decision": chosen} if chosen else {})}
    return await nadia.fill(form, fields)


def _is_told(world: World, guild_id: int, title: str) -> bool:
    """Whether the public thread says that a decision was adopted."""
    threads = (int(one["id"]) for one in world.channels(guild_id) if one["name"].startswith(NAME))
    return any(title in str(world.messages(one)) for one in threads)
