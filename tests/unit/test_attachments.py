"""A picture is fetched from where Discord keeps it, and from nowhere else; how much, how long and what it is are checked."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.errors import InvalidInputError
from bot.net.attachments import MOST_BYTES, AttachmentFetcher
from bot.net.pictures import ending_of

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[str]:
    """The origin of a server on this machine whose every path answers so."""
    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def refused(answer: Answer, *, seconds: float = 10.0) -> str:
    """The key by which a picture served so is refused."""
    async with serving(answer) as origin:
        with pytest.raises(InvalidInputError) as error:
            await AttachmentFetcher(f"{origin}/api/v10", seconds=seconds).fetch_picture(f"{origin}/cdn/x.png")
    return error.value.key


def giving(body: bytes, **options: object) -> Answer:
    async def answer(request: web.Request) -> web.Response:
        del request
        return web.Response(body=body, **options)  # type: ignore[arg-type]

    return answer


@pytest.mark.parametrize(
    ("head", "ending"),
    [
        (PNG, "png"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "jpg"),
        (b"GIF89a" + bytes(20), "gif"),
        (b"GIF87a" + bytes(20), "gif"),
        (b"RIFF\x10\0\0\0WEBPVP8 " + bytes(20), "webp"),
    ],
)
async def test_what_it_is_is_read_from_its_first_bytes(head: bytes, ending: str) -> None:
    async with serving(giving(head, content_type="text/html")) as origin:
        fetched = await AttachmentFetcher(f"{origin}/api/v10").fetch_picture(f"{origin}/cdn/evil.exe")
    assert (fetched.content, fetched.ending) == (head, ending)


@pytest.mark.parametrize(
    "body",
    [b"", b"\x89PNG", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7" + bytes(20), b"RIFF\0\0\0\0WAVEfmt ", b"MZ" + bytes(50)],
)  # fmt: skip
async def test_what_is_no_picture_is_refused_whatever_it_is_called(body: bytes) -> None:
    assert await refused(giving(body, content_type="image/png")) == "pictures-no-picture"


async def test_a_body_without_end_is_cut_off_at_the_limit() -> None:
    sent = 0

    async def answer(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(PNG)
        while True:
            await response.write(bytes(1 << 20))
            sent += 1

    assert await refused(answer) == "pictures-too-large"
    assert sent < 4 * MOST_BYTES >> 20


async def test_a_declared_size_over_the_limit_is_not_even_read() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(MOST_BYTES + 1)})
        await response.prepare(request)
        await asyncio.Event().wait()
        return response

    assert await refused(answer) == "pictures-too-large"


async def test_one_of_exactly_the_limit_is_taken_and_one_byte_more_is_not() -> None:
    most = PNG + bytes(MOST_BYTES - len(PNG))
    async with serving(giving(most)) as origin:
        assert (
            len((await AttachmentFetcher(f"{origin}/api/v10").fetch_picture(f"{origin}/x")).content)
            == MOST_BYTES
        )
    assert await refused(giving(most + b"!")) == "pictures-too-large"


async def test_a_slow_drip_is_given_up() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(PNG)
        await asyncio.Event().wait()  # until the test's server stops
        return response

    assert await refused(answer, seconds=0.2) == "pictures-not-fetched"


async def test_a_server_that_answers_nothing_is_given_up() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        await asyncio.Event().wait()
        return web.Response()

    assert await refused(answer, seconds=0.2) == "pictures-not-fetched"


@pytest.mark.parametrize("location", ["/elsewhere.png", "http://127.0.0.1:9/x.png", "file:///etc/passwd"])
async def test_it_is_not_sent_elsewhere(location: str) -> None:
    asked: list[str] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        return web.Response(status=302, headers={"Location": location})

    assert await refused(answer) == "pictures-not-fetched"
    assert asked == ["/cdn/x.png"]


async def test_one_that_is_gone_is_refused() -> None:
    assert await refused(giving(PNG, status=404)) == "pictures-not-fetched"


async def test_what_claims_to_be_packed_is_not_unpacked() -> None:
    # 48 KB of gzip can hold 50 MB: what arrives is what is looked at.
    packed = b"\x1f\x8b\x08" + bytes(200)
    answer = giving(packed, headers={"Content-Encoding": "gzip", "Content-Type": "image/png"})
    assert await refused(answer) == "pictures-no-picture"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "picture.png",
        "file:///etc/passwd",
        "https://cdn.discordapp.com.evil.example/x.png",
        "https://evil.example/cdn.discordapp.com/x.png",
        "http://cdn.discordapp.com/x.png",
        "https://cdn.discordapp.com:8443/x.png",
        "https://cdn.discordapp.com@127.0.0.1/x.png",
        "https://someone@cdn.discordapp.com/x.png",
        "http://127.0.0.1:8000/x.png",
        "http://[::1]/x.png",
        "http://169.254.169.254/latest/meta-data",
        "https://[::ffff:127.0.0.1]/x.png",
        "https://cdn.discordapp.com\\@evil.example/x.png",
        "https://[/x.png",
    ],
)
async def test_nothing_but_discords_own_files_is_asked_for(url: str) -> None:
    with pytest.raises(InvalidInputError) as error:
        await AttachmentFetcher("https://discord.com/api/v10").fetch_picture(url)
    assert error.value.key == "pictures-elsewhere"


async def test_another_place_on_this_machine_is_not_the_local_discord() -> None:
    async with serving(giving(PNG)) as origin:
        with pytest.raises(InvalidInputError) as error:
            await AttachmentFetcher("http://127.0.0.1:1/api/v10").fetch_picture(f"{origin}/x.png")
        assert error.value.key == "pictures-elsewhere"
        with pytest.raises(InvalidInputError):
            await AttachmentFetcher("https://discord.com/api/v10").fetch_picture(f"{origin}/x.png")


@pytest.mark.parametrize(
    "url", ["https://cdn.discordapp.com/attachments/1/2/x.png?ex=1", "https://media.discordapp.net/a/b"]
)
def test_both_of_discords_hosts_are_known(url: str) -> None:
    assert str(AttachmentFetcher("https://discord.com/api/v10")._allowed(url)) == url


def test_a_few_bytes_are_no_picture() -> None:
    assert ending_of(b"RIFF") is None
