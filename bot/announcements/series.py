"""Series: paused and resumed, dates that are skipped, holidays, and the date an announcement is about."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from bot.announcements import promises, rules, series_rules, store
from bot.announcements.promises import FEATURE, POST
from bot.announcements.records import existing, own_draft, record, scheduled
from bot.announcements.rules import Announcement, AnnouncementState
from bot.announcements.series_rules import MOST_LEFT_OUT, SeriesDate
from bot.clock import Clock
from bot.delivery import outbox
from bot.delivery.recurrence import falls_on, resolve
from bot.errors import InvalidInputError, StaleError
from bot.guilds.service import require_organiser, settings_in
from bot.language import when, zones
from bot.language.when import Reading
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction

_FOUND = 25
"""As many as a picker shows."""


@dataclass(frozen=True, kw_only=True)
class Dates:
    """A series with its coming dates. `after`: the instant they come after, which names the same ones later."""

    announcement: Announcement
    dates: tuple[SeriesDate, ...]
    after: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Skipped:
    """What was saved: which days are left out now that were not, and which happen again."""

    announcement: Announcement
    skipped: tuple[dt.date, ...]
    taken_back: tuple[dt.date, ...]


class SeriesService:
    """Use cases of series; every one asks for an organiser of the guild."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    # Paused

    async def pause(self, actor: Actor, announcement_id: int) -> Announcement:
        """Send nothing of a series until it is resumed. Raises InvalidInputError for what is sent once, StaleError."""

        def operation(tx: Transaction) -> Announcement:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            before = scheduled(tx, actor, announcement_id)
            if before.paused_at is not None:
                raise StaleError("series-paused-already")
            _require_series(before)
            store.set_paused(tx, before.id, paused=True)
            _take_back(tx, before)
            after = existing(tx, actor, before.id)
            record(tx, actor, "announce.pause", after, before=before)
            return after

        return await self._database.write(operation)

    async def resume(self, actor: Actor, announcement_id: int) -> Announcement:
        """Send what comes from now on; what was missed meanwhile is not sent. Raises StaleError."""

        def operation(tx: Transaction) -> Announcement:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            before = scheduled(tx, actor, announcement_id)
            if before.paused_at is None:
                raise StaleError("series-resumed-already")
            store.set_paused(tx, before.id, paused=False)
            _take_back(tx, before)
            after = existing(tx, actor, before.id)
            record(tx, actor, "announce.resume", after, before=before)
            promises.make(tx, after, since=tx.now)
            promises.finish_if_past(tx, after)
            return existing(tx, actor, before.id)

        return await self._database.write(operation)

    # Skipped

    async def dates(self, actor: Actor, announcement_id: int) -> Dates:
        """The coming dates of a scheduled series, those that are left out among them."""

        def operation(tx: Transaction) -> Dates:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            found = scheduled(tx, actor, announcement_id)
            _require_series(found)
            after = tx.now.replace(microsecond=0)
            return Dates(
                announcement=found, dates=tuple(series_rules.coming(found, after=after)), after=after
            )

        return await self._database.read(operation)

    async def skip(
        self, actor: Actor, announcement_id: int, version: int, *, after: dt.datetime, chosen: Sequence[str]
    ) -> Skipped:
        """Leave out exactly the chosen ones (ISO days) of the dates that came after an instant.

        Raises StaleError when the series has changed since, and InvalidInputError for a date that is over by now.
        """

        def operation(tx: Transaction) -> Skipped:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            before = scheduled(tx, actor, announcement_id)
            _require_series(before)
            if before.version != version:
                raise StaleError("announce-stale")
            if after > tx.now:  # nothing was ever shown so: an altered button
                raise StaleError("stale-press")
            shown = {one.day.isoformat(): one for one in series_rules.coming(before, after=after)}
            if not set(chosen) <= shown.keys():
                raise StaleError("stale-press")
            changed = [one for key, one in shown.items() if (key in chosen) != one.skipped]
            if any(one.at.instant <= tx.now for one in changed):
                raise InvalidInputError("series-date-over")
            plan = series_rules.skipping(
                before.plan,
                shown=[one.day for one in shown.values()],
                chosen=[shown[key].day for key in chosen],
            )
            return _left_out(tx, actor, before, plan.not_on)

        return await self._database.write(operation)

    async def skip_day(self, actor: Actor, announcement_id: int, typed: str) -> Skipped:
        """Leave out one date, as it is typed: "24 Dec". Raises InvalidInputError (when-…), and when it is left out."""

        def operation(tx: Transaction) -> Skipped:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            before = scheduled(tx, actor, announcement_id)
            _require_series(before)
            days = when.read_dates(typed, plan=before.plan, now=tx.now)
            if not days:
                raise InvalidInputError("when-date-missing")
            if days <= before.plan.not_on:
                raise InvalidInputError("series-skipped-already")
            return _left_out(tx, actor, before, before.plan.not_on | days)

        return await self._database.write(operation)

    async def find(self, actor: Actor, typed: str, *, paused: bool) -> tuple[Announcement, ...]:
        """At most 25 scheduled series that are paused, or are not, whose title holds what was typed."""

        def operation(tx: Transaction) -> tuple[Announcement, ...]:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            return tuple(store.find_series(tx, actor.guild_id, typed[:100], _FOUND, paused=paused))

        return await self._database.read(operation)

    # Drafts

    async def look(self, actor: Actor, draft_id: int) -> Announcement:
        """The actor's own draft, as it is now."""
        return await self._database.read(lambda tx: own_draft(tx, actor, draft_id))

    async def dropped(
        self, actor: Actor, draft: Announcement
    ) -> tuple[frozenset[dt.date], frozenset[dt.date]]:
        """After a new time was given to a change: the skipped dates that stay so, and those that are none any more."""

        def operation(tx: Transaction) -> tuple[frozenset[dt.date], frozenset[dt.date]]:
            if draft.revises is None:
                return frozenset(), frozenset()
            original = existing(tx, actor, draft.revises)
            was = series_rules.future_days(original.plan, now=tx.now)
            gone = series_rules.dropped(original.plan, draft.plan, now=tx.now)
            return (was & draft.plan.not_on) - gone, gone

        return await self._database.read(operation)

    async def skip_holidays(self, actor: Actor, draft_id: int, *, skips: bool) -> Announcement:
        """Let a draft of a series leave out the guild's holidays, or not."""

        def operation(tx: Transaction) -> Announcement:
            draft = own_draft(tx, actor, draft_id)
            _require_series(draft)
            if draft.skips_holidays != skips:
                store.set_skips_holidays(tx, draft.id, skips=skips)
            return existing(tx, actor, draft.id)

        return await self._database.write(operation)

    async def not_on(self, actor: Actor, draft_id: int, typed: str) -> Announcement:
        """Set the days that a draft leaves out, as they are typed: "24 Dec, 31 Dec 2026"; empty text: none."""

        def operation(tx: Transaction) -> Announcement:
            draft = own_draft(tx, actor, draft_id)
            _require_series(draft)
            past = draft.plan.not_on - series_rules.future_days(draft.plan, now=tx.now)
            named = when.read_dates(typed, plan=draft.plan, now=tx.now)
            _set_not_on(tx, draft, past | named)
            return existing(tx, actor, draft.id)

        return await self._database.write(operation)

    async def set_event(self, actor: Actor, draft_id: int, typed: str) -> Announcement:
        """Set the date a draft is about, as it is typed; empty text: none. Raises InvalidInputError (when-…)."""

        def operation(tx: Transaction) -> Announcement:
            draft = own_draft(tx, actor, draft_id)
            zone = draft.plan.zone
            wall = event_wall(when.read_when(typed, zone=zone, now=tx.now), zone) if typed.strip() else None
            if wall != draft.event_wall:
                store.set_event(tx, draft.id, wall)
            return existing(tx, actor, draft.id)

        return await self._database.write(operation)


