"""Asks PeeringDB: one question at a time, two seconds apart, many networks in one, and never for people.

Its limits: https://docs.peeringdb.com/howto/work_within_peeringdbs_query_limits/ (20 a minute without a key, 150 numbers a query).
The API: https://www.peeringdb.com/apidocs/.
"""

import logging
from collections.abc import Collection, Mapping
from typing import Any, Final, TypeVar

from pydantic import SecretStr

from bot.networks.sources import rules, store
from bot.networks.sources.asking import Asker, Gathering, Read, Turns, UnansweredError
from bot.networks.sources.store import Kept
from bot.storage.database import Database

SECONDS_APART: Final = 2.0
_MOST_BYTES: Final = 16 * 1024 * 1024
"""150 networks of the largest kind; more is asked for in halves."""

T = TypeVar("T")

_log = logging.getLogger(__name__)


class PeeringDB:
    """`base`: such as https://www.peeringdb.com/api; `key` goes there alone."""

    def __init__(
        self, database: Database, asker: Asker, turns: Turns, base: str, *, key: SecretStr | None
    ) -> None:
        self._database = database
        self._asker = asker
        self._turns = turns
        self._base = base
        self._key = key
        self._networks = Gathering(self._ask_networks, turns, most=rules.MOST_AT_ONCE)
        self._organisations = Gathering(self._ask_organisations, turns, most=rules.MOST_AT_ONCE)
        self._proofs = Gathering(self._ask_proofs, turns, most=rules.MOST_AT_ONCE)

    async def networks(
        self, asns: Collection[int], *, newest: bool
    ) -> tuple[dict[int, Kept], UnansweredError | None]:
        """What it answers of these AS numbers, stored; and why not of the others."""
        return await self._gathered(self._networks, asns, newest=newest)

    async def organisations(self, ids: Collection[int]) -> tuple[dict[int, Kept], UnansweredError | None]:
        """The same of organisations, by PeeringDB's ids."""
        return await self._gathered(self._organisations, ids, newest=False)

    async def proofs(
        self, asns: Collection[int]
    ) -> tuple[dict[int, Mapping[str, Any]], UnansweredError | None]:
        """What networks wrote about themselves at this moment; stored nowhere."""
        return await self._gathered(self._proofs, asns, newest=True)

    async def close(self) -> None:
        """Give up what is under way."""
        for one in (self._networks, self._organisations, self._proofs):
            await one.close()

    async def _gathered(
        self, those: Gathering[T], numbers: Collection[int], *, newest: bool
    ) -> tuple[dict[int, T], UnansweredError | None]:
        if self._asker.is_resting:
            return {}, UnansweredError("resting")  # nobody waits for a turn that would be refused
        return await those.get(numbers, newest=newest)

    async def _ask_networks(self, asns: tuple[int, ...]) -> Mapping[int, Kept]:
        url = self._url("net", "asn", asns, f"depth=2&fields={rules.NETWORK_FIELDS}")
        return await self._stored("net", url, asns, rules.networks)

    async def _ask_organisations(self, ids: tuple[int, ...]) -> Mapping[int, Kept]:
        url = self._url("org", "id", ids, f"fields={rules.ORGANISATION_FIELDS}")
        return await self._stored("org", url, ids, rules.organisations)

    async def _ask_proofs(self, asns: tuple[int, ...]) -> Mapping[int, Mapping[str, Any]]:
        url = self._url("net", "asn", asns, f"fields={rules.PROOF_FIELDS}")
        try:
            found = await self._asker.look(url, rules.proofs, headers=self._headers(), most_bytes=_MOST_BYTES)
        except UnansweredError as error:
            await self._without_key(error)
            found = await self._asker.look(url, rules.proofs, headers=self._headers(), most_bytes=_MOST_BYTES)
        return {asn: found[str(asn)] for asn in asns if str(asn) in found}

    async def _stored(self, kind: str, url: str, numbers: tuple[int, ...], read: Read) -> Mapping[int, Kept]:
        asked = {number: f"{kind}:{number}" for number in numbers}
        since = None
        if len(numbers) == 1:
            names = tuple(asked.values())
            known = await self._database.read(lambda tx: store.kept(tx, self._asker.source, names))
            since = known.get(names[0])
        try:
            return await self._asker.ask(
                url, asked, read, headers=self._headers(), most_bytes=_MOST_BYTES, since=since
            )
        except UnansweredError as error:
            await self._without_key(error)
            return await self._asker.ask(
                url, asked, read, headers=self._headers(), most_bytes=_MOST_BYTES, since=since
            )

    async def _without_key(self, error: UnansweredError) -> None:
        """Go on without a key that is refused, in another turn. Raises anything else again."""
        if not error.refused or self._key is None:
            raise error
        _log.warning("PeeringDB refuses the API key; it is asked without one until the next start")
        self._key = None
        await self._turns.again()

    def _headers(self) -> dict[str, str]:
        headers = {"Accept": "application/json"}
        if self._key is not None:
            headers["Authorization"] = f"Api-Key {self._key.get_secret_value()}"
        return headers

    def _url(self, kind: str, field: str, numbers: tuple[int, ...], rest: str) -> str:
        which = f"{field}={numbers[0]}" if len(numbers) == 1 else f"{field}__in={','.join(map(str, numbers))}"
        return f"{self._base}/{kind}?{which}&{rest}"
