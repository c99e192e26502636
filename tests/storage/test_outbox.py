"""The outbox's rows: promised, taken back, claimed, settled."""

import dataclasses
import datetime as dt
import re
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import MovableClock, to_epoch
from bot.delivery import outbox, problems
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery
from bot.storage.database import Database, Transaction

START = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
LEASE = dt.timedelta(minutes=5)
GUILD = 10


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(START)


@pytest.fixture
async def db(path: Path, clock: MovableClock) -> AsyncIterator[Database]:
    async with await Database.open(path, clock=clock) as database:
        yield database


def new(
    occurrence: str = "a",
    *,
    after: float = 0,
    guild_id: int = GUILD,
    target_id: int = 20,
    template: str = "post",
    subject_id: int = 7,
    details: dict[str, object] | None = None,
) -> NewDelivery:
    return NewDelivery(
        guild_id=guild_id,
        kind=EffectKind.MESSAGE,
        feature="announcements",
        template=template,
        subject_id=subject_id,
        target_id=target_id,
        occurrence=occurrence,
        details=details or {},
        due_at=START + dt.timedelta(seconds=after),
    )


async def promise(db: Database, delivery: NewDelivery) -> int:
    found = await db.write(lambda tx: outbox.enqueue(tx, delivery))
    assert found is not None
    return found


async def stored(db: Database, delivery_id: int) -> Delivery:
    found = await db.read(lambda tx: outbox.get(tx, delivery_id))
    assert found is not None
    return found


async def claim_due(db: Database) -> list[Delivery]:
    def operation(tx: Transaction) -> list[Delivery]:
        return outbox.claim(tx, [lane.id for lane in outbox.lanes(tx)], LEASE)

    return await db.write(operation)


async def test_what_was_promised_is_read_back(db: Database) -> None:
    wanted = dataclasses.replace(
        new(details={"planned": "2026-11-24", "n": [1, 2]}), expires_at=START + dt.timedelta(hours=12)
    )
    found = await stored(db, await promise(db, wanted))
    for field in dataclasses.fields(NewDelivery):
        assert getattr(found, field.name) == getattr(wanted, field.name)
    assert (found.state, found.attempt, found.first_attempt_at) == (DeliveryState.PENDING, 0, None)


async def test_promised_twice_is_one_row_with_the_newer_time(db: Database) -> None:
    first = await promise(db, new(after=60))
    assert await promise(db, new(after=3600, details={"v": 2})) == first
    found = await stored(db, first)
    assert found.due_at == START + dt.timedelta(hours=1)
    assert found.details == {"v": 2}
    assert await db.read(outbox.next_due) == found.due_at


async def test_a_cancelled_one_is_revived_and_one_that_ended_is_not(db: Database) -> None:
    delivery_id = await promise(db, new())
    cancelled = await db.write(
        lambda tx: outbox.cancel(tx, guild_id=GUILD, feature="announcements", subject_id=7)
    )
    assert cancelled == 1
    assert (await stored(db, delivery_id)).state is DeliveryState.CANCELLED
    assert await promise(db, new(after=5)) == delivery_id
    revived = await stored(db, delivery_id)
    assert (revived.state, revived.settled_at) == (DeliveryState.PENDING, None)

    for number, settle in enumerate((outbox.mark_sent, outbox.mark_dead, outbox.mark_dropped)):
        key = f"ended {number}"
        await promise(db, new(key, target_id=30 + number))
        [claimed] = await claim_due(db)
        await db.write(
            lambda tx, settle=settle, of=claimed.id: settle(tx, of, 5 if settle is outbox.mark_sent else "x")
        )  # type: ignore[misc, arg-type]
        assert await db.write(lambda tx, key=key: outbox.enqueue(tx, new(key))) is None  # type: ignore[misc]
        assert (await stored(db, claimed.id)).state in ("sent", "dead", "dropped")


async def test_cancel_takes_only_what_it_names(db: Database) -> None:
    ids = {
        "early": await promise(db, new("early", after=10)),
        "late": await promise(db, new("late", after=1000)),
        "kept": await promise(db, new("kept", after=1000)),
        "other template": await promise(db, new("other template", after=1000, template="trial")),
        "other subject": await promise(db, new("other subject", after=1000, subject_id=8)),
        "other guild": await promise(db, new("other guild", after=1000, guild_id=11)),
    }
    count = await db.write(
        lambda tx: outbox.cancel(
            tx,
            guild_id=GUILD,
            feature="announcements",
            subject_id=7,
            template="post",
            due_from=START + dt.timedelta(seconds=1000),
            keep_occurrences=("kept",),
        )
    )
    assert count == 1
    states = {name: (await stored(db, number)).state for name, number in ids.items()}
    assert {name for name, state in states.items() if state is DeliveryState.CANCELLED} == {"late"}


