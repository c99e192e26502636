"""/network claim, mine and queue, through real commands and clicks: two proofs, the role, the years, and who left."""

import asyncio
import datetime as dt
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import discord
import pytest
from simcord import InteractionResult, MemberActor, RoleHandle

from bot.app import App
from bot.config import DiscordSettings, Settings
from bot.errors import SourceDown
from bot.guilds.rules import RolePurpose
from bot.networks import known
from bot.networks.claims import rules, store
from bot.networks.claims.rules import Claim, ClaimState
from bot.networks.rules import NetworkFacts, Source
from bot.networks.sources.rules import ProofTexts, RouteFacts
from bot.people import audit
from bot.storage.database import Transaction
from tests.discord.conftest import START, Stage, answer, buttons, set_stage, texts
from tests.discord.test_hostile_commands import send_raw
from tests.discord.test_hostile_races import as_actor, at_once, refusals
from tests.discord.test_reminders import as_user, close_dms, dms

ASN = 3333
NAME = "Example Net"
HOLDER = "EXAMPLE-AS Example Network Ltd"


@dataclass
class World:
    """What stands outside: on PeeringDB and in DNS. `down`: nothing there answers. `off`: the bot asks nothing."""

    notes: str = ""
    website: str = "https://www.example.net/"
    txt_of: dict[str, list[str]] = field(default_factory=dict)
    known: bool = True
    down: bool = False
    off: bool = False
    asked: list[str] = field(default_factory=list)

    async def network(self, asn: int) -> NetworkFacts | None:
        self._require_up()
        at = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
        facts = NetworkFacts(asn=asn, name=NAME, source=Source.PEERINGDB, at=at, website=self.website)
        return facts if self.known else None

    async def holder(self, asn: int) -> RouteFacts:
        self._require_up()
        at = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
        return RouteFacts(asn=asn, holder=HOLDER, announced=True, prefixes4=1, prefixes6=1, at=at)

    async def proof_texts(self, asn: int) -> ProofTexts:
        self._require_up()
        self.asked.append(f"AS{asn}")
        return ProofTexts(notes=self.notes, website=self.website, domain="example.net", known=self.known)

    async def txt(self, domain: str) -> tuple[str, ...]:
        self._require_up()
        self.asked.append(domain)
        return tuple(self.txt_of.get(domain, ()))

    def _require_up(self) -> None:
        if self.off:
            raise SourceDown("sources-off", asn="1")
        if self.down:
            raise SourceDown("sources-down", source="PeeringDB", asn="1")


@pytest.fixture
async def stage(settings: Settings) -> AsyncIterator[Stage]:
    async with set_stage(settings) as found:
        outside(found.app)
        yield found


@pytest.fixture
def world(stage: Stage) -> World:
    found = stage.app.services.claims._sources
    assert isinstance(found, World)
    return found


def outside(app: App) -> World:
    found = World()
    app.services.claims._sources = found
    return found


async def claimed(
    stage: Stage, who: MemberActor | None = None, asn: str = f"AS{ASN}", role: str = "noc"
) -> InteractionResult:
    return await (who or stage.member).slash(stage.lobby, "network claim", asn=asn, role=role)


async def claims(stage: Stage) -> list[Claim]:
    def operation(tx: Transaction) -> list[Claim]:
        ids = [row["id"] for row in tx.all("SELECT id FROM network_claim ORDER BY id")]
        return [one for id_ in ids if (one := store.get(tx, stage.guild.id, id_)) is not None]

    return await stage.app.database.read(operation)


async def only(stage: Stage) -> Claim:
    (claim,) = await claims(stage)
    return claim


async def log(stage: Stage) -> list[str]:
    found = await stage.app.database.read(lambda tx: audit.history(tx, stage.guild.id, limit=50))
    return [one.action for one in reversed(found) if one.action.startswith("network.")]


async def verified_at(stage: Stage) -> dt.datetime | None:
    found = await stage.app.database.read(lambda tx: known.names(tx, stage.guild.id, [ASN]))
    return found[ASN].verified_at


async def turn(stage: Stage) -> int:
    """What the scheduler does every quarter of an hour."""
    materialise = stage.app.features["claims"].materialise
    assert materialise is not None
    return await materialise()


async def queue(stage: Stage, who: MemberActor | None = None) -> InteractionResult:
    return await (who or stage.organiser).slash(stage.lobby, "network queue")


async def approve(stage: Stage) -> str:
    shown = await queue(stage)
    return answer(await stage.organiser.click(shown.response, label="Approve"))


async def crew(stage: Stage) -> RoleHandle:
    """The role of verified operators."""
    role = stage.guild.create_role("Operators")
    await stage.set_role(RolePurpose.VERIFIED, role)
    return role


def holds(stage: Stage, who: MemberActor, role: RoleHandle) -> bool:
    return role.id in stage.env.backend.get_guild(stage.guild.id).members[who.id].role_ids


def another(stage: Stage, name: str = "karim") -> MemberActor:
    return stage.guild.add_member(stage.env.create_user(name))


def token_in(shown: str) -> str:
    found = re.search(r"crossconnect-verify=[0-9]{39}", shown)
    assert found is not None, shown
    return found[0]


