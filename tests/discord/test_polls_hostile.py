"""What somebody would try who means polls no good: secrecy, counting twice, the freeze, and files that have to follow."""

import datetime as dt
import json
from typing import Any

import pytest
from simcord import MemberActor

from bot.errors import InvalidInputError, NotAllowedError
from bot.polls import store
from bot.polls.closing import proof
from bot.polls.making import fitting
from bot.polls.rules import Method, Poll, Secrecy
from bot.polls.voting.votes import Vote
from tests.discord.cohort_stage import as_actor
from tests.discord.conftest import Stage, answer, texts
from tests.discord.poll_closing import CLOSES, QUESTION, again, at_the_deadline, cast, opened, people, ranked
from tests.discord.test_polls_export import document, exported

DATES = ("2026-12-01 18:00", "2026-12-03 18:00")


async def erase(stage: Stage, who: MemberActor) -> None:
    await stage.app.services.privacy.erase(as_actor(stage, who))


async def follows(stage: Stage, poll: Poll) -> dict[str, Any]:
    found = await document(await exported(stage, poll))
    proved = proof.prove(found)
    assert proved.follows, [one for one in proved.checks if one.holds is False]
    return found


# Secrecy


@pytest.mark.parametrize("secrecy", list(Secrecy))
async def test_a_servers_export_pairs_nobody_with_a_ballot(stage: Stage, secrecy: Secrecy) -> None:
    voters = people(stage, 5)
    poll = await opened(stage, voters=voters, secrecy=secrecy)
    for who in voters:
        await cast(stage, who, poll, ranked("2>1"))
    t = stage.app.catalogue.translator("en")
    text = (await stage.app.services.privacy.export_guild(stage.actor(), t)).content.decode()
    assert "groups" not in text
    # Their own they may have, where it is still known.
    mine = (await stage.app.services.privacy.export(as_actor(stage, voters[0]), t)).content.decode()
    assert ("groups" in mine) is (secrecy is not Secrecy.SEALED)


async def test_a_confidential_card_says_what_standings_weights_and_few_voters_tell(stage: Stage) -> None:
    poll = await opened(
        stage, voters=people(stage, 3), secrecy=Secrecy.CONFIDENTIAL, standings=True, weighted=True
    )
    await stage.deliver()
    card = texts(stage.news.history()[-1])
    assert "what the latest vote was" in card
    assert "a weight can name its voter" in card
    assert "With fewer than 5 voters" in card
    assert poll.roll == 3


@pytest.mark.parametrize("secrecy", [Secrecy.SEALED, Secrecy.CONFIDENTIAL])
async def test_an_export_lists_no_voters_beside_so_few_ballots(stage: Stage, secrecy: Secrecy) -> None:
    voters = people(stage, 5)
    poll = await opened(stage, voters=voters, secrecy=secrecy, method=Method.PLURALITY)
    await cast(stage, voters[0], poll, ranked("2"))
    poll = await at_the_deadline(stage, poll)
    assert (await follows(stage, poll))["voted"] == []


async def test_what_the_required_answered_leaves_no_confidential_poll(stage: Stage) -> None:
    voters = people(stage, 5)
    made = await opened(stage, method=Method.DATE, labels=DATES, secrecy=Secrecy.CONFIDENTIAL)
    draft = await stage.app.services.polls.copy(stage.actor(), made.id)
    found = await stage.app.services.poll_electorate.set_required(
        stage.actor(), draft.poll.id, [voters[0].id]
    )
    poll = await stage.app.services.polls.confirm(stage.actor(), draft.poll.id, found.draft.poll.version)
    for who in voters:
        await cast(stage, who, poll, Vote(yes=(2,)) if who is voters[0] else Vote(yes=(1, 2)))
    poll = await at_the_deadline(stage, poll)
    told = await follows(stage, poll)
    assert {one[3] for one in told["result"]["tally"]["dates"].values()} == {0}


async def test_a_sealed_poll_that_is_cancelled_is_cleaned_as_one_that_closed(stage: Stage) -> None:
    voters = people(stage, 5)
    poll = await opened(stage, voters=voters, secrecy=Secrecy.SEALED)
    await cast(stage, voters[0], poll, ranked("2"))
    poll = await again(stage, poll)
    await stage.app.services.polls.cancel(stage.actor(), poll.id, poll.version, "Asked wrongly")
    left = await stage.app.database.read(lambda tx: tx.all("SELECT cleaning FROM poll"))
    assert [row["cleaning"] for row in left] == [1]


# Counting twice, or losing


@pytest.mark.parametrize("secrecy", list(Secrecy))
async def test_who_was_erased_votes_no_second_time(stage: Stage, secrecy: Secrecy) -> None:
    voters = people(stage, 2)
    poll = await opened(stage, method=Method.PLURALITY, secrecy=secrecy)
    await cast(stage, voters[0], poll, ranked("1"))
    await erase(stage, voters[0])
    with pytest.raises(NotAllowedError) as refused:
        await cast(stage, voters[0], poll, ranked("1"))
    assert refused.value.key == "poll-not-eligible-erased"
    await cast(stage, voters[1], poll, ranked("2"))
    poll = await at_the_deadline(stage, poll)
    assert json.loads(poll.result)["cast"] == 2
    await follows(stage, poll)
    # Nothing that could name them is kept beyond the close.
    rows = await stage.app.database.read(lambda tx: tx.all("SELECT cast_by, voter FROM poll_ballot"))
    assert all(row["cast_by"] == row["voter"] for row in rows)


