"""The founding of an exchange: from the first meeting to operational, in eight months, with two restarts and all that goes wrong."""

import json
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import jsonschema
import pytest

from bot.local_discord.faults import Fault, FaultKind
from bot.local_discord.guest import Guest, until
from bot.local_discord.world import Upload
from tests.contract.judging import judge_recorded
from tests.contract.openapi import contract
from tests.end_to_end.cohort_life import weeks
from tests.end_to_end.exchange_life import NAME, PEOPLE, SPEAKERS, ZONE, Founding, Told, instant

VAULT = "https://vault.example"
"""Where what proves something is kept."""
LETTER, SCAN, SCANNED = f"{VAULT}/letter-7731", "letter-7732.pdf", "scanned 7733"
REGULATOR, NOTE, PRICE = "Wants a licence: 7734", "Ask counsel: 7735", "7.36"
SECRETS = {
    LETTER: "kofi",
    SCAN: "lucia",
    REGULATOR: "organisers",
    NOTE: "organisers",
    PRICE: "kofi",
}
"""What only organisers, and whoever said it, may ever see."""
DATA = os.environ.get("CROSSCONNECT_TEST_DATA")
PERSON = re.compile(r" \(.*discord\.com/users.*\)| \(<@\d+>\)")
BUTTONS = ("Everything", "To the project")
MEMBERS = ("Cedar Cable SAL", "Harbour Transit SAL", "Campus Association")


@pytest.fixture
async def founding(tmp_path: Path) -> AsyncIterator[Founding]:
    async with weeks(tmp_path, instant("2027-01-11"), documentation=True) as life:
        world = life.world
        ids = {name: world.add_person(name) for name in PEOPLE}
        guild = world.add_guild("Routing NOG", owner_id=ids["nadia"])
        lobby, news, polls = (world.add_channel(guild, name) for name in ("lobby", "exchange", "polls"))
        for name in PEOPLE:
            if name != "nadia":
                world.add_member(guild, ids[name])
        await life.start()
        await until(world, lambda: bool(world.all_commands()))
        yield Founding(
            life=life,
            guild=guild,
            lobby=lobby,
            news=news,
            polls=polls,
            ids=ids,
            guests={name: Guest(world, one) for name, one in ids.items()},
        )
    if contract() is not None:
        assert judge_recorded(life.requests) > 300


