"""/poll create | edit | copy | cancel, and what poll officers press while they make a poll."""

from collections.abc import Awaitable, Callable

from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.errors import InvalidInputError, RefusedError, StaleError
from bot.language.catalogue import Translator
from bot.language.rules import folded
from bot.language.safe_text import Safe
from bot.polls.making import forms, messages
from bot.polls.making.changing import Draft
from bot.polls.making.forms import FORMS
from bot.polls.making.reading import TypedForm
from bot.polls.making.service import CANCELLABLE
from bot.polls.making.starts import KINDS, NUMBERED, TEMPLATES, Start
from bot.polls.rules import PollState
from bot.ui import reply
from bot.ui.cards import Press
from cogs import announcing, polling
from cogs.polling import Choices, Interaction

_NEW = "new:"
_SAVED = {"write": 2, "times": 2, "rules": 2, "numbers": 2}
_CHANGING = {PollState.DRAFT, PollState.OPEN}


class MakingCommands(app_commands.Group):
    """Stand in /poll."""

    def __init__(self, cog: "PollsMake") -> None:
        super().__init__(name="making", description="…")
        self._cog = cog

    @app_commands.command(name="create")
    async def create(
        self, interaction: Interaction, kind: str | None = None, template: str | None = None
    ) -> None:
        visit = await interaction.client.visit(interaction)
        await interaction.client.services.polls.require_officer(visit.actor)
        wanted = template or kind
        if wanted is None:
            await reply.show(interaction, messages.starts(visit.t))
            return
        await self._cog.ask_new(interaction, visit, _start(wanted, TEMPLATES if template else KINDS, visit.t))

    @create.autocomplete("kind")
    async def _kinds(self, interaction: Interaction, typed: str) -> Choices:
        return await _starts(interaction, typed, KINDS)

    @create.autocomplete("template")
    async def _templates(self, interaction: Interaction, typed: str) -> Choices:
        return await _starts(interaction, typed, TEMPLATES)

    @app_commands.command(name="edit")
    async def edit(self, interaction: Interaction, poll: str) -> None:
        visit = await interaction.client.visit(interaction)
        found = await polling.run(interaction, visit, poll)
        await self._cog.open_card(interaction, visit, found.id)

    @app_commands.command(name="copy")
    async def copy(self, interaction: Interaction, poll: str) -> None:
        visit = await interaction.client.visit(interaction)
        found = await polling.run(interaction, visit, poll)
        await self._cog.copy(interaction, visit, found.id)

    @app_commands.command(name="cancel")
    async def cancel(self, interaction: Interaction, poll: str) -> None:
        visit = await interaction.client.visit(interaction)
        found = await polling.run(interaction, visit, poll, CANCELLABLE)
        await self._cog.ask_form(interaction, visit, found.id, "cancel")

    @edit.autocomplete("poll")
    async def _editable(self, interaction: Interaction, typed: str) -> Choices:
        return await polling.offer_run(interaction, typed, _CHANGING)

    @copy.autocomplete("poll")
    async def _every(self, interaction: Interaction, typed: str) -> Choices:
        return await polling.offer_run(interaction, typed)

    @cancel.autocomplete("poll")
    async def _cancellable(self, interaction: Interaction, typed: str) -> Choices:
        return await polling.offer_run(interaction, typed, CANCELLABLE)


