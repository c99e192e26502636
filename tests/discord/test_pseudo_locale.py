"""No text is hard-coded: under the tests' language every word of every command, button, menu, form and post is marked.

The walk notes each command and each route it uses; one that it does not use fails the test.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import discord
from discord import app_commands
from simcord import ChannelHandle, InteractionResult, MemberActor, ResponseMessage, UserHandle
from simcord.backend.models import Message

from bot.announcements import store as announcement_store
from bot.announcements.languages import LANGUAGES, number_of
from bot.announcements.rules import PictureNote
from bot.client import Crossconnect
from bot.guilds.rules import ChannelPurpose, RolePurpose
from bot.language import zones
from bot.language.catalogue import PSEUDO, SOURCE
from bot.people.actor import Actor
from tests.discord.conftest import Stage, answer, texts
from tests.discord.walk_approval import walk_approval
from tests.discord.walk_charter import walk_charter
from tests.discord.walk_claims import CLAIM_WORDS, walk_claims
from tests.discord.walk_cohort_attending import ATTENDING_WORDS, walk_cohort_attending
from tests.discord.walk_cohort_availability import AVAILABILITY_WORDS, walk_cohort_availability
from tests.discord.walk_cohort_imports import IMPORT_WORDS, walk_cohort_imports
from tests.discord.walk_cohort_reminders import walk_cohort_reminders
from tests.discord.walk_cohort_sessions import SESSION_WORDS, walk_cohort_sessions
from tests.discord.walk_cohorts import COHORT_WORDS, walk_cohorts
from tests.discord.walk_digest import walk_digest
from tests.discord.walk_exchange_answers import ANSWER_WORDS, walk_exchange_answers
from tests.discord.walk_exchange_commitments import COMMITMENT_WORDS, walk_exchange_commitments
from tests.discord.walk_exchange_organisations import ORGANISATION_WORDS, walk_exchange_organisations
from tests.discord.walk_exchange_papers import PAPER_WORDS, walk_exchange_papers
from tests.discord.walk_exchange_register import REGISTER_WORDS, walk_exchange_register
from tests.discord.walk_exchange_sites import SITE_WORDS, walk_exchange_sites
from tests.discord.walk_exchange_telling import TELLING_WORDS, walk_exchange_telling
from tests.discord.walk_exchanges import EXCHANGE_WORDS, walk_exchanges
from tests.discord.walk_maintenance import WORDS as MAINTENANCE_WORDS
from tests.discord.walk_maintenance import walk_maintenance
from tests.discord.walk_networks import NETWORK_WORDS, walk_networks
from tests.discord.walk_outages import walk_outages
from tests.discord.walk_polls_closing import CLOSING_WORDS, walk_polls_closing
from tests.discord.walk_polls_electorate import walk_polls_electorate
from tests.discord.walk_polls_making import MAKING_WORDS, walk_polls_making
from tests.discord.walk_polls_telling import walk_polls_telling
from tests.discord.walk_polls_voting import walk_polls_voting
from tests.discord.walk_posted import walk_posted
from tests.discord.walk_questions import walk_questions
from tests.discord.walk_reminders import walk_hint, walk_me, walk_panel, walk_reminders
from tests.discord.walk_series import walk_series
from tests.discord.walk_topics import ALIKE, walk_topics
from tests.pseudo import unmarked_texts

TITLE, BODY = "Peering day", "Bring your AS number."
TYPED = (
    "Beirut NOG", "Dakar NOG", TITLE, BODY, "Asia/Beirut", "Beirut", "UTC", "Bayrutt", "Nowhere", "klingon", "soon", "05/12 18:00", "2026-11-22",
    "America/New_York, America/Panama, Australia/Sydney", "news", "lobby", "@everyone", "Français", "xx + fr", "+ fr", "agenda.ics", "crossconnect-my-data.json",
    "crossconnect-server.json", "crossconnect-history.csv",
    "fr", "es", "xx", *LANGUAGES.values(), "{a} {b} {c} {d} {e} {f}", "Рeering day 21", ALIKE, "answered", "TLP:RED", *CLAIM_WORDS,
    *NETWORK_WORDS, *ORGANISATION_WORDS, *COHORT_WORDS, *SESSION_WORDS, *ATTENDING_WORDS, *IMPORT_WORDS, *AVAILABILITY_WORDS, *MAINTENANCE_WORDS, *CLOSING_WORDS, *MAKING_WORDS, *EXCHANGE_WORDS, *ANSWER_WORDS, *COMMITMENT_WORDS, *PAPER_WORDS, *SITE_WORDS, *REGISTER_WORDS, *TELLING_WORDS,
    "AS1", "AS3333", "AS3333, AS1299", "AS1299, AS3333", "outage-1.md",
)  # fmt: skip
"""What people typed and named in the walk."""

LOOKS_ALIKE = "Рeering day 21"
"""Begins with a Cyrillic letter."""

PHRASES = ("5 December", "12 May", "noon", "EST")
"""Words of the time grammar, which is what one types in any language."""

ALTERED = "x"
"""The label of `Stage.press_raw`."""

Shown = ResponseMessage | discord.Message | None


@dataclass
class Walk:
    """Acts, notes what was used, and collects the texts that do not come from the catalogue."""

    stage: Stage
    commands: set[str] = field(default_factory=set)
    completed: set[tuple[str, str]] = field(default_factory=set)
    """(command, option) whose completion was asked for."""
    routes: set[str] = field(default_factory=set)
    unmarked: list[tuple[str, list[str]]] = field(default_factory=list)
    seen: int = 0

    async def slash(self, who: MemberActor, command: str, **options: Any) -> InteractionResult:
        self.commands.add(command)
        return self._noted(f"/{command}", await who.slash(self.stage.lobby, command, **options))

    async def complete(
        self, who: MemberActor, command: str, option: str, typed: str, **filled: Any
    ) -> list[dict[str, Any]]:
        self.completed.add((command, option))
        choices = await who.autocomplete(self.stage.lobby, command, option, typed, **filled)
        values = [str(choice["value"]) for choice in choices]
        names = [zones.city(value) for value in values] if option == "zone" else []
        self.note(f"/{command} {option}: {typed}", choices, (*names, *values))
        return choices

    async def click(
        self, who: MemberActor, shown: Shown, route: str, last: int | None = None
    ) -> InteractionResult:
        """Press the button of a route; `last` chooses among several by the last id."""
        assert shown is not None
        found = [
            custom_id
            for custom_id in pressable(shown)
            if custom_id.partition(":")[0] == route and (last is None or custom_id.endswith(f":{last}"))
        ]
        assert found, f"no button of {route} in {texts(shown)}"
        self.routes.add(route)
        return self._noted(found[0], await who.click(shown, custom_id=found[0]))

    async def select(self, who: MemberActor, shown: Shown, custom_id: str, *values: Any) -> InteractionResult:
        assert shown is not None
        self.routes.add(custom_id.partition(":")[0])
        return self._noted(custom_id, await who.select(shown, list(values), custom_id=custom_id))

    async def submit(self, who: MemberActor, form: InteractionResult, **fields: Any) -> InteractionResult:
        assert form.modal is not None
        custom_id = str(form.modal["custom_id"])
        self.routes.add(custom_id.partition(":")[0])
        return self._noted(f"{custom_id} {fields}", await who.submit_modal(form, fields))

    async def press(self, who: MemberActor, custom_id: str) -> None:
        """An altered or old button."""
        self.note(custom_id, {"content": await self.stage.press_raw(who, custom_id)})

    def posted(self, where: str, channel: ChannelHandle) -> None:
        history = [message for message in channel.history() if texts(message) != ALTERED]
        assert history, f"nothing was posted in {where}"
        for message in history:
            self.note(where, [component.to_dict() for component in message.components])

    def note(self, where: str, payload: object, typed: tuple[str, ...] = ()) -> None:
        found = unmarked_texts(payload, typed=(*TYPED, *PHRASES, *typed))
        self.seen += 1
        if found:
            self.unmarked.append((where, found))

    def _noted(self, where: str, result: InteractionResult) -> InteractionResult:
        shown = [result.response, *result.followups]
        assert any(shown) or result.modal is not None, f"{where} was not answered"
        for message in filter(None, shown):
            self.note(where, {"content": message.content, "components": message.components})
        self.note(where, result.modal)
        return result


def pressable(shown: ResponseMessage | discord.Message) -> list[str]:
    """The custom_ids of the buttons that can be pressed."""
    found: list[str] = []

    def walk(component: Any) -> None:
        if isinstance(component, dict):
            if component.get("type") == 2 and "custom_id" in component and not component.get("disabled"):
                found.append(component["custom_id"])
            for value in component.values():
                walk(value)
        elif isinstance(component, list):
            for value in component:
                walk(value)

    walk(shown.components if isinstance(shown, ResponseMessage) else [c.to_dict() for c in shown.components])
    return found


def leaves(tree: app_commands.CommandTree[Any]) -> list[app_commands.Command[Any, ..., Any]]:
    return [command for command in tree.walk_commands() if isinstance(command, app_commands.Command)]


async def speak_pseudo(walk: Walk) -> None:
    """Everybody, and the guild, in the tests' language; no word of what comes before counts."""
    stage = walk.stage
    for who in (stage.organiser, stage.member):
        await stage.app.services.people.set_language(_as(stage, who), PSEUDO)
    await stage.app.services.guilds.set_language(stage.actor(), PSEUDO)


