"""The link that brings the bot into a guild, with the permissions that the features declare: the one list there is."""

import base64
import binascii
from collections.abc import Iterable
from urllib.parse import urlencode

import discord

ADDRESS = "https://discord.com/oauth2/authorize"
UNKNOWN = "YOUR_APPLICATION_ID"
_SNOWFLAKES = range(1, 2**63)


def bits(permissions: Iterable[str]) -> int:
    """Discord's number for permissions by name. Raises TypeError for a name that Discord does not have."""
    return discord.Permissions(**dict.fromkeys(permissions, True)).value


def link(application_id: int | None, permissions: Iterable[str]) -> str:
    """For a browser. Without an id, one is to be put in by hand."""
    query = {
        "client_id": UNKNOWN if application_id is None else str(application_id),
        "scope": "bot applications.commands",
        "permissions": str(bits(permissions)),
    }
    return f"{ADDRESS}?{urlencode(query)}"


def application_of(token: str) -> int | None:
    """The id in a token's first part (base64 of the bot's id); None where it is none.

    For bots of before 2016 the application has another id: `check --online` asks Discord.
    """
    head = token.partition(".")[0]
    try:
        number = base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    return int(number) if number.isdecimal() and int(number) in _SNOWFLAKES else None
