"""What an imported file says and would change: read as it was written, whatever it was written with."""

import csv
import datetime as dt
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidInputError
from bot.language.rules import folded
from bot.language.safe_text import cell, clean_name
from bot.networks.imports import columns, reading, rules
from bot.networks.imports.columns import RefusedRowError, field_of
from bot.networks.imports.rules import Field, Kind, Reason, Row, RowFault
from bot.networks.rules import (
    Network,
    NetworkFacts,
    Policy,
    Presence,
    PresenceKind,
    Source,
    asn_fault,
    in_common,
    is_old,
    parts,
)

NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
HEAD = ("asn", "name", "organisation", "country", "policy", "exchanges", "facilities")

NAMES = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)
    .map(lambda text: clean_name(text) or "x")
    # What says nothing in a table, and what parts places, is no name there.
    .filter(lambda name: name.casefold() not in columns._NOTHING and not set(name) & set(";|'"))
)
ASNS = st.integers(1, 4_199_999_999).filter(lambda asn: asn_fault(asn) is None)


def presences(kind: PresenceKind) -> st.SearchStrategy[tuple[Presence, ...]]:
    return st.lists(NAMES, max_size=3, unique_by=folded).map(
        lambda names: tuple(Presence(kind=kind, name=name) for name in names)
    )


ROWS = st.builds(
    Row,
    line=st.just(2),
    asn=ASNS,
    name=NAMES,
    organisation=st.none() | NAMES,
    country=st.none() | st.sampled_from(["LB", "NO", "GB"]),
    policy=st.none() | st.sampled_from([one for one in Policy if one is not Policy.UNKNOWN]),
    exchanges=st.none() | presences(PresenceKind.EXCHANGE).filter(bool),
    facilities=st.none() | presences(PresenceKind.FACILITY).filter(bool),
)


