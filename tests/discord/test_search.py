"""/search through real commands and clicks: what is found, by whom, and where it stays."""

import datetime as dt

import pytest
from simcord import MemberActor

from bot.topics.threads import store
from bot.topics.threads.rules import ThreadState
from tests.discord.conftest import Stage, answer, buttons, texts
from tests.discord.test_questions import (
    GIST,
    TITLE,
    asked,
    card,
    close,
    every,
    forum_topic,
    hide,
    only,
    sending,
    solved,
    text_topic,
)


async def search(stage: Stage, text: str, **options: object) -> str:
    return answer(await stage.member.slash(stage.lobby, "search", text=text, **options))


async def erased(stage: Stage, who: MemberActor) -> None:
    shown = await who.slash(stage.lobby, "privacy delete")
    await who.click(shown.response, label="Delete for good")


async def test_a_solved_question_is_found_by_its_answer_with_its_link(stage: Stage) -> None:
    await forum_topic(stage)
    sending(stage)
    assert "Nothing that was solved" in await search(stage, "firmware")
    await asked(stage)
    assert "Nothing that was solved" in await search(stage, "bgp"), "an open question is no answer"
    await stage.deliver()
    thread = await solved(stage, title="Another session question about timers")
    found = await search(stage, "FIRM hold")
    assert thread.title in found
    assert "Raise the hold time" in found
    assert f"https://discord.com/channels/{stage.guild.id}/{thread.thread_id}" in found
    assert "Routing" in found
    assert TITLE not in found


async def test_it_is_found_after_it_was_closed_and_not_after_it_was_deleted(stage: Stage) -> None:
    await forum_topic(stage)
    sending(stage)
    thread = await solved(stage)
    close(stage, thread)
    await stage.env.settle()
    assert (await only(stage)).state is ThreadState.RESOLVED
    assert TITLE in await search(stage, "bgp")
    stage.env.backend.delete_channel(thread.thread_id)
    await stage.env.settle()
    assert TITLE not in await search(stage, "bgp")


async def test_what_is_open_again_is_not_found(stage: Stage) -> None:
    await forum_topic(stage)
    sending(stage)
    thread = await solved(stage)
    await stage.press_raw(stage.member, f"thread.open:{thread.id}")
    assert TITLE not in await search(stage, "bgp")


async def test_only_what_the_reader_may_view_now(stage: Stage) -> None:
    place = await forum_topic(stage)
    sending(stage)
    await solved(stage)
    assert TITLE in await search(stage, "bgp")
    hide(stage, place.channel, stage.member)
    await stage.env.settle()
    assert "Nothing that was solved" in await search(stage, "bgp")
    assert TITLE in answer(await stage.organiser.slash(stage.lobby, "search", text="bgp"))


async def test_topic_and_age_narrow_it(stage: Stage) -> None:
    await forum_topic(stage)
    await text_topic(stage, "General")
    sending(stage)
    await solved(stage)
    assert TITLE in await search(stage, "bgp", topic="1")
    said = await search(stage, "bgp", topic="2")
    assert "Leave out the topic or the age" in said
    stage.pass_time(days=8)
    assert TITLE in await search(stage, "bgp", age=30)
    assert TITLE not in await search(stage, "bgp", age=7)
    choices = await stage.member.autocomplete(stage.lobby, "search", "topic", "gen")
    assert [choice["name"] for choice in choices] == ["General"]


async def test_pages_turn_after_a_restart_and_belong_to_their_reader(stage: Stage) -> None:
    await forum_topic(stage)
    sending(stage)
    first = await solved(stage)

    def more(tx: object) -> None:
        for number in range(6):
            made = store.insert(
                tx,  # type: ignore[arg-type]
                guild_id=stage.guild.id,
                thread_id=1000 + number,
                topic_id=1,
                channel_id=first.channel_id,
                title=f"BGP number {number}",
                state=ThreadState.RESOLVED,
                asker_id=None,
                opened_at=stage.clock.now() + dt.timedelta(seconds=number),
                in_forum=True,
            )
            thread = store.get(tx, stage.guild.id, made)  # type: ignore[arg-type]
            assert thread is not None
            store.reindex(tx, thread)  # type: ignore[arg-type]

    await stage.app.database.write(more)
    shown = await stage.member.slash(stage.lobby, "search", text="bgp")
    assert "1 of 2" in buttons(shown.response)
    press = buttons(shown.response)["Next ›"]
    assert answer(shown).count("](https://") == 5
    await stage.restart()
    second = await stage.member.click(shown.response, label="Next ›")
    assert answer(second).count("](https://") == 2
    assert "more than a day old, or someone else’s" in await stage.press_raw(stage.organiser, press)


@pytest.mark.hostile(15, 53)
@pytest.mark.parametrize("custom_id", ["search.page:1:0:8:1", "search.page:1:0:0:-1", "search.page:99:0:0:1"])
async def test_altered_pages_lead_nowhere(stage: Stage, custom_id: str) -> None:
    await search(stage, "bgp")
    assert "⚠️" in await stage.press_raw(stage.member, custom_id)


@pytest.mark.hostile(10, 15)
@pytest.mark.parametrize("typed", ["'); DROP TABLE topic; --", "%", "_", '"', "title:x OR y", "NEAR(", "*"])
async def test_odd_words_find_nothing_and_break_nothing(stage: Stage, typed: str) -> None:
    await forum_topic(stage)
    sending(stage)
    await solved(stage)
    assert "Nothing that was solved" in await search(stage, typed)
    assert "nothing to read" in await search(stage, "\u200b\u2060")
    assert len(await every(stage)) == 1


async def test_from_nothing_found_one_can_ask(stage: Stage) -> None:
    await forum_topic(stage)
    shown = await stage.member.slash(stage.lobby, "search", text="bgp")
    form = await stage.member.click(shown.response, label="Ask a question")
    assert form.modal is not None


async def test_the_answer_of_an_erased_person_stays_without_their_question(stage: Stage) -> None:
    await forum_topic(stage)
    sending(stage)
    thread = await solved(stage, question="My own private words about zebra.")
    assert TITLE in await search(stage, "zebra")
    await erased(stage, stage.member)
    assert TITLE not in await search(stage, "zebra")
    assert GIST[:20] in await search(stage, "firmware")
    after = await only(stage)
    assert (after.asker_id, after.question, after.answer) == (None, "", GIST)
    await stage.deliver()
    left = texts(card(stage, after))
    assert "zebra" not in left
    assert f"<@{stage.member.id}>" not in left
    assert GIST in left
    held = await stage.app.database.read(
        lambda tx: tx.all("SELECT 1 FROM topic_words_content WHERE c3 LIKE '%zebra%' OR c2 LIKE '%zebra%'")
    )
    assert held == []
    assert thread.id == after.id


async def test_their_words_go_from_a_closed_thread_as_well(stage: Stage) -> None:
    await forum_topic(stage)
    sending(stage)
    thread = await solved(stage, question="My own private words about zebra.")
    close(stage, thread)
    await stage.env.settle()
    await erased(stage, stage.member)
    await stage.deliver()
    assert "zebra" not in texts(card(stage, await only(stage)))


async def test_a_draft_of_an_erased_person_goes(stage: Stage) -> None:
    await forum_topic(stage)
    sending(stage)
    await solved(stage)
    await asked(stage, who=stage.organiser, title="Route server BGP session is flapping")
    assert len(await every(stage)) == 2
    await erased(stage, stage.organiser)
    assert len(await every(stage)) == 1
