"""What altered clients, double clicks, hostile texts and a broken Discord do to commands, buttons, menus and forms.

The numbers are those of the hostile matrix. Refused means: one sentence to the one who sent it, nothing stored, nothing
posted.
"""

import dataclasses
import datetime as dt
import logging
import sqlite3
import time
from collections.abc import Sequence
from typing import Any

import discord
import pytest
from simcord import ChannelHandle, MemberActor
from simcord.backend import serializers
from simcord.backend.models import Message

from bot import limits
from bot.announcements import messages, rules
from bot.announcements.messages import Detail
from bot.announcements.promises import POST
from bot.announcements.rules import Announcement, AnnouncementState
from bot.client import observe
from bot.delivery.model import Delivery, DeliveryState, EffectKind
from bot.delivery.recurrence import Plan, Rule
from bot.guilds import store
from bot.guilds.rules import ChannelPurpose, RolePurpose
from bot.language import zones
from bot.language.safe_text import length
from bot.storage.database import Database
from bot.ui import payload
from tests.discord.conftest import Stage, answer, buttons, texts
from tests.discord.test_announce import BODY, TITLE, drafted, posted, scheduled

FIRST = dt.datetime(2026, 11, 23, 18)  # noqa: DTZ001 - a wall time
COUNTED = Plan(wall=FIRST, zone="Asia/Beirut", rule=Rule.from_text("FREQ=DAILY;COUNT=366"))
SLOW = 0.005
"""Seconds that nothing may hold up the event loop."""


async def send_raw(
    stage: Stage,
    who: MemberActor,
    custom_id: str,
    *,
    values: Sequence[str] | None = None,
    fields: dict[str, str] | None = None,
    where: ChannelHandle | None = None,
) -> str:
    """A menu's choice or a form's answers as an altered client sends them; what the sender is answered."""
    where = where or stage.lobby
    if fields is not None:
        data: dict[str, Any] = {
            "custom_id": custom_id,
            "components": [
                {"type": 18, "component": {"type": 4, "custom_id": key, "value": value}}
                for key, value in fields.items()
            ],
        }
        result = await who._dispatch_interaction(discord.InteractionType.modal_submit.value, where, data)
        return answer(result)
    menu = {"type": 3, "custom_id": custom_id, "options": [{"label": "x", "value": "x"}]}
    carrier = stage.env.backend.commit_message(
        Message(
            id=stage.env.backend.snowflake(),
            channel_id=where.id,
            author_id=stage.env.backend.bot_user.id,
            content="",
            components=[{"type": 1, "components": [menu]}],
        )
    )
    data = {"custom_id": custom_id, "component_type": 3, "values": list(values or ())}
    result = await who._dispatch_interaction(
        discord.InteractionType.component.value,
        where,
        data,
        extra={"message": dict(serializers.message_payload(stage.env.backend, carrier))},
        source_message_id=carrier.id,
    )
    return answer(result)


async def stored(stage: Stage) -> tuple[dict[ChannelPurpose, int], dict[RolePurpose, int], str]:
    found = await stage.app.database.read(lambda tx: store.settings(tx, stage.guild.id))
    return dict(found.channels), dict(found.roles), found.language


def rows(database: Database) -> list[tuple[str, int, str]]:
    """(state, channel, planned wall time) of each delivery of a post, in order of its instant."""
    with sqlite3.connect(f"file:{database.path}?mode=ro", uri=True) as connection:
        found = connection.execute(
            "SELECT state, target_id, details ->> 'planned' FROM delivery WHERE template = ? ORDER BY due_at, id",
            (POST,),
        ).fetchall()
    connection.close()
    return [(str(state), int(target), str(planned)) for state, target, planned in found]


# Altered clients


@pytest.mark.hostile(53)
@pytest.mark.parametrize("values", [(), ("x",), ("-1",), ("٣",), ("1" * 100,), (str(2**63),), ("1",) * 25])
@pytest.mark.parametrize(
    "custom_id", ["setup.channel:0", "setup.role:0", "setup.language", "announce.channels:{draft}"]
)
async def test_an_altered_choice_is_refused_in_a_sentence(
    stage: Stage, custom_id: str, values: tuple[str, ...]
) -> None:
    """53: letters, negatives, 2^63 and too many in place of what a menu offers."""
    await drafted(stage)
    draft = await stage.newest()
    before = await stored(stage)
    said = await send_raw(stage, stage.organiser, custom_id.format(draft=draft), values=values)
    assert "Something broke" not in said
    if values or not custom_id.startswith(("setup.channel", "setup.role")):  # nothing chosen clears a setting
        assert "⚠️" in said
    assert await stored(stage) == before
    kept = await stage.app.services.announcements.look(stage.actor(), draft)
    assert kept.channels == (stage.news.id,)


