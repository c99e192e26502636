"""/network show, list, find, upstreams and following through real commands and clicks."""

import datetime as dt
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from simcord import MemberActor

from bot.clock import to_epoch
from bot.config import Settings, SourcesSettings
from bot.networks import known, store
from bot.networks.rules import (
    Network,
    NetworkFacts,
    OrganisationFacts,
    Policy,
    Presence,
    PresenceKind,
    Source,
)
from bot.networks.sources import store as sources
from bot.networks.sources.store import Kept
from bot.storage.database import Transaction
from tests.discord.conftest import START, Stage, answer, buttons, set_stage, texts

OURS, THEIRS, THIRD = 3333, 1103, 1299
"""Real numbers; the networks in these tests are made up."""


def at(kind: PresenceKind, *names: str, speed: int | None = None) -> tuple[Presence, ...]:
    return tuple(Presence(kind=kind, name=name, speed=speed) for name in names)


def exchanges(*names: str, speed: int | None = 10_000) -> tuple[Presence, ...]:
    return at(PresenceKind.EXCHANGE, *names, speed=speed)


def facilities(*names: str) -> tuple[Presence, ...]:
    return at(PresenceKind.FACILITY, *names)


async def knows(
    stage: Stage,
    asn: int,
    name: str,
    *,
    organisation: str | None = None,
    country: str | None = None,
    policy: Policy = Policy.OPEN,
    presences: Sequence[Presence] = (),
    source: Source = Source.PEERINGDB,
    when: dt.datetime = START,
    guild_id: int | None = None,
) -> Network:
    """The guild has a network."""
    facts = NetworkFacts(
        asn=asn,
        name=name,
        source=source,
        at=when,
        organisation=None if organisation is None else OrganisationFacts(name=organisation, country=country),
        policy=policy,
        website="https://example.net",
        as_set=f"AS-{asn}",
        presences=tuple(presences),
    )
    return await stage.app.database.write(lambda tx: known.remember(tx, guild_id or stage.guild.id, facts))


async def speaks(
    stage: Stage, who: MemberActor, network: Network, *, contact: bool = False, role: str = "noc"
) -> None:
    """A member is shown to speak for a network."""

    def operation(tx: Transaction) -> None:
        now = to_epoch(tx.now)
        tx.execute(
            "INSERT INTO network_claim (guild_id, network_id, user_id, role, state, proof, contact, decided_at, expires_at,"
            " seen_at, created_at, updated_at) VALUES (?, ?, ?, ?, 'verified', 'organiser', ?, ?, ?, ?, ?, ?)",
            (stage.guild.id, network.id, who.id, role, int(contact), now, now + 365 * 86_400, now, now, now),
        )
        store.set_verified(tx, network.id, tx.now)

    await stage.app.database.write(operation)


async def show(stage: Stage, asn: object, who: MemberActor | None = None) -> str:
    return answer(await (who or stage.member).slash(stage.lobby, "network show", asn=str(asn)))


async def test_the_card_tells_who_where_and_how_old(stage: Stage) -> None:
    await knows(
        stage, THEIRS, "Cedar Net", organisation="Cedar SAL", country="LB", policy=Policy.SELECTIVE,
        presences=(*exchanges("Beirut IX"), *facilities("Adonis Data Centre")),
        when=START - dt.timedelta(days=3),
    )  # fmt: skip
    said = await show(stage, "AS1103")
    assert "AS1103 · Cedar Net" in said
    assert "Cedar SAL" in said
    assert "🇱🇧 LB" in said
    assert "selective" in said
    assert "Beirut IX (10 Gbit/s)" in said
    assert "Adonis Data Centre" in said
    assert f"From PeeringDB, <t:{to_epoch(START - dt.timedelta(days=3))}:R>" in said
    assert "Not verified" in said
    assert "nobody yet" in said
    assert "out of date" not in said


