"""The walk through attendance, progress and the dashboard, for test_pseudo_locale.py: said, marked, closed, ticked, imported."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from simcord import InteractionResult, MemberActor, ResponseMessage
from simcord.backend.models import Message

from bot.cohorts import records as cohorts
from bot.cohorts.attending import store as attending
from bot.cohorts.attending.export import KINDS
from bot.cohorts.rules import Cohort, CohortState, EnrolmentState, MilestoneKind, Session
from bot.cohorts.sessions import changes
from bot.cohorts.sessions import records as sessions
from bot.delivery import outbox
from bot.delivery.model import EffectKind, NewDelivery
from bot.language.catalogue import PSEUDO
from bot.storage.database import Transaction
from tests.discord.cohort_stage import as_actor, cohort, put_in, sessions_of
from tests.discord.conftest import Stage
from tests.discord.test_reminders import as_user

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk

TITLE, NAME, WORD = "Peering day", "Beirut NOG", "hummingbird"
"""Nothing that the pseudo language would mark."""
HEADER = ["00", TITLE, "01"]
ATTENDING_WORDS = ("omar", "nadia", *(f"crossconnect-{kind}.csv" for kind in KINDS))
"""What people are called, and files."""


async def walk_cohort_attending(walk: "Walk") -> None:
    """Every command, press and form of attendance, progress and the dashboard."""
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    await walk.slash(omar, "cohort attend")
    await walk.slash(omar, "cohort attend", code=WORD)
    one = await cohort(
        stage,
        name=NAME,
        channel=stage.guild.create_text_channel("lab"),
        leads=(nadia,),
        state=CohortState.RUNNING,
        language=PSEUDO,
        zone="UTC",
    )
    for command in ("progress", "show"):
        await walk.complete(omar, f"cohort {command}", "cohort", "")
        await walk.complete(nadia, f"cohort {command}", "cohort", "")
    for command in ("progress", "show"):  # before anything is there
        await walk.slash(nadia, f"cohort {command}", cohort=str(one.id))
    await walk.press(nadia, f"attending.table:{one.id}:1")
    await walk.press(nadia, f"attending.deliveries:{one.id}")
    await _there(walk, one)
    await _progress(walk, one)
    await _file(walk, one)
    await _board(walk, one)
    await _warned(walk, one)


async def _session(walk: "Walk", one: Cohort, after: dt.timedelta, *, code: str = "") -> Session:
    wall = (walk.stage.clock.now() + after).replace(tzinfo=None, microsecond=0)

    def operation(tx: Transaction) -> Session:
        made = changes.add_session(tx, one, title=TITLE, wall=wall, zone="UTC", minutes=60)
        tx.execute("UPDATE cohort_session SET code = ? WHERE id = ?", (code, made.id))
        return sessions.session(tx, one.guild_id, made.id)

    return await walk.stage.app.database.write(operation)


async def _there(walk: "Walk", one: Cohort) -> None:
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    now, later = (
        await _session(walk, one, dt.timedelta(0), code=WORD),
        await _session(walk, one, dt.timedelta(days=1)),
    )
    await walk.press(omar, f"attend.here:{now.id}")  # who is not in it
    await put_in(stage, one, omar)
    await put_in(stage, one, nadia)
    listed = await walk.slash(omar, "cohort attend")
    said = await walk.click(omar, listed.response, "attend.excuse")
    await walk.press(omar, f"attend.excuse:{later.id}")
    said = await walk.click(omar, said.response, "attend.come")
    await walk.press(omar, f"attend.come:{later.id}")
    await walk.press(omar, f"attend.here:{later.id}")
    await walk.slash(omar, "cohort attend", code="x")
    for _ in range(4):
        await walk.slash(nadia, "cohort attend", code="x")
    await walk.slash(nadia, "cohort attend", code="x")
    await walk.slash(nadia, "cohort attend", code=WORD)
    await walk.slash(omar, "cohort attend", code=WORD)
    listed = await walk.slash(nadia, "cohort attend")
    stage.pass_time(minutes=30)
    await walk.click(nadia, listed.response, "attend.here")
    for press in ("here", "excuse", "come"):
        await walk.press(omar, f"attend.{press}:{now.id}")
    await walk.press(nadia, f"attend.here:{now.id}")
    await walk.slash(omar, "cohort attend")
    await pressed(walk, omar, f"attend.here:{now.id}", private=True)
    # The roll
    await walk.complete(nadia, "cohort session roll", "session", "")
    await walk.complete(nadia, "cohort session close", "session", "")
    await walk.slash(nadia, "cohort session close", session=str(later.id))
    shown = await walk.slash(nadia, "cohort session roll", session=str(later.id))
    await walk.select(nadia, shown.response, f"attending.mark:{later.id}:0:1", str(omar.id))
    shown = await walk.slash(nadia, "cohort session roll", session=str(now.id))
    await walk.select(nadia, shown.response, f"attending.mark:{now.id}:0:1", str(omar.id))
    for mode in (1, 2, 3):
        shown = await walk.click(nadia, shown.response, "attending.mode")
        shown = await pressed(walk, nadia, f"attending.roll:{now.id}:{mode}:1")
        await walk.select(nadia, shown.response, f"attending.mark:{now.id}:{mode}:1", str(omar.id))
        shown = await walk.slash(nadia, "cohort session roll", session=str(now.id))
    await walk.press(omar, f"attend.here:{now.id}")
    await walk.press(omar, f"attend.come:{now.id}")
    lost = await pressed(walk, nadia, f"attending.roll:{now.id}:0:1")
    await put_in(stage, one, omar, EnrolmentState.WITHDRAWN)
    await walk.select(nadia, lost.response, f"attending.mark:{now.id}:0:1", str(omar.id))
    await put_in(stage, one, omar)
    stage.pass_time(hours=3)
    await walk.press(omar, f"attend.here:{now.id}")
    await walk.press(nadia, f"attending.board:{one.id}")
    asked = await walk.slash(nadia, "cohort session close", session=str(now.id))
    closed = await walk.click(nadia, asked.response, "attending.close-confirm")
    await walk.complete(nadia, "cohort session roll", "session", "")
    await walk.slash(nadia, "cohort session close", session=str(now.id))
    shown = await walk.slash(nadia, "cohort session roll", session=str(now.id))
    await walk.press(omar, f"attend.here:{now.id}")
    opened = await walk.click(nadia, closed.response, "attending.reopen")
    await walk.press(nadia, f"attending.reopen:{now.id}:1")
    asked = await walk.click(nadia, opened.response, "attending.close")
    await walk.click(nadia, asked.response, "attending.close-confirm")
    held = next(found for found in await sessions_of(stage, one) if found.id == now.id)
    await walk.press(nadia, f"attending.close-confirm:{now.id}:{held.version}")


async def _progress(walk: "Walk", one: Cohort) -> None:
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member

    def add(tx: Transaction) -> list[int]:
        made = []
        for number in range(8):
            wall = (tx.now + dt.timedelta(days=number - 1)).replace(tzinfo=None, microsecond=0)
            milestone = changes.add_milestone(
                tx, one, kind=MilestoneKind.QUIZ, title=f"00{number}", wall=wall, zone="UTC"
            )
            made.append(milestone.id)
        return made

    await walk.slash(nadia, "cohort progress", cohort=str(one.id), file=("grades.csv", b"x"))
    ids = await stage.app.database.write(add)
    own = await walk.slash(omar, "cohort progress", cohort=str(one.id))
    await walk.click(omar, own.response, "attend.mine", last=2)
    done = await walk.click(omar, own.response, "attend.done")
    assert done.response is not None
    shown = await pressed(walk, omar, f"attend.mine:{one.id}:2")  # what is done stands last
    await walk.click(omar, shown.response, "attend.undone")
    shown = await walk.slash(nadia, "cohort progress", cohort=str(one.id))
    ticks = await walk.select(nadia, shown.response, f"attending.milestone:{one.id}", str(ids[0]))
    await walk.select(nadia, ticks.response, f"attending.tick:{ids[0]}:0:1", str(omar.id))
    await walk.press(omar, f"attend.undone:{ids[0]}")
    ticks = await pressed(walk, nadia, f"attending.ticks:{ids[0]}:0:1")
    await walk.click(nadia, ticks.response, "attending.ticks")
    ticks = await pressed(walk, nadia, f"attending.ticks:{ids[0]}:1:1")
    await walk.select(nadia, ticks.response, f"attending.tick:{ids[0]}:1:1", str(omar.id))
    await walk.press(nadia, f"attending.ticks:{ids[0]}:1:1")
    await walk.press(nadia, f"attending.milestones:{one.id}:1")
    await stage.app.database.write(
        lambda tx: tx.execute("UPDATE cohort SET self_report = 0 WHERE id = ?", (one.id,))
    )
    await walk.press(omar, f"attend.done:{ids[0]}")
    await walk.press(omar, f"attend.mine:{one.id}:1")
    await stage.app.database.write(
        lambda tx: tx.execute("UPDATE cohort SET self_report = 1 WHERE id = ?", (one.id,))
    )
    # Finished
    await walk.press(nadia, f"attending.finishers:{one.id}:1")
    form = await pressed(walk, nadia, f"attending.threshold:{one.id}")
    await walk.submit(nadia, form, percent="x")
    form = await pressed(walk, nadia, f"attending.threshold:{one.id}")
    await walk.submit(nadia, form, percent="0 %")
    for which in ids:
        await stage.app.services.cohort_progress.tick(
            as_actor(stage, nadia), which, [omar.id, nadia.id], 1, taking_back=False
        )
    shown = await walk.slash(nadia, "cohort progress", cohort=str(one.id))
    shown = await walk.click(nadia, shown.response, "attending.finishers")
    old = await pressed(walk, nadia, f"attending.finishers:{one.id}:1")
    await walk.select(nadia, shown.response, f"attending.complete:{one.id}", str(omar.id))
    await walk.select(nadia, old.response, f"attending.complete:{one.id}", str(omar.id))
    await walk.press(omar, f"attend.mine:{one.id}:1")
    await walk.press(nadia, f"attending.ticks:{ids[1]}:0:1")


async def _file(walk: "Walk", one: Cohort) -> None:
    """A file comes from a place that is not Discord's here, so what is read is put there by hand."""
    stage, nadia = walk.stage, walk.stage.organiser
    await walk.slash(nadia, "cohort progress", cohort=str(one.id), file=("grades.csv", b"x"))
    await put_in(stage, one, stage.member)
    rows = [
        [2, ["omar", "x", "75"]],
        [3, ["omar", "", ""]],
        *([number, [f"00{number}", "x", ""]] for number in range(4, 10)),
        [10, ["nadia", "x", "?!"]],
    ]

    def keep(tx: Transaction) -> tuple[int, int]:
        due = dt.datetime(2027, 6, 1, 12)  # noqa: DTZ001 - a wall time
        made = [
            changes.add_milestone(tx, one, kind=MilestoneKind.QUIZ, title=title, wall=due, zone="UTC").id
            for title in (TITLE, "009")
        ]
        reading: dict[str, Any] = {
            "header": HEADER,
            "rows": rows,
            "names": {"omar": stage.member.id, "nadia": nadia.id},
        }
        kept = attending.insert_file(tx, one.guild_id, one.id, nadia.id, name="grades.csv", reading=reading)
        return kept, made[1]

    kept, other = await stage.app.database.write(keep)
    shown = await pressed(walk, nadia, f"attending.file:{kept}")
    menu = await walk.select(nadia, shown.response, f"attending.file-milestone:{kept}", str(other))
    shown = await walk.click(nadia, menu.response, "attending.file")
    menu = await walk.select(nadia, shown.response, f"attending.file-milestone:{kept}", str(other))
    shown = await walk.select(nadia, menu.response, f"attending.file-column:{kept}:{other}", "2")
    shown = await walk.select(nadia, shown.response, f"attending.file-pass:{kept}", "50")
    await walk.select(nadia, shown.response, f"attending.file-person:{kept}", "2")
    shown = await pressed(walk, nadia, f"attending.file:{kept}")
    shown = await walk.select(nadia, shown.response, f"attending.file-person:{kept}", "0")
    await walk.click(nadia, shown.response, "attending.file-store")
    await walk.press(nadia, f"attending.file-store:{kept}")
    await walk.press(nadia, f"attending.file:{kept}")
    kept, _ = await stage.app.database.write(keep)
    shown = await pressed(walk, nadia, f"attending.file:{kept}")
    await walk.click(nadia, shown.response, "attending.file-discard")
    await walk.press(nadia, f"attending.file:{kept}")


