"""After the close of a sealed poll nothing pairs a voter and a ballot: not the tables, the pages, the log, the copies."""

import datetime as dt
import logging
import sqlite3
from pathlib import Path

import pytest
from simcord import MemberActor

from bot.people import audit
from bot.polls import store
from bot.polls.rules import Poll, PollState, Secrecy
from bot.polls.voting.votes import Vote, as_text
from tests.discord.conftest import Stage, texts
from tests.discord.poll_closing import again, at_the_deadline, cast, opened, people, results

VOTERS = 12
LABELS = tuple(f"place {n}" for n in range(1, VOTERS + 1))


async def sealed(stage: Stage) -> tuple[Poll, tuple[MemberActor, ...], list[str]]:
    """A sealed poll in which each voted for somewhere else, and what they voted, in the order of the roll."""
    voters = people(stage, VOTERS)
    poll = await opened(stage, voters=voters, labels=LABELS, secrecy=Secrecy.SEALED)
    said = [Vote(groups=((number,),)) for number in range(1, VOTERS + 1)]
    for who, vote in zip(voters, said, strict=True):
        await cast(stage, who, poll, vote)
        stage.pass_time(minutes=1)
    return poll, voters, [as_text(poll, vote) for vote in said]


async def cleaned(stage: Stage) -> None:
    """What the scheduler does until nothing is left to clean."""
    for _ in range(3):
        await results(stage)
        stage.pass_time(minutes=15)


def places(raw: bytes, wanted: list[bytes]) -> list[int]:
    """Where each of them stands in a file; each stands there once."""
    for one in wanted:
        assert raw.count(one) == 1
    return [raw.index(one) for one in wanted]


def rows(path: Path, poll_id: int) -> list[tuple[bytes, str]]:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        found = connection.execute(
            "SELECT id, vote FROM poll_sealed WHERE poll_id = ?", (poll_id,)
        ).fetchall()
    connection.close()
    return found


def tells_the_order(path: Path, poll_id: int, votes: list[str]) -> bool:
    """Whether the ballots stand in the file's pages in the order in which they were cast, or its reverse."""
    ids = {vote: id_ for id_, vote in rows(path, poll_id)}
    found = places(path.read_bytes(), [ids[vote] for vote in votes])
    return found in (sorted(found), sorted(found, reverse=True))


async def test_nothing_pairs_voter_and_ballot_after_the_close(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    database, backups = stage.app.database, stage.app.backups
    poll, voters, votes = await sealed(stage)
    during = await backups.make_if_due()
    assert during is not None
    # The test can fail: while it is open, the pages of a copy tell the order, as POLLS.md and the card say.
    assert tells_the_order(during, poll.id, votes)

    poll = await at_the_deadline(stage, poll)
    assert poll.state is PollState.CLOSED
    await cleaned(stage)
    path = database.path

    # The log is empty, and the pages are in the order of random ids.
    log = path.with_name(path.name + "-wal")
    assert not log.exists() or all(vote.encode() not in log.read_bytes() for vote in votes)
    raw = path.read_bytes()
    assert not tells_the_order(path, poll.id, votes)
    by_id = [id_ for id_, _ in sorted(rows(path, poll.id))]
    physical = places(raw, by_id)
    assert physical in (sorted(physical), sorted(physical, reverse=True))
    # No free page keeps what was there before: each ballot stands in the file once.
    for vote in votes:
        assert raw.count(vote.encode()) == 1

    # The note that somebody voted shares nothing with a ballot.
    def look(tx):  # type: ignore[no-untyped-def]
        noted = [dict(row) for row in tx.all("SELECT * FROM poll_ballot WHERE poll_id = ?", (poll.id,))]
        kept = [dict(row) for row in tx.all("SELECT * FROM poll_sealed WHERE poll_id = ?", (poll.id,))]
        keys = [audit.known_key(tx, who.id) for who in voters]
        return noted, kept, keys, store.events(tx, poll.id)

    noted, kept, keys, events = await database.read(look)
    assert {
        (one["vote"], one["salt"], one["receipt"], one["interaction_id"], one["cast_at"]) for one in noted
    } == {("", "", "", 0, 0)}
    assert set(kept[0]) == {"poll_id", "id", "vote", "receipt", "advisory"}
    mine = {value for one in kept for key, value in one.items() if key in ("id", "receipt")} - {""}
    everything = await stage.everything()
    for table, found in everything.items():
        if table != "poll_sealed":
            assert not any(value in mine for row in found for value in row if isinstance(value, bytes | str))
    told = [one for one in events if one.kind == "cast"]
    assert len(told) == VOTERS
    assert all(set(one.body) == {"voter"} for one in told)

    # No line of any log names a ballot or a voter.
    for vote in votes:
        assert vote not in caplog.text
    for key in keys:
        assert str(key) not in caplog.text
    for message in stage.news.history():
        assert not any(str(who.id) in texts(message) for who in voters)

    # The copy of the open phase goes once there is a newer one.
    assert during.exists()
    stage.pass_time(days=1)
    fresh = await backups.make_if_due()
    assert fresh is not None
    await cleaned(stage)
    assert not during.exists()
    assert fresh.exists()
    assert not tells_the_order(fresh, poll.id, votes)
    assert [path.name for path in backups.folder.iterdir()] == [fresh.name]


async def test_the_cleaning_is_made_up_after_a_restart_and_done_once(stage: Stage) -> None:
    poll, _, votes = await sealed(stage)
    poll = await at_the_deadline(stage, poll)
    left = await stage.app.database.read(lambda tx: tx.all("SELECT cleaning FROM poll"))
    assert [row["cleaning"] for row in left] == [1]
    await stage.restart()
    await cleaned(stage)
    left = await stage.app.database.read(lambda tx: tx.all("SELECT cleaning FROM poll"))
    assert [row["cleaning"] for row in left] == [0]
    assert not tells_the_order(stage.app.database.path, poll.id, votes)
    assert await results(stage) == 0


async def test_where_no_copies_are_made_any_more_one_replaces_them(stage: Stage) -> None:
    poll, _, _ = await sealed(stage)
    during = await stage.app.backups.make_if_due()
    assert during is not None
    stage.app.backups._keep = 0
    await at_the_deadline(stage, poll)
    await cleaned(stage)
    (kept,) = stage.app.backups.folder.iterdir()
    assert kept != during


async def test_other_polls_are_no_reason_to_rewrite_anything(stage: Stage) -> None:
    poll = await opened(stage, voters=people(stage, 3))
    await at_the_deadline(stage, poll)
    assert (await again(stage, poll)).state is PollState.CLOSED
    left = await stage.app.database.read(lambda tx: tx.all("SELECT cleaning FROM poll"))
    assert [row["cleaning"] for row in left] == [0]


async def test_it_waits_for_a_quiet_moment_but_not_for_ever(stage: Stage) -> None:
    poll, _, votes = await sealed(stage)
    poll = await at_the_deadline(stage, poll)
    clock, database = stage.clock, stage.app.database
    for _ in range(3):
        assert await results(stage) == 0
        await database.write(lambda tx: tx.execute("UPDATE poll SET changes = changes + 1"))
        clock.advance(dt.timedelta(minutes=15))
    await database.write(lambda tx: tx.execute("UPDATE poll SET changes = changes + 1"))
    clock.advance(dt.timedelta(minutes=20))
    assert await results(stage) > 0
    assert not tells_the_order(database.path, poll.id, votes)
