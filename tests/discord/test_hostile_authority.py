"""Who may: every command, press and form as somebody who may not, with ids of another guild, and as somebody else.

Refused means: one sentence to the one who sent it, nothing stored, nothing posted, nothing told.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import discord
import pytest
from discord import app_commands
from simcord import MemberActor

from bot.cohorts.imports import store as cohort_imports
from bot.cohorts.imports.rules import FileKind
from bot.cohorts.leading import Wanted as CohortWanted
from bot.cohorts.rules import CohortState, MilestoneKind
from bot.delivery import outbox
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.model import Delivery, EffectKind, NewDelivery, Rendered
from bot.delivery.recurrence import Plan, Rule
from bot.delivery.verdict import ROLE_DANGEROUS, ROLE_REFUSED
from bot.exchanges.register.decisions import Typed as DecisionTyped
from bot.exchanges.rules import ProjectKind
from bot.feature import Feature
from bot.guilds.rules import ChannelPurpose, RolePurpose
from bot.networks import known
from bot.networks.imports import store as imports
from bot.networks.rules import NetworkFacts, Source
from bot.operations.maintenance import store as notices
from bot.operations.maintenance.rules import Impact
from bot.operations.maintenance.service import Texts
from bot.operations.maintenance.window import read_start, read_window
from bot.operations.outages.rules import Severity
from bot.operations.outages.service import Wanted as Outage
from bot.reminders import store as reminders
from bot.storage.database import Transaction
from bot.topics import rules as topic_rules
from bot.topics.records import Wanted
from bot.topics.rules import PlaceView, TopicView
from bot.topics.threads import store as threads
from bot.topics.threads.rules import ThreadState
from tests.discord.conftest import Stage, answer, buttons, texts
from tests.discord.test_announce import drafted, posted, scheduled
from tests.discord.test_announce_approval import another, waiting
from tests.discord.test_announce_templates import saved
from tests.discord.test_hostile_commands import send_raw
from tests.discord.test_reminders import announced, chosen, mine

SECRET = "Secret of another server"
FIELDS = {
    "title": "Mine", "body": "Mine", "name": "Mine", "alt": "Mine", "reason": "Mine", "field0": "Mine", "size": "7",
    "when": "2027-01-05 18:00", "days": "", "day": "2026-12-24", "from": "22:00", "until": "07:00", "zone": "Asia/Tokyo",
}  # fmt: skip
"""What every form takes, under every key there is."""
WALL = dt.datetime(2026, 12, 1, 18)  # noqa: DTZ001 - a wall time


def leaves(stage: Stage) -> Iterator[app_commands.Command[Any, ..., Any]]:
    for command in stage.bot.tree.walk_commands():
        if isinstance(command, app_commands.Command):
            yield command


def options(stage: Stage, command: app_commands.Command[Any, ..., Any]) -> dict[str, Any]:
    """What a command needs, as somebody would type it."""
    known: Mapping[str, Any] = {
        "when": "tomorrow 18:00", "channel": stage.news, "announcement": "1", "date": "2026-11-24", "zone": "Asia/Beirut",
        "name": "Mine", "language": "en", "hours": 24, "topic": "1", "where": stage.news, "label": "RED", "text": "Secret",
        "asn": "3333", "role": "noc", "member": stage.member, "file": ("x.csv", b"asn"),
        "severity": "minor", "outage": "1", "maintenance": "1", "start": "tomorrow 22:00", "end": "4h", "networks": "AS3333",
        "impact": "outage", "cohort": "1", "session": "1", "milestone": "1", "kind": "quiz", "title": "Mine",
        "due": "tomorrow 18:00", "poll": "1", "token": "0" * 20, "to": stage.member,
        "what": "report", "into": "1", "organisation": "1", "rung": "interested",
    }  # fmt: skip
    return {one.name: known[one.name] for one in command.parameters if one.required}


def shown_to(stage: Stage, *whom: MemberActor) -> None:
    """The guild overrides what Discord shows: these run /setup whatever they are."""
    found = stage.env.backend.find_command("setup", None)
    assert found is not None
    stage.guild.set_command_permissions(int(found["id"]), dict.fromkeys(whom, True))


@pytest.mark.hostile(50)
async def test_a_member_runs_no_command_of_the_organisers_even_where_discord_lets_them(stage: Stage) -> None:
    """A guild can override what Discord shows to whom: the check is our own, at each command."""
    await scheduled(stage, when="every day 18:00")
    await saved(stage)
    shown_to(stage, stage.member)
    before = await stage.everything()
    tried = 0
    for command in leaves(stage):
        if command.qualified_name.split()[0] not in ("setup", "announce"):
            continue
        said = answer(
            await stage.member.slash(stage.lobby, command.qualified_name, **options(stage, command))
        )
        assert "This is for organisers" in said, command.qualified_name
        tried += 1
    assert tried > 15
    assert await stage.everything() == before
    assert posted(stage.news) == []


@pytest.mark.hostile(50)
async def test_no_picker_of_the_organisers_tells_a_member_anything(stage: Stage) -> None:
    await scheduled(stage, when="every day 18:00", title=SECRET)
    await saved(stage, SECRET)
    shown_to(stage, stage.member)
    for command in leaves(stage):
        for option in command.parameters:
            if option.autocomplete:
                found = await stage.member.autocomplete(
                    stage.lobby, command.qualified_name, option.name, "Secret"
                )
                assert SECRET not in str(found), (command.qualified_name, option.name)


@pytest.mark.hostile(51)
async def test_a_role_lost_while_a_form_was_open_makes_every_form_worthless(stage: Stage) -> None:
    await scheduled(stage, when="every day 18:00")
    await saved(stage, title="{a}", body="{b}")
    draft = await stage.newest()
    stage.take_roles(stage.organiser)
    before = await stage.everything()
    own = (
        "agenda.", "privacy.", "me.", "remind.", "remind-", "reminder.", "topic.list", "digest.show", "charter.show",
        "network.mine", "network.show", "network.list", "network.places", "network.follow", "network.speak", "network.refresh",
        "outage.list", "outage.pings", "outage.ping-stop", "maintenance.list", "cohort.list", "cohort-schedule.", "poll.list", "exchange.list", "organisation.list", "commit.keep", "vote.mine", "result.keep",
    )  # fmt: skip
    for name, ids in stage.bot.router.routes.items():
        if name.startswith(own):
            continue
        for first in {1, draft}:
            custom_id = ":".join([name, str(first), "1", "1"][: ids + 1])
            said = await send_raw(stage, stage.organiser, custom_id, fields=FIELDS)
            assert "⚠️" in said, custom_id
    assert await stage.everything() == before


async def elsewhere(stage: Stage) -> int:
    """Another guild with one of everything, all of whose texts are a secret; its id."""
    guild = stage.env.create_guild(SECRET)
    room = guild.create_text_channel("room")
    owner = guild.add_member(stage.env.create_user("zeina"))
    actor = replace(stage.actor(), guild_id=guild.id, user_id=owner.id)
    services = stage.app.services
    await services.guilds.set_approval(actor, everything=False)
    for rule in (Rule.from_text("FREQ=DAILY"), None):
        draft = await services.announcements.draft(
            actor, Plan(wall=WALL, zone="UTC", rule=rule), [room.id], event_wall=WALL + dt.timedelta(days=9)
        )
        draft, _ = await services.announcements.write(actor, draft.id, SECRET, SECRET)
        await services.announcements.confirm(actor, draft.id, draft.version)
    waits = await services.announcements.revise(actor, 1, None)
    await services.approvals.ask(actor, waits.id, waits.version)
    await services.templates.save(actor, 1, SECRET)
    await services.holidays.add(actor, "2026-12-24", SECRET)

    places = TopicView(
        guild_id=guild.id, places={room.id: PlaceView(id=room.id, name="room", type=topic_rules.TEXT)}
    )
    topic = await services.arranging.create(actor, Wanted(name=SECRET, channel_id=room.id), places)
    charter = (await services.charter.write(actor, 0, SECRET, SECRET)).draft
    await services.charter.publish(actor, charter.id, charter.version, 1)
    await services.charter.write(actor, 1, SECRET, SECRET)

    def ask(tx: Transaction) -> None:
        for number, state in enumerate(ThreadState):
            made = threads.insert(
                tx, guild_id=guild.id, thread_id=room.id + number, topic_id=topic.topic.id, channel_id=room.id, title=SECRET,
                question=SECRET, state=state, asker_id=owner.id, opened_at=tx.now, in_forum=False, asked=True,
            )  # fmt: skip
            found = threads.get(tx, guild.id, made)
            assert found is not None
            threads.reindex(tx, found)

    def know(tx: Transaction) -> None:
        facts = NetworkFacts(asn=3333, name=SECRET, source=Source.IMPORT, at=tx.now)
        known.remember(tx, guild.id, facts)
        reading = {"counts": [1, 0, 0, 0], "same": 0, "entries": False, "ignored": []}
        imports.insert(tx, guild_id=guild.id, user_id=stage.organiser.id, name=SECRET, reading=reading)

    await stage.app.database.write(know)
    await services.claims.claim(actor, "3333", "noc", channel_id=room.id)
    await services.guilds.set_channel(actor, ChannelPurpose.OUTAGES, room.id)
    for severity in Severity:
        await services.outages.open(
            actor,
            Outage(
                title=f"{SECRET} {severity}", body=SECRET, severity=severity, started_at=stage.clock.now() - dt.timedelta(hours=1)
            ),
        )  # fmt: skip

    now = stage.clock.now()
    for days in (1, 2, 3):
        begins = read_start(f"in {days} days 22:00", zone="UTC", now=now)
        window = read_window(begins, "4h", now=now)
        begun = await services.maintenance.draft(actor, window, "AS3333", Impact.OUTAGE)
        typed = Texts(title=SECRET, body=SECRET, facilities=SECRET, objects=SECRET)
        written = await services.maintenance.write(actor, begun.id, typed)
        await services.maintenance.confirm(actor, begun.id, written.maintenance.version)
    reading = {"entries": [{"fault": "no-uid", "title": SECRET}], "choices": {}}
    await stage.app.database.write(lambda tx: notices.hold(tx, guild.id, stage.organiser.id, SECRET, reading))
    course = await services.leading.create(
        actor, CohortWanted(name=SECRET, course=SECRET, description=SECRET)
    )
    await services.leading.set_card_channel(actor, course.cohort.id, room.id)
    version = (await services.leading.look(actor, course.cohort.id)).cohort.version
    await services.leading.move(actor, course.cohort.id, version, CohortState.ENROLLING)
    await services.cohorts.join(actor, course.cohort.id, lambda _: True)
    plan = Plan(wall=WALL, zone="UTC", rule=Rule.from_text("FREQ=DAILY;COUNT=3"))
    for _ in range(2):
        series = await services.planning.draft(
            actor, course.cohort.id, plan, title=SECRET, minutes=60, place=SECRET
        )
    await services.planning.confirm(actor, series.draft.id)
    await services.sessions.set_secrets(actor, 1, 1, link="https://meet.example/x", code=SECRET)
    for kind in MilestoneKind:
        await services.milestones.add(actor, course.cohort.id, kind=kind, title=SECRET, wall=WALL, zone="UTC")
    await services.availability.open(actor, course.cohort.id)
    await services.availability.mark(actor, course.cohort.id, lambda _: True, lambda _: "1" * 168)

    def hold(tx: Transaction) -> None:
        import_id = cohort_imports.insert(
            tx, guild_id=guild.id, cohort_id=course.cohort.id, user_id=stage.organiser.id, name=SECRET, kind=FileKind.SESSIONS,
            title="", zone="UTC", lineage="x", ignored=[SECRET], total=1,
        )  # fmt: skip
        row = {"line": 2, "uid": "x", "mark": "x", "title": SECRET, "start": WALL.isoformat(), "tzid": "AST"}
        cohort_imports.add_rows(tx, import_id, [(1, None, json.dumps(row))])

    await stage.app.database.write(hold)
    for kind in ProjectKind:
        named = {"name": f"{SECRET} {kind}", "city": SECRET}
        made = await services.exchanges.start(actor, kind, named, zone="UTC", channel_id=room.id)
        said = await services.exchange_decisions.propose(
            actor, made.id, DecisionTyped(title=SECRET, text=SECRET)
        )
        await services.exchange_decisions.set_consensus(
            actor, said.decision.id, said.decision.version, wanted=True
        )
        await services.exchange_decisions.object(actor, said.decision.id, SECRET)
        await services.exchange_actions.add(actor, made.id, SECRET, owner_id=owner.id)
        await services.exchange_stakeholders.add(actor, made.id, SECRET)

    def remind(tx: Transaction) -> None:
        for member in (owner.id, stage.member.id, stage.organiser.id):
            reminders.insert(
                tx, guild_id=guild.id, user_id=member, feature="announcements", subject_id=1, channel_id=room.id,
                message_id=None, due_at=tx.now + dt.timedelta(days=5), offset=None,
            )  # fmt: skip

    await stage.app.database.write(ask)
    await stage.app.database.write(remind)
    return guild.id


def all_announcements(tx: Transaction) -> list[Any]:
    return tx.all("SELECT id, version FROM announcement")


def of_guild(everything: dict[str, list[tuple[Any, ...]]], guild_id: int) -> dict[str, list[tuple[Any, ...]]]:
    """The rows that name a guild, and those that hang on its announcements."""
    return {
        name: [row for row in table if guild_id in row or name.startswith("announcement_")]
        for name, table in everything.items()
    }


@pytest.mark.hostile(52)
async def test_no_press_menu_or_form_reaches_a_record_of_another_guild(stage: Stage) -> None:
    """Every route, with every id that the other guild has, by an organiser here and by a member here."""
    guild_id = await elsewhere(stage)
    before = of_guild(await stage.everything(), guild_id)
    assert before["announcement"]
    assert before["reminder"]
    assert before["topic_thread"]
    assert before["charter"]
    assert len(before["maintenance"]) == 3
    versions = {row["id"]: row["version"] for row in await stage.app.database.read(all_announcements)}
    assert len(versions) == 3
    said: list[str] = []
    for name, ids in stage.bot.router.routes.items():
        if name == "privacy.erase":
            continue  # takes a person's own id, and acts on nobody else: below
        tails = {(one, version, 1)[:ids] for one in versions for version in (1, versions[one])}
        tails |= {(3333, 1, 1)[:ids]} if name.startswith("network.") else set()
        for tail in sorted(tails):
            custom_id = ":".join(map(str, (name, *tail)))
            for how in ({"values": [str(stage.news.id)]}, {"fields": FIELDS}):
                try:
                    said.append(await send_raw(stage, stage.organiser, custom_id, **how))  # type: ignore[arg-type]
                except AssertionError:
                    continue  # a form was opened: what it says is looked at below
    assert not any("Something broke" in one for one in said)
    assert not any(SECRET in one for one in said)
    requests = (str(one.json) for one in stage.env.backend.http_requests)
    assert not any(SECRET in one for one in requests)
    assert of_guild(await stage.everything(), guild_id) == before


@pytest.mark.hostile(52)
async def test_no_command_reaches_a_record_of_another_guild(stage: Stage) -> None:
    guild_id = await elsewhere(stage)
    before = of_guild(await stage.everything(), guild_id)
    for command in leaves(stage):
        if command.qualified_name.startswith("privacy"):
            continue
        for which in ("1", "2", "3"):
            given = options(stage, command)
            given |= {name: which for name in ("announcement", "outage", "maintenance") if name in given}
            if command.qualified_name == "announce new":
                given["template"] = which
            result = await stage.organiser.slash(stage.lobby, command.qualified_name, **given)
            assert SECRET not in (texts(result.modal) if result.modal else answer(result))
    assert of_guild(await stage.everything(), guild_id) == before


@pytest.mark.hostile(52)
async def test_a_reminder_of_another_guild_is_its_persons_own_in_a_direct_message_only(stage: Stage) -> None:
    """In a direct message the button names the guild; under a message of this guild it reaches nothing elsewhere."""
    guild_id = await elsewhere(stage)
    before = await stage.everything()
    for route in ("reminder.undo", "reminder.done"):
        assert "⚠️" in await stage.press_raw(stage.member, f"{route}:{guild_id}:2")
    assert "⚠️" in await stage.press_raw(stage.member, f"reminder.snooze:{guild_id}:2:0")
    assert await stage.everything() == before


# Somebody else


@pytest.mark.hostile(55)
async def test_nobody_confirms_approves_snoozes_or_erases_for_somebody_else(stage: Stage) -> None:
    await announced(stage)
    await chosen(stage, "86400")
    (reminder,) = await mine(stage)
    preview = await drafted(stage)
    confirm = buttons(preview.response)["Schedule"]
    karim = another(stage)
    before = await stage.everything()
    for custom_id, refused in (
        (confirm, "draft is gone"),
        (f"announce.discard:{await stage.newest()}", "draft is gone"),
        (f"announce.trial:{await stage.newest()}", "draft is gone"),
        (f"reminder.snooze:{stage.guild.id}:{reminder.id}:0", "⚠️"),
        (f"reminder.done:{stage.guild.id}:{reminder.id}", "⚠️"),
        (f"reminder.undo:{stage.guild.id}:{reminder.id}", "⚠️"),
        (f"reminder.cancel:{reminder.id}", "⚠️"),
        (f"reminder.here:{reminder.id}", "⚠️"),
        (f"privacy.erase:{stage.member.id}", "⚠️"),
        (f"privacy.erase:{stage.organiser.id}", "⚠️"),
    ):
        assert refused in await stage.press_raw(karim, custom_id), custom_id
    assert await stage.everything() == before


@pytest.mark.hostile(55)
async def test_its_author_approves_it_in_no_way(stage: Stage) -> None:
    await waiting(stage)
    draft = await stage.newest()
    version = (await stage.app.services.announcements.look(stage.actor(), draft)).version
    before = await stage.everything()
    for route in ("approve", "decline"):
        assert "⚠️" in await stage.press_raw(stage.organiser, f"announce.{route}:{draft}:{version}")
    said = await send_raw(
        stage, stage.organiser, f"announce.decline-reason:{draft}:{version}", fields={"reason": "x"}
    )
    assert "⚠️" in said
    assert await stage.everything() == before


# Roles


async def role_promised(
    stage: Stage, role_id: int, members: list[MemberActor], action: str = "add"
) -> list[str]:
    """Promise a role as a feature does, deliver, and tell how each ended: state and reason."""

    async def render(_: Delivery) -> Rendered:
        return Rendered(fields={"why": "a test"})

    features = {**stage.app.features, "lab": Feature(name="lab", renderers={"role": render})}
    dispatcher = Dispatcher(stage.app.database, stage.clock, stage.bot, features)

    def promise(tx: Transaction) -> None:
        for member in members:
            outbox.enqueue(
                tx,
                NewDelivery(
                    guild_id=stage.guild.id, kind=EffectKind.ROLE, feature="lab", template="role", target_id=member.id,
                    occurrence=f"lab:{role_id}:{member.id}:{action}:{tx.now}", due_at=tx.now,
                    details={"role_id": role_id, "action": action},
                ),
            )  # fmt: skip

    await stage.app.database.write(promise)
    while await dispatcher.run_once():
        pass
    return await stage.app.database.read(
        lambda tx: [
            f"{row['state']} {row['reason'] or ''}".strip()
            for row in tx.all("SELECT state, reason FROM delivery WHERE kind = 'role' ORDER BY id")
        ]
    )


@pytest.mark.hostile(56)
async def test_a_role_with_power_is_given_to_nobody_and_told_once(stage: Stage) -> None:
    """Chosen when it was harmless, it may have become an administrator's since."""
    await stage.set_channel("notices", stage.lobby)
    members = [stage.guild.add_member(stage.env.create_user(f"peer-{number}")) for number in range(3)]
    for permissions in (
        discord.Permissions(administrator=True),
        discord.Permissions(manage_roles=True),
        discord.Permissions(ban_members=True),
        discord.Permissions(mention_everyone=True),
    ):
        role = stage.guild.create_role("Crew", permissions=permissions)
        ended = await role_promised(stage, role.id, members)
        assert set(ended[-3:]) == {f"dead {ROLE_DANGEROUS}"}
        told = [text for text in posted(stage.lobby) if f"<@&{role.id}>" in text]
        assert len(told) == 1
        assert "carries rights over this server" in told[0]
        assert not any(
            role.id in stage.env.backend.get_guild(stage.guild.id).members[one.id].role_ids for one in members
        )
    shown = answer(await stage.organiser.slash(stage.lobby, "setup show"))
    assert "carries rights over this server" in shown


