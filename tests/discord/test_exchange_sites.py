"""/exchange site and /exchange poll through real commands and clicks: places scored and compared, and polls that come back."""

import io

import pytest
from simcord import InteractionResult, MemberActor, ResponseMessage

from bot.delivery.pacing import Pace
from bot.errors import NotAllowedError
from bot.exchanges import store
from bot.exchanges.model import Project, Purpose, Topic
from bot.exchanges.register import records as register
from bot.exchanges.register.decisions import Typed
from bot.exchanges.register.model import Decision, DecisionState
from bot.exchanges.rules import Stage as ProjectStage
from bot.exchanges.sites import charts, linking, rules
from bot.exchanges.sites import store as sites
from bot.exchanges.sites.rules import CRITERIA, Site
from bot.polls import store as polls
from bot.polls.rules import Kind, Method, Poll, PollState
from tests.discord import exchange_stage, poll_closing
from tests.discord.cohort_stage import as_actor
from tests.discord.conftest import Stage, answer, buttons

LINK = "https://example.net/power.pdf"
NASTY = "](https://evil.example) @everyone `x` **b** ||s||\u202e"


@pytest.fixture(autouse=True)
def hurry(stage: Stage) -> None:
    """Send without waiting: Discord is not here to mind."""
    stage.app.pace = Pace(per_second=100_000, per_channel=10_000, new_dm_seconds=0.0)
    stage.dispatcher = stage.app.dispatcher(stage.bot)


def shown(result: InteractionResult) -> ResponseMessage:
    found = result.followups[-1] if result.followups else result.response
    assert found is not None
    return found


async def added(
    stage: Stage, name: str = "Badaro", address: str = "Main Street", who: MemberActor | None = None
) -> InteractionResult:
    who = who or stage.organiser
    form = await who.slash(stage.lobby, "exchange site add")
    return await who.submit_modal(form, {"name": name, "address": address})


async def scored(stage: Stage, card: InteractionResult, number: int, **fields: object) -> InteractionResult:
    site = (await every(stage))[0]
    form = await stage.organiser.select(shown(card), values=[str(number)], custom_id=f"site.score:{site.id}")
    assert form.modal is not None, answer(form)
    return await stage.organiser.submit_modal(form, {"points": ["3"], "link": LINK} | fields)  # type: ignore[arg-type]


async def every(stage: Stage) -> list[Site]:
    return await stage.app.database.read(lambda tx: sites.every(tx, 1))


async def decisions(stage: Stage, project: Project) -> list[Decision]:
    return await stage.app.database.read(lambda tx: register.decisions(tx, project))


async def poll(stage: Stage, number: int = 1) -> Poll:
    found = await stage.app.database.read(lambda tx: polls.get(tx, stage.guild.id, number))
    assert found is not None
    return found


async def happened(stage: Stage, project: Project) -> list[str]:
    found = await stage.app.database.read(lambda tx: store.history(tx, project.id, limit=50))
    return [one.what for one in found]


# Places


async def test_a_place_is_added_scored_with_evidence_and_compared(stage: Stage) -> None:
    await exchange_stage.warm(stage)
    project = await exchange_stage.project(stage)
    said = answer(await stage.organiser.slash(stage.lobby, "exchange site compare"))
    assert "No place has been added yet" in said
    card = await added(stage)
    assert "Place: Badaro" in answer(card)
    assert "0 of 24 points" in answer(card)
    card = await scored(stage, card, 0)
    assert "3 of 4" in answer(card)
    assert LINK in answer(card)
    card = await scored(stage, card, 3, link="", points=["4"])
    assert "no evidence, does not count" in answer(card)
    said = answer(await stage.organiser.click(shown(card), label="Compare"))
    assert "3 of 24 points, and 4 without evidence" in said
    assert "Power 3" in said
    assert "Neutrality 4?" in said
    assert "Main Street" in said
    (site,) = await every(stage)
    assert (site.total, site.claimed) == (3, 4)
    assert await happened(stage, project) == ["site-scored", "site-scored", "site-added", "started"]


