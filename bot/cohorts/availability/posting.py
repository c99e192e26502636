"""What the outbox asks of a search for an hour: its card as of now; how it joins in."""

from bot.cohorts import records as cohorts
from bot.cohorts.availability import messages, promises, rules, store
from bot.cohorts.availability.promises import CARD, EDIT, FEATURE
from bot.cohorts.availability.rules import SEARCHING
from bot.cohorts.availability.store import Grid
from bot.cohorts.rules import Cohort
from bot.delivery.model import Delivery, DeliveryState, Outcome, Rendered
from bot.delivery.verdict import MESSAGE_GONE
from bot.errors import NotFoundError
from bot.feature import Erasure, Feature, Named, PersonalData, Table
from bot.language.catalogue import Catalogue
from bot.storage.database import Database, Transaction
from bot.ui.routes import press

_FORGOTTEN_AT_ONCE = 200


class AvailabilityPosting:
    """The card of a search."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self._database = database
        self._catalogue = catalogue

    def feature(self) -> Feature:
        """How it joins in."""
        return Feature(
            name=FEATURE,
            renderers={CARD: self._render, EDIT: self._render},
            settled=_settled,
            named=_named,
            tables=(
                Table(name="cohort_grid"),
                Table(
                    name="cohort_availability",
                    people=(
                        PersonalData(
                            column="user_id", what="availability-data-hours", erasure=Erasure.DELETE
                        ),
                    ),
                ),
            ),
            forget=lambda tx, now: store.forget(tx, now - rules.KEPT, _FORGOTTEN_AT_ONCE),
            permissions=frozenset({"view_channel", "send_messages"}),
        )

    async def _render(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[Cohort, Grid] | None:
            grid = store.get(tx, delivery.guild_id, delivery.subject_id)
            if grid is None or grid.channel_id != delivery.target_id:
                return None
            if delivery.template == EDIT and grid.message_id != delivery.details.get("message_id"):
                return None
            cohort = cohorts.existing(tx, delivery.guild_id, delivery.subject_id)
            if delivery.template == CARD and (not grid.is_open or cohort.state not in SEARCHING):
                return None
            return cohort, grid

        found = await self._database.read(operation)
        if found is None:
            return None
        cohort, grid = found
        return Rendered(card=messages.public(cohort, grid, self._catalogue.translator(cohort.language)))


def _settled(tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
    """The card stands, or somebody deleted it: then it can be posted again."""
    grid = store.get(tx, delivery.guild_id, delivery.subject_id)
    if grid is None:
        return
    if delivery.template == CARD and outcome.state is DeliveryState.SENT and outcome.result_id is not None:
        changed = grid.version != delivery.details.get("version")
        store.note(tx, grid, message_id=outcome.result_id, channel_id=delivery.target_id)
        if changed:
            after = store.get(tx, delivery.guild_id, delivery.subject_id)
            if after is not None:
                promises.edit(tx, cohorts.existing(tx, delivery.guild_id, delivery.subject_id), after)
    elif (
        outcome.state is DeliveryState.DEAD
        and outcome.reason == MESSAGE_GONE
        and grid.message_id == delivery.details.get("message_id")
    ):
        store.note(tx, grid, message_id=None)


def _named(tx: Transaction, guild_id: int, subject_id: int) -> Named | None:
    try:
        found = cohorts.existing(tx, guild_id, subject_id)
    except NotFoundError:
        return None
    return Named(title=found.name, show=press("availability.show", found.id))
