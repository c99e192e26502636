"""What a project does by itself: its card and threads, lines of the minutes, dates of which people hear, outcomes of its polls."""

import datetime as dt
from dataclasses import replace
from typing import Any

import discord
import pytest
from simcord import MemberActor

from bot.delivery.pacing import Pace
from bot.exchanges import records, store
from bot.exchanges.commitments import standing
from bot.exchanges.model import LinkedPoll, Project, Purpose
from bot.exchanges.register import deciding
from bot.exchanges.rules import Rung
from bot.exchanges.rules import Stage as Step
from bot.exchanges.telling import keeping, promises
from bot.feature import AgendaQuery, DigestQuery, SearchQuery
from bot.language.rules import folded
from bot.polls import store as polls
from bot.polls.rules import Electorate, Method, PollState
from bot.storage.database import Transaction
from tests.discord.cohort_stage import as_actor, person
from tests.discord.conftest import START, Stage, texts
from tests.discord.exchange_stage import (
    LINK,
    NAME,
    action,
    again,
    comes,
    links,
    organisation,
    project,
    signs,
    speaks,
    sweep,
)
from tests.discord.poll_closing import opened
from tests.discord.test_digest import hide
from tests.discord.test_reminders import close_dms, dms

CEDAR = "Cedar Telecom"


@pytest.fixture(autouse=True)
def hurry(stage: Stage) -> None:
    """Send without waiting: Discord is not here to mind."""
    stage.app.pace = Pace(per_second=100_000, per_channel=10_000, new_dm_seconds=0.0)
    stage.dispatcher = stage.app.dispatcher(stage.bot)


def said_in(stage: Stage, channel_id: int | None) -> list[str]:
    """What the bot wrote in a channel or thread, the oldest first."""
    assert channel_id is not None
    found = stage.env.backend.messages.get(channel_id, {}).values()
    return [texts(one.components) for one in found if one.components]  # type: ignore[arg-type]


async def begun(stage: Stage, **fields: Any) -> Project:
    """A project whose card and threads are there."""
    made = await project(stage, **fields)
    await stage.deliver()
    return await again(stage, made)


async def inside(stage: Stage, of: Project) -> list[str]:
    """What organisers were told in their thread."""
    return said_in(stage, (await again(stage, of)).thread_id)


async def outside(stage: Stage, of: Project) -> list[str]:
    """What everybody was told: in the public thread, and on the card."""
    now = await again(stage, of)
    return said_in(stage, now.public_thread_id) + said_in(stage, now.channel_id)


def thread(stage: Stage, thread_id: int | None) -> Any:
    return stage.env.backend.get_thread(thread_id or 0)


async def tell(stage: Stage, of: Project, what: str = "stage-advanced", **details: object) -> None:
    """A line of the minutes that everybody is to read."""

    def operation(tx: Transaction) -> None:
        now = records.existing(tx, of.guild_id, of.id)
        promises.announce(tx, now, records.happened(tx, now, stage.actor(), what, **details))

    await stage.app.database.write(operation)


async def mass_lost(stage: Stage, of: Project) -> None:
    await tell(stage, of, "mass-lost", count="2", wanted="3")


# The card and the threads


async def test_a_start_makes_the_card_a_public_thread_on_it_and_a_private_one_for_organisers(
    stage: Stage,
) -> None:
    made = await begun(stage)
    (card,) = [one for one in stage.news.history() if one.id == made.card_message_id]
    assert NAME in texts(card)
    assert "0 of 3 independent networks" in texts(card)
    public, private = thread(stage, made.public_thread_id), thread(stage, made.thread_id)
    assert public.parent_id == private.parent_id == stage.news.id
    assert public.type == discord.ChannelType.public_thread.value
    assert private.type == discord.ChannelType.private_thread.value
    assert stage.organiser.id in private.thread_members
    assert stage.member.id not in private.thread_members


