"""What the bot tells its operator: one handler on stderr, times in UTC, and never a token.

Records of the standard library and of structlog go through one `ProcessorFormatter`. The ids of what is under way (an
interaction, a delivery) come from `structlog.contextvars`, bound where the work begins. What holds for every line:

- Redaction stands at the last step, so that an exception's message, a library's debug line, a value in the arguments
  and a bound name are all covered, and a record that cannot be formatted at all too.
- One record is one line, and a traceback below it is indented. What a person typed cannot begin another: control
  characters, line separators and direction marks are written as escapes.

structlog is imported by `configure`, not before: `crossconnect --help` answers at once.
"""

import datetime as dt
import json
import logging
import re
import sys
import traceback
from typing import TYPE_CHECKING, Any, Literal, TextIO

if TYPE_CHECKING:
    from structlog.typing import EventDict

LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["console", "json"]

HIDDEN = "[redacted]"

# Discord's documentation shows a bot token as three parts of URL-safe base64 joined by dots.
_BOT_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{20,}")
# PeeringDB's keys as they travel, and as it makes them: eight characters, a dot, 32 more.
_API_KEY = re.compile(r"(?i)(\bApi-Key\s+)[^\s\"',;]+")
_PEERINGDB_KEY = re.compile(r"(?<![A-Za-z0-9.])[A-Za-z0-9]{8}\.[A-Za-z0-9]{32}(?![A-Za-z0-9.])")
# An interaction's or a webhook's token is a part of its address.
_TOKEN_IN_PATH = re.compile(r"(/(?:webhooks|interactions)/\d+/)[^/\s?\"'<>\\]+")
# Control characters, the separators that end a line somewhere, marks that turn the direction, halves of a pair.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_OF_A_RECORD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "_logger", "_name"}
_WORD = re.compile(r"[\w.:/+-]+")
_OWN = frozenset({"time", "level", "logger", "message", "traceback"})


def redact(text: str, secrets: tuple[str, ...] = ()) -> str:
    """The text without anything that looks like a token, and without the given secrets."""
    for secret in filter(None, secrets):
        text = text.replace(secret, HIDDEN)
    text = _PEERINGDB_KEY.sub(HIDDEN, _API_KEY.sub(rf"\g<1>{HIDDEN}", text))
    return _TOKEN_IN_PATH.sub(rf"\g<1>{HIDDEN}", _BOT_TOKEN.sub(HIDDEN, text))


def one_line(text: str) -> str:
    """The text with everything escaped that could end a line, steer a terminal or turn the reading direction."""
    return _UNPRINTABLE.sub(lambda found: _SHORT.get(found[0], f"\\u{ord(found[0]):04x}"), text)


def without_expected_traceback(record: logging.LogRecord) -> bool:
    """A filter that keeps every record, but tells an outage that discord.py met in a line: it tries again by itself."""
    error = record.exc_info[1] if record.exc_info else None
    is_network = isinstance(error, OSError) or type(error).__module__.partition(".")[0] == "aiohttp"
    if error is not None and is_network and record.name.startswith("discord."):
        record.msg, record.args = f"{record.getMessage()} ({type(error).__name__}: {error})", ()
        record.exc_info = record.exc_text = None
    return True


