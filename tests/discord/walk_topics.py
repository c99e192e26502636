"""The walk through topics: following them, arranging them, what is deleted in Discord; for test_pseudo_locale.py."""

from typing import TYPE_CHECKING, Any

import discord
from simcord import ChannelHandle, RoleHandle

from bot.language.catalogue import PSEUDO
from bot.topics.arranging_messages import ready_names
from tests.discord.test_topics import hurry, set_tags

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk

TITLE = "Peering day"
ALIKE = "Pееring day"  # noqa: RUF001 - two Cyrillic letters


async def walk_topics(walk: "Walk") -> None:
    """Every command, press and form of topics."""
    stage = walk.stage
    nadia, omar = stage.organiser, stage.member
    hurry(stage)
    place, role = stage.guild.create_forum_channel("topics"), stage.guild.create_role("r")
    tags = {TITLE: stage.env.backend.snowflake()}
    set_tags(stage, place, tags)
    await walk.slash(omar, "topic list")
    await walk.slash(nadia, "topic list")
    await walk.press(nadia, "topic.recommend")
    await _made(walk, place, tags, role)
    # Members
    await walk.complete(omar, "topic follow", "topic", "")
    await walk.slash(omar, "topic follow", topic="1")
    await walk.slash(omar, "topic follow", topic="1")
    await walk.complete(omar, "topic unfollow", "topic", "")
    await walk.slash(omar, "topic unfollow", topic="1")
    shown = await walk.slash(omar, "topic list")
    shown = await walk.click(omar, shown.response, "topic.follow")
    await walk.click(omar, shown.response, "topic.unfollow")
    await walk.press(omar, "topic.unfollow:1")
    for press in ("topic.list:9", "topic.follow:99", "topic.follow:1"):
        await walk.press(omar, press)
    walk.routes.add("topic.list")
    await _changed(walk, place, tags, role)
    await _put_away(walk)
    await _recommended(walk, place, tags)
    await _lost(walk, place, role)


async def _made(walk: "Walk", place: ChannelHandle, tags: dict[str, int], role: RoleHandle) -> None:
    stage, nadia = walk.stage, walk.stage.organiser
    await walk.complete(nadia, "topic create", "tag", "", where=place)
    await walk.complete(nadia, "topic create", "style", "")
    room = stage.guild.create_text_channel("room")
    strong = stage.guild.create_role("x", permissions=discord.Permissions(ban_members=True))
    every: tuple[dict[str, Any], ...] = (
        {"name": TITLE, "where": place, "tag": TITLE, "role": role, "emoji": "🧭"},
        {"name": TITLE, "where": room},
        {"name": ALIKE, "where": room, "style": "daily"},
        {"name": "\u200b", "where": stage.lobby},
        {"name": "x" * 61, "where": stage.lobby},
        {"name": "fr", "where": stage.lobby, "emoji": "x"},
        {"name": "fr", "where": stage.lobby, "style": "x"},
        {"name": "fr", "where": stage.lobby, "tag": "x"},
        {"name": "fr", "where": place, "tag": "x"},
        {"name": "fr", "where": room},
        {"name": "fr", "where": place, "tag": TITLE},
        {"name": "fr", "where": stage.lobby, "role": strong},
    )
    for options in every:
        await walk.slash(nadia, "topic create", **options)


