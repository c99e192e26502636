"""A bot in a process of its own, with a clock that its parent moves: python bot_process.py API DATABASE OFFSET.

A line on standard input is the new offset in seconds. It runs the application as `crossconnect run` does.
"""

import asyncio
import datetime as dt
import os
import signal
import sys
from pathlib import Path

from pydantic import SecretStr

from bot import logs
from bot.app import App
from bot.clock import MovableClock
from bot.config import DatabaseSettings, DeliverySettings, DiscordSettings, LogSettings, Settings


async def main(api_base: str, database: Path, offset: float) -> None:
    loop = asyncio.get_running_loop()
    clock = MovableClock()
    clock.advance(dt.timedelta(seconds=offset))

    def move() -> None:
        # All that has come, not a line of it: the rest would wait in a buffer, where nobody is told of it.
        lines = os.read(sys.stdin.fileno(), 4096).split()
        if lines:
            clock.advance(dt.timedelta(seconds=float(lines[-1])) - clock.offset)
        else:
            loop.remove_reader(sys.stdin.fileno())

    stop = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_reader(sys.stdin.fileno(), move)
    settings = Settings(
        discord=DiscordSettings(api_base=api_base),
        database=DatabaseSettings(path=database),
        delivery=DeliverySettings(),
        log=LogSettings(),
        token=SecretStr("local-discord"),
        guilds_within=0.05,
    )
    async with App.open(settings, clock) as app:
        await app.serve(stop)


if __name__ == "__main__":
    logs.configure(level="warning", log_format="console")
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])))
