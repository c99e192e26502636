"""The one protocol by which a feature joins in. `app.py` registers each feature once; nothing else knows them all.

A feature answers for its own: how its due deliveries look now, which plans become deliveries, what is coming up, what a
member may be reminded of, which tables it keeps and what of a person is in them, and which Discord permissions it needs.
"""

import datetime as dt
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from bot.delivery.model import Delivery, Outcome, Rendered
from bot.storage.database import Transaction

CANCELLED_KEPT = dt.timedelta(days=30)
"""So long after its date a cancelled item is still told to calendars."""


class Renderer(Protocol):
    """Makes the message of a due delivery from the state of now.

    Returns None when nothing is to be sent any more (the record was cancelled, its reader left):
    the delivery is then cancelled, not failed.
    """

    async def __call__(self, delivery: Delivery) -> Rendered | None: ...


class Erasure(StrEnum):
    """What erasing a person does to what is stored about them."""

    DELETE = "delete"
    """The rows are deleted."""
    UNLINK = "unlink"
    """The rows stay, under a random key that nobody can resolve any more."""
    BLANK = "blank"
    """The rows stay, the column is emptied."""


@dataclass(frozen=True, kw_only=True)
class PersonalData:
    """A column that holds something about a person: their Discord id, or their actor key.

    `what` is a catalogue key that says in plain words what is stored. `is_key`: an actor key, not a Discord id.
    `inside`: the column is a JSON object that holds the id under this key. `only`: (column, values) of the rows in which
    it is a person at all. `of_another`: the row is another person's, so that an export shows no more than which one.
    `kept`: how old it gets at most; None: no age ends it.
    A row that erasure deletes is its person's own: no export for organisers shows it.
    """

    column: str
    what: str
    erasure: Erasure
    is_key: bool = False
    inside: str | None = None
    only: tuple[str, tuple[str, ...]] | None = None
    of_another: bool = False
    kept: dt.timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table of a feature, declared once: export, erasure and purge work from this and know no table by themselves.

    `guild` is the column that names the guild; None: the rows belong to no guild, or to the row of another table:
    `parent` is (own column, parent table, parent column). `private`: columns that no export shows (secrets, files);
    a table with nothing else but its key is in none. `unshared`: (column, values) of rows that are still their author's
    alone, such as drafts: no export for organisers shows them. `withheld`: (columns, column, values): in rows in which
    `column` has one of the values, an export for organisers leaves `columns` empty.
    """

    name: str
    guild: str | None = "guild_id"
    parent: tuple[str, str, str] | None = None
    people: tuple[PersonalData, ...] = ()
    private: frozenset[str] = frozenset()
    unshared: tuple[str, tuple[str, ...]] | None = None
    withheld: tuple[frozenset[str], str, tuple[str, ...]] | None = None


@dataclass(frozen=True, kw_only=True)
class AgendaQuery:
    """What a reader wants to see: items with since ≤ start < until, or over a span that reaches into it.

    `mine`: only what concerns the reader themselves. `organises`: the reader is an organiser, and sees what is planned.
    `may_view` says of a channel whether the reader may view it now; nothing of another channel is told.
    """

    guild_id: int
    user_id: int
    mine: bool
    organises: bool
    since: dt.datetime
    until: dt.datetime
    may_view: Callable[[int], bool]

    @property
    def cancelled_since(self) -> dt.datetime:
        """Cancelled ones are told from here on: a calendar that knows one has to hear of it."""
        return self.since - CANCELLED_KEPT


@dataclass(frozen=True, kw_only=True)
class AgendaItem:
    """Something that comes up. `uid` names it for good, and `sequence` rises with each change (RFC 5545).

    `kind` is a catalogue key. `title` as a person typed it. `wall` and `zone`: the time as it was agreed. `channels`: where
    it takes place, of those the reader may view. A `cancelled` one is told to calendars that know it, and not shown in
    the list. `note`: the catalogue key of what holds for the reader alone; None: nothing.
    """

    uid: str
    sequence: int
    kind: str
    title: str
    starts_at: dt.datetime
    wall: dt.datetime
    zone: str
    ends_at: dt.datetime | None = None
    url: str | None = None
    channels: tuple[int, ...] = ()
    cancelled: bool = False
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class DigestQuery:
    """What a digest for a channel asks for: what was since, and what is coming until.

    Everybody who may view the channel reads it: `may_show` says of another channel whether all of them may view that one.
    `scheduled`: it is posted by its plan, not because somebody asks; `weekly`: it is the first one of its week.
    """

    guild_id: int
    channel_id: int
    since: dt.datetime
    now: dt.datetime
    until: dt.datetime
    may_show: Callable[[int], bool]
    scheduled: bool = False
    weekly: bool = True


@dataclass(frozen=True, kw_only=True)
class DigestLine:
    """A line of a digest. `title` as a person typed it; `at`: when it was or will be; `note` is a catalogue key."""

    title: str
    url: str | None = None
    at: dt.datetime | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class DigestSection:
    """A part of the digest. `heading` is a catalogue key; `order`: low comes first; empty ones are not shown."""

    heading: str
    order: int
    lines: tuple[DigestLine, ...]
    more: int = 0
    """How many lines there are beyond those given."""


@dataclass(frozen=True, kw_only=True)
class SearchQuery:
    """What a reader looks for: things with these words, of a topic (None: any), since an instant (None: however old).

    `may_view` says of a channel whether the reader may view it now; nothing of another channel is told. Ask it about every
    channel at once, never with `any`: it is answered in the event loop, and the query is then run again.
    """

    guild_id: int
    text: str
    topic_id: int | None
    since: dt.datetime | None
    most: int
    may_view: Callable[[int], bool]


@dataclass(frozen=True, kw_only=True)
class Found:
    """Something that a search found. `kind` is a catalogue key; `title`, `topic` and `text` as people typed them.

    `at`: when it was solved, or took place.
    """

    kind: str
    title: str
    url: str
    at: dt.datetime
    topic: str | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Remindable:
    """What a reminder says. `at`: the date it is about; None: it has none, or that is over. `url`: where it stands.

    `channels`: in which it was posted, and may be asked for; None: anywhere.
    """

    title: str
    at: dt.datetime | None = None
    wall: dt.datetime | None = None
    zone: str = "UTC"
    url: str | None = None
    channels: frozenset[int] | None = None


@dataclass(frozen=True, kw_only=True)
class PanelButton:
    """A button on the "Start here" card: `what` is the catalogue key of its label, `press` its custom_id."""

    what: str
    press: str


@dataclass(frozen=True, kw_only=True)
class Named:
    """What a notice to organisers calls the thing it is about. `title` as a person typed it; `show`: a press that opens it."""

    title: str
    show: str | None = None


@dataclass(frozen=True, kw_only=True)
class Feature:
    """What one feature brings. `name` is what its deliveries carry in `feature`."""

    name: str
    renderers: Mapping[str, Renderer] = field(default_factory=dict)
    """By `Delivery.template`."""
    settled: Callable[[Transaction, Delivery, Outcome], None] | None = None
    """Called in the transaction that settles a delivery (sent, dropped, given up or cancelled)."""
    materialise: Callable[[], Awaitable[int]] | None = None
    """Turns plans into deliveries up to the horizon; returns how many were added. Idempotent."""
    replan: Callable[[], Awaitable[int]] | None = None
    """Computes every pending delivery anew, after time-zone data changed; returns how many."""
    agenda: Callable[[Transaction, AgendaQuery], Sequence[AgendaItem]] | None = None
    """What is coming up, in no particular order."""
    remindable: Callable[[Transaction, int, int], Remindable | None] | None = None
    """(guild, subject) → what a member is reminded of; None when it is gone or cancelled."""
    named: Callable[[Transaction, int, int], Named | None] | None = None
    """(guild, subject) → what a delivery is about, in the organisers' words; None when it is gone."""
    digest: Callable[[Transaction, DigestQuery], Sequence[DigestSection]] | None = None
    """What the feature has to say in a digest."""
    search: Callable[[Transaction, SearchQuery], Sequence[Found]] | None = None
    """What holds these words, the best first."""
    tables: tuple[Table, ...] = ()
    """Every table of the feature."""
    erased: Callable[[Transaction, int], None] | None = None
    """Called in the transaction that erases a person, before the rows go: to take back what was promised to them."""
    forget: Callable[[Transaction, dt.datetime], int] | None = None
    """Retention: removes what is too old to be kept at this instant; returns how many rows. A few hundred at most."""
    personal: frozenset[str] = frozenset()
    """Templates that concern one person alone: what goes wrong with them is for that person, not for organisers."""
    panel: tuple[PanelButton, ...] = ()
    """What members find on the "Start here" card."""
    permissions: frozenset[str] = frozenset()
    """Names of discord.Permissions flags."""


def permissions(features: Iterable[Feature]) -> frozenset[str]:
    """The one list of what the bot asks a guild for: the invite link and `crossconnect check` are made from it."""
    return frozenset().union(*(feature.permissions for feature in features))
