"""What a poll says and does by itself, with the clock: its card, opening, closing, the result, reminders, the list."""

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import discord
from simcord import InteractionResult, MemberActor, ResponseMessage
from simcord.backend.models.channel import Overwrite
from simcord.enums import OverwriteType

from bot.feature import AgendaQuery, DigestQuery, SearchQuery
from bot.polls import records, store
from bot.polls.rules import Answer, Kind, Method, Poll, PollState, QuorumKind, Secrecy
from bot.polls.telling import keeping, promises, rules
from bot.polls.telling import store as telling
from bot.polls.voting.votes import Vote, from_text
from bot.storage.database import Transaction
from tests.discord.conftest import START, Stage, answer, buttons, sending, texts
from tests.discord.poll_closing import again, at_the_deadline, cast, opened, people, ranked
from tests.discord.test_reminders import close_dms, dms

YES = Vote(answer=Answer.YES)
_PAST = dt.timedelta(seconds=6)


def posted(stage: Stage) -> list[discord.Message]:
    return [one for one in stage.news.history() if one.author.bot]


def shown_to(result: InteractionResult) -> ResponseMessage:
    found = result.followups[-1] if result.followups else result.response
    assert found is not None
    return found


def pinged(message: discord.Message) -> set[int]:
    return {one.id for one in message.mentions}


async def sweep(stage: Stage) -> int:
    materialise = stage.app.features["polls"].materialise
    assert materialise is not None
    return await materialise()


async def wants_dms(stage: Stage, *who: MemberActor, quiet: tuple[str, str] | None = None) -> None:
    def operation(tx: Transaction) -> None:
        for one in who:
            tx.execute(
                "INSERT INTO member (user_id, dm, quiet_from, quiet_until, zone, updated_at) VALUES (?, 1, ?, ?, 'UTC', 1)",
                (one.id, *(quiet or (None, None))),
            )

    await stage.app.database.write(operation)


async def yes_no(stage: Stage, voters: tuple[MemberActor, ...] = (), **fields: Any) -> Poll:
    return await opened(stage, method=Method.YES_NO, voters=voters, question="Shall we?", **fields)


async def until(stage: Stage, at: dt.datetime) -> None:
    """Let time pass to an instant, sending what is due then."""
    stage.clock.advance(at - stage.clock.now())
    await stage.deliver()


def before(poll: Poll, **by: float) -> dt.datetime:
    assert poll.closes_at is not None
    return poll.closes_at - dt.timedelta(**by)


async def extend(stage: Stage, poll: Poll, **by: float) -> Poll:
    def operation(tx: Transaction) -> None:
        now = records.existing(tx, poll.guild_id, poll.id)
        assert now.closes_at is not None
        assert now.closes_wall is not None
        span = dt.timedelta(**by)
        store.change(
            tx,
            replace(now, closes_at=now.closes_at + span, closes_wall=now.closes_wall + span, extended=True),
        )
        promises.extended(tx, records.existing(tx, poll.guild_id, poll.id))

    await stage.app.database.write(operation)
    return await again(stage, poll)


async def void(stage: Stage, poll: Poll, reason: str = "Asked wrongly") -> None:
    def operation(tx: Transaction) -> None:
        now = records.existing(tx, poll.guild_id, poll.id)
        store.change(tx, replace(now, state=PollState.VOID, reason=reason))
        promises.closed(tx, records.existing(tx, poll.guild_id, poll.id))

    await stage.app.database.write(operation)
    await stage.deliver()


# The card


async def test_the_card_stands_with_its_hashes_and_says_how_many_voted(stage: Stage) -> None:
    voters = people(stage, 3)
    poll = await yes_no(stage, voters, quorum_kind=QuorumKind.COUNT, quorum=2)
    await stage.deliver()
    (card,) = posted(stage)
    head = (await again(stage, poll)).head
    assert f"definition {poll.definition_hash[:12]}" in texts(card)
    assert f"chain {head[:12]}" in texts(card)
    assert "0 of 3" in texts(card)
    assert "2 needed" in texts(card)
    assert {"Vote", "Remind me"} <= buttons(card).keys()

    for one in voters:
        await cast(stage, one, poll, YES)
    await stage.deliver()
    card = posted(stage)[0]
    assert "3 of 3" in texts(card)
    assert "Yes: 3" not in texts(card), "standings are shown only where the poll says so"
    assert f"chain {(await again(stage, poll)).head[:12]}" in texts(card)
    assert len(posted(stage)) == 1


