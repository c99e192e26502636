"""Who commits to a project, through real commands and clicks: said, proven, confirmed, withdrawn, lapsed; and who may not."""

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import discord
import pytest
from simcord import InteractionResult, MemberActor, ResponseMessage

from bot.config import DiscordSettings, Settings
from bot.delivery.pacing import Pace
from bot.exchanges import records, store
from bot.exchanges.commitments import messages, standing
from bot.exchanges.model import (
    Happening,
    Organisation,
    Project,
    Standing,
)
from bot.exchanges.rules import Mass, Rung
from bot.networks import known
from bot.networks.rules import NetworkFacts, OrganisationFacts, Source
from bot.storage.database import Transaction
from tests.discord.conftest import Stage, answer, set_stage, texts
from tests.discord.exchange_stage import project, signs, speaks
from tests.discord.test_announce_pictures import Files
from tests.discord.test_announce_pictures import files as served  # noqa: F401 - a fixture

LINK = "https://example.net/letter-of-intent"
CEDAR, PINE, OAK = "Cedar Telecom", "Pine Networks", "Oak Hosting"
PDF = b"%PDF-1.7 signed"


@pytest.fixture
async def stage(settings: Settings, served: tuple[Files, str]) -> AsyncIterator[Stage]:  # noqa: F811
    files, origin = served
    settings = replace(settings, discord=DiscordSettings(api_base=f"{origin}/api/v10"))
    async with set_stage(settings) as found:
        files.stage = found
        found.app.pace = Pace(per_second=100_000, per_channel=10_000, new_dm_seconds=0.0)
        found.dispatcher = found.app.dispatcher(found.bot)
        yield found


def shown(result: InteractionResult) -> ResponseMessage:
    found = result.followups[-1] if result.followups else result.response
    assert found is not None
    return found


async def organisation(stage: Stage, name: str | None, asn: int, network: str = "") -> Organisation | None:
    """A network of an organisation; None: of none."""

    def operation(tx: Transaction) -> Organisation | None:
        facts = NetworkFacts(
            asn=asn,
            name=network or f"Network {asn}",
            source=Source.IMPORT,
            at=tx.now,
            organisation=None if name is None else OrganisationFacts(name=name),
        )
        found = known.remember(tx, stage.guild.id, facts)
        if found.organisation_id is None:
            return None
        return records.organisation(tx, stage.guild.id, found.organisation_id)

    return await stage.app.database.write(operation)


async def member_of(stage: Stage, name: str, asn: int) -> Organisation:
    """The member speaks for a network of this organisation."""
    found = await organisation(stage, name, asn)
    assert found is not None
    await speaks(stage, stage.member, asn)
    return found


async def where(stage: Stage, who: Organisation, of: int = 1) -> Standing | None:
    return await stage.app.database.read(lambda tx: store.standing(tx, of, who.id))


async def stands(stage: Stage, who: Organisation, of: int = 1) -> Standing:
    found = await where(stage, who, of)
    assert found is not None
    return found


async def mass(stage: Stage, of: int = 1) -> Mass:
    return await stage.app.database.read(
        lambda tx: standing.mass(tx, records.existing(tx, stage.guild.id, of))
    )


async def history(stage: Stage, of: int = 1) -> list[Happening]:
    """What happened, the oldest first."""
    found = await stage.app.database.read(lambda tx: store.history(tx, of, limit=100))
    return found[::-1]


async def whats(stage: Stage) -> list[str]:
    return [one.what for one in await history(stage) if one.what.startswith(("commitment", "mass"))]


async def second(stage: Stage, name: str = "salma") -> MemberActor:
    """Another organiser."""
    role = next(
        one for one in stage.env.backend.get_guild(stage.guild.id).roles.values() if one.name == "Team"
    )
    who = stage.guild.add_member(stage.env.create_user(name))
    stage.env.backend.edit_member(stage.guild.id, who.id, {"role_ids": [role.id]})
    return who


