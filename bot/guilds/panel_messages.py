"""What the "Start here" card says."""

from collections.abc import Sequence
from typing import Final

from bot import limits
from bot.feature import PanelButton
from bot.guilds.rules import ChannelPurpose, GuildSettings
from bot.language import markup
from bot.language.catalogue import Translator
from bot.ui.cards import Block, Button, Card, Divider, Heading, Row, Style, Text, Tone
from bot.ui.routes import press

_FOR_EVERYONE: Final = tuple(purpose for purpose in ChannelPurpose if purpose is not ChannelPurpose.NOTICES)


def panel(settings: GuildSettings, buttons: Sequence[PanelButton], t: Translator) -> Card:
    """What this guild offers, of what is set up, and a button for each thing a member can do."""
    places = [
        t("panel-place", where=markup.channel(settings.channels[purpose]), what=t(f"purpose-{purpose}-what"))
        for purpose in _FOR_EVERYONE
        if purpose in settings.channels
    ]
    blocks: list[Block] = [Text(t("panel-what"))]
    if places:
        blocks += [Heading(t("panel-places")), Text("\n".join(places))]
    shown = [
        Button(
            label=t.plain(button.what),
            press=button.press,
            style=Style.SECONDARY if number else Style.PRIMARY,
        )
        for number, button in enumerate(buttons)
    ]
    if shown:
        blocks += [Divider(), Text(t("panel-buttons"))]
    for start in range(0, len(shown), limits.BUTTONS_PER_ROW):
        blocks.append(Row(tuple(shown[start : start + limits.BUTTONS_PER_ROW])))
    return Card(title=t("panel-title"), tone=Tone.SETTINGS, blocks=tuple(blocks))


def moved(channel_id: int, t: Translator) -> Card:
    """What stands where the card was before."""
    return Card(
        title=t("panel-title"),
        tone=Tone.NEUTRAL,
        blocks=(Text(t("panel-moved", where=markup.channel(channel_id))),),
    )


def posted(channel_id: int, t: Translator, *, paused: bool) -> Card:
    """After the command."""
    text = t("panel-posted", where=markup.channel(channel_id))
    blocks: list[Block] = [Text(text)]
    if paused:
        blocks.append(Text(t("panel-paused")))
    blocks.append(Row((Button(label=t.plain("setup-back"), press=press("setup.show")),)))
    return Card(title=t("panel-title"), tone=Tone.SUCCESS, blocks=tuple(blocks))
