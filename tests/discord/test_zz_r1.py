import datetime as dt
from bot.announcements.rules import AnnouncementState
from tests.discord.conftest import Stage, answer, buttons, texts
from tests.discord.test_announce import BODY, TITLE, drafted, posted, scheduled
from tests.discord.test_announce_corrections import NEW, corrected, correcting, everywhere
from tests.discord.test_announce_series import *  # noqa
from tests.discord.test_panel import panel

for name in list(globals()):
    if name.startswith("test_"):
        del globals()[name]


async def test_r1_last_skipped(stage: Stage) -> None:
    which = await series(stage, when="every Tuesday 18:00 until 2026-12-09")
    await choose(stage, (await dates(stage, which)).response, NEXT[2])
    await to(stage, at(NEXT[1]) + dt.timedelta(minutes=1))
    assert len(posted(stage.news)) == 2
    assert (await found(stage, which)).state is AnnouncementState.SCHEDULED
    await choose(stage, (await dates(stage, which)).response)
    await to(stage, at(NEXT[2]) + dt.timedelta(minutes=1))
    assert len(posted(stage.news)) == 3


async def test_r1_lost_answer_then_corrected(stage: Stage) -> None:
    which = await everywhere(stage, stage.lobby)
    await stage.app.database.write(
        lambda tx: tx.execute(
            "UPDATE delivery SET state = 'retry', settled_at = NULL, result_id = NULL, first_attempt_at = 1500000000"
            " WHERE target_id = ?",
            (stage.lobby.id,),
        )
    )
    await stage.app.database.write(lambda tx: tx.execute("UPDATE announcement SET state = 'scheduled'"))
    stage.pass_time(minutes=5)
    await corrected(stage, which, posts=1)
    await stage.deliver()
    assert NEW in posted(stage.news)[0]
    assert len(posted(stage.lobby)) == 1
    assert NEW in posted(stage.lobby)[0]


async def test_r1_panel_moved_twice(stage: Stage) -> None:
    third = stage.guild.create_text_channel("third")
    await panel(stage)
    await stage.deliver()
    await panel(stage, "news")
    stage.env.inject_error("PATCH", "/channels/*/messages/*", status=503)
    await stage.deliver()
    await stage.organiser.slash(stage.lobby, "setup panel", channel=third)
    stage.pass_time(minutes=5)
    await stage.deliver()
    assert buttons(stage.lobby.history()[0]) == {}


async def test_r1_title_leak(stage: Stage) -> None:
    which = await series(stage)
    await to(stage, at(NEXT[0]) + dt.timedelta(minutes=1))
    preview = await stage.organiser.slash(stage.lobby, "announce edit", announcement=which)
    form = await stage.organiser.click(preview.response, label="Edit text")
    preview = await stage.organiser.submit_modal(form, {"title": "Secret merger", "body": BODY})
    await stage.organiser.click(preview.response, label="Save changes")
    shown = await stage.member.click(stage.news.history()[0], label="Remind me")
    assert "Secret merger" not in answer(shown)

