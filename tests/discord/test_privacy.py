"""/privacy and /setup export: what is told, what is in the file, and that an erased person is nowhere any more."""

import datetime as dt
import json
from typing import Any

import pytest
from simcord import InteractionResult, MemberActor, ResponseMessage, UserHandle

from bot.delivery import feature as delivery
from bot.delivery import outbox
from bot.delivery.model import DeliveryState, EffectKind, NewDelivery, Outcome
from bot.delivery.scheduler import Scheduler
from bot.delivery.settlement import settle
from bot.people import audit
from bot.privacy import rules
from bot.storage.database import Transaction
from tests.discord.conftest import Stage, answer, buttons, texts
from tests.discord.test_announce import BODY, TITLE, drafted, posted, scheduled
from tests.discord.test_announce_approval import waiting
from tests.discord.test_reminders import announced, chosen


async def dump(stage: Stage) -> str:
    """Every value of every table."""

    def operation(tx: Transaction) -> str:
        tables = [
            row["name"]
            for row in tx.all("SELECT name FROM sqlite_master WHERE type = 'table'")
            if row["name"] != "sqlite_sequence"
        ]
        return "\n".join(
            f"{table}: {tuple(row)}"
            for table in tables
            for row in tx.all(f'SELECT * FROM "{table}"')  # noqa: S608 - names from the schema
        )

    return await stage.app.database.read(operation)


async def count(stage: Stage, table: str) -> int:
    def operation(tx: Transaction) -> int:
        return int(tx.all(f'SELECT count(*) AS n FROM "{table}"')[0]["n"])  # noqa: S608 - our own names

    return await stage.app.database.read(operation)


async def chain_holds(stage: Stage) -> bool:
    return await stage.app.database.read(lambda tx: audit.first_broken(tx, stage.guild.id)) is None


async def file_of(result: InteractionResult) -> dict[str, Any]:
    """The JSON that came with an ephemeral answer."""
    card = result.followups[-1] if result.followups else result.response
    assert card is not None
    assert card.ephemeral
    (attachment,) = card.attachments
    assert attachment.filename.endswith(".json")
    content: dict[str, Any] = json.loads(await attachment.read())
    return content


def shown(result: InteractionResult) -> ResponseMessage:
    """The answer, to press what is on it."""
    assert result.response is not None
    return result.response


async def delete(stage: Stage, who: MemberActor) -> str:
    ask = await who.slash(stage.lobby, "privacy delete")
    return answer(await who.click(shown(ask), label="Delete for good"))


async def forget(stage: Stage) -> None:
    """What the scheduler does once a day."""
    scheduler = Scheduler(stage.app.database, stage.clock, stage.dispatcher, stage.app.features)
    await scheduler.forget()
    assert not scheduler.failures


async def busy(stage: Stage) -> None:
    """The organiser and the member each leave what can be left."""
    await stage.set_channel("notices", stage.lobby)
    await stage.organiser.slash(stage.lobby, "setup zone", zone="Beirut")
    await stage.organiser.slash(stage.lobby, "me zone", zone="Beirut")
    await stage.member.slash(stage.lobby, "me zone", zone="Montevideo")
    await scheduled(stage)
    preview = await drafted(stage, title="A draft")
    await stage.organiser.click(shown(preview), label="Send it to me first")
    await stage.app.database.write(
        lambda tx: outbox.enqueue(
            tx,
            NewDelivery(
                guild_id=stage.guild.id,
                kind=EffectKind.ROLE,
                feature="x",
                template="x",
                target_id=stage.organiser.id,
                occurrence=f"role:{stage.organiser.id}:1",
                due_at=tx.now + dt.timedelta(days=9),
                expires_at=tx.now + dt.timedelta(days=10),
                details={"role_id": 1, "user_id": stage.organiser.id},
            ),
        )
    )


# Show


async def test_at_first_nothing_is_stored_and_looking_stores_nothing(stage: Stage) -> None:
    before = await dump(stage)
    card = answer(await stage.member.slash(stage.lobby, "privacy show"))
    assert "Nothing is stored about you" in card
    assert await dump(stage) == before


async def test_a_member_reads_their_own_settings_in_words(stage: Stage) -> None:
    await busy(stage)
    card = answer(await stage.member.slash(stage.lobby, "privacy show"))
    assert "time zone: America/Montevideo" in card
    assert "until you delete it" in card
    assert "No record of this server names you" in card
    assert "PRIVACY.md" in card