@pytest.mark.hostile(52)
async def test_a_channel_of_another_guild_or_kind_is_refused(stage: Stage) -> None:
    """52: an id of another guild; and a voice channel where texts go."""
    elsewhere = stage.env.create_guild("Elsewhere").create_text_channel("room")
    voice = stage.guild.create_voice_channel("voice")
    await drafted(stage)
    draft = await stage.newest()
    for channel in (elsewhere, voice):
        said = await send_raw(stage, stage.organiser, "setup.channel:0", values=[str(channel.id)])
        assert "not in this server, or is of the wrong kind" in said
        said = await send_raw(stage, stage.organiser, f"announce.channels:{draft}", values=[str(channel.id)])
        assert "not in this server" in said
    assert (await stored(stage))[0] == {}


@pytest.mark.hostile(52, 56)
async def test_a_role_of_another_guild_and_everyone_are_refused(stage: Stage) -> None:
    """52, 56."""
    foreign = stage.env.create_guild("Elsewhere").create_role("Crew")
    for role_id in (foreign.id, stage.guild.id):
        assert "⚠️" in await send_raw(stage, stage.organiser, "setup.role:0", values=[str(role_id)])
    assert (await stored(stage))[1] == {}


@pytest.mark.hostile(50, 55)
@pytest.mark.parametrize(
    "custom_id",
    [
        "setup.channel:0",
        "setup.role:0",
        "setup.language",
        "setup.channels",
        "setup.roles",
        "setup.times",
        "setup.quiet",
        "setup.create",
        "setup.pause:1",
        "setup.history:1",
        "setup.show",
        "announce.languages:1",
        "announce.language:1",
        "announce.view:1",
        "announce.language-text:1:26226",
        "announce.language-channels:1:26226",
        "announce.language-remove:1:26226",
        "announce.picture:1",
        "announce.picture-new:1",
        "announce.picture-alt:1",
        "announce.picture-remove:1",
        "announce.templates:1",
        "announce.template:1",
        "announce.template-use:1",
        "announce.template-fields:1:1:1",
        "announce.template-edit:1",
        "announce.template-delete:1",
        "announce.template-delete-confirm:1:1",
        "announce.list:0:1",
        "announce.show:1",
        "announce.edit:1",
        "announce.cancel:1",
        "announce.cancel-confirm:1:3",
        "announce.confirm:1:2",
        "announce.trial:1",
        "announce.discard:1",
        "announce.text:1",
        "announce.channels:1",
        "announce.correct:1",
        "announce.corrected:1",
        "announce.future-only:1:2",
        "announce.publish:1:1",
        "announce.history:0:1",
        "announce.occasion:1:1",
        "announce.pause:1",
        "announce.resume:1",
        "announce.dates:1",
        "announce.skip:1:1:1795424400",
        "announce.draft-dates:1",
        "announce.event:1",
        "announce.not-on:1",
        "announce.holidays:1:1",
        "setup.holidays:1",
        "setup.holiday-add",
        "setup.holiday-remove:1",
        "setup.holidays-country:287:2026:1",
        "setup.holidays-store:287:2026",
        "setup.history-file",
        "setup.blocks:1",
        "setup.unblock:1",
        "import.show:1",
        "import.view:1:0:1",
        "import.store:1",
        "import.discard:1",
        "network.queue:1",
        "network.verified:1",
        "network.approve:1:1",
        "network.refuse:1:1",
        "network.end:1:1",
        "setup.approval",
        "setup.approval-all:1",
        "setup.approval-size",
        "announce.preview:1",
        "announce.ping:1",
        "announce.ping-role:1",
        "announce.ping-everyone:1",
        "announce.ping-nobody:1",
        "announce.ask:1:2",
        "announce.waiting:1",
        "announce.request:1:2",
        "announce.request-text:1:2",
        "announce.approve:1:2",
        "announce.decline:1:2",
        "topic.choose",
        "topic.edit:1",
        "topic.name:1",
        "topic.style:1",
        "topic.moderate:1:1",
        "topic.place:1",
        "topic.tag:1:1",
        "topic.role:1",
        "topic.give:1",
        "topic.repair:1",
        "topic.archive:1",
        "topic.archive-confirm:1:1",
        "topic.archived:1",
        "topic.restore:1",
        "topic.recommend",
        "digest.now",
        "digest.post:1:1",
        "digest.off:1",
        "charter.edit",
        "charter.publish:1:1:1",
        "charter.discard:1",
        "charter.keep",
        "charter.ask-again:1",
        "charter.who:1:1",
        "charter.missing:1",
        "charter.versions:1",
        "charter.version:1",
        "charter.plan",
        "charter.plan-stop:1",
        "charter.role",
        "charter.role-none:1",
    ],
)
async def test_a_member_moves_nothing_with_any_button(stage: Stage, custom_id: str) -> None:
    """50, 55: our own check at each press, whoever was shown the button."""
    await drafted(stage)
    before = await stage.everything()
    said = await send_raw(stage, stage.member, custom_id, values=[str(stage.news.id)])
    assert "This is for organisers" in said
    assert await stage.everything() == before


