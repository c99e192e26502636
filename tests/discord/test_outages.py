"""/outage through real commands, forms and clicks: who may, one card, one discussion, witnesses, pings, and what goes wrong."""

import asyncio
import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import discord
import pytest
from simcord import ChannelHandle, InteractionResult, MemberActor, ResponseMessage
from simcord.backend.models.channel import Overwrite
from simcord.enums import OverwriteType

from bot.delivery import outbox, settlement
from bot.delivery.model import DeliveryState, Outcome
from bot.guilds.rules import ChannelPurpose, RolePurpose
from bot.networks import known
from bot.networks.rules import NetworkFacts, Source
from bot.operations.outages import store
from bot.operations.outages.rules import Outage, State
from bot.people.actor import Actor
from bot.storage.database import Transaction
from tests.discord.conftest import Stage, answer, buttons, texts
from tests.discord.test_hostile_commands import send_raw

TITLE = "Transit in Beirut is down"
BODY = "Sessions dropped at the same moment."
MENU = "Ping me"


@dataclass
class Scene:
    """A guild with a channel for outages, somebody of the NOC, an operator who speaks for AS3333, and a member."""

    stage: Stage
    room: ChannelHandle
    noc: MemberActor
    operator: MemberActor

    @property
    def member(self) -> MemberActor:
        return self.stage.member

    async def opens(
        self, who: MemberActor | None = None, *, options: dict[str, Any] | None = None, **typed: Any
    ) -> InteractionResult:
        """/outage open up to the answer to its form."""
        who = who or self.operator
        form = await who.slash(self.stage.lobby, "outage open", **{"severity": "major", **(options or {})})
        assert form.modal is not None, answer(form)
        fields = {"title": TITLE, "body": BODY, "severity": "major", "networks": "AS3333", "region": "Beirut"}
        return await who.submit_modal(form, {**fields, **typed})

    async def open(self, who: MemberActor | None = None, **typed: Any) -> Outage:
        """An outage whose card and discussion stand."""
        done = await self.opens(who, **typed)
        assert "⚠️" not in answer(done)
        await self.stage.deliver()
        return await self.latest()

    async def latest(self) -> Outage:
        def operation(tx: Transaction) -> Outage | None:
            row = tx.one("SELECT max(id) AS id FROM outage")
            return None if row is None else store.get(tx, self.stage.guild.id, row["id"])

        found = await self.stage.app.database.read(operation)
        assert found is not None
        return found

    def card(self, outage: Outage) -> discord.Message:
        """The head card that stands."""
        return next(one for one in self.room.history() if one.id == outage.message_id)

    def cards(self) -> list[discord.Message]:
        return [one for one in self.room.history() if one.components]

    def thread(self, outage: Outage) -> ChannelHandle:
        assert outage.thread_id is not None
        return ChannelHandle(
            self.stage.env, self.stage.guild, self.stage.env.backend.get_channel(outage.thread_id)
        )

    def said(self, outage: Outage) -> list[str]:
        """What the bot wrote in the discussion."""
        return [texts(one) for one in self.thread(outage).history() if one.components]

    def pings(self, outage: Outage) -> list[discord.Message]:
        return [one for one in self.thread(outage).history() if "You asked for this" in texts(one)]

    def notified(self) -> list[tuple[int, ...]]:
        """Whom each message of the bot in a channel was allowed to ping, in order; nobody else is pinged by it."""
        found = []
        for one in self.stage.env.backend.http_requests:
            if one.method == "POST" and one.path.endswith("/messages"):
                allowed = one.json["allowed_mentions"]
                assert not allowed.get("parse")
                assert not allowed.get("roles")
                found.append(tuple(sorted(int(user) for user in allowed.get("users") or ())))
        return found

    async def press(self, who: MemberActor, outage: Outage, label: str) -> InteractionResult:
        """Press a button on the card."""
        card = self.card(outage)
        return await who.click(card, custom_id=buttons(card)[label])

    async def update(
        self, who: MemberActor, outage: Outage, text: str = "Half of it is back.", **more: Any
    ) -> InteractionResult:
        form = await self.press(who, outage, "Update")
        assert form.modal is not None, answer(form)
        fields = {
            "text": text,
            "state": "open",
            "severity": "major",
            "networks": "AS3333",
            "region": "Beirut",
        }
        return await who.submit_modal(form, {**fields, **more})

    async def resolve(
        self, who: MemberActor, outage: Outage, cause: str = "A cut fibre.", ended: str = "now"
    ) -> InteractionResult:
        form = await self.press(who, outage, "Resolve")
        assert form.modal is not None, answer(form)
        return await who.submit_modal(form, {"cause": cause, "ended": ended})

    def actor(self, user_id: int) -> Actor:
        return replace(self.stage.actor(), user_id=user_id, manages=False)

    async def follows(self, who: MemberActor, least: str = "minor") -> InteractionResult:
        shown = await who.slash(self.stage.lobby, "outage list")
        shown = await who.click(shown.response, custom_id=buttons(_shown(shown))[MENU])
        return await who.select(_shown(shown), [least], custom_id="outage.ping-least")


def _shown(result: InteractionResult) -> ResponseMessage:
    shown = result.followups[-1] if result.followups else result.response
    assert shown is not None
    return shown


async def speaks(stage: Stage, who: MemberActor, asn: int, name: str = "") -> None:
    """A member is shown to speak for a network."""

    def operation(tx: Transaction) -> None:
        network = known.remember(
            tx,
            stage.guild.id,
            NetworkFacts(asn=asn, name=name or f"Net {asn}", source=Source.IMPORT, at=tx.now),
        )
        tx.execute(
            "INSERT INTO network_claim (guild_id, network_id, user_id, role, state, proof, decided_at, expires_at,"
            " seen_at, created_at, updated_at) VALUES (?, ?, ?, 'noc', 'verified', 'organiser', 0, 9999999999, 0, 0, 0)",
            (stage.guild.id, network.id, who.id),
        )

    await stage.app.database.write(operation)


