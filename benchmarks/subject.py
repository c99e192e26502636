"""A bot in a process of its own, and what it costs: memory and processor time as the kernel counts them (Linux)."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.stand_in import StandIn

_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A running bot. `start` is the time from its birth to READY, in seconds."""

    pid: int
    start: float

    def memory(self) -> float:
        """Resident memory, in MB."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * _PAGE / 1e6

    def processor(self) -> float:
        """Processor time used so far, user and system, in seconds; the kernel counts hundredths."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS


@asynccontextmanager
async def running(
    server: StandIn, *command: str, env: Mapping[str, str] | None = None
) -> AsyncIterator[Subject]:
    """A bot until the end of the block: it is stopped by SIGTERM. Raises RuntimeError when it does not come up."""
    server.ready.clear()
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *command, env={**os.environ, **(env or {})}
    )
    try:
        async with asyncio.timeout(60):
            came = asyncio.ensure_future(server.ready.wait())
            went = asyncio.ensure_future(process.wait())
            await asyncio.wait({came, went}, return_when=asyncio.FIRST_COMPLETED)
            went.cancel()
        if not server.ready.is_set():
            raise RuntimeError(f"{command[0]} ended with {process.returncode}; {dict(server.asked)}")
        yield Subject(pid=process.pid, start=server.ready_at - began)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            await process.wait()


def bare(server: StandIn) -> tuple[str, ...]:
    """The command of the yardstick."""
    return ("benchmarks.bare", server.address + "/api/v10")


def ours(server: StandIn, folder: Path) -> tuple[tuple[str, ...], dict[str, str]]:
    """The command of Crossconnect and its environment; its database is in `folder`."""
    config = folder / "config.toml"
    config.write_text(
        f'[discord]\napi_base = "{server.address}/api/v10"\n'
        f'[database]\npath = "bench.sqlite3"\n[log]\nlevel = "error"\n',
        encoding="utf-8",
    )
    return ("bot", "--config", str(config), "run"), {"CROSSCONNECT_TOKEN": "bench"}