async def test_what_is_in_common_with_ones_own_network_comes_first(stage: Stage) -> None:
    ours = await knows(
        stage, OURS, "Ours", presences=(*exchanges("beirut ix", "AMS-IX"), *facilities("Adonis"))
    )
    await knows(
        stage,
        THEIRS,
        "Theirs",
        presences=(*exchanges("Beirut IX", "DE-CIX"), *facilities("ADONIS", "Equinix")),
    )
    assert "In common" not in await show(stage, THEIRS)
    await speaks(stage, stage.member, ours)
    said = await show(stage, THEIRS)
    common = next(line for line in said.splitlines() if "In common with you" in line)
    assert "Beirut IX" in common
    assert "ADONIS" in common
    assert "DE-CIX" not in common
    assert said.index("In common with you") < said.index("Other exchanges") < said.index("Other facilities")
    assert "DE-CIX" in said


async def test_nothing_in_common_is_said_in_words(stage: Stage) -> None:
    ours = await knows(stage, OURS, "Ours", presences=exchanges("AMS-IX"))
    await knows(stage, THEIRS, "Theirs", presences=exchanges("DE-CIX"))
    await speaks(stage, stage.member, ours)
    assert "**In common with you** nowhere yet" in await show(stage, THEIRS)


async def test_only_contacts_who_agreed_and_are_still_here_are_shown(stage: Stage) -> None:
    network = await knows(stage, THEIRS, "Theirs")
    lina, sami = (stage.guild.add_member(stage.env.create_user(name)) for name in ("lina", "sami"))
    await speaks(stage, lina, network, contact=True, role="peering")
    await speaks(stage, sami, network)
    said = await show(stage, THEIRS)
    assert f"<@{lina.id}> (peering)" in said
    assert str(sami.id) not in said
    assert "✓ Verified: 2 members here speak for it." in said
    assert "agreed to be shown" in said
    stage.env.backend.remove_member(stage.guild.id, lina.id)
    stage.pass_time(days=2)
    said = await show(stage, THEIRS)
    assert str(lina.id) not in said
    assert "1 member here speaks for it" in said


async def test_following_is_once_and_lasts_over_a_restart(stage: Stage) -> None:
    await knows(stage, THEIRS, "Theirs")
    shown = await stage.member.slash(stage.lobby, "network show", asn="1103")
    assert shown.response is not None
    follow = buttons(shown.response)["Follow"]
    assert "You follow **Theirs**" in answer(await stage.member.click(shown.response, label="Follow"))
    await stage.restart()
    assert "already" in await stage.press_raw(stage.member, follow)
    said = await show(stage, THEIRS)
    assert "**Followers** you" in said
    assert "Unfollow" in said
    assert "**Followers** 1" in await show(stage, THEIRS, stage.organiser)
    people = await stage.app.database.read(lambda tx: known.people_of(tx, stage.guild.id, [THEIRS]))
    assert people == {THEIRS: frozenset({stage.member.id})}
    assert "no longer follow" in await stage.press_raw(stage.member, f"network.unfollow:{THEIRS}")
    assert "do not follow" in await stage.press_raw(stage.member, f"network.unfollow:{THEIRS}")


async def test_a_network_nobody_here_knows_is_stored_by_following_it_alone(stage: Stage) -> None:
    before = await stage.everything()
    said = await show(stage, "AS1103")
    assert "Not known here yet" in said
    assert "asks no sources outside" in said
    assert "AS1103" in said
    assert await stage.everything() == before
    assert "not known here" in await stage.press_raw(stage.member, f"network.unfollow:{THEIRS}")
    assert "You follow **AS1103**" in await stage.press_raw(stage.member, f"network.follow:{THEIRS}")
    assert "From a member" in await show(stage, THEIRS)


def answered(stage: Stage, *, name: str = "Cedar Net", age: dt.timedelta = dt.timedelta(0)) -> Kept:
    """What PeeringDB answered about THEIRS some time ago; good for an hour."""
    at = stage.clock.now() - age
    body = {
        "id": 7, "org_id": None, "name": name, "website": "", "as_set": "", "policy": "open",
        "exchanges": [{"name": "Beirut IX", "id": 1, "speed": 10_000}], "facilities": [],
    }  # fmt: skip
    return Kept(asked=f"net:{THEIRS}", body=body, fetched_at=at, fresh_until=at + dt.timedelta(hours=1))


