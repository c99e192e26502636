"""Voting through real clicks: the ballot of each method, what a restart leaves, who may vote, until when, and receipts."""

import datetime as dt
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import discord
import pytest
from simcord import InteractionResult, MemberActor
from simcord.backend.models.channel import Overwrite
from simcord.enums import OverwriteType

from bot.errors import StaleError
from bot.polls import chain, store
from bot.polls.rules import (
    Answer,
    Ballot,
    Electorate,
    EqualRanks,
    Manner,
    Method,
    Poll,
    PollState,
    Secrecy,
)
from bot.polls.voting import casting, packing
from bot.polls.voting.votes import Vote
from bot.storage.database import Transaction
from bot.ui.routes import press
from tests.discord.cohort_stage import as_actor, person
from tests.discord.conftest import Stage, answer, buttons, texts
from tests.discord.poll_closing import CLOSES, again, at_the_deadline, cast, opened
from tests.discord.poll_voting import Times, components, menu
from tests.discord.poll_voting import message_of as shown

DATES = ("2026-12-01T10:00", "2026-12-02T18:00", "2026-12-03T10:00")
MANY = tuple(f"Place {number}" for number in range(1, 25))


@pytest.fixture(autouse=True)
def times(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Times:
    """simcord's ids tell a time of its own; a poll counts what was pressed in its time."""
    found = Times(stage)
    monkeypatch.setattr(stage.env.backend, "snowflake", found.snowflake)
    return found


async def vote(stage: Stage, who: MemberActor) -> InteractionResult:
    """Press Vote on the card."""
    await stage.deliver()
    cards = [one for one in stage.news.history() if one.author.bot and one.flags.components_v2]
    return await who.click(cards[-1], label="Vote")


async def ballots(stage: Stage, poll: Poll) -> list[Ballot]:
    return await stage.app.database.read(lambda tx: store.ballots(tx, poll.id))


async def stands(stage: Stage, poll: Poll) -> list[Any]:
    """What the ballots of a poll say."""
    return [json.loads(one.vote) for one in await ballots(stage, poll) if one.vote]


async def chained(stage: Stage, poll: Poll) -> list[Any]:
    """The bodies of "cast" events; the chain holds."""
    events = await stage.app.database.read(lambda tx: store.events(tx, poll.id))
    assert chain.broken((await again(stage, poll)).definition_hash, events) is None
    assert (await again(stage, poll)).head == events[-1].hash
    return [one.body for one in events if one.kind == chain.CAST]


async def seen_of(stage: Stage, poll: Poll) -> int:
    return casting.print_of(poll, await stage.app.database.read(lambda tx: store.options(tx, poll.id)))


async def tap(who: MemberActor, at: InteractionResult, *numbers: int) -> InteractionResult:
    """Pick options for a ranking, one after the other."""
    for number in numbers:
        at = await who.select(shown(at), [str(number)], custom_id=menu(shown(at), "vote.add"))
    return at


# Each method


async def test_a_yes_is_one_press_after_vote_and_can_be_changed(stage: Stage) -> None:
    poll = await opened(stage, method=Method.YES_NO)
    result = await vote(stage, stage.member)
    assert list(buttons(shown(result))) == ["Yes", "No", "Abstain"]
    assert await ballots(stage, poll) == []
    result = await stage.member.click(shown(result), label="Yes")
    said = answer(result)
    assert "Your ballot is cast" in said
    assert "**Yes**" in said
    assert f"until <t:{int(CLOSES.timestamp())}:F>" in said
    assert await stands(stage, poll) == [{"answer": "yes"}]
    result = await stage.member.click(shown(result), label="Change it")
    assert "Your ballot as it stands: **Yes**" in answer(result)
    result = await stage.member.click(shown(result), label="Abstain")
    assert "Your ballot is replaced" in answer(result)
    assert await stands(stage, poll) == [{"answer": "abstain"}]
    bodies = await chained(stage, poll)
    assert [sorted(one) for one in bodies] == [["ballot", "voter"]] * 2
    assert bodies[0]["voter"] == bodies[1]["voter"]
    (kept,) = await ballots(stage, poll)
    assert bodies[1]["ballot"] == chain.commitment(kept.salt, kept.vote)


async def test_a_block_is_offered_where_the_poll_has_it(stage: Stage) -> None:
    poll = await opened(stage, method=Method.YES_NO, may_block=True)
    result = await vote(stage, stage.member)
    await stage.member.click(shown(result), label="Block")
    assert await stands(stage, poll) == [{"answer": "block"}]
    assert "vote" not in await stage.press_raw(stage.member, press("vote.answer", poll.id, 0, 1, 9))


async def test_approval_is_one_menu_of_twenty_five(stage: Stage) -> None:
    poll = await opened(stage, method=Method.APPROVAL, labels=MANY, none_option=True)
    result = await vote(stage, stage.member)
    at = menu(shown(result), "vote.approve")
    options = next(one for one in components(shown(result)) if one.get("custom_id") == at)["options"]
    assert len(options) == 25
    assert options[-1]["label"] == "None of these"
    assert "Abstain" in buttons(shown(result))
    result = await stage.member.select(shown(result), [one["value"] for one in options], custom_id=at)
    assert answer(result).count("✓") == 25
    result = await stage.member.select(
        shown(result), ["3", "1"], custom_id=menu(shown(result), "vote.approve")
    )
    result = await stage.member.click(shown(result), label="Cast my ballot")
    assert "✓ Place 1\n✓ Place 3" in answer(result)
    assert await stands(stage, poll) == [{"groups": [[1, 3]]}]


async def test_plurality_is_picked_and_cast(stage: Stage) -> None:
    poll = await opened(stage, method=Method.PLURALITY, none_option=True)
    result = await vote(stage, stage.member)
    result = await stage.member.select(shown(result), ["0"], custom_id=menu(shown(result), "vote.pick"))
    assert await ballots(stage, poll) == []
    result = await stage.member.click(shown(result), label="Cast my ballot")
    assert "✓ None of these" in answer(result)
    assert await stands(stage, poll) == [{"groups": [[0]]}]


async def test_a_ranking_is_tapped_moved_made_equal_and_undone(stage: Stage) -> None:
    poll = await opened(stage)
    who = stage.member
    result = await tap(who, await vote(stage, who), 2, 1, 3)
    assert "**1.** **B** Tripoli\n**2.** **A** Beirut\n**3.** **C** Tyre" in answer(result)
    result = await who.click(shown(result), label="C = above")
    assert "**2.** **A** Beirut = **C** Tyre" in answer(result)
    result = await who.click(shown(result), label="C up")
    assert "**2.** **C** Tyre\n**3.** **A** Beirut" in answer(result)
    result = await who.click(shown(result), label="Undo")
    assert "**2.** **A** Beirut = **C** Tyre" in answer(result)
    result = await who.select(shown(result), ["2"], custom_id=menu(shown(result), "vote.line"))
    result = await who.click(shown(result), label="B down")
    assert "**1.** **A** Beirut = **C** Tyre\n**2.** **B** Tripoli" in answer(result)
    result = await who.click(shown(result), label="Remove B")
    assert "Tripoli" not in texts(shown(result)).split("Pick the next")[1].split("Next option")[0]
    result = await who.click(shown(result), label="Undo")
    result = await who.click(shown(result), label="Clear")
    assert "Your ballot is empty so far" in answer(result)
    result = await who.click(shown(result), label="Undo")
    result = await who.click(shown(result), label="Cast my ballot")
    assert "**1.** **A** Beirut = **C** Tyre\n**2.** **B** Tripoli" in answer(result)
    assert await stands(stage, poll) == [{"groups": [[1, 3], [2]]}]
    result = await vote(stage, who)
    assert "**2.** **B** Tripoli" in answer(result), "the ballot that stands is where a change begins"
    assert "Replace my ballot" in buttons(shown(result))


async def test_undo_takes_taps_back_one_by_one(stage: Stage) -> None:
    await opened(stage)
    who = stage.member
    result = await tap(who, await vote(stage, who), 1, 2, 3)
    for left in ("**2.**", "**1.**", "empty so far"):
        result = await who.click(shown(result), label="Undo")
        assert left in answer(result)


async def test_an_empty_ranking_abstains_and_says_so(stage: Stage) -> None:
    poll = await opened(stage)
    result = await vote(stage, stage.member)
    result = await stage.member.click(shown(result), label="Abstain")
    assert "it counts for the quorum alone" in answer(result)
    assert await stands(stage, poll) == [{"groups": []}]


async def test_a_ranking_as_one_line_and_what_is_wrong_with_it(stage: Stage) -> None:
    poll = await opened(stage, none_option=True)
    who = stage.member
    result = await tap(who, await vote(stage, who), 1)
    wrong = {
        "B > Cairo": "“Cairo” is no option of this poll",
        "B > T": "“T” could mean several options",
        "B >> A": "Something is missing beside a “\\>”",
        "B > A = b": "“b” names an option that stands in the line already",
    }
    for line, why in wrong.items():
        form = await who.click(shown(result), label="As text")
        result = await who.submit_modal(form, {"line": line})
        assert why in answer(result)
        assert f"```\n{line}\n```" in answer(result), "what was typed is kept"
        assert "**1.** **A** Beirut" in answer(result), "and so is the ballot"
    form = await who.click(shown(result), label="As text")
    result = await who.submit_modal(form, {"line": "tripoli > A = Z > tyr"})
    result = await who.click(shown(result), label="Cast my ballot")
    assert await stands(stage, poll) == [{"groups": [[2], [0, 1], [3]]}]


async def test_equal_ranks_are_not_offered_where_they_are_forbidden(stage: Stage) -> None:
    poll = await opened(stage, method=Method.RUNOFF, equal_ranks=EqualRanks.FORBIDDEN)
    who = stage.member
    result = await tap(who, await vote(stage, who), 1, 2)
    assert "B = above" not in buttons(shown(result))
    form = await who.click(shown(result), label="As text")
    result = await who.submit_modal(form, {"line": "A = B"})
    assert "takes no equal ranks" in answer(result)
    equal = packing.pack(Method.RUNOFF, Vote(groups=((1, 2),)))
    said = await stage.press_raw(who, press("vote.cast", poll.id, 0, await seen_of(stage, poll), *equal))
    assert "takes no equal ranks" in said
    assert await ballots(stage, poll) == []


async def test_twenty_five_options_are_ranked_and_survive_a_restart_in_the_middle(stage: Stage) -> None:
    poll = await opened(stage, method=Method.STV, labels=MANY, none_option=True, seats=3)
    who = stage.member
    result = await tap(who, await vote(stage, who), *range(24, 12, -1))
    await stage.restart()
    result = await tap(who, result, *range(12, 0, -1), 0)
    await stage.restart()
    result = await who.click(shown(result), label="Z = above")
    result = await who.click(shown(result), label="Cast my ballot")
    assert "**24.** **A** Place 1 = **Z** None of these" in answer(result)
    assert await stands(stage, poll) == [{"groups": [*([one] for one in range(24, 1, -1)), [0, 1]]}]


async def test_scores_come_up_one_after_the_other(stage: Stage) -> None:
    poll = await opened(stage, method=Method.SCORE)
    who = stage.member
    result = await vote(stage, who)
    assert "How many points for **Beirut**?" in answer(result)
    result = await who.click(shown(result), label="5")
    assert "How many points for **Tripoli**?" in answer(result)
    await stage.restart()
    result = await who.select(shown(result), ["3"], custom_id=menu(shown(result), "vote.score-of"))
    result = await who.click(shown(result), label="0")
    result = await who.select(shown(result), ["1"], custom_id=menu(shown(result), "vote.score-of"))
    assert "**Beirut** has 5 now" in answer(result)
    result = await who.click(shown(result), label="4")
    result = await who.click(shown(result), label="Cast my ballot")
    assert "**4** Beirut\n**0** Tyre" in answer(result)
    assert await stands(stage, poll) == [{"scores": {"1": 4, "3": 0}}]


async def test_a_score_is_taken_back(stage: Stage) -> None:
    poll = await opened(stage, method=Method.SCORE, labels=MANY, none_option=True)
    who = stage.member
    result = await who.click(shown(await vote(stage, who)), label="3")
    result = await who.select(shown(result), ["1"], custom_id=menu(shown(result), "vote.score-of"))
    result = await who.click(shown(result), label="No points")
    result = await who.select(shown(result), ["0"], custom_id=menu(shown(result), "vote.score-of"))
    result = await who.click(shown(result), label="1")
    await who.click(shown(result), label="Cast my ballot")
    assert await stands(stage, poll) == [{"scores": {"0": 1}}]


async def test_dates_are_ticked_in_my_zone(stage: Stage) -> None:
    poll = await opened(stage, method=Method.DATE, labels=DATES)
    who = stage.member
    await who.slash(stage.lobby, "me zone", zone="Asia/Tokyo")
    result = await vote(stage, who)
    first = next(one for one in components(shown(result)) if one.get("type") == 3)
    assert first["options"][0]["label"] == "Tue 1 Dec 2026 17:00 Tokyo"
    result = await who.select(shown(result), ["1", "2"], custom_id=menu(shown(result), "vote.dates", 0))
    result = await who.select(shown(result), ["2", "3"], custom_id=menu(shown(result), "vote.dates", 1))
    assert answer(result).count("✓ yes:") == 1
    assert answer(result).count("\\~ if need be:") + answer(result).count("~ if need be:") >= 2
    result = await who.click(shown(result), label="Cast my ballot")
    assert await stands(stage, poll) == [{"maybe": [2, 3], "yes": [1]}]


async def test_a_pledge_is_one_form(stage: Stage) -> None:
    poll = await opened(stage, method=Method.PLEDGE, goal=20, goal_unit="ports")
    who = stage.member
    form = await vote(stage, who)
    result = await who.submit_modal(form, {"amount": "two", "conditions": "Only with **two** feeds"})
    assert "has to be a whole number" in answer(result)
    assert "two\nOnly with **two** feeds" in answer(result), "what was typed is kept"
    form = await who.click(shown(result), label="Try again")
    result = await who.submit_modal(form, {"amount": "1 0", "conditions": "Only with **two** feeds"})
    assert "**10** ports" in answer(result)
    assert r"Only with \*\*two\*\* feeds" in answer(result)
    assert await stands(stage, poll) == [{"amount": 10, "conditions": "Only with **two** feeds"}]
    form = await who.click(shown(result), label="Change it")
    assert "Only with **two** feeds" in str(form.modal), "the pledge that stands is where a change begins"
    for amount in ("-1", "1000000001", "9" * 20, "٣"):
        result = await who.submit_modal(form, {"amount": amount, "conditions": ""})
        if amount != "٣":
            assert "has to be a whole number" in answer(result)
            form = await who.click(shown(result), label="Try again")
    assert "**3** ports" in answer(result), "digits of any script are digits"


# Twice, late, and in the meantime


@pytest.mark.hostile(58)
async def test_a_double_press_is_one_ballot(stage: Stage) -> None:
    poll = await opened(stage)
    actor = as_actor(stage, stage.member)

    def operation(tx: Transaction) -> casting.Cast:
        return casting.cast(tx, actor, poll.id, packing.OWN, Vote(groups=((1,),)))

    first = await stage.app.database.write(operation)
    second = await stage.app.database.write(operation)
    assert (first.again, second.again, second.vote) == (False, True, first.vote)
    assert len(await chained(stage, poll)) == 1


async def test_of_two_devices_the_later_press_counts_even_if_it_arrives_first(stage: Stage) -> None:
    poll = await opened(stage)
    older, newer = as_actor(stage, stage.member), as_actor(stage, stage.member)
    assert older.interaction_id < newer.interaction_id

    def operation(actor: Any, number: int) -> Callable[[Transaction], casting.Cast]:
        return lambda tx: casting.cast(tx, actor, poll.id, packing.OWN, Vote(groups=((number,),)))

    await stage.app.database.write(operation(newer, 2))
    with pytest.raises(StaleError, match="vote-newer"):
        await stage.app.database.write(operation(older, 1))
    assert await stands(stage, poll) == [{"groups": [[2]]}]
    assert len(await chained(stage, poll)) == 1


@pytest.mark.parametrize(("after", "counts"), [(0, True), (-1, True), (1, False)])
async def test_the_deadline_is_exact_to_the_presss_own_time(
    stage: Stage, times: Times, after: int, counts: bool
) -> None:
    poll = await opened(stage)
    result = await tap(stage.member, await vote(stage, stage.member), 1)
    stage.clock.advance(CLOSES + dt.timedelta(seconds=2) - stage.clock.now())  # it arrives late
    times.exactly = CLOSES + dt.timedelta(milliseconds=after)
    result = await stage.member.click(shown(result), label="Cast my ballot")
    assert ("Your ballot is cast" in answer(result)) is counts
    assert ("is over, so nothing was cast" in answer(result)) is not counts
    assert len(await ballots(stage, poll)) == counts


async def test_a_ballot_of_a_closed_or_cancelled_poll_is_refused_with_a_way_on(stage: Stage) -> None:
    poll = await opened(stage)
    result = await tap(stage.member, await vote(stage, stage.member), 1)
    await at_the_deadline(stage, poll)
    late = await stage.member.click(shown(result), label="Cast my ballot")
    assert "is over, so nothing was cast" in answer(late)
    assert "To the poll" in str(shown(late).components)
    assert "Cast my ballot" not in buttons(shown(late))
    assert await ballots(stage, poll) == []


async def test_a_ballot_of_other_options_is_refused_and_the_present_one_is_a_press_away(stage: Stage) -> None:
    poll = await opened(stage, method=Method.DATE, labels=DATES[:2])
    who = stage.member
    result = await vote(stage, who)
    result = await who.select(shown(result), ["1"], custom_id=menu(shown(result), "vote.dates", 0))

    def grow(tx: Transaction) -> None:
        one = store.options(tx, poll.id)[0]
        store.add_option(tx, poll.id, _later(one), "later")

    await stage.app.database.write(grow)
    result = await who.click(shown(result), label="Cast my ballot")
    assert "options of “Where do we meet?” changed" in answer(result)
    assert await ballots(stage, poll) == []
    result = await who.click(shown(result), label="Show my ballot")
    result = await who.select(shown(result), ["3"], custom_id=menu(shown(result), "vote.dates", 0))
    await who.click(shown(result), label="Cast my ballot")
    assert await stands(stage, poll) == [{"maybe": [], "yes": [3]}]


def _later(one: Any) -> Any:
    week = dt.timedelta(days=7)
    return replace(one, number=3, label="later", wall=one.wall + week, starts_at=one.starts_at + week)


# Who may vote


async def test_who_may_not_vote_is_told_why(stage: Stage) -> None:
    poll = await opened(stage, voters=(stage.organiser,))
    said = answer(await vote(stage, stage.member))
    assert said
    assert "Cast" not in said
    assert await ballots(stage, poll) == []


@pytest.mark.hostile(51)
async def test_a_role_lost_while_the_ballot_was_made_does_not_vote(stage: Stage) -> None:
    role = stage.guild.create_role("Voters")
    who = person(stage, "rima")
    stage.env.backend.edit_member(stage.guild.id, who.id, {"role_ids": [role.id]})
    poll = await opened(stage, electorate=Electorate.ROLE, electorate_id=role.id)
    result = await tap(who, await vote(stage, who), 1)
    stage.take_roles(who)
    result = await who.click(shown(result), label="Cast my ballot")
    assert f"<@&{role.id}>" in answer(result)
    assert await ballots(stage, poll) == []


async def test_a_poll_in_a_channel_one_may_not_view_is_not_there(stage: Stage) -> None:
    poll = await opened(stage, channel_id=stage.lobby.id)
    stage.env.backend.set_overwrite(
        stage.lobby.id,
        _hidden(stage),
    )
    before = await stage.everything()
    for custom_id in (
        press("vote.open", poll.id),
        press("vote.cast", poll.id, 0, 0, 0, 0),
        press("vote.again", poll.id, 0),
    ):
        said = await stage.press_raw(stage.member, custom_id, stage.news)
        assert "Where do we meet" not in said
    assert await stage.everything() == before
    result = await stage.member.slash(stage.news, "poll mine")
    assert "Where do we meet" not in answer(result)


def _hidden(stage: Stage) -> Any:
    return Overwrite(
        target_id=stage.member.id,
        type=OverwriteType.MEMBER,
        deny=discord.Permissions(view_channel=True).value,
    )


@pytest.mark.hostile(52, 53, 54)
async def test_presses_that_nobody_showed_cast_nothing(stage: Stage) -> None:
    poll = await opened(stage)

    def abroad(tx: Transaction) -> Poll:
        other = store.insert(tx, replace(poll, guild_id=4711, secret="", version=1))
        found = store.get(tx, 4711, other)
        assert found is not None
        return found

    foreign = await stage.app.database.write(abroad)
    before = await stage.everything()
    largest = 2**63 - 1
    for poll_id in (foreign.id, largest, 0, 999):
        for custom_id in (
            f"vote.open:{poll_id}",
            f"vote.cast:{poll_id}:0:1:1:1",
            f"vote.step:{poll_id}:0:1:1:1:3",
            f"vote.answer:{poll_id}:0:1:0",
        ):
            said = await stage.press_raw(stage.member, custom_id)
            assert "Where do we meet" not in said
            assert "ballot is cast" not in said
    for custom_id in (
        "vote.open:-1",
        f"vote.open:{2**63}",
        "vote.open:x",
        f"vote.cast:{poll.id}:0:{largest}:{largest}:{largest}",
        f"vote.cast:{poll.id}:{largest}:0:0:0",
        f"vote.step:{poll.id}:0:0:0:0:{largest}",
        f"vote.score:{poll.id}:0:0:0:0:3",
        f"vote.answer:{poll.id}:0:0:0",
        f"vote.answer:{poll.id}:0:0:{largest}",
        f"vote.typed:{poll.id}:0:0:0:0",
        press("vote.answer", poll.id, 0, await seen_of(stage, poll), 0),
        press("vote.score", poll.id, 0, await seen_of(stage, poll), 0, 0, 3),
        press("vote.dates", poll.id, 0, await seen_of(stage, poll), 1, 0, 0),
        press("vote.cast", poll.id, 0, await seen_of(stage, poll), 0, 30),
        f"vote.mine:{largest}",
    ):
        assert "ballot is cast" not in await stage.press_raw(stage.member, custom_id)
    assert await stage.everything() == before


async def test_own_beats_alternate_beats_proxy(stage: Stage) -> None:
    poll = await opened(stage, voters=(stage.member, stage.organiser))

    async def by(who: MemberActor, manner: Manner, number: int) -> str | None:
        def operation(tx: Transaction) -> str | None:
            actor = as_actor(stage, who)
            own = casting.units(tx, poll, as_actor(stage, stage.member), sees=True)[0]
            if manner is Manner.PROXY:
                tx.execute(
                    "INSERT OR IGNORE INTO poll_proxy (poll_id, guild_id, giver, holder_id, given_at) VALUES (?, ?, ?, ?, 0)",
                    (poll.id, poll.guild_id, own.voter, who.id),
                )
            try:
                casting.cast(tx, actor, poll.id, own.voter, Vote(groups=((number,),)))
            except StaleError as error:
                return error.key
            return None

        return await stage.app.database.write(operation)

    assert await by(stage.organiser, Manner.PROXY, 1) is None
    assert await by(stage.member, Manner.OWN, 2) is None
    assert await by(stage.organiser, Manner.PROXY, 3) == "vote-stronger-own"
    assert await stands(stage, poll) == [{"groups": [[2]]}]
    assert [one.manner for one in await ballots(stage, poll)] == [Manner.OWN]


async def test_who_holds_a_proxy_chooses_for_whom_first(stage: Stage) -> None:
    poll = await opened(stage, voters=(stage.member, stage.organiser))

    def give(tx: Transaction) -> str:
        own = casting.units(tx, poll, as_actor(stage, stage.organiser), sees=True)[0]
        tx.execute(
            "INSERT INTO poll_proxy (poll_id, guild_id, giver, holder_id, given_at) VALUES (?, ?, ?, ?, 0)",
            (poll.id, poll.guild_id, own.voter, stage.member.id),
        )
        return own.voter

    giver = await stage.app.database.write(give)
    result = await vote(stage, stage.member)
    said = answer(result)
    assert "For whom do you vote now?" in said
    assert f"<@{stage.organiser.id}>, by proxy: not yet voted" in said
    options = next(one for one in components(shown(result)) if one.get("type") == 3)["options"]
    result = await stage.member.select(
        shown(result), [options[1]["value"]], custom_id=menu(shown(result), "vote.for")
    )
    assert f"This ballot is for <@{stage.organiser.id}>, by proxy." in answer(result)
    result = await tap(stage.member, result, 3)
    result = await stage.member.click(shown(result), label="Cast my ballot")
    assert f"for <@{stage.organiser.id}>" in answer(result)
    (kept,) = await ballots(stage, poll)
    assert (kept.voter, kept.manner) == (giver, Manner.PROXY)
    result = await stage.member.click(shown(result), label="Vote for another")
    assert f"<@{stage.organiser.id}>, by proxy: voted" in answer(result)
    result = await stage.member.select(shown(result), ["0"], custom_id=menu(shown(result), "vote.for"))
    await tap(stage.member, result, 1)
    result = await stage.organiser.click(shown(await vote(stage, stage.organiser)), label="Abstain")
    assert "Your ballot is replaced" in answer(result), "the own vote replaces the proxy's"


async def test_who_is_not_eligible_votes_as_advice_where_the_poll_takes_it(stage: Stage) -> None:
    poll = await opened(stage, method=Method.YES_NO, voters=(stage.organiser,), advisory=True)
    result = await vote(stage, stage.member)
    assert "it is counted apart, as advice" in answer(result)
    result = await stage.member.click(shown(result), label="No")
    assert "It is counted apart, as advice." in answer(result)
    assert [one.advisory for one in await ballots(stage, poll)] == [True]
    assert await stage.app.database.read(lambda tx: store.cast(tx, poll.id)) == 0


# Sealed


async def test_a_sealed_ballot_is_apart_from_its_voter_and_final(stage: Stage) -> None:
    poll = await opened(stage, method=Method.YES_NO, secrecy=Secrecy.SEALED)
    who = stage.member
    result = await vote(stage, who)
    result = await who.click(shown(result), label="Yes")
    assert "once cast, it can't be changed" in answer(result)
    assert await ballots(stage, poll) == []
    result = await who.click(shown(result), label="Cast my ballot")
    assert "it can't be changed, and it is kept apart from your name" in answer(result)
    assert "Change it" not in buttons(shown(result))
    (note,) = await ballots(stage, poll)
    assert (note.vote, note.salt, note.receipt, note.interaction_id, note.cast_at) == ("", "", "", 0, None)
    assert [sorted(one) for one in await chained(stage, poll)] == [["voter"]]
    sealed = await stage.app.database.read(lambda tx: store.sealed(tx, poll.id))
    assert sealed == [('{"answer":"yes"}', "", False)]
    before = await stage.everything()
    result = await vote(stage, who)
    assert "it can't be changed" in answer(result)
    said = await stage.press_raw(who, press("vote.cast", poll.id, 0, 0, 2, 0))
    assert "A ballot stands" in said
    after = await stage.everything()
    assert (after["poll_ballot"], after["poll_sealed"], after["poll_event"]) == (
        before["poll_ballot"],
        before["poll_sealed"],
        before["poll_event"],
    )


# One's own polls, and receipts


async def test_my_polls_open_and_over(stage: Stage) -> None:
    result = await stage.member.slash(stage.lobby, "poll mine")
    assert "No poll is open to you" in answer(result)
    first = await opened(stage, method=Method.YES_NO, question="Shall we peer?")
    secret = await opened(stage, method=Method.YES_NO, question="Who leads?", secrecy=Secrecy.SEALED)
    result = await stage.member.slash(stage.lobby, "poll mine")
    assert answer(result).count("You have not voted yet.") == 2
    for poll in (first, secret):
        await cast(stage, stage.member, poll, Vote(answer=Answer.YES))
    result = await stage.member.slash(stage.lobby, "poll mine")
    assert answer(result).count("You have voted.") == 2
    await at_the_deadline(stage, first)
    assert (await again(stage, secret)).state is PollState.CLOSED
    said = answer(await stage.member.slash(stage.lobby, "poll mine"))
    assert "**Shall we peer?**\n**Yes**" in said
    assert "**Who leads?**\nyou voted; the poll was sealed" in said
    assert "Shall we peer" not in answer(await stage.organiser.slash(stage.lobby, "poll mine"))


@pytest.mark.parametrize("secrecy", [Secrecy.CONFIDENTIAL, Secrecy.SEALED])
async def test_a_receipt_tells_after_the_close_whether_the_sheet_holds_the_ballot(
    stage: Stage, secrecy: Secrecy
) -> None:
    poll = await opened(stage, receipts=True, secrecy=secrecy)
    who = stage.member
    result = await tap(who, await vote(stage, who), 2)
    result = await who.click(shown(result), label="Cast my ballot")
    found = re.search(r"\|\|`([0-9a-f-]+)`\|\|", answer(result))
    assert found is not None
    token = found[1]
    early = await who.slash(stage.lobby, "poll receipt", poll=str(poll.id), token=token)
    assert "look up your receipt after its close" in answer(early)
    await at_the_deadline(stage, poll)
    result = await who.slash(stage.lobby, "poll receipt", poll=str(poll.id), token=f" {token.upper()} ")
    assert "The sheet holds your ballot" in answer(result)
    assert "**1.** **B** Tripoli" in answer(result)
    result = await who.slash(stage.lobby, "poll receipt", poll=str(poll.id), token="0" * 20)
    assert "holds no such ballot" in answer(result)
    assert "Tripoli" not in answer(result)
    result = await who.slash(stage.lobby, "poll receipt", poll=str(poll.id), token="what?")
    assert "A receipt has 20 signs" in answer(result)
