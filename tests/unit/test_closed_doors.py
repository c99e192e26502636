"""A closed door is knocked at three times a minute, whatever is pressed."""

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.effects.closed_doors import KNOCKS, SECONDS, ClosedDoors

GAPS = st.lists(st.floats(0, 40, allow_nan=False), min_size=1, max_size=60)


@given(GAPS)
def test_no_minute_holds_more_refusals_than_it_may(gaps: list[float]) -> None:
    doors, now, refused = ClosedDoors(), 0.0, []
    for gap in gaps:
        now += gap
        if not doors.is_closed(1, now):
            doors.refused(1, now)
            refused.append(now)
    for first, last in zip(refused, refused[KNOCKS:], strict=False):
        assert last - first >= SECONDS


def test_it_is_tried_again_after_a_minute_and_at_once_when_it_was_open() -> None:
    doors = ClosedDoors()
    for second in range(KNOCKS):
        doors.refused(1, float(second))
    assert doors.is_closed(1, SECONDS - 1)
    assert not doors.is_closed(1, SECONDS)
    assert not doors.is_closed(2, 3.0)
    doors.opened(1)
    assert not doors.is_closed(1, 3.0)
