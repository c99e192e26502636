"""Casting a ballot: state, time, eligibility, ballot and event in one transaction."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleError
from bot.people import audit
from bot.people.actor import Actor
from bot.polls import chain, records, store
from bot.polls.rules import (
    STRENGTH,
    Ballot,
    Electorate,
    Manner,
    Method,
    Option,
    Poll,
    PollState,
    Secrecy,
    Unit,
    is_in_time,
)
from bot.polls.telling import promises
from bot.polls.voting import electorate, votes
from bot.polls.voting.packing import Packed, UnreadableBallotError, tag, unpack
from bot.polls.voting.votes import UnfitVoteError, Vote
from bot.storage.database import Transaction

TOKEN_BYTES: Final = 10
"""Of a receipt: nobody guesses one, and it can still be typed."""
_WITHOUT_OPTIONS: Final = frozenset({Method.YES_NO, Method.PLEDGE})
_UNFIT: Final = {
    "one-option": "one-option",
    "one-group": "one-option",
    "twice": "twice",
    "equal-forbidden": "equal",
    "amount": "amount",
    "conditions": "conditions",
}
"""Fault → the end of its sentence's key; another fault is a ballot that is out of date."""


@dataclass(frozen=True, kw_only=True)
class Cast:
    """What came of it. `receipt`: the token, shown once; empty: the poll has none. `replaced`: an earlier ballot of theirs.

    `again`: the same press arrived twice, and nothing was stored the second time. `others`: they may vote for others, too.
    """

    poll: Poll
    unit: Unit
    vote: Vote
    options: tuple[Option, ...] = ()
    receipt: str = ""
    replaced: bool = False
    again: bool = False
    others: bool = False


def cast(
    tx: Transaction,
    actor: Actor,
    poll_id: int,
    voter: str | int,
    vote: Vote | Packed,
    *,
    sees: bool = True,
    seen: int | None = None,
) -> Cast:
    """Cast a ballot for one of the actor's units. Idempotent by interaction; an older press never replaces a newer one.

    `voter`: a unit's voter, or its `packing.tag`. `vote` may be packed. `sees`: whether the actor may view the poll's
    channel. `seen`: the print of the options that the ballot was made from; None: not asked.

    Raises NotFoundError, NotAllowedError, InvalidInputError, and StaleError: not open, too late, already cast in a sealed
    poll, the poll gained or lost what the ballot names, a stronger ballot stands.
    """
    poll = records.existing(tx, actor.guild_id, poll_id)
    found = open_units(tx, poll, actor, sees=sees, making=True)
    options = () if poll.method in _WITHOUT_OPTIONS else store.options(tx, poll.id)
    unit = chosen(found, voter)
    if seen is not None and seen != print_of(poll, options):
        raise StaleError("vote-options-changed", question=poll.question)
    fit = fitting(poll, options, vote if isinstance(vote, Vote) else unpacked(poll, vote))
    text = votes.as_text(poll, fit)
    before = store.ballot(tx, poll.id, unit.voter)
    if before is not None:
        if poll.secrecy is Secrecy.SEALED:
            raise StaleError("vote-sealed-once", question=poll.question)
        if before.interaction_id == actor.interaction_id:
            stored = votes.from_text(poll, before.vote)
            others = len(found) > 1
            return Cast(poll=poll, unit=unit, vote=stored, options=options, again=True, others=others)
        require_stronger(poll, unit, before, actor)
    token = secrets.token_hex(TOKEN_BYTES) if poll.receipts else ""
    receipt = chain.receipt(token, text, poll.definition_hash) if token else ""
    _store(tx, actor, poll, unit, text=text, receipt=receipt)
    promises.card(tx, poll)
    return Cast(
        poll=poll,
        unit=unit,
        vote=fit,
        options=options,
        receipt=token,
        replaced=before is not None,
        others=len(found) > 1,
    )


def open_units(
    tx: Transaction, poll: Poll, actor: Actor, *, sees: bool, making: bool = False
) -> tuple[Unit, ...]:
    """`units` of a poll that is open; who may know nothing of it is told nothing, not even that it is over."""
    if sees:
        require_open(poll, actor)
    found = units(tx, poll, actor, sees=sees, making=making)
    require_open(poll, actor)
    return found


