"""/poll create, edit, copy and cancel through real commands and clicks, up to the opening and the little after it."""

import datetime as dt
import json
from dataclasses import replace

import pytest
from simcord import InteractionResult, MemberActor, ResponseMessage

from bot.guilds.rules import RolePurpose
from bot.limits import violations
from bot.polls import chain, store
from bot.polls.rules import Electorate, Method, Option, Poll, PollState, QuorumKind, Secrecy
from tests.discord.conftest import Stage, answer, texts

RANKED = {
    "question": "Where should the exchange stand?",
    "description": "Think of **neutrality** and power.",
    "options": "Badaro\nMar Mikhael | next to the cable station\nSin el Fil",
}


def shown(result: InteractionResult) -> ResponseMessage:
    found = result.followups[-1] if result.followups else result.response
    assert found is not None
    return found


async def made(
    stage: Stage, who: MemberActor | None = None, kind: str = "ranked", **fields: str
) -> InteractionResult:
    who = who or stage.organiser
    form = await who.slash(stage.news, "poll create", kind=kind)
    return await who.submit_modal(form, RANKED | fields if kind == "ranked" else fields)


async def get(stage: Stage, poll_id: int = 1) -> Poll:
    found = await stage.app.database.read(lambda tx: store.get(tx, stage.guild.id, poll_id))
    assert found is not None
    return found


async def options(stage: Stage, poll_id: int = 1) -> tuple[Option, ...]:
    return await stage.app.database.read(lambda tx: store.options(tx, poll_id))


async def events(stage: Stage, poll_id: int = 1) -> list[chain.Event]:
    return await stage.app.database.read(lambda tx: store.events(tx, poll_id))


def posted(stage: Stage) -> list[str]:
    """What stands in the channel by the bot, the oldest first."""
    return [
        texts(one)
        for one in stage.news.history()
        if one.author.bot and one.components and one.flags.components_v2
    ]


async def press(stage: Stage, route: str, who: MemberActor | None = None) -> str:
    return await stage.press_raw(who or stage.organiser, route, stage.news)


async def menu(stage: Stage, on: InteractionResult, custom_id: str, *values: str) -> InteractionResult:
    return await stage.organiser.select(shown(on), values=list(values), custom_id=custom_id)


async def opened(stage: Stage, poll_id: int = 1) -> Poll:
    """Open the draft as its officer does."""
    asked = await press(stage, f"poll.open:{poll_id}")
    assert "frozen" in asked
    version = (await get(stage, poll_id)).version
    said = await press(stage, f"poll.open-confirm:{poll_id}:{version}")
    assert "It is open" in said
    return await get(stage, poll_id)


async def test_a_poll_is_made_shown_in_one_sentence_opened_and_frozen(stage: Stage) -> None:
    result = await made(stage)
    said = answer(result)
    assert "Draft: Where should the exchange stand?" in said
    assert "One vote for each member of this server" in said
    assert "the option that beats every other wins" in said
    assert "the operator of this bot could look" in said
    assert "next to the cable station" in said
    assert not posted(stage)  # nothing is posted of a draft

    poll = await opened(stage)
    assert poll.state is PollState.OPEN
    assert poll.closes_at == dt.datetime(2026, 11, 30, 18, 0, tzinfo=dt.UTC)
    definition = json.loads(poll.definition)
    assert chain.sha256(poll.definition) == poll.definition_hash
    assert chain.canonical(definition) == poll.definition
    assert [one["label"] for one in definition["options"]] == ["Badaro", "Mar Mikhael", "Sin el Fil"]
    assert definition["tie"]["seed"] == chain.sha256(poll.seed)
    assert poll.seed not in poll.definition
    found = await events(stage)
    assert [one.kind for one in found] == [chain.OPENED]
    assert chain.broken(poll.definition_hash, found) is None
    assert poll.head == found[-1].hash

    await stage.deliver()
    card = posted(stage)[0]
    assert "Where should the exchange stand?" in card
    assert poll.short_hash in card
    assert "Vote" in card


