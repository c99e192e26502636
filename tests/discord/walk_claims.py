"""The walk through claims and blocks, for test_pseudo_locale.py."""

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from simcord import UserHandle

from bot.errors import SourceDown
from bot.guilds.rules import RolePurpose
from bot.networks.claims import rules
from bot.networks.rules import NetworkFacts, Source
from bot.networks.sources.rules import ProofTexts, RouteFacts
from tests.discord.conftest import buttons

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk

TITLE, BODY = "Peering day", "Bring your AS number."
CLAIM_WORDS = (
    "AS3340",
    "AS3341",
    "AS3342",
    "AS3333",
    "crossconnect-verify=",
    "_crossconnect.",
    "example.net",
)
"""What the walk's cards show as it is: numbers, the token's name, names in DNS."""


class Places:
    """Outside: PeeringDB and DNS. `notes`: what the network wrote; `known`: PeeringDB has it."""

    notes, known = "", True

    async def network(self, asn: int) -> NetworkFacts | None:
        at = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
        return NetworkFacts(asn=asn, name=TITLE, source=Source.PEERINGDB, at=at, website="example.net")

    async def holder(self, asn: int) -> RouteFacts:
        raise SourceDown("sources-off", asn=str(asn))

    async def proof_texts(self, asn: int) -> ProofTexts:
        del asn
        domain = "example.net" if self.known else None
        return ProofTexts(notes=self.notes, website="example.net", domain=domain, known=self.known)

    async def txt(self, domain: str) -> tuple[str, ...]:
        del domain
        return ()


async def walk_claims(walk: "Walk") -> None:
    """Claimed, proven, refused, approved, ended, confirmed, expired; blocked and let again."""
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    guild = stage.guild.id
    places = Places()
    stage.app.services.claims._sources = places
    stage.pass_time(minutes=61)
    await _refused(walk)
    others = await stage.app.services.claim_queue.waiting(stage.actor(), number=1, per_page=50)
    for one in others.page.items:  # of other walks
        await stage.app.services.claim_queue.refuse(stage.actor(), one.claim.id, one.claim.version, reason="")
    first = await stage.app.database.read(
        lambda tx: int(tx.all("SELECT coalesce(max(id), 0) + 1 AS id FROM network_claim")[0]["id"])
    )
    second, third, fourth, fifth = range(first + 1, first + 5)
    await walk.slash(omar, "network mine")
    await walk.slash(nadia, "network queue")
    await walk.complete(omar, "network claim", "role", "")
    await walk.slash(omar, "network claim", asn="3340", role="noc")
    await walk.slash(omar, "network claim", asn="3340", role="peering")
    await walk.complete(omar, "network claim", "asn", "33")
    opened = await walk.slash(omar, "network mine")
    opened = await walk.click(omar, opened.response, "network.claim", last=first)
    await walk.select(omar, opened.response, f"network.claim-role:{guild}:{first}", "technical")
    await walk.click(omar, opened.response, "network.claim-contact")
    card = await walk.click(omar, opened.response, "network.claim-contact")
    card = await walk.click(omar, card.response, "network.claim-token")
    places.known = False
    await walk.click(omar, card.response, "network.claim-check")
    places.known = True
    await walk.click(omar, card.response, "network.claim-check")
    stage.app.services.claims._sources = stage.app.sources
    await walk.press(omar, f"network.claim-check:{guild}:{first}")
    await walk.press(omar, f"network.claim-check:{guild}:{first}")
    stage.app.services.claims._sources = places

    # Decided
    queue = await walk.slash(nadia, "network queue")
    form = await walk.click(nadia, queue.response, "network.refuse")
    await walk.submit(nadia, form, reason=BODY)
    await stage.deliver()
    await walk.slash(omar, "network mine")
    await walk.slash(omar, "network claim", asn="3340", role="policy")
    queue = await walk.slash(nadia, "network queue")
    done = await walk.click(nadia, queue.response, "network.approve")
    await walk.press(nadia, f"network.approve:{second}:1")
    role = stage.guild.create_role("x")
    await stage.set_role(RolePurpose.VERIFIED, role)
    await walk.press(omar, f"network.claim:{guild}:{second}")
    await walk.click(nadia, done.response, "network.verified")

    # A conflict, proven with a token
    await walk.slash(nadia, "network claim", asn="3340", role="peering")
    await walk.press(nadia, f"network.claim-token:{guild}:{third}")
    claim = await stage.app.services.claims.get(stage.actor(), third)
    places.notes = rules.token_text(claim.claim.token or "")
    await walk.press(nadia, f"network.claim-check:{guild}:{third}")
    await walk.press(nadia, f"network.claim:{guild}:{third}")
    queue = await walk.slash(nadia, "network queue")
    await walk.press(nadia, f"network.approve:{third}:1")
    notices = stage.guild.create_text_channel("notices-of-claims")
    await stage.set_channel("notices", notices)
    await walk.slash(omar, "network claim", asn="3341", role="noc")
    await _proven(walk, places, fourth)
    await walk.slash(omar, "network claim", asn="3342", role="noc")
    stage.pass_time(minutes=11)
    await stage.deliver()
    walk.posted("the notice of claims", notices)

    # A year later
    await stage.app.services.people.set_dm(replace(stage.actor(), user_id=omar.id), allowed=True)
    stage.pass_time(days=352)
    materialise = stage.app.features["claims"].materialise
    assert materialise is not None
    await materialise()
    await stage.deliver()
    dm = UserHandle(stage.env, stage.env.backend.get_user(omar.id)).dm_channel
    walk.posted("claims by direct message", dm)
    await walk.press(omar, f"network.claim:{guild}:{second}")
    walk.routes.add("network.claim-renew")
    await walk.press(omar, f"network.claim-renew:{guild}:{second}")
    await walk.press(omar, f"network.claim-renew:{guild}:{fifth}")
    walk.posted("the question to several", stage.lobby)
    asked = next(one for one in stage.lobby.history() if "network.mine:1" in buttons(one).values())
    await walk.click(nadia, asked, "network.mine")
    listed = await walk.click(nadia, queue.response, "network.verified")
    form = await walk.click(nadia, listed.response, "network.end")
    ended = await walk.submit(nadia, form, reason="")
    await walk.click(nadia, ended.response, "network.queue")
    shown = await walk.slash(omar, "network mine")
    shown = await walk.click(omar, shown.response, "network.claim")
    sure = await walk.click(omar, shown.response, "network.claim-withdraw")
    await walk.click(omar, sure.response, "network.claim-withdraw-confirm")
    await walk.press(omar, f"network.claim-token:{guild}:{second}")
    stage.pass_time(days=20)
    await materialise()
    for who in (omar, nadia):
        await walk.slash(who, "network mine")
    await walk.slash(nadia, "setup history")


