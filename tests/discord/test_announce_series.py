"""Series through real commands and clicks: paused, skipped dates, holidays, and the date an announcement is about."""

import datetime as dt
from typing import Any

import discord
import pytest
from simcord import InteractionResult, ResponseMessage

from bot.announcements import promises, store
from bot.announcements.rules import AnnouncementState
from bot.announcements.series_rules import MOST_LEFT_OUT
from bot.delivery import outbox
from tests.discord.conftest import Stage, answer, buttons, texts
from tests.discord.test_announce import drafted, posted, scheduled

TUESDAYS = "every Tuesday 18:00"
NEXT = tuple(dt.date(2026, 11, 24) + dt.timedelta(weeks=week) for week in range(30))
"""The Tuesdays to come."""


def at(day: dt.date, hour: int = 18) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), dt.UTC)


def stamp(day: dt.date, hour: int = 18) -> str:
    return f"<t:{int(at(day, hour).timestamp())}:F>"


async def to(stage: Stage, moment: dt.datetime) -> None:
    """Move the clock, some hours at a time, as a bot that runs lives through it: planning and sending."""
    while stage.clock.now() < moment:
        stage.clock.advance(min(dt.timedelta(hours=9), moment - stage.clock.now()))
        await stage.plan_ahead()
        await stage.deliver()


async def series(stage: Stage, **what: Any) -> str:
    await scheduled(stage, **{"when": TUESDAYS, **what})
    return str(await stage.newest())


async def opened(stage: Stage, which: str) -> InteractionResult:
    return await stage.organiser.slash(stage.lobby, "announce show", announcement=which)


async def found(stage: Stage, which: str) -> Any:
    detail = await stage.app.services.announcements.detail(stage.actor(), int(which))
    return detail.announcement


def menu(shown: ResponseMessage | None, route: str) -> dict[str, Any]:
    """The menu of a route."""
    assert shown is not None
    hits: list[dict[str, Any]] = []

    def walk(component: Any) -> None:
        if isinstance(component, dict):
            if component.get("type") == 3 and component["custom_id"].startswith(route + ":"):
                hits.append(component)
            for value in component.values():
                walk(value)
        elif isinstance(component, list):
            for value in component:
                walk(value)

    walk(shown.components)
    assert len(hits) == 1, f"no menu of {route} in {texts(shown)}"
    return hits[0]


async def choose(stage: Stage, shown: ResponseMessage | None, *days: dt.date) -> InteractionResult:
    custom_id = menu(shown, "announce.skip")["custom_id"]
    assert shown is not None
    return await stage.organiser.select(shown, [day.isoformat() for day in days], custom_id=custom_id)


async def dates(stage: Stage, which: str) -> InteractionResult:
    shown = await opened(stage, which)
    return await stage.organiser.click(shown.response, label="Dates")


async def draft_dates(stage: Stage, **what: Any) -> tuple[InteractionResult, InteractionResult]:
    """A draft's preview, and its dates."""
    preview = await drafted(stage, **{"when": TUESDAYS, **what})
    return preview, await stage.organiser.click(preview.response, label="Dates")


async def holiday(stage: Stage, day: str, name: str = "Christmas Day") -> None:
    await stage.app.services.holidays.add(stage.actor(), day, name)


async def audited(stage: Stage) -> str:
    return answer(await stage.organiser.slash(stage.lobby, "setup history"))


# Paused


async def test_a_paused_series_sends_nothing_and_says_so_everywhere(stage: Stage) -> None:
    which = await series(stage)
    done = await stage.organiser.slash(stage.lobby, "announce pause", announcement=which)
    assert "Paused: Peering day" in answer(done)
    await to(stage, at(NEXT[5]))
    assert posted(stage.news) == []
    assert "paused since <t:" in answer(await opened(stage, which))
    assert "paused since <t:" in answer(await stage.organiser.slash(stage.lobby, "announce list"))
    edit = await stage.organiser.slash(stage.lobby, "announce edit", announcement=which)
    assert "paused since <t:" in answer(edit)
    assert "paused the series" in await audited(stage)


async def test_resumed_it_sends_what_comes_and_nothing_it_missed(stage: Stage) -> None:
    which = await series(stage)
    await stage.organiser.slash(stage.lobby, "announce pause", announcement=which)
    await to(stage, at(NEXT[1]) + dt.timedelta(minutes=5))
    shown = await opened(stage, which)
    done = await stage.organiser.click(shown.response, label="Resume")
    assert stamp(NEXT[2]) in answer(done)
    assert stamp(NEXT[1]) not in answer(done)
    assert await stage.deliver() == 0
    await to(stage, at(NEXT[3]) + dt.timedelta(minutes=1))
    assert len(posted(stage.news)) == 2
    assert "resumed the series" in await audited(stage)


