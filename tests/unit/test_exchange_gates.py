"""What a project shows before it goes on: the gates."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exchanges.founding import gates_rules as gates
from bot.exchanges.founding.gates_rules import Condition, Known, Source
from bot.exchanges.founding.registries import registry_of
from bot.exchanges.model import Rir, Topic
from bot.exchanges.readiness_rules import Claim, Gate, GateState
from bot.exchanges.rules import ENDED, PAUSED, WAYS, Commitment, Mass, ProjectKind, Rung, Stage, mass
from bot.language import zones

TODAY = dt.date(2026, 11, 23)


def said(
    organisation: int, rung: Rung, *, group: int | None = None, asn: int | None = None, **more: object
) -> Commitment:
    return Commitment(
        organisation_id=organisation,
        group=organisation if group is None else group,
        rung=rung,
        asns=frozenset({1000 + organisation if asn is None else asn} - {0}),
        confirmed=True,
        evidence="https://example.org",
        **more,  # type: ignore[arg-type]
    )


def known(*commitments: Commitment, **more: object) -> Known:
    return Known(today=TODAY, commitments=commitments, mass=mass(commitments, TODAY), **more)  # type: ignore[arg-type]


def test_every_stage_but_the_last_has_a_gate_and_nothing_else_has() -> None:
    for kind, way in WAYS.items():
        for stage in way[:-1]:
            assert gates.gate(kind, stage, known()), stage
        for stage in (way[-1], *PAUSED, *ENDED):
            assert gates.gate(kind, stage, known()) == ()
    used = {one for conditions in gates.GATES.values() for one in conditions}
    assert used == set(Condition) == set(gates.SOURCES)


def test_nothing_is_met_by_nothing_but_what_needs_nothing() -> None:
    for kind, way in WAYS.items():
        for stage in way:
            met = {one.condition for one in gates.gate(kind, stage, known()) if one.met}
            assert met <= {Condition.OWN_ASN}  # without route servers there is no AS number to have


def test_critical_mass_is_asked_again_at_each_gate_after_commitment() -> None:
    way = WAYS[ProjectKind.EXCHANGE]
    for stage in way[way.index(Stage.COMMITMENT) : -1]:
        assert Condition.CRITICAL_MASS in gates.GATES[stage], stage


def test_a_take_over_shuts_a_gate_that_was_open() -> None:
    apart = known(*(said(one, Rung.LETTER) for one in (1, 2, 3)))
    taken = known(said(1, Rung.LETTER), said(2, Rung.LETTER), said(3, Rung.LETTER, group=2))
    assert gates.check(Condition.CRITICAL_MASS, apart).met
    found = gates.check(Condition.CRITICAL_MASS, taken)
    assert (found.state, found.have, found.need) == (GateState.FAILED, 2, 3)


@pytest.mark.parametrize(
    ("commitments", "have"),
    [
        ((said(1, Rung.CONTACTED), said(2, Rung.INTERESTED)), 1),
        ((said(1, Rung.INTERESTED), said(2, Rung.INTENDS, group=1)), 1),
        ((said(1, Rung.DECLINED), said(2, Rung.LAPSED)), 0),
        ((said(1, Rung.INTERESTED, asn=0),), 0),  # no network
        ((said(1, Rung.LETTER, valid_until=dt.date(2026, 11, 22)),), 0),
        ((said(1, Rung.LETTER, valid_until=TODAY),), 1),
        ((said(9, Rung.EXCHANGING),), 0),  # the exchange's own
    ],
)
def test_interest_counts_independent_networks(commitments: tuple[Commitment, ...], have: int) -> None:
    assert gates.check(Condition.INTEREST, known(*commitments, own_group=9)).have == have


def test_what_waits_for_confirmation_is_not_connected() -> None:
    one = said(1, Rung.CONNECTED)
    waits = Commitment(organisation_id=2, group=2, rung=Rung.CONNECTED, asns=frozenset({7}))
    assert gates.check(Condition.CONNECTED, known(one, waits)).have == 1
    assert gates.check(Condition.INTEREST, known(one, waits)).have == 2


def test_convenors_need_no_as_number() -> None:
    found = known(*(said(one, Rung.INTERESTED, asn=0) for one in (1, 2, 3)))
    assert gates.check(Condition.CONVENORS, found).met


def test_what_is_said_without_evidence_is_unproven() -> None:
    for condition, source in gates.SOURCES.items():
        if source is Source.CLAIM:
            key = gates.claim_key(condition)
        elif source is Source.READINESS:
            key = f"gate:{Gate(condition.value)}"
        else:
            continue
        assert gates.check(condition, known(claims={key: Claim(points=4)})).state is GateState.UNPROVEN
        proven = Claim(points=4, evidence="https://example.org")
        assert gates.check(condition, known(claims={key: proven})).met
        less = Claim(points=3, evidence="https://example.org")
        assert gates.check(condition, known(claims={key: less})).state is GateState.FAILED


def test_a_design_needs_each_of_its_decisions() -> None:
    some = known(adopted=frozenset({Topic.LAN, Topic.SWITCH}))
    assert gates.check(Condition.DESIGN, some).missing == (Topic.ROUTE_SERVERS,)
    assert gates.check(Condition.DESIGN, known(adopted=frozenset(gates.DESIGN))).met
    assert gates.check(Condition.CHARTER, known(adopted=frozenset({Topic.CHARTER}))).met


def test_route_servers_need_an_as_number() -> None:
    assert not gates.check(Condition.OWN_ASN, known(servers=2)).met
    assert gates.check(Condition.OWN_ASN, known(servers=2, own_asn=3333)).met
    assert gates.check(Condition.OWN_ASN, known(servers=0)).met


COMMITMENTS = st.lists(
    st.builds(
        Commitment,
        organisation_id=st.integers(1, 6),
        group=st.integers(1, 4),
        rung=st.sampled_from(Rung),
        asns=st.frozensets(st.integers(1, 5), max_size=2),
        confirmed=st.booleans(),
        evidence=st.sampled_from(["", "x"]),
        valid_until=st.sampled_from([None, TODAY, dt.date(2020, 1, 1)]),
    ),
    max_size=8,
)


@given(
    COMMITMENTS,
    st.sampled_from([Condition.INTEREST, Condition.CONNECTED, Condition.EXCHANGING, Condition.CONVENORS]),
)
def test_no_control_group_counts_twice_and_the_own_one_never(
    commitments: list[Commitment], condition: Condition
) -> None:
    without = gates.check(condition, known(*commitments)).have
    assert without <= len({one.group for one in commitments})
    assert without <= gates.check(condition, known(*commitments, *commitments)).have == without
    assert gates.check(condition, known(*commitments, own_group=1)).have in (without, without - 1)
    fewer = known(*commitments[1:])
    assert gates.check(condition, fewer).have <= without  # who leaves opens no gate


@given(st.dictionaries(st.sampled_from([f"gate:{one}" for one in Gate]), st.integers(0, 4)))
def test_taking_evidence_away_opens_no_gate(points: dict[str, int]) -> None:
    proven = {key: Claim(points=one, evidence="x") for key, one in points.items()}
    bare = {key: Claim(points=one) for key, one in points.items()}
    for kind, way in WAYS.items():
        for stage in way:
            before = {one.condition for one in gates.gate(kind, stage, known(claims=proven)) if one.met}
            after = {one.condition for one in gates.gate(kind, stage, known(claims=bare)) if one.met}
            assert after <= before


def test_an_empty_mass_asks_for_what_is_wanted() -> None:
    asked = gates.check(
        Condition.CRITICAL_MASS,
        Known(today=TODAY, mass=Mass(groups={}, asns=frozenset(), wanted=5), wanted=5),
    )
    assert (asked.have, asked.need) == (0, 5)


@pytest.mark.parametrize(
    ("country", "rir"),
    [
        ("LB", Rir.RIPE),
        ("KE", Rir.AFRINIC),
        ("BT", Rir.APNIC),
        ("JM", Rir.ARIN),
        ("TT", Rir.LACNIC),
        ("BR", Rir.LACNIC),
        ("RE", Rir.AFRINIC),
        ("", None),
        ("XX", None),
    ],
)
def test_the_registry_of_a_country(country: str, rir: Rir | None) -> None:
    assert registry_of(country) is rir


def test_every_country_has_one_registry() -> None:
    without = {code for code in zones.countries() if registry_of(code) is None}
    assert without == set()
