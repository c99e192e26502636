"""The documents are complete and name nothing that is not there: commands, options, settings, variables, exit codes,
figures, permissions, notices, buttons, links. PRIVACY.md: tests/storage/test_records.py.

Each list in a document is held against the thing itself (the command tree, the settings' model, the figures as they are
told), in both directions.
"""

import asyncio
import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import click
import discord
import pytest
from discord import app_commands
from fluent.syntax import ast as ftl
from fluent.syntax import parse
from pydantic import BaseModel, SecretStr
from pydantic_core import PydanticUndefined

from bot.app import App
from bot.cli import crossconnect
from bot.clock import SystemClock
from bot.config import (
    BackupSettings,
    DatabaseSettings,
    DeliverySettings,
    DiscordSettings,
    Document,
    LogSettings,
    Settings,
)
from bot.delivery import verdict
from bot.delivery.model import DeliveryState, EffectKind
from bot.errors import ExitCode
from bot.feature import permissions
from bot.language import when
from bot.language.catalogue import Catalogue
from bot.monitoring.metrics import Metrics, Sources
from bot.storage.database import Statistics
from bot.ui.answering import Answered

ROOT = Path(__file__).parents[2]
ENGLISH = sorted((ROOT / "bot" / "language" / "catalogues" / "en").glob("*.ftl"))
FOLDERS = (".", "docs", "deploy", "benchmarks", ".github")
PAGES = sorted(path for folder in FOLDERS for path in (ROOT / folder).glob("*.md"))
MEMBERS, ORGANISERS, OPERATORS = (
    ROOT / "docs" / f"{name}.md" for name in ("members", "organisers", "operators")
)

FOLDERS_OF_MACHINES = {"/data", "/tmp"}  # noqa: S108 they are read about
"""What begins with a slash and is no command."""

_FENCE = re.compile(r"(?ms)^ *```.*?^ *```$")
_CODE = re.compile(r"`([^`\n]+)`")
# "/announce list" in a text; not "and/or", "</", "https://", "/etc/…".
_COMMAND = re.compile(r"(?<![\w/<.:])/([a-z]+)(?![\w/.-])((?: [a-z]+)*)")


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def codes(page: Path) -> Iterator[str]:
    """What stands in `code` on a page, joined where it goes over a line's end, and each line of its blocks."""
    text = read(page)
    for block in _FENCE.findall(text):
        yield from (line.strip() for line in block.splitlines()[1:-1])
    for paragraph in re.split(r"\n\s*\n", _FENCE.sub("", text)):
        yield from _CODE.findall(re.sub(r"\n\s*", " ", paragraph))


def rows(page: Path, heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    section = re.split(rf"(?m)^## {re.escape(heading)}$", read(page))
    assert len(section) == 2, f"{page.name} has no part “{heading}”"
    body = re.split(r"(?m)^## ", section[1])[0]
    lines = [line for line in body.splitlines() if line.startswith("|")]
    assert len(lines) > 2, f"{page.name}: no table under “{heading}”"
    found = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[2:]]
    assert all(all(cells[-1:]) for cells in found), f"{page.name}: a row under “{heading}” says nothing"
    return found


def bare(cell: str) -> str:
    """The code that a cell is."""
    match = _CODE.fullmatch(cell)
    return match[1] if match else cell


# What there is


@dataclass(frozen=True, kw_only=True)
class Bot:
    """The commands by name with their options in order (name → whether it is required), and every permission."""

    commands: Mapping[str, Mapping[str, bool]]
    groups: frozenset[str]
    permissions: frozenset[str]
    menus: frozenset[str]
    """Commands of a message's or a member's own menu."""

    def usage(self, name: str) -> str:
        """`/announce new when: channel: [template:]`."""
        options = (f"{one}:" if required else f"[{one}:]" for one, required in self.commands[name].items())
        return " ".join((f"/{name}", *options))