async def test_the_pause_holds_through_a_restart_a_replan_and_an_edit(stage: Stage) -> None:
    which = await series(stage)
    shown = await opened(stage, which)
    await stage.organiser.click(shown.response, label="Pause")
    await stage.restart()
    assert await stage.replan() == 0
    edit = await stage.organiser.slash(
        stage.lobby, "announce edit", announcement=which, when="every day 10:00"
    )
    assert "Saved" in answer(await stage.organiser.click(edit.response, label="Save changes"))
    assert (await found(stage, which)).paused_at is not None
    await to(stage, at(NEXT[1]))
    assert posted(stage.news) == []
    await stage.organiser.slash(stage.lobby, "announce resume", announcement=which)
    stage.pass_time(days=1)
    await stage.deliver()
    assert len(posted(stage.news)) == 1


async def test_what_was_claimed_when_it_was_paused_is_not_sent(stage: Stage) -> None:
    """Between the claim and the send the message is asked for: then it is no longer wanted."""
    which = await series(stage)
    stage.clock.advance(at(NEXT[0]) - stage.clock.now() + dt.timedelta(seconds=1))
    claimed = await stage.app.database.write(
        lambda tx: outbox.claim(tx, [one.id for one in outbox.lanes(tx)], dt.timedelta(minutes=1))
    )
    assert len(claimed) == 1
    await stage.organiser.slash(stage.lobby, "announce pause", announcement=which)
    renderer = stage.app.features[promises.FEATURE].renderers[promises.POST]
    assert await renderer(claimed[0]) is None


async def test_a_try_again_of_before_the_pause_is_not_sent_after_it(stage: Stage) -> None:
    which = await series(stage)
    stage.clock.advance(at(NEXT[0]) - stage.clock.now() + dt.timedelta(seconds=1))
    claimed = await stage.app.database.write(
        lambda tx: outbox.claim(tx, [one.id for one in outbox.lanes(tx)], dt.timedelta(minutes=1))
    )
    await stage.organiser.slash(stage.lobby, "announce pause", announcement=which)
    await stage.app.database.write(
        lambda tx: outbox.mark_retry(tx, claimed[0].id, tx.now + dt.timedelta(minutes=10), "busy")
    )
    await stage.organiser.slash(stage.lobby, "announce resume", announcement=which)
    stage.pass_time(minutes=11)
    assert await stage.deliver() == 0
    assert posted(stage.news) == []


async def test_pausing_and_resuming_twice_is_answered_politely(stage: Stage) -> None:
    which = await series(stage)
    pause = buttons((await opened(stage, which)).response)["Pause"]  # type: ignore[arg-type]
    await stage.organiser.slash(stage.lobby, "announce pause", announcement=which)
    assert "paused already" in await stage.press_raw(stage.organiser, pause)
    await stage.organiser.slash(stage.lobby, "announce resume", announcement=which)
    again = await stage.organiser.slash(stage.lobby, "announce resume", announcement=which)
    assert "is not paused" in answer(again)


async def test_what_is_sent_once_cannot_be_paused_or_skipped(stage: Stage) -> None:
    await scheduled(stage)
    which = str(await stage.newest())
    shown = buttons((await opened(stage, which)).response)  # type: ignore[arg-type]
    assert "Pause" not in shown
    assert "Dates" not in shown
    for command, options in (("pause", {}), ("skip", {"date": "2026-11-24"})):
        refused = await stage.organiser.slash(
            stage.lobby, f"announce {command}", announcement=which, **options
        )
        assert "This is sent once" in answer(refused)


async def test_a_paused_series_whose_end_has_come_is_over(stage: Stage) -> None:
    which = await series(stage, when="every Tuesday 18:00 until 2026-12-09")
    await stage.organiser.slash(stage.lobby, "announce pause", announcement=which)
    await to(stage, at(dt.date(2027, 1, 20)))
    assert (await found(stage, which)).state is AnnouncementState.FINISHED
    refused = await stage.organiser.slash(stage.lobby, "announce resume", announcement=which)
    assert "is over" in answer(refused)
    assert posted(stage.news) == []


async def test_resumed_after_its_end_it_is_over_at_once(stage: Stage) -> None:
    which = await series(stage, when="every Tuesday 18:00 until 2026-12-09")
    await stage.organiser.slash(stage.lobby, "announce pause", announcement=which)
    stage.pass_time(days=20)
    done = await stage.organiser.slash(stage.lobby, "announce resume", announcement=which)
    assert "nothing more is coming" in answer(done)
    assert (await found(stage, which)).state is AnnouncementState.FINISHED


