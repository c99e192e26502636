"""A real AutoShardedBot, through real sockets, does what our bot does; Discord's side of it must hold."""

import datetime as dt
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import pytest

from bot.local_discord.interaction import Interaction, InteractionState
from bot.local_discord.person import NotPossibleError, walk
from bot.local_discord.rate_limits import RateLimits
from bot.local_discord.world import Profile, Upload
from tests.end_to_end.local_discord_commands import PNG, SOURCE, Plain, add_commands
from tests.end_to_end.local_discord_lab import Lab, LabBot, bot_running, lab_running, patience


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with lab_running() as running:
        yield running


@pytest.fixture
async def bot(lab: Lab) -> AsyncIterator[LabBot]:
    bot = LabBot()
    guild = discord.Object(lab.guild)
    add_commands(bot, guild=guild)
    async with bot_running(lab, bot) as running:
        await running.tree.sync(guild=guild)
        yield running


async def answer(interaction: Interaction) -> Interaction:
    async with patience():
        return await interaction.finished()


def channel_of(bot: LabBot, channel_id: int) -> Any:
    channel = bot.get_channel(channel_id)
    assert channel is not None
    return channel


# ---------------------------------------------------------------------- commands


async def test_ready_brings_the_guild_and_the_sync_registers_globally_and_in_the_guild(
    lab: Lab, bot: LabBot
) -> None:
    guild = bot.get_guild(lab.guild)
    assert guild is not None
    assert (guild.name, guild.member_count, "COMMUNITY" in guild.features) == ("Test NOG", 3, True)
    assert {channel.name for channel in guild.channels} == {"general", "news", "forum"}
    assert guild.me.guild_permissions.manage_guild
    assert "options" in {command["name"] for command in lab.world.all_commands()}
    assert [command["name"] for command in lab.world.all_commands(lab.guild)] == ["here"]
    fetched = await bot.tree.fetch_commands()
    assert len(fetched) == len(lab.world.all_commands())


async def test_every_kind_of_option_arrives(lab: Lab, bot: LabBot) -> None:
    mona = lab.world.person(lab.mona)
    shown = mona.slash(
        lab.general,
        "options",
        {
            "text": "hé",
            "number": 7,
            "colour": "b",
            "ratio": 0.5,
            "sure": True,
            "user": lab.olga,
            "channel": lab.general,
            "role": str(lab.role),
            "anyone": lab.role,
            "file": Upload("a b.txt", b"bytes"),
        },
    )
    done = await answer(shown)
    named = (lab.olga, lab.general, lab.role, lab.role)
    taken = (
        "hé",
        7,
        "b",
        0.5,
        True,
        named,
        ("a b.txt", None, b"bytes"),
        None,
        discord.Locale.american_english,
    )
    assert await bot.noted() == taken
    assert (done.state, done.response) == (InteractionState.ANSWERED, "message")
    assert lab.messages()[-1]["content"] == "taken"


async def test_what_the_client_would_not_let_a_person_send_is_not_sent(lab: Lab, bot: LabBot) -> None:
    mona = lab.world.person(lab.mona)
    for path, options in (
        ("options", {"text": "x"}),
        ("nothing", {}),
        ("talk slot", {}),
        ("talk slot book", {"x": 1}),
    ):
        with pytest.raises(NotPossibleError):
            mona.slash(lab.general, path, options)


async def test_groups_and_autocomplete(lab: Lab, bot: LabBot) -> None:
    mona = lab.world.person(lab.mona)
    async with patience():
        choices = await mona.autocomplete(lab.general, "talk slot book", "title", "BGP")
    assert (
        choices[1] == {"name": "BGP 1", "value": "BGP1", "name_localizations": {}}
        or choices[1]["value"] == "BGP1"
    )
    await answer(mona.slash(lab.general, "talk slot book", {"title": "BGP1"}))
    assert await bot.noted() == "BGP1"


async def test_visibility_follows_permissions_and_overrides(lab: Lab, bot: LabBot) -> None:
    def offered(user_id: int) -> bool:
        return "organise" in {command["name"] for command in lab.world.commands(user_id, lab.general)}

    assert offered(lab.olga)
    assert not offered(lab.mona)
    (command,) = (each for each in lab.world.all_commands() if each["name"] == "organise")
    lab.world.set_command_permissions(lab.guild, int(command["id"]), [(lab.mona, 2, True)])
    assert offered(lab.mona)
    await answer(lab.world.person(lab.mona).slash(lab.general, "organise"))
    assert lab.messages()[-1]["content"] == "organised"


