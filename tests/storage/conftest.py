"""A database of its own for each test, and child processes that use one."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

import bot
from bot.clock import SystemClock
from bot.storage.database import Database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


@pytest.fixture
async def db(path: Path) -> AsyncIterator[Database]:
    async with await Database.open(path, clock=SystemClock()) as database:
        yield database


StartChild = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start_child() -> Iterator[StartChild]:
    """Starts `child_writer.py` on a database; killed at the end if it still lives."""
    children: list[subprocess.Popen[str]] = []

    def start(database: Path, *, writers: int) -> "subprocess.Popen[str]":
        child = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("child_writer.py")), str(database), str(writers)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(bot.__file__).parents[1])},
        )
        children.append(child)
        return child

    yield start
    for child in children:
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()
