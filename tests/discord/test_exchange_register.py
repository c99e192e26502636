"""/exchange decision, action and stakeholder through real commands and clicks."""

import datetime as dt
from typing import Any

import pytest
from simcord import InteractionResult, MemberActor, ResponseMessage

from bot.delivery.pacing import Pace
from bot.errors import NotFoundError
from bot.exchanges import store
from bot.exchanges.model import LinkedPoll, Project, Purpose, Topic
from bot.exchanges.register import deciding
from bot.exchanges.register import records as register
from bot.exchanges.register import store as kept
from bot.exchanges.register.model import Action, Decision, DecisionState, Objection, Position, Stakeholder
from bot.exchanges.rules import Stage as Step
from bot.polls.rules import Answer, PollState
from bot.polls.voting.votes import Vote
from bot.storage.database import Transaction
from tests.discord.cohort_stage import as_actor
from tests.discord.conftest import Stage, answer, buttons, texts
from tests.discord.exchange_stage import again, project, sweep
from tests.discord.poll_closing import cast
from tests.discord.test_exchange_telling import said_in

LEGAL: dict[str, Any] = {
    "title": "The exchange is an association of its members",
    "text": "Each member has **one** vote.",
    "topic": ["legal-form"],
    "evidence": "https://example.net/minutes",
    "review": "in 4 weeks",
}


@pytest.fixture(autouse=True)
def hurry(stage: Stage) -> None:
    """Send without waiting: Discord is not here to mind."""
    stage.app.pace = Pace(per_second=100_000, per_channel=10_000, new_dm_seconds=0.0)
    stage.dispatcher = stage.app.dispatcher(stage.bot)


def shown(result: InteractionResult) -> ResponseMessage:
    found = result.followups[-1] if result.followups else result.response
    assert found is not None
    return found


async def entered(stage: Stage, state: str | None = None, **fields: Any) -> InteractionResult:
    options = {} if state is None else {"state": state}
    form = await stage.organiser.slash(stage.news, "exchange decision add", **options)
    return await stage.organiser.submit_modal(form, LEGAL | fields)


async def click(stage: Stage, who: MemberActor, on: InteractionResult, label: str) -> InteractionResult:
    return await who.click(shown(on), custom_id=buttons(shown(on))[label])


async def look(stage: Stage, who: MemberActor, decision: int = 1) -> InteractionResult:
    return await who.slash(stage.news, "exchange decision show", decision=str(decision))


async def press(stage: Stage, who: MemberActor, custom_id: str) -> str:
    return await stage.press_raw(who, custom_id, stage.news)


async def decision(stage: Stage, number: int = 1) -> Decision:
    return await stage.app.database.read(lambda tx: register.existing(tx, stage.guild.id, number))


async def objections(stage: Stage, number: int = 1) -> list[Objection]:
    return await stage.app.database.read(lambda tx: kept.objections(tx, number))


async def action(stage: Stage, number: int = 1) -> Action:
    found = await stage.app.database.read(lambda tx: kept.action(tx, stage.guild.id, number))
    assert found is not None
    return found


async def stakeholder(stage: Stage, number: int = 1) -> Stakeholder:
    found = await stage.app.database.read(lambda tx: kept.stakeholder(tx, stage.guild.id, number))
    assert found is not None
    return found


async def in_thread(stage: Stage, of: Project) -> str:
    """What stands in the project's public thread."""
    now = await again(stage, of)
    assert now.public_thread_id is not None
    return "\n".join(said_in(stage, now.public_thread_id))


async def linked(stage: Stage, poll_id: int) -> LinkedPoll | None:
    return await stage.app.database.read(lambda tx: store.linked(tx, stage.guild.id, poll_id))


async def told(stage: Stage) -> list[str]:
    """What the history says happened, the earliest first, the start left out."""
    found = await stage.app.database.read(lambda tx: store.history(tx, 1, limit=1000))
    return [one.what for one in reversed(found)][1:]


async def minutes(stage: Stage) -> str:
    return answer(await stage.member.slash(stage.lobby, "exchange history"))


# Decisions