@pytest.mark.hostile(50)
async def test_every_route_is_tried_as_a_member(stage: Stage) -> None:
    """50: the list above names each route of /setup and /announce, the one below each form."""
    tried = {
        (case if isinstance(case, str) else case[0]).partition(":")[0]
        for test in (test_a_member_moves_nothing_with_any_button, test_a_member_submits_nothing)
        for mark in test.pytestmark
        if mark.name == "parametrize"
        for case in mark.args[1]
    }
    # About whoever presses, or what they may view: tests/discord/test_privacy.py, test_agenda.py, test_me.py, test_reminders.py,
    # test_questions.py, test_search.py, test_network_claims.py, test_networks.py, test_outages.py, test_maintenance.py,
    # test_cohort….py, test_polls_….py, test_exchange_….py
    everybodys = (
        "agenda.",
        "privacy.",
        "me.",
        "remind.",
        "remind-",
        "reminder.",
        "charter.show",
        "charter.read",
        "digest.show",
        "ask.",
        "thread.",
        "search.",
        "topic.list",
        "topic.follow",
        "outage.",
        "maintenance.",
        "cohort.",
        "cohort-",
        "attend.",
        "poll.",
        "exchange.",
        "exchange-import.",
        "organisation.",
        "register.",
        "commit.",
        "site.",
        "ready.",
        "survey.",
        "told.",
        "roll.",
        "result.",
        "availability.",
        "vote.",
        "attending.",
        "topic.unfollow",
        "network.mine",
        "network.claim",
        "network.show",
        "network.list",
        "network.found",
        "network.places",
        "network.follow",
        "network.unfollow",
        "network.speak",
        "network.refresh",
        "network.upstreams",
    )
    assert tried == {name for name in stage.bot.router.routes if not name.startswith(everybodys)}


@pytest.mark.hostile(50, 51)
@pytest.mark.parametrize(("custom_id", "fields"), [
    ("setup.quiet-set", {"from": "22:00", "until": "07:00"}),
    ("network.refuse-reason:1:1", {"reason": "Mine"}),
    ("network.end-reason:1:1", {"reason": "Mine"}),
    ("announce.write:1", {"title": "Mine", "body": "Mine"}),
    ("announce.language-write:1:26226", {"title": "Mine", "body": "Mine"}),
    ("announce.picture-save:1", {"alt": "Mine"}),
    ("announce.event-set:1", {"when": "2026-12-15 18:00"}),
    ("announce.not-on-set:1", {"days": "x"}),
    ("setup.holiday-set", {"day": "x", "name": "Mine"}),
    ("setup.approval-size-set", {"size": "1"}),
    ("announce.decline-reason:1:2", {"reason": "Mine"}),
    ("announce.picture-alt-save:1", {"alt": ""}),
    ("announce.template-when:1", {"when": "x"}),
    ("announce.template-fill:1:1:1", {"field0": "Mine"}),
    ("announce.template-write:1:1", {"name": "", "title": "Mine", "body": "Mine"}),
    ("topic.rename:1:1", {"name": "Mine", "emoji": ""}),
    ("charter.write:0", {"title": "Mine", "body": "Mine"}),
])  # fmt: skip
async def test_a_member_submits_nothing(stage: Stage, custom_id: str, fields: dict[str, str]) -> None:
    """50, 51."""
    await drafted(stage)
    before = await stage.everything()
    assert "This is for organisers" in await send_raw(stage, stage.member, custom_id, fields=fields)
    assert await stage.everything() == before