async def test_a_line_said_before_the_thread_is_there_goes_into_it_and_once(stage: Stage) -> None:
    made = await project(stage)
    await mass_lost(stage, made)
    await stage.deliver()
    stage.pass_time(minutes=3)
    await stage.deliver()
    now = await again(stage, made)
    assert len(said_in(stage, now.public_thread_id)) == 1
    assert "2 of 3" in said_in(stage, now.public_thread_id)[0]
    assert len(said_in(stage, stage.news.id)) == 1  # the card


async def test_where_no_thread_can_be_made_lines_stand_in_the_channel(stage: Stage) -> None:
    stage.env.inject_error("POST", f"/channels/{stage.news.id}/messages/*/threads", status=403, code=50013)
    made = await project(stage)
    await mass_lost(stage, made)
    await stage.deliver()
    stage.pass_time(minutes=3)
    await stage.deliver()
    assert (await again(stage, made)).public_thread_id is None
    assert "2 of 3" in said_in(stage, stage.news.id)[-1]


async def test_a_thread_that_was_deleted_does_not_swallow_a_line(stage: Stage) -> None:
    made = await begun(stage)
    stage.env.backend.delete_channel(made.public_thread_id or 0)
    await mass_lost(stage, made)
    await stage.deliver()
    assert "2 of 3" in said_in(stage, stage.news.id)[-1]
    assert (await again(stage, made)).public_thread_id is None


async def test_many_changes_are_one_edit_of_the_card(stage: Stage) -> None:
    made = await begun(stage)
    for number in range(5):
        who = await organisation(stage, f"Net {number}", 3_000 + number)
        await signs(stage, made, who, Rung.INTENDS)
    stage.pass_time(seconds=11)
    await stage.deliver()
    edits = await stage.app.database.read(
        lambda tx: tx.all(
            "SELECT count(*) AS n FROM delivery WHERE feature = 'exchanges' AND template = 'edit' AND state = 'sent'"
        )
    )
    assert edits[0]["n"] <= 2
    card = stage.env.backend.get_message(stage.news.id, made.card_message_id or 0)
    assert all(f"Net {number}" in texts(card.components) for number in range(5))


async def test_a_deleted_card_comes_back_once(stage: Stage) -> None:
    made = await begun(stage)
    for expected in (True, False):
        now = await again(stage, made)
        stage.env.backend.delete_message(stage.news.id, now.card_message_id or 0)
        await stage.app.database.write(lambda tx, now=now: promises.card(tx, now, at_once=True))  # type: ignore[misc]
        await stage.deliver()
        assert ((await again(stage, made)).card_message_id is not None) is expected


async def test_a_card_that_moves_leaves_word_where_it_was(stage: Stage) -> None:
    made = await begun(stage)
    await stage.app.services.exchanges.set_channel(stage.actor(), made.id, stage.lobby.id)
    await stage.deliver()
    now = await again(stage, made)
    assert NAME in said_in(stage, stage.lobby.id)[-1]
    assert "another channel now" in said_in(stage, stage.news.id)[0]
    assert now.card_message_id != made.card_message_id
    assert now.public_thread_id == made.public_thread_id


async def test_a_channel_without_private_threads_has_them_where_organisers_get_their_notices(
    stage: Stage,
) -> None:
    await stage.set_channel("notices", stage.lobby)
    stage.env.inject_error("POST", f"/channels/{stage.news.id}/threads", status=400, code=50024)
    made = await begun(stage)
    assert thread(stage, made.thread_id).parent_id == stage.lobby.id
    assert stage.organiser.id in thread(stage, made.thread_id).thread_members


# Who is in the organisers' thread


async def organiser(stage: Stage, name: str) -> MemberActor:
    role = stage.guild.create_role(f"Team of {name}", permissions=discord.Permissions(manage_guild=True))
    return stage.guild.add_member(stage.env.create_user(name), roles=[role])


async def test_whoever_does_something_as_an_organiser_comes_into_their_thread_and_members_do_not(
    stage: Stage,
) -> None:
    made = await begun(stage)
    cedar = await organisation(stage, CEDAR, 3_001)
    rima = person(stage, "rima")
    await signs(stage, made, cedar, Rung.INTENDS, by=replace(stage.actor(), user_id=rima.id))
    await signs(stage, made, cedar, Rung.INTERESTED, by=as_actor(stage, stage.member))
    await stage.deliver()
    there = thread(stage, made.thread_id).thread_members
    assert rima.id in there
    assert stage.member.id not in there


