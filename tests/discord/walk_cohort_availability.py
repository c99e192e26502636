"""The walk through the search for a cohort's hour, for test_pseudo_locale.py."""

from typing import TYPE_CHECKING

from bot.cohorts.availability import rules, store
from bot.cohorts.availability.rules import Marks
from bot.cohorts.rules import CohortState
from bot.language.catalogue import PSEUDO
from bot.storage.database import Transaction
from tests.discord.cohort_stage import cohort, person
from tests.discord.walk_cohort_imports import choose, opened

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk

NAME = "Peering day 8"
AVAILABILITY_WORDS = (
    "Montevideo",
    "Auckland",
    "Paris",
    *(f"{hour:02}:00–{(hour + 1) % 24:02}:00" for hour in range(24)),
)


async def walk_cohort_availability(walk: "Walk") -> None:
    """Asked, marked, weighed, taken, ended."""
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    await walk.complete(nadia, "cohort availability", "cohort", "")
    room = stage.guild.create_text_channel("hours")
    one = await cohort(
        stage,
        name=NAME,
        leads=(nadia,),
        state=CohortState.ENROLLING,
        language=PSEUDO,
        zone="Asia/Beirut",
        card=room,
    )
    bare = await cohort(stage, name=f"{NAME} 1", leads=(nadia,), state=CohortState.ENROLLING)
    await walk.slash(nadia, "cohort availability", cohort=str(bare.id))
    await walk.press(nadia, f"availability.post:{bare.id}")
    await walk.slash(omar, "cohort availability", cohort=str(one.id))
    await walk.slash(nadia, "cohort availability", cohort=str(one.id))
    await opened(walk, f"availability.post:{one.id}")
    await stage.deliver()
    walk.posted("the question", room)
    await opened(walk, f"availability.post:{one.id}")
    shown = await opened(walk, f"availability.mark:{one.id}")
    shown = await choose(walk, shown, "availability.days", "1")
    await choose(walk, shown, "availability.hours", "18")
    for number in range(len(rules.PRESETS)):
        await opened(walk, f"availability.preset:{one.id}:{number}")

    def fill(tx: Transaction) -> None:
        grid = store.get(tx, one.guild_id, one.id)
        assert grid is not None
        for number, zone in enumerate(("America/Montevideo", "Pacific/Auckland", "Europe/Paris") * 4):
            hours = "1" * rules.HOURS if number < 10 else rules.with_days(rules.NEVER, [6], [3])
            store.save(tx, grid, Marks(user_id=person(stage, f"m{number}").id, zone=zone, hours=hours))

    await stage.app.database.write(fill)
    await walk.slash(omar, "cohort availability", cohort=str(one.id))
    await opened(walk, f"availability.show:{one.id}")
    await opened(walk, f"availability.use:{one.id}:42")
    await opened(walk, f"availability.clear:{one.id}")
    await opened(walk, f"availability.open:{one.id}:0")
    await stage.deliver()
    walk.posted("the end of it", room)
    await walk.press(omar, f"availability.mark:{one.id}")
    await opened(walk, f"availability.open:{one.id}:1")
    await walk.press(omar, f"availability.show:{bare.id}")
    await walk.slash(nadia, "setup history")