async def test_many_votes_are_few_edits_and_standings_show_where_the_poll_says_so(stage: Stage) -> None:
    voters = people(stage, 6)
    poll = await yes_no(stage, voters, standings=True)
    await stage.deliver()
    for one in voters:
        await cast(stage, one, poll, YES)
        await stage.deliver()
        stage.pass_time(seconds=1)
    stage.pass_time(seconds=10)
    await stage.deliver()
    assert "Yes: 6" in texts(posted(stage)[0])
    edits = await stage.app.database.read(
        lambda tx: tx.all("SELECT count(*) AS n FROM delivery WHERE template = 'edit' AND state = 'sent'")
    )
    assert edits[0]["n"] == 2


async def test_of_a_sealed_poll_nothing_stands_before_the_close(stage: Stage) -> None:
    voters = people(stage, 5)
    poll = await opened(
        stage, method=Method.APPROVAL, voters=voters, question="Shall we?", secrecy=Secrecy.SEALED
    )
    await stage.app.database.write(lambda tx: store.note(tx, poll, standings=1))
    await cast(stage, voters[0], poll, ranked("1"))
    await stage.deliver()
    assert "1 of 5" in texts(posted(stage)[0])
    assert "Beirut: 1" not in texts(posted(stage)[0])


async def test_a_card_that_was_deleted_comes_back_once(stage: Stage) -> None:
    voters = people(stage, 3)
    poll = await yes_no(stage, voters)
    await stage.deliver()
    for number, cards in ((0, 1), (1, 0)):
        await posted(stage)[0].delete()
        await cast(stage, voters[number], poll, YES)
        stage.pass_time(seconds=20)
        await stage.deliver()
        assert len(posted(stage)) == cards
    # Whoever runs it can have it back.
    shown = await stage.organiser.slash(stage.lobby, "poll show", poll=str(poll.id))
    again_ = await stage.organiser.click(shown_to(shown), label="Post again")
    assert "being posted again" in answer(again_)
    await stage.deliver()
    assert "2 of 3" in texts(posted(stage)[0])
    refused = await stage.press_raw(stage.organiser, f"poll.post-again:{poll.id}")
    assert "stands in its channel already" in refused
    assert "Only poll officers" in await stage.press_raw(stage.member, f"poll.post-again:{poll.id}")


async def test_a_discussion_stands_beside_it_where_that_is_wanted(stage: Stage) -> None:
    voters = people(stage, 2)
    poll = await yes_no(stage, voters, thread_wanted=True)
    await stage.deliver()
    stage.pass_time(seconds=20)
    await stage.deliver()
    now = await again(stage, poll)
    assert now.thread_id is not None
    assert stage.env.backend.get_channel(now.thread_id).name == "Shall we?"
    # Reminders go there.
    await until(stage, before(poll, hours=48))
    rows = await stage.app.database.read(
        lambda tx: tx.all("SELECT target_id FROM delivery WHERE template = 'word' AND state = 'sent'")
    )
    assert [row["target_id"] for row in rows] == [now.thread_id]


# Opening by itself