async def asked_for_token(stage: Stage, who: MemberActor | None = None) -> tuple[InteractionResult, str]:
    who = who or stage.member
    shown = await claimed(stage, who)
    shown = await who.click(
        shown.followups[-1] if shown.followups else shown.response, label="Prove it yourself"
    )
    return shown, token_in(answer(shown))


# Claiming


async def test_a_member_claims_a_network_and_sees_what_comes_next(stage: Stage) -> None:
    shown = await claimed(stage, asn="as 3333")
    said = answer(shown)
    assert f"AS3333 · {NAME}" in said
    assert "An organiser will look at it" in said
    assert "Waiting for an organiser" in said
    claim = await only(stage)
    assert (claim.user_id, claim.asn, claim.state, claim.contact) == (
        stage.member.id,
        ASN,
        ClaimState.WAITING,
        False,
    )
    assert await verified_at(stage) is None


async def test_a_claim_made_twice_is_one_and_takes_the_new_role(stage: Stage) -> None:
    await claimed(stage)
    assert "You said so before" in answer(await claimed(stage, asn="0.3333", role="peering"))
    assert (await only(stage)).role == "peering"


async def test_a_network_that_peeringdb_does_not_know_has_the_name_of_whoever_got_its_number(
    stage: Stage, world: World
) -> None:
    world.known = False
    assert f"AS3333 · {HOLDER}" in answer(await claimed(stage))


async def test_a_source_that_is_down_is_no_reason_to_wait(stage: Stage, world: World) -> None:
    world.down = True
    assert "Waiting for an organiser" in answer(await claimed(stage))
    assert (await only(stage)).network == "AS3333"


@pytest.mark.parametrize(
    ("asn", "said"),
    [
        ("example", "is no AS number"),
        ("0", "is reserved"),
        ("23456", "old routers"),
        ("64500", "for examples in documents"),
        ("64512", "for private use"),
        ("4294967296", "larger than any AS number"),
    ],
)
async def test_what_is_no_network_is_refused_with_its_own_sentence(stage: Stage, asn: str, said: str) -> None:
    before = await stage.everything()
    assert said in answer(await claimed(stage, asn=asn))
    assert await stage.everything() == before


async def test_a_role_that_was_typed_and_not_chosen_is_refused(stage: Stage) -> None:
    before = await stage.everything()
    assert "Choose what you are there from the list" in answer(await claimed(stage, role="boss"))
    assert await stage.everything() == before


async def test_only_the_demo_takes_numbers_of_documents(settings: Settings) -> None:
    async with set_stage(replace(settings, documentation_asns=True)) as stage:
        assert "Waiting for an organiser" in answer(await claimed(stage, asn="AS64500"))


async def test_a_member_claims_only_so_often(stage: Stage) -> None:
    for number in range(rules.MOST_CLAIMED):
        assert "⚠️" not in answer(await claimed(stage, asn=str(100 + number)))
    before = await stage.everything()
    refused = answer(await claimed(stage, asn="200"))
    assert "You can do it again <t:" in refused
    assert ":R>" in refused
    assert await stage.everything() == before
    stage.pass_time(minutes=61)
    assert "⚠️" not in answer(await claimed(stage, asn="200"))


async def test_the_pickers_offer_known_networks_and_the_roles_by_name(stage: Stage) -> None:
    await claimed(stage)
    found = await stage.member.autocomplete(stage.lobby, "network claim", "asn", "examp")
    assert [one["value"] for one in found] == [str(ASN)]
    found = await stage.member.autocomplete(stage.lobby, "network claim", "role", "no")
    assert [(one["name"], one["value"]) for one in found] == [("NOC", "noc")]


# My claims


async def test_mine_is_empty_then_lists_and_opens_what_is_ones_own(stage: Stage) -> None:
    assert "You speak for no network here" in answer(await stage.member.slash(stage.lobby, "network mine"))
    await claimed(stage)
    await stage.restart()
    shown = await stage.member.slash(stage.lobby, "network mine")
    assert f"**AS3333 · {NAME}** · NOC" in answer(shown)
    assert "You are there for" in answer(await stage.member.click(shown.response, label="Open"))
    assert "You speak for no network here" in answer(await stage.organiser.slash(stage.lobby, "network mine"))


async def test_being_a_contact_is_agreed_to_and_taken_back(stage: Stage) -> None:
    await claimed(stage)
    claim = await only(stage)
    shown = await stage.member.slash(stage.lobby, "network mine")
    shown = await stage.member.click(shown.response, label="Open")
    shown = await stage.member.click(shown.response, label="Show me as a contact")
    assert "yes: others see you" in answer(shown)
    assert (await only(stage)).contact
    await stage.member.click(shown.response, label="Do not show me")
    assert not (await only(stage)).contact
    assert (await only(stage)).version == claim.version  # an organiser's card stays good


async def test_the_role_at_the_network_is_changed_on_the_card(stage: Stage) -> None:
    await claimed(stage)
    shown = await stage.member.slash(stage.lobby, "network mine")
    shown = await stage.member.click(shown.response, label="Open")
    shown = await stage.member.select(
        shown.response, ["policy"], custom_id=f"network.claim-role:{stage.guild.id}:1"
    )
    assert "Saved." in answer(shown)
    assert (await only(stage)).role == "policy"
    for values in ((), ("boss",), ("1",)):
        said = await send_raw(stage, stage.member, f"network.claim-role:{stage.guild.id}:1", values=values)
        assert "⚠️" in said


