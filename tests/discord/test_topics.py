"""/topic through real commands and clicks: following and its role, what organisers arrange, what is deleted in Discord."""

import asyncio
from dataclasses import dataclass, replace

import discord
import pytest
from simcord import ChannelHandle, InteractionResult, MemberActor, RoleHandle
from simcord.backend.models.channel import Overwrite
from simcord.enums import OverwriteType

from bot.delivery import outbox
from bot.delivery.model import DeliveryState, Outcome
from bot.people.actor import Actor
from bot.storage.database import Transaction
from bot.topics import rules, service
from bot.topics.rules import Topic, TopicView
from cogs import following
from tests.discord.conftest import Stage, answer, buttons, texts
from tests.discord.test_announce import posted

TAGS = ("Routing", "Network security", "Peering", "Operations")


@dataclass
class Forum:
    """A forum with tags. `tags`: name → id."""

    channel: ChannelHandle
    tags: dict[str, int]


def forum(stage: Stage, *names: str) -> Forum:
    made = stage.guild.create_forum_channel("questions")
    tags = {name: stage.env.backend.snowflake() for name in names or TAGS}
    set_tags(stage, made, tags)
    return Forum(channel=made, tags=tags)


def set_tags(stage: Stage, channel: ChannelHandle, tags: dict[str, int]) -> None:
    known = [
        {"id": str(tag_id), "name": name, "moderated": False, "emoji_id": None, "emoji_name": None}
        for name, tag_id in tags.items()
    ]
    stage.env.backend.edit_channel(channel.id, {"available_tags": known})


def hide(stage: Stage, channel: ChannelHandle) -> None:
    """Let nobody view a channel who is not let in."""
    view_it = discord.Permissions(view_channel=True).value
    nobody = Overwrite(target_id=stage.guild.id, type=OverwriteType.ROLE, deny=view_it)
    stage.env.backend.set_overwrite(channel.id, nobody)


async def created(stage: Stage, name: str = "Routing", **options: object) -> InteractionResult:
    options.setdefault("where", stage.news)
    return await stage.organiser.slash(stage.lobby, "topic create", name=name, **options)


async def listed(stage: Stage, who: MemberActor | None = None) -> InteractionResult:
    return await (who or stage.member).slash(stage.lobby, "topic list")


async def topics(stage: Stage, *, archived: bool = False) -> list[Topic]:
    return await stage.app.database.read(lambda tx: service.topics_of(tx, stage.guild.id, archived=archived))


async def followers(stage: Stage, topic_id: int = 1) -> list[int]:
    return await stage.app.database.read(lambda tx: service.followers_in(tx, topic_id))


def holds(stage: Stage, who: MemberActor, role: RoleHandle) -> bool:
    return role.id in stage.env.backend.get_guild(stage.guild.id).members[who.id].role_ids


def hurry(stage: Stage) -> None:
    """Send without waiting: Discord is not here to mind."""


def actor(stage: Stage, who: MemberActor) -> Actor:
    """A member as services see them."""
    return replace(stage.actor(), user_id=who.id, manages=False)


def view(stage: Stage) -> TopicView:
    """The guild as the cogs hand it to the service, with every role."""
    guild = stage.bot.get_guild(stage.guild.id)
    assert guild is not None
    return following.observe(guild, (), roles=[role.id for role in guild.roles])


# Following


async def test_the_list_shows_each_topic_and_follows_in_place(stage: Stage) -> None:
    place = forum(stage)
    role = stage.guild.create_role("routing-people")
    await created(
        stage, where=place.channel, tag=str(place.tags["Routing"]), role=role, emoji="🧭", style="daily"
    )
    shown = await listed(stage)
    assert "🧭 Routing" in answer(shown)
    assert f"{place.channel.mention} · tag Routing" in answer(shown)
    assert "0 followers · nothing unanswered · daily digest" in answer(shown)
    after = await stage.member.click(shown.response, label="Follow")
    assert f"You follow **Routing** and get the role <@&{role.id}>" in answer(after)
    assert "1 follower " in answer(after)
    assert "✓ you follow it" in answer(after)
    await stage.deliver()
    assert holds(stage, stage.member, role)
    gone = await stage.member.click(after.response, label="Unfollow")
    assert "You no longer follow **Routing**" in answer(gone)
    await stage.deliver()
    assert not holds(stage, stage.member, role)
    assert await followers(stage) == []