def written(rows: list[Row], separator: str) -> str:
    """As a spreadsheet writes it, guarded against formulas as our own exports are."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, delimiter=separator)
    writer.writerow(HEAD)
    for row in rows:
        places = [";".join(one.name for one in those or ()) for those in (row.exchanges, row.facilities)]
        cells = (
            str(row.asn),
            row.name or "",
            row.organisation or "",
            row.country or "",
            row.policy or "",
            *places,
        )
        writer.writerow([cell(one) for one in cells])
    return sheet.getvalue()


def read(content: bytes | str) -> tuple[list[Row], list[dict[str, Any]]]:
    found = reading.read(content.encode() if isinstance(content, str) else content, documentation=False)
    rows = [rules.loaded(one) for part in found["parts"] for one in json.loads(part)]
    return rows, [json.loads(one) for one in found["refused"]]


@given(
    st.lists(ROWS, min_size=1, max_size=5, unique_by=lambda row: row.asn),
    st.sampled_from(",;\t"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_a_spreadsheet_wrote_is_read_as_it_was(rows: list[Row], separator: str, encoding: str) -> None:
    found, refused = read(written(rows, separator).encode(encoding))
    assert refused == []
    assert [replace(one, line=2) for one in found] == rows


@given(ROWS, st.none() | st.integers(0, 2**34), st.integers(0, 100_000))
def test_a_row_survives_its_way_through_the_database(row: Row, at: int | None, speed: int) -> None:
    ports = tuple(replace(one, speed=speed or None, peeringdb_id=7) for one in row.exchanges or ())
    row = replace(row, at=at, exchanges=ports if row.exchanges is not None else None, peeringdb_id=at)
    assert rules.loaded(json.loads(json.dumps(rules.dumped(row)))) == row


def known(facts: NetworkFacts, **more: Any) -> Network:
    """What a guild knows after it stored these facts."""
    values = {
        "id": 1, "guild_id": 1, "asn": facts.asn, "name": facts.name, "source": facts.source, "sourced_at": facts.at,
        "organisation": None if facts.organisation is None else facts.organisation.name,
        "country": None if facts.organisation is None else facts.organisation.country,
        "policy": facts.policy, "website": facts.website, "as_set": facts.as_set,
    } | more  # fmt: skip
    return Network(**values)


@given(ROWS)
def test_what_was_stored_is_no_change_any_more(row: Row) -> None:
    assert rules.compare(row, None, ()).kind is Kind.NEW
    facts = rules.merged(row, None, (), now=NOW)
    assert rules.compare(row, known(facts), facts.presences).kind is None


@given(ROWS, ROWS)
def test_what_the_second_file_leaves_out_stays(first: Row, second: Row) -> None:
    second = replace(second, asn=first.asn)
    facts = rules.merged(first, None, (), now=NOW)
    before = known(facts)
    after = rules.merged(second, before, facts.presences, now=NOW)
    assert after.name == second.name
    assert after.policy == (second.policy or before.policy)
    for told, kind in ((second.exchanges, PresenceKind.EXCHANGE), (second.facilities, PresenceKind.FACILITY)):
        mine = [one.name for one in after.presences if one.kind is kind]
        expected = facts.presences if told is None else told
        assert mine == [one.name for one in expected if one.kind is kind]


@given(ROWS, ROWS, st.booleans())
def test_what_its_own_people_told_is_never_overwritten_by_a_file_without_age(
    first: Row, second: Row, verified: bool
) -> None:
    second = replace(second, asn=first.asn)
    facts = rules.merged(first, None, (), now=NOW)
    own = {"verified_at": NOW} if verified else {"source": Source.MEMBER}
    verdict = rules.compare(second, known(facts, **own), facts.presences)
    assert verdict.kind in {None, Kind.KEPT}
    assert verdict.kind is None or verdict.reason is (Reason.SPOKEN_FOR if verified else Reason.OWN)


@given(ROWS, st.integers(-5, 5))
def test_of_two_with_an_age_the_newer_one_counts(row: Row, days: int) -> None:
    at = NOW + dt.timedelta(days=days)
    before = known(rules.merged(row, None, (), now=NOW), source=Source.PEERINGDB)
    changed = replace(row, name=f"{row.name} too", at=int(at.timestamp()), exchanges=None, facilities=None)
    verdict = rules.compare(changed, before, ())
    assert verdict.kind is (Kind.CHANGED if days >= 0 else Kind.KEPT)
    assert verdict.changes[0].field is Field.NAME


@given(
    st.lists(st.tuples(st.text(max_size=5), st.sampled_from(PresenceKind)), max_size=8),
    st.sets(st.text(max_size=5)),
)
def test_places_are_parted_in_common_and_others_and_none_is_lost(
    those: list[tuple[str, PresenceKind]], mine: set[str]
) -> None:
    every = [(folded(name), Presence(kind=kind, name=name)) for name, kind in those]
    shared, others = in_common(every, {(PresenceKind.EXCHANGE, folded(name)) for name in mine})
    assert sorted(map(repr, (*shared, *others))) == sorted(repr(one) for _, one in every)
    assert all(one.kind is PresenceKind.EXCHANGE for one in shared)


def test_a_list_of_numbers_is_parted_at_lines_commas_and_semicolons() -> None:
    assert parts(" AS174,\n as 1299;;3356\n") == ["AS174", "as 1299", "3356"]
    assert not is_old(NOW, NOW)
    assert is_old(NOW - dt.timedelta(days=181), NOW)


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("ASN", "asn"), ("AS Number", "asn"), ("as-number", "asn"), ("Autonomous System", "asn"), ("Network name", "name"),
        ("Organization", "organisation"), ("Org Name", "organisation"), ("COMPANY", "organisation"), ("Country code", "country"),
        ("policy_general", "policy"), ("Peering Policy", "policy"), ("URL", "website"), ("irr_as_set", "as_set"), ("AS-SET", "as_set"),
        ("IXPs", "exchanges"), ("Internet exchanges", "exchanges"), ("Data centres", "facilities"), ("Colo", "facilities"),
        ("phone", None), ("", None),
    ],
)  # fmt: skip
def test_heads_are_recognised_in_their_variants(head: str, field: str | None) -> None:
    assert field_of(head) == field


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"asn": "x"}, RowFault.UNREADABLE),
        ({"asn": "5000000000"}, RowFault.RANGE),
        ({"asn": "AS0"}, RowFault.RESERVED),
        ({"asn": "23456"}, RowFault.TRANSITION),
        ({"asn": "64500"}, RowFault.DOCUMENTATION),
        ({"asn": "64513"}, RowFault.PRIVATE),
        ({"country": "XX"}, RowFault.COUNTRY),
        ({"policy": "maybe"}, RowFault.POLICY),
        ({"website": "ftp://x.example"}, RowFault.WEBSITE),
        ({"website": "https://user@x.example"}, RowFault.WEBSITE),
        ({"website": "https://x.example/<script>"}, RowFault.WEBSITE),
        ({"as_set": "AS;DROP"}, RowFault.AS_SET),
        ({"name": "x" * 101}, RowFault.LONG),
        ({"exchanges": "x" * 101}, RowFault.LONG),
        ({"exchanges": ";".join(map(str, range(1001)))}, RowFault.PLACES),
    ],
)
def test_each_cell_that_does_not_fit_has_its_fault(cells: dict[str, str], fault: RowFault) -> None:
    with pytest.raises(RefusedRowError) as refused:
        columns.row_of_cells(2, {"asn": "1103"} | cells, documentation=False)
    assert refused.value.fault is fault


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"country": "lebanon"}, {"country": "LB"}),
        ({"country": "uk"}, {"country": "GB"}),
        ({"country": "-"}, {}),
        ({"policy": "Open Peering"}, {"policy": Policy.OPEN}),
        ({"policy": "closed"}, {"policy": Policy.NO}),
        ({"website": "cedar.example"}, {"website": "https://cedar.example"}),
        ({"as_set": "RIPE::AS-CEDAR  AS-TWO"}, {"as_set": "RIPE::AS-CEDAR AS-TWO"}),
        ({"name": "n/a"}, {}),
    ],
)
def test_cells_are_understood_as_people_write_them(
    cells: dict[str, str], expected: dict[str, object]
) -> None:
    row = columns.row_of_cells(2, {"asn": "AS 1103"} | cells, documentation=False)
    assert row == Row(line=2, asn=1103, **expected)  # type: ignore[arg-type]


def test_ports_at_one_exchange_are_one_presence_with_all_their_speed() -> None:
    ports = [
        {"name": "Beirut IX", "speed": 10_000},
        {"name": "BEIRUT IX", "speed": 1_000},
        {"name": "Beirut IX"},
    ]
    row = columns.row_of_object(1, {"asn": 1103, "netixlan_set": ports}, None, documentation=False)
    assert row.exchanges == (Presence(kind=PresenceKind.EXCHANGE, name="Beirut IX", speed=11_000),)


def test_of_a_number_that_stands_twice_the_first_is_taken_and_the_second_names_its_line() -> None:
    rows, refused = read("asn,name\n1103,A\n\nAS1103,B\n")
    assert [row.name for row in rows] == ["A"]
    assert refused == [{"line": 4, "fault": "twice", "value": "2"}]


@pytest.mark.parametrize(
    "document", [{}, {"data": {}}, [], [1, 2], {"data": [1]}, 5, None, {"net": {"data": []}}]
)
def test_json_without_networks_says_so(document: object) -> None:
    with pytest.raises(InvalidInputError):
        read(json.dumps(document))


def test_a_dump_of_several_kinds_is_put_together() -> None:
    document = {
        "net": {"data": [{"id": 1, "asn": 1103, "name": "Cedar", "org_id": 5}]},
        "org": {"data": [{"id": 5, "name": "Cedar SAL", "country": "LB"}]},
        "netixlan": {"data": [{"net_id": 1, "ix_id": 3, "speed": 100}]},
        "ix": {"data": [{"id": 3, "name": "Beirut IX"}]},
    }
    (row,), refused = read(json.dumps(document))
    assert refused == []
    assert (row.organisation, row.country) == ("Cedar SAL", "LB")
    assert row.exchanges == (
        Presence(kind=PresenceKind.EXCHANGE, name="Beirut IX", peeringdb_id=3, speed=100),
    )
