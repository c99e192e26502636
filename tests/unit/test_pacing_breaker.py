"""The circuit breaker."""

from bot.delivery.breaker import FIRST_SECONDS, INVALID_MOST, LONGEST_SECONDS, Breaker


def test_closed_from_the_start() -> None:
    breaker = Breaker()
    assert breaker.wait(0.0) == 0.0
    assert not breaker.is_trying


def test_opens_at_once_and_then_lets_one_try() -> None:
    breaker = Breaker()
    assert breaker.trip(100.0) == FIRST_SECONDS
    assert breaker.wait(101.0) == FIRST_SECONDS - 1
    assert breaker.wait(100.0 + FIRST_SECONDS) == 0.0
    assert breaker.is_trying
    breaker.succeeded(100.0 + FIRST_SECONDS)
    assert not breaker.is_trying


def test_each_ban_in_a_row_is_waited_out_longer_up_to_a_quarter_of_an_hour() -> None:
    breaker = Breaker()
    now, waits = 0.0, []
    for _ in range(7):
        waits.append(breaker.trip(now))
        now += breaker.wait(now)
    assert waits == sorted(waits)
    assert waits[1] == 2 * FIRST_SECONDS
    assert waits[-1] == LONGEST_SECONDS
    breaker.succeeded(now)
    assert breaker.trip(now) == FIRST_SECONDS


def test_discords_own_wish_is_kept() -> None:
    assert Breaker().trip(0.0, asked=3000.0) == 3000.0


def test_calls_that_were_on_their_way_neither_prolong_nor_close_it() -> None:
    breaker = Breaker()
    breaker.trip(0.0)
    assert breaker.trip(1.0) == FIRST_SECONDS - 1
    breaker.succeeded(2.0)
    assert breaker.is_trying
    assert breaker.wait(2.0) == FIRST_SECONDS - 2


def test_stops_before_ten_thousand_refusals_in_ten_minutes() -> None:
    breaker = Breaker()
    opened = [breaker.invalid(number * 0.05) for number in range(INVALID_MOST)]
    assert opened[-1]
    assert not any(opened[:-1])
    assert breaker.wait(INVALID_MOST * 0.05) > 500


def test_refusals_spread_over_hours_are_no_storm() -> None:
    breaker = Breaker()
    assert not any(breaker.invalid(number * 0.1) for number in range(3 * INVALID_MOST))