async def test_nothing_of_an_open_poll_changes_but_a_copy_can(stage: Stage) -> None:
    await made(stage)
    await opened(stage)
    before = await get(stage)
    for route in ("poll.form:1:0", "poll.form:1:1", "poll.advanced:1", "poll.preview:1", "poll.open:1"):
        assert "copy it" in await press(stage, route)
    for route in (f"poll.hold:1:{before.version}", f"poll.open-confirm:1:{before.version}"):
        assert "copy it" in await press(stage, route)
    assert await get(stage) == before

    said = answer(await stage.organiser.slash(stage.news, "poll copy", poll="1"))
    assert "This is a new draft" in said
    copy = await get(stage, 2)
    assert copy.state is PollState.DRAFT
    assert (copy.copied_from, copy.definition, copy.seed, copy.opened_at) == (1, "", "", None)
    assert [one.label for one in await options(stage, 2)] == [one.label for one in await options(stage)]


# What was typed


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"options": "Badaro\nＢＡＤＡＲＯ"}, "stands there twice"),
        ({"options": "\n".join(f"Place {n}" for n in range(25))}, "25 options are more than the 24"),
        ({"options": "x" * 101}, "over 100 characters"),
        ({"question": "\u200b"}, "needs a question"),
    ],
)
async def test_what_does_not_fit_is_refused_and_nothing_typed_is_lost(
    stage: Stage, fields: dict[str, str], said: str
) -> None:
    result = await made(stage, None, **fields)
    assert said in answer(result)
    back = await stage.organiser.click(shown(result), label="Back to the form")
    assert back.modal is not None
    held = json.dumps(back.modal)
    for value in (RANKED | fields).values():
        assert json.dumps(value)[1:-1] in held
    mended = await stage.organiser.submit_modal(back, RANKED)
    assert "Draft: Where should" in answer(mended)


async def test_a_form_comes_back_after_a_restart_and_to_nobody_else(stage: Stage) -> None:
    result = await made(stage, options="Badaro\nbadaro")
    assert "twice" in answer(result)
    other = stage.guild.add_member(stage.env.create_user("rita"))
    stage.env.backend.edit_member(
        stage.guild.id,
        other.id,
        {"role_ids": [stage.env.backend.get_guild(stage.guild.id).members[stage.organiser.id].role_ids[0]]},
    )
    await stage.restart()
    assert "no longer kept" in await press(stage, "poll.again:1", other)
    assert "Mar Mikhael" not in await press(stage, "poll.again:1")
    assert "no longer kept" in await press(stage, "poll.again:7")


async def test_an_edit_of_what_somebody_else_changed_keeps_what_was_typed(stage: Stage) -> None:
    await made(stage)
    form = await stage.organiser.slash(stage.news, "poll edit", poll="1")
    form = await stage.organiser.click(shown(form), label="Text")
    await stage.app.services.polls.set_secrecy(stage.actor(), 1, "open")
    result = await stage.organiser.submit_modal(form, RANKED | {"question": "Which city?"})
    assert "changed meanwhile" in answer(result)
    again = await stage.organiser.click(shown(result), label="Back to the form")
    saved = await stage.organiser.submit_modal(again, RANKED | {"question": "Which city?"})
    assert "Draft: Which city?" in answer(saved)
    assert (await get(stage)).secrecy is Secrecy.OPEN


# What fits together


async def test_what_cannot_be_together_is_refused_where_it_is_chosen(stage: Stage) -> None:
    draft = await made(stage)
    await menu(stage, draft, "poll.secrecy:1", "sealed")
    assert "no standings" in answer(await menu(stage, draft, "poll.also:1", "standings"))
    await menu(stage, draft, "poll.secrecy:1", "confidential")
    assert "list of voters" in await _extra(stage, "weighted")
    form = await stage.organiser.click(shown(draft), label="Quorum")
    fields = {"quorum_kind": "roll", "quorum": "50", "threshold": "", "strict": "over", "base": ["cast"]}
    refused = await stage.organiser.submit_modal(form, fields)
    assert "needs a list of them" in answer(refused)
    assert (await get(stage)).quorum_kind is QuorumKind.NONE

    await menu(stage, draft, "poll.electorate:1", "people")
    people = {100 + n: 1 for n in range(4)}
    poll = await get(stage)
    await stage.app.database.write(lambda tx: store.set_people(tx, poll, "voter", people))
    assert "at least 5" in answer(await menu(stage, draft, "poll.secrecy:1", "sealed"))
    form = await stage.organiser.click(shown(draft), label="Quorum")
    said = answer(await stage.organiser.submit_modal(form, fields))
    assert "50 % of them must vote" in said
    assert "4 eligible" in said
    assert "list of them" in answer(await menu(stage, draft, "poll.electorate:1", "everyone"))
    assert (await get(stage)).electorate is Electorate.PEOPLE


