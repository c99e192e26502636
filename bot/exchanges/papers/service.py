"""Papers of a project, for organisers: they speak in its name. Public ones hold nothing confidential, internal ones say what they hold."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass

from bot.errors import InvalidInputError
from bot.exchanges import records
from bot.exchanges.model import Project, Rir
from bot.exchanges.papers import document, making
from bot.exchanges.papers.making import FOR_EXCHANGES, What
from bot.exchanges.rules import ProjectKind
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.workers import Workers

Names = Callable[[Collection[int]], Awaitable[Mapping[int, str]]]
_SECONDS = 30.0


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A paper that was made. `files`: (name, content). `organisations`: so many are named. `rir`: whose dossier it is."""

    project: Project
    what: What
    internal: bool
    files: tuple[tuple[str, bytes], ...]
    organisations: int
    rir: Rir | None = None


class PaperService:
    """Makes papers in a worker process."""

    def __init__(self, database: Database, workers: Workers) -> None:
        self._database = database
        self._workers = workers

    async def export(
        self,
        actor: Actor,
        exchange_id: int,
        what: What,
        *,
        internal: bool,
        words: Mapping[str, str],
        names: Names,
        language: str = "en",
    ) -> Paper:
        """A paper as of now; the log notes who took it.

        `words`: of `messages.words`. `names`: asks how people are called, for internal papers. Raises NotFoundError,
        NotAllowedError, and InvalidInputError for a paper that this project has no use for, or not yet.
        """

        def operation(tx: Transaction) -> tuple[Project, document.Document]:
            project = records.led(tx, actor, exchange_id)
            _require_use(project, what)
            return project, document.gather(tx, project, actor, internal=internal)

        def note(tx: Transaction) -> None:
            project = records.led(tx, actor, exchange_id)
            audit.record(
                tx,
                guild_id=project.guild_id,
                user_id=actor.user_id,
                action="exchange.export",
                subject=f"exchange:{project.id}",
                after={"what": str(what), "profile": "internal" if internal else "public"},
            )

        project, found = await self._database.read(operation)
        await self._database.write(note)
        people = document.people(found)
        if people:
            found = document.named(found, await names(people))
        rir = None if project.rir is None else str(project.rir)
        files = await self._workers.run(
            making.made, str(what), found, dict(words), rir, language, seconds=_SECONDS
        )
        return Paper(
            project=project,
            what=what,
            internal=internal,
            files=tuple((name, content) for name, content in files),
            organisations=len(found["organisations"]),
            rir=project.rir if what is What.DOSSIER else None,
        )


def _require_use(project: Project, what: What) -> None:
    """Raises InvalidInputError for a paper that the project has no use for, or not yet."""
    if what in FOR_EXCHANGES and project.kind is not ProjectKind.EXCHANGE:
        raise InvalidInputError("paper-not-for-nog", name=project.name)
    if what is What.DOSSIER and project.rir is None:
        raise InvalidInputError("paper-no-registry", name=project.name)