def _as(stage: Stage, who: MemberActor) -> Actor:
    return replace(stage.actor(), user_id=who.id)


async def walk_setup(walk: Walk) -> None:
    stage, nadia = walk.stage, walk.stage.organiser
    shown = await walk.slash(nadia, "setup show")
    shown = await walk.click(nadia, shown.response, "setup.history")
    shown = await walk.click(nadia, shown.response, "setup.show")
    times = await walk.click(nadia, shown.response, "setup.times")
    await walk.select(nadia, times.response, "setup.language", PSEUDO)
    form = await walk.click(nadia, times.response, "setup.quiet")
    await walk.submit(nadia, form, **{"from": "25:00", "until": "x"})
    form = await walk.click(nadia, times.response, "setup.quiet")
    await walk.submit(nadia, form, **{"from": "22:00", "until": "07:00"})
    # simcord makes no forum with tags: tests/end_to_end does.
    await stage.set_channel("forum", stage.guild.create_forum_channel("questions"))
    shown = await walk.slash(nadia, "setup show")
    await walk.click(nadia, shown.response, "setup.create")
    assert await stage.deliver() == len(ChannelPurpose) - 1
    made = stage.guild.channels
    walk.note(
        "the channels that were made",
        [
            {"name": name, "description": getattr(stage.env.backend.get_channel(channel.id), "topic", None)}
            for name, channel in made.items()
            if name not in ("news", "lobby", "questions")
        ],
    )
    menus = await walk.click(nadia, shown.response, "setup.channels")
    await walk.select(nadia, menus.response, "setup.channel:0", stage.news)
    await walk.select(nadia, menus.response, "setup.channel:5")
    await walk.select(nadia, menus.response, "setup.channel:1", stage.lobby)
    menus = await walk.click(nadia, menus.response, "setup.show")
    menus = await walk.click(nadia, menus.response, "setup.roles")
    for number in range(4):
        await walk.select(nadia, menus.response, f"setup.role:{number}", stage.guild.roles["Team"])
    await walk.select(nadia, menus.response, "setup.role:0", stage.guild.roles["@everyone"])
    shown = await walk.slash(nadia, "setup show")
    shown = await walk.click(nadia, shown.response, "setup.pause")
    await walk.slash(nadia, "announce list")
    shown = await walk.click(nadia, shown.response, "setup.pause")
    for typed in ("", "Beirut", "xyz"):
        await walk.complete(nadia, "setup zone", "zone", typed)
    for typed in ("Beirut", "Bayrutt", "Nowhere", "soon" * 40):
        await walk.slash(nadia, "setup zone", zone=typed)
    await walk.slash(nadia, "setup history")
    for custom_id in ("setup.channel:99", "setup.role:99", "setup.nothing", "setup.channel:x"):
        await walk.press(nadia, custom_id)


