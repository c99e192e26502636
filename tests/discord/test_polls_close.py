"""How a poll ends, through real commands and clicks: result, early close, deadline, lot, outcome, history, the date's event."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from simcord import InteractionResult, MemberActor

from bot.errors import NotFoundError
from bot.polls import chain, store
from bot.polls.chain import Event
from bot.polls.closing import stored
from bot.polls.closing.tally_rules import Outcome, Verdict
from bot.polls.rules import Answer, Method, Poll, PollState, QuorumKind, Secrecy
from bot.polls.voting.votes import Vote
from tests.discord.cohort_stage import as_actor, person
from tests.discord.conftest import Stage, answer, buttons, texts
from tests.discord.poll_closing import (
    CLOSES,
    QUESTION,
    again,
    at_the_deadline,
    cast,
    opened,
    people,
    ranked,
    results,
)

DATES = ("2026-12-01 18:00", "2026-12-03 18:00")


async def with_ballots(stage: Stage, *ballots: str, **fields: Any) -> tuple[Poll, tuple[MemberActor, ...]]:
    """An open ranked poll in which these were cast."""
    voters = people(stage, len(ballots))
    poll = await opened(stage, voters=voters, **fields)
    for who, text in zip(voters, ballots, strict=True):
        await cast(stage, who, poll, ranked(text))
    await stage.deliver()
    return poll, voters


def posted(stage: Stage) -> str:
    """The newest message of the poll's channel."""
    return texts(stage.news.history()[-1])


def outcome_of(poll: Poll) -> Outcome:
    return stored.outcome_of(poll)


async def events_of(stage: Stage, poll: Poll) -> list[Event]:
    return await stage.app.database.read(lambda tx: store.events(tx, poll.id))


async def clicked(stage: Stage, who: MemberActor, shown: InteractionResult, label: str) -> InteractionResult:
    message = shown.followups[-1] if shown.followups else shown.response
    assert message is not None
    return await who.click(message, label=label)


async def pressed(stage: Stage, who: MemberActor, label: str) -> InteractionResult:
    """A button of the result that stands in the channel."""
    return await who.click(stage.news.history()[-1], label=label)


def scheduled(stage: Stage) -> list[Any]:
    return list(stage.env.backend.get_guild(stage.guild.id).scheduled_events.values())


# By itself


async def test_it_closes_at_its_deadline_and_says_the_outcome_first(stage: Stage) -> None:
    poll, _ = await with_ballots(
        stage, "1>2>3", "1>2>3", "2>1>3", "3>2>1", "2>3", quorum_kind=QuorumKind.COUNT, quorum=3
    )
    poll = await at_the_deadline(stage, poll)
    assert poll.state is PollState.CLOSED
    assert poll.closed_at == CLOSES
    said = posted(stage)
    assert said.index("**Tripoli** wins.") < said.index("Voted")
    assert "5 of 5" in said
    assert "✓ met: 5, 3 needed" in said
    assert "How many prefer the row to the column" in said
    assert "Tripoli beats every other option one to one." in said
    assert poll.short_hash in said
    assert poll.head[:12] in said
    # The picture says the same in words.
    assert "B beats A 3 to 2" in str([one.to_dict() for one in stage.news.history()[-1].components])
    assert stage.news.history()[-1].attachments[0].filename == "result.png"


async def test_the_chain_tells_what_was_counted(stage: Stage) -> None:
    poll, _ = await with_ballots(stage, "1>2", "2>1", "1", secrecy=Secrecy.OPEN)
    poll = await at_the_deadline(stage, poll)
    found = await events_of(stage, poll)
    assert chain.broken(poll.definition_hash, found) is None
    closed = found[-1]
    assert closed.kind == chain.CLOSED
    assert closed.body["cast"] == 3
    lines = ['{"vote":{"groups":[[1],[2]]}}', '{"vote":{"groups":[[2],[1]]}}', '{"vote":{"groups":[[1]]}}']
    assert closed.body["ballots"] == chain.ballots_hash(lines)
    assert closed.body["result"]["hash"] == chain.sha256(poll.result)  # type: ignore[index]


