"""/ask and what becomes of a question, through real commands, forms and clicks."""

import asyncio
import datetime as dt
from dataclasses import dataclass
from typing import Any

import discord
import pytest
from simcord import ChannelHandle, InteractionResult, MemberActor
from simcord.backend.models import Message

from bot.topics.threads import store
from bot.topics.threads.rules import Label, Thread, ThreadState
from tests.discord.conftest import Stage, answer, buttons, sending, texts

TITLE = "BGP session flaps towards the route server"
QUESTION = "Since the upgrade the session goes down every hour. I tried other timers."
GIST = "Raise the hold time to 90 seconds; the new firmware changed its default."
TAGS = ("Routing", "Peering", "answered", "TLP:RED", "TLP:AMBER")


@dataclass
class Place:
    """A topic's channel. `tags`: name → id."""

    channel: ChannelHandle
    tags: dict[str, int]


async def forum_topic(stage: Stage, name: str = "Routing", *, tags: tuple[str, ...] = TAGS) -> Place:
    """A forum with tags, and a topic for one of them."""
    made = stage.guild.create_forum_channel("questions")
    known = {tag: stage.env.backend.snowflake() for tag in tags}
    stage.env.backend.edit_channel(
        made.id,
        {
            "available_tags": [
                {"id": str(id_), "name": tag, "moderated": False, "emoji_id": None, "emoji_name": None}
                for tag, id_ in known.items()
            ]
        },
    )
    tag = {"tag": str(known[name])} if name in known else {}
    done = await stage.organiser.slash(
        stage.lobby, "topic create", name=name, where=made, style="none", **tag
    )
    assert "⚠️" not in answer(done)
    return Place(channel=made, tags=known)


async def text_topic(stage: Stage, name: str = "Routing") -> Place:
    done = await stage.organiser.slash(stage.lobby, "topic create", name=name, where=stage.news, style="none")
    assert "⚠️" not in answer(done)
    return Place(channel=stage.news, tags={})


async def asked(
    stage: Stage,
    *,
    who: MemberActor | None = None,
    title: str = TITLE,
    question: str = QUESTION,
    topic: str = "1",
    urgency: str = "normal",
) -> InteractionResult:
    """/ask up to the answer to its form."""
    who = who or stage.member
    form = await who.slash(stage.lobby, "ask")
    assert form.modal is not None, answer(form)
    return await who.submit_modal(
        form, {"topic": [topic], "title": title, "question": question, "urgency": urgency}
    )


async def every(stage: Stage) -> list[Thread]:
    def operation(tx: Any) -> list[Thread]:
        ids = [row["id"] for row in tx.all("SELECT id FROM topic_thread ORDER BY id")]
        found = [store.get(tx, stage.guild.id, id_) for id_ in ids]
        return [one for one in found if one is not None]

    return await stage.app.database.read(operation)


async def only(stage: Stage) -> Thread:
    (found,) = await every(stage)
    return found


def thread_of(stage: Stage, thread: Thread) -> ChannelHandle:
    return ChannelHandle(stage.env, stage.guild, stage.env.backend.get_channel(thread.thread_id))


def card(stage: Stage, thread: Thread) -> discord.Message:
    """The head card that stands."""
    where = ChannelHandle(stage.env, stage.guild, stage.env.backend.get_channel(thread.head_channel))
    return next(message for message in where.history() if message.id == thread.head_id)


def tags_on(stage: Stage, thread: Thread) -> set[int]:
    return set(stage.env.backend.get_channel(thread.thread_id).applied_tags)


async def solve(
    stage: Stage, thread: Thread, *, gist: str = GIST, who: MemberActor | None = None
) -> InteractionResult:
    """Press Answered and give the gist."""
    who = who or stage.member
    form = await who.click(card(stage, thread), custom_id=f"thread.answered:{thread.id}")
    assert form.modal is not None, answer(form)
    done = await who.submit_modal(form, {"gist": gist})
    await stage.deliver()
    return done


async def solved(stage: Stage, **what: Any) -> Thread:
    """A question that was asked, posted and answered."""
    before = {one.id for one in await every(stage)}
    result = await asked(stage, **what)
    if "Post anyway" in buttons(result.response or result.followups[-1]):
        await (what.get("who") or stage.member).click(result.response, label="Post anyway")
    await stage.deliver()
    (made,) = [one for one in await every(stage) if one.id not in before]
    await solve(stage, made, who=what.get("who"))
    (made,) = [one for one in await every(stage) if one.id == made.id]
    return made


