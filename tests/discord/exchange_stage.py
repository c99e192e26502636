"""A project for tests of what happens in one: started by the organiser, with organisations that stand on its ladder."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from simcord import ChannelHandle, MemberActor

from bot.clock import to_epoch
from bot.exchanges import records, store
from bot.exchanges.commitments import standing
from bot.exchanges.model import LinkedPoll, Organisation, Project
from bot.exchanges.register import store as register
from bot.exchanges.register.model import Action
from bot.exchanges.rules import ProjectKind, Rung
from bot.exchanges.sites import charts
from bot.networks import known
from bot.networks.rules import NetworkFacts, OrganisationFacts, Source
from bot.people.actor import Actor
from bot.storage.database import Transaction
from tests.discord.conftest import Stage

NAME = "Cedar IX"
LINK = "https://example.net/letter"


async def project(
    stage: Stage,
    *,
    name: str = NAME,
    kind: ProjectKind = ProjectKind.EXCHANGE,
    channel: ChannelHandle | None = None,
) -> Project:
    """A project that the organiser starts in the news channel; nothing is delivered yet."""
    made = await stage.app.services.exchanges.start(
        stage.actor(),
        kind,
        {"name": name, "city": "Beirut", "country": "LB", "rir": "ripe"},
        zone="Asia/Beirut",
        channel_id=(channel or stage.news).id,
    )
    return await again(stage, made)


async def again(stage: Stage, of: Project) -> Project:
    """The project as it is now."""
    found = await stage.app.database.read(lambda tx: store.get(tx, stage.guild.id, of.id))
    assert found is not None
    return found


async def organisation(stage: Stage, name: str, asn: int) -> Organisation:
    """An organisation with a network."""

    def operation(tx: Transaction) -> Organisation:
        facts = NetworkFacts(
            asn=asn,
            name=f"{name} net",
            source=Source.IMPORT,
            at=tx.now,
            organisation=OrganisationFacts(name=name, country="LB"),
        )
        network = known.remember(tx, stage.guild.id, facts)
        assert network.organisation_id is not None
        return records.organisation(tx, stage.guild.id, network.organisation_id)

    return await stage.app.database.write(operation)


async def speaks(stage: Stage, who: MemberActor, asn: int) -> None:
    """A member is shown to speak for a network that is known."""

    def operation(tx: Transaction) -> None:
        now = to_epoch(tx.now)
        tx.execute(
            "INSERT INTO network_claim (guild_id, network_id, user_id, role, state, proof, decided_at, expires_at, seen_at,"
            " created_at, updated_at) SELECT guild_id, id, ?, 'noc', 'verified', 'organiser', ?, 9999999999, ?, ?, ?"
            " FROM network WHERE guild_id = ? AND asn = ?",
            (who.id, now, now, now, now, stage.guild.id, asn),
        )

    await stage.app.database.write(operation)


async def signs(
    stage: Stage,
    of: Project,
    who: Organisation,
    rung: Rung = Rung.LETTER,
    *,
    until: dt.date | None = None,
    by: Actor | None = None,
) -> None:
    """An organisation says something, and where that needs proof it is confirmed."""

    def operation(tx: Transaction) -> None:
        actor = by or stage.actor()
        now = records.existing(tx, stage.guild.id, of.id)
        said = standing.say(tx, now, who.id, rung, actor, evidence=LINK, valid_until=until, source="recorded")
        if said.confirmed_at is None and rung in (Rung.LETTER, Rung.MOU, Rung.READY):
            standing.confirmed(tx, now, who.id, actor)

    await stage.app.database.write(operation)


async def action(stage: Stage, of: Project, what: str, **fields: Any) -> int:
    """An action item, stored as it is."""

    def operation(tx: Transaction) -> int:
        return register.insert_action(
            tx,
            Action(id=0, exchange_id=of.id, guild_id=of.guild_id, what=what, created_at=tx.now, **fields),
        )

    return await stage.app.database.write(operation)


async def links(stage: Stage, link: LinkedPoll) -> None:
    """A poll belongs to a project."""
    await stage.app.database.write(lambda tx: store.link_poll(tx, stage.guild.id, link))


async def sweep(stage: Stage) -> int:
    """What the scheduler does now and then; and what is due is sent."""
    materialise = stage.app.features["exchanges"].materialise
    assert materialise is not None
    done = await materialise()
    await stage.deliver()
    return done


async def comes(stage: Stage, day: str, hour: int = 9, minute: int = 5) -> int:
    """Let a day's morning in Beirut come, and the bot do what it does then."""
    wall = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(hour, minute))
    at = wall.replace(tzinfo=ZoneInfo("Asia/Beirut")).astimezone(dt.UTC)
    stage.clock.advance(at - stage.clock.now())
    return await sweep(stage)


async def warm(stage: Stage) -> None:
    """Start the process that draws: the first picture takes seconds on a busy machine, and simcord waits for five."""
    wanted = {
        "names": ["1 · A"],
        "columns": ["a"],
        "points": [[1]],
        "proven": [[True]],
        "totals": ["1"],
        "note": "",
    }
    assert await stage.app.workers.run(charts.draw, wanted, seconds=60.0)
