"""/ask in a forum that takes no post without a tag, and what becomes of the text that a form was sent with."""

import datetime as dt
from collections.abc import Mapping

import pytest
from simcord import ChannelHandle
from simcord.backend import serializers

from tests.discord.conftest import Stage, answer, buttons, texts
from tests.discord.test_questions import (
    QUESTION,
    TITLE,
    Place,
    asked,
    every,
    forum_topic,
    only,
    sending,
    solved,
    tags_on,
    text_topic,
)

REQUIRE_TAG = 1 << 4
"""Discord's flag of a forum."""


async def require_tags(stage: Stage, channel: ChannelHandle, *, required: bool = True) -> None:
    """As the gateway tells that somebody turned “require people to select tags” on, or off."""
    backend = stage.env.backend
    told = dict(serializers.channel_payload(backend, backend.get_channel(channel.id)))
    backend.emit("CHANNEL_UPDATE", {**told, "flags": REQUIRE_TAG if required else 0})
    await stage.env.settle()


async def untagged_topic(stage: Stage, *, tags: tuple[str, ...] = ("Routing", "answered")) -> Place:
    """A forum that wants a tag, and a topic for all of it."""
    place = await forum_topic(stage, "Everything", tags=tags)
    await require_tags(stage, place.channel)
    return place


async def test_a_topic_without_a_tag_is_refused_before_anything_is_typed(stage: Stage) -> None:
    place = await untagged_topic(stage)
    for options in ({}, {"topic": "1"}):
        refused = await stage.member.slash(stage.lobby, "ask", **options)
        assert refused.modal is None
        said = answer(refused)
        assert f"Posts in <#{place.channel.id}> need a tag, and the topic “Everything” has none" in said
        assert "/topic edit" in said
    assert await every(stage) == []


async def test_the_form_offers_only_topics_that_discord_takes(stage: Stage) -> None:
    await untagged_topic(stage)
    await text_topic(stage, "Operations")
    form = await stage.member.slash(stage.lobby, "ask")
    assert "Operations" in texts(form.modal)
    assert "Everything" not in texts(form.modal)
    refused = await stage.member.slash(stage.lobby, "ask", topic="1")
    assert "need a tag" in answer(refused)
    assert (await stage.member.slash(stage.lobby, "ask", topic="2")).modal is not None


async def test_an_organiser_sees_it_on_the_topics_card_and_cures_it_there(stage: Stage) -> None:
    place = await untagged_topic(stage)
    shown = await stage.organiser.slash(stage.lobby, "topic edit", topic="1")
    assert "Posts in this forum need a tag" in answer(shown)
    tag = f"topic.tag:1:{place.channel.id}"
    cured = await stage.organiser.select(shown.response, [str(place.tags["Routing"])], custom_id=tag)
    assert "Posts in this forum need a tag" not in answer(cured)
    sending(stage)
    await asked(stage)
    assert tags_on(stage, await only(stage)) == {place.tags["Routing"]}


async def test_the_tag_of_the_label_is_a_tag_too(stage: Stage) -> None:
    place = await untagged_topic(stage, tags=("Routing", "TLP:CLEAR"))
    sending(stage)
    assert "Your question is posted" in answer(await asked(stage))
    assert tags_on(stage, await only(stage)) == {place.tags["TLP:CLEAR"]}


async def test_a_form_that_was_open_when_tags_became_required_gives_the_text_back(stage: Stage) -> None:
    place = await forum_topic(stage, "Everything", tags=("Routing",))
    form = await stage.member.slash(stage.lobby, "ask")
    await require_tags(stage, place.channel)
    fields: Mapping[str, object] = {"topic": ["1"], "title": TITLE, "question": QUESTION, "urgency": "normal"}
    said = answer(await stage.member.submit_modal(form, fields))
    assert "need a tag" in said
    assert TITLE in said
    assert QUESTION in said
    assert await every(stage) == []


async def test_a_draft_waits_until_the_topic_has_a_tag(stage: Stage) -> None:
    place = await forum_topic(stage, "Everything", tags=("Routing",))
    sending(stage)
    await solved(stage)
    shown = await asked(stage, title="Route server BGP session is flapping")
    press = buttons(shown.response or shown.followups[-1])["Post anyway"]
    await require_tags(stage, place.channel)
    assert "need a tag" in await stage.press_raw(stage.member, press)
    await require_tags(stage, place.channel, required=False)
    assert "Your question is posted" in await stage.press_raw(stage.member, press)


async def test_a_topics_tag_that_was_deleted_is_told_early_and_loses_no_text(stage: Stage) -> None:
    place = await forum_topic(stage)
    form = await stage.member.slash(stage.lobby, "ask")
    stage.env.backend.edit_channel(place.channel.id, {"available_tags": []})
    await stage.env.settle()
    fields = {"topic": ["1"], "title": TITLE, "question": QUESTION, "urgency": "normal"}
    said = answer(await stage.member.submit_modal(form, fields))
    assert "The tag of the topic “Routing” is gone" in said
    assert QUESTION in said
    refused = await stage.member.slash(stage.lobby, "ask", topic="1")
    assert refused.modal is None
    assert "The tag of the topic “Routing” is gone" in answer(refused)
    assert await every(stage) == []


async def test_a_tag_that_is_deleted_before_the_post_goes_out_holds_it_up_no_more(stage: Stage) -> None:
    place = await forum_topic(stage)
    stage.app.services.questions.patience = dt.timedelta(0)
    await asked(stage)
    stage.env.backend.edit_channel(place.channel.id, {"available_tags": []})
    await stage.env.settle()
    await stage.deliver()
    thread = await only(stage)
    assert thread.thread_id
    assert tags_on(stage, thread) == set()


@pytest.mark.hostile(1, 2)
async def test_what_is_given_back_is_shown_as_it_was_typed_and_pings_nobody(stage: Stage) -> None:
    place = await forum_topic(stage, "Everything", tags=("Routing",))
    form = await stage.member.slash(stage.lobby, "ask")
    await require_tags(stage, place.channel)
    fields = {"topic": ["1"], "title": "@everyone", "question": "```<@&1>", "urgency": "low"}
    result = await stage.member.submit_modal(form, fields)
    assert "need a tag" in answer(result)
    (sent,) = [one.json for one in stage.env.http_requests if "need a tag" in str(one.json)]
    assert sent["allowed_mentions"] == {"parse": []}
    assert "@everyone" in answer(result)
