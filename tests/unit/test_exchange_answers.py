"""Rules behind the answers: who would help, what readiness rests on, the plan, registries' rules, who peers with whom."""

import datetime as dt
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidInputError
from bot.exchanges import planning_rules, rules
from bot.exchanges.answers import charts, ladder_rules, matrix_rules, plan_rules, reading, rir
from bot.exchanges.answers.matrix_rules import Participant, Way
from bot.exchanges.answers.rir_rules import LARGEST, SMALLEST, Read, RirRule
from bot.exchanges.model import Rir
from bot.exchanges.readiness_rules import (
    GATES,
    MOST_POINTS,
    WEIGHTS_OF,
    Dimension,
    Gate,
    GateState,
    readiness,
    state_of,
)
from bot.exchanges.rules import Commitment, Mass, ProjectKind, Rung
from bot.networks.rules import Policy
from tests.unit.test_exchange_rules import OWN, TODAY, commitments, signed

RIPE = RirRule(
    rir=Rir.RIPE, members=3, prefix=26, largest=22, source="https://ripe.example", checked_on=TODAY
)


# Who would take it over the gate


def _counted_anew(said: list[Commitment], **how: int | None) -> tuple[int, ...]:
    """As PRODUCT has it, in words: sign for each of them in turn, and count."""
    now = rules.mass(said, TODAY, **how)  # type: ignore[arg-type]
    found = []
    for one in said:
        if rules.HEIGHT[one.rung] < 0:
            continue
        strong = signed(one.organisation_id, one.group, *one.asns)
        others = [each for each in said if each is not one]
        if rules.mass([*others, strong], TODAY, **how).count > now.count:  # type: ignore[arg-type]
            found.append((-rules.HEIGHT[one.rung], one.organisation_id))
    return tuple(organisation for _, organisation in sorted(found))


@given(commitments, st.sampled_from([None, 1, 2]))
def test_who_would_help_is_told_without_counting_anew_for_each(
    said: list[Commitment], own_group: int | None
) -> None:
    found, mass = rules.over_the_gate(said, TODAY, own_asn=OWN, own_group=own_group)
    assert found == _counted_anew(said, own_asn=OWN, own_group=own_group)
    assert mass == rules.mass(said, TODAY, own_asn=OWN, own_group=own_group)


# What follows from the ladder


@given(commitments)
def test_what_is_computed_never_gets_better_when_somebody_leaves_or_evidence_goes(
    said: list[Commitment],
) -> None:
    def stands(some: list[Commitment]) -> tuple[bool, int]:
        mass = rules.mass(some, TODAY, own_asn=OWN)
        return mass.reached, ladder_rules.points(mass.count, mass.wanted).points

    before = stands(said)
    for one in said:
        left = [each for each in said if each is not one]
        bare = [
            *left,
            Commitment(organisation_id=one.organisation_id, group=one.group, rung=one.rung, asns=one.asns),
        ]
        for after in (stands(left), stands(bare)):
            assert after <= before
        strong = ladder_rules.strong(said, TODAY)
        assert len(ladder_rules.asns_of(ladder_rules.strong(left, TODAY), own_asn=OWN)) <= len(
            ladder_rules.asns_of(strong, own_asn=OWN)
        )


def test_what_waits_for_confirmation_is_unproven_and_no_more() -> None:
    waits = [
        Commitment(
            organisation_id=n, group=n, rung=Rung.LETTER, asns=frozenset({1000 + n}), evidence="letter"
        )
        for n in (1, 2, 3)
    ]
    assert rules.mass(waits, TODAY).count == 0
    then = rules.mass(ladder_rules.if_confirmed(waits), TODAY)
    assert then.reached
    assert state_of(ladder_rules.computed(False, would=then.reached)) is GateState.UNPROVEN
    only_interest = [
        Commitment(organisation_id=n, group=n, rung=Rung.INTENDS, asns=frozenset({n})) for n in (1, 2, 3)
    ]
    assert not rules.mass(ladder_rules.if_confirmed(only_interest), TODAY).reached


@pytest.mark.parametrize(("count", "points"), [(0, 0), (1, 1), (2, 2), (3, 4), (9, 4)])
def test_points_of_critical_mass_are_rounded_down(count: int, points: int) -> None:
    assert ladder_rules.points(count, 3).points == points


def test_three_siblings_are_three_numbers_and_one_network() -> None:
    siblings = [signed(n, 7, 1000 + n) for n in (1, 2, 3)]
    assert rules.mass(siblings, TODAY).count == 1
    assert len(ladder_rules.asns_of(ladder_rules.strong(siblings, TODAY))) == 3


def test_a_nog_is_convened_by_those_who_are_interested() -> None:
    said = [
        Commitment(organisation_id=1, group=1, rung=Rung.INTERESTED),
        Commitment(organisation_id=2, group=1, rung=Rung.INTENDS),
        Commitment(organisation_id=3, group=3, rung=Rung.CONTACTED),
        Commitment(organisation_id=4, group=4, rung=Rung.INTENDS, valid_until=TODAY - dt.timedelta(days=1)),
        Commitment(organisation_id=5, group=5, rung=Rung.LETTER),
    ]
    assert ladder_rules.convenors(said, TODAY) == 2
    assert ladder_rules.convenors(said, TODAY, own_group=5) == 1


