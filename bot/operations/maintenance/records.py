"""What every use case of maintenance begins and ends with: the record, who may touch it, what follows from a change.

Functions of a transaction.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from bot.clock import to_epoch
from bot.errors import NotAllowedError, NotFoundError, StaleError
from bot.feature import Remindable
from bot.guilds.conduct import service as conduct
from bot.guilds.rules import ChannelPurpose, GuildSettings, RolePurpose, is_organiser
from bot.guilds.service import may, settings_in
from bot.language import markup
from bot.networks import known
from bot.operations.maintenance import promises, rules, store
from bot.operations.maintenance.promises import FEATURE
from bot.operations.maintenance.rules import Maintenance, Overlap, Phase
from bot.operations.outages.rules import words
from bot.people import audit
from bot.people.actor import Actor
from bot.reminders import promises as reminders
from bot.storage.database import Transaction


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A window with what a card of it needs. `names`: of the networks that the guild knows. `others`: what it overlaps, by id.

    `mine`: the reader may change it. `before`: what a draft revises.
    """

    maintenance: Maintenance
    phase: Phase
    names: Mapping[int, str] = field(default_factory=dict)
    overlaps: tuple[Overlap, ...] = ()
    others: Mapping[int, Maintenance] = field(default_factory=dict)
    mine: bool = False
    before: Maintenance | None = None


def existing(tx: Transaction, guild_id: int, id_: int) -> Maintenance:
    """A window that was announced. Raises NotFoundError, and StaleError for one whose card was deleted twice."""
    found = store.get(tx, guild_id, id_)
    if found is None or found.is_draft:
        raise NotFoundError("maintenance-not-found")
    if found.gone_at is not None:
        raise StaleError("maintenance-gone")
    return found


def own_draft(tx: Transaction, actor: Actor, id_: int) -> Maintenance:
    """The actor's own draft. Raises NotFoundError in the same words for somebody else's, and StaleError once it is announced."""
    found = store.get(tx, actor.guild_id, id_)
    if found is None or found.user_id != actor.user_id:
        raise NotFoundError("maintenance-draft-gone")
    if not found.is_draft:
        raise StaleError("maintenance-posted-already")
    return found


def standing(tx: Transaction, one: Maintenance, actor: Actor | None = None) -> Standing:
    """A window with what a card of it shows."""
    hits, others = overlaps_of(tx, one)
    before = None if one.revises is None else store.get(tx, one.guild_id, one.revises)
    asns = {*one.networks, *(asn for hit in hits for asn in hit.cut)}
    if before is not None:
        asns |= set(before.networks)
    return Standing(
        maintenance=one,
        phase=one.phase(tx.now),
        names={asn: found.name for asn, found in known.names(tx, one.guild_id, asns).items()},
        overlaps=tuple(hits),
        others=others,
        mine=actor is not None and may_change(tx, actor, one),
        before=before,
    )


def overlaps_of(tx: Transaction, one: Maintenance) -> tuple[list[Overlap], Mapping[int, Maintenance]]:
    """What a window, or a draft of one, and others do to each other."""
    if not one.is_draft and not one.is_live(tx.now):
        return [], {}
    others = {
        other.id: other for other in store.coming(tx, one.guild_id) if other.id not in (one.id, one.revises)
    }
    hits = rules.overlaps(
        rules.works(one), map(rules.works, others.values()), known.upstreams(tx, one.guild_id)
    )
    hits = [hit for hit in hits if hit.ends_at > tx.now]
    return hits, {hit.other(one.id): others[hit.other(one.id)] for hit in hits}


# Who may


def organises(settings: GuildSettings, actor: Actor) -> bool:
    """Whether the actor is an organiser."""
    return is_organiser(
        settings, role_ids=actor.role_ids, administers=actor.administers, manages=actor.manages
    )


def is_noc(tx: Transaction, actor: Actor) -> bool:
    """Whether the actor is of the NOC, or an organiser."""
    return may(settings_in(tx, actor.guild_id), actor, RolePurpose.NOC)


def require_noc(tx: Transaction, actor: Actor) -> None:
    """Raises NotAllowedError for anybody else."""
    if not is_noc(tx, actor):
        raise NotAllowedError("maintenance-not-noc")


def require_may_add(tx: Transaction, actor: Actor, networks: Collection[int]) -> None:
    """Organisers, the NOC and whoever speaks for one of the networks. Raises NotAllowedError, which says what to do."""
    conduct.require_allowed(tx, actor)
    if is_noc(tx, actor):
        return
    mine = known.speaks_for(tx, actor.guild_id, actor.user_id)
    if not mine:
        raise NotAllowedError("maintenance-not-eligible")
    if not set(mine) & set(networks):
        raise NotAllowedError("maintenance-not-your-network", mine=", ".join(f"AS{asn}" for asn in mine))


def may_change(tx: Transaction, actor: Actor, one: Maintenance) -> bool:
    """Organisers, the NOC, whoever speaks for the network that works, and whoever added it and still speaks for one of it."""
    if is_noc(tx, actor):
        return True
    mine = set(known.speaks_for(tx, actor.guild_id, actor.user_id))
    return bool(mine & one.works) or (one.user_id == actor.user_id and bool(mine & set(one.networks)))


