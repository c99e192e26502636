"""/maintenance through real commands, forms, files and clicks: who may, one card, reminders, overlaps, notices in order."""

import asyncio
import datetime as dt
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import discord
import pytest
from icalendar import Calendar
from simcord import ChannelHandle, InteractionResult, MemberActor, ResponseMessage

from bot.config import DiscordSettings, Settings
from bot.guilds.rules import ChannelPurpose, RolePurpose
from bot.networks import store as networks
from bot.operations.maintenance import store
from bot.operations.maintenance.rules import Impact, Maintenance, Source, Status
from bot.people.actor import Actor
from bot.storage.database import Transaction
from tests.discord.conftest import Stage, answer, buttons, sending, set_stage, texts
from tests.discord.test_announce_pictures import Files
from tests.discord.test_hostile_commands import send_raw
from tests.discord.test_network_import import served
from tests.discord.test_outages import speaks
from tests.discord.test_reminders import close_dms, dms
from tests.discord.test_topics import hide
from tests.unit.test_maintenance_rules import WHY, event

__all__ = ["served"]

DATA = os.environ.get("CROSSCONNECT_TEST_DATA")
SAMPLES = sorted((Path(DATA) / "maintnote").glob("*.ics")) if DATA else []
TITLE = "New line cards in Beirut"
BODY = "Both routers restart once."
OPTIONS = {"start": "tomorrow 22:00", "end": "4h", "networks": "AS3333", "impact": "outage"}
FIELDS = {"title": TITLE, "body": BODY, "facilities": "Adonis", "objects": "xe-0/0/1\nxe-0/0/2"}


def shown(result: InteractionResult) -> ResponseMessage:
    found = result.followups[-1] if result.followups else result.response
    assert found is not None
    return found


@dataclass
class Scene:
    """A guild with a channel for outages, somebody of the NOC, an operator who speaks for AS3333, a follower, a member."""

    stage: Stage
    room: ChannelHandle
    noc: MemberActor
    operator: MemberActor
    follower: MemberActor

    @property
    def member(self) -> MemberActor:
        return self.stage.member

    async def adds(
        self, who: MemberActor | None = None, options: dict[str, Any] | None = None, **typed: str
    ) -> InteractionResult:
        """/maintenance add up to the preview, or the refusal."""
        who = who or self.operator
        form = await who.slash(self.stage.lobby, "maintenance add", **{**OPTIONS, **(options or {})})
        if form.modal is None:
            return form
        return await who.submit_modal(form, {**FIELDS, **typed})

    async def add(
        self, who: MemberActor | None = None, options: dict[str, Any] | None = None, **typed: str
    ) -> Maintenance:
        """One whose card stands."""
        preview = await self.adds(who, options, **typed)
        done = await (who or self.operator).click(shown(preview), label="Announce")
        assert "Its card appears" in answer(done)
        await self.stage.deliver()
        return await self.latest()

    async def get(self, id_: int) -> Maintenance:
        found = await self.stage.app.database.read(lambda tx: store.get(tx, self.stage.guild.id, id_))
        assert found is not None
        return found

    async def latest(self) -> Maintenance:
        return await self.get(await self.count("coalesce(max(id), 0)"))

    async def count(self, what: str = "count(*)") -> int:
        return await self.stage.app.database.read(
            lambda tx: tx.all(f"SELECT {what} AS n FROM maintenance")[0]["n"]  # noqa: S608 - of this test
        )

    def card(self, one: Maintenance) -> discord.Message:
        return next(found for found in self.room.history() if found.id == one.message_id)

    def cards(self) -> list[str]:
        """What stands in the channel, the oldest first; not what only mentions people."""
        return [texts(one) for one in self.room.history() if "Details" in buttons(one)]

    def words(self) -> list[str]:
        """What people were told in the channel, the oldest first."""
        return [texts(one) for one in self.room.history() if one.components and "Details" not in buttons(one)]

    def pinged(self) -> list[tuple[int, ...]]:
        """Whom each such message was allowed to ping; nobody else is pinged by any."""
        found = []
        for one in self.stage.env.backend.http_requests:
            if one.method == "POST" and one.path.endswith("/messages"):
                allowed = one.json["allowed_mentions"]
                assert not allowed.get("parse")
                assert not allowed.get("roles")
                users = tuple(sorted(int(user) for user in allowed.get("users") or ()))
                if users:
                    found.append(users)
        return found

    def direct(self, who: MemberActor) -> list[str]:
        return [texts(one) for one in dms(self.stage, who)]

    async def passes(self, **by: float) -> None:
        """Time goes by, and what is due is done, as the scheduler does it."""
        self.stage.pass_time(**by)
        await self.plan()
        await self.stage.deliver()

    async def plan(self) -> int:
        materialise = self.stage.app.features["maintenance"].materialise
        assert materialise is not None
        return await materialise()

    async def until(self, one: Maintenance, before: dt.timedelta) -> None:
        """Go to some time before it begins."""
        span = one.starts_at - before - self.stage.clock.now()
        await self.passes(seconds=max(span.total_seconds(), 0))

    async def follow(self, who: MemberActor, asn: int = 3333) -> None:
        def operation(tx: Transaction) -> None:
            network = networks.by_asn(tx, self.stage.guild.id, asn)
            assert network is not None
            networks.follow(tx, network, who.id)

        await self.stage.app.database.write(operation)

    async def list_upstreams(self, asn: int, *upstreams: int) -> None:
        def operation(tx: Transaction) -> None:
            network = networks.by_asn(tx, self.stage.guild.id, asn)
            assert network is not None
            networks.set_upstreams(tx, network.id, upstreams)

        await self.stage.app.database.write(operation)

    async def imports(
        self, *content: bytes, who: MemberActor | None = None, name: str = "notice.ics"
    ) -> InteractionResult:
        """/maintenance import of a file with these notices."""
        parts = [one.split(b"BEGIN:VEVENT")[1].split(b"END:VEVENT")[0] for one in content]
        body = b"".join(b"BEGIN:VEVENT" + part + b"END:VEVENT\r\n" for part in parts)
        file = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + body + b"END:VCALENDAR\r\n"
        return await self.sends(file, who=who, name=name)

    async def sends(
        self, content: bytes, *, who: MemberActor | None = None, name: str = "notice.ics"
    ) -> InteractionResult:
        return await (who or self.noc).slash(self.stage.lobby, "maintenance import", file=(name, content))

    async def stores(self, *content: bytes, works: int | None = None, hit: tuple[int, ...] = ()) -> str:
        """Import and store; what the organiser is answered."""
        card = await self.imports(*content)
        if hit:
            card = await self.noc.select(shown(card), [str(asn) for asn in hit], custom_id=menu(card, "hit"))
        if works is not None:
            card = await self.noc.select(shown(card), [str(works)], custom_id=menu(card, "works"))
        done = await self.noc.click(shown(card), custom_id=store_button(card))
        await self.stage.deliver()
        return answer(done)

    def actor(self, who: MemberActor) -> Actor:
        return replace(self.stage.actor(), user_id=who.id, manages=False)