async def say(stage: Stage, rung: Rung, who: MemberActor | None = None) -> str:
    """Press a button of the public card."""
    return await stage.press_raw(who or stage.member, f"commit.say:1:{messages.code(rung)}", stage.news)


async def card_of(stage: Stage) -> discord.Message:
    """The public card."""
    found = await stage.app.database.read(lambda tx: records.existing(tx, stage.guild.id, 1))
    (card,) = [one for one in stage.news.history() if one.id == found.card_message_id]
    return card


async def public(stage: Stage, rung: Rung | None, who: MemberActor | None = None) -> InteractionResult:
    """Press a button of the public card that opens something more; None: Withdraw."""
    card = await card_of(stage)
    label = {
        Rung.INTERESTED: "My network is interested",
        Rung.INTENDS: "My network intends to join",
        Rung.LETTER: "My network will sign",
        None: "Withdraw",
    }[rung]
    return await (who or stage.member).click(card, label=label)


async def posted(stage: Stage) -> Project:
    found = await project(stage)
    await stage.deliver()
    return found


async def sign(
    stage: Stage, who: MemberActor | None = None, link: str = LINK, file: Any = None, **fields: str
) -> InteractionResult:
    """Sign a letter of intent from the card."""
    form = await public(stage, Rung.LETTER, who)
    values: dict[str, Any] = {"link": link, **fields}
    if file is not None:
        values["file"] = file
    return await (who or stage.member).submit_modal(form, values)


# What members say


async def test_a_member_says_on_the_card_how_far_their_network_goes(stage: Stage) -> None:
    who = await member_of(stage, CEDAR, 64500)
    await posted(stage)
    said = await public(stage, Rung.INTERESTED)
    assert f"Noted: {CEDAR} · interested" in answer(said)
    assert "0 of 3" in answer(said)
    assert (await stands(stage, who)).rung is Rung.INTERESTED
    further = await stage.member.click(shown(said), label="Intends to join")
    assert "intends to join" in answer(further)
    assert (await stands(stage, who)).rung is Rung.INTENDS
    again = await say(stage, Rung.INTENDS)
    assert "stood there already" in again
    assert await whats(stage) == ["commitment-said"] * 2, "the same again is no news"
    await stage.deliver()
    assert CEDAR in texts(await card_of(stage))


async def test_who_speaks_for_no_verified_network_is_told_what_to_do(stage: Stage) -> None:
    await organisation(stage, CEDAR, 64500)
    await posted(stage)
    before = await stage.everything()
    for press in ("commit.say:1:2", "commit.withdraw:1", "commit.mine:1"):
        assert "/network claim" in await stage.press_raw(stage.member, press)
    for press in ("commit.as:1:2:2", "commit.sign:1:4:2", "commit.withdraw-as:1:2", "commit.restore:1:2:1"):
        assert "not shown to speak" in await stage.press_raw(stage.member, press)
    assert await stage.everything() == before


async def test_who_lost_the_network_meanwhile_says_nothing_for_it(stage: Stage) -> None:
    await member_of(stage, CEDAR, 64500)
    await posted(stage)
    said = await public(stage, Rung.INTERESTED)
    form = await public(stage, Rung.LETTER)
    await stage.app.database.write(lambda tx: tx.execute("UPDATE network_claim SET state = 'withdrawn'"))
    assert "not shown to speak" in answer(await stage.member.click(shown(said), label="Intends to join"))
    assert "not shown to speak" in answer(await stage.member.submit_modal(form, {"link": LINK}))
    assert "not shown to speak" in answer(await stage.member.click(shown(said), label="Withdraw"))


async def test_who_speaks_for_several_chooses_and_each_says_its_own(stage: Stage) -> None:
    cedar, pine = await member_of(stage, CEDAR, 64500), await member_of(stage, PINE, 64501)
    await posted(stage)
    asked = await public(stage, Rung.INTENDS)
    assert "Which of your networks" in answer(asked)
    said = await stage.member.select(shown(asked), values=[str(pine.id * 2)])
    assert f"Noted: {PINE}" in answer(said)
    assert await where(stage, cedar) is None
    mine = await stage.press_raw(stage.member, "commit.mine:1")
    assert f"**{PINE}** · intends to join" in mine
    assert f"**{CEDAR}** · nothing said yet" in mine
    # Only one has anything to withdraw: nobody is asked which.
    assert f"{PINE} has withdrawn" in answer(await public(stage, None))


