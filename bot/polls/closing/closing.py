"""The close: count what was cast before the deadline, store the result, end the chain of votes. Functions of a transaction.

The chain tells it in two steps. "closed" names what was counted (a hash of the ballots) and what came of it; its own hash is the
closing head. Where a lot has to decide, "lot" follows: the seed that the definition committed to, the outside value, the order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.errors import StaleError
from bot.people.actor import Actor
from bot.polls import chain, records, store
from bot.polls.closing import events, stored
from bot.polls.closing.stored import outcome_of
from bot.polls.closing.tally_rules import Outcome, Paper, outcome, without_required
from bot.polls.rules import Ballot, Option, Poll, PollState, Secrecy
from bot.polls.telling import promises
from bot.polls.voting import electorate, votes
from bot.polls.voting.votes import Vote
from bot.storage.database import Transaction

IN_ONE_GO = 500
"""So many ballots are counted within the transaction that closes; more are counted before it, outside."""


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What was counted. `head`: of the chain as it was then. `digest`: the hash of all ballots."""

    head: str
    digest: str
    outcome: Outcome


def close(tx: Transaction, poll: Poll, actor: Actor | None, counted: Counted | None = None) -> Poll:
    """Close an open poll and store its result; the deadline that counts is the real one, however late this runs.

    `actor` None: by itself, CLOSE_AFTER the deadline or later. The poll as it is then; one that is closed already is returned.
    `counted`: what was counted outside; it is counted again here if the chain moved on meanwhile.
    """
    poll = records.existing(tx, poll.guild_id, poll.id)
    if poll.state is not PollState.OPEN:
        return poll
    if counted is None or counted.head != poll.head:
        counted = count(tx, poll)
    found = counted.outcome
    closed_at = tx.now if actor is not None or poll.closes_at is None else poll.closes_at
    poll = replace(poll, state=PollState.CLOSED, closed_at=closed_at, result=stored.as_text(found))
    head = records.happened(
        tx,
        poll,
        chain.CLOSED,
        {
            "cast": found.cast,
            "ballots": counted.digest,
            "result": {
                "verdict": found.verdict.value,
                "winners": list(found.winners),
                "tied": list(found.tied),
                "hash": stored.digest(found),
            },
            "by": "deadline" if actor is None else "officer",
            "closed_at": int(closed_at.timestamp()),
        },
    )
    poll = replace(poll, head=head)
    if found.needs_lot and not poll.tie_outside:
        poll = _drawn(tx, poll, "")
    store.change(tx, poll)
    if poll.secrecy is Secrecy.SEALED:
        store.note(tx, poll, cleaning=1)
    records.log(
        tx, poll, actor, "poll.close", after={"cast": found.cast, "verdict": outcome_of(poll).verdict.value}
    )
    poll = records.existing(tx, poll.guild_id, poll.id)
    events.decided(tx, poll)
    promises.closed(tx, poll)
    return records.existing(tx, poll.guild_id, poll.id)


def draw(tx: Transaction, actor: Actor, poll: Poll, value: str) -> Poll:
    """Enter the outside value that a tied poll waits for, once, and draw the lot. Raises StaleError where none is waited for."""
    if not waits_for_value(poll):
        raise StaleError("result-no-lot-waits", question=poll.question)
    poll = _drawn(tx, replace(poll, tie_value=value), value)
    store.change(tx, poll)
    records.log(
        tx, poll, actor, "poll.lot", after={"value": value, "winners": list(outcome_of(poll).winners)}
    )
    poll = records.existing(tx, poll.guild_id, poll.id)
    promises.closed(tx, poll)
    return records.existing(tx, poll.guild_id, poll.id)


def waits_for_value(poll: Poll) -> bool:
    """Whether a closed poll is tied until an officer enters the outside value that was named beforehand."""
    return poll.state is PollState.CLOSED and bool(poll.result) and outcome_of(poll).needs_lot


def count(tx: Transaction, poll: Poll, lot_seed: str | None = None) -> Counted:
    """Count every ballot that counts, as of now."""
    material = gather(tx, poll)
    return counted_of(material, lot_seed)


@dataclass(frozen=True, kw_only=True)
class Material:
    """Everything that a count needs, read at one moment: to be counted anywhere.

    `texts`: (vote, weight, advisory, required) of each ballot. `salted`: of a confidential poll, the commitments that stand in
    the chain.
    """

    poll: Poll
    options: tuple[Option, ...]
    texts: tuple[tuple[str, int, bool, bool], ...]
    salted: tuple[str, ...]
    roll_weight: int | None


def gather(tx: Transaction, poll: Poll) -> Material:
    """Read what is to be counted. Nothing in it says who voted what."""
    salted: tuple[str, ...] = ()
    if poll.secrecy is Secrecy.SEALED:
        texts = [(vote, 1, advisory, False) for vote, _, advisory in store.sealed(tx, poll.id)]
    else:
        required = electorate.required(tx, poll)
        found = store.ballots(tx, poll.id)
        texts = [(one.vote, one.weight, one.advisory, one.voter in required) for one in found]
        if poll.secrecy is Secrecy.CONFIDENTIAL:
            salted = _commitments(tx, poll, found)
    return Material(
        poll=poll,
        options=store.options(tx, poll.id),
        texts=tuple(sorted(texts)),
        salted=salted,
        roll_weight=electorate.total_weight(tx, poll),
    )


def _commitments(tx: Transaction, poll: Poll, found: Sequence[Ballot]) -> tuple[str, ...]:
    """What the chain says of each ballot; of one whose salt went with its author's words, as it stands there."""
    told: dict[str, str] = {}
    if not all(one.salt for one in found):
        told = {
            str(one.body["voter"]): str(one.body["ballot"])
            for one in store.events(tx, poll.id)
            if one.kind == chain.CAST
        }
    return tuple(
        chain.commitment(one.salt, one.vote) if one.salt else told[chain.pseudonym(poll.secret, one.voter)]
        for one in found
    )


def counted_of(material: Material, lot_seed: str | None = None) -> Counted:
    """Count what was gathered: pure, for a thread of its own."""
    poll = material.poll
    read: dict[str, Vote] = {}
    papers, lines = [], []
    for text, weight, advisory, required in material.texts:
        if text not in read:
            read[text] = votes.from_text(poll, text)
        papers.append(Paper(vote=read[text], weight=weight, advisory=advisory, required=required))
        lines.append(votes.line(poll, read[text], weight=weight, advisory=advisory, required=required))
    found = outcome(poll, material.options, papers, roll_weight=material.roll_weight, lot_seed=lot_seed)
    if poll.secrecy is Secrecy.CONFIDENTIAL:
        found = without_required(found)
    # A few ballots over a few options could be guessed from their hash, and a confidential poll tells its totals alone: its
    # hash is that of the commitments, each of which stands in the chain.
    digest = chain.ballots_hash(material.salted if poll.secrecy is Secrecy.CONFIDENTIAL else lines)
    return Counted(head=poll.head, digest=digest, outcome=found)


def _drawn(tx: Transaction, poll: Poll, value: str) -> Poll:
    seed = chain.lot_seed(poll.definition_hash, poll.head, poll.seed, value)
    found = count(tx, poll, seed).outcome
    body: Mapping[str, object] = {
        "outside": value,
        "seed": poll.seed,
        "order": list(found.lot),
        "result": {
            "verdict": found.verdict.value,
            "winners": list(found.winners),
            "hash": stored.digest(found),
        },
    }
    head = records.happened(tx, poll, chain.LOT, body)
    return replace(poll, head=head, result=stored.as_text(found))
