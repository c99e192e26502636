"""/cohort availability through real commands and clicks: asked, marked in one's own zone, proposed, taken."""

import datetime as dt
import json
import re

import pytest
from simcord import InteractionResult, MemberActor, ResponseMessage

from bot.cohorts.availability import rules, store
from bot.cohorts.availability.rules import Marks
from bot.cohorts.rules import Cohort, CohortState, EnrolmentState
from bot.storage.database import Transaction
from tests.discord.cohort_stage import as_actor, at, cohort, person, put_in, sessions_of
from tests.discord.conftest import Stage, answer, buttons, texts

NAME = "Routing course"


async def new_cohort(stage: Stage, *leads: MemberActor, state: CohortState = CohortState.PLANNED) -> Cohort:
    return await cohort(stage, state=state, leads=leads, card=stage.news)


async def in_zone(stage: Stage, who: MemberActor, zone: str) -> None:
    await stage.app.services.people.set_zone(as_actor(stage, who), zone)


async def asked(stage: Stage, who: MemberActor, **options: int) -> InteractionResult:
    return await who.slash(stage.lobby, "cohort availability", cohort=NAME, **options)


async def posted(stage: Stage, who: MemberActor) -> ResponseMessage:
    """The card in its channel."""
    shown = await asked(stage, who)
    await who.click(message(shown), label="Post the question")
    await stage.deliver()
    return ResponseMessage(
        stage.env, stage.env.backend.get_message(stage.news.id, stage.news.last_message.id)
    )


def message(shown: InteractionResult) -> ResponseMessage:
    found = shown.followups[-1] if shown.followups else shown.response
    assert found is not None
    return found


def menu(shown: InteractionResult, route: str) -> str:
    found = re.findall(r'"custom_id": "([^"]+)"', json.dumps(message(shown).components))
    return next(one for one in found if one.startswith(route))


async def mark(
    stage: Stage, who: MemberActor, shown: InteractionResult, days: list[int], hours: list[int]
) -> InteractionResult:
    chosen = await who.select(
        message(shown), [str(day) for day in days], custom_id=menu(shown, "availability.days")
    )
    return await who.select(
        message(chosen), [str(hour) for hour in hours], custom_id=menu(chosen, "availability.hours")
    )


async def hours_of(stage: Stage, of: Cohort, who: MemberActor) -> Marks | None:
    return await stage.app.database.read(lambda tx: store.of_person(tx, of.id, who.id))


async def set_hours(stage: Stage, of: Cohort, who: MemberActor, zone: str, hours: str) -> None:
    def operation(tx: Transaction) -> None:
        grid = store.get(tx, of.guild_id, of.id)
        assert grid is not None
        store.save(tx, grid, Marks(user_id=who.id, zone=zone, hours=hours))

    await stage.app.database.write(operation)


