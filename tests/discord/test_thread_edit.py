"""The effect that puts tags on a post and opens a closed one again: other people's tags stay, and twice is once."""

import discord
import pytest
from simcord import ChannelHandle

from bot.delivery.model import DeliveryState, EffectKind, Rendered
from tests.discord.test_delivery_effects import Lab, lab

__all__ = ["lab"]


def post(
    lab: Lab, tags: int, on: tuple[int, ...] = (), *, closed: bool = False
) -> tuple[ChannelHandle, list[int]]:
    """A member's post in a forum with so many tags, some of them on it: the thread and the tags' ids."""
    backend = lab.env.backend
    forum = lab.guild.create_forum_channel("topics")
    known = [backend.snowflake() for _ in range(tags)]
    backend.edit_channel(
        forum.id,
        {
            "available_tags": [
                {
                    "id": str(id_),
                    "name": f"tag{number}",
                    "moderated": False,
                    "emoji_id": None,
                    "emoji_name": None,
                }
                for number, id_ in enumerate(known)
            ]
        },
    )
    thread = backend.create_thread(forum.id, "Leaks", lab.member.id, applied_tags=[known[one] for one in on])
    if closed:
        backend.edit_channel(thread.id, {}, thread_metadata={"archived": True})
    return ChannelHandle(lab.env, lab.guild, thread), known


async def edit(lab: Lab, thread: ChannelHandle, **fields: object) -> DeliveryState:
    await lab.env.settle()
    delivery_id = await lab.promise(EffectKind.THREAD_EDIT, thread.id, Rendered(fields=fields))
    await lab.dispatcher.run_once()
    return (await lab.row(delivery_id)).state


def on(lab: Lab, thread: ChannelHandle) -> list[int]:
    return list(lab.env.backend.get_channel(thread.id).applied_tags)


def changes(lab: Lab, thread: ChannelHandle) -> list[object]:
    return [
        request.json
        for request in lab.env.http_requests
        if request.method == "PATCH" and request.path == f"/channels/{thread.id}"
    ]


async def test_tags_are_put_on_and_taken_off_and_others_stay(lab: Lab) -> None:
    thread, tags = post(lab, 4, (0, 1))
    assert await edit(lab, thread, add=(tags[2],), remove=(tags[1], tags[3])) is DeliveryState.SENT
    assert on(lab, thread) == [tags[0], tags[2]]
    assert await edit(lab, thread, add=(tags[2],), remove=(tags[1], tags[3])) is DeliveryState.SENT
    assert len(changes(lab, thread)) == 1, "nothing is asked for that is so already"
    assert all("name" not in change for change in changes(lab, thread))  # type: ignore[operator]


async def test_of_five_tags_none_is_pushed_out(lab: Lab) -> None:
    thread, tags = post(lab, 6, (0, 1, 2, 3, 4))
    assert await edit(lab, thread, add=(tags[5],)) is DeliveryState.SENT
    assert on(lab, thread) == tags[:5]


async def test_a_tag_that_was_deleted_is_left_out(lab: Lab) -> None:
    thread, tags = post(lab, 2)
    assert await edit(lab, thread, add=(tags[1], 999)) is DeliveryState.SENT
    assert on(lab, thread) == [tags[1]]


async def test_a_closed_one_is_left_alone_unless_it_is_to_be_opened(lab: Lab) -> None:
    thread, tags = post(lab, 2, closed=True)
    assert await edit(lab, thread, add=(tags[1],)) is DeliveryState.SENT
    assert changes(lab, thread) == []
    assert await edit(lab, thread, add=(tags[1],), reopen=True) is DeliveryState.SENT
    metadata = lab.env.backend.get_channel(thread.id).thread_metadata
    assert metadata is not None
    assert not metadata.archived
    assert on(lab, thread) == [tags[1]]


async def test_without_the_permission_it_is_given_up_with_its_reason(lab: Lab) -> None:
    thread, tags = post(lab, 2)
    for role in lab.env.backend.get_guild(lab.guild.id).roles.values():
        lab.env.backend.edit_role(
            lab.guild.id, role.id, {"permissions": discord.Permissions(view_channel=True).value}
        )
    assert await edit(lab, thread, add=(tags[1],)) is DeliveryState.DEAD


@pytest.mark.parametrize("fields", [{"add": "x"}, {"remove": ("x",)}])
async def test_what_is_incomplete_is_given_up(lab: Lab, fields: dict[str, object]) -> None:
    thread, _ = post(lab, 1)
    assert await edit(lab, thread, **fields) is DeliveryState.DEAD
