"""/digest: shown to one reader, posted now, posted again and again; and never more than everybody there may view."""

import datetime as dt

import discord
import pytest
from simcord import ChannelHandle, MemberActor
from simcord.backend.models.channel import Overwrite
from simcord.enums import OverwriteType

from bot.topics.digest import store
from bot.topics.threads.rules import Label
from tests.discord.conftest import Stage, answer, buttons, texts
from tests.discord.test_announce import posted, scheduled
from tests.discord.test_questions import Place, opened_by

VIEW = discord.Permissions(view_channel=True).value


def hide(stage: Stage, channel: ChannelHandle) -> None:
    """Let only organisers view a channel, and the bot."""
    stage.env.backend.set_overwrite(
        channel.id, Overwrite(target_id=stage.guild.id, type=OverwriteType.ROLE, deny=VIEW)
    )
    for user_id in (stage.organiser.id, stage.env.backend.bot_user.id):
        stage.env.backend.set_overwrite(
            channel.id, Overwrite(target_id=user_id, type=OverwriteType.MEMBER, allow=VIEW)
        )


async def forum(stage: Stage, name: str = "Routing") -> Place:
    made = stage.guild.create_forum_channel(name.lower())
    done = await stage.organiser.slash(stage.lobby, "topic create", name=name, where=made, style="daily")
    assert "⚠️" not in answer(done)
    return Place(channel=made, tags={})


async def opens(stage: Stage, place: Place, title: str) -> ChannelHandle:
    where = opened_by(stage, stage.member, place, title)
    await stage.env.settle()
    return where


async def change(stage: Stage, where: ChannelHandle, **columns: str | int) -> None:
    sets = ", ".join(f"{name} = ?" for name in columns)
    await stage.app.database.write(
        lambda tx: tx.execute(
            f"UPDATE topic_thread SET {sets} WHERE thread_id = ?",  # noqa: S608 - names from the test
            (*columns.values(), where.id),
        )
    )


async def solve(stage: Stage, where: ChannelHandle) -> None:
    await change(stage, where, state="answered", answered_at=int(stage.clock.now().timestamp()))


async def schedule(
    stage: Stage, when: str = "every Monday 9:00", channel: ChannelHandle | None = None
) -> str:
    done = await stage.organiser.slash(
        stage.lobby, "digest schedule", channel=channel or stage.news, when=when
    )
    return answer(done)


async def look(stage: Stage, who: MemberActor) -> str:
    return answer(await who.slash(stage.lobby, "digest show"))


async def materialise(stage: Stage) -> int:
    work = stage.app.features["digest"].materialise
    assert work is not None
    return await work()


async def after(stage: Stage, **by: float) -> None:
    stage.pass_time(**by)
    await stage.deliver()


# Looking


async def test_everybody_sees_what_is_unanswered_and_what_was_answered(stage: Stage) -> None:
    place = await forum(stage)
    where = await opens(stage, place, "Who peers in Beirut?")
    await change(stage, where, urgency="high")
    await solve(stage, await opens(stage, place, "Which timers?"))
    said = await look(stage, stage.member)
    unanswered, answered = said.split("Answered in the last 7 days")
    assert "Who peers in Beirut?" in unanswered
    assert "urgent" in unanswered
    assert f"https://discord.com/channels/{stage.guild.id}/{where.id}" in unanswered
    assert "Which timers?" in answered
    assert "Only you see this" in answered


async def test_an_empty_one_says_so_and_offers_members_no_button(stage: Stage) -> None:
    shown = await stage.member.slash(stage.lobby, "digest show")
    assert "nothing to tell" in answer(shown)
    assert buttons(shown.response) == {}
    assert list(buttons((await stage.organiser.slash(stage.lobby, "digest show")).response)) == ["Post now"]


async def test_each_reader_sees_what_they_may_view(stage: Stage) -> None:
    place = await forum(stage)
    await opens(stage, place, "Who peers in Beirut?")
    hide(stage, place.channel)
    await stage.env.settle()
    assert "Who peers" not in await look(stage, stage.member)
    assert "Who peers" in await look(stage, stage.organiser)


@pytest.mark.parametrize("label", [Label.AMBER, Label.AMBER_STRICT, Label.RED])
async def test_a_labelled_thread_is_in_no_digest(stage: Stage, label: Label) -> None:
    place = await forum(stage)
    for title in ("Backdoor one", "Backdoor two"):
        await change(stage, await opens(stage, place, title), label=label.value)
    await solve(stage, await opens(stage, place, "Harmless"))
    assert "Backdoor" not in await look(stage, stage.organiser)
    await schedule(stage, "every day 9:00")
    await after(stage, days=1)
    assert "Harmless" in posted(stage.news)[0]
    assert "Backdoor" not in posted(stage.news)[0]