async def test_a_decision_goes_from_proposed_to_adopted_and_is_announced(stage: Stage) -> None:
    made = await project(stage)
    await stage.deliver()
    card = await entered(stage)
    said = answer(card)
    assert "Stored." in said
    assert "proposed" in said
    assert "legal form" in said
    assert "Mon 21 Dec 2026" in said
    assert "https://example.net/minutes" in said
    one = await decision(stage)
    assert (one.state, one.topic, one.review_on) == (
        DecisionState.PROPOSED,
        Topic.LEGAL_FORM,
        dt.date(2026, 12, 21),
    )
    assert "register.adopt:1" not in buttons(shown(card)).values()  # first it is discussed
    card = await click(stage, stage.organiser, card, "Mark as discussed")
    asked = await click(stage, stage.organiser, card, "Adopt")
    assert "cannot be changed any more" in answer(asked)
    assert (await decision(stage)).state is DecisionState.DISCUSSED
    done = await click(stage, stage.organiser, asked, "Adopt")
    assert "Adopted. It is announced" in answer(done)
    assert (await decision(stage)).decided_at is not None
    assert await told(stage) == ["decision-proposed", "decision-discussed", "decision-adopted"]
    await stage.deliver()
    assert "Decision adopted" in await in_thread(stage, made)
    assert "Decision adopted: “The exchange is an association of its members” (legal form)" in (
        await minutes(stage)
    )
    assert "Edit" not in buttons(shown(await look(stage, stage.organiser)))
    # Whoever has the old card is told politely, and nothing happens twice.
    assert "another state" in await press(stage, stage.organiser, "register.adopt:1")
    assert "changed meanwhile" in await press(stage, stage.organiser, "register.adopt-confirm:1:2")
    assert len(await told(stage)) == 3


async def test_what_a_meeting_decided_already_is_noted_as_adopted_at_once(stage: Stage) -> None:
    await project(stage)
    said = answer(await entered(stage, "adopted"))
    assert "adopted" in said
    assert (await decision(stage)).state is DecisionState.ADOPTED
    assert await told(stage) == ["decision-adopted"]


async def test_a_wrong_day_or_link_loses_nothing_of_the_form(stage: Stage) -> None:
    await project(stage)
    card = await entered(stage, review="05/12", evidence="see the minutes")
    said = answer(card)
    assert "5 December" in said
    assert "12 May" in said
    assert "Everything else of the form is stored" in said
    one = await decision(stage)
    assert one.title == LEGAL["title"]
    assert (one.review_on, one.evidence) == (None, "")
    form = await click(stage, stage.organiser, card, "Edit")
    late = await click(stage, stage.organiser, card, "Edit")
    said = answer(
        await stage.organiser.submit_modal(form, LEGAL | {"title": "A company", "review": "2026-12-24"})
    )
    assert "Saved." in said
    one = await decision(stage)
    assert (one.title, one.review_on) == ("A company", dt.date(2026, 12, 24))
    assert "was changed meanwhile" in answer(await stage.organiser.submit_modal(late, LEGAL))
    assert (await decision(stage)).title == "A company"


async def test_a_title_that_cannot_be_read_is_refused_and_nothing_is_stored(stage: Stage) -> None:
    await project(stage)
    form = await stage.organiser.slash(stage.news, "exchange decision add")
    before = await stage.everything()
    said = answer(await stage.organiser.submit_modal(form, LEGAL | {"title": "\u200b"}))
    assert "needs words that can be read" in said
    assert await stage.everything() == before


