"""/cohort session through real commands and clicks: dates, moves, the secret link, materials, and Discord's events."""

import datetime as dt
import re

import discord
import pytest
from simcord import InteractionResult, MemberActor, ResponseMessage
from simcord.backend.models import Message
from simcord.backend.models.channel import Overwrite
from simcord.enums import OverwriteType

from bot.cohorts.rules import CohortState, EnrolmentState, SessionState
from bot.cohorts.sessions import rules
from bot.cohorts.sessions import store as session_store
from bot.delivery import outbox
from bot.delivery.model import Delivery, DeliveryState, Outcome
from bot.storage.database import Transaction
from tests.discord.cohort_stage import (
    NAME,
    arrange,
    as_actor,
    at,
    cohort,
    person,
    put_in,
    sessions_of,
)
from tests.discord.conftest import Stage, answer, buttons, texts

LINK = "https://meet.example/secret-room-4711"
CODE = "hummingbird"
PHRASE = "every Tuesday 18:00 for 3 weeks"


async def offered(
    stage: Stage, who: MemberActor, when: str = PHRASE, title: str = "BGP basics", **more: object
) -> InteractionResult:
    return await who.slash(stage.lobby, "cohort session add", cohort=NAME, when=when, title=title, **more)


async def planned(stage: Stage, who: MemberActor, when: str = PHRASE, **more: str) -> InteractionResult:
    """Add sessions, confirmed."""
    shown = await offered(stage, who, when, **more)
    assert shown.response is not None
    label = next(one for one in buttons(shown.response) if one.startswith("Add "))
    return await who.click(shown.response, label=label)


async def pressed(stage: Stage, who: MemberActor, shown: InteractionResult, label: str) -> InteractionResult:
    message = shown.followups[-1] if shown.followups else shown.response
    assert message is not None
    return await who.click(message, label=label)


async def with_link(stage: Stage, who: MemberActor, number: int = 1) -> None:
    form = await who.slash(stage.lobby, "cohort session link", session=str(number))
    result = await who.submit_modal(form, {"link": LINK, "code": CODE})
    assert "Saved." in answer(result)


def parts(result: InteractionResult) -> str:
    """Everything of an answer, addresses of links too."""
    message = result.followups[-1] if result.followups else result.response
    assert message is not None
    return str(message.components)


def events(stage: Stage) -> list[dict[str, object]]:
    """The guild's scheduled events, the earliest first."""
    found = stage.env.backend.get_guild(stage.guild.id).scheduled_events.values()
    return sorted(
        (
            {"name": one.name, "start": one.scheduled_start_time, "what": one.description, "where": str(one)}
            for one in found
        ),
        key=lambda one: str(one["start"]),
    )


# Adding


async def test_a_facilitator_adds_a_series_after_seeing_every_date(stage: Stage) -> None:
    """Nothing is stored before Confirm; the dates are those that were shown."""
    karim = person(stage, "karim")
    made = await cohort(stage, leads=(karim,), channel=stage.news)
    shown = await offered(stage, karim, "every Tuesday 18:00 starting 2027-03-02 for 6 weeks, not 30 Mar")
    said = answer(shown)
    assert "BGP basics: 5 sessions" in said
    for day in ("Tue 2 Mar 2027", "Tue 9 Mar 2027", "Tue 16 Mar 2027", "Tue 23 Mar 2027", "Tue 6 Apr 2027"):
        assert day in said
    assert "30 Mar" not in said
    assert "First the time in Beirut" in said
    assert await sessions_of(stage, made) == []
    done = await pressed(stage, karim, shown, "Add 5 sessions")
    assert "5 sessions of **Routing course** are planned" in answer(done)
    found = await sessions_of(stage, made)
    assert [f"{one.wall:%m-%d %H:%M}" for one in found] == [
        "03-02 18:00", "03-09 18:00", "03-16 18:00", "03-23 18:00", "04-06 18:00"
    ]  # fmt: skip
    # Lebanon's clocks went forward on 28 March: the wall time is what was agreed.
    assert [f"{one.starts_at:%H:%M}" for one in found] == ["16:00"] * 4 + ["15:00"]
    assert len({one.uid for one in found}) == 5
    log = await stage.app.services.guilds.history(stage.actor(), number=1, per_page=9)
    assert any(one.action == "cohort.session.add" for one in log.items)


async def test_a_draft_is_stored_once_by_its_author_alone_also_after_a_restart(stage: Stage) -> None:
    """A second click, somebody else's, and one on the next process."""
    karim, zeina = person(stage, "karim"), person(stage, "zeina")
    made = await cohort(stage, leads=(karim, zeina))
    shown = await offered(stage, karim)
    assert shown.response is not None
    confirm = buttons(shown.response)["Add 3 sessions"]
    assert "dates are gone" in await stage.press_raw(zeina, confirm)
    await stage.restart()
    assert "3 sessions" in answer(await pressed(stage, karim, shown, "Add 3 sessions"))
    assert "dates are gone" in await stage.press_raw(karim, confirm)
    assert len(await sessions_of(stage, made)) == 3