@pytest.mark.hostile(54)
async def test_the_button_of_a_discarded_draft_never_reaches_another(stage: Stage) -> None:
    """54: ids of what is gone come back to nobody."""
    first = await drafted(stage)
    old = buttons(first.response)["Schedule"]
    await stage.organiser.click(first.response, label="Discard")
    await drafted(stage, title="Another", body="Another text.")
    assert "draft is gone" in await stage.press_raw(stage.organiser, old)
    assert await stage.states() == []


async def test_a_preview_from_before_another_choice_of_channels_is_stale(stage: Stage) -> None:
    """What is confirmed is what was shown: the channels too."""
    preview = await drafted(stage)
    old = buttons(preview.response)["Schedule"]
    await stage.organiser.select(preview.response, [stage.news, stage.lobby])
    assert "out of date" in await stage.press_raw(stage.organiser, old)
    assert await stage.states() == []


async def test_only_setup_is_hidden_by_default(stage: Stage) -> None:
    """Elsewhere the refusal is a kind sentence."""
    hidden = {
        command.name
        for command in stage.bot.tree.get_commands()
        if getattr(command, "default_permissions", None) is not None
    }
    assert hidden == {"setup"}


@pytest.mark.hostile(59)
async def test_the_last_organiser_role_goes_and_administrators_stay(stage: Stage) -> None:
    """59."""
    crew = stage.guild.create_role("Crew")
    helper = stage.guild.add_member(stage.env.create_user("zeina"), roles=[crew])
    await stage.set_role(RolePurpose.ORGANISER, crew)
    assert "⚠️" not in await send_raw(stage, helper, "setup.role:0", values=())
    assert "This is for organisers" in await stage.press_raw(helper, "setup.roles")
    boss = stage.guild.add_member(
        stage.env.create_user("boss"),
        roles=[stage.guild.create_role("Admin", permissions=discord.Permissions(administrator=True))],
    )
    assert "These roles add people" in await stage.press_raw(boss, "setup.roles")


# Texts


@pytest.mark.hostile(12)
@pytest.mark.parametrize(("title", "body", "said"), [
    ("t" * 201, BODY, "title is longer than 200"),
    (TITLE, "b" * 2501, "text is longer than 2,500"),
    (TITLE, "b" * 6000, "text is longer than 2,500"),
    (TITLE, "\N{GRINNING FACE}" * 1251, "text is longer than 2,500"),
    (TITLE, "[a](https://a-rather-long-host-name.example/) " * 45, "text is longer than 2,500"),
])  # fmt: skip
async def test_what_is_too_long_is_refused_and_stays_to_be_corrected(
    stage: Stage, title: str, body: str, said: str
) -> None:
    """12: also where only the shown form is too long. Nothing is scheduled, and what was typed is not lost."""
    await drafted(stage)
    draft = await stage.newest()
    refused = await send_raw(
        stage, stage.organiser, f"announce.write:{draft}", fields={"title": title, "body": body}
    )
    assert said in refused
    kept = await stage.app.services.announcements.look(stage.actor(), draft)
    assert (kept.title, kept.body) == (title, body[:4000])
    assert said in await stage.press_raw(stage.organiser, f"announce.confirm:{draft}:{kept.version}")
    assert said in await stage.press_raw(stage.organiser, f"announce.trial:{draft}")
    assert await stage.states() == []


@pytest.mark.hostile(11, 13)
@pytest.mark.parametrize("body", ["half a pair \ud83d here", "nul \0 here", "end \ud83d"])
async def test_what_cannot_be_stored_is_left_out(stage: Stage, body: str) -> None:
    """11, 13."""
    await drafted(stage)
    draft = await stage.newest()
    await stage.app.services.announcements.write(stage.actor(), draft, "Ti\ud83dtle\nof\0 two lines", body)
    kept = await stage.app.services.announcements.look(stage.actor(), draft)
    assert kept.title == "Title of two lines"
    assert kept.body.encode().decode().split()[0] == body.split(maxsplit=1)[0]


