"""Text typed by people, made harmless for the place where it is shown.

Three places, three functions: `safe` for names and titles inside message text (nothing in it is markup any more),
`safe_body` for texts an organiser composes (markdown stays, whatever pings or deceives goes), `plain` for places
that render no markdown. `clean_name` is for storage. Markup that is already safe has the type `Safe`; plain string
operations on it give a plain `str` again, so that safety is never claimed by accident.

Rules of Discord's markdown this leans on: a backslash before any ASCII punctuation shows it literally; headings,
quotes, lists and small print start a line; mentions, times, emoji and commands stand in angle brackets.
"""

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit

from bot import limits

MARKS_PER_BASE = 4
"""Combining marks kept on one base character. Vocalised Hebrew and Tibetan need four; "Zalgo" uses hundreds."""

_ZWSP = "\u200b"
_ZWNJ = "\u200c"
_ZWJ = "\u200d"
_FSI = "\u2068"
_PDI = "\u2069"
_ISOLATES = "\u2066\u2067\u2068"
_KEPT_IN_BODIES = _ISOLATES + _PDI + "\u200e\u200f\u061c"
"""Isolates (balanced later) and direction marks; overrides and embeddings go."""

_BLACK_FLAG = "\U0001f3f4"

_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Assigned as letters, marks or symbols, but nothing is seen."""

_VISIBLE_FORMAT = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
"""Format characters of Arabic, Syriac and Kaithi that are drawn."""

_RTL = frozenset({"R", "AL", "AN"})

_FORMULA = re.compile(r"""(^[ "]*|;[ "]*)(?=[=+@\uff1d\uff0b\uff0d\uff20-])""")
"""Spreadsheets take the wide forms of the signs as well."""
_LINE_BEGINNERS = frozenset("\t\r")


class Safe(str):
    """Markup that is safe to send. Made by this package only: `safe`, `safe_body`, `bot.language.markup`, a Translator."""

    __slots__ = ()


def joined(parts: Iterable[Safe], between: str = "\n") -> Safe:
    """Safe parts side by side; `between` is written by us."""
    return Safe(between.join(parts))


def safe(text: str) -> Safe:
    """A name or a title as literal text of one line. A `Safe` comes back as it is."""
    if isinstance(text, Safe):
        return text
    name = _one_line(text)
    return Safe(_isolated(_escaped(name), name))


def safe_body(text: str) -> Safe:
    """A composed text: bold, lists, headings, code and links stay.

    Nobody is mentioned, no channel, command or guide is linked, a masked link tells its host, times that Discord cannot
    draw are taken apart, and code fences and isolates are closed. Give it a block of its own: an unclosed `**` in it
    reaches to the end of the block.
    """
    if isinstance(text, Safe):
        return text
    body = _tidy(text, lines=True).strip()
    body = _PING.sub(rf"@{_ZWSP}", body)
    body = _ANGLE.sub(_defused, body)
    body = _told_links(body)
    if body.count("```") % 2:
        body += "\n```"
    return Safe(body + "\\" if _ends_in_escape(body) else body)


def plain(text: str) -> str:
    """A name or a title of one line, for places that render no markdown: labels, options, form titles."""
    name = _one_line(text)
    return _isolated(name, name)


def cell(text: str) -> str:
    """A cell of a CSV file, of one line: no spreadsheet reads a formula in it.

    An apostrophe goes before = + - @ at its start, or where a program that parts cells at semicolons would see a start.
    """
    shown = _FORMULA.sub(r"\1'", _one_line(text))
    return "'" + shown if text[:1] in _LINE_BEGINNERS and shown[:1] != "'" else shown


def clean_name(text: str) -> str | None:
    """A name as it is stored: one line, normalised (NFC), without controls or invisible characters. None: nothing to see."""
    name = _one_line(text)
    return name if any(_is_visible(character) for character in name) else None


def length(text: str) -> int:
    """Size as Discord's clients count it: UTF-16 units. Never less than the number of code points."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clip(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units, cut between graphemes, with "…" where something is missing."""
    if length(text) <= limit:
        return text
    return text[: _cut(text, limit - 1)].rstrip() + "…" if limit > 0 else ""


