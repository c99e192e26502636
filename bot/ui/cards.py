"""Cards: everything the bot shows, as frozen values. `bot/ui/payload.py` turns them into Components V2.

A card is one container with one accent colour per kind (`Tone`), a title, blocks, and small print last.
Texts are markdown that is already safe: they come from a `Translator`, which escapes what people typed.
"""

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from bot.errors import StaleError
from bot.limits import LARGEST_ID


class Tone(Enum):
    """What a card is about. The value is its accent colour; no meaning hangs on the colour alone."""

    NEUTRAL = 0x64748B
    ANNOUNCEMENT = 0x2F6FEB
    SETTINGS = 0x7C5CD6
    SUCCESS = 0x2E8B57
    WARNING = 0xC77D0A
    DANGER = 0xC93C37


class Style(Enum):
    """How a button looks. One PRIMARY a card at most: the action most people want, placed first."""

    PRIMARY = 1
    SECONDARY = 2
    SUCCESS = 3
    DANGER = 4


@dataclass(frozen=True, kw_only=True)
class Button:
    """`press` is the custom_id: a route name and ids, made by `bot.ui.routes.press`."""

    label: str
    press: str
    style: Style = Style.SECONDARY
    emoji: str | None = None
    disabled: bool = False


@dataclass(frozen=True, kw_only=True)
class Link:
    label: str
    url: str
    emoji: str | None = None


@dataclass(frozen=True)
class Text:
    """A paragraph of markdown."""

    body: str


@dataclass(frozen=True)
class Heading:
    """A heading inside a card."""

    body: str


@dataclass(frozen=True)
class Facts:
    """Pairs of label and value, a line each: **label** value."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Note:
    """Small print."""

    body: str


@dataclass(frozen=True)
class Divider:
    pass


@dataclass(frozen=True, kw_only=True)
class Item:
    """A text with one button beside it."""

    body: str
    button: Button | Link


@dataclass(frozen=True, kw_only=True)
class Picture:
    """`url` is https:// or attachment://; `alt` says what is to be seen, 1–1024 characters."""

    url: str
    alt: str


@dataclass(frozen=True, kw_only=True)
class File:
    """A file to download: `name` is that of one of the card's `files`, which is shown by it."""

    name: str


@dataclass(frozen=True)
class Row:
    """One to five buttons side by side."""

    buttons: tuple[Button | Link, ...]


@dataclass(frozen=True, kw_only=True)
class Option:
    label: str
    value: str
    description: str | None = None
    chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class Select:
    """A menu of 1–25 options."""

    press: str
    placeholder: str
    options: tuple[Option, ...]
    least: int = 1
    most: int = 1
    disabled: bool = False


@dataclass(frozen=True, kw_only=True)
class ChannelSelect:
    """A menu of the guild's channels. `types` are Discord's channel type numbers; empty: all."""

    press: str
    placeholder: str
    chosen: tuple[int, ...] = ()
    types: tuple[int, ...] = ()
    least: int = 0
    most: int = 1
    disabled: bool = False


@dataclass(frozen=True, kw_only=True)
class RoleSelect:
    """A menu of the guild's roles."""

    press: str
    placeholder: str
    chosen: tuple[int, ...] = ()
    least: int = 0
    most: int = 1
    disabled: bool = False


@dataclass(frozen=True, kw_only=True)
class UserSelect:
    """A menu of the guild's members."""

    press: str
    placeholder: str
    chosen: tuple[int, ...] = ()
    least: int = 0
    most: int = 1
    disabled: bool = False


Block = (
    Text
    | Heading
    | Facts
    | Note
    | Divider
    | Item
    | Picture
    | File
    | Row
    | Select
    | ChannelSelect
    | RoleSelect
    | UserSelect
)


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that goes with a card; `Picture.url` names it as attachment://name."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Card:
    """`footer` is small print at the end; the delivery adds its reference there. An empty title is not shown.

    `above` is another card shown first in the same message. `exact`: it is what will be posted, so where both do not fit,
    the words around it are cut and not the words in it.
    """

    title: str
    tone: Tone = Tone.NEUTRAL
    blocks: tuple[Block, ...] = ()
    footer: str | None = None
    files: tuple[Attachment, ...] = ()
    above: "Card | None" = None
    exact: bool = False


# Forms: what a modal asks. At most five fields (Discord), title and labels at most 45 characters.


@dataclass(frozen=True, kw_only=True)
class TextField:
    key: str
    label: str
    description: str | None = None
    value: str = ""
    long: bool = False
    required: bool = True
    least: int = 0
    most: int = 4000
    placeholder: str | None = None


@dataclass(frozen=True, kw_only=True)
class SelectField:
    key: str
    label: str
    options: tuple[Option, ...]
    description: str | None = None
    required: bool = True
    least: int = 1
    most: int = 1


@dataclass(frozen=True, kw_only=True)
class RadioField:
    """Two to ten options, one answer."""

    key: str
    label: str
    options: tuple[Option, ...]
    description: str | None = None
    required: bool = True


@dataclass(frozen=True, kw_only=True)
class CheckboxField:
    """One to ten boxes."""

    key: str
    label: str
    options: tuple[Option, ...]
    description: str | None = None
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class FileField:
    key: str
    label: str
    description: str | None = None
    required: bool = False
    most: int = 1


Field = TextField | SelectField | RadioField | CheckboxField | FileField


@dataclass(frozen=True, kw_only=True)
class Form:
    """A modal. `press` is its custom_id; submitting it reaches the route of that name, restarts included."""

    title: str
    press: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file that came with a form. `name` and `size` are what the sender's client claims; nothing was read yet."""

    name: str
    size: int
    url: str
    content_type: str | None = None


@dataclass(frozen=True, kw_only=True)
class Press:
    """A click on a button, a choice in a menu, or a submitted form, after it was parsed and bounded.

    `ids` are 0 ≤ n < 2⁶³. `values` are the chosen values of a menu (ids as strings for channels, roles and members).
    `fields` hold a form's answers by key: a string for texts and radio groups ("" when left empty), a tuple of strings
    for menus and boxes. `files` hold its files by key.
    """

    route: str
    ids: tuple[int, ...]
    values: tuple[str, ...] = ()
    fields: "dict[str, str | tuple[str, ...]] | None" = None
    files: "dict[str, tuple[Upload, ...]] | None" = None
    at: dt.datetime | None = None

    def text(self, key: str) -> str:
        """A form's text by key; "" where the form had no such field."""
        value = (self.fields or {}).get(key, "")
        return value if isinstance(value, str) else ""

    def chosen_ids(self) -> tuple[int, ...]:
        """The values of a menu of channels, roles or members. Raises StaleError where a client sent something else."""
        # What is larger is no id, and no number to the database.
        if not all(
            value.isascii() and value.isdigit() and len(value) <= len(str(LARGEST_ID))
            for value in self.values
        ):
            raise StaleError("stale-press")
        ids = tuple(int(value) for value in self.values)
        if any(one > LARGEST_ID for one in ids):
            raise StaleError("stale-press")
        return ids
