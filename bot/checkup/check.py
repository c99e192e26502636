"""`crossconnect check` and `crossconnect invite`: everything that is looked at, in the order in which it is mended."""

import datetime as dt
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.app import App
from bot.checkup import invite, offline
from bot.checkup.findings import Finding, Report, report
from bot.checkup.online import Expected, Online
from bot.clock import Clock, SystemClock
from bot.config import DatabaseSettings, Settings
from bot.delivery.recurrence import use_packaged_zone_data
from bot.errors import ConfigurationError, DatabaseUnusableError
from bot.feature import permissions
from bot.guilds.rules import GuildSettings
from bot.guilds.service import present_in, settings_in
from bot.storage import inspection
from bot.storage.nightly import NightlyBackups


async def check(environ: Mapping[str, str], config: Path | None, *, online: bool) -> Report:
    """Look at everything; changes nothing, also while the bot runs. Raises nothing that is expected to go wrong."""
    clock = SystemClock()
    now = clock.now()
    found: list[Finding] = [*offline.versions(), *offline.clock(now, use_packaged_zone_data())]
    try:
        settings = Settings.load(environ, config)
    except ConfigurationError as error:
        return report([*found, *offline.configuration(error)])
    found += [
        offline.fits(settings),
        *offline.token(settings),
        *offline.database(settings, now),
        *offline.room(settings),
        *offline.backups(settings, now, _nightly(settings, clock)),
    ]
    async with _apart(settings, clock) as app:
        declared = permissions(app.features.values())
        application = invite.application_of(settings.token.get_secret_value())
        if online:
            expected = Expected(
                commands=await _commands(app), permissions=declared, guilds=_guilds(settings, now)
            )
            discord = Online(settings, clock, expected)
            found += await discord.look_around()
            application = discord.application_id or application
    return report(found, invite.link(application, declared))


async def invitation(environ: Mapping[str, str], config: Path | None, application: int | None) -> str:
    """The link, with the id of the token's application where none is given."""
    settings = Settings.load(environ, config, needs_token=False)
    async with _apart(settings, SystemClock()) as app:
        known = application or invite.application_of(settings.token.get_secret_value())
        return invite.link(known, permissions(app.features.values()))


@asynccontextmanager
async def _apart(settings: Settings, clock: Clock) -> AsyncIterator[App]:
    """The parts with a database of their own: what is asked of them needs none of what is in the bot's."""
    with tempfile.TemporaryDirectory(prefix="crossconnect-check-") as folder:
        apart = replace(settings, database=DatabaseSettings(path=Path(folder) / "check.sqlite3"))
        async with App.open(apart, clock) as app:
            yield app


async def _commands(app: App) -> list[dict[str, Any]]:
    async with app.client(shard_count=1) as bot:
        await bot.setup_hook()
        return [dict(command.to_dict(bot.tree)) for command in bot.tree.get_commands()]


def _guilds(settings: Settings, now: dt.datetime) -> dict[int, GuildSettings] | None:
    """What each guild configured; None where the database cannot say (that is told by its own line)."""
    if not settings.database.path.exists():
        return {}
    try:
        with inspection.looking_at(settings.database.path, now=now) as tx:
            if inspection.version(tx) < inspection.known_version():
                return None
            return {guild_id: settings_in(tx, guild_id) for guild_id in present_in(tx)}
    except DatabaseUnusableError:
        return None


def _nightly(settings: Settings, clock: Clock) -> NightlyBackups:
    return NightlyBackups(
        settings.database.path.absolute().resolve(),
        settings.backup_folder,
        keep=settings.backup.keep,
        at=dt.time.fromisoformat(settings.backup.at),
        clock=clock,
    )
