"""/agenda: what is coming up, for whom, on which day, and the file for calendars."""

import datetime as dt
from dataclasses import replace
from typing import Any

import discord
import pytest
from icalendar import Calendar
from simcord import ChannelHandle, InteractionResult

from bot.announcements import store
from bot.announcements.rules import Announcement
from bot.delivery.recurrence import Plan
from bot.delivery.rule import Frequency, Rule
from bot.feature import AgendaItem, AgendaQuery
from bot.storage.database import Transaction
from tests.discord.conftest import START, Stage, answer, buttons

POSTED = dt.datetime.fromisoformat("2026-11-24T18:00")
EVENT = dt.datetime.fromisoformat("2026-12-01T18:30")
TITLE = "Peering day"


async def planned(
    stage: Stage,
    *,
    title: str = TITLE,
    posted: dt.datetime = POSTED,
    event: dt.datetime | None = EVENT,
    zone: str = "UTC",
    channels: tuple[ChannelHandle, ...] = (),
    rule: Rule | None = None,
) -> Announcement:
    """A scheduled announcement of a date."""
    service, actor = stage.app.services.announcements, stage.actor()
    where = [channel.id for channel in channels or (stage.news,)]
    draft = await service.draft(actor, Plan(wall=posted, zone=zone, rule=rule), where)
    await service.write(actor, draft.id, title, "Bring your AS number.")
    await stage.app.database.write(lambda tx: store.set_event(tx, draft.id, event))
    draft = await service.look(actor, draft.id)
    return await service.confirm(actor, draft.id, draft.version)


async def posted(stage: Stage, **what: Any) -> Announcement:
    """One whose post everybody has read."""
    found = await planned(stage, **what)
    stage.clock.advance(dt.timedelta(days=1, hours=9, seconds=1))
    await stage.deliver()
    return found


def hide(stage: Stage, channel: ChannelHandle) -> None:
    """From members; the bot keeps its access."""
    everyone = stage.guild.roles["@everyone"]
    backend = stage.env.backend
    from simcord.backend.models.channel import Overwrite
    from simcord.enums import OverwriteType

    view = discord.Permissions(view_channel=True).value
    backend.set_overwrite(channel.id, Overwrite(target_id=everyone.id, type=OverwriteType.ROLE, deny=view))
    backend.set_overwrite(
        channel.id, Overwrite(target_id=backend.bot_user.id, type=OverwriteType.MEMBER, allow=view)
    )


def add(stage: Stage, *items: AgendaItem, mine: bool = False) -> None:
    """Another feature, with items of its own."""

    def agenda(tx: Transaction, query: AgendaQuery) -> list[AgendaItem]:
        return [one for one in items if query.mine is mine and query.since <= one.starts_at < query.until]

    feature = replace(stage.app.features["guilds"], name="more", agenda=agenda)
    stage.app.features["more"] = feature


def item(number: int, at: dt.datetime, **changes: Any) -> AgendaItem:
    what: dict[str, Any] = {
        "uid": f"thing-{number}",
        "sequence": 1,
        "kind": "announce-agenda-event",
        "title": f"Thing {number}",
        "starts_at": at,
        "wall": at.replace(tzinfo=None),
        "zone": "UTC",
    }
    return AgendaItem(**what | changes)


def file_of(stage: Stage, result: InteractionResult) -> bytes:
    """The file that came with an answer."""
    shown = result.followups[-1] if result.followups else result.response
    assert shown is not None
    (attachment,) = shown.attachments
    assert attachment.filename == "agenda.ics"
    content = stage.env.backend.cdn.get(attachment.url)
    assert content is not None
    return content


