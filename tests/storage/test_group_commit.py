"""What a caller of `write` may rely on: order, isolation of failures, and nothing acknowledged before its commit."""

import asyncio
import datetime as dt
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import MovableClock, SystemClock
from bot.storage.database import Database, Transaction

Operation = Callable[[Transaction], int]


def insert(number: int) -> Operation:
    def operation(tx: Transaction) -> int:
        return tx.insert("INSERT INTO actor_key VALUES (?, ?)", (number, f"actor {number}"))

    return operation


def insert_then_raise(number: int) -> Operation:
    def operation(tx: Transaction) -> int:
        insert(number)(tx)
        raise LookupError(f"refused {number}")

    return operation


def insert_text(key: str, size: int) -> Operation:
    return lambda tx: tx.execute("INSERT INTO installation VALUES (?, ?)", (key, "x" * size))


async def numbers(db: Database) -> list[int]:
    rows = await db.read(lambda tx: tx.all("SELECT user_id FROM actor_key ORDER BY user_id"))
    return [row["user_id"] for row in rows]


async def keys(db: Database) -> set[str]:
    return {row["key"] for row in await db.read(lambda tx: tx.all("SELECT key FROM installation"))}


async def test_a_failing_operation_in_a_group_fails_alone(db: Database) -> None:
    results = await asyncio.gather(
        db.write(insert(1)),
        db.write(insert_then_raise(2)),
        db.write(insert(3)),
        db.write(insert(1)),
        db.write(insert(4)),
        return_exceptions=True,
    )

    assert results[0] == 1
    assert isinstance(results[1], LookupError)
    assert isinstance(results[3], sqlite3.IntegrityError)
    assert await numbers(db) == [1, 3, 4]
    assert db.statistics.commits == 1
    assert (db.statistics.operations, db.statistics.failures) == (3, 2)


async def test_200_concurrent_writers_all_land_in_far_fewer_commits(db: Database) -> None:
    async def writer(first: int) -> None:
        for step in range(10):
            await db.write(insert(first * 10 + step))

    await asyncio.gather(*(writer(first) for first in range(200)))

    assert await numbers(db) == list(range(2000))
    assert db.statistics.operations == 2000
    assert db.statistics.commits < 200
    assert 1 < db.statistics.largest_group <= 500


async def test_a_group_is_never_larger_than_its_bound(db: Database) -> None:
    await asyncio.gather(*(db.write(insert(number)) for number in range(1201)))

    assert db.statistics.largest_group == 500
    assert db.statistics.commits == 3
    assert len(await numbers(db)) == 1201


async def test_operations_run_in_the_order_they_were_asked_for(db: Database) -> None:
    seen: list[int] = []

    def see(number: int) -> Callable[[Transaction], None]:
        return lambda _: seen.append(number)

    await asyncio.gather(*(db.write(see(number)) for number in range(700)))

    assert seen == list(range(700))


async def test_an_acknowledged_row_is_seen_by_the_next_read(db: Database) -> None:
    for number in range(50):
        await db.write(insert(number))
        assert (await numbers(db))[-1] == number


async def test_after_commit_is_called_once_stored_and_before_the_caller_resumes(db: Database) -> None:
    events: list[str] = []
    loop = asyncio.get_running_loop()

    def operation(tx: Transaction) -> None:
        tx.after_commit(lambda: events.append(f"after, in loop: {asyncio.get_running_loop() is loop}"))
        tx.execute("INSERT INTO installation VALUES ('a', 'b')")
        events.append("ran")

    await db.write(operation)
    events.append("resumed")

    assert events == ["ran", "after, in loop: True", "resumed"]


async def test_after_commit_is_not_called_when_the_operation_fails(db: Database) -> None:
    events: list[str] = []

    def operation(tx: Transaction) -> None:
        tx.after_commit(lambda: events.append("after"))
        raise LookupError

    with pytest.raises(LookupError):
        await db.write(operation)
    await db.write(insert(1))

    assert events == []


async def test_after_commit_is_not_called_when_the_commit_fails(db: Database) -> None:
    events: list[str] = []

    def operation(tx: Transaction) -> None:
        tx.after_commit(lambda: events.append("after"))

    results = await asyncio.gather(db.write(operation), db.write(break_the_commit), return_exceptions=True)

    assert [type(result) for result in results] == [sqlite3.OperationalError] * 2
    await db.write(insert(1))
    assert events == []


