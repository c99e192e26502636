"""/poll export: files that anybody can check, and that hold no more than the poll's secrecy lets out."""

import json
from typing import Any

import pytest
from click.testing import CliRunner
from simcord import InteractionResult, MemberActor

from bot.cli import crossconnect
from bot.polls.closing import proof
from bot.polls.rules import Answer, Method, Poll, PollState, QuorumKind, Secrecy
from bot.polls.voting.votes import Vote
from tests.discord.conftest import Stage, answer
from tests.discord.poll_closing import again, at_the_deadline, cast, opened, people, ranked

VOTES = {
    Method.SCHULZE: [ranked("1>2>3"), ranked("2>3>1"), ranked("3>1>2"), ranked("2>1=3"), ranked("2")],
    Method.RUNOFF: [ranked("1>2"), ranked("1=3>2"), ranked("3>2"), ranked("2>3"), ranked("2>1")],
    Method.STV: [ranked("1>2"), ranked("1>3"), ranked("1>3"), ranked("2>3"), ranked("3>2")],
    Method.APPROVAL: [ranked("1=2"), ranked("2"), ranked("2=3"), ranked("1"), Vote()],
    Method.PLURALITY: [ranked("1"), ranked("2"), ranked("2"), ranked("3"), ranked("2")],
    Method.SCORE: [Vote(scores=((1, 5), (2, 3))), Vote(scores=((2, 4),)), Vote(scores=((3, 5), (2, 1))), Vote(), Vote(scores=((1, 1),))],
    Method.YES_NO: [Vote(answer=one) for one in (Answer.YES, Answer.YES, Answer.NO, Answer.ABSTAIN, Answer.YES)],
    Method.DATE: [Vote(yes=(1,), maybe=(2,)), Vote(yes=(2,)), Vote(yes=(1, 2)), Vote(maybe=(1,)), Vote()],
    Method.PLEDGE: [Vote(amount=n, conditions="if all sign") for n in (10, 0, 25, 3, 7)],
}  # fmt: skip
DATES = ("2026-12-01 18:00", "2026-12-03 18:00")


async def closed(
    stage: Stage, method: Method, secrecy: Secrecy, **fields: Any
) -> tuple[Poll, list[MemberActor]]:
    voters = people(stage, len(VOTES[method]))
    fields |= {"labels": DATES} if method is Method.DATE else {}
    fields |= {"seats": 2} if method is Method.STV else {}
    poll = await opened(stage, method=method, voters=voters, secrecy=secrecy, **fields)
    for who, vote in zip(voters, VOTES[method], strict=True):
        await cast(stage, who, poll, vote)
    return await at_the_deadline(stage, poll), list(voters)


async def exported(stage: Stage, poll: Poll) -> InteractionResult:
    return await stage.organiser.slash(stage.lobby, "poll export", poll=str(poll.id))


async def files(done: InteractionResult) -> dict[str, bytes]:
    found = done.followups[-1] if done.followups else done.response
    assert found is not None
    return {one.filename: await one.read() for one in found.attachments}


async def document(done: InteractionResult) -> dict[str, Any]:
    name, content = next(one for one in (await files(done)).items() if one[0].endswith(".json"))
    assert name.startswith("crossconnect-poll-")
    found = json.loads(content)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("method", "secrecy"),
    [
        *((method, Secrecy.SEALED) for method in VOTES),
        *((method, Secrecy.OPEN) for method in (Method.SCHULZE, Method.DATE, Method.PLEDGE)),
        *((method, Secrecy.CONFIDENTIAL) for method in (Method.SCHULZE, Method.RUNOFF, Method.APPROVAL)),
    ],
)
async def test_whatever_was_voted_the_file_follows(stage: Stage, method: Method, secrecy: Secrecy) -> None:
    poll, _ = await closed(stage, method, secrecy, quorum_kind=QuorumKind.ROLL, quorum=50)
    found = await document(await exported(stage, poll))
    proved = proof.prove(found)
    assert proved.follows, [one for one in proved.checks if one.holds is False]
    if secrecy is Secrecy.CONFIDENTIAL:
        assert not {"lines", "signed", "ballots"} & set(found)
    else:
        assert proved.recounted == proved.published
        assert sum(times for times, _ in found["lines"]) == 5
    assert len(found["voted"]) == 5


