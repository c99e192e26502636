"""The times of the hostile matrix, wherever one is typed: when it is sent, what it is about, a reminder, a day, a zone."""

import datetime as dt
from collections.abc import AsyncIterator

import pytest

from bot.config import Settings
from bot.people.rules import is_quiet
from tests.discord.conftest import Stage, answer, sending, set_stage
from tests.discord.test_announce import drafted, posted
from tests.discord.test_hostile_commands import rows, send_raw
from tests.discord.test_reminders import mine

BEFORE = dt.datetime(2026, 10, 20, 9, tzinfo=dt.UTC)
"""A Tuesday, four days before clocks go back in Beirut, at midnight: 23:00 to 24:00 comes twice."""
TWICE, JUMPED = "2026-10-24 23:30", "2027-03-28 00:30"
GAP = "On 2027-03-28 00:30 clocks jump"


@pytest.fixture
async def stage(settings: Settings) -> AsyncIterator[Stage]:
    async with set_stage(settings, at=BEFORE) as found:
        await found.app.services.guilds.set_zone(found.actor(), "Asia/Beirut")
        yield found


async def posted_one(stage: Stage) -> None:
    """An announcement is posted, its author's draft of another one is open: ids 1 and 2."""
    preview = await drafted(stage, when="in 1h")
    await stage.organiser.click(preview.response, label="Schedule")
    stage.pass_time(hours=1, minutes=1)
    assert await stage.deliver() == 1
    await drafted(stage)
    sending(stage)


async def everywhere(stage: Stage, typed: str) -> dict[str, str]:
    """Place → what is answered, wherever a time can be typed."""
    who = stage.organiser
    said = {
        "new": answer(await who.slash(stage.lobby, "announce new", when=typed, channel=stage.news)),
        "about": answer(
            await who.slash(
                stage.lobby, "announce new", when="tomorrow 18:00", channel=stage.news, about=typed
            )
        ),
        "edit": answer(await who.slash(stage.lobby, "announce edit", announcement="2", when=typed)),
    }
    for place, custom_id, key in (
        ("event", "announce.event-set:2", "when"),
        ("not on", "announce.not-on-set:2", "days"),
        ("template", "announce.template-when:1", "when"),
        ("reminder", "remind-form.announcements:1:0", "when"),
    ):
        who_asks = stage.member if place == "reminder" else who
        said[place] = await send_raw(stage, who_asks, custom_id, fields={key: typed}, where=stage.news)
    return said


TIMES = ("new", "about", "edit", "event", "template", "reminder")


async def refused(stage: Stage, typed: str) -> dict[str, str]:
    """As `everywhere`; nothing is stored of it anywhere."""
    await posted_one(stage)
    await stage.organiser.slash(stage.lobby, "announce template save", announcement="1", name="Call")
    before = await stage.everything()
    said = await everywhere(stage, typed)
    assert all("⚠️" in one for one in said.values()), said
    assert await stage.everything() == before
    assert len(posted(stage.news)) == 1
    return said


@pytest.mark.hostile(17)
async def test_a_time_that_the_clocks_jump_over_is_refused_with_the_two_around_it(stage: Stage) -> None:
    said = await refused(stage, JUMPED)
    for place in TIMES:
        assert "2027-03-27 23:30" in said[place], place
        assert "2027-03-28 01:30" in said[place], place


@pytest.mark.hostile(17)
async def test_with_its_zone_named_it_is_refused_as_well(stage: Stage) -> None:
    await stage.organiser.slash(stage.lobby, "setup zone", zone="UTC")
    said = await refused(stage, f"{JUMPED} Asia/Beirut")
    assert all("2027-03-28 01:30" in said[place] for place in TIMES)


@pytest.mark.hostile(17)
async def test_a_series_over_the_jump_moves_forward_that_night_and_back_the_next(stage: Stage) -> None:
    preview = await drafted(stage, when="every Sunday 00:30 until 2027-04-10")
    await stage.organiser.click(preview.response, label="Schedule")
    stage.clock.advance(dt.datetime(2027, 3, 15, tzinfo=dt.UTC) - stage.clock.now())
    await stage.plan_ahead()
    due = await stage.app.database.read(
        lambda tx: [
            row["due_at"]
            for row in tx.all("SELECT due_at FROM delivery WHERE due_at > 1805500000 ORDER BY due_at LIMIT 3")
        ]
    )
    walls = [
        dt.datetime(2027, 3, 20, 22, 30, tzinfo=dt.UTC),  # 00:30 in winter
        dt.datetime(2027, 3, 27, 22, 30, tzinfo=dt.UTC),  # 01:30 in summer: 00:30 does not exist
        dt.datetime(2027, 4, 3, 21, 30, tzinfo=dt.UTC),  # 00:30 in summer
    ]
    assert due == [int(wall.timestamp()) for wall in walls]


