"""/ask, the head card's buttons, “Mark as answer”, and /label."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.errors import InvalidInputError, NotFoundError, RefusedError, StaleError
from bot.language.catalogue import SOURCE
from bot.topics.rules import Topic
from bot.topics.threads import messages
from bot.topics.threads.records import Standing
from bot.topics.threads.rules import Label, Urgency
from bot.ui import reply
from bot.ui.cards import Press
from cogs import asking, following
from cogs.asking import Interaction
from cogs.following import Choices


@app_commands.guild_only()
class LabelGroup(app_commands.Group):
    """/label: a group beside /ask, in the same cog."""


class Questions(commands.Cog):
    """Members ask; who asked and organisers say what the answer was."""

    label = LabelGroup(name="label", description="…")

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "ask.start": (0, self.on_start),
            "ask.form": (0, self.on_form),
            "ask.post": (1, self.on_post),
            "ask.solved": (2, self.on_solved),
            "thread.answered": (1, self.on_answered),
            "thread.gist": (2, self.on_gist),
            "thread.open": (1, self.on_open),
        }
        t = bot.catalogue.translator(SOURCE)
        # A message command cannot be declared inside a cog.
        self.mark = app_commands.ContextMenu(name=t.plain("threads-menu-mark"), callback=self.on_mark)
        self.mark.guild_only = True
        self.set_label._params["label"].choices = [  # the public view is read-only
            app_commands.Choice(name=messages.label_choice(one, t), value=one.value) for one in Label
        ]

    async def cog_load(self) -> None:
        self.bot.tree.add_command(self.mark)

    async def cog_unload(self) -> None:
        self.bot.tree.remove_command(self.mark.name, type=self.mark.type)

    # Asking

    @app_commands.command(name="ask")
    @app_commands.guild_only()
    async def ask(self, interaction: Interaction, topic: str | None = None) -> None:
        await self._ask(interaction, topic)

    @ask.autocomplete("topic")
    async def _topics(self, interaction: Interaction, typed: str) -> Choices:
        visit = await self.bot.visit(interaction)
        return following.offered(visit, await self._askable(visit), typed)

    async def on_start(self, interaction: Interaction, _press: Press) -> None:
        await self._ask(interaction, None)

    async def on_form(self, interaction: Interaction, press: Press) -> None:
        try:
            await self._posted(interaction, press)
        except RefusedError as error:
            visit = await self.bot.visit(interaction)
            typed = f"{press.text('title')}\n\n{press.text('question')}".strip()
            await reply.tell(interaction, messages.too_late(typed, reply.sentence(error, visit.t), visit.t))

    async def _posted(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        topic = following.chosen(_one(press, "topic"), await self._askable(visit))
        urgency = _one(press, "urgency")
        if urgency not in list(Urgency):
            raise StaleError("stale-press")
        place = asking.place_of(visit, topic)
        await reply.defer(interaction)
        asked = await self.bot.services.questions.ask(
            visit.actor,
            topic_id=topic.id,
            title=press.text("title"),
            question=press.text("question"),
            urgency=Urgency(urgency),
            place=place,
            may_view=visit.may_view,
        )
        await asking.show_asked(interaction, visit, asked)

    async def on_post(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.questions.draft(visit.actor, press.ids[0])
        if not following.sees(self.bot, visit, draft.topic):
            raise NotFoundError("ask-topic-gone")
        place = asking.place_of(visit, draft.topic)
        await reply.defer(interaction)
        asked = await self.bot.services.questions.post(visit.actor, press.ids[0], place)
        await asking.show_asked(interaction, visit, asked)

    async def on_solved(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.questions.solved_by(
            visit.actor, press.ids[0], press.ids[1], visit.may_view
        )
        await reply.show(interaction, messages.solved(found, visit.t))

    # Answers

    async def on_answered(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self._in_sight(visit, press.ids[0])
        await reply.ask(interaction, messages.gist_form(found, visit.t))

    async def on_gist(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        typed = press.text("gist")
        await self._in_sight(visit, press.ids[0])
        try:
            found = await self.bot.services.threads.answer(visit.actor, press.ids[0], press.ids[1], typed)
        except StaleError as error:
            await reply.tell(interaction, messages.too_late(typed, reply.sentence(error, visit.t), visit.t))
            return
        await reply.tell(interaction, messages.answered(found, visit.t))

    async def on_open(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self._in_sight(visit, press.ids[0])
        await self.bot.services.threads.reopen(visit.actor, found.thread.id)
        await reply.tell(interaction, messages.reopened(visit.t))

    async def on_mark(self, interaction: Interaction, message: discord.Message) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.threads.here(visit.actor, await asking.seen_here(interaction))
        if not message.content.strip():
            raise InvalidInputError("threads-no-text")
        await reply.ask(interaction, messages.gist_form(found, visit.t, text=message.content))

    # Labels

    @label.command(name="set")
    async def set_label(self, interaction: Interaction, label: str) -> None:
        visit = await self.bot.visit(interaction)
        if label not in list(Label):
            raise StaleError("command-outdated")
        found = await self.bot.services.threads.set_label(
            visit.actor, await asking.seen_here(interaction), Label(label)
        )
        await reply.show(interaction, messages.labelled(found, visit.t))

    # Parts

    async def _in_sight(self, visit: Visit, id_: int) -> Standing:
        """A thread whose channel the presser may view now: an altered button opens no form with another one's answer."""
        found = await self.bot.services.threads.get(visit.actor, id_)
        if not visit.may_view(found.thread.channel_id):
            raise NotFoundError("threads-not-found")
        return found

    async def _ask(self, interaction: Interaction, typed: str | None) -> None:
        visit = await self.bot.visit(interaction)
        topics = await self._askable(visit)
        if not topics:
            raise NotFoundError("ask-no-topics")
        chosen = None if typed is None else following.chosen(typed, topics)
        topics = asking.with_a_tag(visit, topics, chosen)
        await self.bot.services.questions.begin(visit.actor)
        await reply.ask(
            interaction, messages.ask_form(topics, visit.t, chosen=None if chosen is None else chosen.id)
        )

    async def _askable(self, visit: Visit) -> list[Topic]:
        """The topics whose channel the reader may view."""
        every = await self.bot.services.questions.topics(visit.actor)
        return [one for one in every if one.channel_id is not None and visit.may_view(one.channel_id)]


def _one(press: Press, key: str) -> str:
    """A form's single choice."""
    value = (press.fields or {}).get(key, "")
    return value if isinstance(value, str) else next(iter(value), "")


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = Questions(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
