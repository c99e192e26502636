"""The walk through maintenance for test_pseudo_locale.py: announced, changed, reminded of, imported, cancelled; and what goes wrong."""

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import discord
from simcord import ChannelHandle, InteractionResult, MemberActor, ResponseMessage
from simcord.backend.models import Message

from bot.errors import InvalidInputError
from bot.guilds.rules import ChannelPurpose
from bot.language.catalogue import PSEUDO
from bot.net.calendars import read_calendar
from bot.networks import store as networks
from bot.operations.maintenance import importing, store
from bot.operations.maintenance.notices import NoticeFault
from bot.operations.maintenance.rules import Maintenance, Status
from bot.storage.database import Transaction
from tests.discord.conftest import texts
from tests.discord.test_outages import speaks
from tests.discord.test_reminders import dms
from tests.unit.test_maintenance_rules import event

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk

TITLE, BODY = "Peering day", "Bring your AS number."
"""Nothing that the pseudo language would mark."""
FIELDS = {
    "title": TITLE,
    "body": BODY,
    "facilities": TITLE,
    "objects": "\n".join([TITLE, *map(str, range(9))]),
}
WANTED = {"start": "tomorrow 22:00", "end": "4h", "networks": "AS3320", "impact": "outage"}
WORDS = (
    "Fibre work", "transit.example", "CHG-77", "circuit-1", "AS2914", "AS3320", "AS6939", "AS9051", "x.ics",
    "maintenance.ics",
)  # fmt: skip
"""What notices and people name in this walk."""


async def walk_maintenance(walk: "Walk") -> None:
    """Every command, press and form of maintenance."""
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member

    await walk.slash(omar, "maintenance list")
    await walk.slash(omar, "maintenance calendar")
    await _refused(walk)
    room = stage.guild.create_text_channel("maintenance-here")
    await stage.set_channel("outages", room)
    rami = stage.guild.add_member(stage.env.create_user("samir"))
    await stage.app.services.people.set_language(_as(walk, rami), PSEUDO)
    for who, asn in ((rami, 3320), (nadia, 6939)):
        await speaks(stage, who, asn, TITLE)
    await stage.app.services.people.set_dm(_as(walk, omar), allowed=True)
    await _upstreams(walk, 9051, 3320, 6939)

    # Announced, each impact once
    one = await _announced(walk, rami, room)
    for impact in ("no-impact", "reduced-redundancy", "degraded"):
        await _announced(walk, nadia, room, networks="AS6939, AS9051", impact=impact, start="tomorrow 23:00")
    await stage.deliver()
    walk.posted("the cards, and what overlaps", room)
    walk.note("the overlap, by direct message", [texts(found) for found in dms(stage, omar)])
    await _completed(walk, rami)
    await walk.press(rami, f"maintenance.confirm:{one.id}:1")
    await walk.press(rami, "maintenance.text:999")
    await walk.slash(omar, "agenda")
    await walk.slash(omar, "digest show")
    shown = await walk.click(omar, _card(room, one), "remind.maintenance")
    for route in ("remind-at", "remind-other", "remind-form"):
        walk.routes.add(f"{route}.maintenance")  # as for announcements: walk_reminders
    assert shown.response is not None

    await _changed(walk, room, one, rami)
    await _reminded(walk, room)
    await _imported(walk, room)
    await _put_away(walk, room)


