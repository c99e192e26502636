"""What only Discord can tell, by REST alone: the token, intents, commands, permissions, role order, the clock."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.checkup import permissions as rights
from bot.checkup.findings import Finding, look, ok, wrong
from bot.checkup.permissions import JSON
from bot.checkup.rest import AnswerError, Rest
from bot.clock import Clock
from bot.config import Settings
from bot.errors import ExitCode, TokenRefusedError, UnreachableError
from bot.guilds import rules
from bot.guilds.rules import ChannelView, GuildSettings, GuildView, Problem, ProblemKind

_MEMBERS_GRANTED = (1 << 14) | (1 << 15)
"""GATEWAY_GUILD_MEMBERS and …_LIMITED of an application's flags."""
_PAGE = 200
_DRIFT_TOLD = dt.timedelta(seconds=5)
_DRIFT_WRONG = dt.timedelta(seconds=60)
"""At 90 s a message would say that it is late."""
_FEW_SESSIONS = 20


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What this release and its database say: the commands, the one permission list, each guild's settings."""

    commands: Sequence[JSON]
    permissions: frozenset[str]
    guilds: Mapping[int, GuildSettings] | None
    """None: the database cannot say."""


class Online:
    """`application_id` is known after `look_around`."""

    def __init__(self, settings: Settings, clock: Clock, expected: Expected) -> None:
        self.application_id: int | None = None
        self._settings = settings
        self._clock = clock
        self._expected = expected

    async def look_around(self) -> list[Finding]:
        """Everything, as far as it gets. Raises nothing that is expected to go wrong: it is told."""
        found: list[Finding] = []
        try:
            async with Rest(self._settings.discord.api_base, self._settings.token.get_secret_value()) as rest:
                await self._look(rest, found)
        except TokenRefusedError as error:
            said, _, cure = str(error).partition(". ")
            found.append(wrong("token", said, cure, ExitCode.TOKEN_REFUSED))
        except UnreachableError as error:
            base = self._settings.discord.api_base
            found.append(wrong("Discord", f"{base} cannot be reached ({error})", "Check the network."))
        except AnswerError as error:
            found.append(wrong("Discord", str(error), "Check [discord] api_base."))
        return found

    async def _look(self, rest: Rest, found: list[Finding]) -> None:
        me = await rest.get("/users/@me")
        found.append(ok("token", f"Discord knows it as {me['username']}"))
        found += _drift(rest.date, self._clock.now())
        application = await rest.get("/oauth2/applications/@me")
        self.application_id = int(application["id"])
        found += _intents(int(application.get("flags") or 0), wanted=self._settings.discord.members_intent)
        found += _sessions(await rest.get("/gateway/bot"))
        registered = await rest.get(
            f"/applications/{self.application_id}/commands", with_localizations="false"
        )
        found += _commands(registered, self._expected.commands)
        here = await _guilds(rest)
        found.append(ok("guilds", f"the bot is in {len(here)}"))
        for guild_id in here:
            found += await self._guild(rest, guild_id, int(me["id"]))

    async def _guild(self, rest: Rest, guild_id: int, me: int) -> list[Finding]:
        known = self._expected.guilds
        settings = None if known is None else known.get(guild_id, GuildSettings(guild_id=guild_id))
        try:
            guild = await rest.get(f"/guilds/{guild_id}")
            member = await rest.get(f"/guilds/{guild_id}/members/{me}")
            configured = settings is not None and settings.channels
            channels = await rest.get(f"/guilds/{guild_id}/channels") if configured else []
        except AnswerError as error:
            return [
                look(f"guild {guild_id}", str(error), "Discord may have trouble with it; try again later.")
            ]
        return list(_guild(settings, guild, member, channels, self._expected.permissions))


def _guild(
    known: GuildSettings | None,
    guild: JSON,
    member: JSON,
    channels: Sequence[JSON],
    permissions: Collection[str],
) -> Iterator[Finding]:
    what = f"guild {guild['id']} ({guild['name']})"
    settings = known or GuildSettings(guild_id=int(guild["id"]))
    view = _view(settings, guild, member, channels, permissions)
    fine = True
    for problem in rules.problems(settings, view) if known is not None else ():
        fine = False
        yield _problem(what, problem)
    if view.missing:
        fine = False
        names = _names(view.missing)
        yield look(what, f"the bot lacks {names}", "Give them to its role, or use the link below once more.")
    if "manage_roles" not in view.missing:
        over = rights.above(guild, member, set(settings.roles.values()))
        if over:
            fine = False
            yield look(
                what,
                f"the bot's role stands below {', '.join(over)}, so that it could not give that role",
                "In Server Settings → Roles, drag the bot's role above it if it is to.",
            )
    if fine:
        yield ok(what, "channels, roles and permissions fit")


