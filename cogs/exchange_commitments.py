"""/exchange commit and ladder, and what is pressed about commitments: on the public card, the home, and their own cards."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.errors import StaleError
from bot.exchanges.commitments import ladder_messages, messages
from bot.exchanges.commitments.rules import FACILITY_LIMIT, LINK_LIMIT, needs_proof
from bot.exchanges.commitments.service import Lowering, Proof
from bot.exchanges.messages import rung_name
from bot.exchanges.rules import LADDER, Rung
from bot.language.safe_text import clip
from bot.ui import reply
from bot.ui.cards import Press, Upload
from cogs import exchanging
from cogs.exchanging import CHOICE_LIMIT, MOST_CHOICES, Choices, Interaction

_RECORDED = (*LADDER, Rung.DECLINED)


class CommitmentCommands(app_commands.Group):
    """They hang under /exchange. To record is for organisers, as the service says."""

    def __init__(self, cog: "ExchangeCommitments") -> None:
        super().__init__(name="commitments", description="-", guild_only=True)
        self.cog = cog

    @app_commands.command(name="commit")
    async def commit(
        self,
        interaction: Interaction,
        *,
        organisation: app_commands.Range[str, 1, 200],
        rung: str,
        evidence: app_commands.Range[str, 1, LINK_LIMIT] | None = None,
        file: discord.Attachment | None = None,
        valid_until: app_commands.Range[str, 1, 20] | None = None,
        site: app_commands.Range[str, 1, FACILITY_LIMIT] | None = None,
        port: app_commands.Range[str, 1, 20] | None = None,
        exchange: str | None = None,
    ) -> None:
        bot = self.cog.bot
        visit = await bot.visit(interaction)
        project = await exchanging.seen(interaction, visit, exchange)
        chosen = _rung(rung, visit)
        upload = None
        if file is not None:
            upload = Upload(name=file.filename, size=file.size, url=file.url, content_type=file.content_type)
            await reply.defer(interaction)
        proof = Proof(link=evidence or "", upload=upload, until=valid_until or "", site=site, port=port)
        found = await bot.services.commitments.record(visit.actor, project.id, organisation, chosen, proof)
        await reply.show(interaction, ladder_messages.recorded(found, visit.t))

    @app_commands.command(name="ladder")
    async def ladder(self, interaction: Interaction, exchange: str | None = None) -> None:
        bot = self.cog.bot
        visit = await bot.visit(interaction)
        project = await exchanging.seen(interaction, visit, exchange)
        found = await bot.services.commitments.ladder(visit.actor, project.id)
        await reply.show(interaction, ladder_messages.ladder(found, visit.t))

    @commit.autocomplete("organisation")
    async def _organisations(self, interaction: Interaction, typed: str) -> Choices:
        visit = await self.cog.bot.visit(interaction)
        found = await self.cog.bot.services.commitments.suggest(visit.actor, typed, limit=MOST_CHOICES)
        return [
            app_commands.Choice(
                name=clip(visit.t.plain("commit-rung", rung=one.name), CHOICE_LIMIT), value=str(one.id)
            )
            for one in found
        ]

    @commit.autocomplete("rung")
    async def _rungs(self, interaction: Interaction, typed: str) -> Choices:
        visit = await self.cog.bot.visit(interaction)
        wanted = typed.strip().casefold()
        return [
            app_commands.Choice(name=clip(rung_name(one, visit.t), CHOICE_LIMIT), value=one.value)
            for one in _RECORDED
            if wanted in rung_name(one, visit.t).casefold() or wanted == one.value
        ]

    @commit.autocomplete("exchange")
    @ladder.autocomplete("exchange")
    async def _projects(self, interaction: Interaction, typed: str) -> Choices:
        return await exchanging.offer(interaction, typed)


class ExchangeCommitments(commands.Cog):
    """What is pressed. Every press asks again who is asking, and so does the service."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "commit.say": (2, self.on_say),
            "commit.as": (3, self.on_as),
            "commit.which": (2, self.on_which),
            "commit.lower": (4, self.on_lower),
            "commit.keep": (1, self.on_keep),
            "commit.sign": (3, self.on_sign),
            "commit.signed": (3, self.on_signed),
            "commit.withdraw": (1, self.on_withdraw),
            "commit.withdraw-as": (2, self.on_withdraw_as),
            "commit.restore": (3, self.on_restore),
            "commit.mine": (1, self.on_mine),
            "commit.party": (1, self.on_party),
            "commit.ladder": (2, self.on_ladder),
            "commit.one": (1, self.on_one),
            "commit.waiting": (2, self.on_waiting),
            "commit.confirm": (3, self.on_confirm),
            "commit.refuse": (3, self.on_refuse),
            "commit.refused": (3, self.on_refused),
            "commit.file": (1, self.on_file),
        }

    async def on_say(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        project_id, code = press.ids
        found = await self.bot.services.commitments.mine(visit.actor, project_id)
        if len(found.parties) > 1:
            _of_code(code)
            await reply.show(interaction, messages.which(found.project, found.parties, code, visit.t))
            return
        await self._say(interaction, visit, project_id, code, found.parties[0].number)

    async def on_as(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        project_id, code, party = press.ids
        await self._say(interaction, visit, project_id, code, party)

    async def on_which(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        project_id, action = press.ids
        party = _chosen(press)
        if action == messages.WITHDRAW:
            await self._withdraw(interaction, visit, project_id, party)
        else:
            await self._say(interaction, visit, project_id, action, party)

    async def on_lower(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        project_id, code, party, version = press.ids
        await self._say(interaction, visit, project_id, code, party, version=version)

    async def on_keep(self, interaction: Interaction, _press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await reply.show(interaction, messages.kept(visit.t))

    async def on_sign(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        project_id, code, party = press.ids
        await self._form(interaction, visit, project_id, _of_code(code), party)

    async def on_signed(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        project_id, code, party = press.ids
        files = (press.files or {}).get("file", ())
        proof = Proof(
            link=press.text("link"),
            upload=files[0] if files else None,
            until=press.text("until"),
            site=press.text("site"),
            port=press.text("port"),
        )
        rung = _of_code(code)
        if files:
            await reply.defer(interaction)
        found = await self.bot.services.commitments.sign(visit.actor, project_id, rung, party, proof)
        await reply.show(interaction, messages.said(found, visit.t))

    async def on_withdraw(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.commitments.mine(visit.actor, press.ids[0])
        standing = tuple(
            one
            for one in found.parties
            if one.standing is not None and one.standing.rung is not Rung.DECLINED
        )
        if len(standing) > 1:
            card = messages.which(found.project, standing, messages.WITHDRAW, visit.t)
            await reply.show(interaction, card)
            return
        party = (standing or found.parties)[0].number
        await self._withdraw(interaction, visit, press.ids[0], party)

    async def on_withdraw_as(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await self._withdraw(interaction, visit, *press.ids)

    async def on_restore(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.commitments.restore(visit.actor, *press.ids)
        await reply.show(interaction, messages.said(found, visit.t))

    async def on_mine(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.commitments.mine(visit.actor, press.ids[0])
        if len(found.parties) == 1:
            await reply.show(interaction, messages.party(found, found.parties[0], visit.t))
            return
        await reply.show(interaction, messages.mine(found, visit.t))

    async def on_party(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        wanted = _chosen(press)
        found = await self.bot.services.commitments.mine(visit.actor, press.ids[0])
        party = next((one for one in found.parties if one.number == wanted), None)
        if party is None:
            raise StaleError("commit-not-yours")
        await reply.show(interaction, messages.party(found, party, visit.t))

    async def on_ladder(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.commitments.ladder(visit.actor, *press.ids)
        await reply.show(interaction, ladder_messages.ladder(found, visit.t))

    async def on_one(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.commitments.one(visit.actor, press.ids[0], _chosen(press))
        await reply.show(interaction, ladder_messages.one(found, visit.t))

    async def on_waiting(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.commitments.waiting(visit.actor, *press.ids)
        await reply.show(interaction, ladder_messages.waiting(found, visit.t))

    async def on_confirm(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.commitments.confirm(visit.actor, *press.ids)
        await reply.show(interaction, ladder_messages.confirmed(found, visit.t))

    async def on_refuse(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        project_id, organisation_id, version = press.ids
        await self.bot.services.commitments.waiting(visit.actor, project_id)  # only who may is asked why
        await reply.ask(
            interaction, ladder_messages.refuse_form(project_id, organisation_id, version, visit.t)
        )

    async def on_refused(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.commitments.refuse(
            visit.actor, *press.ids, reason=press.text("reason")
        )
        await reply.show(interaction, ladder_messages.refused(found, visit.t))

    async def on_file(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        project, found, content = await self.bot.services.commitments.file(visit.actor, press.ids[0])
        await reply.tell(interaction, ladder_messages.file(project, found, content, visit.t))

    async def _say(
        self,
        interaction: Interaction,
        visit: Visit,
        project_id: int,
        code: int,
        party: int,
        *,
        version: int | None = None,
    ) -> None:
        """Say it, or open the form where it takes a proof."""
        rung = _of_code(code)
        if needs_proof(rung):
            await self._form(interaction, visit, project_id, rung, party)
            return
        found = await self.bot.services.commitments.say(visit.actor, project_id, rung, party, version=version)
        card = (
            messages.lowering(found, visit.t)
            if isinstance(found, Lowering)
            else messages.said(found, visit.t)
        )
        await reply.show(interaction, card)

    async def _form(
        self, interaction: Interaction, visit: Visit, project_id: int, rung: Rung, party: int
    ) -> None:
        project, one, until = await self.bot.services.commitments.signing(
            visit.actor, project_id, rung, party
        )
        await reply.ask(interaction, messages.form(project, one, rung, until, visit.t))

    async def _withdraw(self, interaction: Interaction, visit: Visit, project_id: int, party: int) -> None:
        found = await self.bot.services.commitments.withdraw(visit.actor, project_id, party)
        await reply.show(interaction, messages.said(found, visit.t))


def _of_code(code: int) -> Rung:
    """The rung in a button. Raises StaleError for one that was altered."""
    if code >= len(messages.CODES):
        raise StaleError("stale-press")
    return messages.CODES[code]


def _chosen(press: Press) -> int:
    """What was chosen in a menu. Raises StaleError for what no menu of ours sends."""
    ids = press.chosen_ids()
    if len(ids) != 1:
        raise StaleError("stale-press")
    return ids[0]


def _rung(typed: str, visit: Visit) -> Rung:
    """A rung as it was chosen, or typed in words. Raises StaleError for anything else."""
    wanted = typed.strip().casefold()
    for one in _RECORDED:
        if wanted in (one.value, rung_name(one, visit.t).casefold()):
            return one
    raise StaleError("commit-rung-unknown", typed=typed[:40])


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = ExchangeCommitments(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
    exchanging.join(bot, CommitmentCommands(cog))
