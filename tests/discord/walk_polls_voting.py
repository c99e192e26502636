"""The walk through voting, for test_pseudo_locale.py: the ballot of every method, what is refused, one's own polls, receipts."""

import datetime as dt
import re
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.polls import store
from bot.polls.rules import Answer, EqualRanks, Manner, Method, Poll, PollState, Secrecy
from bot.polls.voting import casting, packing
from bot.polls.voting.votes import Vote
from bot.storage.database import Transaction
from bot.ui.routes import press
from tests.discord.cohort_stage import as_actor
from tests.discord.poll_closing import again, at_the_deadline, cast, opened
from tests.discord.poll_voting import Times, components, menu, message_of
from tests.pseudo import unmarked_texts

if TYPE_CHECKING:
    from simcord import ChannelHandle, InteractionResult, MemberActor

    from tests.discord.test_pseudo_locale import Walk

TITLE = "Peering day"
"""Nothing that the pseudo language would mark."""
_LETTER = re.compile(r"\b[A-DZ]\b|`[0-9a-f-]{23}`")
PLACES = ("Peering day 1", "Peering day 2", "Peering day 3")
DATES = ("2028-12-01T10:00", "2028-12-02T18:00")


async def walk_polls_voting(walk: "Walk") -> None:
    """Every command, press and form of voting."""
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member

    first = len(walk.unmarked)
    backend, before = stage.env.backend, stage.env.backend.snowflake
    backend.snowflake = Times(stage).snowflake  # type: ignore[method-assign]
    try:
        await walk.complete(omar, "poll receipt", "poll", "")
        await walk.slash(omar, "poll mine")
        await _ballots(walk, omar)
        await _units(walk, nadia, omar)
        await _refused(walk, nadia, omar)
        await _over(walk, omar)
    finally:
        backend.snowflake = before  # type: ignore[method-assign]
    walk.unmarked[first:] = [
        (where, left) for where, found in walk.unmarked[first:] if (left := _without_letters(found))
    ]


def _without_letters(found: list[str]) -> list[str]:
    """Options have letters in every language, and receipts their signs."""
    return [one for one in found if unmarked_texts({"content": _LETTER.sub("", one)}, typed=(TITLE,))]


async def _open(walk: "Walk", method: Method, **fields: Any) -> Poll:
    labels = DATES if method is Method.DATE else PLACES
    # Other walks have moved the clock.
    closes_at = walk.stage.clock.now().replace(microsecond=0) + dt.timedelta(days=3)
    fields.setdefault("closes_at", closes_at)
    fields.setdefault("channel_id", _room(walk).id)
    fields.setdefault("closes_wall", closes_at.astimezone(ZoneInfo("Asia/Beirut")).replace(tzinfo=None))
    fields.setdefault("none_option", method in (Method.SCHULZE, Method.SCORE, Method.APPROVAL))
    return await opened(walk.stage, method=method, question=TITLE, labels=labels, **fields)


def _room(walk: "Walk") -> "ChannelHandle":
    name = "polls-vote"
    if name not in walk.stage.channels:
        walk.stage.channels[name] = walk.stage.guild.create_text_channel(name)
    return walk.stage.channels[name]


async def _start(walk: "Walk", who: "MemberActor", poll: Poll) -> "InteractionResult":
    """Vote, as somebody presses it who has the card."""
    await walk.stage.deliver()
    cards = [one for one in _room(walk).history() if press("vote.open", poll.id) in str(one.components)]
    walk.routes.add("vote.open")
    return walk._noted("vote.open", await who.click(cards[-1], custom_id=press("vote.open", poll.id)))


async def _tap(
    walk: "Walk", who: "MemberActor", at: "InteractionResult", *numbers: int
) -> "InteractionResult":
    for number in numbers:
        at = await walk.select(who, message_of(at), menu(message_of(at), "vote.add"), str(number))
    return at


