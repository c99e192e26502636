"""What founding an exchange stands: two at once, what moved meanwhile, ways round a confirmation, ends, circles, broken files, hostile names."""

import datetime as dt
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import simcord.backend.cdn
from aiohttp import web
from simcord import InteractionResult, MemberActor

from bot.config import DiscordSettings, Settings
from bot.delivery.pacing import Pace
from bot.errors import InvalidInputError, NotFoundError
from bot.exchanges import records, store
from bot.exchanges.commitments import messages, standing
from bot.exchanges.commitments.service import Proof
from bot.exchanges.model import Happening, Organisation, Project, Standing
from bot.exchanges.organisations.service import Wanted
from bot.exchanges.register import store as register
from bot.exchanges.register.model import Decision, DecisionState, Position
from bot.exchanges.rules import Move, ProjectKind, Rung
from bot.networks import known
from bot.networks.rules import NetworkFacts, OrganisationFacts, Source
from bot.storage.database import Transaction
from tests.discord.cohort_stage import as_actor
from tests.discord.conftest import Stage, answer, set_stage
from tests.discord.exchange_stage import again, comes, organisation, project, signs, speaks, sweep
from tests.discord.test_announce_pictures import Files
from tests.discord.test_exchange_telling import said_in
from tests.discord.test_hostile_commands import send_raw
from tests.discord.test_reminders import close_dms

LINK = "https://example.net/letter-of-intent"
HEAD = "organisation,kind,country,website,parent,asn,stage,evidence,valid_until,facility,speed"
A, B, C = 3333, 1103, 1299
"""Real numbers; the organisations in these tests are made up."""


