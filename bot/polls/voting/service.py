"""Voting as members meet it: the ballot they make, casting it, what they cast, and whether a receipt holds."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from bot.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleError
from bot.language.safe_text import clip
from bot.people import audit
from bot.people.actor import Actor
from bot.polls import chain, records, store
from bot.polls.rules import (
    NONE,
    ON_A_ROLL,
    Ballot,
    Electorate,
    Manner,
    Option,
    Poll,
    PollState,
    Secrecy,
    Unit,
)
from bot.polls.voting import casting, electorate, packing, typed_rules, votes
from bot.polls.voting import store as rolls
from bot.polls.voting.casting import Cast
from bot.polls.voting.packing import tag
from bot.polls.voting.typed_rules import TypedError
from bot.polls.voting.votes import Vote
from bot.storage.database import Database, Transaction

MayView = Callable[[int], bool]
"""Whether the reader may view a channel now. Asked in the event loop, never inside a query."""
PAST_AT_ONCE: Final = 8
_SHOWN, _MOST_DIGITS = 60, 15
_OVER: Final = frozenset({PollState.CLOSED, PollState.CERTIFIED})


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Somebody for whom the person may vote. `holder_of`: the member whose vote they hold; `voted`: a ballot stands."""

    unit: Unit
    voted: bool = False
    holder_of: int | None = None

    @property
    def tag(self) -> int:
        return tag(self.unit)


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """Somebody before their ballot. `choices`: for whom they may vote; `choice`: for whom they do; None: they choose first.

    `mine`: their ballot as it stands; `voted`: one stands, whoever cast it. `seen`: the print of the options.
    """

    poll: Poll
    options: tuple[Option, ...]
    choices: tuple[Choice, ...]
    choice: Choice | None
    mine: Vote | None = None
    seen: int = 0

    @property
    def voted(self) -> bool:
        return self.choice is not None and self.choice.voted

    @property
    def numbers(self) -> tuple[int, ...]:
        """What may be voted for, "none of these" last."""
        return records.numbers(self.poll, self.options)


@dataclass(frozen=True, kw_only=True)
class Past:
    """What somebody cast in a poll that is over, or what was cast for them. `vote`: None where it is not shown to them."""

    poll: Poll
    options: tuple[Option, ...]
    choice: Choice
    by_me: bool
    vote: Vote | None = None


@dataclass(frozen=True, kw_only=True)
class Mine:
    """A member's polls: those that are open to them, and a page of those that are over. `more`: there is another page."""

    open: tuple[tuple[Poll, tuple[Choice, ...]], ...] = ()
    past: tuple[Past, ...] = ()
    page: int = 1
    more: bool = False


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """Whether the published sheet holds the ballot of a token: which one, or None."""

    poll: Poll
    options: tuple[Option, ...] = field(default=())
    vote: Vote | None = None