def menu(card: InteractionResult, which: str) -> str:
    found: list[str] = []

    def walk(component: Any) -> None:
        if isinstance(component, dict):
            if component.get("type") == 3 and f"import-{which}" in component["custom_id"]:
                found.append(component["custom_id"])
            for value in component.values():
                walk(value)
        elif isinstance(component, list):
            for value in component:
                walk(value)

    walk(shown(card).components)
    (one,) = found
    return one


def store_button(card: InteractionResult) -> str:
    (one,) = (
        press for press in buttons(shown(card)).values() if press.startswith("maintenance.import-store")
    )
    return one


def edit_button(result: InteractionResult, label: str) -> str:
    return buttons(shown(result))[label]


@pytest.fixture
async def stage(settings: Settings, served: tuple[Files, str]) -> AsyncIterator[Stage]:  # noqa: F811 - pytest's way
    files, origin = served
    settings = replace(settings, discord=DiscordSettings(api_base=f"{origin}/api/v10"))
    async with set_stage(settings) as found:
        files.stage = found
        yield found


@pytest.fixture
async def scene(stage: Stage) -> Scene:
    room = stage.guild.create_text_channel("outages")
    await stage.set_channel("outages", room)
    role = stage.guild.create_role("NOC")
    await stage.set_role(RolePurpose.NOC, role)
    noc = stage.guild.add_member(stage.env.create_user("rami"), roles=[role])
    operator = stage.guild.add_member(stage.env.create_user("lina"))
    follower = stage.guild.add_member(stage.env.create_user("hadi"))
    await speaks(stage, operator, 3333, "RIPE NCC")

    found = Scene(stage=stage, room=room, noc=noc, operator=operator, follower=follower)
    await found.follow(follower)
    return found


# Announcing


async def test_what_was_typed_is_shown_as_it_was_understood_and_then_announced_as_one_card(
    scene: Scene,
) -> None:
    preview = await scene.adds()
    said = answer(preview)
    for part in (
        "Nobody has seen it yet", TITLE, BODY, "Outage", "AS3333 RIPE NCC", "Adonis", "xe-0/0/1, xe-0/0/2", "22:00 UTC",
        "after 4 h",
    ):  # fmt: skip
        assert part in said, part
    assert await scene.stage.deliver() == 0
    assert scene.cards() == []
    done = await scene.operator.click(shown(preview), label="Announce")
    assert f"Its card appears in {scene.room.mention}" in answer(done)
    await scene.stage.deliver()
    (card,) = scene.cards()
    for part in (
        "Maintenance: ",
        TITLE,
        "Done by",
        "AS3333 RIPE NCC",
        f"<@{scene.operator.id}>",
        "Remind me",
    ):
        assert part in card, part
    one = await scene.latest()
    assert one.starts_at == dt.datetime(2026, 11, 24, 22, tzinfo=dt.UTC)
    assert one.ends_at - one.starts_at == dt.timedelta(hours=4)
    assert one.works == {3333}
    history = answer(await scene.stage.organiser.slash(scene.stage.lobby, "setup history"))
    assert f"announced the maintenance “{TITLE}”: 2026-11-24 22:00 – 2026-11-25 02:00 UTC" in history


@pytest.mark.parametrize("who", ["operator", "noc", "organiser"])
async def test_an_operator_the_noc_and_organisers_may_announce(scene: Scene, who: str) -> None:
    actor = scene.stage.organiser if who == "organiser" else getattr(scene, who)
    one = await scene.add(actor)
    assert one.user_id == actor.id
    assert one.works == ({3333} if who == "operator" else frozenset())


async def test_who_speaks_for_nobody_or_for_another_network_may_not_and_nothing_is_stored(
    scene: Scene,
) -> None:
    before = await scene.stage.everything()
    said = answer(await scene.adds(scene.member))
    assert "Maintenance is announced by people who speak for a network" in said
    said = answer(await scene.adds(options={"networks": "AS1299"}))
    assert "You speak for AS3333, and none of these networks is yours" in said
    assert await scene.stage.everything() == before


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"networks": "AS64500"}, "AS64500"),
        ({"networks": "cheese"}, "cheese"),
        ({"networks": " , "}, "Name at least one network"),
        ({"start": "soonish"}, "I don’t understand"),
        ({"start": "2026-11-20 22:00"}, "is past"),
        ({"end": "tomorrow 20:00"}, "It would end before it begins"),
        ({"end": "90 days"}, "A window is 31 days long at most"),
        ({"start": "every Tuesday 22:00"}, "Maintenance is announced for one window"),
    ],
)
async def test_what_is_not_understood_is_refused_before_the_form(
    scene: Scene, options: dict[str, str], why: str
) -> None:
    before = await scene.stage.everything()
    form = await scene.operator.slash(scene.stage.lobby, "maintenance add", **{**OPTIONS, **options})
    assert form.modal is None
    assert why in answer(form)
    assert await scene.stage.everything() == before


async def test_without_a_channel_or_the_right_to_post_it_says_what_to_do(scene: Scene) -> None:
    scene.stage.deny(scene.room, discord.Permissions(send_messages=True))
    assert "An organiser has to allow me: **Send Messages**" in answer(await scene.adds())
    scene.stage.delete_channel(scene.room)
    assert "is gone. An organiser chooses another one" in answer(await scene.adds())
    actor = scene.stage.actor()
    await scene.stage.app.services.guilds.set_channel(actor, ChannelPurpose.OUTAGES, None)
    assert "There is no channel for outages and maintenance yet" in answer(await scene.adds())
    assert "There is no channel" in answer(await scene.imports(event()))


async def test_a_title_with_nothing_to_read_gives_back_what_was_typed(scene: Scene) -> None:
    refused = await scene.adds(title="\u200b", body="Long and dear.")
    assert "The title has nothing to read in it" in answer(refused)
    assert "Long and dear." in answer(refused)
    form = await scene.operator.click(shown(refused), label="Edit text")
    preview = await scene.operator.submit_modal(form, {**FIELDS, "title": "Better"})
    assert "Better" in answer(preview)


async def test_a_draft_is_its_authors_alone_and_is_gone_after_a_day(scene: Scene) -> None:
    preview = await scene.adds()
    press = edit_button(preview, "Announce")
    assert "someone else’s" in await scene.stage.press_raw(scene.noc, press)
    assert "someone else’s" in await scene.stage.press_raw(scene.noc, "maintenance.discard:1")
    scene.stage.pass_time(days=1, hours=1)
    forget = scene.stage.app.features["maintenance"].forget
    assert forget is not None
    now = scene.stage.clock.now()
    assert await scene.stage.app.database.write(lambda tx: forget(tx, now)) == 1
    assert "more than a day old" in await scene.stage.press_raw(scene.operator, press)
    assert scene.cards() == []


async def test_pressing_announce_twice_announces_once_and_discard_nothing(scene: Scene) -> None:
    preview = await scene.adds()
    press = edit_button(preview, "Announce")
    await scene.stage.press_raw(scene.operator, press)
    assert "announced already" in await scene.stage.press_raw(scene.operator, press)
    await scene.stage.deliver()
    assert len(scene.cards()) == 1
    preview = await scene.adds(title="Another")
    done = await scene.operator.click(shown(preview), label="Discard")
    assert "Nothing was announced" in answer(done)
    assert await scene.count() == 1


