"""What can be looked at without Discord: also while the bot runs, and without a network."""

import datetime as dt
import importlib.metadata
import platform
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

from bot import __version__
from bot.checkup.findings import Finding, look, ok, wrong
from bot.config import Settings
from bot.delivery.recurrence import use_packaged_zone_data
from bot.errors import ConfigurationError, DatabaseUnusableError, ExitCode
from bot.people import audit
from bot.storage import inspection, installation
from bot.storage.health import check_place
from bot.storage.nightly import NightlyBackups

SQLITE_NEEDED = (3, 37, 0)
"""STRICT tables."""
_MEGABYTE = 1024 * 1024
_NO_ROOM = 32 * _MEGABYTE
_LITTLE_ROOM = 256 * _MEGABYTE
_BACKUP_OLD = dt.timedelta(hours=36)


def versions() -> Iterator[Finding]:
    """Python, discord.py and SQLite."""
    library = importlib.metadata.version("discord.py")
    said = (
        f"Crossconnect {__version__}, Python {platform.python_version()}, "
        f"discord.py {library}, SQLite {sqlite3.sqlite_version}"
    )
    if sqlite3.sqlite_version_info < SQLITE_NEEDED:
        needed = ".".join(map(str, SQLITE_NEEDED))
        yield wrong("versions", said, f"SQLite {needed} or newer is needed: use a newer Python or system.")
    elif not library.startswith("2.7."):
        yield look(
            "versions", said, "discord.py 2.7 is what this release was tested with: install by the lock."
        )
    else:
        yield ok("versions", said)
    if sys.flags.optimize:
        yield look("versions", "Python runs with -O.", "Start it without: it was not tested so.")


def configuration(error: ConfigurationError) -> Iterator[Finding]:
    """What does not fit."""
    first, *lines = str(error).splitlines()
    for line in lines or [first]:
        yield wrong("configuration", line.strip(), code=ExitCode.USAGE)


def fits(settings: Settings) -> Finding:
    """The configuration was read."""
    return ok("configuration", f"fits; Discord is reached at {settings.discord.api_base}")


def token(settings: Settings) -> Iterator[Finding]:
    """Where it comes from, and who may read it."""
    if not settings.token.get_secret_value():
        return  # told with the configuration
    yield ok("token", f"from {settings.token_source}")
    for warning in settings.warnings:
        what, _, cure = warning.partition(": ")
        yield look("token", what, cure)


def database(settings: Settings, now: dt.datetime) -> Iterator[Finding]:
    """Whether it can be used: integrity, schema, audit chains, the time-zone data it was computed with."""
    path = settings.database.path
    if not path.exists():
        yield ok("database", f"there is none yet; the first start makes {path}")
        return
    try:
        check_place(path)
        size = inspection.check_integrity(path)
        yield ok("database", f"{path} is sound ({size / _MEGABYTE:.1f} MB)")
        with inspection.looking_at(path, now=now) as tx:
            yield _schema(inspection.version(tx))
            yield from _chains({guild: audit.first_broken(tx, guild) for guild in audit.guilds(tx)})
            yield _zone_data(installation.noted(tx, installation.ZONE_DATA))
    except DatabaseUnusableError as error:
        said, _, cure = str(error).partition(". ")
        yield wrong("database", said, cure, ExitCode.DATABASE_UNUSABLE)


def _schema(version: int) -> Finding:
    known = inspection.known_version()
    if version < known:
        return look(
            "schema",
            f"version {version}; this release has {known}",
            "Nothing to do: the next start upgrades it, with a backup first.",
        )
    return ok("schema", f"version {version}, as this release has it")


def _chains(broken: dict[int, int | None]) -> Iterator[Finding]:
    torn = {guild: event for guild, event in broken.items() if event is not None}
    for guild, event in torn.items():
        yield wrong(
            "audit",
            f"the chain of guild {guild} is broken at event {event}: somebody changed the file",
            "Keep the file aside, and find out who can write it. A backup from before still verifies.",
        )
    if not torn:
        yield ok("audit", f"{len(broken)} chains verify")


def _zone_data(noted: str | None) -> Finding:
    installed = use_packaged_zone_data()
    if noted is None or noted == installed:
        return ok("time zones", f"data {installed}")
    return look(
        "time zones",
        f"data {installed}; the deliveries were computed with {noted}",
        "Restart the bot: it computes them anew, and the wall times stay.",
    )


def room(settings: Settings) -> Iterator[Finding]:
    """Space for the database and its backups."""
    path = settings.database.path
    size = path.stat().st_size if path.exists() else 0
    folders = {"database": path.parent}
    if settings.backup.keep:
        folders["backups"] = settings.backup_folder
    for what, folder in folders.items():
        free = shutil.disk_usage(_existing(folder)).free
        said = f"{free / _MEGABYTE:,.0f} MB free for the {what} in {folder}"
        if free < _NO_ROOM:
            yield wrong("disk", said, "Free some space now: what cannot be stored is refused.")
        elif free < _LITTLE_ROOM + 2 * size:
            yield look("disk", said, "Free some space: an upgrade needs the size of the database once more.")
        else:
            yield ok("disk", said)


def backups(settings: Settings, now: dt.datetime, nightly: NightlyBackups) -> Iterator[Finding]:
    """How old the newest nightly one is."""
    if settings.backup.keep == 0:
        yield look(
            "backups", "the nightly backups are off", "Set [backup] keep, or make sure of another backup."
        )
        return
    newest = nightly.newest()
    if newest is None:
        yield ok("backups", f"none yet; the running bot makes one a night, in {settings.backup_folder}")
    elif now - newest > _BACKUP_OLD:
        yield look(
            "backups",
            f"the newest is of {newest:%Y-%m-%d %H:%M} UTC",
            "Does the bot run? Its log says why not.",
        )
    else:
        yield ok("backups", f"the newest is of {newest:%Y-%m-%d %H:%M} UTC")


def clock(now: dt.datetime, zone_data: str) -> Iterator[Finding]:
    """Whether the machine's clock can be right at all: it is later than the year of the time-zone data."""
    if now.year < int(zone_data[:4]):
        yield wrong(
            "clock", f"it stands at {now:%Y-%m-%d %H:%M} UTC", "Set it: everything would be sent too late."
        )
    else:
        yield ok("clock", f"{now:%Y-%m-%d %H:%M} UTC")


def _existing(folder: Path) -> Path:
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
