"""/network show, list, find and upstreams, and what is pressed under them."""

from typing import Any

from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.language.safe_text import Safe
from bot.networks import messages
from bot.networks.records import Followed, Shown
from bot.ui import reply
from bot.ui.cards import Press
from cogs import networking
from cogs.networking import Choices, Interaction

MOST_CHOICES = 25


class NetworkCommands(app_commands.Group):
    """They hang under /network; everybody may look, and the service says who may list upstreams."""

    def __init__(self, cog: "Networks") -> None:
        super().__init__(name="networks", description="-", guild_only=True)
        self.cog = cog

    @app_commands.command(name="show")
    async def show(self, interaction: Interaction, asn: str) -> None:
        visit = await self.cog.bot.visit(interaction)
        await self.cog.show(interaction, visit, await self.cog.bot.services.networks.read(visit.actor, asn))

    @app_commands.command(name="list")
    async def list_all(self, interaction: Interaction) -> None:
        await self.cog.show_list(interaction, 1)

    @app_commands.command(name="find")
    async def find(self, interaction: Interaction, text: str) -> None:
        bot = self.cog.bot
        visit = await bot.visit(interaction)
        found = await bot.services.networks.find(visit.actor, text, per_page=messages.PAGE)
        await reply.show(interaction, messages.results(found, visit.t))

    @app_commands.command(name="upstreams")
    async def upstreams(self, interaction: Interaction, asn: str) -> None:
        bot = self.cog.bot
        visit = await bot.visit(interaction)
        await self.cog.ask_upstreams(interaction, visit, await bot.services.networks.read(visit.actor, asn))

    @show.autocomplete("asn")
    @upstreams.autocomplete("asn")
    async def _known(self, interaction: Interaction, typed: str) -> Choices:
        visit = await self.cog.bot.visit(interaction)
        found = await self.cog.bot.services.networks.suggest(visit.actor, typed, limit=MOST_CHOICES)
        return [app_commands.Choice(name=messages.choice(one, visit.t), value=str(one.asn)) for one in found]


class Networks(commands.Cog):
    """What is pressed; the commands are in their own group."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "network.show": (1, self.on_show),
            "network.list": (1, self.on_list),
            "network.found": (2, self.on_found),
            "network.places": (2, self.on_places),
            "network.follow": (1, self.on_follow),
            "network.unfollow": (1, self.on_unfollow),
            "network.speak": (1, self.on_speak),
            "network.speak-save": (1, self.on_speak_save),
            "network.refresh": (1, self.on_refresh),
            "network.upstreams": (1, self.on_upstreams),
            "network.upstreams-save": (2, self.on_upstreams_save),
        }

    async def show(self, interaction: Interaction, visit: Visit, asn: int) -> None:
        """A network's card. One that is not known here is looked up, which may take longer than Discord waits."""
        # Whoever left since is no contact any more.
        await self.bot.services.claim_watch.look_at_network(visit.actor.guild_id, asn)
        found = await self.bot.services.networks.look(visit.actor, asn)
        if found is None:
            await reply.defer(interaction)
            found = await self.bot.services.networks.look_up(visit.actor, asn)
        await self._card(interaction, visit, found)

    async def show_list(self, interaction: Interaction, number: int) -> None:
        """A page of the guild's networks."""
        visit = await self.bot.visit(interaction)
        page, total = await self.bot.services.networks.listing(
            visit.actor, number=number, per_page=messages.PAGE
        )
        organises = self.bot.services.guilds.allows(visit.settings, visit.actor)
        await reply.show(interaction, messages.listing(page, total, visit.t, organises=organises))

    async def ask_upstreams(self, interaction: Interaction, visit: Visit, asn: int) -> None:
        """The form for a network's upstreams."""
        found = await self.bot.services.networks.upstreams(visit.actor, asn)
        await reply.ask(interaction, messages.upstreams_form(found, visit.t))

    async def on_show(self, interaction: Interaction, press: Press) -> None:
        await self.show(interaction, await self.bot.visit(interaction), press.ids[0])

    async def on_list(self, interaction: Interaction, press: Press) -> None:
        await self.show_list(interaction, press.ids[0])

    async def on_found(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        search_id, number = press.ids
        found = await self.bot.services.networks.turn(
            visit.actor, search_id, number=number, per_page=messages.PAGE
        )
        await reply.show(interaction, messages.results(found, visit.t))

    async def on_places(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        asn, number = press.ids
        if await self.bot.services.networks.look(visit.actor, asn) is None:
            await reply.defer(interaction)
        found, page = await self.bot.services.networks.places(
            visit.actor, asn, number=number, per_page=messages.PLACES_PAGE
        )
        await reply.show(interaction, messages.places(found, page, visit.t))

    async def on_follow(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        if await self.bot.services.networks.look(visit.actor, press.ids[0]) is None:
            await reply.defer(interaction)
        await self._followed(
            interaction, visit, await self.bot.services.networks.follow(visit.actor, press.ids[0])
        )

    async def on_unfollow(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await self._followed(
            interaction, visit, await self.bot.services.networks.unfollow(visit.actor, press.ids[0])
        )

    async def on_speak(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        self.bot.services.claims.read(str(press.ids[0]))
        await reply.ask(interaction, messages.speak_form(press.ids[0], visit.t))

    async def on_speak_save(self, interaction: Interaction, press: Press) -> None:
        claims: Any = self.bot.get_cog("NetworkClaims")  # each client loads its own class of it
        await claims.claim(interaction, str(press.ids[0]), press.text("role"))

    async def on_refresh(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await self.bot.services.networks.require_refresh(visit.actor, press.ids[0])
        await reply.defer(interaction)
        found = await self.bot.services.networks.refresh(visit.actor, press.ids[0])
        await self._card(interaction, visit, found, added=messages.refreshed(found, visit.t))

    async def on_upstreams(self, interaction: Interaction, press: Press) -> None:
        await self.ask_upstreams(interaction, await self.bot.visit(interaction), press.ids[0])

    async def on_upstreams_save(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        asn, mark = press.ids
        found = await self.bot.services.networks.set_upstreams(visit.actor, asn, press.text("asns"), mark)
        saved = visit.t("networks-upstreams-saved", count=len(found.upstreams))
        await self._card(interaction, visit, found, added=saved)

    async def _followed(self, interaction: Interaction, visit: Visit, done: Followed) -> None:
        await self._card(interaction, visit, done.shown, added=messages.followed(done, visit.t))

    async def _card(
        self, interaction: Interaction, visit: Visit, found: Shown, *, added: Safe | None = None
    ) -> None:
        await reply.show(interaction, messages.card(found, visit.t, added=added))


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = Networks(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
    networking.join(bot, NetworkCommands(cog))
