"""/exchange start, list, show, edit and history through real commands and clicks."""

import datetime as dt

import discord
import pytest
from simcord import InteractionResult, MemberActor, ResponseMessage
from simcord.backend.models.channel import Overwrite
from simcord.enums import OverwriteType

from bot.delivery.pacing import Pace
from bot.exchanges import records, store
from bot.exchanges.commitments import standing
from bot.exchanges.founding import messages
from bot.exchanges.founding import service as founding
from bot.exchanges.model import LinkedPoll, Project, Purpose, Rir
from bot.exchanges.rules import ProjectKind, Rung, Stage
from bot.limits import violations
from bot.networks import known
from bot.networks.rules import NetworkFacts, OrganisationFacts, Source
from bot.polls import store as polls
from bot.polls.rules import Kind, Method, Poll, PollState
from bot.storage.database import Transaction
from tests.discord import exchange_stage
from tests.discord.conftest import Stage as Set
from tests.discord.conftest import answer, buttons, texts


@pytest.fixture(autouse=True)
def hurry(stage: Set) -> None:
    """Send without waiting: Discord is not here to mind."""
    stage.app.pace = Pace(per_second=100_000, per_channel=10_000, new_dm_seconds=0.0)
    stage.dispatcher = stage.app.dispatcher(stage.bot)


CEDAR = {"name": "Cedar IX", "city": "Beirut", "country": "Lebanon"}


def shown(result: InteractionResult) -> ResponseMessage:
    found = result.followups[-1] if result.followups else result.response
    assert found is not None
    return found


async def begun(
    stage: Set, kind: str = "exchange", who: MemberActor | None = None, **fields: str
) -> InteractionResult:
    who = who or stage.organiser
    form = await who.slash(stage.news, "exchange start", kind=kind)
    return await who.submit_modal(form, CEDAR | fields)


async def project(stage: Set, exchange_id: int = 1) -> Project:
    found = await stage.app.database.read(lambda tx: store.get(tx, stage.guild.id, exchange_id))
    assert found is not None
    return found


async def told(stage: Set, exchange_id: int = 1) -> list[str]:
    """What the history says happened, the earliest first."""
    found = await stage.app.database.read(lambda tx: store.history(tx, exchange_id, limit=1000))
    return [one.what for one in reversed(found)]


async def edited(stage: Set, form: int, **fields: str) -> InteractionResult:
    """Fill in one of the two forms of the edit card as it stands, but for these fields."""
    card = await stage.organiser.slash(stage.news, "exchange edit")
    label = ("Name and place", "Numbers")[form]
    opened = await stage.organiser.click(shown(card), custom_id=buttons(shown(card))[label])
    return await stage.organiser.submit_modal(opened, fields)


async def test_a_project_is_started_shown_listed_and_told_to_everybody(stage: Set) -> None:
    said = answer(await begun(stage))
    assert "Cedar IX is started" in said
    assert "Beirut, Lebanon" in said
    assert "RIPE NCC" in said  # left open: the registry that serves Lebanon
    assert "three" not in said
    found = await project(stage)
    assert (found.kind, found.stage) == (ProjectKind.EXCHANGE, Stage.NEED)
    assert (found.country, found.rir, found.zone) == ("LB", Rir.RIPE, "UTC")
    assert found.channel_id == stage.news.id
    await stage.deliver()
    card = next(
        texts(one) for one in stage.news.history() if one.components and "Critical mass" in texts(one)
    )
    assert "0 of 3 independent networks" in card
    assert "Need assessment · step 1 of 9" in card
    assert "Before “Building support”" in card
    assert "the need is written down: not shown yet" in card
    assert "organisations known by name: 0 of 3" in card
    assert "nobody has said anything yet" in card

    home = answer(await stage.member.slash(stage.lobby, "exchange show"))
    assert "0 of 3 independent networks" in home
    assert "0 of 100 points" in home
    assert "Next stage" not in home  # a member moves nothing
    assert "Next stage" in answer(await stage.organiser.slash(stage.lobby, "exchange show"))
    listed = answer(await stage.member.slash(stage.lobby, "exchange list"))
    assert "Cedar IX" in listed
    assert "next gate: 0 of 2 met" in listed
    assert await told(stage) == ["started"]


async def test_a_nog_has_its_own_way(stage: Set) -> None:
    said = answer(await begun(stage, "nog", name="Cedar NOG"))
    assert "Cedar NOG is started" in said
    home = answer(await stage.member.slash(stage.lobby, "exchange show"))
    assert "Convening · step 1 of 5" in home
    assert "different organisations with a convenor: 0 of 3" in home
    assert "Critical mass" not in home


