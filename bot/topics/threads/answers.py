"""Answered, still open, and the TLP label: what asker and organisers say about a thread."""

from bot.errors import InvalidInputError, StaleError
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.topics.threads import records, rules
from bot.topics.threads.records import Seen, Standing
from bot.topics.threads.rules import MOST_ANSWER, SOLVED, Label, Move


class ThreadService:
    """Use cases of a thread that is on Discord. Its asker and organisers may; each operation asks again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, actor: Actor, id_: int) -> Standing:
        """A thread for its asker or an organiser. Raises NotFoundError and NotAllowedError."""

        def operation(tx: Transaction) -> Standing:
            found = records.existing(tx, actor.guild_id, id_)
            records.require_may(tx, actor, found)
            return records.standing(tx, found, actor)

        return await self._database.read(operation)

    async def here(self, actor: Actor, seen: Seen) -> Standing:
        """The thread that the actor is in, followed from now on where it was not. Raises as `get` does."""

        def operation(tx: Transaction) -> Standing:
            found = records.of_seen(tx, actor.guild_id, seen)
            records.require_may(tx, actor, found)
            return records.standing(tx, found, actor)

        return await self._database.write(operation)

    async def answer(self, actor: Actor, id_: int, version: int, gist: str) -> Standing:
        """Mark as answered with the gist of the answer, or change the gist of one that is.

        `version`: as it was when the form was opened. Raises InvalidInputError for an empty gist, StaleError where somebody
        was quicker.
        """
        text = records.read_text(gist, MOST_ANSWER)
        if not text:
            raise InvalidInputError("threads-gist-empty")

        def operation(tx: Transaction) -> Standing:
            found = records.existing(tx, actor.guild_id, id_)
            records.require_may(tx, actor, found)
            if found.version != version:
                raise StaleError("threads-answered-already" if found.state in SOLVED else "threads-moved-on")
            again = found.state in SOLVED
            after = records.decide(
                tx,
                found,
                None if again else Move.ANSWER,
                action="thread.edit-answer" if again else "thread.answer",
                actor=actor,
                reopen=found.state in rules.CLOSED,
                answer=text,
                answered_by=audit.actor_key(tx, actor.user_id),
            )
            return records.standing(tx, after, actor)

        return await self._database.write(operation)

    async def reopen(self, actor: Actor, id_: int) -> Standing:
        """Still open: take the answer back; its text is kept for the next form. Raises StaleError for one that is open."""

        def operation(tx: Transaction) -> Standing:
            found = records.existing(tx, actor.guild_id, id_)
            records.require_may(tx, actor, found)
            if found.state not in SOLVED:
                raise StaleError("threads-open-already")
            after = records.decide(
                tx,
                found,
                Move.REOPEN,
                action="thread.reopen",
                actor=actor,
                reopen=found.state in rules.CLOSED,
                answered_by=None,
                answered_at=None,
            )
            return records.standing(tx, after, actor)

        return await self._database.write(operation)

    async def set_label(self, actor: Actor, seen: Seen, label: Label) -> Standing:
        """Set the TLP label of the thread that the actor is in. The same one twice changes nothing."""

        def operation(tx: Transaction) -> Standing:
            found = records.of_seen(tx, actor.guild_id, seen)
            records.require_may(tx, actor, found)
            if found.label is label:
                return records.standing(tx, found, actor)
            after = records.decide(
                tx,
                found,
                action="thread.label",
                actor=actor,
                reopen=found.state in rules.CLOSED,
                label=label.value,
            )
            return records.standing(tx, after, actor)

        return await self._database.write(operation)
