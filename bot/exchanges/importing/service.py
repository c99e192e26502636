"""Imports for a project: read in a worker process, compared with what is known, shown, and stored part by part.

Storing a part and noting it is one transaction: what a stop interrupts goes on where it was, whoever stopped it.
"""

import asyncio
import datetime as dt
import gzip
import json
import logging
from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import Any, Final

from bot.errors import NotFoundError, StaleError
from bot.exchanges import evidence
from bot.exchanges import records as projects
from bot.exchanges.commitments import standing
from bot.exchanges.commitments.rules import MOST_FILE_BYTES
from bot.exchanges.importing import reading, records, store
from bot.exchanges.importing.judging import Kind
from bot.exchanges.importing.records import Progress, Sorter, View
from bot.exchanges.importing.rows import MOST_BYTES, PART_ROWS, Source
from bot.exchanges.importing.store import STORED, STORING, Import
from bot.exchanges.model import Project
from bot.exchanges.organisations import keeping
from bot.exchanges.register.decisions import alive
from bot.net.attachments import AttachmentFetcher, shown_name
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.ui.cards import Upload
from bot.ui.pages import Page
from bot.workers import Workers

KEPT: Final = dt.timedelta(days=1)
UNFINISHED: Final = dt.timedelta(days=7)
_AT_ONCE: Final = 20
"""Rows that are compared, or parts that are kept, in one transaction."""
_PIECE: Final = 64 * 1024
_PIECES: Final = 8
_FORGOTTEN_AT_ONCE: Final = 5
_SECONDS: Final = 30.0

_log = logging.getLogger(__name__)


