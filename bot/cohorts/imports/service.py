"""Importing into a cohort: a file is read in a process of its own, shown, asked about, and stored some rows at a time.

Nothing doubtful is stored without an answer. Rows and the note that they are done are one transaction, so storing goes on
where it was, whoever stopped it.
"""

import datetime as dt
import json
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.clock import Clock
from bot.cohorts import leading
from bot.cohorts import records as cohorts
from bot.cohorts.imports import people, placing_rules, reading, records, rules, store, storing
from bot.cohorts.imports.people import Members
from bot.cohorts.imports.records import Outlook
from bot.cohorts.imports.rules import Answers, Doubt, FileKind, Kind
from bot.cohorts.leading import Wanted
from bot.cohorts.sessions import records as sessions
from bot.errors import InvalidInputError, StaleError
from bot.feature import Erasure, Feature, PersonalData, Table
from bot.guilds.service import settings_in
from bot.language import zones
from bot.language.safe_text import clean_name, clip
from bot.net.attachments import AttachmentFetcher, shown_name
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.ui.cards import Upload
from bot.workers import Workers

FEATURE = "cohort_imports"
FindMembers = Callable[[Sequence[int], Sequence[str]], Awaitable[Members]]
"""Who of these ids and names is in the server, as Discord says now."""
_SECONDS = 30.0
_ROWS_AT_ONCE = 200
_FORGOTTEN_AT_ONCE = 5
_NAME_LIMIT = 80

_log = logging.getLogger(__name__)


