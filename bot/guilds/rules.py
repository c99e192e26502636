"""What a guild has configured, and what is wrong with it. Pure: values in, values out."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ChannelPurpose(StrEnum):
    """What a channel is for. The order is the order on the card, and the id in a menu's custom_id."""

    ANNOUNCEMENTS = "announcements"
    NOTICES = "notices"
    FORUM = "forum"
    COHORTS = "cohorts"
    EXCHANGE = "exchange"
    OUTAGES = "outages"


class RolePurpose(StrEnum):
    """Who may do what beyond a member."""

    ORGANISER = "organiser"
    NOC = "noc"
    FACILITATOR = "facilitator"
    POLL_OFFICER = "poll_officer"


TEXT, ANNOUNCEMENT, FORUM = 0, 5, 15
"""Discord's channel type numbers."""

MESSAGES = frozenset({"view_channel", "send_messages", "read_message_history"})
"""What a channel needs to be posted in. History: to find our own mark before anything is sent again."""

POSTS = MESSAGES | {"send_messages_in_threads", "create_public_threads"}

CREATE_CHANNELS = "manage_channels"


@dataclass(frozen=True, kw_only=True)
class ChannelNeed:
    """What a purpose accepts (`types`), needs (`permissions`), and what is made for it (`made`)."""

    types: tuple[int, ...]
    permissions: frozenset[str]
    made: int
    private: bool = False


NEEDS: Mapping[ChannelPurpose, ChannelNeed] = {
    ChannelPurpose.ANNOUNCEMENTS: ChannelNeed(types=(TEXT, ANNOUNCEMENT), permissions=MESSAGES, made=TEXT),
    ChannelPurpose.NOTICES: ChannelNeed(types=(TEXT,), permissions=MESSAGES, made=TEXT, private=True),
    ChannelPurpose.FORUM: ChannelNeed(types=(FORUM,), permissions=POSTS, made=FORUM),
    ChannelPurpose.COHORTS: ChannelNeed(types=(TEXT, ANNOUNCEMENT), permissions=MESSAGES, made=TEXT),
    ChannelPurpose.EXCHANGE: ChannelNeed(types=(TEXT, ANNOUNCEMENT), permissions=MESSAGES, made=TEXT),
    ChannelPurpose.OUTAGES: ChannelNeed(types=(TEXT, ANNOUNCEMENT), permissions=MESSAGES, made=TEXT),
}

FORUM_TAGS = ("routing", "security", "peering", "operations")
"""The recommended forum's tags; their names are in the catalogue under setup-tag-…"""


@dataclass(frozen=True, kw_only=True)
class GuildSettings:
    """`quiet` is (from, until) in the guild's wall time, or None."""

    guild_id: int
    zone: str = "UTC"
    language: str = "en"
    quiet: tuple[dt.time, dt.time] | None = None
    paused_at: dt.datetime | None = None
    channels: Mapping[ChannelPurpose, int] = field(default_factory=dict)
    roles: Mapping[RolePurpose, int] = field(default_factory=dict)
    approve_all: bool = False
    approve_role_size: int = 25
    """Another organiser approves a ping of a role with more members than this."""
    known: bool = False
    """False until something was stored about this guild."""


@dataclass(frozen=True, kw_only=True)
class Holidays:
    """Days on which series that skip holidays send nothing; `yearly` are (month, day)."""

    days: frozenset[dt.date] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()


NO_HOLIDAYS = Holidays()


@dataclass(frozen=True, kw_only=True)
class ChannelView:
    """A channel as Discord has it now. `missing`: which permissions the bot lacks in it."""

    id: int
    name: str
    type: int
    missing: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class GuildView:
    """A guild as Discord has it now; `channels` are those that were asked about and exist.

    `missing`: which guild-wide permissions the bot lacks.
    """

    id: int
    name: str
    channels: Mapping[int, ChannelView]
    role_ids: frozenset[int]
    missing: frozenset[str]
    members_intent: bool = False
    """Whether the operator lets the bot see who is a member; without it nobody can list a role or notice a leaver."""


class ProblemKind(StrEnum):
    """What can be wrong with a configuration. Each has its cure in the catalogue under setup-problem-…"""

    CHANNEL_GONE = "channel-gone"
    CHANNEL_TYPE = "channel-type"
    PERMISSION = "permission"
    ROLE_GONE = "role-gone"
    NO_NOTICES = "no-notices"
    NO_ORGANISER = "no-organiser"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong. `purpose` names the setting, `permissions` what is missing."""

    kind: ProblemKind
    purpose: str = ""
    target_id: int = 0
    permissions: tuple[str, ...] = ()


def problems(settings: GuildSettings, view: GuildView) -> tuple[Problem, ...]:
    """Everything that keeps a configured purpose from working, in the order of the card."""
    found: list[Problem] = []
    for purpose, need in NEEDS.items():
        channel_id = settings.channels.get(purpose)
        if channel_id is None:
            continue
        channel = view.channels.get(channel_id)
        if channel is None:
            found.append(Problem(kind=ProblemKind.CHANNEL_GONE, purpose=purpose, target_id=channel_id))
        elif channel.type not in need.types:
            found.append(Problem(kind=ProblemKind.CHANNEL_TYPE, purpose=purpose, target_id=channel_id))
        elif lacking := need.permissions & channel.missing:
            found.append(
                Problem(
                    kind=ProblemKind.PERMISSION,
                    purpose=purpose,
                    target_id=channel_id,
                    permissions=tuple(sorted(lacking)),
                )
            )
    for role in RolePurpose:
        role_id = settings.roles.get(role)
        if role_id is not None and role_id not in view.role_ids:
            found.append(Problem(kind=ProblemKind.ROLE_GONE, purpose=role, target_id=role_id))
    if ChannelPurpose.NOTICES not in settings.channels:
        found.append(Problem(kind=ProblemKind.NO_NOTICES))
    if RolePurpose.ORGANISER not in settings.roles:
        found.append(Problem(kind=ProblemKind.NO_ORGANISER))
    return tuple(found)


def unconfigured(settings: GuildSettings, view: GuildView) -> tuple[ChannelPurpose, ...]:
    """The purposes without a channel, or whose channel is gone."""
    return tuple(purpose for purpose in ChannelPurpose if settings.channels.get(purpose) not in view.channels)


def to_create(purposes: tuple[ChannelPurpose, ...]) -> frozenset[str]:
    """What the bot must hold in the guild to make these: also what it puts into a private channel's permissions."""
    private = any(NEEDS[purpose].private for purpose in purposes)
    return frozenset({CREATE_CHANNELS}) | (MESSAGES if private else frozenset())


def is_organiser(
    settings: GuildSettings, *, role_ids: frozenset[int], administers: bool, manages: bool
) -> bool:
    """Owner and administrators always; Manage Server; and whoever holds the organiser role."""
    return administers or manages or settings.roles.get(RolePurpose.ORGANISER) in role_ids


def read_quiet(start: str, end: str) -> tuple[dt.time, dt.time] | None:
    """Quiet hours as typed, HH:MM each; None when both are empty. Raises ValueError for anything else."""
    if not start.strip() and not end.strip():
        return None
    first, last = (dt.datetime.strptime(text.strip(), "%H:%M").time() for text in (start, end))  # noqa: DTZ007 - a wall time
    if first == last:
        raise ValueError("quiet hours that begin and end at the same time are all day or never")
    return first, last