async def test_nobody_touches_a_claim_of_somebody_else(stage: Stage) -> None:
    await claimed(stage)
    karim, before = another(stage), await stage.everything()
    guild = stage.guild.id
    for who in (karim, stage.organiser):
        for tail in ("", "-token", "-check", "-renew", "-withdraw"):
            said = await stage.press_raw(who, f"network.claim{tail}:{guild}:1")
            assert "There is no such claim of yours" in said, tail
        assert "⚠️" in await stage.press_raw(who, f"network.claim-withdraw-confirm:{guild}:1:1")
        assert "⚠️" in await stage.press_raw(who, f"network.claim-contact:{guild}:1:1")
        assert "⚠️" in await send_raw(stage, who, f"network.claim-role:{guild}:1", values=["policy"])
    assert await stage.everything() == before


async def test_a_claim_is_taken_back_after_a_question_and_only_once(stage: Stage) -> None:
    await claimed(stage)
    shown = await stage.member.slash(stage.lobby, "network mine")
    shown = await stage.member.click(shown.response, label="Open")
    sure = await stage.member.click(shown.response, label="Take it back")
    assert "Take back AS3333" in answer(sure)
    again = buttons(sure.response)["Take it back"]
    assert "Taken back" in answer(await stage.member.click(sure.response, label="Take it back"))
    assert (await only(stage)).state is ClaimState.WITHDRAWN
    assert "This claim is over" in await stage.press_raw(stage.member, again)
    assert "Every claim is decided" in answer(await queue(stage))
    assert await log(stage) == []  # nobody had decided anything


# The queue


async def test_an_organiser_approves_and_the_member_gets_the_role_and_a_word(stage: Stage) -> None:
    role = await crew(stage)
    await claimed(stage)
    shown = await queue(stage)
    assert f"AS3333 · {NAME}" in answer(shown)
    assert stage.member.mention in answer(shown)
    await stage.restart()
    done = answer(await stage.organiser.click(shown.response, label="Approve"))
    assert "speaks for **AS3333" in done
    assert "Every claim is decided" in done
    await stage.deliver()
    assert holds(stage, stage.member, role)
    (told,) = dms(stage, stage.member)
    assert "An organiser approved it" in texts(told)
    there = as_user(stage, stage.member)
    opened = await there.click(told, label="Open")
    assert "You speak for this network" in texts(opened.response)
    assert "**AS3333" in texts((await there.click(opened.response, label="My networks")).response)
    claim = await only(stage)
    assert claim.state is ClaimState.VERIFIED
    assert claim.expires_at == START + dt.timedelta(days=365)
    assert claim.role_id == role.id
    assert await verified_at(stage) == START
    assert await log(stage) == ["network.approve"]
    history = answer(await stage.organiser.slash(stage.lobby, "setup history"))
    assert f"{stage.organiser.mention} approved that somebody speaks for AS3333" in history


async def test_an_organiser_refuses_with_a_reason_that_the_member_reads(stage: Stage) -> None:
    role = await crew(stage)
    await claimed(stage)
    form = await stage.organiser.click((await queue(stage)).response, label="Refuse")
    done = await stage.organiser.submit_modal(form, {"reason": "Who *are* you?"})
    assert "They are told" in answer(done)
    await stage.deliver()
    (told,) = dms(stage, stage.member)
    assert "An organiser refused it" in texts(told)
    assert "They wrote: Who \\*are\\* you?" in texts(told)
    assert not holds(stage, stage.member, role)
    mine = answer(await stage.member.slash(stage.lobby, "network mine"))
    assert "An organiser refused this: Who \\*are\\* you?" in mine
    assert await log(stage) == ["network.refuse"]
    assert "Noted." in answer(await claimed(stage))  # they may try again


@pytest.mark.hostile(50)
async def test_a_member_sees_no_queue_and_decides_nothing(stage: Stage) -> None:
    await claimed(stage)
    before = await stage.everything()
    assert "This is for organisers" in answer(await queue(stage, stage.member))
    for press in (
        "network.queue:1",
        "network.verified:1",
        "network.approve:1:1",
        "network.refuse:1:1",
        "network.end:1:1",
    ):
        assert "This is for organisers" in await stage.press_raw(stage.member, press)
    for press in ("network.refuse-reason:1:1", "network.end-reason:1:1"):
        assert "This is for organisers" in await send_raw(stage, stage.member, press, fields={"reason": "x"})
    assert await stage.everything() == before


@pytest.mark.hostile(51)
async def test_whoever_lost_the_role_while_the_form_was_open_refuses_nobody(stage: Stage) -> None:
    await claimed(stage)
    form = await stage.organiser.click((await queue(stage)).response, label="Refuse")
    stage.take_roles(stage.organiser)
    assert "This is for organisers" in answer(await stage.organiser.submit_modal(form, {"reason": ""}))
    assert (await only(stage)).state is ClaimState.WAITING