async def _board(walk: "Walk", one: Cohort) -> None:
    stage, nadia = walk.stage, walk.stage.organiser

    def promise(tx: Transaction) -> None:
        for number, kind in enumerate((EffectKind.MESSAGE, EffectKind.MESSAGE, EffectKind.DIRECT_MESSAGE)):
            made = outbox.enqueue(
                tx,
                NewDelivery(
                    guild_id=one.guild_id, kind=kind, feature="reminding", template="x", subject_id=one.id,
                    target_id=stage.lobby.id, occurrence=f"walk:{number}", due_at=tx.now,
                ),
            )  # fmt: skip
            state = "dropped" if number else "dead"
            tx.execute(
                "UPDATE delivery SET state = ?, reason = ?, settled_at = due_at WHERE id = ?",
                (state, None if number else "missing-permissions", made),
            )

    await stage.app.database.write(promise)
    board = await walk.slash(nadia, "cohort show", cohort=str(one.id))
    await walk.slash(stage.member, "cohort show", cohort=str(one.id))
    for route in ("risk", "table", "milestones", "deliveries", "exports", "threshold"):
        await walk.click(
            nadia, board.followups[-1] if board.followups else board.response, f"attending.{route}"
        )
        board = await walk.slash(nadia, "cohort show", cohort=str(one.id))
    for number in range(4):
        await walk.press(nadia, f"attending.export:{one.id}:{number}")
    files = await pressed(walk, nadia, f"attending.exports:{one.id}")
    file = await walk.click(nadia, files.response, "attending.export")
    await walk.click(nadia, file.followups[-1] if file.followups else file.response, "attending.board")