async def walk_broken_setup(walk: Walk) -> None:
    """Everything that can be wrong with a configuration, and what organisers are told of it."""
    stage, nadia = walk.stage, walk.stage.organiser
    gone = stage.guild.create_text_channel("gone")
    mute = stage.guild.create_text_channel("mute")
    await stage.set_channel("outages", gone)
    await stage.set_channel("exchange", mute)
    await stage.set_channel("cohorts", stage.guild.create_forum_channel("wrong"))
    await stage.set_channel("notices", stage.lobby)
    stage.delete_channel(gone)
    stage.deny(mute, discord.Permissions(send_messages=True, read_message_history=True))
    await stage.app.services.guilds.set_role(stage.actor(), RolePurpose.NOC, 12345)
    await walk.slash(nadia, "setup show")
    for purpose in ("notices", "outages", "exchange"):
        await stage.app.services.guilds.set_channel(stage.actor(), ChannelPurpose(purpose), None)
    await stage.app.services.guilds.set_role(stage.actor(), RolePurpose.ORGANISER, None)
    await walk.slash(nadia, "setup show")
    await walk.slash(nadia, "announce new", when="tomorrow 18:00", channel=mute)


async def walk_announcements(walk: Walk) -> None:
    stage, nadia = walk.stage, walk.stage.organiser
    for typed in (
        "",
        "tomorrow 18:00",
        "every 2nd Tuesday 18:00",
        "05/12 18:00",
        "soon",
        "every day 09:00 until 2027-01-01",
    ):
        await walk.complete(nadia, "announce new", "when", typed)
        await walk.complete(nadia, "announce edit", "when", typed)
    for typed in (
        "soon",
        "05/12 18:00",
        "2026-11-22 18:00",
        "2027-03-28 00:30 Asia/Beirut",
        "tomorrow 18:00 EST",
        "",
    ):
        await walk.slash(nadia, "announce new", when=typed, channel=stage.news)
    await walk.slash(nadia, "announce list")

    # A draft, its refusals, and its end
    form = await walk.slash(nadia, "announce new", when="every day 18:00", channel=stage.news)
    await walk.submit(nadia, form, title="\u200b", body=BODY)
    form = await walk.slash(nadia, "announce new", when="every day 18:00", channel=stage.news)
    preview = await walk.submit(nadia, form, title=TITLE, body=BODY)
    old = next(one for one in pressable(preview.response) if "confirm" in one)
    await walk.click(nadia, preview.response, "announce.discard")
    await walk.press(nadia, old)
    await walk.press(nadia, "announce.show:99")

    # Scheduled, changed, posted, late
    form = await walk.slash(nadia, "announce new", when="every day 18:00", channel=stage.news)
    preview = await walk.submit(nadia, form, title=TITLE, body=BODY)
    menu = next(iter(_menus(preview.response)))
    await walk.select(nadia, preview.response, menu, stage.news, stage.lobby)
    await walk.click(nadia, preview.response, "announce.trial")
    assert await stage.deliver() == 1
    walk.posted("the trial", UserHandle(stage.env, stage.env.backend.get_user(nadia.id)).dm_channel)
    form = await walk.click(nadia, preview.response, "announce.text")
    preview = await walk.submit(nadia, form, title=TITLE, body=BODY)
    old = next(one for one in pressable(preview.response) if "confirm" in one)
    done = await walk.click(nadia, preview.response, "announce.confirm")
    which = str(await stage.newest())
    await walk.press(nadia, old)
    shown = await walk.click(nadia, done.response, "announce.show")
    change = await walk.click(nadia, shown.response, "announce.edit")
    await walk.click(nadia, change.response, "announce.confirm")
    change = await walk.slash(nadia, "announce edit", announcement=which, when="every day 19:00")
    await walk.click(nadia, change.response, "announce.confirm")
    await walk.slash(nadia, "announce edit", announcement=which)
    stage.pass_time(hours=10, seconds=1)
    assert await stage.deliver() == 2
    stage.pass_time(days=1, minutes=5)
    assert await stage.deliver() == 2
    late = stage.app.catalogue.translator(PSEUDO)("announce-was-due", at="").strip()
    assert late in texts(stage.news.history()[-1])
    walk.posted("the announcement", stage.news)
    await walk.slash(nadia, "announce show", announcement=which)
    for command, option in (
        ("announce show", "announcement"),
        ("announce edit", "announcement"),
        ("announce cancel", "announcement"),
    ):
        assert await walk.complete(nadia, command, option, "peer")

    # One that fails: what the organisers are told
    await stage.set_channel("notices", stage.lobby)
    stage.delete_channel(stage.news)
    stage.pass_time(days=1)
    await stage.deliver()
    walk.posted("the notice", stage.lobby)
    await walk.slash(nadia, "setup show")
    await walk.slash(nadia, "announce show", announcement=which)

    # The end of it
    ask = await walk.slash(nadia, "announce cancel", announcement=which)
    shown = await walk.click(nadia, ask.response, "announce.show")
    ask = await walk.click(nadia, shown.response, "announce.cancel")
    await walk.click(nadia, ask.response, "announce.cancel-confirm")
    await walk.slash(nadia, "announce cancel", announcement=which)
    for number in range(6):
        form = await walk.slash(
            nadia, "announce new", when=f"2026-12-{10 + number} 18:00", channel=stage.lobby
        )
        preview = await walk.submit(nadia, form, title=TITLE, body=BODY)
        await walk.click(nadia, preview.response, "announce.confirm")
    shown = await walk.slash(nadia, "announce list")
    shown = await walk.click(nadia, shown.response, "announce.list", last=2)
    await walk.click(nadia, shown.response, "announce.list", last=1)
    await walk.press(nadia, "announce.list:1:1")
    await walk.slash(nadia, "setup history")


