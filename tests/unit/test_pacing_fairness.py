"""Whose turn it is."""

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.fairness import choose
from bot.delivery.outbox import Lane


def lane(number: int, guild: int) -> Lane:
    return Lane(id=number, guild_id=guild, target_id=number, run_at=number)


def test_a_guild_with_many_waiting_channels_does_not_starve_another() -> None:
    lanes = [*(lane(number, 1) for number in range(500)), lane(500, 2), lane(501, 3)]
    assert {found.guild_id for found in choose(lanes, {}, 3)} == {1, 2, 3}


def test_the_guild_served_longest_ago_comes_first() -> None:
    lanes = [lane(1, 1), lane(2, 2), lane(3, 3)]
    assert [found.guild_id for found in choose(lanes, {1: 9, 2: 4}, 3)] == [3, 2, 1]


@given(guilds=st.lists(st.integers(0, 5), max_size=40), room=st.integers(0, 50))
def test_every_place_is_used_and_nobody_gets_two_more_than_a_guild_that_waits(
    guilds: list[int], room: int
) -> None:
    lanes = [lane(number, guild) for number, guild in enumerate(guilds)]
    chosen = choose(lanes, {}, room)
    assert len(chosen) == min(room, len(lanes))
    assert len({found.id for found in chosen}) == len(chosen)
    got = {guild: sum(found.guild_id == guild for found in chosen) for guild in set(guilds)}
    for waiting in {found.guild_id for found in lanes if found not in chosen}:
        assert max(got.values(), default=0) <= got[waiting] + 1
    for guild in set(guilds):
        of_guild = [found.id for found in chosen if found.guild_id == guild]
        assert of_guild == sorted(of_guild)
