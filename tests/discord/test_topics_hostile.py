"""What a suspicious reader of the topics tried: labels that leak, roles that give power, things lost, told twice or untrue."""

import asyncio
import datetime as dt
import time
from collections.abc import Collection

import discord
import pytest
from simcord import ChannelHandle, InteractionResult, RoleHandle

from bot.clock import to_epoch
from bot.delivery import settlement
from bot.delivery.model import Delivery, DeliveryState, Outcome
from bot.delivery.outbox import upcoming
from bot.guilds.rules import RolePurpose
from bot.storage.database import Transaction
from bot.topics.digest import sections
from bot.topics.rules import Style
from bot.topics.threads import store
from bot.topics.threads.rules import Label, ThreadState
from tests.discord.conftest import Stage, answer, buttons, texts
from tests.discord.test_announce import posted
from tests.discord.test_questions import (
    GIST,
    Place,
    asked,
    card,
    every,
    forum_topic,
    only,
    opened_by,
    sending,
    tags_on,
    text_topic,
    thread_of,
)
from tests.discord.test_topic_pings import Scene, scene
from tests.discord.test_topics import forum, hide, holds, set_tags

__all__ = ["scene"]


async def made(stage: Stage, where: ChannelHandle, **options: object) -> str:
    options = {"name": "Routing", "style": "none", **options}
    return answer(await stage.organiser.slash(stage.lobby, "topic create", where=where, **options))


async def mark(stage: Stage, where: ChannelHandle, gist: str = GIST) -> InteractionResult:
    """The organiser marks the first message of a thread as the answer."""
    form = await stage.organiser.context_menu(where, "Mark as answer", where.history()[0])
    assert form.modal is not None, answer(form)
    done = await stage.organiser.submit_modal(form, {"gist": gist})
    await stage.deliver()
    return done


async def search(stage: Stage, text: str) -> str:
    return answer(await stage.member.slash(stage.lobby, "search", text=text))


async def office(stage: Stage) -> ChannelHandle:
    """A channel for notices."""
    where = stage.guild.create_text_channel("office")
    await stage.set_channel("notices", where)
    return where


async def filled(stage: Stage, where: ChannelHandle, number: int, state: ThreadState) -> None:
    """Many threads of a topic."""

    def operation(tx: Transaction) -> None:
        for one in range(number):
            id_ = store.insert(
                tx,
                guild_id=stage.guild.id,
                thread_id=10**15 + one,
                topic_id=1,
                channel_id=where.id,
                title=f"Question {one}",
                state=state,
                asker_id=5,
                opened_at=tx.now,
                in_forum=True,
                question="What is it? " * 100,
            )
            thread = store.get(tx, stage.guild.id, id_)
            assert thread is not None
            store.note(tx, thread, answered_at=to_epoch(tx.now))
            store.reindex(tx, thread)

    await stage.app.database.write(operation)


# Labels


@pytest.mark.parametrize("is_told_of", [True, False])
async def test_a_labelled_post_from_before_its_topic_stays_labelled_when_it_is_marked(
    stage: Stage, is_told_of: bool
) -> None:
    made_forum = forum(stage, "Routing", "TLP:RED")
    place = Place(channel=made_forum.channel, tags=made_forum.tags)
    long_ago = stage.clock.now() - dt.timedelta(days=9)
    where = opened_by(stage, stage.member, place, "Backdoor in the switch", "Routing", "TLP:RED", at=long_ago)
    await made(stage, made_forum.channel)
    guild = stage.bot.get_guild(stage.guild.id)
    assert guild is not None
    if not is_told_of:  # as of a thread that was put away
        guild._threads.pop(where.id)
    await mark(stage, where, "Patch the backdoor")
    thread = await only(stage)
    assert (thread.label, thread.state) == (Label.RED, ThreadState.ANSWERED)
    assert "Backdoor" not in await search(stage, "backdoor")
    assert place.tags["TLP:RED"] in tags_on(stage, thread)


async def test_a_label_is_read_from_a_tag_with_an_emoji_in_its_name(stage: Stage) -> None:
    made_forum = forum(stage, "Routing", "🔴 TLP:RED (this room)")
    await made(stage, made_forum.channel)
    place = Place(channel=made_forum.channel, tags=made_forum.tags)
    opened_by(stage, stage.member, place, "Backdoor", "🔴 TLP:RED (this room)")
    await stage.env.settle()
    assert (await only(stage)).label is Label.RED


