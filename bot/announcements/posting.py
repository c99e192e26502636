"""What the outbox asks of announcements: how a due one looks now, which plans reach the horizon, when one is over."""

import asyncio
import datetime as dt
import logging
from collections.abc import Callable

from bot.announcements import messages, promises, rules, store
from bot.announcements.promises import FEATURE, POST, TRIAL
from bot.announcements.rules import Announcement, AnnouncementState
from bot.clock import Clock
from bot.delivery.lateness import is_late
from bot.delivery.model import Delivery, Outcome, Rendered
from bot.feature import Erasure, Feature, PersonalData, Table
from bot.guilds.rules import GuildSettings
from bot.guilds.service import settings_in
from bot.language.catalogue import Catalogue
from bot.storage.database import Database, Transaction

_AT_ONCE = 50
"""Announcements planned in one group: others write in between."""

_log = logging.getLogger(__name__)


class Posting:
    """How announcements join in."""

    def __init__(self, database: Database, catalogue: Catalogue, clock: Clock) -> None:
        self._database = database
        self._catalogue = catalogue
        self._clock = clock

    def feature(self) -> Feature:
        """What `app.py` registers."""
        return Feature(
            name=FEATURE,
            renderers={POST: self._render, TRIAL: self._render_trial},
            settled=self._settled,
            materialise=self.materialise,
            replan=self.replan,
            tables=(
                Table(
                    name="announcement",
                    people=(
                        PersonalData(
                            column="author", what="announce-data-author", erasure=Erasure.UNLINK, is_key=True
                        ),
                        PersonalData(
                            column="approver",
                            what="announce-data-approver",
                            erasure=Erasure.UNLINK,
                            is_key=True,
                        ),
                    ),
                ),
                _part("announcement_channel"),
                _part("announcement_variant"),
                _part("announcement_picture", private=frozenset({"content"})),
                Table(
                    name="announcement_approval",
                    people=(
                        PersonalData(
                            column="asked_by",
                            what="announce-data-approval",
                            erasure=Erasure.UNLINK,
                            is_key=True,
                        ),
                    ),
                ),
                Table(
                    name="announcement_template",
                    people=(
                        PersonalData(
                            column="author",
                            what="announce-data-template",
                            erasure=Erasure.UNLINK,
                            is_key=True,
                        ),
                    ),
                ),
            ),
            permissions=frozenset({"view_channel", "send_messages", "read_message_history"}),
        )

    async def materialise(self) -> int:
        """Turn plans into deliveries up to the horizon, and forget old drafts; returns how many were added."""
        now = self._clock.now()
        await self._database.write(lambda tx: store.delete_old_drafts(tx, now - rules.DRAFT_KEPT))

        def plan(tx: Transaction, found: Announcement) -> int:
            return promises.make(tx, found, since=found.planned_until or tx.now)

        return await self._for_each(plan, planned_before=now + rules.HORIZON - dt.timedelta(days=1))

    async def replan(self) -> int:
        """Compute every pending occurrence anew, after time-zone data changed. The wall time is what was promised."""

        def anew(tx: Transaction, found: Announcement) -> int:
            return promises.anew(tx, found, since=min(found.planned_until or tx.now, tx.now))

        return await self._for_each(anew)

    async def _for_each(
        self, work: Callable[[Transaction, Announcement], int], *, planned_before: dt.datetime | None = None
    ) -> int:
        """Do `work` for every scheduled announcement, each by itself: one that fails keeps no other from its turn."""

        def one(guild_id: int, announcement_id: int) -> Callable[[Transaction], int]:
            def operation(tx: Transaction) -> int:
                found = store.get(tx, guild_id, announcement_id)
                if found is None or found.state is not AnnouncementState.SCHEDULED:
                    return 0
                return work(tx, found)

            return operation

        def page(tx: Transaction) -> list[tuple[int, int]]:
            return store.scheduled_after(tx, last, _AT_ONCE, planned_before=planned_before)

        total = last = 0
        while ids := await self._database.read(page):
            done = await asyncio.gather(
                *(self._database.write(one(*which)) for which in ids), return_exceptions=True
            )
            for (_, last), result in zip(ids, done, strict=True):
                if isinstance(result, Exception):
                    _log.error("announcement %d could not be planned", last, exc_info=result)
                elif isinstance(result, BaseException):
                    raise result
                else:
                    total += result
        return total

    async def _render(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[Announcement | None, GuildSettings]:
            found = store.get(tx, delivery.guild_id, delivery.subject_id)
            return found, settings_in(tx, delivery.guild_id)

        found, settings = await self._database.read(operation)
        if (
            found is None
            or found.state is not AnnouncementState.SCHEDULED
            or delivery.target_id not in found.channels
            or not rules.still_planned(
                found.calendar, dt.datetime.fromisoformat(str(delivery.details["planned"])), delivery.due_at
            )
        ):
            return None
        t = self._catalogue.translator(settings.language)
        late = is_late(delivery, self._clock.now())
        return Rendered(card=messages.post(found, t, was_due=delivery.due_at if late else None))

    async def _render_trial(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[Announcement | None, GuildSettings]:
            found = store.get(tx, delivery.guild_id, delivery.subject_id)
            return found, settings_in(tx, delivery.guild_id)

        found, settings = await self._database.read(operation)
        if found is None:
            return None
        return Rendered(card=messages.post(found, self._catalogue.translator(settings.language)))

    def _settled(self, tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
        del outcome
        found = store.get(tx, delivery.guild_id, delivery.subject_id)
        if found is not None and found.state is AnnouncementState.SCHEDULED:
            promises.finish_if_over(tx, found)


def _part(name: str, *, private: frozenset[str] = frozenset()) -> Table:
    """A table whose rows belong to an announcement."""
    return Table(name=name, guild=None, parent=("announcement_id", "announcement", "id"), private=private)