async def test_after_an_outage_the_real_deadline_counts(stage: Stage) -> None:
    poll, _ = await with_ballots(stage, "1", "2", "1")
    poll = await at_the_deadline(stage, poll, later=dt.timedelta(hours=30))
    assert (poll.state, poll.closed_at) == (PollState.CLOSED, CLOSES)
    assert outcome_of(poll).winners == (1,)
    assert "before the deadline" not in posted(stage)


async def test_no_quorum_is_an_outcome_of_its_own(stage: Stage) -> None:
    poll, _ = await with_ballots(stage, "1", "1", "2", quorum_kind=QuorumKind.ROLL, quorum=100)
    voters = people(stage, 4)
    other = await opened(stage, voters=voters, question="And when?", quorum_kind=QuorumKind.ROLL, quorum=51)
    await cast(stage, voters[0], other, ranked("1"))
    await cast(stage, voters[1], other, ranked("1"))
    poll = await at_the_deadline(stage, poll)
    other = await again(stage, other)
    assert outcome_of(poll).verdict is Verdict.DECIDED
    assert outcome_of(other).verdict is Verdict.NO_QUORUM
    said = "\n".join(texts(one) for one in stage.news.history())
    assert "No quorum.** 2 of the 3 votes that were needed were cast" in said


async def test_yes_and_no_with_blocks(stage: Stage) -> None:
    voters = people(stage, 4)
    poll = await opened(stage, method=Method.YES_NO, voters=voters, may_block=True, threshold=50)
    for who, said in zip(voters, ("yes", "yes", "block", "abstain"), strict=True):
        await cast(stage, who, poll, Vote(answer=Answer(said)))
    await at_the_deadline(stage, poll)
    shown = posted(stage)
    assert "**Carried:** 2 yes, 1 against." in shown
    assert "Block · 1" in shown
    assert "✓ reached: 2 of 3 (the votes without abstentions), more than 50 % needed" in shown
    assert "4 of 4, 1 abstained" in shown


async def test_24_options_fit_and_the_file_has_the_rest(stage: Stage) -> None:
    labels = tuple(
        f"A rather long name of a place where one could meet, the {n}th of them" for n in range(1, 25)
    )
    voters = people(stage, 3)
    for method in (Method.RUNOFF, Method.APPROVAL):
        poll = await opened(
            stage, method=method, labels=labels, voters=voters, none_option=True, question=f"{method}?"
        )
        for turn, who in enumerate(voters):
            order = [*range(turn + 1, 25), *range(1, turn + 1)]
            groups = (tuple(range(1, 20)),) if method is Method.APPROVAL else tuple((one,) for one in order)
            await cast(stage, who, poll, Vote(groups=groups))
    await stage.deliver()
    await at_the_deadline(stage, poll)
    for message in stage.news.history()[-2:]:
        assert "of them" in texts(message)
        shown = await stage.member.click(message, label="All numbers")
        assert "Every number of the count" in answer(shown)
        assert shown.response is not None or shown.followups


# A tie and its lot


async def test_a_tie_is_broken_by_a_lot_that_anybody_can_check(stage: Stage) -> None:
    poll, _ = await with_ballots(stage, "1>2", "2>1")
    poll = await at_the_deadline(stage, poll)
    found = outcome_of(poll)
    closed, lot = (await events_of(stage, poll))[-2:]
    seed = chain.lot_seed(poll.definition_hash, closed.hash, str(lot.body["seed"]), "")
    assert lot.kind == chain.LOT
    assert list(found.lot) == chain.lot(seed, (1, 2, 3)) == lot.body["order"]
    assert found.winners == (next(one for one in found.lot if one in (1, 2)),)
    assert chain.sha256(str(lot.body["seed"])) in poll.definition
    said = posted(stage)
    assert "Tied: Beirut, Tripoli. A lot decided" in said