async def test_the_pickers_offer_what_can_be_paused_and_what_can_be_resumed(stage: Stage) -> None:
    await scheduled(stage, title="Once only")
    which = await series(stage, title="Weekly call")

    async def offered(command: str) -> list[str]:
        choices = await stage.organiser.autocomplete(stage.lobby, f"announce {command}", "announcement", "")
        return [choice["value"] for choice in choices]

    assert (await offered("pause"), await offered("resume")) == ([which], [])
    await stage.organiser.slash(stage.lobby, "announce pause", announcement=which)
    assert (await offered("pause"), await offered("resume")) == ([], [which])
    assert await stage.member.autocomplete(stage.lobby, "announce pause", "announcement", "") == []


# Skipped dates


async def test_a_chosen_date_is_skipped_in_all_channels_and_no_other(stage: Stage) -> None:
    preview = await drafted(stage, when=TUESDAYS)
    chosen = await stage.organiser.select(preview.response, [stage.news, stage.lobby])
    await stage.organiser.click(chosen.response, label="Schedule")
    which = str(await stage.newest())
    shown = await dates(stage, which)
    offered = menu(shown.response, "announce.skip")
    assert [option["value"] for option in offered["options"]] == [day.isoformat() for day in NEXT[:20]]
    assert offered["options"][0]["label"] == "Tue 24 Nov 2026 · 18:00 UTC"
    done = await choose(stage, shown.response, NEXT[1])
    assert "Skipped: 1 Dec 2026" in answer(done)
    assert "Not on" in answer(await opened(stage, which))
    await to(stage, at(NEXT[2]) + dt.timedelta(minutes=1))
    assert len(posted(stage.news)) == 2
    assert sum("Peering day" in text for text in posted(stage.lobby)) == 2
    assert "changed which dates" in await audited(stage)


async def test_a_skipped_date_is_taken_back_and_sent_once(stage: Stage) -> None:
    which = await series(stage)
    await choose(stage, (await dates(stage, which)).response, NEXT[0], NEXT[1])
    shown = await dates(stage, which)
    options = menu(shown.response, "announce.skip")["options"]
    assert [option["value"] for option in options if option.get("default")] == [
        day.isoformat() for day in NEXT[:2]
    ]
    done = await choose(stage, shown.response, NEXT[1])
    assert "Sent again: 24 Nov 2026" in answer(done)
    await to(stage, at(NEXT[2]) + dt.timedelta(minutes=1))
    assert len(posted(stage.news)) == 2


async def test_a_choice_made_before_another_change_is_stale(stage: Stage) -> None:
    which = await series(stage)
    first, second = await dates(stage, which), await dates(stage, which)
    await choose(stage, first.response, NEXT[1])
    assert "out of date" in answer(await choose(stage, second.response, NEXT[2]))
    assert (await found(stage, which)).plan.not_on == {NEXT[1]}


async def test_a_choice_of_a_date_that_was_sent_meanwhile_changes_nothing(stage: Stage) -> None:
    which = await series(stage)
    shown = await dates(stage, which)
    await to(stage, at(NEXT[0]) + dt.timedelta(minutes=1))
    assert "is over by now" in answer(await choose(stage, shown.response, NEXT[0], NEXT[1]))
    assert "Skipped: 1 Dec 2026" in answer(await choose(stage, shown.response, NEXT[1]))
    assert (await found(stage, which)).plan.not_on == {NEXT[1]}


async def test_dates_that_were_not_shown_stay_as_they_were(stage: Stage) -> None:
    """The choice tells of the dates on the card only: one that was skipped further ahead stays so."""
    which = await series(stage, when=f"{TUESDAYS} not on {NEXT[25].isoformat()}")
    await choose(stage, (await dates(stage, which)).response, NEXT[3])
    assert (await found(stage, which)).plan.not_on == {NEXT[3], NEXT[25]}
    await choose(stage, (await dates(stage, which)).response)
    assert (await found(stage, which)).plan.not_on == {NEXT[25]}


@pytest.mark.parametrize("value", ["2026-11-25", "x", "", "9999-99-99", "2026-11-24 "])
async def test_an_altered_choice_is_stale(stage: Stage, value: str) -> None:
    which = await series(stage)
    version = (await found(stage, which)).version
    service = stage.app.services.series
    with pytest.raises(Exception, match="stale-press"):
        await service.skip(
            stage.actor(), int(which), version, after=stage.clock.now(), chosen=("2026-11-24", value)
        )
    assert (await found(stage, which)).plan.not_on == frozenset()
    far = f"announce.skip:{which}:{version}:{2**63 - 1}"
    assert "out of date" in await stage.press_raw(stage.organiser, far)