@pytest.fixture
async def scene(stage: Stage) -> Scene:
    room = stage.guild.create_text_channel("outages")
    await stage.set_channel("outages", room)
    role = stage.guild.create_role("NOC")
    await stage.set_role(RolePurpose.NOC, role)
    noc = stage.guild.add_member(stage.env.create_user("rami"), roles=[role])
    operator = stage.guild.add_member(stage.env.create_user("lina"))
    await speaks(stage, operator, 3333, "RIPE NCC")

    return Scene(stage=stage, room=room, noc=noc, operator=operator)


# Opening


async def test_an_outage_is_one_card_with_one_discussion(scene: Scene) -> None:
    done = await scene.opens(options={"started": "20 min ago", "networks": "as3333"})
    assert "The outage is open" in answer(done)
    await scene.stage.deliver()
    outage = await scene.latest()
    (card,) = scene.cards()
    shown = texts(card)
    for part in (
        "Major outage",
        TITLE,
        BODY,
        "AS3333 RIPE NCC",
        "Beirut",
        f"<@{scene.operator.id}>",
        "Going on",
    ):
        assert part in shown
    ago = scene.stage.clock.now() - outage.started_at
    assert dt.timedelta(minutes=20) <= ago < dt.timedelta(minutes=22)
    assert outage.thread_id == card.id
    assert scene.stage.env.backend.get_channel(card.id).name == TITLE
    assert set(scene.notified()) == {()}


async def test_who_may_open(scene: Scene) -> None:
    for who in (scene.stage.organiser, scene.noc, scene.operator):
        form = await who.slash(scene.stage.lobby, "outage open", severity="minor")
        assert form.modal is not None
    said = answer(await scene.member.slash(scene.stage.lobby, "outage open", severity="minor"))
    assert "Claim your network with /network claim" in said


async def test_the_form_holds_what_the_command_said(scene: Scene) -> None:
    form = await scene.operator.slash(
        scene.stage.lobby,
        "outage open",
        severity="critical",
        networks="3333, as 1299",
        region="Tripoli" * 100,
    )
    assert form.modal is not None
    shown = str(form.modal)
    assert "AS3333, AS1299" in shown
    assert "Tripoli" in shown
    assert "Tripoli" * 10 not in shown


async def test_a_claim_that_ended_while_the_form_was_open_opens_nothing_and_loses_nothing(
    scene: Scene,
) -> None:
    form = await scene.operator.slash(scene.stage.lobby, "outage open", severity="major")
    await scene.stage.app.database.write(lambda tx: tx.execute("UPDATE network_claim SET state = 'ended'"))
    done = await scene.operator.submit_modal(form, {"title": TITLE, "body": BODY, "severity": "major"})
    assert "Claim your network" in answer(done)
    assert TITLE in answer(done)
    assert BODY in answer(done)
    await scene.stage.deliver()
    assert scene.cards() == []


async def test_without_a_channel_the_cure_is_said(scene: Scene) -> None:
    await scene.stage.set_channel("outages", scene.stage.lobby)
    scene.stage.deny(scene.stage.lobby, discord.Permissions(create_public_threads=True))
    said = answer(await scene.noc.slash(scene.stage.news, "outage open", severity="minor"))
    assert "Create Public Threads" in said
    gone = scene.stage.guild.create_text_channel("gone")
    await scene.stage.set_channel("outages", gone)
    scene.stage.delete_channel(gone)
    said = answer(await scene.noc.slash(scene.stage.news, "outage open", severity="minor"))
    assert "An organiser chooses another one" in said
    await scene.stage.app.services.guilds.set_channel(scene.stage.actor(), ChannelPurpose.OUTAGES, None)
    said = answer(await scene.noc.slash(scene.stage.news, "outage open", severity="minor"))
    assert "no channel for outages yet" in said


async def test_a_channel_that_was_lost_while_the_form_was_open_loses_nothing(scene: Scene) -> None:
    form = await scene.noc.slash(scene.stage.lobby, "outage open", severity="minor")
    scene.stage.deny(scene.room, discord.Permissions(send_messages=True))
    done = await scene.noc.submit_modal(form, {"title": TITLE, "body": BODY, "severity": "minor"})
    assert "Send Messages" in answer(done)
    assert BODY in answer(done)
    assert (await scene.stage.app.database.read(lambda tx: tx.all("SELECT 1 FROM outage"))) == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"started": "tomorrow 18:00"}, "still to come"),
        ({"started": "soon"}, "20 min ago"),
        ({"started": "3 years ago"}, "I don’t understand"),
        ({"networks": "AS3333, banana"}, "banana"),
        ({"networks": "AS64512"}, "AS64512"),
        ({"networks": ", ".join(str(number) for number in range(1000, 1021))}, "20 networks"),
    ],
)
async def test_what_is_typed_wrong_is_told_before_the_form(
    scene: Scene, options: dict[str, str], said: str
) -> None:
    done = await scene.noc.slash(scene.stage.lobby, "outage open", **{"severity": "minor", **options})
    assert said in answer(done)


async def test_what_is_typed_wrong_into_the_form_is_given_back(scene: Scene) -> None:
    for typed, said in (({"networks": "banana"}, "banana"), ({"title": "\u200b"}, "nothing to read")):
        done = await scene.opens(**typed)
        assert said in answer(done)
        assert BODY in answer(done)
    assert (await scene.stage.app.database.read(lambda tx: tx.all("SELECT 1 FROM outage"))) == []


async def test_nothing_that_is_typed_pings_or_deceives(scene: Scene) -> None:
    outage = await scene.open(
        title="@everyone [x](https://evil.example)",
        body="<@&1> @here [bank](https://evil.example)",
        region="@here",
    )
    card = scene.card(outage)
    assert not card.mention_everyone
    assert "@everyone" not in texts(card)
    assert "(evil.example)" in texts(card)