async def test_an_organiser_reads_what_the_server_keeps_of_them(stage: Stage) -> None:
    await busy(stage)
    card = answer(await stage.organiser.slash(stage.lobby, "privacy show"))
    assert "What you changed as an organiser" in card
    assert "3 records, for as long as this server uses Crossconnect" in card
    assert f"up to {delivery.KEPT_OF_PEOPLE.days} days after it is done" in card


async def test_another_servers_records_are_not_told_here(stage: Stage) -> None:
    await busy(stage)
    elsewhere = stage.env.create_guild("Elsewhere")
    room = elsewhere.create_text_channel("room")
    there = elsewhere.add_member(UserHandle(stage.env, stage.env.backend.get_user(stage.organiser.id)))
    card = answer(await there.slash(room, "privacy show"))
    assert "Asia/Beirut" in card
    assert "No record of this server names you" in card
    assert "in every server with Crossconnect" in card


# Export


async def test_the_export_holds_everything_of_mine_from_every_server_and_nobody_else(stage: Stage) -> None:
    await busy(stage)
    elsewhere = stage.env.create_guild("Elsewhere")
    room = elsewhere.create_text_channel("room")
    there = elsewhere.add_member(UserHandle(stage.env, stage.env.backend.get_user(stage.organiser.id)))
    file = await file_of(await there.slash(room, "privacy export"))
    tables = file["tables"]
    assert file["left_out"] == 0
    assert file["user_id"] == str(stage.organiser.id)
    assert tables["member"]["rows"][0]["zone"] == "Asia/Beirut"
    assert tables["member"]["columns"]["zone"] == "time zone"
    assert {row["title"] for row in tables["announcement"]["rows"]} == {TITLE, "A draft"}
    assert tables["announcement_channel"]["rows"]
    actions = [row["action"] for row in tables["audit_event"]["rows"]]
    assert actions == ["setup.channel", "setup.zone", "announce.schedule"]
    assert tables["audit_event"]["rows"][1]["after"] == {"value": "Asia/Beirut"}
    assert tables["audit_event"]["rows"][0]["at"].startswith("2026-11-23T09:00:")
    assert {row["kind"] for row in tables["delivery"]["rows"]} == {"direct_message", "role"}
    assert str(stage.member.id) not in json.dumps(file)


async def test_the_export_of_nothing_is_a_file_of_nothing(stage: Stage) -> None:
    file = await file_of(await stage.member.slash(stage.lobby, "privacy export"))
    assert file["tables"] == {}
    assert file["rows"] == 0


async def test_what_i_only_approved_is_not_handed_to_me_whole(stage: Stage) -> None:
    await busy(stage)

    def approve(tx: Transaction) -> None:
        key = audit.actor_key(tx, stage.member.id)
        tx.execute("UPDATE announcement SET approver = ? WHERE state = 'scheduled'", (key,))

    await stage.app.database.write(approve)
    file = await file_of(await stage.member.slash(stage.lobby, "privacy export"))
    (row,) = file["tables"]["announcement"]["rows"]
    assert set(row) == {"id", "guild_id", "approver"}
    file = await file_of(await stage.organiser.slash(stage.lobby, "privacy export"))
    (row,) = [row for row in file["tables"]["announcement"]["rows"] if row["state"] == "scheduled"]
    assert row["title"] == TITLE
    assert row["approver"] is None


async def test_who_gave_me_a_role_is_not_in_my_file(stage: Stage) -> None:
    await busy(stage)
    await stage.app.database.write(
        lambda tx: outbox.enqueue(
            tx,
            NewDelivery(
                guild_id=stage.guild.id,
                kind=EffectKind.ROLE,
                feature="x",
                template="x",
                target_id=stage.member.id,
                occurrence="role",
                due_at=tx.now + dt.timedelta(days=9),
                details={"role_id": 1, "user_id": stage.organiser.id},
            ),
        )
    )
    file = await file_of(await stage.member.slash(stage.lobby, "privacy export"))
    (row,) = file["tables"]["delivery"]["rows"]
    assert row["target_id"] == str(stage.member.id)
    assert row["details"] == {"role_id": 1}
    assert str(stage.organiser.id) not in json.dumps(file)
    file = await file_of(await stage.organiser.slash(stage.lobby, "privacy export"))
    rows = [row for row in file["tables"]["delivery"]["rows"] if row["occurrence"] == "role"]
    assert [row["target_id"] for row in rows] == [None]
    assert str(stage.member.id) not in json.dumps(file)


