"""Whose turn it is: a guild with 10,000 due messages does not make another guild wait. Pure."""

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence

from bot.delivery.outbox import Lane


def choose(lanes: Sequence[Lane], served: Mapping[int, int], room: int) -> list[Lane]:
    """Up to `room` lanes: one of each guild in turn, the guild served longest ago first.

    `lanes` come oldest first and a guild's stay in that order. `served` says when a guild had its last turn, as a
    number that rises; those that never had one come first.
    """
    guilds: dict[int, deque[Lane]] = defaultdict(deque)
    for lane in lanes:
        guilds[lane.guild_id].append(lane)
    turns = deque(guilds[guild] for guild in sorted(guilds, key=lambda guild: served.get(guild, -1)))
    chosen: list[Lane] = []
    while turns and len(chosen) < room:
        of_guild = turns.popleft()
        chosen.append(of_guild.popleft())
        if of_guild:
            turns.append(of_guild)
    return chosen