MINUTES = """\
2027-01-11 Cedar IX was started: Internet exchange
2027-01-14 Stakeholder noted: Telecom Regulator.
2027-01-14 Talked to Telecom Regulator.
2027-01-18 An organiser recorded for Cedar Cable SAL: contacted.
2027-01-18 An organiser recorded for Sannine Fibre SAL: identified.
2027-01-18 An organiser recorded for Harbour Transit SAL: contacted.
2027-01-18 Evidence was shown: the need is written down
2027-01-18 The gate was met: from “Need assessment” to “Building support”
2027-01-20 The pledge “Will your network connect to the exchange?” belongs to the project: its ballots lift commitments.
2027-02-02 Cedar Cable SAL: intends to join, by its vote in poll 1.
2027-02-02 Sannine Fibre SAL: intends to join, by its vote in poll 1.
2027-02-02 Campus Association: interested, by its vote in poll 1.
2027-02-04 The gate was met: from “Building support” to “Commitment”
2027-02-08 Action: Draft the letter of intent, by 2027-02-12.
2027-02-13 Action done: Draft the letter of intent.
2027-02-15 Cedar Cable SAL said: letter of intent, valid until 2028-01-31. It waits for confirmation.
2027-02-15 Confirmed: Cedar Cable SAL · letter of intent, valid until 2028-01-31.
2027-02-15 Sannine Fibre SAL said: letter of intent, valid until 2028-01-31. It waits for confirmation.
2027-02-15 Confirmed: Sannine Fibre SAL · letter of intent, valid until 2028-01-31.
2027-02-23 An organiser recorded for Harbour Transit SAL: letter of intent, valid until 2027-07-31. It waits for confirmation.
2027-02-23 Confirmed: Harbour Transit SAL · letter of intent, valid until 2027-07-31.
2027-02-23 Critical mass is reached: 3 of 3 independent networks.
2027-02-23 The gate was met: from “Commitment” to “Governance”
2027-03-01 Sannine Fibre SAL withdrew.
2027-03-01 Critical mass is lost: 2 of 3 independent networks.
2027-03-01 Back from “Governance” to “Commitment”. Reason: Two networks are no exchange: we look for a third again.
2027-03-08 Sannine Fibre SAL said: letter of intent, valid until 2028-01-31. It waits for confirmation.
2027-03-08 Confirmed: Sannine Fibre SAL · letter of intent, valid until 2028-01-31.
2027-03-08 Critical mass is reached: 3 of 3 independent networks.
2027-03-08 The gate was met: from “Commitment” to “Governance”
2027-03-22 Sannine Fibre SAL is controlled by Cedar Cable SAL now.
2027-03-22 Owners changed: Sannine Fibre SAL no longer counts as independent. Independent networks: 2 of 3, before 3.
2027-03-29 Campus Association said: letter of intent, valid until 2027-05-31. It waits for confirmation.
2027-03-29 Confirmed: Campus Association · letter of intent, valid until 2027-05-31.
2027-03-29 Critical mass is reached: 3 of 3 independent networks.
2027-04-05 The place University data centre was added.
2027-04-05 University data centre was scored for power: 4 of 4, with evidence.
2027-04-05 The place Harbour landing station was added.
2027-04-05 Harbour landing station was scored for power: 2 of 4, with evidence.
2027-04-05 The poll “Where should the exchange stand?” was made of the places.
2027-04-15 Decision adopted by a poll: “University data centre” (location).
2027-04-20 Decision adopted: “One network, one seat” (membership).
2027-04-20 Decision proposed: “Two thirds decide” (voting rule).
2027-04-20 Decision discussed: “Two thirds decide”.
2027-04-20 To be decided by rough consensus: “Two thirds decide”.
2027-04-20 An objection was raised to “Two thirds decide”.
2027-04-20 An objection to “Two thirds decide” was answered.
2027-04-20 Decision adopted by rough consensus: “Two thirds decide” (voting rule).
2027-04-26 Readiness: “Governance vehicle” is met, with evidence.
2027-04-26 Readiness: “Open participation policy, published” is met, with evidence.
2027-04-26 The gate was met: from “Governance” to “Technical design”
2027-06-01 Lapsed: Campus Association · letter of intent, valid until 2027-05-31.
2027-06-01 Critical mass is lost: 2 of 3 independent networks.
2027-06-07 Campus Association said: letter of intent, valid until 2028-06-30. It waits for confirmation.
2027-06-07 Confirmed: Campus Association · letter of intent, valid until 2028-06-30.
2027-06-07 Critical mass is reached: 3 of 3 independent networks.
2027-06-14 Decision adopted: “A /25 for the peering LAN” (peering LAN).
2027-06-14 Decision adopted: “Two route servers” (route servers).
2027-06-14 Readiness: “Neutral site, in writing” is met, with evidence.
2027-06-14 Readiness: “Two named engineers” is met, with evidence.
2027-06-14 From “Technical design” to “Resources requested” by override, without: technical design decided. Reason: The switch is a gift, and comes in July.
2027-06-21 The project stands still at “Resources requested”. Reason: The university moves its racks until July.
2027-07-05 The project goes on at “Resources requested”
2027-07-08 Decision reviewed, it holds: “One network, one seat”.
2027-07-12 The project’s details were changed: own AS number, peering LAN
2027-07-12 Readiness: “IPv4 and IPv6 peering LAN, obtained or applied for” is met, with evidence.
2027-07-12 The gate was met: from “Resources requested” to “Build”
2027-07-28 Readiness: “No open legal blocker” is met, with evidence.
2027-07-28 An organiser recorded for Cedar Cable SAL: connected. It waits for confirmation.
2027-07-28 Confirmed: Cedar Cable SAL · connected.
2027-07-28 An organiser recorded for Harbour Transit SAL: connected. It waits for confirmation.
2027-07-28 Confirmed: Harbour Transit SAL · connected.
2027-07-28 An organiser recorded for Campus Association: connected. It waits for confirmation.
2027-07-28 Confirmed: Campus Association · connected.
2027-07-28 The gate was met: from “Build” to “Pilot”
2027-09-06 An organiser recorded for Cedar Cable SAL: exchanging traffic. It waits for confirmation.
2027-09-06 Confirmed: Cedar Cable SAL · exchanging traffic.
2027-09-06 An organiser recorded for Harbour Transit SAL: exchanging traffic. It waits for confirmation.
2027-09-06 Confirmed: Harbour Transit SAL · exchanging traffic.
2027-09-06 An organiser recorded for Campus Association: exchanging traffic. It waits for confirmation.
2027-09-06 Confirmed: Campus Association · exchanging traffic.
2027-09-06 The gate was met: from “Pilot” to “Operational”
"""
"""All that happened, as the minutes have it."""
REMINDED = {
    "nadia": """\
2027-02-12 Mon 15 Feb 2027, in 3 days · to do: Show the regulator what Nairobi saved
2027-02-15 Mon 15 Feb 2027, today · to do: Show the regulator what Nairobi saved
2027-02-22 Mon 15 Feb 2027, 7 days overdue · to do: Show the regulator what Nairobi saved
""",
    "ines": """\
2027-05-01 Mon 31 May 2027, in 30 days · the commitment of Campus Association ends. To keep it, say so again with a new date: the buttons are on the project’s card.
2027-05-24 Mon 31 May 2027, in 7 days · the commitment of Campus Association ends. To keep it, say so again with a new date: the buttons are on the project’s card.
""",
}
"""Who allowed direct messages hears of their own dates there,"""
REMINDED_INSIDE = """\
2027-02-09 Fri 12 Feb 2027, in 3 days · to do: Draft the letter of intent
2027-02-12 Fri 12 Feb 2027, today · to do: Draft the letter of intent
2027-06-01 Mon 31 May 2027 · the commitment of Campus Association has lapsed. It counts no more until they say so again.
2027-07-05 Sat 31 Jul 2027, in 26 days · the commitment of Harbour Transit SAL ends. Ask them for a new date before it lapses.
2027-07-07 Wed 30 Jun 2027, 7 days overdue · decision to be reviewed: One network, one seat
2027-07-24 Sat 31 Jul 2027, in 7 days · the commitment of Harbour Transit SAL ends. Ask them for a new date before it lapses.
"""
"""and of all others the organisers hear in their thread. While the project stands still, nobody does."""


