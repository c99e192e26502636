"""Clocks that drift apart: whom a cohort tells, promised once for each cohort and change. Functions of a transaction."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.cohorts import records as cohorts
from bot.cohorts.reminding import drift_rules, rules, store
from bot.cohorts.reminding.drift_rules import Drift
from bot.cohorts.reminding.promises import DRIFT, DRIFT_PERSONAL, FEATURE
from bot.cohorts.rules import REMINDING, Cohort
from bot.cohorts.sessions import records as sessions
from bot.delivery import outbox
from bot.delivery.lateness import Promise, expires_at
from bot.delivery.model import EffectKind, NewDelivery
from bot.guilds.service import settings_in
from bot.people.rules import next_allowed
from bot.people.service import settings_in as member_in
from bot.people.service import zones_in_use
from bot.storage.database import Transaction


@dataclass(frozen=True, kw_only=True)
class News:
    """A change of the clocks as it concerns a cohort. `drifts`: zone → what changes there, the first change of each.

    `personal`: who is told by direct message, with their zone; `zones`: those of everybody else whose hour changes.
    """

    week: str
    drifts: Mapping[str, Drift]
    personal: Mapping[int, str]
    zones: tuple[str, ...]


def news(tx: Transaction, cohort: Cohort) -> list[News]:
    """Every change of the clocks between the sessions of a cohort, in order of time, and exactly whom it concerns."""
    usual = settings_in(tx, cohort.guild_id).zone
    seated = cohorts.seated(tx, cohort.id)
    zones = {one.user_id: member_in(tx, one.user_id).zone or usual for one in seated}
    by_week: dict[str, dict[str, Drift]] = {}
    for one in drift_rules.drifts(sessions.sessions(tx, cohort.id), set(zones.values()), tx.now):
        by_week.setdefault(one.week, {}).setdefault(one.zone, one)
    found: list[News] = []
    for week, drifts in by_week.items():
        personal = {
            one.user_id: zones[one.user_id] for one in seated if one.personal and zones[one.user_id] in drifts
        }
        others = {zones[one.user_id] for one in seated if not one.personal}
        found.append(
            News(
                week=week,
                drifts=drifts,
                personal=personal,
                zones=tuple(zone for zone in drifts if zone in others),
            )
        )
    return found


def concerned(tx: Transaction, guilds: Collection[int]) -> frozenset[int]:
    """The cohorts in which the clocks of anybody, anywhere, may change an hour soon: one look for all of them."""
    usual = {settings_in(tx, one).zone for one in guilds}
    pairs = store.session_pairs(tx, tx.now + drift_rules.NEWS_WITHIN)
    return drift_rules.may_drift(pairs, zones_in_use(tx) | usual)


def promise(tx: Transaction, cohort: Cohort) -> int:
    """Promise what is to be told soon; returns how many messages. Harmless twice."""
    found = missing(tx, cohort)
    for one in found:
        outbox.enqueue(tx, one)
    return len(found)


def missing(tx: Transaction, cohort: Cohort) -> list[NewDelivery]:
    """What is to be told within the horizon, and is not promised."""
    if cohort.state not in REMINDING:
        return []
    found = [one for week in news(tx, cohort) for one in _of_week(tx, cohort, week)]
    if not found:
        return []
    known = {
        row.occurrence
        for template in (DRIFT, DRIFT_PERSONAL)
        for row in outbox.of_template(tx, cohort.guild_id, FEATURE, cohort.id, template=template, limit=5_000)
    }
    # One that moved with the cohort to another channel has something behind it.
    known |= {row.partition(":to")[0] for row in known}
    return [one for one in found if one.occurrence not in known]


def _of_week(tx: Transaction, cohort: Cohort, one: News) -> list[NewDelivery]:
    found: list[NewDelivery] = []
    where = rules.place(cohort)
    if one.zones and where is not None:
        first = min((one.drifts[zone] for zone in one.zones), key=lambda drift: drift.at)
        due_at = max(tx.now, drift_rules.told_at(first.at, first.anchor))
        found.append(_delivery(cohort, one, first, due_at, where))
    zone = settings_in(tx, cohort.guild_id).zone
    for user_id, place in one.personal.items():
        drift = one.drifts[place]
        due_at = next_allowed(member_in(tx, user_id), max(tx.now, drift_rules.told_at(drift.at, place)), zone)
        found.append(_delivery(cohort, one, drift, due_at, user_id, personal=True))
    return [new for new in found if new.due_at <= tx.now + rules.HORIZON]


def _delivery(
    cohort: Cohort, one: News, drift: Drift, due_at: dt.datetime, target_id: int, *, personal: bool = False
) -> NewDelivery:
    return NewDelivery(
        guild_id=cohort.guild_id,
        kind=EffectKind.DIRECT_MESSAGE if personal else EffectKind.MESSAGE,
        feature=FEATURE,
        template=DRIFT_PERSONAL if personal else DRIFT,
        subject_id=cohort.id,
        target_id=target_id,
        occurrence=f"cohort:{cohort.id}:drift:{one.week}:{target_id if personal else 'channel'}",
        details={"week": one.week, "place": None if personal else rules.parent(cohort)},
        due_at=due_at,
        expires_at=expires_at(Promise.SESSION_REMINDER, due_at, until=drift.first.starts_at),
    )
