"""What a label lets into a file: nothing into the organisers', everything of one's own into one's own."""

import json
from typing import Any

import pytest

from tests.discord.conftest import Stage, sending
from tests.discord.test_labels import label
from tests.discord.test_privacy import file_of
from tests.discord.test_questions import GIST, QUESTION, TITLE, asked, forum_topic, only, solve

WORDS = (TITLE, QUESTION, GIST)


async def labelled(stage: Stage, value: str) -> None:
    """A question with a label, answered under it."""
    await forum_topic(stage)
    sending(stage)
    await asked(stage)
    await label(stage, await only(stage), value)
    await solve(stage, await only(stage))


async def threads_in_file(stage: Stage) -> tuple[list[dict[str, Any]], str]:
    file = await file_of(await stage.organiser.slash(stage.lobby, "setup export"))
    return file["tables"]["topic_thread"]["rows"], json.dumps(file)


@pytest.mark.parametrize("value", ["AMBER", "AMBER+STRICT", "RED"])
async def test_the_organisers_file_holds_no_word_of_it(stage: Stage, value: str) -> None:
    await labelled(stage, value)
    (row,), whole = await threads_in_file(stage)
    assert [row.get(name) for name in ("title", "question", "answer")] == [None, None, None]
    assert (row["label"], row["state"]) == (value, "answered")
    assert not any(word in whole for word in WORDS)


@pytest.mark.parametrize("value", ["CLEAR", "GREEN"])
async def test_what_may_leave_is_in_it(stage: Stage, value: str) -> None:
    await labelled(stage, value)
    (row,), _ = await threads_in_file(stage)
    assert (row["title"], row["question"], row["answer"]) == WORDS


async def test_the_asker_has_their_own_question_whole(stage: Stage) -> None:
    await labelled(stage, "RED")
    file = await file_of(await stage.member.slash(stage.lobby, "privacy export"))
    (row,) = file["tables"]["topic_thread"]["rows"]
    assert (row["title"], row["question"], row["answer"]) == WORDS