async def test_one_that_looks_the_same_is_shown_first(scene: Scene) -> None:
    first = await scene.open()
    done = await scene.opens(scene.noc, title="Something else")
    assert "Is it one of these?" in answer(done)
    assert TITLE in answer(done)
    await scene.stage.deliver()
    assert len(scene.cards()) == 1
    shown = _shown(done)
    labels = buttons(shown)
    seen = await scene.noc.click(shown, custom_id=labels["I see it too"])
    assert "You see it, for no network" in answer(seen)
    posted = await scene.noc.click(shown, custom_id=labels["Open it anyway"])
    assert "The outage is open" in answer(posted)
    assert "open already" in await scene.stage.press_raw(scene.noc, labels["Open it anyway"])
    await scene.stage.deliver()
    assert len(scene.cards()) == 2
    assert (await scene.latest()).id != first.id


async def test_a_draft_is_its_authors_and_a_day_old_at_most(scene: Scene) -> None:
    await scene.open()
    await scene.opens(scene.noc)
    draft = await scene.latest()
    assert draft.state is State.DRAFT
    assert "someone else’s" in await scene.stage.press_raw(scene.operator, f"outage.post:{draft.id}")
    await scene.opens(scene.noc)
    assert "more than a day old" in await scene.stage.press_raw(scene.noc, f"outage.post:{draft.id}")
    draft = await scene.latest()
    assert "not there" in await scene.stage.press_raw(scene.noc, f"outage.show:{draft.id}")
    assert TITLE not in answer(await scene.noc.slash(scene.stage.lobby, "outage list")).replace(TITLE, "", 1)
    scene.stage.pass_time(days=2)
    forget = scene.stage.app.features["outages"].forget
    assert forget is not None
    now = scene.stage.clock.now()
    assert await scene.stage.app.database.write(lambda tx: forget(tx, now)) == 1
    assert "more than a day old" in await scene.stage.press_raw(scene.noc, f"outage.post:{draft.id}")


async def test_nobody_opens_many_in_an_hour(scene: Scene) -> None:
    for number in range(3):
        await scene.open(scene.noc, title=f"Outage {number}", networks="")
    done = await scene.opens(scene.noc, title="One more", networks="")
    assert "several times" in answer(done)
    assert "One more" in answer(done)
    scene.stage.pass_time(hours=1, seconds=1)
    assert "The outage is open" in answer(await scene.opens(scene.noc, title="One more", networks=""))


async def test_who_is_blocked_opens_nothing_and_confirms_nothing(scene: Scene) -> None:
    outage = await scene.open()
    for who in (scene.noc, scene.member):
        await scene.stage.app.database.write(
            lambda tx, who=who: tx.execute(
                "INSERT INTO guild_block (guild_id, user_id, since) VALUES (?, ?, 0)",
                (scene.stage.guild.id, who.id),
            )
        )
    assert "switched this off" in answer(
        await scene.noc.slash(scene.stage.lobby, "outage open", severity="minor")
    )
    assert "switched this off" in answer(await scene.press(scene.member, outage, "I see it too"))
    assert "switched this off" in answer(await scene.press(scene.noc, outage, "Update"))


# Updating


async def test_an_update_edits_the_card_and_stands_in_the_discussion(scene: Scene) -> None:
    outage = await scene.open()
    done = await scene.update(scene.noc, outage, "Power is back in one room.", state="watching")
    assert "Updated" in answer(done)
    await scene.stage.deliver()
    (card,) = scene.cards()
    assert card.id == outage.message_id
    assert "Being watched" in texts(card)
    assert "Power is back in one room." in texts(card)
    (said,) = scene.said(outage)
    assert "Power is back in one room." in said


async def test_the_command_offers_what_goes_on_and_asks_the_same(scene: Scene) -> None:
    outage = await scene.open()
    await scene.open(scene.noc, title="Over already", networks="")
    over = await scene.latest()
    await scene.resolve(scene.noc, over)
    choices = await scene.operator.autocomplete(scene.stage.lobby, "outage update", "outage", "")
    assert [one["value"] for one in choices] == [str(outage.id)]
    every = await scene.operator.autocomplete(scene.stage.lobby, "outage show", "outage", "")
    assert [one["value"] for one in every] == [str(outage.id), str(over.id)]
    for typed in (str(outage.id), TITLE):
        form = await scene.operator.slash(scene.stage.lobby, "outage update", outage=typed)
        assert form.modal is not None
    assert "not there" in answer(
        await scene.operator.slash(scene.stage.lobby, "outage update", outage="nowhere")
    )
    assert "is over" in answer(await scene.noc.slash(scene.stage.lobby, "outage update", outage=str(over.id)))


async def test_a_member_updates_nothing_and_is_told_what_they_can_do(scene: Scene) -> None:
    outage = await scene.open()
    before = await scene.stage.everything()
    for label in ("Update", "Resolve"):
        assert "You can press “I see it too”" in answer(await scene.press(scene.member, outage, label))
    for command in ("outage update", "outage resolve"):
        said = answer(await scene.member.slash(scene.stage.lobby, command, outage=str(outage.id)))
        assert "Only who opened it" in said
    assert await scene.stage.everything() == before


async def test_who_lost_the_role_while_the_form_was_open_changes_nothing(scene: Scene) -> None:
    outage = await scene.open()
    form = await scene.press(scene.noc, outage, "Resolve")
    scene.stage.take_roles(scene.noc)
    done = await scene.noc.submit_modal(form, {"cause": "Mine", "ended": "now"})
    assert "Only who opened it" in answer(done)
    assert (await scene.latest()).state is State.OPEN


async def test_of_two_at_once_the_second_is_told_and_keeps_the_text(scene: Scene) -> None:
    outage = await scene.open()
    forms = [await scene.press(who, outage, "Update") for who in (scene.operator, scene.noc)]
    fields = {"state": "open", "severity": "major", "networks": "AS3333", "region": "Beirut"}
    first = await scene.operator.submit_modal(forms[0], {**fields, "text": "First"})
    second = await scene.noc.submit_modal(forms[1], {**fields, "text": "Second"})
    assert "Updated" in answer(first)
    assert "at the same moment" in answer(second)
    assert "Second" in answer(second)
    await scene.stage.deliver()
    assert len(scene.said(outage)) == 1