async def keep(stage: Stage, kept: Kept, source: str = "peeringdb") -> None:
    await stage.app.database.write(lambda tx: sources.keep(tx, source, [kept]))


async def test_what_a_source_tells_of_an_unknown_network_is_stored_by_following_alone(stage: Stage) -> None:
    await keep(stage, answered(stage))
    before = await stage.everything()
    said = await show(stage, THEIRS)
    assert "AS1103 · Cedar Net" in said
    assert "Not known here yet" in said
    assert "Beirut IX (10 Gbit/s)" in said
    assert "From PeeringDB" in said
    assert await stage.everything() == before
    assert "You follow **Cedar Net**" in await stage.press_raw(stage.member, f"network.follow:{THEIRS}")
    assert "Cedar Net" in answer(await stage.member.slash(stage.lobby, "network list"))


async def test_an_old_answer_of_a_source_that_is_down_says_so(stage: Stage) -> None:
    await keep(stage, answered(stage, age=dt.timedelta(days=2)))
    said = await show(stage, THEIRS)
    assert "The source does not answer now" in said
    assert f"<t:{to_epoch(stage.clock.now() - dt.timedelta(days=2))}:R>" in said


async def test_who_got_a_number_that_peeringdb_does_not_know_is_told(stage: Stage) -> None:
    await keep(stage, replace(answered(stage), body=None))
    assert "asks no sources outside" in await show(stage, THEIRS)
    kept = replace(
        answered(stage),
        asked=f"as-overview:{THEIRS}",
        body={"holder": "CEDAR - Cedar SAL", "announced": True},
    )
    await keep(stage, kept, "ripestat")
    said = await show(stage, THEIRS)
    assert "CEDAR - Cedar SAL" in said
    assert "Name from RIPEstat" in said
    assert "It announces 0 IPv4" in said
    await keep(stage, replace(kept, body={"holder": None, "announced": False}), "ripestat")
    assert "Neither PeeringDB nor RIPEstat" in await show(stage, THEIRS)


async def test_refresh_takes_over_what_is_newer_and_nothing_older(stage: Stage) -> None:
    await knows(stage, THEIRS, "Old name", source=Source.IMPORT, when=START - dt.timedelta(days=9))
    await keep(stage, answered(stage, name="New name"))
    said = await stage.press_raw(stage.member, f"network.refresh:{THEIRS}")
    assert "AS1103 · New name" in said
    assert "do not answer now" in said
    stage.pass_time(days=1)
    await knows(stage, THEIRS, "Newest name", when=stage.clock.now())
    said = await stage.press_raw(stage.member, f"network.refresh:{THEIRS}")
    assert "AS1103 · Newest name" in said
    assert "do not answer now" in said


async def test_nobody_follows_without_end(stage: Stage) -> None:
    def many(tx: Transaction) -> None:
        for number in range(100):
            facts = NetworkFacts(asn=10_000 + number, name=f"N{number}", source=Source.IMPORT, at=tx.now)
            store.follow(tx, known.remember(tx, stage.guild.id, facts), stage.member.id)

    await stage.app.database.write(many)
    before = await stage.everything()
    assert "100" in await stage.press_raw(stage.member, f"network.follow:{THEIRS}")
    assert await stage.everything() == before
    assert "already" in await stage.press_raw(stage.member, "network.follow:10000")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("as 64512", "private use"),
        ("AS23456", "old routers"),
        ("64500", "for examples"),
        ("0", "reserved"),
        ("hello", "no AS number"),
        ("99999999999", "larger than any"),
        ("1.100", "Not known here"),
        ("as1103", "Not known here"),
    ],
)
async def test_numbers_are_understood_or_refused_in_words(stage: Stage, typed: str, said: str) -> None:
    before = await stage.everything()
    assert said in await show(stage, typed)
    assert await stage.everything() == before