async def test_a_label_set_while_all_was_paused_for_days_still_empties_the_card_in_the_channel(
    stage: Stage,
) -> None:
    await text_topic(stage)
    sending(stage)
    await asked(stage, question="The backdoor is in the switch.")
    thread = await only(stage)
    await stage.app.services.guilds.set_paused(stage.actor(), paused=True)
    await stage.member.slash(thread_of(stage, thread), "label set", label="RED")
    stage.pass_time(days=3)
    await stage.app.services.guilds.set_paused(stage.actor(), paused=False)
    await stage.deliver()
    assert "backdoor" not in texts(card(stage, await only(stage)))


async def test_a_post_that_is_tagged_as_answered_at_first_sight_is_answered(stage: Stage) -> None:
    place = await forum_topic(stage)
    opened_by(stage, stage.member, place, "Solved already", "Routing", "answered")
    await stage.env.settle()
    assert (await only(stage)).state is ThreadState.ANSWERED
    stage.pass_time(seconds=20)
    await stage.deliver()
    assert place.tags["answered"] in tags_on(stage, await only(stage))
    assert "Answered" in texts(card(stage, await only(stage)))


# Roles


async def organisers(stage: Stage) -> RoleHandle:
    role = stage.guild.create_role("Organisers")
    await stage.set_role(RolePurpose.ORGANISER, role)
    return role


async def test_a_role_that_decides_who_organises_is_given_to_nobody(stage: Stage) -> None:
    role = await organisers(stage)
    said = "decides here who may organise"
    assert said in await made(stage, stage.news, role=role)
    assert "is there" in await made(stage, stage.news)
    shown = await stage.organiser.slash(stage.lobby, "topic edit", topic="Routing")
    assert shown.response is not None
    chosen = await stage.organiser.select(shown.response, [role], custom_id="topic.role:1")
    assert said in answer(chosen)
    assert said in answer(await stage.organiser.slash(stage.lobby, "charter role", role=role))
    assert (
        await stage.app.database.read(
            lambda tx: (
                tx.all("SELECT 1 FROM topic WHERE role_id IS NOT NULL")
                + tx.all("SELECT 1 FROM charter_setting")
            )
        )
        == []
    )


async def test_a_role_that_came_to_decide_who_organises_is_given_to_nobody_any_more(stage: Stage) -> None:
    role = stage.guild.create_role("Routing people")
    await made(stage, stage.news, role=role)
    await stage.member.slash(stage.lobby, "topic follow", topic="Routing")
    await stage.set_role(RolePurpose.NOC, role)
    await stage.deliver()  # it was promised before
    assert not holds(stage, stage.member, role)
    other = stage.guild.add_member(stage.env.create_user("lina"))
    assert "cannot give its role" not in (
        said := answer(await other.slash(stage.lobby, "topic follow", topic="Routing"))
    )
    assert "get the role" not in said
    await stage.deliver()
    assert not holds(stage, other, role)


async def test_who_reads_the_charter_gets_no_role_that_came_to_decide_who_organises(stage: Stage) -> None:
    role = stage.guild.create_role("Readers")
    await stage.organiser.slash(stage.lobby, "charter role", role=role)
    form = await stage.organiser.slash(stage.lobby, "charter edit")
    preview = await stage.organiser.submit_modal(form, {"title": "Charter", "body": "We share."})
    assert preview.response is not None
    await stage.organiser.click(preview.response, label="Publish version 1")
    await stage.set_role(RolePurpose.ORGANISER, role)
    await stage.press_raw(stage.member, "charter.read:1")
    await stage.deliver()
    assert not holds(stage, stage.member, role)


async def test_nobody_loses_rights_that_others_gave_them_by_unfollowing(stage: Stage) -> None:
    role = stage.guild.create_role("Moderators")
    await made(stage, stage.news, role=role)
    power = discord.Permissions(ban_members=True).value
    stage.env.backend.edit_role(stage.guild.id, role.id, {"permissions": power})
    stage.env.backend.edit_member(stage.guild.id, stage.member.id, {"role_ids": [role.id]})
    await stage.env.settle()
    await stage.member.slash(stage.lobby, "topic follow", topic="Routing")
    await stage.member.slash(stage.lobby, "topic unfollow", topic="Routing")
    await stage.deliver()
    assert holds(stage, stage.member, role)


# What others may not know


async def test_an_altered_button_tells_no_name_of_a_topic_out_of_sight(stage: Stage) -> None:
    await made(stage, stage.news, name="Secret lab")
    hide(stage, stage.news)
    await stage.env.settle()
    for press in ("topic.unfollow:1", "topic.follow:1"):
        said = await stage.press_raw(stage.member, press)
        assert "Secret" not in said
        assert "no such topic" in said