async def test_a_claim_is_stored_before_anything_is_sent(db: Database) -> None:
    delivery_id = await promise(db, new())
    [claimed] = await claim_due(db)
    assert (claimed.id, claimed.attempt, claimed.first_attempt_at) == (delivery_id, 1, None)
    row = await stored(db, delivery_id)
    assert (row.state, row.attempt, row.first_attempt_at) == (DeliveryState.CLAIMED, 1, START)
    assert await claim_due(db) == []


async def test_a_second_attempt_knows_when_the_first_began(db: Database, clock: MovableClock) -> None:
    delivery_id = await promise(db, new())
    await claim_due(db)
    await db.write(lambda tx: outbox.mark_retry(tx, delivery_id, START + dt.timedelta(seconds=30), "network"))
    assert await claim_due(db) == []
    clock.advance(dt.timedelta(seconds=31))
    [again] = await claim_due(db)
    assert (again.attempt, again.first_attempt_at) == (2, START)


async def test_a_released_one_is_as_if_never_claimed(db: Database) -> None:
    delivery_id = await promise(db, new())
    [claimed] = await claim_due(db)
    await db.write(lambda tx: outbox.release(tx, claimed))
    row = await stored(db, delivery_id)
    assert (row.state, row.attempt, row.first_attempt_at) == (DeliveryState.PENDING, 0, None)
    assert [found.id for found in await claim_due(db)] == [delivery_id]


async def test_moved_away_while_claimed_it_waits_for_the_new_time(db: Database) -> None:
    delivery_id = await promise(db, new())
    [claimed] = await claim_due(db)
    await promise(db, new(after=3600))
    assert (await stored(db, delivery_id)).state is DeliveryState.CLAIMED
    await db.write(lambda tx: outbox.release(tx, claimed))
    assert await claim_due(db) == []
    assert await db.read(outbox.next_due) == START + dt.timedelta(hours=1)


async def test_a_lease_that_ran_out_is_taken_back_and_a_fresh_one_is_not(
    db: Database, clock: MovableClock
) -> None:
    delivery_id = await promise(db, new())
    await claim_due(db)
    assert await db.write(outbox.reap) == 0
    clock.advance(LEASE)
    assert await db.write(outbox.reap) == 1
    [again] = await claim_due(db)
    assert (again.id, again.attempt) == (delivery_id, 2)


async def test_a_start_takes_back_every_lease(db: Database) -> None:
    await promise(db, new())
    await claim_due(db)
    assert await db.write(lambda tx: outbox.reap(tx, everything=True)) == 1
    assert len(await claim_due(db)) == 1


async def test_sent_is_the_truth_whatever_the_row_said_meanwhile(db: Database) -> None:
    delivery_id = await promise(db, new())
    await claim_due(db)
    await db.write(lambda tx: outbox.reap(tx, everything=True))
    await db.write(lambda tx: outbox.cancel(tx, guild_id=GUILD, feature="announcements", subject_id=7))
    await db.write(lambda tx: outbox.mark_sent(tx, delivery_id, 99))
    row = await stored(db, delivery_id)
    assert (row.state, row.result_id, row.reason) == (DeliveryState.SENT, 99, None)


async def test_a_paused_guild_waits_and_goes_on_where_it_stopped(db: Database) -> None:
    def pause(tx: Transaction, at: int | None) -> None:
        tx.execute(
            "INSERT INTO guild (guild_id, joined_at, paused_at) VALUES (?, 0, ?)"
            " ON CONFLICT (guild_id) DO UPDATE SET paused_at = excluded.paused_at",
            (GUILD, at),
        )

    await promise(db, new("paused", target_id=1))
    await promise(db, new("free", target_id=2, guild_id=11, after=-5))
    await db.write(lambda tx: pause(tx, to_epoch(START)))
    assert [found.occurrence for found in await claim_due(db)] == ["free"]
    assert await db.read(outbox.next_due) is None
    assert await db.read(outbox.overdue) == 0
    await db.write(lambda tx: pause(tx, None))
    assert await db.read(outbox.overdue) == 1
    assert [found.occurrence for found in await claim_due(db)] == ["paused"]