async def test_discarded_and_old_drafts_are_nothing(stage: Stage) -> None:
    karim = person(stage, "karim")
    made = await cohort(stage, leads=(karim,))
    shown = await offered(stage, karim)
    assert "Nothing was added" in answer(await pressed(stage, karim, shown, "Go back"))
    assert shown.response is not None
    shown = await offered(stage, karim)
    stage.pass_time(days=2)
    forget = stage.app.features["sessions"].forget
    assert forget is not None
    now = stage.clock.now()
    assert await stage.app.database.write(lambda tx: forget(tx, now)) == 1
    assert shown.response is not None
    assert "dates are gone" in await stage.press_raw(karim, buttons(shown.response)["Add 3 sessions"])
    assert await sessions_of(stage, made) == []


async def test_a_draft_whose_first_date_has_come_is_refused(stage: Stage) -> None:
    karim = person(stage, "karim")
    made = await cohort(stage, leads=(karim,))
    shown = await offered(stage, karim, "tomorrow 09:00")
    stage.pass_time(hours=23)
    assert "has come meanwhile" in answer(await pressed(stage, karim, shown, "Add this session"))
    assert await sessions_of(stage, made) == []


@pytest.mark.hostile(17)
async def test_a_date_in_a_jump_of_the_clocks_moves_forward_and_says_so(stage: Stage) -> None:
    """Lebanon, 28 March 2027: the clocks jump from 00:00 to 01:00."""
    karim = person(stage, "karim")
    made = await cohort(stage, leads=(karim,))
    shown = await offered(stage, karim, "every day 00:30 starting 2027-03-27 for 3 days")
    said = answer(shown)
    assert "Sun 28 Mar 2027 01:30" in said
    assert "the clocks jump over 00:30" in said
    await pressed(stage, karim, shown, "Add 3 sessions")
    found = await sessions_of(stage, made)
    assert [f"{one.wall:%d %H:%M}" for one in found] == ["27 00:30", "28 00:30", "29 00:30"]
    assert [one.starts_at for one in found] == [
        at("2027-03-26 22:30"),
        at("2027-03-27 22:30"),
        at("2027-03-28 21:30"),
    ]
    listed = answer(await karim.slash(stage.lobby, "cohort session show", session="2"))
    assert "01:30 Beirut" in listed
    assert "jump over 00:30" in listed


@pytest.mark.hostile(18)
async def test_a_time_that_comes_twice_is_the_first_and_says_so(stage: Stage) -> None:
    karim = person(stage, "karim")
    made = await cohort(stage, leads=(karim,))
    shown = await offered(stage, karim, "2027-10-30 23:30")
    assert "comes twice: the first is meant" in answer(shown)
    await pressed(stage, karim, shown, "Add this session")
    (found,) = await sessions_of(stage, made)
    assert found.starts_at == at("2027-10-30 20:30")


async def test_members_whose_local_hour_changes_are_named_by_their_zone(stage: Stage) -> None:
    """18:00 in Beirut is 13:00 in Montevideo, and 12:00 from the end of March on."""
    karim, lucia = person(stage, "karim"), person(stage, "lucia")
    await cohort(stage, leads=(karim,), members=(stage.member, lucia))
    await stage.app.services.people.set_zone(as_actor(stage, lucia), "America/Montevideo")
    await stage.app.services.people.set_zone(as_actor(stage, stage.member), "Asia/Beirut")
    said = answer(await offered(stage, karim, "every Tuesday 18:00 starting 2027-03-16 for 4 weeks"))
    assert "From Tue 30 Mar 2027 it is 12:00 in Montevideo, not 13:00 · one person" in said
    assert said.count("not 13:00") == 1


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"when": "every Tuesday 18:00"}, "for 6 weeks"),
        ({"when": "every day 18:00 for 61 days"}, "At most 60 sessions"),
        ({"when": "yesterday 18:00"}, "don’t understand"),
        ({"when": "2026-01-01 18:00"}, "is past"),
        ({"title": "\u200b\u200b"}, "title that can be read"),
        ({"title": "See https://meet.example/x"}, "join link is secret"),
        ({"place": "www.meet.example/x"}, "join link is secret"),
        ({"cohort": "no such"}, "no such cohort"),
    ],
)
async def test_what_does_not_fit_is_refused_in_a_sentence(
    stage: Stage, options: dict[str, str], why: str
) -> None:
    karim = person(stage, "karim")
    await cohort(stage, leads=(karim,))
    before = await stage.everything()
    given = {"cohort": NAME, "when": PHRASE, "title": "BGP"} | options
    said = answer(await karim.slash(stage.lobby, "cohort session add", **given))
    assert why in said
    assert await stage.everything() == before


