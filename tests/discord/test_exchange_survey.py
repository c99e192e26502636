"""/exchange survey through real commands and clicks: private answers, totals that tell of nobody, and what they save."""

import re

import pytest
from simcord import InteractionResult, MemberActor, ResponseMessage

from bot.delivery.pacing import Pace
from bot.exchanges import store
from bot.exchanges.model import Project
from bot.exchanges.rules import ProjectKind
from bot.exchanges.rules import Stage as ProjectStage
from bot.exchanges.survey import savings
from bot.exchanges.survey import store as answers
from bot.exchanges.survey.model import Figure, Given
from bot.exchanges.survey_rules import Band
from tests.discord import exchange_stage
from tests.discord.cohort_stage import as_actor
from tests.discord.conftest import Stage, answer, buttons

FIRST = 64500


@pytest.fixture(autouse=True)
def hurry(stage: Stage) -> None:
    """Send without waiting: Discord is not here to mind."""
    stage.app.pace = Pace(per_second=100_000, per_channel=10_000, new_dm_seconds=0.0)
    stage.dispatcher = stage.app.dispatcher(stage.bot)


def shown(result: InteractionResult) -> ResponseMessage:
    found = result.followups[-1] if result.followups else result.response
    assert found is not None
    return found


async def networks(stage: Stage, count: int) -> list[MemberActor]:
    """Members, each speaking for a network of their own."""
    found = []
    for number in range(count):
        who = stage.guild.add_member(stage.env.create_user(f"peer{number}"))
        await exchange_stage.organisation(stage, f"Net {number}", FIRST + number)
        await exchange_stage.speaks(stage, who, FIRST + number)
        found.append(who)
    return found


async def answered(
    stage: Stage, who: MemberActor, band: Band = Band.UP_TO_10G, *, port: str = "", price: str = ""
) -> InteractionResult:
    card = await who.slash(stage.lobby, "exchange survey")
    label = "Answer in private" if "Answer in private" in buttons(shown(card)) else "Change my answer"
    form = await who.click(shown(card), label=label)
    assert form.modal is not None, answer(form)
    fields: dict[str, object] = {"band": [str(band.value)], "port": [port] if port else [], "price": price}
    return await who.submit_modal(form, fields)  # type: ignore[arg-type]


async def publish(stage: Stage) -> str:
    """What the organiser is answered by the last press."""
    card = await stage.organiser.slash(stage.lobby, "exchange survey")
    asked = await stage.organiser.click(shown(card), label="Publish the total…")
    if "Publish the total?" not in answer(asked):
        return answer(asked)
    return answer(await stage.organiser.click(shown(asked), label="Publish"))


async def assume(stage: Stage, **fields: str) -> str:
    card = await stage.organiser.slash(stage.lobby, "exchange survey")
    form = await stage.organiser.click(shown(card), label="Assumptions…")
    values = {"price": "", "cost": "", "currency": "USD", "source": ""} | fields
    return answer(await stage.organiser.submit_modal(form, values))


async def stored(stage: Stage) -> list[Given]:
    return await stage.app.database.read(lambda tx: answers.answers(tx, 1))


async def told(stage: Stage, of: Figure = Figure.TRAFFIC) -> list[tuple[int, str]]:
    """What was published: of how many, and what."""
    found = await stage.app.database.read(lambda tx: answers.published(tx, 1, of))
    return [(one.contributors, str(one.figure)) for one in found]


# Answers


async def test_whoever_speaks_for_a_network_answers_changes_and_takes_back(stage: Stage) -> None:
    await exchange_stage.project(stage)
    (who,) = await networks(stage, 1)
    said = answer(await answered(stage, who, port="10000", price="4,50"))
    assert "only you can see it" in said
    assert "**Net 0** answered: 1 to 10 Gbit/s, port 10 Gbit/s, transit at 4.50 USD" in said
    assert "One independent network has answered" in said
    (first,) = await stored(stage)
    assert (first.band, first.port, str(first.price), first.number) == (Band.UP_TO_10G, 10_000, "4.50", 1)
    await answered(stage, who, Band.MORE)
    (second,) = await stored(stage)
    assert (second.band, second.number) == (Band.MORE, 2)
    await answered(stage, who, Band.MORE)
    assert await stored(stage) == [second]  # the same again is no other answer
    card = await who.slash(stage.lobby, "exchange survey")
    await stage.restart()
    assert "Your answer is deleted" in answer(await who.click(shown(card), label="Take it back"))
    assert await stored(stage) == []
    number = first.organisation_id * 2
    said = await stage.press_raw(who, f"survey.withdraw:1:{number}")
    assert "no answer that could be taken back" in said


