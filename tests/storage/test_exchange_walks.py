"""Random walks of what organisers and members do to a project's commitments, over the whole storage.

Critical mass is counted again from the rows by something that knows nothing of the bot's own way; readiness is held against
itself with evidence taken away; another guild's rows stay as they are.
"""

import asyncio
import datetime as dt
import itertools
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field, replace
from operator import ge
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.app import App
from bot.clock import MovableClock, to_epoch
from bot.config import Settings
from bot.errors import RefusedError
from bot.exchanges import store
from bot.exchanges.answers import ready
from bot.exchanges.commitments import standing
from bot.exchanges.commitments.service import Proof
from bot.exchanges.model import Project
from bot.exchanges.readiness_rules import GateState, Readiness
from bot.exchanges.rules import ProjectKind, Rung
from bot.networks import known
from bot.networks.rules import NetworkFacts, OrganisationFacts, Source
from bot.people.actor import Actor
from bot.storage.database import Transaction

START = dt.datetime(2027, 1, 11, 8, tzinfo=dt.UTC)
CLOCK = MovableClock(START)
"""It only goes forward, from walk to walk."""
ZONE = "Asia/Beirut"
ASNS = (64500, 64501, 64502, 64503, 64504, 65010)
"""One network each for five organisations; the last number is private, and never counts."""
OWN_ASN = 64503
BOSS, OTHER_BOSS, MEMBER = 1, 2, 10
LETTERS = ("letter", "mou", "ready", "connected", "exchanging")
STRANGER = 5_000
"""A guild in which nobody of the others has anything to do."""
TABLES = (
    "organisation", "network", "network_claim", "exchange", "exchange_commitment", "exchange_event",
)  # fmt: skip


