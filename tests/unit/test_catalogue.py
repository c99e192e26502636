"""The catalogue and the code fit together: every text the code asks for is there, with its values, and none is left over.

A key stands in the code as a literal, a choice of literals, or an f-string (`f"purpose-{name}-what"`, at least one
message must fit), or in a local name or a parameter
that the same file gives one of these. Keys that only arrive at run time are declared in DECLARED, with the place that makes them.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import pytest
from fluent.syntax import ast as ftl
from fluent.syntax import parse
from fluent.syntax.visitor import Visitor

import bot
from bot import errors
from bot.language.catalogue import SOURCE, Catalogue, Language

ROOT = Path(bot.__file__).parent.parent
STAND_IN = ROOT / "bot" / "local_discord"  # it speaks for Discord, not for the bot
CODE = sorted(
    path
    for folder in ("bot", "cogs")
    for path in (ROOT / folder).rglob("*.py")
    if not path.is_relative_to(STAND_IN)
)

DECLARED = {
    # one for each command and option; a missing one fails the start, in `describe`
    "command-": "bot/client.py",
}
"""Beginnings of keys that are put together at run time, and the file that does it."""

CARRIED = {"key", "what", "kind", "heading", "note"}
"""Attributes that carry a key from where it stands as a literal: `RefusedError.key`, and those of CARRIERS."""

CARRIERS = {
    "PersonalData": ("what",),
    "PanelButton": ("what",),
    "AgendaItem": ("kind", "note"),
    "Found": ("kind",),
    "DigestSection": ("heading",),
    "DigestLine": ("note",),
}
"""Values that are made with keys, and the names these go by."""

REFUSALS = {
    name
    for name, member in vars(errors).items()
    if isinstance(member, type) and issubclass(member, errors.RefusedError)
}


@dataclass(frozen=True, kw_only=True)
class Use:
    """A place that asks for a text. `pattern` "": its key cannot be read; `values` None: nor can its values."""

    where: str
    pattern: str
    is_literal: bool
    values: frozenset[str] | None


def uses() -> Iterator[Use]:
    for path in CODE:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        yield from _of_scope(tree, _calls(tree), str(path.relative_to(ROOT)))


def _calls(tree: ast.AST) -> dict[str, list[ast.Call]]:
    """The calls in a file by the name of what is called."""
    found: dict[str, list[ast.Call]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            found.setdefault(_name(node.func), []).append(node)
    return found


def _of_scope(scope: ast.AST, calls: dict[str, list[ast.Call]], file: str) -> Iterator[Use]:
    """The uses in a module or a function, names looked up in it."""
    known = _given(scope, calls) if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef) else {}
    for node in _inside(scope):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            known.setdefault(node.targets[0].id, []).append(node.value)
    for node in _inside(scope):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _of_scope(node, calls, file)
        elif isinstance(node, ast.Call):
            yield from _of_call(node, known, f"{file}:{node.lineno}")


def _given(
    function: ast.FunctionDef | ast.AsyncFunctionDef, calls: dict[str, list[ast.Call]]
) -> dict[str, list[ast.expr]]:
    """What the file's own calls give for each parameter of a function."""
    names = [argument.arg for argument in function.args.args if argument.arg != "self"]
    known: dict[str, list[ast.expr]] = {}
    for call in calls.get(function.name, ()):
        for name, value in zip(names, call.args, strict=False):
            known.setdefault(name, []).append(value)
        for keyword in call.keywords:
            known.setdefault(keyword.arg or "", []).append(keyword.value)
    return known


def _inside(scope: ast.AST) -> Iterator[ast.AST]:
    """What stands in a scope, functions in it not entered."""
    for child in ast.iter_child_nodes(scope):
        yield child
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _inside(child)


def _of_call(call: ast.Call, known: dict[str, list[ast.expr]], where: str) -> Iterator[Use]:
    named = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    values: frozenset[str] = frozenset()
    if call.args and (_asks(call.func) or _name(call.func) in REFUSALS):
        keys, values = [call.args[0]], frozenset(named)
    else:
        keys = [named[name] for name in CARRIERS.get(_name(call.func), ()) if name in named]
    stars = any(keyword.arg is None for keyword in call.keywords)
    for literal in (one for key in keys for one in _choices(key, known)):
        if isinstance(literal, ast.Constant) and literal.value is None:
            continue
        pattern = _pattern(literal)
        if pattern is not None:
            yield Use(
                where=where,
                pattern=pattern,
                is_literal=isinstance(literal, ast.Constant),
                values=None if stars else values,
            )
        elif not (isinstance(literal, ast.Attribute) and literal.attr in CARRIED):
            yield Use(where=where, pattern="", is_literal=False, values=None)


def _asks(func: ast.expr) -> bool:
    """`t(…)`, `visit.t(…)`, and `.plain(…)` of them."""
    if isinstance(func, ast.Attribute) and func.attr == "plain":
        func = func.value
    return _name(func) == "t"


def _name(func: ast.expr) -> str:
    if isinstance(func, ast.Name):
        return func.id
    return func.attr if isinstance(func, ast.Attribute) else ""


def _choices(key: ast.expr, known: dict[str, list[ast.expr]]) -> Iterator[ast.expr]:
    if isinstance(key, ast.IfExp):
        yield from _choices(key.body, known)
        yield from _choices(key.orelse, known)
    elif isinstance(key, ast.Name) and key.id in known:
        for value in known[key.id]:
            yield from _choices(value, {})
    else:
        yield key


