"""Who is asking: a frozen value made by the client from an interaction. Services see this, never a discord object."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Actor:
    """One person, in one guild, at one interaction.

    `administers` is true for the guild's owner and its administrators: they can never be locked out.
    `manages` is true for whoever holds Discord's Manage Server permission.
    """

    guild_id: int
    user_id: int
    role_ids: frozenset[int]
    administers: bool
    manages: bool
    locale: str
    interaction_id: int
    at: dt.datetime