class PollsMake(commands.Cog):
    """Every press asks whether its actor runs polls, and so does the service."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "poll.start": (1, self.on_start),
            "poll.new": (1, self.on_new),
            "poll.again": (1, self.on_again),
            "poll.draft": (1, self.on_draft),
            "poll.form": (2, self.on_form),
            "poll.write": (2, self.on_write),
            "poll.times": (2, self.on_times),
            "poll.rules": (2, self.on_rules),
            "poll.numbers": (2, self.on_numbers),
            "poll.method": (1, self.on_method),
            "poll.electorate": (1, self.on_electorate),
            "poll.secrecy": (1, self.on_secrecy),
            "poll.also": (1, self.on_also),
            "poll.channel": (1, self.on_channel),
            "poll.advanced": (1, self.on_advanced),
            "poll.extra": (1, self.on_extra),
            "poll.preview": (1, self.on_preview),
            "poll.open": (1, self.on_open),
            "poll.open-confirm": (2, self.on_open_confirm),
            "poll.hold": (2, self.on_hold),
            "poll.correct": (2, self.on_correct),
            "poll.dates": (2, self.on_dates),
            "poll.copy": (1, self.on_copy),
            "poll.cancel": (1, self.on_cancel),
            "poll.cancel-confirm": (2, self.on_cancel_confirm),
        }

    # Beginning, and what was refused

    async def on_start(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await self.bot.services.polls.require_officer(visit.actor)
        await self.ask_new(interaction, visit, _start(_one(press), NUMBERED, visit.t))

    async def on_new(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        start = _numbered(press.ids[0])
        fields = _fields(press)
        try:
            made = await self.bot.services.polls.create(
                visit.actor,
                start,
                fields,
                zone=visit.settings.zone,
                channel_id=polling.channel(interaction),
            )
        except InvalidInputError as error:
            await self._return(
                interaction, visit, error, TypedForm(form=f"{_NEW}{start}", poll_id=None, fields=fields)
            )
            return
        await reply.show(interaction, messages.card(made, visit.t, added=visit.t("poll-created")))

    async def on_again(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        typed = await self.bot.services.polls.typed(visit.actor, press.ids[0])
        if typed.form.startswith(_NEW):
            start = _start(typed.form.removeprefix(_NEW), NUMBERED, visit.t)
            await reply.ask(interaction, forms.new_form(start, typed.fields, visit.t))
            return
        if typed.poll_id is None:
            raise StaleError("poll-typed-gone")
        draft = await self.bot.services.polls.look(visit.actor, typed.poll_id)
        await reply.ask(interaction, forms.form(typed.form, draft.poll, typed.fields, visit.t))

    # The draft

    async def on_draft(self, interaction: Interaction, press: Press) -> None:
        await self.open_card(interaction, await self.bot.visit(interaction), press.ids[0])

    async def on_form(self, interaction: Interaction, press: Press) -> None:
        poll_id, number = press.ids
        if number >= len(FORMS):
            raise StaleError("stale-press")
        await self.ask_form(interaction, await self.bot.visit(interaction), poll_id, FORMS[number])

    async def on_write(self, interaction: Interaction, press: Press) -> None:
        await self._submit(interaction, press, "write", self.bot.services.polls.write)

    async def on_times(self, interaction: Interaction, press: Press) -> None:
        await self._submit(interaction, press, "times", self.bot.services.polls.set_times)

    async def on_rules(self, interaction: Interaction, press: Press) -> None:
        await self._submit(interaction, press, "rules", self.bot.services.polls.set_rules)

    async def on_numbers(self, interaction: Interaction, press: Press) -> None:
        await self._submit(interaction, press, "numbers", self.bot.services.polls.set_numbers)

    async def on_method(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        saved = await self.bot.services.polls.set_method(visit.actor, press.ids[0], _one(press))
        await self._saved(interaction, visit, saved)

    async def on_electorate(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        saved = await self.bot.services.polls.set_electorate(visit.actor, press.ids[0], _one(press))
        await self._saved(interaction, visit, saved)

    async def on_secrecy(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        saved = await self.bot.services.polls.set_secrecy(visit.actor, press.ids[0], _one(press))
        await self._saved(interaction, visit, saved)

    async def on_also(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        saved = await self.bot.services.polls.set_also(visit.actor, press.ids[0], press.values)
        await self._saved(interaction, visit, saved)

    async def on_channel(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await self.bot.services.polls.draft(visit.actor, press.ids[0])
        chosen = press.chosen_ids()
        if len(chosen) != 1:
            raise StaleError("stale-press")
        announcing.require_postable(visit, chosen)
        saved = await self.bot.services.polls.set_channel(visit.actor, press.ids[0], chosen[0])
        await self._saved(interaction, visit, saved)

    async def on_advanced(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.polls.draft(visit.actor, press.ids[0])
        await reply.show(interaction, messages.advanced(draft, visit.t))

    async def on_extra(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        saved = await self.bot.services.polls.set_extra(visit.actor, press.ids[0], press.values)
        await reply.show(interaction, messages.advanced(saved, visit.t, added=visit.t("poll-saved")))

    async def on_preview(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.polls.draft(visit.actor, press.ids[0])
        shared = self.bot.catalogue.translator(visit.settings.language)
        await reply.show(interaction, messages.preview(draft, shared, visit.t))

    # Opening

    async def on_open(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.polls.draft(visit.actor, press.ids[0])
        announcing.require_postable(visit, (draft.poll.channel_id,))
        for fault in draft.faults:
            raise fault
        await reply.show(interaction, messages.opening(draft, visit.t))

    async def on_open_confirm(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.polls.draft(visit.actor, press.ids[0])
        announcing.require_postable(visit, (draft.poll.channel_id,))
        opened = await self.bot.services.polls.confirm(visit.actor, *press.ids)
        await reply.show(interaction, messages.opened(opened, visit.t))

    async def on_hold(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        held = await self.bot.services.polls.hold(visit.actor, *press.ids)
        await reply.show(interaction, messages.card(held, visit.t))

    # After the opening

    async def on_correct(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        fields = _fields(press)
        try:
            poll = await self.bot.services.polls.correct(
                visit.actor, press.ids[0], press.ids[1], fields.get("description", "")
            )
        except (InvalidInputError, StaleError) as error:
            await self._return(
                interaction, visit, error, TypedForm(form="correct", poll_id=press.ids[0], fields=fields)
            )
            return
        await self.open_card(interaction, visit, poll.id, added=visit.t("poll-corrected"))

    async def on_dates(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        fields = _fields(press)
        try:
            saved = await self.bot.services.polls.add_dates(
                visit.actor, press.ids[0], press.ids[1], fields.get("options", "")
            )
        except (InvalidInputError, StaleError) as error:
            await self._return(
                interaction, visit, error, TypedForm(form="dates", poll_id=press.ids[0], fields=fields)
            )
            return
        await reply.show(interaction, messages.card(saved, visit.t, added=visit.t("poll-dates-added")))

    async def on_copy(self, interaction: Interaction, press: Press) -> None:
        await self.copy(interaction, await self.bot.visit(interaction), press.ids[0])

    async def on_cancel(self, interaction: Interaction, press: Press) -> None:
        await self.ask_form(interaction, await self.bot.visit(interaction), press.ids[0], "cancel")

    async def on_cancel_confirm(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        fields = _fields(press)
        try:
            poll = await self.bot.services.polls.cancel(
                visit.actor, press.ids[0], press.ids[1], fields.get("reason", "")
            )
        except (InvalidInputError, StaleError) as error:
            await self._return(
                interaction, visit, error, TypedForm(form="cancel", poll_id=press.ids[0], fields=fields)
            )
            return
        await reply.show(interaction, messages.cancelled(poll, visit.t))

    # Parts

    async def ask_new(self, interaction: Interaction, visit: Visit, start: Start) -> None:
        """The form of a new poll; a template's texts are in the language of what is posted."""
        shared = self.bot.catalogue.translator(visit.settings.language)
        await reply.ask(interaction, forms.new_form(start, forms.prefilled(start, shared), visit.t))

    async def ask_form(self, interaction: Interaction, visit: Visit, poll_id: int, name: str) -> None:
        """A form of a poll, with what it has."""
        draft = await self.bot.services.polls.look(visit.actor, poll_id)
        state = draft.poll.state
        if state is not PollState.DRAFT if name in _SAVED else state not in CANCELLABLE:
            raise StaleError(f"poll-is-{state}", question=draft.poll.question)
        await reply.ask(interaction, forms.form(name, draft.poll, forms.stored(name, draft), visit.t))

    async def open_card(
        self, interaction: Interaction, visit: Visit, poll_id: int, *, added: Safe | None = None
    ) -> None:
        """A poll as its officers see it."""
        draft = await self.bot.services.polls.look(visit.actor, poll_id)
        await reply.show(interaction, messages.card(draft, visit.t, added=added))

    async def copy(self, interaction: Interaction, visit: Visit, poll_id: int) -> None:
        """A new draft like a poll."""
        made = await self.bot.services.polls.copy(visit.actor, poll_id)
        await reply.show(interaction, messages.card(made, visit.t, added=visit.t("poll-copied")))

    async def _submit(
        self,
        interaction: Interaction,
        press: Press,
        name: str,
        save: Callable[..., Awaitable[Draft]],
    ) -> None:
        visit = await self.bot.visit(interaction)
        fields = _fields(press)
        try:
            saved = await save(visit.actor, *press.ids, fields)
        except (InvalidInputError, StaleError) as error:
            await self._return(
                interaction, visit, error, TypedForm(form=name, poll_id=press.ids[0], fields=fields)
            )
            return
        if name == "numbers":
            await reply.show(interaction, messages.advanced(saved, visit.t, added=visit.t("poll-saved")))
            return
        await self._saved(interaction, visit, saved)

    async def _saved(self, interaction: Interaction, visit: Visit, saved: Draft) -> None:
        await reply.show(interaction, messages.card(saved, visit.t, added=visit.t("poll-saved")))

    async def _return(
        self,
        interaction: Interaction,
        visit: Visit,
        error: RefusedError,
        typed: TypedForm,
    ) -> None:
        """Nothing that was typed is lost: the card leads back to the form with it."""
        kept = await self.bot.services.polls.keep(visit.actor, typed)
        await reply.tell(interaction, messages.returned(error, kept, visit.t))


