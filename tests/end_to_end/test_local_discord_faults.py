"""What goes wrong on purpose looks to a real discord.py bot as it does on Discord."""

import asyncio
import datetime as dt
from typing import Any

import aiohttp
import discord
import pytest

from bot.clock import MovableClock
from bot.local_discord.faults import Fault, FaultKind, Faults
from bot.local_discord.rate_limits import RateLimits
from bot.local_discord.server import LocalDiscord
from bot.local_discord.world import World
from tests.end_to_end.local_discord_commands import add_commands
from tests.end_to_end.local_discord_lab import Lab, LabBot, bot_running, lab_running, patience

SENDING = "/channels/*/messages"


def contents(lab: Lab) -> list[str]:
    return [message["content"] for message in lab.messages()]


def statuses(lab: Lab, method: str = "POST") -> list[int]:
    return [
        seen.status
        for seen in lab.server.requests
        if seen.method == method and seen.path.endswith("/messages")
    ]


async def test_a_503_and_a_lost_answer_reach_the_bot_and_only_the_lost_one_did_its_work() -> None:
    async with lab_running() as lab, bot_running(lab, sync=False) as bot:
        channel = bot.get_partial_messageable(lab.general)
        lab.server.faults.add(Fault(kind=FaultKind.ERROR, status=503, times=1, path=SENDING))
        with pytest.raises(discord.DiscordServerError) as error:
            await channel.send("refused")
        assert error.value.status == 503
        lab.server.faults.add(Fault(kind=FaultKind.LOST, times=1, path=SENDING))
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await channel.send("lost", nonce="n")
        assert contents(lab) == ["lost"]
        again = await channel.send("lost", nonce="n")
        assert contents(lab) == ["lost"]
        assert str(again.id) == lab.messages()[0]["id"]
        assert statuses(lab) == [503, 0, 200]


async def test_a_502_after_the_work_is_posted_again_with_the_same_nonce_and_makes_one_message() -> None:
    async with lab_running() as lab, bot_running(lab, sync=False) as bot:
        lab.server.faults.add(Fault(kind=FaultKind.ERROR, status=502, times=1, path=SENDING, after_work=True))
        await bot.get_partial_messageable(lab.general).send("once", nonce="n")
        assert (statuses(lab), contents(lab)) == ([502, 200], ["once"])


async def test_a_429_is_waited_for_and_one_without_via_is_a_ban() -> None:
    async with lab_running() as lab, bot_running(lab, sync=False) as bot:
        channel = bot.get_partial_messageable(lab.general)
        lab.server.faults.add(Fault(kind=FaultKind.RATE_LIMIT, seconds=0.05, times=2, path=SENDING))
        await channel.send("patient")
        assert (statuses(lab), contents(lab)) == ([429, 429, 200], ["patient"])
        lab.server.faults.add(Fault(kind=FaultKind.BAN))
        with pytest.raises(discord.HTTPException) as banned:
            await channel.send("banned")
        assert (banned.value.status, contents(lab)) == (429, ["patient"])
        lab.server.faults.clear()
        await channel.send("free")


async def test_the_limit_of_a_channel_is_announced_in_headers_so_that_the_bot_meets_no_429() -> None:
    limits = RateLimits(channel_messages=(5, 0.4))
    async with lab_running(limits=limits) as lab, bot_running(lab, sync=False) as bot:
        channel = bot.get_partial_messageable(lab.general)
        for number in range(7):
            await channel.send(str(number))
        assert statuses(lab) == [200] * 7
        assert contents(lab) == [str(number) for number in range(7)]


async def test_a_burst_over_many_channels_meets_the_global_limit() -> None:
    limits = RateLimits(per_second=5)
    async with lab_running(limits=limits) as lab, bot_running(lab, sync=False) as bot:
        channels = [lab.world.add_channel(lab.guild, f"c{number}") for number in range(12)]
        async with patience():
            await asyncio.gather(*(bot.get_partial_messageable(channel).send("x") for channel in channels))
        assert [len(lab.messages(channel)) for channel in channels] == [1] * 12
        assert 429 in statuses(lab)


