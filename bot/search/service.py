"""The use case: what solved or announced things hold these words, for one reader, in one look at the database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.errors import StaleError
from bot.feature import Feature, Found, SearchQuery
from bot.people import searches
from bot.people.actor import Actor
from bot.search import rules
from bot.storage.database import Database, Transaction
from bot.ui.pages import Page, paged

_MOST_LOOKS = 5


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is looked for: words, in a topic (0: any), not older than so many days (0: however old)."""

    term: str
    topic_id: int = 0
    days: int = 0


@dataclass(frozen=True, kw_only=True)
class Results:
    """A page of what was found. `search_id` is for the presses under it; `full`: there may be more than on all pages."""

    search_id: int
    wanted: Wanted
    page: Page[Found]
    full: bool = False


class SearchService:
    """`features` may still be filled when this is made: it is read at each question."""

    def __init__(self, database: Database, features: Mapping[str, Feature]) -> None:
        self._database = database
        self._features = features

    async def look(
        self,
        actor: Actor,
        typed: str,
        *,
        topic_id: int,
        days: int,
        may_view: Callable[[int], bool],
        per_page: int,
    ) -> Results:
        """The first page. `may_view` is asked in the caller's thread, once a channel. Raises InvalidInputError."""
        wanted = Wanted(term=searches.read(typed), topic_id=topic_id, days=days)
        search_id = await self._database.write(
            lambda tx: searches.keep(tx, actor.guild_id, actor.user_id, wanted.term)
        )
        found = await self._find(actor.guild_id, wanted, may_view)
        return _results(search_id, wanted, found, 1, per_page)

    async def turn(
        self,
        actor: Actor,
        search_id: int,
        *,
        topic_id: int,
        days: int,
        number: int,
        may_view: Callable[[int], bool],
        per_page: int,
    ) -> Results:
        """Another page of the actor's own search, as things are now. Raises StaleError."""
        if not rules.is_offered(days):
            raise StaleError("stale-press")
        term = await self._database.read(
            lambda tx: searches.term(tx, actor.guild_id, actor.user_id, search_id)
        )
        wanted = Wanted(term=term, topic_id=topic_id, days=days)
        found = await self._find(actor.guild_id, wanted, may_view)
        return _results(search_id, wanted, found, number, per_page)

    async def _find(
        self, guild_id: int, wanted: Wanted, may_view: Callable[[int], bool]
    ) -> tuple[Found, ...]:
        viewable: dict[int, bool] = {}
        for _ in range(_MOST_LOOKS):
            found, unknown = await self._look(guild_id, wanted, viewable)
            if not unknown:
                break
            viewable |= {channel_id: may_view(channel_id) for channel_id in unknown}
        return found

    async def _look(
        self, guild_id: int, wanted: Wanted, viewable: Mapping[int, bool]
    ) -> tuple[tuple[Found, ...], set[int]]:
        """As far as `viewable` allows, and the channels it does not know of: as in the agenda."""
        unknown: set[int] = set()

        def may_view(channel_id: int) -> bool:
            known = viewable.get(channel_id)
            if known is None:
                unknown.add(channel_id)
            return bool(known)

        def operation(tx: Transaction) -> tuple[Found, ...]:
            query = SearchQuery(
                guild_id=guild_id,
                text=wanted.term,
                topic_id=wanted.topic_id or None,
                since=rules.since(wanted.days, tx.now),
                most=rules.MOST,
                may_view=may_view,
            )
            asked = [one.search for one in self._features.values() if one.search is not None]
            return rules.merged([search(tx, query) for search in asked])

        return await self._database.read(operation), unknown


def _results(search_id: int, wanted: Wanted, found: tuple[Found, ...], number: int, per_page: int) -> Results:
    return Results(
        search_id=search_id,
        wanted=wanted,
        page=paged(found, number, per_page),
        full=len(found) >= rules.MOST,
    )
