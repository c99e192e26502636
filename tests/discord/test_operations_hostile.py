"""Networks, claims and outages under people who mean harm, and under a Discord and sources that fail at the wrong moment."""

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import discord
import pytest
from simcord.backend.models.channel import Overwrite
from simcord.enums import OverwriteType

from bot.config import Settings
from bot.delivery.model import EffectKind
from bot.errors import RefusedError, SourceDown
from bot.guilds.rules import RolePurpose
from bot.networks import known
from bot.networks.claims.rules import ClaimState
from bot.networks.rules import NetworkFacts
from bot.networks.sources.rules import ProofTexts
from bot.operations.maintenance import rules
from bot.operations.maintenance.rules import Impact, Window
from bot.operations.maintenance.service import Texts
from bot.people.actor import Actor
from bot.storage.database import Transaction
from tests.discord.conftest import Stage, answer, buttons, set_stage, texts
from tests.discord.test_hostile_commands import send_raw
from tests.discord.test_network_claims import (
    ASN,
    World,
    another,
    approve,
    asked_for_token,
    claimed,
    claims,
    crew,
    holds,
    only,
    outside,
    queue,
)
from tests.discord.test_outages import TITLE, Scene, scene

__all__ = ["scene"]


@pytest.fixture
async def stage(settings: Settings) -> AsyncIterator[Stage]:
    async with set_stage(settings) as found:
        outside(found.app)
        yield found


@pytest.fixture
def world(stage: Stage) -> World:
    found = stage.app.services.claims._sources
    assert isinstance(found, World)
    return found


# Where a token proves something


class Mute(World):
    """PeeringDB does not answer; the DNS does."""

    async def proof_texts(self, asn: int) -> ProofTexts:
        raise SourceDown("sources-down", source="PeeringDB", asn=str(asn))


class Stranger(World):
    """PeeringDB has no such network; the DNS answers."""

    async def proof_texts(self, asn: int) -> ProofTexts:
        del asn
        return ProofTexts(known=False)


class Homeless(World):
    """PeeringDB has the network, and it has no website there any more."""

    async def proof_texts(self, asn: int) -> ProofTexts:
        del asn
        return ProofTexts(notes="", website="")


@pytest.mark.parametrize("world_now", [Mute, Stranger])
async def test_a_website_that_peeringdb_does_not_tell_now_proves_nothing_without_an_organiser(
    stage: Stage, world: World, world_now: type[World]
) -> None:
    """The website may be a year old, and its domain somebody else's by now; or from a file that nobody read closely."""
    role = await crew(stage)
    shown, token = await asked_for_token(stage)
    now = world_now(txt_of={"_crossconnect.example.net": [token]})
    stage.app.services.claims._sources = now
    done = answer(await stage.member.click(shown.response, label="Check"))
    assert "an organiser decides" in done
    assert "Somebody else" not in done
    assert "You speak for this network" not in done
    assert (await only(stage)).state is ClaimState.WAITING
    await stage.deliver()
    assert not holds(stage, stage.member, role)
    waiting = answer(await queue(stage))
    assert "Proof found" in waiting
    assert "PeeringDB did not confirm" in waiting
    await approve(stage)
    claim = await only(stage)
    assert (claim.state, claim.proof) == (ClaimState.VERIFIED, "dns")


async def test_a_website_that_the_network_took_away_is_not_even_asked(stage: Stage, world: World) -> None:
    del world
    shown, token = await asked_for_token(stage)
    now = Homeless(txt_of={"example.net": [token], "_crossconnect.example.net": [token]})
    stage.app.services.claims._sources = now
    done = answer(await stage.member.click(shown.response, label="Check"))
    assert "The text is not there yet" in done
    assert now.asked == []
    assert (await only(stage)).token_place is None


