"""A ballot being made, as numbers in a custom_id; the steps of a ranking; a ranking as one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.limits import CUSTOM_ID, LARGEST_ID
from bot.polls.rules import MOST_SCORE, NONE, Answer, Manner, Method, Unit
from bot.polls.voting import messages, packing, ranking_rules, typed_rules
from bot.polls.voting.packing import NUMBERS, UnreadableBallotError, pack, unpack
from bot.polls.voting.typed_rules import TypedError
from bot.polls.voting.votes import Vote
from bot.ui.routes import parse, press

ALL = range(NUMBERS)


@st.composite
def rankings(draw: st.DrawFn) -> tuple[tuple[int, ...], ...]:
    """Any order of any of 25 options, with equal ranks."""
    order = draw(st.permutations(ALL))[: draw(st.integers(0, NUMBERS))]
    groups: list[list[int]] = []
    for number in order:
        if groups and draw(st.booleans()):
            groups[-1].append(number)
        else:
            groups.append([number])
    return tuple(tuple(sorted(group)) for group in groups)


MASKS = st.sets(st.sampled_from(ALL)).map(lambda one: tuple(sorted(one)))
VOTES = st.one_of(
    rankings().map(lambda one: (Method.SCHULZE, Vote(groups=one))),
    rankings().map(lambda one: (Method.STV, Vote(groups=one))),
    rankings().map(lambda one: (Method.PLURALITY, Vote(groups=one))),
    MASKS.map(lambda one: (Method.APPROVAL, Vote(groups=(one,) if one else ()))),
    st.tuples(MASKS, MASKS).map(lambda one: (Method.DATE, Vote(yes=one[0], maybe=one[1]))),
    st.dictionaries(st.sampled_from(ALL), st.integers(0, MOST_SCORE)).map(
        lambda one: (Method.SCORE, Vote(scores=tuple(sorted(one.items()))))
    ),
    st.sampled_from((None, *Answer)).map(lambda one: (Method.YES_NO, Vote(answer=one))),
)


@given(VOTES)
def test_every_ballot_of_25_options_comes_back_and_fits_into_the_longest_custom_id(
    what: tuple[Method, Vote],
) -> None:
    method, vote = what
    packed = pack(method, vote)
    assert all(0 <= one <= LARGEST_ID for one in packed)
    assert unpack(method, packed) == vote
    step = packing.pack_step(messages.NO_SCORE, NUMBERS - 1)
    longest = press("vote.score-of", LARGEST_ID, 2**32 - 1, 2**24 - 1, *packed)
    assert len(longest) <= CUSTOM_ID
    for route in ("vote.step", "vote.dates", "vote.score"):
        custom_id = press(route, LARGEST_ID, 2**32 - 1, 2**24 - 1, *packed, step)
        parsed = parse(custom_id)
        assert parsed is not None
        assert unpack(method, (parsed[1][3], parsed[1][4])) == vote


@given(st.sampled_from(Method), st.integers(0, LARGEST_ID), st.integers(0, LARGEST_ID))
def test_numbers_that_nobody_packed_are_a_ballot_or_refused(method: Method, first: int, second: int) -> None:
    if method is Method.PLEDGE:
        return
    try:
        vote = unpack(method, (first, second))
    except UnreadableBallotError:
        return
    # Another writing of the same ballot at most: what is cast is checked and written anew.
    assert unpack(method, pack(method, vote)) == vote


@given(st.integers(0, 5), st.none() | st.sampled_from(ALL))
def test_a_step_comes_back(action: int, number: int | None) -> None:
    assert packing.unpack_step(packing.pack_step(action, number)) == (action, number)


def test_somebodys_own_vote_is_never_taken_for_anothers() -> None:
    own, advice = Unit(voter="a" * 24), Unit(voter="a" * 24, advisory=True)
    proxy, organisation = Unit(voter="b" * 24, manner=Manner.PROXY), Unit(voter="org:7", name="X")
    assert len({packing.tag(one) for one in (own, advice, proxy, organisation)}) == 4
    assert packing.tag(own) == packing.OWN
    assert packing.tag(Unit(voter="")) == packing.OWN, "who has no key yet"


# The steps


@given(rankings(), st.sampled_from(ALL))
def test_each_step_keeps_every_other_option_in_its_order(
    groups: tuple[tuple[int, ...], ...], number: int
) -> None:
    for step in (ranking_rules.up, ranking_rules.down, ranking_rules.equal):
        after = step(groups, number)
        assert sorted(one for group in after for one in group) == sorted(
            one for group in groups for one in group
        )
        assert ranking_rules.remove(after, number) == ranking_rules.remove(groups, number)
    assert number not in {one for group in ranking_rules.remove(groups, number) for one in group}


@given(rankings(), st.sampled_from(ALL))
def test_up_ends_at_the_top_alone(groups: tuple[tuple[int, ...], ...], number: int) -> None:
    if all(number not in group for group in groups):
        assert ranking_rules.up(groups, number) == groups
        return
    for _ in range(2 * NUMBERS):
        groups = ranking_rules.up(groups, number)
    assert groups[0] == (number,)
    for _ in range(2 * NUMBERS):
        groups = ranking_rules.down(groups, number)
    assert groups[-1] == (number,)


def test_the_steps_by_example() -> None:
    groups = ((1,), (2, 3), (4,))
    assert ranking_rules.up(groups, 3) == ((1,), (3,), (2,), (4,))
    assert ranking_rules.up(groups, 4) == ((1,), (4,), (2, 3))
    assert ranking_rules.down(groups, 2) == ((1,), (3,), (2,), (4,))
    assert ranking_rules.down(groups, 1) == ((2, 3), (1,), (4,))
    assert ranking_rules.equal(groups, 4) == ((1,), (2, 3, 4))
    assert ranking_rules.equal(groups, 2) == ((1, 2), (3,), (4,))
    assert ranking_rules.equal(groups, 1) == groups
    assert ranking_rules.add(groups, 5) == (*groups, (5,))
    assert ranking_rules.add(groups, 3) == groups
    assert ranking_rules.last_taken(((1,), (2, 3))) == ((1,), (2,))
    assert ranking_rules.last_taken(()) == ()


# One line

NAMES = {1: "Beirut", 2: "Tripoli", 3: "Tyre", 4: "B", 5: "A > B", NONE: ""}


@pytest.mark.parametrize(
    ("line", "groups"),
    [
        ("", ()),
        ("A", ((1,),)),
        ("c > a = z", ((3,), (0, 1))),
        ("TRIPOLI=beirut>Tyre", ((1, 2), (3,))),
        ("b > 2", ((4,), (2,))),
        ("beir > trip", ((1,), (2,))),
        ("A > B", ((5,),)),
        ("Ｂｅｉｒｕｔ ＞ D", ((1,), (4,))),
        ("0 > 1", ((0,), (1,))),
    ],
)
def test_a_line_is_read(line: str, groups: tuple[tuple[int, ...], ...]) -> None:
    assert typed_rules.read(line, NAMES) == groups


@pytest.mark.parametrize(
    ("line", "fault", "what"),
    [
        ("A >", "gap", ">"),
        ("= A", "gap", "="),
        ("A > Cairo", "unknown", "Cairo"),
        ("T", "several", "T"),
        ("A > beirut", "twice", "beirut"),
        ("Y", "unknown", "Y"),
    ],
)
def test_what_is_wrong_with_a_line_is_named(line: str, fault: str, what: str) -> None:
    with pytest.raises(TypedError) as raised:
        typed_rules.read(line, NAMES)
    assert (raised.value.fault, raised.value.what) == (fault, what)


@given(rankings())
def test_a_ranking_is_written_so_that_it_is_read_back(groups: tuple[tuple[int, ...], ...]) -> None:
    names = {number: f"Place {number}" for number in ALL if number != NONE} | {NONE: ""}
    assert typed_rules.read(typed_rules.written(groups), names) == groups


@given(st.text(max_size=60))
def test_no_line_breaks_the_reader(line: str) -> None:
    try:
        groups = typed_rules.read(line, NAMES)
    except TypedError:
        return
    assert len({one for group in groups for one in group}) == sum(map(len, groups))
