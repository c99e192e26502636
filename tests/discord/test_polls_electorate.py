"""/poll electorate and /poll proxy through real commands and clicks: who may vote, why somebody may not, votes in other hands."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from simcord import InteractionResult, MemberActor, ResponseMessage

from bot.guilds.rules import RolePurpose
from bot.language.rules import folded
from bot.networks import known
from bot.networks.rules import NetworkFacts, OrganisationFacts, Source
from bot.polls import chain, store
from bot.polls.making.opening import open_poll
from bot.polls.rules import Electorate, Kind, Manner, Method, Poll, PollState
from bot.polls.voting import casting, electorate
from bot.polls.voting import store as rolls
from bot.polls.voting.roll_rules import Entry
from bot.polls.voting.votes import Vote
from bot.storage.database import Transaction
from tests.discord.cohort_stage import as_actor, cohort, person, put_in
from tests.discord.conftest import Stage, answer, buttons, texts
from tests.discord.poll_closing import CLOSES, PLACES, QUESTION, again, at_the_deadline, cast, opened, options
from tests.discord.poll_voting import Times
from tests.discord.test_hostile_commands import send_raw
from tests.discord.test_reminders import dms

ORGANISATION = "Example Exchange"


@pytest.fixture(autouse=True)
def hurry(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Send without waiting: Discord is not here to mind. What is pressed is pressed in the stage's time."""
    monkeypatch.setattr(stage.env.backend, "snowflake", Times(stage).snowflake)


def shown(result: InteractionResult) -> ResponseMessage:
    found = result.followups[-1] if result.followups else result.response
    assert found is not None
    return found


async def speaks(
    stage: Stage, who: MemberActor, asn: int, organisation: str | None = ORGANISATION, place: int = 0
) -> None:
    """The member is shown to speak for a network of an organisation; a lower place was verified earlier."""

    def operation(tx: Transaction) -> None:
        facts = NetworkFacts(
            asn=asn,
            name=f"Network {asn}",
            source=Source.MEMBER,
            at=tx.now,
            organisation=None if organisation is None else OrganisationFacts(name=organisation),
        )
        network = known.remember(tx, stage.guild.id, facts)
        tx.execute(
            "INSERT INTO network_claim (guild_id, network_id, user_id, role, state, proof, decided_at, expires_at, seen_at,"
            " created_at, updated_at) VALUES (?, ?, ?, 'noc', 'verified', 'organiser', ?, ?, 0, 0, 0)",
            (
                stage.guild.id,
                network.id,
                who.id,
                1000 + place,
                int((tx.now + dt.timedelta(days=300)).timestamp()),
            ),
        )

    await stage.app.database.write(operation)


async def lapse(stage: Stage, who: MemberActor, state: str = "withdrawn") -> None:
    await stage.app.database.write(
        lambda tx: tx.execute("UPDATE network_claim SET state = ? WHERE user_id = ?", (state, who.id))
    )


async def draft(
    stage: Stage,
    *,
    method: Method = Method.SCHULZE,
    labels: tuple[str, ...] = PLACES,
    voters: tuple[MemberActor, ...] = (),
    **fields: Any,
) -> Poll:
    """A draft, as /poll create makes one."""

    def operation(tx: Transaction) -> Poll:
        made = Poll(
            id=0,
            guild_id=stage.guild.id,
            kind=Kind.DATE if method is Method.DATE else Kind.CHOICE,
            method=method,
            state=PollState.DRAFT,
            question=QUESTION,
            zone="Asia/Beirut",
            channel_id=stage.news.id,
            electorate=Electorate.PEOPLE if voters else Electorate.EVERYONE,
            closes_at=CLOSES,
            created_by="a" * 24,
        )
        number = store.insert(tx, replace(made, **fields))
        store.set_options(tx, number, [(one, folded(one.label)) for one in options(method, labels)])
        found = store.get(tx, stage.guild.id, number)
        assert found is not None
        store.set_people(tx, found, "voter", {one.id: 1 for one in voters})
        return found

    return await stage.app.database.write(operation)