@pytest.mark.hostile(52)
async def test_a_claim_of_another_guild_is_out_of_reach(stage: Stage) -> None:
    other = stage.env.create_guild("Elsewhere")
    zeina = other.add_member(stage.env.create_user("zeina"))
    await zeina.slash(other.create_text_channel("room"), "network claim", asn=str(ASN), role="noc")
    before = await stage.everything()
    for press in ("network.approve:1:1", "network.refuse:1:1", "network.end:1:1"):
        assert "There is no such claim" in await stage.press_raw(stage.organiser, press)
    assert "out of date" in await stage.press_raw(stage.member, f"network.claim:{other.id}:1")
    assert NAME not in answer(await queue(stage))
    assert await stage.everything() == before


async def test_two_approvals_at_once_are_one(stage: Stage) -> None:
    await crew(stage)
    await claimed(stage)
    service = stage.app.services.claim_queue
    ended = await at_once(*(service.approve(as_actor(stage, stage.organiser.id), 1, 1) for _ in range(3)))
    assert refusals(ended) == 2
    assert await log(stage) == ["network.approve"]
    await stage.deliver()
    assert len(dms(stage, stage.member)) == 1
    assert "Somebody decided this claim meanwhile" in await stage.press_raw(
        stage.organiser, "network.approve:1:1"
    )
    assert "Somebody decided this claim meanwhile" in await stage.press_raw(
        stage.organiser, "network.refuse:1:1"
    )


async def test_approving_and_refusing_at_once_is_one_of_them(stage: Stage) -> None:
    await claimed(stage)
    service, actor = stage.app.services.claim_queue, stage.actor()
    ended = await at_once(service.approve(actor, 1, 1), service.refuse(actor, 1, 1, reason="no"))
    assert refusals(ended) == 1
    assert len(await log(stage)) == 1


async def test_approving_what_its_member_takes_back_at_this_moment_is_one_of_them(stage: Stage) -> None:
    role = await crew(stage)
    await claimed(stage)
    ended = await at_once(
        stage.app.services.claims.withdraw(as_actor(stage, stage.member.id), 1, 1),
        stage.app.services.claim_queue.approve(stage.actor(), 1, 1),
    )
    assert refusals(ended) == 1
    await stage.deliver()
    assert holds(stage, stage.member, role) == ((await only(stage)).state is ClaimState.VERIFIED)


async def test_the_queue_has_pages_the_oldest_first(stage: Stage) -> None:
    for number in range(5):
        await claimed(stage, asn=str(100 + number))
    await claimed(stage, another(stage), asn="105")
    shown = await queue(stage)
    assert "6 claims wait" in answer(shown)
    assert "AS100 ·" in answer(shown)
    assert "AS104 ·" not in answer(shown)
    shown = await stage.organiser.click(shown.response, label="Next ›")
    assert "AS104 ·" in answer(shown)
    assert "AS105 ·" in answer(shown)


async def test_the_organisers_hear_of_claims_in_one_notice_and_not_in_a_storm(stage: Stage) -> None:
    notices = stage.guild.create_text_channel("notices")
    await stage.set_channel("notices", notices)
    for number in range(4):
        await claimed(stage, asn=str(100 + number))
    await stage.deliver()
    assert notices.history() == []  # whoever proves it alone troubles nobody
    stage.pass_time(minutes=11)
    await stage.deliver()
    (notice,) = notices.history()
    assert "4 claims to networks wait" in texts(notice)
    await claimed(stage, another(stage), asn="104")
    stage.pass_time(minutes=11)
    await stage.deliver()
    assert len(notices.history()) == 1
    stage.pass_time(hours=1)
    await stage.deliver()
    assert "5 claims to networks wait" in texts(notices.history()[-1])
    shown = await stage.organiser.click(notices.history()[0], label="Open the queue")
    assert "5 claims wait" in answer(shown)
    assert "This is for organisers" in answer(
        await stage.member.click(notices.history()[0], label="Open the queue")
    )


async def test_what_was_decided_before_the_notice_is_told_to_nobody(stage: Stage) -> None:
    notices = stage.guild.create_text_channel("notices")
    await stage.set_channel("notices", notices)
    await claimed(stage)
    await approve(stage)
    stage.pass_time(minutes=11)
    await stage.deliver()
    assert notices.history() == []


async def test_what_waits_for_a_week_is_told_of_again(stage: Stage) -> None:
    notices = stage.guild.create_text_channel("notices")
    await claimed(stage)  # before there was a place to tell it
    await stage.set_channel("notices", notices)
    for days, told in ((1, 0), (6, 1), (1, 1), (7, 2)):
        stage.pass_time(days=days)
        await turn(stage)
        await turn(stage)
        await stage.deliver()
        assert len(notices.history()) == told, days


