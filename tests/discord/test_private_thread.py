"""The effects of a private thread: made once, people added and taken out, each as often as it is asked for."""

import datetime as dt

import discord
from simcord.backend.models.channel import Overwrite
from simcord.enums import OverwriteType

from bot.delivery.model import DeliveryState, EffectKind, Rendered
from tests.discord.test_delivery_effects import Lab, lab

__all__ = ["lab"]

NAMED = Rendered(fields={"name": "BGP basics"})


def threads(lab: Lab) -> list[int]:
    return [one.id for one in lab.env.backend.active_threads(lab.guild.id)]


def inside(lab: Lab, thread_id: int) -> set[int]:
    return set(lab.env.backend.get_thread(thread_id).thread_members) - {lab.env.backend.bot_user.id}


async def change(lab: Lab, thread_id: int, action: str, user_id: int | None = None) -> DeliveryState:
    details = {"user_id": user_id or lab.member.id, "action": action}
    delivery_id = await lab.promise(EffectKind.THREAD_MEMBER, thread_id, Rendered(), details)
    await lab.dispatcher.run_once()
    return (await lab.row(delivery_id)).state


async def made(lab: Lab) -> int:
    delivery_id = await lab.promise(EffectKind.PRIVATE_THREAD, lab.room.id, NAMED)
    await lab.dispatcher.run_once()
    found = (await lab.row(delivery_id)).result_id
    assert found is not None
    return found


async def test_it_is_found_again_and_not_made_twice(lab: Lab) -> None:
    delivery_id = await lab.promise(EffectKind.PRIVATE_THREAD, lab.room.id, NAMED)
    other = await lab.promise(EffectKind.PRIVATE_THREAD, lab.room.id, Rendered(fields={"name": "Another"}))
    await lab.dispatcher.run_once()
    await lab.dispatcher.run_once()
    first, second = (await lab.row(delivery_id)).result_id, (await lab.row(other)).result_id
    await lab.again(delivery_id)
    row = await lab.row(delivery_id)
    assert (row.state, row.result_id) == (DeliveryState.SENT, first)
    assert first != second
    assert len(threads(lab)) == 2
    payload = lab.env.backend.get_thread(first or 0)
    assert payload.type == discord.ChannelType.private_thread.value
    [asked] = [
        one.json
        for one in lab.env.http_requests
        if one.path == f"/channels/{lab.room.id}/threads" and one.json["name"] == "BGP basics"
    ]
    assert asked["invitable"] is False, "members let nobody in"


async def test_one_that_never_arrived_is_made_on_the_second_attempt(lab: Lab) -> None:
    delivery_id = await lab.promise(EffectKind.PRIVATE_THREAD, lab.room.id, NAMED)
    lab.env.inject_error("POST", f"/channels/{lab.room.id}/threads", status=503)
    await lab.dispatcher.run_once()
    lab.clock.advance(dt.timedelta(seconds=5))
    await lab.dispatcher.run_once()
    assert (await lab.row(delivery_id)).state is DeliveryState.SENT
    assert len(threads(lab)) == 1


async def test_people_are_added_and_taken_out_and_twice_is_once(lab: Lab) -> None:
    thread_id = await made(lab)
    for action, there in (("add", True), ("add", True), ("remove", False), ("remove", False)):
        assert await change(lab, thread_id, action) is DeliveryState.SENT
        assert (lab.member.id in inside(lab, thread_id)) is there


async def test_a_thread_that_fell_silent_is_opened_for_it(lab: Lab) -> None:
    thread_id = await made(lab)
    lab.env.backend.edit_channel(thread_id, {}, thread_metadata={"archived": True})
    lab.env.inject_error(
        "PUT", f"/channels/{thread_id}/thread-members/{lab.member.id}", status=400, code=50083
    )
    assert await change(lab, thread_id, "add") is DeliveryState.SENT
    assert not lab.env.backend.get_thread(thread_id).thread_metadata.archived
    assert inside(lab, thread_id) == {lab.member.id}


async def test_nobody_is_taken_out_of_a_thread_that_is_gone(lab: Lab) -> None:
    thread_id = await made(lab)
    lab.env.backend.delete_channel(thread_id)
    assert await change(lab, thread_id, "remove") is DeliveryState.SENT
    assert await change(lab, thread_id, "add") is DeliveryState.DEAD


async def test_without_the_permission_it_ends_and_says_so(lab: Lab) -> None:
    lab.env.backend.set_overwrite(
        lab.room.id,
        Overwrite(
            target_id=lab.env.backend.bot_user.id,
            type=OverwriteType.MEMBER,
            deny=discord.Permissions(create_private_threads=True).value,
        ),
    )
    delivery_id = await lab.promise(EffectKind.PRIVATE_THREAD, lab.room.id, NAMED)
    await lab.dispatcher.run_once()
    row = await lab.row(delivery_id)
    assert (row.state, row.reason) == (DeliveryState.DEAD, "missing-permissions")