async def test_an_exchange_is_founded(founding: Founding) -> None:
    f = founding
    for chapter in (
        first_meeting,
        building_support,
        commitment,
        taken_over,
        a_place,
        governance,
        lapsed_and_renewed,
        stalled,
        operational,
    ):
        await chapter(f)
    minutes = await f.minutes()
    assert [f"{line[:10]} {line[18:]}" for line in minutes[2:]] == MINUTES.splitlines()
    public, inside = f.threads()
    told = list(f.posted())
    assert said(told, public, (NAME,)) == [one for one in MINUTES.splitlines() if is_announced(one)]
    assert said(told, inside, (f"{NAME}: dates",)) == REMINDED_INSIDE.splitlines()
    assert said(told, inside, (NAME,)) == [one for one in MINUTES.splitlines() if is_for_organisers(one)]
    for who, reminders in REMINDED.items():
        assert said(told, f.world.dm_channel(f.ids[who]), (f"{NAME}: dates",)) == reminders.splitlines()
    assert {f.dms[one.channel] for one in told if one.channel in f.dms and NAME in one.text} == set(REMINDED)
    cards = [one for one in told if one.channel == f.news]
    assert len(cards) == 1, "one card, edited ever after"
    await papers(f, minutes)
    nothing_confidential(f, inside)
    assert f.life.starts == 3


