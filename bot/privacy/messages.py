"""What a person is told about their own record, and what an export says about itself."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from bot.feature import Erasure, Table
from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, joined
from bot.privacy.rules import Explained, ExportFile, Stored, is_flag, is_instant
from bot.ui.cards import (
    Attachment,
    Block,
    Button,
    Card,
    Divider,
    File,
    Heading,
    Note,
    Row,
    Style,
    Text,
    Tone,
)
from bot.ui.confirm import confirm_card
from bot.ui.routes import press

_DAY = dt.timedelta(days=1)


def overview(stored: Sequence[Stored], t: Translator) -> Card:
    """What is stored, of the reader's own and of this guild: who sees it, and how long."""
    own = [one for one in stored if one.own]
    here = [one for one in stored if not one.own]
    blocks: list[Block] = []
    if not stored:
        blocks.append(Text(t("privacy-nothing")))
    if own:
        blocks += [Heading(t("privacy-own")), Text(_entries(own, t))]
        blocks += [Note(t("privacy-own-note")), Heading(t("privacy-here"))]
    elif here:
        blocks.append(Heading(t("privacy-here")))
    if here:
        blocks += [Text(_entries(here, t)), Note(t("privacy-here-note"))]
    elif own:
        blocks.append(Text(t("privacy-here-nothing")))
    blocks += [
        Divider(),
        Text(t("privacy-everywhere")),
        Note(t("privacy-who")),
        Note(t("privacy-explained")),
        Row(
            (
                Button(label=t.plain("privacy-export"), press=press("privacy.export"), style=Style.PRIMARY),
                Button(label=t.plain("privacy-delete"), press=press("privacy.delete"), style=Style.DANGER),
            )
        ),
    ]
    return Card(title=t("privacy-title"), tone=Tone.SETTINGS, blocks=tuple(blocks))


def file_card(file: ExportFile, t: Translator) -> Card:
    """A person's own file."""
    blocks: list[Block] = [Text(t("privacy-file-what", count=file.rows)), File(name=file.name)]
    if file.left_out:
        blocks.append(Text(t("privacy-file-cut", count=file.left_out)))
    blocks.append(_back(t))
    return Card(
        title=t("privacy-file-title"),
        tone=Tone.WARNING if file.left_out else Tone.SUCCESS,
        blocks=tuple(blocks),
        files=(Attachment(name=file.name, content=file.content),),
    )


def guild_file_card(file: ExportFile, t: Translator) -> Card:
    """A guild's file, for its organisers."""
    blocks: list[Block] = [Text(t("privacy-guild-what", count=file.rows)), File(name=file.name)]
    if file.left_out:
        blocks.append(Text(t("privacy-guild-cut", count=file.left_out)))
    blocks.append(Note(t("privacy-guild-left-out")))
    return Card(
        title=t("privacy-guild-title"),
        tone=Tone.WARNING if file.left_out else Tone.SUCCESS,
        blocks=tuple(blocks),
        files=(Attachment(name=file.name, content=file.content),),
    )


def delete_card(stored: Sequence[Stored], user_id: int, t: Translator) -> Card:
    """What goes, what stays without the reader, and the button that does it."""
    gone = [one for one in stored if one.erasure == Erasure.DELETE]
    stays = [one for one in stored if one.erasure != Erasure.DELETE]
    blocks: list[Block] = []
    if gone:
        blocks += [Heading(t("privacy-deleted")), Text(_list(gone, t))]
    if stays:
        blocks += [Heading(t("privacy-stays")), Text(_list(stays, t)), Note(t("privacy-stays-note"))]
    blocks += [Text(t("privacy-delete-more")), Text(t("privacy-delete-everywhere"))]
    return confirm_card(
        t("privacy-delete-title"),
        tuple(blocks),
        Button(
            label=t.plain("privacy-delete-confirm"),
            press=press("privacy.erase", user_id),
            style=Style.DANGER,
        ),
        t,
        press("privacy.show"),
    )


def done_card(t: Translator) -> Card:
    """After the erasure."""
    return Card(title=t("privacy-done-title"), tone=Tone.SUCCESS, blocks=(Text(t("privacy-done")),))


def about_person(t: Translator) -> str:
    """What a person's file says about itself."""
    return t.plain("privacy-file-about")


def about_guild(t: Translator) -> str:
    """What a guild's file says about itself."""
    return t.plain("privacy-guild-about")


def explained(
    tables: Mapping[str, Table], columns: Mapping[str, Iterable[str]], t: Translator
) -> dict[str, Explained]:
    """What is in each table and what its columns mean, in words."""
    return {
        name: Explained(
            what=tuple(t.plain(data.what) for data in table.people),
            columns={
                column: t.plain(f"privacy-column-{column.replace('_', '-')}")
                for column in columns[name]
                if t.has(f"privacy-column-{column.replace('_', '-')}")
            },
        )
        for name, table in tables.items()
    }


def _entries(stored: Sequence[Stored], t: Translator) -> Safe:
    return joined(t("privacy-entry", what=t(one.what), said=_said(one, t)) for one in stored)


def _said(one: Stored, t: Translator) -> Safe:
    if one.kept is None:
        kept = (
            t("privacy-kept-yours") if one.own or one.erasure == Erasure.DELETE else t("privacy-kept-guild")
        )
    elif one.kept < 2 * _DAY:
        kept = t("privacy-kept-short", hours=int(one.kept.total_seconds() // 3600))
    else:
        kept = t("privacy-kept-days", days=one.kept.days)
    values = [
        t(
            "privacy-value",
            name=t(f"privacy-column-{column.replace('_', '-')}"),
            value=_value(column, value, t),
        )
        for column, value in one.values.items()
        if t.has(f"privacy-column-{column.replace('_', '-')}")
    ]
    if values:
        return t("privacy-values", values=Safe(" · ".join(values)), kept=kept)
    return t("privacy-count", count=one.count, kept=kept)


def _value(column: str, value: object, t: Translator) -> Safe | str:
    if isinstance(value, int) and is_instant(column):
        return markup.time(dt.datetime.fromtimestamp(value, dt.UTC), "d")
    if isinstance(value, int) and is_flag(column):
        return t("privacy-yes") if value else t("privacy-no")
    if column == "language" and t.has(f"language-{value}"):
        return t(f"language-{value}")
    return str(value)


def _list(stored: Sequence[Stored], t: Translator) -> str:
    return "\n".join("- " + t("privacy-line", what=t(one.what), count=one.count) for one in stored)


def _back(t: Translator) -> Row:
    return Row((Button(label=t.plain("privacy-back"), press=press("privacy.show")),))
