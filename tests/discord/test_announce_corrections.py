"""What is posted is corrected in all its channels, each told for itself; nothing is posted or pinged anew."""

import datetime as dt
from collections.abc import Callable

import discord
from simcord import ChannelHandle, InteractionResult, MemberActor

from bot.announcements import store
from bot.announcements.rules import Announcement, AnnouncementState, Variant
from bot.storage.database import Transaction
from tests.discord.conftest import Stage, answer, buttons
from tests.discord.test_announce import BODY, TITLE, drafted, posted, scheduled

NEW = "On the third floor, not the second."


async def everywhere(stage: Stage, *channels: ChannelHandle, when: str = "tomorrow 18:00") -> str:
    """An announcement that was posted in these channels; its id as a command takes it."""
    preview = await drafted(stage, when=when)
    if channels:
        preview = await stage.organiser.select(preview.response, [stage.news, *channels])
    await stage.organiser.click(preview.response, label="Schedule")
    stage.pass_time(hours=33, seconds=1)
    await stage.deliver()
    return str(await stage.newest())


async def correcting(
    stage: Stage, which: str, body: str = NEW, *, title: str = TITLE, who: MemberActor | None = None
) -> InteractionResult:
    """Up to the preview of the correction."""
    who = who or stage.organiser
    preview = await who.slash(stage.lobby, "announce correct", announcement=which)
    form = await who.click(preview.response, label="Edit text")
    return await who.submit_modal(form, {"title": title, "body": body})


async def corrected(stage: Stage, which: str, body: str = NEW, posts: int = 1) -> InteractionResult:
    """Confirmed; the edits are promised."""
    preview = await correcting(stage, which, body)
    label = "Save and correct the post" if posts == 1 else f"Save and correct {posts} posts"
    return await stage.organiser.click(preview.response, label=label)


async def test_a_typo_is_corrected_in_every_channel_and_no_message_is_added(stage: Stage) -> None:
    which = await everywhere(stage, stage.lobby)
    before = [channel.history()[0].id for channel in (stage.news, stage.lobby)]
    shown = await corrected(stage, which, posts=2)
    assert answer(shown).count("waiting") == 2
    assert await stage.deliver() == 2
    for channel, message_id in zip((stage.news, stage.lobby), before, strict=True):
        assert [message.id for message in channel.history()] == [message_id]
        assert NEW in posted(channel)[0]
        assert BODY not in posted(channel)[0]
    shown = await stage.organiser.click(shown.response, label="Refresh")
    assert "Corrected: " in answer(shown)
    assert answer(shown).count("[corrected](") == 2
    assert "Refresh" not in buttons(shown.response)


async def test_the_reference_by_which_a_post_is_found_again_stays(stage: Stage) -> None:
    which = await everywhere(stage)
    mark = posted(stage.news)[0].rpartition("№")[2]
    await corrected(stage, which)
    await stage.deliver()
    assert posted(stage.news)[0].rpartition("№")[2] == mark


async def test_until_it_is_confirmed_nothing_changes_and_discarded_it_never_does(stage: Stage) -> None:
    which = await everywhere(stage)
    preview = await correcting(stage, which)
    assert await stage.deliver() == 0
    await stage.organiser.click(preview.response, label="Discard")
    assert await stage.deliver() == 0
    assert BODY in posted(stage.news)[0]


async def test_each_channel_is_told_for_itself_and_a_deleted_message_comes_not_back(stage: Stage) -> None:
    await stage.set_channel("notices", stage.lobby)
    other = stage.guild.create_text_channel("other")
    third = stage.guild.create_text_channel("third")
    which = await everywhere(stage, other, third)
    stage.env.backend.delete_message(other.id, other.history()[0].id)
    stage.deny(third, discord.Permissions(send_messages=True, view_channel=True))
    shown = await corrected(stage, which, posts=3)
    await stage.deliver()
    shown = await stage.organiser.click(shown.response, label="Refresh")
    said = answer(shown)
    assert "Not everything was corrected" in said
    assert f"<#{other.id}> · not corrected. The message was deleted." in said
    assert "[corrected](" in said
    assert posted(other) == []
    assert NEW in posted(stage.news)[0]
    # The permission is told to the organisers once, by name; the deletion is nobody's to mend.
    notices = [text for text in posted(stage.lobby) if "A correction of" in text]
    assert len(notices) == 1
    assert TITLE in notices[0]
    detail = answer(await stage.organiser.slash(stage.lobby, "announce show", announcement=which))
    assert "The message was deleted." in detail
    assert "Corrections" in detail


