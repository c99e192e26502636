"""What each kind of effect leaves on Discord, done once and asked for twice."""

import dataclasses
import datetime as dt
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord
from simcord import ChannelHandle, GuildHandle, MemberActor

from bot.clock import MovableClock
from bot.delivery import outbox, problems
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.lateness import is_late
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery, Outcome, Rendered
from bot.delivery.pacing import Pace
from bot.feature import Feature
from bot.storage.database import Database, Transaction
from bot.ui.cards import Attachment, Card, Text

CARD = Card(title="Peering evening", blocks=(Text("Doors at 18:00. <@&{role}> @everyone"),))


@dataclass
class Lab:
    """A guild, the real outbox and dispatcher, and a feature that says what `rendered` holds."""

    env: simcord.Env
    client: discord.Client
    db: Database
    clock: MovableClock
    dispatcher: Dispatcher
    guild: GuildHandle
    room: ChannelHandle
    member: MemberActor
    rendered: dict[str, Rendered | None] = field(default_factory=dict)
    outcomes: list[tuple[str, Outcome]] = field(default_factory=list)
    count: int = 0

    async def promise(
        self,
        kind: EffectKind,
        target_id: int,
        rendered: Rendered | None,
        details: Mapping[str, object] | None = None,
        **fields: Any,
    ) -> int:
        self.count += 1
        template = f"t{self.count}"
        self.rendered[template] = rendered
        new = NewDelivery(
            guild_id=self.guild.id,
            kind=kind,
            feature="lab",
            template="any",
            subject_id=self.count,
            target_id=target_id,
            occurrence=f"lab:{template}",
            due_at=self.clock.now(),
            details={**(details or {}), "text": template},
        )
        found = await self.db.write(lambda tx: outbox.enqueue(tx, dataclasses.replace(new, **fields)))
        assert found is not None
        return found

    async def render(self, delivery: Delivery) -> Rendered | None:
        return self.rendered[str(delivery.details["text"])]

    def settled(self, _tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
        self.outcomes.append((delivery.occurrence, outcome))

    async def row(self, delivery_id: int) -> Delivery:
        found = await self.db.read(lambda tx: outbox.get(tx, delivery_id))
        assert found is not None
        return found

    async def again(self, delivery_id: int, *, after: float = 0) -> None:
        """As after a kill -9 between the send and its mark."""
        await self.db.write(
            lambda tx: tx.execute(
                "UPDATE delivery SET state = 'claimed', lease_until = 0, result_id = NULL, settled_at = NULL"
                " WHERE id = ?",
                (delivery_id,),
            )
        )
        self.clock.advance(dt.timedelta(seconds=after))
        assert await self.dispatcher.recover() == 1
        await self.dispatcher.run_once()

    def sends(self) -> list[dict[str, Any]]:
        return [
            request.json
            for request in self.env.http_requests
            if request.method == "POST" and request.path.endswith("/messages")
        ]


@pytest.fixture
async def lab(tmp_path: Path) -> AsyncIterator[Lab]:
    intents = discord.Intents.none()
    intents.guilds = True
    client = discord.Client(intents=intents, allowed_mentions=discord.AllowedMentions.all())
    env = simcord.Env(client)
    await env.start()
    try:
        clock = MovableClock(env.now())
        async with await Database.open(tmp_path / "bot.db", clock=clock) as db:
            guild = env.create_guild("Beirut NOG")
            found = Lab(
                env=env,
                client=client,
                db=db,
                clock=clock,
                dispatcher=None,  # type: ignore[arg-type]
                guild=guild,
                room=guild.create_text_channel("room"),
                member=guild.add_member(env.create_user("omar")),
            )
            feature = Feature(name="lab", renderers={"any": found.render}, settled=found.settled)
            found.dispatcher = Dispatcher(
                db,
                clock,
                client,
                {"lab": feature},
                Pace(per_second=10_000, per_channel=10_000, new_dm_seconds=0.0),
            )
            yield found
            env.raise_errors()
    finally:
        await env.shutdown()


async def test_a_message_arrives_with_its_reference_and_is_settled(lab: Lab) -> None:
    delivery_id = await lab.promise(EffectKind.MESSAGE, lab.room.id, Rendered(card=CARD))
    assert await lab.dispatcher.run_once() == 1
    [message] = lab.room.history()
    row = await lab.row(delivery_id)
    assert (row.state, row.result_id) == (DeliveryState.SENT, message.id)
    shown = str(message.components)
    assert "Peering evening" in shown
    assert row.mark in shown
    assert lab.outcomes == [(row.occurrence, Outcome(state=DeliveryState.SENT, result_id=message.id))]
    assert await lab.dispatcher.run_once() == 0


async def test_nobody_is_pinged_unless_named(lab: Lab) -> None:
    await lab.promise(EffectKind.MESSAGE, lab.room.id, Rendered(card=CARD))
    await lab.promise(
        EffectKind.MESSAGE, lab.room.id, Rendered(card=CARD, mention_roles=(5, 6), mention_users=(7,))
    )
    await lab.promise(EffectKind.MESSAGE, lab.room.id, Rendered(card=CARD, mention_everyone=True))
    await lab.dispatcher.run_once()
    silent, named, loud = (sent["allowed_mentions"] for sent in lab.sends())
    assert silent["parse"] == []
    assert not silent.get("roles")
    assert not silent.get("users")
    assert (named["parse"], named["roles"], named["users"]) == ([], [5, 6], [7])
    assert loud["parse"] == ["everyone"]


async def test_the_nonce_is_the_same_for_each_attempt_and_enforced(lab: Lab) -> None:
    delivery_id = await lab.promise(EffectKind.MESSAGE, lab.room.id, Rendered(card=CARD))
    lab.env.inject_error("POST", "/channels/*/messages", status=503)
    assert await lab.dispatcher.run_once() == 0
    assert (await lab.row(delivery_id)).state is DeliveryState.RETRY
    lab.clock.advance(dt.timedelta(seconds=5))
    assert await lab.dispatcher.run_once() == 1
    first, second = lab.sends()
    row = await lab.row(delivery_id)
    assert first["nonce"] == second["nonce"] == row.nonce
    assert first["enforce_nonce"] is True


async def test_files_go_with_the_card(lab: Lab) -> None:
    card = dataclasses.replace(CARD, files=(Attachment(name="agenda.txt", content=b"18:00 doors"),))
    await lab.promise(EffectKind.MESSAGE, lab.room.id, Rendered(card=card))
    assert await lab.dispatcher.run_once() == 1
    [message] = lab.room.history()
    assert [attachment.filename for attachment in message.attachments] == ["agenda.txt"]


@pytest.mark.hostile(60)
async def test_long_after_a_kill_the_message_is_found_by_its_mark(lab: Lab) -> None:
    delivery_id = await lab.promise(EffectKind.MESSAGE, lab.room.id, Rendered(card=CARD))
    await lab.dispatcher.run_once()
    [message] = lab.room.history()
    for number in range(120):
        await lab.member.send(lab.room, f"chatter {number}")
    await lab.again(delivery_id, after=3600)
    row = await lab.row(delivery_id)
    assert (row.state, row.result_id, row.attempt) == (DeliveryState.SENT, message.id, 2)
    assert len(lab.sends()) == 1


async def test_an_expired_one_that_did_arrive_is_sent_and_not_dropped(lab: Lab) -> None:
    expires = lab.clock.now() + dt.timedelta(hours=12)
    delivery_id = await lab.promise(EffectKind.MESSAGE, lab.room.id, Rendered(card=CARD), expires_at=expires)
    await lab.dispatcher.run_once()
    await lab.again(delivery_id, after=13 * 3600)
    assert (await lab.row(delivery_id)).state is DeliveryState.SENT


async def test_the_mark_in_a_members_message_is_not_ours(lab: Lab) -> None:
    delivery_id = await lab.promise(EffectKind.MESSAGE, lab.room.id, Rendered(card=CARD))
    row = await lab.row(delivery_id)
    lab.env.inject_error("POST", "/channels/*/messages", status=503)
    await lab.dispatcher.run_once()
    await lab.member.send(lab.room, f"look, {row.mark}")
    lab.clock.advance(dt.timedelta(hours=1))
    assert await lab.dispatcher.run_once() == 1
    assert len(lab.room.history()) == 2


async def test_too_late_is_dropped_and_late_says_so(lab: Lab) -> None:
    expires = lab.clock.now() + dt.timedelta(hours=1)
    dropped = await lab.promise(EffectKind.MESSAGE, lab.room.id, Rendered(card=CARD), expires_at=expires)
    kept = await lab.promise(EffectKind.MESSAGE, lab.room.id, Rendered(card=CARD))
    lab.clock.advance(dt.timedelta(hours=2))
    assert await lab.dispatcher.run_once() == 2
    row = await lab.row(dropped)
    assert (row.state, row.reason) == (DeliveryState.DROPPED, "late")
    assert is_late(await lab.row(kept), lab.clock.now())
    assert len(lab.room.history()) == 1


async def test_cancelled_in_the_last_second_nothing_goes_out(lab: Lab) -> None:
    delivery_id = await lab.promise(EffectKind.MESSAGE, lab.room.id, None)
    assert await lab.dispatcher.run_once() == 1
    assert (await lab.row(delivery_id)).state is DeliveryState.CANCELLED
    assert lab.room.history() == []


async def test_a_direct_message(lab: Lab) -> None:
    await lab.promise(EffectKind.DIRECT_MESSAGE, lab.member.id, Rendered(card=CARD))
    await lab.promise(EffectKind.DIRECT_MESSAGE, lab.member.id, Rendered(card=CARD))
    assert await lab.dispatcher.run_once() == 2
    opened = [request for request in lab.env.http_requests if request.path == "/users/@me/channels"]
    assert len(opened) == 1
    assert len(lab.sends()) == 2


async def test_closed_dms_end_it_without_telling_the_organisers(lab: Lab) -> None:
    delivery_id = await lab.promise(EffectKind.DIRECT_MESSAGE, lab.member.id, Rendered(card=CARD))
    lab.env.inject_error("POST", "/channels/*/messages", status=403, code=50007)
    assert await lab.dispatcher.run_once() == 1
    row = await lab.row(delivery_id)
    assert (row.state, row.reason) == (DeliveryState.DEAD, "dm-closed")
    assert await lab.db.read(lambda tx: problems.of_guild(tx, lab.guild.id)) == []


async def test_an_edit_keeps_the_mark_the_message_was_sent_with(lab: Lab) -> None:
    sent = await lab.row(await lab.promise(EffectKind.MESSAGE, lab.room.id, Rendered(card=CARD)))
    await lab.dispatcher.run_once()
    [message] = lab.room.history()
    edit = await lab.promise(
        EffectKind.EDIT,
        lab.room.id,
        Rendered(card=Card(title="Moved to Tuesday")),
        {"message_id": message.id, "mark": sent.mark},
    )
    await lab.dispatcher.run_once()
    await lab.again(edit)
    [message] = lab.room.history()
    shown = str(message.components)
    assert "Moved to Tuesday" in shown
    assert sent.mark in shown
    assert (await lab.row(edit)).result_id == message.id


async def test_an_edit_of_a_deleted_message_ends_quietly(lab: Lab) -> None:
    edit = await lab.promise(
        EffectKind.EDIT, lab.room.id, Rendered(card=CARD), {"message_id": 123456789012345678}
    )
    await lab.dispatcher.run_once()
    row = await lab.row(edit)
    assert (row.state, row.reason) == (DeliveryState.DEAD, "message-gone")
    assert await lab.db.read(lambda tx: problems.of_guild(tx, lab.guild.id)) == []


async def test_a_thread_is_made_once(lab: Lab) -> None:
    await lab.promise(EffectKind.MESSAGE, lab.room.id, Rendered(card=CARD))
    await lab.dispatcher.run_once()
    [message] = lab.room.history()
    delivery_id = await lab.promise(
        EffectKind.THREAD, lab.room.id, Rendered(fields={"name": "Outage 17"}), {"message_id": message.id}
    )
    await lab.dispatcher.run_once()
    made = (await lab.row(delivery_id)).result_id
    await lab.again(delivery_id, after=3600)
    row = await lab.row(delivery_id)
    assert (row.state, row.result_id) == (DeliveryState.SENT, made)
    assert [thread.name for thread in lab.client.get_channel(lab.room.id).threads] == ["Outage 17"]  # type: ignore[union-attr]


async def test_a_forum_post_is_found_again_and_not_made_twice(lab: Lab) -> None:
    forum = lab.guild.create_forum_channel("topics")
    rendered = Rendered(card=CARD, fields={"name": "Routing: leaks"})
    delivery_id = await lab.promise(EffectKind.FORUM_POST, forum.id, rendered)
    other = await lab.promise(EffectKind.FORUM_POST, forum.id, rendered)
    assert await lab.dispatcher.run_once() == 2
    made = (await lab.row(delivery_id)).result_id
    await lab.again(delivery_id)
    row = await lab.row(delivery_id)
    assert (row.state, row.result_id) == (DeliveryState.SENT, made)
    assert made != (await lab.row(other)).result_id
    posts = [request for request in lab.env.http_requests if request.path == f"/channels/{forum.id}/threads"]
    assert len([request for request in posts if request.method == "POST"]) == 2


async def test_a_forum_post_that_never_arrived_is_made_on_the_second_attempt(lab: Lab) -> None:
    forum = lab.guild.create_forum_channel("topics")
    delivery_id = await lab.promise(
        EffectKind.FORUM_POST, forum.id, Rendered(card=CARD, fields={"name": "Leaks"})
    )
    lab.env.inject_error("POST", f"/channels/{forum.id}/threads", status=503)
    await lab.dispatcher.run_once()
    lab.clock.advance(dt.timedelta(seconds=5))
    await lab.dispatcher.run_once()
    assert (await lab.row(delivery_id)).state is DeliveryState.SENT


async def test_a_role_is_given_and_taken(lab: Lab) -> None:
    role = lab.guild.create_role("AS64500")
    for action, has in (("add", True), ("add", True), ("remove", False), ("remove", False)):
        delivery_id = await lab.promise(
            EffectKind.ROLE,
            lab.member.id,
            Rendered(fields={"why": "claimed an ASN"}),
            {"role_id": role.id, "action": action},
        )
        await lab.dispatcher.run_once()
        assert (await lab.row(delivery_id)).state is DeliveryState.SENT
        member = await lab.client.get_guild(lab.guild.id).fetch_member(lab.member.id)  # type: ignore[union-attr]
        assert (role.id in [found.id for found in member.roles]) is has


async def test_a_scheduled_event_is_made_once_changed_and_taken_away(lab: Lab) -> None:
    start = lab.env.now() + dt.timedelta(days=3)
    fields = {
        "name": "Peering evening",
        "description": "Bring your routers.",
        "start": start,
        "end": start + dt.timedelta(hours=2),
        "location": "Beirut Digital District",
    }
    delivery_id = await lab.promise(EffectKind.EVENT, lab.guild.id, Rendered(fields=fields))
    await lab.dispatcher.run_once()
    await lab.again(delivery_id)
    row = await lab.row(delivery_id)
    guild = lab.client.get_guild(lab.guild.id)
    assert guild is not None
    [event] = await guild.fetch_scheduled_events()
    assert (event.id, event.name, event.location) == (
        row.result_id,
        "Peering evening",
        "Beirut Digital District",
    )
    assert event.description == f"Bring your routers.\n\n{row.mark}"

    details = {"action": "edit", "event_id": event.id, "mark": row.mark}
    await lab.promise(EffectKind.EVENT, lab.guild.id, Rendered(fields={**fields, "name": "Moved"}), details)
    await lab.dispatcher.run_once()
    [event] = await guild.fetch_scheduled_events()
    assert event.name == "Moved"
    assert event.description == f"Bring your routers.\n\n{row.mark}"

    for _ in range(2):
        gone = await lab.promise(
            EffectKind.EVENT, lab.guild.id, Rendered(), {"action": "delete", "event_id": event.id}
        )
        await lab.dispatcher.run_once()
        assert (await lab.row(gone)).state is DeliveryState.SENT
    assert await guild.fetch_scheduled_events() == []


async def test_a_channel_is_made_once_and_a_private_one_is_closed(lab: Lab) -> None:
    role = lab.guild.create_role("organisers")
    fields = {
        "name": "organiser notices",
        "type": 0,
        "topic": "What the bot cannot do by itself.",
        "private": True,
        "allow_roles": (role.id,),
    }
    delivery_id = await lab.promise(EffectKind.CHANNEL, lab.guild.id, Rendered(fields=fields))
    await lab.dispatcher.run_once()
    made = (await lab.row(delivery_id)).result_id
    await lab.again(delivery_id)
    assert (await lab.row(delivery_id)).result_id == made
    guild = lab.client.get_guild(lab.guild.id)
    assert guild is not None
    [channel] = [found for found in guild.text_channels if found.id != lab.room.id]
    assert channel.id == made
    assert channel.overwrites_for(guild.default_role).view_channel is False
    found_role = guild.get_role(role.id)
    assert found_role is not None
    assert channel.overwrites_for(found_role).view_channel is True
    assert channel.overwrites_for(guild.me).send_messages is True


@pytest.mark.hostile(61)
async def test_a_deleted_channel_with_many_due_messages_makes_one_notice(lab: Lab) -> None:
    notices = lab.guild.create_text_channel("notices")

    def configure(tx: Transaction) -> None:
        tx.execute("INSERT INTO guild (guild_id, joined_at) VALUES (?, 0)", (lab.guild.id,))
        tx.execute("INSERT INTO guild_channel VALUES (?, 'notices', ?)", (lab.guild.id, notices.id))

    await lab.db.write(configure)
    gone = [await lab.promise(EffectKind.MESSAGE, 999, Rendered(card=CARD)) for _ in range(30)]
    await lab.dispatcher.run_once()
    for delivery_id in gone:
        row = await lab.row(delivery_id)
        assert (row.state, row.reason, row.attempt) == (DeliveryState.DEAD, "channel-gone", 1)
    told = await lab.db.read(lambda tx: outbox.for_subject(tx, lab.guild.id, "guilds", 999))
    assert [row.target_id for row in told] == [notices.id]
    assert (
        len([request for request in lab.env.http_requests if request.path == "/channels/999/messages"]) == 30
    )


async def test_one_feature_that_raises_does_not_stop_the_others(
    lab: Lab, caplog: pytest.LogCaptureFixture
) -> None:
    broken = await lab.promise(EffectKind.MESSAGE, lab.room.id, Rendered(card=CARD), {"text": "nobody's"})
    del lab.rendered["t1"]
    fine = await lab.promise(EffectKind.MESSAGE, lab.room.id, Rendered(card=CARD))
    assert await lab.dispatcher.run_once() == 1
    assert (await lab.row(broken)).state is DeliveryState.RETRY
    assert (await lab.row(fine)).state is DeliveryState.SENT
    assert "KeyError" in caplog.text


async def test_a_feature_that_raises_when_told_does_not_undo_the_send(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    delivery_id = await lab.promise(EffectKind.MESSAGE, lab.room.id, Rendered(card=CARD))
    lab.outcomes = None  # type: ignore[assignment]
    assert await lab.dispatcher.run_once() == 1
    assert (await lab.row(delivery_id)).state is DeliveryState.SENT
    assert "raised when it was settled" in caplog.text