def clip_markup(text: str, limit: int) -> Safe:
    """`clip` for text with markup: no half mention, escape or link is left; styles, fences and isolates are closed."""
    if length(text) <= limit:
        return Safe(text)
    room = limit - 1
    while room >= 0:
        kept = _without_halves(text[: _cut(text, room)]).rstrip()
        repaired = _closed("\n".join(_balanced(line) for line in (kept + "…").split("\n")))
        excess = length(repaired) - limit
        if excess <= 0:
            return Safe(repaired)
        room -= (excess + 1) // 2  # taking one isolate away spares its closing one too
    return Safe("")


# What a name may hold


def _one_line(text: str) -> str:
    return " ".join(_tidy(text, lines=False).split())


def _tidy(text: str, *, lines: bool) -> str:
    """Normalised text without controls, invisible characters and towers of marks. `lines`: keep the line ends."""
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    kept = "\n".join(_balanced(line) for line in "".join(_kept(text, lines=lines)).split("\n"))
    # Taking characters away can bring composable ones together.
    return unicodedata.normalize("NFC", _joiners(_few_marks(unicodedata.normalize("NFC", kept))))


def _kept(text: str, *, lines: bool) -> Iterable[str]:
    in_flag = False
    for character in text:
        category = unicodedata.category(character)
        in_flag = character == _BLACK_FLAG or (in_flag and "\U000e0020" <= character <= "\U000e007f")
        if category[0] in "LNP":
            if character not in _BLANK:
                yield character
        elif character in "\n\u2028\u2029\u0085\r\v\f":
            yield "\n" if lines else " "
        elif category == "Zs" or character == "\t":
            yield " "
        elif _is_text(character, category) or in_flag or (lines and character in _KEPT_IN_BODIES):
            yield character


def _is_text(character: str, category: str) -> bool:
    if character in _BLANK or _is_noncharacter(ord(character)):
        return False
    # Cn stays: emoji newer than this Python's Unicode tables look unassigned.
    return (
        category not in {"Cc", "Cf", "Cs", "Co"} or character in _VISIBLE_FORMAT or character in {_ZWJ, _ZWNJ}
    )


def _is_noncharacter(code: int) -> bool:
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE


def _few_marks(text: str) -> str:
    """At most MARKS_PER_BASE marks after each character, and none without a character to stand on."""
    kept: list[str] = []
    marks = MARKS_PER_BASE
    for character in text:
        if unicodedata.category(character)[0] == "M":
            marks += 1
            if marks > MARKS_PER_BASE:
                continue
        elif character not in {_ZWJ, _ZWNJ}:
            marks = MARKS_PER_BASE if character.isspace() or character in _KEPT_IN_BODIES else 0
        kept.append(character)
    return "".join(kept)


def _joiners(text: str) -> str:
    """Joiners stay where scripts and emoji need them: alone, between two visible characters beyond ASCII."""
    kept: list[str] = []
    for position, character in enumerate(text):
        if character in {_ZWJ, _ZWNJ}:
            after = text[position + 1 : position + 2]
            if not (kept and _is_joinable(kept[-1]) and _is_joinable(after)):
                continue
        kept.append(character)
    return "".join(kept)


def _is_joinable(character: str) -> bool:
    return character > "\u02ff" and not character.isspace() and character not in {_ZWJ, _ZWNJ}


