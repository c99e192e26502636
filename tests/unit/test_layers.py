"""The contracts of `.importlinter` catch what they are made for: each is broken once, on a copy."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's sources, to spoil."""
    target = tmp_path_factory.mktemp("layers")
    for name in ("bot", "cogs", "scripts"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", target)
    return target


def lint(folder: Path) -> tuple[int, str]:
    done = subprocess.run(
        [LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )
    return done.returncode, done.stdout + done.stderr


def test_the_project_keeps_them(copy: Path) -> None:
    code, said = lint(copy)
    assert code == 0, said
    assert "0 broken" in said


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("bot/storage/extra.py", "import bot.language", "Imports go down only"),
        ("bot/people/extra.py", "import bot.announcements", "Imports go down only"),
        ("bot/errors.py", "import bot.app", "Imports go down only"),
        ("bot/utils.py", "", "Imports go down only"),
        ("cogs/extra.py", "import bot.guilds.store", "Cogs are thin faces"),
        ("cogs/extra.py", "import bot.storage.database", "Cogs are thin faces"),
        ("bot/client.py", "import cogs", "Nothing imports a cog"),
        ("bot/announcements/service.py", "import bot.guilds.store", "A store serves its own feature"),
        ("bot/guilds/rules.py", "import bot.clock", "Rules decide from values alone"),
        ("bot/guilds/rules.py", "import pydantic", "Rules decide from values alone"),
        ("bot/guilds/rules.py", "import discord", "Rules decide from values alone"),
        ("bot/people/rules.py", "from bot.guilds import store", "Rules decide from values alone"),
        ("bot/storage/database.py", "import discord", "Discord is seen"),
        ("bot/guilds/service.py", "from discord import Permissions", "Discord is seen"),
        ("bot/delivery/outbox.py", "import discord", "Discord is seen"),
        ("bot/app.py", "import simcord", "One file knows the virtual world"),
        ("bot/delivery/extra.py", "def f():\n    import simcord", "One file knows the virtual world"),
    ],
)
def test_a_violation_is_caught(copy: Path, file: str, line: str, contract: str) -> None:
    spoilt = copy / file
    before = spoilt.read_text(encoding="utf-8") if spoilt.exists() else None
    try:
        spoilt.write_text((before or "") + "\n" + line + "\n", encoding="utf-8")
        code, said = lint(copy)
    finally:
        if before is None:
            spoilt.unlink()
        else:
            spoilt.write_text(before, encoding="utf-8")
    assert code == 1
    if file == "bot/utils.py":
        assert "utils" in said
    else:
        assert re.search(rf"{contract}.* BROKEN", said), said
