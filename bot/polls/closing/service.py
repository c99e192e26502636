"""Use cases at a poll's end: close it, move its deadline once, draw the lot, record the outcome, look at what happened."""

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.clock import Clock
from bot.errors import InvalidInputError, NotFoundError, RefusedError, StaleError
from bot.language import zones
from bot.language.catalogue import Translator
from bot.people import audit
from bot.people.actor import Actor
from bot.polls import chain, records, store
from bot.polls.chain import Event
from bot.polls.closing import charts, closing, events, messages, stored
from bot.polls.closing.tally_rules import Outcome
from bot.polls.rules import CLOSE_AFTER, WITH_OPTIONS, Option, Poll, PollState
from bot.polls.telling import promises
from bot.storage.database import Database, Transaction
from bot.ui.cards import Card
from bot.ui.pages import Page, paged
from bot.workers import WorkerBrokenError, Workers

MayView = Callable[[int], bool]
MOST_OUTCOME: Final = 1000
MOST_VALUE: Final = 200
HISTORY_PAGE: Final = 10
_OVER: Final = frozenset({PollState.CLOSED, PollState.CERTIFIED})
_CHART_SECONDS: Final = 20.0
_PICTURES_KEPT: Final = 8

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A closed poll as it is shown. `certifier`: who recorded the outcome; None: nobody yet, or they were erased."""

    poll: Poll
    options: tuple[Option, ...]
    outcome: Outcome
    certifier: int | None = None
    waits: bool = False


@dataclass(frozen=True, kw_only=True)
class Ending:
    """An open poll whose end is considered. `cast`: voters so far; `closes_at`: the deadline it would have."""

    poll: Poll
    cast: int
    closes_at: dt.datetime | None = None
    closes_wall: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class History:
    """Pages of what happened. `holds`: whether the whole chain follows from the definition."""

    poll: Poll
    options: tuple[Option, ...]
    page: Page[Event]
    holds: bool


class ClosingService:
    """Each use case asks again whether the actor runs polls; looking is for whoever may view the poll's channel."""

    def __init__(self, database: Database, clock: Clock, workers: Workers) -> None:
        self._database = database
        self._clock = clock
        self._workers = workers
        self._pictures: dict[str, bytes] = {}
        """The latest, by what is drawn: many look at a result when it is new."""

    # By itself

    async def close_due(self, guild_id: int, poll_id: int) -> Poll | None:
        """Close a poll whose deadline has passed; many ballots are counted before the transaction. None: it is not due."""

        def due(tx: Transaction) -> closing.Material | None:
            poll = store.get(tx, guild_id, poll_id)
            if poll is None or poll.state is not PollState.OPEN or poll.closes_at is None:
                return None
            return closing.gather(tx, poll) if poll.closes_at + CLOSE_AFTER <= tx.now else None

        material = await self._database.read(due)
        if material is None:
            return None
        counted = await _counted(material)
        return await self._database.write(lambda tx: closing.close(tx, material.poll, None, counted))

    # Officers

    async def consider_close(self, actor: Actor, poll_id: int) -> Ending:
        """What closing now would mean. Raises StaleError where the deadline has passed: it closes by itself."""
        return await self._database.read(lambda tx: _ending(tx, actor, poll_id))

    async def close(self, actor: Actor, poll_id: int, version: int) -> Ended:
        """Close before the deadline; what was cast so far counts."""

        def gather(tx: Transaction) -> closing.Material:
            return closing.gather(tx, _ending(tx, actor, poll_id, version).poll)

        counted = await _counted(await self._database.read(gather))

        def operation(tx: Transaction) -> Ended:
            poll = _ending(tx, actor, poll_id, version).poll
            return _ended(tx, closing.close(tx, poll, actor, counted))

        return await self._database.write(operation)

    async def consider_extension(self, actor: Actor, poll_id: int, closes_at: dt.datetime) -> Ending:
        """What moving the deadline would mean. Raises InvalidInputError for an instant that the rule does not allow."""

        def operation(tx: Transaction) -> Ending:
            return _extension(tx, _extendable(tx, actor, poll_id), closes_at)

        return await self._database.read(operation)

    async def extend(self, actor: Actor, poll_id: int, version: int, closes_at: dt.datetime) -> Ending:
        """Move the deadline, once, by at most what was fixed beforehand, before it passed."""

        def operation(tx: Transaction) -> Ending:
            before = _extendable(tx, actor, poll_id, version)
            found = _extension(tx, before, closes_at)
            after = replace(before, closes_at=found.closes_at, closes_wall=found.closes_wall, extended=True)
            store.change(tx, after)
            body = {"from": _seconds(before.closes_at), "to": _seconds(after.closes_at)}
            records.happened(tx, after, chain.EXTENDED, body)
            records.log(
                tx, after, actor, "poll.extend", before={"closes": body["from"]}, after={"closes": body["to"]}
            )
            promises.extended(tx, records.existing(tx, after.guild_id, after.id))
            return replace(found, poll=records.existing(tx, after.guild_id, after.id))

        return await self._database.write(operation)

    async def enter_value(self, actor: Actor, poll_id: int, version: int, value: str) -> Ended:
        """Enter the outside value that a tied poll waits for; the lot is drawn by it. Once."""
        said = value.strip()
        if not 1 <= len(said) <= MOST_VALUE:
            raise InvalidInputError("result-value-length", most=MOST_VALUE)

        def operation(tx: Transaction) -> Ended:
            poll = records.run(tx, actor, poll_id, version=version, states=_OVER)
            return _ended(tx, closing.draw(tx, actor, poll, said))

        return await self._database.write(operation)

    async def to_value(self, actor: Actor, poll_id: int) -> Ended:
        """A tied poll that waits for its outside value. Raises StaleError where none does."""

        def operation(tx: Transaction) -> Ended:
            poll = records.run(tx, actor, poll_id, states=_OVER)
            if not closing.waits_for_value(poll):
                raise StaleError("result-no-lot-waits", question=poll.question)
            return _ended(tx, poll)

        return await self._database.read(operation)

    async def to_certify(self, actor: Actor, poll_id: int) -> Ended:
        """A closed poll whose outcome is to be recorded. Raises StaleError where it waits for a lot."""

        def operation(tx: Transaction) -> Ended:
            return _ended(tx, _certifiable(tx, actor, poll_id))

        return await self._database.read(operation)

    async def certify(
        self, actor: Actor, poll_id: int, version: int, *, text: str, option: str, review_on: str
    ) -> Ended:
        """Record the outcome in words. `option`: the number of what was chosen, empty: none; `review_on`: YYYY-MM-DD or empty."""
        said = text.strip()
        if not 1 <= len(said) <= MOST_OUTCOME:
            raise InvalidInputError("result-outcome-length", most=MOST_OUTCOME)
        day = _day(review_on)

        def operation(tx: Transaction) -> Ended:
            before = _certifiable(tx, actor, poll_id, version)
            numbers = {str(one.number): one.number for one in store.options(tx, poll_id)}
            if option and option not in numbers:
                raise StaleError("stale-press")
            today = self._clock.now().astimezone(zones.zone_info(before.zone)).date()
            if day is not None and day <= today:
                raise InvalidInputError("result-review-past")
            after = replace(
                before,
                state=PollState.CERTIFIED,
                outcome=said,
                outcome_option=numbers.get(option),
                certified_by=audit.actor_key(tx, actor.user_id),
                certified_at=tx.now,
                review_on=day,
            )
            store.change(tx, after)
            records.happened(
                tx,
                after,
                chain.CERTIFIED,
                {
                    "outcome": said,
                    "option": after.outcome_option,
                    "review": None if day is None else day.isoformat(),
                },
            )
            records.log(tx, after, actor, "poll.certify", after={"outcome": said})
            certified = records.existing(tx, actor.guild_id, poll_id)
            events.decided(tx, certified)
            promises.closed(tx, certified)
            return _ended(tx, records.existing(tx, actor.guild_id, poll_id))

        return await self._database.write(operation)

    # Everybody who may view the channel

    async def look(self, actor: Actor, poll_id: int, may_view: MayView) -> Ended:
        """A closed poll with its outcome. Raises NotFoundError, also for what the reader may not see."""

        def operation(tx: Transaction) -> Ended:
            poll = _visible(tx, actor, poll_id, may_view)
            if poll.state not in _OVER:
                raise StaleError(f"poll-is-{poll.state}", question=poll.question)
            return _ended(tx, poll)

        return await self._database.read(operation)

    async def history(self, actor: Actor, poll_id: int, number: int, may_view: MayView) -> History:
        """What happened, the newest first. Votes stand in it under pseudonyms, and never what was voted."""

        def operation(tx: Transaction) -> History:
            poll = _visible(tx, actor, poll_id, may_view)
            if poll.state is PollState.DRAFT:
                raise StaleError("poll-is-draft", question=poll.question)
            found = store.events(tx, poll.id)
            return History(
                poll=poll,
                options=store.options(tx, poll.id),
                page=paged(found[::-1], number, HISTORY_PAGE),
                holds=chain.broken(poll.definition_hash, found) is None,
            )

        return await self._database.read(operation)

    async def date(self, actor: Actor, poll_id: int, may_view: MayView) -> tuple[Poll, Option]:
        """The date that a poll chose. Raises NotFoundError where there is none."""

        def operation(tx: Transaction) -> tuple[Poll, Option]:
            poll = _visible(tx, actor, poll_id, may_view)
            option = events.date_of(tx, poll)
            if option is None:
                raise NotFoundError("result-no-date")
            return poll, option

        return await self._database.read(operation)

    # What it looks like

    async def card(self, poll: Poll, t: Translator) -> Card | None:
        """The result of a closed poll for its channel, with its picture; None: there is no result."""
        if not poll.result:
            return None
        return await self.shown(await self._database.read(lambda tx: _ended(tx, poll)), t)

    async def shown(self, ended: Ended, t: Translator, *, officer: bool = False) -> Card:
        """A result with its picture, which may take a second; without where none could be drawn: the words say the same."""
        return _card(ended, t, picture=await self._picture(ended, t), officer=officer)

    async def told(self, actor: Actor, ended: Ended, t: Translator) -> Card:
        """The same for who has just done something: at once, so without a picture, and with what is left to do."""
        officer = await self._database.read(lambda tx: records.runs(tx, actor))
        return _card(ended, t, officer=officer)

    async def _picture(self, ended: Ended, t: Translator) -> bytes | None:
        wanted = messages.chart(ended.poll, ended.options, ended.outcome, t)
        if wanted is None:
            return None
        key = chain.sha256(chain.canonical(wanted))
        if key not in self._pictures:
            try:
                picture = await self._workers.run(charts.draw, wanted, seconds=_CHART_SECONDS)
            except (RefusedError, WorkerBrokenError) as error:
                _log.warning("the picture of poll %d could not be drawn: %s", ended.poll.id, error)
                return None
            while len(self._pictures) >= _PICTURES_KEPT:
                del self._pictures[next(iter(self._pictures))]
            self._pictures[key] = picture
        return self._pictures[key]