def _is_visible(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNPS" or unicodedata.category(character) == "Cn"


# Markup


_LINE_START = re.compile(r"[#>=+-]|[0-9]+(?=[.)])")
_ALWAYS = re.compile(r"[\\`*_~|\[\]<]")
_ADDRESS = re.compile(r"(?<=[A-Za-z]):(?=//)")
_BRACKETED = re.compile(r"(?<=<)[@#/:]|:")
_PING = re.compile(r"@(?=everyone|here|[!&]?[0-9])", re.IGNORECASE)


def _escaped(name: str) -> str:
    escape_colons = "<" in name
    name = _PING.sub(f"@{_ZWSP}", name)
    if escape_colons:
        name = _BRACKETED.sub(lambda found: "\\" + found[0], _double(name))
    else:
        name = _ADDRESS.sub(r"\\:", _double(name))
    start = _LINE_START.match(name)
    if start:
        end = start.end()
        name = name[:end] + "\\" + name[end:] if start[0].isdigit() else "\\" + name
    return name


def _double(name: str) -> str:
    return _ALWAYS.sub(lambda found: "\\" + found[0], name)


def _isolated(shown: str, name: str) -> str:
    """Right-to-left names are isolated, so that they cannot reorder the text around them."""
    if any(unicodedata.bidirectional(character) in _RTL for character in name):
        return _FSI + shown + _PDI
    return shown


def _balanced(line: str) -> str:
    """Each isolate of a line is closed in it; a closing one that closes nothing goes."""
    kept: list[str] = []
    depth = 0
    for character in line:
        if character in _ISOLATES:
            depth += 1
        elif character == _PDI:
            if depth == 0:
                continue
            depth -= 1
        kept.append(character)
    return "".join(kept) + _PDI * depth


_ANGLE = re.compile(r"<(?=[@#/]|id:|t:)")
_TIME = re.compile(r"<t:(-?[0-9]{1,14})(?::[tTdDfFR])?>")


def _defused(found: re.Match[str]) -> str:
    time = _TIME.match(found.string, found.start())
    if time and limits.EARLIEST_TIME <= int(time[1]) <= limits.LATEST_TIME:
        return "<"
    return "<" + _ZWSP


_LINK = re.compile(
    r"""\]\(\s*<?(?P<url>https?://(?:\([^()\s]*\)|[^\s()<>\\])+)>?(?:\s+(?:"[^"\n]*"|'[^'\n]*'))?\s*\)""",
    re.IGNORECASE,
)


def _told_links(body: str) -> str:
    """Each masked link is followed by its host; whatever only resembles one becomes text."""
    parts: list[str] = []
    position = 0
    while (start := body.find("](", position)) >= 0:
        parts.append(body[position:start])
        link = _LINK.match(body, start)
        host = _host(link["url"]) if link else None
        if link and host:
            told = f" ({host})"
            parts.append(f"]({link['url']}){told}")
            position = link.end()
            if body.startswith(told, position):
                position += len(told)
        else:
            parts.append(f"]{_ZWSP}(")
            position = start + 2
    parts.append(body[position:])
    return "".join(parts)


def _host(url: str) -> str | None:
    """The host a browser would go to, in ASCII: a look-alike shows as xn--…"""
    try:
        host = urlsplit(url).hostname
        return host.encode("idna").decode("ascii") if host else None
    except ValueError:  # UnicodeError is one: no valid host
        return None


# Cutting


def _cut(text: str, units: int) -> int:
    """The last index where `text[:index]` holds at most that many UTF-16 units and ends between graphemes."""
    index = size = 0
    for character in text:
        size += 1 + (character > "\uffff")
        if size > units:
            break
        index += 1
    while 0 < index < len(text) and _is_inside_grapheme(text, index):
        index -= 1
    return index


def _is_inside_grapheme(text: str, index: int) -> bool:
    """Whether a cut before `text[index]` would tear what is seen as one character."""
    before, after = text[index - 1], text[index]
    code = ord(after)
    if unicodedata.category(after)[0] == "M" or after in {_ZWJ, _ZWNJ} or before == _ZWJ:
        return True
    if 0x1F3FB <= code <= 0x1F3FF or 0xE0020 <= code <= 0xE007F or (before == "\r" and after == "\n"):
        return True
    if _is_regional(after):
        start = index
        while start > 0 and _is_regional(text[start - 1]):
            start -= 1
        return (index - start) % 2 == 1
    # Hangul jamo: a leading consonant takes what follows, vowels and trailing consonants lean back.
    return 0x1160 <= code <= 0x11FF and (0x1100 <= ord(before) <= 0x11FF or 0xAC00 <= ord(before) <= 0xD7A3)


def _is_regional(character: str) -> bool:
    return 0x1F1E6 <= ord(character) <= 0x1F1FF


_HALF = re.compile(
    r"<[^<>\s]{0,100}\Z"  # a mention, a time, an address
    r"|\[[^\[\]\n]*\](?:\([^()\s]*(?:\)(?: (?:\([^()\s]*)?)?)?)?\Z"  # a link, or one whose host is not told any more
)
_STYLES = ("||", "**", "__", "~~")


def _without_halves(text: str) -> str:
    text = _HALF.sub("", text)
    return text[:-1] if _ends_in_escape(text) else text


def _ends_in_escape(text: str) -> bool:
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1


def _closed(text: str) -> str:
    """An open code fence is closed, or else open styles: a spoiler stays one."""
    if text.count("```") % 2:
        return text + "\n```"
    return text + "".join(style for style in _STYLES if text.count(style) % 2)