async def test_a_preview_that_was_changed_since_is_not_announced_as_it_was(scene: Scene) -> None:
    preview = await scene.adds()
    press = edit_button(preview, "Announce")
    form = await scene.operator.click(shown(preview), label="Edit text")
    await scene.operator.submit_modal(form, {**FIELDS, "title": "Other words"})
    assert "changed this at the same moment" in await scene.stage.press_raw(scene.operator, press)
    assert await scene.stage.deliver() == 0


async def test_somebody_who_announces_all_day_is_asked_to_pause_and_who_is_blocked_may_not(
    scene: Scene,
) -> None:
    for number in range(10):
        await scene.add(title=f"Work {number}")
    preview = await scene.adds(title="One more")
    said = answer(await scene.operator.click(shown(preview), label="Announce"))
    assert "⚠️" in said
    assert await scene.count("sum(state = 'announced')") == 10
    await scene.stage.app.services.conduct.block(scene.stage.actor(), scene.operator.id)
    assert "⚠️" in answer(await scene.adds())


async def test_a_role_lost_since_the_preview_announces_nothing(scene: Scene) -> None:
    preview = await scene.adds(scene.noc, {"networks": "AS1299"})
    scene.stage.take_roles(scene.noc)
    said = answer(await scene.noc.click(shown(preview), label="Announce"))
    assert "Maintenance is announced by people who speak for a network" in said
    assert await scene.stage.deliver() == 0


async def test_what_people_typed_is_no_markup_and_pings_nobody(scene: Scene) -> None:
    await scene.add(
        title="@everyone **bold** [x](https://evil.example)",
        body="@here <@&1>",
        facilities="`<#1>` {0.x}",
        objects="",
    )
    (card,) = scene.cards()
    assert "@everyone" not in card
    assert r"\*\*bold\*\*" in card
    assert r"\[x\]" in card
    assert scene.pinged() == []


# Autocomplete


async def test_options_say_what_is_understood(scene: Scene) -> None:
    lobby = scene.stage.lobby
    found = await scene.operator.autocomplete(lobby, "maintenance add", "start", "tomorrow 22:00")
    assert found[0]["name"] == "Tue 24 Nov 2026 22:00 · UTC"
    assert (await scene.operator.autocomplete(lobby, "maintenance add", "start", "no"))[0]["value"] == "no"
    found = await scene.operator.autocomplete(lobby, "maintenance add", "end", "4h", start="tomorrow 22:00")
    assert found[0]["name"] == "Wed 25 Nov 2026 02:00 · UTC · 4 h"
    found = await scene.operator.autocomplete(lobby, "maintenance add", "end", "4h")
    assert found[0]["name"].startswith("Say when")
    found = await scene.operator.autocomplete(lobby, "maintenance add", "networks", "AS1299, rip")
    assert found == [{"name": "AS1299, AS3333 RIPE NCC", "value": "AS1299, AS3333"}]
    await scene.add()
    for command in ("show", "edit", "cancel"):
        found = await scene.operator.autocomplete(
            lobby, f"maintenance {command}", "maintenance", "line cards"
        )
        assert found == [{"name": f"Coming · 2026-11-24 22:00 · {TITLE}", "value": "1"}]


# Changing


async def test_a_change_is_shown_from_to_and_the_card_follows(scene: Scene) -> None:
    one = await scene.add()
    preview = await scene.operator.slash(
        scene.stage.lobby,
        "maintenance edit",
        maintenance=str(one.id),
        impact="degraded",
        networks="AS3333, AS1299",
    )
    said = answer(preview)
    assert "Impact: Outage → Degraded" in said
    assert "Networks: AS3333 RIPE NCC → AS3333 RIPE NCC, AS1299" in said
    assert "Degraded" not in scene.cards()[0]
    done = await scene.operator.click(shown(preview), label="Save")
    assert "changes in a moment" in answer(done)
    await scene.stage.deliver()
    (card,) = scene.cards()
    assert "Degraded" in card
    assert scene.words() == []
    assert (await scene.get(one.id)).moves == 0
    history = answer(await scene.stage.organiser.slash(scene.stage.lobby, "setup history"))
    assert f"changed the maintenance “{TITLE}”" in history


async def test_a_new_start_keeps_how_long_it_takes_and_people_hear_of_it_once(scene: Scene) -> None:
    one = await scene.add()
    preview = await scene.operator.slash(
        scene.stage.lobby, "maintenance edit", maintenance=TITLE, start="Wed 23:00"
    )
    assert "is told of the new time, once" in answer(preview)
    await scene.operator.click(shown(preview), label="Save")
    await scene.stage.deliver()
    after = await scene.get(one.id)
    assert after.starts_at == dt.datetime(2026, 11, 25, 23, tzinfo=dt.UTC)
    assert after.ends_at - after.starts_at == dt.timedelta(hours=4)
    assert after.calendar_sequence == 1
    (word,) = scene.words()
    assert "Maintenance at another time" in word
    assert scene.pinged() == [tuple(sorted((scene.operator.id, scene.follower.id)))]


async def test_an_edit_without_options_offers_the_text_and_saves_nothing_by_itself(scene: Scene) -> None:
    one = await scene.add()
    opened = await scene.operator.slash(scene.stage.lobby, "maintenance show", maintenance=str(one.id))
    preview = await scene.operator.click(shown(opened), label="Edit")
    assert "Nothing is changed yet" in answer(preview)
    assert "⚠️" in await scene.stage.press_raw(scene.operator, "maintenance.confirm:2:9")
    form = await scene.operator.click(shown(preview), label="Edit text")
    preview = await scene.operator.submit_modal(
        form, {**FIELDS, "title": "Line cards", "facilities": "Adonis\nBSC"}
    )
    assert f"Title: {TITLE} → Line cards" in answer(preview)
    assert "Facilities: Adonis → Adonis, BSC" in answer(preview)
    await scene.operator.click(shown(preview), label="Save")
    await scene.stage.deliver()
    assert "Line cards" in scene.cards()[0]


async def test_of_two_who_change_it_at_once_the_second_is_told(scene: Scene) -> None:
    one = await scene.add()
    previews = [
        await who.slash(scene.stage.lobby, "maintenance edit", maintenance=str(one.id), impact=impact)
        for who, impact in ((scene.operator, "degraded"), (scene.noc, "no-impact"))
    ]
    said = await asyncio.gather(
        *(
            scene.stage.app.services.maintenance.confirm(
                replace(scene.stage.actor(), user_id=who.id), draft, 1
            )
            for who, draft in ((scene.operator, 2), (scene.noc, 3))
        ),
        return_exceptions=True,
    )
    assert len(previews) == 2
    assert sorted(type(one).__name__ for one in said) == ["StaleError", "Standing"]


async def test_who_only_follows_changes_and_cancels_nothing(scene: Scene) -> None:
    one = await scene.add()
    before = await scene.stage.everything()
    for command in ("edit", "cancel"):
        said = answer(
            await scene.follower.slash(scene.stage.lobby, f"maintenance {command}", maintenance=str(one.id))
        )
        assert "who speaks for the network that does the work can change this" in said
    for press in (f"maintenance.edit:{one.id}", f"maintenance.cancelled:{one.id}:{one.version}"):
        assert "can change this" in await scene.stage.press_raw(scene.follower, press)
    opened = await scene.follower.slash(scene.stage.lobby, "maintenance show", maintenance=str(one.id))
    assert {"Edit", "Cancel it"}.isdisjoint(buttons(shown(opened)))
    assert await scene.stage.everything() == before


