"""Nothing that a member types makes the bot ask a private machine, wait for ever, or hold more than it should."""

import asyncio
import gzip
import time
import tracemalloc
import zlib
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.net.addresses import is_public, read_address, shown_address
from bot.net.guarded import MOST_BYTES, Answer, FetchError, FetchFault, GuardedClient
from bot.net.unpacking import PIECE, BrokenPackError, TooMuchError, Unpacker
from tests.unit.small_internet import PUBLIC, PUBLIC_6, Handler, SmallInternet, certificate, small_internet

AGENT = "crossconnect/test"
HOME = "https://example.org/feed"


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("tls"))


def giving(body: bytes = b"fine", **options: object) -> Handler:
    async def handler(request: web.Request) -> web.Response:
        del request
        return web.Response(body=body, **options)  # type: ignore[arg-type]

    return handler


async def fetch(
    handler: Handler,
    pem: Path,
    url: str = HOME,
    *,
    seconds: float = 10,
    arrange: Callable[[SmallInternet], object] = lambda _: None,
    **options: object,
) -> Answer:
    async with small_internet(handler, pem) as internet:
        arrange(internet)
        client = GuardedClient(agent=AGENT, seconds=seconds, internet=internet)
        try:
            return await client.get(url, **options)  # type: ignore[arg-type]
        finally:
            await client.close()


async def refused(handler: Handler, pem: Path, url: str = HOME, **options: object) -> FetchFault:
    with pytest.raises(FetchError) as error:
        await fetch(handler, pem, url, **options)  # type: ignore[arg-type]
    return error.value.kind


async def never(request: web.Request) -> web.Response:
    pytest.fail(f"{request.url} was asked")


def named(*addresses: str) -> Callable[[SmallInternet], object]:
    return lambda internet: internet.names.update({"example.org": list(addresses)})


# Where


async def test_a_public_name_is_asked_and_says_who_asks(pem: Path) -> None:
    seen: list[web.Request] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(request)
        return web.Response(text="BEGIN", content_type="text/calendar", headers={"ETag": '"7"'})

    answer = await fetch(
        handler, pem, f"{HOME}?a=b#part", headers={"If-None-Match": '"6"'}, kinds=("text/calendar",)
    )
    assert (answer.status, answer.body, answer.headers["etag"]) == (200, b"BEGIN", '"7"')
    assert answer.url == f"{HOME}?a=b"
    assert (seen[0].headers["User-Agent"], seen[0].headers["If-None-Match"]) == (AGENT, '"6"')
    assert seen[0].host == "example.org"


@pytest.mark.hostile(27, 28, 29)
@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "localhost", "localhost.", "a.localhost", "0",
        "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]",
        "169.254.169.254", "[::ffff:169.254.169.254]", "[fe80::1]", "[fd00:ec2::254]", "metadata.internal", "printer",
    ],
)  # fmt: skip
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_this_machine_and_its_neighbours_are_no_addresses(host: str, scheme: str, pem: Path) -> None:
    assert await refused(never, pem, f"{scheme}://{host}/x") is FetchFault.ADDRESS


@pytest.mark.hostile(27, 28, 29, 30, 34)
@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "::1", "::ffff:127.0.0.1", "169.254.169.254", "::ffff:169.254.169.254", "10.0.0.1", "172.16.0.1",
        "192.168.1.1", "100.64.0.1", "198.18.0.1", "192.0.0.8", "192.88.99.1", "224.0.0.1", "255.255.255.255", "0.1.2.3",
        "fc00::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "2001:db8::1", "3fff::1", "::10.0.0.1", "100::1",
        "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "2002:7f00:1::", "2002:808:808::1", "2001:0:808:808::1",
        "nonsense", "",
    ],
)  # fmt: skip
async def test_a_name_that_leads_to_a_private_machine_is_refused(address: str, pem: Path) -> None:
    assert not is_public(address)
    assert await refused(never, pem, arrange=named(address)) is FetchFault.PRIVATE
    # One private machine among public ones is enough.
    assert await refused(never, pem, arrange=named(PUBLIC, address)) is FetchFault.PRIVATE


@pytest.mark.parametrize("address", [PUBLIC, PUBLIC_6])
async def test_both_families_of_public_addresses_are_asked(address: str, pem: Path) -> None:
    assert (await fetch(giving(), pem, arrange=named(address))).body == b"fine"