async def test_nobody_else_sees_or_gives_an_answer(stage: Stage) -> None:
    await exchange_stage.project(stage)
    (who,) = await networks(stage, 1)
    await answered(stage, who, Band.UP_TO_100G)
    number = (await stored(stage))[0].organisation_id * 2
    for other in (stage.member, stage.organiser):
        said = answer(await other.slash(stage.lobby, "exchange survey"))
        assert "10 to 100 Gbit/s" not in said
        assert "Net 0" not in said
        assert "verified network" in said
        before = await stage.everything()
        for route in (f"answer:1:{number}", f"answered:1:{number}", f"withdraw:1:{number}"):
            assert "not shown to speak" in await stage.press_raw(other, f"survey.{route}")
        assert await stage.everything() == before
    log = await stage.app.database.read(
        lambda tx: [
            tuple(row) for row in tx.all("SELECT * FROM audit_event WHERE action LIKE 'exchange.survey%'")
        ]
    )
    assert len(log) == 1
    assert "100000" not in repr(log)
    history = await stage.app.database.read(lambda tx: store.history(tx, 1, limit=10))
    assert [one.what for one in history] == ["started"]


async def test_whoever_speaks_for_it_no_more_answers_no_more(stage: Stage) -> None:
    await exchange_stage.project(stage)
    (who,) = await networks(stage, 1)
    card = await who.slash(stage.lobby, "exchange survey")
    form = await who.click(shown(card), label="Answer in private")
    await stage.app.database.write(lambda tx: tx.execute("UPDATE network_claim SET state = 'withdrawn'"))
    result = await who.submit_modal(form, {"band": ["100"], "port": [], "price": ""})
    assert "not shown to speak for that network any more" in answer(result)
    assert await stored(stage) == []


@pytest.mark.parametrize("price", ["free", "0", "-3", "1e5", "10001", "4.505", "٤"])
async def test_a_price_that_is_none_is_refused_and_nothing_is_stored(stage: Stage, price: str) -> None:
    await exchange_stage.project(stage)
    (who,) = await networks(stage, 1)
    before = await stage.everything()
    refused = await answered(stage, who, Band.UP_TO_100G, port="10000", price=price)
    assert "no price for a Mbit/s" in answer(refused)
    assert await stage.everything() == before
    await stage.restart()
    form = await who.click(shown(refused), label="Back to the form")
    chosen = [one["label"] for one in _options(form.modal) if one.get("default")]
    assert chosen == ["10 to 100 Gbit/s", "10 Gbit/s"]


async def test_several_networks_are_chosen_from_and_one_without_an_organisation_gets_one(
    stage: Stage,
) -> None:
    await exchange_stage.project(stage)
    (who,) = await networks(stage, 1)
    await exchange_stage.organisation(stage, "Second", 64510)
    await exchange_stage.speaks(stage, who, 64510)
    await stage.app.database.write(
        lambda tx: tx.execute("UPDATE network SET organisation_id = NULL WHERE asn = 64510")
    )
    card = await who.slash(stage.lobby, "exchange survey")
    number = await stage.app.database.read(
        lambda tx: tx.all("SELECT id FROM network WHERE asn = 64510")[0]["id"] * 2 + 1
    )
    chosen = await who.select(shown(card), values=[str(number)], custom_id="survey.choose:1")
    form = await who.click(shown(chosen), label="Answer in private")
    said = answer(await who.submit_modal(form, {"band": ["100"], "port": [], "price": ""}))
    assert "answered: up to 100 Mbit/s" in said
    assert len(await stored(stage)) == 1


