"""Importing networks from a file: read in a process of its own, shown before anything changes, stored some rows at a time.

A part and the note that it is done are one transaction, so storing goes on where it was, whoever stopped it.
"""

import datetime as dt
import json
import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any

from bot.errors import StaleError
from bot.feature import Erasure, Feature, PersonalData, Table
from bot.net.attachments import AttachmentFetcher, shown_name
from bot.networks.imports import reading, records, rules, store
from bot.networks.imports.records import Progress, Sorter, View
from bot.networks.imports.rules import Kind
from bot.networks.imports.store import STORED, STORING
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.ui.cards import Upload
from bot.ui.pages import Page
from bot.workers import Workers

FEATURE = "imports"
_PARTS_AT_ONCE = 10
_FORGOTTEN_AT_ONCE = 5
_SECONDS = 30.0

_log = logging.getLogger(__name__)


class ImportService:
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

    async def read(self, actor: Actor, upload: Upload) -> Progress:
        """Read a file and say what storing it would change; nothing of it is stored yet.

        Raises NotAllowedError for whoever is no organiser, and RefusedError for a file that cannot be read.
        """
        await self._database.read(lambda tx: records.organiser(tx, actor))
        content = await self._attachments.fetch_file(upload.url, rules.MOST_BYTES)
        found = await self._workers.run(reading.read, content, self._documentation, seconds=_SECONDS)
        return await self.keep(actor, upload.name, found)

    async def keep(self, actor: Actor, name: str, found: Mapping[str, Any]) -> Progress:
        """Compare what `reading.read` found with what is known, and keep it for a day. Raises NotAllowedError."""
        sorter = Sorter()
        for refused in found["refused"]:
            sorter.add(Kind.REFUSED, refused)
        for part in found["parts"]:
            rows = await self._database.read(
                lambda tx, part=part: records.compared(tx, actor.guild_id, part)  # type: ignore[misc]
            )
            for kind, row, weight in rows:
                sorter.add(kind, row, weight)
        counts = sorter.counts()
        summary = {
            "counts": counts,
            "same": sorter.same,
            "entries": found["entries"],
            "ignored": found["ignored"],
        }

        def insert(tx: Transaction) -> int:
            records.organiser(tx, actor)
            store.drop_unstored(tx, actor.guild_id, actor.user_id)
            return store.insert(
                tx, guild_id=actor.guild_id, user_id=actor.user_id, name=shown_name(name), reading=summary
            )

        import_id = await self._database.write(insert)
        for start in range(0, len(sorter.parts), _PARTS_AT_ONCE):
            some = sorter.parts[start : start + _PARTS_AT_ONCE]

            def add(tx: Transaction, some: list[tuple[Kind, int, int, str]] = some) -> None:
                for kind, first, count, rows in some:
                    store.add_part(tx, import_id, kind, first=first, count=count, content=rows)

            await self._database.write(add)
        return await self.get(actor, import_id)

    async def get(self, actor: Actor, import_id: int) -> Progress:
        """How a file stands that the actor had read. Raises NotAllowedError, and StaleError for one that is gone."""
        found = await self._database.read(lambda tx: records.own(tx, actor, import_id))
        return records.progress(found, running=import_id in self._running)

    async def view(self, actor: Actor, import_id: int, kind: Kind, *, number: int, per_page: int) -> View:
        """A page of the rows of one kind. Raises StaleError where it is gone, or being stored."""

        def operation(tx: Transaction) -> View:
            found = records.own(tx, actor, import_id)
            if found.state in {STORING, STORED}:
                raise StaleError("imports-storing")
            progress = records.progress(found)
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
            found = records.own(tx, actor, import_id)
            if found.state in {STORING, STORED}:
                raise StaleError("imports-storing")
            store.drop(tx, import_id)
            return records.progress(found)

        return await self._database.write(operation)

    async def begin(self, actor: Actor, import_id: int) -> Progress:
        """From here on it is being stored, whatever happens; `storing` does it. Twice is once. Raises StaleError."""

        def operation(tx: Transaction) -> None:
            found = records.own(tx, actor, import_id)
            if not records.progress(found).reading.to_store:
                raise StaleError("imports-nothing")
            store.begin(tx, import_id)

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
                        "guild %d: an import of %d networks was stored to its end", guild_id, found.stored
                    )
        return len(those)

    def feature(self) -> Feature:
        """How imports join in."""
        return Feature(
            name=FEATURE,
            tables=(
                Table(
                    name="network_import",
                    people=(
                        PersonalData(
                            column="user_id",
                            what="imports-data-file",
                            erasure=Erasure.DELETE,
                            kept=rules.KEPT,
                        ),
                    ),
                ),
                Table(
                    name="network_import_part",
                    guild=None,
                    parent=("import_id", "network_import", "id"),
                    private=frozenset({"content"}),
                ),
            ),
            forget=_forget,
        )


def _store_some(tx: Transaction, guild_id: int, import_id: int) -> Progress | None:
    """Store one part. None: there is nothing to store."""
    found = store.get(tx, guild_id, import_id)
    if found is None or found.state != STORING:
        return None
    part = store.next_part(tx, import_id)
    if part is not None:
        kind, first, content = part
        rows, added, changed = records.store_part(tx, guild_id, content)
        store.part_stored(tx, import_id, kind, first, rows=rows, added=added, changed=changed)
    if store.next_part(tx, import_id) is None and store.finish(tx, import_id):
        _record(tx, guild_id, import_id)
    after = store.get(tx, guild_id, import_id)
    return None if after is None else records.progress(after, running=True)


def _record(tx: Transaction, guild_id: int, import_id: int) -> None:
    found = store.get(tx, guild_id, import_id)
    if found is not None:
        audit.record(
            tx,
            guild_id=guild_id,
            user_id=found.user_id,
            action="network.import",
            subject=found.name,
            after={"added": found.added, "changed": found.changed},
        )


def _forget(tx: Transaction, now: dt.datetime) -> int:
    return store.forget(tx, now - rules.KEPT, now - rules.UNFINISHED, _FORGOTTEN_AT_ONCE)
