"""/network claim, mine and queue: who speaks for a network, and the presses of members and organisers."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, PrivateVisit, Routes, Visit
from bot.errors import InvalidInputError, StaleError
from bot.guilds.rules import RolePurpose
from bot.guilds.service import require_organiser
from bot.language.safe_text import Safe
from bot.networks import messages as network_messages
from bot.networks.claims import messages, queue_messages
from bot.networks.claims.queue import Queue
from bot.networks.claims.records import Standing
from bot.networks.claims.rules import ClaimRole, ClaimState
from bot.ui import reply
from bot.ui.cards import Press
from cogs import granting, networking
from cogs.networking import Choices, Interaction

MOST_CHOICES = 25


class ClaimCommands(app_commands.Group):
    """They hang under /network. Everybody may claim; the queue is the organisers', and the service says so."""

    def __init__(self, cog: "NetworkClaims") -> None:
        super().__init__(name="claims", description="-", guild_only=True)
        self._cog = cog

    @app_commands.command(name="claim")
    async def claim(self, interaction: Interaction, asn: str, role: str) -> None:
        await self._cog.claim(interaction, asn, role)

    @claim.autocomplete("asn")
    async def _known(self, interaction: Interaction, typed: str) -> Choices:
        bot = interaction.client
        visit = await bot.visit(interaction)
        found = await bot.services.networks.suggest(visit.actor, typed, limit=MOST_CHOICES)
        return [
            app_commands.Choice(name=network_messages.choice(one, visit.t), value=str(one.asn))
            for one in found
        ]

    @claim.autocomplete("role")
    async def _roles(self, interaction: Interaction, typed: str) -> Choices:
        t = (await interaction.client.visit(interaction)).t
        choices = ((messages.role_name(one, t), one.value) for one in ClaimRole)
        return [
            app_commands.Choice(name=name, value=value)
            for name, value in choices
            if typed.casefold() in name.casefold()
        ]

    @app_commands.command(name="mine")
    async def mine(self, interaction: Interaction) -> None:
        await self._cog.show_mine(interaction, await interaction.client.visit(interaction))

    @app_commands.command(name="queue")
    async def queue(self, interaction: Interaction) -> None:
        await self._cog.show_queue(interaction)


