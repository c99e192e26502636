"""The wheel: everything is in it, and in an empty environment it starts and shows its page."""

import asyncio
import os
import re
import site
import subprocess
import sys
import zipfile
from pathlib import Path

import aiohttp
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the commands of an environment with the wheel; its dependencies are this environment's.

    A path in a .pth file is not searched for further .pth files, so the editable project stays out of sight.
    """
    environment = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True, timeout=120)
    python = environment / "bin" / "python"
    (packages,) = environment.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text("\n".join(site.getsitepackages()) + "\n")
    install = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--no-deps",
        "--no-index",
        str(wheel),
    ]
    done = subprocess.run(install, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return environment / "bin"


def clean_environment(home: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}


def test_holds_every_file_of_both_packages(wheel: Path) -> None:
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    sources = {
        path.relative_to(ROOT).as_posix()
        for package in ("bot", "cogs")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert held == sources
    for kind in (
        "bot/*.py",
        "cogs/*.py",
        "bot/storage/*.sql",
        "bot/language/*.ftl",
        "bot/local_discord/*.html",
    ):
        folder, suffix = kind.split("*")
        assert any(name.startswith(folder) and name.endswith(suffix) for name in held), (
            f"no {kind} in the wheel"
        )


def test_runs_from_the_wheel_and_not_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    where = "import bot, cogs; print(bot.__file__); print(cogs.__file__)"
    done = subprocess.run(
        [installed / "python", "-c", where],
        cwd=tmp_path,
        env=clean_environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    for line in done.stdout.splitlines():
        assert Path(line).is_relative_to(installed.parent)


@pytest.mark.parametrize(
    ("option", "said"), [("--version", "crossconnect, version "), ("--help", "Usage: crossconnect ")]
)
def test_the_command_answers(installed: Path, tmp_path: Path, option: str, said: str) -> None:
    done = subprocess.run(
        [installed / "crossconnect", option],
        cwd=tmp_path,
        env=clean_environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(said)


async def test_the_demo_shows_its_page_and_stops_on_sigterm(installed: Path, tmp_path: Path) -> None:
    errors = tmp_path / "stderr"
    with errors.open("wb") as stderr:
        process = await asyncio.create_subprocess_exec(
            installed / "crossconnect",
            *("demo", "--no-browser", "--port", "0", "--data", str(tmp_path / "data")),
            cwd=tmp_path,
            env=clean_environment(tmp_path),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=stderr,
        )
    try:
        assert process.stdout is not None
        address = await asyncio.wait_for(_address(process.stdout), 60)
        assert address, errors.read_text()
        async with aiohttp.ClientSession() as session, session.get(address) as page:
            assert page.status == 200
            assert "<html" in (await page.text()).lower()
        process.terminate()
        await asyncio.wait_for(process.communicate(), 30)
        assert process.returncode == 0, errors.read_text()
        assert "Traceback" not in errors.read_text()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _address(out: asyncio.StreamReader) -> str | None:
    """The first address the demo prints is its page's."""
    while line := (await out.readline()).decode():
        if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
            return found.group()
    return None