async def walk_languages(walk: Walk) -> None:
    """One text per language channel."""
    stage, nadia = walk.stage, walk.stage.organiser
    form = await walk.slash(nadia, "announce new", when="every day 18:00", channel=stage.lobby)
    preview = await walk.submit(nadia, form, title=TITLE, body=BODY)
    draft, french = await stage.newest(), number_of("fr")
    shown = await walk.click(nadia, preview.response, "announce.languages")
    form = await walk.select(nadia, shown.response, f"announce.language:{draft}", "fr")
    shown = await walk.submit(nadia, form, title="\u200b", body=BODY)
    form = await walk.click(nadia, shown.response, "announce.language-text")
    shown = await walk.submit(nadia, form, title=TITLE, body=BODY)
    await walk.click(nadia, shown.response, "announce.preview")
    shown = await walk.slash(nadia, "announce edit", announcement=str(draft))
    shown = await walk.click(nadia, shown.response, "announce.languages")
    shown = await walk.select(nadia, shown.response, f"announce.language:{draft}", "fr")
    menu = f"announce.language-channels:{draft}:{french}"
    await walk.select(nadia, shown.response, menu, str(stage.lobby.id))
    preview = await walk.click(nadia, shown.response, "announce.preview")
    preview = await walk.select(nadia, preview.response, f"announce.view:{draft}", "fr")
    await stage.app.services.variants.write(stage.actor(), draft, "ar", TITLE, "")
    await stage.app.services.variants.write(stage.actor(), draft, "es", TITLE, BODY)
    preview = await walk.slash(nadia, "announce edit", announcement=str(draft))
    await walk.click(nadia, preview.response, "announce.confirm")
    await stage.app.services.variants.remove(stage.actor(), draft, "ar")
    preview = await walk.slash(nadia, "announce edit", announcement=str(draft))
    await walk.click(nadia, preview.response, "announce.confirm")
    await walk.slash(nadia, "announce show", announcement=str(draft))
    preview = await walk.slash(nadia, "announce edit", announcement=str(draft))
    shown = await walk.click(nadia, preview.response, "announce.languages")
    shown = await walk.select(nadia, shown.response, f"announce.language:{await stage.newest()}", "fr")
    await walk.click(nadia, shown.response, "announce.language-remove")
    for custom_id in (f"announce.language-remove:{await stage.newest()}:{french}", f"announce.view:{draft}"):
        await walk.press(nadia, custom_id)


