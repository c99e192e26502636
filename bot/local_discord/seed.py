"""The demo's guild: who is there, and what its organiser has done, by commands and clicks and nothing else."""

import asyncio
import contextlib
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.clock import MovableClock
from bot.local_discord.interaction import Interaction
from bot.local_discord.person import Person
from bot.local_discord.world import Profile, World

GUILD = "Cedar NOG"
_MANAGE_GUILD = 1 << 5
_PATIENCE = 30.0
"""Real seconds that the seed waits for the bot to do something."""
_LOOK_AGAIN = 0.1


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Who and what is there before the bot does anything."""

    guild_id: int
    lobby_id: int
    organiser_id: int
    organiser_role_id: int
    member_ids: tuple[int, ...]


def people_and_places(world: World) -> Cast:
    """An organiser in Beirut, members in Montevideo, Accra and Tonga, and a guild with a lobby."""
    organiser = world.add_person(
        "nadia", display_name="Nadia", profile=Profile(zone="Asia/Beirut", colour=0x2F6FEB)
    )
    members = (
        world.add_person(
            "lucia", display_name="Lucía", profile=Profile(zone="America/Montevideo", colour=0x2E8B57)
        ),
        world.add_person("kofi", display_name="Kofi", profile=Profile(zone="Africa/Accra", colour=0xC77D0A)),
        world.add_person(
            "mele", display_name="Mele", profile=Profile(zone="Pacific/Tongatapu", colour=0x7C5CD6)
        ),
    )
    guild = world.add_guild(GUILD, owner_id=organiser)
    lobby = world.add_channel(guild, "lobby", topic="Say hello")
    world.set_system_channel(guild, lobby)
    role = world.add_role(guild, "Organisers", permissions=_MANAGE_GUILD)
    world.give_role(guild, organiser, role)
    for member in members:
        world.add_member(guild, member)
    return Cast(
        guild_id=guild, lobby_id=lobby, organiser_id=organiser, organiser_role_id=role, member_ids=members
    )


async def play(world: World, cast: Cast, clock: MovableClock) -> None:
    """Set the guild up, post one announcement, and schedule one in a few minutes and one every month."""
    nadia = world.person(cast.organiser_id)
    await until(world, lambda: bool(world.messages(cast.lobby_id)))  # the bot says hello
    await _set_up(world, cast, nadia)
    news, office = _channel(world, cast, "announcements"), _channel(world, cast, "organisers")
    await _announce(
        world,
        office,
        nadia,
        when="in 2 min",
        channel=news,
        title="Peering day in Beirut",
        body="Fifteen networks, one room, one afternoon. Bring your AS number and your prefixes.\n\n"
        "**Where** the university’s data centre, second floor\n**Register** with any organiser",
    )
    clock.advance(dt.timedelta(minutes=3))  # "in 2 min" ends on a whole minute
    await until(world, lambda: bool(world.messages(news)))
    await _announce(
        world,
        office,
        nadia,
        when="in 5 min",
        channel=news,
        title="Maintenance tonight at the exchange",
        body="The second switch is upgraded. Sessions on it go down for about ten minutes.",
    )
    await _announce(
        world,
        office,
        nadia,
        when="every 2nd Tuesday 18:00",
        channel=news,
        title="Monthly call of the NOG",
        body="Routing security, peering news, and whatever you bring. New people are welcome.",
    )


async def _set_up(world: World, cast: Cast, nadia: Person) -> None:
    await _done(nadia.slash(cast.lobby_id, "setup zone", {"zone": "Beirut"}))
    shown = await _done(nadia.slash(cast.lobby_id, "setup show"))
    shown = await _press(world, nadia, shown, "setup.roles")
    await _done(nadia.select(cast.lobby_id, _message(shown), "setup.role:0", [cast.organiser_role_id]))
    shown = await _press(world, nadia, shown, "setup.show")
    await _press(world, nadia, shown, "setup.create")
    await until(world, lambda: {"announcements", "nog-forum", "outages"} <= _names(world, cast))
    await _press(world, nadia, shown, "setup.show")


async def _announce(
    world: World, office: int, nadia: Person, *, when: str, channel: int, title: str, body: str
) -> None:
    form = await _done(nadia.slash(office, "announce new", {"when": when, "channel": channel}))
    preview = await _done(nadia.submit(form, {"title": title, "body": body}))
    await _press(world, nadia, preview, "announce.confirm")


async def _press(world: World, who: Person, shown: Interaction, route: str) -> Interaction:
    """Press the button of a route on the message that an interaction showed."""
    message = world.message(shown.channel_id, _message(shown), who.id)
    custom_id = next(found for found in _custom_ids(message) if found.split(":")[0] == route)
    return await _done(who.click(shown.channel_id, _message(shown), custom_id))


async def _done(interaction: Interaction) -> Interaction:
    await interaction.finished()
    if interaction.failed:
        raise RuntimeError("the bot did not answer the demo's organiser")
    return interaction


def _message(shown: Interaction) -> int:
    if shown.message_id is None:
        raise RuntimeError("the bot answered the demo's organiser without a message")
    return shown.message_id


def _custom_ids(component: Mapping[str, object]) -> list[str]:
    found = [str(component["custom_id"])] if "custom_id" in component else []
    children = component.get("components")
    for child in children if isinstance(children, list) else []:
        found += _custom_ids(child)
    accessory = component.get("accessory")
    return found + (_custom_ids(accessory) if isinstance(accessory, dict) else [])


def _names(world: World, cast: Cast) -> set[str]:
    return {channel["name"] for channel in world.channels(cast.guild_id)}


def _channel(world: World, cast: Cast, name: str) -> int:
    return next(int(one["id"]) for one in world.channels(cast.guild_id) if one["name"] == name)


async def until(world: World, condition: Callable[[], bool]) -> None:
    """Wait for the world to change until the condition holds. Raises TimeoutError."""
    changed = asyncio.Event()
    unsubscribe = world.subscribe(lambda _: changed.set())
    try:
        async with asyncio.timeout(_PATIENCE):
            while not condition():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(changed.wait(), _LOOK_AGAIN)  # some things change without a word
                changed.clear()
    finally:
        unsubscribe()