async def _extra(stage: Stage, *values: str) -> str:
    card = await stage.organiser.slash(stage.news, "poll edit", poll="1")
    advanced = await stage.organiser.click(shown(card), label="Advanced")
    return answer(await menu(stage, advanced, "poll.extra:1", *values))


async def test_a_draft_that_lacks_something_says_so_and_cannot_be_opened(stage: Stage) -> None:
    draft = await made(stage, options="Badaro")
    assert "at least 2 options" in answer(draft)
    version = (await get(stage)).version
    before = await stage.everything()
    assert "at least 2 options" in await press(stage, f"poll.open-confirm:1:{version}")
    assert await stage.everything() == before


async def test_times_are_echoed_and_a_scheduled_poll_opens_by_itself(stage: Stage) -> None:
    draft = await made(stage)
    form = await stage.organiser.click(shown(draft), label="Times")
    said = answer(
        await stage.organiser.submit_modal(
            form, {"opens": "tomorrow 09:00", "closes": "Friday 18:00", "zone": "Beirut"}
        )
    )
    assert "Tue 24 Nov 2026 09:00 Beirut" in said
    assert "Fri 27 Nov 2026 18:00 Beirut" in said
    asked = await stage.press_raw(stage.organiser, "poll.open:1", stage.news)
    assert "Let it open by itself" in asked
    said = await press(stage, f"poll.open-confirm:1:{(await get(stage)).version}")
    assert "It opens by itself" in said
    assert (await get(stage)).confirmed
    await stage.restart()
    stage.pass_time(hours=22, minutes=1)
    await stage.deliver()
    poll = await get(stage)
    assert poll.state is PollState.OPEN
    assert (await events(stage))[0].kind == chain.OPENED


async def test_any_edit_takes_the_confirmation_back_and_says_so(stage: Stage) -> None:
    draft = await made(stage)
    await _schedule(stage, draft)
    card = await stage.organiser.slash(stage.news, "poll edit", poll="1")
    said = answer(await menu(stage, card, "poll.also:1", "thread_wanted"))
    assert "no longer opens by itself" in said
    assert not (await get(stage)).confirmed
    stage.pass_time(days=2)
    await stage.deliver()
    assert (await get(stage)).state is PollState.DRAFT


async def test_secrecy_and_hidden_standings_only_get_stricter_once_confirmed(stage: Stage) -> None:
    draft = await made(stage)
    await menu(stage, draft, "poll.secrecy:1", "open")
    await menu(stage, draft, "poll.secrecy:1", "confidential")  # before a confirmation it goes both ways
    await _schedule(stage, draft)
    card = await stage.organiser.slash(stage.news, "poll edit", poll="1")
    assert "only become stricter" in answer(await menu(stage, card, "poll.secrecy:1", "open"))
    assert "stay hidden" in answer(await menu(stage, card, "poll.also:1", "standings"))
    assert (await get(stage)).confirmed  # what was refused takes nothing back
    await menu(stage, card, "poll.secrecy:1", "sealed")
    assert "only become stricter" in answer(await menu(stage, card, "poll.secrecy:1", "confidential"))
    said = await press(stage, "poll.copy:1")
    assert "new draft" in said
    await stage.app.services.polls.set_secrecy(stage.actor(), 2, "open")


async def _schedule(stage: Stage, draft: InteractionResult) -> None:
    form = await stage.organiser.click(shown(draft), label="Times")
    await stage.organiser.submit_modal(
        form, {"opens": "tomorrow 09:00", "closes": "Friday 18:00", "zone": "Beirut"}
    )
    await press(stage, f"poll.open-confirm:1:{(await get(stage)).version}")
    assert (await get(stage)).confirmed


# Other kinds


async def test_dates_are_read_one_a_line_and_an_open_poll_may_gain_some(stage: Stage) -> None:
    result = await made(
        stage,
        kind="date",
        question="When do we meet?",
        description="",
        options="Tue 15 Dec 18:00\nThu 10 Dec 19:30\nevery Monday 18:00 for 3 weeks starting 14 Dec",
        minutes="90",
    )
    assert "When do we meet?" in answer(result)
    found = await options(stage)
    assert [one.label for one in found] == [
        "2026-12-10 19:30",
        "2026-12-14 18:00",
        "2026-12-15 18:00",
        "2026-12-21 18:00",
        "2026-12-28 18:00",
    ]
    assert {one.minutes for one in found} == {90}
    await opened(stage)
    form = await stage.organiser.slash(stage.news, "poll edit", poll="1")
    form = await stage.organiser.click(shown(form), label="Add dates")
    refused = await stage.organiser.submit_modal(form, {"options": "Tue 15 Dec 18:00"})
    assert "stands there twice" in answer(refused)
    again = await stage.organiser.click(shown(refused), label="Back to the form")
    said = answer(await stage.organiser.submit_modal(again, {"options": "5 Jan 2027 18:00"}))
    assert "dates were added" in said
    assert [one.number for one in await options(stage)] == [1, 2, 3, 4, 5, 6]
    chained = await events(stage)
    assert [one.kind for one in chained] == [chain.OPENED, chain.OPTION_ADDED]
    assert chain.broken((await get(stage)).definition_hash, chained) is None