async def _refused(walk: "Walk") -> None:
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    for wrong in (
        {"start": "every day 22:00"},
        {"start": "2h ago", "end": "1h"},
        {"end": "40 days"},
        {"end": "tomorrow 21:00"},
    ):
        await walk.slash(nadia, "maintenance add", **{**WANTED, **wrong})
    await stage.app.services.guilds.set_channel(stage.actor(), ChannelPurpose.OUTAGES, None)
    await walk.slash(nadia, "maintenance add", **WANTED)
    await walk.slash(omar, "maintenance import", file=("x.ics", b"x"))
    await walk.slash(nadia, "maintenance import", file=("x.ics", b"x"))
    gone = stage.guild.create_text_channel("maintenance-gone")
    await stage.set_channel("outages", gone)
    await walk.slash(omar, "maintenance add", **WANTED)
    for asns in (" , ", ", ".join(map(str, range(1000, 1030)))):
        await walk.slash(nadia, "maintenance add", **{**WANTED, "networks": asns})
    await walk.slash(nadia, "maintenance import", file=("x.ics", b"x"))  # not where Discord keeps its files
    await speaks(stage, omar, 9051, TITLE)
    await walk.slash(omar, "maintenance add", **WANTED)
    stage.deny(gone, discord.Permissions(send_messages=True))
    await walk.slash(nadia, "maintenance add", **WANTED)
    stage.delete_channel(gone)
    await walk.slash(nadia, "maintenance add", **WANTED)
    for route in ("show", "edit", "cancel", "text", "import-store"):
        await walk.press(nadia, f"maintenance.{route}:999")
    await walk.slash(nadia, "maintenance show", maintenance="x")


async def _announced(walk: "Walk", who: MemberActor, room: ChannelHandle, **options: str) -> Maintenance:
    form = await walk.slash(who, "maintenance add", **{**WANTED, **options})
    refused = await walk.submit(who, form, **{**FIELDS, "title": "\u200b"})
    form = await walk.click(who, refused.response, "maintenance.text")
    refused = await walk.submit(who, form, **{**FIELDS, "objects": "\n".join(map(str, range(30)))})
    form = await walk.click(who, refused.response, "maintenance.text")
    preview = await walk.submit(who, form, **FIELDS)
    await walk.click(who, preview.response, "maintenance.confirm")
    await walk.stage.deliver()
    walk.posted("the card", room)
    return await _latest(walk)


async def _completed(walk: "Walk", rami: MemberActor) -> None:
    for command in ("maintenance add", "maintenance edit"):
        for typed in ("tomorrow 22:00", "no", "x"):
            found = await rami.autocomplete(walk.stage.lobby, command, "start", typed)
            walk.completed.add((command, "start"))
            walk.note(f"start: {typed}", found, tuple(str(one["value"]) for one in found))
        for typed, start in (
            ("4h", "tomorrow 22:00"),
            ("2 days", "tomorrow 22:00"),
            ("x", "tomorrow 22:00"),
            ("4h", "soon"),
        ):
            found = await rami.autocomplete(walk.stage.lobby, command, "end", typed, start=start)
            walk.completed.add((command, "end"))
            walk.note(f"end: {typed}", found, tuple(str(one["value"]) for one in found))
        found = await rami.autocomplete(walk.stage.lobby, command, "networks", "AS3320, 6939")
        walk.completed.add((command, "networks"))
        walk.note("networks", found, tuple(str(value) for one in found for value in one.values()))
    for command in ("maintenance show", "maintenance edit", "maintenance cancel"):
        assert await walk.complete(rami, command, "maintenance", "")


async def _changed(walk: "Walk", room: ChannelHandle, one: Maintenance, rami: MemberActor) -> None:
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    for command in ("edit", "cancel"):
        await walk.slash(omar, f"maintenance {command}", maintenance=str(one.id))
    listed = await walk.slash(rami, "maintenance list")
    opened = await walk.click(rami, listed.response, "maintenance.show", last=one.id)
    same = await walk.click(rami, opened.response, "maintenance.edit")
    await walk.click(rami, same.response, "maintenance.discard")
    preview = await walk.slash(
        rami,
        "maintenance edit",
        maintenance=str(one.id),
        start="in 3 days 22:00",
        networks="AS3320, AS2914",
        impact="degraded",
    )
    form = await walk.click(rami, preview.response, "maintenance.text")
    preview = await walk.submit(rami, form, title=BODY, body=TITLE, facilities="", objects="")
    await walk.slash(nadia, "maintenance edit", maintenance=str(one.id), impact="outage")
    late = await _latest(walk)
    await walk.click(rami, preview.response, "maintenance.confirm")
    await walk.press(nadia, f"maintenance.confirm:{late.id}:{late.version}")
    await stage.deliver()
    walk.posted("the change", room)
    await walk.slash(omar, "maintenance calendar")
    shown = await walk.slash(omar, "maintenance list")
    await walk.click(omar, shown.response, "maintenance.calendar")
    await walk.press(omar, "maintenance.list:1")
    walk.routes.add("maintenance.list")