async def walk_pictures(walk: Walk) -> None:
    """A picture. It comes from a place that is not Discord's, so it is put there by hand."""
    stage, nadia = walk.stage, walk.stage.organiser
    form = await walk.slash(nadia, "announce new", when="every day 18:00", channel=stage.lobby)
    preview = await walk.submit(nadia, form, title=TITLE, body=BODY)
    draft = await stage.newest()
    for alt in ("\u200b", BODY):
        form = await walk.click(nadia, preview.response, "announce.picture")
        await walk.submit(nadia, form, file=("news.png", b"news"), alt=alt)
    await walk.press(nadia, f"announce.picture-alt:{draft}")
    note = PictureNote(name="picture.png", alt=BODY)
    await stage.app.database.write(lambda tx: announcement_store.set_picture(tx, draft, note, b"\x89PNG"))
    shown = await walk.slash(nadia, "announce edit", announcement=str(draft))
    shown = await walk.click(nadia, shown.response, "announce.picture")
    await walk.click(nadia, shown.response, "announce.picture-new")
    form = await walk.click(nadia, shown.response, "announce.picture-alt")
    shown = await walk.submit(nadia, form, alt=TITLE)
    await walk.click(nadia, shown.response, "announce.picture-remove")


async def walk_templates(walk: Walk) -> None:
    """Kept, listed, used, changed, deleted."""
    stage, nadia = walk.stage, walk.stage.organiser
    assert await stage.app.database.read(lambda tx: tx.one("SELECT 1 FROM announcement_template")) is None
    await walk.slash(nadia, "announce template list")
    for body in (BODY, "{news} {lobby}", "{a} {b} {c} {d} {e} {f}"):
        form = await walk.slash(nadia, "announce new", when="every day 18:00", channel=stage.lobby)
        await walk.submit(nadia, form, title=TITLE, body=body)
        which = str(await stage.newest())
        for name in (f"{TITLE} {len(body)}", "\u200b", "x" * 61, f"{TITLE} {len(body)}"):
            await walk.slash(nadia, "announce template save", announcement=which, name=name)
    await walk.slash(nadia, "announce template save", announcement=which, name="Рeering day 21")
    form = await walk.slash(nadia, "announce new", when="every day 18:00", channel=stage.lobby)
    which = str(await stage.newest())
    await walk.slash(nadia, "announce template save", announcement=which, name=TITLE)
    form = await walk.slash(nadia, "announce new", when="every day 18:00", channel=stage.lobby, template="2")
    await walk.submit(nadia, form, field0="news", field1="lobby")
    assert await walk.complete(nadia, "announce new", "template", "peer")
    assert await walk.complete(nadia, "announce template save", "announcement", "peer")
    shown = await walk.slash(nadia, "announce template list")
    for template in (1, 2):
        card = await walk.click(nadia, shown.response, "announce.template", last=template)
        form = await walk.click(nadia, card.response, "announce.template-use")
        used = await walk.submit(nadia, form, when="tomorrow 18:00")
        shown = await walk.slash(nadia, "announce template list")
    form = await walk.click(nadia, used.response, "announce.template-fields")
    await walk.submit(nadia, form, field0="news", field1="lobby")
    card = await walk.click(nadia, shown.response, "announce.template", last=2)
    form = await walk.click(nadia, card.response, "announce.template-edit")
    await walk.submit(nadia, form, name=TITLE, title=TITLE, body="{a} {b} {c} {d} {e} {f}")
    form = await walk.click(nadia, card.response, "announce.template-edit")
    saved = await walk.submit(nadia, form, name=LOOKS_ALIKE, title=TITLE, body=BODY)
    ask = await walk.click(nadia, saved.response, "announce.template-delete")
    done = await walk.click(nadia, ask.response, "announce.template-delete-confirm")
    await walk.click(nadia, done.response, "announce.templates")
    await walk.press(nadia, "announce.template:2")
    await walk.slash(nadia, "setup history")