async def test_a_guild_paused_after_the_look_is_not_claimed(db: Database) -> None:
    await promise(db, new())
    lanes = await db.read(outbox.lanes)
    await db.write(
        lambda tx: tx.execute("INSERT INTO guild (guild_id, joined_at, paused_at) VALUES (?, 0, 1)", (GUILD,))
    )
    assert await db.write(lambda tx: outbox.claim(tx, [lane.id for lane in lanes], LEASE)) == []


async def test_one_row_of_each_target_the_oldest_and_none_of_busy_ones(db: Database) -> None:
    for number in range(4):
        await promise(db, new(f"a{number}", target_id=1, after=-number))
        await promise(db, new(f"b{number}", target_id=2))
        await promise(db, new(f"c{number}", target_id=3))
    claimed = await db.write(
        lambda tx: outbox.claim(tx, [lane.id for lane in outbox.lanes(tx, busy=[3])], LEASE)
    )
    assert {found.occurrence for found in claimed} == {"a3", "b0"}


async def test_a_guild_with_many_channels_leaves_room_in_the_look(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        for target in range(1000, 1300):
            outbox.enqueue(tx, new(f"many {target}", target_id=target, after=-50))
        outbox.enqueue(tx, new("one", guild_id=11, target_id=1))

    await db.write(fill)
    lanes = await db.read(lambda tx: outbox.lanes(tx, per_guild=20, limit=21))
    assert len(lanes) == 21
    assert [lane.guild_id for lane in lanes].count(11) == 1


@given(data=st.data())
def test_lanes_agree_with_a_plain_loop(data: st.DataObject) -> None:
    rows = data.draw(
        st.lists(st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(-20, 20)), max_size=30),
        label="rows",
    )
    busy = data.draw(st.sets(st.integers(10, 35)), label="busy")
    import sqlite3

    from bot.storage.schema import load_migrations

    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    for migration in load_migrations():
        connection.executescript(migration.sql)
    tx = Transaction(connection, now=START)
    expected: dict[int, tuple[int, int]] = {}
    for number, (guild, channel, after) in enumerate(rows):
        # A channel belongs to one guild.
        target = guild * 10 + channel
        delivery_id = outbox.enqueue(tx, new(str(number), guild_id=guild, target_id=target, after=after))
        assert delivery_id is not None
        if after <= 0 and target not in busy:
            expected[target] = min(expected.get(target, (after, delivery_id)), (after, delivery_id))
    found = outbox.lanes(tx, busy)
    connection.close()
    assert [lane.id for lane in found] == [delivery_id for _, delivery_id in sorted(expected.values())]


async def test_history_of_a_subject(db: Database) -> None:
    for number in range(5):
        await promise(db, new(f"n{number}", after=number * 10, target_id=number))
    await claim_due(db)
    history = await db.read(lambda tx: outbox.for_subject(tx, GUILD, "announcements", 7, 3))
    assert [found.occurrence for found in history] == ["n4", "n3", "n2"]
    ahead = await db.read(lambda tx: outbox.upcoming(tx, GUILD, "announcements", 7, 2))
    assert [found.occurrence for found in ahead] == ["n0", "n1"]


async def test_old_ends_are_forgotten_and_open_promises_never(db: Database, clock: MovableClock) -> None:
    sent = await promise(db, new("sent"))
    await claim_due(db)
    await db.write(lambda tx: outbox.mark_sent(tx, sent, 1))
    waiting = await promise(db, new("open", after=10))
    clock.advance(dt.timedelta(days=900))
    assert await db.write(lambda tx: outbox.prune(tx, START)) == 0
    assert await db.write(lambda tx: outbox.prune(tx, tx.now)) == 1
    assert (await stored(db, waiting)).state is DeliveryState.PENDING


async def test_what_went_out_lately_is_found_and_counted_by_its_place(
    db: Database, clock: MovableClock
) -> None:
    long_ago = await promise(db, new("long ago"))
    await claim_due(db)
    await db.write(lambda tx: outbox.mark_sent(tx, long_ago, 1))
    clock.advance(dt.timedelta(hours=1))
    since = clock.now() - dt.timedelta(minutes=10)
    for number, place in enumerate((20, 20, 21), start=1):
        sent = await promise(db, new(f"sent {number}", target_id=place))
        await claim_due(db)
        await db.write(lambda tx, sent=sent: outbox.mark_sent(tx, sent, 1))  # type: ignore[misc]
    await promise(db, new("on its way", target_id=22))
    await claim_due(db)
    await promise(db, new("waiting", target_id=23))
    await promise(db, new("elsewhere", guild_id=GUILD + 1, target_id=24))

    def look(tx: Transaction) -> tuple[set[str], list[int]]:
        found = outbox.going_out(tx, GUILD, "announcements", template="post", since=since)
        counts = [outbox.count_sent(tx, GUILD, place, since=since) for place in (20, 21, 22)]
        return {one.occurrence for one in found}, counts

    assert await db.read(look) == ({"sent 1", "sent 2", "sent 3", "on its way"}, [2, 1, 0])