async def test_who_is_no_organiser_any_more_goes_out_of_it(stage: Stage) -> None:
    made = await begun(stage)
    stage.take_roles(stage.organiser)
    await stage.app._look_inside()
    assert stage.organiser.id in thread(stage, made.thread_id).thread_members  # asked about once a day
    stage.pass_time(hours=25)
    assert await stage.app._look_inside() == 1
    await stage.deliver()
    assert stage.organiser.id not in thread(stage, made.thread_id).thread_members


async def test_an_organiser_stays_in_it_and_so_does_everybody_while_discord_does_not_say(
    stage: Stage,
) -> None:
    made = await begun(stage)
    stage.pass_time(hours=25)
    assert await stage.app._look_inside() == 0
    stage.pass_time(hours=25)
    stage.env.inject_error(
        "GET", f"/guilds/{stage.guild.id}/members/{stage.organiser.id}", status=503, times=None
    )
    assert await stage.app._look_inside() == 0
    await stage.deliver()
    assert stage.organiser.id in thread(stage, made.thread_id).thread_members


# Dates


async def test_a_commitment_that_ends_is_told_30_and_7_days_before_to_who_speaks_for_it(
    stage: Stage,
) -> None:
    made = await begun(stage)
    cedar = await organisation(stage, CEDAR, 3_001)
    await speaks(stage, stage.member, 3_001)
    await stage.app.services.people.set_dm(as_actor(stage, stage.member), allowed=True)
    await signs(stage, made, cedar, until=dt.date(2027, 1, 31))
    await comes(stage, "2026-12-31")
    assert not dms(stage, stage.member)
    await comes(stage, "2027-01-01", hour=8)
    assert not dms(stage, stage.member)  # not before nine where the project is
    await comes(stage, "2027-01-01")
    (word,) = dms(stage, stage.member)
    assert f"the commitment of {CEDAR} ends" in texts(word)
    assert "in 30 days" in texts(word)
    await sweep(stage)
    await comes(stage, "2027-01-02")
    assert len(dms(stage, stage.member)) == 1
    await comes(stage, "2027-01-24")
    assert "in 7 days" in texts(dms(stage, stage.member)[-1])
    assert len(dms(stage, stage.member)) == 2
    assert not any("ends" in one and CEDAR in one for one in await inside(stage, made))


async def test_where_nobody_takes_direct_messages_the_organisers_hear_of_all_in_one(stage: Stage) -> None:
    made = await begun(stage)
    for number in range(3):
        who = await organisation(stage, f"Net {number}", 3_001 + number)
        await speaks(stage, stage.member, 3_001 + number)
        await signs(stage, made, who, until=dt.date(2027, 1, 31))
    await comes(stage, "2027-01-01")
    (word,) = await inside(stage, made)
    assert all(f"the commitment of Net {number} ends" in word for number in range(3))
    assert not dms(stage, stage.member)


async def test_after_an_absence_only_what_is_nearest_is_said(stage: Stage) -> None:
    made = await begun(stage)
    await signs(stage, made, await organisation(stage, CEDAR, 3_001), until=dt.date(2027, 1, 31))
    await comes(stage, "2027-01-29")
    (word,) = await inside(stage, made)
    assert "in 2 days" in word


async def test_a_closed_door_is_told_to_the_organisers(stage: Stage) -> None:
    made = await begun(stage)
    await speaks(stage, stage.member, (await organisation(stage, CEDAR, 3_001)).asns[0])
    await stage.app.services.people.set_dm(as_actor(stage, stage.member), allowed=True)
    await signs(stage, made, await organisation(stage, CEDAR, 3_001), until=dt.date(2027, 1, 31))
    close_dms(stage, stage.member)
    await comes(stage, "2027-01-01")
    await stage.deliver()
    (word,) = await inside(stage, made)
    assert CEDAR in word
    assert f"did not reach [this person](https://discord.com/users/{stage.member.id})" in word
    assert stage.member.id not in thread(stage, made.thread_id).thread_members


