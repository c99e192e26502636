"""The walk through projects, for test_pseudo_locale.py: begun, looked at, edited, moved; every stage and what is refused."""

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.exchanges import messages as words
from bot.exchanges import records, store
from bot.exchanges.founding import messages
from bot.exchanges.founding.gates_rules import Check, Condition
from bot.exchanges.founding.looking import Home
from bot.exchanges.messages import Coming, Due, Named, OnRung, OpenDecision, Overview
from bot.exchanges.model import OrganisationKind, Project, Topic
from bot.exchanges.readiness_rules import GateState
from bot.exchanges.rules import LADDER, WAYS, Mass, Rung, Stage
from bot.language.catalogue import PSEUDO
from bot.storage.database import Transaction
from bot.ui import payload

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk

TITLE = "Peering day"
"""Nothing that the pseudo language would mark."""
FOUNDED, OTHER = "Founded IX", "Founded NOG"
LINK = "https://example.net/survey"
EXCHANGE_WORDS = (
    FOUNDED, OTHER, "Lebanon", "Congo", "Congo (Dem. Rep.) (CD)", "Congo (Rep.) (CG)", "LB", "example.net", "minutes.txt",
    "/26", "26", "AS3333", "3333", "RIPE NCC", "Asia/Beirut", "Atlantis", "Nobody",
    "Cedar IX", "Cedar NOG", "AFRINIC", "APNIC", "ARIN", "LACNIC", "/organisation list", "/organisation add",
)  # fmt: skip
"""What people typed besides, and what is the same in every language."""


async def walk_exchanges(walk: "Walk") -> None:
    """As organiser and as member; last every stage, gate and word by hand."""
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    await walk.slash(omar, "exchange list")
    await walk.slash(omar, "exchange show")
    await walk.slash(omar, "exchange start")
    await walk.slash(nadia, "exchange start", kind="club")
    await walk.complete(nadia, "exchange start", "kind", "")
    listed = await walk.slash(nadia, "exchange list")
    kinds = await walk.click(nadia, listed.response, "exchange.begin")
    for name, country in (("\u200b", ""), (FOUNDED, "Atlantis"), (FOUNDED, "Congo")):
        form = await walk.click(nadia, kinds.response, "exchange.kind", 0)
        refused = await walk.submit(nadia, form, name=name, city=TITLE, country=country)
    again = await walk.click(
        nadia, refused.followups[-1] if refused.followups else refused.response, "exchange.again"
    )
    await walk.submit(nadia, again, name=FOUNDED, city=TITLE, country="LB")
    await walk.slash(nadia, "exchange start")
    form = await walk.click(nadia, kinds.response, "exchange.kind", 1)
    await walk.submit(nadia, form, name=FOUNDED, city="", country="")
    form = await walk.click(nadia, kinds.response, "exchange.kind", 1)
    await walk.submit(nadia, form, name=OTHER, city="", country="LB")
    project = await _named(walk, FOUNDED)
    exchange, eid = str(project.id), project.id
    await stage.deliver()

    await walk.slash(omar, "exchange show")
    await walk.slash(omar, "exchange show", exchange="x")
    for command in (
        "show",
        "edit",
        "history",
        *(f"stage {one}" for one in ("advance", "back", "stall", "resume", "abandon", "merge")),
    ):
        await walk.complete(nadia, f"exchange {command}", "exchange", "Founded")
        await walk.slash(omar, f"exchange {command}", exchange=exchange)
    listed = await walk.slash(nadia, "exchange list")
    home = await walk.click(nadia, listed.response, "exchange.show", eid)
    await walk.press(nadia, "exchange.list:2")
    walk.routes.add("exchange.list")

    card = await walk.click(nadia, home.response, "exchange.edit")
    form = await walk.click(nadia, card.response, "exchange.form", 0)
    await walk.submit(nadia, form, name=FOUNDED, city="", country="LB", zone="Nowhere")
    form = await walk.click(nadia, card.response, "exchange.form", 0)
    card = await walk.submit(nadia, form, name=FOUNDED, city=TITLE, country="LB", zone="Asia/Beirut")
    usual = {"asn": "3333", "organisation": "", "wanted": "2", "servers": "2", "prefix": "/26"}
    for wrong in ({"wanted": "1"}, {"servers": "9"}, {"prefix": "/30"}, {"organisation": "Nobody"}):
        form = await walk.click(nadia, card.response, "exchange.form", 1)
        await walk.submit(nadia, form, **(usual | wrong))
    form = await walk.click(nadia, card.response, "exchange.form", 1)
    old = await walk.click(nadia, card.response, "exchange.form", 1)
    card = await walk.submit(nadia, form, **usual)
    await walk.submit(nadia, old, **(usual | {"wanted": "4"}))
    await walk.select(nadia, card.response, f"exchange.channel:{eid}", stage.lobby)

    card = await walk.slash(nadia, "exchange stage advance", exchange=exchange)
    form = await walk.click(nadia, card.response, "exchange.evidence")
    await walk.submit(nadia, form, evidence=TITLE)
    form = await walk.click(nadia, card.response, "exchange.evidence")
    card = await walk.submit(nadia, form, evidence=LINK)
    form = await walk.click(nadia, card.response, "exchange.evidence")
    card = await walk.submit(nadia, form, evidence="")
    form = await walk.click(nadia, card.response, "exchange.reason")
    refused = await walk.submit(nadia, form, reason="\u200b")
    again = await walk.click(
        nadia, refused.followups[-1] if refused.followups else refused.response, "exchange.again"
    )
    home = await walk.submit(nadia, again, reason=TITLE)
    moves = await walk.click(nadia, home.response, "exchange.moves")
    for number, fields in ((1, {}), (2, {})):
        asked = await walk.click(nadia, moves.response, "exchange.move", number)
        form = await walk.click(nadia, asked.response, "exchange.reason")
        home = await walk.submit(nadia, form, reason=TITLE, **fields)
        moves = await walk.click(nadia, home.response, "exchange.moves")
    asked = await walk.click(nadia, moves.response, "exchange.move", 3)
    await walk.slash(nadia, "exchange stage advance", exchange=exchange)
    await walk.click(nadia, asked.response, "exchange.go")
    await walk.slash(nadia, "exchange stage back", exchange=exchange)
    await walk.slash(nadia, "exchange stage resume", exchange=exchange)
    asked = await walk.slash(nadia, "exchange stage merge", exchange=exchange)
    form = await walk.click(nadia, asked.response, "exchange.reason")
    await walk.submit(nadia, form, into=FOUNDED, reason=TITLE)
    form = await walk.click(nadia, asked.response, "exchange.reason")
    await walk.submit(nadia, form, into=OTHER, reason=TITLE)
    walk.routes.add("exchange.make")
    nog = str((await _named(walk, OTHER)).id)
    asked = await walk.slash(nadia, "exchange stage abandon", exchange=nog)
    form = await walk.click(nadia, asked.response, "exchange.reason")
    await walk.submit(nadia, form, reason=TITLE)
    for one in ("advance", "resume"):
        await walk.slash(nadia, f"exchange stage {one}", exchange=nog)
    await walk.slash(nadia, "exchange show", exchange=nog)
    await walk.press(nadia, f"exchange.moves:{nog}")

    history = await walk.slash(omar, "exchange history", exchange=exchange)
    file = await walk.click(omar, history.response, "exchange.minutes")
    assert file.response is not None or file.followups
    for who in (nadia, omar):
        walk.note("history", {"content": await stage.press_raw(who, f"exchange.history:{eid}:1")})
    walk.routes.add("exchange.history")
    await stage.deliver()
    walk.posted("a project", stage.lobby)
    await _every_word(walk, project)
    await _last(walk, project)