async def test_the_option_says_what_it_understands_in_the_cohorts_zone(stage: Stage) -> None:
    karim = person(stage, "karim")
    made = await cohort(stage, leads=(karim,))
    found = await karim.autocomplete(
        stage.lobby, "cohort session add", "when", "every Tuesday 18:00 for 6 weeks", cohort=str(made.id)
    )
    assert found[0]["name"].startswith("Tue 24 Nov 2026 18:00 · Asia/Beirut · every Tuesday until 4 Jan 2027")


async def test_sixty_dates_fit_on_one_card(stage: Stage) -> None:
    karim = person(stage, "karim")
    await cohort(stage, leads=(karim,))
    shown = await offered(stage, karim, "every day 18:00 for 60 days", place="Room 5" * 10)
    said = answer(shown)
    assert "60. " in said
    assert len(said) < 4000


# Who may


async def test_somebody_who_does_not_lead_changes_nothing(stage: Stage) -> None:
    """A member of the cohort, a stranger, and a facilitator of another cohort."""
    karim, zeina = person(stage, "karim"), person(stage, "zeina")
    await cohort(stage, leads=(karim,), members=(stage.member,), channel=stage.news)
    await cohort(stage, name="Another course", leads=(zeina,))
    await planned(stage, karim)
    await with_link(stage, karim)
    before = await stage.everything()
    for who in (stage.member, zeina, person(stage, "rami")):
        assert "⚠️" in answer(await offered(stage, who))
        for command, more in (
            ("move", {"when": "2026-12-20 18:00"}),
            ("cancel", {}),
            ("link", {}),
            ("materials", {}),
        ):
            result = await who.slash(stage.lobby, f"cohort session {command}", session="1", **more)
            assert result.modal is None
            said = answer(result)
            assert "⚠️" in said, command
            assert LINK not in said
        for press in (
            "cohort-session.move:1",
            "cohort-session.move-confirm:1:1:1797000000:26226",
            "cohort-session.edit:1",
            "cohort-session.link:1",
            "cohort-session.link-all:1:2",
            "cohort-session.materials:1",
            "cohort-session.cancel:1",
            "cohort-session.cancel-confirm:1:2",
        ):
            assert "⚠️" in await stage.press_raw(who, press), press
        assert not await who.autocomplete(stage.lobby, "cohort session move", "session", "BGP")
    assert await stage.everything() == before


@pytest.mark.hostile(51)
async def test_a_facilitator_who_is_none_any_more_stores_nothing(stage: Stage) -> None:
    """Taken off the list while the form was open, and while the question stood there."""
    karim = person(stage, "karim")
    made = await cohort(stage, leads=(karim,))
    await planned(stage, karim)
    form = await karim.slash(stage.lobby, "cohort session link", session="1")
    question = await karim.slash(stage.lobby, "cohort session cancel", session="2")
    preview = await offered(stage, karim)

    def taken(tx: Transaction) -> None:
        tx.execute("DELETE FROM cohort_facilitator WHERE cohort_id = ?", (made.id,))

    await stage.app.database.write(taken)
    before = await stage.everything()
    assert "⚠️" in answer(await karim.submit_modal(form, {"link": LINK, "code": ""}))
    assert "⚠️" in answer(await pressed(stage, karim, question, "Cancel this session"))
    assert "⚠️" in answer(await pressed(stage, karim, preview, "Add 3 sessions"))
    assert await stage.everything() == before


async def test_an_organiser_leads_every_cohort(stage: Stage) -> None:
    made = await cohort(stage)
    assert "3 sessions" in answer(await planned(stage, stage.organiser))
    assert len(await sessions_of(stage, made)) == 3


async def test_a_stranger_sees_only_a_cohort_that_people_can_join(stage: Stage) -> None:
    karim = person(stage, "karim")
    running = await cohort(stage, leads=(karim,), channel=stage.news)
    await planned(stage, karim)
    rami = person(stage, "rami")
    assert "no such session" in answer(await rami.slash(stage.lobby, "cohort session show", session="1"))
    assert await stage.press_raw(rami, f"cohort-session.list:{running.id}:1") == "⚠️ " + (
        await stage.press_raw(rami, "cohort-session.list:999:1")
    ).removeprefix("⚠️ ")

    def opened(tx: Transaction) -> None:
        tx.execute("UPDATE cohort SET state = 'enrolling' WHERE id = ?", (running.id,))

    await stage.app.database.write(opened)
    assert "BGP basics" in answer(await rami.slash(stage.lobby, "cohort session show", session="1"))
    stage.env.backend.set_overwrite(stage.news.id, hidden(stage))
    assert "no such session" in answer(await rami.slash(stage.lobby, "cohort session show", session="1"))


def hidden(stage: Stage) -> Overwrite:
    return Overwrite(
        target_id=stage.guild.id,
        type=OverwriteType.ROLE,
        deny=discord.Permissions(view_channel=True).value,
    )


# Moving and cancelling