def test_each_kind_has_gates_of_its_own() -> None:
    assert not set(GATES[ProjectKind.EXCHANGE]) & set(GATES[ProjectKind.NOG])
    assert {one for those in GATES.values() for one in those} == set(Gate)
    found = readiness({}, {}, which=GATES[ProjectKind.NOG])
    assert tuple(found.gates) == GATES[ProjectKind.NOG]
    weights = WEIGHTS_OF[ProjectKind.NOG]
    assert (weights[Dimension.SITE], weights[Dimension.DESIGN]) == (0, 0)
    assert MOST_POINTS == 4


# The plan


def _plan(
    told: dict[int, int], *, prefix: int | None = None, rule: RirRule | None = RIPE, servers: int = 2
) -> plan_rules.Plan:
    return plan_rules.plan(told, {}, servers=servers, prefix=prefix, rule=rule, today=TODAY)


def test_a_plan_at_four_horizons() -> None:
    found = _plan({0: 3, 3: 6, 12: 12, 24: 40})
    assert [(one.months, one.members, one.mesh, one.by_servers, one.prefix) for one in found.horizons] == [
        (0, 3, 3, 6, 27),
        (3, 6, 15, 12, 27),
        (12, 12, 66, 24, 27),
        (24, 40, 780, 80, 26),
    ]
    assert found.servers_from == 6  # n > 2r + 1
    assert (found.recommended, found.ask, found.more, found.beyond) == (27, 26, False, False)
    assert (found.lan, found.given, found.capacity) == (26, False, 60)
    # From 12 members in a year and 40 in two, 28 more in twelve months: more than 60 in month 33.
    assert found.overflow == dt.date(2029, 8, 1)


@pytest.mark.parametrize(
    ("year", "recommended", "ask", "more", "beyond"),
    [
        (14, 27, 26, False, False),
        (15, 26, 26, False, False),
        (31, 25, 25, True, False),
        (510, 22, 22, True, False),
        (511, None, 22, True, True),
    ],
)
def test_what_to_ask_the_registry_for(
    year: int, recommended: int | None, ask: int, more: bool, beyond: bool
) -> None:
    found = _plan({0: 3, 3: 4, 12: year, 24: year})
    assert (found.recommended, found.ask, found.more, found.beyond) == (recommended, ask, more, beyond)


def test_a_lan_that_was_given_is_the_one_that_fills() -> None:
    assert _plan({0: 3, 3: 6, 12: 28, 24: 28}, prefix=27).overflow is None
    full = _plan({0: 30, 3: 30, 12: 40, 24: 50}, prefix=27)
    assert full.overflow == dt.date(2026, 11, 1)
    assert full.given


@given(st.dictionaries(st.sampled_from((0, 3, 12, 24)), st.integers(0, 600)), st.integers(0, 3))
def test_a_plan_never_assumes_fewer_members_later_and_asks_for_enough(
    told: dict[int, int], servers: int
) -> None:
    ladder = {0: 2, 3: 5, 12: 9, 24: 14}
    found = plan_rules.plan(told, ladder, servers=servers, prefix=None, rule=RIPE, today=TODAY)
    members = [one.members for one in found.horizons]
    assert members == sorted(members)
    year = members[2]
    if not found.beyond:
        assert planning_rules.capacity(found.ask) >= 2 * year
    assert found.ask <= RIPE.prefix
    for one in found.horizons:
        assert one.assumed == (one.months not in told or one.members > told[one.months])
        if one.prefix is not None:
            assert planning_rules.capacity(one.prefix) >= one.members


def test_members_are_taken_from_the_ladder_where_nobody_forecast() -> None:
    said = [
        signed(1, 1, 1001),
        Commitment(organisation_id=2, group=2, rung=Rung.INTENDS, asns=frozenset({1002})),
        Commitment(organisation_id=3, group=3, rung=Rung.INTERESTED, asns=frozenset({1003})),
        Commitment(organisation_id=4, group=4, rung=Rung.IDENTIFIED, asns=frozenset({1004})),
        Commitment(organisation_id=5, group=5, rung=Rung.DECLINED, asns=frozenset({1005})),
        Commitment(organisation_id=6, group=6, rung=Rung.INTENDS),
    ]
    assert plan_rules.assumed(said, TODAY) == {0: 1, 3: 2, 12: 3, 24: 4}


# Rules of registries


def test_the_table_has_every_registry_with_source_and_date() -> None:
    table = rir.table()
    assert set(table) == set(Rir)
    for rule in table.values():
        assert rule.source.startswith("https://")
        assert rule.version
        assert LARGEST <= (rule.largest or LARGEST) <= rule.prefix <= SMALLEST
        assert rule.members == 3
        assert rule.read is not Read.OWN
        assert rule.checked_on <= dt.date(2026, 11, 23)
    assert [one for one, rule in table.items() if rule.largest is None] == [Rir.ARIN, Rir.AFRINIC]
    assert (table[Rir.RIPE].prefix, table[Rir.APNIC].prefix, table[Rir.ARIN].prefix) == (26, 26, 24)