def said(told: list[Told], channel: int, titles: tuple[str, ...]) -> list[str]:
    """The days and words of messages of these titles in a channel, in order; without formatting and buttons."""
    found = []
    for one in told:
        title, *lines = one.text.splitlines()
        if one.channel == channel and title in [f"### {each}" for each in titles]:
            day = one.at.astimezone(ZONE).date()
            found += [
                f"{day} {PERSON.sub('', line).replace('*', '')}"
                for line in lines
                if not line.startswith("-#") and line not in BUTTONS
            ]
    return found


def is_announced(line: str) -> bool:
    """Stages, decisions that were adopted, critical mass and owners are told to everybody, all else stands in the minutes."""
    return any(
        one in line
        for one in (
            "The gate was met",
            "by override",
            "Back from",
            "stands still",
            "goes on at",
            "Decision adopted",
            "Critical mass is",
            "Owners changed",
            "is controlled by",
        )
    )


def is_for_organisers(line: str) -> bool:
    """What members said and organisers have to look at. What they recorded themselves, they know."""
    return "recorded" not in line and ("It waits for confirmation" in line or "withdrew" in line)


async def papers(f: Founding, minutes: list[str]) -> None:
    """The member list is valid; a public paper holds nothing confidential; our own export changes nothing that is known."""
    for profile in ("public", "internal"):
        shown = await f.nadia.run(f.lobby, "exchange export", {"what": "members", "profile": profile})
        ((_, content),) = f.files(shown).items()
        members = json.loads(content)
        if DATA is not None:
            schema = json.loads((Path(DATA) / "ixf" / "ixp-member-list-1.0.schema.json").read_text())
            jsonschema.Draft4Validator(
                schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER
            ).validate(members)
        assert [one["asnum"] for one in members["member_list"]] == [64500, 64501, 64502, 64503]
        states = {one["asnum"]: one["connection_list"][0]["state"] for one in members["member_list"]}
        assert states == {64500: "active", 64501: "planned", 64502: "active", 64503: "active"}
        await unchanged(f, content)

        shown = await f.nadia.run(f.lobby, "exchange export", {"what": "data", "profile": profile})
        ((_, content),) = f.files(shown).items()
        hidden = [one for one in SECRETS if one.encode() in content]
        assert set(hidden) == (set() if profile == "public" else {REGULATOR, NOTE}), profile
        assert (VAULT.encode() in content) is (profile == "internal")
        assert (b"opposes" in content) is (profile == "internal")
        await unchanged(f, content)
    assert await f.minutes() == minutes
    refused = await f.kofi.run(f.lobby, "exchange export", {"what": "data"})
    assert "Only organisers" in f.read(refused, "kofi")


async def unchanged(f: Founding, content: bytes) -> None:
    read = f.read(await f.nadia.run(f.lobby, "exchange import", {"file": Upload("ours.json", content)}))
    assert "none changes anything" in read, read


def nothing_confidential(f: Founding, inside: int) -> None:
    """In every event and every request: what proves something, positions, notes and prices reach only whom they are for."""
    organisers = {f.ids["nadia"], f.ids["marc"]}
    seen = dict.fromkeys(SECRETS, 0)
    for one in f.life.seen:
        change = one.change
        for secret, whose in SECRETS.items():
            if secret in change.text:
                may = organisers if whose == "organisers" else {f.ids[whose], *organisers}
                may = {f.ids[whose]} if secret == PRICE else may
                assert change.reader_id in may, (secret, change)
                seen[secret] += 1
        if VAULT.removeprefix("https://") in change.text or "opposes" in change.text:
            assert change.reader_id is not None, change
    assert all(seen.values()), seen
    for line in f.life.requests.read_text(encoding="utf-8").splitlines():
        assert SCANNED not in line
        if any(one in line for one in (*SECRETS, VAULT, "opposes")):
            assert json.loads(line)["path"].split("/")[1] in ("interactions", "webhooks"), line
    assert inside not in {one.change.channel_id for one in f.life.seen if VAULT in one.change.text}