async def test_a_choice_that_was_altered_is_refused(stage: Stage) -> None:
    cedar = await member_of(stage, CEDAR, 64500)
    pine = await organisation(stage, PINE, 64501)
    await member_of(stage, OAK, 64502)
    assert pine is not None
    await posted(stage)
    asked = await public(stage, Rung.INTENDS)
    for value in (str(pine.id * 2), "999999", "9" * 30, "x", "-2"):
        carrier = shown(asked)
        result = await raw_select(stage, carrier, f"commit.which:1:{messages.code(Rung.INTENDS)}", value)
        assert "Noted" not in result
    assert await where(stage, pine) is None
    assert await where(stage, cedar) is None


async def raw_select(stage: Stage, carrier: ResponseMessage, custom_id: str, value: str) -> str:
    """Choose something that the menu did not offer."""
    for component in carrier._message.components[0]["components"]:
        if component.get("type") == 1:
            for child in component["components"]:
                if child.get("type") == 3:
                    child["options"] = [{"label": "x", "value": value}]
                    child["custom_id"] = custom_id
    return answer(await stage.member.select(carrier, values=[value], custom_id=custom_id))


async def test_a_network_without_an_organisation_gets_one_of_its_own_name(stage: Stage) -> None:
    await organisation(stage, None, 64500, network="Lonely Net")
    await speaks(stage, stage.member, 64500)
    await posted(stage)
    assert "Noted: Lonely Net" in answer(await public(stage, Rung.INTERESTED))
    (found,) = (await stage.app.database.read(lambda tx: store.organisations(tx, stage.guild.id))).values()
    assert (found.name, found.asns) == ("Lonely Net", (64500,))
    # Its button from before still leads to it.
    assert "intends" in await stage.press_raw(stage.member, "commit.as:1:3:3")


async def test_a_network_does_not_slip_into_an_organisation_that_has_its_name(stage: Stage) -> None:
    there = await organisation(stage, CEDAR, 64501)
    await organisation(stage, None, 64500, network=CEDAR)
    await speaks(stage, stage.member, 64500)
    await posted(stage)
    assert "Cedar Telecom (AS64500)" in answer(await public(stage, Rung.INTERESTED))
    assert there is not None
    assert await where(stage, there) is None


async def test_too_many_words_in_an_hour_are_stopped_and_a_blocked_member_says_none(stage: Stage) -> None:
    await member_of(stage, CEDAR, 64500)
    await posted(stage)
    for number in range(20):
        assert "Noted" in await say(stage, Rung.INTENDS if number % 2 else Rung.INTERESTED)
    assert "Noted" not in await say(stage, Rung.INTERESTED)
    stage.pass_time(hours=2)
    assert "Noted" in await say(stage, Rung.INTERESTED)
    await stage.app.services.conduct.block(stage.actor(), stage.member.id)
    before = len(await history(stage))
    assert "Noted" not in await say(stage, Rung.INTENDS)
    assert len(await history(stage)) == before


# Evidence and confirmation


