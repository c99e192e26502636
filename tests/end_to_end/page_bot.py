"""The bot that the page's tests look at: one command for each thing a client has to show and to send back."""

import asyncio
import io
import struct
import zlib
from typing import Any

import discord
from discord import app_commands, ui

from tests.end_to_end.local_discord_lab import LabBot

HOSTILE = '<img src=x onerror="window.owned=1"><script>window.owned=1</script>javascript:alert(1) \' " &amp;'
WHEN = 1_798_762_500
"""Seconds since 1970: 1 January 2027 00:15 UTC."""

MARKDOWN = f"""# Peering forum
## Agenda
### Notes
-# small print
**bold** *italic* __under__ ~~gone~~ ||secret|| `code`
- one
- two
  - nested
1. first
2. second
> quoted
```py
print("hi")
```
[the wiki](https://example.org/wiki) and https://example.net/x.
At <t:{WHEN}:F> · <t:{WHEN}:t> · <t:{WHEN}:R>"""


def picture(width: int = 480, height: int = 200) -> bytes:
    """A PNG with a soft gradient."""
    rows = b"".join(
        b"\0" + bytes(v for x in range(width) for v in (30 + x * 60 // width, 90 + y * 90 // height, 150))
        for y in range(height)
    )

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def options(*names: str) -> list[discord.SelectOption]:
    return [
        discord.SelectOption(label=name.title(), value=name, description=f"About {name}") for name in names
    ]


class Texts(ui.Modal, title="Schedule an announcement"):
    """Text inputs, an explanation, a menu, radio buttons."""

    intro: ui.TextDisplay[Any] = ui.TextDisplay("The **preview** comes next.")
    headline: ui.Label[Any] = ui.Label(
        text="Title",
        description="One line",
        component=ui.TextInput(custom_id="headline", min_length=3, max_length=40),
    )
    body: ui.Label[Any] = ui.Label(
        text="Text",
        component=ui.TextInput(
            custom_id="body", style=discord.TextStyle.paragraph, required=False, max_length=4000
        ),
    )
    topic: ui.Label[Any] = ui.Label(
        text="Topic",
        component=ui.Select(
            custom_id="topic", options=options("routing", "peering", "security"), max_values=2
        ),
    )
    ping: ui.Label[Any] = ui.Label(
        text="Ping",
        component=ui.RadioGroup(
            custom_id="ping",
            options=[
                discord.RadioGroupOption(label=name.title(), value=name, description="")
                for name in ("nobody", "here")
            ],
        ),
    )

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        headline, body, topic, ping = (
            part.component for part in (self.headline, self.body, self.topic, self.ping)
        )
        text = f"title={headline.value!r} text={body.value!r} topic={topic.values} ping={ping.value}"
        await interaction.response.send_message(text, allowed_mentions=discord.AllowedMentions.none())


class Boxes(ui.Modal, title="Settings"):
    """Boxes, a single box, files, and the menus of people, roles and channels."""

    days: ui.Label[Any] = ui.Label(
        text="Days",
        component=ui.CheckboxGroup(
            custom_id="days",
            min_values=1,
            max_values=2,
            options=[discord.CheckboxGroupOption(label=name, value=name) for name in ("mon", "tue", "wed")],
        ),
    )
    sure: ui.Label[Any] = ui.Label(text="Sure", component=ui.Checkbox(custom_id="sure"))
    files: ui.Label[Any] = ui.Label(
        text="Slides", component=ui.FileUpload(custom_id="files", required=False, max_values=2)
    )
    who: ui.Label[Any] = ui.Label(text="Who", component=ui.UserSelect(custom_id="who"))
    where: ui.Label[Any] = ui.Label(
        text="Where", component=ui.ChannelSelect(custom_id="where", required=False)
    )

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        days, sure, files, who, where = (
            part.component for part in (self.days, self.sure, self.files, self.who, self.where)
        )
        read = [(file.filename, (await file.read()).decode()) for file in files.values]
        text = f"days={days.values} sure={sure.value} files={read} who={[u.display_name for u in who.values]}"
        await interaction.response.send_message(
            f"{text} where={[c.name for c in where.values]}", ephemeral=True
        )


class Menus(ui.Modal, title="More menus"):
    role: ui.Label[Any] = ui.Label(text="Role", component=ui.RoleSelect(custom_id="role"))
    any_: ui.Label[Any] = ui.Label(
        text="Anyone", component=ui.MentionableSelect(custom_id="any", max_values=2)
    )

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        role, anyone = self.role.component, self.any_.component
        assert isinstance(role, ui.RoleSelect)
        assert isinstance(anyone, ui.MentionableSelect)
        text = f"role={[r.name for r in role.values]} anyone={sorted(a.name for a in anyone.values)}"
        await interaction.response.send_message(text, ephemeral=True)


class Buttons(ui.View):
    """The older components: every style of button, and a menu of each kind."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.add_item(ui.Button(label="Docs", url="https://example.org/docs"))
        self.add_item(ui.Button(label="Off", disabled=True))
        self.add_item(ui.UserSelect(custom_id="pick-user", placeholder="A person", max_values=2))
        self.add_item(ui.ChannelSelect(custom_id="pick-channel", placeholder="A channel"))
        self.add_item(ui.RoleSelect(custom_id="pick-role", placeholder="A role"))

    async def interaction_check(self, interaction: discord.Interaction[Any]) -> bool:
        data: Any = interaction.data or {}
        if str(data.get("custom_id", "")).startswith("pick-"):
            await interaction.response.send_message(f"picked {sorted(data['values'])}", ephemeral=True)
        return True

    @ui.button(label="Count 0", style=discord.ButtonStyle.primary, emoji="📈", custom_id="count")
    async def count(self, interaction: discord.Interaction[Any], button: ui.Button[Any]) -> None:
        button.label = f"Count {int((button.label or '0').split()[-1]) + 1}"
        await interaction.response.edit_message(view=self)

    @ui.button(label="Silent", style=discord.ButtonStyle.danger, custom_id="silent")
    async def silent(self, interaction: discord.Interaction[Any], button: ui.Button[Any]) -> None:
        """Never answers: the client must say so."""

    @ui.button(label="Ask me", style=discord.ButtonStyle.success, custom_id="ask")
    async def ask(self, interaction: discord.Interaction[Any], button: ui.Button[Any]) -> None:
        await interaction.response.send_modal(Boxes())


class CardActions(ui.ActionRow[Any]):
    @ui.button(label="Confirm", style=discord.ButtonStyle.primary, custom_id="confirm")
    async def confirm(self, interaction: discord.Interaction[Any], button: ui.Button[Any]) -> None:
        await interaction.response.send_message("confirmed", ephemeral=True)

    @ui.button(label="Edit", custom_id="edit")
    async def edit(self, interaction: discord.Interaction[Any], button: ui.Button[Any]) -> None:
        await interaction.response.send_modal(Texts())


class CardMenu(ui.ActionRow[Any]):
    @ui.select(
        placeholder="Topics", options=options("routing", "peering", "security"), min_values=1, max_values=2
    )
    async def topics(self, interaction: discord.Interaction[Any], select: ui.Select[Any]) -> None:
        await interaction.response.send_message(f"topics {sorted(select.values)}", ephemeral=True)


class RemindButton(ui.Button[Any]):
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("I will remind you.", ephemeral=True)


class Card(ui.LayoutView):
    """Components V2: everything a message can hold of them."""

    def __init__(self, mention: str) -> None:
        super().__init__(timeout=None)
        text: ui.TextDisplay[Any] = ui.TextDisplay(
            f"## Peering forum in Beirut\nDoors open <t:{WHEN}:t>, that is <t:{WHEN}:R>. Bring your {mention} badge."
        )
        section: ui.Section[Any] = ui.Section(
            "**Where** Beirut Digital District, hall 2\n**Language** English, العربية",
            accessory=RemindButton(label="Remind me", custom_id="remind"),
        )
        gallery: ui.MediaGallery[Any] = ui.MediaGallery(
            discord.MediaGalleryItem("attachment://map.png", description="A map of the peering sites")
        )
        self.add_item(
            ui.Container(
                text,
                ui.Separator(),
                section,
                gallery,
                ui.File("attachment://agenda.txt"),
                CardMenu(),
                CardActions(),
                ui.TextDisplay("-# Reference A-7 · sent to 3 channels"),
                accent_colour=0x2F6FEB,
            )
        )


def card_files() -> list[discord.File]:
    return [
        discord.File(io.BytesIO(picture()), "map.png", description="A map of the peering sites"),
        discord.File(io.BytesIO(b"18:00 doors\n18:30 talks\n"), "agenda.txt"),
    ]


def make_page_bot() -> LabBot:
    bot = LabBot()
    tree = bot.tree
    group = app_commands.Group(name="announce", description="Announcements")

    async def suggest(_: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:
        if current == "break":
            await asyncio.sleep(30)
        return [
            app_commands.Choice(
                name=f"{current or 'tomorrow 18:00'} → Tuesday 18:00, Beirut", value=f"read:{current}"
            ),
            app_commands.Choice(name="every 2nd Tuesday 18:00", value="every"),
        ]

    @group.command(name="new", description="Schedule an announcement")
    @app_commands.describe(when="When it is to be sent", channel="Where", silent="Without a notification")
    @app_commands.autocomplete(when=suggest)
    async def new(
        interaction: discord.Interaction[Any], when: str, channel: discord.TextChannel, silent: bool = False
    ) -> None:
        bot.notes.put_nowait((when, channel.name, silent))
        await interaction.response.send_modal(Texts())

    @group.command(name="list", description="What is scheduled")
    async def list_(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("Nothing is scheduled.", ephemeral=True)

    tree.add_command(group)

    @tree.command(description="Every kind of option")
    @app_commands.choices(
        colour=[app_commands.Choice(name="Red", value="r"), app_commands.Choice(name="Blue", value="b")]
    )
    async def kinds(
        interaction: discord.Interaction[Any],
        number: app_commands.Range[int, 1, 10],
        colour: app_commands.Choice[str],
        person: discord.Member | None = None,
        role: discord.Role | None = None,
        ratio: float | None = None,
        anyone: discord.Member | discord.Role | None = None,
        file: discord.Attachment | None = None,
    ) -> None:
        read = (await file.read()).decode() if file else None
        parts = [
            number,
            colour.value,
            person and person.display_name,
            role and role.name,
            ratio,
            anyone and anyone.name,
        ]
        await interaction.response.send_message(f"{parts} {read}", ephemeral=True)

    @tree.command(description="A card of Components V2")
    async def card(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message(view=Card("guild"), files=card_files())

    @tree.command(description="Older buttons and menus")
    async def buttons(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("Press something.", view=Buttons())

    @tree.command(description="Markdown and an embed")
    async def words(interaction: discord.Interaction[Any]) -> None:
        embed = discord.Embed(title="Change record", description="**Zone** Asia/Beirut", colour=0x7C5CD6)
        embed.add_field(name="Before", value="UTC").add_field(name="After", value="Asia/Beirut")
        await interaction.response.send_message(MARKDOWN, embed=embed)

    @tree.command(description="The form with boxes and files")
    async def settings(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_modal(Boxes())

    @tree.command(description="The form with menus of roles")
    async def menus(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_modal(Menus())

    @tree.command(description="Thinks first")
    async def think(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer(ephemeral=True)
        await bot.notes.get()
        await interaction.followup.send("thought")

    @tree.command(description="Never answers")
    async def mute(_: discord.Interaction[Any]) -> None:
        """The client must say so."""

    @tree.command(description=HOSTILE[:100])
    async def hostile(interaction: discord.Interaction[Any]) -> None:
        view = ui.LayoutView(timeout=None)
        view.add_item(
            ui.Container(ui.TextDisplay(f'{HOSTILE} [x](javascript:alert(1)) [y](https://e.org/"onx=1)'))
        )
        await interaction.response.send_message(view=view)

    @tree.command(description="For organisers only")
    @app_commands.default_permissions(manage_guild=True)
    async def setup(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("set up", ephemeral=True)

    @tree.context_menu(name="Mark as answered")
    async def answered(interaction: discord.Interaction[Any], message: discord.Message) -> None:
        await interaction.response.send_message(f"answered {message.id}", ephemeral=True)

    @tree.context_menu(name="Who is this")
    async def who(interaction: discord.Interaction[Any], member: discord.Member) -> None:
        await interaction.response.send_message(f"this is {member.display_name}", ephemeral=True)

    return bot
