"""The walk through a project's register, for test_pseudo_locale.py: every command, press and form, and what they refuse."""

from typing import TYPE_CHECKING

from bot.exchanges import store
from bot.exchanges.model import Project
from bot.exchanges.register import store as register
from bot.exchanges.register.model import DecisionState, Position
from bot.exchanges.rules import Stage
from bot.storage.database import Transaction
from tests.discord import exchange_stage
from tests.discord.exchange_papers import cleared

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk

TITLE, BODY = "Peering day", "Bring your AS number."
"""Nothing that the pseudo language would mark."""
LINK = "https://example.net/minutes"
REGISTER_WORDS = (
    "Walked IX",
    *(f"Walked {number}" for number in range(12)),
    "Walked Regulator",
    f"[example.net]({LINK})",
    LINK,
)
"""What people typed besides."""
TYPED = {"title": TITLE, "text": BODY, "topic": ["fees"], "evidence": LINK, "review": "in 2 weeks"}


async def walk_exchange_register(walk: "Walk") -> None:
    """Decided, objected to, answered, put to a vote, replaced, reviewed; done, dropped; talked to, removed."""
    project = await exchange_stage.project(walk.stage, name="Walked IX")
    await _decisions(walk, project)
    await _consensus(walk, project)
    await _adopted(walk, project)
    await _actions(walk, project)
    await _stakeholders(walk, project)
    await _ended(walk, project)
    await cleared(walk.stage)


async def _decisions(walk: "Walk", project: Project) -> None:
    nadia, omar, exchange = walk.stage.organiser, walk.stage.member, str(project.id)
    for command in (
        "decision add",
        "decision show",
        "action add",
        "action list",
        "stakeholder add",
        "stakeholder list",
    ):
        await walk.complete(nadia, f"exchange {command}", "exchange", "Walked")
    await walk.complete(nadia, "exchange decision add", "state", "")
    await walk.slash(omar, "exchange decision show", exchange=exchange)
    await walk.slash(nadia, "exchange decision show", exchange="999")
    await walk.slash(omar, "exchange decision add", exchange=exchange)
    await walk.slash(nadia, "exchange decision add", exchange=exchange, state="thought")
    for state in ("discussed", "adopted"):
        await walk.slash(nadia, "exchange decision add", exchange=exchange, state=state)
    listed = await walk.slash(nadia, "exchange decision show", exchange=exchange)
    form = await walk.click(nadia, listed.response, "register.decision-add")
    await walk.submit(nadia, form, **TYPED | {"title": "\u200b"})
    form = await walk.click(nadia, listed.response, "register.decision-add")
    await walk.submit(nadia, form, **TYPED | {"evidence": BODY, "review": "every day"})
    for number in range(8):
        form = await nadia.slash(walk.stage.lobby, "exchange decision add", exchange=exchange)
        card = await walk.submit(nadia, form, **TYPED | {"title": f"Walked {number}"})
    listed = await walk.slash(omar, "exchange decision show", exchange=exchange)
    await walk.click(omar, listed.response, "register.decisions", 2)
    decision_id = await _newest(walk, project)
    await walk.complete(omar, "exchange decision show", "decision", "Walked 7")
    await walk.slash(omar, "exchange decision show", decision="999")
    card = await walk.slash(nadia, "exchange decision show", decision=str(decision_id))
    form = await walk.click(nadia, card.response, "register.decision-edit")
    late = await walk.click(nadia, card.response, "register.decision-edit")
    await walk.submit(nadia, form, **TYPED | {"title": "Walked 8"})
    await walk.submit(nadia, late, **TYPED)
    await walk.press(nadia, f"register.object:{decision_id}")
    await walk.press(nadia, f"register.adopt:{decision_id}")
    card = await walk.slash(nadia, "exchange decision show", decision=str(decision_id))
    form = await walk.click(nadia, card.response, "register.reject")
    await walk.submit(nadia, form, reason=BODY)
    await walk.press(nadia, f"register.reject:{decision_id}")
    card = await walk.slash(nadia, "exchange decision show", decision=str(decision_id - 1))
    await walk.click(nadia, card.response, "register.vote")
    await walk.press(nadia, f"register.vote:{decision_id - 1}")
    await walk.slash(nadia, "exchange decision show", decision=str(decision_id - 1))


