"""The walk through questions, labels and the search, for test_pseudo_locale.py."""

import datetime as dt
from typing import TYPE_CHECKING, Any

import discord
from simcord import InteractionResult, MemberActor

from bot.language.catalogue import PSEUDO
from tests.discord.conftest import sending
from tests.discord.test_questions import card, every, thread_of
from tests.discord.test_topics import set_tags

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk

TITLE, BODY = "Peering day", "Bring your AS number."
"""Nothing that the pseudo language would mark."""


async def walk_questions(walk: "Walk") -> None:
    """Asked, refused, similar, answered, open again, labelled, found; and what goes wrong on the way."""
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    sending(stage)
    await _refused(walk)
    forum = stage.guild.create_forum_channel("ask-here")
    tags = {name: stage.env.backend.snowflake() for name in (TITLE, "answered", "TLP:RED")}
    set_tags(stage, forum, tags)
    await walk.slash(nadia, "topic create", name=BODY, where=forum, style="none")
    await walk.complete(omar, "ask", "topic", "")
    await walk.slash(omar, "ask", topic="nowhere")
    topic = str(await _topic(walk))
    await _asked(walk, omar, topic, title="\u200b")
    await _asked(walk, omar, topic, question=" ")
    await _asked(walk, omar, topic)
    await stage.deliver()
    thread = (await every(stage))[-1]
    walk.posted("the head card", thread_of(stage, thread))

    # Answered and open again
    await walk.press(nadia, f"thread.open:{thread.id}")
    form = await walk.click(omar, card(stage, thread), "thread.answered")
    late = await walk.click(nadia, card(stage, thread), "thread.answered")
    await walk.submit(omar, form, gist=" ")
    form = await walk.click(omar, card(stage, thread), "thread.answered")
    await walk.submit(omar, form, gist=BODY)
    await walk.submit(nadia, late, gist=BODY)
    await stage.deliver()
    walk.posted("the answered card", thread_of(stage, thread))
    await walk.click(omar, card(stage, thread), "thread.open")
    await stage.deliver()
    stranger = stage.guild.add_member(stage.env.create_user("lina"))
    await stage.app.services.people.set_language(_as(walk, stranger), PSEUDO)
    await walk.press(stranger, f"thread.open:{thread.id}")

    # The message command
    said = await nadia.send(thread_of(stage, thread), BODY)
    for where, message in (
        (thread_of(stage, thread), said),
        (stage.lobby, await nadia.send(stage.lobby, BODY)),
    ):
        await _marked(walk, omar, where, message)
    await _marked(walk, omar, thread_of(stage, thread), card(stage, thread))
    form = await walk.click(omar, card(stage, thread), "thread.answered")
    await walk.submit(omar, form, gist=BODY)
    await stage.deliver()

    # Similar ones
    shown = await _asked(walk, nadia, topic)
    solved = await walk.click(nadia, _last(shown), "ask.solved")
    assert solved.response is not None
    shown = await _asked(walk, nadia, topic)
    anyway = _last(shown)
    await walk.click(nadia, anyway, "ask.post")
    await walk.press(nadia, f"ask.post:{(await every(stage))[-1].id}")
    await stage.deliver()

    # The search
    await walk.complete(omar, "search", "topic", "")
    found = await walk.slash(omar, "search", text=TITLE, topic=topic, age=30)
    await walk.slash(omar, "search", text="klingon")
    await walk.slash(omar, "search", text="klingon", age=7)
    await walk.slash(omar, "search", text="\u200b")
    form = await walk.click(omar, found.response, "ask.start")
    await walk.press(omar, "search.page:1:0:0:1")
    walk.routes.add("search.page")

    # Labels
    for value in ("GREEN", "AMBER", "AMBER+STRICT", "RED", "CLEAR"):
        result = await omar.slash(thread_of(stage, thread), "label set", label=value)
        walk.commands.add("label set")
        _note(walk, f"label {value}", result)
        await stage.deliver()
    await _text_channel(walk)
    await _made_in_discord(walk, forum.id)


async def _refused(walk: "Walk") -> None:
    """Nothing to ask in, and questions that went away."""
    for press in ("ask.start", "ask.post:99", "ask.solved:99:99", "thread.answered:99", "thread.gist:99:1"):
        await walk.press(walk.stage.organiser, press)


async def _text_channel(walk: "Walk") -> None:
    """A question in a text channel, which Discord first does not take; with a label that keeps its words back."""
    stage, omar = walk.stage, walk.stage.member
    stage.pass_time(hours=2)
    room = stage.guild.create_text_channel("ask-there")
    await walk.slash(stage.organiser, "topic create", name=TITLE + BODY, where=room, style="none")
    topic = str(await _topic(walk))
    stage.app.services.questions.patience = dt.timedelta(0)
    stage.dispatcher.on_wake(None)
    await _asked(walk, omar, topic, title="lobby", question="news")
    await stage.deliver()
    thread = (await every(stage))[-1]
    walk.posted("a question in a channel", room)
    _note(walk, "red", await omar.slash(thread_of(stage, thread), "label set", label="RED"))
    await stage.deliver()
    walk.posted("its words kept back", room)
    stage.deny(room, discord.Permissions(send_messages=True))
    await _asked(walk, omar, topic)


async def _made_in_discord(walk: "Walk", forum_id: int) -> None:
    stage = walk.stage
    made = stage.env.backend.create_thread(forum_id, TITLE, stage.member.id)
    await stage.env.settle()
    stage.pass_time(seconds=30)
    await stage.deliver()
    thread = next(one for one in await every(stage) if one.thread_id == made.id)
    walk.posted("a card alone", thread_of(stage, thread))


async def _asked(walk: "Walk", who: MemberActor, topic: str, **typed: str) -> InteractionResult:
    form = await walk.slash(who, "ask")
    fields: dict[str, Any] = {"topic": [topic], "title": TITLE, "question": BODY, "urgency": "high"}
    result = await walk.submit(who, form, **{**fields, **typed})
    walk.stage.pass_time(minutes=30)
    return result


async def _topic(walk: "Walk") -> int:
    return await walk.stage.app.database.read(
        lambda tx: int(tx.all("SELECT max(id) AS id FROM topic")[0]["id"])
    )


async def _marked(walk: "Walk", who: MemberActor, where: Any, message: Any) -> None:
    _note(walk, "Mark as answer", await who.context_menu(where, "Mark as answer", message))


def _note(walk: "Walk", what: str, result: InteractionResult) -> None:
    for shown in (result.response, *result.followups):
        if shown is not None:
            walk.note(what, {"content": shown.content, "components": shown.components}, (BODY,))
    walk.note(what, result.modal, (BODY,))


def _last(result: InteractionResult) -> Any:
    return result.followups[-1] if result.followups else result.response


def _as(walk: "Walk", who: MemberActor) -> Any:
    import dataclasses

    return dataclasses.replace(walk.stage.actor(), user_id=who.id)