async def test_every_date_skipped_nothing_more_is_coming_until_one_is_taken_back(stage: Stage) -> None:
    which = await series(stage, when="every Tuesday 18:00 until 2026-12-09")
    done = await choose(stage, (await dates(stage, which)).response, *NEXT[:3])
    assert "nothing more is coming" in answer(done)
    assert (await found(stage, which)).state is AnnouncementState.SCHEDULED
    await to(stage, at(NEXT[1]))
    done = await choose(stage, (await dates(stage, which)).response)
    assert stamp(NEXT[2]) in answer(done)
    await choose(stage, (await dates(stage, which)).response, NEXT[2])
    await to(stage, at(dt.date(2027, 1, 20)))
    assert (await found(stage, which)).state is AnnouncementState.FINISHED
    assert posted(stage.news) == []


async def test_the_last_date_that_was_skipped_can_be_taken_back_after_the_one_before_it(stage: Stage) -> None:
    which = await series(stage, when="every Tuesday 18:00 until 2026-12-09")
    await choose(stage, (await dates(stage, which)).response, NEXT[2])
    await to(stage, at(NEXT[1]) + dt.timedelta(minutes=1))
    assert len(posted(stage.news)) == 2
    assert (await found(stage, which)).state is AnnouncementState.SCHEDULED
    await choose(stage, (await dates(stage, which)).response)
    await to(stage, at(NEXT[2]) + dt.timedelta(minutes=1))
    assert len(posted(stage.news)) == 3
    assert (await found(stage, which)).state is AnnouncementState.FINISHED


async def test_the_command_skips_a_date_that_is_chosen_or_typed(stage: Stage) -> None:
    which = await series(stage)
    choices = await stage.organiser.autocomplete(stage.lobby, "announce skip", "date", "", announcement=which)
    assert choices[0] == {"name": "Tue 24 Nov 2026 · 18:00 UTC", "value": "2026-11-24"}
    assert len(choices) == 20
    done = await stage.organiser.slash(stage.lobby, "announce skip", announcement=which, date="2026-11-24")
    assert "Skipped: 24 Nov 2026" in answer(done)
    typed = await stage.organiser.slash(stage.lobby, "announce skip", announcement=which, date="8 Dec")
    assert "Skipped: 8 Dec 2026" in answer(typed)
    await to(stage, at(NEXT[2]) + dt.timedelta(minutes=1))
    assert len(posted(stage.news)) == 1
    again = await stage.organiser.slash(stage.lobby, "announce skip", announcement=which, date="15 Dec")
    assert "Skipped" in answer(again)
    twice = await stage.organiser.slash(stage.lobby, "announce skip", announcement=which, date="15 Dec")
    assert "skipped already" in answer(twice)


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("05/12", "two dates"),
        ("25 Nov", "is not a date of this series"),
        ("2026-11-17", "is past"),
        ("soon", "I don’t understand"),
        ("2026-12-01 18:00", "I don’t understand"),
        ("31 Feb", "no such day"),
        (",", "Which day?"),
    ],
)
async def test_a_date_that_cannot_be_meant_is_refused(stage: Stage, date: str, said: str) -> None:
    which = await series(stage)
    refused = await stage.organiser.slash(stage.lobby, "announce skip", announcement=which, date=date)
    assert said in answer(refused)
    assert (await found(stage, which)).plan.not_on == frozenset()
    choices = await stage.organiser.autocomplete(
        stage.lobby, "announce skip", "date", date, announcement=which
    )
    assert date == "," or said in choices[0]["name"]


async def test_skipping_while_paused_counts_once_it_is_resumed(stage: Stage) -> None:
    which = await series(stage)
    await stage.organiser.slash(stage.lobby, "announce pause", announcement=which)
    await choose(stage, (await dates(stage, which)).response, NEXT[1])
    assert set(await stage.states()) == {"cancelled"}
    await stage.organiser.slash(stage.lobby, "announce resume", announcement=which)
    await to(stage, at(NEXT[2]) + dt.timedelta(minutes=1))
    assert len(posted(stage.news)) == 2


async def test_a_date_in_a_jump_of_the_clocks_and_one_that_comes_twice_can_be_skipped(stage: Stage) -> None:
    await stage.organiser.slash(stage.lobby, "setup zone", zone="Beirut")
    gap = dt.date(2027, 3, 28)
    which = await series(stage, when="every Sunday 00:30 starting 2027-03-20 not on 2027-03-28")
    assert (await found(stage, which)).plan.not_on == {gap}
    await to(stage, dt.datetime(2027, 3, 29, tzinfo=dt.UTC))
    assert len(posted(stage.news)) == 1  # on 21 March only
    fold = dt.date(2027, 10, 30)
    second = await series(stage, when="every Saturday 23:30 starting 2027-10-23", title="Second")
    stage.clock.advance(dt.datetime(2027, 10, 20, tzinfo=dt.UTC) - stage.clock.now())
    await stage.plan_ahead()
    await choose(stage, (await dates(stage, second)).response, fold)
    before = len(posted(stage.news))
    await to(stage, dt.datetime(2027, 11, 1, tzinfo=dt.UTC))
    sent = [text for text in posted(stage.news)[before:] if "Second" in text]
    assert len(sent) == 1  # on 23 October only