@dataclass
class Walk:
    """A guild of its own in one database, with two projects and five organisations."""

    app: App
    guild: int
    organisations: list[int] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)

    def actor(self, user: int) -> Actor:
        leads = user in (BOSS, OTHER_BOSS)
        return Actor(
            guild_id=self.guild,
            user_id=self.guild * 100 + user,
            role_ids=frozenset(),
            administers=leads,
            manages=leads,
            locale="en-GB",
            interaction_id=1,
            at=CLOCK.now(),
        )

    async def begin(self) -> None:
        for name in ("Cedar IX", "Pine IX"):
            fields = {"name": name, "city": "", "country": "", "rir": "ripe"}
            made = await self.app.services.exchanges.start(
                self.actor(BOSS), ProjectKind.EXCHANGE, fields, zone=ZONE, channel_id=None
            )
            self.projects.append(made)

        def networks(tx: Transaction) -> list[int]:
            found = []
            for number, asn in enumerate(ASNS):
                facts = NetworkFacts(
                    asn=asn,
                    name=f"Net {number}",
                    source=Source.IMPORT,
                    at=tx.now,
                    organisation=OrganisationFacts(name=f"Organisation {min(number, 4)}", country="LB"),
                )
                network = known.remember(tx, self.guild, facts)
                assert network.organisation_id is not None
                found.append(network.organisation_id)
                tx.execute(
                    "INSERT INTO network_claim (guild_id, network_id, user_id, role, state, proof, decided_at, expires_at,"
                    " seen_at, created_at, updated_at) SELECT guild_id, id, ?, 'noc', 'verified', 'organiser', 0, ?, 0, 0, 0"
                    " FROM network WHERE guild_id = ? AND asn = ?",
                    (self.actor(MEMBER + number).user_id, to_epoch(START) * 2, self.guild, asn),
                )
            # The first project has an AS number and an organisation of its own.
            tx.execute(
                "UPDATE exchange SET own_asn = ?, organisation_id = ? WHERE id = ?",
                (OWN_ASN, found[4], self.projects[0].id),
            )
            return list(dict.fromkeys(found))

        self.organisations = await self.app.database.write(networks)
        for one in range(4):
            await self.step("record", one, 0, "letter", 61 * (one % 2), 0)
            await self.step("confirm", 0, 1, "", 0, 0)

    def counts(self, tx: Transaction) -> list[int]:
        """The critical mass of each project."""
        return [standing.mass(tx, one).count for one in store.every(tx, self.guild)]

    async def step(self, what: str, one: int, other: int, rung: str, days: int, project: int) -> None:
        """Try something; what is refused changes nothing, which is looked at as well."""
        service, groups = self.app.services.commitments, self.app.services.organisations
        of, who = self.projects[project].id, self.organisations[one]
        until = (CLOCK.now().date() + dt.timedelta(days=days)).isoformat() if days % 3 else ""
        proof = Proof(link="https://vault.example/x", until=until)
        boss = self.actor(BOSS)
        match what:
            case "record":
                await service.record(boss, of, str(who), Rung(rung), proof)
            case "say":
                member = self.actor(MEMBER + one)
                party = (await service.mine(member, of)).parties[0].number
                if rung not in ("interested", "intends"):
                    rung = rung if rung == "mou" else "letter"
                    await service.sign(member, of, Rung(rung), party, proof)
                else:
                    await service.say(member, of, Rung(rung), party, version=None)
            case "withdraw" | "restore":
                member = self.actor(MEMBER + one)
                party = (await service.mine(member, of)).parties[0]
                if what == "withdraw":
                    await service.withdraw(member, of, party.number)
                elif party.standing is not None:
                    await service.restore(member, of, party.number, party.standing.version)
            case "confirm" | "refuse":
                waiting = await service.waiting(self.actor(BOSS), of)
                if not waiting.page.items:
                    return
                line = waiting.page.items[one % len(waiting.page.items)]
                found, version = line.organisation.id, line.standing.version
                if what == "confirm":
                    judge = self.actor(OTHER_BOSS if other else BOSS)
                    await service.confirm(judge, of, found, version)
                else:
                    await service.refuse(boss, of, found, version, reason="unsigned")
            case "parent":
                await groups.put_under(boss, who, None if one == other else self.organisations[other])
            case "merge":
                into = self.organisations[other]
                before = await self.app.database.read(lambda tx: _worths(tx, of, who, into))
                await groups.merge(boss, who, into)
                after = await self.app.database.read(lambda tx: _worths(tx, of, into))
                assert max(after) == max(before), "a merger takes nothing back"
            case "link":
                await groups.link(boss, who, ASNS[other])
            case "pass":
                CLOCK.advance(dt.timedelta(days=days))
                await self.app.database.write(
                    lambda tx: [standing.lapse(tx, each) for each in store.every(tx, self.guild)]
                )
            case "trespass":
                stranger = self.actor(BOSS)
                foreign = await self.app.database.read(_foreign)
                for attempt in (
                    service.record(
                        stranger, foreign["exchange"], str(foreign["organisation"]), Rung.MOU, proof
                    ),
                    service.record(stranger, of, str(foreign["organisation"]), Rung.MOU, proof),
                    groups.put_under(stranger, who, foreign["organisation"]),
                    groups.merge(stranger, foreign["organisation"], who),
                    service.confirm(stranger, foreign["exchange"], foreign["organisation"], 1),
                ):
                    with pytest.raises(RefusedError):
                        await attempt


def _foreign(tx: Transaction) -> dict[str, int]:
    return {
        table: int(tx.all(f"SELECT min(id) AS id FROM {table} WHERE guild_id = ?", (STRANGER,))[0]["id"])  # noqa: S608
        for table in ("exchange", "organisation")
    }


# What is independent of the bot's own counting


def counted(tx: Transaction, exchange_id: int) -> int:
    """Critical mass from the rows: try every way of giving each owner a number of its own."""
    project = dict(tx.all("SELECT * FROM exchange WHERE id = ?", (exchange_id,))[0])
    today = tx.now.astimezone(ZoneInfo(ZONE)).date().isoformat()
    owners = {
        row["id"]: row["id"]
        for row in tx.all("SELECT id FROM organisation WHERE guild_id = ?", (project["guild_id"],))
    }
    for row in tx.all("SELECT id, parent_id, merged_into FROM organisation"):
        for above in (row["parent_id"], row["merged_into"]):
            if above is not None and row["id"] in owners:
                mine, theirs = owners[row["id"]], owners[above]
                owners = {one: theirs if owner == mine else owner for one, owner in owners.items()}
    numbers: dict[int, set[int]] = {}
    for row in tx.all("SELECT * FROM exchange_commitment WHERE exchange_id = ?", (exchange_id,)):
        owner = owners[row["organisation_id"]]
        if _signed(row, today) and owner != owners.get(project["organisation_id"]):
            numbers.setdefault(owner, set()).update(
                each["asn"]
                for each in tx.all(
                    "SELECT asn FROM network WHERE organisation_id = ?", (row["organisation_id"],)
                )
                if each["asn"] != project["own_asn"] and each["asn"] < 64_512
            )
    return _most(list(numbers.values()), frozenset())


