"""The yardstick: a bot that is discord.py and nothing else. It answers /bare with a card like ours, from constants.

python -m benchmarks.bare API
"""

import asyncio
import signal
import sys

import discord
from discord import app_commands, ui
from discord.ext import commands
from discord.http import Route


def card() -> ui.LayoutView:
    """As many components and characters as /me show answers with."""
    view = ui.LayoutView(timeout=None)
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=0x7C5CD6)
    container.add_item(ui.TextDisplay("### Your settings"))
    container.add_item(
        ui.TextDisplay("\n".join(f"**Setting {number}** value {number}" for number in range(7)))
    )
    container.add_item(
        ui.ActionRow(
            *(ui.Button(label=f"Setting {number}", custom_id=f"bare.{number}") for number in range(5))
        )
    )
    container.add_item(ui.TextDisplay("-# Only you see this, and it goes with you to every server."))
    view.add_item(container)
    view.stop()
    return view


class Bare(commands.AutoShardedBot):
    """As lean as ours: the same intents and caches."""

    def __init__(self) -> None:
        intents = discord.Intents.none()
        intents.guilds = True
        super().__init__(
            command_prefix=(),
            help_command=None,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
        )

    async def setup_hook(self) -> None:
        @self.tree.command(name="bare", description="Answers")
        @app_commands.guild_only()
        async def bare(interaction: discord.Interaction) -> None:
            await interaction.response.send_message(view=card(), ephemeral=True)


async def main(api: str) -> None:
    Route.BASE = api
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    async with Bare() as bot:
        loop = asyncio.get_running_loop()
        task = asyncio.ensure_future(bot.start("bench"))
        loop.add_signal_handler(signal.SIGTERM, task.cancel)
        await asyncio.wait({task})


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
