"""The audit log: a chain for each guild that shows every change to it, and that forgets a person without breaking."""

import sqlite3
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SystemClock
from bot.guilds import messages
from bot.language.catalogue import Catalogue
from bot.people import audit
from bot.storage.database import Database, Transaction
from bot.ui.cards import Text
from bot.ui.pages import Page

GUILDS = (11, 12, 13)
NADIA, OMAR = 101, 102
ENGLISH = Catalogue.load().translator("en")


async def fill(db: Database, events: int = 90) -> None:
    """Events of several guilds by several people, in turn."""

    def operation(tx: Transaction) -> None:
        for number in range(events):
            audit.record(
                tx,
                guild_id=GUILDS[number % len(GUILDS)],
                user_id=(NADIA, OMAR, None)[number % 7 % 3],
                action="setup.zone",
                subject="",
                before={"value": f"zone {number - 1}", "é": [1, {"b": None, "a": "⟨'\"\\⟩"}]},
                after={"value": f"zone {number}"},
            )

    await db.write(operation)


async def broken(db: Database) -> dict[int, int | None]:
    return await db.read(lambda tx: {guild_id: audit.first_broken(tx, guild_id) for guild_id in GUILDS})


def tamper(path: Path, sql: str, *ids: int, trigger: str = "audit_event_keeps") -> None:
    """Change the file behind the bot's back; whoever can do that can drop the trigger too."""
    connection = sqlite3.connect(path)
    try:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(sql, ids)
        connection.execute(f"DROP TRIGGER {trigger}")
        assert connection.execute(sql, ids).rowcount == 1
        connection.commit()
    finally:
        connection.close()


async def ids(db: Database, guild_id: int) -> list[int]:
    """Of a guild's events, the oldest first."""
    return [event.id for event in reversed(await db.read(lambda tx: audit.history(tx, guild_id, limit=1000)))]


async def test_every_guilds_chain_holds_after_many_events(path: Path, db: Database) -> None:
    await fill(db)
    assert await broken(db) == dict.fromkeys(GUILDS)
    await db.close()
    async with await Database.open(path, clock=SystemClock()) as again:
        await fill(again, 10)
        assert await broken(again) == dict.fromkeys(GUILDS)
        counts = [
            await again.read(lambda tx, guild_id=guild_id: audit.count(tx, guild_id)) for guild_id in GUILDS
        ]
    assert sum(counts) == 100


async def test_a_guild_without_events_has_nothing_broken(db: Database) -> None:
    assert await broken(db) == dict.fromkeys(GUILDS)


@pytest.mark.parametrize(
    "change",
    [
        "at = at + 1",
        "actor = 'system2'",
        "action = 'setup.role'",
        "subject = 'x'",
        "before = '{}'",
        'after = \'{"value":"mine"}\'',
        "previous = ''",
        "hash = hash || '0'",
    ],
)
async def test_a_changed_row_is_found(path: Path, db: Database, change: str) -> None:
    await fill(db)
    victim = (await ids(db, 12))[10]
    tamper(path, f"UPDATE audit_event SET {change} WHERE id = ?", victim)  # noqa: S608 - ours
    assert await broken(db) == {11: None, 12: victim, 13: None}


async def test_a_removed_row_is_found_at_the_one_after_it(path: Path, db: Database) -> None:
    await fill(db)
    victim, following = (await ids(db, 12))[10:12]
    tamper(path, "DELETE FROM audit_event WHERE id = ?", victim, trigger="audit_event_stays")
    assert await broken(db) == {11: None, 12: following, 13: None}


async def test_a_removed_first_row_is_found(path: Path, db: Database) -> None:
    await fill(db)
    victim, following = (await ids(db, 12))[:2]
    tamper(path, "DELETE FROM audit_event WHERE id = ?", victim, trigger="audit_event_stays")
    assert (await broken(db))[12] == following


async def test_a_row_moved_to_another_guild_is_found_in_both(path: Path, db: Database) -> None:
    await fill(db)
    victim = (await ids(db, 12))[10]
    tamper(path, "UPDATE audit_event SET guild_id = 13 WHERE id = ?", victim)
    found = await broken(db)
    assert found[11] is None
    assert found[12] is not None
    assert found[13] == victim


