"""What is stored about a person, told, exported and erased; what is stored about a guild, exported and forgotten.

All of it follows from the tables that the features declare: nothing here knows them.
"""

import datetime as dt
import logging
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from bot.errors import DatabaseUnusableError, NotFoundError, OperatorError
from bot.feature import Erasure, Feature, Table
from bot.guilds.service import require_organiser, settings_in
from bot.language.catalogue import Translator
from bot.people import audit
from bot.people.actor import Actor
from bot.privacy import export, messages, rules, store
from bot.privacy.rules import Explained, ExportFile, Stored
from bot.storage.database import Database, Transaction
from bot.storage.health import unusable
from bot.storage.schema import load_migrations
from bot.storage.worker import connect_reader

FEATURE = "privacy"
_PURGED_AT_ONCE = 500

_log = logging.getLogger(__name__)


class PrivacyService:
    """Use cases of a person's own record, of the organisers' copy of theirs, and of the operator's."""

    def __init__(self, database: Database, features: Mapping[str, Feature]) -> None:
        self._database = database
        self._features = features

    @property
    def tables(self) -> dict[str, Table]:
        """Every declared table by name."""
        return {table.name: table for feature in self._features.values() for table in feature.tables}

    # A person

    async def overview(self, actor: Actor) -> tuple[Stored, ...]:
        """What is stored about the one who asks: of their own, and of this guild. No other guild is told of."""
        tables = self.tables
        return await self._database.read(
            lambda tx: tuple(_stored(tx, tables, store.person(tx, actor.user_id), actor.guild_id))
        )

    async def what_goes(self, actor: Actor) -> tuple[Stored, ...]:
        """What an erasure would take, in every guild together. Raises NotFoundError when nothing is stored."""
        tables = self.tables
        found = await self._database.read(
            lambda tx: tuple(_stored(tx, tables, store.person(tx, actor.user_id), None))
        )
        if not found:
            raise NotFoundError("privacy-nothing-to-delete")
        return found

    async def export(self, actor: Actor, t: Translator) -> ExportFile:
        """Everything that is stored about the one who asks, in every guild, as a file of at most `MOST_BYTES`."""
        tables = self.tables

        def operation(tx: Transaction) -> ExportFile:
            about, explained = messages.about_person(t), _explained(tx, tables, t)
            content = bytearray()
            writer = export.Writer(content.extend, rules.MOST_BYTES)
            export.write_person(tx, tables, actor.user_id, writer, about=about, explained=explained)
            return _file("crossconnect-my-data.json", content, writer)

        return await self._database.read(operation)

    async def erase(self, actor: Actor) -> None:
        """Erase the one who asks from everything in every guild, in one transaction; noted without them.

        Raises NotFoundError when nothing is stored about them.
        """
        tables = self.tables
        features = tuple(self._features.values())

        def operation(tx: Transaction) -> None:
            who = store.person(tx, actor.user_id)
            if not _stored(tx, tables, who, None):
                raise NotFoundError("privacy-nothing-to-delete")
            for feature in reversed(
                features
            ):  # the outbox last: it takes back what the others promise meanwhile
                if feature.erased is not None:
                    feature.erased(tx, actor.user_id)
            store.erase(tx, tables, who)
            audit.record(
                tx, guild_id=actor.guild_id, user_id=None, action="privacy.erase", subject="", after={}
            )

        await self._database.write(operation)
        _log.info("a person was erased at their own request")

    # A guild

    async def export_guild(self, actor: Actor, t: Translator) -> ExportFile:
        """Everything of the guild that its organisers may see, as a file of at most `MOST_BYTES`; noted in the log."""
        tables = self.tables

        def note(tx: Transaction) -> None:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            audit.record(
                tx, guild_id=actor.guild_id, user_id=actor.user_id, action="setup.export", subject=""
            )

        def operation(tx: Transaction) -> ExportFile:
            about, explained = messages.about_guild(t), _explained(tx, tables, t)
            content = bytearray()
            writer = export.Writer(content.extend, rules.MOST_BYTES)
            export.write_guild(tx, tables, actor.guild_id, writer, about=about, explained=explained)
            return _file("crossconnect-server.json", content, writer)

        await self._database.write(note)
        return await self._database.read(operation)

    def feature(self) -> Feature:
        """How privacy joins in: it forgets guilds that were left."""
        return Feature(name=FEATURE, forget=self._purge)

    def _purge(self, tx: Transaction, now: dt.datetime) -> int:
        guild_id = store.left_before(tx, int((now - rules.GUILD_KEPT).timestamp()))
        if guild_id is None:
            return 0
        gone = store.purge(tx, self.tables, guild_id, _PURGED_AT_ONCE)
        if not store.is_known(tx, guild_id):
            tx.after_commit(
                lambda: _log.info(
                    "guild %d was left %d days ago; nothing of it is stored any more",
                    guild_id,
                    rules.GUILD_KEPT.days,
                )
            )
        return gone


def export_from(
    path: Path,
    tables: Mapping[str, Table],
    guild_id: int,
    sink: export.Sink,
    *,
    now: dt.datetime,
    t: Translator,
) -> int:
    """Write a guild's export from the database at `path`, in use or not; returns how many rows. Blocks.

    Raises OperatorError for a guild of which nothing is stored, and DatabaseUnusableError.
    """
    if not path.is_file():
        raise DatabaseUnusableError(
            f"There is no database at {path}. Name the bot's configuration with --config."
        )
    try:
        with closing(connect_reader(path.resolve())) as connection:
            connection.execute("BEGIN")
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version != len(load_migrations()):
                raise DatabaseUnusableError(
                    f"{path} has schema version {version}, and this release knows {len(load_migrations())}. "
                    "Export with the release that runs the bot."
                )
            tx = Transaction(connection, now=now)
            if not store.is_known(tx, guild_id):
                raise OperatorError(
                    f"Nothing is stored of a server with the id {guild_id}. "
                    f"What a server had is deleted {rules.GUILD_KEPT.days} days after the bot left it."
                )
            writer = export.Writer(sink, None)
            export.write_guild(
                tx,
                tables,
                guild_id,
                writer,
                about=messages.about_guild(t),
                explained=_explained(tx, tables, t),
            )
            return writer.rows
    except sqlite3.Error as error:
        raise unusable(path, error) from error


def _explained(tx: Transaction, tables: Mapping[str, Table], t: Translator) -> dict[str, Explained]:
    return messages.explained(tables, {name: store.columns(tx, table) for name, table in tables.items()}, t)


def _stored(
    tx: Transaction, tables: Mapping[str, Table], who: store.Person, guild_id: int | None
) -> list[Stored]:
    place = None if guild_id is None else store.Place(guild_id=guild_id, tables=tables)
    found = []
    for table in tables.values():
        is_own = table.guild is None and table.parent is None
        for data in table.people:
            number = store.count(tx, table, data, who, place=place)
            if number:
                found.append(
                    Stored(
                        what=data.what,
                        erasure=data.erasure.value,
                        count=number,
                        own=is_own,
                        kept=data.kept,
                        values=store.own(tx, table, data, who)
                        if is_own and data.erasure is Erasure.DELETE
                        else {},
                    )
                )
    return found


def _file(name: str, content: bytearray, writer: export.Writer) -> ExportFile:
    return ExportFile(name=name, content=bytes(content), rows=writer.rows, left_out=writer.left_out)