async def test_without_a_kind_one_is_asked(stage: Set) -> None:
    asked = await stage.organiser.slash(stage.news, "exchange start")
    found = buttons(shown(asked))
    form = await stage.organiser.click(shown(asked), custom_id=found["Network operators group"])
    assert "NOG" in answer(await stage.organiser.submit_modal(form, CEDAR | {"name": "Cedar NOG"}))
    assert (await project(stage)).kind is ProjectKind.NOG
    offered = await stage.organiser.autocomplete(stage.news, "exchange start", "kind", "exch")
    assert [one["value"] for one in offered] == ["exchange"]
    wrong = answer(await stage.organiser.slash(stage.news, "exchange start", kind="club"))
    assert "Choose what is founded" in wrong


async def test_members_see_everything_and_change_nothing(stage: Set) -> None:
    await begun(stage)
    before = await stage.everything()
    for command in ("exchange start", "exchange edit"):
        assert "Only organisers" in answer(await stage.member.slash(stage.news, command)), command
    for route in ("edit:1", "form:1:0", "names:1:1", "numbers:1:1", "begin", "kind:0"):
        assert "Only organisers" in await stage.press_raw(stage.member, f"exchange.{route}"), route
    assert await stage.everything() == before
    assert "Cedar IX" in await stage.press_raw(stage.member, "exchange.show:1")
    assert "was started" in await stage.press_raw(stage.member, "exchange.history:1:1")


async def test_nothing_here_yet_is_said_with_what_to_do(stage: Set) -> None:
    assert "Nothing is being founded here yet" in answer(
        await stage.member.slash(stage.news, "exchange list")
    )
    assert "/exchange start" in answer(await stage.member.slash(stage.news, "exchange show"))
    assert "Start a project" in answer(await stage.organiser.slash(stage.news, "exchange list"))
    assert "no such project" in await stage.press_raw(stage.member, "exchange.show:7")


async def test_among_several_projects_one_is_chosen(stage: Set) -> None:
    await begun(stage)
    await begun(stage, "nog", name="Cedar NOG")
    assert "several projects" in answer(await stage.member.slash(stage.news, "exchange show"))
    offered = await stage.member.autocomplete(stage.news, "exchange show", "exchange", "nog")
    assert [(one["name"], one["value"]) for one in offered] == [("Cedar NOG", "2")]
    assert "Convening" in answer(await stage.member.slash(stage.news, "exchange show", exchange="2"))
    assert "Convening" in answer(await stage.member.slash(stage.news, "exchange show", exchange="cedar nog"))
    assert "no such project" in answer(await stage.member.slash(stage.news, "exchange show", exchange="x"))


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"country": "Atlantis"}, "no country “Atlantis”"),
        ({"country": "Congo"}, "can be"),
        ({"name": "\u200b"}, "a name that can be read"),
        ({"name": "cedar ix"}, "already"),
    ],
)
async def test_a_refused_form_comes_back_as_it_was_typed(
    stage: Set, fields: dict[str, str], why: str
) -> None:
    await begun(stage)
    refused = await begun(stage, city="Jounieh", **fields)
    assert why in answer(refused)
    again = await stage.organiser.click(shown(refused), custom_id=buttons(shown(refused))["Back to the form"])
    assert again.modal is not None
    assert "Jounieh" in str(again.modal)
    said = answer(await stage.organiser.submit_modal(again, {"name": "Sidon IX", "country": "lb"}))
    assert "Sidon IX is started" in said
    assert (await project(stage, 2)).country == "LB"
    # It is the organiser's own, and nobody else's.
    assert "no longer kept" in await stage.press_raw(stage.member, "exchange.again:1")