async def roll(stage: Stage, poll: Poll) -> list[Entry]:
    now = await again(stage, poll)
    return await stage.app.database.read(lambda tx: electorate.entries(tx, now))


async def why(stage: Stage, who: MemberActor, poll: Poll) -> str:
    """What somebody who presses Vote is answered."""
    return await stage.press_raw(who, f"vote.open:{poll.id}", stage.news)


async def events(stage: Stage, poll: Poll) -> list[chain.Event]:
    return [
        one
        for one in await stage.app.database.read(lambda tx: store.events(tx, poll.id))
        if one.kind == chain.PROXY
    ]


async def ballots(stage: Stage, poll: Poll) -> dict[str, Manner]:
    return {
        one.voter: one.manner for one in await stage.app.database.read(lambda tx: store.ballots(tx, poll.id))
    }


async def menu(stage: Stage, on: InteractionResult, custom_id: str, *values: Any) -> InteractionResult:
    return await stage.organiser.select(shown(on), list(values), custom_id=custom_id)


# Who may vote, set by officers


async def test_organisations_are_chosen_their_voters_named_and_weighed_and_all_is_frozen(
    stage: Stage,
) -> None:
    omar, rima, sami = stage.member, person(stage, "rima"), person(stage, "sami")
    await speaks(stage, omar, 3333, place=1)
    await speaks(stage, rima, 3334, place=2)
    await speaks(stage, sami, 4444, None)
    poll = await draft(stage, electorate=Electorate.ORGANISATIONS, weighted=True)
    card = await stage.organiser.slash(stage.lobby, "poll electorate", poll=str(poll.id))
    said = answer(card)
    assert f"{ORGANISATION}**: <@{omar.id}>, or <@{rima.id}>" in said
    assert "2 voters" in said
    assert "one vote, however many networks it has" in said
    voter = next(one for one in await roll(stage, poll) if one.name == ORGANISATION)
    number = voter.voter.partition(":")[2]
    one = await menu(stage, card, f"roll.entry:{poll.id}", f"1:{number}")
    assert f"**Votes for it** <@{omar.id}>" in answer(one)
    one = await menu(stage, one, f"roll.name:{poll.id}:1:{number}", sami)
    assert "not verified for a network" in answer(one)
    said = await send_raw(stage, stage.organiser, f"roll.name:{poll.id}:1:{number}", values=[str(rima.id)])
    assert f"**Votes for it** <@{rima.id}>" in said
    card = await stage.organiser.slash(stage.lobby, "poll electorate", poll=str(poll.id))
    form = await stage.organiser.click(
        shown(await menu(stage, card, f"roll.entry:{poll.id}", f"1:{number}")), label="Set the weight"
    )
    saved = await stage.organiser.submit_modal(form, {"weight": "5"})
    assert "**Weight** 5" in answer(saved)
    version = (await again(stage, poll)).version
    for typed in ("0", "1001", "1.5", "٣", ""):
        custom_id = f"roll.weight:{poll.id}:{version}:1:{number}"
        said = await send_raw(stage, stage.organiser, custom_id, fields={"weight": typed})
        assert "whole number from 1 to 1,000" in said
    old = f"roll.weight:{poll.id}:{version - 1}:1:{number}"
    assert "⚠️" in await send_raw(stage, stage.organiser, old, fields={"weight": "6"})
    await stage.app.database.write(
        lambda tx: open_poll(tx, store.get(tx, stage.guild.id, poll.id) or poll, None)
    )
    now = await again(stage, poll)
    assert (now.state, now.roll) == (PollState.OPEN, 2)
    frozen = {one.name: (one.delegates, one.weight) for one in await roll(stage, poll)}
    assert frozen == {ORGANISATION: ((rima.id, omar.id), 5), "Network 4444": ((sami.id,), 1)}
    for route, values in (("roll.kind", ["people"]), ("roll.add", [str(omar.id)]), ("roll.required", [])):
        assert "⚠️" in await send_raw(stage, stage.organiser, f"{route}:{poll.id}", values=values)
    said = await send_raw(stage, stage.organiser, f"roll.name:{poll.id}:1:{number}", values=[str(omar.id)])
    assert "was fixed when it opened, named voters and alternates too" in said
    later = await stage.organiser.slash(stage.lobby, "poll electorate", poll=str(poll.id))
    assert "This was fixed when the poll opened" in answer(later)


