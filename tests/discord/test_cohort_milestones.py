"""/cohort milestone through real commands and clicks: due dates, more time for one person or a group, and the schedule."""

import re

import pytest
from simcord import InteractionResult, MemberActor

from bot.cohorts.rules import Cohort, EnrolmentState, MilestoneKind
from bot.cohorts.sessions import milestone_store
from bot.cohorts.sessions.rules import group_number
from bot.storage.database import Transaction
from tests.discord.cohort_stage import NAME, as_actor, at, cohort, milestones_of, person, put_in
from tests.discord.conftest import Stage, answer, buttons, texts
from tests.discord.test_cohort_sessions import pressed
from tests.discord.test_hostile_commands import send_raw

NORTH = f"team:{group_number('North')}"


async def added(
    stage: Stage,
    who: MemberActor,
    due: str = "2026-12-15 23:59",
    title: str = "Lab 1",
    kind: str = "assignment",
) -> InteractionResult:
    return await who.slash(stage.lobby, "cohort milestone add", cohort=NAME, kind=kind, title=title, due=due)


async def led(stage: Stage, **more: object) -> tuple[MemberActor, Cohort]:
    karim = person(stage, "karim")
    made = await cohort(stage, leads=(karim,), members=(stage.member,), channel=stage.news, **more)  # type: ignore[arg-type]
    return karim, made


async def test_a_facilitator_adds_what_is_due(stage: Stage) -> None:
    karim, made = await led(stage)
    said = answer(await added(stage, karim))
    assert "It is added" in said
    assert "assignment" in said
    assert "23:59 Beirut" in said
    (found,) = await milestones_of(stage, made)
    assert (found.kind, found.title, found.due_at) == (
        MilestoneKind.ASSIGNMENT,
        "Lab 1",
        at("2026-12-15 21:59"),
    )
    log = await stage.app.services.guilds.history(stage.actor(), number=1, per_page=9)
    assert log.items[0].action == "cohort.milestone.add"


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"due": "every Tuesday 18:00 for 6 weeks"}, "is due once"),
        ({"due": "2026-01-01 18:00"}, "is past"),
        ({"kind": "exam"}, "Choose module, quiz"),
        ({"title": "\u200b"}, "title that can be read"),
        ({"due": "2027-03-28 00:30"}, "jump over"),
        ({"cohort": "x"}, "no such cohort"),
    ],
)
@pytest.mark.hostile(17)
async def test_what_does_not_fit_is_refused_in_a_sentence(
    stage: Stage, options: dict[str, str], why: str
) -> None:
    karim, _ = await led(stage)
    before = await stage.everything()
    given = {"cohort": NAME, "kind": "quiz", "title": "x", "due": "2026-12-15 23:59"} | options
    assert why in answer(await karim.slash(stage.lobby, "cohort milestone add", **given))
    assert await stage.everything() == before


async def test_title_and_kind_change_at_once_and_the_date_after_a_question(stage: Stage) -> None:
    karim, made = await led(stage)
    await added(stage, karim)
    shown = await karim.slash(
        stage.lobby,
        "cohort milestone edit",
        milestone="1",
        title="Lab 2",
        kind="quiz",
        due="2026-12-20 23:59",
    )
    assert "One person is in the cohort" in answer(shown)
    (found,) = await milestones_of(stage, made)
    assert (found.title, found.kind, found.sequence) == ("Lab 2", MilestoneKind.QUIZ, 0)
    await stage.restart()
    assert shown.response is not None
    confirm = buttons(shown.response)["Change the date"]
    assert "Saved." in answer(await pressed(stage, karim, shown, "Change the date"))
    (found,) = await milestones_of(stage, made)
    assert (found.sequence, found.due_at) == (1, at("2026-12-20 21:59"))
    assert "changed meanwhile" in await stage.press_raw(karim, confirm)


async def test_the_form_changes_a_title_and_keeps_a_date_that_is_past(stage: Stage) -> None:
    karim, made = await led(stage)
    await added(stage, karim)
    stage.pass_time(days=60)
    shown = await karim.slash(stage.lobby, "cohort milestone edit", milestone="1")
    form = await pressed(stage, karim, shown, "Edit")
    late = await pressed(stage, karim, shown, "Edit")
    fields = {"title": "Lab 9", "kind": ["module"], "due": "2026-12-15 23:59"}
    assert "Saved." in answer(await karim.submit_modal(form, fields))
    (found,) = await milestones_of(stage, made)
    assert (found.title, found.kind, found.sequence) == ("Lab 9", MilestoneKind.MODULE, 0)
    assert "changed meanwhile" in answer(await karim.submit_modal(late, fields | {"title": "x"}))


