"""What is in `deploy/` keeps what its guide says: read here, since no test machine has Docker or a running systemd."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from bot.app import STOP_GRACE
from bot.config import CREDENTIAL, Settings
from bot.errors import ExitCode

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


def unit() -> dict[str, list[str]]:
    """key → values, in order. A key stands in one section only."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in (DEPLOY / "crossconnect.service").read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found[key].append(value)
    return found


def yaml(text: str) -> Any:
    """The little of YAML that compose.yaml is written in: mappings, lists of words, plain words. Fails for more."""
    lines = [(len(line) - len(line.lstrip()), line.strip()) for line in text.splitlines()]
    lines = [(depth, line) for depth, line in lines if line and not line.startswith("#")]

    def block(depth: int) -> Any:
        if lines and lines[0][1].startswith("- "):
            items = []
            while lines and lines[0][0] == depth and lines[0][1].startswith("- "):
                items.append(word(lines.pop(0)[1][2:]))
            return items
        found: dict[str, Any] = {}
        while lines and lines[0][0] == depth:
            key, colon, value = lines.pop(0)[1].partition(":")
            assert colon, key
            assert key not in found, f"{key} stands there twice"
            nested = not value.strip() and lines and lines[0][0] > depth
            found[key] = block(lines[0][0]) if nested else word(value.strip())
        return found

    def word(text: str) -> Any:
        assert not re.search(r"[{}\[\]&*|>]|\s#", text), f"more YAML than this reads: {text}"
        quoted = text.startswith('"')
        return json.loads(text) if quoted else {"true": True, "false": False, "": None}.get(text, text)

    found = block(0)
    assert not lines, lines
    return found