async def test_pressing_twice_is_once(stage: Stage) -> None:
    await created(stage, role=stage.guild.create_role("r"))
    shown = await listed(stage)
    press = buttons(shown.response)["Follow"]
    at_once = [stage.app.services.topics.follow(actor(stage, stage.member), 1, view(stage)) for _ in range(2)]
    assert sorted(done.changed for done in await asyncio.gather(*at_once)) == [False, True]
    assert "You follow **Routing** already" in await stage.press_raw(stage.member, press)
    assert await followers(stage) == [stage.member.id]
    assert await stage.states() == ["pending"]
    for _ in range(2):
        said = await stage.press_raw(stage.member, "topic.unfollow:1")
    assert "You do not follow **Routing**" in said


async def test_a_change_of_mind_before_the_role_came_gives_and_takes_nothing_twice(stage: Stage) -> None:
    role = stage.guild.create_role("r")
    await created(stage, role=role)
    hurry(stage)
    for press in ("topic.follow:1", "topic.unfollow:1", "topic.follow:1"):
        await stage.press_raw(stage.member, press)
    await stage.deliver()
    assert holds(stage, stage.member, role)
    assert (await stage.states()).count("cancelled") == 1  # the taking; giving is the same twice
    for press in ("topic.unfollow:1", "topic.follow:1", "topic.unfollow:1"):
        await stage.press_raw(stage.member, press)
    await stage.deliver()
    assert not holds(stage, stage.member, role)


async def test_a_role_of_two_topics_stays_until_the_last_is_left(stage: Stage) -> None:
    role = stage.guild.create_role("r")
    await created(stage, "Routing", role=role)
    await created(stage, "Security", role=role, where=stage.lobby)
    for press in ("topic.follow:1", "topic.follow:2", "topic.unfollow:1"):
        await stage.press_raw(stage.member, press)
    await stage.deliver()
    assert holds(stage, stage.member, role)
    await stage.press_raw(stage.member, "topic.unfollow:2")
    await stage.deliver()
    assert not holds(stage, stage.member, role)


async def test_a_role_that_arrives_after_the_change_of_mind_is_taken_again(stage: Stage) -> None:
    """Unfollowed between the call to Discord and its answer."""
    role = stage.guild.create_role("r")
    await created(stage, role=role)
    await stage.press_raw(stage.member, "topic.follow:1")
    await stage.deliver()
    await stage.app.services.topics.unfollow(
        actor(stage, stage.member), 1, TopicView(guild_id=stage.guild.id)
    )
    assert await stage.states() == ["sent"]
    settled = stage.app.features["topics"].settled
    assert settled is not None

    def answered(tx: Transaction) -> None:
        given = outbox.get(tx, 1)
        assert given is not None
        settled(tx, given, Outcome(state=DeliveryState.SENT, result_id=role.id))

    await stage.app.database.write(answered)
    await stage.deliver()
    assert not holds(stage, stage.member, role)


async def test_the_commands_follow_and_unfollow_by_name_with_choices(stage: Stage) -> None:
    await created(stage, "Routing")
    await created(stage, "Peering", where=stage.lobby)
    offered = await stage.member.autocomplete(stage.lobby, "topic follow", "topic", "ROUT")
    assert [one["name"] for one in offered] == ["Routing"]
    done = await stage.member.slash(stage.lobby, "topic follow", topic=offered[0]["value"])
    assert "You follow **Routing**" in answer(done)
    assert await stage.member.autocomplete(stage.lobby, "topic follow", "topic", "rout") == []
    offered = await stage.member.autocomplete(stage.lobby, "topic unfollow", "topic", "")
    assert [one["name"] for one in offered] == ["Routing"]
    done = await stage.member.slash(stage.lobby, "topic unfollow", topic="routing")
    assert "You no longer follow" in answer(done)
    missed = await stage.member.slash(stage.lobby, "topic follow", topic="nothing like that")
    assert "There is no such topic here" in answer(missed)


async def test_nobody_sees_or_follows_a_topic_whose_channel_they_may_not_view(stage: Stage) -> None:
    await created(stage, "Core")
    hide(stage, stage.news)
    assert "There are no topics for you here yet" in answer(await listed(stage))
    assert "There is no such topic here" in await stage.press_raw(stage.member, "topic.follow:1")
    assert await stage.member.autocomplete(stage.lobby, "topic follow", "topic", "") == []
    assert "Core" in answer(await listed(stage, stage.organiser))


