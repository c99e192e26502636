"""Posts of announcement channels go on to the servers that follow them, within Discord's ten an hour."""

import datetime as dt

import discord
from hypothesis import given
from hypothesis import strategies as st
from simcord import ChannelHandle, InteractionResult

from bot.delivery.model import EffectKind
from bot.delivery.pacing import CROSSPOST_HOUR, crosspost_at
from bot.language.when import read_when
from tests.discord.conftest import Stage, answer, buttons
from tests.discord.test_announce import drafted, posted

ON, OFF = "Publish to following servers", "Do not publish"
START = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


def wire(stage: Stage) -> ChannelHandle:
    """An announcement channel."""
    return stage.guild.create_news_channel("wire")


def is_published(message: discord.Message) -> bool:
    # simcord sets the flag of a copy; the local Discord's own tests hold the right one.
    return bool(message.flags.value & 3)


async def publishing(stage: Stage, channel: ChannelHandle, **what: str) -> InteractionResult:
    """Scheduled, with publishing on."""
    preview = await drafted(stage, channel=channel, **what)  # type: ignore[arg-type]
    preview = await stage.organiser.click(preview.response, label=ON)
    return await stage.organiser.click(preview.response, label="Schedule")


async def many(stage: Stage, channel: ChannelHandle, count: int, when: str = "2026-11-23 10:00") -> None:
    """The same by the services, which take no time to click."""
    services, actor = stage.app.services, stage.actor()
    plan = read_when(when, zone="UTC", now=stage.clock.now()).plan
    for number in range(count):
        draft = await services.announcements.draft(actor, plan, (channel.id,))
        await services.announcements.write(actor, draft.id, f"Number {number}", "Text")
        draft = await services.publishing.choose(actor, draft.id, {channel.id}, publish=True)
        await services.announcements.confirm(actor, draft.id, draft.version)