# Time phrases with exceptions


async def test_a_series_with_exceptions_is_echoed_previewed_and_kept(stage: Stage) -> None:
    phrase = "every Tuesday 18:00 not 1 Dec"
    choices = await stage.organiser.autocomplete(stage.lobby, "announce new", "when", phrase)
    assert choices[0]["name"] == "Tue 24 Nov 2026 18:00 · UTC · every Tuesday · not on 1 Dec 2026"
    shown = answer(await drafted(stage, when=phrase))
    assert stamp(NEXT[0]) in shown
    assert stamp(NEXT[1]) not in shown
    assert "**Not on** Tue 1 Dec 2026" in shown.replace("**Not on:**", "**Not on**")


async def test_a_new_time_keeps_the_skipped_dates_it_still_has_and_says_so(stage: Stage) -> None:
    which = await series(stage, when="every Tuesday 18:00 not 1 Dec, 8 Dec")
    await to(stage, at(dt.date(2026, 12, 2)))
    edit = await stage.organiser.slash(
        stage.lobby, "announce edit", announcement=which, when="every 2nd Tuesday 19:00"
    )
    assert "Still skipped: 8 Dec 2026." in answer(edit)
    assert "No longer" not in answer(edit)
    edit = await stage.organiser.slash(
        stage.lobby, "announce edit", announcement=which, when="every Monday 19:00 not 14 Dec"
    )
    assert "No longer skipped, as the new time does not fall on them: 8 Dec 2026." in answer(edit)
    await stage.organiser.click(edit.response, label="Save changes")
    assert (await found(stage, which)).plan.not_on == {dt.date(2026, 12, 14)}


# Not on, and holidays


async def test_the_form_echoes_what_it_understood_and_refuses_the_first_that_is_wrong(stage: Stage) -> None:
    _, shown = await draft_dates(stage)
    form = await stage.organiser.click(shown.response, label="Not on …")
    done = await stage.organiser.submit_modal(form, {"days": "1 Dec, 15 Dec 2026"})
    assert "Understood: not on 1 Dec 2026, 15 Dec 2026." in answer(done)
    for typed, said in (
        ("8 Dec, 24 Dec, 05/12", "2026-12-24, a Thursday, is not a date of this series"),
        ("05/12", "two dates"),
        ("17 Nov 2026", "is past"),
        ("yesterday", "I don’t understand"),
        ("2026-13-40", "no such day"),
    ):
        form = await stage.organiser.click(shown.response, label="Not on …")
        assert "2026-12-01, 2026-12-15" in str(form.modal), "what stands is there to be changed"
        refused = await stage.organiser.submit_modal(form, {"days": typed})
        assert said in answer(refused)
    back = await stage.organiser.click(done.response, label="Back to the preview")
    await stage.organiser.click(back.response, label="Schedule")
    await to(stage, at(NEXT[3]) + dt.timedelta(minutes=1))
    assert len(posted(stage.news)) == 2
    form = await stage.organiser.slash(stage.lobby, "announce edit", announcement=str(await stage.newest()))
    shown = await stage.organiser.click(form.response, label="Dates")
    form = await stage.organiser.click(shown.response, label="Not on …")
    cleared = await stage.organiser.submit_modal(form, {"days": " "})
    assert "no date is left out" in answer(cleared)


async def test_too_many_exceptions_are_refused(stage: Stage) -> None:
    _, shown = await draft_dates(stage, when="every day 18:00")
    form = await stage.organiser.click(shown.response, label="Not on …")
    first = dt.date(2026, 12, 1)
    days = ",".join(str(first + dt.timedelta(days=one)) for one in range(MOST_LEFT_OUT + 1))
    refused = await stage.organiser.submit_modal(form, {"days": days})
    assert "At most 100 dates" in answer(refused)


async def test_a_series_of_nothing_but_exceptions_is_not_scheduled(stage: Stage) -> None:
    _, shown = await draft_dates(stage, when="every Tuesday 18:00 until 2026-12-02")
    form = await stage.organiser.click(shown.response, label="Not on …")
    done = await stage.organiser.submit_modal(form, {"days": "24 Nov, 1 Dec"})
    assert "nothing more is coming" in answer(done)
    back = await stage.organiser.click(done.response, label="Back to the preview")
    refused = await stage.organiser.click(back.response, label="Schedule")
    assert "Each date of this series is left out" in answer(refused)
    assert await stage.states() == []