def event_wall(reading: Reading, zone: str) -> dt.datetime:
    """The one date that was read, as the wall time in a zone. Raises InvalidInputError for a rule."""
    if reading.plan.rule is not None:
        raise InvalidInputError("series-event-once")
    if reading.plan.zone == zone:
        return reading.plan.wall
    wall = reading.first.instant.astimezone(zones.zone_info(zone)).replace(tzinfo=None, fold=0)
    if resolve(wall, zone).instant != reading.first.instant:  # the second of two: no wall time names it
        raise InvalidInputError("series-event-zone", zone=zone)
    return wall


def holidays_changed(tx: Transaction, guild_id: int) -> None:
    """The guild's holidays are others now: promise anew what hangs on them."""
    for announcement_id in store.skipping_holidays(tx, guild_id):
        found = store.get(tx, guild_id, announcement_id)
        if found is None or found.state is not AnnouncementState.SCHEDULED or _is_promised(tx, found):
            continue  # most series have no date on the day that changed
        promises.anew(tx, found, since=tx.now)


def _is_promised(tx: Transaction, found: Announcement) -> bool:
    """Whether what is promised from now on is what its calendar has."""
    if found.planned_until is None:
        return False
    wanted, _ = rules.to_plan(found.calendar, since=tx.now, now=found.planned_until - rules.HORIZON)
    due = {planned for planned, instant in promises.owed(tx, found).items() if instant > tx.now}
    return due == {one.planned for one in wanted}


def _left_out(tx: Transaction, actor: Actor, before: Announcement, not_on: Collection[dt.date]) -> Skipped:
    """Store which days a scheduled series leaves out, and take back or make exactly those promises."""
    _set_not_on(tx, before, not_on)
    after = existing(tx, actor, before.id)
    skipped = tuple(sorted(after.plan.not_on - before.plan.not_on))
    taken_back = tuple(
        sorted(day for day in before.plan.not_on - after.plan.not_on if falls_on(after.plan, day))
    )
    if skipped or taken_back:
        record(tx, actor, "announce.skip", after, before=before)
        promises.anew(tx, after, since=tx.now)
    return Skipped(announcement=after, skipped=skipped, taken_back=taken_back)


def _set_not_on(tx: Transaction, found: Announcement, not_on: Collection[dt.date]) -> None:
    plan = series_rules.tidy(replace(found.plan, not_on=frozenset(not_on)), now=tx.now)
    if len(series_rules.future_days(plan, now=tx.now)) > MOST_LEFT_OUT:
        raise InvalidInputError("series-not-on-many", most=MOST_LEFT_OUT)
    if plan != found.plan:
        store.set_plan(tx, found.id, plan)


def _take_back(tx: Transaction, found: Announcement) -> None:
    outbox.cancel(tx, guild_id=found.guild_id, feature=FEATURE, subject_id=found.id, template=POST)


def _require_series(found: Announcement) -> None:
    if found.plan.rule is None:
        raise InvalidInputError("series-once")