async def _proven(walk: "Walk", places: Places, claim_id: int) -> None:
    """Found, with nobody else speaking for it."""
    stage, omar = walk.stage, walk.stage.member
    stage.pass_time(minutes=6)
    shown = await walk.slash(omar, "network mine")
    shown = await walk.click(omar, shown.response, "network.claim", last=claim_id)
    shown = await walk.click(omar, shown.response, "network.claim-token")
    actor = replace(stage.actor(), user_id=omar.id)
    claim = await stage.app.services.claims.get(actor, claim_id)
    places.notes = rules.token_text(claim.claim.token or "")
    shown = await walk.click(omar, shown.response, "network.claim-check")
    await walk.click(omar, shown.response, "network.claim-list")
    await walk.press(omar, f"network.claim-token:{stage.guild.id}:{claim_id}")


async def _refused(walk: "Walk") -> None:
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    for asn in ("?", "0", "23456", "64500", "64512", "4294967296"):
        await walk.slash(omar, "network claim", asn=asn, role="noc")
    await walk.slash(omar, "network claim", asn="3340", role="x")
    await walk.press(omar, f"network.claim:{stage.guild.id}:9999")
    await walk.press(nadia, "network.approve:9999:1")
    await walk.slash(omar, "network queue")

    # Blocked
    await walk.slash(nadia, "setup block")
    await walk.slash(nadia, "setup block", member=nadia)
    shown = await walk.slash(nadia, "setup block", member=omar)
    await walk.slash(omar, "network claim", asn="3333", role="noc")
    await walk.click(nadia, shown.response, "setup.unblock")
    await walk.slash(nadia, "setup unblock", member=omar)
    await walk.slash(nadia, "setup block", member=omar)
    walk.routes.add("setup.blocks")
    await walk.press(nadia, "setup.blocks:1")
    await walk.slash(nadia, "setup unblock", member=omar)
