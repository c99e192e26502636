"""Answers to interactions: always ephemeral, never a mention, never retried (they carry no nonce).

An answer whose token has expired or whose interaction is gone is logged by name and told as False: the state is
committed, only the picture of it is lost.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

import discord

from bot.errors import RefusedError
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe
from bot.ui import payload
from bot.ui.cards import Card, Form, Text, Tone

Interaction = discord.Interaction[Any]

_log = logging.getLogger(__name__)

_GONE: Final = frozenset({10062, 10015, 50027})
"""Unknown interaction, unknown webhook, invalid webhook token: more than 3 s before, or 15 min after the first answer."""

_NO_MESSAGE: Final = 10008
"""The reader has dismissed the ephemeral message."""

_NOBODY: Final = discord.AllowedMentions.none()


async def show(interaction: Interaction, card: Card, *, fresh: bool = False) -> bool:
    """The answer to a command, or the next state of the ephemeral message whose button was pressed.

    A press on a public message, and `fresh`, gets a message of its own. After `defer` it takes the place that was
    kept; called again it edits what it showed. False: the interaction is gone.
    """
    if fresh or (_is_open(interaction) and not _is_ours_to_edit(interaction)):
        return await tell(interaction, card)
    if _is_open(interaction):
        return await _sent(interaction, lambda: _update(interaction, card))
    if interaction.response.type is discord.InteractionResponseType.modal:
        return await tell(interaction, card)
    if (
        interaction.response.type is discord.InteractionResponseType.deferred_message_update
        and not _is_ours_to_edit(interaction)
    ):
        return await tell(interaction, card)
    return await _sent(interaction, lambda: _edit(interaction, card))


async def tell(interaction: Interaction, card: Card) -> bool:
    """A new ephemeral message. False: the interaction is gone."""
    if _is_open(interaction):
        return await _sent(
            interaction,
            lambda: interaction.response.send_message(
                view=payload.view(card), files=payload.files(card), ephemeral=True, allowed_mentions=_NOBODY
            ),
        )
    return await _sent(interaction, lambda: _follow_up(interaction, card))


async def ask(interaction: Interaction, form: Form) -> bool:
    """Open a form. It must be the first answer: Discord takes no form after a defer. False: the interaction is gone."""
    return await _sent(interaction, lambda: interaction.response.send_modal(payload.modal(form)))


async def defer(interaction: Interaction) -> bool:
    """Keep the place of the answer for up to 15 minutes, where work may take over 3 seconds. `show` then fills it."""
    if _is_ours_to_edit(interaction):
        return await _sent(interaction, interaction.response.defer)
    return await _sent(interaction, lambda: interaction.response.defer(ephemeral=True, thinking=True))


def refusal(error: RefusedError, t: Translator) -> Card:
    """The one sentence that answers a refused request."""
    return Card(title="", tone=Tone.WARNING, blocks=(Text(sentence(error, t)),))


def sentence(error: RefusedError, t: Translator) -> Safe:
    """What was wrong and what to do."""
    return t("refused", sentence=_told(error, t))


def _told(error: RefusedError, t: Translator) -> Safe:
    """A refusal can name another one as its reason."""
    values = {
        name: _told(value, t) if isinstance(value, RefusedError) else value
        for name, value in error.values.items()
    }
    return t(error.key, **values)


def _is_open(interaction: Interaction) -> bool:
    return not interaction.response.is_done()


def _is_ours_to_edit(interaction: Interaction) -> bool:
    """Whether the press came from a message that only the presser sees: an ephemeral one, or one in a direct message."""
    message = interaction.message
    return message is not None and (message.flags.ephemeral or interaction.guild_id is None)


async def _update(interaction: Interaction, card: Card) -> object:
    return await interaction.response.edit_message(
        view=payload.view(card), attachments=payload.files(card), allowed_mentions=_NOBODY
    )


async def _edit(interaction: Interaction, card: Card) -> object:
    try:
        return await interaction.edit_original_response(
            view=payload.view(card), attachments=payload.files(card), allowed_mentions=_NOBODY
        )
    except discord.NotFound as error:
        if error.code != _NO_MESSAGE:
            raise
        return await _follow_up(interaction, card)


async def _follow_up(interaction: Interaction, card: Card) -> object:
    return await interaction.followup.send(
        view=payload.view(card),
        files=payload.files(card),
        ephemeral=True,
        allowed_mentions=_NOBODY,
        wait=True,
    )


async def _sent(interaction: Interaction, send: Callable[[], Awaitable[object]]) -> bool:
    try:
        await send()
    except discord.HTTPException as error:
        if error.code not in _GONE:
            raise
        _log.warning("answer_expired interaction=%s code=%s", interaction.id, error.code)
        return False
    return True
