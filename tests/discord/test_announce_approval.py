"""Whom an announcement pings, and another organiser who agrees to it, through real presses."""

import asyncio
import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import discord
import pytest
from simcord import ChannelHandle, InteractionResult, MemberActor, ResponseMessage, RoleHandle, UserHandle
from simcord.backend.models import Message

from bot.announcements import store
from bot.announcements.rules import Announcement, AnnouncementState, PictureNote, Variant
from bot.delivery import outbox, settlement
from bot.delivery.model import Delivery, DeliveryState, Outcome
from bot.delivery.recurrence import Plan
from bot.errors import NotAllowedError, StaleError
from bot.guilds.rules import RolePurpose
from bot.storage.database import Transaction
from tests.discord.conftest import Stage, answer, buttons, texts

TITLE, BODY = "Peering day", "Bring your AS number."


async def drafted(
    stage: Stage, *, when: str = "tomorrow 18:00", title: str = TITLE, who: MemberActor | None = None
) -> InteractionResult:
    who = who or stage.organiser
    form = await who.slash(stage.lobby, "announce new", when=when, channel=stage.news)
    return await who.submit_modal(form, {"title": title, "body": BODY})


async def pinging(stage: Stage, ping: RoleHandle | str, **what: Any) -> InteractionResult:
    """Up to the preview of a draft that pings a role, or "@everyone"."""
    preview = await drafted(stage, **what)
    return await choose(stage, preview, ping)


async def choose(stage: Stage, preview: InteractionResult, ping: RoleHandle | str) -> InteractionResult:
    card = await stage.organiser.click(preview.response, label="Ping")
    if isinstance(ping, str):
        return await stage.organiser.click(card.response, label=ping)
    return await stage.organiser.select(card.response, [ping], custom_id=menu(card.response))


def menu(shown: ResponseMessage | None) -> str:
    """The custom_id of the card's role menu."""
    assert shown is not None
    found = [
        row["components"][0]["custom_id"]
        for container in shown.components
        for row in container.get("components", [])  # type: ignore[union-attr]
        if row.get("type") == 1 and row["components"][0].get("type") == 6
    ]
    return str(found[0])


def role_of(stage: Stage, members: int, *, mentionable: bool = True) -> RoleHandle:
    role = stage.guild.create_role(f"Peers {members}", mentionable=mentionable)
    for number in range(members):
        stage.guild.add_member(stage.env.create_user(f"peer-{members}-{number}"), roles=[role])
    return role


def another(stage: Stage, name: str = "karim") -> MemberActor:
    """A second organiser."""
    return stage.guild.add_member(stage.env.create_user(name), roles=[stage.guild.roles["Team"]])


def posted(channel: ChannelHandle) -> list[str]:
    return [texts(message) for message in channel.history()]


def told(stage: Stage, who: MemberActor) -> list[str]:
    """The direct messages someone got."""
    return posted(UserHandle(stage.env, stage.env.backend.get_user(who.id)).dm_channel)


def allowed(stage: Stage, channel: ChannelHandle) -> list[dict[str, Any]]:
    """Whom each message that the bot sent there was allowed to ping."""
    path = f"/channels/{channel.id}/messages"
    return [
        request.json["allowed_mentions"]
        for request in stage.env.backend.http_requests
        if request.method == "POST" and request.path == path and isinstance(request.json, dict)
    ]


NOBODY: dict[str, Any] = {"parse": [], "replied_user": False, "roles": [], "users": []}