async def test_nobody_is_woken_by_a_direct_message(stage: Stage) -> None:
    made = await begun(stage)
    await speaks(stage, stage.member, (await organisation(stage, CEDAR, 3_001)).asns[0])
    mine = as_actor(stage, stage.member)
    await stage.app.services.people.set_dm(mine, allowed=True)
    await stage.app.services.people.set_quiet(mine, "22:00", "11:00")
    await stage.app.services.people.set_zone(mine, "Asia/Beirut")
    await signs(stage, made, await organisation(stage, CEDAR, 3_001), until=dt.date(2027, 1, 31))
    await comes(stage, "2027-01-01")
    assert not dms(stage, stage.member)
    await comes(stage, "2027-01-01", hour=11, minute=1)
    assert len(dms(stage, stage.member)) == 1


async def test_a_commitment_renewed_before_the_word_goes_out_is_not_told(stage: Stage) -> None:
    made = await begun(stage)
    cedar = await organisation(stage, CEDAR, 3_001)
    await signs(stage, made, cedar, until=dt.date(2027, 1, 31))
    stage.clock.advance(dt.datetime(2027, 1, 1, 8, tzinfo=dt.UTC) - stage.clock.now())
    await stage.app.features["exchanges"].materialise()  # type: ignore[misc]
    await signs(stage, made, cedar, until=dt.date(2027, 12, 31))
    await stage.deliver()
    assert not any("ends" in one for one in await inside(stage, made))


async def test_it_lapses_by_itself_after_its_last_day_where_the_project_is(stage: Stage) -> None:
    made = await begun(stage)
    cedar = await organisation(stage, CEDAR, 3_001)
    await signs(stage, made, cedar, until=dt.date(2027, 1, 31))
    await comes(stage, "2027-01-31", hour=23, minute=59)
    assert (await rung(stage, made, cedar.id)) is Rung.LETTER
    await comes(stage, "2027-02-01", hour=0, minute=1)
    assert (await rung(stage, made, cedar.id)) is Rung.LAPSED
    assert await sweep(stage) == 0
    lines = await stage.app.database.read(lambda tx: store.history(tx, made.id, limit=1))
    assert lines[0].what == "commitment-lapsed"


async def rung(stage: Stage, of: Project, organisation_id: int) -> Rung:
    found = await stage.app.database.read(lambda tx: store.standing(tx, of.id, organisation_id))
    assert found is not None
    return found.rung


async def test_a_task_is_told_to_its_owner_before_on_the_day_and_while_it_is_overdue(stage: Stage) -> None:
    made = await begun(stage)
    await stage.app.services.people.set_dm(as_actor(stage, stage.member), allowed=True)
    await action(stage, made, "Call the regulator", owner_id=stage.member.id, due_on=dt.date(2026, 12, 10))
    heard = []
    for day in range(1, 26):
        await comes(stage, f"2026-12-{day:02}")
        if len(dms(stage, stage.member)) > len(heard):
            heard.append((day, texts(dms(stage, stage.member)[-1])))
    assert [day for day, _ in heard] == [7, 10, 17]
    assert "in 3 days" in heard[0][1]
    assert "today" in heard[1][1]
    assert "7 days overdue" in heard[2][1]
    assert not await inside(stage, made)


async def test_a_task_without_reachable_owner_stands_in_the_organisers_thread_with_their_name(
    stage: Stage,
) -> None:
    made = await begun(stage)
    await action(stage, made, "Call the regulator", owner_id=stage.member.id, due_on=dt.date(2026, 12, 10))
    await action(stage, made, "Find a lawyer", due_on=dt.date(2026, 12, 10))
    await action(stage, made, "Book a room", owner_id=stage.organiser.id, due_on=dt.date(2026, 12, 10))
    await comes(stage, "2026-12-10")
    (word,) = await inside(stage, made)
    assert f"Call the regulator ([this person](https://discord.com/users/{stage.member.id}))" in word
    assert f"Book a room (<@{stage.organiser.id}>)" in word
    assert "nobody’s yet: Find a lawyer" in word
    message = list(stage.env.backend.messages[made.thread_id or 0].values())[-1]
    # Who is not in the thread is linked, and not mentioned: a mention would bring them in.
    assert message.mention_user_ids == [stage.organiser.id]
    assert stage.member.id not in thread(stage, made.thread_id).thread_members