@pytest.mark.hostile(15)
async def test_search_takes_percent_and_underscore_as_they_are(stage: Stage) -> None:
    """15."""
    await scheduled(stage, title="100 % uptime")
    await scheduled(stage, title="plain")
    for typed, found in (("%", 1), ("_", 0), ("'); DROP TABLE announcement; --", 0), ("", 2), ("PLAIN", 1)):
        choices = await stage.organiser.autocomplete(stage.lobby, "announce show", "announcement", typed)
        assert len(choices) == found, typed


def longest(
    *, state: AnnouncementState = AnnouncementState.DRAFT, revises: int | None = None
) -> Announcement:
    """As long as it may be, in a zone with a long name, at a time that comes twice."""
    return Announcement(
        id=2**62,
        guild_id=2**62,
        state=state,
        title="_" * rules.TITLE_LIMIT,
        body="b" * rules.BODY_LIMIT,
        plan=Plan(
            wall=dt.datetime(2026, 11, 1, 1, 30),  # noqa: DTZ001 - a wall time
            zone="America/North_Dakota/New_Salem",
            rule=Rule.from_text("FREQ=DAILY;UNTIL=20271231T235959"),
        ),
        channels=tuple(2**62 + number for number in range(rules.MOST_CHANNELS)),
        author="a",
        version=9,
        revises=revises,
    )


def size(card: Any) -> tuple[int, int, str]:
    """Characters and components that a card takes, and its texts."""
    shown = payload.view(card, reference="ABCDEFGH").to_components()
    count = 0

    def walk(component: Any) -> None:
        nonlocal count
        count += 1
        for child in component.get("components", []):
            walk(child)
        if component.get("accessory"):
            walk(component["accessory"])

    for component in shown:
        walk(component)
    contents = texts([dict(one) for one in shown])
    return sum(length(text) for text in _contents(shown)), count, contents


def _contents(components: Sequence[Any]) -> list[str]:
    found: list[str] = []
    for component in components:
        if "content" in component:
            found.append(component["content"])
        found += _contents(component.get("components", []))
        if component.get("accessory"):
            found += _contents([component["accessory"]])
    return found


@pytest.mark.hostile(12)
async def test_the_longest_announcement_is_shown_whole_in_post_and_preview(stage: Stage) -> None:
    """12: what is previewed is what is posted, to the last letter."""
    t = stage.app.catalogue.translator("en")
    now = dt.datetime(2026, 10, 31, tzinfo=dt.UTC)
    for card in (
        messages.post(longest(), t, was_due=now),
        messages.preview(longest(revises=1), t, now=now, added=t("announce-trial-sent")),
    ):
        characters, components, contents = size(card)
        assert characters <= limits.V2_TEXT
        assert components <= limits.COMPONENTS
        assert "b" * rules.BODY_LIMIT in contents
        assert "…" not in contents


async def test_the_longest_detail_and_list_fit(stage: Stage) -> None:
    t = stage.app.catalogue.translator("en")
    now = dt.datetime(2026, 10, 31, tzinfo=dt.UTC)
    found = longest(state=AnnouncementState.SCHEDULED)
    row = Delivery(
        id=1, guild_id=2**62, kind=EffectKind.MESSAGE, feature="announcements", template=POST, target_id=2**62,
        occurrence="o", due_at=now, state=DeliveryState.SENT, attempt=1, first_attempt_at=now, result_id=2**62,
        reason=None, settled_at=now,
    )  # fmt: skip
    rows = (*(row,) * 14, dataclasses.replace(row, state=DeliveryState.DEAD, reason="missing-permissions"))
    for card in (
        messages.detail(Detail(announcement=found, deliveries=rows, author_id=2**62), t, now=now),
        messages.cancel_card(found, t, now=now),
    ):
        characters, components, contents = size(card)
        assert characters <= limits.V2_TEXT
        assert components <= limits.COMPONENTS
    assert "Cancel" in contents


# Promises


async def test_what_was_sent_where_is_told_of_a_series_with_many_dates_to_come(stage: Stage) -> None:
    preview = await drafted(stage, when="every day 18:00")
    rooms = [stage.guild.create_text_channel(f"room-{number}") for number in range(5)]
    chosen = await stage.organiser.select(preview.response, rooms)
    await stage.organiser.click(chosen.response, label="Schedule")
    stage.pass_time(hours=9, seconds=1)
    assert await stage.deliver() == 5
    shown = answer(
        await stage.organiser.slash(stage.lobby, "announce show", announcement=str(await stage.newest()))
    )
    assert shown.count("[sent]") == 5