async def test_everybody_compares_and_only_organisers_change(stage: Stage) -> None:
    await exchange_stage.warm(stage)
    await exchange_stage.project(stage)
    card = await added(stage)
    await scored(stage, card, 0)
    for command in ("exchange site add",):
        assert "Only organisers" in answer(await stage.member.slash(stage.lobby, command))
    seen = await stage.member.slash(stage.lobby, "exchange site compare")
    said = answer(seen)
    assert "3 of 24 points" in said
    assert LINK not in said  # evidence is for organisers
    assert set(buttons(shown(seen))) == {"To the project"}
    before = await stage.everything()
    for route in ("card:1", "add:1", "edit:1", "remove:1", "remove-confirm:1:1", "poll:1", "unlink:1:1"):
        assert "Only organisers" in await stage.press_raw(stage.member, f"site.{route}")
    assert await stage.everything() == before


async def test_the_best_comes_first_with_a_picture_of_what_is_on_the_page(stage: Stage) -> None:
    await exchange_stage.warm(stage)
    await exchange_stage.project(stage)
    for number in range(1, 11):
        await added(stage, f"Place {number}", "")
    last = (await every(stage))[-1]
    await stage.app.services.sites.score(stage.actor(), last.id, rules.Criterion.COST, points="4", link=LINK)
    first = await stage.organiser.slash(stage.lobby, "exchange site compare")
    said = answer(first)
    assert said.index("1 · Place 10") < said.index("2 · Place 1")
    assert "Place 8" not in said
    stored = stage.env.backend.get_message(stage.lobby.id, shown(first).id)
    assert [one["filename"] for one in stored.attachments] == ["sites.png"]
    said = answer(await stage.organiser.click(shown(first), label="Next ›"))
    assert "10 · Place 9" in said


async def test_names_are_one_line_unlike_and_short(stage: Stage) -> None:
    await exchange_stage.project(stage)
    await added(stage)
    before = await stage.everything()
    assert "already" in answer(await added(stage, "ＢＡＤＡＲＯ"))
    assert "name that can be seen" in answer(await added(stage, "\u200b"))
    assert await stage.everything() == before
    card = await added(stage, NASTY, NASTY)
    said = answer(card)
    assert "[evil" not in said
    assert "@everyone" not in said


async def test_a_place_that_changed_or_went_meanwhile_says_so(stage: Stage) -> None:
    await exchange_stage.project(stage)
    card = await added(stage)
    form = await stage.organiser.click(shown(card), label="Rename…")
    await stage.app.services.sites.write(stage.actor(), 1, 1, "Hamra", "")
    result = await stage.organiser.submit_modal(form, {"name": "Verdun", "address": ""})
    assert "changed meanwhile" in answer(result)
    assert "changed meanwhile" in await stage.press_raw(stage.organiser, "site.remove-confirm:1:1")
    asked = await stage.press_raw(stage.organiser, "site.remove:1")
    assert "Remove Hamra?" in asked
    await stage.restart()
    assert "The place is removed" in await stage.press_raw(stage.organiser, "site.remove-confirm:1:2")
    for route in ("card:1", "edit:1", "remove:1", "remove-confirm:1:2"):
        assert "not there any more" in await stage.press_raw(stage.organiser, f"site.{route}")
    assert "out of date" in await stage.press_raw(stage.organiser, "site.score:1")


async def test_evidence_is_an_address_of_https_and_stays_when_the_points_change(stage: Stage) -> None:
    await exchange_stage.project(stage)
    card = await added(stage)
    before = await stage.everything()
    for typed in ("javascript:alert(1)", "http://example.net", "https://a@example.net/", "see the folder"):
        refused = await scored(stage, card, 0, link=typed)
        assert "no web address" in answer(refused)
        back = await stage.organiser.click(shown(refused), label="Back to the form")
        assert "'value': '3', 'default': True" in str(back.modal)
    assert await stage.everything() == before
    card = await scored(stage, card, 0)
    form = await stage.organiser.select(shown(card), values=["0"], custom_id="site.score:1")
    assert LINK in str(form.modal)
    card = await stage.organiser.submit_modal(form, {"points": [], "link": LINK})
    assert "0 of 24 points" in answer(card)
    assert not (await every(stage))[0].scores


async def test_nothing_changes_once_the_project_has_ended(stage: Stage) -> None:
    project = await exchange_stage.project(stage)
    await added(stage)
    await stage.app.database.write(lambda tx: store.note(tx, project, stage=ProjectStage.ABANDONED.value))
    assert "has ended" in answer(await stage.organiser.slash(stage.lobby, "exchange site add"))
    seen = await stage.organiser.slash(stage.lobby, "exchange site compare")
    assert set(buttons(shown(seen))) == {"To the project"}
    for route in ("remove-confirm:1:1", "poll:1", "card:1"):
        assert "has ended" in await stage.press_raw(stage.organiser, f"site.{route}")


