"""The command line as a process: what it says, how it exits, and that it answers at once."""

import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bot import __version__
from bot.cli import NO_SIMCORD
from bot.errors import ExitCode

ROOT = Path(__file__).parents[2]
SECRET = "MDAwMDAwMDAwMDAwMDAwMDAw.GaBcDe.not-a-real-token-but-of-the-right-form"  # the form, of nobody


def process(
    *arguments: str, cwd: Path, python: tuple[str, ...] = ("-m", "bot"), **environ: str
) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CROSSCONNECT")}
    return subprocess.run(
        [sys.executable, *python, *arguments],
        cwd=cwd,
        env=clean | {"PYTHONPATH": str(ROOT)} | environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_help_names_the_commands_and_the_exit_codes(tmp_path: Path) -> None:
    done = process("--help", cwd=tmp_path)
    assert done.returncode == ExitCode.FINE
    assert {"run", "demo", "sync"} <= set(re.findall(r"(?m)^  (\w+) ", done.stdout))
    said = " ".join(done.stdout.split())
    for code, meaning in [
        (0, "fine"),
        (2, "usage or configuration"),
        (3, "token refused"),
        (4, "database unusable"),
    ]:
        assert f"{code} {meaning}" in said
    assert done.stderr == ""


@pytest.mark.parametrize("command", ["run", "demo", "sync"])
def test_each_command_has_help_of_its_own(tmp_path: Path, command: str) -> None:
    done = process(command, "--help", cwd=tmp_path)
    assert done.returncode == ExitCode.FINE
    assert f"Usage: crossconnect {command}" in done.stdout


def test_version(tmp_path: Path) -> None:
    done = process("--version", cwd=tmp_path)
    assert done.returncode == ExitCode.FINE
    assert done.stdout == f"crossconnect, version {__version__}\n"
    assert importlib.metadata.version("crossconnect") == __version__


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    done = process("--help", cwd=tmp_path, python=("-X", "importtime", "-m", "bot"))
    imported = set(re.findall(r"(?m)\|\s+([\w.]+)$", done.stderr))
    assert "bot.cli" in imported
    heavy = {
        "discord",
        "aiohttp",
        "aiosqlite",
        "apscheduler",
        "bot.app",
        "bot.config",
        "fluent",
        "pydantic",
        "simcord",
        "structlog",
    }
    assert not imported & heavy


@pytest.mark.parametrize(
    "arguments",
    [
        ("walk",),
        ("run", "--fast"),
        ("demo", "--port", "seventy"),
        ("demo", "--port", "70000"),
        ("--config", "x", "demo"),
    ],
)
def test_wrong_usage(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = process(*arguments, cwd=tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert "Usage: crossconnect" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["run", "sync"])
def test_a_configuration_that_does_not_fit(tmp_path: Path, command: str) -> None:
    (tmp_path / "config.toml").write_text(f"[discord]\napi_bse = 'x'\ntoken = '{SECRET}'\n")
    done = process(command, cwd=tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert "[discord] api_bse: unknown key; did you mean api_base?" in done.stderr
    assert "[discord] token: a token never stands in this file" in done.stderr
    assert "Traceback" not in done.stderr
    assert SECRET not in done.stderr + done.stdout


def test_a_named_configuration_that_is_missing(tmp_path: Path) -> None:
    done = process("--config", "nowhere.toml", "run", cwd=tmp_path, CROSSCONNECT_TOKEN=SECRET)
    assert done.returncode == ExitCode.USAGE
    assert "nowhere.toml" in done.stderr


def test_the_demo_without_its_extra_says_how_to_get_it(tmp_path: Path) -> None:
    blocked = "import sys; sys.modules['simcord'] = None; from bot.cli import main; main()"
    done = process("demo", cwd=tmp_path, python=("-c", blocked))
    assert done.returncode == ExitCode.USAGE
    assert done.stderr == f"{NO_SIMCORD}\n"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (needed,) = project["optional-dependencies"]["demo"]
    assert needed in NO_SIMCORD


def test_the_unexpected_is_a_traceback_without_a_token(tmp_path: Path) -> None:
    """A broken installation: the library itself does not import."""
    (tmp_path / "discord.py").write_text("import os\nraise RuntimeError(os.environ['CROSSCONNECT_TOKEN'])\n")
    done = process(
        "run", cwd=tmp_path, CROSSCONNECT_TOKEN=SECRET, CROSSCONNECT_DATABASE=str(tmp_path / "bot.sqlite3")
    )
    assert done.returncode == ExitCode.OTHER
    assert "Traceback" in done.stderr
    assert "RuntimeError: [redacted]" in done.stderr
    assert SECRET not in done.stderr


def test_the_operators_page_tells_every_exit_code_and_variable() -> None:
    page = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
    assert {int(code) for code in re.findall(r"(?m)^\| (\d) \|", page)} == set(ExitCode)
    source = (ROOT / "bot" / "config.py").read_text(encoding="utf-8")
    for variable in re.findall(r'"(CROSSCONNECT_\w+)"', source):
        assert f"`{variable}`" in page