async def test_what_waits_is_found_and_what_is_being_sent_or_was_sent_is_not(
    db: Database, clock: MovableClock
) -> None:
    def waits(template: str = "post", subject_id: int = 7) -> Callable[[Transaction], bool]:
        return lambda tx: outbox.waits(tx, GUILD, "announcements", subject_id, template=template)

    first = await promise(db, new())
    assert await db.read(waits())
    assert not await db.read(waits("edit"))
    assert not await db.read(waits(subject_id=8))
    await claim_due(db)
    assert not await db.read(waits()), "it is being sent as it was"
    await db.write(lambda tx: outbox.mark_retry(tx, first, START + LEASE, "HTTP 503"))
    assert await db.read(waits())
    clock.advance(LEASE)
    await claim_due(db)
    await db.write(lambda tx: outbox.mark_sent(tx, first, 99))
    assert not await db.read(waits())


def plan(tx: Transaction, sql: str, *params: object) -> str:
    return "; ".join(row["detail"] for row in tx.all(f"EXPLAIN QUERY PLAN {sql}", params))  # type: ignore[arg-type]


class Watched(Transaction):
    """Notes the query plan of each statement it runs."""

    def __init__(self, inner: Transaction) -> None:
        super().__init__(inner._connection, now=inner.now)
        self.plans: list[str] = []

    def one(self, sql, params=()):  # type: ignore[no-untyped-def]
        self.plans.append(plan(self, sql, *params))
        return super().one(sql, params)

    def all(self, sql, params=()):  # type: ignore[no-untyped-def]
        if not sql.startswith("EXPLAIN"):
            self.plans.append(plan(self, sql, *params))
        return super().all(sql, params)

    def execute(self, sql, params=()):  # type: ignore[no-untyped-def]
        self.plans.append(plan(self, sql, *params))
        return super().execute(sql, params)


async def test_no_look_ever_scans_the_table(db: Database) -> None:
    def operation(tx: Transaction) -> list[str]:
        watched = Watched(tx)
        outbox.lanes(watched, [1])
        outbox.next_due(watched)
        outbox.overdue(watched)
        outbox.reap(watched)
        outbox.prune(watched, START)
        outbox.claim(watched, [1], LEASE)
        outbox.for_subject(watched, 1, "f", 1, 5)
        outbox.going_out(watched, 1, "f", template="t", since=START)
        outbox.count_sent(watched, 1, 1, since=START)
        outbox.cancel(watched, guild_id=1, feature="f", subject_id=1)
        outbox.waits(watched, 1, "f", 1, template="t")
        return watched.plans

    plans = await db.write(operation)
    assert len(plans) == 11
    for found in plans:
        # A walk along a partial index is no scan of the table.
        assert not re.search(r"SCAN delivery(?! USING (COVERING )?INDEX delivery_(due|leased))", found)
    assert "USING COVERING INDEX delivery_due (run_at<?)" in plans[0]
    assert "delivery_leased" in plans[3]
    assert "delivery_settled" in plans[4]
    assert "delivery_subject" in plans[6]
    assert "delivery_subject" in plans[10]
    assert "TEMP B-TREE" not in plans[10], "the latest first, without sorting what was ever sent"


async def test_what_was_posted_is_found_by_its_subject_and_published_by_its_channel(db: Database) -> None:
    def operation(tx: Transaction) -> list[str]:
        watched = Watched(tx)
        outbox.last_sent(watched, 1, "f", 1, template="t")
        outbox.of_template(watched, 1, "f", 1, template="t")
        outbox.at_occasion(watched, 1, "f", 1, template="t", due_at=START)
        outbox.occasions(watched, 1, "f", template="t", among=[1, 2])
        outbox.count_occasions(watched, 1, "f", template="t")
        outbox.crossposts(watched, 20, START)
        return watched.plans

    plans = await db.write(operation)
    assert len(plans) == 7
    for found in plans[:5]:
        assert "SCAN delivery" not in found
        assert "delivery_subject (guild_id=? AND feature=?" in found
    assert "delivery_subject (guild_id=? AND feature=? AND subject_id=? AND due_at=?" in plans[2]
    assert "delivery_crosspost (target_id=? AND settled_at>?)" in plans[5]
    assert "delivery_crosspost (target_id=? AND settled_at=?)" in plans[6]
    assert not any("TEMP B-TREE" in found for found in (*plans[:1], *plans[5:]))


