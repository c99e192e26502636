"""How the outbox itself joins in: its tables, what of a person is in them, and how long that is kept."""

import datetime as dt
from typing import Final

from bot.delivery import outbox, problems
from bot.feature import Erasure, Feature, PersonalData, Table
from bot.storage.database import Transaction

KEPT: Final = dt.timedelta(days=400)
"""How long it is remembered what was sent: a year of history.

No plan looks back so far, so that nothing is promised again because it was forgotten: planning goes on from
`planned_until`, and a plan computed anew begins at the present.
"""
KEPT_OF_PEOPLE: Final = dt.timedelta(days=180)
"""How long it is remembered what was sent to a person, and what could not be."""


def feature() -> Feature:
    """What `app.py` registers."""
    return Feature(
        name="delivery",
        tables=(
            Table(
                name="delivery",
                people=(
                    PersonalData(
                        column="target_id",
                        what="delivery-data-target",
                        erasure=Erasure.BLANK,
                        only=("kind", ("direct_message", "role")),
                        kept=KEPT_OF_PEOPLE,
                    ),
                    PersonalData(
                        column="details",
                        inside="user_id",
                        what="delivery-data-asker",
                        erasure=Erasure.BLANK,
                        kept=KEPT_OF_PEOPLE,
                    ),
                ),
            ),
            Table(
                name="problem",
                people=(
                    PersonalData(
                        column="target_id",
                        what="delivery-data-problem",
                        erasure=Erasure.DELETE,
                        kept=KEPT_OF_PEOPLE,
                    ),
                ),
            ),
            Table(name="installation", guild=None),
        ),
        erased=_erased,
        forget=_forget,
    )


def _erased(tx: Transaction, user_id: int) -> None:
    outbox.drop_person(tx, user_id)


def _forget(tx: Transaction, now: dt.datetime) -> int:
    return (
        outbox.prune(tx, now - KEPT)
        + outbox.prune_people(tx, now - KEPT_OF_PEOPLE)
        + problems.prune(tx, now - KEPT_OF_PEOPLE)
    )
