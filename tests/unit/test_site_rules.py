"""Sites: what counts, and which site an option of a poll was."""

from hypothesis import given
from hypothesis import strategies as st

from bot.exchanges.sites.rules import (
    CRITERIA,
    MOST_TOTAL,
    Criterion,
    Score,
    Site,
    names_had,
    ranked,
    site_of_option,
)

scores = st.builds(Score, points=st.integers(0, 4), evidence=st.sampled_from(["", "  ", "file:1"]))
some = st.dictionaries(st.sampled_from(CRITERIA), scores)


def site(number: int, found: dict[Criterion, Score]) -> Site:
    return Site(id=number, exchange_id=1, name=f"Site {number}", scores=found)


@given(some)
def test_points_never_count_more_when_evidence_is_removed(found: dict[Criterion, Score]) -> None:
    before = site(1, found)
    assert 0 <= before.total + before.claimed <= MOST_TOTAL
    for criterion, score in found.items():
        after = site(1, found | {criterion: Score(points=score.points)})
        assert after.total <= before.total
        assert after.total + after.claimed == before.total + before.claimed


@given(st.lists(some, max_size=6))
def test_the_best_proven_comes_first(found: list[dict[Criterion, Score]]) -> None:
    placed = ranked([site(number, one) for number, one in enumerate(found)])
    assert len(placed) == len(found)
    assert [one.total for one in placed] == sorted((one.total for one in placed), reverse=True)


def test_an_option_is_the_site_of_its_name_or_of_its_number_if_that_was_called_so() -> None:
    made = {1: 10, 2: 20}
    sites = {10: ["badaro"], 20: ["port", "harbour"]}
    assert site_of_option(1, "badaro", made, sites) == 10
    # The draft was written anew in another order.
    assert site_of_option(1, "port", made, sites) == 20
    # The site was given another name since.
    assert site_of_option(2, "harbour", made, sites) == 20
    # What was added to the draft is no site, and neither is one that is gone.
    assert site_of_option(3, "sin el fil", made, sites) is None
    assert site_of_option(2, "port", made, {10: ["badaro"]}) is None
    # An option put in another's place is not the site of that number.
    assert site_of_option(1, "sin el fil", made, sites) is None
    # Two that changed names with each other are those that people voted for.
    assert site_of_option(1, "badaro", made, {10: ["port", "x", "badaro"], 20: ["badaro", "port"]}) == 10


def test_every_name_that_a_site_had_is_known_again() -> None:
    renamed = [("x", "port"), ("port", "badaro"), ("badaro", "x")]  # the latest first
    assert names_had({10: "port", 20: "badaro"}, renamed) == {
        10: ["port", "x", "badaro"],
        20: ["badaro", "port"],
    }