async def test_a_name_is_understood_where_it_is_only_one_networks(stage: Stage) -> None:
    await knows(stage, THEIRS, "Cedar Net")
    assert "AS1103 · Cedar Net" in await show(stage, "cedar net")
    await knows(stage, THIRD, "CEDAR NET")
    assert "no AS number" in await show(stage, "cedar net")


async def test_the_option_offers_numbers_names_and_organisations(stage: Stage) -> None:
    await knows(stage, THEIRS, "Cedar Net", organisation="Levant Cables")
    await knows(stage, 11_030, "Other")
    await knows(stage, THIRD, "100% Fibre_1")

    async def offered(typed: str, command: str = "network show") -> list[str]:
        found = await stage.member.autocomplete(stage.lobby, command, "asn", typed)
        return [str(one["value"]) for one in found]

    assert await offered("as110") == ["1103", "11030"]
    assert await offered("CED") == ["1103"]
    assert await offered("levant", "network upstreams") == ["1103"]
    assert await offered("%") == ["1299"]
    assert await offered("_1") == ["1299"]
    assert len(await offered("")) == 3
    assert await offered("xyz") == []


async def test_facts_that_nobody_confirmed_for_long_say_so(stage: Stage) -> None:
    await knows(stage, THEIRS, "Theirs", source=Source.IMPORT)
    said = await show(stage, THEIRS)
    assert "From a file that an organiser imported" in said
    assert "out of date" not in said
    stage.pass_time(days=200)
    assert "out of date" in await show(stage, THEIRS)


async def test_refresh_keeps_what_was_known_and_says_that_nobody_answered(stage: Stage) -> None:
    await knows(stage, THEIRS, "Theirs")
    press = f"network.refresh:{THEIRS}"
    said = await stage.press_raw(stage.member, press)
    assert "do not answer now" in said
    assert "The source does not answer now" in said
    assert "Theirs" in said
    for _ in range(4):
        await stage.press_raw(stage.member, press)
    assert "⚠️" in await stage.press_raw(stage.member, press)
    assert "Theirs" in await stage.press_raw(stage.organiser, press)


async def test_i_speak_for_it_begins_a_claim(stage: Stage) -> None:
    network = await knows(stage, THEIRS, "Theirs")
    shown = await stage.member.slash(stage.lobby, "network show", asn="1103")
    form = await stage.member.click(shown.response, label="I speak for it")
    said = answer(await stage.member.submit_modal(form, {"role": "peering"}))
    assert "Theirs" in said
    claims = (await stage.everything())["network_claim"]
    assert [(row[3], row[4]) for row in claims if network.id in row] == [(stage.member.id, "peering")]
    assert "⚠️" in await stage.press_raw(stage.member, "network.speak:64512")


@pytest.fixture
async def outside() -> AsyncIterator[tuple[dict[str, Any], SourcesSettings]]:
    """PeeringDB on this machine: `net` is what it answers, in its shape; `asked` how often it was asked."""
    world: dict[str, Any] = {"net": [], "asked": 0}

    async def net(request: web.Request) -> web.Response:
        del request
        world["asked"] += 1
        return web.json_response({"data": world["net"], "meta": {}})

    app = web.Application()
    app.router.add_get("/api/net", net)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield world, SourcesSettings(peeringdb=f"{origin}/api", ripestat=f"{origin}/data")
    await runner.cleanup()


async def test_refresh_asks_the_source_whatever_is_stored(
    settings: Settings, outside: tuple[dict[str, Any], SourcesSettings]
) -> None:
    world, places = outside
    lans = [{"ix_id": 1, "name": "Beirut IX", "speed": 100, "status": "ok"}]
    world["net"] = [
        {"id": 7, "asn": THEIRS, "name": "First", "org_id": None, "netixlan_set": lans, "status": "ok"}
    ]
    async with set_stage(replace(settings, sources=places)) as stage:
        assert "AS1103 · First" in await show(stage, THEIRS)
        await show(stage, THEIRS)
        assert world["asked"] == 1, "an answer is good for an hour"
        await stage.press_raw(stage.member, f"network.follow:{THEIRS}")
        world["net"][0] |= {"name": "Second"}
        stage.pass_time(minutes=5)
        # Two seconds lie between two questions, and the virtual Discord does not wait so long.
        stage.app.sources._peeringdb._turns._next = float("-inf")
        said = await stage.press_raw(stage.member, f"network.refresh:{THEIRS}")
        assert world["asked"] == 2
        assert "AS1103 · Second" in said
        assert "Beirut IX (100 Mbit/s)" in said
        assert "Asked again" in said
        assert "out of date" not in said