async def test_a_move_is_shown_first_and_raises_the_sequence(stage: Stage) -> None:
    karim = person(stage, "karim")
    made = await cohort(stage, leads=(karim,), members=(stage.member,))
    await planned(stage, karim)
    shown = await karim.slash(stage.lobby, "cohort session move", session="1", when="2026-11-26 19:00")
    assert "One person is in the cohort" in answer(shown)
    assert [one.sequence for one in await sessions_of(stage, made)] == [0, 0, 0]
    await stage.restart()
    assert shown.response is not None
    confirm = buttons(shown.response)["Move it"]
    done = await pressed(stage, karim, shown, "Move it")
    assert "It is moved" in answer(done)
    moved = next(one for one in await sessions_of(stage, made) if one.id == 1)
    assert (moved.sequence, moved.starts_at) == (1, at("2026-11-26 17:00"))
    # The question is out of date now.
    assert "changed meanwhile" in await stage.press_raw(karim, confirm)


async def test_a_session_moves_into_another_zone(stage: Stage) -> None:
    karim = person(stage, "karim")
    made = await cohort(stage, leads=(karim,))
    await planned(stage, karim, "2026-12-01 18:00")
    shown = await karim.slash(stage.lobby, "cohort session show", session="1")
    form = await pressed(stage, karim, shown, "Move")
    shown = await karim.submit_modal(form, {"when": "2026-12-01 18:00 Montevideo"})
    await pressed(stage, karim, shown, "Move it")
    (moved,) = await sessions_of(stage, made)
    assert (moved.zone, moved.sequence) == ("America/Montevideo", 1)
    assert moved.starts_at == at("2026-12-01 21:00")


@pytest.mark.parametrize(
    ("when", "why"),
    [
        ("every day 18:00 for 2 days", "moves to one date"),
        ("2026-01-01 18:00", "is past"),
        ("2026-11-24 18:00", "at that time already"),
        ("nonsense", "don’t understand"),
    ],
)
async def test_a_move_that_cannot_be_is_refused(stage: Stage, when: str, why: str) -> None:
    karim = person(stage, "karim")
    await cohort(stage, leads=(karim,))
    await planned(stage, karim)
    before = await stage.everything()
    said = answer(await karim.slash(stage.lobby, "cohort session move", session="1", when=when))
    assert why in said
    assert await stage.everything() == before


async def test_a_cancelled_session_keeps_its_uid_and_is_not_changed_any_more(stage: Stage) -> None:
    karim = person(stage, "karim")
    made = await cohort(stage, leads=(karim,))
    await planned(stage, karim)
    uid = (await sessions_of(stage, made))[0].uid
    shown = await karim.slash(stage.lobby, "cohort session cancel", session="1")
    assert shown.response is not None
    confirm = buttons(shown.response)["Cancel this session"]
    assert "It is cancelled" in answer(await pressed(stage, karim, shown, "Cancel this session"))
    found = (await sessions_of(stage, made))[0]
    assert (found.state, found.sequence, found.uid) == (SessionState.CANCELLED, 1, uid)
    assert "changed meanwhile" in await stage.press_raw(karim, confirm)
    for command, more in (("move", {"when": "2026-12-20 18:00"}), ("cancel", {})):
        said = answer(await karim.slash(stage.lobby, f"cohort session {command}", session="1", **more))
        assert "is cancelled, so there is nothing to change" in said


async def test_title_length_and_place_are_changed_without_another_sequence(stage: Stage) -> None:
    karim = person(stage, "karim")
    made = await cohort(stage, leads=(karim,))
    await planned(stage, karim)
    shown = await karim.slash(stage.lobby, "cohort session show", session="1")
    form = await pressed(stage, karim, shown, "Edit")
    done = await karim.submit_modal(form, {"title": "IS-IS", "minutes": "90", "place": "Room 7"})
    assert "IS-IS" in answer(done)
    found = (await sessions_of(stage, made))[0]
    assert (found.title, found.minutes, found.place, found.sequence) == ("IS-IS", 90, "Room 7", 0)
    for fields, why in (
        ({"title": "x", "minutes": "soon", "place": ""}, "5 to 720 minutes"),
        ({"title": "x", "minutes": "1", "place": ""}, "5 to 720 minutes"),
        ({"title": "x", "minutes": "60", "place": LINK}, "join link is secret"),
    ):
        form = await pressed(stage, karim, done, "Edit")
        assert why in answer(await karim.submit_modal(form, fields))


# The secret