async def test_holidays_are_skipped_once_a_series_says_so_and_named_on_the_preview(stage: Stage) -> None:
    await holiday(stage, "2026-12-01", "Union Day")
    preview, shown = await draft_dates(stage)
    assert "Union Day" not in answer(preview)
    done = await stage.organiser.click(shown.response, label="Skip holidays")
    assert "Tue 1 Dec 2026 (Union Day)" in answer(done)
    back = await stage.organiser.click(done.response, label="Back to the preview")
    assert "Tue 1 Dec 2026 (Union Day)" in answer(back)
    assert stamp(NEXT[1]) not in answer(back)
    await stage.organiser.click(back.response, label="Schedule")
    await to(stage, at(NEXT[2]) + dt.timedelta(minutes=1))
    assert len(posted(stage.news)) == 2


async def test_the_toggle_goes_both_ways(stage: Stage) -> None:
    await holiday(stage, "2026-12-01", "Union Day")
    _, shown = await draft_dates(stage)
    done = await stage.organiser.click(shown.response, label="Skip holidays")
    done = await stage.organiser.click(done.response, label="Send on holidays too")
    assert "Union Day" not in answer(done)
    assert stamp(NEXT[1]) in answer(done)


async def test_without_holidays_the_card_says_where_to_name_them(stage: Stage) -> None:
    _, shown = await draft_dates(stage)
    done = await stage.organiser.click(shown.response, label="Skip holidays")
    assert "/setup holidays" in answer(done)


async def skipping(stage: Stage, **what: Any) -> str:
    """A scheduled series that skips holidays."""
    _, shown = await draft_dates(stage, **what)
    done = await stage.organiser.click(shown.response, label="Skip holidays")
    back = await stage.organiser.click(done.response, label="Back to the preview")
    assert "Scheduled" in answer(await stage.organiser.click(back.response, label="Schedule"))
    return str(await stage.newest())


async def pending(stage: Stage) -> list[str]:
    return await stage.app.database.read(
        lambda tx: [
            str(row["planned"])
            for row in tx.all(
                "SELECT json_extract(details, '$.planned') AS planned FROM delivery"
                " WHERE state = 'pending' AND feature = 'announcements' ORDER BY due_at"
            )
        ]
    )


async def test_a_holiday_that_is_named_or_removed_later_changes_what_is_promised_at_once(
    stage: Stage,
) -> None:
    await skipping(stage)
    before = await pending(stage)
    assert len(before) == 5
    await holiday(stage, "2026-12-01", "Union Day")
    assert await pending(stage) == [one for one in before if not one.startswith("2026-12-01")]
    await stage.app.services.holidays.remove(stage.actor(), ("2026-12-01",))
    assert await pending(stage) == before
    await to(stage, at(NEXT[2]) + dt.timedelta(minutes=1))
    assert len(posted(stage.news)) == 3


async def test_holidays_leave_series_alone_that_do_not_skip_them_and_those_of_other_guilds(
    stage: Stage,
) -> None:
    await series(stage)
    before = await pending(stage)
    await holiday(stage, "2026-12-01", "Union Day")
    assert await pending(stage) == before
    listed = await stage.app.database.read(lambda tx: store.skipping_holidays(tx, stage.guild.id + 1))
    assert listed == []


async def test_a_holiday_named_while_a_series_is_paused_counts_once_it_is_resumed(stage: Stage) -> None:
    which = await skipping(stage)
    await stage.organiser.slash(stage.lobby, "announce pause", announcement=which)
    await holiday(stage, "2026-12-01", "Union Day")
    assert await pending(stage) == []
    await stage.organiser.slash(stage.lobby, "announce resume", announcement=which)
    assert [one[:10] for one in await pending(stage)] == [
        day.isoformat() for day in NEXT[:5] if day != NEXT[1]
    ]


async def test_a_yearly_leap_day_is_left_out_only_in_leap_years(stage: Stage) -> None:
    await holiday(stage, "29 Feb every year", "Leap day")
    which = await skipping(stage, when="every month on the last day 18:00")
    plan = (await found(stage, which)).calendar
    assert plan.leaves_out(dt.date(2028, 2, 29))
    assert not plan.leaves_out(dt.date(2027, 2, 28))


async def test_a_holiday_in_the_menu_of_dates_is_named_and_not_sent(stage: Stage) -> None:
    await holiday(stage, "2026-12-01", "Union Day")
    which = await skipping(stage)
    options = menu((await dates(stage, which)).response, "announce.skip")["options"]
    assert options[1]["description"] == "Holiday: Union Day. Nothing is sent."
    choices = await stage.organiser.autocomplete(stage.lobby, "announce skip", "date", "", announcement=which)
    assert "2026-12-01" not in [choice["value"] for choice in choices]


async def test_an_edit_keeps_that_holidays_are_skipped(stage: Stage) -> None:
    await holiday(stage, "2026-12-01", "Union Day")
    which = await skipping(stage)
    edit = await stage.organiser.slash(stage.lobby, "announce edit", announcement=which)
    await stage.organiser.click(edit.response, label="Save changes")
    assert (await found(stage, which)).skips_holidays


