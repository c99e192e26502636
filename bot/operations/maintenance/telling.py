"""Who hears of a window when a word is due: those who follow its networks or speak for them, each once, each as they want it.

Functions of a transaction. The first message of an occasion gathers everybody: it mentions those who may be disturbed now, and
promises the same word to the others: by direct message where they want that, later where they sleep.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bot.delivery.model import Delivery
from bot.guilds.rules import GuildSettings
from bot.guilds.service import settings_in
from bot.networks import known
from bot.operations.maintenance import promises, rules, store
from bot.operations.maintenance.rules import Maintenance, Occasion, Overlap
from bot.operations.outages.rules import batches, quiet_of
from bot.people.rules import MemberSettings, next_allowed
from bot.people.service import settings_in as member_in
from bot.storage.database import Transaction

FIRST = 1
"""The batch that the occasion's first message mentions. 0: by direct message."""


@dataclass(frozen=True, kw_only=True)
class Word:
    """What is said on an occasion, as things are now. `hit` and `other`: of an overlap."""

    occasion: Occasion
    maintenance: Maintenance
    names: Mapping[int, str]
    starts_at: dt.datetime
    people: frozenset[int]
    hit: Overlap | None = None
    other: Maintenance | None = None


def word(tx: Transaction, delivery: Delivery) -> Word | None:
    """What a delivery says; None: nobody is to hear it any more."""
    try:
        occasion = Occasion(str(delivery.details.get("occasion")))
    except ValueError:
        return None
    one = store.get(tx, delivery.guild_id, delivery.subject_id)
    if one is None or not one.is_live(tx.now) or one.moves != delivery.details.get("moves"):
        return None
    if occasion is Occasion.OVERLAP:
        return _overlap(tx, one, delivery)
    if rules.is_overtaken(occasion, one.starts_at, tx.now):
        return None
    return Word(
        occasion=occasion,
        maintenance=one,
        names=_names(tx, one.guild_id, one.networks),
        starts_at=one.starts_at,
        people=_people(tx, one.guild_id, one.networks),
    )


def gather(tx: Transaction, delivery: Delivery, said: Word, *, dm_allowed: bool) -> None:
    """Note everybody who hears this word, and promise it to those whom the first message does not mention; once.

    Not `dm_allowed`: the channel is not everybody's, so nothing of it goes to where Discord does not keep it.
    """
    one, occasion = said.maintenance, str(delivery.details["key"])
    if store.told(tx, one.id, occasion):
        return
    settings = settings_in(tx, one.guild_id)
    direct, mentioned = rules.split(
        said.people,
        _when(tx, said, settings),
        lambda person: dm_allowed and member_in(tx, person).dm is True,
    )
    details = dict(delivery.details)
    until = delivery.expires_at or one.ends_at
    store.tell(tx, one, occasion, 0, [person for person, _ in direct])
    for person, at in direct:
        promises.direct(tx, one, details, user_id=person, at=at, until=until)
    number = FIRST
    for at, people in batches(mentioned):
        if at > tx.now and number == FIRST:
            number += 1  # nobody may be disturbed now
        store.tell(tx, one, occasion, number, people)
        if number != FIRST:
            promises.mention(tx, one, details, batch=number, at=at, until=until)
        number += 1


def mention_instead(tx: Transaction, delivery: Delivery) -> None:
    """A direct message did not arrive: the person is mentioned in the channel."""
    said = word(tx, delivery)
    if said is None or delivery.target_id not in said.people:
        return
    one, occasion = said.maintenance, str(delivery.details["key"])
    batch = max(store.last_batch(tx, one.id, occasion), FIRST) + 1
    store.tell(tx, one, occasion, batch, [delivery.target_id])
    until = delivery.expires_at or one.ends_at
    promises.mention(tx, one, dict(delivery.details), batch=batch, at=tx.now, until=until)


def mentioned(tx: Transaction, delivery: Delivery, said: Word, batch: int) -> tuple[int, ...]:
    """Those of a batch who still want to hear of it."""
    told = store.told(tx, said.maintenance.id, str(delivery.details["key"]), batch)
    return tuple(person for person in told if person in said.people)


def _overlap(tx: Transaction, one: Maintenance, delivery: Delivery) -> Word | None:
    other_id = delivery.details.get("other")
    other = store.get(tx, one.guild_id, other_id) if isinstance(other_id, int) else None
    if other is None or not other.is_live(tx.now) or other.moves != delivery.details.get("other_moves"):
        return None
    mine, theirs = rules.works(one), rules.works(other)
    hit = rules.overlap(mine, theirs, known.upstreams(tx, one.guild_id))
    if hit is None or hit.ends_at <= tx.now:
        return None
    networks = rules.concerned(hit, mine, theirs)
    return Word(
        occasion=Occasion.OVERLAP,
        maintenance=one,
        names=_names(tx, one.guild_id, (*one.networks, *other.networks, *hit.cut)),
        starts_at=hit.starts_at,
        people=_people(tx, one.guild_id, networks),
        hit=hit,
        other=other,
    )


def _people(tx: Transaction, guild_id: int, networks: Iterable[int]) -> frozenset[int]:
    return frozenset().union(*known.people_of(tx, guild_id, tuple(networks)).values())


def _names(tx: Transaction, guild_id: int, networks: Iterable[int]) -> Mapping[int, str]:
    return {asn: one.name for asn, one in known.names(tx, guild_id, tuple(networks)).items()}


def _when(tx: Transaction, said: Word, settings: GuildSettings) -> Callable[[int], dt.datetime | None]:
    """Person → when they are told. Quiet hours that many share are looked through once."""
    allowed: dict[tuple[object, ...], dt.datetime] = {}

    def when(person: int) -> dt.datetime | None:
        member: MemberSettings = quiet_of(member_in(tx, person), settings.quiet, settings.zone)
        asked = (member.quiet, member.zone)
        if asked not in allowed:
            at = next_allowed(member, tx.now, settings.zone)
            allowed[asked] = at if at <= tx.now else rules.quarter(at)
        return rules.told_at(said.occasion, now=tx.now, starts_at=said.starts_at, allowed=allowed[asked])

    return when