def opened_by(
    stage: Stage, who: MemberActor, place: Place, title: str, *tags: str, at: dt.datetime | None = None
) -> ChannelHandle:
    """A forum post that a member makes in Discord itself, by the bot's clock."""
    backend = stage.env.backend
    thread = backend.create_thread(
        place.channel.id,
        title,
        who.id,
        applied_tags=[place.tags[tag] for tag in tags],
        broadcast=False,
    )
    assert thread.thread_metadata is not None
    thread.thread_metadata.create_timestamp = (at or stage.clock.now()).isoformat()
    backend.commit_message(
        Message(id=thread.id, channel_id=thread.id, author_id=who.id, content="Hello"), broadcast=False
    )
    backend.announce_thread_create(thread)
    return ChannelHandle(stage.env, stage.guild, thread)


# Asking


async def test_a_question_becomes_a_post_with_its_tag_and_card(stage: Stage) -> None:
    place = await forum_topic(stage)
    sending(stage)
    done = await asked(stage, urgency="high")
    assert "Your question is posted" in answer(done)
    thread = await only(stage)
    assert thread.state is ThreadState.OPEN
    assert thread_of(stage, thread).name == TITLE
    assert tags_on(stage, thread) == {place.tags["Routing"]}
    shown = texts(card(stage, thread))
    for text in ("Waiting for an answer", "Routing", "High", f"<@{stage.member.id}>", QUESTION, "TLP:CLEAR"):
        assert text in shown
    assert list(buttons(card(stage, thread))) == ["Answered", "Still open"]
    assert str(thread.thread_id) in str((done.response or done.followups[-1]).components)


async def test_in_a_text_channel_it_is_a_message_with_a_thread(stage: Stage) -> None:
    await text_topic(stage)
    sending(stage)
    stage.app.services.questions.patience = dt.timedelta(0)
    await asked(stage)
    await stage.deliver()
    thread = await only(stage)
    assert thread.thread_id == thread.head_id
    assert thread.head_channel == stage.news.id
    assert TITLE in texts(card(stage, thread))
    await solve(stage, thread)
    assert GIST in texts(card(stage, await only(stage)))


async def test_the_topic_that_was_named_is_chosen_in_the_form(stage: Stage) -> None:
    await forum_topic(stage)
    form = await stage.member.slash(stage.lobby, "ask", topic="1")
    assert "Routing" in texts(form.modal)
    choices = await stage.member.autocomplete(stage.lobby, "ask", "topic", "rou")
    assert [choice["name"] for choice in choices] == ["Routing"]


async def test_without_a_topic_nothing_can_be_asked(stage: Stage) -> None:
    assert "no topic to ask in yet" in answer(await stage.member.slash(stage.lobby, "ask"))


async def test_a_topic_in_a_channel_that_is_not_the_readers_is_not_offered(stage: Stage) -> None:
    place = await forum_topic(stage)
    hide(stage, place.channel, stage.member)
    assert "no topic to ask in yet" in answer(await stage.member.slash(stage.lobby, "ask"))
    assert "⚠️" in answer(await stage.member.slash(stage.lobby, "ask", topic="1"))
    assert await every(stage) == []


def hide(stage: Stage, channel: ChannelHandle, who: MemberActor) -> None:
    from simcord.backend.models.channel import Overwrite
    from simcord.enums import OverwriteType

    stage.env.backend.set_overwrite(
        channel.id,
        Overwrite(
            target_id=who.id,
            type=OverwriteType.MEMBER,
            deny=discord.Permissions(view_channel=True).value,
        ),
    )


async def test_where_the_bot_may_not_post_nothing_is_kept(stage: Stage) -> None:
    place = await forum_topic(stage)
    stage.deny(place.channel, discord.Permissions(send_messages=True))
    assert "I may not post in" in answer(await asked(stage))
    assert await every(stage) == []


async def test_the_fourth_question_within_an_hour_waits(stage: Stage) -> None:
    await forum_topic(stage)
    stage.app.services.questions.patience = dt.timedelta(0)
    for number in range(3):
        await asked(stage, title=f"Number {number} of something else entirely {number * 7}")
    refused = answer(await stage.member.slash(stage.lobby, "ask"))
    assert "You asked 3 questions within the last hour" in refused
    stage.pass_time(hours=1, seconds=1)
    assert (await stage.member.slash(stage.lobby, "ask")).modal is not None
    assert (await stage.organiser.slash(stage.lobby, "ask")).modal is not None