async def first_meeting(f: Founding) -> None:
    await f.set_up()
    form = await f.nadia.run(f.news, "exchange start", {"kind": "exchange"})
    await f.nadia.fill(form, {"name": NAME, "city": "Beirut", "country": "Lebanon", "rir": ["ripe"]})
    await f.life.quiet()
    await f.stands("Need assessment · step 1 of 9", 0)

    await f.day("2027-01-14")
    card = await f.nadia.run(
        f.lobby,
        "exchange stakeholder add",
        {"organisation": "Telecom Regulator", "kind": "regulator", "position": "opposes"},
    )
    card = await f.nadia.fill(await f.nadia.press(card, "register.stakeholder-edit"), {"note": REGULATOR})
    card = await f.nadia.press(card, "register.contacted")
    form = await f.nadia.press(card, "register.action-ask")
    card = await f.nadia.fill(form, {"what": "Show the regulator what Nairobi saved", "due": "2027-02-15"})
    await f.nadia.choose(card, "register.action-owner", [f.ids["nadia"]])

    await f.day("2027-01-18")
    await f.record("Cedar Cable SAL", "contacted")
    await f.record("Sannine Fibre SAL", "identified")
    await f.record("Harbour Transit SAL", "contacted")
    step = await f.nadia.run(f.lobby, "exchange stage advance")
    assert "not shown yet" in f.read(step)
    form = await f.nadia.press(step, "exchange.evidence")
    step = await f.nadia.fill(form, {"evidence": f"{VAULT}/need"})
    await f.nadia.press(step, "exchange.go")
    await f.stands("Building support · step 2 of 9", 0)


async def building_support(f: Founding) -> None:
    await f.day("2027-01-20")
    card = await f.nadia.fill(await f.nadia.run(f.polls, "poll create", {"template": "interest"}), {})
    await f.open_poll(card, "2027-02-02 20:00")
    found = await f.nadia.find(f.lobby, "exchange poll", "poll", "Will your network")
    await f.nadia.run(f.lobby, "exchange poll", {"poll": found})
    for who, conditions in (("kofi", ""), ("lucia", ""), ("ines", "only with two power feeds")):
        form = await f.guests[who].press_posted(f.polls, "vote.open")
        await f.guests[who].fill(form, {"amount": "1", "conditions": conditions})

    await f.day("2027-02-04")
    await f.stands("Building support · step 2 of 9", 0)
    await f.advance()
    await f.stands("Commitment · step 3 of 9", 0)


