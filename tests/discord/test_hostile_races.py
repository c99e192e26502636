"""Two at once, the wrong moment, and as much of everything as somebody can find: nothing is lost, doubled or half done."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from bot import limits
from bot.announcements import rules
from bot.announcements.languages import LANGUAGES, number_of
from bot.announcements.rules import AnnouncementState
from bot.delivery.effects.closed_doors import KNOCKS
from bot.delivery.model import Delivery, EffectKind, Rendered
from bot.errors import RefusedError, StaleError
from bot.people.actor import Actor
from bot.reminders.rules import MOST_ACTIVE
from tests.discord.conftest import Stage, answer, sending
from tests.discord.test_announce import BODY, TITLE, drafted, posted, scheduled
from tests.discord.test_announce_approval import another, waiting
from tests.discord.test_hostile_commands import rows, send_raw
from tests.discord.test_hostile_matrix import pictured
from tests.discord.test_reminders import announced, as_user, chosen, close_dms, dms, mine, until

DAILY = "every day 18:00"


def as_actor(stage: Stage, user_id: int) -> Actor:
    return replace(stage.actor(), user_id=user_id, interaction_id=stage.env.backend.snowflake())


async def at_once(*acts: Awaitable[Any]) -> list[Any]:
    """What each came to: its value, or what it was refused with. Anything else fails."""
    ended = await asyncio.gather(*acts, return_exceptions=True)
    for one in ended:
        assert not isinstance(one, BaseException) or isinstance(one, RefusedError), one
    return list(ended)


def refusals(ended: list[Any]) -> int:
    return sum(isinstance(one, RefusedError) for one in ended)


async def meanwhile(stage: Stage, act: Callable[[], Awaitable[object]], *, answer_lost: bool = False) -> None:
    """Deliver, and act in the moment between what a post says and its way to Discord. `answer_lost`: on the way back."""
    real = stage.dispatcher._executors[EffectKind.MESSAGE]

    made: list[int | None] = []

    class InBetween:
        repeat = real.repeat

        async def run(self, client: Any, delivery: Delivery, rendered: Rendered) -> int | None:
            if not answer_lost:
                await act()
                return await real.run(client, delivery, rendered)
            made.append(await real.run(client, delivery, rendered))
            await act()
            raise TimeoutError

        async def find(self, client: Any, delivery: Delivery, rendered: Rendered | None) -> int | None:
            return made[-1] if made else None  # the virtual world has a clock of its own

    stage.dispatcher._executors = {**stage.dispatcher._executors, EffectKind.MESSAGE: InBetween()}
    try:
        await stage.deliver()
        stage.pass_time(minutes=10)
        await stage.deliver()
    finally:
        stage.dispatcher._executors = {**stage.dispatcher._executors, EffectKind.MESSAGE: real}


# While it is being sent


@pytest.mark.parametrize("answer_lost", [False, True])
async def test_an_edit_that_is_saved_while_a_post_is_on_its_way_reaches_it(
    stage: Stage,
    answer_lost: bool,  # noqa: FBT001
) -> None:
    """It was told "Saved": what stands on Discord in the end is what was saved."""
    await scheduled(stage)
    service, actor = stage.app.services.announcements, stage.actor()

    async def edit() -> None:
        draft = await service.revise(actor, 1, None)
        draft, _ = await service.write(actor, draft.id, TITLE, "The room has changed.")
        await service.confirm(actor, draft.id, draft.version)

    stage.pass_time(hours=33, seconds=1)
    await meanwhile(stage, edit, answer_lost=answer_lost)
    (post,) = posted(stage.news)
    assert "The room has changed." in post
    assert BODY not in post


async def test_what_was_not_edited_is_not_touched_again(stage: Stage) -> None:
    await scheduled(stage, when=DAILY)
    stage.pass_time(hours=9, seconds=1)
    await stage.deliver()
    assert (
        await stage.app.database.read(
            lambda tx: tx.all("SELECT 1 FROM delivery WHERE template = 'correction'")
        )
        == []
    )


async def test_a_cancel_while_a_post_is_on_its_way_does_not_deny_it(stage: Stage) -> None:
    await scheduled(stage)
    service, actor = stage.app.services.announcements, stage.actor()

    async def cancel() -> None:
        found = await service.cancellable(actor, 1)
        await service.cancel(actor, 1, found.version)

    stage.pass_time(hours=33, seconds=1)
    await meanwhile(stage, cancel)
    await stage.deliver()
    assert len(posted(stage.news)) == 1
    shown = answer(await stage.organiser.slash(stage.lobby, "announce show", announcement="1"))
    assert "[sent]" in shown
    assert "ancelled" in shown


@pytest.mark.parametrize("what", ["the guild", "the series"])
async def test_a_pause_while_a_post_is_on_its_way_stops_the_next_one(stage: Stage, what: str) -> None:
    await scheduled(stage, when=DAILY)
    services, actor = stage.app.services, stage.actor()

    async def pause() -> None:
        if what == "the guild":
            await services.guilds.set_paused(actor, paused=True)
        else:
            await services.series.pause(actor, 1)

    stage.pass_time(hours=9, seconds=1)
    await meanwhile(stage, pause)
    assert len(posted(stage.news)) == 1
    for _ in range(3):
        stage.pass_time(hours=24)
        await stage.plan_ahead()
        await stage.deliver()
    assert len(posted(stage.news)) == 1


async def test_in_the_second_it_is_due_it_is_either_cancelled_or_sent(stage: Stage) -> None:
    for number in range(1, 7):
        await scheduled(stage, when="in 5m", title=f"Number {number}")
        found = await stage.app.services.announcements.cancellable(stage.actor(), number)
        stage.pass_time(minutes=5, seconds=59)
        stood = len(posted(stage.news))
        ended, _ = await asyncio.gather(
            stage.app.services.announcements.cancel(stage.actor(), number, found.version),
            stage.deliver(),
            return_exceptions=True,
        )
        await stage.deliver()
        sent = len(posted(stage.news)) - stood
        if sent:
            now = (await stage.app.services.announcements.detail(stage.actor(), number)).announcement.state
            assert now in (AnnouncementState.FINISHED, AnnouncementState.CANCELLED)
        else:
            assert not isinstance(ended, BaseException)
        assert sent in (0, 1)


# Two at once


async def test_of_an_approval_and_an_edit_at_once_only_what_was_agreed_to_is_promised(stage: Stage) -> None:
    for first in ("approve", "edit"):
        await waiting(stage)
        draft = await stage.newest()
        services, actor = stage.app.services, stage.actor()
        version = (await services.announcements.look(actor, draft)).version
        other = as_actor(stage, another(stage, f"karim-{first}").id)
        acts = [
            services.approvals.approve(other, draft, version),
            services.announcements.write(actor, draft, TITLE, "Not agreed to."),
        ]
        ended = await at_once(*(acts if first == "approve" else reversed(acts)))
        assert refusals(ended) == 1
        stored = await stage.app.database.read(
            lambda tx, draft=draft: tx.all("SELECT state, body FROM announcement WHERE id = ?", (draft,))[0]
        )
        assert (stored["state"], stored["body"]) in {("scheduled", BODY), ("draft", "Not agreed to.")}
        await stage.deliver()
    stage.pass_time(hours=34)
    await stage.deliver()
    assert not any("Not agreed to." in text for text in posted(stage.news))


@pytest.mark.parametrize("other", ["decline", "discard", "erase", "approve"])
async def test_an_approval_beside_its_opposite_ends_one_way(stage: Stage, other: str) -> None:
    await waiting(stage)
    draft = await stage.newest()
    services, actor = stage.app.services, stage.actor()
    version = (await services.announcements.look(actor, draft)).version
    karim, rima = (as_actor(stage, another(stage, name).id) for name in ("karim", "rima"))
    against: dict[str, Callable[[], Awaitable[object]]] = {
        "decline": lambda: services.approvals.decline(rima, draft, version, "No"),
        "discard": lambda: services.announcements.discard(actor, draft),
        "erase": lambda: services.privacy.erase(actor),
        "approve": lambda: services.approvals.approve(rima, draft, version),
    }
    ended = await at_once(services.approvals.approve(karim, draft, version), against[other]())
    assert refusals(ended) == (0 if other == "erase" else 1)
    assert len([row for row in rows(stage.app.database) if row[0] == "pending"]) == 1
    await stage.deliver()
    assert await stage.app.database.read(lambda tx: tx.all("SELECT 1 FROM announcement_approval")) == []
    assert "⚠️" in await stage.press_raw(another(stage, "zeina"), f"announce.approve:{draft}:{version}")


async def test_two_who_pause_resume_skip_or_cancel_at_once_do_it_once(stage: Stage) -> None:
    await scheduled(stage, when=DAILY)
    services = stage.app.services
    nadia, karim = stage.actor(), as_actor(stage, another(stage).id)
    assert refusals(await at_once(*(services.series.pause(one, 1) for one in (nadia, karim)))) == 1
    assert refusals(await at_once(*(services.series.resume(one, 1) for one in (nadia, karim)))) == 1
    shown = await services.series.dates(nadia, 1)
    days = [one.day.isoformat() for one in shown.dates[:2]]
    acts = [
        services.series.skip(one, 1, shown.announcement.version, after=shown.after, chosen=[day])
        for one, day in zip((nadia, karim), days, strict=True)
    ]
    assert refusals(await at_once(*acts)) == 1
    found = (await services.announcements.detail(nadia, 1)).announcement
    assert len(found.plan.not_on) == 1
    acts_ = [services.announcements.cancel(one, 1, found.version) for one in (nadia, karim)]
    assert refusals(await at_once(*acts_)) == 1
    stage.pass_time(hours=9, seconds=1)
    assert await stage.deliver() == 0


async def test_two_who_correct_or_edit_and_cancel_at_once_do_not_overwrite_each_other(stage: Stage) -> None:
    await scheduled(stage, when=DAILY)
    stage.pass_time(hours=9, seconds=1)
    await stage.deliver()
    services = stage.app.services
    nadia, karim = stage.actor(), as_actor(stage, another(stage).id)
    drafts = []
    for actor, text in ((nadia, "By Nadia."), (karim, "By Karim.")):
        draft = await services.corrections.begin(actor, 1)
        draft, _ = await services.announcements.write(actor, draft.id, TITLE, text)
        drafts.append((actor, draft))
    ended = await at_once(
        *(services.announcements.confirm(actor, draft.id, draft.version) for actor, draft in drafts)
    )
    assert refusals(ended) == 1
    assert sum(isinstance(one, StaleError) for one in ended) == 1
    await stage.deliver()
    (post,) = posted(stage.news)
    assert ("By Nadia." in post) != ("By Karim." in post)


async def test_the_same_reminder_twice_at_once_is_one(stage: Stage) -> None:
    await announced(stage)
    actor = as_actor(stage, stage.member.id)
    moment = dt.timedelta(days=1)
    await at_once(*(
        stage.app.services.reminders.remind(
            replace(actor, interaction_id=number), "announcements", 1, moment, channel_id=stage.news.id, message_id=None
        )
        for number in range(1, 9)
    ))  # fmt: skip
    assert len(await mine(stage)) == 1


async def test_a_hundred_at_once_do_not_become_a_hundred_and_one(stage: Stage) -> None:
    await announced(stage)
    actor = as_actor(stage, stage.member.id)
    first = stage.clock.now().replace(second=0, microsecond=0) + dt.timedelta(hours=1)
    ended = await at_once(*(
        stage.app.services.reminders.remind(
            replace(actor, interaction_id=number), "announcements", 1, first + dt.timedelta(minutes=number),
            channel_id=stage.news.id, message_id=None,
        )
        for number in range(MOST_ACTIVE + 5)
    ))  # fmt: skip
    assert refusals(ended) == 5
    assert len(await mine(stage)) == MOST_ACTIVE


# Erased at the wrong moment


async def test_a_person_erased_while_their_reminder_is_due_gets_it_at_most_once_and_nothing_is_left(
    stage: Stage,
) -> None:
    await announced(stage)
    await chosen(stage, "86400")
    (reminder,) = await mine(stage)
    before = len(dms(stage, stage.member))
    stage.clock.advance(reminder.due_at - stage.clock.now() + dt.timedelta(seconds=1))
    await asyncio.gather(stage.app.services.privacy.erase(as_actor(stage, stage.member.id)), stage.deliver())
    await stage.deliver()
    assert len(dms(stage, stage.member)) - before in (0, 1)
    assert await mine(stage) == []
    everything = await stage.everything()
    assert not any(stage.member.id in row for table in everything.values() for row in table)


async def test_two_erasures_at_once_are_one(stage: Stage) -> None:
    await stage.member.slash(stage.lobby, "me zone", zone="Asia/Beirut")
    actor = as_actor(stage, stage.member.id)
    ended = await at_once(*(stage.app.services.privacy.erase(actor) for _ in range(2)))
    assert refusals(ended) == 1


# Careless


async def test_another_zone_for_the_guild_moves_nothing_that_was_promised(stage: Stage) -> None:
    """The plan, the date it is about and the reminders keep their walls: they were agreed in a zone."""
    await announced(stage)
    await chosen(stage, "86400")
    await scheduled(stage, when=DAILY)
    due = "SELECT occurrence, due_at FROM delivery ORDER BY id"
    before = await stage.app.database.read(lambda tx: [tuple(row) for row in tx.all(due)])
    await stage.organiser.slash(stage.lobby, "setup zone", zone="Pacific/Auckland")
    await stage.plan_ahead()
    await stage.replan()
    assert await stage.app.database.read(lambda tx: [tuple(row) for row in tx.all(due)]) == before
    (reminder,) = await mine(stage)
    assert reminder.due_at == dt.datetime(2026, 12, 7, 18, tzinfo=dt.UTC)
    shown = answer(await stage.organiser.slash(stage.lobby, "announce show", announcement="1"))
    assert "2026" in shown


async def test_a_value_that_looks_like_a_field_is_a_text_in_all_five_places(stage: Stage) -> None:
    await drafted(stage, title="{a}", body="{b} {c} {d} {e} {a}")
    await stage.organiser.slash(
        stage.lobby, "announce template save", announcement=str(await stage.newest()), name="Five"
    )
    form = await stage.organiser.slash(
        stage.lobby, "announce new", when="in 5m", channel=stage.news, template="1"
    )
    assert form.modal is not None
    values = {f"field{number}": text for number, text in enumerate(("{b}", "{c}", "{d}", "{e}", "{a}"))}
    preview = await stage.organiser.submit_modal(form, values)
    await stage.organiser.click(preview.response, label="Schedule")
    stage.pass_time(minutes=6)
    await stage.deliver()
    assert "{b}\n{c} {d} {e} {a} {b}" in posted(stage.news)[0].replace("### ", "")


async def test_more_languages_than_there_are_channels_for_are_refused(stage: Stage) -> None:
    await drafted(stage)
    draft = await stage.newest()
    codes = list(LANGUAGES)[: rules.MOST_VARIANTS + 15]
    said = [
        await send_raw(
            stage, stage.organiser, f"announce.language-write:{draft}:{number_of(code)}",
            fields={"title": TITLE, "body": BODY},
        )
        for code in codes
    ]  # fmt: skip
    assert sum("⚠️" in one and "languages" in one for one in said) >= 15
    kept = await stage.app.services.announcements.look(stage.actor(), draft)
    assert len(kept.variants) == rules.MOST_VARIANTS
    assert "⚠️" not in (await stage.press_raw(stage.organiser, f"announce.preview:{draft}")).split("\n")[0]


@pytest.mark.parametrize(
    ("size", "fits"), [(rules.ALT_LIMIT, True), (rules.ALT_LIMIT + 1, False), (1024, False)]
)
async def test_a_description_from_right_to_left_fits_or_is_refused(
    stage: Stage, size: int, fits: bool
) -> None:  # noqa: FBT001
    draft = await pictured(stage)
    typed = "خريطة مواقع الربط ".ljust(size, "ب")
    said = await send_raw(stage, stage.organiser, f"announce.picture-alt-save:{draft}", fields={"alt": typed})
    assert ("⚠️" not in said) is fits
    await stage.press_raw(stage.organiser, f"announce.preview:{draft}")
    described = [
        item["description"] for request in stage.env.backend.http_requests for item in _items(request.json)
    ]
    assert all(len(one) <= limits.ALT_TEXT for one in described)
    assert any("ب" * 900 in one for one in described) is fits


def _items(part: Any) -> list[dict[str, Any]]:
    """The pictures of a payload."""
    if isinstance(part, dict):
        found = list(part.get("items", [])) if part.get("type") == 12 else []
        return found + [item for inner in part.values() for item in _items(inner)]
    return [item for inner in part for item in _items(inner)] if isinstance(part, list) else []


async def test_a_holiday_on_every_day_stops_a_series_and_gives_it_back(stage: Stage) -> None:
    services, actor = stage.app.services, stage.actor()
    draft = await drafted(stage, when=DAILY)
    await stage.press_raw(stage.organiser, f"announce.holidays:{await stage.newest()}:1")
    version = (await services.announcements.look(actor, 1)).version
    await stage.press_raw(stage.organiser, f"announce.confirm:1:{version}")
    assert draft.response is not None
    today = stage.clock.now().date()
    days = [today + dt.timedelta(days=number) for number in range(60)]
    for day in days:
        await services.holidays.add(actor, day.isoformat(), "Closed")
    for _ in range(3):
        stage.pass_time(hours=24)
        await stage.plan_ahead()
        assert await stage.deliver() == 0
    found = (await services.announcements.detail(actor, 1)).announcement
    assert found.state is AnnouncementState.SCHEDULED
    await services.holidays.remove(actor, [day.isoformat() for day in days])
    stage.pass_time(hours=24)
    assert await stage.deliver() == 1


async def test_a_member_with_closed_direct_messages_lets_nobody_knock_for_ever(stage: Stage) -> None:
    """Each refusal counts towards a ban of the whole bot: pressing again and again makes three, and then none."""
    await announced(stage)
    close_dms(stage, stage.member)
    asked = len(stage.env.backend.http_requests)
    assert "closed" in answer(await chosen(stage, "86400"))
    (reminder,) = await mine(stage)
    for _ in range(12):
        await stage.press_raw(stage.member, f"reminder.retry:{reminder.id}", stage.news)
    path = f"/channels/{as_user(stage, stage.member).dm_channel.id}/messages"
    knocks = [request for request in stage.env.backend.http_requests[asked:] if request.path == path]
    assert len(knocks) == KNOCKS
    assert len(await mine(stage)) == 1  # it is kept, and its own time may find the door open


# Altered


@pytest.mark.hostile(53)
@pytest.mark.parametrize("after", [0, 1, limits.LATEST_TIME, limits.LATEST_TIME + 1, limits.LARGEST_ID])
async def test_dates_after_any_instant_are_stale_or_over(stage: Stage, after: int) -> None:
    await scheduled(stage, when=DAILY)
    found = (await stage.app.services.announcements.detail(stage.actor(), 1)).announcement
    before = await stage.everything()
    for values in ([], ["9999-12-31"], ["x"], ["2026-11-24"]):
        said = await send_raw(
            stage, stage.organiser, f"announce.skip:1:{found.version}:{after}", values=values
        )
        assert "Something broke" not in said, values
        if after > stage.clock.now().timestamp():
            assert "⚠️" in said
            assert await stage.everything() == before


async def test_a_reminder_of_what_was_cancelled_neither_comes_nor_is_made(stage: Stage) -> None:
    await announced(stage)
    await chosen(stage, "86400")
    which = await stage.newest()
    await scheduled(stage, when=DAILY)
    series = await stage.newest()
    stage.pass_time(hours=25)
    await stage.deliver()
    found = await stage.app.services.announcements.cancellable(stage.actor(), series)
    await stage.app.services.announcements.cancel(stage.actor(), series, found.version)
    for custom_id in (f"remind.announcements:{series}", f"remind-other.announcements:{series}:0"):
        said = await stage.press_raw(stage.member, custom_id, stage.news)
        assert "Something broke" not in said
    said = await send_raw(
        stage,
        stage.member,
        f"remind-form.announcements:{series}:0",
        fields={"when": "in 5h"},
        where=stage.news,
    )
    assert "⚠️" in said
    assert [one.subject_id for one in await mine(stage)] == [which]
    await until(stage, dt.datetime(2026, 12, 7, 18, tzinfo=dt.UTC))
    assert as_user(stage, stage.member).dm_channel.history()
    sending(stage)