async def test_a_form_that_was_open_when_the_third_was_posted_is_refused(stage: Stage) -> None:
    await forum_topic(stage)
    stage.app.services.questions.patience = dt.timedelta(0)
    late = await stage.member.slash(stage.lobby, "ask")
    for number in range(3):
        await asked(stage, title=f"Number {number} of something else entirely {number * 7}")
    said = await stage.member.submit_modal(
        late, {"topic": ["1"], "title": "Fourth", "question": "x", "urgency": "low"}
    )
    assert "within the last hour" in answer(said)
    assert len(await every(stage)) == 3


async def test_what_discord_does_not_take_is_kept_and_tried_again(stage: Stage) -> None:
    place = await forum_topic(stage)
    sending(stage)
    stage.env.inject_error("POST", f"/channels/{place.channel.id}/threads", status=403, code=50013)
    said = await asked(stage)
    assert "could not be posted" in answer(said)
    assert (await only(stage)).state is ThreadState.DRAFT
    again = await stage.member.click(said.response or said.followups[-1], label="Try again")
    assert "Your question is posted" in answer(again)
    assert len(place.channel.threads) == 1


@pytest.mark.hostile(1, 2, 3, 4, 5)
async def test_hostile_text_stays_text(stage: Stage) -> None:
    await forum_topic(stage)
    sending(stage)
    await asked(
        stage,
        title="@everyone <#1> [bank](https://evil.example)",
        question="@everyone <@&1> </ask:1> <id:guide>\n# big\n```",
    )
    thread = await only(stage)
    shown = texts(card(stage, thread))
    assert "@everyone" not in shown
    assert "<@&1>" not in shown
    assert "</ask:1>" not in shown
    sent = [
        request.json["message"]
        for request in stage.env.http_requests
        if request.method == "POST" and request.path.endswith("/threads")
    ]
    assert sent[0]["allowed_mentions"]["users"] == [str(stage.member.id)] or sent[0]["allowed_mentions"][
        "users"
    ] == [stage.member.id]
    assert sent[0]["allowed_mentions"]["parse"] == []


# Similar ones


async def test_what_was_solved_before_is_shown_to_the_asker_first(stage: Stage) -> None:
    await forum_topic(stage)
    sending(stage)
    first = await solved(stage)
    shown = await asked(stage, who=stage.organiser, title="Route server BGP session is flapping")
    assert "Was it this?" in answer(shown)
    assert TITLE in answer(shown)
    assert "Raise the hold time" in answer(shown)
    assert len([one for one in await every(stage) if one.thread_id]) == 1
    await stage.restart()
    sending(stage)
    done = await stage.organiser.click(shown.response or shown.followups[-1], label="This answers me")
    assert "Good that it is solved" in answer(done)
    assert GIST in answer(done)
    assert [one.id for one in await every(stage)] == [first.id]


async def test_post_anyway_works_after_a_restart_and_once(stage: Stage) -> None:
    await forum_topic(stage)
    sending(stage)
    await solved(stage)
    shown = await asked(stage, who=stage.organiser, title="Route server BGP session is flapping")
    await stage.restart()
    sending(stage)
    shown_message = shown.response or shown.followups[-1]
    press = buttons(shown_message)["Post anyway"]
    assert "Your question is posted" in answer(
        await stage.organiser.click(shown_message, label="Post anyway")
    )
    assert "posted already" in await stage.press_raw(stage.organiser, press)
    assert len([one for one in await every(stage) if one.thread_id]) == 2


async def test_a_draft_is_its_askers_alone_and_goes_after_a_day(stage: Stage) -> None:
    await forum_topic(stage)
    sending(stage)
    await solved(stage)
    shown = await asked(stage, who=stage.organiser, title="Route server BGP session is flapping")
    press = buttons(shown.response or shown.followups[-1])["Post anyway"]
    assert "someone else’s" in await stage.press_raw(stage.member, press)
    forget = stage.app.features["threads"].forget
    assert forget is not None
    stage.pass_time(hours=25)
    await stage.app.database.write(lambda tx: forget(tx, tx.now))
    assert "more than a day old" in await stage.press_raw(stage.organiser, press)