async def planned(stage: Stage, **fields: Any) -> Poll:
    """A confirmed draft that opens in two hours."""

    def operation(tx: Transaction) -> Poll:
        made = store.insert(
            tx,
            Poll(
                id=0,
                guild_id=stage.guild.id,
                kind=Kind.YES_NO,
                method=Method.YES_NO,
                state=PollState.DRAFT,
                question="Shall we?",
                zone="Asia/Beirut",
                channel_id=stage.news.id,
                confirmed=True,
                opens_wall=dt.datetime(2026, 11, 23, 13, 0),  # noqa: DTZ001 - a wall time
                opens_at=START + dt.timedelta(hours=2),
                closes_wall=dt.datetime(2026, 11, 26, 11, 0),  # noqa: DTZ001 - a wall time
                closes_at=START + dt.timedelta(days=3),
                created_by="a" * 24,
                **fields,
            ),
        )
        poll = records.existing(tx, stage.guild.id, made)
        promises.planned(tx, poll)
        return poll

    return await stage.app.database.write(operation)


async def test_it_opens_at_its_time(stage: Stage) -> None:
    poll = await planned(stage)
    await until(stage, START + dt.timedelta(hours=1, minutes=59))
    assert posted(stage) == []
    assert (await again(stage, poll)).state is PollState.DRAFT
    await until(stage, START + dt.timedelta(hours=2))
    assert (await again(stage, poll)).state is PollState.OPEN
    (card,) = posted(stage)
    assert "was to open" not in texts(card)
    await sweep(stage)
    await stage.deliver()
    assert len(posted(stage)) == 1


async def test_it_opens_late_after_an_outage_and_says_so(stage: Stage) -> None:
    poll = await planned(stage)
    stage.pass_time(hours=5)
    await stage.restart()
    await stage.deliver()
    now = await again(stage, poll)
    assert now.state is PollState.OPEN
    assert now.opened_at is not None
    assert now.opened_at >= START + dt.timedelta(hours=5)
    assert "was to open" in texts(posted(stage)[0])


async def test_a_plan_that_was_taken_back_or_moved_opens_nothing_before_its_time(stage: Stage) -> None:
    poll = await planned(stage)

    async def change(**fields: Any) -> None:
        def operation(tx: Transaction) -> None:
            store.change(tx, replace(records.existing(tx, stage.guild.id, poll.id), **fields))
            promises.planned(tx, records.existing(tx, stage.guild.id, poll.id))

        await stage.app.database.write(operation)

    await change(confirmed=False)
    await until(stage, START + dt.timedelta(hours=3))
    await sweep(stage)
    await stage.deliver()
    assert (await again(stage, poll)).state is PollState.DRAFT
    await change(confirmed=True, opens_at=START + dt.timedelta(hours=6), channel_id=stage.lobby.id)
    await until(stage, START + dt.timedelta(hours=7))
    assert (await again(stage, poll)).state is PollState.OPEN
    assert posted(stage) == []
    assert len([one for one in stage.lobby.history() if one.author.bot]) == 1


async def test_what_cannot_open_is_a_draft_again_and_the_organisers_hear_of_it(stage: Stage) -> None:
    await stage.set_channel("notices", stage.lobby)
    poll = await planned(stage)
    stage.pass_time(days=4)  # the whole poll was slept through: nobody could have voted
    await stage.deliver()
    now = await again(stage, poll)
    assert (now.state, now.confirmed) == (PollState.DRAFT, False)
    assert posted(stage) == []
    notices = [texts(one) for one in stage.lobby.history() if one.author.bot]
    assert len(notices) == 1
    assert "was to open by itself" in notices[0]
    assert await sweep(stage) == 0


async def test_while_everything_is_paused_nothing_opens_and_what_is_due_closes(stage: Stage) -> None:
    plan, poll = await planned(stage), await yes_no(stage)
    await stage.deliver()
    await stage.app.services.guilds.set_paused(stage.actor(), paused=True)
    stage.pass_time(days=3, minutes=1)
    await sweep(stage)
    await stage.deliver()
    assert (await again(stage, plan)).state is PollState.DRAFT
    now = await again(stage, poll)
    assert (now.state, now.closed_at) == (PollState.CLOSED, poll.closes_at)
    assert len(posted(stage)) == 1
    await stage.app.services.guilds.set_paused(stage.actor(), paused=False)
    await stage.deliver()
    assert len(posted(stage)) == 2, "its result is posted once everything goes on"


