"""The operator's log: two formats, and no token in either, whatever carries it."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from bot.logs import LogFormat, configure, redact

SECRET = "MDAwMDAwMDAwMDAwMDAwMDAw.GaBcDe.not-a-real-token-but-of-the-right-form"  # the form, of nobody


@pytest.fixture
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)


@pytest.mark.usefixtures("_logging_as_before")
class TestFormats:
    @pytest.mark.parametrize("log_format", ["console", "json"])
    def test_no_token_gets_out(self, log_format: LogFormat) -> None:
        out = io.StringIO()
        configure(level="debug", log_format=log_format, stream=out, secrets=("short-secret",))
        log = logging.getLogger("test")
        log.debug("%s and %s", SECRET, "short-secret")
        log.info({"Authorization": f"Bot {SECRET}"})
        try:
            raise RuntimeError(SECRET)
        except RuntimeError:
            log.exception("failed with short-secret")
        said = out.getvalue()
        assert SECRET not in said
        assert "short-secret" not in said
        assert said.count("[redacted]") == 5
        assert "RuntimeError" in said

    def test_an_outage_is_a_line_and_a_fault_is_told_whole(self) -> None:
        out = io.StringIO()
        configure(level="info", log_format="console", stream=out)
        for name, error in (
            ("discord.client", ConnectionRefusedError("refused")),
            ("bot.app", OSError("disk")),
        ):
            try:
                raise error
            except OSError:
                logging.getLogger(name).exception("Failed to connect for shard_id: %s. Retrying...", 0)
        first, *rest = out.getvalue().splitlines()
        assert first.endswith(
            "Failed to connect for shard_id: 0. Retrying... (ConnectionRefusedError: refused)"
        )
        assert "bot.app" in rest[0]
        assert rest[-1] == "OSError: disk"

    def test_json_is_one_object_a_line(self) -> None:
        out = io.StringIO()
        configure(level="info", log_format="json", stream=out)
        logging.getLogger("bot.app").debug("not told")
        logging.getLogger("bot.app").warning("two\nlines, مرحبا")
        (line,) = out.getvalue().splitlines()
        told = json.loads(line)
        assert told.pop("time").endswith("+00:00")
        assert told == {"level": "warning", "logger": "bot.app", "message": "two\nlines, مرحبا"}

    def test_console_tells_utc(self) -> None:
        out = io.StringIO()
        configure(level="info", log_format="console", stream=out)
        logging.getLogger("bot.app").info("started")
        assert out.getvalue().endswith("Z INFO bot.app: started\n")

    def test_configured_again_says_each_thing_once(self) -> None:
        first, second = io.StringIO(), io.StringIO()
        configure(level="info", log_format="console", stream=first)
        configure(level="info", log_format="console", stream=second)
        logging.getLogger("bot.app").info("started")
        assert first.getvalue() == ""
        assert second.getvalue().count("started") == 1


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        (f"Bot {SECRET}!", "Bot [redacted]!"),
        (
            "POST /api/v10/webhooks/81/aW50ZXJhY3Rpb24/messages",
            "POST /api/v10/webhooks/81/[redacted]/messages",
        ),
        ("/interactions/81/aW50ZXJh_c-Rpb24/callback?x=1", "/interactions/81/[redacted]/callback?x=1"),
        ("GET /api/v10/channels/81/messages", "GET /api/v10/channels/81/messages"),
        (
            "bot.local_discord.world 2026.11.23 discord.ext.commands",
            "bot.local_discord.world 2026.11.23 discord.ext.commands",
        ),
    ],
)
def test_redact(text: str, safe: str) -> None:
    assert redact(text) == safe
