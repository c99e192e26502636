"""A worker process does what is asked, and whatever happens in it harms neither the bot nor the next one who asks."""

import asyncio
import base64
import json
import math
import os
import resource
import signal
import subprocess
import time
import tracemalloc
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidInputError, RefusedError
from bot.language import zones
from bot.net.calendars import read_calendar
from bot.net.tables import read_table_file
from bot.workers import AT_ONCE, WorkerBrokenError, Workers
from bot.workers.child import MEMORY, MOST_RESULT
from bot.workers.wire import HEAD, PIECE, Building, frames


@pytest.fixture
async def workers() -> AsyncIterator[Workers]:
    made = Workers()
    yield made
    await made.close()


async def too_much(workers: Workers, function: Any, *args: object, seconds: float = 20) -> None:
    """It is refused in a sentence, and the next call works."""
    with pytest.raises(RefusedError) as error:
        await workers.run(function, *args, seconds=seconds)
    assert error.value.key == "file-too-much"
    assert await workers.run(len, "next") == 4


async def test_it_runs_elsewhere_and_returns_what_the_function_does(workers: Workers) -> None:
    there = await workers.run(os.getpid)
    assert there != os.getpid()
    assert await workers.run(os.getpid) == there, "it is kept for the next call"
    assert await workers.run(json.loads, '{"a": [1, null, "é"]}') == {"a": [1, None, "é"]}
    assert await workers.run(base64.b64encode, b"abc") == b"YWJj"


async def test_nothing_is_started_before_it_is_needed(workers: Workers) -> None:
    assert workers._all == set()


async def test_it_has_the_packaged_time_zones_and_nothing_of_the_environment(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CROSSCONNECT_TOKEN", "secret")
    assert set(await workers.run(eval, "list(__import__('os').environ)")) <= {
        "PATH",
        "LD_LIBRARY_PATH",
        "LC_CTYPE",
    }
    assert await workers.run(eval, "__import__('zoneinfo').TZPATH") == []


async def test_its_memory_is_bounded(workers: Workers) -> None:
    await too_much(workers, bytes, MEMORY)
    soft, hard = await workers.run(resource.getrlimit, resource.RLIMIT_AS)
    assert soft == hard == MEMORY


async def test_it_leaves_no_core_and_writes_no_file(workers: Workers) -> None:
    for what in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE):
        assert (await workers.run(resource.getrlimit, what))[1] == 0


async def test_its_processor_time_is_bounded_should_the_bot_be_gone(workers: Workers) -> None:
    soft, _ = await workers.run(resource.getrlimit, resource.RLIMIT_CPU, seconds=3)
    assert 4 <= soft <= 6


async def test_one_that_hangs_is_ended(workers: Workers) -> None:
    before = time.perf_counter()
    await too_much(workers, time.sleep, 3600, seconds=0.3)
    assert time.perf_counter() - before < 10


async def test_one_that_computes_for_ever_is_ended(workers: Workers) -> None:
    await too_much(workers, math.factorial, 10_000_000, seconds=0.3)


@pytest.mark.parametrize(
    ("function", "args"), [(os._exit, (0,)), (os.abort, ()), (os.kill, (0, signal.SIGKILL))]
)
async def test_one_that_dies_is_replaced(workers: Workers, function: Any, args: tuple[int, ...]) -> None:
    if function is os.kill:
        args = (await workers.run(os.getpid), signal.SIGKILL)
    await too_much(workers, function, *args)


async def test_one_that_was_ended_while_it_rested_is_not_missed(workers: Workers) -> None:
    os.kill(await workers.run(os.getpid), signal.SIGKILL)
    assert await workers.run(len, "abc") == 3


async def test_what_is_too_deep_or_too_large_to_come_back_is_refused(workers: Workers) -> None:
    await too_much(workers, json.loads, "[" * 100_000 + "]" * 100_000)
    await too_much(workers, bytes, MOST_RESULT + 1)


async def test_a_refusal_comes_back_as_it_was_made(workers: Workers) -> None:
    with pytest.raises(InvalidInputError) as error:
        await workers.run(zones.zone_info, "Mars/Olympus")
    assert (error.value.key, error.value.values) == ("when-zone-unknown", {"zone": "Mars/Olympus"})
    assert len(workers._all) == 1


