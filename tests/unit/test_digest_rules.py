"""When a digest is posted, how much of it is shown, and that nothing stands in it which must not."""

import datetime as dt
import sqlite3
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.recurrence import Plan, Rule
from bot.feature import DigestLine, DigestQuery, DigestSection
from bot.language.catalogue import Catalogue
from bot.language.safe_text import length
from bot.storage.schema import load_migrations, statements
from bot.storage.transaction import Transaction
from bot.topics.digest import messages, rules, sections
from bot.topics.digest.rules import HORIZON, MOST_OF_SECTION, ROOM
from bot.topics.threads import store as threads
from bot.topics.threads.rules import Label, ThreadState
from bot.ui import payload

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
WEEKLY = Plan(
    wall=dt.datetime(2026, 11, 30, 9),  # noqa: DTZ001 - a wall time
    zone="Asia/Beirut",
    rule=Rule.from_text("FREQ=WEEKLY;BYDAY=MO"),
)
DAILY = Plan(wall=dt.datetime(2026, 11, 24, 9), zone="Asia/Beirut", rule=Rule.from_text("FREQ=DAILY"))  # noqa: DTZ001

plans = st.sampled_from((WEEKLY, DAILY))
minutes = st.integers(0, 60 * 24 * 60).map(lambda number: dt.timedelta(minutes=number))


@given(plans, minutes, minutes)
def test_the_editions_are_those_that_are_still_worth_it(
    plan: Plan, down: dt.timedelta, later: dt.timedelta
) -> None:
    now = NOW + later
    found, until = rules.editions(plan, since=now - down, now=now)
    assert until <= now + HORIZON
    assert all(one.until > now for one in found), "its successor has taken its place"
    assert [one for one in found if one.at.instant <= now] == list(found[:1]) or found[0].at.instant > now
    instants = [one.at.instant for one in found]
    assert instants == sorted(set(instants))


@given(plans, minutes, minutes)
def test_each_edition_is_worth_it_until_the_next(
    plan: Plan, later: dt.timedelta, further: dt.timedelta
) -> None:
    now = NOW + later
    found, _ = rules.editions(plan, since=now, now=now)
    assert all(earlier.until == following.at.instant for earlier, following in pairwise(found))
    for one in found:
        assert rules.still_planned(plan, one.at.planned, one.at.instant + further % dt.timedelta(hours=12))


def test_the_last_one_of_a_series_is_worth_a_day() -> None:
    last = Plan(wall=WEEKLY.wall, zone="UTC", rule=Rule.from_text("FREQ=WEEKLY;BYDAY=MO;COUNT=1"))
    found, _ = rules.editions(last, since=NOW, now=NOW)
    assert [one.until - one.at.instant for one in found] == [dt.timedelta(days=1)]


@given(st.lists(st.lists(st.integers(1, 400), max_size=30), max_size=6))
def test_what_is_shown_fits_and_no_line_is_passed_over(lengths: list[list[int]]) -> None:
    given_ = rules.shares(lengths)
    assert len(given_) == len(lengths)
    used = sum(sum(part[:share]) for part, share in zip(lengths, given_, strict=True))
    assert used <= ROOM
    for part, share in zip(lengths, given_, strict=True):
        assert share <= min(len(part), MOST_OF_SECTION)
        if share < min(len(part), MOST_OF_SECTION):
            assert used + part[share] > ROOM, "there was room for one more"


@given(st.lists(st.integers(1, 60), min_size=2, max_size=6))
def test_no_section_starves_another(counts: list[int]) -> None:
    """With lines of one length every section has as many as any other, or all it wants."""
    given_ = rules.shares([[100] * count for count in counts])
    for count, share in zip(counts, given_, strict=True):
        assert share in (min(count, MOST_OF_SECTION), max(given_), max(given_) - 1)


titles = st.text(min_size=1, max_size=100)
lines = st.builds(
    DigestLine,
    title=titles,
    url=st.none() | st.just(f"https://discord.com/channels/{2**62}/{2**62}"),
    at=st.none() | st.just(NOW),
    note=st.none() | st.just("digest-note-urgent"),
)
whole = st.lists(
    st.builds(
        DigestSection,
        heading=st.sampled_from(("digest-unanswered", "digest-resolved", "digest-dates")),
        order=st.integers(0, 50),
        lines=st.lists(lines, max_size=MOST_OF_SECTION).map(tuple),
        more=st.integers(0, 500),
    ),
    max_size=8,
)