class TestUnit:
    def test_the_sandbox(self) -> None:
        found = unit()
        for key, value in {
            "DynamicUser": "yes",
            "StateDirectory": "crossconnect",
            "StateDirectoryMode": "0700",
            "UMask": "0077",
            "NoNewPrivileges": "yes",
            "CapabilityBoundingSet": "",
            "ProtectSystem": "strict",
            "ProtectHome": "yes",
            "PrivateTmp": "yes",
            "PrivateDevices": "yes",
            "MemoryDenyWriteExecute": "yes",
            "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
            "RestrictNamespaces": "yes",
            "SystemCallArchitectures": "native",
        }.items():
            assert found[key] == [value], key
        assert found["SystemCallFilter"] == ["@system-service", "~@privileged @resources"]

    def test_the_token_is_a_credential_and_nothing_else_names_it(self) -> None:
        found = unit()
        (credential,) = found["LoadCredential"]
        assert credential.startswith(f"{CREDENTIAL}:/")
        assert not any("TOKEN" in value for value in found["Environment"])
        assert found["Environment"] == [
            "CROSSCONNECT_CONFIG=/etc/crossconnect/config.toml",
            "CROSSCONNECT_DATABASE=%S/crossconnect/crossconnect.sqlite3",
        ]

    def test_it_restarts_what_a_restart_can_mend(self) -> None:
        found = unit()
        assert found["Restart"] == ["on-failure"]
        (codes,) = found["RestartPreventExitStatus"]
        assert {int(code) for code in codes.split()} == {ExitCode.USAGE, ExitCode.TOKEN_REFUSED}
        assert int(found["TimeoutStopSec"][0]) > STOP_GRACE.total_seconds() + 5

    @pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
    def test_systemd_understands_it(self, tmp_path: Path) -> None:
        text = (DEPLOY / "crossconnect.service").read_text(encoding="utf-8")
        here = tmp_path / "crossconnect.service"
        here.write_text(text.replace("/opt/crossconnect/bin/crossconnect", "/bin/true"))
        done = subprocess.run(
            ["systemd-analyze", "verify", str(here)], capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stderr
        assert "crossconnect.service" not in done.stderr, done.stderr
        done = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=20", str(here)],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout[-300:]

    @pytest.mark.skipif(sys.platform != "linux", reason="a switch of Linux")
    def test_the_bot_needs_no_memory_that_is_written_and_run(self, tmp_path: Path) -> None:
        """MemoryDenyWriteExecute, by the kernel's own switch (PR_SET_MDWE, Linux 6.3), which a child inherits."""
        code = (
            "import ctypes, os, sys\n"
            "if ctypes.CDLL(None).prctl(65, 1, 0, 0, 0): sys.exit(77)\n"
            "os.execv(sys.executable, [sys.executable, '-m', 'bot', 'check'])"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=tmp_path,
            env={
                "PYTHONPATH": str(ROOT),
                "CROSSCONNECT_TOKEN": "no-token",
                "CROSSCONNECT_DATABASE": str(tmp_path / "b"),
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        if done.returncode == 77:
            pytest.skip("this kernel does not know the switch")
        assert done.returncode == ExitCode.FINE, done.stdout + done.stderr


class TestContainer:
    def stages(self) -> list[list[tuple[str, str]]]:
        text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
        found: list[list[tuple[str, str]]] = []
        for line in text.splitlines():
            if line and not line.startswith("#"):
                name, _, rest = line.partition(" ")
                if name == "FROM":
                    found.append([])
                found[-1].append((name, rest))
        return found

    def test_two_stages_of_one_image_and_nobody_is_root(self) -> None:
        build, run = self.stages()
        assert build[0] == ("FROM", "python:3.11-slim-bookworm AS build")
        assert run[0] == ("FROM", "python:3.11-slim-bookworm")
        (user,) = [rest for name, rest in run if name == "USER"]
        assert user == "10001:10001"
        after = run[run.index(("USER", user)) :]
        assert not [name for name, _ in after if name in {"RUN", "COPY", "ADD"}]
        assert not [rest for name, rest in run if name == "RUN" and "pip" in rest], (
            "no installer's work in the last stage"
        )

    def test_everything_is_in_exec_form(self) -> None:
        for stage in self.stages():
            for name, rest in stage:
                if name in {"RUN", "ENTRYPOINT", "CMD", "VOLUME"}:
                    assert isinstance(json.loads(rest), list), rest
        run = dict(self.stages()[1])
        assert json.loads(run["ENTRYPOINT"]) == ["python", "-m", "bot"]
        assert json.loads(run["CMD"]) == ["run"]
        assert run["STOPSIGNAL"] == "SIGTERM"

    def test_only_what_is_locked_is_installed(self) -> None:
        installs = [json.loads(rest) for name, rest in self.stages()[0] if name == "RUN" and "pip" in rest]
        (command,) = installs
        assert {"--require-hashes", "--only-binary", "requirements/run.txt"} <= set(command)
        assert not [word for word in command if "index" in word]
        assert "://" not in (DEPLOY / "Dockerfile").read_text(encoding="utf-8")

    def test_the_health_check_asks_the_port_that_is_open(self, tmp_path: Path) -> None:
        run = dict(self.stages()[1])
        command = json.loads(run["HEALTHCHECK"].partition("CMD ")[2])
        assert command[:3] == ["python", "-m", "bot.monitoring.probe"]
        settings = Settings.load({"CROSSCONNECT_TOKEN": "no-token"}, DEPLOY / "container.toml")
        assert int(command[3]) == settings.monitoring.port
        assert tomllib.loads((DEPLOY / "container.toml").read_text(encoding="utf-8"))["log"] == {
            "format": "json"
        }

    def test_the_builder_sees_no_more_than_the_image_is_made_of(self) -> None:
        lines = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
        assert lines[1] == "*"
        let_in = {line[1:] for line in lines if line.startswith("!")}
        copied = {
            rest.split()[0]
            for stage in self.stages()
            for name, rest in stage
            if name == "COPY" and "--from" not in rest
        }
        assert let_in == copied
        assert all((ROOT / path).exists() for path in copied)

    def test_compose(self) -> None:
        found = yaml((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
        bot = found["services"]["bot"]
        assert bot["read_only"] is True
        assert bot["cap_drop"] == ["ALL"]
        assert bot["security_opt"] == ["no-new-privileges:true"]
        assert bot["user"] == dict(self.stages()[1])["USER"]
        assert [place.partition(":")[0] for place in bot["tmpfs"]] == ["/tmp"]  # noqa: S108
        assert bot["volumes"] == ["data:/data"]
        assert bot["secrets"] == list(found["secrets"]) == [CREDENTIAL]
        assert found["secrets"][CREDENTIAL] == {"file": f"./{CREDENTIAL}"}
        assert found["volumes"] == {"data": None}
        assert not {"privileged", "ports", "network_mode", "environment", "cap_add"} & bot.keys()
        assert int(bot["stop_grace_period"].removesuffix("s")) > STOP_GRACE.total_seconds() + 5
        assert bot["build"] == {"context": "..", "dockerfile": "deploy/Dockerfile"}
        environment = dict(pair.split("=") for pair in dict(self.stages()[1])["ENV"].split())
        assert environment["CREDENTIALS_DIRECTORY"] == "/run/secrets", "where compose puts secrets"
        assert environment["CROSSCONNECT_DATABASE"].startswith("/data/")


def test_the_guide_names_what_is_there() -> None:
    guide = (DEPLOY / "README.md").read_text(encoding="utf-8")
    for word in ("update", "back up", "restore", "uninstall", "check", "token"):
        assert f"| {word} |" in guide or word in guide.casefold()
    for path in re.findall(r"(?<![\w/])deploy/[\w.]+", guide):
        assert (ROOT / path.rstrip(".")).exists(), path
    from click import Group

    from bot.cli import crossconnect

    assert isinstance(crossconnect, Group)
    for command in re.findall(
        r"(?:crossconnect|-m bot) (check|backup|restore|invite|export|sync|run)\b", guide
    ):
        assert command in crossconnect.commands
