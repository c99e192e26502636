"""The walk through networks and their import, for test_pseudo_locale.py."""

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from bot.networks import known
from bot.networks import store as networks
from bot.networks.imports import reading
from bot.networks.rules import (
    NetworkFacts,
    OrganisationFacts,
    Policy,
    Presence,
    PresenceKind,
    Source,
)
from bot.networks.sources.rules import RouteFacts
from bot.networks.sources.service import SourceDown
from bot.storage.database import Transaction

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk

TITLE = "Peering day"
NETWORK_WORDS = (
    "🇱🇧 LB", "LB", "🇳🇴 NO", "NO", "https://example.net", "AS-SET1", "networks.csv", "Oslo Net", "foo", "x" * 60, "x" * 59 + "…",
    "AS1103", "AS1200", "AS1201", "AS1299", "AS1299\nAS2000", "AS2000", "AS0", "AS23456", "AS64500", "AS64512", "AS1<", "1:1",
)  # fmt: skip
"""What the walk's cards show as it is."""


class Places:
    """Outside. `answer`: what PeeringDB says; `down`: the key of why nothing answers."""

    answer: NetworkFacts | None = None
    down: str | None = None
    holder_name: str | None = None

    async def network(self, asn: int, *, bypass: bool = False) -> NetworkFacts | None:
        del bypass
        if self.down:
            raise SourceDown(self.down, source=TITLE, asn=str(asn))
        return self.answer

    async def holder(self, asn: int) -> RouteFacts:
        if self.down:
            raise SourceDown(self.down, source=TITLE, asn=str(asn))
        at = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
        return RouteFacts(asn=asn, holder=self.holder_name, announced=True, prefixes4=3, prefixes6=1, at=at)


def facts(asn: int, *, at: dt.datetime, many: int = 2, **more: Any) -> NetworkFacts:
    """A network with all of it."""
    told: dict[str, Any] = {
        "name": TITLE,
        "source": Source.PEERINGDB,
        "organisation": OrganisationFacts(name=f"{TITLE} {asn}", country="LB"),
        "policy": Policy.OPEN,
        "website": "https://example.net",
        "as_set": "AS-SET1",
        "presences": (
            *(
                Presence(kind=PresenceKind.EXCHANGE, name=f"{TITLE} {one}", speed=10_000)
                for one in range(many)
            ),
            *(Presence(kind=PresenceKind.FACILITY, name=f"{TITLE} {one}") for one in range(many)),
            Presence(kind=PresenceKind.EXCHANGE, name=TITLE, speed=100),
        ),
    }
    return NetworkFacts(asn=asn, at=at, **(told | more))


async def walk_networks(walk: "Walk") -> None:
    """Shown, listed, found, followed, refreshed, upstreams; every state of an import."""
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    places = Places()
    stage.app.services.networks._sources = places  # type: ignore[assignment]
    for who in (nadia, omar):
        await walk.slash(who, "network list")
        await walk.slash(who, "network find", text=TITLE)
    for typed in ("soon", "64512", "0", "23456", "64500", "99999999999"):
        await walk.slash(omar, "network show", asn=typed)
    await _unknown(walk, places)
    await _known(walk, places)
    await _upstreams(walk)
    await walk_import(walk)


async def _unknown(walk: "Walk", places: Places) -> None:
    omar, now = walk.stage.member, walk.stage.clock.now()
    for places.down in ("sources-off", "sources-down"):
        await walk.slash(omar, "network show", asn="1103")
    places.down = None
    await walk.slash(omar, "network show", asn="1103")
    places.holder_name = TITLE
    await walk.slash(omar, "network show", asn="1103")
    places.answer = facts(1103, at=now, many=20)
    shown = await walk.slash(omar, "network show", asn="1103")
    listed = await walk.click(omar, shown.response, "network.places")
    listed = await walk.click(omar, listed.response, "network.places", last=2)
    await walk.press(omar, "network.unfollow:1103")
    shown = await walk.click(omar, listed.response, "network.show")
    form = await walk.click(omar, shown.response, "network.speak")
    assert form.modal is not None
    walk.routes.add("network.speak-save")  # tests/discord/test_networks.py; the claim is walked by itself
    shown = await walk.click(omar, shown.response, "network.follow")
    await walk.press(omar, "network.follow:1103")
    await walk.click(omar, shown.response, "network.unfollow")
    await walk.press(omar, "network.unfollow:1103")