# Closing


async def test_it_closes_at_its_deadline_and_the_card_leads_to_the_result(stage: Stage) -> None:
    voters = people(stage, 2)
    poll = await yes_no(stage, voters)
    await stage.deliver()
    await cast(stage, voters[0], poll, YES)
    assert poll.closes_at is not None
    await until(stage, poll.closes_at + dt.timedelta(seconds=4))
    assert (await again(stage, poll)).state is PollState.OPEN, (
        "a press of before the deadline may be under way"
    )
    now = await at_the_deadline(stage, poll)
    assert now.state is PollState.CLOSED
    stage.pass_time(seconds=20)
    await stage.deliver()
    card, result = sorted((one for one in posted(stage) if not pinged(one)), key=lambda one: one.id)
    assert (card.id, result.id) == (now.card_message_id, now.result_message_id)
    urls = re.findall(
        r"https://discord\.com/channels/\d+/\d+/(\d+)", str([c.to_dict() for c in card.components])
    )
    assert urls == [str(result.id)]
    head = (await again(stage, poll)).head[:12]
    assert f"chain {head}" in texts(card)
    assert f"chain {head}" in texts(result)
    assert "Vote" not in buttons(card)
    # Nothing of it comes twice.
    await sweep(stage)
    await stage.restart()
    stage.pass_time(days=1)
    await sweep(stage)
    await stage.deliver()
    assert len([one for one in posted(stage) if not pinged(one)]) == 2


async def test_after_an_outage_over_the_deadline_its_real_deadline_counts_and_nobody_is_reminded(
    stage: Stage,
) -> None:
    voters = people(stage, 2)
    poll = await yes_no(stage, voters)
    await stage.deliver()
    stage.pass_time(days=5)
    await stage.restart()
    await stage.deliver()
    now = await again(stage, poll)
    assert (now.state, now.closed_at) == (PollState.CLOSED, poll.closes_at)
    assert len(posted(stage)) == 2
    assert not any(pinged(one) for one in posted(stage))


async def test_it_closes_also_where_its_channel_is_gone(stage: Stage) -> None:
    poll = await yes_no(stage)
    await stage.deliver()
    stage.delete_channel(stage.news)
    now = await at_the_deadline(stage, poll)
    assert now.state is PollState.CLOSED


async def test_a_cancelled_poll_says_so_and_why_and_has_no_result(stage: Stage) -> None:
    voters = people(stage, 2)
    poll = await yes_no(stage, voters)
    await stage.deliver()
    await void(stage, poll)
    assert "This poll was cancelled: Asked wrongly" in texts(posted(stage)[0])
    stage.pass_time(days=5)
    await stage.deliver()
    assert len(posted(stage)) == 1


async def test_what_is_cancelled_after_its_close_takes_its_result_back(stage: Stage) -> None:
    poll = await yes_no(stage)
    await stage.deliver()
    await at_the_deadline(stage, poll)
    await void(stage, poll)
    card, result = sorted(posted(stage), key=lambda one: one.id)
    assert "Its result does not count: Asked wrongly" in texts(result)
    assert "This poll was cancelled: Asked wrongly" in texts(card)


# Reminders


async def test_those_who_have_not_voted_are_reminded_once_each_time(stage: Stage) -> None:
    voters = people(stage, 4)
    poll = await yes_no(stage, voters, closes_at=START + dt.timedelta(days=5))
    await stage.deliver()
    await cast(stage, voters[0], poll, YES)
    await wants_dms(stage, voters[1])
    await until(stage, before(poll, hours=48, minutes=1))
    assert len(posted(stage)) == 1
    await until(stage, before(poll, hours=48))
    (word,) = [one for one in posted(stage) if pinged(one)]
    assert pinged(word) == {voters[2].id, voters[3].id}, "one merged mention"
    (told,) = dms(stage, voters[1])
    assert "Your vote is still missing" in texts(told)
    assert "Shall we?" in texts(told)
    assert f"chain {(await again(stage, poll)).head[:12]}" in texts(word)
    assert not dms(stage, voters[0])
    for _ in range(2):
        await stage.restart()
        await sweep(stage)
        await stage.deliver()
    assert len([one for one in posted(stage) if pinged(one)]) == 1
    assert len(dms(stage, voters[1])) == 1
    # The second time only those who are still missing.
    await cast(stage, voters[2], poll, YES)
    await until(stage, before(poll, hours=6))
    last = max((one for one in posted(stage) if pinged(one)), key=lambda one: one.id)
    assert pinged(last) == {voters[3].id}
    assert len(dms(stage, voters[1])) == 2