# Parts


async def _counted(material: closing.Material) -> closing.Counted | None:
    """Many ballots counted outside the transaction; few are counted in it."""
    if len(material.texts) <= closing.IN_ONE_GO:
        return None
    return await asyncio.to_thread(closing.counted_of, material)


def _card(ended: Ended, t: Translator, *, picture: bytes | None = None, officer: bool = False) -> Card:
    return messages.result(
        ended.poll,
        ended.options,
        ended.outcome,
        t,
        picture=picture,
        certifier=ended.certifier,
        waits=ended.waits,
        officer=officer,
    )


def _visible(tx: Transaction, actor: Actor, poll_id: int, may_view: MayView) -> Poll:
    poll = records.existing(tx, actor.guild_id, poll_id)
    if not records.runs(tx, actor) and (poll.state is PollState.DRAFT or not may_view(poll.channel_id)):
        raise NotFoundError("poll-not-found")
    return poll


def _ended(tx: Transaction, poll: Poll) -> Ended:
    certifier = None if poll.certified_by is None else audit.user_of(tx, poll.certified_by)
    return Ended(
        poll=poll,
        options=store.options(tx, poll.id),
        outcome=stored.outcome_of(poll),
        certifier=certifier,
        waits=closing.waits_for_value(poll),
    )