async def test_it_is_confirmed_and_refreshed_after_a_restart(stage: Stage) -> None:
    which = await everywhere(stage)
    preview = await correcting(stage, which)
    await stage.restart()
    shown = await stage.organiser.click(preview.response, label="Save and correct the post")
    await stage.restart()
    await stage.deliver()
    assert "Corrected: " in answer(await stage.organiser.click(shown.response, label="Refresh"))
    assert NEW in posted(stage.news)[0]


async def test_a_second_correction_takes_the_place_of_one_that_is_under_way(stage: Stage) -> None:
    which = await everywhere(stage, stage.lobby)
    await corrected(stage, which, "First thought.", posts=2)
    shown = await corrected(stage, which, "Second thought.", posts=2)
    assert await stage.deliver() == 2
    for channel in (stage.news, stage.lobby):
        assert "Second thought." in posted(channel)[0]
    assert answer(await stage.organiser.click(shown.response, label="Refresh")).count("[corrected](") == 2


async def test_a_post_whose_answer_was_lost_is_corrected_once_it_is_found(stage: Stage) -> None:
    """It stands on Discord with the old text, and nobody knew of it when the others were corrected."""
    which = await everywhere(stage, stage.lobby)

    def lost(tx: Transaction) -> None:
        tx.execute("UPDATE announcement SET state = 'scheduled'")
        tx.execute(
            "UPDATE delivery SET state = 'retry', settled_at = NULL, result_id = NULL, first_attempt_at = 1500000000"
            " WHERE target_id = ?",
            (stage.lobby.id,),
        )

    await stage.app.database.write(lost)
    shown = await corrected(stage, which)
    await stage.deliver()
    for channel in (stage.news, stage.lobby):
        (text,) = posted(channel)
        assert NEW in text
        assert BODY not in text
    assert answer(await stage.organiser.click(shown.response, label="Refresh")).count("[corrected](") == 2


async def test_two_who_correct_at_once_do_not_overwrite_each_other(stage: Stage) -> None:
    which = await everywhere(stage)
    first, second = await correcting(stage, which, "One"), await correcting(stage, which, "Two")
    await stage.organiser.click(first.response, label="Save and correct the post")
    refused = await stage.organiser.click(second.response, label="Save and correct the post")
    assert "Someone else changed" in answer(refused)
    await stage.deliver()
    assert "One" in posted(stage.news)[0]


async def test_a_preview_from_before_an_edit_of_the_draft_is_stale(stage: Stage) -> None:
    which = await everywhere(stage)
    preview = await stage.organiser.slash(stage.lobby, "announce correct", announcement=which)
    old = buttons(preview.response)["Save and correct the post"]
    form = await stage.organiser.click(preview.response, label="Edit text")
    await stage.organiser.submit_modal(form, {"title": TITLE, "body": NEW})
    assert "out of date" in await stage.press_raw(stage.organiser, old)
    assert await stage.deliver() == 0


async def test_of_a_series_the_latest_posts_change_and_what_is_to_come(stage: Stage) -> None:
    which = await everywhere(stage, when="every day 18:00")
    stage.pass_time(days=1)
    await stage.plan_ahead()
    await stage.deliver()
    assert len(posted(stage.news)) == 2
    preview = await correcting(stage, which)
    assert "Posts before that one stay as they are." in answer(preview)
    await stage.organiser.click(preview.response, label="Save and correct the post")
    await stage.deliver()
    assert [NEW in text for text in posted(stage.news)] == [False, True]
    stage.pass_time(days=1)
    await stage.deliver()
    assert NEW in posted(stage.news)[-1]


async def test_of_a_series_only_what_is_to_come_can_be_changed_from_the_same_preview(stage: Stage) -> None:
    which = await everywhere(stage, when="every day 18:00")
    preview = await correcting(stage, which)
    shown = await stage.organiser.click(preview.response, label="Save changes only")
    assert "Saved: " in answer(shown)
    await stage.deliver()
    assert NEW not in "".join(posted(stage.news))
    stage.pass_time(days=1)
    await stage.deliver()
    assert NEW in posted(stage.news)[-1]