async def _warned(walk: "Walk", one: Cohort) -> None:
    """Two sessions missed, and due dates over: at risk, and told so, by message and at the next look."""
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    await stage.app.services.cohort_progress.set_threshold(as_actor(stage, nadia), one.id, "80")
    for _ in range(3):
        made = await _session(walk, one, dt.timedelta(minutes=1))
        stage.pass_time(hours=2)
        found = next(found for found in await sessions_of(stage, one) if found.id == made.id)
        await stage.app.services.roll.close(as_actor(stage, nadia), found.id, found.version)
    await walk.press(omar, f"attend.mine:{one.id}:1")
    stage.pass_time(days=9)
    await walk.press(nadia, f"attending.risk:{one.id}:1")
    await stage.app.database.write(lambda tx: _unwarned(tx, one, omar.id))
    await stage.app.services.people.set_dm(as_actor(stage, omar), allowed=True)
    await walk.press(nadia, f"attending.board:{one.id}")
    await stage.deliver()
    walk.posted("the warning", as_user(stage, omar).dm_channel)
    await stage.app.database.write(
        lambda tx: tx.execute("UPDATE cohort SET state = 'enrolling' WHERE id = ?", (one.id,))
    )
    await walk.press(nadia, f"attending.risk:{one.id}:1")
    await walk.slash(nadia, "setup history")


def _unwarned(tx: Transaction, one: Cohort, user_id: int) -> None:
    found = cohorts.enrolment(tx, one.id, user_id)
    assert found is not None
    cohorts.note_measured(tx, found, state=found.state, warned_at=None)


async def pressed(
    walk: "Walk", who: MemberActor, custom_id: str, *, private: bool = False
) -> InteractionResult:
    """Press a button that stands somewhere, and go on from what is shown."""
    stage: Stage = walk.stage
    channel = as_user(stage, who).dm_channel if private else stage.lobby
    row = {"type": 1, "components": [{"type": 2, "style": 2, "label": "x", "custom_id": custom_id}]}
    carrier = stage.env.backend.commit_message(
        Message(
            id=stage.env.backend.snowflake(),
            channel_id=channel.id,
            author_id=stage.env.backend.bot_user.id,
            content="",
            components=[row],
        )
    )
    walk.routes.add(custom_id.partition(":")[0])
    shown = ResponseMessage(stage.env, carrier)
    actor = as_user(stage, who) if private else who
    result = await actor.click(shown, custom_id=custom_id)
    for message in filter(None, [result.response, *result.followups]):
        walk.note(custom_id, {"content": message.content, "components": message.components})
    walk.note(custom_id, result.modal)
    return result
