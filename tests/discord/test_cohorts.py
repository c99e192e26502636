"""/cohort through real commands and clicks: making one, joining, the waiting list, leaving, and what is deleted."""

import asyncio
import datetime as dt

import discord
import pytest
from simcord import ChannelHandle, InteractionResult, MemberActor, ResponseMessage

from bot.cohorts import store
from bot.cohorts.enrolling_rules import KEPT
from bot.cohorts.rules import SEATS, Cohort, CohortState, Enrolment, EnrolmentState
from bot.errors import RefusedError
from bot.guilds.rules import RolePurpose
from tests.discord.cohort_stage import as_actor, cohort, person, sessions_of
from tests.discord.conftest import Stage, answer, buttons, texts
from tests.discord.test_hostile_commands import send_raw
from tests.discord.test_reminders import as_user, close_dms, dms

TEXTS = {
    "name": "BGP basics, spring",
    "course": "BGP basics",
    "url": "https://learn.example/bgp",
    "description": "For operators who are new to **BGP**.\nTwo hours a week.",
    "capacity": "2",
}


def shown(result: InteractionResult) -> ResponseMessage:
    found = result.followups[-1] if result.followups else result.response
    assert found is not None
    return found


def told_in_dm(result: InteractionResult) -> str:
    """What stands in a direct message after its button was pressed."""
    return texts(shown(result))


async def made(stage: Stage, who: MemberActor | None = None, **more: str) -> InteractionResult:
    form = await (who or stage.organiser).slash(stage.lobby, "cohort create")
    return await (who or stage.organiser).submit_modal(form, TEXTS | more)


async def get(stage: Stage, cohort_id: int = 1) -> Cohort:
    found = await stage.app.database.read(lambda tx: store.get(tx, stage.guild.id, cohort_id))
    assert found is not None
    return found


async def place(stage: Stage, who: MemberActor, cohort_id: int = 1) -> Enrolment | None:
    return await stage.app.database.read(lambda tx: store.enrolment(tx, cohort_id, who.id))


async def state(stage: Stage, who: MemberActor, cohort_id: int = 1) -> EnrolmentState | None:
    found = await place(stage, who, cohort_id)
    return None if found is None else found.state


async def taken(stage: Stage, cohort_id: int = 1) -> int:
    return await stage.app.database.read(lambda tx: store.count(tx, cohort_id, SEATS))


async def opened(stage: Stage, **fields: object) -> Cohort:
    """A cohort that people can join on a card in the news channel."""
    fields.setdefault("state", CohortState.ENROLLING)
    fields.setdefault("card", stage.news)
    found = await cohort(stage, **fields)  # type: ignore[arg-type]
    actor = stage.actor()
    if found.card_channel_id is not None and found.state is not CohortState.PLANNED:
        await stage.app.services.leading.post_card(actor, found.id)
        await stage.deliver()
    return await get(stage, found.id)


def posted(where: ChannelHandle) -> list[discord.Message]:
    """The bot's messages in a channel, the oldest first."""
    return [one for one in where.history() if one.author.bot and one.components and one.flags.components_v2]


def people(stage: Stage, count: int) -> list[MemberActor]:
    return [person(stage, f"person{number}") for number in range(count)]


async def join(stage: Stage, who: MemberActor, cohort_id: int = 1) -> str:
    return await stage.press_raw(who, f"cohort.join:{cohort_id}", stage.news)


async def leave(stage: Stage, who: MemberActor, cohort_id: int = 1) -> str:
    return await stage.press_raw(who, f"cohort.leave-confirm:{cohort_id}", stage.news)


async def sweep(stage: Stage) -> int:
    """What the scheduler does now and then."""
    materialise = stage.app.features["cohorts"].materialise
    assert materialise is not None
    return await materialise()


def holds(stage: Stage, who: MemberActor, role: discord.abc.Snowflake) -> bool:
    return role.id in stage.env.backend.get_guild(stage.guild.id).members[who.id].role_ids


def card(stage: Stage, where: ChannelHandle | None = None) -> str:
    return texts(posted(where or stage.news)[-1])


# Making one


async def test_a_cohort_is_made_completed_and_opened_and_its_card_can_be_pressed(stage: Stage) -> None:
    await stage.set_channel("cohorts", stage.news)
    result = await made(stage)
    assert "**BGP basics, spring** is there, and nobody sees it yet" in answer(result)
    assert "2 seats free, 0 of 2 taken" in answer(result)
    assert f"<@{stage.organiser.id}>" in answer(result)
    first = await get(stage)
    assert (first.state, first.capacity, first.zone) == (CohortState.PLANNED, 2, "UTC")
    assert (first.course, first.course_url) == ("BGP basics", "https://learn.example/bgp")

    result = await stage.organiser.select(shown(result), ["ar"], custom_id="cohort.language:1")
    assert "Saved." in answer(result)
    form = await stage.organiser.click(shown(result), label="Time zone")
    result = await stage.organiser.submit_modal(form, {"zone": "beirut"})
    form = await stage.organiser.click(shown(result), label="Reminders")
    result = await stage.organiser.submit_modal(form, {"sessions": "2d 30m 0", "milestones": ""})
    assert "before sessions: 2 days, 30 minutes, at the start · before due dates: none" in answer(result)
    form = await stage.organiser.click(shown(result), label="Nudges and rules")
    result = await stage.organiser.submit_modal(
        form, {"days": "10 5", "most": "2", "late": "15", "confirm": "24", "own": []}
    )
    assert "after 5, 10 days of silence, at most 2 to one person" in answer(result)
    now = await get(stage)
    assert (now.language, now.zone, now.session_offsets, now.milestone_offsets) == (
        "ar",
        "Asia/Beirut",
        (2880, 30, 0),
        (),
    )
    assert (now.nudge_days, now.nudge_most, now.late_minutes, now.confirm_hours, now.self_report) == (
        (5, 10),
        2,
        15,
        24,
        False,
    )

    asked = await stage.organiser.click(shown(result), label="Let people join")
    assert f"Its card is posted in {stage.news.mention}" in answer(asked)
    assert (await get(stage)).state is CohortState.PLANNED, "asking does nothing"
    result = await stage.organiser.click(shown(asked), label="Let people join")
    assert "People can join **BGP basics, spring** now" in answer(result)
    await stage.deliver()
    [message] = posted(stage.news)
    assert "For operators who are new to **BGP**." in texts(message)
    assert "العربية" in texts(message)
    joined = await stage.member.click(message, label="Join")
    assert "You are in **BGP basics, spring**" in answer(joined)
    stage.pass_time(seconds=30)
    await stage.deliver()
    assert "1 seat free, 1 of 2 taken" in card(stage)
    history = [event["action"] for event in await audit(stage)]
    assert history == ["cohort.create", *["cohort.edit"] * 4, "cohort.enrolling"]


