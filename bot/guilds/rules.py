"""What a guild has configured, and what is wrong with it. Pure: values in, values out."""

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping
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
    VERIFIED = "verified"
    """Given by the bot to whoever is shown to speak for a network; it allows nothing by itself."""


TEXT, ANNOUNCEMENT, FORUM = 0, 5, 15
"""Discord's channel type numbers."""

MESSAGES = frozenset({"view_channel", "send_messages", "read_message_history"})
"""What a channel needs to be posted in. History: to find our own mark before anything is sent again."""

POSTS = MESSAGES | {"send_messages_in_threads", "create_public_threads"}

CREATE_CHANNELS = "manage_channels"

MOST_ROLE_SIZE = 100_000
"""The largest number of members that a guild may let be pinged without a second organiser."""


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
    ChannelPurpose.OUTAGES: ChannelNeed(types=(TEXT, ANNOUNCEMENT), permissions=POSTS, made=TEXT),
}

FORUM_TAGS = (
    *("routing", "security", "peering", "operations"),
    *("answered", "tlp-green", "tlp-amber", "tlp-amber-strict", "tlp-red"),
)
"""The recommended forum's tags: topics, and what the bot puts on a post; their names are in the catalogue under setup-tag-…"""


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
    names: Mapping[str, str] = field(default_factory=dict)
    """By `Holiday.key`, as they were typed or as a list of public holidays has them."""

    def name_of(self, day: dt.date) -> str | None:
        """What a day is called; None for a day that is no holiday."""
        return self.names.get(day.isoformat()) or self.names.get(f"--{day:%m-%d}")


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Where the "Start here" card stands. `message_id` None: it is not posted yet, or was deleted."""

    channel_id: int | None = None
    message_id: int | None = None


NO_HOLIDAYS = Holidays()
MOST_HOLIDAYS = 366
"""Days a guild may name, those that are past aside."""
MOST_YEARLY = 60
"""Of them so many of every year: with 366 a series that skips them would never happen again."""
HOLIDAY_NAME = 80
"""Characters."""


@dataclass(frozen=True, kw_only=True)
class Holiday:
    """A day with its name. `year` None: every year; 29 February then comes in leap years only."""

    month: int
    day: int
    year: int | None = None
    name: str

    @property
    def key(self) -> str:
        """ "2027-04-30", or "--12-25" for every year: how it is stored."""
        if self.year is None:
            return f"--{self.month:02}-{self.day:02}"
        return dt.date(self.year, self.month, self.day).isoformat()

    def next_on(self, today: dt.date) -> dt.date | None:
        """The next such day, today included; None when it is past."""
        if self.year is not None:
            day = dt.date(self.year, self.month, self.day)
            return day if day >= today else None
        for year in range(today.year, today.year + 9):
            if (self.month, self.day) == (2, 29) and not calendar.isleap(year):
                continue
            day = dt.date(year, self.month, self.day)
            if day >= today:
                return day
        return None


def in_order(holidays: Iterable[Holiday], today: dt.date) -> list[Holiday]:
    """Those that are still to come, the next first."""
    coming = [(day, one.name, one) for one in holidays if (day := one.next_on(today)) is not None]
    return [one for _, _, one in sorted(coming, key=lambda found: found[:2])]


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


def read_role_size(text: str) -> int:
    """A number of members as typed. Raises ValueError for anything but 0 to MOST_ROLE_SIZE."""
    typed = text.strip()
    if not typed.isdecimal() or len(typed) > len(str(MOST_ROLE_SIZE)) or int(typed) > MOST_ROLE_SIZE:
        raise ValueError(f"{typed!r} is no number of members")
    return int(typed)


def gives_authority(settings: GuildSettings, role_id: int, *, but: RolePurpose | None = None) -> bool:
    """Whether whoever holds a role may do more with the bot: nobody is given such a role by a press of their own.

    `but`: the purpose for which the bot itself gives the role does not count against it.
    """
    return any(one == role_id for purpose, one in settings.roles.items() if purpose is not but)


def is_organiser(
    settings: GuildSettings, *, role_ids: frozenset[int], administers: bool, manages: bool
) -> bool:
    """Owner and administrators always; Manage Server; and whoever holds the organiser role."""
    return administers or manages or settings.roles.get(RolePurpose.ORGANISER) in role_ids


def holds(
    settings: GuildSettings,
    purpose: RolePurpose,
    *,
    role_ids: frozenset[int],
    administers: bool,
    manages: bool,
) -> bool:
    """Whether somebody may do what a role is for: its holders, and organisers."""
    return settings.roles.get(purpose) in role_ids or is_organiser(
        settings, role_ids=role_ids, administers=administers, manages=manages
    )
