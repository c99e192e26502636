"""Cards and forms as what Discord takes: Components V2 views, modals, files.

The views are payload only. discord.py keeps a view in memory, by message, until it is finished; ours say so from
the start, and every click comes back through `bot.ui.routes`. Texts that are too long are cut with care: a message that
Discord refuses helps nobody.
"""

import io
from collections.abc import Iterator
from typing import Final

import discord
from discord import ui

from bot import limits
from bot.language.safe_text import clip, clip_markup, length
from bot.ui.cards import (
    Button,
    Card,
    ChannelSelect,
    CheckboxField,
    Divider,
    Facts,
    Field,
    File,
    FileField,
    Form,
    Heading,
    Item,
    Link,
    Note,
    Option,
    Picture,
    RadioField,
    RoleSelect,
    Row,
    Select,
    SelectField,
    Text,
    TextField,
    UserSelect,
)

_SHORTEST_CUT: Final = 200
"""A text is not cut below this as long as another is longer."""
_LEAST: Final = 60
"""What stands around a card that is shown exactly is cut down to this before that card is."""


class PayloadView(ui.LayoutView):
    """A layout that discord.py never keeps: it is finished before it is sent."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    def is_finished(self) -> bool:
        return True


class PayloadModal(ui.Modal):
    """A modal that discord.py never keeps."""

    def __init__(self, *, title: str, custom_id: str) -> None:
        super().__init__(title=title, custom_id=custom_id, timeout=None)

    def is_finished(self) -> bool:
        return True


def view(card: Card, *, reference: str | None = None) -> PayloadView:
    """One container in the card's colour: title, blocks, small print. A card `above` has a container of its own.

    `reference` joins the small print; a bare sign ("ABCD1234") needs no language. Small print is cut last. Raises ValueError
    for more than 40 components, an empty row or menu: page what grows.
    """
    stack = _stack(card)
    above = [text for member in stack[:-1] for text in _texts(member, None)]
    own = list(_texts(card, reference))
    # Our mark stands in the small print, at its end.
    last = 1 if _small_print(card, reference) else 0
    around = range(len(above), len(above) + len(own) - last) if card.exact else range(0)
    texts = iter(_fitted([*above, *own], around))
    layout = PayloadView()
    for member in stack:
        container: ui.Container[PayloadView] = ui.Container(accent_colour=member.tone.value)
        if member.title:
            container.add_item(ui.TextDisplay(next(texts)))
        for block in member.blocks:
            if isinstance(block, Text | Heading | Facts | Note):
                text = next(texts)
                if text:
                    container.add_item(ui.TextDisplay(text))
            elif isinstance(block, Item):
                container.add_item(ui.Section(ui.TextDisplay(next(texts)), accessory=_button(block.button)))
            else:
                container.add_item(_component(block))
        if _small_print(member, reference if member is card else None):
            container.add_item(ui.TextDisplay(next(texts)))
        if container.children:  # Discord refuses an empty one
            layout.add_item(container)
    return layout


class _Stream(io.BytesIO):
    """aiohttp asks for the buffer to know its size, and a BytesIO copies itself for that: 8 MiB in the loop's way."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self._content = content

    def getbuffer(self) -> memoryview:
        return memoryview(self._content)


def files(card: Card) -> list[discord.File]:
    """The card's attachments, fresh each time: a file object is used up by the send."""
    return [
        discord.File(_Stream(file.content), filename=file.name)
        for member in _stack(card)
        for file in member.files
    ]


def modal(form: Form) -> PayloadModal:
    """A form, each field under its label. Raises ValueError for more than five fields."""
    shown = PayloadModal(title=clip(form.title, limits.MODAL_TITLE), custom_id=form.press)
    for field in form.fields:
        shown.add_item(
            ui.Label(
                text=clip(field.label, limits.LABEL),
                description=clip(field.description, limits.LABEL_DESCRIPTION) if field.description else None,
                component=_input(field),
            )
        )
    return shown


def _stack(card: Card) -> list[Card]:
    """The cards of one message, in the order they are read."""
    return [*(_stack(card.above) if card.above else ()), card]


# Texts


def _fitted(texts: list[str], around: range) -> list[str]:
    """The texts, the longest ones cut so that all of them together fit into one message; those at `around` first."""
    fitted = list(texts)
    while (excess := sum(map(length, fitted)) - limits.V2_TEXT) > 0:
        sizes = list(map(length, fitted))
        longest = max(around, key=sizes.__getitem__, default=0)
        if not around or sizes[longest] <= _LEAST:
            longest = max(range(len(fitted)), key=sizes.__getitem__)
        size = sizes[longest]
        least = _SHORTEST_CUT if size > _SHORTEST_CUT else _LEAST
        fitted[longest] = clip_markup(fitted[longest], min(size - 1, max(size - excess, least)))
    return fitted


def _texts(card: Card, reference: str | None) -> Iterator[str]:
    """The texts of a card's title, text blocks and small print, as `view` takes them."""
    if card.title:
        yield f"### {card.title}"
    for block in card.blocks:
        match block:
            case Text(body):
                yield body
            case Item(body=body):
                yield body
            case Heading(body):
                yield f"**{body}**"
            case Facts(rows):
                yield "\n".join(f"**{label}** {value}" for label, value in rows)
            case Note(body):
                yield _small(body)
            case _:
                pass
    small_print = _small_print(card, reference)
    if small_print:
        yield small_print