async def _look(folder: Path) -> Bot:
    settings = Settings(
        discord=DiscordSettings(),
        database=DatabaseSettings(path=folder / "documents.sqlite3"),
        delivery=DeliverySettings(),
        backup=BackupSettings(keep=0),
        log=LogSettings(),
        token=SecretStr("not-a-token"),
    )
    async with App.open(settings, SystemClock()) as app, app.client(shard_count=1) as bot:
        await bot.setup_hook()
        every = list(bot.tree.walk_commands())
        menus = [*bot.tree.get_commands(type=discord.AppCommandType.message)]
        menus += bot.tree.get_commands(type=discord.AppCommandType.user)
        return Bot(
            commands={
                one.qualified_name: {option.display_name: option.required for option in one.parameters}
                for one in every
                if isinstance(one, app_commands.Command)
            },
            groups=frozenset(one.qualified_name for one in every if isinstance(one, app_commands.Group)),
            permissions=permissions(app.features.values()),
            menus=frozenset(one.name for one in menus),
        )


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    return asyncio.run(_look(tmp_path_factory.mktemp("documents")))


def settings_of(model: type[BaseModel], at: str = "") -> Iterator[tuple[str, str, Any]]:
    """(section, key, default) of each key, sections in sections too; a default that is made by a function is None."""
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from settings_of(kind, f"{at}.{name}" if at else name)
        else:
            yield at, name, None if field.default is PydanticUndefined else field.default


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure as Prometheus asks for it, and every name under which it is told."""

    name: str
    labels: frozenset[str]
    samples: frozenset[str]


def figures() -> dict[str, Figure]:
    sources = Sources(
        statistics=lambda: Statistics(operations=1, failures=1, commits=1, largest_group=1, seconds=1.0),
        job_failures=lambda: {"dispatch": 1},
        backup_failures=lambda: 1,
    )
    metrics = Metrics(sources)
    # What has labels is told once it has happened.
    metrics.answered(Answered(kind="command", name="help", outcome="ok", seconds=0.001))
    metrics.asked(EffectKind.MESSAGE, 0.1)
    metrics.ended(EffectKind.MESSAGE, DeliveryState.SENT)
    found = {}
    for family in metrics.registry.collect():
        name = f"{family.name}_total" if family.type == "counter" else family.name
        found[name] = Figure(
            name=name,
            labels=frozenset(label for one in family.samples for label in one.labels) - {"le"},
            samples=frozenset(one.name for one in family.samples) | {name},
        )
    return found


def shell(command: click.Command, name: str) -> str:
    """How a command of the shell is typed: `crossconnect export --guild [--output]`, without the words for values."""
    parts = [name]
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            longest = max(parameter.opts, key=len)
            parts.append(longest if parameter.required else f"[{longest}]")
        else:
            parts.append(parameter.make_metavar(click.Context(command)))
    return " ".join(parts)


def programs() -> dict[str, click.Command]:
    assert isinstance(crossconnect, click.Group)
    return {f"crossconnect {name}": one for name, one in crossconnect.commands.items()}


def messages() -> dict[str, ftl.Pattern]:
    """Key → text of everything the bot says in English."""
    return {
        entry.id.name: entry.value
        for path in ENGLISH
        for entry in parse(read(path)).body
        if isinstance(entry, ftl.Message) and entry.value is not None
    }


def wordings(pattern: ftl.Pattern) -> list[str]:
    """Each way in which a text can be worded, as a regular expression: choices apart, anything for a value."""
    found = [""]
    for element in pattern.elements:
        more = [re.escape(element.value)] if isinstance(element, ftl.TextElement) else _choices(element)
        found = [before + after for before in found for after in more]
    return found


def _choices(placeable: ftl.Placeable) -> list[str]:
    inner = placeable.expression
    if isinstance(inner, ftl.SelectExpression):
        return [wording for variant in inner.variants for wording in wordings(variant.value)]
    if isinstance(inner, ftl.StringLiteral):
        return [re.escape(inner.parse()["value"])]
    return [".+"]


# Commands


def test_every_command_is_listed_with_its_options_where_its_users_look(bot: Bot) -> None:
    listed = {
        page: [bare(cells[0]) for cells in rows(page, "All commands")] for page in (MEMBERS, ORGANISERS)
    }
    assert sorted(one for page in listed.values() for one in page) == sorted(map(bot.usage, bot.commands))
    theirs = {one.split()[0] for one in listed[MEMBERS]}
    both = theirs & {one.split()[0] for one in listed[ORGANISERS]}
    assert both <= {
        "/charter",
        "/cohort",
        "/digest",
        "/exchange",
        "/maintenance",
        "/network",
        "/organisation",
        "/poll",
        "/topic",
    }, "a group stands on one page, but for those that are used by everybody"


def test_every_command_of_a_menu_is_told_of(bot: Bot) -> None:
    for name in bot.menus:
        assert f"**{name}**" in read(MEMBERS), name


def named(text: str) -> Iterator[tuple[str, str]]:
    for match in _COMMAND.finditer(text):
        yield match[1], match[2].strip()


def reach(bot: Bot, first: str, words: str) -> str | None:
    """The command or group that "/first words" names; words behind a command are no part of it."""
    path = first
    for word in words.split():
        if path not in bot.groups:
            break
        path = f"{path} {word}"
    return path if path in bot.commands or path in bot.groups else None


def test_no_document_names_a_command_or_an_option_that_is_not_there(bot: Bot) -> None:
    places = set(re.findall(r'add_get\("(/\w+)"', read(ROOT / "bot" / "monitoring" / "server.py")))
    wrong = []
    for page in PAGES:
        for code in codes(page):
            if not re.match(r"/[a-z]+(?![\w/.-])", code) or code in places | FOLDERS_OF_MACHINES:
                continue
            first, words = next(named(code))
            path = reach(bot, first, words)
            typed = set(re.findall(r"(?<= )\[?([a-z_]+):(?!\d)", code))
            if path is None or not typed <= set(bot.commands.get(path, typed)):
                wrong.append(f"{page.relative_to(ROOT)}: {code}")
    assert wrong == []


def test_no_text_of_the_bot_sends_anybody_to_a_command_that_is_not_there(bot: Bot) -> None:
    wrong = [
        f"{key}: /{first} {words}"
        for key, pattern in messages().items()
        for wording in wordings(pattern)
        for first, words in named(wording.replace("\\", ""))
        if reach(bot, first, words) not in bot.commands
    ]
    assert wrong == []


def test_every_shell_command_is_listed_with_its_options() -> None:
    listed = [bare(cells[0]) for cells in rows(OPERATORS, "Commands")]
    told = {re.sub(r"(--[a-z-]+) [A-Z]+", r"\1", one) for one in listed}
    own = shell(crossconnect, "crossconnect") + " [--help]"
    expected = {shell(one, name) for name, one in programs().items()}
    whole = {frozenset(one.split()) for one in told}
    assert whole == {frozenset(one.split()) for one in {own, *expected}}


def test_no_document_names_a_shell_command_or_an_option_that_is_not_there() -> None:
    known = programs()
    shared = {option for one in crossconnect.params for option in one.opts} | {"-h", "--help"}
    wrong = []
    for page in PAGES:
        for code in codes(page):
            match = re.search(
                r"(?:^(?:[^ ]*/)?crossconnect|python -m bot)((?: .*)?)$", code.partition(" #")[0]
            )
            if match is None:
                continue
            words = [word.strip("[]") for word in match[1].split()]
            name = next((f"crossconnect {word}" for word in words if word.isalpha() and word.islower()), None)
            options = {word for word in words if word.startswith("-")}
            theirs = {option for one in known[name].params for option in one.opts} if name in known else set()
            if (name is not None and name not in known) or not options <= shared | theirs:
                wrong.append(f"{page.relative_to(ROOT)}: {code}")
    assert wrong == []


def test_every_target_of_make_that_is_named_is_there() -> None:
    targets = set(re.findall(r"(?m)^([a-z]+):", read(ROOT / "Makefile")))
    wrong = [
        f"{page.relative_to(ROOT)}: {code}"
        for page in PAGES
        for code in codes(page)
        if (match := re.match(r"make ([a-z]+)", code)) and match[1] not in targets
    ]
    assert wrong == []


# Settings, variables, exit codes


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def test_every_setting_stands_in_the_example_with_its_default() -> None:
    text = read(ROOT / "config.example.toml")
    example = tomllib.loads(text)
    told = {(section, key): value for section, keys in example.items() for key, value in keys.items()}
    sections = dict(re.findall(r"(?ms)^\[([\w.]+)\]$(.*?)(?=^\[|\Z)", text))
    for section, key, default in settings_of(Document):
        if default is None:
            example_line = rf'(?m)^# {key} = "[^"]+"$'
            assert re.search(example_line, sections[section]), f"[{section}] {key} has no example"
            assert (section, key) not in told, f"[{section}] {key} has no default that fits everybody"
        else:
            assert told.pop((section, key)) == default, f"[{section}] {key}"
        before = sections[section].partition(f"{key} = ")[0].rstrip("# \n").splitlines()
        assert before[-1].startswith("#"), f"[{section}] {key}: nothing says what it is"
    assert told == {}, "keys that are not there"


def test_every_setting_is_told_with_its_default() -> None:
    table = {bare(cells[0]): cells[1] for cells in rows(OPERATORS, "Configuration")}
    expected = {f"[{section}] {key}": default for section, key, default in settings_of(Document)}
    assert table.keys() == expected.keys()
    for name, default in expected.items():
        if default is not None:
            assert bare(table[name]) == _toml(default), name


def test_no_document_names_a_setting_that_is_not_there() -> None:
    known = {f"[{section}] {key}" for section, key, _ in settings_of(Document)}
    wrong = [
        f"{page.relative_to(ROOT)}: {code}"
        for page in PAGES
        for code in codes(page)
        if (match := re.match(r"\[[a-z.]+\] [a-z_]+", code)) and match[0] not in known
    ]
    assert wrong == []


def test_every_variable_that_the_bot_reads_is_told() -> None:
    read_by_the_bot = {
        name
        for path in (ROOT / "bot").rglob("*.py")
        for name in re.findall(r'"(CROSSCONNECT_[A-Z_]+|CREDENTIALS_DIRECTORY)"', read(path))
    }
    assert "CROSSCONNECT_TOKEN" in read_by_the_bot
    assert {bare(cells[0]) for cells in rows(OPERATORS, "Environment variables")} == read_by_the_bot
    for_tests = set(re.findall(r"\b(CROSSCONNECT_[A-Z_]+)=", read(ROOT / ".ci" / "run")))
    others = {
        f"{page.relative_to(ROOT)}: {name}"
        for page in (*PAGES, ROOT / "config.example.toml")
        for name in re.findall(r"\bCROSSCONNECT_[A-Z_]+", read(page))
        if name not in read_by_the_bot | for_tests
    }
    assert others == set()


def test_every_exit_code_is_told_and_no_other_one() -> None:
    assert [int(cells[0]) for cells in rows(OPERATORS, "Exit codes")] == sorted(ExitCode)
    others = {
        f"{page.relative_to(ROOT)}: {code}"
        for page in PAGES
        for code in re.findall(r"(?i)exit codes? (\d+)", read(page))
        if int(code) not in list(ExitCode)
    }
    assert others == set()


# Figures and addresses


def test_every_figure_is_told_with_its_labels() -> None:
    table = {bare(cells[0]): frozenset(_CODE.findall(cells[1])) for cells in rows(OPERATORS, "Figures")}
    assert table == {name: figure.labels for name, figure in figures().items()}


def test_no_document_names_a_figure_that_is_not_there() -> None:
    known = frozenset[str]().union(*(figure.samples for figure in figures().values()))
    wrong = [
        f"{page.relative_to(ROOT)}: {name}"
        for page in PAGES
        for code in codes(page)
        for name in re.findall(r"\bcrossconnect_[a-z_]+\b", code)
        if name not in known
    ]
    assert wrong == []


def test_every_address_that_tells_of_the_bot_is_told() -> None:
    served = set(re.findall(r'add_get\("(/\w+)"', read(ROOT / "bot" / "monitoring" / "server.py")))
    assert served
    assert {bare(cells[0]) for cells in rows(OPERATORS, "Monitoring")} == served


# What people read


def test_every_permission_the_bot_asks_for_has_its_reason(bot: Bot) -> None:
    table = {bare(cells[1]): cells[0] for cells in rows(OPERATORS, "Check and invite")}
    assert table.keys() == bot.permissions
    t = Catalogue.load().translator("en")
    for flag, name in table.items():
        if t.has(f"permission-{flag}"):
            assert name == t.plain(f"permission-{flag}")


def test_every_notice_is_explained_with_its_cure() -> None:
    """By a piece of its words, which no other notice has."""
    prefix = "notice-cause-"
    notices = {
        key.removeprefix(prefix): "|".join(wordings(text)).replace("\\", "")
        for key, text in messages().items()
        if key.startswith(prefix)
    }
    explained = {}
    for cells in rows(ORGANISERS, "What the notices mean"):
        fitting = [reason for reason, text in notices.items() if cells[0].strip("“”") in text]
        assert len(fitting) == 1, f"{cells[0]} stands in {fitting}"
        explained[fitting[0]] = cells[1]
    assert explained.keys() == notices.keys()


def test_every_lasting_failure_has_a_notice() -> None:
    """A reason that is told to organisers in words of its own; the others name the log's word."""
    own = {value for name, value in vars(verdict).items() if name.isupper() and isinstance(value, str)}
    told = (own | set(verdict._DEAD.values())) - verdict.QUIET - {verdict.BROKEN}
    assert {f"notice-cause-{reason}" for reason in told} <= messages().keys()