async def _changed(walk: "Walk", place: ChannelHandle, tags: dict[str, int], role: RoleHandle) -> None:
    stage, nadia = walk.stage, walk.stage.organiser
    await walk.complete(nadia, "topic edit", "topic", "")
    shown = await walk.slash(nadia, "topic list")
    shown = await walk.select(nadia, shown.response, "topic.choose", "1")
    for _ in range(2):
        form = await walk.click(nadia, shown.response, "topic.name")
        late = await walk.click(nadia, shown.response, "topic.name")
        shown = await walk.submit(nadia, form, name=TITLE, emoji="⚡")
        await walk.submit(nadia, late, name=TITLE, emoji="🧭")
    shown = await walk.select(nadia, shown.response, "topic.style:1", "none")
    shown = await walk.click(nadia, shown.response, "topic.moderate")
    shown = await walk.select(nadia, shown.response, "topic.place:1", place)
    shown = await walk.select(nadia, shown.response, f"topic.tag:1:{place.id}", "0")
    shown = await walk.select(nadia, shown.response, f"topic.tag:1:{place.id}", str(tags[TITLE]))
    # A role that the bot may not give yet.
    basic = discord.Permissions(view_channel=True, send_messages=True, use_application_commands=True)
    backend = stage.env.backend
    before = {one.id: one.permissions for one in backend.get_guild(stage.guild.id).roles.values()}
    stage.bot_permissions(basic)
    backend.edit_role(stage.guild.id, role.id, {"permissions": 0})
    await walk.press(stage.member, "topic.unfollow:1")
    await walk.press(stage.member, "topic.follow:1")
    await walk.slash(nadia, "topic edit", topic="1")
    await walk.press(nadia, "topic.give:1")
    for role_id, permissions in before.items():
        backend.edit_role(stage.guild.id, role_id, {"permissions": permissions})
    shown = await walk.slash(nadia, "topic edit", topic="1")
    await walk.click(nadia, shown.response, "topic.give")
    backend.edit_role(stage.guild.id, role.id, {"position": 90})
    await walk.slash(nadia, "topic edit", topic="1")
    await walk.press(nadia, "topic.give:1")
    backend.edit_role(stage.guild.id, role.id, {"permissions": discord.Permissions(ban_members=True).value})
    await walk.slash(nadia, "topic edit", topic="1")
    await walk.press(nadia, "topic.give:1")
    backend.edit_role(stage.guild.id, role.id, {"position": 1, "permissions": 0})
    for made in (stage.guild.create_role("y"), stage.guild.default_role):
        await walk.select(nadia, shown.response, "topic.role:1", made)
    await walk.select(nadia, shown.response, "topic.role:1", role)
    await stage.deliver()


async def _put_away(walk: "Walk") -> None:
    nadia = walk.stage.organiser
    await walk.complete(nadia, "topic archive", "topic", "")
    shown = await walk.slash(nadia, "topic archive", topic="1")
    shown = await walk.click(nadia, shown.response, "topic.archive-confirm")
    await walk.press(walk.stage.member, "topic.follow:1")
    await walk.slash(nadia, "topic create", name=TITLE, where=walk.stage.lobby)
    await walk.complete(nadia, "topic restore", "topic", "")
    shown = await walk.click(nadia, shown.response, "topic.list")
    listed = await walk.click(nadia, shown.response, "topic.archived")
    await walk.click(nadia, listed.response, "topic.restore")
    await walk.press(nadia, "topic.archived:1")
    await walk.press(nadia, "topic.restore:1")
    await walk.slash(nadia, "topic archive", topic="1")
    shown = await walk.slash(nadia, "topic edit", topic="1")
    shown = await walk.click(nadia, shown.response, "topic.archive")
    await walk.click(nadia, shown.response, "topic.archive-confirm")
    await walk.slash(nadia, "topic restore", topic="1")


async def _recommended(walk: "Walk", place: ChannelHandle, tags: dict[str, int]) -> None:
    stage, nadia = walk.stage, walk.stage.organiser
    await stage.set_channel("forum", place)
    names = ready_names(stage.app.catalogue.translator(PSEUDO))
    more = {names[key].name: stage.env.backend.snowflake() for key in ("routing", "jobs")}
    set_tags(stage, place, {**tags, **more})
    shown = await walk.slash(nadia, "topic list")
    await walk.click(nadia, shown.response, "topic.recommend")
    await walk.press(nadia, "topic.recommend")


async def _lost(walk: "Walk", place: ChannelHandle, role: RoleHandle) -> None:
    stage, nadia = walk.stage, walk.stage.organiser
    backend = stage.env.backend
    notices = stage.guild.create_text_channel("notices")
    await stage.set_channel("notices", notices)
    backend.delete_role(stage.guild.id, role.id)
    set_tags(stage, place, {})
    await stage.env.settle()
    await stage.deliver()
    walk.posted("the notice of a loss", notices)
    shown = await walk.click(nadia, notices.history()[0], "topic.edit")
    await walk.click(nadia, shown.response, "topic.repair")
    await walk.press(nadia, "topic.repair:1")
    stage.delete_channel(place)
    shown = await walk.slash(nadia, "topic list")
    await walk.click(nadia, shown.response, "topic.edit")