async def test_a_raising_after_commit_callback_harms_nobody(db: Database) -> None:
    reported: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context["exception"]))

    def operation(tx: Transaction) -> int:
        tx.after_commit(lambda: 1 // 0)
        return insert(1)(tx)

    assert list(await asyncio.gather(db.write(operation), db.write(insert(2)))) == [1, 2]
    assert [type(error) for error in reported] == [ZeroDivisionError]


def break_the_commit(tx: Transaction) -> None:
    """A foreign key that is looked at only by COMMIT, and fails there."""
    tx.execute("PRAGMA defer_foreign_keys = ON")
    tx.execute("INSERT INTO guild_channel VALUES (1, 'announcements', 2)")


async def test_when_the_commit_fails_every_caller_of_the_group_is_told_and_nothing_is_stored(
    db: Database,
) -> None:
    results = await asyncio.gather(
        db.write(insert(1)),
        db.write(insert_then_raise(2)),
        db.write(break_the_commit),
        db.write(insert(3)),
        return_exceptions=True,
    )

    assert isinstance(results[1], LookupError)
    for result in (results[0], results[2], results[3]):
        assert isinstance(result, sqlite3.OperationalError)
        assert "nothing of this was stored: FOREIGN KEY constraint failed" in str(result)
    assert results[0] is not results[3]
    assert await numbers(db) == []
    assert await db.write(insert(5)) == 5


async def test_when_sqlite_gives_the_transaction_up_every_caller_is_told(db: Database) -> None:
    await db.write(insert(1))

    def give_up(tx: Transaction) -> None:
        tx.execute("INSERT OR ROLLBACK INTO actor_key VALUES (1, 'again')")

    results = await asyncio.gather(
        db.write(insert(2)), db.write(give_up), db.write(insert(3)), return_exceptions=True
    )

    assert isinstance(results[0], sqlite3.OperationalError)
    assert isinstance(results[1], sqlite3.IntegrityError)
    assert isinstance(results[2], sqlite3.OperationalError)
    assert await numbers(db) == [1]
    assert await db.write(insert(2)) == 2


@pytest.mark.hostile(63)
async def test_a_full_disk_loses_nothing_and_the_bot_writes_again_once_there_is_room(db: Database) -> None:
    await db.write(insert_text("before", 10))
    pages = await db.read(lambda tx: tx.one("PRAGMA page_count"))
    assert pages is not None
    await db.write(lambda tx: tx.one(f"PRAGMA max_page_count = {pages[0] + 4}"))

    wanted = ["small 1", "huge", "small 2"]
    results = await asyncio.gather(
        db.write(insert_text("small 1", 10)),
        db.write(insert_text("huge", 1_000_000)),
        db.write(insert_text("small 2", 10)),
        return_exceptions=True,
    )

    assert isinstance(results[1], sqlite3.OperationalError)
    assert "full" in str(results[1])
    acknowledged = {key for key, result in zip(wanted, results, strict=True) if result == 1}
    assert await keys(db) == {"before"} | acknowledged

    await db.write(lambda tx: tx.one("PRAGMA max_page_count = 1000000"))
    await db.write(insert_text("huge", 1_000_000))
    assert "huge" in await keys(db)


@pytest.mark.hostile(63)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of a file to hit")
async def test_a_disk_that_refuses_at_the_commit_loses_nothing(db: Database) -> None:
    import resource

    await db.write(insert_text("before", 10))
    await db.checkpoint()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        results = await asyncio.gather(
            db.write(insert_text("small", 10)),
            db.write(insert_text("large", 300_000)),
            return_exceptions=True,
        )
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert [type(result) for result in results] == [sqlite3.OperationalError] * 2
    assert await keys(db) == {"before"}
    await db.write(insert_text("large", 300_000))
    assert await keys(db) == {"before", "large"}


async def test_a_cancelled_caller_does_not_break_the_group(db: Database) -> None:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(db.write(insert(number))) for number in range(20)]
        await asyncio.sleep(0)
        tasks[7].cancel()

    assert tasks[7].cancelled()
    assert [task.result() for task in tasks if task is not tasks[7]] == [n for n in range(20) if n != 7]
    assert set(await numbers(db)) >= set(range(20)) - {7}


async def test_a_cancelled_writer_task_strands_nobody_and_the_next_write_works(db: Database) -> None:
    waiting = [asyncio.create_task(db.write(insert(number))) for number in range(600)]
    await asyncio.sleep(0)
    writer = next(task for task in asyncio.all_tasks() if task.get_name() == "storage writer")
    writer.cancel()
    results = await asyncio.gather(*waiting, return_exceptions=True)

    assert all(isinstance(result, sqlite3.OperationalError) for result in results)
    assert await db.write(insert(1000)) == 1000