async def commitment(f: Founding) -> None:
    await f.day("2027-02-08")
    to_do = {"what": "Draft the letter of intent", "owner": f.ids["marc"], "due": "2027-02-12"}
    await f.nadia.run(f.lobby, "exchange action add", to_do)
    await f.day("2027-02-13")
    mine = await f.marc.run(f.lobby, "exchange action list", {"which": "mine"})
    await f.marc.press(mine, "register.action-done")

    await f.day("2027-02-15")
    await f.sign("kofi", link=LETTER, until="2028-01-31")
    await f.confirm("nadia")
    await f.stands("Commitment · step 3 of 9", 1)
    await f.sign("lucia", file=[Upload(SCAN, b"%PDF-1.7 " + SCANNED.encode())], until="2028-01-31")
    await f.stands("Commitment · step 3 of 9", 1)
    await f.confirm("marc")
    await f.stands("Commitment · step 3 of 9", 2)

    await f.day("2027-02-23")
    mine = await f.nadia.run(f.lobby, "exchange action list", {"which": "mine"})
    await f.nadia.press(mine, "register.action-done")
    await f.record("Harbour Transit SAL", "letter", evidence=f"{VAULT}/harbour", valid_until="2027-07-31")
    await f.confirm("nadia")  # it is her own note
    await f.stands("Commitment · step 3 of 9", 2)
    await f.confirm("marc")
    await f.stands("Commitment · step 3 of 9", 3)
    await f.advance()
    await f.stands("Governance · step 4 of 9", 3)

    await f.day("2027-03-01")
    # The answer is lost on the way: what arrived is not sent again.
    faults = f.life.server.faults
    faults.add(Fault(kind=FaultKind.LOST, method="POST", path="/channels/*/messages", times=1))
    await f.lucia.press_posted(f.news, "commit.withdraw")
    await f.stands("Governance · step 4 of 9", 2)
    await f.move("back", "Two networks are no exchange: we look for a third again.")
    await f.stands("Commitment · step 3 of 9", 2)
    await f.day("2027-03-08")
    await f.sign("lucia", link=f"{VAULT}/sannine", until="2028-01-31")
    await f.confirm("nadia")
    await f.advance()
    await f.stands("Governance · step 4 of 9", 3)


async def taken_over(f: Founding) -> None:
    await f.day("2027-03-22")
    sold = {"organisation": "Sannine Fibre SAL", "parent": "Cedar Cable SAL"}
    card = await f.nadia.run(f.lobby, "organisation edit", sold)
    # The bot is told to stop while both lines are under way.
    slow = Fault(kind=FaultKind.LATENCY, method="POST", path="/channels/*/messages", seconds=0.3, times=2)
    f.life.server.faults.add(slow)
    await f.nadia.press(card, "organisation.parent-confirm")
    await f.restart()
    await f.stands("Governance · step 4 of 9", 2)
    await f.day("2027-03-29")
    await f.sign("ines", link=f"{VAULT}/campus", until="2027-05-31")
    await f.confirm("marc")
    await f.stands("Governance · step 4 of 9", 3)


async def a_place(f: Founding) -> None:
    await f.day("2027-04-05")
    for name, points in (("University data centre", "4"), ("Harbour landing station", "2")):
        card = await f.nadia.fill(await f.nadia.run(f.lobby, "exchange site add"), {"name": name})
        form = await f.nadia.choose(card, "site.score", ["0"])
        await f.nadia.fill(form, {"points": [points], "link": f"{VAULT}/site"})
    compared = await f.nadia.run(f.polls, "exchange site compare")
    await f.open_poll(await f.nadia.press(compared, "site.poll"), "2027-04-14 20:00")
    for who in SPEAKERS:
        form = await f.guests[who].press_posted(f.polls, "vote.open")
        form = await f.guests[who].press(form, "vote.write")
        await f.guests[who].press(await f.guests[who].fill(form, {"line": "A > B"}), "vote.cast")

    await f.day("2027-04-15")
    found = await f.nadia.find(f.polls, "poll certify", "poll", "")
    form = await f.nadia.run(f.polls, "poll certify", {"poll": found})
    await f.nadia.fill(form, {"outcome": "The university it is.", "option": ["1"], "review": ""})


async def governance(f: Founding) -> None:
    await f.day("2027-04-20")
    await f.decide("One network, one seat", "membership", review="2027-06-30", evidence=f"{VAULT}/minutes")
    card = await f.decide("Two thirds decide", "voting-rule", state="proposed")
    card = await f.nadia.press(card, "register.discuss")
    card = await f.nadia.press(card, "register.consensus")
    shown = await f.kofi.run(f.lobby, "exchange decision show", {"decision": "Two thirds decide"})
    await f.kofi.fill(await f.kofi.press(shown, "register.object"), {"text": "Two thirds of whom?"})
    card = await f.nadia.run(f.lobby, "exchange decision show", {"decision": "Two thirds decide"})
    card = await f.nadia.fill(
        await f.nadia.choose(card, "register.answer", ["1"]), {"text": "Of those who are present."}
    )
    await f.nadia.press(await f.nadia.press(card, "register.adopt"), "register.adopt-confirm")

    await f.day("2027-04-26")
    ready = await f.nadia.run(f.lobby, "exchange readiness")
    ready = await f.claim(ready, 3, f"{VAULT}/statutes", NOTE)
    ready = await f.claim(ready, 4, f"{VAULT}/policy")
    await f.advance()
    await f.stands("Technical design · step 5 of 9", 3)


