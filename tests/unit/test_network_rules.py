"""AS numbers as people type them, and what a token proves."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.errors import InvalidInputError
from bot.networks import known, rules
from bot.networks.claims.rules import holds_token, token_text
from bot.networks.rules import HIGHEST_ASN, AsnFault, AsnRangeError, asn_fault, read_asn
from bot.networks.sources.rules import domain_of

numbers = st.integers(min_value=0, max_value=HIGHEST_ASN)
prefixes = st.sampled_from(
    ["", "AS", "as", "As", "aS", "ASN", "asn", "AS ", "as  ", "AS:", "AS#", "AS-", "ASN "]
)
spaces = st.sampled_from(["", " ", "\t", "  \n"])
tokens = st.integers(0, 2**128 - 1).map(lambda bits: f"{bits:039}")


@pytest.mark.parametrize(
    ("typed", "asn"),
    [
        ("AS64500", 64500), ("as 64500", 64500), ("64500", 64500), ("1.10", 65546), ("AS1.10", 65546), (" asn3333 ", 3333),
        ("0.3333", 3333), ("65535.65535", HIGHEST_ASN), ("4294967295", HIGHEST_ASN), ("AS003333", 3333),
    ],
)  # fmt: skip
def test_what_people_type(typed: str, asn: int) -> None:
    assert read_asn(typed) == asn


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "AS", "example", "-1", "+5", "3333 3334", "3333,", "1.2.3", "1.", ".1", "1.65536", "65536.1", "3 333", "3e3", "0x10",
        "AS٣٣٣٣", "３３３３", "AS3333; DROP TABLE network", "ASX", "as as 3333", "3333\x00", "1" * 21, "½",  # noqa: RUF001
    ],
)  # fmt: skip
def test_what_is_no_as_number(typed: str) -> None:
    with pytest.raises(ValueError, match="AS number"):
        read_asn(typed)


@pytest.mark.parametrize("typed", ["4294967296", "AS9999999999", "as 99999999999999999999"])
def test_what_is_larger_than_any(typed: str) -> None:
    with pytest.raises(AsnRangeError):
        read_asn(typed)
    with pytest.raises(InvalidInputError) as refused:
        known.asn(typed, documentation=False)
    assert refused.value.key == "networks-asn-range"
    assert refused.value.values["asn"] == typed.lower().removeprefix("as").strip()


@given(asn=numbers, prefix=prefixes, before=spaces, after=spaces)
def test_every_number_is_read_however_it_is_written(asn: int, prefix: str, before: str, after: str) -> None:
    assert read_asn(f"{before}{prefix}{asn}{after}") == asn
    assert read_asn(f"{before}{prefix}{asn >> 16}.{asn & 0xFFFF}{after}") == asn


@given(st.text(max_size=60))
def test_any_text_is_a_number_of_32_bits_or_refused(typed: str) -> None:
    try:
        found = read_asn(typed)
    except ValueError:
        return
    assert 0 <= found <= HIGHEST_ASN
    assert read_asn(str(found)) == found


def special(asn: int) -> AsnFault | None:
    """As PRODUCT has them, written another way."""
    spans: tuple[tuple[int, int, AsnFault], ...] = (
        (0, 0, AsnFault.RESERVED),
        (23456, 23456, AsnFault.TRANSITION),
        (64496, 64511, AsnFault.DOCUMENTATION),
        (64512, 65534, AsnFault.PRIVATE),
        (65535, 65535, AsnFault.RESERVED),
        (65536, 65551, AsnFault.DOCUMENTATION),
        (4200000000, 4294967294, AsnFault.PRIVATE),
        (4294967295, 4294967295, AsnFault.RESERVED),
    )
    return next((fault for first, last, fault in spans if first <= asn <= last), None)


EDGES = (0, 23456, 64496, 64511, 64512, 65534, 65535, 65536, 65551, 65552, 4199999999, 4200000000, 4294967294, 4294967295)  # fmt: skip
near = st.sampled_from(EDGES).flatmap(lambda edge: st.integers(max(0, edge - 2), min(HIGHEST_ASN, edge + 2)))


@given(st.one_of(numbers, near))
def test_each_special_number_has_its_fault_and_no_other_has_one(asn: int) -> None:
    assert asn_fault(asn) is special(asn)
    expected = special(asn)
    assert asn_fault(asn, documentation=True) is (None if expected is AsnFault.DOCUMENTATION else expected)


@given(st.one_of(numbers, near), st.booleans())
def test_what_is_taken_is_a_public_number_and_each_refusal_has_its_own_sentence(
    asn: int,
    documentation: bool,  # noqa: FBT001
) -> None:
    fault = asn_fault(asn, documentation=documentation)
    if fault is None:
        assert known.asn(f"AS{asn}", documentation=documentation) == asn
        return
    with pytest.raises(InvalidInputError) as refused:
        known.asn(f"AS{asn}", documentation=documentation)
    assert refused.value.key == f"networks-asn-{fault}"


def test_a_number_out_of_range_is_out_of_range_in_every_way_in() -> None:
    assert asn_fault(-1) is asn_fault(HIGHEST_ASN + 1) is AsnFault.RANGE


@given(tokens, st.text(max_size=40), st.text(max_size=40))
def test_a_token_is_found_among_other_words(token: str, before: str, after: str) -> None:
    assert holds_token([f"{before} {token_text(token)} {after}"], token)
    assert holds_token(["v=spf1 -all", token_text(token).upper()], token)


@given(tokens, tokens)
def test_another_token_proves_nothing(token: str, other: str) -> None:
    assume(token != other)
    assert not holds_token([token_text(other), token, f"={token}", ""], token)


@given(tokens, st.text("0123456789abcdefghXYZ", min_size=1, max_size=5))
def test_a_part_of_a_longer_one_proves_nothing(token: str, more: str) -> None:
    assert not holds_token(
        [token_text(token) + more, more + token_text(token), token_text(token)[:-1]], token
    )


@pytest.mark.parametrize(
    ("website", "domain"),
    [
        ("https://www.example.net/peering", "example.net"),
        ("example.net", "example.net"),
        ("http://127.0.0.1/", None),
        ("http://[::1]/", None),
        ("https://localhost", None),
        ("", None),
    ],
)
def test_the_domain_whose_records_are_asked(website: str, domain: str | None) -> None:
    assert domain_of(website) == domain


def test_the_placeholder_of_a_network_is_its_number() -> None:
    assert rules.placeholder(3333) == "AS3333"
