"""What installs the bot: locks that agree with each other and with pyproject.toml, and CI's word on browser tests."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]


def locked(name: str) -> dict[str, tuple[str, str]]:
    """Version and entry (with hashes) of each package of a lock."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8").replace("\\\n", " ")
    entries = [Requirement(re.split(r"\s--hash", line)[0]) for line in text.splitlines()]
    return {
        canonicalize_name(entry.name): (str(entry.specifier), line)
        for entry, line in zip(entries, text.splitlines(), strict=True)
    }


@pytest.mark.parametrize("name", ["run.txt", "demo.txt", "dev.txt"])
def test_each_package_is_pinned_by_hash(name: str) -> None:
    packages = locked(name)
    assert packages
    for version, entry in packages.values():
        assert version.startswith("==")
        assert "--hash=sha256:" in entry
        assert "://" not in entry


def test_the_locks_agree() -> None:
    run, demo, development = locked("run.txt"), locked("demo.txt"), locked("dev.txt")
    assert run.items() < demo.items() < development.items()
    assert set(demo) - set(run) == {"simcord"}


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [(line, "run.txt") for line in project["dependencies"]]
    asked += [(line, "demo.txt") for line in project["optional-dependencies"]["demo"]]
    asked += [
        (line, "dev.txt")
        for extra in ("test", "dev")
        for line in project["optional-dependencies"][extra]
        if not line.startswith("crossconnect[")
    ]
    for line, name in asked:
        requirement = Requirement(line)
        version, _ = locked(name)[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version.removeprefix("=="), prereleases=True), (
            f"{line}: {version}"
        )


PASSED = '<testcase classname="tests.end_to_end.test_browser" name="test_click"/>'
SKIPPED = '<testcase classname="tests.end_to_end.test_browser" name="test_look"><skipped message="no chromium"/></testcase>'
MODULE = (
    '<testcase classname="" name="tests.end_to_end.test_browser"><skipped message="no chromium"/></testcase>'
)
OTHER = '<testcase classname="tests.unit.test_x" name="test_y"><skipped message="not here"/></testcase>'
NAMED_SO = '<testcase classname="tests.unit.test_x" name="test_browser_tests"/>'


@pytest.mark.parametrize(
    ("cases", "code"),
    [
        (PASSED + OTHER, 0),
        (PASSED + SKIPPED, 1),
        (PASSED + MODULE, 1),
        (OTHER + NAMED_SO, 1),
    ],
)
def test_ci_fails_when_browser_tests_did_not_run(tmp_path: Path, cases: str, code: int) -> None:
    report = tmp_path / "tests.xml"
    report.write_text(f"<testsuites><testsuite>{cases}</testsuite></testsuites>", encoding="utf-8")
    script = [sys.executable, str(ROOT / ".ci" / "browser_tests_ran.py"), str(report)]
    done = subprocess.run(script, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == code, done.stdout + done.stderr
    if "no chromium" in cases:
        assert "no chromium" in done.stdout
