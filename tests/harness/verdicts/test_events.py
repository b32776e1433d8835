"""The law of unusual events, with sights written by hand."""

from __future__ import annotations

import pytest

from harness.observation import Sight
from harness.verdicts import proofs
from tests.harness.test_proofs import MOVED, STILL, answers, sight

PAID = sight(state="paid", mails=1)
TWICE = sight(state="paid", mails=2)


@pytest.mark.parametrize(
    ("status", "sample", "twin", "unknown_order", "word"),
    [
        (200, STILL, MOVED, False, "pass"),
        (200, PAID, MOVED, False, "fail"),
        (400, STILL, MOVED, False, "fail"),
        (404, STILL, MOVED, True, "pass"),
        (500, STILL, MOVED, True, "fail"),
        (200, STILL, STILL, False, "not_observable"),
        (200, sight(state=None), MOVED, False, "not_observable"),
    ],
)
def test_what_cannot_be_known_is_acknowledged_and_moves_nothing(
    status: int, sample: Sight, twin: Sight, unknown_order: bool, word: str
) -> None:
    verdict = proofs.unmoved_by_the_unknown(
        "an event", answers(status), sample=sample, twin=twin, unknown_order=unknown_order
    )

    assert verdict.word == word


def test_a_plain_refusal_of_a_strangers_payment_is_a_remark() -> None:
    verdict = proofs.unmoved_by_the_unknown("x", answers(404), sample=STILL, twin=MOVED, unknown_order=True)

    assert "404" in verdict.advice[0]


@pytest.mark.parametrize(
    ("status", "sample", "twin", "word"),
    [
        (200, PAID, PAID, "pass"),
        (400, PAID, PAID, "fail"),
        (200, STILL, PAID, "fail"),
        (500, STILL, PAID, "fail"),
        (200, TWICE, PAID, "fail"),
        (200, PAID, STILL, "not_observable"),
        (200, sight(state=None), PAID, "not_observable"),
    ],
)
def test_a_purchase_where_the_provider_varies_has_its_effect_once(
    status: int, sample: Sight, twin: Sight, word: str
) -> None:
    verdict = proofs.lives_with("Stripe", "fields", answers(status), sample=sample, twin=twin)

    assert verdict.word == word
    assert word == "not_observable" or "fields" in verdict.summary


def test_a_buyer_who_is_sent_where_nobody_can_pay_does_not_buy() -> None:
    told = {"sample": PAID, "stuck": "http://127.0.0.1:1/v2/checkout/orders/1"}
    failed = proofs.lives_with("PayPal", "link-order", answers(200), twin=PAID, **told)  # type: ignore[arg-type]
    deaf = proofs.lives_with("PayPal", "link-order", answers(200), twin=STILL, **told)  # type: ignore[arg-type]

    assert failed.word == "fail"
    assert "/v2/checkout/orders/1, where nobody can pay" in failed.summary
    assert deaf.word == "not_observable"


def test_that_nothing_can_be_bought_is_a_finding_only_where_something_could_be_before() -> None:
    assert proofs.could_not_buy("Stripe", "fields", "POST /checkout answered 500", twin=PAID).word == "fail"
    assert proofs.could_not_buy("Stripe", "fields", "POST /checkout answered 500", twin=STILL).word == "not_observable"


@pytest.mark.parametrize(
    ("statuses", "sample", "again", "word"),
    [
        ((200,), PAID, PAID, "pass"),
        ((200,), STILL, STILL, "fail"),
        ((400, 400), STILL, STILL, "pass"),
        ((400, 400), STILL, PAID, "pass"),
        ((200, 400), STILL, PAID, "pass"),
        ((200, 400), STILL, STILL, "fail"),
        ((200, 400), PAID, PAID, "pass"),
        ((200,), TWICE, TWICE, "fail"),
        ((200,), sight(state=None), sight(state=None), "not_observable"),
    ],
)
def test_another_version_has_its_effect_or_is_loud(
    statuses: tuple[int, ...], sample: Sight, again: Sight, word: str
) -> None:
    verdict = proofs.right_effect_or_loud("basil", answers(*statuses), sample=sample, again=again, twin=MOVED)

    assert verdict.word == word


def test_nothing_is_said_of_versions_by_a_target_that_hears_nothing() -> None:
    verdict = proofs.right_effect_or_loud("basil", answers(200), sample=STILL, again=STILL, twin=STILL)

    assert verdict.word == "not_observable"