async def test_commands_on_people_and_on_messages(lab: Lab, bot: LabBot) -> None:
    mona = lab.world.person(lab.mona)
    await answer(mona.on_user(lab.general, "About them", lab.olga))
    assert await bot.noted() == lab.olga
    message_id = mona.send(lab.general, "read me")
    await answer(mona.on_message(lab.general, "About this", message_id))
    assert await bot.noted() == "read me"


async def test_a_deferred_ephemeral_answer_is_seen_by_its_reader_only(lab: Lab, bot: LabBot) -> None:
    changes: list[tuple[str, int | None]] = []
    lab.world.subscribe(lambda change: changes.append((change.event, change.reader_id)))
    shown = lab.world.person(lab.mona).slash(lab.general, "slow")
    async with patience():
        await shown.answered()
    assert shown.state in (InteractionState.THINKING, InteractionState.ANSWERED)
    assert await bot.noted() == "done"
    assert [message["content"] for message in lab.messages(reader=lab.mona)] == ["done", "and more"]
    assert [message["content"] for message in lab.messages(reader=lab.olga)] == ["and more"]
    assert [message["content"] for message in lab.messages()] == ["and more"]
    assert ("MESSAGE_CREATE", lab.mona) in changes
    assert ("MESSAGE_UPDATE", lab.mona) in changes
    assert lab.messages()[-1]["attachments"][0]["filename"] == "source.py"


async def test_no_answer_in_time_is_a_failure_and_a_late_answer_is_refused() -> None:
    async with lab_running(answer_timeout=0.1) as lab:
        bot = LabBot()
        add_commands(bot, guild=discord.Object(lab.guild))
        async with bot_running(lab, bot):
            done = await answer(lab.world.person(lab.mona).slash(lab.general, "silent"))
            assert done.failed
            late = await bot.noted()
            with pytest.raises(discord.NotFound) as refused:
                await late.response.send_message("sorry")
            assert refused.value.code == 10062


async def test_the_locale_is_the_readers_own(lab: Lab, bot: LabBot) -> None:
    pia = lab.world.add_person("pia", profile=Profile(locale="pt-BR", zone="America/Sao_Paulo"))
    lab.world.add_member(lab.guild, pia)
    lab.world.person(pia).slash(lab.general, "silent")
    interaction = await bot.noted()
    assert (interaction.locale, interaction.guild_locale) == (
        discord.Locale.brazil_portuguese,
        discord.Locale.american_english,
    )
    await interaction.response.send_message("oi")


# ---------------------------------------------------------------------- components


async def test_buttons_and_menus_of_each_kind(lab: Lab, bot: LabBot) -> None:
    mona = lab.world.person(lab.mona)
    shown = await answer(mona.slash(lab.general, "menus"))
    assert shown.message_id is not None
    await answer(mona.click(lab.general, shown.message_id, "press"))
    assert await bot.noted() == "pressed"
    for menu, values, expected in (
        ("text", ["Two"], ["Two"]),
        ("user", [lab.olga, lab.mona], [(lab.olga, True), (lab.mona, True)]),
        ("role", [lab.role], ["Speakers"]),
        ("channel", [lab.news], [("news", True)]),
    ):
        done = await answer(mona.select(lab.general, shown.message_id, menu, values))
        assert await bot.noted() == expected
        assert (done.response, done.message_id) == ("update", shown.message_id)
    assert lab.world.message(lab.general, shown.message_id)["content"] == "changed"
    with pytest.raises(NotPossibleError):
        mona.select(lab.general, shown.message_id, "text", ["Three"])


async def test_a_form_with_text_menu_radio_and_boxes(lab: Lab, bot: LabBot) -> None:
    mona = lab.world.person(lab.mona)
    shown = await answer(mona.slash(lab.general, "form"))
    assert shown.response == "modal"
    fields = {"text": "hello", "menu": ["a", "c"], "radio": "y", "boxes": ["1", "3"], "box": True}
    done = await answer(mona.submit(shown, fields))
    assert await bot.noted() == ("hello", ["a", "c"], "y", ["1", "3"], True)
    assert done.ephemeral
    with pytest.raises(NotPossibleError):
        mona.submit(shown, {"radio": "y"})


