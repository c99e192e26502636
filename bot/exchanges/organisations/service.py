"""What members see of organisations, and what organisers do with them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleError
from bot.exchanges import records
from bot.exchanges import store as exchanges
from bot.exchanges.model import Organisation, OrganisationKind, Project, Standing
from bot.exchanges.organisations import facts as limits
from bot.exchanges.organisations import keeping, store
from bot.exchanges.organisations.facts import Facts
from bot.exchanges.organisations.keeping import Effect
from bot.exchanges.organisations.store import Line
from bot.exchanges.rules import groups
from bot.language.look_alikes import alike
from bot.language.rules import folded
from bot.networks import known
from bot.networks import rules as networks
from bot.networks.rules import Network
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.ui.pages import Page

MOST_CHOICES = 25


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """An organisation as typed into a form. `numbers`: AS numbers, parted by commas or lines."""

    name: str
    kind: str
    country: str = ""
    website: str = ""
    numbers: str = ""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """An organisation as a reader sees it.

    `siblings`: the others of its control group, by name. `standings`: where it stands, by project. `former`: the names of those
    merged into it. `alike`: another one whose name looks the same. `leads`: the reader may change it.
    """

    organisation: Organisation
    parent: Organisation | None
    children: tuple[str, ...]
    siblings: tuple[str, ...]
    networks: tuple[Network, ...]
    standings: tuple[tuple[Project, Standing], ...]
    former: tuple[str, ...]
    leads: bool
    alike: str | None = None


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A page of organisations. `kind` None: of every kind."""

    page: Page[Line]
    total: int
    kind: OrganisationKind | None
    leads: bool


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a change would do: `effects` on critical mass; `moved`: AS numbers that go over."""

    organisation: Organisation
    other: Organisation | None
    effects: tuple[Effect, ...]
    network: Network | None = None


class _Undone(Exception):  # noqa: N818 - no error: it takes back what was tried
    """Carries what a change would do out of the transaction in which it was tried."""

    def __init__(self, effects: tuple[Effect, ...]) -> None:
        super().__init__()
        self.effects = effects


class OrganisationService:
    """Use cases of organisations. `documentation_asns`: numbers that are nobody's are taken too (the demo's)."""

    def __init__(self, database: Database, *, documentation_asns: bool = False) -> None:
        self._database = database
        self._documentation = documentation_asns

    # Looking

    async def suggest(self, actor: Actor, typed: str) -> list[Line]:
        """What an option offers: names that hold what was typed, or whose AS number begins so."""
        word, number = folded(typed.strip()[:100]), networks.digits(typed)
        return await self._database.read(
            lambda tx: store.suggest(tx, actor.guild_id, word=word, number=number, limit=MOST_CHOICES)
        )

    async def chosen(self, actor: Actor, typed: str) -> Organisation:
        """The organisation behind a choice, of this very name, or of this AS number. Raises NotFoundError."""
        return await self._database.read(lambda tx: _chosen(tx, actor.guild_id, typed))

    async def show(self, actor: Actor, organisation_id: int) -> Shown:
        """One organisation; of one that was merged, the other. Raises NotFoundError."""
        return await self._database.read(lambda tx: _shown(tx, actor, organisation_id))

    async def listing(
        self, actor: Actor, kind: OrganisationKind | None, *, number: int, per_page: int
    ) -> Listing:
        """A page of the guild's organisations, by name."""
        kinds = tuple(OrganisationKind) if kind is None else (kind,)

        def operation(tx: Transaction) -> Listing:
            total = store.count(tx, actor.guild_id, kinds)
            count = max(1, -(-total // per_page))
            at = min(max(number, 1), count)
            found = store.listing(tx, actor.guild_id, kinds, limit=per_page, offset=(at - 1) * per_page)
            return Listing(
                page=Page(items=tuple(found), number=at, count=count),
                total=total,
                kind=kind,
                leads=records.leads(tx, actor),
            )

        return await self._database.read(operation)

    # What organisers change

    async def require(self, actor: Actor) -> None:
        """Raises NotAllowedError for whoever is no organiser."""
        await self._database.read(lambda tx: _led(tx, actor))

    async def editable(self, actor: Actor, organisation_id: int) -> Organisation:
        """An organisation that the actor may change. Raises NotAllowedError, NotFoundError."""

        def operation(tx: Transaction) -> Organisation:
            _led(tx, actor)
            return keeping.existing(tx, actor.guild_id, organisation_id)

        return await self._database.read(operation)

    async def add(self, actor: Actor, wanted: Wanted) -> Shown:
        """Store a new organisation with its AS numbers. Raises NotAllowedError, InvalidInputError; then nothing is stored."""
        facts, numbers = self._read(wanted)

        def operation(tx: Transaction) -> Shown:
            _led(tx, actor)
            others = [one.name for one in exchanges.organisations(tx, actor.guild_id).values()]
            made = keeping.add(tx, actor, facts)
            for asn in numbers:
                _unowned(tx, actor.guild_id, asn)
                keeping.link(tx, actor, made, asn)
            return _shown(tx, actor, made.id, alike=alike(made.name, others))

        return await self._database.write(operation)

    async def edit(
        self, actor: Actor, organisation_id: int, wanted: Wanted, *, seal: int | None = None
    ) -> Shown:
        """Store what is said of an organisation now. `seal`: of what the form showed.

        Raises NotAllowedError, NotFoundError, InvalidInputError, and StaleError where somebody else changed it since.
        """
        facts, _ = self._read(wanted)

        def operation(tx: Transaction) -> Shown:
            _led(tx, actor)
            before = keeping.existing(tx, actor.guild_id, organisation_id)
            if seal is not None and seal != limits.seal(before):
                raise StaleError("organisation-changed", name=before.name)
            keeping.change(tx, actor, before, facts)
            return _shown(tx, actor, before.id)

        return await self._database.write(operation)

    async def weigh_parent(self, actor: Actor, organisation_id: int, parent_id: int | None) -> Preview:
        """What a take-over (or standing alone again) would do; nothing is stored. Raises as `put_under`."""
        return await self._weigh(
            actor, organisation_id, parent_id, lambda tx, one, other: keeping.put_under(tx, actor, one, other)
        )

    async def put_under(self, actor: Actor, organisation_id: int, parent_id: int | None) -> Shown:
        """Note who controls an organisation; None: nobody. Raises NotAllowedError, NotFoundError, InvalidInputError."""

        def operation(tx: Transaction) -> Shown:
            _led(tx, actor)
            one, other = _both(tx, actor.guild_id, organisation_id, parent_id)
            keeping.put_under(tx, actor, one, other)
            return _shown(tx, actor, one.id)

        return await self._database.write(operation)

    async def weigh_merge(self, actor: Actor, gone_id: int, into_id: int) -> Preview:
        """What making one record of two would do; nothing is stored. Raises as `merge`."""

        def change(tx: Transaction, one: Organisation, other: Organisation | None) -> None:
            assert other is not None  # noqa: S101 - two ids were given
            keeping.merge(tx, actor, one, other)

        return await self._weigh(actor, gone_id, into_id, change)

    async def merge(self, actor: Actor, gone_id: int, into_id: int) -> Shown:
        """Make one record of two. Raises NotAllowedError, NotFoundError where one is merged already, InvalidInputError."""

        def operation(tx: Transaction) -> Shown:
            _led(tx, actor)
            gone = keeping.existing(tx, actor.guild_id, gone_id)
            keeping.merge(tx, actor, gone, keeping.existing(tx, actor.guild_id, into_id))
            return _shown(tx, actor, into_id)

        return await self._database.write(operation)

    def read_asn(self, typed: str) -> int:
        """The AS number as typed. Raises InvalidInputError."""
        return known.asn(typed, documentation=self._documentation)

    async def weigh_link(self, actor: Actor, organisation_id: int, asn: int) -> Preview:
        """What putting an AS number under an organisation would do. Raises NotAllowedError, NotFoundError."""

        def change(tx: Transaction, one: Organisation, _: Organisation | None) -> None:
            keeping.link(tx, actor, one, asn)

        found = await self._weigh(actor, organisation_id, None, change)
        network = await self._database.read(lambda tx: known.names(tx, actor.guild_id, [asn]).get(asn))
        return Preview(organisation=found.organisation, other=None, effects=found.effects, network=network)

    async def link(self, actor: Actor, organisation_id: int, asn: int) -> Shown:
        """Put an AS number under an organisation, for good. Raises NotAllowedError, NotFoundError, InvalidInputError."""
        self.read_asn(str(asn))

        def operation(tx: Transaction) -> Shown:
            _led(tx, actor)
            one = keeping.existing(tx, actor.guild_id, organisation_id)
            keeping.link(tx, actor, one, asn)
            return _shown(tx, actor, one.id)

        return await self._database.write(operation)

    async def _weigh(
        self,
        actor: Actor,
        organisation_id: int,
        other_id: int | None,
        change: Callable[[Transaction, Organisation, Organisation | None], None],
    ) -> Preview:
        """Do it, look, and take it back: what is told is what will be."""

        def look(tx: Transaction) -> tuple[Organisation, Organisation | None]:
            _led(tx, actor)
            return _both(tx, actor.guild_id, organisation_id, other_id)

        one, other = await self._database.read(look)

        def operation(tx: Transaction) -> None:
            before = keeping.masses(tx, actor.guild_id)
            change(tx, one, other)
            raise _Undone(keeping.effects(tx, actor.guild_id, before))

        try:
            await self._database.write(operation)
        except _Undone as undone:
            return Preview(organisation=one, other=other, effects=undone.effects)
        raise AssertionError("a trial was stored")

    def _read(self, wanted: Wanted) -> tuple[Facts, Sequence[int]]:
        """What a form says. Raises InvalidInputError."""
        try:
            kind = OrganisationKind(wanted.kind)
        except ValueError:
            raise InvalidInputError("organisation-kind-unknown", typed=wanted.kind[:40]) from None
        try:
            country = limits.country(wanted.country)
        except ValueError:
            raise InvalidInputError("organisation-country-unknown", typed=wanted.country[:40]) from None
        try:
            website = limits.website(wanted.website)
        except ValueError:
            raise InvalidInputError("organisation-website-unreadable", typed=wanted.website[:60]) from None
        typed = networks.parts(wanted.numbers)
        if len(typed) > limits.MOST_NUMBERS:
            raise InvalidInputError("organisation-numbers-many", most=limits.MOST_NUMBERS)
        numbers = tuple(dict.fromkeys(self.read_asn(one) for one in typed))
        return Facts(name=wanted.name, kind=kind, country=country, website=website), numbers


# Parts


def _led(tx: Transaction, actor: Actor) -> None:
    if not records.leads(tx, actor):
        raise NotAllowedError("organisation-organisers-only")


def _both(
    tx: Transaction, guild_id: int, one: int, other: int | None
) -> tuple[Organisation, Organisation | None]:
    found = keeping.existing(tx, guild_id, one)
    return found, None if other is None else keeping.existing(tx, guild_id, other)


def _chosen(tx: Transaction, guild_id: int, typed: str) -> Organisation:
    text = typed.strip()
    if (
        text.isascii()
        and text.isdecimal()
        and len(text) <= 18
        and not store.is_merged(tx, guild_id, int(text))
    ):
        return records.organisation(tx, guild_id, int(text))
    found = keeping.named(tx, guild_id, text)
    if found is not None:
        return found
    try:
        asn = networks.read_asn(text)
    except ValueError:
        raise NotFoundError("organisation-not-found") from None
    network = known.names(tx, guild_id, [asn]).get(asn)
    if network is None or network.organisation_id is None:
        raise NotFoundError("organisation-not-found")
    return records.organisation(tx, guild_id, network.organisation_id)


def _unowned(tx: Transaction, guild_id: int, asn: int) -> None:
    """Whose AS number it is already is moved by /organisation link alone: there it is shown first."""
    network = known.names(tx, guild_id, [asn]).get(asn)
    if network is not None and network.organisation is not None:
        raise InvalidInputError("organisation-number-taken", asn=str(asn), name=network.organisation)


def _shown(tx: Transaction, actor: Actor, organisation_id: int, *, alike: str | None = None) -> Shown:
    guild_id = actor.guild_id
    one = records.organisation(tx, guild_id, organisation_id)
    everybody = exchanges.organisations(tx, guild_id)
    group = groups({each.id: each.parent_id for each in everybody.values()})
    numbers = known.names(tx, guild_id, one.asns) if one.asns else {}
    standings = []
    for project in exchanges.every(tx, guild_id):
        standing = exchanges.standing(tx, project.id, one.id)
        if standing is not None:
            standings.append((project, standing))
    return Shown(
        organisation=one,
        parent=None if one.parent_id is None else everybody.get(one.parent_id),
        children=tuple(name for _, name in store.children(tx, guild_id, one.id)),
        siblings=tuple(
            each.name for each in everybody.values() if each.id != one.id and group[each.id] == group[one.id]
        ),
        networks=tuple(numbers[asn] for asn in sorted(numbers)),
        standings=tuple(standings),
        former=tuple(store.former_names(tx, guild_id, one.id)),
        leads=records.leads(tx, actor),
        alike=alike,
    )