async def walk_agenda(walk: Walk) -> None:
    """What is planned, in a list and a file; and nothing of one's own."""
    nadia, omar = walk.stage.organiser, walk.stage.member
    shown = await walk.slash(nadia, "agenda", days=59)
    assert TITLE in answer(shown)
    await walk.click(nadia, shown.response, "agenda.file")
    shown = await walk.click(nadia, shown.response, "agenda.show", last=1)
    for who in (nadia, omar):
        for what, days in (("mine", 1), ("guild", 1), ("mine", 14)):
            await walk.slash(who, "agenda", what=what, days=days)
    await walk.press(omar, "agenda.file:1:1")
    await walk.press(omar, "agenda.show:7:1:1")


async def walk_as_member(walk: Walk) -> None:
    stage = walk.stage
    command = next(found for found in await stage.bot.tree.fetch_commands() if found.name == "setup")
    stage.guild.set_command_permissions(command, {stage.member: True})
    options: dict[str, dict[str, Any]] = {
        "announce template save": {"announcement": "1", "name": TITLE},
        "setup zone": {"zone": "Beirut"},
        "setup panel": {"channel": stage.lobby},
        "setup unblock": {"member": stage.member},
        "network claim": {"asn": "3333", "role": "noc"},
        "network show": {"asn": "3333"},
        "network find": {"text": TITLE},
        "network upstreams": {"asn": "3333"},
        "network import": {"file": ("networks.csv", b"asn")},
        "outage open": {"severity": "minor"},
        "outage update": {"outage": "1"},
        "outage resolve": {"outage": "1"},
        "outage show": {"outage": "1"},
        "outage export": {"outage": "1"},
        "maintenance add": {"start": "tomorrow 22:00", "end": "4h", "networks": "AS3333", "impact": "outage"},
        "maintenance show": {"maintenance": "1"},
        "maintenance edit": {"maintenance": "1"},
        "maintenance cancel": {"maintenance": "1"},
        "maintenance import": {"file": ("x.ics", b"x")},
        "charter post": {"channel": stage.lobby},
        "digest schedule": {"channel": stage.lobby, "when": "every day 9:00"},
        "digest nudge": {"hours": 3},
        "topic create": {"name": TITLE, "where": stage.lobby},
        "topic follow": {"topic": "1"},
        "search": {"text": TITLE},
        "label set": {"label": "RED"},
        **{
            f"cohort {one}": {"cohort": "1"}
            for one in ("join", "leave", "card", "edit", "applicants", "people")
        },
        **{
            f"cohort session {one}": {"session": "1", "when": "tomorrow 18:00"}
            if one == "move"
            else {"session": "1"}
            for one in ("move", "cancel", "link", "materials", "show")
        },
        "cohort session add": {"cohort": "1", "when": "tomorrow 18:00", "title": TITLE},
        "cohort session list": {"cohort": "1"},
        "cohort import": {"file": ("plan.csv", b"x")},
        "cohort availability": {"cohort": "1"},
        **{f"cohort {one}": {"cohort": "1"} for one in ("progress", "show", "nudges")},
        **{f"cohort session {one}": {"session": "1"} for one in ("roll", "close")},
        "cohort milestone list": {"cohort": "1"},
        "cohort milestone add": {"cohort": "1", "kind": "quiz", "title": TITLE, "due": "tomorrow 18:00"},
        "cohort milestone edit": {"milestone": "1"},
        "cohort milestone cancel": {"milestone": "1"},
        "cohort milestone extend": {"milestone": "1", "due": "tomorrow 18:00"},
        "poll show": {"poll": "1"},
        "poll edit": {"poll": "1"},
        "poll copy": {"poll": "1"},
        "poll cancel": {"poll": "1"},
        **{
            f"poll {one}": {"poll": "1"}
            for one in ("close", "certify", "electorate", "export", "history", "proxy withdraw")
        },
        "poll extend": {"poll": "1", "when": "tomorrow 18:00"},
        "exchange commit": {"organisation": "1", "rung": "interested"},
        "exchange poll": {"poll": "1"},
        "exchange export": {"what": "report"},
        "exchange import": {"file": ("plan.csv", b"x")},
        "organisation edit": {"organisation": "1"},
        "organisation show": {"organisation": "1"},
        "organisation merge": {"organisation": "1", "into": "1"},
        "organisation link": {"organisation": "1", "asn": "3333"},
        "exchange action add": {"what": TITLE},
        "exchange stakeholder add": {"organisation": TITLE},
        "poll receipt": {"poll": "1", "token": "ABCD"},
        "poll proxy give": {"poll": "1", "to": stage.member},
        "topic unfollow": {"topic": "1"},
        "topic edit": {"topic": "1"},
        "topic archive": {"topic": "1"},
        "topic restore": {"topic": "1"},
        "announce new": {"when": "tomorrow 18:00", "channel": stage.lobby},
        "announce show": {"announcement": "1"},
        "announce edit": {"announcement": "1"},
        "announce cancel": {"announcement": "1"},
        "announce correct": {"announcement": "1"},
        "announce pause": {"announcement": "1"},
        "announce resume": {"announcement": "1"},
        "announce skip": {"announcement": "1", "date": "2026-12-24"},
        "me zone": {"zone": "Beirut"},
        "me language": {"language": PSEUDO},
    }
    for leaf in leaves(stage.bot.tree):
        await walk.slash(stage.member, leaf.qualified_name, **options.get(leaf.qualified_name, {}))
    for name, ids in stage.bot.router.routes.items():
        await walk.press(stage.member, ":".join((name, *["1"] * ids)))


