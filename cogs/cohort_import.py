"""/cohort import: a file is read, shown, asked about, and stored while its card tells how far it is."""

import logging
from collections.abc import Sequence

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes
from bot.cohorts.imports import doubt_messages, messages
from bot.cohorts.imports.people import Members
from bot.cohorts.imports.rules import Doubt, Kind
from bot.errors import InvalidInputError, StaleError
from bot.language.rules import folded
from bot.ui import progress, reply
from bot.ui.cards import Press, Upload
from cogs import cohorting
from cogs.cohorting import Choices, Interaction

_AT_ONCE = 100
"""Members whom Discord tells of in one answer."""

log = logging.getLogger(__name__)


class ImportCommands(app_commands.Group):
    """For those who lead a cohort, or may make one."""

    def __init__(self, cog: "CohortImport") -> None:
        super().__init__(name="imports", description="-", guild_only=True)
        self.cog = cog

    @app_commands.command(name="import")
    async def read(
        self, interaction: Interaction, file: discord.Attachment, cohort: str | None = None
    ) -> None:
        bot = self.cog.bot
        visit = await bot.visit(interaction)
        imports = bot.services.cohort_imports
        chosen = None if cohort is None else (await cohorting.led(interaction, visit, cohort)).id
        await imports.require(visit.actor, chosen)
        await reply.defer(interaction)
        upload = Upload(name=file.filename, size=file.size, url=file.url, content_type=file.content_type)

        async def find(ids: Sequence[int], names: Sequence[str]) -> Members:
            return await members_of(visit.guild, ids, names)

        found = await imports.read(visit.actor, upload, chosen, find)
        await reply.show(interaction, messages.card(found, visit.t))

    @read.autocomplete("cohort")
    async def _cohort(self, interaction: Interaction, typed: str) -> Choices:
        return await cohorting.offer_led(interaction, typed)