async def test_a_witness_does_not_make_an_open_form_stale(scene: Scene) -> None:
    outage = await scene.open()
    form = await scene.press(scene.noc, outage, "Update")
    await scene.press(scene.member, outage, "I see it too")
    done = await scene.noc.submit_modal(form, {"text": "More", "state": "open", "severity": "major"})
    assert "Updated" in answer(done)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": " "}, "nothing new"),
        ({"state": "resolved"}, "out of date"),
        ({"state": "x"}, "out of date"),
        ({"severity": "x"}, "out of date"),
        ({"networks": "x"}, "⚠️"),
    ],
)
async def test_an_update_that_does_not_fit_is_refused(
    scene: Scene, fields: dict[str, str], said: str
) -> None:
    outage = await scene.open()
    before = await scene.stage.everything()
    typed = {"text": "Kept", "state": "open", "severity": "major", "networks": "", "region": "", **fields}
    custom_id = f"outage.updated:{outage.id}:{outage.version}"
    told = await send_raw(scene.stage, scene.noc, custom_id, fields=typed)
    assert said in told
    assert typed["text"].strip() in told
    assert await scene.stage.everything() == before


# Over


async def test_resolved_it_says_how_long_it_took_and_what_it_was(scene: Scene) -> None:
    outage = await scene.open()
    scene.stage.pass_time(hours=3, minutes=20)
    done = await scene.resolve(scene.operator, outage, ended="20 min ago")
    assert "Write post-mortem" in buttons(_shown(done))
    await scene.stage.deliver()
    shown = texts(scene.card(outage))
    assert "Resolved" in shown
    assert "3 h" in shown
    assert "A cut fibre." in shown
    (said,) = scene.said(outage)
    assert "It is over" in said
    assert "I see it too" not in buttons(scene.card(outage))
    assert "is over" in await scene.stage.press_raw(scene.member, f"outage.seen:{outage.id}")
    assert "is over" in await scene.stage.press_raw(scene.noc, f"outage.resolve:{outage.id}")


async def test_it_does_not_end_before_it_began(scene: Scene) -> None:
    outage = await scene.open()
    done = await scene.resolve(scene.operator, outage, ended="2h ago")
    assert "cannot have ended" in answer(done)
    assert "A cut fibre." in answer(done)
    done = await scene.resolve(scene.operator, outage, ended="tomorrow 18:00")
    assert "still to come" in answer(done)
    assert (await scene.latest()).state is State.OPEN


async def test_a_post_mortem_stands_on_the_card_and_is_found(scene: Scene) -> None:
    outage = await scene.open()
    assert "still goes on" in await scene.stage.press_raw(scene.noc, f"outage.review:{outage.id}")
    await scene.resolve(scene.operator, outage)
    await scene.stage.deliver()
    assert "Only who opened it" in answer(await scene.press(scene.member, outage, "Write post-mortem"))
    form = await scene.press(scene.noc, outage, "Write post-mortem")
    done = await scene.noc.submit_modal(form, {"cause": "A cut fibre.", "impact": "", "learned": ""})
    assert "its impact or what was learned" in answer(done)
    form = await scene.press(scene.noc, outage, "Write post-mortem")
    done = await scene.noc.submit_modal(
        form, {"cause": "A cut fibre.", "impact": "Twelve thousand homes", "learned": "Two ducts, not one."}
    )
    assert "Thank you" in answer(done)
    await scene.stage.deliver()
    shown = texts(scene.card(outage))
    assert "Twelve thousand homes" in shown
    assert "Two ducts, not one." in shown
    assert "Change post-mortem" in buttons(scene.card(outage))
    assert "Post-mortem" in scene.said(outage)[-1]
    for words in ("ducts", "TRANSIT beir", "as3333"):
        found = answer(await scene.member.slash(scene.stage.lobby, "search", text=words))
        assert TITLE in found, words
    assert TITLE not in answer(await scene.member.slash(scene.stage.lobby, "search", text="copper"))


async def test_what_goes_on_or_cannot_be_viewed_is_not_found(scene: Scene) -> None:
    outage = await scene.open()
    found = await scene.member.slash(scene.stage.lobby, "search", text="transit")
    assert TITLE not in answer(found)
    await scene.resolve(scene.operator, outage)
    hide(scene)
    assert TITLE not in answer(await scene.member.slash(scene.stage.lobby, "search", text="transit"))
    for command in ("outage show", "outage export", "outage update", "outage resolve"):
        said = answer(await scene.member.slash(scene.stage.lobby, command, outage=str(outage.id)))
        assert "you may not see its channel" in said, command
    for press in ("seen", "unseen", "show", "export", "update", "resolve", "reopen", "review"):
        said = await scene.stage.press_raw(scene.member, f"outage.{press}:{outage.id}")
        assert "you may not see its channel" in said, press
    assert TITLE not in answer(await scene.member.slash(scene.stage.lobby, "outage list"))
    assert await scene.member.autocomplete(scene.stage.lobby, "outage show", "outage", "") == []
    assert TITLE in answer(await scene.stage.organiser.slash(scene.stage.lobby, "outage list"))


def hide(scene: Scene) -> None:
    """@everyone may not view the channel any more; the bot may."""
    view = discord.Permissions(view_channel=True).value
    backend = scene.stage.env.backend
    backend.set_overwrite(
        scene.room.id, Overwrite(target_id=scene.stage.guild.id, type=OverwriteType.ROLE, deny=view)
    )
    backend.set_overwrite(
        scene.room.id, Overwrite(target_id=backend.bot_user.id, type=OverwriteType.MEMBER, allow=view)
    )


