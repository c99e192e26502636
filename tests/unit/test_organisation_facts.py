"""Who controls what two organisations became, for every forest of owners."""

from hypothesis import given
from hypothesis import strategies as st

from bot.exchanges.model import Organisation
from bot.exchanges.organisations.facts import closes_circle, parent_of_merged, seal
from bot.exchanges.rules import groups


@st.composite
def forests(draw: st.DrawFn) -> dict[int, int | None]:
    """Organisations 1 to n, none of which controls itself."""
    parents: dict[int, int | None] = {}
    for one in range(1, draw(st.integers(2, 9)) + 1):
        parents[one] = draw(st.sampled_from([None, *parents]))
    names = draw(st.permutations(sorted(parents)))
    called = dict(zip(sorted(parents), names, strict=True))
    return {called[one]: None if parent is None else called[parent] for one, parent in parents.items()}


@given(forests(), st.data())
def test_a_merger_closes_no_circle_and_parts_no_group(
    parents: dict[int, int | None], data: st.DataObject
) -> None:
    gone, into = data.draw(st.lists(st.sampled_from(sorted(parents)), min_size=2, max_size=2, unique=True))
    above = parent_of_merged(parents, gone, into)
    after = {one: into if parent == gone else parent for one, parent in parents.items() if one != gone}
    after[into] = above
    for one, parent in after.items():
        assert parent is None or not closes_circle(after, one, parent)
    before, now = groups(parents), groups(after)
    for one in after:
        # Who was below the one, or the other's owners, belongs together still.
        if (before[one] in (before[gone], before[into]) and before[gone] == before[into]) or before[
            one
        ] == before[into]:
            assert now[one] == now[into]


def test_a_seal_is_another_one_where_a_form_would_show_something_else() -> None:
    one = Organisation(id=1, name="Cedar", country="LB")
    others = (
        Organisation(id=1, name="Cedar", country="NO"),
        Organisation(id=1, name="Cedar SAL", country="LB"),
        Organisation(id=1, name="Cedar", country="LB", website="https://cedar.example"),
    )
    assert seal(Organisation(id=1, name="Cedar", country="LB", parent_id=7, asns=(3333,))) == seal(one)
    assert seal(one) not in {seal(other) for other in others}