async def test_what_was_done_or_moved_meanwhile_is_not_told(stage: Stage) -> None:
    made = await begun(stage)
    done = await action(stage, made, "Find a lawyer", due_on=dt.date(2026, 12, 10))
    await stage.app.services.exchange_actions.tick(stage.actor(), done, done=True)
    await comes(stage, "2026-12-10")
    assert not await inside(stage, made)


async def test_a_review_is_told_to_the_organisers(stage: Stage) -> None:
    made = await begun(stage)
    await adopted(stage, made, "Two route servers", review_on=dt.date(2027, 3, 1))
    await comes(stage, "2027-02-22")
    (word,) = await inside(stage, made)
    assert "decision to be reviewed: Two route servers" in word
    assert "in 7 days" in word


async def adopted(stage: Stage, of: Project, title: str, **fields: Any) -> int:
    def operation(tx: Transaction) -> int:
        now = records.existing(tx, of.guild_id, of.id)
        return deciding.adopt(tx, now, stage.actor(), topic="route-servers", title=title, **fields)

    return await stage.app.database.write(operation)


async def test_a_paused_guild_and_a_project_that_ended_or_stalled_are_left_alone(stage: Stage) -> None:
    made = await begun(stage)
    await action(stage, made, "Find a lawyer", due_on=dt.date(2026, 12, 10))
    await become(stage, made, Step.STALLED)
    await comes(stage, "2026-12-10")
    assert not await inside(stage, made)
    await become(stage, made, Step.NEED)
    await stage.app.services.guilds.set_paused(stage.actor(), paused=True)
    await sweep(stage)
    await stage.app.services.guilds.set_paused(stage.actor(), paused=False)
    await sweep(stage)
    assert len(await inside(stage, made)) == 1


async def become(stage: Stage, of: Project, step: Step) -> None:
    now = await again(stage, of)
    after = replace(now, stage=step, stage_before=now.stage)
    await stage.app.database.write(lambda tx: store.change(tx, after, folded=folded(after.name)))


async def test_without_a_thread_organisers_hear_where_they_get_their_notices(stage: Stage) -> None:
    made = await begun(stage)
    await stage.set_channel("notices", stage.lobby)
    stage.env.backend.delete_channel(made.thread_id or 0)
    await action(stage, made, "Find a lawyer", due_on=dt.date(2026, 12, 10))
    await comes(stage, "2026-12-10")
    assert "Find a lawyer" in said_in(stage, stage.lobby.id)[-1]
    assert not any("Find a lawyer" in one and "nobody" in one for one in await outside(stage, made))


# Outcomes of polls


async def test_the_certified_location_poll_comes_back_as_a_decision_once(stage: Stage) -> None:
    made = await begun(stage)
    poll = await opened(stage, labels=("Badaro", "Tyre"))
    await links(stage, LinkedPoll(exchange_id=made.id, poll_id=poll.id, purpose=Purpose.LOCATION))
    assert await sweep(stage) == 0
    await certified(stage, poll.id, outcome="Badaro it is", outcome_option=1)
    assert await sweep(stage) == 1
    assert await sweep(stage) == 0
    now = await again(stage, made)
    assert any("Badaro" in one for one in said_in(stage, now.public_thread_id))
    lines = await stage.app.database.read(lambda tx: store.history(tx, made.id, limit=9))
    assert sum(one.what == "decision-adopted" for one in lines) == 1


async def certified(stage: Stage, poll_id: int, **fields: Any) -> None:
    def operation(tx: Transaction) -> None:
        poll = polls.get(tx, stage.guild.id, poll_id)
        assert poll is not None
        polls.change(
            tx, replace(poll, state=PollState.CERTIFIED, closed_at=tx.now, certified_at=tx.now, **fields)
        )

    await stage.app.database.write(operation)