async def test_a_file_too_large_for_discord_says_what_is_missing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await busy(stage)
    monkeypatch.setattr(rules, "MOST_BYTES", 7000)
    card = await stage.organiser.slash(stage.lobby, "privacy export")
    file = await file_of(card)
    assert file["left_out"] > 0
    assert "did not fit" in answer(card)
    assert "Ask whoever runs the bot" in answer(card)
    assert len(json.dumps(file)) < 7000


async def test_the_export_button_works_after_a_restart(stage: Stage) -> None:
    await busy(stage)
    card = await stage.member.slash(stage.lobby, "privacy show")
    await stage.restart()
    pressed = await stage.member.click(shown(card), label="Export")
    assert (await file_of(pressed))["tables"]["member"]["rows"][0]["zone"] == "America/Montevideo"
    back = await stage.member.click(shown(pressed), label="Back")
    assert "What is stored about you" in answer(back)


# Delete


async def test_nothing_is_deleted_before_the_confirmation_which_says_what_goes(stage: Stage) -> None:
    await busy(stage)
    before = await dump(stage)
    card = answer(await stage.organiser.slash(stage.lobby, "privacy delete"))
    assert "Deleted" in card
    assert "Stays, without you" in card
    assert "What you changed as an organiser, when, before and after, under your random key (3)" in card
    assert "cannot be undone" in card
    assert await dump(stage) == before


@pytest.mark.parametrize("restarted", [False, True])
async def test_an_erased_person_is_nowhere_and_everything_else_holds(stage: Stage, restarted: bool) -> None:  # noqa: FBT001
    await busy(stage)
    assert str(stage.organiser.id) in await dump(stage)
    ask = await stage.organiser.slash(stage.lobby, "privacy delete")
    if restarted:
        await stage.restart()
    done = answer(await stage.organiser.click(shown(ask), label="Delete for good"))
    assert "Nothing is stored about you any more" in done
    assert str(stage.organiser.id) not in await dump(stage)
    assert await chain_holds(stage)
    assert "America/Montevideo" in answer(await stage.member.slash(stage.lobby, "privacy show"))
    assert "Nothing is stored about you" in answer(await stage.organiser.slash(stage.lobby, "privacy show"))
    # What was promised to everyone is kept; what was for them alone is not sent.
    stage.pass_time(hours=33, seconds=1)
    await stage.deliver()
    assert TITLE in posted(stage.news)[-1]
    assert stage.organiser.user.dm_channel.history() == []


async def test_the_log_says_that_it_happened_and_not_who_it_was(stage: Stage) -> None:
    await busy(stage)
    await delete(stage, stage.organiser)
    card = answer(await stage.organiser.slash(stage.lobby, "setup history"))
    assert "Somebody had what is stored about them deleted" in card
    assert f"<@{stage.organiser.id}>" not in card
    await stage.organiser.slash(stage.lobby, "setup zone", zone="Lima")
    card = answer(await stage.organiser.slash(stage.lobby, "setup history"))
    assert card.count(f"<@{stage.organiser.id}>") == 1, "who begins anew has a new key"
    assert await chain_holds(stage)


async def test_drafts_of_theirs_go_and_what_they_scheduled_stays(stage: Stage) -> None:
    await busy(stage)
    preview = await drafted(stage, title="Another")
    await delete(stage, stage.organiser)
    assert "draft" in answer(await stage.organiser.click(shown(preview), label="Schedule")).casefold()
    listed = answer(await stage.organiser.slash(stage.lobby, "announce list"))
    assert TITLE in listed
    assert await count(stage, "announcement") == 1


async def test_a_request_for_approval_is_withdrawn_and_its_card_names_nobody(stage: Stage) -> None:
    card = await waiting(stage)
    assert f"<@{stage.organiser.id}>" in texts(card)
    await delete(stage, stage.organiser)
    assert await count(stage, "announcement_approval") == 0
    assert str(stage.organiser.id) not in await dump(stage)
    await stage.deliver()
    closed = stage.lobby.history()[-1]
    assert closed.id == card.id
    assert buttons(closed) == {}
    assert f"<@{stage.organiser.id}>" not in texts(closed)