async def test_rough_consensus_answers_objections_before_it_adopts(stage: Stage) -> None:
    await project(stage)
    card = await entered(stage, "discussed")
    assert "Object" not in buttons(shown(card))
    card = await click(stage, stage.organiser, card, "Decide by rough consensus")
    assert "Members can object now" in answer(card)

    theirs = await look(stage, stage.member)
    form = await click(stage, stage.member, theirs, "Object")
    said = answer(await stage.member.submit_modal(form, {"text": "Who pays the auditor? @everyone"}))
    assert "Your objection stands" in said
    assert "1 without an answer" in said
    assert "Who pays the auditor?" in said
    assert "@everyone" not in said
    assert "Adopt" not in buttons(shown(theirs))

    # Neither adopted nor switched off while somebody waits for an answer.
    assert "no answer yet" in await press(stage, stage.organiser, "register.adopt:1")
    version = (await decision(stage)).version
    assert "no answer yet" in await press(stage, stage.organiser, f"register.adopt-confirm:1:{version}")
    assert "no answer yet" in await press(stage, stage.organiser, f"register.consensus:1:{version}:0")
    assert (await decision(stage)).state is DecisionState.DISCUSSED

    card = await look(stage, stage.organiser)
    form = await stage.organiser.select(shown(card), values=["1"], custom_id="register.answer:1")
    assert "Who pays the auditor?" in texts(form.modal)
    # The objection is put otherwise while the answer is written: the answer does not stand under other words.
    mine = await look(stage, stage.member)
    again = await click(stage, stage.member, mine, "Change my objection")
    await stage.member.submit_modal(again, {"text": "Who pays the auditor, and from when?"})
    said = answer(await stage.organiser.submit_modal(form, {"text": "The fund."}))
    assert "changed or answered meanwhile" in said
    form = await stage.organiser.select(shown(card), values=["1"], custom_id="register.answer:1")
    said = answer(await stage.organiser.submit_modal(form, {"text": "The fund, from 2027."}))
    assert "all answered (1)" in said
    full = answer(await click(stage, stage.member, await look(stage, stage.member), "Read the objections"))
    assert "Who pays the auditor, and from when?" in full
    assert "The fund, from 2027." in full

    await press(stage, stage.organiser, f"register.adopt-confirm:1:{version}")
    assert (await decision(stage)).state is DecisionState.ADOPTED
    assert "by rough consensus" in await minutes(stage)
    assert "auditor" not in await minutes(stage)  # what is held against it is its author's, who can be erased
    assert "decided already" in await press(stage, stage.member, "register.object:1")


async def test_an_objection_that_is_taken_back_holds_nothing_up(stage: Stage) -> None:
    await project(stage)
    card = await entered(stage, "discussed")
    await click(stage, stage.organiser, card, "Decide by rough consensus")
    form = await click(stage, stage.member, await look(stage, stage.member), "Object")
    card = await stage.member.submit_modal(form, {"text": "No."})
    card = await click(stage, stage.member, card, "Take my objection back")
    assert "is taken back" in answer(card)
    assert "Nobody objects" in answer(card)
    assert "taken back, or gone" in await press(stage, stage.member, "register.objection-withdraw:1")
    version = (await decision(stage)).version
    await press(stage, stage.organiser, f"register.adopt-confirm:1:{version}")
    assert (await decision(stage)).state is DecisionState.ADOPTED


async def test_whoever_is_blocked_does_not_object(stage: Stage) -> None:
    await project(stage)
    card = await entered(stage, "discussed")
    await click(stage, stage.organiser, card, "Decide by rough consensus")
    form = await click(stage, stage.member, await look(stage, stage.member), "Object")
    await stage.app.services.conduct.block(stage.actor(), stage.member.id)
    assert "⚠️" in answer(await stage.member.submit_modal(form, {"text": "No."}))
    assert await objections(stage) == []


async def test_a_rejected_decision_says_why(stage: Stage) -> None:
    await project(stage)
    card = await entered(stage)
    form = await click(stage, stage.organiser, card, "Reject")
    said = answer(await stage.organiser.submit_modal(form, {"reason": "The law asks for more."}))
    assert "rejected" in said
    assert "Why: The law asks for more." in await minutes(stage)
    assert (await decision(stage)).review_on is None