async def test_a_channel_added_later_gets_what_comes_and_not_what_was(stage: Stage) -> None:
    await scheduled(stage, when="every day 18:00")
    stage.pass_time(hours=9, minutes=30)
    assert await stage.deliver() == 1
    edit = await stage.organiser.slash(stage.lobby, "announce edit", announcement=str(await stage.newest()))
    chosen = await stage.organiser.select(edit.response, [stage.news, stage.lobby])
    assert "Saved" in answer(await stage.organiser.click(chosen.response, label="Save changes"))
    assert await stage.deliver() == 0
    assert posted(stage.lobby) == []
    stage.pass_time(hours=24)
    assert await stage.deliver() == 2


@pytest.mark.hostile(25)
async def test_new_zone_data_promises_nothing_that_nobody_promised(stage: Stage) -> None:
    """25: scheduled at 19:30 for each day at 18:00; the bot is upgraded at 20:00."""
    stage.pass_time(hours=10, minutes=30)
    await scheduled(stage, when="every day 18:00")
    stage.pass_time(minutes=30)
    await stage.replan()
    assert await stage.deliver() == 0
    assert rows(stage.app.database)[0][2] == "2026-11-24T18:00:00"


async def test_what_is_owed_survives_a_change_of_channels(stage: Stage) -> None:
    """Paused at its hour, it is given another channel: today's is still owed, and goes there."""
    await scheduled(stage, when="every day 18:00")
    await stage.app.services.guilds.set_paused(stage.actor(), paused=True)
    stage.pass_time(hours=9, minutes=5)
    which = str(await stage.newest())
    edit = await stage.organiser.slash(stage.lobby, "announce edit", announcement=which)
    chosen = await stage.organiser.select(edit.response, [stage.lobby])
    assert "Saved" in answer(await stage.organiser.click(chosen.response, label="Save changes"))
    await stage.app.services.guilds.set_paused(stage.actor(), paused=False)
    assert await stage.deliver() == 1
    assert "Was due" in posted(stage.lobby)[0]
    assert posted(stage.news) == []


async def test_a_late_one_that_is_still_owed_can_be_corrected(stage: Stage) -> None:
    """Edit until it is out: paused at its hour, corrected, resumed."""
    await scheduled(stage)
    await stage.app.services.guilds.set_paused(stage.actor(), paused=True)
    stage.pass_time(hours=34)
    edit = await stage.organiser.slash(stage.lobby, "announce edit", announcement=str(await stage.newest()))
    form = await stage.organiser.click(edit.response, label="Edit text")
    preview = await stage.organiser.submit_modal(form, {"title": TITLE, "body": "Corrected."})
    assert "Saved" in answer(await stage.organiser.click(preview.response, label="Save changes"))
    await stage.app.services.guilds.set_paused(stage.actor(), paused=False)
    assert await stage.deliver() == 1
    assert "Corrected." in posted(stage.news)[0]


async def test_one_that_ends_by_a_change_of_channels_is_over(stage: Stage) -> None:
    """Sent in one channel, waiting in another, which is then taken away: nothing is left to come."""
    preview = await drafted(stage)
    chosen = await stage.organiser.select(preview.response, [stage.news, stage.lobby])
    await stage.organiser.click(chosen.response, label="Schedule")
    stage.env.inject_error("POST", f"/channels/{stage.lobby.id}/messages", status=503, times=None)
    stage.pass_time(hours=33, seconds=1)
    assert await stage.deliver() == 1
    edit = await stage.organiser.slash(stage.lobby, "announce edit", announcement=str(await stage.newest()))
    chosen = await stage.organiser.select(edit.response, [stage.news])
    assert "Saved" in answer(await stage.organiser.click(chosen.response, label="Save changes"))
    found = (await stage.app.services.announcements.detail(stage.actor(), await stage.newest())).announcement
    assert found.state is AnnouncementState.FINISHED
    assert len(posted(stage.news)) == 1