async def test_a_poll_that_was_cancelled_is_not_waited_for(stage: Stage) -> None:
    made = await begun(stage)
    poll = await opened(stage, method=Method.PLEDGE, electorate=Electorate.EVERYONE)
    await links(stage, LinkedPoll(exchange_id=made.id, poll_id=poll.id, purpose=Purpose.PLEDGE))
    await stage.app.database.write(
        lambda tx: polls.change(tx, replace(poll, state=PollState.VOID, closed_at=tx.now))
    )
    assert await sweep(stage) == 1
    assert await sweep(stage) == 0


# What others are told


def agenda(stage: Stage, who: MemberActor, *, mine: bool = False, organises: bool = False) -> AgendaQuery:
    return AgendaQuery(
        guild_id=stage.guild.id,
        user_id=who.id,
        mine=mine,
        organises=organises,
        since=START,
        until=START + dt.timedelta(days=120),
        may_view=lambda _: True,
    )


async def coming(stage: Stage, query: AgendaQuery) -> set[str]:
    asked = stage.app.features["exchanges"].agenda
    assert asked is not None
    return {one.title for one in await stage.app.database.read(lambda tx: asked(tx, query))}


async def test_the_agenda_shows_each_reader_what_is_theirs(stage: Stage) -> None:
    made = await begun(stage)
    cedar = await organisation(stage, CEDAR, 3_001)
    await signs(stage, made, cedar, until=dt.date(2027, 1, 31))
    await action(stage, made, "Call Zeina", owner_id=stage.member.id, due_on=dt.date(2026, 12, 10))
    await action(stage, made, "Find a lawyer", due_on=dt.date(2026, 12, 10))
    await adopted(stage, made, "Two route servers", review_on=dt.date(2027, 3, 1))
    task, free = f"{NAME}: Call Zeina", f"{NAME}: Find a lawyer"
    review, lapse = f"{NAME}: Two route servers", f"{NAME}: {CEDAR}"
    assert await coming(stage, agenda(stage, stage.member)) == {task, review}
    assert await coming(stage, agenda(stage, stage.member, mine=True)) == {task}
    assert await coming(stage, agenda(stage, stage.organiser, organises=True)) == {task, free, review, lapse}
    await speaks(stage, stage.member, 3_001)
    assert await coming(stage, agenda(stage, stage.member, mine=True)) == {task, lapse}
    await become(stage, made, Step.ABANDONED)
    assert await coming(stage, agenda(stage, stage.organiser, organises=True)) == set()


async def test_the_digest_and_searches_tell_of_projects_in_channels_their_readers_see(stage: Stage) -> None:
    made = await begun(stage)
    await adopted(stage, made, "Two route servers", text="Run by two members.")
    feature = stage.app.features["exchanges"]
    assert feature.digest is not None
    assert feature.search is not None
    digest, search = feature.digest, feature.search

    def sections(tx: Transaction, seen: bool) -> list[str]:
        query = DigestQuery(
            guild_id=stage.guild.id,
            channel_id=stage.lobby.id,
            since=START - dt.timedelta(days=1),
            now=tx.now,
            until=tx.now + dt.timedelta(days=7),
            may_show=lambda _: seen,
        )
        return [line.title for section in digest(tx, query) for line in section.lines]

    def found(tx: Transaction, text: str, seen: bool) -> list[str]:
        query = SearchQuery(
            guild_id=stage.guild.id,
            text=text,
            topic_id=None,
            since=None,
            most=5,
            may_view=lambda _: seen,
        )
        return [one.title for one in search(tx, query)]

    read = stage.app.database.read
    assert await read(lambda tx: sections(tx, True)) == [NAME, f"{NAME}: Two route servers"]
    assert await read(lambda tx: sections(tx, False)) == []
    assert await read(lambda tx: found(tx, "cedar", True)) == [NAME, "Two route servers"]
    assert await read(lambda tx: found(tx, "ROUTE mem", True)) == ["Two route servers"]
    assert await read(lambda tx: found(tx, "cedar", False)) == []
    assert await read(lambda tx: found(tx, "dar", True)) == []


