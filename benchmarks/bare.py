"""The yardstick: a bot that is discord.py and nothing else. It answers /bare, and a press, with cards like ours from constants.

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


class Ballot(ui.LayoutView):
    """What answers a press on its own button: as many components and characters as a ballot that was cast."""

    row: ui.ActionRow["Ballot"] = ui.ActionRow()

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.remove_item(self.row)
        container: ui.Container[Ballot] = ui.Container(accent_colour=0x3BA55D)
        container.add_item(ui.TextDisplay("### Your ballot is cast"))
        container.add_item(ui.TextDisplay("**Shall we hold the spring meeting in Tripoli?**"))
        container.add_item(ui.Separator())
        container.add_item(ui.TextDisplay("**Yes**"))
        container.add_item(ui.Separator())
        container.add_item(
            ui.TextDisplay(
                "You can change it until <t:1800000000:F> (<t:1800000000:R>). The last one counts."
            )
        )
        self.row.add_item(ui.Button(label="The poll", url="https://discord.com/channels/1/2/3"))
        container.add_item(self.row)
        self.add_item(container)

    @row.button(label="Change it", custom_id="bare.vote")
    async def vote(self, interaction: discord.Interaction, _: ui.Button["Ballot"]) -> None:
        await interaction.response.edit_message(view=told())


def told() -> Ballot:
    """One that discord.py does not keep: the one that was added at the start answers for all of them."""
    view = Ballot()
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

        self.add_view(Ballot())


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
