"""The walk through what polls say by themselves, for test_pseudo_locale.py: card, words, result, the list, one poll."""

import datetime as dt
from typing import TYPE_CHECKING

from bot.delivery import outbox
from bot.language.catalogue import PSEUDO
from bot.polls.rules import Method, Poll, PollState
from bot.polls.telling import promises
from tests.discord.cohort_stage import as_actor
from tests.discord.poll_closing import again, at_the_deadline, cast, opened, people, ranked
from tests.discord.test_polls_telling import extend, void, wants_dms
from tests.discord.test_reminders import dms
from tests.discord.walk_cohort_attending import pressed

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk

TITLE, BODY = "Peering day", "Bring your AS number."
"""Nothing that the pseudo language would mark."""


async def walk_polls_telling(walk: "Walk") -> None:
    """Every command and press of the list, and everything that is posted by itself."""
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member

    for who in (omar, nadia):
        await walk.slash(who, "poll list")
    await walk.slash(omar, "poll show", poll="99")
    await walk.press(omar, "poll.show:99")
    room = stage.guild.create_text_channel("polls-here")
    voters = people(stage, 2)
    closes = stage.clock.now() + dt.timedelta(days=4)
    poll = await opened(
        stage,
        question=TITLE,
        labels=(TITLE, BODY),
        voters=(omar, *voters),
        method=Method.APPROVAL,
        channel_id=room.id,
        closes_at=closes,
        closes_wall=(closes + dt.timedelta(hours=2)).replace(tzinfo=None),
        thread_wanted=True,
        standings=True,
    )
    await wants_dms(stage, voters[0])
    await stage.app.services.people.set_language(as_actor(stage, voters[0]), PSEUDO)
    await stage.deliver()
    walk.posted("the card of a poll", room)
    await cast(stage, omar, poll, ranked("1"))
    found = await walk.slash(omar, "poll list")
    await walk.complete(omar, "poll show", "poll", "")
    await walk.click(omar, found.response, "poll.show")
    await pressed(walk, omar, "poll.list:1")
    for route, more in (("remind", ""), ("remind-form", ":0"), ("remind-other", ":0"), ("remind-at", ":0")):
        await pressed(walk, omar, f"{route}.polls:{poll.id}{more}")
    stage.clock.advance(closes - dt.timedelta(hours=47, minutes=50) - stage.clock.now())  # late, and says so
    await stage.deliver()
    await extend(stage, poll, hours=20)
    await stage.deliver()
    now = await again(stage, poll)
    walk.note(
        "direct messages of a poll", [one.to_dict() for m in dms(stage, voters[0]) for one in m.components]
    )
    await _words(walk, now)
    now = await at_the_deadline(stage, await again(stage, poll))
    stage.pass_time(seconds=20)
    await stage.deliver()
    walk.posted("the result of a poll", room)
    await walk.slash(omar, "poll show", poll=str(poll.id))
    shown = await walk.slash(nadia, "poll show", poll=str(poll.id))
    assert now.state is PollState.CLOSED, shown
    # Deleted by hand, and wanted again
    await stage.app.database.write(
        lambda tx: tx.execute("UPDATE poll SET result_message_id = NULL WHERE id = ?", (poll.id,))
    )
    shown = await walk.slash(nadia, "poll show", poll=str(poll.id))
    await walk.click(nadia, shown.followups[-1] if shown.followups else shown.response, "poll.post-again")
    await walk.press(nadia, f"poll.post-again:{poll.id}")
    await walk.press(omar, f"poll.post-again:{poll.id}")
    await stage.deliver()
    await void(stage, poll, BODY)
    walk.posted("a poll that does not count", room)
    await walk.press(nadia, "poll.list:9")
    await walk.slash(nadia, "poll list")


async def _words(walk: "Walk", poll: Poll) -> None:
    """The mentions, wherever they went: in the discussion."""
    rows = await walk.stage.app.database.read(
        lambda tx: outbox.last_sent(tx, poll.guild_id, promises.FEATURE, poll.id, template=promises.WORD)
    )
    assert rows, "nobody was mentioned"
    for row in rows:
        assert row.result_id is not None
        message = walk.stage.env.backend.get_message(row.target_id, row.result_id)
        walk.note("a word of a poll", message.components)