async def test_people_a_role_a_cohort_and_who_a_date_needs(stage: Stage) -> None:
    role = stage.guild.create_role("Members")
    course = await cohort(stage, members=(stage.member,))
    poll = await draft(stage, method=Method.DATE, labels=("2026-12-01T10:00",))
    card = await stage.organiser.slash(stage.lobby, "poll electorate", poll=str(poll.id))
    assert "I keep no list of members" in answer(card)
    card = await menu(stage, card, f"roll.required:{poll.id}", stage.member)
    assert f"**Needed at the date** <@{stage.member.id}>" in answer(card)
    card = await menu(stage, card, f"roll.kind:{poll.id}", "people")
    assert "Nobody may vote yet" in answer(card)
    card = await menu(stage, card, f"roll.add:{poll.id}", stage.member, stage.organiser)
    assert "2 voters" in answer(card)
    card = await menu(stage, card, f"roll.remove:{poll.id}", stage.organiser)
    assert [one.user_id for one in await roll(stage, poll)] == [stage.member.id]
    assert (await roll(stage, poll))[0].required
    card = await menu(stage, card, f"roll.kind:{poll.id}", "role")
    card = await menu(stage, card, f"roll.role:{poll.id}", role)
    assert f"<@&{role.id}>" in answer(card)
    said = await send_raw(stage, stage.organiser, f"roll.role:{poll.id}", values=[str(stage.guild.id)])
    assert "everybody’s role" in said
    foreign = stage.env.create_guild("Elsewhere").create_role("Crew")
    said = await send_raw(stage, stage.organiser, f"roll.role:{poll.id}", values=[str(foreign.id)])
    assert "not in this server" in said
    card = await menu(stage, card, f"roll.kind:{poll.id}", "cohort")
    card = await menu(stage, card, f"roll.cohort:{poll.id}", str(course.id))
    assert "one voter" in answer(card)
    assert "⚠️" in await send_raw(stage, stage.organiser, f"roll.cohort:{poll.id}", values=["99"])
    now = await again(stage, poll)
    assert (now.electorate, now.electorate_id) == (Electorate.COHORT, course.id)


@pytest.mark.hostile(50, 52)
async def test_members_and_other_servers_change_and_learn_nothing(stage: Stage) -> None:
    poll = await draft(stage, voters=(stage.organiser, stage.member), proxies=1)
    outside = stage.env.create_guild("Elsewhere")
    stranger = outside.add_member(stage.env.create_user("mallory"))
    await stage.env.settle()
    before = await stage.everything()
    ids = {"roll.page": ":1", "roll.name": ":1:1", "roll.weight-form": ":1:1", "roll.weight": ":1:1:1"}
    menus = (
        "roll.kind",
        "roll.role",
        "roll.cohort",
        "roll.add",
        "roll.remove",
        "roll.required",
        "roll.entry",
        "roll.person",
    )
    for route in ("roll.card", "roll.page", "roll.weight-form"):
        said = await stage.press_raw(stage.member, f"{route}:{poll.id}{ids.get(route, '')}")
        assert "⚠️" in said, route
        assert poll.question not in said, route
    for route in (*menus, "roll.name"):
        value = {"roll.kind": "people", "roll.entry": "1:1"}.get(route, str(stage.member.id))
        if route == "roll.role":
            value = str(stage.guild.create_role("X").id)
        said = await send_raw(stage, stage.member, f"{route}:{poll.id}{ids.get(route, '')}", values=[value])
        assert "⚠️" in said, route
        assert poll.question not in said, route
    said = await send_raw(stage, stage.member, f"roll.weight:{poll.id}:1:1:1", fields={"weight": "3"})
    assert "⚠️" in said
    assert "⚠️" in answer(await stage.member.slash(stage.lobby, "poll electorate", poll=str(poll.id)))
    for route in (f"roll.give:{poll.id}:0:{stage.organiser.id}", f"roll.withdraw:{poll.id}:0"):
        assert "⚠️" in await stage.press_raw(stage.member, route), "it is a draft"
    place = outside.create_text_channel("room")
    for route in (
        f"roll.card:{poll.id}",
        f"roll.give:{poll.id}:0:1",
        f"roll.withdraw:{poll.id}:0",
        "roll.card:99",
    ):
        said = await stage.press_raw(stranger, route, place)
        assert "⚠️" in said, route
        assert poll.question not in said, route
    assert await stage.everything() == before