async def test_another_decision_takes_the_place_of_one_that_holds(stage: Stage) -> None:
    await project(stage)
    card = await entered(stage, "adopted")
    form = await click(stage, stage.organiser, card, "Propose another in its place")
    second = await click(stage, stage.organiser, card, "Propose another in its place")
    third_form = await click(stage, stage.organiser, card, "Propose another in its place")
    card = await stage.organiser.submit_modal(form, LEGAL | {"title": "A company"})
    assert "Takes the place of" in answer(card)
    assert (await decision(stage)).state is DecisionState.ADOPTED  # it holds until the other is adopted
    assert "proposed already" in answer(await stage.organiser.submit_modal(second, LEGAL))
    # Rejected, it leaves the first as it was; the next one is adopted.
    form2 = await click(stage, stage.organiser, card, "Reject")
    await stage.organiser.submit_modal(form2, {"reason": "No."})
    assert (await decision(stage)).superseded_by is None
    card = await stage.organiser.submit_modal(third_form, LEGAL | {"title": "A foundation"})
    card = await click(stage, stage.organiser, card, "Mark as discussed")
    asked = await click(stage, stage.organiser, card, "Adopt")
    assert "is superseded by it" in answer(asked)
    await click(stage, stage.organiser, asked, "Adopt")
    first, third = await decision(stage), await decision(stage, 3)
    assert (first.state, first.superseded_by) == (DecisionState.SUPERSEDED, 3)
    assert third.state is DecisionState.ADOPTED
    said = answer(await look(stage, stage.member))
    assert "Replaced by" in said
    assert "A foundation" in said


async def test_a_review_that_is_due_is_the_first_thing_to_do(stage: Stage) -> None:
    await project(stage)
    await entered(stage, "adopted", review="in 2 weeks")
    stage.pass_time(days=15)
    card = await look(stage, stage.organiser)
    assert "due" in answer(card)
    form = await click(stage, stage.organiser, card, "Reviewed, still holds")
    said = answer(
        await stage.organiser.submit_modal(
            form, {"evidence": "https://example.net/2", "review": "2027-06-01"}
        )
    )
    assert "it was looked at, and holds" in said
    one = await decision(stage)
    assert (one.review_on, one.evidence) == (dt.date(2027, 6, 1), "https://example.net/2")
    assert (await told(stage))[-1] == "decision-reviewed"


async def test_a_vote_on_a_decision_adopts_or_rejects_it(stage: Stage) -> None:
    await project(stage)
    for number, vote, becomes in (
        (1, Answer.YES, DecisionState.ADOPTED),
        (2, Answer.NO, DecisionState.REJECTED),
    ):
        card = await entered(stage)
        draft = await click(stage, stage.organiser, card, "Put to a vote")
        assert "This is a draft of a poll about the decision" in answer(draft)
        assert "a poll about" in await press(stage, stage.organiser, f"register.vote:{number}")
        # A draft is its officers' alone.
        assert "Poll" not in answer(await look(stage, stage.member, number)).split("\n")
        await stage.app.services.polls.confirm(stage.actor(), number, 1)
        link = await linked(stage, number)
        assert link is not None
        assert (link.purpose, link.decision_id) == (Purpose.DECISION, number)
        poll = (await stage.app.services.polls.look(stage.actor(), number)).poll
        await stage.deliver()
        assert "open" in answer(await look(stage, stage.member, number))
        await cast(stage, stage.member, poll, Vote(answer=vote))
        assert poll.closes_at is not None
        stage.clock.advance(poll.closes_at + dt.timedelta(seconds=10) - stage.clock.now())
        await stage.deliver()
        closed = (await stage.app.services.polls.look(stage.actor(), number)).poll
        assert closed.state is PollState.CLOSED
        await stage.app.services.closing.certify(
            stage.actor(), number, closed.version, text="So it is.", option="", review_on="2027-11-01"
        )
        await sweep(stage)
        one = await decision(stage, number)
        assert one.state is becomes
        assert one.poll_id == number
        assert one.review_on == (
            dt.date(2026, 12, 21) if becomes is DecisionState.ADOPTED and number == 1 else None
        )
        before = await told(stage)
        await sweep(stage)
        assert await told(stage) == before  # once
    assert "by a poll" in await minutes(stage)


