"""The opening: from here on nothing of a poll changes but what its rules allow."""

import secrets
from collections.abc import Mapping
from dataclasses import replace

from bot.errors import StaleError
from bot.people.actor import Actor
from bot.polls import chain, records, store
from bot.polls.making import fitting
from bot.polls.rules import Kind, Method, Option, Poll, PollState, QuorumKind
from bot.polls.telling import promises
from bot.polls.voting import electorate
from bot.storage.database import Transaction

FORM = 1
"""The form of the definition, said in it."""


def open_poll(tx: Transaction, poll: Poll, actor: Actor | None) -> Poll:
    """Freeze the definition and open. `actor` None: by itself, at its time. Raises RefusedError where it cannot be opened.

    Stores the roll, the seed and the definition with its hash, begins the chain with "opened", and promises what follows
    (`telling.promises.opened`). The poll that comes back is as stored.
    """
    if poll.state is not PollState.DRAFT:
        raise StaleError(f"poll-is-{poll.state}", question=poll.question)
    options = store.options(tx, poll.id)
    required = len(store.people(tx, poll.id, "required")) if poll.kind is Kind.DATE else 0
    for fault in fitting.faults(
        poll, options, now=tx.now, eligible=electorate.size(tx, poll), required=required
    ):
        raise fault
    seed = secrets.token_hex(32)
    frozen = replace(
        poll,
        state=PollState.OPEN,
        opened_at=tx.now,
        confirmed=False,
        bound=True,
        seed=seed,
        roll=electorate.freeze(tx, poll),
    )
    text = chain.canonical(
        definition(
            frozen, options, roll_digest=electorate.roll_digest(tx, frozen), required=_required(tx, frozen)
        )
    )
    store.change(tx, replace(frozen, definition=text, definition_hash=chain.sha256(text)))
    opened = records.existing(tx, poll.guild_id, poll.id)
    records.happened(tx, opened, chain.OPENED, {"definition": opened.definition_hash, "roll": opened.roll})
    records.log(tx, opened, actor, "poll.open", after={"definition": opened.definition_hash})
    opened = records.existing(tx, poll.guild_id, poll.id)
    promises.opened(tx, opened)
    return records.existing(tx, poll.guild_id, poll.id)


def definition(
    poll: Poll, options: tuple[Option, ...], *, roll_digest: str, required: tuple[str, ...]
) -> Mapping[str, object]:
    """What is frozen: its canonical JSON is stored, and hashed with SHA-256. Nobody's name stands in it.

    Instants are epoch seconds, walls ISO 8601 in `zone`. `tie.seed` is the SHA-256 of a seed that is told with the result.
    `required`: pseudonyms, as in the chain, of those without whom a date is no date. `roll.size` null: there is no roll.
    """
    value: dict[str, object] = {
        "form": FORM,
        "poll": poll.id,
        "kind": poll.kind,
        "method": poll.method,
        "question": poll.question,
        "description": poll.description,
        "options": [option_document(one) for one in options],
        "none_option": poll.none_option,
        "secrecy": poll.secrecy,
        "electorate": {"kind": poll.electorate, "id": poll.electorate_id},
        "roll": {"size": poll.roll, "digest": roll_digest},
        "quorum": None
        if poll.quorum_kind is QuorumKind.NONE
        else {"kind": poll.quorum_kind, "of": poll.quorum},
        "threshold": None
        if poll.threshold is None
        else {"percent": poll.threshold, "strict": poll.threshold_strict, "base": poll.threshold_base},
        "standings": poll.standings,
        "receipts": poll.receipts,
        "proxies": poll.proxies,
        "weighted": poll.weighted,
        "advisory": poll.advisory,
        "tie": {"seed": chain.sha256(poll.seed), "outside": poll.tie_outside},
        "zone": poll.zone,
        "opened_at": _epoch(poll.opened_at),
        "closes_at": _epoch(poll.closes_at),
        "closes_wall": None if poll.closes_wall is None else poll.closes_wall.isoformat(),
        "extension_hours": poll.extension_hours,
    }
    match poll.method:
        case Method.STV:
            value |= {"seats": poll.seats, "equal_ranks": poll.equal_ranks}
        case Method.RUNOFF:
            value |= {"equal_ranks": poll.equal_ranks}
        case Method.SCHULZE:
            value |= {"unranked": "last"}
        case Method.PLEDGE:
            value |= {"goal": poll.goal, "goal_unit": poll.goal_unit}
        case Method.YES_NO:
            value |= {"may_block": poll.may_block}
        case Method.DATE:
            value |= {"required": list(required)}
        case _:
            pass
    return value


def option_document(one: Option) -> Mapping[str, object]:
    """An option as it stands in the definition, and in the event of one that was added."""
    value: dict[str, object] = {"number": one.number, "label": one.label}
    if one.detail:
        value["detail"] = one.detail
    if one.wall is not None:
        value |= {"wall": one.wall.isoformat(), "at": _epoch(one.starts_at), "minutes": one.minutes}
    return value


def _required(tx: Transaction, poll: Poll) -> tuple[str, ...]:
    return tuple(sorted(chain.pseudonym(poll.secret, one) for one in electorate.required(tx, poll)))


def _epoch(value: object) -> int | None:
    timestamp = getattr(value, "timestamp", None)
    return None if timestamp is None else int(timestamp())