class CohortImport(commands.Cog):
    """What is pressed, and going on after a restart."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.edit_every = progress.EDIT_EVERY
        self.routes: Routes = {
            "cohort-import.show": (1, self.on_show),
            "cohort-import.view": (3, self.on_view),
            "cohort-import.past": (2, self.on_past),
            "cohort-import.gone": (2, self.on_gone),
            "cohort-import.name": (1, self.on_name),
            "cohort-import.named": (1, self.on_named),
            "cohort-import.doubts": (2, self.on_doubts),
            "cohort-import.group": (4, self.on_group),
            "cohort-import.answer": (3, self.on_answer),
            "cohort-import.answer-one": (3, self.on_answer_one),
            "cohort-import.pick": (2, self.on_pick),
            "cohort-import.place": (3, self.on_place),
            "cohort-import.store": (1, self.on_store),
            "cohort-import.discard": (1, self.on_discard),
        }

    async def on_show(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.cohort_imports.get(visit.actor, press.ids[0])
        await reply.show(interaction, messages.card(found, visit.t))

    async def on_view(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        import_id, kind, number = press.ids
        if kind >= len(Kind):
            raise StaleError("stale-press")
        found = await self.bot.services.cohort_imports.ask(visit.actor, import_id)
        await reply.show(interaction, messages.view(found, tuple(Kind)[kind], number, visit.t))

    async def on_past(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        import_id, past = press.ids
        found = await self.bot.services.cohort_imports.set_past(visit.actor, import_id, past=bool(past))
        await reply.show(interaction, messages.card(found, visit.t))

    async def on_gone(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        import_id, number = press.ids
        imports = self.bot.services.cohort_imports
        before = await imports.ask(visit.actor, import_id)
        shown = [one.session.id for one in messages.gone_page(before, number).items if one.session]
        found = await imports.set_gone(visit.actor, import_id, shown, press.chosen_ids())
        await reply.show(interaction, messages.view(found, Kind.GONE, number, visit.t))

    async def on_name(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.cohort_imports.ask(visit.actor, press.ids[0])
        await reply.ask(interaction, messages.name_form(found, visit.t))

    async def on_named(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.cohort_imports.set_title(
            visit.actor, press.ids[0], press.text("name")
        )
        await reply.show(interaction, messages.card(found, visit.t))

    async def on_doubts(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        import_id, number = press.ids
        found = await self.bot.services.cohort_imports.ask(visit.actor, import_id)
        await reply.show(interaction, doubt_messages.overview(found, number, visit.t))

    async def on_group(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        import_id, doubt, number, page = press.ids
        found = await self.bot.services.cohort_imports.ask(visit.actor, import_id)
        await reply.show(interaction, doubt_messages.group(found, _doubt(doubt), number, page, visit.t))

    async def on_answer(self, interaction: Interaction, press: Press) -> None:
        await self._answered(interaction, press, alone=False)

    async def on_answer_one(self, interaction: Interaction, press: Press) -> None:
        await self._answered(interaction, press, alone=True)

    async def on_pick(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        import_id, doubt = press.ids
        found = await self.bot.services.cohort_imports.ask(visit.actor, import_id)
        number = next(iter(press.chosen_ids()), 0)
        await reply.show(interaction, doubt_messages.row(found, _doubt(doubt), number, visit.t))

    async def on_place(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        import_id, number, alone = press.ids
        found = await self.bot.services.cohort_imports.answer_place(
            visit.actor, import_id, number, press.text("place"), alone=bool(alone)
        )
        if alone:
            card = doubt_messages.row(found, Doubt.ZONE, number, visit.t)
        else:
            card = doubt_messages.group(found, Doubt.ZONE, number, 1, visit.t)
        await reply.show(interaction, card)

    async def on_store(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        imports = self.bot.services.cohort_imports
        found = await imports.begin(visit.actor, press.ids[0])
        parts = imports.storing(visit.actor.guild_id, press.ids[0])
        await progress.show(
            interaction, found, parts, lambda one: messages.card(one, visit.t), every=self.edit_every
        )

    async def on_discard(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.cohort_imports.discard(visit.actor, press.ids[0])
        await reply.show(interaction, messages.discarded(found, visit.t))

    async def _answered(self, interaction: Interaction, press: Press, *, alone: bool) -> None:
        visit = await self.bot.visit(interaction)
        import_id, which, number = press.ids
        doubt, said = _doubt(which), next(iter(press.values), "")
        imports = self.bot.services.cohort_imports
        if said == doubt_messages.OTHER:
            await imports.ask(visit.actor, import_id)
            await reply.ask(interaction, doubt_messages.place_form(import_id, number, visit.t, alone=alone))
            return
        found = await imports.answer(visit.actor, import_id, doubt, number, said, alone=alone)
        if alone:
            card = doubt_messages.row(found, doubt, number, visit.t)
        else:
            card = doubt_messages.group(found, doubt, number, 1, visit.t)
        await reply.show(interaction, card)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Go on with what a stop interrupted."""
        if self.bot.is_closed():
            return
        count = await self.bot.services.cohort_imports.resume()
        if count:
            log.info("%d imports of cohorts were taken up again", count)


def _doubt(number: int) -> Doubt:
    if number >= len(Doubt):
        raise StaleError("stale-press")
    return tuple(Doubt)[number]


async def members_of(guild: discord.Guild, ids: Sequence[int], names: Sequence[str]) -> Members:
    """Who of these is a member, as Discord says now. Raises InvalidInputError where it does not answer.

    By name: of the name itself, which is one person's, else of what they are called here, where that is one person alone.
    """
    there: set[int] = set()
    named: dict[str, frozenset[int]] = {}
    try:
        for start in range(0, len(ids), _AT_ONCE):
            some = list(ids[start : start + _AT_ONCE])
            found = await guild.query_members(user_ids=some, limit=_AT_ONCE, cache=False)
            there |= {one.id for one in found}
        for name in names:
            wanted = folded(name)
            found = await guild.query_members(name, limit=_AT_ONCE, cache=False)
            exact = [one.id for one in found if folded(one.name) == wanted]
            called = {
                one.id for one in found if wanted in {folded(one.nick or ""), folded(one.global_name or "")}
            }
            named[wanted] = frozenset(exact or called)
    except (TimeoutError, discord.HTTPException) as error:
        raise InvalidInputError("cohort-import-members-silent") from error
    return Members(ids=frozenset(there), names=named)


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = CohortImport(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
    cohorting.join(bot, ImportCommands(cog))
