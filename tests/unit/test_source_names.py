"""TXT records are read from the public DNS, in a bounded time, and of public names alone."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import dns.message
import dns.rcode
import dns.rrset
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidInputError, SourceDown
from bot.networks.sources.names import Names
from bot.networks.sources.rules import domain_of, public_name
from tests.unit.source_world import stand

Reply = Callable[[dns.message.Message], dns.message.Message | None]


class _Server(asyncio.DatagramProtocol):
    def __init__(self, reply: Reply, asked: list[str]) -> None:
        self._reply = reply
        self._asked = asked

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        self._asked.append(query.question[0].to_text())
        answer = self._reply(query)
        if answer is not None:
            self._transport.sendto(answer.to_wire(), addr)


@asynccontextmanager
async def resolving(reply: Reply, *, seconds: float = 2) -> AsyncIterator[tuple[Names, list[str]]]:
    """A resolver on this machine, and what it is asked."""
    asked: list[str] = []
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: _Server(reply, asked), local_addr=("127.0.0.1", 0)
    )
    port = transport.get_extra_info("sockname")[1]
    try:
        yield Names(["127.0.0.1"], port=port, seconds=seconds), asked
    finally:
        transport.close()


def texts(*records: str) -> Reply:
    def reply(query: dns.message.Message) -> dns.message.Message:
        answer = dns.message.make_response(query)
        if records:
            answer.answer.append(dns.rrset.from_text(query.question[0].name, 60, "IN", "TXT", *records))
        return answer

    return reply


def code(rcode: dns.rcode.Rcode) -> Reply:
    def reply(query: dns.message.Message) -> dns.message.Message:
        answer = dns.message.make_response(query)
        answer.set_rcode(rcode)
        return answer

    return reply


async def test_every_text_is_told_and_pieces_are_joined() -> None:
    async with resolving(texts('"v=spf1 -all"', '"crossconnect=" "abc"', '"\\195\\169"')) as (names, asked):
        assert set(await names.texts("example.net")) == {"v=spf1 -all", "crossconnect=abc", "é"}
    assert asked == ["example.net. IN TXT"]


async def test_nothing_is_cached() -> None:
    async with resolving(texts('"a"')) as (names, asked):
        await names.texts("example.net")
        await names.texts("example.net")
    assert len(asked) == 2


@pytest.mark.parametrize("reply", [texts(), code(dns.rcode.NXDOMAIN)])
async def test_a_name_without_texts_has_none(reply: Reply) -> None:
    async with resolving(reply) as (names, _):
        assert await names.texts("_crossconnect.example.net") == ()


def truncated(query: dns.message.Message) -> dns.message.Message:
    answer = dns.message.make_response(query)
    answer.flags |= dns.flags.TC
    return answer


@pytest.mark.parametrize(
    "reply", [code(dns.rcode.SERVFAIL), code(dns.rcode.REFUSED), lambda _: None, truncated]
)
async def test_a_resolver_that_does_not_answer_is_a_source_that_is_down(tmp_path: Path, reply: Reply) -> None:
    async with stand(tmp_path) as here, resolving(reply, seconds=0.3) as (names, _):
        sources = here.sources(names=names)
        async with asyncio.timeout(5):
            with pytest.raises(SourceDown) as error:
                await sources.txt("Example.NET.")
    assert (error.value.key, error.value.values) == ("sources-names-down", {"name": "example.net"})


async def test_many_and_long_texts_are_bounded() -> None:
    # What fits into one datagram here; the longest of it is cut.
    long = " ".join(f'"{"x" * 250}"' for _ in range(8))
    async with resolving(texts(long, *(f'"{number}"' for number in range(60)))) as (names, _):
        found = await names.texts("example.net")
    assert len(found) == 50
    assert max(map(len, found)) <= 1000


REFUSED = [
    "",
    "localhost",
    "example",
    "127.0.0.1",
    "1.1.1.1",
    "2130706433",
    "0x7f.1",
    "[::1]",
    "::1",
    "printer.local",
    "router.home.arpa",
    "1.0.0.127.in-addr.arpa",
    "db.internal",
    "foo.test",
    "foo.invalid",
    "x.onion",
    "a..example.net",
    "-a.example.net",
    "a b.example.net",
    "a\0.example.net",
    "a/b.example.net",
    "user@example.net",
    "example.net:53",
    f"{'a' * 64}.example.net",
    ".".join(["abcdefgh"] * 30),
    "stra\u00dfe.net",
    "a\u200db.net",
    "\ud800.net",
]


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_no_public_name_is_never_asked_for(tmp_path: Path, name: str) -> None:
    async with stand(tmp_path) as here, resolving(texts('"a"')) as (names, asked):
        with pytest.raises(InvalidInputError) as error:
            await here.sources(names=names).txt(name)
    assert error.value.key == "sources-name-refused"
    assert asked == []


@pytest.mark.parametrize(
    ("website", "domain"),
    [
        ("https://www.example.net/about?x=1", "example.net"),
        ("http://EXAMPLE.net:8080", "example.net"),
        ("example.net", "example.net"),
        ("https://noc.example.net.", "noc.example.net"),
        ("https://good.example@evil.example.net/", None),
        ("ftp://example.net/", None),
        ("https://b\u00fccher.de", "xn--bcher-kva.de"),
        ("https://127.0.0.1/", None),
        ("https://[::1]/", None),
        ("https://[bad", None),
        ("", None),
        ("mailto:noc@example.net", None),
    ],
)
def test_the_name_in_a_website(website: str, domain: str | None) -> None:
    assert domain_of(website) == domain


@given(st.text(max_size=80))
def test_whatever_is_typed_a_public_name_stays_the_same_when_read_again(text: str) -> None:
    name = public_name(text)
    if name is not None:
        assert name.isascii()
        assert "." in name
        assert public_name(name) == name
    domain = domain_of(text)
    assert domain is None or public_name(domain) == domain