# Scheduled


async def test_it_is_posted_at_its_time_again_and_again_and_pings_nobody(stage: Stage) -> None:
    place = await forum(stage)
    await opens(stage, place, "Who peers in @everyone?")
    said = await schedule(stage)
    assert "every Monday" in said
    assert f"<#{stage.news.id}>" in said
    await after(stage, days=6, hours=23, minutes=59)
    assert posted(stage.news) == []
    for week in (1, 2, 3):
        await after(stage, minutes=1 if week == 1 else 7 * 24 * 60)
        await materialise(stage)
        await stage.deliver()
        assert len(posted(stage.news)) == week
    assert not stage.news.history()[-1].mention_everyone
    assert stage.news.history()[-1].role_mentions == []


async def test_it_is_posted_after_a_restart(stage: Stage) -> None:
    place = await forum(stage)
    await opens(stage, place, "Who peers?")
    await schedule(stage, "every day 9:00")
    await stage.restart()
    await after(stage, days=1)
    assert len(posted(stage.news)) == 1


async def test_an_empty_one_is_not_posted(stage: Stage) -> None:
    await schedule(stage, "every day 9:00")
    await after(stage, days=1)
    assert posted(stage.news) == []


async def test_after_an_outage_only_the_latest_is_posted(stage: Stage) -> None:
    """A digest is worth it until the next one."""
    place = await forum(stage)
    await stage.set_channel("notices", stage.lobby)
    await opens(stage, place, "Who peers?")
    await schedule(stage, "every day 9:00")
    stage.pass_time(days=20, hours=3)
    await materialise(stage)
    await stage.deliver()
    assert len(posted(stage.news)) == 1
    assert "Was due" in posted(stage.news)[0]


async def test_it_shows_only_what_everybody_in_its_channel_may_view(stage: Stage) -> None:
    open_place, hidden = await forum(stage), await forum(stage, "Peering")
    await opens(stage, open_place, "For all")
    await opens(stage, hidden, "For organisers")
    hide(stage, hidden.channel)
    await stage.env.settle()
    await schedule(stage, "every day 9:00")
    await after(stage, days=1)
    assert "For all" in posted(stage.news)[0]
    assert "For organisers" not in posted(stage.news)[0]


async def test_whom_a_channel_keeps_out_by_name_counts_too(stage: Stage) -> None:
    """Everybody may view the forum but one member, who may view the digest's channel."""
    place = await forum(stage)
    await opens(stage, place, "Not for Omar")
    kept_out = Overwrite(target_id=stage.member.id, type=OverwriteType.MEMBER, deny=VIEW)
    stage.env.backend.set_overwrite(place.channel.id, kept_out)
    await stage.env.settle()
    await schedule(stage, "every day 9:00")
    await after(stage, days=1)
    assert posted(stage.news) == []
    stage.env.backend.set_overwrite(stage.news.id, kept_out)
    await stage.env.settle()
    await after(stage, days=1)
    assert "Not for Omar" in posted(stage.news)[0]


async def test_dates_that_were_announced_stand_in_it(stage: Stage) -> None:
    form = await stage.organiser.slash(
        stage.lobby, "announce new", when="in 1h", channel=stage.lobby, about="30 November 2026 18:00"
    )
    preview = await stage.organiser.submit_modal(form, {"title": "Peering day", "body": "Bring your ASN."})
    await stage.organiser.click(preview.response, label="Schedule")
    assert "Peering day" not in await look(stage, stage.member), "nobody was told yet"
    await after(stage, hours=2)
    said = await look(stage, stage.member)
    assert "Dates in the next 14 days" in said
    assert "Peering day" in said
    hide(stage, stage.lobby)
    await stage.env.settle()
    await schedule(stage, "every day 9:00")
    await after(stage, days=1)
    assert posted(stage.news) == []


async def test_quiet_hours_put_it_off(stage: Stage) -> None:
    place = await forum(stage)
    await opens(stage, place, "Who peers?")
    await stage.app.services.guilds.set_quiet(stage.actor(), "22:00", "10:30")
    assert "Quiet hours put it off" in await schedule(stage, "every day 9:00")
    await after(stage, days=1, hours=1, minutes=29)
    assert posted(stage.news) == []
    await after(stage, minutes=2)
    assert len(posted(stage.news)) == 1
    assert "Was due" not in posted(stage.news)[0]