async def test_a_nog_has_no_traffic_and_what_has_ended_takes_no_answers(stage: Stage) -> None:
    nog = await exchange_stage.project(stage, name="LBNOG", kind=ProjectKind.NOG)
    assert "is a NOG" in answer(await stage.organiser.slash(stage.lobby, "exchange survey"))
    for route in ("publish", "publish-confirm", "assume"):
        assert "is a NOG" in await stage.press_raw(stage.organiser, f"survey.{route}:{nog.id}")
    project = await exchange_stage.project(stage)
    (who,) = await networks(stage, 1)
    card = await who.slash(stage.lobby, "exchange survey", exchange=project.name)
    form = await who.click(shown(card), label="Answer in private")
    await stage.app.database.write(lambda tx: store.note(tx, project, stage=ProjectStage.ABANDONED.value))
    result = await who.submit_modal(form, {"band": ["100"], "port": [], "price": ""})
    assert "has ended" in answer(result)


# What is published


async def test_a_total_needs_three_and_the_next_three_more_and_a_refusal_tells_nothing(stage: Stage) -> None:
    await exchange_stage.project(stage)
    people = await networks(stage, 6)
    refusals = set()
    for number, who in enumerate(people[:2]):
        await answered(stage, who, Band.MORE if number else Band.UP_TO_100M)
        refusals.add(await publish(stage))
    await answered(stage, people[2])
    assert "The total is published" in await publish(stage)
    assert await told(stage) == [(3, "100000")]
    await stage.deliver()
    assert "nobody has answered since" in await publish(stage)
    for who in people[3:5]:
        await answered(stage, who, Band.MORE)
        refusals.add(await publish(stage))
    assert len(refusals) == 1  # whatever was answered, the words are the same
    assert not re.search(r"Gbit|Net \d", refusals.pop())
    await answered(stage, people[5])
    assert "The total is published" in await publish(stage)
    assert len(await told(stage)) == 2
    seen = answer(await stage.member.slash(stage.lobby, "exchange survey"))
    assert "at least 100 Gbit/s together, from 6 independent networks" in seen
    history = await stage.app.database.read(lambda tx: store.history(tx, 1, limit=10))
    assert [one.what for one in history].count("survey-published") == 2


async def test_who_changes_or_leaves_is_not_told_apart(stage: Stage) -> None:
    await exchange_stage.project(stage)
    people = await networks(stage, 4)
    for who in people:
        await answered(stage, who)
    assert "The total is published" in await publish(stage)
    await answered(stage, people[0], Band.MORE)
    assert "would tell too much" in await publish(stage)
    card = await people[0].slash(stage.lobby, "exchange survey")
    await people[0].click(shown(card), label="Take it back")
    assert "would tell too much" in await publish(stage)
    await answered(stage, people[0])  # what it said at first is another answer now
    assert [one.number for one in await stored(stage) if one.user_id == people[0].id] == [2]
    assert "would tell too much" in await publish(stage)
    assert len(await told(stage)) == 1


async def test_siblings_and_the_exchanges_own_are_no_contributors(stage: Stage) -> None:
    project = await exchange_stage.project(stage)
    for who in await networks(stage, 4):
        await answered(stage, who)
    ids = [one.organisation_id for one in await stored(stage)]
    await stage.app.database.write(
        lambda tx: tx.execute("UPDATE organisation SET parent_id = ? WHERE id = ?", (ids[0], ids[1]))
    )
    await stage.app.database.write(
        lambda tx: tx.execute("UPDATE exchange SET organisation_id = ? WHERE id = ?", (ids[3], project.id))
    )
    assert "2 independent networks have answered" in answer(
        await stage.organiser.slash(stage.lobby, "exchange survey")
    )
    assert "would tell too much" in await publish(stage)


async def test_an_organisation_that_was_merged_answers_once(stage: Stage) -> None:
    await exchange_stage.project(stage)
    people = await networks(stage, 2)
    for who in people:
        await answered(stage, who)
    ids = [one.organisation_id for one in await stored(stage)]

    def merge(tx: object) -> None:
        tx.execute("UPDATE organisation SET merged_into = ? WHERE id = ?", (ids[0], ids[1]))  # type: ignore[attr-defined]
        tx.execute("UPDATE network SET organisation_id = ? WHERE organisation_id = ?", (ids[0], ids[1]))  # type: ignore[attr-defined]

    await stage.app.database.write(merge)
    said = answer(await people[1].slash(stage.lobby, "exchange survey"))
    assert "One independent network has answered" in said
    assert "**Net 0** answered" in said
    card = await people[0].slash(stage.lobby, "exchange survey")
    await people[0].click(shown(card), label="Take it back")
    assert await stored(stage) == []