async def test_reminders_go_and_none_arrives_any_more(stage: Stage) -> None:
    await announced(stage)
    await chosen(stage, "86400")
    await stage.deliver()
    assert "What you asked to be reminded of" in answer(await stage.member.slash(stage.lobby, "privacy show"))
    file = await file_of(await stage.member.slash(stage.lobby, "privacy export"))
    assert file["tables"]["reminder"]["rows"][0]["feature"] == "announcements"
    assert str(stage.member.id) not in json.dumps(
        await file_of(await stage.organiser.slash(stage.lobby, "setup export"))
    )
    before = len(stage.member.user.dm_channel.history())
    await delete(stage, stage.member)
    assert str(stage.member.id) not in await dump(stage)
    assert "Nothing is stored" in answer(await stage.member.slash(stage.lobby, "privacy show"))
    stage.pass_time(days=20)
    await stage.deliver()
    assert len(stage.member.user.dm_channel.history()) == before


async def test_the_second_press_says_that_nothing_is_left(stage: Stage) -> None:
    await busy(stage)
    ask = await stage.member.slash(stage.lobby, "privacy delete")
    custom_id = buttons(shown(ask))["Delete for good"]
    await stage.member.click(shown(ask), label="Delete for good")
    assert "nothing to delete" in await stage.press_raw(stage.member, custom_id)
    assert "nothing to delete" in answer(await stage.member.slash(stage.lobby, "privacy delete"))


async def test_nobody_confirms_for_another(stage: Stage) -> None:
    await busy(stage)
    ask = await stage.member.slash(stage.lobby, "privacy delete")
    custom_id = buttons(shown(ask))["Delete for good"]
    before = await dump(stage)
    assert "belongs to somebody else" in await stage.press_raw(stage.organiser, custom_id)
    assert await dump(stage) == before


async def test_an_erasure_reaches_every_server(stage: Stage) -> None:
    await busy(stage)
    elsewhere = stage.env.create_guild("Elsewhere")
    room = elsewhere.create_text_channel("room")
    there = elsewhere.add_member(UserHandle(stage.env, stage.env.backend.get_user(stage.organiser.id)))
    ask = await there.slash(room, "privacy delete")
    await there.click(shown(ask), label="Delete for good")
    assert str(stage.organiser.id) not in await dump(stage)


async def test_one_that_is_on_its_way_ends_without_naming_anybody(stage: Stage) -> None:
    """Claimed at the moment of the erasure, then failing: no problem is noted of somebody who is not there."""
    await busy(stage)
    claimed = await stage.app.database.write(
        lambda tx: outbox.claim(
            tx, [row["id"] for row in tx.all("SELECT id FROM delivery")], dt.timedelta(minutes=1)
        )
    )
    assert [one.kind for one in claimed] == [EffectKind.DIRECT_MESSAGE]
    await delete(stage, stage.organiser)
    outcome = Outcome(state=DeliveryState.DEAD, reason="dm-closed")
    await stage.app.database.write(lambda tx: settle(tx, claimed[0], outcome, None))
    assert str(stage.organiser.id) not in await dump(stage)


# Ages


async def test_what_was_sent_to_a_person_is_forgotten_before_what_was_posted(stage: Stage) -> None:
    await busy(stage)
    stage.pass_time(hours=33, seconds=1)
    await stage.deliver()
    stage.pass_time(days=delivery.KEPT_OF_PEOPLE.days + 10)
    await stage.deliver()
    await forget(stage)
    kinds = await stage.app.database.read(
        lambda tx: {row["kind"] for row in tx.all("SELECT kind FROM delivery WHERE state = 'sent'")}
    )
    assert kinds == {"message"}
    await stage.deliver()
    stage.pass_time(days=delivery.KEPT.days + 1)
    await forget(stage)
    assert await count(stage, "delivery") == 0
    assert await count(stage, "problem") == 0
    assert "America/Montevideo" in answer(await stage.member.slash(stage.lobby, "privacy show"))


# A server's own copy


