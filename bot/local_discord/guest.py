"""What a virtual person of the demo does: commands, presses and forms, each once the one before is answered."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.local_discord.interaction import Interaction
from bot.local_discord.person import walk
from bot.local_discord.world import World

_PATIENCE = 30.0
"""Real seconds that the seed waits for the bot to do something."""
_LOOK_AGAIN = 0.1


class Guest:
    """An organiser or a member."""

    def __init__(self, world: World, user_id: int) -> None:
        self._world = world
        self._person = world.person(user_id)
        self._answers: set[tuple[int, int]] = set()

    async def run(self, channel: int, command: str, options: Mapping[str, Any] | None = None) -> Interaction:
        return await self._done(self._person.slash(channel, command, options or {}))

    async def write(self, office: int, options: Mapping[str, Any], title: str, body: str) -> Interaction:
        """Begin an announcement, up to its preview."""
        form = await self.run(office, "announce new", options)
        return await self.fill(form, {"title": title, "body": body})

    async def find(self, channel: int, command: str, option: str, typed: str) -> str:
        """What the picker of a command's option gives first for what is typed."""
        choices = await self._person.autocomplete(channel, command, option, typed)
        return str(choices[0]["value"])

    async def fill(self, form: Interaction, fields: Mapping[str, Any]) -> Interaction:
        return await self._done(self._person.submit(form, fields))

    async def press(self, shown: Interaction, route: str, *, nth: int = 0) -> Interaction:
        """Press the first button of a route on the message that an interaction showed, or a later one."""
        return await self._done(
            self._person.click(shown.channel_id, _message(shown), self._custom_id(shown, route, nth))
        )

    def sees(self, channel: int, route: str) -> bool:
        """Whether a button of the route stands in a channel."""
        return self._posted(channel, route) is not None

    def offered(self, shown: Interaction, menu: str, label: str) -> str:
        """The value that a menu (its route, or its key in a form) offers under a label, or under one that begins so."""
        held = shown.modal or self._world.message(shown.channel_id, _message(shown), self._person.id)
        options = (
            option
            for one in walk(held["components"])
            if str(one.get("custom_id")).split(":")[0] == menu
            for option in one.get("options") or ()
        )
        return next(str(one["value"]) for one in options if one["label"].startswith(label))

    async def press_posted(self, channel: int, route: str, *, nth: int = 0) -> Interaction:
        """Press the first button of a route, or a later one, on the newest message in a channel that has it for everybody."""
        found = self._posted(channel, route, nth)
        if found is None:
            raise RuntimeError(f"no {route} stands in the channel")
        return await self._done(self._person.click(channel, *found))

    def _posted(self, channel: int, route: str, nth: int = 0) -> tuple[int, str] | None:
        for message in reversed(self._world.messages(channel)):
            found = [one for one in _custom_ids(message) if one.split(":")[0] == route]
            if found:
                return int(message["id"]), found[nth]
        return None

    async def choose(
        self, shown: Interaction, route: str, values: Sequence[int | str], *, menu: int = 0
    ) -> Interaction:
        """Choose in the first menu of a route, or in a later one: `menu` counts from 0."""
        custom_id = self._custom_id(shown, route, menu)
        return await self._done(self._person.select(shown.channel_id, _message(shown), custom_id, values))

    def tidy_up(self) -> None:
        """Dismiss the answers that only this person sees."""
        for channel_id, message_id in self._answers:
            self._person.delete_message(channel_id, message_id)
        self._answers.clear()

    async def _done(self, interaction: Interaction) -> Interaction:
        await interaction.finished()
        if interaction.failed:
            raise RuntimeError("the bot did not answer the demo's guest")
        if interaction.ephemeral and interaction.message_id is not None:
            self._answers.add((interaction.channel_id, interaction.message_id))
        return interaction

    def _custom_id(self, shown: Interaction, route: str, nth: int = 0) -> str:
        message = self._world.message(shown.channel_id, _message(shown), self._person.id)
        found = [one for one in _custom_ids(message) if one.split(":")[0] == route]
        if nth >= len(found):
            raise RuntimeError(f"the bot showed the demo's guest no {route}")
        return found[nth]


def _message(shown: Interaction) -> int:
    if shown.message_id is None:
        raise RuntimeError("the bot answered the demo's guest without a message")
    return shown.message_id


def _custom_ids(component: Mapping[str, object]) -> list[str]:
    found = [str(component["custom_id"])] if "custom_id" in component else []
    children = component.get("components")
    for child in children if isinstance(children, list) else []:
        found += _custom_ids(child)
    accessory = component.get("accessory")
    return found + (_custom_ids(accessory) if isinstance(accessory, dict) else [])


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