@pytest.mark.parametrize(
    ("kind", "fields", "meaning"),
    [
        ("yes_no", {"question": "Do we join?", "description": ""}, "more yes than no"),
        (
            "committee",
            {"question": "Who?", "description": "", "options": "A\nB\nC\nD", "seats": "2"},
            "2 seats are filled",
        ),
        (
            "pledge",
            {"question": "How much?", "description": "", "goal": "3", "unit": "networks"},
            "a goal of 3 networks",
        ),
        ("approval", RANKED, "that most approve of"),
        ("score", RANKED, "the most points"),
    ],
)
async def test_every_kind_can_be_made_previewed_and_opened(
    stage: Stage, kind: str, fields: dict[str, str], meaning: str
) -> None:
    assert meaning in answer(await made(stage, None, kind, **fields))
    preview = await press(stage, "poll.preview:1")
    assert fields["question"] in preview
    assert meaning in preview
    assert (await opened(stage)).state is PollState.OPEN


@pytest.mark.parametrize("template", ["interest", "location", "governance", "fees", "meeting", "board"])
async def test_a_template_fills_the_form(stage: Stage, template: str) -> None:
    form = await stage.organiser.slash(stage.news, "poll create", template=template)
    assert form.modal is not None
    assert "?" in json.dumps(form.modal)
    assert not violations(form.modal)


async def test_without_a_kind_a_card_offers_them(stage: Stage) -> None:
    card = await stage.organiser.slash(stage.news, "poll create")
    form = await menu(stage, card, "poll.start:1", "governance")
    assert form.modal is not None
    assert "An association of its members" in json.dumps(form.modal)
    made_ = await stage.organiser.submit_modal(
        form, {"question": "Who runs it?", "description": "", "options": "A | one\nB | two"}
    )
    assert "Draft: Who runs it?" in answer(made_)
    poll = await get(stage)
    assert (poll.electorate, poll.template, poll.none_option) == (
        Electorate.ORGANISATIONS,
        "governance",
        True,
    )
    assert "Nobody may vote yet" in answer(made_)


# After the opening


async def test_a_typo_in_the_description_is_mended_logged_and_chained(stage: Stage) -> None:
    await made(stage, description="Think of nuetrality, of power, and of the way in at night.")
    await opened(stage)
    await stage.deliver()
    card = await stage.organiser.slash(stage.news, "poll edit", poll="1")
    form = await stage.organiser.click(shown(card), label="Mend a typo")
    refused = await stage.organiser.submit_modal(form, {"description": "Vote for Badaro, all of you, now!"})
    assert "more than a typo" in answer(refused)
    form = await stage.organiser.click(shown(refused), label="Back to the form")
    mended = "Think of neutrality, of power, and of the way in at night."
    assert "was corrected" in answer(await stage.organiser.submit_modal(form, {"description": mended}))
    found = await events(stage)
    assert found[-1].kind == chain.CORRECTED
    assert found[-1].body == {"description": mended}
    await stage.deliver()
    card_now = posted(stage)[0]
    assert "neutrality" in card_now


async def test_cancelling_an_open_poll_needs_a_reason_that_its_card_tells(stage: Stage) -> None:
    await made(stage)
    await opened(stage)
    await stage.deliver()
    form = await stage.organiser.slash(stage.news, "poll cancel", poll="1")
    said = answer(await stage.organiser.submit_modal(form, {"reason": "The building burnt down"}))
    assert "cancelled" in said
    await stage.deliver()
    assert "The building burnt down" in posted(stage)[0]
    assert (await events(stage))[-1].kind == chain.VOIDED
    assert (await get(stage)).state is PollState.VOID