@pytest.mark.hostile(31)
async def test_a_name_is_looked_up_once_and_the_connection_goes_to_what_was_checked(pem: Path) -> None:
    async with small_internet(giving(), pem) as internet:
        internet.names["example.org"] = [[PUBLIC], ["127.0.0.1"]]
        client = GuardedClient(agent=AGENT, internet=internet)
        assert (await client.get(HOME)).body == b"fine"
        assert internet.asked == ["example.org"]
        assert internet.dialled == [(PUBLIC, 443)]
        with pytest.raises(FetchError) as error:
            await client.get(HOME)
        assert error.value.kind is FetchFault.PRIVATE


@pytest.mark.hostile(31, 32)
async def test_a_redirect_to_the_same_name_is_looked_up_and_checked_anew(pem: Path) -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "/again"})

    def arrange(internet: SmallInternet) -> None:
        internet.names["example.org"] = [[PUBLIC], ["169.254.169.254"]]

    assert await refused(handler, pem, arrange=arrange) is FetchFault.PRIVATE


@pytest.mark.hostile(31)
async def test_a_machine_that_was_not_checked_is_not_connected_to(pem: Path) -> None:
    """The last look is at the socket: here the library would go to the address itself, and its door is elsewhere."""
    assert await refused(never, pem, f"https://{PUBLIC}/") is FetchFault.UNREACHABLE


@pytest.mark.hostile(32)
@pytest.mark.parametrize(
    ("location", "fault"),
    [
        ("http://127.0.0.1:8000/", FetchFault.REDIRECT),
        ("https://127.0.0.1/", FetchFault.REDIRECT),
        ("https://[::ffff:127.0.0.1]/", FetchFault.REDIRECT),
        ("https://169.254.169.254/latest", FetchFault.REDIRECT),
        ("//localhost/x", FetchFault.REDIRECT),
        ("file:///etc/passwd", FetchFault.REDIRECT),
        ("gopher://example.org/", FetchFault.REDIRECT),
        ("javascript:alert(1)", FetchFault.REDIRECT),
        ("data:text/calendar,x", FetchFault.REDIRECT),
        ("http://example.org/feed", FetchFault.REDIRECT),
        ("https://example.org:8443/", FetchFault.REDIRECT),
        ("https://user@example.org/", FetchFault.REDIRECT),
        ("https://[/", FetchFault.UNREACHABLE),
        ("https://inside.example.org/", FetchFault.PRIVATE),
        (None, FetchFault.REDIRECT),
    ],
)
async def test_a_redirect_is_checked_like_the_first_address(
    location: str | None, fault: FetchFault, pem: Path
) -> None:
    asked: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(status=302, headers={} if location is None else {"Location": location})

    def arrange(internet: SmallInternet) -> None:
        internet.names["inside.example.org"] = ["10.0.0.1"]

    assert await refused(handler, pem, arrange=arrange) is fault
    assert asked == ["/feed"]


@pytest.mark.hostile(33)
async def test_a_circle_of_redirects_ends(pem: Path) -> None:
    asked: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(status=307, headers={"Location": "/b" if request.path == "/feed" else "/feed"})

    assert await refused(handler, pem) is FetchFault.REDIRECT
    assert asked == ["/feed", "/b"]


@pytest.mark.hostile(33)
async def test_three_redirects_are_followed_and_a_fourth_is_not(pem: Path) -> None:
    async def handler(request: web.Request) -> web.Response:
        left = int(request.query["left"])
        if not left:
            return web.Response(text="there")
        return web.Response(status=301, headers={"Location": f"/feed?left={left - 1}"})

    answer = await fetch(handler, pem, f"{HOME}?left=3")
    assert (answer.body, answer.url) == (b"there", f"{HOME}?left=0")
    assert await refused(handler, pem, f"{HOME}?left=4") is FetchFault.REDIRECT


async def test_a_key_does_not_follow_a_redirect_to_another_origin(pem: Path) -> None:
    seen: dict[str, web.Request] = {}

    async def handler(request: web.Request) -> web.Response:
        seen[request.host] = request
        if request.host == "example.org":
            return web.Response(
                status=302, headers={"Location": "https://other.example.org/", "Set-Cookie": "a=b"}
            )
        return web.Response(text="x")

    await fetch(handler, pem, headers={"Authorization": "Api-Key 1", "Accept": "a/b"})
    assert seen["example.org"].headers["Authorization"] == "Api-Key 1"
    there = seen["other.example.org"].headers
    assert "Authorization" not in there
    assert "Cookie" not in there
    assert there["Accept"] == "a/b"