async def test_it_can_be_open_again(scene: Scene) -> None:
    outage = await scene.open()
    await scene.resolve(scene.operator, outage)
    await scene.stage.deliver()
    assert "Only who opened it" in answer(await scene.press(scene.member, outage, "Open again"))
    assert "Open again" in answer(await scene.press(scene.noc, outage, "Open again"))
    await scene.stage.deliver()
    assert "Major outage" in texts(scene.card(outage))
    assert "I see it too" in buttons(scene.card(outage))
    assert "still goes on" in await scene.stage.press_raw(scene.noc, f"outage.reopen:{outage.id}")


# Witnesses


async def test_a_network_counts_once_however_many_of_its_people_press(scene: Scene) -> None:
    outage = await scene.open()
    colleague = scene.stage.guild.add_member(scene.stage.env.create_user("karim"))
    await speaks(scene.stage, colleague, 3333, "RIPE NCC")
    await speaks(scene.stage, scene.noc, 1299, "Arelion")
    for who in (scene.operator, colleague, scene.member, scene.operator):
        await scene.press(who, outage, "I see it too")
    await scene.stage.deliver()
    scene.stage.pass_time(seconds=30)
    await scene.stage.deliver()
    shown = texts(scene.card(outage))
    assert "**1 of 2** networks here see it too, and one person for none." in shown
    assert "▰▰▰▰▰▱▱▱▱▱" in shown
    assert "Seen by AS3333 RIPE NCC" in shown
    assert "karim" not in shown


async def test_a_member_with_several_networks_chooses(scene: Scene) -> None:
    outage = await scene.open()
    await speaks(scene.stage, scene.operator, 1299, "Arelion")
    asked = await scene.press(scene.operator, outage, "I see it too")
    assert "For which network?" in answer(asked)
    chosen = await scene.operator.select(_shown(asked), ["1299"], custom_id=f"outage.seen-as:{outage.id}")
    assert "AS1299 Arelion" in answer(chosen)
    again = await scene.press(scene.operator, outage, "I see it too")
    assert "You said so already" in answer(again)
    back = await scene.operator.click(_shown(again), custom_id=buttons(_shown(again))["Take it back"])
    assert "Taken back" in answer(back)
    assert "You had not said" in await scene.stage.press_raw(scene.operator, f"outage.unseen:{outage.id}")
    await scene.stage.deliver()
    scene.stage.pass_time(seconds=30)
    await scene.stage.deliver()
    assert "Nobody else has said yet" in texts(scene.card(outage))


async def test_nobody_sees_it_for_a_network_that_is_not_theirs(scene: Scene) -> None:
    outage = await scene.open()
    for values in (["3333"], ["0"], ["x"], [], [str(2**63)]):
        said = await send_raw(scene.stage, scene.member, f"outage.seen-as:{outage.id}", values=values)
        assert "⚠️" in said
    rows = await scene.stage.app.database.read(lambda tx: tx.all("SELECT * FROM outage_witness"))
    assert rows == []


async def test_three_hundred_witnesses_are_a_few_edits(scene: Scene) -> None:
    outage = await scene.open()
    edits = len(_edits(scene))
    services = scene.stage.app.services

    async def presses(number: int) -> None:
        await services.outage_witnesses.see(scene.actor(10_000 + number), outage.id)

    for start in range(0, 300, 50):
        await asyncio.gather(*(presses(number) for number in range(start, start + 50)), scene.stage.deliver())
        scene.stage.pass_time(seconds=1)
    scene.stage.pass_time(seconds=20)
    await scene.stage.deliver()
    assert "300 people see it too" in texts(scene.card(outage))
    assert len(_edits(scene)) - edits <= 3


def _edits(scene: Scene) -> list[Any]:
    return [
        one
        for one in scene.stage.env.backend.http_requests
        if one.method == "PATCH" and f"/channels/{scene.room.id}/messages/" in one.path
    ]


async def test_a_witness_who_comes_before_the_card_stands_is_on_it(scene: Scene) -> None:
    await scene.opens()
    outage = await scene.latest()
    await scene.stage.app.services.outage_witnesses.see(scene.actor(scene.member.id), outage.id)
    await scene.stage.deliver()
    scene.stage.pass_time(seconds=30)
    await scene.stage.deliver()
    assert "One person sees it too" in texts(scene.card(await scene.latest()))


async def test_who_presses_while_an_edit_is_being_sent_waits_for_others(scene: Scene) -> None:
    outage = await scene.open()
    see = scene.stage.app.services.outage_witnesses.see
    await see(scene.actor(1), outage.id)

    def claimed(tx: Transaction) -> None:
        waiting = outbox.upcoming(tx, scene.stage.guild.id, "outages", outage.id)
        assert len(outbox.claim(tx, [row.id for row in waiting], dt.timedelta(minutes=5))) == 1

    await scene.stage.app.database.write(claimed)
    for number in (2, 3, 4):
        await see(scene.actor(number), outage.id)
    first, second = await scene.stage.app.database.read(
        lambda tx: outbox.upcoming(tx, scene.stage.guild.id, "outages", outage.id)
    )
    assert first.state is DeliveryState.CLAIMED
    assert second.due_at - first.due_at >= dt.timedelta(seconds=9)


async def test_who_presses_while_the_card_is_on_its_way_is_on_it_soon(scene: Scene) -> None:
    await scene.opens()
    outage = await scene.latest()
    feature = scene.stage.app.features["outages"]
    (head,) = await scene.stage.app.database.read(
        lambda tx: outbox.upcoming(tx, scene.stage.guild.id, "outages", outage.id)
    )
    await feature.renderers["head"](head)
    await scene.stage.app.services.outage_witnesses.see(scene.actor(scene.member.id), outage.id)
    arrived = Outcome(state=DeliveryState.SENT, result_id=1)
    await scene.stage.app.database.write(lambda tx: settlement.settle(tx, head, arrived, feature))
    waiting = await scene.stage.app.database.read(
        lambda tx: outbox.upcoming(tx, scene.stage.guild.id, "outages", outage.id)
    )
    assert {row.template for row in waiting} == {"discussion", "card"}


# Pings