async def test_an_organiser_gets_everything_of_the_server_but_what_is_members_own(stage: Stage) -> None:
    await busy(stage)
    card = await stage.organiser.slash(stage.lobby, "setup export")
    file = await file_of(card)
    tables = file["tables"]
    assert tables["guild"]["rows"][0]["zone"] == "Asia/Beirut"
    assert [row["title"] for row in tables["announcement"]["rows"]] == [TITLE], "drafts are their author's"
    assert tables["announcement"]["rows"][0]["author"] == {"user_id": str(stage.organiser.id)}
    assert tables["announcement"]["rows"][0]["body"] == BODY
    assert {row["kind"] for row in tables["delivery"]["rows"]} == {"message"}
    assert [row["action"] for row in tables["audit_event"]["rows"]][-1] == "setup.export"
    assert not {"member", "actor_key", "reminder", "search", "problem", "installation"} & tables.keys()
    assert str(stage.member.id) not in json.dumps(file)
    assert "Montevideo" not in json.dumps(file)
    assert "keep it among them" in answer(card)


async def test_who_was_erased_is_not_in_the_servers_copy(stage: Stage) -> None:
    await busy(stage)
    await delete(stage, stage.organiser)
    stage.pass_time(minutes=1)
    file = await file_of(await stage.organiser.slash(stage.lobby, "setup export"))
    assert file["tables"]["announcement"]["rows"][0]["author"] == "erased"
    actors = [row["actor"] for row in file["tables"]["audit_event"]["rows"]]
    assert actors == ["erased"] * 3 + ["the bot", {"user_id": str(stage.organiser.id)}]


async def test_a_member_gets_no_copy_of_the_server(stage: Stage) -> None:
    await busy(stage)
    before = await dump(stage)
    command = next(found for found in await stage.bot.tree.fetch_commands() if found.name == "setup")
    stage.guild.set_command_permissions(command, {stage.member: True})
    refused = await stage.member.slash(stage.lobby, "setup export")
    assert "organiser" in answer(refused)
    assert refused.response is not None
    assert refused.response.attachments == []
    assert await dump(stage) == before


# A server that was left


async def leave(stage: Stage) -> None:
    await stage.app.services.guilds.joined(stage.guild.id, post_in=None)
    await stage.app.services.guilds.left(stage.guild.id)


async def test_thirty_days_after_leaving_everything_of_the_server_is_gone(stage: Stage) -> None:
    await busy(stage)
    other = stage.env.create_guild("Elsewhere")
    await stage.app.services.guilds.joined(other.id, post_in=None)
    await leave(stage)
    stage.pass_time(days=rules.GUILD_KEPT.days, seconds=-1)
    before = await count(stage, "audit_event")
    await forget(stage)
    assert await count(stage, "audit_event") == before > 0
    stage.pass_time(seconds=1)
    await forget(stage)
    left = await dump(stage)
    assert str(stage.guild.id) not in left
    assert TITLE not in left
    assert str(other.id) in left
    assert "America/Montevideo" in left, "a person's own settings belong to the person"
    assert await count(stage, "audit_event") == 0


async def test_a_server_that_comes_back_in_time_keeps_everything(stage: Stage) -> None:
    await busy(stage)
    await leave(stage)
    stage.pass_time(days=rules.GUILD_KEPT.days - 1)
    await stage.app.services.guilds.joined(stage.guild.id, post_in=None)
    before = await count(stage, "audit_event")
    stage.pass_time(days=40)
    await forget(stage)
    assert await count(stage, "audit_event") == before
    assert TITLE in answer(await stage.organiser.slash(stage.lobby, "announce list"))
    assert await chain_holds(stage)


async def test_a_large_server_goes_a_few_rows_at_a_time(stage: Stage) -> None:
    await busy(stage)

    def fill(tx: Transaction) -> None:
        for number in range(1100):
            audit.record(tx, guild_id=stage.guild.id, user_id=None, action="setup.zone", subject=str(number))

    await stage.app.database.write(fill)
    await leave(stage)
    stage.pass_time(days=31)
    purge = stage.app.features["privacy"].forget
    assert purge is not None
    rounds = []
    while gone := await stage.app.database.write(lambda tx: purge(tx, tx.now)):
        rounds.append(gone)
    assert max(rounds) <= 500
    assert len(rounds) >= 3
    assert str(stage.guild.id) not in await dump(stage)
