"""Files of organisations as a worker reads them: tables, our own document, and the member lists that exchanges publish."""

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidInputError
from bot.exchanges.importing import rows
from bot.exchanges.importing.judging import Field, Kind, Known, Reason, judge
from bot.exchanges.importing.reading import read
from bot.exchanges.importing.rows import Number, OddFault, Row, RowFault, Source
from bot.exchanges.model import Organisation, OrganisationKind, Standing
from bot.exchanges.organisations.facts import closes_circle, country, kept, website
from bot.exchanges.rules import HEIGHT, LADDER, PROVEN, Rung

TODAY = dt.date(2026, 11, 23)


def table(*lines: str) -> tuple[list[Row], list[rows.Refused]]:
    return unpacked(read("\n".join(lines).encode(), "Cedar IX", False))


def unpacked(found: dict[str, Any]) -> tuple[list[Row], list[rows.Refused]]:
    return (
        [rows.loaded(json.loads(one)) for one in found["rows"]],
        [rows.loaded_refused(json.loads(one)) for one in found["refused"]],
    )


def members(*those: Any, **document: Any) -> dict[str, Any]:
    return {
        "version": "1.0",
        "timestamp": "2026-11-01T00:00:00Z",
        "ixp_list": [{"ixp_id": 1, "ixf_id": 0, "shortname": "Cedar IX"}],
        "member_list": list(those),
        **document,
    }


def member(asnum: Any, name: Any = "Net", address: str | None = None, **fields: Any) -> dict[str, Any]:
    lan = {"vlan_id": 1, "ipv4": {"address": address}} if address else {"vlan_id": 1}
    connection = {
        "ixp_id": 1,
        "state": "active",
        "if_list": [{"switch_id": 1, "if_speed": 10000}],
        "vlan_list": [lan],
    }
    return {"asnum": asnum, "name": name, "connection_list": [connection], **fields}


def listed(document: dict[str, Any]) -> tuple[list[Row], list[rows.Refused], list[rows.Odd]]:
    found = read(json.dumps(document).encode(), "Cedar IX", False)
    some, refused = unpacked(found)
    return some, refused, [rows.loaded_odd(one) for one in found["odd"]]


def faults(document: dict[str, Any]) -> dict[OddFault, rows.Odd]:
    return {one.fault: one for one in listed(document)[2]}


THREE = (member(3333, "A", "192.0.2.1"), member(1103, "B", "192.0.2.2"), member(1299, "C", "192.0.2.3"))


def test_a_table_is_read_by_the_heads_of_its_columns() -> None:
    found, refused = table(
        "Organization;Type;Country code;Web;Group;ASNs;Commitment;Evidence;Valid until;Colo;Port",
        "Cedar SAL;ISP;Lebanon;cedar.example;Atlas Group;AS3333, 1103;letter of intent;https://cedar.example/loi;2027-03-31;Adonis;10G",
    )
    assert refused == []
    assert found == [
        Row(
            line=2, name="Cedar SAL", kind=OrganisationKind.NETWORK, country="LB", website="https://cedar.example",
            parent="Atlas Group", numbers=(Number(asn=3333), Number(asn=1103)), rung=Rung.LETTER,
            evidence="https://cedar.example/loi", valid_until="2027-03-31", facility="Adonis", speed=10_000,
        )
    ]  # fmt: skip


def test_rows_of_one_name_are_one_organisation() -> None:
    found, refused = table("organisation,asn,country", "Cedar,3333,", "CEDAR,1103,LB", "Oslo,,NO")
    assert [(one.name, [each.asn for each in one.numbers], one.country) for one in found] == [
        ("Cedar", [1103, 3333], "LB"),
        ("Oslo", [], "NO"),
    ]
    assert refused == []


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (",,,,,,", None),
        (",network,,,,,", RowFault.NAMELESS),
        ("A,cheese,,,,,", RowFault.KIND),
        ("A,,Atlantis,,,,", RowFault.COUNTRY),
        ("A,,,javascript:alert(1),,,", RowFault.WEBSITE),
        ("A,,,,64512,,", RowFault.PRIVATE),
        ("A,,,,23456,,", RowFault.TRANSITION),
        ("A,,,,0,,", RowFault.RESERVED),
        ("A,,,,64496,,", RowFault.DOCUMENTATION),
        ("A,,,,99999999999,,", RowFault.RANGE),
        ("A,,,,many,,", RowFault.UNREADABLE),
        ("A,,,,,maybe,", RowFault.RUNG),
        ("A,,,,,mou,31/03/2027", RowFault.DATE),
        ("A,,,,,mou,2027-02-30", RowFault.DATE),
        (f"{'x' * 101},,,,,,", RowFault.LONG),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(row: str, fault: RowFault | None) -> None:
    found, refused = table("organisation,kind,country,website,asn,stage,valid_until", "First,,,,3333,,", row)
    assert len(found) == 1
    assert [(one.line, one.fault) for one in refused] == ([] if fault is None else [(3, fault)])


