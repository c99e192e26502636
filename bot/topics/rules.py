"""What a topic is, who may be given its role, and what of it is broken. Pure: values in, values out."""

import datetime as dt
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from bot.language.rules import folded


class Style(StrEnum):
    """What followers of a topic get."""

    EACH = "each"
    """One role mention in a new thread, at most once in ten minutes."""
    DAILY = "daily"
    WEEKLY = "weekly"
    NONE = "none"


PING_PAUSE = dt.timedelta(minutes=10)
"""At most one ping of a topic in this time; what came in between is merged into the next."""
MOST_TOPICS: Final = 25
"""Live ones a guild: as many as a menu holds."""
MOST_ARCHIVED: Final = 100
NAME_LIMIT: Final = 60
"""UTF-16 units."""
EMOJI_LIMIT: Final = 16
"""Code points: families and flags are joined from several."""

TEXT, FORUM = 0, 15
"""Discord's channel type numbers: where a topic can be."""

POWER: Final = frozenset(
    {
        "administrator", "ban_members", "kick_members", "manage_channels", "manage_guild", "manage_messages",
        "manage_roles", "manage_webhooks", "manage_expressions", "manage_threads", "mention_everyone",
        "moderate_members",
    }
)  # fmt: skip
"""Permissions that nobody gets for a click: what Discord wants a second factor for, and the ping of everyone."""


@dataclass(frozen=True, kw_only=True)
class Topic:
    """`channel_id`: a forum, or a text channel whose threads belong to it. `tag_id`: the forum's tag; None: all of it.

    `role_id` is what followers hold. `moderated`: only organisers open threads in it.
    """

    id: int
    guild_id: int
    name: str
    emoji: str | None = None
    channel_id: int | None = None
    tag_id: int | None = None
    role_id: int | None = None
    style: Style = Style.EACH
    moderated: bool = False
    archived_at: dt.datetime | None = None
    version: int = 1
    created_at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PlaceView:
    """A channel as Discord has it now. `tags`: of a forum, id → name, in its order.

    `moderated`: those of the tags that Discord lets only moderators put on a post. `requires_tag`: the forum takes no post
    without a tag.
    """

    id: int
    name: str
    type: int
    tags: Mapping[int, str] = field(default_factory=dict)
    moderated: frozenset[int] = frozenset()
    requires_tag: bool = False


@dataclass(frozen=True, kw_only=True)
class RoleView:
    """A role as Discord has it now. `rank`: of two, the one with the greater stands above. `permissions`: their names.

    `managed`: it belongs to an integration. `everyone`: the role that all members hold. `authority`: whoever holds it may
    do more with this bot.
    """

    id: int
    rank: tuple[int, int]
    permissions: frozenset[str]
    managed: bool = False
    everyone: bool = False
    authority: bool = False


class Ungrantable(StrEnum):
    """Why the bot does not give a role."""

    EVERYONE = "everyone"
    MANAGED = "managed"
    POWER = "power"
    AUTHORITY = "authority"
    NO_PERMISSION = "no-permission"
    ABOVE = "above"
    GONE = "gone"


NEVER: Final = frozenset(
    {
        Ungrantable.EVERYONE,
        Ungrantable.MANAGED,
        Ungrantable.POWER,
        Ungrantable.AUTHORITY,
        Ungrantable.GONE,
    }
)
"""Such a role cannot be chosen. The others can: the bot gives them once it may."""


def ungrantable(role: RoleView, *, bot_rank: tuple[int, int], bot_manages: bool) -> Ungrantable | None:
    """Why the bot cannot give this role, or must not; None: it gives it. What an organiser cannot mend comes first."""
    if role.everyone:
        return Ungrantable.EVERYONE
    if role.managed:
        return Ungrantable.MANAGED
    if role.permissions & POWER:
        return Ungrantable.POWER
    if role.authority:
        return Ungrantable.AUTHORITY
    if not bot_manages:
        return Ungrantable.NO_PERMISSION
    return None if role.rank < bot_rank else Ungrantable.ABOVE


@dataclass(frozen=True, kw_only=True)
class TopicView:
    """What topics need of a guild as Discord has it now; of its channels and roles only those that were asked about."""

    guild_id: int
    places: Mapping[int, PlaceView] = field(default_factory=dict)
    roles: Mapping[int, RoleView] = field(default_factory=dict)
    bot_rank: tuple[int, int] = (0, 0)
    bot_manages: bool = False


class Missing(StrEnum):
    """What of a topic was deleted in Discord. Each has its sentence in the catalogue under topic-missing-…"""

    CHANNEL = "channel"
    TAG = "tag"
    ROLE = "role"


def fitting(topics: Sequence[Topic], channel_id: int, tag_ids: Sequence[int]) -> Topic | None:
    """The topic of a thread: the first of its tags that is a topic's, else the topic of the whole channel."""
    here = [one for one in topics if one.channel_id == channel_id and one.archived_at is None]
    for tag_id in tag_ids:
        for topic in here:
            if topic.tag_id == tag_id:
                return topic
    return next((one for one in here if one.tag_id is None), None)


