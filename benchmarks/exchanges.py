"""A project of five hundred organisations: how long its readiness, and all that readiness is shown with, take in the database's thread.

The home of a project with ten thousand lines of history stands here too, and how long its papers hold the event loop.
"""

import asyncio
import contextlib
import gc
import time
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from bot.app import App
from bot.clock import SystemClock
from bot.config import Settings
from bot.exchanges import records, store
from bot.exchanges.answers import ready, service
from bot.exchanges.commitments import standing
from bot.exchanges.founding import looking, messages
from bot.exchanges.model import Project, Rir, Standing
from bot.exchanges.papers import messages as papering
from bot.exchanges.papers.making import What
from bot.exchanges.rules import LADDER, ProjectKind, Rung, Stage, over_the_gate
from bot.language.catalogue import Catalogue
from bot.networks import known
from bot.networks.rules import NetworkFacts, OrganisationFacts, Source
from bot.people.actor import Actor
from bot.storage.database import Transaction

ORGANISATIONS: Final = 500
LINES: Final = 10_000
GUILD: Final = 4_000_000_000_000_000
_FIRST: Final = 20_000
_SIGNED: Final = 2
"""So many signed: who would take it over the gate has to be found among all others."""


async def readiness(folder: Path, times: int) -> dict[str, list[float]]:
    """Seconds of processor time of each, sorted: "readiness" alone, "over" the gate, the "card" with both, and the "home", made into a card."""
    async with _opened(folder) as (app, project, actor):
        words = Catalogue.load().translator("en")
        parts: dict[str, Callable[[Transaction], object]] = {
            "readiness": lambda tx: ready.readiness(tx, project),
            "over": lambda tx: over_the_gate(
                standing.commitments(tx, project), records.today(tx, project), **ready.how(tx, project)
            ),
            "card": lambda tx: service.ready_in(tx, actor, project.id),
            "home": lambda tx: messages.home(looking.home(tx, project, actor), words),
        }
        return {
            name: await app.database.read(partial(_timed, part=part, times=times))
            for name, part in parts.items()
        }


async def papers(folder: Path, times: int) -> dict[str, list[float]]:
    """How long the loop was held at most while a paper was made, in seconds, sorted: of "public" and "internal" full data."""
    async with _opened(folder) as (app, project, actor):
        words = await papering.words(Catalogue.load().translator("en"))

        async def nobody(_people: Collection[int]) -> Mapping[int, str]:
            return {}

        async def made(*, internal: bool) -> None:
            await app.services.papers.export(
                actor, project.id, What.DATA, internal=internal, words=words, names=nobody
            )

        await made(internal=False)  # the process that writes is started
        gc.collect()
        gc.freeze()
        return {
            name: sorted([await _held(partial(made, internal=name == "internal")) for _ in range(times)])
            for name in ("public", "internal")
        }


async def _held(work: Callable[[], Coroutine[Any, Any, None]]) -> float:
    """The longest time for which the loop did not come round."""
    longest, running = 0.0, asyncio.create_task(work())
    while not running.done():
        began = time.perf_counter()
        await asyncio.sleep(0)
        longest = max(longest, time.perf_counter() - began)
    await running
    return longest


@contextlib.asynccontextmanager
async def _opened(folder: Path) -> AsyncIterator[tuple[App, Project, Actor]]:
    settings = Settings.load(
        {"CROSSCONNECT_TOKEN": "bench", "CROSSCONNECT_DATABASE": str(folder / "bench.sqlite3")}
    )
    clock = SystemClock()
    async with App.open(settings, clock) as app:
        project = await app.database.write(_filled)
        actor = Actor(
            guild_id=GUILD,
            user_id=1,
            role_ids=frozenset(),
            administers=True,
            manages=True,
            locale="en-GB",
            interaction_id=1,
            at=clock.now(),
        )
        yield app, project, actor


def _timed(tx: Transaction, *, part: Callable[[Transaction], object], times: int) -> list[float]:
    gc.collect()
    gc.freeze()  # as the bot does once it is ready
    part(tx)  # the first one reads what is not in memory yet
    taken = []
    for _ in range(times):
        began = time.thread_time()
        part(tx)
        taken.append(time.thread_time() - began)
    return sorted(taken)


def _filled(tx: Transaction) -> Project:
    """A project on whose ladder everybody stands somewhere, a quarter of them under a parent."""
    made = Project(
        id=0,
        guild_id=GUILD,
        kind=ProjectKind.EXCHANGE,
        name="Bench IX",
        stage=Stage.COMMITMENT,
        zone="UTC",
        rir=Rir.RIPE,
        created_at=tx.now,
    )
    found = store.get(tx, GUILD, store.insert(tx, made, folded="bench ix"))
    assert found is not None
    for number in range(ORGANISATIONS):
        facts = NetworkFacts(
            asn=_FIRST + number,
            name=f"Network {number}",
            source=Source.IMPORT,
            at=tx.now,
            organisation=OrganisationFacts(name=f"Organisation {number}", country="LB"),
        )
        organisation = known.remember(tx, GUILD, facts).organisation_id
        assert organisation is not None
        if number % 4 == 3:
            tx.execute("UPDATE organisation SET parent_id = ? WHERE id = ?", (organisation - 1, organisation))
        strong = number < _SIGNED
        one = Standing(
            exchange_id=found.id,
            organisation_id=organisation,
            rung=Rung.LETTER if strong else LADDER[number % 4],
            evidence="https://example.net/letter" if strong else "",
            confirmed_by="key" if strong else None,
            confirmed_at=tx.now if strong else None,
        )
        store.save_standing(tx, GUILD, one)
    for what in ("gate:neutral-site", "gate:governance", "dimension:site", "dimension:governance"):
        tx.execute(
            "INSERT INTO exchange_claim (exchange_id, what, points, evidence, said_by, said_at) VALUES (?, ?, 4, ?, 'key', 0)",
            (found.id, what, "https://example.net/proof"),
        )
    for number in range(LINES):
        records.happened(tx, found, None, "forecast", year=str(number))
    return found
