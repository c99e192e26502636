"""/setup block and unblock, and what it keeps people from; the pause between what others must read."""

import datetime as dt

import pytest

from bot.errors import RefusedError
from bot.guilds.conduct import service as conduct
from bot.guilds.conduct import store
from bot.people import audit
from bot.storage.database import Transaction
from tests.discord.conftest import Stage, answer, buttons
from tests.discord.test_hostile_authority import shown_to
from tests.discord.test_hostile_races import as_actor

HOUR = dt.timedelta(hours=1)


async def block(stage: Stage, member: object) -> str:
    return answer(await stage.organiser.slash(stage.lobby, "setup block", member=member))


async def done(stage: Stage, action: str = "see", *, most: int = 2, within: dt.timedelta = HOUR) -> str:
    """What the member is told when they do something that is counted; "" when they may."""

    def operation(tx: Transaction) -> None:
        conduct.require(tx, as_actor(stage, stage.member.id), action, most=most, within=within)

    try:
        await stage.app.database.write(operation)
    except RefusedError as error:
        return error.key
    return ""


async def log(stage: Stage) -> list[str]:
    found = await stage.app.database.read(lambda tx: audit.history(tx, stage.guild.id, limit=50))
    return [one.action for one in reversed(found)]


async def test_the_list_is_empty_then_names_whom_it_keeps_and_since_when(stage: Stage) -> None:
    assert "Nobody is blocked" in answer(await stage.organiser.slash(stage.lobby, "setup block"))
    said = await block(stage, stage.member)
    assert f"{stage.member.mention} is blocked now" in said
    assert f"{stage.member.mention} · blocked <t:" in said
    assert "was blocked already" in await block(stage, stage.member)
    assert await log(stage) == ["setup.block"]


async def test_a_blocked_member_neither_asks_nor_claims_until_they_are_let_again(stage: Stage) -> None:
    shown = await stage.organiser.slash(stage.lobby, "setup block", member=stage.member)
    refused = await stage.member.slash(stage.lobby, "network claim", asn="3333", role="noc")
    assert "have switched this off for you" in answer(refused)
    assert await done(stage) == "conduct-blocked"
    old = buttons(shown.response)["Let again"]
    await stage.restart()
    again = await stage.organiser.click(shown.response, label="Let again")
    assert "may ask, claim and report again" in answer(again)
    assert "Nobody is blocked" in answer(again)
    assert await done(stage) == ""
    assert await log(stage) == ["setup.block", "setup.unblock"]
    assert "was not blocked" in await stage.press_raw(stage.organiser, old)


async def test_unblock_takes_a_member_by_name(stage: Stage) -> None:
    await block(stage, stage.member)
    shown = await stage.organiser.slash(stage.lobby, "setup unblock", member=stage.member)
    assert "may ask, claim and report again" in answer(shown)


async def test_nobody_blocks_themselves(stage: Stage) -> None:
    before = await stage.everything()
    assert "cannot block yourself" in await block(stage, stage.organiser)
    assert await stage.everything() == before


async def test_a_block_is_of_one_guild(stage: Stage) -> None:
    await block(stage, stage.member)
    other = stage.env.create_guild("Elsewhere")
    there = other.add_member(stage.env.create_user("zeina"))
    shown = await there.slash(other.create_text_channel("room"), "network claim", asn="3333", role="noc")
    assert "Waiting for an organiser" in answer(shown)
    assert await stage.app.database.read(lambda tx: store.is_blocked(tx, other.id, stage.member.id)) is False


@pytest.mark.hostile(50)
async def test_a_member_blocks_nobody_and_sees_nobody_blocked(stage: Stage) -> None:
    await block(stage, stage.member)
    shown_to(stage, stage.member)
    before = await stage.everything()
    for command, options in (
        ("setup block", {}),
        ("setup block", {"member": stage.organiser}),
        ("setup unblock", {"member": stage.member}),
    ):
        assert "This is for organisers" in answer(await stage.member.slash(stage.lobby, command, **options))
    for press in ("setup.blocks:1", f"setup.unblock:{stage.member.id}"):
        assert "This is for organisers" in await stage.press_raw(stage.member, press)
    assert await stage.everything() == before


async def test_the_list_has_pages(stage: Stage) -> None:
    service = stage.app.services.conduct
    for number in range(1, 12):
        await service.block(stage.actor(), 1000 + number)
    shown = await stage.organiser.slash(stage.lobby, "setup block")
    assert answer(shown).count("· blocked") == 8
    assert answer(await stage.organiser.click(shown.response, label="Next ›")).count("· blocked") == 3


async def test_what_was_done_too_often_may_be_done_again_when_it_says(stage: Stage) -> None:
    assert [await done(stage) for _ in range(3)] == ["", "", "conduct-too-often"]
    assert await done(stage, "another") == ""
    stage.pass_time(minutes=59)
    assert await done(stage) == "conduct-too-often"
    stage.pass_time(minutes=2)
    assert await done(stage) == ""


async def test_a_refused_one_is_not_counted(stage: Stage) -> None:
    for _ in range(5):
        await done(stage)
    stage.pass_time(minutes=61)
    assert [await done(stage) for _ in range(3)] == ["", "", "conduct-too-often"]


async def test_uses_are_forgotten_after_a_day_and_blocks_are_not(stage: Stage) -> None:
    await done(stage)
    await block(stage, stage.organiser)
    await block(stage, stage.member)
    forget = stage.app.features["conduct"].forget
    assert forget is not None
    stage.pass_time(hours=23)
    assert await stage.app.database.write(lambda tx: forget(tx, tx.now)) == 0
    stage.pass_time(hours=2)
    assert await stage.app.database.write(lambda tx: forget(tx, tx.now)) == 1
    assert await done(stage) == "conduct-blocked"


async def test_privacy_tells_and_deletes_both(stage: Stage) -> None:
    await done(stage)
    await block(stage, stage.member)
    said = answer(await stage.member.slash(stage.lobby, "privacy show"))
    assert "how often you used commands that others must read" in said
    assert "the organisers keep you from commands" in said
    await stage.app.services.privacy.erase(as_actor(stage, stage.member.id))
    assert await done(stage) == ""