@pytest.mark.hostile(35)
@pytest.mark.parametrize(
    "url",
    [
        "https://example.org@127.0.0.1/", "https://example.org:443@evil.example/", "https://@evil.example/",
        "http://good@evil", "https://example.org\\@evil.example/", "https://example.org%2f@evil.example/",
    ],
)  # fmt: skip
async def test_a_name_before_an_at_sign_misleads_nobody(url: str, pem: Path) -> None:
    assert await refused(never, pem, url) is FetchFault.ADDRESS


@pytest.mark.hostile(36)
@pytest.mark.parametrize(
    "url",
    [
        "https://аpple.com/",  # one Cyrillic letter
        "https://xn--pple-43d.com/",  # the same, in ASCII
        "https://аррӏе.com/",  # Cyrillic throughout, drawn like Latin
        "https://gооgle.example/",
        "https://ρeeringdb.com/",  # a Greek letter
        "https://exa\u200bmple.org/",
        "https://exam\u202eple.org/",
        "https://xn--a/",
        "https://xn--99999999.org/",
    ],
)
async def test_a_name_that_passes_for_another_is_refused(url: str, pem: Path) -> None:
    assert await refused(never, pem, url) is FetchFault.ADDRESS


@pytest.mark.hostile(36)
@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
        ("https://пример.рф/", "https://xn--e1afmkfd.xn--p1ai/"),
        ("https://日本語ドメイン.jp/a", "https://xn--eckwd4c7c5976acvb2w6i.jp/a"),
        ("https://مثال.example/", "https://xn--mgbh0fb.example/"),
        ("https://ｅxample.org/", "https://example.org/"),
        ("HTTPS://EXAMPLE.org/", "https://example.org/"),
    ],
)
def test_names_in_other_scripts_are_asked_and_shown_in_ascii(url: str, asked: str) -> None:
    assert str(read_address(url)) == asked
    assert shown_address(url) == asked


@pytest.mark.parametrize(
    "url",
    ["", "example.org", "ftp://example.org/", "https://", "https:///x", "https://example.org:0/", "https://a..org/",
     "https://example.org/ x", "https://example.org/\n", "https://example.org/\0", f"https://example.org/{'a' * 2048}",
     "https://-a.org/", f"https://{'a' * 64}.org/", "http://example.org/"],
)  # fmt: skip
async def test_what_is_no_public_https_address_is_refused(url: str, pem: Path) -> None:
    assert await refused(never, pem, url) is FetchFault.ADDRESS
    assert shown_address("https://[") == ""


@given(st.integers(0, 2**32 - 1))
def test_an_address_in_an_address_is_judged_as_what_it_is(number: int) -> None:
    inner = IPv4Address(number)
    assert is_public(f"::ffff:{inner}") == is_public(str(inner))
    if is_public(str(inner)):
        assert inner.is_global
        assert not inner.is_multicast
    assert not is_public(
        str(IPv6Address(0x0064FF9B << 96 | number))
    )  # NAT64's way, then the oldest, then 6to4's
    assert not is_public(str(IPv6Address(number)))
    assert not is_public(str(IPv6Address(0x2002 << 112 | number << 80 | 1)))


# What the operator configured


@pytest.mark.hostile(27, 32)
async def test_only_what_the_operator_configured_may_be_private(pem: Path) -> None:
    del pem
    app = web.Application()
    paths: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        paths.append(request.path)
        if request.path == "/moved":
            return web.Response(status=302, headers={"Location": "/here"})
        if request.path == "/next-door":
            return web.Response(status=302, headers={"Location": f"http://127.0.0.1:{port + 1}/"})
        return web.Response(text="mirror")

    app.router.add_get("/{path:.*}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    here = f"http://127.0.0.1:{port}"
    client = GuardedClient(agent=AGENT, trusted=(f"{here}/some/path",))
    try:
        assert (await client.get(f"{here}/moved")).body == b"mirror"
        for url in (f"{here}/next-door", f"http://localhost:{port}/x", f"http://127.0.0.1:{port + 1}/x"):
            with pytest.raises(FetchError):
                await client.get(url)
        with pytest.raises(FetchError):
            await client.get(f"http://x@127.0.0.1:{port}/x")
    finally:
        await client.close()
        await runner.cleanup()
    assert paths == ["/moved", "/here", "/next-door"]


@pytest.mark.hostile(32)
async def test_a_stranger_does_not_redirect_to_what_the_operator_trusts(pem: Path) -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "https://127.0.0.1:9/secret"})

    async with small_internet(handler, pem) as internet:
        client = GuardedClient(agent=AGENT, trusted=("https://127.0.0.1:9",), internet=internet)
        with pytest.raises(FetchError) as error:
            await client.get(HOME)
        assert error.value.kind is FetchFault.REDIRECT
        assert internet.asked == ["example.org"]