async def test_what_the_asker_may_not_view_is_not_shown(stage: Stage) -> None:
    place = await forum_topic(stage)
    await text_topic(stage, "General")
    sending(stage)
    await solved(stage)
    hide(stage, place.channel, stage.organiser)
    other = stage.guild.add_member(stage.env.create_user("lina"))
    hide(stage, place.channel, other)
    shown = await asked(stage, who=other, title="Route server BGP session is flapping", topic="2")
    assert "Was it" not in answer(shown)


# Answered and still open


async def test_the_asker_marks_it_as_answered(stage: Stage) -> None:
    place = await forum_topic(stage)
    sending(stage)
    await asked(stage)
    thread = await only(stage)
    done = await solve(stage, thread)
    assert "Marked as answered" in answer(done)
    after = await only(stage)
    assert (after.state, after.answer) == (ThreadState.ANSWERED, GIST)
    assert tags_on(stage, after) == {place.tags["Routing"], place.tags["answered"]}
    shown = texts(card(stage, after))
    assert "Answered" in shown
    assert GIST in shown
    assert thread_of(stage, after).name == TITLE


async def test_still_open_takes_it_back(stage: Stage) -> None:
    place = await forum_topic(stage)
    sending(stage)
    thread = await solved(stage)
    said = await stage.member.click(card(stage, thread), label="Still open")
    assert "Open again" in answer(said)
    await stage.deliver()
    after = await only(stage)
    assert after.state is ThreadState.OPEN
    assert tags_on(stage, after) == {place.tags["Routing"]}
    assert GIST not in texts(card(stage, after))
    form = await stage.member.click(card(stage, after), label="Answered")
    assert GIST in str(form.modal)


async def test_a_stranger_is_refused_kindly(stage: Stage) -> None:
    await forum_topic(stage)
    sending(stage)
    await asked(stage)
    thread = await only(stage)
    stranger = stage.guild.add_member(stage.env.create_user("lina"))
    said = await stage.press_raw(stranger, f"thread.answered:{thread.id}")
    assert "Only the asker and organisers" in said
    assert "Only the asker" in await stage.press_raw(stranger, f"thread.open:{thread.id}")
    assert (await only(stage)).state is ThreadState.OPEN


@pytest.mark.hostile(51)
async def test_an_organiser_who_lost_the_role_while_typing_is_refused(stage: Stage) -> None:
    await forum_topic(stage)
    sending(stage)
    await asked(stage)
    thread = await only(stage)
    form = await stage.organiser.click(card(stage, thread), label="Answered")
    stage.take_roles(stage.organiser)
    assert "Only the asker" in answer(await stage.organiser.submit_modal(form, {"gist": GIST}))
    assert (await only(stage)).state is ThreadState.OPEN


async def test_of_two_at_once_one_wins_and_the_other_gets_the_text_back(stage: Stage) -> None:
    await forum_topic(stage)
    sending(stage)
    await asked(stage)
    thread = await only(stage)
    theirs = await stage.organiser.click(card(stage, thread), label="Answered")
    mine = await stage.member.click(card(stage, thread), label="Answered")
    await stage.member.submit_modal(mine, {"gist": GIST})
    said = answer(await stage.organiser.submit_modal(theirs, {"gist": "It was the cable."}))
    assert "Somebody was quicker" in said
    assert "It was the cable." in said
    assert (await only(stage)).answer == GIST


async def test_of_two_in_the_same_moment_one_wins(stage: Stage) -> None:
    await forum_topic(stage)
    sending(stage)
    await asked(stage)
    thread = await only(stage)
    service = stage.app.services.threads
    results = await asyncio.gather(
        *(
            service.answer(stage.actor(), thread.id, thread.version, f"Answer {number}")
            for number in range(5)
        ),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in results) == [*["StaleError"] * 4, "Standing"]
    await stage.deliver()
    assert texts(card(stage, await only(stage))).count("Answer ") == 1


async def test_an_altered_button_opens_no_form_of_a_thread_out_of_sight(stage: Stage) -> None:
    place = await forum_topic(stage)
    sending(stage)
    thread = await solved(stage)
    hide(stage, place.channel, stage.organiser)
    await stage.env.settle()
    said = await stage.press_raw(stage.organiser, f"thread.answered:{thread.id}")
    assert "not there any more" in said
    assert GIST not in said
    assert "not there any more" in await stage.press_raw(stage.organiser, f"thread.open:{thread.id}")
    assert (await only(stage)).state is ThreadState.ANSWERED