async def test_an_organiser_ends_what_is_verified_and_the_role_goes(stage: Stage) -> None:
    role = await crew(stage)
    await claimed(stage)
    await approve(stage)
    await stage.deliver()
    shown = await stage.organiser.click((await queue(stage)).response, label="Verified (1)")
    assert "approved · until <t:" in answer(shown)
    form = await stage.organiser.click(shown.response, label="End")
    done = answer(await stage.organiser.submit_modal(form, {"reason": "moved on"}))
    assert "no longer speaks for" in done
    await stage.deliver()
    assert not holds(stage, stage.member, role)
    assert await verified_at(stage) is None
    assert (await only(stage)).role_id is None
    assert await log(stage) == ["network.approve", "network.end"]
    assert len(dms(stage, stage.member)) == 1  # they never said that the bot may write by itself
    assert "An organiser ended this: moved on" in answer(
        await stage.member.slash(stage.lobby, "network mine")
    )
    assert "Somebody decided this claim meanwhile" in await stage.press_raw(
        stage.organiser, "network.end:1:2"
    )


async def test_the_reason_has_an_end(stage: Stage) -> None:
    await claimed(stage)
    said = await send_raw(stage, stage.organiser, "network.refuse-reason:1:1", fields={"reason": "x" * 501})
    assert "longer than 500 characters" in said
    assert (await only(stage)).state is ClaimState.WAITING


# The role


async def test_the_role_of_two_networks_stays_until_the_last_ends(stage: Stage) -> None:
    role = await crew(stage)
    for asn in ("3333", "3334"):
        await claimed(stage, asn=asn)
        await approve(stage)
        await stage.deliver()
    guild = stage.guild.id
    await stage.press_raw(stage.member, f"network.claim-withdraw-confirm:{guild}:1:2")
    await stage.deliver()
    assert holds(stage, stage.member, role)
    await stage.press_raw(stage.member, f"network.claim-withdraw-confirm:{guild}:2:2")
    await stage.deliver()
    assert not holds(stage, stage.member, role)
    assert await log(stage) == ["network.approve"] * 2 + ["network.withdraw"] * 2


async def test_a_claim_that_ends_before_its_role_came_gives_none(stage: Stage) -> None:
    role = await crew(stage)
    await claimed(stage)
    await approve(stage)
    await stage.press_raw(stage.member, f"network.claim-withdraw-confirm:{stage.guild.id}:1:2")
    await stage.deliver()
    assert not holds(stage, stage.member, role)
    assert await turn(stage) == 0


async def test_without_a_role_a_claim_holds_and_whoever_is_verified_gets_it_once_it_is_chosen(
    stage: Stage,
) -> None:
    await claimed(stage)
    assert "There is no role for verified operators" in answer(await queue(stage))
    await approve(stage)
    await stage.deliver()
    first, second = await crew(stage), stage.guild.create_role("Others")
    await stage.deliver()
    assert holds(stage, stage.member, first)
    await stage.set_role(RolePurpose.VERIFIED, second)
    await stage.deliver()
    assert (holds(stage, stage.member, first), holds(stage, stage.member, second)) == (False, True)
    assert await turn(stage) == 0


@pytest.mark.hostile(56)
async def test_a_dangerous_role_or_one_above_the_bot_is_not_chosen(stage: Stage) -> None:
    strong = stage.guild.create_role("Strong", permissions=discord.Permissions(ban_members=True))
    number = list(RolePurpose).index(RolePurpose.VERIFIED)
    before = await stage.everything()
    said = await send_raw(stage, stage.organiser, f"setup.role:{number}", values=[str(strong.id)])
    assert "carries rights over this server" in said
    assert await stage.everything() == before


@pytest.mark.hostile(56)
async def test_a_role_that_became_dangerous_is_given_to_nobody_and_the_organisers_hear_it_once(
    stage: Stage,
) -> None:
    notices = stage.guild.create_text_channel("notices")
    await stage.set_channel("notices", notices)
    role = await crew(stage)
    stage.env.backend.edit_role(
        stage.guild.id, role.id, {"permissions": discord.Permissions(ban_members=True).value}
    )
    await claimed(stage)
    assert "is not given" in answer(await queue(stage))
    await approve(stage)
    await stage.deliver()
    assert not holds(stage, stage.member, role)
    assert (await only(stage)).state is ClaimState.VERIFIED  # the claim is right, whatever the role is
    for _ in range(2):
        stage.pass_time(days=1)
        await turn(stage)
        await stage.deliver()
    assert len(notices.history()) == 1
    assert f"<@&{role.id}>" in texts(notices.history()[0])
    stage.env.backend.edit_role(stage.guild.id, role.id, {"permissions": 0})
    stage.pass_time(days=1)
    await turn(stage)
    await stage.deliver()
    assert holds(stage, stage.member, role)


async def test_a_role_that_was_deleted_is_said_in_the_queue(stage: Stage) -> None:
    role = await crew(stage)
    stage.env.backend.delete_role(stage.guild.id, role.id)
    await stage.env.settle()
    await claimed(stage)
    assert "not in this server any more" in answer(await queue(stage))


# The token