@pytest.fixture
async def stage(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """What is attached in the virtual Discord is served by this machine."""
    attached, app = Files(), web.Application()
    app.router.add_get("/{path:.*}", attached.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
    monkeypatch.setattr(simcord.backend.cdn, "CDN_BASE", f"{origin}/cdn")
    async with set_stage(replace(settings, discord=DiscordSettings(api_base=f"{origin}/api/v10"))) as found:
        attached.stage = found
        found.app.pace = Pace(per_second=100_000, per_channel=10_000, new_dm_seconds=0.0)
        found.dispatcher = found.app.dispatcher(found.bot)
        yield found
    await runner.cleanup()


async def where(stage: Stage, of: Project, who: Organisation) -> Standing:
    found = await stage.app.database.read(lambda tx: store.standing(tx, of.id, who.id))
    assert found is not None
    return found


async def mass(stage: Stage, of: Project) -> int:
    return await stage.app.database.read(
        lambda tx: standing.mass(tx, records.existing(tx, stage.guild.id, of.id)).count
    )


async def history(stage: Stage, of: Project) -> list[Happening]:
    """The earliest first."""
    return (await stage.app.database.read(lambda tx: store.history(tx, of.id, limit=1000)))[::-1]


async def whats(stage: Stage, of: Project) -> list[str]:
    return [one.what for one in await history(stage, of)]


async def minutes(stage: Stage) -> str:
    return answer(await stage.member.slash(stage.lobby, "exchange history"))


async def second(stage: Stage, name: str = "salma") -> MemberActor:
    """Another organiser."""
    guild = stage.env.backend.get_guild(stage.guild.id)
    role = next(one for one in guild.roles.values() if one.name == "Team")
    who = stage.guild.add_member(stage.env.create_user(name))
    stage.env.backend.edit_member(stage.guild.id, who.id, {"role_ids": [role.id]})
    return who


async def ends(stage: Stage, of: Project, move: Move = Move.ABANDON) -> Project:
    now = await again(stage, of)
    await stage.app.services.exchange_stages.make(
        stage.actor(), of.id, now.version, move, reason="Nobody came", into="Another IX"
    )
    await stage.deliver()
    return await again(stage, of)


async def waits(
    stage: Stage, of: Project, who: Organisation, by: MemberActor, rung: Rung = Rung.LETTER
) -> Standing:
    """Somebody says it, and it waits."""

    def operation(tx: Transaction) -> Standing:
        now = records.existing(tx, stage.guild.id, of.id)
        return standing.say(tx, now, who.id, rung, as_actor(stage, by), evidence=LINK, source="recorded")

    return await stage.app.database.write(operation)


async def send(stage: Stage, *rows: str, name: str = "organisations.csv") -> InteractionResult:
    content = "\n".join((HEAD, *rows)) + "\n"
    return await stage.organiser.slash(stage.lobby, "exchange import", file=(name, content.encode()))


# Who confirms


async def test_whoever_erased_themselves_does_not_confirm_their_own_word_afterwards(stage: Stage) -> None:
    of = await project(stage)
    cedar = await organisation(stage, "Cedar", A)
    other = await second(stage)
    await waits(stage, of, cedar, stage.organiser)
    await stage.press_raw(stage.organiser, f"privacy.erase:{stage.organiser.id}")
    one = await where(stage, of, cedar)
    press = f"commit.confirm:1:{cedar.id}:{one.version}"
    said = await stage.press_raw(stage.organiser, press)
    assert "Confirmed" not in said
    assert "/exchange commit" in said
    assert (await where(stage, of, cedar)).confirmed_at is None
    # Whoever stands for it notes it anew, and another organiser confirms: nothing is stuck.
    await stage.organiser.slash(
        stage.lobby, "exchange commit", organisation=str(cedar.id), rung="letter", evidence=LINK
    )
    one = await where(stage, of, cedar)
    press = f"commit.confirm:1:{cedar.id}:{one.version}"
    assert "another organiser has to confirm" in await stage.press_raw(stage.organiser, press)
    assert "Confirmed" in await stage.press_raw(other, press)


async def test_a_port_that_another_notes_makes_nobodys_own_evidence_confirmable(stage: Stage) -> None:
    of = await project(stage)
    cedar = await organisation(stage, "Cedar", A)
    other = await second(stage)
    await waits(stage, of, cedar, stage.organiser)
    await other.slash(stage.lobby, "exchange commit", organisation=str(cedar.id), rung="letter", port="10G")
    one = await where(stage, of, cedar)
    assert one.speed == 10_000
    press = f"commit.confirm:1:{cedar.id}:{one.version}"
    assert "another organiser has to confirm" in await stage.press_raw(stage.organiser, press)
    assert "Confirmed" in await stage.press_raw(other, press)


@pytest.mark.parametrize("move", [Move.ABANDON, Move.MERGE])
async def test_after_the_end_nothing_is_confirmed_refused_imported_or_counted_anew(
    stage: Stage, move: Move
) -> None:
    of = await project(stage)
    cedar = await organisation(stage, "Cedar", A)
    other = await second(stage)
    await waits(stage, of, cedar, stage.member)
    read = await send(stage, "Oslo,,,,,AS1103,interested,,,,")
    before_end = await ends(stage, of, move)
    one = await where(stage, of, cedar)
    lines = await whats(stage, of)
    assert "has ended" in await stage.press_raw(other, f"commit.confirm:1:{cedar.id}:{one.version}")
    said = await send_raw(
        stage, other, f"commit.refused:1:{cedar.id}:{one.version}", fields={"reason": "No."}
    )
    assert "has ended" in said
    said = await send_raw(
        stage,
        stage.organiser,
        f"exchange.numbers:1:{before_end.version}",
        fields={"asn": "", "organisation": "", "wanted": "2", "servers": "1", "prefix": ""},
    )
    assert "has ended" in said
    assert "has ended" in answer(await stage.organiser.click(read.response, label="Store 1 organisation"))
    assert "has ended" in answer(await send(stage, "Oslo,,,,,AS1103,interested,,,,"))
    assert (await where(stage, of, cedar)).version == one.version
    assert await whats(stage, of) == lines


async def test_a_take_over_is_no_news_to_a_project_that_ended(stage: Stage) -> None:
    of = await project(stage)
    those = [await organisation(stage, name, asn) for name, asn in (("Cedar", A), ("Oslo", B), ("Bergen", C))]
    for one in those:
        await signs(stage, of, one)
    await stage.deliver()
    now = await ends(stage, of)
    told = said_in(stage, now.public_thread_id)
    lines = await whats(stage, of)
    await stage.app.services.organisations.put_under(stage.actor(), those[0].id, those[1].id)
    await stage.deliver()
    assert said_in(stage, now.public_thread_id) == told
    assert await whats(stage, of) == lines
    # What is one organisation now is one there too: its record stays readable.
    await stage.app.services.organisations.merge(stage.actor(), those[0].id, those[1].id)
    found = await stage.app.database.read(lambda tx: store.standings(tx, of.id))
    assert {one.organisation_id for one in found} == {those[1].id, those[2].id}


# Critical mass


async def test_another_number_of_networks_that_are_wanted_tells_what_it_makes_of_critical_mass(
    stage: Stage,
) -> None:
    of = await project(stage)
    for name, asn in (("Cedar", A), ("Oslo", B)):
        await signs(stage, of, await organisation(stage, name, asn))

    async def wanted(count: str) -> None:
        now = await again(stage, of)
        await stage.app.services.exchanges.set_numbers(
            stage.actor(), of.id, now.version, {"wanted": count, "servers": "2"}
        )

    await wanted("2")
    assert (await whats(stage, of))[-1] == "mass-reached"
    await wanted("4")
    assert (await whats(stage, of))[-1] == "mass-lost"
    await wanted("3")
    assert (await whats(stage, of))[-1] == "edited", "not reached before, and not now"


async def test_a_merger_names_who_counts_no_more_and_not_who_still_does(stage: Stage) -> None:
    of = await project(stage)
    cedar, oslo = await organisation(stage, "Cedar", A), await organisation(stage, "Oslo", B)
    for one in (cedar, oslo):
        await signs(stage, of, one)
    await stage.app.services.organisations.merge(stage.actor(), oslo.id, cedar.id)
    assert await mass(stage, of) == 1
    said = await minutes(stage)
    assert "Oslo no longer counts" in said
    assert "Cedar no longer counts" not in said


async def test_who_withdrew_as_one_does_not_withdraw_what_the_other_record_says(stage: Stage) -> None:
    of = await project(stage)
    cedar, oslo = await organisation(stage, "Cedar", A), await organisation(stage, "Oslo", B)
    await signs(stage, of, oslo)
    await signs(stage, of, oslo, Rung.DECLINED)
    await signs(stage, of, cedar, Rung.INTENDS)
    await stage.app.services.organisations.merge(stage.actor(), oslo.id, cedar.id)
    assert (await where(stage, of, cedar)).rung is Rung.INTENDS


@pytest.mark.parametrize("down", [True, False])
async def test_no_merger_closes_a_circle_of_parents(stage: Stage, down: bool) -> None:
    """Top controls middle controls low; the ends become one."""
    service = stage.app.services.organisations
    top, middle, low = [
        await organisation(stage, name, asn) for name, asn in (("Top", A), ("Middle", B), ("Low", C))
    ]
    await service.put_under(stage.actor(), middle.id, top.id)
    await service.put_under(stage.actor(), low.id, middle.id)
    gone, kept = (top, low) if down else (low, top)
    await service.merge(stage.actor(), gone.id, kept.id)
    found = await stage.app.database.read(lambda tx: store.organisations(tx, stage.guild.id))
    assert {one.name: one.parent_id for one in found.values()} == {kept.name: None, "Middle": kept.id}


async def test_an_organisation_that_is_called_like_a_number_takes_nobodys_place(stage: Stage) -> None:
    of = await project(stage)
    cedar = await organisation(stage, "Zeta", A)
    decoy = await organisation(stage, str(cedar.id), B)
    await stage.organiser.slash(stage.lobby, "exchange commit", organisation=str(cedar.id), rung="interested")
    assert (await where(stage, of, cedar)).rung is Rung.INTERESTED
    assert await stage.app.database.read(lambda tx: store.standing(tx, of.id, decoy.id)) is None


async def test_a_project_that_is_called_like_a_number_takes_nobodys_place(stage: Stage) -> None:
    made = await project(stage, name="Zeta IX")
    await project(stage, name=str(made.id))
    assert "Zeta IX" in answer(await stage.member.slash(stage.lobby, "exchange show", exchange=str(made.id)))


# Files


async def test_a_file_with_a_day_that_is_past_ends_nobodys_commitment(stage: Stage) -> None:
    of = await project(stage)
    cedar = await organisation(stage, "Cedar", A)
    await signs(stage, of, cedar, until=dt.date(2027, 6, 30))
    before = await where(stage, of, cedar)
    for row in (f"Cedar,,,,,,letter,{LINK},2026-01-01,,", "Cedar,,,,,,,,2026-11-23,,"):
        assert "Store" not in answer(await send(stage, row))
    assert await where(stage, of, cedar) == before
    # What else such a row tells is taken.
    shown = await send(stage, f"Cedar,,,,,,letter,{LINK},2026-01-01,,10G")
    await stage.organiser.click(shown.response, label="Store 1 organisation")
    after = await where(stage, of, cedar)
    assert (after.speed, after.valid_until, after.confirmed_at) == (
        10_000, before.valid_until, before.confirmed_at,
    )  # fmt: skip
    assert await mass(stage, of) == 1


@pytest.mark.parametrize("odd", [[], {}, [1], "1", None, 1.5])
async def test_a_list_with_an_exchange_id_of_any_kind_is_read(stage: Stage, odd: Any) -> None:
    await project(stage)
    document = {
        "version": "1.0",
        "timestamp": "2026-11-01T00:00:00Z",
        "ixp_list": [{"ixp_id": odd, "shortname": "Cedar IX"}, {"ixp_id": 2, "shortname": "Other"}],
        "member_list": [
            {"asnum": A, "name": "Cedar", "connection_list": [{"ixp_id": odd, "state": "active"}]},
            {"asnum": B, "name": "Oslo", "connection_list": [{"ixp_id": 2, "state": "active"}]},
        ],
    }
    said = answer(
        await stage.organiser.slash(
            stage.lobby, "exchange import", file=("m.json", json.dumps(document).encode())
        )
    )
    assert "Something broke" not in said
    assert "read for **Cedar IX**" in said


# Decisions


async def undecided(stage: Stage, of: Project) -> Decision:
    """A decision whose poll came to nothing."""
    typed = {"title": "One vote each", "text": "", "topic": ["voting-rule"], "evidence": "", "review": ""}
    form = await stage.organiser.slash(stage.news, "exchange decision add")
    await stage.organiser.submit_modal(form, typed)
    await stage.press_raw(stage.organiser, "register.vote:1", stage.news)
    await stage.app.services.polls.confirm(stage.actor(), 1, 1)
    poll = (await stage.app.services.polls.look(stage.actor(), 1)).poll
    assert poll.closes_at is not None
    stage.clock.advance(poll.closes_at + dt.timedelta(seconds=10) - stage.clock.now())
    await stage.deliver()
    closed = (await stage.app.services.polls.look(stage.actor(), 1)).poll
    await stage.app.services.closing.certify(
        stage.actor(), 1, closed.version, text="Nobody came.", option="", review_on=""
    )
    await sweep(stage)
    return await decision(stage)


async def decision(stage: Stage, number: int = 1) -> Decision:
    found = await stage.app.database.read(lambda tx: register.decision(tx, stage.guild.id, number))
    assert found is not None
    return found


async def test_a_poll_that_decided_nothing_is_not_said_to_have_adopted(stage: Stage) -> None:
    of = await project(stage)
    one = await undecided(stage, of)
    assert one.state is DecisionState.DISCUSSED
    await stage.press_raw(stage.organiser, f"register.adopt-confirm:1:{one.version}", stage.news)
    assert (await decision(stage)).state is DecisionState.ADOPTED
    assert "by a poll" not in await minutes(stage)


async def test_what_a_poll_left_open_is_put_to_a_vote_again(stage: Stage) -> None:
    of = await project(stage)
    await undecided(stage, of)
    said = await stage.press_raw(stage.organiser, "register.vote:1", stage.news)
    assert "This is a draft of a poll about the decision" in said


# What is told


async def test_a_deleted_thread_swallows_none_of_several_lines(stage: Stage) -> None:
    of = await project(stage)
    await stage.deliver()
    now = await again(stage, of)
    stage.env.backend.delete_channel(now.public_thread_id or 0)
    stage.env.backend.delete_channel(now.thread_id or 0)
    await stage.set_channel("notices", stage.lobby)
    cedar, oslo = await organisation(stage, "Cedar", A), await organisation(stage, "Oslo", B)
    for who, asn in ((cedar, A), (oslo, B)):
        await speaks(stage, stage.member, asn)
        await stage.app.services.commitments.say(
            as_actor(stage, stage.member), of.id, Rung.INTENDS, who.id * 2
        )
        await stage.app.services.commitments.withdraw(as_actor(stage, stage.member), of.id, who.id * 2)
    for move in (Move.STALL, Move.RESUME):
        version = (await again(stage, of)).version
        await stage.app.services.exchange_stages.make(stage.actor(), of.id, version, move, reason="A holiday")
    await stage.deliver()
    everywhere = "\n".join(said_in(stage, stage.news.id))
    assert "stands still" in everywhere
    assert "goes on at" in everywhere
    for name in ("Cedar", "Oslo"):
        assert any(name in one for one in said_in(stage, stage.lobby.id)), name


async def test_a_closed_door_and_a_deleted_thread_leave_nobody_without_word(stage: Stage) -> None:
    of = await project(stage)
    await stage.deliver()
    await stage.set_channel("notices", stage.lobby)
    cedar = await organisation(stage, "Cedar", A)
    await speaks(stage, stage.member, A)
    await stage.app.services.people.set_dm(as_actor(stage, stage.member), allowed=True)
    await signs(stage, of, cedar, until=dt.date(2027, 1, 31))
    close_dms(stage, stage.member)
    stage.env.backend.delete_channel((await again(stage, of)).thread_id or 0)
    await comes(stage, "2027-01-01")
    await stage.deliver()
    (word,) = [one for one in said_in(stage, stage.lobby.id) if "Cedar" in one]
    assert "did not reach" in word


async def test_a_page_of_the_minutes_shows_every_line_of_it(stage: Stage) -> None:
    of = await project(stage)

    def operation(tx: Transaction) -> None:
        now = records.existing(tx, stage.guild.id, of.id)
        for number in range(11):
            reason = f"n{number:02} " + "*" * 390
            records.happened(
                tx, now, stage.actor(), "stepped-back", stage_from="support", stage_to="need", reason=reason
            )

    await stage.app.database.write(operation)
    said = await minutes(stage)
    assert [f"n{number:02}" for number in range(11) if f"n{number:02}" not in said] == []


# Two at once


async def test_a_form_of_before_another_organisers_edit_overwrites_nothing(stage: Stage) -> None:
    cedar = await organisation(stage, "Cedar", A)
    other = await second(stage)
    form = await stage.organiser.slash(stage.lobby, "organisation edit", organisation=str(cedar.id))
    theirs = await other.slash(stage.lobby, "organisation edit", organisation=str(cedar.id))
    await other.submit_modal(
        theirs, {"name": "Cedar", "kind": ["nren"], "country": "NO", "website": "https://cedar.example"}
    )
    refused = await stage.organiser.submit_modal(
        form, {"name": "Cedar SAL", "kind": ["network"], "country": "LB", "website": ""}
    )
    said = answer(refused)
    found = await stage.app.database.read(lambda tx: store.organisation(tx, stage.guild.id, cedar.id))
    assert found is not None
    kept = await stage.press_raw(stage.member, "organisation.again:1")
    assert "Cedar SAL" not in kept, "what somebody typed is theirs"
    again = await stage.organiser.click(
        refused.followups[-1] if refused.followups else refused.response, label="Back to the form"
    )
    assert "Cedar SAL" in str(again.modal)
    assert "LB" in str(again.modal)
    assert (found.name, found.country, found.website) == ("Cedar", "NO", "https://cedar.example")
    assert "changed" in said


async def test_whoever_speaks_for_more_networks_than_a_menu_holds_gets_a_menu(stage: Stage) -> None:
    await project(stage)
    numbers = list(range(3000, 3040))

    def operation(tx: Transaction) -> None:
        for asn in numbers:
            facts = NetworkFacts(
                asn=asn,
                name=f"Net {asn}",
                source=Source.IMPORT,
                at=tx.now,
                organisation=OrganisationFacts(name="🦊" * 50 + f"@everyone {asn}"),
            )
            known.remember(tx, stage.guild.id, facts)

    await stage.app.database.write(operation)
    for asn in numbers:
        await speaks(stage, stage.member, asn)
    for press in ("commit.say:1:2", "commit.mine:1", "commit.withdraw:1"):
        said = await stage.press_raw(stage.member, press)
        assert "Something broke" not in said


FOX = "🦊" * 100
"""As long as a name may be, and twice that as Discord counts."""
NASTY = "<@1> @everyone **x** ](http://evil.example) \u202eevil \u2066\n# " + "ش" * 40


@pytest.mark.parametrize("called", [FOX, NASTY, "`" * 100, "|" * 100, "👩‍👩‍👧‍👦" * 14])
async def test_the_longest_and_strangest_names_fit_every_card_form_and_option(
    stage: Stage, called: str
) -> None:
    of = await project(stage, name=called[:30])
    await stage.deliver()
    cedar = await organisation(stage, called, A)
    oslo = await organisation(stage, called[:-1] + "x", B)
    await speaks(stage, stage.member, A)
    await signs(stage, of, oslo, until=dt.date(2027, 1, 31))
    await waits(stage, of, cedar, stage.member)
    await stage.organiser.slash(stage.lobby, "exchange stakeholder add", organisation=cedar.name)
    form = await stage.organiser.slash(stage.lobby, "exchange decision add")
    await stage.organiser.submit_modal(
        form,
        {"title": called[:70], "text": (NASTY * 40)[:2000], "topic": ["other"], "evidence": "", "review": ""},
    )
    await stage.organiser.slash(stage.lobby, "exchange action add", what=called)
    for press in (
        "exchange.show:1", "exchange.edit:1", "exchange.moves:1", "exchange.move:1:0", "exchange.move:1:5",
        "exchange.history:1:1", "exchange.list:1", "exchange.form:1:0", "exchange.form:1:1", "exchange.minutes:1",
        "commit.ladder:1:1", "commit.waiting:1:1", f"commit.refuse:1:{cedar.id}:1", "register.decisions:1:1",
        "register.decision:1", "register.decision-edit:1", "register.actions:1:0:1", "register.stakeholders:1:0:1",
        f"organisation.show:{cedar.id}", f"organisation.edit:{cedar.id}", "organisation.list:0:1",
    ):  # fmt: skip
        said = await stage.press_raw(stage.organiser, press)
        assert "Something broke" not in said, press
        assert "⚠️" not in said, press
    code = messages.code
    for press in (
        "commit.mine:1", f"commit.say:1:{code(Rung.LETTER)}", f"commit.sign:1:{code(Rung.MOU)}:{cedar.id * 2}",
        f"commit.say:1:{code(Rung.INTENDS)}", "commit.withdraw:1",
    ):  # fmt: skip
        said = await stage.press_raw(stage.member, press)
        assert "Something broke" not in said, press
    for command, option in (
        ("exchange commit", "organisation"), ("organisation show", "organisation"),
        ("exchange show", "exchange"), ("exchange decision show", "decision"),
    ):  # fmt: skip
        assert await stage.organiser.autocomplete(stage.lobby, command, option, ""), command
    shown = await stage.organiser.slash(
        stage.lobby, "organisation merge", organisation=str(oslo.id), into=str(cedar.id)
    )
    assert "one record" in answer(shown)
    await comes(stage, "2027-01-01")
    await stage.deliver()
    dead = await stage.app.database.read(
        lambda tx: tx.all("SELECT template, reason FROM delivery WHERE state = 'dead'")
    )
    assert [tuple(row) for row in dead] == []


# Days


@pytest.mark.parametrize(
    ("zone", "lapses"),
    [
        ("Pacific/Kiritimati", "2027-03-31 10:00"),
        ("Pacific/Pago_Pago", "2027-04-01 11:00"),
        ("America/Santiago", "2027-04-01 03:00"),
        ("Asia/Kathmandu", "2027-03-31 18:15"),
    ],
)
async def test_a_commitment_ends_with_its_last_day_where_the_project_is(
    stage: Stage, zone: str, lapses: str
) -> None:
    of = await stage.app.services.exchanges.start(
        stage.actor(), ProjectKind.EXCHANGE, {"name": "Far IX"}, zone=zone, channel_id=stage.news.id
    )
    cedar = await organisation(stage, "Cedar", A)
    await signs(stage, of, cedar, until=dt.date(2027, 3, 31))
    at = dt.datetime.fromisoformat(lapses).replace(tzinfo=dt.UTC)
    stage.clock.advance(at - dt.timedelta(seconds=1) - stage.clock.now())
    await sweep(stage)
    assert (await where(stage, of, cedar)).rung is Rung.LETTER
    assert await mass(stage, of) == 1
    stage.clock.advance(dt.timedelta(seconds=1))
    assert await mass(stage, of) == 0
    await sweep(stage)
    await sweep(stage)
    assert (await where(stage, of, cedar)).rung is Rung.LAPSED
    assert (await whats(stage, of)).count("commitment-lapsed") == 1


# Files that nobody wrote in good faith


@pytest.mark.hostile(49)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig"])
async def test_a_table_in_another_encoding_is_read(stage: Stage, encoding: str) -> None:
    await project(stage)
    content = f"{HEAD}\r\nCafé Réseau,,LB,,,AS3333,interested,,,,\r\n"
    raw = content.encode(encoding)
    if encoding == "utf-16-le":
        raw = b"\xff\xfe" + raw
    shown = await stage.organiser.slash(stage.lobby, "exchange import", file=("x.csv", raw))
    seen = answer(await stage.organiser.click(shown.response, label="New: 1"))
    assert "Café Réseau" in seen


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\x00" * 4096, b"\xff\xfe", b"\x1f\x8b" + b"\x00" * 64, b"PK\x03\x04" + b"\x00" * 64,
        b"[" * 200_000, b'{"member_list":' + b"[" * 100_000, b'{"member_list": [' + b"9" * 6_000 + b"]}",
        b'{"member_list": [1, null, [], "x", {}, {"asnum": NaN}, {"asnum": 1e400}]}',
        b'{"organisations": [1, null, {"name": {}}, {"networks": 7}, {"networks": [{"asn": {}}]}]}',
        b'{"member_list": [{"asnum": 3333, "name": 7, "url": [], "connection_list": 1}], "ixp_list": 7, "version": {}}',
        b'{"member_list": [{"asnum": 3333, "connection_list": [{"ixp_id": 1, "state": 7, "if_list": {"a": 1}}]}]}',
        b'{"member_list": [{"asnum": 3333, "connection_list": [{"if_list": [{"if_speed": Infinity, "switch_id": []}]}]}]}',
        b'{"member_list": [{"asnum": 3333, "connection_list": [{"vlan_list": [{"ipv4": {"address": {}}}, 3]}]}]}',
        b"<!DOCTYPE x [<!ENTITY a '&b;&b;'>]><x>&a;</x>", b"asn\n" + b"AS3333," * 100_000,
        b"organisation,asn\n" + b'"' * 100_000, b"organisation\n" + b"A" * 1_000_000 + b"\n",
        b'{"organisations": [{"name": "\\ud800", "evidence": "https://x.example/\\ud800"}]}',
        b"organisation,speed,valid_until\nA,9e999,2027-02-30\nB,-1,0000-00-00\n",
    ],
    ids=range(20),
)  # fmt: skip
async def test_a_file_in_bad_faith_breaks_nothing_and_stores_nothing(stage: Stage, content: bytes) -> None:
    await project(stage)
    shown = await stage.organiser.slash(stage.lobby, "exchange import", file=("x", content))
    assert "Something broke" not in answer(shown)
    assert await stage.app.database.read(lambda tx: store.organisations(tx, stage.guild.id)) == {}