async def test_cancelled_says_so_on_its_card_reminds_nobody_and_stays_cancelled(scene: Scene) -> None:
    one = await scene.add()
    await scene.plan()
    asked = await scene.operator.slash(scene.stage.lobby, "maintenance cancel", maintenance=str(one.id))
    assert f"Cancel “{TITLE}”?" in answer(asked)
    done = await scene.operator.click(shown(asked), label="It does not take place")
    assert "does not take place" in answer(done)
    await scene.stage.deliver()
    (card,) = scene.cards()
    assert "Cancelled maintenance" in card
    assert "Remind me" not in card
    await scene.until(one, dt.timedelta(0))
    await scene.passes(hours=5)
    assert scene.words() == []
    for command in ("edit", "cancel"):
        said = answer(
            await scene.operator.slash(scene.stage.lobby, f"maintenance {command}", maintenance=str(one.id))
        )
        assert "is cancelled" in said


async def test_the_card_says_when_it_begins_and_when_it_is_over(scene: Scene) -> None:
    one = await scene.add()
    await scene.until(one, dt.timedelta(0))
    assert "Maintenance now" in scene.cards()[0]
    await scene.passes(hours=4)
    assert "Maintenance over" in scene.cards()[0]
    said = answer(await scene.operator.slash(scene.stage.lobby, "maintenance cancel", maintenance="1"))
    assert "is over" in said


# Reminders


async def test_followers_and_who_speaks_for_it_are_reminded_three_times_in_one_message_each(
    scene: Scene,
) -> None:
    one = await scene.add(options={"start": "in 3 days 22:00"})
    both = tuple(sorted((scene.operator.id, scene.follower.id)))
    await scene.until(one, dt.timedelta(hours=25))
    assert scene.words() == []
    await scene.until(one, dt.timedelta(hours=24))
    (day,) = scene.words()
    assert "Maintenance in a day" in day
    assert "BCP 214" in day
    assert f"<@{scene.follower.id}>" in day
    await scene.until(one, dt.timedelta(hours=1))
    assert "within the hour" in scene.words()[-1]
    await scene.until(one, dt.timedelta(0))
    assert "Maintenance begins" in scene.words()[-1]
    assert "BCP 214" not in scene.words()[-1]
    await scene.passes(hours=6)
    assert len(scene.words()) == 3
    assert scene.pinged() == [both, both, both]


async def test_without_impact_nobody_is_told_to_drain_anything(scene: Scene) -> None:
    one = await scene.add(options={"start": "in 3 days 22:00", "impact": "reduced-redundancy"})
    await scene.until(one, dt.timedelta(hours=24))
    assert "BCP 214" not in scene.words()[0]


async def test_where_nobody_follows_nothing_is_said_in_the_channel(scene: Scene) -> None:
    await speaks(scene.stage, scene.noc, 1299, "Arelion")
    one = await scene.add(scene.noc, {"networks": "AS6939"})
    await scene.until(one, dt.timedelta(0))
    assert scene.words() == []


async def test_who_agreed_to_direct_messages_gets_one_and_no_mention(scene: Scene) -> None:
    await scene.stage.app.services.people.set_dm(scene.actor(scene.follower), allowed=True)
    one = await scene.add()
    await scene.until(one, dt.timedelta(hours=1))
    (word,) = scene.direct(scene.follower)
    assert "within the hour" in word
    assert TITLE in word
    assert "let me write to you" in word
    assert scene.pinged() == [(scene.operator.id,)]
    # Who takes it back gets no more.
    await scene.stage.app.services.people.set_dm(scene.actor(scene.follower), allowed=False)
    await scene.until(one, dt.timedelta(0))
    assert len(scene.direct(scene.follower)) == 1
    assert scene.pinged()[-1] == tuple(sorted((scene.operator.id, scene.follower.id)))


async def test_a_door_that_is_closed_gets_a_mention_instead(scene: Scene) -> None:
    await scene.stage.app.services.people.set_dm(scene.actor(scene.follower), allowed=True)
    close_dms(scene.stage, scene.follower)
    one = await scene.add()
    await scene.until(one, dt.timedelta(hours=1))
    await scene.stage.deliver()
    assert scene.pinged() == [(scene.operator.id,), (scene.follower.id,)]


async def test_nothing_of_a_channel_that_is_not_everybodys_goes_into_a_direct_message(scene: Scene) -> None:
    await scene.stage.app.services.people.set_dm(scene.actor(scene.follower), allowed=True)
    one = await scene.add()
    hide(scene.stage, scene.room)
    await scene.stage.env.settle()
    await scene.until(one, dt.timedelta(hours=1))
    assert scene.direct(scene.follower) == []
    assert scene.follower.id in scene.pinged()[0]


async def test_quiet_hours_delay_the_word_a_day_before_and_not_the_one_an_hour_before(scene: Scene) -> None:
    await scene.stage.app.services.people.set_quiet(scene.actor(scene.follower), "21:00", "07:00")
    one = await scene.add(options={"start": "in 3 days 22:00"})
    await scene.until(one, dt.timedelta(hours=24))
    assert scene.pinged() == [(scene.operator.id,)]
    await scene.until(one, dt.timedelta(hours=15))
    assert scene.pinged() == [(scene.operator.id,), (scene.follower.id,)]
    assert "in a day" in scene.words()[-1]
    await scene.until(one, dt.timedelta(hours=1))
    assert scene.pinged()[-1] == tuple(sorted((scene.operator.id, scene.follower.id)))


async def test_who_stopped_following_meanwhile_is_left_alone(scene: Scene) -> None:
    one = await scene.add()
    await scene.plan()

    def unfollow(tx: Transaction) -> None:
        network = networks.by_asn(tx, scene.stage.guild.id, 3333)
        assert network is not None
        networks.unfollow(tx, network.id, scene.follower.id)

    await scene.stage.app.database.write(unfollow)
    await scene.until(one, dt.timedelta(hours=1))
    assert scene.pinged() == [(scene.operator.id,)]


async def test_a_move_takes_back_what_was_promised_for_the_earlier_window(scene: Scene) -> None:
    one = await scene.add()
    await scene.plan()
    preview = await scene.operator.slash(
        scene.stage.lobby, "maintenance edit", maintenance=str(one.id), start="27 Nov 2026 22:00"
    )
    await scene.operator.click(shown(preview), label="Save")
    await scene.stage.deliver()
    assert len(scene.words()) == 1
    await scene.until(one, dt.timedelta(0))
    assert len(scene.words()) == 1
    after = await scene.get(one.id)
    await scene.until(after, dt.timedelta(0))
    assert ["Maintenance begins" in word for word in scene.words()[1:]] == [
        True
    ]  # the clock jumped over the others