async def test_a_poll_does_not_go_over_an_objection_without_an_answer(stage: Stage) -> None:
    await project(stage)
    card = await entered(stage)
    card = await click(stage, stage.organiser, card, "Decide by rough consensus")
    await click(stage, stage.organiser, card, "Put to a vote")
    form = await click(stage, stage.member, await look(stage, stage.member), "Object")
    await stage.member.submit_modal(form, {"text": "No."})
    await stage.app.services.polls.confirm(stage.actor(), 1, 1)
    poll = (await stage.app.services.polls.look(stage.actor(), 1)).poll
    await cast(stage, stage.member, poll, Vote(answer=Answer.YES))
    assert poll.closes_at is not None
    stage.clock.advance(poll.closes_at + dt.timedelta(seconds=10) - stage.clock.now())
    await stage.deliver()
    closed = (await stage.app.services.polls.look(stage.actor(), 1)).poll
    await stage.app.services.closing.certify(
        stage.actor(), 1, closed.version, text="Yes.", option="", review_on=""
    )
    await sweep(stage)
    assert (await decision(stage)).state is DecisionState.DISCUSSED
    assert (await told(stage))[-1] == "decision-undecided"


async def test_a_decision_that_enters_by_a_function_is_adopted_announced_and_known(stage: Stage) -> None:
    made = await project(stage)

    def operation(tx: Transaction) -> int:
        return deciding.adopt(tx, made, None, topic="location", title="Badaro", text="The first floor.")

    number = await stage.app.database.write(operation)
    one = await decision(stage, number)
    assert (one.topic, one.state, one.created_by) == (Topic.LOCATION, DecisionState.ADOPTED, "system")
    assert await told(stage) == ["decision-adopted"]
    found = await stage.app.database.read(lambda tx: register.adopted(tx, made))
    assert [each.title for each in found] == ["Badaro"]


async def test_the_register_has_pages_and_an_empty_state(stage: Stage) -> None:
    await project(stage)
    said = answer(await stage.member.slash(stage.news, "exchange decision show"))
    assert "Nothing was decided or proposed yet." in said
    for number in range(9):
        await entered(stage, title=f"Rule {number}")
    first = await stage.member.slash(stage.news, "exchange decision show")
    assert "Rule 8" in answer(first)
    assert "Rule 0" not in answer(first)
    assert "New decision" not in buttons(shown(first))
    assert "Rule 0" in await press(stage, stage.member, "register.decisions:1:2")
    offered = await stage.member.autocomplete(stage.news, "exchange decision show", "decision", "rule 3")
    assert len(offered) == 1
    assert "no such decision" in answer(
        await stage.member.slash(stage.news, "exchange decision show", decision="Rule 99")
    )
    await stage.restart()
    assert "Rule 3" in await press(stage, stage.member, "register.decision:4")


# Action items


async def test_an_action_is_added_given_ticked_off_by_its_owner_and_opened_again(stage: Stage) -> None:
    await project(stage)
    said = answer(
        await stage.organiser.slash(
            stage.news, "exchange action add", what="Ask for a letter", owner=stage.member, due="Friday"
        )
    )
    assert "Added." in said
    assert "Fri 27 Nov 2026" in said
    mine = await stage.member.slash(stage.news, "exchange action list", which="mine")
    assert "Ask for a letter" in answer(mine)
    done = await click(stage, stage.member, mine, "Done")
    assert "Ticked off." in answer(done)
    assert (await action(stage)).is_done
    assert "Ticked off" in await press(stage, stage.member, "register.action-done:1")  # twice is once
    assert await told(stage) == ["action-added", "action-done"]
    assert "Ask for a letter" in answer(
        await stage.member.slash(stage.news, "exchange action list", which="done")
    )
    await press(stage, stage.organiser, "register.action-reopen:1")
    assert not (await action(stage)).is_done
    stage.pass_time(days=6)
    assert "overdue" in answer(await stage.member.slash(stage.news, "exchange action list"))


async def test_only_its_owner_and_organisers_tick_an_action_off(stage: Stage) -> None:
    await project(stage)
    await stage.organiser.slash(stage.news, "exchange action add", what="Ask")
    before = await stage.everything()
    assert "Only whoever does it" in await press(stage, stage.member, "register.action-done:1")
    for custom_id in ("register.action-edit:1", "register.action-drop:1", "register.action-drop-confirm:1:1"):
        assert "⚠️" in await press(stage, stage.member, custom_id)
    assert "⚠️" in answer(await stage.member.slash(stage.news, "exchange action add", what="Mine"))
    assert await stage.everything() == before