async def test_once_peeringdb_answers_again_the_same_token_is_enough(stage: Stage, world: World) -> None:
    shown, token = await asked_for_token(stage)
    world.txt_of["example.net"] = [token]
    stage.app.services.claims._sources = Mute(txt_of=world.txt_of)
    await stage.press_raw(stage.member, buttons(shown.response)["Check"])
    assert (await only(stage)).state is ClaimState.WAITING
    stage.app.services.claims._sources = world
    assert "You speak for this network" in await stage.press_raw(
        stage.member, buttons(shown.response)["Check"]
    )
    assert (await only(stage)).state is ClaimState.VERIFIED


async def test_a_proof_that_counts_no_more_is_no_proof_in_the_queue(stage: Stage, world: World) -> None:
    """A token was found long ago, and another was asked for since: what the organiser approves is their own word."""
    await claimed(stage, another(stage))
    await approve(stage)
    shown, token = await asked_for_token(stage)
    world.notes = token
    await stage.member.click(shown.response, label="Check")
    assert "Proof found" in answer(await queue(stage))
    stage.pass_time(days=8)
    await stage.press_raw(stage.member, f"network.claim-token:{stage.guild.id}:2")
    assert "Proof found" not in answer(await queue(stage))
    await approve(stage)
    assert (await claims(stage))[1].proof == "organiser"


@pytest.mark.parametrize(
    "said",
    [
        "{token}0",
        "{token}a",
        "x{token}",
        "-{token}",
        "{half} {rest}",
        "crossconnect-verify = {number}",
    ],
)
async def test_what_is_only_like_the_token_proves_nothing(stage: Stage, world: World, said: str) -> None:
    shown, token = await asked_for_token(stage)
    number = token.partition("=")[2]
    world.notes = said.format(token=token, half=token[:40], rest=token[40:], number=number)
    assert "The text is not there yet" in answer(await stage.member.click(shown.response, label="Check"))
    assert (await only(stage)).state is ClaimState.WAITING


async def test_a_token_of_another_guild_proves_nothing_here(stage: Stage, world: World) -> None:
    shown, token = await asked_for_token(stage)
    other = stage.env.create_guild("Elsewhere")
    there = await stage.app.services.claims.claim(
        _actor_of(stage, other.id), str(ASN), "noc", channel_id=None
    )
    theirs = (
        await stage.app.services.claims.token(_actor_of(stage, other.id), there.standing.claim.id)
    ).claim
    assert theirs.token is not None
    assert theirs.token not in token
    world.notes = f"crossconnect-verify={theirs.token}"
    assert "The text is not there yet" in answer(await stage.member.click(shown.response, label="Check"))


def _actor_of(stage: Stage, guild_id: int) -> Actor:
    return replace(
        stage.actor(), guild_id=guild_id, user_id=stage.member.id, manages=False, administers=False
    )