async def test_where_nobody_knows_who_may_vote_nobody_is_reminded_and_the_card_says_why(stage: Stage) -> None:
    poll = await yes_no(stage)
    await stage.deliver()
    await until(stage, before(poll, hours=5))
    (card,) = posted(stage)
    assert "nobody is reminded by name" in texts(card)


async def test_a_closed_door_is_a_mention_instead(stage: Stage) -> None:
    voters = people(stage, 3)
    poll = await yes_no(stage, voters, closes_at=START + dt.timedelta(days=5))
    await stage.deliver()
    await wants_dms(stage, *voters[:2])
    close_dms(stage, voters[0])
    close_dms(stage, voters[1])
    await until(stage, before(poll, hours=48))
    assert [pinged(one) for one in posted(stage) if pinged(one)] == [{voters[2].id}]
    stage.pass_time(minutes=1)
    await stage.deliver()
    mentions = [pinged(one) for one in posted(stage) if pinged(one)]
    assert sorted(map(len, mentions)) == [1, 2], "both in one message"


async def test_quiet_hours_delay_a_reminder_unless_the_poll_would_be_over(stage: Stage) -> None:
    voters = people(stage, 1)
    # Closes on a Saturday at 9:00 UTC; 48 h before it is 9:00, 6 h before it 3:00.
    poll = await yes_no(stage, voters, closes_at=START + dt.timedelta(days=5))
    await stage.deliver()
    await wants_dms(stage, voters[0], quiet=("08:30", "10:00"))
    await until(stage, before(poll, hours=48))
    assert not dms(stage, voters[0])
    await until(stage, before(poll, hours=47))
    assert len(dms(stage, voters[0])) == 1
    await stage.app.database.write(
        lambda tx: tx.execute("UPDATE member SET quiet_from = '00:00', quiet_until = '09:30'")
    )
    await until(stage, before(poll, hours=6))
    assert len(dms(stage, voters[0])) == 2, "their quiet hours end after the close"


async def test_who_votes_while_a_reminder_waits_gets_none(stage: Stage) -> None:
    voters = people(stage, 2)
    poll = await yes_no(stage, voters, closes_at=START + dt.timedelta(days=5))
    await stage.deliver()
    await wants_dms(stage, *voters, quiet=("08:30", "10:00"))
    await until(stage, before(poll, hours=48))
    await cast(stage, voters[0], poll, YES)
    await until(stage, before(poll, hours=47))
    assert not dms(stage, voters[0])
    assert len(dms(stage, voters[1])) == 1


async def test_after_an_outage_only_the_nearest_reminder_goes_out(stage: Stage) -> None:
    voters = people(stage, 2)
    poll = await yes_no(stage, voters, closes_at=START + dt.timedelta(days=5))
    await stage.deliver()
    stage.clock.advance(before(poll, hours=5) - stage.clock.now())
    await stage.restart()
    await stage.deliver()
    (word,) = [one for one in posted(stage) if pinged(one)]
    assert "was due" in texts(word)


