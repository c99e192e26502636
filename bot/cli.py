"""The command line. Each command imports what it needs when it runs: `--help` answers at once.

Expected errors are one message on stderr and an exit code of `bot.errors.ExitCode`; only the unexpected shows a
traceback, in the log.
"""

import asyncio
import importlib.util
import logging
import os
import sys
from collections.abc import Awaitable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click

from bot import __version__, logs
from bot.errors import ConfigurationError, ExitCode, OperatorError

if TYPE_CHECKING:
    from bot.config import Settings

T = TypeVar("T")

_log = logging.getLogger(__name__)

NO_SIMCORD = (
    "The demo needs a package that is not installed here. "
    "In a checkout run `make demo`; elsewhere `pip install simcord==3.2.1`."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="crossconnect")
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="The configuration file. Default: $CROSSCONNECT_CONFIG, then config.toml here, if there is one.",
)
@click.pass_context
def crossconnect(context: click.Context, config: Path | None) -> None:
    """A Discord bot for the people who build the Internet where they live.

    Exit codes: 0 fine, 1 unexpected, 2 usage or configuration, 3 token refused, 4 database unusable.
    """
    context.obj = config


@crossconnect.command()
@click.pass_obj
def run(config: Path | None) -> None:
    """Run the bot until SIGTERM or Ctrl-C."""
    settings = _settings(config)
    from bot import app

    _finish(app.run(settings))


@crossconnect.command()
@click.pass_obj
def sync(config: Path | None) -> None:
    """Tell Discord the bot's commands, and leave.

    `run` does this by itself when the commands changed.
    """
    settings = _settings(config)
    from bot import app

    click.echo(_finish(app.sync(settings)))


@crossconnect.command()
@click.option("--port", type=click.IntRange(0, 65535), help="The page's port; 0 takes any free one.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder to leave the bot's database in. Each demo starts with a new one and keeps the last aside.",
)
@click.pass_obj
def demo(config: Path | None, port: int | None, data: Path | None, *, no_browser: bool) -> None:
    """Try the bot on a local Discord: no token, no account, no network.

    Prints the address of a page on which to be an organiser or a member.
    """
    if config is not None:
        raise click.UsageError("demo has a configuration of its own and takes no --config")
    if importlib.util.find_spec("simcord") is None:
        raise ConfigurationError(NO_SIMCORD)
    logs.configure(level="warning", log_format="console")
    logging.disable(
        logging.WARNING
    )  # simcord tries a client of its own, which warns of what nobody here needs
    from bot.local_discord import demo as local

    logging.disable(logging.NOTSET)
    _finish(local.run(port=port, data=data, browser=not no_browser))


def main() -> NoReturn:
    """The console script: run a command and exit."""
    logs.configure(level="info", log_format="console")
    try:
        crossconnect(prog_name="crossconnect")
    except OperatorError as error:
        click.echo(logs.redact(str(error)), err=True)
        sys.exit(error.exit_code)
    except Exception:  # noqa: BLE001 the last place that can tell the operator; all of it is told
        _log.critical("stopped by an error that nobody expected", exc_info=True)
        sys.exit(ExitCode.OTHER)
    sys.exit(ExitCode.FINE)


def _settings(config: Path | None) -> "Settings":
    from bot.config import Settings

    settings = Settings.load(os.environ, config)
    logs.configure(
        level=settings.log.level,
        log_format=settings.log.format,
        secrets=(settings.token.get_secret_value(),),
    )
    for warning in settings.warnings:
        _log.warning("%s", warning)
    return settings


def _finish(work: Awaitable[T]) -> T:
    async def wait() -> T:
        return await work

    return asyncio.run(wait())