async def test_a_tie_waits_for_the_outside_value_that_was_named(stage: Stage) -> None:
    poll, voters = await with_ballots(stage, "1>2", "2>1", tie_outside="DAX close of 1 December")
    poll = await at_the_deadline(stage, poll)
    assert outcome_of(poll).verdict is Verdict.TIED
    assert "Tied:** Beirut, Tripoli" in posted(stage)
    assert "DAX close of 1 December" in posted(stage)
    # A voter is no poll officer, and nothing can be recorded before the lot.
    message = stage.news.history()[-1]
    assert "poll officers" in answer(await voters[0].click(message, label="Enter the outside value")).lower()
    custom_id = buttons(message)["Enter the outside value"]
    await stage.restart()
    form = await stage.organiser.click(message, label="Enter the outside value")
    stale = await stage.organiser.click(message, label="Enter the outside value")
    done = await stage.organiser.submit_modal(form, {"value": "23 411.07"})
    assert "wins by lot." in answer(done)
    assert "23 411.07" in answer(done)
    # Once: a second form, and the same button again.
    assert "wins" not in answer(await stage.organiser.submit_modal(stale, {"value": "1"}))
    assert "waits for no outside value" in await stage.press_raw(stage.organiser, custom_id)
    poll = await again(stage, poll)
    closed, lot = (await events_of(stage, poll))[-2:]
    seed = chain.lot_seed(poll.definition_hash, closed.hash, str(lot.body["seed"]), "23 411.07")
    assert list(outcome_of(poll).lot) == chain.lot(seed, (1, 2, 3))
    assert poll.tie_value == "23 411.07"
    await stage.deliver()
    assert "A lot decided" in "\n".join(texts(one) for one in stage.news.history())


# Early, and later


async def test_an_officer_closes_early_after_reading_what_it_means(stage: Stage) -> None:
    poll, _ = await with_ballots(stage, "1", "1", "2", quorum_kind=QuorumKind.COUNT, quorum=3)
    shown = await stage.organiser.slash(stage.lobby, "poll close", poll=QUESTION)
    assert "3 votes are in" in answer(shown)
    assert "cannot be taken back" in answer(shown)
    kept = await stage.organiser.slash(stage.lobby, "poll close", poll=QUESTION)
    assert "stays as it is" in answer(await clicked(stage, stage.organiser, kept, "Go back"))
    assert (await again(stage, poll)).state is PollState.OPEN
    await stage.restart()
    done = await clicked(stage, stage.organiser, shown, "Close and count")
    assert "**Beirut** wins." in answer(done)
    assert "before the deadline" in answer(done)
    poll = await again(stage, poll)
    assert poll.state is PollState.CLOSED
    assert poll.closed_at is not None
    assert poll.closed_at < CLOSES
    twice = await stage.press_raw(stage.organiser, f"result.close:{poll.id}:{poll.version}")
    assert "wins" not in twice
    await stage.deliver()
    assert "**Beirut** wins." in posted(stage)


async def test_nobody_closes_by_hand_once_the_deadline_has_passed(stage: Stage) -> None:
    poll, _ = await with_ballots(stage, "1", "2", "1")
    shown = await stage.organiser.slash(stage.lobby, "poll close", poll=QUESTION)
    stage.clock.advance(CLOSES + dt.timedelta(seconds=2) - stage.clock.now())
    assert "closes by itself" in answer(await clicked(stage, stage.organiser, shown, "Close and count"))
    assert "closes by itself" in answer(await stage.organiser.slash(stage.lobby, "poll close", poll=QUESTION))
    assert (await again(stage, poll)).state is PollState.OPEN


async def test_the_deadline_moves_once_by_what_was_fixed_beforehand(stage: Stage) -> None:
    poll, _ = await with_ballots(stage, "1", "2", "1", extension_hours=24)
    far = await stage.organiser.slash(stage.lobby, "poll extend", poll=QUESTION, when="2026-11-27 11:01")
    assert "at most 24 hours later" in answer(far)
    sooner = await stage.organiser.slash(stage.lobby, "poll extend", poll=QUESTION, when="2026-11-26 10:00")
    assert "later than the old one" in answer(sooner)
    shown = await stage.organiser.slash(stage.lobby, "poll extend", poll=QUESTION, when="2026-11-27 11:00")
    done = await clicked(stage, stage.organiser, shown, "Move the deadline")
    assert "The deadline was moved" in answer(done)
    poll = await again(stage, poll)
    assert (poll.closes_at, poll.extended) == (CLOSES + dt.timedelta(days=1), True)
    assert poll.closes_wall == dt.datetime.fromisoformat("2026-11-27 11:00")
    body = (await events_of(stage, poll))[-1].body
    assert (body["from"], body["to"]) == (int(CLOSES.timestamp()), int(CLOSES.timestamp()) + 86_400)
    assert "once" in answer(
        await stage.organiser.slash(stage.lobby, "poll extend", poll=QUESTION, when="2026-11-27 12:00")
    )
    # It does not close at the old deadline.
    stage.clock.advance(CLOSES + dt.timedelta(minutes=1) - stage.clock.now())
    await stage.deliver()
    assert (await again(stage, poll)).state is PollState.OPEN
    assert (await at_the_deadline(stage, poll)).closed_at == CLOSES + dt.timedelta(days=1)