class VotingService:
    """Use cases of members."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sees(self, actor: Actor, poll_id: int, may_view: MayView) -> bool:
        """Whether the actor may view the channel of a poll of their guild. Raises NotFoundError for one that is not."""
        found = self._database.glance(lambda tx: rolls.channel(tx, actor.guild_id, poll_id))
        if found is None:
            raise NotFoundError("poll-not-found")
        return may_view(found)

    async def sit(
        self,
        actor: Actor,
        poll_id: int,
        may_view: MayView,
        *,
        voter: int | None = None,
        seen: int | None = None,
    ) -> Sitting:
        """The ballot of a poll that is open. `voter`: a tag; None: the only one, or they choose. `seen`: as in `casting.cast`.

        Raises NotFoundError, NotAllowedError, and StaleError: not open, other options, a ballot that cannot be replaced.
        """
        sees = self.sees(actor, poll_id, may_view)

        def operation(tx: Transaction) -> Sitting:
            poll = records.existing(tx, actor.guild_id, poll_id)
            found = casting.open_units(tx, poll, actor, sees=sees)
            options = store.options(tx, poll.id)
            now = casting.print_of(poll, options)
            if seen is not None and seen != now:
                raise StaleError("vote-options-changed", question=poll.question)
            choices = tuple(_choice(tx, poll, one) for one in found)
            sitting = Sitting(poll=poll, options=options, choices=choices, choice=None, seen=now)
            if voter is None and len(found) > 1:
                return sitting
            unit = found[0] if voter is None else casting.chosen(found, voter)
            return _before(tx, actor, sitting, choices[found.index(unit)])

        # Whose vote is held by proxy takes more than a look-up by key.
        poll = self._database.glance(lambda tx: records.existing(tx, actor.guild_id, poll_id))
        if poll.electorate in ON_A_ROLL:
            return await self._database.read(operation)
        return self._database.glance(operation)

    async def cast(
        self,
        actor: Actor,
        poll_id: int,
        may_view: MayView,
        *,
        voter: int,
        seen: int,
        vote: Vote | packing.Packed,
    ) -> tuple[Cast, Choice]:
        """Cast a ballot: one transaction; it may still be packed. Raises as `casting.cast`."""
        sees = self.sees(actor, poll_id, may_view)

        def operation(tx: Transaction) -> tuple[Cast, Choice]:
            done = casting.cast(tx, actor, poll_id, voter, vote, sees=sees, seen=seen)
            held = _person(tx, done.unit) if done.unit.manner is Manner.PROXY else None
            return done, Choice(unit=done.unit, voted=True, holder_of=held)

        return await self._database.write(operation)

    def shown(self, actor: Actor, poll_id: int, may_view: MayView) -> Poll | None:
        """A poll whose channel the actor may view, for the way on from a ballot that cannot be cast."""
        found = self._database.glance(lambda tx: store.get(tx, actor.guild_id, poll_id))
        return found if found is not None and may_view(found.channel_id) else None

    def is_sealed(self, actor: Actor, poll_id: int) -> bool:
        """Whether a ballot of this poll cannot be taken back. False, too, where there is no such poll."""
        return self._database.glance(lambda tx: rolls.is_sealed(tx, actor.guild_id, poll_id))

    # What was pressed or typed, as a vote

    def unpacked(self, sitting: Sitting, packed: packing.Packed) -> Vote:
        """The ballot in a press. Raises StaleError for what is none of this poll."""
        return self.fit(sitting, casting.unpacked(sitting.poll, packed))

    def fit(self, sitting: Sitting, vote: Vote) -> Vote:
        """The vote in its one form. Raises StaleError and InvalidInputError."""
        return casting.fitting(sitting.poll, sitting.options, vote)

    def typed(self, sitting: Sitting, line: str) -> Vote:
        """A ranking that was written as a line. Raises InvalidInputError with what is wrong with it."""
        names = {one.number: one.label for one in sitting.options}
        if sitting.poll.none_option:
            names[NONE] = ""
        try:
            return self.fit(sitting, Vote(groups=typed_rules.read(line, names)))
        except TypedError as error:
            raise InvalidInputError(f"vote-typed-{error.fault}", what=clip(error.what, _SHOWN)) from error

    def pledged(self, amount: str, conditions: str) -> Vote:
        """A pledge that was typed. Raises InvalidInputError where the amount is no whole number."""
        plain = "".join(one for one in unicodedata.normalize("NFKC", amount) if one not in " ,._'\u2019")
        if not plain.isdecimal() or len(plain) > _MOST_DIGITS:
            raise InvalidInputError("vote-unfit-amount")
        return Vote(amount=int(plain), conditions=conditions.strip()[: votes.MOST_CONDITIONS])

    async def mine(self, actor: Actor, may_view: MayView, *, page: int = 1) -> Mine:
        """What the actor may vote in and what they voted, as far as the polls' secrecy allows."""
        page = min(max(1, page), 1_000_000)

        def opened(tx: Transaction) -> list[tuple[Poll, tuple[Choice, ...]]]:
            found: list[tuple[Poll, tuple[Choice, ...]]] = []
            for poll in store.every(tx, actor.guild_id, (PollState.OPEN,)):
                try:
                    casting.require_open(poll, actor)
                    units = electorate.units(tx, poll, actor)
                except (NotAllowedError, StaleError):
                    continue
                found.append((poll, tuple(_choice(tx, poll, one) for one in units)))
            return found

        def past(tx: Transaction) -> list[Past]:
            key = audit.known_key(tx, actor.user_id)
            if key is None:
                return []
            rows = rolls.cast_by(
                tx, actor.guild_id, key, limit=PAST_AT_ONCE + 1, offset=(page - 1) * PAST_AT_ONCE
            )
            return [
                _past(tx, records.existing(tx, actor.guild_id, poll_id), voter, key)
                for poll_id, voter in rows
            ]

        shown = [
            (poll, kept)
            for poll, choices in await self._database.read(opened)
            if (kept := _shown(poll, choices, may_view))
        ]
        over = await self._database.read(past)
        return Mine(
            open=tuple(shown), past=tuple(over[:PAST_AT_ONCE]), page=page, more=len(over) > PAST_AT_ONCE
        )

    async def receipt(self, actor: Actor, poll: Poll, token: str) -> Receipt:
        """Whether the sheet of a poll that is over holds the ballot of a token.

        Raises StaleError before its close, and InvalidInputError for a poll without receipts and for what is no token.
        """
        if not poll.receipts:
            raise InvalidInputError("vote-receipt-none", question=poll.question)
        if poll.state not in _OVER:
            raise StaleError("vote-receipt-early", question=poll.question)
        plain = "".join(one for one in token.casefold() if one not in " -|`")
        if len(plain) != 2 * casting.TOKEN_BYTES or not set(plain) <= set("0123456789abcdef"):
            raise InvalidInputError("vote-receipt-form")

        def operation(tx: Transaction) -> Receipt:
            found = records.existing(tx, actor.guild_id, poll.id)
            if found.secrecy is Secrecy.SEALED:
                sheet = {(text, receipt) for text, receipt, _ in store.sealed(tx, found.id)}
            else:
                sheet = {(one.vote, one.receipt) for one in store.ballots(tx, found.id)}
            held = next(
                (
                    text
                    for text in {text for text, _ in sheet}
                    if (text, chain.receipt(plain, text, found.definition_hash)) in sheet
                ),
                None,
            )
            return Receipt(
                poll=found,
                options=store.options(tx, found.id),
                vote=None if held is None else votes.from_text(found, held),
            )

        return await self._database.read(operation)


