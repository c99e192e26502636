"""Exports of closed polls. What leaves is decided by the poll's secrecy, whoever asks."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from bot.errors import StaleError
from bot.people.actor import Actor
from bot.polls import records
from bot.polls.closing import exporting
from bot.polls.closing.exporting import Files
from bot.polls.rules import Poll, PollState
from bot.storage.database import Database, Transaction

EXPORTED = frozenset({PollState.CLOSED, PollState.CERTIFIED})


@dataclass(frozen=True, kw_only=True)
class Exported:
    """A closed poll and its files."""

    poll: Poll
    files: Files


class ExportService:
    """For poll officers, once a poll is closed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def export(self, actor: Actor, poll_id: int, words: Mapping[str, str]) -> Exported:
        """The files of a poll; the log notes who took them. Raises StaleError for one that is not closed.

        `words`: see `exporting.files`. Some 20 µs a ballot, in a thread of its own.
        """

        def operation(tx: Transaction) -> exporting.Material:
            poll = records.run(tx, actor, poll_id)
            if poll.state not in EXPORTED or not poll.result:
                raise StaleError("poll-export-not-closed", question=poll.question)
            records.log(tx, poll, actor, "poll.export")
            return exporting.gather(tx, poll)

        material = await self._database.write(operation)
        return Exported(poll=material.poll, files=await asyncio.to_thread(exporting.files, material, words))