async def test_a_look_alike_of_a_host_is_told_in_evidence(stage: Stage) -> None:
    of = await project(stage)
    cedar = await organisation(stage, "Cedar", A)
    await stage.organiser.slash(
        stage.lobby, "exchange commit", organisation=str(cedar.id), rung="letter",
        evidence="https://еxample.net/letter",  # noqa: RUF001 - the look-alike is what is tried
    )  # fmt: skip
    assert (await where(stage, of, cedar)).rung is Rung.LETTER
    one = await stage.organiser.slash(
        stage.lobby, "exchange commit", organisation=str(cedar.id), rung="letter", port="1G"
    )
    assert "[xn--xample-2of.net](https://" in answer(one)


# Several at once, and again


@pytest.mark.hostile(51)
async def test_a_role_lost_between_the_button_and_the_form_leaves_everything_as_it_was(stage: Stage) -> None:
    of = await project(stage)
    cedar, oslo = await organisation(stage, "Cedar", A), await organisation(stage, "Oslo", B)
    await waits(stage, of, cedar, stage.member)
    read = await send(stage, "Bergen,,,,,AS1299,interested,,,,")
    preview = await stage.organiser.slash(
        stage.lobby, "organisation merge", organisation=str(oslo.id), into=str(cedar.id)
    )
    one = await where(stage, of, cedar)
    form = await stage.organiser.slash(stage.lobby, "organisation edit", organisation=str(cedar.id))
    stage.take_roles(stage.organiser)
    before = await stage.everything()
    answers = [
        answer(await stage.organiser.click(read.response, label="Store 1 organisation")),
        answer(await stage.organiser.click(preview.response, label="Make one record of them")),
        answer(await stage.organiser.submit_modal(form, {"name": "Mine", "kind": ["other"]})),
        await stage.press_raw(stage.organiser, f"commit.confirm:1:{cedar.id}:{one.version}"),
        await send_raw(
            stage, stage.organiser, f"commit.refused:1:{cedar.id}:{one.version}", fields={"reason": "No."}
        ),
        await stage.press_raw(stage.organiser, f"exchange.go:1:{(await again(stage, of)).version}:3"),
    ]
    assert [one for one in answers if "⚠️" not in one] == []
    assert await stage.everything() == before


