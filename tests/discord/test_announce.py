"""/announce from the first word to what everyone reads, through real commands, forms and clicks."""

import datetime as dt

import discord
import pytest
from simcord import ChannelHandle, InteractionResult, MemberActor

from bot.announcements.rules import AnnouncementState
from tests.discord.conftest import Stage, answer, buttons, texts

TITLE, BODY = "Peering day", "Bring your AS number."


async def drafted(
    stage: Stage,
    *,
    when: str = "tomorrow 18:00",
    title: str = TITLE,
    body: str = BODY,
    channel: ChannelHandle | None = None,
    who: MemberActor | None = None,
) -> InteractionResult:
    """Up to the preview."""
    who = who or stage.organiser
    form = await who.slash(stage.lobby, "announce new", when=when, channel=channel or stage.news)
    assert form.modal is not None, answer(form)
    return await who.submit_modal(form, {"title": title, "body": body})


async def scheduled(stage: Stage, **what: object) -> InteractionResult:
    preview = await drafted(stage, **what)  # type: ignore[arg-type]
    done = await stage.organiser.click(preview.response, label="Schedule")
    assert "Scheduled: " in answer(done)
    return done


def posted(channel: ChannelHandle) -> list[str]:
    """The texts of what stands in a channel, oldest first."""
    return [texts(message) for message in channel.history()]


# One-off


async def test_nothing_is_scheduled_before_the_confirmation(stage: Stage) -> None:
    preview = await drafted(stage)
    assert TITLE in answer(preview)
    assert "Nothing is scheduled until you confirm" in answer(preview)
    stage.pass_time(days=2)
    assert await stage.deliver() == 0
    assert posted(stage.news) == []


async def test_it_arrives_once_at_its_time_and_not_before(stage: Stage) -> None:
    await scheduled(stage)
    stage.pass_time(hours=32, minutes=59)
    assert await stage.deliver() == 0
    stage.pass_time(minutes=1, seconds=1)
    assert await stage.deliver() == 1
    assert await stage.deliver() == 0
    assert len(posted(stage.news)) == 1
    assert TITLE in posted(stage.news)[0]
    assert BODY in posted(stage.news)[0]


async def test_it_arrives_after_a_restart(stage: Stage) -> None:
    await scheduled(stage)
    await stage.restart()
    stage.pass_time(hours=33, seconds=1)
    await stage.deliver()
    assert len(posted(stage.news)) == 1


async def test_the_preview_is_confirmed_after_a_restart(stage: Stage) -> None:
    preview = await drafted(stage)
    await stage.restart()
    assert "Scheduled" in answer(await stage.organiser.click(preview.response, label="Schedule"))


async def test_a_second_click_on_schedule_promises_nothing_twice(stage: Stage) -> None:
    preview = await drafted(stage)
    custom_id = buttons(preview.response)["Schedule"]
    await stage.organiser.click(preview.response, label="Schedule")
    assert "already confirmed" in await stage.press_raw(stage.organiser, custom_id)
    stage.pass_time(hours=33, seconds=1)
    await stage.deliver()
    assert len(posted(stage.news)) == 1


async def test_a_late_one_says_when_it_was_due(stage: Stage) -> None:
    await scheduled(stage)
    stage.pass_time(hours=40)
    await stage.deliver()
    due = dt.datetime(2026, 11, 24, 18, tzinfo=dt.UTC)
    assert f"Was due <t:{int(due.timestamp())}" in posted(stage.news)[0]


async def test_one_that_is_twelve_hours_late_is_dropped_and_organisers_are_told_once(stage: Stage) -> None:
    await stage.set_channel("notices", stage.lobby)
    await scheduled(stage)
    stage.pass_time(hours=33 + 12, seconds=1)
    await stage.deliver()
    assert posted(stage.news) == []
    assert [text.count("too late to send it") for text in posted(stage.lobby)] == [1]


async def test_what_is_paused_waits_and_follows(stage: Stage) -> None:
    await scheduled(stage)
    shown = await stage.organiser.slash(stage.lobby, "setup show")
    shown = await stage.organiser.click(shown.response, label="Pause everything")
    stage.pass_time(hours=33, seconds=1)
    assert await stage.deliver() == 0
    assert "Everything is paused" in answer(await stage.organiser.slash(stage.lobby, "announce list"))
    await stage.organiser.click(shown.response, label="Resume sending")
    assert await stage.deliver() == 1


