"""A learning platform's file, through real commands and clicks: read, shown, asked about, stored once."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import simcord.backend.cdn
from aiohttp import web
from simcord import InteractionResult, MemberActor

from bot.config import DiscordSettings, Settings
from bot.storage.database import Transaction
from tests.discord.cohort_attending import Course, begin, click, labels
from tests.discord.cohort_stage import NAME
from tests.discord.conftest import Stage, answer, set_stage
from tests.discord.test_announce_pictures import Files


@pytest.fixture
async def stage(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """What is attached in the virtual Discord stands at an address of this machine."""
    files, app = Files(), web.Application()
    app.router.add_get("/{path:.*}", files.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
    monkeypatch.setattr(simcord.backend.cdn, "CDN_BASE", f"{origin}/cdn")
    async with set_stage(replace(settings, discord=DiscordSettings(api_base=f"{origin}/api/v10"))) as found:
        files.stage = found
        yield found
    await runner.cleanup()


async def progress(who: MemberActor, course: Course, **more: object) -> InteractionResult:
    return await who.slash(course.stage.lobby, "cohort progress", cohort=NAME, **more)


def table(*rows: str) -> tuple[str, bytes]:
    return "grades.csv", "\n".join(rows).encode()


async def test_a_file_is_shown_first_and_stored_when_somebody_says_so(stage: Stage) -> None:
    course = await begin(stage)
    zeina = await course.person("zeina")
    quiz, essay = await course.milestone(), await course.milestone(title="Essay")
    file = table(
        "Full name,Quiz 1 (real),Essay,Email",
        "Zeina,Yes,Not completed,z@example.net",
        f"<@{stage.member.id}>,2027-01-05,x,o@example.net",
        "Somebody else,Yes,Yes,s@example.net",
    )
    shown = await progress(course.karim, course, file=file)
    said = answer(shown)
    assert "3 new ticks for 2 people" in said
    assert "2 of 3 rows are somebody of the cohort" in said
    assert "Quiz 1 = “Quiz 1 (real)”" in said
    assert "line 4 “Somebody else”" in said
    assert "example.net" not in said, "an address is nobody's business"
    assert await course.done(quiz) == frozenset()
    await stage.restart()
    store = next(one for one in labels(shown) if one.startswith("Store"))
    done = await click(course.karim, shown, store)
    assert "3 ticks are stored" in answer(done)
    assert await course.done(quiz) == {zeina.id, stage.member.id}
    assert await course.done(essay) == {stage.member.id}
    assert "stored already" in await stage.press_raw(course.karim, "attending.file-store:1")
    assert "cohort.progress.import" in await course.log()

    def kept(tx: Transaction) -> str:
        return str(tx.all("SELECT * FROM cohort_progress_file")[0]["reading"])

    assert await stage.app.database.read(kept) == "{}", "what was in it is not kept"
    again = answer(await progress(course.karim, course, file=file))
    assert "Nothing new was found" in again
    assert "Ticked before" in again


async def test_what_is_doubtful_is_asked_and_never_guessed(stage: Stage) -> None:
    """Marks, words that mean nothing, a name that two people have, and columns that are called otherwise."""
    course = await begin(stage)
    await course.person("sam")
    await course.person("Sam")
    zeina = await course.person("zeina")
    quiz = await course.milestone(title="Quiz 1")
    file = table(
        "Who,Points,Note",
        "zeina,75,fine",
        f"{stage.member.id},40,fine",
        "sam,90,fine",
        "zeina,10,twice",
    )
    karim = course.karim
    shown = await progress(karim, course, file=file)
    assert "none of them was found among the columns" in answer(shown)
    shown = await karim.select(
        shown.response or shown.followups[-1], [str(quiz.id)], custom_id="attending.file-milestone:1"
    )
    assert "Where is “Quiz 1”?" in answer(shown)
    shown = await karim.select(shown.response, ["1"], custom_id=f"attending.file-column:1:{quiz.id}")
    said = answer(shown)
    assert "2 cells are marks" in said
    assert "line 4 “sam”" in said
    assert "One row is about somebody who stands there before" in said
    assert "Nothing new was found" in said
    shown = await karim.select(shown.response, ["70"], custom_id="attending.file-pass:1")
    assert "One new tick for one person" in answer(shown)
    await click(karim, shown, "Store one tick")
    assert await course.done(quiz) == {zeina.id}


async def test_a_file_is_its_readers_own_and_needs_somebody_who_leads(stage: Stage) -> None:
    course = await begin(stage)
    await course.milestone()
    file = table("Name,Quiz 1", "omar,x")
    refused = answer(await progress(stage.member, course, file=file))
    assert "⚠️" in refused
    await progress(course.karim, course, file=file)
    before = await stage.everything()
    for press in ("attending.file:1", "attending.file-store:1", "attending.file-discard:1"):
        assert "That file is gone" in await stage.press_raw(stage.organiser, press)

    def lose(tx: Transaction) -> None:
        tx.execute("DELETE FROM cohort_facilitator")

    assert await stage.everything() == before
    await stage.app.database.write(lose)
    assert "⚠️" in await stage.press_raw(course.karim, "attending.file-store:1")
    assert await course.done(await course.milestone(title="Other")) == frozenset()


async def test_what_is_no_table_and_a_cohort_without_milestones_say_so(stage: Stage) -> None:
    course = await begin(stage)
    assert "has no milestone" in answer(await progress(course.karim, course, file=table("Name", "x")))
    await course.milestone()
    assert "no rows" in answer(await progress(course.karim, course, file=table("Name,Quiz 1")))
    assert "⚠️" in answer(await progress(course.karim, course, file=("x.csv", b"\x00\x01\x02")))
    shown = await progress(course.karim, course, file=table("Name,Quiz 1", "omar,x"))
    gone = await click(course.karim, shown, "Go back")
    assert "Nothing was stored" in answer(gone)
    assert "That file is gone" in await stage.press_raw(course.karim, "attending.file:1")


async def test_a_file_goes_with_whoever_is_in_it_and_after_a_day(stage: Stage) -> None:
    course = await begin(stage)
    await course.milestone()
    file = table("Name,Quiz 1", "omar,x")
    await progress(course.karim, course, file=file)

    def count(tx: Transaction) -> int:
        return len(tx.all("SELECT 1 FROM cohort_progress_file"))

    assert await stage.app.database.read(count) == 1
    await stage.app.services.privacy.erase(replace(stage.actor(), user_id=stage.member.id))
    assert await stage.app.database.read(count) == 0
    await progress(course.karim, course, file=file)
    forget = stage.app.features["attending"].forget
    assert forget is not None
    stage.pass_time(days=1, minutes=1)
    await stage.app.database.write(lambda tx: forget(tx, tx.now))
    assert await stage.app.database.read(count) == 0