async def test_quiet_hours_that_are_set_meanwhile_put_it_off_too(stage: Stage) -> None:
    place = await forum(stage)
    await opens(stage, place, "Who peers?")
    await schedule(stage, "every day 9:00")
    await stage.app.services.guilds.set_quiet(stage.actor(), "08:00", "10:30")
    await after(stage, days=1)
    assert posted(stage.news) == []
    await after(stage, hours=1, minutes=31)
    assert len(posted(stage.news)) == 1


async def test_a_new_schedule_replaces_the_old_one(stage: Stage) -> None:
    place = await forum(stage)
    await opens(stage, place, "Who peers?")
    await schedule(stage, "every day 10:00")
    await schedule(stage, "every day 12:00", channel=stage.lobby)
    await after(stage, hours=2)
    assert posted(stage.news) + posted(stage.lobby) == []
    await after(stage, hours=1)
    assert (len(posted(stage.news)), len(posted(stage.lobby))) == (0, 1)


async def test_the_same_schedule_twice_changes_and_notes_nothing(stage: Stage) -> None:
    await schedule(stage)
    everything = await stage.everything()
    await schedule(stage)
    assert await stage.everything() == everything


async def test_the_wall_time_is_kept_when_zone_data_changes(stage: Stage) -> None:
    await stage.organiser.slash(stage.lobby, "setup zone", zone="Asia/Beirut")
    await schedule(stage, "every day 9:00")
    before = await stage.everything()
    replan = stage.app.features["digest"].replan
    assert replan is not None
    await replan()
    assert sorted(row[7] for row in (await stage.everything())["delivery"]) == sorted(
        row[7] for row in before["delivery"]
    )
    digest = await stage.app.database.read(lambda tx: store.get(tx, stage.guild.id))
    assert digest.plan is not None
    assert (digest.plan.wall.time(), digest.plan.zone) == (dt.time(9), "Asia/Beirut")


async def test_a_channel_that_is_gone_is_told_once_by_the_digests_name(stage: Stage) -> None:
    place = await forum(stage)
    await stage.set_channel("notices", stage.lobby)
    await opens(stage, place, "Who peers?")
    await schedule(stage, "every day 9:00")
    stage.delete_channel(stage.news)
    await after(stage, days=1)
    await after(stage, days=1)
    (told,) = [text for text in posted(stage.lobby) if "could not be delivered" in text]
    assert "Digest" in told
    assert "no longer exists" in told


async def test_while_nobody_knows_who_may_view_what_it_waits(stage: Stage) -> None:
    """The gateway is down: better late than shown to the wrong people."""
    place = await forum(stage)
    await opens(stage, place, "Who peers?")
    await schedule(stage, "every day 9:00")
    guild = stage.bot.get_guild(stage.guild.id)
    assert guild is not None
    guild.unavailable = True
    await after(stage, days=1)
    assert posted(stage.news) == []
    guild.unavailable = False
    await after(stage, minutes=1)
    assert len(posted(stage.news)) == 1


async def test_once_is_refused_and_nothing_is_stored(stage: Stage) -> None:
    before = await stage.everything()
    assert "A digest comes again and again" in await schedule(stage, "tomorrow 9:00")
    assert "⚠️" in await schedule(stage, "sometimes")
    assert await stage.everything() == before


async def test_the_phrase_is_said_again_before_it_is_used(stage: Stage) -> None:
    choices = await stage.organiser.autocomplete(stage.lobby, "digest schedule", "when", "every monday 9:00")
    assert "every" in choices[0]["name"]
    assert choices[0]["value"] == "every monday 9:00"


# Now


async def test_it_is_posted_now_after_a_preview_and_once(stage: Stage) -> None:
    place = await forum(stage)
    await opens(stage, place, "Who peers?")
    shown = await stage.organiser.slash(stage.news, "digest now")
    assert "Post this digest?" in answer(shown)
    assert "Who peers?" in answer(shown)
    assert posted(stage.news) == []
    (press,) = [one for one in buttons(shown.response).values() if one.startswith("digest.post")]
    await stage.restart()
    done = await stage.organiser.click(shown.response, label="Post it")
    assert "on its way" in answer(done)
    await stage.deliver()
    assert "already posted" in await stage.press_raw(stage.organiser, press, where=stage.news)
    await stage.deliver()
    assert len([text for text in posted(stage.news) if "Who peers?" in text]) == 1


async def test_now_goes_to_the_configured_channel(stage: Stage) -> None:
    place = await forum(stage)
    await opens(stage, place, "Who peers?")
    await schedule(stage)
    shown = await stage.organiser.slash(stage.lobby, "digest now")
    await stage.organiser.click(shown.response, label="Post it")
    await stage.deliver()
    assert len(posted(stage.news)) == 1