async def test_the_link_is_shown_to_who_is_in_the_cohort_near_the_start(stage: Stage) -> None:
    """From 30 minutes before the start until the end; to nobody else, in no channel, event, calendar or log."""
    karim, waits, rami = person(stage, "karim"), person(stage, "waits"), person(stage, "rami")
    made = await cohort(stage, leads=(karim,), members=(stage.member,), channel=stage.news)
    await put_in(stage, made, waits, EnrolmentState.WAITLISTED)
    await planned(stage, karim, "2026-11-24 18:00")
    await with_link(stage, karim)
    join = f"cohort-session.join:{stage.guild.id}:1"
    assert LINK in parts(await karim.slash(stage.lobby, "cohort session show", session="1"))

    async def shown(who: MemberActor) -> str:
        return parts(await who.slash(stage.lobby, "cohort session show", session="1"))

    assert LINK not in await shown(stage.member)
    assert "30 minutes before the start" in await shown(stage.member)
    assert "from 30 minutes before it starts" in await stage.press_raw(stage.member, join)
    stage.clock.advance(at("2026-11-24 15:31") - stage.clock.now())
    assert LINK in await shown(stage.member)
    assert CODE not in await shown(stage.member)
    for other in (waits, rami):
        assert LINK not in await shown(other)
        assert "no such session" in await stage.press_raw(other, join)
    result = await press_where(stage, stage.member, join)
    assert LINK in parts(result)
    assert result.response is not None
    assert result.response.ephemeral
    stage.clock.advance(at("2026-11-24 17:00") - stage.clock.now())
    assert "is over" in await stage.press_raw(stage.member, join)
    assert LINK not in await shown(stage.member)


async def press_where(stage: Stage, who: MemberActor, custom_id: str) -> InteractionResult:
    carrier = stage.env.backend.commit_message(
        Message(
            id=stage.env.backend.snowflake(),
            channel_id=stage.lobby.id,
            author_id=stage.env.backend.bot_user.id,
            content="",
            components=[
                {"type": 1, "components": [{"type": 2, "style": 2, "label": "x", "custom_id": custom_id}]}
            ],
        )
    )
    return await who.click(ResponseMessage(stage.env, carrier), custom_id=custom_id)


@pytest.mark.parametrize(
    "link",
    [
        "http://meet.example/x", "meet.example/x", "javascript:alert(1)", "https://", "https://u@meet.example/",
        "https://meet.example/a b", "https://meet.example:99999/", "https://a..b/",
    ],
)  # fmt: skip
@pytest.mark.hostile(35)
async def test_only_an_https_address_is_a_link(stage: Stage, link: str) -> None:
    karim = person(stage, "karim")
    await cohort(stage, leads=(karim,))
    await planned(stage, karim)
    form = await karim.slash(stage.lobby, "cohort session link", session="1")
    before = await stage.everything()
    said = answer(await karim.submit_modal(form, {"link": link, "code": ""}))
    assert "begins with https://" in said
    assert await stage.everything() == before


async def test_the_secrets_are_in_nothing_that_others_can_read(stage: Stage) -> None:
    """Everything the bot ever sent, but for the answers to those who may know; the log; the calendars; the exports."""
    karim = person(stage, "karim")
    made = await cohort(stage, leads=(karim,), members=(stage.member,), channel=stage.news, card=stage.news)
    await planned(stage, karim)
    await with_link(stage, karim)
    await stage.deliver()
    shown = await karim.slash(stage.lobby, "cohort session move", session="1", when="2026-11-25 18:00")
    await pressed(stage, karim, shown, "Move it")
    form = await karim.slash(stage.lobby, "cohort session materials", session="1")
    await karim.submit_modal(form, {"materials": "Slides", "recording": "https://video.example/1"})
    await stage.deliver()
    for who in (stage.member, person(stage, "rami")):
        for command, more in (
            ("cohort schedule", {}),
            ("agenda", {}),
            ("cohort session list", {"cohort": str(made.id)}),
            ("cohort milestone list", {"cohort": str(made.id)}),
        ):
            result = await who.slash(stage.lobby, command, **more)
            assert LINK not in parts(result)
            assert CODE not in parts(result)
    shown = await stage.member.slash(stage.lobby, "cohort schedule")
    await pressed(stage, stage.member, shown, "File for your calendar")
    stage.pass_time(days=3)
    await stage.deliver()
    assert len(stage.news.history()) > 0
    sent = [
        one
        for one in stage.env.backend.http_requests
        if "/interactions/" not in one.path and "/webhooks/" not in one.path
    ]
    assert any("scheduled-events" in one.path for one in sent)
    for one in sent:
        assert "secret-room" not in str(one.json), one.path
        assert CODE not in str(one.json), one.path
    everything = await stage.everything()
    for name, rows in everything.items():
        if name != "cohort_session":
            assert "secret-room" not in str(rows), name
            assert CODE not in str(rows), name
    t = stage.app.catalogue.translator("en")
    exported = (await stage.app.services.privacy.export_guild(stage.actor(), t)).content
    assert b"BGP basics" in exported
    assert b"secret-room" not in exported
    assert CODE.encode() not in exported


async def test_one_link_serves_the_whole_series(stage: Stage) -> None:
    karim = person(stage, "karim")
    made = await cohort(stage, leads=(karim,), channel=stage.news)
    await planned(stage, karim)
    await with_link(stage, karim)
    shown = await karim.slash(stage.lobby, "cohort session show", session="1")
    assert shown.response is not None
    spread = buttons(shown.response)["Use this link for 2 other sessions without one"]
    assert "⚠️" in await stage.press_raw(stage.member, spread)
    done = await karim.click(shown.response, custom_id=spread)
    assert "2 more sessions have this link" in answer(done)
    assert {one.link for one in await sessions_of(stage, made)} == {LINK}
    assert {one.code for one in await sessions_of(stage, made)} == {CODE, ""}
    assert "Every session to come has a link" in await stage.press_raw(karim, spread)
    form = await karim.slash(stage.lobby, "cohort session link", session="1")
    await karim.submit_modal(form, {"link": "", "code": ""})
    assert "changed meanwhile" in await stage.press_raw(karim, spread)
    assert "secret-room" not in str((await stage.everything())["audit_event"])