@pytest.mark.parametrize("place", ["notes", "website", "_crossconnect.example.net", "example.net"])
async def test_a_token_where_only_the_network_can_put_it_proves_the_claim(
    stage: Stage, world: World, place: str
) -> None:
    role = await crew(stage)
    shown, token = await asked_for_token(stage)
    assert "_crossconnect.example.net" in answer(shown)
    if place == "notes":
        world.notes = f"We are open.\n{token}\nSee you."
    elif place == "website":
        world.website = f"https://example.net/?{token}"
    else:
        world.txt_of[place] = ["v=spf1 -all", token]
    done = answer(await stage.member.click(shown.response, label="Check"))
    assert "✅ Found in" in done
    assert "You speak for this network" in done
    await stage.deliver()
    assert holds(stage, stage.member, role)
    claim = await only(stage)
    assert claim.proof == ("peeringdb" if place in ("notes", "website") else "dns")
    assert claim.token is None
    assert await log(stage) == ["network.prove"]
    assert await verified_at(stage) is not None


async def test_what_is_not_there_yet_is_said_for_each_place_with_what_to_do(
    stage: Stage, world: World
) -> None:
    shown, token = await asked_for_token(stage)
    said = answer(await stage.member.click(shown.response, label="Check"))
    assert "**PeeringDB, notes:** the text is not there" in said
    assert "`_crossconnect.example.net`:** the text is not there" in said
    assert "up to an hour" in said
    assert token_in(said) == token
    assert world.asked == ["AS3333", "_crossconnect.example.net", "example.net"]
    assert (await only(stage)).state is ClaimState.WAITING


async def test_sources_that_do_not_answer_prove_and_disprove_nothing(stage: Stage, world: World) -> None:
    shown, _ = await asked_for_token(stage)
    world.down = True
    said = answer(await stage.member.click(shown.response, label="Check"))
    assert "**PeeringDB, notes:** did not answer" in said
    assert "Check again in a few minutes" in said
    assert (await only(stage)).state is ClaimState.WAITING


async def test_a_bot_that_asks_no_sources_says_so_instead_of_sending_people_to_check_again(
    stage: Stage, world: World
) -> None:
    shown, _ = await asked_for_token(stage)
    world.off = True
    said = answer(await stage.member.click(shown.response, label="Check"))
    assert "asks no sources outside" in said
    assert "An organiser decides" in said
    assert "few minutes" not in said
    assert (await only(stage)).state is ClaimState.WAITING


async def test_check_has_a_pause(stage: Stage, world: World) -> None:
    shown, _ = await asked_for_token(stage)
    for _ in range(rules.MOST_CHECKED):
        await stage.press_raw(stage.member, buttons(shown.response)["Check"])
    asked = len(world.asked)
    assert "You can do it again <t:" in await stage.press_raw(stage.member, buttons(shown.response)["Check"])
    assert len(world.asked) == asked


async def test_a_token_stays_the_same_for_a_week_and_then_proves_nothing(stage: Stage, world: World) -> None:
    shown, token = await asked_for_token(stage)
    world.notes = token
    await stage.restart()
    guild = stage.guild.id
    assert token_in(await stage.press_raw(stage.member, f"network.claim-token:{guild}:1")) == token
    stage.pass_time(days=7)
    assert "counts no longer" in await stage.press_raw(stage.member, buttons(shown.response)["Check"])
    assert (await only(stage)).state is ClaimState.WAITING
    assert token_in(await stage.press_raw(stage.member, f"network.claim-token:{guild}:1")) != token


async def test_the_token_of_somebody_else_proves_nothing(stage: Stage, world: World) -> None:
    _, theirs = await asked_for_token(stage, another(stage))
    shown, mine = await asked_for_token(stage)
    assert mine != theirs
    world.notes = theirs
    assert "The text is not there yet" in answer(await stage.member.click(shown.response, label="Check"))


async def test_where_somebody_speaks_for_it_already_a_token_goes_to_the_queue(
    stage: Stage, world: World
) -> None:
    first = another(stage)
    await claimed(stage, first)
    await approve(stage)
    shown, token = await asked_for_token(stage)
    assert "an organiser still decides" in answer(shown)
    world.txt_of["example.net"] = [token]
    done = answer(await stage.member.click(shown.response, label="Check"))
    assert "an organiser decides now" in done
    assert [one.state for one in await claims(stage)] == [ClaimState.VERIFIED, ClaimState.WAITING]
    waiting = answer(await queue(stage))
    assert f"Already speaking for it: {first.mention}" in waiting
    assert "Proof found" in waiting
    await approve(stage)
    found = await claims(stage)
    assert [one.state for one in found] == [ClaimState.VERIFIED, ClaimState.VERIFIED]
    assert found[1].proof == "dns"
    # With the first of two gone, the network is still spoken for.
    await stage.press_raw(first, f"network.claim-withdraw-confirm:{stage.guild.id}:1:2")
    assert await verified_at(stage) is not None


async def test_a_claim_that_was_refused_while_the_check_ran_stays_refused(stage: Stage, world: World) -> None:
    shown, token = await asked_for_token(stage)
    world.notes = token
    real = world.proof_texts

    async def slow(asn: int) -> ProofTexts:
        await stage.app.services.claim_queue.refuse(stage.actor(), 1, 1, reason="")
        return await real(asn)

    world.proof_texts = slow  # type: ignore[method-assign]
    assert "This claim is over" in answer(await stage.member.click(shown.response, label="Check"))
    assert (await only(stage)).state is ClaimState.REFUSED


# A year