async def test_a_draft_is_thrown_away_without_a_reason_and_does_not_open(stage: Stage) -> None:
    draft = await made(stage)
    await _schedule(stage, draft)
    card = await stage.organiser.slash(stage.news, "poll edit", poll="1")
    form = await stage.organiser.click(shown(card), label="Throw away")
    assert "thrown away" in answer(await stage.organiser.submit_modal(form, {"reason": ""}))
    stage.pass_time(days=2)
    await stage.deliver()
    assert (await get(stage)).state is PollState.VOID
    assert not posted(stage)


# Who may


async def test_a_member_makes_none_and_a_poll_officer_does(stage: Stage) -> None:
    assert "Only poll officers" in answer(await stage.member.slash(stage.news, "poll create", kind="ranked"))
    role = stage.guild.create_role("Officers")
    await stage.set_role(RolePurpose.POLL_OFFICER, role)
    stage.env.backend.edit_member(stage.guild.id, stage.member.id, {"role_ids": [role.id]})
    assert "Draft:" in answer(await made(stage, stage.member))


ROUTES = (
    *("poll.draft:1", "poll.form:1:0", "poll.advanced:1", "poll.preview:1", "poll.open:1"),
    *(
        "poll.open-confirm:1:1",
        "poll.hold:1:1",
        "poll.copy:1",
        "poll.cancel:1",
        "poll.again:1",
        "poll.start:0",
    ),
)


async def test_every_press_of_a_member_is_refused_and_leaves_nothing(stage: Stage) -> None:
    await made(stage)
    before = await stage.everything()
    for route in ROUTES:
        assert "Only poll officers" in await press(stage, route, stage.member), route
    for command in ("edit", "copy", "cancel"):
        said = answer(await stage.member.slash(stage.news, f"poll {command}", poll="1"))
        assert "Only poll officers" in said
    assert await stage.everything() == before


async def test_who_lost_the_role_between_form_and_submit_is_refused(stage: Stage) -> None:
    form = await stage.organiser.slash(stage.news, "poll create", kind="ranked")
    before = await stage.everything()
    stage.take_roles(stage.organiser)
    assert "Only poll officers" in answer(await stage.organiser.submit_modal(form, RANKED))
    assert await stage.everything() == before


async def test_another_guilds_poll_is_none(stage: Stage) -> None:
    await made(stage)
    poll = await get(stage)
    other = await stage.app.database.write(
        lambda tx: store.insert(tx, replace(poll, guild_id=stage.guild.id + 1, created_by="x"))
    )
    before = await stage.everything()
    for route in ("poll.draft", "poll.advanced", "poll.preview", "poll.open", "poll.copy", "poll.cancel"):
        assert "There is no such poll here" in await press(stage, f"{route}:{other}")
        assert "There is no such poll here" in await press(stage, f"{route}:99")
    assert "There is no such poll here" in await press(stage, f"poll.open-confirm:{other}:1")
    assert await stage.everything() == before


async def test_a_stale_confirm_opens_nothing(stage: Stage) -> None:
    draft = await made(stage)
    version = (await get(stage)).version
    await menu(stage, draft, "poll.secrecy:1", "open")
    assert "changed meanwhile" in await press(stage, f"poll.open-confirm:1:{version}")
    assert (await get(stage)).state is PollState.DRAFT


# Limits


async def test_cards_with_24_long_options_keep_within_limits(stage: Stage) -> None:
    lines = "\n".join(f"{number:02} {'W' * 96}" for number in range(24))
    draft = await made(stage, question="Q" * 200, description="d" * 2000, options=lines)
    assert "Draft:" in answer(draft)  # the contract with Discord judges each request
    await press(stage, "poll.preview:1")
    await opened(stage)
    await stage.deliver()
    card = posted(stage)[0]
    assert "23 WWWW" in card
    assert len(card) < 4100


async def test_the_sentence_is_the_one_of_the_poll(stage: Stage) -> None:
    await made(stage)
    poll = await get(stage)
    await stage.app.database.write(
        lambda tx: store.change(
            tx,
            replace(
                poll,
                electorate=Electorate.PEOPLE,
                quorum_kind=QuorumKind.COUNT,
                quorum=8,
                threshold=50,
                method=Method.PLURALITY,
                secrecy=Secrecy.OPEN,
            ),
        )
    )
    said = answer(await stage.organiser.slash(stage.news, "poll edit", poll="1"))
    assert (
        "One vote for each of the people who were named, 0 eligible; 8 must vote; the option with the most votes wins;"
        " it needs more than 50 % of the votes without abstentions; everybody sees who voted what." in said
    )