async def test_only_organisers_publish_and_assume(stage: Stage) -> None:
    await exchange_stage.project(stage)
    for who in await networks(stage, 3):
        await answered(stage, who)
    before = await stage.everything()
    for route in ("publish", "publish-confirm", "assume", "assumed"):
        assert "Only organisers" in await stage.press_raw(stage.member, f"survey.{route}:1")
    assert await stage.everything() == before
    assert "Publish the total…" not in buttons(
        shown(await stage.member.slash(stage.lobby, "exchange survey"))
    )


async def test_a_member_who_is_erased_leaves_no_answer_and_its_number_comes_never_again(stage: Stage) -> None:
    await exchange_stage.project(stage)
    people = await networks(stage, 3)
    for who in people:
        await answered(stage, who)
    await publish(stage)
    await stage.app.services.privacy.erase(as_actor(stage, people[0]))
    assert len(await stored(stage)) == 2
    other = stage.guild.add_member(stage.env.create_user("later"))
    await exchange_stage.speaks(stage, other, FIRST)
    await answered(stage, other)
    assert {one.number for one in await stored(stage)} == {1, 2}
    assert "would tell too much" in await publish(stage)


# What it saves


async def test_savings_stand_with_everything_they_rest_on_and_can_be_changed(stage: Stage) -> None:
    project = await exchange_stage.project(stage)
    for who in await networks(stage, 3):
        await answered(stage, who, Band.UP_TO_10G)  # at least 3 Gbit/s, told as at least 1
    said = await publish(stage)
    assert "at least 1 Gbit/s together, from 3 independent networks" in said
    assert "Name the price of transit" in said
    said = await assume(stage, price="125", source="KIXP, 2012")
    # 1,000 Mbit/s at 125 a month: 1.5 million a year.
    assert "at least 1\u202f500\u202f000 USD a year" in said
    for one in (
        "at 125 USD",
        "costs 0 USD",
        "each of 3 networks",
        "KIXP, 2012",
        "up to twice as much",
        "at least 1 Gbit/s",
    ):
        assert one in said
    said = await assume(stage, price="0.50", cost="2500.50")
    assert "does not pay for itself yet:** -1\u202f502 USD" in said
    found = await stage.app.database.read(lambda tx: savings.estimate(tx, project))
    assert found is not None
    assert found.yearly == -1501.5
    assert "the currency stays" in await assume(stage, currency="EUR")
    assert "three letters" in await assume(stage, currency="dollars"[:3].replace("d", "1"))
    assert "no cost" in await assume(stage, cost="much")


async def test_the_surveys_mean_price_is_taken_where_organisers_name_none(stage: Stage) -> None:
    await exchange_stage.project(stage)
    people = await networks(stage, 4)
    for who, price in zip(people, ("4", "5.20", "", "6.15"), strict=True):
        await answered(stage, who, Band.UP_TO_10G, price=price)
    said = await publish(stage)
    assert await told(stage, Figure.PRICE) == [(3, "5.1")]
    assert "5.10 USD for a Mbit/s a month, the mean of 3 independent networks" in said
    assert "at least 61\u202f200 USD a year" in said


async def test_two_prices_are_not_told(stage: Stage) -> None:
    await exchange_stage.project(stage)
    for who, price in zip(await networks(stage, 3), ("4", "5", ""), strict=True):
        await answered(stage, who, price=price)
    assert "The total is published" in await publish(stage)
    assert await told(stage, Figure.PRICE) == []


def _options(modal: object) -> list[dict[str, object]]:
    """Every option of every menu of a form."""
    if isinstance(modal, dict):
        return [*modal.get("options", ()), *(each for one in modal.values() for each in _options(one))]
    return [each for one in modal for each in _options(one)] if isinstance(modal, list) else []


async def of_another_guild(stage: Stage) -> Project:
    project = await exchange_stage.project(stage)
    await stage.app.database.write(lambda tx: tx.execute("UPDATE exchange SET guild_id = guild_id + 1"))
    return project


async def test_another_guilds_survey_is_nobodys_here(stage: Stage) -> None:
    project = await of_another_guild(stage)
    for route in ("card", "publish", "publish-confirm", "assume"):
        said = await stage.press_raw(stage.organiser, f"survey.{route}:{project.id}")
        assert project.name not in said
        assert "/exchange list" in said