async def crossposts(stage: Stage) -> list[tuple[str, int]]:
    """(state, due in minutes since the test began) of each, in order."""
    rows = await stage.app.database.read(
        lambda tx: tx.all(
            "SELECT state, due_at FROM delivery WHERE kind = ? ORDER BY id", (EffectKind.CROSSPOST,)
        )
    )
    return [(row["state"], int(row["due_at"] - START.timestamp()) // 60) for row in rows]


async def shown(stage: Stage) -> str:
    which = str(await stage.newest())
    return answer(await stage.organiser.slash(stage.lobby, "announce show", announcement=which))


async def test_a_post_of_an_announcement_channel_is_published_once(stage: Stage) -> None:
    channel = wire(stage)
    await publishing(stage, channel)
    stage.pass_time(hours=33, seconds=1)
    assert await stage.deliver() == 2
    assert is_published(channel.history()[-1])
    assert len(posted(channel)) == 1
    assert await stage.deliver() == 0
    assert "published to following servers" in await shown(stage)


async def test_without_the_wish_nothing_is_published(stage: Stage) -> None:
    channel = wire(stage)
    preview = await drafted(stage, channel=channel)
    await stage.organiser.click(preview.response, label="Schedule")
    stage.pass_time(hours=33, seconds=1)
    assert await stage.deliver() == 1
    assert not is_published(channel.history()[-1])


async def test_it_is_offered_for_announcement_channels_alone_and_can_be_taken_back(stage: Stage) -> None:
    assert ON not in buttons((await drafted(stage)).response)
    channel = wire(stage)
    preview = await drafted(stage, channel=channel)
    preview = await stage.organiser.click(preview.response, label=ON)
    assert f"to the servers that follow <#{channel.id}>" in answer(preview)
    preview = await stage.organiser.click(preview.response, label=OFF)
    assert "servers that follow" not in answer(preview)
    assert ON in buttons(preview.response)


async def test_of_several_channels_only_the_announcement_channels_are_published(stage: Stage) -> None:
    channel = wire(stage)
    preview = await drafted(stage, channel=channel)
    preview = await stage.organiser.select(preview.response, [channel, stage.news])
    preview = await stage.organiser.click(preview.response, label=ON)
    await stage.organiser.click(preview.response, label="Schedule")
    stage.pass_time(hours=33, seconds=1)
    assert await stage.deliver() == 3
    assert is_published(channel.history()[-1])
    assert not is_published(stage.news.history()[-1])


async def test_an_altered_button_publishes_nothing_from_a_text_channel(stage: Stage) -> None:
    await drafted(stage)
    draft = await stage.newest()
    assert "None of its channels" in await stage.press_raw(stage.organiser, f"announce.publish:{draft}:1")
    assert "This is for organisers" in await stage.press_raw(stage.member, f"announce.publish:{draft}:1")
    assert "draft is gone" in await stage.press_raw(stage.organiser, "announce.publish:99:1")


async def test_the_button_works_after_a_restart(stage: Stage) -> None:
    preview = await drafted(stage, channel=wire(stage))
    await stage.restart()
    assert "servers that follow" in answer(await stage.organiser.click(preview.response, label=ON))


async def test_the_eleventh_of_an_hour_waits_for_its_place_and_says_when(stage: Stage) -> None:
    channel = wire(stage)
    await many(stage, channel, 11)
    stage.pass_time(hours=1, seconds=1)
    assert await stage.deliver() == 11 + 10
    states = await crossposts(stage)
    assert [state for state, _ in states] == ["sent"] * 10 + ["pending"]
    assert states[-1][1] == 120
    assert "will be published <t:" in await shown(stage)
    stage.pass_time(minutes=59)
    assert await stage.deliver() == 0
    stage.pass_time(minutes=2)
    assert await stage.deliver() == 1
    assert all(map(is_published, channel.history()))


async def test_another_channel_has_an_hour_of_its_own(stage: Stage) -> None:
    first, second = wire(stage), stage.guild.create_news_channel("second")
    await many(stage, first, 10)
    await publishing(stage, second, when="2026-11-23 10:00")
    stage.pass_time(hours=1, seconds=1)
    await stage.deliver()
    assert {state for state, _ in await crossposts(stage)} == {"sent"}


async def test_one_that_was_published_by_hand_is_done(stage: Stage) -> None:
    channel = wire(stage)
    await many(stage, channel, 11)
    stage.pass_time(hours=1, seconds=1)
    await stage.deliver()
    [waiting] = [message for message in channel.history() if not is_published(message)]
    stage.env.backend.crosspost_message(channel.id, waiting.id)
    stage.pass_time(hours=1, minutes=1)
    await stage.deliver()
    assert {state for state, _ in await crossposts(stage)} == {"sent"}


async def test_turned_off_or_cancelled_while_it_waits_it_is_not_published(stage: Stage) -> None:
    channel = wire(stage)
    await many(stage, channel, 10)
    await publishing(stage, channel, when="every day 10:00", title="Waits")
    which = str(await stage.newest())
    stage.pass_time(hours=1, seconds=1)
    await stage.deliver()
    preview = await stage.organiser.slash(stage.lobby, "announce edit", announcement=which)
    preview = await stage.organiser.click(preview.response, label=OFF)
    await stage.organiser.click(preview.response, label="Save changes")
    stage.pass_time(hours=2)
    await stage.deliver()
    assert [state for state, _ in await crossposts(stage)] == ["sent"] * 10 + ["cancelled"]
    assert "published" not in (await shown(stage)).lower().replace("publish to following servers", "")


async def test_a_channel_that_is_no_announcement_channel_any_more_is_told_once_with_the_cure(
    stage: Stage,
) -> None:
    await stage.set_channel("notices", stage.lobby)
    channel = wire(stage)
    await publishing(stage, channel, when="every day 10:00")
    stage.env.backend.edit_channel(channel.id, {"type": 0})
    for day in range(3):
        stage.pass_time(days=1 if day else 0, hours=0 if day else 1, seconds=1)
        await stage.plan_ahead()
        await stage.deliver()
    assert len(posted(channel)) == 3
    told = [text for text in posted(stage.lobby) if "no announcement channel" in text]
    assert len(told) == 1
    assert "could not be published to the servers that follow" in told[0]
    assert "not published" in await shown(stage)


async def test_a_deleted_post_is_not_published_and_nobody_is_bothered(stage: Stage) -> None:
    await stage.set_channel("notices", stage.lobby)
    channel = wire(stage)
    await many(stage, channel, 11)
    stage.pass_time(hours=1, seconds=1)
    await stage.deliver()
    [waiting] = [message for message in channel.history() if not is_published(message)]
    stage.env.backend.delete_message(channel.id, waiting.id)
    stage.pass_time(hours=2)
    await stage.deliver()
    assert (await crossposts(stage))[-1][0] == "dead"
    assert posted(stage.lobby) == []


async def test_a_correction_keeps_it_published_and_publishes_nothing_twice(stage: Stage) -> None:
    channel = wire(stage)
    await publishing(stage, channel)
    stage.pass_time(hours=33, seconds=1)
    await stage.deliver()
    which = str(await stage.newest())
    preview = await stage.organiser.slash(stage.lobby, "announce correct", announcement=which)
    await stage.organiser.click(preview.response, label="Save and correct the post")
    assert await stage.deliver() == 1
    assert is_published(channel.history()[-1])


# The rule

instants = st.lists(
    st.integers(min_value=-7200, max_value=7200).map(lambda s: START + dt.timedelta(seconds=s)), max_size=40
)


@given(instants)
def test_no_hour_ever_holds_more_than_ten(taken: list[dt.datetime]) -> None:
    planned: list[dt.datetime] = []
    for now in sorted(taken):
        at = crosspost_at(planned, now)
        assert at >= now
        planned.append(at)
    assert planned == sorted(planned)
    for earlier, later in zip(planned, planned[10:], strict=False):
        assert later - earlier >= CROSSPOST_HOUR


@given(instants)
def test_nobody_waits_while_there_is_a_place(taken: list[dt.datetime]) -> None:
    recent = [at for at in taken if at > START - CROSSPOST_HOUR]
    if len(recent) < 10:
        assert crosspost_at(taken, START) == START