async def test_a_letter_waits_for_an_organiser_and_then_counts(stage: Stage) -> None:
    who = await member_of(stage, CEDAR, 64500)
    await posted(stage)
    said = answer(await sign(stage, until="2027-11-23", site="Beirut DC", port="10G"))
    assert "An organiser looks at the evidence next" in said
    assert "Beirut DC" in said
    assert "10 Gbit/s" in said
    one = await stands(stage, who)
    assert (one.rung, one.evidence, one.valid_until, one.facility, one.speed, one.confirmed_at) == (
        Rung.LETTER,
        LINK,
        dt.date(2027, 11, 23),
        "Beirut DC",
        10_000,
        None,
    )
    assert (await mass(stage)).count == 0

    queue = await stage.press_raw(stage.organiser, "commit.waiting:1:1")
    assert "One commitment waits" in queue
    looked = await look(stage, who)
    assert LINK in answer(looked)
    assert f"<@{stage.member.id}>" in answer(looked)
    done = await stage.organiser.click(shown(looked), label="Confirm")
    assert f"Confirmed: {CEDAR} · letter of intent" in answer(done)
    assert (await mass(stage)).count == 1
    assert (await stands(stage, who)).confirmed_at is not None
    assert await whats(stage) == ["commitment-said", "commitment-confirmed"]
    assert "Nothing waits" in await stage.press_raw(stage.organiser, "commit.waiting:1:1")


async def look(stage: Stage, who: Organisation, by: MemberActor | None = None) -> InteractionResult:
    """Open an organisation from the ladder."""
    by = by or stage.organiser
    ladder = await by.slash(stage.lobby, "exchange ladder")
    return await by.select(shown(ladder), values=[str(who.id)], custom_id="commit.one:1")


async def test_the_form_proposes_a_year_and_refuses_what_cannot_be_read(stage: Stage) -> None:
    who = await member_of(stage, CEDAR, 64500)
    await posted(stage)
    assert "2027-11-23" in str((await public(stage, Rung.LETTER)).modal)
    for fields, told in (
        ({"link": ""}, "needs evidence"),
        ({"link": "letter.pdf"}, "no web address"),
        ({"link": LINK, "until": "soon"}, "no day"),
        ({"link": LINK, "until": "2020-01-01"}, "not in the future"),
        ({"link": LINK, "until": "2099-01-01"}, "ten years"),
        ({"link": LINK, "port": "fast"}, "no speed"),
        ({"link": LINK, "file": ("loi.pdf", PDF)}, "not both"),
        ({"link": "", "file": ("loi.pdf", b"")}, "empty"),
    ):
        values: dict[str, Any] = {"until": "2027-11-23", **fields}
        form = await public(stage, Rung.LETTER)
        assert told in answer(await stage.member.submit_modal(form, values)), fields
    assert await where(stage, who) is None
    assert await whats(stage) == []


async def test_a_file_is_evidence_that_organisers_alone_open(stage: Stage) -> None:
    who = await member_of(stage, CEDAR, 64500)
    await posted(stage)
    said = await sign(stage, link="", file=("LoI <@1>.PDF", PDF))
    assert "An organiser looks" in answer(said)
    assert (await stands(stage, who)).evidence == "file:1"
    looked = await look(stage, who)
    assert "file 1" in answer(looked)
    got = await stage.organiser.click(shown(looked), label="Get the file")
    (attachment,) = shown(got).attachments
    assert attachment.filename == "evidence-1.pdf"
    assert stage.env.backend.cdn.get(attachment.url) == PDF
    # The same file again is the same evidence, and no second copy.
    await sign(stage, link="", file=("again.pdf", PDF), until="2028-01-01")
    assert (await stands(stage, who)).evidence == "file:1"
    for press in (
        "commit.file:1",
        "commit.waiting:1:1",
        f"commit.confirm:1:{who.id}:1",
        f"commit.refuse:1:{who.id}:1",
    ):
        assert "Only organisers" in await stage.press_raw(stage.member, press), press
    seen = answer(await look(stage, who, stage.member))
    assert "file" not in seen
    assert "Evidence" not in seen
    assert f"<@{stage.member.id}>" not in seen, "who said it is for organisers"


async def test_a_file_that_is_too_large_or_not_there_leaves_nothing(
    stage: Stage,
    served: tuple[Files, str],  # noqa: F811
) -> None:
    who = await member_of(stage, CEDAR, 64500)
    await posted(stage)
    assert "larger than 4 MB" in answer(
        await sign(stage, link="", file=("x.pdf", b"x" * (4 * 1024 * 1024 + 1)))
    )
    served[0].gone = True
    assert "Noted" not in answer(await sign(stage, link="", file=("x.pdf", PDF)))
    assert await where(stage, who) is None


