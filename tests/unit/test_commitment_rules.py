"""How a standing changes: what is confirmed stands until something else is, a step down holds at once, a lapse is no surprise."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import InvalidInputError
from bot.exchanges import evidence
from bot.exchanges.commitments import moving, rules
from bot.exchanges.commitments.moving import NeedsEvidenceError
from bot.exchanges.model import Standing
from bot.exchanges.rules import HEIGHT, PROVEN, Commitment, Rung, mass

TODAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
PAPER, OTHER = "https://example.org/letter.pdf", "file:7"


def standing(rung: Rung = Rung.IDENTIFIED, **more: object) -> Standing:
    return Standing(exchange_id=1, organisation_id=1, rung=rung, **more)  # type: ignore[arg-type]


def signed(rung: Rung = Rung.LETTER, until: dt.date | None = None) -> Standing:
    """What an organiser confirmed."""
    said = moving.said(standing(), rung, today=TODAY, said_by="a", evidence=PAPER, valid_until=until)
    return moving.confirm(said, "b", NOW)


def counted(one: Standing, today: dt.date = TODAY) -> bool:
    """Whether the organisation counts for critical mass, as `standing.commitments` has it."""
    held = one.held
    over = one.rung in (Rung.DECLINED, Rung.LAPSED)
    if held is not None and not over and (held.valid_until is None or held.valid_until >= today):
        one = moving._back_to(one, held)
    told = Commitment(
        organisation_id=1,
        group=1,
        rung=one.rung,
        asns=frozenset({64500}),
        confirmed=one.confirmed_at is not None,
        evidence=one.evidence,
        valid_until=one.valid_until,
    )
    return mass([told], today, documentation=True).count == 1


def test_interest_needs_no_proof_and_does_not_count() -> None:
    one = moving.said(standing(), Rung.INTERESTED, today=TODAY, said_by="a")
    assert (one.rung, one.said_by, moving.waits(one)) == (Rung.INTERESTED, "a", False)
    assert not counted(one)


def test_a_letter_needs_evidence_and_waits_until_somebody_confirmed_it() -> None:
    with pytest.raises(NeedsEvidenceError):
        moving.said(standing(Rung.INTENDS), Rung.LETTER, today=TODAY, said_by="a")
    one = moving.said(standing(Rung.INTENDS), Rung.LETTER, today=TODAY, said_by="a", evidence=PAPER)
    assert moving.waits(one)
    assert not counted(one)
    sure = moving.confirm(one, "b", NOW)
    assert not moving.waits(sure)
    assert counted(sure)


def test_who_signs_something_stronger_counts_by_the_letter_meanwhile() -> None:
    one = moving.said(signed(), Rung.MOU, today=TODAY, said_by="a", evidence=OTHER)
    assert moving.waits(one)
    assert one.held is not None
    assert (one.held.rung, one.held.evidence) == (Rung.LETTER, PAPER)
    assert counted(one)
    assert moving.confirm(one, "b", NOW).held is None
    back = moving.refuse(one, TODAY)
    assert (back.rung, back.evidence, back.confirmed_by) == (Rung.LETTER, PAPER, "b")
    assert counted(back)


def test_the_letter_does_not_prove_a_memorandum_until_somebody_said_so() -> None:
    one = moving.said(signed(), Rung.MOU, today=TODAY, said_by="a", evidence=PAPER)
    assert moving.waits(one)
    assert one.held is not None
    assert one.held.rung is Rung.LETTER


def test_what_is_refused_without_anything_before_it_is_an_intention() -> None:
    one = moving.said(standing(), Rung.MOU, today=TODAY, said_by="a", evidence=OTHER)
    back = moving.refuse(one, TODAY)
    assert (back.rung, back.evidence) == (Rung.INTENDS, "")
    assert not counted(back)


def test_a_renewal_counts_by_the_old_paper_until_it_is_confirmed_or_over() -> None:
    old = signed(until=TODAY + dt.timedelta(days=3))
    new = moving.said(
        old, Rung.LETTER, today=TODAY, said_by="a", evidence=OTHER, valid_until=TODAY + dt.timedelta(days=365)
    )
    assert moving.waits(new)
    assert counted(new)
    later = TODAY + dt.timedelta(days=4)
    lapsed = moving.lapse(new, later)
    assert lapsed.rung is Rung.LETTER, "the new one waits still"
    assert lapsed.held is None
    assert not counted(lapsed, later)


def test_a_longer_validity_alone_waits_and_a_shorter_one_does_not() -> None:
    until = TODAY + dt.timedelta(days=30)
    longer = moving.said(
        signed(until=until), Rung.LETTER, today=TODAY, said_by="a", valid_until=until + dt.timedelta(days=300)
    )
    assert moving.waits(longer)
    assert counted(longer)
    shorter = moving.said(
        signed(until=until), Rung.LETTER, today=TODAY, said_by="a", valid_until=until - dt.timedelta(days=3)
    )
    assert not moving.waits(shorter)
    assert shorter.confirmed_by == "b"


def test_a_step_down_holds_at_once_and_needs_no_new_proof() -> None:
    one = moving.said(signed(Rung.READY), Rung.LETTER, today=TODAY, said_by="a")
    assert (one.rung, one.evidence, moving.waits(one)) == (Rung.LETTER, PAPER, False)
    other = moving.said(signed(Rung.READY), Rung.LETTER, today=TODAY, said_by="a", evidence=OTHER)
    assert other.held is not None
    assert other.held.rung is Rung.LETTER, "what is held is no higher than what is said"


def test_a_withdrawal_counts_at_once_and_a_slip_is_taken_back() -> None:
    gone = moving.said(signed(), Rung.DECLINED, today=TODAY, said_by="a")
    assert not counted(gone)
    assert gone.evidence == ""
    with pytest.raises(NeedsEvidenceError):
        moving.said(gone, Rung.LETTER, today=TODAY, said_by="a")
    back = moving.restored(gone, TODAY)
    assert back is not None
    assert counted(back)
    assert moving.restored(standing(Rung.DECLINED), TODAY) is None
    ended = moving.said(signed(until=TODAY), Rung.DECLINED, today=TODAY, said_by="a")
    assert moving.restored(ended, TODAY + dt.timedelta(days=1)) is None


def test_a_lapse_is_the_day_after_and_happens_once() -> None:
    one = signed(until=TODAY)
    assert moving.lapse(one, TODAY) == one
    over = moving.lapse(one, TODAY + dt.timedelta(days=1))
    assert (over.rung, over.confirmed_at) == (Rung.LAPSED, None)
    assert moving.lapse(over, TODAY + dt.timedelta(days=9)) == over
    with pytest.raises(NeedsEvidenceError):
        moving.said(over, Rung.LETTER, today=TODAY, said_by="a")


RUNGS = st.sampled_from([one for one in Rung if one is not Rung.LAPSED])
STEPS = st.one_of(
    st.tuples(st.just("say"), RUNGS, st.sampled_from(["", PAPER, OTHER]), st.integers(-1, 60)),
    st.tuples(st.just("confirm")),
    st.tuples(st.just("refuse")),
    st.tuples(st.just("restore")),
    st.tuples(st.just("pass"), st.integers(1, 40)),
)


@settings(max_examples=400)
@given(st.lists(STEPS, max_size=12))
def test_nothing_counts_that_no_organiser_confirmed_and_nothing_counts_for_longer(steps: list[tuple]) -> None:  # type: ignore[type-arg]
    """Whatever is said in whatever order: who counts has a confirmed proof of that rung or a higher one, not past its day."""
    one, today = standing(), TODAY
    confirmed: dict[str, tuple[int, dt.date | None]] = {}
    for step in steps:
        match step:
            case ("say", rung, paper, days):
                until = None if days < 0 else today + dt.timedelta(days=days)
                try:
                    one = moving.said(one, rung, today=today, said_by="a", evidence=paper, valid_until=until)
                except NeedsEvidenceError:
                    continue
            case ("confirm",) if moving.waits(one):
                one = moving.confirm(one, "b", NOW)
                height, before = confirmed.get(one.evidence, (-1, today))
                ends = None if before is None or one.valid_until is None else max(before, one.valid_until)
                confirmed[one.evidence] = (max(height, HEIGHT[one.rung]), ends)
            case ("refuse",) if moving.waits(one):
                one = moving.refuse(one, today)
            case ("restore",):
                one = moving.restored(one, today) or one
            case ("pass", days):
                today += dt.timedelta(days=days)
                one = moving.lapse(one, today)
        assert one.held is None or one.held.evidence in confirmed
        if counted(one, today):
            shown = one.held or one
            assert shown.evidence in confirmed
            height, ends = confirmed[shown.evidence]
            assert PROVEN <= HEIGHT[shown.rung] <= height
            assert ends is None or today <= ends
        assert moving.lapse(moving.lapse(one, today), today) == moving.lapse(one, today)


@given(RUNGS, st.booleans())
def test_saying_the_same_again_changes_nothing(first: Rung, sure: bool) -> None:
    one = moving.said(standing(), first, today=TODAY, said_by="a", evidence=PAPER)
    if sure and moving.waits(one):
        one = moving.confirm(one, "b", NOW)
    again = moving.said(one, first, today=TODAY, said_by="c", evidence=one.evidence)
    assert moving.is_same(one, replace(again, held=one.held))


# What is typed


@pytest.mark.parametrize(
    ("typed", "speed"),
    [("10G", 10_000), ("10 Gbit/s", 10_000), ("100", 100), ("100 mbps", 100), ("2.5g", 2_500), ("1T", 1_000_000), ("1GE", 1_000), ("", None)],
)  # fmt: skip
def test_speeds_of_ports(typed: str, speed: int | None) -> None:
    assert rules.read_speed(typed) == speed


@pytest.mark.parametrize("typed", ["fast", "0", "-10G", "10 Gigabananas", "99999999G", "١٠G", "1e9", "nan"])
def test_what_is_no_speed(typed: str) -> None:
    with pytest.raises(ValueError, match="unreadable"):
        rules.read_speed(typed)


@given(st.sampled_from([100, 1_000, 2_500, 10_000, 25_000, 40_000, 100_000, 400_000, 1_000_000]))
def test_a_speed_reads_as_it_is_shown(speed: int) -> None:
    assert rules.read_speed("".join(rules.shown_speed(speed))) == speed


@pytest.mark.parametrize(
    ("typed", "fault"),
    [("tomorrow", "unreadable"), ("2027-02-30", "unreadable"), ("20270301", "unreadable"), ("2026-11-23", "past"), ("2046-01-01", "far"), ("٢٠٢٧-٠١-٠١", "unreadable")],
)  # fmt: skip
def test_days_that_are_refused(typed: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        rules.read_day(typed, TODAY)


def test_days() -> None:
    assert rules.read_day("", TODAY) is None
    assert rules.read_day(" 2027-03-31 ", TODAY) == dt.date(2027, 3, 31)


@pytest.mark.parametrize(
    "typed",
    [
        "letter.pdf", "http://example.org/x", "javascript:alert(1)", "https://", "https://user@example.org/", "https://a b/",
        "https://exa\\mple.org/", "https://example.org:99999/", "file:7", "poll:1", "https://" + "a" * 600 + ".org",
        "https://localhost/", "https://.example.org/", "https://example.org/\u202egpj.pdf", "data:text/html,x",
    ],
)  # fmt: skip
def test_what_is_no_evidence(typed: str) -> None:
    """Nobody types "file:7" into being: what is stored as a file, a poll or a decision comes from those alone."""
    with pytest.raises(InvalidInputError):
        evidence.read(typed)


def test_evidence_as_typed() -> None:
    assert evidence.read("  ") == ""
    assert evidence.read(" HTTPS://example.org/a_(b)?c=d ") == "https://example.org/a_(b)?c=d"