class CohortImportService:
    """Use cases of who leads a cohort, or may make one."""

    def __init__(
        self, database: Database, attachments: AttachmentFetcher, workers: Workers, clock: Clock
    ) -> None:
        self._database = database
        self._attachments = attachments
        self._workers = workers
        self._clock = clock
        self._running: set[int] = set()

    async def require(self, actor: Actor, cohort_id: int | None) -> None:
        """Raises NotAllowedError for who may not import, and StaleError for a cohort that is over."""
        await self._database.read(lambda tx: records.require(tx, actor, cohort_id))

    async def read(self, actor: Actor, upload: Upload, cohort_id: int | None, find: FindMembers) -> Outlook:
        """Read a file and say what storing it would change; nothing of it is stored yet.

        `cohort_id` None: it makes a cohort. Raises NotAllowedError, and RefusedError for a file that cannot be read.
        """
        await self.require(actor, cohort_id)
        content = await self._attachments.fetch_file(upload.url, rules.MOST_BYTES)
        now = self._clock.now().astimezone(dt.UTC).isoformat()
        found = await self._workers.run(reading.read, content, now, seconds=_SECONDS)
        return await self.keep(actor, cohort_id, upload.name, found, find)

    async def keep(
        self, actor: Actor, cohort_id: int | None, typed: str, found: Mapping[str, Any], find: FindMembers
    ) -> Outlook:
        """Keep for a day what `reading.read` found in a file called `typed`, and hold it against the cohort."""
        kind = FileKind(found["kind"])
        rows: list[tuple[int, int | None, str]] = [
            (number, None, row) for number, row in enumerate(found["rows"], 1)
        ]
        if kind is FileKind.PEOPLE:
            held = [json.loads(row) for row in found["rows"]]
            members = await find(*people.wanted(held))
            rows = [
                (number, user_id, json.dumps(row, ensure_ascii=False))
                for number, (user_id, row) in enumerate(people.known(held, members), 1)
            ]
        name = shown_name(typed)
        title = "" if cohort_id is not None else _title(found["name"], name)

        def insert(tx: Transaction) -> int:
            cohort = records.require(tx, actor, cohort_id)
            uids = (json.loads(row).get("uid", "") for _, _, row in rows)
            lineage = None if cohort is None else records.lineage(tx, cohort.id, uids)
            if kind is FileKind.MILESTONES:
                lineage = kind.value  # they do not remember which table they came from
            store.drop_unstored(tx, actor.guild_id, actor.user_id)
            return store.insert(
                tx,
                guild_id=actor.guild_id,
                cohort_id=cohort_id,
                user_id=actor.user_id,
                name=name,
                kind=kind,
                title=title,
                zone=settings_in(tx, actor.guild_id).zone if cohort is None else cohort.zone,
                lineage=lineage or secrets.token_hex(6),
                ignored=found["ignored"],
                total=len(rows),
            )

        import_id = await self._database.write(insert)
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            some = rows[start : start + _ROWS_AT_ONCE]
            await self._database.write(
                lambda tx, some=some: store.add_rows(tx, import_id, some)  # type: ignore[misc]
            )
        if kind is not FileKind.PEOPLE:
            await self._database.write(lambda tx: _recall(tx, actor.guild_id, import_id))
        return await self.get(actor, import_id)

    # Looking and answering

    async def get(self, actor: Actor, import_id: int) -> Outlook:
        """How a file stands that the actor had read. Raises NotAllowedError, and StaleError for one that is gone."""

        def operation(tx: Transaction) -> Outlook:
            return records.look(tx, *records.own(tx, actor, import_id), running=import_id in self._running)

        return await self._database.read(operation)

    async def ask(self, actor: Actor, import_id: int) -> Outlook:
        """The same, for what is still to be decided. Raises StaleError where it is being stored."""
        found = await self.get(actor, import_id)
        if found.file.state != store.READ:
            raise StaleError("cohort-import-storing")
        return found

    async def answer(
        self, actor: Actor, import_id: int, doubt: Doubt, number: int, said: str, *, alone: bool
    ) -> Outlook:
        """Say what is meant by a row, or by all rows with the same doubt (not `alone`). Raises StaleError for what fits none."""
        if said.startswith(rules.PLACE) and zones.canonical(said.removeprefix(rules.PLACE)) is None:
            raise StaleError("stale-press")

        def change(before: Outlook, held: Answers) -> Answers:
            row = before.row(number)
            if row is None or doubt not in placing_rules.doubts(row):
                raise StaleError("stale-press")
            key = rules.group_of(row, doubt)
            group = next(one for one in before.groups if (one.doubt, one.name) == key)
            if not any(placing_rules.is_answer(one, doubt, said) for one in ([row] if alone else group.rows)):
                raise StaleError("stale-press")
            if alone:
                return replace(held, rows={**held.rows, (number, doubt): said})
            return replace(held, groups={**held.groups, key: said})

        return await self._answered(actor, import_id, change)

    async def answer_place(
        self, actor: Actor, import_id: int, number: int, typed: str, *, alone: bool
    ) -> Outlook:
        """Say by its name where the times of a row, or of all with its zone, are meant. Raises InvalidInputError."""
        zone = zones.named(typed.strip())
        if zone is None:
            near = zones.nearest(typed)
            if near is None:
                raise InvalidInputError("cohort-import-place-unknown", typed=clip(typed.strip(), 60))
            raise InvalidInputError("cohort-import-place-near", typed=clip(typed.strip(), 60), near=near)
        return await self.answer(actor, import_id, Doubt.ZONE, number, f"{rules.PLACE}{zone}", alone=alone)

    async def set_past(self, actor: Actor, import_id: int, *, past: bool) -> Outlook:
        """Whether sessions that are over are stored too."""
        return await self._answered(actor, import_id, lambda _, held: replace(held, past=past))

    async def set_gone(
        self, actor: Actor, import_id: int, shown: Collection[int], chosen: Collection[int]
    ) -> Outlook:
        """Of the sessions (ids) that were shown and that the file has no more, cancel the chosen ones and keep the others."""

        def change(before: Outlook, held: Answers) -> Answers:
            there = {one.session.id for one in before.of(Kind.GONE) if one.session is not None}
            if not set(chosen) <= there:
                raise StaleError("stale-press")
            return replace(held, gone=frozenset((held.gone - set(shown)) | set(chosen)) & there)

        return await self._answered(actor, import_id, change)

    async def set_title(self, actor: Actor, import_id: int, typed: str) -> Outlook:
        """Another name for the cohort that is made. Raises InvalidInputError."""
        title = leading.read_name(typed)

        def operation(tx: Transaction) -> Outlook:
            found, cohort = records.own(tx, actor, import_id)
            if found.state != store.READ or cohort is not None:
                raise StaleError("cohort-import-storing")
            store.set_title(tx, import_id, title)
            return records.look(tx, *records.own(tx, actor, import_id))

        return await self._database.write(operation)

    async def discard(self, actor: Actor, import_id: int) -> Outlook:
        """Let it be: what was read is deleted. Raises StaleError for what is gone, or being stored."""

        def operation(tx: Transaction) -> Outlook:
            found, cohort = records.own(tx, actor, import_id)
            if found.state != store.READ:
                raise StaleError("cohort-import-storing")
            store.drop(tx, import_id)
            return Outlook(file=found, cohort=cohort)

        return await self._database.write(operation)

    async def _answered(
        self, actor: Actor, import_id: int, change: Callable[[Outlook, Answers], Answers]
    ) -> Outlook:
        def operation(tx: Transaction) -> Outlook:
            found, cohort = records.own(tx, actor, import_id)
            if found.state != store.READ:
                raise StaleError("cohort-import-storing")
            before = records.look(tx, found, cohort)
            store.answer(tx, import_id, records.dumped(change(before, before.answers)))
            return records.look(tx, *records.own(tx, actor, import_id))

        return await self._database.write(operation)

    # Storing

    async def begin(self, actor: Actor, import_id: int) -> Outlook:
        """From here on it is being stored, whatever happens; `storing` does it. Twice is once. Raises StaleError.

        Makes the cohort where the file makes one: raises InvalidInputError where its name is taken.
        """

        def operation(tx: Transaction) -> None:
            found, cohort = records.own(tx, actor, import_id)
            if found.state != store.READ:
                return
            outlook = records.look(tx, found, cohort)
            if not outlook.to_store:
                raise StaleError("cohort-import-nothing")
            here = settings_in(tx, actor.guild_id).zone if cohort is None else cohort.zone
            if here != found.zone:
                raise StaleError("cohort-import-zone")  # what was shown is not what would be stored
            if cohort is None:
                cohort = leading.create_cohort(tx, actor, Wanted(name=found.title))
            new = outlook.count(Kind.NEW) if found.kind in {FileKind.CALENDAR, FileKind.SESSIONS} else 0
            if sessions.count_sessions(tx, cohort.id) + new > rules.MOST_SESSIONS:
                raise InvalidInputError("cohort-import-full", most=rules.MOST_SESSIONS)
            if found.kind is not FileKind.PEOPLE:
                records.remember(tx, found, cohort)
            store.begin(tx, import_id, cohort.id)

        await self._database.write(operation)
        return await self.get(actor, import_id)

    async def storing(self, guild_id: int, import_id: int) -> AsyncIterator[Outlook]:
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
                        "guild %d: an import of %d rows was stored to its end", guild_id, found.file.stored
                    )
        return len(those)

    def feature(self) -> Feature:
        """How imports join in."""
        return Feature(
            name=FEATURE,
            tables=(
                Table(
                    name="cohort_import",
                    people=(
                        PersonalData(
                            column="user_id",
                            what="cohort-import-data-file",
                            erasure=Erasure.DELETE,
                            kept=rules.KEPT,
                        ),
                    ),
                ),
                Table(
                    name="cohort_import_row",
                    guild=None,
                    parent=("import_id", "cohort_import", "id"),
                    people=(
                        PersonalData(
                            column="person_id",
                            what="cohort-import-data-row",
                            erasure=Erasure.DELETE,
                            of_another=True,
                            kept=rules.KEPT,
                        ),
                    ),
                    private=frozenset({"content"}),
                ),
                Table(name="cohort_import_answer"),
            ),
            forget=_forget,
        )