async def test_whoever_noted_it_does_not_confirm_it(stage: Stage) -> None:
    who = await member_of(stage, CEDAR, 64500)
    other = await second(stage)
    await speaks(stage, stage.organiser, 64500)
    await posted(stage)
    await sign(stage, stage.organiser)
    one = await stands(stage, who)
    press = f"commit.confirm:1:{who.id}:{one.version}"
    assert "another organiser has to confirm" in await stage.press_raw(stage.organiser, press)
    assert (await stands(stage, who)).confirmed_at is None
    assert "Confirmed" in await stage.press_raw(other, press)


async def test_the_second_of_two_who_confirm_is_told(stage: Stage) -> None:
    who = await member_of(stage, CEDAR, 64500)
    other = await second(stage)
    await posted(stage)
    await sign(stage)
    one = await stands(stage, who)
    press = f"commit.confirm:1:{who.id}:{one.version}"
    assert "Confirmed" in await stage.press_raw(stage.organiser, press)
    assert "Nothing of" in await stage.press_raw(other, press)
    assert await whats(stage) == ["commitment-said", "commitment-confirmed"]
    # And a paper that was replaced since it was looked at is not confirmed unseen.
    await sign(stage, link="https://example.net/other", until="2029-01-01")
    await sign(stage, link="https://example.net/third", until="2029-01-01")
    now = await stands(stage, who)
    stale = await stage.press_raw(stage.organiser, f"commit.confirm:1:{who.id}:{now.version - 1}")
    assert "changed meanwhile" in stale
    assert (await stands(stage, who)).confirmed_at is None


async def test_a_refusal_takes_a_reason_and_leaves_an_intention(stage: Stage) -> None:
    who = await member_of(stage, CEDAR, 64500)
    await posted(stage)
    await sign(stage)
    looked = await look(stage, who)
    form = await stage.organiser.click(shown(looked), label="Refuse…")
    done = await stage.organiser.submit_modal(form, {"reason": "The signature is missing"})
    assert "Refused" in answer(done)
    assert (await stands(stage, who)).rung is Rung.INTENDS
    last = (await history(stage))[-1]
    assert (last.what, last.details["reason"]) == ("commitment-refused", "The signature is missing")


async def test_a_renewal_counts_by_the_old_paper_until_an_organiser_looked(stage: Stage) -> None:
    who = await member_of(stage, CEDAR, 64500)
    await posted(stage)
    await sign(stage, until="2026-12-31")
    await stage.press_raw(stage.organiser, f"commit.confirm:1:{who.id}:{(await stands(stage, who)).version}")
    mine = await stage.press_raw(stage.member, "commit.mine:1")
    assert "Renew" in mine or "Sign a memorandum" in mine
    assert "Until then it counts as before: letter of intent" in answer(
        await sign(stage, link="https://example.net/renewed", until="2027-12-31")
    )
    assert (await mass(stage)).count == 1
    looked = answer(await look(stage, who))
    assert "Counts until then" in looked
    one = await stands(stage, who)
    await stage.press_raw(stage.organiser, f"commit.confirm:1:{who.id}:{one.version}")
    assert (await stands(stage, who)).held is None
    assert (await stands(stage, who)).valid_until == dt.date(2027, 12, 31)


# Stepping down, withdrawing, lapsing


async def confirmed(stage: Stage, name: str, asn: int, **more: Any) -> Organisation:
    """An organisation whose letter was confirmed."""
    found = await organisation(stage, name, asn)
    assert found is not None
    await signs(
        stage, (await stage.app.database.read(lambda tx: store.every(tx, stage.guild.id)))[0], found, **more
    )
    return found