async def verified(stage: Stage, who: MemberActor | None = None, asn: str = str(ASN)) -> None:
    await claimed(stage, who, asn)
    await approve(stage)
    await stage.deliver()


async def test_a_year_later_who_takes_direct_messages_is_asked_there_once_and_confirms(stage: Stage) -> None:
    await verified(stage)
    await stage.app.services.people.set_dm(as_actor(stage, stage.member.id), allowed=True)
    stage.pass_time(days=350)
    await turn(stage)
    await stage.deliver()
    assert len(dms(stage, stage.member)) == 1
    stage.pass_time(days=2)
    for _ in range(3):
        await turn(stage)
        await stage.deliver()
    _, asked = dms(stage, stage.member)
    assert "Do you still speak for AS3333" in texts(asked)
    await stage.restart()
    shown = await as_user(stage, stage.member).click(asked, label="I still do")
    assert "It holds for another year" in texts(shown.response)
    assert (await only(stage)).expires_at == START + dt.timedelta(days=365 + 352)
    stage.pass_time(days=14)
    await turn(stage)
    assert (await only(stage)).state is ClaimState.VERIFIED


async def test_quiet_hours_put_the_question_off(stage: Stage) -> None:
    await verified(stage)
    actor = as_actor(stage, stage.member.id)
    await stage.app.services.people.set_dm(actor, allowed=True)
    await stage.app.services.people.set_quiet(actor, "08:00", "12:00")
    stage.pass_time(days=352)  # 9:00 UTC
    await turn(stage)
    await stage.deliver()
    assert len(dms(stage, stage.member)) == 1
    stage.pass_time(hours=3, minutes=1)
    await stage.deliver()
    assert len(dms(stage, stage.member)) == 2


async def test_the_others_are_mentioned_where_they_claimed_in_one_message_that_names_no_network(
    stage: Stage,
) -> None:
    karim = another(stage)
    await verified(stage)
    await verified(stage, karim, "3334")
    before = len(stage.lobby.history())
    stage.pass_time(days=352)
    await turn(stage)
    await turn(stage)
    await stage.deliver()
    (mention,) = stage.lobby.history()[before:]
    assert stage.member.mention in texts(mention)
    assert karim.mention in texts(mention)
    assert "333" not in re.sub(r"<@?[^>]*>|№ \w+", "", texts(mention))
    shown = await stage.member.click(mention, label="See and confirm")
    shown = await stage.member.click(shown.response, label="Open")
    assert "holds for another year" in answer(await stage.member.click(shown.response, label="I still do"))


async def test_closed_direct_messages_lead_to_the_mention(stage: Stage) -> None:
    await verified(stage)
    await stage.app.services.people.set_dm(as_actor(stage, stage.member.id), allowed=True)
    close_dms(stage, stage.member)
    before = len(stage.lobby.history())
    stage.pass_time(days=352)
    await turn(stage)
    await stage.deliver()
    (mention,) = stage.lobby.history()[before:]
    assert stage.member.mention in texts(mention)


async def test_what_nobody_confirms_ends_after_a_year_with_its_role(stage: Stage) -> None:
    role = await crew(stage)
    await verified(stage)
    stage.pass_time(days=365)
    speaks = await stage.app.database.read(lambda tx: known.speaks_for(tx, stage.guild.id, stage.member.id))
    assert speaks == ()  # also before anybody has noticed
    assert "This claim is over" in await stage.press_raw(
        stage.member, f"network.claim-renew:{stage.guild.id}:1"
    )
    await turn(stage)
    await stage.deliver()
    assert (await only(stage)).state is ClaimState.EXPIRED
    assert not holds(stage, stage.member, role)
    assert await verified_at(stage) is None
    assert await log(stage) == ["network.approve", "network.expire"]
    assert "nobody confirmed it within a year" in answer(
        await stage.member.slash(stage.lobby, "network mine")
    )
    assert "Noted." in answer(await claimed(stage))


async def test_claiming_anew_what_ended_a_moment_ago_is_a_new_claim(stage: Stage) -> None:
    await verified(stage)
    stage.pass_time(days=366)
    assert "Noted." in answer(await claimed(stage))
    assert [one.state for one in await claims(stage)] == [ClaimState.EXPIRED, ClaimState.WAITING]


# Who left


def leave(stage: Stage, who: MemberActor) -> None:
    stage.env.backend.remove_member(stage.guild.id, who.id)


async def test_a_look_at_the_queue_ends_the_claims_of_whoever_left(stage: Stage) -> None:
    karim = another(stage)
    await claimed(stage, karim)
    await claimed(stage, asn="3334")
    leave(stage, karim)
    stage.pass_time(days=2)
    shown = answer(await queue(stage))
    assert "AS3334" in shown
    assert "AS3333" not in shown
    assert [one.state for one in await claims(stage)] == [ClaimState.ENDED, ClaimState.WAITING]


async def test_a_discord_that_does_not_answer_holds_no_queue_up_and_ends_nothing(stage: Stage) -> None:
    await claimed(stage)
    stage.pass_time(days=2)
    watch = stage.app.services.claim_watch

    async def never(guild_id: int, user_id: int) -> bool | None:
        del guild_id, user_id
        await asyncio.get_running_loop().create_future()
        return False

    watch._is_here, watch.patience = never, dt.timedelta(milliseconds=20)
    found = await stage.app.services.claim_queue.waiting(stage.actor(), number=1, per_page=5)
    assert found.waiting == 1
    assert (await only(stage)).state is ClaimState.WAITING