@pytest.mark.hostile(16, 49)
def test_a_spreadsheets_text_and_its_guards_are_read_as_what_they_mean() -> None:
    content = "organisation,asn\r\n'=1+1,3333\r\n'@Home,1103\r\n".encode("utf-16")
    found, _ = unpacked(read(content, "Cedar IX", False))
    assert [one.name for one in found] == ["=1+1", "@Home"]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"organisation,asn\n", "exchange-import-file-empty"),
        (b"colour,size\nred,3\n", "exchange-import-file-no-names"),
        (b'{"member_list": [', "exchange-import-file-json"),
        (b"[" * 100_000, "exchange-import-file-json"),
        (b'{"hello": 1}', "exchange-import-file-nothing"),
        (b'{"net": {"data": []}}', "exchange-import-file-networks"),
        (b'{"member_list": []}', "exchange-import-file-empty"),
    ],
)
def test_a_file_of_which_nothing_can_be_taken_is_refused(content: bytes, key: str) -> None:
    with pytest.raises(InvalidInputError) as error:
        read(content, "Cedar IX", False)
    assert error.value.key == key


def test_too_many_rows_are_refused() -> None:
    lines = ["organisation", *(f"Org {number}" for number in range(rows.MOST_ROWS + 1))]
    with pytest.raises(InvalidInputError) as error:
        table(*lines)
    assert error.value.key == "tables-too-many-rows"
    with pytest.raises(InvalidInputError) as error:
        read(json.dumps(members(*([{}] * (rows.MOST_ROWS + 1)))).encode(), "Cedar IX", False)
    assert error.value.key == "exchange-import-file-rows"


@pytest.mark.parametrize("version", ["0.6", "0.7", "1.0"])
def test_each_version_of_a_member_list_is_read(version: str) -> None:
    found, refused, odd = listed(
        members(
            *THREE,
            version=version,
            ixp_list=[{"ixp_id": 1, "shortname": "Cedar IX", "switch": [{"id": 1, "colo": "Adonis"}]}],
        )
    )
    assert (refused, odd) == ([], [])
    assert [(one.name, one.numbers[0].asn, one.rung, one.speed, one.facility) for one in found] == [
        ("A", 3333, Rung.CONNECTED, 10_000, "Adonis"),
        ("B", 1103, Rung.CONNECTED, 10_000, "Adonis"),
        ("C", 1299, Rung.CONNECTED, 10_000, "Adonis"),
    ]


def test_what_real_files_get_wrong_is_said_and_the_rest_is_read() -> None:
    broken = members(
        member(3333, None, "192.0.2.1", url=None),
        member("1103", "B", "192.0.2.1"),
        member(1299, "C"),
        member(1200, "D", "nowhere", url="javascript:alert(1)"),
        {"asnum": 1201, "name": "E", "connection_list": None},
        member(1200, "D", "192.0.2.9"),
        member(None, "F"),
        member(64512, "G"),
        "H",
    )
    del broken["timestamp"], broken["version"]
    found, refused, odd = listed(broken)
    assert [one.numbers[0].asn for one in found] == [3333, 1103, 1299, 1200, 1201]
    assert [one.rung for one in found] == [Rung.CONNECTED] * 4 + [None]
    assert found[0].name == "AS3333"
    assert found[3].speed == 20_000
    assert [(one.line, one.fault) for one in refused] == [
        (7, RowFault.UNREADABLE),
        (8, RowFault.PRIVATE),
        (9, RowFault.OBJECT),
    ]
    assert {(one.line, one.fault, one.value, one.other) for one in odd} == {
        (0, OddFault.VERSION_MISSING, "", ""),
        (0, OddFault.TIMESTAMP_MISSING, "", ""),
        (1, OddFault.NULL_TEXT, "name", "AS3333"),
        (1, OddFault.NULL_TEXT, "url", "AS3333"),
        (1, OddFault.NAME_MISSING, "AS3333", ""),
        (2, OddFault.NUMBER_TEXT, "1103", ""),
        (2, OddFault.ADDRESS_TWICE, "192.0.2.1", "AS3333, AS1103"),
        (3, OddFault.NO_ADDRESS, "AS1299", ""),
        (4, OddFault.ADDRESS_UNREADABLE, "nowhere", "AS1200"),
        (4, OddFault.NO_ADDRESS, "AS1200", ""),
        (4, OddFault.WEBSITE_UNREADABLE, "javascript:alert(1)", ""),
        (5, OddFault.NO_CONNECTIONS, "AS1201", ""),
        (6, OddFault.TWICE, "AS1200", "4"),
    }