async def test_the_panel_leads_to_the_list_and_a_press_from_before_a_restart_works(stage: Stage) -> None:
    await created(stage)
    await stage.organiser.slash(stage.lobby, "setup panel", channel=stage.news)
    await stage.deliver()
    shown = await stage.member.click(stage.news.history()[-1], label="Topics")
    await stage.restart()
    assert "You follow **Routing**" in answer(await stage.member.click(shown.response, label="Follow"))


async def test_many_topics_come_in_pages_and_the_answer_stays_on_the_page(stage: Stage) -> None:
    for number in range(17):
        await created(stage, f"Topic {number:02}", where=stage.guild.create_text_channel(f"c{number}"))
    first = await listed(stage, stage.organiser)
    assert "1 of 3" in buttons(first.response)
    third = await stage.organiser.click(first.response, custom_id="topic.list:2")
    assert "Topic 08" in answer(third)
    after = await stage.organiser.click(third.response, custom_id="topic.follow:10")
    assert "2 of 3" in buttons(after.response)
    assert "You follow **Topic 09**" in answer(after)


# A role that cannot be given


async def test_without_manage_roles_it_is_stored_and_served_by_the_digest(stage: Stage) -> None:
    role = stage.guild.create_role("r")
    await created(stage, role=role)
    basic = discord.Permissions(view_channel=True, send_messages=True, use_application_commands=True)
    stage.bot_permissions(basic)
    said = await stage.press_raw(stage.member, "topic.follow:1")
    assert "The bot cannot give its role, so you get it by the digest" in said
    assert "you get this topic by the digest" in said
    assert await stage.states() == []
    assert await followers(stage) == [stage.member.id]
    shown = await stage.organiser.slash(stage.lobby, "topic edit", topic="1")
    assert "it lacks **Manage Roles**" in answer(shown)
    # Once it may, one press gives it to all who wait for it.
    stage.bot_permissions(basic | discord.Permissions(manage_roles=True))
    stage.env.backend.edit_role(stage.guild.id, role.id, {"permissions": 0})
    shown = await stage.organiser.slash(stage.lobby, "topic edit", topic="1")
    assert "1, of whom 1 do not have the role yet" in answer(shown)
    assert "1 follower gets the role now" in answer(
        await stage.organiser.click(shown.response, label="Give 1 follower the role")
    )
    await stage.deliver()
    assert holds(stage, stage.member, role)
    shown = await stage.organiser.slash(stage.lobby, "topic edit", topic="1")
    assert "Give 1 follower the role" not in buttons(shown.response)


async def test_a_role_with_power_is_refused_and_one_that_got_power_is_not_given(stage: Stage) -> None:
    strong = stage.guild.create_role("mods", permissions=discord.Permissions(ban_members=True))
    refused = answer(await created(stage, role=strong))
    assert "has power over this server: nobody gets it by pressing a button" in refused
    assert await topics(stage) == []
    role = stage.guild.create_role("r")
    await created(stage, role=role)
    stage.env.backend.edit_role(
        stage.guild.id, role.id, {"permissions": discord.Permissions(manage_messages=True).value}
    )
    assert "so you get it by the digest" in await stage.press_raw(stage.member, "topic.follow:1")
    await stage.deliver()
    assert not holds(stage, stage.member, role)


async def test_a_role_above_the_bots_own_is_told_with_the_cure(stage: Stage) -> None:
    role = stage.guild.create_role("high", position=50)
    shown = answer(await created(stage, role=role))
    assert "it stands above the bot’s own role" in shown
    assert "so you get it by the digest" in await stage.press_raw(stage.member, "topic.follow:1")


async def test_another_role_goes_to_all_300_followers_and_the_old_one_is_taken(stage: Stage) -> None:
    old, new = stage.guild.create_role("old"), stage.guild.create_role("new")
    await created(stage, role=old)
    hurry(stage)
    people = [stage.guild.add_member(stage.env.create_user(f"u{number}")) for number in range(300)]
    observed = view(stage)
    for who in people:
        await stage.app.services.topics.follow(actor(stage, who), 1, observed)
    await stage.deliver()
    assert all(holds(stage, who, old) for who in people)
    shown = await stage.organiser.slash(stage.lobby, "topic edit", topic="1")
    after = await stage.organiser.select(shown.response, [new], custom_id="topic.role:1")
    assert "300 followers get the role, one after the other" in answer(after)
    await stage.deliver()
    assert all(holds(stage, who, new) and not holds(stage, who, old) for who in people)