async def _named(walk: "Walk", name: str) -> Project:
    def operation(tx: Transaction) -> Project:
        return next(one for one in store.every(tx, walk.stage.guild.id) if one.name == name)

    return await walk.stage.app.database.read(operation)


async def _last(walk: "Walk", project: Project) -> None:
    """The last stage, from which nothing goes on."""

    def operation(tx: Transaction) -> None:
        now = records.existing(tx, project.guild_id, project.id)
        store.change(tx, replace(now, stage=Stage.OPERATIONAL, stage_before=None), folded=now.name.casefold())

    await walk.stage.app.database.write(operation)
    await walk.slash(walk.stage.organiser, "exchange stage advance", exchange=str(project.id))
    await walk.slash(walk.stage.organiser, "exchange show", exchange=str(project.id))


async def _every_word(walk: "Walk", project: Project) -> None:
    """Stages, rungs, conditions, topics and kinds, on the card that shows them."""
    stage = walk.stage
    t = stage.app.catalogue.translator(PSEUDO)
    day = stage.clock.now().date()
    checks = tuple(
        Check(condition=one, state=state, have=have, need=need)
        for one in Condition
        for state, have, need in ((GateState.MET, 0, 0), (GateState.UNPROVEN, 0, 0), (GateState.FAILED, 1, 3))
    )
    walk.note("conditions", {"content": "\n".join(words.check_line(one, t) for one in checks)})
    missing = Check(condition=Condition.DESIGN, state=GateState.FAILED, missing=tuple(Topic))
    walk.note("missing", {"content": words.check_line(missing, t)})
    for kind, way in WAYS.items():
        for one in way:
            overview = Overview(
                project=replace(project, kind=kind, stage=one),
                today=day,
                mass=Mass(groups={1: 1}, asns=frozenset({1}), wanted=3),
                gate=checks[:1] if one is not way[-1] else (),
                ladder=tuple(
                    OnRung(rung=rung, count=9, names=(Named(name=TITLE, waits=rung is Rung.LETTER),))
                    for rung in (*LADDER, Rung.LAPSED, Rung.DECLINED)
                ),
                dates=tuple(Coming(due=due, on=day, title=TITLE) for due in Due),
                decisions=tuple(OpenDecision(id=1, topic=topic, title=TITLE) for topic in list(Topic)[:7]),
            )
            for card in (
                words.public(overview, t),
                messages.home(
                    Home(overview=overview, score=1, gates_met=1, gates=8, leads=True, waiting=2), t
                ),
            ):
                walk.note(
                    f"the card at {one}", [each.to_component_dict() for each in payload.view(card).children]
                )
    kinds = [words.organisation_kind_name(one, t) for one in OrganisationKind]
    walk.note("kinds", {"content": "\n".join(kinds)})
