"""/label set: who may, what the card and the tags show, and that nothing labelled AMBER or RED leaves its thread."""

import pytest
from simcord import InteractionResult, MemberActor

from bot.topics.threads.rules import Label, Thread, ThreadState
from tests.discord.conftest import Stage, answer, texts
from tests.discord.test_questions import (
    GIST,
    QUESTION,
    TITLE,
    asked,
    card,
    forum_topic,
    only,
    opened_by,
    sending,
    solved,
    tags_on,
    text_topic,
    thread_of,
)


async def label(
    stage: Stage, thread: Thread, value: str, who: MemberActor | None = None
) -> InteractionResult:
    result = await (who or stage.member).slash(thread_of(stage, thread), "label set", label=value)
    await stage.deliver()
    return result


async def test_the_asker_sets_it_and_card_and_tag_follow(stage: Stage) -> None:
    place = await forum_topic(stage)
    sending(stage)
    await asked(stage)
    said = answer(await label(stage, await only(stage), "RED"))
    assert "TLP:RED" in said
    assert "no search, no digest" in said
    thread = await only(stage)
    assert thread.label is Label.RED
    assert "TLP:RED" in texts(card(stage, thread))
    assert QUESTION in texts(card(stage, thread)), "inside its own thread it stays readable"
    assert place.tags["TLP:RED"] in tags_on(stage, thread)
    await label(stage, thread, "AMBER", stage.organiser)
    thread = await only(stage)
    assert tags_on(stage, thread) == {place.tags["Routing"], place.tags["TLP:AMBER"]}
    await label(stage, thread, "CLEAR")
    assert tags_on(stage, await only(stage)) == {place.tags["Routing"]}


async def test_a_stranger_and_a_place_without_a_thread_are_refused(stage: Stage) -> None:
    await forum_topic(stage)
    sending(stage)
    await asked(stage)
    thread = await only(stage)
    stranger = stage.guild.add_member(stage.env.create_user("lina"))
    assert "Only the asker" in answer(await label(stage, thread, "RED", stranger))
    assert "inside a thread of a topic" in answer(
        await stage.member.slash(stage.lobby, "label set", label="RED")
    )
    assert (await only(stage)).label is Label.CLEAR


@pytest.mark.parametrize("value", ["AMBER", "AMBER+STRICT", "RED"])
async def test_nothing_of_it_is_found_or_shown_elsewhere(stage: Stage, value: str) -> None:
    await forum_topic(stage)
    sending(stage)
    thread = await solved(stage)
    await label(stage, thread, value)
    found = answer(await stage.member.slash(stage.lobby, "search", text="bgp"))
    assert TITLE not in found
    assert GIST not in found
    similar = answer(await asked(stage, who=stage.organiser, title="Route server BGP session flaps"))
    assert "Was it" not in similar
    # The log is read by organisers, who need not be among the readers of the thread.
    log = answer(await stage.organiser.slash(stage.lobby, "setup history"))
    assert "labelled" in log
    await label(stage, thread, "GREEN")
    assert TITLE in answer(await stage.member.slash(stage.lobby, "search", text="bgp"))


async def test_the_card_in_a_text_channel_keeps_the_words_back(stage: Stage) -> None:
    await text_topic(stage)
    sending(stage)
    await asked(stage)
    await stage.deliver()
    thread = await only(stage)
    assert QUESTION in texts(card(stage, thread))
    await label(stage, thread, "RED")
    shown = texts(card(stage, await only(stage)))
    assert QUESTION not in shown
    assert TITLE not in shown
    assert "is not shown outside its thread" in shown
    form = await stage.member.click(card(stage, await only(stage)), label="Answered")
    await stage.member.submit_modal(form, {"gist": GIST})
    await stage.deliver()
    assert GIST not in texts(card(stage, await only(stage)))


async def test_a_tag_by_hand_makes_it_stricter_and_only_the_command_freer(stage: Stage) -> None:
    place = await forum_topic(stage)
    where = opened_by(stage, stage.member, place, "Who peers?", "Routing", "TLP:RED")
    await stage.env.settle()
    assert (await only(stage)).label is Label.RED
    stage.env.backend.edit_channel(where.id, {"applied_tags": [place.tags["Routing"]]})
    await stage.env.settle()
    assert (await only(stage)).label is Label.RED
    await label(stage, await only(stage), "CLEAR")
    assert (await only(stage)).label is Label.CLEAR


async def test_a_thread_that_was_never_seen_is_followed_from_its_label_on(stage: Stage) -> None:
    place = await forum_topic(stage)
    sending(stage)
    subscribers = list(stage.env.backend.subscribers)
    stage.env.backend.subscribers.clear()
    where = opened_by(stage, stage.member, place, "Older than the bot", "Routing")
    stage.env.backend.subscribers.extend(subscribers)
    said = await stage.member.slash(where, "label set", label="GREEN")
    assert "TLP:GREEN" in answer(said)
    thread = await only(stage)
    assert (thread.label, thread.state, thread.asker_id) == (
        Label.GREEN,
        ThreadState.OPEN,
        stage.member.id,
    )