async def test_the_list_has_verified_ones_first_and_pages(stage: Stage) -> None:
    said = answer(await stage.member.slash(stage.lobby, "network list"))
    assert "No network is known here yet" in said
    assert "/network import" not in said
    assert "/network import" in answer(await stage.organiser.slash(stage.lobby, "network list"))
    for number in range(9):
        last = await knows(stage, 2000 + number, f"Net {number}", presences=exchanges("AMS-IX"))
    await speaks(stage, stage.member, last)
    await knows(stage, 2999, "Elsewhere", guild_id=stage.env.create_guild("Other").id)
    shown = await stage.member.slash(stage.lobby, "network list")
    said = answer(shown)
    assert said.index("Net 8") < said.index("Net 0")
    assert "✓ verified" in said
    assert "1 exchange" in said
    assert "9 networks are known here" in said
    assert "Net 7" not in said
    assert "Elsewhere" not in said
    assert shown.response is not None
    await stage.restart()
    said = answer(await stage.member.click(shown.response, label="Next ›"))
    assert "Net 7" in said
    assert "AS2008 · Net 8" in await stage.press_raw(stage.member, "network.show:2008")


async def find(stage: Stage, text: str) -> str:
    return answer(await stage.member.slash(stage.lobby, "network find", text=text))


async def test_networks_are_found_by_name_organisation_country_and_place(stage: Stage) -> None:
    assert "No network here" in await find(stage, "cedar")
    await knows(
        stage, THEIRS, "Cedar Net", organisation="Levant Cables", country="LB",
        presences=(*exchanges("Beirut IX"), *facilities("Adonis, Beirut")),
    )  # fmt: skip
    await knows(
        stage, THIRD, "Oslo Net", organisation="Fjord AS", country="NO", presences=exchanges("NIX Oslo")
    )
    for text in ("cedar", "CABLES levant", "LB", "lebanon", "beirut ix", "adonis", "as1103", "110"):
        said = await find(stage, text)
        assert "Cedar Net" in said, text
        assert "Oslo Net" not in said, text
    assert "At Beirut IX" in await find(stage, "beirut ix")
    assert "At " not in await find(stage, "cedar")
    for text in ("%", "_", "'); DROP TABLE network", "\\"):
        assert "No network here" in await find(stage, text), text
    assert "⚠️" in await find(stage, "\u200b")


async def test_what_was_found_turns_pages_after_a_restart_and_for_its_person_alone(stage: Stage) -> None:
    for number in range(10):
        await knows(stage, 2000 + number, f"Cedar {number}")
    shown = await stage.member.slash(stage.lobby, "network find", text="cedar")
    assert shown.response is not None
    following = buttons(shown.response)["Next ›"]
    await stage.restart()
    assert "Cedar 9" in await stage.press_raw(stage.member, following)
    assert "⚠️" in await stage.press_raw(stage.organiser, following)


async def test_a_long_list_of_places_has_pages(stage: Stage) -> None:
    ours = await knows(stage, OURS, "Ours", presences=exchanges("Exchange 39"))
    await knows(stage, THEIRS, "Theirs", presences=exchanges(*(f"Exchange {one:02}" for one in range(40))))
    await speaks(stage, stage.member, ours)
    shown = await stage.member.slash(stage.lobby, "network show", asn="1103")
    said = answer(shown)
    assert "and 34 more" in said
    assert shown.response is not None
    first = await stage.member.click(shown.response, label="All exchanges and facilities")
    assert "✓ Exchange 39 (10 Gbit/s) · in common with you" in answer(first).splitlines()[1]
    assert first.response is not None
    second = await stage.member.click(first.response, label="Next ›")
    assert "Exchange 38" in answer(second)
    assert second.response is not None
    assert "AS1103 · Theirs" in answer(await stage.member.click(second.response, label="Back"))