def events(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


# The list


async def test_a_date_that_was_posted_is_listed_with_its_time_place_and_link(stage: Stage) -> None:
    await posted(stage, zone="Asia/Beirut")
    shown = await stage.member.slash(stage.lobby, "agenda")
    said = answer(shown)
    at = int(dt.datetime(2026, 12, 1, 16, 30, tzinfo=dt.UTC).timestamp())
    assert f"**{TITLE}**" in said
    assert f"<t:{at}:F> (18:30 Beirut) · <t:{at}:R>" in said
    assert "Announced date" in said
    assert "Tue 1 Dec 2026" in said
    message = stage.news.history()[-1]
    assert f"https://discord.com/channels/{stage.guild.id}/{stage.news.id}/{message.id}" in str(
        shown.response.components if shown.response else None
    )


async def test_nothing_that_was_not_posted_reaches_a_member(stage: Stage) -> None:
    await planned(stage)
    assert TITLE not in answer(await stage.member.slash(stage.lobby, "agenda"))
    said = answer(await stage.organiser.slash(stage.lobby, "agenda"))
    assert TITLE in said
    assert f"Will be posted in <#{stage.news.id}>" in said
    assert "Announced date" not in said


async def test_a_change_that_was_not_posted_reaches_no_member(stage: Stage) -> None:
    service, actor = stage.app.services.announcements, stage.actor()
    found = await posted(stage, rule=Rule(freq=Frequency.WEEKLY))
    draft = await service.revise(actor, found.id, None)
    await service.write(actor, draft.id, "Secret new name", "Text")
    await stage.app.database.write(lambda tx: store.set_event(tx, draft.id, EVENT + dt.timedelta(days=9)))
    draft = await service.look(actor, draft.id)
    await service.confirm(actor, draft.id, draft.version)
    said = answer(await stage.member.slash(stage.lobby, "agenda"))
    assert TITLE in said
    assert "Secret" not in said
    stage.pass_time(days=7)
    assert await stage.deliver() == 1
    said = answer(await stage.member.slash(stage.lobby, "agenda"))
    assert "Secret new name" in said
    assert "Thu 10 Dec 2026" in said


async def test_a_correction_moves_the_date_once_its_post_says_so(stage: Stage) -> None:
    services, actor = stage.app.services, stage.actor()
    found = await posted(stage)
    draft = await services.corrections.begin(actor, found.id)
    await services.announcements.write(actor, draft.id, "Peering night", "Text")
    await stage.app.database.write(lambda tx: store.set_event(tx, draft.id, EVENT + dt.timedelta(days=1)))
    draft = await services.announcements.look(actor, draft.id)
    await services.announcements.confirm(actor, draft.id, draft.version)
    assert "Peering night" not in answer(await stage.member.slash(stage.lobby, "agenda"))
    await stage.deliver()
    said = answer(await stage.member.slash(stage.lobby, "agenda"))
    assert "Peering night" in said
    assert "Wed 2 Dec 2026" in said


async def test_a_channel_the_reader_may_not_view_tells_nothing_to_them(stage: Stage) -> None:
    hide(stage, stage.news)
    await posted(stage)
    assert TITLE not in answer(await stage.member.slash(stage.lobby, "agenda"))


async def test_a_channel_that_was_hidden_since_tells_nothing_any_more(stage: Stage) -> None:
    await posted(stage)
    shown = await stage.member.slash(stage.lobby, "agenda")
    assert TITLE in answer(shown)
    hide(stage, stage.news)
    again = await stage.member.click(shown.response, label="Next 60 days")
    assert TITLE not in answer(again)


async def test_a_deleted_channel_tells_nothing_and_another_one_does(stage: Stage) -> None:
    await posted(stage, channels=(stage.news, stage.lobby))
    stage.delete_channel(stage.news)
    shown = await stage.member.slash(stage.lobby, "agenda")
    assert TITLE in answer(shown)
    assert f"/{stage.lobby.id}/" in str(shown.response.components if shown.response else None)


async def test_an_organiser_sees_no_plan_for_a_channel_they_may_not_view(stage: Stage) -> None:
    hidden = stage.guild.create_text_channel("board")
    hide(stage, hidden)
    await planned(stage, channels=(hidden,))
    assert TITLE not in answer(await stage.organiser.slash(stage.lobby, "agenda"))


async def test_a_series_stands_on_each_of_its_days_and_not_while_it_is_paused(stage: Stage) -> None:
    found = await planned(stage, rule=Rule(freq=Frequency.WEEKLY), event=None)
    said = answer(await stage.organiser.slash(stage.lobby, "agenda", days=21))
    assert said.count(TITLE) == 3
    await stage.app.database.write(lambda tx: store.set_paused(tx, found.id, paused=True))
    assert TITLE not in answer(await stage.organiser.slash(stage.lobby, "agenda", days=21))


async def test_the_days_are_those_of_the_readers_zone(stage: Stage) -> None:
    add(stage, item(1, dt.datetime(2026, 11, 24, 23, 30, tzinfo=dt.UTC)))
    assert "Tomorrow · Tue 24 Nov 2026" in answer(await stage.member.slash(stage.lobby, "agenda"))
    await stage.member.slash(stage.lobby, "me zone", zone="Asia/Karachi")
    said = answer(await stage.member.slash(stage.lobby, "agenda"))
    assert "Wed 25 Nov 2026" in said
    assert "The days are those of Karachi" in said


async def test_it_looks_as_far_as_it_is_asked_to(stage: Stage) -> None:
    add(stage, item(1, START + dt.timedelta(days=20)), item(2, START + dt.timedelta(days=80)))
    for days, seen in ((1, []), (30, ["Thing 1"]), (90, ["Thing 1", "Thing 2"])):
        said = answer(await stage.member.slash(stage.lobby, "agenda", days=days))
        assert [name for name in ("Thing 1", "Thing 2") if name in said] == seen


async def test_many_items_are_paged_and_a_page_that_is_gone_shows_the_last(stage: Stage) -> None:
    add(stage, *(item(number, START + dt.timedelta(hours=number)) for number in range(1, 15)))
    shown = await stage.member.slash(stage.lobby, "agenda")
    assert "1 of 3" in answer(shown)
    assert "Thing 6" in answer(shown)
    assert "Thing 7" not in answer(shown)
    await stage.restart()
    shown = await stage.member.click(shown.response, label="Next ›")
    assert "Thing 7" in answer(shown)
    add(stage, item(1, START + dt.timedelta(hours=1)))
    assert "Thing 1" in answer(await stage.member.click(shown.response, label="Next ›"))


async def test_the_widest_page_fits_into_a_message(stage: Stage) -> None:
    wide = [
        item(
            number,
            START + dt.timedelta(days=number),
            title="*ع*" * 66,
            url="https://discord.com/channels/1/2/3",
        )
        for number in range(1, 14)
    ]
    add(stage, *wide)
    shown = await stage.member.slash(stage.lobby, "agenda")
    assert "Next 60 days" in answer(await stage.member.click(shown.response, label="Next ›"))


async def test_mine_shows_what_concerns_the_reader_and_nothing_else(stage: Stage) -> None:
    await posted(stage)
    add(stage, item(1, START + dt.timedelta(days=3)), mine=True)
    said = answer(await stage.member.slash(stage.lobby, "agenda", what="mine"))
    assert "Thing 1" in said
    assert TITLE not in said
    shown = await stage.member.slash(stage.lobby, "agenda")
    assert TITLE in answer(shown)
    shown = await stage.member.click(shown.response, label="Only mine")
    assert "Thing 1" in answer(shown)
    assert TITLE in answer(await stage.member.click(shown.response, label="Whole server"))


# Nothing


async def test_an_empty_agenda_says_what_to_do(stage: Stage) -> None:
    add(stage, item(1, START + dt.timedelta(days=50)))
    shown = await stage.member.slash(stage.lobby, "agenda")
    assert "Nothing is planned in the next 14 days." in answer(shown)
    assert shown.response is not None
    assert "Calendar file" not in buttons(shown.response)
    assert "Thing 1" in answer(await stage.member.click(shown.response, label="Next 60 days"))
    said = answer(await stage.organiser.slash(stage.lobby, "agenda", days=1))
    assert "/announce new" in said
    said = answer(await stage.member.slash(stage.lobby, "agenda", what="mine", days=90))
    assert "Press “Remind me”" in said


@pytest.mark.parametrize(
    "custom_id", ["agenda.show:2:14:1", "agenda.show:0:91:1", "agenda.show:0:0:1", "agenda.file:0:4000"]
)
async def test_an_altered_button_is_out_of_date(stage: Stage, custom_id: str) -> None:
    assert "out of date" in await stage.press_raw(stage.member, custom_id)


# The calendar file


async def test_the_file_holds_what_the_list_shows(stage: Stage) -> None:
    await posted(stage, zone="Asia/Beirut")
    add(stage, item(1, START + dt.timedelta(days=3), ends_at=START + dt.timedelta(days=3, hours=2)))
    shown = await stage.member.slash(stage.lobby, "agenda")
    answered = await stage.member.click(shown.response, label="Calendar file")
    assert "2 dates" in answer(answered)
    content = file_of(stage, answered)
    first, second = events(content)
    assert first["SUMMARY"] == "Thing 1"
    assert first["DTEND"].dt - first["DTSTART"].dt == dt.timedelta(hours=2)
    assert second["SUMMARY"] == TITLE
    assert second["DTSTART"].dt == dt.datetime(2026, 12, 1, 16, 30, tzinfo=dt.UTC)
    assert second["STATUS"] == "CONFIRMED"
    assert str(second["URL"]).startswith(f"https://discord.com/channels/{stage.guild.id}/{stage.news.id}/")
    assert abs(second["DTSTAMP"].dt - stage.clock.now()) < dt.timedelta(minutes=1)
    for name in ("nadia", "omar", str(stage.organiser.id), str(stage.member.id)):
        assert name.encode() not in content


async def test_a_file_of_very_many_dates_arrives_too(stage: Stage) -> None:
    add(stage, *(item(number, START + dt.timedelta(minutes=number + 10)) for number in range(1001)))
    shown = await stage.member.slash(stage.lobby, "agenda")
    answered = await stage.member.click(shown.response, label="Calendar file")
    assert len(events(file_of(stage, answered))) == 1001


async def test_a_cancelled_date_leaves_the_list_and_stays_in_the_file_for_a_month(stage: Stage) -> None:
    service, actor = stage.app.services.announcements, stage.actor()
    found = await posted(stage, rule=Rule(freq=Frequency.MONTHLY))
    shown = await stage.member.slash(stage.lobby, "agenda")
    before = events(file_of(stage, await stage.member.click(shown.response, label="Calendar file")))[0]
    detail = await service.detail(actor, found.id)
    await service.cancel(actor, found.id, detail.announcement.version)
    assert TITLE not in answer(await stage.member.slash(stage.lobby, "agenda"))
    for passing in (0, 36):
        stage.pass_time(days=passing)
        shown = await stage.member.slash(stage.lobby, "agenda")
        (after,) = events(file_of(stage, await stage.member.click(shown.response, label="Calendar file")))
        assert (after["UID"], after["STATUS"]) == (before["UID"], "CANCELLED")
        assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    stage.pass_time(days=2)
    said = await stage.press_raw(stage.member, "agenda.file:0:14")
    assert "there is no calendar file" in said


async def test_a_date_that_was_posted_anew_keeps_its_uid_and_rises_in_sequence(stage: Stage) -> None:
    found = await posted(stage, rule=Rule(freq=Frequency.WEEKLY))
    shown = await stage.member.slash(stage.lobby, "agenda")
    (before,) = events(file_of(stage, await stage.member.click(shown.response, label="Calendar file")))
    moved = EVENT + dt.timedelta(days=2)
    await stage.app.database.write(lambda tx: store.set_event(tx, found.id, moved))
    stage.pass_time(days=7)
    await stage.deliver()
    shown = await stage.member.slash(stage.lobby, "agenda")
    (after,) = events(file_of(stage, await stage.member.click(shown.response, label="Calendar file")))
    assert after["UID"] == before["UID"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert after["DTSTART"].dt == moved.replace(tzinfo=dt.UTC)


async def test_a_date_that_was_taken_away_counts_as_cancelled(stage: Stage) -> None:
    found = await posted(stage)
    await stage.app.database.write(lambda tx: store.set_event(tx, found.id, None))
    assert TITLE not in answer(await stage.member.slash(stage.lobby, "agenda"))
    shown = await stage.member.slash(stage.lobby, "agenda")
    (event,) = events(file_of(stage, await stage.member.click(shown.response, label="Calendar file")))
    assert event["STATUS"] == "CANCELLED"
