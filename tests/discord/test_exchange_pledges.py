"""What a pledge poll says of the ladder: interest and intention, never more, never down, never where a ballot is not public."""

import pytest
from simcord import MemberActor

from bot.delivery.pacing import Pace
from bot.exchanges import records, store
from bot.exchanges.commitments import pledges, standing
from bot.exchanges.model import LinkedPoll, Organisation, Project, Purpose
from bot.exchanges.rules import Rung
from bot.polls.rules import Electorate, Method, Poll, Secrecy
from bot.polls.voting import casting
from bot.polls.voting.votes import Vote
from bot.storage.database import Transaction
from tests.discord.cohort_stage import as_actor, person
from tests.discord.conftest import Stage
from tests.discord.exchange_stage import links, organisation, project, signs, speaks
from tests.discord.poll_closing import at_the_deadline, opened


@pytest.fixture(autouse=True)
def hurry(stage: Stage) -> None:
    """Send without waiting: Discord is not here to mind."""
    stage.app.pace = Pace(per_second=100_000, per_channel=10_000, new_dm_seconds=0.0)
    stage.dispatcher = stage.app.dispatcher(stage.bot)


async def speakers(stage: Stage, *names: str) -> list[tuple[MemberActor, Organisation]]:
    found = []
    for number, name in enumerate(names):
        who = person(stage, f"speaker{number}")
        it = await organisation(stage, name, 64500 + number)
        await speaks(stage, who, 64500 + number)
        found.append((who, it))
    return found


async def pledged(
    stage: Stage,
    of: Project,
    votes: dict[MemberActor, Vote],
    *,
    secrecy: Secrecy = Secrecy.OPEN,
    electorate: Electorate = Electorate.ORGANISATIONS,
) -> Poll:
    """A pledge that belongs to the project and has closed."""
    poll = await opened(stage, method=Method.PLEDGE, secrecy=secrecy, electorate=electorate, goal=3)
    await links(stage, LinkedPoll(exchange_id=of.id, poll_id=poll.id, purpose=Purpose.PLEDGE))
    for who, vote in votes.items():
        actor = as_actor(stage, who)

        def operation(tx: Transaction, actor=actor, vote=vote) -> None:  # type: ignore[no-untyped-def]
            voter = casting.units(tx, poll, actor, sees=True, making=True)[0].voter
            casting.cast(tx, actor, poll.id, voter, vote)

        await stage.app.database.write(operation)
    return await at_the_deadline(stage, poll)


async def taken_in(stage: Stage, of: Project, poll: Poll) -> int:
    def operation(tx: Transaction) -> int:
        linked = store.linked(tx, stage.guild.id, poll.id)
        assert linked is not None
        return pledges.from_pledges(tx, records.existing(tx, stage.guild.id, of.id), linked)

    return await stage.app.database.write(operation)


async def rungs(stage: Stage, of: Project) -> dict[str, Rung]:
    def operation(tx: Transaction) -> dict[str, Rung]:
        now = records.existing(tx, stage.guild.id, of.id)
        return {one.name: rung for rung, those in standing.ladder(tx, now).items() for one, _ in those}

    return await stage.app.database.read(operation)


async def test_a_pledge_intends_and_one_under_conditions_is_interested(stage: Stage) -> None:
    of = await project(stage)
    (a, _), (b, _), (c, _) = await speakers(stage, "Cedar", "Pine", "Oak")
    votes = {a: Vote(amount=1), b: Vote(amount=2, conditions="If the site is neutral"), c: Vote(amount=0)}
    poll = await pledged(stage, of, votes)
    await taken_in(stage, of, poll)
    assert await rungs(stage, of) == {"Cedar": Rung.INTENDS, "Pine": Rung.INTERESTED}
    assert await taken_in(stage, of, poll) == 0, "harmless twice"
    said = await stage.app.database.read(lambda tx: store.history(tx, of.id, limit=50))
    assert [one.by for one in said if one.what == "commitment-polled"] == ["system", "system"]


