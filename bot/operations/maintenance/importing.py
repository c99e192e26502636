"""Notices from a calendar file: read in a process of its own, shown before anything changes, stored together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.clock import to_epoch
from bot.errors import InvalidInputError, StaleError
from bot.guilds.rules import ChannelPurpose
from bot.guilds.service import settings_in
from bot.language.safe_text import clip
from bot.net.attachments import AttachmentFetcher, shown_name
from bot.net.calendar_shapes import CalendarEvent
from bot.net.calendars import read_calendar
from bot.networks import known
from bot.networks.rules import Network, parts
from bot.operations.maintenance import notices, records, rules, store
from bot.operations.maintenance.notices import Fate, Notice, NoticeFault, NoticeFaultError
from bot.operations.maintenance.rules import MOST_NETWORKS, Maintenance, Source, Status
from bot.operations.maintenance.store import Held
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.ui.cards import Upload
from bot.workers import Workers

MOST_BYTES: Final = 1024 * 1024
MOST_EVENTS: Final = 50
"""Notices of one file: each has a card of its own."""
OFFERED: Final = 25
_SECONDS: Final = 20.0
_TITLE: Final = 80


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which networks the notices of one provider for one account hit, and which one works. `chosen`: on this card."""

    provider: str
    account: str
    networks: tuple[int, ...] = ()
    works: int | None = None
    chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An event of the file, and what storing it would do. `fault`: why it is refused, with `title` to know it by.

    `before`: what is known of it; `after`: what it would be. `sequence`: the one that is known, where it is not taken.
    """

    title: str
    fault: NoticeFault | None = None
    fate: Fate | None = None
    notice: Notice | None = None
    before: Maintenance | None = None
    after: Maintenance | None = None
    sequence: int | None = None
    group: int = 0

    @property
    def is_taken(self) -> bool:
        return self.fate is not None and self.fate.is_taken


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A file as it was read, held against what is known now. `choices`: by group. `offered`: networks for its menus."""

    id: int
    name: str
    entries: tuple[Entry, ...]
    choices: tuple[Choice, ...]
    offered: tuple[Network, ...] = ()
    names: Mapping[int, str]

    def count(self, fate: Fate) -> int:
        """How many entries share a fate."""
        return sum(one.fate is fate for one in self.entries)

    @property
    def refused(self) -> int:
        return sum(one.fault is not None for one in self.entries)

    @property
    def to_store(self) -> int:
        """How many windows storing would write: of several versions of a notice the highest."""
        return len({notices.key(one.notice) for one in self.entries if one.is_taken and one.notice})


@dataclass(frozen=True, kw_only=True)
class Stored:
    """What became of it: how many are new, changed, and get a card or an edit in `channel_id`."""

    name: str
    added: int
    changed: int
    announced: int
    channel_id: int


class NoticeImports:
    """Use cases of organisers and the NOC. `documentation_asns`: numbers that are nobody's are taken (the demo's)."""

    def __init__(
        self,
        database: Database,
        files: AttachmentFetcher,
        workers: Workers,
        *,
        documentation_asns: bool = False,
    ) -> None:
        self._database = database
        self._files = files
        self._workers = workers
        self._documentation = documentation_asns

    async def require(self, actor: Actor) -> None:
        """Raises NotAllowedError for whoever may not import, and InvalidInputError without a channel for the cards."""
        await self._database.read(lambda tx: _require(tx, actor))

    async def read(self, actor: Actor, upload: Upload) -> Reading:
        """Read a file; nothing of it is stored yet. Raises NotAllowedError, and InvalidInputError for what is no calendar."""
        await self.require(actor)
        if upload.size > MOST_BYTES:
            raise InvalidInputError("maintenance-file-large")
        content = await self._files.fetch_file(upload.url, MOST_BYTES)
        events = await self._workers.run(read_calendar, content, MOST_EVENTS, seconds=_SECONDS)
        if not events:
            raise InvalidInputError("maintenance-file-empty")
        reading = {"entries": [_entry(event) for event in events], "choices": {}}

        def operation(tx: Transaction) -> Reading:
            _require(tx, actor)
            id_ = store.hold(tx, actor.guild_id, actor.user_id, shown_name(upload.name), reading)
            return _compared(tx, _own(tx, actor, id_))

        return await self._database.write(operation)

    async def get(self, actor: Actor, id_: int) -> Reading:
        """The actor's file, held against what is known now. Raises NotAllowedError and StaleError."""
        return await self._database.read(lambda tx: _compared(tx, _own(tx, actor, id_)))

    async def choose(
        self,
        actor: Actor,
        id_: int,
        group: int,
        *,
        networks: Sequence[str] | None = None,
        works: Sequence[str] | None = None,
    ) -> Reading:
        """Say what the notices of a group hit, or who works. None: as it was. Raises InvalidInputError and StaleError."""
        asns = None if networks is None else self._asns(networks)
        working = None if works is None else self._asns(works)
        if working is not None and len(working) > 1:
            raise InvalidInputError("maintenance-one-works")

        def operation(tx: Transaction) -> Reading:
            held = _own(tx, actor, id_)
            before = _compared(tx, held)
            if group >= len(before.choices):
                raise StaleError("stale-press")
            choice = before.choices[group]
            chosen = {
                "networks": list(choice.networks if asns is None else asns),
                "works": choice.works if working is None else next(iter(working), None),
            }
            choices = {**held.reading["choices"], str(group): chosen}
            store.choose(tx, held, {**held.reading, "choices": choices})
            return _compared(tx, _own(tx, actor, id_))

        return await self._database.write(operation)

    async def discard(self, actor: Actor, id_: int) -> None:
        """Let it be. Raises NotAllowedError and StaleError."""
        await self._database.write(lambda tx: store.let_go(tx, _own(tx, actor, id_)))

    async def store(self, actor: Actor, id_: int) -> Stored:
        """Store what is new, as things are now; a second press finds nothing more. Raises as `get`, and InvalidInputError."""

        def operation(tx: Transaction) -> Stored:
            channel_id = _require(tx, actor)
            held = _own(tx, actor, id_)
            reading = _compared(tx, held)
            if not reading.to_store:
                raise StaleError("maintenance-nothing-to-store")
            done = _store(tx, actor, reading, channel_id)
            store.let_go(tx, held)
            return done

        return await self._database.write(operation)

    def _asns(self, typed: Sequence[str]) -> tuple[int, ...]:
        found = {
            known.asn(part, documentation=self._documentation): None for text in typed for part in parts(text)
        }
        if len(found) > MOST_NETWORKS:
            raise InvalidInputError("maintenance-many-networks", most=MOST_NETWORKS)
        return tuple(found)


