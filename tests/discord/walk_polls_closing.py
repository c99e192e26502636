"""The walk through how polls end, for test_pseudo_locale.py: results of every kind, close, extend, lot, outcome, history, event."""

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.language.catalogue import PSEUDO
from bot.polls.closing import export_messages
from bot.polls.closing.export_service import Exported
from bot.polls.closing.exporting import Files
from bot.polls.rules import Answer, Method, Poll, PollState, QuorumKind, Secrecy
from bot.polls.voting.votes import Vote
from bot.ui import payload
from tests.discord.poll_closing import again, at_the_deadline, cast, opened, people, ranked, results

if TYPE_CHECKING:
    from simcord import ChannelHandle, MemberActor

    from tests.discord.test_pseudo_locale import Walk

TITLE, BODY = "Peering day", "Bring your AS number."
"""Nothing that the pseudo language would mark."""
EXPORT_WORDS = tuple(
    f"crossconnect-poll-{n}{end}" for n in range(60, 0, -1) for end in (".json", ".csv", "-ballots.csv")
)
CLOSING_WORDS = ("result.txt", "date.ics", *EXPORT_WORDS)
"""Names of files."""


async def walk_polls_closing(walk: "Walk") -> None:
    """Every command, press and form of a poll's end, and the results that are posted."""
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member

    room = stage.guild.create_text_channel("polls-end")
    voters = people(stage, 4)
    for command, more in (
        ("close", {}),
        ("extend", {"when": "tomorrow 18:00"}),
        ("certify", {}),
        ("history", {}),
        ("export", {}),
    ):
        for who in (omar, nadia):
            await walk.slash(who, f"poll {command}", poll="99", **more)
            await walk.complete(who, f"poll {command}", "poll", "")
    poll = await _open(walk, voters, room, tie_outside=BODY, quorum_kind=QuorumKind.COUNT, quorum=3)
    await walk.complete(nadia, "poll extend", "when", "tomorrow 18:00")
    await cast(stage, voters[0], poll, ranked("1>2"))
    await cast(stage, voters[1], poll, ranked("2>1"))
    shown = await walk.slash(nadia, "poll close", poll=str(poll.id))
    await walk.click(nadia, shown.response, "result.keep")
    for phrase in ("every day 18:00", "2027-12-31 18:00"):
        await walk.slash(nadia, "poll extend", poll=str(poll.id), when=phrase)
    assert poll.closes_at is not None
    later = (poll.closes_at + dt.timedelta(hours=3)).strftime("%Y-%m-%d %H:%M")
    shown = await walk.slash(nadia, "poll extend", poll=str(poll.id), when=later)
    await walk.click(nadia, shown.response, "result.extend")
    await walk.slash(nadia, "poll extend", poll=str(poll.id), when=later)
    await walk.slash(omar, "poll history", poll=str(poll.id))
    await walk.slash(nadia, "poll export", poll=str(poll.id))
    # Without a quorum, tied, waiting for its value, and recorded.
    short = await again(stage, poll)
    shown = await walk.slash(nadia, "poll close", poll=str(poll.id))
    await cast(stage, voters[2], poll, ranked("1=2"))
    await walk.press(omar, f"result.close:{poll.id}:{short.version}")
    await walk.click(nadia, shown.response, "result.close")
    await stage.deliver()
    await walk.slash(nadia, "poll export", poll=str(poll.id))
    _exported(walk, poll)
    walk.posted("a tied result", room)
    for form in ("result.certify:{}:{}", "result.value:{}:{}"):
        await walk.press(omar, form.format(poll.id, (await again(stage, poll)).version))
    await walk.press(nadia, f"result.certify:{poll.id}:{(await again(stage, poll)).version}")
    form = await walk.click(nadia, room.history()[-1], "result.value")
    shown = await walk.submit(nadia, form, value=BODY)
    await walk.press(nadia, f"result.value:{poll.id}:1")
    await walk.press(omar, f"result.details:{poll.id}")
    await walk.press(omar, f"result.calendar:{poll.id}")
    await walk.slash(nadia, "poll certify", poll=str(poll.id))
    form = await walk.click(
        nadia, shown.followups[-1] if shown.followups else shown.response, "result.certify"
    )
    await walk.submit(nadia, form, outcome=BODY, option=["1"], review="in June")
    form = await walk.slash(nadia, "poll certify", poll=str(poll.id))
    await walk.submit(nadia, form, outcome=BODY, option=["1"], review="2028-06-30")
    await stage.deliver()
    await walk.click(omar, room.history()[-1], "result.details")
    await walk.click(omar, room.history()[-1], "result.history")
    for method, votes, fields in _KINDS:
        made = await _open(walk, voters, room, method=method, **fields)
        for who, vote in zip(voters, votes, strict=False):
            await cast(stage, who, made, vote)
        made = await at_the_deadline(stage, made)
        await stage.deliver()
        walk.posted(f"the result of {method}", room)
        await walk.press(omar, f"result.details:{made.id}")
        assert made.state is PollState.CLOSED
    await _date(walk, voters, room)
    await results(stage)
    await stage.deliver()