async def test_an_action_is_changed_given_to_somebody_and_removed(stage: Stage) -> None:
    await project(stage)
    await stage.organiser.slash(stage.news, "exchange action add", what="Ask")
    card = await stage.organiser.slash(stage.news, "exchange action list")
    card = await click(stage, stage.organiser, card, "Open")
    given = await stage.organiser.select(
        shown(card), values=[stage.member], custom_id="register.action-owner:1"
    )
    assert f"<@{stage.member.id}>" in answer(given)
    form = await click(stage, stage.organiser, given, "Edit")
    again = await click(stage, stage.organiser, given, "Edit")
    said = answer(await stage.organiser.submit_modal(form, {"what": "Ask twice", "due": "yesterday"}))
    assert "⚠️" in said
    assert (await action(stage)).what == "Ask"
    said = answer(await stage.organiser.submit_modal(again, {"what": "Ask twice", "due": "in 2 days"}))
    assert "Wed 25 Nov 2026" in said
    asked = await stage.organiser.slash(stage.news, "exchange action list")
    asked = await click(stage, stage.organiser, await click(stage, stage.organiser, asked, "Open"), "Remove")
    assert "nobody is reminded" in answer(asked)
    gone = await click(stage, stage.organiser, asked, "Remove")
    assert "is removed" in answer(gone)
    assert "no such action" in await press(stage, stage.organiser, "register.action:1")
    assert await told(stage) == ["action-added", "action-given", "action-changed", "action-dropped"]


async def test_an_action_about_a_decision_stands_on_it(stage: Stage) -> None:
    await project(stage)
    card = await entered(stage)
    form = await click(stage, stage.organiser, card, "Add an action")
    said = answer(await stage.organiser.submit_modal(form, {"what": "Write the statutes", "due": "Friday"}))
    assert "Choose who does it" in said
    assert LEGAL["title"] in said
    assert "Write the statutes · by Fri 27 Nov 2026" in answer(await look(stage, stage.member))


async def test_a_bot_does_nothing(stage: Stage) -> None:
    await project(stage)
    robot = stage.guild.add_member(stage.env.create_user("robot", bot=True))
    said = answer(await stage.organiser.slash(stage.news, "exchange action add", what="Ask", owner=robot))
    assert "Choose a person" in said
    assert await told(stage) == []


# Stakeholders


async def noted(stage: Stage, **options: object) -> InteractionResult:
    given = {"organisation": "Telecom Regulator", "kind": "regulator", "position": "concerned"} | options
    return await stage.organiser.slash(stage.news, "exchange stakeholder add", **given)


async def test_a_stakeholder_is_noted_talked_to_and_has_something_next(stage: Stage) -> None:
    await project(stage)
    card = await noted(stage, owner=stage.organiser)
    said = answer(card)
    assert "Telecom Regulator" in said
    assert "regulator" in said
    assert "has concerns" in said
    assert "never, as far as is noted" in said
    card = await click(stage, stage.organiser, card, "Talked to them today")
    assert (await stakeholder(stage)).contacted_on == dt.date(2026, 11, 23)
    form = await click(stage, stage.organiser, card, "Plan what comes next")
    said = answer(
        await stage.organiser.submit_modal(form, {"what": "Bring the licence draft", "due": "in 3 days"})
    )
    assert "only organisers and whoever does it" in said
    listed = answer(await stage.organiser.slash(stage.news, "exchange stakeholder list"))
    assert "Bring the licence draft" in listed
    assert "has concerns: 1" in listed
    assert "Telecom" not in answer(
        await stage.organiser.slash(stage.news, "exchange stakeholder list", position="supports")
    )
    card = await stage.organiser.slash(stage.news, "exchange stakeholder list")
    card = await click(stage, stage.organiser, card, "Open")
    form = await click(stage, stage.organiser, card, "Edit")
    said = answer(
        await stage.organiser.submit_modal(
            form, {"position": "supports", "contacted": "2027-01-01", "note": "The **director** is new."}
        )
    )
    assert "is ahead" in said
    one = await stakeholder(stage)
    assert (one.position, one.note) == (Position.SUPPORTS, "The **director** is new.")
    assert one.contacted_on == dt.date(2026, 11, 23)


