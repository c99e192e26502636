"""The part of the walk through every text that corrects, publishes and looks back."""

from typing import TYPE_CHECKING

from tests.discord.conftest import texts

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk

TITLE, BODY = "Peering day", "Bring your AS number."


async def walk_posted(walk: "Walk") -> None:
    """Ends with nothing scheduled, and with pages of history."""
    stage, nadia = walk.stage, walk.stage.organiser
    wire = stage.guild.create_news_channel("wire")
    await walk.slash(nadia, "announce history")
    await walk.slash(nadia, "announce history", search=TITLE)
    await walk.slash(nadia, "announce history", search="\u200b")

    # Published, and what Discord's limit makes wait
    form = await walk.slash(nadia, "announce new", when="every day 12:30", channel=wire)
    preview = await walk.submit(nadia, form, title=TITLE, body=BODY)
    for _ in range(3):
        preview = await walk.click(nadia, preview.response, "announce.publish")
    await walk.click(nadia, preview.response, "announce.confirm")
    which = str(await stage.newest())
    await walk.press(nadia, f"announce.correct:{which}")
    await walk.press(nadia, f"announce.corrected:{which}")
    stage.pass_time(hours=2)  # 13:00 in Beirut
    await stage.deliver()
    await walk.slash(nadia, "announce show", announcement=which)
    await stage.app.database.write(
        lambda tx: tx.execute(
            "UPDATE delivery SET state = 'retry', settled_at = NULL WHERE kind = 'crosspost'"
        )
    )
    await walk.slash(nadia, "announce show", announcement=which)

    # Corrected: waiting, done, gone
    assert await walk.complete(nadia, "announce correct", "announcement", "peer")
    preview = await walk.slash(nadia, "announce correct", announcement=which)
    shown = await walk.click(nadia, preview.response, "announce.confirm")
    await stage.app.services.guilds.set_paused(stage.actor(), paused=True)
    shown = await walk.click(nadia, shown.response, "announce.corrected")
    await stage.app.services.guilds.set_paused(stage.actor(), paused=False)
    await stage.deliver()
    shown = await walk.click(nadia, shown.response, "announce.corrected")
    shown = await walk.click(nadia, shown.response, "announce.show")
    change = await walk.click(nadia, shown.response, "announce.correct")
    await walk.click(nadia, change.response, "announce.future-only")
    stage.env.backend.delete_message(wire.id, wire.history()[-1].id)
    change = await walk.slash(nadia, "announce correct", announcement=which)
    shown = await walk.click(nadia, change.response, "announce.confirm")
    await stage.deliver()
    await walk.click(nadia, shown.response, "announce.corrected")
    await walk.slash(nadia, "announce show", announcement=which)

    # A channel that cannot be published any more, and the end
    stage.env.backend.edit_channel(wire.id, {"type": 0})
    stage.pass_time(days=1)
    await stage.plan_ahead()
    await stage.deliver()
    walk.posted("the notice", stage.lobby)
    await walk.slash(nadia, "announce show", announcement=which)
    ask = await walk.slash(nadia, "announce cancel", announcement=which)
    await walk.click(nadia, ask.response, "announce.cancel-confirm")
    change = await walk.slash(nadia, "announce correct", announcement=which)
    preview = await walk.slash(
        nadia, "announce edit", announcement=str(await stage.newest()), when="2027-05-05 10:00"
    )
    assert TITLE in texts(change.response)
    await walk.click(nadia, preview.response, "announce.confirm")

    # Pages
    for number in range(5):
        form = await walk.slash(nadia, "announce new", when="in 5 min", channel=stage.lobby)
        preview = await walk.submit(nadia, form, title=TITLE, body=BODY)
        await walk.click(nadia, preview.response, "announce.confirm")
        stage.pass_time(minutes=6 + number)
        await stage.deliver()
    shown = await walk.slash(nadia, "announce history", search=TITLE)
    shown = await walk.click(nadia, shown.response, "announce.history", last=2)
    await walk.press(stage.organiser, "announce.history:99:1")
    await walk.click(nadia, shown.response, "announce.occasion")
    await walk.slash(nadia, "setup history")