def _worths(tx: Transaction, exchange_id: int, *organisations: int) -> list[int]:
    """How far each went: 3 counts, 2 said something that stands, 1 took it back or let it lapse, 0 nobody noted it."""
    today = tx.now.astimezone(ZoneInfo(ZONE)).date().isoformat()
    found = []
    for one in organisations:
        rows = tx.all(
            "SELECT * FROM exchange_commitment WHERE exchange_id = ? AND organisation_id = ?",
            (exchange_id, one),
        )
        worth = [
            3 if _signed(row, today) else 1 if row["rung"] in ("declined", "lapsed") else 2 for row in rows
        ]
        found.append(max(worth, default=0))
    return found


def _signed(row: Mapping[str, Any], today: str) -> bool:
    """Whether a row counts: what waits for confirmation stands for what was confirmed before, unless it was taken back."""
    if row["rung"] in ("declined", "lapsed"):
        return False
    if row["held_rung"] and (row["held_until"] or "9999") >= today:
        return row["held_rung"] in LETTERS and bool(row["held_evidence"]) and row["held_at"] is not None
    return (
        row["rung"] in LETTERS
        and bool(row["evidence"])
        and row["confirmed_at"] is not None
        and (row["valid_until"] or "9999") >= today
    )


def _most(owners: list[set[int]], taken: frozenset[int]) -> int:
    if not owners:
        return 0
    first, *others = owners
    found = _most(others, taken)
    for asn in first - taken:
        found = max(found, 1 + _most(others, taken | {asn}))
    return found


def told(tx: Transaction, exchange_id: int) -> bool:
    """Whether critical mass is reached, as whoever read the minutes would say."""
    reached = False
    for one in reversed(store.history(tx, exchange_id, limit=10_000)):
        if one.what in ("mass-reached", "mass-lost"):
            reached = one.what == "mass-reached"
        elif one.what == "mass-regrouped":
            reached = int(str(one.details["count"])) >= int(str(one.details["wanted"]))
    return reached


def circles(tx: Transaction, guild_id: int) -> list[int]:
    """Organisations that control themselves."""
    parents = {
        row["id"]: row["parent_id"]
        for row in tx.all("SELECT id, parent_id FROM organisation WHERE guild_id = ?", (guild_id,))
    }
    found = []
    for one, parent in parents.items():
        at, steps = parent, 0
        while at is not None and at != one and steps < len(parents):
            at, steps = parents[at], steps + 1
        if at == one:
            found.append(one)
    return found


def rows_of(tx: Transaction, guild_id: int) -> list[tuple[object, ...]]:
    """Everything of a guild that a walk could touch."""
    return [
        (table, *row)
        for table in TABLES
        for row in tx.all(f"SELECT * FROM {table} WHERE guild_id = ? ORDER BY id", (guild_id,))  # noqa: S608
    ]


# The tests


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as found:
        yield found