async def test_members_learn_nothing_confidential_of_a_stakeholder(stage: Stage) -> None:
    await project(stage)
    card = await noted(stage, owner=stage.organiser)
    form = await click(stage, stage.organiser, card, "Edit")
    await stage.organiser.submit_modal(form, {"position": "opposes", "contacted": "", "note": "SECRET-NOTE"})
    form = await click(stage, stage.organiser, card, "Plan what comes next")
    await stage.organiser.submit_modal(form, {"what": "SECRET-ACTION", "due": ""})
    assert "⚠️" in answer(await stage.member.slash(stage.news, "exchange stakeholder list"))
    assert "⚠️" in answer(
        await stage.member.slash(stage.news, "exchange stakeholder add", organisation="Mine")
    )
    assert (
        await stage.member.autocomplete(stage.news, "exchange stakeholder add", "organisation", "Tele") == []
    )
    for custom_id in (
        "register.stakeholder:1",
        "register.stakeholder-edit:1",
        "register.stakeholders:1:0:1",
        "register.contacted:1:1",
        "register.stakeholder-remove:1",
        "register.stakeholder-remove-confirm:1:1",
    ):
        assert "Only organisers" in await press(stage, stage.member, custom_id)
    assert "no such action" in await press(stage, stage.member, "register.action:1")
    await stage.deliver()
    for said in (
        answer(await stage.member.slash(stage.news, "exchange action list")),
        answer(await stage.member.slash(stage.news, "exchange show")),
        await minutes(stage),
        "\n".join(texts(one) for one in stage.news.history()),
    ):
        assert "SECRET" not in said
        assert "opposes" not in said
    assert "Stakeholder noted: Telecom Regulator" in await minutes(stage)
    # Whoever does it sees it, and ticks it off.
    await stage.app.services.exchange_actions.give(stage.actor(), 1, stage.member.id)
    mine = answer(await stage.member.slash(stage.news, "exchange action list", which="mine"))
    assert "SECRET-ACTION" in mine
    assert "Ticked off" in await press(stage, stage.member, "register.action-done:1")


async def test_a_stakeholder_is_removed_with_what_was_to_be_done(stage: Stage) -> None:
    await project(stage)
    card = await noted(stage)
    form = await click(stage, stage.organiser, card, "Plan what comes next")
    card = await stage.organiser.submit_modal(form, {"what": "Call", "due": ""})
    card = await click(stage, stage.organiser, card, "Telecom Regulator")
    assert "stakeholder already" in answer(await noted(stage))
    asked = await click(stage, stage.organiser, card, "Remove")
    assert "with one open action" in answer(asked)
    gone = await click(stage, stage.organiser, asked, "Remove")
    assert "no stakeholder any more" in answer(gone)
    assert await stage.app.database.read(lambda tx: kept.actions(tx, 1)) == []
    assert "no such stakeholder" in await press(stage, stage.organiser, "register.stakeholder:1")
    assert "has concerns" in answer(await noted(stage))  # the organisation is known: it comes back


@pytest.mark.parametrize(
    ("options", "refused"),
    [
        ({"kind": "network"}, "commits itself"),
        ({"kind": "martian"}, "Choose what it is"),
        ({"position": "hates"}, "Choose what it thinks"),
        ({"organisation": "\u200b"}, "⚠️"),
    ],
)
async def test_what_is_no_stakeholder_is_refused(
    stage: Stage, options: dict[str, object], refused: str
) -> None:
    await project(stage)
    before = await stage.everything()
    assert refused in answer(await noted(stage, **options))
    assert await stage.everything() == before


# Who may, and when


@pytest.mark.hostile(50)
async def test_members_change_nothing_in_the_register(stage: Stage) -> None:
    await project(stage)
    await entered(stage, "adopted")
    await entered(stage)
    before = await stage.everything()
    assert "Only organisers" in answer(await stage.member.slash(stage.news, "exchange decision add"))
    for custom_id in (
        "register.decision-add:1:0",
        "register.decision-edit:2",
        "register.discuss:2:1",
        "register.adopt:2",
        "register.adopt-confirm:2:1",
        "register.reject:2",
        "register.consensus:2:1:1",
        "register.review:1",
        "register.replace:1",
        "register.vote:2",
        "register.action-ask:1:0:0",
    ):
        assert "Only organisers" in await press(stage, stage.member, custom_id), custom_id
    assert await stage.everything() == before