# Notices


def rights(**more: bool) -> discord.Permissions:
    return discord.Permissions(
        view_channel=True,
        send_messages=True,
        read_message_history=True,
        send_messages_in_threads=True,
        create_public_threads=True,
        use_application_commands=True,
        **more,
    )


async def test_without_manage_threads_organisers_hear_once_a_forum_with_the_cure(stage: Stage) -> None:
    place = await forum_topic(stage)
    where = await office(stage)
    stage.bot_permissions(rights())
    await stage.env.settle()
    for number in range(3):
        post = opened_by(stage, stage.member, place, f"Question {number}", "Routing")
        await stage.env.settle()
        stage.pass_time(seconds=20)
        await stage.deliver()
        await stage.organiser.slash(post, "label set", label="AMBER")
        await stage.deliver()
    (told,) = posted(where)
    assert f"<#{place.channel.id}>" in told
    assert "Manage Threads" in told


async def test_head_cards_that_come_too_late_are_told_to_nobody(stage: Stage) -> None:
    place = await forum_topic(stage)
    where = await office(stage)
    await stage.app.services.guilds.set_paused(stage.actor(), paused=True)
    for number in range(4):
        opened_by(stage, stage.member, place, f"Question {number}", "Routing")
    await stage.env.settle()
    stage.pass_time(days=4)
    await stage.app.services.guilds.set_paused(stage.actor(), paused=False)
    await stage.deliver()
    notices = posted(where)
    assert len(notices) <= 1, "of the nudges, once for the forum"
    assert not any("/announce new" in one for one in notices)


async def test_a_thread_that_is_deleted_before_its_card_is_nobodys_problem(stage: Stage) -> None:
    place = await forum_topic(stage)
    where = await office(stage)
    post = opened_by(stage, stage.member, place, "Never mind", "Routing")
    await stage.env.settle()
    # Deleted while nobody was told.
    del stage.env.backend.channels[post.id]
    stage.pass_time(seconds=20)
    await stage.deliver()
    assert posted(where) == []
    assert (await only(stage)).gone_at is not None


# Nothing twice, nothing lost


async def test_a_question_whose_thread_was_refused_is_not_posted_a_second_time(stage: Stage) -> None:
    await text_topic(stage)
    sending(stage)
    stage.env.inject_error("POST", "/channels/*/messages/*/threads", status=403, code=50013)
    failed = await asked(stage)
    assert "could not be posted" in answer(failed)
    assert (await only(stage)).state is ThreadState.DRAFT
    shown = failed.followups[-1] if failed.followups else failed.response
    assert shown is not None
    await stage.member.click(shown, label="Try again")
    thread = await only(stage)
    assert thread.state is ThreadState.OPEN
    assert thread.thread_id
    assert len([one for one in stage.news.history() if "Answered" in buttons(one)]) == 1


async def test_a_question_whose_message_was_deleted_too_is_posted_again(stage: Stage) -> None:
    await text_topic(stage)
    sending(stage)
    stage.env.inject_error("POST", "/channels/*/messages/*/threads", status=404, code=10008)
    await asked(stage)
    for message in stage.news.history():
        stage.env.backend.delete_message(stage.news.id, message.id)
    await stage.press_raw(stage.member, "ask.post:1")
    await stage.deliver()
    assert (await only(stage)).thread_id
    assert len([one for one in stage.news.history() if "Answered" in buttons(one)]) == 1


async def test_a_label_before_the_post_is_settled_makes_no_second_record(stage: Stage) -> None:
    await forum_topic(stage)
    sending(stage)
    await asked(stage)
    thread = await only(stage)
    where = thread_of(stage, thread)
    await stage.app.database.write(
        lambda tx: tx.execute("UPDATE topic_thread SET thread_id = NULL, head_id = NULL, heads = 1")
    )
    said = answer(await stage.organiser.slash(where, "label set", label="RED"))
    assert "try again" in said
    assert len(await every(stage)) == 1


async def first_open(stage: Stage, feature: str, subject_id: int) -> Delivery:
    found = await stage.app.database.read(lambda tx: upcoming(tx, stage.guild.id, feature, subject_id))
    return found[0]