async def test_planning_again_and_a_restart_remind_nobody_twice(scene: Scene) -> None:
    one = await scene.add(options={"start": "in 2 days 22:00"})
    for _ in range(3):
        await scene.plan()
    await scene.until(one, dt.timedelta(hours=24))
    for _ in range(2):
        await scene.plan()
        await scene.stage.deliver()
    await scene.stage.restart()
    await scene.plan()
    await scene.stage.deliver()
    assert len(scene.words()) == 1
    assert len(scene.pinged()) == 1
    # A button from before the restart works.
    card = scene.card(await scene.get(one.id))
    opened = await scene.member.click(card, label="Details")
    assert TITLE in answer(opened)


async def test_after_an_outage_of_the_bot_one_late_word_comes_and_says_so(scene: Scene) -> None:
    one = await scene.add(options={"start": "in 3 days 22:00"})
    await scene.until(one, dt.timedelta(minutes=30))
    assert len(scene.words()) == 1
    assert "within the hour" in scene.words()[0]
    assert "Was due" in scene.words()[0]


async def test_a_window_that_is_announced_shortly_before_reminds_of_what_still_lies_ahead(
    scene: Scene,
) -> None:
    one = await scene.add(options={"start": "in 30 min", "end": "1h"})
    await scene.until(one, dt.timedelta(0))
    assert [word for word in scene.words() if "Maintenance begins" in word] == scene.words()
    assert len(scene.words()) == 1


async def test_many_followers_are_mentioned_in_messages_that_discord_takes(scene: Scene) -> None:
    crowd = [scene.stage.guild.add_member(scene.stage.env.create_user(f"peer{n}")) for n in range(90)]
    for one in crowd:
        await scene.follow(one)
    window = await scene.add()
    await scene.until(window, dt.timedelta(hours=1))
    told = [person for message in scene.pinged() for person in message]
    assert sorted(told) == sorted({scene.operator.id, scene.follower.id, *(one.id for one in crowd)})
    assert all(len(message) <= 80 for message in scene.pinged())
    assert len(scene.pinged()) == 2


async def test_a_night_in_which_the_clocks_change_is_reminded_of_by_the_instant(settings: Settings) -> None:
    """Beirut, 28 March 2027: 00:00 becomes 01:00. 24 hours before 03:00 it is 02:00 on the wall."""
    async with set_stage(settings, at=dt.datetime(2027, 3, 25, 9, tzinfo=dt.UTC)) as stage:
        room = stage.guild.create_text_channel("outages")
        await stage.set_channel("outages", room)
        await stage.app.services.guilds.set_zone(stage.actor(), "Asia/Beirut")
        operator = stage.guild.add_member(stage.env.create_user("lina"))
        await speaks(stage, operator, 3333, "RIPE NCC")
        scene = Scene(stage=stage, room=room, noc=operator, operator=operator, follower=operator)
        said = answer(await scene.adds(options={"start": "28 Mar 2027 00:30"}))
        assert "The clocks in Beirut jump over 2027-03-28 00:30" in said
        one = await scene.add(options={"start": "28 Mar 2027 03:00", "end": "05:00"})
        assert one.starts_at == dt.datetime(2027, 3, 28, 0, tzinfo=dt.UTC)
        await scene.until(one, dt.timedelta(hours=24, minutes=1))
        assert scene.words() == []
        await scene.until(one, dt.timedelta(hours=24))
        assert "03:00 Beirut" in scene.words()[0]


async def test_when_zone_data_changes_the_wall_time_stays_and_nobody_is_told_twice(scene: Scene) -> None:
    one = await scene.add(options={"start": "tomorrow 22:00"})
    await scene.plan()

    def shift(tx: Transaction) -> None:
        """As if the zone had been an hour off when it was announced."""
        found = store.get(tx, scene.stage.guild.id, one.id)
        assert found is not None
        moved = replace(
            found.window,
            starts_at=found.starts_at - dt.timedelta(hours=1),
            ends_at=found.ends_at - dt.timedelta(hours=1),
        )
        store.note(tx, found, **store.spans(moved))

    await scene.stage.app.database.write(shift)
    replan = scene.stage.app.features["maintenance"].replan
    assert replan is not None
    assert await replan() >= 1
    after = await scene.get(one.id)
    assert (after.starts_at, after.moves) == (one.starts_at, 0)
    assert await replan() == 0
    await scene.until(one, dt.timedelta(hours=1))
    assert len(scene.words()) == 1


# "Remind me", the agenda, calendars, the digest, search


async def test_remind_me_moves_with_the_window_and_is_gone_with_it(scene: Scene) -> None:
    one = await scene.add(options={"start": "in 5 days 22:00"})
    sending(scene.stage)
    asked = await scene.member.click(scene.card(one), label="Remind me")
    assert TITLE in answer(asked)
    chosen = await scene.member.select(
        shown(asked), ["86400"], custom_id=f"remind-at.maintenance:{one.id}:{one.message_id}"
    )
    assert "⚠️" not in answer(chosen)
    preview = await scene.operator.slash(
        scene.stage.lobby, "maintenance edit", maintenance=str(one.id), start="in 6 days 22:00"
    )
    await scene.operator.click(shown(preview), label="Save")

    def reminders(tx: Transaction) -> list[tuple[str, int]]:
        return [tuple(row) for row in tx.all("SELECT state, due_at FROM reminder")]

    after = await scene.get(one.id)
    due = int((after.starts_at - dt.timedelta(days=1)).timestamp())
    assert await scene.stage.app.database.read(reminders) == [("active", due)]
    await scene.stage.press_raw(scene.operator, f"maintenance.cancelled:{one.id}:{after.version}")
    assert (await scene.stage.app.database.read(reminders))[0][0] == "cancelled"


async def test_the_calendar_file_keeps_its_uid_and_its_sequence_rises(scene: Scene) -> None:
    said = answer(await scene.member.slash(scene.stage.lobby, "maintenance calendar"))
    assert "nothing to put into a calendar yet" in said
    one = await scene.add()
    first = await calendar(scene)
    preview = await scene.operator.slash(
        scene.stage.lobby, "maintenance edit", maintenance=str(one.id), end="6h"
    )
    await scene.operator.click(shown(preview), label="Save")
    second = await calendar(scene)
    version = (await scene.get(one.id)).version
    await scene.stage.press_raw(scene.operator, f"maintenance.cancelled:{one.id}:{version}")
    third = await calendar(scene)
    assert first["UID"] == second["UID"] == third["UID"]
    assert [int(found["SEQUENCE"]) for found in (first, second, third)] == [0, 1, 2]
    assert [str(found["STATUS"]) for found in (first, second, third)] == [
        "CONFIRMED",
        "CONFIRMED",
        "CANCELLED",
    ]
    assert first["DTEND"].dt - first["DTSTART"].dt == dt.timedelta(hours=4)
    assert second["DTEND"].dt - second["DTSTART"].dt == dt.timedelta(hours=6)
    scene.stage.pass_time(days=33)
    said = answer(await scene.member.slash(scene.stage.lobby, "maintenance calendar"))
    assert "nothing to put into a calendar yet" in said


async def calendar(scene: Scene) -> Any:
    result = await scene.member.slash(scene.stage.lobby, "maintenance calendar")
    (file,) = shown(result).attachments
    assert file.filename == "maintenance.ics"
    (found,) = Calendar.from_ical(scene.stage.env.backend.cdn.get(file.url)).walk("VEVENT")
    return found


