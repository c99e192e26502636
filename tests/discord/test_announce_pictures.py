"""A picture with its description: fetched once, kept, shown in every card, posted again each time."""

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import discord
import pytest
import simcord.backend.cdn
from aiohttp import web
from simcord import InteractionResult, ResponseMessage

from bot.config import DiscordSettings, Settings
from bot.delivery.feature import KEPT
from bot.local_discord.picture import plain_png
from bot.net.attachments import MOST_BYTES
from tests.discord.conftest import Stage, answer, set_stage
from tests.discord.test_announce import drafted

PNG, OTHER = plain_png(0x2F6FEB), plain_png(0x2E8B57) + b"another"
ALT = "A map of the peering sites in Beirut"


class Files:
    """A server for what is attached in the virtual Discord, as Discord's own serves it. `gone`: no longer."""

    def __init__(self) -> None:
        self.stage: Stage | None = None
        self.gone = False
        self.asked = 0

    async def answer(self, request: web.Request) -> web.Response:
        self.asked += 1
        assert self.stage is not None
        which = request.path.split("/")[4]  # /cdn/attachments/<channel>/<id>/<name>
        blobs = self.stage.env.backend.cdn._blobs
        content = next((blob for url, blob in blobs.items() if f"/{which}/" in url), None)
        if content is None or self.gone:
            raise web.HTTPNotFound
        return web.Response(body=content)