@pytest.mark.hostile(18)
async def test_a_time_that_comes_twice_means_the_first_and_says_so_before_it_is_scheduled(
    stage: Stage,
) -> None:
    choices = await stage.organiser.autocomplete(stage.lobby, "announce new", "when", TWICE)
    assert "the first of two" in choices[0]["name"]
    preview = await drafted(stage, when=TWICE)
    assert "twice" in answer(preview)
    await stage.organiser.click(preview.response, label="Schedule")
    first = dt.datetime(2026, 10, 24, 20, 30, tzinfo=dt.UTC)
    stage.clock.advance(first - stage.clock.now() - dt.timedelta(seconds=1))
    assert await stage.deliver() == 0
    stage.pass_time(seconds=2)
    assert await stage.deliver() == 1
    stage.pass_time(hours=1)  # 23:30 again
    await stage.plan_ahead()
    assert await stage.deliver() == 0
    assert len(posted(stage.news)) == 1
    assert [row[2] for row in rows(stage.app.database)] == ["2026-10-24T23:30:00"]


@pytest.mark.hostile(18)
async def test_what_it_is_about_and_a_reminder_mean_the_first_of_the_two_and_say_so(stage: Stage) -> None:
    await posted_one(stage)
    first = dt.datetime(2026, 10, 24, 20, 30, tzinfo=dt.UTC)
    said = await send_raw(stage, stage.organiser, "announce.event-set:2", fields={"when": TWICE})
    assert f"<t:{int(first.timestamp())}" in said
    assert "twice" in said
    draft = await stage.app.services.announcements.look(stage.actor(), 2)
    assert draft.event_wall == dt.datetime(2026, 10, 24, 23, 30)  # noqa: DTZ001 - a wall time
    fields = {"when": TWICE}
    said = await send_raw(
        stage, stage.member, "remind-form.announcements:1:0", fields=fields, where=stage.news
    )
    assert "twice" in said
    assert [one.due_at for one in await mine(stage)] == [first]


@pytest.mark.hostile(19)
@pytest.mark.parametrize(
    "typed", ["2026-10-19 18:00", "2020-01-01 00:00", "0001-01-01 00:00", "yesterday 18:00", "-1"]
)
async def test_a_time_that_is_past_is_refused(stage: Stage, typed: str) -> None:
    await refused(stage, typed)


@pytest.mark.hostile(20)
@pytest.mark.parametrize(
    "typed",
    [
        "9999-12-31 23:59",
        "9999-12-31 23:59 UTC",
        "10000-01-01 00:00",
        "in 99999999999 days",
        "<t:99999999999>",
    ],
)
async def test_a_time_that_nobody_lives_to_see_is_refused(stage: Stage, typed: str) -> None:
    await refused(stage, typed)


@pytest.mark.hostile(20)
async def test_a_time_that_discord_cannot_draw_is_posted_as_text(stage: Stage) -> None:
    body = "<t:9999999999999> <t:-99999999999999:R> <t:99999999999:F>"
    preview = await drafted(stage, when="in 1h", body=body)
    await stage.organiser.click(preview.response, label="Schedule")
    stage.pass_time(hours=1, minutes=1)
    await stage.deliver()
    assert "<t:9999999999999>" not in posted(stage.news)[0]
    assert "<t:-99999999999999:R>" not in posted(stage.news)[0]
    assert "<t:99999999999:F>" in posted(stage.news)[0]  # in the year 5138, which it draws


@pytest.mark.hostile(20)
async def test_a_holiday_in_the_year_9999_is_refused(stage: Stage) -> None:
    before = await stage.everything()
    for day in ("9999-12-31", "10000-01-01", "0000-00-00", "2027-02-29"):
        fields = {"day": day, "name": "Day"}
        assert "⚠️" in await send_raw(stage, stage.organiser, "setup.holiday-set", fields=fields), day
    assert await stage.everything() == before


@pytest.mark.hostile(21)
@pytest.mark.parametrize(
    "zone",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "Mars/Olympus",
        "Asia/Beirut\\0",
        "EST5EDT4",
        "",
        "localtime",
        "posixrules",
    ],
)
async def test_what_is_no_zone_is_refused_wherever_one_is_typed(stage: Stage, zone: str) -> None:
    before = await stage.everything()
    for command in ("setup zone", "me zone"):
        assert "⚠️" in answer(await stage.organiser.slash(stage.lobby, command, zone=zone)), command
    if zone:  # empty gives the server's zone back
        assert "⚠️" in await send_raw(stage, stage.organiser, "me.zone-set", fields={"zone": zone})
        when = f"tomorrow 18:00 {zone}"
        said = answer(await stage.organiser.slash(stage.lobby, "announce new", when=when, channel=stage.news))
        assert "⚠️" in said
        assert "root:" not in said
    assert await stage.everything() == before