class _Handler(logging.StreamHandler[TextIO]):
    """A record that cannot be written is told by its place: logging itself would print its arguments as they are."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 the name is logging's
        kind = sys.exc_info()[0]
        said = f"{record.name}: a record of {record.filename}:{record.lineno} could not be written"
        try:
            self.stream.write(f"{one_line(said)} ({'?' if kind is None else kind.__name__}){self.terminator}")
            self.flush()
        except (OSError, ValueError):
            return  # nobody is there to be told


def configure(
    *, level: LogLevel, log_format: LogFormat, stream: TextIO | None = None, secrets: tuple[str, ...] = ()
) -> None:
    """Replace the process's log handlers by ours. `stream` defaults to stderr; `secrets` are never written."""
    import structlog

    render = _Json(secrets) if log_format == "json" else _Console(secrets)
    formatter = structlog.stdlib.ProcessorFormatter(
        # Text typed by a person is the message's argument, so it is put in by `getMessage` alone, once.
        foreign_pre_chain=[structlog.contextvars.merge_contextvars, _extra],
        processors=[_common, render],
    )
    handler = _Handler(stream)
    handler.setFormatter(formatter)
    handler.addFilter(without_expected_traceback)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    logging.getLogger("apscheduler").setLevel(logging.WARNING)  # it tells of every tick
    # At "debug" it writes every event and body: what people typed, and tokens of interactions.
    logging.getLogger("discord").setLevel(max(root.level, logging.INFO))
    logging.captureWarnings(capture=True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _extra(logger: object, method: str, event: "EventDict") -> "EventDict":
    """What `extra=` brought. It never takes the place of the message."""
    del logger, method
    for key, value in vars(event["_record"]).items():
        if key not in _OF_A_RECORD:
            event.setdefault(key, value)
    return event


def _common(logger: object, method: str, event: "EventDict") -> "EventDict":
    """Time, level, logger, message, traceback, then what else is known, under names of its own."""
    del logger, method
    record: logging.LogRecord = event.pop("_record")
    event.pop("_from_structlog", None)
    said = {
        "time": dt.datetime.fromtimestamp(record.created, dt.UTC),
        "level": record.levelname,
        "logger": record.name,
        "message": str(event.pop("event", "")),
    }
    trace = _trace(event.pop("exc_info", None), event.pop("stack_info", None))
    rest = {f"{key}_" if key in _OWN else key: value for key, value in event.items()}
    return said | ({"traceback": trace} if trace else {}) | {"fields": rest}


def _trace(exc_info: Any, stack: object) -> str:
    if isinstance(exc_info, BaseException):
        exc_info = (type(exc_info), exc_info, exc_info.__traceback__)
    elif exc_info and not isinstance(exc_info, tuple):
        exc_info = sys.exc_info()
    lines = []
    if exc_info and exc_info[1] is not None:
        lines += traceback.format_exception(*exc_info)
    if stack:
        lines.append(str(stack))
    return "".join(lines).rstrip("\n")


class _Render:
    """The last processor: an event as text."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        self._secrets = secrets

    def __call__(self, logger: object, method: str, event: "EventDict") -> str:
        del logger, method
        return self.line(event)

    def line(self, event: "EventDict") -> str:
        raise NotImplementedError


class _Console(_Render):
    """`2026-01-31 18:00:00Z INFO bot.app [guild=1]: message`, then the traceback, indented."""

    def line(self, event: "EventDict") -> str:
        known = " ".join(f"{key}={_bare(value)}" for key, value in event["fields"].items())
        head = (
            f"{event['time']:%Y-%m-%d %H:%M:%S}Z {event['level']} {event['logger']}{known and f' [{known}]'}"
        )
        trace = (f"    {one_line(line)}" for line in event.get("traceback", "").split("\n") if line)
        return redact("\n".join([one_line(f"{head}: {event['message']}"), *trace]), self._secrets)


class _Json(_Render):
    """One JSON object a line: time, level, logger, message, traceback where there is one, then what else is known."""

    def line(self, event: "EventDict") -> str:
        fields: dict[str, object] = event.pop("fields")
        told = {
            **event,
            "time": event["time"].isoformat(timespec="milliseconds"),
            "level": event["level"].lower(),
            **fields,
        }
        # Redacted before it is quoted, so that no quoting is torn.
        clean = {redact(key, self._secrets): self._value(value) for key, value in told.items()}
        # What `json` leaves as it is can stand in strings only, where an escape means the same.
        return _UNPRINTABLE.sub(
            lambda found: f"\\u{ord(found[0]):04x}", json.dumps(clean, ensure_ascii=False, allow_nan=False)
        )

    def _value(self, value: object) -> object:
        if value is None or isinstance(value, (bool, int)):
            return value
        return redact(value if isinstance(value, str) else repr(value), self._secrets)


def _bare(value: object) -> str:
    """A value on the console: a word as it is, everything else quoted, so that it ends where it ends."""
    text = value if isinstance(value, str) else repr(value)
    return text if _WORD.fullmatch(text) else json.dumps(text, ensure_ascii=False)