async def _ballots(walk: "Walk", who: "MemberActor") -> None:
    """Each method to its end."""
    poll = await _open(walk, Method.YES_NO, may_block=True, secrecy=Secrecy.OPEN)
    shown = await walk.click(who, message_of(await _start(walk, who, poll)), "vote.answer", 0)
    await walk.click(who, message_of(shown), "vote.again")
    sealed = await _open(walk, Method.YES_NO, secrecy=Secrecy.SEALED)
    shown = await walk.click(who, message_of(await _start(walk, who, sealed)), "vote.answer", 2)
    await walk.click(who, message_of(shown), "vote.cast")
    await _start(walk, who, sealed)

    for method, route in ((Method.APPROVAL, "vote.approve"), (Method.PLURALITY, "vote.pick")):
        shown = await _start(walk, who, await _open(walk, method))
        shown = await walk.select(who, message_of(shown), menu(message_of(shown), route), "1")
        await walk.click(who, message_of(shown), "vote.cast")

    shown = await _start(walk, who, await _open(walk, Method.DATE))
    for place, number in ((0, "1"), (1, "2")):
        at = message_of(shown)
        shown = await walk.select(who, at, menu(at, "vote.dates", place), number)
    await walk.click(who, message_of(shown), "vote.cast")

    shown = await _start(walk, who, await _open(walk, Method.SCORE))
    shown = await walk.click(who, message_of(shown), "vote.score")
    at = message_of(shown)
    shown = await walk.select(who, at, menu(at, "vote.score-of"), "1")
    await walk.click(who, message_of(shown), "vote.cast")

    ranked = await _open(walk, Method.SCHULZE, receipts=True)
    shown = await _tap(walk, who, await _start(walk, who, ranked), 1, 2)
    at = message_of(shown)
    shown = await walk.select(who, at, menu(at, "vote.line"), "2")
    shown = await walk.click(who, message_of(shown), "vote.step")
    for line in ("A >", "9", TITLE, "A > A"):
        form = await walk.click(who, message_of(shown), "vote.write")
        shown = walk._noted("vote.typed", await who.submit_modal(form, {"line": line}))
    form = await walk.click(who, message_of(shown), "vote.write")
    shown = await walk.submit(who, form, line="A = B > Z")
    await walk.click(who, message_of(shown), "vote.cast")
    await _start(walk, who, ranked)

    for secrecy in (Secrecy.CONFIDENTIAL, Secrecy.SEALED):
        pledge = await _open(walk, Method.PLEDGE, secrecy=secrecy, goal_unit=TITLE)
        form = await _start(walk, who, pledge)
        shown = await walk.submit(who, form, amount="-", conditions=TITLE)
        form = await walk.click(who, message_of(shown), "vote.open")
        await walk.submit(who, form, amount="7", conditions=TITLE)
    bare = await _start(walk, who, await _open(walk, Method.PLEDGE))
    await walk.submit(who, bare, amount="0", conditions="")
    await walk.slash(who, "poll mine")


async def _units(walk: "Walk", nadia: "MemberActor", omar: "MemberActor") -> None:
    """Somebody who votes for others, and somebody who votes as advice."""
    stage = walk.stage
    poll = await _open(walk, Method.SCHULZE, voters=(nadia, omar))

    def give(tx: Transaction) -> None:
        own = casting.units(tx, poll, as_actor(stage, nadia), sees=True)[0]
        tx.execute(
            "INSERT INTO poll_proxy (poll_id, guild_id, giver, holder_id, given_at) VALUES (?, ?, ?, ?, 0)",
            (poll.id, poll.guild_id, own.voter, omar.id),
        )
        for number in (1, 2):
            tx.execute(
                "INSERT INTO poll_roll (poll_id, guild_id, voter, name) VALUES (?, ?, ?, ?)",
                (poll.id, poll.guild_id, f"net:{number}", TITLE),
            )

    await stage.app.database.write(give)
    shown = await _start(walk, omar, poll)
    at = message_of(shown)
    values = [one["value"] for one in next(each for each in components(at) if "options" in each)["options"]]
    shown = await walk.select(omar, at, menu(at, "vote.for"), values[1])
    shown = await walk.click(omar, message_of(shown), "vote.cast")
    await walk.click(omar, message_of(shown), "vote.open")
    await walk.slash(omar, "poll mine")
    advice = await _open(walk, Method.YES_NO, voters=(nadia,), advisory=True)
    await walk.click(omar, message_of(await _start(walk, omar, advice)), "vote.answer", 1)
    for manner in (Manner.OWN, Manner.ALTERNATE):
        await stage.app.database.write(_by(poll, manner))
        await walk.press(omar, press("vote.again", poll.id, int(values[1])))


