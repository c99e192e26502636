"""The walk through one's own settings, reminders and the "Start here" card, for test_pseudo_locale.py."""

import datetime as dt
from typing import TYPE_CHECKING, cast

import discord
from simcord import InteractionResult, MemberActor

from bot.language.catalogue import PSEUDO
from tests.discord.conftest import buttons, sending
from tests.discord.test_reminders import as_user, close_dms, dms, menu, open_dms, pressed_in_dm

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk

TITLE, BODY = "Peering day", "Bring your AS number."


async def walk_hint(walk: "Walk") -> None:
    """Before anybody has a zone."""
    omar = walk.stage.member
    shown = await walk.slash(omar, "me show")
    await walk.click(omar, shown.response, "me.zone-hint")
    other = await walk.click(omar, shown.response, "me.zone-other")
    for typed in ("Bayrutt", "Beirut"):
        form = await walk.click(omar, other.response, "me.zone")
        await walk.submit(omar, form, zone=typed)


async def walk_me(walk: "Walk") -> None:
    """Every button of the settings."""
    omar = walk.stage.member
    shown = await walk.slash(omar, "me show")
    card = await walk.click(omar, shown.response, "me.language")
    shown = await walk.select(omar, card.response, "me.language-set", PSEUDO)
    form = await walk.click(omar, shown.response, "me.quiet")
    await walk.submit(omar, form, **{"from": "22", "until": "x"})
    form = await walk.click(omar, shown.response, "me.quiet")
    shown = await walk.submit(omar, form, **{"from": "22:00", "until": "07:00"})
    card = await walk.click(omar, shown.response, "me.dm")
    card = await walk.click(omar, card.response, "me.dm-set", 1)
    await walk.slash(omar, "me show")
    card = await walk.click(omar, card.response, "me.dm-set", 0)
    await walk.click(omar, card.response, "me.show")
    await walk.slash(omar, "me reminders")


async def walk_panel(walk: "Walk") -> None:
    """Posted, moved, paused."""
    stage, nadia = walk.stage, walk.stage.organiser
    await stage.set_channel("announcements", stage.lobby)
    before = {message.id for message in stage.lobby.history()}
    await walk.slash(nadia, "setup panel", channel=stage.lobby)
    await stage.deliver()
    (card,) = (message for message in stage.lobby.history() if message.id not in before)
    walk.note("the panel", [component.to_dict() for component in card.components])
    await walk.click(stage.member, card, "me.show")
    other = stage.guild.create_text_channel("entrance")
    await walk.slash(nadia, "setup panel", channel=other)
    await stage.deliver()
    walk.posted("the moved panel", other)
    moved = next(message for message in stage.lobby.history() if message.id == card.id)
    walk.note("where the panel was", [component.to_dict() for component in moved.components])
    await stage.app.services.guilds.set_paused(stage.actor(), paused=True)
    await walk.slash(nadia, "setup panel", channel=other)
    await stage.app.services.guilds.set_paused(stage.actor(), paused=False)
    await stage.deliver()
    await walk.slash(nadia, "setup history")