async def walk_own_settings(walk: Walk) -> None:
    for who in (walk.stage.member, walk.stage.organiser):
        await walk.slash(who, "help")
        await walk.slash(who, "me show")
        await walk.complete(who, "me zone", "zone", "Beirut")
        await walk.slash(who, "me zone", zone="Beirut")
        for typed in ("Bayrutt", "Nowhere"):
            await walk.slash(who, "me zone", zone=typed)
        assert await walk.complete(who, "me language", "language", "")
        await walk.slash(who, "me language", language="klingon")
        await walk.slash(who, "me language", language=PSEUDO)
        await walk.slash(who, "me show")


async def walk_privacy(walk: Walk) -> None:
    """Last: it ends with an erased organiser."""
    stage, nadia = walk.stage, walk.stage.organiser
    await walk.slash(nadia, "setup export")
    log = await walk.slash(nadia, "setup history")
    file = await walk.click(nadia, log.response, "setup.history-file")
    await walk.click(nadia, file.response, "setup.history", 1)
    await walk.slash(stage.member, "privacy show")
    shown = await walk.slash(nadia, "privacy show")
    file = await walk.click(nadia, shown.response, "privacy.export")
    shown = await walk.click(nadia, file.response, "privacy.show")
    ask = await walk.click(nadia, shown.response, "privacy.delete")
    await walk.press(nadia, "privacy.erase:1")
    await walk.slash(nadia, "privacy export")
    await walk.slash(nadia, "setup history")
    ask = await walk.slash(nadia, "privacy delete")
    await walk.click(nadia, ask.response, "privacy.erase")
    await stage.app.services.people.set_language(_as(stage, nadia), PSEUDO)
    await walk.slash(nadia, "setup history")


