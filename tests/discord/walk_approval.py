"""The part of the walk through every text that pings and asks another organiser."""

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.announcements import store
from bot.announcements.rules import Variant
from bot.language.catalogue import PSEUDO
from bot.storage.database import Transaction
from tests.discord.conftest import buttons

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk


async def walk_approval(walk: "Walk") -> None:
    """Ends with nothing scheduled."""
    stage, nadia = walk.stage, walk.stage.organiser
    karim = stage.guild.add_member(stage.env.create_user("karim"), roles=[stage.guild.roles["Team"]])
    # Their own language is Discord's: the guild's is what is posted, theirs is what they are answered in.
    await stage.app.services.people.set_language(replace(stage.actor(), user_id=karim.id), PSEUDO)
    role = stage.guild.create_role("Peers", mentionable=True)

    form = await walk.slash(nadia, "announce new", when="2027-06-01 18:00", channel=stage.lobby)
    preview = await walk.submit(nadia, form, title="Peering day", body="Bring your AS number.")
    draft = await stage.newest()
    card = await walk.click(nadia, preview.response, "announce.ping")
    await walk.select(nadia, card.response, f"announce.ping-role:{draft}", role)
    card = await walk.click(nadia, preview.response, "announce.ping")
    await walk.click(nadia, card.response, "announce.ping-nobody")
    card = await walk.click(nadia, preview.response, "announce.ping")
    preview = await walk.click(nadia, card.response, "announce.ping-everyone")

    def translate(tx: Transaction) -> None:
        store.set_variant(tx, draft, "fr", Variant(title="Peering day", body="Bring your AS number."))
        store.set_channels(tx, draft, (stage.lobby.id, stage.news.id))
        store.set_language(tx, draft, (stage.news.id,), "fr")

    await stage.app.database.write(translate)
    preview = await walk.slash(nadia, "announce edit", announcement=str(draft))
    await walk.click(nadia, preview.response, "announce.ask")
    assert await stage.deliver() == 3
    walk.posted("the request", stage.lobby)
    await walk.slash(nadia, "announce edit", announcement=str(draft))
    await walk.press(
        nadia, next(one for one in buttons(stage.lobby.history()[-1]).values() if "approve" in one)
    )

    shown = await walk.slash(karim, "announce list")
    shown = await walk.click(karim, shown.response, "announce.waiting")
    shown = await walk.click(karim, shown.response, "announce.request")
    version = (await stage.app.services.announcements.look(stage.actor(), draft)).version
    shown = await walk.select(karim, shown.response, f"announce.request-text:{draft}:{version}", "fr")
    form = await walk.click(karim, shown.response, "announce.decline")
    await walk.submit(karim, form, reason="Peering day")
    assert await stage.deliver() == 2
    walk.posted("the request, declined", stage.lobby)

    preview = await walk.slash(nadia, "announce edit", announcement=str(draft))
    stage.pass_time(minutes=1)
    await walk.click(nadia, preview.response, "announce.ask")
    await walk.press(karim, f"announce.approve:{draft}:{version + 1}")
    shown = await walk.slash(karim, "announce list")
    shown = await walk.click(karim, shown.response, "announce.waiting")
    shown = await walk.click(karim, shown.response, "announce.request")
    await walk.click(karim, shown.response, "announce.approve")
    await stage.deliver()
    walk.posted("the request, approved", stage.lobby)
    await walk.slash(nadia, "announce show", announcement=str(draft))

    shown = await walk.slash(nadia, "setup show")
    shown = await walk.click(nadia, shown.response, "setup.approval")
    shown = await walk.click(nadia, shown.response, "setup.approval-all")
    shown = await walk.click(nadia, shown.response, "setup.approval-all")
    form = await walk.click(nadia, shown.response, "setup.approval-size")
    await walk.submit(nadia, form, size="many")
    form = await walk.click(nadia, shown.response, "setup.approval-size")
    await walk.submit(nadia, form, size="30")
    await walk.slash(nadia, "setup history")
    ask = await walk.slash(nadia, "announce cancel", announcement=str(draft))
    await walk.click(nadia, ask.response, "announce.cancel-confirm")