async def test_a_nudge_that_waited_until_this_very_moment_is_not_lost(scene: Scene) -> None:
    """It was put off when it was rendered, and by the time that is stored the wait is over."""
    stage = scene.stage
    where = await scene.opens("Anybody?")
    await scene.after(seconds=20)
    stage.pass_time(hours=23, minutes=59)
    await stage.app.services.guilds.set_quiet(stage.actor(), "08:00", "09:05")
    stage.pass_time(minutes=4)  # 9:03
    nudge = await first_open(stage, "nudges", 1)
    feature = stage.app.features["nudges"]
    assert await feature.renderers["nudge"](nudge) is None
    stage.pass_time(minutes=3)  # 9:06
    await settled(stage, nudge)
    await stage.deliver()
    assert len(scene.pings(where)) == 2


async def test_a_digest_that_waited_until_this_very_moment_is_not_lost(stage: Stage) -> None:
    place = await forum_topic(stage)
    await stage.app.services.arranging.set_style(stage.actor(), 1, Style.DAILY)
    opened_by(stage, stage.member, place, "Anybody?", "Routing")
    await stage.env.settle()
    await stage.organiser.slash(stage.lobby, "digest schedule", channel=stage.news, when="every day 9:00")
    await stage.app.services.guilds.set_quiet(stage.actor(), "08:00", "09:05")
    stage.pass_time(days=1, minutes=3)
    digest = await first_open(stage, "digest", 0)
    assert await stage.app.features["digest"].renderers["digest"](digest) is None
    stage.pass_time(minutes=3)
    await settled(stage, digest)
    await stage.deliver()
    assert len(posted(stage.news)) == 1


async def settled(stage: Stage, delivery: Delivery) -> None:
    """As the dispatcher does it where there was nothing to send."""

    def operation(tx: Transaction) -> None:
        tx.execute(
            "UPDATE delivery SET state = 'claimed', lease_until = 1, first_attempt_at = 1 WHERE id = ?",
            (delivery.id,),
        )
        outcome = Outcome(state=DeliveryState.CANCELLED)
        settlement.settle(tx, delivery, outcome, stage.app.features[delivery.feature])

    await stage.app.database.write(operation)


# Asking


async def test_a_topic_whose_tag_was_deleted_says_so_before_anything_is_posted(stage: Stage) -> None:
    place = await forum_topic(stage)
    set_tags(stage, place.channel, {"Other": stage.env.backend.snowflake()})
    await stage.env.settle()
    assert "The tag of the topic" in answer(await stage.member.slash(stage.lobby, "ask"))
    assert await every(stage) == []


@pytest.mark.parametrize("text", ["\ud800", "\0", "\u2066\u2069", "\u200b"])
async def test_what_nobody_can_read_is_no_question(stage: Stage, text: str) -> None:
    await forum_topic(stage)
    sending(stage)
    assert "nothing in your question" in answer(await asked(stage, question=text))
    assert await every(stage) == []


@pytest.mark.parametrize(
    "text",
    [
        "half \ud800 pair",
        "a\0b",
        "[a](http://x.example/) " * 86,
        "<@1>" * 499,
        "😀" * 1000,
        "```" + "a" * 1990,
    ],
)
async def test_the_longest_odd_question_and_answer_stand_on_one_card(stage: Stage, text: str) -> None:
    await forum_topic(stage)
    sending(stage)
    await asked(stage, question=text[:2000])
    thread = await only(stage)
    assert thread.thread_id
    form = await stage.member.click(card(stage, thread), custom_id=f"thread.answered:{thread.id}")
    assert "Marked as answered" in answer(await stage.member.submit_modal(form, {"gist": text[:1500]}))
    await stage.deliver()
    assert set(await stage.states()) <= {"sent", "cancelled", "pending"}


# Digest


async def test_a_scheduled_digest_tells_of_each_topic_what_its_followers_get(stage: Stage) -> None:
    for name, style in (("Daily", "daily"), ("Weekly", "weekly"), ("Never", "none"), ("Pinged", "each")):
        where = stage.guild.create_forum_channel(name.lower())
        await made(stage, where, name=name, style=style)
        opened_by(stage, stage.member, Place(channel=where, tags={}), f"{name} question")
    await stage.env.settle()
    await stage.organiser.slash(stage.lobby, "digest schedule", channel=stage.news, when="every day 12:00")
    told: list[set[str]] = []
    stage.pass_time(hours=3)  # Monday
    for _ in range(9):
        await stage.deliver()
        newest = posted(stage.news)[-1]
        told.append({one for one in ("Daily", "Weekly", "Never", "Pinged") if f"{one} question" in newest})
        stage.pass_time(days=1)
        materialise = stage.app.features["digest"].materialise
        assert materialise is not None
        await materialise()
    every_day, once_a_week = {"Daily", "Pinged"}, {"Daily", "Pinged", "Weekly"}
    assert told == [once_a_week, *[every_day] * 6, once_a_week, every_day]
    assert "Never question" in answer(await stage.member.slash(stage.lobby, "digest show"))


