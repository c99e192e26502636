"""Discord's own markup, made from ids and instants. Everything here is `Safe`."""

import datetime as dt
from typing import Literal

from bot import limits
from bot.clock import to_epoch
from bot.language.safe_text import Safe, safe

TimeStyle = Literal["t", "T", "d", "D", "f", "F", "R"]
"""t 16:20 · T 16:20:30 · d 20/04/2027 · D 20 April 2027 · f date and time · F with the weekday · R in 2 hours."""


def time(instant: dt.datetime, style: TimeStyle = "f") -> Safe:
    """An instant in the reader's own zone and language. Message text only: nothing else renders it.

    Raises ValueError for a naive instant and for one that Discord does not draw (before 1970, after 9999).
    """
    seconds = to_epoch(instant)
    if not limits.EARLIEST_TIME <= seconds <= limits.LATEST_TIME:
        raise ValueError(f"Discord draws no time for {instant.isoformat()}")
    return Safe(f"<t:{seconds}:{style}>")


def when_both(instant: dt.datetime, anchor: str) -> Safe:
    """The reader's own time beside the wall time that was agreed: `<t:…> (18:00 Beirut)`."""
    return Safe(f"{time(instant, 'F')} ({safe(anchor)})")


def channel(channel_id: int) -> Safe:
    return Safe(f"<#{_id(channel_id)}>")


def role(role_id: int) -> Safe:
    """A role's name. It pings only where the send allows it."""
    return Safe(f"<@&{_id(role_id)}>")


def everyone() -> Safe:
    """Everyone in the guild. It pings only where the send allows it."""
    return Safe("@everyone")


def user(user_id: int) -> Safe:
    """A person's name. It pings only where the send allows it."""
    return Safe(f"<@{_id(user_id)}>")


def command(name: str, command_id: int | None = None) -> Safe:
    """A command to click on, or its name in code where the id is not known. `name` is ours: "announce create"."""
    return Safe(f"`/{name}`") if command_id is None else Safe(f"</{name}:{_id(command_id)}>")


def verbatim(text: str) -> Safe:
    """A text as it was typed, in a block of code: to be copied, not to be read."""
    return Safe("```\n" + text.replace("```", "`\u200b`\u200b`") + "\n```")


def message_url(guild_id: int, channel_id: int, message_id: int) -> str:
    """The address of a message, for links: who may not read it sees nothing there."""
    return f"https://discord.com/channels/{_id(guild_id)}/{_id(channel_id)}/{_id(message_id)}"


def channel_url(guild_id: int, channel_id: int) -> str:
    """The address of a channel or thread, for links: who may not view it sees nothing there."""
    return f"https://discord.com/channels/{_id(guild_id)}/{_id(channel_id)}"


def event_url(guild_id: int, event_id: int) -> str:
    """The address of a scheduled event, for links."""
    return f"https://discord.com/events/{_id(guild_id)}/{_id(event_id)}"


def _id(value: int) -> int:
    if not 0 <= value <= limits.LARGEST_ID:
        raise ValueError(f"{value} is no Discord id")
    return value
