"""What a source says is read without trust, and a breaker lets through what it should."""

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.net.breaker import FAILURES, Breaker
from bot.networks.rules import NetworkFacts
from bot.networks.sources import rules
from bot.networks.sources.rules import ShapeError

AT = dt.datetime(2026, 11, 2, 12, 0, tzinfo=dt.UTC)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)
OBJECT = st.fixed_dictionaries(
    {},
    optional={
        name: JSON
        | st.lists(
            st.fixed_dictionaries({}, optional={"name": JSON, "ix_id": JSON, "fac_id": JSON, "speed": JSON})
        )
        for name in (
            "id",
            "asn",
            "org_id",
            "name",
            "website",
            "policy_general",
            "netixlan_set",
            "netfac_set",
            "country",
            "notes",
        )
    },
)


@given(
    st.binary(max_size=60)
    | JSON.map(lambda value: json.dumps(value).encode())
    | st.lists(OBJECT | JSON, max_size=3).map(lambda data: json.dumps({"data": data}).encode())
)
def test_whatever_is_answered_is_read_or_refused(body: bytes) -> None:
    for read in (rules.networks, rules.organisations, rules.proofs):
        try:
            found = read(body)
        except ShapeError:
            continue
        json.dumps(found)
        if read is rules.networks:
            for asn, kept in found.items():
                facts = rules.facts(int(asn), kept, None, at=AT, stale=False)
                assert isinstance(facts, NetworkFacts)
                assert facts.name
    for of in (rules.overview_of, rules.routing_of):
        try:
            json.dumps(of(3333, body))
        except ShapeError:
            continue


def one(**more: Any) -> dict[str, Any]:
    return {"asn": 3333, "id": 1, "org_id": 2, "name": "A network", "status": "ok", **more}


def read_one(**more: Any) -> dict[str, Any] | None:
    return rules.networks(json.dumps({"data": [one(**more)]}).encode()).get("3333")


def test_texts_are_one_printable_line() -> None:
    found = read_one(name="Evil\n\u202eNet\x1b[31m" + "x" * 1000, website=["https://example.net"])
    assert found is not None
    assert found["name"].startswith("Evil Net [31mx")
    assert len(found["name"]) == 500
    assert found["website"] == ""


def test_a_deleted_network_is_none() -> None:
    assert read_one(status="deleted") is None


def test_numbers_that_no_database_holds_are_left_out() -> None:
    found = read_one(id=2**63, org_id=-1, netixlan_set=[{"name": "IX", "ix_id": True, "speed": "fast"}])
    assert found is not None
    assert (found["id"], found["org_id"]) == (None, None)
    assert found["exchanges"] == [{"name": "IX", "id": None, "speed": 0}]


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("0", 0.0),
        (" 120 ", 120.0),
        ("99999999999999999999", 3600.0),
        ("Mon, 02 Nov 2026 12:05:00 GMT", 300.0),
        ("Mon, 02 Nov 2026 11:00:00 GMT", 0.0),
        ("Mon, 02 Nov 2099 12:00:00 GMT", 3600.0),
    ],
)
def test_how_long_a_source_asks_to_be_left_alone(header: str | None, seconds: float | None) -> None:
    assert rules.waits(header, AT) == seconds


# The breaker


def test_a_success_between_failures_keeps_it_closed() -> None:
    breaker = Breaker()
    for _ in range(10):
        for _ in range(FAILURES - 1):
            assert breaker.enter(0)
            assert not breaker.failed(0)
        assert breaker.enter(0)
        breaker.succeeded(0)
    assert breaker.is_closed


def test_after_its_pause_one_question_alone_tries_the_way() -> None:
    breaker = Breaker()
    for number in range(FAILURES):
        assert breaker.enter(0)
        assert breaker.failed(0) is (number == FAILURES - 1)
    assert not breaker.enter(59.9)
    assert breaker.enter(60)
    assert not breaker.enter(60)
    breaker.left()  # it was given up: another one may try
    assert breaker.enter(61)
    assert breaker.failed(61)
    assert breaker.wait(61) == 120
    assert breaker.enter(181)
    breaker.succeeded(181)
    assert breaker.is_closed
    assert breaker.enter(181)
    assert breaker.enter(181)


@given(
    st.lists(
        st.tuples(st.sampled_from(["ask", "well", "ill", "rest", "left"]), st.floats(0, 2000)), max_size=60
    )
)
def test_an_open_breaker_lets_nothing_through_and_never_stays_open_for_ever(
    steps: list[tuple[str, float]],
) -> None:
    breaker, now, probes = Breaker(), 0.0, 0
    for what, passed in steps:
        now += passed
        if what == "ask":
            was_open, was_closed = breaker.wait(now) > 0, breaker.is_closed
            entered = breaker.enter(now)
            assert not (was_open and entered)
            if entered and not was_closed:
                probes += 1
                assert probes == 1
        else:
            probes = 0
            if what == "well":
                breaker.succeeded(now)
            elif what == "ill":
                breaker.failed(now)
            elif what == "rest":
                breaker.rest(now, passed)
            else:
                breaker.left()
        assert breaker.wait(now) <= 2000
    breaker.left()
    assert breaker.enter(now + 2000)