def _fields(press: Press) -> dict[str, str]:
    """A form's answers by key; of a menu its one value."""
    return {
        key: value if isinstance(value, str) else next(iter(value), "")
        for key, value in (press.fields or {}).items()
    }


def _one(press: Press) -> str:
    """The one value of a menu. Raises StaleError where a client sent something else."""
    if len(press.values) != 1:
        raise StaleError("stale-press")
    return press.values[0]


def _numbered(number: int) -> Start:
    if number >= len(NUMBERED):
        raise StaleError("stale-press")
    return NUMBERED[number]


def _start(value: str, known: tuple[Start, ...], t: Translator) -> Start:
    """What was chosen, or typed in full. Raises InvalidInputError."""
    for one in known:
        if one.value == value or folded(messages.start_name(one, t)) == folded(value.strip()):
            return one
    raise InvalidInputError("poll-start-unknown")


async def _starts(interaction: Interaction, typed: str, known: tuple[Start, ...]) -> Choices:
    visit = await interaction.client.visit(interaction)
    wanted = folded(typed.strip())
    return [
        app_commands.Choice(name=messages.start_name(one, visit.t), value=one.value)
        for one in known
        if wanted in folded(messages.start_name(one, visit.t))
    ]


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = PollsMake(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
    polling.join(bot, MakingCommands(cog))