async def test_the_answer_can_be_changed(stage: Stage) -> None:
    await forum_topic(stage)
    sending(stage)
    thread = await solved(stage)
    form = await stage.organiser.click(card(stage, thread), label="Change the answer")
    await stage.organiser.submit_modal(form, {"gist": "It was the cable."})
    await stage.deliver()
    assert "It was the cable." in texts(card(stage, await only(stage)))


async def test_an_empty_gist_is_refused(stage: Stage) -> None:
    await forum_topic(stage)
    sending(stage)
    await asked(stage)
    thread = await only(stage)
    form = await stage.member.click(card(stage, thread), label="Answered")
    assert "Say in a sentence" in answer(await stage.member.submit_modal(form, {"gist": "   "}))


@pytest.mark.hostile(52, 53, 54)
@pytest.mark.parametrize("route", ["thread.answered", "thread.open", "ask.post"])
@pytest.mark.parametrize("ids", ["999999", "0", "-1", "x", str(2**63)])
async def test_altered_buttons_lead_nowhere(stage: Stage, route: str, ids: str) -> None:
    await forum_topic(stage)
    before = await stage.everything()
    assert "⚠️" in await stage.press_raw(stage.organiser, f"{route}:{ids}")
    assert await stage.everything() == before


async def test_a_card_that_a_moderator_deletes_comes_back_once(stage: Stage) -> None:
    await forum_topic(stage)
    sending(stage)
    await asked(stage)
    for wanted in (2, 2):
        thread = await only(stage)
        if thread.head_id is None:
            break
        where = thread_of(stage, thread)
        stage.env.backend.delete_message(where.id, thread.head_id)
        move = "thread.open" if thread.state is ThreadState.ANSWERED else "thread.answered"
        if move == "thread.answered":
            await stage.app.services.threads.answer(stage.actor(), thread.id, thread.version, GIST)
        else:
            await stage.app.services.threads.reopen(stage.actor(), thread.id)
        await stage.deliver()
        assert (await only(stage)).heads == wanted
    left = await only(stage)
    assert left.head_id is None
    assert [message for message in thread_of(stage, left).history() if "Answered" in texts(message)] == []


# The message command


async def test_mark_as_answer_fills_the_form_from_the_message(stage: Stage) -> None:
    await forum_topic(stage)
    sending(stage)
    await asked(stage)
    thread = await only(stage)
    where = thread_of(stage, thread)
    said = await stage.organiser.send(where, "It is the hold time.")
    form = await stage.member.context_menu(where, "Mark as answer", said)
    assert "It is the hold time." in str(form.modal)
    await stage.member.submit_modal(form, {"gist": "Hold time."})
    assert (await only(stage)).answer == "Hold time."


async def test_mark_as_answer_elsewhere_and_by_strangers_is_refused(stage: Stage) -> None:
    await forum_topic(stage)
    sending(stage)
    said = await stage.organiser.send(stage.lobby, "Hello")
    shown = await stage.member.context_menu(stage.lobby, "Mark as answer", said)
    assert "inside a thread of a topic" in answer(shown)
    await asked(stage)
    thread = await only(stage)
    where = thread_of(stage, thread)
    stranger = stage.guild.add_member(stage.env.create_user("lina"))
    said = await stage.organiser.send(where, "Hold time.")
    assert "Only the asker" in answer(await stranger.context_menu(where, "Mark as answer", said))
    bare = await stage.member.context_menu(where, "Mark as answer", card(stage, thread))
    assert "no text" in answer(bare)


# Threads opened in Discord itself


async def test_a_post_made_in_discord_gets_one_small_card(stage: Stage) -> None:
    place = await forum_topic(stage)
    where = opened_by(stage, stage.member, place, "Who peers in Beirut?", "Routing")
    await stage.env.settle()
    thread = await only(stage)
    assert (thread.title, thread.asked, thread.question) == ("Who peers in Beirut?", False, "")
    assert thread.asker_id == stage.member.id
    stage.pass_time(seconds=20)
    await stage.deliver()
    assert len(where.history()) == 2
    thread = await only(stage)
    await solve(stage, thread)
    assert tags_on(stage, thread) == {place.tags["Routing"], place.tags["answered"]}