def require_open(poll: Poll, actor: Actor) -> None:
    """Raises StaleError unless a press of the actor's instant counts."""
    match poll.state:
        case PollState.DRAFT:
            raise StaleError("vote-not-open")
        case PollState.VOID:
            raise StaleError("vote-cancelled", question=poll.question)
        case PollState.CLOSED | PollState.CERTIFIED:
            raise StaleError("vote-over", question=poll.question)
        case PollState.OPEN:
            if not is_in_time(poll, actor.at):
                raise StaleError("vote-over", question=poll.question)


def units(tx: Transaction, poll: Poll, actor: Actor, *, sees: bool, making: bool = False) -> tuple[Unit, ...]:
    """For whom the actor may vote. Who does not view the channel votes only where they stand on a roll, or have the role.

    `making`: in a write, as `electorate.units` has it.
    Raises NotFoundError for a poll that is not shown to them, and NotAllowedError.
    """
    try:
        found = electorate.units(tx, poll, actor, making=making)
    except NotAllowedError:
        if sees:
            raise
        raise NotFoundError("poll-not-found") from None
    if not sees:
        found = tuple(one for one in found if poll.electorate is not Electorate.EVERYONE and not one.advisory)
        if not found:
            raise NotFoundError("poll-not-found")
    return found


def chosen(found: Sequence[Unit], voter: str | int) -> Unit:
    """The unit that a ballot was made for. Raises StaleError where the actor no longer votes for it."""
    for one in found:
        if voter in (one.voter, tag(one)):
            return one
    raise StaleError("vote-unit-gone")


def unpacked(poll: Poll, packed: Packed) -> Vote:
    """The ballot that travelled in a press. Raises StaleError for numbers that are none."""
    if poll.method is Method.PLEDGE:
        raise StaleError("stale-press")
    try:
        return unpack(poll.method, packed)
    except UnreadableBallotError as error:
        raise StaleError("stale-press") from error


def fitting(poll: Poll, options: Sequence[Option], vote: Vote) -> Vote:
    """The vote in its one form. Raises StaleError for what the poll does not have, InvalidInputError for what it refuses."""
    if (vote.answer is not None and poll.method is not Method.YES_NO) or (
        vote.amount is not None and poll.method is not Method.PLEDGE
    ):
        raise StaleError("stale-press")
    try:
        return votes.checked(poll, records.numbers(poll, options), vote)
    except UnfitVoteError as error:
        fault = _UNFIT.get(error.fault)
        if fault is None:
            raise StaleError("vote-options-changed", question=poll.question) from error
        raise InvalidInputError(f"vote-unfit-{fault}") from error


def print_of(poll: Poll, options: Sequence[Option]) -> int:
    """Changes with what a ballot is made of; under 2²⁴."""
    if poll.method in _WITHOUT_OPTIONS:
        return int(poll.may_block)
    told = [poll.method, poll.none_option, poll.equal_ranks, [[one.number, one.label] for one in options]]
    return int(chain.sha256(chain.canonical(told))[:6], 16)


def require_stronger(poll: Poll, unit: Unit, before: Ballot, actor: Actor) -> None:
    """Raises StaleError where the ballot that stands is not replaced by this press: it is stronger, or newer."""
    mine, theirs = STRENGTH[unit.manner], STRENGTH[before.manner]
    if mine < theirs:
        key = "vote-stronger-own" if before.manner is Manner.OWN else "vote-stronger-alternate"
        raise StaleError(key, question=poll.question)
    if mine == theirs and before.interaction_id > actor.interaction_id:
        raise StaleError("vote-newer", question=poll.question)


def _store(tx: Transaction, actor: Actor, poll: Poll, unit: Unit, *, text: str, receipt: str) -> None:
    cast_by = audit.actor_key(tx, actor.user_id)
    body: dict[str, object] = {"voter": records.pseudonym(poll, unit)}
    if poll.secrecy is Secrecy.SEALED:
        # Who voted stands here, what was voted there; nothing is in both.
        store.add_sealed(tx, poll.id, text, receipt, advisory=unit.advisory)
        noted = Ballot(
            voter=unit.voter,
            cast_by=cast_by,
            manner=unit.manner,
            vote="",
            weight=unit.weight,
            advisory=unit.advisory,
        )
    else:
        salt = secrets.token_hex(16)
        body["ballot"] = chain.commitment(salt, text)
        noted = Ballot(
            voter=unit.voter,
            cast_by=cast_by,
            manner=unit.manner,
            vote=text,
            salt=salt,
            receipt=receipt,
            weight=unit.weight,
            advisory=unit.advisory,
            interaction_id=actor.interaction_id,
            cast_at=actor.at,
        )
    store.save_ballot(tx, poll, noted)
    records.happened(tx, poll, chain.CAST, body)