async def _reminded(walk: "Walk", room: ChannelHandle) -> None:
    stage, omar = walk.stage, walk.stage.member
    now = stage.clock.now()
    every = await stage.app.database.read(lambda tx: store.coming(tx, stage.guild.id))
    materialise = stage.app.features["maintenance"].materialise
    assert materialise is not None
    moments = sorted(
        one.starts_at - before
        for one in every
        for before in (dt.timedelta(days=1), dt.timedelta(hours=1), dt.timedelta(0))
        if one.starts_at - before > now
    )
    for moment in moments:
        stage.pass_time(seconds=max((moment - stage.clock.now()).total_seconds(), 0) + 200)
        await materialise()
        await stage.deliver()
    walk.posted("the reminders", room)
    walk.note("by direct message", [texts(found) for found in dms(stage, omar)])
    stage.pass_time(days=1)
    await materialise()
    await stage.deliver()
    walk.posted("over", room)
    await walk.slash(omar, "search", text=TITLE)
    await walk.slash(walk.stage.organiser, "maintenance cancel", maintenance=str(every[0].id))


async def _imported(walk: "Walk", room: ChannelHandle) -> None:
    stage, nadia = walk.stage, walk.stage.organiser
    start = stage.clock.now() + dt.timedelta(days=3)
    span = (f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{start + dt.timedelta(hours=3):%Y%m%dT%H%M%SZ}")
    statuses = [
        event(*span, f"UID:{number}", f"SUMMARY:{TITLE}", f"X-MAINTNOTE-STATUS:{status}")
        for number, status in enumerate(Status)
    ]
    faults = [
        {"fault": fault.value, "title": TITLE if number else ""} for number, fault in enumerate(NoticeFault)
    ]
    files = [
        statuses,
        [event(*span, "UID:0", f"SUMMARY:{TITLE}", "SEQUENCE:0"), event(*span, "UID:0", "SEQUENCE:1")],
        [
            event(*span, "UID:0", f"SUMMARY:{BODY}", "SEQUENCE:2"),
            event(*span, "UID:9", without="SEQUENCE"),
            event(*span, "UID:9", without="SEQUENCE"),
            event(*span, "UID:8", "X-MAINTNOTE-PROVIDER:AS6939"),
        ],
    ]
    for number, contents in enumerate(files):
        entries = [importing._entry(found) for content in contents for found in read_calendar(content)]
        held = await _held(walk, [*entries, *(faults if not number else ())])
        shown = await _pressed(walk, nadia, f"maintenance.import-page:{held}:1")
        for page in range(2, 7):
            await _pressed(walk, nadia, f"maintenance.import-page:{held}:{page}")
        if number == 1:
            await walk.click(nadia, _last(shown), "maintenance.import-discard")
            await walk.press(nadia, f"maintenance.import-store:{held}")
            continue
        shown = await walk.select(nadia, _last(shown), f"maintenance.import-hit:{held}:0:1", "3320", "9051")
        shown = await walk.select(nadia, _last(shown), f"maintenance.import-works:{held}:0:1", "6939")
        form = await walk.click(nadia, _last(shown), "maintenance.import-numbers")
        await walk.submit(nadia, form, networks="", works="AS6939, AS3320")
        if number == 2:
            shown = await walk.click(nadia, _last(shown), "maintenance.import-show")
        form = await walk.click(nadia, _last(shown), "maintenance.import-numbers")
        shown = await walk.submit(nadia, form, networks="AS3320", works="AS2914")
        await walk.click(nadia, _last(shown), "maintenance.import-store")
        await stage.deliver()
        walk.posted("the notices", room)
    walk.routes |= {"maintenance.import-page", "maintenance.import-numbered"}
    for key, values in (
        ("maintenance-file-large", {}),
        ("maintenance-file-empty", {}),
        ("maintenance-nothing-to-store", {}),
    ):
        error = InvalidInputError(key, **values)
        walk.note(key, {"content": stage.app.catalogue.translator(PSEUDO)(error.key, **error.values)})
    await walk.slash(nadia, "maintenance list")
    await walk.slash(nadia, "setup history")


async def _put_away(walk: "Walk", room: ChannelHandle) -> None:
    """Cancelled; and one whose card was deleted twice."""
    stage, nadia = walk.stage, walk.stage.organiser
    first, second = [
        one
        for one in await stage.app.database.read(lambda tx: store.coming(tx, stage.guild.id))
        if one.message_id
    ][:2]
    asked = await walk.slash(nadia, "maintenance cancel", maintenance=str(first.id))
    opened = await walk.click(nadia, asked.response, "maintenance.show")
    asked = await walk.click(nadia, opened.response, "maintenance.cancel")
    late = f"maintenance.cancelled:{first.id}:{first.version - 1 or 9}"
    await walk.press(nadia, late)
    await walk.click(nadia, asked.response, "maintenance.cancelled")
    await walk.press(nadia, f"maintenance.edit:{first.id}")
    await stage.deliver()
    walk.posted("the cancelled card", room)
    for impact in ("degraded", "outage"):
        now = await _get(walk, second.id)
        stage.env.backend.delete_message(room.id, now.message_id)
        preview = await walk.slash(nadia, "maintenance edit", maintenance=str(second.id), impact=impact)
        await walk.click(nadia, preview.response, "maintenance.confirm")
        for _ in range(2):
            await stage.deliver()
    await walk.press(nadia, f"maintenance.show:{second.id}")


async def _upstreams(walk: "Walk", asn: int, *those: int) -> None:
    def operation(tx: Transaction) -> None:
        found = networks.by_asn(tx, walk.stage.guild.id, asn)
        assert found is not None
        networks.set_upstreams(tx, found.id, those)

    await walk.stage.app.database.write(operation)


async def _held(walk: "Walk", entries: list[dict[str, Any]]) -> int:
    """A file as the worker read it: how it is fetched is in test_maintenance.py."""
    stage = walk.stage
    reading = {"entries": entries, "choices": {}}
    return await stage.app.database.write(
        lambda tx: store.hold(tx, stage.guild.id, stage.organiser.id, "x.ics", reading)
    )


async def _pressed(walk: "Walk", who: MemberActor, custom_id: str) -> InteractionResult:
    """A button pressed on a message of its own."""
    backend = walk.stage.env.backend
    button = {"type": 2, "style": 2, "label": "x", "custom_id": custom_id}
    carrier = backend.commit_message(
        Message(
            id=backend.snowflake(), channel_id=walk.stage.lobby.id, author_id=backend.bot_user.id, content="",
            components=[{"type": 1, "components": [button]}],
        )
    )  # fmt: skip
    result = await who.click(ResponseMessage(walk.stage.env, carrier), custom_id=custom_id)
    return walk._noted(custom_id, result)


def _card(room: ChannelHandle, one: Maintenance) -> discord.Message:
    return next(found for found in room.history() if found.id == one.message_id)


async def _latest(walk: "Walk") -> Maintenance:
    found = await walk.stage.app.database.read(
        lambda tx: tx.all("SELECT max(id) AS id FROM maintenance")[0]["id"]
    )
    return await _get(walk, found)


async def _get(walk: "Walk", id_: int) -> Maintenance:
    found = await walk.stage.app.database.read(lambda tx: store.get(tx, walk.stage.guild.id, id_))
    assert found is not None
    return found


def _last(result: InteractionResult) -> Any:
    return result.followups[-1] if result.followups else result.response


def _as(walk: "Walk", who: MemberActor) -> Any:
    return replace(walk.stage.actor(), user_id=who.id, manages=False)