def _pattern(key: ast.expr) -> str | None:
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        return re.escape(key.value)
    if isinstance(key, ast.JoinedStr):
        parts = [
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[A-Za-z0-9_-]+"
            for part in key.values
        ]
        return "".join(parts) if isinstance(key.values[0], ast.Constant) else None
    return None


class Wants(Visitor):
    """The values a message wants, and the messages and terms it is made of."""

    def __init__(self) -> None:
        self.values: set[str] = set()
        self.parts: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802 — the visitor's protocol
        self.values.add(node.id.name)

    def visit_MessageReference(self, node: ftl.MessageReference) -> None:  # noqa: N802 — the visitor's protocol
        self.parts.add(node.id.name)

    def visit_TermReference(self, node: ftl.TermReference) -> None:  # noqa: N802 — the visitor's protocol
        self.parts.add("-" + node.id.name)


def wants(locale: str) -> dict[str, Wants]:
    """By key, terms with their dash. Fails on what is no Fluent."""
    found: dict[str, Wants] = {}
    folder = resources.files("bot.language") / "catalogues" / locale
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        for entry in parse(file.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, ftl.Junk), f"{locale}/{file.name} is no Fluent here: {entry.content}"
            if isinstance(entry, ftl.Message | ftl.Term):
                key = ("-" if isinstance(entry, ftl.Term) else "") + entry.id.name
                assert key not in found, f"{key} stands twice"
                found[key] = Wants()
                found[key].visit(entry)
    return found


def values_of(key: str, catalogue: dict[str, Wants]) -> set[str]:
    own = catalogue[key]
    return own.values.union(*(values_of(part, catalogue) for part in own.parts if not part.startswith("-")))


@pytest.fixture(scope="module")
def english() -> dict[str, Wants]:
    return wants(SOURCE)


@pytest.fixture(scope="module")
def asked() -> list[Use]:
    return list(uses())


@pytest.fixture(scope="module")
def fitting(english: dict[str, Wants], asked: list[Use]) -> dict[str, frozenset[str]]:
    """Pattern → the keys that it can be. Most are a key itself: there are too many pairs to try them all."""
    found: dict[str, frozenset[str]] = {}
    escaped = {re.escape(key): key for key in english}
    for one in {use.pattern for use in asked if use.pattern}:
        if one in escaped:
            found[one] = frozenset({escaped[one]})
        else:
            tried = re.compile(one)
            found[one] = frozenset(key for key in english if tried.fullmatch(key))
    return found


def test_every_text_the_code_asks_for_is_there(asked: list[Use], fitting: dict[str, frozenset[str]]) -> None:
    assert asked, "the scan finds nothing: has the way to ask for a text changed?"
    missing = [f"{use.where}: {use.pattern}" for use in asked if use.pattern and not fitting[use.pattern]]
    assert missing == []


def test_every_key_can_be_read_from_the_code(asked: list[Use]) -> None:
    unknown = [
        use.where
        for use in asked
        if not use.pattern and use.where.rpartition(":")[0] not in DECLARED.values()
    ]
    assert unknown == [], "write the key as a literal or an f-string, or declare its beginning in DECLARED"


def test_every_text_gets_the_values_it_wants(
    english: dict[str, Wants], asked: list[Use], fitting: dict[str, frozenset[str]]
) -> None:
    wrong = []
    for use in asked:
        if use.values is None or not use.is_literal:
            continue
        for key in sorted(fitting.get(use.pattern, ())):
            wanted = values_of(key, english)
            if wanted - use.values:
                wrong.append(f"{use.where}: {key} wants {sorted(wanted - use.values)}")
    assert wrong == []


def test_no_value_is_given_in_vain(
    english: dict[str, Wants], asked: list[Use], fitting: dict[str, frozenset[str]]
) -> None:
    by_place: dict[str, list[Use]] = {}
    for use in asked:
        by_place.setdefault(use.where, []).append(use)
    wrong = []
    for where, choices in by_place.items():
        if not all(fitting.get(use.pattern) for use in choices):
            continue  # told by the tests above
        given = frozenset().union(*(use.values or () for use in choices))
        wanted = {name for use in choices for key in fitting[use.pattern] for name in values_of(key, english)}
        if given - wanted:
            wrong.append(f"{where}: nothing shows {sorted(given - wanted)}")
    assert wrong == []


def test_no_text_is_left_over(english: dict[str, Wants], fitting: dict[str, frozenset[str]]) -> None:
    used = frozenset().union(*fitting.values())
    parts = set().union(*(wanted.parts for wanted in english.values()))
    left = [
        key for key in english if key not in parts and not key.startswith(tuple(DECLARED)) and key not in used
    ]
    assert left == []


def test_what_a_text_refers_to_is_there(english: dict[str, Wants]) -> None:
    assert {part for wanted in english.values() for part in wanted.parts} <= set(english)


def test_the_bot_reads_the_files_as_fluent_does(english: dict[str, Wants]) -> None:
    """The bot splits the files by itself, to parse each message only when it is needed."""
    language = Catalogue.load().language(SOURCE)
    assert set(language.keys) == set(english)
    for key in language.keys:
        _ready(language, key)


def _ready(language: Language, key: str) -> None:
    language._need(key)


def test_a_translation_asks_for_nothing_that_english_does_not(english: dict[str, Wants]) -> None:
    for locale in Catalogue.load().locales:
        translated = wants(locale)
        assert set(translated) <= set(english), locale
        for key in translated:
            assert values_of(key, translated) <= values_of(key, english), f"{locale} {key}"