async def test_followers_are_mentioned_once_when_it_opens_and_once_when_it_gets_worse(scene: Scene) -> None:
    await scene.follows(scene.member, "minor")
    await scene.follows(scene.noc, "critical")
    outage = await scene.open()
    assert len(scene.pings(outage)) == 1
    await scene.update(scene.operator, outage, severity="critical")
    await scene.stage.deliver()
    assert len(scene.pings(outage)) == 2
    told = [whom for whom in scene.notified() if whom]
    assert told == [(scene.member.id,), tuple(sorted((scene.member.id, scene.noc.id)))]
    for severity in ("major", "critical"):
        outage = await scene.latest()
        assert "Updated" in answer(await scene.update(scene.operator, outage, severity=severity))
        await scene.stage.deliver()
    assert len(scene.pings(outage)) == 2


async def test_the_opener_is_not_pinged_of_their_own(scene: Scene) -> None:
    await scene.follows(scene.operator, "minor")
    assert scene.pings(await scene.open()) == []


async def test_nobody_who_did_not_ask_is_mentioned(scene: Scene) -> None:
    outage = await scene.open()
    assert scene.pings(outage) == []
    await scene.update(scene.noc, outage, "<@1> @everyone", severity="critical")
    await scene.stage.deliver()
    assert set(scene.notified()) == {()}


async def test_a_region_that_was_chosen_counts(scene: Scene) -> None:
    await scene.open(scene.noc, title="Elsewhere", region="Tripoli", networks="")
    await scene.open(scene.noc, title="Here", region="Beirut", networks="")
    shown = await scene.follows(scene.member, "minor")
    shown = await scene.member.select(_shown(shown), ["Tripoli"], custom_id="outage.ping-regions")
    assert "every outage" in answer(shown)
    assert scene.pings(await scene.open(title="A", region="beirut", networks="")) == []
    assert len(scene.pings(await scene.open(title="B", region="tripoli", networks=""))) == 1
    assert len(scene.pings(await scene.open(title="C", region="", networks=""))) == 1


async def test_quiet_hours_are_waited_for(scene: Scene) -> None:
    await scene.follows(scene.member, "minor")
    await scene.stage.app.services.people.set_quiet(scene.actor(scene.member.id), "08:00", "12:10")
    outage = await scene.open()
    assert scene.pings(outage) == []
    scene.stage.pass_time(hours=3, minutes=10)
    await scene.stage.deliver()
    assert scene.pings(outage) == []
    scene.stage.pass_time(minutes=5)
    await scene.stage.deliver()
    assert len(scene.pings(outage)) == 1


async def test_quiet_hours_that_were_set_meanwhile_count(scene: Scene) -> None:
    await scene.follows(scene.member, "minor")
    await scene.stage.app.services.people.set_quiet(scene.actor(scene.member.id), "08:00", "10:10")
    outage = await scene.open()
    await scene.stage.app.services.people.set_quiet(scene.actor(scene.member.id), "08:00", "12:10")
    scene.stage.pass_time(hours=1, minutes=20)
    await scene.stage.deliver()
    assert scene.pings(outage) == []


async def test_what_is_over_by_then_wakes_nobody(scene: Scene) -> None:
    await scene.follows(scene.member, "minor")
    await scene.stage.app.services.people.set_quiet(scene.actor(scene.member.id), "08:00", "12:00")
    outage = await scene.open()
    await scene.resolve(scene.operator, outage)
    scene.stage.pass_time(hours=4)
    await scene.stage.deliver()
    assert scene.pings(outage) == []


async def test_who_was_not_pinged_before_it_was_over_is_when_it_goes_on(scene: Scene) -> None:
    for who in (scene.member, scene.noc):
        await scene.follows(who, "minor")
    await scene.stage.app.services.people.set_quiet(scene.actor(scene.member.id), "08:00", "12:00")
    outage = await scene.open()
    await scene.resolve(scene.operator, outage)
    scene.stage.pass_time(hours=4)
    await scene.stage.deliver()
    await scene.press(scene.operator, outage, "Open again")
    await scene.stage.deliver()
    assert [whom for whom in scene.notified() if whom] == [(scene.noc.id,), (scene.member.id,)]


async def test_a_critical_one_wakes_those_who_said_so(scene: Scene) -> None:
    for who in (scene.member, scene.noc):
        await scene.stage.app.services.people.set_quiet(scene.actor(who.id), "08:00", "12:00")
        shown = await scene.follows(who, "minor")
    await scene.noc.click(_shown(shown), custom_id=buttons(_shown(shown))["Critical ones at any hour"])
    outage = await scene.open(severity="critical")
    assert len(scene.pings(outage)) == 1
    assert [whom for whom in scene.notified() if whom] == [(scene.noc.id,)]


async def test_who_stops_is_pinged_no_more(scene: Scene) -> None:
    shown = await scene.follows(scene.member, "minor")
    done = await scene.member.click(_shown(shown), custom_id=buttons(_shown(shown))["Stop the pings"])
    assert "You are not pinged" in answer(done)
    assert scene.pings(await scene.open()) == []
    for press in ("outage.ping-wake:1", "outage.ping-wake:0"):
        assert "You are not pinged" in await scene.stage.press_raw(scene.member, press)


async def test_many_followers_come_in_several_messages(scene: Scene) -> None:
    def operation(tx: Transaction) -> None:
        tx.many(
            "INSERT INTO outage_follower (guild_id, user_id, least, since) VALUES (?, ?, 'minor', 0)",
            [(scene.stage.guild.id, 20_000 + number) for number in range(170)],
        )

    await scene.stage.app.database.write(operation)
    outage = await scene.open()
    rows = await scene.stage.app.database.read(
        lambda tx: tx.all("SELECT batch, count(*) AS n FROM outage_ping GROUP BY batch ORDER BY batch")
    )
    assert [row["n"] for row in rows] == [80, 80, 10]
    assert len(scene.pings(outage)) == 3


