"""Settings: a TOML file and the environment, read once, checked whole, then frozen.

Nothing here looks at `os.environ`: the caller hands the environment in. Every error is found before any is told, each
with its key and its cure, and no message ever carries a token.

Where the bot's token comes from, first found wins:
1. the systemd credential `discord_token` (`$CREDENTIALS_DIRECTORY/discord_token`)
2. the file that `[discord] token_file` names
3. `CROSSCONNECT_TOKEN`

PeeringDB's API key comes the same way: `peeringdb_key`, `[sources] peeringdb_key_file`, `CROSSCONNECT_PEERINGDB_KEY`; it
may be missing.
"""

import difflib
import ipaddress
import os
import re
import stat
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

import platformdirs
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_core import ErrorDetails

from bot.errors import ConfigurationError
from bot.logs import LogFormat, LogLevel, redact

CONFIG_VARIABLE = "CROSSCONNECT_CONFIG"
DATABASE_VARIABLE = "CROSSCONNECT_DATABASE"
RECORD_VARIABLE = "CROSSCONNECT_RECORD_REQUESTS"
TOKEN_VARIABLE = "CROSSCONNECT_TOKEN"  # noqa: S105 the name of a variable
CREDENTIALS_VARIABLE = "CREDENTIALS_DIRECTORY"
CREDENTIAL = "discord_token"
KEY_VARIABLE = "CROSSCONNECT_PEERINGDB_KEY"
KEY_CREDENTIAL = "peeringdb_key"
DEFAULT_CONFIG = Path("config.toml")

WHERE_TOKENS_GO = (
    f"put the token into the systemd credential {CREDENTIAL}, "
    f"a file named by [discord] token_file, or {TOKEN_VARIABLE}"
)

WHERE_KEYS_GO = (
    f"put the key into the systemd credential {KEY_CREDENTIAL}, "
    f"a file named by [sources] peeringdb_key_file, or {KEY_VARIABLE}"
)

_TOKEN_KEY = re.compile(r"(discord|bot|app|auth)?[_-]?token|(peeringdb|api)[_-]?key", re.IGNORECASE)
_WALL_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_PAGE = re.compile(r"https://[!-~]{3,192}")
_TOKEN_TEXT = re.compile(r"[A-Za-z0-9._~+/=-]+")


def _text_of_a_path(value: object) -> object:
    if isinstance(value, str) and (not value.strip() or "\0" in value):
        raise ValueError("must name a file")
    return value


