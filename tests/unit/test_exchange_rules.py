"""Rules of founding an exchange: what must hold whatever is said, and figures that are known."""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exchanges import planning_rules as planning
from bot.exchanges import rules
from bot.exchanges.readiness_rules import COMPUTED, WEIGHTS, Claim, Dimension, Gate, GateState, readiness
from bot.exchanges.rules import BadMoveError, Commitment, Move, ProjectKind, Rung, Stage
from bot.exchanges.survey_rules import LEAST, Publication, may_publish

TODAY = dt.date(2026, 11, 23)
OWN = 3333

commitments = st.lists(
    st.builds(
        Commitment,
        organisation_id=st.integers(1, 8),
        group=st.integers(1, 5),
        rung=st.sampled_from(Rung),
        asns=st.frozensets(st.sampled_from([174, 1299, OWN, 23456, 64500, 65000, 2914, 6939]), max_size=3),
        confirmed=st.booleans(),
        evidence=st.sampled_from(["", "letter.pdf"]),
        valid_until=st.sampled_from([None, TODAY, TODAY - dt.timedelta(days=1)]),
    ),
    max_size=8,
    unique_by=lambda one: one.organisation_id,
)


def signed(organisation: int, group: int, *asns: int) -> Commitment:
    return Commitment(
        organisation_id=organisation,
        group=group,
        rung=Rung.LETTER,
        asns=frozenset(asns),
        confirmed=True,
        evidence="letter.pdf",
    )


# Critical mass


@given(commitments)
def test_no_control_group_counts_twice_and_no_number_twice(said: list[Commitment]) -> None:
    found = rules.mass(said, TODAY, own_asn=OWN)
    assert len(found.asns) == found.count
    assert OWN not in found.asns
    assert found.count <= len({one.group for one in said})
    assert all(rules.is_public(asn) for asn in found.asns)
    for group, who in found.groups.items():
        one = next(each for each in said if each.organisation_id == who)
        assert one.group == group
        assert one.confirmed
        assert one.evidence
        assert one.stands(TODAY)


@given(commitments, st.integers(0, 7))
def test_who_leaves_never_makes_more_of_it(said: list[Commitment], which: int) -> None:
    before = rules.mass(said, TODAY, own_asn=OWN).count
    leaver = said[which].organisation_id if which < len(said) else 0
    left = [one for one in said if one.organisation_id != leaver]
    after = rules.mass(left, TODAY, own_asn=OWN).count
    assert before - 1 <= after <= before


@given(commitments)
def test_a_take_over_never_makes_more_of_it(said: list[Commitment]) -> None:
    """Two groups become one."""
    from dataclasses import replace

    joined = [replace(one, group=1 if one.group == 2 else one.group) for one in said]
    assert rules.mass(joined, TODAY, own_asn=OWN).count <= rules.mass(said, TODAY, own_asn=OWN).count


def test_three_with_two_numbers_between_two_of_them_are_two() -> None:
    said = [signed(1, 1, 174), signed(2, 2, 174), signed(3, 3, 1299)]
    assert rules.mass(said, TODAY).count == 2
    assert rules.mass([*said[:1], signed(2, 2, 174, 2914), said[2]], TODAY).reached


def test_who_would_take_it_over_the_gate() -> None:
    asked = Commitment(organisation_id=4, group=4, rung=Rung.INTENDS, asns=frozenset({6939}))
    sibling = Commitment(organisation_id=5, group=1, rung=Rung.INTENDS, asns=frozenset({2914}))
    who, now = rules.over_the_gate([signed(1, 1, 174), signed(2, 2, 1299), asked, sibling], TODAY)
    assert (who, now.count) == ((4,), 2)


@given(st.dictionaries(st.integers(1, 8), st.none() | st.integers(1, 8), max_size=8))
def test_siblings_are_one_group_whatever_the_parents_say(parents: Mapping[int, int | None]) -> None:
    found = rules.groups(parents)
    for one, above in parents.items():
        if above is not None and above in found:
            assert found[one] == found[above]


@pytest.mark.parametrize(
    ("asn", "counts"),
    [(0, False), (174, True), (23456, False), (64495, True), (64496, False), (64511, False), (64512, False),
     (65535, False), (65536, False), (65551, False), (65552, True), (4199999999, True), (4200000000, False), (4294967295, False)],
)  # fmt: skip
def test_only_real_numbers_count(asn: int, counts: bool) -> None:
    assert rules.is_public(asn) is counts


# Stages


@given(st.sampled_from(ProjectKind), st.lists(st.sampled_from(Move), max_size=12))
def test_a_project_is_always_somewhere_on_its_way(kind: ProjectKind, moves: list[Move]) -> None:
    stage, before = rules.WAYS[kind][0], None
    for move in moves:
        try:
            after = rules.moved(kind, stage, before, move)
        except BadMoveError:
            continue
        before = stage if move is Move.STALL else before
        stage = after
        assert stage in {*rules.WAYS[kind], *rules.PAUSED, *rules.ENDED}


