"""Who may vote, as poll officers set it before the opening and look at it after."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from bot.cohorts import records as cohorts
from bot.cohorts.rules import Cohort
from bot.errors import InvalidInputError, NotFoundError, StaleError
from bot.people import audit
from bot.people.actor import Actor
from bot.polls import records
from bot.polls import store as polls
from bot.polls.making import changing
from bot.polls.making.changing import Draft
from bot.polls.rules import Electorate, Kind, Poll, PollState
from bot.polls.voting import electorate, store
from bot.polls.voting.roll_rules import MOST_NAMED, MOST_WEIGHT, Entry
from bot.storage.database import Database, Transaction
from bot.ui.pages import Page, paged

PER_PAGE: Final = 15
PERSON, ORGANISATION, NETWORK = range(3)
"""What the id of a voter names in a press."""
_PREFIXES: Final = {ORGANISATION: "org", NETWORK: "net"}
_ACTION: Final = "poll.electorate"


@dataclass(frozen=True, kw_only=True)
class Electing:
    """Who may vote in a poll. `voters`: a page of the roll; empty where there is none. `weight`: of all together.

    `cohort`: the one whose people vote; `cohorts`: those that can be chosen. `required`: without whom a date is no date.
    """

    draft: Draft
    voters: Page[Entry]
    weight: int = 0
    cohort: Cohort | None = None
    cohorts: tuple[Cohort, ...] = ()
    required: tuple[int, ...] = ()

    @property
    def poll(self) -> Poll:
        return self.draft.poll


@dataclass(frozen=True, kw_only=True)
class Voter:
    """One voter of a poll. `what`, `number`: how presses name it."""

    poll: Poll
    entry: Entry
    what: int
    number: int


class ElectorateService:
    """Use cases of poll officers; each asks again whether the actor is one. After the opening nothing is changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def look(self, actor: Actor, poll_id: int, number: int = 1) -> Electing:
        """A page of who may vote. Raises NotFoundError and NotAllowedError."""
        return await self._database.read(lambda tx: _look(tx, records.run(tx, actor, poll_id), number))

    async def voter(self, actor: Actor, poll_id: int, what: int, number: int) -> Voter:
        """One voter. Raises NotFoundError, NotAllowedError, and StaleError for one that does not vote here."""
        return await self._database.read(lambda tx: _voter(tx, records.run(tx, actor, poll_id), what, number))

    async def set_role(self, actor: Actor, poll_id: int, role_id: int) -> Electing:
        """Whoever has a role may vote. Raises InvalidInputError for the role of everybody."""
        if role_id == actor.guild_id:
            raise InvalidInputError("roll-role-everyone")

        def operation(tx: Transaction) -> Electing:
            before = _draft(tx, actor, poll_id)
            after = replace(before, electorate=Electorate.ROLE, electorate_id=role_id)
            return _saved(tx, actor, before, after)

        return await self._database.write(operation)

    async def set_cohort(self, actor: Actor, poll_id: int, cohort_id: int) -> Electing:
        """The people of a cohort may vote. Raises NotFoundError for a cohort of another guild."""

        def operation(tx: Transaction) -> Electing:
            before = _draft(tx, actor, poll_id)
            cohort = cohorts.existing(tx, actor.guild_id, cohort_id)
            after = replace(before, electorate=Electorate.COHORT, electorate_id=cohort.id)
            return _saved(tx, actor, before, after)

        return await self._database.write(operation)

    async def add_people(self, actor: Actor, poll_id: int, user_ids: Collection[int]) -> Electing:
        """Name more people who may vote. Raises InvalidInputError for too many."""

        def operation(tx: Transaction) -> Electing:
            before = _draft(tx, actor, poll_id)
            people = polls.people(tx, before.id, "voter")
            after = people | dict.fromkeys((one for one in user_ids if one not in people), 1)
            if len(after) > MOST_NAMED:
                raise InvalidInputError("roll-people-many", most=MOST_NAMED)
            return _set_people(tx, actor, before, after)

        return await self._database.write(operation)

    async def remove_people(self, actor: Actor, poll_id: int, user_ids: Collection[int]) -> Electing:
        """Take people off the list of those who may vote."""

        def operation(tx: Transaction) -> Electing:
            before = _draft(tx, actor, poll_id)
            people = polls.people(tx, before.id, "voter")
            after = {one: weight for one, weight in people.items() if one not in user_ids}
            return _set_people(tx, actor, before, after)

        return await self._database.write(operation)

    async def set_required(self, actor: Actor, poll_id: int, user_ids: Collection[int]) -> Electing:
        """The people without whom a date is no date; none: nobody in particular."""

        def operation(tx: Transaction) -> Electing:
            before = _draft(tx, actor, poll_id)
            if before.kind is not Kind.DATE:
                raise StaleError("poll-changed", question=before.question)
            polls.set_people(tx, before, "required", dict.fromkeys(user_ids, 1))
            for one in user_ids:
                audit.actor_key(tx, one)  # they stand in the definition by it
            return _saved(tx, actor, before, before)

        return await self._database.write(operation)

    async def name_voter(
        self, actor: Actor, poll_id: int, what: int, number: int, user_id: int | None
    ) -> Voter:
        """Who votes for an organisation; the others who speak for it are alternates. None: whoever was verified first.

        Raises InvalidInputError for somebody who is not shown to speak for it.
        """

        def operation(tx: Transaction) -> Voter:
            before = _draft(tx, actor, poll_id)
            found = _voter(tx, before, what, number)
            if not found.entry.is_organisation:
                raise StaleError("roll-voter-gone", question=before.question)
            if user_id is not None and user_id not in found.entry.delegates:
                raise InvalidInputError("roll-not-speaker", name=found.entry.name)
            store.name_voter(tx, before, found.entry.voter, user_id)
            _saved(tx, actor, before, before)
            return _voter(tx, records.existing(tx, actor.guild_id, poll_id), what, number)

        return await self._database.write(operation)

    async def set_weight(
        self, actor: Actor, poll_id: int, version: int, voter: tuple[int, int], typed: str
    ) -> Voter:
        """How much the vote of one voter weighs. `version`: as the form showed it. Raises InvalidInputError."""
        text = typed.strip()
        weight = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(MOST_WEIGHT)) else 0
        if not 1 <= weight <= MOST_WEIGHT:
            raise InvalidInputError("roll-weight-invalid", most=MOST_WEIGHT)

        def operation(tx: Transaction) -> Voter:
            before = _draft(tx, actor, poll_id)
            if before.version != version:
                raise StaleError("poll-changed", question=before.question)
            if not before.weighted:
                raise InvalidInputError("roll-not-weighted", question=before.question)
            entry = _voter(tx, before, *voter).entry
            key = entry.voter or audit.actor_key(tx, voter[1])
            store.set_weight(tx, before, replace(entry, voter=key, weight=weight))
            _saved(tx, actor, before, before)
            return _voter(tx, records.existing(tx, actor.guild_id, poll_id), *voter)

        return await self._database.write(operation)