def _by(poll: Poll, manner: Manner) -> Any:
    def operation(tx: Transaction) -> None:
        tx.execute("UPDATE poll_ballot SET manner = ? WHERE poll_id = ?", (manner, poll.id))

    return operation


async def _refused(walk: "Walk", nadia: "MemberActor", omar: "MemberActor") -> None:
    """Stale, wrong and not theirs."""
    stage = walk.stage
    poll = await _open(walk, Method.RUNOFF, equal_ranks=EqualRanks.FORBIDDEN)
    seen = casting.print_of(poll, await stage.app.database.read(lambda tx: store.options(tx, poll.id)))
    await walk.press(
        omar, press("vote.cast", poll.id, 0, seen, *packing.pack(poll.method, Vote(groups=((1, 2),))))
    )
    await walk.press(omar, press("vote.cast", poll.id, 0, seen + 1, 0, 0))
    await walk.press(omar, press("vote.cast", poll.id, 7, seen, 0, 0))
    one = await _open(walk, Method.PLURALITY)
    seen = casting.print_of(one, await stage.app.database.read(lambda tx: store.options(tx, one.id)))
    await walk.press(
        omar, press("vote.cast", one.id, 0, seen, *packing.pack(one.method, Vote(groups=((1,), (2,)))))
    )
    await walk.press(omar, press("vote.pick", 99, 0, 0))
    closed = await _open(walk, Method.YES_NO, voters=(nadia,))
    await _start(walk, omar, closed)
    for state in (PollState.DRAFT, PollState.VOID):
        old = await _open(walk, Method.YES_NO)
        await stage.app.database.write(lambda tx, old=old, state=state: store.note(tx, old, state=state))
        await walk.press(omar, press("vote.open", old.id))


async def _over(walk: "Walk", who: "MemberActor") -> None:
    """After the close."""
    stage = walk.stage
    poll = await _open(walk, Method.YES_NO, receipts=True)
    bare = await _open(walk, Method.YES_NO)
    sealed = await _open(walk, Method.YES_NO, secrecy=Secrecy.SEALED)
    for one in (bare, sealed):
        await cast(stage, who, one, Vote(answer=Answer.YES))
    actor = as_actor(stage, who)
    done = await stage.app.database.write(
        lambda tx: casting.cast(tx, actor, poll.id, packing.OWN, Vote(answer=Answer.NO))
    )
    await walk.slash(who, "poll receipt", poll=str(poll.id), token=done.receipt)
    await at_the_deadline(stage, poll)
    assert (await again(stage, poll)).state is PollState.CLOSED
    for token in (done.receipt, "0" * 20, "?"):
        await walk.slash(who, "poll receipt", poll=str(poll.id), token=token)
    await walk.slash(who, "poll receipt", poll=str(bare.id), token=done.receipt)
    await walk.slash(who, "poll receipt", poll="99", token=done.receipt)
    await walk.complete(who, "poll receipt", "poll", "")
    await walk.press(who, press("vote.open", poll.id))
    shown = await walk.slash(who, "poll mine")
    await walk.click(who, message_of(shown), "vote.mine")