@pytest.mark.hostile(56)
async def test_a_role_above_the_bots_own_is_refused_by_discord_and_told_once_with_the_cure(
    stage: Stage,
) -> None:
    await stage.set_channel("notices", stage.lobby)
    role = stage.guild.create_role("Peers")
    stage.env.inject_error("PUT", f"/guilds/{stage.guild.id}/members/*", status=403, code=50013, times=None)
    members = [stage.guild.add_member(stage.env.create_user(f"peer-{number}")) for number in range(3)]
    assert set(await role_promised(stage, role.id, members)) == {f"dead {ROLE_REFUSED}"}
    (told,) = [text for text in posted(stage.lobby) if "may not give or take" in text]
    assert f"<@&{role.id}>" in told
    assert "stand above it" in told
    # Put right, it is given, and what was wrong is over.
    stage.env.backend.faults.clear()
    late = stage.guild.add_member(stage.env.create_user("late"))
    assert (await role_promised(stage, role.id, [late]))[-1] == "sent"
    assert "may not give or take" not in answer(await stage.organiser.slash(stage.lobby, "setup show"))


@pytest.mark.hostile(56)
async def test_a_role_with_power_is_looked_at_without_the_gateway_too(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    role = stage.guild.create_role("Crew", permissions=discord.Permissions(administrator=True))
    harmless = stage.guild.create_role("Peers")
    monkeypatch.setattr(stage.bot, "get_guild", lambda _: None)
    assert await role_promised(stage, role.id, [stage.member]) == [f"dead {ROLE_DANGEROUS}"]
    assert (await role_promised(stage, harmless.id, [stage.member]))[-1] == "sent"


@pytest.mark.hostile(56)
async def test_a_role_with_power_can_be_taken(stage: Stage) -> None:
    role = stage.guild.create_role("Crew", permissions=discord.Permissions(manage_messages=True))
    member = stage.guild.add_member(stage.env.create_user("peer"), roles=[role])
    assert await role_promised(stage, role.id, [member], "remove") == ["sent"]


@pytest.mark.hostile(59)
async def test_a_guild_without_any_organiser_role_is_still_its_owners(stage: Stage) -> None:
    """The last organiser takes their own role away, and the role of organisers is deleted."""
    crew = stage.guild.create_role("Crew")
    await stage.set_role(RolePurpose.ORGANISER, crew)
    stage.take_roles(stage.organiser)
    shown_to(stage, stage.organiser)
    assert "This is for organisers" in answer(await stage.organiser.slash(stage.lobby, "setup show"))
    stage.env.backend.delete_role(stage.guild.id, crew.id)
    boss = stage.guild.add_member(
        stage.env.create_user("boss"),
        roles=[stage.guild.create_role("Admin", permissions=discord.Permissions(administrator=True))],
    )
    shown = await boss.slash(stage.lobby, "setup show")
    assert "⚠️" not in answer(shown).split("\n")[0]
    assert "⚠️" not in await send_raw(stage, boss, "setup.role:0", values=[])
    assert await stage.app.database.read(lambda tx: tx.all("SELECT * FROM guild_role")) == []