def require_may_change(tx: Transaction, actor: Actor, one: Maintenance) -> None:
    """Raises NotAllowedError, which names who may."""
    if not may_change(tx, actor, one):
        raise NotAllowedError("maintenance-not-yours")
    conduct.require_allowed(tx, actor)


# What follows


def announce(tx: Transaction, one: Maintenance) -> None:
    """What follows from storing a new window: its words; where it is still to come, its card, reminders and hints."""
    reindex(tx, one)
    if not one.is_live(tx.now):
        return
    promises.head(tx, one)
    promises.plan(tx, one)
    _partners(tx, one, frozenset())


def changed(tx: Transaction, before: Maintenance, *, partners: Collection[int]) -> Maintenance:
    """What follows from a change that was stored: calendars, card, reminders, one word to those who hear of it, hints.

    `partners`: the ids of the windows that it overlapped before.
    """
    after = existing(tx, before.guild_id, before.id)
    store.note(tx, after, calendar_sequence=after.calendar_sequence + 1)
    reindex(tx, after)
    window_moved = (after.starts_at, after.ends_at) != (before.starts_at, before.ends_at)
    if rules.follows(after, before):
        promises.hush(tx, after)
        store.note(tx, after, moves=after.moves + 1, moved_at=to_epoch(tx.now))
        after = existing(tx, before.guild_id, before.id)
    if not after.is_live(tx.now):
        promises.hush(tx, after)
    elif after.message_id is None and not promises.is_underway(tx, after):
        _retry_head(tx, after)
    promises.card(tx, existing(tx, before.guild_id, before.id))
    after = existing(tx, before.guild_id, before.id)
    if after.is_live(tx.now) and window_moved and before.is_live(tx.now):
        promises.moved(tx, after)
    promises.plan(tx, after)
    _partners(tx, after, partners)
    reminders.moved(tx, after.guild_id, FEATURE, after.id, remindable(tx, after.guild_id, after.id))
    return after


def _retry_head(tx: Transaction, one: Maintenance) -> None:
    """The card never arrived, or its channel is gone: try once more, in the channel that is configured now."""
    channel_id = settings_in(tx, one.guild_id).channels.get(ChannelPurpose.OUTAGES, one.channel_id)
    store.note(tx, one, channel_id=channel_id)
    promises.head(tx, existing(tx, one.guild_id, one.id))


def _partners(tx: Transaction, one: Maintenance, before: Collection[int]) -> None:
    """The cards of those it overlaps, or did, say so; people hear of what is new."""
    hint_all(tx, [one])
    _, others = overlaps_of(tx, one)
    for other_id in {*before, *others}:
        other = store.get(tx, one.guild_id, other_id)
        if other is not None:
            promises.card(tx, other)


def hint_all(tx: Transaction, windows: Iterable[Maintenance]) -> int:
    """Promise word of each overlap that nobody was told of yet; returns how many."""
    by_guild: dict[int, list[Maintenance]] = {}
    for one in windows:
        by_guild.setdefault(one.guild_id, []).append(one)
    count = 0
    for guild_id, ours in by_guild.items():
        coming = {one.id: one for one in store.coming(tx, guild_id)}
        every = [rules.works(one) for one in coming.values()]
        upstreams = known.upstreams(tx, guild_id)
        for one in ours:
            if one.id not in coming:
                continue  # not live
            for hit in rules.overlaps(rules.works(one), every, upstreams):
                if hit.ends_at > tx.now:
                    count += promises.hint(tx, hit, coming[hit.second], coming[hit.first])
    return count


def reindex(tx: Transaction, one: Maintenance) -> None:
    """Bring up to date by which words it is found. Accounts are customers' numbers: nobody finds anything by them."""
    store.note(
        tx,
        one,
        words=words(
            one.title,
            one.provider,
            one.reference,
            *(f"AS{asn} {asn}" for asn in one.networks),
            *(thing.name for thing in one.things),
            one.body,
        ),
    )


def remindable(tx: Transaction, guild_id: int, id_: int) -> Remindable | None:
    """`Feature.remindable` of maintenance."""
    found = store.get(tx, guild_id, id_)
    if found is None or found.is_draft or found.gone_at is not None or found.channel_id is None:
        return None
    if found.phase(tx.now) is Phase.CANCELLED:
        return None
    channels = frozenset({found.channel_id})
    if found.starts_at <= tx.now:
        return Remindable(title=found.title, url=url(found), channels=channels)
    return Remindable(
        title=found.title,
        at=found.starts_at,
        wall=found.window.starts_wall,
        zone=found.window.zone,
        url=url(found),
        channels=channels,
    )


def url(one: Maintenance) -> str | None:
    """Where a window stands: its card, or its channel; None: nowhere."""
    if one.channel_id is None:
        return None
    if one.message_id is not None:
        return markup.message_url(one.guild_id, one.channel_id, one.message_id)
    return markup.channel_url(one.guild_id, one.channel_id)


def record(
    tx: Transaction, actor: Actor, action: str, after: Maintenance, *, before: Maintenance | None
) -> None:
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


def _fields(one: Maintenance) -> dict[str, object]:
    """`value` is what the log says of it: when it takes place, in UTC."""
    return {
        "id": one.id,
        "value": f"{one.starts_at:%Y-%m-%d %H:%M} – {one.ends_at:%Y-%m-%d %H:%M} UTC",
        "status": one.status.value,
        "impact": one.impact.value,
        "networks": list(one.networks),
    }