async def audit(stage: Stage) -> list[dict[str, object]]:
    """The log of this guild, but for what the set-up did."""
    rows = await stage.app.database.read(
        lambda tx: [dict(row) for row in tx.all("SELECT * FROM audit_event ORDER BY id")]
    )
    return [row for row in rows if str(row["action"]).startswith("cohort.")]


async def test_a_facilitator_makes_one_and_a_member_does_not(stage: Stage) -> None:
    role = stage.guild.create_role("Facilitators")
    await stage.set_role(RolePurpose.FACILITATOR, role)
    said = answer(await stage.member.slash(stage.lobby, "cohort create"))
    assert said == "⚠️ This is for facilitators. Ask someone with the facilitator role, or an organiser."
    teacher = stage.guild.add_member(stage.env.create_user("tala"), roles=[role])
    assert "is there, and nobody sees it yet" in answer(await made(stage, teacher))
    assert await stage.app.database.read(lambda tx: store.facilitators(tx, 1)) == [teacher.id]


@pytest.mark.hostile(51)
async def test_who_lost_the_role_between_form_and_submit_makes_and_changes_nothing(stage: Stage) -> None:
    role = stage.guild.create_role("Facilitators")
    await stage.set_role(RolePurpose.FACILITATOR, role)
    teacher = stage.guild.add_member(stage.env.create_user("tala"), roles=[role])
    await cohort(stage)
    new = await teacher.slash(stage.lobby, "cohort create")
    edit = await teacher.slash(stage.lobby, "cohort edit", cohort="1")
    write = await teacher.click(shown(edit), label="Texts and seats")
    asked = await teacher.click(shown(edit), label="Cancel it")
    stage.take_roles(teacher)
    before = await stage.everything()
    assert "This is for facilitators" in answer(await teacher.submit_modal(new, TEXTS))
    assert "You do not lead **Routing course**" in answer(await teacher.submit_modal(write, TEXTS))
    assert "You do not lead **Routing course**" in answer(
        await teacher.click(shown(asked), label="Cancel for good")
    )
    assert await stage.everything() == before


async def test_who_leads_one_by_name_leads_no_other(stage: Stage) -> None:
    await cohort(stage, leads=(stage.member,))
    await cohort(stage, name="Another")
    assert "Set up: Routing course" in answer(
        await stage.member.slash(stage.lobby, "cohort edit", cohort="Routing course")
    )
    assert "There is no such cohort here" in answer(
        await stage.member.slash(stage.lobby, "cohort edit", cohort="Another")
    )
    for route in ("cohort.edit:2", "cohort.move:2:1", "cohort.people:2:1", "cohort.applicants:2:1"):
        assert "You do not lead **Another**" in await stage.press_raw(stage.member, route)
    choices = await stage.member.autocomplete(stage.lobby, "cohort edit", "cohort", "")
    assert [one["name"] for one in choices] == ["Routing course"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "\u200b"}, "nothing that can be read"),
        ({"capacity": "lots"}, "Seats are a number up to 2,000"),
        ({"capacity": "2001"}, "Seats are a number up to 2,000"),
        ({"url": "javascript:alert(1)"}, "no address of a page"),
        ({"course": "", "url": "https://learn.example"}, "Name the course too"),
        ({"name": "routing COURSE"}, "There is a cohort called"),
    ],
)
async def test_what_does_not_fit_is_refused_and_what_was_typed_comes_back(
    stage: Stage, wrong: dict[str, str], said: str
) -> None:
    await cohort(stage)
    before = await stage.everything()
    found = answer(await made(stage, **wrong))
    assert said in found
    assert "For operators who are new to" in found
    assert await stage.everything() == before


@pytest.mark.hostile(8)
async def test_a_name_that_looks_like_anothers_is_warned_of(stage: Stage) -> None:
    await cohort(stage)
    found = answer(await made(stage, name="Rоuting cοurse"))
    assert "looks like **Routing course**, another cohort here" in found


async def test_a_form_that_was_overtaken_changes_nothing_and_returns_the_text(stage: Stage) -> None:
    await cohort(stage)
    edit = await stage.organiser.slash(stage.lobby, "cohort edit", cohort="1")
    write = await stage.organiser.click(shown(edit), label="Texts and seats")
    await stage.organiser.click(shown(edit), label="Select applicants instead")
    found = answer(await stage.organiser.submit_modal(write, TEXTS))
    assert "changed meanwhile" in found
    assert "Two hours a week" in found
    assert (await get(stage)).name == "Routing course"