async def walk_reminders(walk: "Walk") -> None:
    """Asked for, tried, listed, changed, arrived, snoozed, failed."""
    stage, omar = walk.stage, walk.stage.member
    sending(stage)
    event = (stage.clock.now() + dt.timedelta(days=9)).replace(hour=18, minute=0, second=0, microsecond=0)
    post = await _posted(walk, about=f"{event:%Y-%m-%d %H:%M} UTC")

    # Asked for
    done = await _remind(walk, post, "86400")
    walk.note("the word ahead", _components(dms(stage, omar)[-1]))
    await _remind(walk, post, "86400")
    for typed in ("soon", "every day 18:00", "2030-01-01 18:00", "tomorrow 18:00", "in 50h"):
        shown = await walk.click(omar, post, "remind.announcements")
        form = await walk.click(omar, shown.response, "remind-other.announcements")
        await walk.submit(omar, form, when=typed)
    card = await walk.click(omar, done.response, "reminder.change")
    form = await walk.click(omar, card.response, "reminder.change-other")
    done = await walk.submit(omar, form, when="tomorrow 19:00")
    card = await walk.click(omar, done.response, "reminder.change")
    await walk.select(omar, card.response, menu(card), "900")
    for value in ("604800", "10800", "86400", "3600"):
        await _remind(walk, post, value)

    # Listed
    shown = await walk.slash(omar, "me reminders")
    shown = await walk.click(omar, shown.response, "me.reminders", 2)
    await walk.click(omar, shown.response, "reminder.cancel")

    # Closed, and mentioned instead
    close_dms(stage, omar)
    stage.pass_time(days=1, hours=3)
    await stage.deliver()
    shown = await walk.slash(omar, "me reminders")
    card = await walk.click(omar, shown.response, "reminder.change")
    form = await walk.click(omar, card.response, "reminder.change-other")
    closed = await walk.submit(omar, form, when=f"{event - dt.timedelta(minutes=30):%Y-%m-%d %H:%M} UTC")
    await walk.click(omar, closed.response, "reminder.retry")
    await walk.slash(omar, "me reminders")
    await walk.click(omar, closed.response, "reminder.here")
    open_dms(stage)
    stage.clock.advance(event - dt.timedelta(minutes=13) - stage.clock.now())
    await stage.deliver()
    walk.posted("the mention", stage.lobby)

    # Arrived
    user = cast("MemberActor", as_user(stage, omar))
    last = dms(stage, omar)[-1]
    walk.note("the reminder", _components(last))
    await walk.click(user, last, "reminder.snooze", 0)
    await walk.click(user, dms(stage, omar)[-1], "reminder.undo")
    await walk.click(user, dms(stage, omar)[-2], "reminder.done")
    for one in dms(stage, omar):
        walk.note("what became of it", _components(one))

    # Without a date, late, gone, and somebody else's
    post = await _posted(walk, about=None)
    await _remind(walk, post, "hour")
    stage.pass_time(hours=3)
    await stage.deliver()
    walk.note("a late one", _components(dms(stage, omar)[-1]))
    await _remind(walk, post, "tomorrow")
    await stage.app.services.guilds.set_paused(stage.actor(), paused=True)
    await _remind(walk, post, "hour")
    await stage.app.services.guilds.set_paused(stage.actor(), paused=False)
    await walk.press(stage.organiser, "reminder.cancel:1")
    await walk.press(omar, "remind.announcements:99")
    assert "⟦" in await pressed_in_dm(stage, as_user(stage, omar), "reminder.done:1:1")


async def _posted(walk: "Walk", *, about: str | None) -> discord.Message:
    """Announce it in the lobby; what was posted there."""
    stage, nadia = walk.stage, walk.stage.organiser
    options = {} if about is None else {"about": about}
    form = await walk.slash(nadia, "announce new", when="in 1h", channel=stage.lobby, **options)
    preview = await walk.submit(nadia, form, title=TITLE, body=BODY)
    await walk.click(nadia, preview.response, "announce.confirm")
    number = await stage.app.database.read(
        lambda tx: tx.all("SELECT max(id) AS id FROM announcement WHERE state = 'scheduled'")[0]["id"]
    )
    stage.pass_time(hours=1, minutes=1)
    await stage.deliver()
    return next(
        one for one in stage.lobby.history() if f"remind.announcements:{number}" in buttons(one).values()
    )


async def _remind(walk: "Walk", post: discord.Message, value: str) -> InteractionResult:
    omar = walk.stage.member
    shown = await walk.click(omar, post, "remind.announcements")
    return await walk.select(omar, shown.response, menu(shown), value)


def _components(message: discord.Message) -> list[object]:
    return [component.to_dict() for component in message.components]