async def test_what_is_too_old_goes_and_what_lives_stays(stage: Stage) -> None:
    made = await begun(stage)
    other = await begun(stage, name="Old IX", channel=stage.lobby)
    await action(stage, made, "Find a lawyer", due_on=dt.date(2026, 12, 10))
    await comes(stage, "2026-12-10")
    await become(stage, other, Step.ABANDONED)
    write, database = stage.app.database.write, stage.app.database
    assert await write(lambda tx: keeping.forget(tx, tx.now)) == 0
    stage.pass_time(days=62)
    assert await write(lambda tx: keeping.forget(tx, tx.now)) == 1
    stage.pass_time(days=1900)
    assert await write(lambda tx: keeping.forget(tx, tx.now)) == 1
    left = await database.read(lambda tx: [one.name for one in store.every(tx, stage.guild.id)])
    assert left == [NAME]


async def test_each_project_tells_its_own_organisers(stage: Stage) -> None:
    first = await begun(stage)
    second = await begun(stage, name="Tyre IX", channel=stage.lobby)
    for one in (first, second):
        await action(stage, one, f"Find a lawyer for {one.name}", due_on=dt.date(2026, 12, 10))
    await comes(stage, "2026-12-10")
    assert "for Tyre IX" in (await inside(stage, second))[0]
    assert "for Tyre IX" not in (await inside(stage, first))[0]


# Coming into the organisers' thread


async def test_an_organiser_comes_into_the_private_thread_by_a_press_also_after_a_restart(
    stage: Stage,
) -> None:
    made = await begun(stage)
    rima = await organiser(stage, "rima")
    private = thread(stage, made.thread_id)
    await stage.restart()
    stage.dispatcher = stage.app.dispatcher(stage.bot)
    assert "for organisers alone" in await stage.press_raw(rima, f"told.join:{made.id}")
    await stage.deliver()
    assert rima.id in private.thread_members
    private.thread_members.pop(rima.id)  # they left it
    stage.pass_time(minutes=2)
    assert "for organisers alone" in await stage.press_raw(rima, f"told.join:{made.id}")
    await stage.deliver()
    assert rima.id in private.thread_members


async def test_a_member_does_not_come_in(stage: Stage) -> None:
    made = await begun(stage)
    before = await stage.everything()
    assert "Only organisers" in await stage.press_raw(stage.member, f"told.join:{made.id}")
    assert "no such project" in await stage.press_raw(stage.organiser, "told.join:99")
    assert await stage.everything() == before


async def test_a_thread_that_was_deleted_is_made_again_when_somebody_wants_in(stage: Stage) -> None:
    made = await begun(stage)
    stage.env.backend.delete_channel(made.thread_id or 0)
    stage.pass_time(minutes=2)
    assert "for organisers alone" in await stage.press_raw(stage.organiser, f"told.join:{made.id}")
    await stage.deliver()  # Discord says that it is gone
    stage.pass_time(minutes=2)
    assert "is being made" in await stage.press_raw(stage.organiser, f"told.join:{made.id}")
    await stage.deliver()
    again_made = await again(stage, made)
    assert again_made.thread_id not in (None, made.thread_id)
    assert stage.organiser.id in thread(stage, again_made.thread_id).thread_members


# What waits for organisers


async def test_organisers_hear_at_once_of_what_a_member_said_that_waits_and_of_a_withdrawal(
    stage: Stage,
) -> None:
    made = await begun(stage)
    cedar = await organisation(stage, CEDAR, 3_001)

    async def says(what: Rung) -> None:
        def operation(tx: Transaction) -> None:
            now = records.existing(tx, made.guild_id, made.id)
            standing.say(tx, now, cedar.id, what, as_actor(stage, stage.member), evidence=LINK)

        await stage.app.database.write(operation)
        await stage.deliver()

    await says(Rung.INTENDS)
    assert not await inside(stage, made)
    await says(Rung.LETTER)
    assert len(await inside(stage, made)) == 1
    assert CEDAR in (await inside(stage, made))[0]
    await says(Rung.DECLINED)
    assert len(await inside(stage, made)) == 2
    assert not said_in(stage, made.public_thread_id)


