"""What is wrong with a guild's configuration is said once each; nobody can lock the owner out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guilds.rules import (
    ANNOUNCEMENT,
    FORUM,
    NEEDS,
    TEXT,
    ChannelPurpose,
    ChannelView,
    GuildSettings,
    GuildView,
    Problem,
    ProblemKind,
    RolePurpose,
    is_organiser,
    problems,
    unconfigured,
)

HINTS = {ProblemKind.NO_NOTICES, ProblemKind.NO_ORGANISER}
VOICE = 2
PERMISSIONS = sorted(
    {name for need in NEEDS.values() for name in need.permissions} | {"manage_channels", "speak"}
)

ids = st.integers(1, 9)
"""Few, so that the same channel serves several purposes and some are gone."""

channels = st.builds(
    ChannelView,
    id=st.just(0),
    name=st.text(max_size=5),
    type=st.sampled_from([TEXT, VOICE, ANNOUNCEMENT, FORUM]),
    missing=st.frozensets(st.sampled_from(PERMISSIONS)),
)
configured = st.builds(
    GuildSettings,
    guild_id=st.just(1),
    channels=st.dictionaries(st.sampled_from(list(ChannelPurpose)), ids),
    roles=st.dictionaries(st.sampled_from(list(RolePurpose)), ids),
)
views = st.builds(
    GuildView,
    id=st.just(1),
    name=st.text(max_size=5),
    channels=st.dictionaries(ids, channels),
    role_ids=st.frozensets(ids),
    missing=st.frozensets(st.sampled_from(PERMISSIONS)),
)


def works(purpose: ChannelPurpose, channel_id: int, view: GuildView) -> bool:
    """Whether the bot could do there what the purpose asks for."""
    channel = view.channels.get(channel_id)
    return (
        channel is not None
        and channel.type in NEEDS[purpose].types
        and all(name not in channel.missing for name in NEEDS[purpose].permissions)
    )


def test_every_purpose_says_what_it_needs() -> None:
    assert list(NEEDS) == list(ChannelPurpose)
    assert all(need.made in need.types for need in NEEDS.values())


@given(configured, views)
def test_each_broken_setting_is_reported_exactly_once_and_nothing_else_is(
    settings: GuildSettings, view: GuildView
) -> None:
    broken = {
        purpose.value
        for purpose, channel_id in settings.channels.items()
        if not works(purpose, channel_id, view)
    }
    broken |= {purpose.value for purpose, role_id in settings.roles.items() if role_id not in view.role_ids}
    found = [problem for problem in problems(settings, view) if problem.kind not in HINTS]
    assert sorted(problem.purpose for problem in found) == sorted(broken)
    targets = {**settings.channels, **settings.roles}
    assert all(problem.target_id == targets[problem.purpose] for problem in found)  # type: ignore[index]


@given(configured, views)
def test_a_permission_problem_names_exactly_what_is_missing(settings: GuildSettings, view: GuildView) -> None:
    for problem in problems(settings, view):
        if problem.kind is ProblemKind.PERMISSION:
            need = NEEDS[ChannelPurpose(problem.purpose)]
            expected = need.permissions & view.channels[problem.target_id].missing
            assert problem.permissions == tuple(sorted(expected)) != ()
        else:
            assert problem.permissions == ()


@given(configured, views)
def test_a_hint_comes_exactly_when_its_setting_is_empty(settings: GuildSettings, view: GuildView) -> None:
    hints = [problem.kind for problem in problems(settings, view) if problem.kind in HINTS]
    expected = []
    if ChannelPurpose.NOTICES not in settings.channels:
        expected.append(ProblemKind.NO_NOTICES)
    if RolePurpose.ORGANISER not in settings.roles:
        expected.append(ProblemKind.NO_ORGANISER)
    assert hints == expected


@given(st.sets(st.sampled_from(list(ChannelPurpose))), st.sets(st.sampled_from(list(RolePurpose))))
def test_a_guild_where_everything_works_has_only_hints(
    purposes: set[ChannelPurpose], roles: set[RolePurpose]
) -> None:
    view = GuildView(
        id=1,
        name="A guild",
        channels={
            number: ChannelView(id=number, name="x", type=NEEDS[purpose].made, missing=frozenset({"speak"}))
            for number, purpose in enumerate(ChannelPurpose)
        },
        role_ids=frozenset({7}),
        missing=frozenset(),
    )
    settings = GuildSettings(
        guild_id=1,
        channels={purpose: number for number, purpose in enumerate(ChannelPurpose) if purpose in purposes},
        roles=dict.fromkeys(roles, 7),
    )
    assert {problem.kind for problem in problems(settings, view)} <= HINTS
    if ChannelPurpose.NOTICES in purposes and RolePurpose.ORGANISER in roles:
        assert problems(settings, view) == ()


def test_a_guild_that_configured_nothing_has_both_hints() -> None:
    view = GuildView(id=1, name="x", channels={}, role_ids=frozenset(), missing=frozenset())
    assert problems(GuildSettings(guild_id=1), view) == (
        Problem(kind=ProblemKind.NO_NOTICES),
        Problem(kind=ProblemKind.NO_ORGANISER),
    )


@given(configured, views)
def test_what_can_be_made_is_what_has_no_channel(settings: GuildSettings, view: GuildView) -> None:
    missing = unconfigured(settings, view)
    for purpose in ChannelPurpose:
        there = settings.channels.get(purpose) in view.channels
        assert (purpose in missing) is not there
    assert len(set(missing)) == len(missing)


# Who may


@pytest.mark.hostile(59)
@given(configured, st.frozensets(ids), st.booleans())
def test_59_no_configuration_locks_out_the_owner_and_administrators(
    settings: GuildSettings, role_ids: frozenset[int], manages: bool
) -> None:
    assert is_organiser(settings, role_ids=role_ids, administers=True, manages=manages)


@given(configured, st.frozensets(ids))
def test_a_member_is_an_organiser_by_the_role_alone(
    settings: GuildSettings, role_ids: frozenset[int]
) -> None:
    organiser = settings.roles.get(RolePurpose.ORGANISER)
    found = is_organiser(settings, role_ids=role_ids, administers=False, manages=False)
    assert found == (organiser is not None and organiser in role_ids)
    assert is_organiser(settings, role_ids=role_ids, administers=False, manages=True)