async def test_a_chain_of_mergers_ends_in_one_record_that_counts_once(stage: Stage) -> None:
    of = await project(stage)
    names = ("Cedar", "Oslo", "Bergen", "Tyre")
    those = [await organisation(stage, name, asn) for name, asn in zip(names, (A, B, C, 1200), strict=True)]
    for one in those:
        await signs(stage, of, one)
    service = stage.app.services.organisations
    await service.merge(stage.actor(), those[0].id, those[1].id)
    await service.merge(stage.actor(), those[1].id, those[2].id)
    assert await mass(stage, of) == 2
    # The first name leads to the last record, for everybody who still uses it.
    shown = await stage.member.slash(stage.lobby, "organisation show", organisation="Cedar")
    assert "Bergen" in answer(shown)
    await speaks(stage, stage.member, A)
    said = await stage.press_raw(stage.member, f"commit.withdraw-as:1:{those[0].id * 2}")
    assert "Bergen has withdrawn" in said
    assert await mass(stage, of) == 1
    found = await stage.app.database.read(lambda tx: store.standings(tx, of.id))
    assert {one.organisation_id for one in found} == {those[2].id, those[3].id}
    for one in those[:2]:
        press = f"organisation.merge-confirm:{one.id}:{those[3].id}"
        assert "no such organisation" in await stage.press_raw(stage.organiser, press)


