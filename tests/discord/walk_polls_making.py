"""The walk through the making of polls, for test_pseudo_locale.py: every command, press and form, and what they refuse."""

from typing import TYPE_CHECKING

from simcord import InteractionResult, ResponseMessage

from bot.polls.making.starts import KINDS, TEMPLATES
from bot.polls.rules import Poll

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk

TITLE, BODY = "Peering day", "Bring your AS number."
"""Nothing that the pseudo language would mark."""
TEXTS = {"question": TITLE, "description": BODY, "options": f"{TITLE} | {BODY}\n{BODY}"}
DATES = {
    "question": TITLE,
    "description": BODY,
    "options": "2027-09-24 18:00\n2027-09-25 18:00",
    "minutes": "60",
}
MENDED = "Bring an AS number."
MAKING_WORDS = (f"{TITLE} | {BODY}", MENDED, "every day 18:00")
"""What people typed besides."""


async def walk_polls_making(walk: "Walk") -> None:
    """Made, set, previewed, scheduled, opened, corrected, copied, cancelled."""
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    await walk.slash(omar, "poll create")
    for command in ("edit", "copy", "cancel"):
        await walk.slash(omar, f"poll {command}", poll="999")
        await walk.slash(nadia, f"poll {command}", poll="999")
        await walk.complete(nadia, f"poll {command}", "poll", "")
    for option in ("kind", "template"):
        await walk.complete(nadia, "poll create", option, "")
    await walk.slash(nadia, "poll create", kind="soon")
    for one in KINDS:
        await walk.slash(nadia, "poll create", kind=one.value)
    for one in TEMPLATES:
        await walk.slash(nadia, "poll create", template=one.value)
    start = await walk.slash(nadia, "poll create")
    await walk.select(nadia, start.response, "poll.start:1", "board")
    form = await walk.select(nadia, start.response, "poll.start:0", "ranked")
    await _refused(walk, form)
    form = await walk.select(nadia, start.response, "poll.start:0", "ranked")
    draft = await walk.submit(nadia, form, **TEXTS)
    poll = await _newest(walk)
    await _set(walk, draft, poll.id)
    await _opened(walk, poll.id)
    form = await walk.slash(nadia, "poll create", kind="date")
    draft = await walk.submit(nadia, form, **DATES)
    await _dates(walk, draft)
    for kind, fields in (
        ("committee", {**TEXTS, "seats": "1"}),
        ("pledge", {"question": TITLE, "description": BODY, "goal": "3", "unit": TITLE}),
        ("yes_no", {"question": TITLE, "description": BODY}),
    ):
        form = await walk.slash(nadia, "poll create", kind=kind)
        await walk.submit(nadia, form, **fields)
        await walk.press(nadia, f"poll.preview:{(await _newest(walk)).id}")
    await stage.deliver()


async def _refused(walk: "Walk", form: InteractionResult) -> None:
    nadia = walk.stage.organiser
    shown = await walk.submit(nadia, form, **TEXTS | {"options": f"{BODY}\n{BODY}"})
    for options in ("\u200b | 1", "1" * 101, f"{TITLE} | {'1' * 201}", "\n".join(map(str, range(25)))):
        back = await walk.click(nadia, shown.response, "poll.again")
        shown = await nadia.submit_modal(back, TEXTS | {"options": options})
    await walk.press(nadia, "poll.again:999")
    await walk.press(nadia, "poll.new:999")