# Upstreams


async def upstreams(stage: Stage, who: MemberActor, typed: str) -> str:
    form = await who.slash(stage.lobby, "network upstreams", asn=str(THEIRS))
    if form.modal is None:
        return answer(form)
    return answer(await who.submit_modal(form, {"asns": typed}))


async def listed(stage: Stage) -> tuple[int, ...]:
    found = await stage.app.database.read(lambda tx: known.upstreams(tx, stage.guild.id))
    return tuple(sorted(found.get(THEIRS, ())))


async def test_its_own_people_and_organisers_list_upstreams_and_nobody_else(stage: Stage) -> None:
    network = await knows(stage, THEIRS, "Theirs")
    await knows(stage, THIRD, "Carrier")
    before = await stage.everything()
    assert "Only those who speak for **Theirs**" in await upstreams(stage, stage.member, "AS1299")
    assert "⚠️" in await stage.press_raw(stage.member, f"network.upstreams:{THEIRS}")
    assert await stage.everything() == before
    assert "Upstreams" not in texts(
        (await stage.member.slash(stage.lobby, "network show", asn="1103")).response
    )
    assert "1 upstream is listed" in await upstreams(stage, stage.organiser, "AS1299")
    await speaks(stage, stage.member, network)
    assert "2 upstreams are listed" in await upstreams(stage, stage.member, "as 1299, 174\n\nAS174;")
    assert await listed(stage) == (174, THIRD)
    said = await show(stage, THEIRS)
    assert "AS174, AS1299 Carrier" in said
    assert "listed by its own people" in said
    assert "No upstreams are listed any more" in await upstreams(stage, stage.member, "")
    assert await listed(stage) == ()
    history = answer(await stage.organiser.slash(stage.lobby, "setup history"))
    assert "changed the upstreams of AS1103" in history


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("AS1103", "is the network itself"),
        ("1299, level three", "“level three” is no AS number"),
        ("AS64512", "private use"),
        ("\n".join(str(2000 + one) for one in range(31)), "30"),
    ],
)
async def test_what_is_no_list_of_upstreams_changes_nothing(stage: Stage, typed: str, said: str) -> None:
    await knows(stage, THEIRS, "Theirs")
    await upstreams(stage, stage.organiser, "AS1299")
    before = await stage.everything()
    assert said in await upstreams(stage, stage.organiser, typed)
    assert await stage.everything() == before


async def test_of_two_who_list_upstreams_at_once_the_second_is_told(stage: Stage) -> None:
    network = await knows(stage, THEIRS, "Theirs")
    await speaks(stage, stage.member, network)
    early = await stage.member.slash(stage.lobby, "network upstreams", asn="1103")
    late = await stage.organiser.slash(stage.lobby, "network upstreams", asn="1103")
    assert "1 upstream" in answer(await stage.member.submit_modal(early, {"asns": "1299"}))
    assert "meanwhile" in answer(await stage.organiser.submit_modal(late, {"asns": "174"}))
    assert await listed(stage) == (THIRD,)


async def test_whoever_speaks_for_it_no_more_cannot_send_the_form(stage: Stage) -> None:
    network = await knows(stage, THEIRS, "Theirs")
    await speaks(stage, stage.member, network)
    form = await stage.member.slash(stage.lobby, "network upstreams", asn="1103")
    stage.pass_time(days=366)
    assert "Only those who speak" in answer(await stage.member.submit_modal(form, {"asns": "1299"}))
    assert await listed(stage) == ()


async def test_a_network_of_another_guild_is_not_known_here(stage: Stage) -> None:
    other = stage.env.create_guild("Other")
    await knows(stage, THEIRS, "Secret of another server", guild_id=other.id, organisation="Secret")
    assert "Secret" not in await show(stage, THEIRS)
    assert "Secret" not in await find(stage, "secret")
    assert "not known here" in await upstreams(stage, stage.organiser, "")