@pytest.mark.hostile(51)
async def test_a_role_that_was_lost_while_the_form_was_open_stores_nothing(stage: Stage) -> None:
    await project(stage)
    form = await stage.organiser.slash(stage.news, "exchange decision add")
    stage.take_roles(stage.organiser)
    before = await stage.everything()
    assert "Only organisers" in answer(await stage.organiser.submit_modal(form, LEGAL))
    assert await stage.everything() == before


@pytest.mark.hostile(52)
async def test_a_register_of_another_guild_is_not_there(stage: Stage) -> None:
    await project(stage)
    await entered(stage)
    await stage.organiser.slash(stage.news, "exchange action add", what="Ask")
    await noted(stage)
    foreign = as_actor(stage, stage.organiser)
    foreign = type(foreign)(**{**{one: getattr(foreign, one) for one in foreign.__dataclass_fields__}, "guild_id": 1, "administers": True})  # fmt: skip
    services = stage.app.services
    for reading in (
        services.exchange_decisions.look(foreign, 1),
        services.exchange_decisions.listing(foreign, 1),
        services.exchange_actions.look(foreign, 1),
        services.exchange_actions.tick(foreign, 1, done=True),
        services.exchange_stakeholders.look(foreign, 1),
    ):
        with pytest.raises(NotFoundError):
            await reading


async def test_a_project_that_ended_keeps_its_register_as_it_is(stage: Stage) -> None:
    made = await project(stage)
    await entered(stage)

    def end(tx: Transaction) -> None:
        store.note(tx, made, stage=Step.ABANDONED.value)

    await stage.app.database.write(end)
    assert "has ended" in answer(await stage.organiser.slash(stage.news, "exchange decision add"))
    assert "has ended" in await press(stage, stage.organiser, "register.discuss:1:1")
    assert LEGAL["title"] in answer(await look(stage, stage.member))


@pytest.mark.hostile(3)
async def test_names_and_texts_of_strangers_stay_harmless(stage: Stage) -> None:
    await project(stage)
    bad = "**@everyone** <#1> [x](https://evil.example)"
    card = await entered(stage, "discussed", title=bad, text=f"{bad}\n```")
    await click(stage, stage.organiser, card, "Decide by rough consensus")
    form = await click(stage, stage.member, await look(stage, stage.member), "Object")
    await stage.member.submit_modal(form, {"text": bad})
    await stage.organiser.slash(stage.news, "exchange action add", what=bad)
    await noted(stage, organisation="**@everyone** <#1>", kind="other")
    for said in (
        answer(await look(stage, stage.member)),
        answer(await click(stage, stage.member, await look(stage, stage.member), "Read the objections")),
        answer(await stage.member.slash(stage.news, "exchange decision show")),
        answer(await stage.member.slash(stage.news, "exchange action list")),
        answer(await stage.organiser.slash(stage.news, "exchange stakeholder list")),
        await minutes(stage),
    ):
        assert "@everyone" not in said
        assert "<#1>" not in said
        assert "[x](https://evil.example)" not in said.replace("[x](https://evil.example) (evil.example)", "")


async def test_whoever_is_erased_leaves_neither_objection_nor_ownership(stage: Stage) -> None:
    await project(stage)
    card = await entered(stage, "discussed")
    await click(stage, stage.organiser, card, "Decide by rough consensus")
    form = await click(stage, stage.member, await look(stage, stage.member), "Object")
    await stage.member.submit_modal(form, {"text": "No."})
    await stage.organiser.slash(stage.news, "exchange action add", what="Ask", owner=stage.member)
    await noted(stage, owner=stage.member)
    await press(stage, stage.member, f"privacy.erase:{stage.member.id}")
    assert await objections(stage) == []
    assert (await action(stage)).owner_id is None
    assert (await stakeholder(stage)).owner_id is None
    version = (await decision(stage)).version
    await press(stage, stage.organiser, f"register.adopt-confirm:1:{version}")
    assert (await decision(stage)).state is DecisionState.ADOPTED
