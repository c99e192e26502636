"""The agenda's use case: what is coming up for one reader, asked of every feature in one look at the database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.agenda import rules
from bot.agenda.rules import DEFAULT_DAYS, What
from bot.feature import AgendaItem, AgendaQuery, Feature, PanelButton
from bot.guilds.rules import is_organiser
from bot.guilds.service import settings_in
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.ui.routes import press

_MOST_LOOKS = 5


@dataclass(frozen=True, kw_only=True)
class Coming:
    """What comes up in the next `days` days, in order; `cancelled` ones stand in `filed` alone."""

    what: What
    days: int
    listed: tuple[AgendaItem, ...]
    filed: tuple[AgendaItem, ...]
    organises: bool


class AgendaService:
    """`features` may still be filled when this is made: it is read at each question."""

    def __init__(self, database: Database, features: Mapping[str, Feature]) -> None:
        self._database = database
        self._features = features

    def feature(self) -> Feature:
        """How the agenda joins in: a button on the "Start here" card."""
        first = press("agenda.show", What.GUILD, DEFAULT_DAYS, 1)
        return Feature(name="agenda", panel=(PanelButton(what="agenda-panel", press=first),))

    async def coming(self, actor: Actor, *, what: What, days: int, may_view: Callable[[int], bool]) -> Coming:
        """What the actor may know of at this moment. `may_view` is asked in the caller's thread, once a channel.

        Raises ValueError for days outside 1 to 90.
        """
        viewable: dict[int, bool] = {}
        for _ in range(_MOST_LOOKS):
            found, unknown = await self._look(actor, what, days, viewable)
            if not unknown:
                break
            viewable |= {channel_id: may_view(channel_id) for channel_id in unknown}
        return found

    async def _look(
        self, actor: Actor, what: What, days: int, viewable: Mapping[int, bool]
    ) -> tuple[Coming, set[int]]:
        """The answer as far as `viewable` allows, and the channels it does not know of: nothing of these is told.

        Permissions live in the event loop's thread and queries run in another: so it is looked again, with answers.
        """
        unknown: set[int] = set()

        def may_view(channel_id: int) -> bool:
            known = viewable.get(channel_id)
            if known is None:
                unknown.add(channel_id)
            return bool(known)

        def operation(tx: Transaction) -> Coming:
            since, until = rules.window(tx.now, days)
            organises = is_organiser(
                settings_in(tx, actor.guild_id),
                role_ids=actor.role_ids,
                administers=actor.administers,
                manages=actor.manages,
            )
            query = AgendaQuery(
                guild_id=actor.guild_id,
                user_id=actor.user_id,
                mine=what is What.MINE,
                organises=organises,
                since=since,
                until=until,
                may_view=may_view,
            )
            items = [
                item
                for feature in self._features.values()
                if feature.agenda is not None
                for item in feature.agenda(tx, query)
            ]
            return Coming(
                what=what,
                days=days,
                listed=rules.listed(items),
                filed=rules.filed(items),
                organises=organises,
            )

        return await self._database.read(operation), unknown
