"""A guild's holidays: the days on which series that skip them send nothing. Each change is one transaction.

Whoever promised something for such days is told in the same transaction, by the listeners.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.clock import Clock
from bot.errors import InvalidInputError, NotFoundError, StaleError
from bot.guilds import public_holidays, rules, store
from bot.guilds.public_holidays import PublicHoliday
from bot.guilds.rules import GuildSettings, Holiday
from bot.guilds.service import require_organiser
from bot.language import zones
from bot.language.safe_text import clean_name, length
from bot.language.when_grammar import parse_day
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.ui.pages import Page, paged

Listener = Callable[[Transaction, int], None]
"""Told of a guild whose holidays have changed, in the transaction that changes them."""

_KEPT = dt.timedelta(days=60)
"""So long a day that is past stays: what was due on it may still be looked at."""
_YEARS_AHEAD = 10


@dataclass(frozen=True, kw_only=True)
class CountryHolidays:
    """What a country's public holidays would add. `year` is the first of the two years they are of."""

    code: str
    name: str
    year: int
    days: tuple[PublicHoliday, ...]
    known: frozenset[str]
    """Keys of days that are in the guild's list already, and stay as they are."""


class HolidayService:
    """Use cases of a guild's holidays; every one asks for an organiser."""

    def __init__(
        self, database: Database, clock: Clock, *, holidays_changed: Sequence[Listener] = ()
    ) -> None:
        self._database = database
        self._clock = clock
        self._changed = tuple(holidays_changed)

    async def listing(self, actor: Actor, *, number: int, per_page: int) -> Page[Holiday]:
        """A page of the days that are still to come, the next first."""

        def operation(tx: Transaction) -> Page[Holiday]:
            settings = _organiser(tx, actor)
            return paged(
                rules.in_order(store.holiday_list(tx, actor.guild_id), _today(settings, tx.now)),
                number,
                per_page,
            )

        return await self._database.read(operation)

    async def add(self, actor: Actor, typed: str, name: str) -> Holiday:
        """Add a day: "2027-04-30", or "25 Dec every year". Raises InvalidInputError (when-…, holidays-…)."""
        day, yearly = parse_day(typed)
        if day.year is None and not yearly:
            raise InvalidInputError("holidays-which-year", date=typed.strip()[:40])
        kept = clean_name(name)
        if kept is None:
            raise InvalidInputError("holidays-name-empty")
        if length(kept) > rules.HOLIDAY_NAME:
            raise InvalidInputError("holidays-name-long", most=rules.HOLIDAY_NAME)
        holiday = Holiday(year=None if yearly else day.year, month=day.month, day=day.day, name=kept)

        def operation(tx: Transaction) -> Holiday:
            today = _today(_organiser(tx, actor, write=True), tx.now)
            following = holiday.next_on(today)
            if following is None:
                raise InvalidInputError("when-not-past", date=holiday.key)
            if day.weekday is not None and following.weekday() != day.weekday:
                raise InvalidInputError("when-weekday-wrong", date=holiday.key, day=following.isoweekday())
            if following.year > today.year + _YEARS_AHEAD:
                raise InvalidInputError("when-too-far", years=_YEARS_AHEAD)
            self._make_room(tx, actor.guild_id, today, (holiday,))
            if not store.add_holiday(tx, actor.guild_id, holiday):
                raise InvalidInputError("holidays-known")
            _record(tx, actor, "setup.holiday-add", holiday.name, after=holiday.key.removeprefix("--"))
            self._tell(tx, actor.guild_id)
            return holiday

        return await self._database.write(operation)

    async def remove(self, actor: Actor, keys: Sequence[str]) -> tuple[Holiday, ...]:
        """Remove days by their keys; those that are gone already are passed over. Raises StaleError for none."""

        def operation(tx: Transaction) -> tuple[Holiday, ...]:
            _organiser(tx, actor, write=True)
            known = {one.key: one for one in store.holiday_list(tx, actor.guild_id)}
            gone = tuple(known[key] for key in dict.fromkeys(keys) if key in known)
            if not gone:
                raise StaleError("holidays-gone")
            for one in gone:
                store.remove_holiday(tx, actor.guild_id, one.key)
                _record(tx, actor, "setup.holiday-remove", one.name, before=one.key.removeprefix("--"))
            self._tell(tx, actor.guild_id)
            return gone

        return await self._database.write(operation)

    async def countries(self, typed: str) -> list[tuple[str, str]]:
        """(code, name) of at most 25 countries whose public holidays are known, for what was typed so far."""
        codes = zones.find_countries(typed, await public_holidays.countries())
        return [(code, zones.countries()[code]) for code in codes]

    async def of_country(self, actor: Actor, typed: str, *, year: int | None = None) -> CountryHolidays:
        """What a country's public holidays of this year and the next would add. `typed` is a code or a name.

        `year`: as it was when they were shown. Raises NotFoundError for a country that is not known.
        """

        def operation(tx: Transaction) -> tuple[GuildSettings, frozenset[str]]:
            settings = _organiser(tx, actor)
            return settings, frozenset(one.key for one in store.holiday_list(tx, actor.guild_id))

        settings, keys = await self._database.read(operation)
        code = await self._code(typed)
        today = _today(settings, self._clock.now())
        if year is not None and year != today.year:
            raise StaleError("holidays-year-over")
        found = await public_holidays.of_country(code, since=today, language=settings.language)
        known = {one.holiday.key for one in found if {one.holiday.key, f"--{one.holiday.key[5:]}"} & keys}
        return CountryHolidays(
            code=code, name=zones.countries()[code], year=today.year, days=found, known=frozenset(known)
        )

    async def add_country(self, actor: Actor, code: str, year: int) -> int:
        """Add what `of_country` showed; days that are in the list stay as they are. Returns how many came in."""
        found = await self.of_country(actor, code, year=year)

        def operation(tx: Transaction) -> int:
            today = _today(_organiser(tx, actor, write=True), tx.now)
            days = tuple(one.holiday for one in found.days if one.holiday.key not in found.known)
            self._make_room(tx, actor.guild_id, today, days)
            added = sum(store.add_holiday(tx, actor.guild_id, one) for one in days)
            if added:
                _record(tx, actor, "setup.holidays-country", found.name, after=str(added))
                self._tell(tx, actor.guild_id)
            return added

        return await self._database.write(operation)

    async def _code(self, typed: str) -> str:
        known = await public_holidays.countries()
        if typed.upper() in known:
            return typed.upper()
        found = zones.find_countries(typed, known, 2) if typed.strip() else []
        exact = [code for code in found if zones.countries()[code].casefold() == typed.strip().casefold()]
        if not exact:
            raise NotFoundError("holidays-country-unknown", country=typed.strip()[:60])
        return exact[0]

    def _make_room(self, tx: Transaction, guild_id: int, today: dt.date, new: Sequence[Holiday]) -> None:
        """Forget what is long past. Raises InvalidInputError when there would be too many."""
        store.forget_holidays(tx, guild_id, today - _KEPT)
        by_key = {one.key: one for one in (*rules.in_order(store.holiday_list(tx, guild_id), today), *new)}
        if len(by_key) > rules.MOST_HOLIDAYS:
            raise InvalidInputError("holidays-many", most=rules.MOST_HOLIDAYS)
        if sum(one.year is None for one in by_key.values()) > rules.MOST_YEARLY:
            raise InvalidInputError("holidays-many-yearly", most=rules.MOST_YEARLY)

    def _tell(self, tx: Transaction, guild_id: int) -> None:
        for listener in self._changed:
            listener(tx, guild_id)


def _organiser(tx: Transaction, actor: Actor, *, write: bool = False) -> GuildSettings:
    if write:
        store.ensure(tx, actor.guild_id)
    settings = store.settings(tx, actor.guild_id)
    require_organiser(settings, actor)
    return settings


def _today(settings: GuildSettings, now: dt.datetime) -> dt.date:
    return now.astimezone(zones.zone_info(settings.zone)).date()


def _record(
    tx: Transaction,
    actor: Actor,
    action: str,
    subject: str,
    *,
    before: str | None = None,
    after: str | None = None,
) -> None:
    audit.record(
        tx,
        guild_id=actor.guild_id,
        user_id=actor.user_id,
        action=action,
        subject=subject,
        before={"value": before},
        after={"value": after},
    )