async def test_a_number_that_moves_to_another_organisation_counts_there_alone(stage: Stage) -> None:
    of = await project(stage)
    cedar, oslo = await organisation(stage, "Cedar", A), await organisation(stage, "Oslo", B)
    await signs(stage, of, cedar)
    assert await mass(stage, of) == 1
    await stage.app.services.organisations.link(stage.actor(), oslo.id, A)
    assert await mass(stage, of) == 0, "Cedar has no number of its own any more"
    await signs(stage, of, oslo)
    assert await mass(stage, of) == 1, "two numbers of one organisation are one network"
    # The exchange's own number and its own owner never count, whenever they come to be so.
    now = await again(stage, of)
    fields = {"wanted": "3", "servers": "2", "organisation": "Oslo"}
    await stage.app.services.exchanges.set_numbers(stage.actor(), of.id, now.version, fields)
    assert await mass(stage, of) == 0


async def test_withdrawing_refusing_and_taking_back_confirm_nothing(stage: Stage) -> None:
    """The same person says it and goes every other way: none of them ends in a confirmation."""
    of = await project(stage)
    cedar = await organisation(stage, "Cedar", A)
    await speaks(stage, stage.organiser, A)
    other = await second(stage)
    await waits(stage, of, cedar, stage.organiser)

    async def confirmed() -> bool:
        return (await where(stage, of, cedar)).confirmed_at is not None or await mass(stage, of) > 0

    party = cedar.id * 2
    await stage.press_raw(stage.organiser, f"commit.withdraw-as:1:{party}")
    version = (await where(stage, of, cedar)).version
    assert "⚠️" in await stage.press_raw(stage.organiser, f"commit.restore:1:{party}:{version}")
    assert not await confirmed()
    shown = await send(stage, f"Cedar,,,,,,letter,{LINK},,,")
    if "Store" in answer(shown):
        await stage.organiser.click(shown.response, label="Store 1 organisation")
    assert not await confirmed()
    await waits(stage, of, cedar, stage.organiser)
    for rung in ("letter", "mou", "letter"):
        await stage.organiser.slash(
            stage.lobby, "exchange commit", organisation=str(cedar.id), rung=rung, evidence=LINK
        )
        version = (await where(stage, of, cedar)).version
        await stage.press_raw(stage.organiser, f"commit.confirm:1:{cedar.id}:{version}")
        assert not await confirmed(), rung
    # A merger of an unconfirmed word with another record confirms nothing either.
    twin = await organisation(stage, "Twin", B)
    await waits(stage, of, twin, stage.organiser, Rung.MOU)
    await stage.app.services.organisations.merge(stage.actor(), twin.id, cedar.id)
    assert not await confirmed()
    one = await where(stage, of, cedar)
    press = f"commit.confirm:1:{cedar.id}:{one.version}"
    assert "another organiser has to confirm" in await stage.press_raw(stage.organiser, press)
    assert "Confirmed" in await stage.press_raw(other, press)


