"""The walk through pings, nudges and the digest, for test_pseudo_locale.py."""

from typing import TYPE_CHECKING

import discord

from tests.discord.test_questions import Place, opened_by

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk

TITLE, BODY = "Peering day", "Bring your AS number."


async def walk_digest(walk: "Walk") -> None:
    """Pinged, merged, nudged, labelled; shown empty and full, posted, scheduled, put off, turned off."""
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    room = stage.guild.create_text_channel("digest-room")
    for who in (omar, nadia):
        await walk.slash(who, "digest show")
    await walk.slash(nadia, "digest now")
    await walk.slash(nadia, "digest off")
    for hours in (1, 20):
        await walk.slash(nadia, "digest nudge", hours=hours)
    await walk.complete(nadia, "digest schedule", "when", "every day 9:00")
    await walk.complete(nadia, "digest schedule", "when", "soon")
    await walk.slash(nadia, "digest schedule", channel=room, when="tomorrow 9:00")

    # Pinged and nudged
    forum = stage.guild.create_forum_channel("digest-forum")
    role = stage.guild.create_role("Followers", mentionable=True)
    await walk.slash(nadia, "topic create", name=BODY + TITLE, where=forum, role=role, style="each")
    place = Place(channel=forum, tags={})
    rows = [opened_by(stage, omar, place, TITLE)]
    await stage.env.settle()
    stage.pass_time(minutes=5)
    await stage.deliver()
    rows += [opened_by(stage, omar, place, TITLE) for _ in range(3)]
    await stage.env.settle()
    await stage.app.database.write(
        lambda tx: tx.execute("UPDATE topic_thread SET label = 'RED' WHERE thread_id = ?", (rows[1].id,))
    )
    await stage.app.database.write(
        lambda tx: tx.execute(
            "UPDATE topic_thread SET channel_id = ? WHERE thread_id = ?", (room.id, rows[2].id)
        )
    )
    stage.pass_time(minutes=11)
    await stage.deliver()
    for number in (0, 3):
        walk.posted("the ping", rows[number])
    stage.pass_time(hours=20, minutes=5)
    await stage.deliver()
    stage.pass_time(minutes=10)
    await stage.deliver()
    walk.posted("the nudge", rows[0])

    # The digest
    await stage.app.database.write(
        lambda tx: tx.execute("UPDATE topic_thread SET urgency = 'high' WHERE thread_id = ?", (rows[0].id,))
    )
    await stage.app.database.write(
        lambda tx: tx.execute(
            "UPDATE topic_thread SET state = 'answered', answered_at = ? WHERE thread_id = ?",
            (int(stage.clock.now().timestamp()), rows[3].id),
        )
    )
    for _ in range(12):
        opened_by(stage, omar, place, TITLE)
    await stage.env.settle()
    shown = await walk.slash(nadia, "digest show")
    preview = await walk.click(nadia, shown.response, "digest.now")
    done = await walk.click(nadia, preview.response, "digest.post")
    await stage.deliver()
    walk.posted("the digest", stage.lobby)
    await walk.click(nadia, done.response, "digest.show")

    # Again and again
    await stage.app.services.guilds.set_quiet(stage.actor(), "22:00", "10:30")
    await walk.slash(nadia, "digest schedule", channel=room, when="every day 9:00")
    await stage.app.services.guilds.set_quiet(stage.actor(), "", "")
    await stage.app.services.guilds.set_paused(stage.actor(), paused=True)
    shown = await walk.slash(nadia, "digest schedule", channel=room, when="every day 12:00")
    preview = await walk.slash(nadia, "digest now")
    await walk.click(nadia, preview.response, "digest.post")
    await stage.app.services.guilds.set_paused(stage.actor(), paused=False)
    stage.pass_time(days=1, hours=2)
    await stage.deliver()
    walk.posted("the digest", room)
    await walk.press(nadia, "digest.off:0")
    await walk.click(nadia, shown.response, "digest.off")
    await walk.press(nadia, "digest.off:0")
    stage.deny(stage.lobby, discord.Permissions(send_messages=True))
    await stage.env.settle()
    await walk.slash(nadia, "digest now")
    stage.env.backend.delete_overwrite(stage.lobby.id, stage.env.backend.bot_user.id)
    await stage.env.settle()