async def test_no_task_is_left_waiting_for_work(db: Database) -> None:
    await asyncio.gather(*(db.write(insert(number)) for number in range(10)))
    await asyncio.sleep(0)

    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_an_operation_that_raises_stop_iteration_is_answered(db: Database) -> None:
    def first_row(tx: Transaction) -> object:
        return next(iter(tx.all("SELECT 1 WHERE 0")))

    with pytest.raises(RuntimeError, match="StopIteration"):
        await db.write(first_row)
    with pytest.raises(RuntimeError, match="StopIteration"):
        await db.read(first_row)


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, "\ud800", object()])
async def test_a_value_that_sqlite_cannot_hold_fails_its_own_operation_only(
    db: Database, value: object
) -> None:
    def operation(tx: Transaction) -> int:
        return tx.execute("INSERT INTO actor_key VALUES (?, 'a')", (value,))  # type: ignore[arg-type]

    results = await asyncio.gather(db.write(operation), db.write(insert(1)), return_exceptions=True)

    assert isinstance(results[0], OverflowError | UnicodeEncodeError | sqlite3.Error)
    assert await numbers(db) == [1]


async def test_now_is_the_clocks_and_stands_still_during_an_operation(path: Path) -> None:
    clock = MovableClock(dt.datetime(2027, 3, 28, tzinfo=dt.UTC))
    async with await Database.open(path, clock=clock) as db:

        def operation(tx: Transaction) -> tuple[dt.datetime, dt.datetime]:
            before = tx.now
            clock.advance(dt.timedelta(hours=1))
            return before, tx.now

        before, after = await db.write(operation)
        assert before == after
        assert dt.timedelta(0) <= before - dt.datetime(2027, 3, 28, tzinfo=dt.UTC) < dt.timedelta(minutes=1)
        assert await db.write(lambda tx: tx.now) - before >= dt.timedelta(hours=1)


async def test_what_the_methods_of_a_transaction_return(db: Database) -> None:
    def operation(tx: Transaction) -> None:
        assert tx.many("INSERT INTO actor_key VALUES (?, ?)", [(1, "a"), (2, "b"), (3, "c")]) == 3
        assert tx.execute("UPDATE actor_key SET actor = actor || '!' WHERE user_id > 1") == 2
        assert tx.execute("SELECT 1") == 0
        assert tx.insert("INSERT INTO actor_key VALUES (:id, :actor)", {"id": 9, "actor": "d"}) == 9
        assert tx.one("SELECT actor FROM actor_key WHERE user_id = ?", (77,)) is None
        row = tx.one("UPDATE actor_key SET actor = 'z' WHERE user_id >= 2 RETURNING user_id AS id")
        assert row is not None
        assert row["id"] == 2
        assert tx.all("SELECT actor FROM actor_key WHERE user_id = 1")[0]["actor"] == "a"

    with pytest.raises(sqlite3.IntegrityError):
        await db.write(operation)  # 'z' twice: the statement above has to fail as a whole

    with pytest.raises(sqlite3.IntegrityError, match="nothing was inserted"):
        await db.write(
            lambda tx: [
                tx.insert("INSERT INTO actor_key VALUES (5, 'e') ON CONFLICT DO NOTHING") for _ in range(2)
            ]
        )
    assert await numbers(db) == []


KINDS = st.sampled_from(["store", "raise", "store then raise", "double", "two rows, the second double"])


@given(batches=st.lists(st.lists(KINDS, max_size=8), max_size=5))
@settings(max_examples=40, deadline=None)
def test_any_mixture_of_operations_leaves_exactly_the_succeeding_ones(batches: list[list[str]]) -> None:
    async def scenario(path: Path) -> None:
        async with await Database.open(path, clock=SystemClock(), readers=1) as db:
            await db.write(insert(0))
            expected = [0]
            number = 0
            for batch in batches:
                operations: list[Operation] = []
                for kind in batch:
                    number += 1
                    operations.append(operation_of(kind, number))
                    if kind == "store":
                        expected.append(number)
                results = await asyncio.gather(*map(db.write, operations), return_exceptions=True)
                succeeded = [not isinstance(result, BaseException) for result in results]
                assert succeeded == [kind == "store" for kind in batch]
                assert await numbers(db) == expected

    with tempfile.TemporaryDirectory() as directory:
        asyncio.run(scenario(Path(directory) / "bot.db"))


def operation_of(kind: str, number: int) -> Operation:
    match kind:
        case "store":
            return insert(number)
        case "raise":
            return lambda tx: [][tx.execute("SELECT 1")]
        case "store then raise":
            return insert_then_raise(number)
        case "double":
            return insert(0)
        case _:
            return lambda tx: insert(number)(tx) + insert(0)(tx)