def broken(topic: Topic, view: TopicView) -> tuple[Missing, ...]:
    """What of a topic is not in Discord any more. A channel that is gone took its tag along: that is told once."""
    found: list[Missing] = []
    place = None if topic.channel_id is None else view.places.get(topic.channel_id)
    if place is None or place.type not in (TEXT, FORUM):
        found.append(Missing.CHANNEL)
    elif topic.tag_id is not None and topic.tag_id not in place.tags:
        found.append(Missing.TAG)
    if topic.role_id is not None and topic.role_id not in view.roles:
        found.append(Missing.ROLE)
    return tuple(found)


def is_open_in_discord(topic: Topic, view: TopicView) -> bool:
    """Whether only organisers are to open threads in a topic, and Discord still lets members do it, as far as tags tell."""
    place = None if topic.channel_id is None else view.places.get(topic.channel_id)
    return topic.moderated and place is not None and topic.tag_id not in place.moderated


def lacks_tag(topic: Topic, place: PlaceView | None) -> bool:
    """Whether a topic has no tag to put on a post in a forum that wants one."""
    return place is not None and place.requires_tag and topic.tag_id not in place.tags


def held_back(role_id: int, view: TopicView) -> Ungrantable | None:
    """Why the bot does not give a topic's role; None: it gives it."""
    role = view.roles.get(role_id)
    if role is None:
        return Ungrantable.GONE
    return ungrantable(role, bot_rank=view.bot_rank, bot_manages=view.bot_manages)


_MIGHTY: Final = frozenset({Ungrantable.POWER, Ungrantable.AUTHORITY})


def can_take(role_id: int, view: TopicView, *, given: bool = True) -> bool:
    """Whether the bot takes this role from somebody: one with power too, where it was the bot that gave it."""
    held = held_back(role_id, view)
    if held is not None and not (given and held in _MIGHTY):
        return False
    return view.bot_manages and view.roles[role_id].rank < view.bot_rank


def read_emoji(typed: str) -> str | None:
    """A standard emoji as typed; None for an empty text. Raises ValueError for anything else."""
    text = typed.strip()
    if not text:
        return None
    if len(text) > EMOJI_LIMIT or any(one.isspace() for one in text):
        raise ValueError(f"{text[:EMOJI_LIMIT]!r} is no emoji")
    keycap = text[0] in "0123456789#*" and text.endswith("\u20e3") and len(text) <= 3
    drawn = all(
        unicodedata.category(one) in ("So", "Sk", "Mn", "Cn")
        or one == "\u200d"
        or "\U000e0020" <= one <= "\U000e007f"
        for one in text
    )
    if not keycap and not (drawn and any(unicodedata.category(one) in ("So", "Cn") for one in text)):
        raise ValueError(f"{text!r} is no emoji")
    return text


def find_tag(place: PlaceView, typed: str) -> int | None:
    """A forum's tag by its id or its name; None where there is none such."""
    if typed.isascii() and typed.isdigit() and int(typed) in place.tags:
        return int(typed)
    wanted = folded(typed.strip())
    return next((tag_id for tag_id, name in place.tags.items() if folded(name) == wanted), None)


@dataclass(frozen=True, kw_only=True)
class ReadyTopic:
    """A topic that is recommended. Its name is in the catalogue under topic-ready-<key>, other names of its tag under
    topic-ready-<key>-tags, parted by commas.
    """

    key: str
    emoji: str
    style: Style = Style.DAILY
    moderated: bool = False


READY: Final = (
    ReadyTopic(key="routing", emoji="🧭", style=Style.EACH),
    ReadyTopic(key="security", emoji="🔒", style=Style.EACH),
    ReadyTopic(key="peering", emoji="🤝", style=Style.EACH),
    ReadyTopic(key="operations", emoji="🔧", style=Style.EACH),
    ReadyTopic(key="jobs", emoji="💼", style=Style.NONE, moderated=True),
    ReadyTopic(key="fibre", emoji="🧵", style=Style.WEEKLY),
    ReadyTopic(key="datacentres", emoji="🏢", style=Style.WEEKLY),
    ReadyTopic(key="nren", emoji="🎓", style=Style.WEEKLY),
    ReadyTopic(key="borders", emoji="🌍", style=Style.WEEKLY),
)


def tag_called(place: PlaceView, names: Collection[str]) -> int | None:
    """The first of a forum's tags that bears one of these names."""
    wanted = {folded(name.strip()) for name in names}
    return next((tag_id for tag_id, name in place.tags.items() if folded(name) in wanted), None)


def same_name(name: str, others: Iterable[Topic]) -> Topic | None:
    """The topic that has this name already, case and width aside."""
    return next((one for one in others if folded(one.name) == folded(name)), None)
