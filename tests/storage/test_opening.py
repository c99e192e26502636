# ruff: noqa: ASYNC240 - nothing else runs in the loop of a test while it looks at a file
"""What cannot be used is refused with one sentence and its cure, and is left as it was."""

import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.errors import DatabaseUnusableError, ExitCode
from bot.storage import worker
from bot.storage.database import Database


async def refusal(path: Path) -> str:
    """Open, expect to be refused; the sentence."""
    with pytest.raises(DatabaseUnusableError) as caught:
        async with await Database.open(path, clock=SystemClock()):
            pass
    assert caught.value.exit_code is ExitCode.DATABASE_UNUSABLE
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


async def make(path: Path, rows: int = 2000) -> None:
    async with await Database.open(path, clock=SystemClock()) as db:
        await db.write(
            lambda tx: tx.many(
                "INSERT INTO actor_key VALUES (?, ?)", ((n, f"actor {n}") for n in range(rows))
            )
        )


async def test_a_new_database_is_made_for_its_owner_only(path: Path) -> None:
    await make(path)

    assert sys.platform == "win32" or path.stat().st_mode & 0o777 == 0o600


async def test_a_missing_directory(tmp_path: Path) -> None:
    sentence = await refusal(tmp_path / "missing" / "bot.db")

    assert "does not exist" in sentence
    assert "Create it" in sentence


async def test_a_directory_in_place_of_the_file(tmp_path: Path) -> None:
    assert "is not a file" in await refusal(tmp_path)


async def test_a_file_that_is_no_database(path: Path) -> None:
    path.write_bytes(b"Dear diary, " * 1000)

    assert "is not a database" in await refusal(path)
    assert path.read_bytes() == b"Dear diary, " * 1000


async def test_another_programs_database_is_not_touched(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE bookmarks (url)")
        other.execute("PRAGMA user_version = 1")
    before = path.read_bytes()

    assert "belongs to another program" in await refusal(path)
    assert path.read_bytes() == before


@pytest.mark.hostile(63)
@pytest.mark.parametrize("kept", [0, 1, 100, 4096, 20_000])
async def test_a_truncated_database(path: Path, kept: int) -> None:
    await make(path)
    whole = path.read_bytes()
    assert len(whole) > 40_000
    path.write_bytes(whole[:kept])

    sentence = await refusal(path)

    assert "estore" in sentence
    assert path.read_bytes() == whole[:kept]


async def test_a_database_with_a_damaged_page(path: Path) -> None:
    await make(path)
    content = bytearray(path.read_bytes())
    content[-4096 * 3 : -4096 * 2] = b"\x55" * 4096
    path.write_bytes(content)

    sentence = await refusal(path)

    assert "is damaged" in sentence
    assert "restore the newest backup" in sentence


@pytest.mark.hostile(63)
async def test_a_newer_schema(path: Path) -> None:
    await make(path)
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA user_version = 9999")

    sentence = await refusal(path)

    assert "schema version 9999" in sentence
    assert "Install the newer release" in sentence
    with closing(sqlite3.connect(path)) as again:
        assert again.execute("SELECT count(*) FROM actor_key").fetchone() == (2000,)


async def test_after_a_refusal_the_file_can_be_mended_and_opened(path: Path) -> None:
    await make(path)
    whole = path.read_bytes()
    path.write_bytes(whole[:5000])
    await refusal(path)
    path.write_bytes(whole)

    async with await Database.open(path, clock=SystemClock()) as db:
        assert len(await db.read(lambda tx: tx.all("SELECT * FROM actor_key"))) == 2000


@pytest.mark.hostile(63)
async def test_a_file_held_by_another_program(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await make(path)
    monkeypatch.setattr(worker, "BUSY_MILLISECONDS", 50)
    with closing(sqlite3.connect(path, isolation_level=None)) as browser:
        browser.execute("BEGIN IMMEDIATE")
        assert "Another program holds" in await refusal(path)


@pytest.fixture
def plain_place() -> Iterator[Path]:
    """A directory for a test that gives root's rights up for a while: root may write everything."""
    if sys.platform == "win32":
        pytest.skip("the permissions of Windows are other ones")
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        root = os.geteuid() == 0
        if root:
            os.chown(place, 65534, 65534)
            os.seteuid(65534)
        try:
            yield place
        finally:
            if root:
                os.seteuid(0)
            place.chmod(0o700)


async def test_a_read_only_file(plain_place: Path) -> None:
    path = plain_place / "bot.db"
    await make(path)
    path.chmod(0o400)

    assert "cannot read and write" in await refusal(path)


async def test_a_read_only_directory(plain_place: Path) -> None:
    path = plain_place / "bot.db"
    await make(path)
    plain_place.chmod(0o500)

    assert "cannot write in" in await refusal(path)


async def test_a_full_disk_at_the_first_start(path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has no limit on the size of a file to hit")
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, limits[1]))
    try:
        sentence = await refusal(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert "heck the disk" in sentence or "stays at version 0" in sentence
    await make(path)