async def test_erasing_a_person_leaves_every_chain_whole_and_names_nobody(db: Database) -> None:
    await fill(db)
    before = await db.read(lambda tx: audit.history(tx, 11, limit=1000))
    assert {event.user_id for event in before} == {NADIA, OMAR, None}
    await db.write(lambda tx: tx.execute("DELETE FROM actor_key WHERE user_id = ?", (NADIA,)))
    assert await broken(db) == dict.fromkeys(GUILDS)
    after = await db.read(lambda tx: audit.history(tx, 11, limit=1000))
    assert {event.user_id for event in after} == {OMAR, None}
    assert [(event.id, event.before, event.after) for event in after] == [
        (event.id, event.before, event.after) for event in before
    ]


async def test_the_history_says_that_someone_was_erased(db: Database) -> None:
    def operation(tx: Transaction) -> None:
        audit.record(
            tx, guild_id=11, user_id=NADIA, action="setup.zone", subject="", after={"value": "Asia/Beirut"}
        )

    await db.write(operation)
    assert f"<@{NADIA}>" in await shown(db)
    await db.write(lambda tx: tx.execute("DELETE FROM actor_key WHERE user_id = ?", (NADIA,)))
    assert f"{ENGLISH('setup-history-someone')} set the time zone" in await shown(db)
    assert str(NADIA) not in await shown(db)


async def shown(db: Database) -> str:
    events = await db.read(lambda tx: tuple(audit.history(tx, 11, limit=10)))
    card = messages.history(Page(items=events, number=1, count=1), ENGLISH)
    return "\n".join(block.body for block in card.blocks if isinstance(block, Text))


async def test_who_comes_back_after_the_erasure_is_somebody_new(db: Database) -> None:
    key = await db.write(lambda tx: audit.actor_key(tx, NADIA))
    assert await db.write(lambda tx: audit.actor_key(tx, NADIA)) == key
    await db.write(lambda tx: tx.execute("DELETE FROM actor_key WHERE user_id = ?", (NADIA,)))
    assert await db.write(lambda tx: audit.actor_key(tx, NADIA)) != key
    assert await db.read(lambda tx: audit.user_of(tx, key)) is None


async def test_nothing_in_the_log_names_a_person(db: Database) -> None:
    await fill(db)
    rows = await db.read(
        lambda tx: [tuple(row) for row in tx.all("SELECT actor, before, after FROM audit_event")]
    )
    assert not any(str(person) in str(row) for row in rows for person in (NADIA, OMAR))
    assert len({row[0] for row in rows}) == 3


values = st.dictionaries(
    st.text(max_size=5).filter(lambda text: text.isprintable()),
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(exclude_categories=["Cs"])),
    max_size=3,
)


@given(
    st.lists(
        st.tuples(st.sampled_from(GUILDS), st.sampled_from([NADIA, OMAR, None]), values, values), max_size=8
    )
)
def test_whatever_is_recorded_verifies_and_comes_back(
    events: list[tuple[int, int | None, dict[str, object], dict[str, object]]],
) -> None:
    connection = sqlite3.connect(":memory:")
    try:
        connection.row_factory = sqlite3.Row
        connection.executescript(_schema())
        tx = Transaction(connection, now=SystemClock().now())
        for guild_id, user_id, before, after in events:
            audit.record(
                tx, guild_id=guild_id, user_id=user_id, action="a", subject="s", before=before, after=after
            )
        for guild_id in GUILDS:
            assert audit.first_broken(tx, guild_id) is None
            found = [(one.user_id, one.before, one.after) for one in audit.history(tx, guild_id, limit=99)]
            assert found[::-1] == [event[1:] for event in events if event[0] == guild_id]
    finally:
        connection.close()


def _schema() -> str:
    file = resources.files("bot.storage") / "migrations" / "0001_people.sql"
    return file.read_text(encoding="utf-8")