async def test_from_the_question_to_the_sessions(stage: Stage) -> None:
    """A facilitator asks, people mark in their own time, the best hour is taken, the sessions stand after Confirm."""
    karim, lucia, ana = (person(stage, name) for name in ("karim", "lucia", "ana"))
    made = await new_cohort(stage, karim)
    for who, zone in ((karim, "Asia/Beirut"), (lucia, "America/Montevideo"), (ana, "Europe/Paris")):
        await in_zone(stage, who, zone)
    shown = await asked(stage, karim, minutes=90, weeks=6)
    assert "Nobody has marked hours yet" in answer(shown)
    assert "90 minutes" in answer(shown)
    waiting = await karim.click(message(shown), label="Post the question")
    assert "on its way" in answer(waiting)
    await stage.deliver()
    card = stage.news.last_message
    assert card is not None
    said = texts(card)
    assert "When should Routing course meet?" in said
    assert "90 minutes" in said
    assert "Only those who lead the cohort see who can when" in said
    # In Montevideo 13:00 to 16:00 on Tuesdays is 18:00 to 21:00 in Beirut: in two taps.
    first = await lucia.click(card, label="Mark my hours")
    assert "The hours are those of Montevideo" in answer(first)
    done = await mark(stage, lucia, first, [1], [13, 14, 15])
    assert "Tue ·············███········" in answer(done)
    own = await hours_of(stage, made, lucia)
    assert own is not None
    assert own.zone == "America/Montevideo"
    assert rules.common(own.hours, [1]) == {13, 14, 15}
    evenings = await ana.click(card, label="Mark my hours")
    await ana.click(message(evenings), label="+ Weekday evenings")
    evenings = await karim.click(card, label="Mark my hours")
    await karim.click(message(evenings), label="+ Weekday evenings")
    # Paris 18:00 is Beirut 19:00 and Montevideo 14:00.
    best = await karim.click(message(waiting), label="Look again")
    said = answer(best)
    assert "**3 people** in 3 zones" in said
    assert "**1. Tuesday 19:00 Beirut** · 3 of 3 can" in said
    assert "Daytime for everybody who can" in said
    preview = await karim.click(message(best), custom_id=f"availability.use:{made.id}:{24 + 19}")
    said = answer(preview)
    assert "Routing course: 6 sessions" in said
    assert "Tue 24 Nov 2026 19:00" in said
    assert await sessions_of(stage, made) == []
    await karim.click(message(preview), label="Add 6 sessions")
    found = await sessions_of(stage, made)
    assert [one.minutes for one in found] == [90] * 6
    assert found[0].starts_at == at("2026-11-24 17:00")
    # The search is ended, and its card says so.
    shown = await asked(stage, karim)
    await karim.click(message(shown), label="End the search")
    await stage.deliver()
    said = texts(stage.news.last_message)
    assert "is over. The proposal: **Tuesday 19:00 Beirut**" in said
    assert "not looking for an hour" in await stage.press_raw(
        lucia, f"availability.mark:{made.id}", stage.news
    )


async def test_who_is_worst_off_is_named_to_those_who_lead_alone(stage: Stage) -> None:
    karim, lucia = person(stage, "karim"), person(stage, "lucia")
    made = await new_cohort(stage, karim)
    await asked(stage, karim)
    for who in (karim, lucia):
        await put_in(stage, made, who)
    await set_hours(stage, made, karim, "Asia/Beirut", rules.with_days(rules.NEVER, [2], [9]))
    await set_hours(stage, made, lucia, "America/Montevideo", rules.with_days(rules.NEVER, [2], [4]))
    said = answer(await asked(stage, karim))
    assert "**1. Wednesday 09:00 Beirut** · 2 of 2 can" in said
    assert f"Worst off: one person in Montevideo, Wednesday 04:00 · <@{lucia.id}>" in said
    assert "0 of 2 can" in said
    assert "Cannot, 2: " in said
    await in_zone(stage, lucia, "America/Montevideo")
    mine = await stage.press_raw(lucia, f"availability.mark:{made.id}")
    assert "Best so far: **Wednesday 09:00 Beirut** · 2 of 2 can" in mine
    assert "Worst off: one person in Montevideo" in mine
    assert "<@" not in mine


async def test_hours_are_changed_cleared_and_follow_a_new_zone(stage: Stage) -> None:
    karim, lucia = person(stage, "karim"), person(stage, "lucia")
    made = await new_cohort(stage, karim)
    await in_zone(stage, lucia, "Asia/Beirut")
    card = await posted(stage, karim)
    shown = await lucia.click(card, label="Mark my hours")
    shown = await mark(stage, lucia, shown, [0, 1], [18, 19])
    # On Monday alone other hours: Tuesday stays.
    shown = await mark(stage, lucia, shown, [0], [7])
    own = await hours_of(stage, made, lucia)
    assert own is not None
    assert (rules.common(own.hours, [0]), rules.common(own.hours, [1])) == ({7}, {18, 19})
    # Beirut 18:00 is Montevideo 13:00: the hours of the world stay, the clock is another.
    await in_zone(stage, lucia, "America/Montevideo")
    shown = await lucia.click(card, label="Mark my hours")
    assert "Tue ·············██·········" in answer(shown)
    await stage.restart()
    shown = await lucia.click(message(shown), label="Clear all")
    assert "First choose days" in answer(shown)
    assert await hours_of(stage, made, lucia) is None