async def test_a_form_with_entities_and_real_files(lab: Lab, bot: LabBot) -> None:
    mona = lab.world.person(lab.mona)
    shown = await answer(mona.slash(lab.general, "form", {"entities": True}))
    files = [Upload("a.csv", b"1,2"), Upload("b.png", PNG)]
    fields = {
        "user": [lab.olga],
        "role": [lab.role],
        "any": [lab.role, lab.mona],
        "channel": [lab.news],
        "files": files,
    }
    mona.submit(shown, fields)
    user, role, anyone, channel, got = await bot.noted()
    assert (user, role, set(anyone), channel) == ([lab.olga], [lab.role], {lab.role, lab.mona}, [lab.news])
    assert got == [("a.csv", b"1,2"), ("b.png", PNG)]


async def test_a_v2_layout_with_files_arrives_whole_and_its_files_can_be_fetched(
    lab: Lab, bot: LabBot
) -> None:
    mona = lab.world.person(lab.mona)
    shown = await answer(mona.slash(lab.general, "layout"))
    assert shown.message_id is not None
    message = lab.world.message(lab.general, shown.message_id)
    kinds = [component["type"] for component in walk(message["components"])]
    assert kinds == [17, 10, 9, 10, 2, 14, 9, 10, 11, 12, 13]
    assert message["attachments"][1]["description"] == "a picture"
    (gallery,) = (each for each in walk(message["components"]) if each["type"] == 12)
    async with (
        aiohttp.ClientSession() as session,
        session.get(gallery["items"][0]["media"]["url"]) as response,
    ):
        assert (response.status, response.content_type, await response.read()) == (200, "image/png", PNG)
    mona.click(lab.general, shown.message_id, "deep")
    assert await bot.noted() == "deep"


# ---------------------------------------------------------------------- messages


async def test_messages_are_sent_edited_fetched_and_deleted(lab: Lab, bot: LabBot) -> None:
    channel = channel_of(bot, lab.general)
    sent = await channel.send(
        "one", file=discord.File(io.BytesIO(SOURCE), "test.py", description="this file")
    )
    await channel.send("two")
    await sent.edit(content="changed")
    history = [message async for message in channel.history(limit=10)]
    assert [message.content for message in history] == ["two", "changed"]
    assert await history[1].attachments[0].read() == SOURCE
    assert history[1].attachments[0].description == "this file"
    await sent.delete()
    with pytest.raises(discord.NotFound) as gone:
        await channel.fetch_message(sent.id)
    assert gone.value.code == 10008


async def test_direct_messages_and_closed_ones(lab: Lab, bot: LabBot) -> None:
    user = await bot.fetch_user(lab.mona)
    await user.send("psst")
    channel_id = lab.world.dm_channel(lab.mona)
    assert [message["content"] for message in lab.messages(channel_id, lab.mona)] == ["psst"]
    assert not lab.world.can_read(lab.olga, channel_id)
    lab.world.close_dms(lab.mona)
    with pytest.raises(discord.Forbidden) as refused:
        await user.send("psst again")
    assert refused.value.code == 50007


async def test_a_nonce_makes_one_message_until_its_window_is_over() -> None:
    calm = RateLimits(enabled=False)
    async with lab_running(limits=calm) as lab, bot_running(lab, sync=False) as bot:
        channel = channel_of(bot, lab.general)
        first = await channel.send("once", nonce="occurrence-1")
        again = await channel.send("once", nonce="occurrence-1")
        assert again.id == first.id
        other = await channel.send("once", nonce="occurrence-2")
        assert [message["nonce"] for message in lab.messages()] == ["occurrence-1", "occurrence-2"]
        await first.delete()
        with pytest.raises(discord.NotFound) as gone:
            await channel.send("once", nonce="occurrence-1")
        assert gone.value.code == 10008
        lab.world.nonces.window = dt.timedelta(0)
        assert (await channel.send("once", nonce="occurrence-2")).id != other.id


async def test_a_message_of_an_announcement_channel_is_published_once_and_no_other_is(
    lab: Lab, bot: LabBot
) -> None:
    message = await channel_of(bot, lab.news).send("for everybody")
    await message.publish()
    [shown] = lab.messages(lab.news)
    assert discord.MessageFlags._from_value(shown["flags"]).crossposted
    assert not discord.MessageFlags._from_value(shown["flags"]).is_crossposted
    with pytest.raises(discord.HTTPException) as again:
        await message.publish()
    assert again.value.code == 40033
    elsewhere = await channel_of(bot, lab.general).send("for us")
    with pytest.raises(discord.HTTPException) as refused:
        await elsewhere.publish()
    assert refused.value.code == 50024
    await message.delete()
    with pytest.raises(discord.NotFound) as gone:
        await message.publish()
    assert gone.value.code == 10008