async def _known(walk: "Walk", places: Places) -> None:
    stage, omar = walk.stage, walk.stage.member
    for number in range(3):
        places.down = None if number else "sources-down"
        await walk.press(omar, "network.refresh:1103")
    for _ in range(3):
        await walk.press(omar, "network.refresh:1103")
    now = stage.clock.now()
    policies = list(Policy)

    def more(tx: Transaction) -> None:
        for number in range(9):
            known.remember(
                tx,
                stage.guild.id,
                facts(
                    2000 + number,
                    at=now,
                    policy=policies[number % len(policies)],
                    source=list(Source)[number % 4],
                ),
            )
        known.remember(tx, stage.guild.id, facts(2100, at=now, presences=(), policy=Policy.NO))
        mine = networks.by_asn(tx, stage.guild.id, 2008)
        assert mine is not None
        epoch = int(tx.now.timestamp())
        for who, contact in ((omar, 0), (stage.organiser, 1)):
            tx.execute(
                "INSERT INTO network_claim (guild_id, network_id, user_id, role, state, proof, contact, decided_at, expires_at,"
                " seen_at, created_at, updated_at) VALUES (?, ?, ?, 'noc', 'verified', 'organiser', ?, ?, ?, ?, ?, ?)",
                (stage.guild.id, mine.id, who.id, contact, epoch, epoch + 10**6, epoch, epoch, epoch),
            )
        networks.set_verified(tx, mine.id, tx.now)

    await stage.app.database.write(more)
    for asn in (1103, 2000, 2001, 2002, 2003, 2008, 2100):
        await walk.slash(omar, "network show", asn=str(asn))
    await walk.press(omar, "network.places:2100:1")
    shown = await walk.slash(omar, "network list")
    shown = await walk.click(omar, shown.response, "network.list", last=2)
    await walk.click(omar, shown.response, "network.show")
    shown = await walk.slash(omar, "network find", text=TITLE)
    await walk.click(omar, shown.response, "network.found", last=2)
    await walk.slash(omar, "network find", text=f"{TITLE} 1")
    await walk.press(omar, "network.found:99:1")
    await walk.complete(omar, "network show", "asn", "20")


async def _upstreams(walk: "Walk") -> None:
    nadia, omar = walk.stage.organiser, walk.stage.member
    await walk.complete(nadia, "network upstreams", "asn", "11")
    await walk.slash(omar, "network upstreams", asn="1103")
    await walk.slash(nadia, "network upstreams", asn="1200")
    late = await walk.slash(nadia, "network upstreams", asn="1103")
    too_many = ",".join(str(2000 + one) for one in range(31))
    for typed in ("1299, 2000", "1299", "1103", "soon", too_many, ""):
        form = await walk.slash(nadia, "network upstreams", asn="1103")
        await walk.submit(nadia, form, asns=typed)
    shown = await walk.slash(nadia, "network show", asn="1103")
    form = await walk.click(nadia, shown.response, "network.upstreams")
    await walk.submit(nadia, form, asns="1299\n2000")
    await walk.submit(nadia, late, asns="174")
    await walk.press(omar, "network.upstreams:1103")


async def walk_import(walk: "Walk") -> None:
    """A file comes from a place that is not Discord's here, so what is read is put there by hand."""
    stage, nadia = walk.stage, walk.stage.organiser
    imports = stage.app.services.imports
    await walk.slash(nadia, "network import", file=("networks.csv", b"asn"))
    await walk.slash(stage.member, "network import", file=("networks.csv", b"asn"))
    head = "asn,name,organisation,country,policy,website,as-set,exchanges,facilities,foo\n"
    refused = (
        "soon", "64512", "0", "23456", "64500", "99999999999", "1103", f"1200,{'x' * 101}", "1200,,,Nowhere",
        f"1200,{TITLE},,,soon", f"1200,{TITLE},,,,1:1", f"1200,{TITLE},,,,,AS1<", "1201",
    )  # fmt: skip
    rows = [f"1103,{TITLE} 2,{TITLE},NO,selective,example.net,AS-SET1,{TITLE};{TITLE} 99,{TITLE} 7"]
    rows += [*refused, f"1299,Oslo Net,{TITLE},LB,open,,,{TITLE},{TITLE}", f"2008,{TITLE} 8", f"2000,{TITLE}"]
    found = reading.read((head + "\n".join(rows)).encode(), False)
    one = await imports.keep(stage.actor(), "networks.csv", found)
    shown = await walk.slash(nadia, "setup history")
    await walk.press(nadia, f"import.show:{one.id}")
    for kind in range(4):
        for number in (1, 2):
            await walk.press(nadia, f"import.view:{one.id}:{kind}:{number}")
    await imports.begin(stage.actor(), one.id)
    await walk.press(nadia, f"import.show:{one.id}")
    await walk.press(nadia, f"import.view:{one.id}:0:1")
    storing = imports.storing(stage.guild.id, one.id)
    await anext(storing)
    await walk.press(nadia, f"import.show:{one.id}")
    async for _ in storing:
        pass
    await walk.press(nadia, f"import.store:{one.id}")
    await walk.slash(nadia, "network list")
    # Objects, a second time, nothing new, let be
    objects = [{"asn": 1103, "name": TITLE, "updated": "2020-01-01"}, {"asn": 1200, "status": "deleted"}]
    objects += [{"asn": 1201, "name": TITLE, "netixlan_set": [{"name": f"{TITLE} {n}"} for n in range(1001)]}]
    found = reading.read(json.dumps({"data": objects}).encode(), False)
    one = await imports.keep(stage.actor(), "networks.csv", found)
    await walk.press(nadia, f"import.show:{one.id}")
    await walk.press(nadia, f"import.store:{one.id}")
    for kind in (2, 3):
        await walk.press(nadia, f"import.view:{one.id}:{kind}:1")
    await walk.press(nadia, f"import.discard:{one.id}")
    await walk.press(nadia, f"import.show:{one.id}")
    walk.routes |= {"import.show", "import.view", "import.store", "import.discard", "network.refresh"}
    del shown
