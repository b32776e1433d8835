"""The law of sums, with calls written by hand."""

from __future__ import annotations

import pytest

from harness.observation import ProviderCall
from harness.verdicts import proofs


def asked(*amounts: int, currency: str = "eur") -> list[ProviderCall]:
    return [
        ProviderCall(operation="payment_intents.create", writes=True, amount=amount, currency=currency)
        for amount in amounts
    ]


@pytest.mark.parametrize(
    ("calls", "twin", "refused", "word"),
    [
        ([], asked(3998), True, "pass"),
        (asked(1999), asked(3998), False, "pass"),
        (asked(5997), asked(3998), False, "pass"),
        (asked(0), asked(3998), False, "fail"),
        (asked(-1999), asked(3998), True, "fail"),
        (asked(2999), asked(3998), False, "fail"),
        (asked(1999, currency="jpy"), asked(3998), False, "fail"),
        ([], asked(3998), False, "not_observable"),
        (asked(1999), asked(1999), False, "not_observable"),
        (asked(0), [], False, "not_observable"),
    ],
)
def test_a_bent_quantity_costs_whole_pieces(
    calls: list[ProviderCall], twin: list[ProviderCall], refused: bool, word: str
) -> None:
    verdict = proofs.unbent("a quantity of -1", calls, price=(1999, "eur"), twin=twin, refused=refused)

    assert verdict.word == word


@pytest.mark.parametrize(
    ("calls", "allowed", "reach", "word"),
    [
        (asked(1799), 1, 1, "pass"),
        (asked(1799, 1999), 1, 1, "pass"),
        (asked(1799, 1799), 1, 1, "fail"),
        (asked(1799, 1799), 2, 1, "pass"),
        (asked(1619), 2, 1, "fail"),
        (asked(1799, currency="jpy"), 1, 1, "fail"),
        (asked(1999, 1999), 1, 1, "not_observable"),
        ([], 1, 1, "not_observable"),
        (asked(1799), 1, 0, "not_observable"),
    ],
)
def test_a_coupon_counts_as_often_as_it_may(calls: list[ProviderCall], allowed: int, reach: int, word: str) -> None:
    verdict = proofs.used_once("one coupon", calls, full=1999, percent=10, currency="eur", allowed=allowed, reach=reach)

    assert verdict.word == word


@pytest.mark.parametrize(
    ("calls", "tolerance", "word"),
    [
        (asked(1999), 0, "pass"),
        (asked(1998), 0, "fail"),
        (asked(1998), 1, "pass"),
        (asked(199900), 1, "fail"),
        (asked(1999, currency="usd"), 0, "fail"),
        ([], 0, "not_observable"),
    ],
)
def test_money_is_exact(calls: list[ProviderCall], tolerance: int, word: str) -> None:
    verdict = proofs.exact("a price", calls, expected=(1999, "eur"), tolerance=tolerance, missing=None)

    assert verdict.word == word


@pytest.mark.parametrize(("amount", "left"), [(1999, 1799), (13993, 12594), (5, 4), (4, 4), (10, 9)])
def test_a_discount_is_rounded_half_up(amount: int, left: int) -> None:
    assert proofs.discounted(amount, 10) == left


@pytest.mark.parametrize(
    ("calls", "twin", "word"),
    [
        ([], asked(5397), "pass"),
        (asked(1999), asked(5397), "pass"),
        (asked(1799), asked(5397), "fail"),
        (asked(1999, 1799), asked(5397), "fail"),
        (asked(1999, currency="jpy"), asked(5397), "fail"),
        (asked(1799), asked(5997), "not_observable"),
        ([], [], "not_observable"),
    ],
)
def test_a_coupon_from_a_sum_on_lowers_nothing_below(
    calls: list[ProviderCall], twin: list[ProviderCall], word: str
) -> None:
    verdict = proofs.only_from("below it", calls, twin=twin, full=1999, twin_full=5997, currency="eur")

    assert verdict.word == word