async def test_a_cancelled_milestone_is_due_for_nobody(stage: Stage) -> None:
    karim, made = await led(stage)
    await added(stage, karim)
    shown = await karim.slash(stage.lobby, "cohort milestone cancel", milestone="1")
    assert "nobody is reminded of it any more" in answer(shown)
    assert "is cancelled" in answer(await pressed(stage, karim, shown, "Cancel this milestone"))
    (found,) = await milestones_of(stage, made)
    assert found.cancelled
    assert found.sequence == 1
    said = answer(await stage.member.slash(stage.lobby, "cohort milestone list", cohort=NAME))
    assert "Nothing is due yet" in said
    assert "is cancelled" in answer(await karim.slash(stage.lobby, "cohort milestone edit", milestone="1"))


async def test_more_time_for_one_person_a_group_and_nobody_else(stage: Stage) -> None:
    """A person's own date counts before their group's, and that before everybody's."""
    karim, made = await led(stage)
    lea, rami = person(stage, "lea"), person(stage, "rami")
    await put_in(stage, made, lea, team="North")
    await put_in(stage, made, rami, team="North")
    await added(stage, karim)
    done = await karim.slash(
        stage.lobby, "cohort milestone extend", milestone="1", due="2026-12-20 23:59", team="north"
    )
    assert "group North" in answer(done)
    done = await karim.slash(
        stage.lobby, "cohort milestone extend", milestone="1", due="2026-12-22 23:59", member=lea
    )
    assert "More time is given" in answer(done)

    async def due(who: MemberActor) -> str:
        said = answer(await who.slash(stage.lobby, "cohort milestone list", cohort=NAME))
        found = re.search(r"<t:(\d+):F>", said)
        assert found
        return f"{found[1]} {'more time' if 'You have more time' in said else ''}"

    assert await due(stage.member) == f"{int(at('2026-12-15 21:59').timestamp())} "
    assert await due(rami) == f"{int(at('2026-12-20 21:59').timestamp())} more time"
    assert await due(lea) == f"{int(at('2026-12-22 21:59').timestamp())} more time"
    assert "2 have more time" in answer(await karim.slash(stage.lobby, "cohort milestone list", cohort=NAME))
    assert "2026-12-22" in await calendar_of(stage, lea)
    # Nobody's name stands in the log: it outlives what is known of a person.
    rows = (await stage.everything())["audit_event"]
    assert str(lea.id) not in str(rows)
    # Taken back again, the person's first.
    card = await karim.slash(stage.lobby, "cohort milestone edit", milestone="1")
    assert card.response is not None
    await karim.select(card.response, [f"person:{lea.id}"], custom_id="cohort-milestone.withdraw:1")
    assert await due(lea) == f"{int(at('2026-12-20 21:59').timestamp())} more time"
    assert "meanwhile" in await send(stage, karim, f"person:{lea.id}")
    assert "taken back" in await send(stage, karim, NORTH)
    assert await due(rami) == f"{int(at('2026-12-15 21:59').timestamp())} "
    for altered in (NORTH, "team:0", "person:x", "x", "", "person:99999999999999999999", "team:-1"):
        assert "⚠️" in await send(stage, karim, altered), altered


async def send(stage: Stage, who: MemberActor, value: str) -> str:
    return await send_raw(stage, who, "cohort-milestone.withdraw:1", values=[value])


async def file_of(stage: Stage, who: MemberActor) -> str:
    shown = await who.slash(stage.lobby, "cohort schedule")
    result = await pressed(stage, who, shown, "File for your calendar")
    message = result.followups[-1] if result.followups else result.response
    assert message is not None
    content = stage.env.backend.cdn.get(message.attachments[0].url)
    assert content is not None
    return content.decode()


async def calendar_of(stage: Stage, who: MemberActor) -> str:
    text = await file_of(stage, who)
    found = re.search(r"DTSTART:(\d{4})(\d\d)(\d\d)", text)
    assert found
    return "-".join(found.groups())


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({}, "More time for whom"),
        ({"team": "South"}, "no such group"),
        ({"due": "2026-12-10 23:59", "team": "North"}, "later than that"),
        ({"milestone": "77", "team": "North"}, "no such milestone"),
        ({"milestone": "x", "team": "North"}, "no such milestone"),
    ],
)
async def test_more_time_that_cannot_be_given_is_refused(
    stage: Stage, options: dict[str, str], why: str
) -> None:
    karim, made = await led(stage)
    await put_in(stage, made, person(stage, "lea"), team="North")
    await added(stage, karim)
    before = await stage.everything()
    given = {"milestone": "1", "due": "2026-12-20 23:59"} | options
    assert why in answer(await karim.slash(stage.lobby, "cohort milestone extend", **given))
    assert await stage.everything() == before


async def test_more_time_is_for_those_who_are_in_the_cohort(stage: Stage) -> None:
    karim, made = await led(stage)
    gone = person(stage, "gone")
    await put_in(stage, made, gone, EnrolmentState.WITHDRAWN)
    await added(stage, karim)
    for who in (gone, person(stage, "rami")):
        said = answer(
            await karim.slash(
                stage.lobby, "cohort milestone extend", milestone="1", due="2026-12-20 23:59", member=who
            )
        )
        assert "not in **Routing course**" in said


