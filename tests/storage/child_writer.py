"""Run as a process of its own: opens a database, says "open", then writes rows and prints each one acknowledged.

Arguments: the database, and how many tasks write at once (0 only holds it open). It ends by being killed.
"""

import asyncio
import os
import sys
from itertools import count
from pathlib import Path

from bot.clock import SystemClock
from bot.storage.database import Database, Transaction


def say(line: object) -> None:
    os.write(1, f"{line}\n".encode())


async def main(path: Path, writers: int) -> None:
    async with await Database.open(path, clock=SystemClock()) as db:
        first = 1 + await db.read(highest)
        numbers = count(first)

        async def write() -> None:
            while True:
                number = next(numbers)

                def insert(tx: Transaction, number: int = number) -> None:
                    tx.execute("INSERT INTO actor_key VALUES (?, ?)", (number, f"actor {number}"))

                await db.write(insert)
                say(number)

        say("open")
        if writers == 0:
            await asyncio.Event().wait()
        await asyncio.gather(*(write() for _ in range(writers)))


def highest(tx: Transaction) -> int:
    row = tx.one("SELECT coalesce(max(user_id), 0) FROM actor_key")
    assert row is not None
    return int(row[0])


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
