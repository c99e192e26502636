"""The walk through readiness, plan and matrix, for test_pseudo_locale.py: every command, press and form, and refusals."""

from typing import TYPE_CHECKING

from bot.exchanges.answers import charts
from bot.exchanges.answers.service import TARGETS, number_of
from bot.exchanges.model import Organisation, Project
from bot.exchanges.readiness_rules import Dimension, Gate
from bot.exchanges.rules import ProjectKind, Rung
from bot.language.catalogue import PSEUDO
from bot.storage.database import Transaction
from tests.discord import exchange_drawing, exchange_stage

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk

TITLE, BODY = "Peering day", "Bring your AS number."
"""Nothing that the pseudo language would mark."""
LINK = "https://example.net/proof"
_NAMES = tuple(f"Answering {number}" for number in range(20))
ANSWER_WORDS = (
    "Answered IX",
    "Answered NOG",
    *_NAMES,
    LINK,
    "example.net",
    "ripe-804 (2023-01), ripe-451",
    "NRPM 4.4",
    "readiness.png",
    "plan.png",
    "matrix.png",
    "https://www.ripe.net/participate/policies/proposals/2023-01",
    "https://www.arin.net/participate/policy/nrpm/#4-4-micro-allocation",
)
"""What people typed, and what registries call their texts."""


async def walk_exchange_answers(walk: "Walk") -> None:
    """Asked before there is anything, said with and without evidence, planned, forecast, and of a NOG."""
    project = await exchange_stage.project(walk.stage, name="Answered IX")
    nog = await exchange_stage.project(walk.stage, name="Answered NOG", kind=ProjectKind.NOG)
    workers = walk.stage.app.services.answers._workers
    exchange_drawing.undrawn(walk.stage)
    await _readiness(walk, project)
    await _plan(walk, project)
    await _matrix(walk, project)
    await _nog(walk, nog)
    walk.stage.app.services.answers._workers = workers
    await exchange_drawing.drawn(walk.stage, project, PSEUDO)
    for command in ("readiness", "plan", "matrix"):
        await walk.slash(walk.stage.member, f"exchange {command}", exchange=str(project.id))
    await walk.stage.app.database.write(_cleared)


async def _readiness(walk: "Walk", project: Project) -> None:
    stage, nadia, omar, exchange = walk.stage, walk.stage.organiser, walk.stage.member, str(project.id)
    for command in ("readiness", "plan", "matrix"):
        await walk.complete(omar, f"exchange {command}", "exchange", "Answered")
        await walk.slash(omar, f"exchange {command}", exchange="999")
    await walk.slash(nadia, "exchange readiness", exchange=exchange)  # nobody is there yet
    await walk.slash(omar, "exchange matrix", exchange=exchange)
    for number, name in enumerate(_NAMES):
        rung = Rung.LETTER if number < 3 else Rung.INTENDS if number < 6 else Rung.INTERESTED
        if number != 2:
            await exchange_stage.signs(stage, project, await _organisation(walk, name, number), rung)
    await walk.slash(
        omar, "exchange readiness", exchange=exchange
    )  # one is missing, and more than five would do
    await exchange_stage.signs(stage, project, await _organisation(walk, _NAMES[2], 2))
    card = await walk.slash(nadia, "exchange readiness", exchange=exchange)
    for target in TARGETS:
        if isinstance(target, Gate) and target in (Gate.GOVERNANCE, Gate.OPEN_POLICY, Gate.NO_BLOCKER):
            for link in ("", LINK, "folder"):
                form = await walk.select(
                    nadia, card.response, f"ready.set:{exchange}", str(number_of(target))
                )
                points = "0" if target is Gate.NO_BLOCKER else "4"
                await walk.submit(nadia, form, points=points, link=link, note=BODY)
    for dimension in (Dimension.DIVERSITY, Dimension.SITE):
        for link, weight in (("", "20"), (LINK, "30"), (LINK, "1.5")):
            form = await walk.select(nadia, card.response, f"ready.set:{exchange}", str(number_of(dimension)))
            await walk.submit(nadia, form, points="3", link=link, note="", weight=weight)
    blocker = str(number_of(Gate.NO_BLOCKER))
    stale = await walk.select(nadia, card.response, f"ready.set:{exchange}", blocker)
    form = await walk.select(nadia, card.response, f"ready.set:{exchange}", blocker)
    await walk.submit(nadia, form, points="0", link="", note="")
    await walk.submit(nadia, stale, points="4", link="", note="")
    card = await walk.slash(omar, "exchange readiness", exchange=exchange)
    for number in (1, 6):
        who = await _organisation(walk, _NAMES[number], number)
        asked = await walk.select(omar, card.response, f"ready.leaves:{exchange}", str(who.id))
        await walk.click(omar, asked.response, "ready.show")
    for route in ("ready.forecast", "ready.rule", "ready.rule-drop"):
        await walk.press(omar, f"{route}:{exchange}")


