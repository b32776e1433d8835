"""Coupons: what they take off, and how often."""

from __future__ import annotations

import pytest

from reference_app.checkout import coupons
from tests.reference_app.conftest import Trade


@pytest.mark.parametrize(
    ("amount", "currency", "left"),
    [(1999, "eur", 1799), (13993, "eur", 12594), (1500, "jpy", 1350), (5250, "kwd", 4720)],
)
def test_a_discount_is_taken_once_of_the_whole(amount: int, currency: str, left: int) -> None:
    assert coupons.after_discount(amount, currency, "TEAWEEK") == left
    assert coupons.after_discount(amount, currency, None) == amount


def test_a_coupon_for_one_use_serves_one_order(trade: Trade) -> None:
    key = "cart-of-the-first-buyer"
    first = trade.shop.ask_checkout(key=key, coupon="THANKS-A7K2")
    again = trade.shop.ask_checkout(key=key, coupon="THANKS-A7K2")
    second = trade.shop.ask_checkout(coupon="THANKS-A7K2")

    assert first.json()["amount"] == 1699
    assert again.json()["order"] == first.json()["order"]
    assert (second.status_code, second.json()["error"]) == (409, "coupon_used")
    assert trade.shop.ask_checkout(coupon="NO-SUCH").status_code == 422
