"""How results join in: Discord's event of a date that was chosen, and the cleaning after a sealed poll."""

from collections.abc import Callable

from bot.clock import Clock
from bot.delivery.model import Delivery, Rendered
from bot.feature import Feature, Named
from bot.guilds.service import settings_in
from bot.language.catalogue import Catalogue
from bot.polls import messages, store
from bot.polls.closing import events
from bot.polls.closing import store as closing
from bot.polls.closing.cleaning import Cleaning
from bot.polls.closing.events import EVENT, FEATURE
from bot.polls.rules import Option, Poll
from bot.storage.database import Database, Transaction
from bot.storage.nightly import NightlyBackups
from bot.ui.routes import press


class ClosingPosting:
    """What `app.py` registers. `backups`: the nightly ones, asked for when it cleans."""

    def __init__(
        self, database: Database, catalogue: Catalogue, clock: Clock, *, backups: Callable[[], NightlyBackups]
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self.cleaning = Cleaning(database, clock, backups)

    def feature(self) -> Feature:
        """Its tables are those of polls."""
        return Feature(
            name=FEATURE,
            renderers={EVENT: self._render},
            settled=events.settled,
            materialise=self.sweep,
            named=_named,
            permissions=frozenset({"create_events", "manage_events"}),
        )

    async def sweep(self) -> int:
        """Take back the events of polls that are void, and clean up after sealed ones."""

        def operation(tx: Transaction) -> int:
            void = closing.voided(tx)
            for one in void:
                events.withdraw(tx, one)
            return len(void)

        done = 0
        if await self._database.read(closing.voided):
            done = await self._database.write(operation)
        return done + await self.cleaning.run()

    async def _render(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[Poll, Option | None, str] | None:
            poll = store.get(tx, delivery.guild_id, delivery.subject_id)
            if poll is None:
                return None
            return poll, events.date_of(tx, poll), settings_in(tx, delivery.guild_id).language

        found = await self._database.read(operation)
        if found is None:
            return None
        poll, option, language = found
        if delivery.details.get("action") == "delete":
            return Rendered()
        if option is None or option.starts_at is None:
            return None
        t = self._catalogue.translator(language)
        return Rendered(
            fields={
                "name": t.plain("result-event-name", question=poll.question),
                "description": t.plain(
                    "result-event-what", option=messages.option_plain(option, poll, t), detail=option.detail
                ),
                "start": option.starts_at,
                "end": events.ends_at(option),
                "location": t.plain("result-event-where"),
            }
        )


def _named(tx: Transaction, guild_id: int, poll_id: int) -> Named | None:
    poll = store.get(tx, guild_id, poll_id)
    return None if poll is None else Named(title=poll.question, show=press("poll.show", poll.id))
