"""Progress from a learning platform's file: read in a process of its own, shown first, stored when somebody says so.

It only ever ticks: what a file does not say, or says no to, stays as it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from bot.cohorts import records as cohorts
from bot.cohorts.attending import importing_rules as rules
from bot.cohorts.attending import records, store
from bot.cohorts.attending.importing_rules import Answers, Outcome, Reading
from bot.cohorts.attending.rules import How
from bot.cohorts.enrolling_rules import HERE
from bot.cohorts.rules import LIVE, Cohort, Milestone
from bot.errors import InvalidInputError, StaleError
from bot.language.rules import folded
from bot.net.attachments import AttachmentFetcher, shown_name
from bot.net.tables import read_table_file
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.ui.cards import Upload
from bot.workers import Workers

_SECONDS = 30.0


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A file as it was read, and what storing it would do. `stored`: so many ticks came of it; None: not stored yet."""

    id: int
    cohort: Cohort
    name: str
    header: tuple[str, ...]
    rows: int
    milestones: tuple[Milestone, ...]
    answers: Answers
    outcome: Outcome
    stored: int | None = None


class ProgressImport:
    """Use cases of facilitators. A file is its reader's own."""

    def __init__(self, database: Database, attachments: AttachmentFetcher, workers: Workers) -> None:
        self._database = database
        self._attachments = attachments
        self._workers = workers

    async def people(self, actor: Actor, cohort_id: int) -> tuple[int, ...]:
        """Who is in a cohort, so that their names can be looked for. Raises what `read` raises, before anything is fetched."""

        def operation(tx: Transaction) -> tuple[int, ...]:
            cohort = _led(tx, actor, cohort_id)
            if not records.plan(tx, cohort).milestones:
                raise InvalidInputError("attend-file-no-milestones", name=cohort.name)
            return tuple(sorted(_here(tx, cohort)))

        return await self._database.read(operation)

    async def read(
        self, actor: Actor, cohort_id: int, upload: Upload, names: Mapping[int, tuple[str, ...]]
    ) -> Shown:
        """Read a file; nothing of it is stored as progress. `names`: person → what they are called.

        Raises RefusedError for a file that cannot be read.
        """
        await self.people(actor, cohort_id)
        content = await self._attachments.fetch_file(upload.url, rules.MOST_BYTES)
        header, rows = await self._workers.run(read_table_file, content, rules.MOST_ROWS, seconds=_SECONDS)
        if not rows:
            raise InvalidInputError("attend-file-empty")
        known: dict[str, int] = {}
        for user_id, theirs in names.items():
            for name in {_compared(one) for one in theirs if one}:
                known[name] = 0 if known.get(name, user_id) != user_id else user_id
        reading = {"header": header, "rows": rows, "names": known}

        def insert(tx: Transaction) -> Shown:
            cohort = _led(tx, actor, cohort_id)
            made = store.insert_file(
                tx, actor.guild_id, cohort.id, actor.user_id, name=shown_name(upload.name), reading=reading
            )
            return _shown(tx, actor, made)

        return await self._database.write(insert)

    async def get(self, actor: Actor, file_id: int) -> Shown:
        """A file that the actor had read. Raises StaleError where it is gone."""
        return await self._database.read(lambda tx: _shown(tx, actor, file_id))

    async def set_person(self, actor: Actor, file_id: int, column: int) -> Shown:
        """The column that says who."""
        return await self._answer(actor, file_id, lambda before: {**before, "person": column})

    async def set_column(self, actor: Actor, file_id: int, milestone_id: int, column: int) -> Shown:
        """The column of a milestone; -1: none."""

        def change(before: Mapping[str, Any]) -> dict[str, Any]:
            return {**before, "columns": {**before.get("columns", {}), str(milestone_id): column}}

        return await self._answer(actor, file_id, change)

    async def set_pass(self, actor: Actor, file_id: int, passes_from: int) -> Shown:
        """From which mark on it is done. Raises StaleError for one that nobody offered."""
        if passes_from not in rules.PASSES:
            raise StaleError("stale-press")
        return await self._answer(actor, file_id, lambda before: {**before, "pass": passes_from})

    async def store(self, actor: Actor, file_id: int) -> Shown:
        """Tick what the file says as it was shown; in one transaction. Raises StaleError for a second time."""

        def operation(tx: Transaction) -> Shown:
            shown = _shown(tx, actor, file_id)
            if shown.stored is not None:
                raise StaleError("attend-file-stored")
            if not shown.outcome.ticks:
                raise StaleError("attend-file-nothing")
            key = audit.actor_key(tx, actor.user_id)
            count = sum(
                records.mark_done(tx, shown.cohort, milestone, user_id, how=How.IMPORT, by=key)
                for milestone, user_id in shown.outcome.ticks
            )
            records.refresh(tx, shown.cohort)
            store.file_stored(tx, file_id, count)
            records.note(
                tx,
                actor,
                "cohort.progress.import",
                shown.cohort.name,
                after={"ticks": count, "people": len({one for _, one in shown.outcome.ticks})},
            )
            return _shown(tx, actor, file_id, was=shown)

        return await self._database.write(operation)

    async def discard(self, actor: Actor, file_id: int) -> Cohort:
        """Throw it away."""

        def operation(tx: Transaction) -> Cohort:
            shown = _shown(tx, actor, file_id)
            store.delete_file(tx, file_id)
            return shown.cohort

        return await self._database.write(operation)

    async def _answer(
        self, actor: Actor, file_id: int, change: Callable[[Mapping[str, Any]], dict[str, Any]]
    ) -> Shown:
        def operation(tx: Transaction) -> Shown:
            shown = _shown(tx, actor, file_id)
            if shown.stored is not None:
                raise StaleError("attend-file-stored")
            found = store.file(tx, actor.guild_id, file_id)
            assert found is not None  # noqa: S101 - it was read just now
            store.answer_file(tx, file_id, change(found.answers))
            return _shown(tx, actor, file_id)

        return await self._database.write(operation)