async def test_another_guilds_places_are_nobodys_here(stage: Stage) -> None:
    await exchange_stage.project(stage)
    await added(stage)
    await stage.app.database.write(lambda tx: tx.execute("UPDATE exchange SET guild_id = guild_id + 1"))
    for route in ("card:1", "edit:1", "remove-confirm:1:1"):
        assert "not there any more" in await stage.press_raw(stage.organiser, f"site.{route}")
    for route in ("compare:1:1", "add:1", "poll:1", "unlink:1:1"):
        assert "Badaro" not in await stage.press_raw(stage.organiser, f"site.{route}")


@pytest.mark.parametrize("name", ["Badaro", NASTY, "بيروت", "$x^2$", "場所"])
def test_the_picture_is_drawn_whatever_a_place_is_called(name: str) -> None:
    content = charts.draw(
        {
            "names": [f"1 · {name}", "2 · Hamra"],
            "columns": [one.value for one in CRITERIA],
            "points": [[0, 1, 2, 3, 4, None], [None] * 6],
            "proven": [[True, False, True, True, True, False], [False] * 6],
            "totals": ["9/24", "0/24"],
            "note": "4 is best",
        }
    )
    assert content.startswith(b"\x89PNG")
    assert len(io.BytesIO(content).getvalue()) < 200_000


# The poll that is made of them


async def made(stage: Stage) -> Project:
    """A project with two places, and a poll about them, opened."""
    project = await exchange_stage.project(stage)
    await added(stage)
    card = await added(stage, "Hamra", "")
    compared = await stage.organiser.click(shown(card), label="Compare")
    draft = await stage.organiser.click(shown(compared), label="Make a location poll")
    assert "its outcome comes back as a decision" in answer(draft)
    assert "Badaro" in answer(draft)
    return project


async def certified(stage: Stage, number: int | None, text: str = "Badaro it is.") -> None:
    """The poll's outcome is recorded, as a poll officer does."""

    def operation(tx: object) -> None:
        tx.execute(  # type: ignore[attr-defined]
            "UPDATE poll SET state = 'certified', outcome = ?, outcome_option = ?, opened_at = 1 WHERE id = 1",
            (text, number),
        )

    await stage.app.database.write(operation)


async def taken(stage: Stage, project: Project) -> int | None:
    """What the bot does by itself with the outcome."""

    def operation(tx: object) -> int | None:
        found = store.linked(tx, stage.guild.id, 1)  # type: ignore[arg-type]
        assert found is not None
        return linking.from_location(tx, project, found)  # type: ignore[arg-type]

    return await stage.app.database.write(operation)


async def test_one_press_makes_a_poll_of_the_places_and_its_outcome_is_a_decision(stage: Stage) -> None:
    project = await made(stage)
    draft = await poll(stage)
    assert (draft.kind, draft.method, draft.state) == (Kind.CHOICE, Method.SCHULZE, PollState.DRAFT)
    (link,) = await stage.app.database.read(lambda tx: store.linked_polls(tx, project.id))
    assert link.purpose is Purpose.LOCATION
    assert dict(link.sites) == {1: 1, 2: 2}
    assert await taken(stage, project) is None  # it decided nothing yet
    await certified(stage, 2, "Hamra, by six votes to two.")
    decision_id = await taken(stage, project)
    (decision,) = await decisions(stage, project)
    assert decision.id == decision_id
    assert (decision.topic, decision.state) == (Topic.LOCATION, DecisionState.ADOPTED)
    assert (decision.title, decision.text) == ("Hamra", "Hamra, by six votes to two.")
    assert (decision.poll_id, decision.evidence) == (1, "poll:1")
    assert await taken(stage, project) == decision_id  # once
    assert len(await decisions(stage, project)) == 1
    assert "has come back already" in await stage.press_raw(stage.organiser, "site.unlink:1:1")


async def test_a_site_renamed_since_is_still_the_one_and_no_choice_is_no_decision(stage: Stage) -> None:
    project = await made(stage)
    await stage.app.services.sites.write(stage.actor(), 2, 1, "Hamra tower", "")
    await certified(stage, 2)
    assert await taken(stage, project) is not None
    assert (await decisions(stage, project))[0].title == "Hamra tower"