def _recall(tx: Transaction, guild_id: int, import_id: int) -> None:
    """Answer what was answered before, of the same calendar; everybody sees it, and may say something else."""
    found = store.get(tx, guild_id, import_id)
    said = None if found is None or found.state != store.READ else records.recalled(tx, found)
    if said is not None:
        store.answer(tx, import_id, records.dumped(said))


def _store_some(tx: Transaction, guild_id: int, import_id: int) -> Outlook | None:
    """Store one part. None: there is nothing to store."""
    found = store.get(tx, guild_id, import_id)
    if found is None or found.state != store.STORING or found.cohort_id is None:
        return None
    storing.store_part(tx, found, cohorts.existing(tx, guild_id, found.cohort_id))
    after = store.get(tx, guild_id, import_id)
    if after is None:
        return None
    cohort = cohorts.existing(tx, guild_id, found.cohort_id)
    return Outlook(file=after, cohort=cohort, running=True)


def _title(calendar: str, file: str) -> str:
    """What a cohort is called that a file makes."""
    stem = file.rpartition(".")[0] or file
    return clip(
        clean_name(calendar) or clean_name(stem.replace("_", " ").replace("-", " ")) or file, _NAME_LIMIT
    )


def _forget(tx: Transaction, now: dt.datetime) -> int:
    return store.forget(tx, now - rules.KEPT, now - rules.UNFINISHED, _FORGOTTEN_AT_ONCE)