async def test_the_third_rename_within_ten_minutes_has_to_wait() -> None:
    async with lab_running() as lab, bot_running(lab, sync=False) as bot:
        channel: Any = bot.get_channel(lab.general)
        await channel.edit(name="one")
        await channel.edit(name="two", topic="a topic")
        await channel.edit(topic="topics are free")
        with pytest.raises(discord.RateLimited) as limited:
            await channel.edit(name="three")
        assert 500 < limited.value.retry_after <= 600
        assert lab.world.channel(lab.general)["name"] == "two"


async def test_the_eleventh_crosspost_of_a_channel_within_an_hour_has_to_wait() -> None:
    clock = MovableClock(dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC))
    limits = RateLimits(channel_messages=(100, 1.0))
    async with lab_running(limits=limits, clock=clock) as lab, bot_running(lab, sync=False) as bot:
        other = lab.world.add_channel(lab.guild, "other", kind="announcement")
        messages = [await bot.get_partial_messageable(lab.news).send(str(number)) for number in range(11)]
        for message in messages[:10]:
            await message.publish()
        with pytest.raises(discord.RateLimited) as limited:
            await messages[10].publish()
        assert 3500 < limited.value.retry_after <= 3600
        await (await bot.get_partial_messageable(other).send("another channel")).publish()
        clock.advance(dt.timedelta(hours=1))
        await messages[10].publish()


def test_ten_thousand_invalid_requests_in_ten_minutes_are_a_ban() -> None:
    seconds = 0.0
    limits = RateLimits(now=lambda: seconds)
    for _ in range(10_000):
        limits.count(429)
    assert limits.admit("GET", ["users", "@me"]).banned
    seconds = 601.0
    assert not limits.admit("GET", ["users", "@me"]).banned


async def test_latency_delays_the_answer_and_chance_strikes_repeatably() -> None:
    async with lab_running() as lab, bot_running(lab, sync=False) as bot:
        lab.server.faults.add(Fault(kind=FaultKind.LATENCY, seconds=0.2, path=SENDING))
        started = asyncio.get_running_loop().time()
        await bot.get_partial_messageable(lab.general).send("late")
        assert asyncio.get_running_loop().time() - started >= 0.2
    struck = []
    for _ in range(2):
        faults = Faults(seed=7)
        faults.add(Fault(kind=FaultKind.ERROR, probability=0.3))
        struck.append([bool(faults.strike("GET", "/x")) for _ in range(200)])
    assert struck[0] == struck[1]
    assert 30 < sum(struck[0]) < 90


async def test_a_revoked_token_ends_the_bot() -> None:
    async with lab_running() as lab:
        bot = LabBot()
        async with bot:
            await bot.login(lab.world.token)
            running = asyncio.create_task(bot.connect())
            async with patience():
                await bot.wait_until_ready()
                await lab.server.revoke_token()
                with pytest.raises(discord.ConnectionClosed) as closed:
                    await running
            assert closed.value.code == 4004
        async with LabBot() as another:
            with pytest.raises(discord.LoginFailure):
                await another.login(lab.world.token)


async def test_a_gateway_that_refuses_is_dialled_again_and_the_session_goes_on() -> None:
    async with lab_running() as lab, bot_running(lab, sync=False) as bot:
        lab.server.gateway.refuse()
        lab.server.gateway.drop()
        lab.world.add_channel(lab.guild, "made-meanwhile")

        async def dialled() -> None:
            async with (
                aiohttp.ClientSession() as session,
                session.get(f"{lab.server.url}/gateway") as response,
            ):
                assert response.status == 503

        await dialled()
        lab.server.gateway.accept()
        async with patience():
            await bot.resumed.wait()
        assert "made-meanwhile" in {channel.name for channel in bot.get_all_channels()}


