"""A database of any earlier version is brought to the last one with its data, or left exactly as it was."""

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.clock import MovableClock, SystemClock
from bot.errors import DatabaseUnusableError
from bot.storage.database import Database
from bot.storage.schema import Migration, load_migrations, migrate, statements

MIGRATIONS = load_migrations()
NOW = dt.datetime(2026, 11, 23, 18, 0, tzinfo=dt.UTC)


def at_version(path: Path, version: int) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, path, MIGRATIONS[:version], NOW)


def schema(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()


async def test_from_empty_to_the_last_version(path: Path) -> None:
    async with await Database.open(path, clock=SystemClock()) as db:
        version = await db.read(lambda tx: tx.one("PRAGMA user_version"))
        tables = await db.read(lambda tx: tx.all("SELECT * FROM pragma_table_list WHERE schema = 'main'"))

    assert version is not None
    assert version[0] == len(MIGRATIONS)
    assert {table["name"] for table in tables} >= {"member", "actor_key", "audit_event", "delivery"}
    ours = [table for table in tables if table["type"] == "table" and not table["name"].startswith("sqlite_")]
    assert [table["name"] for table in ours if not table["strict"]] == []
    assert list(path.parent.glob("*.v*")) == [], "there was nothing to back up"


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
async def test_from_each_earlier_version_with_its_data_and_a_backup(path: Path, version: int) -> None:
    at_version(path, version)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO member (user_id, zone, language, updated_at) VALUES (7, 'Asia/Beirut', 'ar', 1)"
        )
    old = schema(path)

    clock = MovableClock(NOW)
    async with await Database.open(path, clock=clock) as db:
        row = await db.read(lambda tx: tx.one("SELECT zone FROM member WHERE user_id = 7"))
        assert row is not None
        assert row["zone"] == "Asia/Beirut"

    fresh = path.with_name("fresh.db")
    at_version(fresh, len(MIGRATIONS))
    assert schema(path) == schema(fresh)
    (backup,) = path.parent.glob(f"bot.v{version}.20261123T1800*Z.db")
    assert schema(backup) == old
    with closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("SELECT zone FROM member").fetchall() == [("Asia/Beirut",)]


async def test_opening_again_changes_and_backs_up_nothing(path: Path) -> None:
    for _ in range(2):
        async with await Database.open(path, clock=SystemClock()):
            pass

    assert sorted(file.name for file in path.parent.iterdir()) == ["bot.db", "bot.db.lock"]


@pytest.mark.parametrize(
    "bad",
    [
        "CREATE TABLE half (a INTEGER); INSERT INTO nowhere VALUES (1);",
        "CREATE TABLE half (a INTEGER); DELETE FROM guild;",
        "CREATE TABLE half (a INTEGER); CREATE TABLE",
    ],
)
def test_a_migration_that_fails_is_undone_as_a_whole(path: Path, bad: str) -> None:
    at_version(path, 2)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO guild (guild_id, joined_at) VALUES (1, 1)")
        connection.execute("INSERT INTO guild_channel VALUES (1, 'announcements', 2)")
        before = schema(path)
        migrations = (*MIGRATIONS[:2], Migration(version=3, name="0003_bad.sql", sql=bad))

        with pytest.raises(DatabaseUnusableError, match=r"0003_bad\.sql.*stays at version 2"):
            migrate(connection, path, migrations, NOW)

        assert schema(path) == before
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
        assert connection.execute("SELECT count(*) FROM guild").fetchone() == (1,)
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert len(list(path.parent.glob("bot.v2.*"))) == 1


def test_two_attempts_in_one_second_keep_both_backups(path: Path) -> None:
    at_version(path, 1)
    bad = (*MIGRATIONS[:1], Migration(version=2, name="0002_bad.sql", sql="nonsense;"))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for _ in range(2):
            with pytest.raises(DatabaseUnusableError):
                migrate(connection, path, bad, NOW)

    assert sorted(file.name for file in path.parent.glob("*.v1.*")) == [
        "bot.v1.20261123T180000Z-1.db",
        "bot.v1.20261123T180000Z.db",
    ]


def test_statements_are_split_at_their_ends_only() -> None:
    script = """
    -- a comment; with a semicolon
    CREATE TABLE a (text TEXT DEFAULT 'x;y');
    CREATE TRIGGER t BEFORE DELETE ON a BEGIN SELECT RAISE(ABORT, 'no;'); SELECT 1; END;
    /* another; one */ INSERT INTO a VALUES (';');
    INSERT INTO a VALUES ('no semicolon at the end')
    """
    found = list(statements(script))

    assert len(found) == 4
    assert found[1].endswith("END;")
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in found:
            connection.execute(statement)
        assert connection.execute("SELECT * FROM a").fetchall() == [(";",), ("no semicolon at the end",)]
        for statement in statements("SELECT 1; -- the end"):
            connection.execute(statement)


@pytest.mark.parametrize(
    "names", [["0002_a.sql"], ["0001_a.sql", "0003_b.sql"], ["0001_a.sql", "0001_b.sql"], ["x.sql"]]
)
def test_gaps_doubles_and_stray_names_are_refused(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        (tmp_path / name).write_text("SELECT 1;")

    with pytest.raises(ValueError, match="expected a migration named"):
        load_migrations(tmp_path)


def test_no_migration_defers_a_foreign_key_or_ends_its_own_transaction() -> None:
    for migration in MIGRATIONS:
        for statement in statements(migration.sql):
            code = "\n".join(
                line for line in statement.upper().splitlines() if not line.strip().startswith("--")
            )
            assert "DEFERRABLE" not in code, migration.name
            assert not code.startswith(("BEGIN", "COMMIT", "END", "ROLLBACK", "PRAGMA")), migration.name


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_event SET action = 'nothing'",
        "DELETE FROM audit_event",
        "DELETE FROM audit_event WHERE id = 1",
    ],
)
async def test_the_audit_log_only_grows(db: Database, sql: str) -> None:
    await db.write(
        lambda tx: tx.insert(
            "INSERT INTO audit_event (guild_id, at, actor, action, subject, previous, hash) VALUES (1, 2, 'k', 'a', 's', '', 'h')"
        )
    )

    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        await db.write(lambda tx: tx.execute(sql))

    row = await db.read(lambda tx: tx.one("SELECT action FROM audit_event"))
    assert row is not None
    assert row["action"] == "a"