@pytest.mark.hostile(56)
async def test_a_role_of_authority_or_power_cannot_be_chosen(stage: Stage) -> None:
    await cohort(stage)
    edit = await stage.organiser.slash(stage.lobby, "cohort edit", cohort="1")
    strong = stage.guild.create_role("Mods", permissions=discord.Permissions(ban_members=True))
    facilitators = stage.guild.create_role("Facilitators")
    await stage.set_role(RolePurpose.FACILITATOR, facilitators)
    for role, said in ((strong, "has power over this server"), (facilitators, "who may organise")):
        result = await stage.organiser.select(shown(edit), [role], custom_id="cohort.role:1")
        assert said in answer(result)
    assert (await get(stage)).role_id is None


# Joining


@pytest.mark.hostile(57)
async def test_the_last_seat_goes_to_one_of_two_simultaneous_clicks(stage: Stage) -> None:
    await opened(stage, capacity=1)
    ann, ben = people(stage, 2)
    service = stage.app.services.cohorts
    both = await asyncio.gather(
        *(service.join(as_actor(stage, who), 1, lambda _: True) for who in (ann, ben))
    )
    states = sorted(one.enrolment.state.value for one in both)
    assert states == ["enrolled", "waitlisted"]
    assert await taken(stage) == 1


async def test_pressing_join_twice_is_once_and_says_where_one_stands(stage: Stage) -> None:
    await opened(stage, capacity=1)
    ann, ben = people(stage, 2)
    assert "You are in **Routing course**" in await join(stage, ann)
    assert "✓ You are in." in await join(stage, ann)
    assert "You are number 1 on the waiting list" in await join(stage, ben)
    assert "You are number 1 on the waiting list" in await join(stage, ben)
    assert await taken(stage) == 1


async def test_the_card_says_that_nobody_is_pinged_until_a_role_is_chosen(stage: Stage) -> None:
    role = stage.guild.create_role("cohort-1")
    await opened(stage)
    edit = await stage.organiser.slash(stage.lobby, "cohort edit", cohort="1")
    assert "ping nobody" in answer(edit)
    chosen = await stage.organiser.select(shown(edit), [role], custom_id="cohort.role:1")
    assert "ping nobody" not in answer(chosen)
    assert (await get(stage)).role_id == role.id
    none = await stage.organiser.select(shown(chosen), [], custom_id="cohort.role:1")
    assert "ping nobody" in answer(none)


async def test_the_role_and_the_thread_follow(stage: Stage) -> None:
    role = stage.guild.create_role("cohort-1")
    await opened(stage, role_id=role.id, channel=stage.lobby, leads=(stage.organiser,))
    edit = await stage.organiser.slash(stage.lobby, "cohort edit", cohort="1")
    result = await stage.organiser.click(shown(edit), label="Make a private thread")
    assert "which the bot is making" in answer(result)
    await stage.deliver()
    now = await get(stage)
    assert now.thread_made
    assert now.parent_id == stage.lobby.id
    thread = stage.env.backend.get_thread(now.channel_id or 0)
    assert thread.type == discord.ChannelType.private_thread.value
    assert stage.organiser.id in thread.thread_members
    await join(stage, stage.member)
    await stage.deliver()
    assert holds(stage, stage.member, role)
    assert stage.member.id in thread.thread_members
    assert "You give up your seat" in await stage.press_raw(stage.member, "cohort.leave:1", stage.news)
    assert "You left **Routing course**" in await leave(stage, stage.member)
    await stage.deliver()
    assert not holds(stage, stage.member, role)
    assert stage.member.id not in thread.thread_members


async def test_a_change_of_mind_before_the_role_came_leaves_nothing_behind(stage: Stage) -> None:
    role = stage.guild.create_role("cohort-1")
    await opened(stage, role_id=role.id)
    await join(stage, stage.member)
    await leave(stage, stage.member)
    await stage.deliver()
    assert not holds(stage, stage.member, role)
    await join(stage, stage.member)
    await stage.deliver()
    assert holds(stage, stage.member, role)


async def test_a_button_from_before_a_restart_works_and_one_of_a_closed_cohort_answers(stage: Stage) -> None:
    await opened(stage)
    [message] = posted(stage.news)
    await stage.restart()
    stage.dispatcher = stage.app.dispatcher(stage.bot)
    assert "You are in" in answer(await stage.member.click(message, label="Join"))
    for step in (CohortState.RUNNING, CohortState.CLOSING):
        version = (await get(stage)).version
        await stage.app.services.leading.move(stage.actor(), 1, version, step)
    other = person(stage, "late")
    said = await join(stage, other)
    assert "comes to its end: nobody can join any more" in said
    assert await state(stage, other) is None


async def test_without_a_cohort_the_list_says_what_to_expect(stage: Stage) -> None:
    assert "There is no cohort to join at the moment" in answer(
        await stage.member.slash(stage.lobby, "cohort list")
    )
    assert "Make one with /cohort create" in answer(await stage.organiser.slash(stage.lobby, "cohort list"))
    for command in ("join", "leave", "card"):
        said = answer(await stage.member.slash(stage.lobby, f"cohort {command}", cohort="7"))
        assert said == "⚠️ There is no such cohort here. See the cohorts with /cohort list."
    for press in ("cohort.join:7", "cohort.leave:7", "cohort.card:7", "cohort.accept:1:7"):
        await stage.press_raw(stage.member, press)