@pytest.mark.hostile(22)
async def test_a_date_that_reads_two_ways_is_asked_about(stage: Stage) -> None:
    said = await refused(stage, "05/12 18:00")
    for place in TIMES:
        assert "5 December" in said[place], place
        assert "12 May" in said[place], place
    fields = {"day": "05/12", "name": "Day"}
    assert "12 May" in await send_raw(stage, stage.organiser, "setup.holiday-set", fields=fields)


@pytest.mark.hostile(23)
@pytest.mark.parametrize("typed", ["٢٠٢٦-١٢-٠٥ ١٨:٠٠", "۲۰۲۶-۱۲-۰۵ ۱۸:۰۰", "٥ December ١٨:٠٠"])
async def test_digits_of_another_script_are_digits_and_said_again_in_ours(stage: Stage, typed: str) -> None:
    choices = await stage.organiser.autocomplete(stage.lobby, "announce new", "when", typed)
    assert "Sat 5 Dec 2026 18:00 · Asia/Beirut" in choices[0]["name"]
    await posted_one(stage)
    at = dt.datetime(2026, 12, 5, 16, tzinfo=dt.UTC)
    assert f"<t:{int(at.timestamp())}" in answer(await drafted(stage, when=typed))
    fields = {"when": typed}
    await send_raw(stage, stage.member, "remind-form.announcements:1:0", fields=fields, where=stage.news)
    assert [one.due_at for one in await mine(stage)] == [at]


@pytest.mark.hostile(23)
async def test_digits_of_another_script_in_numbers_and_hours_are_read_or_refused(stage: Stage) -> None:
    for custom_id, fields in (
        ("me.quiet-set", {"from": "٢٢:٠٠", "until": "٠٧:٠٠"}),
        ("setup.approval-size-set", {"size": "٥٠"}),
    ):
        said = await send_raw(stage, stage.organiser, custom_id, fields=fields)
        assert "Something broke" not in said
        assert "⚠️" in said or "22:00" in said or "50" in said


@pytest.mark.hostile(24)
async def test_29_february_every_year_is_sent_in_leap_years_and_said_so(stage: Stage) -> None:
    preview = await drafted(stage, when="every 29 Feb 18:00")
    said = answer(preview)
    for year in (2028, 2032):
        at = dt.datetime(year, 2, 29, 16, tzinfo=dt.UTC)
        assert f"<t:{int(at.timestamp())}" in said
    assert "⚠️" in answer(
        await stage.organiser.slash(stage.lobby, "announce new", when="29 Feb 2027 18:00", channel=stage.news)
    )
    await stage.organiser.click(preview.response, label="Schedule")
    leap = dt.datetime(2028, 2, 29, 16, tzinfo=dt.UTC)
    while stage.clock.now() < leap + dt.timedelta(days=3):
        stage.pass_time(days=7)
        await stage.plan_ahead()
        if stage.clock.now() > leap - dt.timedelta(days=7):
            stage.clock.advance(max(leap - stage.clock.now(), dt.timedelta(0)))
        await stage.deliver()
    assert len(posted(stage.news)) == 1


# Quiet hours


@pytest.mark.hostile(17, 18)
async def test_quiet_hours_over_midnight_hold_in_the_nights_in_which_clocks_change(stage: Stage) -> None:
    """Stored as walls: what the person's own clock shows decides, also where an hour is missing or comes twice."""
    await send_raw(stage, stage.member, "me.zone-set", fields={"zone": "Asia/Beirut"})
    await send_raw(stage, stage.member, "me.quiet-set", fields={"from": "22:30", "until": "00:45"})
    member = await stage.app.services.people.settings(stage.member.id)
    for wall, quiet in (
        ((2026, 10, 24, 19, 29), False),  # 22:29
        ((2026, 10, 24, 20, 30), True),  # 23:30 for the first time
        ((2026, 10, 24, 21, 30), True),  # and for the second
        ((2026, 10, 24, 22, 44), True),
        ((2026, 10, 24, 22, 45), False),  # 00:45
        ((2027, 3, 27, 21, 59), True),  # 23:59
        ((2027, 3, 27, 22, 0), False),  # 01:00: 00:45 was jumped over
    ):
        assert is_quiet(member, dt.datetime(*wall, tzinfo=dt.UTC), "UTC") is quiet, wall