async def test_an_erased_person_follows_nothing(stage: Stage) -> None:
    await created(stage)
    await stage.press_raw(stage.member, "topic.follow:1")
    told = answer(await stage.member.slash(stage.lobby, "privacy show"))
    assert "Which topics you follow" in told
    asked = await stage.member.slash(stage.lobby, "privacy delete")
    await stage.member.click(asked.response, label="Delete for good")
    assert await followers(stage) == []


# Organisers


async def test_members_may_arrange_nothing_and_nothing_is_stored(stage: Stage) -> None:
    await created(stage)
    before = await stage.everything()
    said = [
        answer(await stage.member.slash(stage.lobby, "topic create", name="X", where=stage.lobby)),
        answer(await stage.member.slash(stage.lobby, "topic edit", topic="1")),
        answer(await stage.member.slash(stage.lobby, "topic archive", topic="1")),
        answer(await stage.member.slash(stage.lobby, "topic restore", topic="1")),
    ]
    said += [
        await stage.press_raw(stage.member, press)
        for press in (
            "topic.edit:1", "topic.name:1", "topic.moderate:1:1", "topic.give:1", "topic.repair:1",
            "topic.archive:1", "topic.archive-confirm:1:1", "topic.archived:1", "topic.restore:1", "topic.recommend",
        )
    ]  # fmt: skip
    assert all("This is for organisers" in one for one in said)
    assert await stage.everything() == before
    assert await stage.member.autocomplete(stage.lobby, "topic edit", "topic", "") == []


async def test_names_are_unique_and_look_alikes_are_told(stage: Stage) -> None:
    await created(stage, "Routing")
    assert "already a topic called **Routing**" in answer(await created(stage, "ROUTING", where=stage.lobby))
    alike = answer(await created(stage, "Rоuting", where=stage.lobby))  # noqa: RUF001 - a Cyrillic o
    assert "looks like **Routing**" in alike
    await stage.press_raw(stage.organiser, "topic.archive-confirm:1:1")
    again = answer(await created(stage, "Routing", where=stage.news))
    assert "There is an archived topic called **Routing**" in again


async def test_the_place_is_one_topics_alone(stage: Stage) -> None:
    place = forum(stage)
    await created(stage, "Routing", where=place.channel, tag="routing")  # typed, not chosen
    assert [one.tag_id for one in await topics(stage)] == [place.tags["Routing"]]
    taken = answer(await created(stage, "Other", where=place.channel, tag=str(place.tags["Routing"])))
    assert "is the topic **Routing** already" in taken
    assert "has no such tag" in answer(await created(stage, "Other", where=place.channel, tag="no such"))
    assert "is no forum" in answer(await created(stage, "Other", tag="routing"))
    offered = await stage.organiser.autocomplete(
        stage.lobby, "topic create", "tag", "peer", where=place.channel
    )
    assert [one["name"] for one in offered] == ["Peering"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"name": "\u200b"}, "nothing that can be read"),
        ({"name": "x" * 61}, "longer than 60 characters"),
        ({"emoji": "abc"}, "not one standard emoji"),
        ({"emoji": "<:evil:1>"}, "not one standard emoji"),
        ({"style": "sometimes"}, "Choose what followers get from the list"),
    ],
)
async def test_what_does_not_fit_is_refused(stage: Stage, options: dict[str, str], said: str) -> None:
    assert said in answer(await created(stage, **{"name": "Routing", **options}))
    assert await topics(stage) == []


async def test_a_topic_is_changed_on_its_card(stage: Stage) -> None:
    place = forum(stage)
    await created(stage)
    shown = await stage.organiser.slash(stage.lobby, "topic edit", topic="1")
    other_form = await stage.organiser.click(shown.response, label="Name and emoji")
    form = await stage.organiser.click(shown.response, label="Name and emoji")
    saved = await stage.organiser.submit_modal(form, {"name": "Peering", "emoji": "🤝"})
    assert "🤝 Peering" in answer(saved)
    late = await stage.organiser.submit_modal(other_form, {"name": "Late", "emoji": ""})
    assert "changed meanwhile" in answer(late)
    await stage.organiser.select(saved.response, ["weekly"], custom_id="topic.style:1")
    asked = await stage.organiser.select(saved.response, [place.channel], custom_id="topic.place:1")
    assert "Choose the tag of" in answer(asked)
    done = await stage.organiser.select(
        asked.response, [str(place.tags["Peering"])], custom_id=f"topic.tag:1:{place.channel.id}"
    )
    assert f"{place.channel.mention} · tag Peering" in answer(done)
    moderated = await stage.organiser.click(done.response, label="Organisers only")
    assert "by organisers only" in answer(moderated)
    assert "let only moderators apply the tag" in answer(moderated)
    (topic,) = await topics(stage)
    assert (topic.name, topic.style, topic.tag_id, topic.moderated) == (
        "Peering", "weekly", place.tags["Peering"], True,
    )  # fmt: skip
    history = answer(await stage.organiser.slash(stage.lobby, "setup history"))
    assert "changed the topic “Peering”" in history


