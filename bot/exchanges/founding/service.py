"""What organisers do with a project itself, and what everybody sees of it."""

from bot.exchanges import records, store
from bot.exchanges.model import Project
from bot.people.actor import Actor
from bot.storage.database import Database


class ExchangeService:
    """Use cases of a project."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def every(self, actor: Actor) -> list[Project]:
        """The guild's projects, by name: every member may know of them."""
        return await self._database.read(lambda tx: store.every(tx, actor.guild_id))

    async def leads(self, actor: Actor) -> bool:
        """Whether the actor runs projects."""
        return await self._database.read(lambda tx: records.leads(tx, actor))