async def _consensus(walk: "Walk", project: Project) -> None:
    nadia, omar = walk.stage.organiser, walk.stage.member
    form = await nadia.slash(walk.stage.lobby, "exchange decision add", exchange=str(project.id))
    card = await walk.submit(nadia, form, **TYPED | {"title": "Walked 9"})
    one = await _newest(walk, project)
    await walk.click(nadia, card.response, "register.consensus")
    card = await walk.slash(omar, "exchange decision show", decision=str(one))
    form = await walk.click(omar, card.response, "register.object")
    await walk.submit(omar, form, text="\u200b")
    form = await walk.click(omar, card.response, "register.object")
    card = await walk.submit(omar, form, text=BODY)
    await walk.click(omar, card.response, "register.object")
    await walk.click(omar, card.response, "register.objections")
    theirs = await walk.slash(nadia, "exchange decision show", decision=str(one))
    await walk.slash(nadia, "exchange decision show", exchange=str(project.id))
    objection = await walk.stage.app.database.read(lambda tx: register.objections(tx, one)[0])
    theirs = await walk.click(nadia, theirs.response, "register.discuss")
    await walk.press(nadia, f"register.adopt:{one}")
    form = await walk.select(nadia, theirs.response, f"register.answer:{one}", str(objection.id))
    late = await walk.select(nadia, theirs.response, f"register.answer:{one}", str(objection.id))
    await walk.submit(nadia, form, text=BODY)
    await walk.submit(nadia, late, text=BODY)
    form = await walk.select(nadia, theirs.response, f"register.answer:{one}", str(objection.id))
    await walk.submit(nadia, form, text="\u200b")
    full = await walk.slash(omar, "exchange decision show", decision=str(one))
    full = await walk.click(omar, full.response, "register.objections")
    await walk.click(omar, full.response, "register.decision")
    card = await walk.slash(omar, "exchange decision show", decision=str(one))
    await walk.click(omar, card.response, "register.objection-withdraw")
    await walk.press(omar, f"register.objection-withdraw:{one}")
    theirs = await walk.slash(nadia, "exchange decision show", decision=str(one))
    await walk.click(nadia, theirs.response, "register.consensus")
    asked = await walk.click(nadia, theirs.response, "register.adopt")
    await walk.click(nadia, asked.response, "register.adopt-confirm")
    await walk.press(nadia, f"register.objected:{one}")


async def _adopted(walk: "Walk", project: Project) -> None:
    nadia = walk.stage.organiser
    one = await _newest(walk, project)
    card = await walk.slash(nadia, "exchange decision show", decision=str(one))
    form = await walk.click(nadia, card.response, "register.review")
    await walk.submit(nadia, form, evidence=LINK, review="")
    card = await walk.slash(nadia, "exchange decision show", decision=str(one))
    form = await walk.click(nadia, card.response, "register.replace")
    late = await walk.click(nadia, card.response, "register.replace")
    card = await walk.submit(nadia, form, **TYPED | {"title": "Walked 10", "review": ""})
    await walk.submit(nadia, late, **TYPED)
    await walk.slash(nadia, "exchange decision show", decision=str(one))
    card = await walk.click(nadia, card.response, "register.discuss")
    form = await walk.click(nadia, card.response, "register.action-ask")
    await walk.submit(nadia, form, what=BODY, due="Friday")
    card = await walk.slash(nadia, "exchange decision show", decision=str(one + 1))
    asked = await walk.click(nadia, card.response, "register.adopt")
    await walk.click(nadia, asked.response, "register.adopt-confirm")
    await walk.slash(nadia, "exchange decision show", decision=str(one))
    await walk.slash(nadia, "exchange history", exchange=str(project.id))


async def _actions(walk: "Walk", project: Project) -> None:
    stage, nadia, omar, exchange = walk.stage, walk.stage.organiser, walk.stage.member, str(project.id)
    await walk.complete(nadia, "exchange action list", "which", "")
    for typed in ("", "Friday", "05/12", "every day"):
        await walk.complete(nadia, "exchange action add", "due", typed)
    await walk.slash(nadia, "exchange action list", exchange=exchange, which="some")
    for which in ("mine", "done"):
        await walk.slash(nadia, "exchange action list", exchange=exchange, which=which)
    await walk.slash(nadia, "exchange action add", exchange=exchange, what="\u200b")
    robot = stage.guild.add_member(stage.env.create_user("robot", bot=True))
    await walk.slash(nadia, "exchange action add", exchange=exchange, what=BODY, owner=robot)
    for number in range(8):
        card = await walk.slash(
            nadia,
            "exchange action add",
            exchange=exchange,
            what=f"Walked {number}",
            due="tomorrow",
            owner=nadia,
        )
    listed = await walk.slash(omar, "exchange action list", exchange=exchange)
    await walk.click(omar, listed.response, "register.actions", 2)
    listed = await walk.click(omar, listed.response, "register.actions-which", 2)
    listed = await walk.click(omar, listed.response, "register.actions-which", 0)
    await walk.click(omar, listed.response, "register.action")
    chosen = (await _actions_of(walk, project))[-1]
    await walk.press(omar, f"register.action-done:{chosen}")
    await walk.select(nadia, card.response, f"register.action-owner:{chosen}", omar)
    form = await walk.click(nadia, card.response, "register.action-edit")
    late = await walk.click(nadia, card.response, "register.action-edit")
    await walk.submit(nadia, form, what="Walked 11", due="")
    await walk.submit(nadia, late, what=BODY, due="")
    await walk.submit(
        nadia, await walk.click(nadia, card.response, "register.action-edit"), what="\u200b", due=""
    )
    done = await walk.click(nadia, card.response, "register.action-done")
    await walk.slash(nadia, "exchange action list", exchange=exchange, which="done")
    await walk.click(nadia, done.response, "register.action-reopen")
    stage.pass_time(days=3)
    await walk.slash(nadia, "exchange action list", exchange=exchange)
    card = await walk.slash(nadia, "exchange action list", exchange=exchange)
    card = await walk.click(nadia, card.response, "register.action")
    asked = await walk.click(nadia, card.response, "register.action-drop")
    await walk.click(nadia, asked.response, "register.action-drop-confirm")
    await walk.press(nadia, "register.action:999")


