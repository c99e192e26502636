"""What the outbox asks of attendance and progress, what follows once it is settled, and how they join in."""

import datetime as dt
from collections.abc import Callable
from typing import Final

from bot.cohorts import records as cohorts
from bot.cohorts.attending import messages, records, store
from bot.cohorts.attending.importing_rules import KEPT as FILE_KEPT
from bot.cohorts.attending.promises import FEATURE, WARNING
from bot.cohorts.attending.records import Measured
from bot.cohorts.enrolling_rules import KEPT
from bot.cohorts.rules import Cohort
from bot.delivery.model import Delivery, DeliveryState, Outcome, Rendered
from bot.errors import NotFoundError
from bot.feature import Erasure, Feature, Named, PersonalData, Table
from bot.guilds.service import settings_in
from bot.language.catalogue import Catalogue
from bot.people.service import settings_in as member_in
from bot.storage.database import Database, Transaction
from bot.ui.routes import press

LOOK_EVERY: Final = dt.timedelta(days=1)
"""So often it is computed who is at risk of a cohort that nobody looks at."""
_COHORTS_AT_ONCE: Final = 20
_FORGOTTEN_AT_ONCE: Final = 200
_TRIES_KEPT: Final = dt.timedelta(days=1)


class AttendingPosting:
    """What `app.py` registers."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self._database = database
        self._catalogue = catalogue

    def feature(self) -> Feature:
        """How attendance and progress join in."""
        return Feature(
            name=FEATURE,
            renderers={WARNING: self._render_warning},
            settled=_settled,
            materialise=self.look,
            named=_named,
            tables=TABLES,
            erased=_erased,
            forget=_forget,
            personal=frozenset({WARNING}),
        )

    async def look(self) -> int:
        """Compute who is at risk, of running cohorts of which that is a day old; returns of how many people it changed."""

        def late(tx: Transaction) -> list[tuple[int, int]]:
            return store.not_looked_since(tx, tx.now - LOOK_EVERY, _COHORTS_AT_ONCE)

        def refreshing(guild_id: int, cohort_id: int) -> Callable[[Transaction], int]:
            def operation(tx: Transaction) -> int:
                try:
                    return records.refresh(tx, cohorts.existing(tx, guild_id, cohort_id))
                except NotFoundError:
                    return 0

            return operation

        return sum([await self._database.write(refreshing(*one)) for one in await self._database.read(late)])

    async def _render_warning(self, delivery: Delivery) -> Rendered | None:
        """None where it came into reach again, or the person is not in the cohort any more."""

        def operation(tx: Transaction) -> tuple[Cohort, Measured, int, str] | None:
            try:
                cohort = cohorts.existing(tx, delivery.guild_id, delivery.subject_id)
            except NotFoundError:
                return None
            found = records.measured_one(tx, cohort, delivery.target_id)
            if found is None or not found.out_of_reach:
                return None
            language = (
                member_in(tx, delivery.target_id).language or settings_in(tx, delivery.guild_id).language
            )
            return cohort, found, store.threshold(tx, cohort.id), language

        shown = await self._database.read(operation)
        if shown is None:
            return None
        cohort, found, threshold, language = shown
        t = self._catalogue.translator(language)
        return Rendered(card=messages.warning_card(cohort, found, threshold, t))


def _settled(tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
    """A warning that did not arrive was not given: it is told when the person presses something."""
    if outcome.state is DeliveryState.SENT:
        return
    try:
        cohort = cohorts.existing(tx, delivery.guild_id, delivery.subject_id)
    except NotFoundError:
        return
    one = cohorts.enrolment(tx, cohort.id, delivery.target_id)
    if one is not None and one.warned_at is not None:
        cohorts.note_measured(tx, one, state=one.state, warned_at=None)


def _named(tx: Transaction, guild_id: int, cohort_id: int) -> Named | None:
    try:
        cohort = cohorts.existing(tx, guild_id, cohort_id)
    except NotFoundError:
        return None
    return Named(title=cohort.name, show=press("attending.board", cohort.id))


def _erased(tx: Transaction, user_id: int) -> None:
    """Files in which somebody was found go with them."""
    store.delete_files_with(tx, user_id)


def _forget(tx: Transaction, now: dt.datetime) -> int:
    files = store.forget_files(tx, now - FILE_KEPT, _FORGOTTEN_AT_ONCE)
    return files + store.forget_tries(tx, now - _TRIES_KEPT, _FORGOTTEN_AT_ONCE)


TABLES: Final = (
    Table(
        name="cohort_attendance",
        people=(
            PersonalData(column="user_id", what="attend-data-attendance", erasure=Erasure.DELETE, kept=KEPT),
            PersonalData(
                column="by",
                what="attend-data-marked",
                erasure=Erasure.UNLINK,
                is_key=True,
                of_another=True,
                kept=KEPT,
            ),
        ),
    ),
    Table(
        name="cohort_progress",
        people=(
            PersonalData(column="user_id", what="attend-data-progress", erasure=Erasure.DELETE, kept=KEPT),
            PersonalData(
                column="by",
                what="attend-data-ticked",
                erasure=Erasure.UNLINK,
                is_key=True,
                of_another=True,
                kept=KEPT,
            ),
        ),
    ),
    Table(name="cohort_measure"),
    Table(
        name="cohort_code_try",
        people=(
            PersonalData(
                column="user_id", what="attend-data-tries", erasure=Erasure.DELETE, kept=_TRIES_KEPT
            ),
        ),
    ),
    Table(
        name="cohort_progress_file",
        private=frozenset({"reading", "answers"}),
        people=(
            PersonalData(column="user_id", what="attend-data-file", erasure=Erasure.DELETE, kept=FILE_KEPT),
        ),
    ),
)