def cleaned(mentions: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Ids as numbers, empty lists where nothing was said."""
    return [
        {
            "parse": list(one.get("parse", [])),
            "replied_user": one.get("replied_user", False),
            "roles": [int(role) for role in one.get("roles", [])],
            "users": [int(user) for user in one.get("users", [])],
        }
        for one in mentions
    ]


async def waiting(stage: Stage, **what: Any) -> discord.Message:
    """An announcement that pings everyone was asked about: the request in the notices channel."""
    await stage.set_channel("notices", stage.lobby)
    preview = await pinging(stage, "@everyone", **what)
    done = await stage.organiser.click(preview.response, label="Ask for approval")
    assert "Asked for approval" in answer(done)
    assert await stage.deliver() == 1
    return stage.lobby.history()[-1]


async def version(stage: Stage) -> int:
    """The version of the organiser's newest draft."""
    return (await stage.app.services.announcements.look(stage.actor(), await stage.newest())).version


async def stored(stage: Stage, announcement_id: int | None = None) -> Announcement:
    wanted = await stage.newest() if announcement_id is None else announcement_id
    return (await stage.app.services.announcements.detail(stage.actor(), wanted)).announcement


async def when_due(stage: Stage, **by: float) -> int:
    stage.pass_time(**(by or {"hours": 33, "seconds": 1}))
    return await stage.deliver()


# Pings


async def test_nobody_is_pinged_unless_it_was_chosen(stage: Stage) -> None:
    preview = await drafted(stage)
    await stage.organiser.click(preview.response, label="Schedule")
    await when_due(stage)
    assert cleaned(allowed(stage, stage.news)) == [NOBODY]


async def test_a_small_role_is_pinged_and_nobody_else(stage: Stage) -> None:
    role = role_of(stage, 2)
    preview = await pinging(stage, role)
    assert f"<@&{role.id}>" in answer(preview)
    await stage.organiser.click(preview.response, label="Schedule")
    await when_due(stage)
    assert f"<@&{role.id}>" in posted(stage.news)[0]
    assert cleaned(allowed(stage, stage.news)) == [{**NOBODY, "roles": [role.id]}]


async def test_the_trial_shows_the_ping_and_pings_nobody(stage: Stage) -> None:
    role = role_of(stage, 2)
    preview = await pinging(stage, role)
    await stage.organiser.click(preview.response, label="Send it to me first")
    await stage.deliver()
    dm = UserHandle(stage.env, stage.env.backend.get_user(stage.organiser.id)).dm_channel
    assert f"<@&{role.id}>" in posted(dm)[0]
    assert cleaned(allowed(stage, dm)) == [NOBODY]


async def test_a_ping_is_taken_back_by_nobody_and_by_an_empty_menu(stage: Stage) -> None:
    preview = await pinging(stage, role_of(stage, 2))
    preview = await choose(stage, preview, "Nobody")
    assert "<@&" not in answer(preview)
    preview = await choose(stage, preview, "@everyone")
    assert "@everyone" in answer(preview)
    card = await stage.organiser.click(preview.response, label="Ping")
    preview = await stage.organiser.select(card.response, [], custom_id=menu(card.response))
    await stage.organiser.click(preview.response, label="Schedule")
    await when_due(stage)
    assert cleaned(allowed(stage, stage.news)) == [NOBODY]


async def test_a_role_that_the_bot_may_not_ping_there_is_refused_with_the_cure(stage: Stage) -> None:
    role = role_of(stage, 2, mentionable=False)
    stage.deny(stage.news, discord.Permissions(mention_everyone=True))
    assert "Mention @everyone, @here and All Roles" in answer(await pinging(stage, role))
    assert "Mention @everyone, @here and All Roles" in answer(await pinging(stage, "@everyone"))
    mentionable = await pinging(stage, role_of(stage, 1))
    assert "Schedule" in buttons(mentionable.response)


async def test_the_right_to_ping_is_looked_at_again_when_it_is_scheduled(stage: Stage) -> None:
    role = role_of(stage, 2, mentionable=False)
    preview = await pinging(stage, role)
    stage.deny(stage.news, discord.Permissions(mention_everyone=True))
    refused = await stage.organiser.click(preview.response, label="Schedule")
    assert "may not ping" in answer(refused)
    assert await stage.states() == []


async def test_a_role_deleted_later_keeps_nothing_from_going_out(stage: Stage) -> None:
    role = role_of(stage, 2)
    preview = await pinging(stage, role)
    await stage.organiser.click(preview.response, label="Schedule")
    stage.env.backend.delete_role(stage.guild.id, role.id)
    which = str(await stage.newest())
    shown = await stage.organiser.slash(stage.lobby, "announce show", announcement=which)
    assert "was deleted in Discord. It goes out without a ping" in answer(shown)
    assert await when_due(stage) == 1
    assert "<@&" not in posted(stage.news)[0]
    assert cleaned(allowed(stage, stage.news)) == [NOBODY]


async def test_a_role_that_is_not_here_is_refused(stage: Stage) -> None:
    preview = await drafted(stage)
    card = await stage.organiser.click(preview.response, label="Ping")
    role = role_of(stage, 1)
    stage.env.backend.delete_role(stage.guild.id, role.id)
    draft = await stage.newest()
    refused = await stage.organiser.select(card.response, [role], custom_id=f"announce.ping-role:{draft}")
    assert "not in this server any more" in answer(refused)
    assert (await stage.app.services.announcements.look(stage.actor(), draft)).ping is None


async def test_somebody_elses_draft_is_not_mine_to_let_ping(stage: Stage) -> None:
    await drafted(stage)
    draft = await stage.newest()
    for route in ("ping", "ping-everyone", "ping-nobody"):
        refused = await stage.press_raw(another(stage, f"karim-{route}"), f"announce.{route}:{draft}")
        assert "This draft is gone" in refused


# When another organiser has to agree


async def test_everyone_always_needs_another_organiser(stage: Stage) -> None:
    preview = await pinging(stage, "@everyone")
    assert "A ping of everyone goes out only when another organiser agrees" in answer(preview)
    assert "someone with the organiser role or with Manage Server" in answer(preview)
    assert "Schedule" not in buttons(preview.response)
    assert "Ask for approval" in buttons(preview.response)


async def test_a_role_over_the_size_needs_another_organiser(stage: Stage) -> None:
    await stage.app.services.guilds.set_approval(stage.actor(), role_size="2")
    preview = await pinging(stage, role_of(stage, 3))
    assert "This role has 3 members" in answer(preview)
    preview = await choose(stage, preview, role_of(stage, 2))
    assert "Schedule" in buttons(preview.response)


async def test_a_role_that_cannot_be_counted_needs_another_organiser(stage: Stage) -> None:
    role = role_of(stage, 1)
    stage.env.inject_error("GET", "*/roles/member-counts", status=500)
    preview = await pinging(stage, role)
    assert "could not count" in answer(preview)
    assert "Ask for approval" in buttons(preview.response)


async def test_without_manage_roles_no_role_can_be_counted(stage: Stage) -> None:
    role = role_of(stage, 1)
    stage.bot_permissions(
        discord.Permissions.all() & ~discord.Permissions(manage_roles=True, administrator=True)
    )
    preview = await pinging(stage, role)
    assert "it needs **Manage Roles** for that" in answer(preview)
    asked = [one for one in stage.env.backend.http_requests if one.path.endswith("member-counts")]
    assert asked == []  # a refusal would count towards Discord's ban of invalid requests


async def test_everything_needs_another_organiser_where_the_guild_wants_it(stage: Stage) -> None:
    await stage.app.services.guilds.set_approval(stage.actor(), everything=True)
    preview = await drafted(stage)
    assert "In this server another organiser agrees to each announcement" in answer(preview)
    assert "Ask for approval" in buttons(preview.response)


async def test_a_schedule_button_does_not_outrun_a_role_that_grew(stage: Stage) -> None:
    await stage.app.services.guilds.set_approval(stage.actor(), role_size="2")
    role = role_of(stage, 2)
    preview = await pinging(stage, role)
    stage.guild.add_member(stage.env.create_user("late"), roles=[role])
    again = await stage.organiser.click(preview.response, label="Schedule")
    assert "Another organiser has to agree first" in answer(again)
    assert "Ask for approval" in buttons(again.response)
    assert await stage.states() == []


async def test_the_service_refuses_what_no_button_asked_for(stage: Stage) -> None:
    await pinging(stage, "@everyone")
    draft = await stage.newest()
    asked = await version(stage)
    assert "Another organiser has to agree first" in await stage.press_raw(
        stage.organiser, f"announce.confirm:{draft}:{asked}"
    )
    with pytest.raises(NotAllowedError):
        await stage.app.services.announcements.confirm(stage.actor(), draft, asked, role_size=1)
    assert await stage.states() == []


async def test_an_old_schedule_button_from_before_the_ping_is_out_of_date(stage: Stage) -> None:
    preview = await drafted(stage)
    old = buttons(preview.response)["Schedule"]
    await choose(stage, preview, "@everyone")
    assert "out of date" in await stage.press_raw(stage.organiser, old)
    assert await stage.states() == []


# Asking and agreeing


async def test_the_request_shows_all_of_it_and_pings_nobody(stage: Stage) -> None:
    request = texts(await waiting(stage))
    for part in (TITLE, BODY, "@everyone", f"<#{stage.news.id}>", f"<@{stage.organiser.id}>", "18:00"):
        assert part in request
    assert cleaned(allowed(stage, stage.lobby)) == [NOBODY]
    assert await when_due(stage) == 0
    assert posted(stage.news) == []


async def test_another_organiser_approves_and_it_goes_out_with_its_ping(stage: Stage) -> None:
    request = await waiting(stage)
    karim = another(stage)
    done = await karim.click(request, label="Approve")
    assert "Scheduled: " in answer(done)
    await stage.deliver()
    after = stage.lobby.history()[-1]
    assert "Approved" in texts(after)
    assert f"<@{karim.id}>" in texts(after)
    assert buttons(after) == {}
    assert any("Approved" in one for one in told(stage, stage.organiser))
    which = str(await stage.newest())
    shown = await stage.organiser.slash(stage.lobby, "announce show", announcement=which)
    assert f"Approved by <@{karim.id}>" in answer(shown)
    assert await when_due(stage) == 1
    assert cleaned(allowed(stage, stage.news)) == [{**NOBODY, "parse": ["everyone"]}]
    assert "@everyone" in posted(stage.news)[0]


async def test_history_names_both(stage: Stage) -> None:
    request = await waiting(stage)
    karim = another(stage)
    await karim.click(request, label="Approve")
    history = answer(await stage.organiser.slash(stage.lobby, "setup history"))
    assert f"<@{stage.organiser.id}> asked for approval" in history
    assert f"<@{karim.id}> approved the announcement" in history
    assert f"<@{stage.organiser.id}> scheduled the announcement" in history


async def test_it_is_approved_after_a_restart(stage: Stage) -> None:
    request = await waiting(stage)
    karim = another(stage)
    await stage.restart()
    assert "Scheduled: " in answer(await karim.click(request, label="Approve"))


@pytest.mark.hostile(55)
async def test_the_author_cannot_approve_and_cannot_decline(stage: Stage) -> None:
    request = await waiting(stage)
    for label in ("Approve", "Decline"):
        assert "Somebody else has to agree" in answer(await stage.organiser.click(request, label=label))
    assert buttons(stage.lobby.history()[-1]) != {}


async def test_the_author_cannot_approve_with_other_roles_either(stage: Stage) -> None:
    request = await waiting(stage)
    chair = stage.guild.create_role("Chair")
    await stage.set_role(RolePurpose.ORGANISER, chair)
    stage.take_roles(stage.organiser)
    stage.env.backend.add_member_role(stage.guild.id, stage.organiser.id, chair.id)
    assert "Somebody else has to agree" in answer(await stage.organiser.click(request, label="Approve"))


@pytest.mark.hostile(50)
async def test_a_member_can_do_nothing_with_a_request(stage: Stage) -> None:
    request = await waiting(stage)
    for label in ("Approve", "Decline"):
        assert "This is for organisers" in answer(await stage.member.click(request, label=label))
    draft, asked = await stage.newest(), await version(stage)
    for custom_id in (
        f"announce.request:{draft}:{asked}",
        "announce.waiting:1",
        f"announce.decline-reason:{draft}:{asked}",
        "setup.approval",
        "setup.approval-all:0",
        "setup.approval-size",
    ):
        assert "This is for organisers" in await stage.press_raw(stage.member, custom_id)


async def test_who_is_bound_by_the_rule_cannot_loosen_it(stage: Stage) -> None:
    """An organiser by role alone, without Manage Server: stricter they may make it, not looser."""
    chair = stage.guild.create_role("Chair")
    await stage.set_role(RolePurpose.ORGANISER, chair)
    by_role = replace(stage.actor(), user_id=stage.member.id, role_ids=frozenset({chair.id}), manages=False)
    guilds = stage.app.services.guilds
    before = (await guilds.settings(stage.guild.id)).approve_role_size
    for looser in (str(before + 1), "100000"):
        with pytest.raises(NotAllowedError, match="setup-approval-not-looser"):
            await guilds.set_approval(by_role, role_size=looser)
    await guilds.set_approval(by_role, everything=True, role_size=str(before - 1))
    with pytest.raises(NotAllowedError, match="setup-approval-not-looser"):
        await guilds.set_approval(by_role, everything=False)
    after = await guilds.settings(stage.guild.id)
    assert (after.approve_all, after.approve_role_size) == (True, before - 1)
    assert not (await guilds.set_approval(stage.actor(), everything=False)).approve_all


async def test_the_second_of_two_approvers_is_told(stage: Stage) -> None:
    request = await waiting(stage)
    custom_id = buttons(request)["Approve"]
    await another(stage).click(request, label="Approve")
    late = await stage.press_raw(another(stage, "lina"), custom_id)
    assert "Another organiser has decided this already" in late
    await stage.deliver()
    assert await when_due(stage) == 1


async def test_of_two_at_once_one_wins_and_it_is_promised_once(stage: Stage) -> None:
    await waiting(stage)
    draft, asked = await stage.newest(), await version(stage)
    approvals = stage.app.services.approvals
    both = [replace(stage.actor(), user_id=another(stage, name).id) for name in ("karim", "lina")]
    done = await asyncio.gather(
        *(approvals.approve(one, draft, asked) for one in both), return_exceptions=True
    )
    assert [type(one) for one in done if isinstance(one, Exception)] == [StaleError]
    await stage.deliver()
    assert await when_due(stage) == 1
    assert len(posted(stage.news)) == 1


async def test_any_edit_ends_the_request(stage: Stage) -> None:
    request = await waiting(stage)
    custom_id = buttons(request)["Approve"]
    draft = await stage.newest()
    preview = await stage.organiser.slash(stage.lobby, "announce edit", announcement=str(draft))
    assert "Waiting for another organiser" in answer(preview)
    assert "Ask for approval" not in buttons(preview.response)
    form = await stage.organiser.click(preview.response, label="Edit text")
    preview = await stage.organiser.submit_modal(form, {"title": TITLE, "body": "All of it is different."})
    assert "Ask for approval" in buttons(preview.response)
    karim = another(stage)
    assert "has to ask again" in await stage.press_raw(karim, custom_id)
    await stage.deliver()
    after = stage.lobby.history()[-2]
    assert "Changed" in texts(after)
    assert buttons(after) == {}
    await stage.organiser.click(preview.response, label="Ask for approval")
    await stage.deliver()
    again = stage.lobby.history()[-1]
    assert "All of it is different." in texts(again)
    assert "Scheduled: " in answer(await karim.click(again, label="Approve"))


@pytest.mark.parametrize("edit", ["plan", "channels", "ping"])
async def test_an_approval_asked_for_before_an_edit_of_anything_is_worth_nothing(
    stage: Stage, edit: str
) -> None:
    request = await waiting(stage)
    draft = str(await stage.newest())
    karim = another(stage)
    if edit == "plan":
        await stage.organiser.slash(stage.lobby, "announce edit", announcement=draft, when="tomorrow 19:00")
    else:
        preview = await stage.organiser.slash(stage.lobby, "announce edit", announcement=draft)
        if edit == "ping":
            await choose(stage, preview, role_of(stage, 30))
        else:
            await stage.app.services.announcements.choose_channels(
                stage.actor(), int(draft), (stage.news.id, stage.lobby.id)
            )
    assert "has to ask again" in answer(await karim.click(request, label="Approve"))
    assert await when_due(stage) == 1  # the card of the request, which says that it is over
    assert posted(stage.news) == []


async def test_what_was_discarded_cannot_be_approved(stage: Stage) -> None:
    request = await waiting(stage)
    custom_id = buttons(request)["Approve"]
    draft = str(await stage.newest())
    preview = await stage.organiser.slash(stage.lobby, "announce edit", announcement=draft)
    await stage.organiser.click(preview.response, label="Discard")
    await stage.deliver()
    assert "Taken back" in texts(stage.lobby.history()[-1])
    assert buttons(stage.lobby.history()[-1]) == {}
    assert "This request is over" in await stage.press_raw(another(stage), custom_id)


async def test_declined_with_a_reason_and_asked_again(stage: Stage) -> None:
    request = await waiting(stage)
    karim = another(stage)
    form = await karim.click(request, label="Decline")
    done = await karim.submit_modal(form, {"reason": "Too loud, @everyone is *not* needed."})
    assert "Declined: " in answer(done)
    await stage.deliver()
    after = stage.lobby.history()[-1]
    assert "Too loud" in texts(after)
    assert "@everyone is" not in texts(after)
    assert buttons(after) == {}
    assert any("Too loud" in one and f"<@{karim.id}>" in one for one in told(stage, stage.organiser))
    preview = await stage.organiser.slash(
        stage.lobby, "announce edit", announcement=str(await stage.newest())
    )
    stage.pass_time(minutes=1)
    await stage.organiser.click(preview.response, label="Ask for approval")
    assert await stage.deliver() == 1
    assert "Scheduled: " in answer(await karim.click(stage.lobby.history()[-1], label="Approve"))


async def test_a_decline_without_a_reason_and_with_closed_direct_messages(stage: Stage) -> None:
    request = await waiting(stage)
    stage.env.inject_error("POST", "/users/@me/channels", status=403, code=50007)
    karim = another(stage)
    form = await karim.click(request, label="Decline")
    await karim.submit_modal(form, {"reason": ""})
    await stage.deliver()
    assert "Declined" in texts(stage.lobby.history()[-1])
    assert not any("could not be delivered" in one for one in posted(stage.lobby))


async def test_asking_twice_asks_once(stage: Stage) -> None:
    await stage.set_channel("notices", stage.lobby)
    preview = await pinging(stage, "@everyone")
    custom_id = buttons(preview.response)["Ask for approval"]
    await stage.organiser.click(preview.response, label="Ask for approval")
    assert "Asked for approval" in await stage.press_raw(stage.organiser, custom_id)
    assert await stage.deliver() == 1


async def test_without_a_notices_channel_it_is_found_in_the_list(stage: Stage) -> None:
    preview = await pinging(stage, "@everyone")
    done = await stage.organiser.click(preview.response, label="Ask for approval")
    assert "There is no organisers’ notices channel" in answer(done)
    assert await stage.deliver() == 0
    karim = another(stage)
    shown = await karim.slash(stage.lobby, "announce list")
    assert "One announcement" in answer(shown)
    shown = await karim.click(shown.response, label="Waiting for approval")
    assert TITLE in answer(shown)
    shown = await karim.click(shown.response, label="Show")
    assert BODY in answer(shown)
    assert "Scheduled: " in answer(await karim.click(shown.response, label="Approve"))
    shown = await karim.slash(stage.lobby, "announce list")
    assert "Waiting for approval" not in buttons(shown.response)
    assert "Nothing waits for approval" in await stage.press_raw(karim, "announce.waiting:1")


async def test_a_change_goes_out_only_once_it_was_agreed_to(stage: Stage) -> None:
    await waiting(stage, when="every day 18:00")
    karim = another(stage)
    await karim.click(stage.lobby.history()[-1], label="Approve")
    await stage.deliver()
    which = str(await stage.newest())
    preview = await stage.organiser.slash(stage.lobby, "announce edit", announcement=which)
    form = await stage.organiser.click(preview.response, label="Edit text")
    preview = await stage.organiser.submit_modal(form, {"title": TITLE, "body": "A new text."})
    await stage.organiser.click(preview.response, label="Ask for approval")
    stage.pass_time(hours=9, seconds=1)
    assert await stage.deliver() == 2
    assert BODY in posted(stage.news)[-1]
    request = stage.lobby.history()[-1]
    assert "A new text." in texts(request)
    assert "Until then it goes out as it was agreed before" in texts(request)
    assert "Saved: " in answer(await karim.click(request, label="Approve"))
    stage.pass_time(days=1)
    await stage.deliver()
    assert "A new text." in posted(stage.news)[-1]
    assert (await stored(stage, int(which))).approver is not None


async def test_a_change_without_a_ping_ends_the_earlier_approval(stage: Stage) -> None:
    request = await waiting(stage, when="every day 18:00")
    await another(stage).click(request, label="Approve")
    which = await stage.newest()
    assert (await stored(stage, which)).approver is not None
    preview = await stage.organiser.slash(stage.lobby, "announce edit", announcement=str(which))
    preview = await choose(stage, preview, "Nobody")
    await stage.organiser.click(preview.response, label="Save changes")
    assert (await stored(stage, which)).approver is None


async def test_a_role_that_grows_once_it_is_scheduled_needs_nobody(stage: Stage) -> None:
    await stage.app.services.guilds.set_approval(stage.actor(), role_size="2")
    role = role_of(stage, 2)
    preview = await pinging(stage, role)
    await stage.organiser.click(preview.response, label="Schedule")
    stage.guild.add_member(stage.env.create_user("late"), roles=[role])
    await when_due(stage)
    assert cleaned(allowed(stage, stage.news)) == [{**NOBODY, "roles": [role.id]}]


async def test_a_date_that_passed_while_it_waited_is_told(stage: Stage) -> None:
    request = await waiting(stage)
    stage.pass_time(days=2)
    assert "Its time has passed while it waited" in answer(
        await another(stage).click(request, label="Approve")
    )
    await stage.deliver()
    assert "Too late" in texts(stage.lobby.history()[-1])
    assert posted(stage.news) == []


async def sweep(stage: Stage) -> None:
    """What the scheduler does now and then."""
    await stage.plan_ahead()
    found = stage.app.features["approvals"].materialise
    assert found is not None
    await found()


async def test_what_waits_is_kept_longer_than_a_draft_and_not_for_ever(stage: Stage) -> None:
    request = await waiting(stage, when="2027-03-01 18:00")
    custom_id = buttons(request)["Approve"]
    for _ in range(29):
        stage.pass_time(days=1)
        await sweep(stage)
    assert await stage.newest() != 0
    assert buttons(stage.lobby.history()[-1]) != {}
    stage.pass_time(days=2)
    await sweep(stage)
    await stage.deliver()
    assert "Too late" in texts(stage.lobby.history()[-1])
    stage.pass_time(days=1, seconds=1)
    await sweep(stage)
    assert await stage.newest() == 0
    assert "This request is over" in await stage.press_raw(another(stage), custom_id)


async def test_the_card_of_a_changed_draft_is_closed_without_a_press(stage: Stage) -> None:
    await waiting(stage)
    await stage.organiser.slash(
        stage.lobby, "announce edit", announcement=str(await stage.newest()), when="tomorrow 19:00"
    )
    await sweep(stage)
    await stage.deliver()
    assert "Changed" in texts(stage.lobby.history()[-1])


async def test_what_was_decided_before_its_card_went_out_is_not_posted(stage: Stage) -> None:
    await stage.set_channel("notices", stage.lobby)
    preview = await pinging(stage, "@everyone")
    await stage.organiser.click(preview.response, label="Ask for approval")
    draft = await stage.newest()
    await stage.press_raw(another(stage), f"announce.approve:{draft}:{await version(stage)}", stage.news)
    await stage.deliver()
    assert posted(stage.lobby) == []


async def test_a_card_that_arrives_after_the_decision_loses_its_buttons(stage: Stage) -> None:
    await stage.set_channel("notices", stage.lobby)
    preview = await pinging(stage, "@everyone")
    await stage.organiser.click(preview.response, label="Ask for approval")
    draft, asked = await stage.newest(), await version(stage)

    def claim(tx: Transaction) -> Delivery:
        row = outbox.upcoming(tx, stage.guild.id, "approvals", draft)[0]
        return outbox.claim(tx, [row.id], dt.timedelta(minutes=2))[0]

    card = await stage.app.database.write(claim)
    await stage.press_raw(another(stage), f"announce.approve:{draft}:{asked}", stage.news)
    # Discord answers only now.
    message = stage.env.backend.commit_message(
        Message(
            id=stage.env.backend.snowflake(),
            channel_id=stage.lobby.id,
            author_id=stage.env.backend.bot_user.id,
            content="",
            flags=1 << 15,
        )
    )
    sent = Outcome(state=DeliveryState.SENT, result_id=message.id)
    feature = stage.app.features["approvals"]
    await stage.app.database.write(lambda tx: settlement.settle(tx, card, sent, feature))
    await stage.deliver()
    assert "Approved" in posted(stage.lobby)[0]
    assert buttons(stage.lobby.history()[0]) == {}


@pytest.mark.hostile(52, 53)
async def test_altered_ids_and_another_servers_request_are_not_there(stage: Stage) -> None:
    await waiting(stage)
    draft, asked = await stage.newest(), await version(stage)
    karim = another(stage)
    other = stage.env.create_guild("Other NOG")
    boss = other.add_member(
        stage.env.create_user("boss"),
        roles=[other.create_role("Team", permissions=discord.Permissions(administrator=True))],
    )
    hall = other.create_text_channel("hall")
    for route in ("approve", "decline", "request"):
        assert "This request is over" in await stage.press_raw(
            boss, f"announce.{route}:{draft}:{asked}", hall
        )
        assert "This request is over" in await stage.press_raw(karim, f"announce.{route}:{draft + 1}:{asked}")
        assert "This request is over" in await stage.press_raw(karim, f"announce.{route}:{draft}:{asked - 1}")
        assert "out of date" in await stage.press_raw(karim, f"announce.{route}:{draft}:9223372036854775808")
        assert "out of date" in await stage.press_raw(karim, f"announce.{route}:{draft}:-1")
    assert "Nothing waits" in await stage.press_raw(boss, "announce.waiting:1", hall)
    assert buttons(stage.lobby.history()[-1]) != {}


@pytest.mark.hostile(51)
async def test_the_author_may_have_lost_the_role_since(stage: Stage) -> None:
    request = await waiting(stage)
    karim = another(stage)
    stage.take_roles(stage.organiser)
    assert "Scheduled: " in answer(await karim.click(request, label="Approve"))


async def test_every_language_is_shown_before_the_card(stage: Stage) -> None:
    await stage.set_channel("notices", stage.lobby)
    forum = stage.guild.create_text_channel("nouvelles")
    preview = await pinging(stage, "@everyone")
    draft = await stage.newest()
    await stage.app.services.announcements.choose_channels(stage.actor(), draft, (stage.news.id, forum.id))
    variant = Variant(title="Journée peering", body="Apportez votre numéro d’AS.")

    def write(tx: Transaction) -> None:
        store.set_variant(tx, draft, "fr", variant)
        store.set_language(tx, draft, (forum.id,), "fr")

    await stage.app.database.write(write)
    preview = await stage.organiser.slash(stage.lobby, "announce edit", announcement=str(draft))
    await stage.organiser.click(preview.response, label="Ask for approval")
    assert await stage.deliver() == 3
    own, french, card = posted(stage.lobby)[-3:]
    assert BODY in own
    assert f"<#{stage.news.id}>" in own
    assert "Apportez votre numéro" in french
    assert f"<#{forum.id}>" in french
    assert "in the messages before this one" in card
    assert cleaned(allowed(stage, stage.lobby)) == [NOBODY] * 3
    karim = another(stage)
    shown = await karim.slash(stage.lobby, "announce list")
    shown = await karim.click(shown.response, label="Waiting for approval")
    shown = await karim.click(shown.response, label="Show")
    menu_id = f"announce.request-text:{draft}:{await version(stage)}"
    shown = await karim.select(shown.response, ["fr"], custom_id=menu_id)
    assert "Apportez votre numéro" in answer(shown)
    assert "Scheduled: " in answer(await karim.click(shown.response, label="Approve"))


# The set-up


async def test_organisers_choose_when_another_has_to_agree(stage: Stage) -> None:
    shown = await stage.organiser.slash(stage.lobby, "setup show")
    shown = await stage.organiser.click(shown.response, label="Approval")
    assert "more than **25 members**" in answer(shown)
    shown = await stage.organiser.click(shown.response, label="For every announcement")
    assert "each announcement" in answer(shown)
    shown = await stage.organiser.click(shown.response, label="For large pings only")
    form = await stage.organiser.click(shown.response, label="Change the role size")
    shown = await stage.organiser.submit_modal(form, {"size": "100"})
    assert "more than **100 members**" in answer(shown)
    history = answer(await stage.organiser.slash(stage.lobby, "setup history"))
    assert "more than 25 members → pings of roles with more than 100 members" in history


@pytest.mark.parametrize("typed", ["-1", "100001", "many", "1.5", "½", " "])
async def test_what_is_no_number_of_members_is_refused(stage: Stage, typed: str) -> None:
    shown = await stage.organiser.slash(stage.lobby, "setup show")
    shown = await stage.organiser.click(shown.response, label="Approval")
    form = await stage.organiser.click(shown.response, label="Change the role size")
    refused = await stage.organiser.submit_modal(form, {"size": typed})
    assert "from 0 to 100" in answer(refused)
    assert (await stage.app.services.guilds.settings(stage.guild.id)).approve_role_size == 25


# What an approval leans on

CHANGES: dict[str, Any] = {
    "set_text": ("New", "text"),
    "set_plan": (Plan(wall=dt.datetime(2027, 1, 1, 9), zone="UTC"),),  # noqa: DTZ001 - a wall time
    "set_channels": ((1, 2),),
    "set_language": ((1,), "fr"),
    "set_publish": ((1,),),
    "set_variant": ("fr", Variant(title="x", body="y")),
    "set_picture": (PictureNote(name="a.png", alt="x"), b"x"),
    "set_alt": ("y",),
    "set_ping": (7,),
    "set_paused": {"paused": True},
    "set_skips_holidays": {"skips": True},
    "set_event": (dt.datetime(2027, 1, 1, 9),),  # noqa: DTZ001 - a wall time
    "set_corrects": {"corrects": True},
    "set_state": (AnnouncementState.DRAFT,),
}
"""Each way to change a draft, by the function that stores it."""

NO_CHANGE = {"set_approver", "set_planned_until"}
"""What an organiser does not see in a post."""


async def test_whatever_changes_a_draft_raises_its_version(stage: Stage) -> None:
    await drafted(stage)
    draft = await stage.newest()
    known = {
        name
        for name, found in vars(store).items()
        if name.startswith("set_") and getattr(found, "__module__", "") == store.__name__
    }
    assert known == set(CHANGES) | NO_CHANGE, "a new way to change a draft: does it end an approval?"
    for name, given in CHANGES.items():
        before = await version(stage)

        def change(tx: Transaction, name: str = name, given: Any = given) -> None:
            values, named = ((), given) if isinstance(given, dict) else (given, {})
            getattr(store, name)(tx, draft, *values, **named)

        await stage.app.database.write(change)
        assert await version(stage) > before, name
