"""What public sources say of networks: from what is stored while that is fresh, else asked, else told with its age.

A source that is down never stands in the way of what was known before. With `[sources] enabled = false` nothing goes out.
"""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Collection, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Self

from bot import __version__
from bot.clock import Clock
from bot.errors import InvalidInputError, SourceDown
from bot.feature import Feature, Table
from bot.net.guarded import GuardedClient
from bot.networks.rules import NetworkFacts
from bot.networks.sources import ripestat, rules, store
from bot.networks.sources.asking import Asker, Client, Turns, UnansweredError, pieces
from bot.networks.sources.names import Names, UnresolvedError
from bot.networks.sources.peeringdb import SECONDS_APART, PeeringDB
from bot.networks.sources.ripestat import RipeStat
from bot.networks.sources.rules import ProofTexts, RouteFacts
from bot.networks.sources.store import Kept
from bot.storage.database import Database

if TYPE_CHECKING:
    from pydantic import SecretStr

    from bot.config import SourcesSettings
    from bot.workers import Workers

__all__ = ["SourceDown", "Sources"]

KEPT: Final = dt.timedelta(days=30)
"""An answer that nobody asked for again is removed after this."""
FRESH: Final = dt.timedelta(hours=1)
"""PeeringDB asks to have what it answered kept for a while."""
_PEERINGDB, _RIPESTAT = "peeringdb", "ripestat"
_NAMES = {_PEERINGDB: "PeeringDB", _RIPESTAT: "RIPEstat"}
_FORGOTTEN_AT_ONCE = 500
_SECONDS: Final = 30.0
"""What one question may take: PeeringDB needs several for 150 networks."""


