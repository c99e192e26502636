"""The operator's log: two formats, one line a record, and no token in either, whatever carries it."""

import asyncio
import io
import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from structlog.contextvars import bind_contextvars, bound_contextvars, clear_contextvars

from bot.logs import LogFormat, configure, redact

SECRET = "MDAwMDAwMDAwMDAwMDAwMDAw.GaBcDe.not-a-real-token-but-of-the-right-form"  # the form, of nobody
SHORT = "short-secret"
FORMATS: tuple[LogFormat, ...] = ("console", "json")


@contextmanager
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.captureWarnings(capture=False)
        structlog.reset_defaults()
        clear_contextvars()


@pytest.fixture
def _logging_as_before() -> Iterator[None]:
    with logging_as_before():
        yield


@contextmanager
def told(log_format: LogFormat) -> Iterator[io.StringIO]:
    """A log that is set up anew and collected; it takes everything."""
    out = io.StringIO()
    with logging_as_before():
        configure(level="debug", log_format=log_format, stream=out, secrets=(SHORT,))
        yield out


def test_what_people_type_is_not_written_whatever_the_level() -> None:
    """At "debug" discord.py writes each event of the gateway, with forms and tokens of interactions in it."""
    with told("json") as out:
        logging.getLogger("discord.gateway").debug("a form: %s", "what I typed")
        logging.getLogger("discord.http").info("logged in")
        logging.getLogger("bot.app").debug("ours")
    assert "what I typed" not in out.getvalue()
    assert "logged in" in out.getvalue()
    assert "ours" in out.getvalue()


@pytest.mark.usefixtures("_logging_as_before")
class TestFormats:
    @pytest.mark.parametrize("log_format", FORMATS)
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
        assert rest[1] == "    Traceback (most recent call last):"
        assert rest[-1] == "    OSError: disk"

    def test_json_is_one_object_a_line(self) -> None:
        out = io.StringIO()
        configure(level="info", log_format="json", stream=out)
        logging.getLogger("bot.app").debug("not told")
        logging.getLogger("bot.app").warning("two\nlines, مرحبا")
        (line,) = out.getvalue().splitlines()
        told = json.loads(line)
        assert told.pop("time").endswith("+00:00")
        assert told == {"level": "warning", "logger": "bot.app", "message": "two\nlines, مرحبا"}
        assert "مرحبا" in line

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

    @pytest.mark.parametrize("log_format", FORMATS)
    def test_structlog_speaks_the_same_way(self, log_format: LogFormat) -> None:
        out = io.StringIO()
        configure(level="info", log_format=log_format, stream=out)
        with bound_contextvars(guild=7):
            structlog.get_logger("bot.app").info("started %s", "twice", at="18:00 Beirut")
            structlog.get_logger("bot.app").debug("not told")
            logging.getLogger("bot.app").info("started %s", "twice", extra={"at": "18:00 Beirut"})
        ours, theirs = out.getvalue().splitlines()
        if log_format == "json":
            both = [json.loads(line) for line in (ours, theirs)]
            assert [line.pop("time").endswith("+00:00") for line in both] == [True, True]
            assert both[0] == both[1]
            assert both[0]["guild"] == 7
        else:
            assert sorted(ours.split("Z ")[1]) == sorted(theirs.split("Z ")[1])
            assert "guild=7" in ours
            assert 'at="18:00 Beirut"' in ours
            assert ours.endswith(": started twice")

    def test_ids_belong_to_the_work_they_were_bound_in(self) -> None:
        out = io.StringIO()
        configure(level="info", log_format="json", stream=out)
        log = logging.getLogger("bot.work")

        async def work(number: int) -> None:
            bind_contextvars(delivery=number)
            await asyncio.sleep(0)
            log.info("at work")

        async def both() -> None:
            await asyncio.gather(work(1), work(2))
            log.info("done")

        asyncio.run(both())
        assert [json.loads(line).get("delivery") for line in out.getvalue().splitlines()] == [1, 2, None]


class Wrapped:
    """An object that tells a secret when it is looked at."""

    def __init__(self, secret: str) -> None:
        self.secret = secret

    def __repr__(self) -> str:
        return f"<Wrapped {self.secret}>"


class Broken:
    """An object that cannot be looked at, and says why with a secret."""

    def __str__(self) -> str:
        raise RuntimeError(SECRET)

    __repr__ = __str__


_words = st.text(alphabet=st.characters(blacklist_categories=()), max_size=6)
_secrets = st.sampled_from([SECRET, SHORT])