async def _plan(walk: "Walk", project: Project) -> None:
    stage, nadia, exchange = walk.stage, walk.stage.organiser, str(project.id)
    card = await walk.slash(nadia, "exchange plan", exchange=exchange)
    for year in ("12", "35", "120", "900", "1.5", "2"):
        form = await walk.click(nadia, card.response, "ready.forecast")
        typed = {"months-0": "3", "months-3": "6", "months-12": year, "months-24": ""}
        await walk.submit(nadia, form, **typed)
    for rule in (
        {},
        {"prefix": "/64"},
        {"largest": "/27"},
        {"members": "1.5"},
        {"source": "  "},
        {"checked": "2026-99"},
        {"checked": "2027-01-01"},
    ):
        form = await walk.click(nadia, card.response, "ready.rule")
        usual = {"members": "3", "prefix": "/25", "largest": "/23", "source": LINK, "checked": "2024-01-01"}
        await walk.submit(nadia, form, **(usual | rule))
    card = await walk.slash(nadia, "exchange plan", exchange=exchange)  # a rule of their own, which is old
    await walk.click(nadia, card.response, "ready.rule-drop")
    await walk.press(nadia, f"ready.rule-drop:{exchange}")
    for column, value in (("rir", "arin"), ("servers", 0), ("prefix", 27), ("rir", "")):
        await stage.app.database.write(
            lambda tx, column=column, value=value: tx.execute(  # type: ignore[misc]
                f"UPDATE exchange SET {column} = ? WHERE id = ?",  # noqa: S608 - the test's own words
                (value, project.id),
            )
        )
        await walk.slash(nadia, "exchange plan", exchange=exchange)
    await walk.press(nadia, f"ready.rule:{exchange}")
    for price, source in (("125", BODY), (None, "")):
        await stage.app.database.write(
            lambda tx, price=price, source=source: _published(tx, project, price, source)  # type: ignore[misc]
        )
        await walk.slash(nadia, "exchange plan", exchange=exchange)
    card = await walk.slash(nadia, "exchange readiness", exchange=exchange)
    await walk.click(nadia, card.response, "ready.plan")


def _published(tx: Transaction, project: Project, price: str | None, source: str) -> None:
    for of, figure in (("traffic", "1000"), ("price", "3.5")):
        tx.execute(
            "INSERT INTO exchange_publication (exchange_id, of, answers, contributors, figure, published_at)"
            " VALUES (?, ?, '[]', 3, ?, 0)",
            (project.id, of, figure),
        )
    tx.execute(
        "INSERT OR REPLACE INTO exchange_assumption (exchange_id, price, cost, currency, source, set_by, set_at)"
        " VALUES (?, ?, '0', 'USD', ?, 'key', 0)",
        (project.id, price, source),
    )


async def _matrix(walk: "Walk", project: Project) -> None:
    stage, omar, exchange = walk.stage, walk.stage.member, str(project.id)
    for number, policy in enumerate(("open", "selective", "restrictive", "no")):
        await stage.app.database.write(
            lambda tx, number=number, policy=policy: tx.execute(  # type: ignore[misc]
                "UPDATE network SET policy = ? WHERE asn = ?", (policy, _asn(number))
            )
        )
    await stage.app.database.write(
        lambda tx: tx.execute(
            "UPDATE exchange_commitment SET facility = ? WHERE exchange_id = ? AND rung = 'letter'",
            (TITLE, project.id),
        )
    )
    card = await walk.slash(omar, "exchange matrix", exchange=exchange)
    page = await walk.click(omar, card.response, "ready.matrix", 2)
    back = await walk.click(omar, page.response, "ready.show")
    await walk.click(omar, back.response, "ready.matrix")
    assert len(_NAMES) < charts.MOST_NETWORKS


async def _nog(walk: "Walk", nog: Project) -> None:
    nadia, exchange = walk.stage.organiser, str(nog.id)
    for command in ("plan", "matrix"):
        await walk.slash(nadia, f"exchange {command}", exchange=exchange)
    card = await walk.slash(nadia, "exchange readiness", exchange=exchange)
    for gate in (Gate.CHARTER, Gate.COMMITTEE, Gate.DATED, Gate.HELD):
        form = await walk.select(nadia, card.response, f"ready.set:{exchange}", str(number_of(gate)))
        await walk.submit(nadia, form, points="4", link=LINK, note="")
    for number in range(3):
        who = await _organisation(walk, _NAMES[number], number)
        await exchange_stage.signs(walk.stage, nog, who, Rung.INTERESTED)
    card = await walk.slash(nadia, "exchange readiness", exchange=exchange)  # it is ready
    who = await _organisation(walk, _NAMES[0], 0)
    await walk.select(nadia, card.response, f"ready.leaves:{exchange}", str(who.id))


def _cleared(tx: Transaction) -> None:
    """Others go on with what is there."""
    tx.execute("DELETE FROM exchange WHERE name GLOB 'Answered *'")
    tx.execute("DELETE FROM network WHERE asn BETWEEN ? AND ?", (_asn(0), _asn(len(_NAMES))))
    tx.execute("DELETE FROM organisation WHERE name GLOB 'Answering *'")


async def _organisation(walk: "Walk", name: str, number: int) -> Organisation:
    return await exchange_stage.organisation(walk.stage, name, _asn(number))


def _asn(number: int) -> int:
    return 7001 + number