async def test_nothing_is_sent_to_a_server_that_the_bot_has_left(stage: Stage) -> None:
    await scheduled(stage)
    await stage.app.services.guilds.joined(stage.guild.id, post_in=None)
    await stage.app.services.guilds.left(stage.guild.id)
    stage.pass_time(hours=33, seconds=1)
    assert await stage.deliver() == 0
    await stage.app.services.guilds.joined(stage.guild.id, post_in=None)
    assert await stage.deliver() == 1


@pytest.mark.hostile(61)
async def test_what_failed_is_told_with_its_cure(stage: Stage) -> None:
    await scheduled(stage)
    stage.deny(stage.news, discord.Permissions(send_messages=True))
    stage.pass_time(hours=33, seconds=1)
    await stage.deliver()
    which = str(await stage.newest())
    shown = answer(await stage.organiser.slash(stage.lobby, "announce show", announcement=which))
    assert "add the bot’s role and allow" in shown
    assert "missing-permissions" not in shown


# Several channels


async def test_it_goes_to_each_chosen_channel_once(stage: Stage) -> None:
    preview = await drafted(stage)
    chosen = await stage.organiser.select(preview.response, [stage.news, stage.lobby])
    await stage.organiser.click(chosen.response, label="Schedule")
    stage.pass_time(hours=33, seconds=1)
    assert await stage.deliver() == 2
    assert len(posted(stage.news)) == len(posted(stage.lobby)) == 1


async def test_one_broken_channel_does_not_hold_up_the_other(stage: Stage) -> None:
    await stage.set_channel("notices", stage.lobby)
    other = stage.guild.create_text_channel("other")
    preview = await drafted(stage)
    chosen = await stage.organiser.select(preview.response, [stage.news, other])
    await stage.organiser.click(chosen.response, label="Schedule")
    stage.delete_channel(stage.news)
    stage.pass_time(hours=33, seconds=1)
    await stage.deliver()
    assert len(posted(other)) == 1
    assert [text.count("no longer exists") for text in posted(stage.lobby)] == [1]


async def test_a_channel_the_bot_may_not_write_in_is_refused_with_the_cure(stage: Stage) -> None:
    stage.deny(stage.news, discord.Permissions(send_messages=True))
    refused = await stage.organiser.slash(
        stage.lobby, "announce new", when="tomorrow 18:00", channel=stage.news
    )
    assert "allow **Send Messages**" in answer(refused)


# Recurring


async def test_every_second_tuesday_arrives_month_after_month(stage: Stage) -> None:
    await scheduled(stage, when="every 2nd Tuesday 18:00")
    for number, day in enumerate((dt.date(2026, 12, 8), dt.date(2027, 1, 12), dt.date(2027, 2, 9)), 1):
        due = dt.datetime.combine(day, dt.time(18), dt.UTC)
        stage.clock.advance(due - stage.clock.now() - dt.timedelta(minutes=1))
        await stage.plan_ahead()
        assert await stage.deliver() == 0
        stage.pass_time(minutes=2)
        assert await stage.deliver() == 1
        assert len(posted(stage.news)) == number


async def test_a_restart_between_two_occurrences_doubles_none(stage: Stage) -> None:
    await scheduled(stage, when="every day 08:30")
    for day in range(1, 5):
        stage.pass_time(days=1)
        await stage.restart()
        await stage.plan_ahead()
        await stage.deliver()
        assert len(posted(stage.news)) == day


async def test_the_preview_names_the_next_dates(stage: Stage) -> None:
    shown = answer(await drafted(stage, when="every 2nd Tuesday 18:00"))
    for day in (dt.date(2026, 12, 8), dt.date(2027, 1, 12), dt.date(2027, 2, 9)):
        instant = dt.datetime.combine(day, dt.time(18), dt.UTC)
        assert f"<t:{int(instant.timestamp())}:F>" in shown


# Changing and cancelling


async def test_an_edit_in_the_last_second_is_what_is_sent(stage: Stage) -> None:
    done = await scheduled(stage)
    stage.pass_time(hours=32, minutes=59)
    edit = await stage.organiser.click(done.response, label="Edit")
    form = await stage.organiser.click(edit.response, label="Edit text")
    preview = await stage.organiser.submit_modal(form, {"title": TITLE, "body": "Now on the third floor."})
    assert "Saved" in answer(await stage.organiser.click(preview.response, label="Save changes"))
    stage.pass_time(minutes=2)
    await stage.deliver()
    assert len(posted(stage.news)) == 1
    assert "third floor" in posted(stage.news)[0]