async def test_no_token_is_in_the_log_the_organisers_file_or_the_logs(
    stage: Stage, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    shown, token = await asked_for_token(stage)
    world.notes = token
    number = token.partition("=")[2]
    await stage.member.click(shown.response, label="Check")
    rows = await stage.app.database.read(
        lambda tx: [tuple(one) for one in tx.all("SELECT * FROM audit_event")]
    )
    assert number not in str(rows)
    assert number not in caplog.text


# The role


async def test_a_good_role_is_not_said_to_be_held_back_and_may_be_chosen_again(stage: Stage) -> None:
    role = await crew(stage)
    await claimed(stage)
    assert "is not given" not in answer(await queue(stage))
    number = list(RolePurpose).index(RolePurpose.VERIFIED)
    assert "⚠️" not in await send_raw(stage, stage.organiser, f"setup.role:{number}", values=[str(role.id)])


@pytest.mark.hostile(56)
@pytest.mark.parametrize("purpose", [RolePurpose.ORGANISER, RolePurpose.NOC])
async def test_whoever_proves_a_network_does_not_become_an_organiser_by_it(
    stage: Stage, world: World, purpose: RolePurpose
) -> None:
    """The role of verified operators is given for a token: it may not be the one that decides here."""
    role = await crew(stage)
    number = list(RolePurpose).index(purpose)
    said = await send_raw(stage, stage.organiser, f"setup.role:{number}", values=[str(role.id)])
    assert "⚠️" in said
    assert "verified operators" in said
    # However it came to be: nobody is given it.
    await stage.set_role(purpose, role)
    shown, token = await asked_for_token(stage)
    world.notes = token
    await stage.member.click(shown.response, label="Check")
    await stage.deliver()
    assert not holds(stage, stage.member, role)
    assert (await only(stage)).state is ClaimState.VERIFIED
    assert "is not given" in answer(await queue(stage))


# Outages


async def test_a_discussion_that_was_refused_is_made_with_the_next_update_and_its_followers_hear_of_it(
    scene: Scene,
) -> None:
    await scene.stage.set_channel("notices", scene.stage.lobby)
    await scene.follows(scene.member, "minor")
    await scene.opens()
    scene.stage.deny(scene.room, discord.Permissions(create_public_threads=True))
    await scene.stage.deliver()
    outage = await scene.latest()
    assert outage.message_id is not None
    assert outage.thread_id is None
    scene.stage.deny(scene.room, discord.Permissions.none())
    scene.stage.pass_time(minutes=5)
    await scene.update(scene.noc, outage)
    await scene.stage.deliver()
    after = await scene.latest()
    assert after.thread_id is not None
    assert len(scene.pings(after)) == 1


async def test_what_goes_into_the_discussion_names_the_channel_it_belongs_to(scene: Scene) -> None:
    await scene.follows(scene.member, "minor")
    outage = await scene.open()
    await scene.update(scene.noc, outage)
    await scene.stage.deliver()

    def into_thread(tx: Transaction) -> list[Any]:
        return tx.all(
            "SELECT template, details ->> 'place' AS place FROM delivery WHERE kind = ? AND target_id = ?",
            (EffectKind.MESSAGE.value, outage.thread_id),
        )

    rows = await scene.stage.app.database.read(into_thread)
    assert {row["template"] for row in rows} == {"news", "ping"}
    assert {row["place"] for row in rows} == {scene.room.id}


async def test_who_speaks_for_a_network_no_more_is_not_counted_as_it(scene: Scene) -> None:
    outage = await scene.open()
    await scene.press(scene.operator, outage, "I see it too")
    scene.stage.pass_time(seconds=30)
    await scene.stage.deliver()
    assert "1 of 1" in texts(scene.card(outage)) or "1 network" in texts(scene.card(outage))

    def end(tx: Transaction) -> None:
        tx.execute("UPDATE network_claim SET state = 'ended'")

    await scene.stage.app.database.write(end)
    scene.stage.pass_time(seconds=30)
    await scene.update(scene.noc, outage)
    await scene.stage.deliver()
    seen = await scene.stage.app.services.outage_reading.get(
        scene.actor(scene.noc.id), outage.id, lambda _channel: True
    )
    assert (seen.witnesses.networks, seen.witnesses.others) == ((), 1)
    await scene.resolve(scene.noc, await scene.latest())
    seen = await scene.stage.app.services.outage_reading.get(
        scene.actor(scene.noc.id), outage.id, lambda _channel: True
    )
    assert (seen.witnesses.networks, seen.witnesses.others) == ((), 1)


async def test_what_was_counted_when_it_was_over_stays_counted(scene: Scene) -> None:
    """A claim that ends a year later does not rewrite what happened."""
    outage = await scene.open()
    await scene.press(scene.operator, outage, "I see it too")
    await scene.resolve(scene.noc, outage)

    def end(tx: Transaction) -> None:
        tx.execute("UPDATE network_claim SET state = 'expired'")

    await scene.stage.app.database.write(end)
    seen = await scene.stage.app.services.outage_reading.get(
        scene.actor(scene.noc.id), outage.id, lambda _channel: True
    )
    assert seen.witnesses.networks == (3333,)


async def test_an_outage_that_the_opener_may_not_view_is_not_shown_as_alike(scene: Scene) -> None:
    secret = "Secret core router"
    hidden = scene.stage.guild.create_text_channel("noc-only")
    await scene.stage.set_channel("outages", hidden)
    await scene.open(scene.noc, title=secret)
    await scene.stage.set_channel("outages", scene.room)
    scene.stage.env.backend.set_overwrite(
        hidden.id,
        Overwrite(
            target_id=scene.operator.id,
            type=OverwriteType.MEMBER,
            deny=discord.Permissions(view_channel=True).value,
        ),
    )
    shown = answer(await scene.opens(title="Something else"))
    assert secret not in shown
    assert "The outage is open" in shown


async def test_whose_quiet_hours_began_before_a_late_ping_hears_of_it_after_them(scene: Scene) -> None:
    """Put off, neither lost nor sent twice, however often the bot starts meanwhile."""
    await scene.follows(scene.member, "minor")
    await scene.follows(scene.noc, "minor")
    await scene.stage.app.services.people.set_quiet(scene.actor(scene.member.id), "10:00", "12:00")
    await scene.opens()
    await scene.stage.deliver()
    outage = await scene.latest()
    assert len(scene.pings(outage)) == 1
    await scene.update(scene.operator, outage, "Worse", severity="critical")
    scene.stage.pass_time(hours=1, minutes=10)  # the bot was away: it is 10:10 now
    await scene.stage.restart()
    await scene.stage.deliver()
    first = [one for one in scene.notified() if one]
    assert first == [tuple(sorted((scene.member.id, scene.noc.id))), (scene.noc.id,)]
    scene.stage.pass_time(hours=2)
    await scene.stage.restart()
    await scene.stage.deliver()
    scene.stage.pass_time(minutes=30)
    await scene.stage.deliver()
    assert [one for one in scene.notified() if one] == [*first, (scene.member.id,)]


@pytest.mark.hostile(60)
async def test_nobody_fills_a_discussion_with_updates(scene: Scene) -> None:
    outage = await scene.open()
    refused = ""
    for number in range(62):
        outage = await scene.latest()
        refused = answer(await scene.update(scene.operator, outage, f"Update {number}"))
        if "⚠️" in refused:
            break
    assert "You can do it again" in refused
    assert TITLE in texts(scene.card(outage))


async def test_names_of_sources_do_not_grow_without_end(stage: Stage) -> None:
    """What a registry calls a holder is somebody's text."""

    class Long(World):
        async def network(self, asn: int) -> NetworkFacts | None:
            del asn
            return None

        async def holder(self, asn: int) -> Any:
            told = await super().holder(asn)
            return replace(told, holder="x" * 500)

    stage.app.services.claims._sources = Long()
    await claimed(stage)
    found = await stage.app.database.read(lambda tx: known.names(tx, stage.guild.id, [ASN]))
    assert len(found[ASN].name) <= 100


# Maintenance


@pytest.mark.hostile(60)
async def test_nobody_pings_followers_without_end_by_moving_a_window(scene: Scene) -> None:
    """Each move is one word to everybody who follows the networks."""
    service, actor = scene.stage.app.services.maintenance, scene.actor(scene.operator.id)

    def at(hour: int) -> Window:
        start = scene.stage.clock.now() + dt.timedelta(hours=hour)
        end = start + dt.timedelta(hours=2)
        return Window(
            starts_wall=start.replace(tzinfo=None),
            ends_wall=end.replace(tzinfo=None),
            zone="UTC",
            starts_at=start,
            ends_at=end,
        )

    draft = await service.draft(actor, at(10), "AS3333", Impact.OUTAGE)
    named = await service.write(actor, draft.id, Texts(title=TITLE, body="", facilities="", objects=""))
    done = await service.confirm(actor, draft.id, named.maintenance.version)
    for hour in range(11, 11 + rules.MOST_CHANGED):
        revision = (await service.revise(actor, done.maintenance.id, when=at(hour))).maintenance
        await service.confirm(actor, revision.id, revision.version)
    revision = (await service.revise(actor, done.maintenance.id, when=at(60))).maintenance
    with pytest.raises(RefusedError) as refused:
        await service.confirm(actor, revision.id, revision.version)
    assert refused.value.key == "conduct-too-often"