async def test_a_hostile_name_of_a_holiday_is_shown_and_does_nothing(stage: Stage) -> None:
    await holiday(stage, "2026-12-01", "@everyone [x](https://evil.example) <@&1>")
    which = await skipping(stage)
    shown = answer(await opened(stage, which))
    for markup in ("@everyone", "[x](", "<@&1>"):
        assert markup not in shown


# The date it is about


async def test_the_date_stands_in_the_post_and_moves_with_the_reader(stage: Stage) -> None:
    await stage.organiser.slash(stage.lobby, "setup zone", zone="Beirut")
    _, shown = await draft_dates(stage, when="tomorrow 18:00")
    assert "It names no date" in answer(shown)
    form = await stage.organiser.click(shown.response, label="Date of the event")
    done = await stage.organiser.submit_modal(form, {"when": "15 Dec 2026 18:00"})
    moment = int(dt.datetime(2026, 12, 15, 16, tzinfo=dt.UTC).timestamp())
    line = f"<t:{moment}:F> (18:00 Beirut) · <t:{moment}:R>"
    assert line in answer(done)
    back = await stage.organiser.click(done.response, label="Back to the preview")
    assert line in answer(back)
    await stage.organiser.click(back.response, label="Schedule")
    stage.pass_time(hours=33)
    await stage.deliver()
    assert line in posted(stage.news)[0]


async def test_the_post_shows_it_until_it_is_past(stage: Stage) -> None:
    form = await stage.organiser.slash(
        stage.lobby, "announce new", when=TUESDAYS, channel=stage.news, about="2026-12-03 19:00"
    )
    preview = await stage.organiser.submit_modal(form, {"title": "Meeting", "body": "Come."})
    await stage.organiser.click(preview.response, label="Schedule")
    await to(stage, at(NEXT[2]) + dt.timedelta(minutes=1))
    mark = stamp(dt.date(2026, 12, 3), 19)
    assert [mark in text for text in posted(stage.news)] == [True, True, False]


async def test_the_option_is_echoed_and_takes_one_date_only(stage: Stage) -> None:
    choices = await stage.organiser.autocomplete(stage.lobby, "announce new", "about", "15 Dec 2026 18:00")
    assert choices[0]["name"] == "Tue 15 Dec 2026 18:00 · UTC"
    choices = await stage.organiser.autocomplete(stage.lobby, "announce new", "about", TUESDAYS)
    assert "The event has one date" in choices[0]["name"]
    refused = await stage.organiser.slash(
        stage.lobby, "announce new", when="tomorrow 18:00", channel=stage.news, about=TUESDAYS
    )
    assert refused.modal is None
    assert "The event has one date" in answer(refused)
    assert await stage.newest() == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("05/12 18:00", "two dates"),
        ("2026-11-20 18:00", "is past"),
        ("every day 18:00", "The event has one date"),
        ("9999-01-01 10:00", "years ahead"),
        ("2027-03-28 00:30 Asia/Beirut", "jump over"),
        ("2026-12-15 18:00 ../../etc/passwd", ""),
        ("<t:99999999999>", "I don’t understand"),
    ],
)
async def test_a_date_of_the_event_that_cannot_be_is_refused(stage: Stage, typed: str, said: str) -> None:
    _, shown = await draft_dates(stage, when="tomorrow 18:00")
    form = await stage.organiser.click(shown.response, label="Date of the event")
    refused = answer(await stage.organiser.submit_modal(form, {"when": typed}))
    assert "⚠️" in refused
    assert said in refused
    draft = await stage.app.services.series.look(stage.actor(), await stage.newest())
    assert draft.event_wall is None


async def test_arabic_digits_are_digits(stage: Stage) -> None:
    _, shown = await draft_dates(stage, when="tomorrow 18:00")
    form = await stage.organiser.click(shown.response, label="Date of the event")
    done = await stage.organiser.submit_modal(form, {"when": "١٥ Dec ٢٠٢٦ ١٨:٠٠"})
    assert stamp(dt.date(2026, 12, 15)) in answer(done)


async def test_a_time_that_comes_twice_is_said(stage: Stage) -> None:
    await stage.organiser.slash(stage.lobby, "setup zone", zone="Beirut")
    _, shown = await draft_dates(stage, when="tomorrow 18:00")
    form = await stage.organiser.click(shown.response, label="Date of the event")
    done = await stage.organiser.submit_modal(form, {"when": "2027-10-30 23:30"})
    assert "comes twice" in answer(done)


async def test_another_zone_is_turned_into_the_announcements_own(stage: Stage) -> None:
    _, shown = await draft_dates(stage, when="tomorrow 18:00 Asia/Beirut")
    form = await stage.organiser.click(shown.response, label="Date of the event")
    done = await stage.organiser.submit_modal(form, {"when": "2026-12-15 16:00 UTC"})
    assert "(18:00 Beirut)" in answer(done)