async def _stakeholders(walk: "Walk", project: Project) -> None:
    nadia, omar, exchange = walk.stage.organiser, walk.stage.member, str(project.id)
    for option in ("organisation", "kind", "position"):
        await walk.complete(
            nadia, "exchange stakeholder add", option, "Walked" if option == "organisation" else ""
        )
    await walk.complete(nadia, "exchange stakeholder list", "position", "")
    await walk.slash(nadia, "exchange stakeholder list", exchange=exchange)
    await walk.slash(omar, "exchange stakeholder list", exchange=exchange)
    named = {"exchange": exchange, "organisation": "Walked Regulator"}
    for option, value in (("kind", "network"), ("kind", "moon"), ("position", "loves")):
        await walk.slash(nadia, "exchange stakeholder add", **named, **{option: value})
    for number, position in enumerate(Position):
        await walk.slash(
            nadia, "exchange stakeholder add", exchange=exchange, organisation=f"Walked {number}", kind="regulator",
            position=position.value,
        )  # fmt: skip
    await walk.slash(nadia, "exchange stakeholder add", **named, kind="regulator", owner=nadia)
    await walk.slash(nadia, "exchange stakeholder add", **named)
    await walk.slash(nadia, "exchange stakeholder add", exchange=exchange, organisation="Walked 6")
    listed = await walk.slash(nadia, "exchange stakeholder list", exchange=exchange)
    await walk.click(nadia, listed.response, "register.stakeholders", 2)
    await walk.select(nadia, listed.response, f"register.stakeholder-filter:{project.id}", "supports")
    listed = await walk.slash(nadia, "exchange stakeholder list", exchange=exchange)
    card = await walk.click(nadia, listed.response, "register.stakeholder")
    who = await walk.stage.app.database.read(lambda tx: register.stakeholders(tx, project.id)[0])
    await walk.select(nadia, card.response, f"register.stakeholder-owner:{who.id}", omar)
    card = await walk.click(nadia, card.response, "register.stakeholder-edit")
    card = await walk.submit(nadia, card, position="neutral", contacted="soon", note=BODY)
    form = await walk.click(nadia, card.response, "register.stakeholder-edit")
    card = await walk.submit(nadia, form, position="neutral", contacted="2030-01-01", note=BODY)
    await walk.press(nadia, f"register.contacted:{who.id}:1")
    card = await walk.click(nadia, card.response, "register.contacted")
    form = await walk.click(nadia, card.response, "register.action-ask")
    await walk.submit(nadia, form, what=BODY, due="tomorrow")
    listed = await walk.slash(nadia, "exchange stakeholder list", exchange=exchange)
    walk.stage.pass_time(days=2)
    card = await walk.click(nadia, listed.response, "register.stakeholder")
    await walk.click(nadia, card.response, "register.action")
    listed = await walk.slash(nadia, "exchange stakeholder list", exchange=exchange)
    card = await walk.click(nadia, listed.response, "register.stakeholder")
    asked = await walk.click(nadia, card.response, "register.stakeholder-remove")
    await walk.click(nadia, asked.response, "register.stakeholder-remove-confirm")
    await walk.press(nadia, "register.stakeholder:999")


async def _ended(walk: "Walk", project: Project) -> None:
    await walk.stage.app.database.write(lambda tx: store.note(tx, project, stage=Stage.ABANDONED.value))
    await walk.slash(walk.stage.organiser, "exchange decision add", exchange=str(project.id))


async def _newest(walk: "Walk", project: Project) -> int:
    """The decision that was entered last."""

    def operation(tx: Transaction) -> int:
        return max(one.id for one in register.decisions(tx, project.id, tuple(DecisionState)))

    return await walk.stage.app.database.read(operation)


async def _actions_of(walk: "Walk", project: Project) -> list[int]:
    return await walk.stage.app.database.read(lambda tx: [one.id for one in register.actions(tx, project.id)])