async def test_it_stands_in_the_agenda_and_in_that_of_those_it_concerns(scene: Scene) -> None:
    await scene.add()
    lobby = scene.stage.lobby
    assert TITLE in answer(await scene.member.slash(lobby, "agenda"))
    assert TITLE not in answer(await scene.member.slash(lobby, "agenda", what="mine"))
    assert TITLE in answer(await scene.follower.slash(lobby, "agenda", what="mine"))


async def test_nothing_of_a_hidden_channel_is_told(scene: Scene) -> None:
    one = await scene.add()
    hide(scene.stage, scene.room)
    await scene.stage.env.settle()
    lobby = scene.stage.lobby
    for result in (
        await scene.member.slash(lobby, "maintenance list"),
        await scene.member.slash(lobby, "agenda"),
        await scene.member.slash(lobby, "maintenance show", maintenance=str(one.id)),
        await scene.member.slash(lobby, "maintenance show", maintenance=TITLE),
        await scene.member.slash(lobby, "maintenance calendar"),
    ):
        assert TITLE not in answer(result)
    assert await scene.member.autocomplete(lobby, "maintenance show", "maintenance", "") == []
    assert TITLE in answer(await scene.stage.organiser.slash(lobby, "maintenance list"))


async def test_what_is_over_is_found_by_its_words_and_what_is_coming_is_not(scene: Scene) -> None:
    one = await scene.add()
    lobby = scene.stage.lobby
    assert TITLE not in answer(await scene.member.slash(lobby, "search", text="line cards"))
    await scene.until(one, dt.timedelta(0))
    await scene.passes(hours=5)
    for words in ("line cards", "AS3333", "adonis"):
        assert TITLE in answer(await scene.member.slash(lobby, "search", text=words)), words


# The list


async def test_the_list_shows_what_is_coming_first_by_pages(scene: Scene) -> None:
    lobby = scene.stage.lobby
    said = answer(await scene.member.slash(lobby, "maintenance list"))
    assert "No maintenance is known here" in said
    assert "announced by people who speak for a network" in said
    old = await scene.add(title="Old one")
    await scene.passes(days=2, hours=6)
    for number in range(7):
        await scene.add(options={"start": f"in {9 - number} days 22:00"}, title=f"Work {number}")
    listed = await scene.operator.slash(lobby, "maintenance list")
    said = answer(listed)
    assert said.index("Work 6") < said.index("Work 5") < said.index("Work 1")
    assert "Old one" not in said
    assert "Announce one with /maintenance add" in said
    following = await scene.operator.click(shown(listed), label="Next ›")
    assert answer(following).index("Work 0") < answer(following).index("Old one")
    opened = await scene.operator.click(shown(following), custom_id=f"maintenance.show:{old.id}")
    assert "Maintenance over: Old one" in answer(opened)
    assert "No maintenance" not in await scene.stage.press_raw(scene.member, "maintenance.list:99")


@pytest.mark.parametrize("press", ["maintenance.show:99", "maintenance.edit:99", "maintenance.cancel:99"])
async def test_a_button_of_what_is_not_there_says_so(scene: Scene, press: str) -> None:
    assert "This maintenance is not there" in await scene.stage.press_raw(scene.operator, press)


# The card


async def test_a_deleted_card_is_posted_once_more_and_then_put_away(scene: Scene) -> None:
    one = await scene.add(options={"start": "in 5 days 22:00"})
    for times in (1, 2):
        scene.stage.env.backend.delete_message(scene.room.id, (await scene.get(one.id)).message_id)
        if times == 1:
            preview = await scene.operator.slash(
                scene.stage.lobby, "maintenance edit", maintenance=str(one.id), impact="degraded"
            )
        else:
            preview = await scene.operator.slash(
                scene.stage.lobby, "maintenance edit", maintenance=str(one.id), impact="outage"
            )
        await scene.operator.click(shown(preview), label="Save")
        await scene.stage.deliver()
        await scene.stage.deliver()
        assert len(scene.cards()) == (1 if times == 1 else 0)
    said = answer(await scene.operator.slash(scene.stage.lobby, "maintenance show", maintenance=str(one.id)))
    assert "put away" in said
    await scene.until(one, dt.timedelta(0))
    assert scene.words() == []
    assert scene.cards() == []


async def test_a_channel_that_was_deleted_is_left_for_the_one_that_is_configured_then(scene: Scene) -> None:
    one = await scene.add()
    other = scene.stage.guild.create_text_channel("elsewhere")
    scene.stage.delete_channel(scene.room)
    await scene.stage.set_channel("outages", other)
    await scene.until(one, dt.timedelta(hours=1))
    await scene.stage.deliver()
    after = await scene.get(one.id)
    assert after.channel_id == other.id
    assert any("Details" in buttons(found) for found in other.history())
    await scene.until(one, dt.timedelta(0))
    assert any("Maintenance begins" in texts(found) for found in other.history())


async def test_a_change_while_the_card_was_on_its_way_reaches_it(scene: Scene) -> None:
    preview = await scene.adds()
    await scene.operator.click(shown(preview), label="Announce")
    again = await scene.operator.slash(
        scene.stage.lobby, "maintenance edit", maintenance="1", impact="no-impact"
    )
    await scene.operator.click(shown(again), label="Save")
    await scene.stage.deliver()
    (card,) = scene.cards()
    assert "No impact" in card


# Overlaps


async def test_two_windows_in_one_facility_point_at_each_other_and_their_people_hear_it_once(
    scene: Scene,
) -> None:
    first = await scene.add()
    await speaks(scene.stage, scene.noc, 1299, "Arelion")
    preview = await scene.adds(
        scene.noc, {"networks": "AS1299", "start": "tomorrow 23:00"}, title="Power feed", facilities="ADONIS"
    )
    assert "⚠️ Overlaps" in answer(preview)
    assert "Both work on: Adonis" in answer(preview)
    await scene.noc.click(shown(preview), label="Announce")
    await scene.stage.deliver()
    cards = scene.cards()
    assert all("Both work on: " in card for card in cards)
    assert "Power feed" in cards[0]
    assert TITLE in cards[1]
    (word,) = scene.words()
    assert "Overlapping maintenance" in word
    everybody = tuple(sorted((scene.operator.id, scene.follower.id, scene.noc.id)))
    assert scene.pinged() == [everybody]
    # Other words change nothing; another time is another overlap.
    for options, count in (({"impact": "degraded"}, 1), ({"end": "8h"}, 3)):
        preview = await scene.operator.slash(
            scene.stage.lobby, "maintenance edit", maintenance=str(first.id), **options
        )
        await scene.operator.click(shown(preview), label="Save")
        await scene.stage.deliver()
        await scene.plan()
        await scene.stage.deliver()
        assert len(scene.words()) == count, scene.words()