async def test_the_list_shows_where_one_stands_and_hides_what_is_not_for_one(stage: Stage) -> None:
    secret = stage.guild.create_text_channel("secret")
    stage.env.backend.set_overwrite(secret.id, _nobody(stage))
    await cohort(stage, name="Hidden", state=CohortState.ENROLLING, card=secret)
    await cohort(stage, name="Planned", state=CohortState.PLANNED)
    await opened(stage, name="Open")
    result = await stage.member.slash(stage.lobby, "cohort list")
    assert "**Open**" in answer(result)
    assert "Hidden" not in answer(result)
    assert "Planned" not in answer(result)
    assert "There is no such cohort here" in await join(stage, stage.member, 1)
    assert await state(stage, stage.member, 1) is None
    listed = answer(await stage.organiser.slash(stage.lobby, "cohort list"))
    assert "Hidden" in listed
    assert "Planned" in listed
    result = await stage.member.click(shown(result), label="Open")
    result = await stage.member.click(shown(result), label="Join")
    assert "You are in **Open**" in answer(result)
    assert "✓ You are in." in answer(await stage.member.slash(stage.lobby, "cohort list"))


def _nobody(stage: Stage):  # type: ignore[no-untyped-def]
    from simcord.backend.models.channel import Overwrite
    from simcord.enums import OverwriteType

    denied = discord.Permissions(view_channel=True).value
    return Overwrite(target_id=stage.guild.id, type=OverwriteType.ROLE, deny=denied)


# The card


async def test_fifty_joins_are_one_or_two_edits_of_the_card(stage: Stage) -> None:
    await opened(stage, capacity=60)
    before = _edits(stage)
    for who in people(stage, 25):
        await join(stage, who)
    await stage.deliver()
    stage.pass_time(seconds=20)
    await stage.deliver()
    assert 1 <= _edits(stage) - before <= 2
    assert "25 of 60 taken" in card(stage)


async def test_a_full_card_offers_the_waiting_list(stage: Stage) -> None:
    await opened(stage, capacity=1)
    await stage.member.click(posted(stage.news)[-1], label="Join")
    stage.pass_time(seconds=30)
    await stage.deliver()
    other = person(stage, "other")
    said = answer(await other.click(posted(stage.news)[-1], label="Join the waiting list"))
    assert "You are number 1 on the waiting list" in said


def _edits(stage: Stage) -> int:
    return sum(
        one.method == "PATCH" and one.path.startswith(f"/channels/{stage.news.id}/messages/")
        for one in stage.env.http_requests
    )


async def test_a_deleted_card_comes_back_once_and_then_is_let_be(stage: Stage) -> None:
    await opened(stage)
    for number in (1, 2):
        [message] = posted(stage.news)
        stage.env.backend.delete_message(message.channel.id, message.id)
        await join(stage, person(stage, f"x{number}"))
        stage.pass_time(seconds=30)
        await stage.deliver()
        await stage.deliver()
    assert posted(stage.news) == []
    assert (await get(stage)).card_message_id is None
    edit = await stage.organiser.slash(stage.lobby, "cohort edit", cohort="1")
    assert "was deleted" in answer(edit)
    await stage.organiser.click(shown(edit), label="Post the card")
    await stage.deliver()
    assert "2 people, no limit" in card(stage)
    said = await stage.press_raw(stage.organiser, "cohort.post:1")
    assert "is posted already" in said


async def test_a_card_that_moves_leads_on_from_where_it_stood(stage: Stage) -> None:
    await opened(stage)
    edit = await stage.organiser.slash(stage.lobby, "cohort edit", cohort="1")
    await stage.organiser.select(shown(edit), [stage.lobby], custom_id="cohort.where:1")
    await stage.deliver()
    assert f"You find this cohort in {stage.lobby.mention} now" in card(stage)
    assert "no limit" in card(stage, stage.lobby)


async def test_the_card_names_the_next_session_and_the_one_after_it_once_that_began(stage: Stage) -> None:
    await opened(stage, zone="Asia/Beirut")
    for number, when in enumerate(("tomorrow 18:00", "in 8 days 18:00"), start=1):
        shown_ = await stage.organiser.slash(
            stage.lobby, "cohort session add", cohort="1", when=when, title=f"Part {number}"
        )
        label = next(one for one in buttons(shown(shown_)) if one.startswith("Add "))
        await stage.organiser.click(shown(shown_), label=label)
    stage.pass_time(seconds=30)
    await stage.deliver()
    first, second = (await sessions_of(stage, await get(stage)))[:2]
    assert f"<t:{int(first.starts_at.timestamp())}:F> (18:00 Beirut)" in card(stage)
    stage.clock.advance(first.starts_at - stage.clock.now() + dt.timedelta(minutes=5))
    assert await sweep(stage) == 1
    await stage.deliver()
    assert f"<t:{int(second.starts_at.timestamp())}:F> (18:00 Beirut)" in card(stage)
    assert await sweep(stage) == 0


# The waiting list


