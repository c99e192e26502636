"""Outages: counting, bars, states, who is pinged when, words, and the file."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.catalogue import Catalogue
from bot.operations.outages import messages, rules, timeline
from bot.operations.outages.records import Standing
from bot.operations.outages.rules import (
    CELLS,
    MOST_PINGED,
    Capacity,
    Follower,
    Kind,
    Move,
    Outage,
    Severity,
    State,
    Update,
    Witnesses,
)
from bot.people.rules import MemberSettings
from bot.ui import payload
from bot.ui.cards import Card

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
ENGLISH = Catalogue.load().translator("en")
OUTAGE = Outage(
    id=1,
    guild_id=2,
    title="Transit in Beirut",
    severity=Severity.MAJOR,
    state=State.OPEN,
    started_at=NOW - dt.timedelta(hours=1),
    channel_id=3,
    updated_at=NOW,
    region="Beirut",
    networks=(3333,),
)
PRESSES = st.lists(st.tuples(st.integers(1, 40), st.sampled_from([0, 0, 3333, 1299, 64500])), max_size=60)


# Witnesses


@given(PRESSES)
def test_a_network_counts_once_and_people_without_one_each(presses: list[tuple[int, int]]) -> None:
    rows = list(dict(presses).items())  # a person has one row, their latest word
    found = rules.counted(rows)
    assert set(found.networks) == {asn for _, asn in rows if asn}
    assert len(found.networks) == len(set(found.networks))
    assert found.others == sum(asn == 0 for _, asn in rows)
    assert found.any == bool(rows)


@given(PRESSES, st.integers(1, 40))
def test_one_more_of_a_network_that_is_counted_changes_nothing(
    presses: list[tuple[int, int]], who: int
) -> None:
    rows = [*dict(presses).items(), (1000, 3333)]
    assert rules.counted([*rows, (1000 + who, 3333)]) == rules.counted(rows)


@given(st.lists(st.tuples(st.integers(1, 99), st.integers(0, 5))), st.integers(0, 10))
def test_there_are_never_more_that_see_it_than_there_are(rows: list[tuple[int, int]], known: int) -> None:
    found = rules.counted(rows, known=known)
    assert len(found.networks) <= found.known


@given(st.integers(-5, 500), st.integers(-5, 500))
def test_a_bar_is_never_empty_where_there_is_some_and_never_full_where_some_are_missing(
    part: int, whole: int
) -> None:
    shown = rules.bar(part, whole)
    if whole <= 0:
        assert shown == ""
        return
    full = shown.count("▰")
    assert len(shown) == CELLS
    assert full + shown.count("▱") == CELLS
    assert (full == 0) == (part <= 0)
    assert (full == CELLS) == (part >= whole)


@given(st.integers(1, 200), st.data())
def test_a_bar_grows_with_its_part(whole: int, data: st.DataObject) -> None:
    less = data.draw(st.integers(0, whole))
    more = data.draw(st.integers(less, whole))
    assert rules.bar(less, whole).count("▰") <= rules.bar(more, whole).count("▰")


# States


@pytest.mark.parametrize("move", list(Move))
@pytest.mark.parametrize("state", list(State))
def test_every_move_from_every_state(state: State, move: Move) -> None:
    allowed = {
        State.DRAFT: {Move.POST},
        State.OPEN: {Move.UPDATE, Move.RESOLVE},
        State.WATCHING: {Move.UPDATE, Move.RESOLVE},
        State.RESOLVED: {Move.REOPEN, Move.REVIEW},
    }
    one = replace(OUTAGE, state=state)
    assert rules.may_move(one, move) == (move in allowed[state])
    assert not rules.may_move(replace(one, gone_at=NOW), move)


@given(st.sampled_from(Severity), st.sampled_from(Severity))
def test_it_gets_worse_in_one_direction(one: Severity, other: Severity) -> None:
    order = [Severity.MINOR, Severity.MAJOR, Severity.CRITICAL]
    assert rules.rises(one, other) == (order.index(other) > order.index(one))
    assert not (rules.rises(one, other) and rules.rises(other, one))


# Pings

FOLLOWERS = st.builds(
    Follower,
    user_id=st.integers(1, 400),
    least=st.sampled_from(Severity),
    regions=st.lists(st.sampled_from(["Beirut", "BEIRUT", "Tripoli", "Évora"]), max_size=2).map(tuple),
    wakes=st.booleans(),
)


@given(FOLLOWERS, st.sampled_from(Severity), st.sampled_from(["", "beirut", "Tripoli", "evora"]))
def test_who_wants_to_hear(one: Follower, severity: Severity, region: str) -> None:
    outage = replace(OUTAGE, severity=severity, region=region)
    near = (
        not one.regions
        or not region
        or region.lower() in {name.lower().replace("é", "e") for name in one.regions}
    )
    assert rules.wants(one, outage) == (severity.rank >= one.least.rank and near)


@given(FOLLOWERS, st.sampled_from(Severity), st.integers(0, 1440))
def test_nobody_is_pinged_in_quiet_hours_but_by_a_critical_one_they_asked_for(
    one: Follower, severity: Severity, minutes: int
) -> None:
    free = NOW + dt.timedelta(minutes=minutes)
    at = rules.ping_at(one, severity, NOW, lambda _: free)
    if severity is Severity.CRITICAL and one.wakes:
        assert at == NOW
    else:
        assert free <= at < free + rules.PING_STEP or (at == free == NOW)
        assert at == NOW or at.minute % 15 == 0


@given(
    st.lists(
        st.tuples(st.integers(1, 400), st.sampled_from([NOW, NOW + dt.timedelta(hours=1)])), max_size=400
    )
)
def test_everybody_stands_in_one_message_of_their_instant(due: list[tuple[int, dt.datetime]]) -> None:
    due = list(dict(due).items())
    found = rules.batches(due)
    assert [at for at, _ in found] == sorted(at for at, _ in found)
    assert all(0 < len(people) <= MOST_PINGED for _, people in found)
    assert sorted((user, at) for at, people in found for user in people) == sorted(due)


def test_a_message_of_as_many_mentions_as_there_may_be_fits() -> None:
    people = [2**62 - number for number in range(MOST_PINGED)]
    card = messages.ping(replace(OUTAGE, title="x" * 100), people, ENGLISH, was_due=NOW)
    (text,) = [item for item in payload.view(card).to_components()[0]["components"] if item["type"] == 10][:1]
    assert text["content"].count("<@") == MOST_PINGED


def test_the_guilds_quiet_hours_count_for_who_has_none() -> None:
    guild = (dt.time(22), dt.time(7))
    nobody = MemberSettings(user_id=1, zone="Asia/Tokyo")
    assert rules.quiet_of(nobody, guild, "Asia/Beirut") == MemberSettings(
        user_id=1, zone="Asia/Beirut", quiet=guild
    )
    own = replace(nobody, quiet=(dt.time(1), dt.time(2)))
    assert rules.quiet_of(own, guild, "Asia/Beirut") == own
    assert rules.quiet_of(nobody, None, "Asia/Beirut") == nobody


# Words, regions, alike


@given(st.text(max_size=200))
def test_a_text_is_found_by_the_beginning_of_each_of_its_words(text: str) -> None:
    held = rules.words(text)
    for term in rules.terms(text):
        assert f" {term}" in held
        assert f" {term[:1]}" in held


def test_words_are_found_whatever_their_case_width_and_marks() -> None:
    held = rules.words("Évora: ＡＳ３３３３ is DOWN_again")
    for typed in ("evora", "as3333", "Down", "again"):
        (term,) = rules.terms(typed)
        assert f" {term}" in held
    assert rules.terms("%_'\"*") == []


@given(st.lists(st.sampled_from(["", "Beirut", "beirut", "Tripoli", "TRIPOLI"]), max_size=40))
def test_a_menu_offers_a_region_once(named: list[str]) -> None:
    found = rules.regions(named, ("Zahlé",))
    folded = [rules.compared(one) for one in found]
    assert len(folded) == len(set(folded)) <= rules.MOST_REGIONS
    assert found[0] == "Zahlé"
    assert "" not in found


def test_what_shares_a_network_or_the_title_is_alike() -> None:
    same = replace(OUTAGE, id=2, title="Else")
    title = replace(OUTAGE, id=3, networks=(), title="TRANSIT in beirut")
    other = replace(OUTAGE, id=4, networks=(1,), title="Else")
    over = replace(same, id=5, state=State.RESOLVED)
    gone = replace(same, id=6, gone_at=NOW)
    assert rules.alike(OUTAGE, [OUTAGE, same, title, other, over, gone]) == [same, title]


# The card and the file


def longest(state: State) -> Standing:
    outage = replace(
        OUTAGE,
        state=state,
        title="x" * 100,
        body="b" * 1500,
        cause="c" * 1000,
        impact="i" * 1000,
        learned="l" * 1000,
        region="r" * 60,
        networks=tuple(range(4_000_000_000, 4_000_000_020)),
        resolved_at=NOW if state is State.RESOLVED else None,
        opener_id=2**62,
        message_id=2**62,
        thread_id=2**62 - 1,
    )
    update = Update(
        kind=Kind.UPDATE,
        capacity=Capacity.NOC,
        state=State.OPEN,
        severity=Severity.MAJOR,
        text="u" * 1000,
        at=NOW,
    )
    return Standing(
        outage=outage,
        names=dict.fromkeys(outage.networks, "n" * 100),
        updates=(update,) * 3,
        witnesses=Witnesses(networks=outage.networks, others=9999, known=99),
        mine=True,
    )


@pytest.mark.parametrize("state", [State.OPEN, State.WATCHING, State.RESOLVED])
def test_the_longest_card_fits_and_keeps_its_numbers(state: State) -> None:
    from bot import limits

    card: Card = messages.head(longest(state), ENGLISH)
    raw = {"flags": 1 << 15, "components": payload.view(card, reference="ABCD1234").to_components()}
    assert limits.violations(raw) == []
    assert "**20 of 99** networks" in str(raw)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0 min"),
        (59, "59 min"),
        (60, "1 h"),
        (200, "3 h 20 min"),
        (1440, "1 day"),
        (4500, "3 days 3 h"),
    ],
)
def test_how_long_it_took(minutes: int, said: str) -> None:
    assert messages.lasted(dt.timedelta(minutes=minutes), ENGLISH) == said


@given(st.text(max_size=80))
def test_what_is_typed_means_itself_in_the_file(text: str) -> None:
    shown = timeline.literal(text)
    assert "\n" not in shown
    bare = shown.replace("\\\\", "")
    for sign in "`*_[]<>#|~!":
        assert all(bare[at - 1] == "\\" for at, one in enumerate(bare) if one == sign), (sign, shown)
    assert not shown.lstrip().startswith(("=", "+", "-", "@"))


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_line_of_the_file_begins_with_what_people_typed(title: str, body: str) -> None:
    update = Update(
        kind=Kind.OPENED,
        capacity=Capacity.OPENER,
        state=State.OPEN,
        severity=Severity.MINOR,
        text=body,
        at=NOW,
    )
    one = Standing(outage=replace(OUTAGE, title=title), updates=(update,))
    content = timeline.document(one, ENGLISH, zone="Asia/Beirut", now=NOW).decode()
    ours = ("# ", "## ", "### ", "- **", "> ", ">", "---", "Exported ")
    for line in content.split("\n"):
        assert not line or line.startswith(ours), line
    assert "2026-11-23 09:00 UTC (11:00 Asia/Beirut)" in content