async def test_who_lost_the_office_in_between_changes_nothing(stage: Stage) -> None:
    officers = stage.guild.create_role("Officers")
    await stage.set_role(RolePurpose.POLL_OFFICER, officers)
    officer = stage.guild.add_member(stage.env.create_user("officer"), roles=[officers])
    poll = await draft(stage, voters=(stage.member,))
    card = await officer.slash(stage.lobby, "poll electorate", poll=str(poll.id))
    assert "one voter" in answer(card)
    stage.take_roles(officer)
    done = await officer.select(shown(card), [officer], custom_id=f"roll.add:{poll.id}")
    assert "⚠️" in answer(done)
    assert len(await roll(stage, poll)) == 1


async def test_a_list_of_many_turns_its_pages(stage: Stage) -> None:
    poll = await draft(stage, voters=tuple(person(stage, f"voter{number}") for number in range(32)))
    card = await stage.organiser.slash(stage.lobby, "poll electorate", poll=str(poll.id))
    assert "32 voters" in answer(card)
    second = await stage.organiser.click(shown(card), custom_id=f"roll.page:{poll.id}:2")
    assert answer(second).count("• <@") == 15
    last = await stage.organiser.click(shown(second), custom_id=f"roll.page:{poll.id}:3")
    assert answer(last).count("• <@") == 2


# Why not


async def test_who_may_not_vote_is_told_why_and_what_would_help(stage: Stage) -> None:
    omar, rima, late = stage.member, person(stage, "rima"), person(stage, "late")
    role = stage.guild.create_role("Members")
    course = await cohort(stage, members=(omar,))
    await speaks(stage, omar, 3333)
    by_role = await opened(stage, electorate=Electorate.ROLE, electorate_id=role.id)
    by_cohort = await opened(stage, electorate=Electorate.COHORT, electorate_id=course.id)
    by_network = await opened(stage, electorate=Electorate.ORGANISATIONS)
    by_name = await opened(stage, voters=(omar,))
    assert (by_role.roll, by_cohort.roll, by_network.roll, by_name.roll) == (None, 1, 1, 1)
    assert f"Only members with <@&{role.id}>" in await why(stage, rima, by_role)
    assert "Join it with `/cohort join`" in await why(stage, rima, by_cohort)
    assert "Claim your network with `/network claim`" in await why(stage, rima, by_network)
    assert "Only people whom the organisers named" in await why(stage, rima, by_name)
    await put_in(stage, course, late)
    assert "You joined the cohort" in await why(stage, late, by_cohort)
    await speaks(stage, late, 3334, place=9)
    said = await why(stage, late, by_network)
    assert f"<@{omar.id}> votes for “{ORGANISATION}” here" in said
    await speaks(stage, rima, 5555, "Another")
    assert "was verified after this poll had opened" in await why(stage, rima, by_network)
    for poll in (by_cohort, by_network, by_name):
        assert "⚠️" not in await why(stage, omar, poll)
    await lapse(stage, omar)
    said = await why(stage, omar, by_network)
    assert f"that you speak for “{ORGANISATION}”" in said
    assert "`/network claim`" in said
    await lapse(stage, omar, "verified")
    assert "⚠️" not in await why(stage, omar, by_network), "verified again: the same vote"
    await cohort_left(stage, course.id, omar)
    assert "⚠️" not in await why(stage, omar, by_cohort), "the list was fixed"


