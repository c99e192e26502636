"""What every use case of outages begins and ends with: the record, who may touch it, what follows from a change.

Functions of a transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.errors import NotAllowedError, NotFoundError, StaleError
from bot.guilds.conduct import service as conduct
from bot.guilds.rules import ChannelPurpose, GuildSettings, RolePurpose, is_organiser
from bot.guilds.service import may, settings_in
from bot.networks import known
from bot.operations.outages import promises, rules, store
from bot.operations.outages.rules import Capacity, Kind, Move, Outage, State, Update, Witnesses
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import SqlValue, Transaction

SHOWN_UPDATES = 3
"""Entries of the timeline that a card shows."""
_NAMED = 12
"""Networks a card names of those that see it."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An outage with what a card of it needs. `names`: of the networks that the guild knows. `updates`: the latest first.

    `mine`: the reader may update it. `seen_for`: the network for which they see it, 0 for none; None: they have not said so.
    """

    outage: Outage
    names: Mapping[int, str] = field(default_factory=dict)
    updates: tuple[Update, ...] = ()
    witnesses: Witnesses = field(default_factory=Witnesses)
    mine: bool = False
    seen_for: int | None = None


def existing(tx: Transaction, guild_id: int, id_: int) -> Outage:
    """An outage that was opened. Raises NotFoundError, and StaleError for one whose card was deleted twice."""
    found = store.get(tx, guild_id, id_)
    if found is None or found.state is State.DRAFT:
        raise NotFoundError("outages-not-found")
    if found.gone_at is not None:
        raise StaleError("outages-gone")
    return found


def own_draft(tx: Transaction, actor: Actor, id_: int) -> Outage:
    """The actor's own draft. Raises NotFoundError in the same words for somebody else's, and StaleError once it is open."""
    found = store.get(tx, actor.guild_id, id_)
    if found is None or found.opener_id != actor.user_id:
        raise NotFoundError("outages-draft-gone")
    if found.state is not State.DRAFT:
        raise StaleError("outages-open-already")
    return found


def standing(
    tx: Transaction, outage: Outage, actor: Actor | None = None, *, updates: int = SHOWN_UPDATES
) -> Standing:
    """An outage with what a card of it shows."""
    rows = witness_rows(tx, outage)
    witnesses = rules.counted(rows, known=known.count_verified(tx, outage.guild_id))
    asns = {*outage.networks, *witnesses.networks[:_NAMED]}
    return Standing(
        outage=outage,
        names={asn: one.name for asn, one in known.names(tx, outage.guild_id, asns).items()},
        updates=tuple(store.updates(tx, outage.id, limit=updates)),
        witnesses=witnesses,
        mine=actor is not None and capacity(tx, actor, outage) is not None,
        seen_for=None if actor is None else dict(rows).get(actor.user_id),
    )


def witness_rows(tx: Transaction, outage: Outage) -> list[tuple[int, int]]:
    """(person, AS number or 0) of everybody who sees it: while it goes on, a network counts by whom speaks for it now.

    What is over stays as it was counted: see `keep_witnesses`.
    """
    rows = store.witnesses(tx, outage.id)
    if not outage.goes_on:
        return rows
    speaking = known.speaking(tx, outage.guild_id, {asn for _, asn in rows if asn})
    return [(user_id, asn if (asn, user_id) in speaking else 0) for user_id, asn in rows]


def keep_witnesses(tx: Transaction, outage: Outage) -> None:
    """It is about to be over: store for which networks people see it by now, so that later years change nothing."""
    before = dict(store.witnesses(tx, outage.id))
    for user_id, asn in witness_rows(tx, outage):
        if before[user_id] != asn:
            store.witness(tx, outage, user_id, asn)


def capacity(tx: Transaction, actor: Actor, outage: Outage) -> Capacity | None:
    """As what the actor may update an outage; None: they may not."""
    if outage.opener_id == actor.user_id:
        return Capacity.OPENER
    settings = settings_in(tx, actor.guild_id)
    if organises(settings, actor):
        return Capacity.ORGANISER
    return Capacity.NOC if may(settings, actor, RolePurpose.NOC) else None


def organises(settings: GuildSettings, actor: Actor) -> bool:
    """Whether the actor is an organiser."""
    return is_organiser(
        settings, role_ids=actor.role_ids, administers=actor.administers, manages=actor.manages
    )


def require_opener(tx: Transaction, actor: Actor) -> GuildSettings:
    """Organisers, the NOC and whoever speaks for a network may open one. Raises NotAllowedError, which says how to become one."""
    if not may_open(tx, actor):
        raise NotAllowedError("outages-not-eligible")
    return settings_in(tx, actor.guild_id)


def may_open(tx: Transaction, actor: Actor) -> bool:
    """Whether the actor may open one."""
    settings = settings_in(tx, actor.guild_id)
    return may(settings, actor, RolePurpose.NOC) or bool(known.speaks_for(tx, actor.guild_id, actor.user_id))


def require_may(tx: Transaction, actor: Actor, outage: Outage) -> Capacity:
    """Raises NotAllowedError, which names who may."""
    found = capacity(tx, actor, outage)
    if found is None:
        raise NotAllowedError("outages-not-yours")
    conduct.require_allowed(tx, actor)
    return found


def decide(
    tx: Transaction,
    actor: Actor,
    outage: Outage,
    move: Move,
    *,
    kind: Kind,
    text: str,
    networks: tuple[int, ...] | None = None,
    **values: SqlValue,
) -> tuple[Outage, int]:
    """Make one change with all that follows: timeline, words, card, news, the log; what it is now, and the entry's id.

    Raises NotAllowedError, StaleError where somebody was quicker or the move leads nowhere, and RefusedError for whoever
    writes without end.
    """
    who = require_may(tx, actor, outage)
    conduct.require(tx, actor, "outage.update", most=rules.MOST_DECIDED, within=rules.DECIDED_WITHIN)
    if not rules.may_move(outage, move) or not store.change(tx, outage, **values):
        raise StaleError("outages-moved-on")
    if networks is not None:
        store.set_networks(tx, outage.id, networks)
    after = existing(tx, outage.guild_id, outage.id)
    entry = store.add_update(
        tx, after, kind=kind, author=audit.actor_key(tx, actor.user_id), capacity=who, text=text
    )
    reindex(tx, after)
    record(tx, actor, f"outage.{_ACTIONS[kind]}", after, before=outage)
    if after.message_id is None and not promises.is_underway(tx, after):
        retry_head(tx, after)
    else:
        promises.card(tx, after)
        if after.message_id is not None:  # Discord may have refused the discussion, and with it every ping
            promises.discussion(tx, after, after.message_id, again=after.version)
    promises.news(tx, after, entry)
    return existing(tx, outage.guild_id, outage.id), entry


def begin_timeline(tx: Transaction, actor: Actor, outage: Outage) -> None:
    """What follows from opening one: its first entry, its words, the log."""
    store.add_update(
        tx,
        outage,
        kind=Kind.OPENED,
        author=audit.actor_key(tx, actor.user_id),
        capacity=Capacity.OPENER,
        text=outage.body,
    )
    reindex(tx, outage)
    record(tx, actor, "outage.open", outage, before=None)


_ACTIONS = {
    Kind.UPDATE: "update",
    Kind.RESOLVED: "resolve",
    Kind.REOPENED: "reopen",
    Kind.REVIEW: "review",
}


def retry_head(tx: Transaction, outage: Outage) -> None:
    """The card never arrived: try once more, in the channel that is configured now."""
    channel_id = settings_in(tx, outage.guild_id).channels.get(ChannelPurpose.OUTAGES, outage.channel_id)
    store.note(tx, outage, channel_id=channel_id, changes=outage.changes + 1)
    promises.head(tx, existing(tx, outage.guild_id, outage.id))


def reindex(tx: Transaction, outage: Outage) -> None:
    """Bring up to date by which words it is found."""
    told = (one.text for one in store.updates(tx, outage.id))
    store.note(
        tx,
        outage,
        words=rules.words(
            outage.title,
            outage.region,
            *(f"AS{asn} {asn}" for asn in outage.networks),
            outage.body,
            outage.cause,
            outage.impact,
            outage.learned,
            *told,
        ),
    )


def record(tx: Transaction, actor: Actor, action: str, after: Outage, *, before: Outage | None) -> None:
    """Note the change in the audit log."""
    audit.record(
        tx,
        guild_id=actor.guild_id,
        user_id=actor.user_id,
        action=action,
        subject=after.title,
        before=None if before is None else _fields(before),
        after=_fields(after),
    )


def _fields(outage: Outage) -> dict[str, object]:
    return {"id": outage.id, "state": outage.state.value, "value": outage.severity.value}
