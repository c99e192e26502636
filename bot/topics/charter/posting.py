"""What the outbox asks of the charter: how a due card looks now, which plans reach the horizon, whether a role is wanted."""

import datetime as dt
import logging
from collections.abc import Callable
from typing import Final

from bot.clock import Clock
from bot.delivery.lateness import is_late
from bot.delivery.model import Delivery, Outcome, Rendered
from bot.feature import Erasure, Feature, Named, PanelButton, PersonalData, Table
from bot.guilds.rules import GuildSettings
from bot.guilds.service import settings_in
from bot.language.catalogue import Catalogue
from bot.people import audit
from bot.storage.database import Database, Transaction
from bot.topics.charter import messages, promises, rules, store
from bot.topics.charter.promises import EDIT, FEATURE, POST, REPOST, ROLE
from bot.topics.charter.rules import Charter, CharterState, Setting
from bot.ui.routes import press

_AT_ONCE: Final = 50
"""Guilds planned, and drafts forgotten, in one go."""

_log = logging.getLogger(__name__)


class CharterPosting:
    """How the charter joins in."""

    def __init__(self, database: Database, catalogue: Catalogue, clock: Clock) -> None:
        self._database = database
        self._catalogue = catalogue
        self._clock = clock

    def feature(self) -> Feature:
        """What `app.py` registers."""
        return Feature(
            name=FEATURE,
            renderers={
                POST: self._render_card,
                REPOST: self._render_card,
                EDIT: self._render_edit,
                ROLE: self._render_role,
            },
            settled=_settled,
            materialise=self.materialise,
            replan=self.replan,
            named=_named,
            erased=_erased,
            forget=lambda tx, now: store.forget_drafts(tx, now - rules.DRAFT_KEPT, _AT_ONCE),
            tables=(
                Table(
                    name="charter",
                    unshared=("state", (CharterState.DRAFT.value,)),
                    people=(
                        PersonalData(
                            column="author", what="charter-data-author", erasure=Erasure.UNLINK, is_key=True
                        ),
                    ),
                ),
                Table(
                    name="charter_reading",
                    people=(
                        PersonalData(column="user_id", what="charter-data-reading", erasure=Erasure.DELETE),
                    ),
                ),
                Table(name="charter_setting"),
            ),
            panel=(PanelButton(what="charter-panel", press=press("charter.show")),),
            permissions=frozenset(
                {"view_channel", "send_messages", "attach_files", "read_message_history", "manage_roles"}
            ),
        )

    async def materialise(self) -> int:
        """Promise the reposts up to the horizon; returns how many were added."""

        def plan(tx: Transaction, setting: Setting) -> int:
            return promises.plan_from(tx, setting, since=setting.planned_until or tx.now)

        before = self._clock.now() + rules.HORIZON - dt.timedelta(days=1)
        return await self._for_each(plan, planned_before=before)

    async def replan(self) -> int:
        """Compute every pending repost anew, after time-zone data changed. The wall time is what was promised."""
        return await self._for_each(promises.plan_anew)

    async def _for_each(
        self, work: Callable[[Transaction, Setting], int], *, planned_before: dt.datetime | None = None
    ) -> int:
        """Do `work` for every guild with a plan, each by itself: one that fails keeps no other from its turn."""

        def one(guild_id: int) -> Callable[[Transaction], int]:
            return lambda tx: work(tx, store.setting(tx, guild_id))

        def page(tx: Transaction) -> list[int]:
            return store.planned(tx, last, _AT_ONCE, planned_before=planned_before)

        total = last = 0
        while guilds := await self._database.read(page):
            for last in guilds:
                try:
                    total += await self._database.write(one(last))
                except Exception:  # noqa: BLE001 - whatever it was, the other guilds are planned
                    _log.exception("the charter of guild %d could not be planned", last)
        return total

    # Renderers

    async def _render_card(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[Charter | None, Setting, GuildSettings]:
            guild_id = delivery.guild_id
            return store.current(tx, guild_id), store.setting(tx, guild_id), settings_in(tx, guild_id)

        current, setting, settings = await self._database.read(operation)
        if current is None or (delivery.template == REPOST and not _is_planned(setting, delivery)):
            return None
        t = self._catalogue.translator(settings.language)
        was_due = delivery.due_at if is_late(delivery, self._clock.now()) else None
        return Rendered(card=messages.post(current, t, was_due=was_due))

    async def _render_edit(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[Charter | None, GuildSettings]:
            return store.current(tx, delivery.guild_id), settings_in(tx, delivery.guild_id)

        current, settings = await self._database.read(operation)
        if current is None:
            return None
        t = self._catalogue.translator(settings.language)
        number = delivery.details.get("number")
        if isinstance(number, int) and number < current.number:
            return Rendered(card=messages.overtaken(t))
        return Rendered(card=messages.post(current, t))

    async def _render_role(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[Charter | None, GuildSettings] | None:
            if not promises.is_wanted(tx, delivery):
                return None
            about = store.get(tx, delivery.guild_id, delivery.subject_id)
            return about, settings_in(tx, delivery.guild_id)

        found = await self._database.read(operation)
        if found is None or found[0] is None:
            return None
        t = self._catalogue.translator(found[1].language)
        if delivery.details.get("action") == "add":
            why = t.plain("charter-why-given", number=str(found[0].number))
        else:
            why = t.plain("charter-why-taken", number=str(found[0].number))
        return Rendered(fields={"why": why})


def _is_planned(setting: Setting, delivery: Delivery) -> bool:
    if setting.plan is None or setting.channel_id != delivery.target_id:
        return False
    planned = dt.datetime.fromisoformat(str(delivery.details["planned"]))
    return rules.still_planned(setting.plan, planned, delivery.due_at)


def _settled(tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
    if delivery.template in (POST, REPOST):
        promises.catch_up(tx, delivery, outcome)


def _named(tx: Transaction, guild_id: int, subject_id: int) -> Named | None:
    """The charter is one a guild: subject 0. What went wrong with a role says which role, and needs no more."""
    current = store.current(tx, guild_id) if subject_id == 0 else None
    return None if current is None else Named(title=current.title, show=press("charter.show"))


def _erased(tx: Transaction, user_id: int) -> None:
    author = audit.known_key(tx, user_id)
    if author is not None:
        store.delete_drafts_of(tx, author)