@pytest.fixture
async def files(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Files, str]]:
    files, app = Files(), web.Application()
    app.router.add_get("/{path:.*}", files.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
    monkeypatch.setattr(simcord.backend.cdn, "CDN_BASE", f"{origin}/cdn")
    yield files, origin
    await runner.cleanup()


@pytest.fixture
async def stage(settings: Settings, files: tuple[Files, str]) -> AsyncIterator[Stage]:
    served, origin = files
    settings = replace(settings, discord=DiscordSettings(api_base=f"{origin}/api/v10"))
    async with set_stage(settings) as found:
        served.stage = found
        yield found


def shown(message: ResponseMessage | discord.Message | None) -> list[tuple[str, str]]:
    """(address, description) of each picture that a message shows."""
    assert message is not None
    components = (
        message.components
        if isinstance(message, ResponseMessage)
        else [component.to_dict() for component in message.components]
    )
    found: list[tuple[str, str]] = []

    def walk(component: Any) -> None:
        if component.get("type") == 12:
            found.extend((item["media"]["url"], item["description"]) for item in component["items"])
        for child in component.get("components", []):
            walk(child)

    for component in components:
        walk(component)
    return found


def seen(stage: Stage, message: ResponseMessage | discord.Message | None) -> list[tuple[bytes, str]]:
    """(bytes, description) of each picture a reader sees, and nothing attached beside them."""
    found = [(stage.env.backend.cdn.get(url) or b"", alt) for url, alt in shown(message)]
    assert message is not None
    stored = stage.env.backend.get_message(_channel(message), message.id)
    assert [one["filename"] for one in stored.attachments] == [
        url.rpartition("/")[2] for url, _ in shown(message)
    ]
    return found


def _channel(message: ResponseMessage | discord.Message) -> int:
    return message.channel.id if isinstance(message, discord.Message) else message._message.channel_id


async def pictured(
    stage: Stage,
    preview: InteractionResult,
    content: bytes = PNG,
    *,
    alt: str = ALT,
    name: str = "IMG_2041.PNG",
    button: str = "Picture",
) -> InteractionResult:
    """The preview after a picture was attached, or the refusal."""
    form = await stage.organiser.click(preview.response, label=button)
    assert form.modal is not None, answer(form)
    return await stage.organiser.submit_modal(form, {"file": (name, content), "alt": alt})


async def test_it_is_kept_shown_and_posted_with_its_description(
    stage: Stage, files: tuple[Files, str]
) -> None:
    preview = await pictured(stage, await drafted(stage))
    assert seen(stage, preview.response) == [(PNG, ALT)]
    await stage.organiser.click(preview.response, label="Schedule")
    files[0].gone = True
    stage.pass_time(hours=33, seconds=1)
    assert await stage.deliver() == 1
    assert [seen(stage, message) for message in stage.news.history()] == [[(PNG, ALT)]]
    assert files[0].asked == 1


async def test_the_senders_name_for_it_goes_nowhere(stage: Stage) -> None:
    for name in ("..\\..\\passwd", "CON", "x" * 300 + ".exe", "<@1>.png"):
        preview = await pictured(stage, await drafted(stage), name=name)
        ((url, _),) = shown(preview.response)
        assert url.endswith("/picture.png")


async def test_its_kind_is_what_it_is_and_not_what_it_is_called(stage: Stage) -> None:
    preview = await pictured(stage, await drafted(stage), b"GIF89a" + bytes(50), name="photo.png")
    ((url, _),) = shown(preview.response)
    assert url.endswith("/picture.gif")


async def test_each_step_of_the_preview_keeps_the_picture_and_doubles_none(stage: Stage) -> None:
    preview = await pictured(stage, await drafted(stage))
    chosen = await stage.organiser.select(preview.response, [stage.news, stage.lobby])
    assert seen(stage, chosen.response) == [(PNG, ALT)]
    form = await stage.organiser.click(chosen.response, label="Edit text")
    written = await stage.organiser.submit_modal(form, {"title": "New", "body": "Words"})
    assert seen(stage, written.response) == [(PNG, ALT)]
    overview = await stage.organiser.click(written.response, label="Languages")
    assert seen(stage, overview.response) == []
    preview = await stage.organiser.click(overview.response, label="Back to the preview")
    assert seen(stage, preview.response) == [(PNG, ALT)]


async def test_the_trial_shows_it_as_the_post_will(stage: Stage) -> None:
    preview = await pictured(stage, await drafted(stage))
    await stage.organiser.click(preview.response, label="Send it to me first")
    await stage.deliver()
    (sent,) = stage.organiser.user.dm_channel.history()
    assert [(stage.env.backend.cdn.get(url), alt) for url, alt in shown(sent)] == [(PNG, ALT)]


async def test_it_is_posted_again_each_time_and_in_each_channel(
    stage: Stage, files: tuple[Files, str]
) -> None:
    preview = await pictured(stage, await drafted(stage, when="every day 18:00"))
    chosen = await stage.organiser.select(preview.response, [stage.news, stage.lobby])
    await stage.organiser.click(chosen.response, label="Schedule")
    files[0].gone = True
    await stage.restart()
    for hours in (9, 24):
        stage.pass_time(hours=hours, seconds=1)
        await stage.plan_ahead()
        await stage.deliver()
    for channel in (stage.news, stage.lobby):
        posts = [message for message in channel.history() if shown(message)]
        assert [seen(stage, message) for message in posts] == [[(PNG, ALT)]] * 2


async def test_another_one_takes_its_place(stage: Stage) -> None:
    preview = await pictured(stage, await drafted(stage))
    card = await stage.organiser.click(preview.response, label="Picture")
    assert seen(stage, card.response) == [(PNG, ALT)]
    assert ALT in answer(card)
    preview = await pictured(stage, card, OTHER, alt="Another map", button="Replace")
    assert seen(stage, preview.response) == [(OTHER, "Another map")]


async def test_its_description_changes_without_another_upload(stage: Stage, files: tuple[Files, str]) -> None:
    preview = await pictured(stage, await drafted(stage))
    files[0].gone = True
    card = await stage.organiser.click(preview.response, label="Picture")
    form = await stage.organiser.click(card.response, label="Edit description")
    assert ALT in str(form.modal)
    card = await stage.organiser.submit_modal(form, {"alt": "Three dots by the sea"})
    assert seen(stage, card.response) == [(PNG, "Three dots by the sea")]


async def test_removed_it_is_gone_everywhere(stage: Stage) -> None:
    preview = await pictured(stage, await drafted(stage))
    card = await stage.organiser.click(preview.response, label="Picture")
    preview = await stage.organiser.click(card.response, label="Remove")
    assert "The picture is removed" in answer(preview)
    assert seen(stage, preview.response) == []
    await stage.organiser.click(preview.response, label="Schedule")
    stage.pass_time(hours=33, seconds=1)
    await stage.deliver()
    assert [seen(stage, message) for message in stage.news.history()] == [[]]


async def test_a_change_brings_it_along_and_may_replace_it(stage: Stage, files: tuple[Files, str]) -> None:
    preview = await pictured(stage, await drafted(stage))
    await stage.organiser.click(preview.response, label="Schedule")
    which = str(await stage.newest())
    detail = await stage.organiser.slash(stage.lobby, "announce show", announcement=which)
    assert seen(stage, detail.response) == [(PNG, ALT)]
    edit = await stage.organiser.slash(stage.lobby, "announce edit", announcement=which)
    assert seen(stage, edit.response) == [(PNG, ALT)]
    card = await stage.organiser.click(edit.response, label="Picture")
    preview = await pictured(stage, card, OTHER, button="Replace")
    await stage.organiser.click(preview.response, label="Save changes")
    stage.pass_time(hours=33, seconds=1)
    await stage.deliver()
    assert [seen(stage, message) for message in stage.news.history()] == [[(OTHER, ALT)]]


async def test_a_hostile_description_is_a_text(stage: Stage) -> None:
    alt = "@everyone <@1> `**x**`\n\u202e{ $x } %s"
    preview = await pictured(stage, await drafted(stage), alt=alt)
    ((_, told),) = shown(preview.response)
    assert told == "@everyone <@1> `**x**` { $x } %s"
    card = answer(await stage.organiser.click(preview.response, label="Picture"))
    assert "<@1>" not in card
    assert "@everyone" not in card


# Refused


@pytest.mark.parametrize("alt", ["\u200b\u2060", " ", "\u3164"])
async def test_without_a_description_nothing_is_fetched_and_nothing_kept(
    stage: Stage, files: tuple[Files, str], alt: str
) -> None:
    preview = await drafted(stage)
    assert "needs a description" in answer(await pictured(stage, preview, alt=alt))
    assert files[0].asked == 0
    assert seen(stage, (await stage.organiser.click(preview.response, label="Languages")).response) == []


async def test_what_is_no_picture_is_refused(stage: Stage) -> None:
    preview = await drafted(stage)
    assert "not a picture" in answer(await pictured(stage, preview, b"<html>" + bytes(50)))
    assert seen(stage, preview.response) == []


async def test_one_that_is_too_large_is_refused_whatever_size_was_told(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simcord.backend.cdn.len", lambda _: 7, raising=False)
    preview = await drafted(stage)
    assert "larger than 8 MiB" in answer(await pictured(stage, preview, PNG + bytes(MOST_BYTES)))
    assert seen(stage, preview.response) == []


async def test_one_that_cannot_be_fetched_leaves_the_one_before_as_it_was(
    stage: Stage, files: tuple[Files, str]
) -> None:
    preview = await pictured(stage, await drafted(stage))
    card = await stage.organiser.click(preview.response, label="Picture")
    files[0].gone = True
    assert "could not be fetched" in answer(await pictured(stage, card, OTHER, button="Replace"))
    files[0].gone = False
    preview = await stage.organiser.click(card.response, label="Back to the preview")
    assert seen(stage, preview.response) == [(PNG, ALT)]


async def test_an_address_elsewhere_is_never_asked(
    stage: Stage, files: tuple[Files, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simcord.backend.cdn, "CDN_BASE", "http://127.0.0.1:9/cdn")
    assert "not a file of Discord" in answer(await pictured(stage, await drafted(stage)))
    assert files[0].asked == 0


async def test_only_the_drafts_author_gets_at_its_picture(stage: Stage, files: tuple[Files, str]) -> None:
    preview = await pictured(stage, await drafted(stage))
    draft = await stage.newest()
    for route in ("picture", "picture-new", "picture-alt", "picture-remove"):
        assert "for organisers" in await stage.press_raw(stage.member, f"announce.{route}:{draft}")
    card = await stage.organiser.click(preview.response, label="Picture")
    form = await stage.organiser.click(card.response, label="Replace")
    stage.take_roles(stage.organiser)
    refused = await stage.organiser.submit_modal(form, {"file": ("x.png", OTHER), "alt": ALT})
    assert "for organisers" in answer(refused)
    assert files[0].asked == 1


async def test_what_is_gone_meanwhile_is_answered_politely(stage: Stage) -> None:
    preview = await pictured(stage, await drafted(stage))
    draft = await stage.newest()
    card = await stage.organiser.click(preview.response, label="Picture")
    form = await stage.organiser.click(card.response, label="Edit description")
    await stage.app.services.pictures.remove(stage.actor(), draft)
    assert "no picture any more" in answer(await stage.organiser.submit_modal(form, {"alt": "x"}))
    for route in ("picture-alt", "picture-remove"):
        assert "no picture any more" in await stage.press_raw(stage.organiser, f"announce.{route}:{draft}")


async def test_every_press_works_after_a_restart(stage: Stage) -> None:
    preview = await drafted(stage)
    form = await stage.organiser.click(preview.response, label="Picture")
    await stage.restart()
    preview = await stage.organiser.submit_modal(form, {"file": ("x.png", PNG), "alt": ALT})
    assert seen(stage, preview.response) == [(PNG, ALT)]
    await stage.restart()
    card = await stage.organiser.click(preview.response, label="Picture")
    assert seen(stage, card.response) == [(PNG, ALT)]


async def test_the_audit_keeps_the_description_and_not_the_bytes(stage: Stage) -> None:
    preview = await pictured(stage, await drafted(stage))
    await stage.organiser.click(preview.response, label="Schedule")
    after = await stage.app.database.read(
        lambda tx: str(tx.all("SELECT after FROM audit_event ORDER BY id DESC LIMIT 1")[0]["after"])
    )
    assert ALT in after
    assert len(after) < 2000


async def test_a_large_one_is_kept_in_pieces_and_comes_back_whole(stage: Stage) -> None:
    """Moved at once, 8 MiB hold the interpreter for 9 ms, and with it every other click."""
    large = PNG + bytes(range(256)) * (1 << 14)
    preview = await pictured(stage, await drafted(stage), large)
    assert seen(stage, preview.response) == [(large, ALT)]
    sizes = await stage.app.database.read(
        lambda tx: [
            row["size"]
            for row in tx.all(
                "SELECT length(content) AS size FROM announcement_picture_part ORDER BY position"
            )
        ]
    )
    assert max(sizes) <= 256 * 1024
    assert sum(sizes) == len(large)
    await stage.organiser.click(preview.response, label="Schedule")
    which = str(await stage.newest())
    edit = await stage.organiser.slash(stage.lobby, "announce edit", announcement=which)
    assert seen(stage, edit.response) == [(large, ALT)]
    await stage.organiser.click(edit.response, label="Discard")
    (left,) = await stage.app.database.read(
        lambda tx: tx.all("SELECT count(DISTINCT announcement_id) AS n FROM announcement_picture_part")
    )
    assert left["n"] == 1


async def test_a_year_after_it_is_over_the_picture_is_forgotten(stage: Stage) -> None:
    preview = await pictured(stage, await drafted(stage))
    await stage.organiser.click(preview.response, label="Schedule")
    stage.pass_time(hours=33, seconds=1)
    await stage.deliver()
    forget = stage.app.features["announcements"].forget
    assert forget is not None
    now = stage.clock.now()
    assert await stage.app.database.write(lambda tx: forget(tx, now + KEPT - dt.timedelta(days=1))) == 0
    assert await stage.app.database.write(lambda tx: forget(tx, now + KEPT + dt.timedelta(days=1))) == 1
    shown = await stage.organiser.slash(stage.lobby, "announce show", announcement=str(await stage.newest()))
    assert seen(stage, shown.response) == []