def _require(tx: Transaction, actor: Actor) -> int:
    records.require_noc(tx, actor)
    channel_id = settings_in(tx, actor.guild_id).channels.get(ChannelPurpose.OUTAGES)
    if channel_id is None:
        raise InvalidInputError("maintenance-no-channel")
    return channel_id


def _own(tx: Transaction, actor: Actor, id_: int) -> Held:
    records.require_noc(tx, actor)
    found = store.held(tx, actor.guild_id, id_)
    if found is None or found.user_id != actor.user_id:
        raise StaleError("maintenance-import-gone")
    return found


def _entry(event: CalendarEvent) -> dict[str, Any]:
    try:
        return {"notice": notices.dumped(notices.read(event))}
    except NoticeFaultError as error:
        return {"fault": error.fault.value, "title": clip(event["summary"] or event["uid"], _TITLE)}


# Held against what is known


def _compared(tx: Transaction, held: Held) -> Reading:
    read = [
        (one.get("title", ""), notices.loaded(one["notice"]) if "notice" in one else None, one.get("fault"))
        for one in held.reading["entries"]
    ]
    taken = [notice for _, notice, _ in read if notice is not None]
    known_now = {notices.key(one): store.by_uid(tx, held.guild_id, one.provider, one.uid) for one in taken}
    versions = {
        which: notices.order(one.sequence, one.stamped_at)
        for which, one in known_now.items()
        if one is not None
    }
    fates = iter(notices.fates([(notices.key(one), one.order) for one in taken], versions))
    groups = list(dict.fromkeys((one.provider, one.account) for one in taken))
    choices = tuple(
        _choice(tx, held, number, provider, account) for number, (provider, account) in enumerate(groups)
    )
    current = dict(known_now)
    entries: list[Entry] = []
    for title, notice, fault in read:
        if notice is None:
            entries.append(Entry(title=title, fault=NoticeFault(str(fault))))
            continue
        fate, which = next(fates), notices.key(notice)
        before = current[which]
        group = groups.index((notice.provider, notice.account))
        after = None
        if fate.is_taken:
            after = applied(notice, before, choices[group], held)
            current[which] = after
        entries.append(
            Entry(
                title=notice.summary,
                fate=fate,
                notice=notice,
                before=before,
                after=after,
                sequence=None if before is None else before.sequence,
                group=group,
            )
        )
    offered = known.suggest(tx, held.guild_id, "", limit=OFFERED)
    asns = {asn for one in choices for asn in (*one.networks, one.works) if asn is not None}
    asns |= {
        asn for one in entries for window in (one.before, one.after) if window for asn in window.networks
    }
    return Reading(
        id=held.id,
        name=held.name,
        entries=tuple(entries),
        choices=choices,
        offered=offered,
        names={asn: one.name for asn, one in known.names(tx, held.guild_id, asns).items()},
    )