async def test_the_organisers_hear_the_next_morning_of_what_lapsed(stage: Stage) -> None:
    made = await begun(stage)
    await signs(stage, made, await organisation(stage, CEDAR, 3_001), until=dt.date(2027, 1, 31))
    await comes(stage, "2027-01-29")
    await comes(stage, "2027-02-01")
    words = await inside(stage, made)
    assert len(words) == 2
    assert f"the commitment of {CEDAR} has lapsed" in words[-1]
    await comes(stage, "2027-02-02")
    assert len(await inside(stage, made)) == 2


async def test_the_end_of_a_project_takes_back_what_members_asked_to_be_reminded_of(stage: Stage) -> None:
    made = await begun(stage)
    shown = await stage.press_raw(stage.member, f"remind.exchanges:{made.id}", stage.lobby)
    assert NAME in shown
    await stage.app.database.write(lambda tx: promises.ended(tx, made))
    await become(stage, made, Step.ABANDONED)
    assert NAME not in await stage.press_raw(stage.member, f"remind.exchanges:{made.id}", stage.lobby)


# Nothing confidential where everybody reads


async def test_a_poll_in_a_channel_that_readers_of_the_card_may_not_view_is_not_on_it(stage: Stage) -> None:
    made = await begun(stage)
    hidden = stage.guild.create_text_channel("committee")
    hide(stage, hidden)
    for question, channel in (("Who leads us?", hidden), ("Where do we meet?", stage.news)):
        poll = await opened(stage, question=question, channel_id=channel.id)
        await links(stage, LinkedPoll(exchange_id=made.id, poll_id=poll.id, purpose=Purpose.DECISION))
    await stage.app.database.write(lambda tx: promises.card(tx, made, at_once=True))
    await stage.deliver()
    card = texts(stage.env.backend.get_message(stage.news.id, made.card_message_id or 0).components)  # type: ignore[arg-type]
    assert "Where do we meet?" in card
    assert "Who leads us?" not in card


async def test_what_is_to_be_done_with_a_stakeholder_is_told_to_its_owner_and_organisers_alone(
    stage: Stage,
) -> None:
    made = await begun(stage)
    await action(stage, made, "Ask why they oppose", about="stakeholder:1", due_on=dt.date(2026, 12, 10))
    await stage.app.database.write(lambda tx: promises.planned(tx, made))
    await comes(stage, "2026-12-10")
    assert "Ask why they oppose" in (await inside(stage, made))[0]
    assert not any("oppose" in one for one in await outside(stage, made))
    assert await coming(stage, agenda(stage, stage.member)) == set()
    assert await coming(stage, agenda(stage, stage.organiser, organises=True)) != set()


async def test_a_line_that_comes_late_says_so_and_is_not_lost(stage: Stage) -> None:
    made = await begun(stage)
    await mass_lost(stage, made)
    stage.pass_time(days=3)
    await stage.deliver()
    (said,) = said_in(stage, made.public_thread_id)
    assert "2 of 3" in said
    assert "Was due" in said


@pytest.mark.hostile(3)
async def test_a_hostile_name_pings_and_renders_nothing_in_what_is_told(stage: Stage) -> None:
    """1, 3, 4: mentions, channels, commands and links in names and tasks stay what they were: typed text."""
    hostile = "@everyone <#1> [x](https://example.org)"
    made = await begun(stage, name=hostile[:60])
    await action(stage, made, hostile, due_on=dt.date(2026, 12, 10))
    await mass_lost(stage, made)
    await comes(stage, "2026-12-10")
    for one in (*await inside(stage, made), *await outside(stage, made)):
        assert "[x](" not in one
        assert "<#1>" not in one
    for request in stage.env.backend.http_requests:
        if request.method == "POST" and request.path.endswith("/messages"):
            assert not request.json["allowed_mentions"].get("parse")
