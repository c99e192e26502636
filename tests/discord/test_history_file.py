"""/setup history as a file: for organisers, whole, and harmless in a spreadsheet."""

import asyncio
import csv
import io

import pytest
from simcord import InteractionResult, MemberActor

from bot.people import audit
from bot.storage.database import Transaction
from tests.discord.conftest import Stage, answer
from tests.discord.test_announce import scheduled

LOOP_HELD_UP = 0.05
"""Seconds; far more than it takes, far less than writing the file on the loop would."""


async def file_of(result: InteractionResult) -> list[list[str]]:
    card = result.followups[-1] if result.followups else result.response
    assert card is not None
    assert card.ephemeral
    (attachment,) = card.attachments
    assert attachment.filename == "crossconnect-history.csv"
    content = await attachment.read()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


async def downloaded(stage: Stage, who: MemberActor) -> list[list[str]]:
    shown = await who.slash(stage.lobby, "setup history")
    return await file_of(await who.click(shown.response, label="Download"))


@pytest.mark.hostile(16)
async def test_a_title_that_is_a_formula_is_a_text_in_the_file(stage: Stage) -> None:
    title = '=HYPERLINK("https://evil.example";"Click")'
    await scheduled(stage, title=title)
    found = await downloaded(stage, stage.organiser)
    assert [line[3] for line in found if line[2] == "announce.schedule"] == [f"'{title}"]
    assert not any(one.startswith(("=", "+", "-", "@")) for line in found for one in line)


async def test_it_says_who_changed_what_and_that_it_was_downloaded(stage: Stage) -> None:
    await stage.organiser.slash(stage.lobby, "setup zone", zone="Asia/Beirut")
    found = await downloaded(stage, stage.organiser)
    assert found[0] == ["When (UTC)", "Who", "Action", "About", "Before", "After"]
    assert found[-1] == [
        "2026-11-23T09:00:00Z",
        stage.organiser.mention,
        "setup.zone",
        "",
        "UTC",
        "Asia/Beirut",
    ]
    assert [line[2] for line in found[1:]] == ["setup.history-file", "setup.zone"]
    shown = answer(await stage.organiser.slash(stage.lobby, "setup history"))
    assert "downloaded the history" in shown


async def test_an_erased_person_is_not_named_in_it(stage: Stage) -> None:
    await stage.organiser.slash(stage.lobby, "setup zone", zone="Asia/Beirut")
    ask = await stage.organiser.slash(stage.lobby, "privacy delete")
    await stage.organiser.click(ask.response, label="Delete for good")
    found = await downloaded(stage, stage.organiser)
    by = {line[2]: line[1] for line in found[1:]}
    assert by["setup.zone"] == "someone whose data was erased"
    assert by["privacy.erase"] == "Crossconnect"


async def test_nothing_of_another_server_is_in_it(stage: Stage) -> None:
    def elsewhere(tx: Transaction) -> None:
        audit.record(tx, guild_id=1, user_id=2, action="setup.zone", subject="", after={"value": "Nowhere"})

    await stage.app.database.write(elsewhere)
    await stage.organiser.slash(stage.lobby, "setup zone", zone="Asia/Beirut")
    assert "Nowhere" not in str(await downloaded(stage, stage.organiser))


async def test_an_empty_history_offers_no_file(stage: Stage) -> None:
    shown = await stage.organiser.slash(stage.lobby, "setup history")
    assert "Download" not in answer(shown)


@pytest.mark.hostile(50)
async def test_a_member_gets_no_file_and_leaves_no_trace(stage: Stage) -> None:
    await stage.organiser.slash(stage.lobby, "setup zone", zone="Asia/Beirut")
    assert "This is for organisers" in await stage.press_raw(stage.member, "setup.history-file")
    shown = answer(await stage.organiser.slash(stage.lobby, "setup history"))
    assert "downloaded" not in shown


async def test_a_long_history_comes_whole_and_holds_nothing_up(stage: Stage) -> None:
    """3,000 changes: they are read in parts, in another thread."""

    def fill(tx: Transaction) -> None:
        for number in range(3000):
            audit.record(
                tx, guild_id=stage.guild.id, user_id=stage.organiser.id, action="setup.zone",
                subject=f"change {number}", before={"value": "b" * 200}, after={"value": "a" * 200},
            )  # fmt: skip

    await stage.app.database.write(fill)
    slowest = 0.0
    loop = asyncio.get_running_loop()

    async def watch() -> None:
        nonlocal slowest
        while True:
            began = loop.time()
            await asyncio.sleep(0.001)
            slowest = max(slowest, loop.time() - began - 0.001)

    from bot.guilds.history_messages import words

    watcher = asyncio.create_task(watch())
    await asyncio.sleep(0)
    t = stage.app.catalogue.translator("en")
    file = await stage.app.services.guilds.history_file(stage.actor(), words(t))
    watcher.cancel()
    assert (file.rows, file.left_out) == (3001, 0)
    assert b"change 0" in file.content
    assert slowest < LOOP_HELD_UP