async def test_a_freed_seat_is_offered_to_the_first_who_has_a_bounded_time(stage: Stage) -> None:
    await opened(stage, capacity=1)
    ann, ben, cleo = people(stage, 3)
    for who in (ann, ben, cleo):
        await join(stage, who)
        stage.pass_time(seconds=1)
    assert "You are number 2 on the waiting list" in await join(stage, cleo)
    await leave(stage, ann)
    await stage.deliver()
    [told] = dms(stage, ben)
    assert "A seat in **Routing course** is free, and you are next" in texts(told)
    assert dms(stage, cleo) == []
    offer = await place(stage, ben)
    assert offer is not None
    assert offer.offered_until is not None
    hours = (offer.offered_until - stage.clock.now()) / dt.timedelta(hours=1)
    assert 48 <= hours < 48.1
    assert str(int(offer.offered_until.timestamp())) in texts(told)

    stage.pass_time(hours=48, minutes=2)
    assert await sweep(stage) == 1
    await stage.deliver()
    assert await state(stage, ben) is EnrolmentState.WITHDRAWN
    assert "The time to say yes" in texts(dms(stage, ben)[-1])
    said = told_in_dm(await as_user(stage, ben).click(told, label="Take the seat"))
    assert "No seat in **Routing course** is offered to you any more" in said
    [told] = dms(stage, cleo)
    said = told_in_dm(await as_user(stage, cleo).click(told, label="Take the seat"))
    assert "You are in **Routing course**" in said
    assert "✓ You are in." in await stage.press_raw(cleo, _accept(stage))
    assert await taken(stage) == 1
    stage.pass_time(hours=72)
    assert await sweep(stage) == 0, "who said yes stays"


def _accept(stage: Stage) -> str:
    return f"cohort.accept:{stage.guild.id}:1"


async def test_yes_after_the_time_is_refused_also_before_anybody_swept(stage: Stage) -> None:
    await opened(stage, capacity=1, confirm_hours=1)
    ann, ben = people(stage, 2)
    for who in (ann, ben):
        await join(stage, who)
    await leave(stage, ann)
    await stage.deliver()
    stage.pass_time(hours=1, minutes=2)
    before = await stage.everything()
    assert "is over. You can join again" in await stage.press_raw(ben, _accept(stage))
    assert await stage.everything() == before


async def test_no_thanks_gives_the_seat_to_the_next(stage: Stage) -> None:
    await opened(stage, capacity=1)
    ann, ben, cleo = people(stage, 3)
    for who in (ann, ben, cleo):
        await join(stage, who)
        stage.pass_time(seconds=1)
    await leave(stage, ann)
    await stage.deliver()
    said = told_in_dm(await as_user(stage, ben).click(dms(stage, ben)[-1], label="No, thanks"))
    assert "You gave the seat" in said
    await stage.deliver()
    assert len(dms(stage, cleo)) == 1
    assert await state(stage, cleo) is EnrolmentState.SELECTED


async def test_the_time_begins_when_they_heard_and_not_before(stage: Stage) -> None:
    """While everything is paused nobody hears anything, so nobody loses a seat."""
    await opened(stage, capacity=1, confirm_hours=1)
    ann, ben = people(stage, 2)
    for who in (ann, ben):
        await join(stage, who)
    await stage.app.services.guilds.set_paused(stage.actor(), paused=True)
    await leave(stage, ann)
    await stage.deliver()
    stage.pass_time(hours=5)
    assert await sweep(stage) == 0
    await stage.app.services.guilds.set_paused(stage.actor(), paused=False)
    await stage.deliver()
    offer = await place(stage, ben)
    assert offer is not None
    assert offer.offered_until is not None
    assert offer.offered_until > stage.clock.now() + dt.timedelta(hours=1)


async def test_who_takes_no_direct_messages_is_mentioned_once_without_private_words(stage: Stage) -> None:
    await opened(stage, capacity=1)
    ann, ben = people(stage, 2)
    for who in (ann, ben):
        await join(stage, who)
    close_dms(stage, ben)
    await leave(stage, ann)
    await stage.deliver()
    mention = posted(stage.news)[-1]
    assert f"<@{ben.id}>" in texts(mention)
    assert [user.id for user in mention.mentions] == [ben.id]
    assert "seat" not in texts(mention)
    assert "Routing course" not in texts(mention)
    other = await ann.click(mention, label="See it")
    assert "A seat is yours" not in answer(other)
    seen = await ben.click(mention, label="See it")
    assert "**A seat is yours** if you say yes by" in answer(seen)
    done = await ben.click(shown(seen), label="Take the seat")
    assert "You are in **Routing course**" in answer(done)
    await stage.deliver()
    assert len(posted(stage.news)) == 2, "the card and one mention"


async def test_more_seats_are_offered_at_once_and_fewer_throw_nobody_out(stage: Stage) -> None:
    await opened(stage, capacity=1)
    three = people(stage, 3)
    for who in three:
        await join(stage, who)
        stage.pass_time(seconds=1)
    edit = await stage.organiser.slash(stage.lobby, "cohort edit", cohort="1")
    form = await stage.organiser.click(shown(edit), label="Texts and seats")
    await stage.organiser.submit_modal(form, TEXTS | {"capacity": "2"})
    assert [await state(stage, who) for who in three] == [
        EnrolmentState.ENROLLED,
        EnrolmentState.SELECTED,
        EnrolmentState.WAITLISTED,
    ]
    edit = await stage.organiser.slash(stage.lobby, "cohort edit", cohort="1")
    form = await stage.organiser.click(shown(edit), label="Texts and seats")
    await stage.organiser.submit_modal(form, TEXTS | {"capacity": "1"})
    assert await taken(stage) == 2
    await leave(stage, three[0])
    assert await state(stage, three[2]) is EnrolmentState.WAITLISTED


async def test_nobody_overtakes_the_waiting_list_and_who_comes_back_is_last(stage: Stage) -> None:
    await opened(stage, capacity=1)
    ann, ben, cleo = people(stage, 3)
    for who in (ann, ben):
        await join(stage, who)
        stage.pass_time(seconds=1)
    await leave(stage, ann)
    stage.pass_time(seconds=1)
    await join(stage, cleo)
    stage.pass_time(seconds=1)
    await join(stage, ann)
    assert await state(stage, ben) is EnrolmentState.SELECTED
    assert await state(stage, cleo) is EnrolmentState.WAITLISTED
    assert "You are number 2 on the waiting list" in await join(stage, ann)