async def test_the_proxies_of_the_environment_are_left_alone(
    pem: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
        monkeypatch.setenv(name.upper(), "http://127.0.0.1:9")
    assert (await fetch(giving(), pem)).body == b"fine"


async def test_a_certificate_for_another_name_is_refused(pem: Path) -> None:
    assert await refused(never, pem, "https://elsewhere.example/") is FetchFault.CERTIFICATE


async def test_a_name_that_is_none_and_a_closed_client_are_told(pem: Path) -> None:
    assert await refused(never, pem, arrange=named()) is FetchFault.UNREACHABLE
    async with small_internet(never, pem) as internet:
        client = GuardedClient(agent=AGENT, internet=internet)
        await client.close()
        with pytest.raises(FetchError) as error:
            await client.get(HOME)
    assert error.value.kind is FetchFault.UNREACHABLE


async def test_closing_ends_what_is_under_way(pem: Path) -> None:
    begun = asyncio.Event()

    async def handler(request: web.Request) -> web.Response:
        begun.set()
        await asyncio.Event().wait()
        return web.Response()

    async with small_internet(handler, pem) as internet:
        client = GuardedClient(agent=AGENT, internet=internet)
        task = asyncio.ensure_future(client.get(HOME))
        await begun.wait()
        await client.close()
        with pytest.raises(FetchError) as error:
            await task
    assert error.value.kind in {FetchFault.UNREACHABLE, FetchFault.BROKEN}


@pytest.mark.parametrize("status", [204, 304, 404, 429, 500])
async def test_any_status_is_an_answer_and_only_a_full_one_has_a_body(status: int, pem: Path) -> None:
    answer = await fetch(
        giving(b"" if status in {204, 304} else b"no", status=status), pem, kinds=("text/calendar",)
    )
    assert (answer.status, answer.body) == (status, b"")


# How much


def packed(content: bytes, bits: int = 31) -> bytes:
    engine = zlib.compressobj(9, zlib.DEFLATED, bits)
    return engine.compress(content) + engine.flush()


BOMB = packed(bytes(50 * 1024 * 1024))


@pytest.mark.hostile(37)
@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate"])
async def test_a_bomb_is_not_unpacked(encoding: str, pem: Path) -> None:
    bomb = BOMB if encoding != "deflate" else packed(bytes(50 * 1024 * 1024), 15)
    assert len(bomb) < 64 * 1024
    handler = giving(bomb, headers={"Content-Encoding": encoding})
    tracemalloc.start()
    before = time.perf_counter()
    fault = await refused(handler, pem, most_bytes=64 * 1024 * 1024)
    took, (_, peak) = time.perf_counter() - before, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert fault is FetchFault.TOO_LARGE
    assert peak < 16 * 1024 * 1024
    assert took < 5
    assert await refused(handler, pem) is FetchFault.TOO_LARGE


@pytest.mark.hostile(37)
def test_a_bomb_is_given_up_at_its_ratio_and_at_its_size() -> None:
    unpacker = Unpacker("gzip", 1 << 40)
    given_out = 0

    def unpack() -> None:
        nonlocal given_out
        for piece in unpacker.feed(BOMB):
            assert len(piece) <= PIECE
            given_out += len(piece)

    with pytest.raises(TooMuchError):
        unpack()
    assert given_out <= 200 * len(BOMB)
    with pytest.raises(TooMuchError):
        list(Unpacker("gzip", 1000).feed(packed(bytes(1001))))
    assert b"".join(Unpacker("gzip", 1000).feed(packed(bytes(1000)))) == bytes(1000)


@pytest.mark.hostile(37)
@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "zstd", "compress", "gzip,identity"])
async def test_what_is_packed_twice_or_otherwise_is_refused(encoding: str, pem: Path) -> None:
    handler = giving(gzip.compress(gzip.compress(b"x")), headers={"Content-Encoding": encoding})
    assert await refused(handler, pem) is FetchFault.BROKEN