def _small_print(card: Card, reference: str | None) -> str:
    return _small(" · ".join(part for part in (card.footer, reference and f"№ {reference}") if part))


def _small(body: str) -> str:
    return "\n".join(f"-# {line}" for line in body.split("\n") if line.strip())


# Components


def _component(
    block: Divider | Picture | File | Row | Select | ChannelSelect | RoleSelect | UserSelect,
) -> "ui.Item[PayloadView]":
    match block:
        case Divider():
            return ui.Separator()
        case Picture(url=url, alt=alt):
            return ui.MediaGallery(discord.MediaGalleryItem(url, description=clip(alt, limits.ALT_TEXT)))
        case File(name=name):
            return ui.File(f"attachment://{name}")
        case Row(buttons):
            if not buttons:
                raise ValueError("a row without buttons")
            return ui.ActionRow(*map(_button, buttons))
        case _:
            return ui.ActionRow(_menu(block))


def _button(button: Button | Link) -> "ui.Button[PayloadView]":
    label = clip(button.label, limits.BUTTON_LABEL) or None
    if isinstance(button, Link):
        return ui.Button(style=discord.ButtonStyle.link, label=label, url=button.url, emoji=button.emoji)
    return ui.Button(
        style=discord.ButtonStyle(button.style.value),
        label=label,
        custom_id=button.press,
        emoji=button.emoji,
        disabled=button.disabled,
    )


def _menu(block: Select | ChannelSelect | RoleSelect | UserSelect) -> "ui.Item[PayloadView]":
    placeholder = clip(block.placeholder, limits.PLACEHOLDER) or None
    if isinstance(block, Select):
        return ui.Select(
            custom_id=block.press,
            placeholder=placeholder,
            options=_options(block.options),
            min_values=block.least,
            max_values=min(block.most, len(block.options)),
            disabled=block.disabled,
        )
    if isinstance(block, UserSelect):
        kind = discord.SelectDefaultValueType.user
        return ui.UserSelect(
            custom_id=block.press,
            placeholder=placeholder,
            min_values=block.least,
            max_values=block.most,
            disabled=block.disabled,
            default_values=[
                discord.SelectDefaultValue(id=id_, type=kind) for id_ in block.chosen[: block.most]
            ],
        )
    chosen_type = (
        discord.SelectDefaultValueType.channel
        if isinstance(block, ChannelSelect)
        else discord.SelectDefaultValueType.role
    )
    chosen = [discord.SelectDefaultValue(id=id_, type=chosen_type) for id_ in block.chosen[: block.most]]
    if isinstance(block, ChannelSelect):
        return ui.ChannelSelect(
            custom_id=block.press,
            channel_types=[discord.ChannelType(number) for number in block.types],
            placeholder=placeholder,
            min_values=block.least,
            max_values=block.most,
            disabled=block.disabled,
            default_values=chosen,
        )
    return ui.RoleSelect(
        custom_id=block.press,
        placeholder=placeholder,
        min_values=block.least,
        max_values=block.most,
        disabled=block.disabled,
        default_values=chosen,
    )


def _options(options: tuple[Option, ...]) -> list[discord.SelectOption]:
    if not 1 <= len(options) <= limits.SELECT_OPTIONS:
        raise ValueError(f"a menu with {len(options)} options")
    return [
        discord.SelectOption(
            label=clip(option.label, limits.OPTION_LABEL),
            value=option.value,
            description=_description(option),
            default=option.chosen,
        )
        for option in options
    ]


def _description(option: Option) -> str | None:
    return clip(option.description, limits.OPTION_DESCRIPTION) if option.description else None


def _input(field: Field) -> "ui.Item[PayloadModal]":
    match field:
        case TextField():
            return ui.TextInput(
                custom_id=field.key,
                style=discord.TextStyle.paragraph if field.long else discord.TextStyle.short,
                default=clip(field.value, field.most) or None,
                placeholder=clip(field.placeholder, limits.TEXT_INPUT_PLACEHOLDER)
                if field.placeholder
                else None,
                required=field.required,
                min_length=field.least or None,
                max_length=field.most,
            )
        case SelectField():
            return ui.Select(
                custom_id=field.key,
                options=_options(field.options),
                required=field.required,
                min_values=max(1, field.least) if field.required else 0,
                max_values=min(field.most, len(field.options)),
            )
        case RadioField():
            return ui.RadioGroup(
                custom_id=field.key,
                required=field.required,
                options=[
                    discord.RadioGroupOption(
                        label=clip(option.label, limits.OPTION_LABEL),
                        value=option.value,
                        description=_description(option),
                        default=option.chosen,
                    )
                    for option in field.options
                ],
            )
        case CheckboxField():
            return ui.CheckboxGroup(
                custom_id=field.key,
                required=field.required,
                min_values=1 if field.required else 0,
                max_values=len(field.options),
                options=[
                    discord.CheckboxGroupOption(
                        label=clip(option.label, limits.OPTION_LABEL),
                        value=option.value,
                        description=_description(option),
                        default=option.chosen,
                    )
                    for option in field.options
                ],
            )
        case FileField():
            return ui.FileUpload(
                custom_id=field.key,
                required=field.required,
                min_values=1 if field.required else 0,
                max_values=field.most,
            )
