"""Who hears of a date when its day has come: whose it is, by direct message where they said yes to those, else the organisers.

Functions of a transaction. Each morning's words are one message to the organisers and one to each person.
"""

import datetime as dt
from collections.abc import Collection
from typing import Final
from zoneinfo import ZoneInfo

from bot.exchanges import records
from bot.exchanges.model import Project
from bot.exchanges.telling import insiders, promises, rules, store
from bot.exchanges.telling.rules import What
from bot.exchanges.telling.store import Due
from bot.guilds.service import settings_in
from bot.networks import known
from bot.people.rules import next_allowed
from bot.people.service import settings_in as member_in
from bot.storage.database import Transaction

LONGEST_AGO: Final = dt.timedelta(days=rules.LAPSED_FOR)


def gather(tx: Transaction, project: Project) -> int:
    """Note everybody who is to hear of a date by now and promise their words; returns how many messages. Harmless twice."""
    if not project.is_live or tx.now.astimezone(ZoneInfo(project.zone)).time() < rules.HOUR:
        return 0
    today = records.today(tx, project)
    place = insiders.place(tx, project)
    speakers: dict[str, tuple[int, ...]] | None = None
    for_all: list[int] = []
    for_one: dict[int, list[int]] = {}
    for one, occasion in _come(tx, project, today):
        if one.what is What.LAPSE and speakers is None:
            speakers = dict(known.speakers(tx, project.guild_id))
        whose = (speakers or {}).get(f"org:{one.id}", ()) if one.what is What.LAPSE else _owner(one)
        reached = [person for person in whose if member_in(tx, person).dm is True]
        for person in reached:
            for_one.setdefault(person, []).append(store.tell(tx, project, occasion, person, today))
        if not reached and place is not None:
            for_all.append(store.tell(tx, project, occasion, None, today))
        if one.what is What.LAPSE and (reached or place is not None):
            store.reminded_of_lapse(tx, project.id, one.id)
    made = 0
    if for_all and place is not None:
        made += promises.organisers(tx, project, for_all, place)
    zone = settings_in(tx, project.guild_id).zone
    for person, told in sorted(for_one.items()):
        at = next_allowed(member_in(tx, person), tx.now, zone)
        made += promises.own(tx, project, told, person, at)
    return made


def still(tx: Transaction, project: Project, told: Collection[int], user_id: int | None) -> list[Due]:
    """Of what a reader is told, what is still so, the earliest first. None: the organisers."""
    found = []
    for occasion in store.told(tx, project.id, told, user_id):
        what, subject, day, _ = occasion.split(":")
        one = store.one_due(tx, project.id, What(what), int(subject), dt.date.fromisoformat(day))
        if one is not None and (user_id is None or _is_theirs(tx, project, one, user_id)):
            found.append(one)
    return sorted(found, key=lambda one: (one.on, one.what, one.id))


def _come(tx: Transaction, project: Project, today: dt.date) -> list[tuple[Due, str]]:
    """What has an occasion of which nobody was told, with its key."""
    zone = ZoneInfo(project.zone)
    found = []
    for what in What:
        since = {What.LAPSE: today, What.LAPSED: today - LONGEST_AGO}.get(what)
        for one in store.due(tx, project.id, what, since=since, until=today + rules.reach(what)):
            days = rules.occasion(what, one.on, today, since=one.since.astimezone(zone).date())
            if days is None:
                continue
            key = rules.key(what, one.id, one.on, days)
            if not store.is_told(tx, project.id, key):
                found.append((one, key))
    return found


def _owner(one: Due) -> tuple[int, ...]:
    return () if one.owner_id is None else (one.owner_id,)


def _is_theirs(tx: Transaction, project: Project, one: Due, user_id: int) -> bool:
    """Whether it still concerns a person: it may be another's by now, or they speak for nobody."""
    if one.what is What.LAPSE:
        return user_id in known.speakers(tx, project.guild_id).get(f"org:{one.id}", ())
    return one.owner_id == user_id