async def test_one_that_is_over_is_corrected_and_promises_nothing_anew(stage: Stage) -> None:
    which = await everywhere(stage)
    preview = await correcting(stage, which)
    assert "Nothing more is coming" in answer(preview)
    assert "Save changes only" not in buttons(preview.response)
    await stage.organiser.click(preview.response, label="Save and correct the post")
    await stage.deliver()
    found = (await stage.app.services.announcements.detail(stage.actor(), int(which))).announcement
    assert (found.state, found.body) == (AnnouncementState.FINISHED, NEW)
    stage.pass_time(days=60)
    await stage.plan_ahead()
    assert await stage.deliver() == 0
    assert len(posted(stage.news)) == 1


async def test_one_that_is_over_gets_no_new_time_by_a_correction(stage: Stage) -> None:
    which = await everywhere(stage)
    await correcting(stage, which)
    preview = await stage.organiser.slash(
        stage.lobby, "announce edit", announcement=str(await stage.newest()), when="2026-12-25 10:00"
    )
    refused = await stage.organiser.click(preview.response, label="Save and correct the post")
    assert "gets no new time" in answer(refused)
    stage.pass_time(days=60)
    assert await stage.deliver() == 0


async def test_a_cancelled_series_can_still_say_so_where_it_stands(stage: Stage) -> None:
    which = await everywhere(stage, when="every day 18:00")
    ask = await stage.organiser.slash(stage.lobby, "announce cancel", announcement=which)
    await stage.organiser.click(ask.response, custom_id=buttons(ask.response)["Cancel it"])
    shown = await stage.organiser.slash(stage.lobby, "announce show", announcement=which)
    preview = await stage.organiser.click(shown.response, label="Correct what was posted")
    form = await stage.organiser.click(preview.response, label="Edit text")
    preview = await stage.organiser.submit_modal(form, {"title": TITLE, "body": "It is cancelled."})
    await stage.organiser.click(preview.response, label="Save and correct the post")
    await stage.deliver()
    assert "It is cancelled." in posted(stage.news)[-1]


async def test_a_correction_on_its_way_outlives_the_cancel_of_its_series(stage: Stage) -> None:
    which = await everywhere(stage, when="every day 18:00")
    await corrected(stage, which)
    ask = await stage.organiser.slash(stage.lobby, "announce cancel", announcement=which)
    await stage.organiser.click(ask.response, custom_id=buttons(ask.response)["Cancel it"])
    assert await stage.deliver() == 1
    assert NEW in posted(stage.news)[-1]


async def test_what_was_posted_late_goes_on_saying_when_it_was_due(stage: Stage) -> None:
    await scheduled(stage)
    stage.pass_time(hours=40)
    await stage.deliver()
    await corrected(stage, str(await stage.newest()))
    stage.pass_time(days=3)
    await stage.deliver()
    due = dt.datetime(2026, 11, 24, 18, tzinfo=dt.UTC)
    assert f"Was due <t:{int(due.timestamp())}" in posted(stage.news)[0]
    assert NEW in posted(stage.news)[0]


async def test_what_was_posted_in_time_does_not_become_late_by_a_correction(stage: Stage) -> None:
    which = await everywhere(stage)
    stage.pass_time(days=5)
    await corrected(stage, which)
    await stage.deliver()
    assert "Was due" not in posted(stage.news)[0]


async def test_nobody_is_pinged_a_second_time(stage: Stage) -> None:
    await scheduled(stage)
    which = await stage.newest()
    role = stage.guild.create_role("peering", mentionable=True)
    await stage.app.database.write(
        lambda tx: tx.execute("UPDATE announcement SET ping = ? WHERE id = ?", (role.id, which))
    )
    stage.pass_time(hours=33, seconds=1)
    await stage.deliver()
    draft = await stage.app.services.corrections.begin(stage.actor(), which)
    await stage.app.services.announcements.confirm(stage.actor(), draft.id, draft.version, role_size=1)
    await stage.deliver()
    [edit] = [
        request.json
        for request in stage.env.http_requests
        if request.method == "PATCH" and "/messages/" in request.path
    ]
    assert edit["allowed_mentions"]["parse"] == []
    assert not edit["allowed_mentions"].get("roles")
    assert f"<@&{role.id}>" in str(edit["components"])