@pytest.fixture(scope="module")
def app(runner: asyncio.Runner, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    stack = AsyncExitStack()
    path = tmp_path_factory.mktemp("walks") / "walks.sqlite3"
    found = Settings.load({"CROSSCONNECT_TOKEN": "walks", "CROSSCONNECT_DATABASE": str(path)})
    found = replace(found, documentation_asns=True)
    opened = runner.run(stack.enter_async_context(App.open(found, CLOCK)))
    runner.run(_settle(opened))
    yield opened
    runner.run(stack.aclose())


async def _settle(app: App) -> None:
    """The guild that is nobody's business, with letters of its own."""
    await Walk(app=app, guild=STRANGER).begin()


GUILDS = itertools.count(6_000)
WHAT = (
    "record", "record", "record", "say", "say", "withdraw", "restore", "confirm", "confirm", "confirm", "refuse", "parent",
    "parent", "merge", "link", "pass", "trespass",
)  # fmt: skip
STEP = st.tuples(
    st.sampled_from(WHAT),
    st.integers(0, 4),
    st.integers(0, 4),
    st.sampled_from((*LETTERS, "interested", "intends", "contacted", "declined")),
    st.integers(1, 40),
    st.sampled_from((0, 0, 1)),
)
PATIENT = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@PATIENT
@given(steps=st.lists(STEP, min_size=10, max_size=30))
@example(  # the grandchild is made one with the grandparent
    steps=[("parent", 1, 0, "", 1, 0), ("parent", 2, 1, "", 1, 0), ("merge", 2, 0, "", 1, 0)]
)
@example(  # who took a letter back is made one with somebody who is interested
    steps=[("record", 1, 0, "interested", 3, 0), ("withdraw", 0, 0, "", 3, 0), ("merge", 0, 1, "", 1, 0)]
)
def test_critical_mass_is_what_the_rows_say_and_the_minutes_tell_it(
    runner: asyncio.Runner, app: App, steps: list[tuple[str, int, int, str, int, int]]
) -> None:
    async def walk() -> None:
        one = Walk(app=app, guild=next(GUILDS))
        await one.begin()
        before = await app.database.read(lambda tx: rows_of(tx, STRANGER))
        for step in steps:
            CLOCK.advance(dt.timedelta(minutes=20))
            before_it = await app.database.read(one.counts)
            with suppress(RefusedError):
                await one.step(*step)
            after_it = await app.database.read(one.counts)
            if step[0] in ("record", "say") and step[3] in LETTERS:
                assert all(map(ge, after_it, before_it)), "who signs again counts until that is confirmed"
            await app.database.read(lambda tx, one=one, step=step: _holds(tx, one, step))  # type: ignore[misc]
        assert await app.database.read(lambda tx: rows_of(tx, STRANGER)) == before

    runner.run(walk())


def _holds(tx: Transaction, walk: Walk, step: object) -> None:
    for project in store.every(tx, walk.guild):
        mass = standing.mass(tx, project)
        assert mass.count == counted(tx, project.id), step
        assert OWN_ASN not in mass.asns or project.own_asn is None
        assert len(mass.asns) >= mass.count
        assert told(tx, project.id) is mass.reached, step
    assert circles(tx, walk.guild) == [], step


@PATIENT
@given(
    steps=st.lists(STEP, min_size=8, max_size=16),
    claims=st.lists(
        st.tuples(
            st.sampled_from(("gate:neutral-site", "gate:governance", "dimension:site", "dimension:people")),
            st.sampled_from((0, 4)),
            st.sampled_from(("", "https://vault.example/x")),
        ),
        max_size=4,
    ),
)
def test_readiness_never_rises_when_evidence_is_taken_away(
    runner: asyncio.Runner,
    app: App,
    steps: list[tuple[str, int, int, str, int, int]],
    claims: list[tuple[str, int, str]],
) -> None:
    async def walk() -> None:
        one = Walk(app=app, guild=next(GUILDS))
        await one.begin()
        for step in steps:
            with suppress(RefusedError):
                await one.step(*step)
        for project in one.projects:
            await app.database.write(lambda tx, project=project: _claimed(tx, project, claims))  # type: ignore[misc]
            with pytest.raises(_UndoneError):
                await app.database.write(lambda tx, project=project: _poorer(tx, project))  # type: ignore[misc]

    runner.run(walk())


class _UndoneError(Exception):
    """What was tried is not stored."""


def _claimed(tx: Transaction, project: Project, claims: list[tuple[str, int, str]]) -> None:
    for what, points, evidence in claims:
        tx.execute(
            "INSERT OR REPLACE INTO exchange_claim (exchange_id, what, points, evidence, said_by, said_at)"
            " VALUES (?, ?, ?, ?, 'key', 0)",
            (project.id, what, points, evidence),
        )


def _poorer(tx: Transaction, project: Project) -> None:
    """Take one piece of evidence after another away: no gate opens, and the score never rises."""
    found = store.get(tx, project.guild_id, project.id)
    assert found is not None
    before = ready.readiness(tx, found)
    for table, columns in (
        ("exchange_commitment", ("evidence", "held_evidence")),
        ("exchange_claim", ("evidence",)),
    ):
        key = "organisation_id" if table == "exchange_commitment" else "what"
        for row in tx.all(f"SELECT {key} FROM {table} WHERE exchange_id = ?", (project.id,)):  # noqa: S608
            for column in columns:
                tx.execute(
                    f"UPDATE {table} SET {column} = '' WHERE exchange_id = ? AND {key} = ?",  # noqa: S608
                    (project.id, row[0]),
                )
                after = ready.readiness(tx, found)
                assert after.score <= before.score
                assert _met(after) <= _met(before)
                before = after
    assert not before.ready
    raise _UndoneError


def _met(one: Readiness) -> set[object]:
    return {gate for gate, state in one.gates.items() if state is GateState.MET}