async def test_what_was_answered_before_the_press_is_not_posted(stage: Stage) -> None:
    place = await forum(stage)
    where = await opens(stage, place, "Who peers?")
    shown = await stage.organiser.slash(stage.news, "digest now")
    await change(stage, where, label="RED")
    assert "nothing to post" in answer(await stage.organiser.click(shown.response, label="Post it"))
    assert "nothing to post" in answer(await stage.organiser.slash(stage.news, "digest now"))


async def test_nothing_is_posted_while_everything_is_paused(stage: Stage) -> None:
    place = await forum(stage)
    await opens(stage, place, "Who peers?")
    shown = await stage.organiser.slash(stage.news, "digest now")
    await stage.app.services.guilds.set_paused(stage.actor(), paused=True)
    assert "paused" in answer(await stage.organiser.click(shown.response, label="Post it"))
    assert "Everything is paused" in await schedule(stage)


# Off, hours, and who may


async def test_off_ends_it_and_a_second_time_says_so(stage: Stage) -> None:
    place = await forum(stage)
    await opens(stage, place, "Who peers?")
    await schedule(stage, "every day 9:00")
    assert "The digest is off" in answer(await stage.organiser.slash(stage.lobby, "digest off"))
    await after(stage, days=2)
    await materialise(stage)
    assert posted(stage.news) == []
    assert "No digest is scheduled" in answer(await stage.organiser.slash(stage.lobby, "digest off"))


async def test_an_overtaken_button_turns_nothing_off(stage: Stage) -> None:
    await schedule(stage)
    shown = await stage.organiser.slash(stage.lobby, "digest show")
    await schedule(stage, "every day 9:00")
    assert "changed the digest meanwhile" in answer(
        await stage.organiser.click(shown.response, label="Turn off")
    )
    shown = await stage.organiser.slash(stage.lobby, "digest show")
    assert "The digest is off" in answer(await stage.organiser.click(shown.response, label="Turn off"))


async def test_what_organisers_change_is_in_the_history(stage: Stage) -> None:
    await schedule(stage)
    await stage.organiser.slash(stage.lobby, "digest nudge", hours=48)
    await stage.organiser.slash(stage.lobby, "digest off")
    said = answer(await stage.organiser.slash(stage.lobby, "setup history"))
    assert "scheduled the digest" in said
    assert "24 → 48" in said
    assert "turned the digest off" in said


@pytest.mark.hostile(50)
async def test_a_member_changes_and_posts_nothing(stage: Stage) -> None:
    await schedule(stage)
    before = await stage.everything()
    for command, options in (
        ("digest schedule", {"channel": stage.news, "when": "every day 9:00"}),
        ("digest now", {}),
        ("digest off", {}),
        ("digest nudge", {"hours": 3}),
    ):
        assert "organisers" in answer(await stage.member.slash(stage.lobby, command, **options))
    for press in ("digest.now", f"digest.post:{stage.news.id}:5", "digest.off:1"):
        assert "organisers" in await stage.press_raw(stage.member, press)
    assert await stage.everything() == before


@pytest.mark.hostile(53)
@pytest.mark.parametrize("channel", ["0", "5", str(2**63 - 1)])
async def test_an_altered_channel_gets_no_digest(stage: Stage, channel: str) -> None:
    place = await forum(stage)
    await opens(stage, place, "Who peers?")
    before = await stage.everything()
    assert "not in this server" in await stage.press_raw(stage.organiser, f"digest.post:{channel}:5")
    assert await stage.everything() == before


async def test_an_organiser_posts_nowhere_they_may_not_view(stage: Stage) -> None:
    stage.env.backend.set_overwrite(
        stage.news.id, Overwrite(target_id=stage.guild.id, type=OverwriteType.ROLE, deny=VIEW)
    )
    stage.env.backend.set_overwrite(
        stage.news.id,
        Overwrite(target_id=stage.env.backend.bot_user.id, type=OverwriteType.MEMBER, allow=VIEW),
    )
    await stage.env.settle()
    said = await stage.press_raw(stage.organiser, f"digest.post:{stage.news.id}:5")
    assert "You may not view that channel" in said


async def test_it_arrives_beside_an_announcement_of_the_same_minute(stage: Stage) -> None:
    place = await forum(stage)
    await opens(stage, place, "Who peers?")
    await schedule(stage, "every day 18:00")
    await scheduled(stage)
    await after(stage, hours=33)
    found = [texts(one) for one in stage.news.history()]
    assert sum("Peering day" in text for text in found) == 1
    assert sum("Who peers?" in text for text in found) == 1