def _view(
    settings: GuildSettings,
    guild: JSON,
    member: JSON,
    channels: Sequence[JSON],
    permissions: Collection[str],
) -> GuildView:
    wanted = frozenset().union(*(need.permissions for need in rules.NEEDS.values()))
    configured = set(settings.channels.values())
    return GuildView(
        id=int(guild["id"]),
        name=str(guild["name"]),
        channels={
            int(one["id"]): ChannelView(
                id=int(one["id"]),
                name=str(one["name"]),
                type=int(one["type"]),
                missing=rights.missing(rights.in_channel(guild, member, one), wanted),
            )
            for one in channels
            if int(one["id"]) in configured
        },
        role_ids=frozenset(int(role["id"]) for role in guild["roles"]),
        missing=rights.missing(rights.in_guild(guild, member), permissions),
    )


def _problem(what: str, problem: Problem) -> Finding:
    place = f"#{problem.purpose} ({problem.target_id})"
    match problem.kind:
        case ProblemKind.CHANNEL_GONE:
            return wrong(what, f"the channel for {place} is gone", "Choose another one with /setup.")
        case ProblemKind.CHANNEL_TYPE:
            return wrong(
                what, f"the channel for {place} is of a kind that does not serve", "Choose another one."
            )
        case ProblemKind.PERMISSION:
            return wrong(
                what,
                f"in the channel for {place} the bot lacks {_names(problem.permissions)}",
                "Allow it to the bot's role in the channel's permissions.",
            )
        case ProblemKind.ROLE_GONE:
            return wrong(what, f"the role for {place} is gone", "Choose another one with /setup.")
        case ProblemKind.NO_NOTICES:
            return look(
                what,
                "no channel for notices is chosen",
                "Choose one with /setup show: problems are told there.",
            )
        case ProblemKind.NO_ORGANISER:
            return look(what, "no role for organisers is chosen", "Choose one with /setup show.")


def _names(permissions: Collection[str]) -> str:
    return ", ".join(sorted(name.replace("_", " ").title() for name in permissions))


async def _guilds(rest: Rest) -> list[int]:
    found: list[int] = []
    while True:
        page = await rest.get("/users/@me/guilds", limit=_PAGE, after=found[-1] if found else 0)
        found += [int(guild["id"]) for guild in page]
        if len(page) < _PAGE:
            return found


def _drift(theirs: dt.datetime | None, ours: dt.datetime) -> Iterator[Finding]:
    if theirs is None:
        return
    drift = abs(ours - theirs)
    said = f"this machine and Discord are {drift.total_seconds():.0f} s apart"
    if drift > _DRIFT_WRONG:
        yield wrong("clock", said, "Set the clock, and let a time service keep it.")
    elif drift > _DRIFT_TOLD:
        yield look("clock", said, "Let a time service keep the clock.")
    else:
        yield ok("clock", said)


def _intents(flags: int, *, wanted: bool) -> Iterator[Finding]:
    if not wanted:
        yield ok("intents", "no privileged intent is needed")
    elif flags & _MEMBERS_GRANTED:
        yield ok("intents", "Server Members is granted")
    else:
        yield wrong(
            "intents",
            "[discord] members_intent is true, and Discord does not grant Server Members",
            "Switch it on in the developer portal (Bot → Privileged Gateway Intents), or set it to false.",
            ExitCode.USAGE,
        )


def _sessions(gateway: JSON) -> Iterator[Finding]:
    limit = gateway["session_start_limit"]
    said = f"{limit['remaining']} of {limit['total']} starts are left today, {gateway['shards']} shards"
    if int(limit["remaining"]) < _FEW_SESSIONS:
        yield look("gateway", said, "Does the bot restart over and over? Its log says why.")
    else:
        yield ok("gateway", said)


def _commands(registered: Sequence[JSON], ours: Sequence[JSON]) -> Iterator[Finding]:
    theirs = {one["name"]: _shape(one) for one in registered}
    wanted = {one["name"]: _shape(one) for one in ours}
    if theirs == wanted:
        yield ok("commands", f"Discord knows all {len(wanted)} as they are")
        return
    names = wanted.keys() | theirs.keys()
    differ = sorted(name for name in names if wanted.get(name) != theirs.get(name))
    yield look(
        "commands",
        f"Discord knows {', '.join('/' + name for name in differ)} otherwise",
        "Run crossconnect sync, or restart the bot: it tells Discord.",
    )


def _shape(command: JSON) -> dict[str, Any]:
    """What of a command or option is seen by members, so that Discord's own additions make no difference."""
    permissions = command.get("default_member_permissions")
    return {
        "type": int(command.get("type") or 1),
        "name": command["name"],
        "description": command.get("description") or "",
        "permissions": None if permissions is None else str(permissions),
        "required": bool(command.get("required")),
        "autocomplete": bool(command.get("autocomplete")),
        "bounds": [command.get(key) for key in ("min_value", "max_value", "min_length", "max_length")],
        "kinds": sorted(command.get("channel_types") or ()),
        "choices": [(one["name"], one["value"]) for one in command.get("choices") or ()],
        "options": [_shape(one) for one in command.get("options") or ()],
    }
