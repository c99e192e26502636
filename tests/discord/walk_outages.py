"""The walk through outages for test_pseudo_locale.py: opened, updated, seen, pinged, over, learned from; and what goes wrong."""

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any

import discord
from simcord import ChannelHandle, InteractionResult, MemberActor

from bot.guilds.rules import ChannelPurpose
from bot.language.catalogue import PSEUDO
from bot.operations.outages import store
from bot.operations.outages.rules import Outage
from bot.storage.database import Transaction
from tests.discord.test_outages import speaks

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk

TITLE, BODY = "Peering day", "Bring your AS number."
"""Nothing that the pseudo language would mark."""
TYPED = ("AS3333", "AS1299", "Asia/Beirut", "outage-1.md")


async def walk_outages(walk: "Walk") -> None:
    """Every command, press and form of outages."""
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member

    await _refused(walk)
    room = stage.guild.create_text_channel("outages-here")
    await stage.set_channel("outages", room)
    rami = stage.guild.add_member(stage.env.create_user("rami"))
    await stage.app.services.people.set_language(_as(walk, rami), PSEUDO)
    await speaks(stage, rami, 3333, TITLE)
    await _completed(walk)

    # Pings, before there is anything
    shown = await walk.slash(omar, "outage list")
    shown = await walk.click(omar, shown.response, "outage.pings")
    for least in ("minor", "critical", "major"):
        shown = await walk.select(omar, _last(shown), "outage.ping-least", least)
    await walk.click(omar, _last(shown), "outage.ping-wake")

    # Opened, and one that looks the same
    await _opened(walk, rami, severity="critical", networks="AS3333, AS1299", title="\u200b")
    await _opened(walk, rami, severity="critical", networks="AS3333, AS1299")
    await stage.deliver()
    outage = await _latest(walk)
    walk.posted("the card", room)
    walk.posted("the pings", _thread(walk, outage))
    for severity in ("minor", "major"):
        await _opened(walk, nadia, severity=severity)
    anyway = await _opened(walk, nadia, severity="major")
    await walk.click(nadia, _last(anyway), "outage.post")
    await walk.press(nadia, f"outage.post:{(await _latest(walk)).id}")
    await walk.press(nadia, "outage.post:99")
    await stage.deliver()
    other = await _latest(walk)

    # Seen
    for who in (omar, rami, rami):
        await walk.click(who, _card(room, outage), "outage.seen")
    await speaks(stage, nadia, 3333, TITLE)
    await speaks(stage, nadia, 1299, BODY)
    asked = await walk.click(nadia, _card(room, outage), "outage.seen")
    await walk.select(nadia, _last(asked), f"outage.seen-as:{outage.id}", "1299")
    again = await walk.click(nadia, _card(room, outage), "outage.seen")
    await walk.click(nadia, _last(again), "outage.unseen")
    await walk.press(nadia, f"outage.unseen:{outage.id}")
    await walk.press(omar, f"outage.seen-as:{outage.id}")
    stage.pass_time(minutes=1)
    await stage.deliver()
    walk.posted("the bar", room)

    # Regions and hours
    shown = await walk.click(omar, _card(room, outage), "outage.pings")
    shown = await walk.select(omar, _last(shown), "outage.ping-regions", BODY)
    shown = await walk.click(omar, _last(shown), "outage.ping-wake")
    shown = await walk.click(omar, _last(shown), "outage.ping-wake")
    await walk.click(omar, _last(shown), "outage.ping-stop")
    await walk.press(omar, "outage.ping-wake:1")
    await walk.press(omar, "outage.ping-least")

    await _updated(walk, room, outage)
    await _over(walk, room, outage, rami)
    await _read(walk, outage, other)
    await _put_away(walk, room, other)


async def _refused(walk: "Walk") -> None:
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    await stage.app.services.guilds.set_channel(stage.actor(), ChannelPurpose.OUTAGES, None)
    await walk.slash(omar, "outage open", severity="minor")
    await walk.slash(nadia, "outage open", severity="minor")
    await walk.slash(nadia, "outage list")
    gone = stage.guild.create_text_channel("outages-gone")
    await stage.set_channel("outages", gone)
    stage.deny(gone, discord.Permissions(create_public_threads=True, send_messages_in_threads=True))
    await walk.slash(nadia, "outage open", severity="minor")
    stage.delete_channel(gone)
    await walk.slash(nadia, "outage open", severity="minor")
    for typed in (
        "soon",
        "tomorrow 18:00",
        "every day 18:00",
        "400 days ago",
        "2026-03-29 00:30 Asia/Beirut",
    ):
        await walk.slash(nadia, "outage open", severity="minor", started=typed)
    await walk.slash(nadia, "outage open", severity="minor", networks=", ".join(map(str, range(1000, 1021))))
    for press in ("show", "update", "resolve", "review", "reopen", "export", "seen"):
        await walk.press(nadia, f"outage.{press}:99")
    await walk.slash(nadia, "outage update", outage="x")


async def _completed(walk: "Walk") -> None:
    nadia = walk.stage.organiser
    for typed in ("", "20 min ago", "soon"):
        walk.completed.add(("outage open", "started"))
        found = await nadia.autocomplete(walk.stage.lobby, "outage open", "started", typed)
        walk.note(f"started: {typed}", found, tuple(str(one["value"]) for one in found))
    for option in ("networks", "region"):
        await walk.complete(nadia, "outage open", option, "")