def test_what_stands_in_bold_is_a_word_of_the_bot() -> None:
    """Members and organisers are told to press what is there: buttons and headings by their own names."""
    known = [wording for pattern in messages().values() for wording in wordings(pattern)]
    # A text that is all values fits everything.
    fitting = [
        re.compile(wording) for wording in set(known) if re.search("[A-Za-z]{3}", wording.replace(".+", ""))
    ]
    wrong = []
    for page in (MEMBERS, ORGANISERS):
        # Bold at a line's beginning is a question or a task of the page's own.
        for match in re.finditer(r"(?m)^(?:- )?\*\*[^*]+\*\*|\*\*([^*]+)\*\*", read(page)):
            words = " ".join((match[1] or "").split())
            if words and not any(wording.fullmatch(words) for wording in fitting):
                wrong.append(f"{page.name}: {words}")
    assert wrong == []


def test_what_is_quoted_from_the_bot_is_what_it_says() -> None:
    known = "\n".join(
        wording.replace("\\", "") for pattern in messages().values() for wording in wordings(pattern)
    )
    for cells in rows(MEMBERS, "When something does not work"):
        for quoted in re.findall(r"“([^”]+)”", cells[0]):
            assert quoted in known


@pytest.mark.parametrize("said", [bare(cells[0]) for cells in rows(ORGANISERS, "How to type a time")])
def test_each_time_that_is_shown_can_be_typed(said: str) -> None:
    when.read_when(said, zone="Asia/Beirut", now=dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC))