async def test_a_moved_deadline_moves_close_and_reminders_and_is_told_once_to_who_was_told(
    stage: Stage,
) -> None:
    voters = people(stage, 3)
    poll = await yes_no(stage, voters, closes_at=START + dt.timedelta(days=5))
    await stage.deliver()
    await until(stage, before(poll, hours=48))
    await cast(stage, voters[0], poll, YES)
    later = await extend(stage, poll, hours=24)
    await stage.deliver()
    words = sorted((one for one in posted(stage) if pinged(one)), key=lambda one: one.id)
    assert len(words) == 2
    assert pinged(words[-1]) == {voters[1].id, voters[2].id}
    assert "There is more time" in texts(words[-1])
    await stage.deliver()
    await until(stage, before(later, hours=48))
    await until(stage, before(later, hours=6))
    assert len([one for one in posted(stage) if pinged(one)]) == 4
    await until(stage, before(later, minutes=1))
    assert (await again(stage, poll)).state is PollState.OPEN
    assert (await at_the_deadline(stage, later)).closed_at == later.closes_at


async def test_nobody_is_told_that_a_deadline_moved_of_which_they_never_heard(stage: Stage) -> None:
    voters = people(stage, 2)
    poll = await yes_no(stage, voters, closes_at=START + dt.timedelta(days=5))
    await stage.deliver()
    await extend(stage, poll, hours=24)
    await stage.deliver()
    assert not any(pinged(one) for one in posted(stage))


async def test_anybody_may_ask_to_be_reminded_and_that_moves_with_the_deadline(stage: Stage) -> None:
    poll = await yes_no(stage)
    await stage.deliver()
    sending(stage)
    result = await stage.member.click(posted(stage)[0], label="Remind me")
    chosen = await stage.member.select(shown_to(result), ["3600"], custom_id=_select(shown_to(result)))
    await stage.deliver()
    assert "Shall we?" in answer(chosen)
    later = await extend(stage, poll, hours=24)
    await until(stage, before(poll, hours=1))
    before_count = len(dms(stage, stage.member))
    await until(stage, before(later, hours=1))
    assert len(dms(stage, stage.member)) == before_count + 1


def _select(shown: ResponseMessage) -> str:
    found = re.findall(r"'custom_id': '(remind-at[^']*)'", str(shown.components))
    return str(found[0])


async def test_a_discussion_that_was_closed_sends_words_to_the_channel(stage: Stage) -> None:
    voters = people(stage, 2)
    poll = await yes_no(stage, voters, thread_wanted=True)
    await stage.deliver()
    thread_id = (await again(stage, poll)).thread_id
    assert thread_id is not None
    stage.env.backend.delete_channel(thread_id)
    await until(stage, before(poll, hours=6))
    assert [pinged(one) for one in posted(stage) if pinged(one)] == [{one.id for one in voters}]
    assert (await again(stage, poll)).thread_id is None


# The list, and one poll


async def test_the_list_says_what_is_missing_of_the_reader(stage: Stage) -> None:
    empty = await stage.member.slash(stage.lobby, "poll list")
    assert "There are no polls here yet" in answer(empty)
    assert "Start one with /poll create" in answer(await stage.organiser.slash(stage.lobby, "poll list"))
    voters = (stage.member, *people(stage, 1))
    poll = await yes_no(stage, voters)
    await planned(stage)
    await stage.deliver()
    found = await stage.member.slash(stage.lobby, "poll list")
    assert "**Shall we?**\ncloses" in answer(found)
    assert "you have not voted yet" in answer(found)
    assert "opens" not in answer(found), "a draft is not theirs to see"
    assert "opens" in answer(await stage.organiser.slash(stage.lobby, "poll list"))
    await cast(stage, stage.member, poll, YES)
    found = await stage.member.slash(stage.lobby, "poll list")
    assert "you have voted" in answer(found)
    shown = await stage.member.click(shown_to(found), label="Open")
    assert "You have voted." in answer(shown)
    assert "1 of 2" in answer(shown)
    await at_the_deadline(stage, poll)
    shown = await stage.member.slash(stage.lobby, "poll show", poll="Shall we?")
    assert "Vote" not in buttons(shown_to(shown))


