"""What the bot says, by key: Fluent catalogues in `catalogues/<locale>/*.ftl`, English first and always complete.

A value that a person typed is a plain `str` and is made safe here; nobody else escapes. A message or a value that is
missing raises MissingTextError: no reader ever sees a raw key, and tests/unit/test_catalogue.py proves that each key and
each value the code uses exists. A message is parsed when it is first needed (0.1 ms), not at start-up: a whole language
would stand in the event loop's way.
"""

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import ast
from fluent.syntax.visitor import Visitor

from bot.language import safe_text
from bot.language.safe_text import Safe

SOURCE: Final = "en"
"""The language the others are translated from and fall back to."""

PSEUDO: Final = "xx"
"""The made-up language of the tests: each text of the catalogue is accented and stands in ⟦ ⟧."""

_LONG = 1000
"""fluent.runtime refuses values over 2,500 characters, so long ones are put in after it is done."""

_REMEMBERED = 4096
"""Texts kept as they were put together: most of what a card says, it said a moment ago."""

_MARKER = "\ufdd0{}\ufdd1"
_MARKED = re.compile("\ufdd0([0-9]+)\ufdd1")

Value = str | int | float


class MissingTextError(LookupError):
    """The catalogue has no such message, or the message wants a value that was not given."""


class Language:
    """The messages of one language."""

    def __init__(self, files: Iterable[Traversable], *, plurals_of: str, pseudo: bool = False) -> None:
        self._pseudo = pseudo
        self._unread: dict[str, str] = {}
        self._read: set[str] = set()
        self._made: dict[tuple[object, ...], str] = {}
        # Names inserted from right-to-left scripts are isolated by `safe`; isolating everything would break <t:…>.
        self._bundle = FluentBundle([plurals_of], use_isolating=False)
        for file in files:
            for key, source in _entries(file.read_text(encoding="utf-8")):
                if key in self._unread:
                    raise ValueError(f"{file.name}: {key} stands there twice")
                self._unread[key] = source

    def add(self, key: str, text: str) -> None:
        """One more message, which stands in no file."""
        self._unread[key] = f"{key} = {text}\n"

    @property
    def keys(self) -> tuple[str, ...]:
        """All messages, and terms with their leading dash, in the order of the files."""
        return tuple(self._unread)

    def has(self, key: str) -> bool:
        return key in self._unread and not key.startswith("-")

    def format(self, key: str, arguments: dict[str, Value]) -> str:
        """The text of a message that is there. Raises MissingTextError when it wants what it was not given."""
        # With the types: 1 and 1.0 are the same to a dictionary, and are not written the same.
        asked = (key, *((name, type(value), value) for name, value in arguments.items()))
        made = self._made.get(asked)
        if made is None:
            made = self._make(key, arguments)
            if len(self._made) >= _REMEMBERED:
                self._made.clear()
            self._made[asked] = made
        return made

    def _make(self, key: str, arguments: dict[str, Value]) -> str:
        self._need(key)
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            raise MissingTextError(f"message {key!r} has no text")
        text, errors = self._bundle.format_pattern(pattern, arguments)
        if errors:
            raise MissingTextError(f"message {key!r}: " + "; ".join(str(error) for error in errors))
        return str(text)

    def _need(self, key: str) -> None:
        """Parse a message and what it refers to. Raises ValueError where the source is no Fluent."""
        if key in self._read or key not in self._unread:
            return
        self._read.add(key)
        resource = FluentResource(self._unread[key])
        for entry in resource.body:
            if isinstance(entry, ast.Junk):
                raise ValueError(f"{key} is no Fluent: {(entry.content or '').strip()[:80]}")  # noqa: TRY004 — not a type
            references = _References()
            references.visit(entry)
            if self._pseudo:
                _accent(entry)
            for reference in references.keys:
                self._need(reference)
        self._bundle.add_resource(resource)


_ENTRY = re.compile(r"(-?[A-Za-z][A-Za-z0-9_-]*) *=")


def _entries(source: str) -> Iterator[tuple[str, str]]:
    """Key and source of each message and term. One reaches to the next line that starts one, or a comment."""
    key: str | None = None
    lines: list[str] = []
    for line in [*source.split("\n"), "#"]:
        start = _ENTRY.match(line)
        if key is not None and (start or line.startswith("#")):
            yield key, "\n".join(lines) + "\n"
            key, lines = None, []
        if start:
            key = start[1]
        if key is not None:
            lines.append(line)
        elif line.strip() and not line.startswith("#"):
            raise ValueError(f"no message starts with: {line.strip()[:80]}")


class _References(Visitor):
    """The messages and terms that an entry refers to."""

    def __init__(self) -> None:
        self.keys: set[str] = set()

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802 — the visitor's protocol
        self.keys.add(node.id.name)

    def visit_TermReference(self, node: ast.TermReference) -> None:  # noqa: N802 — the visitor's protocol
        self.keys.add("-" + node.id.name)


