"""Topics: whose a thread is, what is broken, which role is given to nobody."""

import dataclasses

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.topics import rules
from bot.topics.rules import Missing, PlaceView, RoleView, Topic, TopicView, Ungrantable

GUILD = 1
IDS = st.integers(2, 5)
"""Few, so that they meet."""

TOPICS = st.lists(
    st.builds(
        Topic,
        id=st.integers(1, 99),
        guild_id=st.just(GUILD),
        name=st.just("T"),
        channel_id=st.none() | IDS,
        tag_id=st.none() | IDS,
        role_id=st.none() | IDS,
        archived_at=st.none() | st.datetimes(),
    ),
    max_size=6,
)


@st.composite
def views(draw: st.DrawFn) -> TopicView:
    places = draw(st.dictionaries(IDS, st.tuples(st.sampled_from((0, 2, 5, 15)), st.sets(IDS))))
    roles = draw(
        st.dictionaries(
            IDS,
            st.tuples(
                st.integers(1, 5),
                st.sets(st.sampled_from(("view_channel", "ban_members", "manage_roles", "mention_everyone"))),
                st.booleans(),
            ),
        )
    )
    return TopicView(
        guild_id=GUILD,
        places={
            id_: PlaceView(
                id=id_, name="c", type=type_, tags=dict.fromkeys(tags, "tag") if type_ == 15 else {}
            )
            for id_, (type_, tags) in places.items()
        },
        roles={
            id_: RoleView(id=id_, rank=(rank, -id_), permissions=frozenset(permissions), managed=managed)
            for id_, (rank, permissions, managed) in roles.items()
        },
        bot_rank=(3, 0),
        bot_manages=draw(st.booleans()),
    )


# Whose a thread is


@given(TOPICS, IDS, st.lists(IDS, max_size=5))
def test_a_thread_is_of_a_live_topic_of_its_channel_and_a_tag_goes_before_the_whole(
    topics: list[Topic], channel_id: int, tag_ids: list[int]
) -> None:
    found = rules.fitting(topics, channel_id, tag_ids)
    fit = [
        one
        for one in topics
        if one.archived_at is None
        and one.channel_id == channel_id
        and (one.tag_id is None or one.tag_id in tag_ids)
    ]
    assert (found is None) == (not fit)
    if found is not None:
        assert found in fit
        tagged = [tag_ids.index(one.tag_id) for one in fit if one.tag_id is not None]
        assert (found.tag_id is None) == (not tagged)
        if found.tag_id is not None:
            assert tag_ids.index(found.tag_id) == min(tagged)


# What is broken


@given(TOPICS, views())
def test_a_topic_is_broken_by_exactly_what_is_gone(topics: list[Topic], view: TopicView) -> None:
    for topic in topics:
        missing = rules.broken(topic, view)
        place = view.places.get(topic.channel_id or 0)
        usable = place is not None and place.type in (rules.TEXT, rules.FORUM)
        assert (Missing.CHANNEL in missing) == (not usable)
        assert (Missing.ROLE in missing) == (topic.role_id is not None and topic.role_id not in view.roles)
        if Missing.TAG in missing:
            assert place is not None
            assert topic.tag_id not in place.tags
            assert Missing.CHANNEL not in missing


@given(TOPICS, views())
def test_what_repairs_a_topic_leaves_nothing_missing(topics: list[Topic], view: TopicView) -> None:
    for topic in topics:
        missing = rules.broken(topic, view)
        mended = dataclasses.replace(
            topic,
            tag_id=None if Missing.TAG in missing else topic.tag_id,
            role_id=None if Missing.ROLE in missing else topic.role_id,
        )
        assert set(rules.broken(mended, view)) <= {Missing.CHANNEL}


# Roles


@given(views(), IDS)
def test_a_role_is_given_only_where_it_is_harmless_and_in_reach(view: TopicView, role_id: int) -> None:
    held, role = rules.held_back(role_id, view), view.roles.get(role_id)
    harmless = role is not None and not role.managed and not role.permissions & rules.POWER
    assert (held is None) == (
        harmless and role is not None and view.bot_manages and role.rank < view.bot_rank
    )
    if held is None:
        assert rules.can_take(role_id, view)


@given(views(), IDS)
def test_a_role_that_can_never_be_chosen_is_never_given(view: TopicView, role_id: int) -> None:
    held = rules.held_back(role_id, view)
    if held in rules.NEVER:
        stronger = dataclasses.replace(view, bot_manages=True, bot_rank=(99, 0))
        assert rules.held_back(role_id, stronger) in rules.NEVER


def test_the_power_that_nobody_gets_is_what_discord_and_the_executor_call_so() -> None:
    power = discord.Permissions.elevated() | discord.Permissions(mention_everyone=True)
    assert {name for name, allowed in power if allowed} == rules.POWER


def test_everyone_is_no_role_to_give() -> None:
    role = RoleView(id=GUILD, rank=(0, -1), permissions=frozenset(), everyone=True)
    assert rules.ungrantable(role, bot_rank=(9, 0), bot_manages=True) is Ungrantable.EVERYONE


# Emoji and names


@pytest.mark.parametrize("typed", ["🧭", "🛡️", "👩‍💻", "🇱🇧", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "☎", "⚡"])
def test_a_standard_emoji_is_read(typed: str) -> None:
    assert rules.read_emoji(f" {typed} ") == typed


@pytest.mark.parametrize(
    "typed", ["a", "1", ":wave:", "<:a:1>", "🧭 🧭", "@everyone", "\u200d", "\ufe0f", "🧭" * 17, "**"]
)
def test_anything_else_is_no_emoji(typed: str) -> None:
    with pytest.raises(ValueError, match="no emoji"):
        rules.read_emoji(typed)


def test_no_emoji_is_none() -> None:
    assert rules.read_emoji("  ") is None


def test_a_tag_is_found_by_its_id_or_its_name() -> None:
    place = PlaceView(id=2, name="forum", type=rules.FORUM, tags={7: "Routing", 8: "7"})
    assert rules.find_tag(place, "7") == 7
    assert rules.find_tag(place, " ROUTING ") == 7
    assert rules.find_tag(place, "x") is None
    assert rules.tag_called(place, {"bgp", "routing"}) == 7