@pytest.mark.hostile(37)
def test_a_thousand_empty_members_are_refused() -> None:
    with pytest.raises(BrokenPackError):
        list(Unpacker("gzip", 1 << 20).feed(packed(b"") * 1000))


@pytest.mark.parametrize(
    "body", [packed(b"text")[:-4], b"no gzip", packed(b"text") + b"rubbish"], ids=["cut", "other", "trailing"]
)
async def test_what_is_packed_badly_is_refused(body: bytes, pem: Path) -> None:
    assert await refused(giving(body, headers={"Content-Encoding": "gzip"}), pem) is FetchFault.BROKEN


@given(
    st.binary(max_size=5000),
    st.sampled_from([("gzip", 31), ("deflate", 15), ("deflate", -15)]),
    st.integers(1, 700),
)
def test_what_was_packed_comes_out_however_it_is_cut(content: bytes, form: tuple[str, int], cut: int) -> None:
    encoding, bits = form
    whole = packed(content, bits)
    unpacker = Unpacker(encoding, 100_000)
    pieces = [piece for at in range(0, len(whole), cut) for piece in unpacker.feed(whole[at : at + cut])]
    unpacker.finish()
    assert b"".join(pieces) == content


async def test_packed_text_arrives_unpacked(pem: Path) -> None:
    text = b"BEGIN:VCALENDAR " * 10_000
    assert (await fetch(giving(packed(text), headers={"Content-Encoding": "gzip"}), pem)).body == text


@pytest.mark.hostile(38)
async def test_a_slow_drip_is_given_up(pem: Path) -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:  # each byte comes soon after the last, and the end never
            await response.write(b"x")
            await asyncio.sleep(0.01)

    before = time.perf_counter()
    assert await refused(handler, pem, seconds=0.5) is FetchFault.TOO_SLOW
    assert time.perf_counter() - before < 5


@pytest.mark.hostile(38)
async def test_a_name_that_is_looked_up_for_ever_is_given_up(pem: Path) -> None:
    class Slow(SmallInternet):
        async def addresses(self, host: str, port: int) -> list[str]:
            await asyncio.Event().wait()
            return []

    def arrange(internet: SmallInternet) -> None:
        internet.__class__ = Slow

    assert await refused(never, pem, seconds=0.2, arrange=arrange) is FetchFault.TOO_SLOW


@pytest.mark.hostile(39)
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
async def test_a_body_without_end_is_cut(encoding: str, pem: Path) -> None:
    sent = 0
    engine = zlib.compressobj(0, zlib.DEFLATED, 31)  # stored: as large packed as unpacked

    async def handler(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse(headers={"Content-Encoding": encoding})
        await response.prepare(request)
        while True:
            piece = bytes(1 << 16)
            await response.write(piece if encoding == "identity" else engine.compress(piece))
            sent += len(piece)

    assert await refused(handler, pem) is FetchFault.TOO_LARGE
    assert sent < 4 * MOST_BYTES


@pytest.mark.hostile(39)
async def test_a_declared_size_over_the_limit_is_not_even_read(pem: Path) -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(1 << 40)})
        await response.prepare(request)
        await asyncio.Event().wait()
        return response

    assert await refused(handler, pem) is FetchFault.TOO_LARGE


async def test_exactly_the_limit_is_taken_and_one_byte_more_is_not(pem: Path) -> None:
    assert len((await fetch(giving(bytes(1000)), pem, most_bytes=1000)).body) == 1000
    assert await refused(giving(bytes(1001)), pem, most_bytes=1000) is FetchFault.TOO_LARGE


# What


@pytest.mark.hostile(40)
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<!DOCTYPE html><html>", "text/html"),
        (b"BEGIN:VCALENDAR", "text/html"),
        (b"\xef\xbb\xbf \r\n<HTML><body>", "text/calendar"),
        (b"<!doctype html>", "text/plain"),
        (b"BEGIN:VCALENDAR", "application/octet-stream"),
    ],
)
async def test_a_web_page_is_no_calendar(body: bytes, kind: str, pem: Path) -> None:
    handler = giving(body, content_type=kind)
    assert await refused(handler, pem, kinds=("text/calendar", "text/plain")) is FetchFault.KIND


@pytest.mark.parametrize("fault", list(FetchFault))
def test_every_fault_is_a_sentence(fault: FetchFault) -> None:
    from bot.language.catalogue import Catalogue

    refusal = FetchError(fault).refusal()
    assert Catalogue.load().translator("en")(refusal.key).endswith(".")