@pytest.mark.parametrize("secrecy", [Secrecy.OPEN, Secrecy.CONFIDENTIAL])
@pytest.mark.parametrize("late", [False, True])
async def test_an_erased_pledge_stays_counted_and_the_file_follows(
    stage: Stage, secrecy: Secrecy, late: bool
) -> None:
    voters = people(stage, 5)
    poll = await opened(
        stage, method=Method.PLEDGE, voters=voters, secrecy=secrecy, goal=10, goal_unit="ports"
    )
    for who in voters:
        await cast(stage, who, poll, Vote(amount=3, conditions="if all sign"))
    if not late:
        await erase(stage, voters[1])
    poll = await at_the_deadline(stage, poll)
    if late:
        await erase(stage, voters[1])
    found = await follows(stage, poll)
    assert found["result"]["tally"]["amount"] == 15
    rows = await stage.app.database.read(lambda tx: store.ballots(tx, poll.id))
    assert sum("if all sign" in one.vote for one in rows) == 4


@pytest.mark.parametrize("late", [False, True])
async def test_who_is_required_stays_so_as_it_was_defined(stage: Stage, late: bool) -> None:
    voters = people(stage, 3)
    made = await opened(stage, method=Method.DATE, labels=DATES, secrecy=Secrecy.OPEN)
    draft = await stage.app.services.polls.copy(stage.actor(), made.id)
    found = await stage.app.services.poll_electorate.set_required(
        stage.actor(), draft.poll.id, [voters[0].id]
    )
    poll = await stage.app.services.polls.confirm(stage.actor(), draft.poll.id, found.draft.poll.version)
    assert json.loads(poll.definition)["required"]
    await cast(stage, voters[0], poll, Vote(yes=(2,)))
    await cast(stage, voters[1], poll, Vote(yes=(1,)))
    if not late:
        await erase(stage, voters[0])
    poll = await at_the_deadline(stage, poll)
    if late:
        await erase(stage, voters[0])
    assert json.loads(poll.result)["winners"] == [2]
    await follows(stage, poll)


# The deadline


async def test_a_deadline_moves_not_beyond_a_date(stage: Stage) -> None:
    labels = ("2026-11-26 18:00", "2026-12-03 18:00")
    poll = await opened(stage, method=Method.DATE, labels=labels, extension_hours=24)
    far = await stage.organiser.slash(stage.lobby, "poll extend", poll=QUESTION, when="2026-11-26 19:00")
    assert "has to be later than the close" in answer(far)
    with pytest.raises(InvalidInputError):
        await stage.app.services.closing.extend(
            stage.actor(), poll.id, poll.version, CLOSES + dt.timedelta(hours=9)
        )


# The freeze


async def test_typos_do_not_add_up_to_another_text(stage: Stage) -> None:
    first = "Members pay one hundred euros each year for the exchange."
    poll = await opened(stage, method=Method.YES_NO, description=first)
    polls = stage.app.services.polls

    async def correct(text: str) -> None:
        await polls.correct(stage.actor(), poll.id, (await again(stage, poll)).version, text)

    for other in (
        "Members pay nine thousand euros each year for the exchange.",
        "Members do not pay one hundred euros each year for the exchange.",
        "",
    ):
        with pytest.raises(InvalidInputError):
            await correct(other)
    await correct("Members pay one hundred euro each year for the exchange.")
    await correct("Members pays one hundred euro each years for the exchange.")
    with pytest.raises(InvalidInputError):
        await correct("Member pays one hundred euro each years for the exchanges.")
    assert not fitting.is_typo_fix("Pay 100 euros", "Pay 900 euros")
    assert not fitting.is_typo_fix("Yes to A", "No for B")


# A file that was tampered with


def _another_list(found: dict[str, Any]) -> None:
    found["ballots"][0][0] += 7


def _another_candidate(found: dict[str, Any]) -> None:
    found["candidates"][0], found["candidates"][1] = found["candidates"][1], found["candidates"][0]


def _another_outcome(found: dict[str, Any]) -> None:
    found["outcome"]["text"] = "We do not go anywhere."


def _no_outcome(found: dict[str, Any]) -> None:
    del found["outcome"]


def _another_total(found: dict[str, Any]) -> None:
    found["roll_weight"] = 3


@pytest.mark.parametrize(
    "tamper", [_another_list, _another_candidate, _another_outcome, _no_outcome, _another_total]
)
async def test_no_part_of_a_file_can_be_another(stage: Stage, tamper: Any) -> None:
    voters = people(stage, 5)
    poll = await opened(stage, voters=voters, secrecy=Secrecy.SEALED, none_option=True)
    for number, who in enumerate(voters):
        await cast(stage, who, poll, ranked("1>0" if number % 2 else "2>3"))
    poll = await at_the_deadline(stage, poll)
    await stage.app.services.closing.certify(
        stage.actor(), poll.id, poll.version, text="We go to Tripoli.", option="2", review_on=""
    )
    found = await follows(stage, poll)
    tamper(found)
    assert not proof.prove(found).follows