@pytest.mark.parametrize(
    ("checked", "old"),
    [
        (dt.date(2025, 11, 22), True),
        (dt.date(2025, 11, 23), False),
        (dt.date(2026, 1, 1), False),
        (dt.date(2020, 1, 1), True),
    ],
)
def test_a_rule_is_old_after_twelve_months(checked: dt.date, old: bool) -> None:
    rule = RirRule(rir=Rir.RIPE, members=3, prefix=26, largest=22, source="", checked_on=checked)
    assert rule.is_old(TODAY) is old


# Who would peer with whom

participants = st.lists(
    st.builds(
        Participant,
        organisation_id=st.integers(1, 5),
        name=st.just("x"),
        asn=st.integers(1, 10_000),
        policy=st.sampled_from([str(one) for one in Policy]),
        rung=st.just(Rung.LETTER),
        facility=st.sampled_from(["", "Adonis", "Batroun"]),
    ),
    max_size=12,
)


@given(participants)
def test_pairs_are_counted_as_if_one_by_one(some: list[Participant]) -> None:
    found = matrix_rules.matrix(some)
    for way in Way:
        one_by_one = sum(
            matrix_rules.between(first, second) is way
            for first, second in combinations(some, 2)
            if first.organisation_id != second.organisation_id
        )
        assert found.pairs[way] == one_by_one
    assert sum(count for _, count in found.facilities) == len(some)


def _network(asn: int, policy: str) -> Participant:
    return Participant(organisation_id=asn, name="x", asn=asn, policy=policy, rung=Rung.LETTER)


@pytest.mark.parametrize(
    ("first", "second", "way"),
    [
        ("open", "open", Way.SERVERS),
        ("open", "selective", Way.BILATERAL),
        ("restrictive", "selective", Way.BILATERAL),
        ("open", "no", Way.NONE),
        ("unknown", "open", Way.UNKNOWN),
        ("unknown", "no", Way.NONE),
    ],
)
def test_the_more_careful_of_two_decides(first: str, second: str, way: Way) -> None:
    assert matrix_rules.between(_network(1, first), _network(2, second)) is way
    assert matrix_rules.between(_network(2, second), _network(1, first)) is way


# What is typed


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("3", 3),
        (" ٣ ", 3),
        ("0", 0),
        ("11", None),
        ("-1", None),
        ("1.5", None),
        ("", None),
        ("9" * 500, None),
        ("²", None),
    ],
)
def test_whole_numbers(typed: str, number: int | None) -> None:
    assert reading.whole(typed, 0, 10) == number


@pytest.mark.parametrize(
    "typed", ["05/12/2026", "2026-13-01", "2026-11-24", "1999-12-31", "9999-01-01", "x" * 50]
)
def test_days_that_are_refused(typed: str) -> None:
    with pytest.raises(InvalidInputError):
        reading.day(typed, TODAY)
    assert reading.day("", TODAY) == TODAY
    assert reading.day(" 2026-11-23 ", TODAY) == TODAY


# Pictures


@pytest.mark.parametrize(
    "wanted",
    [
        {
            "kind": "readiness",
            "names": ["Site", "$x^2$"],
            "points": [0, 4],
            "weights": ["50 %", "50 %"],
            "score": "Score: 50",
        },
        {
            "kind": "plan",
            "points": [[0, 3], [3, 6], [12, 12], [24, 40]],
            "lans": [["/26 holds 60", 60]],
            "overflow": 33,
            "texts": {"months": "months", "members": "members", "overflow": "full"},
        },
        {
            "kind": "plan",
            "points": [[0, 0], [3, 0], [12, 0], [24, 0]],
            "lans": [["/26", 60]],
            "overflow": None,
            "texts": {"months": "", "members": "", "overflow": ""},
        },
        {
            "kind": "matrix",
            "asns": ["64500", "64501"],
            "ways": [["", "servers"], ["servers", ""]],
            "letters": {"servers": "S", "bilateral": "B", "none": "-", "unknown": "?"},
        },
    ],
)
def test_pictures_are_drawn(wanted: dict[str, object]) -> None:
    picture = charts.draw(wanted)
    assert picture.startswith(b"\x89PNG")
    assert 2_000 < len(picture) < 200_000


def test_mass_of_five_hundred_has_a_hundred_who_would_help() -> None:
    said = [signed(n, n, 10_000 + n) for n in range(400)] + [
        Commitment(organisation_id=n, group=n, rung=Rung.INTENDS, asns=frozenset({10_000 + n}))
        for n in range(400, 500)
    ]
    found, mass = rules.over_the_gate(said, TODAY, wanted=450)
    assert isinstance(mass, Mass)
    assert (len(found), mass.count) == (100, 400)
