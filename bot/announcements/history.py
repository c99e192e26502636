"""What was sent where, newest first, and found again by words."""

import datetime as dt
from dataclasses import dataclass

from bot.announcements import store
from bot.announcements.promises import FEATURE, POST
from bot.delivery import outbox
from bot.delivery.model import Delivery
from bot.guilds.service import require_organiser, settings_in
from bot.language.rules import folded
from bot.people import searches
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.ui.pages import Page, paged


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """An announcement at one of its dates, in the channels it was to go to. `title` is the one it has now."""

    announcement_id: int
    title: str
    due_at: dt.datetime
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True, kw_only=True)
class Found:
    """A page of what was sent. `term`: what was looked for; "": everything. `search_id` is for the next page; 0: none."""

    page: Page[Occasion]
    term: str
    search_id: int


class HistoryService:
    """For organisers; every page asks again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def look(self, actor: Actor, typed: str | None, *, per_page: int) -> Found:
        """The first page of everything, or of what holds the words that were typed. Raises InvalidInputError.

        The words are kept for a day only where there is a page to turn.
        """
        term = "" if typed is None else searches.read(typed)
        found = await self._database.read(lambda tx: _look(tx, actor, term, 0, number=1, per_page=per_page))
        if not term or found.page.count == 1:
            return found
        search_id = await self._database.write(
            lambda tx: searches.keep(tx, actor.guild_id, actor.user_id, term)
        )
        return Found(page=found.page, term=term, search_id=search_id)

    async def turn(self, actor: Actor, search_id: int, number: int, *, per_page: int) -> Found:
        """Another page. Raises StaleError for a search that is no longer known, or was somebody else's."""

        def operation(tx: Transaction) -> Found:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            term = searches.term(tx, actor.guild_id, actor.user_id, search_id) if search_id else ""
            return _look(tx, actor, term, search_id, number=number, per_page=per_page)

        return await self._database.read(operation)


def _look(tx: Transaction, actor: Actor, term: str, search_id: int, *, number: int, per_page: int) -> Found:
    require_organiser(settings_in(tx, actor.guild_id), actor)
    guild_id = actor.guild_id
    among = store.matching(tx, guild_id, folded(term).split()) if term else None
    places = paged(
        range(outbox.count_occasions(tx, guild_id, FEATURE, template=POST, among=among)), number, per_page
    )
    shown = outbox.occasions(
        tx,
        guild_id,
        FEATURE,
        template=POST,
        among=among,
        offset=places.items[0] if places.items else 0,
        limit=len(places.items),
    )
    titles = store.titles(tx, guild_id, [subject for subject, _ in shown])
    items = tuple(
        Occasion(
            announcement_id=subject,
            title=titles.get(subject, ""),
            due_at=due_at,
            deliveries=tuple(
                outbox.at_occasion(tx, guild_id, FEATURE, subject, template=POST, due_at=due_at)
            ),
        )
        for subject, due_at in shown
    )
    return Found(
        page=Page(items=items, number=places.number, count=places.count), term=term, search_id=search_id
    )