async def test_approving_somebody_who_left_is_refused_and_ends_it(stage: Stage) -> None:
    karim = another(stage)
    await claimed(stage, karim)
    shown = await queue(stage)
    leave(stage, karim)
    assert "They left this server" in answer(await stage.organiser.click(shown.response, label="Approve"))
    assert (await only(stage)).state is ClaimState.ENDED


async def test_the_sweep_notices_who_left_and_asks_about_nobody_twice_a_day(stage: Stage) -> None:
    karim = another(stage)
    await verified(stage, karim)
    await claimed(stage, asn="3334")
    leave(stage, karim)
    sweep = stage.app.services.claim_watch.sweep
    assert await sweep() == 0  # both were seen today
    stage.pass_time(days=1, minutes=1)
    requests = len(stage.env.backend.http_requests)
    assert await sweep() == 1
    assert await sweep() == 0
    assert len(stage.env.backend.http_requests) - requests == 2
    assert [one.state for one in await claims(stage)] == [ClaimState.ENDED, ClaimState.WAITING]
    assert await verified_at(stage) is None
    assert await log(stage) == ["network.approve", "network.leave"]


async def test_a_sweep_asks_about_a_bounded_number_and_ends_nothing_where_discord_does_not_answer(
    stage: Stage,
) -> None:
    many = [another(stage, f"m{number}") for number in range(25)]
    for who in many:
        await claimed(stage, who)
    stage.pass_time(days=2)
    stage.env.inject_error("GET", f"/guilds/{stage.guild.id}/members/{many[0].id}", status=500, code=0)
    requests = len(stage.env.backend.http_requests)
    assert await stage.app.services.claim_watch.sweep() == 0
    assert len(stage.env.backend.http_requests) - requests >= 20
    assert await stage.app.services.claim_watch.sweep() == 0
    assert {one.state for one in await claims(stage)} == {ClaimState.WAITING}


async def test_whoever_leaves_is_noticed_at_once_where_discord_tells(settings: Settings) -> None:
    async with set_stage(replace(settings, discord=DiscordSettings(members_intent=True))) as stage:
        outside(stage.app)
        await crew(stage)
        karim = another(stage)
        await verified(stage, karim)
        leave(stage, karim)
        await stage.env.settle()
        assert (await only(stage)).state is ClaimState.ENDED
        await stage.deliver()  # the role is gone with the member: nothing to take, nothing to tell
        assert (await only(stage)).role_id is None


async def test_a_press_in_a_direct_message_after_leaving_ends_the_claim(stage: Stage) -> None:
    await verified(stage)
    await stage.app.services.people.set_dm(as_actor(stage, stage.member.id), allowed=True)
    stage.pass_time(days=352)
    await turn(stage)
    await stage.deliver()
    leave(stage, stage.member)
    service = stage.app.services.claims
    ended = await at_once(service.renew(as_actor(stage, stage.member.id), 1, here=False))
    assert refusals(ended) == 1
    assert (await only(stage)).state is ClaimState.ENDED


# Blocked, erased, in other words


async def test_whoever_is_blocked_claims_and_proves_nothing(stage: Stage) -> None:
    shown, _ = await asked_for_token(stage)
    await stage.organiser.slash(stage.lobby, "setup block", member=stage.member)
    before = await stage.everything()
    assert "switched this off for you" in answer(await claimed(stage, asn="3334"))
    assert "switched this off for you" in answer(await stage.member.click(shown.response, label="Check"))
    assert await stage.everything() == before


async def test_erasing_a_person_takes_their_claims_and_the_network_is_verified_no_more(stage: Stage) -> None:
    await verified(stage)
    shown = await stage.member.slash(stage.lobby, "privacy show")
    assert "for which networks you speak" in answer(shown)
    await stage.app.services.privacy.erase(as_actor(stage, stage.member.id))
    assert await claims(stage) == []
    assert await verified_at(stage) is None


async def test_what_ended_is_forgotten_after_half_a_year(stage: Stage) -> None:
    await claimed(stage)
    await stage.press_raw(stage.member, f"network.claim-withdraw-confirm:{stage.guild.id}:1:1")
    forget = stage.app.features["claims"].forget
    assert forget is not None
    stage.pass_time(days=179)
    assert await stage.app.database.write(lambda tx: forget(tx, tx.now)) == 0
    stage.pass_time(days=2)
    assert await stage.app.database.write(lambda tx: forget(tx, tx.now)) == 1
    assert await claims(stage) == []


async def test_a_hostile_name_from_a_source_stays_a_name(stage: Stage, world: World) -> None:
    async def evil(asn: int) -> NetworkFacts:
        at = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
        return NetworkFacts(asn=asn, name="@everyone **x** <@1>", source=Source.PEERINGDB, at=at)

    world.network = evil  # type: ignore[method-assign]
    said = answer(await claimed(stage))
    assert "@everyone" not in said
    assert "\\*\\*x" in said