async def test_crossposts_count_what_was_and_what_will_be_published(
    db: Database, clock: MovableClock
) -> None:
    def crosspost(name: str, after: float, target_id: int = 20) -> NewDelivery:
        return dataclasses.replace(new(name, after=after, target_id=target_id), kind=EffectKind.CROSSPOST)

    for name, after in (("past", 0), ("recent", 0), ("taken back", 0)):
        await promise(db, crosspost(name, after))
        if name == "taken back":
            await db.write(
                lambda tx: outbox.cancel(tx, guild_id=GUILD, feature="announcements", subject_id=7)
            )
            continue
        [claimed] = await claim_due(db)
        await db.write(lambda tx, of=claimed.id: outbox.mark_sent(tx, of, 1))  # type: ignore[misc]
        clock.advance(dt.timedelta(minutes=40))
    await promise(db, crosspost("overdue", 0))
    await promise(db, crosspost("to come", 9000))
    await promise(db, crosspost("elsewhere", 0, target_id=21))
    await promise(db, new("a message", target_id=20))
    now = START + dt.timedelta(minutes=80)
    found = await db.read(lambda tx: outbox.crossposts(tx, 20, now - dt.timedelta(hours=1)))
    assert [to_epoch(at) for at in found] == [
        to_epoch(at) for at in (START + dt.timedelta(minutes=40), START + dt.timedelta(seconds=9000), now)
    ]


async def test_200_000_open_rows_cost_an_idle_look_nothing(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        due = to_epoch(START) + 3600
        tx.execute(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)
            INSERT INTO delivery (
                guild_id, kind, feature, template, subject_id, target_id, occurrence, details, due_at, state, run_at,
                created_at
            )
            SELECT i % 500, 'message', 'f', 't', i, i % 5000 + 1000, 'o' || i, '{}', ? + i, 'pending', ? + i, 0 FROM n
            """,
            (due, due),
        )

    await db.write(fill)
    began = time.perf_counter()
    for _ in range(20):
        assert await db.read(outbox.lanes) == []
        await db.read(outbox.next_due)
    assert (time.perf_counter() - began) / 20 < 0.01


async def test_problem_rows_are_told_once_and_end_with_a_success(db: Database) -> None:
    await promise(db, new())
    [failed] = await claim_due(db)

    def configure(tx: Transaction) -> None:
        tx.execute("INSERT INTO guild (guild_id, joined_at) VALUES (?, 0)", (GUILD,))
        tx.execute("INSERT INTO guild_channel VALUES (?, 'notices', 500)", (GUILD,))

    await db.write(configure)
    told = [await db.write(lambda tx: problems.tell(tx, failed, "channel-gone")) for _ in range(3)]
    assert told == [True, False, False]
    [notice] = await db.read(lambda tx: outbox.for_subject(tx, GUILD, "guilds", failed.target_id))
    assert (notice.template, notice.target_id) == ("problem", 500)
    assert notice.details["reason"] == "channel-gone"
    assert notice.details["target_id"] == failed.target_id
    [open_problem] = await db.read(lambda tx: problems.of_guild(tx, GUILD))
    assert (open_problem.kind, open_problem.since) == ("channel-gone", START)
    await db.write(lambda tx: problems.clear(tx, GUILD, failed.target_id))
    assert await db.read(lambda tx: problems.of_guild(tx, GUILD)) == []


async def test_the_notices_channel_is_not_told_that_it_is_gone(db: Database) -> None:
    await promise(db, new(target_id=500))
    [failed] = await claim_due(db)

    def configure(tx: Transaction) -> None:
        tx.execute("INSERT INTO guild (guild_id, joined_at) VALUES (?, 0)", (GUILD,))
        tx.execute("INSERT INTO guild_channel VALUES (?, 'notices', 500)", (GUILD,))

    await db.write(configure)
    assert not await db.write(lambda tx: problems.tell(tx, failed, "missing-permissions"))
    assert len(await db.read(lambda tx: problems.of_guild(tx, GUILD))) == 1
    assert await db.write(lambda tx: problems.tell(tx, failed, "late"))


async def test_a_closed_dm_is_nothing_for_the_organisers(db: Database) -> None:
    await promise(db, new())
    [failed] = await claim_due(db)
    assert not await db.write(lambda tx: problems.tell(tx, failed, "dm-closed"))
    assert await db.read(lambda tx: problems.of_guild(tx, GUILD)) == []
