"""What one reader of the page sees of the world: the snapshot on arrival, and the frames that follow each change.

Frames are JSON objects with a `type`; what is inside keeps Discord's wire format, ids are strings. Pure reading.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.local_discord.change import Change
from bot.local_discord.world import World

Frame = dict[str, Any]

PAGE_OF_MESSAGES = 50

_SEND = 1 << 11
_SEND_IN_THREADS = 1 << 38
_THREAD_TYPES = (10, 11, 12)
_FORUM = 15
_MESSAGE_CHANGES = ("MESSAGE_CREATE", "MESSAGE_UPDATE")
_STRUCTURE = ("GUILD_", "CHANNEL_", "THREAD_")
_NO_STRUCTURE = ("GUILD_SCHEDULED_EVENT", "GUILD_AUDIT_LOG", "CHANNEL_PINS", "THREAD_MEMBER")


@dataclass(frozen=True)
class Reader:
    """Somebody whom the visitor may be. `note` says who that is, in a word: "organiser"."""

    user_id: int
    note: str = ""


def epoch_ms(instant: dt.datetime) -> int:
    """Milliseconds since 1970, as JavaScript counts."""
    return int(instant.timestamp() * 1000)


class ReaderView:
    """The world as one person sees it. `dismissed` are ephemeral messages this person has put away."""

    def __init__(self, world: World, reader_id: int, dismissed: Collection[int]) -> None:
        self.reader_id = reader_id
        self._world = world
        self._dismissed = dismissed
        self._known: set[int] = set()

    def snapshot(self, readers: Sequence[Reader], clock: Frame) -> Frame:
        """Everything the reader sees now."""
        world = self._world
        guilds = [guild for guild_id in world.guild_ids() if (guild := self._guild(guild_id)) is not None]
        dm = world.dm_channel(self.reader_id)
        bot = _user(world.user(world.bot_id))
        channels = [int(channel["id"]) for guild in guilds for channel in guild["channels"]] + [dm]
        self._known = set(channels)
        histories = {channel: self.messages(channel) for channel in channels}
        return {
            "type": "snapshot",
            "reader": str(self.reader_id),
            "readers": [self._reader(reader) for reader in readers],
            "bot": bot,
            "cdn": world.cdn_base,
            "guilds": guilds,
            "dms": [{"id": str(dm), "recipient": bot}],
            "messages": {str(channel): shown[0] for channel, shown in histories.items()},
            "complete": [str(channel) for channel, shown in histories.items() if shown[1]],
            "clock": clock,
        }

    def messages(self, channel_id: int, before: int | None = None) -> tuple[list[Frame], bool]:
        """Up to PAGE_OF_MESSAGES messages, oldest first, and whether nothing older is left."""
        found = self._world.last_messages(
            channel_id, self.reader_id, before=before, limit=PAGE_OF_MESSAGES + 1
        )
        complete = len(found) <= PAGE_OF_MESSAGES
        shown = [item for item in found[-PAGE_OF_MESSAGES:] if int(item["id"]) not in self._dismissed]
        return shown, complete

    def frames(self, change: Change) -> Iterator[Frame]:
        """What the page is told of a change. Structure is not among them: see `touches_structure`."""
        if change.reader_id is not None and change.reader_id != self.reader_id:
            return
        if change.event == "INTERACTION_STATE":
            yield {"type": "interaction", **change.payload}
            return
        if change.channel_id is None or not self._reads(change.channel_id):
            return
        if change.event in _MESSAGE_CHANGES:
            yield from self._message(change.channel_id, int(change.payload["id"]), change.payload)
        elif change.event.startswith("MESSAGE_REACTION") or change.event.startswith("MESSAGE_POLL"):
            yield from self._message(change.channel_id, int(change.payload["message_id"]), None)
        elif change.event in ("MESSAGE_DELETE", "MESSAGE_DELETE_BULK"):
            payload = change.payload
            for message_id in payload.get("ids") or [payload["id"]]:
                yield {"type": "message_gone", "channel": str(change.channel_id), "id": str(message_id)}

    @staticmethod
    def touches_structure(change: Change) -> bool:
        """Whether channels, roles, members or names of a guild may have changed."""
        return change.event.startswith(_STRUCTURE) and not change.event.startswith(_NO_STRUCTURE)

    def guild_frames(self, guild_id: int) -> Iterator[Frame]:
        """The guild anew, and what is in channels that the reader had not seen before."""
        guild = self._guild(guild_id)
        if guild is None:
            yield {"type": "guild_gone", "id": str(guild_id)}
            return
        yield {"type": "guild", "guild": guild}
        for channel in guild["channels"]:
            number = int(channel["id"])
            if number not in self._known:
                self._known.add(number)
                messages, complete = self.messages(number)
                yield {
                    "type": "history",
                    "channel": channel["id"],
                    "messages": messages,
                    "complete": complete,
                }

    # -- inside

    def _reads(self, channel_id: int) -> bool:
        try:
            return self._world.can_read(self.reader_id, channel_id)
        except LookupError:
            return False  # the channel went together with its messages

    def _message(self, channel_id: int, message_id: int, payload: Frame | None) -> Iterator[Frame]:
        if message_id in self._dismissed:
            return
        try:
            message: Frame | None = self._world.message(channel_id, message_id, self.reader_id)
        except LookupError:
            message = payload if payload is not None and "author" in payload else None
        if message is not None:
            yield {"type": "message", "message": message}

    def _reader(self, reader: Reader) -> Frame:
        profile = self._world.profile(reader.user_id)
        user = _user(self._world.user(reader.user_id))
        return {**user, "zone": profile.zone, "locale": profile.locale, "note": reader.note}

    def _guild(self, guild_id: int) -> Frame | None:
        """The guild for this reader; None when it is gone or they are no member."""
        world = self._world
        try:
            payload = world.guild(guild_id)
        except LookupError:
            return None
        if all(int(member["user"]["id"]) != self.reader_id for member in payload["members"]):
            return None
        channels = world.channels(guild_id, self.reader_id)
        channels += world.archived_threads(guild_id, self.reader_id)
        return {
            "id": payload["id"],
            "name": payload["name"],
            "roles": payload["roles"],
            "members": [_member(member) for member in payload["members"]],
            "channels": [_channel(channel) for channel in channels],
        }


def _user(payload: Frame) -> Frame:
    return {
        "id": payload["id"],
        "name": payload.get("global_name") or payload["username"],
        "username": payload["username"],
        "bot": bool(payload.get("bot")),
    }


def _member(payload: Frame) -> Frame:
    user = _user(payload["user"])
    return {**user, "name": payload.get("nick") or user["name"], "roles": payload["roles"]}


def _channel(payload: Frame) -> Frame:
    permissions = int(payload.get("permissions", 0))
    thread = payload["type"] in _THREAD_TYPES
    can_send = bool(permissions & (_SEND_IN_THREADS if thread else _SEND))
    locked = bool((payload.get("thread_metadata") or {}).get("locked"))
    kept = {
        key: value for key, value in payload.items() if key not in ("permission_overwrites", "permissions")
    }
    return {**kept, "can_send": can_send and not locked}
