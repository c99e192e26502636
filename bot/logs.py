"""What the bot tells its operator: one handler on stderr, times in UTC, and never a token.

Redaction stands at the last step, on the finished text, so that an exception's message, a library's debug line and a
value in the arguments are all covered.
"""

import datetime as dt
import json
import logging
import re
from typing import Literal, TextIO

LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["console", "json"]

HIDDEN = "[redacted]"

# Discord's documentation shows a bot token as three parts of URL-safe base64 joined by dots.
_BOT_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{20,}")
# An interaction's or a webhook's token is a part of its address.
_TOKEN_IN_PATH = re.compile(r"(/(?:webhooks|interactions)/\d+/)[^/\s?\"'<>]+")


def redact(text: str, secrets: tuple[str, ...] = ()) -> str:
    """The text without anything that looks like a token, and without the given secrets."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return _TOKEN_IN_PATH.sub(rf"\g<1>{HIDDEN}", _BOT_TOKEN.sub(HIDDEN, text))


def without_expected_traceback(record: logging.LogRecord) -> bool:
    """A filter that keeps every record, but tells an outage that discord.py met in a line: it tries again by itself."""
    error = record.exc_info[1] if record.exc_info else None
    is_network = isinstance(error, OSError) or type(error).__module__.partition(".")[0] == "aiohttp"
    if error is not None and is_network and record.name.startswith("discord."):
        record.msg, record.args = f"{record.getMessage()} ({type(error).__name__}: {error})", ()
        record.exc_info = record.exc_text = None
    return True


class ConsoleFormatter(logging.Formatter):
    """`2026-01-31 18:00:00Z INFO bot.app: message`, then the traceback."""

    def __init__(self, *, secrets: tuple[str, ...] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = secrets

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802
        return f"{dt.datetime.fromtimestamp(record.created, dt.UTC):%Y-%m-%d %H:%M:%S}Z"

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record), self._secrets)


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and traceback where there is one."""

    def __init__(self, *, secrets: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redact(record.getMessage(), self._secrets),
        }
        if record.exc_info:
            fields["traceback"] = redact(self.formatException(record.exc_info), self._secrets)
        return json.dumps(fields, ensure_ascii=False)


def configure(
    *, level: LogLevel, log_format: LogFormat, stream: TextIO | None = None, secrets: tuple[str, ...] = ()
) -> None:
    """Replace the process's log handlers by ours. `stream` defaults to stderr; `secrets` are never written."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        JsonFormatter(secrets=secrets) if log_format == "json" else ConsoleFormatter(secrets=secrets)
    )
    handler.addFilter(without_expected_traceback)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    logging.getLogger("apscheduler").setLevel(logging.WARNING)  # it tells of every tick
    logging.captureWarnings(capture=True)