async def test_switches_over_the_control_route() -> None:
    async with lab_running() as lab, bot_running(lab, sync=False) as bot, aiohttp.ClientSession() as session:
        control = f"{lab.server.url}/control"

        async def switch(**wanted: Any) -> int:
            async with session.post(f"{control}/faults", json=wanted) as response:
                return response.status

        assert await switch(kind="error", status=503, times=1, path=SENDING) == 201
        channel = bot.get_partial_messageable(lab.general)
        with pytest.raises(discord.DiscordServerError):
            await channel.send("x")
        assert await switch(kind="error", colour="red") == 400
        assert await switch(kind="nonsense") == 400
        await channel.send("y", nonce="n1")
        async with session.get(f"{control}/messages/{lab.general}") as response:
            assert [(message["content"], message["nonce"]) for message in await response.json()] == [
                ("y", "n1")
            ]
        async with session.get(f"{control}/requests") as response:
            assert [seen["status"] for seen in (await response.json())[-2:]] == [503, 200]
        assert await switch(kind="closed_dms", user_id=str(lab.mona)) == 201
        with pytest.raises(discord.Forbidden):
            await (await bot.fetch_user(lab.mona)).send("psst")
        assert await switch(kind="deleted_channel", channel_id=str(lab.general)) == 201
        with pytest.raises(discord.NotFound):
            await channel.send("z")
        assert await switch(kind="gateway_drop") == 201
        async with patience():
            await bot.resumed.wait()


async def test_only_this_machine_is_answered() -> None:
    with pytest.raises(ValueError, match="loopback"):
        LocalDiscord(World(MovableClock()), host="elsewhere.example")
    async with lab_running() as lab, aiohttp.ClientSession() as session:
        for headers, status in (
            ({}, 401),
            ({"Host": "localhost"}, 401),
            ({"Host": "evil.example"}, 403),
            ({"Origin": "https://evil.example"}, 403),
            ({"Origin": lab.server.url}, 401),
        ):
            async with session.get(f"{lab.server.api_base}/users/@me", headers=headers) as response:
                assert response.status == status, headers


async def test_a_jump_of_the_clock_waits_until_no_interaction_is_in_flight() -> None:
    clock = MovableClock()
    async with lab_running(clock=clock) as lab:
        bot = LabBot()
        add_commands(bot, guild=discord.Object(lab.guild))
        async with bot_running(lab, bot):
            shown = lab.world.person(lab.mona).slash(lab.general, "silent")
            interaction = await bot.noted()
            before = lab.world.now()
            clock.advance(dt.timedelta(hours=1))
            assert lab.world.now() - before < dt.timedelta(minutes=1)
            settled = asyncio.create_task(lab.world.settled())
            assert not settled.done()
            await interaction.response.send_message("answered within the old hour")
            async with patience():
                await settled
                await shown.finished()
            lab.world.tick()
            assert lab.world.now() - before >= dt.timedelta(hours=1)


async def test_scheduled_events_begin_and_polls_end_with_the_clock() -> None:
    clock = MovableClock()
    async with lab_running(clock=clock) as lab, bot_running(lab, sync=False) as bot:
        guild = bot.get_guild(lab.guild)
        assert guild is not None
        start = clock.now() + dt.timedelta(hours=2)
        await guild.create_scheduled_event(
            name="Meeting",
            start_time=start,
            end_time=start + dt.timedelta(hours=1),
            entity_type=discord.EntityType.external,
            privacy_level=discord.PrivacyLevel.guild_only,
            location="Beirut",
        )
        poll = discord.Poll("Lunch?", dt.timedelta(hours=1))
        poll.add_answer(text="Yes")
        poll.add_answer(text="No")
        await bot.get_partial_messageable(lab.general).send(poll=poll)
        message = lab.messages()[0]
        lab.world.vote(lab.mona, lab.general, int(message["id"]), [1])
        clock.advance(dt.timedelta(hours=2, minutes=30))
        assert [event["status"] for event in lab.world.scheduled_events(lab.guild)] == [2]
        assert lab.messages()[0]["poll"]["results"]["is_finalized"]
        with pytest.raises(ValueError, match="back"):
            clock.advance(dt.timedelta(hours=-1))