async def test_who_was_never_asked_for_a_zone_is_asked_once(stage: Stage) -> None:
    karim = person(stage, "karim")
    await new_cohort(stage, karim)
    card = await posted(stage, karim)
    first = answer(await stage.member.click(card, label="Mark my hours"))
    assert "time zone" in first.lower() or "zone" in first
    assert "The hours are those of" in first


async def test_the_card_stands_once_and_is_posted_again_after_it_was_deleted(stage: Stage) -> None:
    karim = person(stage, "karim")
    made = await new_cohort(stage, karim)
    await posted(stage, karim)
    assert "stands already" in await stage.press_raw(karim, f"availability.post:{made.id}")
    shown = await asked(stage, karim)
    assert "Post the question" not in buttons(message(shown))
    assert "See the question" in answer(shown)
    stage.env.backend.delete_message(stage.news.id, stage.news.last_message.id)
    await asked(stage, karim, minutes=120)
    await stage.deliver()
    shown = await asked(stage, karim)
    await karim.click(message(shown), label="Post the question")
    await stage.deliver()
    assert "120 minutes" in texts(stage.news.last_message)


async def test_a_change_of_the_length_is_shown_on_the_card(stage: Stage) -> None:
    karim = person(stage, "karim")
    await new_cohort(stage, karim)
    await posted(stage, karim)
    await asked(stage, karim, minutes=45, weeks=3)
    await stage.deliver()
    assert "45 minutes, once a week, for 3 weeks" in texts(stage.news.last_message)


async def test_the_card_follows_its_cohort_to_the_start(stage: Stage) -> None:
    made = await new_cohort(stage, stage.organiser, state=CohortState.ENROLLING)
    card = await posted(stage, stage.organiser)
    leading = stage.app.services.leading
    now = (await leading.look(stage.actor(), made.id)).cohort
    await leading.move(stage.actor(), made.id, now.version, CohortState.RUNNING)
    await stage.deliver()
    said = texts(ResponseMessage(stage.env, stage.env.backend.get_message(stage.news.id, card.id)))
    assert "The search for an hour for **Routing course** is over" in said


async def test_without_a_channel_nothing_can_be_asked(stage: Stage) -> None:
    karim = person(stage, "karim")
    await cohort(stage, state=CohortState.PLANNED, leads=(karim,))
    shown = await asked(stage, karim)
    assert "has no channel yet" in answer(await karim.click(message(shown), label="Post the question"))


async def test_a_cohort_that_runs_needs_no_hour(stage: Stage) -> None:
    karim = person(stage, "karim")
    made = await new_cohort(stage, karim, state=CohortState.RUNNING)
    await put_in(stage, made, stage.member)
    before = await stage.everything()
    assert "has begun already" in answer(await asked(stage, karim))
    assert "⚠️" in answer(await asked(stage, stage.member))
    assert await stage.everything() == before


async def test_who_does_not_lead_may_mark_and_nothing_else(stage: Stage) -> None:
    karim, outsider = person(stage, "karim"), person(stage, "outsider")
    made = await new_cohort(stage, karim, state=CohortState.ENROLLING)
    hidden = f"availability.mark:{made.id}"
    await asked(stage, karim)
    # Not asked yet, and not in it: nobody hears of it.
    assert "no such cohort" in (await stage.press_raw(outsider, hidden)).lower()
    await posted(stage, karim)
    await put_in(stage, made, stage.member, EnrolmentState.APPLIED)
    before = await stage.everything()
    for route in ("show:{}", "post:{}", "open:{}:0", "use:{}:20"):
        assert "⚠️" in await stage.press_raw(stage.member, f"availability.{route.format(made.id)}")
    assert await stage.everything() == before
    own = await asked(stage, stage.member)
    assert "Your hours for Routing course" in answer(own)
    await mark(stage, stage.member, own, [5], [10])
    assert await hours_of(stage, made, stage.member) is not None