async def test_ids_of_another_guild_lead_nowhere_in_what_is_stored(stage: Stage) -> None:
    of = await project(stage)
    cedar = await organisation(stage, "Cedar", A)
    await waits(stage, of, cedar, stage.member)
    guild = stage.env.create_guild("Elsewhere")
    owner = guild.add_member(stage.env.create_user("zeina"))
    theirs = replace(stage.actor(), guild_id=guild.id, user_id=owner.id)
    there = await stage.app.services.exchanges.start(
        theirs, ProjectKind.EXCHANGE, {"name": "Their IX"}, zone="UTC",
        channel_id=guild.create_text_channel("room").id,
    )  # fmt: skip
    before = await stage.everything()
    services = stage.app.services
    one = await where(stage, of, cedar)
    for attempt in (
        services.commitments.confirm(theirs, of.id, cedar.id, one.version),
        services.commitments.confirm(theirs, there.id, cedar.id, one.version),
        services.commitments.record(theirs, there.id, str(cedar.id), Rung.INTENDS, Proof()),
        services.commitments.one(theirs, there.id, cedar.id),
        services.organisations.put_under(theirs, cedar.id, None),
        services.organisations.merge(theirs, cedar.id, cedar.id),
        services.exchange_stages.make(theirs, of.id, of.version, Move.STALL, reason="Mine"),
        services.exchange_inside.enter(theirs, of.id),
        services.exchange_imports.require(theirs, of.id),
    ):
        with pytest.raises(NotFoundError):
            await attempt
    assert await stage.everything() == before


