"""The command line. Each command imports what it needs when it runs: `--help` answers at once.

Expected errors are one message on stderr and an exit code of `bot.errors.ExitCode`; only the unexpected shows a
traceback, in the log.
"""

import asyncio
import importlib.util
import json
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO, TypeVar

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

    _finish(app.run(settings), fast=True)


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
@click.option(
    "--guild", type=click.IntRange(min=1, max=2**63 - 1), required=True, metavar="ID", help="The server's id."
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A new file to write to. Default: standard output.",
)
@click.pass_obj
def export(config: Path | None, guild: int, output: Path | None) -> None:
    """Write what is stored of a server as JSON, for its organisers.

    Also while the bot runs, and for 30 days after it left the server. Members' own settings, reminders and messages
    are not in it; the names of organisers are, as ids.
    """
    settings = _settings(config, needs_token=False)
    from bot import app

    if output is None:
        rows = _finish(app.export(settings, guild, sys.stdout.buffer.write))
        sys.stdout.buffer.flush()
    else:
        rows = _finish(app.export_to(settings, guild, output))
    click.echo(f"{rows} records were written.", err=True)


@crossconnect.command()
@click.argument("file", type=click.File(encoding="utf-8-sig"))
@click.option("--json", "as_json", is_flag=True, help="The result as one JSON object.")
def count(file: TextIO, *, as_json: bool) -> None:
    """Count the ballots in FILE (- for standard input), by the method that it names.

    It is the export of a poll, or a list of ballots of your own: docs/counting.md. Of an export it says whether the published
    result follows; exit code 1: it does not. Exit code 2: the file does not fit.
    """
    from bot.polls.closing import proof
    from bot.polls.counting import file as counting
    from bot.polls.counting.ballots import BadBallotsError
    from bot.polls.counting.count import count as count_ballots
    from bot.polls.counting.count import with_matrix

    try:
        document = counting.document(file.read(counting.MOST_TEXT + 1))
        if proof.is_export(document):
            found = proof.prove(document)
            click.echo(json.dumps(proof.as_json(found)) if as_json else proof.as_text(found))
            sys.exit(ExitCode.FINE if found.follows else ExitCode.OTHER)
        ballots = counting.read(document)
    except (BadBallotsError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file.name}: {error}") from error
    result = with_matrix(ballots, count_ballots(ballots))
    click.echo(json.dumps(counting.as_json(result)) if as_json else counting.as_text(ballots, result))


@crossconnect.command()
@click.option("--online", is_flag=True, help="Ask Discord too: token, intents, commands, permissions.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
@click.pass_obj
def check(config: Path | None, *, online: bool, as_json: bool) -> None:
    """Look whether everything fits, and say what to do where it does not.

    Changes nothing, also while the bot runs. The exit code is that of the first thing that is wrong.
    """
    logs.configure(level="error", log_format="console")
    from bot.checkup.check import check as look

    report = _finish(look(os.environ, config, online=online))
    secrets = tuple(filter(None, map(os.environ.get, ("CROSSCONNECT_TOKEN", "CROSSCONNECT_PEERINGDB_KEY"))))
    told = (
        report.json(secrets=secrets)
        if as_json
        else report.text(encoding=sys.stdout.encoding, secrets=secrets)
    )
    click.echo(told)
    sys.exit(report.exit_code)


@crossconnect.command()
@click.option("--application", type=click.IntRange(1, 2**63 - 1), help="The application's id.")
@click.pass_obj
def invite(config: Path | None, application: int | None) -> None:
    """Print the link that brings the bot into a server, with exactly the permissions that it uses."""
    logs.configure(level="error", log_format="console")
    from bot.checkup.check import invitation

    click.echo(_finish(invitation(os.environ, config, application)))


@crossconnect.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def backup(config: Path | None, file: Path) -> None:
    """Copy the database to FILE, also while the bot runs; the copy is checked.

    It overwrites nothing. It holds personal data: keep it as you keep the database.
    """
    settings = _settings(config, needs_token=False)
    from bot.clock import SystemClock
    from bot.storage.backup import back_up

    if not settings.database.path.exists():
        raise OperatorError(f"There is no database {settings.database.path} yet.")
    with _progress("Copying") as progress:
        back_up(settings.database.path, file, now=SystemClock().now(), progress=progress)
    click.echo(f"{file} is a sound copy of {settings.database.path}.")


@crossconnect.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def restore(config: Path | None, file: Path) -> None:
    """Put the backup FILE in the place of the database. Stop the bot first.

    The database that is there is kept beside it under another name.
    """
    settings = _settings(config, needs_token=False)
    from bot.clock import SystemClock
    from bot.storage.restore import restore as put_back

    with _progress("Restoring") as progress:
        kept = put_back(file, settings.database.path, now=SystemClock().now(), progress=progress)
    click.echo(f"{settings.database.path} is what {file} holds.")
    if kept is not None:
        click.echo(f"What was there before is kept in {kept}.")
    click.echo(
        "What was changed after the backup is not in it. The next start looks for what was sent since, so that it is "
        "not sent again."
    )


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
    from bot.config import recording
    from bot.local_discord import demo as local

    logging.disable(logging.NOTSET)
    record = recording(os.environ, "http://127.0.0.1")
    _finish(local.run(port=port, data=data, browser=not no_browser, record=record))


def main() -> NoReturn:
    """The console script: run a command and exit."""
    try:
        crossconnect(prog_name="crossconnect")
    except OperatorError as error:
        click.echo(logs.redact(str(error)), err=True)
        sys.exit(error.exit_code)
    except Exception:  # noqa: BLE001 the last place that can tell the operator; all of it is told
        if not logging.getLogger().handlers:
            logs.configure(level="info", log_format="console")
        _log.critical("stopped by an error that nobody expected", exc_info=True)
        sys.exit(ExitCode.OTHER)
    sys.exit(ExitCode.FINE)


def _settings(config: Path | None, *, needs_token: bool = True) -> "Settings":
    from bot.config import Settings

    settings = Settings.load(os.environ, config, needs_token=needs_token)
    logs.configure(
        level=settings.log.level,
        log_format=settings.log.format,
        secrets=settings.secrets,
    )
    for warning in settings.warnings:
        _log.warning("%s", warning)
    return settings


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], object] | None]:
    """How far a copy is, on stderr where a person sees it; None where nobody does."""
    if not sys.stderr.isatty():
        yield None
        return

    def show(done: int, total: int) -> None:
        click.echo(f"\r{what}: {done * 100 // max(total, 1):3} %", nl=False, err=True)

    try:
        yield show
    finally:
        click.echo("\r\033[K", nl=False, err=True)


def _finish(work: Awaitable[T], *, fast: bool = False) -> T:
    """`fast`: on uvloop, where it is to be had; a click costs a tenth less."""

    async def wait() -> T:
        return await work

    factory = None
    if fast and sys.platform != "win32":
        import uvloop

        factory = uvloop.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(wait())