@pytest.mark.hostile(53)
@pytest.mark.parametrize("custom_id", ["outage.ping-least", "outage.ping-regions"])
@pytest.mark.parametrize("values", [(), ("x",), ("-1",), ("1" * 100,), ("x",) * 25])
async def test_an_altered_choice_of_pings_is_refused(
    scene: Scene, custom_id: str, values: tuple[str, ...]
) -> None:
    before = await scene.stage.everything()
    assert "⚠️" in await send_raw(scene.stage, scene.member, custom_id, values=values)
    assert await scene.stage.everything() == before


# What goes wrong


@pytest.mark.hostile(61)
async def test_a_deleted_card_comes_back_once_and_is_then_left_alone(scene: Scene) -> None:
    outage = await scene.open()
    scene.stage.env.backend.delete_message(scene.room.id, outage.message_id)
    await scene.stage.app.services.outage_witnesses.see(scene.actor(scene.member.id), outage.id)
    await scene.stage.deliver()
    again = await scene.latest()
    assert again.message_id not in (None, outage.message_id)
    assert again.thread_id == outage.thread_id
    shown = texts(scene.card(again))
    assert TITLE in shown
    assert f"<#{outage.thread_id}>" in shown
    scene.stage.env.backend.delete_message(scene.room.id, again.message_id)
    scene.stage.pass_time(seconds=30)
    await scene.stage.app.services.outage_witnesses.unsee(scene.actor(scene.member.id), outage.id)
    await scene.stage.deliver()
    gone = await scene.latest()
    assert gone.gone_at is not None
    assert [one for one in scene.cards() if TITLE in texts(one)] == []
    assert "its card was deleted twice" in await scene.stage.press_raw(
        scene.noc, f"outage.update:{outage.id}"
    )
    assert TITLE not in answer(await scene.noc.slash(scene.stage.lobby, "outage list"))


@pytest.mark.hostile(61)
async def test_a_deleted_discussion_is_not_made_anew(scene: Scene) -> None:
    await scene.follows(scene.member, "minor")
    outage = await scene.open()
    assert outage.thread_id is not None
    scene.stage.env.backend.delete_channel(outage.thread_id)
    await scene.update(scene.noc, outage, "First")
    await scene.stage.deliver()
    assert (await scene.latest()).thread_id is None
    await scene.update(scene.noc, await scene.latest(), "Second", severity="critical")
    await scene.stage.deliver()
    after = await scene.latest()
    assert after.thread_id is None
    assert "Second" in texts(scene.card(after))


@pytest.mark.hostile(61)
async def test_a_deleted_channel_is_told_once_and_the_next_update_goes_to_the_new_one(scene: Scene) -> None:
    await scene.stage.set_channel("notices", scene.stage.lobby)
    outage = await scene.open()
    scene.stage.delete_channel(scene.room)
    for number in range(3):
        scene.stage.pass_time(seconds=30)
        await scene.stage.app.services.outage_witnesses.see(scene.actor(30_000 + number), outage.id)
        await scene.stage.deliver()
    told = [one for one in scene.stage.lobby.history() if TITLE in texts(one)]
    assert len(told) == 1
    room = scene.stage.guild.create_text_channel("outages-2")
    await scene.stage.set_channel("outages", room)
    form = await scene.stage.organiser.slash(scene.stage.lobby, "outage update", outage=str(outage.id))
    await scene.stage.organiser.submit_modal(form, {"text": "Moved", "state": "open", "severity": "major"})
    await scene.stage.deliver()
    assert any("Moved" in texts(one) for one in room.history())


async def test_a_card_that_discord_refuses_is_tried_again_with_the_next_update(scene: Scene) -> None:
    await scene.stage.set_channel("notices", scene.stage.lobby)
    await scene.opens()
    scene.stage.deny(scene.room, discord.Permissions(send_messages=True))
    await scene.stage.deliver()
    assert (await scene.latest()).message_id is None
    scene.stage.deny(scene.room, discord.Permissions.none())
    form = await scene.operator.slash(
        scene.stage.lobby, "outage update", outage=str((await scene.latest()).id)
    )
    await scene.operator.submit_modal(form, {"text": "Still down", "state": "open", "severity": "major"})
    await scene.stage.deliver()
    outage = await scene.latest()
    assert "Still down" in texts(scene.card(outage))
    assert outage.thread_id is not None


async def test_what_happened_while_the_bot_was_down_is_on_the_card(scene: Scene) -> None:
    await scene.follows(scene.member, "minor")
    await scene.opens()
    outage = await scene.latest()
    await scene.stage.restart()
    scene.stage.pass_time(minutes=30)
    await scene.stage.deliver()
    outage = await scene.latest()
    assert len(scene.cards()) == 1
    assert "Was due" in texts(scene.card(outage))
    done = await scene.press(scene.noc, outage, "Update")
    assert done.modal is not None
    assert "You see it" in answer(await scene.press(scene.member, outage, "I see it too"))


async def test_a_ping_that_is_too_late_is_left(scene: Scene) -> None:
    await scene.follows(scene.member, "minor")
    await scene.stage.app.services.people.set_quiet(scene.actor(scene.member.id), "08:00", "12:00")
    outage = await scene.open()
    scene.stage.pass_time(hours=6)
    await scene.stage.deliver()
    assert scene.pings(outage) == []


# Reading


async def test_the_list_has_what_goes_on_first(scene: Scene) -> None:
    assert "No outage is known" in answer(await scene.member.slash(scene.stage.lobby, "outage list"))
    for number in range(3):
        await scene.open(scene.noc, title=f"Past {number}", networks="", region="")
        await scene.resolve(scene.noc, await scene.latest())
        scene.stage.pass_time(hours=1)
    for number in range(4):
        await scene.open(scene.noc, title=f"Now {number}", networks="", region="")
        scene.stage.pass_time(hours=1)
    shown = await scene.member.slash(scene.stage.lobby, "outage list")
    said = answer(shown)
    assert said.index("Now 3") < said.index("Now 0") < said.index("Past 2")
    assert "Past 0" not in said
    more = await scene.member.click(_shown(shown), custom_id=buttons(_shown(shown))["Next ›"])
    assert "Past 0" in answer(more)