async def test_where_another_organiser_has_to_agree_nothing_is_corrected_before(stage: Stage) -> None:
    await stage.set_channel("notices", stage.lobby)
    other = stage.guild.add_member(stage.env.create_user("rami"), roles=[stage.guild.roles["Team"]])
    which = await everywhere(stage)
    await stage.app.database.write(
        lambda tx: tx.execute("UPDATE announcement SET ping = ? WHERE id = ?", (stage.guild.id, int(which)))
    )
    preview = await correcting(stage, which)
    assert "Save and correct the post" not in buttons(preview.response)
    draft = await stage.newest()
    asking = next(one for one in buttons(preview.response).values() if one.startswith("announce.ask:"))
    version = int(asking.rpartition(":")[2])
    await stage.press_raw(stage.organiser, f"announce.confirm:{draft}:{version}")
    assert await stage.deliver() == 0
    await stage.organiser.click(preview.response, custom_id=asking)
    await stage.deliver()
    assert BODY in posted(stage.news)[0]
    assert "what was posted last" in posted(stage.lobby)[-1]
    shown = await stage.press_raw(other, f"announce.approve:{draft}:{version}")
    assert "waiting" in shown
    await stage.deliver()
    assert NEW in posted(stage.news)[0]
    assert len(posted(stage.news)) == 1


async def test_each_language_channel_gets_its_own_text_corrected(stage: Stage) -> None:
    preview = await drafted(stage)
    await stage.organiser.select(preview.response, [stage.news, stage.lobby])
    draft = await stage.newest()

    def arabic(of: int, body: str) -> Callable[[Transaction], Announcement]:
        def operation(tx: Transaction) -> Announcement:
            store.set_variant(tx, of, "ar", Variant(title="يوم الربط", body=body))
            store.set_language(tx, of, [stage.lobby.id], "ar")
            found = store.get(tx, stage.guild.id, of)
            assert found is not None
            return found

        return operation

    found = await stage.app.database.write(arabic(draft, "أحضروا أرقامكم"))
    await stage.app.services.announcements.confirm(stage.actor(), draft, found.version)
    stage.pass_time(hours=33, seconds=1)
    await stage.deliver()
    assert "أحضروا أرقامكم" in posted(stage.lobby)[0]
    change = await stage.app.services.corrections.begin(stage.actor(), draft)
    changed = await stage.app.database.write(arabic(change.id, "الطابق الثالث"))
    await stage.app.services.announcements.confirm(stage.actor(), changed.id, changed.version)
    await stage.deliver()
    assert "الطابق الثالث" in posted(stage.lobby)[0]
    assert BODY in posted(stage.news)[0]


async def test_while_everything_is_paused_it_waits_and_says_so(stage: Stage) -> None:
    which = await everywhere(stage)
    await stage.app.services.guilds.set_paused(stage.actor(), paused=True)
    shown = await corrected(stage, which)
    assert "Everything is paused" in answer(shown)
    assert await stage.deliver() == 0
    await stage.app.services.guilds.set_paused(stage.actor(), paused=False)
    assert await stage.deliver() == 1


async def test_where_nothing_was_posted_there_is_nothing_to_correct(stage: Stage) -> None:
    await scheduled(stage)
    which = str(await stage.newest())
    shown = await stage.organiser.slash(stage.lobby, "announce show", announcement=which)
    assert "Correct what was posted" not in buttons(shown.response)
    refused = await stage.organiser.slash(stage.lobby, "announce correct", announcement=which)
    assert "Nothing was posted yet" in answer(refused)


async def test_a_member_corrects_nothing(stage: Stage) -> None:
    which = await everywhere(stage)
    for refused in (
        answer(await stage.member.slash(stage.lobby, "announce correct", announcement=which)),
        await stage.press_raw(stage.member, f"announce.correct:{which}"),
        await stage.press_raw(stage.member, f"announce.corrected:{which}"),
    ):
        assert "This is for organisers" in refused


async def test_an_altered_button_reaches_nothing_of_another_kind(stage: Stage) -> None:
    which = await everywhere(stage)
    preview = await correcting(stage, which)
    draft = await stage.newest()
    assert "no such announcement" in await stage.press_raw(stage.organiser, "announce.correct:999")
    assert "no such announcement" in await stage.press_raw(stage.organiser, f"announce.correct:{draft}")
    version = buttons(preview.response)["Save and correct the post"].rpartition(":")[2]
    # What is over has no future to save for.
    refused = await stage.press_raw(stage.organiser, f"announce.future-only:{draft}:{version}")
    assert "is over" in refused


async def test_the_log_names_the_correction_with_before_and_after(stage: Stage) -> None:
    which = await everywhere(stage)
    await corrected(stage, which)
    page = await stage.app.services.guilds.history(stage.actor(), number=1, per_page=1)
    [event] = page.items
    assert event.action == "announce.correct"
    assert (event.before["body"], event.after["body"]) == (BODY, NEW)
    assert "corrected what was posted" in answer(await stage.organiser.slash(stage.lobby, "setup history"))