async def test_a_poll_in_a_channel_that_the_reader_may_not_view_is_told_nowhere(stage: Stage) -> None:
    room = stage.guild.create_text_channel("board")
    stage.env.backend.set_overwrite(room.id, _hidden(stage))
    poll = await yes_no(stage, channel_id=room.id)
    await stage.deliver()
    assert "There are no polls here yet" in answer(await stage.member.slash(stage.lobby, "poll list"))
    assert "no such poll" in answer(await stage.member.slash(stage.lobby, "poll show", poll=str(poll.id)))
    assert "no such poll" in await stage.press_raw(stage.member, f"poll.show:{poll.id}")
    assert "no such poll" in await stage.press_raw(stage.member, "poll.show:999")


def _hidden(stage: Stage) -> Overwrite:
    return Overwrite(
        target_id=stage.guild.id, type=OverwriteType.ROLE, deny=discord.Permissions(view_channel=True).value
    )


async def test_the_list_goes_in_pages_and_survives_a_restart(stage: Stage) -> None:
    for _ in range(9):
        await yes_no(stage)
    found = await stage.member.slash(stage.lobby, "poll list")
    await stage.restart()
    following = await stage.member.click(shown_to(found), label="Next ›")
    assert answer(following).count("**Shall we?**") == 1


async def test_who_may_not_vote_is_told_why(stage: Stage) -> None:
    poll = await yes_no(stage, people(stage, 2))
    shown = answer(await stage.member.slash(stage.lobby, "poll show", poll=str(poll.id)))
    assert "0 of 2" in shown
    assert "You have not voted" not in shown


# Agenda, digest, search


async def test_agenda_digest_and_search_know_it_where_it_may_be_viewed(stage: Stage) -> None:
    poll = await yes_no(stage)
    await stage.deliver()
    feature = stage.app.features["polls"]
    assert feature.agenda
    assert feature.digest
    assert feature.search
    assert feature.named

    def agenda(seen: bool = True, mine: bool = False) -> AgendaQuery:
        return AgendaQuery(
            guild_id=stage.guild.id,
            user_id=stage.member.id,
            mine=mine,
            organises=False,
            since=stage.clock.now(),
            until=stage.clock.now() + dt.timedelta(days=30),
            may_view=lambda _: seen,
        )

    async def told(query: AgendaQuery) -> list[tuple[str, bool]]:
        items = await stage.app.database.read(lambda tx: feature.agenda(tx, query))  # type: ignore[misc]
        return [(one.title, one.cancelled) for one in items]

    assert await told(agenda()) == [("Shall we?", False)]
    assert await told(agenda(mine=True)) == [("Shall we?", False)]
    assert await told(agenda(seen=False)) == []
    roll = await yes_no(stage, people(stage, 2))
    assert len(await told(agenda())) == 2
    assert len(await told(agenda(mine=True))) == 1
    await void(stage, roll)
    assert ("Shall we?", True) in await told(agenda())

    def digest(seen: bool = True) -> DigestQuery:
        now = stage.clock.now()
        return DigestQuery(
            guild_id=stage.guild.id,
            channel_id=stage.lobby.id,
            since=now - dt.timedelta(days=7),
            now=now,
            until=now + dt.timedelta(days=7),
            may_show=lambda _: seen,
        )

    async def lines(query: DigestQuery) -> list[list[str]]:
        sections = await stage.app.database.read(lambda tx: feature.digest(tx, query))  # type: ignore[misc]
        return [[one.title for one in section.lines] for section in sections]

    def search(text: str, seen: bool = True) -> SearchQuery:
        return SearchQuery(
            guild_id=stage.guild.id, text=text, topic_id=None, since=None, most=5, may_view=lambda _: seen
        )

    async def found(query: SearchQuery) -> list[str]:
        hits = await stage.app.database.read(lambda tx: feature.search(tx, query))  # type: ignore[misc]
        return [one.url for one in hits]

    assert await lines(digest()) == [["Shall we?"], []]
    assert await lines(digest(seen=False)) == [[], []]
    assert await found(search("shall")) == []
    now = await at_the_deadline(stage, poll)
    assert await lines(digest()) == [[], ["Shall we?"]]
    assert await found(search("shàl WE")) == [
        f"https://discord.com/channels/{stage.guild.id}/{stage.news.id}/{now.result_message_id}"
    ]
    assert await found(search("shall not")) == []
    assert await found(search("shall", seen=False)) == []
    named = await stage.app.database.read(lambda tx: feature.named(tx, stage.guild.id, poll.id))  # type: ignore[misc]
    assert named is not None
    assert named.title == "Shall we?"


