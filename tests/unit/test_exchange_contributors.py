"""Who stands behind the answers of a survey: never more contributors than there were, or are, control groups."""

from hypothesis import given
from hypothesis import strategies as st

from bot.exchanges.survey.contributors import Contributors

ORGANISATIONS = range(1, 8)
owners = st.lists(st.sampled_from(ORGANISATIONS), min_size=7, max_size=7).map(
    lambda tops: dict(zip(ORGANISATIONS, tops, strict=True))
)


@given(owners, owners)
def test_what_is_or_was_one_hand_is_one(then: dict[int, int], now: dict[int, int]) -> None:
    found = Contributors(now.__getitem__, then.items())  # type: ignore[arg-type]
    for one in ORGANISATIONS:
        for other in ORGANISATIONS:
            if then[one] == then[other] or now[one] == now[other]:
                assert found(one) == found(other)
    assert len({found(one) for one in ORGANISATIONS}) <= min(len(set(then.values())), len(set(now.values())))


def test_whoever_was_never_of_one_hand_is_apart() -> None:
    """One that was sold by an owner is not the sibling of what that owner bought later."""
    now = {1: 1, 2: 5, 3: 5, 5: 5}
    found = Contributors(now.__getitem__, {(1, 4), (2, 2), (3, 3)})  # type: ignore[arg-type]
    assert found(2) == found(3) != found(1)
    assert found(5) == found(2)