async def test_a_take_over_through_a_stranger_is_seen_through(stage: Stage) -> None:
    """Two sign; who owns both signs nothing, and is named by nobody but the chain of owners."""
    of = await project(stage)
    cedar, oslo = await organisation(stage, "Cedar", A), await organisation(stage, "Oslo", B)
    for one in (cedar, oslo):
        await signs(stage, of, one)
    service = stage.app.services.organisations
    made = [await service.add(stage.actor(), Wanted(name=f"Holding {n}", kind="other")) for n in range(3)]
    ids = [one.organisation.id for one in made]
    await service.put_under(stage.actor(), ids[0], ids[1])
    await service.put_under(stage.actor(), ids[1], ids[2])
    await service.put_under(stage.actor(), cedar.id, ids[0])
    assert await mass(stage, of) == 2
    await service.put_under(stage.actor(), oslo.id, ids[2])
    assert await mass(stage, of) == 1
    assert (await whats(stage, of))[-1] == "mass-regrouped"
    with pytest.raises(InvalidInputError):
        await service.put_under(stage.actor(), ids[2], cedar.id)
    # Told as well where the owner's owner alone changes: nobody on the ladder was touched.
    await service.put_under(stage.actor(), ids[1], None)
    assert await mass(stage, of) == 2
    assert (await whats(stage, of))[-1] == "mass-regrouped"