async def test_an_edit_that_is_not_saved_changes_nothing(stage: Stage) -> None:
    done = await scheduled(stage)
    edit = await stage.organiser.click(done.response, label="Edit")
    form = await stage.organiser.click(edit.response, label="Edit text")
    preview = await stage.organiser.submit_modal(form, {"title": "Other", "body": "Other"})
    await stage.organiser.click(preview.response, label="Discard")
    stage.pass_time(hours=33, seconds=1)
    await stage.deliver()
    assert TITLE in posted(stage.news)[0]


async def test_moved_to_another_time_it_arrives_then_and_only_then(stage: Stage) -> None:
    await scheduled(stage)
    which = str(await stage.newest())
    preview = await stage.organiser.slash(
        stage.lobby, "announce edit", announcement=which, when="2026-11-25 10:00"
    )
    await stage.organiser.click(preview.response, label="Save changes")
    stage.pass_time(hours=34)
    assert await stage.deliver() == 0
    stage.pass_time(hours=15, seconds=1)
    assert await stage.deliver() == 1


async def test_moved_away_and_back_it_still_arrives_once(stage: Stage) -> None:
    await scheduled(stage)
    which = str(await stage.newest())
    for when in ("2026-11-25 10:00", "2026-11-24 18:00"):
        preview = await stage.organiser.slash(stage.lobby, "announce edit", announcement=which, when=when)
        await stage.organiser.click(preview.response, label="Save changes")
    stage.pass_time(days=3)
    await stage.deliver()
    assert len(posted(stage.news)) <= 1  # 12 h late by then: dropped, and never doubled
    assert (await stage.states())[0] in ("sent", "dropped")


async def test_a_draft_is_brought_back_with_another_time(stage: Stage) -> None:
    lost = await drafted(stage)
    choices = await stage.organiser.autocomplete(stage.lobby, "announce edit", "announcement", "peer")
    assert [choice["name"] for choice in choices] == [f"{TITLE} · draft"]
    preview = await stage.organiser.slash(
        stage.lobby, "announce edit", announcement=choices[0]["value"], when="2026-11-25 10:00"
    )
    assert BODY in answer(preview)
    assert "out of date" in answer(await stage.organiser.click(lost.response, label="Schedule"))
    await stage.organiser.click(preview.response, label="Schedule")
    stage.pass_time(hours=49, seconds=1)
    assert await stage.deliver() == 1


async def test_nobody_else_sees_or_takes_up_my_draft(stage: Stage) -> None:
    await drafted(stage)
    other = stage.guild.add_member(stage.env.create_user("rami"), roles=[stage.guild.roles["Team"]])
    assert await other.autocomplete(stage.lobby, "announce edit", "announcement", "") == []
    refused = await other.slash(stage.lobby, "announce edit", announcement=str(await stage.newest()))
    assert "draft is gone" in answer(refused)


async def test_two_organisers_who_edit_at_once_do_not_overwrite_each_other(stage: Stage) -> None:
    await scheduled(stage)
    which = str(await stage.newest())
    first = await stage.organiser.slash(
        stage.lobby, "announce edit", announcement=which, when="2026-11-25 10:00"
    )
    second = await stage.organiser.slash(
        stage.lobby, "announce edit", announcement=which, when="2026-11-26 10:00"
    )
    assert "Saved" in answer(await stage.organiser.click(first.response, label="Save changes"))
    assert "Someone else changed" in answer(
        await stage.organiser.click(second.response, label="Save changes")
    )


async def test_cancelled_it_is_never_sent(stage: Stage) -> None:
    done = await scheduled(stage)
    ask = await stage.organiser.click(done.response, label="Cancel it")
    assert "will not be sent any more" in answer(ask)
    cancelled = await stage.organiser.click(ask.response, custom_id=buttons(ask.response)["Cancel it"])
    assert "Cancelled" in answer(cancelled)
    stage.pass_time(days=3)
    assert await stage.deliver() == 0


async def test_a_cancel_button_from_before_an_edit_is_stale(stage: Stage) -> None:
    done = await scheduled(stage)
    ask = await stage.organiser.click(done.response, label="Cancel it")
    which = str(await stage.newest())
    preview = await stage.organiser.slash(
        stage.lobby, "announce edit", announcement=which, when="2026-11-25 10:00"
    )
    await stage.organiser.click(preview.response, label="Save changes")
    refused = await stage.organiser.click(ask.response, custom_id=buttons(ask.response)["Cancel it"])
    assert "out of date" in answer(refused)