async def test_a_command_offers_only_channels_of_types_that_it_can_work_with(stage: Stage) -> None:
    """discord.py adds media channels to forums, and Discord's own description of its API knows none."""
    offered = {
        f"{command.qualified_name} {option.name}": {kind.value for kind in option.channel_types}
        for command in stage.bot.tree.walk_commands()
        if isinstance(command, discord.app_commands.Command)
        for option in command.parameters
        if option.type is discord.AppCommandOptionType.channel
    }
    assert offered["topic create where"] == {rules.TEXT, rules.FORUM}
    assert all(kinds and kinds <= {rules.TEXT, 5, rules.FORUM} for kinds in offered.values()), offered


async def test_an_archived_topic_is_put_away_with_its_followers_and_comes_back(stage: Stage) -> None:
    role = stage.guild.create_role("r")
    await created(stage, role=role)
    list_before = await listed(stage)
    await stage.press_raw(stage.member, "topic.follow:1")
    await stage.deliver()
    asked = await stage.organiser.slash(stage.lobby, "topic archive", topic="1")
    assert "1 follower stay" in answer(asked)
    put_away = await stage.organiser.click(asked.response, label="Archive")
    assert "is put away" in answer(put_away)
    assert "was archived" in await stage.press_raw(stage.organiser, "topic.archive-confirm:1:1")
    assert holds(stage, stage.member, role)
    assert "was archived" in answer(await stage.member.click(list_before.response, label="Follow"))
    assert "There are no topics" in answer(await listed(stage))
    back = await stage.organiser.slash(stage.lobby, "topic restore", topic="Routing")
    assert "is back, with everybody who followed it" in answer(back)
    assert "is not archived" in await stage.press_raw(stage.organiser, "topic.restore:1")
    assert await followers(stage) == [stage.member.id]


async def test_an_archived_topic_can_still_be_left(stage: Stage) -> None:
    role = stage.guild.create_role("r")
    await created(stage, role=role)
    await stage.press_raw(stage.member, "topic.follow:1")
    await stage.deliver()
    await stage.press_raw(stage.organiser, "topic.archive-confirm:1:1")
    left = await stage.member.slash(stage.lobby, "topic unfollow", topic="1")
    assert "You no longer follow" in answer(left)
    await stage.deliver()
    assert not holds(stage, stage.member, role)


async def test_there_are_at_most_25(stage: Stage) -> None:
    for number in range(25):
        await created(stage, f"T{number}", where=stage.guild.create_text_channel(f"c{number}"))
    full = answer(await created(stage, "One more", where=stage.lobby))
    assert "There are 25 topics, as many as a server can have" in full
    await stage.press_raw(stage.organiser, "topic.archive-confirm:1:1")
    assert "is there" in answer(await created(stage, "One more", where=stage.lobby))
    assert "There are 25 topics" in await stage.press_raw(stage.organiser, "topic.restore:1")


async def test_the_recommended_topics_bind_to_the_forums_tags(stage: Stage) -> None:
    assert "Choose one under Channels" in await stage.press_raw(stage.organiser, "topic.recommend")
    place = forum(stage, *TAGS, "Jobs", "NREN")
    await stage.set_channel("forum", place.channel)
    empty = await listed(stage, stage.organiser)
    done = answer(await stage.organiser.click(empty.response, label="Add the recommended topics"))
    assert "Added 6 topics: " in done
    assert "has no tag for: Terrestrial fibre, Data centres, Cross-border interconnection" in done
    found = {one.name: one for one in await topics(stage)}
    assert found["Peering and interconnection"].tag_id == place.tags["Peering"]
    assert (found["Jobs"].style, found["Jobs"].moderated) == ("none", True)
    set_tags(stage, place.channel, {**place.tags, "Fiber": stage.env.backend.snowflake()})
    assert "Added: Terrestrial fibre" in await stage.press_raw(stage.organiser, "topic.recommend")
    assert len(await topics(stage)) == 7