async def test_what_is_edited_is_kept_shown_and_in_the_minutes(stage: Set) -> None:
    await begun(stage)
    said = answer(
        await edited(stage, 1, asn="AS64999", organisation="", wanted="4", servers="0", prefix="26")
    )
    assert "⚠️" in said  # a private number is nobody's
    said = answer(
        await edited(stage, 1, asn="AS3333", organisation="", wanted="4", servers="0", prefix="/26")
    )
    assert "AS3333" in said
    assert "/26" in said
    found = await project(stage)
    assert (found.own_asn, found.wanted, found.servers, found.prefix) == (3333, 4, 0, 26)
    said = answer(await edited(stage, 0, name="Cedar IX", city="Beirut", country="LB", zone="Asia/Beirut"))
    assert "Asia/Beirut" in said
    assert (await project(stage)).zone == "Asia/Beirut"
    assert await told(stage) == ["started", "edited", "edited"]
    minutes = answer(await stage.member.slash(stage.lobby, "exchange history"))
    assert "own AS number, networks wanted, route servers, peering LAN" in minutes
    assert minutes.index("time zone") < minutes.index("was started")  # the latest first
    home = answer(await stage.member.slash(stage.lobby, "exchange show"))
    assert "0 of 4 independent networks" in home


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"wanted": "1"}, "from 2 to 50"),
        ({"wanted": "xy"}, "from 2 to 50"),
        ({"servers": "9"}, "from 0 to 8"),
        ({"prefix": "/30"}, "/19 to /27"),
        ({"asn": "0"}, "⚠️"),
        ({"organisation": "Nobody"}, "no organisation “Nobody”"),
    ],
)
async def test_numbers_out_of_range_are_refused_and_nothing_is_stored(
    stage: Set, fields: dict[str, str], why: str
) -> None:
    await begun(stage)
    before = await project(stage)
    usual = {"asn": "", "organisation": "", "wanted": "3", "servers": "2", "prefix": ""}
    assert why in answer(await edited(stage, 1, **(usual | fields)))
    assert await project(stage) == before


async def test_a_form_of_before_another_change_stores_nothing(stage: Set) -> None:
    await begun(stage)
    card = await stage.organiser.slash(stage.news, "exchange edit")
    opened = await stage.organiser.click(shown(card), custom_id=buttons(shown(card))["Name and place"])
    await edited(stage, 1, asn="", organisation="", wanted="5", servers="2", prefix="")
    said = answer(await stage.organiser.submit_modal(opened, {"name": "Other", "zone": "UTC"}))
    assert "changed meanwhile" in said
    assert (await project(stage)).name == "Cedar IX"


async def test_the_minutes_are_a_file_to_hand_on(stage: Set) -> None:
    await begun(stage, name="*Cedar* @everyone")
    await edited(stage, 0, name="*Cedar* @everyone", city="", country="LB", zone="Asia/Beirut")
    card = await stage.member.slash(stage.lobby, "exchange history")
    file = await stage.member.click(shown(card), custom_id=buttons(shown(card))["As a file"])
    content = shown(file).attachments[0]
    assert content.filename == "minutes.txt"
    actor = stage.actor()
    found = await stage.app.services.exchanges.all_minutes(actor, 1)
    text = founding_text(stage, found)
    lines = text.splitlines()
    assert lines[0] == "Minutes of *Cedar* @everyone (times: Asia/Beirut)"
    assert lines[2].startswith("2026-11-23 11:00  *Cedar* @everyone was started")
    assert "nadia" not in text
    assert str(stage.organiser.id) not in text


def founding_text(stage: Set, found: founding.Minutes) -> str:
    return messages.minutes_file(found, stage.bot.catalogue.translator("en")).decode()


async def test_the_history_has_pages(stage: Set) -> None:
    await begun(stage)
    for number in range(20):
        await edited(
            stage, 1, asn="", organisation="", wanted=str(3 + number % 2 + 1), servers="2", prefix=""
        )
    first = await stage.member.slash(stage.lobby, "exchange history")
    assert "1 of 2" in answer(first)
    assert "was started" not in answer(first)
    second = await stage.member.click(shown(first), custom_id="exchange.history:1:2")
    assert "was started" in answer(second)
    assert "2 of 2" in await stage.press_raw(stage.member, "exchange.history:1:99")


async def test_the_card_moves_to_another_channel(stage: Set) -> None:
    await begun(stage)
    await stage.deliver()
    card = await stage.organiser.slash(stage.news, "exchange edit")
    moved = await stage.organiser.select(shown(card), values=[stage.lobby], custom_id="exchange.channel:1")
    assert "Saved" in answer(moved)
    await stage.deliver()
    assert (await project(stage)).channel_id == stage.lobby.id
    assert any("Critical mass" in texts(one) for one in stage.lobby.history())