async def test_two_upstreams_at_once_are_told_to_the_network_that_lists_them_and_to_nobody_else(
    scene: Scene,
) -> None:
    customer = scene.stage.guild.add_member(scene.stage.env.create_user("sami"))
    await speaks(scene.stage, customer, 9051, "Cedar")
    await scene.list_upstreams(9051, 3333, 1299)
    await scene.add(facilities="")
    await scene.add(
        scene.noc, {"networks": "AS1299", "start": "tomorrow 23:00"}, title="Core", facilities="", objects=""
    )
    (word,) = scene.words()
    assert "every upstream of AS9051 Cedar" in word
    assert scene.pinged() == [(customer.id,)]
    assert all("every upstream of AS9051 Cedar" in card for card in scene.cards())
    # Cancelled, it is in nobody's way any more.
    await scene.stage.press_raw(scene.operator, f"maintenance.cancelled:1:{(await scene.get(1)).version}")
    await scene.stage.deliver()
    assert not any("every upstream" in card for card in scene.cards())


async def test_upstreams_listed_later_are_pointed_out_when_it_comes_near(scene: Scene) -> None:
    customer = scene.stage.guild.add_member(scene.stage.env.create_user("sami"))
    await speaks(scene.stage, customer, 9051, "Cedar")
    await scene.add(facilities="")
    await scene.add(scene.noc, {"networks": "AS1299"}, title="Core", facilities="", objects="")
    assert scene.words() == []
    await scene.list_upstreams(9051, 3333, 1299)
    await scene.plan()
    await scene.stage.deliver()
    assert scene.pinged() == [(customer.id,)]


# Notices


async def test_a_notice_is_shown_then_stored_announced_and_remembered_for_its_sender(scene: Scene) -> None:
    await speaks(scene.stage, scene.noc, 1299, "Arelion")
    card = await scene.imports(event())
    said = answer(card)
    for part in (
        "Notices in notice.ics", "1 new", "🆕 **Fibre work**", "transit.example · CHG-77 · 1 object", "22:00 UTC",
        "Outage · Confirmed", "Whom do the notices of transit.example hit?", "For the account 4711", "Nobody is chosen",
        "Nothing is stored yet",
    ):  # fmt: skip
        assert part in said, part
    assert await scene.count() == 0
    card = await scene.noc.select(shown(card), ["3333"], custom_id=menu(card, "hit"))
    card = await scene.noc.select(shown(card), ["1299"], custom_id=menu(card, "works"))
    assert "Nobody is chosen" not in answer(card)
    done = await scene.noc.click(shown(card), label="Store 1")
    assert "1 new." in answer(done)
    await scene.stage.deliver()
    (posted,) = scene.cards()
    for part in ("Fibre work", "transit.example · CHG-77", "circuit-1", "AS1299 Arelion", "AS3333 RIPE NCC"):
        assert part in posted, part
    assert "4711" not in posted
    one = await scene.latest()
    assert (one.source, one.networks, one.works) == (Source.NOTICE, (1299, 3333), {1299})
    again = await scene.imports(event("UID:78@transit.example"))
    assert "Proposed from what is known of this sender" in answer(again)
    assert store_button(again)
    await scene.noc.click(shown(again), label="Store 1")
    assert (await scene.latest()).networks == (1299, 3333)
    history = answer(await scene.stage.organiser.slash(scene.stage.lobby, "setup history"))
    assert "stored maintenance notices from “notice.ics”: 1" in history


async def test_only_a_higher_sequence_changes_anything_and_the_rest_is_said(scene: Scene) -> None:
    await scene.stores(event("SEQUENCE:2"), hit=(3333,))
    for sequence, why in ((2, "Its sequence 2 is known already"), (1, "Its sequence 1 is lower than 2")):
        card = await scene.imports(event(f"SEQUENCE:{sequence}", "SUMMARY:Forged"))
        assert "is ignored" in answer(card)
        assert why in answer(card)
        assert "Store" not in " ".join(buttons(shown(card)))
    card = await scene.imports(
        event(
            "SEQUENCE:3", "X-MAINTNOTE-IMPACT:DEGRADED", "DTSTART:20261203T220000Z", "DTEND:20261204T020000Z"
        )
    )
    said = answer(card)
    assert "✏️ **Fibre work**" in said
    assert "Impact: Outage → Degraded" in said
    assert "22:00 UTC" in said
    await scene.noc.click(shown(card), custom_id=store_button(card))
    await scene.stage.deliver()
    one = await scene.latest()
    assert (one.sequence, one.impact, one.networks) == (3, Impact.DEGRADED, (3333,))
    assert one.starts_at == dt.datetime(2026, 12, 3, 22, tzinfo=dt.UTC)
    assert len(scene.cards()) == 1
    (word,) = scene.words()
    assert "at another time" in word


async def test_a_cancelled_notice_keeps_its_uid_and_a_later_one_may_revive_it(scene: Scene) -> None:
    await scene.stores(event(), hit=(3333,))
    one = await scene.latest()
    await scene.stores(event("SEQUENCE:2", "X-MAINTNOTE-STATUS:CANCELLED", without="X-MAINTNOTE-OBJECT-ID"))
    after = await scene.get(one.id)
    assert (after.uid, after.status, await scene.count()) == (one.uid, Status.CANCELLED, 1)
    assert [thing.name for thing in after.things] == ["circuit-1"]
    assert "Cancelled maintenance" in scene.cards()[0]
    await scene.until(one, dt.timedelta(hours=2))
    assert scene.words() == []
    assert "is ignored" in answer(await scene.imports(event("SEQUENCE:2")))
    await scene.stores(event("SEQUENCE:3"))
    assert "🛠️ Maintenance: Fibre work" in scene.cards()[0]
    await scene.until(one, dt.timedelta(hours=1))
    assert len(scene.words()) == 1


async def test_a_file_may_hold_several_versions_and_several_senders(scene: Scene) -> None:
    await speaks(scene.stage, scene.noc, 1299, "Arelion")
    card = await scene.imports(
        event("SEQUENCE:3", "SUMMARY:Third"),
        event("SEQUENCE:1", "SUMMARY:First"),
        event("SEQUENCE:4", "SUMMARY:Fourth"),
        event("UID:9", "X-MAINTNOTE-PROVIDER:Other (AS1299)", "SUMMARY:Elsewhere"),
        event(without="X-MAINTNOTE-ACCOUNT"),
    )
    said = answer(card)
    assert "2 new · 1 changed · 1 out of date · 1 refused" in said
    assert "Its sequence 1 is lower than 3" in said
    store_it = store_button(card)
    following = await scene.noc.click(shown(card), label="Next ›")
    assert "X-MAINTNOTE-ACCOUNT" in answer(following)
    other = await scene.noc.click(shown(card), label="Next sender")
    assert "Other (AS1299)" in answer(other)
    assert "Proposed from what is known of this sender" in answer(other)
    done = await scene.noc.click(shown(other), label="Store 2")
    assert "2 new." in answer(done)
    await scene.stage.deliver()
    assert sorted(card.split("\n")[0].rpartition(": ")[2] for card in scene.cards()) == [
        "Elsewhere",
        "Fourth",
    ]
    assert "more than a day old, stored" in await scene.stage.press_raw(scene.noc, store_it)


