"""The commands of the contract's bot: one of each kind that discord.py knows, reporting what arrived."""

import io
from typing import Any, cast

import discord
from discord import app_commands, ui

from tests.end_to_end.local_discord_lab import LabBot

PNG = b"\x89PNG\r\n\x1a\n-not-a-picture"
SOURCE = b"print(1)"


class Everything(ui.Modal, title="Everything"):
    """Each component a modal can hold takes a place in one of two forms: five is the most."""

    text: ui.Label[Any] = ui.Label(text="Text", component=ui.TextInput(custom_id="text", max_length=20))
    menu: ui.Label[Any] = ui.Label(
        text="Menu",
        component=ui.Select(
            custom_id="menu",
            options=[discord.SelectOption(label=name) for name in ("a", "b", "c")],
            max_values=2,
        ),
    )
    radio: ui.Label[Any] = ui.Label(
        text="Radio",
        component=ui.RadioGroup(
            custom_id="radio",
            options=[discord.RadioGroupOption(label=name, value=name) for name in ("x", "y")],
        ),
    )
    boxes: ui.Label[Any] = ui.Label(
        text="Boxes",
        component=ui.CheckboxGroup(
            custom_id="boxes",
            options=[discord.CheckboxGroupOption(label=name, value=name) for name in ("1", "2", "3")],
        ),
    )
    box: ui.Label[Any] = ui.Label(text="Box", component=ui.Checkbox(custom_id="box"))

    def __init__(self, bot: LabBot) -> None:
        super().__init__(custom_id="everything")
        self.bot = bot

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        parts = (self.text, self.menu, self.radio, self.boxes, self.box)
        text, menu, radio, boxes, box = (cast("Any", part.component) for part in parts)
        self.bot.notes.put_nowait((text.value, menu.values, radio.value, boxes.values, box.value))
        await interaction.response.send_message("thanks", ephemeral=True)


class Entities(ui.Modal, title="Entities"):
    user: ui.Label[Any] = ui.Label(text="User", component=ui.UserSelect(custom_id="user"))
    role: ui.Label[Any] = ui.Label(text="Role", component=ui.RoleSelect(custom_id="role"))
    anyone: ui.Label[Any] = ui.Label(
        text="Any", component=ui.MentionableSelect(custom_id="any", max_values=2)
    )
    channel: ui.Label[Any] = ui.Label(
        text="Channel", component=ui.ChannelSelect(custom_id="channel", required=True)
    )
    files: ui.Label[Any] = ui.Label(text="Files", component=ui.FileUpload(custom_id="files", max_values=2))

    def __init__(self, bot: LabBot) -> None:
        super().__init__(custom_id="entities")
        self.bot = bot

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        parts = (self.user, self.role, self.anyone, self.channel)
        chosen = [[value.id for value in cast("Any", part.component).values] for part in parts]
        files = [(file.filename, await file.read()) for file in cast("Any", self.files.component).values]
        self.bot.notes.put_nowait((*chosen, files))
        await interaction.response.defer()


class Choosing(ui.View):
    """A button and a menu of each kind."""

    def __init__(self, bot: LabBot) -> None:
        super().__init__(timeout=None)
        self.bot = bot

    async def _note(self, interaction: discord.Interaction[Any], chosen: Any) -> None:
        self.bot.notes.put_nowait(chosen)
        await interaction.response.edit_message(content="changed")

    @ui.button(label="Press", custom_id="press")
    async def press(self, interaction: discord.Interaction[Any], _: ui.Button[Any]) -> None:
        await self._note(interaction, "pressed")

    @ui.select(
        custom_id="text", options=[discord.SelectOption(label="One"), discord.SelectOption(label="Two")]
    )
    async def text(self, interaction: discord.Interaction[Any], select: ui.Select[Any]) -> None:
        await self._note(interaction, select.values)

    @ui.select(cls=ui.UserSelect, custom_id="user", max_values=2)
    async def user(self, interaction: discord.Interaction[Any], select: ui.UserSelect[Any]) -> None:
        await self._note(
            interaction, [(value.id, isinstance(value, discord.Member)) for value in select.values]
        )

    @ui.select(cls=ui.RoleSelect, custom_id="role")
    async def role(self, interaction: discord.Interaction[Any], select: ui.RoleSelect[Any]) -> None:
        await self._note(interaction, [value.name for value in select.values])

    @ui.select(cls=ui.ChannelSelect, custom_id="channel")
    async def channel(self, interaction: discord.Interaction[Any], select: ui.ChannelSelect[Any]) -> None:
        await self._note(
            interaction, [(value.name, value.permissions.send_messages) for value in select.values]
        )