# Pages


class _Pictures(HTMLParser):
    """Addresses and missing alternative texts of the HTML in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.links += [given[name] or "" for name in ("src", "srcset", "href") if name in given]
        if tag == "img" and not (given.get("alt") or "").strip():
            self.silent.append(given.get("src") or "")


def anchors(page: Path) -> set[str]:
    """The headings of a page, as their addresses are made on the web."""
    headings = re.findall(r"(?m)^#+ (.+)$", _FENCE.sub("", read(page)))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere_and_every_picture_is_described(page: Path) -> None:
    text = _CODE.sub("", _FENCE.sub("", read(page)))
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)\s]+)[^)]*\)", text)
    assert [address for alt, address in pictures if not alt.strip()] == []
    html = _Pictures()
    html.feed(text)
    assert html.silent == []
    broken = []
    for address in [*re.findall(r"\]\(([^)\s]+)", read(page)), *html.links]:
        if re.match(r"[a-z]+:", address):
            continue
        place, _, anchor = unquote(address).partition("#")
        target = (page.parent / place).resolve() if place else page
        is_there = target.exists() and ROOT in target.parents
        if not is_there or (anchor and anchor not in anchors(target)):
            broken.append(address)
    assert broken == []


def test_every_page_can_be_reached_from_the_first() -> None:
    seen: set[Path] = set()
    ahead = [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page in seen:
            continue
        seen.add(page)
        for address in re.findall(r"\]\(([^)#\s]+\.md)", read(page)):
            target = (page.parent / address).resolve()
            if not re.match(r"[a-z]+:", address) and target.exists():
                ahead.append(target)
    assert set(PAGES) - seen == set()


def test_the_changelog_begins_with_what_is_unreleased() -> None:
    headings = re.findall(r"(?m)^## (.+)$", read(ROOT / "CHANGELOG.md"))
    assert headings[0] == "[Unreleased]"


def test_the_changelog_says_what_kind_of_change_it_is() -> None:
    kinds = re.findall(r"(?m)^### (.+)$", read(ROOT / "CHANGELOG.md"))
    assert kinds
    assert set(kinds) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