async def test_a_new_zone_keeps_the_wall_time_of_the_event(stage: Stage) -> None:
    form = await stage.organiser.slash(
        stage.lobby, "announce new", when="tomorrow 18:00", channel=stage.news, about="2026-12-15 18:00"
    )
    preview = await stage.organiser.submit_modal(form, {"title": "Meeting", "body": "Come."})
    await stage.organiser.click(preview.response, label="Schedule")
    which = str(await stage.newest())
    before = await found(stage, which)
    edit = await stage.organiser.slash(
        stage.lobby, "announce edit", announcement=which, when="2026-11-25 18:00 Asia/Beirut"
    )
    assert "(18:00 Beirut)" in answer(edit)
    await stage.organiser.click(edit.response, label="Save changes")
    after = await found(stage, which)
    assert after.event_wall == before.event_wall
    assert (before.plan.zone, after.plan.zone) == ("UTC", "Asia/Beirut")


async def test_a_date_before_the_first_post_is_pointed_out(stage: Stage) -> None:
    _, shown = await draft_dates(stage)
    form = await stage.organiser.click(shown.response, label="Date of the event")
    done = await stage.organiser.submit_modal(form, {"when": "in 2h"})
    assert "no post will show it" in answer(done)


# Authority, and what is not there


async def test_a_member_is_refused_at_every_press(stage: Stage) -> None:
    which = await series(stage)
    detail, day = await opened(stage, which), await dates(stage, which)
    _, draft = await draft_dates(stage)
    ids = {**buttons(detail.response), **buttons(draft.response)}  # type: ignore[arg-type]
    ids["menu"] = menu(day.response, "announce.skip")["custom_id"]
    for custom_id in ids.values():
        if custom_id.startswith("announce."):
            assert "This is for organisers" in await stage.press_raw(stage.member, custom_id)
    for command, options in (
        ("pause", {}),
        ("resume", {}),
        ("skip", {"date": "2026-11-24"}),
    ):
        refused = await stage.member.slash(stage.lobby, f"announce {command}", announcement=which, **options)
        assert "This is for organisers" in answer(refused)


async def test_another_guilds_series_is_not_there(stage: Stage) -> None:
    which = await series(stage)
    elsewhere = stage.env.create_guild("Elsewhere")
    room = elsewhere.create_text_channel("room")
    boss = elsewhere.add_member(
        stage.env.create_user("eve"),
        roles=[elsewhere.create_role("Boss", permissions=discord.Permissions(administrator=True))],
    )
    for command, options in (("pause", {}), ("resume", {}), ("skip", {"date": "2026-11-24"})):
        refused = await boss.slash(room, f"announce {command}", announcement=which, **options)
        assert "no such announcement" in answer(refused)
    assert await boss.autocomplete(room, "announce skip", "date", "", announcement=which) == []
    version = (await found(stage, which)).version
    for custom_id in (
        f"announce.pause:{which}",
        f"announce.resume:{which}",
        f"announce.dates:{which}",
        f"announce.skip:{which}:{version}:{int(stage.clock.now().timestamp())}",
        f"announce.draft-dates:{which}",
    ):
        assert "no such announcement" in (shown := await stage.press_raw(boss, custom_id, room)) or (
            "draft is gone" in shown
        )
    assert (await found(stage, which)).paused_at is None


async def test_the_draft_of_another_organiser_is_not_touched(stage: Stage) -> None:
    _, shown = await draft_dates(stage)
    other = stage.guild.add_member(stage.env.create_user("rami"), roles=[stage.guild.roles["Team"]])
    for label in ("Date of the event", "Not on …", "Skip holidays"):
        assert "draft is gone" in await stage.press_raw(other, buttons(shown.response)[label])  # type: ignore[arg-type]


async def test_buttons_from_before_a_restart_work(stage: Stage) -> None:
    which = await series(stage)
    shown, day = await opened(stage, which), await dates(stage, which)
    await stage.restart()
    assert "Skipped: 1 Dec" in answer(await choose(stage, day.response, NEXT[1]))
    assert "Paused" in answer(await stage.organiser.click(shown.response, label="Pause"))


async def test_a_cancelled_series_is_neither_paused_nor_skipped(stage: Stage) -> None:
    which = await series(stage)
    old = buttons((await opened(stage, which)).response)  # type: ignore[arg-type]
    ask = await stage.organiser.slash(stage.lobby, "announce cancel", announcement=which)
    await stage.organiser.click(ask.response, custom_id=buttons(ask.response)["Cancel it"])  # type: ignore[arg-type]
    for label in ("Pause", "Dates"):
        assert "already cancelled" in await stage.press_raw(stage.organiser, old[label])