async def test_of_ten_thousand_open_questions_a_digest_reads_a_few(stage: Stage) -> None:
    place = await forum_topic(stage)
    await filled(stage, place.channel, 10_000, ThreadState.OPEN)
    began = time.process_time()
    waiting, *_ = await sections.gather(
        stage.app.database, stage.app.features, stage.guild.id, stage.news.id, lambda _: True
    )
    assert (len(waiting.lines), waiting.more) == (10, 9_990)
    assert time.process_time() - began < 0.25, "all of them took 570 ms, 100 of it in the loop"


async def test_the_open_questions_are_looked_up_by_their_state(stage: Stage) -> None:
    """Not by walking all that a guild ever solved."""

    def plans(tx: Transaction) -> list[str]:
        seen: list[str] = []

        class Told:
            now = tx.now

            def all(self, sql: str, params: Collection[object] = ()) -> list[object]:
                seen.extend(row["detail"] for row in tx.all(f"EXPLAIN QUERY PLAN {sql}", params))  # type: ignore[arg-type]
                return []

        store.unanswered_by_topic(Told(), 1)  # type: ignore[arg-type]
        store.told_channels(Told(), 1)  # type: ignore[arg-type]
        return seen

    found = await stage.app.database.read(plans)
    assert [
        one for one in found if "topic_thread_guild (guild_id=? AND state=?" not in one and "SEARCH" in one
    ] == []


# Starts and floods


async def test_a_forum_with_thousands_of_threads_that_is_deleted_stops_nobody_else(stage: Stage) -> None:
    place = await forum_topic(stage)
    await filled(stage, place.channel, 3_000, ThreadState.ANSWERED)
    loop = asyncio.get_running_loop()
    watch = stage.app.services.thread_watch
    going = asyncio.create_task(watch.channel_gone(stage.guild.id, place.channel.id))
    worst = 0.0
    while not going.done():
        began = loop.time()
        await stage.app.database.write(lambda tx: tx.now)
        worst = max(worst, loop.time() - began)
    assert await going == 3_000
    assert worst < 0.15, "one transaction of them all took half a second"
    left = await stage.app.database.read(lambda tx: tx.all("SELECT 1 FROM topic_words"))
    assert left == []


async def test_one_guild_that_discord_does_not_answer_for_keeps_no_other_from_its_turn(stage: Stage) -> None:
    place = await forum_topic(stage)
    other = stage.env.create_guild("Tripoli NOG")
    for_other = other.create_text_channel("peering")
    chief = other.add_member(
        stage.env.create_user("samir"),
        roles=[other.create_role("Team", permissions=discord.Permissions(manage_guild=True))],
    )
    await chief.slash(for_other, "topic create", name="Peering", where=for_other, style="none")
    stage.env.inject_error("GET", f"/guilds/{other.id}/threads/active", status=429, times=None)
    stage.env.inject_error("GET", f"/guilds/{stage.guild.id}/threads/active", status=429, times=1)
    opened_by(stage, stage.member, place, "While it was away", "Routing")
    await stage.restart()
    await stage.env.settle()
    stage.env.backend.faults.clear()
    for guild in stage.bot.guilds:
        stage.bot.dispatch("guild_available", guild)
    await stage.env.settle()
    assert [one.title for one in await every(stage)] == ["While it was away"]


# The log


async def test_a_digest_that_is_posted_and_roles_that_are_given_stand_in_the_history(stage: Stage) -> None:
    place = await forum_topic(stage)
    opened_by(stage, stage.member, place, "Anybody?", "Routing")
    await stage.env.settle()
    await stage.press_raw(stage.organiser, f"digest.post:{stage.news.id}:5")
    await stage.member.slash(stage.lobby, "topic follow", topic="Routing")
    role = stage.guild.create_role("Routing people")
    await stage.app.database.write(lambda tx: tx.execute("UPDATE topic SET role_id = ?", (role.id,)))
    await stage.press_raw(stage.organiser, "topic.give:1")
    shown = answer(await stage.organiser.slash(stage.lobby, "setup history"))
    assert f"posted the digest: <#{stage.news.id}>" in shown
    assert "the role of “Routing” given" in shown