@pytest.mark.parametrize(
    "press",
    ["days:{}", "hours:{}:0", "hours:{}:255", "preset:{}:9", "use:{}:168", "mark:99", "show:99", "clear:99"],
)
async def test_presses_that_name_nothing_are_answered(stage: Stage, press: str) -> None:
    made = await new_cohort(stage, stage.organiser)
    await asked(stage, stage.organiser)
    before = await stage.everything()
    assert "⚠️" in await stage.press_raw(stage.organiser, f"availability.{press.format(made.id)}")
    assert await stage.everything() == before


async def test_who_left_the_cohort_is_counted_no_more(stage: Stage) -> None:
    karim, lucia = person(stage, "karim"), person(stage, "lucia")
    made = await new_cohort(stage, karim, state=CohortState.ENROLLING)
    await asked(stage, karim)
    for who in (karim, lucia):
        await put_in(stage, made, who)
        await set_hours(stage, made, who, "UTC", "1" * rules.HOURS)
    assert "**2 people**" in answer(await asked(stage, karim))
    await stage.app.services.cohorts.leave(as_actor(stage, lucia), made.id)
    assert "**One person**" in answer(await asked(stage, karim))


async def test_hours_are_erased_with_their_person_and_forgotten_after_the_search(stage: Stage) -> None:
    made = await new_cohort(stage, stage.organiser)
    await asked(stage, stage.organiser)
    for who in (stage.organiser, stage.member):
        await set_hours(stage, made, who, "UTC", "1" * rules.HOURS)
    shown = await stage.member.slash(stage.lobby, "privacy delete")
    await stage.member.click(message(shown), label="Delete for good")
    assert await hours_of(stage, made, stage.member) is None
    shown = await asked(stage, stage.organiser)
    assert "**One person**" in answer(shown)
    await stage.organiser.click(message(shown), label="End the search")
    forget = stage.app.features["availability"].forget
    assert forget is not None
    now = stage.clock.now()
    assert await stage.app.database.write(lambda tx: forget(tx, now)) == 0
    stage.pass_time(days=31)
    later = now + dt.timedelta(days=31)
    assert await stage.app.database.write(lambda tx: forget(tx, later)) == 1
    assert await hours_of(stage, made, stage.organiser) is None


async def test_two_hundred_people_in_ten_zones_are_weighed_quickly(stage: Stage) -> None:
    made = await new_cohort(stage, stage.organiser)
    await asked(stage, stage.organiser)
    zones = (
        "Asia/Beirut", "America/Montevideo", "Europe/Paris", "Asia/Kolkata", "America/New_York", "Pacific/Auckland",
    )  # fmt: skip

    def fill(tx: Transaction) -> None:
        grid = store.get(tx, made.guild_id, made.id)
        assert grid is not None
        for number in range(200):
            store.save(
                tx, grid, Marks(user_id=10**15 + number, zone=zones[number % 6], hours="1" * rules.HOURS)
            )

    await stage.app.database.write(fill)
    said = answer(await asked(stage, stage.organiser))
    assert "**200 people** in 6 zones" in said
    assert "200 of 200 can" in said
    assert "Worst off: 33 people in" in said
    assert "and 27 more" in said


async def test_who_left_is_told_that_their_hours_would_not_count(stage: Stage) -> None:
    karim, omar = person(stage, "karim"), stage.member
    made = await new_cohort(stage, karim)
    card = await posted(stage, karim)
    await put_in(stage, made, omar, EnrolmentState.WITHDRAWN)
    refused = await omar.click(card, label="Mark my hours")
    assert "You are not in Routing course any more, so your hours would not count." in answer(refused)