async def _date(walk: "Walk", voters: "tuple[MemberActor, ...]", room: "ChannelHandle") -> None:
    """A date, its file, and its event."""
    stage = walk.stage
    day = (stage.clock.now() + dt.timedelta(days=9)).strftime("%Y-%m-%d")
    made = await _open(walk, voters, room, method=Method.DATE, labels=(f"{day} 18:00", f"{day} 20:00"))
    await cast(stage, voters[0], made, Vote(yes=(1,), maybe=(2,)))
    await at_the_deadline(stage, made)
    await stage.deliver()
    walk.posted("the result of a date", room)
    await walk.click(walk.stage.member, room.history()[-1], "result.calendar")


_KINDS: tuple[tuple[Method, tuple[Vote, ...], dict[str, Any]], ...] = (
    (Method.RUNOFF, (ranked("1>2"), ranked("2>1"), ranked("1")), {"none_option": True}),
    (Method.SCHULZE, (), {}),
    (Method.SCHULZE, (ranked("1"),), {"quorum_kind": QuorumKind.COUNT, "quorum": 3}),
    (Method.APPROVAL, (ranked("0"), ranked("0"), ranked("1")), {"none_option": True}),
    (Method.PLURALITY, (ranked("1"), ranked("2"), ranked("1")), {"threshold": 90}),
    (Method.SCORE, (Vote(scores=((1, 5), (2, 3))), Vote(scores=((1, 1),))), {"threshold": 50, "threshold_strict": False}),
    (Method.STV, (ranked("1>2"), ranked("2>1"), ranked("1")), {"seats": 2}),
    (Method.YES_NO, (Vote(answer=Answer.YES), Vote(answer=Answer.NO)), {}),
    (Method.YES_NO, (Vote(answer=Answer.YES), Vote(answer=Answer.ABSTAIN)), {"threshold": 50}),
    (Method.YES_NO, (Vote(answer=Answer.NO), Vote(answer=Answer.NO)), {"threshold": 50}),
    (Method.PLEDGE, (Vote(amount=3), Vote(amount=4)), {"goal": 5, "goal_unit": TITLE}),
    (Method.PLEDGE, (Vote(amount=3), Vote(amount=1)), {"goal": 50, "goal_unit": TITLE}),
    (Method.PLEDGE, (Vote(amount=3), Vote(amount=1)), {"goal_unit": TITLE}),
)  # fmt: skip
"""A result of each verdict that an ordinary poll can come to."""


async def _open(
    walk: "Walk",
    voters: "tuple[MemberActor, ...]",
    room: "ChannelHandle",
    method: Method = Method.SCHULZE,
    labels: tuple[str, ...] = (TITLE, BODY),
    **fields: Any,
) -> Poll:
    closes = walk.stage.clock.now() + dt.timedelta(days=4)
    return await opened(
        walk.stage,
        method=method,
        question=TITLE,
        labels=labels,
        voters=voters,
        channel_id=room.id,
        closes_at=closes,
        closes_wall=(closes + dt.timedelta(hours=2)).replace(tzinfo=None),
        secrecy=Secrecy.CONFIDENTIAL,
        **fields,
    )


def _exported(walk: "Walk", poll: Poll) -> None:
    """The files of polls of another secrecy; what stands in them is for the table's reader."""
    t = walk.stage.app.catalogue.translator(PSEUDO)
    nobody = Files(document=b"{}", table=b"", ballots=b"")
    for secrecy in Secrecy:
        card = export_messages.card(Exported(poll=replace(poll, secrecy=secrecy), files=nobody), t)
        walk.note(f"files, {secrecy}", payload.view(card).to_components(), EXPORT_WORDS)
    for word, said in export_messages.words(t).items():
        walk.note(f"the column {word}", {"content": said})