def _choice(tx: Transaction, held: Held, number: int, provider: str, account: str) -> Choice:
    """What was chosen on this card, or was stored last for this provider and account, or the provider says of itself."""
    chosen = held.reading["choices"].get(str(number))
    if chosen is not None:
        return Choice(
            provider=provider,
            account=account,
            networks=tuple(chosen["networks"]),
            works=chosen["works"],
            chosen=True,
        )
    latest = store.latest_of(tx, held.guild_id, provider, account)
    if latest is not None:
        return Choice(
            provider=provider,
            account=account,
            networks=tuple(asn for asn in latest.networks if asn not in latest.works),
            works=next(iter(sorted(latest.works)), None),
        )
    named = notices.provider_asn(provider)
    there = named is not None and named in known.names(tx, held.guild_id, (named,))
    return Choice(provider=provider, account=account, works=named if there else None)


def applied(notice: Notice, before: Maintenance | None, choice: Choice, held: Held) -> Maintenance:
    """What a window is once a notice is stored. Networks that were named by hand stay, unless others are chosen now."""
    works = frozenset(() if choice.works is None else (choice.works,))
    networks = tuple(dict.fromkeys((*sorted(works), *choice.networks)))
    status = notice.status or (Status.CONFIRMED if before is None else before.status)
    if before is not None and not choice.chosen:
        works, networks = before.works, before.networks
    fresh = before or Maintenance(
        id=0,
        guild_id=held.guild_id,
        uid=notice.uid,
        source=Source.NOTICE,
        status=status,
        impact=notice.impact,
        window=notice.window,
        moved_at=notice.stamp,
        updated_at=notice.stamp,
    )
    facilities = fresh.named(rules.ThingKind.FACILITY)
    # Who cancels names no objects any more; what they were is still worth knowing.
    objects = notice.objects or fresh.named(rules.ThingKind.OBJECT)
    return replace(
        fresh,
        sequence=notice.sequence,
        stamped_at=notice.stamp,
        provider=notice.provider,
        account=notice.account,
        reference=notice.maintenance_id,
        title=notice.summary,
        body=notice.description,
        status=status,
        impact=notice.impact,
        window=notice.window,
        networks=networks,
        works=works,
        things=(*facilities, *objects),
    )


# Stored


def _store(tx: Transaction, actor: Actor, reading: Reading, channel_id: int) -> Stored:
    latest: dict[notices.Key, Entry] = {}
    first: dict[notices.Key, Maintenance | None] = {}
    for entry in reading.entries:
        if entry.is_taken and entry.notice is not None:
            which = notices.key(entry.notice)
            first.setdefault(which, entry.before)
            latest[which] = entry
    added = changed = announced = 0
    for which, entry in latest.items():
        after, before = entry.after, first[which]
        if after is None:
            continue
        if before is None:
            stored = _insert(tx, actor, after, channel_id)
            added += 1
        else:
            stored = _update(tx, before, after)
            changed += 1
        announced += stored.is_live(tx.now) or stored.message_id is not None
    audit.record(
        tx,
        guild_id=actor.guild_id,
        user_id=actor.user_id,
        action="maintenance.import",
        subject=reading.name,
        after={"value": added + changed, "added": added, "changed": changed},
    )
    return Stored(name=reading.name, added=added, changed=changed, announced=announced, channel_id=channel_id)


def _insert(tx: Transaction, actor: Actor, one: Maintenance, channel_id: int) -> Maintenance:
    made = store.insert(
        tx,
        guild_id=actor.guild_id,
        uid=one.uid,
        source=Source.NOTICE,
        status=one.status,
        impact=one.impact,
        window=one.window,
        user_id=actor.user_id,
        state="announced",
        channel_id=channel_id,
        **_columns(one),
    )
    store.set_networks(tx, made, one.networks, one.works)
    store.set_things(tx, made, one.things)
    stored = records.existing(tx, actor.guild_id, made)
    records.announce(tx, stored)
    return records.existing(tx, actor.guild_id, made)


def _update(tx: Transaction, before: Maintenance, after: Maintenance) -> Maintenance:
    _, partners = records.overlaps_of(tx, before)
    changed = store.change(
        tx,
        before,
        status=after.status.value,
        impact=after.impact.value,
        **store.spans(after.window),
        **_columns(after),
    )
    if not changed or before.gone_at is not None:
        # Put away: it is kept in step, and nobody hears of it.
        store.set_networks(tx, before.id, after.networks, after.works)
        return before
    store.set_networks(tx, before.id, after.networks, after.works)
    store.set_things(tx, before.id, after.things)
    return records.changed(tx, before, partners=partners.keys())


def _columns(one: Maintenance) -> dict[str, Any]:
    return {
        "sequence": one.sequence,
        "stamped_at": None if one.stamped_at is None else to_epoch(one.stamped_at),
        "provider": one.provider,
        "account": one.account,
        "reference": one.reference,
        "title": one.title,
        "body": one.body,
    }