class NetworkClaims(commands.Cog):
    """The presses. Those on a claim of one's own name guild and claim, so that they work in a direct message too."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "network.mine": (1, self.on_mine),
            "network.claim-list": (2, self.on_list),
            "network.claim": (2, self.on_claim),
            "network.claim-role": (2, self.on_role),
            "network.claim-contact": (3, self.on_contact),
            "network.claim-token": (2, self.on_token),
            "network.claim-check": (2, self.on_check),
            "network.claim-renew": (2, self.on_renew),
            "network.claim-withdraw": (2, self.on_withdraw),
            "network.claim-withdraw-confirm": (3, self.on_withdraw_confirm),
            "network.queue": (1, self.on_queue),
            "network.verified": (1, self.on_verified),
            "network.approve": (2, self.on_approve),
            "network.refuse": (2, self.on_refuse),
            "network.refuse-reason": (2, self.on_refuse_reason),
            "network.end": (2, self.on_end),
            "network.end-reason": (2, self.on_end_reason),
        }

    # Members

    async def claim(self, interaction: Interaction, asn: str, role: str) -> None:
        """Note a claim, and show it. A network that nobody knows here is looked up, which may take two seconds."""
        visit = await self.bot.visit(interaction)
        self.bot.services.claims.read(asn)
        await reply.defer(interaction)
        done = await self.bot.services.claims.claim(visit.actor, asn, role, channel_id=interaction.channel_id)
        await self._card(interaction, visit, done.standing, added=messages.claimed(new=done.new, t=visit.t))

    async def show_mine(self, interaction: Interaction, visit: Visit | PrivateVisit, number: int = 1) -> None:
        """A page of the reader's own claims."""
        page = await self.bot.services.claims.mine(visit.actor, number=number, per_page=messages.PAGE)
        card = messages.mine(page, visit.actor.guild_id, visit.t, now=self.bot.clock.now())
        await reply.show(interaction, card)

    async def on_mine(self, interaction: Interaction, press: Press) -> None:
        await self.show_mine(interaction, await self.bot.visit(interaction), press.ids[0])

    async def on_list(self, interaction: Interaction, press: Press) -> None:
        visit, number = await self._own(interaction, press)
        await self.show_mine(interaction, visit, number)

    async def on_claim(self, interaction: Interaction, press: Press) -> None:
        visit, claim_id = await self._own(interaction, press)
        await self._card(interaction, visit, await self.bot.services.claims.get(visit.actor, claim_id))

    async def on_role(self, interaction: Interaction, press: Press) -> None:
        visit, claim_id = await self._own(interaction, press)
        if not press.values:
            raise StaleError("stale-press")
        standing = await self.bot.services.claims.set_role(visit.actor, claim_id, press.values[0])
        await self._card(interaction, visit, standing, added=visit.t("claims-saved"))

    async def on_contact(self, interaction: Interaction, press: Press) -> None:
        visit, claim_id = await self._own(interaction, press)
        standing = await self.bot.services.claims.set_contact(
            visit.actor, claim_id, contact=press.ids[2] == 1
        )
        await self._card(interaction, visit, standing, added=visit.t("claims-saved"))

    async def on_token(self, interaction: Interaction, press: Press) -> None:
        visit, claim_id = await self._own(interaction, press)
        standing = await self.bot.services.claims.token(visit.actor, claim_id)
        await reply.show(interaction, messages.token_card(standing, visit.t))

    async def on_check(self, interaction: Interaction, press: Press) -> None:
        visit, claim_id = await self._own(interaction, press)
        await reply.defer(interaction)  # four places on two continents
        result = await self.bot.services.claims.check(visit.actor, claim_id, here=_is_here(interaction))
        await reply.show(interaction, messages.checked(result, visit.t, now=self.bot.clock.now()))

    async def on_renew(self, interaction: Interaction, press: Press) -> None:
        visit, claim_id = await self._own(interaction, press)
        standing = await self.bot.services.claims.renew(visit.actor, claim_id, here=_is_here(interaction))
        await self._card(interaction, visit, standing, added=visit.t("claims-renewed"))

    async def on_withdraw(self, interaction: Interaction, press: Press) -> None:
        visit, claim_id = await self._own(interaction, press)
        standing = await self.bot.services.claims.get(visit.actor, claim_id)
        await reply.show(interaction, messages.withdraw_card(standing.claim, visit.t))

    async def on_withdraw_confirm(self, interaction: Interaction, press: Press) -> None:
        visit, claim_id = await self._own(interaction, press)
        gone = await self.bot.services.claims.withdraw(visit.actor, claim_id, press.ids[2])
        await reply.show(interaction, messages.withdrawn(gone, visit.t))

    async def _own(self, interaction: Interaction, press: Press) -> tuple[PrivateVisit, int]:
        guild_id, claim_id = press.ids[:2]
        return await self.bot.private_visit(interaction, guild_id), claim_id

    async def _card(
        self,
        interaction: Interaction,
        visit: Visit | PrivateVisit,
        standing: Standing,
        *,
        added: Safe | None = None,
    ) -> None:
        card = messages.claim_card(standing, visit.t, now=self.bot.clock.now(), added=added)
        await reply.show(interaction, card)

    # Organisers

    async def show_queue(
        self, interaction: Interaction, number: int = 1, *, added: Safe | None = None
    ) -> None:
        """A page of what waits. Who was not seen lately is asked about, for a second and a half at most."""
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.claim_queue.waiting(
            visit.actor, number=number, per_page=queue_messages.PAGE
        )
        card = queue_messages.waiting(found, visit.t, added=added, held=_held(visit, found))
        await reply.show(interaction, card)

    async def show_verified(
        self, interaction: Interaction, number: int = 1, *, added: Safe | None = None
    ) -> None:
        """A page of who speaks for a network."""
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.claim_queue.verified(
            visit.actor, number=number, per_page=queue_messages.PAGE
        )
        card = queue_messages.verified(found, visit.t, added=added, held=_held(visit, found))
        await reply.show(interaction, card)

    async def on_queue(self, interaction: Interaction, press: Press) -> None:
        await self.show_queue(interaction, press.ids[0])

    async def on_verified(self, interaction: Interaction, press: Press) -> None:
        await self.show_verified(interaction, press.ids[0])

    async def on_approve(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        claim = await self.bot.services.claim_queue.approve(visit.actor, *press.ids)
        await self.show_queue(interaction, added=queue_messages.decided(claim, visit.t))

    async def on_refuse(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.claim_queue.get(visit.actor, ClaimState.WAITING, *press.ids)
        await reply.ask(interaction, queue_messages.refuse_form(found.claim, visit.t))

    async def on_refuse_reason(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        claim = await self.bot.services.claim_queue.refuse(
            visit.actor, *press.ids, reason=press.text("reason")
        )
        await self.show_queue(interaction, added=queue_messages.decided(claim, visit.t))

    async def on_end(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.claim_queue.get(visit.actor, ClaimState.VERIFIED, *press.ids)
        await reply.ask(interaction, queue_messages.end_form(found.claim, visit.t))

    async def on_end_reason(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        claim = await self.bot.services.claim_queue.end(visit.actor, *press.ids, reason=press.text("reason"))
        await self.show_verified(interaction, added=queue_messages.decided(claim, visit.t))

    # Who leaves

    @commands.Cog.listener()
    async def on_raw_member_remove(self, payload: discord.RawMemberRemoveEvent) -> None:
        """Told only where the operator switched the members intent on."""
        await self.bot.services.claim_watch.left(payload.guild_id, payload.user.id)


def _is_here(interaction: Interaction) -> bool:
    """Whether the press itself shows that the member is in the guild."""
    return interaction.guild_id is not None


def _held(visit: Visit, found: Queue) -> Safe | None:
    """Why verified operators get no role, and the cure; None: they get it."""
    require_organiser(visit.settings, visit.actor)
    if RolePurpose.VERIFIED not in visit.settings.roles or found.role_id is None:
        return visit.t("claims-no-role")
    try:
        granting.require_grantable(visit, found.role_id, but=RolePurpose.VERIFIED)
    except InvalidInputError as error:
        return visit.t("claims-held", why=visit.t(error.key, **error.values))
    return None


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = NetworkClaims(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
    networking.join(bot, ClaimCommands(cog))
