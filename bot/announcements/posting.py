"""What the outbox asks of announcements: how a due one looks now, which plans reach the horizon, when one is over."""

import asyncio
import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import replace

from bot.announcements import agenda, corrections, promises, publishing, reminding, requests, rules, store
from bot.announcements.approval_rules import Ending
from bot.announcements.presenting import Presenter
from bot.announcements.promises import CORRECTION, FEATURE, POST, PUBLISH, TRIAL
from bot.announcements.rules import Announcement, AnnouncementState
from bot.clock import Clock, from_epoch
from bot.delivery.feature import KEPT
from bot.delivery.lateness import is_late
from bot.delivery.model import Delivery, Outcome, Rendered
from bot.feature import Erasure, Feature, Named, PersonalData, Table
from bot.guilds.rules import GuildSettings
from bot.guilds.service import settings_in
from bot.language.catalogue import Catalogue
from bot.people import audit
from bot.storage.database import Database, Transaction
from bot.ui.routes import press

_PICTURES_AT_ONCE = 20
"""Up to 8 MiB each."""
_AT_ONCE = 50
"""Announcements planned in one group: others write in between."""

_log = logging.getLogger(__name__)


class Posting:
    """How announcements join in."""

    def __init__(
        self,
        database: Database,
        catalogue: Catalogue,
        clock: Clock,
        *,
        role_is_gone: Callable[[int, int], bool] = lambda _guild, _role: False,
    ) -> None:
        """`role_is_gone` says of a guild's role whether it is known to exist no more."""
        self._role_is_gone = role_is_gone
        self._said: dict[int, int] = {}
        """Delivery → the announcement's version that is being sent at this moment."""
        self._database = database
        self._presenter = Presenter(database, catalogue, clock)
        self._clock = clock

    def feature(self) -> Feature:
        """What `app.py` registers."""
        return Feature(
            name=FEATURE,
            renderers={
                POST: self._render,
                TRIAL: self._render_trial,
                CORRECTION: self._render_correction,
                PUBLISH: self._render_publish,
            },
            settled=self._settled,
            named=self._named,
            materialise=self.materialise,
            replan=self.replan,
            agenda=agenda.coming,
            digest=agenda.in_digest,
            remindable=reminding.remindable,
            erased=_erased,
            tables=(
                Table(
                    name="announcement",
                    unshared=("state", (AnnouncementState.DRAFT.value,)),
                    people=(
                        PersonalData(
                            column="author", what="announce-data-author", erasure=Erasure.UNLINK, is_key=True
                        ),
                        PersonalData(
                            column="approver",
                            what="announce-data-approver",
                            erasure=Erasure.UNLINK,
                            is_key=True,
                            of_another=True,
                        ),
                    ),
                ),
                _part("announcement_channel"),
                _part("announcement_variant"),
                _part("announcement_told"),
                _part("announcement_picture"),
                _part("announcement_picture_part", private=frozenset({"content"})),
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
            forget=lambda tx, now: store.forget_pictures(tx, now - KEPT, _PICTURES_AT_ONCE),
            permissions=frozenset(
                {"view_channel", "send_messages", "attach_files", "read_message_history", "mention_everyone"}
            ),
        )

    async def materialise(self) -> int:
        """Turn plans into deliveries up to the horizon, and forget old drafts; returns how many were added."""
        now = self._clock.now()
        await self._database.write(lambda tx: store.delete_old_drafts(tx, now - rules.DRAFT_KEPT))
        while await self._database.write(lambda tx: store.make_old_searchable(tx, _AT_ONCE)):
            pass

        def plan(tx: Transaction, found: Announcement) -> int:
            made = promises.make(tx, found, since=found.planned_until or tx.now)
            promises.finish_if_past(tx, found)
            return made

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
        found, settings = await self._found(delivery)
        if (
            found is None
            or found.state is not AnnouncementState.SCHEDULED
            or found.paused_at is not None
            or delivery.target_id not in found.channels
            or not rules.still_planned(
                found.calendar, dt.datetime.fromisoformat(str(delivery.details["planned"])), delivery.due_at
            )
        ):
            return None
        self._said[delivery.id] = found.version
        late = is_late(delivery, self._clock.now())
        was_due = delivery.due_at if late else None
        if found.ping is not None and self._role_is_gone(found.guild_id, found.ping):
            found = replace(found, ping=None)
        card = await self._presenter.card(found, settings, channel_id=delivery.target_id, was_due=was_due)
        everyone = found.ping == found.guild_id
        return Rendered(
            card=card,
            mention_roles=() if found.ping is None or everyone else (found.ping,),
            mention_everyone=everyone,
        )

    async def _render_correction(self, delivery: Delivery) -> Rendered | None:
        found, settings = await self._found(delivery)
        if found is None:
            return None
        if found.ping is not None and self._role_is_gone(found.guild_id, found.ping):
            found = replace(found, ping=None)
        due, language = delivery.details.get("was_due"), str(delivery.details.get("language", ""))
        was_due = from_epoch(due) if isinstance(due, int) else None
        # It mentions whom the post mentioned, and pings nobody.
        return Rendered(
            card=await self._presenter.card_in(found, settings, language=language, was_due=was_due)
        )

    async def _render_publish(self, delivery: Delivery) -> Rendered | None:
        found, _ = await self._found(delivery)
        return publishing.rendered(found, delivery)

    async def _found(self, delivery: Delivery) -> tuple[Announcement | None, GuildSettings]:
        def operation(tx: Transaction) -> tuple[Announcement | None, GuildSettings]:
            found = store.get(tx, delivery.guild_id, delivery.subject_id)
            return found, settings_in(tx, delivery.guild_id)

        return await self._database.read(operation)

    async def _render_trial(self, delivery: Delivery) -> Rendered | None:
        found, settings = await self._found(delivery)
        if found is None:
            return None
        language = str(delivery.details.get("language", ""))
        return Rendered(card=await self._presenter.card_in(found, settings, language=language))

    def _settled(self, tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
        found = store.get(tx, delivery.guild_id, delivery.subject_id)
        rendered = self._said.pop(delivery.id, None)
        if found is not None:
            agenda.told(tx, found, delivery, outcome)
        if found is not None and delivery.template == POST:
            publishing.promise(tx, found, delivery, outcome)
            corrections.catch_up(tx, found, delivery, outcome, rendered=rendered)
        if found is not None and found.state is AnnouncementState.SCHEDULED:
            promises.finish_if_past(tx, found)

    def _named(self, tx: Transaction, guild_id: int, subject_id: int) -> Named | None:
        found = store.get(tx, guild_id, subject_id)
        return None if found is None else Named(title=found.title, show=press("announce.show", found.id))


def _part(name: str, *, private: frozenset[str] = frozenset()) -> Table:
    """A table whose rows belong to an announcement."""
    return Table(name=name, guild=None, parent=("announcement_id", "announcement", "id"), private=private)


def _erased(tx: Transaction, user_id: int) -> None:
    """Nobody could open a draft whose author is not known any more; what they asked of other organisers is withdrawn."""
    author = audit.known_key(tx, user_id)
    if author is None:
        return
    for request in store.requests(tx):
        if request.asked_by == author:
            draft = store.get(tx, request.guild_id, request.draft_id)
            requests.close(tx, request, "" if draft is None else draft.title, Ending.WITHDRAWN)
    store.delete_drafts_of(tx, author)