class Sources:
    """`clients`: one for each source, by its name, "peeringdb" and "ripestat". `names` asks the DNS. Close it at the end.

    `seconds_apart`, `monotonic` and `sleep` pace PeeringDB; they are the machine's unless a test has its own.
    """

    def __init__(
        self,
        database: Database,
        clients: Mapping[str, Client],
        clock: Clock,
        settings: "SourcesSettings",
        *,
        key: "SecretStr | None" = None,
        workers: "Workers | None" = None,
        names: Names | None = None,
        seconds_apart: float = SECONDS_APART,
        monotonic: Callable[[], float] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._clients = clients
        self._clock = clock
        self._is_enabled = settings.enabled
        self._names = names or Names(settings.nameservers)

        def asker(source: str, fresh: dt.timedelta) -> Asker:
            return Asker(
                source,
                database,
                clients[source],
                clock,
                fresh=fresh,
                workers=workers,
                monotonic=monotonic,
            )

        self._peeringdb = PeeringDB(
            database,
            asker(_PEERINGDB, FRESH),
            Turns(seconds_apart, monotonic=monotonic, sleep=sleep),
            settings.peeringdb,
            key=key,
        )
        self._ripestat = RipeStat(database, asker(_RIPESTAT, ripestat.FRESH), settings.ripestat)

    @classmethod
    def over_http(
        cls,
        database: Database,
        clock: Clock,
        settings: "SourcesSettings",
        *,
        key: "SecretStr | None" = None,
        workers: "Workers | None" = None,
    ) -> Self:
        """With clients of its own: only a base that the operator chose may be on this machine."""
        usual = type(settings)()
        agent = f"crossconnect/{__version__}" + (f" (+{settings.contact})" if settings.contact else "")
        bases = {
            _PEERINGDB: (settings.peeringdb, usual.peeringdb),
            _RIPESTAT: (settings.ripestat, usual.ripestat),
        }
        clients = {
            source: GuardedClient(trusted=() if base == default else (base,), seconds=_SECONDS, agent=agent)
            for source, (base, default) in bases.items()
        }
        return cls(database, clients, clock, settings, key=key, workers=workers)

    def feature(self) -> Feature:
        """What answers are stored, and until when."""
        return Feature(
            name="sources",
            tables=(Table(name="source_answer", guild=None),),
            forget=lambda tx, now: store.forget(tx, now - KEPT, _FORGOTTEN_AT_ONCE),
        )

    async def close(self) -> None:
        """Give up what is under way."""
        await self._peeringdb.close()
        await self._ripestat.close()
        for client in self._clients.values():
            await client.close()

    async def network(self, asn: int, *, bypass: bool = False) -> NetworkFacts | None:
        """What PeeringDB says of a network; None: it does not know it. `bypass`: ask now, whatever is stored.

        Raises SourceDown when nothing is stored and it does not answer.
        """
        return (await self._facts(await self._networks([asn], bypass=bypass))).get(asn)

    async def networks(self, asns: Collection[int]) -> Mapping[int, NetworkFacts]:
        """The same of many, 150 a question; those that are not known are left out.

        Raises SourceDown when nothing is stored of any of them and it does not answer.
        """
        return await self._facts(await self._networks(asns, bypass=False))

    async def proof_texts(self, asn: int) -> ProofTexts:
        """What a network wrote on PeeringDB, as of this moment. Raises SourceDown."""
        self._require_enabled(asn)
        found, failure = await self._peeringdb.proofs([asn])
        if failure is not None:
            raise self._down(_PEERINGDB, asn) from failure
        return rules.proof_texts(found.get(asn))

    async def txt(self, domain: str) -> tuple[str, ...]:
        """The TXT records of a public name as of this moment, as far as the resolvers keep nothing; none: it has none.

        Raises InvalidInputError for what is no public name, SourceDown when no resolver answers.
        """
        name = rules.public_name(domain)
        if name is None:
            raise InvalidInputError("sources-name-refused", name=domain[:100])
        if not self._is_enabled:
            raise SourceDown("sources-off-names", name=name)
        try:
            return await self._names.texts(name)
        except UnresolvedError as error:
            raise SourceDown("sources-names-down", name=name) from error

    async def holder(self, asn: int) -> RouteFacts:
        """What RIPEstat says of an AS number: who holds it, and what it announces. Raises SourceDown."""
        calls = (ripestat.OVERVIEW, ripestat.ROUTING)
        asked = [f"{call}:{asn}" for call in calls]
        known = await self._database.read(lambda tx: store.kept(tx, _RIPESTAT, asked))
        told = await asyncio.gather(*(self._call(call, asn, known.get(f"{call}:{asn}")) for call in calls))
        overview, routing = told
        if overview is None:
            self._require_enabled(asn)
            raise self._down(_RIPESTAT, asn)
        # An AS number that RIPEstat has no page for is nobody's.
        body: Mapping[str, Any] = overview.body or {"holder": None, "announced": False}
        counts: Mapping[str, Any] = (None if routing is None else routing.body) or {}
        return RouteFacts(
            asn=asn,
            holder=body["holder"],
            announced=body["announced"],
            prefixes4=counts.get("prefixes4"),
            prefixes6=counts.get("prefixes6"),
            at=overview.fetched_at,
            stale=self._is_old(overview),
        )

    async def _call(self, call: str, asn: int, known: Kept | None) -> Kept | None:
        if (known is not None and not self._is_old(known)) or not self._is_enabled:
            return known
        try:
            return await self._ripestat.ask(call, asn)
        except UnansweredError:
            return known

    async def _networks(self, asns: Collection[int], *, bypass: bool) -> dict[int, tuple[Kept, bool]]:
        """What is known of these, and whether it is told for want of an answer. Raises SourceDown when that is nothing."""
        those = dict.fromkeys(asns)
        kept = await self._kept("net", those)
        wanted = [asn for asn in those if bypass or (one := kept.get(asn)) is None or self._is_old(one)]
        found: Mapping[int, Kept] = {}
        if wanted and self._is_enabled:
            found, failure = await self._peeringdb.networks(wanted, newest=bypass)
            kept |= found
            if failure is not None and not kept:
                raise self._down(_PEERINGDB, wanted[0]) from failure
        if those and not kept:
            self._require_enabled(next(iter(those)))
        unanswered = set(wanted) - found.keys()
        return {asn: (one, asn in unanswered) for asn, one in kept.items()}

    async def _facts(self, kept: Mapping[int, tuple[Kept, bool]]) -> dict[int, NetworkFacts]:
        known = {asn: (one, one.body, stale) for asn, (one, stale) in kept.items() if one.body is not None}
        organisations = await self._organisations(
            {body["org_id"] for _, body, _ in known.values() if body["org_id"] is not None}
        )
        found = {}
        for asn, (one, body, stale) in known.items():
            organisation = organisations.get(body["org_id"])
            found[asn] = rules.facts(
                asn,
                body,
                None if organisation is None else organisation.body,
                at=one.fetched_at,
                stale=stale,
            )
            await asyncio.sleep(0)  # one with a thousand exchanges takes milliseconds
        return found

    async def _organisations(self, ids: Collection[int]) -> dict[int, Kept]:
        """As far as they are known: who runs a network is no reason to tell nothing of it."""
        kept = await self._kept("org", ids)
        wanted = [number for number in ids if (one := kept.get(number)) is None or self._is_old(one)]
        if wanted and self._is_enabled:
            found, _ = await self._peeringdb.organisations(wanted)
            kept |= found
        return kept

    async def _kept(self, kind: str, numbers: Collection[int]) -> dict[int, Kept]:
        asked = {f"{kind}:{number}": number for number in numbers}
        found: dict[int, Kept] = {}
        for piece in pieces(tuple(asked)):
            read = await self._database.read(partial(store.kept, source=_PEERINGDB, asked=piece))
            found |= {asked[name]: one for name, one in read.items()}
        return found

    def _is_old(self, one: Kept) -> bool:
        return self._clock.now() >= one.fresh_until

    def _require_enabled(self, asn: int) -> None:
        if not self._is_enabled:
            raise SourceDown("sources-off", asn=str(asn))

    def _down(self, source: str, asn: int) -> SourceDown:
        return SourceDown("sources-down", source=_NAMES[source], asn=str(asn))