async def cohort_left(stage: Stage, cohort_id: int, who: MemberActor) -> None:
    await stage.app.database.write(
        lambda tx: tx.execute(
            "UPDATE enrolment SET state = 'withdrawn' WHERE cohort_id = ? AND user_id = ?",
            (cohort_id, who.id),
        )
    )


# Proxies


async def test_a_proxy_votes_until_the_giver_does(stage: Stage) -> None:
    omar, rima, sami = stage.member, person(stage, "rima"), person(stage, "sami")
    poll = await opened(stage, voters=(omar, rima, sami), proxies=1)
    await stage.deliver()
    await stage.app.services.people.set_dm(as_actor(stage, rima), allowed=True)
    done = await omar.slash(stage.news, "poll proxy give", poll=str(poll.id), to=rima)
    said = answer(done)
    assert f"<@{rima.id}> holds your own vote" in said
    assert "I tell them by direct message" in said
    await stage.deliver()
    told = texts(dms(stage, rima)[-1])
    assert "You may vote for somebody else" in told
    assert f"the vote of <@{omar.id}>" in told
    assert "holds your own vote in this poll already" in answer(
        await omar.slash(stage.news, "poll proxy give", poll=str(poll.id), to=rima)
    )
    assert len(await events(stage, poll)) == 1
    body = (await events(stage, poll))[0].body
    assert str(omar.id) not in str(body)
    assert str(rima.id) not in str(body)
    assert body["holder"]

    await proxied(stage, rima, poll)
    assert sorted((await ballots(stage, poll)).values()) == [Manner.PROXY]
    await cast(stage, omar, poll, Vote(groups=((1,),)))
    assert sorted((await ballots(stage, poll)).values()) == [Manner.OWN]
    again_given = await omar.slash(stage.news, "poll proxy give", poll=str(poll.id), to=sami)
    assert "You have voted" in answer(again_given)


async def proxied(stage: Stage, holder: MemberActor, poll: Poll) -> None:
    """The holder votes for whoever gave them their vote."""
    actor = as_actor(stage, holder)

    def operation(tx: Transaction) -> None:
        units = electorate.units(tx, poll, actor, making=True)
        unit = next(one for one in units if one.manner is Manner.PROXY)
        casting.cast(tx, actor, poll.id, unit.voter, Vote(groups=((2,), (1,))))

    await stage.app.database.write(operation)


async def test_taking_it_back_ends_the_right_and_leaves_the_ballot(stage: Stage) -> None:
    omar, rima = stage.member, person(stage, "rima")
    poll = await opened(stage, voters=(omar, rima), proxies=2)
    done = await omar.slash(stage.news, "poll proxy give", poll=str(poll.id), to=rima)
    assert "please tell them yourself" in answer(done)
    offered = await omar.autocomplete(stage.news, "poll proxy withdraw", "poll", "")
    assert str(poll.id) in str(offered)
    await proxied(stage, rima, poll)
    back = await omar.slash(stage.news, "poll proxy withdraw", poll=str(poll.id))
    assert "That ballot counts until you vote yourself" in answer(back)
    assert list((await ballots(stage, poll)).values()) == [Manner.PROXY]
    assert "Nobody holds a vote of yours" in answer(
        await omar.slash(stage.news, "poll proxy withdraw", poll=str(poll.id))
    )
    assert [one.body["holder"] is None for one in await events(stage, poll)] == [False, True]
    assert [one.manner for one in await units(stage, rima, poll)] == [Manner.OWN]
    button = buttons(shown(done))["Take it back"]
    assert "Nobody holds a vote of yours" in await stage.press_raw(omar, button, stage.news), "an old button"


async def units(stage: Stage, who: MemberActor, poll: Poll) -> tuple[Any, ...]:
    return await stage.app.database.read(lambda tx: electorate.units(tx, poll, as_actor(stage, who)))