async def test_networks_that_no_menu_offers_are_typed(scene: Scene) -> None:
    card = await scene.imports(event())
    form = await scene.noc.click(shown(card), label="Type AS numbers")
    refused = await scene.noc.submit_modal(form, {"networks": "cheese", "works": ""})
    assert "⚠️" in answer(refused)
    form = await scene.noc.click(shown(card), label="Type AS numbers")
    refused = await scene.noc.submit_modal(form, {"networks": "", "works": "AS1, AS2"})
    assert "Only one network does the work" in answer(refused)
    form = await scene.noc.click(shown(card), label="Type AS numbers")
    card = await scene.noc.submit_modal(form, {"networks": "AS6939, 3333", "works": "AS1299"})
    await scene.noc.click(shown(card), label="Store 1")
    assert (await scene.latest()).networks == (1299, 3333, 6939)


async def test_who_is_not_of_the_noc_imports_and_presses_nothing(scene: Scene) -> None:
    await scene.imports(event())
    before = await scene.stage.everything()
    for who in (scene.member, scene.operator):
        assert "Only the NOC and organisers import notices" in answer(await scene.imports(event(), who=who))
        for route in (
            "import-page:1:1",
            "import-show:1:1:0",
            "import-store:1",
            "import-discard:1",
            "import-numbers:1:0",
        ):
            assert "Only the NOC" in await scene.stage.press_raw(who, f"maintenance.{route}")
        for route in ("import-hit:1:0:1", "import-works:1:0:1"):
            assert "Only the NOC" in await send_raw(scene.stage, who, f"maintenance.{route}", values=["3333"])
        said = await send_raw(
            scene.stage, who, "maintenance.import-numbered:1:0", fields={"networks": "AS1", "works": ""}
        )
        assert "Only the NOC" in said
    # Another one's file is nobody else's to store.
    assert "someone else’s" in await scene.stage.press_raw(
        scene.stage.organiser, "maintenance.import-store:1"
    )
    assert await scene.stage.everything() == before


async def test_a_file_that_was_let_be_or_is_old_is_gone(scene: Scene) -> None:
    card = await scene.imports(event())
    store_it = store_button(card)
    done = await scene.noc.click(shown(card), label="Discard")
    assert "Nothing of the file was stored" in answer(done)
    assert "Attach it again" in await scene.stage.press_raw(scene.noc, store_it)
    store_it = store_button(await scene.imports(event()))
    scene.stage.pass_time(days=1, hours=1)
    forget = scene.stage.app.features["maintenance"].forget
    assert forget is not None
    now = scene.stage.clock.now()
    assert await scene.stage.app.database.write(lambda tx: forget(tx, now)) == 1
    assert "Attach it again" in await scene.stage.press_raw(scene.noc, store_it)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<html><body>Log in</body></html>", "⚠️"),
        (b"not a calendar", "⚠️"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", "There is no event in this calendar"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1", "⚠️"),
    ],
)
@pytest.mark.hostile(40)
async def test_what_is_no_calendar_is_refused_in_a_sentence(scene: Scene, content: bytes, why: str) -> None:
    before = await scene.stage.everything()
    said = answer(await scene.sends(content))
    assert why in said
    assert "Something broke" not in said
    assert await scene.stage.everything() == before


@pytest.mark.hostile(44)
async def test_fifty_thousand_events_are_refused_and_hold_nothing_up(scene: Scene) -> None:
    one = event().split(b"BEGIN:VEVENT")[1].split(b"END:VEVENT")[0]
    body = b"".join(b"BEGIN:VEVENT" + one + b"END:VEVENT\r\n" for _ in range(60))
    said = answer(await scene.sends(b"BEGIN:VCALENDAR\r\n" + body + b"END:VCALENDAR\r\n"))
    assert "50" in said
    body = b"BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n" * 50_000
    said = answer(await scene.sends(b"BEGIN:VCALENDAR\r\n" + body + b"END:VCALENDAR\r\n"))
    assert "⚠️" in said
    assert await scene.count() == 0


@pytest.mark.hostile(46)
async def test_a_files_name_is_only_a_name(scene: Scene) -> None:
    card = await scene.imports(event(), name="@everyone.ics")
    assert "@everyone" not in answer(card)


# The shared samples


def test_the_samples_are_there_or_it_is_said() -> None:
    if not SAMPLES:
        pytest.skip("CROSSCONNECT_TEST_DATA names no shared samples: no real notice is imported")


@pytest.mark.skipif(not SAMPLES, reason="CROSSCONNECT_TEST_DATA names no shared samples")
async def test_every_sample_is_imported_or_refused_with_its_own_sentence(scene: Scene) -> None:
    refused: dict[str, str] = {}
    for path in SAMPLES:
        card = await scene.sends(path.read_bytes(), name=path.name)
        said = answer(card)
        assert "Something broke" not in said
        if path.stem in WHY:
            assert "1 refused" in said
            refused[path.stem] = said.partition("is refused.\n")[2].partition("\n")[0]
            assert "Store" not in " ".join(buttons(shown(card))), path.name
        elif "Store 1" in buttons(shown(card)):
            await scene.noc.click(shown(card), label="Store 1")
        else:
            assert path.stem == "ical4"  # the same sequence as ical3
            assert "Its sequence 3 is known already" in said
    assert all(sentence.startswith("It has no ") for sentence in refused.values())
    assert len(set(refused.values())) == len(WHY)
    await scene.stage.deliver()
    # They are all over: the list and the search know them, and nobody is bothered.
    assert scene.cards() == []
    assert await scene.count() == 4
    listed = answer(await scene.member.slash(scene.stage.lobby, "maintenance list"))
    assert "Maintenance over: Closed - Maint Note Example" in listed
    assert "Cancelled maintenance: Maintenance note" in listed
    found = answer(await scene.member.slash(scene.stage.lobby, "search", text="fiber migration"))
    assert "Planned Outage Notification of International Service" in found


# Privacy


async def test_an_erased_person_leaves_the_window_and_their_name_goes_from_the_card(scene: Scene) -> None:
    one = await scene.add()
    await scene.until(one, dt.timedelta(hours=1))
    await scene.adds(title="A draft")
    said = answer(await scene.operator.slash(scene.stage.lobby, "privacy show"))
    assert "The maintenance you announced or imported" in said
    assert "Of which maintenance you were told" in said
    asked = await scene.operator.slash(scene.stage.lobby, "privacy delete")
    await scene.operator.click(shown(asked), custom_id=f"privacy.erase:{scene.operator.id}")
    await scene.stage.deliver()
    after = await scene.get(one.id)
    assert after.user_id is None
    assert await scene.count() == 1
    assert f"<@{scene.operator.id}>" not in scene.cards()[0]
    told = await scene.stage.app.database.read(
        lambda tx: tx.all("SELECT user_id FROM maintenance_told WHERE user_id = ?", (scene.operator.id,))
    )
    assert told == []


async def test_what_ended_long_ago_is_forgotten(scene: Scene) -> None:
    one = await scene.add()
    await scene.until(one, dt.timedelta(hours=1))
    forget = scene.stage.app.features["maintenance"].forget
    assert forget is not None
    for days, told, windows in ((20, 2, 1), (40, 0, 1), (740, 0, 0)):
        at = one.ends_at + dt.timedelta(days=days)
        await scene.stage.app.database.write(lambda tx, at=at: forget(tx, at))  # type: ignore[misc]
        found = await scene.stage.app.database.read(
            lambda tx: len(tx.all("SELECT user_id FROM maintenance_told"))
        )
        assert (found, await scene.count()) == (told, windows)