def _ending(tx: Transaction, actor: Actor, poll_id: int, version: int | None = None) -> Ending:
    poll = records.run(tx, actor, poll_id, version=version, states=(PollState.OPEN,))
    if poll.closes_at is not None and max(actor.at, tx.now) > poll.closes_at:
        raise StaleError("result-closes-itself", question=poll.question)
    return Ending(poll=poll, cast=store.cast(tx, poll.id), closes_at=poll.closes_at)


def _extendable(tx: Transaction, actor: Actor, poll_id: int, version: int | None = None) -> Poll:
    poll = records.run(tx, actor, poll_id, version=version, states=(PollState.OPEN,))
    if poll.extended:
        raise StaleError("result-extended-once", question=poll.question)
    if poll.closes_at is None or not poll.extension_hours:
        raise StaleError("result-no-extension", question=poll.question)
    # The press counts by its own time; but what is about to be counted moves no more.
    if actor.at > poll.closes_at or tx.now >= poll.closes_at + CLOSE_AFTER:
        raise StaleError("result-closes-itself", question=poll.question)
    return poll


def _extension(tx: Transaction, poll: Poll, closes_at: dt.datetime) -> Ending:
    if poll.closes_at is None:
        raise StaleError("result-no-extension", question=poll.question)
    latest = poll.closes_at + dt.timedelta(hours=poll.extension_hours)
    if not poll.closes_at < closes_at <= latest:
        raise InvalidInputError("result-extension-range", hours=poll.extension_hours)
    if any(one.starts_at is not None and one.starts_at <= closes_at for one in store.options(tx, poll.id)):
        raise InvalidInputError("result-extension-dates")
    wall = closes_at.astimezone(zones.zone_info(poll.zone)).replace(tzinfo=None)
    return Ending(poll=poll, cast=store.cast(tx, poll.id), closes_at=closes_at, closes_wall=wall)


def _certifiable(tx: Transaction, actor: Actor, poll_id: int, version: int | None = None) -> Poll:
    poll = records.run(tx, actor, poll_id, version=version, states=(PollState.CLOSED,))
    if closing.waits_for_value(poll):
        raise StaleError("result-lot-first", question=poll.question)
    return poll


def _day(text: str) -> dt.date | None:
    said = text.strip()
    if not said:
        return None
    try:
        return dt.date.fromisoformat(said)
    except ValueError:
        raise InvalidInputError("result-review-unreadable") from None


def _seconds(instant: dt.datetime | None) -> int | None:
    return None if instant is None else int(instant.timestamp())


def options_to_choose(ended: Ended) -> Sequence[Option]:
    """What an outcome may name as chosen."""
    return ended.options if ended.poll.kind in WITH_OPTIONS else ()