def test_a_list_of_fewer_than_three_numbers_is_no_exchange_yet() -> None:
    assert faults(members(*THREE[:2]))[OddFault.FEW].value == "2"
    assert OddFault.FEW not in faults(members(*THREE))


def test_a_connection_that_is_planned_is_none() -> None:
    planned = member(3333)
    planned["connection_list"][0]["state"] = "planned"
    silent = member(1103, "B", "192.0.2.2")
    del silent["connection_list"][0]["state"]
    unsaid = member(1299)
    del unsaid["connection_list"][0]["state"]
    found, _, odd = listed(members(planned, silent, unsaid))
    assert [one.rung for one in found] == [None, Rung.CONNECTED, None]
    assert [(one.line, one.fault) for one in odd] == [(1, OddFault.NOT_CONNECTED), (3, OddFault.NO_ADDRESS)]


def test_of_several_exchanges_the_one_of_the_projects_name_is_meant() -> None:
    there = member(1299, "C", "192.0.2.3")
    there["connection_list"][0]["ixp_id"] = 2
    two = [{"ixp_id": 1, "shortname": "CEDAR IX"}, {"ixp_id": 2, "shortname": "Oslo IX"}]
    found, _, odd = listed(members(*THREE[:2], there, ixp_list=two))
    assert [one.name for one in found] == ["A", "B"]
    assert (OddFault.OTHERS, "2", "Cedar IX") in {(one.fault, one.value, one.other) for one in odd}
    found, _, _ = listed(members(*THREE[:2], there, ixp_list=[{"ixp_id": 7}, {"ixp_id": 8}]))
    assert [one.name for one in found] == ["A", "B", "C"]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["asnum", "name", "url", "connection_list", "vlan_list", "ipv4", "address", "if_list", "if_speed", "state", "ixp_id"]
        ),
        inner,
        max_size=5,
    ),
    max_leaves=12,
)  # fmt: skip


@given(st.lists(_JSON, max_size=5), _JSON, _JSON, _JSON)
def test_no_member_list_breaks_the_reader(
    those: list[Any], version: Any, timestamp: Any, exchanges: Any
) -> None:
    document = {"member_list": those, "version": version, "timestamp": timestamp, "ixp_list": exchanges}
    try:
        found = read(json.dumps(document).encode(), "Cedar IX", False)
    except InvalidInputError:
        return
    some, _ = unpacked(found)
    json.dumps(found)
    assert len({one.numbers[0].asn for one in some}) == len(some)


@given(st.lists(_JSON, max_size=5))
def test_no_document_of_organisations_breaks_the_reader(those: list[Any]) -> None:
    try:
        unpacked(read(json.dumps({"organisations": those}).encode(), "Cedar IX", False))
    except InvalidInputError as error:
        assert error.key == "exchange-import-file-empty"  # noqa: PT017 - both ways are right


# What storing would do


def organisation(**fields: Any) -> Organisation:
    return Organisation(**{"id": 1, "name": "Cedar", "country": "LB", "asns": (3333,)} | fields)


def known(rung: Rung | None = None, **fields: Any) -> Known:
    standing = None if rung is None else Standing(exchange_id=1, organisation_id=1, rung=rung)
    return Known(organisation=organisation(), standing=standing, holders={3333: (1, "Cedar")}, **fields)


def test_a_file_lowers_nothing_and_takes_no_withdrawal_back() -> None:
    for rung in LADDER:
        for told in Rung:
            row = Row(line=2, name="Cedar", rung=told, evidence="https://x.example/y")
            found = judge(row, Source.TABLE, known(rung), TODAY)
            assert found.rung is None or HEIGHT[found.rung] > HEIGHT[rung]
    declined = judge(Row(line=2, name="Cedar", rung=Rung.MOU, evidence="https://x.example/y"), Source.TABLE, known(Rung.DECLINED), TODAY)  # fmt: skip
    assert [one.reason for one in declined.kept] == [Reason.WITHDRAWN]
    assert declined.kind is Kind.KEPT