@pytest.mark.parametrize("field", ["title", "place", "materials", "recording"])
async def test_the_secret_is_not_typed_where_others_read_it(stage: Stage, field: str) -> None:
    karim = person(stage, "karim")
    await cohort(stage, leads=(karim,), channel=stage.news)
    await planned(stage, karim)
    await with_link(stage, karim)
    before = await stage.everything()
    if field in ("title", "place"):
        shown = await karim.slash(stage.lobby, "cohort session show", session="1")
        form = await pressed(stage, karim, shown, "Edit")
        fields = {"title": "x", "minutes": "60", "place": ""} | {field: f"see {LINK}"}
    else:
        form = await karim.slash(stage.lobby, "cohort session materials", session="1")
        fields = {"materials": "", "recording": ""} | {field: LINK}
    said = answer(await karim.submit_modal(form, fields))
    assert "secret" in said
    assert await stage.everything() == before


# Materials


async def test_materials_are_posted_once_after_the_session_and_edited_there(stage: Stage) -> None:
    karim = person(stage, "karim")
    await cohort(stage, leads=(karim,), channel=stage.news)
    await planned(stage, karim, "2026-11-24 18:00")
    form = await karim.slash(stage.lobby, "cohort session materials", session="1")
    said = answer(
        await karim.submit_modal(
            form, {"materials": "Slides: @everyone", "recording": "https://video.example/1"}
        )
    )
    assert "after the session" in said
    await stage.deliver()
    assert stage.news.history() == []
    stage.clock.advance(at("2026-11-24 17:00") - stage.clock.now())
    await stage.deliver()
    (post,) = stage.news.history()
    assert "BGP basics: materials" in texts(post)
    assert not post.mention_everyone
    form = await karim.slash(stage.lobby, "cohort session materials", session="1")
    said = answer(await karim.submit_modal(form, {"materials": "Better slides", "recording": ""}))
    assert "brought up to date" in said
    await stage.deliver()
    (post,) = stage.news.history()
    assert "Better slides" in texts(post)
    assert "video.example" not in str([one.to_dict() for one in post.components])


async def test_materials_follow_a_session_that_moves_and_not_one_that_is_cancelled(stage: Stage) -> None:
    karim = person(stage, "karim")
    await cohort(stage, leads=(karim,), channel=stage.news)
    await planned(stage, karim, "every day 18:00 for 2 days")
    for number in ("1", "2"):
        form = await karim.slash(stage.lobby, "cohort session materials", session=number)
        await karim.submit_modal(form, {"materials": f"Slides {number}", "recording": ""})
    shown = await karim.slash(stage.lobby, "cohort session move", session="1", when="2026-11-26 18:00")
    await pressed(stage, karim, shown, "Move it")
    shown = await karim.slash(stage.lobby, "cohort session cancel", session="2")
    await pressed(stage, karim, shown, "Cancel this session")
    stage.clock.advance(at("2026-11-26 16:30") - stage.clock.now())
    await stage.deliver()
    assert "Slides" not in "".join(map(texts, stage.news.history()))
    stage.clock.advance(at("2026-11-26 17:00") - stage.clock.now())
    await stage.deliver()
    said = "".join(map(texts, stage.news.history()))
    assert "Slides 1" in said
    assert "Slides 2" not in said


# Discord's events


async def test_each_session_is_an_event_that_follows_it(stage: Stage) -> None:
    karim = person(stage, "karim")
    made = await cohort(stage, leads=(karim,), channel=stage.news)
    await planned(stage, karim)
    await stage.deliver()
    found = events(stage)
    assert [one["name"] for one in found] == ["BGP basics · Routing course"] * 3
    first = (await sessions_of(stage, made))[0]
    event = stage.env.backend.get_guild(stage.guild.id).scheduled_events[first.event_id or 0]
    assert event.entity_metadata == {"location": "in #news"}
    shown = await karim.slash(stage.lobby, "cohort session move", session="1", when="2026-11-25 19:00")
    await pressed(stage, karim, shown, "Move it")
    await stage.deliver()
    event = stage.env.backend.get_guild(stage.guild.id).scheduled_events[first.event_id or 0]
    assert event.scheduled_start_time == "2026-11-25T17:00:00+00:00"
    shown = await karim.slash(stage.lobby, "cohort session cancel", session="2")
    await pressed(stage, karim, shown, "Cancel this session")
    await stage.deliver()
    assert len(events(stage)) == 2
    assert await arrange(stage) == 0


