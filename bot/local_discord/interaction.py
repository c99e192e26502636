"""One interaction as the person who started it lives it: waiting, thinking, answered or failed."""

import asyncio
from enum import StrEnum
from typing import Any


class InteractionState(StrEnum):
    """What the client of the person shows."""

    WAITING = "waiting"
    """Nothing yet."""
    THINKING = "thinking"
    """The bot deferred; the answer is to come."""
    ANSWERED = "answered"
    FAILED = "failed"
    """No answer in time: "The application did not respond"."""


class Interaction:
    """A record that fills as the bot answers.

    `response` is how the bot answered first: message, deferred, deferred_update, update, modal or autocomplete.
    `message_id` is the answer's message (for update and deferred_update the message that was clicked).
    `modal` is the modal to be shown, in wire format; `choices` the autocomplete choices.
    """

    def __init__(
        self,
        *,
        id: int,  # noqa: A002
        kind: int,
        user_id: int,
        channel_id: int,
        guild_id: int | None,
        source_message_id: int | None,
    ) -> None:
        self.id = id
        self.kind = kind
        self.user_id = user_id
        self.channel_id = channel_id
        self.guild_id = guild_id
        self.source_message_id = source_message_id
        self.state = InteractionState.WAITING
        self.response: str | None = None
        self.message_id: int | None = None
        self.ephemeral = False
        self.modal: dict[str, Any] | None = None
        self.choices: list[dict[str, Any]] = []
        self._first = asyncio.Event()
        self._final = asyncio.Event()

    async def answered(self) -> "Interaction":
        """Wait for the first answer, or for the failure that takes its place."""
        await self._first.wait()
        return self

    async def finished(self) -> "Interaction":
        """Wait until the answer is complete: a deferred one was filled in, or given up."""
        await self._final.wait()
        return self

    @property
    def failed(self) -> bool:
        return self.state is InteractionState.FAILED

    def move(self, state: InteractionState) -> None:
        """Enter a state and wake who waits for it. For the world only."""
        self.state = state
        if state is not InteractionState.WAITING:
            self._first.set()
        if state in (InteractionState.ANSWERED, InteractionState.FAILED):
            self._final.set()

    def describe(self) -> dict[str, Any]:
        """The payload of an INTERACTION_STATE change: ids as strings, as in wire format."""

        def text(value: int | None) -> str | None:
            return None if value is None else str(value)

        return {
            "id": str(self.id),
            "kind": self.kind,
            "user_id": str(self.user_id),
            "channel_id": str(self.channel_id),
            "guild_id": text(self.guild_id),
            "state": self.state.value,
            "response": self.response,
            "message_id": text(self.message_id),
            "source_message_id": text(self.source_message_id),
            "ephemeral": self.ephemeral,
            "modal": self.modal,
            "choices": self.choices,
        }