def test_from_a_letter_on_a_row_needs_evidence_unless_an_exchange_published_it() -> None:
    for rung in LADDER:
        row = Row(line=2, name="Cedar", rung=rung)
        reasons = [one.reason for one in judge(row, Source.TABLE, known(), TODAY).kept]
        assert reasons == ([Reason.PROOF] if HEIGHT[rung] >= PROVEN else [])
        assert judge(row, Source.MEMBERS, known(), TODAY).rung is rung


def test_a_number_of_another_organisation_stays_there() -> None:
    row = Row(line=2, name="Cedar", numbers=(Number(asn=1103), Number(asn=1299)))
    found = judge(row, Source.TABLE, Known(organisation=organisation(), holders={1103: (2, "Oslo")}), TODAY)
    assert [(one.field, one.after) for one in found.changes] == [(Field.NUMBERS, "AS1299")]
    assert [(one.reason, one.value) for one in found.kept] == [(Reason.ELSEWHERE, "AS1103 (Oslo)")]
    several = judge(row, Source.TABLE, Known(several=True, holders={1103: (2, "Oslo"), 1299: (3, "Bergen")}), TODAY)  # fmt: skip
    assert (several.kind, several.kept[0].value) == (Kind.KEPT, "Bergen, Oslo")


def test_a_commitment_that_is_over_is_not_taken() -> None:
    row = Row(line=2, name="Cedar", rung=Rung.INTENDS, valid_until="2026-11-23")
    assert [one.reason for one in judge(row, Source.TABLE, known(), TODAY).kept] == [Reason.OVER]


@given(
    st.sampled_from([None, *Rung]),
    st.sampled_from([None, *Rung]),
    st.sampled_from(list(Source)),
    st.booleans(),
)
def test_what_is_the_same_is_nothing(
    now: Rung | None, told: Rung | None, source: Source, proven: bool
) -> None:
    """A row that says what is known changes nothing, whatever kind of file it is."""
    row = Row(
        line=2, name="Cedar", country="LB", numbers=(Number(asn=3333),), rung=told,
        evidence="https://x.example/y" if proven else None,
    )  # fmt: skip
    found = judge(row, source, known(now), TODAY)
    if told is now or told is None:
        assert (found.kind, found.changes, found.kept) == (None, (), ())


# Organisations


@given(
    st.dictionaries(st.integers(1, 8), st.integers(1, 8), max_size=8), st.integers(1, 8), st.integers(1, 8)
)
def test_nobody_comes_to_control_themselves(above: dict[int, int], one: int, parent: int) -> None:
    parents: dict[int, int | None] = {}
    for child, over in above.items():
        if not closes_circle(parents, child, over):
            parents[child] = over
    if not closes_circle(parents, one, parent):
        parents[one] = parent
    for start in parents:
        seen: set[int] = set()
        at: int | None = start
        while at is not None:
            assert at not in seen
            seen.add(at)
            at = parents.get(at)


def test_of_two_records_what_counts_is_kept() -> None:
    def standing(rung: Rung, *, confirmed: bool = False, until: dt.date | None = None) -> Standing:
        at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC) if confirmed else None
        return Standing(exchange_id=1, organisation_id=1, rung=rung, confirmed_at=at, valid_until=until)

    letter = standing(Rung.LETTER, confirmed=True)
    assert kept(standing(Rung.READY), letter, TODAY) == letter
    assert kept(letter, standing(Rung.DECLINED), TODAY) == letter
    over = standing(Rung.MOU, confirmed=True, until=TODAY - dt.timedelta(days=1))
    assert kept(over, standing(Rung.INTENDS), TODAY).rung is Rung.INTENDS
    assert kept(standing(Rung.CONTACTED), standing(Rung.INTENDS), TODAY).rung is Rung.INTENDS


@pytest.mark.parametrize(
    ("typed", "found"),
    [("", None), ("cedar.example", "https://cedar.example"), ("http://cedar.example/a?b=1", "http://cedar.example/a?b=1")],
)  # fmt: skip
def test_a_website_is_read(typed: str, found: str | None) -> None:
    assert website(typed) == found


@pytest.mark.hostile(35)
@pytest.mark.parametrize(
    "typed", ["javascript:alert(1)", "https://good@evil.example", "localhost", "https://a b.example", "https://x.example/<b>", "http://[", "https://x.example:99999"]
)  # fmt: skip
def test_what_is_no_website_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        website(typed)


def test_a_country_is_a_code_or_a_name() -> None:
    assert (country("lb"), country("Lebanon"), country(""), country("Czechia")) == ("LB", "LB", None, "CZ")
    with pytest.raises(ValueError, match="Atlantis"):
        country("Atlantis")