async def test_the_ladder_counts_whom_it_does_not_name(stage: Set) -> None:
    await begun(stage)
    one = await project(stage)
    for number in range(10):
        who = await exchange_stage.organisation(stage, f"Network {number}", 20_000 + number)
        await exchange_stage.signs(stage, one, who, Rung.INTERESTED)
    said = answer(await stage.member.slash(stage.lobby, "exchange show"))
    assert "`10` **interested** · Network 0, Network 1" in said
    assert "Network 7, 2 more" in said
    assert "Network 8" not in said


async def test_a_project_of_another_server_is_nobodys_here(stage: Set) -> None:
    await begun(stage)
    elsewhere = stage.env.create_guild("Elsewhere")
    room = elsewhere.create_text_channel("room")
    owner = elsewhere.add_member(stage.env.create_user("zeina"), roles=[])
    for route in ("show:1", "history:1:1", "minutes:1", "edit:1", "move:1:0"):
        said = await stage.press_raw(owner, f"exchange.{route}", room)
        assert "no such project" in said, route
    assert "Nothing is being founded" in answer(await owner.slash(room, "exchange list"))


async def test_buttons_work_after_a_restart(stage: Set) -> None:
    await begun(stage)
    listed = await stage.member.slash(stage.lobby, "exchange list")
    await stage.restart()
    home = await stage.member.click(shown(listed), custom_id="exchange.show:1")
    assert "Need assessment" in answer(home)


async def test_every_button_of_the_home_leads_somewhere(stage: Set) -> None:
    await begun(stage)
    await stage.deliver()
    home = await stage.organiser.slash(stage.lobby, "exchange show")
    routes = stage.bot.router.routes
    for label, custom_id in buttons(shown(home)).items():
        name, *ids = custom_id.split(":")
        assert routes.get(name) == len(ids), (label, custom_id)
    today = await stage.app.database.read(lambda tx: records.today(tx, store.every(tx, stage.guild.id)[0]))
    assert today == dt.date(2026, 11, 23)


async def test_a_full_home_fits_and_tells_polls_to_those_who_may_view_them(stage: Set) -> None:
    """An organiser who speaks for a network, with everything that a home can show."""
    await begun(stage, name="C" * 60, city="B" * 60)
    await stage.deliver()
    one = await project(stage)
    stage.env.backend.set_overwrite(
        stage.lobby.id,
        Overwrite(
            target_id=stage.member.id,
            type=OverwriteType.MEMBER,
            deny=discord.Permissions(view_channel=True).value,
        ),
    )

    def fill(tx: Transaction) -> None:
        for number, rung in enumerate(Rung):
            for more in range(10):
                asn = 20_000 + number * 10 + more
                facts = NetworkFacts(
                    asn=asn,
                    name="x",
                    source=Source.IMPORT,
                    at=tx.now,
                    organisation=OrganisationFacts(name=f"{asn} " + "N" * 80),
                )
                who = known.remember(tx, one.guild_id, facts).organisation_id
                assert who is not None
                standing.say(tx, one, who, rung, stage.actor(), evidence=exchange_stage.LINK)
        for channel in (stage.news, stage.lobby):
            poll_id = polls.insert(
                tx,
                Poll(
                    id=0,
                    guild_id=one.guild_id,
                    kind=Kind.YES_NO,
                    method=Method.YES_NO,
                    state=PollState.OPEN,
                    question=f"Shall we meet in {channel.name}? " + "Q" * 150,
                    zone="UTC",
                    channel_id=channel.id,
                ),
            )
            store.link_poll(
                tx, one.guild_id, LinkedPoll(exchange_id=one.id, poll_id=poll_id, purpose=Purpose.DECISION)
            )

    await stage.app.database.write(fill)
    await exchange_stage.speaks(stage, stage.organiser, 20_000)
    for number in range(7):
        due = dt.date(2026, 11, 20 + number)
        await exchange_stage.action(stage, one, f"Action {number} " + "W" * 150, due_on=due)
    home = await stage.organiser.slash(stage.news, "exchange show")
    said = answer(home)
    assert violations({"components": shown(home).components, "flags": 1 << 15}) == []
    for rung in ("identified", "letter of intent", "exchanging traffic", "declined"):
        assert f"`10` **{rung}**" in said  # however long the names
    assert "overdue" in said
    assert "Action 0" in said
    assert "Shall we meet in lobby" in said
    assert "My network is interested" in buttons(shown(home))
    seen = await stage.member.slash(stage.news, "exchange show")
    assert "Shall we meet in news" in answer(seen)
    assert "Shall we meet in lobby" not in answer(seen)
    assert "My network is interested" not in buttons(shown(seen))  # who speaks for none