async def walk_direct_message(walk: Walk) -> None:
    """A button that is pressed in a direct message."""
    stage = walk.stage
    user = UserHandle(stage.env, stage.env.backend.get_user(stage.member.id))
    carrier = stage.env.backend.commit_message(
        Message(
            id=stage.env.backend.snowflake(),
            channel_id=user.dm_channel.id,
            author_id=stage.env.backend.bot_user.id,
            content="",
            components=[
                {"type": 1, "components": [{"type": 2, "style": 2, "label": "1", "custom_id": "setup.show"}]}
            ],
        )
    )
    refused = await user.click(ResponseMessage(stage.env, carrier), custom_id="setup.show")
    walk.note("a direct message", {"content": answer(refused)})


def _menus(shown: Shown) -> list[str]:
    found: list[str] = []

    def walk(component: Any) -> None:
        if isinstance(component, dict):
            if component.get("type") in {3, 5, 6, 7, 8}:
                found.append(component["custom_id"])
            for value in component.values():
                walk(value)
        elif isinstance(component, list):
            for value in component:
                walk(value)

    assert isinstance(shown, ResponseMessage)
    walk(shown.components)
    return found


async def test_no_word_is_hard_coded(pseudo_stage: Stage) -> None:
    walk = Walk(pseudo_stage)
    await walk_welcome(walk)
    await speak_pseudo(walk)
    await walk_hint(walk)
    await walk_own_settings(walk)
    await walk_setup(walk)
    await walk_approval(walk)
    await walk_posted(walk)
    await walk_series(walk)
    await walk_announcements(walk)
    await walk_agenda(walk)
    await walk_languages(walk)
    await walk_pictures(walk)
    await walk_templates(walk)
    await walk_charter(walk)
    await walk_me(walk)
    await walk_panel(walk)
    await walk_reminders(walk)
    await walk_broken_setup(walk)
    await walk_topics(walk)
    await walk_questions(walk)
    await walk_outages(walk)
    await walk_maintenance(walk)
    await walk_cohorts(walk)
    await walk_cohort_sessions(walk)
    await walk_cohort_attending(walk)
    await walk_cohort_imports(walk)
    await walk_cohort_availability(walk)
    await walk_polls_making(walk)
    await walk_polls_telling(walk)
    await walk_polls_voting(walk)
    await walk_polls_electorate(walk)
    await walk_polls_closing(walk)
    await walk_exchanges(walk)
    await walk_exchange_answers(walk)
    await walk_exchange_commitments(walk)
    await walk_exchange_papers(walk)
    await walk_exchange_sites(walk)
    await walk_exchange_register(walk)
    await walk_exchange_telling(walk)
    await walk_exchange_organisations(walk)
    await walk_digest(walk)
    await walk_as_member(walk)
    await walk_direct_message(walk)
    await walk_claims(walk)
    await walk_networks(walk)
    await walk_cohort_reminders(walk)
    await walk_privacy(walk)
    assert walk.unmarked == [], "\n".join(map(str, walk.unmarked))
    every = leaves(pseudo_stage.bot.tree)
    assert {leaf.qualified_name for leaf in every} - walk.commands == set(), "commands nobody walked"
    completing = {
        (leaf.qualified_name, option.name)
        for leaf in every
        for option in leaf.parameters
        if option.autocomplete
    }
    assert completing - walk.completed == set(), "completions nobody walked"
    assert set(pseudo_stage.bot.router.routes) - walk.routes == set(), "routes nobody walked"


async def walk_welcome(walk: Walk) -> None:
    stage = walk.stage
    await stage.app.services.guilds.joined(stage.guild.id, post_in=stage.lobby.id)
    await stage.app.services.guilds.set_language(stage.actor(), PSEUDO)
    assert await stage.deliver() == 1
    walk.posted("the welcome", stage.lobby)


def descriptions(bot: Crossconnect) -> dict[str, str]:
    """Each command's and option's description as Discord gets it, by its catalogue key."""
    found: dict[str, str] = {}

    def walk(payload: dict[str, Any], path: tuple[str, ...]) -> None:
        path = (*path, payload["name"])
        found["-".join(("command", *path))] = payload["description"]
        for option in payload.get("options") or ():
            walk(option, path)

    for command in bot.tree.get_commands(type=discord.AppCommandType.chat_input):
        walk(command.to_dict(bot.tree), ())
    return found


async def test_every_command_and_option_is_described_in_the_catalogues_words(stage: Stage) -> None:
    t = stage.app.catalogue.translator(SOURCE)
    found = descriptions(stage.bot)
    assert len(found) > 20
    assert found == {key: t.plain(key) for key in found}


async def test_no_description_in_the_catalogue_is_without_its_command(stage: Stage) -> None:
    keys = {key for key in stage.app.catalogue.language(SOURCE).keys if key.startswith("command-")}
    assert keys - {"command-outdated"} == set(descriptions(stage.bot))