async def test_a_persons_words_reach_the_bot_without_their_text(lab: Lab, bot: LabBot) -> None:
    @bot.listen()
    async def on_message(message: discord.Message) -> None:
        if message.author.id == lab.mona:
            bot.notes.put_nowait((message.channel.id, message.content))

    mona = lab.world.person(lab.mona)
    mona.send(lab.general, "private thoughts")
    assert await bot.noted() == (lab.general, "")
    mona.dm("hello bot")
    assert await bot.noted() == (lab.world.dm_channel(lab.mona), "hello bot")


# ---------------------------------------------------------------------- forum, threads, events, roles


async def test_a_forum_is_made_with_tags_and_a_post_carries_them(lab: Lab, bot: LabBot) -> None:
    guild = bot.get_guild(lab.guild)
    assert guild is not None
    forum = await guild.create_forum("topics", available_tags=[discord.ForumTag(name="Routing")])
    assert [tag.name for tag in forum.available_tags] == ["Routing"]
    forum = await forum.edit(
        available_tags=[*forum.available_tags, discord.ForumTag(name="Peering", emoji="🔀")]
    )
    assert forum is not None
    made = await forum.create_thread(name="RPKI", content="first", applied_tags=[forum.available_tags[1]])
    assert made.message.id == made.thread.id
    pinned = await made.thread.edit(pinned=True)
    assert pinned.flags.pinned
    payload = lab.world.channel(made.thread.id)
    assert payload["applied_tags"] == [str(forum.available_tags[1].id)]
    assert [message["content"] for message in lab.messages(made.thread.id)] == ["first"]


async def test_a_persons_post_and_thread_reach_the_bot(lab: Lab, bot: LabBot) -> None:
    @bot.listen()
    async def on_thread_create(thread: discord.Thread) -> None:
        bot.notes.put_nowait((thread.id, thread.parent_id, thread.name))

    mona = lab.world.person(lab.mona)
    tag = int(lab.world.channel(lab.forum)["available_tags"][0]["id"])
    post = mona.create_post(lab.forum, "Question", "How?", tags=[tag])
    assert await bot.noted() == (post, lab.forum, "Question")
    assert lab.messages(post)[0]["id"] == str(post)
    thread = mona.create_thread(lab.general, "Side talk")
    assert await bot.noted() == (thread, lab.general, "Side talk")
    guild = bot.get_guild(lab.guild)
    assert guild is not None
    assert {each.id for each in await guild.active_threads()} == {post, thread}
    await channel_of(bot, thread).send("joined")
    assert lab.messages(thread)[-1]["content"] == "joined"


async def test_a_scheduled_event_is_made_and_one_in_the_past_refused(lab: Lab, bot: LabBot) -> None:
    guild = bot.get_guild(lab.guild)
    assert guild is not None
    start = discord.utils.utcnow() + dt.timedelta(days=1)
    common: dict[str, Any] = {
        "entity_type": discord.EntityType.external,
        "privacy_level": discord.PrivacyLevel.guild_only,
        "location": "Beirut",
    }
    event = await guild.create_scheduled_event(
        name="Meeting", start_time=start, end_time=start + dt.timedelta(hours=2), **common
    )
    assert [each["name"] for each in lab.world.scheduled_events(lab.guild)] == ["Meeting"]
    await event.edit(name="Meeting 2")
    for begin, end in ((start - dt.timedelta(days=2), start), (start, start - dt.timedelta(minutes=1))):
        with pytest.raises(discord.HTTPException) as refused:
            await guild.create_scheduled_event(name="Wrong", start_time=begin, end_time=end, **common)
        assert (refused.value.status, refused.value.code) == (400, 50035)


async def test_roles_are_given_taken_and_counted(lab: Lab, bot: LabBot) -> None:
    guild = bot.get_guild(lab.guild)
    assert guild is not None
    member = await guild.fetch_member(lab.mona)
    role = guild.get_role(lab.role)
    assert role is not None
    await member.add_roles(role)
    assert lab.world.member(lab.guild, lab.mona)["roles"] == [str(lab.role)]
    assert (await guild.role_member_counts())[role] == 1
    await member.remove_roles(role)
    assert lab.world.member(lab.guild, lab.mona)["roles"] == []
    assert [found.id for found in await guild.query_members("mon", limit=5)] == [lab.mona]


