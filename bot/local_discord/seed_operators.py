"""The demo's operators: who speaks for a network, an outage that goes on, and work at night that overlaps other work."""

from typing import Any

from bot.local_discord.guest import Guest, until
from bot.local_discord.world import Upload, World

_NETWORKS = """asn,name,organisation,country,policy,website,exchanges,facilities
AS64500,Cedar Cable,Cedar Cable SAL,LB,selective,,Beirut exchange,University data centre;Harbour landing station
AS64501,Sannine Fibre,Sannine Fibre SAL,LB,open,,Beirut exchange,University data centre
AS64502,Campus Beirut,Association of the Universities,LB,open,,Beirut exchange,University data centre
AS64503,Harbour Transit,Harbour Transit SAL,LB,restrictive,,,Harbour landing station
"""
OUTAGE = "Packet loss on the cable to Marseille"
WORKS = ("Power feed B of the data centre is replaced", "New line cards in both core routers")


async def networks(office: int, lobby: int, nadia: Guest, lucia: Guest, kofi: Guest) -> None:
    """Four networks that an organiser knew, one verified, and one claim that waits."""
    file = Upload("networks.csv", _NETWORKS.encode())
    read = await nadia.run(office, "network import", {"file": file})
    await nadia.press(read, "import.store")
    await kofi.run(lobby, "network claim", {"asn": "AS64500", "role": "noc"})
    queue = await nadia.run(office, "network queue")
    await nadia.press(queue, "network.approve")
    await lucia.run(lobby, "network claim", {"asn": "AS64501", "role": "peering"})


async def operations(world: World, outages: int, nadia: Guest, kofi: Guest, mele: Guest) -> None:
    """An outage that somebody else sees too, and two windows of the next night in one building."""
    form = await kofi.run(
        outages,
        "outage open",
        {"severity": "major", "started": "40 min ago", "networks": "AS64500", "region": "Beirut"},
    )
    await kofi.fill(
        form,
        {
            "title": OUTAGE,
            "body": "About one packet in ten is lost from the harbour to Marseille, since the storm. We move what we can to "
            "the path over land.",
        },
    )
    await until(world, lambda: mele.sees(outages, "outage.seen"))
    await mele.press_posted(outages, "outage.seen")
    building = "University data centre"
    at_one = {
        "start": "tomorrow 01:00",
        "end": "4h",
        "networks": "AS64501, AS64502",
        "impact": "reduced-redundancy",
    }
    await _works(
        outages, nadia, at_one, title=WORKS[0], body="Feed A carries everything.", facilities=building
    )
    at_three = {"start": "tomorrow 03:00", "end": "2h", "networks": "AS64500", "impact": "degraded"}
    await _works(
        outages,
        kofi,
        at_three,
        title=WORKS[1],
        body="Both restart, one after the other.",
        facilities=building,
    )


async def _works(channel: int, who: Guest, options: dict[str, Any], **typed: str) -> None:
    form = await who.run(channel, "maintenance add", options)
    preview = await who.fill(form, typed)
    await who.press(preview, "maintenance.confirm")
