"""A person who tries everything: each command, each button, each menu, each form that is shown to them, once.

It knows no feature: it takes what the bot registers and shows. So what is new is walked the day it is there.
"""

import struct
import zlib
from collections import deque
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from bot.local_discord.interaction import Interaction
from bot.local_discord.person import NotPossibleError, Person, walk
from bot.local_discord.world import Upload, World

_SUBCOMMANDS = (1, 2)
_TEXT, _WHOLE, _YES, _USER, _CHANNEL, _ROLE, _ANYONE, _NUMBER, _FILE = range(3, 12)
_BUTTON, _MENU, _INPUT, _USERS, _ROLES, _ANYBODY, _CHANNELS = range(2, 9)
_MOST = 1_200
"""Acts of one person: a bot that shows ever new buttons is not followed for ever."""
_AGAIN = 15
_TYPED = {"when": "every 2nd Tuesday 18:00", "zone": "Asia/Beirut", "language": "en"}
"""What is typed where an option of this name suggests nothing."""


def picture() -> bytes:
    """A PNG of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixel = zlib.compress(b"\0\x10\x20\x30")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")


class Tour:
    """`walked` are the commands and routes that were tried; `failed` those the bot left without an answer,
    `refused` what Discord's own client lets nobody do."""

    def __init__(
        self, world: World, person: Person, *, guild: int, lobby: int, channel: int, role: int
    ) -> None:
        self.walked: set[str] = set()
        self.failed: list[str] = []
        self.refused: list[str] = []
        self._tried: set[str] = set()
        self._world, self._person = world, person
        self._guild, self._lobby, self._channel, self._role = guild, lobby, channel, role
        self._shown: deque[tuple[int, int]] = deque()
        self._acts = 0

    async def go(self) -> None:
        """Run each command and follow what it shows; again, as long as there is something new to press."""
        for path, leaf in list(_leaves(self._world.all_commands())):
            for _ in range(_AGAIN):
                known = len(self.walked)
                await self._run(path, leaf)
                await self._follow()
                if len(self.walked) == known:
                    break

    @property
    def commands(self) -> list[str]:
        """Every slash command that the bot has registered."""
        return [path for path, _ in _leaves(self._world.all_commands())]

    async def look_at(self, channel: int) -> None:
        """Follow what stands in a channel for everyone."""
        for message in self._world.messages(channel, self._person.id):
            self._shown.append((channel, int(message["id"])))
        await self._follow()

    async def _run(self, path: str, leaf: Mapping[str, Any]) -> None:
        options: dict[str, Any] = {}
        for option in leaf.get("options") or ():
            try:
                options[option["name"]] = await self._value(path, option, options)
            except NotPossibleError as error:
                self.refused.append(f"/{path} {option['name']}: {error}")
                if option.get("required"):
                    return
        await self._done(f"/{path}", lambda: self._person.slash(self._lobby, path, options))

    async def _value(self, path: str, option: Mapping[str, Any], filled: Mapping[str, Any]) -> Any:
        match option["type"]:
            case 3 | 4 | 10 if option.get("choices"):
                return option["choices"][0]["value"]
            case 3 if option.get("autocomplete"):
                choices = await self._person.autocomplete(self._lobby, path, option["name"], "", filled)
                return choices[0]["value"] if choices else _TYPED.get(option["name"], "1")
            case 3:
                return _TYPED.get(option["name"], "Peering")
            case 4 | 10:
                return option.get("min_value", 1)
            case 5:
                return True
            case 6 | 9:
                return self._person.id
            case 7:
                return self._fitting(option)
            case 8:
                return self._role
            case _:
                return Upload("map.png", picture())

    async def _done(self, name: str, act: Any) -> None:
        """Act, and note what is shown then."""
        if self._acts >= _MOST:
            return
        self._acts += 1
        try:
            found: Interaction = act()
        except NotPossibleError as error:
            self.refused.append(
                f"{name}: {error}"
            )  # a menu of what is not there, a form that needs what nobody has
            return
        self.walked.add(name)
        await found.finished()
        if found.failed:
            self.failed.append(name)
        elif found.modal is not None:
            await self._submit(found)
        elif found.message_id is not None:
            self._shown.append((found.channel_id, found.message_id))

    async def _submit(self, shown: Interaction) -> None:
        assert shown.modal is not None
        fields: dict[str, Any] = {}
        for control in walk(shown.modal["components"]):
            name, kind = control.get("custom_id"), control["type"]
            if kind == _INPUT and not control.get("value"):
                text = "Peering day in Beirut, everybody is welcome"
                fields[name] = text[: control.get("max_length") or 4000]
            elif kind in {21, 22, _MENU}:
                first = control["options"][0]["value"]
                fields[name] = first if kind == 21 else [first]
            elif kind == 19:
                fields[name] = [Upload("map.png", picture())]
        await self._done(_route(shown.modal["custom_id"]), lambda: self._person.submit(shown, fields))

    async def _follow(self) -> None:
        """Press what was not pressed yet; a press may change the message, so it is read again after each."""
        while self._shown:
            channel, message_id = self._shown.popleft()
            while control := self._untried(channel, message_id):
                name = _route(control["custom_id"])
                self._tried.add(name)
                await self._done(name, partial(self._use, channel, message_id, control))

    def _untried(self, channel: int, message_id: int) -> Mapping[str, Any] | None:
        try:
            message = self._world.message(channel, message_id, self._person.id)
        except LookupError:
            return None
        return next(
            (
                control
                for control in walk(message["components"])
                if control.get("custom_id")
                and not control.get("disabled")
                and _route(control["custom_id"]) not in self._tried
            ),
            None,
        )

    def _use(self, channel: int, message_id: int, control: Mapping[str, Any]) -> Interaction:
        if control["type"] == _BUTTON:
            return self._person.click(channel, message_id, control["custom_id"])
        return self._person.select(channel, message_id, control["custom_id"], self._chosen(control))

    def _fitting(self, control: Mapping[str, Any]) -> int:
        """The tour's channel, or another of a type that may be chosen here."""
        types = control.get("channel_types") or ()
        if not types or self._world.channel(self._channel)["type"] in types:
            return self._channel
        there = self._world.channels(self._guild, self._person.id)
        return next((int(one["id"]) for one in there if one["type"] in types), self._channel)

    def _chosen(self, menu: Mapping[str, Any]) -> list[Any]:
        match menu["type"]:
            case 3:
                return [option["value"] for option in menu["options"]][: max(1, menu.get("min_values") or 1)]
            case 8:
                return [self._fitting(menu)]
            case 6 | 7:
                return [self._role]
            case _:
                return [self._person.id]


def _leaves(commands: list[dict[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for command in commands:
        if (command.get("type") or 1) == 1:
            yield from _below(command["name"], command)


def _below(path: str, node: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    below = [option for option in node.get("options") or () if option["type"] in _SUBCOMMANDS]
    if not below:
        yield path, node
    for option in below:
        yield from _below(f"{path} {option['name']}", option)


def _route(custom_id: str) -> str:
    return custom_id.partition(":")[0]