async def test_a_poll_lifts_nobody_beyond_an_intention_and_nobody_down(stage: Stage) -> None:
    of = await project(stage)
    (a, cedar), (b, pine), (c, oak) = await speakers(stage, "Cedar", "Pine", "Oak")
    await signs(stage, of, cedar)
    await signs(stage, of, pine, Rung.DECLINED)
    await signs(stage, of, oak, Rung.INTENDS)
    votes = {one: Vote(amount=9, conditions="Perhaps" if one is c else "") for one in (a, b, c)}
    poll = await pledged(stage, of, votes)
    assert await taken_in(stage, of, poll) == 0
    assert await rungs(stage, of) == {"Cedar": Rung.LETTER, "Pine": Rung.DECLINED, "Oak": Rung.INTENDS}
    mass = await stage.app.database.read(lambda tx: standing.mass(tx, of))
    assert mass.count == 1, "a pledge does not count for critical mass"


@pytest.mark.parametrize(
    ("secrecy", "electorate"),
    [
        (Secrecy.CONFIDENTIAL, Electorate.ORGANISATIONS),
        (Secrecy.OPEN, Electorate.EVERYONE),
    ],
)
async def test_a_ballot_that_is_nobodys_to_know_or_a_persons_own_moves_nothing(
    stage: Stage, secrecy: Secrecy, electorate: Electorate
) -> None:
    """A rung is public: it would tell who pledged."""
    of = await project(stage)
    ((a, _),) = await speakers(stage, "Cedar")
    poll = await pledged(stage, of, {a: Vote(amount=1)}, secrecy=secrecy, electorate=electorate)
    assert await taken_in(stage, of, poll) == 0
    assert await rungs(stage, of) == {}


async def test_before_the_close_and_for_another_purpose_nothing_moves(stage: Stage) -> None:
    of = await project(stage)
    ((a, _),) = await speakers(stage, "Cedar")
    poll = await pledged(stage, of, {a: Vote(amount=1)})
    await stage.app.database.write(lambda tx: tx.execute("UPDATE exchange_poll SET purpose = 'decision'"))
    await stage.app.database.write(lambda tx: tx.execute("DELETE FROM exchange_commitment"))
    assert await taken_in(stage, of, poll) == 0
    await stage.app.database.write(lambda tx: tx.execute("UPDATE exchange_poll SET purpose = 'pledge'"))
    await stage.app.database.write(lambda tx: tx.execute("UPDATE poll SET state = 'open'"))
    assert await taken_in(stage, of, poll) == 0
    await stage.app.database.write(lambda tx: tx.execute("UPDATE poll SET state = 'closed'"))
    assert await taken_in(stage, of, poll) == 1


async def test_a_network_without_an_organisation_pledged_and_gets_one(stage: Stage) -> None:
    of = await project(stage)
    who = person(stage, "lonely")
    await organisation(stage, "Cedar", 64500)
    await speaks(stage, who, 64500)
    await stage.app.database.write(lambda tx: tx.execute("UPDATE network SET organisation_id = NULL"))
    await stage.app.database.write(lambda tx: tx.execute("DELETE FROM organisation"))
    poll = await pledged(stage, of, {who: Vote(amount=1)})
    await taken_in(stage, of, poll)
    assert await rungs(stage, of) == {"Cedar net": Rung.INTENDS}


async def test_the_exchanges_own_organisation_pledges_nothing_for_itself(stage: Stage) -> None:
    of = await project(stage)
    ((a, cedar),) = await speakers(stage, "Cedar")
    await stage.app.database.write(
        lambda tx: tx.execute("UPDATE exchange SET organisation_id = ?", (cedar.id,))
    )
    poll = await pledged(stage, of, {a: Vote(amount=1)})
    await taken_in(stage, of, poll)
    assert await rungs(stage, of) == {}


async def test_who_was_merged_after_voting_is_lifted_as_what_it_became(stage: Stage) -> None:
    of = await project(stage)
    (a, cedar), (_, pine) = await speakers(stage, "Cedar", "Pine")
    poll = await pledged(stage, of, {a: Vote(amount=1)})

    def merged(tx: Transaction) -> None:
        tx.execute("DELETE FROM exchange_commitment")
        tx.execute("UPDATE organisation SET merged_into = ? WHERE id = ?", (pine.id, cedar.id))
        tx.execute("UPDATE network SET organisation_id = ?", (pine.id,))

    await stage.app.database.write(merged)
    assert await taken_in(stage, of, poll) == 1
    assert await rungs(stage, of) == {"Pine": Rung.INTENDS}