async def test_the_detail_says_what_was_sent_where(stage: Stage) -> None:
    await scheduled(stage)
    stage.pass_time(hours=33, seconds=1)
    await stage.deliver()
    message = stage.news.history()[0]
    shown = answer(
        await stage.organiser.slash(stage.lobby, "announce show", announcement=str(await stage.newest()))
    )
    assert f"discord.com/channels/{stage.guild.id}/{stage.news.id}/{message.id}" in shown
    assert "sent" in shown


async def test_a_finished_one_moves_to_the_past(stage: Stage) -> None:
    await scheduled(stage)
    stage.pass_time(hours=33, seconds=1)
    await stage.deliver()
    shown = await stage.organiser.slash(stage.lobby, "announce list")
    assert "Nothing is scheduled" in answer(shown)
    assert TITLE in answer(await stage.organiser.click(shown.response, label="Past"))
    found = (await stage.app.services.announcements.detail(stage.actor(), await stage.newest())).announcement
    assert found.state is AnnouncementState.FINISHED


async def test_the_list_has_pages_the_soonest_first(stage: Stage) -> None:
    for number in range(6):
        await scheduled(stage, title=f"Number {number}", when=f"in {6 - number} days")
    shown = await stage.organiser.slash(stage.lobby, "announce list")
    assert answer(shown).index("Number 5") < answer(shown).index("Number 1")
    assert "Number 0" not in answer(shown)
    assert "Number 0" in answer(await stage.organiser.click(shown.response, label="Next ›"))


async def test_send_it_to_me_first_brings_exactly_what_will_be_posted(stage: Stage) -> None:
    preview = await drafted(stage)
    shown = await stage.organiser.click(preview.response, label="Send it to me first")
    assert "on its way to your direct messages" in answer(shown)
    assert await stage.deliver() == 1
    assert posted(stage.news) == []


# Times


@pytest.mark.hostile(19, 20, 22)
@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("05/12 18:00", "05/12"),
        ("yesterday 18:00", ""),
        ("2026-11-22 18:00", "past"),
        ("2027-03-28 00:30 Asia/Beirut", ""),
        ("tomorrow 18:00 EST", "EST"),
        ("soon", ""),
        ("9999-01-01 10:00", ""),
    ],
)
async def test_a_time_that_cannot_be_meant_is_refused_before_any_form(
    stage: Stage, when: str, said: str
) -> None:
    refused = await stage.organiser.slash(stage.lobby, "announce new", when=when, channel=stage.news)
    assert refused.modal is None
    assert said in answer(refused)
    assert await stage.newest() == 0


async def test_the_picker_echoes_the_reading_in_the_guilds_zone(stage: Stage) -> None:
    await stage.organiser.slash(stage.lobby, "setup zone", zone="Beirut")
    choices = await stage.organiser.autocomplete(stage.lobby, "announce new", "when", "tomorrow 18:00")
    assert "Tue 24 Nov 2026 18:00" in choices[0]["name"]
    assert "Beirut" in choices[0]["name"]
    assert choices[0]["value"] == "tomorrow 18:00"


async def test_the_picker_offers_nothing_twice(stage: Stage) -> None:
    for typed in ("", "t", "to"):
        choices = await stage.organiser.autocomplete(stage.lobby, "announce new", "when", typed)
        names = [choice["name"] for choice in choices]
        assert len(names) == len(set(names)) > 0


async def test_the_picker_says_what_is_wrong(stage: Stage) -> None:
    choices = await stage.organiser.autocomplete(stage.lobby, "announce new", "when", "05/12 18:00")
    assert "05/12" in choices[0]["name"]


@pytest.mark.hostile(18)
async def test_a_wall_time_stays_when_the_clocks_change(stage: Stage) -> None:
    await stage.organiser.slash(stage.lobby, "setup zone", zone="Beirut")
    shown = answer(await drafted(stage, when="2027-03-29 18:00"))
    assert f"<t:{int(dt.datetime(2027, 3, 29, 15, tzinfo=dt.UTC).timestamp())}:F>" in shown


# Hostile