async def test_a_series_paused_for_thirteen_hours_loses_only_what_was_too_late_and_says_so(
    stage: Stage,
) -> None:
    await stage.set_channel("notices", stage.lobby)
    await scheduled(stage, when="every day 18:00")
    await stage.app.services.guilds.set_paused(stage.actor(), paused=True)
    stage.pass_time(hours=9 + 13)
    assert await stage.deliver() == 0
    await stage.app.services.guilds.set_paused(stage.actor(), paused=False)
    await stage.deliver()
    assert posted(stage.news) == []
    assert sum("was paused" in text for text in posted(stage.lobby)) == 1
    stage.pass_time(hours=11)
    await stage.deliver()
    assert len(posted(stage.news)) == 1


async def test_send_it_to_me_says_so_when_everything_is_paused(stage: Stage) -> None:
    preview = await drafted(stage)
    await stage.app.services.guilds.set_paused(stage.actor(), paused=True)
    said = answer(await stage.organiser.click(preview.response, label="Send it to me first"))
    assert "Everything is paused" in said
    assert await stage.states() == []


@pytest.mark.parametrize("end", ["COUNT=4", "UNTIL=20261126T180000"])
async def test_a_series_with_an_end_sends_all_of_it_and_is_over(stage: Stage, end: str) -> None:
    service, actor = stage.app.services.announcements, stage.actor()
    draft = await service.draft(
        actor, Plan(wall=FIRST, zone="UTC", rule=Rule.from_text(f"FREQ=DAILY;{end}")), [stage.news.id]
    )
    draft, _ = await service.write(actor, draft.id, TITLE, BODY)
    await service.confirm(actor, draft.id, draft.version)
    stage.pass_time(hours=9, minutes=5)
    for number in range(1, 7):
        await stage.plan_ahead()
        await stage.deliver()
        assert len(posted(stage.news)) == min(number, 4)
        found = (await service.detail(actor, draft.id)).announcement
        assert (found.state is AnnouncementState.FINISHED) == (number >= 4)
        stage.pass_time(hours=24)


