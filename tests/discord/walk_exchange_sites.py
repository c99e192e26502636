"""The walk through sites, linked polls and the survey, for test_pseudo_locale.py: every command, press and form, and refusals."""

import datetime as dt
from typing import TYPE_CHECKING

from bot.exchanges.model import Project
from bot.exchanges.rules import ProjectKind
from bot.exchanges.sites.rules import CRITERIA
from bot.exchanges.survey_rules import Band
from bot.language.catalogue import PSEUDO
from bot.polls.rules import Method
from tests.discord import exchange_stage, poll_closing
from tests.discord.cohort_stage import as_actor
from tests.discord.exchange_papers import cleared

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk

TITLE, BODY = "Peering day", "Bring your AS number."
"""Nothing that the pseudo language would mark."""
LINK = "https://example.net/site"
SITE_WORDS = (
    "Sited IX",
    "Sited NOG",
    *(f"Sited {number}" for number in range(12)),
    LINK,
    "example.net",
    "USD",
    "EUR",
)
"""What people typed besides."""


async def walk_exchange_sites(walk: "Walk") -> None:
    """Added, scored, compared, asked about, removed; linked and unlinked; answered, published, reckoned."""
    await exchange_stage.warm(walk.stage)
    project = await exchange_stage.project(walk.stage, name="Sited IX")
    nog = await exchange_stage.project(walk.stage, name="Sited NOG", kind=ProjectKind.NOG)
    await _sites(walk, project)
    await _polls(walk, project)
    await _survey(walk, project, nog)
    await cleared(walk.stage)


async def _sites(walk: "Walk", project: Project) -> None:
    nadia, omar, exchange = walk.stage.organiser, walk.stage.member, str(project.id)
    for command in ("add", "compare"):
        await walk.complete(nadia, f"exchange site {command}", "exchange", "Sited")
        await walk.slash(omar, f"exchange site {command}", exchange=exchange)
        await walk.slash(nadia, f"exchange site {command}", exchange="999")
    await walk.press(nadia, f"site.poll:{project.id}")
    compared = await walk.slash(nadia, "exchange site compare", exchange=exchange)
    form = await walk.click(nadia, compared.response, "site.add")
    await walk.submit(nadia, form, name="\u200b", address="")
    for number in range(10):
        form = await nadia.slash(walk.stage.lobby, "exchange site add", exchange=exchange)
        card = await walk.submit(nadia, form, name=f"Sited {number}", address=BODY if number else "")
    form = await walk.slash(nadia, "exchange site add", exchange=exchange)
    await walk.submit(nadia, form, name="Sited 1", address="")
    site_id = int(next(one for one in _ids(card.response)).split(":")[1])
    for number, _ in enumerate(CRITERIA):
        form = await walk.select(nadia, card.response, f"site.score:{site_id}", str(number))
        card = await walk.submit(nadia, form, points=[str(number % 5)], link=LINK if number % 2 else "")
    form = await walk.select(nadia, card.response, f"site.score:{site_id}", "0")
    refused = await walk.submit(nadia, form, points=["3"], link="folder")
    await walk.click(nadia, refused.response, "site.score-again")
    form = await walk.click(nadia, card.response, "site.edit")
    await walk.submit(nadia, form, name="Sited 11", address=TITLE)
    await walk.press(nadia, f"site.remove-confirm:{site_id}:1")
    asked = await walk.click(nadia, card.response, "site.remove")
    await walk.click(nadia, asked.response, "site.card")
    shown = await walk.click(nadia, card.response, "site.compare")
    await walk.slash(omar, "exchange site compare", exchange=exchange)
    shown = await walk.click(nadia, shown.response, "site.compare", 2)
    opened = await walk.select(nadia, shown.response, f"site.open:{project.id}", str(site_id - 1))
    asked = await walk.click(nadia, opened.response, "site.remove")
    shown = await walk.click(nadia, asked.response, "site.remove-confirm")
    await walk.press(nadia, f"site.card:{site_id - 1}")
    await walk.click(nadia, shown.response, "site.poll")


async def _polls(walk: "Walk", project: Project) -> None:
    stage, nadia, exchange = walk.stage, walk.stage.organiser, str(project.id)
    closes = stage.clock.now() + dt.timedelta(days=1)
    pledge = await poll_closing.opened(stage, method=Method.PLEDGE, question=TITLE, goal=3, closes_at=closes)
    voted = await poll_closing.opened(stage, method=Method.YES_NO, question=BODY, closes_at=closes)
    for option in ("poll", "decision", "exchange"):
        await walk.complete(nadia, "exchange poll", option, "", exchange=exchange)
    await walk.slash(stage.member, "exchange poll", poll=str(voted.id), exchange=exchange)
    await walk.slash(nadia, "exchange poll", poll="999", exchange=exchange)
    await walk.slash(nadia, "exchange poll", poll=str(voted.id), decision="999", exchange=exchange)
    linked = await walk.slash(nadia, "exchange poll", poll=str(pledge.id), exchange=exchange)
    await walk.slash(nadia, "exchange poll", poll=str(pledge.id), exchange=exchange)
    await walk.click(nadia, linked.response, "site.unlink")
    await walk.press(nadia, f"site.unlink:{project.id}:{pledge.id}")
    await walk.slash(nadia, "exchange poll", poll=str(voted.id), exchange=exchange)