async def _set(walk: "Walk", draft: InteractionResult, poll_id: int) -> None:
    stage, nadia = walk.stage, walk.stage.organiser
    first = draft.response
    for menu, values in (
        ("method", ("irv",)),
        ("electorate", ("organisations",)),
        ("electorate", ("everyone",)),
        ("secrecy", ("sealed",)),
        ("also", ("standings",)),
        ("secrecy", ("confidential",)),
        ("also", ("standings", "thread_wanted", "none_option", "remind_360")),
        ("also", ()),
        ("channel", (stage.guild.create_text_channel("room-for-polls"),)),
    ):
        await walk.select(nadia, first, f"poll.{menu}:{poll_id}", *values)
    form = await walk.click(nadia, first, "poll.form", 0)
    assert form.modal is not None
    await walk.submit(nadia, form, **TEXTS)
    for fields in (
        {"opens": "soon", "closes": "tomorrow 18:00", "zone": "UTC"},
        {"opens": "", "closes": "soon", "zone": "UTC"},
        {"opens": "", "closes": "every day 18:00", "zone": "UTC"},
        {"opens": "in 5 days", "closes": "tomorrow 18:00", "zone": "UTC"},
        {"opens": "tomorrow 09:00", "closes": "in 5 days", "zone": "UTC"},
    ):
        form = await walk.click(nadia, first, "poll.form", 1)
        await walk.submit(nadia, form, **fields)
    for fields in (
        {"quorum_kind": "roll", "quorum": "50", "threshold": "", "strict": "over", "base": ["cast"]},
        {"quorum_kind": "count", "quorum": "x", "threshold": "", "strict": "over", "base": ["cast"]},
        {"quorum_kind": "none", "quorum": "", "threshold": "x", "strict": "over", "base": ["cast"]},
        {"quorum_kind": "count", "quorum": "2", "threshold": "50", "strict": "at-least", "base": ["all"]},
    ):
        form = await walk.click(nadia, first, "poll.form", 2)
        await walk.submit(nadia, form, **fields)
    advanced = await walk.click(nadia, first, "poll.advanced")
    await walk.select(nadia, advanced.response, f"poll.extra:{poll_id}", "weighted")
    await walk.select(nadia, advanced.response, f"poll.extra:{poll_id}", "receipts", "equal_forbidden")
    for fields in (
        {"proxies": "x", "hours": "", "outside": ""},
        {"proxies": "1", "hours": "1", "outside": TITLE},
        {"proxies": "0", "hours": "1", "outside": TITLE},
    ):
        form = await walk.click(nadia, advanced.response, "poll.form", 3)
        await walk.submit(nadia, form, **fields)
    await walk.click(nadia, advanced.response, "poll.draft")
    preview = await walk.click(nadia, first, "poll.preview")
    await walk.click(nadia, preview.response, "poll.draft")


async def _opened(walk: "Walk", poll_id: int) -> None:
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    card = await walk.slash(nadia, "poll edit", poll=str(poll_id))
    asked = await walk.click(nadia, card.response, "poll.open")
    await walk.click(nadia, asked.response, "poll.open-confirm")
    await walk.press(nadia, f"poll.open-confirm:{poll_id}:1")
    card = await walk.slash(nadia, "poll edit", poll=str(poll_id))
    await walk.select(nadia, card.response, f"poll.secrecy:{poll_id}", "open")
    await walk.select(nadia, card.response, f"poll.also:{poll_id}", "standings")
    await walk.click(nadia, card.response, "poll.hold")
    form = await walk.click(nadia, card.response, "poll.form", 1)
    await walk.submit(nadia, form, opens="", closes="in 5 days", zone="UTC")
    card = await walk.slash(nadia, "poll edit", poll=str(poll_id))
    asked = await walk.click(nadia, card.response, "poll.open")
    await walk.click(nadia, asked.response, "poll.open-confirm")
    await stage.deliver()
    card = await walk.slash(nadia, "poll edit", poll=str(poll_id))
    for text in (MENDED, "another text of quite different words"):
        form = await walk.click(nadia, card.response, "poll.form", 4)
        await walk.submit(nadia, form, description=text)
    await walk.click(nadia, card.response, "poll.copy")
    copied = (await _newest(walk)).id
    await walk.press(omar, f"poll.cancel:{copied}")
    form = await nadia.slash(stage.lobby, "poll cancel", poll=str(copied))
    await walk.submit(nadia, form, reason="")
    card = await walk.slash(nadia, "poll edit", poll=str(poll_id))
    await walk.press(nadia, f"poll.cancel:{poll_id}")
    for reason in ("\u200b", BODY):
        form = await walk.click(nadia, card.response, "poll.form", 6)
        await walk.submit(nadia, form, reason=reason)
    for route in ("draft", "open", "advanced", "preview"):
        await walk.press(nadia, f"poll.{route}:{poll_id}")
    walk.routes.add("poll.cancel")


async def _dates(walk: "Walk", draft: InteractionResult) -> None:
    nadia = walk.stage.organiser
    shown = draft.response
    assert isinstance(shown, ResponseMessage)
    asked = await walk.click(nadia, shown, "poll.open")
    await walk.click(nadia, asked.response, "poll.open-confirm")
    card = await walk.slash(nadia, "poll edit", poll=str((await _newest(walk)).id))
    for options in ("2027-09-24 18:00", "every day 18:00", "tomorrow 18:00", "\u200b", "2027-09-26 18:00"):
        form = await walk.click(nadia, card.response, "poll.form", 5)
        await walk.submit(nadia, form, options=options)


async def _newest(walk: "Walk") -> Poll:
    found = await walk.stage.app.services.polls.run_by(walk.stage.actor())
    return found[0]
