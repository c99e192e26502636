"""What subscribers of the world are told: one change, encoded once."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Change:
    """Something happened in the world.

    `event` is the gateway's name (MESSAGE_CREATE, CHANNEL_DELETE …) or INTERACTION_STATE, and `text` its payload in
    Discord's wire format, as JSON. `reader_id`: only this person sees it (an ephemeral message, the state of an
    interaction); None: everyone who may read the channel. `wire`: it also goes over the gateway.
    """

    event: str
    text: str
    guild_id: int | None = None
    channel_id: int | None = None
    reader_id: int | None = None
    wire: bool = True

    @cached_property
    def payload(self) -> Any:
        """The decoded payload, shared by all who ask: not to be altered."""
        return json.loads(self.text)