async def test_without_a_topic_for_its_tags_a_post_is_not_followed(stage: Stage) -> None:
    place = await forum_topic(stage)
    opened_by(stage, stage.member, place, "Off topic", "Peering")
    await stage.env.settle()
    assert await every(stage) == []


async def test_private_threads_and_our_own_are_not_followed(stage: Stage) -> None:
    await text_topic(stage)
    backend = stage.env.backend
    backend.create_thread(stage.news.id, "Between us", stage.member.id, type=12)
    backend.create_thread(stage.news.id, "Ours", backend.bot_user.id)
    await stage.env.settle()
    assert await every(stage) == []
    backend.create_thread(stage.news.id, "Everybody's", stage.member.id)
    await stage.env.settle()
    stage.pass_time(minutes=1)
    thread = await only(stage)
    assert not thread.is_question
    assert thread_of(stage, thread).history() == [], "beside a conversation nobody asked for a card"


async def test_title_and_tags_are_followed(stage: Stage) -> None:
    place = await forum_topic(stage)
    done = await stage.organiser.slash(
        stage.lobby,
        "topic create",
        name="Peering",
        where=place.channel,
        tag=str(place.tags["Peering"]),
        style="none",
    )
    assert "⚠️" not in answer(done)
    where = opened_by(stage, stage.member, place, "Who peers?", "Routing")
    await stage.env.settle()
    stage.env.backend.edit_channel(where.id, {"name": "Who peers in Beirut?"})
    stage.env.backend.edit_channel(where.id, {"applied_tags": [place.tags["Peering"]]})
    await stage.env.settle()
    thread = await only(stage)
    assert (thread.title, thread.topic_id) == ("Who peers in Beirut?", 2)
    stage.env.backend.edit_channel(
        where.id, {"applied_tags": [place.tags["Peering"], place.tags["answered"], place.tags["TLP:AMBER"]]}
    )
    await stage.env.settle()
    thread = await only(stage)
    assert (thread.state, thread.label) == (ThreadState.ANSWERED, Label.AMBER)
    stage.env.backend.edit_channel(where.id, {"applied_tags": [place.tags["Peering"]]})
    await stage.env.settle()
    thread = await only(stage)
    assert (thread.state, thread.label) == (ThreadState.OPEN, Label.AMBER)


async def test_a_thread_that_is_closed_or_deleted_is_noted(stage: Stage) -> None:
    await forum_topic(stage)
    sending(stage)
    thread = await solved(stage)
    close(stage, thread)
    await stage.env.settle()
    assert (await only(stage)).state is ThreadState.RESOLVED
    await stage.deliver()
    said = await stage.press_raw(stage.member, f"thread.open:{thread.id}")
    assert "Open again" in said
    await stage.deliver()
    after = await only(stage)
    assert after.state is ThreadState.OPEN
    metadata = stage.env.backend.get_channel(thread.thread_id).thread_metadata
    assert metadata is not None
    assert not metadata.archived
    stage.env.backend.delete_channel(thread.thread_id)
    await stage.env.settle()
    assert (await only(stage)).gone_at is not None
    assert "not there any more" in await stage.press_raw(stage.member, f"thread.answered:{thread.id}")


def close(stage: Stage, thread: Thread) -> None:
    stage.env.backend.edit_channel(thread.thread_id, {}, thread_metadata={"archived": True})


async def test_what_happened_while_the_bot_was_away_is_caught_up(stage: Stage) -> None:
    place = await forum_topic(stage)
    sending(stage)
    thread = await solved(stage)
    other = opened_by(stage, stage.member, place, "Soon deleted", "Routing")
    await stage.env.settle()
    subscribers = list(stage.env.backend.subscribers)
    stage.env.backend.subscribers.clear()
    close(stage, thread)
    stage.env.backend.delete_channel(other.id)
    opened_by(stage, stage.organiser, place, "Asked in the night", "Routing")
    opened_by(
        stage,
        stage.organiser,
        place,
        "Before the topic",
        "Routing",
        at=stage.clock.now() - dt.timedelta(days=1),
    )
    stage.env.backend.subscribers.extend(subscribers)
    for _ in range(2):
        await stage.restart()
        await stage.env.settle()
        found = {one.title: one for one in await every(stage)}
        assert found[TITLE].state is ThreadState.RESOLVED
        assert found["Soon deleted"].gone_at is not None
        assert found["Asked in the night"].state is ThreadState.OPEN
        assert len(found) == 3