# By approval


async def test_applicants_are_selected_or_refused_and_told(stage: Stage) -> None:
    await opened(stage, capacity=1, by_approval=True, leads=(stage.organiser,))
    assert "Apply" in buttons(posted(stage.news)[0])
    ann, ben, cleo = people(stage, 3)
    for who in (ann, ben, cleo):
        assert "You applied for **Routing course**" in await join(stage, who)
        stage.pass_time(seconds=1)
    result = await stage.organiser.slash(stage.lobby, "cohort applicants", cohort="1")
    said = answer(result)
    assert [said.index(f"<@{who.id}>") for who in (ann, ben, cleo)] == sorted(
        said.index(f"<@{who.id}>") for who in (ann, ben, cleo)
    )
    chosen = await stage.organiser.select(
        shown(result), [ann, ben, stage.member], custom_id="cohort.select:1"
    )
    assert "1 person is offered a seat" in answer(chosen)
    assert "1 person was selected and waits for a seat" in answer(chosen)
    assert "1 of them has not applied" in answer(chosen)
    chosen = await stage.organiser.select(shown(chosen), [cleo], custom_id="cohort.refuse:1")
    assert "1 person was refused" in answer(chosen)
    assert "Nobody waits for an answer" in answer(chosen)
    await stage.deliver()
    assert "You were selected for **Routing course**: a seat is yours" in texts(dms(stage, ann)[-1])
    assert "you are on the waiting list" in texts(dms(stage, ben)[-1])
    assert "You did not get a seat in **Routing course** this time" in texts(dms(stage, cleo)[-1])
    await as_user(stage, ann).click(dms(stage, ann)[-1], label="Take the seat")
    assert [await state(stage, who) for who in (ann, ben, cleo)] == [
        EnrolmentState.ENROLLED,
        EnrolmentState.WAITLISTED,
        EnrolmentState.DROPPED,
    ]
    actions = [event["action"] for event in await audit(stage)][-3:]
    assert actions == ["cohort.select", "cohort.select", "cohort.refuse"]
    assert all(str(who.id) not in str(event) for event in await audit(stage) for who in (ann, ben, cleo))


async def test_two_facilitators_answer_an_applicant_once(stage: Stage) -> None:
    await opened(stage, by_approval=True)
    await join(stage, stage.member)
    roster = stage.app.services.roster
    for select, counted in ((True, "offered"), (False, "others")):
        chosen = await roster.choose(stage.actor(), 1, [stage.member.id], select=select)
        assert getattr(chosen, counted) == 1
    assert await state(stage, stage.member) is EnrolmentState.SELECTED


async def test_a_list_of_applicants_is_paged(stage: Stage) -> None:
    await opened(stage, by_approval=True)
    for who in people(stage, 27):
        await stage.app.services.cohorts.join(as_actor(stage, who), 1, lambda _: True)
    result = await stage.organiser.slash(stage.lobby, "cohort applicants", cohort="1")
    assert answer(result).count("<@") == 25
    assert (await stage.press_raw(stage.organiser, "cohort.applicants:1:2")).count("<@") == 2


# People, as facilitators see them


async def test_a_facilitator_takes_out_and_puts_in_and_marks_who_completed(stage: Stage) -> None:
    role = stage.guild.create_role("cohort-1")
    await opened(stage, capacity=1, role_id=role.id)
    await join(stage, stage.member)
    await stage.deliver()
    result = await stage.organiser.slash(stage.lobby, "cohort people", cohort="1")
    assert f"<@{stage.member.id}> · enrolled" in answer(result)
    one = await stage.organiser.select(shown(result), [stage.member], custom_id="cohort.person:1")
    asked = await stage.organiser.click(shown(one), label="Take out")
    stale = shown(asked)
    out = await stage.organiser.click(stale, label="Take out")
    assert "They are out, and are told" in answer(out)
    await stage.deliver()
    assert "A facilitator took you out" in texts(dms(stage, stage.member)[-1])
    assert not holds(stage, stage.member, role)
    assert "changed meanwhile" in await stage.press_raw(
        stage.organiser, f"cohort.take-out-confirm:1:{stage.member.id}:1"
    )
    assert "You applied" in await join(stage, stage.member), (
        "who was taken out comes back through a facilitator"
    )
    back = await stage.organiser.click(shown(out), label="Put in")
    assert "They are in." in answer(back)
    done = await stage.organiser.click(shown(back), label="Completed")
    assert "completed" in answer(done)
    assert "You completed **Routing course**" in await stage.press_raw(stage.member, "cohort.leave:1")
    await stage.deliver()
    assert holds(stage, stage.member, role), "who completed it keeps the role"
    other = person(stage, "other")
    result = await stage.organiser.click(shown(done), label="People")
    found = await stage.organiser.select(shown(result), [other], custom_id="cohort.person:1")
    assert "is not in this cohort" in answer(found)
    full = await stage.organiser.click(shown(found), label="Put in")
    assert "has no free seat" in answer(full)


async def test_a_group_is_given_to_one_person(stage: Stage) -> None:
    await cohort(stage, members=(stage.member,))
    result = await stage.organiser.slash(stage.lobby, "cohort people", cohort="1")
    one = await stage.organiser.select(shown(result), [stage.member], custom_id="cohort.person:1")
    form = await stage.organiser.click(shown(one), label="Group")
    after = await stage.organiser.submit_modal(form, {"team": "Night shift"})
    assert "Night shift" in answer(after)
    found = await place(stage, stage.member)
    assert found is not None
    assert found.team == "Night shift"