async def test_a_step_down_from_a_letter_is_asked_first(stage: Stage) -> None:
    await posted(stage)
    who = await confirmed(stage, CEDAR, 64500)
    await speaks(stage, stage.member, 64500)
    asked = await public(stage, Rung.INTERESTED)
    assert f"{CEDAR} steps down?" in answer(asked)
    assert (await mass(stage)).count == 1
    kept = await stage.member.click(shown(asked), label="Go back")
    assert "Nothing was changed" in answer(kept)
    asked = await public(stage, Rung.INTERESTED)
    done = await stage.member.click(shown(asked), label="Yes, step down")
    assert "Noted" in answer(done)
    assert (await stands(stage, who)).rung is Rung.INTERESTED
    assert (await mass(stage)).count == 0


async def test_a_withdrawal_is_one_press_and_a_slip_is_taken_back(stage: Stage) -> None:
    await posted(stage)
    who = await confirmed(stage, CEDAR, 64500)
    await speaks(stage, stage.member, 64500)
    gone = await public(stage, None)
    assert f"{CEDAR} has withdrawn" in answer(gone)
    assert (await mass(stage)).count == 0
    back = await stage.member.click(shown(gone), label="Undo the withdrawal")
    assert "letter of intent" in answer(back)
    assert (await mass(stage)).count == 1
    old = f"commit.restore:1:{who.id * 2}:{(await stands(stage, who)).version - 1}"
    assert "changed meanwhile" in await stage.press_raw(stage.member, old)
    assert (await whats(stage))[-2:] == ["commitment-withdrawn", "commitment-restored"]
    await stage.press_raw(stage.member, "commit.withdraw:1")
    assert "nothing that could be withdrawn" in await stage.press_raw(stage.member, "commit.withdraw:1")
    assert (await stands(stage, who)).rung is Rung.DECLINED


async def test_critical_mass_is_told_when_it_is_reached_and_when_it_is_lost(stage: Stage) -> None:
    made = await posted(stage)
    for name, asn in ((CEDAR, 64500), (PINE, 64501), (OAK, 64502)):
        await confirmed(stage, name, asn)
    assert (await mass(stage)).reached
    await speaks(stage, stage.member, 64501)
    await public(stage, None)
    assert [one for one in await whats(stage) if one.startswith("mass")] == ["mass-reached", "mass-lost"]
    await stage.deliver()
    stage.pass_time(minutes=3)
    await stage.deliver()
    now = await stage.app.database.read(lambda tx: records.existing(tx, stage.guild.id, made.id))
    thread = "\n".join(
        texts(one.components)
        for one in stage.env.backend.messages.get(now.public_thread_id or 0, {}).values()
    )
    assert "Critical mass is reached: 3 of 3" in thread
    assert "Critical mass is lost: 2 of 3" in thread


async def test_a_commitment_lapses_the_day_after_and_once(stage: Stage) -> None:
    await posted(stage)
    who = await confirmed(stage, CEDAR, 64500, until=dt.date(2026, 12, 1))

    async def lapse() -> list[str]:
        return await stage.app.database.write(
            lambda tx: [one.name for one in standing.lapse(tx, records.existing(tx, stage.guild.id, 1))]
        )

    stage.pass_time(days=8, hours=12)  # 1 December, 23:00 in Beirut
    assert await lapse() == []
    assert (await mass(stage)).count == 1
    stage.pass_time(hours=2)
    assert (await mass(stage)).count == 0, "it does not count from midnight on, whoever notes it when"
    assert await lapse() == [CEDAR]
    assert await lapse() == []
    assert (await stands(stage, who)).rung is Rung.LAPSED
    assert (await whats(stage))[-1] == "commitment-lapsed"


