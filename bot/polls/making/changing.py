"""Every change of a draft, whichever room makes it: what must fit, what is taken back, what is noted."""

from dataclasses import dataclass, fields, replace

from bot.errors import RefusedError
from bot.people.actor import Actor
from bot.polls import records, store
from bot.polls.making import fitting
from bot.polls.rules import Kind, Option, Poll, PollState
from bot.polls.telling import promises
from bot.polls.voting import electorate
from bot.storage.database import Transaction

_UNSAID = frozenset({"version", "confirmed", "bound", "secret", "seed", "definition", "changes", "cards"})


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A draft with what stands about it. `eligible`: how many may vote if it opened now, None: nobody knows.

    `faults`: why it cannot be opened yet. `taken_back`: the change took back that it opens by itself.
    """

    poll: Poll
    options: tuple[Option, ...]
    eligible: int | None
    faults: tuple[RefusedError, ...] = ()
    taken_back: bool = False


def look(tx: Transaction, poll: Poll, *, taken_back: bool = False) -> Draft:
    """A poll as its officers see it."""
    options = store.options(tx, poll.id)
    eligible = electorate.size(tx, poll)
    faults: tuple[RefusedError, ...] = ()
    if poll.state is PollState.DRAFT:
        faults = fitting.faults(poll, options, now=tx.now, eligible=eligible, required=required(tx, poll))
    return Draft(poll=poll, options=options, eligible=eligible, faults=faults, taken_back=taken_back)


def changed(
    tx: Transaction,
    actor: Actor,
    before: Poll,
    after: Poll,
    *,
    action: str = "poll.edit",
    forced: bool = False,
) -> Draft:
    """Store a draft that the actor changed, in the one way there is. For each room that changes one.

    Raises RefusedError for what now clashes and did not before, and for what was promised once and is taken back. A draft that
    was to open by itself has to be confirmed again. `forced`: something beside the poll's own row changed (options, people).
    """
    if after == before and not forced:
        return look(tx, before)
    if fault := fitting.loosened(before, after):
        raise fault
    eligible, needs = electorate.size(tx, after), required(tx, after)
    known = {one.key for one in fitting.clashes(before, eligible=electorate.size(tx, before), required=needs)}
    for clash in fitting.clashes(after, eligible=eligible, required=needs):
        if clash.key not in known:
            raise clash
    store.change(tx, replace(after, confirmed=False))
    old, new = _difference(before, after)
    records.log(tx, after, actor, action, before=old, after=new)
    stored = records.existing(tx, after.guild_id, after.id)
    if before.confirmed:
        promises.planned(tx, stored)
    return look(tx, stored, taken_back=before.confirmed)


def required(tx: Transaction, poll: Poll) -> int:
    """How many people a date cannot do without."""
    return len(store.people(tx, poll.id, "required")) if poll.kind is Kind.DATE else 0


def _difference(before: Poll, after: Poll) -> tuple[dict[str, object], dict[str, object]]:
    old: dict[str, object] = {}
    new: dict[str, object] = {}
    for one in fields(Poll):
        was, now = getattr(before, one.name), getattr(after, one.name)
        if was != now and one.name not in _UNSAID:
            old[one.name], new[one.name] = _plain(was), _plain(now)
    return old, new


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int):
        return value
    return list(value) if isinstance(value, tuple) else str(value)