def _person(tx: Transaction, unit: Unit) -> int | None:
    return None if unit.is_organisation or not unit.voter else audit.user_of(tx, unit.voter)


def _choice(tx: Transaction, poll: Poll, unit: Unit) -> Choice:
    held = unit.manner is Manner.PROXY
    return Choice(
        unit=unit,
        voted=bool(unit.voter) and store.ballot(tx, poll.id, unit.voter) is not None,
        holder_of=_person(tx, unit) if held else None,
    )


def _before(tx: Transaction, actor: Actor, sitting: Sitting, choice: Choice) -> Sitting:
    """With what stands. Raises StaleError where that cannot be replaced."""
    poll, unit = sitting.poll, choice.unit
    ballot: Ballot | None = store.ballot(tx, poll.id, unit.voter) if choice.voted else None
    mine: Vote | None = None
    if ballot is not None:
        if poll.secrecy is Secrecy.SEALED:
            raise StaleError("vote-sealed-once", question=poll.question)
        casting.require_stronger(poll, unit, ballot, actor)
        if ballot.cast_by == audit.known_key(tx, actor.user_id):
            mine = votes.from_text(poll, ballot.vote)
    return Sitting(
        poll=poll,
        options=sitting.options,
        choices=sitting.choices,
        choice=choice,
        mine=mine,
        seen=sitting.seen,
    )


def _past(tx: Transaction, poll: Poll, voter: str, key: str) -> Past:
    ballot = store.ballot(tx, poll.id, voter)
    assert ballot is not None  # noqa: S101 - the same snapshot named it
    by_me = ballot.cast_by == key
    roll = rolls.entries(tx, poll.id) if ":" in voter else []
    entry = next((one for one in roll if one.voter == voter), None)
    unit = Unit(
        voter=voter,
        manner=ballot.manner,
        name="" if entry is None else entry.name,
        advisory=ballot.advisory,
    )
    return Past(
        poll=poll,
        options=store.options(tx, poll.id),
        choice=Choice(unit=unit, voted=True, holder_of=_person(tx, unit) if by_me and voter != key else None),
        by_me=by_me,
        vote=votes.from_text(poll, ballot.vote) if by_me and ballot.vote else None,
    )


def _shown(poll: Poll, choices: tuple[Choice, ...], may_view: MayView) -> tuple[Choice, ...]:
    if may_view(poll.channel_id):
        return choices
    return tuple(
        one for one in choices if poll.electorate is not Electorate.EVERYONE and not one.unit.advisory
    )
