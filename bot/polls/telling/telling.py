"""Who hears of a poll when a word is due: whoever may vote, has not, and is known; each once for an occasion, as they want it.

Functions of a transaction. The first message of an occasion gathers everybody: it mentions those who may be disturbed now, and
promises the same word to the others: by direct message where they said yes to those, later where they sleep.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.clock import to_epoch
from bot.delivery.model import Delivery
from bot.guilds.rules import GuildSettings
from bot.guilds.service import settings_in
from bot.people.rules import MemberSettings, next_allowed
from bot.people.service import settings_in as member_in
from bot.polls import store as polls
from bot.polls.rules import Poll, PollState
from bot.polls.telling import promises, store
from bot.polls.telling.promises import MOVED
from bot.polls.voting import electorate
from bot.storage.database import Transaction

FIRST: Final = 1
"""The batch that the occasion's first message mentions. 0: by direct message."""
MOST_MENTIONED: Final = 50
"""People in one message."""


@dataclass(frozen=True, kw_only=True)
class Word:
    """What is said on an occasion, as things are now. `occasion`: minutes before the close, or MOVED.

    `people`: those whose vote is still missing.
    """

    poll: Poll
    occasion: int
    closes_at: dt.datetime
    people: frozenset[int]


def word(tx: Transaction, delivery: Delivery) -> Word | None:
    """What a delivery says; None: nobody is to hear it any more."""
    poll = polls.get(tx, delivery.guild_id, delivery.subject_id)
    occasion = delivery.details.get("occasion")
    if poll is None or poll.state is not PollState.OPEN or poll.closes_at is None:
        return None
    if not isinstance(occasion, int) or to_epoch(poll.closes_at) != delivery.details.get("closes"):
        return None
    if poll.closes_at <= tx.now or _is_overtaken(poll, occasion, poll.closes_at, tx.now):
        return None
    return Word(
        poll=poll,
        occasion=occasion,
        closes_at=poll.closes_at,
        people=frozenset(electorate.not_voted(tx, poll)),
    )


def gather(tx: Transaction, delivery: Delivery, said: Word) -> None:
    """Note everybody who hears this word, and promise it to those whom the first message does not mention; once."""
    poll, key = said.poll, str(delivery.details["key"])
    if store.told(tx, poll.id, key):
        return
    # Only who heard of the old deadline is told that it moved.
    among = said.people & store.ever_told(tx, poll.id) if said.occasion == MOVED else said.people
    when = _when(tx, said, settings_in(tx, poll.guild_id))
    direct: list[tuple[int, dt.datetime]] = []
    mentioned: dict[dt.datetime, list[int]] = {}
    for person in sorted(among):
        at = when(person)
        if at is None:
            continue
        if member_in(tx, person).dm is True:
            direct.append((person, at))
        else:
            mentioned.setdefault(at, []).append(person)
    details = dict(delivery.details)
    store.tell(tx, poll, key, 0, [person for person, _ in direct])
    for person, at in direct:
        promises.direct(tx, poll, details, user_id=person, at=at)
    number = FIRST
    for at in sorted(mentioned):
        for start in range(0, len(mentioned[at]), MOST_MENTIONED):
            if at > tx.now and number == FIRST:
                number += 1  # nobody may be disturbed now
            store.tell(tx, poll, key, number, mentioned[at][start : start + MOST_MENTIONED])
            if number != FIRST:
                promises.mention(tx, poll, details, batch=number, at=at)
            number += 1


def mention_instead(tx: Transaction, delivery: Delivery) -> None:
    """A direct message did not arrive: the person is mentioned, with others for whom that waits."""
    said = word(tx, delivery)
    if said is None or delivery.target_id not in said.people:
        return
    key = str(delivery.details["key"])
    for one in promises.waiting(tx, said.poll, promises.MENTION):
        batch = one.details.get("batch")
        if (
            one.details.get("key") == key
            and one.details.get("instead")
            and one.first_attempt_at is None
            and isinstance(batch, int)
            and len(store.told(tx, said.poll.id, key, batch)) < MOST_MENTIONED
        ):
            store.tell(tx, said.poll, key, batch, [delivery.target_id])
            return
    batch = max(store.last_batch(tx, said.poll.id, key), FIRST) + 1
    store.tell(tx, said.poll, key, batch, [delivery.target_id])
    at = min(tx.now + promises.GATHERED, said.closes_at - dt.timedelta(seconds=1))
    promises.mention(tx, said.poll, {**delivery.details, "instead": True}, batch=batch, at=max(at, tx.now))


def mentioned(tx: Transaction, delivery: Delivery, said: Word, batch: int) -> tuple[int, ...]:
    """Those of a batch whose vote is still missing."""
    told = store.told(tx, said.poll.id, str(delivery.details["key"]), batch)
    return tuple(person for person in told if person in said.people)


def _is_overtaken(poll: Poll, occasion: int, closes_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether a nearer reminder is due as well, after an absence: it says the same, and more to the point."""
    if occasion == MOVED:
        return False
    return any(nearer < occasion and _due(closes_at, nearer) <= now for nearer in poll.reminders)


def _when(tx: Transaction, said: Word, settings: GuildSettings) -> Callable[[int], dt.datetime | None]:
    """Person → when they are told; None: a nearer reminder comes before their quiet hours end."""
    following = max((one for one in said.poll.reminders if one < said.occasion), default=None)
    known: dict[tuple[object, ...], dt.datetime] = {}

    def when(person: int) -> dt.datetime | None:
        member: MemberSettings = member_in(tx, person)
        asked = (member.quiet, member.zone)
        if asked not in known:
            known[asked] = next_allowed(member, tx.now, settings.zone)
        at = known[asked]
        if at <= tx.now:
            return tx.now
        if following is not None and at >= _due(said.closes_at, following):
            return None
        # Later the poll would be closed: they are told at night rather than never.
        return tx.now if at >= said.closes_at else at

    return when


def _due(closes_at: dt.datetime, minutes: int) -> dt.datetime:
    return closes_at - dt.timedelta(minutes=minutes)
