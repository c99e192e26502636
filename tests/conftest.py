"""What every test stands on: the pinned time zones, as `bot.cli` sets them, and patient property tests.

The examples are the same in each run, so that a change is judged by itself. `HYPOTHESIS_PROFILE=explore` looks further.
"""

import os
import zoneinfo

import pytest
from hypothesis import settings

from tests.contract.openapi import summary

zoneinfo.reset_tzpath(())

# A busy machine is not a wrong rule.
settings.register_profile("project", deadline=None, print_blob=True, derandomize=True)
settings.register_profile("explore", deadline=None, print_blob=True, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "project"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no core waits for it at the end."""
    long = (
        "faults",
        "test_pseudo_locale.py",
        "contract",
        "end_to_end",
        "test_hostile_authority.py",
        "test_hostile_commands.py",
    )
    items.sort(
        key=lambda item: next((n for n, part in enumerate(long) if part in item.path.parts), len(long))
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Much of what the long tests do is waiting for Discord's pace: one more than there are cores."""
    return len(os.sched_getaffinity(0)) + 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How much of what the bot sends was held against Discord's own description."""
    terminalreporter.write_line(summary())