async def _survey(walk: "Walk", project: Project, nog: Project) -> None:
    stage, nadia, omar, exchange = walk.stage, walk.stage.organiser, walk.stage.member, str(project.id)
    await walk.complete(nadia, "exchange survey", "exchange", "Sited")
    await walk.slash(nadia, "exchange survey", exchange=str(nog.id))
    await walk.slash(omar, "exchange survey", exchange=exchange)
    for route in ("publish", "assume"):
        await walk.press(omar, f"survey.{route}:{project.id}")
        await walk.press(nadia, f"survey.{route}:{project.id}")
    people = []
    for number in range(4):
        who = stage.guild.add_member(stage.env.create_user(f"sited{number}"))
        await exchange_stage.organisation(stage, f"Sited {number}", 64505 + number)
        await exchange_stage.speaks(stage, who, 64505 + number)
        await stage.app.services.people.set_language(as_actor(stage, who), PSEUDO)
        people.append(who)
    await exchange_stage.speaks(stage, people[0], 64508)
    card = await walk.slash(people[0], "exchange survey", exchange=exchange)
    first = _menu(card.response, "survey.choose")[0]
    chosen = await walk.select(people[0], card.response, f"survey.choose:{project.id}", first)
    form = await walk.click(people[0], chosen.response, "survey.answer")
    refused = await walk.submit(people[0], form, band=["10000"], port=["1000"], price="free")
    await walk.click(people[0], refused.response, "survey.again")
    for number, who in enumerate(people[1:3]):
        card = await walk.slash(who, "exchange survey", exchange=exchange)
        form = await walk.click(who, card.response, "survey.answer")
        card = await walk.submit(who, form, band=[str(list(Band)[number].value)], port=[], price="")
    await walk.click(people[2], card.response, "survey.withdraw")
    await walk.press(people[2], f"survey.withdraw:{project.id}:{first}")
    for who in people[:3]:
        card = await walk.slash(who, "exchange survey", exchange=exchange)
        if who is people[0]:
            card = await walk.select(who, card.response, f"survey.choose:{project.id}", first)
        form = await walk.click(who, card.response, "survey.answer")
        await walk.submit(who, form, band=["10000"], port=["10000"], price="4.50")
    shown = await walk.slash(nadia, "exchange survey", exchange=exchange)
    asked = await walk.click(nadia, shown.response, "survey.publish")
    await walk.click(nadia, asked.response, "survey.card")
    asked = await walk.click(nadia, shown.response, "survey.publish")
    await walk.click(nadia, asked.response, "survey.publish-confirm")
    await walk.press(nadia, f"survey.publish-confirm:{project.id}")
    for fields in (
        {"price": "free", "cost": "", "currency": "", "source": ""},
        {"price": "", "cost": "much", "currency": "", "source": ""},
        {"price": "", "cost": "", "currency": "1", "source": ""},
        {"price": "", "cost": "", "currency": "EUR", "source": ""},
        {"price": "4.50", "cost": "1", "currency": "USD", "source": BODY},
        {"price": "0.10", "cost": "99999", "currency": "", "source": ""},
    ):
        form = await walk.click(nadia, shown.response, "survey.assume")
        await walk.submit(nadia, form, **fields)
    await walk.press(nadia, "survey.card:999")


def _ids(shown: object) -> list[str]:
    """The custom_ids of the menus of an answer."""
    found: list[str] = []

    def look(one: object) -> None:
        if isinstance(one, dict):
            if one.get("type") == 3:
                found.append(str(one["custom_id"]))
            for value in one.values():
                look(value)
        elif isinstance(one, list):
            for value in one:
                look(value)

    look(getattr(shown, "components", None))
    return found


def _menu(shown: object, route: str) -> list[str]:
    """The values of a menu."""
    found: list[str] = []

    def look(one: object) -> None:
        if isinstance(one, dict):
            if one.get("type") == 3 and str(one["custom_id"]).startswith(f"{route}:"):
                found.extend(str(each["value"]) for each in one["options"])
            for value in one.values():
                look(value)
        elif isinstance(one, list):
            for value in one:
                look(value)

    look(getattr(shown, "components", None))
    return found
