"""The demo's courses: a cohort that meets tonight in three zones, and one with two seats that a third person waits for."""

import datetime as dt
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.local_discord.guest import Guest, until
from bot.local_discord.interaction import Interaction
from bot.local_discord.world import World

RUNNING, ENROLLING = "Routing for newcomers", "Peering, hands on"
ZONES = "America/Montevideo", "Africa/Accra", "Pacific/Tongatapu"
_ANCHOR = "Asia/Beirut"
_AHEAD = dt.timedelta(hours=3)
"""Tonight: so far ahead, and up to half an hour more."""
_HALF_HOUR = dt.timedelta(minutes=30)
_LINK = "https://meet.example/cedar-routing"


async def cohorts(
    world: World, clock: Clock, courses: int, *, role: int, nadia: Guest, members: Sequence[Guest]
) -> None:
    """Both are joined by the buttons of their cards in `courses`. `role`: what people of the running one get."""
    lucia, kofi, mele = members
    for who, zone in zip(members, ZONES, strict=True):
        await who.run(courses, "me zone", {"zone": zone})
    card = await _made(
        nadia,
        courses,
        {
            "name": RUNNING,
            "course": "Routing basics",
            "description": "Six sessions, from a prefix to a filter that holds. Bring a laptop.",
            "capacity": "20",
        },
    )
    card = await nadia.choose(card, "cohort.place", [courses])
    card = await nadia.choose(card, "cohort.role", [role])
    card = await _step(nadia, card)
    await _joined(world, courses, RUNNING, members)
    await lucia.press(await lucia.run(courses, "cohort reminders"), "cohort-remind.personal")
    await _step(nadia, card)
    await _evenings(nadia, courses, clock)
    day = clock.now().astimezone(ZoneInfo(_ANCHOR)) + dt.timedelta(days=6)
    due = {
        "cohort": RUNNING,
        "kind": "quiz",
        "title": "Quiz: prefixes and paths",
        "due": f"{day:%Y-%m-%d} 23:59",
    }
    await nadia.run(courses, "cohort milestone add", due)
    card = await _made(
        nadia,
        courses,
        {
            "name": ENROLLING,
            "course": "Peering",
            "description": "Two Saturdays at the exchange. The rack has room for two.",
            "capacity": "2",
        },
    )
    await _step(nadia, card)
    await _joined(world, courses, ENROLLING, (kofi, mele, lucia))
    saturdays = {
        "cohort": ENROLLING,
        "when": "every Saturday 10:00 for 2 weeks",
        "title": "At the exchange",
        "minutes": 180,
        "place": "The data centre, second floor",
    }
    await nadia.press(await nadia.run(courses, "cohort session add", saturdays), "cohort-session.add")


async def _made(nadia: Guest, courses: int, texts: Mapping[str, str]) -> Interaction:
    return await nadia.fill(await nadia.run(courses, "cohort create"), texts)


async def _step(nadia: Guest, card: Interaction) -> Interaction:
    """The usual next one: people join, then it runs."""
    return await nadia.press(await nadia.press(card, "cohort.move"), "cohort.move-confirm")


async def _joined(world: World, courses: int, name: str, people: Sequence[Guest]) -> None:
    await until(world, lambda: name in str(world.messages(courses)[-1:]))
    for who in people:
        await who.press_posted(courses, "cohort.join")


async def _evenings(nadia: Guest, courses: int, clock: Clock) -> None:
    """One tonight and five more, with a link that nobody reads in public."""
    soon = (clock.now() + _AHEAD).astimezone(ZoneInfo(_ANCHOR)).replace(second=0, microsecond=0)
    wall = soon + _HALF_HOUR - dt.timedelta(minutes=soon.minute % 30)
    series = {
        "cohort": RUNNING,
        "when": f"every {wall:%A} {wall:%H:%M} for 6 weeks",
        "title": "Routing lab",
        "place": "Online",
    }
    stored = await nadia.press(await nadia.run(courses, "cohort session add", series), "cohort-session.add")
    form = await nadia.press(stored, "cohort-session.link")
    await nadia.fill(form, {"link": _LINK, "code": "cedar"})
