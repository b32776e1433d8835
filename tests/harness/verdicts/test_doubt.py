"""The law of doubt, with sights written by hand: what was not reached never passes, what was lost or believed fails."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.observation import Answer, Sight
from harness.verdicts import proofs
from tests.harness.test_proofs import MOVED, STILL, answers, sight, sights

PAID = sight(state="paid", mails=1)
TWICE = sight(state="paid", mails=2)


@given(sights, st.none() | sights, st.integers(0, 3), sights, sights)
def test_doubt_passes_only_when_it_was_reached_and_nothing_was_released(
    sample: Sight, healed: Sight | None, reach: int, twin: Sight, blank: Sight
) -> None:
    verdict = proofs.doubt_is_no(
        "no answer", sample=sample, healed=healed, asked=1, reach=reach, twin=twin, blank=blank
    )

    if verdict.word == "pass":
        assert reach > 0
        assert sample.fulfilled is False
        assert blank.fulfilled is False
        assert twin.fulfilled
        assert healed is None or healed.fulfilled
    assert (verdict.word == "fail") or not (sample.fulfilled and not blank.fulfilled)


def test_what_was_paid_and_lost_in_doubt_is_a_fail() -> None:
    lost = proofs.doubt_is_no("no answer", sample=STILL, healed=STILL, asked=1, reach=1, twin=MOVED, blank=STILL)
    twice = proofs.doubt_is_no("no answer", sample=STILL, healed=TWICE, asked=1, reach=1, twin=MOVED, blank=STILL)

    assert (lost.word, twice.word) == ("fail", "fail")


@pytest.mark.parametrize(
    ("in_trouble", "sample", "reach", "word"),
    [
        (STILL, PAID, 1, "pass"),
        (STILL, PAID, 0, "not_observable"),
        (PAID, PAID, 1, "not_observable"),
        (STILL, STILL, 1, "fail"),
        (STILL, TWICE, 1, "fail"),
        (STILL, sight(state=None), 1, "not_observable"),
    ],
)
def test_a_retry_must_take_effect_once(in_trouble: Sight, sample: Sight, reach: int, word: str) -> None:
    verdict = proofs.retry_takes_effect(
        "no answer", in_trouble=in_trouble, sample=sample, again=answers(200), reach=reach, twin=MOVED
    )

    assert verdict.word == word


@pytest.mark.parametrize(
    ("status", "in_doubt", "sample", "word"),
    [
        (400, STILL, PAID, "pass"),
        (200, STILL, PAID, "pass"),
        (200, STILL, STILL, "fail"),
        (400, STILL, STILL, "fail"),
        (200, PAID, PAID, "not_observable"),
        (400, STILL, sight(state=None), "not_observable"),
    ],
)
def test_a_2xx_for_what_could_not_be_verified_must_not_lose_it(
    status: int, in_doubt: Sight, sample: Sight, word: str
) -> None:
    verdict = proofs.failure_is_loud(answers(status), in_doubt=in_doubt, sample=sample, twin=MOVED)

    assert verdict.word == word


@pytest.mark.parametrize(
    ("answer", "cut_off", "alive", "word"),
    [
        (Answer(event_type="x", status=400), False, True, "pass"),
        (Answer(event_type="x", status=200), False, True, "pass"),
        (Answer(event_type="x", status=500), False, True, "fail"),
        (Answer(event_type="x", status=400), False, False, "fail"),
        (Answer(event_type="x", error="connection closed"), False, True, "fail"),
        (Answer(event_type="x", error="connection closed"), True, True, "pass"),
        (Answer(event_type="x", error="timed out"), True, True, "fail"),
        (Answer(event_type="x", status=400, body="Traceback (most recent call last):"), False, True, "fail"),
    ],
)
def test_a_hostile_body_is_refused_quietly(answer: Answer, cut_off: bool, alive: bool, word: str) -> None:
    verdict = proofs.hostile_body("a body", [answer], cut_off=cut_off, alive=alive, twin=MOVED)

    assert verdict.word == word


def test_a_deaf_twin_proves_nothing_about_a_hostile_body() -> None:
    assert proofs.hostile_body("a body", answers(400), cut_off=False, alive=True, twin=STILL).word == "not_observable"