@pytest.mark.hostile(50, 55)
async def test_a_member_moves_nothing_of_facilitators_with_any_button(stage: Stage) -> None:
    await opened(stage, by_approval=True)
    await join(stage, stage.member)
    before = await stage.everything()
    own = {"list", "card", "mine", "join", "leave", "leave-confirm", "accept", "decline"}
    tried = 0
    for name, ids in stage.bot.router.routes.items():
        group, _, route = name.partition(".")
        if group != "cohort" or route in own:
            continue
        second = "1" if route.startswith("move") else str(stage.member.id)
        custom_id = ":".join([name, "1", second, "1", "1"][: ids + 1])
        said = await send_raw(stage, stage.member, custom_id, values=[str(stage.news.id)])
        assert "You do not lead **Routing course**" in said or "This is for facilitators" in said, name
        tried += 1
    assert tried > 25
    assert await stage.everything() == before


@pytest.mark.hostile(53)
@pytest.mark.parametrize("values", [(), ("x",), ("-1",), ("1" * 100,), ("1", "2")])
@pytest.mark.parametrize(
    "route", ["language", "where", "place", "role", "lead", "person", "select", "refuse"]
)
async def test_an_altered_choice_changes_nothing(stage: Stage, route: str, values: tuple[str, ...]) -> None:
    await cohort(stage, leads=(stage.organiser,))
    before = await get(stage)
    said = await send_raw(stage, stage.organiser, f"cohort.{route}:1", values=values)
    assert "Something broke" not in said
    after = await get(stage)
    assert (after.language, after.card_channel_id, after.channel_id, after.role_id) == (
        before.language,
        before.card_channel_id,
        before.channel_id,
        before.role_id,
    )
    assert await stage.app.database.read(lambda tx: store.enrolments(tx, 1)) == []


# From step to step


async def test_cancelling_says_whom_it_tells_and_tells_them(stage: Stage) -> None:
    role = stage.guild.create_role("cohort-1")
    await opened(stage, capacity=2, role_id=role.id, channel=stage.lobby)
    ann, ben, cleo, dan = people(stage, 4)
    for who in (ann, ben, cleo, dan):
        await join(stage, who)
        stage.pass_time(seconds=1)
    await stage.deliver()
    dan_wants_none = as_actor(stage, dan)
    await stage.app.services.people.set_dm(dan_wants_none, allowed=False)
    edit = await stage.organiser.slash(stage.lobby, "cohort edit", cohort="1")
    asked = await stage.organiser.click(shown(edit), label="Cancel it")
    assert "3 people are told. By direct message: 1." in answer(asked)
    assert f"<@&{role.id}> is taken from 2 people." in answer(asked)
    done = await stage.organiser.click(shown(asked), label="Cancel for good")
    assert "**Routing course** is cancelled." in answer(done)
    assert "Cancel it" not in buttons(shown(done))
    await stage.deliver()
    told = posted(stage.lobby)[-1]
    assert f"<@&{role.id}>" in texts(told)
    assert [one.id for one in told.role_mentions] == [role.id]
    assert "was cancelled" in texts(dms(stage, cleo)[-1])
    assert dms(stage, dan) == []
    assert not holds(stage, ann, role)
    assert "It was cancelled." in card(stage)
    assert not buttons(posted(stage.news)[-1])
    cancel = list(CohortState).index(CohortState.CANCELLED)
    again = await stage.press_raw(stage.organiser, f"cohort.move-confirm:1:1:{cancel}")
    assert "changed meanwhile" in again


async def test_cancelling_counts_the_sessions_and_reminders_that_fall_away(stage: Stage) -> None:
    await opened(stage, session_offsets=(1440, 0))
    for number in (1, 2):
        added = await stage.organiser.slash(
            stage.lobby,
            "cohort session add",
            cohort="1",
            when=f"in {number + 2} days 18:00",
            title=f"Part {number}",
        )
        label = next(one for one in buttons(shown(added)) if one.startswith("Add "))
        await stage.organiser.click(shown(added), label=label)
    edit = await stage.organiser.slash(stage.lobby, "cohort edit", cohort="1")
    asked = await stage.organiser.click(shown(edit), label="Cancel it")
    assert "Sessions that fall away: 2. Due dates: 0. Reminders that are taken back: 4." in answer(asked)
    await stage.organiser.click(shown(asked), label="Cancel for good")
    waiting = await stage.app.database.read(
        lambda tx: tx.all(
            "SELECT template FROM delivery WHERE state = 'pending' AND feature NOT IN ('cohorts', 'sessions')"
        )
    )
    assert waiting == []


async def test_only_allowed_steps_are_taken_and_each_once(stage: Stage) -> None:
    await cohort(stage, state=CohortState.PLANNED)
    for to, said in ((1, "there is no channel for it"), (3, "changed meanwhile"), (99, "out of date")):
        assert said in await stage.press_raw(stage.organiser, f"cohort.move:1:{to}")
    assert "changed meanwhile" in await stage.press_raw(stage.organiser, "cohort.move-confirm:1:1:4")
    await stage.set_channel("cohorts", stage.news)
    asked = await stage.organiser.slash(stage.lobby, "cohort edit", cohort="1")
    asked = await stage.organiser.click(shown(asked), label="Let people join")
    version = (await get(stage)).version
    leading = stage.app.services.leading
    both = await asyncio.gather(
        *(leading.move(stage.actor(), 1, version, CohortState.ENROLLING) for _ in range(2)),
        return_exceptions=True,
    )
    assert sum(isinstance(one, RefusedError) for one in both) == 1
    await stage.deliver()
    assert len(posted(stage.news)) == 1