async def lapsed_and_renewed(f: Founding) -> None:
    await f.day("2027-05-10")
    for who, price in (("kofi", PRICE), ("lucia", "3.21"), ("ines", "4.32")):
        card = await f.guests[who].run(f.lobby, "exchange survey")
        form = await f.guests[who].press(card, "survey.answer")
        await f.guests[who].fill(form, {"band": ["1000"], "price": price})
    card = await f.nadia.press(await f.nadia.run(f.lobby, "exchange survey"), "survey.publish")
    assert "3 independent networks at least" in f.read(card), "two of the three are one owner's"
    await f.day("2027-05-31", "23:00")
    await f.stands("Technical design · step 5 of 9", 3)
    await f.day("2027-06-01")
    await f.stands("Technical design · step 5 of 9", 2)

    await f.day("2027-06-07")
    await f.sign("ines", link=f"{VAULT}/campus-again", until="2028-06-30")
    await f.confirm("marc")
    await f.stands("Technical design · step 5 of 9", 3)


async def stalled(f: Founding) -> None:
    await f.day("2027-06-14")
    await f.decide("A /25 for the peering LAN", "lan")
    await f.decide("Two route servers", "route-servers")
    ready = await f.nadia.run(f.lobby, "exchange readiness")
    ready = await f.claim(ready, 2, f"{VAULT}/lease")
    ready = await f.claim(ready, 6, f"{VAULT}/engineers")
    await f.advance("The switch is a gift, and comes in July.")
    await f.stands("Resources requested · step 6 of 9", 3)
    await f.day("2027-06-21")
    await f.move("stall", "The university moves its racks until July.")
    await f.stands("Stalled", 3)
    step = await f.nadia.run(f.lobby, "exchange stage resume")
    await f.restart()
    await f.day("2027-07-05")
    await f.nadia.press(step, "exchange.go")  # on a card of an earlier process
    await f.stands("Resources requested · step 6 of 9", 3)
    await f.day("2027-07-08")
    card = await f.nadia.run(f.lobby, "exchange decision show", {"decision": "One network, one seat"})
    await f.nadia.fill(await f.nadia.press(card, "register.review"), {"review": ""})


async def operational(f: Founding) -> None:
    await f.day("2027-07-12")
    edit = await f.nadia.run(f.lobby, "exchange edit")
    form = await f.nadia.press(edit, "exchange.form", nth=1)
    await f.nadia.fill(form, {"asn": "AS64510", "prefix": "/25"})
    ready = await f.nadia.run(f.lobby, "exchange readiness")
    await f.claim(ready, 5, f"{VAULT}/addresses")
    await f.advance()
    await f.stands("Build · step 7 of 9", 3)

    await f.day("2027-07-28")
    await f.claim(await f.nadia.run(f.lobby, "exchange readiness"), 7, f"{VAULT}/counsel")
    for name in MEMBERS:
        await f.record(name, "connected", evidence=f"{VAULT}/ports", port="10G")
        await f.confirm("marc")
    await f.advance()
    await f.stands("Pilot · step 8 of 9", 3)
    await f.day("2027-09-06")
    for name in MEMBERS:
        await f.record(name, "exchanging", evidence=f"{VAULT}/graphs")
        await f.confirm("marc")
    await f.advance()
    await f.stands("Operational · step 9 of 9", 3)
