"""What Discord's answers mean."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.model import EffectKind
from bot.delivery.verdict import QUIET, Decision, judge

M = EffectKind.MESSAGE


@pytest.mark.parametrize("code", [10003, 10004, 50001, 50013, 50007, 50278, 20009, 240000])
def test_permanent_errors_are_not_tried_again(code: int) -> None:
    assert judge(M, status=403, code=code).decision is Decision.DEAD


@pytest.mark.hostile(62)
@given(status=st.sampled_from([408, 500, 502, 503, 504, 520, 522, 524]), code=st.integers(0, 300000))
def test_a_fault_of_discord_never_ends_a_promise(status: int, code: int) -> None:
    assert judge(M, status=status, code=code).decision is Decision.RETRY


def test_a_refused_token_stops_everything() -> None:
    assert judge(M, status=401).decision is Decision.TOKEN_REFUSED


def test_a_429_of_the_edge_is_a_ban_and_one_of_discord_is_not() -> None:
    assert judge(M, status=429, from_edge=True, retry_after=30).decision is Decision.BANNED
    limited = judge(M, status=429, retry_after=30)
    assert limited.decision is Decision.RETRY
    assert limited.asked == dt.timedelta(seconds=30)


def test_dms_opened_too_fast_back_off_for_long() -> None:
    verdict = judge(EffectKind.DIRECT_MESSAGE, status=403, code=40003)
    assert verdict.decision is Decision.RETRY
    assert verdict.asked is not None
    assert verdict.asked >= dt.timedelta(minutes=10)


def test_an_unknown_message_was_sent_and_deleted_when_it_was_being_sent() -> None:
    assert judge(M, status=404, code=10008).decision is Decision.SENT
    assert judge(EffectKind.DIRECT_MESSAGE, status=404, code=10008).decision is Decision.SENT


def test_an_unknown_message_is_gone_when_it_was_being_edited() -> None:
    verdict = judge(EffectKind.EDIT, status=404, code=10008)
    assert verdict.decision is Decision.DEAD
    assert verdict.reason in QUIET


def test_a_refusal_without_a_code_is_a_lost_proxy_and_passes() -> None:
    assert judge(M, status=404, code=0).decision is Decision.RETRY
    assert judge(M, status=403, code=0).decision is Decision.RETRY


def test_a_payload_that_discord_refuses_is_not_sent_again() -> None:
    verdict = judge(M, status=400, code=50035)
    assert (verdict.decision, verdict.reason) == (Decision.DEAD, "refused")


@given(status=st.integers(400, 599), code=st.integers(0, 300000), kind=st.sampled_from(EffectKind))
def test_exactly_what_discord_counts_is_counted(status: int, code: int, kind: EffectKind) -> None:
    verdict = judge(kind, status=status, code=code)
    if verdict.invalid:
        assert status in (401, 403, 429)
    if verdict.decision is Decision.DEAD:
        assert verdict.reason