async def test_missing_permissions_and_unknown_channels_have_discords_codes(lab: Lab, bot: LabBot) -> None:
    channel = channel_of(bot, lab.general)
    lab.world.set_bot_permissions(lab.guild, discord.Permissions(view_channel=True).value)
    lab.world.set_role_permissions(lab.guild, lab.guild, discord.Permissions(view_channel=True).value)
    with pytest.raises(discord.Forbidden) as refused:
        await channel.send("may I")
    assert refused.value.code == 50013
    lab.world.delete_channel(lab.general)
    with pytest.raises(discord.NotFound) as unknown:
        await channel.send("is it there")
    assert unknown.value.code == 10003


async def test_joining_a_guild_while_connected(lab: Lab, bot: LabBot) -> None:
    @bot.listen()
    async def on_guild_join(guild: discord.Guild) -> None:
        bot.notes.put_nowait(guild.id)

    new = lab.world.add_guild("Newcomers", owner_id=lab.mona)
    assert await bot.noted() == new


async def test_what_else_a_bot_asks_for_is_answered(lab: Lab, bot: LabBot) -> None:
    guild = bot.get_guild(lab.guild)
    assert guild is not None
    everyone = guild.default_role
    category = await guild.create_category("Working groups")
    text = await guild.create_text_channel(
        "routing",
        category=category,
        topic="BGP",
        overwrites={
            everyone: discord.PermissionOverwrite(view_channel=False),
            guild.me: discord.PermissionOverwrite(view_channel=True),
        },
    )
    assert not lab.world.can_read(lab.mona, text.id)
    news = await guild.create_text_channel("official", news=True, slowmode_delay=5, nsfw=False)
    assert isinstance(await bot.fetch_channel(news.id), discord.TextChannel)
    sent = await news.send(view=Plain("first"))
    await sent.publish()
    await sent.edit(view=Plain("second"), attachments=[discord.File(io.BytesIO(SOURCE), "x.py")])
    await sent.pin()
    assert [pin.id async for pin in news.pins()] == [sent.id]
    await sent.add_reaction("👍")
    thread = await sent.create_thread(name="About it")
    await thread.edit(name="About that", archived=True)
    assert lab.world.archived_threads(lab.guild, lab.mona)[0]["name"] == "About that"
    await thread.send("awake again")
    assert not lab.world.channel(thread.id)["thread_metadata"]["archived"]
    private = await text.create_thread(name="quiet", type=discord.ChannelType.private_thread)
    await private.delete()
    around = [message.id async for message in news.history(limit=5, around=sent)]
    assert sent.id in around
    later = [message.id async for message in news.history(after=discord.Object(sent.id - 1))]
    assert later[0] == sent.id
    role = await guild.create_role(name="New", colour=discord.Colour(0x123456), mentionable=True)
    await role.edit(name="Newer")
    await role.delete()
    assert {each.id for each in await guild.fetch_roles()} >= {lab.role}
    assert (await bot.application_info()).id == lab.world.application_id
    assert (await bot.fetch_guild(lab.guild)).name == "Test NOG"
    start = discord.utils.utcnow() + dt.timedelta(days=1)
    event = await guild.create_scheduled_event(
        name="Meeting",
        start_time=start,
        end_time=start + dt.timedelta(hours=1),
        entity_type=discord.EntityType.external,
        privacy_level=discord.PrivacyLevel.guild_only,
        location="Tunis",
    )
    assert [each.id for each in await guild.fetch_scheduled_events()] == [event.id]
    await event.cancel()
    webhooks = await news.webhooks()
    assert webhooks == []
    await news.set_permissions(everyone, send_messages=False)
    await text.move(beginning=True)
    await news.delete()
    assert 501 not in {seen.status for seen in lab.server.requests}


async def test_follow_ups_and_originals_can_be_edited_and_deleted(lab: Lab, bot: LabBot) -> None:
    lab.world.person(lab.mona).slash(lab.general, "silent")
    interaction = await bot.noted()
    await interaction.response.send_message(view=Plain("card"), ephemeral=True)
    more = await interaction.followup.send("more", ephemeral=True, wait=True)
    await interaction.edit_original_response(view=Plain("card 2"))
    await more.edit(content="more 2")
    shown = lab.messages(reader=lab.mona)
    assert [message["content"] for message in shown] == ["", "more 2"]
    assert shown[0]["components"][0]["components"][0]["content"] == "card 2"
    await more.delete()
    await interaction.delete_original_response()
    assert lab.messages(reader=lab.mona) == []


