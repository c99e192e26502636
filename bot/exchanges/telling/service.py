"""What an organiser does about a project's private thread."""

from bot.errors import StaleError
from bot.exchanges import records
from bot.exchanges.model import Project
from bot.exchanges.telling import insiders
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction


class InsideService:
    """Use cases of organisers; whether the actor is one is asked each time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def enter(self, actor: Actor, exchange_id: int) -> Project:
        """Let the actor into the organisers' thread, also one who left it. It is made where there is none.

        Raises NotFoundError, NotAllowedError, and StaleError where it is still being made or has no place.
        """

        def operation(tx: Transaction) -> Project:
            project = records.led(tx, actor, exchange_id)
            insiders.let_in(tx, project, actor.user_id, again=True)
            if project.thread_id is None and project.channel_id is not None:
                insiders.make(tx, project)
            return project

        project = await self._database.write(operation)
        if project.channel_id is None and project.thread_id is None:
            raise StaleError("exchange-told-no-channel", name=project.name)
        if project.thread_id is None:
            raise StaleError("exchange-told-no-thread", name=project.name)
        return project