async def _opened(walk: "Walk", who: MemberActor, **typed: Any) -> InteractionResult:
    form = await walk.slash(who, "outage open", severity=typed["severity"], networks="AS3333")
    walk.stage.pass_time(minutes=30)
    fields = {"title": TITLE, "body": BODY, "networks": "AS3333", "region": BODY}
    return await walk.submit(who, form, **{**fields, **typed})


async def _updated(walk: "Walk", room: ChannelHandle, outage: Outage) -> None:
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    await walk.press(omar, f"outage.update:{outage.id}")
    form = await walk.click(nadia, _card(room, outage), "outage.update")
    late = await walk.click(nadia, _card(room, outage), "outage.update")
    fields = {"state": "watching", "severity": "minor", "networks": "AS3333", "region": ""}
    await walk.submit(nadia, form, **{**fields, "text": " "})
    form = await walk.click(nadia, _card(room, outage), "outage.update")
    await walk.submit(nadia, form, **{**fields, "text": BODY})
    await walk.submit(nadia, late, **{**fields, "text": BODY})
    await stage.deliver()
    walk.posted("the updated card", room)
    walk.posted("the news", _thread(walk, outage))
    await walk.slash(nadia, "outage update", outage=str(outage.id))


async def _over(walk: "Walk", room: ChannelHandle, outage: Outage, opener: MemberActor) -> None:
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    await walk.press(nadia, f"outage.review:{outage.id}")
    for cause, ended in ((" ", "now"), (BODY, "300 days ago"), (BODY, "soon"), (BODY, "now")):
        form = await walk.click(opener, _card(room, outage), "outage.resolve")
        await walk.submit(opener, form, cause=cause, ended=ended)
    await stage.deliver()
    walk.posted("the resolved card", room)
    await walk.click(nadia, _card(room, outage), "outage.reopen")
    await stage.deliver()
    stage.pass_time(days=1)
    form = await walk.slash(nadia, "outage resolve", outage=str(outage.id))
    done = await walk.submit(nadia, form, cause=BODY, ended="20 min ago")
    for learned in ("", BODY):
        form = await walk.click(nadia, _last(done), "outage.review")
        await walk.submit(nadia, form, cause=BODY, impact=learned, learned=learned)
    await stage.deliver()
    walk.posted("the post-mortem", room)
    walk.posted("the post-mortem in the discussion", _thread(walk, outage))
    for press in ("seen", "update"):
        await walk.press(nadia, f"outage.{press}:{outage.id}")
    await walk.press(omar, f"outage.reopen:{outage.id}")
    await walk.slash(omar, "search", text=TITLE)


async def _read(walk: "Walk", outage: Outage, other: Outage) -> None:
    nadia, omar = walk.stage.organiser, walk.stage.member
    for command in ("outage update", "outage resolve", "outage show", "outage export"):
        assert await walk.complete(nadia, command, "outage", "")
    shown = await walk.slash(nadia, "outage list")
    shown = await walk.click(nadia, shown.response, "outage.show", last=outage.id)
    for command in ("outage export", "outage show"):
        done = await omar.slash(walk.stage.lobby, command, outage=str(outage.id))
        walk.commands.add(command)
        walk.note(command, {"components": _last(done).components}, TYPED)
    done = await nadia.click(shown.response, custom_id=f"outage.export:{outage.id}")
    walk.routes.add("outage.export")
    walk.note("outage.export", {"components": _last(done).components}, TYPED)
    await walk.slash(nadia, "outage show", outage=str(other.id))
    await walk.press(nadia, "outage.list:1")
    walk.routes.add("outage.list")
    await walk.slash(omar, "digest show")


async def _put_away(walk: "Walk", room: ChannelHandle, other: Outage) -> None:
    """Late, deleted twice."""
    stage, nadia = walk.stage, walk.stage.organiser
    service = stage.app.services.outage_witnesses
    for number in range(2):
        now = await _get(walk, other.id)
        stage.env.backend.delete_message(room.id, now.message_id)
        stage.pass_time(minutes=5)
        await service.see(_as(walk, stage.member, number + 1), other.id)
        stage.pass_time(minutes=5)
        await stage.deliver()
        walk.posted("the card again", room)
    await walk.press(nadia, f"outage.show:{other.id}")


def _card(room: ChannelHandle, outage: Outage) -> discord.Message:
    return next(one for one in room.history() if one.id == outage.message_id)


def _thread(walk: "Walk", outage: Outage) -> ChannelHandle:
    assert outage.thread_id is not None
    return ChannelHandle(
        walk.stage.env, walk.stage.guild, walk.stage.env.backend.get_channel(outage.thread_id)
    )


async def _latest(walk: "Walk") -> Outage:
    found = await walk.stage.app.database.read(lambda tx: tx.all("SELECT max(id) AS id FROM outage")[0]["id"])
    return await _get(walk, found)


async def _get(walk: "Walk", id_: int) -> Outage:
    def operation(tx: Transaction) -> Outage | None:
        return store.get(tx, walk.stage.guild.id, id_)

    found = await walk.stage.app.database.read(operation)
    assert found is not None
    return found


def _last(result: InteractionResult) -> Any:
    return result.followups[-1] if result.followups else result.response


def _as(walk: "Walk", who: MemberActor, more: int = 0) -> Any:
    return dataclasses.replace(
        walk.stage.actor(), user_id=who.id + more, manages=False, at=walk.stage.clock.now() + dt.timedelta(0)
    )