class ExchangeImportService:
    """Use cases of organisers. `documentation_asns`: numbers that are nobody's are taken for networks (the demo's)."""

    def __init__(
        self,
        database: Database,
        attachments: AttachmentFetcher,
        workers: Workers,
        *,
        documentation_asns: bool = False,
    ) -> None:
        self._database = database
        self._attachments = attachments
        self._workers = workers
        self._documentation = documentation_asns
        self._running: set[int] = set()

    async def require(self, actor: Actor, exchange_id: int) -> None:
        """Raises NotAllowedError for whoever is no organiser."""
        await self._database.read(lambda tx: projects.led(tx, actor, exchange_id))

    async def read(self, actor: Actor, exchange_id: int, upload: Upload) -> Progress:
        """Read a file and say what storing it would change; nothing of it is stored yet.

        Raises NotAllowedError for whoever is no organiser, StaleError for a project that has ended, and RefusedError for a
        file that cannot be read.
        """
        project = await self._database.read(lambda tx: alive(projects.led(tx, actor, exchange_id)))
        content = await self._attachments.fetch_file(upload.url, MOST_BYTES)
        found = await self._workers.run(
            reading.read, content, project.name, self._documentation, seconds=_SECONDS
        )
        return await self.keep(actor, exchange_id, upload.name, found, content)

    async def keep(
        self, actor: Actor, exchange_id: int, name: str, found: Mapping[str, Any], content: bytes
    ) -> Progress:
        """Compare what `reading.read` found with what is known, and keep it for a day. Raises NotAllowedError."""
        project = await self._database.read(lambda tx: projects.led(tx, actor, exchange_id))
        source, sorter = Source(found["source"]), Sorter()
        for refused in found["refused"]:
            sorter.add(Kind.REFUSED, refused)
        for odd in found["odd"]:
            sorter.add(Kind.ODD, json.dumps(odd))
        for start in range(0, len(found["rows"]), _AT_ONCE):
            some = found["rows"][start : start + _AT_ONCE]
            compared = partial(records.compared, project=project, source=source, contents=some)
            for kind, row in await self._database.read(compared):
                sorter.add(kind, row)
        summary = {
            "source": source.value,
            "counts": sorter.counts,
            "same": sorter.same,
            "ignored": found["ignored"],
            "version": found["version"],
            "timestamp": found["timestamp"],
        }

        def insert(tx: Transaction) -> int:
            projects.led(tx, actor, exchange_id)
            store.drop_unstored(tx, actor.guild_id, actor.user_id)
            return store.insert(
                tx,
                exchange_id=exchange_id,
                guild_id=actor.guild_id,
                user_id=actor.user_id,
                name=shown_name(name),
                reading=summary,
            )

        import_id = await self._database.write(insert)
        parts = list(sorter.parts(PART_ROWS))

        def add(tx: Transaction, some: list[tuple[Kind, int, int, str]]) -> None:
            for kind, first, count, those in some:
                store.add_part(tx, import_id, kind, first=first, count=count, content=those)

        for start in range(0, len(parts), _AT_ONCE):
            await self._database.write(partial(add, some=parts[start : start + _AT_ONCE]))
        if source is Source.MEMBERS:
            await self._keep_file(import_id, content)
        return await self.get(actor, import_id)

    async def _keep_file(self, import_id: int, content: bytes) -> None:
        """The file proves what it tells; one that is larger than evidence may be is packed."""
        if len(content) > MOST_FILE_BYTES:
            content = await asyncio.to_thread(gzip.compress, content, 6, mtime=0)
        if len(content) > MOST_FILE_BYTES:
            return
        step = _PIECE * _PIECES
        for start in range(0, len(content), step):

            def add(tx: Transaction, start: int = start) -> None:
                for at in range(start, min(start + step, len(content)), _PIECE):
                    store.add_piece(tx, import_id, at, content[at : at + _PIECE])

            await self._database.write(add)

    async def get(self, actor: Actor, import_id: int) -> Progress:
        """How a file stands that the actor had read. Raises NotAllowedError, and StaleError for one that is gone."""
        found, project = await self._database.read(lambda tx: records.own(tx, actor, import_id))
        return records.progress(found, project, running=import_id in self._running)

    async def view(self, actor: Actor, import_id: int, kind: Kind, *, number: int, per_page: int) -> View:
        """A page of the rows of one kind. Raises StaleError where it is gone, or being stored."""

        def operation(tx: Transaction) -> View:
            found, project = _unstored(tx, actor, import_id)
            progress = records.progress(found, project)
            count = max(1, -(-progress.reading.count(kind) // per_page))
            at = min(max(number, 1), count)
            since = (at - 1) * per_page
            rows = [
                row
                for first, content in store.parts(tx, import_id, kind, since=since, until=since + per_page)
                for index, row in enumerate(json.loads(content), first)
                if since <= index < since + per_page
            ]
            items = tuple(records.entry(kind, row) for row in rows)
            return View(progress=progress, kind=kind, page=Page(items=items, number=at, count=count))

        return await self._database.read(operation)

    async def discard(self, actor: Actor, import_id: int) -> Progress:
        """Let it be: what was read is deleted. Raises StaleError for what is gone, or being stored."""

        def operation(tx: Transaction) -> Progress:
            found, project = _unstored(tx, actor, import_id)
            store.drop(tx, import_id)
            return records.progress(found, project)

        return await self._database.write(operation)

    async def begin(self, actor: Actor, import_id: int) -> Progress:
        """From here on it is being stored, whatever happens; `storing` does it. Twice is once. Raises StaleError."""

        def operation(tx: Transaction) -> None:
            found, project = records.own(tx, actor, import_id)
            alive(project)
            if not records.progress(found, project).reading.to_store:
                raise StaleError("exchange-import-nothing")
            if found.state in {STORING, STORED}:
                return
            content = store.content(tx, import_id)
            proof = ""
            if content:
                name = f"{found.name}.gz" if content[:2] == b"\x1f\x8b" else found.name
                proof = evidence.keep(
                    tx, project, actor, name=name, media_type="application/json", content=content
                )
            store.begin(tx, import_id, proof)

        await self._database.write(operation)
        return await self.get(actor, import_id)

    async def storing(self, guild_id: int, import_id: int) -> AsyncIterator[Progress]:
        """Store what is left, and tell how far it is after each part; nothing where it is stored, or on its way already."""
        if import_id in self._running:
            return
        self._running.add(import_id)
        try:
            while True:
                found = await self._database.write(lambda tx: _store_some(tx, guild_id, import_id))
                if found is None:
                    return
                yield found
                if found.is_stored:
                    return
        finally:
            self._running.discard(import_id)

    async def resume(self) -> int:
        """Go on with what was being stored when the bot stopped; returns how many files that were."""
        those = await self._database.read(store.unfinished)
        for guild_id, import_id in those:
            async for found in self.storing(guild_id, import_id):
                if found.is_stored:
                    _log.info(
                        "guild %d: an import of %d organisations was stored to its end",
                        guild_id,
                        found.stored,
                    )
        return len(those)


def forget(tx: Transaction, now: dt.datetime) -> int:
    """Retention: what was read and not stored goes after a day; returns how many files."""
    return store.forget(tx, now - KEPT, now - UNFINISHED, _FORGOTTEN_AT_ONCE)


def _unstored(tx: Transaction, actor: Actor, import_id: int) -> tuple[Import, Project]:
    found, project = records.own(tx, actor, import_id)
    if found.state in {STORING, STORED}:
        raise StaleError("exchange-import-storing")
    return found, project


def _store_some(tx: Transaction, guild_id: int, import_id: int) -> Progress | None:
    """Store one part. None: there is nothing to store."""
    found = store.get(tx, guild_id, import_id)
    if found is None or found.state != STORING:
        return None
    try:
        project = projects.existing(tx, guild_id, found.exchange_id)
    except NotFoundError:
        return None
    actor = _author(tx, found)
    part = store.next_part(tx, import_id)
    if part is not None:
        kind, first, content = part
        rows, added, changed = records.store_part(tx, project, actor, found, content)
        store.part_stored(tx, import_id, kind, first, rows=rows, added=added, changed=changed)
    if store.next_part(tx, import_id) is None and store.finish(tx, import_id):
        _ended(tx, guild_id, import_id, actor)
    after = store.get(tx, guild_id, import_id)
    return None if after is None else records.progress(after, project, running=True)


def _author(tx: Transaction, found: Import) -> Actor:
    """Who pressed Store, and was asked for authority then; after a restart there is nobody else."""
    return Actor(
        guild_id=found.guild_id,
        user_id=found.user_id,
        role_ids=frozenset(),
        administers=False,
        manages=False,
        locale="en",
        interaction_id=0,
        at=tx.now,
    )


def _ended(tx: Transaction, guild_id: int, import_id: int, actor: Actor) -> None:
    found = store.get(tx, guild_id, import_id)
    if found is None:
        return
    project = projects.existing(tx, guild_id, found.exchange_id)
    projects.happened(
        tx,
        project,
        actor,
        "imported",
        file=found.name,
        added=str(found.added),
        changed=str(found.changed),
    )
    keeping.followed(tx, actor)
    standing.followed(tx, project, actor)