class Catalogue:
    """All languages the bot speaks."""

    def __init__(self, files: dict[str, tuple[Traversable, ...]], *, pseudo: bool) -> None:
        self._files = files
        self._pseudo = pseudo
        self._languages: dict[str, Language] = {}
        self._translators: dict[str, Translator] = {}

    @classmethod
    def load(cls, pseudo: bool = False) -> "Catalogue":
        """Find the languages in the package. `pseudo` adds the tests' language."""
        root = resources.files("bot.language") / "catalogues"
        found = {folder.name: tuple(_ftl(folder)) for folder in root.iterdir() if folder.is_dir()}
        return cls({locale: files for locale, files in sorted(found.items()) if files}, pseudo=pseudo)

    @property
    def locales(self) -> tuple[str, ...]:
        """The languages there are, as BCP 47 tags, sorted; the pseudo-language last."""
        return (*self._files, PSEUDO) if self._pseudo else tuple(self._files)

    def translator(self, locale: str) -> "Translator":
        """The nearest language: "en-GB" is answered in "en", "pt" in "pt-BR", an unknown one in English."""
        nearest = self._nearest(locale)
        if nearest not in self._translators:
            self._translators[nearest] = Translator(
                self.language(nearest), self.language(SOURCE), locale=nearest
            )
        return self._translators[nearest]

    def language(self, locale: str) -> Language:
        """The messages of one of `locales`."""
        if locale not in self._languages:
            is_pseudo = locale == PSEUDO
            source = SOURCE if is_pseudo else locale
            language = Language(self._files[source], plurals_of=source, pseudo=is_pseudo)
            if self._pseudo:
                language.add(f"language-{PSEUDO}", "Pseudo")
            self._languages[locale] = language
        return self._languages[locale]

    def _nearest(self, locale: str) -> str:
        wanted = locale.replace("_", "-").lower()
        base = wanted.partition("-")[0]
        by_name = {name.lower(): name for name in self.locales}
        if wanted in by_name:
            return by_name[wanted]
        if base in by_name:
            return by_name[base]
        return next((name for lower, name in by_name.items() if lower.partition("-")[0] == base), SOURCE)


@functools.cache
def catalogue(*, pseudo: bool = False) -> Catalogue:
    """The one of this process: each message is parsed once, however many bots are opened in it one after the other."""
    return Catalogue.load(pseudo=pseudo)


class Translator:
    """One language. Call it with a key for message text, `plain` for places that render no markdown."""

    def __init__(self, language: Language, source: Language, *, locale: str) -> None:
        self.locale = locale
        self._languages = (language, source)
        self._fixed: dict[str, Safe] = {}

    def __call__(self, key: str, /, **values: object) -> Safe:
        """Message text. A `str` is made harmless, a `Safe` or a StrEnum member goes in as it is, numbers are formatted.

        Raises MissingTextError, and TypeError for a value of another type. Numbers that are names (years, ASNs) would
        be grouped ("64,496"): give those as `str`.
        """
        if values:
            return Safe(self._format(key, values, safe_text.safe))
        fixed = self._fixed.get(key)
        if fixed is None:
            fixed = self._fixed[key] = Safe(self._format(key, values, safe_text.safe))
        return fixed

    def plain(self, key: str, /, **values: object) -> str:
        """Text for labels, options, titles of forms and menus. A `Safe` is refused with TypeError: its markup would show."""
        return self._format(key, values, _plain_value) if values else str(self(key))

    def has(self, key: str) -> bool:
        """Whether there is such a message, here or in English."""
        return any(language.has(key) for language in self._languages)

    def _format(self, key: str, values: dict[str, object], harmless: Callable[[str], str]) -> str:
        language = next((language for language in self._languages if language.has(key)), None)
        if language is None:
            raise MissingTextError(f"no message {key!r}")
        long: list[str] = []
        arguments = {name: _argument(key, name, value, harmless, long) for name, value in values.items()}
        text = language.format(key, arguments)
        return _MARKED.sub(lambda found: long[int(found[1])], text) if long else text


def _argument(key: str, name: str, value: object, harmless: Callable[[str], str], long: list[str]) -> Value:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, str):
        shown = harmless(value)
        if len(shown) > _LONG:
            long.append(shown)
            return _MARKER.format(len(long) - 1)
        return shown
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise TypeError(
        f"message {key!r} cannot show {name}={value!r}: give a str, a Safe, a StrEnum member or a number"
    )


def _plain_value(value: str) -> str:
    if isinstance(value, Safe):
        raise TypeError(f"markup does not belong in a place that renders none: {str(value)!r}")
    return safe_text.plain(value)


def _ftl(folder: Traversable) -> Iterator[Traversable]:
    return iter(
        sorted((file for file in folder.iterdir() if file.name.endswith(".ftl")), key=lambda file: file.name)
    )


# The tests' language

_ACCENTS = str.maketrans(
    "AEIOUYCDGHJKLNRSTWZaeiouycdghjklnrstwz",
    "ÅÉÎÖÛÝÇÐĜĤĴĶĻÑŔŠŢŴŽåéîöûýçðĝĥĵķļñŕšţŵž",
)
_RUN = re.compile(r"[^\W\d_](?:[^\n*_`~|<>\[\]()]*[^\W\d_])?")
"""From a letter to the last letter before markdown or the end of the line."""


def _accent(node: ast.BaseNode) -> None:
    """Accent the literal text under a message, in place."""
    if isinstance(node, ast.TextElement):
        node.value = _RUN.sub(lambda found: f"⟦{found[0].translate(_ACCENTS)}⟧", node.value)
    elif isinstance(node, ast.Message | ast.Term | ast.Attribute | ast.Variant):
        for child in (node.value, *getattr(node, "attributes", ())):
            if isinstance(child, ast.BaseNode):
                _accent(child)
    elif isinstance(node, ast.Pattern):
        for element in node.elements:
            _accent(element)
    elif isinstance(node, ast.Placeable):
        _accent(node.expression)
    elif isinstance(node, ast.SelectExpression):
        for variant in node.variants:
            _accent(variant)