async def test_a_fault_of_ours_is_told_by_its_place_and_never_by_what_was_read(workers: Workers) -> None:
    with pytest.raises(WorkerBrokenError) as error:
        await workers.run(int, "secret")
    assert "ValueError in builtins:int" in str(error.value)
    assert "secret" not in str(error.value)
    with pytest.raises(WorkerBrokenError, match="TypeError"):
        await workers.run(object)


async def test_two_work_at_once_and_the_others_wait(workers: Workers) -> None:
    there = await asyncio.gather(*(workers.run(os.getpid) for _ in range(8)))
    assert len(set(there)) <= AT_ONCE
    assert len(workers._all) <= AT_ONCE


async def test_one_who_gives_up_waiting_leaves_nothing_running(workers: Workers) -> None:
    task = asyncio.ensure_future(workers.run(time.sleep, 3600))
    await workers.run(len, "abc")  # by then the other one works
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [worker.process.poll() for worker in workers._all] == [None]
    assert await workers.run(len, "abc") == 3


async def test_closing_ends_those_at_rest_and_those_at_work() -> None:
    workers = Workers()
    await asyncio.gather(*(workers.run(len, "abc") for _ in range(2)))
    task = asyncio.ensure_future(workers.run(time.sleep, 3600))
    await asyncio.sleep(0.1)
    processes: list[subprocess.Popen[bytes]] = [worker.process for worker in workers._all]
    await workers.close()
    assert processes
    assert all(process.poll() is not None for process in processes)
    with pytest.raises(WorkerBrokenError):
        await task
    with pytest.raises(WorkerBrokenError):
        await workers.run(len, "abc")


async def test_those_that_nobody_needs_give_their_memory_back(workers: Workers) -> None:
    await workers.run(len, "abc")
    (worker,) = workers._all
    workers._let_go()
    await asyncio.gather(*workers._tasks)
    assert worker.process.poll() is not None
    assert workers._all == set()
    assert await workers.run(len, "abc") == 3


async def test_the_bot_is_not_held_up_by_a_large_answer(workers: Workers) -> None:
    """4 MB with 4,000 objects in it, as `json.loads` would hold the loop for 15 to 40 ms."""
    text = json.dumps(
        [{"uid": str(number), "text": "x" * 1000, "more": [1, {"a": None}]} for number in range(4000)]
    )
    await workers.run(len, "warm")
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            before = time.thread_time()
            await asyncio.sleep(0)  # what the loop's own thread does until its next turn is what is measured
            longest = max(longest, time.thread_time() - before)

    watching = asyncio.ensure_future(watch())
    await asyncio.sleep(0)  # it watches by now
    answer = await workers.run(json.loads, text)
    watching.cancel()
    assert len(answer) == 4000
    assert answer[-1] == {"uid": "3999", "text": "x" * 1000, "more": [1, {"a": None}]}
    assert longest < 0.01


@pytest.mark.hostile(44)
async def test_files_of_strangers_are_read_in_it(workers: Workers) -> None:
    header, rows = await workers.run(read_table_file, b'asn;name\n64500;"a;b"\n', 10)
    assert (header, rows) == (["asn", "name"], [[2, ["64500", "a;b"]]])
    many = b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 50_000 + b"END:VCALENDAR\r\n"
    with pytest.raises(InvalidInputError) as error:
        await workers.run(read_calendar, many, 2000)
    assert (error.value.key, error.value.values) == ("calendars-too-many", {"most": 2000})


def test_of_what_is_long_only_a_piece_is_written_at_a_time() -> None:
    """The loop writes it: the JSON of a whole document would hold it, once for each level at which it stands."""
    document = {"history": [[number, "said", '{"rung": "letter"}'] for number in range(10_000)]}
    for _ in frames([document]):
        break  # whatever is imported and interned at the first time
    tracemalloc.start()
    sent = sum(map(len, frames([document])))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sent > 400_000
    assert most < 20 * PIECE


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary(max_size=40),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=5),
    max_leaves=30,
)


@given(JSON, st.integers(0, 3))
def test_every_value_crosses_whole_in_small_pieces(value: Any, times: int) -> None:
    for _ in range(times):
        value = [value, "long" * PIECE, {"k": value, "l" * 20: ["s"] * 5000}]
        if times > 1:
            value = value[:1]
    building = Building()
    for each in frames(value):
        assert not building.is_done
        kind, length = HEAD.unpack(each[: HEAD.size])
        assert length == len(each) - HEAD.size <= 4 * PIECE
        building.add(kind, each[HEAD.size :])
    assert building.is_done
    assert building.value == value