async def test_a_morning_is_told_once_through_restarts_edits_and_a_pause(stage: Stage) -> None:
    of = await project(stage)
    await stage.deliver()
    cedar = await organisation(stage, "Cedar", A)
    await signs(stage, of, cedar, until=dt.date(2027, 1, 31))
    await comes(stage, "2027-01-01")
    await stage.restart()
    await sweep(stage)
    await stage.organiser.slash(
        stage.lobby, "exchange commit", organisation=str(cedar.id), rung="letter", port="10G"
    )
    await comes(stage, "2027-01-02")
    inside = said_in(stage, (await again(stage, of)).thread_id)
    assert len([one for one in inside if "Cedar" in one]) == 1
    await comes(stage, "2027-01-24")
    await sweep(stage)
    inside = said_in(stage, (await again(stage, of)).thread_id)
    assert len([one for one in inside if "Cedar" in one]) == 2


async def test_nothing_confidential_reaches_the_minutes_the_public_thread_or_a_member(stage: Stage) -> None:
    of = await project(stage)
    await stage.deliver()
    cedar = await organisation(stage, "Cedar", A)
    canaries = {
        "link": "https://canary-link.example/x", "note": "canary-note", "file": "canary-file.pdf",
        "do": "canary-todo", "position": "opposes",
    }  # fmt: skip
    await stage.organiser.slash(
        stage.lobby, "exchange commit", organisation=str(cedar.id), rung="letter", evidence=canaries["link"]
    )
    await stage.organiser.slash(
        stage.lobby,
        "exchange commit",
        organisation=str(cedar.id),
        rung="mou",
        file=(canaries["file"], b"%PDF"),
    )
    services = stage.app.services
    who = await services.exchange_stakeholders.add(stage.actor(), of.id, "Regulator")
    await services.exchange_stakeholders.edit(
        stage.actor(), who.stakeholder.id, who.stakeholder.version, position=Position.OPPOSES,
        note=canaries["note"], contacted="",
    )  # fmt: skip
    await services.exchange_actions.add(
        stage.actor(), of.id, canaries["do"], due="2026-12-01", about=f"stakeholder:{who.stakeholder.id}"
    )
    await stage.press_raw(stage.organiser, "exchange.proven:1:0")
    await comes(stage, "2026-11-30")
    now = await again(stage, of)
    seen = said_in(stage, now.public_thread_id) + said_in(stage, stage.news.id)
    for press in (
        "exchange.show:1", "exchange.history:1:1", "commit.ladder:1:1", "register.actions:1:0:1",
        "register.decisions:1:1", "register.stakeholders:1:0:1", "register.stakeholder:1", "commit.waiting:1:1",
        "commit.file:1", "register.action:1", f"organisation.show:{cedar.id}",
    ):  # fmt: skip
        seen.append(await stage.press_raw(stage.member, press))
    everything = "\n".join(seen)
    assert [one for one in canaries.values() if one in everything] == []
    minutes_of_all = await services.exchanges.all_minutes(as_actor(stage, stage.member), of.id)
    assert not any(one in repr(minutes_of_all) for one in canaries.values())