async def test_a_deadline_that_has_passed_moves_no_more(stage: Stage) -> None:
    poll, _ = await with_ballots(stage, "1", "2", "1")
    shown = await stage.organiser.slash(stage.lobby, "poll extend", poll=QUESTION, when="2026-11-27 11:00")
    stage.clock.advance(CLOSES + dt.timedelta(seconds=5) - stage.clock.now())
    assert "has passed" in answer(await clicked(stage, stage.organiser, shown, "Move the deadline"))
    assert (await again(stage, poll)).closes_at == CLOSES


# The outcome in words


async def test_the_outcome_is_recorded_with_author_and_day_for_another_look(stage: Stage) -> None:
    poll, _ = await with_ballots(stage, "1", "1", "2")
    assert "Record" not in str(stage.news.history()[-1].components)
    poll = await at_the_deadline(stage, poll)
    form = await stage.organiser.slash(stage.lobby, "poll certify", poll=QUESTION)
    early = {"outcome": "We meet in Beirut.", "option": ["1"], "review": "2026-11-26"}
    assert "has to lie ahead" in answer(await stage.organiser.submit_modal(form, early))
    form = await stage.organiser.slash(stage.lobby, "poll certify", poll=QUESTION)
    odd = early | {"review": "in June"}
    assert "year-month-day" in answer(await stage.organiser.submit_modal(form, odd))
    form = await stage.organiser.slash(stage.lobby, "poll certify", poll=QUESTION)
    done = await stage.organiser.submit_modal(form, early | {"review": "2027-06-30"})
    assert "**Outcome:** We meet in Beirut." in answer(done)
    poll = await again(stage, poll)
    assert (poll.state, poll.outcome_option) == (PollState.CERTIFIED, 1)
    assert poll.review_on == dt.date(2027, 6, 30)
    last = (await events_of(stage, poll))[-1]
    assert last.body == {"outcome": "We meet in Beirut.", "option": 1, "review": "2027-06-30"}
    await stage.deliver()
    assert "We meet in Beirut." in "\n".join(texts(one) for one in stage.news.history())
    assert f"<@{stage.organiser.id}>" in answer(done)
    # Certified once.
    assert "We meet" not in await stage.press_raw(stage.organiser, f"result.certify:{poll.id}:{poll.version}")


# What happened


async def test_the_history_tells_everything_but_what_was_voted(stage: Stage) -> None:
    poll, voters = await with_ballots(stage, "1>2", "2>1", "1")
    await at_the_deadline(stage, poll)
    shown = await stage.member.slash(stage.lobby, "poll history", poll=QUESTION)
    said = answer(shown)
    assert "closed with 3 votes" in said
    assert said.count("voted ·") == 3
    assert "✓ The record is whole" in said
    for who in voters:
        assert str(who.id) not in said
    again_ = await pressed(stage, voters[0], "What happened")
    assert "closed with 3 votes" in answer(again_)


async def test_the_history_goes_in_pages(stage: Stage) -> None:
    await with_ballots(stage, *["1>2"] * 14)
    shown = await stage.member.slash(stage.lobby, "poll history", poll=QUESTION)
    assert "**15**" in answer(shown)
    assert "**1**" not in answer(shown)
    nxt = await clicked(stage, stage.member, shown, "Next ›")
    assert "**1**" in answer(nxt)
    assert "opened" in answer(nxt)


# Dates