async def test_a_cohort_that_nobody_can_join_yet_has_no_events(stage: Stage) -> None:
    karim = person(stage, "karim")
    made = await cohort(stage, leads=(karim,), state=CohortState.PLANNED)
    await planned(stage, karim)
    await stage.deliver()
    assert events(stage) == []

    async def state(name: str) -> None:
        def operation(tx: Transaction) -> None:
            tx.execute("UPDATE cohort SET state = ? WHERE id = ?", (name, made.id))

        await stage.app.database.write(operation)

    await state("enrolling")
    assert await arrange(stage) == 3
    await stage.deliver()
    assert len(events(stage)) == 3
    await state("cancelled")
    await arrange(stage)
    await stage.deliver()
    assert events(stage) == []


async def test_no_more_events_than_discord_takes_the_nearest_first(stage: Stage) -> None:
    """60 far ones, then 60 near ones: of the 120 the nearest 80 stand there, and others follow when those are over."""
    karim = person(stage, "karim")
    made = await cohort(stage, leads=(karim,))
    await planned(stage, karim, "every day 18:00 starting 2027-03-01 for 60 days", title="Far")
    await stage.deliver()
    assert len(events(stage)) == 60
    await planned(stage, karim, "every day 18:00 starting 2026-12-01 for 60 days", title="Near")
    await stage.deliver()

    def standing() -> list[str]:
        return [str(one["name"]).split()[0] for one in events(stage)]

    assert standing() == ["Near"] * 60 + ["Far"] * 20
    most = 0
    for number in (10, 20):
        stage.clock.advance(at("2026-12-01 18:00") + dt.timedelta(days=number) - stage.clock.now())
        for one in list(stage.env.backend.get_guild(stage.guild.id).scheduled_events.values()):
            if (
                dt.datetime.fromisoformat(one.scheduled_start_time) < stage.clock.now()
            ):  # Discord ends them by itself
                del stage.env.backend.get_guild(stage.guild.id).scheduled_events[one.id]
        await arrange(stage)
        await stage.deliver()
        most = max(most, len(events(stage)))
        assert standing() == ["Near"] * (59 - number) + ["Far"] * (21 + number)
    assert most <= rules.MOST_EVENTS
    assert len([one for one in await sessions_of(stage, made) if one.event_id]) >= 80


async def test_without_the_permission_there_are_no_events_and_organisers_are_told_once(stage: Stage) -> None:
    karim = person(stage, "karim")
    notices = stage.guild.create_text_channel("notices")
    await stage.set_channel("notices", notices)
    await stage.app.services.guilds.set_language(stage.actor(), "en")
    made = await cohort(stage, leads=(karim,), channel=stage.news)
    everything = discord.Permissions.all()
    everything.update(administrator=False, create_events=False, manage_events=False)
    stage.bot_permissions(everything)
    await planned(stage, karim)
    await stage.deliver()
    await planned(stage, karim, "every Monday 18:00 for 3 weeks", title="More")
    await stage.deliver()
    await arrange(stage)
    await stage.deliver()
    asked = [one for one in stage.env.backend.http_requests if "scheduled-events" in one.path]
    assert len(asked) == 1
    (notice,) = notices.history()
    assert "Create Events" in texts(notice)
    said = answer(await karim.slash(stage.lobby, "cohort session show", session="1"))
    assert "Discord takes no events from the bot" in said
    everything.update(create_events=True, manage_events=True)
    stage.bot_permissions(everything)
    await arrange(stage)
    await stage.deliver()
    await arrange(stage)
    await stage.deliver()
    assert len(events(stage)) == 6
    assert all(one.event_id for one in await sessions_of(stage, made))


async def test_an_event_that_somebody_deleted_is_not_made_again(stage: Stage) -> None:
    karim = person(stage, "karim")
    made = await cohort(stage, leads=(karim,), channel=stage.news)
    await planned(stage, karim, "2026-12-01 18:00")
    await stage.deliver()
    stage.env.backend.get_guild(stage.guild.id).scheduled_events.clear()
    shown = await karim.slash(stage.lobby, "cohort session move", session="1", when="2026-12-02 18:00")
    await pressed(stage, karim, shown, "Move it")
    await stage.deliver()
    await arrange(stage)
    await stage.deliver()
    assert events(stage) == []
    assert (await sessions_of(stage, made))[0].event_id is None