# What is kept


async def test_polls_go_when_they_are_old_and_decisions_stay_longer(stage: Stage) -> None:
    one, other, open_ = [await yes_no(stage) for _ in range(3)]
    await stage.deliver()
    await cast(stage, stage.member, one, YES)
    await at_the_deadline(stage, one)

    def certify(tx: Transaction) -> None:
        now = records.existing(tx, stage.guild.id, other.id)
        store.change(tx, replace(now, state=PollState.CERTIFIED, outcome="We shall", certified_at=tx.now))

    await stage.app.database.write(certify)
    await stage.app.database.write(lambda tx: store.note(tx, open_, closes_at=None, state="open"))
    stage.clock.advance(rules.KEPT - dt.timedelta(hours=1))
    assert await stage.app.database.write(lambda tx: keeping.forget(tx, tx.now)) == 0
    stage.pass_time(hours=2)
    assert await stage.app.database.write(lambda tx: keeping.forget(tx, tx.now)) == 1
    left = await stage.app.database.read(lambda tx: [poll.id for poll in store.every(tx, stage.guild.id)])
    assert left == [open_.id, other.id]
    events = await stage.app.database.read(lambda tx: tx.all("SELECT DISTINCT poll_id AS id FROM poll_event"))
    assert {row["id"] for row in events} == {open_.id, other.id}
    stage.clock.advance(rules.CERTIFIED_KEPT)
    assert await stage.app.database.write(lambda tx: keeping.forget(tx, tx.now)) == 1


async def test_whoever_is_erased_leaves_a_count_and_no_words(stage: Stage) -> None:
    voters = people(stage, 2)
    poll = await opened(stage, method=Method.PLEDGE, voters=voters, goal=10, goal_unit="ports")
    await stage.deliver()
    await wants_dms(stage, voters[0], quiet=("00:00", "23:00"))
    await cast(stage, voters[1], poll, Vote(amount=4, conditions="only with my neighbour"))
    await until(stage, before(poll, hours=48))
    for one in voters:
        stage_actor = replace(stage.actor(), user_id=one.id)
        await stage.app.services.privacy.erase(stage_actor)
    (ballot,) = await stage.app.database.read(lambda tx: store.ballots(tx, poll.id))
    vote = from_text(poll, ballot.vote)
    assert (vote.amount, vote.conditions, ballot.salt) == (4, "", "")
    assert await stage.app.database.read(lambda tx: telling.ever_told(tx, poll.id)) == frozenset()
    await until(stage, before(poll, hours=1))
    assert not dms(stage, voters[0])
    now = await at_the_deadline(stage, poll)
    assert now.state is PollState.CLOSED


async def test_the_walls_of_drafts_follow_the_zone_data_and_open_polls_stay_as_they_were_frozen(
    stage: Stage,
) -> None:
    draft, open_ = await planned(stage), await yes_no(stage)
    wrong = START + dt.timedelta(hours=3)
    for poll in (draft, open_):
        await stage.app.database.write(
            lambda tx, poll=poll: store.note(tx, poll, opens_at=int(wrong.timestamp()))  # type: ignore[misc]
        )
    replan = stage.app.features["polls"].replan
    assert replan is not None
    assert await replan() == 1
    assert (await again(stage, draft)).opens_at == dt.datetime(2026, 11, 23, 11, 0, tzinfo=dt.UTC)
    assert (await again(stage, open_)).opens_at == wrong
    await until(stage, dt.datetime(2026, 11, 23, 11, 0, tzinfo=dt.UTC))
    assert (await again(stage, draft)).state is PollState.OPEN