class Layout(ui.LayoutView):
    """A Components V2 message with what such a message can hold."""

    def __init__(self, bot: LabBot) -> None:
        super().__init__(timeout=None)
        button: ui.Button[Any] = ui.Button(label="In a section", custom_id="deep")

        async def pressed(interaction: discord.Interaction[Any]) -> None:
            bot.notes.put_nowait("deep")
            await interaction.response.defer()

        button.callback = pressed  # type: ignore[method-assign]
        card: ui.Container[Any] = ui.Container(
            ui.TextDisplay("# Title"),
            ui.Section(ui.TextDisplay("beside"), accessory=button),
            ui.Separator(),
            ui.Section(ui.TextDisplay("pictured"), accessory=ui.Thumbnail("attachment://one.png")),
            ui.MediaGallery(discord.MediaGalleryItem("attachment://one.png", description="what is seen")),
            ui.File("attachment://notes.txt"),
            accent_colour=0x2F6FEB,
        )
        self.add_item(card)


class Plain(ui.LayoutView):
    """A card with one text."""

    def __init__(self, text: str) -> None:
        super().__init__(timeout=None)
        self.add_item(ui.Container(ui.TextDisplay(text)))


def add_commands(bot: LabBot, *, guild: discord.abc.Snowflake) -> None:
    """Register everything on the bot's tree; `here` for the one guild only."""
    tree = bot.tree

    @tree.command(description="Each kind of option")
    @app_commands.choices(
        colour=[app_commands.Choice(name="Red", value="r"), app_commands.Choice(name="Blue", value="b")]
    )
    async def options(  # noqa: PLR0917  each kind of option is a parameter
        interaction: discord.Interaction[Any],
        text: str,
        number: int,
        colour: str,
        ratio: float,
        sure: bool,
        user: discord.Member,
        channel: discord.TextChannel,
        role: discord.Role,
        anyone: discord.Role | discord.Member,
        file: discord.Attachment,
        extra: str | None = None,
    ) -> None:
        named = (user.id, channel.id, role.id, anyone.id)
        content = (file.filename, file.description, await file.read())
        bot.notes.put_nowait((text, number, colour, ratio, sure, named, content, extra, interaction.locale))
        await interaction.response.send_message("taken")

    group = app_commands.Group(name="talk", description="Talks")
    inner = app_commands.Group(name="slot", description="Slots", parent=group)

    @inner.command(name="book", description="Book a slot")
    async def book(interaction: discord.Interaction[Any], title: str) -> None:
        bot.notes.put_nowait(title)
        await interaction.response.send_message(f"booked {discord.utils.escape_markdown(title)}")

    @book.autocomplete("title")
    async def titles(interaction: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:
        return [
            app_commands.Choice(name=f"{current} {number}", value=f"{current}{number}") for number in range(3)
        ]

    tree.add_command(group)

    @tree.command(description="Deferred")
    async def slow(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer(thinking=True, ephemeral=True)
        await interaction.edit_original_response(content="done")
        await interaction.followup.send("and more", file=discord.File(io.BytesIO(SOURCE), "source.py"))
        original = await interaction.original_response()
        bot.notes.put_nowait(original.content)

    @tree.command(description="Never answers")
    async def silent(interaction: discord.Interaction[Any]) -> None:
        bot.notes.put_nowait(interaction)

    @tree.command(description="Menus")
    async def menus(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("choose", view=Choosing(bot))

    @tree.command(description="Form")
    async def form(interaction: discord.Interaction[Any], entities: bool = False) -> None:
        await interaction.response.send_modal(Entities(bot) if entities else Everything(bot))

    @tree.command(description="Layout")
    async def layout(interaction: discord.Interaction[Any]) -> None:
        files = [
            discord.File(io.BytesIO(SOURCE), "notes.txt"),
            discord.File(io.BytesIO(PNG), "one.png", description="a picture"),
        ]
        await interaction.response.send_message(view=Layout(bot), files=files)

    @tree.command(description="For organisers")
    @app_commands.default_permissions(manage_guild=True)
    async def organise(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("organised")

    @tree.command(description="In one guild", guild=guild)
    async def here(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("here", ephemeral=True)

    @tree.context_menu(name="About them")
    async def about(interaction: discord.Interaction[Any], member: discord.Member) -> None:
        bot.notes.put_nowait(member.id)
        await interaction.response.send_message("they", ephemeral=True)

    @tree.context_menu(name="About this")
    async def this(interaction: discord.Interaction[Any], message: discord.Message) -> None:
        bot.notes.put_nowait(message.content)
        await interaction.response.send_message("this", ephemeral=True)
