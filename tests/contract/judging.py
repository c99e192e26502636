"""Where requests are judged: at the bot's last step in simcord, and from what was recorded on real sockets."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from discord.utils import _to_json
from simcord.http import router

from tests.contract.openapi import ABSENT, Contract, Request, contract


@contextmanager
def judged_in_simcord() -> Iterator[None]:
    """Every request that reaches simcord inside is judged; what Discord would refuse fails the test that made it."""
    judge = contract()
    if judge is None:
        yield
        return
    complaints: list[str] = []
    dispatch = router.dispatch

    def judging(
        backend: Any,
        method: str,
        path: str,
        *,
        json: Any = None,
        params: Any = None,
        files: Any = (),
        **more: Any,
    ) -> Any:
        complaints.extend(judge.violations(_request(method, path, json, params, files)))
        return dispatch(backend, method, path, json=json, params=params, files=files, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(router, "dispatch", judging)
        yield
    _fail_for(complaints)


def judge_recorded(*files: Path) -> int:
    """Judge what `bot.recording` wrote; returns how many requests. Fails the test for what Discord would refuse."""
    judge = required()
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    _fail_for([found for line in lines for found in judge.violations(Request.recorded(line))])
    return len(lines)


def required() -> Contract:
    """The judge, or the test is skipped and says why."""
    judge = contract()
    if judge is None:
        pytest.skip(ABSENT)
    return judge


def _request(method: str, path: str, body: Any, query: Mapping[str, Any] | None, files: Any) -> Request:
    """What would have gone over the wire: by now, because simcord goes on with the very objects."""
    return Request(
        method=method,
        path=path,
        query={name: str(value) for name, value in (query or {}).items()},
        body=None if body is None else json.loads(_to_json(body)),
        files=tuple((file.filename, 0) for file in files or ()),
    )


def _fail_for(complaints: list[str]) -> None:
    if complaints:
        pytest.fail("Discord would refuse:\n" + "\n".join(dict.fromkeys(complaints)), pytrace=False)