@given(before=_words, secret=_secrets, after=_words, log_format=st.sampled_from(FORMATS))
def test_whatever_carries_a_secret_does_not_tell_it(
    before: str, secret: str, after: str, log_format: LogFormat
) -> None:
    """In message, arguments, exception (and its cause), extra, bound name; as text and inside other values."""
    # A letter on either side would make another token of it.
    text = f"{before} {secret} {after}"
    with told(log_format) as out, bound_contextvars(bound=text, deep={"in": [text]}):
        log = logging.getLogger("test")
        log.info(text.replace("%", "%%"))
        log.info("%s %r", text, [text])
        log.info("too few %s %s", text)  # noqa: PLE1206 it is meant to fail
        log.info("%d", text)
        log.info(Wrapped(secret), extra={"who": Wrapped(secret), secret: 1, "bytes": secret.encode()})
        log.info("%s", Broken(), extra={"broken": Broken()})
        structlog.get_logger("test").info(text.replace("%", "%%"), value=text, many=(text, Wrapped(text)))
        try:
            try:
                raise ValueError(text)
            except ValueError as cause:
                raise RuntimeError(text) from cause
        except RuntimeError:
            log.exception("failed", stack_info=True)
            structlog.get_logger("test").exception("failed")
        said = out.getvalue()
    assert secret not in said
    assert "[redacted]" in said
    assert "RuntimeError" in said


@pytest.mark.hostile(11)
@given(
    name=_words | st.sampled_from(["a\nb", "a\r\nb", "a\0b", "a\x1b[2Jb", "a\u2028b", "a\u202eb", "\ud800"])
)
def test_a_name_forges_no_line(name: str) -> None:
    """11: newline, NUL, escape sequences, separators and direction marks, in every place a name can stand."""
    forged = f"{name}2026-01-31 18:00:00Z CRITICAL bot.app: the token is refused{name}"
    with told("console") as out, bound_contextvars(name=forged):
        log = logging.getLogger("test")
        log.info("%s joined", forged, extra={"who": forged})
        structlog.get_logger("test").info("joined", who=forged)
        try:
            raise RuntimeError(forged)
        except RuntimeError:
            log.exception("failed")
    lines = out.getvalue().split("\n")
    heads = [line for line in lines if line and not line.startswith("    ")]
    assert [re.sub(r"^[-0-9]+ [:0-9]+Z ", "", head).split(" [")[0] for head in heads] == [
        "INFO test",
        "INFO test",
        "ERROR test",
    ]
    assert lines[2] == heads[2], "the traceback comes below its line"
    assert not {"\x00", "\x1b", "\r", "\x85", "\u2028", "\u202e", "\ud800"} & set("".join(lines))
    with told("json") as out:
        logging.getLogger("test").info("%s joined", forged, extra={"who": forged})
        (line,) = out.getvalue().splitlines()
        assert json.loads(line)["who"] == forged
        assert json.loads(line)["message"] == f"{forged} joined"


def test_what_is_added_takes_no_place_of_ours() -> None:
    with told("json") as out, bound_contextvars(level="critical", time="never"):
        logging.getLogger("test").info("said", extra={"event": "else", "traceback": "none", "logger": "bot"})
    line = json.loads(out.getvalue())
    assert (line["level"], line["logger"], line["message"]) == ("info", "test", "said")
    assert (line["level_"], line["logger_"], line["traceback_"]) == ("critical", "bot", "none")
    assert "traceback" not in line


def test_a_record_that_cannot_be_written_is_told_by_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    with told("console") as out:
        logging.getLogger("test").info("%d", SECRET)
    (line,) = out.getvalue().splitlines()
    assert line.startswith("test: a record of test_logs.py:")
    assert line.endswith("could not be written (TypeError)")
    assert capsys.readouterr() == ("", "")


def test_nothing_is_imported_before_it_is_needed() -> None:
    code = "import sys, bot.logs; print('structlog' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        (f"Bot {SECRET}!", "Bot [redacted]!"),
        (
            "POST /api/v10/webhooks/81/aW50ZXJhY3Rpb24/messages",
            "POST /api/v10/webhooks/81/[redacted]/messages",
        ),
        ("/interactions/81/aW50ZXJh_c-Rpb24/callback?x=1", "/interactions/81/[redacted]/callback?x=1"),
        ("Authorization: Api-Key abc.def-x", "Authorization: Api-Key [redacted]"),
        ("{'key': 'abcdefgh.0123456789abcdef0123456789abcdef'}", "{'key': '[redacted]'}"),
        ("GET /api/v10/channels/81/messages", "GET /api/v10/channels/81/messages"),
        (
            "bot.local_discord.world 2026.11.23 discord.ext.commands",
            "bot.local_discord.world 2026.11.23 discord.ext.commands",
        ),
    ],
)
def test_redact(text: str, safe: str) -> None:
    assert redact(text) == safe
