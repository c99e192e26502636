"""What a search for an hour promises: its card, and edits of it. Functions of a transaction."""

from dataclasses import replace
from typing import Final

from bot.cohorts.availability import store
from bot.cohorts.availability.rules import SEARCHING
from bot.cohorts.availability.store import Grid
from bot.cohorts.rules import Cohort
from bot.delivery import outbox
from bot.delivery.model import DeliveryState, EffectKind, NewDelivery
from bot.storage.database import Transaction

FEATURE: Final = "availability"
CARD, EDIT = "card", "edit"
_WAITS: Final = frozenset({DeliveryState.PENDING, DeliveryState.RETRY, DeliveryState.CLAIMED})


def post(tx: Transaction, cohort: Cohort, grid: Grid, channel_id: int) -> None:
    """Promise the card in a channel."""
    number = grid.posts + 1
    store.note(tx, grid, posts=number, channel_id=channel_id, message_id=None)
    _enqueue(
        tx,
        cohort,
        EffectKind.MESSAGE,
        CARD,
        target_id=channel_id,
        occurrence=f"card:{number}",
        details={"version": grid.version + 1},
    )


def is_posting(tx: Transaction, cohort: Cohort) -> bool:
    """Whether the card is still to be posted."""
    found = outbox.of_template(tx, cohort.guild_id, FEATURE, cohort.id, template=CARD, limit=3)
    return any(one.state in _WAITS for one in found)


def cohort_changed(tx: Transaction, before: Cohort, after: Cohort) -> None:
    """The card follows: it is called as its cohort, and once that runs nobody is asked any more."""
    seen = (before.name, before.language, before.zone, before.state in SEARCHING)
    if seen == (after.name, after.language, after.zone, after.state in SEARCHING):
        return
    grid = store.get(tx, after.guild_id, after.id)
    if grid is None:
        return
    store.note(tx, grid, is_open=int(grid.is_open and after.state in SEARCHING))
    edit(tx, after, replace(grid, version=grid.version + 1))


def edit(tx: Transaction, cohort: Cohort, grid: Grid) -> None:
    """Promise that the card shows the search as it is."""
    if grid.message_id is None or grid.channel_id is None:
        return
    sent = outbox.last_sent(tx, cohort.guild_id, FEATURE, cohort.id, template=CARD)
    mark = next((one.mark for one in sent if one.result_id == grid.message_id), None)
    _enqueue(
        tx,
        cohort,
        EffectKind.EDIT,
        EDIT,
        target_id=grid.channel_id,
        occurrence=f"edit:{grid.version}",
        details={"message_id": grid.message_id, "mark": mark},
    )


def _enqueue(
    tx: Transaction,
    cohort: Cohort,
    kind: EffectKind,
    template: str,
    *,
    target_id: int,
    occurrence: str,
    details: dict[str, object],
) -> None:
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=cohort.guild_id,
            kind=kind,
            feature=FEATURE,
            template=template,
            subject_id=cohort.id,
            target_id=target_id,
            occurrence=f"availability:{cohort.id}:{occurrence}",
            details=details,
            due_at=tx.now,
        ),
    )