async def test_a_take_over_that_breaks_independence_is_told_to_the_project(stage: Stage) -> None:
    await posted(stage)
    found = [await confirmed(stage, name, asn) for name, asn in ((CEDAR, 64500), (PINE, 64501), (OAK, 64502))]
    assert (await mass(stage)).count == 3

    def taken_over(tx: Transaction) -> None:
        tx.execute("UPDATE organisation SET parent_id = ? WHERE id = ?", (found[0].id, found[1].id))
        standing.regrouped(tx, stage.guild.id, stage.actor())

    await stage.app.database.write(taken_over)
    assert (await mass(stage)).count == 2
    last = (await history(stage))[-1]
    assert (last.what, last.details["lost"], last.details["count"], last.details["change"]) == (
        "mass-regrouped",
        PINE,
        "2",
        "lost",
    )
    before = len(await history(stage))
    await stage.app.database.write(lambda tx: standing.regrouped(tx, stage.guild.id, stage.actor()))
    assert len(await history(stage)) == before, "told once"

    def parted(tx: Transaction) -> None:
        tx.execute("UPDATE organisation SET parent_id = NULL WHERE id = ?", (found[1].id,))
        standing.regrouped(tx, stage.guild.id, stage.actor())

    await stage.app.database.write(parted)
    assert (await mass(stage)).count == 3
    assert (await history(stage))[-1].details["gained"] == PINE


# What organisers record


async def test_an_organiser_records_what_somebody_said_who_is_not_here(stage: Stage) -> None:
    who = await organisation(stage, CEDAR, 64500)
    other = await second(stage)
    assert who is not None
    await posted(stage)
    said = await stage.organiser.slash(
        stage.lobby, "exchange commit", organisation=str(who.id), rung="contacted"
    )
    assert f"Noted: {CEDAR} · contacted" in answer(said)
    refused = await stage.organiser.slash(stage.lobby, "exchange commit", organisation=CEDAR, rung="letter")
    assert "needs evidence" in answer(refused)
    said = await stage.organiser.slash(
        stage.lobby,
        "exchange commit",
        organisation=CEDAR.upper(),
        rung="letter of intent",
        file=("loi.pdf", PDF),
        valid_until="2027-06-30",
        site="Beirut DC",
        port="100G",
    )
    assert "Waits for an organiser" in answer(said)
    one = await stands(stage, who)
    assert (one.rung, one.evidence, one.speed) == (Rung.LETTER, "file:1", 100_000)
    assert "another organiser" in answer(await stage.organiser.click(shown(said), label="Confirm"))
    done = await stage.press_raw(other, f"commit.confirm:1:{who.id}:{one.version}")
    assert "Confirmed" in done
    assert await whats(stage) == ["commitment-recorded", "commitment-recorded", "commitment-confirmed"]


async def test_to_record_is_for_organisers_and_needs_an_organisation_that_is_there(stage: Stage) -> None:
    await organisation(stage, CEDAR, 64500)
    await posted(stage)
    before = await stage.everything()
    refused = await stage.member.slash(
        stage.lobby, "exchange commit", organisation=CEDAR, rung="mou", evidence=LINK
    )
    assert "Only organisers" in answer(refused)
    unknown = await stage.organiser.slash(stage.lobby, "exchange commit", organisation="Nobody", rung="mou")
    assert "/organisation add" in answer(unknown)
    wrong = await stage.organiser.slash(stage.lobby, "exchange commit", organisation=CEDAR, rung="lapsed")
    assert "no rung" in answer(wrong)
    assert await stage.everything() == before


async def test_the_options_offer_organisations_and_rungs(stage: Stage) -> None:
    who = await organisation(stage, CEDAR, 64500)
    await organisation(stage, PINE, 64501)
    assert who is not None
    await posted(stage)

    async def offered(by: MemberActor, option: str, typed: str) -> list[str]:
        found = await by.autocomplete(stage.lobby, "exchange commit", option, typed)
        return [str(one["value"]) for one in found]

    assert await offered(stage.organiser, "organisation", "ced") == [str(who.id)]
    assert await offered(stage.organiser, "organisation", "AS64500") == [str(who.id)]
    assert await offered(stage.member, "organisation", "ced") == []
    assert await offered(stage.organiser, "rung", "letter") == ["letter"]
    assert await offered(stage.organiser, "exchange", "cedar ix") == ["1"]


# The ladder