FilePath = Annotated[Path, Field(strict=False), BeforeValidator(_text_of_a_path)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class DiscordSettings(_Section):
    """How the bot reaches Discord, and what it asks of it."""

    token_file: FilePath | None = None
    api_base: str = "https://discord.com/api/v10"
    members_intent: bool = False

    @field_validator("api_base")
    @classmethod
    def _is_safe_for_the_token(cls, value: str) -> str:
        return _base(value, "https://discord.com/api/v10")


class DatabaseSettings(_Section):
    """Where everything is kept."""

    path: FilePath = Field(
        default_factory=lambda: (
            platformdirs.user_data_path("crossconnect", appauthor=False) / "crossconnect.sqlite3"
        )
    )


class DeliverySettings(_Section):
    """How fast the bot speaks."""

    requests_per_second: int = Field(default=45, ge=1, le=50)


class BackupSettings(_Section):
    """The nightly copies of the database. `folder` None: `backups` beside the database. `at` is UTC."""

    folder: FilePath | None = None
    keep: int = Field(default=7, ge=0, le=1000)
    at: str = "03:30"

    @field_validator("at")
    @classmethod
    def _is_a_time(cls, value: str) -> str:
        if not _WALL_TIME.fullmatch(value):
            raise ValueError("must be a time such as 03:30")
        return value


class MonitoringSettings(_Section):
    """What the bot tells of itself over HTTP, to this machine only. Port 0: nothing."""

    port: int = Field(default=0, ge=0, le=65535)


class SourcesSettings(_Section):
    """Where facts about networks come from. `nameservers`: IP addresses; none: those of the system."""

    enabled: bool = True
    peeringdb: str = "https://www.peeringdb.com/api"
    peeringdb_key_file: FilePath | None = None
    ripestat: str = "https://stat.ripe.net/data"
    contact: str = ""
    nameservers: list[str] = []

    @field_validator("peeringdb")
    @classmethod
    def _is_safe_for_the_key(cls, value: str) -> str:
        return _base(value, "https://www.peeringdb.com/api")

    @field_validator("ripestat")
    @classmethod
    def _is_a_base(cls, value: str) -> str:
        return _base(value, "https://stat.ripe.net/data")

    @field_validator("contact")
    @classmethod
    def _is_a_page(cls, value: str) -> str:
        if value and not _PAGE.fullmatch(value):
            raise ValueError("must be an https address of at most 200 characters")
        return value

    @field_validator("nameservers")
    @classmethod
    def _are_addresses(cls, value: list[str]) -> list[str]:
        for one in value:
            try:
                ipaddress.ip_address(one)
            except ValueError:
                raise ValueError("must be a list of IP addresses in quotes") from None
        return value


class LogSettings(_Section):
    """What the bot tells its operator, on stderr."""

    level: LogLevel = "info"
    format: LogFormat = "console"


class Document(_Section):
    """The shape of `config.toml`: one field a section."""

    discord: DiscordSettings = Field(default_factory=DiscordSettings)
    database: DatabaseSettings = Field(default_factory=DatabaseSettings)
    delivery: DeliverySettings = Field(default_factory=DeliverySettings)
    backup: BackupSettings = Field(default_factory=BackupSettings)
    monitoring: MonitoringSettings = Field(default_factory=MonitoringSettings)
    sources: SourcesSettings = Field(default_factory=SourcesSettings)
    log: LogSettings = Field(default_factory=LogSettings)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the bot was told. `warnings` are lines for the operator's log: nothing that stops the bot."""

    discord: DiscordSettings
    database: DatabaseSettings
    delivery: DeliverySettings
    log: LogSettings
    token: SecretStr
    backup: BackupSettings = field(default_factory=BackupSettings)
    monitoring: MonitoringSettings = field(default_factory=MonitoringSettings)
    sources: SourcesSettings = field(default_factory=SourcesSettings)
    peeringdb_key: SecretStr | None = None
    warnings: tuple[str, ...] = ()
    token_source: str = ""
    """In words, for the operator."""
    record_requests: Path | None = None
    """Where every request to the local Discord is noted; None: nowhere."""
    documentation_asns: bool = False
    """AS numbers for documents are taken for networks: the demo's. No file sets it."""
    guilds_within: float = 2.0
    """Seconds that the start waits for another guild; the local Discord tells all of them at once. No file sets it."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log and no report ever shows."""
        known = (self.token, self.peeringdb_key)
        return tuple(one.get_secret_value() for one in known if one is not None and one.get_secret_value())

    @property
    def backup_folder(self) -> Path:
        """Where the nightly backups lie."""
        return self.backup.folder or self.database.path.parent / "backups"

    @classmethod
    def load(
        cls, environ: Mapping[str, str], config_path: Path | None = None, *, needs_token: bool = True
    ) -> Self:
        """Read the file and the environment.

        `config_path` (the command line) goes before `CROSSCONNECT_CONFIG`, which goes before `config.toml` in the
        working directory. Only that last one may be missing. Relative paths in the file start at the file's folder.
        Without `needs_token` a missing token is an empty one: a copy of the database needs none.
        Raises ConfigurationError with a line for each thing that is wrong.
        """
        path = config_path or (Path(environ[CONFIG_VARIABLE]) if environ.get(CONFIG_VARIABLE) else None)
        raw = _read(path or DEFAULT_CONFIG, may_be_missing=path is None)
        folder = (path or DEFAULT_CONFIG).parent
        errors = list(_tokens(raw))
        try:
            document = Document.model_validate(_without_tokens(raw))
        except ValidationError as error:
            errors += [_line(detail, raw) for detail in error.errors(include_url=False, include_input=False)]
            document = None
        token, source, warnings, token_errors = _token(
            environ, _named_file(raw, "discord", "token_file", folder, environ)
        )
        if token is None and not needs_token:
            token, token_errors = SecretStr(""), []
        errors += token_errors
        key, key_warnings, key_errors = _key(
            environ, _named_file(raw, "sources", "peeringdb_key_file", folder, environ)
        )
        errors += key_errors
        record = None
        try:
            record = None if document is None else recording(environ, document.discord.api_base)
        except ConfigurationError as error:
            errors.append(str(error))
        if errors or document is None or token is None:
            raise ConfigurationError(_report(path or DEFAULT_CONFIG, errors))
        chosen = environ.get(DATABASE_VARIABLE)
        database = Path(chosen) if chosen else _resolve(document.database.path, folder, environ)
        backup = document.backup
        if backup.folder is not None:
            backup = backup.model_copy(update={"folder": _resolve(backup.folder, folder, environ)})
        return cls(
            discord=document.discord,
            database=DatabaseSettings(path=database),
            delivery=document.delivery,
            backup=backup,
            monitoring=document.monitoring,
            sources=document.sources,
            log=document.log,
            token=token,
            peeringdb_key=key,
            warnings=(*warnings, *key_warnings),
            token_source=source,
            record_requests=record,
        )


def _base(value: str, example: str) -> str:
    """An address that a secret may travel to: encrypted, or not leaving the machine."""
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ValueError("is not an address") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise ValueError(f"must be an address such as {example}")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("must have no user, query or fragment")
    if parts.scheme == "http" and not _is_loopback(host):
        raise ValueError("http is allowed to this machine only (127.0.0.1); use https")
    return value.rstrip("/")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def recording(environ: Mapping[str, str], api_base: str) -> Path | None:
    """Where the requests to the local Discord are noted; None: nowhere.

    What people say to each other on Discord is never noted. Raises ConfigurationError with what is wrong.
    """
    if not environ.get(RECORD_VARIABLE):
        return None
    path = Path(environ[RECORD_VARIABLE])
    if not _is_loopback(urlsplit(api_base).hostname or ""):
        raise ConfigurationError(
            f"{RECORD_VARIABLE}: works with a [discord] api_base on this machine only; unset it"
        )
    if path.is_dir() or not path.parent.is_dir():
        raise ConfigurationError(f"{RECORD_VARIABLE}: {path} is no place for a file")
    return path


def _resolve(path: Path, folder: Path, environ: Mapping[str, str]) -> Path:
    if path.parts[:1] == ("~",) and environ.get("HOME"):
        return Path(environ["HOME"], *path.parts[1:])
    return folder / path


def _report(path: Path, errors: list[str]) -> str:
    return redact("\n".join([f"The configuration does not fit ({path}):", *(f"  {line}" for line in errors)]))


def _read(path: Path, *, may_be_missing: bool) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if may_be_missing:
            return {}
        reason = "there is no such file"
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
    except UnicodeDecodeError:
        reason = "is not UTF-8 text"
    except tomllib.TOMLDecodeError as error:
        reason = f"is not TOML: {error}"
    raise ConfigurationError(_report(path, [reason])) from None


def _tokens(raw: Mapping[str, Any], at: tuple[str, ...] = ()) -> Iterator[str]:
    """A line for each token in the file, wherever it stands."""
    for key, value in raw.items():
        if _TOKEN_KEY.fullmatch(key) and key.lower().endswith("key"):
            yield f"{_place((*at, key))}: a key never stands in this file; {WHERE_KEYS_GO}"
        elif _TOKEN_KEY.fullmatch(key):
            yield f"{_place((*at, key))}: a token never stands in this file; {WHERE_TOKENS_GO}"
        elif isinstance(value, str) and redact(value) != value:
            cure = WHERE_KEYS_GO if at == ("sources",) else WHERE_TOKENS_GO
            yield f"{_place((*at, key))}: this looks like a token or a key; {cure}"
        elif isinstance(value, dict):
            yield from _tokens(value, (*at, key))


def _without_tokens(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The same without keys named for tokens: told once is enough."""
    return {
        key: _without_tokens(value) if isinstance(value, dict) else value
        for key, value in raw.items()
        if not _TOKEN_KEY.fullmatch(key)
    }


def _place(location: tuple[str | int, ...]) -> str:
    first, *rest = (str(part) for part in location)
    if not rest:
        return f"[{first}]" if first in Document.model_fields else first
    return f"[{first}] {'.'.join(rest)}"


_SAYS = {
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "string_type": "must be text in quotes",
    "path_type": "must be a path in quotes",
    "model_type": "must be a section",
    "model_attributes_type": "must be a section",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be {expected}",
    "value_error": "{error}",
}


def _line(detail: ErrorDetails, raw: Mapping[str, Any]) -> str:
    location = detail["loc"]
    if detail["type"] == "extra_forbidden":
        return _unknown(tuple(str(part) for part in location), raw)
    said = _SAYS.get(detail["type"], detail["msg"]).format_map(detail.get("ctx", {}))
    return f"{_place(location)}: {said}"


def _keys() -> dict[str, list[str]]:
    return {
        section: list(field.annotation.model_fields)
        for section, field in Document.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
    }


def _unknown(location: tuple[str, ...], raw: Mapping[str, Any]) -> str:
    keys, name = _keys(), location[-1]
    if len(location) == 1 and isinstance(raw.get(name), dict):
        near = difflib.get_close_matches(name, keys, n=1)
        return f"[{name}]: unknown section" + (f"; did you mean [{near[0]}]?" if near else "")
    here = keys[location[0]] if len(location) > 1 else []
    if near := difflib.get_close_matches(name, here, n=1):
        return f"{_place(location)}: unknown key; did you mean {near[0]}?"
    owners = {key: section for section, names in keys.items() for key in names}
    if near := difflib.get_close_matches(name, owners, n=1, cutoff=0.8):
        return f"{_place(location)}: unknown key; did you mean {near[0]} under [{owners[near[0]]}]?"
    return f"{_place(location)}: unknown key"


def _named_file(
    raw: Mapping[str, Any], section_name: str, key: str, folder: Path, environ: Mapping[str, str]
) -> Path | None:
    section = raw.get(section_name)
    named = section.get(key) if isinstance(section, dict) else None
    # A token pasted here has been told already; it must not be told again as a missing file.
    if not isinstance(named, str) or not named.strip() or "\0" in named or redact(named) != named:
        return None
    return _resolve(Path(named), folder, environ)


def _token(
    environ: Mapping[str, str], token_file: Path | None
) -> tuple[SecretStr | None, str, tuple[str, ...], list[str]]:
    """The token, where it comes from, warnings, errors."""
    directory = environ.get(CREDENTIALS_VARIABLE)
    credential = Path(directory, CREDENTIAL) if directory else None
    if credential is not None and credential.exists():
        token, errors = _token_in(credential, f"the credential {CREDENTIAL}")
        return token, f"the systemd credential {CREDENTIAL}", (), errors
    if token_file is not None:
        token, errors = _token_in(token_file, f"[discord] token_file: {token_file}")
        return token, f"the file {token_file}", tuple(_too_open(token_file)) if token else (), errors
    if environ.get(TOKEN_VARIABLE):
        token, errors = _checked(environ[TOKEN_VARIABLE], TOKEN_VARIABLE)
        return token, f"the variable {TOKEN_VARIABLE}", (), errors
    return None, "", (), [f"there is no token; {WHERE_TOKENS_GO}"]


def _key(
    environ: Mapping[str, str], key_file: Path | None
) -> tuple[SecretStr | None, tuple[str, ...], list[str]]:
    """PeeringDB's key, where there is one; warnings, errors."""
    directory = environ.get(CREDENTIALS_VARIABLE)
    credential = Path(directory, KEY_CREDENTIAL) if directory else None
    if credential is not None and credential.exists():
        key, errors = _token_in(credential, f"the credential {KEY_CREDENTIAL}", "key")
        return key, (), errors
    if key_file is not None:
        key, errors = _token_in(key_file, f"[sources] peeringdb_key_file: {key_file}", "key")
        return key, tuple(_too_open(key_file)) if key else (), errors
    if environ.get(KEY_VARIABLE):
        key, errors = _checked(environ[KEY_VARIABLE], KEY_VARIABLE, "key")
        return key, (), errors
    return None, (), []


def _token_in(path: Path, called: str, kind: str = "token") -> tuple[SecretStr | None, list[str]]:
    try:
        return _checked(path.read_text(encoding="utf-8"), called, kind)
    except UnicodeDecodeError:
        return None, [f"{called} is not text"]
    except OSError as error:
        return None, [f"{called} cannot be read: {error.strerror}"]


def _checked(text: str, called: str, kind: str = "token") -> tuple[SecretStr | None, list[str]]:
    token = text.strip().removeprefix("Bot ").removeprefix("Api-Key ")
    if not token:
        return None, [f"{called} is empty"]
    if not _TOKEN_TEXT.fullmatch(token):
        return None, [f"{called} holds more than a {kind}, or no {kind}: one line, no spaces, no quotes"]
    return SecretStr(token), []


def _too_open(path: Path) -> Iterator[str]:
    if os.name == "posix" and path.stat().st_mode & stat.S_IROTH:
        yield f"{path} can be read by every user of this machine: chmod 600 {path}"