def _led(tx: Transaction, actor: Actor, cohort_id: int) -> Cohort:
    cohort = cohorts.led(tx, actor, cohort_id)
    if cohort.state not in LIVE:
        raise StaleError("cohort-over", name=cohort.name)
    return cohort


def _here(tx: Transaction, cohort: Cohort) -> set[int]:
    return {one.user_id for one in cohorts.everybody(tx, cohort.id) if one.state in HERE}


def _compared(text: str) -> str:
    return " ".join(folded(text).split())


def _shown(tx: Transaction, actor: Actor, file_id: int, *, was: Shown | None = None) -> Shown:
    """Raises StaleError where it is gone, or somebody else's; NotAllowedError where they do not lead any more."""
    found = store.file(tx, actor.guild_id, file_id)
    if found is None or found.user_id != actor.user_id:
        raise StaleError("attend-file-gone")
    cohort = _led(tx, actor, found.cohort_id)
    milestones = records.plan(tx, cohort).milestones
    if found.stored is not None:
        return Shown(
            id=found.id,
            cohort=cohort,
            name=found.name,
            header=(),
            rows=0 if was is None else was.rows,
            milestones=milestones,
            answers=Answers(),
            outcome=Outcome(person=0, columns={}) if was is None else was.outcome,
            stored=found.stored,
        )
    reading = Reading(**cast("dict[str, Any]", found.reading))
    answers = _answers(cast("dict[str, Any]", found.answers))
    done = store.done_of(tx, cohort.id)
    outcome = rules.outcome(
        reading,
        answers,
        here=_here(tx, cohort),
        milestones={one.id: _compared(one.title) for one in milestones},
        done=[(milestone, user_id) for user_id, its in done.items() for milestone in its],
        compared=_compared,
    )
    return Shown(
        id=found.id,
        cohort=cohort,
        name=found.name,
        header=tuple(reading.header),
        rows=len(reading.rows),
        milestones=milestones,
        answers=answers,
        outcome=outcome,
    )


def _answers(stored: Mapping[str, Any]) -> Answers:
    return Answers(
        person=stored.get("person"),
        columns={int(one): column for one, column in stored.get("columns", {}).items()},
        passes_from=stored.get("pass"),
    )
