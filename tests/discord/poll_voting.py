"""Ballots for tests: interactions that carry the stage's time, and the menus of an answer."""

import datetime as dt
from typing import Any

import discord
from simcord import InteractionResult, ResponseMessage

from tests.discord.conftest import Stage


class Times:
    """Interactions carry the time of the stage, or exactly this one: simcord's ids tell a time of its own."""

    exactly: dt.datetime | None = None

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def snowflake(self) -> int:
        at = self.exactly or self.stage.clock.now()
        return self.stage.env.backend._allocate_at(int(at.timestamp() * 1000) - discord.utils.DISCORD_EPOCH)


def message_of(result: InteractionResult) -> ResponseMessage:
    """What the presser sees now."""
    found = result.followups[-1] if result.followups else result.response
    assert found is not None
    return found


def components(message: ResponseMessage) -> list[dict[str, Any]]:
    """Every component of a message, the outer ones first."""
    found: list[dict[str, Any]] = []

    def walk(one: dict[str, Any]) -> None:
        found.append(one)
        for child in one.get("components", []):
            walk(child)
        if "accessory" in one:
            walk(one["accessory"])

    for one in message.components:
        walk(one)
    return found


def menu(message: ResponseMessage, route: str, place: int = 0) -> str:
    """The custom_id of a menu."""
    found = [
        one["custom_id"]
        for one in components(message)
        if one.get("type") == 3 and one["custom_id"].startswith(f"{route}:")
    ]
    return str(found[place])