async def dated(stage: Stage) -> Poll:
    voters = people(stage, 3)
    poll = await opened(stage, method=Method.DATE, labels=DATES, voters=voters)
    await cast(stage, voters[0], poll, Vote(yes=(1, 2)))
    await cast(stage, voters[1], poll, Vote(yes=(2,), maybe=(1,)))
    await cast(stage, voters[2], poll, Vote(yes=(2,)))
    await stage.deliver()
    return await at_the_deadline(stage, poll)


async def test_a_date_becomes_an_event_and_a_file(stage: Stage) -> None:
    poll = await dated(stage)
    await stage.deliver()
    (event,) = scheduled(stage)
    assert event.name == QUESTION
    assert str(event.scheduled_start_time).startswith("2026-12-03T16:00")
    assert "The date is" in posted(stage)
    assert "3 yes, 0 if need be, 0 no" in posted(stage)
    shown = await pressed(stage, stage.member, "Add to calendar")
    assert "file for your calendar" in answer(shown)
    assert (await again(stage, poll)).event_id == event.id
    # Nothing makes a second one.
    await results(stage)
    await stage.restart()
    await stage.deliver()
    assert len(scheduled(stage)) == 1


async def test_a_poll_that_was_taken_back_takes_its_event_along(stage: Stage) -> None:
    poll = await dated(stage)
    await stage.deliver()
    poll = await again(stage, poll)
    await stage.app.database.write(lambda tx: store.note(tx, poll, state="void"))
    await results(stage)
    await stage.deliver()
    assert scheduled(stage) == []


# Who may


PRESSES = (
    "result.close:{0}:{1}",
    "result.extend:{0}:{1}:1795690000",
    "result.certify:{0}:{1}",
    "result.value:{0}:{1}",
)


async def test_members_and_strangers_end_nothing(stage: Stage) -> None:
    poll, voters = await with_ballots(stage, "1", "2", "1")
    before = await stage.everything()
    for who in (voters[0], stage.member):
        for form in PRESSES:
            said = await stage.press_raw(who, form.format(poll.id, poll.version))
            assert "poll officer" in said.lower(), form
    for who in (stage.member, stage.organiser):
        for form in (
            *PRESSES,
            "result.calendar:{0}",
            "result.details:{0}",
            "result.history:{0}:1",
        ):
            assert "no such poll" in (await stage.press_raw(who, form.format(9999, 1))).lower(), form
    await stage.organiser.slash(stage.lobby, "poll close", poll=QUESTION)
    stage.take_roles(stage.organiser)
    said = await stage.press_raw(stage.organiser, f"result.close:{poll.id}:{poll.version}")
    assert "poll officer" in said.lower()
    assert (await again(stage, poll)).state is PollState.OPEN
    assert before["poll"] == (await stage.everything())["poll"]


async def test_another_guilds_poll_is_no_poll(stage: Stage) -> None:
    poll, _ = await with_ballots(stage, "1", "2", "1")
    elsewhere = stage.env.create_guild("Elsewhere NOG")
    foreign = replace(as_actor(stage, person(stage, "zeina")), guild_id=elsewhere.id, manages=True)
    service = stage.app.services.closing
    for attempt in (
        service.consider_close(foreign, poll.id),
        service.close(foreign, poll.id, poll.version),
        service.extend(foreign, poll.id, poll.version, CLOSES + dt.timedelta(hours=1)),
        service.enter_value(foreign, poll.id, poll.version, "1"),
        service.certify(foreign, poll.id, poll.version, text="x", option="", review_on=""),
        service.look(foreign, poll.id, lambda _: True),
        service.history(foreign, poll.id, 1, lambda _: True),
        service.date(foreign, poll.id, lambda _: True),
    ):
        with pytest.raises(NotFoundError):
            await attempt


async def test_who_does_not_see_the_channel_sees_no_result(stage: Stage) -> None:
    poll, _ = await with_ballots(stage, "1", "2", "1")
    await at_the_deadline(stage, poll)
    service = stage.app.services.closing
    actor = as_actor(stage, stage.member)
    for attempt in (
        service.look(actor, poll.id, lambda _: False),
        service.history(actor, poll.id, 1, lambda _: False),
    ):
        with pytest.raises(NotFoundError):
            await attempt