async def test_one_is_shown_with_what_its_reader_may_do(scene: Scene) -> None:
    outage = await scene.open()
    theirs = await scene.member.slash(scene.stage.lobby, "outage show", outage=str(outage.id))
    assert "Update" not in buttons(_shown(theirs))
    mine = await scene.noc.slash(scene.stage.lobby, "outage show", outage=str(outage.id))
    assert {"Update", "Resolve", "Export"} <= buttons(_shown(mine)).keys()
    assert TITLE in answer(mine)


async def test_the_timeline_is_a_file_that_names_nobody(scene: Scene) -> None:
    outage = await scene.open(body="# Not a heading\n![x](https://evil.example/p.png)\n=1+1")
    scene.stage.pass_time(hours=20)
    await scene.update(scene.noc, outage, "<script>alert(1)</script> | back")
    await scene.resolve(scene.operator, await scene.latest(), ended="1h ago")
    done = await scene.member.slash(scene.stage.lobby, "outage export", outage=str(outage.id))
    shown = _shown(done)
    (file,) = shown.attachments
    raw = scene.stage.env.backend.cdn.get(file.url)
    assert raw is not None
    content = raw.decode()
    assert "2026-11-24 05:00 UTC" in content
    assert "opened by the opener" in content
    assert "update by the NOC" in content
    assert str(scene.operator.id) not in content
    assert "lina" not in content
    assert "\n> \\# Not a heading" in content
    assert "\\!\\[x\\](https" in content
    assert "\n> \\=1+1" in content
    assert "\\<script\\>" in content
    assert not any(line[:1] in "=+@" and line for line in content.splitlines())


async def test_the_digest_tells_what_goes_on_and_what_is_over(scene: Scene) -> None:
    outage = await scene.open(severity="critical")
    await scene.open(scene.noc, title="Other", networks="")
    await scene.resolve(scene.noc, await scene.latest())
    said = answer(await scene.member.slash(scene.stage.lobby, "digest show"))
    assert "Outages that go on" in said
    assert "critical" in said
    assert "Outages that ended in the last 7 days" in said
    hide(scene)
    said = answer(await scene.member.slash(scene.stage.lobby, "digest show"))
    assert outage.title not in said
    scene.stage.pass_time(days=8)
    said = answer(await scene.stage.organiser.slash(scene.stage.lobby, "digest show"))
    assert "Other" not in said


async def test_the_start_here_card_leads_to_the_list(scene: Scene) -> None:
    await scene.stage.organiser.slash(scene.stage.lobby, "setup panel", channel=scene.stage.news)
    await scene.stage.deliver()
    panel = scene.stage.news.history()[-1]
    shown = await scene.member.click(panel, custom_id=buttons(panel)["Outages"])
    assert "No outage is known" in answer(shown)


async def test_options_are_completed(scene: Scene) -> None:
    await scene.open()
    lobby, noc = scene.stage.lobby, scene.noc
    found = await noc.autocomplete(lobby, "outage open", "networks", "AS1299, rip")
    assert [one["value"] for one in found] == ["AS1299, AS3333"]
    found = await noc.autocomplete(lobby, "outage open", "region", "bei")
    assert [one["value"] for one in found] == ["Beirut"]
    found = await noc.autocomplete(lobby, "outage open", "started", "20 min ago")
    assert "08:40" in found[0]["name"]
    assert found[0]["value"] == "20 min ago"
    assert "understand" in (await noc.autocomplete(lobby, "outage open", "started", "soon"))[0]["name"]


# People


async def test_who_is_erased_is_on_no_card_and_counted_no_more(scene: Scene) -> None:
    outage = await scene.open()
    await scene.press(scene.operator, outage, "I see it too")
    await scene.follows(scene.operator)
    await scene.stage.deliver()
    ask = await scene.operator.slash(scene.stage.lobby, "privacy delete")
    done = await scene.operator.click(_shown(ask), custom_id=f"privacy.erase:{scene.operator.id}")
    assert "⚠️" not in answer(done)
    scene.stage.pass_time(minutes=1)
    await scene.stage.deliver()
    shown = texts(scene.card(outage))
    assert str(scene.operator.id) not in shown
    assert "Nobody else has said yet" in shown
    after = await scene.latest()
    assert after.opener_id is None
    rest = await scene.stage.everything()
    for table in ("outage_witness", "outage_follower", "outage_ping"):
        assert rest[table] == []


async def test_what_is_old_is_forgotten(scene: Scene) -> None:
    outage = await scene.open()
    await scene.follows(scene.member)
    await scene.resolve(scene.operator, outage)
    forget = scene.stage.app.features["outages"].forget
    assert forget is not None

    async def forgotten() -> int:
        now = scene.stage.clock.now()
        return await scene.stage.app.database.write(lambda tx: forget(tx, now))

    scene.stage.pass_time(days=729)
    assert await forgotten() == 0
    scene.stage.pass_time(days=2)
    assert await forgotten() == 1
    rest = await scene.stage.everything()
    assert [rest[name] for name in rest if name.startswith("outage") and name != "outage_follower"] == [
        [], [], [], [], [],
    ]  # fmt: skip


async def test_another_guild_reaches_nothing(scene: Scene) -> None:
    outage = await scene.open()
    elsewhere = scene.stage.env.create_guild("Elsewhere")
    room = elsewhere.create_text_channel("room")
    boss = elsewhere.add_member(
        scene.stage.env.create_user("boss"),
        roles=[elsewhere.create_role("Admin", permissions=discord.Permissions(administrator=True))],
    )
    before = await scene.stage.everything()
    for press in ("seen", "unseen", "show", "export", "update", "resolve", "reopen", "review", "post"):
        said = await scene.stage.press_raw(boss, f"outage.{press}:{outage.id}", where=room)
        assert "⚠️" in said, press
    assert await scene.stage.everything() == before
