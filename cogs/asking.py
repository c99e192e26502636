"""What the cogs of questions share: the thread that somebody is in as a value, and where a question may be posted."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import discord

from bot.client import Crossconnect, Visit
from bot.errors import InvalidInputError, NotFoundError
from bot.guilds.messages import permission_names
from bot.language import markup
from bot.topics.rules import FORUM, PlaceView, Topic
from bot.topics.threads import messages, rules
from bot.topics.threads.questions import Asked, require_tag
from bot.topics.threads.records import Seen
from bot.ui import reply
from cogs import following

Interaction = discord.Interaction[Crossconnect]
_PUBLIC = (discord.ChannelType.public_thread.value, discord.ChannelType.news_thread.value)


def seen(bot: Crossconnect, thread: discord.Thread, *, is_new: bool = False) -> Seen | None:
    """A thread as a value; None for a private one, and where its channel is unknown. `is_new`: it was opened just now."""
    place = _place(thread.guild, thread.parent_id)
    if place is None or thread.type.value not in _PUBLIC:
        return None
    return Seen(
        thread_id=thread.id,
        place=place,
        title=thread.name,
        owner_id=thread.owner_id,
        opened_at=bot.clock.now() if is_new else thread.created_at or discord.utils.snowflake_time(thread.id),
        tags=tuple(
            thread._applied_tags
        ),  # the public ones leave out those that the cached forum does not know
        closed=thread.archived,
        by_hand=rules.closed_by_hand(
            locked=thread.locked,
            closed_at=thread.archive_timestamp,
            last_at=_last_at(thread.id, thread.last_message_id),
            hidden_after=_minutes(thread.auto_archive_duration),
        ),
        ours=bot.user is not None and thread.owner_id == bot.user.id,
        pinned=thread.flags.pinned,
    )


def seen_raw(bot: Crossconnect, guild: discord.Guild, data: Mapping[str, Any]) -> Seen | None:
    """The same from what an event carried: discord.py forgets a thread when it is closed."""
    place = _place(guild, int(data.get("parent_id") or 0))
    if place is None or data.get("type") not in _PUBLIC:
        return None
    metadata = data.get("thread_metadata") or {}
    thread_id, owner_id = int(data["id"]), int(data.get("owner_id") or 0)
    return Seen(
        thread_id=thread_id,
        place=place,
        title=str(data.get("name", "")),
        owner_id=owner_id,
        opened_at=discord.utils.parse_time(metadata.get("create_timestamp"))
        or discord.utils.snowflake_time(thread_id),
        tags=tuple(int(tag_id) for tag_id in data.get("applied_tags") or ()),
        closed=bool(metadata.get("archived")),
        by_hand=rules.closed_by_hand(
            locked=bool(metadata.get("locked")),
            closed_at=discord.utils.parse_time(metadata.get("archive_timestamp")),
            last_at=_last_at(thread_id, int(data.get("last_message_id") or 0)),
            hidden_after=_minutes(metadata.get("auto_archive_duration")),
        ),
        ours=bot.user is not None and owner_id == bot.user.id,
        pinned=bool(int(data.get("flags") or 0) & discord.ChannelFlags(pinned=True).value),
    )


async def seen_here(interaction: Interaction) -> Seen:
    """The thread that an interaction came from. Raises NotFoundError outside one.

    What comes with an interaction is a part of a thread: its tags, and so its label, are asked for where nobody told of it.
    """
    channel, guild = interaction.channel, interaction.guild
    found = None
    if isinstance(channel, discord.Thread) and guild is not None:
        if guild.get_thread(channel.id) is None:
            found = seen_raw(interaction.client, guild, await interaction.client.http.get_channel(channel.id))
        else:
            found = seen(interaction.client, channel)
    if found is None:
        raise NotFoundError("threads-not-in-thread")
    return found


def place_of(visit: Visit, topic: Topic) -> PlaceView | None:
    """A topic's channel as Discord has it now. Raises InvalidInputError where the bot may not post in it."""
    place = _place(visit.guild, topic.channel_id or 0)
    if place is None:
        return None
    channel = visit.view((place.id,)).channels[place.id]
    needed = {"view_channel", "send_messages"}
    if place.type != FORUM:
        needed |= {"create_public_threads"}
    lacking = needed & channel.missing
    if lacking:
        raise InvalidInputError(
            "ask-not-postable",
            where=markup.channel(place.id),
            permissions=permission_names(tuple(sorted(lacking)), visit.t),
        )
    return place


def with_a_tag(visit: Visit, topics: Sequence[Topic], chosen: Topic | None) -> list[Topic]:
    """The topics of which Discord takes a question now: before anything is typed, not after.

    Raises InvalidInputError, with the cure, where that is none of them, or not the one that was chosen.
    """
    places = following.observe(visit.guild, topics).places
    fitting = [one for one in topics if rules.takes_questions(one, places.get(one.channel_id or 0))]
    refused = chosen if chosen is not None or fitting else topics[0]
    if refused is not None:
        require_tag(refused, places.get(refused.channel_id or 0))
    return fitting


async def show_asked(interaction: Interaction, visit: Visit, asked: Asked) -> None:
    """What was solved before; or what became of the question."""
    if asked.similar:
        await reply.show(interaction, messages.similar(asked, visit.t))
        return
    now = await interaction.client.services.questions.arrived(asked)
    await reply.show(interaction, messages.posted(asked, now, visit.t))


def _last_at(thread_id: int, message_id: int | None) -> dt.datetime:
    """When the latest message of a thread came, as its id tells."""
    return discord.utils.snowflake_time(max(thread_id, message_id or 0))


def _minutes(number: int | None) -> dt.timedelta | None:
    return dt.timedelta(minutes=number) if number else None


def _place(guild: discord.Guild, channel_id: int) -> PlaceView | None:
    return following.observe(guild, (), channels=(channel_id,)).places.get(channel_id)