async def test_what_a_proxy_may_not_be(stage: Stage) -> None:
    omar, rima, sami = stage.member, person(stage, "rima"), person(stage, "sami")
    outside = person(stage, "outside")
    tala = person(stage, "tala")
    poll = await opened(stage, voters=(omar, rima, sami, tala), proxies=1)

    async def give(who: MemberActor, to: Any, where: Poll = poll) -> str:
        return answer(await who.slash(stage.news, "poll proxy give", poll=str(where.id), to=to))

    assert "just press Vote" in await give(omar, omar)
    assert "may not vote in" in await give(omar, outside)
    assert "Only people whom the organisers named" in await give(outside, omar)
    machine = stage.guild.add_member(stage.env.create_user("machine", bot=True))
    assert "Bots don’t vote" in await give(omar, machine)
    assert "holds your own vote" in await give(omar, rima)
    assert "can’t be chained" in await give(rima, sami)
    assert "can’t be chained" in await give(sami, omar)
    assert "as many votes" in await give(sami, rima)
    without = await opened(stage, question="Without?", voters=(omar, rima))
    assert "takes no proxies" in await give(omar, rima, without)
    everybody = await opened(stage, question="Everybody?")
    assert "takes no proxies" in await give(omar, rima, everybody)
    await at_the_deadline(stage, poll)
    assert "⚠️" in await give(tala, sami)
    assert "⚠️" in answer(await omar.slash(stage.news, "poll proxy withdraw", poll=str(poll.id)))
    assert "⚠️" in await stage.press_raw(omar, f"roll.withdraw:{poll.id}:0", stage.news)


async def test_whoever_votes_for_several_says_which_vote_they_give(stage: Stage) -> None:
    omar, rima, sami = stage.member, person(stage, "rima"), person(stage, "sami")
    await speaks(stage, omar, 3333, "First")
    await speaks(stage, omar, 4444, "Second")
    await speaks(stage, rima, 5555, "Third")
    await speaks(stage, sami, 3333, "First", place=5)
    poll = await opened(stage, electorate=Electorate.ORGANISATIONS, proxies=3)
    card = await omar.slash(stage.news, "poll proxy give", poll=str(poll.id), to=rima)
    assert "Which vote do you give" in answer(card)
    done = await omar.click(shown(card), label="First")
    assert f"<@{rima.id}> holds the vote of **First**" in answer(done)
    card = await omar.slash(stage.news, "poll proxy give", poll=str(poll.id), to=rima)
    done = await omar.click(shown(card), label="Second")
    assert "the vote of **Second**" in answer(done)
    back = await omar.slash(stage.news, "poll proxy withdraw", poll=str(poll.id))
    assert "Which vote do you take back" in answer(back)
    assert f"**First**: <@{rima.id}> holds it" in answer(back)
    assert "no longer holds" in answer(await omar.click(shown(back), label="Second"))
    said = answer(await sami.slash(stage.news, "poll proxy give", poll=str(poll.id), to=rima))
    assert "no vote of your own to give" in said, "an alternate gives nothing away"
    for who in (omar, sami):
        await lapse(stage, who)
    assert [one.name for one in await units(stage, rima, poll)] == ["Third"], (
        "nobody speaks for First any more"
    )


async def test_an_erased_holder_frees_the_vote_and_an_erased_voter_stays_a_number(stage: Stage) -> None:
    omar, rima, sami = stage.member, person(stage, "rima"), person(stage, "sami")
    poll = await opened(stage, voters=(omar, rima, sami), proxies=1)
    await omar.slash(stage.news, "poll proxy give", poll=str(poll.id), to=rima)
    await stage.app.services.privacy.erase(as_actor(stage, rima))
    now = await again(stage, poll)
    assert now.roll == 3
    assert sorted(one.user_id or 0 for one in await roll(stage, poll)) == sorted((0, omar.id, sami.id))
    assert await stage.app.database.read(lambda tx: rolls.proxies(tx, poll.id)) == {}
    assert "Only people whom the organisers named" in await why(stage, rima, poll)
    card = await stage.organiser.slash(stage.lobby, "poll electorate", poll=str(poll.id))
    assert "somebody whose data was erased" in answer(card)
    done = await omar.slash(stage.news, "poll proxy give", poll=str(poll.id), to=sami)
    assert "holds your own vote" in answer(done)