async def test_the_command_line_says_so_and_the_ballots_count_by_themselves(
    stage: Stage, tmp_path: Any
) -> None:
    poll, _ = await closed(stage, Method.SCHULZE, Secrecy.SEALED)
    found = await document(await exported(stage, poll))
    whole = tmp_path / "poll.json"
    whole.write_text(json.dumps(found), encoding="utf-8")
    done = CliRunner().invoke(crossconnect, ["count", str(whole)])
    assert done.exit_code == 0
    assert "The published result follows." in done.output
    alone = tmp_path / "ballots.json"
    keys = ("method", "seats", "candidates", "ballots")
    alone.write_text(json.dumps({key: found[key] for key in keys}), encoding="utf-8")
    told = json.loads(CliRunner().invoke(crossconnect, ["count", "--json", str(alone)]).output)
    told_whole = json.loads(CliRunner().invoke(crossconnect, ["count", "--json", str(whole)]).output)
    assert told["winners"] == told_whole["winners"] == ["Tripoli"]
    assert told_whole["follows"] is True


def _without_a_ballot(found: dict[str, Any]) -> None:
    found["lines"].pop()


def _another_winner(found: dict[str, Any]) -> None:
    found["result"]["winners"] = [3]


def _another_event(found: dict[str, Any]) -> None:
    found["events"][2]["body"]["voter"] = "0" * 16


def _one_event_less(found: dict[str, Any]) -> None:
    del found["events"][3]


def _another_question(found: dict[str, Any]) -> None:
    found["definition"]["question"] = "Where do we not meet?"


def _another_vote(found: dict[str, Any]) -> None:
    found["signed"][0]["vote"] = '{"groups":[[3]]}'


def _another_option(found: dict[str, Any]) -> None:
    found["options"][0]["label"] = "Sidon"


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (_without_a_ballot, "the ballots are those that the close counted"),
        (_another_winner, "the result is the one that the chain names"),
        (_another_event, "the chain of events holds"),
        (_one_event_less, "the chain of events holds"),
        (_another_question, "the definition has its hash"),
        (_another_vote, "each ballot is the last that its voter cast"),
        (_another_option, "the options are those that were defined, and added"),
    ],
)
async def test_whoever_changes_a_file_is_found_out(stage: Stage, tamper: Any, said: str) -> None:
    poll, _ = await closed(stage, Method.SCHULZE, Secrecy.OPEN)
    found = await document(await exported(stage, poll))
    tamper(found)
    proved = proof.prove(found)
    assert said in [one.what for one in proved.checks if one.holds is False]
    assert "does NOT follow" in proof.as_text(proved)


async def test_who_voted_what_leaves_an_open_poll_alone(stage: Stage) -> None:
    poll, voters = await closed(stage, Method.PLURALITY, Secrecy.OPEN)
    found = await document(await exported(stage, poll))
    assert {one["who"] for one in found["signed"]} == {str(one.id) for one in voters}


@pytest.mark.parametrize("secrecy", [Secrecy.CONFIDENTIAL, Secrecy.SEALED])
async def test_nobody_is_paired_with_a_ballot_elsewhere(stage: Stage, secrecy: Secrecy) -> None:
    poll, voters = await closed(stage, Method.PLEDGE, secrecy, receipts=True)
    done = await exported(stage, poll)
    found = await document(done)
    text = b"".join((await files(done)).values()).decode()
    assert "if all sign" not in text
    assert "salt" not in text
    assert found["voted"] == sorted(str(one.id) for one in voters)
    assert len(found["sheet"]) == 5
    assert [name.rpartition("-")[2] for name in await files(done)] == [f"{poll.id}.json", f"{poll.id}.csv"]


async def test_a_spreadsheet_runs_nothing_of_it(stage: Stage) -> None:
    voters = people(stage, 5)
    labels = ('=HYPERLINK("http://127.0.0.1")', "+1", "Tyre")
    poll = await opened(stage, labels=labels, voters=voters)
    await cast(stage, voters[0], poll, ranked("1>2"))
    poll = await at_the_deadline(stage, poll)
    table = next(
        content
        for name, content in (await files(await exported(stage, poll))).items()
        if name.endswith(".csv")
    )
    lines = table.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("\"'=HYPERLINK")
    assert lines[2].startswith("'+1")


async def test_an_open_poll_has_no_files_yet(stage: Stage) -> None:
    poll = await opened(stage, voters=people(stage, 5))
    said = answer(await exported(stage, poll))
    assert "is not closed" in said


async def test_a_member_takes_no_files(stage: Stage) -> None:
    poll, _ = await closed(stage, Method.SCHULZE, Secrecy.OPEN)
    done = await stage.member.slash(stage.lobby, "poll export", poll=str(poll.id))
    assert "poll officers" in answer(done).casefold()
    assert (await again(stage, poll)).state is PollState.CLOSED