# ---------------------------------------------------------------------- gateway


async def test_a_dropped_connection_resumes_and_missed_events_are_replayed(lab: Lab, bot: LabBot) -> None:
    lab.server.gateway.drop()
    lab.world.add_channel(lab.guild, "made-meanwhile")
    async with patience():
        await bot.resumed.wait()
    assert "made-meanwhile" in {channel.name for channel in bot.get_all_channels()}
    bot.resumed.clear()
    lab.server.gateway.ask_to_reconnect()
    async with patience():
        await bot.resumed.wait()
    await answer(lab.world.person(lab.mona).slash(lab.general, "here"))


async def test_a_session_that_is_gone_is_identified_anew(lab: Lab, bot: LabBot) -> None:
    def gone() -> None:
        lab.server.gateway.drop(resumable=False)

    for lose in (gone, lab.server.gateway.invalidate):
        lose()
        async with patience():
            await bot.wait_for("ready")
        await answer(lab.world.person(lab.mona).slash(lab.general, "here"))


async def test_fifty_guilds_on_two_shards() -> None:
    async with lab_running(shards=2) as lab:
        guilds = {lab.guild} | {
            lab.world.add_guild(f"Guild {number}", owner_id=lab.olga) for number in range(49)
        }
        bot = LabBot()
        add_commands(bot, guild=discord.Object(lab.guild))
        async with bot_running(lab, bot):
            assert {guild.id for guild in bot.guilds} == guilds
            by_shard = [sum(guild.shard_id == shard for guild in bot.guilds) for shard in (0, 1)]
            assert min(by_shard) > 5
            for shard in (0, 1):
                guild_id = next(guild.id for guild in bot.guilds if guild.shard_id == shard)
                channel = lab.world.add_channel(guild_id, "talk")
                done = await answer(lab.world.person(lab.olga).slash(channel, "organise"))
                assert done.state is InteractionState.ANSWERED


async def test_an_uncompressed_gateway_speaks_plain_text_and_closes_with_discords_codes() -> None:
    async with lab_running() as lab, aiohttp.ClientSession() as session:
        identify: dict[str, Any] = {"token": lab.world.token, "intents": 1, "properties": {}}
        for message, code in (
            ("no json", 4002),
            ({"op": 8, "d": {}}, 4003),
            ({"op": 2, "d": {**identify, "token": "wrong"}}, 4004),
            ({"op": 2, "d": {**identify, "shard": [2, 2]}}, 4010),
            ({"op": 2, "d": {**identify, "intents": 1 << 40}}, 4013),
            ({"op": 2, "d": {**identify, "intents": 2}}, 4014),
        ):
            async with session.ws_connect(lab.server.gateway_url) as socket:
                assert (await socket.receive_json())["op"] == 10
                await socket.send_str(message if isinstance(message, str) else json.dumps(message))
                assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
                assert socket.close_code == code
        async with session.ws_connect(lab.server.gateway_url) as socket:
            await socket.receive_json()
            await socket.send_json({"op": 1, "d": None})
            assert (await socket.receive_json())["op"] == 11
            await socket.send_json({"op": 2, "d": identify})
            ready = await socket.receive_json()
            assert (ready["t"], ready["s"], ready["d"]["guilds"][0]["unavailable"]) == ("READY", 1, True)
            assert (await socket.receive_json())["t"] == "GUILD_CREATE"
            await socket.send_json({"op": 2, "d": identify})
            await socket.receive()
            assert socket.close_code == 4005


async def test_a_refused_token_closes_the_gateway_and_rest() -> None:
    async with lab_running():
        bot = LabBot()
        async with bot:
            with pytest.raises(discord.LoginFailure):
                await bot.login("wrong")


async def test_a_privileged_intent_that_was_not_approved_is_refused() -> None:
    async with lab_running() as lab:
        intents = discord.Intents.none()
        intents.guilds = intents.members = True
        bot = LabBot(intents=intents)
        async with bot:
            await bot.login(lab.world.token)
            with pytest.raises(discord.PrivilegedIntentsRequired):
                async with patience():
                    await bot.connect()