def test_a_stalled_project_resumes_where_it_stood() -> None:
    stalled = rules.moved(ProjectKind.EXCHANGE, Stage.DESIGN, None, Move.STALL)
    assert rules.moved(ProjectKind.EXCHANGE, stalled, Stage.DESIGN, Move.RESUME) is Stage.DESIGN
    with pytest.raises(BadMoveError, match="paused"):
        rules.moved(ProjectKind.EXCHANGE, stalled, Stage.DESIGN, Move.ADVANCE)
    with pytest.raises(BadMoveError, match="ended"):
        rules.moved(ProjectKind.EXCHANGE, Stage.ABANDONED, None, Move.RESUME)


# Readiness

claims = st.builds(Claim, points=st.integers(0, 4), evidence=st.sampled_from(["", " ", "minutes.pdf"]))


@given(
    st.dictionaries(st.sampled_from(Gate), claims),
    st.dictionaries(st.sampled_from(Dimension), claims),
)
def test_readiness_never_rises_when_evidence_is_removed(
    gates: dict[Gate, Claim], dimensions: dict[Dimension, Claim]
) -> None:
    before = readiness(gates, dimensions)
    for gate, said in gates.items():
        after = readiness(gates | {gate: Claim(points=said.points)}, dimensions)
        assert after.gates[gate] is not GateState.MET
        assert not after.ready
    for one, said in dimensions.items():
        after = readiness(gates, dimensions | {one: Claim(points=said.points)})
        assert after.score <= before.score


def test_full_marks_are_a_hundred_and_hide_no_failed_gate() -> None:
    full = Claim(points=4, evidence="seen")
    found = readiness(dict.fromkeys(set(Gate) - {Gate.NEUTRAL_SITE}, full), dict.fromkeys(Dimension, full))
    assert found.score == 100
    assert not found.ready
    assert found.gates[Gate.NEUTRAL_SITE] is GateState.FAILED
    assert sum(WEIGHTS.values()) == 100
    assert set(Gate) > COMPUTED


# The plan


def test_the_lan_holds_what_the_field_says() -> None:
    assert [planning.capacity(prefix) for prefix in range(27, 21, -1)] == [28, 60, 124, 252, 508, 1020]


@given(st.integers(0, 700))
def test_the_recommended_lan_is_the_smallest_with_twice_the_room(expected: int) -> None:
    prefix = planning.recommended(expected)
    if prefix is None:
        assert 2 * expected > planning.capacity(planning.LARGEST_LAN)
        return
    assert planning.capacity(prefix) >= 2 * expected
    assert prefix == planning.SMALLEST_LAN or planning.capacity(prefix + 1) < 2 * expected


@given(st.integers(0, 200), st.integers(1, 4))
def test_route_servers_win_exactly_where_they_need_fewer_sessions(members: int, servers: int) -> None:
    fewer = planning.by_route_servers(members, servers) < planning.full_mesh(members)
    assert planning.servers_win(members, servers) is fewer


def test_savings_are_those_of_nairobi_in_2012() -> None:
    """1,000 Mbit/s at 125 a month: 1.5 million a year."""
    assert planning.Saving(local=1_000, port=10_000, price=Fraction(125)).yearly == 1_500_000
    assert planning.Saving(local=5_000, port=1_000, price=Fraction(125)).yearly == 1_500_000


def test_a_lan_overflows_in_the_month_in_which_the_members_no_longer_fit() -> None:
    forecast = planning.Forecast(points=((0, 4), (3, 10), (12, 28), (24, 52)))
    assert forecast.at(12) == 28
    assert planning.overflows(forecast, 27, TODAY) == dt.date(2027, 12, 1)
    assert planning.overflows(planning.Forecast(points=((0, 4),)), 27, TODAY) is None


# The survey

answers = st.frozensets(st.tuples(st.integers(1, 5), st.integers(0, 1)), max_size=6).map(
    lambda some: frozenset(dict(sorted(some)).items())
)


@given(st.lists(answers, max_size=4))
def test_no_sum_or_difference_of_what_was_published_tells_of_fewer_than_three(
    wanted: list[frozenset[tuple[int, int]]],
) -> None:
    """An attacker adds and subtracts totals, each up to twice."""
    published: list[Publication] = []
    for one in wanted:
        new = Publication(answers=one)
        if may_publish(published, new):
            published.append(new)
    for factors in product((-2, -1, 0, 1, 2), repeat=len(published)):
        sums: dict[tuple[int, int], int] = {}
        for factor, total in zip(factors, published, strict=True):
            for answer in total.answers:
                sums[answer] = sums.get(answer, 0) + factor
        behind = {who for (who, _), times in sums.items() if times}
        assert not behind or len(behind) >= LEAST


def test_two_totals_that_differ_in_one_are_not_both_published() -> None:
    four = Publication(answers=frozenset((who, 0) for who in range(4)))
    for some in combinations(range(4), 3):
        three = Publication(answers=frozenset((who, 0) for who in some))
        assert may_publish([], three)
        assert not may_publish([four], three)
    changed = Publication(answers=frozenset({(0, 1), (1, 0), (2, 0), (3, 0)}))
    assert not may_publish([four], changed)
    assert may_publish([four], four)
