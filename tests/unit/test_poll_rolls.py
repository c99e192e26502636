"""Rolls, alternates and proxies as properties: whatever is pressed in whatever order, each voter has one vote of one weight."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import RefusedError
from bot.language.rules import folded
from bot.networks import known
from bot.networks.rules import NetworkFacts, OrganisationFacts, Source
from bot.people.actor import Actor
from bot.polls import chain, store
from bot.polls.making.opening import open_poll
from bot.polls.rules import (
    STRENGTH,
    Electorate,
    Kind,
    Manner,
    Method,
    Option,
    Poll,
    PollState,
    QuorumKind,
    needed,
)
from bot.polls.voting import casting, electorate, proxies, roll_rules
from bot.polls.voting import store as rolls
from bot.polls.voting.packing import tag
from bot.polls.voting.roll_rules import Claim, Proxies
from bot.polls.voting.votes import Vote
from bot.storage.schema import load_migrations
from bot.storage.transaction import Transaction

NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
GUILD = 1
PEOPLE = (11, 12, 13, 14, 15, 16)
ORGANISATIONS = ((11, 12), (13,), (14, 13, 12))
"""Who speaks for each, the first one verified first."""
_SCHEMA = "\n".join(one.sql for one in load_migrations())
_BLANK = sqlite3.connect(":memory:", isolation_level=None)
_BLANK.executescript(_SCHEMA)


@contextmanager
def a_database() -> Iterator[Transaction]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _BLANK.backup(connection)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    try:
        yield Transaction(connection, now=NOW)
    finally:
        connection.close()


def actor(user_id: int, press: int = 1) -> Actor:
    return Actor(
        guild_id=GUILD,
        user_id=user_id,
        role_ids=frozenset(),
        administers=False,
        manages=False,
        locale="en-GB",
        interaction_id=press,
        at=NOW,
    )


def claim(tx: Transaction, network_id: int, user_id: int, at: int) -> None:
    tx.execute(
        "INSERT INTO network_claim (guild_id, network_id, user_id, role, state, decided_at, expires_at, seen_at, created_at,"
        " updated_at) VALUES (?, ?, ?, 'noc', 'verified', ?, ?, 0, 0, 0)",
        (GUILD, network_id, user_id, at, int((NOW + dt.timedelta(days=300)).timestamp())),
    )


def network(tx: Transaction, asn: int, organisation: str | None, speakers: tuple[int, ...] = ()) -> int:
    facts = NetworkFacts(
        asn=asn,
        name=f"Network {asn}",
        source=Source.MEMBER,
        at=NOW,
        organisation=None if organisation is None else OrganisationFacts(name=organisation),
    )
    found = known.remember(tx, GUILD, facts)
    for place, user_id in enumerate(speakers):
        claim(tx, found.id, user_id, 1000 + place)
    return found.id


def draft(tx: Transaction, **fields: object) -> Poll:
    poll = Poll(
        id=0,
        guild_id=GUILD,
        kind=Kind.CHOICE,
        method=Method.PLURALITY,
        state=PollState.DRAFT,
        question="Which?",
        zone="UTC",
        channel_id=5,
        closes_at=NOW + dt.timedelta(days=3),
        created_by="a" * 24,
    )
    number = store.insert(tx, replace(poll, **fields))  # type: ignore[arg-type]
    both = [Option(number=1, label="A"), Option(number=2, label="B")]
    store.set_options(tx, number, [(one, folded(one.label)) for one in both])
    found = store.get(tx, GUILD, number)
    assert found is not None
    return found


def organisations(tx: Transaction) -> None:
    for place, speakers in enumerate(ORGANISATIONS):
        network(tx, 3000 + place, f"Organisation {place}", speakers)
    network(tx, 3100, "Organisation 0", (12, 11))  # a second network is no second vote
    network(tx, 3200, None, (15,))


# The rights of one member


MANNERS = st.sampled_from(Manner)
CLAIMS = st.lists(
    st.builds(
        Claim,
        voter=st.sampled_from(("a" * 24, "b" * 24, "org:1", "org:2", "net:3")),
        name=st.sampled_from(("", "X")),
        weight=st.integers(1, 9),
        manner=MANNERS,
    ),
    max_size=8,
)


@given(claims=CLAIMS, speaks=st.frozensets(st.sampled_from(("org:1", "org:2", "net:3"))))
def test_each_voter_comes_once_by_the_strongest_right(claims: list[Claim], speaks: frozenset[str]) -> None:
    found = roll_rules.rights(claims, speaks)
    voters = [one.voter for one in found.units]
    assert len(voters) == len(set(voters))
    for unit in found.units:
        good = [
            one
            for one in claims
            if one.voter == unit.voter
            and (":" not in one.voter or one.manner is Manner.PROXY or one.voter in speaks)
        ]
        assert STRENGTH[unit.manner] == max(STRENGTH[one.manner] for one in good)
    manners = [one.manner is Manner.PROXY for one in found.units]
    assert manners == sorted(manners), "what is theirs comes first"


@given(speakers=st.lists(st.integers(1, 9), unique=True, min_size=1), named=st.none() | st.integers(1, 9))
def test_a_named_voter_is_first_and_nobody_is_lost(speakers: list[int], named: int | None) -> None:
    found = roll_rules.named_first(speakers, named)
    assert sorted(found) == sorted(speakers)
    assert found[0] == (named if named in speakers else speakers[0])


@given(size=st.integers(1, 300), percent=st.integers(1, 100))
def test_a_quorum_of_the_roll_is_rounded_up(size: int, percent: int) -> None:
    poll = replace(_poll(), roll=size, quorum_kind=QuorumKind.ROLL, quorum=percent)
    votes = needed(poll)
    assert votes is not None
    assert votes * 100 >= size * percent > (votes - 1) * 100
    assert needed(replace(poll, roll=None)) is None


def _poll() -> Poll:
    with a_database() as tx:
        return draft(tx)


# Proxies


def fits(**more: object) -> str | None:
    asked: dict[str, object] = {
        "giver_id": 1, "holder_id": 2, "holder_votes_for": ["b"], "holder_own": ["b"],
    }  # fmt: skip
    held = more.pop("given", {})
    poll = replace(_poll(), proxies=2)
    return roll_rules.proxy_fault(poll, Proxies(given=held), "a", **asked | more)  # type: ignore[arg-type]


def test_why_a_proxy_may_not_be_given() -> None:
    assert fits() is None
    assert fits(holder_id=1) == "self"
    assert fits(holder_votes_for=[]) == "holder-not-eligible"
    assert fits(holder_votes_for=["a", "b"]) == "holder-alternate"
    assert fits(given={"c": 1}) == "giver-holds"
    assert fits(given={"b": 3}) == "holder-gave"
    assert fits(given={"c": 2}) is None
    assert fits(given={"c": 2, "d": 2}) == "full"
    assert fits(given={"c": 2, "a": 2}) is None, "their own is not counted twice"


# Whole polls


def test_an_organisation_has_one_vote_and_its_first_speaker_is_its_voter() -> None:
    with a_database() as tx:
        organisations(tx)
        poll = open_poll(tx, draft(tx, electorate=Electorate.ORGANISATIONS), None)
        assert poll.roll == 4
        entries = {one.name: one.delegates for one in electorate.entries(tx, poll)}
        assert entries == {
            "Organisation 0": (11, 12),
            "Organisation 1": (13,),
            "Organisation 2": (14, 13, 12),
            "Network 3200": (15,),
        }
        mine = electorate.units(tx, poll, actor(13))
        assert [(one.name, one.manner) for one in mine] == [
            ("Organisation 1", Manner.OWN),
            ("Organisation 2", Manner.ALTERNATE),
        ]


def test_a_network_that_finds_its_organisation_meanwhile_keeps_its_vote() -> None:
    with a_database() as tx:
        organisations(tx)
        poll = open_poll(tx, draft(tx, electorate=Electorate.ORGANISATIONS), None)
        network(tx, 3200, "Late organisation")
        assert [one.name for one in electorate.units(tx, poll, actor(15))] == ["Network 3200"]
        assert 15 in electorate.not_voted(tx, poll)


def test_what_an_organiser_set_is_frozen_and_the_digest_tells_every_difference() -> None:
    digests = set()
    for weight, named in ((1, None), (7, None), (1, 12)):
        with a_database() as tx:
            organisations(tx)
            poll = draft(tx, electorate=Electorate.ORGANISATIONS, weighted=True)
            tx.execute("UPDATE poll SET secret = 'one'")
            poll = replace(poll, secret="one")
            entry = next(one for one in electorate.prospects(tx, poll) if one.name == "Organisation 0")
            rolls.set_weight(tx, poll, replace(entry, weight=weight))
            rolls.name_voter(tx, poll, entry.voter, named)
            opened = open_poll(tx, poll, None)
            assert electorate.total_weight(tx, opened) == 3 + weight
            frozen = next(one for one in electorate.entries(tx, opened) if one.name == "Organisation 0")
            assert frozen.delegates == ((12, 11) if named else (11, 12))
            assert frozen.weight == weight
            digests.add(electorate.roll_digest(tx, opened))
    assert len(digests) == 2, "who votes for an organisation is no part of the roll, its weight is"


def test_everybody_and_a_role_have_no_roll() -> None:
    with a_database() as tx:
        for fields in ({}, {"electorate": Electorate.ROLE, "electorate_id": 77}):
            poll = open_poll(tx, draft(tx, **fields), None)
            assert (poll.roll, electorate.size(tx, poll), electorate.roll_digest(tx, poll)) == (
                None,
                None,
                "",
            )
            assert electorate.not_voted(tx, poll) == []
            assert electorate.total_weight(tx, poll) is None
        assert (
            electorate.units(tx, poll, replace(actor(11), role_ids=frozenset({77})))[0].voter
            == roll_rules.NEW
        )
        with pytest.raises(RefusedError) as refused:
            electorate.units(tx, poll, actor(11))
        assert refused.value.key == "poll-not-eligible-role"
        advising = electorate.units(tx, replace(poll, advisory=True), actor(11), making=True)
        assert [(one.advisory, len(one.voter)) for one in advising] == [(True, 24)]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("cast"), st.sampled_from(PEOPLE), st.integers(0, 5), st.integers(1, 2)),
        st.tuples(st.just("give"), st.sampled_from(PEOPLE), st.integers(0, 2), st.sampled_from(PEOPLE)),
        st.tuples(st.just("withdraw"), st.sampled_from(PEOPLE), st.integers(0, 2), st.just(0)),
    ),
    max_size=25,
)


@settings(max_examples=60)
@given(
    steps=STEPS, kind=st.sampled_from((Electorate.PEOPLE, Electorate.ORGANISATIONS)), most=st.integers(1, 3)
)
def test_whatever_the_order_each_voter_has_one_vote(
    steps: list[tuple[str, int, int, int]], kind: Electorate, most: int
) -> None:
    with a_database() as tx:
        organisations(tx)
        poll = draft(tx, electorate=kind, proxies=most, weighted=True)
        store.set_people(tx, poll, "voter", dict.fromkeys(PEOPLE, 1))
        for place, one in enumerate(electorate.prospects(tx, poll), start=1):
            if one.voter:
                rolls.set_weight(tx, poll, replace(one, weight=place))
        poll = open_poll(tx, poll, None)
        weights, total = rolls.weights(tx, poll.id), electorate.total_weight(tx, poll)
        stood: dict[str, Manner] = {}
        for press, (what, who, place, other) in enumerate(steps, start=1):
            by = actor(who, press)
            with suppress(RefusedError):
                _step(tx, poll, by, what, place, other)
            ballots = {one.voter: one for one in store.ballots(tx, poll.id)}
            assert set(ballots) <= set(weights)
            assert all(one.weight == weights[voter] for voter, one in ballots.items())
            for voter, manner in stood.items():
                assert STRENGTH[ballots[voter].manner] >= STRENGTH[manner], "a weaker ballot took its place"
            stood = {voter: one.manner for voter, one in ballots.items()}
            given_now = rolls.proxies(tx, poll.id)
            for holder in set(given_now.values()):
                assert Proxies(given=given_now).held(holder) <= most
                own = electorate.rights_of(tx, poll, holder).units
                assert not any(one.voter in given_now for one in own if one.manner is Manner.OWN), "a chain"
        assert electorate.total_weight(tx, poll) == total == sum(weights.values())
        left = sum(weights[voter] for voter in weights if voter not in stood)
        assert left + sum(one.weight for one in store.ballots(tx, poll.id)) == total
        assert chain.broken(poll.definition_hash, store.events(tx, poll.id)) is None


def _step(tx: Transaction, poll: Poll, by: Actor, what: str, place: int, other: int) -> None:
    if what == "cast":
        units = electorate.units(tx, poll, by, making=True)
        vote = Vote(groups=((other,),))
        casting.cast(tx, by, poll.id, units[place % len(units)].voter, vote)
        return
    giving = proxies.giving_of(tx, poll, by)
    if not giving.units:
        return
    chosen = tag(giving.units[place % len(giving.units)])
    if what == "give":
        proxies.give(tx, by, poll.id, chosen, other)
    else:
        proxies.withdraw(tx, by, poll.id, chosen)
