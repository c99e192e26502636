"""The demo's guild: who is there, and what its organisers have done, by commands and clicks and nothing else."""

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.clock import MovableClock
from bot.guilds.rules import RolePurpose
from bot.local_discord import seed_cohorts, seed_exchanges, seed_operators, seed_polls
from bot.local_discord.guest import Guest, until
from bot.local_discord.interaction import Interaction
from bot.local_discord.picture import network_png
from bot.local_discord.world import Profile, Upload, World

GUILD = "Cedar NOG"
_MANAGE_GUILD = 1 << 5


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Who and what is there before the bot does anything. `topic_roles`: what followers of a topic get."""

    guild_id: int
    lobby_id: int
    news_id: int
    french_id: int
    decisions_id: int
    organiser_ids: tuple[int, int]
    organiser_role_id: int
    verified_role_id: int
    topic_roles: Mapping[str, int]
    course_role_id: int
    member_ids: tuple[int, ...]


def people_and_places(world: World) -> Cast:
    """Organisers in Beirut and Tunis, members in Montevideo, Accra and Tonga, and a guild with four channels."""
    organisers = (
        world.add_person("nadia", display_name="Nadia", profile=Profile(zone="Asia/Beirut", colour=0x2F6FEB)),
        world.add_person("ines", display_name="Inès", profile=Profile(zone="Africa/Tunis", colour=0xC2476B)),
    )
    members = (
        world.add_person(
            "lucia", display_name="Lucía", profile=Profile(zone="America/Montevideo", colour=0x2E8B57)
        ),
        world.add_person("kofi", display_name="Kofi", profile=Profile(zone="Africa/Accra", colour=0xC77D0A)),
        world.add_person(
            "mele", display_name="Mele", profile=Profile(zone="Pacific/Tongatapu", colour=0x7C5CD6)
        ),
    )
    guild = world.add_guild(GUILD, owner_id=organisers[0])
    lobby = world.add_channel(guild, "lobby", topic="Say hello")
    news = world.add_channel(guild, "announcements", kind="announcement", topic="News and dates for everyone")
    french = world.add_channel(guild, "annonces", kind="announcement", topic="Les annonces, en français")
    decisions = world.add_channel(guild, "decisions", topic="What we decide together")
    world.set_system_channel(guild, lobby)
    role = world.add_role(guild, "Organisers", permissions=_MANAGE_GUILD)
    verified = world.add_role(guild, "Verified operators")
    topic_roles = {
        topic: world.add_role(guild, name, mentionable=True)
        for topic, name in (("Routing", "routing"), ("Peering", "peering"), ("Operations", "operations"))
    }
    course_role = world.add_role(guild, "routing-course", mentionable=True)
    for member in (organisers[1], *members):
        world.add_member(guild, member)
    for organiser in organisers:
        world.give_role(guild, organiser, role)
    return Cast(
        guild_id=guild,
        lobby_id=lobby,
        news_id=news,
        french_id=french,
        decisions_id=decisions,
        organiser_ids=organisers,
        organiser_role_id=role,
        verified_role_id=verified,
        topic_roles=topic_roles,
        course_role_id=course_role,
        member_ids=members,
    )


async def play(world: World, cast: Cast, clock: MovableClock) -> None:
    """Set the guild up, and leave one thing of each kind to look at: posted, scheduled, repeated, and asked for."""
    nadia, ines = (Guest(world, one) for one in cast.organiser_ids)
    await until(world, lambda: bool(world.messages(cast.lobby_id)))  # the bot says hello
    shown = await _set_up(cast, nadia)
    await until(world, lambda: {"organisers", "nog-forum", "outages"} <= _names(world, cast))
    await nadia.press(shown, "setup.show")
    office = _channel(world, cast, "organisers")
    outages = _channel(world, cast, "outages")
    members = lucia, kofi, mele = tuple(Guest(world, one) for one in cast.member_ids)
    await _peering_day(cast, nadia, clock, office)
    clock.advance(dt.timedelta(minutes=3))  # "in 2 min" ends on a whole minute
    await until(world, lambda: bool(world.messages(cast.news_id)) and bool(world.messages(cast.french_id)))
    await seed_operators.networks(office, cast.lobby_id, nadia, lucia, kofi)
    voters = seed_polls.Voters(guests=(nadia, ines, *members), ids=(*cast.organiser_ids, *cast.member_ids))
    founders = seed_exchanges.Founders(
        guild_id=cast.guild_id, nadia=nadia, ines=ines, kofi=kofi, ids=cast.organiser_ids
    )
    room = _channel(world, cast, "ixp")
    # Early and at once: a channel takes five messages in five seconds, and the rest goes out meanwhile.
    async with asyncio.TaskGroup() as both:
        both.create_task(seed_polls.decided(world, cast.decisions_id, voters))
        both.create_task(seed_exchanges.founded(world, clock, room, founders))
    await seed_operators.operations(world, outages, nadia, kofi, mele)
    await _tonight(cast, nadia, office)
    await _monthly_call(cast, nadia, office)
    await _vote(cast, ines, office)
    await nadia.run(cast.lobby_id, "setup panel", {"channel": cast.lobby_id})
    await _charter(world, cast, ines, lucia)
    await _questions(world, cast, clock, nadia, members)
    await seed_exchanges.linked(nadia, room, seed_polls.DECIDED)
    await seed_polls.certified(world, cast.decisions_id, nadia)
    clock.advance(dt.timedelta(seconds=1))  # what was certified is taken in when time passes
    courses = _channel(world, cast, "courses")
    await seed_cohorts.cohorts(world, clock, courses, role=cast.course_role_id, nadia=nadia, members=members)
    await seed_exchanges.registered(clock, room, founders)
    place = await seed_exchanges.asked(nadia, cast.decisions_id)
    async with asyncio.TaskGroup() as both:
        both.create_task(seed_polls.polls(world, clock, cast.decisions_id, voters, place))
        both.create_task(seed_exchanges.proven(world, room, founders))
    for guest in (nadia, ines, *members):
        guest.tidy_up()
    await until(world, lambda: len(world.messages(cast.lobby_id)) > 2 and bool(world.messages(office)))


async def _set_up(cast: Cast, nadia: Guest) -> Interaction:
    await nadia.run(cast.lobby_id, "setup zone", {"zone": "Beirut"})
    shown = await nadia.run(cast.lobby_id, "setup show")
    shown = await nadia.press(shown, "setup.roles")
    shown = await nadia.choose(shown, "setup.role", [cast.organiser_role_id])
    verified = tuple(RolePurpose).index(RolePurpose.VERIFIED)
    shown = await nadia.choose(shown, "setup.role", [cast.verified_role_id], menu=verified)
    shown = await nadia.press(shown, "setup.show")
    shown = await nadia.press(shown, "setup.channels")
    shown = await nadia.choose(shown, "setup.channel", [cast.news_id])
    shown = await nadia.press(shown, "setup.show")
    await nadia.press(shown, "setup.create")
    holidays = await nadia.run(cast.lobby_id, "setup holidays", {"country": "LB"})
    await nadia.press(holidays, "setup.holidays-store")
    return shown


async def _peering_day(cast: Cast, nadia: Guest, clock: MovableClock, office: int) -> None:
    """About a date in ten days, in two languages, with a picture: posted in a moment."""
    day = (clock.now() + dt.timedelta(days=10)).date()
    preview = await nadia.write(
        office,
        {"when": "in 2 min", "channel": cast.news_id, "about": f"{day} 14:00"},
        "Peering day in Beirut",
        "Fifteen networks, one room, one afternoon. Bring your AS number and your prefixes.\n\n"
        "**Where** the university’s data centre, second floor\n**Register** with any organiser",
    )
    form = await nadia.press(preview, "announce.picture")
    drawn = await asyncio.to_thread(network_png)
    preview = await nadia.fill(
        form,
        {
            "file": [Upload("exchange.png", drawn)],
            "alt": "Twelve networks on a ring, each with a line to the exchange in the middle",
        },
    )
    preview = await nadia.choose(preview, "announce.channels", [cast.news_id, cast.french_id])
    languages = await nadia.press(preview, "announce.languages")
    form = await nadia.choose(languages, "announce.language", ["fr"])
    french = await nadia.fill(
        form,
        {
            "title": "Journée de peering à Beyrouth",
            "body": "Quinze réseaux, une salle, un après-midi. Apportez votre numéro d’AS et vos préfixes.\n\n"
            "**Où** le centre de données de l’université, deuxième étage\n"
            "**Inscription** auprès des organisateurs",
        },
    )
    french = await nadia.choose(french, "announce.language-channels", [str(cast.french_id)])
    preview = await nadia.press(french, "announce.preview")
    await nadia.press(preview, "announce.confirm")


async def _tonight(cast: Cast, nadia: Guest, office: int) -> None:
    """Soon, and its text kept as a template with fields."""
    title = "Maintenance tonight at the exchange"
    preview = await nadia.write(
        office,
        {"when": "in 5 min", "channel": cast.news_id},
        title,
        "The second switch is upgraded. Sessions of AS64500 to AS64503 go down for about ten minutes.",
    )
    await nadia.press(preview, "announce.confirm")
    found = await nadia.find(office, "announce template save", "announcement", title)
    kept = await nadia.run(office, "announce template save", {"announcement": found, "name": "Maintenance"})
    form = await nadia.press(kept, "announce.template-edit")
    await nadia.fill(
        form,
        {
            "title": "Maintenance of {switch}",
            "body": "{switch} is upgraded. Sessions of {networks} go down for about {minutes} minutes.",
        },
    )


async def _monthly_call(cast: Cast, nadia: Guest, office: int) -> None:
    """A series that skips the holidays."""
    preview = await nadia.write(
        office,
        {"when": "every 2nd Tuesday 18:00", "channel": cast.news_id},
        "Monthly call of the NOG",
        "Routing security, peering news, and whatever you bring. New people are welcome.",
    )
    dates = await nadia.press(preview, "announce.draft-dates")
    dates = await nadia.press(dates, "announce.holidays")
    preview = await nadia.press(dates, "announce.preview")
    await nadia.press(preview, "announce.confirm")


async def _vote(cast: Cast, ines: Guest, office: int) -> None:
    """A ping of everyone, which waits for another organiser."""
    preview = await ines.write(
        office,
        {"when": "tomorrow 10:00", "channel": cast.news_id},
        "The vote on our charter is open",
        "Each network has one vote, until Sunday evening. Read the charter, ask in the forum, then vote.",
    )
    ping = await ines.press(preview, "announce.ping")
    preview = await ines.press(ping, "announce.ping-everyone")
    await ines.press(preview, "announce.ask")


async def _charter(world: World, cast: Cast, ines: Guest, lucia: Guest) -> None:
    """Published, posted in the lobby, and read by one member."""
    form = await ines.run(cast.lobby_id, "charter edit")
    preview = await ines.fill(
        form,
        {
            "title": "How we work together",
            "body": "**We share what broke.** Whoever had an outage tells the others what it was, within a week. Nobody "
            "is blamed.\n**We answer newcomers.** A question that was asked before gets a link, and a kind word.\n"
            "**We keep secrets.** What is said under TLP:AMBER or RED stays where it was said.\n"
            "**We decide together.** Each network has one vote; what we decided stands here.",
        },
    )
    await ines.press(preview, "charter.publish")
    await ines.run(cast.lobby_id, "charter post", {"channel": cast.lobby_id})
    await until(world, lambda: lucia.sees(cast.lobby_id, "charter.read"))
    await lucia.press_posted(cast.lobby_id, "charter.read")


async def _questions(
    world: World, cast: Cast, clock: MovableClock, nadia: Guest, members: Sequence[Guest]
) -> None:
    """Three topics with a thread each: one answered, which the search finds, one that is discussed, and one that nobody has
    answered, so that its followers are asked a day later. And a digest, every Monday."""
    lucia, kofi, _ = members
    shown = await nadia.run(cast.lobby_id, "topic list")
    await nadia.press(shown, "topic.recommend")
    for name, role in cast.topic_roles.items():
        shown = await nadia.run(
            cast.lobby_id,
            "topic edit",
            {"topic": await nadia.find(cast.lobby_id, "topic edit", "topic", name)},
        )
        await nadia.choose(shown, "topic.role", [role])
    for who, name in ((lucia, "Peering"), (kofi, "Routing"), (kofi, "Operations")):
        await who.run(
            cast.lobby_id,
            "topic follow",
            {"topic": await who.find(cast.lobby_id, "topic follow", "topic", name)},
        )
    await nadia.run(cast.lobby_id, "digest schedule", {"channel": cast.lobby_id, "when": "every Monday 9:00"})

    async def asked(who: Guest, topic: str, title: str, question: str) -> int:
        which = await who.find(cast.lobby_id, "ask", "topic", topic)
        form = await who.run(cast.lobby_id, "ask", {"topic": which})
        fields = {"topic": [which], "title": title, "question": question, "urgency": "normal"}
        await who.fill(form, fields)
        await until(world, lambda: title in _names(world, cast))
        thread = _channel(world, cast, title)
        await until(world, lambda: who.sees(thread, "thread.answered"))
        return thread

    solved = await asked(
        kofi,
        "Peering",
        "Sessions flap after every firmware upgrade",
        "Since the last upgrade both sessions to the route servers go down every ten minutes. The optics are fine, and the "
        "other end sees the hold timer expire.",
    )
    form = await kofi.press_posted(solved, "thread.answered")
    await kofi.fill(
        form,
        {
            "gist": "The upgrade had switched on jumbo frames at one end only. With the same MTU at both ends the sessions "
            "stay up."
        },
    )
    discussed = await asked(
        lucia,
        "Routing",
        "How long do you keep invalid routes in a lab table?",
        "We drop invalids at the edge and would like to keep a copy for a while, to see what we would have accepted.",
    )
    unanswered = await asked(
        lucia,
        "Operations",
        "Who can lend us a spectrum analyser for two days?",
        "We splice near Byblos next week and want to look at the span before we light it.",
    )
    clock.advance(dt.timedelta(seconds=15))  # followers are pinged a moment after a thread was opened
    await until(world, lambda: all(len(world.messages(one)) > 1 for one in (discussed, unanswered)))
    world.post(cast.member_ids[1], discussed, "A week, here.")


def _names(world: World, cast: Cast) -> set[str]:
    return {channel["name"] for channel in world.channels(cast.guild_id)}


def _channel(world: World, cast: Cast, name: str) -> int:
    return next(int(one["id"]) for one in world.channels(cast.guild_id) if one["name"] == name)