async def test_somebody_who_does_not_lead_changes_nothing(stage: Stage) -> None:
    karim, _ = await led(stage)
    await added(stage, karim)
    before = await stage.everything()
    for who in (stage.member, person(stage, "rami")):
        assert "⚠️" in answer(await added(stage, who))
        for command, more in (
            ("edit", {"title": "x"}),
            ("edit", {}),
            ("cancel", {}),
            ("extend", {"due": "2026-12-20 23:59", "team": "x"}),
        ):
            said = answer(await who.slash(stage.lobby, f"cohort milestone {command}", milestone="1", **more))
            assert "⚠️" in said, command
        for press in (
            "cohort-milestone.show:1",
            "cohort-milestone.edit:1",
            "cohort-milestone.move-confirm:1:1:1797000000:26226",
            "cohort-milestone.cancel:1",
            "cohort-milestone.cancel-confirm:1:1",
        ):
            assert "⚠️" in await stage.press_raw(who, press), press
        assert "⚠️" in await send(stage, who, NORTH)
        assert not await who.autocomplete(stage.lobby, "cohort milestone edit", "milestone", "Lab")
        assert not await who.autocomplete(
            stage.lobby, "cohort milestone extend", "team", "", milestone="1", due="2026-12-20 23:59"
        )
    assert await stage.everything() == before


async def test_the_schedule_shows_ones_own_dates_page_by_page(stage: Stage) -> None:
    karim, _ = await led(stage)
    for number in range(8):
        await added(stage, karim, due=f"2026-12-{15 + number} 23:59", title=f"Lab {number}")
    shown = await stage.member.slash(stage.lobby, "cohort schedule")
    said = answer(shown)
    assert "Lab 0" in said
    assert "Lab 7" not in said
    assert "Lab 7" in answer(await pressed(stage, stage.member, shown, "Next ›"))
    # A facilitator who is not in it owes nothing.
    assert "Lab" not in answer(await karim.slash(stage.lobby, "cohort schedule"))
    assert "Lab 0" in answer(await stage.member.slash(stage.lobby, "agenda", days=30, what="mine"))
    assert "Lab 0" not in answer(await stage.organiser.slash(stage.lobby, "agenda", days=30))


async def test_the_schedule_and_its_file_say_what_is_done_and_that_a_date_is_ones_own(stage: Stage) -> None:
    karim, made = await led(stage)
    lea = person(stage, "lea")
    await put_in(stage, made, lea)
    for number in (1, 2):
        await added(stage, karim, due=f"2026-12-{14 + number} 23:59", title=f"Lab {number}")
    await karim.slash(
        stage.lobby, "cohort milestone extend", milestone="2", due="2026-12-22 23:59", member=stage.member
    )
    await stage.press_raw(stage.member, "attend.done:1")
    shown = await stage.member.slash(stage.lobby, "cohort schedule")
    first, second = answer(shown).split("Lab 2")
    assert "You have done it" in first
    assert "You have done it" not in second
    assert "You have more time" in second
    assert f"<t:{int(at('2026-12-22 21:59').timestamp())}:F>" in second
    text = await file_of(stage, stage.member)
    first, second = text.split("END:VEVENT")[:2]
    assert "You have done it" in first
    assert "You have more time" in second
    assert "DTSTART:20261222T215900Z" in second
    mine = answer(await stage.member.slash(stage.lobby, "agenda", days=30, what="mine"))
    assert "You have done it" in mine
    assert "You have more time" in mine
    # Nobody else's.
    others = answer(await lea.slash(stage.lobby, "cohort schedule")) + await file_of(stage, lea)
    assert "You have" not in others


async def test_what_was_stored_about_a_person_goes_with_them(stage: Stage) -> None:
    karim, _ = await led(stage)
    await added(stage, karim)
    await karim.slash(
        stage.lobby, "cohort milestone extend", milestone="1", due="2026-12-20 23:59", member=stage.member
    )

    def extensions(tx: Transaction) -> int:
        return len(milestone_store.extensions(tx, 1))

    assert await stage.app.database.read(extensions) == 1
    await stage.app.services.privacy.erase(as_actor(stage, stage.member))
    assert await stage.app.database.read(extensions) == 0


async def test_no_text_on_the_cards_is_longer_than_discord_takes(stage: Stage) -> None:
    """Thirty people with more time, under a title as long as one may be."""
    karim, made = await led(stage)
    await added(stage, karim, title="*" * 100)
    for number in range(30):
        one = person(stage, f"person{number}")
        await put_in(stage, made, one)
        await stage.app.services.milestones.extend(
            as_actor(stage, karim),
            1,
            wall=at("2027-01-01 10:00").replace(tzinfo=None),
            zone="UTC",
            user_id=one.id,
        )
    shown = await karim.slash(stage.lobby, "cohort milestone edit", milestone="1")
    assert "and 18 more" in texts(shown.response)