def _draft(tx: Transaction, actor: Actor, poll_id: int) -> Poll:
    """A draft that the actor runs. Raises StaleError, which says why nothing changes after the opening."""
    poll = records.run(tx, actor, poll_id)
    if poll.state is not PollState.DRAFT:
        raise StaleError("roll-frozen", question=poll.question)
    return poll


def _saved(tx: Transaction, actor: Actor, before: Poll, after: Poll) -> Electing:
    draft = changing.changed(tx, actor, before, after, action=_ACTION, forced=True)
    return replace(_look(tx, draft.poll, 1), draft=draft)


def _set_people(tx: Transaction, actor: Actor, before: Poll, people: dict[int, int]) -> Electing:
    polls.set_people(tx, before, "voter", people)
    after = replace(before, electorate=Electorate.PEOPLE, electorate_id=None)
    return _saved(tx, actor, before, after)


def _look(tx: Transaction, poll: Poll, number: int) -> Electing:
    entries = electorate.entries(tx, poll)
    chosen = None
    if poll.electorate is Electorate.COHORT and poll.electorate_id is not None:
        chosen = cohorts.find(tx, poll.guild_id, poll.electorate_id)
    return Electing(
        draft=changing.look(tx, poll),
        voters=paged(entries, number, PER_PAGE),
        weight=sum(one.weight for one in entries),
        cohort=chosen,
        cohorts=tuple(cohorts.live(tx, poll.guild_id)) if poll.electorate is Electorate.COHORT else (),
        required=tuple(polls.people(tx, poll.id, "required")),
    )


def _voter(tx: Transaction, poll: Poll, what: int, number: int) -> Voter:
    if what not in (PERSON, ORGANISATION, NETWORK):
        raise NotFoundError("stale-press")
    for one in electorate.entries(tx, poll):
        if code(one) == (what, number):
            return Voter(poll=poll, entry=one, what=what, number=number)
    raise StaleError("roll-voter-gone", question=poll.question)


def code(entry: Entry) -> tuple[int, int] | None:
    """How presses name a voter: what it is, and its id; None for somebody who was erased."""
    if not entry.is_organisation:
        return None if entry.user_id is None else (PERSON, entry.user_id)
    prefix, _, number = entry.voter.partition(":")
    return (ORGANISATION if prefix == _PREFIXES[ORGANISATION] else NETWORK), int(number)