async def test_opening_again_offers_free_seats_to_who_waits(stage: Stage) -> None:
    found = await opened(stage, capacity=1, state=CohortState.RUNNING)
    ann, ben = people(stage, 2)
    for who in (ann, ben):
        await join(stage, who)
    leading = stage.app.services.leading
    closing = await leading.move(stage.actor(), 1, (await get(stage)).version, CohortState.CLOSING)
    await leave(stage, ann)
    assert await state(stage, ben) is EnrolmentState.WAITLISTED
    await leading.move(stage.actor(), found.id, closing.cohort.version, CohortState.RUNNING)
    assert await state(stage, ben) is EnrolmentState.SELECTED


# Who goes


async def test_who_left_the_server_frees_the_seat_when_discord_says_so(stage: Stage) -> None:
    role = stage.guild.create_role("cohort-1")
    await opened(stage, capacity=1, role_id=role.id)
    ann, ben = people(stage, 2)
    await join(stage, ann)
    await join(stage, ben)
    stage.env.inject_error(
        "PUT", f"/guilds/{stage.guild.id}/members/{ann.id}/roles/{role.id}", status=404, code=10007
    )
    await stage.deliver()
    assert await state(stage, ann) is EnrolmentState.WITHDRAWN
    assert await state(stage, ben) is EnrolmentState.SELECTED


async def test_erasing_somebody_frees_the_seat_and_leaves_no_trace(stage: Stage) -> None:
    role = stage.guild.create_role("cohort-1")
    await opened(stage, capacity=1, role_id=role.id, leads=(stage.member,))
    await join(stage, stage.member)
    ben = person(stage, "ben")
    await join(stage, ben)
    await stage.app.services.privacy.erase(as_actor(stage, stage.member))
    assert await state(stage, ben) is EnrolmentState.SELECTED
    assert await state(stage, stage.member) is None
    assert await stage.app.database.read(lambda tx: store.facilitators(tx, 1)) == []
    rows = await stage.everything()
    left = [name for name, found in rows.items() if str(stage.member.id) in repr(found)]
    assert left == []
    await stage.deliver()
    assert not holds(stage, stage.member, role)


async def test_a_cohort_is_forgotten_two_years_after_its_end(stage: Stage) -> None:
    await cohort(stage, members=(stage.member,), state=CohortState.CLOSED)
    await cohort(stage, name="Running")
    forget = stage.app.features["cohorts"].forget
    assert forget is not None
    assert await stage.app.database.write(lambda tx: forget(tx, tx.now)) == 0
    stage.pass_time(days=KEPT.days + 1)
    assert await stage.app.database.write(lambda tx: forget(tx, tx.now)) == 1
    assert await stage.app.database.read(lambda tx: store.everywhere(tx, stage.member.id)) == []
    assert (await get(stage, 2)).name == "Running"


@pytest.mark.hostile(52)
async def test_a_button_of_another_server_reaches_nothing(stage: Stage) -> None:
    await opened(stage)
    other = stage.env.create_guild("Elsewhere")
    room = other.create_text_channel("room")
    visitor = other.add_member(stage.env.create_user("eve"))
    for press in (
        "cohort.join:1",
        "cohort.card:1",
        "cohort.leave-confirm:1",
        f"cohort.accept:{stage.guild.id}:1",
    ):
        said = await stage.press_raw(visitor, press, room)
        assert "Routing course" not in said
    assert await stage.app.database.read(lambda tx: store.enrolments(tx, 1)) == []


async def test_a_role_that_cannot_be_given_is_said_at_once(stage: Stage) -> None:
    role = stage.guild.create_role("cohort-1")
    await opened(stage, role_id=role.id)
    stage.bot_permissions(discord.Permissions(view_channel=True, send_messages=True))
    assert "The bot cannot give its role at the moment" in await join(stage, stage.member)
    assert await state(stage, stage.member) is EnrolmentState.ENROLLED


async def test_the_digest_tells_of_cohorts_whose_card_its_readers_see(stage: Stage) -> None:
    await opened(stage, capacity=1)
    service = stage.app.services.digest
    digest = stage.app.features["cohorts"].digest
    assert digest is not None
    assert service is not None
    from bot.feature import DigestQuery

    def query(*, may_show: bool) -> DigestQuery:
        now = stage.clock.now()
        return DigestQuery(
            guild_id=stage.guild.id,
            channel_id=stage.lobby.id,
            since=now - dt.timedelta(days=1),
            now=now,
            until=now + dt.timedelta(days=7),
            may_show=lambda _: may_show,
        )

    [section] = await stage.app.database.read(lambda tx: digest(tx, query(may_show=True)))
    assert [line.title for line in section.lines] == ["Routing course"]
    assert section.lines[0].note is None
    await join(stage, stage.member)
    [section] = await stage.app.database.read(lambda tx: digest(tx, query(may_show=True)))
    assert section.lines[0].note == "cohort-digest-full"
    assert list(await stage.app.database.read(lambda tx: digest(tx, query(may_show=False)))) == []


async def test_a_seat_that_is_promised_survives_a_restart(stage: Stage) -> None:
    await opened(stage, capacity=1)
    ann, ben = people(stage, 2)
    for who in (ann, ben):
        await join(stage, who)
    await leave(stage, ann)
    await stage.restart()
    stage.dispatcher = stage.app.dispatcher(stage.bot)
    await stage.deliver()
    [told] = dms(stage, ben)
    await stage.restart()
    said = told_in_dm(await as_user(stage, ben).click(told, label="Take the seat"))
    assert "You are in **Routing course**" in said