@pytest.mark.hostile(1, 2, 3, 4, 5, 14)
@pytest.mark.parametrize(
    "title",
    [
        "@everyone come",
        "<@&1> <#2> </cmd:3> <id:guide> <t:1:R>",
        "[free](https://evil.example)",
        "# big\n> quote\n```",
        "a\u202eb\u2066c",
        "{0.__class__} %s { $x }",
        "'); DROP TABLE announcement; --",
        "e" + "\u0301" * 500,
    ],
)
async def test_a_hostile_title_is_shown_and_does_nothing(stage: Stage, title: str) -> None:
    await scheduled(stage, title=title[:200])
    stage.pass_time(hours=33, seconds=1)
    await stage.deliver()
    message = stage.news.history()[0]
    assert not message.mention_everyone
    assert message.role_mentions == []
    shown = posted(stage.news)[0]
    for markup in (
        "@everyone",
        "<@&",
        "<#2>",
        "</cmd",
        "<id:",
        "<t:1:R>",
        "[free](",
        "\n> ",
        "```",
        "\u202e",
    ):
        assert markup not in shown


async def test_a_form_of_nothing_but_blanks_is_answered_and_refused(stage: Stage) -> None:
    preview = await drafted(stage, title="\u200b", body="\ufeff")
    assert "nothing that can be read" in answer(preview)
    assert "⚠️" in answer(await stage.organiser.click(preview.response, label="Schedule"))
    assert await stage.states() == []


@pytest.mark.hostile(10)
@pytest.mark.parametrize("title", ["\u200b\u2060", " \n ", "\u202e"])
async def test_a_title_of_nothing_is_refused_and_the_form_can_be_filled_again(
    stage: Stage, title: str
) -> None:
    preview = await drafted(stage, title=title)
    assert "nothing that can be read" in answer(preview)
    assert "nothing that can be read" in answer(
        await stage.organiser.click(preview.response, label="Schedule")
    )
    assert await stage.states() == []
    again = await stage.organiser.click(preview.response, label="Edit text")
    assert BODY in str(again.modal), "what was typed is still there"
    fixed = await stage.organiser.submit_modal(again, {"title": TITLE, "body": BODY})
    assert "Scheduled" in answer(await stage.organiser.click(fixed.response, label="Schedule"))


@pytest.mark.hostile(1)
async def test_an_everyone_in_the_text_pings_nobody(stage: Stage) -> None:
    await scheduled(stage, body="Hello @everyone and @here")
    stage.pass_time(hours=33, seconds=1)
    await stage.deliver()
    assert not stage.news.history()[0].mention_everyone


# Authority


@pytest.mark.hostile(50)
async def test_a_member_is_refused_at_every_step(stage: Stage) -> None:
    refused = await stage.member.slash(stage.lobby, "announce new", when="tomorrow 18:00", channel=stage.news)
    assert "This is for organisers" in answer(refused)
    preview = await drafted(stage)
    for label, custom_id in buttons(preview.response).items():
        if label == "Remind me":
            continue  # for everybody, and not before it is posted
        assert "This is for organisers" in await stage.press_raw(stage.member, custom_id)
    assert await stage.states() == []


@pytest.mark.hostile(55)
async def test_another_organiser_cannot_confirm_my_draft(stage: Stage) -> None:
    preview = await drafted(stage)
    other = stage.guild.add_member(stage.env.create_user("rami"), roles=[stage.guild.roles["Team"]])
    assert "draft is gone" in await stage.press_raw(other, buttons(preview.response)["Schedule"])


@pytest.mark.hostile(51)
async def test_an_organiser_who_lost_the_role_cannot_submit_the_form(stage: Stage) -> None:
    form = await stage.organiser.slash(stage.lobby, "announce new", when="tomorrow 18:00", channel=stage.news)
    stage.take_roles(stage.organiser)
    assert "This is for organisers" in answer(
        await stage.organiser.submit_modal(form, {"title": TITLE, "body": BODY})
    )


@pytest.mark.hostile(52)
async def test_another_guilds_announcement_is_not_there(stage: Stage) -> None:
    done = await scheduled(stage)
    elsewhere = stage.env.create_guild("Elsewhere")
    room = elsewhere.create_text_channel("room")
    boss = elsewhere.add_member(
        stage.env.create_user("eve"),
        roles=[elsewhere.create_role("Boss", permissions=discord.Permissions(administrator=True))],
    )
    which = str(await stage.newest())
    assert "no such announcement" in answer(await boss.slash(room, "announce show", announcement=which))
    for custom_id in buttons(done.response).values():
        assert "no such announcement" in await stage.press_raw(boss, custom_id, room)


@pytest.mark.hostile(53)
@pytest.mark.parametrize("which", ["0", "-1", "x", str(2**63), "9" * 40, "1; DROP"])
async def test_an_announcement_that_is_not_there_is_named_so(stage: Stage, which: str) -> None:
    shown = answer(await stage.organiser.slash(stage.lobby, "announce show", announcement=which))
    assert "no such announcement" in shown