async def test_a_change_while_its_event_is_on_its_way_is_told_by_it(stage: Stage) -> None:
    """The event is made as the session was, and then changed: never twice."""
    karim = person(stage, "karim")
    made = await cohort(stage, leads=(karim,), channel=stage.news)
    await planned(stage, karim, "2026-12-01 18:00")

    def in_hand(tx: Transaction) -> Delivery:
        ids = [row["id"] for row in tx.all("SELECT id FROM delivery WHERE template = 'event'")]
        (claimed,) = outbox.claim(tx, ids, dt.timedelta(minutes=5))
        return claimed

    claimed = await stage.app.database.write(in_hand)
    shown = await karim.slash(stage.lobby, "cohort session move", session="1", when="2026-12-02 18:00")
    await pressed(stage, karim, shown, "Move it")
    settled = stage.app.features["sessions"].settled
    assert settled is not None

    def arrived(tx: Transaction) -> None:
        outbox.mark_sent(tx, claimed.id, 4711)
        settled(tx, claimed, Outcome(state=DeliveryState.SENT, result_id=4711))

    await stage.app.database.write(arrived)
    (found,) = await sessions_of(stage, made)
    assert found.event_id == 4711

    def open_(tx: Transaction) -> list[object]:
        return [one.details["action"] for one in outbox.upcoming(tx, stage.guild.id, "sessions", 1)]

    assert await stage.app.database.read(open_) == ["edit"]


# Others


async def test_sessions_stand_in_the_agenda_and_the_digest_of_those_who_may_know(stage: Stage) -> None:
    karim, rami = person(stage, "karim"), person(stage, "rami")
    made = await cohort(stage, leads=(karim,), members=(stage.member,), channel=stage.news)
    await planned(stage, karim, "2026-11-24 18:00")
    for who, there in ((stage.member, True), (karim, True), (stage.organiser, True), (rami, False)):
        assert ("BGP basics" in answer(await who.slash(stage.lobby, "agenda"))) is there
    mine = await stage.organiser.slash(stage.lobby, "agenda", what="mine")
    assert "BGP basics" not in answer(mine)

    def opened(tx: Transaction) -> None:
        tx.execute("UPDATE cohort SET state = 'enrolling' WHERE id = ?", (made.id,))

    await stage.app.database.write(opened)
    assert "BGP basics" in answer(await rami.slash(stage.lobby, "agenda"))
    said = answer(await rami.slash(stage.lobby, "digest show"))
    assert "Sessions of the coming days" in said
    assert "BGP basics" in said


async def test_the_schedule_and_its_file_know_every_session_for_good(stage: Stage) -> None:
    karim = person(stage, "karim")
    made = await cohort(stage, leads=(karim,), members=(stage.member,), channel=stage.news)
    assert "in no cohort" in answer(await person(stage, "rami").slash(stage.lobby, "cohort schedule"))
    assert "Nothing is planned" in answer(await stage.member.slash(stage.lobby, "cohort schedule"))
    await planned(stage, karim)
    shown = await stage.member.slash(stage.lobby, "cohort schedule", cohort=str(made.id))
    said = answer(shown)
    assert said.count("BGP basics") == 3
    assert "18:00 Beirut" in said
    first = await calendar(stage, shown)
    moved = await karim.slash(stage.lobby, "cohort session move", session="1", when="2026-11-25 18:00")
    await pressed(stage, karim, moved, "Move it")
    gone = await karim.slash(stage.lobby, "cohort session cancel", session="2")
    await pressed(stage, karim, gone, "Cancel this session")
    await stage.restart()
    second = await calendar(stage, shown)
    assert first.keys() == second.keys()
    assert len(first) == 3
    risen = [uid for uid in first if second[uid][0] > first[uid][0]]
    assert len(risen) == 2
    assert sorted(status for _, status in second.values()) == ["CANCELLED", "CONFIRMED", "CONFIRMED"]
    assert "You are not in this cohort" in await stage.press_raw(
        person(stage, "lea"), f"cohort-schedule.file:{made.id}"
    )


async def calendar(stage: Stage, shown: InteractionResult) -> dict[str, tuple[int, str]]:
    """uid → (sequence, status) in the member's file."""
    result = await pressed(stage, stage.member, shown, "File for your calendar")
    message = result.followups[-1] if result.followups else result.response
    assert message is not None
    (file,) = message.attachments
    content = stage.env.backend.cdn.get(file.url)
    assert content is not None
    text = content.decode()
    found = {}
    for part in re.findall(r"BEGIN:VEVENT.*?END:VEVENT", text, re.DOTALL):
        uid = re.search(r"UID:(\S+)", part)
        sequence, status = re.search(r"SEQUENCE:(\d+)", part), re.search(r"STATUS:(\w+)", part)
        assert uid
        assert sequence
        assert status
        found[uid[1]] = (int(sequence[1]), status[1])
    return found


async def test_zone_data_that_changed_moves_the_instant_and_keeps_the_wall_time(stage: Stage) -> None:
    karim = person(stage, "karim")
    made = await cohort(stage, leads=(karim,))
    await planned(stage, karim)

    def wrong(tx: Transaction) -> None:
        for one in session_store.sessions(tx, made.id):
            tx.execute("UPDATE cohort_session SET starts_at = starts_at - 3600 WHERE id = ?", (one.id,))

    await stage.app.database.write(wrong)
    replan = stage.app.features["sessions"].replan
    assert replan is not None
    assert await replan() == 3
    assert {f"{one.starts_at:%H:%M}" for one in await sessions_of(stage, made)} == {"16:00"}
    assert await replan() == 0