async def test_an_outcome_without_a_place_leaves_the_place_open(stage: Stage) -> None:
    project = await made(stage)
    await certified(stage, None, "None of these.")
    assert await taken(stage, project) is None
    assert not await decisions(stage, project)
    assert "location-open" in await happened(stage, project)
    assert await taken(stage, project) is None
    assert (await happened(stage, project)).count("location-open") == 1


async def test_a_poll_needs_two_places_and_names_that_look_like_markup_stay_names(stage: Stage) -> None:
    await exchange_stage.project(stage)
    await added(stage, "- A | b")
    assert "two places at least" in await stage.press_raw(stage.organiser, "site.poll:1")
    assert not await stage.app.services.polls.run_by(stage.actor())
    await added(stage, "1. Somewhere")
    await stage.press_raw(stage.organiser, "site.poll:1")
    found = await stage.app.database.read(lambda tx: polls.options(tx, 1))
    assert [one.label for one in found] == ["- A | b", "1. Somewhere"]


# Polls that belong to a project


async def test_a_pledge_and_a_decision_are_linked_and_taken_back(stage: Stage) -> None:
    project = await exchange_stage.project(stage)
    pledge = await poll_closing.opened(stage, method=Method.PLEDGE, question="Who joins?", goal=3)
    other = await poll_closing.opened(stage, method=Method.YES_NO, question="Do we found it?")
    linked = await stage.organiser.slash(stage.lobby, "exchange poll", poll=str(pledge.id))
    assert "noted as interested" in answer(linked)
    assert "belongs to a project already" in answer(
        await stage.organiser.slash(stage.lobby, "exchange poll", poll="Who joins?")
    )
    said = answer(await stage.organiser.slash(stage.lobby, "exchange poll", poll=str(other.id)))
    assert "register of decisions" in said
    found = await stage.app.database.read(lambda tx: store.linked_polls(tx, project.id))
    assert {one.poll_id: one.purpose for one in found} == {
        pledge.id: Purpose.PLEDGE,
        other.id: Purpose.DECISION,
    }
    assert "no longer belongs" in answer(await stage.organiser.click(shown(linked), label="Take that back"))
    assert "no longer belongs to the project" in await stage.press_raw(
        stage.organiser, f"site.unlink:{project.id}:{pledge.id}"
    )
    assert (await happened(stage, project))[:3] == ["poll-unlinked", "poll-linked", "poll-linked"]


async def test_a_poll_settles_a_decision_that_is_still_open(stage: Stage) -> None:
    project = await exchange_stage.project(stage)
    voted = await poll_closing.opened(stage, method=Method.YES_NO, question="An association?")
    pledge = await poll_closing.opened(stage, method=Method.PLEDGE, question="Who joins?", goal=3)
    await stage.app.services.exchange_decisions.propose(
        stage.actor(), project.id, Typed(topic="legal-form", title="An association")
    )
    offered = await stage.organiser.autocomplete(stage.lobby, "exchange poll", "decision", "assoc")
    assert [one["name"] for one in offered] == ["An association"]
    said = answer(
        await stage.organiser.slash(stage.lobby, "exchange poll", poll=str(pledge.id), decision="1")
    )
    assert "settle no decision" in said
    said = answer(
        await stage.organiser.slash(
            stage.lobby, "exchange poll", poll=str(voted.id), decision="An association"
        )
    )
    assert "settles the decision **An association**" in said
    said = answer(
        await stage.organiser.slash(stage.lobby, "exchange poll", poll=str(voted.id), decision="999")
    )
    assert "no such decision" in said


async def test_members_link_nothing_and_are_offered_nothing(stage: Stage) -> None:
    await exchange_stage.project(stage)
    found = await poll_closing.opened(stage, method=Method.YES_NO)
    before = await stage.everything()
    assert "poll officers" in answer(
        await stage.member.slash(stage.lobby, "exchange poll", poll=str(found.id))
    )
    # A poll officer who is no organiser runs polls, and no project.
    with pytest.raises(NotAllowedError, match="exchange-organisers-only"):
        await stage.app.services.exchange_linking.link(as_actor(stage, stage.member), 1, found.id)
    assert await stage.everything() == before