async def test_in_a_moderated_topic_only_organisers_ask(stage: Stage) -> None:
    place = forum(stage)
    await created(stage, "Jobs", where=place.channel)
    await created(stage, "Routing", where=place.channel, tag="Routing")
    open_form = await stage.member.slash(stage.lobby, "ask")
    assert "Jobs" in texts(open_form.modal)
    card = await stage.organiser.slash(stage.lobby, "topic edit", topic="1")
    await stage.organiser.click(card.response, label="Organisers only")
    assert "Only organisers open threads here" in answer(await listed(stage))
    late = await stage.member.submit_modal(
        open_form, {"topic": ["1"], "title": "Engineer wanted", "question": "In Beirut.", "urgency": "normal"}
    )
    assert "There is no such topic here" in answer(late)
    assert await stage.states() == []
    assert "Jobs" not in texts((await stage.member.slash(stage.lobby, "ask")).modal)
    assert "Jobs" in texts((await stage.organiser.slash(stage.lobby, "ask")).modal)
    # A tag that Discord itself keeps for moderators needs no word on it.
    known = stage.env.backend.get_channel(place.channel.id).available_tags
    stage.env.backend.edit_channel(
        place.channel.id, {"available_tags": [{**one, "moderated": True} for one in known]}
    )
    await stage.press_raw(stage.organiser, "topic.moderate:2:1")
    assert "let only moderators apply the tag" not in await stage.press_raw(stage.organiser, "topic.edit:2")


# What is deleted in Discord


async def test_a_deleted_tag_is_told_at_once_and_repaired_with_one_button(stage: Stage) -> None:
    place = forum(stage)
    await stage.set_channel("notices", stage.lobby)
    await created(stage, where=place.channel, tag=str(place.tags["Routing"]))
    set_tags(stage, place.channel, {"Peering": place.tags["Peering"]})
    await stage.env.settle()
    await stage.deliver()
    told = posted(stage.lobby)[-1]
    assert "The topic Routing is broken" in told
    assert "Its forum tag was deleted" in told
    card = await stage.organiser.click(stage.lobby.history()[-1], label="Repair")
    assert "Its forum tag was deleted" in answer(card)
    assert "Its forum tag was deleted" not in answer(await listed(stage))  # members need not care
    done = await stage.organiser.click(card.response, label="Go on without it")
    assert "Repaired" in answer(done)
    assert (await topics(stage))[0].tag_id is None
    assert "Nothing of **Routing** is missing" in await stage.press_raw(stage.organiser, "topic.repair:1")


async def test_a_role_deleted_while_the_bot_was_away_is_found_at_its_start_once(stage: Stage) -> None:
    role = stage.guild.create_role("r")
    await stage.set_channel("notices", stage.lobby)
    await created(stage, role=role)
    await stage.press_raw(stage.member, "topic.follow:1")
    await stage.deliver()
    stage.env.backend.delete_role(stage.guild.id, role.id)
    for _ in range(2):
        await stage.restart()
        await stage.env.settle()
        await stage.deliver()
    assert sum("Its role was deleted" in one for one in posted(stage.lobby)) == 1
    shown = await listed(stage, stage.organiser)
    card = await stage.organiser.click(shown.response, label="Repair")
    new = stage.guild.create_role("new")
    await stage.organiser.select(card.response, [new], custom_id="topic.role:1")
    await stage.deliver()
    assert holds(stage, stage.member, new)


async def test_a_deleted_channel_is_repaired_by_choosing_another(stage: Stage) -> None:
    place = forum(stage)
    await created(stage, where=place.channel, tag=str(place.tags["Routing"]))
    stage.delete_channel(place.channel)
    assert "There are no topics for you here yet" in answer(await listed(stage))
    card = await stage.organiser.click((await listed(stage, stage.organiser)).response, label="Repair")
    assert "Its channel was deleted" in answer(card)
    assert "Go on without it" not in buttons(card.response)
    done = await stage.organiser.select(card.response, [stage.news], custom_id="topic.place:1")
    assert "Saved" in answer(done)
    (topic,) = await topics(stage)
    assert (topic.channel_id, topic.tag_id) == (stage.news.id, None)


async def test_a_notice_that_a_moderator_deleted_is_not_sent_again(stage: Stage) -> None:
    role = stage.guild.create_role("r")
    await stage.set_channel("notices", stage.lobby)
    await created(stage, role=role)
    stage.env.backend.delete_role(stage.guild.id, role.id)
    await stage.env.settle()
    await stage.deliver()
    stage.env.backend.delete_message(stage.lobby.id, stage.lobby.history()[-1].id)
    await stage.restart()
    await stage.deliver()
    assert posted(stage.lobby) == []