async def test_the_ladder_shows_everybody_by_rung_page_by_page(stage: Stage) -> None:
    await posted(stage)
    empty = await stage.member.slash(stage.lobby, "exchange ladder")
    assert "Nobody has said anything yet" in answer(empty)
    await confirmed(stage, CEDAR, 64500, until=dt.date(2027, 6, 30))
    for number in range(17):
        found = await organisation(stage, f"Network house {number:02}", 64600 + number)
        assert found is not None
        await signs(
            stage,
            (await stage.app.database.read(lambda tx: store.every(tx, stage.guild.id)))[0],
            found,
            Rung.INTERESTED,
        )
    first = await stage.member.slash(stage.lobby, "exchange ladder")
    said = answer(first)
    assert said.index("letter of intent") < said.index("interested** · 17")
    assert f"{CEDAR} (AS64500) · until Wed 30 Jun 2027 · counts" in said
    assert "house 13" in said
    assert "house 14" not in said
    assert "1 of 3" in said
    following = answer(await stage.member.click(shown(first), label="Next ›"))
    assert "house 16" in following
    assert "interested** · 17" in following


def rendered(shown: ResponseMessage) -> str:
    """What is drawn as markdown: not the options of a menu, where nothing is."""

    def walk(one: dict[str, Any]) -> list[str]:
        found = [str(one["content"])] if one.get("type") == 10 else []
        return found + [text for child in one.get("components", []) for text in walk(child)]

    return "\n".join(text for one in shown.components for text in walk(one))


async def test_hostile_names_stay_harmless_on_every_card(stage: Stage) -> None:
    evil = "@everyone <@1> [x](https://evil.example) **b** `c` ||d||"
    who = await member_of(stage, evil, 64500)
    await posted(stage)
    link = "https://example.net/a)[click](https://evil.example"
    for result in (
        await public(stage, Rung.INTERESTED),
        await stage.member.slash(stage.lobby, "exchange ladder"),
        await look(stage, who),
        await sign(stage, link=link),
        await look(stage, who),
    ):
        said = rendered(shown(result))
        assert "@everyone" not in said
        assert "](https://evil" not in said
        assert "<@1>" not in said


async def test_buttons_of_a_project_that_is_gone_or_elsewhere_answer_politely(stage: Stage) -> None:
    who = await member_of(stage, CEDAR, 64500)
    await posted(stage)
    before = await stage.everything()
    for press in (
        "commit.say:99:2",
        "commit.ladder:99:1",
        "commit.waiting:99:1",
        "commit.mine:99",
        "commit.withdraw:99",
    ):
        assert "no such project" in await stage.press_raw(stage.organiser, press), press
    for press in (
        "commit.say:1:99",
        "commit.say:1:5000",
        "commit.say:1:6",
        "commit.as:1:10:2",
        "commit.sign:1:2:2",
    ):
        assert "Noted" not in await stage.press_raw(stage.member, press), press
    assert "not there any more" in await stage.press_raw(stage.organiser, "commit.file:99")
    assert await stage.press_raw(stage.organiser, f"commit.confirm:1:{who.id}:1")
    assert "Nothing of" in await stage.press_raw(stage.organiser, f"commit.confirm:1:{who.id}:1")
    assert await stage.everything() == before


async def test_after_its_end_nothing_is_noted_any_more(stage: Stage) -> None:
    await member_of(stage, CEDAR, 64500)
    await posted(stage)
    await stage.app.database.write(lambda tx: tx.execute("UPDATE exchange SET stage = 'abandoned'"))
    assert "has ended" in await say(stage, Rung.INTERESTED)
    refused = await stage.organiser.slash(
        stage.lobby, "exchange commit", organisation=CEDAR, rung="mou", evidence=LINK
    )
    assert "has ended" in answer(refused)


async def test_buttons_work_after_a_restart(stage: Stage) -> None:
    who = await member_of(stage, CEDAR, 64500)
    await posted(stage)
    said = await public(stage, Rung.INTERESTED)
    await stage.restart()
    assert "intends" in answer(await stage.member.click(shown(said), label="Intends to join"))
    assert (await stands(stage, who)).rung is Rung.INTENDS