@given(whole)
def test_a_digest_always_fits_into_one_message(found: list[DigestSection]) -> None:
    """Whatever people typed: masks, emoji, brackets, right-to-left; no line of it is cut."""
    shown = sections.in_order(found)
    assert [one.order for one in shown] == sorted(one.order for one in shown)
    assert all(one.lines for one in shown)
    card = messages.digest(shown, Catalogue.load().translator("en"), now=NOW, was_due=NOW)
    texts = [str(getattr(block, "body", "")) for block in card.blocks]
    assert sum(length(text) for text in texts) < 3900
    payload.view(card, reference="ABCD1234")


@pytest.mark.parametrize("count", [0, 1, 17])
def test_what_is_not_shown_is_counted(count: int) -> None:
    section: Any = DigestSection(
        heading="digest-unanswered", order=1, lines=(DigestLine(title="A"),), more=count
    )
    card = messages.digest((section,), Catalogue.load().translator("en"), now=NOW)
    said = "\n".join(str(getattr(block, "body", "")) for block in card.blocks)
    assert ("more" in said) is (count > 0)
    assert str(count) in said or count < 2


# What stands in it

OPEN_TO_ALL, HIDDEN = 20, 21
TOPIC, ARCHIVED = 1, 2


def _template() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for migration in load_migrations():
        for statement in statements(migration.sql):
            connection.execute(statement)
    for topic, archived_at in ((TOPIC, None), (ARCHIVED, 1)):
        connection.execute(
            "INSERT INTO topic (id, guild_id, name, folded, style, archived_at, created_at, updated_at)"
            " VALUES (?, 1, ?, ?, 'each', ?, 0, 0)",
            (topic, str(topic), str(topic), archived_at),
        )
    return connection


EMPTY = _template()

stored = st.fixed_dictionaries(
    {
        "guild_id": st.sampled_from((1, 1, 1, 2)),
        "topic_id": st.sampled_from((None, TOPIC, TOPIC, ARCHIVED)),
        "channel_id": st.sampled_from((OPEN_TO_ALL, OPEN_TO_ALL, HIDDEN)),
        "state": st.sampled_from(ThreadState),
        "label": st.sampled_from(Label),
        "gone": st.booleans(),
        "hours_ago": st.integers(0, 24 * 20) | st.sampled_from((24 * 30 - 1, 24 * 30, 24 * 40)),
    }
)


@given(st.lists(stored, max_size=25))
def test_a_digest_tells_nothing_that_is_labelled_hidden_gone_or_elsewhere(
    found: list[dict[str, Any]],
) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = sqlite3.Row
    EMPTY.backup(connection)
    tx = Transaction(connection, now=NOW)
    for number, one in enumerate(found):
        at = NOW - dt.timedelta(hours=one["hours_ago"])
        made = threads.insert(
            tx,
            guild_id=one["guild_id"],
            thread_id=1000 + number,
            topic_id=one["topic_id"] if one["guild_id"] == 1 else None,
            channel_id=one["channel_id"],
            title=f"Thread {number}",
            state=one["state"],
            asker_id=None,
            opened_at=at,
            in_forum=True,
        )
        tx.execute(
            "UPDATE topic_thread SET label = ?, gone_at = ?, answered_at = ? WHERE id = ?",
            (one["label"].value, 1 if one["gone"] else None, int(at.timestamp()), made),
        )
    query = DigestQuery(
        guild_id=1,
        channel_id=5,
        since=NOW - rules.BACK,
        now=NOW,
        until=NOW + rules.AHEAD,
        may_show=lambda channel: channel == OPEN_TO_ALL,
    )
    told = {one.heading: one for one in sections.of_threads(tx, query)}

    def may(one: dict[str, Any]) -> bool:
        free = one["label"] in (Label.CLEAR, Label.GREEN) and one["channel_id"] == OPEN_TO_ALL
        return free and one["guild_id"] == 1 and not one["gone"] and one["topic_id"] != ARCHIVED

    numbered = list(enumerate(found))
    waiting = [
        n
        for n, one in numbered
        if may(one)
        and (
            one["state"] is ThreadState.OPEN
            or (one["state"] is ThreadState.DORMANT and one["hours_ago"] < 24 * 30)
        )
    ]
    solved = [
        n
        for n, one in numbered
        if may(one)
        and one["state"] in (ThreadState.ANSWERED, ThreadState.RESOLVED)
        and one["hours_ago"] <= 24 * 7
    ]
    for heading, expected in (("digest-unanswered", waiting), ("digest-resolved", solved)):
        section = told[heading]
        shown = [int(line.title.removeprefix("Thread ")) for line in section.lines]
        assert len(shown) + section.more == len(expected)
        assert set(shown) <= set(expected)
        assert len(set(shown)) == len(shown)
        ages = [found[n]["hours_ago"] for n in shown]
        assert ages == sorted(ages, reverse=heading == "digest-unanswered")
    connection.close()
