"""Coupons: what they take off, and how often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

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


def test_a_coupon_for_three_orders_serves_three_and_a_cancelled_one_gives_its_use_back(trade: Trade) -> None:
    made = [trade.shop.ask_checkout(coupon="FIRST3-POT") for _ in range(4)]
    trade.world.act("cancel", object=trade.payment(made[0].json()))
    trade.shop.waits_until(made[0].json(), "cancelled")
    later = [trade.shop.ask_checkout(coupon="FIRST3-POT").status_code for _ in range(2)]

    assert [answer.status_code for answer in made] == [201, 201, 201, 409]
    assert later == [201, 409]


def test_a_coupon_counts_from_its_sum_on_and_in_its_currency() -> None:
    most = coupons.COUPONS["FROM50"]

    assert [coupons.below_least(most, amount, "eur") for amount in (4999, 5000)] == [True, False]
    assert coupons.below_least(most, 9000, "usd")
    assert not coupons.below_least(coupons.COUPONS["TEAWEEK"], 1, "usd")


def test_a_coupon_counts_until_the_end_of_its_last_day(trade: Trade) -> None:
    past = coupons.COUPONS["TEAWEEK-2024"]
    in_new_york = timezone(timedelta(hours=-5))

    assert not coupons.over(past, datetime(2024, 5, 26, 23, 59, 59, tzinfo=UTC))
    assert coupons.over(past, datetime(2024, 5, 27, tzinfo=UTC))
    assert coupons.over(past, datetime(2024, 5, 26, 20, tzinfo=in_new_york))
    assert not coupons.over(coupons.COUPONS["TEAWEEK"], datetime(2124, 1, 1, tzinfo=UTC))
    for code in ("TEAWEEK-2024", "teaweek-2024", " TEAWEEK-2024 "):
        assert trade.shop.ask_checkout(coupon=code).status_code == 422
