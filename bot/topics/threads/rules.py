"""What a thread is to the bot: its state, its label, and who may see what of it where. Pure: values in, values out."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class ThreadState(StrEnum):
    """open → answered → resolved → archived; answered and resolved go back to open."""

    OPEN = "open"
    ANSWERED = "answered"
    RESOLVED = "resolved"
    ARCHIVED = "archived"


class Label(StrEnum):
    """Traffic Light Protocol 2.0 (FIRST, 2022): how far what is said may be carried."""

    CLEAR = "CLEAR"
    GREEN = "GREEN"
    AMBER = "AMBER"
    AMBER_STRICT = "AMBER+STRICT"
    RED = "RED"


class Urgency(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


def may_leave(label: Label) -> bool:
    """Whether anything of a thread may be shown in another channel: a search, a digest, a card."""
    return label in (Label.CLEAR, Label.GREEN)


@dataclass(frozen=True, kw_only=True)
class Thread:
    """A thread in a topic's channel. `id` is ours, `thread_id` Discord's, `channel_id` its parent.

    `asked`: made by /ask. `asker_id`: who asked, or opened it; None once erased. `question` and `answer` came through the
    bot's own forms, or from the message that somebody marked. `answered_by` is an actor key. `head_id`: the head card.
    `gone_at`: since when Discord does not have it any more.
    """

    id: int
    guild_id: int
    thread_id: int
    topic_id: int | None
    channel_id: int
    title: str
    state: ThreadState
    opened_at: dt.datetime
    label: Label = Label.CLEAR
    urgency: Urgency = Urgency.NORMAL
    asked: bool = False
    asker_id: int | None = None
    question: str = ""
    answer: str = ""
    answered_by: str | None = None
    answered_at: dt.datetime | None = None
    head_id: int | None = None
    nudged_at: dt.datetime | None = None
    gone_at: dt.datetime | None = None
    version: int = 1
