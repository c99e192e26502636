"""The walk through the charter, for test_pseudo_locale.py."""

from typing import TYPE_CHECKING

import discord

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk

TITLE, BODY = "Peering day", "Bring your AS number."


async def walk_charter(walk: "Walk") -> None:
    """None yet, written, refused, published, posted, read, asked again, planned, and what organisers see."""
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    room = stage.guild.create_text_channel("charter-room")
    for who in (omar, nadia):
        shown = await walk.slash(who, "charter show")
    await walk.slash(nadia, "charter post", channel=room)

    # Written
    form = await walk.click(nadia, shown.response, "charter.edit")
    await walk.submit(nadia, form, title="\u200b", body=BODY)
    form = await walk.slash(nadia, "charter edit")
    preview = await walk.submit(nadia, form, title=TITLE, body=BODY)
    await walk.click(nadia, preview.response, "charter.discard")
    form = await walk.slash(nadia, "charter edit")
    preview = await walk.submit(nadia, form, title=TITLE, body=BODY)
    done = await walk.click(nadia, preview.response, "charter.publish")
    await walk.click(nadia, done.response, "charter.show")

    # Posted and read, with a role
    await walk.slash(nadia, "charter role")
    await walk.slash(nadia, "charter role", role=stage.guild.roles["@everyone"])
    high = stage.guild.create_role("High")
    stage.env.backend.edit_role(stage.guild.id, high.id, {"position": 99})
    await walk.slash(nadia, "charter role", role=high)
    power = stage.guild.create_role("Power", permissions=discord.Permissions(ban_members=True))
    await walk.slash(nadia, "charter role", role=power)
    await walk.slash(nadia, "charter role", role=stage.guild.create_role("Readers"))
    await walk.slash(nadia, "charter post", channel=room)
    await stage.deliver()
    card = room.history()[-1]
    for _ in range(2):
        await walk.click(omar, card, "charter.read")
    await walk.slash(omar, "charter show")
    await stage.deliver()
    form = await walk.slash(nadia, "charter edit")
    await walk.submit(nadia, form, title=TITLE, body=BODY)

    # The next version
    form = await walk.slash(nadia, "charter edit")
    preview = await walk.submit(nadia, form, title=TITLE, body=BODY * 2)
    done = await walk.click(nadia, preview.response, "charter.publish")
    await walk.click(nadia, done.response, "charter.keep")
    await walk.click(omar, card, "charter.read")
    await stage.deliver()
    walk.posted("the overtaken charter", room)
    shown = await walk.slash(nadia, "charter show")
    card_of_role = await walk.click(nadia, shown.response, "charter.role")
    await walk.click(nadia, card_of_role.response, "charter.ask-again")
    await stage.deliver()
    card_of_role = await walk.slash(nadia, "charter role")
    await walk.click(nadia, card_of_role.response, "charter.role-none")

    # What organisers see
    shown = await walk.slash(nadia, "charter show")
    who = await walk.click(nadia, shown.response, "charter.who")
    await walk.click(nadia, who.response, "charter.missing")
    shown = await walk.slash(nadia, "charter show")
    listed = await walk.click(nadia, shown.response, "charter.versions")
    await walk.click(nadia, listed.response, "charter.version")

    # Again and again
    for typed in ("", "of", "every month on the 1st 10:00", "tomorrow 18:00", "soon"):
        await walk.complete(nadia, "charter schedule", "when", typed)
    for typed in ("off", "tomorrow 18:00", "every day 10:00"):
        await walk.slash(nadia, "charter schedule", when=typed)
    shown = await walk.slash(nadia, "charter show")
    plan = await walk.click(nadia, shown.response, "charter.plan")
    stage.pass_time(days=1, minutes=5)
    await stage.deliver()
    walk.posted("the charter, late", room)
    await walk.click(nadia, plan.response, "charter.plan-stop")
    await walk.slash(nadia, "charter schedule")
    await walk.slash(nadia, "setup history")

    # Altered and old
    for custom_id in (
        "charter.read:99",
        "charter.discard:99",
        "charter.publish:1:1:1",
        "charter.ask-again:1",
    ):
        await walk.press(nadia, custom_id)