@pytest.mark.hostile(25)
async def test_one_bad_plan_keeps_no_other_from_its_turn(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """25: zone data without a zone that was chosen; the others are planned all the same, however many there are."""
    await scheduled(stage, when="every day 18:00")
    await scheduled(stage, when="every day 18:00", title="The other")

    def spoil(tx: Any) -> None:
        tx.execute("UPDATE announcement SET zone = 'Nowhere/Atall' WHERE id = 1")

    await stage.app.database.write(spoil)
    stage.pass_time(days=3)
    with caplog.at_level(logging.ERROR):
        assert await stage.plan_ahead() == 3
        assert await stage.replan() > 30
    assert "announcement 1 could not be planned" in caplog.text


async def test_all_announcements_are_planned_in_one_run(stage: Stage) -> None:
    """More than one page of them, in one quarter of an hour."""
    actor = stage.actor()
    service = stage.app.services.announcements
    plan = Plan(wall=FIRST, zone="UTC", rule=Rule.from_text("FREQ=WEEKLY"))
    for number in range(120):
        draft = await service.draft(actor, plan, [stage.news.id])
        draft, _ = await service.write(actor, draft.id, f"Number {number}", BODY)
        await service.confirm(actor, draft.id, draft.version)
    stage.pass_time(days=7)
    assert await stage.plan_ahead() == 120


@pytest.mark.hostile(58)
async def test_creating_channels_twice_makes_them_once(stage: Stage) -> None:
    """58: a double click, and another click before the gateway has told of the new channels."""
    await stage.set_channel("forum", stage.guild.create_forum_channel("questions"))
    await stage.press_raw(stage.organiser, "setup.create")
    await stage.press_raw(stage.organiser, "setup.create")
    assert await stage.deliver() == len(ChannelPurpose) - 1
    blind = dataclasses.replace(observe(stage.bot.get_guild(stage.guild.id), ()), channels={})  # type: ignore[arg-type]
    made = await stage.app.services.guilds.create_missing(stage.actor(), blind)
    assert made == (ChannelPurpose.FORUM,)  # which was not made a moment ago


@pytest.mark.hostile(61)
async def test_a_deleted_channel_of_a_series_is_told_once_and_named(stage: Stage) -> None:
    """61: no storm, and the overview never says that the server is gone."""
    await stage.set_channel("notices", stage.lobby)
    await scheduled(stage, when="every day 18:00")
    stage.delete_channel(stage.news)
    stage.pass_time(hours=9, minutes=5)
    for _ in range(3):
        await stage.deliver()
        stage.pass_time(hours=24)
    assert sum("no longer exists" in text for text in posted(stage.lobby)) == 1
    shown = answer(await stage.organiser.slash(stage.lobby, "setup show"))
    assert f"<#{stage.news.id}>, which no longer exists" in shown
    assert "this server, which no longer exists" not in shown


async def test_a_page_that_is_no_longer_there_shows_the_last_one(stage: Stage) -> None:
    await scheduled(stage)
    said = await stage.press_raw(stage.organiser, "announce.list:0:7")
    assert TITLE in said
    assert "Nothing is scheduled" not in said
    await stage.organiser.slash(stage.lobby, "setup zone", zone="Asia/Beirut")
    assert "Asia/Beirut" in await stage.press_raw(stage.organiser, f"setup.history:{2**62}")


# What breaks


@pytest.mark.hostile(63)
async def test_a_failing_database_is_told_by_reference_and_nothing_half_is_stored(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """63, as a click sees it: no traceback reaches anybody."""
    preview = await drafted(stage)

    async def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch, caplog.at_level(logging.CRITICAL):
        patch.setattr(stage.app.database, "write", full)
        said = answer(await stage.organiser.click(preview.response, label="Schedule"))
    assert "Something broke on our side" in said
    assert "disk" not in said
    assert await stage.states() == []
    assert "Scheduled" in answer(await stage.organiser.click(preview.response, label="Schedule"))


@pytest.mark.parametrize(("status", "code"), [(404, 10062), (400, 40060), (503, 0), (403, 50001)])
async def test_an_answer_that_discord_refuses_harms_nothing(
    stage: Stage, status: int, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    """The interaction is older than 3 s, already answered, or Discord is down: what was committed stays."""
    preview = await drafted(stage)
    custom_id = buttons(preview.response)["Schedule"]
    stage.env.inject_error("POST", "/interactions/*", status=status, code=code, times=None)
    with caplog.at_level(logging.CRITICAL), pytest.raises(AssertionError):
        await stage.press_raw(stage.organiser, custom_id)
    stage.env.backend.faults.clear()
    assert await stage.states() == ["pending"]
    assert "already confirmed" in await stage.press_raw(stage.organiser, custom_id)


# Speed


async def test_a_click_asks_the_database_little(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trips to the database of a click: one look at who asks, and the work itself."""
    preview = await drafted(stage)
    await stage.organiser.click(preview.response, label="Schedule")
    trips: list[str] = []
    database = stage.app.database
    read, write = database.read, database.write

    async def counted_read(operation: Any) -> Any:
        trips.append("read")
        return await read(operation)

    async def counted_write(operation: Any) -> Any:
        trips.append("write")
        return await write(operation)

    monkeypatch.setattr(database, "read", counted_read)
    monkeypatch.setattr(database, "write", counted_write)
    most = {
        "announce.list:0:1": 2,
        "announce.show:1": 2,
        "announce.cancel:1": 2,
        "announce.edit:1": 2,
        "setup.channels": 1,
        "setup.roles": 1,
        "setup.times": 1,
        "setup.history:1": 2,
        "setup.show": 3,
    }
    for custom_id, number in most.items():
        trips.clear()
        await stage.press_raw(stage.organiser, custom_id)
        assert len(trips) <= number, (custom_id, trips)


async def test_nothing_a_click_computes_holds_up_the_loop(stage: Stage) -> None:
    """Measured where it could be slow: permissions of the configured channels, a search for a zone, the largest card."""
    rooms = [stage.guild.create_text_channel(f"room-{number}") for number in range(200)]
    guild = stage.bot.get_guild(stage.guild.id)
    assert guild is not None
    t = stage.app.catalogue.translator("en")
    now = dt.datetime(2026, 10, 31, tzinfo=dt.UTC)
    zones.search("bei", now=now)  # the table is read once
    works = {
        "observe": lambda: observe(guild, [room.id for room in rooms[:16]]),
        "zones": lambda: zones.search("san", now=now),
        "preview": lambda: payload.view(messages.preview(longest(), t, now=now)),
        "a counted rule": lambda: rules.upcoming(COUNTED, after=now, most=60),
    }
    for name, work in works.items():
        work()
        took = min(_timed(work) for _ in range(5))
        assert took < SLOW * 2, (name, took)


def _timed(work: Any) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
